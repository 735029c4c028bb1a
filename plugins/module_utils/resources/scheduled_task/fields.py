# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of fields of scheduled tasks."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ... import ownership
from ...fields import UNKNOWN, UNSET, Field, as_set
from .options import is_effective
from .state import ApplyObject, local

_OFFSET = re.compile(r"(GMT|UTC)[+-]\d.*")


@dataclasses.dataclass(frozen=True)
class TaskField(Field):
    """A field of a scheduled task.

    :param created: whether a creation takes it. :param updated: whether an update takes it.
    """

    verb: str | None = "update"
    created: bool = True
    updated: bool = True

    def seen_from(self, scheduled_type: str | None, task_type: str | None) -> TaskField:
        """Return the field as it is for a task of these types: one that means nothing for them is not set."""
        if self.absent == UNSET or is_effective(self.name, scheduled_type, task_type):
            return self
        return dataclasses.replace(self, absent=UNSET)


def _objects_differ(desired: Sequence[ApplyObject], current: Sequence[ApplyObject]) -> bool:
    return {one.key for one in desired} != {one.key for one in current}


def zone_differs(desired: str, current: str) -> bool:
    """Tell whether time zones differ. An answer may give a zone by its offset, which says nothing of its name."""
    return desired != current and not _OFFSET.fullmatch(current)


def is_set(value: Any) -> bool:
    """Tell whether a task has a value of a field."""
    return value is not None and (value is False or value not in ("", [], {}, 0))


# What a kind of schedule is made of is there, so its absence says nothing; what a task can do without is not set.
FIELDS = (
    TaskField(name="task_name"),
    TaskField(name="task_type", updated=False),
    TaskField(name="scheduled_type"),
    TaskField(name="day_interval"),
    TaskField(name="week_list"),
    TaskField(name="month_list"),
    TaskField(name="date_list"),
    TaskField(name="scheduled_date"),
    TaskField(name="scheduled_time"),
    TaskField(name="expire_time", absent=UNSET, null=""),
    TaskField(name="time_zone", differs=zone_differs),
    TaskField(name="life_cycle_type"),
    TaskField(name="life_cycle_exec_period"),
    TaskField(name="wait_time"),
    TaskField(name="priority", created=False),
    TaskField(name="enable", created=False),
    TaskField(name="force_execute"),
    TaskField(name="description", differs=ownership.differs, absent=UNKNOWN, null="", blind=ownership.is_marked),
    TaskField(name="extra_params", absent=UNSET, null={}),
    TaskField(name="gray_count", absent=UNSET, null=0),
    TaskField(name="gray_desktops", differs=as_set, absent=UNSET, null=()),
    TaskField(name="gray_fail_threshold", absent=UNSET, null=0),
    TaskField(name="is_gray", readable=False, created=False),
    TaskField(name="apply_objects", differs=_objects_differ),
)


def task_result(task_id: str, current: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a task as modules return it; its next execution by the clocks of its own time zone."""
    zone = current["time_zone"] or ""
    due = row.get("next_execution_time")
    return {
        "id": task_id,
        **{name: value for name, value in current.items() if is_set(value)},
        "apply_objects": by_name(current["apply_objects"] or []),
        "last_status": row.get("last_status"),
        "next_execution_time": local(due, zone) if due else None,
    }


def by_name(objects: Sequence[ApplyObject]) -> dict[str, Any]:
    """Return what a task applies to in the words of the option."""
    shown: dict[str, Any] = {}
    for option, object_type in (("desktops", "DESKTOP"), ("pools", "DESKTOP_POOL")):
        names = [one.object_name or one.object_id for one in objects if one.object_type == object_type]
        if names:
            shown[option] = sorted(str(name) for name in names)
    tags = [one.object_id or "" for one in objects if one.object_type == "DESKTOP_TAG"]
    if tags:
        shown["tags"] = dict(sorted(_pair(tag) for tag in tags))
    if any(one.object_type == "ALL_DESKTOPS" for one in objects):
        shown["all"] = True
    return shown


def _pair(tag: str) -> tuple[str, str]:
    key, _sign, value = tag.partition("=")
    return key, value
