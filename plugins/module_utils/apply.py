# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries a plan out: stage by stage, all calls of a stage before any wait, and no target's trouble stops another."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Callable, ClassVar, Protocol, TypeVar

from .deadline import Deadline, backoff
from .errors import BUSY_CODES, Answer, AnswerError, ApiError, DeadlineError, UnknownFateError, WorkspaceError
from .jobs import DONE, FAILED, Fate, Job, Poller, wait_for_all
from .plan import Plan, Step, Verb
from .progress import Progress

if TYPE_CHECKING:
    from .client import Client, Headers

NOT_STARTED, PLANNED, SKIPPED, SUBMITTED = "not started", "planned", "skipped", "submitted"


@dataclasses.dataclass
class Call:
    """One request that carries out steps, and what is to be waited for after it.

    :param steps: the steps it carries out, whose targets share its success or failure.
    :param jobs: makes, from the service's answer, the jobs to wait for.
    :param failures: reads, from the answer, the targets that failed although the answer is a success: target to reason
        and code.
    :param repeatable: sending it twice does what sending it once does.
    :param find_effect: see :meth:`.client.Client.write`.
    :param split: makes two calls of half the size, for a region that takes smaller batches, or to find those of its
        targets for which the whole is refused; none if there is nothing to halve.
    :param gone_is_done: whether a target that the service does not find is as desired.
    :param sort_out: reads, from a refusal of the whole, the steps' targets that it is about, as ``failures`` does, and
        makes the calls for the other steps; no targets if it tells nothing of the kind.
    :param headers: headers of this request alone.
    :param relative: whether it does more each time it is sent (adds so many, makes another, wipes again), so that after
        the service was busy it is made again from what there is by then.
    """

    method: str
    path: str
    steps: Sequence[Step]
    body: Any = None
    query: Mapping[str, Any] | None = None
    service: str = "workspace"
    jobs: Callable[[Answer], Sequence[Job]] = lambda answer: ()
    failures: Callable[[Answer], Mapping[str, tuple[str, str]]] = lambda answer: {}
    repeatable: bool = False
    find_effect: Callable[[], Answer | None] | None = None
    split: Callable[[], Sequence[Call]] | None = None
    sort_out: Callable[[ApiError], tuple[Mapping[str, tuple[str, str]], Sequence[Call]]] = lambda error: ({}, ())
    headers: Headers | None = None
    gone_is_done: bool = False
    relative: bool = False

    @property
    def targets(self) -> list[str]:
        """The names of the targets, each once."""
        return list(dict.fromkeys(step.target for step in self.steps))


_SHOWN_WITHIN = 60
"""Within how many seconds the service shows what goes on at a target."""

_MOST_PARTS = 24
"""How often a refused batch is halved at most to find the targets that it is refused for."""


@dataclasses.dataclass
class _Sorting:
    """How a batch is taken apart that the service refuses for some of its targets.

    :param late: takes up the calls whose targets are busy, for which the others do not wait.
    :param busy: takes up the steps of a batch that was accepted but for these, since their targets are busy.
    :param left: how often it may still be halved.
    """

    late: list[Call] = dataclasses.field(default_factory=list)
    busy: list[Step] = dataclasses.field(default_factory=list)
    left: int = _MOST_PARTS


