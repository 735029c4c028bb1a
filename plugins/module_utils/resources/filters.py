# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters of modules that only read which name things of another kind than the module returns: the pool of a desktop.

What nothing has is no error: it lets nothing through. But what does not exist at all may be misspelt, so a warning says
so. A name of what the module itself returns needs no warning: the empty list says that there is no such thing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..client import Client
from ..errors import InputError, UnknownNameError
from ..names import Kind, Named, Names


class Filters:
    """The filters of one task. ``warnings`` grows while names are looked for."""

    def __init__(self, client: Client) -> None:
        self._names = Names(client)
        self.warnings: list[str] = []

    def find(self, option: str, kind: Kind, given: str | Sequence[str] | None) -> list[Named] | None:
        """Return the things that a filter names, ``None`` if it is not given.

        :raises InputError: several things have the name.
        """
        if given is None:
            return None
        found = []
        for name in _listed(given):
            try:
                found.append(self._names.find(kind, name))
            except UnknownNameError as error:
                self._tell(option, error)
        return found

    def look_up(
        self, option: str, kinds: Sequence[Kind], given: str | Sequence[str] | None, matched: Collection[str | None]
    ) -> None:
        """Tell which names of a filter nobody has, for filters that are compared with what the service tells.

        :param kinds: what the names may be of. :param matched: the names and IDs that something has, and that so need
            not be looked for.
        """
        known = {str(name).lower() for name in matched}
        for name in _listed(given or ()):
            if name.lower() not in known:
                errors = [error for error in (self._missing(kind, name) for kind in kinds) if error]
                if len(errors) == len(kinds):
                    self._tell(option, errors[0])

    def _missing(self, kind: Kind, name: str) -> UnknownNameError | None:
        try:
            self._names.find(kind, name)
        except UnknownNameError as error:
            return error
        except InputError:
            # Several things have it.
            return None
        return None

    def _tell(self, option: str, error: UnknownNameError) -> None:
        self.warnings.append(f"the filter {option} matches nothing that the service lists: {error}")


def _listed(given: str | Sequence[str]) -> Sequence[str]:
    return [given] if isinstance(given, str) else given
