# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a lab is used and what that costs, from the emulator's own logs; and that nobody is named unasked."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

import pytest
from integration.desktops import PRODUCT
from integration.rooms import MARK, group
from integration.test_lab_status import lines_of
from integration.warm import WarmRoom

PRICES = {"currency": "EUR", "products": {PRODUCT: 0.21}, "disks": {"SAS": 0.06}, "eip": 0.01}
PEOPLE = ("anna", "ben", "zoe")


@dataclass(frozen=True)
class Past:
    """What the emulator's clock says, and moments before it."""

    now: datetime

    def at(self, day: int, hour: int) -> str:
        """Return an hour of a day, which is counted from today."""
        midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        return (midnight + timedelta(days=day, hours=hour)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def room(project, tmp_path, warm):
    """Return a project with a lab of a used seat, a seat nobody uses, a spare and a desktop that is left over."""
    room = WarmRoom(project, tmp_path, warm)
    room.file(group("anna", "ben", spares=1), prices=PRICES)
    room.own("BIO-01", "anna")
    room.own("BIO-02", "ben", status="SHUTOFF")
    room.own("BIO-03")
    room.own("OLD", status="SHUTOFF")
    past = Past(datetime.fromtimestamp(room.state["now"], timezone.utc))
    power = [
        *[("BIO-01", -20, 0, "ACTIVE"), ("BIO-01", -20, 5, "SHUTOFF"), ("BIO-01", -3, 8, "ACTIVE")],
        *[("BIO-01", -3, 18, "SHUTOFF"), ("BIO-01", -1, 8, "ACTIVE"), ("BIO-02", -20, 0, "ACTIVE")],
        *[("BIO-02", -20, 5, "SHUTOFF"), ("BIO-03", -20, 0, "ACTIVE"), ("OLD", -30, 0, "ACTIVE")],
        ("OLD", -4, 0, "SHUTOFF"),
    ]
    logins = [("BIO-01", "anna", -3, 9, 12), ("BIO-01", "anna", -3, 11, 13), ("BIO-01", "zoe", -1, 10, 11)]
    room.control(
        "POST",
        "past",
        power=[{"desktop": name, "time": past.at(day, hour), "status": status} for name, day, hour, status in power],
        logins=[
            {"desktop": name, "user": user, "begin": past.at(day, begin), "end": past.at(day, end)}
            for name, user, day, begin, end in logins
        ],
    )
    return room


def reported(room, *arguments, **variables):
    """Return the report of a run as data, and the run."""
    played = room.play("usage", *arguments, format="json", **variables).unchanged()
    return json.loads("\n".join(lines_of(played))), played


def test_usage_is_that_of_the_logs_and_costs_are_theirs_to_the_cent(room):
    told, played = reported(room, "-vvv", period="10d")
    assert [entry for entry in room.journal() if entry["kind"] == "write"] == []
    rows = {row["seat"]: row for row in told["rows"]}
    assert list(rows) == ["BIO-01", "BIO-02", "BIO-03", "OLD"]
    assert {name: row["kind"] for name, row in rows.items()} == {
        "BIO-01": "seat",
        "BIO-02": "seat",
        "BIO-03": "spare",
        "OLD": "left over",
    }
    # Two connections of a person at the same time are one.
    assert rows["BIO-01"]["hours_used"] == 5.0 and rows["BIO-01"]["never_used"] is False
    assert rows["BIO-02"]["never_used"] is True and rows["BIO-02"]["last_use"] is None
    assert rows["BIO-02"]["idle_days"] in (19, 20)
    assert told["totals"]["running_unused"] == ["BIO-01", "BIO-03"]
    assert {(peak["hour"], peak["desktops"]) for peak in told["peaks"]} == {(9, 1), (10, 1), (11, 1), (12, 1)}
    assert not [row for row in rows.values() if row["estimated"]]
    for name, row in rows.items():
        assert abs(row["cost"] - float(expected_cost(room, name, days=10))) < 0.011, (name, row)
    assert told["cost"]["so_far"] == pytest.approx(sum(row["cost"] for row in rows.values()), abs=0.03)
    assert "snapshots" in told["cost"]["not_counted"] and told["cost"]["groups"].keys() == {"students", "left over"}
    assert not [name for name in PEOPLE if re.search(rf"\b{name}\b", played.text)]


def expected_cost(room, name, days):
    """Return what a desktop has cost in the last days, from the emulator's own log of power."""
    state = room.state
    begin = state["now"] - days * 86_400
    desktop = room.desktops[name]
    spans = [
        one for one in state["tables"]["PowerSpan"] if one["desktop_id"] == desktop["id"] and one["status"] == "ACTIVE"
    ]
    ran = sum(max(0, (one["end"] or state["now"]) - max(begin, one["begin"])) for one in spans)
    hours, whole = Decimal(ran) / 3600, Decimal(days * 24)
    cost = hours * Decimal("0.21") + 80 * Decimal("0.06") * whole / 730
    return cost.quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.slow
def test_people_are_named_when_asked_for_and_a_file_takes_the_report(room):
    told, _played = reported(room, period="10d", show_people="true")
    rows = {row["seat"]: row for row in told["rows"]}
    assert rows["BIO-01"]["person"] == "anna" and rows["BIO-01"]["last_use_by"] == "zoe"
    assert told["people"] == [
        {"person": "anna", "hours_used": 4.0, "sessions": 2},
        {"person": "zoe", "hours_used": 1.0, "sessions": 1},
    ]
    played = room.play("usage", period="10d", format="csv", report_file="report.csv").done()
    assert '"msg": [' not in played.text
    header, *lines = (room.folder / "report.csv").read_text().splitlines()
    assert header.startswith("seat,group,kind,power,hours_used,hours_running,waste,last_use,idle_days,never_used")
    assert len(lines) == 4 and "anna" not in "".join(lines)
    assert (room.folder / "report.csv").stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_the_table_says_what_costs_and_what_is_not_counted(room):
    term = {"start": "2020-01-01", "end": "2099-12-31"}
    room.file(group("anna", "ben", spares=1), prices=PRICES, term=term, time_zone="Europe/Berlin")
    told = room.play("usage", period="10d").done("never used: BIO-02", "spares: BIO-03", "left over: OLD").text
    for words in ("by the schedules", "by the rate of this period", "not counted: snapshots", "costs assume"):
        assert words in told
    room.play("usage", period="2099-01-01..2099-01-31").refused(
        "lab_period is 2099-01-01..2099-01-31, but the period has not begun yet"
    )
    room.play("usage", period="winter").refused("lab_period is winter, but must be a number of days such as 7d")
    room.play("usage", seats="PHY-*").refused("lab_seats")
    room.play("usage", show_people="perhaps").refused("lab_show_people is perhaps, but must be true or false")


def test_what_a_region_does_not_tell_is_said_and_estimated(room):
    room.fault("status", path="/actions", status=404, times=50)
    room.fault("status", path="/statistics/metrics/desktops", status=405, times=50)
    told, _played = reported(room, period="10d")
    assert all(row["estimated"] for row in told["rows"]) and told["cost"]["estimated"]
    assert [row["never_used"] for row in told["rows"]] == [False, None, None, None]
    assert [note for note in told["notes"] if "does not tell how long desktops have been idle" in note]
    assert [note for note in told["notes"] if "an estimate by the schedules" in note]
    room.fault("status", path="/connections/desktops", status=404, times=50)
    room.play("usage").refused("The region does not tell who was connected when (ListLoginRecordsNew: ")


@pytest.mark.slow
def test_what_is_exported_is_no_misspelt_variable_of_the_next_job(room):
    exported = room.play("usage").done().exported
    assert {"lab_name", "lab_verdict", "lab_usage"} <= set(exported)
    room.play("usage", "-e", json.dumps(exported)).done()


def test_status_says_who_is_on_and_since_when_if_asked(room):
    room.session("BIO-01")
    quiet = room.play("status", "-vvv", seats="BIO-01", format="csv").unchanged()
    assert lines_of(quiet)[0] == "seat,person,power,session,image,problem"
    header, line = lines_of(room.play("status", seats="BIO-01", format="csv", show_people="true").unchanged())
    assert header.endswith(",connected,since") and re.search(r",anna,\d{4}-\d\d-\d\d \d\d:\d\d$", line)


@pytest.mark.slow
def test_desktops_of_pools_are_told_with_their_pool(room):
    pool = {"name": "drop-in", "type": "DYNAMIC", "size": 1}
    room.file(group("anna", "ben", spares=1), prices=PRICES, pools=[pool])
    for name, of in (("POOL-1", "drop-in"), ("POOL-9", "foreign")):
        room.desktop(name, tags={})
        room.console("pool", name, name=of)
    room.control("POST", "pools", pool="drop-in", fields={"tags": MARK})
    told, _played = reported(room, period="10d")
    assert [(row["seat"], row["group"]) for row in told["rows"] if row["kind"] == "pool"] == [("POOL-1", "drop-in")]
    assert "drop-in" in told["cost"]["groups"]
    only, _played = reported(room, period="10d", seats="BIO-01")
    assert [row["seat"] for row in only["rows"]] == ["BIO-01"]
