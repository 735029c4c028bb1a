# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is the room ready? One line a seat. Pure."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from ..errors import plain
from ..names import joined
from . import drain, exams, rollout
from .found import Row, users_of
from .repair import ladder
from .repair.replacing import REPLACES
from .seats import SeatPlan
from .tables import WIDEST, as_csv, as_table
from .usage import Use

OF_PEOPLE = ("connected", "since")
COLUMNS = ("seat", "person", "power", "session", "image", "problem")

_POWER = {"ACTIVE": "started", "SHUTOFF": "stopped", "HIBERNATED": "hibernated"}

_BUSY, _MAINTENANCE, _UNKNOWN = "busy: ", "in maintenance", "unknown state"
_EXPECTED = ("stopped", "hibernated", "error", _MAINTENANCE)
"""Problems that are intended, or that are told of the desktop."""


_NOTED: Mapping[str, Callable[[Row, datetime.tzinfo], str]] = {
    "room": lambda row, zone: str((row["tags"] or {}).get("room", "")),
    "rollout": lambda row, zone: rollout.told_of(row["computer_name"], row["tags"] or {}),
    "maintenance": lambda row, zone: drain.told_of(row),
    "exam": exams.told_of,
    "repair": ladder.told_of,
    "replaces": lambda row, zone: str((row["tags"] or {}).get(REPLACES, "")),
}
"""Columns that are shown if any seat has something in them."""


def power_of(desktop: Row) -> str:
    """Return in which power state a desktop is, in the words of reports."""
    return str(_POWER.get(desktop["status"], desktop["status"].lower()))


def report(plan: SeatPlan, desktops: Sequence[Row], policies: Mapping[str, bool]) -> dict[str, Any]:
    """Return how the seats are.

    :param policies: the names of the lab's policy groups, the strongest first, and whether they are there.
    :returns: ``rows``, ``totals``, ``left_over``, ``policies``, ``not_ready`` (the names of the seats that nobody can
        use), ``refused`` (the reasons why the file cannot be provisioned, so that some of its people have no seat), and
        ``verdict``, what is not ready in one sentence.
    """
    by_name = {row["computer_name"].lower(): row for row in desktops}
    rows = [_row(item, by_name.get(item["computer_name"].lower())) for item in plan.wanted]
    not_ready = [row["seat"] for row in rows if row["problem"]]
    return {
        "rows": rows,
        "totals": {
            "seats": len(rows),
            "ready": len(rows) - len(not_ready),
            "in_use": sum(row["session"] in ("CONNECTED", "DISCONNECTED") for row in rows),
            "stopped": sum(row["power"] == "stopped" for row in rows),
            "left_over": len(plan.left_over) + len(plan.leaving),
        },
        "left_over": sorted(row["computer_name"] for row in [*plan.left_over, *plan.leaving]),
        "policies": [{"name": name, "there": there} for name, there in policies.items()],
        "not_ready": not_ready,
        "refused": list(plan.refused),
        "verdict": _verdict(not_ready, len(rows), plan.refused),
    }


def _verdict(not_ready: Sequence[str], seats: int, refused: Sequence[str]) -> str:
    """Return a sentence that says what is not ready, or an empty string if everything is."""
    reasons = [plain(reason) for reason in refused]
    if not_ready:
        reasons.insert(0, f"{len(not_ready)} of {seats} seats are not ready: {joined(not_ready)}")
    return f"The lab is not ready. {'; '.join(reasons)}." if reasons else ""


def _row(item: Mapping[str, Any], desktop: Row | None) -> dict[str, str]:
    if desktop is None:
        return _columns(item["computer_name"], ", ".join(_users(item)), problem="missing")
    power = power_of(desktop)
    return _columns(
        desktop["computer_name"],
        ", ".join(user["user_name"] for user in desktop["users"]),
        power,
        desktop["login_status"],
        desktop.get("image_name") or "",
        _problem(item, desktop, power),
    )


def _columns(
    seat: str, person: str, power: str = "", session: str = "", image: str = "", problem: str = ""
) -> dict[str, str]:
    return dict(zip(COLUMNS, (seat, person, power, session, image, problem)))


