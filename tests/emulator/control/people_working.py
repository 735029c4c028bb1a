# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Control calls for what people do at their desktops: store something, log in and out, start programs, let themselves
be helped."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Response

from emulator.cloud.app_control import denied_by
from emulator.cloud.assistance import Attitude, assistance_of, close, respond
from emulator.cloud.logins import fail
from emulator.cloud.people import find_user
from emulator.cloud.pool_logins import claim, desktop_for
from emulator.cloud.project import Project
from emulator.cloud.records import Desktop, Disk
from emulator.cloud.sessions_by_clock import come, leave_open, log_out, touch
from emulator.control.targets import Target, desktop_named, pool_named
from emulator.engine.contract import Body, answer, nothing
from emulator.engine.errors import invalid

router = APIRouter(prefix="/_emulator")


class Writing(Body):
    desktop: str
    disk: Literal["system", "data", "all"] | int = "all"
    content: str | None


class SessionChange(Body):
    desktop: str = ""
    pool: str | None = None
    user: str | None = None
    action: Literal["open", "disconnect", "close", "fail", "touch"]
    reason: str = "The user name or password is wrong."


class Answering(Body):
    desktop: str
    says: Literal["agree", "refuse", "nothing", "enough"]


class Program(Body):
    desktop: str
    publisher: str = ""
    product_name: str = ""
    process_name: str = ""
    version: str = ""
    path: str = ""
    running: bool = False


def _chosen_disks(desktop: Desktop, disk: str | int) -> list[Disk]:
    if disk == "system":
        return [desktop.root]
    if disk == "data":
        return desktop.disks
    if isinstance(disk, int):
        if not 0 <= disk < len(desktop.disks):
            raise invalid(f"The desktop has {len(desktop.disks)} data disks.")
        return [desktop.disks[disk]]
    return desktop.all_disks


def _person(change: SessionChange, desktop: Desktop) -> str:
    """Return who is meant: without a name, the one who has the desktop."""
    return change.user or (desktop.assignments[0].user_name if desktop.assignments else "somebody")


def _check_account(project: Project, name: str) -> None:
    user = find_user(project, name)
    if user is not None and (user.locked or user.disabled):
        raise invalid(f"The account of {name} is locked.")


@router.post("/write")
async def write(project: Target, body: Writing) -> Response:
    """Store something on disks: ``system``, ``data``, ``all``, or the data disk of that index."""
    for disk in _chosen_disks(desktop_named(project, body.desktop), body.disk):
        disk.content = body.content
    return nothing()


@router.post("/sessions")
async def sessions(project: Target, body: SessionChange) -> Response:
    """Let a person log in to a desktop or a pool or fail to, do something, leave without logging out, or log out."""
    if body.pool is None:
        desktop = desktop_named(project, body.desktop)
    else:
        desktop = desktop_for(project, pool_named(project, body.pool), body.user or "")
    if body.action == "fail":
        fail(project, desktop, _person(body, desktop), body.reason)
        return answer({"desktop": desktop.shown_name})
    if body.action == "open":
        if desktop.status != "ACTIVE" or desktop.login_status == "UNREGISTER":
            raise invalid(f"Nobody can log in to {desktop.shown_name} now.")
        _check_account(project, _person(body, desktop))
        if desktop.in_maintenance and desktop.session_user is None:
            raise invalid(f"{desktop.shown_name} is in maintenance mode.")
        claim(project, desktop, body.user or "")
        come(project, desktop, _person(body, desktop))
    elif desktop.session_user is None:
        raise invalid(f"Nobody is logged in to {desktop.shown_name}.")
    elif body.action == "disconnect":
        leave_open(project, desktop)
    elif body.action == "close":
        log_out(project, desktop)
    elif desktop.login_status == "CONNECTED":
        touch(project, desktop)
    else:
        raise invalid(f"Nobody is connected to {desktop.shown_name}.")
    return answer({"desktop": desktop.shown_name})


@router.post("/assistance")
async def assistance(project: Target, body: Answering) -> Response:
    """Choose what the person at a desktop says to offers of help, also to one that waits; ``enough`` ends it."""
    desktop = desktop_named(project, body.desktop)
    if body.says == "enough":
        found = assistance_of(project, desktop)
        if found:
            close(found, "The user has ended the remote assistance.")
    else:
        project.table(Attitude)[desktop.id] = Attitude(id=desktop.id, says=body.says)
        respond(project, desktop)
    return nothing()


@router.post("/programs")
async def programs(project: Target, body: Program) -> Response:
    """Let a person start a program at a desktop, or go on with a ``running`` one; the answer tells whether it runs."""
    desktop = desktop_named(project, body.desktop)
    if desktop.session_user is None:
        raise invalid(f"Nobody is logged in to {desktop.shown_name}.")
    rule = denied_by(project, body.model_dump(exclude={"desktop", "running"}), body.running)
    return answer({"runs": rule is None, "denied_by": rule.name if rule else None})
