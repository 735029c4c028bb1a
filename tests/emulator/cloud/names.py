# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for names and tags, and the names that the service makes for desktops by a policy."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from emulator.cloud.project import Project
from emulator.cloud.records import NamePolicy
from emulator.engine.errors import conflict, invalid

_COMPUTER = re.compile(r"[A-Za-z0-9\u4e00-\u9fa5-]+")
_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
LONGEST_USER = {"Windows": 20, "Linux": 32}
_TAG_TEXT = re.compile(r"[\w .:=+@-]*")
MAX_TAGS = 20


def width(name: str) -> int:
    """Return the length of a name, a Chinese character counting two."""
    return sum(2 if "\u4e00" <= letter <= "\u9fa5" else 1 for letter in name)


def check_computer_name(name: str, longest: int = 15) -> None:
    """Refuse what cannot be the name of a desktop."""
    good = (
        _COMPUTER.fullmatch(name)
        and re.match(r"[A-Za-z0-9]", name)
        and not name.endswith("-")
        and 1 <= width(name) <= longest
    )
    if not good:
        raise invalid(
            f"The desktop name {name!r} must have 1 to {longest} letters, digits or hyphens, "
            "start with a letter or digit and not end with a hyphen."
        )


def check_user_name(name: str, os_type: str, may_start_with_digit: bool = False) -> None:
    """Refuse what cannot be the name of a desktop's user; one of a domain may start with a digit."""
    if not _USER.fullmatch(name) or (name[0].isdigit() and not may_start_with_digit):
        raise invalid(f"The user name {name!r} must start with a letter and hold letters, digits, '-' and '_' alone.")
    if len(name) > LONGEST_USER[os_type]:
        raise invalid(f"The user name {name!r} has more than the {LONGEST_USER[os_type]} characters of {os_type}.")


def check_tag(key: str, value: str) -> None:
    """Refuse a tag that breaks the rules."""
    if not key or len(key) > 128 or key.startswith("_sys_") or key != key.strip() or not _TAG_TEXT.fullmatch(key):
        raise invalid(f"The tag key {key!r} is invalid.")
    if len(value) > 43 or value != value.strip() or not _TAG_TEXT.fullmatch(value):
        raise invalid(f"The tag value {value!r} is invalid.")


LONGEST_NAME = 15
USER_IN_NAME = "$DomainUser$"


def find_policy(project: Project, policy_id: str) -> NamePolicy:
    """Return a name policy, or refuse."""
    policy = project.table(NamePolicy).get(policy_id)
    if policy is None:
        raise invalid(f"The desktop name policy {policy_id} does not exist.")
    return policy


def _candidates(policy: NamePolicy, taken: set[str], user_name: str) -> Iterator[str]:
    """Yield the free names of a policy, the lowest number first; refuse what becomes too long.

    Numbers count on for all users together, or for each user alone.
    """
    digits = policy.digit_number
    prefix = policy.name_prefix.replace(USER_IN_NAME, re.sub(r"[^A-Za-z0-9-]", "", user_name))
    if policy.prefix_truncation_enabled:
        prefix = prefix[: LONGEST_NAME - digits]
    if len(prefix) + digits > LONGEST_NAME:
        raise invalid(f"The desktop name policy {policy.name} makes names of more than {LONGEST_NAME} characters.")
    everybody = re.escape(policy.name_prefix).replace(re.escape(USER_IN_NAME), ".*")
    counted = re.compile(
        (re.escape(prefix) if policy.single_domain_user_inc else everybody) + f"([0-9]{{{digits}}})", re.IGNORECASE
    )
    used = {int(match[1]) for match in map(counted.fullmatch, taken) if match}
    for number in range(policy.start_number, 10**digits):
        name = f"{prefix}{number:0{digits}d}"
        if number not in used and name.casefold() not in taken:
            yield name


def names_by(policy: NamePolicy, taken: set[str], count: int, user_name: str = "") -> list[str]:
    """Return that many names of a policy for desktops, or refuse."""
    names = list(itertools.islice(_candidates(policy, taken, user_name), count))
    if len(names) < count:
        raise invalid(f"The desktop name policy {policy.name} has no {count} names left.")
    return names


def taken_names(project: Project) -> set[str]:
    """Return the desktop names in use, folded: they are unique without case."""
    names = {desktop.name.casefold() for desktop in project.desktops.values()}
    names.update(desktop.new_name.casefold() for desktop in project.desktops.values() if desktop.new_name)
    return names


def check_new_name(taken: set[str], name: str, users: Iterable[str] = ()) -> None:
    """Refuse a desktop name that is taken already or is the name of the desktop's user."""
    if name.casefold() in taken:
        raise conflict(f"The desktop name {name} already exists.")
    if name.casefold() in {user.casefold() for user in users}:
        raise invalid(f"The user name must not be the same as the desktop name {name}.")
