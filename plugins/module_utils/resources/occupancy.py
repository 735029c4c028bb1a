# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who uses a desktop, which steps must not disturb them, and how to wait for what others do there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..apply import Result
from ..client import Client
from ..jobs import DONE, FAILED, STATE_API, Job, wait_for_all
from ..plan import Verb
from .desktop.state import Desktop, Person, poll_desktops

SHARE_FOR_OTHERS = 0.5
"""How much of the time that is left may be spent on waiting for what others do to desktops."""

WAYS_OUT = "delete it and create it again with replace_failed of workspace_desktop or workspace_desktop_pool"
"""What can be done about a desktop in error, which the service lets nobody start, rebuild or change."""


def in_use_reason(desktop: Desktop) -> str:
    """Return the sentence that says who uses a desktop."""
    who = names_of(desktop.people) or "somebody"
    how = "is logged in" if desktop.login_status == "CONNECTED" else "has an open session (disconnected)"
    return f"{who} {how}"


def must_not_disturb(verb: Verb, desktop: Desktop) -> bool:
    """Tell whether a verb would disturb somebody.

    A session that its person has left open is what a task that logs people off is about; somebody who is there is not.
    """
    if verb.ends_sessions:
        return desktop.login_status == "CONNECTED"
    return verb.disturbs and desktop.in_use


def names_of(people: Sequence[Person]) -> str:
    """Return the names of people as a sentence lists them."""
    return " and ".join(person.user_name for person in people)


def await_idle(client: Client, ids: Mapping[str, str]) -> dict[str, Result]:
    """Wait until nothing goes on any more on desktops, and return those where it did not end in time.

    :param ids: the ID of each target.
    """
    seconds = client.deadline.left * SHARE_FOR_OTHERS
    job = Job(None, STATE_API, "wait", dict(ids), {"idle": True}, client.server_time())
    fates = wait_for_all(client, [job], seconds, {STATE_API: poll_desktops})
    reason = f"something else was still going on there after {seconds:.0f} s"
    return {fate.target: Result(fate.target, FAILED, reason) for fate in fates if fate.state != DONE}
