# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure planner of snapshots: from the desired and the current ones to the steps between them."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping, Sequence

from ...plan import DATA_DISKS, SYSTEM_DISK, Change, Notice, Plan, Step
from ..desktop.state import Desktop
from ..kinds import DESKTOP
from ..occupancy import WAYS_OUT, in_use_reason
from ..power import put_back
from .options import PARTS, Desired
from .state import CLOCK_TOLERANCE, COMPLETE, CREATING, DATA, SYSTEM, Snapshot, SnapshotSet, by_desktop, sets_of
from .verbs import VERBS

_DISKS = {SYSTEM: SYSTEM_DISK, DATA: DATA_DISKS}


@dataclasses.dataclass(frozen=True)
class Target:
    """A desktop that a task names: as written, and as it is, or ``None`` if there is none."""

    name: str
    desktop: Desktop | None


@dataclasses.dataclass(frozen=True)
class Work:
    """What a step carries: the desktop, the snapshots to restore or delete, and whether a new set must be complete
    before they may go."""

    desktop: Desktop | None
    snapshots: Sequence[Snapshot] = ()
    after_creation: bool = False


def plan_snapshots(
    targets: Sequence[Target],
    snapshots: Sequence[Snapshot],
    desired: Desired,
    now: float,
    last_used: Mapping[str, float] | None = None,
) -> Plan:
    """Plan what a task does to the snapshots of its desktops. Pure: nothing is sent or read.

    :param snapshots: those of these desktops. :param now: the service's clock.
    :param last_used: until when somebody was connected to each of them, see :func:`.sessions.last_use`.
    """
    return _Planner(desired, now, last_used or {}).plan_targets(targets, snapshots)


def plan_ids(
    snapshot_ids: Sequence[str], snapshots: Sequence[Snapshot], desktops: Mapping[str, Desktop], desired: Desired
) -> Plan:
    """Plan what a task does to the snapshots that it names by their IDs. Pure.

    :param snapshots: those of them that exist. :param desktops: the desktops that they are of, by ID.
    """
    return _Planner(desired).plan_ids(snapshot_ids, snapshots, desktops)


def is_doubtful(snapshot: Snapshot, desired: Desired) -> bool:
    """Tell whether it may be meant, but another reading of its name says that it is not."""
    name = desired.names.get(snapshot.disk_type)
    return not snapshot.automatic and snapshot.name is None and name in snapshot.names


def is_meant(snapshot: Snapshot, desired: Desired) -> bool:
    """Tell whether a snapshot has the name and the lab that are meant. Those of the service itself never are."""
    return (
        not snapshot.automatic
        and snapshot.name is not None
        and snapshot.name == desired.names.get(snapshot.disk_type)
        and desired.owner in (None, snapshot.owner)
    )


def kinds_of(desktop: Desktop, desired: Desired) -> tuple[str, ...]:
    """Return the kinds of disks meant that the desktop has, or may have because the service does not tell."""
    return tuple(kind for kind in desired.kinds if kind == SYSTEM or desktop.data_volumes or not desktop.disks_told)


def unfit(reason: str) -> str:
    """Return the sentence that says why nothing is done to a desktop in error."""
    return f"its status is ERROR, so {reason}; {WAYS_OUT}"


