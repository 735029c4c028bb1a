# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pools: what they are made of, how large they may get, and whose they are."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.pools import most_desktops, plan_pools
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.references import References

from .room import (
    IMAGE,
    PRODUCT,
    account,
    definition,
    desired_pool,
    found_of,
    group,
    lab_of,
    mate,
    people_of,
    pool,
    user_group,
)


def lab_with(*pools, **sections):
    return lab_of(group("anna"), pools=list(pools), **sections)


def pools(lab, adopt=False, **rows):
    found = found_of(**rows)
    return plan_pools(lab, found, References(lab, found), adopt)


def options(lab):
    return pools(lab).pools[0]


# What they are made of


def test_a_pool_is_made_of_the_defaults_and_of_what_it_says_itself():
    defaults = {
        **definition()["defaults"],
        "subnet": "teaching-a",
        "security_groups": ["teaching"],
        "user_group": "users",
        "tags": {"department": "biology", "room": "0"},
        "if_in_use": "skip",
        "rebuild": "on_change",
    }
    desired = desired_pool(
        product="big",
        tags={"room": "1"},
        authorized_objects=[{"group": "students"}, {"user": "tito", "user_group": "administrators"}],
        allow_shrink=True,
        replace_failed=True,
        description="Drop-in",
    )
    lab = lab_with(desired, defaults=defaults)
    assert pools(lab, groups=[user_group("students")], users=[account("tito")]).pools == [
        {
            "name": "drop-in",
            "state": "present",
            "type": "STATIC",
            "size": 5,
            "description": "Drop-in",
            "product": "big",
            "image": IMAGE,
            "root_volume": {"type": "SAS", "size": 80},
            "subnets": ["teaching-a"],
            "security_groups": ["teaching"],
            "tags": {"department": "biology", "room": "1", "workspace-lab": "bio"},
            "authorized_objects": [
                {"group": "students", "user_group": "users"},
                {"user": "tito", "user_group": "administrators"},
            ],
            "allow_shrink": True,
            "replace_failed": True,
        }
    ]


def test_own_subnets_win():
    lab = lab_with(desired_pool(subnets=["b", "c"]), defaults={"subnet": "a"})
    assert options(lab)["subnets"] == ["b", "c"]


def test_a_pool_is_not_made_smaller_and_its_power_is_not_changed_unless_the_file_says_so():
    assert "allow_shrink" not in options(lab_with(desired_pool()))
    assert options(lab_with(desired_pool()))["state"] == "present"
    assert options(lab_with(desired_pool(power="stopped")))["state"] == "stopped"


def test_the_disks_of_a_pool_are_rebuilt_only_where_the_pool_says_so():
    seats_only = {"image": IMAGE, "rebuild": "on_change"}
    assert "rebuild" not in options(lab_with(desired_pool(), defaults=seats_only))
    assert options(lab_with(desired_pool(rebuild="on_change")))["rebuild"] == "on_change"


# How large they may get

AUTO = {"enable_autoscale": True, "autoscale_policy": {"max_auto_created": 10}}


@pytest.mark.parametrize(
    ("desired", "row", "most"),
    [
        ({}, None, 5),
        (AUTO, None, 15),
        ({**AUTO, "enable_autoscale": False}, None, 5),
        ({"enable_autoscale": True}, None, 5),
        ({}, {"desktop_count": 8}, 8),
        (AUTO, {"desktop_count": 20}, 20),
        ({}, {"desktop_count": 1, **AUTO}, 15),
        ({"enable_autoscale": False}, {"desktop_count": 1, **AUTO}, 5),
        ({"enable_autoscale": True, "autoscale_policy": {"max_auto_created": 2}}, AUTO, 7),
        ({"enable_autoscale": True, "autoscale_policy": {"min_idle": 1}}, AUTO, 15),
    ],
)
def test_the_most_that_a_pool_may_grow_to(desired, row, most):
    assert most_desktops(desired_pool(**desired), row) == most


# Whose they are


def test_a_pool_without_the_mark_is_refused_unless_adopted():
    lab = lab_with(desired_pool())
    rows = [pool("drop-in", lab=None)]
    assert pools(lab, pools=rows).refused == [
        "pool drop-in exists, but is not marked as this lab's; set lab_adopt=true to make it the lab's"
    ]
    assert pools(lab, adopt=True, pools=rows).refused == []
    assert pools(lab, adopt=True, pools=rows).pools[0]["tags"] == {"workspace-lab": "bio"}


def test_a_pool_of_another_lab_is_always_refused():
    lab = lab_with(desired_pool())
    for rows in ([pool("drop-in", lab="physics")], [pool("drop-in"), pool("drop-in", lab="physics")]):
        for adopt in (False, True):
            assert pools(lab, adopt, pools=rows).refused == ["pool drop-in belongs to the lab physics"]


def test_a_mark_in_the_description_counts_too():
    row = pool("drop-in", lab=None, description="Drop-in [workspace-lab: physics]")
    assert pools(lab_with(desired_pool()), True, pools=[row]).refused == ["pool drop-in belongs to the lab physics"]


def test_pools_that_the_file_does_not_name_are_reported():
    rows = [pool("drop-in"), pool("old"), pool("x", lab=None), pool("y", lab="physics")]
    plan = pools(lab_with(desired_pool()), pools=rows)
    assert plan.owned == [{"name": "drop-in"}, {"name": "old"}]
    assert plan.left_over == ["pool old"] and [one["name"] for one in plan.pools] == ["drop-in"]


# Who may use them


def test_whoever_uses_a_pool_must_be_somebody():
    desired = desired_pool(authorized_objects=[{"group": "Students"}, {"user": "ben"}, {"user": "titus"}])
    lab = lab_with(desired, people=people_of(mate("ben", status="left")))
    text = "pools[drop-in]: there is no %s, neither in the lab file nor in the cloud%s"
    assert pools(lab, users=[account("tito")], groups=[user_group("student")]).refused == [
        text % ("user group Students", "; the nearest are student"),
        text % ("user ben", ""),
        text % ("user titus", "; the nearest are tito"),
    ]


def test_people_and_groups_of_the_file_and_of_the_cloud_are_known():
    desired = desired_pool(authorized_objects=[{"group": name} for name in ("students", "choir")])
    desired["authorized_objects"] += [{"user": name} for name in ("ANNA", "tito")]
    lab = lab_with(desired, people=people_of("anna", groups=[{"name": "students", "members": "roster"}]))
    assert pools(lab, users=[account("tito")], groups=[user_group("choir", lab=None)]).refused == []


def test_the_product_of_the_defaults_is_that_of_pools():
    assert options(lab_with(desired_pool()))["product"] == PRODUCT
