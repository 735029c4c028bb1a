# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of fields of scheduled tasks."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import Any

from ... import ownership
from ...fields import UNKNOWN, UNSET, Field, as_set
from .options import is_effective
from .state import ApplyObject

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
    TaskField("task_name"),
    TaskField("task_type", updated=False),
    TaskField("scheduled_type"),
    TaskField("day_interval"),
    TaskField("week_list"),
    TaskField("month_list"),
    TaskField("date_list"),
    TaskField("scheduled_date"),
    TaskField("scheduled_time"),
    TaskField("expire_time", absent=UNSET, null=""),
    TaskField("time_zone", zone_differs),
    TaskField("life_cycle_type"),
    TaskField("life_cycle_exec_period"),
    TaskField("wait_time"),
    TaskField("priority", created=False),
    TaskField("enable", created=False),
    TaskField("force_execute"),
    TaskField("description", ownership.differs, absent=UNKNOWN, null="", blind=ownership.is_marked),
    TaskField("extra_params", absent=UNSET, null={}),
    TaskField("gray_count", absent=UNSET, null=0),
    TaskField("gray_desktops", as_set, absent=UNSET, null=()),
    TaskField("gray_fail_threshold", absent=UNSET, null=0),
    TaskField("is_gray", readable=False, created=False),
    TaskField("apply_objects", _objects_differ),
)
