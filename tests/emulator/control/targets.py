# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What control calls are about: the project that they name, and its desktops and pools by name."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request

from emulator.cloud import identity
from emulator.cloud.catalogue import SECURITY_GROUPS
from emulator.cloud.project import Project
from emulator.cloud.records import Desktop, Pool
from emulator.cloud.world import World
from emulator.engine.errors import not_found


async def _project(request: Request, project: str = identity.PROJECT_ID) -> Project:
    world: World = request.state.world
    chosen = world.project(project)
    chosen.settle()
    return chosen


Target = Annotated[Project, Depends(_project)]
"""The project that a control call names, up to date; without a name, the built-in one."""


def desktop_named(project: Project, key: str) -> Desktop:
    """Return the desktop of that name or ID."""
    for desktop in project.desktops.values():
        if key == desktop.id or key.casefold() == desktop.name.casefold():
            return desktop
    raise not_found(f"There is no desktop {key}.")


def pool_named(project: Project, name: str) -> Pool:
    """Return the pool of that name."""
    for pool in project.table(Pool).values():
        if pool.name == name:
            return pool
    raise not_found(f"There is no pool {name}.")


def desktop_record(desktop: Desktop) -> dict[str, Any]:
    """Return everything that is kept of a desktop, the name that the API prints, and if it reaches the internet."""
    groups = [SECURITY_GROUPS[group_id] for group_id in desktop.security_group_ids]
    return {
        **desktop.model_dump(mode="json"),
        "shown_name": desktop.shown_name,
        "reaches_internet": any(group.internet for group in groups),
    }
