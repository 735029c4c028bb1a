# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the idle rules of a lab need: scheduled tasks and session policies. Pure.

No policy of the service stops a desktop some time after a disconnection, so a scheduled task does. It only follows a
disconnection, so policies lock and then disconnect a session that nobody attends.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from .. import ownership
from ..errors import LabError
from ..fields import leaves
from ..names import listed, nearest
from ..resources.policies import checked
from .definition import WHOLE_LAB
from .found import Found
from .schedules import Reached, named_groups, reach
from .seats import SeatPlan, seat_names

LOG_OFF = "log_off"

_TASKS = {"stop": ("STOP", "stopped"), "hibernate": ("HIBERNATE", "hibernated")}

_SHORTEST_LOCK = 3
_LONGEST_POLICY = 86400
_LONGEST_WAIT = 43200


@dataclasses.dataclass
class IdlePlan:
    """What the idle rules of a lab need.

    :param tasks: scheduled tasks, as options of ``workspace_scheduled_task``, and what they reach.
    :param policies: policy groups like those of a lab file, with ``meant``, the desktops and pools they apply to.
    :param refused: reasons why a rule cannot be kept.
    """

    tasks: list[tuple[dict[str, Any], Reached]] = dataclasses.field(default_factory=list)
    policies: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    refused: list[str] = dataclasses.field(default_factory=list)


def plan_idle(lab: Mapping[str, Any], found: Found, plan: SeatPlan, seats: Mapping[str, Sequence[str]]) -> IdlePlan:
    """Decide what the idle rules of a lab need.

    :param plan: the plan of all seats. :param seats: the names of the desktops of each group of seats.
    """
    idle = IdlePlan()
    kinds = _Kinds(lab, found, plan)
    for number, rule in enumerate(lab.get("idle", []), 1):
        kept = {name.lower() for name in rule.get("keep_on", [])}
        everything = reach(lab, rule["apply_to"], named_groups(seats))
        desktops = [name for name in everything.get("desktops", []) if name.lower() not in kept]
        meant = {"desktops": desktops, "pools": everything.get("pools", [])}
        where = f"idle[{number}]"
        if not any(meant.values()):
            idle.refused.append(f"{where}: apply_to means no desktop and no pool; an empty selection never means all")
        idle.refused += [f"{where}: {problem}" for problem in kinds.problems(rule["action"], meant)]
        policies = session_policies(rule)
        if policies:
            idle.policies.append({"name": policy_group_name(lab, number), "policies": policies, "meant": meant})
        if rule["action"] in _TASKS:
            spared = [name for name in everything.get("desktops", []) if name.lower() in kept]
            idle.tasks.append((_task(lab, rule, number, meant), _reached(lab, found, rule, number, meant, spared)))
    return idle


def task_name(lab: Mapping[str, Any], number: int) -> str:
    """Return the name of the scheduled task of an idle rule."""
    return f"{lab['name']}-idle-{number}"


def policy_group_name(lab: Mapping[str, Any], number: int) -> str:
    """Return the name of the policy group of an idle rule; names of policy groups have no hyphens."""
    return f"{lab['name']}_idle_{number}".replace("-", "_")


def _task(lab: Mapping[str, Any], rule: Mapping[str, Any], number: int, meant: Mapping[str, Any]) -> dict[str, Any]:
    task_type, done = _TASKS[rule["action"]]
    text = (
        f"Lab {lab['name']}: nobody has been connected to this desktop for {rule['disconnected']} minutes, so it is "
        f"{done} now."
    )
    return {
        "task_name": task_name(lab, number),
        "task_type": task_type,
        "scheduled_type": "LIFE_CYCLE",
        "life_cycle_type": "POST_DESKTOP_DISCONNECTED",
        "wait_time": rule["disconnected"],
        # Otherwise the service carries a task out once a day.
        "life_cycle_exec_period": 1,
        "force_execute": False,
        "extra_params": {"notify_message": text} if rule.get("warn") else {},
        "description": ownership.mark(lab["name"]),
        "apply_objects": {kind: names for kind, names in meant.items() if names},
        "recreate": "on_change",
    }


def _reached(
    lab: Mapping[str, Any],
    found: Found,
    rule: Mapping[str, Any],
    number: int,
    meant: Mapping[str, Any],
    spared: Sequence[str],
) -> Reached:
    now = next(iter(found.called("schedules", task_name(lab, number))), {})
    return {
        "name": task_name(lab, number),
        "task_type": _TASKS[rule["action"]][0],
        **meant,
        "spared": list(spared),
        "paused": now.get("enable") is False,
        # A desktop that nobody connects to is never disconnected.
        "covers": False,
    }


