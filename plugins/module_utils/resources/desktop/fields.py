# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of desktops: one row for each option that says what a desktop is.

From the rows derive the specification, the requests that create desktops, the reading of answers, the comparison, what
plans show and what modules return. Disks, people, tags and networks are more than a value: their rows say what they are
as options, and the planner and the operations handle them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from ...errors import InputError
from ...fields import Field, as_set, ignoring_case, pruned
from ..kinds import IMAGE, NAME_POLICY, PRODUCT, SECURITY_GROUP, SUBNET, ZONE
from ..people import EMAIL, PHONE
from ..rules import ENTERPRISE_PROJECT, OU_NAME, POLICY_ID, Rule

TOGETHER, EACH = "together", "each"
"""Where a creation says a field: once for all its desktops, or for each of them."""

USER_GROUPS = ["sudo", "default", "administrators", "users"]

_VOLUME = {
    "type": {"type": "str", "required": True},
    "size": {"type": "int", "required": True},
    "iops": {"type": "int"},
    "throughput": {"type": "int"},
    "kms_id": {"type": "str"},
}


@dataclasses.dataclass(frozen=True)
class DesktopField(Field):
    """A field of desktops.

    :param spec: its argument specification. :param alias: another name of the option.
    :param own: whether it is given for one desktop alone, not for all desktops of a task.
    :param created: where a creation says it as it is, :data:`TOGETHER` and :data:`EACH`; empty if it says it otherwise,
        or not at all.
    :param default: what a creation says where nothing is given.
    :param shown: whether the plan of a creation shows it.
    :param needs_owner: whether a creation takes it only together with a user.
    :param rule: what its text must be like. :param most: how many items it may have.
    :param current: whether a desktop tells it as one value, so that it is compared and returned.
    :param parse: makes the value from what an answer tells. :param result: what modules return it as.
    :param v1: whether only the creation of version 1.0 takes it.
    """

    spec: Mapping[str, Any] = dataclasses.field(default_factory=lambda: {"type": "str"})
    alias: str = ""
    own: bool = False
    created: tuple[str, ...] = ()
    default: Any = None
    shown: bool = False
    needs_owner: bool = False
    rule: Rule | None = None
    most: int | None = None
    current: bool = False
    parse: Callable[[Any], Any] = lambda told: told
    result: str = ""
    v1: bool = False

    @property
    def many(self) -> bool:
        """Whether its value is a list."""
        return bool(self.spec["type"] == "list")

    def option(self) -> dict[str, Any]:
        """Return the specification of the option."""
        return {**self.spec, **({"aliases": [self.alias]} if self.alias else {})}

    def value(self, row: Mapping[str, Any]) -> Any:
        """Return its value in an answer, ``None`` if the answer lacks it."""
        told = self.read(row)
        return None if told is None else self.parse(told)

    def request(self, options: Mapping[str, Any], ids: Mapping[str, Any]) -> Any:
        """Return what a creation says of it."""
        value = pruned(ids.get(self.name) if self.kind else options.get(self.name))
        return self.default if value is None else value

    def check(self, options: Mapping[str, Any], target: str) -> None:
        """Check what is given. Raises :class:`InputError`."""
        value = options.get(self.name) or ()
        if self.rule and value:
            self.rule.check(value, self.name, target)
        if self.most is not None and len(value) > self.most:
            raise InputError(f"{target}: {self.name} has {len(value)} items, but the most is {self.most}")


