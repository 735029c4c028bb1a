# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts and stops the desktops of a lab, and makes its pools larger and smaller, as its timetable says."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...errors import InputError
from ...names import joined, listed, number_of
from ..bill import NOTHING, plan_id
from ..found import Found, Row, owned_by, refusals
from ..measuring import now_of
from ..outcome import STRAGGLERS
from ..period import zone_of
from ..sections import Planned
from ..sizing import PoolSizes
from ..tables import as_table
from ..timetable.demand import Demand, next_change
from ..timetable.settings import Settings, demands, lessons
from ..timetable.spans import Lessons, Span, folded, spans_of
from ..timetable.tasks import (
    MOST_READABLE,
    START,
    UNTOLD,
    Target,
    Window,
    desired_tasks,
    first_unprovided,
    is_task_name,
    superfluous,
)
from .base import RUN_TEXT, Lab, Procedure, Sections, readable, refused, understood

APPLY, SHOW, CLEAR = "apply", "show", "clear"
COLUMNS = ("from", "until", "target", "task", "desktops")

_MOST_TOLD = 10


class Timetable(Procedure):
    """Keeps scheduled tasks for the classes of the next days, and removes those that nobody needs any more. Pools get
    the sizes that the classes need which are on now."""

    needed = ("pools", "schedules")
    variables = {"window": RUN_TEXT, "now": RUN_TEXT}
    actions = (APPLY, SHOW, CLEAR)
    separate = True
    follow_up = ("pool_releases",)

    def sections(self) -> Sections:
        """Return the scheduled tasks that are removed and kept, and what is done to pools."""
        if self._action not in self.actions:
            raise refused([f"lab_action is {self._action}, but must be apply, show or clear"])
        if self._action == CLEAR:
            if self._sizes.refused:
                raise refused(self._sizes.refused)
            return {"schedules": [_absent(row) for row in self._own.values()], **self._sizes.sections}
        self._check()
        if self._action == SHOW:
            return {}
        # What is removed makes room first.
        schedules = [*(_absent(self._own[name]) for name in self._superfluous[0]), *self._wanted]
        return {"schedules": schedules, **self._sizes.sections}

    def report(self, planned: Planned) -> dict[str, Any]:
        """Tell what is created, changed and removed, and what of the timetable is not followed."""
        actions = planned.actions()
        plan, heading = plan_id(actions), ""
        by_verb: dict[str, list[str]] = {verb: [] for verb in ("create", "update", "delete")}
        for action in _actions(planned, "schedules"):
            by_verb[action["verb"]].append(action["target"])
        pools = [told_of_pool(action) for action in _actions(planned, "pools")]
        told: dict[str, Any] = {verb: len(names) for verb, names in by_verb.items()}
        if self._action != CLEAR:
            told["until"] = self._shown(self._window.end)
            heading = f"timetable from {self._shown(self._window.now)} until {told['until']}, "
        numbers = {"scheduled task": sum(map(len, by_verb.values())), "pool": len(self._touched(planned))}
        number = ", ".join(number_of(number, what) for what, number in numbers.items() if number) or "nothing to do"
        lines = [f"{heading}plan {plan}: {'only shown' if self._action == SHOW else number}"]
        lines += [f"{verb}: {joined(names)}" for verb, names in by_verb.items() if names]
        lines += [*pools, *self._sizes.remarks]
        if self._action != CLEAR:
            lines += self._remarks()
            change = next_change(self._demands.values(), self._window.now)
            told["next_change"] = self._shown(change) if change else ""
            lines += [f"next change of a pool: {self._shown(change)}, {self._needs(change)}"] if change else []
        table = as_table(COLUMNS, self._rows()) if self._action == SHOW else []
        grown = [action["fields"]["size"] for action in _actions(planned, "pools") if action["verb"] == "expand"]
        bill = {**NOTHING, "pool_growth": sum(size["after"] - size["before"] for size in grown), "plan_id": plan}
        return {
            "lines": [*table, *readable(lines)],
            "timetable": {**told, "pools": self._touched(planned), "kept": self._sizes.kept},
            "objections": self.objections(bill),
            **({"verdict": STRAGGLERS} if self._sizes.kept and not actions and not self.check else {}),
        }

    def _touched(self, planned: Planned) -> list[str]:
        """Return the names of the pools that the plan is about."""
        sections = ("pool_notes", "pools", "pool_releases")
        return sorted({action["target"] for name in sections for action in _actions(planned, name)})

    @functools.cached_property
    def _demands(self) -> Mapping[str, Demand]:
        """How many desktops each pool needs; none follows a timetable that is cleared."""
        return {} if self._action == CLEAR else demands(self._settings, self._lessons)

    @functools.cached_property
    def _sizes(self) -> PoolSizes:
        if self._action == CLEAR:
            return PoolSizes(self.client, self.lab, self.found, {}, now_of(self.client))
        before = self._settings.before
        settled = self.carried_out
        return PoolSizes(self.client, self.lab, self.found, self._demands, self._window.now, before, settled)

    def _needs(self, moment: datetime.datetime) -> str:
        """Return how many desktops those pools need from a moment on whose need changes then."""
        changed = {
            name: dict(demand.changes(self._window.now)).get(moment) for name, demand in sorted(self._demands.items())
        }
        return ", ".join(f"{name} needs {number}" for name, number in changed.items() if number is not None)

    @property
    def _action(self) -> str:
        return str(self.run["action"] or APPLY)

    @functools.cached_property
    def _own(self) -> Mapping[str, Row]:
        """The tasks of the lab's timetable that there are, by their names."""
        rows = (row for row in self.found.schedules if owned_by(self.lab, row))
        return {row["task_name"]: row for row in rows if is_task_name(self.lab["name"], row["task_name"])}

    @functools.cached_property
    def _window(self) -> Window:
        zone = zone_of(self.lab)
        now = understood(read_now, self.run["now"], zone) or now_of(self.client)
        return Window(now, now + self._settings.window, zone)

    @functools.cached_property
    def _settings(self) -> Settings:
        if "timetable" not in self.lab:
            raise refused(["the lab file has no timetable; lab_action=clear removes what an earlier one has made"])
        return understood(Settings.of, self.lab["timetable"], str(self.run["window"]).strip())

    @functools.cached_property
    def _lessons(self) -> Lessons:
        return lessons(self.lab, zone_of(self.lab))

    @functools.cached_property
    def _spans(self) -> Mapping[str, Sequence[Span]]:
        settings = self._settings
        return {name: spans_of(some, settings.before, settings.after) for name, some in self._lessons.by_target.items()}

    @functools.cached_property
    def _targets(self) -> Mapping[str, Target]:
        """What there is of each group of seats and each pool that has classes."""
        return targets_of(self.lab, self.found, self.desired, self._spans)

    @functools.cached_property
    def _wanted(self) -> list[dict[str, Any]]:
        return desired_tasks(self.lab, self._spans, self._targets, self._window)

    @functools.cached_property
    def _superfluous(self) -> tuple[list[str], list[str]]:
        return superfluous(self._own, [task["task_name"] for task in self._wanted], self._window)

    def _check(self) -> None:
        """Refuse what is no timetable of this lab, or would be too much."""
        against: list[str] = []
        if self._settings and not (self._lessons.by_target or self._lessons.dropped):
            rooms = listed(self._lessons.elsewhere)
            against.append(f"no class of the timetable is in a room of timetable.targets; its rooms are {rooms}")
        for task in self._wanted:
            name = task["task_name"]
            against += refusals(self.lab, f"scheduled task {name}", self.found.called("schedules", name), False)
        by_clock = sum(row.get("scheduled_type") != "LIFE_CYCLE" for row in self.found.schedules)
        others = by_clock - len(self._own)
        number = len({*self._own, *(task["task_name"] for task in self._wanted)} - set(self._superfluous[0]))
        if others + number > MOST_READABLE:
            against.append(
                f"the timetable needs {number} scheduled tasks until {self._shown(self._window.end)}, and there are "
                f"{others} others, but the service lists only {MOST_READABLE}; set lab_window to fewer days"
            )
        against += self._sizes.refused
        if against and not self.carried_out:
            raise refused(against)

    def _rows(self) -> list[dict[str, str]]:
        """Return the times of the window as rows of a table, with whether there is a task that starts desktops then."""
        window = self._window
        return [
            {
                "from": self._shown(span.start),
                "until": self._shown(span.end),
                "target": name,
                "task": self._task(name, span),
                "desktops": self._most_needed(name, span),
            }
            for span, name in sorted(
                ((span, name) for name, spans in self._spans.items() for span in spans), key=lambda one: one[0].start
            )
            if span.end > window.now and span.start <= window.end
        ]

    def _most_needed(self, name: str, span: Span) -> str:
        """Return how many desktops a pool needs at most in a time, blank for what does not follow the timetable."""
        demand = self._demands.get(name)
        return "" if demand is None else str(demand.most(span.start, span.end))

    def _task(self, name: str, span: Span) -> str:
        """Return what there is of the task that starts a target at the beginning of a time, blank if none is due."""
        if span.start <= self._window.now:
            return "now"
        if not any(self._targets[name].reached(START).values()):
            return ""
        first = first_unprovided(
            self.lab["name"], {name: [span]}, self._targets, self._own, self._window, self._aliases
        )
        return first[1] if first else "yes"

    @functools.cached_property
    def _aliases(self) -> Mapping[str, str]:
        return aliases_of(self.found)

    def _remarks(self) -> list[str]:
        """Return what of the timetable is not followed, and what is left alone."""
        found, window = self._lessons, self._window
        dropped = [
            f"{one.name or one.room} {self._shown(one.start)}"
            for one in found.dropped
            if window.now < one.start <= window.end
        ]
        empty = [name for name, target in self._targets.items() if not (target.stopped or target.pools)]
        nobody = [
            name for name, target in self._targets.items() if target.stopped and not (target.started or target.pools)
        ]
        rooms = {folded(one.room) for some in found.by_target.values() for one in some}
        unused = [room for room in self.lab["timetable"].get("targets") or {} if not _is_named(room, rooms)]
        told = {
            "no class on holidays": dropped,
            "not there yet, so without tasks": empty,
            f"nobody has a seat, so without {START}": nobody,
            "rooms of timetable.targets without a class": unused,
            "rooms of others": [f"{room or '(none)'} ({number})" for room, number in found.elsewhere.items()],
            "beyond the window, left as they are": self._superfluous[1],
        }
        return [f"{what}: {_some(names)}" for what, names in told.items() if names]

    def _shown(self, moment: datetime.datetime) -> str:
        return f"{moment.astimezone(self._window.zone):%Y-%m-%d %H:%M}"


