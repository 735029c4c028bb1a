# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure planner of desktops: from what is desired and what there is to the steps between them."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Callable

from ...fields import Comparison, Field, compare, given, ignoring_case
from ...names import number_of
from ...ownership import compare_tags, stays
from ...plan import (
    CLEARED,
    DATA_DISKS,
    KNOWN_AFTER_APPLY,
    NOT_TOLD,
    REBUILT,
    STOPPED,
    SYSTEM_DISK,
    UNSURE,
    Change,
    Notice,
    Plan,
    Step,
    Verb,
)
from ..occupancy import in_use_reason, must_not_disturb, names_of
from ..power import POWER, POWER_VERBS, PowerVerb, clearing, kept_on, put_back, shown_power
from . import disks
from .copies import against_copying, copying, not_stopped, uncopied
from .disks import shown_disk
from .fields import BY_NAME, COMPARED, CURRENT, FIELDS, FIXED
from .options import Desired, Fleet, Policy, against_names, wrong_name, wrong_users
from .state import JOINED_DOMAIN, LEFT_DOMAIN, MAX_BATCH, UNTOLD, Desktop, Disk, Person
from .verbs import BY_STATE, VERBS, DesktopVerb

_FIXED = "fixed"
"""The kind of a notice about what cannot be changed in place, so that only another desktop could have it."""

_DEDICATED = "it would belong to {}, but a desktop of type DEDICATED has one user; set desktop_type to SHARED for more"

_NO_STATUS = "the service does not tell its status, so it is not known what can be done to it; run the task again later"

_BLINDLY: Sequence[Field] = [field for field in COMPARED if field.verb and not VERBS[field.verb].loses]
"""The fields that may be written although the service does not tell what they are now: it costs nobody what is on a
disk."""

_RECREATE = "set recreate to on_change to delete and create the desktop again"


@dataclasses.dataclass(frozen=True)
class Current:
    """What there is: the desktops of the project as far as the task concerns them.

    :param desktops: all that were read.
    :param creating: names (in lower case) of desktops that are being created at this moment, each with its job.
    :param unjoinable: why desktops that have left their domain cannot join it, by ID.
    :param former: who had desktops that nobody has now, by ID, as far as the service tells it.
    :param show: turns an ID into the name that users know, by option name.
    """

    desktops: Sequence[Desktop]
    creating: Mapping[str, str] = dataclasses.field(default_factory=dict)
    unjoinable: Mapping[str, str] = dataclasses.field(default_factory=dict)
    former: Mapping[str, Person] = dataclasses.field(default_factory=dict)
    show: Callable[[str, Any], Any] = lambda option, value: value

    @functools.cached_property
    def _by_id(self) -> Mapping[str, Desktop]:
        return {desktop.desktop_id: desktop for desktop in self.desktops if not desktop.going}

    @functools.cached_property
    def _leaving(self) -> Mapping[str, str]:
        return {one.computer_name.lower(): one.desktop_id for one in self.desktops if one.going}

    @functools.cached_property
    def _leaving_ids(self) -> Collection[str]:
        return {one.desktop_id for one in self.desktops if one.going}

    @functools.cached_property
    def _by_name(self) -> Mapping[str, list[Desktop]]:
        return _index(self._by_id.values(), lambda desktop: [desktop.computer_name.lower()])

    @functools.cached_property
    def _by_person(self) -> Mapping[tuple[str, str], list[Desktop]]:
        return _index(self._by_id.values(), lambda desktop: [person.key for person in desktop.people])

    def find(self, one: Desired) -> list[Desktop]:
        """Return the desktops that are meant: by ID, else by name without case, else by user.

        One that is being deleted is not among them, see :meth:`leaving`.
        """
        if one.desktop_id:
            return [self._by_id[one.desktop_id]] if one.desktop_id in self._by_id else []
        if one.computer_name:
            return list(self._by_name.get(one.computer_name.lower(), ()))
        held = [desktop for person in one.people or () for desktop in self._by_person.get(person.key, ())]
        return list({desktop.desktop_id: desktop for desktop in held}.values())

    def source_of(self, one: Desired) -> tuple[Desktop | None, str]:
        """Return the desktop whose data disks are copied to a desktop, if there is one, and why there is none."""
        given = one.options.get("copy_data_from")
        if given is None:
            return None, ""
        found = self.find(Desired(given, desktop_id=given)) or self.find(Desired(given, computer_name=given))
        if len(found) > 1:
            ids = ", ".join(sorted(desktop.desktop_id for desktop in found))
            return None, f"several desktops are called {given} ({ids}); give copy_data_from as an ID"
        return (found[0], "") if found else (None, f"there is no desktop {given} to copy data disks from")

    def leaving(self, one: Desired) -> str | None:
        """Return the ID of a desktop of this name or ID that is being deleted, and so is neither there nor gone."""
        if one.desktop_id:
            return one.desktop_id if one.desktop_id in self._leaving_ids else None
        return self._leaving.get((one.computer_name or "").lower())

    def members(self, name: str) -> list[Desktop]:
        """Return the desktops that are called so, with digits behind it, in the order of their numbers."""
        pattern = _numbered(name)
        found = (desktop for desktop in self._by_id.values() if pattern.match(desktop.computer_name))
        return sorted(found, key=lambda desktop: (len(desktop.computer_name), desktop.computer_name.lower()))


