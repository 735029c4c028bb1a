# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The planner of desktop pools: what it plans, what it refuses, whom it never touches."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from unit.plugins.module_utils.model import desktop

from ansible_collections.huaweicloud.workspace.plugins.module_utils.plan import Change, Plan
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.state import (
    Desktop,
    Disk,
    Person,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.pool.operations import PoolOperations
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.pool.options import (
    POLICY_SPEC,
    Policy,
    argument_spec,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.pool.planner import (
    Current,
    Desired,
    plan_pool,
    power,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.pool.state import (
    Grant,
    Pool,
    parse,
    reached,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.pool.verbs import VERBS

ROW = {
    "id": "pool-1",
    "name": "drop-in",
    "type": "DYNAMIC",
    "status": "STEADY",
    "description": "Drop in [workspace-lab: bio101]",
    "desktop_count": 3,
    "availability_zone": "z1",
    "subnet_id": "s1",
    "subnet_ids": ["s1"],
    "vpc_id": "v1",
    "product": {"product_id": "p1"},
    "image_id": "i1",
    "image_name": "image one",
    "image_os_type": "Windows",
    "root_volume": {"id": "r0", "type": "SAS", "size": 80},
    "data_volumes": [{"id": "d1", "type": "SAS", "size": 20}],
    "security_groups": [{"id": "g1"}],
    "disconnected_retention_period": 60,
    "enable_autoscale": False,
    "autoscale_policy": {"autoscale_type": "AUTO_CREATED", "min_idle": 2},
    "user_reset_policy": {},
    "enterprise_project_id": "0",
    "in_maintenance_mode": False,
    "desktop_name_policy_id": "",
    "tags": [{"key": "workspace-lab", "value": "bio101"}, {"key": "room", "value": "1"}],
    "ou_name": "",
    "domain": "",
    "charging_mode": "1",
}

NEW = {
    "type": "DYNAMIC",
    "size": 3,
    "product": "p1",
    "image": "i1",
    "root_volume": {"type": "SAS", "size": 80},
    "subnets": ["s1"],
    "disconnected_retention_period": 60,
}

MIA = (Person("mia"),)

PLAIN = parse(ROW)
"""An ordinary pool."""


def pool(**fields: Any) -> Pool:
    """Return a pool that is ordinary in all but these fields of the answer."""
    return parse({**ROW, **fields})


def policy(**given: Any) -> Policy:
    """Return the policy of a task that gives these options."""
    options = {name: option.get("default") for name, option in POLICY_SPEC.items()}
    assert set(given) <= set(options)
    return Policy.from_options({**options, **given})


def members(*rows: dict[str, Any]) -> list[Desktop]:
    """Return desktops of a pool, each ordinary in all but its fields."""
    return [desktop(f"PC-{number:02d}", **fields) for number, fields in enumerate(rows, start=1)]


THREE = members({}, {}, {})


def planned(
    options: dict[str, Any] | None = None,
    now: Pool | None = PLAIN,
    desktops: list[Desktop] | None = None,
    desired: dict[str, Any] | None = None,
    **more: Any,
) -> Plan:
    """Plan a task: its options, what there is, and the options that are its policy."""
    current = {name: more.pop(name) for name in ("grants", "creating") if name in more}
    one = {"target": "drop-in", "name": "drop-in", "options": options or {}, **(desired or {})}
    one["values"] = {"name": one["name"], **one["options"]}
    there = THREE if desktops is None else desktops
    return plan_pool(Desired(**one), Current(now, there if now else [], **current), policy(**more))


def verbs(plan: Plan) -> list[str]:
    """Return the verbs of a plan that nothing stands against."""
    assert not plan.refused, plan.refused
    return [step.verb for step in plan.steps]


def reasons(plan: Plan) -> str:
    """Return why a plan is refused."""
    assert plan.refused and not plan.steps
    return "; ".join(notice.reason for notice in plan.refused)


# A pool that does not exist


def test_a_pool_is_created_with_all_that_can_be_said_then() -> None:
    plan = planned({**NEW, "tags": {"a": "b"}, "in_maintenance_mode": True}, None)
    assert verbs(plan) == ["create", "update"]
    fields = plan.steps[0].fields
    assert fields["size"] == Change(None, 3) and fields["root_volume"].after == "SAS 80 GB"
    assert "in_maintenance_mode" not in fields and fields["pool_id"].after == "(known after apply)"


def test_a_large_pool_is_created_and_then_expanded() -> None:
    plan = planned({**NEW, "size": 250}, None, state="stopped")
    assert verbs(plan) == ["create", "expand", "stop"]
    assert plan.steps[0].payload == 100 and plan.steps[1].payload == 150
    assert plan.steps[1].fields == {"size": Change(100, 250)}


def test_an_empty_pool_has_nothing_to_stop() -> None:
    assert verbs(planned({**NEW, "size": 0}, None, state="stopped")) == ["create"]


@pytest.mark.parametrize("option", ["type", "size", "product", "image", "root_volume", "subnets"])
def test_what_is_needed_to_create(option: str) -> None:
    options = {name: value for name, value in NEW.items() if name != option}
    assert option in reasons(planned(options, None))


def test_a_dynamic_pool_needs_its_period() -> None:
    options = {name: value for name, value in NEW.items() if name != "disconnected_retention_period"}
    assert "disconnected_retention_period" in reasons(planned(options, None))
    assert verbs(planned({**options, "type": "STATIC"}, None)) == ["create"]


@pytest.mark.parametrize("state", ["restarted", "rebuilt"])
def test_what_needs_an_existing_pool(state: str) -> None:
    assert "no such pool" in reasons(planned(NEW, None, state=state))


def test_nothing_is_created_for_an_id() -> None:
    assert "no such pool" in reasons(planned(NEW, None, desired={"pool_id": "x"}))


# Values


def test_what_is_as_wanted_is_left() -> None:
    options = {
        **NEW,
        "description": "Drop in",
        "tags": {"room": "1"},
        "data_volumes": [{"type": "SAS", "size": 20}],
        "autoscale_policy": {"min_idle": 2},
        "ou_name": "",
    }
    assert verbs(planned(options, purge_tags=True, purge_data_volumes=True)) == []


def test_one_request_updates_all_that_differs() -> None:
    options = {
        "description": "Biology",
        "disconnected_retention_period": 30,
        "enable_autoscale": True,
        "autoscale_policy": {"min_idle": 3},
        "in_maintenance_mode": True,
        "ou_name": "lab",
        "subnets": ["s1", "s2"],
        "tags": {"course": "bio"},
    }
    plan = planned(options, purge_tags=True)
    assert verbs(plan) == ["update"]
    assert plan.steps[0].fields == {
        "description": Change("Drop in [workspace-lab: bio101]", "Biology"),
        "disconnected_retention_period": Change(60, 30),
        "enable_autoscale": Change(False, True),
        "autoscale_policy": Change({"min_idle": 2}, {"min_idle": 3}),
        "in_maintenance_mode": Change(False, True),
        "ou_name": Change("", "lab"),
        "subnets": Change(("s1",), ["s1", "s2"]),
        "tags.course": Change(None, "bio"),
        "tags.room": Change("1", None),
    }


def test_a_pool_is_renamed_by_its_id() -> None:
    plan = planned(desired={"pool_id": "pool-1", "name": "room-2", "target": "room-2"})
    assert plan.steps[0].fields == {"name": Change("drop-in", "room-2")}


def test_a_policy_is_cleared_and_its_residue_is_none() -> None:
    assert planned({"autoscale_policy": {}}).steps[0].fields["autoscale_policy"].after == {}
    assert verbs(planned({"autoscale_policy": {}}, pool(autoscale_policy={"once_auto_created": 1}))) == []


@pytest.mark.parametrize("field", ["tags", "security_groups", "subnet_ids", "ou_name", "data_volumes", "description"])
def test_what_the_service_does_not_tell_is_neither_equal_nor_different(field: str) -> None:
    row = {name: value for name, value in ROW.items() if name != field}
    options = {
        "tags": {"a": "b"},
        "security_groups": ["g2"],
        "subnets": ["s1", "s2"],
        "ou_name": "x",
        "data_volumes": [{"type": "SSD", "size": 10}],
        "description": "new",
    }
    option = {"subnet_ids": "subnets"}.get(field, field)
    assert verbs(planned({option: options[option]})) != []
    plan = planned({option: options[option]}, parse(row))
    assert verbs(plan) == [] and plan.unknown == {"drop-in": [option]} and plan.incomplete


UNTOLD = parse({name: value for name, value in ROW.items() if name not in ("ou_name", "tags", "description")})


def test_what_is_not_told_is_written_along_with_other_changes() -> None:
    values = {"ou_name": "", "description": "new", "in_maintenance_mode": True}
    plan = planned(values, UNTOLD)
    assert plan.steps[0].fields == {"ou_name": Change("(not told)", ""), "in_maintenance_mode": Change(False, True)}
    assert plan.unknown == {"drop-in": ["description", "ou_name"]}
    always = planned({"ou_name": "", "description": "new"}, UNTOLD, write_unknown="always")
    assert list(always.steps[0].fields) == ["description", "ou_name"]


def test_no_system_disk_is_rebuilt_for_an_image_that_is_not_told() -> None:
    there = parse({name: value for name, value in ROW.items() if name != "image_id"})
    plan = planned({"image": "i2"}, there, write_unknown="always", rebuild="on_change")
    assert verbs(plan) == [] and plan.unknown == {"drop-in": ["image"]}


RESET, SCALING = "is reset once its user has been disconnected", "deletes desktops that nobody uses"


@pytest.mark.parametrize(
    ("options", "now", "told"),
    [
        ({"disconnected_retention_period": 30}, {}, [RESET]),
        ({"disconnected_retention_period": 60}, {}, []),
        ({"disconnected_retention_period": 90}, {}, []),
        ({"disconnected_retention_period": 90, "description": "x"}, {"disconnected_retention_period": None}, [RESET]),
        ({"enable_autoscale": True}, {}, [SCALING]),
        ({"enable_autoscale": True, "disconnected_retention_period": 30}, {}, [RESET, SCALING]),
        ({"enable_autoscale": True}, {"enable_autoscale": True}, []),
        ({"enable_autoscale": False}, {"enable_autoscale": True}, []),
        ({"autoscale_policy": {"min_idle": 1}}, {"enable_autoscale": True}, [SCALING]),
        ({"autoscale_policy": {"min_idle": 3}}, {"enable_autoscale": True}, []),
        ({"autoscale_policy": {"idle_retention_duration": 10}}, {"enable_autoscale": True}, [SCALING]),
        ({"autoscale_policy": {"max_auto_created": 10}}, {"enable_autoscale": True}, []),
        ({"autoscale_policy": {"min_idle": 1}}, {}, []),
        ({"description": "new"}, {"enable_autoscale": True}, []),
    ],
)
def test_what_the_service_will_reset_or_delete_by_itself_is_told_when_it_begins(
    options: dict[str, Any], now: dict[str, Any], told: list[str]
) -> None:
    # A period that is not told may have been longer.
    there = parse({name: value for name, value in {**ROW, **now}.items() if value is not None})
    warnings = planned(options, there).warnings
    assert [sign for sign in (RESET, SCALING) if any(sign in warning for warning in warnings)] == told
    assert len(warnings) == len(told)


def test_what_would_be_lost_now_is_named() -> None:
    lent = members({"people": MIA}, {})
    options = {"enable_autoscale": True, "disconnected_retention_period": 30}
    reset, scaling = planned(options, desktops=lent).warnings
    assert "what is on PC-01 is lost then" in reset and scaling.endswith("these have no user now: PC-02")
    reset, scaling = planned(options, desktops=[]).warnings
    assert reset.endswith("now 30 minutes") and scaling.endswith("with their disks")


def test_tags_are_removed_by_their_keys() -> None:
    plan = planned({}, remove_tags=["room", "floor"])
    assert plan.steps[0].fields == {"tags.room": Change("1", None)}
    untold = planned({}, UNTOLD, remove_tags=["room"])
    assert not untold.steps and untold.unknown


def test_tags_that_are_not_told_are_written_only_as_a_whole() -> None:
    tags = {"tags": {"a": "b"}}
    assert verbs(planned(tags, UNTOLD, write_unknown="always")) == []
    assert verbs(planned({**tags, "in_maintenance_mode": True}, UNTOLD, purge_tags=True)) == ["update"]
    assert "tags.a" not in planned({**tags, "in_maintenance_mode": True}, UNTOLD, purge_tags=True).steps[0].fields
    marked = {"tags": {"a": "b", "workspace-lab": "bio101"}, "in_maintenance_mode": True}
    assert "tags.a" in planned(marked, UNTOLD, purge_tags=True).steps[0].fields
    whole = planned(tags, UNTOLD, purge_tags=True, write_unknown="always")
    assert whole.steps[0].fields == {"tags.a": Change("(not told)", "b")}


def test_privileges_that_are_not_told_are_written_only_when_asked() -> None:
    people = {"grants": [Grant("USER", "mia", "u1")], "desired": {"grants": [Grant("USER", "mia", "u1", "users")]}}
    silent = planned(**people)
    assert verbs(silent) == [] and silent.unknown == {"drop-in": ["authorized_objects.user_group"]}
    assert verbs(planned(**people, write_unknown="always")) == ["change_privilege"]


def test_people_who_are_not_told_are_authorized_only_when_asked() -> None:
    grants = {"grants": [Grant("USER", "mia", "u1")]}
    assert planned(desired=grants, grants=None).unknown == {"drop-in": ["authorized_objects"]}
    assert verbs(planned(desired=grants, grants=None, write_unknown="always")) == ["authorize"]


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"type": "STATIC"}, "type is DYNAMIC"),
        ({"domain": "other.example"}, "domain"),
        ({"root_volume": {"type": "SSD", "size": 80}}, "root_volume.type is SAS"),
        ({"root_volume": {"type": "SAS", "size": 70}}, "cannot shrink"),
        ({"data_volumes": [{"type": "SAS", "size": 10}]}, "data_volumes"),
        ({"data_volumes": [{"id": "d1", "type": "SSD", "size": 20}]}, "change their type"),
        ({"image": "i2"}, "set rebuild to on_change"),
    ],
)
def test_what_cannot_change_is_refused(options: dict[str, Any], word: str) -> None:
    assert word in reasons(planned(options))


