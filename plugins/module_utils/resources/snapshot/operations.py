# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How each verb of snapshots is carried out: the requests of its steps."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable

from ...apply import Call, carries_out
from ...client import Client
from ...errors import Answer
from ...jobs import Job, recent_job
from ...plan import Step, Verb, chunks
from ..desktop.state import MAX_BATCH, Desktop
from ..power import PowerOperations
from .options import PARTS, Desired
from .planner import kinds_of
from .state import PATH, described, read_snapshots
from .verbs import VERBS


class SnapshotOperations(PowerOperations):
    """Makes the calls of one task, also those that turn desktops off and on.

    :param set_id: the mark of what this task takes. :param power_type: ``SOFT`` or ``HARD``.
    :param ids: the desktop ID of each target. :param now: the newest state of each desktop, by ID.
    """

    verb_table: Mapping[str, Verb] = VERBS

    def __init__(
        self,
        client: Client,
        desired: Desired,
        set_id: str,
        power_type: str,
        ids: Mapping[str, str],
        now: Mapping[str, Desktop],
    ) -> None:
        super().__init__(client, power_type, ids, now)
        self._desired = desired
        self._set_id = set_id

    @carries_out("create")
    def _create(self, steps: Sequence[Step]) -> Iterable[Call]:
        """BatchCreateDesktopSnapshot, a call for the desktops of each image, which the descriptions name."""
        groups: dict[tuple[str | None, tuple[str, ...]], list[Step]] = {}
        for step in steps:
            desktop = self._now[self._id(step)]
            groups.setdefault((desktop.image_id, kinds_of(desktop, self._desired)), []).append(step)
        for (image_id, kinds), group in groups.items():
            body = functools.partial(self._creation_body, image_id, kinds)
            for part in chunks(group, MAX_BATCH):
                yield self._call("/batch-create", part, body)

    def _creation_body(self, image_id: str | None, kinds: Sequence[str], steps: Sequence[Step]) -> dict[str, Any]:
        body: dict[str, Any] = {
            "desktop_ids": [self._id(step) for step in steps],
            "disk_type": self._desired.disk_type if len(kinds) == len(self._desired.kinds) else kinds[0],
        }
        for kind in kinds:
            name = self._desired.names[kind]
            description = described(self._desired.descriptions[kind], name, image_id, self._set_id)
            body[PARTS[kind]] = {"name": name, "description": description}
        return body

    @carries_out("restore")
    def _restore(self, steps: Sequence[Step]) -> Iterable[Call]:
        """BatchRestoreDesktopSnapshot; all disks of a desktop in one call."""
        part: list[Step] = []
        for step in steps:
            if part and len(_ids([*part, step])) > MAX_BATCH:
                yield self._call("/batch-restore", part, _ids_body)
                part = []
            part.append(step)
        yield self._call("/batch-restore", part, _ids_body)

    @carries_out("delete")
    def _delete(self, steps: Sequence[Step]) -> Iterable[Call]:
        """BatchDeleteDesktopSnapshot."""
        pairs = [(step, one.snapshot_id) for step in steps for one in step.payload.snapshots]
        for part in chunks(pairs, MAX_BATCH):
            touched = list({step.target: step for step, _id in part}.values())
            yield self._call("/batch-delete", touched, functools.partial(_pairs_body, part))

    def _call(self, path: str, steps: Sequence[Step], body: Callable[[Sequence[Step]], dict[str, Any]]) -> Call:
        verb = steps[0].verb
        targets = {step.target: self._id(step) for step in steps}
        half = len(steps) // 2
        return Call(
            "POST",
            PATH + path,
            steps,
            body=body(steps),
            jobs=functools.partial(self._jobs, verb=verb, targets=targets),
            find_effect=self._effect_finder(verb, list(targets.values()), body(steps)),
            split=lambda: [self._call(path, part, body) for part in (steps[:half], steps[half:])] if half else [],
            gone_is_done=verb == "delete",
            relative=verb == "restore",
        )

    def _jobs(self, answer: Answer, verb: str, targets: Mapping[str, str]) -> Sequence[Job]:
        if not answer.get("job_id"):
            return []
        until = {"status": VERBS[verb].leaves} if VERBS[verb].leaves else {}
        things = "desktops" if verb == "restore" else "snapshots"
        now = self._client.server_time()
        return [Job(answer["job_id"], "workspace-sub-jobs", verb, dict(targets), until, now, things=things)]

    def _effect_finder(
        self, verb: str, desktop_ids: Sequence[str], body: Mapping[str, Any]
    ) -> Callable[[], Answer | None]:
        since = self._client.server_time()
        ids = set(desktop_ids)
        snapshot_ids = set(body.get("snapshot_ids", ()))

        def find() -> Answer | None:
            job_id = recent_job(self._client, VERBS[verb].jobs, since, lambda one: one.target_id in ids)
            if job_id:
                return {"job_id": job_id}
            there = read_snapshots(self._client, desktop_ids)
            if verb == "create":
                return {} if any(one.taken_with == self._set_id for one in there) else None
            meant = [one for one in there if one.snapshot_id in snapshot_ids]
            if verb == "delete":
                return None if meant else {}
            return {} if any(one.restored_since(since) for one in meant) else None

        return find


def _ids(steps: Sequence[Step]) -> list[str]:
    return [one.snapshot_id for step in steps for one in step.payload.snapshots]


def _ids_body(steps: Sequence[Step]) -> dict[str, Any]:
    return {"snapshot_ids": _ids(steps)}


def _pairs_body(pairs: Sequence[tuple[Step, str]], steps: Sequence[Step]) -> dict[str, Any]:
    """Return the body that deletes those of the snapshots that are of the desktops of these steps."""
    targets = {step.target for step in steps}
    return {"snapshot_ids": [snapshot_id for step, snapshot_id in pairs if step.target in targets]}
