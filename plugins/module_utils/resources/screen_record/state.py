# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings of screens: which of them a task means, and what the service says of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ...client import Client
from ...errors import AnswerError, ApiError, InputError
from ...names import is_pattern, listed, matcher
from ..filters import Filters
from ..kinds import DESKTOP, USER
from ..usage.period import PERIOD_SPEC, read_period
from ..usage.spans import DAY, read_moment, to_the_second

PATH = "/v2/{project_id}/screen-records"

UNFINISHED = ("RECORDING", "UPLOADING")
"""The statuses of recordings that the service is still working on."""

TYPES = ["FULL", "INTERVAL", "OPERATION", "SESSION"]
STATUSES = ["RECORDING", "REC_COMPLETED", "REC_FAILED", "UPLOADING", "UPLOAD_COMPLETED", "UPLOAD_FAILED"]

SELECTION_SPEC: dict[str, dict[str, Any]] = {
    "record_ids": {"type": "list", "elements": "str", "aliases": ["record_id"]},
    "desktop_names": {"type": "list", "elements": "str", "aliases": ["desktops", "desktop"]},
    "user_names": {"type": "list", "elements": "str", "aliases": ["users", "user"]},
    "type": {"type": "str", "choices": TYPES},
    "status": {"type": "list", "elements": "str", "choices": STATUSES},
    **PERIOD_SPEC,
}

_LISTS = ("record_ids", "desktop_names", "user_names", "status")
_USUAL = 15 * DAY
_FORM = "%Y-%m-%d %H:%M:%S"
_LONGEST_ID = 255

Row = Mapping[str, Any]


def selecting(options: Mapping[str, Any]) -> list[str]:
    """Return the options that a task selects recordings by."""
    return [name for name in ("desktop_names", "user_names", "type", "status", "begin", "end", "last") if options[name]]


class Selection:
    """The recordings that a task means: those of its IDs, or those that began in its period and match its filters.

    :raises InputError: a list is empty, or the options contradict each other.
    """

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        self._client = client
        self._options = options
        for name in _LISTS:
            given = options[name]
            if given is not None and not (given and all(item.strip() for item in given)):
                raise InputError(f"{name} is given but empty, or has an empty item; it never means all")
        self.ids: list[str] | None = options["record_ids"] and list(dict.fromkeys(options["record_ids"]))
        if self.ids is not None:
            other = selecting(options)
            if other:
                raise InputError(
                    f"record_ids does not go with {other[0]}: they are different ways to say which recordings are meant"
                )
            if any(len(one) > _LONGEST_ID or "/" in one for one in self.ids):
                raise InputError("record_ids has an item that is not an ID: it is too long, or contains a slash")
        self._period = read_period(options, to_the_second(client.server_time()), _USUAL)
        self._names = None if options["desktop_names"] is None else matcher(options["desktop_names"])
        self._users = None if options["user_names"] is None else {user.lower() for user in options["user_names"]}

    def rows(self) -> list[Row]:
        """Return the recordings, in the order of the IDs, or the newest first.

        :raises AnswerError: the service does not tell of one of them whether it is meant.
        """
        if self.ids is not None:
            return [row for row in map(self._show, self.ids) if row is not None]
        rows = self._list()
        if any(self._untold(row) for row in rows):
            self._client.forget()
            rows = self._list()
        untold = {row["id"]: self._untold(row) for row in rows if self._untold(row)}
        if untold:
            lacking = listed(name for names in untold.values() for name in names)
            raise AnswerError(
                f"GET {PATH}",
                f"it does not tell {lacking}, so it is not known whether these recordings are meant (list those that "
                f"are in record_ids instead): {listed(untold)}",
            )
        return [row for row in rows if self._is_meant(row)]

    def left(self, record_ids: Collection[str]) -> list[Row]:
        """Return those of the recordings that there still are, whether or not they match all filters by now."""
        if self.ids is not None:
            return self.rows()
        return [row for row in self._list() if row["id"] in record_ids]

    def _show(self, record_id: str) -> Row | None:
        """ShowScreenRecord, ``None`` if there is no such recording."""
        try:
            return self._client.get(f"{PATH}/{record_id}", holding={"id": str, "status": str})
        except ApiError as error:
            if error.not_found:
                return None
            raise

    def _list(self) -> list[dict[str, Any]]:
        """ListScreenRecords; without a period the service would list those of the last days alone."""
        query = {
            "start_time": self._period.begin.strftime(_FORM),
            "end_time": self._period.end.strftime(_FORM),
            "type": self._options["type"],
        }
        return self._client.list_all(PATH, "screen_records", query, limit=1000, id_field="id")

    def _untold(self, row: Row) -> list[str]:
        """Return the fields that a recording lacks, although they say whether it is meant."""
        needed = {"status": True, "desktop_name": self._names, "username": self._users, "type": self._options["type"]}
        untold = [name for name, wanted in needed.items() if wanted and not row.get(name)]
        return untold if read_moment(row.get("start_time")) else [*untold, "start_time"]

    def _is_meant(self, row: Row) -> bool:
        return (
            (self._names is None or self._names(row["desktop_name"]))
            and (self._users is None or row["username"].lower() in self._users)
            and self._options["type"] in (None, row.get("type"))
            and (self._options["status"] is None or row["status"] in self._options["status"])
            and self._has_begun(row)
        )

    def _has_begun(self, row: Row) -> bool:
        """Whether a recording began in the period."""
        began = read_moment(row["start_time"])
        return began is not None and self._period.begin <= began <= self._period.end


def find_screen_records(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the recordings that a task means."""
    rows = Selection(client, options).rows()
    filters = Filters(client)
    names = [name for name in options["desktop_names"] or () if not is_pattern(name)]
    filters.look_up("desktop_names", [DESKTOP], names, [row.get("desktop_name") for row in rows])
    filters.look_up("user_names", [USER], options["user_names"], [row.get("username") for row in rows])
    return {"screen_records": rows, "warnings": filters.warnings}
