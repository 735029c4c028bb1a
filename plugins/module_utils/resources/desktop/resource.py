# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops: how they are read, planned, changed and checked."""

from __future__ import annotations

import collections
import dataclasses
import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ...apply import SKIPPED, Call, Result
from ...client import Client
from ...jobs import (
    DONE,
    FAILED,
    STATE_API,
    Fate,
    Job,
    Poller,
    creations_of,
    running_creations,
    success_but,
    wait_for_all,
)
from ...names import Names
from ...plan import DATA_DISKS, NOT_TOLD, SYSTEM_DISK, Plan, Step, Verb
from ..base import outstanding
from ..catalogue import Catalogue
from ..kinds import POOL
from ..logoff import LogoffWait
from ..occupancy import await_idle, await_others, in_use_reason, must_not_disturb
from ..power import NOTE, PowerVerb, hibernated, is_put_back, is_unfit, left_by_killed_runs, noting, restoring
from ..selectors import selected
from .disks import DISK_ADDED
from .operations import DesktopOperations, check_rejoin
from .options import Desired, Fleet, Policy, Request
from .planner import Current, desktop_of, leaves, numbered, plan_desktops, plan_fleet, surplus, untold
from .resolver import Resolver
from .state import LEFT_DOMAIN, Desktop, complete, poll_desktops, read_all, read_former, read_ids
from .verbs import BY_STATE, VERBS, DesktopVerb, lasting


