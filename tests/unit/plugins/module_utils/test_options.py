# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the desktop options: each with an input that keeps it and one that breaks it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.options import (
    COMMON_SPEC,
    ITEM_SPEC,
    POLICY_SPEC,
    Policy,
    against_names,
    argument_spec,
    check,
    desired_desktops,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.state import Person
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.rules import name_width

SPEC = argument_spec()
DEFAULTS = {name: option.get("default") for name, option in SPEC.items()}


def task(**given: Any) -> dict[str, Any]:
    """Return the options as Ansible hands them over: those that are not given have their default or are None."""
    assert set(given) <= set(SPEC)
    return {**DEFAULTS, **given}


def item(**given: Any) -> dict[str, Any]:
    """Return an item of ``desktops`` as Ansible hands it over."""
    return {**dict.fromkeys(SPEC["desktops"]["options"]), **given}


def disk(kind: str = "SAS", size: int = 80, **more: Any) -> dict[str, Any]:
    """Return a disk as Ansible hands it over."""
    return {"type": kind, "size": size, "iops": None, "throughput": None, "kms_id": None, **more}


def one(**given: Any) -> dict[str, Any]:
    """Return a task about one desktop."""
    return task(**{"computer_name": "BIO-01", **given})


def user(name: str) -> dict[str, Any]:
    """Return an item of ``users``."""
    return {"user_name": name, "user_group": None, "type": "USER", "user_id": None}


RIGHT = [
    one(),
    one(computer_name="A"),
    one(computer_name="A23456789012345"),
    one(computer_name="生物实验室01"),
    one(computer_name="1-2"),
    task(desktop_id="d1"),
    task(user_name="anna"),
    one(desktop_id="d1", user_name=""),
    one(user_name="0anna_b-c"),
    one(user_name="a" * 64),
    one(users=[user("anna"), user("mia")]),
    one(users=[]),
    one(root_volume=disk(), data_volumes=[disk("SSD", 10), disk("GPSSD2", 32760, iops=3000, throughput=1000)]),
    one(data_volumes=[disk(size=10)] * 10),
    one(data_volumes=[]),
    one(security_groups=["a", "b", "c", "d", "e"]),
    one(nics=[{"subnet": "s"}] * 5),
    one(tags={"a b": "Müller_.:=+-@", "数": "", "n": 1, "k" * 128: "v" * 43}),
    one(tags={str(number): "" for number in range(20)}),
    one(tags={}),
    one(ou_name="a/b/c/d/e", enterprise_project_id="0", os_host_name="h" * 15, desktop_name_policy="p" * 36),
    one(eip={"bandwidth_size": 2000}),
    one(desktop_name_prefix="12345"),
    one(copy_volume_desktop_id="d", copy_volume_ids=["v"]),
    task(desktops=[item(computer_name="A"), item(user_name="b"), item(desktop_id="c")]),
    task(desktops=[item(computer_name=f"D{number}") for number in range(250)]),
    task(desktops=[item(computer_name="A", user_name="anna"), item(computer_name="B", user_name="anna")]),
    task(desktop_name="BIO", size=0),
    task(desktop_name="BIO-", size=5),
    task(desktop_name="A23456789012345", size=1),
    task(desktop_name="A234567890123", size=2),
    task(select_names=["BIO-[01:12]", "[ab]*", "CHE-*"]),
    task(select_tags={"a": "b"}, select_pool="p", select_status=["stopped"]),
    task(select_names=["*"], state="absent", max_targets=3),
    task(select_names=["*"], state="rebuilt", max_targets=3),
    task(select_names=["*"], state="restarted"),
]


NAMES = [
    (one(computer_name="A234567890123456"), 'computer_name "A234567890123456" has 16 characters, but the most is 15'),
    (one(computer_name="生物实验室电脑01"), 'computer_name "生物实验室电脑01" has 16 characters'),
    (one(computer_name="-A"), 'computer_name "-A" is not valid'),
    (one(computer_name="A-"), 'computer_name "A-" is not valid'),
    (one(computer_name="A_B"), 'computer_name "A_B" is not valid'),
    (one(computer_name="A B"), 'computer_name "A B" is not valid'),
    (one(computer_name="A\n"), "computer_name"),
    (one(user_name="a" * 65), 'user_name "' + "a" * 65 + '" is not valid'),
    (one(user_name="-anna"), 'user_name "-anna" is not valid'),
    (one(user_name="an na"), 'user_name "an na" is not valid'),
    (one(user_name="bio-01"), 'user_name "bio-01" must not equal the desktop\'s computer_name'),
    (one(users=[user("BIO-01")]), 'user_name "BIO-01" must not equal'),
]


