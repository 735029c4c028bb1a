# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Spans of time: what is united covers the same, and what is split adds up to the whole."""

from __future__ import annotations

import datetime
import itertools
import zoneinfo

import pytest
from hypothesis import given, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.usage.spans import (
    UTC,
    Span,
    by_day,
    by_hour_of_week,
    clipped,
    read_moment,
    seconds,
    united,
)

START = datetime.datetime(2026, 10, 20, tzinfo=UTC)
"""Some days before clocks are put back in Europe."""
HOUR = 3600


def at(second: int) -> datetime.datetime:
    """Return a moment, by seconds from the start."""
    return START + datetime.timedelta(seconds=second)


def span(begin: int, end: int | None = None) -> Span:
    """Return a span, by seconds from the start."""
    return Span(at(begin), None if end is None else at(end))


moments = st.integers(0, 14 * 24 * HOUR)
ended = st.builds(lambda begin, length: span(begin, begin + length), moments, st.integers(0, 50 * HOUR))
lasting = st.builds(span, moments)
zones = st.sampled_from(
    [zoneinfo.ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Beirut")]
)
# Clocks are put back at midnight in Beirut, on the last Sunday of October.


def covered(spans: list[Span], second: int) -> bool:
    """Tell whether a second is in one of some spans."""
    return any(one.begin <= at(second) and (one.end is None or at(second) < one.end) for one in spans)


@given(st.lists(st.one_of(ended, lasting), max_size=8), st.lists(moments, min_size=20, max_size=20))
def test_united_spans_cover_the_same_and_are_apart(spans: list[Span], probes: list[int]) -> None:
    found = united(spans)
    edges = [int((edge - START).total_seconds()) for one in spans for edge in (one.begin, one.end) if edge]
    for second in [*probes, *edges, *(edge - 1 for edge in edges)]:
        assert covered(found, second) == covered(spans, second)
    for one, following in itertools.pairwise(found):
        assert one.end is not None and one.end < following.begin
    assert united(found) == found


@given(st.lists(st.one_of(ended, lasting), max_size=8), moments, st.integers(0, 100 * HOUR))
def test_what_is_clipped_lies_inside(spans: list[Span], begin: int, length: int) -> None:
    found = clipped(spans, at(begin), at(begin + length))
    assert all(at(begin) <= one.begin < one.end <= at(begin + length) for one in found)
    for second in (begin - 1, begin, begin + length // 2, begin + length - 1, begin + length):
        assert covered(found, second) == (covered(spans, second) and begin <= second < begin + length)


@given(st.lists(ended, max_size=6), zones)
def test_days_and_hours_add_up(spans: list[Span], zone: datetime.tzinfo) -> None:
    days, hours = by_day(spans, zone), by_hour_of_week(spans, zone)
    assert sum(days.values()) == sum(hours.values()) == seconds(spans)
    assert all(length > 0 for length in (*days.values(), *hours.values()))
    assert all(0 <= day < 7 and 0 <= hour < 24 for day, hour in hours)


def test_the_night_in_which_clocks_are_put_back_is_longer() -> None:
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    begin = datetime.datetime(2026, 10, 24, 22, tzinfo=UTC)
    night = [Span(begin, begin + datetime.timedelta(hours=26))]
    assert by_day(night, berlin) == {
        datetime.date(2026, 10, 25): 25 * HOUR,
        datetime.date(2026, 10, 26): HOUR,
    }
    assert by_hour_of_week(night, berlin)[6, 2] == 2 * HOUR


def test_a_span_over_midnight_is_split() -> None:
    late = [span(22 * HOUR, 25 * HOUR)]
    assert by_day(late, UTC) == {START.date(): 2 * HOUR, datetime.date(2026, 10, 21): HOUR}
    assert by_hour_of_week(late, UTC) == {(1, 22): HOUR, (1, 23): HOUR, (2, 0): HOUR}


def test_what_lasts_still_has_no_length() -> None:
    with pytest.raises(ValueError, match="clip it first"):
        seconds([span(0)])
    with pytest.raises(ValueError, match="before it begins"):
        span(2, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-10-20T00:00:05Z", at(5)),
        ("2026-10-20T00:00:05.250Z", at(5)),
        ("2026-10-20 00:01:00", at(60)),
        ("2026-10-20T00:01Z", at(60)),
        ("", None),
        (None, None),
        ("2026-10-32T00:00:00Z", None),
        ("soon", None),
        (5, None),
    ],
)
def test_moments_as_the_service_writes_them(text: object, expected: datetime.datetime | None) -> None:
    assert read_moment(text) == expected
