# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads how a lab is used: who was connected when, when desktops ran, and what idle rules did."""

from __future__ import annotations

import collections
import dataclasses
import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from ..client import Client
from ..errors import ApiError, InputError
from ..resources.desktop.state import CONNECTED, UNTOLD
from ..resources.scheduled_task.state import list_details, list_records, moment
from ..resources.usage.logins import LOGIN_RECORDS, read_logins
from ..resources.usage.metrics import DESKTOP_METRIC, desktop_figures, summed_up
from ..resources.usage.period import Period
from ..resources.usage.running import UNKNOWN, Running, read_all_running
from ..resources.usage.spans import DAY, Span, read_moment, to_the_second
from .costs import Thing
from .found import Found, Row, owned_by
from .reading import ReadOnce, desktops_of_pool
from .seats import SeatPlan
from .switching import HIBERNATED, RUNNING, STOPPED, Key, desktop_key, pool_key, switches
from .timetable.tasks import is_task_name
from .usage import LEFT_OVER, POOLED, SEAT, SPARE, Gathered, Machine, Use

IDLE_EVENT = "POST_DESKTOP_DISCONNECTED"
"""The event after which idle rules act."""

_LONGEST_SESSION = datetime.timedelta(days=7)
"""How far back the beginning of a connection is looked for that lasts still."""

_STATES = {"ACTIVE": RUNNING, "HIBERNATED": HIBERNATED}


def now_of(client: Client) -> datetime.datetime:
    """Return the time of the service, in whole seconds."""
    return to_the_second(client.server_time())


