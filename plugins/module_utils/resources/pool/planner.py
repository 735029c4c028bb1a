# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure planner of desktop pools: from the desired and the current state to the steps between them."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from ...errors import UnknownNameError
from ...fields import Comparison, compare
from ...names import number_of
from ...ownership import OWNER_TAG, compare_tags
from ...plan import KNOWN_AFTER_APPLY, NOT_TOLD, Change, Notice, Plan, Step
from ..desktop import disks
from ..desktop.disks import shown_disk
from ..desktop.state import Desktop, Disk
from ..occupancy import in_use_reason, names_of
from ..power import POWER, POWER_VERBS, SHOWN_POWER, shown_power
from .fields import FIELDS, READABLE
from .options import CREATE_MAX, NEEDED_TO_CREATE, Policy
from .state import Grant, Pool, surplus
from .verbs import BY_STATE, VERBS

_BLINDLY = [field for field in READABLE if field.verb and not VERBS[field.verb].loses]
"""The fields that may be written although the service does not tell what they are now: it costs nobody what is on a
disk."""


@dataclasses.dataclass(frozen=True)
class Desired:
    """What a task asks of a pool.

    :param target: what it is called in the plan: its name as written, else its ID.
    :param options: the options given, with names as written.
    :param values: those that are one value (see :data:`.fields.FIELDS`), with IDs in the place of names.
    :param grants: the users and groups that may use it, or ``None`` to leave them alone.
    :param own_group: the security group of the service itself, if the groups given were looked up.
    :param default_zone: the availability zone that the service takes by itself, if the task asks for that.
    :param desktop_ids: the only desktops that changes are to reach, if the task says so.
    :param awaited: what does not exist yet that the options name. :param refused: what stands against them.
    :param doubtful: what could not be found out about them.
    """

    target: str
    name: str | None = None
    pool_id: str | None = None
    options: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    grants: Sequence[Grant] | None = None
    own_group: str | None = None
    default_zone: str | None = None
    desktop_ids: Sequence[str] | None = None
    awaited: Sequence[UnknownNameError] = ()
    refused: Sequence[str] = ()
    doubtful: Sequence[str] = ()


@dataclasses.dataclass(frozen=True)
class Current:
    """What there is.

    :param vanishing: the ID of a pool that lists still show although it is deleted.
    :param members: its desktops, without those being deleted. :param leaving: how many are being deleted.
    :param grants: who may use it; ``None`` if the service does not tell.
    :param creating: the jobs that are adding desktops to it, each with the number that do not show yet.
    :param show: turns an ID into the name that users know, by option name.
    """

    pool: Pool | None = None
    members: Sequence[Desktop] = ()
    leaving: int = 0
    vanishing: str | None = None
    grants: Sequence[Grant] | None = None
    creating: Mapping[str, int] = dataclasses.field(default_factory=dict)
    show: Callable[[str, Any], Any] = lambda option, value: value

    @property
    def coming(self) -> int:
        """How many of its desktops are being created and do not show yet."""
        return sum(self.creating.values())


def plan_pool(desired: Desired, current: Current, policy: Policy) -> Plan:
    """Plan what a task does to its pool. Pure: nothing is sent or read."""
    if policy.state == "absent":
        plan = _absent(desired, current, policy)
    elif current.pool is None:
        plan = _missing(desired, policy)
    else:
        plan = _Comparison(desired, current, current.pool, policy).plan()
    if current.pool is not None and current.pool.yearly:
        plan.refused += _needing_order(plan.steps, policy)
    plan.refused += [Notice(desired.target, reason) for reason in desired.refused]
    plan.awaited += [Notice(desired.target, str(one), awaits=one.sought) for one in desired.awaited]
    plan.warnings += [f"{desired.target}: {reason}" for reason in desired.doubtful]
    if current.vanishing:
        plan.warnings.append(f"{desired.target} is being deleted; the task waits until it is gone")
    if plan.refused:
        plan.steps = []
    plan.sort(VERBS)
    return plan


def _step(verb: str, target: str, fields: Mapping[str, Change], payload: Any = None) -> Step:
    return Step(verb, target, dict(fields), payload, VERBS[verb].disturbs)


