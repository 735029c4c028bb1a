# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure planner of desktops: from what is wanted and what there is to the steps between them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable

from ...fields import Field, as_set, compare, ignoring_case
from ...ownership import OWNER_TAG
from ...plan import KNOWN_AFTER_APPLY, Change, Notice, Plan, Step, compare_items
from ..occupancy import in_use_reason, must_not_disturb, names_of
from ..power import POWER, POWER_VERBS, SHOWN_POWER
from . import disks
from .disks import shown_disk
from .options import ON_EXISTING, Fleet, Policy, Wanted
from .state import JOINED_DOMAIN, LEFT_DOMAIN, MAX_BATCH, Desktop, Disk, Person

ORDER = (
    "tag",
    "log_off",
    "rejoin",
    "rename",
    "detach",
    "change_network",
    "resize",
    "remove_volume",
    "rebuild",
    "expand_volume",
    "modify_qos",
    "add_volume",
    "delete",
    "create",
    "attach",
    "change_user_group",
    "set_maintenance",
    "stop",
    "hibernate",
    "start",
    "restart",
)
"""The verbs in the order in which the API needs them."""

DISTURBING = {
    "detach",
    "change_network",
    "resize",
    "remove_volume",
    "rebuild",
    "delete",
    "rename",
    "stop",
    "hibernate",
    "restart",
    "log_off",
    "rejoin",
}
"""The verbs that a logged-in person would notice."""


FIELDS = (
    Field("computer_name", ignoring_case, verb="rename"),
    Field("product", verb="resize"),
    Field("image", verb="rebuild"),
    Field("subnet", verb="change_network"),
    Field("security_groups", as_set, verb="change_network"),
    Field("in_maintenance_mode", verb="set_maintenance"),
    Field("availability_zone"),
    Field("desktop_type"),
    Field("ou_name"),
    Field("enterprise_project_id"),
)
"""The fields of a desktop that are one value. Those without a verb cannot be changed in place."""

NEEDS_OWNER = (
    "user_email",
    "user_phone",
    "os_host_name",
    "copy_volume_desktop_id",
    "copy_volume_ids",
    "if_delete_old_desktop",
)
"""Options that the API takes only together with a user."""

SHOWN_ON_CREATION = (
    "desktop_type",
    "availability_zone",
    "product",
    "image",
    "image_type",
    "root_volume",
    "data_volumes",
    "subnet",
    "nics",
    "security_groups",
    "desktop_ips",
    "tags",
    "enterprise_project_id",
    "ou_name",
    "user_group",
    "license_type",
    "scheduler_hints",
)


@dataclasses.dataclass
class Current:
    """What there is: the desktops of the project as far as the task concerns them.

    :param desktops: all that were read.
    :param creating: names (in lower case) of desktops that are being created at this moment.
    :param unjoinable: why desktops that have left their domain cannot join it, by ID.
    :param show: turns an ID into the name that users know, by option name.
    """

    desktops: Sequence[Desktop]
    creating: Mapping[str, str] = dataclasses.field(default_factory=dict)
    unjoinable: Mapping[str, str] = dataclasses.field(default_factory=dict)
    show: Callable[[str, Any], Any] = lambda option, value: value

    def find(self, one: Wanted) -> list[Desktop]:
        """Return the desktops that a wish is about: by ID, else by name without case, else by user.

        One that is being deleted counts as gone.
        """
        there = [desktop for desktop in self.desktops if not desktop.going]
        if one.desktop_id:
            return [desktop for desktop in there if desktop.desktop_id == one.desktop_id]
        if one.computer_name:
            name = one.computer_name.lower()
            return [desktop for desktop in there if desktop.computer_name.lower() == name]
        people = {person.key for person in one.people or ()}
        return [desktop for desktop in there if people & {person.key for person in desktop.people}]


