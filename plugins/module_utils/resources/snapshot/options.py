# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of snapshots, and the rules that they must obey."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ... import ownership
from ...errors import InputError
from ..base import PARTIAL_SPEC
from ..logoff import LOGOFF_SPEC, Patience
from ..rules import duration
from ..selectors import check_selectors, selectors
from .state import DATA, SYSTEM, described
from .verbs import STATES

_DISK_SNAPSHOT = {"name": {"type": "str"}, "description": {"type": "str"}}

SNAPSHOT_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": STATES, "default": "present"},
    "desktops": {"type": "list", "elements": "str", "aliases": ["desktop_ids", "desktop"]},
    "select_names": {"type": "list", "elements": "str"},
    "select_tags": {"type": "dict"},
    "select_pool": {"type": "str"},
    "select_status": {"type": "list", "elements": "str"},
    "max_targets": {"type": "int"},
    "snapshot_ids": {"type": "list", "elements": "str", "aliases": ["snapshot_id"]},
    "disk_type": {"type": "str", "choices": [SYSTEM, DATA, "ALL"], "default": SYSTEM},
    "name": {"type": "str"},
    "description": {"type": "str"},
    "system_disk_snapshot": {"type": "dict", "options": _DISK_SNAPSHOT},
    "data_disk_snapshot": {"type": "dict", "options": _DISK_SNAPSHOT},
    "per_image": {"type": "bool", "default": False},
    "after_last_session": {"type": "bool", "default": False},
    "max_age": {"type": "str"},
    "keep": {"type": "int"},
    "recapture": {"type": "bool", "default": False},
    "if_in_use": {"type": "str", "choices": ["fail", "skip", "force"], "default": "fail"},
    **LOGOFF_SPEC,
    "power_type": {"type": "str", "choices": ["SOFT", "HARD"], "default": "SOFT"},
    **PARTIAL_SPEC,
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 1800},
}

PARTS = {SYSTEM: "system_disk_snapshot", DATA: "data_disk_snapshot"}
"""What requests call the snapshot of each kind of disk."""

_LONGEST_NAME, _LONGEST_DESCRIPTION = 64, 255
_LONGEST_ID = "0" * 36


