# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Screen recordings: which of them are meant, whatever the service filters, and which are left later on."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.client import Client
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import AnswerError, InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.screen_record.resource import (
    SCREEN_RECORD_SPEC,
    ScreenRecordResource,
)

DAY = {"begin": "2026-01-20", "end": "2026-01-20", "max_targets": 9}
ROW = {
    "id": "1",
    "desktop_name": "BIO-01",
    "username": "mia",
    "type": "FULL",
    "status": "UPLOAD_COMPLETED",
    "start_time": "2026-01-20T08:00:00.000Z",
}


class Service(Client):
    """A client of a service that lists the same recordings whatever it is asked for."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows = [*rows]
        self.queries: list[Any] = []

    def server_time(self) -> float:
        """Return a moment of 2026-01-21."""
        return 1_769_000_000.0

    def list_all(self, _path: str, _key: str, query: Any = None, **_options: Any) -> list[dict[str, Any]]:
        """Return the recordings."""
        self.queries.append(query)
        return [*self.rows]


def resource(service: Service, **given: Any) -> ScreenRecordResource:
    """Return the resource of a task."""
    assert set(given) <= set(SCREEN_RECORD_SPEC)
    defaults = {option: spec.get("default") for option, spec in SCREEN_RECORD_SPEC.items()}
    return ScreenRecordResource(service, {**defaults, "state": "absent", **given})


def meant(*rows: dict[str, Any], **given: Any) -> list[str]:
    """Return the IDs of the recordings that a task deletes."""
    made = resource(Service(*rows), **{**DAY, **given})
    made.read()
    return [step.target for step in made.plan().steps]


def test_the_period_is_always_sent_in_utc():
    service = Service()
    resource(service, **{**DAY, "time_zone": "Europe/Berlin"}).read()
    query = {"start_time": "2026-01-19 23:00:00", "end_time": "2026-01-20 23:00:00", "type": None}
    assert service.queries == [query]


@pytest.mark.parametrize(
    ("other", "given"),
    [
        ({"username": "amia"}, {"user_names": ["MIA"]}),
        ({"desktop_name": "BIO-011"}, {"desktop_names": ["bio-[01:09]"]}),
        ({"type": "SESSION"}, {"type": "FULL"}),
        ({"status": "REC_FAILED"}, {"status": ["UPLOAD_COMPLETED", "UPLOAD_FAILED"]}),
        ({"start_time": "2026-01-19T08:00:00Z"}, {}),
        ({"status": "UPLOADING"}, {}),
        ({"status": "RECORDING"}, {}),
    ],
)
def test_what_the_service_lists_is_matched_again(other, given):
    assert meant(ROW, {**ROW, "id": "2", **other}, **given) == ["1"]


@pytest.mark.parametrize("field", ["status", "start_time", "username"])
def test_what_is_not_told_is_neither_meant_nor_not(field):
    untold = {name: value for name, value in ROW.items() if name != field}
    with pytest.raises(AnswerError, match=rf"does not tell {field}, .* record_ids .*: 1"):
        meant(untold, user_names=["omar"])


def test_a_recording_counts_as_there_although_it_matches_no_longer():
    service = Service({**ROW, "status": "REC_COMPLETED"}, {**ROW, "id": "2"})
    made = resource(service, **DAY, status=["REC_COMPLETED"])
    made.read()
    assert [step.target for step in made.plan().steps] == ["1"]
    service.rows = [{**ROW, "status": "UPLOAD_COMPLETED"}, {**ROW, "id": "3", "status": "REC_COMPLETED"}]
    made.read()
    assert [step.target for step in made.plan().steps] == ["1"]


def test_a_deletion_says_what_and_how_much_is_meant():
    rows = [{**ROW, "id": str(number)} for number in range(150)]
    with pytest.raises(InputError, match=r"150 recordings, more than max_targets \(9\)"):
        meant(*rows)
    made = resource(Service(*rows), **{**DAY, "max_targets": 150})
    made.read()
    sizes = [len(call.body["screen_records"]) for call in made.calls(made.plan().steps)]
    assert sizes == [100, 50]