class DesktopResource:
    """What one task of ``workspace_desktop`` works on.

    :cvar operations: what makes its requests.
    """

    operations: type[DesktopOperations] = DesktopOperations
    pollers: Mapping[str, Poller] = {STATE_API: poll_desktops}
    verb_table: Mapping[str, Verb] = VERBS
    things = "desktops"
    put_back = "power state"

    def __init__(self, client: Client, options: Mapping[str, Any], request: Request | None = None) -> None:
        """Take a task's options, or what is asked in another way.

        :raises InputError: an option is wrong.
        """
        self._request = request or Request.from_options(options)
        self._client = client
        self._policy: Policy = self._request.policy
        self._names = Names(client)
        self._catalogue = Catalogue(client, self._names)
        self._resolver = Resolver(client, self._names, self._catalogue, self._policy)
        self._desired: Sequence[Desired] = self._request.desired
        self._fleet: Fleet | None = self._request.fleet
        self._current = Current([])
        self._now: dict[str, Desktop] = {}
        self._ids: dict[str, str] = {}
        self._power_before: dict[str, str] = {}
        self._copies = any("copy_data_from" in one.options for one in self._desired)
        patience = self._policy.patience
        self._logoff = None if patience is None else LogoffWait(client, patience)

    # Reading

    def read(self) -> None:
        """Read what there is, find out which desktops are meant, and resolve names.

        :raises InputError: a name does not exist, or a selector hits more than it may.
        """
        self._desired, self._fleet = self._request.desired, self._request.fleet
        desktops = self._read_by_id() if self._by_id() else read_all(self._client, self._filter())
        if self._request.selection:
            self._desired = _of_each(selected(self._client, desktops, self._request.selection), self._request.common)
        creating = self._creating(desktops)
        complete = self._complete(desktops)
        former = read_former(self._client, self._freed(complete))
        self._current = Current(complete, creating, self._unjoinable(complete), former, self._resolver.shown)
        self._now = {desktop.desktop_id: desktop for desktop in self._current.desktops}
        self._resolve()
        for one in self._desired:
            found = self._current.find(one)
            if len(found) == 1:
                self._ids[one.target] = found[0].desktop_id
                self._power_before[one.target] = found[0].status

    def _by_id(self) -> bool:
        alone = all(one.desktop_id and not one.computer_name for one in self._desired)
        return bool(self._desired) and alone and not self._copies

    def _read_by_id(self) -> list[Desktop]:
        return list(read_ids(self._client, [one.desktop_id or "" for one in self._desired]).values())

    def _filter(self) -> dict[str, Any]:
        """Return a filter of the API that lets everything through that the task may be about."""
        if self._fleet is not None:
            return {"computer_name": self._fleet.desktop_name}
        if self._request.selection.get("select_pool") is not None:
            return {"pool_id": self._names.find(POOL, self._request.selection["select_pool"]).id}
        if len(self._desired) == 1 and not self._desired[0].desktop_id and not self._copies:
            one = self._desired[0]
            if one.computer_name:
                return {"computer_name": one.computer_name}
            return {"user_name": one.options["user_name"]} if one.options.get("user_name") else {}
        return {}

    def _creating(self, desktops: Sequence[Desktop]) -> Mapping[str, str]:
        """Return what another run is creating, asked for only when something would be created."""
        if self._policy.state == "absent" or self._request.selection:
            return {}
        known = {desktop.computer_name.lower() for desktop in desktops}
        missing = any(one.computer_name and one.computer_name.lower() not in known for one in self._desired)
        return running_creations(self._client) if missing or self._fleet is not None else {}

    def _complete(self, desktops: Sequence[Desktop]) -> list[Desktop]:
        """Read desktops once more whose answer lacks a field on which it depends what the task does."""
        fleet = self._fleet
        current = Current(desktops)
        members = _of_each(current.members(fleet.desktop_name), fleet.desired.options) if fleet else ()
        lacking = {
            desktop.desktop_id
            for one in members or self._desired
            for desktop in current.find(one)
            if untold(one, desktop)
        }
        sources = [current.source_of(one)[0] for one in self._desired]
        lacking |= {source.desktop_id for source in sources if source is not None and not source.disks_told}
        return complete(self._client, desktops, lambda desktop: desktop.desktop_id in lacking)

    def _freed(self, desktops: Sequence[Desktop]) -> list[str]:
        """Return the IDs of the desktops that get people, and that others may have had before."""
        current = Current(desktops)
        found = [desktop for one in self._desired if one.people for desktop in current.find(one)]
        freed = [one.desktop_id for one in found if not (one.people or one.untouched or one.shared)]
        return [] if self._policy.state == "absent" else freed

    def _unjoinable(self, desktops: Sequence[Desktop]) -> dict[str, str]:
        """BatchCheckDesktopRejoinDomain: why desktops that are to join their domain cannot, by ID."""
        if self._policy.state != "rejoined":
            return {}
        current = Current(desktops)
        found = [desktop for one in self._desired for desktop in current.find(one)]
        left = [desktop.desktop_id for desktop in found if desktop.domain_status == LEFT_DOMAIN]
        if left and not self._catalogue.has_domain():
            return dict.fromkeys(left, "the service of this project keeps its users itself and has no domain (LITE_AS)")
        return check_rejoin(self._client, left)

    def _resolve(self) -> None:
        """Resolve names for each desktop that is meant; those of a number of desktops are found by their name."""
        self._resolver.begin()
        if self._request.fleet is not None:
            fleet = self._request.fleet
            self._fleet = dataclasses.replace(fleet, desired=self._resolved(fleet.desired))
            members = self._current.members(fleet.desktop_name)
            self._desired = _of_each(members, fleet.desired.options)
        self._desired = [self._resolved(one) for one in self._desired]

    def _resolved(self, one: Desired) -> Desired:
        found = self._current.find(one)
        return self._resolver.resolved(one, found[0] if len(found) == 1 else None)

    # Planning

    def plan(self) -> Plan:
        """Plan the task; see :mod:`.planner`."""
        plan = self._plan(self._policy)
        concerned = set(plan.targets())
        plan.awaited += [notice for notice in self._resolver.awaited if notice.target in concerned]
        plan.refused += self._resolver.refused
        plan.warnings += [f"{one.target}: {one.reason}" for one in self._resolver.doubtful if one.target in concerned]
        if self._request.selection and not self._desired:
            chosen = [name for name in self._request.selection if name.startswith("select_")]
            plan.warnings.append(f"no desktop matches {', '.join(chosen)}")
        return plan

    def _plan(self, policy: Policy) -> Plan:
        number = plan_fleet(self._fleet, self._current, policy) if self._fleet else Plan()
        going = {desktop.desktop_id for desktop in map(desktop_of, number.steps) if desktop is not None}
        plan = plan_desktops([one for one in self._desired if one.desktop_id not in going], self._current, policy)
        plan.steps = [*number.steps, *plan.steps]
        plan.refused = [*number.refused, *plan.refused]
        plan.warnings = [*number.warnings, *plan.warnings]
        plan.sort(VERBS)
        return plan

    # Carrying out (see apply.Resource)

    def stages(self, plan: Plan) -> Iterable[Sequence[Step]]:
        """Yield one stage a verb, in the order of the plan, and before it the start of desktops that are off for it.

        Power states are noted before the first that may change them; what killed runs have left is for :meth:`restore`.
        """
        notes = self._notes(plan)
        for verb, pairs in itertools.groupby(self._with_power(plan), key=lambda pair: pair[0].verb):
            group = list(pairs)
            if notes and VERBS[verb].power:
                yield notes
                notes = []
            off = [step for step, power in group if is_unfit(VERBS[step.verb], power)]
            if off:
                yield [Step("start", step.target, {}, step.payload) for step in off]
            yield [step for step, _power in group]

    def _with_power(self, plan: Plan) -> Iterable[tuple[Step, str | None]]:
        """Yield the steps, each with the power state that its desktop has by then, if it is known."""
        now: dict[str, str | None] = dict(self._power_before)
        for step in plan.steps:
            if is_put_back(step):
                continue
            power = now.get(step.target)
            yield step, power
            now[step.target] = leaves(step) or ("ACTIVE" if is_unfit(VERBS[step.verb], power) else power)

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Look at the desktops once more, and name those that must not be disturbed or cannot be changed any more."""
        steps = [step for step in steps if step.target in self._ids and not _is_unguarded(step)]
        self._await_logoff(steps)
        now = read_ids(self._client, [self._ids[step.target] for step in steps]) if steps else {}
        self._now.update(now)
        results = {}
        for step in steps:
            result = self._objection(step, now.get(self._ids[step.target]))
            if result is not None:
                results[step.target] = result
        return results

    def _await_logoff(self, steps: Sequence[Step]) -> None:
        """Wait for people to log off whom steps would disturb. A task that logs people off means all its desktops."""
        disturbing = [step for step in steps if _is_disturbing(step)]
        if self._logoff is not None and disturbing:
            meant = self._ids if self._ends_sessions else [step.target for step in disturbing]
            self._logoff.wait([self._ids[target] for target in meant])

    @property
    def _ends_sessions(self) -> bool:
        verb = BY_STATE.get(self._policy.state)
        return verb is not None and verb.ends_sessions

    def _objection(self, step: Step, desktop: Desktop | None) -> Result | None:
        """Return why a step must not be carried out on a desktop as it is now, if so."""
        if desktop is None:
            if step.verb == "delete":
                return Result(step.target, DONE)
            return Result(step.target, FAILED, "somebody has deleted it since the task began")
        if desktop.status == "ERROR" and not _is_healing(step):
            return Result(step.target, FAILED, "its status is ERROR; delete it and create it again")
        if step.verb == "add_volume" and len(desktop.data_volumes) > len(step.fields["data_volumes"].before):
            return Result(step.target, FAILED, DISK_ADDED)
        verb = VERBS[step.verb]
        if verb.ends_sessions and not desktop.in_use:
            return Result(step.target, DONE)
        ends = step.verb == NOTE and step.disturbs and desktop.in_use
        waited = self._logoff is not None
        if self._policy.if_in_use != "force" and (ends or must_not_disturb(verb, desktop, waited)):
            state = SKIPPED if self._policy.if_in_use == "skip" else FAILED
            return Result(step.target, state, in_use_reason(desktop))
        return None

    def busy(self, steps: Sequence[Step]) -> Collection[str]:
        """Return the desktops on which something else goes on, and those whose predecessor is still being deleted."""
        there = [step for step in steps if step.target in self._ids and not _is_unguarded(step)]
        waiting = {step.target for step in there if not self._now[self._ids[step.target]].idle}
        return waiting | {one.target for one in self._leaving([step.target for step in steps if step.verb == "create"])}

    def _leaving(self, targets: Collection[str]) -> list[Desired]:
        """Return the desktops among these that are being deleted."""
        meant = set(targets)
        return [one for one in self._desired if one.target in meant and self._current.leaving(one)]

    def await_idle(self, targets: Collection[str]) -> Mapping[str, Result]:
        """Wait until nothing goes on any more on these desktops."""
        leaving = {one.target for one in self._leaving(targets)}
        busy = await_idle(self._client, {target: self._ids[target] for target in targets if target not in leaving})
        late, waited = await_others(self._client, self._departure(leaving), poll_desktops)
        return {**busy, **_still_there(late, waited)}

    def _departure(self, targets: Collection[str]) -> Job:
        """Return what is to be waited for until desktops are gone that are being deleted."""
        ids = {one.target: self._current.leaving(one) for one in self._leaving(targets)}
        return Job(None, STATE_API, "delete", dict(ids), {"gone": True}, self._client.server_time())

    def calls(self, steps: Sequence[Step]) -> Iterable[Call]:
        """Yield the requests of one stage."""
        return self._operations().calls(steps)

    def _operations(self) -> DesktopOperations:
        catalogue = self._catalogue
        make = self.operations
        return make(self._client, self._policy, self._ids, self._now, catalogue.image_type, catalogue.vpc_of)

    def settle(self, fates: Sequence[Fate]) -> None:
        """Learn the IDs of new desktops."""
        for fate in fates:
            if fate.verb == "create" and fate.target_id and fate.state == DONE:
                self._ids[fate.target] = fate.target_id

    def _notes(self, plan: Plan) -> list[Step]:
        """Return the steps that note the power states which another change does not leave as they are."""
        added = {step.target: step.payload.data for step in plan.steps if step.verb == "tag"}
        moved = sorted(self._moved(plan))
        return [
            note for target in moved for note in noting(target, self._now[self._ids[target]], added.get(target, ()))
        ]

    def to_restore(self, plan: Plan) -> Collection[str]:
        """Return the desktops that another change leaves in a power state that they did not have, and those that a
        killed run has left so."""
        return self._moved(plan) | {step.target for step in plan.steps if is_put_back(step)}

    def _moved(self, plan: Plan) -> set[str]:
        """Return the desktops that another change leaves in a power state that they did not have."""
        before = self._power_before
        moved = {
            step.target
            for step, power in self._with_power(plan)
            if is_unfit(VERBS[step.verb], power) or leaves(step) not in (None, before.get(step.target))
        }
        return moved & self._on_way(plan)

    def _on_way(self, plan: Plan) -> set[str]:
        """Return the desktops whose power state is not for the task to change, but may change on the way."""
        steps = [step for step in plan.steps if not is_put_back(step)]
        own = {step.target for step in steps if isinstance(VERBS[step.verb], PowerVerb)}
        return {step.target for step in steps if VERBS[step.verb].power} & set(self._power_before) - own

    def restore(self, plan: Plan) -> Iterable[Sequence[Step]]:
        """Yield the stages that put back the power state of these desktops, and take away the notes of it."""
        own = self.to_restore(plan)
        targets = sorted({*self._on_way(plan), *own})
        now = self._settled(targets, own)
        before = {**self._power_before, **left_by_killed_runs(plan)}
        there = {target: now[self._ids[target]] for target in targets if self._ids[target] in now}
        # What this task surely did not move, somebody else did: nobody is stopped for that.
        moved = {
            target: before[target]
            for target, desktop in there.items()
            if desktop.status != before[target] and (before[target] == "ACTIVE" or target in own)
        }
        notes = {
            target: before[target]
            for target, desktop in there.items()
            if target in own and desktop.power_note == before[target]
        }
        yield from restoring(moved, notes, hibernated(there))

    def _settled(self, targets: Sequence[str], moved: Collection[str]) -> Mapping[str, Desktop]:
        """Read desktops by their IDs, those that are moved once nothing goes on any more: their status lags behind a
        job that has ended, and would look as if there was nothing to put back.
        """
        ids = [self._ids[target] for target in targets]
        now = read_ids(self._client, ids) if ids else {}
        there = [target for target in moved if self._ids[target] in now]
        if not all(now[self._ids[target]].idle for target in there):
            self.await_idle(there)
            now = read_ids(self._client, ids)
        self._now.update(now)
        return now

    # Looking back

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Wait for what is still to come, read everything back, and let what is not as desired count as failed."""
        waited = self._wait_for_other_runs()
        if self._policy.state == "absent":
            departure = self._departure([one.target for one in self._desired if one.target not in results])
            fates = wait_for_all(self._client, [departure] if departure.targets else [], pollers=self.pollers)
            late = [fate for fate in fates if fate.state != DONE]
            results.update(_still_there(late, f"after {self._client.deadline.seconds:.0f} s (wait_timeout)"))
        if self._policy.wait_until == "registered" and self._policy.state not in ("absent", "stopped", "hibernated"):
            self._wait_until_registered(results)
        if plan.changed or waited:
            self._read_back()
        if not plan.changed:
            return
        if self._logoff is not None and self._ends_sessions:
            self._note_newcomers(results)
        after = self._plan(dataclasses.replace(self._policy, if_in_use="force", state=lasting(self._policy.state)))
        left: dict[str, list[str]] = {}
        for notice in after.refused:
            left.setdefault(notice.target, []).append(notice.reason)
        for step in outstanding(after):
            if VERBS[step.verb].visible or VERBS[step.verb].state != self._policy.state:
                left.setdefault(step.target, []).append(_not_true(step))
        for target in plan.targets():
            result = results[target]
            if target in left and result.state == DONE:
                results[target] = Result(target, FAILED, success_but("; ".join(left[target])))
        self._check_copies(plan, results)
        if self._fleet is not None and any(step.verb == "create" for step in plan.steps):
            self._count(self._fleet, results)

    def _check_copies(self, plan: Plan, results: dict[str, Result]) -> None:
        """Let new desktops count as failed if one was started meanwhile whose data disks were copied to them."""
        for step in plan.steps:
            source, _missing = self._current.source_of(step.payload.desired) if step.verb == "create" else (None, "")
            if source is not None and source.status != "SHUTOFF" and results[step.target].state == DONE:
                reason = (
                    f"{source.computer_name} was started while its data disks were copied, so they may be incomplete"
                )
                results[step.target] = Result(step.target, FAILED, success_but(reason))

    def _note_newcomers(self, results: dict[str, Result]) -> None:
        """Let desktops count as failed or skipped on which somebody is after the wait who was not there before."""
        state = SKIPPED if self._policy.if_in_use == "skip" else FAILED
        for one in self._desired:
            for desktop in self._current.find(one):
                if desktop.in_use and (one.target not in results or results[one.target].state == DONE):
                    reason = f"{in_use_reason(desktop)} since the wait; run the task again"
                    results[one.target] = Result(one.target, state, reason)

    def _count(self, fleet: Fleet, results: dict[str, Result]) -> None:
        """See that no other run has made desktops of the same name at the same time."""
        members = self._current.members(fleet.desktop_name)
        number = len(numbered(fleet, members, running_creations(self._client)))
        target = fleet.desired.target
        if number > fleet.size and results[target].state == DONE:
            results[target] = Result(target, FAILED, f"something else has made some too: {surplus(fleet, number)}")

    def _wait_for_other_runs(self) -> bool:
        """Wait for the desktops of this task that another run is creating, and tell whether there were any."""
        names = {one.computer_name.lower(): one.computer_name for one in self._desired if one.computer_name}
        jobs = creations_of(self._client, self._current.creating, names)
        wait_for_all(self._client, jobs, pollers=self.pollers)
        return bool(jobs)

    def _wait_until_registered(self, results: dict[str, Result]) -> None:
        self._read_back()
        waiting = {}
        for one in self._desired:
            for desktop in self._current.find(one):
                result = results.get(one.target)
                if desktop.status == "ACTIVE" and (result is None or result.state == DONE):
                    waiting[one.target] = desktop.desktop_id
        job = Job(None, STATE_API, "register", dict(waiting), {"ready": True}, self._client.server_time())
        for fate in wait_for_all(self._client, [job] if waiting else [], pollers=self.pollers):
            if fate.state != DONE:
                reason = "it runs, but people cannot log in yet: it is not registered"
                results[fate.target] = Result(fate.target, FAILED, reason)

    def _read_back(self) -> None:
        known = [one.desktop_id or self._ids.get(one.target) for one in self._desired]
        if self._fleet is None and all(known) and self._policy.state != "absent" and not self._copies:
            rows = list(read_ids(self._client, [desktop_id or "" for desktop_id in known]).values())
        else:
            rows = read_all(self._client, self._filter())
        self._current = Current(self._complete(rows), show=self._resolver.shown)
        self._now = {desktop.desktop_id: desktop for desktop in rows}
        if self._fleet is not None:
            self._resolve()

    def result(self) -> dict[str, Any]:
        """Return the desktops of the task, in the order asked."""
        desktops = [desktop for one in self._desired for desktop in self._current.find(one)]
        unique = {desktop.desktop_id: desktop for desktop in desktops}
        return {"desktops": [desktop.as_result() for desktop in unique.values()]}


