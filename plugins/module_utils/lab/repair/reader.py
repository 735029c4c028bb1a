# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what tells how the seats of a lab are."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ...client import Client
from ...resources.desktop.images import images_exist
from ...resources.desktop.operations import check_rejoin
from ...resources.desktop.state import LEFT_DOMAIN, read_all
from ...resources.eip import Eip, read_eips
from ...resources.policy_group import find_policy_groups
from ...resources.script_execution.state import parse
from ...resources.snapshot.info import INFO_SPEC as SNAPSHOT_INFO_SPEC, find_snapshots
from ...resources.snapshot.state import DATA, SYSTEM
from ...resources.terminal_binding.state import list_table
from ...resources.usage.running import PowerChange, last_change
from ...resources.usage.spans import read_moment
from ..found import Found, Row, owned_by
from ..reading import if_known, read_lab, side_by_side, validated
from .belongings import Belongings
from .diagnosis import Signs
from .replacing import Replacement

_RESTORING = "restoreDesktopBySnapshot"

_JOBS = ("createDesktops", "attachDesktops", "rebuildDesktops", _RESTORING, "desktopRejoinDomain")
"""The jobs whose failures tell something of a seat."""

_OLDEST = datetime.timedelta(days=7)
"""How long ago a job may have failed to be told of."""