def test_a_static_pool_has_no_period() -> None:
    assert "DYNAMIC only" in reasons(planned({"disconnected_retention_period": 30}, pool(type="STATIC")))


def test_a_pool_that_is_billed_by_the_month_is_left_to_the_console() -> None:
    yearly = pool(charging_mode="0")
    assert "order" in reasons(planned({"product": "p2"}, yearly))
    assert "order" in reasons(planned({}, yearly, state="absent"))
    assert verbs(planned({"image": "i2"}, yearly, rebuild="on_change", order_id="o1")) == ["rebuild"]
    assert verbs(planned({"description": "x"}, yearly)) == ["update"]


# Images


def test_when_system_disks_are_rebuilt() -> None:
    assert verbs(planned({"image": "i2"}, rebuild="never")) == []
    assert verbs(planned({"image": "i2"}, rebuild="on_change")) == ["rebuild"]
    assert verbs(planned({"image": "i2"}, rebuild="fix")) == ["rebuild"]
    assert verbs(planned({"image": "i1"}, rebuild="on_change")) == []
    assert verbs(planned({}, state="rebuilt")) == ["rebuild"]


def test_a_repair_names_the_desktops_that_have_another_image() -> None:
    odd = members({}, {"image": "i0", "image_name": "old"}, {"image": "i0", "people": MIA})
    plan = planned({}, desktops=odd, rebuild="fix")
    assert plan.steps[0].payload is True and list(plan.steps[0].fields) == ["image.PC-02"]
    assert len(planned({}, desktops=odd, rebuild="fix", handle_type="FOR_EXPAND_AND_ALL").steps[0].fields) == 2
    assert verbs(planned({}, desktops=odd, rebuild="fix", handle_type="ONLY_FOR_EXPAND")) == []
    chosen = {"desktop_ids": ["id-PC-01"]}
    assert verbs(planned({}, desktops=odd, rebuild="fix", desired=chosen)) == []


