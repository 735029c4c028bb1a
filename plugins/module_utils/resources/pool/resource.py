# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktop pools: how they are read, planned, changed and checked."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ...apply import SKIPPED, Call, Result
from ...client import Client
from ...deadline import backoff
from ...errors import InputError, UnknownNameError
from ...fields import given
from ...jobs import DONE, FAILED, STATE_API, Fate, Job, Poller, success_but, wait_for_all
from ...names import Names, nearest
from ...plan import NOT_TOLD, Change, Plan, Step, Verb
from ..base import outstanding
from ..catalogue import Catalogue
from ..desktop.disks import DISK_ADDED
from ..desktop.state import Desktop, poll_desktops
from ..kinds import IMAGE, PRODUCT, SUBNET, USER, USER_GROUP
from ..occupancy import await_others
from ..power import POWER_VERBS
from .fields import FIELDS, PoolField
from .operations import PoolOperations
from .options import Policy, check
from .planner import Current, Desired, disturbed, disturbed_reason, held, held_reason, plan_pool
from .state import (
    POOL_API,
    Grant,
    being_created,
    find_named,
    poll_pools,
    read_desktops,
    read_grants,
    read_pool,
)
from .verbs import VERBS, lasting

_PRIVILEGES = {"windows": ("administrators", "users"), "linux": ("sudo", "default")}
"""The privilege groups of operating systems."""

_KINDS = {field.name: field.kind for field in FIELDS if field.kind}

_GRANTED = {"user": ("USER", USER), "group": ("USER_GROUP", USER_GROUP)}


@dataclasses.dataclass
class _Preparation:
    """What a ``start`` step carries that only makes another one possible: the power states which that one allows."""

    statuses: Sequence[str]