@pytest.mark.parametrize(("options", "told"), NAMES, ids=[told[:40] for _options, told in NAMES])
def test_names_are_wrong_for_what_is_new_and_right_for_what_there_is(options: dict[str, Any], told: str) -> None:
    check(options)
    [wanted] = desired_desktops(options)
    assert told in against_names(wanted)


def test_a_number_of_desktops_is_deleted_whatever_they_are_called() -> None:
    check(task(desktop_name="BIO_", size=0, state="absent"))


@pytest.mark.parametrize("options", RIGHT, ids=range(len(RIGHT)))
def test_what_is_right_is_taken(options: dict[str, Any]) -> None:
    check(options)


WRONG = [
    # Which desktops are meant
    (task(), "say which desktops are meant: computer_name,"),
    (one(desktops=[item(computer_name="A")]), "give only one of desktops, computer_name:"),
    (one(desktop_name="A", size=1), "give only one of desktop_name, computer_name:"),
    (task(desktop_name="A", size=1, select_names=["A"]), "give only one of desktop_name, select_..."),
    (task(desktops=[]), "the list desktops is empty"),
    (task(desktops=[item(tags={})]), "item 1 of desktops has none of computer_name, desktop_id and user_name"),
    (task(desktops=[item(computer_name="A")], os_host_name="h"), "os_host_name belongs to one desktop"),
    (task(select_names=["A"], user_name="anna"), "user_name belongs to one desktop"),
    (task(desktop_name="A"), "desktop_name and size belong together"),
    (one(size=3), "desktop_name and size belong together"),
    (task(desktop_name="A", size=1, state="restarted"), "state restarted needs existing desktops"),
    (task(desktop_name="A", size=1, state="rebuilt"), "state rebuilt needs existing desktops"),
    (task(desktop_name="A2345678901234", size=2), 'desktop_name "A2345678901234" is not valid: 1 to 13'),
    (task(desktop_name="A234567890123456", size=1), 'desktop_name "A234567890123456" is not valid: 1 to 15'),
    (task(desktop_name="-A", size=2), 'desktop_name "-A" is not valid'),
    (task(desktop_name="", size=2), 'desktop_name "" is not valid'),
    (task(desktop_name="", size=0, state="absent"), 'desktop_name "" is not valid'),
    (task(desktop_name="A", size=-1), "size is -1, but must be 0 or more"),
    # Selectors
    (task(select_names=[]), "select_names is given but empty"),
    (task(select_names=["A", " "]), "select_names is given but empty"),
    (task(select_tags={}), "select_tags is given but empty"),
    (task(select_pool=""), "select_pool is given but empty"),
    (task(select_pool="  "), "select_pool is given but empty"),
    (task(select_status=[]), "select_status is given but empty"),
    (task(select_names=["*"], state="absent"), "state absent by selector needs max_targets"),
    (task(select_names=["*"], state="rebuilt"), "state rebuilt by selector needs max_targets"),
    # Names
    (one(computer_name=""), "the task has none of computer_name"),
    (task(computer_name="", user_name="anna"), "computer_name is empty"),
    (task(user_name=""), "the task has none of computer_name"),
    (task(desktops=[item(computer_name="A"), item(computer_name="a")]), "two desktops have the computer_name a"),
    (task(desktops=[item(desktop_id="A"), item(desktop_id="A")]), "two desktops have the desktop_id A"),
    (task(desktops=[item(user_name="anna"), item(user_name="Anna")]), "two desktops have the user_name anna"),
    (
        task(desktops=[item(user_name="anna"), item(computer_name="B", user_name="anna")]),
        "two desktops have the user_name anna; give the computer_name of both",
    ),
    (task(desktops=[item(user_name="anna"), item(computer_name="B", users=[user("anna")])]), "user_name anna"),
    (
        task(desktops=[item(user_name="anna"), item(computer_name="Anna")]),
        "two desktops are called Anna, one by its computer_name",
    ),
    # Users
    (one(user_name="anna", users=[user("mia")]), "BIO-01: give user_name or users, not both"),
    (one(users=[user("anna"), user("Anna")]), "BIO-01: users lists Anna twice"),
    # Disks
    (one(root_volume=disk(size=81)), "BIO-01: root_volume.size is 81, but must be a multiple of 10 (GB)"),
    (one(root_volume=disk(size=70)), "root_volume.size is 70, but must be 80 to 32760 (GB)"),
    (one(data_volumes=[disk(size=0)]), "data_volumes.size is 0, but must be 10 to 32760 (GB)"),
    (one(data_volumes=[disk(size=32770)]), "data_volumes.size is 32770"),
    (one(root_volume=disk("GPSSD2")), "root_volume.iops is required for type GPSSD2"),
    (one(root_volume=disk("GPSSD2", iops=3000)), "root_volume.throughput is required for type GPSSD2"),
    (one(root_volume=disk("GPSSD2", iops=2999, throughput=125)), "root_volume.iops is 2999, but must be 3000 to 12800"),
    (one(root_volume=disk("GPSSD2", iops=3000, throughput=1001)), "root_volume.throughput is 1001"),
    (one(root_volume=disk("SSD", iops=3000)), "root_volume.iops is for type GPSSD2 only"),
    (one(data_volumes=[disk("SSD", throughput=125)]), "data_volumes.throughput is for type GPSSD2 only"),
    (one(data_volumes=[disk(size=10)] * 11), "BIO-01: data_volumes has 11 items, but the most is 10"),
    (one(copy_volume_ids=["v"]), "copy_volume_desktop_id and copy_volume_ids belong together"),
    # Networks
    (one(nics=[{"subnet": "s"}] * 6), "nics has 6 items, but the most is 5"),
    (one(nics=[{"subnet": "s"}], subnet="s"), "give subnet or nics, not both"),
    (one(security_groups=[]), "security_groups is empty"),
    (one(security_groups=list("abcdef")), "security_groups has 6 items, but the most is 5"),
    (one(eip={"bandwidth_size": 0}), "eip.bandwidth_size is 0, but must be 1 to 2000"),
    # Tags and texts
    (one(tags={str(number): "" for number in range(21)}), "tags has 21 items, but the most is 20"),
    (one(tags={"": "a"}), 'the key "" of tags is not valid'),
    (one(tags={" a": "b"}), 'the key " a" of tags is not valid'),
    (one(tags={"_sys_a": "b"}), 'the key "_sys_a" of tags is not valid'),
    (one(tags={"a/b": "c"}), 'the key "a/b" of tags is not valid'),
    (one(tags={"k" * 129: "c"}), "of tags is not valid"),
    (one(tags={"a": "v" * 44}), 'the value of "a" in tags is not valid'),
    (one(tags={"a": "b#"}), 'the value of "a" in tags is not valid'),
    (one(tags={"a": None}), 'the tag "a" in tags has no value; write "" for an empty one'),
    (one(ou_name="a/b/c/d/e/f"), 'ou_name "a/b/c/d/e/f" is not valid: up to five levels'),
    (one(ou_name="a#"), 'ou_name "a#" is not valid'),
    (one(enterprise_project_id="p" * 37), "enterprise_project_id"),
    (one(os_host_name="h" * 16), "os_host_name"),
    (one(desktop_name_policy="p" * 37), "desktop_name_policy"),
    (one(desktop_name_prefix="123456"), 'desktop_name_prefix "123456" is not valid: up to 5 characters'),
    # Numbers of a task
    (one(wait_timeout=0), "wait_timeout is 0, but must be 1 or more"),
    (task(select_names=["*"], max_targets=-1), "max_targets is -1, but must be 0 or more"),
]