# Disks


def test_disks_are_removed_grown_and_added_one_by_one() -> None:
    now = pool(data_volumes=[{"id": "d1", "type": "SAS", "size": 20}, {"id": "d2", "type": "GPSSD", "size": 50}])
    wanted = [{"type": "SAS", "size": 40}, {"type": "SSD", "size": 10}, {"type": "SSD", "size": 10}]
    plan = planned({"data_volumes": wanted}, now, purge_data_volumes=True)
    assert verbs(plan) == ["remove_volume", "expand_volume", "add_volume", "add_volume"]
    assert plan.diff()["after"]["drop-in"]["data_volumes"] == ["SAS 40 GB", "SSD 10 GB", "SSD 10 GB"]
    assert plan.steps[0].payload.volume_id == "d2"
    assert verbs(planned({"data_volumes": wanted}, now)) == ["expand_volume", "add_volume", "add_volume"]


def test_an_id_says_which_disk_is_meant() -> None:
    now = pool(data_volumes=[{"id": "d1", "type": "SAS", "size": 20}, {"id": "d2", "type": "SAS", "size": 20}])
    wanted = [{"id": "d2", "type": "SAS", "size": 30}, {"type": "SAS", "size": 20}]
    plan = planned({"data_volumes": wanted}, now)
    assert [(disk.volume_id, size) for disk, size in plan.steps[0].payload] == [("d2", 30)]
    assert verbs(plan) == ["expand_volume"]