class PoolResource:
    """What one task of ``workspace_desktop_pool`` works on."""

    pollers: Mapping[str, Poller] = {STATE_API: poll_desktops, POOL_API: poll_pools}
    verb_table: Mapping[str, Verb] = VERBS
    things = "pools"
    put_back = "autoscaling or the power state of its desktops"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        check(options)
        self._client = client
        self._options = options
        self._policy = Policy.from_options(options)
        self._names = Names(client)
        self._catalogue = Catalogue(client, self._names)
        self._given = given(options)
        name, pool_id = options.get("name"), options.get("pool_id")
        self._desired = Desired(str(name or pool_id), name, pool_id, self._given)
        self._current = Current()
        self._power_before: dict[str, str] = {}

    # Reading

    def read(self) -> None:
        """Find the pool and its desktops, and resolve names.

        :raises InputError: a name does not exist, or several pools have the one given.
        """
        self._current = self._read_current(self._find())
        if self._policy.state != "absent":
            self._desired = self._resolved()

    def _find(self) -> str | None:
        """Return the pool's ID, if there is such a pool."""
        if self._desired.pool_id:
            return self._desired.pool_id
        ids = sorted(str(row["id"]) for row in find_named(self._client, str(self._desired.name)))
        if len(ids) > 1:
            raise InputError(
                f"several desktop pools are called \"{self._desired.name}\" ({', '.join(ids)}); give the pool_id of "
                "the one meant"
            )
        return ids[0] if ids else None

    def _read_current(self, pool_id: str | None, grown: bool = False) -> Current:
        """Read what there is.

        :param grown: whether this task has made desktops, so that another run may have done so too.
        """
        pool = read_pool(self._client, pool_id) if pool_id else None
        if pool is None:
            vanishing = pool_id if pool_id and not self._desired.pool_id else None
            return Current(vanishing=vanishing, show=self._shown)
        desktops = read_desktops(self._client, pool.pool_id)
        members = [one for one in desktops if not one.going]
        grants, creating = None, {}
        if self._policy.state != "absent" and "authorized_objects" in self._given:
            grants = read_grants(self._client, pool.pool_id)
        fewer = grown or len(members) < self._given.get("size", 0)
        if fewer or self._policy.state == "absent" or pool.busy or any(not one.idle for one in members):
            creating = being_created(self._client, pool.pool_id, members)
        return Current(pool, members, len(desktops) - len(members), None, grants, creating, self._shown)

    # Names

    def _resolved(self) -> Desired:
        """Return what is desired, with IDs in the place of names."""
        pool, options = self._current.pool, dict(self._given)
        if pool is None and self._client.settings.enterprise_project_id:
            options.setdefault("enterprise_project_id", self._client.settings.enterprise_project_id)
        awaited: list[UnknownNameError] = []
        values = {
            field.name: self._value(field, options[field.name], awaited) for field in FIELDS if field.name in options
        }
        groups = self._catalogue.security_groups(
            options.get("security_groups"), pool.values["security_groups"] if pool else None
        )
        if groups:
            values["security_groups"] = groups["security_groups"]
        try:
            self._choose_product(options, values)
            if pool is None:
                self._catalogue.check_template(options)
            elif pool.product_id and values.get("product") not in (None, pool.product_id):
                self._catalogue.check_product(values["product"])
        except InputError as error:
            raise InputError(f"{self._desired.target}: {error}") from error
        return dataclasses.replace(
            self._desired,
            options=options,
            values=values,
            own_group=groups.get("own_security_group"),
            desktop_ids=self._desktop_ids(),
            grants=self._grants(awaited),
            awaited=awaited,
            default_zone=self._catalogue.default_zone() if values.get("availability_zone") == "" else None,
            refused=self._misfits(options, values),
            doubtful=self._look_for_ou(options, awaited),
        )

    def _misfits(self, options: Mapping[str, Any], values: Mapping[str, Any]) -> list[str]:
        """Return what the options name that does not go together, so that the service would refuse it."""
        return [*self._wrong_network(values), *self._wrong_product(options, values), *self._wrong_privileges(options)]

    def _wrong_network(self, values: Mapping[str, Any]) -> list[str]:
        pool = self._current.pool
        now = pool.values if pool else {}
        if all(values.get(name) is None or values[name] == now.get(name) for name in ("vpc_id", "subnets")):
            return []
        subnets = values.get("subnets") or now.get("subnets") or ()
        networks = {subnet: self._catalogue.vpc_of(subnet) for subnet in subnets}
        vpc_id = values.get("vpc_id") or next(iter(networks.values()), None)
        strange = [self._names.shown(SUBNET, subnet) for subnet, network in networks.items() if network != vpc_id]
        if not strange:
            return []
        return [f"the subnets of a pool belong to one network, but {', '.join(strange)} not to {vpc_id}"]

    def _wrong_product(self, options: Mapping[str, Any], values: Mapping[str, Any]) -> list[str]:
        pool, product = self._current.pool, values.get("product")
        if not isinstance(product, str) or pool and product == pool.product_id:
            return []
        flavor, own = values.get("flavor_id"), self._names.find(PRODUCT, product).row.get("flavor_id")
        if flavor and own and flavor != own:
            return [f"flavor_id is {flavor}, but that of the product {product} is {own}"]
        zone = values.get("availability_zone") or (pool.values["availability_zone"] if pool else None)
        image = options.get("image") or (pool.image_id if pool else None)
        if zone and image:
            self._catalogue.check_zone(product, zone, image)
        return []

    def _wrong_privileges(self, options: Mapping[str, Any]) -> list[str]:
        rows = [row for row in options.get("authorized_objects") or [] if row.get("user_group")]
        image = options.get("image")
        if not rows or self._current.pool is None and image is None:
            return []
        system = (self._system(image) or "").lower()
        known = _PRIVILEGES.get(system, ())
        return [
            f"user_group {row['user_group']} of {row.get('user') or row.get('group')} is not for {system.title()}, "
            f"which has {' and '.join(known)}"
            for row in rows
            if known and row["user_group"] not in known
        ]

    def _look_for_ou(self, options: Mapping[str, Any], awaited: list[UnknownNameError]) -> list[str]:
        """Look for the OU of new desktops; return what could not be found out.

        :param awaited: takes up an OU that does not exist yet.
        """
        given, pool = options.get("ou_name"), self._current.pool
        missing = (
            self._catalogue.missing_ou(given) if given and not (pool and pool.values["ou_name"] == given) else None
        )
        if missing is None:
            return []
        if not missing.sure:
            return [missing.reason]
        awaited.append(UnknownNameError(missing.reason))
        return []

    def _value(self, field: PoolField, given: Any, awaited: list[UnknownNameError]) -> Any:
        """Return the value of a field; what there is already is not looked up.

        :param awaited: takes up what is named that does not exist yet.
        """
        now = self._current.pool.values.get(field.name) if self._current.pool else None
        if field.kind is None or not given or isinstance(given, Mapping) or field.name == "security_groups":
            return given
        if isinstance(given, list):
            return [one if one in (now or ()) else self._names.find(field.kind, one).id for one in given]
        if given == now:
            return given
        try:
            return self._names.find(field.kind, given).id
        except UnknownNameError as error:
            if not field.may_come:
                raise
            awaited.append(error)
            return given

    def _choose_product(self, options: dict[str, Any], values: dict[str, Any]) -> None:
        """Put the ID of a product in the place of requirements; without an image nothing can be created anyway."""
        requirements, image, pool = options.get("product"), options.get("image"), self._current.pool
        now = pool.product if pool and pool.product_id else None
        if not isinstance(requirements, Mapping) or now is None and image is None:
            return
        zone = values.get("availability_zone") or (pool.values["availability_zone"] if pool else None)
        options["product"] = values["product"] = self._catalogue.product(requirements, zone, image, now)

    def _desktop_ids(self) -> Sequence[str] | None:
        if self._policy.desktop_ids is None:
            return None
        by_name = {one.computer_name.lower(): one.desktop_id for one in self._current.members}
        known = set(by_name.values())
        ids = []
        for one in self._policy.desktop_ids:
            found = one if one in known else by_name.get(one.lower())
            if found is None:
                raise InputError(f'{self._desired.target} has no desktop "{one}"{nearest(one.lower(), by_name)}')
            ids.append(found)
        return ids

    def _grants(self, awaited: list[UnknownNameError]) -> Sequence[Grant] | None:
        rows = self._given.get("authorized_objects")
        if rows is None:
            return None
        there = {
            (grant.object_type, key): grant
            for grant in reversed(self._current.grants or ())
            for key in (grant.object_id, grant.object_name)
        }
        return [self._grant(row, there, awaited) for row in rows]

    def _grant(self, row: Mapping[str, Any], there: Mapping[Any, Grant], awaited: list[UnknownNameError]) -> Grant:
        """Return what a row of the option means.

        :param there: those who may use the pool now, by type, and by ID and by name. :param awaited: takes up who does
            not exist yet.
        """
        word = "user" if row.get("user") else "group"
        given = row[word]
        object_type, kind = _GRANTED[word]
        own = (row.get("user_group"), row.get("domain"), row.get("created_at"))
        grant = there.get((object_type, given))
        if grant is not None:
            return Grant(object_type, grant.object_name, grant.object_id, *own)
        try:
            thing = self._names.find(kind, given)
        except UnknownNameError as error:
            awaited.append(error)
            return Grant(object_type, given, None, *own)
        return Grant(object_type, thing.name, thing.id, *own)

    def _ordinary_group(self) -> str:
        """Return the privilege group of ordinary people in the operating system of the pool."""
        return "default" if (self._system(self._desired.values.get("image")) or "").lower() == "linux" else "users"

    def _system(self, image: str | None) -> str | None:
        """Return the operating system of the pool, or of the image of one that is yet to be created."""
        pool = self._current.pool
        system: str | None = pool.os_type if pool else self._names.find(IMAGE, image or "").row.get("os_type")
        return system

    def _shown(self, option: str, value: Any) -> Any:
        kind = _KINDS.get(option)
        if option == "image" and self._current.pool and value == self._current.pool.image_id:
            return self._current.pool.image_name or value
        if kind is None or not value:
            return value
        if isinstance(value, str):
            return self._names.shown(kind, value)
        return [self._names.shown(kind, one) for one in value]

    # Planning

    def plan(self) -> Plan:
        """Plan the task; see :mod:`.planner`."""
        self._power_before = {one.desktop_id: one.status for one in self._current.members}
        return plan_pool(self._desired, self._current, self._policy)

    # Carrying out (see apply.Resource)

    def stages(self, plan: Plan) -> Iterable[Sequence[Step]]:
        """Yield one stage a step, since a pool does one thing at a time, after one that starts desktops for it."""
        for step in plan.steps:
            verb = VERBS[step.verb]
            reaches = not verb.handled or self._policy.handle_type != "ONLY_FOR_EXPAND"
            if verb.power and reaches:
                yield [Step("start", step.target, {}, _Preparation(verb.power))]
            yield [step]

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Look at the pool once more, and say if it must not be touched now."""
        for step in steps:
            if step.verb != "create" and self._pool_id:
                self._look(grows=step.verb == "expand")
                result = self._objection(step)
                if result is not None:
                    return {step.target: result}
        return {}

    @property
    def _pool_id(self) -> str | None:
        return self._current.pool.pool_id if self._current.pool else None

    def _look(self, grows: bool = False) -> None:
        """Read the pool and its desktops, which change while a task goes on.

        :param grows: whether those that are being created matter.
        """
        pool_id = str(self._pool_id)
        pool = read_pool(self._client, pool_id)
        desktops = read_desktops(self._client, pool_id) if pool else []
        members = [one for one in desktops if not one.going]
        creating = being_created(self._client, pool_id, members) if pool and grows else {}
        self._current = dataclasses.replace(
            self._current, pool=pool, members=members, leaving=len(desktops) - len(members), creating=creating
        )

    def _objection(self, step: Step) -> Result | None:
        if self._current.pool is None:
            if step.verb in ("delete", "delete_desktops"):
                return Result(step.target, DONE)
            return Result(step.target, FAILED, "somebody has deleted it since the task began")
        if step.verb == "add_volume" and self._current.pool.data_disks > len(step.fields["data_volumes"].before):
            return Result(step.target, FAILED, DISK_ADDED)
        members = self._current.members
        if step.verb in ("shrink", "delete_failed"):
            chosen = {one.desktop_id for one in step.payload}
            taken = held([one for one in members if one.desktop_id in chosen])
            if step.verb == "delete_failed" and self._policy.if_in_use == "force":
                return None
            return Result(step.target, FAILED, held_reason(taken)) if taken else None
        if self._policy.if_in_use == "force":
            return None
        if step.verb == "delete_desktops" and held(members):
            return Result(step.target, self._untouched, held_reason(held(members)))
        if isinstance(step.payload, list) and step.verb in POWER_VERBS.values():
            chosen = {one.desktop_id for one in step.payload}
            members = [one for one in members if one.desktop_id in chosen]
        here = disturbed(step, members, self._policy, self._desired.desktop_ids)
        return Result(step.target, self._untouched, disturbed_reason(here)) if here else None

    @property
    def _untouched(self) -> str:
        return SKIPPED if self._policy.if_in_use == "skip" else FAILED

    def busy(self, steps: Sequence[Step]) -> Collection[str]:
        """Return the pool if something else goes on in it that the service does not take the step beside."""
        return {step.target for step in steps if self._is_busy(step)}

    def _is_busy(self, step: Step) -> bool:
        verb, pool, current = VERBS[step.verb], self._current.pool, self._current
        if pool is None:
            return step.verb == "create" and current.vanishing is not None
        at_work = verb.quiet and any(not one.idle for one in current.members)
        return verb.steady and pool.busy or at_work or step.verb == "delete" and current.leaving > 0

    def await_idle(self, targets: Collection[str]) -> Mapping[str, Result]:
        """Wait until nothing goes on in it any more, and until what is being deleted is gone."""
        if self._current.pool is None:
            return self._await_vanished(targets)
        until = {"busy": False, "quiet": True}
        if self._policy.state == "absent" and self._current.leaving:
            until["emptied"] = True
        ids: dict[str, str | None] = dict.fromkeys(targets, self._pool_id)
        job = Job(None, POOL_API, "wait", ids, until, self._client.server_time(), {}, POOL_API, self.things)
        late, waited = await_others(self._client, job, poll_pools)
        reason = f"something else was still going on in it {waited}"
        return {fate.target: Result(fate.target, FAILED, fate.reason or reason) for fate in late}

    def _await_vanished(self, targets: Collection[str]) -> Mapping[str, Result]:
        """Wait until lists do not show any more a pool that is deleted."""
        for attempt in itertools.count():
            rows = find_named(self._client, str(self._desired.name))
            if all(row["id"] != self._current.vanishing for row in rows):
                return {}
            if self._client.deadline.left <= backoff(attempt):
                reason = f"it was still being deleted after {self._client.deadline.seconds:.0f} s (wait_timeout)"
                return {target: Result(target, FAILED, reason) for target in targets}
            self._client.deadline.sleep(backoff(attempt))
        return {}

    def calls(self, steps: Sequence[Step]) -> Iterable[Call]:
        """Yield the requests of one stage."""
        ready = [dataclasses.replace(step, payload=self._payload(step)) for step in steps]
        operations = PoolOperations(
            self._client, self._desired, self._current, self._policy, self._catalogue, self._ordinary_group
        )
        return operations.calls([step for step in ready if step.payload != []])

    def _payload(self, step: Step) -> Any:
        """Return what a step carries: for one that prepares another, the desktops that have to be started."""
        if not isinstance(step.payload, _Preparation):
            return step.payload
        off = [one for one in self._current.members if one.status in POWER_VERBS and one.idle]
        return [one for one in off if one.status not in step.payload.statuses]

    def settle(self, fates: Sequence[Fate]) -> None:
        """Learn the ID of a new pool."""
        for fate in fates:
            if fate.verb == "create" and fate.target_id:
                self._current = dataclasses.replace(self._current, pool=read_pool(self._client, fate.target_id))

    def to_restore(self, plan: Plan) -> Collection[str]:
        """Return the pool if desktops may be left in a power state that they did not have, or autoscaling off."""
        verbs = {step.verb for step in plan.steps}
        handled = any(VERBS[verb].handled for verb in verbs) and self._policy.handle_type != "ONLY_FOR_EXPAND"
        on_way = handled and not self._own_power(plan)
        return {step.target for step in plan.steps if on_way or "delete" in verbs}

    def _own_power(self, plan: Plan) -> bool:
        return any(step.verb in POWER_VERBS.values() for step in plan.steps)

    def restore(self, plan: Plan) -> Iterable[Sequence[Step]]:
        """Put autoscaling back on if the pool is still there, and desktops into the power state that they had."""
        if not self.to_restore(plan) or self._pool_id is None:
            return
        self._look()
        if self._current.pool is None:
            return
        if any(step.verb == "delete" for step in plan.steps):
            fields = [step.fields["enable_autoscale"] for step in plan.steps if "enable_autoscale" in step.fields]
            # What was not told is not known to have been on.
            autoscale = [change for change in fields if change.before]
            if autoscale and self._current.pool.values["enable_autoscale"] is False:
                back = Change(False, True)
                yield [Step("update", self._desired.target, {"enable_autoscale": back})]
            return
        for verb, desktops in self._moved(plan).items():
            if desktops:
                yield [Step(verb, self._desired.target, {}, desktops)]

    def _moved(self, plan: Plan) -> dict[str, list[Desktop]]:
        """Return the desktops whose power state has to be put back, by the verb that does it.

        What this task surely did not start, somebody else did: nobody is stopped for that, nor is who is logged in.
        """
        moved: dict[str, list[Desktop]] = {"start": [], "stop": [], "hibernate": []}
        started = any(VERBS[step.verb].leaves == "ACTIVE" for step in plan.steps)
        for one in self._current.members:
            before = self._power_before.get(one.desktop_id, one.status)
            if before == one.status or before not in POWER_VERBS or not one.idle:
                continue
            if before == "ACTIVE" and one.status in POWER_VERBS:
                moved["start"].append(one)
            elif one.status == "ACTIVE" and started and not one.in_use:
                moved[POWER_VERBS[before]].append(one)
        return moved

    # Looking back

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Wait for what is still to come, read everything back, and let what did not take effect count as failed."""
        waited = self._wait_for_creations()
        grown = any(step.verb in ("create", "expand") for step in plan.steps)
        if plan.changed or waited:
            self._current = self._read_current(self._pool_id or self._find(), grown)
            if self._wait_for_creations():
                self._current = self._read_current(self._pool_id or self._find(), grown)
        if self._policy.state == "absent" and self._current.vanishing:
            results.update(self._await_vanished([self._desired.target]))
        if not plan.changed:
            return
        policy = dataclasses.replace(self._policy, if_in_use="force", state=lasting(self._policy.state))
        after = plan_pool(self._desired, self._current, policy)
        broken = [notice for notice in after.broken if notice.target not in results]
        results.update({notice.target: Result(notice.target, FAILED, notice.reason) for notice in broken})
        left = [notice.reason for notice in after.refused]
        left += [_not_true(step) for step in outstanding(after)]
        result = results.get(self._desired.target)
        if left and result is not None and result.state == DONE:
            reason = success_but("; ".join(left))
            results[self._desired.target] = Result(self._desired.target, FAILED, reason)

    def _wait_for_creations(self) -> bool:
        """Wait for the desktops that are being created in the pool, and tell whether there were any."""
        pool_id, now = self._pool_id, self._client.server_time()
        if pool_id is None or not self._current.creating or self._policy.state == "absent":
            return False
        targets: dict[str, str | None] = {self._desired.target: pool_id}
        query, until = {"desktop_pool_id": pool_id}, {"built": True}
        jobs = [
            Job(job_id, "workspace-sub-jobs", "create", dict(targets), until, now, query, POOL_API, self.things)
            for job_id in self._current.creating
        ]
        wait_for_all(self._client, jobs, pollers=self.pollers)
        return True

    def result(self) -> dict[str, Any]:
        """Return the pool as it is now, with who may use it where the task says who may."""
        pool = self._current.pool
        if pool is None:
            return {"desktop_pool": None}
        shown = pool.as_result()
        if self._current.grants is not None:
            shown["authorized_objects"] = [grant.as_result() for grant in self._current.grants]
        return {"desktop_pool": shown}


def _not_true(step: Step) -> str:
    known = {name: change for name, change in step.fields.items() if change.before != NOT_TOLD}
    unmet = [f"{name} is {change.before}, not {change.after}" for name, change in known.items()]
    return ", ".join(unmet) or f"{step.verb} was not done"
