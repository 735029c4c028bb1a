# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables that nobody reads: which are refused, and that the roles check for them before anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from documentation import documented_options

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.variables import (
    ignored_bounds,
    items_of,
    role_names,
    unknown_keys,
    unknown_variables,
)

ROLES = Path(__file__).resolve().parents[4] / "roles"


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("lab_seat", "lab_seats"),
        ("lab_max_deletes", "lab_max_delete"),
        ("lab_desktops", ""),
        ("people_user", "people_users"),
        ("seats_if_inuse", "seats_if_in_use"),
        ("pools_want", "pools_wanted"),
        ("schedules_plans", "schedules_plan"),
        ("snapshots_poweroff", "snapshots_power_type"),
        ("scripts_timeout", "scripts_wait_timeout"),
    ],
)
def test_a_variable_that_no_role_reads_is_told_with_the_nearest(name, near):
    role = name.partition("_")[0]
    [told] = unknown_variables([name, "labs", "other_lab_seat", "people"], role_names())
    assert told.startswith(f"{name} is no variable of the role {role}") and near in told
    assert unknown_variables([name], [role]) == [told]
    assert unknown_variables([name], sorted({"lab", "scripts"} - {role})) == []


@pytest.mark.parametrize("role", role_names())
def test_what_a_role_reads_or_leaves_behind_is_no_mistake(role):
    entry_points = yaml.safe_load((ROLES / role / "meta" / "argument_specs.yml").read_text("utf-8"))["argument_specs"]
    defaults = yaml.safe_load((ROLES / role / "defaults" / "main.yml").read_text("utf-8"))
    options = [name for entry in entry_points.values() for name in entry["options"]]
    results = {"people": ["people_kept", "people_gone"], "seats": ["seats_done", "seats_jobs"]}
    assert unknown_variables([*options, *defaults, *results.get(role, [])], [role]) == []


def test_what_would_bound_a_run_is_refused_where_it_is_not_read():
    bounds = {"lab_only": "pools", "lab_max_delete": 3, "lab_seats": "", "lab_expect_plan": " ", "lab_disk_type": None}
    assert ignored_bounds(bounds, "lab", "main") == []
    assert ignored_bounds(bounds, "lab", "teardown") == [
        f"{name} is not read here, so that more would be done than it says; leave it blank"
        for name in ("lab_only", "lab_max_delete")
    ]


LISTS = [
    pytest.param(role, variable, id=variable) for role in role_names() if role != "lab" for variable in items_of(role)
]
FOR_ALL_ITEMS = {"wait", "wait_timeout"}
"""What a role says once for all items of a list."""
NOT_HANDED_OVER = {
    "workspace_script_execution": {"state", "task_id", "record_id"},
    "workspace_desktop_pool": {"pool_id"},
}
"""What a role leaves to its module: to go on with what it does not keep, and to rename."""


@pytest.mark.parametrize(("role", "variable"), LISTS)
def test_an_item_may_say_whatever_the_module_takes(role, variable):
    items = items_of(role)[variable]
    assert items.read == set(documented_options(items.module, "options")) - FOR_ALL_ITEMS - NOT_HANDED_OVER.get(
        items.module, set()
    )


@pytest.mark.parametrize(("role", "variable"), LISTS)
def test_a_key_of_an_item_that_is_not_handed_over_is_told_with_the_nearest(role, variable):
    items = items_of(role)[variable]
    right = dict.fromkeys(items.needed, "x")
    assert unknown_keys({variable: [right, dict.fromkeys(items.read, "x")]}, role) == []
    key = sorted(items.read)[0]
    [told] = unknown_keys({variable: [right, {**right, f"{key}x": 1}]}, role)
    assert told.startswith(f"{variable}[2]: {key}x is no option that the role {role} hands to {items.module}")
    assert key in told.partition("nearest")[2]
    assert unknown_keys({variable: [{}]}, role) == [f"{variable}[1] has no {key}" for key in sorted(items.needed)]


@pytest.mark.parametrize(("role", "variable"), LISTS)
def test_every_role_has_its_lists_checked(role, variable):
    first = yaml.safe_load((ROLES / role / "tasks" / "main.yml").read_text("utf-8"))[0]
    assert f"'{variable}': {variable}" in first["vars"][f"_{role}_unread"]


@pytest.mark.parametrize(("role", "entry_point", "near"), [("labs", "main", "lab"), ("lab", "tear_down", "teardown")])
def test_roles_and_entry_points_are_not_misspelt_either(role, entry_point, near):
    with pytest.raises(LabError, match=f"the nearest are {near}"):
        ignored_bounds({}, role, entry_point)


@pytest.mark.parametrize("role", role_names())
def test_every_role_looks_for_them_before_anything_else(role):
    entry_points = yaml.safe_load((ROLES / role / "meta" / "argument_specs.yml").read_text("utf-8"))["argument_specs"]
    for entry_point in entry_points:
        first = yaml.safe_load((ROLES / role / "tasks" / f"{entry_point}.yml").read_text("utf-8"))[0]
        if role == "lab":
            assert first["ansible.builtin.include_tasks"] == "plan.yml"
            assert first["vars"]["_lab_entry_point"] == entry_point
            planning = yaml.safe_load((ROLES / role / "tasks" / "plan.yml").read_text("utf-8"))[0]
            first = {"vars": planning["vars"], **planning["block"][0]}
        assert "unread_variables" in first["vars"][f"_{role}_unread"]
        assert first["when"] == f"_{role}_unread | length > 0"


def test_every_bound_of_a_run_is_a_run_variable():
    variables = yaml.safe_load((ROLES / "lab" / "vars" / "main.yml").read_text("utf-8"))["_lab_bounds"]
    defaults = yaml.safe_load((ROLES / "lab" / "defaults" / "main.yml").read_text("utf-8"))
    assert set(variables) <= set(defaults) and all(value == f"{{{{ {name} }}}}" for name, value in variables.items())
