# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which wanted data disk is which existing one: disks have no names and come back in no order."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from .state import Disk


@dataclasses.dataclass
class Match:
    """How wanted disks and existing ones go together.

    :param same: pairs that have the same type and size (their iops and throughput may differ).
    :param grow: pairs in which the existing disk is smaller.
    :param add: wanted disks that do not exist.
    :param extra: existing disks that nobody lists.
    :param shrink: the first pair that could only be brought together by shrinking, which no disk can do.
    """

    same: list[tuple[Mapping[str, Any], Disk]] = dataclasses.field(default_factory=list)
    grow: list[tuple[Mapping[str, Any], Disk]] = dataclasses.field(default_factory=list)
    add: list[Mapping[str, Any]] = dataclasses.field(default_factory=list)
    extra: list[Disk] = dataclasses.field(default_factory=list)
    shrink: tuple[Mapping[str, Any], Disk] | None = None


def match(wanted: Sequence[Mapping[str, Any]], existing: Sequence[Disk]) -> Match:
    """Match disks so that as little as possible changes and nothing is lost.

    Equal ones first, also in speed where that is possible; of the rest each wanted disk takes the existing one of its
    type that has to grow least; what then remains is added. An existing disk that is larger than the only wanted one
    left of its type stands in the way of both growing and adding: that is told as ``shrink``.
    """
    result = Match(extra=list(existing))
    rest = list(wanted)
    for names in (("type", "size", "iops", "throughput"), ("type", "size")):
        for want in list(rest):
            equal = [disk for disk in result.extra if all(getattr(disk, name) == want.get(name) for name in names)]
            if equal:
                result.same.append((want, equal[0]))
                result.extra.remove(equal[0])
                rest.remove(want)
    # The largest first, or a small wish would take the disk that a larger one needs.
    for want in sorted(rest, key=lambda one: -one["size"]):
        alike = [disk for disk in result.extra if disk.type == want["type"]]
        smaller = [disk for disk in alike if disk.size < want["size"]]
        if smaller:
            nearest = max(smaller, key=lambda disk: disk.size)
            result.grow.append((want, nearest))
            result.extra.remove(nearest)
        elif alike:
            result.shrink = result.shrink or (want, alike[0])
        else:
            result.add.append(want)
    return result


def shown_disk(kind: str, size: int) -> str:
    """Return a disk as plans show it."""
    return f"{kind} {size} GB"
