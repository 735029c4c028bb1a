# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Upgrading the access agents of desktops now."""

from __future__ import annotations

import collections
import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..apply import SKIPPED, Call, Operations, Result, carries_out
from ..client import Client
from ..errors import Answer, InputError
from ..jobs import DONE, FAILED, RUNNING, Job, Poller, Watch
from ..names import Names
from ..plan import RUNNING as RUNS, UNFIT, Change, Notice, Plan, Step, Verb, chunks, table
from .agents import check_offered, check_version, is_older
from .base import PARTIAL_SPEC, Undisturbed, read_back
from .desktop.state import MAX_BATCH, UNTOLD, Desktop, complete, read_all, read_ids
from .kinds import POOL
from .occupancy import in_use_reason
from .selectors import DesktopFinder, check_selectors, selected, selectors

AGENT_API = "agents"
"""The name under which the versions of agents are watched."""

AGENT_UPGRADE_SPEC: dict[str, dict[str, Any]] = {
    "agent_version": {"type": "str", "required": True, "aliases": ["target_version", "version"]},
    "desktops": {"type": "list", "elements": "str", "aliases": ["desktop_ids"]},
    "select_names": {"type": "list", "elements": "str"},
    "select_tags": {"type": "dict"},
    "select_pool": {"type": "str"},
    "select_status": {"type": "list", "elements": "str"},
    "max_targets": {"type": "int"},
    "if_in_use": {"type": "str", "choices": ["fail", "skip", "force"], "default": "fail"},
    "notify": {"type": "bool", "default": False},
    "description": {"type": "str"},
    **PARTIAL_SPEC,
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 1800},
}

# An upgrade takes longer than anybody looks for the effect of a request, so one that is lost is not repeated.
VERBS = table(Verb("upgrade", disturbs=True, visible=False))

_PATH = "/v2/{project_id}/upgrade-task/execute"


def version_of(desktop: Desktop) -> str | None:
    """Return the version of a desktop's agent, ``None`` if the service does not tell it."""
    return desktop.answer.get("agent_version") or None


def poll_agents(client: Client, watches: Sequence[Watch]) -> None:
    """See which version the agents of desktops have: an upgrade has no job."""
    fates = [(watch, fate) for watch in watches for fate in watch.fates.values() if fate.state == RUNNING]
    found = read_ids(client, [fate.target_id for _watch, fate in fates if fate.target_id])
    for watch, fate in fates:
        desktop = found.get(fate.target_id or "")
        if desktop is None:
            # A list may lag behind.
            watch.memory[fate.target] = watch.memory.get(fate.target, 0) + 1
            if watch.memory[fate.target] > 2:
                fate.state, fate.reason = FAILED, "somebody has deleted it meanwhile"
        elif version_of(desktop) == watch.job.until["agent_version"]:
            fate.state = DONE


