# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lab with an exam, for tests: what its file says, and what there is before."""

from __future__ import annotations

import copy
from typing import Any

from integration.harness import Task, Tenant
from integration.in_process import carry_out
from integration.rooms import BASE, MARK, group

from emulator.cloud.catalogue import SERVICE_GROUP, fixed_id

DAY = "2036-11-20"
"""A day on which nothing is due while a test runs; the exam is from nine to half past ten."""

BEFORE, DURING, COMMON_END, LAST_END = (f"{DAY} {time}" for time in ("08:45", "09:05", "10:30", "10:53"))

TEACHING, LOCKED = (fixed_id(f"security-group/{name}") for name in ("teaching-desktops", "exam-lockdown"))

EXAM: dict[str, Any] = {
    "name": "mid-1",
    "apply_to": ["students"],
    "start": f"{DAY} 09:00",
    "end": f"{DAY} 10:30",
    "network": {"security_groups": ["exam-lockdown"]},
    "policies": {"file_and_clipboard": {"clipboard_redirection": "DISABLED"}},
    "extra_time": {"ben": "25%"},
}

TERMINALS = [{"mac": f"FA-16-3E-00-00-0{number}", "desktop": f"BIO-0{number}"} for number in (1, 2, 3)]
"""A terminal for each seat."""

ALL_OF_IT: dict[str, Any] = {
    **EXAM,
    "record": True,
    "deny_apps": [{"process": "chat.exe"}],
    "collect_script": "collect",
    "terminals": TERMINALS,
    "after": "reset",
}
"""An exam with everything that one can have; the lab needs :data:`SECTIONS` besides."""

SECTIONS: dict[str, Any] = {
    "idle": [{"apply_to": ["students"], "disconnected": 30, "action": "stop"}],
    "snapshots": {"baseline": {"name": "base", "apply_to": ["students"]}},
    "reset": {"method": "snapshot", "snapshot": "base", "disk_type": "SYSTEM_DISK"},
}


def lab(*exams: dict[str, Any], **sections: Any) -> dict[str, Any]:
    """Return what the file of a lab says that has two people, a spare seat, and these exams."""
    seats = [group("anna", "ben", spares=1, security_groups=["teaching-desktops"])]
    given = {"exams": list(exams)} if exams else {}
    return copy.deepcopy({**BASE, "time_zone": "Europe/Berlin", "seats": seats, **given, **sections})


def prepare(tenant: Tenant) -> None:
    """Let there be the seats, somebody else's desktop, and somebody else's policy groups."""
    groups = {"security_group_ids": [SERVICE_GROUP.id, TEACHING]}
    for name, user in (("BIO-01", "anna"), ("BIO-02", "ben"), ("BIO-03", None), ("OFFICE", "tito")):
        mine = {"tags": {**MARK, "room": "3"}} if name != "OFFICE" else {}
        tenant.desktop(name, groups, **mine, **({"user": user} if user else {}))
    for name in ("everybody", "guests"):
        policies = {"watermark": {"watermark_enable": True}}
        task = Task("workspace_policy_group", {"policy_group_name": name, "policies": policies})
        assert not carry_out(tenant, task).failed


def add_script(tenant: Tenant) -> None:
    """Let there be the script that collects the work."""
    options = {"name": "collect", "type": "POWERSHELL", "content": "Copy-It"}
    assert not carry_out(tenant, Task("workspace_script", options)).failed


def turn_on_bindings(tenant: Tenant) -> None:
    """Let bindings of terminals count, of which a seat has one already, and somebody else's desktop, too."""
    bindings = [{**TERMINALS[0], "description": "Room 3"}, {"mac": TERMINALS[1]["mac"], "desktop": "OFFICE"}]
    options = {"tc_bind_switch": True, "bindings": bindings}
    assert not carry_out(tenant, Task("workspace_terminal_binding", options)).failed


def reaches_internet(tenant: Tenant) -> list[str]:
    """Return the names of the desktops that reach the internet."""
    return sorted(name for name, desktop in tenant.desktops.items() if desktop["reaches_internet"])
