# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service says of desktops, in one shape whichever operation said it."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Callable

from ...errors import ApiError
from ...fields import place
from ...jobs import DONE, FAILED, LAG_WINDOW, RUNNING, Watch, success_but
from ...ownership import POWER_TAG
from ...plan import chunks
from .fields import CURRENT, DesktopField

if TYPE_CHECKING:
    from ...client import Client

ID_FILTER_LIMIT = 100
"""Desktop IDs that one list call takes as a filter."""

LEFT_DOMAIN, JOINED_DOMAIN = 2, 1
"""What ``domain_status`` says of a desktop; another one means that it has not reported."""

UNTOLD = "NOT_TOLD"
"""The status or login status of a desktop of which the service tells none."""

BUILDING = {"scheduling", "block_device_mapping", "networking", "spawning"}
"""What goes on on a desktop that is being created."""

_NEVER_ATTACHED = "UNATTACH"


def is_going(row: Mapping[str, Any]) -> bool:
    """Return whether a desktop is being deleted. Its status is then empty for a while."""
    return (
        row["status"] == "DELETING" or row["task_status"] == "deleting" or not row["status"] and not row["task_status"]
    )


CONNECTED = "CONNECTED"
IN_USE = (CONNECTED, "DISCONNECTED")
REACHABLE = ("REGISTERED", *IN_USE)

_LIST = "/v2/{project_id}/desktops/detail"


@dataclasses.dataclass(frozen=True)
class Person:
    """A user, or a group of users, that a desktop is assigned to, with the privilege group in the operating system."""

    user_name: str
    user_group: str | None = None
    type: str = "USER"
    user_id: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What tells two people apart."""
        return self.type, self.user_name.lower()


@dataclasses.dataclass(frozen=True)
class Disk:
    """A disk. ``volume_id`` is the ID that the volume operations take."""

    type: str
    size: int
    volume_id: str | None = None
    device: str | None = None
    iops: int | None = None
    throughput: int | None = None
    kms_id: str | None = None


@dataclasses.dataclass(frozen=True)
class Desktop:
    """A desktop as it is now. ``None`` means that the service did not tell.

    :param power_note: the status that a task has noted in its tags, to put it back; it is not among ``tags``.
    :param people_told: whether it tells who has it. :param disks_told: whether it tells the data disks.
    :param values: the fields of :data:`.fields.CURRENT` by the names of their options, names as IDs.
    :param answer: all that the service told.
    """

    desktop_id: str
    computer_name: str
    status: str
    task_status: str
    login_status: str
    attach_state: str
    people: tuple[Person, ...]
    root_volume: Disk | None
    data_volumes: tuple[Disk, ...]
    tags: Mapping[str, str] | None
    image_name: str | None
    os_type: str | None
    charging_mode: str | None
    domain_status: int | None = None
    power_note: str | None = None
    people_told: bool = True
    disks_told: bool = True
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    answer: Mapping[str, Any] = dataclasses.field(repr=False, compare=False, default_factory=dict)

    @property
    def product_id(self) -> str | None:
        """The ID of its product."""
        return self.values.get("product")

    @property
    def image_id(self) -> str | None:
        """The ID of the image that its system disk was made of."""
        return self.values.get("image")

    @property
    def subnet_id(self) -> str | None:
        """The ID of its subnet."""
        return self.values.get("subnet")

    @property
    def security_groups(self) -> tuple[str, ...] | None:
        """The IDs of its security groups."""
        return self.values.get("security_groups")

    @property
    def availability_zone(self) -> str | None:
        """Its availability zone."""
        return self.values.get("availability_zone")

    @property
    def shared(self) -> bool:
        """Whether it is for several people; one whose type the service does not tell counts as for one."""
        return self.values.get("desktop_type") == "SHARED"

    @property
    def untouched(self) -> bool:
        """Whether surely nobody ever had it, so that nobody's work is on its disks."""
        return not self.people and self.attach_state == _NEVER_ATTACHED

    @property
    def in_use(self) -> bool:
        """Whether somebody's session is open, be it connected or only disconnected, or may be."""
        return self.login_status in (*IN_USE, UNTOLD)

    @property
    def going(self) -> bool:
        """Whether the desktop is being deleted."""
        return is_going({"status": self.status, "task_status": self.task_status})

    @property
    def broken(self) -> bool:
        """Whether it is in error, so that nobody can work with it."""
        return self.status == "ERROR" and not self.going

    @property
    def idle(self) -> bool:
        """Whether no task runs on it. That a deletion failed stays there, and is no task."""
        return self.task_status in ("", "deleteFailed")

    @property
    def ready(self) -> bool:
        """Whether people can log in: running, registered, and, if it has a user, assigned."""
        assigned = not self.people or self.attach_state in ("", "ATTACHED")
        return self.status == "ACTIVE" and self.idle and self.login_status in REACHABLE and assigned

    @property
    def yearly(self) -> bool:
        """Whether it is billed by the month or year, so that changes need an order."""
        return self.charging_mode == "1"

    @property
    def product(self) -> dict[str, Any]:
        """What is known of its product, by the names of ListProducts, with the operating system."""
        told = {name: value for name, value in (self.answer.get("product") or {}).items() if value is not None}
        return {**told, "product_id": self.product_id, "os_type": self.os_type}

    def as_result(self) -> dict[str, Any]:
        """Return the desktop as modules return it: the API's names, with what is only plumbing left out."""
        return {
            "desktop_id": self.desktop_id,
            "computer_name": self.computer_name,
            "status": self.status,
            "task_status": self.task_status,
            "login_status": self.login_status,
            "attach_state": self.attach_state,
            "users": [
                {"user_name": person.user_name, "user_group": person.user_group, "type": person.type}
                for person in self.people
            ],
            "image_name": self.image_name,
            "root_volume": disk_result(self.root_volume) if self.root_volume else None,
            "data_volumes": [disk_result(disk) for disk in self.data_volumes],
            "tags": None if self.tags is None else dict(self.tags),
            "ip_addresses": list(self.answer.get("ip_addresses") or []),
            "os_type": self.os_type,
            "domain_status": self.domain_status,
            "sid": self.answer.get("sid"),
            "created": self.answer.get("created"),
            **{field.result or field.name: self._result(field) for field in CURRENT},
        }

    def _result(self, field: DesktopField) -> Any:
        value = self.values.get(field.name)
        return list(value or ()) if field.many else value


