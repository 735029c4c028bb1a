# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches of which a few targets fail: the others are done and returned, the few are told, and the next run takes up
only these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from fault.fuzz.inputs import spec_of
from fault.matrix.scenario import MODULES
from fault.scenarios.workspace_eip import ORDER
from integration.desktops import COMPLETE
from integration.harness import Outcome, Task, Tenant, failure, unchanged
from integration.in_process import carry_out
from integration.pools import POOL, members

SEATS = [f"BIO-{number:03d}" for number in range(1, 101)]
BAD = ["BIO-007", "BIO-050", "BIO-100"]
NO = {"error_code": "WKS.1", "error_msg": "No capacity."}


def split(outcome: Outcome) -> tuple[list[str], list[str]]:
    """Return the targets that are done, and those that failed with the reason of the fault; there are no others."""
    results = {result["target"]: result for result in outcome["results"]}
    failed = [target for target, result in results.items() if result["state"] == "failed"]
    for target in failed:
        assert NO["error_msg"].rstrip(".") in results[target]["reason"], results[target]
        assert results[target]["error_code"] == NO["error_code"], results[target]
    done = [target for target, result in results.items() if result["state"] == "done"]
    assert len(done) + len(failed) == len(results)
    return done, failed


def partly(outcome: Outcome, bad: Sequence[str]) -> list[str]:
    """Assert that a run failed for some targets alone, and told so; return those for which it is done."""
    done, failed = split(outcome)
    assert sorted(failed) == sorted(bad)
    failure(outcome, f"{len(bad)} of {len(done) + len(bad)} targets failed", *bad, NO["error_msg"].rstrip("."))
    assert outcome["changed"] is True and outcome["error_code"] == NO["error_code"]
    return done


def written(outcome: Outcome) -> str:
    """Return the bodies of all requests that changed something, as one text."""
    return str([request["body"] for request in outcome.writes])


def furnished(tenant: Tenant, names: Sequence[str]) -> dict[str, str]:
    """Let there be desktops; return their IDs by name."""
    for name in names:
        tenant.console("create", name)
    return {name: desktop["id"] for name, desktop in tenant.desktops.items()}


def test_desktops_that_fail_do_not_cost_the_others(tenant: Tenant, record_property) -> None:
    people = [{"computer_name": name, "user_name": f"p{name.lower()}"} for name in SEATS]
    task = Task("workspace_desktop", {"desktops": people, **COMPLETE})
    tenant.fault("job_fail", job_type="createDesktops", desktops=BAD, **NO)
    done = carry_out(tenant, task)
    assert len(done.sent("desktops")) == 1
    assert len(partly(done, BAD)) == 97
    assert sorted(row["computer_name"] for row in done["desktops"]) == sorted(set(SEATS) - set(BAD))
    assert len(tenant.desktops) == 97
    again = carry_out(tenant, task)
    assert not again.failed, again.brief
    assert [[row["computer_name"] for row in body["desktops"]] for body in again.sent("desktops")] == [BAD]
    assert [row["computer_name"] for row in again["desktops"]] == SEATS
    unchanged(carry_out(tenant, task))
    record_property("figure", ("targets in batches that fail in part", 100))


@dataclass(frozen=True)
class Part:
    """How a task of a module fails for one of its targets.

    :ivar task: returns its arguments for desktops. :ivar fail: lets it fail for the first of them.
    :ivar prepare: lets there be what it needs beside them. :ivar reason: what the message says of it.
    :ivar mend: takes away the cause of a failure that stays. :ivar acts: whether it does something each time it is run.
    """

    task: Callable[[Sequence[str]], Mapping[str, Any]]
    fail: Callable[[Tenant], None]
    prepare: Callable[[Tenant], Any] = lambda tenant: None
    reason: str = NO["error_msg"].rstrip(".")
    mend: Callable[[Tenant], Any] = lambda tenant: None
    acts: bool = False


def _refused_once(path: str) -> Callable[[Tenant], None]:
    return lambda tenant: tenant.fault("status", status=400, operation="write", path=path, **NO)


def _person(desktop: str) -> dict[str, str]:
    return {"user_name": f"p-{desktop.lower()}", "user_email": f"p-{desktop.lower()}@uni.example"}


def _binding(desktop: str) -> dict[str, str]:
    return {"mac": f"AA-BB-CC-DD-00-{desktop[-2:]}", "desktop": desktop}


