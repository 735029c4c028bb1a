# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Until when somebody was connected to desktops, which tells whether a snapshot has all their work."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ...client import Client
from ...errors import ApiError
from ..desktop.state import Desktop
from ..usage.logins import Login, Machines, read_records
from ..usage.spans import to_the_second


def last_use(client: Client, desktops: Sequence[Desktop], since: float) -> dict[str, float]:
    """Return until when somebody was connected to desktops, by ID (ListLoginRecordsNew).

    It is 0 where nobody was in the time asked for, and infinite where the end of a connection is not told. The answer
    is empty if the service does not tell.

    :param since: the moment of the service's clock from which on this is of interest.
    """
    rows = [
        {"desktop_id": one.desktop_id, "computer_name": one.computer_name, "login_status": one.login_status}
        for one in desktops
    ]
    machines = Machines(rows)
    try:
        records = read_records(client, to_the_second(since), to_the_second(client.server_time()), machines)
        logins = [login for login in map(machines.login, records) if login.succeeded]
    except (ApiError, LookupError, ValueError):
        return {}
    return {one.desktop_id: max([0.0, *(_end(login) for login in logins if _is_of(login, one))]) for one in desktops}


def _is_of(login: Login, desktop: Desktop) -> bool:
    """Tell whether a connection was to a desktop, or may have been."""
    if login.desktop_id is not None:
        return login.desktop_id == desktop.desktop_id
    return login.computer_name.lower() == desktop.computer_name.lower()


def _end(login: Login) -> float:
    return math.inf if login.span.end is None else login.span.end.timestamp()