def test_the_speed_of_disks_is_an_update() -> None:
    fast = {"id": "d1", "type": "GPSSD2", "size": 20, "iops": 3000, "throughput": 125}
    wanted = {"type": "GPSSD2", "size": 20, "iops": 4000, "throughput": 125}
    plan = planned({"data_volumes": [wanted]}, pool(data_volumes=[fast]))
    assert plan.steps[0].fields == {
        "data_volumes.d1.qos": Change({"iops": 3000, "throughput": 125}, {"iops": 4000, "throughput": 125})
    }


# People


def test_who_may_use_a_pool() -> None:
    now = [Grant("USER", "mia", "u1", "users"), Grant("USER_GROUP", "bio", "g1", "users")]
    want = [Grant("USER", "mia", "u1", "administrators"), Grant("USER", "omar", "u2", None)]
    plan = planned(desired={"grants": want}, grants=now, purge_authorized_objects=True)
    assert verbs(plan) == ["unauthorize", "authorize", "change_privilege"]
    assert plan.diff() == {
        "before": {"drop-in": {"authorized_objects": ["user mia", "group bio"], "user_group.user mia": "users"}},
        "after": {
            "drop-in": {"authorized_objects": ["user mia", "user omar"], "user_group.user mia": "administrators"}
        },
        "before_header": "drop-in",
        "after_header": "drop-in",
    }
    assert verbs(planned(desired={"grants": want}, grants=now)) == ["authorize", "change_privilege"]
    assert verbs(planned(desired={"grants": [dataclasses.replace(now[0], user_group=None)]}, grants=now)) == []
    assert verbs(planned(desired={"grants": want}, grants=None)) == []