def read_now(text: str, zone: datetime.tzinfo) -> datetime.datetime | None:
    """Return the moment that is to count as now, ``None`` for a blank one. Raises :class:`.errors.InputError`."""
    if not text.strip():
        return None
    try:
        found = datetime.datetime.strptime(text.strip().replace("T", " ")[:16], "%Y-%m-%d %H:%M")
        if len(text.strip()) == len("2026-10-05 07:30"):
            return found.replace(tzinfo=zone).astimezone(datetime.timezone.utc)
    except ValueError:
        pass
    raise InputError(
        f"lab_now is {text.strip()}, but must be a time by the clocks of the lab, such as 2026-10-05 07:30"
    )


def _actions(planned: Planned, section: str) -> list[dict[str, Any]]:
    return [action for outcome in planned.outcomes.get(section, ()) for action in outcome["actions"]]


def told_of_pool(action: Mapping[str, Any]) -> str:
    """Return what a plan does to a pool, as a line to read."""
    fields = action["fields"]
    parts = [f"{name} {change['before']} -> {change['after']}" for name, change in fields.items() if name == "size"]
    policy = fields.get("autoscale_policy")
    if policy:
        parts.append(f"min_idle {(policy['before'] or {}).get('min_idle') or 0} -> {policy['after']['min_idle']}")
    if action["verb"] == "shrink":
        parts.append(f"deletes {joined(fields['desktops']['before'])}")
    return f"pool {action['target']}: {', '.join(parts)}"


