# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops: how they are read, planned, changed and checked."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ...apply import SKIPPED, Call, Result
from ...client import Client
from ...errors import InputError, UnknownNameError, UnmetRequirementsError
from ...jobs import DONE, FAILED, STATE_API, Fate, Job, Poller, running_creations, success_but, wait_for_all
from ...names import Names
from ...plan import Notice, Plan, Step
from ..catalogue import Catalogue
from ..kinds import IMAGE, POOL, PRODUCT, SECURITY_GROUP, SUBNET, ZONE
from ..name_policy import NAME_POLICY
from ..occupancy import in_use_reason, must_not_disturb
from ..power import POWER_VERBS
from ..selectors import selected, selectors
from .operations import Operations, check_rejoin
from .options import Fleet, Policy, Wanted, check, common_options, wanted_desktops
from .planner import DISTURBING, ORDER, Creation, Current, plan_desktops, plan_fleet
from .state import LEFT_DOMAIN, Desktop, poll_desktops, read_all, read_ids

_RUNNING, _ON_OR_OFF = ("ACTIVE",), ("ACTIVE", "SHUTOFF")

_POWER_NEEDED = {
    "rename": _RUNNING,
    "detach": _ON_OR_OFF,
    "change_network": _ON_OR_OFF,
    "resize": _ON_OR_OFF,
    "remove_volume": _ON_OR_OFF,
    "rebuild": _ON_OR_OFF,
    "expand_volume": _ON_OR_OFF,
    "modify_qos": _ON_OR_OFF,
    "add_volume": _ON_OR_OFF,
    "attach": _ON_OR_OFF,
    "change_user_group": _ON_OR_OFF,
}
"""The power states in which verbs are possible."""

_SHARE_FOR_OTHERS = 0.5
"""How much of the time that is left may be spent on waiting for what others do to desktops."""

_LEFT_POWER = {"resize": "SHUTOFF", "rebuild": "ACTIVE"}
"""The power states in which verbs leave desktops."""

_ALWAYS_POSSIBLE = {"tag", "set_maintenance", "create"}
"""Verbs that no state of a desktop stands against, so that it is not looked at before them."""

_VERBS_IN_PASSING = {"restart", "rebuild", "start"}
"""Verbs that leave nothing behind by which a second look could tell that they were done."""


