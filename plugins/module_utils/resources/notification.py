# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages to the people at desktops and pools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable

from ..apply import Call, Operations, Result, carries_out
from ..client import Client
from ..errors import Answer, InputError, UnknownNameError
from ..jobs import Job
from ..names import Names
from ..plan import Change, Notice, Plan, Step, Verb, chunks, table
from .base import PARTIAL_SPEC, Undisturbed
from .desktop.state import MAX_BATCH, Desktop, read_all
from .kinds import POOL
from .selectors import DesktopFinder, check_selectors, selected, selectors

NOTIFICATION_SPEC: dict[str, dict[str, Any]] = {
    "notifications": {"type": "str", "required": True, "aliases": ["msg"]},
    "desktops": {"type": "list", "elements": "str", "aliases": ["desktop_ids", "desktop"]},
    "select_names": {"type": "list", "elements": "str"},
    "select_tags": {"type": "dict"},
    "select_pool": {"type": "str"},
    "select_status": {"type": "list", "elements": "str"},
    "max_targets": {"type": "int"},
    "pools": {"type": "list", "elements": "str", "aliases": ["pool_ids", "pool"]},
    **PARTIAL_SPEC,
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 600},
}

LONGEST = 255
"""The most characters that a message may have."""

# Nobody but those who have read it knows whether a message was sent.
VERBS = table(Verb("notify", visible=False), Verb("notify_pool", visible=False))

_DESKTOPS = "/v2/{project_id}/desktops/notifications"
_POOL = "/v2/{project_id}/desktop-pools/{pool_id}/notifications"


class NotificationResource(Operations, Undisturbed):
    """A message to desktops (SendNotifications) and pools (SendDesktopPoolNotifications). It is sent each time, and
    never a second time when its answer is lost."""

    verb_table: Mapping[str, Verb] = VERBS
    things = "desktops"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        _check(options)
        self._client = client
        self._options = options
        self._names = Names(client)
        self._desktops: dict[str, str] = {}
        self._off: list[Notice] = []
        self._pools: dict[str, str] = {}
        self._missing: list[Notice] = []

    # Reading

    def read(self) -> None:
        """Find out who is meant. Raises :class:`.names.InputError`: a name stands for several desktops."""
        if self._options["desktops"] is not None:
            self._find_desktops(self._options["desktops"])
        elif selectors(self._options):
            pool = self._options["select_pool"]
            query = {} if pool is None else {"pool_id": self._names.find(POOL, pool).id}
            self._take(selected(self._client, read_all(self._client, query), self._options))
        for name in self._options["pools"] or []:
            try:
                found = self._names.find(POOL, name)
                self._pools[found.name] = found.id
            except UnknownNameError as error:
                self._missing.append(Notice(name, str(error)))
                self._pools[name] = name

    def _find_desktops(self, patterns: Sequence[str]) -> None:
        finder = DesktopFinder([desktop for desktop in read_all(self._client) if not desktop.going])
        meant: dict[str, Desktop] = {}
        for pattern in patterns:
            hit = finder.meant(pattern)
            if not hit:
                self._missing.append(Notice(pattern, finder.lacking(pattern)))
                self._desktops[pattern] = pattern
            meant.update({desktop.desktop_id: desktop for desktop in hit})
        most = self._options["max_targets"]
        if most is not None and len(meant) > most:
            raise InputError(f"desktops are {len(meant)}, more than max_targets ({most})")
        self._take(list(meant.values()))

    def _take(self, desktops: Sequence[Desktop]) -> None:
        """Keep those that run: at the others there is nobody to read it."""
        for desktop in desktops:
            if desktop.status == "ACTIVE":
                self._desktops[desktop.computer_name] = desktop.desktop_id
            else:
                reason = f"it does not run ({desktop.status or 'no status'}), so nobody can read it"
                self._off.append(Notice(desktop.computer_name, reason))

    # Planning

    def plan(self) -> Plan:
        """Send to each desktop and each pool."""
        plan = Plan(awaited=list(self._missing), skipped=list(self._off))
        text = {"notifications": Change(None, self._options["notifications"])}
        plan.steps += [Step("notify", name, dict(text)) for name in sorted(self._desktops)]
        plan.steps += [Step("notify_pool", name, dict(text)) for name in self._pools]
        if not plan.steps and not plan.skipped:
            plan.warnings.append(f"no desktop matches {', '.join(selectors(self._options))}")
        return plan

    # Carrying out

    @carries_out("notify")
    def _notify(self, steps: Sequence[Step]) -> Iterable[Call]:
        """SendNotifications, to a hundred desktops each."""
        for part in chunks(steps, MAX_BATCH):
            ids = [self._desktops[step.target] for step in part]
            body = {"desktop_ids": ids, "notifications": self._options["notifications"]}
            yield Call("POST", _DESKTOPS, part, body=body, jobs=self._jobs(part))

    @carries_out("notify_pool")
    def _notify_pools(self, steps: Sequence[Step]) -> Iterable[Call]:
        """SendDesktopPoolNotifications, to a pool each."""
        for step in steps:
            path = _POOL.replace("{pool_id}", self._pools[step.target])
            body = {"notifications": self._options["notifications"]}
            yield Call("POST", path, [step], body=body, jobs=self._jobs([step]))

    def _jobs(self, steps: Sequence[Step]) -> Callable[[Answer], Sequence[Job]]:
        targets: dict[str, str | None] = {step.target: self._desktops.get(step.target) for step in steps}

        def jobs(answer: Answer) -> Sequence[Job]:
            return [Job(answer["job_id"], "workspace-jobs", "notify", targets, submitted=self._client.server_time())]

        return jobs

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """What was said cannot be read back: the job tells whether it was sent."""

    def result(self) -> dict[str, Any]:
        """Return who was meant."""
        return {"desktops": sorted(self._desktops), "pools": list(self._pools)}


def _check(options: Mapping[str, Any]) -> None:
    """Refuse a message without words, or without anybody to read it."""
    text = options["notifications"]
    if not text.strip():
        raise InputError("notifications is empty; it is what people are told")
    if len(text) > LONGEST:
        raise InputError(f"notifications has {len(text)} characters, but may have {LONGEST} at most")
    chosen = selectors(options)
    if options["desktops"] is not None and chosen:
        raise InputError(f"give only one of desktops, {min(chosen)}: they are different ways to say who is meant")
    if options["desktops"] is None and options["pools"] is None and not chosen:
        raise InputError(
            "say who is meant: desktops, a selector (select_names, select_tags, select_pool, select_status), or pools"
        )
    for name in ("desktops", "pools"):
        if options[name] is not None and not (options[name] and all(one.strip() for one in options[name])):
            raise InputError(f"{name} is given but empty, or has an empty name; it never means all")
    check_selectors({**options, "state": "present"}, needing_limit=())