class Reader:
    """Reads the signs of seats.

    :param rows: the desktops that the run is about. :param wanted: what the lab file says of desktops, by their names
        in lower case. :param reset: what restoring means, see :func:`..snapshots.plan_reset`.
    :param now: the time of the service.
    """

    def __init__(
        self,
        client: Client,
        lab: Mapping[str, Any],
        found: Found,
        rows: Sequence[Row],
        wanted: Mapping[str, Mapping[str, Any]],
        reset: Mapping[str, Any],
        now: datetime.datetime,
    ) -> None:
        self._client = client
        self._lab = lab
        self._found = found
        self._rows = rows
        self._wanted = wanted
        self._reset = reset
        self._now = now

    def signs(self) -> list[Signs]:
        """Return what is known of each desktop, in their order."""
        ids = [row["desktop_id"] for row in self._rows]
        silent = [row for row in self._rows if row["status"] == "SHUTOFF" or row["login_status"] in ("", "UNREGISTER")]
        left = [row["desktop_id"] for row in self._rows if row.get("domain_status") == LEFT_DOMAIN]
        work: list[Callable[[], Any]] = [
            lambda: images_exist(self._client, ids),
            lambda: check_rejoin(self._client, left) if left and self._found.has_domain else {},
            lambda: {one.desktop_id: one for one in read_all(self._client)},
            self._unrestorable,
            self._failed_jobs,
            *(self._power(row["desktop_id"]) for row in silent),
        ]
        images, unjoinable, desktops, unrestorable, jobs, *changes = side_by_side(self._client, work)
        power: dict[str, PowerChange | None] = dict(zip((row["desktop_id"] for row in silent), changes))
        agents = {key: str(one.answer.get("agent_version") or "") for key, one in desktops.items()}
        left_off = [key for key in power if key in desktops and desktops[key].power_note == "ACTIVE"]
        restored = self._restored({key: power[key] for key in left_off})
        scripts = self._failed_scripts()
        return [
            Signs(
                row=row,
                wanted=self._wanted.get(row["computer_name"].lower()),
                agent=agents.get(row["desktop_id"], ""),
                has_domain=self._found.has_domain,
                image_exists=images.get(row["desktop_id"]),
                power=power.get(row["desktop_id"]),
                unjoinable=unjoinable.get(row["desktop_id"], ""),
                unrestorable=unrestorable.get(row["desktop_id"], ""),
                left_off=row["desktop_id"] in left_off,
                restored=row["desktop_id"] in restored,
                jobs=jobs.get(row["desktop_id"], ""),
                scripts=scripts.get(row["desktop_id"], ""),
            )
            for row in self._rows
        ]

    def _power(self, desktop_id: str) -> Callable[[], PowerChange | None]:
        return lambda: last_change(self._client, desktop_id)

    def _unrestorable(self) -> dict[str, str]:
        """Return why desktops cannot be put back to a snapshot, by ID, for those that cannot."""
        reset = self._reset
        if reset["refused"]:
            return {row["desktop_id"]: "; ".join(reset["refused"]) for row in self._rows}
        options = {"lab": self._lab["name"], "name": reset["snapshot"], "state": "complete"}
        rows = find_snapshots(self._client, validated(SNAPSHOT_INFO_SPEC, options))["snapshots"]
        kinds: dict[tuple[str, str], set[str]] = {}
        for row in rows:
            kinds.setdefault((row["desktop_id"], row["image_id"] or ""), set()).add(row["disk_type"])
        covered = {one["desktop_id"] for one in reset["desktops"]}
        return {
            row["desktop_id"]: reason
            for row in self._rows
            for reason in [self._without_snapshot(row, kinds, row["desktop_id"] in covered)]
            if reason
        }

    def _without_snapshot(self, row: Row, kinds: Mapping[tuple[str, str], set[str]], covered: bool) -> str:
        """Return why there is no snapshot that could be restored on a desktop, empty if there is one.

        :param kinds: the kinds of disks of which there are snapshots, by desktop and image.
        """
        name = self._reset["snapshot"]
        if not covered:
            return f"the snapshot {name} is not of its group"
        needed = {SYSTEM, DATA} if self._reset["disk_type"] == "ALL" else {self._reset["disk_type"]}
        if DATA in needed and not row.get("data_volumes"):
            needed.discard(DATA)
        for (desktop_id, image_id), there in kinds.items():
            fits = not self._reset["per_image"] or row.get("image_id") in (None, image_id)
            if desktop_id == row["desktop_id"] and fits and needed and needed <= there:
                return ""
        image = " of its present image" if self._reset["per_image"] else ""
        return f"there is no complete snapshot {name}{image}"

    def _failed_jobs(self) -> dict[str, str]:
        """Return the last job of each desktop that failed in the last days, as part of a sentence."""
        last: dict[str, tuple[datetime.datetime, str]] = {}
        for job_type in _JOBS:
            for desktop_id, when, row in self._jobs(job_type, "FAILED"):
                if when > self._now - _OLDEST:
                    reason = row.get("fail_reason") or row.get("error_code") or "the service gave no reason"
                    told = f"its job {job_type} of {when:%Y-%m-%d %H:%M} UTC failed: {reason}"
                    last[desktop_id] = max((when, told), last.get(desktop_id, (when, told)))
        return {desktop_id: told for desktop_id, (_when, told) in last.items()}

    def _restored(self, off: Mapping[str, PowerChange | None]) -> set[str]:
        """Return which of these desktops were surely restored since they were turned off.

        :param off: the last change of the power of each, by ID.
        """
        begun = self._jobs(_RESTORING, "SUCCESS") if off else ()
        changes = ((desktop_id, when, off.get(desktop_id)) for desktop_id, when, _row in begun)
        return {key for key, when, last in changes if last and last.ended and not last.turns_on and when >= last.ended}

    def _jobs(self, job_type: str, status: str) -> Iterator[tuple[str, datetime.datetime, Row]]:
        """Yield the jobs of a type that ended so (ListItaSubJobs): the desktop, when it began, and its row."""
        query = {"job_type": job_type, "status": status}
        for row in self._client.list_all("/v2/{project_id}/workspace-sub-jobs", "jobs", query, id_field="id"):
            desktop_id = (row.get("entities") or {}).get("desktop_id")
            when = read_moment(row.get("begin_time"))
            if desktop_id and when:
                yield desktop_id, when, row

    def _failed_scripts(self) -> dict[str, str]:
        """Return the last script of the lab that ran on each desktop, if it failed, as part of a sentence."""
        last: dict[str, str] = {}
        for row in sorted(self._found.script_records, key=lambda row: str(row.get("start_time") or "")):
            record = parse(row)
            last[record.desktop_id] = "" if record.good or record.going else f"its script {record.told}"
        return last


def read_addresses(client: Client) -> list[Eip] | None:
    """Return the public addresses (ListDesktopsEips), ``None`` if the service does not tell them.

    :raises ApiError: the service refused.
    """
    return if_known(lambda: read_eips(client))


def read_belongings(client: Client, lab: Mapping[str, Any], replacements: Sequence[Replacement]) -> Belongings:
    """Return what follows to desktops that take the place of others (ListTerminalsBindingDesktops, ListDesktopsEips,
    ListScheduledTasks, ShowScheduledTasks, ListPolicyGroups, ListTargetOfPolicyGroup).

    :raises ApiError: the service refused.
    """
    if not replacements:
        return Belongings()
    found = read_lab(client, lab, ("schedules", "policies"))
    tasks = [row for row in found.schedules if owned_by(lab, row)]
    groups = [_with_targets(client, row) for row in found.policies if owned_by(lab, row)]
    table = if_known(lambda: list_table(client))
    return Belongings.of(replacements, table, read_addresses(client), tasks, groups)


def _with_targets(client: Client, group: Row) -> Row:
    options = {"policy_group_name": group["policy_group_id"], "policies": False, "targets": True}
    [found] = find_policy_groups(client, options)["policy_groups"]
    return {**group, "targets": found["targets"]}
