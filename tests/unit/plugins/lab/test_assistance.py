# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that writes down what lets somebody in: what it writes, to which files, and what it tells."""

from __future__ import annotations

import csv
import stat

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.huaweicloud.workspace.plugins.filter.lab_assistance import FilterModule, lab_assistance
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.assistance import as_row, timeout_of

WAYS = {
    "internet_share_link": "https://share.example/#/a?code=AB12,x",
    "private_share_link": "",
    "invitation_code": "=AB12",
    "share_space_passwd": '-"SECRET\n\x1b',
}
HEADER = "seat,internet_share_link,private_share_link,invitation_code,share_space_passwd\n"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "assist.csv"


def seat(name, status, **more):
    """Return what was read of a seat."""
    return {"item": name, "remote_assistance": {"status": status, **dict.fromkeys(WAYS), **more} if status else None}


OPENED = seat("BIO-01", "OPEN", **WAYS)


def problem(file, seats=(OPENED,)):
    with pytest.raises(AnsibleFilterError) as caught:
        lab_assistance(list(seats), str(file))
    assert "SECRET" not in str(caught.value)
    return str(caught.value)


def test_only_open_sessions_are_written_as_they_are(file):
    told = lab_assistance([OPENED, seat("BIO-02", "CLOSE", failed_reason="Not now.")], str(file))
    assert told["changed"] and told["open"] == ["BIO-01"] and "SECRET" not in str(told)
    [row] = csv.DictReader(file.read_text().splitlines())
    assert row == {"seat": "BIO-01", **WAYS, "share_space_passwd": '-"SECRET \\x1b'}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not lab_assistance([OPENED], str(file))["changed"]
    other = seat("BIO-02", "OPEN", **WAYS)
    assert lab_assistance([other], str(file))["changed"] and "BIO-01" not in file.read_text()


def test_why_a_session_is_not_open_is_told(file):
    seats = [
        seat("A", "CLOSE", failed_reason="The user said\nno."),
        seat("B", "CLOSE"),
        seat("C", "WAIT_USER_CONFIRM"),
        seat("D", "WAIT_USER_ACCESS"),
        seat("E", None),
    ]
    told = lab_assistance(seats, str(file), "30")
    assert {one["target"]: one["reason"] for one in told["missed"]} == {
        "A": "refused or ended (The user said no)",
        "B": "refused or ended (the service gave no reason)",
        "C": "no answer within 30 s, so the offer was withdrawn",
        "D": "agreed, but nobody was let in within 30 s, so the offer was withdrawn",
        "E": "somebody else has withdrawn the offer",
    }
    assert not told["changed"] and told["open"] == [] and not file.exists()


def test_a_file_that_others_use_or_that_holds_something_else_is_refused(file):
    assert "its directory does not exist" in problem(file.parent / "none" / "x.csv", ())
    file.write_text(HEADER)
    file.chmod(0o604)
    for seats in ((), (OPENED,)):
        assert "is open to others; give it the mode 0600" in problem(file, seats)
    file.chmod(0o600)
    assert lab_assistance([OPENED], str(file))["changed"]
    link = file.with_name("link.csv")
    link.symlink_to(file)
    assert "it is a symbolic link" in problem(link, ())
    file.write_text("user_name,password\n")
    assert "holds something else" in problem(file, ()) and file.read_text() == "user_name,password\n"


@pytest.mark.parametrize(("given", "seconds"), [({}, 300), ({"timeout": "90s"}, 90), ({"timeout": "1h"}, 3600)])
def test_how_long_people_may_think(given, seconds):
    assert timeout_of({"assistance": given}) == seconds and timeout_of({}) == 300


@pytest.mark.parametrize("wrong", ["5", "2h", "5s", "soon"])
def test_a_time_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(InputError, match="assistance.timeout"):
        timeout_of({"assistance": {"timeout": wrong}})


@pytest.mark.parametrize(
    ("status", "word"), [("", ""), ("OPEN", "open"), ("WAIT_USER_CONFIRM", "offered"), ("NEW", "NEW")]
)
def test_a_seat_is_told_in_words(status, word):
    desktop = {"computer_name": "A", "status": "SHUTOFF", "login_status": "", "in_maintenance_mode": True}
    row = {"seat": "A", "power": "stopped", "session": "", "maintenance": "yes", "assistance": word}
    assert as_row(desktop, status) == row


def test_the_filter_has_its_name():
    assert FilterModule().filters() == {"lab_assistance": lab_assistance}
