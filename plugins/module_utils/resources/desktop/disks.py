# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which desired data disk is which existing one: disks have no names and come back in no order."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .state import Disk

_SHAPE = ("type", "size")
_SHAPE_AND_SPEED = (*_SHAPE, "iops", "throughput")

DISK_ADDED = "somebody has added a disk to it since the task began; run the task again"
"""Why no disk is added to a desktop or a pool that has more than the plan has counted."""


@dataclasses.dataclass
class Match:
    """How desired disks and existing ones go together; desired disks are in the order in which they are listed.

    :param same: pairs that have the same type and size (their iops and throughput may differ).
    :param grow: pairs in which the existing disk is smaller.
    :param add: desired disks that do not exist.
    :param extra: existing disks that nobody lists.
    :param shrink: the first pair that could only be brought together by shrinking, which no disk can do.
    :param numbers: the number of the desired disk of each pair, those of ``same`` first.
    """

    same: list[tuple[Mapping[str, Any], Disk]] = dataclasses.field(default_factory=list)
    grow: list[tuple[Mapping[str, Any], Disk]] = dataclasses.field(default_factory=list)
    add: list[Mapping[str, Any]] = dataclasses.field(default_factory=list)
    extra: list[Disk] = dataclasses.field(default_factory=list)
    shrink: tuple[Mapping[str, Any], Disk] | None = None
    numbers: list[int] = dataclasses.field(default_factory=list)


def match(desired: Sequence[Mapping[str, Any]], existing: Sequence[Disk]) -> Match:
    """Match disks so that as little as possible changes and nothing is lost.

    Equal ones first, also in speed where that is possible; of the rest as many existing ones as possible grow into
    desired ones of their type, in the order in which these are listed if they can, else each as little as possible;
    what then remains is added. Among equal disks their positions decide, since growing cannot be undone. An existing
    disk that is larger than the only desired one left of its type stands in the way of both growing and adding: that
    is told as ``shrink``.

    :param desired: in the order in which they are listed. :param existing: in the order of their devices.
    """
    pairs = _equal(desired, existing)
    _grow(desired, existing, pairs)
    for names in (_SHAPE_AND_SPEED, _SHAPE):
        _straighten(desired, existing, pairs, names)
    numbers = sorted(pairs)
    alike = [number for number in numbers if desired[number]["size"] == existing[pairs[number]].size]
    larger = [number for number in numbers if number not in alike]
    add = [want for number, want in enumerate(desired) if number not in pairs]
    extra = [disk for place, disk in enumerate(existing) if place not in pairs.values()]
    return Match(
        same=[(desired[number], existing[pairs[number]]) for number in alike],
        grow=[(desired[number], existing[pairs[number]]) for number in larger],
        add=add,
        extra=extra,
        shrink=next(((want, disk) for want in add for disk in extra if want["type"] == disk.type), None),
        numbers=[*alike, *larger],
    )


def _alike(want: Mapping[str, Any], disk: Disk, names: Sequence[str]) -> bool:
    return all(getattr(disk, name) == want.get(name) for name in names)


def _equal(desired: Sequence[Mapping[str, Any]], existing: Sequence[Disk]) -> dict[int, int]:
    """Return the numbers of the desired disks that there are, with the places of these."""
    pairs: dict[int, int] = {}
    for names in (_SHAPE_AND_SPEED, _SHAPE):
        for number, want in enumerate(desired):
            alike = [place for place, disk in enumerate(existing) if _alike(want, disk, names)]
            free = [place for place in alike if place not in pairs.values()]
            if number not in pairs and free:
                pairs[number] = free[0]
    return pairs


def _grow(desired: Sequence[Mapping[str, Any]], existing: Sequence[Disk], pairs: dict[int, int]) -> None:
    """Pair the other desired disks with smaller ones of their type."""
    for kind in {want["type"]: None for want in desired}:
        numbers = [number for number, want in enumerate(desired) if number not in pairs and want["type"] == kind]
        places = [place for place, disk in enumerate(existing) if place not in pairs.values() and disk.type == kind]
        nearest = _nearest(desired, existing, numbers, places)
        grown = sorted(nearest.values())
        in_order = (dict(zip(some, grown)) for some in itertools.combinations(numbers, len(grown)))
        fitting = (way for way in in_order if all(desired[n]["size"] > existing[way[n]].size for n in way))
        pairs.update(next(fitting, nearest))


def _nearest(
    desired: Sequence[Mapping[str, Any]], existing: Sequence[Disk], numbers: Sequence[int], places: Sequence[int]
) -> dict[int, int]:
    """Pair desired disks with those smaller ones that have to grow least."""
    pairs: dict[int, int] = {}
    # The largest first, or a small one would take the disk that a larger one needs.
    for number in sorted(numbers, key=lambda number: -desired[number]["size"]):
        free = [place for place in places if place not in pairs.values()]
        smaller = [place for place in free if existing[place].size < desired[number]["size"]]
        if smaller:
            pairs[number] = max(smaller, key=lambda place: existing[place].size)
    return pairs


def _straighten(
    desired: Sequence[Mapping[str, Any]], existing: Sequence[Disk], pairs: dict[int, int], names: Sequence[str]
) -> None:
    """Give the desired disks that go with alike existing ones these in the order in which they are listed, as many as
    possible at the very places where they are listed. Disks that are already as desired in all stay."""
    settled = [place for number, place in pairs.items() if _alike(desired[number], existing[place], _SHAPE_AND_SPEED)]
    groups: dict[tuple[Any, ...], list[int]] = {}
    for place, disk in enumerate(existing):
        if names == _SHAPE_AND_SPEED or place not in settled:
            groups.setdefault(tuple(getattr(disk, name) for name in names), []).append(place)
    for places in groups.values():
        numbers = sorted(number for number, place in pairs.items() if place in places)
        ways = itertools.combinations(places, len(numbers))
        pairs.update(zip(numbers, max(ways, key=lambda way: _at_home(way, numbers))))


def _at_home(places: Iterable[int], numbers: Sequence[int]) -> int:
    """Return how many disks are at the place where they are listed."""
    return sum(place == number for place, number in zip(places, numbers))


def shown_disk(kind: str, size: int) -> str:
    """Return a disk as plans show it."""
    return f"{kind} {size} GB"
