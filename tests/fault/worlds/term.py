# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A term: the random steps of a sequence, each with what must hold after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from fault.matrix.table import FAULTS
from fault.worlds import rules
from fault.worlds.labs import NAME, Draw, draw_lab, edit
from fault.worlds.runs import Ended, Killed, Moment, check, run
from fault.worlds.world import Record, State, World, drift, log_in_or_out, mend, of_others
from hypothesis import strategies as st

if TYPE_CHECKING:
    from conftest import Emulator

ALLOWED = {"max_delete": "9", "confirm": NAME}
"""What a run is told so that it may delete what the file says."""

JOB_SECONDS = 20
"""How long jobs take: so long that what the machine takes itself is nothing beside it."""

FAULTS_OF_RUNS = {name: fault for name, fault in FAULTS.items() if fault.injected and not fault.options}
"""The faults that a whole run may meet: those that take no real time."""

DISTURBED = {
    "killed": "a kill",
    "fault": "a fault",
    "beside": "another run",
    "drift": "a change in the console",
    "session": "people logging in and out",
}
"""What may happen in the middle of a run."""


@dataclass
class ByConsole:
    """What somebody does in the console during a run.

    :ivar removed: what people lose by it. :ivar given: how many desktops people get.
    """

    removed: dict[str, str] = field(default_factory=dict)
    given: Counter[str] = field(default_factory=Counter)


