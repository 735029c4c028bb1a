# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure planner: what a task will do, made before anything is sent and shown unchanged afterwards."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from .errors import plain
from .names import joined, listed

KNOWN_AFTER_APPLY = "(known after apply)"
NOT_TOLD = "(not told)"
"""What stands in a change for a current value that the service does not tell."""

SYSTEM_DISK, DATA_DISKS = "system_disk", "data_disks"
"""The disks whose content may be lost, by the fields in which plans say so."""

V = TypeVar("V", bound="Verb")


def known(before: Any) -> Any:
    """Return the current value of a change, ``None`` if it is not told."""
    return None if before == NOT_TOLD else before


@dataclasses.dataclass(frozen=True)
class Change:
    """A field's value before and after, in the user's own words."""

    before: Any
    after: Any


REBUILT, CLEARED, UNSURE = (Change("as it is", then) for then in ("rebuilt", "cleared", "may be cleared"))
"""What happens to the data on a disk."""


@dataclasses.dataclass(frozen=True)
class Verb:
    """What can be done to a target. The verbs of a resource are one table, in the order in which they are carried out.

    :param name: what ``actions`` call it.
    :param disturbs: whether a person who is logged in would notice.
    :param power: the power states in which the service takes it; empty if all will do.
    :param leaves: the power state in which it leaves its target; ``None`` if the one that there was.
    :param jobs: the types of the jobs that it may start.
    :param visible: whether the state of its target surely shows afterwards that it was done; what cannot be seen is
        never repeated after a lost answer.
    :param seen_in: the fields whose change shows that it was done, although it does not show by itself.
    :param unguarded: whether no state of its target stands against it, so that none is looked at before it.
    :param needs_order: whether the service wants an order for targets that are billed by the month or year.
    :param ends_sessions: whether sessions are what it ends, so that only a person who is connected is disturbed.
    :param state: the value of the option ``state`` that it brings about, if there is one.
    :param lasting: the state that is left once that is reached, if it is not the same.
    :param of_existing: whether that state makes no sense of a target that is yet to be created.
    :param concluding: whether it takes away what says that something is under way at its target, and so is left to the
        next run where nobody knows yet how that ends.
    :param loses: the disks whose content it costs. :param may_lose: those whose content it costs in some cases, which
        plans show.
    """

    name: str
    disturbs: bool = False
    power: tuple[str, ...] = ()
    leaves: str | None = None
    jobs: tuple[str, ...] = ()
    visible: bool = True
    seen_in: tuple[str, ...] = ()
    unguarded: bool = False
    needs_order: bool = False
    ends_sessions: bool = False
    state: str = ""
    lasting: str = ""
    of_existing: bool = False
    concluding: bool = False
    loses: tuple[str, ...] = ()
    may_lose: tuple[str, ...] = ()

    def is_seen(self, fields: Mapping[str, Change]) -> bool:
        """Return whether it surely shows afterwards that a step was done which makes these changes."""
        return self.visible or any(fields[name].before != fields[name].after for name in self.seen_in if name in fields)

    def lost(self, fields: Collection[str]) -> tuple[str, ...]:
        """Return the disks whose content a step costs, or may cost, that shows these fields."""
        return (*self.loses, *(disk for disk in self.may_lose if disk in fields))


def table(*rows: V) -> dict[str, V]:
    """Return rows by their names, in their order."""
    return {row.name: row for row in rows}