# Size


def test_a_pool_grows_by_what_is_missing() -> None:
    plan = planned({"size": 5}, creating={"job-1": 1})
    assert plan.steps[0].payload == 1 and plan.steps[0].fields == {"size": Change(4, 5)}
    assert "1 desktop of drop-in is already being created" in plan.warnings


@pytest.mark.parametrize(
    ("given_autoscale", "found", "counts"),
    [(None, False, True), (None, True, False), (True, False, False), (False, True, True), (False, False, True)],
)
def test_size_counts_without_autoscaling_only(given_autoscale: bool | None, found: bool, counts: bool) -> None:
    options = {"size": 5, "enable_autoscale": given_autoscale}
    steps = planned({name: value for name, value in options.items() if value is not None}, pool(enable_autoscale=found))
    assert ("expand" in verbs(steps)) is counts


def test_a_surplus_is_an_error_until_the_task_says_what_to_do() -> None:
    assert "2 more than size; set allow_shrink" in reasons(planned({"size": 1}))
    assert verbs(planned({"size": 1}, pool(enable_autoscale=True))) == []


def test_the_unassigned_that_are_off_go_first() -> None:
    rows = members({"people": MIA}, {}, {"status": "SHUTOFF"}, {"login_status": "CONNECTED"}, {})
    plan = planned({"size": 3}, desktops=rows, allow_shrink=True)
    assert [one.computer_name for one in plan.steps[0].payload] == ["PC-03", "PC-02"]
    assert plan.steps[0].fields == {"size": Change(5, 3), "desktops": Change(["PC-03", "PC-02"], [])}


