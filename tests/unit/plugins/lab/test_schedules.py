# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scheduled tasks: when, on what, and whose they are."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.schedules import (
    plan_schedules,
    reach,
)

from .room import (
    MARK,
    desired_pool,
    desired_task,
    desktop,
    found_of,
    freed,
    group,
    lab_of,
    people_of,
    planned,
    pool,
    task,
)

SEATS = {"students": ["BIO-01", "BIO-02"], "staff": ["BIO-T1"]}
STAFF = {"name": "staff", "desktops": [{"computer_name": "BIO-T1"}]}
TERM = {"start": "2026-10-05", "end": "2027-02-12"}


def lab_with(*schedules, **sections):
    return lab_of(group("anna"), STAFF, schedules=list(schedules), pools=[desired_pool()], **sections)


def schedules(lab, adopt=False, seats=None, taken=("bio-01",), **rows):
    return plan_schedules(lab, found_of(**rows), SEATS if seats is None else seats, taken, adopt)


# When


def test_a_task_takes_the_time_zone_and_the_term_of_the_lab():
    schedule = desired_task(expire_time="term_end", description="At night", force_execute=False)
    assert schedules(lab_with(schedule, term=TERM, time_zone="Europe/Berlin")).schedules == [
        {
            "task_name": "night",
            "task_type": "STOP",
            "scheduled_type": "DAY",
            "day_interval": 1,
            "scheduled_time": "20:15",
            "time_zone": "Europe/Berlin",
            "expire_time": "2027-02-12 23:59:59",
            "force_execute": False,
            "description": f"At night {MARK}",
            "apply_objects": {"desktops": ["BIO-01", "BIO-02", "BIO-T1"], "pools": ["drop-in"]},
        }
    ]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"scheduled_date": "term_start"}, {"scheduled_date": "2026-10-05"}),
        ({"scheduled_date": "term_end"}, {"scheduled_date": "2027-02-12"}),
        ({"scheduled_date": "2026-12-24"}, {"scheduled_date": "2026-12-24"}),
        ({"expire_time": "term_start"}, {"expire_time": "2026-10-05 00:00:00"}),
        ({"expire_time": "2027-01-01"}, {"expire_time": "2027-01-01"}),
        ({"time_zone": "Asia/Tokyo"}, {"time_zone": "Asia/Tokyo"}),
    ],
)
def test_dates(given, sent):
    plan = schedules(lab_with(desired_task(**given), term=TERM, time_zone="Europe/Berlin"))
    assert {name: plan.schedules[0][name] for name in sent} == sent


def test_a_task_that_was_paused_stays_paused():
    assert "enable" not in schedules(lab_with(desired_task())).schedules[0]


# On what


@pytest.mark.parametrize(
    ("apply_to", "objects"),
    [
        (["lab"], {"desktops": ["BIO-01", "BIO-02", "BIO-T1"], "pools": ["drop-in"]}),
        (["lab", "staff"], {"desktops": ["BIO-01", "BIO-02", "BIO-T1"], "pools": ["drop-in"]}),
        (["staff"], {"desktops": ["BIO-T1"]}),
        (["drop-in"], {"pools": ["drop-in"]}),
        (["drop-in", "staff", "staff"], {"desktops": ["BIO-T1"], "pools": ["drop-in"]}),
    ],
)
def test_what_a_task_applies_to(apply_to, objects):
    assert schedules(lab_with(desired_task(apply_to=apply_to))).schedules[0]["apply_objects"] == objects


def test_a_desktop_of_two_groups_is_named_once():
    assert reach(lab_with(), ["lab"], {"a": ["X", "Y"], "b": ["Y"]}) == {"desktops": ["X", "Y"], "pools": ["drop-in"]}


def test_a_selection_that_comes_to_nothing_is_refused_and_never_means_all():
    plan = schedules(lab_with(desired_task(apply_to=["students"])), seats={"students": [], "staff": ["BIO-T1"]})
    assert plan.refused == [
        "schedules[night]: apply_to means no desktop and no pool; an empty selection never means all"
    ]
    assert plan.schedules[0]["apply_objects"] == {}


