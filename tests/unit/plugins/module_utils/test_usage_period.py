# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Periods as tasks give them, and the whole days of them that metrics tell of."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.usage.metrics import days_told
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.usage.period import Period, read_period
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.usage.spans import DAY, UTC, midnight

NOW = datetime.datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


def period(**options: Any) -> Period:
    """Return the period that options mean."""
    return read_period({"begin": None, "end": None, "last": None, "time_zone": "UTC", **options}, NOW)


def at(day: int, hour: float = 0) -> datetime.datetime:
    """Return a moment of the month."""
    return datetime.datetime(2026, 11, day, tzinfo=UTC) + datetime.timedelta(hours=hour)


@pytest.mark.parametrize(
    ("options", "begin", "end"),
    [
        ({}, at(13, 12.5), NOW),
        ({"last": "12h"}, at(20, 0.5), NOW),
        ({"last": "2w"}, at(6, 12.5), NOW),
        ({"begin": "2026-11-02"}, at(2), NOW),
        ({"begin": "2026-11-02", "end": "2026-11-02"}, at(2), at(3)),
        ({"begin": "2026-11-02 08:00", "end": "2026-11-02T09:30:00"}, at(2, 8), at(2, 9.5)),
        ({"begin": "2026-11-02", "end": "2026-11-02", "time_zone": "Europe/Berlin"}, at(1, 23), at(2, 23)),
        ({"begin": "2026-11-02T08:00:00+05:30", "time_zone": "Europe/Berlin"}, at(2, 2.5), NOW),
        ({"begin": "2026-11-02T08:00Z", "end": "2026-12-31"}, at(2, 8), NOW),
    ],
)
def test_what_options_mean(options: dict[str, Any], begin: datetime.datetime, end: datetime.datetime) -> None:
    found = period(**options)
    assert (found.begin, found.end, found.now) == (begin, end, NOW)


@pytest.mark.parametrize("last", ["", "7", "0d", "7 d", "1y", "-7d", "99999d"])
def test_a_length_is_a_number_with_a_unit(last: str) -> None:
    with pytest.raises(InputError, match="last is"):
        period(last=last)


@given(st.integers(-300 * 24, 24), st.integers(1, 300 * 24), st.integers(0, 48), st.integers(1, 180))
def test_metrics_are_of_whole_days_that_are_summed_up(begin: int, length: int, hour: int, most: int) -> None:
    now = at(20, hour)
    first = at(20) + datetime.timedelta(hours=begin)
    last = min(first + datetime.timedelta(hours=length), now)
    days = days_told(first, last, now, most)
    known = at(19 + (hour >= 2) + (hour >= 26))
    if days is None:
        whole = [
            day for day in (known - (number + 1) * DAY for number in range(most)) if first <= day and day + DAY <= last
        ]
        assert whole == []
    else:
        assert days.end is not None and first <= days.begin < days.end <= min(last, known)
        assert midnight(days.begin) == days.begin and midnight(days.end) == days.end
        assert days.begin == known - most * DAY or days.begin - first < DAY
        assert days.end == known or last - days.end < DAY
