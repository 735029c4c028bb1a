# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policy groups, and which of their policies count for a person at a desktop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from emulator.cloud.domain import Ou
from emulator.cloud.people import find_user
from emulator.cloud.project import Project
from emulator.cloud.records import Desktop, Record

LOCK = "session.vdi.auto_lock_enable"
LOCK_MINUTES = "session.vdi.auto_lock_options.auto_lock_minutes"
LOCK_FROM = "session.auto_lock_start_time"
LOCK_UNTIL = "session.auto_lock_end_time"
THEN = "session.vdi.auto_lock_options.auto_disconnect"
THEN_MINUTES = "session.vdi.auto_lock_options.options.auto_disconnect_minutes"
DISCONNECT_ON_LOCK = "session.disconnect_on_lock_flag"
LOCK_ON_DISCONNECT = "session.is_lock_screen_on_disconnect"
LOGOUT = "session.vdi.disconnect_logout_enable"
LOGOUT_MINUTES = "session.vdi.disconnect_logout_options.disconnect_logout_minutes"
HIBERNATE = "session.vdi.disconnect_hibernate_enable"
HIBERNATE_MINUTES = "session.vdi.disconnect_hibernate_options.disconnect_hibernate_minutes"
IDLE = "session.vdi.no_operation_hibernate_enable"
IDLE_MINUTES = "session.vdi.no_operation_hibernate_options.no_operation_hibernate_minutes"
RECORD = "record_audit.enable"
RECORD_TYPE = "record_audit.rules.rule.record_type"

DEFAULTS: dict[str, Any] = {
    LOCK: True,
    LOCK_MINUTES: 10,
    LOCK_FROM: "00:00:00",
    LOCK_UNTIL: "23:59:59",
    THEN: "DISABLED",
    THEN_MINUTES: 1440,
    DISCONNECT_ON_LOCK: False,
    LOCK_ON_DISCONNECT: False,
    LOGOUT: 0,
    LOGOUT_MINUTES: 10,
    HIBERNATE: False,
    HIBERNATE_MINUTES: 10,
    IDLE: False,
    IDLE_MINUTES: 10,
    RECORD: False,
    RECORD_TYPE: "whole",
}
"""The policies that act on a session, and what they are where no group sets them."""


class PolicyGroup(Record):
    """Policies, and what they apply to."""

    name: str
    description: str = ""
    priority: int
    updated: float
    policies: dict[str, Any] = {}
    targets: list[dict[str, str]] = []


def in_force(project: Project, desktop: Desktop, user_name: str) -> dict[str, Any]:
    """Return the policies that act on a session: each from the strongest group that applies and sets it."""
    targets = set(_targets(project, desktop, user_name))
    groups = [
        group
        for group in project.table(PolicyGroup).values()
        if any((target["target_type"], target["target_id"]) in targets for target in group.targets)
    ]
    found = dict(DEFAULTS)
    for group in sorted(groups, key=lambda group: group.priority, reverse=True):
        found.update((name, value) for name, value in _leaves(group.policies) if name in DEFAULTS)
    return found


def _targets(project: Project, desktop: Desktop, user_name: str) -> Iterator[tuple[str, str]]:
    """Yield all targets of policy groups that a person at a desktop belongs to."""
    yield "ALL", "default-apply-all-targets"
    yield "INSTANCE", desktop.sid
    if desktop.pool_id:
        yield "DESKTOPSPOOL", desktop.pool_id
    yield from (("DESKTOP_TAG", f"{key}|{value}") for key, value in desktop.tags.items())
    name = (desktop.ou_name or "").casefold()
    yield from (("OU", ou.id) for ou in project.table(Ou).values() if ou.name.casefold() == name)
    user = find_user(project, user_name)
    if user is not None:
        yield "USER", user.id
        yield from (("USERGROUP", group.id) for group in project.groups.values() if user.id in group.member_ids)


def _leaves(policies: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in policies.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value
