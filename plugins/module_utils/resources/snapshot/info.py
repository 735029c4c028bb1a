# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding snapshots by every filter of the API, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from ...client import Client
from ...names import matcher
from ..desktop.state import ID_FILTER_LIMIT
from ..filters import Filters
from ..kinds import DESKTOP
from .state import Snapshot, read_snapshots, results

INFO_SPEC: dict[str, dict[str, Any]] = {
    "desktop_ids": {"type": "list", "elements": "str", "aliases": ["desktop_id"]},
    "desktop_names": {"type": "list", "elements": "str", "aliases": ["desktop_name", "desktops"]},
    "select_names": {"type": "list", "elements": "str"},
    "snapshot_ids": {"type": "list", "elements": "str", "aliases": ["snapshot_id"]},
    "snapshot_names": {"type": "list", "elements": "str", "aliases": ["snapshot_name"]},
    "name": {"type": "str"},
    "disk_type": {"type": "str", "choices": ["SYSTEM_DISK", "DATA_DISKS", "ALL"]},
    "create_type": {"type": "str", "choices": ["AUTO", "MANUALLY"]},
    "status": {"type": "str"},
    "state": {"type": "str", "choices": ["complete", "creating", "failed"]},
    "lab": {"type": "str"},
    "sort_field": {"type": "str", "choices": ["create_time", "snapshot_name"]},
    "sort_type": {"type": "str", "choices": ["ASC", "DESC"]},
}


def find_snapshots(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the snapshots that all filters let through, in the service's order (ListDesktopSnapshot)."""
    query: dict[str, Any] = {name: options[name] for name in ("create_type", "sort_field") if options[name]}
    if options["sort_field"]:
        query["sort_type"] = options["sort_type"] or "ASC"
    ids, names = options["desktop_ids"], options["desktop_names"]
    if names and len(names) <= ID_FILTER_LIMIT:
        query["desktop_names"] = ",".join(names)
    # In parts of the list the order would be that of the parts.
    in_parts = ids is None or len(ids) <= ID_FILTER_LIMIT or not options["sort_field"]
    found = read_snapshots(client, ids if in_parts else None, query)
    # A set is judged by all of its snapshots, so only then are some of them left out.
    states = {row["snapshot_id"]: row for row in results(found, client.server_time())}
    filters = Filters(client)
    filters.look_up("desktop_ids", [DESKTOP], ids, [one.desktop_id for one in found])
    filters.look_up("desktop_names", [DESKTOP], names, [one.desktop_name for one in found])
    fits = _filter(options)
    fitting = [states[one.snapshot_id] for one in found if fits(one, states[one.snapshot_id]["state"])]
    return {"snapshots": fitting, "warnings": filters.warnings}


def _filter(options: Mapping[str, Any]) -> Callable[[Snapshot, str], bool]:
    """Return what matches again, by the state of their sets, what the service only matches roughly or cannot match."""
    listed = ("desktop_ids", "snapshot_ids", "snapshot_names")
    asked = {name: None if options[name] is None else set(options[name]) for name in listed}
    names = None if options["desktop_names"] is None else {name.lower() for name in options["desktop_names"]}
    selects = matcher(options["select_names"] or ["*"])
    return lambda snapshot, state: (
        _in(snapshot.desktop_id, asked["desktop_ids"])
        and _in(snapshot.desktop_name.lower(), names)
        and selects(snapshot.desktop_name)
        and _in(snapshot.snapshot_id, asked["snapshot_ids"])
        and _in(snapshot.snapshot_name, asked["snapshot_names"])
        and options["name"] in (None, snapshot.name)
        and options["disk_type"] in (None, "ALL", snapshot.disk_type)
        and (options["status"] is None or snapshot.status == options["status"].lower())
        and options["state"] in (None, state)
        and options["lab"] in (None, snapshot.owner)
    )


def _in(value: str, asked: set[str] | None) -> bool:
    return asked is None or value in asked
