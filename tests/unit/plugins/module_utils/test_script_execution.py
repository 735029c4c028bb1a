# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Script executions: from options and desktops to steps and requests, and from records to the outcomes for desktops."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import UnknownFateError, WorkspaceError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.jobs import DONE, FAILED, RUNNING, Fate, Job, Watch
from ansible_collections.huaweicloud.workspace.plugins.module_utils.plan import UNFIT
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.script_execution.options import (
    EXECUTION_SPEC,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.script_execution.resource import (
    make_execution,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.script_execution.state import (
    SCRIPT_API,
    judge,
    parse,
    poll_executions,
)

DEFAULTS = {name: option.get("default") for name, option in EXECUTION_SPEC.items()}
POOL = "a130ab3a-72bf-4b71-baa9-af4987c8e338"
SCRIPT = "0006e69f-5970-4af5-a652-e111055e630b"
DESKTOP = "00298bb0-104a-4467-9b15-876c6fb7a99f"
EXECUTIONS = "/v2/{project_id}/script-executions"


def row(desktop_id: str, name: str, **fields: Any) -> dict[str, Any]:
    """Return what the list tells of a desktop."""
    return {
        "desktop_id": desktop_id,
        "computer_name": name,
        "status": "ACTIVE",
        "login_status": "REGISTERED",
        "metadata": {"os_type": "Windows"},
        "tags": [{"key": "course", "value": "bio"}],
        **fields,
    }


class FakeClient:
    """A project with a pool of desktops and a script."""

    def __init__(self, *desktops: dict[str, Any]) -> None:
        self.now = 1_000_000.0
        self.rows = {
            "desktops": [*desktops] or [row(DESKTOP, "BIO-01"), row("d2", "BIO-02")],
            "desktop_pools": [{"id": POOL, "name": "drop-in"}],
            "scripts": [{"id": SCRIPT, "name": "apps", "type": "POWERSHELL"}],
            "script_tasks": [],
            "script_records": [],
        }  # type: dict[str, list[dict[str, Any]]]
        self.queries: list[Any] = []

    def server_time(self) -> float:
        return self.now

    def list_all(
        self, path: str, key: str, query: Any = None, limit: Any = None, service: str = "workspace", **_more: Any
    ) -> list[dict[str, Any]]:
        self.queries.append((key, query))
        return self.rows[key]


def planned(client: FakeClient, **given: Any) -> tuple[Any, Any]:
    """Return the resource of a task and its plan."""
    resource = make_execution(client, {**DEFAULTS, **given})  # type: ignore[arg-type]
    resource.read()
    return resource, resource.plan()


def call(client: FakeClient, **given: Any) -> Any:
    """Return the one request of a task."""
    resource, plan = planned(client, **given)
    assert not plan.refused and not plan.awaited, plan
    [stage] = resource.stages(plan)
    [found] = resource.calls(stage)
    return found


# Requests


def test_the_example_of_the_documents() -> None:
    found = call(FakeClient(), pool=POOL, scripts=[SCRIPT], gray_desktops=[DESKTOP], post_finish="reboot")
    assert found.path.replace("{project_id}", "p") == f"/v2/p/desktop-pools/{POOL}/script-executions"
    assert (found.method, found.repeatable) == ("POST", False)
    assert found.body == {"script_ids": [SCRIPT], "gray_desktop_ids": [DESKTOP], "post_finish": "reboot"}


@pytest.mark.parametrize(
    "target, path, own",
    [
        ({"pool": "drop-in"}, f"/v2/{{project_id}}/desktop-pools/{POOL}/script-executions", {}),
        ({"desktop_tag": "course=bio"}, f"{EXECUTIONS}/by-desktop-tag", {"desktop_tag": "course=bio"}),
    ],
)
def test_every_field_for_pools_and_tags(target: dict[str, str], path: str, own: dict[str, str]) -> None:
    fields = {"gray_count": 1, "gray_fail_threshold": 1, "execution_timeout": 20}
    more = {**fields, "pre_start": "start", "post_finish": "stop"}
    found = call(FakeClient(), **target, command="dir", command_type="BAT", gray_desktops=["bio-02"], **more)
    assert found.path == path
    assert found.body == {
        **more,
        **own,
        "command_content": "dir",
        "command_type": "BAT",
        "gray_desktop_ids": ["d2"],
    }


def test_every_field_for_desktops() -> None:
    fields = {"gray_count": 2, "gray_fail_threshold": 1, "execution_timeout": 20}
    found = call(FakeClient(), select_names=["BIO-*"], scripts=["apps"], gray_desktops=["BIO-01"], **fields)
    assert found.path == EXECUTIONS
    assert found.body == {
        **fields,
        "resource_type": "DESKTOP",
        "resource_ids": [DESKTOP, "d2"],
        "script_ids": [SCRIPT],
        "gray_resource_ids": [DESKTOP],
    }
    body = call(FakeClient(), desktops=["d2"], command="dir", command_type="BAT").body
    assert body == {"resource_type": "DESKTOP", "resource_ids": ["d2"], "command": "dir", "command_type": "BAT"}


@pytest.mark.parametrize("part", [{"desktops": ["bio-02"]}, {"select_names": ["BIO-[02:09]"]}])
def test_a_part_of_a_pool_is_named(part: dict[str, Any]) -> None:
    client = FakeClient()
    assert call(client, pool="drop-in", scripts=["apps"], **part).body["desktop_ids"] == ["d2"]
    assert ("desktops", {"pool_id": POOL}) in client.queries


def test_an_execution_is_waited_for_until_its_desktops_are_as_it_leaves_them() -> None:
    for post_finish, until in (
        (None, {}),
        ("stop", {"status": "SHUTOFF"}),
        ("reboot", {"status": "ACTIVE", "restarted": True}),
    ):
        found = call(FakeClient(), pool="drop-in", scripts=["apps"], post_finish=post_finish)
        [job] = found.jobs({"task_id": "t1"})
        assert (job.id, job.api, job.until, job.query) == ("t1", SCRIPT_API, until, {"records": 1})
        assert job.targets == {"BIO-01": DESKTOP, "BIO-02": "d2"}
        assert found.jobs({}) == [] and set(found.failures({})) == {"BIO-01", "BIO-02"}


# Plans


def test_nobody_in_a_session_is_taken_by_surprise() -> None:
    client = FakeClient(row(DESKTOP, "BIO-01", login_status="DISCONNECTED"), row("d2", "BIO-02"))
    wanted = {"pool": "drop-in", "scripts": ["apps"]}
    assert len(planned(client, **wanted)[1].steps) == 2
    [notice] = planned(client, **wanted, post_finish="stop")[1].refused
    assert notice.target == "BIO-01" and "if_in_use" in notice.reason
    assert call(client, **wanted, post_finish="stop", if_in_use="skip").body["desktop_ids"] == ["d2"]
    assert "desktop_ids" not in call(client, **wanted, post_finish="stop", if_in_use="force").body
    first = {"gray_desktops": ["BIO-01"], "if_in_use": "skip"}
    [notice] = planned(client, **wanted, post_finish="stop", **first)[1].refused
    assert "gray_desktops" in notice.reason


@pytest.mark.parametrize(
    "fields, given, reason",
    [
        ({"status": "SHUTOFF"}, {}, "not running (SHUTOFF); start it first or give pre_start: start"),
        ({"status": "SHUTOFF"}, {"pre_start": "start"}, None),
    ],
)
def test_desktops_must_run(fields: dict[str, str], given: dict[str, str], reason: str | None) -> None:
    _resource, plan = planned(FakeClient(row("d1", "BIO-01", **fields)), pool="drop-in", scripts=["apps"], **given)
    assert [reason in notice.reason for notice in plan.awaited] == ([True] if reason else [])
    assert [step.target for step in plan.steps] == ["BIO-01"]
    assert ("pre_start" in plan.steps[0].fields) == (given != {} and fields == {"status": "SHUTOFF"})


def test_one_unfit_desktop_does_not_spoil_the_others() -> None:
    client = FakeClient(row("d1", "BIO-01"), row("d2", "BIO-02", status="ERROR"), row("d3", "BIO-03", status="SHUTOFF"))
    _resource, plan = planned(client, desktops=["BIO-01", "BIO-02", "BIO-03"], scripts=["apps"])
    assert [step.target for step in plan.steps] == ["BIO-01", "BIO-03"] and not plan.refused
    assert [(notice.target, "replace_failed" in notice.reason) for notice in plan.broken] == [("BIO-02", True)]
    assert [(notice.target, notice.kind) for notice in plan.awaited] == [("BIO-03", UNFIT)]


@pytest.mark.parametrize("status", ["ERROR", "SHUTOFF"])
def test_an_unfit_desktop_of_the_first_batch_spoils_all(status: str) -> None:
    client = FakeClient(row("d1", "BIO-01", status=status), row("d2", "BIO-02"))
    first = {"gray_desktops": ["BIO-01"]}
    _resource, plan = planned(client, desktops=["BIO-01", "BIO-02"], scripts=["apps"], **first)
    against = [*plan.refused, *plan.awaited]
    assert [(notice.target, notice.kind) for notice in against] == [("BIO-01", "")]


def test_what_another_does_there_is_waited_for() -> None:
    client = FakeClient(row("d1", "BIO-01"), row("d2", "BIO-02", task_status="rebooting"))
    resource, plan = planned(client, desktops=["BIO-01", "BIO-02"], scripts=["apps"])
    assert not plan.awaited and "going on there (rebooting)" in plan.warnings[0]
    assert not resource.admit(plan.steps) and resource.busy(plan.steps) == {"BIO-01", "BIO-02"}
    client.rows["desktops"] = [row("d1", "BIO-01"), row("d2", "BIO-02", status="ERROR")]
    assert "ERROR" in resource.admit(plan.steps)["BIO-02"].reason and not resource.busy(plan.steps)


def test_what_does_not_exist_yet_is_announced_and_awaited() -> None:
    for target, name in (({"pool": "new"}, "new"), ({"desktop_tag": "a=b"}, "a=b"), ({"desktops": ["X"]}, "X")):
        _resource, plan = planned(FakeClient(), scripts=["none"], **target)
        assert [step.target for step in plan.steps] == [name]
        assert any('no script "none"' in notice.reason for notice in plan.awaited) and len(plan.awaited) > 1


def test_a_selector_that_hits_nothing_runs_nothing() -> None:
    resource, plan = planned(FakeClient(), pool="drop-in", scripts=["apps"], select_names=["CHEM-*"])
    assert not plan.steps and not plan.awaited and plan.warnings
    assert list(resource.calls([])) == []


def test_one_desktop_by_two_names_is_refused() -> None:
    _resource, plan = planned(FakeClient(), scripts=["apps"], desktops=["BIO-01", DESKTOP])
    assert [notice.target for notice in plan.refused] == [DESKTOP]


# Lost answers


def task(task_id: str, *desktop_ids: str, script: str = SCRIPT) -> dict[str, Any]:
    """Return what the list tells of an execution."""
    return {"id": task_id, "task_scripts": [{"id": script, "name": "apps"}], "resource_ids": list(desktop_ids)}


@pytest.mark.parametrize(
    "new, found",
    [
        ([task("t2", "d2", DESKTOP)], {"task_id": "t2"}),
        ([], None),
        ([task("t2", DESKTOP)], None),
        ([task("t2", DESKTOP, "d2", script="other")], None),
        ([task("t2", DESKTOP, "d2"), task("t3", DESKTOP, "d2")], None),
    ],
)
def test_only_one_new_execution_of_the_same_is_taken_for_ones_own(new: list[Any], found: Any) -> None:
    client = FakeClient()
    client.rows["script_tasks"] = [task("t1", DESKTOP, "d2")]
    find_effect = call(client, pool="drop-in", scripts=["apps"]).find_effect
    client.rows["script_tasks"] = [*new, task("t1", DESKTOP, "d2")]
    if found:
        assert find_effect() == found
    else:
        with pytest.raises(WorkspaceError, match="workspace_script_execution_info") as caught:
            find_effect()
        assert not isinstance(caught.value, UnknownFateError)


def test_commands_are_never_looked_for() -> None:
    with pytest.raises(UnknownFateError, match="workspace_script_execution_info"):
        call(FakeClient(), pool="drop-in", command="dir", command_type="BAT").find_effect()


# Outcome for each desktop


def record(status: str, **fields: Any) -> Any:
    """Return a record of the script on the first desktop."""
    answer = {"id": "r", "script_task_id": "t", "resource_id": "d1", "script_name": "apps", "status": status, **fields}
    return parse(answer)


@pytest.mark.parametrize(
    "statuses, over, expected, state",
    [
        ([], False, 1, RUNNING),
        ([], True, 1, FAILED),
        (["WAITING"], True, 1, RUNNING),
        (["SUCCESS"], False, 1, DONE),
        (["SUCCESS"], False, 2, RUNNING),
        (["SUCCESS"], True, 2, DONE),
        (["SUCCESS", "RUNNING"], False, 2, RUNNING),
        (["SUCCESS", "TIMEOUT"], False, 2, FAILED),
        (["SKIP"], True, 1, FAILED),
        (["something new"], False, 1, FAILED),
    ],
)
def test_a_desktop_is_done_when_all_its_scripts_are(statuses: list[str], over: bool, expected: int, state: str) -> None:
    fate = Fate("BIO-01", "execute", RUNNING, "d1")
    judge(fate, [record(status) for status in statuses], over, expected)
    assert fate.state == state


def test_a_failure_names_script_status_code_and_reason() -> None:
    fate = Fate("BIO-01", "execute", RUNNING, "d1")
    judge(fate, [record("SUCCESS"), record("FAILED", result_code="7", reason="no disk left")], True, 2)
    assert fate.reason == "apps ended FAILED (7): no disk left"


def test_what_is_stopped_is_done_however_it_ended() -> None:
    fate = Fate("BIO-01", "stop", RUNNING, "d1")
    judge(fate, [record("RUNNING")], False, 1)
    assert fate.state == RUNNING
    judge(fate, [record("STOPPED")], False, 1)
    assert fate.state == DONE


def test_an_execution_that_nobody_knows_fails_after_a_while() -> None:
    client = FakeClient()
    watch = Watch.over(Job("t", SCRIPT_API, "execute", {"BIO-01": "d1"}, {}, client.now))
    poll_executions(client, [watch])  # type: ignore[arg-type]
    assert watch.running
    client.now += 61
    poll_executions(client, [watch])  # type: ignore[arg-type]
    assert watch.fates["BIO-01"].state == FAILED and "knows nothing" in watch.fates["BIO-01"].reason
