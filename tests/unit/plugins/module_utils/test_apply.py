# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carrying a plan out: the order of stages, whose trouble stops whom, too large batches, and the end of time."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pytest
from unit.plugins.module_utils.stub import Clock

from ansible_collections.huaweicloud.workspace.plugins.module_utils.apply import (
    NOT_STARTED,
    SKIPPED,
    SUBMITTED,
    Call,
    Result,
    Run,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.client import Client
from ansible_collections.huaweicloud.workspace.plugins.module_utils.deadline import Deadline
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import (
    ApiError,
    DeadlineError,
    UnknownFateError,
    UnreachableError,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.jobs import DONE, FAILED, Fate, Job, Watch
from ansible_collections.huaweicloud.workspace.plugins.module_utils.plan import Notice, Plan, Step, Verb
from ansible_collections.huaweicloud.workspace.plugins.module_utils.progress import Progress


class FakeClient(Client):
    """Writes down what is sent, takes a second for it, and gives or raises what ``answers`` has for a path."""

    def __init__(self, log: list[str], seconds: float = 1000) -> None:
        self.log = log
        self._last = threading.local()
        self.clock = Clock()
        self.deadline = Deadline(seconds, self.clock, self.clock.sleep)
        self.answers: dict[str, Any] = {}
        self.largest = 1000
        self.unfit: dict[str, ApiError] = {}
        self.patient: list[bool] = []
        self.visible: list[bool] = []

    def write(self, method: str, path: str, **more: Any) -> Any:
        self.deadline.check()
        self.log.append(f"send {path} {'+'.join(more['body'])}")
        self.clock.now += 1
        self.patient.append(more["patience"] > 0)
        self.visible.append(more["visible"])
        unfit = [name for name in more["body"] if name in self.unfit]
        if unfit and not (more["patience"] and self.unfit[unfit[0]].busy):
            raise self.unfit[unfit[0]]
        if len(more["body"]) > self.largest:
            raise ApiError(400, "WKS.1", "Too many desktops in one request.")
        answer = self.answers.get(path, {})
        if isinstance(answer, Exception):
            raise answer
        return answer


class FakeResource:
    """Sends the steps of a verb in batches, and waits for each for ten seconds."""

    def __init__(self, client: FakeClient, batch: int = 100) -> None:
        self.client = client
        self.batch = batch
        self.pollers = {"fake": self._poll}
        self.verb_table: dict[str, Any] = {}
        self.things = "users"
        self.put_back = "power state"
        self.objections: dict[str, dict[str, Result]] = {}
        self.occupied: set[str] = set()
        self.to_put_back: list[Step] = []
        self.failing: dict[str, str] = {}
        self.partly: dict[str, tuple[str, str]] = {}
        self.trouble: list[Exception] = []
        self.settled: list[Fate] = []
        self.gone_is_done = False

    def stages(self, plan: Plan) -> Iterable[Sequence[Step]]:
        verbs = list(dict.fromkeys(step.verb for step in plan.steps))
        return [[step for step in plan.steps if step.verb == verb] for verb in verbs]

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        self.client.log.append("admit " + "+".join(step.target for step in steps))
        return self.objections.get(steps[0].verb, {})

    def busy(self, steps: Sequence[Step]) -> Collection[str]:
        return {step.target for step in steps} & self.occupied

    def await_idle(self, targets: Collection[str]) -> Mapping[str, Result]:
        self.client.log.append("await " + "+".join(sorted(targets)))
        self.occupied -= set(targets)
        return {}

    def calls(self, steps: Sequence[Step]) -> Iterable[Call]:
        for start in range(0, len(steps), self.batch):
            yield self._call(steps[start : start + self.batch])

    def _call(self, steps: Sequence[Step]) -> Call:
        half = len(steps) // 2
        targets = {step.target: None for step in steps}
        verb = steps[0].verb
        return Call(
            "POST",
            verb,
            steps,
            body=[step.target for step in steps],
            jobs=lambda answer: [Job("j-" + "+".join(targets), "fake", verb, dict(targets))] if verb != "tag" else [],
            failures=lambda answer: {name: told for name, told in self.partly.items() if name in targets},
            split=lambda: [self._call(steps[:half]), self._call(steps[half:])] if half else [],
            gone_is_done=self.gone_is_done,
        )

    def settle(self, fates: Sequence[Fate]) -> None:
        self.settled += fates

    def to_restore(self, plan: Plan) -> Collection[str]:
        return {step.target for step in self.to_put_back}

    def restore(self, plan: Plan) -> Iterable[Sequence[Step]]:
        if self.to_put_back:
            yield self.to_put_back

    def _poll(self, client: Client, watches: Sequence[Watch]) -> None:
        self.client.log.append("poll " + "+".join(target for watch in watches for target in watch.fates))
        self.client.clock.now += 10
        for error in self.trouble:
            raise error
        for watch in watches:
            for fate in watch.fates.values():
                reason = self.failing.get(fate.target)
                if reason != "never":
                    fate.state, fate.reason = (FAILED, reason) if reason else (DONE, "")


@pytest.fixture
def log() -> list[str]:
    """Give the list of what happened."""
    return []


@pytest.fixture
def client(log: list[str]) -> FakeClient:
    """Give a client that only writes down."""
    return FakeClient(log)


@pytest.fixture
def resource(client: FakeClient) -> FakeResource:
    """Give a resource."""
    return FakeResource(client)


def plan(*steps: str, **more: Any) -> Plan:
    """Return a plan of steps written as ``verb target``."""
    return Plan([Step(*step.split()) for step in steps], **more)


def carried_out(resource: FakeResource, what: Plan, wait: bool = True) -> Run:
    """Carry a plan out."""
    run = Run(resource.client, resource, wait)
    run.carry_out(what)
    return run


def states(run: Run) -> dict[str, str]:
    """Return the state of each target."""
    return {result.target: result.state for result in run.results.values()}


def test_stages_follow_each_other_and_a_stage_waits_once_for_all_its_calls(log: list[str], client: FakeClient) -> None:
    resource = FakeResource(client, batch=2)
    run = carried_out(resource, plan("resize A", "resize B", "resize C", "start A"))
    assert log == [
        "admit A+B+C",
        "send resize A+B",
        "send resize C",
        "poll A+B+C",
        "admit A",
        "send start A",
        "poll A",
    ]
    assert states(run) == dict.fromkeys("ABC", DONE)
    assert (run.failed, run.jobs) == ([], [])
    assert [fate.target for fate in resource.settled] == ["A", "B", "C", "A"]


def test_a_stage_without_jobs_is_not_waited_for(log: list[str], resource: FakeResource) -> None:
    assert states(carried_out(resource, plan("tag A"))) == {"A": DONE}
    assert log == ["admit A", "send tag A"]


def test_an_empty_plan_sends_nothing(log: list[str], resource: FakeResource) -> None:
    assert states(carried_out(resource, plan())) == {}
    assert log == []


def test_skipped_targets_are_told(resource: FakeResource) -> None:
    run = carried_out(resource, plan("stop B", skipped=[Notice("A", "somebody is logged in")]))
    assert run.results["A"].as_dict() == {"target": "A", "state": SKIPPED, "reason": "somebody is logged in"}
    assert run.failed == []


# Trouble of one target


def test_a_failed_job_stops_its_target_alone(log: list[str], resource: FakeResource) -> None:
    resource.failing = {"A": "no host"}
    run = carried_out(resource, plan("resize A", "resize B", "start A", "start B"))
    assert states(run) == {"A": FAILED, "B": DONE}
    assert run.results["A"].reason == "no host"
    assert "send start B" in log and not [line for line in log if "start A" in line]


@pytest.mark.parametrize(
    "error",
    [ApiError(400, "WKS.9", "No.", request_id="r"), UnknownFateError("lost"), UnreachableError("down")],
)
def test_a_refused_call_stops_its_targets_alone(log: list[str], client: FakeClient, error: Exception) -> None:
    resource = FakeResource(client, batch=1)
    client.answers["resize"] = error
    run = carried_out(resource, plan("resize A", "resize B", "start A", "start C"))
    assert states(run) == {"A": FAILED, "B": FAILED, "C": DONE}
    assert "send resize B" in log and "send start C" in log
    assert run.results["A"].reason == str(error)
    if isinstance(error, ApiError):
        assert run.results["A"].as_dict()["error_code"] == "WKS.9"


def test_failures_inside_a_success_stop_their_targets_and_are_not_waited_for(
    log: list[str], resource: FakeResource
) -> None:
    resource.partly = {"A": ("is frozen", "WKS.7")}
    run = carried_out(resource, plan("stop A", "stop B", "start A", "start B"))
    assert states(run) == {"A": FAILED, "B": DONE}
    assert run.results["A"].as_dict() == {"target": "A", "state": FAILED, "reason": "is frozen", "error_code": "WKS.7"}
    assert log[2:] == ["poll B", "admit B", "send start B", "poll B"]


def test_nothing_is_waited_for_when_all_of_a_call_failed(log: list[str], resource: FakeResource) -> None:
    resource.partly = {"A": ("is frozen", "")}
    carried_out(resource, plan("stop A"))
    assert log == ["admit A", "send stop A"]


def test_a_target_that_is_not_admitted_is_left_out_from_then_on(log: list[str], resource: FakeResource) -> None:
    resource.objections = {"resize": {"A": Result("A", SKIPPED, "in use now")}}
    run = carried_out(resource, plan("tag A", "tag B", "resize A", "resize B", "start A"))
    assert states(run) == {"A": SKIPPED, "B": DONE}
    assert log == ["admit A+B", "send tag A+B", "admit A+B", "send resize B", "poll B"]


def test_a_busy_target_does_not_hold_up_the_others(log: list[str], resource: FakeResource) -> None:
    resource.occupied = {"A"}
    run = carried_out(resource, plan("stop A", "stop B"))
    assert states(run) == {"A": DONE, "B": DONE}
    assert log == ["admit A+B", "send stop B", "poll B", "await A", "admit A", "send stop A", "poll A"]


# Batches


def test_a_batch_that_is_too_large_is_halved_once(log: list[str], resource: FakeResource) -> None:
    resource.client.largest = 3
    run = carried_out(resource, plan(*(f"stop {name}" for name in "ABCDE")))
    sent = [line.split()[2] for line in log if line.startswith("send")]
    assert sent == ["A+B+C+D+E", "A+B", "C+D+E"]
    assert log[-1] == "poll A+B+C+D+E"
    assert states(run) == dict.fromkeys("ABCDE", DONE)


def test_a_half_that_is_still_too_large_fails(log: list[str], resource: FakeResource) -> None:
    resource.client.largest = 2
    run = carried_out(resource, plan(*(f"stop {name}" for name in "ABCDE")))
    assert [line.split()[2] for line in log if line.startswith("send")] == ["A+B+C+D+E", "A+B", "C+D+E"]
    assert states(run) == {"A": DONE, "B": DONE, "C": FAILED, "D": FAILED, "E": FAILED}


def test_a_single_target_that_is_too_many_fails(log: list[str], resource: FakeResource) -> None:
    resource.client.largest = 0
    run = carried_out(resource, plan("stop A", "stop B"))
    assert [line.split()[2] for line in log if line.startswith("send")] == ["A+B", "A", "B"]
    assert states(run) == {"A": FAILED, "B": FAILED}


def test_a_batch_refused_for_another_reason_is_not_halved(log: list[str], resource: FakeResource) -> None:
    resource.client.answers["stop"] = ApiError(400, "WKS.1", "The quota of desktops is exceeded.")
    carried_out(resource, plan("stop A", "stop B"))
    assert [line for line in log if line.startswith("send")] == ["send stop A+B"]


# Batches with a target for which all are refused

BUSY = ApiError(409, "WKS.00010032", "Operation conflict.")
MISSING = ApiError(404, "WKS.0404", "It does not exist.")


def requests(log: list[str]) -> list[str]:
    """Return the targets of each request."""
    return [line.split()[2] for line in log if line.startswith("send")]


def test_one_missing_target_does_not_spoil_the_others(log: list[str], resource: FakeResource) -> None:
    resource.client.unfit = {"C": MISSING}
    run = carried_out(resource, plan(*(f"stop {name}" for name in "ABCDEFGH")))
    assert states(run) == {**dict.fromkeys("ABCDEFGH", DONE), "C": FAILED}
    assert requests(log) == ["A+B+C+D+E+F+G+H", "A+B+C+D", "A+B", "C+D", "C", "D", "E+F+G+H"]


def test_a_busy_target_is_waited_for_once_the_others_are_served(log: list[str], resource: FakeResource) -> None:
    resource.client.unfit = {"B": BUSY}
    run = carried_out(resource, plan(*(f"stop {name}" for name in "ABCD")))
    assert states(run) == dict.fromkeys("ABCD", DONE)
    assert requests(log) == ["A+B+C+D", "A+B", "A", "B", "C+D", "B"]
    assert resource.client.patient == [False] * 5 + [True]


def test_a_target_that_an_accepted_batch_passes_over_as_busy_is_sent_again(
    log: list[str], resource: FakeResource, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource.partly = {"A": ("Operation conflict.", "WKS.00010032")}
    usual = resource.await_idle

    def await_idle(targets: Collection[str]) -> Mapping[str, Result]:
        if len(requests(log)) == 3:
            resource.partly = {}
        return usual(targets)

    monkeypatch.setattr(resource, "await_idle", await_idle)
    run = carried_out(resource, plan("stop A", "stop B"))
    assert states(run) == {"A": DONE, "B": DONE}
    assert requests(log) == ["A+B", "A", "A", "A"]
    assert log[-1] == "poll B+A"


def test_what_is_busy_for_ever_in_the_rows_of_an_answer_fails_in_the_end(resource: FakeResource) -> None:
    resource.partly = {"A": ("Operation conflict.", "WKS.00010032")}
    run = carried_out(resource, plan("stop A", "stop B"))
    assert states(run) == {"A": FAILED, "B": DONE} and run.refused == {"A"}
    assert run.results["A"].reason == "Operation conflict."
    assert resource.client.deadline.elapsed < 100


def test_a_refusal_that_names_a_target_is_sorted_out(log: list[str], resource: FakeResource) -> None:
    resource.client.unfit = {"Name-3": ApiError(400, "WKS.1", "The name Name-3 is not valid.")}
    run = carried_out(resource, plan(*(f"stop Name-{number}" for number in range(1, 5))))
    assert [name for name, state in states(run).items() if state == FAILED] == ["Name-3"]


def test_a_batch_that_is_busy_as_a_whole_is_not_taken_apart_for_ever(log: list[str], resource: FakeResource) -> None:
    names = [f"P{number:03d}" for number in range(100)]
    resource.client.unfit = dict.fromkeys(names, BUSY)
    run = carried_out(resource, plan(*(f"stop {name}" for name in names)))
    assert states(run) == dict.fromkeys(names, DONE)
    assert len(requests(log)) < 80


def test_what_cannot_be_seen_afterwards_is_sent_so(resource: FakeResource) -> None:
    resource.verb_table = {"restart": Verb("restart", visible=False), "stop": Verb("stop")}
    carried_out(resource, plan("stop A", "restart A", "tag A"))
    assert resource.client.visible == [True, False, True]


def test_only_what_the_service_took_up_counts_as_done(resource: FakeResource) -> None:
    resource.client.unfit = {"B": ApiError(400, "WKS.1", "No.")}
    resource.failing = {"C": "no host"}
    what = plan("stop A", "stop C", "tag B", skipped=[Notice("D", "in use")])
    run = carried_out(resource, what)
    assert [(step.verb, step.target) for step in run.done(what).steps] == [("stop", "A"), ("stop", "C")]
    assert run.refused == {"B"}


@pytest.mark.parametrize(("error", "done"), [(UnknownFateError("lost"), True), (UnreachableError("down"), False)])
def test_what_may_have_been_taken_up_counts_as_done(resource: FakeResource, error: Exception, done: bool) -> None:
    resource.client.answers = {"stop": error}
    what = plan("stop A")
    assert carried_out(resource, what).done(what).changed is done


def test_an_answer_that_cannot_be_understood_fails_its_targets_alone(client: FakeClient) -> None:
    resource = FakeResource(client, batch=1)
    client.answers = {"stop": {"row": None}}
    client._last.request = "POST stop"
    make = resource._call

    def odd(steps: Sequence[Step]) -> Call:
        call = make(steps)
        if steps[0].target == "A":
            call.jobs = lambda answer: answer["row"]["id"]
        return call

    resource._call = odd  # type: ignore[method-assign]
    what = plan("stop A", "stop B")
    run = carried_out(resource, what)
    assert states(run) == {"A": FAILED, "B": DONE} and run.done(what).targets() == ["A", "B"]
    assert "answer to POST stop is not as described" in run.results["A"].reason


def test_what_is_gone_already_is_as_desired_where_a_call_says_so(log: list[str], resource: FakeResource) -> None:
    resource.client.unfit = {"B": MISSING}
    resource.gone_is_done = True
    assert states(carried_out(resource, plan("tag A", "tag B"))) == {"A": DONE, "B": DONE}


# Not waiting


def test_without_wait_only_the_last_stage_is_not_waited_for(log: list[str], resource: FakeResource) -> None:
    run = carried_out(resource, plan("resize A", "start A", "start B"), wait=False)
    assert log == ["admit A", "send resize A", "poll A", "admit A+B", "send start A+B"]
    assert states(run) == {"A": SUBMITTED, "B": SUBMITTED}
    assert [(job.id, job.verb, list(job.targets)) for job in run.jobs] == [("j-A+B", "start", ["A", "B"])]


def test_without_wait_what_is_put_back_is_the_last_stage(log: list[str], resource: FakeResource) -> None:
    resource.to_put_back = [Step("start", "A")]
    run = carried_out(resource, plan("resize A"), wait=False)
    assert log == ["admit A", "send resize A", "poll A", "admit A", "send start A"]
    assert [job.verb for job in run.jobs] == ["start"]


def test_nobody_is_disturbed_to_put_something_back(log: list[str], resource: FakeResource) -> None:
    resource.to_put_back = [Step("stop", "A", disturbs=True)]
    resource.objections = {"stop": {"A": Result("A", FAILED, "somebody has logged in meanwhile")}}
    run = carried_out(resource, plan("rename A"))
    assert "send stop A" not in log
    assert run.results["A"].reason == "somebody has logged in meanwhile"


def test_what_was_changed_on_the_way_is_put_back_also_after_a_failure(log: list[str], resource: FakeResource) -> None:
    resource.to_put_back = [Step("start", "A")]
    resource.failing = {"A": "no host"}
    assert states(carried_out(resource, plan("resize A"))) == {"A": FAILED}
    assert "send start A" in log


def test_what_was_changed_on_the_way_is_put_back_also_when_a_look_breaks_off(
    log: list[str], resource: FakeResource, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = resource.admit

    def admit(steps: Sequence[Step]) -> Mapping[str, Result]:
        if steps[0].verb == "rename":
            raise ApiError(403, "WKS.2", "No.")
        return looked(steps)

    monkeypatch.setattr(resource, "admit", admit)
    resource.to_put_back = [Step("start", "A")]
    run = carried_out(resource, plan("tag A", "rename A"))
    assert states(run) == {"A": NOT_STARTED}
    assert log == ["admit A", "send tag A", "admit A", "send start A", "poll A"]


def test_what_says_that_something_is_under_way_stays_while_nobody_knows_how_it_ends(
    log: list[str], resource: FakeResource
) -> None:
    resource.verb_table = {"clear": Verb("clear", concluding=True)}
    resource.to_put_back = [Step("clear", "A")]
    resource.trouble = [ApiError(404, "WKS.1", "There is no such job.")]
    run = carried_out(resource, plan("resize A"))
    assert "send clear A" not in log
    assert run.results["A"].reason.endswith("; its power state may not be as before")
    resource.trouble, resource.failing = [], {"A": "no host"}
    carried_out(resource, plan("resize A"))
    assert "send clear A" in log


def test_what_was_not_put_back_in_time_is_told(log: list[str]) -> None:
    resource = FakeResource(FakeClient(log, seconds=60), batch=1)
    resource.failing = {"A": "never"}
    resource.to_put_back = [Step("start", "A")]
    run = carried_out(resource, plan("resize A", "resize B"))
    assert "send start A" not in log
    assert run.results["A"].reason.endswith("; its power state may not be as before")
    assert "power state" not in run.results["B"].reason


def test_what_the_service_refuses_to_put_back_is_told_although_the_plan_is_done(resource: FakeResource) -> None:
    resource.client.answers["start"] = ApiError(400, "WKS.1", "No capacity.")
    resource.to_put_back = [Step("start", "A")]
    run = carried_out(resource, plan("resize A", "resize B"))
    assert states(run) == {"A": FAILED, "B": DONE}
    assert run.results["A"].reason.endswith("; its power state may not be as before")
    assert run.refused == set()
    assert {step.target for step in run.done(plan("resize A", "resize B")).steps} == {"A", "B"}


def test_what_somebody_else_has_put_back_is_as_before(resource: FakeResource, monkeypatch: pytest.MonkeyPatch) -> None:
    resource.client.answers["start"] = ApiError(400, "WKS.1", "It runs.")
    looks = iter([[[Step("start", "A")]], []])
    monkeypatch.setattr(resource, "restore", lambda plan: next(looks))
    run = carried_out(resource, plan("resize A"))
    assert "power state" not in run.results["A"].reason
    assert run.refused == {"A"}


def test_what_is_busy_is_waited_for_before_it_is_put_back(
    log: list[str], resource: FakeResource, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource.to_put_back = [Step("start", "A")]
    resource.failing = {"A": "no host"}
    monkeypatch.setattr(resource, "settle", lambda fates: resource.occupied.add("A"))
    carried_out(resource, plan("resize A"))
    assert log[-4:] == ["admit A", "await A", "send start A", "poll A"]


# The end of time


def test_what_still_runs_at_the_end_is_told_with_its_job(log: list[str]) -> None:
    resource = FakeResource(FakeClient(log, seconds=60), batch=1)
    resource.failing = {"A": "never"}
    run = carried_out(resource, plan("resize A", "resize B", "start A", "start C"))
    assert states(run) == {"A": FAILED, "B": DONE, "C": NOT_STARTED}
    assert run.results["A"].reason == "resize had not ended after 60 s (wait_timeout)"
    assert run.results["C"].reason == "the task's time of 60 s (wait_timeout) is used up"
    assert [job.id for job in run.jobs] == ["j-A"]


def test_calls_that_come_too_late_are_not_started_and_those_sent_are_told(log: list[str]) -> None:
    resource = FakeResource(FakeClient(log, seconds=2), batch=1)
    run = carried_out(resource, plan("resize A", "resize B", "resize C", "start D"))
    assert states(run) == {"A": FAILED, "B": FAILED, "C": NOT_STARTED, "D": NOT_STARTED}
    assert "resize had not ended" in run.results["A"].reason
    assert [job.id for job in run.jobs] == ["j-A", "j-B"]


@pytest.mark.parametrize("error", [UnreachableError("the service is down"), ApiError(403, "X", "denied")])
def test_a_wait_that_breaks_off_leaves_results_and_jobs(resource: FakeResource, error: Exception) -> None:
    resource.trouble = [error]
    run = carried_out(resource, plan("resize A", "start B"))
    assert states(run) == {"A": FAILED, "B": NOT_STARTED}
    assert str(error) in run.results["A"].reason and "resize had not ended" in run.results["A"].reason
    assert run.results["B"].reason == str(error)
    assert [job.id for job in run.jobs] == ["j-A"]


def test_a_look_that_breaks_off_starts_nothing_more(
    log: list[str], resource: FakeResource, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(steps: Sequence[Step]) -> Mapping[str, Result]:
        raise DeadlineError("too late") if steps[0].verb == "start" else UnreachableError("down")

    monkeypatch.setattr(resource, "admit", down)
    assert states(carried_out(resource, plan("resize A", "start B"))) == {"A": NOT_STARTED, "B": NOT_STARTED}
    assert log == []


# Progress


def told(resource: FakeResource, what: Plan, wait: bool = True) -> list[Progress]:
    """Carry a plan out and return what was told meanwhile."""
    shown: list[Progress] = []
    resource.client.report = shown.append
    carried_out(resource, what, wait)
    return shown


def test_each_call_without_a_job_tells_how_far_its_stage_is(client: FakeClient) -> None:
    resource = FakeResource(client, batch=2)
    assert told(resource, plan("tag A", "tag B", "tag C", "tag D", "tag E")) == [
        Progress("tag", done, 5, things="users") for done in (2, 4, 5)
    ]


def test_targets_of_calls_that_fail_are_told(resource: FakeResource) -> None:
    resource.partly = {"B": ("locked", "")}
    assert told(resource, plan("tag A", "tag B")) == [Progress("tag", 1, 2, ("B",), "users")]


def test_a_target_of_several_calls_counts_once(client: FakeClient) -> None:
    resource = FakeResource(client, batch=1)
    steps = plan("tag A", "tag A", "tag B")
    assert [progress.done for progress in told(resource, steps)] == [1, 1, 2]
    assert {progress.total for progress in told(resource, steps)} == {2}


def test_calls_that_start_jobs_are_told_while_these_are_waited_for(resource: FakeResource) -> None:
    assert told(resource, plan("stop A", "stop B")) == [Progress("stop", 2, 2)]
    assert told(resource, plan("stop A", "stop B"), wait=False) == []


def test_what_is_told_costs_as_much_for_each_of_many_calls(client: FakeClient) -> None:
    class Counting(str):
        hashed = 0

        def __hash__(self) -> int:
            Counting.hashed += 1
            return super().__hash__()

    def hashes(number: int) -> int:
        Counting.hashed = 0
        steps = [Step("tag", Counting(f"T{one}")) for one in range(number)]
        told(FakeResource(FakeClient([], seconds=10**6), batch=1), Plan(steps))
        return Counting.hashed

    few, many = hashes(20), hashes(200)
    assert many < 12 * few
