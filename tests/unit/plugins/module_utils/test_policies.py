# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure parts of policies: what may be written, and what becomes of objects that are compared leaf by leaf."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkworkspace.v2 as sdk
import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.fields import leaves
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.described import ApiField
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.policies import (
    POLICY_NAMES,
    checked,
    clashes,
    merged,
)
from emulator.cloud.policy_kinds import POLICIES

ONLY_ELSEWHERE = {"access_control.ip_access_control"}
"""What the service takes although the official client does not know it."""

SAMPLES = {"bool": False, "int": 20, "str": "20"}


def known_to_the_client(model: Any = sdk.Policies, path: str = "") -> dict[str, str]:
    """Return the policies that the official client knows, with their types."""
    found = {}
    for attribute, kind in model.openapi_types.items():
        name = path + model.attribute_map[attribute]
        inner = getattr(sdk, kind, None)
        found.update(known_to_the_client(inner, f"{name}.") if inner else {name: kind})
    return found


def nested(name: str, value: Any) -> dict[str, Any]:
    """Return the object in which a policy stands."""
    first, _dot, rest = name.partition(".")
    return {first: nested(rest, value) if rest else value}


def test_all_policies_that_the_official_client_knows_and_no_others():
    known = known_to_the_client()
    assert set(POLICY_NAMES) - ONLY_ELSEWHERE == set(known) == set(POLICIES) - ONLY_ELSEWHERE
    assert {name: kind.split()[0] for name, kind in POLICIES.items() if name in known} == known


@pytest.mark.parametrize("name", POLICY_NAMES)
def test_what_is_let_through_is_of_the_type_that_the_service_takes(name):
    kind, _space, rest = POLICIES[name].partition(" ")
    value: Any = SAMPLES[kind]
    if " to " in rest:
        value = int(rest.split(" to ")[1])
        with pytest.raises(InputError, match=f"policies.{name} is {value + 1}"):
            checked(nested(name, value + 1))
    elif rest == "hh:mm:ss":
        value = "07:45:00"
    elif rest:
        value = rest.split("|")[-1]
        with pytest.raises(InputError, match="one of"):
            checked(nested(name, f"not {value}"))
    elif name.endswith("_time"):
        value = "07:45"
    assert checked(nested(name, value)) == nested(name, value)
    if kind == "str":
        with pytest.raises(InputError):
            checked(nested(name, True))


@pytest.mark.parametrize(
    ("name", "given", "sent"),
    [
        ("watermark.watermark_enable", "Yes", True),
        ("watermark.options.font_size", "40", 40),
        ("watermark.options.lean", "-45", -45),
        ("watermark.options.opacity_setting", 12.5, "12.5"),
        ("record_audit.rules.rule.fps", 10, "10"),
        ("session.vdi.disconnect_logout_enable", True, 1),
    ],
)
def test_what_yaml_and_templates_write_otherwise_is_understood(name, given, sent):
    assert checked(nested(name, given)) == nested(name, sent)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"watermarks": {}}, ["policies.watermarks", "nearest are watermark"]),
        ({"watermark": []}, ["policies.watermark", "dictionary"]),
        ({"watermark": {"options": {"font_size": 40.5}}}, ["font_size", "40.5", "1 to 200"]),
        ({"watermark": {"options": {"font_size": True}}}, ["font_size", "True"]),
        ({"watermark": {"watermark_enable": 1}}, ["watermark_enable", "true or false"]),
        ({"session": {"auto_lock_end_time": "24:00:00"}}, ["auto_lock_end_time", "24:00:00"]),
        ({"custom": {"options": {"custom_configuration1_rule": {"a": 1}}}}, ["custom_configuration1_rule", "a text"]),
    ],
)
def test_a_mistake_is_told_by_its_whole_name(given, words):
    with pytest.raises(InputError) as error:
        checked(given)
    assert all(word in str(error.value) for word in words), error.value


def test_nothing_given_is_left_alone():
    assert checked({"watermark": {"watermark_enable": None, "options": None}, "audio": {}}) == {
        "watermark": {},
        "audio": {},
    }


VDI = "policies.session.vdi"


def vdi(**policies: Any) -> dict[str, Any]:
    """Return policies of sessions."""
    return {"session": {"vdi": policies}}


DISCONNECTED = {"auto_lock_options": {"auto_disconnect": "AUTO_DISCONNECT", "options": {"auto_disconnect_minutes": 5}}}


