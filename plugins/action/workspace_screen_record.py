# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the module of the same name, and shows its progress while it waits."""

from __future__ import annotations

from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.progress import ActionModule

__all__ = ["ActionModule"]
