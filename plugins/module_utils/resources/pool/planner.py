# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure planner of desktop pools: from what is wanted and what there is to the steps between them."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from ... import ownership
from ...fields import Field, as_set, compare
from ...ownership import OWNER_TAG
from ...plan import KNOWN_AFTER_APPLY, Change, Notice, Plan, Step, compare_items
from ..desktop import disks
from ..desktop.disks import shown_disk
from ..desktop.state import Desktop, Disk
from ..occupancy import in_use_reason
from ..power import POWER, POWER_VERBS, SHOWN_POWER
from .options import CREATE_MAX, Policy, autoscale_policy, user_reset_policy
from .state import Grant, Pool

ORDER = (
    "create",
    "update",
    "unauthorize",
    "authorize",
    "change_privilege",
    "shrink",
    "resize",
    "remove_volume",
    "rebuild",
    "expand_volume",
    "add_volume",
    "expand",
    "start",
    "stop",
    "hibernate",
    "restart",
    "delete_desktops",
    "delete",
)
"""The verbs in the order in which the API needs them."""

HANDLED = {"resize", "rebuild", "remove_volume", "expand_volume", "add_volume"}
"""The verbs that concern as many desktops of the pool as ``handle_type`` says."""

_DISTURBING_IF_HANDLED = {"resize", "rebuild", "remove_volume"}
_DISTURBING_ALL = {"stop", "hibernate", "restart"}

FIELDS = (
    Field("name", verb="update"),
    Field("description", ownership.differs, verb="update"),
    Field("availability_zone", verb="update"),
    Field("ou_name", verb="update"),
    Field("enterprise_project_id", verb="update"),
    Field("disconnected_retention_period", verb="update"),
    Field("enable_autoscale", verb="update"),
    Field("desktop_name_policy", verb="update"),
    Field("in_maintenance_mode", verb="update"),
    Field("vpc_id", verb="update"),
    Field("subnets", as_set, verb="update"),
    Field("security_groups", as_set, verb="update"),
    Field("product", verb="resize"),
    Field("image", verb="rebuild"),
    Field("type"),
    Field("domain"),
)
"""The fields of a pool that are one value. Those without a verb cannot be changed in place."""

NEEDED_TO_CREATE = ("type", "size", "product", "image", "root_volume", "subnets")

SHOWN_ON_CREATION = (
    "type",
    "description",
    "availability_zone",
    "product",
    "image",
    "image_type",
    "root_volume",
    "data_volumes",
    "subnets",
    "security_groups",
    "ou_name",
    "tags",
    "enterprise_project_id",
    "disconnected_retention_period",
    "enable_autoscale",
    "autoscale_policy",
    "user_reset_policy",
    "desktop_name_policy",
    "domain",
)


@dataclasses.dataclass
class Wanted:
    """What a task wants of a pool.

    :param target: what it is called in the plan: its name as written, else its ID.
    :param options: the options given, names as written.
    :param ids: what names in the options stand for, as far as they may differ from what there is.
    :param grants: the users and groups that may use it, or ``None`` to leave them alone.
    """

    target: str
    name: str | None = None
    pool_id: str | None = None
    options: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    ids: dict[str, Any] = dataclasses.field(default_factory=dict)
    grants: Sequence[Grant] | None = None


@dataclasses.dataclass
class Current:
    """What there is.

    :param members: its desktops, without those being deleted.
    :param grants: who may use it; ``None`` if the service does not tell.
    :param creating: how many desktops of it are being created and do not show yet.
    :param show: turns an ID into the name that users know, by option name.
    """

    pool: Pool | None = None
    members: Sequence[Desktop] = ()
    grants: Sequence[Grant] | None = None
    creating: int = 0
    show: Callable[[str, Any], Any] = lambda option, value: value


