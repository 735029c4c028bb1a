# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What simple resources have in common: their state option, how they are listed, and what is left to do afterwards."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ..apply import Result
from ..client import Client
from ..jobs import DONE, FAILED, Fate, Poller, success_but
from ..names import Kind, normal
from ..plan import KNOWN_AFTER_APPLY, Plan, Step

STATE_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "wait_timeout": {"type": "int", "default": 600},
}


class Undisturbed:
    """What :class:`.apply.Resource` asks of things that nobody is logged in to and that are never busy."""

    pollers: Mapping[str, Poller] = {}

    def stages(self, plan: Plan) -> Iterable[Sequence[Step]]:
        """Yield one stage a verb."""
        for _verb, steps in itertools.groupby(plan.steps, key=lambda step: step.verb):
            yield list(steps)

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Let everything pass: nobody is disturbed by these things."""
        return {}

    def busy(self, steps: Sequence[Step]) -> Collection[str]:
        """These things are never busy."""
        return ()

    def await_idle(self, targets: Collection[str]) -> Mapping[str, Result]:
        """So there is nothing to wait for."""
        return {}

    def settle(self, fates: Sequence[Fate]) -> None:
        """Nothing to learn: none of these operations is a job."""

    def to_restore(self, plan: Plan) -> Collection[str]:
        """Nothing is changed on the way to something else."""
        return ()

    def restore(self, plan: Plan) -> Iterable[Sequence[Step]]:
        """Nothing to put back."""
        return ()


def unfulfilled(left: Plan, results: dict[str, Result]) -> None:
    """Turn the results of targets that another plan would still change into failures."""
    for step in left.steps:
        result = results.get(step.target)
        if result and result.state == DONE:
            known = {name: c for name, c in step.fields.items() if c.after != KNOWN_AFTER_APPLY}
            told = ", ".join(f"{name} is {c.before}, not {c.after}" for name, c in known.items())
            results[step.target] = Result(step.target, FAILED, success_but(told))


def things(
    client: Client, kind: Kind, given: str | None, query: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return the thing of a kind that has exactly this ID, else those that have exactly this name; all of them if none
    is given."""
    rows = client.list_all(kind.path, kind.key, query, limit=kind.limit, service=kind.service, id_field=kind.id)
    if given is None:
        return rows
    by_id = [row for row in rows if row[kind.id] == given]
    return by_id or [row for row in rows if normal(str(row.get(kind.name))) == normal(given)]


def with_description(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a list tells of a thing; a description that is null is an empty one, a missing one is unknown."""
    return {**row, "description": row["description"] or ""} if "description" in row else dict(row)
