# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policy groups: to what they apply, in which order, and whose they are."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.policies import priorities

from .room import MARK, desired_policies, desired_pool, desktop, group, lab_of, planned, policy_group


def policies(*entries, rows=(), run=None, **sections):
    lab = lab_of(group("anna", "ben"), pools=[desired_pool()], policies=list(entries), **sections)
    plan = planned(lab, run, policies=rows)
    return {**plan["policies"], "refused": plan["refused"]}


# To what they apply


def test_a_policy_group_is_what_the_file_says_and_marked():
    [found] = policies(desired_policies(description="In class"))["groups"]
    assert found == {
        "policy_group_name": "bio",
        "description": f"In class {MARK}",
        "priority": 1,
        "policies": {"watermark": {"watermark_enable": True}},
        "targets": [
            {"target_type": "INSTANCE", "target_name": "BIO-01"},
            {"target_type": "INSTANCE", "target_name": "BIO-02"},
            {"target_type": "DESKTOPSPOOL", "target_name": "drop-in"},
        ],
        "purge_targets": True,
    }


def test_values_are_as_the_service_has_them():
    given = {"session": {"vdi": {"auto_lock_enable": "yes", "auto_lock_options": {"auto_lock_minutes": "30"}}}}
    [found] = policies(desired_policies(policies=given))["groups"]
    assert found["policies"] == {
        "session": {"vdi": {"auto_lock_enable": True, "auto_lock_options": {"auto_lock_minutes": 30}}}
    }


def test_seats_that_are_still_there_keep_their_policies_and_others_get_none():
    lab = lab_of(group("anna", spares=1), policies=[desired_policies(apply_to=["students"])])
    rows = [desktop("BIO-01", "anna"), desktop("BIO-02", "zoe"), desktop("OLD", "zoe"), desktop("X", lab=None)]
    [found] = planned(lab, desktops=rows)["policies"]["groups"]
    assert [target["target_name"] for target in found["targets"]] == ["BIO-01", "BIO-03", "BIO-02"]


def test_a_selection_that_comes_to_nothing_is_refused_and_never_means_all():
    lab = lab_of(
        {"name": "staff", "desktops": [{"computer_name": "T1"}]},
        group({"user_name": "zoe", "status": "left"}),
        policies=[desired_policies(apply_to=["students"])],
    )
    plan = planned(lab)
    assert plan["policies"]["groups"][0]["targets"] == []
    assert plan["refused"] == [
        "policies[bio]: apply_to means no desktop and no pool; an empty selection never means all"
    ]


def test_a_run_about_some_seats_is_not_about_policies():
    assert policies(desired_policies(), run={"seats": "BIO-01"})["groups"] == []
    both = policies(desired_policies(), run={"seats": "BIO-01", "only": "policies"})["groups"][0]["targets"]
    assert [target["target_name"] for target in both] == ["BIO-01", "BIO-02", "drop-in"]


# In which order


def test_the_weakest_comes_first_and_each_new_one_before_it():
    found = policies(desired_policies("exam"), desired_policies("lesson"), desired_policies("rest"))["groups"]
    assert [(one["policy_group_name"], one["priority"]) for one in found] == [("rest", 1), ("lesson", 1), ("exam", 1)]


@pytest.mark.parametrize(
    ("listed", "there", "places"),
    [
        ("abc", "", {"c": 1, "b": 1, "a": 1}),
        ("ab", "x", {"b": 1, "a": 1}),
        # What is in order stays, wherever it is.
        ("ab", "xaybz", {}),
        # What is new comes before the next one, else after the others.
        ("abc", "xaycz", {"b": 4}),
        ("abc", "xayb", {"c": 5}),
        ("nab", "xab", {"n": 2}),
        # What is out of order moves.
        ("ab", "bxa", {"a": 1}),
        ("abc", "acb", {"b": 2}),
        ("abc", "cba", {"b": 1, "a": 1}),
    ],
)
def test_places(listed, there, places):
    assert priorities(list(listed), [policy_group(name, priority=n) for n, name in enumerate(there, 1)]) == places


@given(st.permutations("abcxyz"), st.permutations("abcd"))
def test_places_make_the_order_of_the_list_and_change_nothing_among_others(there, listed):
    places = priorities(listed, [policy_group(name, priority=n) for n, name in enumerate(there, 1)])
    order = list(there)
    for name in reversed(listed):
        if name in places:
            order = [one for one in order if one != name]
            assert places[name] <= len(order) + 1, "the service knows no place beyond the last"
            order.insert(places[name] - 1, name)
    assert [name for name in order if name in listed] == list(listed)
    assert [name for name in order if name not in listed] == [name for name in there if name not in listed]
    assert priorities(listed, [policy_group(name, priority=n) for n, name in enumerate(order, 1)]) == {}


# Whose they are


def test_a_policy_group_of_others_is_refused():
    unmarked = policies(desired_policies(), rows=[policy_group("bio", lab=None)])
    assert unmarked["refused"] == [
        "policy group bio exists, but is not marked as this lab's; set lab_adopt=true to make it the lab's"
    ]
    assert policies(desired_policies(), rows=[policy_group("bio", lab=None)], run={"adopt": "true"})["refused"] == []
    others = policies(desired_policies(), rows=[policy_group("bio", lab="physics")], run={"adopt": "true"})
    assert others["refused"] == ["policy group bio belongs to the lab physics"]


def test_what_the_file_does_not_name_is_reported():
    rows = [policy_group("bio"), policy_group("old"), policy_group("x", lab=None), policy_group("y", lab="physics")]
    plan = policies(desired_policies(), rows=rows)
    assert plan["owned"] == [{"policy_group_name": "bio"}, {"policy_group_name": "old"}]
    assert plan["left_over"] == ["policy group old"]
