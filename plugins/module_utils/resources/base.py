# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What simple resources have in common: their state option, how they are listed, and what is left to do afterwards."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Callable, Protocol, TypeVar

from ..apply import Result
from ..deadline import backoff
from ..errors import AnswerError
from ..fields import leaves, place
from ..jobs import DONE, FAILED, Fate, Poller, success_but
from ..names import Kind, normal
from ..plan import KNOWN_AFTER_APPLY, NOT_TOLD, Plan, Step, Verb

if TYPE_CHECKING:
    from ..client import Client

STATE_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "wait_timeout": {"type": "int", "default": 600},
}

PARTIAL_SPEC: dict[str, dict[str, Any]] = {"allow_partial": {"type": "bool", "default": False}}
"""Whether a task succeeds that failed for some of its targets, but not for all."""

NEW_NAME_SPEC: dict[str, dict[str, Any]] = {"new_name": {"type": "str"}}
"""What a thing is to be called from now on, for those that can be renamed in place."""

WRITE_UNKNOWN_SPEC: dict[str, dict[str, Any]] = {
    "write_unknown": {"type": "str", "choices": ["with_changes", "always"], "default": "with_changes"},
}
"""When a desired value is written that cannot be compared, because the service does not tell the current one."""

_Row = TypeVar("_Row", bound=Mapping[str, Any])

LOOKS = 4
"""How often a thing is read before what the service tells of it counts: lists may lag behind a change."""


class Plannable(Protocol):
    """What can be read and planned."""

    def read(self) -> None:
        """Read the current state and resolve names."""

    def plan(self) -> Plan:
        """Compare the desired state with the current one. Sends nothing."""


def read_and_plan(resource: Plannable) -> Plan:
    """Read the current state and plan; once more if an answer lacked a field that the next one may have."""
    resource.read()
    plan = resource.plan()
    if plan.incomplete:
        resource.read()
        plan = resource.plan()
    return plan


class Undisturbed:
    """What :class:`.apply.Resource` asks of things that nobody is logged in to and that are never busy."""

    pollers: Mapping[str, Poller] = {}
    verb_table: Mapping[str, Verb] = {}
    things = "targets"
    put_back = "power state"

    def stages(self, plan: Plan) -> Iterable[Sequence[Step]]:
        """Yield one stage a verb."""
        for _verb, steps in itertools.groupby(plan.steps, key=lambda step: step.verb):
            yield list(steps)

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Let everything pass: nobody is disturbed by these things."""
        return {}

    def busy(self, steps: Sequence[Step]) -> Collection[str]:
        """Return no targets: these things are never busy."""
        return ()

    def await_idle(self, targets: Collection[str]) -> Mapping[str, Result]:
        """Wait for nothing: these things are never busy."""
        return {}

    def settle(self, fates: Sequence[Fate]) -> None:
        """Learn nothing from jobs: none of these operations is one."""

    def to_restore(self, plan: Plan) -> Collection[str]:
        """Return no targets: nothing is changed here on the way to something else."""
        return ()

    def restore(self, plan: Plan) -> Iterable[Sequence[Step]]:
        """Yield no stages: nothing has to be put back."""
        return ()


def outstanding(plan: Plan) -> list[Step]:
    """Return the steps that surely have something left to do: not those that only write what is not told."""
    return [step for step in plan.steps if any(_is_told(change.before) for change in step.fields.values())]


def _is_told(before: Any) -> bool:
    """Tell whether the service tells a current value, or something of an object."""
    parts = leaves("", before).values()
    return not parts or any(part != NOT_TOLD for part in parts)


def unfulfilled(left: Plan, results: dict[str, Result]) -> None:
    """Turn the results of targets that another plan would still change into failures."""
    for step in outstanding(left):
        result = results.get(step.target)
        if result and result.state == DONE:
            known = {
                name: change
                for name, change in step.fields.items()
                if change.after != KNOWN_AFTER_APPLY and _is_told(change.before)
            }
            told = ", ".join(f"{name} is {c.before}, not {c.after}" for name, c in known.items())
            results[step.target] = Result(step.target, FAILED, success_but(told))


def read_back(resource: Plannable, client: Client, results: dict[str, Result]) -> None:
    """Read what was changed until it is as desired, a few times since lists may lag behind; what another plan would
    still change then was not done.

    :param results: those of the task, in which failures are noted.
    """
    done = any(result.state == DONE for result in results.values())
    for attempt in range(LOOKS):
        if attempt:
            client.deadline.sleep(backoff(attempt - 1))
        resource.read()
        left = resource.plan()
        if not (done and outstanding(left)):
            break
    unfulfilled(left, results)


def note_twins(label: str, target: str, ids: Collection[str], results: dict[str, Result]) -> None:
    """Turn the result of a target into a failure if another run made a second thing of its name at the same time.

    :param label: what users call such a thing. :param ids: the IDs of all that have the name.
    """
    if len(ids) > 1:
        reason = (
            f"there are {len(ids)} {label}s of this name now ({', '.join(sorted(ids))}), since something else made "
            "one at the same time; delete those that are not needed, by their IDs"
        )
        results[target] = Result(target, FAILED, reason)


def things(
    client: Client, kind: Kind, given: str | None, query: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return the thing of a kind that has exactly this ID, else those that have exactly this name; all of them if none
    is given."""
    rows = client.list_all(kind.path, kind.key, query, limit=kind.limit, service=kind.service, id_field=kind.id)
    return rows if given is None else meant(kind, rows, given)


def described(client: Client, read: Callable[[], Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Return things each with a description, after another look if one lacks it; ``None`` is what is not told.

    :param read: reads the things. A description may say whose a thing is, so that lacking one is not the same as having
        none.
    """
    rows = read()
    if not all("description" in row for row in rows):
        client.forget()
        rows = read()
    return [{**row, "description": place(row, "description", null="")} for row in rows]


def meant(kind: Kind, rows: Sequence[_Row], given: str) -> list[_Row]:
    """Return the thing of a kind that has exactly this ID, else those that have exactly this name."""
    by_id = [row for row in rows if row[kind.id] == given]
    return by_id or called(kind, rows, given)


def called(kind: Kind, rows: Sequence[_Row], name: str) -> list[_Row]:
    """Return the things of a kind that have exactly this name.

    :raises AnswerError: none has it, but there is one whose name is not told.
    """
    found = [row for row in rows if normal(str(row.get(kind.name))) == normal(name)]
    if not found and any(row.get(kind.name) is None for row in rows):
        raise AnswerError(f"GET {kind.path}", f"it does not tell the {kind.name} of each {kind.label}")
    return found
