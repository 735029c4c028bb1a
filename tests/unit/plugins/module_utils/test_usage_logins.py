# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Login records: who was connected, told from rows that lack this or that."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.usage.logins import (
    Login,
    Machines,
    read_logins,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.usage.spans import UTC, Span

BEGIN, END = datetime.datetime(2026, 11, 2, tzinfo=UTC), datetime.datetime(2026, 11, 3, tzinfo=UTC)


def at(hour: float) -> datetime.datetime:
    """Return a moment, by hours from the beginning of the period."""
    return BEGIN + datetime.timedelta(hours=hour)


def text(hour: float | None) -> str | None:
    """Return a moment as the service writes it."""
    return None if hour is None else at(hour).strftime("%Y-%m-%dT%H:%M:%SZ")


def record(setup: float | None, end: float | None = None, **more: Any) -> dict[str, Any]:
    """Return a row of the list, as the published example has it."""
    start = {"connection_start_time": text(8 if setup is None else setup)}
    return {
        "computer_name": "BIO-01",
        "user_name": "mia@workspace.local",
        "transaction_id": f"{setup}-{end}",
        "terminal_mac": "02:00:00:00:00:01",
        **start,
        "connection_setup_time": text(setup),
        "connection_end_time": text(end),
        **more,
    }


def desktop(desktop_id: str = "one", **more: Any) -> dict[str, Any]:
    """Return a desktop as modules return it."""
    return {"desktop_id": desktop_id, "computer_name": "BIO-01", "sid": f"S-{desktop_id}", "login_status": "", **more}


class Service:
    """Lists of records."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows = rows
        self.asked: dict[str, Any] = {}

    def server_time(self) -> float:
        return (END + datetime.timedelta(days=30)).timestamp()

    def list_all(self, path: str, key: str, query: dict[str, Any], limit: int, id_field: str) -> list[dict[str, Any]]:
        assert path.endswith("/connections/desktops") and (limit, id_field) == (100, "transaction_id")
        self.asked = query
        return list(self.rows)


def spans(logins: list[Login]) -> list[tuple[float, float | None]]:
    """Return from when to when, in hours from the beginning of the period."""
    return [
        (
            (one.span.begin - BEGIN).total_seconds() / 3600,
            one.span.end and (one.span.end - BEGIN).total_seconds() / 3600,
        )
        for one in logins
    ]


def test_a_record_is_read_without_domain_and_terminal() -> None:
    for name in ("mia@workspace.local", "WORKSPACE\\mia", "mia"):
        login = Machines().login(record(9, 11, user_name=name, desktop_id="one"))
        assert login == Login("one", "BIO-01", "mia", Span(at(9), at(11)))
        assert "02:00" not in repr(login)


def test_an_attempt_is_no_use() -> None:
    failed = Machines().login(record(None, 8.1, connection_failure_reason="wrong password"))
    connecting = Machines().login(record(None))
    assert [(one.succeeded, one.span) for one in (failed, connecting)] == [(False, Span(at(8), at(8)))] * 2
    broken_off = Machines().login(record(9, 10, connection_failure_reason="network"))
    assert (broken_off.succeeded, broken_off.span) == (True, Span(at(9), at(10)))


@pytest.mark.parametrize("lacking", ["connection_start_time", "user_name"])
def test_a_record_that_lacks_what_counts_is_not_passed_over(lacking: str) -> None:
    row = record(None)
    del row[lacking]
    with pytest.raises((ValueError, LookupError)):
        Machines().login(row)


def test_the_desktop_is_told_by_id_then_sid_then_name() -> None:
    machines = Machines(
        [desktop("one"), desktop("two", computer_name="BIO-02"), desktop("three", computer_name="bio-02")]
    )
    assert machines.login(record(9, desktop_id="gone")).desktop_id == "gone"
    assert machines.login(record(9, sid="S-two")).desktop_id == "two"
    assert machines.login(record(9, sid="S-other", computer_name="bio-01")).desktop_id == "one"
    assert machines.login(record(9, computer_name="BIO-02")).desktop_id is None, "it may be either"


def test_a_name_may_have_been_that_of_another_desktop() -> None:
    machines = Machines([desktop(created="2026-11-02T10:00:00.000Z")])
    assert machines.login(record(9, 10)).desktop_id is None
    assert machines.login(record(11, 12)).desktop_id == "one"


def test_a_day_more_is_asked_for_so_that_sessions_over_the_edge_count() -> None:
    service = Service(record(20, 23), record(-3, 1), record(-5, -4), record(26, 27), record(0, user_name="omar"))
    found = read_logins(service, BEGIN, END)
    assert service.asked == {"start_time": "2026-11-01T00:00Z", "end_time": "2026-11-03T00:01Z"}
    assert spans(found) == [(-3, 1), (0, None), (20, 23)]


def test_a_connection_without_an_end_lasts_only_while_somebody_is_connected() -> None:
    rows = (record(1, None, desktop_id="one"), record(3, None, desktop_id="one"), record(9, None, desktop_id="one"))
    connected = read_logins(Service(*rows), BEGIN, END, [desktop(login_status="CONNECTED", status="ACTIVE")])
    assert spans(connected) == [(1, 3), (3, 9), (9, None)]
    for now in ({"login_status": "REGISTERED"}, {"login_status": "DISCONNECTED"}, {"status": "SHUTOFF"}):
        assert spans(read_logins(Service(*rows), BEGIN, END, [desktop(**now)])) == [(1, 3), (3, 9), (9, 9)]
    untold = read_logins(Service(*rows), BEGIN, END, [desktop(login_status="NOT_TOLD", status="ACTIVE")])
    assert spans(untold)[-1] == (9, None)


def test_a_failed_attempt_ends_nothing() -> None:
    rows = (record(7, None, desktop_id="one"), record(None, connection_failure_reason="busy", desktop_id="one"))
    found = read_logins(Service(*rows), BEGIN, END, [desktop(login_status="CONNECTED")])
    assert spans(found) == [(7, None), (8, 8)]