def plan_pool(wanted: Wanted, current: Current, policy: Policy) -> Plan:
    """Plan what a task does to its pool. Pure: nothing is sent or read."""
    plan = Plan()
    if policy.state == "absent":
        _plan_absent(plan, wanted, current, policy)
    elif current.pool is None:
        _plan_missing(plan, wanted, policy)
    else:
        _Comparison(plan, wanted, current, current.pool, policy).plan_all()
    if current.pool is not None and current.pool.yearly:
        _check_yearly(plan, policy)
    if plan.refused:
        plan.steps = []
    plan.sort(ORDER)
    return plan


# Deleting


def _plan_absent(plan: Plan, wanted: Wanted, current: Current, policy: Policy) -> None:
    pool = current.pool
    if pool is None:
        return
    if wanted.pool_id and wanted.name and wanted.name != pool.name:
        reason = f"the pool with this pool_id is called {pool.name}, so it is not deleted"
        plan.refused.append(Notice(wanted.target, reason))
        return
    needed = held(current.members)
    if needed and policy.if_in_use != "force":
        notice = Notice(wanted.target, held_reason(needed))
        if policy.if_in_use == "skip":
            plan.skipped.append(notice)
        else:
            reason = notice.reason + "; set if_in_use to force to delete it all the same"
            plan.refused.append(Notice(wanted.target, reason))
        return
    if pool.enable_autoscale is not False:
        # Or the service would go on to make desktops for it.
        plan.steps.append(Step("update", wanted.target, {"enable_autoscale": Change(pool.enable_autoscale, False)}))
    if current.members or current.creating:
        names = sorted(desktop.computer_name for desktop in current.members)
        fields = {"desktops": Change(names, [])}
        plan.steps.append(Step("delete_desktops", wanted.target, fields, disturbs=True))
    plan.steps.append(Step("delete", wanted.target, {"state": Change("present", "absent")}, disturbs=True))


def held(members: Sequence[Desktop]) -> list[Desktop]:
    """Return the desktops that belong to somebody or are in use."""
    return [desktop for desktop in members if desktop.people or desktop.in_use]


def held_reason(members: Sequence[Desktop]) -> str:
    """Return the sentence that says who has desktops of a pool."""
    told = [
        f"{one.computer_name} ({in_use_reason(one) if one.in_use else f'assigned to {_people(one)}'})"
        for one in members[:_TOLD]
    ]
    more = f" and {len(members) - _TOLD} more" if len(members) > _TOLD else ""
    return f"somebody needs {', '.join(told)}{more}"


_TOLD = 5


def _people(desktop: Desktop) -> str:
    return " and ".join(person.user_name for person in desktop.people)


# Creating


def _plan_missing(plan: Plan, wanted: Wanted, policy: Policy) -> None:
    options = wanted.options
    if wanted.pool_id or policy.state in ("restarted", "rebuilt"):
        plan.refused.append(Notice(wanted.target, "there is no such pool"))
        return
    lacking = [name for name in NEEDED_TO_CREATE if options.get(name) is None]
    if lacking:
        reason = f"there is no such pool, and it cannot be created without {' and '.join(lacking)}"
        plan.refused.append(Notice(wanted.target, reason))
        return
    if options["type"] == "DYNAMIC" and options.get("disconnected_retention_period") is None:
        reason = "a pool of type DYNAMIC cannot be created without disconnected_retention_period"
        plan.refused.append(Notice(wanted.target, reason))
        return
    size = options["size"]
    first = min(size, CREATE_MAX)
    plan.steps.append(Step("create", wanted.target, _creation_fields(wanted, first), payload=first))
    if size > first:
        plan.steps.append(Step("expand", wanted.target, {"size": Change(first, size)}, payload=size - first))
    if options.get("in_maintenance_mode"):
        plan.steps.append(Step("update", wanted.target, {"in_maintenance_mode": Change(False, True)}))
    status = POWER.get(policy.state)
    if status in ("SHUTOFF", "HIBERNATED") and size:
        change = {"power": Change("started", SHOWN_POWER[status])}
        plan.steps.append(Step(POWER_VERBS[status], wanted.target, change))


