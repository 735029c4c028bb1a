# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Control calls, under ``/_emulator/``, by which tests look, steer, and act behind the back of a client.

They need no signature and are not in the journal. Routers are found as those of the areas.
"""
