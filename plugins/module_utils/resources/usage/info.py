# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What module ``workspace_usage_info`` gathers: each answer with its source and how far it reaches.

People are named only where the task asks for them, and their terminals only where it asks for those.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable

from ...client import Client
from ...errors import ApiError, InputError
from ..desktop.state import UNTOLD, read_all
from ..filters import Filters
from ..kinds import POOL
from ..selectors import selected, selectors
from .logins import LOGIN_RECORDS, Login, Machines, read_records
from .metrics import (
    DESKTOP_DAYS,
    UNUSED_DESKTOPS,
    USER_DAYS,
    Figures,
    days_told,
    desktop_figures,
    summed_up,
    unused_since,
    user_figures,
)
from .period import PERIOD_SPEC, Period, read_period
from .running import DESKTOP_ACTIONS, Running, read_all_running
from .spans import DAY, Span, clipped, read_moment, seconds, to_the_second, united

Row = dict[str, Any]

DESKTOPS, USERS, LOGINS, UNUSED = "desktops", "users", "logins", "unused"
ONLINE, STATES, POWER, ALARMS = "online", "states", "power", "alarms"
GATHERED = (DESKTOPS, USERS, LOGINS, UNUSED, ONLINE, STATES, POWER, ALARMS)

USAGE_INFO_SPEC: dict[str, dict[str, Any]] = {
    "gather": {"type": "list", "elements": "str", "choices": list(GATHERED), "default": [DESKTOPS]},
    **PERIOD_SPEC,
    "select_names": {"type": "list", "elements": "str"},
    "select_tags": {"type": "dict"},
    "select_pool": {"type": "str"},
    "select_status": {"type": "list", "elements": "str"},
    "users": {"type": "list", "elements": "str"},
    "min_idle_days": {"type": "int", "default": 30},
    "show_people": {"type": "bool", "default": False},
    "show_terminals": {"type": "bool", "default": False},
    "wait_timeout": {"type": "int", "default": 600},
}

_LISTED = "ListDesktopsDetail"
_ALARMS = "ListAlarms"
_OF_PEOPLE = (USERS, LOGINS)
_TERMINAL = (
    *("terminal_ip", "terminal_mac", "terminal_name", "terminal_type", "desktop_ip", "source_ip", "public_ip"),
    *("client_version", "agent_version"),
)
_STATUS = {"ACTIVE": "running", "SHUTOFF": "stopped", "HIBERNATED": "hibernated"}
_LOGIN_STATUS = {"CONNECTED": "connected", "DISCONNECTED": "disconnected", "REGISTERED": "ready", UNTOLD: "not_told"}

_NO_RECORDS = "the region has no login records"
_NO_FIGURES = "the service has no figures of it yet"
_MOMENT = datetime.timedelta(minutes=1)
"""What lies between the creation of a desktop and the first moment in which it is idle."""


