# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a desktop pool that are one value: one table, from which their specification, requests, current
values, comparison and results are derived.

Disks, tags, the number of desktops and the people who may use a pool are no rows of it: several of them exist by
themselves.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from ... import ownership
from ...errors import InputError
from ...fields import UNSET, Field, as_set
from ..kinds import IMAGE, NAME_POLICY, PRODUCT, SECURITY_GROUP, SUBNET, ZONE
from ..rules import ENTERPRISE_PROJECT, OU_NAME, POLICY_ID, Rule


@dataclasses.dataclass(frozen=True)
class PoolField(Field):
    """One option of a pool.

    :param spec: its specification; none for what says which pool is meant.
    :param needed: whether no pool can be created without it.
    :param created: whether CreateDesktopPool takes it.
    :param shown: whether a creation shows it.
    :param may_come: whether an earlier task of the same play may make the thing that it names.
    :param rule: what its text must be like. :param longest: the most characters of it.
    :param between: the least and the greatest number. :param most: how many items it may have.
    :param clears: whether an empty one takes it away; else an empty one is refused.
    :param parse: makes its value of what an answer tells.
    :param written: makes what a request says of the desired value and the current one, which is ``None`` where the
        pool does not exist yet.
    """

    spec: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    needed: bool = False
    created: bool = True
    shown: bool = True
    may_come: bool = False
    rule: Rule | None = None
    longest: int | None = None
    between: tuple[int, int] | None = None
    most: int | None = None
    clears: bool = True
    parse: Callable[[Any], Any] = lambda value: value
    written: Callable[[Any, Any], Any] = lambda desired, current: desired

    def read(self, row: Mapping[str, Any]) -> Any:
        """Return its value in an answer, ``None`` if that is not told."""
        value = super().read(row)
        if value is None and self.absent == UNSET:
            value = self.null
        return None if value is None else self.parse(value)

    def check(self, options: Mapping[str, Any], target: str) -> None:
        """Check what is given. Raises :class:`InputError`."""
        value = options.get(self.name)
        if value is None:
            return
        if self.between and not self.between[0] <= value <= self.between[1]:
            raise InputError(f"{target}: {self.name} is {value}, but must be {self.between[0]} to {self.between[1]}")
        if self.longest and len(value) > self.longest:
            raise InputError(f"{target}: {self.name} has more than {self.longest} characters")
        if self.most and len(value) > self.most:
            raise InputError(f"{target}: {self.name} has {len(value)} items, but the most is {self.most}")
        if not self.clears and value in ("", []):
            raise InputError(f"{target}: {self.name} is given but empty; leave it out where it is not meant")
        if self.rule and value:
            self.rule.check(value, self.name, target)

    def result(self, value: Any) -> Any:
        """Return its value as modules return it."""
        if self.spec.get("type") == "list":
            return list(value or ())
        return dict(value or {}) if self.spec.get("type") == "dict" else value


def _partly(desired: Mapping[str, Any], current: Mapping[str, Any]) -> bool:
    """Tell whether an object differs in what is said of it; an empty one takes it away."""
    if not desired:
        return bool(current)
    return any(current.get(key) != value for key, value in desired.items())


