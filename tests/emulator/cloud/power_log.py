# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a desktop's power was and when: one of the two logs from which all usage is computed when it is asked for.

Moments in the logs are whole seconds, as the API tells them.
"""

from __future__ import annotations

from emulator.cloud.project import Project, on
from emulator.cloud.records import Desktop, Record
from emulator.cloud.tenancy import tenancy_of

SUCCESS, ERROR = "Success", "Error"


class PowerSpan(Record):
    """How long a desktop showed a status; the present one has no end."""

    desktop_id: str
    status: str
    begin: float
    end: float | None = None


class DesktopAction(Record):
    """A change of a desktop's power, under Nova's word for it, and who caused it; without a finish it goes on."""

    desktop_id: str
    action: str
    start: float
    finish: float | None = None
    result: str | None = None
    by: str


TRANSITIONS = {
    ("BUILD", "ACTIVE"): "create",
    ("SHUTOFF", "ACTIVE"): "start",
    ("HIBERNATED", "ACTIVE"): "resume",
    ("ERROR", "ACTIVE"): "start",
    ("ACTIVE", "SHUTOFF"): "stop",
    ("HIBERNATED", "SHUTOFF"): "stop",
    ("ERROR", "SHUTOFF"): "stop",
    ("ACTIVE", "HIBERNATED"): "suspend",
}
"""What changes a desktop from one status to another."""


def moment(project: Project) -> float:
    """Return the present in whole seconds."""
    return float(int(project.now))


def action_begins(project: Project, desktop: Desktop, action: str, by: str = "request") -> None:
    """Note that something begins to change the power of a desktop."""
    row = DesktopAction(id=project.new_id(), desktop_id=desktop.id, action=action, start=moment(project), by=by)
    project.note(row)
    desktop.action_id = row.id


def action_ends(project: Project, desktop: Desktop, result: str = SUCCESS) -> None:
    """Note that what changed the power of a desktop is over."""
    row = project.table(DesktopAction).get(desktop.action_id or "")
    if row is not None:
        row.finish, row.result = moment(project), result
    desktop.action_id = None


def turn(project: Project, desktop: Desktop, status: str, by: str = "service") -> None:
    """Let a desktop have a status from now on; what no action announced is an action by itself."""
    before = _present(project, desktop)
    desktop.status = status
    if before is None or before.status != status:
        _open(project, desktop)
    if before is None:
        return
    word = TRANSITIONS.get((before.status, status))
    if desktop.action_id is None and word is not None:
        action_begins(project, desktop, word, by)
    action_ends(project, desktop, ERROR if status == "ERROR" else SUCCESS)


def close(project: Project, desktop: Desktop) -> None:
    """End the log of a desktop that is gone; the log itself stays."""
    present = _present(project, desktop)
    if present is not None:
        present.end = moment(project)
    action_ends(project, desktop)


def _present(project: Project, desktop: Desktop) -> PowerSpan | None:
    return project.table(PowerSpan).get(desktop.span_id or "")


def _open(project: Project, desktop: Desktop) -> None:
    """Begin a span of the desktop's status where the last one ends."""
    last = _present(project, desktop)
    if last is not None:
        last.end = moment(project)
    span = PowerSpan(id=project.new_id(), desktop_id=desktop.id, status=desktop.status, begin=moment(project))
    project.note(span)
    desktop.span_id = span.id
    days = tenancy_of(project).shutdown_days
    if desktop.status == "HIBERNATED" and days > 0:
        project.after(days * 86_400, "hibernation-over", settles=False, desktop_id=desktop.id, span_id=span.id)


@on("hibernation-over")
def hibernation_over(project: Project, desktop_id: str, span_id: str) -> None:
    """A desktop that has hibernated for days is shut down."""
    desktop = project.desktops.get(desktop_id)
    if desktop is not None and desktop.span_id == span_id and not desktop.operation:
        turn(project, desktop, "SHUTOFF")
