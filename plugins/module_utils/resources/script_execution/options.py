# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of script executions, and the rules that they must obey."""

from __future__ import annotations

import collections
from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import InputError
from ..base import PARTIAL_SPEC
from ..script import SCRIPT_TYPES
from ..selectors import check_selectors, selectors
from .verbs import STATES

EXECUTION_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": STATES, "default": "executed"},
    "scripts": {"type": "list", "elements": "str", "aliases": ["script_ids", "script"]},
    "command": {"type": "str", "aliases": ["command_content"]},
    "command_type": {"type": "str", "choices": SCRIPT_TYPES},
    "pool": {"type": "str", "aliases": ["pool_id"]},
    "desktop_tag": {"type": "str"},
    "desktops": {"type": "list", "elements": "str", "aliases": ["desktop_ids", "resource_ids", "desktop"]},
    "select_names": {"type": "list", "elements": "str"},
    "select_tags": {"type": "dict"},
    "select_status": {"type": "list", "elements": "str"},
    "max_targets": {"type": "int"},
    "pre_start": {"type": "str", "choices": ["start"]},
    "post_finish": {"type": "str", "choices": ["stop", "reboot"]},
    "if_in_use": {"type": "str", "choices": ["fail", "skip", "force"], "default": "fail"},
    "gray_count": {"type": "int"},
    "gray_desktops": {"type": "list", "elements": "str", "aliases": ["gray_desktop_ids", "gray_resource_ids"]},
    "gray_fail_threshold": {"type": "int"},
    "execution_timeout": {"type": "int", "aliases": ["timeout"]},
    "task_id": {"type": "str"},
    "record_id": {"type": "str"},
    **PARTIAL_SPEC,
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 1800},
}

_OF_EXECUTED = tuple(
    name for name, row in EXECUTION_SPEC.items() if "default" not in row and name not in ("task_id", "record_id")
)
_OF_GROUPS = ("pre_start", "post_finish")
_LEAST = {"gray_count": 1, "gray_fail_threshold": 1, "execution_timeout": 1}


def check(options: Mapping[str, Any]) -> None:
    """Check a task's options as far as they can be without asking the service.

    :raises InputError: one sentence that names the option and the rule.
    """
    for name in ("scripts", "desktops", "gray_desktops"):
        _check_list(options[name], name)
    for name in ("command", "pool", "desktop_tag", "task_id", "record_id"):
        if options[name] is not None and not options[name].strip():
            raise InputError(f"{name} is empty")
    if options["state"] == "executed":
        _check_execution(options)
    else:
        _check_later(options)


def narrowed(options: Mapping[str, Any]) -> bool:
    """Tell whether a task names or selects desktops."""
    return options["desktops"] is not None or bool(selectors(options))


def _check_list(items: Sequence[str] | None, name: str) -> None:
    if items is None:
        return
    if not items or any(not item.strip() for item in items):
        raise InputError(f"{name} is empty or has an empty item; it never means all")
    often = collections.Counter(item.lower() for item in items)
    twice = next((item for item in items if often[item.lower()] > 1), None)
    if twice is not None:
        raise InputError(f"{name} lists {twice} twice")


def _check_later(options: Mapping[str, Any]) -> None:
    """Check what is to be done to an execution that there is already."""
    state = options["state"]
    if (options["task_id"] is None) == (options["record_id"] is None):
        raise InputError(f"state {state} needs either task_id or record_id")
    given = [name for name in _OF_EXECUTED if options[name] is not None]
    if given:
        raise InputError(f"{given[0]} does not go with state {state}, which takes the execution as it was")


def _check_execution(options: Mapping[str, Any]) -> None:
    for name in ("task_id", "record_id"):
        if options[name] is not None:
            raise InputError(f"{name} is for the states retried and stopped")
    if (options["scripts"] is None) == (options["command"] is None):
        raise InputError("give either scripts or command")
    if (options["command"] is None) != (options["command_type"] is None):
        raise InputError("command and command_type go together")
    _check_target(options)
    for name, least in _LEAST.items():
        if options[name] is not None and options[name] < least:
            raise InputError(f"{name} is {options[name]}, but must be {least} or more")
    _check_gray(options)


def _check_target(options: Mapping[str, Any]) -> None:
    check_selectors(options, needing_limit=())
    if options["desktops"] is not None and selectors(options):
        raise InputError("give either desktops or a selector (select_names, select_tags, select_status)")
    pool, tag = options["pool"] is not None, options["desktop_tag"] is not None
    if pool and tag or tag and narrowed(options) or not (pool or tag or narrowed(options)):
        raise InputError(
            "give exactly one of pool, desktop_tag and desktops (or a selector); only pool goes with desktops, "
            "which then are the part of it that is meant"
        )
    if tag and not all(part.strip() for part in options["desktop_tag"].partition("=")):
        raise InputError(f"desktop_tag \"{options['desktop_tag']}\" is not written as key=value")
    if not pool and not tag:
        given = [name for name in _OF_GROUPS if options[name] is not None]
        if given:
            raise InputError(
                f"the service takes {given[0]} only together with pool or desktop_tag; start, stop and restart "
                "desktops with workspace_desktop"
            )
    if tag and options["post_finish"] and options["if_in_use"] == "skip":
        raise InputError("if_in_use: skip does not go with desktop_tag, since all desktops of a tag are meant")


def _check_gray(options: Mapping[str, Any]) -> None:
    count, threshold = options["gray_count"], options["gray_fail_threshold"]
    if threshold is None:
        return
    if count is None and options["gray_desktops"] is None:
        raise InputError("gray_fail_threshold needs gray_count or gray_desktops, the first batch")
    if options["pool"] is None and options["desktop_tag"] is None and count is not None and threshold >= count:
        raise InputError(
            f"gray_fail_threshold is {threshold}, but for desktops it must be less than gray_count ({count})"
        )