def plan_desktops(wanted: Sequence[Wanted], current: Current, policy: Policy) -> Plan:
    """Plan what a task does to the desktops that it names. Pure: nothing is sent or read.

    :param wanted: with names resolved (``ids``), at least where they may differ from what there is.
    """
    plan = Plan()
    meant: dict[str, str] = {}
    for one in wanted:
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
        if policy.state == "absent":
            _plan_absent(plan, one, desktop, policy)
        elif desktop is None:
            _plan_missing(plan, one, current, policy)
        else:
            _plan_existing(plan, one, desktop, current, policy)
    _check_yearly(plan, policy)
    plan.sort(ORDER)
    return plan


def plan_fleet(fleet: Fleet, current: Current, policy: Policy) -> tuple[Plan, list[Wanted]]:
    """Plan a number of desktops of one name plus digits.

    :returns: the plan for their number, and what is wanted of each of those that stay.
    """
    pattern = re.compile(re.escape(fleet.desktop_name) + r"\d*$", re.IGNORECASE)
    members = sorted(
        (desktop for desktop in current.desktops if pattern.match(desktop.computer_name) and not desktop.going),
        key=lambda desktop: (len(desktop.computer_name), desktop.computer_name.lower()),
    )
    creating = [name for name in current.creating if pattern.match(name)]
    names = list(dict.fromkeys([*(desktop.computer_name.lower() for desktop in members), *creating]))
    number = len(names)
    plan = Plan()
    if policy.state == "absent":
        if len(members) > fleet.size:
            reason = f"there are {len(members)} desktops of this name, more than size ({fleet.size})"
            plan.refused.append(Notice(fleet.desktop_name, reason + "; absent deletes all of them"))
        return plan, [_member(desktop, fleet) for desktop in members]
    if number < fleet.size:
        _grow(plan, fleet, names, policy)
    elif number > fleet.size and not policy.allow_shrink:
        plan.warnings.append(
            f"there are {number} desktops called {fleet.desktop_name}..., {number - fleet.size} more than "
            "size; set allow_shrink to delete the surplus"
        )
    elif number > fleet.size:
        members = _shrink(plan, fleet, members, number - fleet.size)
        _check_yearly(plan, policy)
    return plan, [_member(desktop, fleet) for desktop in members]


def _member(desktop: Desktop, fleet: Fleet) -> Wanted:
    return Wanted(desktop.computer_name, None, desktop.desktop_id, dict(fleet.options))


def _grow(plan: Plan, fleet: Fleet, names: Sequence[str], policy: Policy) -> None:
    one = Wanted(fleet.desktop_name, None, None, dict(fleet.options))
    missing = fleet.size - len(names)
    lacking = [name for name in policy.needed if one.options.get(name) is None]
    later = [f"state {policy.state}"] if policy.state in ("stopped", "hibernated") else []
    later += ["in_maintenance_mode"] if one.options.get("in_maintenance_mode") else []
    if lacking:
        reason = f"{missing} desktops are missing and cannot be created without {' and '.join(lacking)}"
        plan.refused.append(Notice(one.target, reason))
    elif later:
        # The service names them, so that nothing can be said here of each of them.
        reason = f"{missing} desktops are missing; create them with state present before you ask for {later[0]}"
        plan.refused.append(Notice(one.target, reason))
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


def _shrink(plan: Plan, fleet: Fleet, members: Sequence[Desktop], surplus: int) -> list[Desktop]:
    """Delete unassigned desktops, those that are off first; never one with a user or a session."""
    free = [desktop for desktop in members if not desktop.people and not desktop.in_use]
    free.sort(key=lambda desktop: desktop.status == "ACTIVE")
    if len(free) < surplus:
        reason = f"{surplus} desktops are to go, but only {len(free)} have neither a user nor a session"
        plan.refused.append(Notice(fleet.desktop_name, reason))
        return list(members)
    going = free[:surplus]
    for desktop in going:
        plan.steps.append(Step("delete", desktop.computer_name, _deletion_fields(desktop), desktop, disturbs=True))
    return [desktop for desktop in members if desktop not in going]


# One desktop


@dataclasses.dataclass
class Creation:
    """What a ``create`` step carries: the wish, and for a number of desktops the calls' names and sizes."""

    wanted: Wanted
    parts: Sequence[tuple[str, int]] = ()


@dataclasses.dataclass
class Work:
    """What a step on an existing (or by then created) desktop carries."""

    desktop: Desktop | None
    wanted: Wanted
    data: Any = None


