# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The power states of desktops, and the verbs that bring them about."""

from __future__ import annotations

POWER = {"started": "ACTIVE", "stopped": "SHUTOFF", "hibernated": "HIBERNATED"}


POWER_VERBS = {"ACTIVE": "start", "SHUTOFF": "stop", "HIBERNATED": "hibernate"}


SHOWN_POWER = {"ACTIVE": "started", "SHUTOFF": "stopped", "HIBERNATED": "hibernated"}