PARTS = {
    "workspace_agent_upgrade": Part(
        lambda names: {"agent_version": "25.2.0", "desktops": names},
        lambda tenant: tenant.console("set", SEATS[0], fields={"status": "SHUTOFF"}),
        reason="does not run",
        mend=lambda tenant: tenant.console("set", SEATS[0], fields={"status": "ACTIVE"}),
    ),
    "workspace_desktop": Part(
        lambda names: {"select_names": names, "state": "stopped"},
        lambda tenant: tenant.fault("failed_rows", path="/action$", desktops=SEATS[:1], **NO),
    ),
    "workspace_eip": Part(
        lambda names: {"bindings": [{"desktop": name} for name in names], **ORDER},
        lambda tenant: tenant.fault("job_fail", path="/eips$", desktops=SEATS[:1], **NO),
    ),
    "workspace_notification": Part(
        lambda names: {"desktops": names, "pools": ["drop-in"], "notifications": "Hello"},
        _refused_once("/desktop-pools/[^/]*/notifications$"),
        lambda tenant: carry_out(tenant, Task("workspace_desktop_pool", POOL)),
        acts=True,
    ),
    "workspace_script_execution": Part(
        lambda names: {"desktops": names, "scripts": ["apps"]},
        lambda tenant: tenant.control(
            "POST", "script-outcomes", script="apps", desktop=SEATS[0], result_code="7", output="no disk left"
        ),
        lambda tenant: tenant.control("POST", "scripts", name="apps", type="BAT", content="dir"),
        reason=SEATS[0],
        acts=True,
    ),
    "workspace_snapshot": Part(
        lambda names: {"desktops": names, "name": "base"},
        lambda tenant: tenant.fault("job_fail", path="/snapshots/batch-create$", desktops=SEATS[:1], **NO),
    ),
    "workspace_terminal_binding": Part(
        lambda names: {"bindings": [_binding(name) for name in names], "state": "absent"},
        lambda tenant: tenant.fault("failed_rows", path="/batch-delete$", desktops=SEATS[:1], **NO),
        lambda tenant: carry_out(
            tenant, Task("workspace_terminal_binding", {"bindings": [_binding(name) for name in SEATS[:4]]})
        ),
    ),
    "workspace_user": Part(
        lambda names: {"users": [_person(name) for name in names], "locked": True},
        _refused_once("/users/[^/]*/actions$"),
        lambda tenant: carry_out(tenant, Task("workspace_user", {"users": [_person(name) for name in SEATS[:4]]})),
    ),
}
"""A part of each module that has the option ``allow_partial``."""


@pytest.mark.parametrize("module", [name for name in MODULES if "allow_partial" in spec_of(name)])
def test_a_part_may_be_enough(tenant: Tenant, module: str, record_property) -> None:
    """Without the option a task fails for one of its targets; with it, only if it fails for all of them."""
    assert module in PARTS, f"{module} has allow_partial: say in PARTS how one of its targets fails"
    part = PARTS[module]
    furnished(tenant, SEATS[:4])
    part.prepare(tenant)
    few, all_of_them = Task(module, part.task(SEATS[:2])), part.task(SEATS[:4])

    def run(task: Task, fails: bool = True) -> tuple[Outcome, list[str], list[str]]:
        if fails:
            part.fail(tenant)
        outcome = carry_out(tenant, task)
        states = {result["target"]: result["state"] for result in outcome["results"]}
        bad = [target for target, state in states.items() if state == "failed"]
        return outcome, [target for target in states if target not in bad], bad

    first, done, bad = run(few)
    assert len(bad) == 1 and done and first["changed"], first.brief
    failure(first, f"1 of {len(done) + 1} ", part.reason)
    enough, more, same = run(Task(module, {**all_of_them, "allow_partial": True}))
    assert not enough.failed and enough["changed"] and same == bad, enough.brief
    assert len(more) == (len(done) + 2 if part.acts else 2), enough.brief
    assert any(f"1 of {len(more) + 1} " in warning and part.reason in warning for warning in enough["warnings"])
    record_property("figure", ("targets in batches that fail in part", len(done) + len(more) + 2))
    if part.acts:
        return
    none, done, same = run(Task(module, {**all_of_them, "allow_partial": True}))
    assert same == bad and not done, none.brief
    failure(none, "1 of 1 ", part.reason)
    part.mend(tenant)
    again, caught_up, left = run(Task(module, all_of_them), fails=False)
    assert not again.failed and caught_up == bad and not left, again.brief
    unchanged(carry_out(tenant, Task(module, all_of_them)))