def test_what_may_not_go_stays_with_a_warning() -> None:
    rows = members({"people": MIA}, {}, {"login_status": "DISCONNECTED"})
    plan = planned({"size": 0}, desktops=rows, allow_shrink=True, if_in_use="force")
    assert [one.computer_name for one in plan.steps[0].payload] == ["PC-02"]
    assert "only 1 of them" in plan.warnings[0]


MEMBER = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["ACTIVE", "SHUTOFF", "HIBERNATED", "ERROR"]),
        "login_status": st.sampled_from(["UNREGISTER", "REGISTERED", "CONNECTED", "DISCONNECTED"]),
        "people": st.sampled_from([(), MIA]),
    }
)


@given(
    st.lists(MEMBER, max_size=8),
    st.integers(0, 8),
    st.sampled_from(["fail", "skip", "force"]),
    st.booleans(),
)
@settings(max_examples=100)
def test_a_desktop_with_a_user_or_a_session_never_goes(
    rows: list[dict[str, Any]], size: int, if_in_use: str, allow_shrink: bool
) -> None:
    there = members(*rows)
    plan = planned({"size": size}, desktops=there, if_in_use=if_in_use, allow_shrink=allow_shrink)
    going = [one for step in plan.steps if step.verb == "shrink" for one in step.payload]
    assert all(not one.people and not one.in_use for one in going)
    assert len(going) == len({one.desktop_id for one in going}) <= max(0, len(there) - size)
    assert allow_shrink or not going
    left = [one for one in there if one not in going]
    again = planned({"size": size}, desktops=left, if_in_use=if_in_use, allow_shrink=allow_shrink)
    assert "shrink" not in [step.verb for step in again.steps]


# Power


def test_power_is_set_where_a_desktop_has_another() -> None:
    mixed = members({}, {"status": "SHUTOFF"}, {"status": "SHUTOFF"})
    plan = planned(desktops=mixed, state="started")
    assert plan.steps[0].fields == {"power": Change("1 started, 2 stopped", "started")}
    assert verbs(planned(state="started")) == []
    assert verbs(planned(state="hibernated")) == ["hibernate"]
    off = members({"status": "SHUTOFF"})
    assert verbs(planned(desktops=off, state="stopped")) == []
    assert verbs(planned({"size": 2}, desktops=off, state="stopped")) == ["expand", "stop"]


def test_a_restart_starts_what_is_off() -> None:
    assert verbs(planned(state="restarted")) == ["restart"]
    assert verbs(planned(desktops=members({"status": "SHUTOFF"}), state="restarted")) == ["start"]
    assert verbs(planned(desktops=[], state="restarted")) == []
    assert power([]) == ""


# Health

BROKEN = {"status": "ERROR"}


def broken(plan: Plan) -> dict[str, str]:
    """Return the desktops that make a task fail, with the reasons."""
    assert not plan.refused, plan.refused
    return {notice.target: notice.reason for notice in plan.broken}


@pytest.mark.parametrize("state", ["present", "started", "restarted", "rebuilt"])
def test_a_pool_with_a_desktop_in_error_is_not_as_asked_for(state: str) -> None:
    plan = planned(desktops=members({"status": "ACTIVE"}, BROKEN), state=state)
    assert list(broken(plan)) == ["PC-02"] and "set replace_failed" in plan.broken[0].reason
    assert "expand" not in verbs(plan)


def test_what_is_fit_is_served_beside_a_desktop_in_error() -> None:
    mixed = members({"status": "SHUTOFF"}, BROKEN)
    assert verbs(planned(desktops=mixed, state="started")) == ["start"]
    assert verbs(planned(desktops=members({}, BROKEN), state="started")) == []


@pytest.mark.parametrize(("options", "size"), [({}, 3), ({"size": 3}, 3), ({"size": 5}, 5)])
def test_desktops_in_error_are_replaced(options: dict[str, Any], size: int) -> None:
    plan = planned(options, desktops=members({}, BROKEN, {}), replace_failed=True)
    assert verbs(plan) == ["delete_failed", "expand"] and not plan.broken
    assert plan.steps[0].fields == {"desktops": Change(["PC-02"], [])}
    assert plan.steps[1].fields == {"size": Change(2, size)} and plan.steps[1].payload == size - 2


