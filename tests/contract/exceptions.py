# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the published description of the API is known to be wrong, and what is right instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class RightInstead:
    """A place in an operation, what may stand there instead of what is described, and why."""

    operation: str
    place: str
    schema: Mapping[str, Any] = field(hash=False)
    reason: str

    def covers(self, operation: str, place: str) -> bool:
        """Whether it is about this place in this operation."""
        return operation == self.operation and place == self.place


_EMPTY = {"const": ""}
_NONE = {"type": "null"}
_NO_ROWS: dict[str, list[Any]] = {"const": []}
_DESKTOPS = (
    ("ShowDesktopDetail", "answer.desktop."),
    ("ListDesktopsDetail", "answer.desktops[]."),
    ("ListPoolDesktopsDetail", "answer.pool_desktops[]."),
)


def _unset(operation: str, *places: str) -> tuple[RightInstead, ...]:
    return tuple(RightInstead(operation, place, _EMPTY, "a text that was never set is empty") for place in places)


EXCEPTIONS = (
    *(
        RightInstead("KeystoneListProjects", place, _NONE, "the example of a single page has null")
        for place in (
            "answer.links.next",
            "answer.links.previous",
            "answer.projects[].links.next",
            "answer.projects[].links.previous",
        )
    ),
    *(
        RightInstead(operation, place + name, schema, reason)
        for operation, place in _DESKTOPS
        for name, schema, reason in (
            ("status", _EMPTY, "a desktop that is being deleted has no status"),
            ("task_status", _EMPTY, "the status of no task is empty"),
            ("data_volumes", _NO_ROWS, "a desktop need not have data disks"),
        )
    ),
    *(
        RightInstead(operation, place + name, _EMPTY, "a desktop need not have a user")
        for operation, place in _DESKTOPS
        for name in ("user_name", "user_group")
    ),
    RightInstead(
        "ListUsedDesktopInfo",
        "answer.desktop_used_info_list[].used_info_list[].use_time",
        {"type": "number"},
        "the example has numbers",
    ),
    RightInstead("ListDesktopsDetail", "answer.desktops", _NO_ROWS, "a list may find nothing"),
    RightInstead("ListDesktopsDetail", "answer.total_count", {"const": 0}, "a list may find nothing"),
    RightInstead(
        "ListDesktopPools",
        "answer.desktop_pools[].autoscale_policy.max_auto_created",
        {"type": "integer", "minimum": 1, "maximum": 5000},
        "what a creation takes is in the list",
    ),
    RightInstead(
        "ListDesktopPools",
        "answer.desktop_pools[].autoscale_policy.min_idle",
        {"type": "integer", "minimum": 0, "maximum": 5000},
        "what a creation takes is in the list",
    ),
    RightInstead(
        "ListImages",
        "answer.images[].min_disk",
        {"type": "integer", "minimum": 10, "maximum": 32760},
        "the size of a disk in GB; the limit of 55 belongs to a text",
    ),
    RightInstead("ListDesktopSnapshot", "answer.desktop_snapshots[].process", _NONE, "null is no task"),
    RightInstead(
        "ListImages",
        "answer.images[].min_ram",
        {"type": "integer", "minimum": 0},
        "MB of memory, 0 asks for nothing; the limits of 1 and 55 belong to a text",
    ),
    RightInstead(
        "ListUserDetail",
        "answer.user_detail.account_expires",
        {"type": "integer", "minimum": 0},
        "milliseconds since the epoch, 0 for never; the limits of 1 and 55 belong to a text",
    ),
    RightInstead("ListUserDetail", "answer.user_detail.account_type", {"const": 0}, "an enumeration from 0"),
    RightInstead(
        "ListUserDetail",
        "answer.user_detail.total_desktops",
        {"type": "integer", "minimum": 0},
        "a count; the limits of 1 and 55 belong to a text",
    ),
    RightInstead("ListUserDetail", "answer.user_detail.group_names", _NO_ROWS, "a user need not be in a group"),
    RightInstead("ListUsers", "answer.users[].total_desktops", {"const": 0}, "a user need not have a desktop"),
    RightInstead(
        "CreateTerminalsBindingDesktops",
        "400",
        {
            "type": "object",
            "properties": {
                "bind_result_list": {
                    "type": "array",
                    "items": {"required": ["mac", "validation_result_code", "validation_result_msg"]},
                }
            },
            "required": ["error_code", "error_msg", "bind_result_list"],
        },
        "the description of this refusal has a row for each row of the request",
    ),
    *(
        RightInstead(operation, place, {"const": "DESKTOP_TAG"}, "what a task is created for is also shown and kept")
        for operation, place in (
            ("ShowScheduledTasks", "answer.apply_objects[].object_type"),
            ("UpdateScheduledTasks", "request.apply_objects[].object_type"),
        )
    ),
    *_unset("ListUserDetail", "answer.user_detail.user_email", "answer.user_detail.user_phone"),
    *_unset("ListUsers", "answer.users[].description", "answer.users[].user_email", "answer.users[].user_phone"),
    *_unset("ListUsersOfGroup", "answer.users[].description", "answer.users[].user_email", "answer.users[].user_phone"),
    *_unset("ListUserGroups", "answer.user_groups[].description"),
    RightInstead("RunActionsOnGroup", "status", {"const": 204}, "clients in use are answered 204, not 200"),
    RightInstead("ShowQuotas", "answer.quotas.resources[].quota", {"const": -1}, "-1 is no limit"),
    RightInstead("UpdateUserGroup", "request.description", _EMPTY, "an empty text takes the description away"),
    RightInstead("UpdateUserInfo", "request.description", _EMPTY, "an empty text takes the description away"),
    RightInstead("UpdateUserInfo", "request.user_email", _EMPTY, "an empty text takes the address away"),
)