def sizes_until(client: Any, lab: Lab, found: Found) -> str:
    """Return until when the sizes of pools follow the timetable of a lab, as a line to read; blank if none does."""
    settings, now, zone = Settings.of(lab["timetable"]), now_of(client), zone_of(lab)
    wanted = demands(settings, lessons(lab, zone))
    if not wanted:
        return ""
    missing = PoolSizes(client, lab, found, wanted, now).lacking
    if missing:
        return f"timetable: {'; '.join(missing)}; run lab_timetable"
    change = next_change(wanted.values(), now)
    if change is None:
        return "timetable: pools have the desktops that all classes to come need"
    return f"timetable: pools have the desktops that they need until {change.astimezone(zone):%Y-%m-%d %H:%M}"


def targets_of(lab: Lab, found: Found, desired: Mapping[str, Any], names: Iterable[str]) -> dict[str, Target]:
    """Return what there is of groups of seats and pools.

    :param desired: what the lab wants, see :func:`..plan.desires`. :param names: those of the groups and pools.
    """
    own = [row for row in found.desktops if owned_by(lab, row)]
    there = {key for row in own for key in (row["computer_name"].lower(), row["desktop_id"])}
    taken = set(desired["taken"])
    pools = {row["name"] for row in found.pools if owned_by(lab, row)}
    targets = {}
    for name in names:
        seats = [one for one in desired["everything"].get(name, []) if one.lower() in there or one in there]
        started = [one for one in seats if one.lower() in taken]
        targets[name] = Target(started, seats, [name] if name in pools else [])
    return targets


