# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The power states of desktops, the verbs that bring them about, and the requests that carry these out.

Before a task stops or starts desktops only for another change, it notes the status that they have in a tag of each, and
takes the note away once that is put back. A note that is left says that a run was killed in between, so the next plan
puts it back."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Callable

from ..apply import Call, Operations, carries_out
from ..errors import Answer
from ..jobs import STATE_API, Job
from ..ownership import POWER_TAG
from ..plan import Change, Plan, Step, Verb, chunks, table
from .desktop.state import MAX_BATCH, Desktop, read_ids

if TYPE_CHECKING:
    from ..client import Client

_ACTION = "/v2/{project_id}/desktops/action"
_TAGS = "/v2/{project_id}/desktops/batch-tags"
_MOST_TAGS = 20
"""How many tags a desktop has at most."""


@dataclasses.dataclass(frozen=True)
class PowerVerb(Verb):
    """A verb that changes the power state.

    :param op_type: what BatchRunDesktops calls it. :param status: the status of a desktop after it.
    """

    op_type: str = ""
    status: str = ""


POWER_TABLE: Mapping[str, PowerVerb] = table(
    PowerVerb(name="stop", disturbs=True, power=("ACTIVE",), state="stopped", op_type="os-stop", status="SHUTOFF"),
    PowerVerb(
        name="hibernate",
        disturbs=True,
        power=("ACTIVE",),
        state="hibernated",
        op_type="os-hibernate",
        status="HIBERNATED",
    ),
    PowerVerb(name="start", state="started", op_type="os-start", status="ACTIVE"),
    # Whether a desktop that runs was restarted cannot be seen.
    PowerVerb(
        name="restart",
        disturbs=True,
        power=("ACTIVE",),
        visible=False,
        state="restarted",
        lasting="present",
        of_existing=True,
        op_type="reboot",
        status="ACTIVE",
    ),
)
"""The verbs of power, in their order."""

_LASTING = [verb for verb in POWER_TABLE.values() if verb.visible]
POWER = {verb.state: verb.status for verb in _LASTING}
"""The status of a desktop in each power state."""

SHOWN_POWER = {verb.status: verb.state for verb in _LASTING}
"""The power state for each status."""

POWER_VERBS = {verb.status: verb.name for verb in _LASTING}
"""The verb that brings each status about."""


def is_unfit(verb: Verb, status: str | None) -> bool:
    """Tell whether a status is surely no power state that a verb needs. That of a desktop in error is none at all."""
    return status in POWER_VERBS and status not in (verb.power or POWER_VERBS)


NOTE, CLEAR_NOTE = "note_power", "clear_note"

NOTE_TABLE = table(Verb(NOTE), Verb(CLEAR_NOTE, unguarded=True, concluding=True))
"""The verbs of the note in which a task keeps a power state that it changes only for something else."""


@dataclasses.dataclass(frozen=True)
class PutBack:
    """What a step carries that puts back what a killed run has left."""

    desktop: Desktop


def is_put_back(step: Step) -> bool:
    """Tell whether a step puts back what a killed run has left, so that it comes last and also after a failure."""
    return isinstance(step.payload, PutBack)


def left_by_killed_runs(plan: Plan) -> dict[str, str]:
    """Return the status that killed runs have noted of the targets that a plan puts back."""
    return {step.target: step.payload.desktop.power_note for step in plan.steps if is_put_back(step)}


def put_back(target: str, desktop: Desktop) -> list[Step]:
    """Return the steps that put back the power state which a killed run has noted, and take the note away.

    None if there is no note, or if they would disturb somebody; see :func:`kept_on`.
    """
    if desktop.power_note is None or kept_on(desktop):
        return []
    steps = []
    verb = _due(desktop)
    if verb:
        change = Change(shown_power(desktop.status), verb.state)
        steps.append(Step(verb.name, target, {"power": change}, disturbs=verb.disturbs))
    steps.append(clearing(target, desktop.power_note))
    return [dataclasses.replace(step, payload=PutBack(desktop)) for step in steps]


def kept_on(desktop: Desktop) -> str:
    """Return why a desktop is not put back that a killed run has left on; empty if nothing is against it."""
    verb = _due(desktop)
    if not (verb and verb.disturbs and desktop.in_use):
        return ""
    return f"a run that was killed has left it {shown_power(desktop.status)}, but it is in use; it is put back later"


def _due(desktop: Desktop) -> PowerVerb | None:
    """Return the verb that brings about the status that is noted, ``None`` if there is nothing to do."""
    noted = desktop.power_note or desktop.status
    return POWER_TABLE[POWER_VERBS[noted]] if noted in POWER_VERBS and noted != desktop.status else None


def noting(target: str, desktop: Desktop, tags: Collection[str] = ()) -> list[Step]:
    """Return the step that notes the status of a desktop; none if it is noted, or cannot be.

    It disturbs where it is the first step to turning a desktop off, so that nothing is noted of one that is in use.

    :param tags: the tags that the task adds before.
    """
    told = desktop.tags
    if desktop.power_note is not None or desktop.status not in POWER_VERBS or told is None:
        return []
    if len({*told, *tags}) >= _MOST_TAGS:
        return []
    fields = {f"tags.{POWER_TAG}": Change(None, desktop.status)}
    return [Step(NOTE, target, fields, disturbs=desktop.status == "ACTIVE")]