class Term:
    """A sequence.

    :ivar world: the project. :ivar lab: what the lab file says now. :ivar counts: what was done, to be reported.
    """

    def __init__(self, emulator: Emulator, data: Draw) -> None:
        self.world = World(emulator)
        self.data = data
        self.counts = Counter({"random worlds: sequences": 1})
        self.lab = draw_lab(data)
        self.world.story.lab(self.lab)

    def go_by(self, disturbances: bool = True) -> None:
        """Do the steps; at the end nothing stands against a run any more, and it has to succeed.

        :param disturbances: whether anything happens in the middle of runs.
        """
        self.world.job_seconds(JOB_SECONDS)
        self.world.furnish()
        steps: list[Callable[[], Any]] = [
            self.provision,
            *([self.disturbed] if disturbances else []),
            self.drift,
            self.edit,
            self.sessions,
            self.other_procedures,
            self.days,
        ]
        for _number in range(self.data.draw(st.integers(3, 14), "steps")):
            self.data.draw(st.sampled_from(steps), "step")()
        self.converge()

    # What people do

    def drift(self) -> None:
        drift(self.data, self.world)

    def sessions(self) -> None:
        log_in_or_out(self.data, self.world)

    def edit(self) -> None:
        if edit(self.data, self.lab):
            self.world.story.lab(self.lab)

    # Runs

    def provision(self, **variables: Any) -> Ended:
        """Check, run, check and run; return how the first run ended."""
        self.world.settle()
        self.world.work()
        if not variables:
            allowed = ALLOWED if self.data.draw(st.booleans(), "deletions are allowed") else {}
            variables = {**allowed, "adopt": self.data.draw(st.booleans(), "adopt")}
        before = self.world.state
        ended = self._checked_and_run("provision", variables)
        if "max_delete" not in variables:
            rules.nothing_deleted(before, self.world.state)
        if ended.problem:
            assert not ended.writes, f"it promised to succeed, but: {ended.problem}"
            return ended
        rules.as_desired(self.world.state, self.lab, ended.skipped)
        self.world.settle()
        rules.as_desired(self.world.state, self.lab, ended.skipped)
        again = self._checked_and_run("provision", variables)
        assert not again.problem and not again.plan["actions"] and not again.writes, again.plan["actions"]
        return ended

    def other_procedures(self) -> None:
        """Run another playbook of labs, or a part of a lab."""
        self.world.settle()
        self.world.work()
        procedure, variables = self._procedure()
        ended = self._checked_and_run(procedure, variables)
        assert not ended.problem or not ended.writes, f"it promised to succeed, but: {ended.problem}"

    def _procedure(self) -> tuple[str, dict[str, Any]]:
        """Return what is run, and its run variables."""
        pick = self.data.draw
        procedure = pick(st.sampled_from(["provision", "power", "reset", "snapshot", "teardown"]), "procedure")
        seats = {"seats": pick(st.sampled_from(["all", "BIO-01", "BIO-0[1:2]"]), "seats")}
        in_use = {"if_in_use": pick(st.sampled_from(["fail", "skip"]), "if_in_use")}
        if procedure == "provision":
            only = pick(st.sampled_from(["all", "people", "seats", "pools"]), "only")
            return procedure, {**ALLOWED, **(seats if only == "seats" else {}), "only": only}
        if procedure == "power":
            action = pick(st.sampled_from(["start", "stop", "restart", "hibernate"]), "action")
            return procedure, {"action": action, **seats, **in_use}
        if procedure == "reset":
            return procedure, {"confirm": NAME, **seats, **in_use}
        return procedure, {"confirm": NAME, **(seats if procedure == "teardown" else {})}

    def days(self) -> None:
        """Let more than a week pass, in which what is scheduled happens and backups grow old."""
        self.world.days_pass(8)

    def disturbed(self) -> None:
        """Provision while something happens that a run has to bear; it may fail, if nothing is lost by it."""
        self.world.settle()
        self.world.work()
        how = self.data.draw(st.sampled_from(sorted(DISTURBED)), "disturbed by")
        if getattr(self, f"_{how}")():
            self.counts[f"random worlds: runs disturbed by {DISTURBED[how]}"] += 1
        self.world.settle()

    # Each of these returns whether it has happened: a run may end before.

    def _killed(self) -> bool:
        def kill() -> None:
            raise Killed

        return self._run_with(replace(self._moment(kill), kills=True))

    def _fault(self) -> bool:
        name = self.data.draw(st.sampled_from(sorted(FAULTS_OF_RUNS)), "fault")
        injected = FAULTS_OF_RUNS[name].injected or {}
        most = 40 if injected.get("operation") == "read" else 6
        self.world.fault(**{"skip": self.data.draw(st.integers(0, most), "skip"), **injected})
        self._run_with(None)
        left = self.world.control("GET", "faults")["faults"]
        self.world.control("DELETE", "faults")
        return not any(one["times"] == injected.get("times", 1) for one in left)

    def _beside(self) -> bool:
        others: list[Ended] = []
        procedure, variables = self._procedure()

        def other() -> None:
            self.world.story.run(procedure, variables)
            others.append(run(self.world, self.lab, procedure=procedure, **variables))

        return self._run_with(self._moment(other), others)

    def _drift(self) -> bool:
        console = ByConsole()

        def happen() -> None:
            before = self.world.state
            self.drift()
            after = self.world.state
            console.removed.update(rules.lost(before, after))
            console.given.update(rules.desktops_of_people(after) - rules.desktops_of_people(before))

        return self._run_with(self._moment(happen), console=console)

    def _session(self) -> bool:
        # Between the last look and the request nobody can know who logs in.
        return self._run_with(replace(self._moment(self.sessions), after=True))

    def _moment(self, action: Callable[[], None]) -> Moment:
        number = self.data.draw(st.integers(1, 8), "at which change")
        return Moment(number, self.data.draw(st.booleans(), "after it"), action)

    def _run_with(self, moment: Moment | None, beside: Sequence[Ended] = (), console: ByConsole | None = None) -> bool:
        """Provision, and return whether the moment has come in which something happens.

        :param console: takes up what that does to people.
        """
        before, others = self.world.state, of_others(self.world.state)
        self.world.story.run("provision", ALLOWED, moment=moment)
        ended = run(self.world, self.lab, moment, **ALLOWED)
        self.world.story.ended()
        came = moment is not None and moment.came
        self._holds(before, others, [ended, *beside], happened=came and not ended.killed, console=console)
        return came

    def _checked_and_run(self, procedure: str, variables: dict[str, Any]) -> Ended:
        before, others = self.world.state, of_others(self.world.state)
        self.counts["random worlds: undisturbed runs"] += 1
        self.world.story.run(procedure, variables, check=True)
        checked = check(self.world, self.lab, procedure, **variables)
        assert not checked.writes, checked.writes
        self.world.story.run(procedure, variables)
        ended = run(self.world, self.lab, procedure=procedure, **variables)
        assert checked.plan.failed == ended.plan.failed, (checked.plan.brief, ended.plan.brief)
        if checked.plan.failed:
            assert checked.plan.message == ended.plan.message
        else:
            assert checked.plan["actions"] == ended.plan["actions"]
            assert checked.plan["plan_id"] == ended.plan["plan_id"]
            if not ended.problem:
                assert ended.actions == checked.plan["actions"], (ended.actions, checked.plan["actions"])
        self._holds(before, others, [ended], adopted=bool(variables.get("adopt")))
        return ended

    def _holds(
        self,
        before: State,
        others: Mapping[str, Record],
        runs: Sequence[Ended],
        adopted: bool = False,
        happened: bool = False,
        console: ByConsole | None = None,
    ) -> None:
        """Assert what holds after runs, however they ended.

        :param happened: whether people went on meanwhile, or another run. :param console: what that did to people.
        """
        after, console = self.world.state, console or ByConsole()
        rules.nothing_lost(before, after, " ".join(one.announced for one in runs), console.removed)
        if not happened:
            rules.baselines_kept(before, after)
        rules.nobody_disturbed(before, after)
        rules.nothing_twice(before, after, " ".join(one.problem for one in runs), console.given)
        if not happened:
            rules.others_untouched(others, after, adopted)

    def converge(self) -> None:
        """Take away what stands against a run, and assert that it succeeds."""
        mend(self.world, self.lab)
        self.lab["defaults"].update(reassign="keep_disks", rebuild="on_change")
        self.world.story.lab(self.lab)
        ended = self.provision(**ALLOWED, adopt=True)
        assert not ended.problem, ended.problem
