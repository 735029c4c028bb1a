# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Image servers of Workspace Application: where images of applications are prepared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable

from ..apply import Call
from ..client import Client
from ..errors import Answer, InputError, UnknownNameError
from ..fields import Field, compare, ignoring_case, pruned
from ..jobs import DONE, FAILED, LAG_WINDOW, RUNNING, Job, Poller, Watch, recent_image_job, success_but
from ..names import Kind
from ..plan import Change, Notice, Plan, Step
from .base import NEW_NAME_SPEC, STATE_SPEC, WRITE_UNKNOWN_SPEC, things
from .described import DESCRIPTION, ApiField, DescribedResource
from .kinds import IMAGE, SUBNET, USER, USER_GROUP, VPC

IMAGE_SERVER = Kind("image server", "/v1/{project_id}/image-servers", "items", limit=100, service="app")
PRODUCT = Kind(
    "product", "/v1/{project_id}/product", "products", id="product_id", name="product_id", limit=None, service="app"
)

IMAGE_SERVER_API = "image-servers"
"""The name under which image servers are watched themselves, see :mod:`..jobs`."""

STATUSES = ["CREATING", "ACTIVE", "BUILDING", "BUILT", "ERROR", "DELETING"]

_UNLISTED_IMAGES = ("public", "shared", "other")
"""Types of images that Workspace does not list, so that they have to be given by ID."""

_TYPES = {"market": "gold"}
"""What this service calls a type of images, where it has another word for it than Workspace."""

_NAME = re.compile(r"[A-Za-z0-9_\u4e00-\u9fa5-]{1,64}")
_ID = re.compile(r"[0-9]{18}")
_HOUR = 3600

IMAGE_SERVER_SPEC: dict[str, dict[str, Any]] = {
    "name": {"type": "str", "required": True, "aliases": ["server_id"]},
    **NEW_NAME_SPEC,
    "description": {"type": "str"},
    "image_ref": {
        "type": "dict",
        "options": {
            "image": {"type": "str", "required": True, "aliases": ["id"]},
            "image_type": {"type": "str", "choices": ["gold", "private", *_UNLISTED_IMAGES]},
            "spce_code": {"type": "str"},
            "product_id": {"type": "str"},
        },
    },
    "root_volume": {
        "type": "dict",
        "options": {
            "type": {"type": "str", "choices": ["ESSD", "SSD", "GPSSD", "SAS", "SATA"], "required": True},
            "size": {"type": "int", "required": True},
            "cluster_id": {"type": "str"},
        },
    },
    "product": {"type": "str", "aliases": ["product_id"]},
    "flavor_id": {"type": "str"},
    "subnet": {"type": "str", "aliases": ["subnet_id"]},
    "vpc": {"type": "str", "aliases": ["vpc_id"]},
    "availability_zone": {"type": "str"},
    "authorize_accounts": {
        "type": "list",
        "elements": "dict",
        "options": {
            "account": {"type": "str", "required": True},
            "account_type": {"type": "str", "choices": ["USER", "USER_GROUP"], "default": "USER"},
            "domain": {"type": "str"},
        },
    },
    "attach_apps": {"type": "list", "elements": "str"},
    "ou_name": {"type": "str"},
    "is_vdi": {"type": "bool"},
    "scheduler_hints": {
        "type": "dict",
        "options": {"dedicated_host_id": {"type": "str"}, "tenancy": {"type": "str"}},
    },
    "extra_session_type": {"type": "str", "choices": ["GPU", "CPU"]},
    "extra_session_size": {"type": "int"},
    "route_policy": {
        "type": "dict",
        "options": {name: {"type": "int"} for name in ("max_session", "cpu_threshold", "mem_threshold")},
    },
    "tags": {"type": "dict"},
    "enterprise_project_id": {"type": "str"},
    "recursive": {"type": "bool", "default": False},
    **STATE_SPEC,
    **WRITE_UNKNOWN_SPEC,
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": _HOUR},
}

_RANGES = {
    "root_volume.size": (10, 32768),
    "extra_session_size": (1, 10000),
    "route_policy.max_session": (1, 1024),
    "route_policy.cpu_threshold": (1, 100),
    "route_policy.mem_threshold": (1, 100),
}
_MOST = {"attach_apps": 100, "tags": 20}
_LONGEST = {"description": 255, "ou_name": 255, "enterprise_project_id": 64}


def _differs(desired: Mapping[str, Any], current: Mapping[str, Any]) -> bool:
    """Compare objects by what is desired; what is not told of them is unknown."""
    return bool(compare([Field(name, differs=ignoring_case) for name in desired], desired, current).changes)


def _other_accounts(desired: Sequence[Mapping[str, Any]], current: Sequence[Mapping[str, Any]]) -> bool:
    return len(desired) != len(current) or any(_differs(one, other) for one, other in zip(desired, current))


