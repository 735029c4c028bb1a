# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Power actions: from which status to which they lead, and what is seen on the way."""

from __future__ import annotations

from typing import NamedTuple

from emulator.cloud import catalogue
from emulator.cloud.desktops import announce, check_idle, cure, show
from emulator.cloud.jobs import RUNS_AFTER
from emulator.cloud.logins import end_session
from emulator.cloud.power_log import ERROR, action_begins, action_ends
from emulator.cloud.project import Project, on
from emulator.cloud.records import Desktop
from emulator.engine.errors import invalid


class Action(NamedTuple):
    """From which status to which a power action leads, what it shows on the way, and Nova's word for it."""

    allowed: tuple[str, ...]
    soft: str
    hard: str
    target: str
    word: str


ACTIONS = {
    "os-start": Action(("SHUTOFF", "HIBERNATED"), "powering-on", "powering-on", "ACTIVE", "start"),
    "os-stop": Action(("ACTIVE",), "powering-off", "powering-off", "SHUTOFF", "stop"),
    "reboot": Action(("ACTIVE",), "rebooting", "rebooting_hard", "ACTIVE", "reboot"),
    "os-hibernate": Action(("ACTIVE",), "powering-off", "powering-off", "HIBERNATED", "suspend"),
}


_STARTING = ("os-start", "reboot")


def start_action(project: Project, desktop: Desktop, op_type: str, hard: bool = False, by: str = "request") -> None:
    """Take up a power action on a desktop, or refuse it; ``by`` is who caused it, as the log of actions tells."""
    action = ACTIONS[op_type]
    check_idle(desktop, action.allowed)
    if op_type == "os-hibernate" and catalogue.PRODUCTS[desktop.product_id].os_type != "Windows":
        raise invalid(f"The desktop {desktop.shown_name} does not run Windows and cannot hibernate.")
    desktop.operation = op_type
    note_action(project, desktop, op_type, by)
    project.after(
        RUNS_AFTER * project.job_seconds, "power-begins", desktop_id=desktop.id, op_type=op_type, hard=hard, by=by
    )
    show(project, desktop, "SHUTOFF" if _fails(desktop, op_type) else action.target, after=1.0)


def note_action(project: Project, desktop: Desktop, op_type: str, by: str = "request") -> None:
    """Note in the log of actions that a power action begins, under Nova's word for it."""
    resumes = op_type == "os-start" and desktop.status == "HIBERNATED"
    action_begins(project, desktop, "resume" if resumes else ACTIONS[op_type].word, by)


@on("power-begins")
def power_begins(project: Project, desktop_id: str, op_type: str, hard: bool, by: str = "request") -> None:
    """Only now does the desktop show that something is going on; whoever is connected is not any more."""
    desktop = project.desktops.get(desktop_id)
    if desktop is None or desktop.operation != op_type:
        return
    desktop.task_status = ACTIONS[op_type].hard if hard else ACTIONS[op_type].soft
    if desktop.login_status == "CONNECTED":
        announce(project, desktop, "POST_DESKTOP_DISCONNECTED")
    end_session(project, desktop, "policy" if by == "policy" else op_type)
    for remedy in _remedies(op_type, hard):
        cure(desktop, remedy)
    if _fails(desktop, op_type):
        action_ends(project, desktop, ERROR)


def _fails(desktop: Desktop, op_type: str) -> bool:
    """Whether a desktop will be off again after it was started."""
    return op_type == "os-start" and desktop.start_fails and not set(_remedies(op_type)) & set(desktop.cured_by)


def _remedies(op_type: str, hard: bool = False) -> tuple[str, ...]:
    """What a power action is to a desktop that does not work; a start leaves as little of what ran before as force."""
    if op_type not in _STARTING:
        return ()
    return ("restart", "hard_restart") if hard or op_type == "os-start" else ("restart",)
