# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When an account ends: as users write it, as the service takes it, and as it is shown."""

from __future__ import annotations

import datetime
import re
import zoneinfo

from ...errors import InputError
from ...names import nearest

NEVER = "never"

_FORM = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})([T ](?P<time>\d{2}:\d{2}(:\d{2})?)(\.0+)?\s?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)


def zone_named(name: str) -> datetime.tzinfo:
    """Return the time zone of an IANA name. Raises :class:`InputError`."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        known = zoneinfo.available_timezones()
        if not known:
            raise InputError(
                "time_zone cannot be looked up, because the host that runs the task has no time zones; "
                "install its package tzdata, or the Python package of that name"
            ) from None
        raise InputError(
            f'time_zone "{name}" is no time zone{nearest(name, known)}; give one like Europe/Berlin'
        ) from None


def parse(text: str, zone: datetime.tzinfo | None) -> int:
    """Return the end of an account in milliseconds since the epoch, 0 for never.

    :param text: ``never`` or nothing, a date (the last day on which the account is good), or a date and time.
    :param zone: the zone of a text that does not say its own.
    :raises InputError: the text is none of these, or says no zone and none is given.
    """
    if text.strip().lower() in (NEVER, "0", ""):
        return 0
    found = _FORM.fullmatch(text.strip())
    try:
        if not found:
            raise ValueError
        moment = datetime.datetime.fromisoformat(f"{found['date']}T{found['time'] or '00:00'}")
        if not found["time"]:
            moment += datetime.timedelta(days=1)
        own = _offset(found["zone"]) if found["zone"] else zone
    except (ValueError, OverflowError):
        raise InputError(
            f'account_expires "{text}" is neither never nor a date or time like 2027-02-28 or 2027-02-28 18:00'
        ) from None
    if own is None:
        raise InputError(f'account_expires "{text}" needs time_zone (for example Europe/Berlin)')
    return int(moment.replace(tzinfo=own).timestamp() * 1000)


def _offset(text: str) -> datetime.tzinfo:
    """Return the zone that a time says itself: ``Z``, ``+01:00`` or ``+0100``."""
    if text == "Z":
        return datetime.timezone.utc
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return datetime.timezone(datetime.timedelta(minutes=-minutes if text[0] == "-" else minutes))


def sent(milliseconds: int) -> str:
    """Return the end of an account as requests say it."""
    if not milliseconds:
        return "0"
    moment = datetime.datetime.fromtimestamp(milliseconds // 1000, datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def shown(milliseconds: int, zone: datetime.tzinfo | None) -> str:
    """Return the end of an account as it is told, in a zone or else in UTC."""
    if not milliseconds:
        return NEVER
    moment = datetime.datetime.fromtimestamp(milliseconds // 1000, zone or datetime.timezone.utc)
    return moment.isoformat(" ")
