# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People come to desktops and leave them, and policies do the rest as the clock passes.

The policies of a session are those that were in force when its person connected. What waits for something is void when
the session has moved on: each of its timers knows the ``turn`` of the session that it was set in.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone

from emulator.cloud import policies_in_force as policy
from emulator.cloud.desktops import announce
from emulator.cloud.logins import Session, connect, disconnect
from emulator.cloud.policies_in_force import in_force
from emulator.cloud.pool_logins import leave
from emulator.cloud.power import start_action
from emulator.cloud.project import Project, on
from emulator.cloud.recordings import record
from emulator.cloud.records import Desktop
from emulator.engine.errors import ApiError

POLICY = "policy"
POWER = {"AUTO_RESTART": "reboot", "AUTO_STOP": "os-stop", "HIBERNATE": "os-hibernate"}
MINUTE = 60


def come(project: Project, desktop: Desktop, user_name: str) -> None:
    """Let a person connect to a desktop, or come back to it."""
    desktop.session_user = user_name
    connect(project, desktop)
    desktop.login_status = "CONNECTED"
    policies = in_force(project, desktop, user_name)
    session = Session(id=desktop.id, policies=policies, turn=project.new_id(), last_input=project.now)
    project.table(Session)[session.id] = session
    if policies[policy.RECORD]:
        record(project, desktop, policies[policy.RECORD_TYPE])
    _await_idleness(project, session)


def touch(project: Project, desktop: Desktop) -> None:
    """Let the person at a desktop do something, which unlocks it."""
    session = project.table(Session)[desktop.id]
    session.turn, session.last_input, session.is_locked = project.new_id(), project.now, False
    _await_idleness(project, session)


def leave_open(project: Project, desktop: Desktop) -> None:
    """Disconnect the person from a desktop, in which the session goes on."""
    desktop.login_status = "DISCONNECTED"
    disconnect(project, desktop)
    announce(project, desktop, "POST_DESKTOP_DISCONNECTED")
    leave(project, desktop)
    session = project.table(Session).get(desktop.id)
    if session is None:
        return
    session.turn = project.new_id()
    session.is_locked = session.is_locked or session.policies[policy.LOCK_ON_DISCONNECT]
    if session.policies[policy.LOGOUT]:
        _wait(project, session, policy.LOGOUT_MINUTES, "AUTO_LOGOUT")
    if session.policies[policy.HIBERNATE]:
        _wait(project, session, policy.HIBERNATE_MINUTES, "HIBERNATE")


def log_out(project: Project, desktop: Desktop) -> None:
    """End the session at a desktop in the person's own way: nobody is disturbed."""
    desktop.session_user = None
    desktop.login_status = "REGISTERED"
    project.table(Session).pop(desktop.id, None)
    disconnect(project, desktop)
    leave(project, desktop)


def _await_idleness(project: Project, session: Session) -> None:
    policies = session.policies
    if policies[policy.LOCK]:
        idle = session.last_input + policies[policy.LOCK_MINUTES] * MINUTE
        locks = _next_within(idle, policies[policy.LOCK_FROM], policies[policy.LOCK_UNTIL])
        project.after(locks - project.now, "session-locks", settles=False, desktop_id=session.id, turn=session.turn)
    if policies[policy.IDLE]:
        project.after(
            policies[policy.IDLE_MINUTES] * MINUTE,
            "session-idle",
            settles=False,
            desktop_id=session.id,
            last_input=session.last_input,
        )


def _next_within(moment: float, begin: str, end: str) -> float:
    """Return the first moment, not before the given one, at a time of day between two others, in UTC."""
    first, last = time.fromisoformat(begin), time.fromisoformat(end)
    day = datetime.fromtimestamp(moment, timezone.utc)
    now = day.time().replace(microsecond=0)
    if first <= now <= last if first <= last else now >= first or now <= last:
        return moment
    start = datetime.combine(day.date(), first, timezone.utc)
    return (start if start.timestamp() >= moment else start + timedelta(days=1)).timestamp()


def _wait(project: Project, session: Session, minutes: str, action: str) -> None:
    project.after(
        session.policies[minutes] * MINUTE,
        "session-waited",
        settles=False,
        desktop_id=session.id,
        turn=session.turn,
        action=action,
    )


@on("session-locks")
def session_locks(project: Project, desktop_id: str, turn: str) -> None:
    """The person has done nothing for so long that the desktop is locked."""
    session = project.table(Session).get(desktop_id)
    if session is None or session.turn != turn:
        return
    session.is_locked = True
    if session.policies[policy.DISCONNECT_ON_LOCK]:
        leave_open(project, project.desktops[desktop_id])
    elif session.policies[policy.THEN] != "DISABLED":
        _wait(project, session, policy.THEN_MINUTES, session.policies[policy.THEN])


@on("session-waited")
def session_waited(project: Project, desktop_id: str, turn: str, action: str) -> None:
    """The person has been away for so long that a policy acts."""
    session = project.table(Session).get(desktop_id)
    if session is None or session.turn != turn:
        return
    desktop = project.desktops[desktop_id]
    if action == "AUTO_DISCONNECT":
        leave_open(project, desktop)
    elif action == "AUTO_LOGOUT":
        log_out(project, desktop)
    else:
        _act(project, desktop, POWER[action])


@on("session-idle")
def session_idle(project: Project, desktop_id: str, last_input: float) -> None:
    """Nobody has done anything at a desktop for so long that it hibernates, whether the person is connected or not."""
    session = project.table(Session).get(desktop_id)
    if session is not None and session.last_input == last_input:
        _act(project, project.desktops[desktop_id], "os-hibernate")


def _act(project: Project, desktop: Desktop, op_type: str) -> None:
    """Change the power of a desktop, unless something else goes on with it or it cannot."""
    try:
        start_action(project, desktop, op_type, by=POLICY)
    except ApiError:
        return
