# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Idle rules: the scheduled tasks and policies that they become, and what they must not touch."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.idle import session_policies

from .room import (
    MARK,
    desired_policies,
    desired_pool,
    desired_task,
    desktop,
    group,
    lab_of,
    planned,
    policy_group,
    pool,
    task,
)

RULE = {"apply_to": ["students"], "disconnected": 30, "action": "stop"}
STAFF = {"name": "staff", "desktops": [{"computer_name": "BIO-T1", "user_name": "tito"}]}


def lab_with(*rules, seats=None, **sections):
    given = {"pools": [desired_pool()], **sections}
    return lab_of(seats or group("anna", "ben"), STAFF, idle=list(rules), **given)


def plan_of(*rules, run=None, rows=None, **sections):
    return planned(lab_with(*rules, **sections), run, **(rows or {}))


def refusal(*rules, **sections):
    with pytest.raises(LabError) as caught:
        lab_with(*rules, **sections)
    return str(caught.value).partition(": ")[2]


# What becomes of a rule


def test_a_rule_becomes_a_task_that_follows_disconnections():
    [found] = plan_of({**RULE, "apply_to": ["students", "drop-in"], "keep_on": ["bio-02"]})["schedules"]["schedules"]
    assert found == {
        "task_name": "bio-idle-1",
        "task_type": "STOP",
        "scheduled_type": "LIFE_CYCLE",
        "life_cycle_type": "POST_DESKTOP_DISCONNECTED",
        "wait_time": 30,
        "life_cycle_exec_period": 1,
        "force_execute": False,
        "extra_params": {},
        "description": MARK,
        "apply_objects": {"desktops": ["BIO-01"], "pools": ["drop-in"]},
        "recreate": "on_change",
    }


def test_a_warning_is_told_by_the_task():
    plan = plan_of({**RULE, "warn": 5}, {**RULE, "apply_to": ["staff"], "action": "hibernate", "warn": 1})
    texts = [one["extra_params"]["notify_message"] for one in plan["schedules"]["schedules"]]
    assert texts == [
        "Lab bio: nobody has been connected to this desktop for 30 minutes, so it is stopped now.",
        "Lab bio: nobody has been connected to this desktop for 30 minutes, so it is hibernated now.",
    ]


@pytest.mark.parametrize(
    ("changes", "policies"),
    [
        ({}, {}),
        ({"warn": 5}, {}),
        (
            {"unattended": 60},
            {
                "auto_lock_enable": True,
                "auto_lock_options": {
                    "auto_lock_minutes": 59,
                    "auto_disconnect": "AUTO_DISCONNECT",
                    "options": {"auto_disconnect_minutes": 1},
                },
            },
        ),
        (
            {"unattended": 60, "warn": 5, "action": "log_off"},
            {
                "auto_lock_enable": True,
                "auto_lock_options": {
                    "auto_lock_minutes": 55,
                    "auto_disconnect": "AUTO_DISCONNECT",
                    "options": {"auto_disconnect_minutes": 5},
                },
                "disconnect_logout_enable": 1,
                "disconnect_logout_options": {"disconnect_logout_minutes": 30},
            },
        ),
        (
            {"action": "log_off"},
            {"disconnect_logout_enable": 1, "disconnect_logout_options": {"disconnect_logout_minutes": 30}},
        ),
    ],
)
def test_policies_of_sessions(changes, policies):
    rule = {**RULE, **changes}
    assert session_policies(rule) == ({"session": {"vdi": policies}} if policies else {})
    plan = plan_of(rule)
    made = [one["policies"]["session"]["vdi"] for one in plan["policies"]["groups"]]
    assert made == ([policies] if policies else [])
    assert len(plan["schedules"]["schedules"]) == (rule["action"] != "log_off")
    assert plan["refused"] == []


