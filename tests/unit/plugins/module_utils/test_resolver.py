# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the names of people must be like on the system of a desktop."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import Named
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.options import Desired
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.resolver import Resolver


def check(system: str | None, user: dict[str, Any], holders: Any = None) -> list[tuple[str, str]]:
    """Return what stands against a user of a desktop that is there, with these people, or that is to be created."""
    client: Any = SimpleNamespace(settings=SimpleNamespace(enterprise_project_id=None))
    names: Any = SimpleNamespace(find=lambda _kind, given: Named(given, given, {"os_type": system}))
    desired = Desired("A-01", "A-01", None, {"image": "an-image", "users": [{"type": "USER", **user}]})
    there: Any = None if holders is None else SimpleNamespace(os_type=system, people=holders)
    resolver = Resolver(client, names, SimpleNamespace(), SimpleNamespace())  # type: ignore[arg-type]
    resolver._check_lengths(desired, there)
    return [(notice.target, notice.reason) for notice in resolver.refused]


@pytest.mark.parametrize("holders", [None, ()])
@pytest.mark.parametrize(("system", "most"), [("Windows", 20), ("windows", 20), ("Linux", 32)])
def test_the_system_of_a_desktop_bounds_the_names_of_its_users(system: str, most: int, holders: Any) -> None:
    assert check(system, {"user_name": "a" * most}, holders) == []
    told = f'user_name "{"a" * (most + 1)}" has {most + 1} characters, but the most on a {system} desktop is {most}'
    assert check(system, {"user_name": "a" * (most + 1)}, holders) == [("A-01", told)]


def test_groups_holders_and_users_of_unknown_systems_are_not_measured() -> None:
    assert not check("Windows", {"user_name": "g" * 40, "type": "GROUP"})
    assert not check(None, {"user_name": "a" * 40})
    long = Desired("A-01", "A-01", None, {"users": [{"type": "USER", "user_name": "a" * 24}]})
    assert not check("Windows", {"user_name": "a" * 24}, long.people)
