# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The power states of desktops, the verbs that bring them about, and the requests that carry these out."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Callable

from ..apply import Call, Operations, carries_out
from ..errors import Answer
from ..jobs import STATE_API, Job
from ..plan import Step, Verb, chunks, table
from .desktop.state import MAX_BATCH, Desktop, read_ids

if TYPE_CHECKING:
    from ..client import Client

_ACTION = "/v2/{project_id}/desktops/action"


@dataclasses.dataclass(frozen=True)
class PowerVerb(Verb):
    """A verb that changes the power state.

    :param op_type: what BatchRunDesktops calls it. :param status: the status of a desktop after it.
    """

    op_type: str = ""
    status: str = ""


POWER_TABLE: Mapping[str, PowerVerb] = table(
    PowerVerb(name="stop", disturbs=True, state="stopped", op_type="os-stop", status="SHUTOFF"),
    PowerVerb(
        name="hibernate",
        disturbs=True,
        power=("ACTIVE",),
        state="hibernated",
        op_type="os-hibernate",
        status="HIBERNATED",
    ),
    PowerVerb(name="start", state="started", op_type="os-start", status="ACTIVE"),
    # Whether a desktop that runs was restarted cannot be seen.
    PowerVerb(
        name="restart",
        disturbs=True,
        power=("ACTIVE",),
        visible=False,
        state="restarted",
        lasting="present",
        of_existing=True,
        op_type="reboot",
        status="ACTIVE",
    ),
)
"""The verbs of power, in their order."""

_LASTING = [verb for verb in POWER_TABLE.values() if verb.visible]
POWER = {verb.state: verb.status for verb in _LASTING}
"""The status of a desktop in each power state."""

SHOWN_POWER = {verb.status: verb.state for verb in _LASTING}
"""The power state for each status."""

POWER_VERBS = {verb.status: verb.name for verb in _LASTING}
"""The verb that brings each status about."""


def shown_power(status: str) -> str:
    """Return a status as users call it."""
    return SHOWN_POWER.get(status, status.lower() or "unknown")


class PowerOperations(Operations):
    """Makes the calls that change the power state of desktops.

    :param power_type: ``SOFT`` or ``HARD``.
    :param ids: the desktop ID of each target, as far as known.
    :param now: the newest state of each desktop, by ID.
    """

    verb_table: Mapping[str, Verb] = POWER_TABLE

    def __init__(self, client: Client, power_type: str, ids: Mapping[str, str], now: Mapping[str, Desktop]) -> None:
        self._client = client
        self._power_type = power_type
        self._ids = ids
        self._now = now

    @carries_out(*POWER_TABLE)
    def power(self, steps: Sequence[Step]) -> Iterable[Call]:
        """BatchRunDesktops. It answers with failures inside a success, and without a job."""
        verb = POWER_TABLE[steps[0].verb]
        if verb.visible:
            steps = [step for step in steps if not self._is_in(step, verb.status)]
        for part in chunks(steps, MAX_BATCH):
            body = {
                "desktop_ids": [self._id(step) for step in part],
                "op_type": verb.op_type,
                "type": self._power_type,
            }
            targets = {step.target: self._id(step) for step in part}
            yield Call(
                "POST",
                _ACTION,
                part,
                body=body,
                jobs=functools.partial(self._power_jobs, verb=verb, targets=targets),
                failures=self._failures(part),
                find_effect=self._power_finder(verb, list(targets.values())),
            )

    def _is_in(self, step: Step, status: str) -> bool:
        desktop = self._now.get(self._ids.get(step.target, ""))
        return desktop is not None and desktop.status == status and desktop.idle

    def _power_jobs(self, answer: Answer, verb: PowerVerb, targets: Mapping[str, str]) -> Sequence[Job]:
        failed = {row.get("desktop_id") for row in answer.get("failed_operation_list") or []}
        going = {name: desktop_id for name, desktop_id in targets.items() if desktop_id not in failed}
        until: dict[str, object] = {"status": verb.status}
        if not verb.visible:
            until["restarted"] = True
        return [Job(None, STATE_API, verb.name, dict(going), until, self._client.server_time())]

    def _power_finder(self, verb: PowerVerb, ids: Sequence[str]) -> Callable[[], Answer | None]:
        def find() -> Answer | None:
            now = read_ids(self._client, ids).values()
            began = any(not desktop.idle or verb.visible and desktop.status == verb.status for desktop in now)
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
