# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Screen recordings: found by what they are of, and deleted, each by name and no other."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from integration.cases import case
from integration.harness import Task, Tenant, converged, converging, failure, refused, unchanged
from integration.in_process import carry_out

from ansible_collections.huaweicloud.workspace.plugins.modules import (
    workspace_screen_record,
    workspace_screen_record_info,
)

DAY = {"begin": "2026-01-20", "end": "2026-01-20"}


def delete(check: bool = False, **arguments: Any) -> Task:
    """Return a task that deletes recordings."""
    return Task("workspace_screen_record", {"state": "absent", **arguments}, check)


def found(tenant: Tenant, **arguments: Any) -> list[str]:
    """Return the IDs of the recordings that the other module finds."""
    outcome = carry_out(tenant, Task("workspace_screen_record_info", arguments))
    assert not outcome.failed and not outcome.writes, outcome.brief
    return [row["id"] for row in outcome["screen_records"]]


def there(tenant: Tenant) -> list[str]:
    """Return the IDs of the recordings of the emulator."""
    return [row["id"] for row in tenant.state["tables"].get("Recording", [])]


def recorded(tenant: Tenant, desktop: str, user: str, hour: int, **more: Any) -> str:
    """Let somebody have been recorded for half an hour, and return the ID."""
    begin, end = f"2026-01-20T{hour:02}:00:00Z", f"2026-01-20T{hour:02}:30:00Z"
    answer = tenant.control("POST", "recordings", desktop=desktop, user=user, begin=begin, end=end, **more)
    identifier: str = answer["id"]
    return identifier


def exam(tenant: Tenant) -> list[str]:
    """Let two people have been recorded twice, and return the IDs."""
    tenant.job_seconds(2)
    seats = (("BIO-01", "mia"), ("BIO-02", "omar"))
    for desktop, user in seats:
        tenant.desktop(desktop, user=user)
    return [recorded(tenant, desktop, user, hour) for hour in (8, 10) for desktop, user in seats]


@pytest.fixture
def records(tenant: Tenant) -> list[str]:
    """Return the IDs of the recordings of an exam."""
    return exam(tenant)


@case
def test_a_selection_is_deleted_and_nothing_else(tenant):
    ids = exam(tenant)
    chosen = {**DAY, "desktop_names": ["bio-0[1:1]"], "user_names": ["MIA"], "max_targets": 2}
    done = converged((yield converging(delete(**chosen))))
    assert sorted(action["target"] for action in done["actions"]) == sorted([ids[0], ids[2]])
    assert done["actions"][0]["fields"]["desktop_name"] == {"before": "BIO-01", "after": None}
    assert len(done.writes) == 1 and there(tenant) == [ids[1], ids[3]] and done["screen_records"] == []


@case
def test_recordings_are_deleted_by_their_ids_and_missing_ones_are_fine(tenant):
    ids = exam(tenant)
    done = converged((yield converging(delete(record_ids=[ids[3], "gone", ids[0]]))))
    assert [action["target"] for action in done["actions"]] == [ids[3], ids[0]]
    assert there(tenant) == ids[1:3]


def test_more_than_allowed_is_refused(tenant, records):
    refused(carry_out(tenant, delete(**DAY, max_targets=3)), "4 recordings", "max_targets (3)")
    refused(carry_out(tenant, delete(**DAY, max_targets=0)), "4 recordings", "max_targets (0)")
    assert there(tenant) == records


def test_what_is_being_made_is_skipped_by_a_selection_and_refused_by_its_id(tenant, records):
    going = recorded(tenant, "BIO-01", "mia", 12, status="UPLOADING")
    refused(carry_out(tenant, delete(record_ids=[going, records[0]])), going, "UPLOADING")
    done = carry_out(tenant, delete(**DAY, max_targets=5))
    assert not done.failed and there(tenant) == [going]
    assert [row["state"] for row in done["results"] if row["target"] == going] == ["skipped"]
    nothing = unchanged(carry_out(tenant, delete(begin="2026-01-21", max_targets=1)))
    assert "no recording matches" in str(nothing["warnings"])


def test_the_job_that_fails_for_a_desktop_is_told_by_what_is_left(tenant, records):
    tenant.fault("job_partial", job_type="deleteScreenRecords", desktops=["BIO-02"], error_msg="The disk is full.")
    outcome = carry_out(tenant, delete(**DAY, max_targets=4))
    failure(outcome, records[1], records[3], "The disk is full")
    assert there(tenant) == [records[1], records[3]]
    states = {row["target"]: row["state"] for row in outcome["results"]}
    assert states[records[0]] == states[records[2]] == "done" and states[records[1]] == "failed"
    assert not carry_out(tenant, delete(**DAY, max_targets=4)).failed and there(tenant) == []


def test_a_batch_that_another_run_has_begun_is_finished(tenant, records):
    tenant.job_seconds(100)
    assert not carry_out(tenant, delete(record_ids=[records[0]], wait=False)).failed
    done = carry_out(tenant, delete(**DAY, max_targets=4))
    assert not done.failed and there(tenant) == [], done.brief


@pytest.mark.parametrize("field", ["username", "status", "start_time"])
def test_a_recording_that_does_not_tell_whether_it_is_meant_is_an_error(tenant, records, field):
    tenant.fault("missing_field", path="/screen-records$", field=field, times=2)
    refused(carry_out(tenant, delete(**DAY, user_names=["omar"], max_targets=4)), field, "record_ids")
    assert len(there(tenant)) == 4
    assert not carry_out(tenant, delete(**DAY, user_names=["omar"], max_targets=4)).failed and len(there(tenant)) == 2


def test_recordings_are_found_by_what_they_are_of(tenant, records):
    assert sorted(found(tenant, **DAY)) == sorted(records) and found(tenant) == []
    assert found(tenant, **DAY, user_names=["mia"], type="FULL") == [records[2], records[0]]
    later = {"begin": "2026-01-20 10:30", "end": "2026-01-20 12:00", "time_zone": "Europe/Berlin"}
    assert found(tenant, **later, user_names=["omar"]) == [records[3]]
    assert found(tenant, record_ids=[records[1], "gone"]) == [records[1]]
    failed = recorded(tenant, "BIO-01", "mia", 14, status="UPLOAD_FAILED")
    assert found(tenant, **DAY, desktop_names=["BIO-*"], status=["UPLOAD_FAILED", "REC_FAILED"]) == [failed]


def test_a_person_under_the_policy_is_recorded(tenant):
    tenant.job_seconds(0)
    tenant.desktop("BIO-01", user="mia")
    target = {"target_type": "ALL"}
    policies = {"record_audit": {"enable": True}}
    group = Task("workspace_policy_group", {"name": "exam", "policies": policies, "targets": [target]})
    assert not carry_out(tenant, group).failed
    tenant.session("BIO-01")
    [going] = found(tenant, last="1h")
    refused(carry_out(tenant, delete(record_ids=[going])), "RECORDING")


def test_the_examples_of_the_documentation(tenant):
    for module in (workspace_screen_record, workspace_screen_record_info):
        name = module.__name__.rpartition(".")[2]
        for task in yaml.safe_load(module.EXAMPLES):
            outcome = carry_out(tenant, Task(name, task[f"huaweicloud.workspace.{name}"]))
            assert not outcome.failed, outcome.brief
