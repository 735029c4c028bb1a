# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is in the cloud, as the info modules tell it, and whose it is."""

from __future__ import annotations

import dataclasses
from typing import Any, Mapping, Optional, Sequence

from ansible_collections.huaweicloud.workspace.plugins.module_utils import marks
from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import nearest
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.state import OWNER_TAG

Row = Mapping[str, Any]


@dataclasses.dataclass(frozen=True)
class Found:
    """The rows that the info modules of these names return."""

    desktops: Sequence[Row] = ()
    users: Sequence[Row] = ()
    groups: Sequence[Row] = ()
    pools: Sequence[Row] = ()
    schedules: Sequence[Row] = ()

    def users_by_name(self) -> dict[str, Row]:
        """Return the accounts by their names in lower case."""
        return {row["user_name"].lower(): row for row in self.users}

    def nearest_user(self, name: str) -> str:
        """Return which user could be meant, for an error message."""
        return nearest(name, [row["user_name"] for row in self.users])

    def pool_users(self, pool: Row) -> set[str]:
        """Return the names of the users, not of the groups, whom a pool serves."""
        return {row["object_name"] for row in pool.get("authorized_objects") or [] if row["object_type"] == "USER"}

    def seats(self) -> list[Row]:
        """Return the desktops that are not part of a pool."""
        return [row for row in self.desktops if not is_pooled(row)]


def is_pooled(row: Row) -> bool:
    """Tell whether a desktop is part of a pool, which is the only one to say what becomes of it."""
    return row.get("desktop_type") == "POOLED"


def owner_of(row: Row) -> Optional[str]:
    """Return the lab that a thing's tag or description names, or ``None``."""
    return (row.get("tags") or {}).get(OWNER_TAG) or marks.owner(row.get("description"))


def owned_by(lab: Mapping[str, Any], row: Row) -> bool:
    """Tell whether a thing is the lab's."""
    return owner_of(row) == lab["name"]


def refusal(lab: Mapping[str, Any], kind: str, name: str, row: Optional[Row], adopt: bool) -> Optional[str]:
    """Return why a thing that has a wanted name must be left alone, or ``None`` if the lab may have it."""
    owner = owner_of(row) if row is not None else lab["name"]
    if owner is None and not adopt:
        return "%s %s exists, but is not marked as this lab's; set lab_adopt=true to make it the lab's" % (kind, name)
    if owner not in (None, lab["name"]):
        return "%s %s belongs to the lab %s" % (kind, name, owner)
    return None
