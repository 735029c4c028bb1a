# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktop pools: how they are read, planned, changed and checked."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ...apply import SKIPPED, Call, Result
from ...client import Client
from ...errors import InputError, UnknownNameError
from ...jobs import DONE, FAILED, STATE_API, Fate, Job, Poller, success_but, wait_for_all
from ...names import Kind, Names, nearest
from ...plan import Change, Notice, Plan, Step
from ..catalogue import Catalogue
from ..desktop.state import Desktop, poll_desktops
from ..kinds import IMAGE, NAME_POLICY, PRODUCT, SECURITY_GROUP, SUBNET, USER, USER_GROUP, ZONE
from ..power import POWER_VERBS
from .operations import Operations
from .options import Policy, check
from .planner import (
    HANDLED,
    Current,
    Wanted,
    disturbed,
    disturbed_reason,
    held,
    held_reason,
    plan_pool,
)
from .state import (
    POOL_API,
    Grant,
    Pool,
    being_created,
    find_named,
    poll_pools,
    read_grants,
    read_members,
    read_pool,
)

_SHARE_FOR_OTHERS = 0.5
"""How much of the time that is left may be spent on waiting for what others do to the pool."""

_NEEDS_STEADY = {*HANDLED, "shrink", "expand", "start", "stop", "hibernate", "restart", "delete_desktops", "delete"}
"""The verbs that the service refuses while something goes on in the pool."""

_POWER_NEEDED = {"add_volume": ("ACTIVE",), **dict.fromkeys(HANDLED - {"add_volume"}, ("ACTIVE", "SHUTOFF"))}
"""The power states in which verbs are possible."""

_LEAVES_RUNNING = {"rebuild", "add_volume"}
"""The verbs after which desktops run that were off before."""

_LASTING = {"restarted": "present", "rebuilt": "present"}
"""What a state comes to once it is reached, if it is not the same."""

_GRANTED = {"user": ("USER", USER), "group": ("USER_GROUP", USER_GROUP)}


@dataclasses.dataclass
class _Preparation:
    """What a ``start`` step carries that only makes another one possible: the power states which that one allows."""

    statuses: Sequence[str]


