# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remote assistance: it is offered to the person at a desktop, who agrees, refuses, or says nothing."""

from __future__ import annotations

from emulator.cloud.project import Project, on
from emulator.cloud.records import Desktop, Record

ASKED_AFTER, OPEN_AFTER = 0.5, 0.5
"""When the question is shown after the offer, and when the space is open after the person has agreed, in jobs."""

CONFIRM, ACCESS, OPEN, CLOSE = "WAIT_USER_CONFIRM", "WAIT_USER_ACCESS", "OPEN", "CLOSE"

AGREE, REFUSE = "agree", "refuse"


class Assistance(Record):
    """Help on the desktop that has this ID, offered to the session that was connected then, if one was."""

    space_id: str
    begin: float
    status: str = CONFIRM
    connection_id: str | None
    failed_reason: str = ""


class Attitude(Record):
    """What the person at the desktop that has this ID says to offers of help."""

    says: str


def assistance_of(project: Project, desktop: Desktop) -> Assistance | None:
    """Return the last assistance on a desktop; it ends with the session of its person."""
    found = project.table(Assistance).get(desktop.id)
    if found and found.connection_id and found.connection_id != desktop.connection_id:
        close(found, "The session of the user has ended.")
    return found


def goes_on(project: Project, desktop: Desktop) -> bool:
    """Whether help is offered or given on a desktop now."""
    found = assistance_of(project, desktop)
    return found is not None and found.status != CLOSE


def close(assistance: Assistance, reason: str) -> None:
    """End assistance, if it goes on."""
    if assistance.status != CLOSE:
        assistance.status, assistance.failed_reason = CLOSE, reason


def offer(project: Project, desktop: Desktop) -> Assistance:
    """Offer help on a desktop; the question is shown to whoever is connected now."""
    offered = Assistance(
        id=desktop.id, space_id=project.new_id(), begin=project.now, connection_id=desktop.connection_id
    )
    project.table(Assistance)[desktop.id] = offered
    _after(project, ASKED_AFTER, "assistance-asked", offered)
    return offered


def respond(project: Project, desktop: Desktop) -> None:
    """Let the person at a desktop say what they say, if they are asked."""
    offered, attitude = assistance_of(project, desktop), project.table(Attitude).get(desktop.id)
    if offered is None or attitude is None or offered.status != CONFIRM or offered.connection_id is None:
        return
    if attitude.says == AGREE:
        offered.status = ACCESS
        _after(project, OPEN_AFTER, "assistance-opens", offered)
    elif attitude.says == REFUSE:
        close(offered, "The user has refused the remote assistance.")


def _after(project: Project, jobs: float, event: str, offered: Assistance) -> None:
    project.after(jobs * project.job_seconds, event, desktop_id=offered.id, space_id=offered.space_id)


def _still(project: Project, desktop_id: str, space_id: str) -> Desktop | None:
    """Return the desktop of an event, if it is about the assistance that there is now."""
    desktop = project.desktops.get(desktop_id)
    found = assistance_of(project, desktop) if desktop else None
    return desktop if found and found.space_id == space_id else None


@on("assistance-asked")
def assistance_asked(project: Project, desktop_id: str, space_id: str) -> None:
    """The question is shown."""
    desktop = _still(project, desktop_id, space_id)
    if desktop:
        respond(project, desktop)


@on("assistance-opens")
def assistance_opens(project: Project, desktop_id: str, space_id: str) -> None:
    """The person has entered the space."""
    if _still(project, desktop_id, space_id):
        offered = project.table(Assistance)[desktop_id]
        offered.status = OPEN if offered.status == ACCESS else offered.status
