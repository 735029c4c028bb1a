# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a desktop ran, by histories that are whole, cut, or wrong."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import ApiError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.usage.running import (
    UNKNOWN,
    Running,
    read_all_running,
    running_spans,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.usage.spans import UTC

START = datetime.datetime(2026, 11, 2, tzinfo=UTC)


def at(hour: float) -> datetime.datetime:
    """Return a moment, by hours from the start."""
    return START + datetime.timedelta(hours=hour)


NOW = at(100)


def text(hour: float | None) -> str | None:
    """Return a moment as the service writes it."""
    return None if hour is None else at(hour).strftime("%Y-%m-%dT%H:%M:%SZ")


def action(word: str, start: float, finish: float | None, result: str | None = "Success") -> dict[str, Any]:
    """Return a row of a history."""
    return {"action": word, "start_time": text(start), "finish_time": text(finish), "result": result}


def hours(running: Running) -> list[tuple[float, float | None]]:
    """Return from when to when it ran, in hours from the start."""
    return [
        ((one.begin - START).total_seconds() / 3600, one.end and (one.end - START).total_seconds() / 3600)
        for one in running.spans or ()
    ]


def test_it_runs_from_the_end_of_a_start_to_the_beginning_of_a_stop() -> None:
    rows = [action("stop", 12, 13), action("start", 20, 21), action("create", 1, 2)]
    found = running_spans(rows, "ACTIVE", NOW)
    assert hours(found) == [(2, 12), (21, None)]
    assert found.exact_from(at(0)) and found.doubts == ()


@pytest.mark.parametrize(
    ("off", "on"), [("stop", "start"), ("os-stop", "os-start"), ("suspend", "resume"), ("os-hibernate", "START")]
)
def test_words_of_several_kinds(off: str, on: str) -> None:
    rows = [action("create", 0, 1), action(off, 5, 6), action(on, 7, 8)]
    assert hours(running_spans(rows, "ACTIVE", NOW)) == [(1, 5), (8, None)]


def test_what_failed_or_goes_on_turns_nothing() -> None:
    rows = [
        action("create", 0, 1),
        action("stop", 5, 6, "Error"),
        action("stop", 9, None, None),
        action("resize", 3, 4),
    ]
    found = running_spans(rows, "ACTIVE", NOW)
    assert hours(found) == [(1, None)] and found.exact_from(at(0))


def test_a_history_that_is_cut_is_exact_only_from_its_beginning() -> None:
    found = running_spans([action("stop", 5, 6), action("start", 7, 8)], "ACTIVE", NOW)
    assert hours(found) == [(8, None)]
    assert (found.exact_from(at(4)), found.exact_from(at(5))) == (False, True)


def test_a_status_that_the_history_does_not_explain_is_doubtful() -> None:
    shut_down_inside = running_spans([action("create", 0, 1)], "SHUTOFF", NOW)
    assert hours(shut_down_inside) == [(1, 100)] and not shut_down_inside.exact_from(at(0))
    started_unseen = running_spans([action("create", 0, 1), action("stop", 5, 6)], "ACTIVE", NOW)
    assert hours(started_unseen) == [(1, 5)] and "status is ACTIVE" in started_unseen.doubts[0]
    broken = running_spans([action("create", 0, 1)], "ERROR", NOW)
    assert hours(broken) == [(1, None)] and not broken.exact_from(at(0))


def test_two_starts_in_a_row_are_doubtful() -> None:
    found = running_spans([action("create", 0, 1), action("start", 5, 6)], "ACTIVE", NOW)
    assert hours(found) == [(1, None)] and "missing" in found.doubts[0]
    found = running_spans(
        [action("create", 0, 1), {**action("stop", 5, 6), "start_time": None, "finish_time": ""}], "ACTIVE", NOW
    )
    assert "does not tell when" in found.doubts[0]


def test_no_history_is_not_the_same_as_never_running() -> None:
    assert running_spans([], "SHUTOFF", NOW) == UNKNOWN and UNKNOWN.spans is None
    assert not UNKNOWN.exact_from(NOW)


@given(st.lists(st.integers(1, 50), max_size=10), st.randoms())
def test_a_whole_history_is_exact_in_any_order(lengths: list[int], random: Any) -> None:
    rows, hour, expected = [action("create", 0, 0)], 0, [(0, None)]
    for number, length in enumerate(lengths):
        hour += length
        rows.append(action("start" if number % 2 else "stop", hour, hour))
        if number % 2:
            expected.append((hour, None))
        else:
            expected[-1] = (expected[-1][0], hour)
    random.shuffle(rows)
    found = running_spans(rows, "SHUTOFF" if len(lengths) % 2 else "ACTIVE", at(1000))
    assert hours(found) == expected and found.exact_from(at(0))


class Service:
    """Histories, by the IDs of desktops; what is an error is refused."""

    def __init__(self, **histories: list[dict[str, Any]] | ApiError) -> None:
        self.histories = histories
        self.asked: list[str] = []

    def list_all(self, path: str, key: str, limit: int) -> list[dict[str, Any]]:
        name = path.split("/")[-2]
        self.asked.append(name)
        found = self.histories[name]
        if isinstance(found, ApiError):
            raise found
        return found


def both(service: Service) -> dict[str, Running]:
    """Read the histories of two desktops."""
    return read_all_running(service, [{"desktop_id": name, "status": "ACTIVE"} for name in ("one", "two")], NOW)


def test_a_region_without_histories_is_asked_once() -> None:
    for error in (ApiError(405, "X"), ApiError(404, "APIG.0101"), ApiError(404)):
        service = Service(one=error, two=[action("create", 0, 1)])
        assert both(service) == {"one": UNKNOWN, "two": UNKNOWN} and service.asked == ["one"]


def test_a_desktop_that_is_gone_is_not_the_whole_region() -> None:
    found = both(Service(one=ApiError(404, "WKS.0001"), two=[action("create", 0, 1)]))
    assert found["one"] == UNKNOWN and hours(found["two"]) == [(1, None)]
    with pytest.raises(ApiError):
        both(Service(one=ApiError(403, "WKS.0403"), two=[]))