# Deleting


def _absent(desired: Desired, current: Current, policy: Policy) -> Plan:
    pool, target = current.pool, desired.target
    if pool is None:
        return Plan()
    if desired.pool_id and desired.name and desired.name != pool.name:
        reason = f"the pool with this pool_id is called {pool.name}, so it is not deleted"
        return Plan(refused=[Notice(target, reason)])
    needed = held(current.members)
    if needed and policy.if_in_use == "skip":
        return Plan(skipped=[Notice(target, held_reason(needed))])
    if needed and policy.if_in_use == "fail":
        reason = held_reason(needed) + "; set if_in_use to force to delete it all the same"
        return Plan(refused=[Notice(target, reason)])
    plan = Plan()
    if pool.values["enable_autoscale"] is not False:
        # Or the service would go on to make desktops for it.
        off = Change(pool.values["enable_autoscale"], False)
        plan.steps.append(_step("update", target, {"enable_autoscale": off}))
    if current.members or current.coming:
        names = sorted(desktop.computer_name for desktop in current.members)
        plan.steps.append(_step("delete_desktops", target, {"desktops": Change(names, [])}))
    if current.leaving:
        leaving = number_of(current.leaving, f"desktop of {target} is", f"desktops of {target} are")
        plan.warnings.append(f"{leaving} being deleted; the task waits for that")
    plan.steps.append(_step("delete", target, {"state": Change("present", "absent")}))
    return plan


def held(members: Sequence[Desktop]) -> list[Desktop]:
    """Return the desktops that belong to somebody or are in use."""
    return [desktop for desktop in members if desktop.people or desktop.in_use]


def held_reason(members: Sequence[Desktop]) -> str:
    """Return the sentence that says who has desktops of a pool."""
    told = [
        f"{one.computer_name} ({in_use_reason(one) if one.in_use else f'assigned to {names_of(one.people)}'})"
        for one in members[:_TOLD]
    ]
    more = f" and {len(members) - _TOLD} more" if len(members) > _TOLD else ""
    return f"somebody needs {', '.join(told)}{more}"


_TOLD = 5
"""How many desktops a sentence names before it only counts them."""


# Creating


def _missing(desired: Desired, policy: Policy) -> Plan:
    options, target, power_state = desired.options, desired.target, POWER.get(policy.state)
    reason = _cannot_create(desired, policy)
    if reason:
        return Plan(refused=[Notice(target, reason)])
    size = options["size"]
    first = min(size, CREATE_MAX)
    plan = Plan([_step("create", target, _creation_fields(desired, first), first)])
    if size > first:
        plan.steps.append(_step("expand", target, {"size": Change(first, size)}, size - first))
    if options.get("in_maintenance_mode"):
        plan.steps.append(_step("update", target, {"in_maintenance_mode": Change(False, True)}))
    if power_state in ("SHUTOFF", "HIBERNATED") and size:
        change = {"power": Change("started", SHOWN_POWER[power_state])}
        plan.steps.append(_step(POWER_VERBS[power_state], target, change))
    return plan


def _cannot_create(desired: Desired, policy: Policy) -> str:
    """Return what stands against creating a pool."""
    options = desired.options
    if desired.pool_id or policy.state in BY_STATE and BY_STATE[policy.state].of_existing:
        return "there is no such pool"
    lacking = [name for name in NEEDED_TO_CREATE if options.get(name) is None]
    if lacking:
        return f"there is no such pool, and it cannot be created without {' and '.join(lacking)}"
    if options["type"] == "DYNAMIC" and options.get("disconnected_retention_period") is None:
        return "a pool of type DYNAMIC cannot be created without disconnected_retention_period"
    return ""