def _index(desktops: Iterable[Desktop], keys: Callable[[Desktop], Iterable[Any]]) -> dict[Any, list[Desktop]]:
    found: dict[Any, list[Desktop]] = {}
    for desktop in desktops:
        for key in keys(desktop):
            found.setdefault(key, []).append(desktop)
    return found


def _numbered(name: str) -> re.Pattern[str]:
    return re.compile(re.escape(name) + r"\d*$", re.IGNORECASE)


def plan_desktops(desired: Sequence[Desired], current: Current, policy: Policy) -> Plan:
    """Plan what a task does to the desktops that it names. Pure: nothing is sent or read.

    :param desired: with names resolved (``ids``), at least where they may differ from what there is.
    """
    plan = Plan()
    meant: dict[str, str] = {}
    for one in desired:
        found = current.find(one)
        if len(found) > 1:
            ids = ", ".join(sorted(desktop.desktop_id for desktop in found))
            plan.refused.append(Notice(one.target, f"several desktops match ({ids}); give desktop_id"))
            continue
        desktop = found[0] if found else None
        if desktop is not None and meant.setdefault(desktop.desktop_id, one.target) != one.target:
            reason = f"it is the same desktop as {meant[desktop.desktop_id]}; list it once"
            plan.refused.append(Notice(one.target, reason))
            continue
        if desktop is None and current.leaving(one):
            plan.warnings.append(f"{one.target} is being deleted; the task waits until it is gone")
        if policy.state == "absent":
            _plan_absent(plan, one, desktop, policy)
        elif desktop is None:
            _plan_missing(plan, one, current, policy)
        else:
            _Comparison(plan, one, desktop, current, policy).plan_all()
    _check_yearly(plan, policy)
    plan.sort(VERBS)
    plan.warnings += _doubts(plan)
    return plan


def _doubts(plan: Plan) -> list[str]:
    """Return what cannot be promised of what is on the disks."""
    handed_over = [step.target for step in plan.steps if step.verb == "attach" and UNSURE in step.fields.values()]
    offline = [step.target for step in plan.steps if REBUILT in step.fields.values() and _may_be_offline(step)]
    told = []
    if handed_over:
        told.append(
            f"the service may clear the disks of {', '.join(handed_over)} when they are assigned, which no option "
            "prevents; take snapshots before if what is on them is needed"
        )
    if offline:
        told.append(
            f"Windows may show the data disks of {', '.join(offline)} as offline after the system disk is rebuilt; "
            "nothing on them is lost, but somebody has to set them online"
        )
    return told


def _may_be_offline(step: Step) -> bool:
    desktop = desktop_of(step)
    return desktop is not None and bool(desktop.data_volumes) and (desktop.os_type or "").lower() != "linux"


def plan_fleet(fleet: Fleet, current: Current, policy: Policy) -> Plan:
    """Plan how many desktops of one name plus digits there are; what each of them is like is planned apart."""
    plan = Plan()
    members = current.members(fleet.desktop_name)
    if policy.replace_failed and policy.state != "absent":
        members = _without_broken(plan, members, policy)
    names = numbered(fleet, members, current.creating)
    number = len(names)
    if policy.state == "absent":
        if len(members) > fleet.size:
            reason = f"there are {len(members)} desktops of this name, more than size ({fleet.size})"
            plan.refused.append(Notice(fleet.desktop_name, reason + "; absent deletes all of them"))
    elif number < fleet.size:
        _grow(plan, fleet, names, policy)
    elif number > fleet.size and not policy.allow_shrink:
        plan.warnings.append(surplus(fleet, number))
    elif number > fleet.size:
        _shrink(plan, fleet, members, number - fleet.size)
        _check_yearly(plan, policy)
    return plan


def numbered(fleet: Fleet, members: Sequence[Desktop], creating: Iterable[str]) -> list[str]:
    """Return the names of the desktops that there are and of those that are being created.

    :param creating: the names of all desktops that are being created.
    """
    coming = [name for name in creating if _numbered(fleet.desktop_name).match(name)]
    return list(dict.fromkeys([*(desktop.computer_name.lower() for desktop in members), *coming]))


def surplus(fleet: Fleet, number: int) -> str:
    """Return the sentence for more desktops of one name than there are to be."""
    return (
        f"there are {number} desktops called {fleet.desktop_name}..., {number - fleet.size} more than size; set "
        "allow_shrink to delete the surplus"
    )


