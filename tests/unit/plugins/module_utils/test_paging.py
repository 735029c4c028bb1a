# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that come in pages: when they are whole, and when they are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils import paging
from ansible_collections.huaweicloud.workspace.plugins.module_utils.paging import OddListError, Page, page_of, read_all

LIMIT = 10


def page(ids: Sequence[int], total: int | None = None) -> Page:
    """Return a page of things."""
    return Page([(str(number), {"id": str(number)}) for number in ids], total)


class Service:
    """A list that is read page by page. ``changes`` are called before the pages of these numbers are read."""

    def __init__(self, count: int, size: int = LIMIT, totals: bool = True) -> None:
        self.things = list(range(count))
        self.size = size
        self.totals = totals
        self.pages = 0
        self.pauses: list[int] = []
        self.changes: dict[int, Callable[[list[int]], Any]] = {}

    def fetch(self, offset: int) -> Page:
        self.pages += 1
        self.changes.get(self.pages, lambda things: None)(self.things)
        return page(self.things[offset : offset + self.size], len(self.things) if self.totals else None)

    def read(self, limit: int | None = LIMIT, unique: bool = True) -> list[int]:
        return [int(row["id"]) for row in read_all(self.fetch, limit, unique, self.pauses.append).rows]


def scripted(*pages: Page) -> Callable[[int], Page]:
    """Return pages that come one after the other, again and again, whatever offset is asked for."""
    left: list[Page] = []

    def fetch(offset: int) -> Page:
        left[:] = left or pages
        return left.pop(0)

    return fetch


@pytest.mark.parametrize("totals", [True, False])
@pytest.mark.parametrize("unique", [True, False])
@pytest.mark.parametrize(("count", "size"), [(0, 10), (1, 10), (10, 10), (11, 10), (30, 10), (25, 3), (25, 30)])
def test_a_quiet_list_is_read_once(count: int, size: int, totals: bool, unique: bool) -> None:
    service = Service(count, size, totals)
    assert service.read(unique=unique) == list(range(count))
    assert not service.pauses


def drop(*numbers: int) -> Callable[[list[int]], Any]:
    return lambda things: [things.remove(number) for number in numbers]


def test_what_slips_to_an_earlier_page_when_something_goes_is_found() -> None:
    service = Service(25)
    service.changes = {2: drop(0)}
    assert service.read() == list(range(1, 25))
    assert service.pauses == [1]


def test_what_comes_at_the_beginning_is_found_and_nothing_comes_twice() -> None:
    service = Service(25)
    service.changes = {2: lambda things: things.insert(0, 99)}
    assert service.read() == [99, *range(25)]


def test_a_list_that_shrinks_below_what_was_read_is_whole() -> None:
    service = Service(25)
    service.changes = {2: drop(*range(5, 25))}
    assert service.read() == list(range(5))


def test_a_list_that_grows_with_each_page_ends_and_is_no_error() -> None:
    service = Service(25)
    service.changes = {number: (lambda things: things.append(100 + len(things))) for number in range(1, 100)}
    found = service.read()
    assert found[:25] == list(range(25)) and len(found) == len(set(found))
    assert service.pauses == [1, 2, 3, 4]


def test_a_list_that_never_holds_still_but_lacks_something_is_an_error() -> None:
    service = Service(25)
    service.changes = {number: (lambda things: things.insert(0, 100 + len(things))) for number in range(1, 100)}
    with pytest.raises(OddListError, match=r"it counts \d+, but lists \d+"):
        service.read()


@pytest.mark.parametrize(
    "pages",
    [
        [page([], 3)],
        [page(range(10), 25), page([], 25)],
        [page(range(10), 25)],
        [page(range(10), 1_000_000)],
        [page(range(10), 25), page(range(10, 20), 25)],
        [page(range(5), 1_000_000), page(range(5, 10), 1_000_000)],
        [page(range(10))],
        [page(range(10)), page(range(10, 20))],
        [page(range(5)), page(range(5, 10)), page(range(5))],
    ],
    ids=["empty", "ends early", "begins again", "endless", "alternates", "alternates, endless", "full, no total",
         "alternates, no total", "short pages alternate, no total"],
)  # fmt: skip
def test_a_list_that_is_not_whole_is_read_twice_and_then_an_error(pages: list[Page]) -> None:
    pauses: list[int] = []
    for unique in (True, False):
        with pytest.raises(OddListError):
            read_all(scripted(*pages), LIMIT, unique, pauses.append)
    assert pauses == [1, 1]


def test_a_slip_is_no_error() -> None:
    pages = [page([], 12), page(range(10), 12), page([10, 11], 12)]
    assert len(read_all(scripted(*pages), LIMIT, True, lambda number: None).rows) == 12


def test_a_list_with_new_things_for_ever_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST_ROWS", 100)
    with pytest.raises(OddListError, match="more than 100 items"):
        read_all(lambda offset: page(range(offset, offset + 10)), LIMIT, True, lambda number: None)


def test_a_list_without_pages_has_to_be_whole() -> None:
    assert len(read_all(scripted(page(range(50))), None, True, lambda number: None).rows) == 50
    with pytest.raises(OddListError, match="it counts 60, but lists 50"):
        read_all(scripted(page(range(50), 60)), None, True, lambda number: None)


def test_equal_items_without_ids_are_all_kept() -> None:
    rows = page_of({"records": [{"who": "ann"}, {"who": "ann"}], "count": 2}, "records", None)
    found = read_all(lambda offset: rows, LIMIT, False, lambda number: None)
    assert found.rows == [{"who": "ann"}, {"who": "ann"}]


@pytest.mark.parametrize(("count", "shown"), [(5, 5), (20, 20), (21, 20), (99, 20)])
def test_what_lies_beyond_the_last_offset_is_counted(count: int, shown: int) -> None:
    service = Service(count)
    found = read_all(service.fetch, LIMIT, True, service.pauses.append, last_offset=15)
    assert (len(found.rows), found.unread, service.pauses) == (shown, count - shown, [])


def test_a_total_written_as_a_text_counts() -> None:
    assert page_of({"things": [], "total_num": "0"}, "things", "id").total == 0
    assert page_of({"things": [], "total": None, "count": None}, "things", "id").total is None