def _plan_absent(plan: Plan, one: Wanted, desktop: Desktop | None, policy: Policy) -> None:
    if desktop is not None and one.computer_name and ignoring_case(one.computer_name, desktop.computer_name):
        reason = f"the desktop with this desktop_id is called {desktop.computer_name}, so it is not deleted"
        plan.refused.append(Notice(one.target, reason))
    elif desktop is not None:
        step = Step("delete", one.target, _deletion_fields(desktop), desktop, disturbs=True)
        _add(plan, one.target, desktop, [step], policy)


def _deletion_fields(desktop: Desktop) -> dict[str, Change]:
    return {"state": Change("present", "absent")}


def _plan_missing(plan: Plan, one: Wanted, current: Current, policy: Policy) -> None:
    if one.computer_name and one.computer_name.lower() in current.creating:
        plan.warnings.append(f"{one.target} is already being created by another run")
        return
    if one.desktop_id or policy.state in ON_EXISTING:
        plan.refused.append(Notice(one.target, "there is no such desktop"))
        return
    lacking = [name for name in policy.needed if one.options.get(name) is None]
    if lacking:
        plan.refused.append(
            Notice(one.target, f"there is no such desktop, and it cannot be created without {' and '.join(lacking)}")
        )
        return
    personal = [name for name in NEEDS_OWNER if one.options.get(name) is not None]
    if personal and one.owner is None:
        plan.refused.append(Notice(one.target, f"{' and '.join(personal)} cannot be given without user_name"))
        return
    if one.obstacle:
        plan.refused.append(Notice(one.target, one.obstacle))
        return
    plan.steps.append(Step("create", one.target, _creation_fields(one), payload=Creation(one)))
    plan.steps += _after_creation(one, policy)


def _creation_fields(one: Wanted) -> dict[str, Change]:
    shown: dict[str, Any] = {name: one.options[name] for name in SHOWN_ON_CREATION if one.options.get(name) is not None}
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


def _after_creation(one: Wanted, policy: Policy) -> list[Step]:
    """Return the steps for what cannot be said in the creation itself."""
    steps = []
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
        change = {"power": Change("started", SHOWN_POWER[status])}
        steps.append(Step(POWER_VERBS[status], one.target, change, Work(None, one)))
    return steps


def _plan_existing(plan: Plan, one: Wanted, desktop: Desktop, current: Current, policy: Policy) -> None:
    steps: list[Step] = []
    refused: list[str] = []
    changes = compare(FIELDS, _wanted_values(one, desktop), _current_values(desktop)).changes
    _plan_values(steps, refused, changes, one, desktop, current, policy)
    _plan_root(steps, refused, one, desktop)
    _plan_data(steps, refused, one, desktop, policy)
    _plan_people(steps, refused, one, desktop, policy)
    _plan_tags(steps, one, desktop, policy)
    _plan_power(steps, one, desktop, policy)
    _plan_session(steps, one, desktop, policy)
    _plan_domain(plan, steps, refused, one, desktop, current, policy)
    fixed = [text for text in refused if text.startswith(_FIXED)]
    if fixed and policy.recreate == "on_change":
        refused = [text for text in refused if text not in fixed] + _against_recreating(one, policy)
        steps = [] if refused else _recreate(one, desktop, changes, policy)
    if refused:
        plan.refused += [Notice(one.target, reason) for reason in refused]
    else:
        _add(plan, one.target, desktop, steps, policy)


_FIXED = "cannot be changed in place: "


def _wanted_values(one: Wanted, desktop: Desktop) -> dict[str, Any]:
    values = {name: one.ids.get(name, one.options.get(name)) for name in (field.name for field in FIELDS)}
    values["computer_name"] = one.computer_name
    own = one.ids.get("own_security_group")
    if values["security_groups"] is not None and own in (desktop.security_groups or ()):
        # The service adds its own group to every desktop by itself.
        values["security_groups"] = [*values["security_groups"], own]
    return values