def test_desktops_whose_rows_fail_inside_a_success(tenant: Tenant, record_property) -> None:
    ids = furnished(tenant, SEATS)
    task = Task("workspace_desktop", {"select_names": ["BIO-*"], "state": "stopped"})
    tenant.fault("failed_rows", path="/action$", desktops=BAD, **NO)
    assert len(partly(carry_out(tenant, task), BAD)) == 97
    off = [name for name, desktop in tenant.desktops.items() if desktop["status"] == "SHUTOFF"]
    assert sorted(off) == sorted(set(SEATS) - set(BAD))
    again = carry_out(tenant, task)
    assert not again.failed, again.brief
    assert [sorted(body["desktop_ids"]) for body in again.sent("desktops/action")] == [
        sorted(ids[name] for name in BAD)
    ]
    unchanged(carry_out(tenant, task))
    record_property("figure", ("targets in batches that fail in part", 100))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "desired"),
    [
        ("/resize$", {"product": "workspace.c2.xlarge.windows"}),
        ("/rebuild$", {"image": "win11-bio-2026.10", "rebuild": "on_change"}),
    ],
)
def test_desktops_whose_jobs_fail(tenant: Tenant, path: str, desired: Mapping[str, Any]) -> None:
    ids = furnished(tenant, SEATS[:20])
    task = Task("workspace_desktop", {"select_names": ["BIO-*"], **desired, "max_targets": 20})
    tenant.fault("job_fail", desktops=BAD[:1], path=path, **NO)
    done = carry_out(tenant, task)
    assert tenant.control("GET", "faults")["faults"] == []
    assert len(partly(done, BAD[:1])) == 19
    assert {desktop["status"] for desktop in tenant.desktops.values()} == {"ACTIVE"}
    again = carry_out(tenant, task)
    assert not again.failed, again.brief
    others = [ids[name] for name in SEATS[:20] if name not in BAD]
    assert ids[BAD[0]] in written(again) and not [one for one in others if one in written(again)]
    unchanged(carry_out(tenant, task))


def test_snapshots(tenant: Tenant) -> None:
    ids = furnished(tenant, SEATS[:50])
    task = Task("workspace_snapshot", {"desktops": SEATS[:50], "name": "base"})
    tenant.fault("job_fail", desktops=BAD[:2], path="/snapshots/batch-create$", **NO)
    done = carry_out(tenant, task)
    assert len(partly(done, BAD[:2])) == 48
    assert sum(row["status"] == "create_success" for row in done["snapshots"]) == 48
    again = carry_out(tenant, task)
    assert not again.failed, again.brief
    others = [ids[name] for name in SEATS[:50] if name not in BAD]
    assert all(ids[name] in written(again) for name in BAD[:2])
    assert not [one for one in others if one in written(again)]
    unchanged(carry_out(tenant, task))


def test_scripts_are_retried_where_they_failed(tenant: Tenant) -> None:
    furnished(tenant, SEATS[:20])
    tenant.control("POST", "scripts", name="apps", type="BAT", content="dir")
    tenant.control("POST", "script-outcomes", script="apps", desktop=BAD[0], result_code="7", output="no disk left")
    done = carry_out(tenant, Task("workspace_script_execution", {"desktops": SEATS[:20], "scripts": ["apps"]}))
    states = {result["target"]: result["state"] for result in done["results"]}
    assert done.failed and [name for name, state in states.items() if state != "done"] == [BAD[0]], done.brief
    failure(done, BAD[0], "1 of 20")
    tenant.control("POST", "script-outcomes", script="apps", desktop=BAD[0], result_code="0", output="")
    again = carry_out(tenant, Task("workspace_script_execution", {"state": "retried", "task_id": done["task_id"]}))
    assert not again.failed, again.brief
    assert [result["target"] for result in again["results"]] == [BAD[0]]


def test_a_pool_takes_up_what_is_missing(tenant: Tenant) -> None:
    assert not carry_out(tenant, Task("workspace_desktop_pool", POOL)).failed
    tenant.fault("job_partial", path="/expand$", **NO)
    task = Task("workspace_desktop_pool", {"name": "drop-in", "size": 10})
    done = carry_out(tenant, task)
    failure(done, "drop-in", "1 of 7", NO["error_msg"].rstrip("."))
    assert done["changed"] is True and len(members(tenant)) == 9
    again = carry_out(tenant, task)
    assert not again.failed and [request["body"]["size"] for request in again.writes] == [1], again.brief
    unchanged(carry_out(tenant, task))


def test_bindings(tenant: Tenant) -> None:
    furnished(tenant, SEATS[:5])
    seats = [{"mac": f"AA-BB-CC-DD-00-{number:02d}", "desktop": name} for number, name in enumerate(SEATS[:5])]
    assert not carry_out(tenant, Task("workspace_terminal_binding", {"bindings": seats})).failed
    task = Task("workspace_terminal_binding", {"bindings": seats, "state": "absent"})
    tenant.fault("failed_rows", desktops=[SEATS[2]], **NO)
    done = carry_out(tenant, task)
    failure(done, "1 of 5", NO["error_msg"].rstrip("."))
    assert [row["desktop_name"] for row in tenant.state["tables"]["TerminalBinding"]] == [SEATS[2]]
    again = carry_out(tenant, task)
    assert not again.failed and len(again.writes) == 1 and len(again.writes[0]["body"]["id_list"]) == 1, again.brief
    unchanged(carry_out(tenant, task))
