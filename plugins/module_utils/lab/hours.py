# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The budget of hours: what each person has used of it this week, and what is due. Pure.

Whom a run has warned and locked is noted in the description of the account, before the lab's mark, so that the next run
knows it, wherever it runs.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from .. import ownership
from ..errors import InputError
from ..names import nearest
from ..resources.usage.period import Period
from ..resources.usage.spans import Span, clipped, seconds, united
from .definition import LOCK, LOG_OFF, WARN, active_people
from .found import Row, owned_by
from .switching import RUNNING, Switch, stretches
from .timetable.settings import Settings, lessons
from .timetable.spans import spans_of
from .usage import Machine, Use

LOCKING, LOCKED, FREE = "locking", "locked", "free"
"""What a note says of the lock: it is about to be made, it was made, there is none."""

_NOTE = re.compile(
    r"\s*\(hours (\d{4}-W\d\d): (locking|locked|free)(?:, warned ([\d ]+))?(?:, extra (\d{1,6}(?:\.\d{1,2})?))?\)"
)
_EXTRA = re.compile(r"\s*([^=\s]+)\s*=\s*([0-9]{1,4}(?:\.[0-9]{1,2})?)\s*")


@dataclasses.dataclass(frozen=True)
class Note:
    """What is noted of a person.

    :param week: of which week. :param lock: one of the states of a lock. :param warned: the marks that were told.
    :param extra: the hours that a run has granted for the week.
    """

    week: str = ""
    lock: str = FREE
    warned: frozenset[int] = frozenset()
    extra: Decimal = Decimal(0)

    @classmethod
    def of(cls, description: str | None) -> Note:
        """Read the note in the description of an account."""
        found = _NOTE.search(description or "")
        if not found:
            return cls()
        return cls(found[1], found[2], frozenset(map(int, (found[3] or "").split())), Decimal(found[4] or 0))

    @property
    def holds(self) -> bool:
        """Whether the account was locked for its hours, or is about to be."""
        return self.lock != FREE

    def written(self, description: str | None, lab: str) -> str:
        """Return a description with this note in place of another one."""
        told = f", warned {' '.join(map(str, sorted(self.warned)))}" if self.warned else ""
        told += f", extra {_shown(self.extra)}" if self.extra else ""
        text = _NOTE.sub("", ownership.text(description)).strip()
        return " ".join(part for part in (text, f"(hours {self.week}: {self.lock}{told})", ownership.mark(lab)) if part)


@dataclasses.dataclass(frozen=True)
class Budget:
    """What a lab file grants.

    :param per_week: hours. :param marks: what happens at which part of them, in percent and in their order.
    :param extra: more hours of each week, and :param granted: of this one, by names in lower case.
    """

    per_week: Decimal
    outside_class_only: bool = False
    marks: Sequence[tuple[int, str]] = ()
    extra: Mapping[str, Decimal] = dataclasses.field(default_factory=dict)
    granted: Mapping[str, Decimal] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, lab: Mapping[str, Any], more: str = "") -> Budget | None:
        """Return the budget of a checked definition, ``None`` if it has none.

        :param more: more hours for this week, as in ``jdoe=5,anna=2.5``, beside those of the file.
        :raises InputError: they are not written so, or for nobody of the roster.
        """
        given = lab.get("hours")
        granted = extra_hours(lab, more)
        if given is None:
            if granted:
                raise InputError("lab_extra_hours is given, but the lab file has no hours")
            return None
        extra = {name.lower(): Decimal(hours) for name, hours in (given.get("extra") or {}).items()}
        marks = sorted((int(percent), action) for percent, action in (given.get("at") or {}).items())
        return cls(Decimal(given["per_week"]), bool(given.get("outside_class_only")), marks, extra, granted)

    def allowed(self, name: str, noted: Decimal = Decimal(0)) -> Decimal:
        """Return the hours that a person has this week.

        :param noted: what an earlier run has granted for it.
        """
        key = name.lower()
        return self.per_week + self.extra.get(key, Decimal(0)) + self.granted.get(key, noted)


def extra_hours(lab: Mapping[str, Any], given: str) -> dict[str, Decimal]:
    """Read the run variable that grants more hours. Raises :class:`.errors.InputError`."""
    known = {person["user_name"].lower() for person in active_people(lab)}
    found: dict[str, Decimal] = {}
    for part in filter(str.strip, given.split(",")):
        matched = _EXTRA.fullmatch(part)
        if not matched:
            raise InputError("lab_extra_hours must be names and hours, as in jdoe=5,anna=2.5")
        name = matched[1].lower()
        if name not in known:
            raise InputError(
                f"lab_extra_hours names {matched[1]}, who is not on the roster{nearest(name, sorted(known))}"
            )
        found[name] = found.get(name, Decimal(0)) + Decimal(matched[2])
    return found