def _of_each(desktops: Sequence[Desktop], options: Mapping[str, Any]) -> list[Desired]:
    """Return what is desired of desktops that nobody named: by their names, or by their IDs where these do not tell one
    from another."""
    often = collections.Counter(desktop.computer_name.lower() for desktop in desktops)
    told = [one.computer_name if often[one.computer_name.lower()] == 1 else "" for one in desktops]
    return [Desired(name or one.desktop_id, None, one.desktop_id, options) for name, one in zip(told, desktops)]


def _still_there(late: Iterable[Fate], waited: str) -> dict[str, Result]:
    return {fate.target: Result(fate.target, FAILED, f"it was still being deleted {waited}") for fate in late}


def _not_true(step: Step) -> str:
    unmet = [
        f"{name} is {change.before}, not {change.after}"
        for name, change in step.fields.items()
        if name not in (SYSTEM_DISK, DATA_DISKS) and change.before != NOT_TOLD
    ]
    return ", ".join(unmet) or f"{step.verb} was not done"


def _is_unguarded(step: Step) -> bool:
    verb = VERBS[step.verb]
    return isinstance(verb, DesktopVerb) and verb.unguarded


def _is_disturbing(step: Step) -> bool:
    return VERBS[step.verb].disturbs or step.verb == NOTE and step.disturbs


def _is_healing(step: Step) -> bool:
    verb = VERBS[step.verb]
    return isinstance(verb, DesktopVerb) and verb.healing