def aliases_of(found: Found) -> dict[str, str]:
    """Return the IDs of desktops and pools by their names in lower case, and the names of desktops by their IDs."""
    named = {row["computer_name"].lower(): row["desktop_id"] for row in found.desktops}
    pools = {row["name"].lower(): str(row.get("pool_id")) for row in found.pools}
    return {**pools, **named, **{desktop_id: name for name, desktop_id in named.items()}}


_FLAWS = {UNTOLD: "it is not known what the next START does"}


def provided_until(client: Any, lab: Lab, found: Found, desired: Mapping[str, Any]) -> str:
    """Return until when scheduled tasks follow the timetable of a lab, as a line to read.

    :param found: what there is, with pools and scheduled tasks. :param desired: see :func:`targets_of`.
    """
    zone, now = zone_of(lab), now_of(client)
    settings = Settings.of(lab["timetable"])
    spans = {
        name: spans_of(some, settings.before, settings.after) for name, some in lessons(lab, zone).by_target.items()
    }
    tasks = {row["task_name"]: row for row in found.schedules if owned_by(lab, row)}
    window = Window(now, now + settings.window, zone)
    targets = targets_of(lab, found, desired, spans)
    first = first_unprovided(lab["name"], spans, targets, tasks, window, aliases_of(found))
    if first is None:
        return "timetable: there are tasks for all classes to come"
    moment, flaw = first
    told = _FLAWS.get(flaw, f"the next START is {flaw}")
    return f"timetable: there are tasks until {moment.astimezone(zone):%Y-%m-%d %H:%M}, when {told}"


def _absent(row: Row) -> dict[str, Any]:
    return {"task_name": row["task_name"], "task_id": row["id"], "state": "absent"}


def _is_named(room: str, rooms: set[str]) -> bool:
    return any(folded(room) == folded(part) for one in rooms for part in (one, *one.replace(";", ",").split(",")))


def _some(names: Sequence[str]) -> str:
    more = len(names) - _MOST_TOLD
    return ", ".join(names[:_MOST_TOLD]) + (f" and {more} more" if more > 0 else "")