def find_usage(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a task asks for, with its totals and sources.

    :raises InputError: the options do not go together.
    """
    _check(options)
    usage = _Usage(client, options)
    gathered: Row = {}
    for what in dict.fromkeys(options["gather"]):
        gathered.update(_GATHERERS[what](usage))
    period = usage.period
    return {
        "period": {"begin": period.told(period.begin), "end": period.told(period.end)},
        **gathered,
        "totals": usage.totals,
        "sources": usage.sources,
    }


def _check(options: Mapping[str, Any]) -> None:
    gather = options["gather"]
    if options["users"] is not None and not set(gather) & set(_OF_PEOPLE):
        raise InputError(f"users only goes with gather: {' or '.join(_OF_PEOPLE)}")
    if options["show_terminals"] and LOGINS not in gather:
        raise InputError(f"show_terminals only goes with gather: {LOGINS}")
    if not 0 <= options["min_idle_days"] <= DESKTOP_DAYS:
        raise InputError(f"min_idle_days is {options['min_idle_days']}, but must be between 0 and {DESKTOP_DAYS}")


class _Usage:
    """What one task asks and is told.

    :ivar desktops: those that are meant, as modules return them. :ivar totals: of what was gathered so far.
    :ivar sources: which operation told what, and of which time.
    """

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        self.client = client
        self.options = options
        self.totals: dict[str, Row] = {}
        self.sources: dict[str, list[Row]] = {}
        pools = Filters(client).find("select_pool", POOL, options["select_pool"])
        found = read_all(client, {"pool_id": pools[0].id} if pools else None)
        self._machines = Machines([desktop.as_result() for desktop in found])
        self.desktops = [desktop.as_result() for desktop in selected(client, found, options)]
        self.ids = {row["desktop_id"] for row in self.desktops}
        self.selects = bool(selectors(options))
        self.period: Period = read_period(options, to_the_second(client.server_time()))
        self._asked = {name.lower() for name in options["users"] or ()}
        self._records: dict[Span, list[Row] | None] = {}

    # People

    def concerns(self, user_name: str) -> bool:
        """Tell whether a person is meant."""
        return not self._asked or user_name.lower() in self._asked

    def person(self, name: str | None) -> Row:
        """Return a person's name as a part of a result, if people are asked for."""
        return {"user_name": name} if self.options["show_people"] else {}

    # Sources

    def tell(self, what: str, source: str, span: Span, reason: str = "") -> None:
        """Note which operation told something of a time."""
        begin, until = self.period.told(span.begin), self.period.told(span.end)
        row = {"operation": source, "begin": begin, "until": until, "reason": reason}
        known = self.sources.setdefault(what, [])
        if row not in known:
            known.append(row)

    def figures(self, what: str, most: int, read: Callable[[Client, Span], Figures | None]) -> Figures | None:
        """Return what is summed up of whole days of the period, ``None`` if there is nothing.

        :param most: of how many past days the operation tells.
        """
        days = days_told(self.period.begin, self.period.end, self.period.now, most)
        found = read(self.client, days) if days else None
        if found:
            self.tell(what, found.source, found.days)
        return found

    def uncovered(self, figures: Figures | None) -> list[Span]:
        """Return the parts of the period of which nothing is summed up."""
        if figures is None or figures.days.end is None:
            return [Span(self.period.begin, self.period.end)]
        parts = ((self.period.begin, figures.days.begin), (figures.days.end, self.period.end))
        return [Span(begin, end) for begin, end in parts if begin < end]

    def records(self, span: Span) -> list[Row] | None:
        """Return the login records of a time as the service tells them, ``None`` where the region has none."""
        if span not in self._records:
            try:
                self._records[span] = read_records(self.client, span.begin, span.end or self.period.now, self._machines)
            except ApiError as error:
                if not error.lacking:
                    raise
                self._records[span] = None
        return self._records[span]

    def logins(self, what: str, parts: Sequence[Span]) -> list[Login] | None:
        """Return the connections of some times to desktops that are meant, each once; ``None`` where the region has no
        records."""
        found: dict[str, Row] = {}
        for part in parts:
            records = self.records(part)
            self.tell(what, LOGIN_RECORDS, part, _NO_RECORDS if records is None else "")
            if records is None:
                return None
            found.update((row["transaction_id"], row) for row in records)
        now = self.period.now
        return [
            one
            for one in self._machines.settled(map(self._machines.login, found.values()))
            if any(one.lies_in(part.begin, part.end or now) for part in parts)
            and (not self.selects or one.desktop_id in self.ids)
        ]


# Use


def _use_by(logins: Iterable[Login], parts: Sequence[Span], key: Callable[[Login], Any]) -> dict[Any, int]:
    """Return for how many seconds of some times there were connections, by a key of them; at once counts once."""
    spans: dict[Any, list[Span]] = collections.defaultdict(list)
    for one in logins:
        if one.succeeded:
            spans[key(one)].append(one.span)
    return {
        name: sum(seconds(clipped(united(own), part.begin, part.end or part.begin)) for part in parts)
        for name, own in spans.items()
    }


def _length(name: str, number: int | None) -> Row:
    """Return a length of time as results tell it, ``None`` if it is not known."""
    return {f"{name}_seconds": number, f"{name}_hours": None if number is None else round(number / 3600, 2)}


def _named(desktop: Row) -> Row:
    return {name: desktop[name] for name in ("desktop_id", "computer_name")}


def _desktop_use(usage: _Usage) -> Row:
    """Whole days by metrics, the rest of the period by login records, and by these alone what has no figures."""
    figures = usage.figures(DESKTOPS, DESKTOP_DAYS, desktop_figures)
    covered = [row for row in usage.desktops if _is_covered(row, figures)]
    others = [row for row in usage.desktops if not _is_covered(row, figures)]
    rows = {**_desktop_rows(usage, covered, figures), **_desktop_rows(usage, others, None)}
    found = [rows[row["desktop_id"]] for row in usage.desktops]
    known = [row["used_seconds"] for row in found if row["used_seconds"] is not None]
    is_known = known or not found
    usage.totals[DESKTOPS] = {
        "desktops": len(found),
        "used_desktops": sum(number > 0 for number in known) if is_known else None,
        "unknown_desktops": len(found) - len(known),
        **_length("used", sum(known) if is_known else None),
    }
    return {DESKTOPS: found}


def _is_covered(desktop: Row, figures: Figures | None) -> bool:
    """Whether it is known how long a desktop was used in the days summed up: also of one that was not there yet."""
    if figures is None or figures.days.end is None:
        return False
    created = read_moment(desktop["created"])
    return desktop["desktop_id"] in figures.used or created is not None and created >= figures.days.end


def _desktop_rows(usage: _Usage, desktops: Sequence[Row], figures: Figures | None) -> dict[str, Row]:
    if not desktops:
        return {}
    parts = usage.uncovered(figures)
    logins = usage.logins(DESKTOPS, parts)
    use = _use_by(logins or (), parts, lambda one: one.desktop_id)
    rows = {}
    for desktop in desktops:
        desktop_id = desktop["desktop_id"]
        summed = figures.used.get(desktop_id, 0) if figures else None
        number = summed if logins is None else (summed or 0) + use.get(desktop_id, 0)
        reason = "" if logins is not None else _NO_RECORDS
        rows[desktop_id] = {**_named(desktop), **_length("used", number), "exact": not reason, "reason": reason}
    return rows


def _user_use(usage: _Usage) -> Row:
    """Whole days by metrics and the rest by login records, added up over desktops; of some desktops records alone."""
    figures = None if usage.selects else usage.figures(USERS, USER_DAYS, user_figures)
    parts = usage.uncovered(figures)
    logins = usage.logins(USERS, parts)
    names = dict(figures.names) if figures else {}
    used = collections.Counter(figures.used if figures else {})
    made = collections.Counter(figures.logins if figures else {})
    failed = collections.Counter(figures.failures if figures else {})
    for one in logins or ():
        key = one.user_name.lower()
        names.setdefault(key, one.user_name)
        if any(part.begin <= one.span.begin < (part.end or part.begin) for part in parts):
            (made if one.succeeded else failed)[key] += 1
    by_desktop = _use_by(logins or (), parts, lambda one: (one.user_name.lower(), one.desktop_id or one.computer_name))
    for (key, _desktop), number in by_desktop.items():
        used[key] += number
    is_known = logins is not None or figures is not None
    rows = [
        {
            "user_name": names[key],
            **_length("used", used[key]),
            "logins": made[key],
            "failed_logins": failed[key],
            "exact": logins is not None,
            "reason": "" if logins is not None else _NO_RECORDS,
        }
        for key in sorted(names)
        if usage.concerns(names[key])
    ]
    usage.totals[USERS] = {
        "users": sum(row["used_seconds"] > 0 for row in rows) if is_known else None,
        **_length("used", sum(row["used_seconds"] for row in rows) if is_known else None),
        "logins": sum(row["logins"] for row in rows) if is_known else None,
        "failed_logins": sum(row["failed_logins"] for row in rows) if is_known else None,
    }
    return {USERS: rows if is_known else None} if usage.options["show_people"] else {}


def _logins(usage: _Usage) -> Row:
    period = usage.period
    whole = Span(period.begin, period.end)
    found = usage.logins(LOGINS, [whole])
    if found is None:
        return {LOGINS: None}
    terminals = {}
    if usage.options["show_terminals"]:
        terminals = {row["transaction_id"]: row for row in usage.records(whole) or ()}
    logins = sorted((one for one in found if usage.concerns(one.user_name)), key=lambda one: one.span.begin)
    usage.totals[LOGINS] = {
        "logins": sum(one.succeeded for one in logins),
        "failed_logins": sum(not one.succeeded for one in logins),
        "users": len({one.user_name.lower() for one in logins}),
    }
    return {LOGINS: [_login_row(usage, one, terminals.get(one.record_id)) for one in logins]}


def _login_row(usage: _Usage, login: Login, record: Row | None) -> Row:
    period = usage.period
    length = seconds(clipped([login.span], login.span.begin, max(login.span.begin, period.now)))
    terminal = {} if record is None else {"terminal": {name: record.get(name) for name in _TERMINAL}}
    return {
        "desktop_id": login.desktop_id,
        "computer_name": login.computer_name,
        **usage.person(login.user_name),
        "begin": period.told(login.span.begin),
        "end": period.told(login.span.end),
        "seconds": length,
        "succeeded": login.succeeded,
        **terminal,
    }


# Idleness


@dataclasses.dataclass(frozen=True)
class _Idleness:
    """Since when nobody has used a desktop.

    :param last_use: ``None`` if it was never used, or if that is not known. :param seconds: for how long, ``None`` if
        it is not known. :param never: whether it was never used.
    """

    seconds: int | None = None
    last_use: datetime.datetime | None = None
    never: bool | None = None
    user_name: str | None = None
    reason: str = ""


def _unused(usage: _Usage) -> Row:
    """By the metric of idleness and the login records since; ListUnusedDesktops tells of what has no metric."""
    period, least = usage.period, usage.options["min_idle_days"]
    known = summed_up(period.now)
    recent = Span(known - DAY, period.now)
    figures = desktop_figures(usage.client, Span(known - DAY, known))
    if figures:
        usage.tell(UNUSED, figures.source, figures.days)
    logins = usage.logins(UNUSED, [recent])
    last: dict[str | None, Login] = {}
    for one in logins or ():
        if one.succeeded and (one.desktop_id not in last or _end(usage, last[one.desktop_id]) < _end(usage, one)):
            last[one.desktop_id] = one
    idle = {
        row["desktop_id"]: _idleness(usage, row, last.get(row["desktop_id"]), figures, logins is not None)
        for row in usage.desktops
    }
    if any(one.seconds is None for one in idle.values()):
        idle.update(_older_idleness(usage, [row for row in usage.desktops if idle[row["desktop_id"]].seconds is None]))
    rows = [_unused_row(usage, row, idle[row["desktop_id"]]) for row in usage.desktops]
    unused = [row for row in rows if row["idle_seconds"] is not None and row["idle_seconds"] >= least * 86400]
    unknown = [row for row in rows if row["idle_seconds"] is None]
    usage.totals[UNUSED] = {
        "desktops": len(unused),
        "never_used": sum(bool(row["never_used"]) for row in unused),
        "unknown_desktops": len(unknown),
    }
    return {UNUSED: sorted(unused, key=lambda row: -row["idle_seconds"]), "unused_unknown": unknown}


def _end(usage: _Usage, login: Login) -> datetime.datetime:
    return login.span.end or usage.period.now


def _idleness(
    usage: _Usage, desktop: Row, login: Login | None, figures: Figures | None, has_records: bool
) -> _Idleness:
    """Return what is known of a desktop by its last connection, by metrics, or since it is there."""
    now, known = usage.period.now, summed_up(usage.period.now)
    created = read_moment(desktop["created"])
    user_name = (figures.names if figures else {}).get(desktop["desktop_id"])
    if desktop["login_status"] == "CONNECTED":
        return _Idleness(0, now, False, login.user_name if login else user_name)
    if login:
        end = _end(usage, login)
        return _Idleness(max(0, int((now - end).total_seconds())), end, False, login.user_name)
    reason = "" if has_records else f"{_NO_RECORDS}, which alone tell of the time since the last midnight in UTC"
    number = figures.idle.get(desktop["desktop_id"]) if figures else None
    if number is not None:
        began = known - datetime.timedelta(seconds=number)
        never = None if created is None else began - created < _MOMENT
        since = 0 if reason else int((now - known).total_seconds())
        return _Idleness(number + since, None if never else began, never, None if never else user_name, reason)
    if has_records and created is not None and created >= known - DAY:
        return _Idleness(max(0, int((now - created).total_seconds())), None, True)
    return _Idleness(reason=_NO_FIGURES)


def _older_idleness(usage: _Usage, desktops: Sequence[Row]) -> dict[str, _Idleness]:
    """Return what the older operation tells of desktops that are unused for as long as the task says, or not."""
    now, days = usage.period.now, max(1, usage.options["min_idle_days"])
    told = unused_since(usage.client, now - days * DAY, now)
    if told is None:
        return {}
    usage.tell(UNUSED, UNUSED_DESKTOPS, Span(now - days * DAY, now))
    found = {}
    for desktop in desktops:
        desktop_id, created = desktop["desktop_id"], read_moment(desktop["created"])
        if desktop_id in told:
            begin = told[desktop_id] or created
            number = None if begin is None else max(0, int((now - begin).total_seconds()))
            reason = _NO_FIGURES if number is None else ""
            found[desktop_id] = _Idleness(number, told[desktop_id], told[desktop_id] is None, reason=reason)
    return found


def _unused_row(usage: _Usage, desktop: Row, idle: _Idleness) -> Row:
    return {
        **_named(desktop),
        "idle_seconds": idle.seconds,
        "idle_days": None if idle.seconds is None else idle.seconds // 86400,
        "last_use": usage.period.told(idle.last_use),
        "never_used": idle.never,
        "status": desktop["status"],
        "reason": idle.reason,
        **usage.person(idle.user_name),
    }


# Now


def _online(usage: _Usage) -> Row:
    """Whoever is connected now, and since when: the desktops by their login status, or by a record without end where
    that is not told; the rest by these records."""
    now = usage.period.now
    usage.tell(ONLINE, _LISTED, Span(now, now))
    lasting: dict[str | None, list[Login]] = {}
    for one in usage.logins(ONLINE, [Span(now - DAY, now)]) or ():
        if one.succeeded and one.span.end is None:
            lasting.setdefault(one.desktop_id, []).append(one)
    untold = [row for row in usage.desktops if row["login_status"] == UNTOLD and row["desktop_id"] not in lasting]
    connected = [
        row
        for row in usage.desktops
        if row["login_status"] == "CONNECTED" or row["login_status"] == UNTOLD and row["desktop_id"] in lasting
    ]
    rows = [
        row for desktop in connected for row in _online_rows(usage, desktop, lasting.get(desktop["desktop_id"], ()))
    ]
    usage.totals[ONLINE] = {
        "desktops": len(connected),
        "connections": len(rows),
        "unknown_desktops": len(untold),
    }
    return {ONLINE: rows}


def _online_rows(usage: _Usage, desktop: Row, logins: Sequence[Login]) -> list[Row]:
    if not logins:
        reason = "the service has no login record of it"
        return [{**_named(desktop), "since": None, **usage.person(None), "reason": reason}]
    return [
        {**_named(desktop), "since": usage.period.told(one.span.begin), **usage.person(one.user_name), "reason": ""}
        for one in logins
    ]


def _states(usage: _Usage) -> Row:
    """How many desktops are in which state, and at how many of those that run somebody is connected."""
    now = usage.period.now
    usage.tell(STATES, _LISTED, Span(now, now))
    power = collections.Counter(_STATUS.get(row["status"], "other") for row in usage.desktops)
    running = [row for row in usage.desktops if row["status"] == "ACTIVE"]
    sessions = collections.Counter(_LOGIN_STATUS.get(row["login_status"], "not_ready") for row in running)
    return {
        STATES: {
            "desktops": len(usage.desktops),
            **{name: power[name] for name in (*_STATUS.values(), "other")},
            "sessions": {name: sessions[name] for name in (*_LOGIN_STATUS.values(), "not_ready")},
            "running_unused": [
                _named(row) for row in running if row["login_status"] not in ("CONNECTED", "DISCONNECTED", UNTOLD)
            ],
        }
    }


def _power(usage: _Usage) -> Row:
    """How long desktops ran, and for how much of that nobody was connected; a request or more for each of them."""
    period = usage.period
    whole = Span(period.begin, period.end)
    histories = read_all_running(usage.client, usage.desktops, period.now)
    usage.tell(POWER, DESKTOP_ACTIONS, whole)
    logins = usage.logins(POWER, [whole])
    used: dict[str | None, list[Span]] = collections.defaultdict(list)
    for one in logins or ():
        if one.succeeded:
            used[one.desktop_id].append(one.span)
    rows = [
        _power_row(usage, row, histories[row["desktop_id"]], None if logins is None else used[row["desktop_id"]])
        for row in usage.desktops
    ]
    known = [row for row in rows if row["running_seconds"] is not None]
    is_known = bool(known) or not rows
    has_use = is_known and all(row["unused_seconds"] is not None for row in known)
    usage.totals[POWER] = {
        "desktops": len(rows),
        "unknown_desktops": len(rows) - len(known),
        "exact": all(row["exact"] for row in rows),
        **_length("running", sum(row["running_seconds"] for row in known) if is_known else None),
        **_length("unused", sum(row["unused_seconds"] for row in known) if has_use else None),
    }
    return {POWER: rows}


def _power_row(usage: _Usage, desktop: Row, history: Running, used: Sequence[Span] | None) -> Row:
    period = usage.period
    created = read_moment(desktop["created"]) or period.begin
    row = {**_named(desktop), "status": desktop["status"]}
    if history.spans is None:
        reason = "; ".join(history.doubts)
        return {**row, **_length("running", None), **_length("unused", None), "exact": False, "reason": reason}
    ran = clipped(history.spans, period.begin, period.end)
    busy = united(clipped(used or (), period.begin, period.end))
    running = seconds(ran)
    unused = running - sum(seconds(clipped(busy, span.begin, span.end or span.begin)) for span in ran)
    exact = history.exact_from(max(period.begin, min(created, period.end)))
    cut = [] if exact or history.doubts else ["its history begins within the period"]
    return {
        **row,
        **_length("running", running),
        **_length("unused", None if used is None else unused),
        "exact": exact,
        "reason": "; ".join([*history.doubts, *cut]),
    }


def _alarms(usage: _Usage) -> Row:
    """What the monitoring service has raised in the period, or raises still (ListAlarms)."""
    period = usage.period
    whole = Span(period.begin, period.end)
    try:
        rows = usage.client.list_all("/v2/{project_id}/alarms", "alarm_histories", limit=100, id_field="record_id")
    except ApiError as error:
        if not error.lacking:
            raise
        usage.tell(ALARMS, _ALARMS, whole, "the region has no alarms")
        return {ALARMS: None}
    usage.tell(ALARMS, _ALARMS, whole)
    found = [row for row in rows if _is_alarm(usage, row)]
    usage.totals[ALARMS] = {"alarms": len(found), "lasting": sum(row.get("status") == "alarm" for row in found)}
    return {ALARMS: found}


def _is_alarm(usage: _Usage, row: Row) -> bool:
    begin = read_moment(row.get("begin_time"))
    in_period = begin is None or usage.period.begin <= begin < usage.period.end
    concerned = (row.get("additional_info") or {}).get("resource_id") in usage.ids
    return (in_period or row.get("status") == "alarm") and (concerned or not usage.selects)


_GATHERERS: dict[str, Callable[[_Usage], Row]] = {
    DESKTOPS: _desktop_use,
    USERS: _user_use,
    LOGINS: _logins,
    UNUSED: _unused,
    ONLINE: _online,
    STATES: _states,
    POWER: _power,
    ALARMS: _alarms,
}
