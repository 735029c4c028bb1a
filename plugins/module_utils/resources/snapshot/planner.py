# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure planner of snapshots: from what is wanted and what there is to the steps between them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from ...plan import Change, Notice, Plan, Step
from ..desktop.state import Desktop
from ..occupancy import in_use_reason
from .options import PARTS, Wish
from .state import COMPLETE, CREATING, DATA, SYSTEM, Snapshot, SnapshotSet, sets_of

ORDER = ("create", "restore", "delete")

_DISKS = {SYSTEM: "system_disk", DATA: "data_disks"}


@dataclasses.dataclass(frozen=True)
class Target:
    """A desktop that a task names: as written, and as it is, or ``None`` if there is none."""

    name: str
    desktop: Desktop | None


@dataclasses.dataclass
class Work:
    """What a step carries: the desktop, the snapshots to restore or delete, and whether a new set must be complete
    before they may go."""

    desktop: Desktop | None
    snapshots: Sequence[Snapshot] = ()
    after_creation: bool = False


def plan_snapshots(targets: Sequence[Target], snapshots: Sequence[Snapshot], wish: Wish, now: float) -> Plan:
    """Plan what a task does to the snapshots of its desktops. Pure: nothing is sent or read.

    :param snapshots: those of these desktops. :param now: the service's clock.
    """
    plan = Plan()
    meant: dict[str, str] = {}
    for target in targets:
        desktop = target.desktop
        if desktop is None:
            _plan_missing(plan, target, wish)
            continue
        if meant.setdefault(desktop.desktop_id, target.name) != target.name:
            reason = f"it is the same desktop as {meant[desktop.desktop_id]}; list it once"
            plan.refused.append(Notice(target.name, reason))
            continue
        own = [one for one in snapshots if one.desktop_id == desktop.desktop_id]
        doubtful = [one.snapshot_id for one in own if is_doubtful(one, wish)]
        if doubtful:
            reason = f"by their names alone it cannot be told whether these snapshots are meant: {', '.join(doubtful)}"
            plan.refused.append(Notice(target.name, reason + "; choose another name, or give snapshot_ids"))
        elif wish.state == "present":
            _plan_present(plan, target.name, desktop, own, wish, now)
        elif wish.state == "absent":
            _plan_absent(plan, target.name, desktop, own, wish)
        else:
            _plan_restored(plan, target.name, desktop, own, wish)
    plan.sort(ORDER)
    return plan


def is_doubtful(snapshot: Snapshot, wish: Wish) -> bool:
    """Whether it may be meant, but another reading of its name says that it is not."""
    name = wish.names.get(snapshot.disk_type)
    return not snapshot.automatic and snapshot.name is None and name in snapshot.names


def is_meant(snapshot: Snapshot, wish: Wish) -> bool:
    """Whether a snapshot is called as wished, and belongs to the lab meant. Those of the service never are."""
    return (
        not snapshot.automatic
        and snapshot.name is not None
        and snapshot.name == wish.names.get(snapshot.disk_type)
        and wish.owner in (None, snapshot.owner)
    )


def _plan_missing(plan: Plan, target: Target, wish: Wish) -> None:
    notice = Notice(target.name, "there is no such desktop")
    if wish.state == "present":
        plan.awaited.append(notice)
        plan.steps.append(Step("create", target.name, _creation_fields(wish, 0), Work(None)))
    elif wish.state == "restored":
        plan.refused.append(notice)


def _creation_fields(wish: Wish, before: int) -> dict[str, Change]:
    fields = _number_fields(wish, dict.fromkeys(wish.kinds, (before, before + 1)))
    if before:
        fields.update({name + ".newest": Change("as it is", "taken anew") for name in list(fields)})
    return fields


def _number_fields(wish: Wish, numbers: Mapping[str, tuple[int, int]]) -> dict[str, Change]:
    """Return how many sets there are before and after, by kind of disk."""
    return {f"{PARTS[kind]}.{wish.names[kind]}": Change(*pair) for kind, pair in numbers.items()}


def kinds_of(desktop: Desktop, wish: Wish) -> tuple[str, ...]:
    """Return the kinds of disks meant that the desktop has."""
    return tuple(kind for kind in wish.kinds if kind == SYSTEM or desktop.data_volumes)


def _sets(own: Iterable[Snapshot], kinds: Sequence[str], wish: Wish) -> list[SnapshotSet]:
    """Return the sets called as wished that have all these kinds of disks, the oldest first."""
    groups = sets_of([one for one in own if is_meant(one, wish) and one.disk_type in kinds])
    return [group for group in groups if group.covers(kinds)]


def _has_image(group: SnapshotSet, desktop: Desktop, wish: Wish) -> bool:
    """Whether a set counts: with ``per_image`` only one that was taken from the image that the desktop has now."""
    return not wish.per_image or desktop.image_id in (None, group.image_id)


def _plan_present(plan: Plan, name: str, desktop: Desktop, own: Sequence[Snapshot], wish: Wish, now: float) -> None:
    kinds = kinds_of(desktop, wish)
    if not kinds:
        plan.refused.append(Notice(name, "it has no data disk to take a snapshot of"))
        return
    groups = _sets(own, kinds, wish)
    complete = [group for group in groups if group.state == COMPLETE]
    coming = [group for group in groups if group.state == CREATING]
    good = [
        group
        for group in [*complete, *coming]
        if _has_image(group, desktop, wish) and (wish.max_age is None or now - group.created < wish.max_age)
    ]
    taken = wish.recapture or not good
    number = len(complete)
    if taken:
        plan.steps.append(Step("create", name, _creation_fields(wish, number), Work(desktop)))
        number += 1
    elif coming:
        plan.warnings.append(f"{name}: another run is taking a snapshot of that name")
    old = _surplus(complete, wish, taken)
    # Nothing older goes as long as it is not sure that the newest will be complete.
    if old and (taken or not coming):
        fields = _number_fields(wish, {kind: (number, number - len(old)) for kind in kinds})
        going = [one for group in old for one in group.snapshots]
        plan.steps.append(Step("delete", name, fields, Work(desktop, going, after_creation=taken)))


