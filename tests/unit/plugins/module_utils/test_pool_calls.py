# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the steps of a pool to requests: how many desktops one of them names, and what is put back."""

from __future__ import annotations

from typing import Any

import pytest
from unit.plugins.module_utils.model import desktop
from unit.plugins.module_utils.test_pool_plan import ROW

from ansible_collections.huaweicloud.workspace.plugins.module_utils.jobs import Job, Watch
from ansible_collections.huaweicloud.workspace.plugins.module_utils.plan import Change, Step
from ansible_collections.huaweicloud.workspace.plugins.module_utils.progress import Progress
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.pool.options import argument_spec
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.pool.resource import PoolResource
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.pool.state import POOL_API, poll_pools

DEFAULTS = {name: option.get("default") for name, option in argument_spec().items()}
POOLS = "/v2/{project_id}/desktop-pools"


class FakeClient:
    """A project with one pool, which has no desktops of its own."""

    def __init__(self, autoscale: bool | None = False) -> None:
        self.pool = {**ROW, "enable_autoscale": autoscale}

    def server_time(self) -> float:
        return 0.0

    def get(self, path: str) -> dict[str, Any]:
        assert path == f"{POOLS}/pool-1"
        return self.pool

    def list_all(
        self, path: str, key: str, query: Any = None, limit: Any = None, service: str = "workspace", **_more: Any
    ) -> list[dict[str, Any]]:
        return [self.pool] if key == "desktop_pools" else []


def resource(client: FakeClient, **given: Any) -> PoolResource:
    """Return a resource that has read."""
    made = PoolResource(client, {**DEFAULTS, "name": "drop-in", **given})  # type: ignore[arg-type]
    made.read()
    return made


def test_a_hundred_desktops_a_request_are_started() -> None:
    some = [desktop(f"PC-{number:03d}", status="SHUTOFF") for number in range(250)]
    found = list(resource(FakeClient()).calls([Step("start", "drop-in", {}, some)]))
    assert [len(call.body["desktop_ids"]) for call in found] == [100, 100, 50]
    assert [one for call in found for one in call.body["desktop_ids"]] == [one.desktop_id for one in some]
    jobs = [job for call in found for job in call.jobs({})]
    assert [job.until["of"] for job in jobs] == [call.body["desktop_ids"] for call in found]


@pytest.mark.parametrize("before, back", [(True, True), (None, False)])
def test_autoscaling_is_put_back_only_where_it_was_on(before: bool | None, back: bool) -> None:
    client = FakeClient(before)
    made = resource(client, state="absent")
    plan = made.plan()
    client.pool["enable_autoscale"] = False
    steps = [step for stage in made.restore(plan) for step in stage]
    assert [step.fields for step in steps] == ([{"enable_autoscale": Change(False, True)}] if back else [])


class Members(FakeClient):
    """A project whose pool has so many desktops."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def list_all(self, path: str, key: str, *more: Any, **others: Any) -> list[dict[str, Any]]:
        if key == "desktops":
            return [
                {"desktop_id": f"d{one}", "computer_name": f"PC-{one}", "status": "ACTIVE"}
                for one in range(self.number)
            ]
        return super().list_all(path, key)


@pytest.mark.parametrize(("there", "sent"), [(2, [2]), (3, [1]), (4, []), (5, []), (1, [2])])
def test_only_what_another_run_has_not_made_meanwhile_is_made(there: int, sent: list[int]) -> None:
    step = Step("expand", "drop-in", {"size": Change(2, 4)}, 2)
    found = list(resource(Members(there), state="present").calls([step]))
    assert [call.body["size"] for call in found] == sent


def member(number: int, status: str = "ACTIVE", task: str = "") -> dict[str, Any]:
    """Return a desktop of a pool as lists give it."""
    return {"desktop_id": f"d{number}", "computer_name": f"PC-{number}", "status": status, "task_status": task}


@pytest.mark.parametrize(
    ("until", "members", "progress"),
    [
        ({"size": 4, "built": True}, [member(1), member(2, "", "spawning")], Progress("work", 1, 4)),
        ({"size": 2, "built": True}, [member(1, "ERROR"), member(2)], Progress("work", 1, 2, ("PC-1",))),
        ({"built": True}, [member(1), member(2, "DELETING")], Progress("work", 1, 1)),
        (
            {"power": "SHUTOFF"},
            [member(1, "SHUTOFF"), member(2), member(3, "ERROR")],
            Progress("work", 1, 3, ("PC-3",)),
        ),
        ({"power": "SHUTOFF", "of": ["d1"]}, [member(1), member(2, "SHUTOFF")], Progress("work", 0, 1)),
        ({"quiet": True}, [member(1, task="rebuilding"), member(2, "ERROR")], Progress("work", 1, 2)),
        ({"busy": True}, [member(1), member(2)], Progress("work", 0, 1, things="pools")),
    ],
)
def test_the_desktops_of_a_pool_are_counted_while_it_is_watched(
    until: dict[str, Any], members: list[dict[str, Any]], progress: Progress
) -> None:
    client = Members(0)
    client.list_all = lambda *more, **others: members
    watch = Watch.over(Job(None, POOL_API, "work", {"drop-in": "pool-1"}, until, things="pools"))
    poll_pools(client, [watch])
    assert [fate.progress for fate in watch.fates.values()] == [progress]