@pytest.mark.parametrize(
    ("given", "current", "told"),
    [
        (
            vdi(auto_lock_options={"auto_disconnect": "AUTO_LOGOUT"}),
            {},
            [f"{VDI}.auto_lock_options.auto_disconnect has no effect without {VDI}.auto_lock_enable"],
        ),
        (
            vdi(auto_lock_enable=False, auto_lock_options={"auto_lock_minutes": 10}),
            {},
            [f"{VDI}.auto_lock_options.auto_lock_minutes has no effect without {VDI}.auto_lock_enable"],
        ),
        (
            vdi(auto_lock_enable=True, auto_lock_options={"options": {"auto_disconnect_minutes": 5}}),
            {},
            [
                f"{VDI}.auto_lock_options.options.auto_disconnect_minutes has no effect without "
                f"{VDI}.auto_lock_options.auto_disconnect"
            ],
        ),
        (
            {"session": {"auto_lock_start_time": "08:00:00", "auto_lock_end_time": "18:00:00"}},
            vdi(auto_lock_enable="false"),
            [
                "policies.session.auto_lock_start_time and policies.session.auto_lock_end_time have no effect without "
                f"{VDI}.auto_lock_enable"
            ],
        ),
        (
            vdi(disconnect_logout_options={"disconnect_logout_minutes": 5}),
            vdi(disconnect_logout_enable=0),
            [
                f"{VDI}.disconnect_logout_options.disconnect_logout_minutes has no effect without "
                f"{VDI}.disconnect_logout_enable"
            ],
        ),
        (
            vdi(no_operation_hibernate_options={"no_operation_hibernate_minutes": 0}),
            {},
            [
                f"{VDI}.no_operation_hibernate_options.no_operation_hibernate_minutes has no effect without "
                f"{VDI}.no_operation_hibernate_enable"
            ],
        ),
        (
            {"watermark": {"options": {"font_size": 40}}},
            {},
            ["policies.watermark.options.font_size has no effect without policies.watermark.watermark_enable"],
        ),
        (
            vdi(disconnect_logout_enable=1),
            vdi(disconnect_hibernate_enable=True),
            [f"{VDI}.disconnect_hibernate_enable and {VDI}.disconnect_logout_enable exclude each other"],
        ),
        # What goes together, is there already, is off, or is nobody's fault here.
        (vdi(auto_lock_enable=True, **DISCONNECTED), {}, []),
        (vdi(**DISCONNECTED), vdi(auto_lock_enable=True), []),
        (vdi(auto_lock_options={"auto_disconnect": "DISABLED"}), {}, []),
        (vdi(auto_lock_enable=False), vdi(**DISCONNECTED), []),
        ({"audio": {"play_quality": "High"}}, vdi(disconnect_logout_enable=1, disconnect_hibernate_enable=True), []),
        ({}, None, []),
    ],
)
def test_policies_that_do_not_go_together(given, current, told):
    assert clashes(given, current) == told


def test_leaves_have_whole_names():
    policies = {"audio": {"play_quality": "High"}, "watermark": {"options": {"lean": 0}}, "client": {}}
    assert leaves("policies", policies) == {
        "policies.audio.play_quality": "High",
        "policies.watermark.options.lean": 0,
    }


def test_merged_keeps_what_is_not_wanted_and_changes_neither():
    current = {"audio": {"play_quality": "Low", "play_agc": "1"}, "client": {"a": 1}, "seamless": None}
    desired = {"audio": {"play_quality": "High"}, "watermark": {"options": {"lean": 0}}}
    assert merged(desired, current) == {
        "audio": {"play_quality": "High", "play_agc": "1"},
        "client": {"a": 1},
        "watermark": {"options": {"lean": 0}},
    }
    assert current["audio"]["play_quality"] == "Low" and desired["audio"] == {"play_quality": "High"}


@pytest.mark.parametrize(
    ("desired", "told", "differs"),
    [
        (80, "80", False),
        (80, "81", True),
        (True, "true", False),
        (False, "True", True),
        ("10", 10, False),
        ("High", "high", True),
        (80, None, True),
    ],
)
def test_a_number_or_switch_that_the_service_writes_as_a_text_is_the_same(desired, told, differs):
    assert ApiField(name="priority").differs(desired, told) is differs