def session_policies(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return the policies that an idle rule needs, empty if a scheduled task is enough.

    The screen is locked ``warn`` minutes before the session is disconnected, or one.
    """
    vdi: dict[str, Any] = {}
    if "unattended" in rule:
        warn = rule.get("warn") or 1
        vdi["auto_lock_enable"] = True
        vdi["auto_lock_options"] = {
            "auto_lock_minutes": rule["unattended"] - warn,
            "auto_disconnect": "AUTO_DISCONNECT",
            "options": {"auto_disconnect_minutes": warn},
        }
    if rule["action"] == LOG_OFF:
        vdi["disconnect_logout_enable"] = 1
        vdi["disconnect_logout_options"] = {"disconnect_logout_minutes": rule["disconnected"]}
    return {"session": {"vdi": vdi}} if vdi else {}


class _Kinds:
    """What is known of the desktops and pools of a lab that an idle rule must not stop or cannot hibernate."""

    def __init__(self, lab: Mapping[str, Any], found: Found, plan: SeatPlan) -> None:
        there = {row["computer_name"].lower(): row for row in found.desktops}
        wanted = {item["computer_name"].lower(): item for item in plan.wanted}
        names = {**there, **wanted}
        self._seats = {name: (there.get(name, {}), wanted.get(name, {})) for name in names}
        pools = {row["name"]: row for row in found.pools}
        shared = {"product": (lab.get("defaults") or {}).get("product")}
        self._pools = {one["name"]: (pools.get(one["name"], {}), {**shared, **one}) for one in lab.get("pools", [])}

    def problems(self, action: str, meant: Mapping[str, Sequence[str]]) -> list[str]:
        """Return why a rule cannot be kept for some of what it means."""
        if action == LOG_OFF:
            return []
        found = {name: self._seats.get(name.lower(), ({}, {})) for name in meant["desktops"]}
        found.update({name: self._pools.get(name, ({}, {})) for name in meant["pools"]})
        told = []
        several = [name for name, parts in found.items() if any(one.get("desktop_type") == "SHARED" for one in parts)]
        if several:
            told.append(
                f"several people share {listed(several)}, so one who leaves does not make it idle; use action: log_off"
            )
        linux = [name for name, parts in found.items() if action == "hibernate" and any(map(_is_linux, parts))]
        if linux:
            told.append(f"{listed(linux)} runs Linux, which cannot hibernate; use action: stop")
        return told


def _is_linux(part: Mapping[str, Any]) -> bool:
    texts = (part.get("os_type"), part.get("product"), part.get("product_id"))
    return any(isinstance(text, str) and "linux" in text.lower() for text in texts)


# Rules of the file


def check_idle(lab: Mapping[str, Any]) -> None:
    """Check the idle rules of a lab, whose ``apply_to`` is right.

    :raises LabError: one of them cannot be kept, or contradicts another or a policy of the file.
    """
    rules = lab.get("idle", [])
    covered: dict[str, int] = {}
    for number, rule in enumerate(rules, 1):
        where = f"idle[{number}]"
        _check_minutes(rule, where)
        groups = _groups(lab, rule["apply_to"])
        twice = [name for name in groups if name in covered]
        if twice:
            raise LabError(f"{where}: apply_to means {twice[0]}, which idle[{covered[twice[0]]}] is about already")
        covered.update(dict.fromkeys(groups, number))
        _check_kept(lab, rule, groups, where)
        _check_policies(lab, rule, groups, where)
        for section, name in (("schedules", task_name(lab, number)), ("policies", policy_group_name(lab, number))):
            if any(entry["name"] == name for entry in lab.get(section, [])):
                raise LabError(f"{section}[{name}]: {where} uses this name; give it another one")


def _groups(lab: Mapping[str, Any], apply_to: Sequence[str]) -> list[str]:
    """Return the groups of seats and the pools that ``apply_to`` means."""
    names = [part["name"] for part in [*lab.get("seats", []), *lab.get("pools", [])]]
    return names if WHOLE_LAB in apply_to else [name for name in names if name in apply_to]


def _check_minutes(rule: Mapping[str, Any], where: str) -> None:
    logs_off, warn = rule["action"] == LOG_OFF, rule.get("warn", 0)
    least, most = (_SHORTEST_LOCK, _LONGEST_POLICY) if logs_off else (1, _LONGEST_WAIT)
    minutes = rule["disconnected"]
    if not least <= minutes <= most:
        raise LabError(f"{where}: disconnected is {minutes}, but must be {least} to {most} minutes")
    if warn < 0:
        raise LabError(f"{where}: warn is {warn}, but must not be negative")
    if logs_off and warn and "unattended" not in rule:
        raise LabError(f"{where}: the service does not announce that it logs people off; leave warn out")
    if "unattended" not in rule:
        return
    minutes, before = rule["unattended"], warn or 1
    if not _SHORTEST_LOCK + before <= minutes <= _LONGEST_POLICY:
        raise LabError(
            f"{where}: unattended is {minutes}, but must be {_SHORTEST_LOCK + before} to {_LONGEST_POLICY} minutes, "
            f"{before} of them with a locked screen"
        )


def _check_kept(lab: Mapping[str, Any], rule: Mapping[str, Any], groups: Collection[str], where: str) -> None:
    names = [name for seat in lab.get("seats", []) if seat["name"] in groups for name in _names(seat)]
    known = {name.lower() for name in names}
    for name in rule.get("keep_on", []):
        if name.lower() not in known:
            raise LabError(f"{where}: keep_on names {name}, which is no seat that apply_to means{nearest(name, names)}")


def _names(seat: Mapping[str, Any]) -> Iterable[str]:
    yield from (single["computer_name"] for single in seat.get("desktops") or [])
    yield from seat_names(seat).values() if "numbers" in seat else ()


def _check_policies(lab: Mapping[str, Any], rule: Mapping[str, Any], groups: Collection[str], where: str) -> None:
    """Check that no policy of the file says something else of the same desktops."""
    needed = leaves("policies", session_policies(rule))
    for entry in lab.get("policies", []):
        if not set(_groups(lab, entry["apply_to"])) & set(groups):
            continue
        said = leaves("policies", checked(entry["policies"]))
        other = [name for name, value in needed.items() if name in said and said[name] != value]
        if other:
            raise LabError(
                f"policies[{entry['name']}]: {other[0]} is {said[other[0]]}, but {where} needs {needed[other[0]]}; say "
                "it in one place only"
            )
