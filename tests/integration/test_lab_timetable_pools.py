# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pools become larger for classes and smaller after them, and get back what they had."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from conftest import ANSIBLE_SECONDS
from fault.worlds.runs import run
from integration.pools import made, members
from integration.rooms import BASE, MARK, group
from integration.warm import WarmRoom

GROWING = {
    "name": "drop-in",
    "type": "DYNAMIC",
    "size": 1,
    "description": "For everybody",
    "disconnected_retention_period": 60,
    "enable_autoscale": True,
    "autoscale_policy": {"autoscale_type": "AUTO_CREATED", "min_idle": 1, "max_auto_created": 9},
}
FIXED = {"name": "fixed", "type": "STATIC", "size": 1, "allow_shrink": True}
POOLS = {"drop-in": {"per_event": 3, "base": 2}, "fixed": {"per_event": 2, "base": 0}}


PASSING = ("job_ids", "steady_at", "scaling", "listed")
"""What of a pool passes by itself."""


class Day(WarmRoom):
    """A lab with two pools on the morning of a day with two classes, which are on at the same time for an hour."""

    def begin(self) -> None:
        """Provision at 06:00."""
        self.job_seconds(0)
        now = datetime.fromtimestamp(self.state["now"], timezone.utc)
        self.day = (now + timedelta(days=1)).replace(hour=6, minute=0, second=0, microsecond=0)
        self.until("06:00")
        date = f"{self.day:%Y-%m-%d}"
        rows = [
            "date,start,end,target,seats",
            f"{date},08:00,10:00,drop-in;fixed,",
            f"{date},09:00,11:00,Room 4,4",
        ]
        (self.folder / "classes.csv").write_text("\n".join(rows))
        self.write()
        self.play("provision").done()

    def write(self, **changes: Any) -> None:
        """Write the lab file."""
        targets = {"Room 4": "drop-in"}
        timetable = {"file": "classes.csv", "targets": targets, "pools": POOLS, "stop_after": "0m", **changes}
        self.file(group("anna"), time_zone="UTC", pools=[GROWING, FIXED], timetable=timetable)

    def until(self, clock: str) -> None:
        """Wait for a time of the day, and until all that goes on has ended."""
        hour, minute = map(int, clock.split(":"))
        moment = self.day.replace(hour=hour, minute=minute).timestamp()
        self.control("POST", "clock", advance=moment - self.state["now"])

    def pools(self) -> dict[str, dict[str, Any]]:
        """Return the pools by their names, as they are told."""
        rows = self.state["tables"]["Pool"]
        return {row["name"]: {key: value for key, value in row.items() if key not in PASSING} for row in rows}

    def idle(self) -> tuple[int, int]:
        """Return what the one pool is told to keep ready, and how many desktops the other has."""
        pools = self.pools()
        number = sum(row["pool_id"] == pools["fixed"]["id"] for row in self.desktops.values())
        return pools["drop-in"]["autoscale_policy"]["min_idle"], number


@pytest.fixture
def day(project, tmp_path, warm) -> Day:
    """Return a day of classes."""
    day = Day(project, tmp_path, warm)
    day.begin()
    return day


def at(day: Day, clock: str) -> dict[str, str]:
    """Return the run variables of a run at a time of the day."""
    return {"now": f"{day.day:%Y-%m-%d} {clock}"}


@pytest.mark.slow
def test_a_pool_grows_for_a_class_and_gets_back_what_it_had(day):
    before = day.pools()
    assert day.idle() == (1, 1)
    # A run that was missed does no harm: what counts are the classes that are on.
    checked = day.play("timetable", "--check", **at(day, "09:30"))
    checked.done("pool drop-in: min_idle 1 -> 7", "pool fixed: size 1 -> 2", "10:00, drop-in needs 4, fixed needs 0")
    assert not checked.writes
    day.play("timetable", expect_plan=checked.plan_id, **at(day, "09:30")).done()
    assert day.idle() == (7, 2)
    # What the timetable decides is no difference for provisioning.
    day.play("provision", only="pools").unchanged()
    day.play("timetable", action="clear").done(
        "pool drop-in: min_idle 7 -> 1", "pool fixed: size 2 -> 1, deletes fixed0"
    )
    assert day.pools() == before and day.idle() == (1, 1)


