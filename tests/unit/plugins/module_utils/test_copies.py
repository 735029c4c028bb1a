# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops with copies of the data disks of others: how they are planned, and how copies are counted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st
from unit.plugins.module_utils.model import desktop

from ansible_collections.huaweicloud.workspace.plugins.module_utils.plan import STOPPED, Plan
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.copies import uncopied
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.options import (
    POLICY_SPEC,
    Desired,
    Policy,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.planner import (
    Current,
    plan_desktops,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.state import Desktop, Disk

CREATION = {"product": "p1", "image": "i1", "root_volume": {"type": "SAS", "size": 80}, "user_name": "mia"}
DISKS = (Disk("SAS", 20, "v1"), Disk("SSD", 40, "v2"))
OLD = desktop("OLD", status="SHUTOFF", login_status="", data_volumes=DISKS)


def plan(*there: Desktop, copied: str = "OLD", **policy: Any) -> Plan:
    """Plan a desktop called NEW with copies."""
    defaults = {name: spec.get("default") for name, spec in POLICY_SPEC.items()}
    one = Desired("NEW", "NEW", None, {**CREATION, "copy_data_from": copied}, ids=CREATION)
    return plan_desktops([one], Current(there), Policy.from_options({**defaults, **policy}))


def reasons(found: Plan) -> str:
    """Return why a plan cannot be carried out."""
    return " ".join(notice.reason for notice in (*found.refused, *found.broken))


SIZES = st.lists(st.sampled_from([10, 20, 30]), max_size=5)


@given(SIZES, SIZES)
def test_each_disk_needs_a_disk_of_its_own_that_is_large_enough(sizes: list[int], there: list[int]) -> None:
    lacking = uncopied(sizes, there)
    assert not uncopied(sizes, [*there, *lacking])
    assert len(sizes) - len(lacking) <= len(there)
    assert not uncopied(sizes, sizes) and not uncopied([], there)
    # What is larger than everything that is left is always missed.
    assert sorted(uncopied([*sizes, 90], there), reverse=True)[0] == 90


@pytest.mark.parametrize("name", ["OLD", "old", "id-OLD"])
def test_a_creation_names_the_disks_to_copy_and_shows_what_they_are(name: str) -> None:
    [step] = plan(OLD, copied=name).steps
    assert step.fields["data_volumes"].after == ["SAS 20 GB", "SSD 40 GB"]
    assert step.fields["copy_data_from"].after == name and "copy_volume_ids" not in step.fields
    options = step.payload.desired.options
    assert (options["copy_volume_desktop_id"], options["copy_volume_ids"]) == ("id-OLD", ["v1", "v2"])


def test_where_there_is_nothing_to_copy_nothing_is_named() -> None:
    [step] = plan(desktop("OLD", status="SHUTOFF", data_volumes=())).steps
    assert step.verb == "create" and "copy_volume_desktop_id" not in step.payload.desired.options


@pytest.mark.parametrize(
    "there, reason",
    [
        ((), "there is no desktop OLD to copy data disks from"),
        ((desktop("OLD", status="ERROR", data_volumes=DISKS),), "the status of OLD is ERROR"),
        ((desktop("OLD", status="SHUTOFF", disks_told=False),), "does not tell the data disks of OLD"),
        ((desktop("OLD", status="SHUTOFF", data_volumes=(Disk("SAS", 20),)),), "does not tell the data disks of OLD"),
        ((OLD, desktop("OLD", desktop_id="id-2")), "several desktops are called OLD (id-2, id-OLD)"),
    ],
)
def test_what_cannot_be_copied_is_not_created(there: tuple[Desktop, ...], reason: str) -> None:
    found = plan(*there)
    assert reason in reasons(found) and not found.steps


@pytest.mark.parametrize("status", ["ACTIVE", "HIBERNATED"])
def test_an_earlier_task_may_stop_the_other_desktop(status: str) -> None:
    found = plan(desktop("OLD", status=status, data_volumes=DISKS))
    [notice] = found.awaited
    assert "OLD is not stopped" in notice.reason and notice.awaits == (STOPPED, "OLD")
    assert [step.verb for step in found.steps] == ["create"] and not found.refused


@pytest.mark.parametrize(
    "volumes, source, reason",
    [
        (DISKS, OLD, ""),
        ((Disk("SAS", 50, "x"), Disk("SSD", 40, "y"), Disk("SSD", 10, "z")), OLD, ""),
        ((Disk("SSD", 40, "y"),), OLD, "lacks copies (20 GB)"),
        ((Disk("SSD", 30, "y"), Disk("SSD", 20, "z")), OLD, "lacks copies (40 GB)"),
        ((), OLD, "lacks copies (40 GB and 20 GB)"),
        # Once it is there, the other one may be used again, and deleted.
        (DISKS, desktop("OLD", data_volumes=DISKS), ""),
        ((), desktop("ELSE"), ""),
    ],
)
def test_copies_are_counted_as_long_as_both_are_there(volumes: tuple[Disk, ...], source: Desktop, reason: str) -> None:
    new = desktop("NEW", data_volumes=volumes)
    found = plan(new, source)
    assert (reason in reasons(found)) if reason else not found.refused
    assert not [step for step in found.steps if step.verb != "attach"]


def test_copies_that_nobody_can_count_are_not_known() -> None:
    found = plan(desktop("NEW", data_volumes=DISKS), desktop("OLD", disks_told=False))
    assert found.unknown == {"NEW": ["copy_data_from"]} and not found.refused


@pytest.mark.parametrize("copied, reason", [("OLD", "OLD is not stopped"), ("id-NEW", "names the desktop itself")])
def test_a_desktop_in_error_is_not_deleted_for_copies_that_cannot_be_made(copied: str, reason: str) -> None:
    there = (desktop("NEW", status="ERROR"), desktop("OLD", data_volumes=DISKS))
    found = plan(*there, copied=copied, replace_failed=True)
    assert reason in reasons(found) and not found.steps


def test_a_desktop_in_error_is_replaced_by_one_with_copies() -> None:
    found = plan(desktop("NEW", status="ERROR"), OLD, replace_failed=True)
    assert [step.verb for step in found.steps] == ["delete", "create"]
    assert found.steps[1].payload.desired.options["copy_volume_ids"] == ["v1", "v2"]