def _without_broken(plan: Plan, members: Sequence[Desktop], policy: Policy) -> list[Desktop]:
    """Delete the desktops in error, as far as nothing of a person's is on them, and return the others."""
    gone = [desktop for desktop in members if desktop.broken and not _kept_data(desktop, policy)]
    for desktop in gone:
        plan.steps.append(_deletion(desktop.computer_name, desktop, {"status": Change("ERROR", None)}))
    ids = {desktop.desktop_id for desktop in gone}
    return [desktop for desktop in members if desktop.desktop_id not in ids]


def _grow(plan: Plan, fleet: Fleet, names: Sequence[str], policy: Policy) -> None:
    one = fleet.desired
    missing = fleet.size - len(names)
    lacking = [name for name in policy.needed if one.options.get(name) is None]
    later = [f"state {policy.state}"] if policy.state in ("stopped", "hibernated") else []
    later += ["in_maintenance_mode"] if one.options.get("in_maintenance_mode") else []
    if lacking:
        short = number_of(missing, "desktop is", "desktops are")
        reason = f"{short} missing and cannot be created without {' and '.join(lacking)}"
        plan.refused.append(Notice(one.target, reason))
    elif later:
        # The service names them, so that nothing can be said here of each of them.
        short = number_of(missing, "desktop is missing; create it", "desktops are missing; create them")
        reason = f"{short} with state present before you ask for {later[0]}"
        plan.refused.append(Notice(one.target, reason))
    elif one.obstacle:
        plan.refused.append(Notice(one.target, one.obstacle))
    else:
        fields = {"size": Change(len(names), fleet.size), **_creation_fields(one)}
        plan.steps.append(Step("create", one.target, fields, payload=Creation(one, fleet_names(fleet, names))))


def fleet_names(fleet: Fleet, names: Sequence[str]) -> list[tuple[str, int]]:
    """Return the (``desktop_name``, ``size``) pairs that create what is missing, in as few calls as possible.

    The service takes the name of a single desktop as it is; so that the last missing one gets digits too, they are
    given to it, beyond those that exist and those that the other calls may get.

    :param names: the names that exist already.
    """
    missing = fleet.size - len(names)
    parts = [(fleet.desktop_name, min(MAX_BATCH, missing - start)) for start in range(0, missing, MAX_BATCH)]
    if not parts or parts[-1][1] > 1 or fleet.size == 1:
        return parts
    digits = [name[len(fleet.desktop_name) :] for name in names]
    highest = max((int(one) for one in digits if one), default=0)
    width = max((len(one) for one in digits), default=0)
    return [*parts[:-1], (fleet.desktop_name + str(highest + missing).zfill(width), 1)]


def _shrink(plan: Plan, fleet: Fleet, members: Sequence[Desktop], surplus: int) -> None:
    """Delete unassigned desktops, those that are off first; never one with a user or a session."""
    free = [desktop for desktop in members if not desktop.people and not desktop.in_use]
    free.sort(key=lambda desktop: desktop.status == "ACTIVE")
    if len(free) < surplus:
        going, left = number_of(surplus, "desktop is", "desktops are"), number_of(len(free), "has", "have")
        reason = f"{going} to go, but only {left} neither a user nor a session"
        plan.refused.append(Notice(fleet.desktop_name, reason))
        return
    for desktop in free[:surplus]:
        plan.steps.append(_deletion(desktop.computer_name, desktop))


# One desktop


def untold(one: Desired, desktop: Desktop) -> bool:
    """Tell whether the service has not told something of a desktop on which it depends what is done to it."""
    network = ("subnet", "security_groups")
    given = [field.name for field in CURRENT if one.options.get(field.name) is not None]
    needed = {*given, *(network if set(network) & set(given) else ())}
    parts_told = desktop.people_told and desktop.disks_told and desktop.root_volume is not None
    return (
        UNTOLD in (desktop.status, desktop.login_status)
        or not desktop.computer_name
        or desktop.tags is None
        or not parts_told
        or any(desktop.values.get(name) is None for name in needed)
    )


@dataclasses.dataclass(frozen=True)
class Creation:
    """What a ``create`` step carries: what is desired, and for a number of desktops the calls' names and sizes."""

    desired: Desired
    parts: Sequence[tuple[str, int]] = ()


@dataclasses.dataclass(frozen=True)
class Work:
    """What a step on an existing (or by then created) desktop carries."""

    desktop: Desktop | None
    desired: Desired
    data: Any = None


def _plan_absent(plan: Plan, one: Desired, desktop: Desktop | None, policy: Policy) -> None:
    if desktop is not None and one.computer_name and ignoring_case(one.computer_name, desktop.computer_name):
        reason = f"the desktop with this desktop_id is called {desktop.computer_name}, so it is not deleted"
        plan.refused.append(Notice(one.target, reason))
    elif desktop is not None:
        _add(plan, one.target, desktop, [_deletion(one.target, desktop)], policy)


