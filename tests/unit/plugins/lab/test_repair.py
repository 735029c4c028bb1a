# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a seat, and which rung is next."""

from __future__ import annotations

import datetime
import string
from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.repair.diagnosis import (
    BROKEN,
    BUSY,
    HEALTHY,
    OFF,
    UNKNOWN,
    Finding,
    Signs,
    diagnose,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.repair.ladder import (
    LADDER,
    REPAIR_TAG,
    Note,
    Settings,
    rungs_left,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.usage.running import PowerChange

from .room import desktop, group, lab_of

NOW = datetime.datetime(2026, 11, 28, 12, 0, tzinfo=datetime.timezone.utc)
HOUR = datetime.timedelta(hours=1)
DEAD = {"login_status": "UNREGISTER"}
LEFT = {"domain_status": 2, **DEAD}
IN_TAGS = {*string.ascii_letters, *string.digits, "-", "_"}
"""What values of tags consist of in each region."""


def finding(signs: dict[str, Any] | None = None, **fields: Any) -> Finding:
    """Return the verdict on a seat that the lab file names with an image."""
    wanted = {"computer_name": "BIO-01", "image": "win11-bio-2026.09"}
    given = {"wanted": wanted, "image_exists": True, "unrecreatable": "no name is left", **(signs or {})}
    return diagnose(Signs(desktop("BIO-01", "anna", **fields), **given), LADDER, NOW)


def turned(on: bool = True, failed: bool = False, ago: datetime.timedelta = HOUR) -> PowerChange:
    return PowerChange(on, failed, NOW - ago)


@pytest.mark.parametrize(
    ("verdict", "signs", "fields"),
    [
        pytest.param(HEALTHY, {}, {}, id="registered"),
        pytest.param(HEALTHY, {"has_domain": True}, {"domain_status": 2, "login_status": "CONNECTED"}, id="in_use"),
        pytest.param(HEALTHY, {}, {"domain_status": 2}, id="no_domain"),
        pytest.param(OFF, {"power": turned(False)}, {"status": "SHUTOFF", **DEAD}, id="stopped"),
        pytest.param(OFF, {"power": turned(False, True)}, {"status": "SHUTOFF", **DEAD}, id="not_stopped_well"),
        pytest.param(OFF, {}, {"status": "SHUTOFF", **DEAD}, id="stopped_untold"),
        pytest.param(OFF, {}, {"status": "HIBERNATED", **DEAD}, id="hibernated"),
        pytest.param(BUSY, {}, {"task_status": "rebooting", **DEAD}, id="rebooting"),
        pytest.param(BUSY, {}, {"status": "DELETING"}, id="deleting"),
        pytest.param(BUSY, {"power": turned(ago=HOUR / 60)}, DEAD, id="just_started"),
        pytest.param(UNKNOWN, {}, {"status": "NOT_TOLD"}, id="status_untold"),
        pytest.param(UNKNOWN, {}, {"login_status": "NOT_TOLD"}, id="session_untold"),
        pytest.param(UNKNOWN, {}, {"status": "VERIFY_RESIZE"}, id="odd_status"),
        pytest.param(BROKEN, {"power": turned()}, DEAD, id="not_registered"),
        pytest.param(BROKEN, {}, DEAD, id="not_registered_untold"),
        pytest.param(BROKEN, {}, {"status": "ERROR", "login_status": ""}, id="error"),
        pytest.param(BROKEN, {"power": turned(True, True)}, {"status": "SHUTOFF", **DEAD}, id="start_failed"),
        pytest.param(BROKEN, {"has_domain": True}, {"domain_status": 2}, id="left_domain"),
    ],
)
def test_a_seat_is_broken_only_if_something_tells_it(verdict, signs, fields):
    assert finding(signs, **fields).verdict == verdict


@pytest.mark.parametrize(
    ("rung", "signs", "fields"),
    [
        ("restart", {}, DEAD),
        ("rejoin", {"has_domain": True}, LEFT),
        ("restore", {"has_domain": True, "unjoinable": "no OU"}, LEFT),
        ("rejoin", {"has_domain": True}, {**LEFT, "tags": {REPAIR_TAG: "rejoin"}}),
        (
            "rebuild",
            {"unrestorable": "there is no snapshot"},
            {**DEAD, "tags": {REPAIR_TAG: "hard_restart-tried-20261128T1100"}},
        ),
        ("hard_restart", {}, {**DEAD, "tags": {REPAIR_TAG: "restart-tried-20261128T1100"}}),
        ("hard_restart", {}, {**DEAD, "tags": {REPAIR_TAG: "hard_restart"}}),
        (
            "rebuild",
            {"unrestorable": "there is no snapshot", "power": turned(True, True)},
            {"status": "SHUTOFF", **DEAD, "tags": {REPAIR_TAG: "restart-tried-20261128T1100"}},
        ),
        ("restart", {}, {**DEAD, "tags": {REPAIR_TAG: "restart-tried-20261127T1100"}}),
        ("restart", {}, {**DEAD, "tags": {REPAIR_TAG: "something else"}}),
        ("", {}, {**DEAD, "tags": {REPAIR_TAG: "rebuild-tried-20261128T1100"}}),
        ("", {}, {"status": "ERROR"}),
        ("spare", {"spare": desktop("BIO-09")}, {"status": "ERROR"}),
        ("", {"spare": desktop("BIO-09"), "irreplaceable": "nobody has it"}, {"status": "ERROR"}),
        ("recreate", {"unrecreatable": ""}, {**DEAD, "tags": {REPAIR_TAG: "rebuild-tried-20261128T1100"}}),
        (
            "recreate",
            {"unrecreatable": ""},
            {"status": "SHUTOFF", "login_status": "", "tags": {REPAIR_TAG: "recreate"}},
        ),
        ("", {"unrecreatable": "", "irreplaceable": "nobody has it"}, {**DEAD, "tags": {REPAIR_TAG: "recreate"}}),
        ("", {"unrecreatable": ""}, {"status": "ERROR"}),
        ("", {"wanted": None, "unrestorable": "it is spare"}, {**DEAD, "tags": {REPAIR_TAG: "restore"}}),
    ],
)
def test_the_next_rung_is_the_one_that_loses_least_and_may_help(rung, signs, fields):
    found = finding(signs, **fields)
    assert (found.verdict, found.rung) == (BROKEN, rung)
    assert rung or found.against


@pytest.mark.parametrize(
    ("exists", "image", "rung"),
    [(True, None, "rebuild"), (False, None, ""), (None, None, ""), (False, "win11", "rebuild")],
)
def test_a_seat_is_rebuilt_only_with_an_image_that_is_known_to_be_there(exists, image, rung):
    signs = {"wanted": {"image": image}, "image_exists": exists}
    assert finding(signs, **DEAD, tags={REPAIR_TAG: "rebuild"}).rung == rung


@pytest.mark.parametrize(
    ("left_off", "note", "verdict"),
    [(True, "restore", BROKEN), (False, "restore", OFF), (True, "restore-tried-20261128T1100", OFF), (True, None, OFF)],
)
def test_a_seat_that_a_killed_run_has_turned_off_to_restore_it_is_not_just_off(left_off, note, verdict):
    tags = {REPAIR_TAG: note} if note else {}
    found = finding({"left_off": left_off, "power": turned(False)}, status="SHUTOFF", tags=tags, **DEAD)
    assert (found.verdict, found.rung) == (verdict, "restore" if verdict == BROKEN else "")


def test_a_seat_that_works_tells_of_the_desktop_that_was_created_in_its_place():
    [told] = finding({"copy": desktop("BIO-09", "anna")}).remarks()
    assert told.startswith("BIO-09 was created to take its place") and "lab_seats=BIO-09" in told


@pytest.mark.parametrize("rung", LADDER)
def test_a_note_is_read_as_it_was_written_and_fits_into_a_tag(rung):
    for note in (Note(rung), Note(rung, NOW)):
        assert Note.of({REPAIR_TAG: note.text()}, NOW + HOUR) == note
        assert len(note.text()) <= 43 and set(note.text()) <= IN_TAGS


def test_a_rung_that_is_under_way_is_taken_again_and_one_in_vain_is_not():
    assert rungs_left(LADDER, None) == list(LADDER)
    assert rungs_left(LADDER, Note("restore")) == ["restore", "rebuild", "spare", "recreate"]
    assert rungs_left(LADDER, Note("restore", NOW)) == ["rebuild", "spare", "recreate"]
    assert rungs_left(["restart", "rebuild"], Note("rejoin", NOW)) == ["rebuild"]
    # A file need not name each rung.
    assert rungs_left(["restart", "rejoin"], Note("restart", NOW)) == ["rejoin"]
    # It need not be in the order of the file: somebody has ordered it by its name.
    assert rungs_left(["restart", "rejoin"], Note("recreate")) == ["recreate"]
    assert rungs_left(["restart", "rejoin"], Note("recreate", NOW)) == []


@pytest.mark.parametrize(
    ("order", "wrong"),
    [([], "is empty"), (["rebuild", "restart"], "restart after rebuild"), (["restart", "restart"], "each once")],
)
def test_rungs_that_lose_more_come_later(order, wrong):
    with pytest.raises(LabError, match=wrong):
        lab_of(group(), repair={"order": order})


def test_how_long_desktops_are_kept_is_a_duration():
    assert Settings.of(lab_of(group(), repair={"keep_old": "3d"})).keep_old == datetime.timedelta(days=3)
    with pytest.raises(LabError, match="repair.keep_old"):
        lab_of(group(), repair={"keep_old": "soon"})


@pytest.mark.parametrize(
    ("stop_before", "free"),
    [
        ("restart", []),
        ("hard_restart", ["restart"]),
        ("restore", ["restart", "hard_restart", "rejoin"]),
        ("rebuild", ["restart", "hard_restart", "rejoin", "restore"]),
    ],
)
def test_a_repair_stops_before_a_rung_whether_it_is_used_or_not(stop_before, free):
    settings = Settings.of(lab_of(group(), repair={"order": ["restart"], "stop_before": stop_before}))
    assert [rung for rung in LADDER if not settings.needs_consent(rung)] == free


def test_what_else_is_worth_knowing_is_told():
    signs = {
        "wanted": {"image": "win11-2027", "data_volumes": [{}, {}]},
        "image_exists": False,
        "jobs": "its job failed",
    }
    told = " / ".join(finding(signs, in_maintenance_mode=True, data_volumes=[{"size": 20}]).remarks())
    for words in ("in maintenance", "does not exist any more", "is not win11-2027", "1 data disk", "its job failed"):
        assert words in told