COLUMNS = ("person", "hours_used", "hours_allowed", "used", "note")


def _shown(hours: Decimal) -> str:
    return f"{hours.quantize(Decimal('0.01')).normalize():f}"


@dataclasses.dataclass
class Person:
    """What a person has used, and what is due.

    :param used: hours of the week that count. :param allowed: hours that there are.
    :param connected: the names of the desktops where the person is connected now.
    :param granted: whether this run grants other hours for the week than are noted.
    :param note: what is noted afterwards, ``None`` if nothing has to be. :param told: what is said of the person.
    """

    name: str
    used: Decimal
    allowed: Decimal
    connected: Sequence[str] = ()
    warn: int | None = None
    lock: bool = False
    unlock: bool = False
    log_off: Sequence[str] = ()
    granted: bool = False
    note: Note | None = None
    told: str = ""

    @property
    def percent(self) -> int:
        """What part of the hours is used, in whole percent that are surely reached."""
        if not self.allowed:
            return 100
        return int(self.used * 100 / self.allowed)

    def warning(self, lab: str) -> str:
        """Return what a message says to the person."""
        return (
            f"You have used {self.warn} percent or more of your {_shown(self.allowed)} hours of this week in the lab "
            f"{lab}. Save your work in time."
        )

    def as_row(self) -> dict[str, str]:
        """Return the person as a row of a table."""
        percent = f"{self.percent} %" if self.allowed else ""
        return dict(zip(COLUMNS, (self.name, _shown(self.used), _shown(self.allowed), percent, self.told)))

    @property
    def left(self) -> Decimal:
        """The hours that are left."""
        return max(Decimal(0), self.allowed - self.used)


def counted(
    uses: Iterable[Use],
    machines: Mapping[str | None, Machine],
    week: Period,
    budget: Budget,
    classes: Mapping[str, Sequence[Span]],
) -> dict[str, Decimal]:
    """Return the hours of a week that count, by the names of people in lower case.

    Time at several desktops of the lab at once counts once. With ``outside_class_only`` the time is free between the
    START of a desktop and its STOP, also of tasks that have been paused since, and during the classes of the timetable.

    :param classes: the classes of the timetable by the group of seats or the pool, see :func:`classes_of_week`.
    """
    spans: dict[str, list[Span]] = {}
    gaps: dict[str, list[Span]] = {}
    for use in uses:
        machine = machines.get(use.desktop_id)
        if machine is None:
            continue
        if machine.desktop_id not in gaps:
            free = [*class_hours(machine.classes, week), *classes.get(machine.group, ())]
            gaps[machine.desktop_id] = _gaps(united(free) if budget.outside_class_only else [], week)
        own = clipped([use.span], week.begin, week.now)
        parts = [part for gap in gaps[machine.desktop_id] for part in clipped(own, gap.begin, gap.end or week.end)]
        spans.setdefault(use.user_name.lower(), []).extend(parts)
    return {name: Decimal(seconds(united(own))) / 3600 for name, own in spans.items()}


def class_hours(switching: Sequence[Switch], week: Period) -> list[Span]:
    """Return when class is at a desktop: from each START of its schedules to the next STOP or HIBERNATE.

    One that nothing starts has no class, and neither has one that nothing ever stops.
    """
    states = {one.state for one in switching}
    if RUNNING not in states or len(states) == 1:
        return []
    found = stretches(switching, week.begin, week.end, week.zone)
    return [Span(begin, end) for state, begin, end in found if state == RUNNING]


def classes_of_week(lab: Mapping[str, Any], week: Period) -> dict[str, list[Span]]:
    """Return when the timetable of a lab has desktops on for classes in a week, by the group of seats or the pool."""
    if "timetable" not in lab:
        return {}
    settings = Settings.of(lab["timetable"])
    return {
        name: clipped(
            [Span(one.start, one.end) for one in spans_of(some, settings.before, settings.after)], week.begin, week.end
        )
        for name, some in lessons(lab, week.zone).by_target.items()
    }


def _gaps(spans: Sequence[Span], week: Period) -> list[Span]:
    """Return what lies between spans, which are in their order, and before and after them in a week."""
    found, since = [], week.begin
    for span in spans:
        if since < span.begin:
            found.append(Span(since, span.begin))
        since = span.end or week.end
    return [*found, Span(since, week.end)]