@dataclasses.dataclass
class Step:
    """One thing to do to one target.

    :param verb: what is done; the resource knows how, and in which order verbs are carried out.
    :param target: the target's name as the user writes it.
    :param fields: what changes.
    :param payload: whatever the resource needs to carry it out. Never shown.
    :param disturbs: whether a logged-in person would notice.
    """

    verb: str
    target: str
    fields: dict[str, Change] = dataclasses.field(default_factory=dict)
    payload: Any = None
    disturbs: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the step as it stands in ``actions``."""
        fields = {name: {"before": change.before, "after": change.after} for name, change in self.fields.items()}
        return {"verb": self.verb, "target": self.target, "fields": fields}


RUNNING, STOPPED, FREE = "running", "stopped", "free"
"""What may be awaited of a thing that exists: that it runs, that it is stopped, that it has no desktops any more."""

UNFIT = "unfit"
"""The kind of a notice about a target that is not fit yet, beside which the others are served."""


@dataclasses.dataclass
class Notice:
    """A target that is left alone or cannot be served, and why.

    :param kind: what sort of reason it is, where code has to tell some from others.
    :param awaits: what an earlier task would have to bring about: the kind of a thing, or :data:`RUNNING`,
        :data:`STOPPED` or :data:`FREE`, and a name.
    """

    target: str
    reason: str
    kind: str = ""
    awaits: tuple[str, str] | None = None


@dataclasses.dataclass
class Plan:
    """Ordered steps, and what was decided not to be done.

    ``skipped`` are targets left alone by a rule that the user chose; ``refused`` are errors, and a plan that has one is
    never carried out. ``awaited`` is what has to be so by then (a name must exist, a desktop must be gone): an error
    for a run, but in check mode an earlier task may only have planned it. ``broken`` are targets that are not fit for
    what is desired of them: they fail, in check mode too, while the others are served. ``unknown`` are, by target, the
    desired fields that cannot be compared, because the service does not tell them. ``incomplete`` says that an answer
    lacked a field that decides something, so that it is worth to read once more.
    """

    steps: list[Step] = dataclasses.field(default_factory=list)
    skipped: list[Notice] = dataclasses.field(default_factory=list)
    refused: list[Notice] = dataclasses.field(default_factory=list)
    awaited: list[Notice] = dataclasses.field(default_factory=list)
    broken: list[Notice] = dataclasses.field(default_factory=list)
    warnings: list[str] = dataclasses.field(default_factory=list)
    unknown: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    incomplete: bool = False

    @property
    def changed(self) -> bool:
        """Whether carrying the plan out changes anything."""
        return bool(self.steps)

    def sort(self, order: Iterable[str]) -> None:
        """Bring the steps into the order of their verbs, keeping that of the targets."""
        rank = {verb: number for number, verb in enumerate(order)}
        self.steps.sort(key=lambda step: rank[step.verb])

    def targets(self) -> list[str]:
        """Return the names of the targets that have a step, in order, each once."""
        return list(dict.fromkeys(step.target for step in self.steps))

    def all_warnings(self) -> list[str]:
        """Return what users are to be warned of, desired values that cannot be compared included."""
        if not self.unknown:
            return self.warnings
        fields = told(Notice(target, ", ".join(names)) for target, names in self.unknown.items())
        text = (
            f"the service does not tell these values, so it is not known whether they are as desired: {fields}; they "
            "are written along with other changes, or each time with write_unknown: always, where that can lose nothing"
        )
        return [*self.warnings, text]

    def actions(self) -> list[dict[str, Any]]:
        """Return the ordered steps as plain data."""
        return [step.as_dict() for step in self.steps]

    def diff(self) -> dict[str, Any]:
        """Return one before/after pair of dicts keyed by target, with the changed fields only; see :func:`headed`."""
        before: dict[str, dict[str, Any]] = {}
        after: dict[str, dict[str, Any]] = {}
        for step in self.steps:
            for name, change in step.fields.items():
                # A field that two steps touch begins as the first found it and ends as the last leaves it.
                before.setdefault(step.target, {}).setdefault(name, change.before)
                after.setdefault(step.target, {})[name] = change.after
        return headed(_without_none(before), _without_none(after))


def headed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return a before/after pair of dicts keyed by target, with headers that Ansible shows, which name the targets."""
    targets = plain(joined(before))
    headers = {"before_header": targets, "after_header": targets} if targets else {}
    return {"before": before, "after": after, **headers}


def _without_none(side: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Leave out what does not exist on this side: the fields of a thing that is yet to be created, a removed tag."""
    return {
        target: {name: value for name, value in fields.items() if value is not None} for target, fields in side.items()
    }


@dataclasses.dataclass
class PlannedRun:
    """What other tasks are to carry out.

    :param result: what a task returns of it. :param sections: what those tasks are given, which nobody is shown.
    :param diffs: the differences that they make.
    """

    result: dict[str, Any]
    sections: dict[str, Any]
    diffs: list[dict[str, Any]]
    warnings: list[str]

    def reported(self, check: bool) -> dict[str, Any]:
        """Return what is reported of it. Planning changes nothing; check mode reports what carrying it out would.

        :param check: whether this is check mode.
        """
        shown = {"diff": self.diffs} if check and self.diffs else {}
        return {**self.result, "changed": bool(shown), **shown}


_MOST_TOLD = 10
"""How many reasons a sentence tells."""


def told(notices: Iterable[Notice]) -> str:
    """Tell what is the matter with targets in one sentence, with like reasons told once."""
    reasons: dict[str, list[str]] = {}
    for notice in notices:
        reasons.setdefault(notice.reason, []).append(notice.target)
    parts = [f"{listed(targets)}: {reason}" for reason, targets in reasons.items()]
    return "; ".join(parts[:_MOST_TOLD]) + ("; ..." if len(parts) > _MOST_TOLD else "")


def compare_items(desired: Mapping[str, Any] | None, current: Mapping[str, Any], purge: bool) -> dict[str, Change]:
    """Compare a collection of things that exist by themselves, keyed by what identifies them.

    :param purge: whether items that are not listed go. ``desired`` of ``None`` leaves all alone.
    :returns: a change per key: before ``None`` for an item to add, after ``None`` for one to remove.
    """
    if desired is None:
        return {}
    changes = {key: Change(current.get(key), value) for key, value in desired.items() if current.get(key) != value}
    if purge:
        changes.update({key: Change(value, None) for key, value in current.items() if key not in desired})
    return changes


def chunks(items: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    """Cut a sequence into pieces of at most ``size`` items."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
