# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The readings of what happens to people's work, see ``people_data``; and the one that is followed without a choice."""

KINDER = "kinder"
HARSHER = "harsher"
READINGS = (KINDER, HARSHER)
USUAL_READING = HARSHER