def test_the_policy_group_of_a_rule_is_the_strongest_and_spares_what_is_kept_on():
    rule = {**RULE, "unattended": 60, "apply_to": ["lab"], "keep_on": ["BIO-T1"]}
    weak, strong = plan_of(rule, policies=[desired_policies()])["policies"]["groups"]
    assert [weak["policy_group_name"], strong["policy_group_name"]] == ["bio", "bio_idle_1"]
    assert strong["description"] == MARK and strong["priority"] == 1 and strong["purge_targets"] is True
    assert [one["target_name"] for one in strong["targets"]] == ["BIO-01", "BIO-02", "drop-in"]
    assert [one["target_name"] for one in weak["targets"]] == ["BIO-01", "BIO-02", "BIO-T1", "drop-in"]


def test_the_name_of_a_policy_group_has_no_hyphens():
    plan = plan_of({**RULE, "unattended": 60}, name="bio-101")
    assert plan["policies"]["groups"][0]["policy_group_name"] == "bio_101_idle_1"
    assert plan["schedules"]["schedules"][0]["task_name"] == "bio-101-idle-1"


def test_what_a_rule_reaches_is_told_and_covers_no_night():
    [reached] = plan_of({**RULE, "keep_on": ["BIO-02"]})["schedules"]["reached"]
    assert reached == {
        "name": "bio-idle-1",
        "task_type": "STOP",
        "desktops": ["BIO-01"],
        "pools": [],
        "spared": ["BIO-02"],
        "paused": False,
        "covers": False,
    }


def test_what_is_left_over_is_reported_and_what_others_have_is_refused():
    rows = {
        "schedules": [task("bio-idle-1"), task("bio-idle-2")],
        "policies": [policy_group("bio_idle_1"), policy_group("bio_idle_2", priority=2)],
    }
    plan = plan_of({**RULE, "unattended": 60}, rows=rows)
    assert plan["left_over"] == ["policy group bio_idle_2", "scheduled task bio-idle-2"] and plan["refused"] == []
    others = {"schedules": [task("bio-idle-1", lab=None)], "policies": [policy_group("bio_idle_1", lab="x")]}
    assert plan_of({**RULE, "unattended": 60}, rows=others)["refused"] == [
        "policy group bio_idle_1 belongs to the lab x",
        "scheduled task bio-idle-1 exists, but is not marked as this lab's; set lab_adopt=true to make it the lab's",
    ]


@pytest.mark.parametrize(("only", "tasks", "groups"), [("schedules", 1, 0), ("policies", 0, 1), ("seats", 0, 0)])
def test_a_run_about_one_section_does_its_half(only, tasks, groups):
    plan = plan_of({**RULE, "unattended": 60}, run={"only": only})
    assert (len(plan["schedules"]["schedules"]), len(plan["policies"]["groups"])) == (tasks, groups)


# What a rule must not do


def test_a_rule_that_spares_everything_is_refused_and_never_means_all():
    told = "idle[1]: apply_to means no desktop and no pool; an empty selection never means all"
    assert plan_of({**RULE, "keep_on": ["BIO-01", "BIO-02"]})["refused"] == [told]
    assert plan_of({**RULE, "keep_on": ["BIO-01", "BIO-02"]}, run={"only": "people"})["refused"] == []


@pytest.mark.parametrize(
    ("rule", "rows", "told"),
    [
        ({}, {"desktops": [desktop("BIO-01", "anna", desktop_type="SHARED")]}, "several people share BIO-01"),
        ({"action": "hibernate"}, {"desktops": [desktop("BIO-01", "anna", os_type="Linux")]}, "BIO-01 runs Linux"),
        (
            {"action": "hibernate", "apply_to": ["drop-in"]},
            {"pools": [pool("drop-in", os_type="Linux")]},
            "drop-in runs",
        ),
        ({}, {"desktops": [desktop("BIO-01", "anna", os_type="Linux")]}, None),
        ({"action": "log_off"}, {"desktops": [desktop("BIO-01", "anna", desktop_type="SHARED")]}, None),
        ({"action": "hibernate"}, {"desktops": [desktop("BIO-T1", "tito", os_type="Linux")]}, None),
    ],
)
def test_what_cannot_be_told_to_be_idle_or_cannot_hibernate(rule, rows, told):
    refused = plan_of({**RULE, **rule}, rows=rows)["refused"]
    assert len(refused) == (told is not None) and all(f"idle[1]: {told}" in reason for reason in refused)


