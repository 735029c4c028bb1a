# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that are empty, cut, repeated, of another shape, slow or vast: never an absence, always one sentence."""

from __future__ import annotations

import time

import pytest
from integration.cases import case
from integration.desktops import COMPLETE
from integration.harness import Task, Tenant, failure, refused, unchanged
from integration.in_process import carry_out
from integration.pools import made, members, pool

READ_ONCE = {"HW_MAX_RETRIES": "0"}
DETAIL = "/desktops/detail$"
SHAPES = [
    *("null", "text", "number", "list", "empty", "deep", "rows_text", "rows_null", "rows_without_id"),
    *("lists_null", "lists_object", "objects_list", "objects_null", "objects_text"),
]


@case
def test_an_empty_list_below_its_total_is_read_again(tenant):
    made(tenant, {}, {}, {})
    tenant.fault("empty_list", path=DETAIL)
    [outcome] = yield [pool(name="drop-in", size=3)]
    unchanged(outcome)
    assert len(members(tenant)) == 3


@case
def test_a_list_that_stays_empty_below_its_total_grows_nothing(tenant):
    made(tenant, {}, {}, {})
    tenant.fault("empty_list", path=DETAIL, times=1000)
    [outcome] = yield [pool(name="drop-in", size=3)]
    refused(outcome, "GET /v2/{project_id}/desktops/detail", "it counts 3, but lists 0")
    assert len(members(tenant)) == 3


@case
def test_lists_that_repeat_or_alternate_for_ever_end(tenant):
    for number in range(4):
        tenant.desktop(f"BIO-{number}")
    for kind in ("repeated_page", "alternating_pages"):
        tenant.fault(kind, path=DETAIL, times=1000)
        [outcome] = yield [Task("workspace_desktop_info", {})]
        refused(outcome, "GET /v2/{project_id}/desktops/detail", "it counts 1000000, but lists")
        tenant.control("DELETE", "faults")


@case
def test_what_is_there_is_not_taken_for_deleted(tenant):
    tenant.desktop("BIO-1")
    tenant.fault("empty_list", path=DETAIL, times=1000)
    [outcome] = yield [Task("workspace_desktop", {"desktops": [{"computer_name": "BIO-1"}], "state": "absent"})]
    refused(outcome, "GET /v2/{project_id}/desktops/detail")
    assert list(tenant.desktops) == ["BIO-1"]


@case
def test_an_odd_time_to_wait_is_one_sentence(tenant):
    for value in ("soon", "-1", "1e9", "Fri, 99 Xxx 2026", "9" * 400):
        tenant.fault("status", status=429, path=DETAIL, headers={"Retry-After": value})
        [outcome] = yield [Task("workspace_desktop_info", {}, environment=READ_ONCE)]
        refused(outcome, "HTTP 429")


@case
def test_an_answer_that_is_vast_when_it_is_unpacked_is_one_sentence(tenant):
    for compressed in (True, False):
        tenant.fault("huge", path=DETAIL, compressed=compressed)
        [outcome] = yield [Task("workspace_desktop_info", {}, environment=READ_ONCE)]
        refused(outcome, "GET /v2/{project_id}/desktops/detail", "larger than 64 MiB")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("workspace_desktop", {"desktops": [{"computer_name": "BIO-1"}], "state": "stopped"}),
        ("workspace_desktop", {**COMPLETE, "desktops": [{"computer_name": "BIO-9", "users": [{"user_name": "mia"}]}]}),
        ("workspace_user", {"user_name": "mia", "state": "absent"}),
        ("workspace_snapshot", {"desktops": ["BIO-1"], "name": "base", "disk_type": "SYSTEM_DISK"}),
        ("workspace_service", {"state": "present"}),
        ("workspace_policy_group", {"policy_group_name": "bio"}),
    ],
    ids=["stop", "create", "user", "snapshot", "service", "policy group"],
)
def test_answers_of_other_shapes_are_one_sentence(tenant: Tenant, module: str, arguments: dict, shape: str) -> None:
    tenant.desktop("BIO-1", user="mia", tags={"course": "bio"})
    tenant.fault("shape", shape=shape, method="GET", times=1000)
    outcome = carry_out(tenant, Task(module, arguments, environment=READ_ONCE))
    if outcome.failed:
        failure(outcome)


def test_an_answer_that_drips_holds_no_task_beyond_its_time(tenant: Tenant) -> None:
    tenant.desktop("BIO-1")
    tenant.fault("drip", seconds=0.5, times=1000)
    task = Task("workspace_job", {"job_ids": ["one"], "wait_timeout": 5, "read_timeout": 3})
    started = time.monotonic()
    outcome = carry_out(tenant, task)
    assert "no whole answer after" in failure(outcome, "The service cannot be reached: GET http://", "environment")
    assert time.monotonic() - started < 30


REJOIN = {"desktops": [{"computer_name": "BIO-1"}], "state": "rejoined"}


@pytest.mark.parametrize(
    ("module", "arguments", "path", "field"),
    [
        ("workspace_agency", {}, "/agencies$", "existing_agencies"),
        ("workspace_desktop", REJOIN, "/batch-rejoin-domain/check$", "desktops"),
        ("workspace_desktop_info", {"networks": True}, "/networks$", "network_infos"),
        ("workspace_network_info", {"available_ip": True}, "/available-ip$", "available_ip"),
        ("workspace_user_info", {"details": True}, "/users/[^/]+$", "user_detail"),
        ("workspace_scheduled_task_info", {"next_executions": True}, "/future-executions$", "future_executions"),
        ("workspace_policy_group_info", {"targets": True}, "/targets$", "target_id"),
        ("workspace_access_policy_info", {"objects": True}, "/objects$", "object_id"),
        ("workspace_user_group_info", {"members": True}, "/groups/[^/]+/users$", "id"),
    ],
    ids=lambda value: value if isinstance(value, str) and not value.startswith("/") else None,
)
@case
def test_what_an_answer_lacks_is_not_taken_for_nothing(tenant, module, arguments, path, field):
    tenant.desktop("BIO-1", user="mia")
    schedule = {"task_type": "STOP", "scheduled_type": "DAY", "day_interval": 1, "scheduled_time": "20:15"}
    prepared = yield [
        Task("workspace_agency", {}),
        Task("workspace_user_group", {"group_name": "bio", "members": ["mia"]}),
        Task("workspace_policy_group", {"name": "exam", "targets": [{"target_type": "USER", "name": "mia"}]}),
        Task(
            "workspace_access_policy",
            {"policy_name": "PRIVATE_ACCESS", "objects": [{"object_type": "USER", "object_name": "mia"}]},
        ),
        Task(
            "workspace_scheduled_task",
            {"task_name": "off", **schedule, "time_zone": "UTC", "apply_objects": {"desktops": ["BIO-1"]}},
        ),
    ]
    assert not any(outcome.failed for outcome in prepared), [outcome.brief for outcome in prepared if outcome.failed]
    tenant.control("POST", "service", domain_type="LOCAL_AD")
    tenant.console("set", "BIO-1", fields={"domain_status": 2})
    [fine] = yield [Task(module, arguments, check=True)]
    assert not fine.failed, fine.brief
    tenant.fault("missing_field", path=path, field=field, times=1000)
    [outcome] = yield [Task(module, arguments)]
    refused(outcome, field)