def _creation_fields(wanted: Wanted, size: int) -> dict[str, Change]:
    options = wanted.options
    shown = {name: options[name] for name in SHOWN_ON_CREATION if options.get(name) is not None}
    shown["root_volume"] = shown_disk(options["root_volume"]["type"], options["root_volume"]["size"])
    for name, policy in (
        ("autoscale_policy", autoscale_policy(options)),
        ("user_reset_policy", user_reset_policy(options)),
    ):
        if policy is not None:
            shown[name] = policy
    if "data_volumes" in shown:
        shown["data_volumes"] = [shown_disk(disk["type"], disk["size"]) for disk in shown["data_volumes"]]
    if wanted.grants:
        shown["authorized_objects"] = [grant.shown for grant in wanted.grants]
    return {
        "state": Change("absent", "present"),
        "pool_id": Change(None, KNOWN_AFTER_APPLY),
        "size": Change(None, size),
        **{name: Change(None, value) for name, value in shown.items()},
    }


# A pool that exists


def affected(members: Sequence[Desktop], policy: Policy, ids: Sequence[str] | None) -> list[Desktop]:
    """Return the desktops that a change reaches under ``handle_type`` and ``desktop_ids`` (resolved to ``ids``)."""
    if policy.handle_type == "ONLY_FOR_EXPAND":
        return []
    chosen = [one for one in members if ids is None or one.desktop_id in ids]
    if policy.handle_type == "FOR_EXPAND_AND_IDLE":
        return [one for one in chosen if not one.people and not one.in_use]
    return chosen


def disturbed(step: Step, members: Sequence[Desktop], policy: Policy, ids: Sequence[str] | None) -> list[Desktop]:
    """Return the desktops in use whose people would notice a step."""
    if step.verb in _DISTURBING_IF_HANDLED:
        members = affected(members, policy, ids)
    elif step.verb not in _DISTURBING_ALL:
        return []
    return [one for one in members if one.in_use]


def disturbed_reason(members: Sequence[Desktop]) -> str:
    """Return the sentence that says who uses desktops of a pool."""
    told = [f"{in_use_reason(one)} on {one.computer_name}" for one in members[:_TOLD]]
    more = f" and {len(members) - _TOLD} more are in use" if len(members) > _TOLD else ""
    return ", ".join(told) + more


def free_to_go(members: Sequence[Desktop]) -> list[Desktop]:
    """Return the desktops that may be deleted to make a pool smaller, those that are off first."""
    free = [one for one in members if not one.people and not one.in_use and one.idle]
    return sorted(free, key=lambda one: (one.status == "ACTIVE", one.computer_name.lower()))


