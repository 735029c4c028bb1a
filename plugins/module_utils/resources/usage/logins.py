# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who was connected to which desktop, from when to when. Nothing of people's terminals is read into it."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .spans import DAY, Span, read_moment, to_the_second

if TYPE_CHECKING:
    from ...client import Client

LOGIN_RECORDS = "ListLoginRecordsNew"
"""The operation that lists connections."""

_PATH = "/v2/{project_id}/connections/desktops"
_PAGE = 100
_FORM = "%Y-%m-%dT%H:%MZ"
_MINUTE = datetime.timedelta(minutes=1)

_LOOK_BACK = 30 * DAY
"""How far records are looked through if somebody is connected since longer than a day."""

_CONNECTED = "CONNECTED"
_NOBODY = ("REGISTERED", "UNREGISTER", "DISCONNECTED")
"""What the login status of a desktop says when surely nobody is connected."""


@dataclasses.dataclass(frozen=True)
class Login:
    """A connection of somebody to a desktop, or an attempt at one.

    :param desktop_id: ``None`` if it is not known which desktop of the name it was, as with one that was deleted.
    :param user_name: without the domain.
    :param span: from when the person was connected, without an end while this lasts; of an attempt its moment alone.
    :param succeeded: whether it was more than an attempt. :param record_id: the ID of its record.
    """

    desktop_id: str | None
    computer_name: str
    user_name: str
    span: Span
    succeeded: bool = True
    record_id: str = dataclasses.field(default="", compare=False)

    def lies_in(self, begin: datetime.datetime, end: datetime.datetime) -> bool:
        """Tell whether at least a moment of it lies in a period."""
        own = self.span
        return own.begin < end and (own.begin >= begin or own.end is None or own.end > begin)


class Machines:
    """The desktops that there are, to tell which of them a record means.

    :param desktops: as modules return them: ``desktop_id``, ``computer_name``, ``sid``, ``created``, ``login_status``.
    """

    def __init__(self, desktops: Iterable[Mapping[str, Any]] = ()) -> None:
        self._by_id: dict[str, Mapping[str, Any]] = {}
        self._by_sid: dict[str, str] = {}
        self._by_name: dict[str, list[Mapping[str, Any]]] = {}
        for row in desktops:
            self._by_id[row["desktop_id"]] = row
            self._by_name.setdefault(row["computer_name"].lower(), []).append(row)
            if row.get("sid"):
                self._by_sid[row["sid"]] = row["desktop_id"]

    def login(self, record: Mapping[str, Any]) -> Login:
        """Read one record.

        :raises ValueError: it does not tell when the connection began. :raises LookupError: or who it was.
        """
        setup = read_moment(record.get("connection_setup_time"))
        begin = setup or read_moment(record.get("connection_start_time"))
        if begin is None:
            raise ValueError("a login record does not tell when it began")
        end = read_moment(record.get("connection_end_time"))
        failed = bool(record.get("connection_failure_reason")) or end is None
        succeeded = setup is not None or not failed
        until = (None if end is None else max(begin, end)) if succeeded else begin
        name = record.get("computer_name") or ""
        return Login(
            self._id_of(record, name, begin),
            name,
            _person(record["user_name"]),
            Span(begin, until),
            succeeded,
            record["transaction_id"],
        )

    def _id_of(self, record: Mapping[str, Any], name: str, begin: datetime.datetime) -> str | None:
        """Return the ID of the desktop of a record. A name may have been that of another desktop before."""
        told: str | None = record.get("desktop_id") or self._by_sid.get(record.get("sid") or "")
        if told:
            return told
        named = [row["desktop_id"] for row in self._by_name.get(name.lower(), ()) if _was_there(row, begin)]
        return named[0] if len(named) == 1 else None

    def explained(self, logins: Iterable[Login]) -> bool:
        """Tell whether there is a connection that lasts for each desktop where somebody is connected."""
        lasting = {one.desktop_id for one in logins if one.succeeded and one.span.end is None}
        connected = (key for key, row in self._by_id.items() if row.get("login_status") == _CONNECTED)
        return all(desktop_id in lasting for desktop_id in connected)

    def settled(self, logins: Iterable[Login]) -> list[Login]:
        """Return logins, the oldest first, with an end to each whose desktop has nobody connected any more.

        Such an end has not been noted (yet). It is where the next connection of the person there begins; without one
        nothing is counted of a connection of which no more is known than that it began.
        """
        found: list[Login] = []
        next_begin: dict[tuple[str, str], datetime.datetime] = {}
        for one in sorted(logins, key=lambda one: one.span.begin, reverse=True):
            key = (one.desktop_id or one.computer_name.lower(), one.user_name.lower())
            if one.span.end is None and (key in next_begin or self._is_empty(one.desktop_id)):
                until = next_begin.get(key, one.span.begin)
                one = dataclasses.replace(one, span=Span(one.span.begin, until))
            if one.succeeded:
                next_begin[key] = one.span.begin
            found.append(one)
        return found[::-1]

    def _is_empty(self, desktop_id: str | None) -> bool:
        """Whether surely nobody is connected to a desktop now; a status that is not told is no such thing."""
        row = self._by_id.get(desktop_id or "")
        return row is not None and (
            row.get("login_status") in _NOBODY or row.get("status") in ("SHUTOFF", "HIBERNATED")
        )


def read_records(
    client: Client, begin: datetime.datetime, end: datetime.datetime, machines: Machines
) -> list[dict[str, Any]]:
    """Return the records of a period as the service tells them, each once (ListLoginRecordsNew).

    Which of their times a period filters is not documented, so that a day more is asked for at its beginning, and far
    more if a connection lasts of which that tells nothing: a record need not lie in the period.

    :param machines: the desktops that there are.
    :raises ApiError: the service refused, also where the region lacks the operation.
    """
    first = begin - DAY
    records = _listed(client, first, end)
    if end < to_the_second(client.server_time()) - _MINUTE or end - _LOOK_BACK >= first:
        return records
    is_whole = machines.explained(map(machines.login, records))
    return records if is_whole else _listed(client, end - _LOOK_BACK, end)


def _listed(client: Client, begin: datetime.datetime, end: datetime.datetime) -> list[dict[str, Any]]:
    query = {"start_time": begin.strftime(_FORM), "end_time": (end + _MINUTE).strftime(_FORM)}
    return client.list_all(_PATH, "records", query, limit=_PAGE, id_field="transaction_id")


def read_logins(
    client: Client, begin: datetime.datetime, end: datetime.datetime, desktops: Iterable[Mapping[str, Any]] = ()
) -> list[Login]:
    """Return the connections and attempts of a period, the oldest first; those over its bounds are whole.

    :param desktops: those that there are, see :class:`Machines`.
    :raises ApiError: the service refused, also where the region lacks the operation.
    """
    machines = Machines(desktops)
    logins = machines.settled(map(machines.login, read_records(client, begin, end, machines)))
    return [one for one in logins if one.lies_in(begin, end)]


def _person(name: str) -> str:
    """Return the name of a person without the domain, as lists of users have it."""
    return name.rpartition("\\")[2].partition("@")[0]


def _was_there(row: Mapping[str, Any], moment: datetime.datetime) -> bool:
    created = read_moment(row.get("created"))
    return created is None or created <= moment
