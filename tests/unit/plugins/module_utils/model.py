# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A pure model of the cloud: what the steps of a desktop plan do to a list of desktops.

It goes by a step's verb and payload alone, as the requests do, never by the fields that are shown.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ansible_collections.huaweicloud.workspace.plugins.module_utils.plan import Step
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.options import Desired
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.planner import Creation, Work
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.state import Desktop, Disk, Person

_fresh = itertools.count(1)

PLAIN = Desktop(
    desktop_id="d0",
    computer_name="PC-00",
    status="ACTIVE",
    task_status="",
    login_status="REGISTERED",
    attach_state="",
    people=(),
    root_volume=Disk("SAS", 80, "r0"),
    data_volumes=(),
    tags={},
    image_name="image one",
    os_type="Windows",
    charging_mode="0",
    values={
        "product": "p1",
        "image": "i1",
        "subnet": "s1",
        "security_groups": ("g1",),
        "in_maintenance_mode": False,
        "availability_zone": "z1",
        "desktop_type": "DEDICATED",
        "ou_name": "",
        "enterprise_project_id": "0",
    },
)
"""An ordinary desktop, to be varied with :func:`desktop`."""


def desktop(name: str, **fields: Any) -> Desktop:
    """Return a desktop that is ordinary in all but these fields; its ID is its name's."""
    assigned = "ATTACHED" if fields.get("people") else "UNATTACH"
    return vary(PLAIN, **{"desktop_id": f"id-{name}", "computer_name": name, "attach_state": assigned, **fields})


def vary(one: Desktop, **fields: Any) -> Desktop:
    """Return a desktop with other fields, those of the table of fields by the names of their options."""
    values = {name: value for name, value in fields.items() if name in PLAIN.values}
    others = {name: value for name, value in fields.items() if name not in values}
    return dataclasses.replace(one, values={**one.values, **values}, **others)


def told(one: Desktop, name: str) -> Any:
    """Return a field of a desktop by the name of its option."""
    return one.values[name] if name in PLAIN.values else getattr(one, name)


def apply(steps: Iterable[Step], desktops: Sequence[Desktop]) -> list[Desktop]:
    """Return the desktops after the steps."""
    cloud = {one.desktop_id: one for one in desktops}
    ids = {step.target: payload_desktop(step).desktop_id for step in steps if payload_desktop(step) is not None}
    for step in steps:
        if step.verb == "create":
            created = _create(step.payload, list(cloud.values()))
            cloud.update({one.desktop_id: one for one in created})
            if len(created) == 1:
                ids[step.target] = created[0].desktop_id
        elif step.verb == "delete":
            del cloud[step.payload.desktop_id]
        else:
            desktop_id = ids[step.target]
            cloud[desktop_id] = _VERBS[step.verb](cloud[desktop_id], step.payload)
    return list(cloud.values())


def payload_desktop(step: Step) -> Any:
    """Return the desktop that a step was planned for, ``None`` for one that is created."""
    return step.payload if isinstance(step.payload, Desktop) else getattr(step.payload, "desktop", None)


def _create(creation: Creation, existing: Sequence[Desktop]) -> list[Desktop]:
    one = creation.desired
    taken = {other.computer_name.lower() for other in existing if not other.going}
    names: list[str] = []
    for name, size in creation.parts or [(one.computer_name or f"AUTO-{next(_fresh)}", 1)]:
        free = (name if size == 1 else f"{name}{number:03d}" for number in itertools.count(1))
        for _each in range(size):
            chosen = next(free)
            while size > 1 and chosen.lower() in taken:
                chosen = next(free)
            assert chosen.lower() not in taken, f"the name {chosen} is taken"
            taken.add(chosen.lower())
            names.append(chosen)
    return [_new(name, one) for name in names]


def _new(name: str, one: Desired) -> Desktop:
    options = one.options
    return desktop(
        name,
        desktop_id=f"new-{next(_fresh)}",
        people=tuple(_settled(person) for person in (one.people or ())[:1]),
        root_volume=_disk(options["root_volume"]),
        data_volumes=tuple(_disk(volume) for volume in options.get("data_volumes") or ()),
        tags={str(key): str(value) for key, value in (options.get("tags") or {}).items()},
        product=one.ids.get("product") or options["product"],
        image=one.ids.get("image") or options["image"],
        **{name: value for name in ("availability_zone", "ou_name") if (value := options.get(name)) is not None},
        **({"subnet": one.ids["subnet"]} if one.ids.get("subnet") else {}),
        **({"security_groups": tuple(one.ids["security_groups"])} if one.ids.get("security_groups") else {}),
    )