def test_the_desktops_of_leavers_are_stopped_too_as_long_as_they_are_there():
    lab = lab_of(group("anna"), schedules=[desired_task()])
    rows = [desktop("BIO-01", "anna"), desktop("BIO-02", "ben"), desktop("OLD", "zoe"), desktop("BIO-03", lab=None)]
    plan = planned(lab, desktops=rows)
    assert plan["schedules"]["schedules"][0]["apply_objects"] == {"desktops": ["BIO-01", "BIO-02", "OLD"]}
    going = planned(lab_of(group("anna", on_leave="delete"), schedules=[desired_task()]), desktops=rows)
    assert going["schedules"]["schedules"][0]["apply_objects"] == {"desktops": ["BIO-01", "OLD"]}


def test_a_run_about_some_seats_does_not_make_a_task_apply_to_them_only():
    lab = lab_of(group("anna", "ben"), schedules=[desired_task()])
    plan = planned(lab, {"seats": "BIO-01", "only": "seats,schedules"})
    assert plan["schedules"]["schedules"][0]["apply_objects"] == {"desktops": ["BIO-01", "BIO-02"]}


# Whose they are


def test_a_task_without_the_mark_is_refused_unless_adopted():
    lab = lab_with(desired_task())
    rows = [task("night", lab=None)]
    assert schedules(lab, schedules=rows).refused == [
        "scheduled task night exists, but is not marked as this lab's; set lab_adopt=true to make it the lab's"
    ]
    assert schedules(lab, adopt=True, schedules=rows).refused == []


def test_a_task_of_another_lab_is_always_refused_also_beside_an_own_one_of_that_name():
    lab = lab_with(desired_task())
    for rows in ([task("night", lab="physics")], [task("night"), task("night", lab="physics")]):
        for adopt in (False, True):
            plan = schedules(lab, adopt, schedules=rows)
            assert plan.refused == ["scheduled task night belongs to the lab physics"]


def test_tasks_that_the_file_does_not_name_are_reported():
    rows = [task("night"), task("old"), task("x", lab=None), task("y", lab="physics")]
    plan = schedules(lab_with(desired_task()), schedules=rows)
    assert plan.owned == [
        {"task_name": "night", "task_id": "id-night"},
        {"task_name": "old", "task_id": "id-old"},
    ]
    assert plan.left_over == ["scheduled task old"]


# Whom a START reaches


START = desired_task("morning", task_type="START")


@pytest.mark.parametrize(
    ("schedule", "desktops", "spared"),
    [
        (START, ["BIO-01"], ["BIO-02", "BIO-T1"]),
        ({**START, "spares": False}, ["BIO-01"], ["BIO-02", "BIO-T1"]),
        ({**START, "spares": True}, ["BIO-01", "BIO-02", "BIO-T1"], []),
        ({**START, "apply_to": ["students", "drop-in"]}, ["BIO-01"], ["BIO-02"]),
        (desired_task(), ["BIO-01", "BIO-02", "BIO-T1"], []),
        (desired_task(task_type="HIBERNATE"), ["BIO-01", "BIO-02", "BIO-T1"], []),
        (desired_task(task_type="REBOOT"), ["BIO-01", "BIO-02", "BIO-T1"], []),
    ],
)
def test_only_desktops_that_somebody_has_are_started(schedule, desktops, spared):
    plan = schedules(lab_with(schedule))
    assert plan.schedules[0]["apply_objects"] == {"desktops": desktops, "pools": ["drop-in"]}
    assert "spares" not in plan.schedules[0]
    [reached] = plan.reached
    assert (reached["desktops"], reached["pools"], reached["spared"]) == (desktops, ["drop-in"], spared)


def test_a_start_that_nobody_needs_is_refused_and_never_means_all():
    plan = schedules(lab_with({**START, "apply_to": ["staff"]}))
    assert plan.schedules[0]["apply_objects"] == {}
    assert plan.refused == [
        "schedules[morning]: nobody has any of the desktops that apply_to means, so a START would start none; "
        "spares: true starts them; an empty selection never means all"
    ]
    assert schedules(lab_with({**START, "apply_to": ["staff", "drop-in"]})).refused == []


