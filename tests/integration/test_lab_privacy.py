# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tells of use tells of nobody who was not asked for, not even as talkatively as it can."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import yaml
from integration.desktops import PRODUCT
from integration.rooms import Room, group
from integration.warm import WarmRoom

MODULES: dict[str, dict[str, Any]] = {
    "workspace_usage_info": {
        "gather": ["desktops", "users", "logins", "unused", "online", "states", "power", "alarms"],
        "min_idle_days": 0,
    },
    "workspace_metric_rule_info": {"matches": True},
    "workspace_hour_package_info": {},
}


@pytest.fixture
def room(project, tmp_path, warm) -> WarmRoom:
    """Return a lab in which Anna has used her hours, Ben has not, and Zoe, a guest, is at a desktop now."""
    room = WarmRoom(project, tmp_path, warm)
    people = [
        {"user_name": name, "user_email": f"{name}@uni.example", "user_phone": f"+491700000{number}"}
        for number, name in enumerate(("anna", "ben"), 11)
    ]
    room.file(
        group("anna", "ben", spares=1),
        people={"roster": people, "on_leave": "report"},
        hours={"per_week": 1, "at": {80: "warn", 100: "lock"}},
        prices={"currency": "EUR", "products": {PRODUCT: 0.21}, "disks": {"SAS": 0.06}},
        idle=[{"apply_to": ["lab"], "disconnected": 30, "action": "stop"}],
    )
    room.play("provision").done("created 3")
    now = datetime.fromtimestamp(room.state["now"], timezone.utc)
    tuesday = (now + timedelta(days=8 - now.weekday())).replace(hour=12, minute=0, second=0, microsecond=0)
    room.control("POST", "clock", to=f"{tuesday:%Y-%m-%dT%H:%M:%SZ}")
    room.control("POST", "sessions", desktop="BIO-03", user="zoe", action="open")
    room.control("POST", "sessions", desktop="BIO-02", user="ben", action="fail")
    noon = f"{tuesday - timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}"
    login = {"desktop": "BIO-01", "user": "anna", "begin": noon, "end": noon.replace("T10:", "T11:")}
    room.control("POST", "past", logins=[login], power=[])
    return room


def secrets(room: Room) -> set[str]:
    """Return what is nobody's business: addresses and numbers of people, and all about their terminals."""
    state = room.state
    fields = ("terminal_ip", "terminal_mac", "terminal_name", "public_ip")
    found = {row[field] for row in state["tables"]["Login"] for field in fields}
    found |= {user[field] for user in state["users"] for field in ("user_email", "user_phone")}
    return {str(one) for one in found if one}


def told_of(words: set[str], text: str) -> list[str]:
    """Return which of these words a text has."""
    return sorted(word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text))


@pytest.mark.slow
def test_nobody_is_told_of_who_was_not_asked_for(room: WarmRoom) -> None:
    (room.folder / "told.yml").write_text(
        yaml.safe_dump(
            [
                {
                    "hosts": "localhost",
                    "gather_facts": False,
                    "tasks": [
                        task
                        for module, options in MODULES.items()
                        for task in (
                            {f"huaweicloud.workspace.{module}": options, "register": "told"},
                            {"ansible.builtin.debug": {"var": "told"}},
                        )
                    ],
                }
            ]
        )
    )
    hidden = secrets(room)
    assert len(hidden) >= 8
    everybody = {"anna", "ben", "zoe"}
    runs: list[tuple[str, tuple[str, ...], dict[str, Any], set[str]]] = [
        ("told.yml", (), {}, everybody),
        ("usage", (), {"period": "7d"}, everybody),
        ("usage", (), {"period": "7d", "format": "json"}, everybody),
        ("unused", (), {"unused_days": "1"}, everybody),
        ("unused", ("--check",), {"unused_days": "1", "action": "tag"}, everybody),
        ("unused", (), {"unused_days": "1", "action": "tell"}, everybody),
        ("assist", (), {}, everybody),
        # They tell who has a seat, and whom they lock.
        ("status", (), {}, {"zoe"}),
        ("budget", (), {}, {"ben", "zoe"}),
        ("budget", ("--check",), {"show_people": "true"}, {"zoe"}),
    ]
    for name, arguments, variables, people in runs:
        text = room.play(name, "-vvv", "--diff", *arguments, **variables).done().text
        assert not told_of(hidden | people, text), (name, told_of(hidden | people, text), text)
    assert told_of(everybody, room.play("usage", show_people="true").done().text) == ["anna", "ben", "zoe"]
