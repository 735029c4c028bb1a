# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the part of iCalendar (RFC 5545) that timetables are written in, and refuses the rest by its line. Pure."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterator, Mapping, Sequence

from ...errors import plain
from .classes import MOST_CLASSES, Source
from .occurrences import DAILY, DAY, WEEKLY, Event, Rule, is_day_of
from .zones import UTC, find_zone

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_LINE = re.compile(
    r'(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:]*)+)*):(?P<value>.*)', re.DOTALL
)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:]*)+)')
_DATE = re.compile(r"\d{8}")
_TIME = re.compile(r"\d{8}T\d{6}Z?")
_DURATION = re.compile(r"\+?P(?:(\d{1,4})W|(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_MOST_OF_A_RULE = 10_000
_LONGEST_INTERVAL = 1000
_LONGEST = 31 * DAY
_SINGLE = ("UID", "SUMMARY", "LOCATION", "DTSTART", "DTEND", "DURATION", "RRULE", "RECURRENCE-ID", "STATUS", "SEQUENCE")
_SEVERAL = ("EXDATE", "RDATE", "EXRULE")
_ADVICE = "; export single events instead, or a CSV file"


@dataclasses.dataclass(frozen=True)
class Property:
    """A line of a calendar. The names of it and of its parameters are in upper case."""

    name: str
    parameters: Mapping[str, str]
    value: str
    line: int


@dataclasses.dataclass
class Component:
    """What stands between BEGIN and END, without the components inside."""

    name: str
    line: int
    properties: list[Property] = dataclasses.field(default_factory=list)

    def first(self, name: str) -> Property | None:
        """Return a property that there is at most once."""
        return next((one for one in self.properties if one.name == name), None)

    def text(self, name: str) -> str:
        """Return the text of a property, empty if there is none."""
        found = self.first(name)
        return unescaped(found.value).strip() if found else ""


@dataclasses.dataclass(frozen=True)
class Moment:
    """A date or a time of a calendar.

    :param local: what the clocks show, midnight for a date. :param is_date: whether only a day is said.
    """

    local: datetime.datetime
    zone: datetime.tzinfo
    is_date: bool = False

    def at(self, zone: datetime.tzinfo) -> datetime.datetime:
        """Return what the clocks of another zone show then."""
        if self.zone == zone:
            return self.local
        return self.local.replace(tzinfo=self.zone).astimezone(zone).replace(tzinfo=None)

    def key(self) -> datetime.date:
        """Return the moment in UTC, or the day."""
        return self.local.date() if self.is_date else self.local.replace(tzinfo=self.zone).astimezone(UTC)


def unescaped(text: str) -> str:
    """Return a text as it is meant."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def read_calendar(data: bytes, zone: datetime.tzinfo, source: Source) -> list[Event]:
    """Return the events of a calendar.

    :param zone: the time zone of what says none.
    :raises LabError: the calendar is broken, or has something that is not understood; the text names the line.
    """
    components = list(_components(_properties(data, source), source))
    locations = {
        zone_of.text("TZID"): zone_of.text("X-LIC-LOCATION") for zone_of in components if zone_of.name == "VTIMEZONE"
    }
    reader = _Reader(zone, locations, source)
    events = [reader.event(one) for one in components if one.name == "VEVENT"]
    if len(events) > MOST_CLASSES:
        raise source.unusable(f"has more than {MOST_CLASSES} events; export a term only")
    return events


# Lines


def _properties(data: bytes, source: Source) -> Iterator[Property]:
    for number, line in _unfolded(data):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            raise source.wrong(number, "it is not UTF-8 text") from None
        if not text.strip():
            continue
        found = _LINE.fullmatch(text)
        if not found:
            raise source.wrong(number, f'"{plain(text, 40)}" is no line of a calendar')
        parameters = {key.upper(): value.replace('"', "") for key, value in _PARAMETER.findall(found["parameters"])}
        yield Property(found["name"].upper(), parameters, found["value"], number)


def _unfolded(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the lines as they were before they were folded, which may be inside of a character, with their numbers."""
    first, parts = 1, [b""]
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        line = raw.removesuffix(b"\r")
        if line[:1] in (b" ", b"\t") and number > 1:
            parts.append(line[1:])
            continue
        yield first, b"".join(parts)
        first, parts = number, [line]
    yield first, b"".join(parts)


def _components(properties: Iterator[Property], source: Source) -> Iterator[Component]:
    """Give the components of calendars as they end; what is inside of another is not part of it."""
    opened: list[Component] = []
    seen = False
    for one in properties:
        name = one.value.strip().upper()
        if one.name == "BEGIN":
            if not opened and name != "VCALENDAR":
                raise source.wrong(one.line, f"{plain(name, 40)} is outside of a calendar")
            seen = True
            opened.append(Component(name, one.line))
        elif not opened:
            raise source.wrong(one.line, f"{one.name} is outside of a calendar")
        elif one.name == "END":
            if name != opened[-1].name:
                begun = opened[-1]
                raise source.wrong(one.line, f"{plain(name, 40)} ends, but {begun.name} of line {begun.line} is open")
            done = opened.pop()
            if done.name == "VEVENT" and [outer.name for outer in opened] != ["VCALENDAR"]:
                raise source.wrong(done.line, "an event is inside of something else than a calendar")
            yield done
        elif (
            opened[-1].name == "VCALENDAR" and one.name == "METHOD" and one.value.upper() not in ("PUBLISH", "REQUEST")
        ):
            raise source.wrong(one.line, f"it is a message ({plain(one.value, 40)}) about a calendar, not a calendar")
        else:
            opened[-1].properties.append(one)
    if opened:
        raise source.unusable(f"ends within {opened[-1].name} of line {opened[-1].line}; it was cut short")
    if not seen:
        raise source.unusable("is no calendar: it has no BEGIN:VCALENDAR")


# Events


class _Reader:
    """Reads what events say."""

    def __init__(self, zone: datetime.tzinfo, locations: Mapping[str, str], source: Source) -> None:
        self._zone = zone
        self._locations = locations
        self._source = source

    def event(self, component: Component) -> Event:
        """Return an event. Raises :class:`.errors.LabError`."""
        for name in _SINGLE:
            twice = [one for one in component.properties if one.name == name][1:]
            if twice:
                raise self._source.wrong(twice[0].line, f"the event has a second {name}")
        for one in component.properties:
            if one.name == "EXRULE":
                raise self._source.wrong(one.line, f"EXRULE is not understood{_ADVICE}")
        begun = component.first("DTSTART")
        if begun is None:
            raise self._source.wrong(component.line, "the event has no DTSTART")
        start = self._moment(begun, begun.value)
        uid, said, replaces = component.text("UID"), component.first("RRULE"), component.first("RECURRENCE-ID")
        rule = self._rule(said, start) if said else None
        return Event(
            line=component.line,
            uid=uid or f"line {component.line}",
            start=start.local,
            length=self._length(component, start),
            zone=start.zone,
            room=component.text("LOCATION"),
            name=component.text("SUMMARY"),
            sequence=self._sequence(component.first("SEQUENCE")),
            cancelled=component.text("STATUS").upper() == "CANCELLED",
            rule=rule,
            excluded=frozenset(self._excluded(component, start)),
            added=tuple(self._added(component, start)),
            replaces=self._replaced(replaces, uid) if replaces else None,
        )

    def _moments(self, component: Component, name: str) -> Iterator[tuple[Property, Moment]]:
        for one in component.properties:
            if one.name == name:
                yield from ((one, self._moment(one, value)) for value in one.value.split(","))

    def _moment(self, one: Property, value: str) -> Moment:
        kind, text = one.parameters.get("VALUE", "").upper(), value.strip()
        try:
            if kind in ("", "DATE") and _DATE.fullmatch(text):
                day = datetime.datetime.strptime(text, "%Y%m%d")
                return Moment(day, self._zone, True)
            if kind in ("", "DATE-TIME") and _TIME.fullmatch(text):
                local = datetime.datetime.strptime(text[:15], "%Y%m%dT%H%M%S")
                return Moment(local, UTC if text.endswith("Z") else self._zone_of(one))
        except ValueError:
            pass
        wanted = "a date or a time such as 20261005T081500"
        raise self._source.wrong(one.line, f'{one.name} is "{plain(text, 40)}", but must be {wanted}')

    def _zone_of(self, one: Property) -> datetime.tzinfo:
        name = one.parameters.get("TZID")
        if name is None:
            return self._zone
        found = find_zone(name, self._locations)
        if found is None:
            told = f'the time zone "{plain(name, 60)}" is not known; write one such as Europe/Berlin'
            raise self._source.wrong(one.line, told)
        return found

    def _length(self, component: Component, start: Moment) -> datetime.timedelta:
        ended, lasting = component.first("DTEND"), component.first("DURATION")
        said = ended or lasting
        if ended and lasting:
            raise self._source.wrong(lasting.line, "the event has both DTEND and DURATION")
        if said is None:
            if not start.is_date:
                raise self._source.wrong(component.line, "the event has neither DTEND nor DURATION")
            return DAY
        length = self._until(ended, start) if ended else self._duration(said)
        if not datetime.timedelta() < length <= _LONGEST:
            raise self._source.wrong(
                said.line, f"the event lasts {length}, but must last longer than 0 and 31 days at most"
            )
        return length

    def _until(self, ended: Property, start: Moment) -> datetime.timedelta:
        end = self._moment(ended, ended.value)
        if end.is_date != start.is_date:
            raise self._source.wrong(ended.line, "DTEND and DTSTART must both be dates or both be times")
        return end.at(start.zone) - start.local

    def _duration(self, one: Property) -> datetime.timedelta:
        found = _DURATION.fullmatch(one.value.strip().upper())
        if not found or not any(found.groups()):
            raise self._source.wrong(one.line, f'DURATION is "{plain(one.value, 40)}", but must be as in PT1H30M')
        weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return datetime.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)

    def _sequence(self, one: Property | None) -> int:
        if one is None:
            return 0
        if not re.fullmatch(r"\d{1,9}", one.value.strip()):
            raise self._source.wrong(one.line, f'SEQUENCE is "{plain(one.value, 40)}", but must be a number')
        return int(one.value)

    def _replaced(self, one: Property, uid: str) -> datetime.date:
        if "RANGE" in one.parameters:
            told = f"RECURRENCE-ID with RANGE={plain(one.parameters['RANGE'], 40)} is not understood{_ADVICE}"
            raise self._source.wrong(one.line, told)
        if not uid:
            raise self._source.wrong(one.line, "the event replaces another one, but has no UID")
        return self._moment(one, one.value).key()

    def _excluded(self, component: Component, start: Moment) -> Iterator[datetime.date]:
        for _one, moment in self._moments(component, "EXDATE"):
            yield moment.local.date() if moment.is_date else moment.at(start.zone)

    def _added(self, component: Component, start: Moment) -> Iterator[datetime.datetime]:
        for one, moment in self._moments(component, "RDATE"):
            if moment.is_date != start.is_date:
                raise self._source.wrong(one.line, "RDATE and DTSTART must both be dates or both be times")
            yield moment.at(start.zone)

    # Rules

    def _rule(self, one: Property, start: Moment) -> Rule:
        parts = self._parts(one)
        frequency = parts.pop("FREQ", "")
        if frequency not in (DAILY, WEEKLY):
            raise self._not_understood(one, f"FREQ={frequency}" if frequency else "a rule without FREQ")
        rule = Rule(
            frequency=frequency,
            interval=self._number(one, parts.pop("INTERVAL", "1"), "INTERVAL", _LONGEST_INTERVAL),
            count=self._number(one, parts.pop("COUNT"), "COUNT", _MOST_OF_A_RULE) if "COUNT" in parts else None,
            until=self._last(one, parts.pop("UNTIL"), start) if "UNTIL" in parts else None,
            days=frozenset(self._days(one, parts.pop("BYDAY"))) if "BYDAY" in parts else frozenset(),
            week_start=self._days(one, parts.pop("WKST", "MO"))[0],
        )
        if parts:
            raise self._not_understood(one, next(iter(parts)))
        if rule.count is not None and rule.until is not None:
            raise self._source.wrong(one.line, "RRULE has both COUNT and UNTIL")
        if not is_day_of(rule, start.local):
            raise self._source.wrong(one.line, f"the event begins on a day that is none of its BYDAY{_ADVICE}")
        return rule

    def _parts(self, one: Property) -> dict[str, str]:
        parts: dict[str, str] = {}
        for part in one.value.strip().upper().rstrip(";").split(";"):
            key, sign, value = part.partition("=")
            if not sign or not value or key in parts:
                raise self._source.wrong(one.line, f'RRULE is "{plain(one.value, 60)}", which is no rule')
            parts[key] = value
        return parts

    def _not_understood(self, one: Property, what: str) -> Exception:
        return self._source.wrong(one.line, f"RRULE: {plain(what, 40)} is not understood{_ADVICE}")

    def _number(self, one: Property, text: str, name: str, most: int) -> int:
        if not re.fullmatch(r"\d{1,6}", text) or not 1 <= int(text) <= most:
            raise self._source.wrong(one.line, f"RRULE: {name} is {plain(text, 40)}, but must be 1 to {most}")
        return int(text)

    def _last(self, one: Property, text: str, start: Moment) -> datetime.datetime:
        """Return the last moment of a rule by the clocks of the event, the end of the day if only that is said."""
        moment = self._moment(Property("UNTIL", {}, text, one.line), text)
        if moment.is_date:
            return datetime.datetime.combine(moment.local.date(), datetime.time.max)
        # A time without a zone is one of the event's.
        return moment.at(start.zone) if text.endswith("Z") else moment.local

    def _days(self, one: Property, text: str) -> Sequence[int]:
        days = text.split(",")
        wrong = [day for day in days if day not in WEEKDAYS]
        if wrong:
            raise self._not_understood(one, f"the day {wrong[0]}")
        return [WEEKDAYS.index(day) for day in days]
