# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renaming in place: what is renamed stays what it is, and no two things get one name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from conftest import CHECKOUT
from integration.cases import case
from integration.desktops import IMAGE
from integration.harness import Task, Tenant, converged, converging, refused, unchanged
from integration.in_process import carry_out


@dataclass(frozen=True)
class Thing:
    """What can be renamed.

    :param identity: the option that says which one is meant. :param table: where the emulator keeps such things.
    :param creation: what a creation needs. :param old, new: names that it may have.
    """

    identity: str
    table: str
    creation: Mapping[str, Any]
    old: str = "autumn"
    new: str = "spring"


SERVER = {
    "image_ref": {"image": IMAGE},
    "product": "workspace.appstream.general.xlarge.2",
    "subnet": "teaching-a",
    "root_volume": {"type": "SAS", "size": 80},
    "authorize_accounts": [{"account": "mia"}],
}
THINGS = {
    "workspace_policy_group": Thing("policy_group_name", "PolicyGroup", {}),
    "workspace_desktop_name_policy": Thing(
        "policy_name", "NamePolicy", {"name_prefix": "BIO-", "digit_number": 2, "start_number": 1}
    ),
    "workspace_ou": Thing("ou_name", "Ou", {"domain": "workspace.local"}, "Staff", "Students"),
    "workspace_user_group": Thing("group_name", "groups", {}),
    "workspace_application_rule": Thing(
        "name", "AppRule", {"rule": {"scope": "PATH", "path_rule": {"path": "D:\\games"}}}
    ),
    "workspace_script": Thing("name", "Script", {"type": "SHELL", "content": "true"}),
    "workspace_app_image_server": Thing("name", "ImageServer", SERVER),
}
EACH = pytest.mark.parametrize("module", THINGS)


def named(tenant: Tenant, module: str) -> dict[str, str]:
    """Return the IDs of the things in the emulator by their names."""
    state = tenant.state
    rows = {**state, **state["tables"]}.get(THINGS[module].table, [])
    return {row["name"]: row["id"] for row in rows}


def made(tenant: Tenant, module: str, *names: str) -> dict[str, str]:
    """Make things of these names, and return their IDs."""
    tenant.job_seconds(0)
    tenant.console("create", "BIO-01", user="mia")
    for name in names:
        done = carry_out(tenant, Task(module, {THINGS[module].identity: name, **THINGS[module].creation}))
        assert not done.failed, done.brief
    return named(tenant, module)


def test_everything_that_has_the_option_is_tried():
    has = {
        path.stem
        for path in (CHECKOUT / "plugins" / "modules").glob("*.py")
        if "huaweicloud.workspace.options.new_name" in path.read_text(encoding="utf-8")
    }
    assert has == set(THINGS)


@case
@EACH
def test_renamed_in_place_and_found_again(tenant, module):
    thing = THINGS[module]
    ids = made(tenant, module, thing.old)
    task = Task(module, {thing.identity: thing.old, "new_name": thing.new})
    done = converged((yield converging(task)))
    assert done.sides == {
        "before": {thing.old: {"new_name": thing.old}},
        "after": {thing.old: {"new_name": thing.new}},
    }
    assert done.verbs == ["update"] and len(done.writes) == 1
    assert named(tenant, module) == {thing.new: ids[thing.old]}
    [by_id] = yield [Task(module, {thing.identity: ids[thing.old], "new_name": thing.new})]
    unchanged(by_id)


@EACH
def test_a_name_that_another_one_has_is_refused_with_both_ids(tenant: Tenant, module: str) -> None:
    thing = THINGS[module]
    ids = made(tenant, module, thing.old, thing.new)
    for check in (True, False):
        task = Task(module, {thing.identity: thing.old, "new_name": thing.new}, check)
        refused(carry_out(tenant, task), thing.old, thing.new, *ids.values())
    assert named(tenant, module) == ids


@EACH
def test_what_is_there_by_neither_name_is_made_by_the_new_one(tenant: Tenant, module: str) -> None:
    thing = THINGS[module]
    made(tenant, module)
    task = Task(module, {thing.identity: thing.old, "new_name": thing.new, **thing.creation})
    outcomes = [carry_out(tenant, one) for one in converging(task)]
    assert converged(outcomes).verbs == ["create"]
    assert list(named(tenant, module)) == [thing.new]


@EACH
def test_a_lost_answer_renames_once(tenant: Tenant, module: str) -> None:
    thing = THINGS[module]
    ids = made(tenant, module, thing.old)
    tenant.fault("drop_after", method="PATCH" if module == "workspace_app_image_server" else "PUT", path=".*")
    done = carry_out(tenant, Task(module, {thing.identity: thing.old, "new_name": thing.new}))
    assert not done.failed and done["changed"], done.brief
    assert named(tenant, module) == {thing.new: ids[thing.old]}


@pytest.mark.parametrize("given", [{"new_name": " "}, {"new_name": "spring", "state": "absent"}])
@EACH
def test_no_name_and_no_renaming_of_what_goes(tenant: Tenant, module: str, given: Mapping[str, Any]) -> None:
    refused(carry_out(tenant, Task(module, {THINGS[module].identity: "autumn", **given})), "new_name")
