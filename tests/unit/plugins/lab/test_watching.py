# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which events a watch makes of readings: each beginning and each end once, and nothing of what is not known."""

from __future__ import annotations

import datetime

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.status import needs_attention
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.watching import (
    DESKTOP_ERROR,
    SEAT_NOT_READY,
    TYPES,
    Condition,
    Reading,
    Watch,
)

NOON = datetime.datetime(2098, 10, 5, 12, 0, tzinfo=datetime.timezone.utc)


def changes(watch, minutes, *conditions, unread=()):
    """Return what a watch tells of a reading so many minutes after noon."""
    events = watch.changes(Reading(conditions, unread), NOON + datetime.timedelta(minutes=minutes))
    return [(event["type"], event["target"], event["active"]) for event in events]


def watch():
    return Watch(datetime.timedelta(minutes=5))


def error(holds, name="BIO-01"):
    return Condition(DESKTOP_ERROR, name, holds, name, "its status is ERROR")


def seat(holds):
    return Condition(SEAT_NOT_READY, "bio-01", holds, "BIO-01", "not registered yet")


def test_what_is_not_known_neither_begins_nor_ends_anything():
    one = watch()
    assert changes(one, 0, error(None)) == []
    assert changes(one, 1, error(True)) == [(DESKTOP_ERROR, "BIO-01", True)]
    assert changes(one, 2, error(None)) == [] and changes(one, 3, error(True)) == []
    assert changes(one, 4, error(False)) == [(DESKTOP_ERROR, "BIO-01", False)]
    assert changes(one, 5, error(True)) == [(DESKTOP_ERROR, "BIO-01", True)]


def test_what_is_gone_has_ended_unless_not_all_of_its_type_was_read():
    one = watch()
    assert changes(one, 0, error(True)) == [(DESKTOP_ERROR, "BIO-01", True)]
    assert changes(one, 1, unread=[DESKTOP_ERROR]) == []
    assert changes(one, 2) == [(DESKTOP_ERROR, "BIO-01", False)] and changes(one, 3) == []


def test_a_seat_settles_in_one_stretch_that_failed_readings_do_not_interrupt():
    one = watch()
    assert changes(one, 0, seat(True)) == [] and changes(one, 2, unread=TYPES) == []
    assert changes(one, 3, seat(None)) == []
    assert changes(one, 5, seat(True)) == [(SEAT_NOT_READY, "BIO-01", True)]
    assert changes(one, 6, seat(False)) == [(SEAT_NOT_READY, "BIO-01", False)]
    assert changes(one, 7, seat(True)) == [] and changes(one, 9, seat(False)) == []
    assert changes(one, 10, seat(True)) == [] and changes(one, 14, seat(True)) == []
    assert changes(one, 15, seat(True)) == [(SEAT_NOT_READY, "BIO-01", True)]


def test_an_event_has_no_control_characters_and_an_end_no_reason():
    one = watch()
    [event] = one.changes(Reading([error(True, "BIO\x1b[31m")]), NOON)
    assert event["target"] == "BIO\\x1b[31m" and event["time"] == "2098-10-05T12:00:00+00:00"
    [event] = one.changes(Reading([]), NOON)
    assert not event["active"] and event["reason"] == ""


@pytest.mark.parametrize(
    ("problem", "needed"),
    [
        ("", False),
        ("stopped", False),
        ("hibernated", False),
        ("in maintenance", False),
        ("busy: rebuilding", False),
        ("error", False),
        ("unknown state", None),
        ("missing", True),
        ("not assigned to anna", True),
        ("not registered yet", True),
        ("image is not win11", True),
    ],
)
def test_which_seats_need_somebody(problem, needed):
    assert needs_attention({"problem": problem}) is needed
