# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""New desktops with copies of the data disks of seats that do not work. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from ...resources.desktop.copies import uncopied
from ...resources.desktop.options import NEEDED_TO_CREATE, is_computer_name
from ...resources.desktop.state import REACHABLE
from ...resources.usage.running import PowerChange
from ...resources.usage.spans import read_moment
from ..found import Row, users_of
from ..seats import seat_names
from .diagnosis import SETTLING
from .replacing import REPLACES, person_of

_OF_THE_OLD = (
    "seat",
    "state",
    "data_volumes",
    "desktop_ips",
    "eip",
    "os_host_name",
    "if_mount_old_desktop_disk",
    "users",
    "user_email",
    "user_phone",
)
"""What the lab file says of a seat that a new desktop in its place does not get, or gets in another way."""

_NUMBERS = range(2, 10)


def new_name(name: str, group: Mapping[str, Any], taken: Collection[str]) -> str:
    """Return the name of the desktop that takes the place of another one, empty if there is none left.

    It is the next name of the group that is free, or that of the seat with a number if it has a name of its own.

    :param group: the group of seats in the lab file. :param taken: the names that are not free, in lower case.
    """
    names = list(seat_names(group).values()) if "numbers" in group else []
    if name.lower() not in map(str.lower, names):
        names = [f"{name}-{number}" for number in _NUMBERS]
    return next((one for one in names if one.lower() not in taken and is_computer_name(one)), "")


def against_creating(item: Mapping[str, Any], name: str) -> str:
    """Return why no desktop can be created in place of a seat, as part of a sentence; empty if one can.

    :param item: what the lab file says of the seat. :param name: see :func:`new_name`.
    """
    lacking = [option for option in NEEDED_TO_CREATE if item.get(option) is None]
    if lacking:
        return f"a new desktop needs {' and '.join(lacking)} in the lab file"
    return "" if name else "no name is left for a new desktop"


def against_copy(row: Row, copy: Row, power: PowerChange | None) -> str:
    """Return why a desktop with copies of its data disks does not take the place of a seat; empty if it does.

    :param row: the seat. :param copy: the other desktop. :param power: the last change of the power of the seat,
        ``None`` if it is not known.
    """
    heir = copy["computer_name"]
    reason = _unfit(row, copy) or _outdated(row, copy, power)
    if not reason:
        return ""
    return f"{reason}; delete {heir} with lab_teardown and lab_seats={heir} to begin again"


def is_settling(copy: Row, now: datetime.datetime) -> bool:
    """Tell whether a desktop with copies is still being created, or may not have had the time to register.

    :param now: the time of the service.
    """
    made = read_moment(copy.get("created"))
    silent = copy["status"] == "ACTIVE" and copy["login_status"] not in REACHABLE
    return bool(copy["task_status"] or (silent and made and now - made < SETTLING))


def _unfit(row: Row, copy: Row) -> str:
    heir = copy["computer_name"]
    if copy["status"] == "ERROR":
        return f"the status of {heir}, which has copies of its data disks, is ERROR"
    if users_of(copy) != users_of(row):
        return f"{heir}, which has copies of its data disks, is not assigned to the same person"
    sizes, there = ([disk["size"] for disk in one.get("data_volumes") or []] for one in (row, copy))
    lacking = uncopied(sizes, there)
    if lacking:
        return f"{heir} lacks copies of data disks of {' and '.join(f'{size} GB' for size in lacking)}"
    if copy["status"] not in ("SHUTOFF", "HIBERNATED") and copy["login_status"] not in REACHABLE:
        return f"{heir}, which has copies of its data disks, has not registered"
    return ""


def _outdated(row: Row, copy: Row, power: PowerChange | None) -> str:
    """Return why the copies may not be what is on the disks, empty if they are: nobody has started the seat since."""
    made = read_moment(copy.get("created"))
    if row["status"] != "SHUTOFF" or (power and power.ended and made and power.ended > made):
        return f"it was started after its data disks were copied to {copy['computer_name']}"
    if not (power and power.ended and made):
        return (
            f"the service does not tell whether it was started after its data disks were copied to "
            f"{copy['computer_name']}"
        )
    return ""


def creation(row: Row, item: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the desktop that is created in place of a seat, as an item of ``workspace_desktop``.

    :param item: what the lab file says of the seat. :param name: how the new desktop is called.
    """
    options = {key: value for key, value in item.items() if key not in _OF_THE_OLD}
    return {
        **options,
        **person_of(row),
        "computer_name": name,
        "tags": {**item["tags"], REPLACES: row["computer_name"]},
        "copy_data_from": row["computer_name"],
    }
