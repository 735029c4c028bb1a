# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that the service makes for desktops by a policy."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from emulator.errors import invalid
from emulator.project import Project
from emulator.records import NamePolicy

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
