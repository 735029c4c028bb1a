# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The power states of desktops, the verbs that bring them about, and the requests that carry those out."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Callable

from ..apply import Call
from ..client import Client
from ..errors import Answer
from ..jobs import STATE_API, Job
from ..plan import Step, chunks
from .desktop.state import MAX_BATCH, Desktop, read_ids

POWER = {"started": "ACTIVE", "stopped": "SHUTOFF", "hibernated": "HIBERNATED"}
"""The power state of desktops that each of these states of a task means."""

POWER_VERBS = {"ACTIVE": "start", "SHUTOFF": "stop", "HIBERNATED": "hibernate"}
"""The verb that brings each power state about."""

SHOWN_POWER = {"ACTIVE": "started", "SHUTOFF": "stopped", "HIBERNATED": "hibernated"}
"""What plans call each power state."""

_DESKTOPS = "/v2/{project_id}/desktops"

_POWER = {
    "start": ("os-start", "ACTIVE"),
    "stop": ("os-stop", "SHUTOFF"),
    "hibernate": ("os-hibernate", "HIBERNATED"),
    "restart": ("reboot", "ACTIVE"),
}


class PowerOperations:
    """Makes the calls that change the power state of desktops.

    :param power_type: ``SOFT`` or ``HARD``.
    :param ids: the desktop ID of each target, as far as known.
    :param now: the newest state of each desktop, by ID.
    """

    def __init__(self, client: Client, power_type: str, ids: Mapping[str, str], now: Mapping[str, Desktop]) -> None:
        self._client = client
        self._power_type = power_type
        self._ids = ids
        self._now = now

    def power(self, steps: Sequence[Step]) -> Iterable[Call]:
        """BatchRunDesktops. It answers with failures inside a success, and without a job."""
        verb = steps[0].verb
        op_type, status = _POWER[verb]
        if verb != "restart":
            steps = [step for step in steps if not self._is_in(step, status)]
        for part in chunks(steps, MAX_BATCH):
            body = {
                "desktop_ids": [self._id(step) for step in part],
                "op_type": op_type,
                "type": self._power_type,
            }
            targets = {step.target: self._id(step) for step in part}
            yield Call(
                "POST",
                _DESKTOPS + "/action",
                part,
                body=body,
                jobs=functools.partial(self._power_jobs, verb=verb, targets=targets, status=status),
                failures=self._failures(part),
                find_effect=self._power_finder(verb, list(targets.values()), status),
            )

    def _is_in(self, step: Step, status: str) -> bool:
        desktop = self._now.get(self._ids.get(step.target, ""))
        return desktop is not None and desktop.status == status and desktop.idle

    def _power_jobs(self, answer: Answer, verb: str, targets: Mapping[str, str], status: str) -> Sequence[Job]:
        failed = {row.get("desktop_id") for row in answer.get("failed_operation_list") or []}
        going = {name: desktop_id for name, desktop_id in targets.items() if desktop_id not in failed}
        return [Job(None, STATE_API, verb, dict(going), {"status": status}, self._client.server_time())]

    def _power_finder(self, verb: str, ids: Sequence[str], status: str) -> Callable[[], Answer | None]:
        def find() -> Answer | None:
            now = read_ids(self._client, ids).values()
            began = any(not desktop.idle or verb != "restart" and desktop.status == status for desktop in now)
            return {} if began else None

        return find

    def _failures(self, steps: Sequence[Step]) -> Callable[[Answer], Mapping[str, tuple[str, str]]]:
        def read(answer: Answer) -> Mapping[str, tuple[str, str]]:
            names = {self._ids.get(step.target): step.target for step in steps}
            return {
                names[row["desktop_id"]]: (
                    row.get("error_msg") or "the service gave no reason",
                    row.get("error_code") or "",
                )
                for row in answer.get("failed_operation_list") or []
                if row.get("desktop_id") in names
            }

        return read

    def _id(self, step: Step) -> str:
        return self._ids[step.target]
