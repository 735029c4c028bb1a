# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_terminal_binding is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario

SEAT = {"mac": "AA-BB-CC-DD-00-01", "desktop": "BIO-01"}

SCENARIO = Scenario(
    {
        "create": {"tc_bind_switch": True, "bindings": [SEAT, {**SEAT, "mac": "AA-BB-CC-DD-00-02"}]},
        "change": {"bindings": [{**SEAT, "description": "Seat 1"}]},
        "move": {"bindings": [{**SEAT, "desktop": "BIO-02"}], "purge_bindings": True},
        "delete": {"bindings": [{**SEAT, "desktop": "BIO-02"}], "state": "absent"},
    }
)