def _deletion(target: str, desktop: Desktop, why: Mapping[str, Change] | None = None) -> Step:
    fields = {"state": Change("present", "absent"), **(why or {})}
    return Step("delete", target, fields, desktop, disturbs=VERBS["delete"].disturbs)


def _plan_missing(plan: Plan, one: Desired, current: Current, policy: Policy) -> None:
    if one.computer_name and one.computer_name.lower() in current.creating:
        plan.warnings.append(f"{one.target} is already being created by another run")
        return
    verb = BY_STATE.get(policy.state)
    if one.desktop_id or verb and verb.of_existing:
        plan.refused.append(Notice(one.target, "there is no such desktop"))
        return
    lacking = [name for name in policy.needed if one.options.get(name) is None]
    personal = [field.name for field in FIELDS if field.needs_owner and one.options.get(field.name) is not None]
    wrong = "" if policy.names_checked else against_names(one)
    reason = ""
    if wrong:
        reason = wrong
    elif lacking:
        reason = f"there is no such desktop, and it cannot be created without {' and '.join(lacking)}"
    elif personal and one.owner is None:
        reason = f"{' and '.join(personal)} cannot be given without user_name"
    elif len(one.people or ()) > 1 and (one.options.get("desktop_type") or "DEDICATED") == "DEDICATED":
        reason = _DEDICATED.format(names_of(one.people or ()))
    else:
        reason = one.obstacle or _against_copying(one, current)
    if reason:
        plan.refused.append(Notice(one.target, reason))
        return
    plan.steps += _creation(one, current, policy)
    source, _missing = current.source_of(one)
    running = "" if source is None else not_stopped(source)
    if source is not None and running:
        plan.awaited.append(Notice(one.target, running, awaits=(STOPPED, source.computer_name)))


def _against_copying(one: Desired, current: Current) -> str:
    """Return why a desktop cannot be created with copies of the disks that are wanted, empty if nothing is against."""
    source, missing = current.source_of(one)
    return missing if source is None else against_copying(source)


def _creation(one: Desired, current: Current, policy: Policy) -> list[Step]:
    """Return the creation, and the steps for what it cannot say itself."""
    fields = _creation_fields(one)
    source, _missing = current.source_of(one)
    if source is not None:
        fields["data_volumes"] = Change(None, [shown_disk(disk.type, disk.size) for disk in source.data_volumes])
    payload = Creation(one if source is None else copying(one, source))
    steps = [Step("create", one.target, fields, payload=payload)]
    more = [person for person in one.people or () if person != one.owner]
    if more:
        before = [one.owner.user_name] if one.owner else []
        fields = {"users": Change(before, before + [person.user_name for person in more])}
        steps.append(Step("attach", one.target, fields, Work(None, one, more)))
    if one.options.get("in_maintenance_mode"):
        change = {"in_maintenance_mode": Change(False, True)}
        steps.append(Step("set_maintenance", one.target, change, Work(None, one, True)))
    status = POWER.get(policy.state)
    if status in ("SHUTOFF", "HIBERNATED"):
        change = {"power": Change("started", shown_power(status))}
        steps.append(Step(POWER_VERBS[status], one.target, change, Work(None, one)))
    return steps


def _creation_fields(one: Desired) -> dict[str, Change]:
    shown: dict[str, Any] = given(one.options, [field.name for field in FIELDS if field.shown])
    if one.owner:
        shown["users"] = [one.owner.user_name]
    shown["root_volume"] = shown_disk(shown["root_volume"]["type"], shown["root_volume"]["size"])
    if "data_volumes" in shown:
        shown["data_volumes"] = [shown_disk(disk["type"], disk["size"]) for disk in shown["data_volumes"]]
    return {
        "state": Change("absent", "present"),
        "desktop_id": Change(None, KNOWN_AFTER_APPLY),
        **{name: Change(None, value) for name, value in shown.items()},
    }