class AgentUpgradeResource(Operations, Undisturbed):
    """The access agents of chosen desktops (ExecuteTriggerUpgrade). The desktops are always said in the request, since
    one without any may be about all."""

    verb_table: Mapping[str, Verb] = VERBS
    pollers: Mapping[str, Poller] = {AGENT_API: poll_agents}
    things = "desktops"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        _check(options)
        self._client = client
        self._options = options
        self._version: str = options["agent_version"]
        self._desktops: dict[str, Desktop] = {}
        self._missing: list[Notice] = []

    # Reading

    def read(self) -> None:
        """Find the desktops that are meant, and see that the version is offered.

        :raises InputError: none is meant, or a name stands for several; or nobody offers the version.
        """
        if self._desktops:
            ids = {name: desktop.desktop_id for name, desktop in self._desktops.items()}
            found = read_ids(self._client, list(ids.values()))
            desktops = [found[one] for one in ids.values() if one in found]
        else:
            check_offered(self._client, self._version)
            desktops = self._meant()
        told = complete(self._client, desktops, lambda desktop: version_of(desktop) is None)
        often = collections.Counter(desktop.computer_name for desktop in told)
        self._desktops = {
            desktop.computer_name if often[desktop.computer_name] == 1 else desktop.desktop_id: desktop
            for desktop in told
        }

    def _meant(self) -> list[Desktop]:
        self._missing = []
        if self._options["desktops"] is None:
            pool = self._options["select_pool"]
            query = {} if pool is None else {"pool_id": Names(self._client).find(POOL, pool).id}
            found = selected(self._client, read_all(self._client, query), self._options)
            if not found:
                raise InputError(
                    f"no desktop matches {', '.join(selectors(self._options))}; an upgrade never means all desktops"
                )
            return found
        finder = DesktopFinder([desktop for desktop in read_all(self._client) if not desktop.going])
        meant: dict[str, Desktop] = {}
        for pattern in self._options["desktops"]:
            hit = finder.meant(pattern)
            self._missing += [] if hit else [Notice(pattern, finder.lacking(pattern))]
            meant.update({desktop.desktop_id: desktop for desktop in hit})
        most = self._options["max_targets"]
        if most is not None and len(meant) > most:
            raise InputError(f"desktops are {len(meant)}, more than max_targets ({most})")
        return list(meant.values())

    # Planning

    def plan(self) -> Plan:
        """Upgrade the agents that are older; others are left as they are."""
        plan = Plan(awaited=list(self._missing))
        for name, desktop in self._desktops.items():
            current = version_of(desktop)
            if current is None:
                plan.broken.append(Notice(name, "the service does not tell the version of its agent"))
            elif is_older(current, self._version):
                self._plan_upgrade(plan, name, desktop, current)
        return plan

    def _plan_upgrade(self, plan: Plan, name: str, desktop: Desktop, current: str) -> None:
        if desktop.status == UNTOLD or not desktop.answer.get("sid"):
            plan.broken.append(Notice(name, "the service does not tell its status, or its SID"))
        elif desktop.status != "ACTIVE":
            reason = f"it does not run ({desktop.status}), so its agent cannot be upgraded; start it first"
            plan.awaited.append(Notice(name, reason, UNFIT, (RUNS, name)))
        elif desktop.in_use and self._options["if_in_use"] != "force":
            notice = Notice(name, in_use_reason(desktop))
            (plan.skipped if self._options["if_in_use"] == "skip" else plan.refused).append(notice)
        else:
            fields = {"agent_version": Change(current, self._version)}
            plan.steps.append(Step("upgrade", name, fields, disturbs=True))

    # Carrying out

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Look once more who is logged in."""
        ids = {step.target: self._desktops[step.target].desktop_id for step in steps}
        now = read_ids(self._client, list(ids.values()))
        found = {name: self._objection(name, now.get(desktop_id)) for name, desktop_id in ids.items()}
        return {name: result for name, result in found.items() if result is not None}

    def _objection(self, name: str, desktop: Desktop | None) -> Result | None:
        if desktop is None:
            return Result(name, FAILED, "somebody has deleted it since the task began")
        if desktop.status != "ACTIVE":
            return Result(name, FAILED, f"it does not run any more ({desktop.status})")
        if desktop.in_use and self._options["if_in_use"] != "force":
            return Result(name, SKIPPED if self._options["if_in_use"] == "skip" else FAILED, in_use_reason(desktop))
        return None

    @carries_out("upgrade")
    def _upgrade(self, steps: Sequence[Step]) -> Iterable[Call]:
        """ExecuteTriggerUpgrade, for a hundred desktops each."""
        for part in chunks(steps, MAX_BATCH):
            body = {
                "target_version": self._version,
                "is_force_execute": int(self._options["if_in_use"] == "force"),
                "is_notify": int(self._options["notify"]),
                "desktop_sids": [self._desktops[step.target].answer["sid"] for step in part],
                **({"description": self._options["description"]} if self._options["description"] else {}),
            }
            find_effect = functools.partial(self._effect, part)
            yield Call(
                "POST", _PATH, part, body=body, jobs=functools.partial(self._jobs, part), find_effect=find_effect
            )

    def _jobs(self, steps: Sequence[Step], answer: Answer) -> Sequence[Job]:
        targets: dict[str, str | None] = {step.target: self._desktops[step.target].desktop_id for step in steps}
        until = {"agent_version": self._version}
        return [Job(None, AGENT_API, "upgrade", targets, until, self._client.server_time(), {}, AGENT_API, self.things)]

    def _effect(self, steps: Sequence[Step]) -> Answer | None:
        """See whether the agents have the version already."""
        ids = [self._desktops[step.target].desktop_id for step in steps]
        found = read_ids(self._client, ids)
        return {} if all(one in found and version_of(found[one]) == self._version for one in ids) else None

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Read the versions back."""
        if plan.changed:
            read_back(self, self._client, results)

    def result(self) -> dict[str, Any]:
        """Return the desktops with the versions of their agents."""
        return {
            "desktops": [
                {
                    "computer_name": desktop.computer_name,
                    "desktop_id": desktop.desktop_id,
                    "agent_version": version_of(desktop),
                }
                for desktop in self._desktops.values()
            ]
        }


def _check(options: Mapping[str, Any]) -> None:
    """Refuse what cannot be meant.

    :raises InputError: nobody is meant, or that is said in two ways; or a version is none.
    """
    check_version("agent_version", options["agent_version"])
    chosen = selectors(options)
    if options["desktops"] is not None and chosen:
        raise InputError(f"give only one of desktops, {min(chosen)}: they are different ways to say what is meant")
    if options["desktops"] is None and not chosen:
        raise InputError(
            "say what is meant: desktops, or a selector (select_names, select_tags, select_pool, select_status)"
        )
    if options["desktops"] is not None and not (
        options["desktops"] and all(one.strip() for one in options["desktops"])
    ):
        raise InputError("desktops is given but empty, or has an empty name; it never means all")
    check_selectors({**options, "state": "present"}, needing_limit=())
