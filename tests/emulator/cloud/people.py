# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People: their accounts, the privileges that they have on desktops, and the mails that they get."""

from __future__ import annotations

from emulator.cloud.project import Project
from emulator.cloud.records import Assignment, Desktop, User
from emulator.engine.errors import invalid


def find_user(project: Project, name: str) -> User | None:
    """Return the user of that name; names are compared without case, as a domain does."""
    wanted = name.casefold()
    return next((user for user in project.users.values() if user.user_name.casefold() == wanted), None)


def ensure_user(project: Project, name: str, email: str = "", phone: str = "", domain: str | None = None) -> User:
    """Return the user of that name, who is made if there is none."""
    user = find_user(project, name)
    if user is None:
        user = User(
            id=project.new_id().replace("-", ""),
            user_name=name,
            user_email=email,
            user_phone=phone,
            domain=domain,
            created=project.now,
        )
        project.users[user.id] = user
    return user


def assign(desktop: Desktop, user: User, user_group: str) -> None:
    """Assign a desktop to one more user."""
    desktop.assignments.append(
        Assignment(user_id=user.id, user_name=user.user_name, user_group=user_group, domain=user.domain)
    )
    desktop.attach_state = "ATTACHED"


def send_mail(project: Project, desktop: Desktop, user_name: str, address: str, about: str) -> None:
    """Note a mail that the service sends to a person; the address may be unknown."""
    project.log(project.mails, to=user_name, address=address, about=about, desktop=desktop.shown_name)


WINDOWS_GROUPS = ("administrators", "users")
LINUX_GROUPS = ("sudo", "default")


def check_user_group(user_group: str, os_type: str) -> None:
    """Refuse a user group that the operating system does not have."""
    if user_group not in (WINDOWS_GROUPS if os_type == "Windows" else LINUX_GROUPS):
        raise invalid(f"The user group {user_group} does not exist on {os_type}.")