@dataclasses.dataclass(frozen=True)
class Desired:
    """What a task asks of the snapshots of its desktops.

    :param names: what they are called, by the kinds of disks that are meant; empty if they are meant by their IDs.
    :param descriptions: what is written into them, by kind of disk.
    :param owner: the lab whose snapshots alone are meant, or ``None`` for all.
    :param patience: how long people have to log off before a restore, ``None`` if they are not waited for.
    :param after_last_session: whether a set counts only if nobody has been connected since it was taken.
    :param max_age: seconds until a set is too old, or ``None`` if it never is.
    """

    state: str
    disk_type: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    owner: str | None = None
    per_image: bool = False
    after_last_session: bool = False
    max_age: float | None = None
    keep: int | None = None
    recapture: bool = False
    if_in_use: str = "fail"
    patience: Patience | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of disks that are meant."""
        return (SYSTEM, DATA) if self.disk_type == "ALL" else (self.disk_type,)

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Desired:
        """Read a task's options, checked as far as they can be without asking the service.

        :raises InputError: one sentence that names the option and the rule.
        """
        _check_targets(options)
        _check_ages(options)
        kinds = (SYSTEM, DATA) if options["disk_type"] == "ALL" else (options["disk_type"],)
        for kind, part in PARTS.items():
            if options.get(part) is not None and kind not in kinds:
                raise InputError(f"{part} does not go with disk_type {options['disk_type']}")
        by_id = options.get("snapshot_ids") is not None
        names = {} if by_id else {kind: _name(options, kind) for kind in kinds}
        descriptions = {kind: _description(options, kind) for kind in kinds}
        for kind, name in names.items():
            _check_length(descriptions[kind], name, kind)
        age = options.get("max_age")
        return cls(
            state=options["state"],
            disk_type=options["disk_type"],
            names=names,
            descriptions=descriptions,
            owner=next((owner for owner in map(ownership.owner, descriptions.values()) if owner), None),
            per_image=options["per_image"],
            after_last_session=options["after_last_session"],
            max_age=None if age is None else duration("max_age", age).total_seconds(),
            keep=options.get("keep"),
            recapture=options["recapture"],
            if_in_use=options["if_in_use"],
            patience=Patience.of(options),
        )


def _check_targets(options: Mapping[str, Any]) -> None:
    state, ids = options["state"], options.get("snapshot_ids")
    ways = {
        "desktops": options.get("desktops") is not None,
        "snapshot_ids": ids is not None,
        "select_...": bool(selectors(options)),
    }
    used = [name for name, given in ways.items() if given]
    if len(used) != 1:
        raise InputError(
            "give exactly one of desktops, a selector (select_names, select_tags, select_pool, select_status) and "
            "snapshot_ids" + (f", not {' and '.join(used)}" if used else "; none is given")
        )
    for name in ("desktops", "snapshot_ids"):
        _check_list(options.get(name), name)
    check_selectors(options, needing_limit=("absent", "restored"))
    if ids is None:
        return
    if state == "present":
        raise InputError("snapshot_ids is for the states absent and restored; a new snapshot gets its ID by itself")
    named = [name for name in ("name", *PARTS.values()) if options.get(name) is not None]
    if named or options["per_image"]:
        raise InputError(f"{(named or ['per_image'])[0]} does not go with snapshot_ids, which say what is meant")


def _check_list(items: Sequence[str] | None, name: str) -> None:
    if items is None:
        return
    if not items or any(not item.strip() for item in items):
        raise InputError(f"{name} is empty or has an empty item; it never means all")
    seen: set[str] = set()
    for item in items:
        if item.lower() in seen:
            raise InputError(f"{name} lists {item} twice")
        seen.add(item.lower())


def _check_ages(options: Mapping[str, Any]) -> None:
    given = [
        name
        for name in ("after_last_session", "max_age", "keep", "recapture")
        if options.get(name) not in (None, False)
    ]
    if given and options["state"] != "present":
        raise InputError(f"{given[0]} is for state present only")
    if options["recapture"] and len(given) > 1:
        raise InputError(f"recapture does not go with {given[0]}: it always leaves one snapshot, the new one")
    keep = options.get("keep")
    if keep is not None and keep < 1:
        raise InputError(f"keep is {keep}, but must be 1 or more")


def _name(options: Mapping[str, Any], kind: str) -> str:
    own: str | None = (options.get(PARTS[kind]) or {}).get("name")
    option = f"{PARTS[kind]}.name" if own is not None else "name"
    name = own if own is not None else options.get("name")
    if name is None:
        raise InputError("name is missing: it says which snapshots of the desktops are meant")
    if not name or name != name.strip() or len(name) > _LONGEST_NAME or re.search(r"[\[\];\x00-\x1f]", name):
        raise InputError(
            f'{option} "{name}" is not valid: it has 1 to {_LONGEST_NAME} characters other than [ ] ; and '
            "does not begin or end with a space"
        )
    return name


def _description(options: Mapping[str, Any], kind: str) -> str:
    """Return what is written into a snapshot of that kind; the mark of a lab in the general description stays."""
    general = options.get("description") or ""
    own = (options.get(PARTS[kind]) or {}).get("description")
    return general if own is None else ownership.merged(own, general)


def _check_length(description: str, name: str, kind: str) -> None:
    longest = len(described(description, name, _LONGEST_ID, _LONGEST_ID[:8]))
    if longest > _LONGEST_DESCRIPTION:
        raise InputError(
            f"the description of {PARTS[kind]} is {longest - _LONGEST_DESCRIPTION} characters too long: with "
            f"the mark that is added it may have {_LONGEST_DESCRIPTION}"
        )