@dataclasses.dataclass
class _Served:
    """The targets of a stage for which calls that start no jobs were sent.

    :param total: how many targets the stage has.
    """

    total: int
    done: set[str] = dataclasses.field(default_factory=set)
    failed: dict[str, None] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Result:
    """The outcome for one target.

    ``state`` is ``done``, ``submitted`` (not waited for), ``skipped``, ``failed``, ``not started``, or in check mode
    ``planned``.
    """

    target: str
    state: str
    reason: str = ""
    error: dict[str, Any] = dataclasses.field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the result as plain data, without empty fields."""
        shown = {"target": self.target, "state": self.state, "reason": self.reason, **self.error}
        return {name: value for name, value in shown.items() if value}


class Resource(Protocol):
    """What :class:`Run` asks of a resource.

    :cvar verb_table: its verbs by their names; none for one that works by a description.
    :cvar things: what its targets are, in the plural.
    :cvar put_back: what :meth:`restore` puts back.
    """

    pollers: Mapping[str, Poller]
    verb_table: Mapping[str, Verb]
    things: str
    put_back: str

    def stages(self, plan: Plan) -> Iterable[Sequence[Step]]:
        """Yield the steps in groups that may run at the same time, one group after the other."""

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Look once more, just before a stage, and return the targets that must not be touched now."""

    def busy(self, steps: Sequence[Step]) -> Collection[str]:
        """Return the targets that had something else going on when :meth:`admit` looked."""

    def await_idle(self, targets: Collection[str]) -> Mapping[str, Result]:
        """Wait until nothing goes on there any more, and return the targets where it did not end in time."""

    def calls(self, steps: Sequence[Step]) -> Iterable[Call]:
        """Turn the steps of a stage into as few requests as the service takes."""

    def settle(self, fates: Sequence[Fate]) -> None:
        """Learn the outcome for the targets of a stage (a new desktop's ID, for example)."""

    def to_restore(self, plan: Plan) -> Collection[str]:
        """Return the targets on which something (power) is surely changed only on the way to something else."""

    def restore(self, plan: Plan) -> Iterable[Sequence[Step]]:
        """Yield the last stages, which put that back, also where a step failed."""


Maker = TypeVar("Maker", bound=Callable[..., Iterable[Call]])


def carries_out(*verbs: str) -> Callable[[Maker], Maker]:
    """Mark the method of :class:`Operations` that makes the requests of these verbs."""

    def mark(method: Maker) -> Maker:
        vars(method)["verbs"] = verbs
        return method

    return mark


class Operations:
    """Turns the steps of one verb into requests. A subclass has one method marked by :func:`carries_out` for each verb
    of its table, which takes the steps and yields as few calls as the service allows."""

    verb_table: Mapping[str, Verb]
    _makers: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        found = {verb: name for name, method in vars(cls).items() for verb in getattr(method, "verbs", ())}
        cls._makers = {**cls._makers, **found}

    @classmethod
    def verbs(cls) -> Collection[str]:
        """Return the verbs that can be carried out."""
        return cls._makers.keys()

    def calls(self, steps: Sequence[Step]) -> Iterable[Call]:
        """Yield the calls for steps of one verb."""
        if steps:
            yield from getattr(self, self._makers[steps[0].verb])(steps)