def clearing(target: str, noted: str) -> Step:
    """Return the step that takes a note away."""
    return Step(CLEAR_NOTE, target, {f"tags.{POWER_TAG}": Change(noted, None)})


def restoring(
    moved: Mapping[str, str], notes: Mapping[str, str], sleeping: Collection[str]
) -> Iterable[Sequence[Step]]:
    """Yield the stages that put power states back; only a desktop that runs can be stopped or hibernated.

    :param moved: the status that each target had. :param notes: the note of each target that has one.
    :param sleeping: the targets that are hibernated now.
    """
    by_status: dict[str, list[str]] = {}
    for target, status in moved.items():
        by_status.setdefault(status, []).append(target)
    stopped, asleep = by_status.get("SHUTOFF", []), by_status.get("HIBERNATED", [])
    woken = [target for target in stopped if target in sleeping]
    for name, targets in (
        ("start", [*by_status.get("ACTIVE", []), *asleep, *woken]),
        ("stop", stopped),
        ("hibernate", asleep),
    ):
        if targets:
            yield [Step(name, target, disturbs=POWER_TABLE[name].disturbs) for target in targets]
    if notes:
        yield [clearing(target, noted) for target, noted in notes.items()]


def hibernated(desktops: Mapping[str, Desktop]) -> set[str]:
    """Return the targets that are hibernated. :param desktops: the desktop of each target."""
    return {target for target, desktop in desktops.items() if desktop.status == "HIBERNATED"}


def shown_power(status: str) -> str:
    """Return a status as users call it."""
    return SHOWN_POWER.get(status, status.lower() or "unknown")


class PowerOperations(Operations):
    """Makes the calls that change the power state of desktops.

    :param power_type: ``SOFT`` or ``HARD``.
    :param ids: the desktop ID of each target, as far as known.
    :param now: the newest state of each desktop, by ID.
    """

    verb_table: Mapping[str, Verb] = {**POWER_TABLE, **NOTE_TABLE}

    def __init__(self, client: Client, power_type: str, ids: Mapping[str, str], now: Mapping[str, Desktop]) -> None:
        self._client = client
        self._power_type = power_type
        self._ids = ids
        self._now = now

    @carries_out(*POWER_TABLE)
    def power(self, steps: Sequence[Step]) -> Iterable[Call]:
        """BatchRunDesktops. It answers with failures inside a success, and without a job."""
        verb = POWER_TABLE[steps[0].verb]
        if verb.visible:
            steps = [step for step in steps if not self._is_in(step, verb.status)]
        for part in chunks(steps, MAX_BATCH):
            body = {
                "desktop_ids": [self._id(step) for step in part],
                "op_type": verb.op_type,
                "type": self._power_type,
            }
            targets = {step.target: self._id(step) for step in part}
            yield Call(
                "POST",
                _ACTION,
                part,
                body=body,
                jobs=functools.partial(self._power_jobs, verb=verb, targets=targets),
                failures=self._failures(part),
                find_effect=self._power_finder(verb, list(targets.values())),
            )

    @carries_out(*NOTE_TABLE)
    def note(self, steps: Sequence[Step]) -> Iterable[Call]:
        """BatchAddDesktopsTags or BatchDeleteDesktopsTags."""
        for part in chunks(steps, MAX_BATCH):
            rows = [{"desktop_id": self._id(step), "tags": [_tag(step)]} for step in part]
            method = "POST" if part[0].verb == NOTE else "DELETE"
            yield Call(method, _TAGS, part, body={"desktops": rows}, repeatable=True)

    def _is_in(self, step: Step, status: str) -> bool:
        desktop = self._now.get(self._ids.get(step.target, ""))
        return desktop is not None and desktop.status == status and desktop.idle

    def _power_jobs(self, answer: Answer, verb: PowerVerb, targets: Mapping[str, str]) -> Sequence[Job]:
        failed = {row.get("desktop_id") for row in answer.get("failed_operation_list") or []}
        going = {name: desktop_id for name, desktop_id in targets.items() if desktop_id not in failed}
        until: dict[str, object] = {"status": verb.status}
        if not verb.visible:
            until["restarted"] = True
        return [Job(None, STATE_API, verb.name, dict(going), until, self._client.server_time())]

    def _power_finder(self, verb: PowerVerb, ids: Sequence[str]) -> Callable[[], Answer | None]:
        def find() -> Answer | None:
            now = read_ids(self._client, ids).values()
            began = any(not desktop.idle or verb.visible and desktop.status == verb.status for desktop in now)
            return {} if began else None

        return find

    def _failures(self, steps: Sequence[Step]) -> Callable[[Answer], Mapping[str, tuple[str, str]]]:
        def read(answer: Answer) -> Mapping[str, tuple[str, str]]:
            names = {self._ids.get(step.target): step.target for step in steps}
            return {
                names[row["desktop_id"]]: (
                    row.get("error_msg") or "the service gave no reason",
                    row.get("error_code") or "",
                )
                for row in answer.get("failed_operation_list") or []
                if row.get("desktop_id") in names
            }

        return read

    def _id(self, step: Step) -> str:
        return self._ids[step.target]


def _tag(step: Step) -> dict[str, str]:
    change = step.fields[f"tags.{POWER_TAG}"]
    return {"key": POWER_TAG, "value": change.after or change.before}
