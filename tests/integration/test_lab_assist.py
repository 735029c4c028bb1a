# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Help at the seats of a lab: who agrees, refuses or says nothing, and where the links are written."""

from __future__ import annotations

import csv
import io
import stat

import pytest
from integration.harness import Task
from integration.in_process import carry_out
from integration.rooms import group
from integration.warm import WarmRoom

FILE = "assist.csv"
SEATS = {"BIO-01": "anna", "BIO-02": "ben", "BIO-03": "cleo"}


class Class(WarmRoom):
    """A lab of three people, two of whom are at their seats."""

    def begin(self) -> None:
        """Let anna and ben come."""
        self.job_seconds(2)
        self.file(group(*SEATS.values()), assistance={"timeout": "2m"})
        for name, user in SEATS.items():
            self.own(name, user)
        for name in ("BIO-01", "BIO-02"):
            self.session(name)

    def says(self, **answers: str) -> None:
        """Decide what the people at seats say to offers."""
        for name, says in answers.items():
            self.control("POST", "assistance", desktop=name.replace("_", "-"), says=says)

    @property
    def offers(self) -> dict[str, str]:
        """How far assistance is, by the names of seats."""
        names = {row["id"]: name for name, row in self.desktops.items()}
        return {names[row["id"]]: row["status"] for row in self.state["tables"].get("Assistance", [])}

    @property
    def notices(self) -> list[str]:
        """The messages that were sent."""
        return [notice["text"] for notice in self.state["tables"].get("Notice", [])]

    @property
    def written(self) -> list[dict[str, str]]:
        """What the file holds."""
        return list(csv.DictReader(io.StringIO((self.folder / FILE).read_text())))


@pytest.fixture
def room(project, tmp_path, warm) -> Class:
    """Return a class that has begun."""
    room = Class(project, tmp_path, warm)
    room.begin()
    return room


START = {"action": "start", "assist_file": FILE}


def test_a_link_is_written_to_a_private_file_and_to_nothing_else(room):
    room.says(BIO_01="agree")
    checked = room.play("assist", "--check", **START, seats="BIO-01").done("offer assistance at BIO-01")
    assert not checked.writes and not room.offers and not (room.folder / FILE).exists()
    started = room.play("assist", "-vvv", **START, seats="BIO-01", expect_plan=checked.plan_id).done("open: BIO-01")
    assert room.offers == {"BIO-01": "OPEN"} and not room.notices and started.exported["lab_verdict"] == "done"
    [row] = room.written
    assert row.pop("seat") == "BIO-01" and stat.S_IMODE((room.folder / FILE).stat().st_mode) == 0o600
    assert all(row.values()) and not [one for one in row.values() if one in started.text]
    again = room.play("assist", "--diff", **START, seats="BIO-01", message="Hello.").unchanged()
    again.told("offered or open already: BIO-01")
    room.play("assist", action="cancel", seats="all").done("end assistance at BIO-01")
    assert not room.offers and not room.notices


@pytest.mark.slow
def test_who_is_on_and_who_is_helped_is_shown(room):
    room.says(BIO_01="agree")
    room.play("assist", **START, seats="BIO-01", message="I come to help.").done()
    assert room.notices == ["I come to help."]
    room.play("assist").unchanged().told("BIO-01  started  CONNECTED", "open", "3 seats, 2 in use, 1 with assistance")
    shown = room.play("assist", seats="BIO-01", show_people="true").unchanged()
    shown.told("connected", "since", "anna", "1 seat, 1 in use")
    room.play("assist", action="cancel").refused("lab_action=cancel needs lab_seats")
    checked = room.play("assist", "--check", action="cancel", seats="BIO-*").done("end assistance at BIO-01")
    assert not checked.writes
    room.session("BIO-01", "close")
    room.play("assist", action="cancel", seats="all").unchanged().told("nothing to do")


@pytest.mark.slow
def test_who_refuses_or_says_nothing_is_a_straggler_and_the_offer_is_withdrawn(room):
    room.session("BIO-03")
    room.says(BIO_01="agree", BIO_02="refuse")
    done = room.play("assist", **START, seats="BIO-0[1:3]").done("BIO-03: no answer within 120 s", "BIO-02: refused")
    assert room.offers == {"BIO-01": "OPEN", "BIO-02": "CLOSE"}
    assert [row["seat"] for row in room.written] == ["BIO-01"]
    assert done.exported["lab_verdict"] == "done with stragglers"
    assert done.exported["lab_names"]["skip"] == ["BIO-02", "BIO-03"]
    failed = room.play("assist", **START, seats="BIO-03", wait_timeout="30").failed("BIO-03: no answer within 30 s")
    assert failed.exported["lab_verdict"] == "stopped by failures" and "BIO-03" not in room.offers
    # What a run that was killed has offered, the next one waits for.
    offered = carry_out(room, Task("workspace_remote_assistance", {"desktop": "BIO-03", "wait": False}))
    assert not offered.failed and room.offers["BIO-03"] == "WAIT_USER_CONFIRM"
    room.says(BIO_03="agree")
    assert not room.play("assist", **START, seats="BIO-03").done("open: BIO-03").writes
    assert [row["seat"] for row in room.written] == ["BIO-03"]


@pytest.mark.slow
def test_what_was_offered_is_withdrawn_if_the_start_fails(room):
    room.says(BIO_01="agree")
    room.fault("status", status=403, error_code="WKS.0403", error_msg="No.", method="POST", skip=1, path="remote-ass")
    room.play("assist", **START, seats="BIO-0[1:2]").failed("what was offered has been withdrawn")
    assert not room.offers and not (room.folder / FILE).exists()


@pytest.mark.slow
def test_a_start_is_refused_before_anybody_is_asked(room):
    file = room.folder / FILE
    room.play("assist", action="start", seats="BIO-01").refused("set lab_assist_file")
    room.play("assist", **START).refused("name them in lab_seats")
    room.play("assist", **START, seats="all").refused("name them in lab_seats")
    room.play("assist", **START, seats="BIO-03").refused("nobody is connected to it")
    room.play("assist", **START, seats="BIO-01", message="x" * 256).refused("255")
    file.write_text("mine")
    file.chmod(0o600)
    room.play("assist", **START, seats="BIO-01").refused("holds something else")
    file.write_text("")
    file.chmod(0o640)
    room.play("assist", **START, seats="BIO-01").refused("is open to others; give it the mode 0600")
    file.rename(room.folder / "other.csv")
    file.symlink_to("other.csv")
    room.play("assist", **START, seats="BIO-01").refused("it is a symbolic link")
    room.play("assist", **{**START, "assist_file": "none/x.csv"}, seats="BIO-01").refused("its directory")
    room.file(group("anna"), assistance={"timeout": "5"})
    room.play("assist", **START, seats="BIO-01").refused("assistance.timeout")