def _creation_fields(desired: Desired, size: int) -> dict[str, Change]:
    options = desired.options
    shown = {field.name: options[field.name] for field in FIELDS if field.shown and options.get(field.name) is not None}
    shown["root_volume"] = shown_disk(options["root_volume"]["type"], options["root_volume"]["size"])
    if options.get("data_volumes") is not None:
        shown["data_volumes"] = [shown_disk(disk["type"], disk["size"]) for disk in options["data_volumes"]]
    if options.get("tags") is not None:
        shown["tags"] = options["tags"]
    if desired.grants:
        shown["authorized_objects"] = [grant.shown for grant in desired.grants]
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
    meant = None if ids is None else set(ids)
    chosen = [one for one in members if meant is None or one.desktop_id in meant]
    if policy.handle_type == "FOR_EXPAND_AND_IDLE":
        return [one for one in chosen if not one.people and not one.in_use]
    return chosen


def disturbed(step: Step, members: Sequence[Desktop], policy: Policy, ids: Sequence[str] | None) -> list[Desktop]:
    """Return the desktops in use whose people would notice a step."""
    verb = VERBS[step.verb]
    if not verb.disturbs:
        return []
    return [one for one in (affected(members, policy, ids) if verb.handled else members) if one.in_use]


def _named(members: Sequence[Desktop]) -> str:
    """Return the names of desktops as a sentence lists them."""
    names = ", ".join(one.computer_name for one in members[:_TOLD])
    return names + (f" and {len(members) - _TOLD} more" if len(members) > _TOLD else "")


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
    """One pool that exists, compared with what a task asks of it.

    :param broken: desktops in error that stay. :param left: the desktops that will be there once the others that are in
        error are deleted.
    """

    desired: Desired
    current: Current
    pool: Pool
    policy: Policy
    steps: list[Step] = dataclasses.field(default_factory=list)
    refused: list[str] = dataclasses.field(default_factory=list)
    warnings: list[str] = dataclasses.field(default_factory=list)
    broken: list[Notice] = dataclasses.field(default_factory=list)
    unknown: list[str] = dataclasses.field(default_factory=list)
    left: Sequence[Desktop] = ()

    def __post_init__(self) -> None:
        self.left = self.current.members

    def plan(self) -> Plan:
        """Return what is to be done, or what stands against it."""
        self._health()
        self._values()
        self._root()
        self._data()
        self._grants()
        growing = self._size()
        self._power(growing)
        guarded = self._guarded()
        guarded.refused += [Notice(self.desired.target, reason) for reason in self.refused]
        guarded.warnings += self.warnings
        guarded.broken += self.broken
        Comparison(unknown=self.unknown, incomplete=bool(self.unknown)).tell(guarded, self.desired.target)
        return guarded

    def _step(self, verb: str, fields: Mapping[str, Change], payload: Any = None) -> None:
        self.steps.append(_step(verb, self.desired.target, fields, payload))

    def _option(self, name: str) -> Any:
        return self.desired.options.get(name)

    # Health

    def _health(self) -> None:
        """Replace the desktops in error if that is allowed; else they are told, each by its name."""
        failed = [one for one in self.current.members if one.broken]
        kept = {one.desktop_id: _kept(one, self.policy) for one in failed}
        going = [one for one in failed if self.policy.replace_failed and not kept[one.desktop_id]]
        gone = {one.desktop_id for one in going}
        for one in failed:
            if one.desktop_id not in gone:
                way = self.policy.replace_failed and kept[one.desktop_id] or "set replace_failed to true to replace it"
                reason = f"its status is ERROR, so nobody can use it; {way}, or delete it with workspace_desktop"
                self.broken.append(Notice(one.computer_name, reason))
        if going:
            names = [one.computer_name for one in going]
            self._step("delete_failed", {"desktops": Change(names, [])}, going)
            self.left = [one for one in self.current.members if one.desktop_id not in gone]

    # Single values

    def _values(self) -> None:
        if self.pool.values["type"] == "STATIC" and self._option("disconnected_retention_period") is not None:
            self.refused.append(
                "disconnected_retention_period is for pools of type DYNAMIC only, and this is a STATIC one"
            )
            return
        values = self._desired_values()
        found = compare(READABLE, values, self._current_values())
        self.unknown += found.unknown
        writes = {**found.changes, **found.to_write(_BLINDLY, values, self._writes_unknown)}
        by_verb: dict[str | None, dict[str, Change]] = {"update": {}}
        for field in READABLE:
            if field.name in writes:
                by_verb.setdefault(field.verb, {})[field.name] = self._shown(field.name, writes[field.name])
        for name, change in by_verb.pop(None, {}).items():
            self.refused.append(
                f"{name} is {change.before} and cannot be changed to {change.after} in place; delete the pool "
                "and create it again"
            )
        self._image(by_verb.pop("rebuild", {}))
        update = {**by_verb.pop("update"), **self._tags(), **self._qos()}
        update.update(self._blind_tags(bool(update)))
        self._losses(update)
        if update:
            self._step("update", update)
        for verb, fields in by_verb.items():
            self._step(str(verb), fields)

    def _losses(self, update: Mapping[str, Change]) -> None:
        """Warn of what the service will reset or delete by itself once these fields are changed."""
        if "disconnected_retention_period" in update and _shortens(update["disconnected_retention_period"]):
            period = update["disconnected_retention_period"].after
            lent = [one for one in self.left if one.people or one.in_use]
            lost = f"; what is on {_named(lent)} is lost then" if lent else ""
            self.warnings.append(
                f"{self.desired.target}: a desktop of a DYNAMIC pool is reset once its user has been disconnected for "
                f"disconnected_retention_period, now {period} minutes{lost}"
            )
        if self._scales_down(update):
            free = [one for one in self.left if not one.people and not one.in_use]
            now = f"; these have no user now: {_named(free)}" if free else ""
            self.warnings.append(
                f"{self.desired.target}: with autoscaling the service deletes desktops that nobody uses, with their "
                f"disks{now}"
            )

    def _scales_down(self, update: Mapping[str, Change]) -> bool:
        """Tell whether a change makes the service delete idle desktops, or delete them earlier."""
        switched = update.get("enable_autoscale")
        if switched:
            return bool(switched.after)
        policy = update.get("autoscale_policy")
        if policy is None or not self.pool.values["enable_autoscale"]:
            return False
        before, after = (side if isinstance(side, Mapping) else {} for side in (policy.before, policy.after))
        return any(_shortens(Change(before.get(name), after[name])) for name in _KEEPING if after.get(name) is not None)

    def _desired_values(self) -> dict[str, Any]:
        groups = self.desired.values.get("security_groups")
        if groups is not None and self.desired.own_group in (self.pool.values["security_groups"] or ()):
            # The service adds its own group to every desktop by itself.
            groups = [*groups, self.desired.own_group]
        return {**self.desired.values, "security_groups": groups}

    def _current_values(self) -> dict[str, Any]:
        subnets, first = self.pool.values["subnets"], self.pool.answer.get("subnet_id")
        if subnets is None and first and first not in (self.desired.values.get("subnets") or ()):
            # Some regions only tell the first of several.
            subnets = (first,)
        return {**self.pool.values, "subnets": subnets, "availability_zone": self._zone()}

    def _zone(self) -> str | None:
        """Return the availability zone, an empty one for that which the service takes by itself."""
        zone: str | None = self.pool.values["availability_zone"]
        if self.desired.values.get("availability_zone") != "" or zone == "":
            return zone
        if self.desired.default_zone is None:
            return None
        return "" if zone == self.desired.default_zone else zone

    def _shown(self, name: str, change: Change) -> Change:
        """Return a change in the user's words; of an object only what the user says of it."""
        before, after = change.before, self.desired.options.get(name, change.after)
        if before == NOT_TOLD:
            return Change(before, after)
        if isinstance(after, Mapping) and after:
            before = {key: before.get(key) for key in after}
        return Change(self.current.show(name, before), after)

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
            reached = affected(self.current.members, self.policy, self.desired.desktop_ids)
            odd = [one for one in reached if one.image_id and one.image_id != self.pool.image_id]
            fields = {f"image.{one.computer_name}": Change(one.image_name or one.image_id, name) for one in odd}
            if fields:
                self._step("rebuild", fields, True)

    def _tags(self) -> dict[str, Change]:
        if self.pool.tags is None:
            return {}
        removed = self.policy.remove_tags or ()
        changes = compare_tags(self._option("tags"), self.pool.tags, self.policy.purge_tags, removed)
        return {f"tags.{key}": change for key, change in changes.items()}

    def _blind_tags(self, along: bool) -> dict[str, Change]:
        """Return the tags to write although the service does not tell those there are.

        It takes them as a whole, so that only a task that purges the others knows what to write; one that does not say
        whose the pool is could take away the mark of a lab.
        """
        desired = self._option("tags")
        if self.pool.tags is not None or (desired is None and not self.policy.remove_tags):
            return {}
        self.unknown.append("tags")
        if desired is None:
            return {}
        along = along and OWNER_TAG in desired
        if not self.policy.purge_tags or not (along or self._writes_unknown):
            return {}
        return {f"tags.{key}": Change(NOT_TOLD, str(value)) for key, value in desired.items()}

    @property
    def _writes_unknown(self) -> bool:
        return self.policy.write_unknown == "always"

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
            if None in before.values() and None not in after.values():
                self.unknown.append(f"{name}.qos")
            if None not in (*before.values(), *after.values()) and before != after:
                fields[f"{name}.qos"] = Change(before, after)
        return fields

    def _root(self) -> None:
        desired, now = self._option("root_volume"), self.pool.root_volume
        if not desired:
            return
        if now is None:
            self.unknown.append("root_volume")
            return
        if desired["type"] != now.type:
            self.refused.append(
                f"root_volume.type is {now.type} and cannot be changed to {desired['type']} in place; delete the "
                "pool and create it again"
            )
        elif desired["size"] < now.size:
            self.refused.append(f"the system disk has {now.size} GB and cannot shrink to {desired['size']} GB")
        elif desired["size"] > now.size:
            fields = {"root_volume.size": Change(now.size, desired["size"])}
            self._step("expand_volume", fields, [(now, desired["size"])])

    def _match(self, desired: Sequence[Mapping[str, Any]], existing: Sequence[Disk]) -> disks.Match:
        """Match disks by the ID where one is given, else by type and size."""
        by_id = {disk.volume_id: disk for disk in existing}
        named = [(want, by_id[want["id"]]) for want in desired if want.get("id") in by_id]
        taken = [disk for _want, disk in named]
        rest = [want for want in desired if want.get("id") not in by_id]
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
        desired, existing = self._option("data_volumes"), self.pool.data_volumes
        if desired is None:
            return
        if existing is None:
            self.unknown.append("data_volumes")
            return
        found = self._match(desired, existing)
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
        desired, now = self.desired.grants, self.current.grants
        if desired is None:
            return
        if now is None:
            self.unknown.append("authorized_objects")
            if self._writes_unknown and desired:
                shown = [grant.shown for grant in desired]
                self._step("authorize", {"authorized_objects": Change(NOT_TOLD, shown)}, desired)
            return
        have, want = {grant.key: grant for grant in now}, {grant.key: grant for grant in desired}
        leaving = [grant for key, grant in have.items() if key not in want]
        joining = [grant for key, grant in want.items() if key not in have]
        before = [grant.shown for grant in now]
        if leaving and self.policy.purge_authorized_objects:
            gone = {grant.shown for grant in leaving}
            kept = [shown for shown in before if shown not in gone]
            self._step("unauthorize", {"authorized_objects": Change(before, kept)}, leaving)
            before = kept
        if joining:
            after = before + [grant.shown for grant in joining]
            self._step("authorize", {"authorized_objects": Change(before, after)}, joining)
        staying = [(have[key], grant) for key, grant in want.items() if key in have and grant.user_group]
        if any(not was.user_group for was, _grant in staying):
            self.unknown.append("authorized_objects.user_group")
        moved = [
            (was, dataclasses.replace(was, user_group=grant.user_group))
            for was, grant in staying
            if (was.user_group or "").lower() != grant.user_group
            if was.user_group or self._writes_unknown
        ]
        if moved:
            fields = {
                f"user_group.{then.shown}": Change(was.user_group or NOT_TOLD, then.user_group) for was, then in moved
            }
            self._step("change_privilege", fields, [then for was, then in moved])

    # Size and power

    def _size(self) -> bool:
        """Plan the number of desktops, and tell whether it grows."""
        size, coming = self._option("size"), self.current.coming
        if coming:
            told = number_of(coming, f"desktop of {self.desired.target} is", f"desktops of {self.desired.target} are")
            self.warnings.append(f"{told} already being created")
        given = self._option("enable_autoscale")
        autoscale = self.pool.values["enable_autoscale"] if given is None else given
        number = len(self.left) + coming
        if size is None:
            size = len(self.current.members) + coming
        if autoscale or number == size:
            return False
        if number < size:
            self._step("expand", {"size": Change(number, size)}, size - number)
            return True
        self._shrink(number, size)
        return False

    def _shrink(self, number: int, size: int) -> None:
        if not self.policy.allow_shrink:
            self.refused.append(surplus(self.desired.target, number, size))
            return
        going = free_to_go(self.left)[: number - size]
        if len(going) < number - size:
            self.warnings.append(
                f"{self.desired.target} has {number_of(number, 'desktop')}, {number - size} more than size, but only "
                f"{number_of(len(going), 'of them has', 'of them have')} neither a user nor a session nor a task; the "
                "others stay"
            )
        if going:
            names = [desktop.computer_name for desktop in going]
            fields = {"size": Change(number, number - len(going)), "desktops": Change(names, [])}
            self._step("shrink", fields, going)

    def _power(self, growing: bool) -> None:
        members = [one for one in self.current.members if not one.broken]
        if self.policy.state == "restarted" and members:
            verb = "restart" if any(one.status == "ACTIVE" for one in members) else "start"
            self._step(verb, {"power": Change(power(members), "restarted")})
            return
        status = POWER.get(self.policy.state)
        if status is None:
            return
        new = growing and status != "ACTIVE"
        if new or any(one.status != status for one in members):
            self._step(POWER_VERBS[status], {"power": Change(power(members) or "started", SHOWN_POWER[status])})

    def _guarded(self) -> Plan:
        """Return the steps, unless one would disturb somebody who must not be."""
        in_use: dict[str, Desktop] = {}
        for step in self.steps:
            here = disturbed(step, self.current.members, self.policy, self.desired.desktop_ids)
            step.disturbs = bool(here)
            in_use.update({one.desktop_id: one for one in here})
        if not in_use or self.policy.if_in_use == "force":
            return Plan(self.steps)
        reason = disturbed_reason(list(in_use.values()))
        if self.policy.if_in_use == "skip":
            return Plan(skipped=[Notice(self.desired.target, reason)])
        self.refused.append(reason + "; set if_in_use to skip or force to go on")
        return Plan()


