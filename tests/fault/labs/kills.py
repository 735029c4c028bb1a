# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills runs of lab playbooks exactly at a request, and proves that the next run, from another directory, ends as one
that nobody disturbed."""

from __future__ import annotations

import re
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import ANSIBLE_SECONDS, Emulator
from fault.labs.biology import settle
from fault.labs.scenario import LabScenario
from fault.matrix.view import differences, view
from fault.worlds.runs import Ended, check
from integration.harness import Tenant
from integration.rooms import Played
from integration.warm import Warm, WarmRoom

from emulator.cloud.jobs import LISTED_AFTER

View = dict[str, list[str]]

TRIES = 3
"""How many runs may be needed after one that was killed; each but the last says what to do."""

AGAIN = re.compile(r"[Rr]un (it|the task|the playbook|this) again")
"""What a message says that the next run follows."""


DONE_AGAIN = ("wiped", "ScriptRun", "ScriptRecord", "ScriptTask", "Notice")
"""What tells of rebuilds, restorations, script runs and messages."""


@dataclass(frozen=True)
class Base:
    """What a scenario finds, and how it ends if nobody disturbs it.

    :ivar project_id: the project in which all is as the run finds it. :ivar requests: how many the run sends.
    :ivar writes: how many of them change something.
    """

    scenario: LabScenario
    emulator: Emulator
    warm: Warm
    project_id: str
    requests: int
    writes: int
    end: View

    @classmethod
    def of(cls, scenario: LabScenario, emulator: Emulator, folders: pytest.TempPathFactory, warm: Warm) -> Base:
        """Prepare a scenario and run it undisturbed. It has to change something, and to leave nothing to do."""
        room = WarmRoom(emulator.in_project(uuid.uuid4().hex), folders.mktemp("base"), warm)
        scenario.prepare(room)
        settle(room)
        begun = cls(scenario, emulator, warm, room.project_id, 0, 0, {})
        copy = begun.room(room.folder)
        assert planned(room, scenario).plan["actions"], "its plan changes nothing"
        done = copy.play(scenario.playbook, **scenario.variables).done()
        assert done.writes, f"it changes nothing: {done.text}"
        requests = len(copy.journal())
        writes = len(done.writes)
        assert scenario.kills >= 2 * writes, f"it writes {writes} times, but is killed {scenario.kills} times"
        settle(copy)
        if not scenario.acts:
            copy.play(scenario.playbook, **scenario.variables).unchanged()
        return cls(scenario, emulator, warm, room.project_id, requests, writes, seen(copy.state, scenario))

    def room(self, folder: Path) -> WarmRoom:
        """Return a project of its own, in which all is as the run finds it."""
        room = WarmRoom(self.emulator.in_project(uuid.uuid4().hex), folder, self.warm)
        room.control("POST", "copy", project=self.project_id)
        self.scenario.write(room)
        return room


@dataclass(frozen=True)
class Kill:
    """When a run is killed.

    :ivar request: at which of its requests, counted from 1. :ivar operation: ``write`` if only those are counted that
        change something, empty if all are. :ivar carried_out: whether the service still carries that out.
    :ivar settled: whether all that goes on ends before the next run.
    """

    request: int
    operation: str
    carried_out: bool
    settled: bool

    @classmethod
    def number(cls, number: int, base: Base, seed: int) -> Kill:
        """Return one of the kills of a scenario: at each request that changes something, carried out and not; then
        spread over all requests, of all kinds in turn."""
        write, carried_out = divmod(number, 2)
        if write < base.writes:
            return cls(1 + write, "write", bool(carried_out), bool(write & 1) != bool(carried_out))
        number, kills = number - 2 * base.writes, base.scenario.kills - 2 * base.writes
        place = (number * base.requests + seed % base.requests) // kills % base.requests
        return cls(1 + place, "", bool(number & 1), bool(number & 2))


def seen(state: dict[str, Any], scenario: LabScenario) -> View:
    """Return what there is. What may be done twice is told once; and where a playbook does something each time that it
    is run, nobody's work is lost where it does it to what it has put there before."""
    twice = scenario.twice
    if scenario.acts:
        lost = [row for row in state["wiped"] if not str(row["content"]).startswith("image:")]
        state, twice = {**state, "wiped": lost}, DONE_AGAIN
    return {kind: sorted(set(rows)) if kind in twice else rows for kind, rows in view(state).items()}


def survives(base: Base, kill: Kill, folder: Path) -> bool:
    """Kill the run of a scenario, and assert that the next run, or the one after what that says, ends as it does
    undisturbed, and leaves nothing to do. Return whether the run was killed: it may need fewer requests this time.
    """
    scenario = base.scenario
    room = base.room(folder)
    if not _killed(room, base, kill):
        assert not kill.operation, f"it never sent request {kill.request} of those that change something"
        return False
    if kill.settled:
        settle(room)
    else:
        # What the service does not list yet, no run can know of.
        room.control("POST", "clock", advance=LISTED_AFTER * room.state["job_seconds"])
    left = scenario.names(_once_settled(room).state)
    _go_elsewhere(room, scenario)
    played = _finish(room, scenario)
    played.told(*left)
    settle(room)
    wrong = differences(base.end, seen(room.state, scenario))
    assert not wrong, "\n".join([str(kill), *wrong])
    if not scenario.acts:
        # What the playbook does where there is nothing to do, the undisturbed run has shown.
        again = planned(room, scenario)
        assert not again.problem and not again.plan["changed"] and not again.plan["actions"], again.plan.brief
    return True


def planned(room: WarmRoom, scenario: LabScenario) -> Ended:
    """Plan a run in the process of the test, for a tenth of what its playbook costs."""
    only = {"only": "people"} if scenario.playbook == "people" else {}
    procedure = "provision" if only else scenario.playbook
    return check(room, str(room.folder / "lab.yml"), procedure, **scenario.variables, **only)


def _killed(room: WarmRoom, base: Base, kill: Kill) -> bool:
    """Run a scenario and kill it at a request."""
    kinds = {"operation": kill.operation, "carried_out": kill.carried_out}
    room.fault("hold", skip=kill.request - 1, seconds=ANSIBLE_SECONDS, **kinds)
    run = room.start(base.scenario.playbook, **base.scenario.variables)
    end = time.monotonic() + ANSIBLE_SECONDS
    while not room.control("GET", "faults")["held"]:
        assert time.monotonic() < end, "it has neither ended nor sent that request"
        if run.ended(0.2):
            code, text = run.wait()
            assert not code, text
            room.control("DELETE", "faults")
            return False
    run.kill()
    assert room.control("POST", "release") == {"released": 1}
    return True


def _go_elsewhere(room: WarmRoom, scenario: LabScenario) -> None:
    """Let the next runs be in another directory, where nothing of the killed one is but what its user brings along."""
    room.folder = room.folder / "elsewhere"
    room.folder.mkdir()
    scenario.write(room)


def _once_settled(room: WarmRoom) -> Tenant:
    """Return a copy of a project in which all that goes on has ended."""
    copy = Tenant(room.emulator.in_project(uuid.uuid4().hex))
    copy.control("POST", "copy", project=room.project_id)
    copy.control("POST", "clock", finish_jobs=True)
    return copy


def _finish(room: WarmRoom, scenario: LabScenario) -> Played:
    """Run a scenario until it succeeds, and return how it ended; each run that does not says what to do."""
    for _try in range(TRIES):
        played = room.play(scenario.playbook, **scenario.variables)
        if not played.code:
            break
        assert AGAIN.search(played.failed().text), played.text
        settle(room)
    return played.done()