def _users(item: Mapping[str, Any]) -> list[str]:
    """Return the users that a seat is meant for."""
    return [item["user_name"]] if item.get("user_name") else [user["user_name"] for user in item.get("users") or []]


def _problem(item: Mapping[str, Any], desktop: Row, power: str) -> str:
    """Return the first reason why a seat is not ready, or an empty string."""
    lacking = [user for user in _users(item) if user.lower() not in users_of(desktop)]
    if lacking:
        return f"not assigned to {' and '.join(lacking)}"
    if desktop["task_status"]:
        return f"{_BUSY}{desktop['task_status']}"
    if power != "started":
        return power or _UNKNOWN
    if desktop.get("in_maintenance_mode"):
        return _MAINTENANCE
    if item.get("image") and item["image"] not in (desktop.get("image_name"), desktop.get("image_id")):
        return f"image is not {item['image']}"
    if desktop["users"] and desktop["attach_state"] not in ("", "ATTACHED"):
        return f"assignment: {desktop['attach_state']}"
    if desktop["login_status"] not in ("REGISTERED", "CONNECTED", "DISCONNECTED"):
        return "not registered yet"
    return ""


def with_notes(
    rows: Sequence[Mapping[str, str]], desktops: Sequence[Row], zone: datetime.tzinfo
) -> list[dict[str, str]]:
    """Return rows with what is noted of each seat: see the columns of :data:`_NOTED`.

    Each has a column if it is known of any seat.
    """
    there = {row["computer_name"].lower(): row for row in desktops}
    found = [dict(row) for row in rows]
    for column, told in _NOTED.items():
        values = [told(there[key], zone) if (key := row["seat"].lower()) in there else "" for row in rows]
        if any(value not in ("", drain.NOT_TOLD) for value in values):
            for row, value in zip(found, values):
                row[column] = value
    return found


def notes_of(row: Mapping[str, str]) -> list[str]:
    """Return what a row with notes says of its seat, each with the name of its column."""
    return [f"{column}: {row[column]}" for column in _NOTED if row.get(column, "") not in ("", drain.NOT_TOLD)]


def needs_attention(row: Mapping[str, str]) -> bool | None:
    """Tell whether a seat that is not ready needs somebody, from its row in a report; ``None`` if that is not known.

    A desktop that is off, busy or in maintenance is expected to be so; one in error is not a matter of its seat alone.
    """
    problem = row["problem"]
    if problem == _UNKNOWN:
        return None
    return problem not in ("", *_EXPECTED) and not problem.startswith(_BUSY)


def with_people(
    rows: Sequence[Mapping[str, str]], connected: Mapping[str, Sequence[Use]], zone: datetime.tzinfo
) -> list[dict[str, str]]:
    """Return rows with who is connected to each seat, and since when.

    :param connected: open connections by the names of desktops in lower case.
    """
    found = []
    for row in rows:
        uses = connected.get(row["seat"].lower(), ())
        since = ", ".join(use.span.begin.astimezone(zone).strftime("%Y-%m-%d %H:%M") for use in uses)
        found.append({**row, "connected": ", ".join(use.user_name for use in uses), "since": since})
    return found


def shown(status: Mapping[str, Any], style: str) -> list[str]:
    """Return a report as lines: ``table``, ``json`` or ``csv``."""
    columns = [*COLUMNS, *(name for name in (*OF_PEOPLE, *_NOTED) if status["rows"] and name in status["rows"][0])]
    if style == "json":
        return json.dumps(status, indent=2).splitlines()
    if style == "csv":
        return as_csv(columns, status["rows"])
    lines = as_table(columns, status["rows"])
    totals = status["totals"]
    lines.append(
        f"{totals['ready']} of {totals['seats']} seats ready, {totals['in_use']} in use, {totals['stopped']} stopped"
    )
    if status["policies"]:
        groups = [f"{row['name']}{'' if row['there'] else ' (missing)'}" for row in status["policies"]]
        lines.append(f"policy groups: {', '.join(groups)}")
    lines += [f"cannot be provisioned: {plain(reason)}" for reason in status["refused"]]
    if status["left_over"]:
        lines.append(f"left over: {joined(plain(name, WIDEST) for name in status['left_over'])}")
    return lines
