# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What surprises clients about recordings of screens."""

from __future__ import annotations

from typing import Any

import pytest

RECORDS, DELETE = "/screen-records", "/screen-records/batch-delete"
DAY = 86400


def let_record(client: Any, record_type: str = "whole") -> None:
    """Let a policy record everybody."""
    policies = {"record_audit": {"enable": True, "rules": {"rule": {"record_type": record_type}}}}
    target = {"target_id": "default-apply-all-targets", "target_name": "All-Targets", "target_type": "ALL"}
    group = {"policy_group_name": "exam", "policies": policies, "targets": [target]}
    assert client.call("POST", "/policy-groups", {"policy_group": group}).status_code == 201


def session(client: Any, action: str) -> None:
    """Let the person at the desktop do something."""
    client.control("sessions", desktop="LAB-1", action=action)


def recorded(client: Any, user: str = "mia", status: str = "UPLOAD_COMPLETED") -> str:
    """Let somebody have been recorded a second ago, and return the ID."""
    now = client.get("/desktops/detail")["desktops"][0]["created"][:19] + "Z"
    return client.control("recordings", desktop="LAB-1", user=user, begin=now, end=now, status=status)["id"]


def statuses(client: Any, **query: Any) -> list[str]:
    """Return the status of each recording that is listed."""
    return [row["status"] for row in client.get(RECORDS, **query)["screen_records"]]


def outcome(response: Any) -> tuple[int, str | None]:
    """Return the status of an answer, and its error code if it has one."""
    return response.status_code, response.json().get("error_code")


def delete(client: Any, *ids: str) -> tuple[int, str | None]:
    """Ask for recordings to be deleted."""
    return outcome(client.call("POST", DELETE, {"screen_records": [{"id": key} for key in ids]}))


@pytest.fixture
def seat(client):
    """Return a client of a project with a desktop."""
    client.control("desktops", action="create", desktop="LAB-1", user="mia")
    return client


def test_each_connection_under_the_policy_is_recorded(seat):
    session(seat, "open")
    let_record(seat, "userOperations")
    assert statuses(seat) == []
    session(seat, "close")
    session(seat, "open")
    assert statuses(seat) == ["RECORDING"]
    seat.slow_jobs(100)
    session(seat, "disconnect")
    assert statuses(seat) == ["REC_COMPLETED"]
    seat.advance(30)
    assert statuses(seat) == ["UPLOADING"]
    seat.advance(80)
    assert statuses(seat, type="OPERATION") == ["UPLOAD_COMPLETED"]
    session(seat, "open")
    assert statuses(seat) == ["RECORDING", "UPLOAD_COMPLETED"]
    assert statuses(seat, sort_field="start_time", sort_type="asc") == ["UPLOAD_COMPLETED", "RECORDING"]


def test_the_list_is_of_the_last_days_unless_a_period_is_given(seat):
    recorded(seat)
    seat.advance(16 * DAY)
    assert statuses(seat) == []
    long = {"start_time": "2020-01-01 00:00:00", "end_time": "2099-01-01 00:00:00"}
    assert len(statuses(seat, **long)) == 1
    for wrong in (
        {"start_time": "2020-01-01 00:00:00"},
        {**long, "start_time": "2020-01-01"},
        {"status": "REC_FAILED"},
    ):
        assert outcome(seat.call("GET", RECORDS, **wrong)) == (400, "WKS.00211102")


def test_names_of_users_are_fuzzy_and_those_of_desktops_exact(seat):
    recorded(seat, "mia")
    recorded(seat, "amia")
    assert len(statuses(seat, username="MIA")) == 2
    assert len(statuses(seat, desktop_names="lab-1,LAB-9")) == 2 and statuses(seat, desktop_names="LAB") == []


def test_a_deletion_is_refused_as_a_whole(seat):
    first, second = recorded(seat), recorded(seat)
    going = recorded(seat, status="UPLOADING")
    assert delete(seat, first, "gone") == (404, "WKS.00211902") and delete(seat, first, going) == (409, "WKS.00010032")
    seat.slow_jobs(100)
    assert delete(seat, first) == (200, None)
    assert delete(seat, second, first) == (409, "WKS.00010032") and len(statuses(seat)) == 3
    seat.finish()
    assert delete(seat, second, first) == (404, "WKS.00211902") and delete(seat) == (200, None)
    assert len(statuses(seat)) == 2 and outcome(seat.call("GET", f"{RECORDS}/{first}")) == (404, "WKS.00211902")
