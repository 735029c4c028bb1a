# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The images of a project: those of the catalogue, and those that were made from its desktops."""

from __future__ import annotations

from emulator import catalogue
from emulator.clock import iso_seconds
from emulator.project import Project
from emulator.records import PrivateImage


def images_of(project: Project) -> dict[str, catalogue.Image]:
    """Return all images that desktops can be made of, by their ID."""
    own = {record.id: _image(record) for record in project.table(PrivateImage).values()}
    return {**catalogue.IMAGES, **own}


def image_of(project: Project, image_id: str) -> catalogue.Image:
    """Return the image that a desktop or pool is known to have."""
    return images_of(project)[image_id]


def _image(record: PrivateImage) -> catalogue.Image:
    return catalogue.Image(
        record.name,
        "private",
        record.os_type,
        record.os_version,
        architecture=record.architecture,
        min_disk=record.min_disk,
        upper_case=record.upper_case,
        min_ram=record.min_ram,
        created_at=iso_seconds(record.created),
        own_id=record.id,
    )