@pytest.mark.slow
def test_pools_follow_the_classes_of_a_day(day):
    day.play("status").unchanged().told("drop-in has 1 of the 2 desktops that it needs; run lab_timetable")
    day.play("timetable").done("07:40, drop-in needs 3, fixed needs 2")
    assert day.idle() == (2, 1)
    assert "(timetable: before autoscale on, min_idle 1, size 1)" in day.pools()["drop-in"]["description"]
    day.play("timetable").unchanged()
    day.play("status").unchanged().told("pools have the desktops that they need until", "07:40")

    day.until("09:30")
    day.play("timetable").done("pool drop-in: min_idle 2 -> 7", "pool fixed: size 1 -> 2")
    assert day.idle() == (7, 2)
    [first, second] = sorted(name for name in day.desktops if name.startswith("fixed"))
    for name, user in ((first, "anna"), (second, "ben")):
        day.control("POST", "desktops", action="assign", desktop=name, user=user)

    # A desktop that somebody has stays, and what the pool had is known until it is there again.
    day.until("10:30")
    day.play("timetable").done("pool drop-in: min_idle 7 -> 4", "the others stay")
    kept = day.play("timetable", action="clear").done("pool drop-in: min_idle 4 -> 1", "fixed keeps its note")
    assert kept.exported["lab_verdict"] == "done with stragglers"
    again = day.play("timetable", action="clear").unchanged()
    assert again.exported["lab_verdict"] == "done with stragglers"
    assert day.idle() == (1, 2) and "(timetable:" in day.pools()["fixed"]["description"]
    day.control("POST", "desktops", action="unassign", desktop=second)
    day.play("timetable", action="clear").done("pool fixed: size 2 -> 1")
    assert day.idle() == (1, 1) and first in day.desktops and not day.pools()["fixed"]["description"]
    day.play("timetable", action="clear").unchanged()


def test_a_pool_shrinks_only_if_the_file_says_so_and_by_what_the_timetable_has_created(tenant):
    note = "(timetable: before autoscale off, min_idle 0, size 1, grown by 2)"
    made(tenant, {}, {}, {}, {}, tags=MARK, description=note)
    fixed = {**FIXED, "name": "drop-in", "subnets": ["teaching-a"]}
    clear = {"procedure": "timetable", "action": "clear"}
    for pools in ([], [{**fixed, "allow_shrink": False}]):
        ended = run(tenant, {**BASE, "seats": [group("anna")], "pools": pools}, **clear)
        assert not ended.writes and not ended.problem and ended.plan["timetable"]["kept"] == ["drop-in"]
        assert "set its allow_shrink to true to delete them, or its size to 4 to keep them" in str(ended.plan["lines"])
    # One of the four is neither of before nor of the timetable.
    assert not run(tenant, {**BASE, "seats": [group("anna")], "pools": [fixed]}, **clear).problem
    assert len(members(tenant)) == 2 and not tenant.state["tables"]["Pool"][0]["description"]


@pytest.mark.slow
def test_what_a_pool_had_stays_known_if_somebody_comes_in_between(day):
    day.play("timetable", **at(day, "09:30")).done()
    day.fault("hold", method="PUT", path="/desktop-pools/[^/]+$", seconds=ANSIBLE_SECONDS, carried_out=True)
    run = day.start("timetable", action="clear")
    while not day.control("GET", "faults")["held"]:
        assert not run.ended(0.2)
    for name in day.desktops:
        if name.startswith("fixed"):
            day.control("POST", "desktops", action="assign", desktop=name, user=f"guest-{name}")
    assert day.control("POST", "release") == {"released": 1}
    code, text = run.wait()
    assert not code and '"lab_verdict": "done with stragglers"' in text, text
    assert day.idle() == (1, 2)
    assert ["(timetable:" in row["description"] for _name, row in sorted(day.pools().items())] == [False, True]
