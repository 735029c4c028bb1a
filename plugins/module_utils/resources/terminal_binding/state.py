# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service says of terminals that are bound to desktops."""

from __future__ import annotations

import dataclasses
from typing import Any

from ...client import Client
from .options import CONFIGURATION, SWITCHES, normalised

BINDINGS = "/v2/{project_id}/terminals/binding-desktops"
CONFIG = BINDINGS + "/config"

TARGET = "configuration"
"""What the switches are called among the targets; the others are MAC addresses."""

MOST_ROWS = 8000
"""Bindings that the service keeps, and that one request may be about."""


@dataclasses.dataclass(frozen=True)
class Binding:
    """A row of the service's table. A new one has no ID.

    :param told: whether the service tells its description.
    """

    id: str | None
    mac: str
    desktop: str
    description: str
    told: bool = True

    @property
    def key(self) -> tuple[str, str]:
        """What tells two bindings apart."""
        return self.mac, self.desktop.lower()


def list_table(client: Client) -> list[Binding]:
    """Return all bindings (ListTerminalsBindingDesktops), each once."""
    rows = client.list_all(BINDINGS, "bind_list", limit=MOST_ROWS, id_field="id")
    return [
        Binding(
            row["id"],
            normalised(row.get("mac") or "") or str(row.get("mac")),
            row.get("desktop_name") or "",
            row.get("description") or "",
            "description" in row,
        )
        for row in rows
    ]


def read_configuration(client: Client) -> dict[str, Any]:
    """Return the switches as truth values (ListTerminalsBindingDesktopsConfig); ``None`` is not told."""
    answer = client.get(CONFIG)
    told = {name: answer.get(name) for name in CONFIGURATION}
    return {name: value == "ON" if name in SWITCHES and value is not None else value for name, value in told.items()}


def as_result(row: Binding) -> dict[str, Any]:
    return {"id": row.id, "mac": row.mac, "desktop_name": row.desktop, "description": row.description}