def _fixed(name: str, **more: Any) -> ApiField:
    return ApiField(name=name, verb=None, **more)


def _unread(name: str, **more: Any) -> ApiField:
    return ApiField(name=name, verb=None, readable=False, **more)


def poll_image_servers(client: Client, watches: Sequence[Watch]) -> None:
    """ListImageServers: done when they have the status that the operations on them leave them in, none if deleted."""
    rows = {row[IMAGE_SERVER.id]: row for row in things(client, IMAGE_SERVER, None)}
    for watch in watches:
        desired = watch.job.until["status"]
        for fate in watch.fates.values():
            status = rows.get(fate.target_id or "", {}).get("status") or ""
            if fate.state == RUNNING and status == desired:
                fate.state = DONE
            elif fate.state == RUNNING and status in ("", "ERROR"):
                fate.state = FAILED
                fate.reason = "its status is ERROR now" if status else "it does not exist any more"
        if watch.memory.get("lagging") and client.server_time() - watch.job.submitted > LAG_WINDOW:
            watch.fail_running(success_but("the image server is not as asked for"))


class ImageServerResource(DescribedResource):
    """An image server (ListImageServers, CreateImageServer, UpdateImageServer, BatchDeleteImageServer)."""

    kind = IMAGE_SERVER
    identity = ApiField(name="name")
    fields = (
        DESCRIPTION,
        _fixed("image_ref", needed=True, differs=_differs),
        _fixed("authorize_accounts", needed=True, differs=_other_accounts),
        _fixed("enterprise_project_id"),
        _unread("root_volume", needed=True),
        _unread("product", api="product_id", kind=PRODUCT, needed=True),
        _unread("flavor_id"),
        _unread("subnet", api="subnet_id", kind=SUBNET, needed=True),
        _unread("vpc", api="vpc_id", kind=VPC),
        _unread("availability_zone"),
        _unread("attach_apps"),
        _unread("ou_name"),
        _unread("is_vdi"),
        _unread("scheduler_hints"),
        _unread("extra_session_type"),
        _unread("extra_session_size"),
        _unread("route_policy"),
        _unread("tags"),
    )
    returns = "image_server"
    pollers: Mapping[str, Poller] = {IMAGE_SERVER_API: poll_image_servers}
    things = "image servers"
    update_method = "PATCH"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        _check(options)
        tags = {key: "" if value is None else value for key, value in (options["tags"] or {}).items()}
        given = {name: pruned(value) for name, value in options.items()}
        super().__init__(client, {**given, "tags": None if options["tags"] is None else tags})
        self._unknown_accounts: list[str] = []

    # Reading

    def read(self) -> None:
        """Find the image server, and see that whoever is to log in to a new one exists."""
        super().read()
        is_new = self._is_present and self._found is None
        self._unknown_accounts = list(self._unlisted_accounts()) if is_new else []

    def _unlisted_accounts(self) -> Iterable[str]:
        """Say which accounts do not exist; not all accounts of domains are listed."""
        for account in self._options["authorize_accounts"] or ():
            try:
                if not account.get("domain"):
                    self._names.find(USER if account["account_type"] == "USER" else USER_GROUP, account["account"])
            except UnknownNameError as error:
                yield str(error)

    def _value_of(self, field: ApiField) -> Any:
        given = self._options[field.name]
        if self._options["state"] == "absent":
            return given
        if field.name == "vpc":
            return self._vpc(super()._value_of(field))
        if field.name == "tags" and given is not None:
            return [{"key": key, "value": str(value)} for key, value in given.items()]
        if field.name == "image_ref" and given is not None:
            return self._image_ref(dict(given))
        return super()._value_of(field)

    def _image_ref(self, given: dict[str, Any]) -> dict[str, Any]:
        image = given.pop("image")
        if given.get("image_type") in _UNLISTED_IMAGES:
            return {"id": image, **given}
        found = self._names.find(IMAGE, image)
        told = found.row.get("image_type") or "private"
        return {"id": found.id, "image_type": _TYPES.get(told, told), **given}

    def _vpc(self, given: str | None) -> str | None:
        """Return the VPC of the subnet."""
        if self._options["subnet"] is None:
            return given
        subnet = self._names.find(SUBNET, self._options["subnet"])
        vpc: str | None = subnet.row.get("vpc_id")
        if given not in (None, vpc):
            raise InputError(f"the subnet {subnet.name} does not belong to the VPC {self._options['vpc']}")
        return vpc

    # Planning

    def plan(self) -> Plan:
        """Compare what is desired with what there is; what is neither there nor gone cannot be brought about."""
        plan = super().plan()
        found, present = self._found, self._options["state"] == "present"
        status = (found or {}).get("status")
        if found is None:
            if present and _ID.fullmatch(self._target):
                plan.refused.append(Notice(self._target, "there is no image server of this ID"))
            elif present:
                plan.awaited += [Notice(self._target, reason) for reason in self._unknown_accounts]
        elif status == "DELETING" and not present:
            plan.steps.clear()
        elif present and status in ("ERROR", "DELETING"):
            reason = f"its status is {status}; delete it, and create it again"
            plan.refused.append(Notice(self._target, reason))
        return plan

    def in_words(self, field: ApiField, change: Change) -> Change:
        """Return a change in the user's words; those of an image are its name and type."""
        if field.name != "image_ref":
            return super().in_words(field, change)
        told = change.before or {}
        before = {"image": self._names.shown(IMAGE, told.get("id", "")), "image_type": told.get("image_type")}
        return Change(pruned(before), self._options["image_ref"])

    # Carrying out

    def create_call(self, step: Step) -> Call:
        """CreateImageServer, which is a job."""
        call = super().create_call(step)
        call.jobs = self._jobs("create", "ACTIVE")
        call.find_effect = self._effect("CREATE_SERVER", "CREATING")
        return call

    def delete_call(self, step: Step) -> Call:
        """BatchDeleteImageServer, which is a job, and a PATCH."""
        server_id = (self._found or {})[self.kind.id]
        return Call(
            "PATCH",
            self.kind.path + "/actions/batch-delete",
            [step],
            body={"items": [server_id], "recursive": self._options["recursive"]},
            service=self.kind.service,
            jobs=self._jobs("delete", "", server_id),
            find_effect=self._effect("DELETE_SERVER", "DELETING"),
        )

    def _jobs(self, verb: str, status: str, server_id: str | None = None) -> Callable[[Answer], Sequence[Job]]:
        """Return a function that makes of an answer the job after which the image server has this status."""

        def started(answer: Answer) -> Sequence[Job]:
            job_id, target_id = answer.get("job_id"), server_id or answer.get("id")
            # Deleting what is gone already is no job.
            if not job_id and not answer.get("id"):
                return ()
            api = "image-server-job" if job_id else IMAGE_SERVER_API
            targets, now = {self._target: target_id}, self._client.server_time()
            until = {"status": status}
            return [Job(job_id, api, verb, targets, until, now, state_api=IMAGE_SERVER_API, things=self.things)]

        return started

    def _effect(self, job_type: str, status: str) -> Callable[[], Answer | None]:
        """Return a function that looks for what a request sent now has begun, in case its answer is lost.

        :param status: that of an image server while such a job works on it.
        """
        since = self._client.server_time()
        creates = job_type == "CREATE_SERVER"

        def effect() -> Answer | None:
            self.read()
            if self._found is None:
                return None if creates else {}
            server_id = self._found[self.kind.id]
            job_id = recent_image_job(self._client, job_type, since, server_id)
            begun = job_id or creates or self._found.get("status") == status
            return {"job_id": job_id, "id": server_id} if begun else None

        return effect

    def result(self) -> dict[str, Any]:
        """Return the image server as the service tells it."""
        return {self.returns: None if self._found is None else dict(self._found)}


