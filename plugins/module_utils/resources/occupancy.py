# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who uses a desktop, which steps must not disturb them, and how to wait for what others do there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..apply import Result
from ..client import Client
from ..jobs import DONE, FAILED, STATE_API, Fate, Job, Poller, wait_for_all
from ..plan import Verb
from .desktop.state import UNTOLD, Desktop, Person, poll_desktops, read_ids

WAYS_OUT = "delete it and create it again with replace_failed of workspace_desktop or workspace_desktop_pool"
"""What can be done about a desktop in error, which the service lets nobody start, rebuild or change."""


def in_use_reason(desktop: Desktop) -> str:
    """Return the sentence that says who uses a desktop."""
    if desktop.login_status == UNTOLD:
        return "the service does not tell whether somebody is logged in"
    who = names_of(desktop.people) or "somebody"
    how = "is logged in" if desktop.login_status == "CONNECTED" else "has an open session (disconnected)"
    return f"{who} {how}"


def must_not_disturb(verb: Verb, desktop: Desktop, waited: bool = False) -> bool:
    """Tell whether a verb would disturb somebody.

    A session that its person has left open is what a task that logs people off is about; somebody who is there is not.

    :param waited: whether the task waits for people to log off, to whom such a session is left, too.
    """
    if verb.ends_sessions and not waited:
        return desktop.login_status in ("CONNECTED", UNTOLD)
    return verb.disturbs and desktop.in_use


def names_of(people: Sequence[Person]) -> str:
    """Return the names of people as a sentence lists them."""
    return " and ".join(person.user_name for person in people)


def await_others(client: Client, job: Job, poller: Poller) -> tuple[list[Fate], str]:
    """Wait for what others do, with as much of the task's time as may be spent on that.

    :param job: what the targets are to be like then. :param poller: watches them.
    :returns: the fates of the targets that are not like that, and for how long they were waited for.
    """
    with client.deadline.patience() as seconds:
        fates = wait_for_all(client, [job] if job.targets else [], seconds, {job.api: poller})
    return [fate for fate in fates if fate.state != DONE], f"after {seconds:.0f} s (as long as wait_timeout allows)"


def await_idle(client: Client, ids: Mapping[str, str]) -> dict[str, Result]:
    """Wait until nothing goes on any more on desktops, and return those where it did not end in time.

    :param ids: the ID of each target.
    """
    job = Job(None, STATE_API, "wait", dict(ids), {"idle": True}, client.server_time())
    late, waited = await_others(client, job, poll_desktops)
    now = read_ids(client, [ids[fate.target] for fate in late]) if late else {}
    going_on = {desktop_id: desktop.task_status for desktop_id, desktop in now.items()}
    return {
        fate.target: Result(
            fate.target, FAILED, fate.reason or f"it was still busy ({going_on.get(ids[fate.target])}) {waited}"
        )
        for fate in late
    }
