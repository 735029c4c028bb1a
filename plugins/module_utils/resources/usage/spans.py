# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Spans of time: united, clipped, measured, and split by the clocks of a time zone. Pure.

Moments are aware, in UTC, and of whole seconds, as the service tells them.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime
import re
from collections.abc import Iterable, Iterator
from typing import Callable, TypeVar

UTC = datetime.timezone.utc
DAY = datetime.timedelta(days=1)

_FORM = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?\s*(?:Z|GMT|\+00:?00)?")

K = TypeVar("K")


@dataclasses.dataclass(frozen=True)
class Span:
    """A time from ``begin`` to ``end``, which is not part of it; without an end it lasts still.

    :raises ValueError: it ends before it begins.
    """

    begin: datetime.datetime
    end: datetime.datetime | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.begin:
            raise ValueError(f"the span ends at {self.end}, before it begins at {self.begin}")


def read_moment(text: object) -> datetime.datetime | None:
    """Return a moment that the service wrote in UTC, to the second; ``None`` if there is none or it cannot be read."""
    found = _FORM.fullmatch(text.strip()) if isinstance(text, str) else None
    if not found:
        return None
    try:
        return datetime.datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3] or ':00'}").replace(tzinfo=UTC)
    except ValueError:
        return None


def to_the_second(moment: float) -> datetime.datetime:
    """Return a moment in UTC from seconds since the epoch."""
    return datetime.datetime.fromtimestamp(int(moment), UTC)


def midnight(moment: datetime.datetime) -> datetime.datetime:
    """Return the beginning of the day of a moment in UTC."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def united(spans: Iterable[Span]) -> list[Span]:
    """Return what spans cover, in its order: those that overlap or meet are one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: one.begin):
        last = found[-1] if found else None
        if last is None or last.end is not None and last.end < span.begin:
            found.append(span)
        elif last.end is not None and (span.end is None or span.end > last.end):
            found[-1] = Span(last.begin, span.end)
    return found


def clipped(spans: Iterable[Span], begin: datetime.datetime, end: datetime.datetime) -> list[Span]:
    """Return the parts of spans that lie in a period, in their order. Those that last still end with the period."""
    parts = ((max(span.begin, begin), end if span.end is None else min(span.end, end)) for span in spans)
    return [Span(first, last) for first, last in parts if first < last]


def seconds(spans: Iterable[Span]) -> int:
    """Return how long spans are in all, those that overlap as often as they do.

    :raises ValueError: one lasts still, so that it has to be clipped first.
    """
    return sum(int((end - begin).total_seconds()) for begin, end in map(_bounds, spans))


def by_day(spans: Iterable[Span], zone: datetime.tzinfo) -> dict[datetime.date, int]:
    """Return how many seconds of spans are in each day, by the clocks of a zone.

    :raises ValueError: one lasts still.
    """

    def next_day(moment: datetime.datetime) -> datetime.datetime:
        date = moment.astimezone(zone).date() + DAY
        first = datetime.datetime.combine(date, datetime.time(), zone).astimezone(UTC)
        # Where clocks are put back at midnight it is midnight twice.
        return first if first > moment else first + datetime.timedelta(hours=1)

    return _split(spans, next_day, lambda moment: moment.astimezone(zone).date())


def by_hour_of_week(spans: Iterable[Span], zone: datetime.tzinfo) -> dict[tuple[int, int], int]:
    """Return how many seconds of spans are in each hour of the week, by the clocks of a zone.

    :returns: seconds by weekdays, of which Monday is 0, and hours.
    :raises ValueError: one lasts still.
    """

    def next_hour(moment: datetime.datetime) -> datetime.datetime:
        local = moment.astimezone(zone)
        return moment + datetime.timedelta(seconds=3600 - local.minute * 60 - local.second)

    def hour(moment: datetime.datetime) -> tuple[int, int]:
        local = moment.astimezone(zone)
        return local.weekday(), local.hour

    return _split(spans, next_hour, hour)


def _split(
    spans: Iterable[Span],
    following: Callable[[datetime.datetime], datetime.datetime],
    key: Callable[[datetime.datetime], K],
) -> dict[K, int]:
    found: collections.Counter[K] = collections.Counter()
    for begin, end in _parts(spans, following):
        found[key(begin)] += int((end - begin).total_seconds())
    return dict(found)


def _parts(
    spans: Iterable[Span], following: Callable[[datetime.datetime], datetime.datetime]
) -> Iterator[tuple[datetime.datetime, datetime.datetime]]:
    for begin, end in map(_bounds, spans):
        while begin < end:
            until = min(following(begin), end)
            yield begin, until
            begin = until


def _bounds(span: Span) -> tuple[datetime.datetime, datetime.datetime]:
    if span.end is None:
        raise ValueError(f"the span that begins at {span.begin} lasts still; clip it first")
    return span.begin, span.end