class PoolResource:
    """What one task of ``workspace_desktop_pool`` works on."""

    pollers: Mapping[str, Poller] = {STATE_API: poll_desktops, POOL_API: poll_pools}

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        check(options)
        self._client = client
        self._options = options
        self._policy = Policy.from_options(options)
        self._names = Names(client)
        self._catalogue = Catalogue(client, self._names)
        given = {name: value for name, value in options.items() if value is not None}
        name, pool_id = given.get("name"), given.get("pool_id")
        self._wanted = Wanted(str(name or pool_id), name, pool_id, given)
        self._current = Current()
        self._creating: Mapping[str, int] = {}
        self._power_before: dict[str, str] = {}
        self._awaited: list[str] = []

    # Reading

    def read(self) -> None:
        """Find the pool and its desktops, and resolve names.

        :raises InputError: a name does not exist, or several pools have the one given.
        """
        self._read_current(self._find())
        if self._policy.state != "absent":
            self._resolve()

    def _find(self) -> str | None:
        """Return the pool's ID, if there is such a pool."""
        if self._wanted.pool_id:
            return self._wanted.pool_id
        ids = sorted(str(row["id"]) for row in find_named(self._client, str(self._wanted.name)))
        if len(ids) > 1:
            raise InputError(
                f"several desktop pools are called \"{self._wanted.name}\" ({', '.join(ids)}); give the pool_id of "
                "the one meant"
            )
        return ids[0] if ids else None

    def _read_current(self, pool_id: str | None) -> None:
        pool = self._read_pool(pool_id) if pool_id else None
        self._current = Current(show=self._shown)
        self._creating = {}
        if pool is None:
            return
        self._current.pool = pool
        self._current.members = read_members(self._client, pool.pool_id)
        if self._policy.state != "absent" and "authorized_objects" in self._wanted.options:
            self._current.grants = read_grants(self._client, pool.pool_id)
        members = self._current.members
        fewer = len(members) < self._wanted.options.get("size", 0)
        if fewer or self._policy.state == "absent" or pool.busy or any(not one.idle for one in members):
            self._creating = being_created(self._client, pool.pool_id, members)
            self._current.creating = sum(self._creating.values())

    def _read_pool(self, pool_id: str) -> Pool | None:
        """Read the pool, once more where the answer lacks a field that the task compares."""
        pool = read_pool(self._client, pool_id)
        compared = {"tags": "tags", "data_volumes": "data_volumes", "security_groups": "security_groups"}
        if pool and any(
            getattr(pool, field) is None for name, field in compared.items() if name in self._wanted.options
        ):
            pool = read_pool(self._client, pool_id)
        return pool

    # Names

    def _resolve(self) -> None:
        options, ids, pool = self._wanted.options, self._wanted.ids, self._current.pool
        self._awaited = []
        if pool is None and self._client.settings.enterprise_project_id:
            own = {"enterprise_project_id": self._client.settings.enterprise_project_id}
            self._wanted.options = options = {**own, **options}
        for option, kind, now in (
            ("product", PRODUCT, pool and pool.product_id),
            ("image", IMAGE, pool and pool.image_id),
            ("availability_zone", ZONE, pool and pool.availability_zone),
            ("desktop_name_policy", NAME_POLICY, pool and pool.desktop_name_policy_id),
        ):
            given = options.get(option)
            if isinstance(given, str):
                # Nothing but the policy can be taken away.
                same = given == now or given == "" and kind is NAME_POLICY
                ids[option] = given if same else self._id_of(kind, given)
        if "subnets" in options:
            known = (pool.subnet_ids if pool else None) or ()
            ids["subnets"] = [one if one in known else self._names.find(SUBNET, one).id for one in options["subnets"]]
        groups = pool.security_groups if pool else None
        ids.update(self._catalogue.security_groups(options.get("security_groups"), groups))
        try:
            self._choose_product(pool)
            if pool is None:
                self._catalogue.check_template(self._wanted.options)
            elif pool.product_id and ids.get("product") not in (None, pool.product_id):
                self._catalogue.check_product(ids["product"])
        except InputError as error:
            raise InputError(f"{self._wanted.target}: {error}") from error
        self._resolve_desktops()
        self._resolve_grants()

    def _id_of(self, kind: Kind, given: str) -> str:
        """Return an ID; a policy that does not exist yet stands for itself."""
        try:
            return self._names.find(kind, given).id
        except UnknownNameError as error:
            if kind is not NAME_POLICY:
                raise
            self._awaited.append(str(error))
            return given

    def _choose_product(self, pool: Pool | None) -> None:
        """Put the ID of a product in the place of requirements; without an image nothing can be created anyway."""
        wanted = self._wanted
        requirements, image = wanted.options.get("product"), wanted.options.get("image")
        now = pool.product if pool and pool.product_id else None
        if not isinstance(requirements, Mapping) or now is None and image is None:
            return
        zone = wanted.ids.get("availability_zone") or (pool.availability_zone if pool else None)
        wanted.ids["product"] = self._catalogue.product(requirements, zone, image, now)
        wanted.options = {**wanted.options, "product": wanted.ids["product"]}

    def _resolve_desktops(self) -> None:
        given = self._policy.desktop_ids
        if given is None:
            return
        by_name = {one.computer_name.lower(): one.desktop_id for one in self._current.members}
        known = set(by_name.values())
        ids = []
        for one in given:
            found = one if one in known else by_name.get(one.lower())
            if found is None:
                raise InputError(f'{self._wanted.target} has no desktop "{one}"{nearest(one.lower(), by_name)}')
            ids.append(found)
        self._wanted.ids["desktop_ids"] = ids

    def _resolve_grants(self) -> None:
        rows = self._wanted.options.get("authorized_objects")
        if rows is not None:
            self._wanted.grants = [self._grant(row) for row in rows]

    def _grant(self, row: Mapping[str, Any]) -> Grant:
        word = "user" if row.get("user") else "group"
        given = row[word]
        object_type, kind = _GRANTED[word]
        own = (row.get("user_group"), row.get("domain"), row.get("created_at"))
        for grant in self._current.grants or ():
            if grant.object_type == object_type and given in (grant.object_id, grant.object_name):
                return Grant(object_type, grant.object_name, grant.object_id, *own)
        try:
            thing = self._names.find(kind, given)
        except UnknownNameError as error:
            self._awaited.append(str(error))
            return Grant(object_type, given, None, *own)
        return Grant(object_type, thing.name, thing.id, *own)

    def _ordinary_group(self) -> str:
        """Return the privilege group of ordinary people in the operating system of the pool."""
        pool, ids = self._current.pool, self._wanted.ids
        system = pool.image_os_type if pool else self._names.find(IMAGE, ids["image"]).row.get("os_type")
        return "default" if (system or "").lower() == "linux" else "users"

    def _shown(self, option: str, value: Any) -> Any:
        kinds: dict[str, Kind] = {"product": PRODUCT, "image": IMAGE, "desktop_name_policy": NAME_POLICY}
        lists = {"subnets": SUBNET, "security_groups": SECURITY_GROUP}
        if option in lists:
            return [self._names.shown(lists[option], one) for one in value]
        if option == "image" and self._current.pool and value == self._current.pool.image_id:
            return self._current.pool.image_name or value
        return self._names.shown(kinds[option], value) if option in kinds else value

    # Planning

    def plan(self) -> Plan:
        """Plan the task; see :mod:`.planner`."""
        plan = plan_pool(self._wanted, self._current, self._policy)
        plan.awaited += [Notice(self._wanted.target, reason) for reason in self._awaited]
        self._power_before = {one.desktop_id: one.status for one in self._current.members}
        return plan

    # Carrying out (see apply.Resource)

    def stages(self, plan: Plan) -> Iterable[Sequence[Step]]:
        """Yield one stage a step, since a pool does one thing at a time, after one that starts desktops for it."""
        for step in plan.steps:
            if step.verb in _POWER_NEEDED and self._policy.handle_type != "ONLY_FOR_EXPAND":
                yield [Step("start", step.target, {}, _Preparation(_POWER_NEEDED[step.verb]))]
            yield [step]

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Look at the pool once more, and say if it must not be touched now."""
        for step in steps:
            if step.verb != "create" and self._pool_id:
                self._look()
                result = self._objection(step)
                if result is not None:
                    return {step.target: result}
        return {}

    @property
    def _pool_id(self) -> str | None:
        return self._current.pool.pool_id if self._current.pool else None

    def _look(self) -> None:
        """Read the pool and its desktops, which change while a task goes on."""
        pool_id = str(self._pool_id)
        self._current.pool = read_pool(self._client, pool_id)
        self._current.members = read_members(self._client, pool_id) if self._current.pool else []

    def _objection(self, step: Step) -> Result | None:
        if self._current.pool is None:
            if step.verb in ("delete", "delete_desktops"):
                return Result(step.target, DONE)
            return Result(step.target, FAILED, "somebody has deleted it since the task began")
        members = self._current.members
        if step.verb == "shrink":
            chosen = {one.desktop_id for one in step.payload}
            taken = held([one for one in members if one.desktop_id in chosen])
            return Result(step.target, FAILED, held_reason(taken)) if taken else None
        if self._policy.if_in_use == "force":
            return None
        if step.verb == "delete_desktops" and held(members):
            return Result(step.target, self._untouched, held_reason(held(members)))
        if isinstance(step.payload, list) and step.verb in POWER_VERBS.values():
            chosen = {one.desktop_id for one in step.payload}
            members = [one for one in members if one.desktop_id in chosen]
        here = disturbed(step, members, self._policy, self._wanted.ids.get("desktop_ids"))
        return Result(step.target, self._untouched, disturbed_reason(here)) if here else None

    @property
    def _untouched(self) -> str:
        return SKIPPED if self._policy.if_in_use == "skip" else FAILED

    def busy(self, steps: Sequence[Step]) -> Collection[str]:
        """Return the pool if something else goes on in it."""
        pool = self._current.pool
        return {step.target for step in steps if step.verb in _NEEDS_STEADY and pool is not None and pool.busy}

    def await_idle(self, targets: Collection[str]) -> Mapping[str, Result]:
        """Wait until nothing goes on in it any more."""
        ids: dict[str, str | None] = dict.fromkeys(targets, self._pool_id)
        job = Job(None, POOL_API, "wait", ids, {"busy": False}, self._client.server_time(), {}, POOL_API)
        seconds = self._client.deadline.left * _SHARE_FOR_OTHERS
        fates = wait_for_all(self._client, [job], seconds, self.pollers)
        reason = f"it was still busy after {seconds:.0f} s"
        return {fate.target: Result(fate.target, FAILED, reason) for fate in fates if fate.state != DONE}

    def calls(self, steps: Sequence[Step]) -> Iterable[Call]:
        """Yield the requests of one stage."""
        ready = [dataclasses.replace(step, payload=self._payload(step)) for step in steps]
        operations = Operations(
            self._client,
            self._wanted,
            self._current,
            self._policy,
            self._catalogue.image_type,
            self._catalogue.vpc_of,
            self._ordinary_group,
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
                self._current.pool = read_pool(self._client, fate.target_id)

    def to_restore(self, plan: Plan) -> Collection[str]:
        """Return the pool if desktops may be left in a power state that they did not have, or autoscaling off."""
        verbs = {step.verb for step in plan.steps}
        on_way = verbs & HANDLED and self._policy.handle_type != "ONLY_FOR_EXPAND" and not self._own_power(plan)
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
            if autoscale and self._current.pool.enable_autoscale is False:
                back = Change(False, True)
                yield [Step("update", self._wanted.target, {"enable_autoscale": back})]
            return
        for verb, desktops in self._moved(plan).items():
            if desktops:
                yield [Step(verb, self._wanted.target, {}, desktops)]

    def _moved(self, plan: Plan) -> dict[str, list[Desktop]]:
        """Return the desktops whose power state has to be put back, by the verb that does it.

        What this task surely did not start, somebody else did: nobody is stopped for that, nor is who is logged in.
        """
        moved: dict[str, list[Desktop]] = {"start": [], "stop": [], "hibernate": []}
        started = any(step.verb in _LEAVES_RUNNING for step in plan.steps)
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
        """Wait for what is still to come, read everything back, and let what did not come true count as failed."""
        waited = self._wait_for_creations()
        if plan.changed or waited:
            self._read_current(self._pool_id or self._find())
            if self._creating and self._wait_for_creations():
                self._read_current(self._pool_id or self._find())
        if not plan.changed:
            return
        state = _LASTING.get(self._policy.state, self._policy.state)
        after = plan_pool(
            self._wanted, self._current, dataclasses.replace(self._policy, if_in_use="force", state=state)
        )
        left = [notice.reason for notice in after.refused]
        left += [_not_true(step) for step in after.steps]
        result = results.get(self._wanted.target)
        if left and result is not None and result.state == DONE:
            reason = success_but("; ".join(left))
            results[self._wanted.target] = Result(self._wanted.target, FAILED, reason)

    def _wait_for_creations(self) -> bool:
        """Wait for the desktops that are being created in the pool, and tell whether there were any."""
        pool_id, now = self._pool_id, self._client.server_time()
        if pool_id is None or not self._creating or self._policy.state == "absent":
            return False
        targets: dict[str, str | None] = {self._wanted.target: pool_id}
        query, until = {"desktop_pool_id": pool_id}, {"built": True}
        jobs = [
            Job(job_id, "workspace-sub-jobs", "create", dict(targets), until, now, query, POOL_API)
            for job_id in self._creating
        ]
        wait_for_all(self._client, jobs, pollers=self.pollers)
        return True

    def result(self) -> dict[str, Any]:
        """Return the pool as it is now, with who may use it where the task says who shall."""
        pool = self._current.pool
        if pool is None:
            return {"desktop_pool": None}
        shown = pool.as_result()
        if self._current.grants is not None:
            shown["authorized_objects"] = [grant.as_result() for grant in self._current.grants]
        return {"desktop_pool": shown}


def _not_true(step: Step) -> str:
    unmet = [f"{name} is {change.before}, not {change.after}" for name, change in step.fields.items()]
    return ", ".join(unmet) or f"{step.verb} was not done"