def _check(options: Mapping[str, Any]) -> None:
    """Refuse what the service would refuse, and what contradicts itself."""
    for name in ("name", "new_name"):
        if options[name] is not None and not _NAME.fullmatch(options[name]):
            raise InputError(
                f'{name} is "{options[name]}", but has to be 1 to 64 letters (English or Chinese), digits, "_" or "-"'
            )
    if options["state"] == "present" and options["recursive"]:
        raise InputError("recursive belongs to state absent")
    if (options["extra_session_type"] is None) != (options["extra_session_size"] is None):
        raise InputError("extra_session_type and extra_session_size belong together")
    accounts = options["authorize_accounts"]
    if accounts is not None and len(accounts) != 1:
        raise InputError(f"authorize_accounts has {len(accounts)} items, but the service takes exactly one")
    for name, (least, most) in _RANGES.items():
        outer, _dot, inner = name.partition(".")
        value = (options[outer] or {}).get(inner) if inner else options[outer]
        if value is not None and not least <= value <= most:
            raise InputError(f"{name} is {value}, but has to be from {least} to {most}")
    for name, most in {**_MOST, **_LONGEST}.items():
        if len(options[name] or ()) > most:
            what = "items" if name in _MOST else "characters"
            raise InputError(f"{name} has {len(options[name])} {what}, but {most} are the most")


def find_image_servers(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the image servers that all filters let through."""
    rows = things(client, IMAGE_SERVER, options["name"], {"enterprise_project_id": options["enterprise_project_id"]})
    return {"image_servers": [row for row in rows if options["status"] in (None, row.get("status"))]}
