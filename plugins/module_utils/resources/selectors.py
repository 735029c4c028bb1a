# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Selecting existing desktops in bulk: by name, tag, pool and status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import InputError, WorkspaceError
from ..names import Advice, ByName, is_pattern, listed, matcher, number_of
from .desktop.state import UNTOLD, Desktop, complete, with_tags

if TYPE_CHECKING:
    from ..client import Client


def selectors(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the selectors that a task gives."""
    names = ("select_names", "select_tags", "select_pool", "select_status")
    return {name: options[name] for name in names if options.get(name) is not None}


def check_selectors(options: Mapping[str, Any], needing_limit: Sequence[str]) -> None:
    """Check the selectors of a task.

    :param needing_limit: the states that are reached by selector only with ``max_targets``.
    :raises InputError: a selector is empty, or ``max_targets`` is missing or wrong.
    """
    given = selectors(options)
    for name, value in given.items():
        if not value or any(not str(item).strip() for item in (value if isinstance(value, list) else [value])):
            raise InputError(f"{name} is given but empty; a selector never means all desktops")
    most = options.get("max_targets")
    if most is not None and most < 0:
        raise InputError(f"max_targets is {most}, but must be 0 or more")
    if given and options["state"] in needing_limit and most is None:
        raise InputError(f"state {options['state']} by selector needs max_targets, the most desktops it may hit")


def selected(client: Client, desktops: Sequence[Desktop], options: Mapping[str, Any]) -> list[Desktop]:
    """Return the desktops that all selectors of a task let through, in the order of their names.

    :param desktops: those to select from; ``select_pool`` has been obeyed by reading the pool's desktops alone.
    :raises InputError: there are more than ``max_targets``. :raises WorkspaceError: see :func:`tagged`.
    """
    chosen = selectors(options)
    names = matcher(chosen["select_names"]) if "select_names" in chosen else None
    status = {_STATUS.get(word.lower(), word.upper()) for word in chosen.get("select_status", [])}
    hit = [desktop for desktop in desktops if (names is None or names(desktop.computer_name)) and not desktop.going]
    if status:
        hit = [one for one in _with_status(client, hit) if one.status in status or one.login_status in status]
    if "select_tags" in chosen:
        hit = tagged(client, hit, chosen["select_tags"])
    most = options.get("max_targets")
    if most is not None and len(hit) > most:
        raise InputError(f"the selector hits {number_of(len(hit), 'desktop')}, more than max_targets ({most})")
    return sorted(hit, key=lambda desktop: desktop.computer_name.lower())


def _with_status(client: Client, desktops: Sequence[Desktop]) -> list[Desktop]:
    """Return desktops whose status and login status are known.

    :raises WorkspaceError: the service does not tell those of some, so that they may be meant or not.
    """
    told = complete(client, desktops, lambda desktop: UNTOLD in (desktop.status, desktop.login_status))
    untold = [desktop.computer_name for desktop in told if UNTOLD in (desktop.status, desktop.login_status)]
    if untold:
        raise WorkspaceError(f"the service does not tell the status of {listed(untold)}; {_LATER}")
    return told


def tagged(client: Client, desktops: Sequence[Desktop], tags: Mapping[str, Any]) -> list[Desktop]:
    """Return the desktops that have all of these tags.

    :raises WorkspaceError: the service does not tell the tags of some, so that they may be meant or not.
    """
    wanted = {str(key): str(value) for key, value in tags.items()}
    told = with_tags(client, desktops)
    untold = [desktop.computer_name for desktop in told if desktop.tags is None]
    if untold:
        asked = ", ".join(f"{key}={value}" for key, value in wanted.items())
        raise WorkspaceError(
            f"the service does not tell the tags of {listed(untold)}, which may have {asked}; {_LATER}"
        )
    return [desktop for desktop in told if wanted.items() <= dict(desktop.tags or {}).items()]


_LATER = "run the task again later, or say by name which desktops are meant"

_STATUS = {"started": "ACTIVE", "stopped": "SHUTOFF", "hibernated": "HIBERNATED"}


class DesktopFinder:
    """Finds desktops by what users call them.

    :param desktops: those that may be meant.
    :ivar advice: which of their names are nearest to a wrong one.
    """

    def __init__(self, desktops: Sequence[Desktop]) -> None:
        self._by_id = {desktop.desktop_id: desktop for desktop in desktops}
        self._by_name = ByName((desktop.computer_name, desktop) for desktop in desktops)
        self.advice = Advice([desktop.computer_name for desktop in desktops])

    def find(self, given: str) -> Desktop | None:
        """Return the desktop with exactly this ID, else the one of this name, which is compared without case.

        :raises InputError: several have this name.
        """
        found = [self._by_id[given]] if given in self._by_id else self._by_name.called(given)
        return _only(found, given)

    def meant(self, pattern: str) -> list[Desktop]:
        """Return the desktops that an ID, a name, a glob or a range means, in their order.

        :raises InputError: several have a name, or a range runs backwards or is far too long.
        """
        found = [self._by_id[pattern]] if pattern in self._by_id else self._by_name.matching(pattern)
        if not is_pattern(pattern):
            _only(found, pattern)
        return found

    def lacking(self, pattern: str) -> str:
        """Return the sentence that there is no such desktop."""
        return f'there is no desktop "{pattern}"{"" if is_pattern(pattern) else self.advice.on(pattern)}'


def _only(found: Sequence[Desktop], given: str) -> Desktop | None:
    if len(found) > 1:
        ids = ", ".join(sorted(desktop.desktop_id for desktop in found))
        raise InputError(f'several desktops are called "{given}" ({ids}); give the ID of the one meant')
    return found[0] if found else None
