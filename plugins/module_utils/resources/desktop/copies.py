# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of the data disks of another desktop, with which a desktop is created. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from .options import Desired
from .state import Desktop


def uncopied(sizes: Iterable[int], there: Iterable[int]) -> list[int]:
    """Return the sizes in GB of those disks of which no copy can be there, since no disk that is large enough is left.

    Disks have no names, so a copy is known by its size alone; it may have grown since.

    :param sizes: those of the disks that were to be copied. :param there: those of the disks that there are.
    """
    free = sorted(there, reverse=True)
    lacking = []
    for size in sorted(sizes, reverse=True):
        if free and free[0] >= size:
            free.pop(0)
        else:
            lacking.append(size)
    return lacking


def against_copying(source: Desktop) -> str:
    """Return why the data disks of a desktop cannot be copied, as part of a sentence; empty if nothing is against it
    but that it may have to be stopped."""
    if source.broken:
        return f"the status of {source.computer_name} is ERROR, so its data disks cannot be copied"
    if not source.disks_told or any(disk.volume_id is None for disk in source.data_volumes):
        return f"the service does not tell the data disks of {source.computer_name}"
    return ""


def not_stopped(source: Desktop) -> str:
    """Return that a desktop has to be stopped first, as part of a sentence; empty if it is."""
    if source.status == "SHUTOFF":
        return ""
    return (
        f"{source.computer_name} is not stopped, and copies of disks that are in use may be incomplete; stop it first"
    )


def copying(one: Desired, source: Desktop) -> Desired:
    """Return a new desktop with copies of all data disks of another one, as the service takes it (CreateDesktop)."""
    if not source.data_volumes:
        return one
    ids = [disk.volume_id for disk in source.data_volumes]
    options = {**one.options, "copy_volume_desktop_id": source.desktop_id, "copy_volume_ids": ids}
    return dataclasses.replace(one, options=options)