@dataclasses.dataclass
class _Planner:
    """The plan of one task, while it is made.

    :param now: the service's clock. :param last_used: see :func:`plan_snapshots`.
    """

    desired: Desired
    now: float = 0.0
    last_used: Mapping[str, float] = dataclasses.field(default_factory=dict)
    plan: Plan = dataclasses.field(default_factory=Plan)

    def plan_targets(self, targets: Sequence[Target], snapshots: Sequence[Snapshot]) -> Plan:
        """Plan a task that names desktops."""
        make = {"present": self._present, "absent": self._absent, "restored": self._restored}[self.desired.state]
        meant: dict[str, str] = {}
        of_desktop = by_desktop(snapshots)
        for target in targets:
            desktop = target.desktop
            if desktop is None:
                self._missing(target.name)
            elif meant.setdefault(desktop.desktop_id, target.name) != target.name:
                self._refuse(target.name, f"it is the same desktop as {meant[desktop.desktop_id]}; list it once")
            else:
                own = of_desktop.get(desktop.desktop_id, [])
                doubtful = [one.snapshot_id for one in own if is_doubtful(one, self.desired)]
                if doubtful:
                    self._refuse(
                        target.name,
                        f"by their names alone it cannot be told whether these snapshots are meant: "
                        f"{', '.join(doubtful)}; choose another name, or give snapshot_ids",
                    )
                else:
                    make(target.name, desktop, own)
        self.plan.sort(VERBS)
        return self.plan

    def plan_ids(
        self, snapshot_ids: Sequence[str], snapshots: Sequence[Snapshot], desktops: Mapping[str, Desktop]
    ) -> Plan:
        """Plan a task that names snapshots."""
        by_id = {one.snapshot_id: one for one in snapshots}
        if self.desired.state == "restored":
            for one in snapshot_ids:
                if one not in by_id:
                    self._refuse(one, "there is no such snapshot")
        by_desktop: dict[str, list[Snapshot]] = {}
        for one in snapshot_ids:
            if one in by_id:
                by_desktop.setdefault(by_id[one].desktop_id, []).append(by_id[one])
        for desktop_id, chosen in by_desktop.items():
            name, desktop = chosen[0].desktop_name, desktops.get(desktop_id)
            if self.desired.state == "absent":
                fields = {"snapshots": Change([one.snapshot_id for one in chosen], [])}
                self._step("delete", name, fields, Work(desktop, chosen))
            elif desktop is None:
                self._refuse(name, "there is no such desktop any more")
            else:
                self._restored_by_id(name, desktop, chosen)
        self.plan.sort(VERBS)
        return self.plan

    def _refuse(self, name: str, reason: str) -> None:
        self.plan.refused.append(Notice(name, reason))

    def _step(self, verb: str, name: str, fields: Mapping[str, Change], work: Work) -> None:
        self.plan.steps.append(Step(verb, name, dict(fields), work, VERBS[verb].disturbs))

    def _missing(self, name: str) -> None:
        reason = "there is no such desktop"
        if self.desired.state == "present":
            self.plan.awaited.append(Notice(name, reason, awaits=(DESKTOP.label, name)))
            self._step("create", name, self._creation_fields(0), Work(None))
        elif self.desired.state == "restored":
            self._refuse(name, reason)

    # Taking

    def _present(self, name: str, desktop: Desktop, own: Sequence[Snapshot]) -> None:
        desired, kinds = self.desired, kinds_of(desktop, self.desired)
        if not kinds:
            self._refuse(name, "it has no data disk to take a snapshot of")
            return
        groups = self._sets(own, kinds)
        complete = [group for group in groups if group.state == COMPLETE]
        coming = [group for group in groups if group.state == CREATING]
        good = [
            group
            for group in [*complete, *coming]
            if self._has_image(group, desktop)
            and (not desired.after_last_session or self._is_unused_since(group, desktop))
            and (desired.max_age is None or self.now - group.created < desired.max_age)
        ]
        taken = desired.recapture or not good
        number = len(complete)
        if taken and desktop.broken:
            self.plan.broken.append(Notice(name, unfit("no snapshot of it can be taken")))
            return
        if taken:
            self._step("create", name, self._creation_fields(number), Work(desktop))
            number += 1
        elif coming:
            self.plan.warnings.append(f"{name}: another run is taking a snapshot of that name")
        old = self._surplus(complete, taken)
        # Nothing older goes as long as it is not sure that the newest will be complete.
        if old and (taken or not coming):
            fields = self._number_fields({kind: (number, number - len(old)) for kind in kinds})
            going = [one for group in old for one in group.snapshots]
            self._step("delete", name, fields, Work(desktop, going, after_creation=taken))

    def _creation_fields(self, before: int) -> dict[str, Change]:
        fields = self._number_fields(dict.fromkeys(self.desired.kinds, (before, before + 1)))
        if before:
            fields.update({name + ".newest": Change("as it is", "taken again") for name in list(fields)})
        return fields

    def _number_fields(self, numbers: Mapping[str, tuple[int, int]]) -> dict[str, Change]:
        """Return how many sets there are before and after, by kind of disk."""
        return {f"{PARTS[kind]}.{self.desired.names[kind]}": Change(*pair) for kind, pair in numbers.items()}

    def _sets(self, own: Iterable[Snapshot], kinds: Sequence[str]) -> list[SnapshotSet]:
        """Return the sets meant that have all these kinds of disks, the oldest first."""
        groups = sets_of([one for one in own if is_meant(one, self.desired) and one.disk_type in kinds])
        return [group for group in groups if group.covers(kinds)]

    def _has_image(self, group: SnapshotSet, desktop: Desktop) -> bool:
        """Tell whether a set counts: with ``per_image`` only one that was taken from the image that the desktop has."""
        return not self.desired.per_image or desktop.image_id in (None, group.image_id)

    def _is_unused_since(self, group: SnapshotSet, desktop: Desktop) -> bool:
        """Tell whether surely nobody has been connected to a desktop since a set of it was taken."""
        used = self.last_used.get(desktop.desktop_id, math.inf)
        return not desktop.in_use and group.dated and used + CLOCK_TOLERANCE <= group.created

    def _surplus(self, complete: Sequence[SnapshotSet], taken: bool) -> list[SnapshotSet]:
        """Return the complete sets, the oldest first, that are too many."""
        if self.desired.recapture:
            return list(complete)
        if self.desired.keep is None:
            return []
        # One whose time cannot be told is not known to be old.
        dated = [group for group in complete if group.dated]
        return dated[: max(0, len(dated) - self.desired.keep + (1 if taken else 0))]

    # Deleting

    def _absent(self, name: str, desktop: Desktop, own: Sequence[Snapshot]) -> None:
        going = [one for one in own if is_meant(one, self.desired)]
        by_kind = {kind: sets_of([one for one in going if one.disk_type == kind]) for kind in self.desired.kinds}
        if going:
            fields = self._number_fields({kind: (len(groups), 0) for kind, groups in by_kind.items() if groups})
            self._step("delete", name, fields, Work(desktop, going))

    # Restoring

    def _restored(self, name: str, desktop: Desktop, own: Sequence[Snapshot]) -> None:
        names, kinds = self.desired.names, kinds_of(desktop, self.desired)
        if not kinds:
            self._refuse(name, "it has no data disk to restore")
            return
        groups = [group for group in self._sets(own, kinds) if group.state == COMPLETE]
        groups = [group for group in groups if self._has_image(group, desktop)]
        if not groups:
            named = " and ".join(sorted({f'"{names[kind]}"' for kind in kinds}))
            which = " of its present image" if self.desired.per_image else ""
            disks = " and ".join(_DISKS[kind].replace("_", " ") for kind in kinds)
            self._refuse(name, f"it has no complete snapshot {named}{which} of the {disks}")
        elif len(groups) > 1 and not all(group.dated for group in groups):
            ids = ", ".join(one.snapshot_id for group in groups for one in group.snapshots)
            self._refuse(name, f"which of these snapshots is the newest cannot be told: {ids}; give snapshot_ids")
        else:
            fields = {_DISKS[kind]: Change("as it is", f"as in {names[kind]}") for kind in kinds}
            self._restore(name, desktop, fields, groups[-1].snapshots)

    def _restored_by_id(self, name: str, desktop: Desktop, chosen: Sequence[Snapshot]) -> None:
        broken = [f"{one.snapshot_id} ({one.status})" for one in chosen if not one.usable]
        ids = {kind: [one.snapshot_id for one in chosen if one.disk_type == kind] for kind in (SYSTEM, DATA)}
        if broken:
            self._refuse(name, f"these snapshots are not complete: {', '.join(broken)}")
        elif len(ids[SYSTEM]) > 1:
            told = ", ".join(ids[SYSTEM])
            self._refuse(name, f"several of the snapshots are of its system disk: {told}; give one")
        else:
            fields = {_DISKS[kind]: Change("as it is", f"as in {', '.join(one)}") for kind, one in ids.items() if one}
            self._restore(name, desktop, fields, chosen)

    def _restore(self, name: str, desktop: Desktop, fields: dict[str, Change], chosen: Sequence[Snapshot]) -> None:
        """Plan a restore, unless the desktop is unfit, or somebody must not be disturbed and is not waited for."""
        in_use = desktop.in_use and self.desired.patience is None
        if desktop.broken:
            self.plan.broken.append(Notice(name, unfit("its disks cannot be restored")))
        elif in_use and self.desired.if_in_use == "skip":
            self.plan.skipped.append(Notice(name, in_use_reason(desktop)))
        elif in_use and self.desired.if_in_use == "fail":
            self._refuse(name, in_use_reason(desktop) + "; set if_in_use to skip or force to go on")
        else:
            self._step("restore", name, fields, Work(desktop, chosen))
            self.plan.steps += put_back(name, desktop)