@pytest.mark.parametrize(("options", "told"), WRONG, ids=[told[:40] for _options, told in WRONG])
def test_what_is_wrong_is_told_in_one_sentence(options: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError) as caught:
        check(options)
    text = str(caught.value)
    assert told in text
    assert any(name in text for name in SPEC) and "\n" not in text.replace("A\n", "") and not text.endswith(".")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"root_volume": disk(size=81)}, "root_volume.size is 81"),
        ({"tags": {"a": None}}, "in tags has no value"),
        ({"security_groups": []}, "security_groups is empty"),
    ],
)
def test_options_for_all_are_checked_whichever_way_desktops_are_meant(wrong: dict[str, Any], told: str) -> None:
    ways = (
        {"desktops": [item(computer_name="A"), item(computer_name="B")]},
        {"desktop_name": "A", "size": 2},
        {"select_names": ["A"]},
    )
    for way in ways:
        with pytest.raises(InputError, match=told):
            check(task(**way, **wrong))


@pytest.mark.parametrize(("name", "width"), [("BIO-01", 6), ("生物", 4), ("ＡＢ", 4), ("Müller", 6), ("", 0)])
def test_wide_characters_count_twice(name: str, width: int) -> None:
    assert name_width(name) == width


# What is wanted of each


def test_one_desktop_takes_its_name_from_what_is_given() -> None:
    names = {"computer_name": "A", "desktop_id": "d", "user_name": "anna"}
    wanted = desired_desktops(task(**names, product="p", user_phone="1"))
    assert len(wanted) == 1
    assert (wanted[0].target, wanted[0].computer_name, wanted[0].desktop_id) == ("A", "A", "d")
    assert wanted[0].options == {"user_name": "anna", "product": "p", "user_phone": "1"}
    assert desired_desktops(task(desktop_id="d", user_name="anna"))[0].target == "d"
    assert desired_desktops(task(user_name="anna"))[0].target == "anna"