def disk_result(disk: Disk) -> dict[str, Any]:
    """Return a disk as modules return it."""
    return {name: value for name, value in dataclasses.asdict(disk).items() if value is not None}


def parse(row: Mapping[str, Any]) -> Desktop:
    """Read one desktop out of the answer of ShowDesktopDetail, ListDesktopsDetail or ListDesktops."""
    metadata = row.get("metadata") or {}
    disks = sorted(row.get("data_volumes") or [], key=lambda disk: str(disk.get("device") or ""))
    told_tags = place(row, "tags", null=())
    tags = None if told_tags is None else {tag["key"]: tag.get("value") or "" for tag in told_tags}
    power_note = tags.pop(POWER_TAG, None) if tags else None
    attach_state = (row.get("attach_state") or "").upper()
    status = (row["status"] or "").upper() if "status" in row else UNTOLD
    # At one that is off there is nobody.
    login_status = (row.get("login_status") or row.get("connect_status") or "").upper()
    people_told = "user_name" in row or "attach_user_infos" in row or attach_state == _NEVER_ATTACHED
    return Desktop(
        desktop_id=row["desktop_id"],
        computer_name=row.get("computer_name") or "",
        status=status,
        task_status=row.get("task_status") or "",
        login_status=login_status or (UNTOLD if status == "ACTIVE" else ""),
        attach_state=attach_state,
        people=_people(row),
        root_volume=parse_disk(row["root_volume"]) if row.get("root_volume") else None,
        data_volumes=tuple(parse_disk(disk) for disk in disks),
        tags=tags,
        image_name=metadata.get("image_name"),
        os_type=metadata.get("os_type"),
        charging_mode=metadata.get("charging_mode"),
        domain_status=row.get("domain_status"),
        power_note=power_note,
        people_told=people_told,
        disks_told="data_volumes" in row,
        values={field.name: field.value(row) for field in CURRENT},
        answer=row,
    )


def _people(row: Mapping[str, Any]) -> tuple[Person, ...]:
    infos = row.get("attach_user_infos")
    if infos:
        return tuple(
            Person(info["user_name"], info.get("user_group"), info.get("type") or "USER", info.get("user_id"))
            for info in infos
        )
    return (Person(row["user_name"], row.get("user_group")),) if row.get("user_name") else ()


def parse_disk(row: Mapping[str, Any]) -> Disk:
    """Read one disk out of an answer; a pool's disks have an ``id`` only."""
    return Disk(
        type=row["type"],
        size=int(row["size"]),
        volume_id=row.get("volume_id") or row.get("id"),
        device=row.get("device"),
        iops=row.get("iops"),
        throughput=row.get("throughput"),
        kms_id=row.get("kms_id"),
    )


# Reading


def read_all(client: Client, query: Mapping[str, Any] | None = None) -> list[Desktop]:
    """ListDesktopsDetail: all desktops of the project, or those that the API's filters let through."""
    return [parse(row) for row in client.list_all(_LIST, "desktops", query, id_field="desktop_id")]