def test_a_surplus_in_error_is_not_made_again() -> None:
    plan = planned({"size": 2}, desktops=members({}, BROKEN, {}), replace_failed=True)
    assert verbs(plan) == ["delete_failed"]


def test_an_autoscaled_pool_makes_desktops_itself() -> None:
    plan = planned({"size": 3}, pool(enable_autoscale=True), members({}, BROKEN), replace_failed=True)
    assert verbs(plan) == ["delete_failed"]


@pytest.mark.parametrize(
    ("row", "more", "word"),
    [
        ({"data_volumes": (Disk("SAS", 20, "d1"),)}, {"purge_data_volumes": True}, "purge_data_volumes"),
        ({"people": MIA}, {"if_in_use": "force"}, "if_in_use"),
    ],
)
def test_what_may_be_somebodys_is_replaced_only_if_told(row: dict[str, Any], more: dict[str, Any], word: str) -> None:
    there = members({}, {**BROKEN, **row})
    plan = planned(desktops=there, replace_failed=True)
    assert verbs(plan) == [] and word in broken(plan)["PC-02"]
    assert verbs(planned(desktops=there, replace_failed=True, **more)) == ["delete_failed", "expand"]


# Losses that the service brings about by itself


def test_a_shorter_retention_is_announced_as_a_loss() -> None:
    lent = members({"people": MIA}, {})
    assert "PC-01" in planned({"disconnected_retention_period": 30}, desktops=lent).warnings[0]
    assert planned({"disconnected_retention_period": 90}, desktops=lent).warnings == []
    [warning] = planned({"disconnected_retention_period": 30}, desktops=members({}, {})).warnings
    assert warning.endswith("now 30 minutes")


def test_autoscaling_is_announced_as_a_loss() -> None:
    plan = planned({"enable_autoscale": True}, desktops=members({"people": MIA}, {}))
    assert "deletes desktops that nobody uses" in plan.warnings[0] and "PC-02" in plan.warnings[0]
    assert planned({"enable_autoscale": False}, pool(enable_autoscale=True)).warnings == []
    assert planned({"enable_autoscale": True}, pool(enable_autoscale=True)).warnings == []


# Whom a change disturbs

LOGGED_IN = members({"login_status": "CONNECTED", "people": MIA}, {})


@pytest.mark.parametrize("state", ["stopped", "restarted", "hibernated"])
def test_nobody_is_disturbed_by_power(state: str) -> None:
    assert "mia is logged in on PC-01" in reasons(planned(desktops=LOGGED_IN, state=state))
    skipped = planned(desktops=LOGGED_IN, state=state, if_in_use="skip")
    assert not skipped.steps and skipped.skipped[0].target == "drop-in"
    forced = planned(desktops=LOGGED_IN, state=state, if_in_use="force")
    assert verbs(forced) and forced.steps[0].disturbs


@pytest.mark.parametrize("options", [{"product": "p2"}, {"image": "i2"}, {"data_volumes": []}])
def test_only_changes_that_reach_them_disturb_people(options: dict[str, Any]) -> None:
    more: dict[str, Any] = {"desktops": LOGGED_IN, "rebuild": "on_change", "purge_data_volumes": True}
    assert verbs(planned(options, **more))
    assert verbs(planned(options, **more, handle_type="ONLY_FOR_EXPAND"))
    assert "mia" in reasons(planned(options, **more, handle_type="FOR_EXPAND_AND_ALL"))
    chosen = {"desktop_ids": ["id-PC-02"]}
    assert verbs(planned(options, **more, handle_type="FOR_EXPAND_AND_ALL", desired=chosen))


# Deleting


def test_a_pool_is_deleted_in_the_order_that_the_service_needs() -> None:
    plan = planned(now=pool(enable_autoscale=True), state="absent")
    assert verbs(plan) == ["update", "delete_desktops", "delete"]
    assert plan.steps[0].fields == {"enable_autoscale": Change(True, False)}
    assert plan.steps[1].fields == {"desktops": Change(["PC-01", "PC-02", "PC-03"], [])}
    assert verbs(planned(state="absent", desktops=[])) == ["delete"]
    untold = planned(now=pool(enable_autoscale=None), state="absent", desktops=[])
    assert untold.steps[0].fields == {"enable_autoscale": Change(None, False)}
    assert verbs(planned(now=None, state="absent")) == []