class _Comparison:
    """One desktop that there is, and what is desired of it: the steps between them, and what stands against these."""

    def __init__(self, plan: Plan, desired: Desired, desktop: Desktop, current: Current, policy: Policy) -> None:
        self.plan = plan
        self.desired = desired
        self.desktop = desktop
        self.current = current
        self.policy = policy
        self.steps: list[Step] = []
        self.refused: list[Notice] = []
        self.unknown: list[str] = []

    def plan_all(self) -> None:
        """Put the steps into the plan unless something stands against them."""
        if self.desktop.status == UNTOLD:
            self.plan.refused.append(Notice(self.desired.target, _NO_STATUS))
            return
        if self.desktop.broken and not self.policy.broken_meant:
            self._replace()
            return
        changes = self._values()
        self._root()
        self._data()
        self._copied()
        self._people()
        self._tags()
        self._state()
        if any(step.fields.get(SYSTEM_DISK) == REBUILT for step in self.steps) and not self._image_known:
            self._refuse("the service does not tell its image, which a rebuild has to name; give image")
        fixed = [notice for notice in self.refused if notice.kind == _FIXED]
        if fixed and self.policy.recreate == "on_change":
            self._recreate(changes, [notice for notice in self.refused if notice not in fixed])
        if self.unknown:
            Comparison(unknown=self.unknown).tell(self.plan, self.desired.target)
        if self.refused:
            self.plan.refused += self.refused
        else:
            _add(self.plan, self.desired.target, self.desktop, self.steps, self.policy)

    def _option(self, name: str) -> Any:
        return self.desired.options.get(name)

    def _step(self, verb: str, fields: dict[str, Change], data: Any = None) -> None:
        work = Work(self.desktop, self.desired, data)
        self.steps.append(Step(verb, self.desired.target, fields, work, disturbs=VERBS[verb].disturbs))

    def _refuse(self, reason: str, kind: str = "") -> None:
        self.refused.append(Notice(self.desired.target, reason, kind))

    # Single values

    def _values(self) -> dict[str, Change]:
        """Plan the fields of the table, and return how they differ, names as IDs."""
        desired = {field.name: self.desired.ids.get(field.name, self._option(field.name)) for field in COMPARED}
        desired["computer_name"] = self.desired.computer_name
        own = self.desired.ids.get("own_security_group")
        if desired["security_groups"] is not None and own in (self.desktop.security_groups or ()):
            # The service adds its own group to every desktop by itself.
            desired["security_groups"] = [*desired["security_groups"], own]
        current = {**self.desktop.values, "computer_name": self.desktop.computer_name or None}
        found = compare(COMPARED, desired, current)
        self.unknown += found.unknown
        changes = {**found.changes, **found.to_write(_BLINDLY, desired, self._writes_unknown)}
        by_verb: dict[str | None, dict[str, Change]] = {}
        for name, change in changes.items():
            before = NOT_TOLD if change.before == NOT_TOLD else self.current.show(name, change.before)
            shown = Change(before, self.desired.options.get(name, change.after))
            by_verb.setdefault(BY_NAME[name].verb, {})[name] = shown
        fixed = by_verb.pop(None, {})
        if fixed:
            told = ", ".join(f"{name} from {change.before} to {change.after}" for name, change in fixed.items())
            self._refuse(f"cannot be changed in place: {told}; {_RECREATE}", _FIXED)
        self._image(by_verb.pop("rebuild", {}))
        wrong = wrong_name(self.desired.computer_name or "") if "rename" in by_verb else ""
        if wrong:
            self._refuse(wrong)
        if "change_network" in by_verb and not (desired["subnet"] or self.desktop.subnet_id):
            self._refuse("the service does not tell its subnet, which goes with the security groups; give subnet")
        for verb, fields in by_verb.items():
            self._step(str(verb), fields)
        return changes

    @property
    def _image_known(self) -> bool:
        return bool(self.desired.ids.get("image") or self.desktop.image_id)

    @property
    def _writes_unknown(self) -> bool:
        return self.policy.write_unknown == "always"

    def _image(self, changed: dict[str, Change]) -> None:
        if self.policy.state == "rebuilt":
            now = self.desktop.image_name
            image = changed or {"image": Change(now, self.desired.options.get("image", now))}
            self._step("rebuild", {**image, SYSTEM_DISK: REBUILT})
        elif changed and self.policy.rebuild == "on_change":
            self._step("rebuild", {**changed, SYSTEM_DISK: REBUILT})
        elif changed and self.policy.rebuild == "fail":
            self._refuse(
                f"the image is {changed['image'].before}, not {changed['image'].after}; set rebuild to on_change to "
                "rebuild the system disk, or to never to leave it"
            )

    def _tags(self) -> None:
        desired, removed = self._option("tags"), self.policy.remove_tags or ()
        if desired is None and not removed:
            return
        if self.desktop.tags is None:
            self.unknown.append("tags")
            # It adds tags to those that there are, whichever these may be.
            wanted = (desired or {}).items() if self._writes_unknown else ()
            changes = {str(key): Change(NOT_TOLD, str(value)) for key, value in wanted}
        else:
            changes = compare_tags(desired, self.desktop.tags, self.policy.purge_tags, removed)
        if changes:
            self._step("tag", {f"tags.{key}": change for key, change in changes.items()}, changes)

    # Disks

    def _root(self) -> None:
        desired, current = self._option("root_volume"), self.desktop.root_volume
        if not desired:
            return
        if current is None:
            self.unknown.append("root_volume")
            return
        if desired["type"] != current.type:
            self._refuse(
                f"cannot be changed in place: root_volume.type from {current.type} to {desired['type']}; {_RECREATE}",
                _FIXED,
            )
        elif desired["size"] < current.size:
            self._refuse(f"the system disk has {current.size} GB and cannot shrink to {desired['size']} GB")
        elif desired["size"] > current.size:
            fields = {"root_volume.size": Change(current.size, desired["size"])}
            self._step("expand_volume", fields, [(current, desired["size"])])
        self._qos([("root_volume.qos", desired, current)])

    def _data(self) -> None:
        desired = self._option("data_volumes")
        if desired is None:
            return
        if not self.desktop.disks_told:
            self.unknown.append("data_volumes")
            return
        found = disks.match(desired, self.desktop.data_volumes)
        if found.shrink:
            want, disk = found.shrink
            self._refuse(
                f"data_volumes asks for a {want['type']} disk of {want['size']} GB, but there is one of {disk.size} GB "
                "and disks cannot shrink; list the existing disk with its size"
            )
            return
        gone = {disk.volume_id for disk in found.extra} if self.policy.purge_data_volumes else set()
        grown = {disk.volume_id: want["size"] for want, disk in found.grow}
        left = [disk for disk in self.desktop.data_volumes if disk.volume_id not in gone]
        # In the order in which it is done, so that each step begins where the one before it ends.
        now = [shown_disk(disk.type, disk.size) for disk in self.desktop.data_volumes]
        if gone:
            then = [shown_disk(disk.type, disk.size) for disk in left]
            self._step("remove_volume", {"data_volumes": Change(now, then)}, list(found.extra))
            now = then
        if grown:
            then = [shown_disk(disk.type, grown.get(disk.volume_id, disk.size)) for disk in left]
            growth = [(disk, want["size"]) for want, disk in found.grow]
            self._step("expand_volume", {"data_volumes": Change(now, then)}, growth)
            now = then
        if found.add:
            then = [*now, *(shown_disk(want["type"], want["size"]) for want in found.add)]
            self._step("add_volume", {"data_volumes": Change(now, then)}, list(found.add))
        pairs = zip(found.numbers, [*found.same, *found.grow])
        self._qos((f"data_volumes.{number}.qos", want, disk) for number, (want, disk) in pairs)

    def _copied(self) -> None:
        """Look whether it has copies of all data disks of another desktop; they are only made when it is created."""
        source, _missing = self.current.source_of(self.desired)
        if source is None:
            return
        if not (source.disks_told and self.desktop.disks_told):
            self.unknown.append("copy_data_from")
            return
        sizes, there = ([disk.size for disk in one.data_volumes] for one in (source, self.desktop))
        lacking = " and ".join(f"{size} GB" for size in uncopied(sizes, there))
        if lacking:
            self._refuse(
                f"{source.computer_name} has data disks of which it lacks copies ({lacking}), which are only made when "
                "it is created; delete it and create it again, or leave copy_data_from out"
            )

    def _qos(self, pairs: Iterable[tuple[str, Mapping[str, Any], Disk]]) -> None:
        """Plan the speeds of disks, each under the name by which plans show it."""
        fields: dict[str, Change] = {}
        data = []
        for name, want, disk in pairs:
            before = {one: getattr(disk, one) for one in ("iops", "throughput")}
            after = {one: want.get(one) for one in before}
            if None in before.values() and None not in after.values():
                self.unknown.append(name)
            if None not in (*before.values(), *after.values()) and before != after:
                fields[name] = Change(before, after)
                data.append((disk, after))
        if data:
            self._step("modify_qos", fields, data)

    # People

    def _people(self) -> None:
        desired = self.desired.people
        if desired is None:
            return
        if not self.desktop.people_told:
            self.unknown.append("user_name" if self._option("users") is None else "users")
            return
        have = {person.key: person for person in self.desktop.people}
        want = {person.key: person for person in desired}
        # A desktop that is only known by one of its users may well have others; a user_name beside a name is its only
        # one.
        known = bool(self.desired.computer_name or self.desired.desktop_id)
        exclusive = known and (self._option("users") is None or self.policy.purge_users)
        joining = [person for key, person in want.items() if key not in have]
        leaving = [person for key, person in have.items() if key not in want] if exclusive else []
        wrong = wrong_users(joining, self.desired.computer_name or self.desktop.computer_name)
        if wrong:
            self._refuse(wrong)
        handed_over = self._predecessors(joining, leaving) if joining else ""
        if handed_over and self.policy.reassign == "fail":
            to = names_of(joining)
            risk = "" if self.desktop.shared else f", and what is on its disks may be lost when {to} gets it"
            self._refuse(f"{handed_over}{risk}; set reassign to keep_disks or rebuild to give it to {to}")
            return
        if joining and self.desktop.values.get("desktop_type") == "DEDICATED":
            self._check_dedicated([*(have[key] for key in have if have[key] not in leaving), *joining])
        before = [person.user_name for person in self.desktop.people]
        gone = {person.user_name.lower() for person in leaving}
        kept = [name for name in before if name.lower() not in gone]
        if leaving:
            self._step("detach", {"users": Change(before, kept)}, leaving)
        if joining:
            fields = {"users": Change(kept, kept + [person.user_name for person in joining])}
            self._step("attach", {**fields, **self._losses(bool(handed_over))}, joining)
        self._user_groups([(have[key], person) for key, person in want.items() if key in have])

    def _check_dedicated(self, people: Sequence[Person]) -> None:
        if len(people) > 1:
            self._refuse(_DEDICATED.format(names_of(people)))

    def _predecessors(self, joining: Sequence[Person], leaving: Sequence[Person]) -> str:
        """Return whose desktop it is or was, as a sentence begins, if it is given to other people; else nothing."""
        if leaving:
            return f"it belongs to {names_of(leaving)}"
        if self.desktop.people or self.desktop.untouched:
            return ""
        former = self.current.former.get(self.desktop.desktop_id)
        if former is None:
            return "somebody may have had it before, and the service does not tell who"
        return "" if former.key in {person.key for person in joining} else f"it belonged to {former.user_name}"

    def _losses(self, handed_over: bool) -> dict[str, Change]:
        """Return what an assignment may cost of what is on the disks.

        The published guide says that a desktop of one person is cleared when another person gets it.
        """
        rebuilt = {SYSTEM_DISK: REBUILT} if handed_over and self.policy.reassign == "rebuild" else {}
        returning = self.policy.is_clear_data and not self.desktop.untouched
        if self.desktop.shared or not (handed_over or returning):
            return rebuilt
        lost = (SYSTEM_DISK, DATA_DISKS) if self.desktop.data_volumes else (SYSTEM_DISK,)
        return {**dict.fromkeys(lost, UNSURE if handed_over else CLEARED), **rebuilt}

    def _user_groups(self, pairs: Sequence[tuple[Person, Person]]) -> None:
        wanted = [(now, then) for now, then in pairs if then.user_group]
        untold = [pair for pair in wanted if not pair[0].user_group]
        moved = [(now, then) for now, then in wanted if (now.user_group or "").lower() != str(then.user_group).lower()]
        if untold:
            self.unknown.append("user_group")
        if untold and not self._writes_unknown:
            moved = [pair for pair in moved if pair not in untold]
        if moved:
            fields = {
                "user_group" if len(pairs) == 1 else f"user_group.{now.user_name}": Change(
                    now.user_group or NOT_TOLD, then.user_group
                )
                for now, then in moved
            }
            self._step("change_user_group", fields, [then for now, then in moved])

    # States

    def _state(self) -> None:
        """Plan what the option ``state`` asks for, beyond being there."""
        verb = BY_STATE.get(self.policy.state)
        if isinstance(verb, PowerVerb):
            self._power(verb)
            return
        if isinstance(verb, DesktopVerb) and verb.due:
            change = verb.due(self.desktop)
            if change:
                self._step(verb.name, {verb.shows: change})
        elif self.policy.state == "rejoined":
            self._rejoin()
        self._put_back()

    def _put_back(self) -> None:
        """Plan what a run that was killed has left to be put back."""
        target = self.desired.target
        self.steps += put_back(target, self.desktop)
        reason = kept_on(self.desktop)
        if reason:
            self.plan.warnings.append(f"{target}: {reason}")

    def _power(self, verb: PowerVerb) -> None:
        now = self.desktop.status
        if self.desktop.power_note is not None:
            # The power state that is desired is another matter than the one that was.
            self.steps.append(clearing(self.desired.target, self.desktop.power_note))
        if verb.visible and now == verb.status:
            return
        # One that is off is restarted by being started.
        name = verb.name if verb.visible or now == verb.status else POWER_VERBS[verb.status]
        self._step(name, {"power": Change(shown_power(now), verb.state)})

    def _rejoin(self) -> None:
        desktop = self.desktop
        if desktop.domain_status == JOINED_DOMAIN:
            return
        if desktop.domain_status != LEFT_DOMAIN:
            self.plan.warnings.append(
                f"{self.desired.target} has not reported whether it is in its domain, so it is left alone"
            )
        elif desktop.desktop_id in self.current.unjoinable:
            self._refuse(f"it cannot join its domain: {self.current.unjoinable[desktop.desktop_id]}")
        else:
            self._step("rejoin", {"domain": Change("left", "joined")})

    # Deleting and creating

    def _replace(self) -> None:
        """Delete and create again a desktop in error, if that is allowed; else it is no desktop that could be used."""
        reasons = self._against_recreating() if self.policy.replace_failed else []
        kept = _kept_data(self.desktop, self.policy) if self.policy.replace_failed else ""
        reasons += [kept] if kept else []
        if self.policy.replace_failed and not reasons:
            self._again({"status": Change("ERROR", None)})
            _add(self.plan, self.desired.target, self.desktop, self.steps, self.policy)
            return
        way = "; ".join(reasons) or "let workspace_desktop delete and create it again (replace_failed: true)"
        reason = f"its status is ERROR, so nobody can use it; {way}, or delete it (state: absent)"
        self.plan.broken.append(Notice(self.desired.target, reason))

    def _recreate(self, changes: Mapping[str, Change], others: list[Notice]) -> None:
        """Delete and create again what cannot be changed in place."""
        self.refused = [*others, *(Notice(self.desired.target, reason) for reason in self._against_recreating())]
        if not self.refused:
            self._again({field.name: changes[field.name] for field in FIXED if field.name in changes})

    def _again(self, why: Mapping[str, Change]) -> None:
        """Delete and create it again, keeping its users and tags unless the task says otherwise."""
        tags = self._option("tags")
        purged = self.policy.purge_tags and tags is not None
        gone = self.policy.remove_tags or ()
        kept = {
            key: value
            for key, value in (self.desktop.tags or {}).items()
            if key not in gone and (not purged or stays(key))
        }
        options = {**self.desired.options, "tags": {**kept, **(tags or {})}}
        if self.desired.people is None:
            options["users"] = [
                {"user_name": person.user_name, "user_group": person.user_group, "type": person.type}
                for person in self.desktop.people
            ]
        again = dataclasses.replace(
            self.desired,
            computer_name=self.desired.computer_name or self.desktop.computer_name,
            options=options,
        )
        self.steps = [_deletion(again.target, self.desktop, why), *_creation(again, self.current, self.policy)]

    def _against_recreating(self) -> list[str]:
        if self.desired.desktop_id:
            return ["created again it gets another desktop_id; give its computer_name instead"]
        lacking = [name for name in self.policy.needed if self._option(name) is None]
        if lacking:
            return [f"it cannot be created again without {' and '.join(lacking)}"]
        lost = self._lost_unseen()
        if lost:
            return [f"the service does not tell its {lost}, so that nothing would bring back what is lost of them"]
        obstacle = self.desired.obstacle or self._against_copies()
        return [f"it cannot be created again: {obstacle}"] if obstacle else []

    def _against_copies(self) -> str:
        source, _missing = self.current.source_of(self.desired)
        if source is self.desktop:
            return "copy_data_from names the desktop itself"
        running = "" if source is None else not_stopped(source)
        return _against_copying(self.desired, self.current) or running

    def _lost_unseen(self) -> str:
        """Return what a new desktop would have to have of this one and nobody knows."""
        desktop = self.desktop
        unseen = {
            "tags": desktop.tags is None and not (self.policy.purge_tags and self._option("tags") is not None),
            "users": not desktop.people_told and self.desired.people is None,
        }
        return " and ".join(name for name, lost in unseen.items() if lost)