def _whole(desired: Mapping[str, Any], current: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return an object to be written, which the service takes as a whole."""
    return {**(current or {}), **desired} if desired else {}


def _ids(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(row["id"] for row in rows)


_TEXT = {"type": "str"}
_FLAG = {"type": "bool"}
_NUMBER = {"type": "int"}
_NAMES = {"type": "list", "elements": "str"}

_AUTOSCALING = {
    "type": "dict",
    "options": {
        "autoscale_type": {"type": "str", "choices": ["ACCESS_CREATED", "AUTO_CREATED"]},
        "max_auto_created": {"type": "int"},
        "min_idle": {"type": "int"},
        "once_auto_created": {"type": "int"},
        "min_retention": {"type": "int"},
        "idle_retention_duration": {"type": "int"},
        "auto_isolation_enable": {"type": "bool"},
        "auto_isolation_max_num": {"type": "int"},
    },
}
_RESETS = {"type": "dict", "options": {"enable": {"type": "bool"}, "reset_count_per_day": {"type": "int"}}}


def _object(told: Mapping[str, Any], spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an answer tells of an object, as far as the option has it."""
    return {name: told[name] for name in spec["options"] if told.get(name) is not None}


def _autoscaling(told: Mapping[str, Any]) -> dict[str, Any]:
    policy = _object(told, _AUTOSCALING)
    # Some regions keep this one, which is not used any more, when a policy is cleared.
    return {} if set(policy) == {"once_auto_created"} else policy


FIELDS = (
    PoolField(name="name", verb="update", shown=False),
    PoolField(name="type", spec={"type": "str", "choices": ["DYNAMIC", "STATIC"]}, needed=True),
    PoolField(
        name="description",
        differs=ownership.differs,
        verb="update",
        null="",
        # It may hold a mark.
        blind=lambda desired: False,
        spec=_TEXT,
        longest=255,
        written=ownership.merged,
    ),
    PoolField(name="availability_zone", verb="update", kind=ZONE, null="", spec=_TEXT, longest=255),
    PoolField(
        name="product",
        verb="resize",
        kind=PRODUCT,
        api="product_id",
        answer="product/product_id",
        spec={"type": "raw", "aliases": ["product_id"]},
        needed=True,
    ),
    PoolField(name="flavor_id", readable=False, shown=False, spec=_TEXT, longest=255),
    PoolField(
        name="image",
        verb="rebuild",
        kind=IMAGE,
        api="image_id",
        spec={"type": "str", "aliases": ["image_id"]},
        needed=True,
    ),
    PoolField(name="image_type", readable=False, spec={"type": "str", "choices": ["private", "gold", "market"]}),
    PoolField(name="vpc_id", verb="update", shown=False, spec=_TEXT),
    PoolField(
        name="subnets",
        differs=as_set,
        verb="update",
        kind=SUBNET,
        api="subnet_ids",
        spec={**_NAMES, "aliases": ["subnet_ids"]},
        needed=True,
        most=100,
        clears=False,
        parse=lambda ids: tuple(ids) or None,
    ),
    PoolField(
        name="security_groups",
        differs=as_set,
        verb="update",
        kind=SECURITY_GROUP,
        spec=_NAMES,
        most=5,
        clears=False,
        parse=_ids,
    ),
    PoolField(name="ou_name", verb="update", null="", spec=_TEXT, rule=OU_NAME),
    PoolField(name="enterprise_project_id", verb="update", spec=_TEXT, rule=ENTERPRISE_PROJECT),
    PoolField(name="disconnected_retention_period", verb="update", spec=_NUMBER, between=(10, 43200)),
    PoolField(name="enable_autoscale", verb="update", spec=_FLAG),
    PoolField(
        name="autoscale_policy",
        differs=_partly,
        verb="update",
        absent=UNSET,
        null={},
        spec=_AUTOSCALING,
        parse=_autoscaling,
        written=_whole,
    ),
    PoolField(
        name="user_reset_policy",
        differs=_partly,
        verb="update",
        absent=UNSET,
        null={},
        spec=_RESETS,
        parse=lambda told: _object(told, _RESETS),
        written=_whole,
    ),
    PoolField(
        name="desktop_name_policy",
        verb="update",
        kind=NAME_POLICY,
        may_come=True,
        null="",
        api="desktop_name_policy_id",
        spec={"type": "str", "aliases": ["desktop_name_policy_id"]},
        rule=POLICY_ID,
    ),
    PoolField(name="domain", null="", spec=_TEXT),
    PoolField(name="in_maintenance_mode", verb="update", created=False, shown=False, spec=_FLAG),
)
"""The rows. One without a verb that can be read cannot be changed in place."""

READABLE = tuple(field for field in FIELDS if field.readable)
