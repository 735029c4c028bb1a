# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file with what lets somebody in to seats, which only its owner can read."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.assistance import (
    HEADER,
    Seat,
    open_seats,
    written,
)

from .private import private_file

CALLED = "assistance file"

_BEGINNING = ",".join(HEADER).encode() + b"\n"


def write_ways_in(path: str, seats: Sequence[Seat]) -> bool:
    """Write what lets somebody in to the seats that are open, in place of what a former run has written.

    Where none is open nothing is written, but a file that could not be used is an error.

    :returns: whether the file has changed.
    :raises LabError: others can read or write it, it is a link, it holds something else, or it cannot be used. No
        secret is ever in the text.
    """
    path = os.path.expanduser(path.strip())
    there = os.path.lexists(path)
    if not there and not os.path.isdir(os.path.dirname(path) or "."):
        raise LabError(f"the {CALLED} {path} cannot be used: its directory does not exist")
    if not there and not open_seats(seats):
        return False
    with private_file(path, CALLED) as file:
        content = file.read()
        if content and not content.startswith(_BEGINNING):
            raise LabError(f"the {CALLED} {path} holds something else; give it another name")
        ways = written(seats).encode()
        if not open_seats(seats) or content == ways:
            return False
        file.seek(0)
        file.truncate()
        file.write(ways)
        return True