def read_ids(client: Client, desktop_ids: Sequence[str]) -> dict[str, Desktop]:
    """Return the desktops with these IDs that exist, in as few calls as the ID filter or a full list needs."""
    asked = dict.fromkeys(desktop_ids)
    if len(asked) > 3 * ID_FILTER_LIMIT:
        rows = read_all(client)
    else:
        rows = [row for part in chunks(list(asked), ID_FILTER_LIMIT) for row in read_all(client, {"desktop_id": part})]
    return {desktop.desktop_id: desktop for desktop in rows if desktop.desktop_id in asked}


def complete(client: Client, desktops: Sequence[Desktop], lacks: Callable[[Desktop], bool]) -> list[Desktop]:
    """Return desktops, with another look at those whose answer lacks something that is needed."""
    lacking = [desktop.desktop_id for desktop in desktops if lacks(desktop) and not desktop.going]
    if not lacking:
        return list(desktops)
    client.forget()
    again = read_ids(client, lacking)
    return [again.get(desktop.desktop_id, desktop) for desktop in desktops]


def with_tags(client: Client, desktops: Sequence[Desktop]) -> list[Desktop]:
    """Return desktops, with another look at those whose tags the service did not tell."""
    return complete(client, desktops, lambda desktop: desktop.tags is None)


def read_former(client: Client, desktop_ids: Iterable[str]) -> dict[str, Person]:
    """ListDesktopDetachInfo: return who was the last to have each of these desktops, as far as it is known.

    Regions that do not have the operation tell nothing.
    """
    found = {}
    for desktop_id in desktop_ids:
        with contextlib.suppress(ApiError):
            answer = client.get(f"/v2/{{project_id}}/desktops/{desktop_id}/detach-info")
            rows = sorted(answer.get("desktop_detach_infos") or [], key=lambda row: row.get("detach_time") or "")
            if rows and (len(rows) == 1 or rows[0].get("detach_time")):
                last = rows[-1]
                found[desktop_id] = Person(last["user_name"], last.get("user_group"), last.get("type") or "USER")
    return found


# Waiting for operations that have no job

CONFIRMATIONS = 2
"""Polls in a row that must show the desired state: a desktop's state lags behind the action that changes it."""

RESTART_WINDOW = 30.0
"""Seconds to watch for a restart that begins and ends in the same state, before its end state is believed."""


def poll_desktops(client: Client, watches: Sequence[Watch]) -> None:
    """Look at the desktops of operations without a job, with one call for all of them."""
    running = [fate for watch in watches for fate in watch.fates.values() if fate.state == RUNNING]
    found = read_ids(client, [fate.target_id for fate in running if fate.target_id])
    for watch in watches:
        age = client.server_time() - watch.job.submitted
        for fate in watch.fates.values():
            if fate.state == RUNNING:
                desktop = found.get(fate.target_id or "")
                if _confirmed(watch, fate.target, desktop, age):
                    fate.state = DONE
                elif _is_lost(watch, fate.target, desktop):
                    fate.state, fate.reason = FAILED, _LOST_REASON[desktop is None]
        if watch.memory.get("lagging") and age > LAG_WINDOW:
            watch.fail_running(success_but("the desktop is not as asked for"))


_LOST_REASON = {True: "somebody has deleted it meanwhile", False: "its status is ERROR now"}


def _is_lost(watch: Watch, target: str, desktop: Desktop | None) -> bool:
    """Whether a desktop can no longer become what the operation promises: it is gone, or broken."""
    until, memory = watch.job.until, watch.memory[target]
    if desktop is None:
        lost = not until.get("gone") and watch.job.verb != "create"
    else:
        lost = desktop.idle and desktop.status == "ERROR" and until.get("status", "ERROR") != "ERROR"
    memory["lost"] = memory.get("lost", 0) + 1 if lost else 0
    return bool(memory["lost"] > CONFIRMATIONS)


def _confirmed(watch: Watch, target: str, desktop: Desktop | None, age: float) -> bool:
    until = watch.job.until
    memory = watch.memory.setdefault(target, {"polls": 0, "began": not until.get("restarted")})
    # A restart begins and ends in the same state, so its end counts only once it was seen to begin.
    if desktop is None or not desktop.idle or desktop.status != "ACTIVE" or age > RESTART_WINDOW:
        memory["began"] = True
    memory["polls"] = memory["polls"] + 1 if memory["began"] and reached(desktop, until) else 0
    return bool(memory["polls"] >= (1 if until.get("gone") else CONFIRMATIONS))


def reached(desktop: Desktop | None, until: Mapping[str, Any]) -> bool:
    """Whether a desktop is as an operation leaves it: ``{"gone": true}``, or idle with these fields and values.

    ``restarted`` says that the operation ends in the state in which it begins, see :func:`poll_desktops`.
    """
    if until.get("gone") or desktop is None:
        return desktop is None and bool(until.get("gone"))
    return desktop.idle and all(getattr(desktop, name) == value for name, value in until.items() if name != "restarted")


MAX_BATCH = 100