_KEEPING = ("idle_retention_duration", "min_retention", "min_idle")
"""What of the policy for autoscaling keeps desktops that nobody uses."""


def _shortens(change: Change) -> bool:
    """Tell whether a number becomes smaller, or may do so because it is not known what it was."""
    return not isinstance(change.before, int) or change.after < change.before


def power(members: Sequence[Desktop]) -> str:
    """Return in what power states desktops are: ``started``, or ``2 started, 1 stopped``."""
    counts = Counter(shown_power(one.status) for one in members)
    if len(counts) < 2:
        return next(iter(counts), "")
    return ", ".join(f"{counts[name]} {name}" for name in sorted(counts))


def _kept(desktop: Desktop, policy: Policy) -> str:
    """Return why a desktop in error is not replaced: what it holds may be somebody's. Empty if it may be."""
    if desktop.data_volumes and not policy.purge_data_volumes:
        told = ", ".join(shown_disk(disk.type, disk.size) for disk in desktop.data_volumes)
        return f"its data disks ({told}) may hold something: set purge_data_volumes to true to delete them with it"
    if (desktop.people or desktop.in_use) and policy.if_in_use != "force":
        return f"{names_of(desktop.people) or 'somebody'} has it: set if_in_use to force to replace it all the same"
    return ""


def _needing_order(steps: Sequence[Step], policy: Policy) -> list[Notice]:
    """Return the steps that the service wants an order for, each with what to do about it."""
    ordered = ("rebuild",) if policy.order_id else ()
    return [
        Notice(step.target, f"it is billed by the month or year, so {step.verb} needs an order; do it in the console")
        for step in steps
        if VERBS[step.verb].needs_order and step.verb not in ordered
    ]