def test_items_win_over_what_is_given_for_all() -> None:
    items = [item(computer_name="A", product="own", tags={}), item(computer_name="B")]
    first, second = desired_desktops(task(desktops=items, product="common", tags={"a": "b"}, image="i"))
    assert first.options == {"product": "own", "tags": {}, "image": "i"}
    assert second.options == {"product": "common", "tags": {"a": "b"}, "image": "i"}


def test_addresses_are_dealt_out_in_order() -> None:
    items = [item(computer_name="A"), item(computer_name="B", desktop_ips=["9"]), item(computer_name="C")]
    dealt = [one.options["desktop_ips"] for one in desired_desktops(task(desktops=items, desktop_ips=["1", "2", "3"]))]
    assert dealt == [["1"], ["9"], ["3"]]


def test_desktops_that_are_selected_are_named_by_nobody() -> None:
    assert desired_desktops(task(select_names=["*"])) == []


@pytest.mark.parametrize(
    ("given", "people"),
    [
        ({}, None),
        ({"user_name": ""}, ()),
        ({"user_name": "anna"}, (Person("anna"),)),
        ({"user_name": "anna", "user_group": "users"}, (Person("anna", "users"),)),
        ({"users": []}, ()),
        (
            {"user_group": "users", "users": [user("anna"), {**user("staff"), "user_group": "sudo", "type": "GROUP"}]},
            (Person("anna", "users"), Person("staff", "sudo", "GROUP")),
        ),
    ],
)
def test_the_people_wanted(given: dict[str, Any], people: Any) -> None:
    assert desired_desktops(one(**given))[0].people == people


# The specification


def test_every_policy_has_its_option_and_changeable_fields_have_no_default() -> None:
    assert Policy.from_options(task()).if_in_use == "fail"
    assert not [name for name, option in {**COMMON_SPEC, **ITEM_SPEC}.items() if "default" in option]
    assert not set(POLICY_SPEC) & {*COMMON_SPEC, *ITEM_SPEC} - {"kms_id"}
    dangerous = ("is_clear_data", "delete_users", "is_force_delete", "email_notification", "allow_shrink")
    assert all(POLICY_SPEC[name]["default"] is False for name in dangerous)
    assert all(option["default"] is False for name, option in POLICY_SPEC.items() if name.startswith("purge_"))


def test_the_specification_is_made_anew_each_time() -> None:
    argument_spec()["desktops"]["options"].clear()
    assert argument_spec()["desktops"]["options"]


def test_people_s_data_is_never_logged() -> None:
    assert ITEM_SPEC["user_email"]["no_log"] and ITEM_SPEC["user_phone"]["no_log"]