def _current_values(desktop: Desktop) -> dict[str, Any]:
    return {
        "computer_name": desktop.computer_name,
        "product": desktop.product_id,
        "image": desktop.image_id,
        "subnet": desktop.subnet_id,
        "security_groups": desktop.security_groups,
        "in_maintenance_mode": desktop.in_maintenance_mode,
        "availability_zone": desktop.availability_zone,
        "desktop_type": desktop.desktop_type,
        "ou_name": desktop.ou_name,
        "enterprise_project_id": desktop.enterprise_project_id,
    }


def _plan_values(
    steps: list[Step],
    refused: list[str],
    changes: Mapping[str, Change],
    one: Wanted,
    desktop: Desktop,
    current: Current,
    policy: Policy,
) -> None:
    by_verb: dict[str | None, dict[str, Change]] = {}
    verbs = {field.name: field.verb for field in FIELDS}
    for name, change in changes.items():
        shown = Change(current.show(name, change.before), one.options.get(name, change.after))
        by_verb.setdefault(verbs[name], {})[name] = shown
    fixed = by_verb.pop(None, {})
    if fixed:
        told = ", ".join(f"{name} from {change.before} to {change.after}" for name, change in fixed.items())
        refused.append(_FIXED + told + "; set recreate to on_change to delete and create the desktop anew")
    image = by_verb.pop("rebuild", {})
    if policy.state == "rebuilt":
        image = image or {"image": Change(desktop.image_name, one.options.get("image", desktop.image_name))}
        steps.append(_step("rebuild", one, desktop, {**image, "system_disk": Change("as it is", "rebuilt")}))
    elif image and policy.rebuild == "on_change":
        steps.append(_step("rebuild", one, desktop, image))
    elif image and policy.rebuild == "fail":
        change = image["image"]
        refused.append(
            f"the image is {change.before}, not {change.after}; set rebuild to on_change to rebuild the "
            "system disk, or to never to leave it"
        )
    for verb, fields in by_verb.items():
        steps.append(_step(str(verb), one, desktop, fields))


def _step(verb: str, one: Wanted, desktop: Desktop | None, fields: dict[str, Change], data: Any = None) -> Step:
    return Step(verb, one.target, fields, Work(desktop, one, data), disturbs=verb in DISTURBING)


def _plan_root(steps: list[Step], refused: list[str], one: Wanted, desktop: Desktop) -> None:
    wanted, current = one.options.get("root_volume"), desktop.root_volume
    if not wanted or current is None:
        return
    if wanted["type"] != current.type:
        refused.append(
            _FIXED
            + (
                f"root_volume.type from {current.type} to {wanted['type']}; set recreate to on_change to delete "
                "and create the desktop anew"
            )
        )
    elif wanted["size"] < current.size:
        refused.append(f"the system disk has {current.size} GB and cannot shrink to {wanted['size']} GB")
    elif wanted["size"] > current.size:
        fields = {"root_volume.size": Change(current.size, wanted["size"])}
        steps.append(_step("expand_volume", one, desktop, fields, [(current, wanted["size"])]))
    _plan_qos(steps, one, desktop, [(wanted, current)], "root_volume")


def _plan_data(steps: list[Step], refused: list[str], one: Wanted, desktop: Desktop, policy: Policy) -> None:
    wanted = one.options.get("data_volumes")
    if wanted is None:
        return
    found = disks.match(wanted, desktop.data_volumes)
    if found.shrink:
        want, disk = found.shrink
        refused.append(
            f"data_volumes asks for a {want['type']} disk of {want['size']} GB, but there is one of "
            f"{disk.size} GB and disks cannot shrink; list the existing disk with its size"
        )
        return
    now = [shown_disk(disk.type, disk.size) for disk in desktop.data_volumes]
    grown = {disk.volume_id: want["size"] for want, disk in found.grow}
    then = [shown_disk(disk.type, grown.get(disk.volume_id, disk.size)) for disk in desktop.data_volumes]
    if found.grow:
        fields = {"data_volumes": Change(now, then)}
        steps.append(_step("expand_volume", one, desktop, fields, [(disk, want["size"]) for want, disk in found.grow]))
    if found.add:
        more = [*then, *(shown_disk(want["type"], want["size"]) for want in found.add)]
        steps.append(_step("add_volume", one, desktop, {"data_volumes": Change(then, more)}, list(found.add)))
        then = more
    if found.extra and policy.purge_data_volumes:
        gone = list(then)
        for disk in found.extra:
            gone.remove(shown_disk(disk.type, disk.size))
        steps.append(_step("remove_volume", one, desktop, {"data_volumes": Change(then, gone)}, list(found.extra)))
    _plan_qos(steps, one, desktop, [*found.same, *found.grow], "data_volumes")