def _surplus(complete: Sequence[SnapshotSet], wish: Wish, taken: bool) -> list[SnapshotSet]:
    """Return the complete sets, the oldest first, that are too many."""
    if wish.recapture:
        return list(complete)
    if wish.keep is None:
        return []
    # One whose time cannot be told is not known to be old.
    dated = [group for group in complete if group.dated]
    return dated[: max(0, len(dated) - wish.keep + (1 if taken else 0))]


def _plan_absent(plan: Plan, name: str, desktop: Desktop, own: Sequence[Snapshot], wish: Wish) -> None:
    going = [one for one in own if is_meant(one, wish)]
    by_kind = {kind: sets_of([one for one in going if one.disk_type == kind]) for kind in wish.kinds}
    if going:
        fields = _number_fields(wish, {kind: (len(groups), 0) for kind, groups in by_kind.items() if groups})
        plan.steps.append(Step("delete", name, fields, Work(desktop, going)))


def _plan_restored(plan: Plan, name: str, desktop: Desktop, own: Sequence[Snapshot], wish: Wish) -> None:
    kinds = kinds_of(desktop, wish)
    if not kinds:
        plan.refused.append(Notice(name, "it has no data disk to restore"))
        return
    groups = [group for group in _sets(own, kinds, wish) if group.state == COMPLETE]
    groups = [group for group in groups if _has_image(group, desktop, wish)]
    if not groups:
        named = " and ".join(sorted({f'"{wish.names[kind]}"' for kind in kinds}))
        which = " of its present image" if wish.per_image else ""
        disks = " and ".join(_DISKS[kind].replace("_", " ") for kind in kinds)
        plan.refused.append(Notice(name, f"it has no complete snapshot {named}{which} of the {disks}"))
        return
    if len(groups) > 1 and not all(group.dated for group in groups):
        ids = ", ".join(one.snapshot_id for group in groups for one in group.snapshots)
        reason = f"which of these snapshots is the newest cannot be told: {ids}; give snapshot_ids"
        plan.refused.append(Notice(name, reason))
        return
    fields = {_DISKS[kind]: Change("as it is", f"as in {wish.names[kind]}") for kind in kinds}
    _add_restore(plan, name, desktop, fields, groups[-1].snapshots, wish)


def _add_restore(
    plan: Plan, name: str, desktop: Desktop, fields: dict[str, Change], chosen: Sequence[Snapshot], wish: Wish
) -> None:
    """Put the step into the plan unless it would disturb somebody who must not be."""
    if desktop.in_use and wish.if_in_use == "skip":
        plan.skipped.append(Notice(name, in_use_reason(desktop)))
    elif desktop.in_use and wish.if_in_use == "fail":
        reason = in_use_reason(desktop) + "; set if_in_use to skip or force to go on"
        plan.refused.append(Notice(name, reason))
    else:
        plan.steps.append(Step("restore", name, fields, Work(desktop, chosen), disturbs=True))


def plan_ids(
    snapshot_ids: Sequence[str], snapshots: Sequence[Snapshot], desktops: Mapping[str, Desktop], wish: Wish
) -> Plan:
    """Plan what a task does to the snapshots that it names by their IDs. Pure.

    :param snapshots: those of them that exist. :param desktops: the desktops that they are of, by ID.
    """
    plan = Plan()
    by_id = {one.snapshot_id: one for one in snapshots}
    if wish.state == "restored":
        plan.refused += [Notice(one, "there is no such snapshot") for one in snapshot_ids if one not in by_id]
    by_desktop: dict[str, list[Snapshot]] = {}
    for one in snapshot_ids:
        if one in by_id:
            by_desktop.setdefault(by_id[one].desktop_id, []).append(by_id[one])
    for desktop_id, chosen in by_desktop.items():
        name, desktop = chosen[0].desktop_name, desktops.get(desktop_id)
        if wish.state == "absent":
            fields = {"snapshots": Change([one.snapshot_id for one in chosen], [])}
            plan.steps.append(Step("delete", name, fields, Work(desktop, chosen)))
        elif desktop is None:
            plan.refused.append(Notice(name, "there is no such desktop any more"))
        else:
            _plan_restored_by_id(plan, name, desktop, chosen, wish)
    return plan


def _plan_restored_by_id(plan: Plan, name: str, desktop: Desktop, chosen: Sequence[Snapshot], wish: Wish) -> None:
    broken = [f"{one.snapshot_id} ({one.status})" for one in chosen if not one.usable]
    ids = {kind: [one.snapshot_id for one in chosen if one.disk_type == kind] for kind in (SYSTEM, DATA)}
    if broken:
        plan.refused.append(Notice(name, f"these snapshots are not complete: {', '.join(broken)}"))
    elif len(ids[SYSTEM]) > 1:
        reason = f"several of the snapshots are of its system disk: {', '.join(ids[SYSTEM])}; give one"
        plan.refused.append(Notice(name, reason))
    else:
        fields = {_DISKS[kind]: Change("as it is", f"as in {', '.join(one)}") for kind, one in ids.items() if one}
        _add_restore(plan, name, desktop, fields, chosen, wish)
