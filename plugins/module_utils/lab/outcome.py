# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run comes to, as workflows and notifications read it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..apply import SKIPPED
from .bill import is_disturbing

PLANNED, REFUSED, STOPPED = "planned", "refused", "stopped by failures"
DONE, STRAGGLERS = "done", "done with stragglers"
"""Verdicts of a run."""

READY, NOT_READY = "ready", "not ready"
"""Verdicts of a look at the seats."""

PEOPLE, MESSAGES = "users", "messages"

CLASSES = ("create", "change", "disturb", "delete", "skip")
"""What happens to a target; who is disturbed is changed or deleted as well."""


def outcome_of(planned: Mapping[str, Sequence[Mapping[str, Any]]], disturbs: bool = True) -> dict[str, Any]:
    """Return how many targets a plan creates, changes, disturbs, deletes and skips, and their names.

    People are counted, but not named; messages change nothing.

    :param planned: what each task would return, by what it is about, see :meth:`.sections.Planned.by_kind`.
    :param disturbs: whether the run may disturb people; otherwise those at work are only waited for.
    """
    counts = dict.fromkeys(CLASSES, 0)
    names: dict[str, list[str]] = {one: [] for one in CLASSES}
    for kind, outcomes in planned.items():
        if kind == MESSAGES:
            continue
        for one, targets in _classified(kind, outcomes, disturbs).items():
            counts[one] += len(targets)
            names[one] += [] if kind == PEOPLE else targets
    return {"counts": {**counts, "failed": 0}, "names": {**names, "failed": []}}


def _classified(kind: str, outcomes: Sequence[Mapping[str, Any]], disturbs: bool) -> dict[str, list[str]]:
    actions = [action for outcome in outcomes for action in outcome["actions"]]
    rows = [row for outcome in outcomes for row in outcome["results"]]
    created = _targets(action for action in actions if action["verb"] == "create")
    deleted = _targets(action for action in actions if action["verb"] == "delete")
    disturbed = _targets(action for action in actions if disturbs and is_disturbing(kind, action))
    new = set(created)
    new_or_gone = new.union(deleted)
    return {
        "create": created,
        "change": [name for name in _targets(actions) if name not in new_or_gone],
        "disturb": [name for name in disturbed if name not in new],
        "delete": [name for name in deleted if name not in new],
        "skip": list(dict.fromkeys(row["target"] for row in rows if row["state"] == SKIPPED)),
    }


def _targets(actions: Iterable[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(action["target"] for action in actions))


def verdict_of(objections: Sequence[str], due: Iterable[str], skipped: int, check: bool) -> str:
    """Return the verdict of a run that goes no further than its plan.

    Whatever is carried out counts as stopped by failures until it has ended.

    :param due: the sections that are to be carried out. :param skipped: how many targets are skipped.
    :param check: whether this is check mode.
    """
    if objections:
        return REFUSED
    if check:
        return PLANNED
    if list(due):
        return STOPPED
    return STRAGGLERS if skipped else DONE


EXPORTED = ("lab_name", "lab_plan_id", "lab_counts", "lab_names", "lab_left_over", "lab_verdict")
"""The variables that a run exports to the jobs that come after it in a workflow."""


def exported(plan: Mapping[str, Any], check: bool) -> dict[str, Any]:
    """Return what a plan exports, by :data:`EXPORTED`.

    :param plan: what ``workspace_lab_plan`` returns. :param check: whether this is check mode.
    """
    outcome, due = plan["outcome"], plan.get("sections") or ()
    verdict = plan.get("verdict") or verdict_of(plan["objections"], due, outcome["counts"]["skip"], check)
    values = (plan["lab"], plan["plan_id"], outcome["counts"], outcome["names"], plan["left_over"], verdict)
    return dict(zip(EXPORTED, values))