def _plan_qos(
    steps: list[Step], one: Wanted, desktop: Desktop, pairs: Iterable[tuple[Mapping[str, Any], Disk]], option: str
) -> None:
    fields: dict[str, Change] = {}
    data = []
    for number, (want, disk) in enumerate(pairs):
        before = {name: getattr(disk, name) for name in ("iops", "throughput")}
        after = {name: want.get(name) for name in before}
        if None not in (*before.values(), *after.values()) and before != after:
            fields[f"{option}.qos" if option == "root_volume" else f"{option}.{number}.qos"] = Change(before, after)
            data.append((disk, after))
    if data:
        steps.append(_step("modify_qos", one, desktop, fields, data))


def _plan_people(steps: list[Step], refused: list[str], one: Wanted, desktop: Desktop, policy: Policy) -> None:
    wanted = one.people
    if wanted is None:
        return
    have, want = {person.key: person for person in desktop.people}, {person.key: person for person in wanted}
    # A desktop that is only known by one of its users may well have others; a user_name beside a name is its only one.
    known = bool(one.computer_name or one.desktop_id)
    exclusive = known and (one.options.get("users") is None or policy.purge_users)
    joining = [person for key, person in want.items() if key not in have]
    leaving = [person for key, person in have.items() if key not in want] if exclusive else []
    before = [person.user_name for person in desktop.people]
    if joining and leaving and policy.reassign == "fail":
        refused.append(
            f"it belongs to {names_of(leaving)}; set reassign to keep_disks or rebuild to give it to "
            + names_of(joining)
        )
        return
    kept = [name for name in before if name.lower() not in {person.user_name.lower() for person in leaving}]
    if leaving:
        steps.append(_step("detach", one, desktop, {"users": Change(before, kept)}, leaving))
    if joining:
        fields = {"users": Change(kept, kept + [person.user_name for person in joining])}
        if leaving and policy.reassign == "rebuild":
            fields["system_disk"] = Change("as it is", "rebuilt")
        steps.append(_step("attach", one, desktop, fields, joining))
    _plan_user_groups(steps, one, desktop, [(have[key], person) for key, person in want.items() if key in have])


def _plan_user_groups(steps: list[Step], one: Wanted, desktop: Desktop, pairs: Sequence[tuple[Person, Person]]) -> None:
    moved = [
        (now, then)
        for now, then in pairs
        if then.user_group and now.user_group and then.user_group.lower() != now.user_group.lower()
    ]
    if moved:
        fields = {
            "user_group" if len(pairs) == 1 else f"user_group.{now.user_name}": Change(now.user_group, then.user_group)
            for now, then in moved
        }
        steps.append(_step("change_user_group", one, desktop, fields, [then for now, then in moved]))


def _plan_tags(steps: list[Step], one: Wanted, desktop: Desktop, policy: Policy) -> None:
    wanted = one.options.get("tags")
    changes = compare_items(
        None if wanted is None else {str(key): str(value) for key, value in wanted.items()},
        desktop.tags,
        policy.purge_tags,
    )
    changes = {key: change for key, change in changes.items() if key != OWNER_TAG or change.after is not None}
    if changes:
        fields = {f"tags.{key}": change for key, change in changes.items()}
        steps.append(_step("tag", one, desktop, fields, changes))


def _plan_power(steps: list[Step], one: Wanted, desktop: Desktop, policy: Policy) -> None:
    if policy.state == "restarted":
        verb = "restart" if desktop.status == "ACTIVE" else "start"
        steps.append(_step(verb, one, desktop, {"power": Change(_power(desktop), "restarted")}))
        return
    status = POWER.get(policy.state)
    if status is not None and desktop.status != status:
        change = Change(_power(desktop), SHOWN_POWER[status])
        steps.append(_step(POWER_VERBS[status], one, desktop, {"power": change}))