@pytest.mark.parametrize("row", [{"people": MIA}, {"login_status": "CONNECTED"}, {"login_status": "DISCONNECTED"}])
def test_a_pool_that_somebody_needs_is_not_deleted(row: dict[str, Any]) -> None:
    there = members({}, row)
    assert "PC-02" in reasons(planned(desktops=there, state="absent"))
    skipped = planned(desktops=there, state="absent", if_in_use="skip")
    assert not skipped.steps and skipped.skipped
    assert verbs(planned(desktops=there, state="absent", if_in_use="force")) == ["delete_desktops", "delete"]


def test_what_is_being_deleted_is_waited_for() -> None:
    current = Current(PLAIN, [], leaving=2)
    plan = plan_pool(Desired("drop-in", "drop-in"), current, policy(state="absent"))
    assert verbs(plan) == ["delete"] and "2 desktops of drop-in are being deleted" in plan.warnings[0]
    for state, steps in (("absent", []), ("present", ["create"])):
        desired = Desired("drop-in", "drop-in", options=NEW)
        plan = plan_pool(desired, Current(vanishing="pool-1"), policy(state=state))
        assert verbs(plan) == steps and plan.warnings == ["drop-in is being deleted; the task waits until it is gone"]


def test_the_pool_of_another_name_is_not_deleted() -> None:
    plan = planned(desired={"pool_id": "pool-1", "name": "other"}, state="absent")
    assert "called drop-in" in reasons(plan)


# Waiting


@pytest.mark.parametrize(
    ("until", "holds"),
    [
        ({"busy": False}, True),
        ({"busy": False, "product_id": "p1"}, True),
        ({"product_id": "p2"}, False),
        ({"size": 3}, True),
        ({"size": 2}, True),
        ({"size": 4}, False),
        ({"at_most": 2}, False),
        ({"built": True}, True),
        ({"power": "ACTIVE"}, True),
        ({"power": "SHUTOFF"}, False),
        ({"power": "SHUTOFF", "of": []}, True),
        ({"data_disks": 1, "gigabytes": 100}, True),
        ({"gone": True}, False),
        ({"quiet": True}, True),
        ({"emptied": True}, False),
    ],
)
def test_what_a_pool_has_reached(until: dict[str, Any], holds: bool) -> None:
    assert reached(pool(), THREE, until) is holds
    assert reached(None, [], until) is bool(until.get("gone"))


def test_a_busy_pool_has_not_reached_anything() -> None:
    assert not reached(pool(status="TEMPORARY"), THREE, {"busy": False})
    assert reached(pool(status="EXIST_FROZEN"), THREE, {"busy": False})


def test_a_desktop_that_is_being_created_is_not_built() -> None:
    assert not reached(PLAIN, members({"task_status": "spawning"}), {"built": True})


def test_a_desktop_that_is_being_deleted_is_none_but_not_gone() -> None:
    leaving = members({"status": "", "task_status": "deleting"})
    assert reached(PLAIN, leaving, {"at_most": 0, "quiet": True, "power": "ACTIVE"})
    assert not reached(PLAIN, leaving, {"emptied": True}) and reached(PLAIN, [], {"emptied": True})
    assert not reached(PLAIN, members({"task_status": "rebooting"}), {"quiet": True})


def test_an_empty_zone_is_that_of_the_service() -> None:
    empty = {"availability_zone": ""}
    assert verbs(planned(empty, desired={"default_zone": "z1"})) == []
    changed = planned(empty, desired={"default_zone": "z2"})
    assert changed.steps[0].fields == {"availability_zone": Change("z1", "")}
    assert verbs(planned(empty)) == [] and verbs(planned(empty, pool(availability_zone=""))) == []


def test_disks_of_answers() -> None:
    assert pool().data_volumes == (Disk("SAS", 20, "d1"),)
    assert pool().as_result()["data_volumes"] == [{"id": "d1", "type": "SAS", "size": 20}]


def test_every_verb_can_be_carried_out_and_every_policy_is_an_option() -> None:
    assert set(POLICY_SPEC) < set(argument_spec()) and set(VERBS) == set(PoolOperations.verbs())
