# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service does not tell of desktops: read once more, then said, and never taken for nothing."""

from __future__ import annotations

import pytest
from integration.cases import case
from integration.desktops import COMPLETE, DESKTOP, run
from integration.harness import Task, refused, unchanged

LIST = {"method": "GET", "path": "/desktops/detail$"}
XLARGE = "workspace.c2.xlarge.windows"


def hide(tenant, field, times=1000):
    """Let lists of desktops lack a field."""
    tenant.fault("missing_field", field=field, times=times, **LIST)


@pytest.mark.parametrize(
    ("field", "task"),
    [
        ("tags", {"tags": {"course": "bio101"}}),
        ("product", {"product": COMPLETE["product"]}),
        ("security_groups", {"security_groups": ["WorkspaceUserSecurityGroup"]}),
        ("data_volumes", {"data_volumes": [{"type": "SAS", "size": 20}]}),
        ("root_volume", {"root_volume": {"type": "SAS", "size": 80}}),
        ("in_maintenance_mode", {"in_maintenance_mode": False}),
        ("status", {"product": COMPLETE["product"]}),
    ],
)
@case
def test_what_one_answer_lacks_is_read_once_more(tenant, field, task):
    whole = {"computer_name": "A-01", **COMPLETE, **task}
    (made,) = yield [run(**whole)]
    assert not made.failed, made.brief
    hide(tenant, field, times=1)
    (again,) = yield [run(**whole)]
    unchanged(again)
    assert again["unknown"] == {}


@case
def test_what_is_not_told_is_neither_equal_nor_silent(tenant):
    tenant.desktop("A-01")
    hide(tenant, "in_maintenance_mode")
    task = {"computer_name": "A-01", "in_maintenance_mode": True}
    silent, always, along = yield [
        run(**task),
        run(**task, write_unknown="always"),
        run(desktops=[task, {"computer_name": "A-02"}], **COMPLETE),
    ]
    unchanged(silent)
    assert silent["unknown"] == {"A-01": ["in_maintenance_mode"]} and "in_maintenance_mode" in str(silent["warnings"])
    assert not always.failed and always.verbs == ["set_maintenance"], always.brief
    assert always["diff"]["before"] == {"A-01": {"in_maintenance_mode": "(not told)"}}
    assert tenant.desktops["A-01"]["in_maintenance"] is True
    assert not along.failed and along.verbs == ["create"] and along["unknown"] == silent["unknown"], along.brief


@case
def test_a_product_that_is_not_told_is_changed_once_for_all(tenant):
    tenant.desktop("A-01")
    hide(tenant, "product")
    (done,) = yield [run(computer_name="A-01", product=XLARGE, write_unknown="always")]
    assert not done.failed and done.verbs == ["resize"], done.brief
    assert tenant.desktops["A-01"]["product_id"] == XLARGE


@case
def test_disks_and_tags_that_are_not_told_are_not_made_twice(tenant):
    task = {"computer_name": "A-01", **COMPLETE, "data_volumes": [{"type": "SAS", "size": 20}], "tags": {"a": "b"}}
    (made,) = yield [run(**task)]
    assert not made.failed, made.brief
    before = tenant.desktops["A-01"]
    for field in ("data_volumes", "tags"):
        tenant.control("DELETE", "faults")
        hide(tenant, field)
        (again,) = yield [run(**task, purge_tags=True, purge_data_volumes=True)]
        unchanged(again)
        assert again["unknown"] == {"A-01": [field]}
    assert tenant.desktops["A-01"] == before


SELECTED = {"select_tags": {"course": "bio101"}}


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        (DESKTOP, {**SELECTED, "state": "absent", "max_targets": 5}),
        ("workspace_desktop_info", {"tags": {"course": "bio101"}}),
        ("workspace_notification", {**SELECTED, "notifications": "The room closes."}),
        ("workspace_snapshot", {**SELECTED, "name": "base", "disk_type": "SYSTEM_DISK"}),
        ("workspace_script_execution", {**SELECTED, "command": "hostname", "command_type": "POWERSHELL"}),
    ],
)
@case
def test_a_selection_by_tags_that_are_not_told_is_an_error_that_names_the_desktops(tenant, module, arguments):
    tenant.desktop("A-01", tags={"course": "bio101"})
    hide(tenant, "tags", times=1)
    (seen,) = yield [Task(module, arguments, check=True)]
    assert not seen.failed and "A-01" in str(seen["actions" if "actions" in seen.result else "desktops"]), seen.brief
    hide(tenant, "tags")
    (outcome,) = yield [Task(module, arguments)]
    refused(outcome, "A-01", "tags")


@case
def test_a_selection_by_a_status_that_is_not_told_is_an_error_that_names_the_desktops(tenant):
    tenant.desktop("A-01")
    hide(tenant, "status", times=1)
    task = {"select_status": ["started"], "state": "stopped"}
    (seen,) = yield [Task(DESKTOP, task, check=True)]
    assert seen.verbs == ["stop"], seen.brief
    hide(tenant, "status")
    (outcome,) = yield [run(**task)]
    refused(outcome, "A-01", "status")


@case
def test_who_may_be_logged_in_is_left_alone(tenant):
    tenant.desktop("A-01")
    tenant.session("A-01")
    hide(tenant, "login_status")
    (outcome,) = yield [run(computer_name="A-01", state="stopped")]
    refused(outcome, "A-01", "does not tell whether somebody is logged in")


@case
def test_a_user_name_that_is_too_long_is_told_with_all_that_is_wrong(tenant):
    tenant.desktop("A-01")
    long = "a" * 24
    desktops = [
        {"computer_name": "A-01", "user_name": long},
        {"computer_name": "A-02", "user_name": long, **COMPLETE},
        {"computer_name": "A-03", "user_name": "mia"},
        {"computer_name": "A-04", "user_name": "ben", **COMPLETE},
    ]
    (outcome,) = yield [run(desktops=desktops)]
    refused(outcome, "A-01, A-02: user_name", "20", "A-03: there is no such desktop")
    assert {row["target"] for row in outcome["results"]} == {"A-01", "A-02", "A-03"}
    assert sorted(tenant.desktops) == ["A-01"]
