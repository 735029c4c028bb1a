# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what a lab refers to is in its file or in the cloud. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..names import Advice
from .definition import active_people
from .found import Found

USER, GROUP, OU, NAME_POLICY = "user", "user group", "OU", "naming policy"

_OPTIONS = {"ou_name": OU, "desktop_name_policy": NAME_POLICY}
"""Options that refer to something which no lab makes, but which other tasks may make."""


class References:
    """The names that a lab may refer to, by what has them: those that there are, and those that its file makes."""

    def __init__(self, lab: Mapping[str, Any], found: Found, makes_people: bool = True) -> None:
        """Take the names.

        :param makes_people: whether the run makes the accounts and groups of the file that are not there yet.
        """
        users, groups = [row["user_name"] for row in found.users], [row["group_name"] for row in found.groups]
        new_users = [person["user_name"] for person in active_people(lab)]
        new_groups = [group["name"] for group in (lab.get("people") or {}).get("groups") or []]
        if makes_people:
            users, groups = [*users, *new_users], [*groups, *new_groups]
        self._of_file = {USER: {name.casefold() for name in new_users}, GROUP: {name.casefold() for name in new_groups}}
        self._known: dict[str, Sequence[str] | None] = {
            # Lists need not tell who is in a domain.
            USER: None if found.has_domain else users,
            GROUP: None if found.has_domain else groups,
            OU: found.ous,
            NAME_POLICY: found.name_policies,
        }
        self._advice = {kind: Advice(names or ()) for kind, names in self._known.items()}
        self._folded = {kind: {name.casefold() for name in names or ()} for kind, names in self._known.items()}

    def problem(self, kind: str, name: str) -> str:
        """Return that nothing of a kind has a name, or an empty string if something has, or nobody can know."""
        if self._known[kind] is None or name.casefold() in self._folded[kind]:
            return ""
        if name.casefold() in self._of_file.get(kind, ()):
            return f"there is no {kind} {name} yet; the section people makes it, so name that in lab_only too"
        return f"there is no {kind} {name}, neither in the lab file nor in the cloud{self._advice[kind].on(name)}"

    def problems_of_options(self, options: Mapping[str, Any]) -> list[str]:
        """Return what the options of a desktop or a pool refer to that is nowhere."""
        told = [self.problem(kind, options[name]) for name, kind in _OPTIONS.items() if options.get(name)]
        return [problem for problem in told if problem]