def test_what_is_shared_or_linux_is_known_from_the_file_too():
    shared = group("anna", desktop_type="SHARED", image="linux", product="workspace.linux.1")
    assert "several people share BIO-01" in plan_of(RULE, seats=shared)["refused"][0]
    assert "BIO-01 runs Linux" in plan_of({**RULE, "action": "hibernate"}, seats=shared)["refused"][1]


@pytest.mark.parametrize(
    ("rules", "sections", "told"),
    [
        ([{**RULE, "disconnected": 0}], {}, "idle[1]: disconnected is 0, but must be 1 to 43200 minutes"),
        ([{**RULE, "disconnected": 43201}], {}, "idle[1]: disconnected is 43201, but must be 1 to 43200 minutes"),
        (
            [{**RULE, "action": "log_off", "disconnected": 2}],
            {},
            "idle[1]: disconnected is 2, but must be 3 to 86400 minutes",
        ),
        (
            [{**RULE, "unattended": 7, "warn": 5}],
            {},
            "idle[1]: unattended is 7, but must be 8 to 86400 minutes, 5 of them with a locked screen",
        ),
        ([{**RULE, "warn": -1}], {}, "idle[1]: warn is -1, but must not be negative"),
        (
            [{**RULE, "action": "log_off", "warn": 5}],
            {},
            "idle[1]: the service does not announce that it logs people off; leave warn out",
        ),
        ([{**RULE, "apply_to": []}], {}, "idle[1]: apply_to is empty; an empty selection never means all"),
        (
            [RULE, {**RULE, "apply_to": ["student"]}],
            {},
            'idle[2]: apply_to names "student", which this file does not have; the nearest are students',
        ),
        (
            [{**RULE, "apply_to": ["staff"]}, {**RULE, "apply_to": ["lab"]}],
            {},
            "idle[2]: apply_to means staff, which idle[1] is about already",
        ),
        (
            [{**RULE, "keep_on": ["BIO-T1"]}],
            {},
            "idle[1]: keep_on names BIO-T1, which is no seat that apply_to means; the nearest are BIO-1",
        ),
        (
            [RULE],
            {"schedules": [desired_task("bio-idle-1")]},
            "schedules[bio-idle-1]: idle[1] uses this name; give it another one",
        ),
        (
            [{**RULE, "unattended": 60}],
            {"policies": [desired_policies("bio_idle_1")]},
            "policies[bio_idle_1]: idle[1] uses this name; give it another one",
        ),
        (
            [{**RULE, "unattended": 60}],
            {"policies": [desired_policies(policies={"session": {"vdi": {"auto_lock_enable": False}}})]},
            "policies[bio]: policies.session.vdi.auto_lock_enable is False, but idle[1] needs True; say it in one",
        ),
        # Not of the right type, or unknown
        ([{**RULE, "disconnected": "soon"}], {}, None),
        ([{**RULE, "action": "delete"}], {}, None),
        ([{"apply_to": ["lab"], "action": "stop"}], {}, None),
        ([{"apply_to": ["lab"], "disconnected": 30}], {}, None),
        ([{**RULE, "keepon": ["BIO-01"]}], {}, None),
        ([["students"]], {}, None),
    ],
)
def test_rules_that_cannot_be(rules, sections, told):
    text = refusal(*rules, **sections)
    assert text and (told is None or text.startswith(told)), text


def test_policies_that_say_the_same_or_of_other_desktops_are_no_contradiction():
    locked = {"session": {"vdi": {"auto_lock_enable": True}}}
    open_ = {"session": {"vdi": {"auto_lock_enable": False}}}
    for entry in (desired_policies(policies=locked), desired_policies(policies=open_, apply_to=["staff"])):
        assert plan_of({**RULE, "unattended": 60}, policies=[entry])["refused"] == []
