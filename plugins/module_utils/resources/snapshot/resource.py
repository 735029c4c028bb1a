# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots: how they are read, planned, taken, restored, deleted and checked."""

from __future__ import annotations

import dataclasses
import itertools
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ...apply import SKIPPED, Call, Result
from ...client import Client
from ...deadline import Deadline, backoff
from ...jobs import DONE, FAILED, STATE_API, Fate, Poller, success_but
from ...names import Names
from ...plan import Plan, Step, Verb
from ..desktop.state import UNTOLD, Desktop, complete, poll_desktops, read_all, read_ids
from ..kinds import POOL
from ..logoff import LogoffWait
from ..occupancy import await_idle, in_use_reason
from ..power import hibernated, is_put_back, is_unfit, left_by_killed_runs, noting, restoring
from ..selectors import DesktopFinder, selected, selectors
from .operations import SnapshotOperations
from .options import Desired
from .planner import Target, is_doubtful, is_meant, kinds_of, plan_ids, plan_snapshots, unfit
from .sessions import last_use
from .state import COMPLETE, CREATING, FAILED as CREATION_FAILED, Snapshot, by_desktop, read_snapshots, results, sets_of
from .verbs import VERBS


class SnapshotResource:
    """What one task of ``workspace_snapshot`` works on."""

    pollers: Mapping[str, Poller] = {STATE_API: poll_desktops}
    verb_table: Mapping[str, Verb] = VERBS
    things = "snapshots"
    put_back = "power state"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        self._desired = Desired.from_options(options)
        patience = self._desired.patience
        self._logoff = None if patience is None else LogoffWait(client, patience)
        self._client = client
        self._options = options
        self._ids: Sequence[str] | None = options.get("snapshot_ids")
        self._set_id = secrets.token_hex(4)
        self._targets: list[Target] = []
        self._there: list[Snapshot] = []
        self._by_id: Mapping[str, Snapshot] = {}
        self._snapshots: list[Snapshot] = []
        """Those of the desktops meant, or those meant by their IDs."""
        self._own: Mapping[str, list[Snapshot]] = {}
        """The same by the IDs of their desktops."""
        self._at_work: set[str] = set()
        """The desktops on a snapshot of which the service works, which they themselves do not show."""
        self._known: set[str] = set()
        self._desktop_ids: dict[str, str] = {}
        self._now: dict[str, Desktop] = {}
        self._power_before: dict[str, str] = {}
        self._operations = SnapshotOperations(
            client, self._desired, self._set_id, options["power_type"], self._desktop_ids, self._now
        )
        self._read_at = 0.0
        self._images: Mapping[str, str | None] = {}
        self._last_used: Mapping[str, float] = {}

    # Reading

    def read(self) -> None:
        """Read the desktops meant and their snapshots.

        :raises InputError: a name stands for several desktops, or a selector hits more than it may.
        """
        if self._ids is None:
            self._targets = self._find_targets()
            desktops = [target.desktop for target in self._targets if target.desktop]
        else:
            self._read_snapshots()
            desktops = list(read_ids(self._client, [one.desktop_id for one in self._snapshots]).values())
        self._now.update({desktop.desktop_id: desktop for desktop in desktops})
        self._read_snapshots()
        self._known = {one.snapshot_id for one in self._there}
        self._read_at = self._client.server_time()
        if self._desired.after_last_session:
            self._read_sessions()

    def _read_sessions(self) -> None:
        """Read until when somebody was connected to the desktops of which there are snapshots that may suffice."""
        oldest = self._read_at - self._desired.max_age if self._desired.max_age is not None else 0.0
        taken = [
            (one.created, self._now[one.desktop_id])
            for one in self._snapshots
            if one.created is not None and one.created > oldest and is_meant(one, self._desired)
        ]
        if taken:
            desktops = {desktop.desktop_id: desktop for _created, desktop in taken}
            since = min(created for created, _desktop in taken)
            self._last_used = last_use(self._client, list(desktops.values()), since)

    def _find_targets(self) -> list[Target]:
        if selectors(self._options):
            query = {}
            if self._options.get("select_pool") is not None:
                query = {"pool_id": Names(self._client).find(POOL, self._options["select_pool"]).id}
            hit = selected(self._client, read_all(self._client, query), self._options)
            return [Target(desktop.computer_name, desktop) for desktop in self._with_disks(hit)]
        finder = DesktopFinder([desktop for desktop in read_all(self._client) if not desktop.going])
        found = {name: finder.find(name) for name in self._options["desktops"]}
        seen = {one.desktop_id: one for one in self._with_disks([one for one in found.values() if one])}
        return [Target(name, seen[one.desktop_id] if one else None) for name, one in found.items()]

    def _with_disks(self, desktops: Sequence[Desktop]) -> list[Desktop]:
        """Return desktops, with another look at those whose data disks or sessions the service did not tell."""
        return complete(
            self._client, desktops, lambda one: not one.disks_told or UNTOLD in (one.status, one.login_status)
        )

    def _read_snapshots(self) -> None:
        self._there = read_snapshots(self._client, list(self._now) if self._ids is None else None)
        self._by_id = {one.snapshot_id: one for one in self._there}
        meant = set(self._by_id if self._ids is None else self._ids)
        self._snapshots = [one for one in self._there if one.snapshot_id in meant]
        self._own = by_desktop(self._snapshots)
        self._at_work = {one.desktop_id for one in self._there if one.at_work}

    # Planning

    def plan(self) -> Plan:
        """Plan the task; see :mod:`.planner`."""
        if self._ids is None:
            targets = [self._foreseen(target) for target in self._targets]
            plan = plan_snapshots(targets, self._snapshots, self._desired, self._read_at, self._last_used)
        else:
            plan = plan_ids(self._ids, self._snapshots, self._now, self._desired)
        if selectors(self._options) and not self._targets:
            plan.warnings.append(f"no desktop matches {', '.join(selectors(self._options))}")
        for step in plan.steps:
            desktop = step.payload.desktop
            if desktop is not None:
                self._desktop_ids[step.target] = desktop.desktop_id
                self._power_before[step.target] = desktop.status
            elif step.payload.snapshots:
                self._desktop_ids[step.target] = step.payload.snapshots[0].desktop_id
        return plan

    def foresee(self, images: Mapping[str, str | None]) -> None:
        """Plan for desktops as another task will leave them.

        :param images: the ID of the image that each of these will be rebuilt with, by names in lower case, ``None`` for
            one that will be created.
        """
        self._images = images

    def _foreseen(self, target: Target) -> Target:
        name, desktop = target.name.lower(), target.desktop
        if desktop is None or name not in self._images:
            return target
        image_id = self._images[name]
        return Target(target.name, None if image_id is None else _with_image(desktop, image_id))

    # Carrying out (see apply.Resource)

    def stages(self, plan: Plan) -> Iterable[Sequence[Step]]:
        """Yield one stage a verb; before desktops are restored those that run are stopped. What puts back is left to
        :meth:`restore`."""
        own = [step for step in plan.steps if not is_put_back(step)]
        for verb, steps in itertools.groupby(own, key=lambda step: step.verb):
            group = list(steps)
            if verb == "restore":
                yield from self._turned_off(group)
            yield group

    def _turned_off(self, steps: Sequence[Step]) -> Iterable[Sequence[Step]]:
        """Yield the stages that turn these desktops off; what hibernates can only be stopped once it runs."""
        asleep = [step for step in steps if self._power_before[step.target] == "HIBERNATED"]
        running = [step for step in steps if self._power_before[step.target] != "SHUTOFF"]
        notes = [note for step in running for note in noting(step.target, step.payload.desktop)]
        if notes:
            yield notes
        if asleep:
            yield [Step("start", step.target, {}, step.payload, disturbs=True) for step in asleep]
        if running:
            yield [Step("stop", step.target, {}, step.payload, disturbs=True) for step in running]

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Look at the desktops once more, and name those that must not be touched now."""
        if steps[0].verb == "delete":
            incomplete = self._incomplete([step for step in steps if step.payload.after_creation])
            self._read_snapshots()
            return incomplete
        disturbing = [step for step in steps if step.disturbs]
        if self._logoff is not None and disturbing:
            self._logoff.wait([self._desktop_ids[step.target] for step in disturbing])
        now = read_ids(self._client, [self._desktop_ids[step.target] for step in steps])
        self._now.update(now)
        if steps[0].verb in ("create", "restore"):
            self._read_snapshots()
        found = {step.target: self._objection(step, now.get(self._desktop_ids[step.target])) for step in steps}
        return {target: result for target, result in found.items() if result is not None}

    def _objection(self, step: Step, desktop: Desktop | None) -> Result | None:
        if desktop is None:
            return Result(step.target, FAILED, "somebody has deleted it since the task began")
        if desktop.broken:
            return Result(step.target, FAILED, unfit("its snapshots can only be deleted"))
        if step.disturbs and desktop.in_use and self._desired.if_in_use != "force":
            state = SKIPPED if self._desired.if_in_use == "skip" else FAILED
            return Result(step.target, state, in_use_reason(desktop))
        if step.verb == "restore" and is_unfit(VERBS["restore"], desktop.status):
            # As when a run that was killed had just asked for its start.
            return Result(step.target, FAILED, "it was turned on since the task began; run the task again")
        if step.verb == "restore" and len(self._left(step)) < len(step.payload.snapshots):
            return Result(step.target, FAILED, "somebody has deleted the snapshot since the task began")
        return None

    def _left(self, step: Step) -> list[Snapshot]:
        """Return the snapshots of a step that are still there."""
        return [self._by_id[one.snapshot_id] for one in step.payload.snapshots if one.snapshot_id in self._by_id]

    def _incomplete(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Return the desktops whose new snapshots are not complete, so that nothing older may go."""
        if not steps:
            return {}
        self._read_until_taken({self._desktop_ids[step.target] for step in steps})
        reason = "the new snapshot is not complete, so nothing older was deleted"
        return {step.target: Result(step.target, FAILED, reason) for step in steps if not self._is_taken(step)}

    def _is_taken(self, step: Step) -> bool:
        """Whether the set that this task has taken of a desktop is complete."""
        desktop_id = self._desktop_ids[step.target]
        own = [one for one in self._own.get(desktop_id, ()) if one.taken_with == self._set_id]
        kinds = kinds_of(self._now[desktop_id], self._desired)
        return any(group.state == COMPLETE and group.covers(kinds) for group in sets_of(own))

    def _read_until_taken(self, desktop_ids: Collection[str]) -> None:
        """Read until no snapshot of these desktops that is meant is still being taken."""
        for attempt in itertools.count():
            self._read_snapshots()
            if not any(self._is_coming(one) and one.desktop_id in desktop_ids for one in self._snapshots):
                return
            self._client.deadline.sleep(backoff(attempt))

    def _is_coming(self, snapshot: Snapshot) -> bool:
        return is_meant(snapshot, self._desired) and sets_of([snapshot])[0].state == CREATING

    def busy(self, steps: Sequence[Step]) -> Collection[str]:
        """Return the desktops on which something else goes on; for a deletion only the snapshots themselves matter."""
        return {step.target for step in steps if self._is_busy(step)}

    def _is_busy(self, step: Step) -> bool:
        if step.verb == "delete":
            return any(one.at_work for one in self._left(step))
        desktop_id = self._desktop_ids[step.target]
        return not self._now[desktop_id].idle or desktop_id in self._at_work

    def await_idle(self, targets: Collection[str]) -> Mapping[str, Result]:
        """Wait until nothing goes on any more on these desktops and their snapshots."""
        ids = {target: self._desktop_ids[target] for target in targets}
        late = await_idle(self._client, ids)
        with self._client.deadline.patience() as seconds:
            window = Deadline(seconds, self._client.deadline.clock)
            for attempt in itertools.count():
                self._read_snapshots()
                at_work = [target for target in ids if ids[target] in self._at_work and target not in late]
                pause = backoff(attempt)
                if not at_work or window.left <= pause:
                    break
                self._client.deadline.sleep(pause)
        reason = "the service was still working on a snapshot of it"
        return {**late, **{target: Result(target, FAILED, reason) for target in at_work}}

    def calls(self, steps: Sequence[Step]) -> Iterable[Call]:
        """Yield the requests of one stage, each for as many desktops as the service takes."""
        if steps and steps[0].verb == "delete":
            # One that is gone already would spoil the whole request.
            left = [dataclasses.replace(step.payload, snapshots=self._left(step)) for step in steps]
            pairs = zip(steps, left)
            steps = [dataclasses.replace(step, payload=work) for step, work in pairs if work.snapshots]
        return self._operations.calls(steps)

    def settle(self, fates: Sequence[Fate]) -> None:
        """Nothing to learn: what was taken is read back at the end."""

    def to_restore(self, plan: Plan) -> Collection[str]:
        """Return the desktops that did not happen to be off, and are turned off to be restored, and those that a killed
        run has left off or on."""
        return {
            step.target
            for step in plan.steps
            if is_put_back(step) or step.verb == "restore" and self._power_before[step.target] != "SHUTOFF"
        }

    def restore(self, plan: Plan) -> Iterable[Sequence[Step]]:
        """Yield the stages that put back the power state of these desktops, and take away the notes of it."""
        targets = sorted(self.to_restore(plan))
        self._now.update(read_ids(self._client, [self._desktop_ids[target] for target in targets]) if targets else {})
        now = {target: self._now[self._desktop_ids[target]] for target in targets}
        before = {**self._power_before, **left_by_killed_runs(plan)}
        yield from restoring(
            {target: before[target] for target, desktop in now.items() if desktop.status != before[target]},
            {target: before[target] for target, desktop in now.items() if desktop.power_note == before[target]},
            hibernated(now),
        )

    # Looking back

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Wait for what other runs take, read everything back, and let what did not take effect count as failed."""
        taken = {self._desktop_ids[step.target] for step in plan.steps if step.verb == "create"}
        coming = self._coming() - taken
        if not plan.changed and not coming:
            return
        self._read_until_taken(taken | coming)
        for step in plan.steps:
            reason = self._not_true(step)
            if reason and results[step.target].state == DONE:
                results[step.target] = Result(step.target, FAILED, success_but(reason))
        for step in plan.steps:
            twins = self._twins(step) if step.verb == "create" else {}
            if twins and results[step.target].state == DONE:
                told = " and ".join(", ".join(ids) for ids in twins.values())
                reason = f"another run took a snapshot of the same name at the same time ({told}); delete one of them"
                results[step.target] = Result(step.target, FAILED, reason)
        others = [target for target in self._targets if target.desktop and target.desktop.desktop_id in coming]
        again = plan_snapshots(others, self._snapshots, self._desired, self._read_at, self._last_used)
        for step in again.steps:
            if step.verb == "create":
                reason = "the snapshot that another run was taking could not be taken; run the task again"
                results[step.target] = Result(step.target, FAILED, reason)

    def _twins(self, step: Step) -> dict[str, list[str]]:
        """Return the sets that were taken while this task took its own, each with the IDs of its snapshots.

        Nothing in the service keeps two runs from taking the same.
        """
        desktop_id = self._desktop_ids[step.target]
        sets: dict[str, list[str]] = {}
        for one in self._own.get(desktop_id, ()):
            new = one.snapshot_id not in self._known and is_meant(one, self._desired)
            if new and sets_of([one])[0].state != CREATION_FAILED:
                sets.setdefault(one.taken_with, []).append(one.snapshot_id)
        return sets if len(sets) > 1 else {}

    def _coming(self) -> set[str]:
        """Return the desktops of which another run is taking what this task wants to be there."""
        if self._desired.state != "present":
            return set()
        return {one.desktop_id for one in self._snapshots if self._is_coming(one)}

    def _not_true(self, step: Step) -> str:
        """Return what of a step did not take effect, as far as can be read."""
        if step.verb == "create":
            return "" if self._is_taken(step) else "the new snapshot is not complete"
        if step.verb == "delete":
            there = [one.snapshot_id for one in self._left(step)]
            return f"these snapshots are still there: {', '.join(there)}" if there else ""
        if is_put_back(step):
            return ""
        failed = [one for one in self._left(step) if one.status == "restore_failed"]
        reasons = [one.answer.get("restore_fail_reason") or "" for one in failed]
        return f"its disks were not restored: {reasons[0]}" if reasons else ""

    def result(self) -> dict[str, Any]:
        """Return the snapshots that the task is about, in the order of its desktops, or of the IDs given."""
        order = {one: number for number, one in enumerate(self._ids if self._ids is not None else self._now)}
        meant = [one for one in self._snapshots if self._ids is not None or _concerns(one, self._desired)]
        key = "desktop_id" if self._ids is None else "snapshot_id"
        meant.sort(key=lambda one: (order[getattr(one, key)], one.created or 0.0))
        return {"snapshots": results(meant, self._client.server_time())}


def _concerns(snapshot: Snapshot, desired: Desired) -> bool:
    return is_meant(snapshot, desired) or is_doubtful(snapshot, desired)


def _with_image(desktop: Desktop, image_id: str) -> Desktop:
    """Return a desktop as it is when it has another image."""
    return dataclasses.replace(desktop, values={**desktop.values, "image": image_id})