def _kept_data(desktop: Desktop, policy: Policy) -> str:
    """Return why a desktop in error is not deleted: its data disks may hold something. Empty if it may be."""
    if policy.purge_data_volumes or desktop.disks_told and not desktop.data_volumes:
        return ""
    if not desktop.disks_told:
        return "it may have data disks that hold something: set purge_data_volumes to true to delete them with it"
    told = ", ".join(shown_disk(disk.type, disk.size) for disk in desktop.data_volumes)
    return f"its data disks ({told}) may hold something: set purge_data_volumes to true to delete them with it"


def _add(plan: Plan, target: str, desktop: Desktop, steps: Sequence[Step], policy: Policy) -> None:
    """Put the steps into the plan unless they would disturb somebody who must not be and is not waited for."""
    if (
        policy.if_in_use != "force"
        and policy.patience is None
        and any(must_not_disturb(VERBS[step.verb], desktop) for step in steps)
    ):
        notice = Notice(target, in_use_reason(desktop))
        if policy.if_in_use == "skip":
            plan.skipped.append(notice)
        else:
            plan.refused.append(Notice(target, notice.reason + "; set if_in_use to skip or force to go on"))
        return
    plan.steps += steps


def desktop_of(step: Step) -> Desktop | None:
    """Return the desktop that a step was planned for, ``None`` for one that is created."""
    return step.payload if isinstance(step.payload, Desktop) else getattr(step.payload, "desktop", None)


def leaves(step: Step) -> str | None:
    """Return the power state in which a step leaves its desktop, ``None`` if the one that there was."""
    verb, desktop = VERBS[step.verb], desktop_of(step)
    if step.fields.get(SYSTEM_DISK) == REBUILT:
        return VERBS["rebuild"].leaves
    if desktop is not None and desktop.shared and isinstance(verb, DesktopVerb) and verb.leaves_shared:
        return verb.leaves_shared
    return verb.leaves


def _check_yearly(plan: Plan, policy: Policy) -> None:
    """Refuse what needs an order: desktops that are billed by the month or year."""
    for step in plan.steps:
        desktop = desktop_of(step)
        if desktop is not None and desktop.yearly and _lacks_order(VERBS[step.verb], policy):
            reason = f"it is billed by the month or year, so {step.verb} needs an order; do it in the console"
            plan.refused.append(Notice(step.target, reason))


def _lacks_order(verb: Verb, policy: Policy) -> bool:
    """Tell whether a verb needs an order that nobody gave; only a rebuild takes one."""
    return verb.needs_order and not (verb.name == "rebuild" and policy.order_id)