class DesktopResource:
    """What one task of ``workspace_desktop`` works on.

    :cvar operations: what makes its requests.
    """

    operations: type[Operations] = Operations
    pollers: Mapping[str, Poller] = {STATE_API: poll_desktops}

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        self.check(options)
        self._client = client
        self._options = options
        self._policy = Policy.from_options(options)
        self._names = Names(client)
        self._catalogue = Catalogue(client, self._names)
        self._fleet: Fleet | None = None
        if options.get("desktop_name") is not None:
            self._fleet = Fleet(options["desktop_name"], options["size"], common_options(options))
        self._wanted: list[Wanted] = wanted_desktops(options)
        self._shape: Wanted | None = None
        self._awaited: list[Notice] = []
        self._current = Current([])
        self._now: dict[str, Desktop] = {}
        self._ids: dict[str, str] = {}
        self._power_before: dict[str, str] = {}

    def check(self, options: Mapping[str, Any]) -> None:
        """Check a task's options. Raises :class:`.names.InputError`."""
        check(options)

    # Reading

    def read(self) -> None:
        """Read what there is, find out which desktops are meant, and resolve names.

        :raises InputError: a name does not exist, or a selector hits more than it may.
        """
        desktops = read_all(self._client, self._filter()) if not self._by_id() else self._read_by_id()
        if selectors(self._options):
            self._wanted = self._selected(desktops)
        creating = self._creating(desktops)
        complete = self._complete(desktops)
        self._current = Current(complete, creating, self._unjoinable(complete), self._shown)
        self._now = {desktop.desktop_id: desktop for desktop in self._current.desktops}
        self._awaited = []
        for one in self._wanted:
            self._resolve(one)
        if self._fleet is not None and self._policy.state != "absent":
            self._shape = Wanted(self._fleet.desktop_name, options=dict(self._fleet.options))
            self._resolve(self._shape)

    def _by_id(self) -> bool:
        return bool(self._wanted) and all(one.desktop_id and not one.computer_name for one in self._wanted)

    def _read_by_id(self) -> list[Desktop]:
        return list(read_ids(self._client, [one.desktop_id or "" for one in self._wanted]).values())

    def _filter(self) -> dict[str, Any]:
        """Return a filter of the API that lets everything through that the task may be about."""
        if self._fleet is not None:
            return {"computer_name": self._fleet.desktop_name}
        if self._options.get("select_pool") is not None:
            return {"pool_id": self._names.find(POOL, self._options["select_pool"]).id}
        if len(self._wanted) == 1 and not self._wanted[0].desktop_id:
            one = self._wanted[0]
            if one.computer_name:
                return {"computer_name": one.computer_name}
            return {"user_name": one.options["user_name"]} if one.options.get("user_name") else {}
        return {}

    def _selected(self, desktops: Sequence[Desktop]) -> list[Wanted]:
        common = common_options(self._options)
        hit = selected(desktops, self._options)
        return [Wanted(desktop.computer_name, None, desktop.desktop_id, dict(common)) for desktop in hit]

    def _creating(self, desktops: Sequence[Desktop]) -> Mapping[str, str]:
        """Return what another run is creating, asked for only when something would be created."""
        if self._policy.state == "absent" or selectors(self._options):
            return {}
        known = {desktop.computer_name.lower() for desktop in desktops}
        missing = any(one.computer_name and one.computer_name.lower() not in known for one in self._wanted)
        return running_creations(self._client) if missing or self._fleet is not None else {}

    def _complete(self, desktops: Sequence[Desktop]) -> list[Desktop]:
        """Read desktops once more whose answer lacks a field that the task compares."""
        current = Current(desktops)
        lacking = {
            desktop.desktop_id
            for one in self._wanted
            if one.options.get("security_groups") is not None or one.options.get("subnet") is not None
            for desktop in current.find(one)
            if desktop.security_groups is None
        }
        again = read_ids(self._client, sorted(lacking)) if lacking else {}
        return [again.get(desktop.desktop_id, desktop) for desktop in desktops]

    def _unjoinable(self, desktops: Sequence[Desktop]) -> dict[str, str]:
        """BatchCheckDesktopRejoinDomain: why desktops that shall join their domain cannot, by ID."""
        if self._policy.state != "rejoined":
            return {}
        current = Current(desktops)
        found = [desktop for one in self._wanted for desktop in current.find(one)]
        left = [desktop.desktop_id for desktop in found if desktop.domain_status == LEFT_DOMAIN]
        if left and not self._catalogue.has_domain():
            return dict.fromkeys(left, "the service of this project keeps its users itself and has no domain (LITE_AS)")
        return check_rejoin(self._client, left)

    # Names

    def _resolve(self, one: Wanted) -> None:
        if self._policy.state == "absent":
            return
        found = self._current.find(one)
        desktop = found[0] if len(found) == 1 else None
        options, ids = one.options, one.ids
        if desktop is None and self._client.settings.enterprise_project_id:
            options.setdefault("enterprise_project_id", self._client.settings.enterprise_project_id)
        for option, kind, now in (
            ("product", PRODUCT, desktop and desktop.product_id),
            ("image", IMAGE, desktop and desktop.image_id),
            ("subnet", SUBNET, desktop and desktop.subnet_id),
            ("availability_zone", ZONE, desktop and desktop.availability_zone),
        ):
            given = options.get(option)
            if isinstance(given, str):
                ids[option] = given if given == now else self._names.find(kind, given).id
        if options.get("nics") is not None:
            ids["nics"] = [self._names.find(SUBNET, nic["subnet"]).id for nic in options["nics"]]
        groups = desktop.security_groups if desktop else None
        ids.update(self._catalogue.security_groups(options.get("security_groups"), groups))
        self._choose_product(one, desktop)
        self._check_resize(one, desktop)
        created = desktop is None or self._policy.recreate == "on_change"
        if created and options.get("desktop_name_policy"):
            ids["desktop_name_policy"] = self._name_policy(one.target, options["desktop_name_policy"])
        if created and not one.obstacle:
            self._check_creation(one, desktop)

    def _name_policy(self, target: str, given: str) -> str:
        """Return the ID of a policy; one that does not exist yet stands for itself."""
        try:
            return self._names.find(NAME_POLICY, given).id
        except UnknownNameError as error:
            self._awaited.append(Notice(target, str(error)))
            return given

    def _choose_product(self, one: Wanted, desktop: Desktop | None) -> None:
        """Put the ID of a product in the place of requirements; without an image nothing can be created anyway."""
        requirements, image = one.options.get("product"), one.options.get("image")
        now = desktop.product if desktop and desktop.product_id else None
        if not isinstance(requirements, Mapping) or now is None and image is None:
            return
        zone = one.ids.get("availability_zone") or (desktop.availability_zone if desktop else None)
        try:
            one.options["product"] = one.ids["product"] = self._catalogue.product(requirements, zone, image, now)
        except UnmetRequirementsError as error:
            if now is not None:
                raise InputError(f"{one.target}: {error}") from None
            one.obstacle = str(error)

    def _check_resize(self, one: Wanted, desktop: Desktop | None) -> None:
        """Raise :class:`.names.InputError` if a desktop would have to get a product that cannot be had."""
        wanted = one.ids.get("product")
        if desktop is None or not desktop.product_id or wanted in (None, desktop.product_id):
            return
        try:
            self._catalogue.check_product(wanted)
        except InputError as error:
            raise InputError(f"{one.target}: {error}") from error

    def _check_creation(self, one: Wanted, desktop: Desktop | None) -> None:
        """Look what stands against a creation. A desktop that is there needs none unless it is created anew."""
        try:
            self._catalogue.check_template(one.options)
            if desktop is not None and "product" in one.ids and one.options.get("image"):
                # What is deleted first must surely come back.
                zone = one.ids.get("availability_zone") or desktop.availability_zone
                self._catalogue.check_zone(one.ids["product"], zone, one.options["image"])
        except InputError as error:
            one.obstacle = str(error)

    def _shown(self, option: str, value: Any) -> Any:
        kinds = {"product": PRODUCT, "image": IMAGE, "subnet": SUBNET}
        if option == "security_groups":
            return [self._names.shown(SECURITY_GROUP, group) for group in value]
        return self._names.shown(kinds[option], value) if option in kinds else value

    # Planning

    def plan(self) -> Plan:
        """Plan the task; see :mod:`.planner`."""
        plan = self._plan(self._policy)
        created = {step.target for step in plan.steps if step.verb == "create"}
        if self._fleet is not None and created:
            created.add(self._fleet.desktop_name)
        plan.awaited += [notice for notice in self._awaited if notice.target in created]
        for one in self._wanted:
            found = self._current.find(one)
            if len(found) == 1:
                self._ids[one.target] = found[0].desktop_id
                self._power_before[one.target] = found[0].status
        if selectors(self._options) and not self._wanted:
            plan.warnings.append(f"no desktop matches {', '.join(selectors(self._options))}")
        return plan

    def _plan(self, policy: Policy) -> Plan:
        number = Plan()
        if self._fleet is not None:
            shaped = dataclasses.replace(self._fleet, options=self._shape.options) if self._shape else self._fleet
            number, self._wanted = plan_fleet(shaped, self._current, policy)
            for one in self._wanted:
                # Requirements are compared with the product that each of them has.
                one.options = dict(self._fleet.options)
                if self._shape:
                    one.ids = dict(self._shape.ids)
                    desktop = self._current.find(one)[0]
                    self._choose_product(one, desktop)
                    self._check_resize(one, desktop)
            for step in number.steps:
                if isinstance(step.payload, Creation) and self._shape:
                    step.payload.wanted.ids = self._shape.ids
                    if self._shape.obstacle:
                        number.refused.append(Notice(step.target, self._shape.obstacle))
                elif isinstance(step.payload, Desktop):
                    self._ids[step.target] = step.payload.desktop_id
        plan = plan_desktops(self._wanted, self._current, policy)
        plan.steps = [*number.steps, *plan.steps]
        plan.refused = [*number.refused, *plan.refused]
        plan.warnings = [*number.warnings, *plan.warnings]
        plan.sort(ORDER)
        return plan

    # Carrying out (see apply.Resource)

    def stages(self, plan: Plan) -> Iterable[Sequence[Step]]:
        """Yield one stage a verb, in the order of the plan, and before it the start of desktops that are off for it."""
        for _verb, steps in itertools.groupby(plan.steps, key=lambda step: step.verb):
            group = list(steps)
            off = [step for step in group if self._is_unfit(step)]
            if off:
                yield [Step("start", step.target, {}, step.payload) for step in off]
            yield group

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Look at the desktops once more, and name those that must not be disturbed or cannot be changed any more."""
        steps = [step for step in steps if step.target in self._ids and step.verb not in _ALWAYS_POSSIBLE]
        now = read_ids(self._client, [self._ids[step.target] for step in steps]) if steps else {}
        self._now.update(now)
        results = {}
        for step in steps:
            result = self._objection(step, now.get(self._ids[step.target]))
            if result is not None:
                results[step.target] = result
        return results

    def _objection(self, step: Step, desktop: Desktop | None) -> Result | None:
        """Return why a step must not be carried out on a desktop as it is now, if so."""
        if desktop is None:
            if step.verb == "delete":
                return Result(step.target, DONE)
            return Result(step.target, FAILED, "somebody has deleted it since the task began")
        if desktop.status == "ERROR" and step.verb not in ("delete", "rebuild"):
            return Result(step.target, FAILED, "its status is ERROR; rebuild it, or delete it and create it anew")
        if self._policy.if_in_use != "force" and must_not_disturb(step, desktop):
            state = SKIPPED if self._policy.if_in_use == "skip" else FAILED
            return Result(step.target, state, in_use_reason(desktop))
        return None

    def busy(self, steps: Sequence[Step]) -> Collection[str]:
        """Return the desktops on which something else goes on."""
        steps = [step for step in steps if step.target in self._ids and step.verb not in _ALWAYS_POSSIBLE]
        return {step.target for step in steps if not self._now[self._ids[step.target]].idle}

    def await_idle(self, targets: Collection[str]) -> Mapping[str, Result]:
        """Wait until nothing goes on any more on these desktops."""
        ids = {target: self._ids[target] for target in targets}
        job = Job(None, STATE_API, "wait", dict(ids), {"idle": True}, self._client.server_time())
        seconds = self._client.deadline.left * _SHARE_FOR_OTHERS
        fates = wait_for_all(self._client, [job], seconds, self.pollers)
        late = [fate.target for fate in fates if fate.state != DONE]
        tasks = {target: self._now[ids[target]].task_status for target in late}
        return {
            target: Result(target, FAILED, f"it was still busy ({task}) after {seconds:.0f} s")
            for target, task in tasks.items()
        }

    def calls(self, steps: Sequence[Step]) -> Iterable[Call]:
        """Yield the requests of one stage."""
        return self._operations().calls(steps)

    def _operations(self) -> Operations:
        catalogue = self._catalogue
        make = self.operations
        return make(self._client, self._policy, self._ids, self._now, catalogue.image_type, catalogue.vpc_of)

    def settle(self, fates: Sequence[Fate]) -> None:
        """Learn the IDs of new desktops."""
        for fate in fates:
            if fate.verb == "create" and fate.target_id and fate.state == DONE:
                self._ids[fate.target] = fate.target_id

    def to_restore(self, plan: Plan) -> Collection[str]:
        """Return the desktops that another change leaves in a power state that they did not have."""
        moved = {
            step.target
            for step in plan.steps
            if _LEFT_POWER.get(step.verb, self._power_before.get(step.target)) != self._power_before.get(step.target)
            or self._is_unfit(step)
        }
        return moved & self._on_way(plan)

    def _on_way(self, plan: Plan) -> set[str]:
        """Return the desktops whose power state is not for the task to change, but may change on the way."""
        own = {step.target for step in plan.steps if step.verb in POWER_VERBS.values() or step.verb == "restart"}
        return {step.target for step in plan.steps if step.verb in _POWER_NEEDED} & set(self._power_before) - own

    def _is_unfit(self, step: Step) -> bool:
        """Whether the desktop has to be started first. One in error cannot be."""
        before = self._power_before.get(step.target)
        return before in POWER_VERBS and before not in _POWER_NEEDED.get(step.verb, POWER_VERBS)

    def restore(self, plan: Plan) -> Iterable[Sequence[Step]]:
        """Yield the stages that put back the power state of these desktops; only one that runs can be hibernated."""
        targets = sorted(self._on_way(plan))
        now = read_ids(self._client, [self._ids[target] for target in targets]) if targets else {}
        self._now.update(now)
        moved: dict[str, list[str]] = {}
        own = self.to_restore(plan)
        for target in targets:
            desktop, before = now.get(self._ids[target]), self._power_before[target]
            # What this task surely did not move, somebody else did: nobody is stopped for that.
            if desktop is not None and desktop.status != before and (before == "ACTIVE" or target in own):
                moved.setdefault(before, []).append(target)
        hibernated = moved.get("HIBERNATED", [])
        for verb, group in (
            ("start", [*moved.get("ACTIVE", []), *hibernated]),
            ("stop", moved.get("SHUTOFF", [])),
            ("hibernate", hibernated),
        ):
            if group:
                yield [Step(verb, target, disturbs=verb in DISTURBING) for target in group]

    # Looking back

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Wait for what is still to come, read everything back, and let what did not come true count as failed."""
        waited = self._wait_for_other_runs()
        if self._policy.wait_until == "registered" and self._policy.state not in ("absent", "stopped", "hibernated"):
            self._wait_until_registered(results)
        if plan.changed or waited:
            self._read_back()
        if not plan.changed:
            return
        after = self._plan(dataclasses.replace(self._policy, if_in_use="force", state=_LASTING[self._policy.state]))
        left: dict[str, list[str]] = {}
        for notice in after.refused:
            left.setdefault(notice.target, []).append(notice.reason)
        for step in after.steps:
            if step.verb not in _VERBS_IN_PASSING or self._policy.state not in ("restarted", "rebuilt"):
                left.setdefault(step.target, []).append(_not_true(step))
        for target in plan.targets():
            result = results[target]
            if target in left and result.state == DONE:
                results[target] = Result(target, FAILED, success_but("; ".join(left[target])))

    def _wait_for_other_runs(self) -> bool:
        """Wait for the desktops of this task that another run is creating, and tell whether there were any."""
        wanted = {one.computer_name.lower() for one in self._wanted if one.computer_name}
        targets: dict[str, dict[str, str | None]] = {}
        for name, job_id in self._current.creating.items():
            if name in wanted:
                targets.setdefault(job_id, {})[name] = None
        now = self._client.server_time()
        jobs = [Job(job_id, "workspace-sub-jobs", "create", names, {}, now) for job_id, names in targets.items()]
        wait_for_all(self._client, jobs, pollers=self.pollers)
        return bool(jobs)

    def _wait_until_registered(self, results: dict[str, Result]) -> None:
        self._read_back()
        if self._fleet is not None:
            self._plan(self._policy)
        waiting = {}
        for one in self._wanted:
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
        known = [one.desktop_id or self._ids.get(one.target) for one in self._wanted]
        if self._fleet is None and all(known) and self._policy.state != "absent":
            rows = list(read_ids(self._client, [desktop_id or "" for desktop_id in known]).values())
        else:
            rows = read_all(self._client, self._filter())
        self._current = Current(self._complete(rows), show=self._shown)
        self._now = {desktop.desktop_id: desktop for desktop in rows}

    def result(self) -> dict[str, Any]:
        """Return the desktops of the task, in the order asked."""
        desktops = [desktop for one in self._wanted for desktop in self._current.find(one)]
        unique = {desktop.desktop_id: desktop for desktop in desktops}
        return {"desktops": [desktop.as_result() for desktop in unique.values()]}


_LASTING = {
    "present": "present",
    "absent": "absent",
    "started": "started",
    "stopped": "stopped",
    "hibernated": "hibernated",
    "restarted": "started",
    "rebuilt": "present",
    "logged_off": "present",
    "rejoined": "rejoined",
}
"""What a state comes to once it is reached."""


def _not_true(step: Step) -> str:
    unmet = [f"{name} is {change.before}, not {change.after}" for name, change in step.fields.items()]
    return ", ".join(unmet) or f"{step.verb} was not done"