def _settled(person: Person) -> Person:
    return dataclasses.replace(person, user_group=person.user_group or "users")


def _disk(volume: Any) -> Disk:
    known = {name: volume.get(name) for name in ("iops", "throughput")}
    return Disk(volume["type"], volume["size"], f"v{next(_fresh)}", **known)


def _tag(now: Desktop, work: Work) -> Desktop:
    tags = dict(now.tags)
    for key, change in work.data.items():
        if change.after is None:
            del tags[key]
        else:
            tags[key] = change.after
    return dataclasses.replace(now, tags=tags)


def _detach(now: Desktop, work: Work) -> Desktop:
    leaving = {person.key for person in work.data}
    assert leaving <= {person.key for person in now.people}
    left = tuple(person for person in now.people if person.key not in leaving)
    return dataclasses.replace(now, people=left, attach_state="ATTACHED" if left else "DEATTACHED")


def _attach(now: Desktop, work: Work) -> Desktop:
    assert not {person.key for person in work.data} & {person.key for person in now.people}
    people = now.people + tuple(_settled(person) for person in work.data)
    return dataclasses.replace(now, people=people, attach_state="ATTACHED")


def _change_user_group(now: Desktop, work: Work) -> Desktop:
    groups = {person.key: person.user_group for person in work.data}
    people = tuple(
        dataclasses.replace(person, user_group=groups.get(person.key, person.user_group)) for person in now.people
    )
    return dataclasses.replace(now, people=people)


def _change_network(now: Desktop, work: Work) -> Desktop:
    ids = work.desired.ids
    groups = ids.get("security_groups") or now.security_groups
    return vary(now, subnet=ids.get("subnet") or now.subnet_id, security_groups=groups)


def _change_disks(now: Desktop, change: Callable[[Disk], Disk]) -> Desktop:
    root = change(now.root_volume) if now.root_volume else None
    return dataclasses.replace(now, root_volume=root, data_volumes=tuple(change(disk) for disk in now.data_volumes))


def _expand(now: Desktop, work: Work) -> Desktop:
    sizes = {disk.volume_id: size for disk, size in work.data}

    def grow(disk: Disk) -> Disk:
        assert sizes.get(disk.volume_id, disk.size) >= disk.size
        return dataclasses.replace(disk, size=sizes.get(disk.volume_id, disk.size))

    return _change_disks(now, grow)


def _modify_qos(now: Desktop, work: Work) -> Desktop:
    qos = {disk.volume_id: values for disk, values in work.data}

    def tune(disk: Disk) -> Disk:
        return dataclasses.replace(disk, **qos.get(disk.volume_id, {}))

    return _change_disks(now, tune)


def _add_volume(now: Desktop, work: Work) -> Desktop:
    return dataclasses.replace(now, data_volumes=now.data_volumes + tuple(_disk(volume) for volume in work.data))


def _remove_volume(now: Desktop, work: Work) -> Desktop:
    gone = {disk.volume_id for disk in work.data}
    assert gone <= {disk.volume_id for disk in now.data_volumes}
    return dataclasses.replace(now, data_volumes=tuple(one for one in now.data_volumes if one.volume_id not in gone))


def _into(**fields: Any) -> Callable[[Desktop, Work], Desktop]:
    return lambda now, work: dataclasses.replace(now, **fields)


_VERBS: dict[str, Callable[[Desktop, Work], Desktop]] = {
    "tag": _tag,
    "rename": lambda now, work: dataclasses.replace(now, computer_name=work.desired.computer_name),
    "detach": _detach,
    "attach": _attach,
    "change_user_group": _change_user_group,
    "change_network": _change_network,
    "resize": lambda now, work: vary(now, product=work.desired.ids["product"]),
    "rebuild": lambda now, work: vary(now, image=work.desired.ids.get("image") or now.image_id),
    "expand_volume": _expand,
    "modify_qos": _modify_qos,
    "add_volume": _add_volume,
    "remove_volume": _remove_volume,
    "set_maintenance": lambda now, work: vary(now, in_maintenance_mode=work.desired.options["in_maintenance_mode"]),
    "stop": _into(status="SHUTOFF"),
    "hibernate": _into(status="HIBERNATED"),
    "start": _into(status="ACTIVE"),
    "restart": _into(status="ACTIVE"),
    "log_off": _into(login_status="REGISTERED"),
    "rejoin": _into(domain_status=1),
}