def due(
    lab: Mapping[str, Any],
    budget: Budget | None,
    week: str,
    used: Mapping[str, Decimal],
    accounts: Mapping[str, Row],
    connected: Mapping[str, Sequence[str]],
    examined: Mapping[str, str],
) -> list[Person]:
    """Return each person of the roster with what is due; without a budget only who is still locked for one.

    :param week: the name of the running week. :param used: hours by names in lower case.
    :param accounts: the accounts by names in lower case.
    :param connected: the desktops of the lab where people are connected now, by names in lower case.
    :param examined: why people are neither locked nor logged off, by names in lower case, see :func:`.exams.sitting`.
    """
    if budget is None:
        return _released(lab, accounts.values())
    found = []
    for person in active_people(lab):
        name = person["user_name"]
        key = name.lower()
        account = accounts.get(key)
        noted = Note.of(account.get("description") if account else None)
        before = noted if noted.week == week else Note(week, noted.lock)
        after = dataclasses.replace(before, extra=budget.granted.get(key, before.extra))
        one = Person(name, used.get(key, Decimal(0)), budget.allowed(name, before.extra), connected.get(key, ()))
        one.granted = after.extra != before.extra
        _decide(one, lab, budget.marks, account, noted, after, examined.get(key, ""))
        found.append(one)
    return found


def locked_for_hours(lab: Mapping[str, Any], accounts: Iterable[Row]) -> list[str]:
    """Return who is locked because of the budget, of the accounts that the lab made."""
    return [
        row["user_name"]
        for row in accounts
        if row.get("locked") and owned_by(lab, row) and Note.of(row.get("description")).holds
    ]


def _released(lab: Mapping[str, Any], accounts: Collection[Row]) -> list[Person]:
    """Return who is still locked although the file grants no hours any more."""
    staying = {person["user_name"].lower() for person in active_people(lab)}
    found = []
    for row in accounts:
        note = Note.of(row.get("description"))
        if owned_by(lab, row) and note.holds and row["user_name"].lower() in staying:
            unlock, after = bool(row.get("locked")), dataclasses.replace(note, lock=FREE)
            found.append(Person(row["user_name"], Decimal(0), Decimal(0), unlock=unlock, note=after))
    return found


def _decide(
    person: Person,
    lab: Mapping[str, Any],
    marks: Sequence[tuple[int, str]],
    account: Row | None,
    noted: Note,
    after: Note,
    examined: str,
) -> None:
    """Say what is due of a person, who is left alone if somebody else made the account.

    :param noted: what is noted now. :param after: that as it is for the running week, with the hours that are granted.
    :param examined: why the person is neither locked nor logged off, blank if nothing is against it.
    """
    reached = [(percent, action) for percent, action in marks if person.percent >= percent]
    actions = {action for _percent, action in reached}
    spared = f"{examined}, so neither locked nor logged off"
    if LOG_OFF in actions and not examined:
        person.log_off = person.connected
    elif LOG_OFF in actions and person.connected:
        person.told = spared
    if account is None or not owned_by(lab, account):
        person.told = person.told or ("no account of the lab, so neither warned nor locked" if reached else "")
        return
    held = noted.holds
    unsaid = [percent for percent, action in reached if action == WARN and percent not in after.warned]
    if unsaid and person.connected:
        person.warn = max(unsaid)
        after = dataclasses.replace(after, warned=after.warned | set(unsaid))
    elif unsaid:
        person.told = "to be warned when connected"
    locks = LOCK in actions
    locked = bool(account.get("locked"))
    if locks and not locked:
        by_hand = noted.week == after.week and noted.lock == LOCKED
        person.lock = not by_hand and not examined
        person.told = "unlocked by somebody else" if by_hand else spared if examined else person.told
        # A lock of last week that somebody has taken away is over; one that is about to be made may still come.
        lock = LOCKED if person.lock or by_hand else LOCKING if after.lock == LOCKING else FREE
        after = dataclasses.replace(after, lock=lock)
    elif locks and held:
        after = dataclasses.replace(after, lock=LOCKED)
    elif locks:
        person.told = "locked by somebody else"
    elif held:
        person.unlock = locked
        after = dataclasses.replace(after, lock=FREE)
    # A new week alone is nothing to note.
    says_nothing = not (after.holds or after.warned or after.extra)
    stale = after.week != noted.week and not held and says_nothing
    person.note = None if after == noted or stale else after
