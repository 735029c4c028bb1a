# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which pools of a lab follow its timetable, and what a run does to them."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping, Sequence
from typing import Any

from ..client import Client
from ..resources.desktop.state import Desktop
from ..resources.pool.planner import free_to_go
from ..resources.pool.state import read_members
from .found import Found, Row, owned_by, refusals
from .pools import most_desktops, pool_options
from .timetable.demand import Demand
from .timetable.sizes import LONGEST_DESCRIPTION, Former, Sizing, doubts, followed, lacking, released, unknown_of


class PoolSizes:
    """The pools of a lab whose size follows its timetable, and those that still have the note of it.

    :param demands: how many desktops each pool needs; one that has a note but is none of them gets back what it had.
    :param now: the moment that counts. :param before: how long before a class a pool grows.
    :param settled: whether what was planned for them was carried out.
    """

    def __init__(
        self,
        client: Client,
        lab: Mapping[str, Any],
        found: Found,
        demands: Mapping[str, Demand],
        now: datetime.datetime,
        before: datetime.timedelta = datetime.timedelta(),
        settled: bool = False,
    ) -> None:
        self._client = client
        self._lab = lab
        self._found = found
        self._demands = demands
        self._now = now
        self._before = before
        self._settled = settled
        self._files = {pool["name"]: pool for pool in lab.get("pools", [])}

    @property
    def sections(self) -> dict[str, list[dict[str, Any]]]:
        """What is noted, changed, and taken away again when that is done."""
        parts = {"pool_notes": "note", "pools": "change", "pool_releases": "release"}
        return {
            section: [options for options in (getattr(one, part) for one in self.sizings) if options]
            for section, part in parts.items()
        }

    @property
    def refused(self) -> list[str]:
        """Why nothing can be done to a pool that is there."""
        against = []
        for name in self._demands:
            against += refusals(self._lab, f"pool {name}", self._found.called("pools", name), False)
        against += [_untold(row) for row in self._rows if unknown_of(row)]
        notes = [] if against else [one.note for one in self.sizings if one.note]
        return against + [_too_long(note) for note in notes if len(note["description"]) > LONGEST_DESCRIPTION]

    @property
    def kept(self) -> list[str]:
        """The pools whose note stays, since they cannot get back what they had yet."""
        pairs = zip(self._rows, self.sizings)
        return [row["name"] for row, one in pairs if not self._is_followed(row) and one.release is None]

    @functools.cached_property
    def sizings(self) -> list[Sizing]:
        """What is done to each pool."""
        return [self._sizing(row) for row in self._rows]

    @property
    def lacking(self) -> list[str]:
        """What pools lack now of the desktops that they need, or what nobody knows of them."""
        found = []
        for row in self._followed:
            needed = self._demands[row["name"]].at(self._now)
            found.append(_untold(row) if unknown_of(row) else lacking(row, len(self._members(row)), needed))
        return [one for one in found if one]

    @property
    def remarks(self) -> list[str]:
        """What is to be known of the pools, beside what is done to them."""
        told = [one.told for one in self.sizings if one.told]
        for row in self._followed:
            demand = self._demands[row["name"]]
            most = most_desktops(pool_options(self._lab, self._files[row["name"]]), row)
            told += doubts(row, max([demand.at(self._now), *demand.seats]), most, self._before)
        unread = [row["name"] for row in self._own if row["description"] is None]
        return told + [f"{name}: whether its size follows a timetable is not told by the service" for name in unread]

    @functools.cached_property
    def _rows(self) -> Sequence[Row]:
        """The pools of the lab that follow the timetable, or have done so."""
        return [row for row in self._own if self._is_followed(row) or Former.of(row["description"])]

    @property
    def _own(self) -> list[Row]:
        return [row for row in self._found.pools if owned_by(self._lab, row)]

    @property
    def _followed(self) -> list[Row]:
        return [row for row in self._rows if self._is_followed(row)]

    def _is_followed(self, row: Row) -> bool:
        return row["name"] in self._demands

    def _sizing(self, row: Row) -> Sizing:
        demand, members = self._demands.get(row["name"]), self._members(row)
        file, free = self._files.get(row["name"], {}), len(free_to_go(members))
        shrinks = bool(file.get("allow_shrink"))
        if demand is None:
            return released(row, len(members), free, shrinks, int(file.get("size") or 0))
        return followed(row, len(members), demand.at(self._now), shrinks, free, self._settled)

    def _members(self, row: Row) -> list[Desktop]:
        return read_members(self._client, row["pool_id"])


def _untold(row: Row) -> str:
    return f"pool {row['name']}: the service does not tell its {unknown_of(row)}; run it again"


def _too_long(note: Mapping[str, Any]) -> str:
    length = len(note["description"])
    return (
        f"pool {note['name']}: with a note of what it has its description has {length} characters, but the most are "
        f"{LONGEST_DESCRIPTION}; shorten it"
    )
