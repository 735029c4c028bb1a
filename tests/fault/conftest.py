# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault tests use what the integration tests use."""

from __future__ import annotations

from integration.conftest import as_published, description, tenant

__all__ = ["as_published", "description", "tenant"]