def _ids(groups: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(group["id"] for group in groups)


_NO_LOG = {"type": "str", "no_log": True}
_LIST = {"type": "list", "elements": "str"}
_BOOL = {"type": "bool"}

FIELDS: Sequence[DesktopField] = (
    DesktopField(
        name="desktop_type",
        spec={"type": "str", "choices": ["DEDICATED", "SHARED"]},
        created=(TOGETHER,),
        default="DEDICATED",
        shown=True,
        current=True,
    ),
    DesktopField(name="availability_zone", kind=ZONE, created=(TOGETHER,), shown=True, current=True),
    DesktopField(
        name="product",
        spec={"type": "raw"},
        alias="product_id",
        kind=PRODUCT,
        verb="resize",
        api="product_id",
        answer="product/product_id|product_id",
        created=(TOGETHER,),
        shown=True,
        current=True,
        result="product_id",
    ),
    DesktopField(
        name="image",
        alias="image_id",
        kind=IMAGE,
        verb="rebuild",
        api="image_id",
        answer="metadata/metering.image_id",
        created=(TOGETHER,),
        shown=True,
        current=True,
        result="image_id",
    ),
    DesktopField(name="image_type", spec={"type": "str", "choices": ["private", "gold", "market"]}, shown=True),
    DesktopField(name="root_volume", spec={"type": "dict", "options": _VOLUME}, shown=True),
    DesktopField(
        name="data_volumes", spec={"type": "list", "elements": "dict", "options": _VOLUME}, shown=True, most=10
    ),
    DesktopField(
        name="subnet",
        alias="subnet_id",
        kind=SUBNET,
        verb="change_network",
        api="subnet_id",
        shown=True,
        current=True,
        result="subnet_id",
    ),
    DesktopField(
        name="nics",
        spec={
            "type": "list",
            "elements": "dict",
            "options": {"subnet": {"type": "str", "required": True, "aliases": ["subnet_id"]}},
        },
        shown=True,
        most=5,
    ),
    DesktopField(
        name="security_groups",
        spec=_LIST,
        kind=SECURITY_GROUP,
        differs=as_set,
        verb="change_network",
        parse=_ids,
        shown=True,
        current=True,
        most=5,
    ),
    DesktopField(name="desktop_ips", spec=_LIST, shown=True),
    DesktopField(name="tags", spec={"type": "dict"}, shown=True, most=20),
    DesktopField(
        name="enterprise_project_id",
        verb="move",
        created=(TOGETHER,),
        shown=True,
        current=True,
        rule=ENTERPRISE_PROJECT,
    ),
    DesktopField(name="ou_name", null="", created=(TOGETHER,), shown=True, current=True, rule=OU_NAME),
    DesktopField(
        name="eip",
        spec={
            "type": "dict",
            "options": {
                "id": {"type": "str"},
                "type": {"type": "str"},
                "charge_mode": {"type": "str", "choices": ["TRAFFIC", "BANDWIDTH"]},
                "bandwidth_size": {"type": "int"},
            },
        },
        created=(TOGETHER,),
    ),
    DesktopField(
        name="desktop_name_policy",
        alias="desktop_name_policy_id",
        kind=NAME_POLICY,
        api="desktop_name_policy_id",
        created=(TOGETHER,),
        rule=POLICY_ID,
    ),
    DesktopField(name="buy_type", spec={"type": "str", "choices": ["speed", "custom"]}, created=(TOGETHER,)),
    DesktopField(name="hour_package_offering_id", created=(TOGETHER,)),
    DesktopField(name="hour_package_product_id", created=(TOGETHER,)),
    DesktopField(name="if_mount_old_desktop_disk", spec=_BOOL, created=(TOGETHER,), shown=True),
    DesktopField(
        name="apply_shared_vpc_dedicated_param",
        spec={
            "type": "dict",
            "options": {
                "address": {"type": "str"},
                "availability_zone": _LIST,
                "port": {"type": "int"},
            },
        },
        created=(TOGETHER,),
    ),
    DesktopField(name="in_maintenance_mode", spec=_BOOL, verb="set_maintenance", current=True),
    DesktopField(name="user_group", spec={"type": "str", "choices": USER_GROUPS}, shown=True),
    DesktopField(name="domain", created=(TOGETHER, EACH)),
    DesktopField(
        name="desktop_name_prefix", created=(EACH,), rule=Rule(lambda text: len(text) <= 5, "up to 5 characters")
    ),
    DesktopField(name="license_type", shown=True, v1=True),
    DesktopField(name="scheduler_hints", spec={"type": "dict"}, shown=True, v1=True),
    # What each desktop has of its own.
    DesktopField(name="computer_name", alias="name", own=True, differs=ignoring_case, verb="rename"),
    DesktopField(name="desktop_id", own=True),
    DesktopField(name="user_name", alias="user", own=True),
    DesktopField(
        name="user_email", alias="email", own=True, spec=_NO_LOG, created=(EACH,), needs_owner=True, rule=EMAIL
    ),
    DesktopField(
        name="user_phone", alias="phone", own=True, spec=_NO_LOG, created=(EACH,), needs_owner=True, rule=PHONE
    ),
    DesktopField(
        name="users",
        own=True,
        spec={
            "type": "list",
            "elements": "dict",
            "options": {
                "user_name": {"type": "str", "required": True, "aliases": ["name"]},
                "user_group": {"type": "str", "choices": USER_GROUPS},
                "type": {"type": "str", "choices": ["USER", "GROUP"], "default": "USER"},
                "user_id": {"type": "str"},
            },
        },
    ),
    DesktopField(
        name="os_host_name",
        own=True,
        created=(EACH,),
        needs_owner=True,
        rule=Rule(lambda text: len(text) <= 15, "up to 15 characters"),
    ),
    DesktopField(name="copy_data_from", own=True, needs_owner=True, shown=True),
    DesktopField(name="copy_volume_desktop_id", own=True, created=(EACH,), needs_owner=True, shown=True),
    DesktopField(name="copy_volume_ids", own=True, spec=_LIST, created=(EACH,), needs_owner=True, shown=True),
    DesktopField(name="if_delete_old_desktop", own=True, spec=_BOOL, created=(EACH,), needs_owner=True, shown=True),
)

BY_NAME: Mapping[str, DesktopField] = {field.name: field for field in FIELDS}

CURRENT: Sequence[DesktopField] = [field for field in FIELDS if field.current]
"""The fields that a desktop tells as one value each."""

COMPARED: Sequence[DesktopField] = [BY_NAME["computer_name"], *CURRENT]

FIXED: Sequence[DesktopField] = [field for field in COMPARED if field.verb is None]
"""The fields that cannot be changed in place."""