class Room:
    """The desktops of a lab that a run is about, and how they are used.

    :param wanted: what the lab wants, see :func:`.plan.desires`. :param found: what there is.
    :param selected: whether the run is about some seats only.
    """

    def __init__(
        self, client: ReadOnce, lab: Mapping[str, Any], wanted: Mapping[str, Any], found: Found, selected: bool
    ) -> None:
        self._client = client
        self._lab = lab
        self._found = found
        self._addresses = collections.Counter(one.get("attached_desktop_id") for one in found.addresses or ())
        tasks = [row for row in found.schedules if owned_by(lab, row)]
        # When the timetable has classes it says itself: its tasks go when their time has passed.
        lasting = [row for row in tasks if not is_task_name(lab["name"], row["task_name"])]
        self._switches, self._classes = switches(tasks), switches(lasting, paused=True)
        self.machines = [*self._seats(wanted), *([] if selected else self._pooled())]

    def _seats(self, wanted: Mapping[str, Any]) -> Iterable[Machine]:
        plan = SeatPlan.from_dict(wanted["seats"])
        groups = {item["computer_name"].lower(): item["seat"] for item in plan.wanted}
        spares = {name.lower() for name in plan.spares}
        meant = {one["desktop_id"] for one in wanted["seats"]["owned"]}
        for row in sorted(self._found.seats(), key=lambda row: str(row["computer_name"])):
            name = row["computer_name"].lower()
            if row["desktop_id"] in meant:
                kind = SPARE if name in spares else SEAT if name in groups else LEFT_OVER
                yield self._machine(row, groups.get(name, ""), kind, desktop_key(name))

    def _pooled(self) -> Iterable[Machine]:
        for pool in self._found.pools:
            if owned_by(self._lab, pool):
                for row in desktops_of_pool(self._client, pool["name"]):
                    yield self._machine(row, pool["name"], POOLED, pool_key(pool["name"]))

    def _machine(self, row: Row, group: str, kind: str, key: Key) -> Machine:
        disks = [disk for disk in [row.get("root_volume"), *(row.get("data_volumes") or [])] if disk]
        addresses = self._addresses[row["desktop_id"]]
        thing = Thing(row.get("product_id"), [(disk["type"], disk["size"]) for disk in disks], addresses)
        return Machine(
            name=row["computer_name"],
            desktop_id=row["desktop_id"],
            group=group,
            kind=kind,
            people=[user["user_name"] for user in row.get("users") or []],
            thing=thing,
            since=read_moment(row.get("created")),
            now=_STATES.get(row["status"], STOPPED),
            key=key,
            switching=[one for one in self._switches if one.reaches(key)],
            classes=[one for one in self._classes if one.reaches(key)],
            connected=row.get("login_status") in (CONNECTED, UNTOLD),
        )

    def uses(self, begin: datetime.datetime, end: datetime.datetime) -> list[Use]:
        """Return who was connected to these desktops in a period (ListLoginRecordsNew).

        :raises InputError: the region does not tell.
        """
        own = {machine.desktop_id for machine in self.machines}
        try:
            logins = read_logins(self._client, begin, end, self._found.desktops)
        except ApiError as error:
            if not error.lacking:
                raise
            raise InputError(f"the region does not tell who was connected when ({LOGIN_RECORDS}: {error})") from error
        return [
            Use(login.desktop_id, login.user_name, login.span)
            for login in logins
            if login.succeeded and login.desktop_id in own
        ]

    def connected(self, now: datetime.datetime) -> dict[str, list[Use]]:
        """Return who is connected to a desktop at this moment, by the names of the desktops in lower case."""
        names = {machine.desktop_id: machine.name.lower() for machine in self.machines}
        found: dict[str, list[Use]] = {}
        # What the service tells has whole seconds, and this one is not over yet.
        for use in self.uses(now - _LONGEST_SESSION, now + datetime.timedelta(seconds=1)):
            if use.span.end is None:
                found.setdefault(names[str(use.desktop_id)], []).append(use)
        return found

    def gathered(self, period: Period) -> Gathered:
        """Return all that a report of a period is made of."""
        uses = self.uses(period.begin, period.end)
        idle = idleness(self._client, period.now)
        history = read_all_running(self._client, self._rows(), period.now)
        told = period.end.astimezone(period.zone).strftime("%Y-%m-%d %H:%M")
        notes = [f"hours of use are those of the login records, until {told}"]
        if idle is None:
            notes.append(
                "the region does not tell how long desktops have been idle, so only uses in this period are known"
            )
        return Gathered(
            machines=[_measured(machine, history[machine.desktop_id], idle, period) for machine in self.machines],
            uses=uses,
            unbound=self._unbound(),
            rules=self._rules(period),
            notes=notes,
        )

    def last_used(self, period: Period) -> list[Machine]:
        """Return the desktops with what is known of their last use."""
        idle = idleness(self._client, period.now)
        return [_measured(machine, UNKNOWN, idle, period) for machine in self.machines]

    def assigned(self) -> dict[str, datetime.datetime]:
        """Return when desktops were given to somebody for the last time, by their IDs, as far as jobs tell it."""
        query = {"job_type": "attachDesktops", "status": "SUCCESS"}
        found: dict[str, datetime.datetime] = {}
        for row in self._client.list_all("/v2/{project_id}/workspace-sub-jobs", "jobs", query, id_field="id"):
            desktop_id = (row.get("entities") or {}).get("desktop_id")
            when = read_moment(row.get("begin_time"))
            if desktop_id and when:
                found[desktop_id] = max(when, found.get(desktop_id, when))
        return found

    def _unbound(self) -> int | None:
        """Return how many public addresses of the project nobody has, ``None`` if the service does not tell."""
        rows = self._found.addresses
        return None if rows is None else sum(not row.get("attached_desktop_id") for row in rows)

    def _rows(self) -> list[Row]:
        own = {machine.desktop_id for machine in self.machines}
        return [row for row in self._found.desktops if row["desktop_id"] in own]

    def _rules(self, period: Period) -> list[dict[str, Any]]:
        """Return what the idle rules of the lab did (ListScheduledTasksRecords, ListScheduledTasksRecordsDetails)."""
        rules = [
            row
            for row in self._found.schedules
            if owned_by(self._lab, row) and row.get("life_cycle_type") == IDLE_EVENT
        ]
        return [self._rule(row, period) for row in rules]

    def _rule(self, row: Row, period: Period) -> dict[str, Any]:
        own = {machine.desktop_id: machine.name for machine in self.machines}
        done: dict[str, list[str]] = {}
        for record in list_records(self._client, row["id"]).rows:
            when = moment(record.get("start_time") or "", record.get("time_zone") or "UTC")
            if when is not None and period.begin <= when < period.end:
                for detail in list_details(self._client, row["id"], record["id"]).rows:
                    name = own.get(str(detail.get("desktop_id")))
                    if name:
                        done.setdefault(str(detail.get("exec_status")), []).append(name)
        return {"name": row["task_name"], "task_type": row["task_type"], "done": done}


def _measured(machine: Machine, running: Running, idle: Idleness | None, period: Period) -> Machine:
    """Return a desktop with what is known of its power and of its last use."""
    last = None if idle is None else idle.get(machine.desktop_id)
    never = last is not None and machine.since is not None and last <= machine.since + _SETTLING
    known = last is not None or (machine.since or period.now) >= period.begin
    return dataclasses.replace(machine, running=running, last_used=None if never else last, known=known)


Idleness = Mapping[str, datetime.datetime]
"""Since when desktops have not been used, by their IDs, as sums of past days tell it."""

_SETTLING = datetime.timedelta(minutes=10)
"""How long after its creation a desktop that nobody ever used may seem to have been used."""


def idleness(client: Client, now: datetime.datetime) -> Idleness | None:
    """Return since when desktops have not been used, ``None`` if the region does not tell.

    One of which nothing is known yet is left out.
    """
    until = summed_up(now)
    figures = desktop_figures(client, Span(until - DAY, until))
    if figures is None or figures.source != DESKTOP_METRIC:
        return None
    return {key: until - datetime.timedelta(seconds=seconds) for key, seconds in figures.idle.items()}
