# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Disks: the rules for them, making them, and what happens to what is on them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

from emulator.cloud import catalogue
from emulator.cloud.catalogue import VOLUME_TYPES
from emulator.cloud.project import Project
from emulator.cloud.records import Desktop, Disk, Snapshot
from emulator.engine.clock import iso_seconds
from emulator.engine.contract import Body, Text, Text255
from emulator.engine.errors import invalid

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


SYSTEM_CONTENT = "image:{image_id}"


def new_disk(project: Project, device: str, name: str, volume: dict[str, Any], content: str | None = None) -> Disk:
    """Make a disk from a volume of a request (type, size, iops, throughput, kms_id)."""
    return Disk(
        id=project.new_id().replace("-", ""),
        volume_id=project.new_id(),
        device=device,
        display_name=name,
        create_time=iso_seconds(project.now),
        content=content,
        **volume,
    )


def next_devices(desktop: Desktop, count: int) -> list[str]:
    """Return the first unused device names for data disks."""
    used = {disk.device for disk in desktop.all_disks}
    letters = (letter for letter in "bcdefghijklmnopqrstuvwxyz" if f"/dev/vd{letter}" not in used)
    return [f"/dev/vd{next(letters)}" for _number in range(count)]


def add_disks(project: Project, desktop: Desktop, volumes: Iterable[dict[str, Any]]) -> list[Disk]:
    """Give a desktop empty data disks and return them."""
    wanted = list(volumes)
    made = [
        new_disk(project, device, f"{desktop.name}-data-{device[-1]}", volume)
        for device, volume in zip(next_devices(desktop, len(wanted)), wanted, strict=True)
    ]
    desktop.disks.extend(made)
    return made


def wipe(project: Project, desktop: Desktop, disk: Disk, by: str, content: str | None = None) -> None:
    """Lose what is on a disk, for good."""
    project.log(project.wiped, desktop=desktop.shown_name, disk=disk.device, content=disk.content, by=by)
    disk.content = content


def reinstall(project: Project, desktop: Desktop, image: catalogue.Image, by: str) -> None:
    """Give a desktop a new system disk from an image."""
    desktop.image_id = image.id
    desktop.image_type = image.image_type
    desktop.upper_case = image.upper_case
    wipe(project, desktop, desktop.root, by, SYSTEM_CONTENT.format(image_id=image.id))


def remember_loss(project: Project, desktop: Desktop, disks: Iterable[Disk], by: str) -> None:
    """Note disks that are gone, with what was on them."""
    project.log(
        project.deleted,
        desktop=desktop.shown_name,
        desktop_id=desktop.id,
        by=by,
        disks=[{"device": disk.device, "size": disk.size, "content": disk.content} for disk in disks],
    )


def forget_snapshots(project: Project, desktop: Desktop) -> None:
    """Let the snapshots of a desktop go with it."""
    snapshots = project.table(Snapshot)
    for snapshot in list(snapshots.values()):
        if snapshot.desktop_id == desktop.id:
            del snapshots[snapshot.id]