@pytest.mark.parametrize(
    ("lab", "rows", "started"),
    [
        # Whoever gets a seat by this plan has one, and a spare is nobody's.
        (lab_of(group("anna", "ben", spares=2), schedules=[START]), [], ["BIO-01", "BIO-02"]),
        # Somebody who has left, with and without a line in the roster, and however the seat is freed.
        (lab_of(group("anna"), schedules=[START]), [desktop("BIO-01", "anna"), desktop("BIO-02", "zoe")], ["BIO-01"]),
        (lab_of(group("anna"), schedules=[START]), [freed("BIO-02")], ["BIO-01"]),
        (
            lab_of(group("anna", on_leave="unassign"), schedules=[START]),
            [desktop("BIO-01", "anna"), desktop("BIO-02", "zoe")],
            ["BIO-01"],
        ),
        (
            lab_of(
                group("anna"),
                {
                    "name": "staff",
                    "desktops": [
                        {"computer_name": "T1", "user_name": "zoe"},
                        {"computer_name": "T2", "users": [{"user_name": "tutors", "type": "GROUP"}]},
                        {"computer_name": "T3"},
                        {"computer_name": "T4"},
                        {"computer_name": "T5", "user_name": ""},
                    ],
                },
                people=people_of("anna", {"user_name": "zoe", "status": "left"}),
                schedules=[START],
            ),
            # The file says nothing of T4, which somebody has got by other means.
            [desktop("T3"), desktop("T4", "guest"), desktop("T5", "guest")],
            ["BIO-01", "T2", "T4"],
        ),
    ],
)
def test_who_has_a_desktop(lab, rows, started):
    plan = planned(lab, desktops=rows)
    assert plan["schedules"]["schedules"][0]["apply_objects"] == {"desktops": started}


def test_somebody_who_stays_has_also_a_seat_that_the_file_does_not_name_for_them():
    single = {"name": "staff", "desktops": [{"computer_name": "T1", "user_name": "anna"}]}
    lab = lab_of(single, group("ben"), schedules=[START])
    rows = [desktop("T1", "anna"), desktop("BIO-01", "ben"), desktop("BIO-02", "anna")]
    assert planned(lab, desktops=rows)["schedules"]["schedules"][0]["apply_objects"]["desktops"] == [
        "T1",
        "BIO-01",
        "BIO-02",
    ]


# What stops at night


@pytest.mark.parametrize(
    ("schedule", "covers"),
    [
        (desired_task(), True),
        (desired_task(task_type="HIBERNATE", apply_to=["staff"]), True),
        (desired_task(task_type="START"), False),
        (desired_task(task_type="REBOOT"), False),
        (desired_task(enable=False), False),
        (desired_task(enable=True), True),
        # Nobody disconnects from a desktop that nobody uses.
        (desired_task(scheduled_type="LIFE_CYCLE", life_cycle_type="POST_DESKTOP_DISCONNECTED"), False),
    ],
)
def test_what_is_stopped_at_night(schedule, covers):
    assert schedules(lab_with(schedule)).reached[0]["covers"] is covers


@pytest.mark.parametrize(
    ("enable", "there", "paused"), [(None, True, False), (None, False, True), (True, False, False), (False, True, True)]
)
def test_a_task_that_is_paused_covers_nothing(enable, there, paused):
    schedule = desired_task() if enable is None else desired_task(enable=enable)
    [reached] = schedules(lab_with(schedule), schedules=[task("night", enable=there)]).reached
    assert (reached["paused"], reached["covers"]) == (paused, not paused)


def test_a_stop_for_the_whole_lab_reaches_also_what_its_file_does_not_name():
    rows = {
        "desktops": [desktop("BIO-01", "anna"), desktop("OLD", "zoe"), desktop("an odd name"), desktop("X", lab=None)],
        "pools": [pool("old-pool"), pool("others", lab=None)],
    }
    both = {"desktops": ["BIO-01", "id-an odd name", "OLD"], "pools": ["old-pool"]}
    for kind, reached in (("STOP", both), ("HIBERNATE", both), ("REBOOT", {"desktops": ["BIO-01"]})):
        lab = lab_of(group("anna"), schedules=[desired_task(task_type=kind)])
        assert planned(lab, **rows)["schedules"]["schedules"][0]["apply_objects"] == reached
    some = lab_of(group("anna"), schedules=[desired_task(apply_to=["students"])])
    assert planned(some, **rows)["schedules"]["schedules"][0]["apply_objects"] == {"desktops": ["BIO-01"]}
