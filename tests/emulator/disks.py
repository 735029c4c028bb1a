# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Volumes as requests name them, and the rules for them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from emulator.catalogue import VOLUME_TYPES
from emulator.contract import Body, Text, Text255
from emulator.errors import invalid

MAX_DATA_DISKS = 10
IOPS = range(3000, 12801)
THROUGHPUT = range(125, 1001)


class Volume(Body):
    """A disk that a request orders."""

    type: Text
    size: Annotated[int, Field(ge=10, le=32760)]
    iops: int | None = None
    throughput: int | None = None
    kms_id: Text255 | None = None

    def fields(self) -> dict[str, Any]:
        """Return the fields of the disk."""
        return self.model_dump(exclude_none=True)


def check_qos(iops: int | None, throughput: int | None) -> None:
    """Refuse performance figures out of range."""
    if iops not in IOPS or throughput not in THROUGHPUT:
        raise invalid("GPSSD2 needs iops from 3000 to 12800 and throughput from 125 to 1000.")


def check_volume(volume: Volume, smallest: int = 10) -> None:
    """Refuse a volume of an unknown type, a wrong size or wrong performance figures."""
    if volume.type not in VOLUME_TYPES:
        raise invalid(f"The volume type {volume.type} does not exist.")
    if volume.size < smallest or volume.size % 10:
        raise invalid(f"The volume size {volume.size} must be a multiple of 10 from {smallest} to 32760.")
    if volume.type == "GPSSD2":
        check_qos(volume.iops, volume.throughput)
    elif volume.iops is not None or volume.throughput is not None:
        raise invalid(f"iops and throughput are for GPSSD2, not for {volume.type}.")


def sizes(volumes: list[Volume], desktops: int = 1) -> dict[str, int]:
    """Return what volumes for that many desktops count against the quotas."""
    return {
        "volumes": len(volumes) * desktops,
        "volume_gigabytes": sum(volume.size for volume in volumes) * desktops,
    }
