# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops of which the service does not tell everything: neither equal, nor empty, nor free to be disturbed."""

from __future__ import annotations

from typing import Any

import pytest
from unit.plugins.module_utils.model import desktop

from ansible_collections.huaweicloud.workspace.plugins.module_utils.plan import NOT_TOLD, Plan
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.options import (
    POLICY_SPEC,
    Desired,
    Policy,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.planner import (
    Current,
    plan_desktops,
    untold,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.state import (
    Desktop,
    Disk,
    Person,
    parse,
)

MIA = (Person("mia", "users"),)
CREATION = {"product": "p1", "image": "i1", "root_volume": {"type": "SAS", "size": 80}}


def plan(there: Desktop, options: dict[str, Any], **policy: Any) -> Plan:
    """Plan what a task does to one desktop; names are IDs."""
    defaults = {name: spec.get("default") for name, spec in POLICY_SPEC.items()}
    one = Desired(there.computer_name, there.computer_name, None, options, ids=options)
    return plan_desktops([one], Current([there]), Policy.from_options({**defaults, **policy}))


def shown(found: Plan) -> list[tuple[str, str, Any, Any]]:
    """Return what a plan changes."""
    return [
        (step.verb, name, change.before, change.after) for step in found.steps for name, change in step.fields.items()
    ]


ROW = {
    "desktop_id": "d1",
    "computer_name": "A-01",
    "status": "ACTIVE",
    "task_status": None,
    "login_status": "REGISTERED",
    "attach_state": "ATTACHED",
    "user_name": "mia",
    "attach_user_infos": [],
    "root_volume": {"type": "SAS", "size": 80, "volume_id": "r1"},
    "data_volumes": [],
    "tags": [],
}


@pytest.mark.parametrize(
    "missing",
    [
        ("status",),
        ("login_status",),
        ("computer_name",),
        ("user_name", "attach_user_infos"),
        ("root_volume",),
        ("data_volumes",),
        ("tags",),
    ],
)
def test_what_an_answer_lacks_is_known_to_be_lacking(missing: tuple[str, ...]) -> None:
    one = Desired("A-01", None, "d1")
    assert not untold(one, parse(ROW))
    assert untold(one, parse({name: value for name, value in ROW.items() if name not in missing}))


def test_what_has_no_value_is_told() -> None:
    empty = parse({**ROW, "tags": None, "data_volumes": None, "user_name": None, "attach_state": "UNATTACH"})
    assert not untold(Desired("A-01"), empty) and empty.tags == {} and empty.people == ()
    free = {name: value for name, value in ROW.items() if name not in ("user_name", "attach_user_infos")}
    assert parse({**free, "attach_state": "UNATTACH"}).people_told
    assert parse({**ROW, "status": "SHUTOFF", "login_status": None}).login_status == ""
    assert parse({**ROW, "login_status": None}).in_use, "who is at a running desktop is not told"


@pytest.mark.parametrize(
    ("field", "after", "verb"),
    [("product", "p2", "resize"), ("in_maintenance_mode", True, "set_maintenance"), ("subnet", "s2", "change_network")],
)
def test_a_value_that_is_not_told_is_written_only_if_that_is_said(field: str, after: Any, verb: str) -> None:
    there = desktop("A-01", **{field: None})
    silent = plan(there, {field: after})
    assert not silent.steps and silent.unknown == {"A-01": [field]}
    always = plan(there, {field: after}, write_unknown="always")
    assert shown(always) == [(verb, field, NOT_TOLD, after)] and always.unknown == {"A-01": [field]}


def test_a_value_that_is_not_told_goes_along_with_others_of_its_request() -> None:
    there = desktop("A-01", security_groups=None)
    given = {"security_groups": ["g2"]}
    assert not plan(there, {**given, "product": "p2"}).steps[1:]
    assert shown(plan(there, {**given, "subnet": "s2"})) == [
        ("change_network", "subnet", "s1", "s2"),
        ("change_network", "security_groups", NOT_TOLD, ["g2"]),
    ]


@pytest.mark.parametrize("field", ["desktop_type", "availability_zone", "ou_name"])
def test_what_cannot_be_changed_in_place_is_no_reason_to_create_again_if_it_is_not_told(field: str) -> None:
    found = plan(
        desktop("A-01", **{field: None}), {**CREATION, field: "x"}, write_unknown="always", recreate="on_change"
    )
    assert not found.steps and not found.refused and found.unknown == {"A-01": [field]}


def test_no_system_disk_is_rebuilt_for_an_image_that_is_not_told() -> None:
    there = desktop("A-01", image=None)
    found = plan(there, {"image": "i2"}, write_unknown="always", rebuild="on_change")
    assert not found.steps and not found.refused and found.unknown == {"A-01": ["image"]}
    assert [step.verb for step in plan(there, {"image": "i2"}, state="rebuilt").steps] == ["rebuild"]
    assert "give image" in plan(there, {}, state="rebuilt").refused[0].reason


def test_disks_that_are_not_told_are_not_added_a_second_time() -> None:
    there = desktop("A-01", root_volume=None, disks_told=False)
    wanted = {"root_volume": {"type": "SAS", "size": 90}, "data_volumes": [{"type": "SAS", "size": 20}]}
    found = plan(there, wanted, write_unknown="always", purge_data_volumes=True)
    assert not found.steps and found.unknown == {"A-01": ["root_volume", "data_volumes"]}


@pytest.mark.parametrize(
    "wanted", [{"user_name": "ben"}, {"user_name": ""}, {"users": [{"user_name": "ben", "type": "USER"}]}]
)
def test_a_desktop_is_not_given_away_whose_people_are_not_told(wanted: dict[str, Any]) -> None:
    there = desktop("A-01", people_told=False, attach_state="ATTACHED")
    found = plan(there, wanted, reassign="keep_disks", write_unknown="always", purge_users=True)
    assert not found.steps and found.unknown == {"A-01": [next(iter(wanted))]}


def test_tags_that_are_not_told_are_added_to_if_that_is_said_and_never_purged() -> None:
    there = desktop("A-01", tags=None)
    assert shown(plan(there, {"tags": {"a": 1}}, purge_tags=True)) == []
    found = plan(there, {"tags": {"a": 1}}, purge_tags=True, write_unknown="always")
    assert shown(found) == [("tag", "tags.a", NOT_TOLD, "1")] and found.unknown == {"A-01": ["tags"]}
    assert not plan(there, {"tags": {}}, purge_tags=True, write_unknown="always").steps


@pytest.mark.parametrize(("lacking", "fields"), [("tags", {"tags": None}), ("users", {"people_told": False})])
def test_nothing_is_created_again_that_would_lack_what_nobody_knows(lacking: str, fields: dict[str, Any]) -> None:
    broken = desktop("A-01", status="ERROR", **fields)
    found = plan(broken, CREATION, replace_failed=True)
    assert not found.steps and f"does not tell its {lacking}" in found.broken[0].reason
    known = {**CREATION, "tags": {"a": "b"}, "user_name": "mia"}
    assert [step.verb for step in plan(broken, known, replace_failed=True, purge_tags=True).steps] == [
        "delete",
        "create",
    ]


def test_a_broken_desktop_that_may_have_data_disks_is_kept() -> None:
    broken = desktop("A-01", status="ERROR", disks_told=False)
    assert "may have data disks" in plan(broken, CREATION, replace_failed=True).broken[0].reason
    assert plan(broken, CREATION, replace_failed=True, purge_data_volumes=True).steps


def test_who_may_be_logged_in_is_not_disturbed() -> None:
    there = desktop("A-01", login_status="NOT_TOLD", people=MIA)
    for state in ("stopped", "absent", "logged_off"):
        [notice] = plan(there, {}, state=state).refused
        assert "does not tell whether somebody is logged in" in notice.reason
    assert plan(there, {}, state="stopped", if_in_use="force").steps


def test_nothing_is_done_to_a_desktop_without_a_status() -> None:
    there = desktop("A-01", status="NOT_TOLD")
    assert not there.going and not there.broken
    for state in ("started", "stopped", "present"):
        found = plan(there, {"product": "p2"}, state=state)
        assert not found.steps and "does not tell its status" in found.refused[0].reason


def test_a_name_that_is_not_told_is_no_reason_to_rename() -> None:
    there = desktop("", desktop_id="d1")
    one = Desired("d1", "A-01", "d1")
    defaults = {name: spec.get("default") for name, spec in POLICY_SPEC.items()}
    found = plan_desktops([one], Current([there]), Policy.from_options(defaults))
    assert not found.steps and found.unknown == {"d1": ["computer_name"]}


def test_a_network_without_its_subnet_cannot_be_changed() -> None:
    there = desktop("A-01", subnet=None)
    assert "give subnet" in plan(there, {"security_groups": ["g2"]}).refused[0].reason
    assert plan(there, {"security_groups": ["g2"], "subnet": "s2"}).steps


def test_privileges_and_speeds_that_are_not_told_are_written_only_if_that_is_said() -> None:
    there = desktop("A-01", people=(Person("mia"),), root_volume=Disk("GPSSD2", 80, "r1"))
    fast = {"type": "GPSSD2", "size": 80, "iops": 3000, "throughput": 125}
    wanted = {"user_name": "mia", "user_group": "administrators", "root_volume": fast}
    silent = plan(there, wanted)
    assert not silent.steps and silent.unknown == {"A-01": ["root_volume.qos", "user_group"]}
    always = plan(there, wanted, write_unknown="always")
    assert shown(always) == [("change_user_group", "user_group", NOT_TOLD, "administrators")]