@dataclasses.dataclass
class _Comparison:
    """One pool that exists, compared with what is wanted of it."""

    plan: Plan
    wanted: Wanted
    current: Current
    pool: Pool
    policy: Policy
    steps: list[Step] = dataclasses.field(default_factory=list)
    refused: list[str] = dataclasses.field(default_factory=list)

    def plan_all(self) -> None:
        """Put the steps into the plan unless something stands against them."""
        self._values()
        self._root()
        self._data()
        self._grants()
        growing = self._size()
        self._power(growing)
        self._guard()
        self.plan.refused += [Notice(self.wanted.target, reason) for reason in self.refused]

    def _step(self, verb: str, fields: Mapping[str, Change], payload: Any = None) -> None:
        self.steps.append(Step(verb, self.wanted.target, dict(fields), payload))

    def _option(self, name: str) -> Any:
        return self.wanted.options.get(name)

    # Single values

    def _values(self) -> None:
        options = self.wanted.options
        wanted = {field.name: self.wanted.ids.get(field.name, options.get(field.name)) for field in FIELDS}
        wanted["name"] = self.wanted.name
        own = self.wanted.ids.get("own_security_group")
        if wanted["security_groups"] is not None and own in (self.pool.security_groups or ()):
            # The service adds its own group to every desktop by itself.
            wanted["security_groups"] = [*wanted["security_groups"], own]
        if self.pool.type == "STATIC" and wanted["disconnected_retention_period"] is not None:
            self.refused.append(
                "disconnected_retention_period is for pools of type DYNAMIC only, and this is a STATIC one"
            )
            return
        by_verb: dict[str | None, dict[str, Change]] = {"update": {}}
        verbs = {field.name: field.verb for field in FIELDS}
        for name, change in compare(FIELDS, wanted, self._current_values(wanted["subnets"])).changes.items():
            shown = Change(self.current.show(name, change.before), options.get(name, change.after))
            by_verb.setdefault(verbs[name], {})[name] = shown
        for name, change in by_verb.pop(None, {}).items():
            self.refused.append(
                f"{name} is {change.before} and cannot be changed to {change.after} in place; delete the pool "
                "and create it anew"
            )
        self._image(by_verb.pop("rebuild", {}))
        update = by_verb.pop("update") or {}
        update.update(self._policies())
        update.update(self._tags())
        update.update(self._qos())
        if update:
            self._step("update", update)
        for verb, fields in by_verb.items():
            self._step(str(verb), fields)

    def _current_values(self, subnets: Sequence[str] | None) -> dict[str, Any]:
        pool = self.pool
        values = {field.name: getattr(pool, field.name, None) for field in FIELDS}
        now = pool.subnet_ids
        if now is None and pool.subnet_id and pool.subnet_id not in (subnets or ()):
            # Some regions only tell the first of several.
            now = (pool.subnet_id,)
        return {
            **values,
            "product": pool.product_id,
            "image": pool.image_id,
            "subnets": now,
            "desktop_name_policy": pool.desktop_name_policy_id,
        }

    def _image(self, changed: dict[str, Change]) -> None:
        rebuild = self.policy.rebuild
        name = self._option("image") or self.current.show("image", self.pool.image_id)
        if self.policy.state == "rebuilt":
            image = changed or {"image": Change(self.pool.image_name, name)}
            self._step("rebuild", {**image, "system_disk": Change("as it is", "rebuilt")}, False)
        elif changed and rebuild in ("on_change", "fix"):
            self._step("rebuild", changed, False)
        elif changed and rebuild == "fail":
            self.refused.append(
                f"the image is {changed['image'].before}, not {changed['image'].after}; set rebuild to on_change "
                "to rebuild system disks, or to never to leave them"
            )
        elif rebuild == "fix" and not changed:
            reached = affected(self.current.members, self.policy, self.wanted.ids.get("desktop_ids"))
            odd = [one for one in reached if one.image_id and one.image_id != self.pool.image_id]
            fields = {f"image.{one.computer_name}": Change(one.image_name or one.image_id, name) for one in odd}
            if fields:
                self._step("rebuild", fields, True)

    def _policies(self) -> dict[str, Change]:
        fields = {}
        for name, wanted, now in (
            ("autoscale_policy", autoscale_policy(self.wanted.options), self.pool.autoscale_policy),
            ("user_reset_policy", user_reset_policy(self.wanted.options), self.pool.user_reset_policy),
        ):
            if wanted == {} and now:
                fields[name] = Change(dict(now), {})
            elif wanted and any(now.get(key) != value for key, value in wanted.items()):
                fields[name] = Change({key: now.get(key) for key in wanted}, wanted)
        return fields

    def _tags(self) -> dict[str, Change]:
        wanted, now = self._option("tags"), self.pool.tags
        if wanted is None or now is None:
            return {}
        changes = compare_items({str(key): str(value) for key, value in wanted.items()}, now, self.policy.purge_tags)
        return {
            f"tags.{key}": change for key, change in changes.items() if key != OWNER_TAG or change.after is not None
        }

    # Disks

    def _qos(self) -> dict[str, Change]:
        pairs = []
        root, data = self._option("root_volume"), self._option("data_volumes")
        if root and self.pool.root_volume:
            pairs.append(("root_volume", root, self.pool.root_volume))
        if data and self.pool.data_volumes is not None:
            found = self._match(data, self.pool.data_volumes)
            pairs += [(f"data_volumes.{disk.volume_id}", want, disk) for want, disk in [*found.same, *found.grow]]
        fields = {}
        for name, want, disk in pairs:
            before = {key: getattr(disk, key) for key in ("iops", "throughput")}
            after = {key: want.get(key) for key in before}
            if None not in (*before.values(), *after.values()) and before != after:
                fields[f"{name}.qos"] = Change(before, after)
        return fields

    def _root(self) -> None:
        wanted, now = self._option("root_volume"), self.pool.root_volume
        if not wanted or now is None:
            return
        if wanted["type"] != now.type:
            self.refused.append(
                f"root_volume.type is {now.type} and cannot be changed to {wanted['type']} in place; delete the "
                "pool and create it anew"
            )
        elif wanted["size"] < now.size:
            self.refused.append(f"the system disk has {now.size} GB and cannot shrink to {wanted['size']} GB")
        elif wanted["size"] > now.size:
            fields = {"root_volume.size": Change(now.size, wanted["size"])}
            self._step("expand_volume", fields, [(now, wanted["size"])])

    def _match(self, wanted: Sequence[Mapping[str, Any]], existing: Sequence[Disk]) -> disks.Match:
        """Match disks by the ID where one is given, else by type and size."""
        by_id = {disk.volume_id: disk for disk in existing}
        named = [(want, by_id[want["id"]]) for want in wanted if want.get("id") in by_id]
        taken = [disk for _want, disk in named]
        rest = [want for want in wanted if want.get("id") not in by_id]
        result = disks.match(rest, [disk for disk in existing if disk not in taken])
        for want, disk in named:
            if want["type"] != disk.type or want["size"] < disk.size:
                result.shrink = result.shrink or (want, disk)
            elif want["size"] > disk.size:
                result.grow.append((want, disk))
            else:
                result.same.append((want, disk))
        return result

    def _data(self) -> None:
        wanted, existing = self._option("data_volumes"), self.pool.data_volumes
        if wanted is None or existing is None:
            return
        found = self._match(wanted, existing)
        if found.shrink:
            want, disk = found.shrink
            self.refused.append(
                f"data_volumes asks for a {want['type']} disk of {want['size']} GB, but there is a {disk.type} "
                f"one of {disk.size} GB and disks can neither shrink nor change their type; list the existing "
                "disk as it is"
            )
            return
        then = [shown_disk(disk.type, disk.size) for disk in existing]
        for disk in found.extra if self.policy.purge_data_volumes else ():
            before = list(then)
            then.remove(shown_disk(disk.type, disk.size))
            self._step("remove_volume", {"data_volumes": Change(before, list(then))}, disk)
        if found.grow:
            before = list(then)
            for want, disk in found.grow:
                then[then.index(shown_disk(disk.type, disk.size))] = shown_disk(disk.type, want["size"])
            fields = {"data_volumes": Change(before, list(then))}
            self._step("expand_volume", fields, [(disk, want["size"]) for want, disk in found.grow])
        for want in found.add:
            before = list(then)
            then.append(shown_disk(want["type"], want["size"]))
            self._step("add_volume", {"data_volumes": Change(before, list(then))}, want)

    # People

    def _grants(self) -> None:
        wanted, now = self.wanted.grants, self.current.grants
        if wanted is None or now is None:
            return
        have, want = {grant.key: grant for grant in now}, {grant.key: grant for grant in wanted}
        leaving = [grant for key, grant in have.items() if key not in want]
        joining = [grant for key, grant in want.items() if key not in have]
        before = [grant.shown for grant in now]
        if leaving and self.policy.purge_authorized_objects:
            gone = [grant.shown for grant in leaving]
            kept = [shown for shown in before if shown not in gone]
            self._step("unauthorize", {"authorized_objects": Change(before, kept)}, leaving)
            before = kept
        if joining:
            after = before + [grant.shown for grant in joining]
            self._step("authorize", {"authorized_objects": Change(before, after)}, joining)
        moved = [
            (have[key], dataclasses.replace(have[key], user_group=grant.user_group))
            for key, grant in want.items()
            if key in have and grant.user_group and (have[key].user_group or "").lower() != grant.user_group
        ]
        if moved:
            fields = {f"user_group.{then.shown}": Change(was.user_group, then.user_group) for was, then in moved}
            self._step("change_privilege", fields, [then for was, then in moved])

    # Size and power

    def _size(self) -> bool:
        """Plan the number of desktops, and tell whether it grows."""
        size = self._option("size")
        if self.current.creating:
            self.plan.warnings.append(
                f"{self.current.creating} desktops of {self.wanted.target} are already being created"
            )
        given = self._option("enable_autoscale")
        autoscale = self.pool.enable_autoscale if given is None else given
        number = len(self.current.members) + self.current.creating
        if size is None or autoscale or number == size:
            return False
        if number < size:
            self._step("expand", {"size": Change(number, size)}, size - number)
            return True
        self._shrink(number, size)
        return False

    def _shrink(self, number: int, size: int) -> None:
        surplus = number - size
        told = f"{self.wanted.target} has {number} desktops, {surplus} more than size"
        if not self.policy.allow_shrink:
            self.plan.warnings.append(told + "; set allow_shrink to delete the surplus")
            return
        going = free_to_go(self.current.members)[:surplus]
        if len(going) < surplus:
            self.plan.warnings.append(
                told + f", but only {len(going)} of them have neither a user nor a session nor a task; the others stay"
            )
        if going:
            names = [desktop.computer_name for desktop in going]
            fields = {"size": Change(number, number - len(going)), "desktops": Change(names, [])}
            self._step("shrink", fields, going)

    def _power(self, growing: bool) -> None:
        members = [one for one in self.current.members if one.status != "ERROR"]
        if self.policy.state == "restarted" and members:
            verb = "restart" if any(one.status == "ACTIVE" for one in members) else "start"
            self._step(verb, {"power": Change(power(members), "restarted")})
            return
        status = POWER.get(self.policy.state)
        if status is None:
            return
        broken = len(self.current.members) - len(members)
        if broken:
            self.plan.warnings.append(f"{broken} desktops of {self.wanted.target} are in error")
        new = growing and status != "ACTIVE"
        if new or any(one.status != status for one in members):
            self._step(POWER_VERBS[status], {"power": Change(power(members) or "started", SHOWN_POWER[status])})

    def _guard(self) -> None:
        """Leave the pool alone if a step would disturb somebody who must not be."""
        ids = self.wanted.ids.get("desktop_ids")
        in_use: dict[str, Desktop] = {}
        for step in self.steps:
            here = disturbed(step, self.current.members, self.policy, ids)
            step.disturbs = bool(here)
            in_use.update({one.desktop_id: one for one in here})
        if not in_use or self.policy.if_in_use == "force":
            self.plan.steps += self.steps
            return
        reason = disturbed_reason(list(in_use.values()))
        if self.policy.if_in_use == "skip":
            self.plan.skipped.append(Notice(self.wanted.target, reason))
        else:
            self.refused.append(reason + "; set if_in_use to skip or force to go on")


def power(members: Sequence[Desktop]) -> str:
    """Return in what power states desktops are: ``started``, or ``2 started, 1 stopped``."""
    counts = Counter(SHOWN_POWER.get(one.status, one.status.lower() or "unknown") for one in members)
    if len(counts) < 2:
        return next(iter(counts), "")
    return ", ".join(f"{counts[name]} {name}" for name in sorted(counts))


def _check_yearly(plan: Plan, policy: Policy) -> None:
    """Refuse what needs an order."""
    needs_order = {*HANDLED, "expand", "shrink", "delete_desktops", "delete"} - (
        {"rebuild"} if policy.order_id else set()
    )
    for step in plan.steps:
        if step.verb in needs_order:
            reason = f"it is billed by the month or year, so {step.verb} needs an order; do it in the console"
            plan.refused.append(Notice(step.target, reason))
