# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops that are created in place of seats: what they are called, what they get, and when they take the place."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.repair.recreating import (
    against_copy,
    against_creating,
    creation,
    is_settling,
    new_name,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.usage.running import PowerChange

from .room import desktop

NUMBERED = {"name": "students", "computer_name": "BIO-{number:02d}", "numbers": {"first": 1, "last": 4}}
NAMED = {"name": "staff", "desktops": [{"computer_name": "BIO-T1"}]}
NOON = datetime.datetime(2026, 11, 28, 12, tzinfo=datetime.timezone.utc)
STOPPED = PowerChange(turns_on=False, failed=False, ended=NOON)


def disks(*sizes: int) -> list[dict[str, Any]]:
    return [{"type": "SAS", "size": size} for size in sizes]


@pytest.mark.parametrize(
    "name, group, taken, new",
    [
        ("BIO-01", NUMBERED, {"bio-01", "bio-02"}, "BIO-03"),
        ("bio-01", NUMBERED, {"bio-01", "bio-02", "bio-03"}, "BIO-04"),
        ("BIO-01", NUMBERED, {f"bio-0{number}" for number in range(1, 5)}, ""),
        ("BIO-T1", NAMED, {"bio-t1"}, "BIO-T1-2"),
        ("BIO-T1", NAMED, {"bio-t1", "bio-t1-2"}, "BIO-T1-3"),
        ("BIO-T1", {**NUMBERED, **NAMED}, {"bio-01", "bio-t1"}, "BIO-T1-2"),
        ("A-LONG-TEACHER", NAMED, {"a-long-teacher"}, ""),
    ],
)
def test_a_new_desktop_gets_a_name_of_its_group_that_is_free(name, group, taken, new):
    assert new_name(name, group, taken) == new


def test_what_a_creation_needs_is_told():
    item = {"product": "p", "image": "i", "root_volume": {"type": "SAS", "size": 80}}
    assert not against_creating(item, "BIO-03")
    assert "no name is left" in against_creating(item, "")
    assert "needs image in the lab file" in against_creating({**item, "image": None}, "BIO-03")


def test_a_new_desktop_is_what_the_lab_file_says_with_copies_in_place_of_new_disks():
    row = desktop("BIO-01", "anna", users=[{"user_name": "anna", "user_group": "administrators", "type": "USER"}])
    item = {
        "computer_name": "BIO-01",
        "seat": "students",
        "state": "stopped",
        "user_name": "somebody",
        "product": "p",
        "data_volumes": disks(20),
        "desktop_ips": ["10.0.0.1"],
        "tags": {"workspace-lab": "bio"},
    }
    assert creation(row, item, "BIO-03") == {
        "computer_name": "BIO-03",
        "user_name": "anna",
        "user_group": "administrators",
        "product": "p",
        "copy_data_from": "BIO-01",
        "tags": {"workspace-lab": "bio", "lab-replaces": "BIO-01"},
    }


OLD = {"status": "SHUTOFF", "login_status": "", "data_volumes": disks(20, 30)}
MADE = "2026-11-28T12:01:00Z"
NEW = {"status": "ACTIVE", "login_status": "REGISTERED", "data_volumes": disks(30, 20), "created": MADE}


@pytest.mark.parametrize(
    "old, new, power, reason",
    [
        ({}, {}, STOPPED, ""),
        ({}, {"status": "SHUTOFF", "login_status": ""}, STOPPED, ""),
        ({}, {"login_status": "CONNECTED"}, STOPPED, ""),
        # A start that failed before changes nothing.
        ({}, {}, PowerChange(turns_on=True, failed=True, ended=NOON), ""),
        ({}, {"status": "ERROR"}, STOPPED, "is ERROR"),
        ({}, {"login_status": "UNREGISTER"}, STOPPED, "has not registered"),
        ({}, {"users": []}, STOPPED, "not assigned to the same person"),
        ({}, {"data_volumes": disks(20)}, STOPPED, "lacks copies of data disks of 30 GB"),
        ({}, {"data_volumes": []}, STOPPED, "lacks copies of data disks of 30 GB and 20 GB"),
        ({"status": "ACTIVE"}, {}, STOPPED, "it was started after"),
        ({}, {}, PowerChange(False, False, NOON + datetime.timedelta(minutes=2)), "it was started after"),
        ({}, {}, None, "does not tell whether it was started"),
        ({}, {"created": None}, STOPPED, "does not tell whether it was started"),
    ],
)
def test_a_copy_takes_the_place_only_if_it_works_and_is_what_the_old_one_has(old, new, power, reason):
    row, copy = (desktop(name, "anna", **fields) for name, fields in (("BIO-01", OLD), ("BIO-03", NEW)))
    told = against_copy({**row, **old}, {**copy, **new}, power)
    assert (reason in told and "lab_seats=BIO-03" in told) if reason else not told


@pytest.mark.parametrize(
    ("fields", "settling"),
    [
        ({"task_status": "creating", "login_status": ""}, True),
        ({"login_status": "UNREGISTER", "created": "2026-11-28T11:57:00Z"}, True),
        ({"login_status": "REGISTERED", "created": "2026-11-28T11:57:00Z"}, False),
        ({"login_status": "UNREGISTER", "created": "2026-11-28T11:50:00Z"}, False),
        ({"login_status": "UNREGISTER", "created": None}, False),
        ({"status": "SHUTOFF", "login_status": "UNREGISTER", "created": "2026-11-28T11:57:00Z"}, False),
        ({"status": "ERROR", "login_status": "UNREGISTER", "created": "2026-11-28T11:57:00Z"}, False),
    ],
)
def test_a_new_desktop_has_the_time_to_register(fields, settling):
    assert is_settling(desktop("BIO-03", **fields), NOON) is settling