class Run:
    """One execution of a plan. After :meth:`carry_out`, ``results`` and ``jobs`` say what happened, and ``refused`` the
    targets of which the service has refused something, without those that it has left as they were on the way."""

    def __init__(self, client: Client, resource: Resource, wait: bool) -> None:
        self.client = client
        self.resource = resource
        self.wait = wait
        self.results: dict[str, Result] = {}
        self.jobs: list[Job] = []
        self.refused: set[str] = set()
        self._unsent: set[str] = set()
        self._taken_up: set[tuple[str, str]] = set()
        self._to_put_back: set[str] = set()
        self._put_back: set[str] = set()

    def carry_out(self, plan: Plan) -> None:
        """Carry all stages out. Raises nothing that concerns a target: that becomes its result."""
        for notice in plan.skipped:
            self.results[notice.target] = Result(notice.target, SKIPPED, notice.reason)
        for notice in plan.broken:
            self.results[notice.target] = Result(notice.target, FAILED, notice.reason)
        stages = [list(stage) for stage in self.resource.stages(plan)]
        final = len(stages) if self.resource.to_restore(plan) else len(stages) - 1
        number = 0
        put_back = False
        try:
            with self.client.reading():
                for number, steps in enumerate(stages):
                    self._unsent = {step.target for step in steps}
                    self._stage(steps, last=number == final)
                if self.wait or final == len(stages):
                    put_back = True
                    self._restore(plan)
        except WorkspaceError as error:
            later = {step.target for steps in stages[number + 1 :] for step in steps}
            self._give_up(plan, self._unsent | later, str(error))
            if not put_back:
                # What went wrong is told already.
                with contextlib.suppress(WorkspaceError), self.client.reading():
                    self._restore(plan)
            begun = {step.target for steps in stages for step in steps}
            self._give_up(plan, set(plan.targets()) - begun - self._put_back, str(error))
        self._note_left(plan)
        for target in plan.targets():
            self.results.setdefault(target, Result(target, DONE if self.wait else SUBMITTED))
        order = dict.fromkeys([*plan.targets(), *self.results])
        self.results = {target: self.results[target] for target in order}

    def _restore(self, plan: Plan) -> None:
        stages = list(self.resource.restore(plan))
        self._to_put_back = {step.target for steps in stages for step in steps}
        stuck: set[str] = set()
        going_on = {target for job in self.jobs for target in job.targets}
        for number, steps in enumerate(stages, start=1):
            steps = [step for step in steps if step.target not in stuck]
            steps = [step for step in steps if not (self._concludes(step) and step.target in going_on)]
            if not steps:
                continue
            self._put_back -= {step.target for step in steps}
            objections = self.resource.admit(steps)
            # What speaks against it is told, unless something else has failed before.
            self._put_back |= objections.keys() - self.results.keys()
            for target, result in objections.items():
                self.results.setdefault(target, result)
            steps = [step for step in steps if step.target not in objections]
            self._unsent = {step.target for step in steps}
            busy = self.resource.busy(steps)
            if busy:
                self.resource.await_idle(busy)
            before = {step.target: self.results.get(step.target) for step in steps}
            self._send_all(steps, last=number == len(stages))
            served = {target for target, result in before.items() if self.results.get(target) is result}
            self._put_back |= served
            going_on -= served
            stuck |= {*objections, *before} - served
        if self._to_put_back - self._put_back:
            # Somebody else may have been faster.
            left = {step.target for steps in self.resource.restore(plan) for step in steps}
            self._put_back |= self._to_put_back - left

    def _note_left(self, plan: Plan) -> None:
        """Tell of the targets that failed what was not put back which was changed on the way."""
        begun = {target for _verb, target in self._taken_up}
        moved = self.resource.to_restore(Plan([step for step in plan.steps if step.target in begun]))
        left = self._to_put_back - self._put_back
        self.refused -= left
        for result in self.failed:
            if result.target in {*moved, *left} - self._put_back:
                result.reason += f"; its {self.resource.put_back} may not be as before"

    @property
    def failed(self) -> list[Result]:
        """The targets that did not get what the plan promised them."""
        return [result for result in self.results.values() if result.state in (FAILED, NOT_STARTED)]

    def done(self, plan: Plan) -> Plan:
        """Return the part of a plan that the service has taken up, or may have."""
        ended = {result.target for result in self.results.values() if result.state in (DONE, SUBMITTED)} - self.refused
        steps = [step for step in plan.steps if step.target in ended or (step.verb, step.target) in self._taken_up]
        return Plan(steps)

    def _stage(self, steps: Sequence[Step], last: bool) -> None:
        steps = self._admitted(steps)
        busy = self.resource.busy(steps)
        self._send_all([step for step in steps if step.target not in busy], last)
        if busy:
            # The service refuses a whole batch for one busy target, so these must not hold up the others.
            self.results.update(self.resource.await_idle(busy))
            rest = self._admitted([step for step in steps if step.target in busy])
            self._send_all(rest, last)

    def _admitted(self, steps: Sequence[Step]) -> list[Step]:
        steps = [step for step in steps if self._goes_on(step.target)]
        if steps:
            self.results.update(self.resource.admit(steps))
        return [step for step in steps if self._goes_on(step.target)]

    def _goes_on(self, target: str) -> bool:
        return target not in self.results

    def _send_all(self, steps: Sequence[Step], last: bool) -> None:
        jobs: list[Job] = []
        late: list[Call] = []
        busy: list[Step] = []
        served = _Served(len({step.target for step in steps}))
        try:
            for call in self.resource.calls(steps):
                started = self._send(call, _Sorting(late, busy))
                self._report(call, started, served)
                jobs += started
            for call in late:
                started = self._send_again(call) if call.relative else self._send_late(call)
                self._report(call, started, served)
                jobs += started
            jobs += self._send_busy(busy)
        except WorkspaceError as error:
            self._note_running(jobs, {target for job in jobs for target in job.targets}, f"when this happened: {error}")
            raise
        if last and not self.wait:
            self.jobs += jobs
        elif jobs:
            self._wait_for(jobs)

    def _once_idle(self, steps: Sequence[Step]) -> Iterable[Call]:
        """Wait until nothing goes on at the targets of steps any more, and return the calls for those that are left."""
        if not steps:
            return ()
        self.results.update(self.resource.await_idle({step.target for step in steps}))
        return self.resource.calls(self._admitted(steps))

    def _send_busy(self, steps: Sequence[Step]) -> list[Job]:
        """Send steps again that an accepted batch has passed over as busy; those that still are fail in the end.

        What goes on need not be shown at once, so a target that looks idle is tried for a while.
        """
        if not steps:
            return []
        jobs: list[Job] = []
        window = Deadline(_SHOWN_WITHIN, self.client.deadline.clock)
        for attempt in itertools.count():
            calls = self._once_idle(steps)
            pause = backoff(attempt)
            sorting = _Sorting() if min(window.left, self.client.deadline.left) > pause else None
            for call in calls:
                jobs += self._send(call, sorting)
            steps = [*sorting.busy, *(step for call in sorting.late for step in call.steps)] if sorting else []
            if not steps:
                break
            self.client.deadline.sleep(pause)
        return jobs

    def _report(self, call: Call, started: Sequence[Job], served: _Served) -> None:
        """Tell how far a stage is after a call. One that has started jobs tells it while they are waited for."""
        if started:
            return
        for target in call.targets:
            if target in self.results and self.results[target].state == FAILED:
                served.failed[target] = None
                served.done.discard(target)
            elif target not in self._unsent:
                served.done.add(target)
        verb, failed = call.steps[0].verb, tuple(served.failed)
        self.client.report(Progress(verb, len(served.done), served.total, failed, self.resource.things))

    def _send(
        self, call: Call, sorting: _Sorting | None = None, halved: bool = False, patience: float = 0.0
    ) -> list[Job]:
        """Send a call, and return the jobs to wait for.

        :param sorting: how it is taken apart if it is refused for some of its targets.
        :param halved: whether it is half of one that was too large.
        :param patience: how many seconds to wait while its target is busy.
        """
        try:
            answer = self.client.write(
                call.method,
                call.path,
                body=call.body,
                query=call.query,
                service=call.service,
                repeatable=call.repeatable,
                find_effect=call.find_effect,
                headers=call.headers,
                visible=all(self._is_visible(step) for step in call.steps),
                patience=patience,
                understand=lambda answer: (call.failures(answer), list(call.jobs(answer))),
            )
        except DeadlineError:
            raise
        except ApiError as error:
            return self._refused(call, error, sorting, halved)
        except WorkspaceError as error:
            return self._failed(call, error)
        return self._taken(call, answer, sorting)

    def _send_late(self, call: Call) -> list[Job]:
        """Send a call whose target is busy."""
        with self.client.deadline.patience() as seconds:
            return self._send(call, patience=seconds)

    def _send_again(self, late: Call) -> list[Job]:
        """Send a call again for which the service was busy, until it accepts it or there is nothing more to do."""
        jobs: list[Job] = []
        for attempt in itertools.count():
            calls = list(self._once_idle(late.steps))
            if not calls and all(map(self._goes_on, late.targets)):
                # Somebody else has brought it about meanwhile.
                self.refused.update(late.targets)
            sorting = _Sorting()
            jobs += itertools.chain.from_iterable(self._send(call, sorting) for call in calls)
            if not (sorting.late or sorting.busy):
                break
            self.client.deadline.sleep(backoff(attempt))
        self._unsent.difference_update(late.targets)
        return jobs

    def _concludes(self, step: Step) -> bool:
        verb = self.resource.verb_table.get(step.verb)
        return verb is not None and verb.concluding

    def _is_visible(self, step: Step) -> bool:
        verb = self.resource.verb_table.get(step.verb)
        return verb is None or verb.is_seen(step.fields)

    def _taken(self, call: Call, answer: Answer, sorting: _Sorting | None) -> list[Job]:
        self._unsent.difference_update(call.targets)
        try:
            with self.client.reading():
                failures = call.failures(answer)
                jobs = list(call.jobs(answer))
        except AnswerError as error:
            return self._failed(call, error)
        busy = {target for target, (_reason, code) in failures.items() if code in BUSY_CODES} if sorting else set()
        if sorting:
            sorting.busy += [step for step in call.steps if step.target in busy]
            self._unsent |= busy
        self._note_failures({target: failure for target, failure in failures.items() if target not in busy})
        self._taken_up.update((step.verb, step.target) for step in call.steps if step.target not in failures)
        for job in jobs:
            job.targets = {target: found for target, found in job.targets.items() if target not in failures}
        return [job for job in jobs if job.targets]

    def _refused(self, call: Call, error: ApiError, sorting: _Sorting | None, halved: bool) -> list[Job]:
        halves: Sequence[Call] = ()
        if call.split and error.too_many and not halved:
            halves, halved = call.split(), True
        elif call.split and sorting and sorting.left and error.concerns(call.targets):
            sorting.left -= 1
            halves = call.split()
        if halves:
            return list(itertools.chain.from_iterable(self._send(half, sorting, halved) for half in halves))
        if error.busy and sorting:
            sorting.late.append(call)
            return []
        if error.not_found and call.gone_is_done and len(call.targets) == 1:
            self.refused.update(call.targets)
            self._unsent.difference_update(call.targets)
            return []
        failures, others = call.sort_out(error)
        if failures:
            self._note_failures(failures)
            return list(itertools.chain.from_iterable(self._send(other, sorting) for other in others))
        return self._failed(call, error)

    def _failed(self, call: Call, error: WorkspaceError) -> list[Job]:
        if isinstance(error, (AnswerError, UnknownFateError)):
            self._taken_up.update((step.verb, step.target) for step in call.steps)
        elif isinstance(error, ApiError):
            self.refused.update(call.targets)
        for target in call.targets:
            self.results[target] = Result(target, FAILED, str(error), error.result())
        return []

    def _note_failures(self, failures: Mapping[str, tuple[str, str]]) -> None:
        self.refused.update(failures)
        for target, (reason, code) in failures.items():
            self.results[target] = Result(target, FAILED, reason, {"error_code": code} if code else {})

    def _wait_for(self, jobs: Sequence[Job]) -> None:
        try:
            with self.client.reading():
                fates = wait_for_all(self.client, jobs, pollers=self.resource.pollers)
        except WorkspaceError as error:
            self._note_running(jobs, {target for job in jobs for target in job.targets}, f"when this happened: {error}")
            raise
        self.resource.settle(fates)
        late = set()
        for fate in fates:
            if fate.state == FAILED:
                code = {"error_code": fate.error_code} if fate.error_code else {}
                self.results[fate.target] = Result(fate.target, FAILED, fate.reason, code)
            elif fate.state != DONE:
                late.add(fate.target)
        if late:
            self._note_running(jobs, late, f"after {self.client.deadline.seconds:.0f} s (wait_timeout)")
            raise DeadlineError(f"the task's time of {self.client.deadline.seconds:.0f} s (wait_timeout) is used up")

    def _note_running(self, jobs: Sequence[Job], targets: Collection[str], why: str) -> None:
        """Give targets on which something still goes on their result, and keep their jobs for the user."""
        late = set(targets)
        running = [job for job in jobs if not late.isdisjoint(job.targets)]
        for job in running:
            for target in job.targets:
                if target in late:
                    self.results[target] = Result(target, FAILED, f"{job.verb} had not ended {why}")
        self.jobs += running

    def _give_up(self, plan: Plan, unfinished: Collection[str], reason: str) -> None:
        """Give the targets for which something is still to be sent their result; the others are done."""
        for target in plan.targets():
            if target in unfinished:
                self.results.setdefault(target, Result(target, NOT_STARTED, reason))
