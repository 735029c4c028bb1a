# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a lab."""

from __future__ import annotations


class LabError(Exception):
    """The lab file cannot be used; the text says where and why, in one sentence."""
