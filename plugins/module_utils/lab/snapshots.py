# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which snapshots a lab wants of its seats, and what putting it back to its baseline means. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import ownership
from .definition import SYSTEM_DISK, holds_disks
from .schedules import reach

EMPTY = "%s is given, but names nothing; an empty selection never means all"
"""What is wrong with a run variable that is neither blank nor a list of names."""


def plan_snapshots(
    lab: Mapping[str, Any],
    seats: Mapping[str, Sequence[str]],
    names: Sequence[str] | None = None,
    disk_type: str | None = None,
) -> list[dict[str, Any]]:
    """Return the wanted snapshots, as options of ``workspace_snapshot``.

    :param seats: the names of the desktops of each group of seats.
    :param names: which of the file's snapshots; all if ``None``. A name that the file does not have is taken of all
        seats, and of the disks that ``disk_type`` says.
    """
    rows = [row for row in _of_file(lab) if names is None or row["name"] in names]
    known = [row["name"] for row in rows]
    others = [name for name in names or () if name not in known]
    rows += [{"name": name, "disk_type": disk_type or SYSTEM_DISK, "apply_to": list(seats)} for name in others]
    plans = [
        {
            **{key: value for key, value in row.items() if key != "apply_to"},
            "description": ownership.mark(lab["name"]),
            "desktops": reach(lab, row["apply_to"], seats).get("desktops", []),
        }
        for row in rows
    ]
    return [plan for plan in plans if plan["desktops"]]


def plan_reset(
    lab: Mapping[str, Any],
    owned: Sequence[Mapping[str, str]],
    wanted: Sequence[Mapping[str, Any]],
    seats: Mapping[str, Sequence[str]],
    names: Sequence[str] | None = None,
    disk_type: str | None = None,
) -> dict[str, Any]:
    """Return what putting the lab back means.

    :param owned: the lab's desktops that are meant. :param wanted: what the lab wants of them; what it does not want,
        such as the desktop of somebody who has left, is left alone, since its disks are kept.
    :param names: the one snapshot to put back instead of the file's. :param disk_type: the disks, likewise.
    :returns: ``method``, ``snapshot``, ``disk_type``, ``per_image`` (whether snapshots of other images do not count),
        ``desktops`` (items of ``workspace_desktop``), and ``refused``, the reasons why it cannot be.
    """
    reset = lab.get("reset") or {}
    if names and names[0] != reset.get("snapshot"):
        reset = {"method": "snapshot"}
    name = names[0] if names else reset.get("snapshot")
    meant = next((row for row in _of_file(lab) if row["name"] == name), None)
    covered = None
    if reset.get("method") == "snapshot" and meant:
        covered = {one.lower() for one in reach(lab, meant["apply_to"], seats).get("desktops", [])}
    kept = (meant or {}).get("disk_type", disk_type or SYSTEM_DISK)
    disks = disk_type or reset.get("disk_type") or kept
    images = {item["computer_name"].lower(): _image(item) for item in wanted}
    desktops = [
        {**row, **(images.get(row["computer_name"].lower(), {}) if reset.get("method") == "rebuild" else {})}
        for row in owned
        if row.get("computer_name", "").lower() in (images if covered is None else covered)
    ]
    refused = []
    if names is not None and not names:
        refused.append(EMPTY % "lab_snapshot_name")
    elif not reset:
        refused.append("the lab file has no section reset, and lab_snapshot_name is not given")
    elif names and len(names) > 1:
        refused.append("lab_snapshot_name must be one name to put back")
    elif reset["method"] == "rebuild" and disk_type not in (None, SYSTEM_DISK):
        refused.append(f"lab_disk_type is {disk_type}, but rebuilding is about the system disk only")
    elif reset["method"] == "snapshot" and not holds_disks(kept, disks):
        refused.append(f"the snapshot {name} is of {kept} only, not of {disks}")
    if not desktops:
        refused.append(f"no seat of the lab {lab['name']} is meant")
    return {
        "method": reset.get("method"),
        "snapshot": name,
        "disk_type": disks,
        "per_image": (meant or {}).get("per_image", False),
        "desktops": desktops,
        "refused": refused,
    }


def restored(lab: Mapping[str, Any], reset: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return how desktops are put back to a snapshot, as options of ``workspace_snapshot``.

    :param reset: see :func:`plan_reset`. :param names: those of the desktops.
    """
    return {
        "state": "restored",
        "name": reset["snapshot"],
        "disk_type": reset["disk_type"],
        "per_image": reset["per_image"],
        "description": ownership.mark(lab["name"]),
        "desktops": list(names),
    }


def _of_file(lab: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the snapshots of a lab file: the baseline, which is taken once an image, and the backups."""
    snapshots = lab.get("snapshots") or {}
    baseline = [{**snapshots["baseline"], "per_image": True}] if snapshots.get("baseline") else []
    return [*baseline, *(snapshots.get("backups") or [])]


def _image(item: Mapping[str, Any]) -> dict[str, Any]:
    return {key: item[key] for key in ("image", "image_type") if item.get(key) is not None}
