# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a list that comes in pages, and tells whether it is whole. Sends nothing itself."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, Callable

from .errors import Answer

MOST_ROWS = 250_000
"""How many items a list may have before it counts as endless."""

_TOTALS = ("total_count", "count", "total", "total_num")
_READINGS = 5
"""How often a list is read while things come and go."""

Row = dict[str, Any]


class OddListError(Exception):
    """What came is not the list that was asked for; the text tells why."""


@dataclasses.dataclass(frozen=True)
class Page:
    """A page of a list: its items by what tells them apart, and how many the list has in all if the service tells."""

    rows: list[tuple[str, Row]]
    total: int | None


def page_of(answer: Answer, key: str, id_field: str | None) -> Page:
    """Return the page that an answer holds under ``key``.

    :param id_field: the field that each item must have and that tells it from the others.
    :raises OddListError: it holds no list of objects with this field, although it does not say that there are none.
    """
    total = _total(answer)
    if answer.get(key) is None and total == 0:
        return Page([], total)
    if key not in answer:
        raise OddListError(f"it has no {key}")
    if not isinstance(answer[key], list):
        raise OddListError(f"{key} is no list")
    return Page([_identified(row, key, id_field) for row in answer[key]], total)


def _total(answer: Answer) -> int | None:
    name = next((name for name in _TOTALS if answer.get(name) is not None), None)
    if name is None:
        return None
    text = str(answer[name])
    if not (text.isascii() and text.isdigit()):
        raise OddListError(f"{name} is no number")
    return int(text)


def _identified(row: Any, key: str, id_field: str | None) -> tuple[str, Row]:
    if not isinstance(row, dict):
        raise OddListError(f"{key} holds something that is no object")
    if id_field is None:
        return json.dumps(row, sort_keys=True), row
    found = row.get(id_field)
    if isinstance(found, bool) or not isinstance(found, (str, int)) or found == "":
        raise OddListError(f"{key} holds something without {id_field}")
    # Some operations write as a number what others write as a text.
    return str(found), row if isinstance(found, str) else {**row, id_field: str(found)}


@dataclasses.dataclass(frozen=True)
class Listing:
    """The items of a list, and how many more there are that it cannot show."""

    rows: list[Row]
    unread: int = 0


def read_all(
    fetch: Callable[[int], Page],
    limit: int | None,
    unique: bool,
    pause: Callable[[int], None],
    last_offset: int | None = None,
) -> Listing:
    """Return all items of a list.

    A list is whole when it has as many items as its total, or, where the service tells no total, when a page is not
    full. One that is not whole is read once more, which may have been a slip. While it is read things may come and go,
    which shows in a total that changes or in an item that comes twice; others may then have moved from one page to
    another unseen. So it is read again, a few times.

    :param fetch: reads the page that begins at an offset.
    :param limit: how many items are asked for in one page; ``None`` if the list knows no pages.
    :param unique: whether items have IDs, so that one that comes twice is the same one.
    :param pause: called before the list is read again, with the number of readings so far.
    :param last_offset: the highest offset that the service takes; what lies beyond cannot be read.
    :raises OddListError: it is not whole, or has no end.
    """
    slips = number = 0
    while True:
        number += 1
        try:
            reading = _read_once(fetch, limit, unique, last_offset)
            if reading.steady or number >= _READINGS:
                return reading.listing()
        except OddListError:
            slips += 1
            if slips > 1 or number >= _READINGS:
                raise
        pause(number)


@dataclasses.dataclass
class _Reading:
    """What one reading of a list has found."""

    rows: list[Row] = dataclasses.field(default_factory=list)
    seen: set[str] = dataclasses.field(default_factory=set)
    total: int | None = None
    steady: bool = True
    cut: bool = False
    """Whether the service shows no more of it."""

    def take(self, page: Page, unique: bool) -> bool:
        """Add a page. Return whether it brought anything new."""
        if page.total is not None:
            self.steady = self.steady and self.total in (None, page.total)
            self.total = page.total
        new = {key: row for key, row in page.rows if key not in self.seen}
        self.seen.update(new)
        if unique:
            self.steady = self.steady and len(new) == len(page.rows)
            self.rows += new.values()
        elif new:
            self.rows += [row for _key, row in page.rows]
        return bool(new)

    def listing(self) -> Listing:
        """Return the items, if they are as many as there should be."""
        lacking = max(0, (self.total or 0) - len(self.rows))
        if lacking and not self.cut:
            raise OddListError(f"it counts {self.total}, but lists {len(self.rows)}")
        return Listing(self.rows, lacking)


def _read_once(fetch: Callable[[int], Page], limit: int | None, unique: bool, last_offset: int | None) -> _Reading:
    reading = _Reading()
    offset = fullest = 0
    while True:
        page = fetch(offset)
        new = reading.take(page, unique)
        # Some services ignore the offset and always give the same page; that is all if it was not full.
        alone = offset == fullest < (limit or 0)
        offset += len(page.rows)
        if not new:
            reading.listing()
        if limit is None or reading.total is not None and offset >= reading.total:
            break
        if reading.total is None and (len(page.rows) < fullest or not page.rows or alone and not new):
            break
        if not new:
            raise OddListError("its pages repeat")
        if last_offset is not None and offset > last_offset:
            reading.cut = True
            break
        if offset > MOST_ROWS:
            raise OddListError(f"it has more than {MOST_ROWS} items")
        fullest = max(fullest, len(page.rows))
    if reading.steady:
        reading.listing()
    return reading