def _plan_session(steps: list[Step], one: Wanted, desktop: Desktop, policy: Policy) -> None:
    if policy.state == "logged_off" and desktop.in_use:
        steps.append(_step("log_off", one, desktop, {"session": Change(desktop.login_status.lower(), "ended")}))


def _plan_domain(
    plan: Plan,
    steps: list[Step],
    refused: list[str],
    one: Wanted,
    desktop: Desktop,
    current: Current,
    policy: Policy,
) -> None:
    if policy.state != "rejoined" or desktop.domain_status == JOINED_DOMAIN:
        return
    if desktop.domain_status != LEFT_DOMAIN:
        plan.warnings.append(f"{one.target} has not reported whether it is in its domain, so it is left alone")
    elif desktop.desktop_id in current.unjoinable:
        refused.append(f"it cannot join its domain: {current.unjoinable[desktop.desktop_id]}")
    else:
        steps.append(_step("rejoin", one, desktop, {"domain": Change("left", "joined")}))


def _power(desktop: Desktop) -> str:
    return SHOWN_POWER.get(desktop.status, desktop.status.lower() or "unknown")


def _against_recreating(one: Wanted, policy: Policy) -> list[str]:
    if one.desktop_id:
        return ["created anew it gets another desktop_id; give its computer_name instead"]
    lacking = [name for name in policy.needed if one.options.get(name) is None]
    if lacking:
        return [f"it cannot be created anew without {' and '.join(lacking)}"]
    return [f"it cannot be created anew: {one.obstacle}"] if one.obstacle else []


def _recreate(one: Wanted, desktop: Desktop, changes: Mapping[str, Change], policy: Policy) -> list[Step]:
    """Delete and create anew, keeping the desktop's users and tags unless the task says otherwise."""
    fixed = {field.name for field in FIELDS if field.verb is None}
    why = {name: change for name, change in changes.items() if name in fixed}
    tags = one.options.get("tags")
    purged = policy.purge_tags and tags is not None
    kept = {key: value for key, value in desktop.tags.items() if not purged or key == OWNER_TAG}
    options = {**one.options, "tags": {**kept, **(tags or {})}}
    if one.people is None:
        options["users"] = [
            {"user_name": person.user_name, "user_group": person.user_group, "type": person.type}
            for person in desktop.people
        ]
    anew = Wanted(one.target, one.computer_name or desktop.computer_name, None, options, one.ids)
    return [
        Step("delete", one.target, {**_deletion_fields(desktop), **why}, desktop, disturbs=True),
        Step("create", one.target, _creation_fields(anew), payload=Creation(anew)),
        *_after_creation(anew, policy),
    ]


def _add(plan: Plan, target: str, desktop: Desktop, steps: Sequence[Step], policy: Policy) -> None:
    """Put the steps into the plan unless they would disturb somebody who must not be."""
    if policy.if_in_use != "force" and any(must_not_disturb(step, desktop) for step in steps):
        notice = Notice(target, in_use_reason(desktop))
        if policy.if_in_use == "skip":
            plan.skipped.append(notice)
        else:
            plan.refused.append(Notice(target, notice.reason + "; set if_in_use to skip or force to go on"))
        return
    plan.steps += steps


def _check_yearly(plan: Plan, policy: Policy) -> None:
    """Refuse what needs an order: desktops that are billed by the month or year."""
    needs_order = {"resize", "expand_volume", "add_volume", "remove_volume", "delete"}
    if not policy.order_id:
        needs_order.add("rebuild")
    for step in plan.steps:
        desktop = step.payload if isinstance(step.payload, Desktop) else getattr(step.payload, "desktop", None)
        if desktop is not None and desktop.yearly and step.verb in needs_order:
            plan.refused.append(
                Notice(
                    step.target,
                    f"it is billed by the month or year, so {step.verb} needs an order; do it in the console",
                )
            )
