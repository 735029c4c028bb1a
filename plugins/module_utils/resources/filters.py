# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters of modules that only read which name things of another kind than the module returns: the pool of a desktop.

What does not exist may be misspelt, so it is an error. People of a domain and desktops that have been deleted may have
left something behind although no list tells them, so a name of theirs that nothing has is a warning beside an empty
list. A name of what the module itself returns is neither: the empty list says that there is no such thing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..client import Client
from ..errors import InputError, UnknownNameError
from ..names import Kind, Named, Names
from .kinds import DESKTOP, USER, USER_GROUP

_UNLISTED = frozenset((USER, USER_GROUP, DESKTOP))
"""The kinds of which there may be more than lists tell, or of which something may be left."""


class Filters:
    """The filters of one task. ``warnings`` grows while names are looked for."""

    def __init__(self, client: Client) -> None:
        self._names = Names(client)
        self.warnings: list[str] = []

    def find(self, option: str, kind: Kind, given: str | Sequence[str] | None) -> list[Named] | None:
        """Return the things that a filter names, ``None`` if it is not given.

        :raises InputError: nothing has the name, or several things have it.
        """
        if given is None:
            return None
        try:
            return [self._names.find(kind, name) for name in _listed(given)]
        except UnknownNameError as error:
            raise InputError(f"the filter {option} names what does not exist: {error}") from error

    def look_up(
        self, option: str, kinds: Sequence[Kind], given: str | Sequence[str] | None, matched: Collection[str | None]
    ) -> None:
        """Tell which names of a filter nobody has, for filters that are compared with what the service tells.

        :param kinds: what the names may be of. :param matched: the names and IDs that something has, and that so need
            not be looked for.
        :raises InputError: nothing has a name, and it is of a kind that lists tell.
        """
        known = {str(name).lower() for name in matched}
        for name in _listed(given or ()):
            if name.lower() not in known:
                errors = [error for error in (self._missing(kind, name) for kind in kinds) if error]
                if len(errors) == len(kinds):
                    text = f"the filter {option} matches nothing that the service lists: {errors[0]}"
                    if not _UNLISTED.intersection(kinds):
                        raise InputError(text)
                    self.warnings.append(text)

    def _missing(self, kind: Kind, name: str) -> UnknownNameError | None:
        try:
            self._names.find(kind, name)
        except UnknownNameError as error:
            return error
        except InputError:
            # Several things have it.
            return None
        return None


def _listed(given: str | Sequence[str]) -> Sequence[str]:
    return [given] if isinstance(given, str) else given
