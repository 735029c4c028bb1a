# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops by their security identifiers (SIDs), by which policies and upgrade tasks know them."""

from __future__ import annotations

from ..errors import UnknownNameError
from ..names import Names
from .kinds import DESKTOP


def sid_of(names: Names, given: str) -> tuple[str, str]:
    """Return the SID and the name of a desktop that is given by either, or by its ID.

    :raises InputError: there is none, several have the name, or it has no SID yet.
    """
    desktop = names.listed(DESKTOP).by_field("sid").get(given) or names.find(DESKTOP, given)
    sid = desktop.row.get("sid")
    if not sid:
        raise UnknownNameError(f'the desktop "{given}" has no SID yet; wait until it has been created')
    return sid, desktop.name
