# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service says of itself, in the words of the options."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from ...client import Client
from ...errors import Answer, ApiError
from ...jobs import DONE, Watch
from ...names import number_of
from ..kinds import POOL, USER

PATH = "/v2/{project_id}/workspaces"
LOCK_PATH = PATH + "/lock-status"
SECOND_FACTOR_PATH = "/v2/{project_id}/assist-auth-config/method-config"
OBJECTS_PATH = "/v2/{project_id}/assist-auth-config/apply-objects"
MOST_OBJECTS = 1000
"""How many objects a page of their list has, and one request adds or takes away, at most."""

SERVICE_API = "workspace-service"
"""The name under which the service itself is watched."""

OPEN, CLOSED = "SUBSCRIBED", "CLOSED"
FAILED_TO_OPEN, FAILED_TO_CLOSE = "SUBSCRIPTION_FAILED", "DEREGISTRATION_FAILED"
UNSETTLED = ("PREPARING", "SUBSCRIBING", "DEREGISTERING")
"""Statuses that end by themselves."""
SETTLED = (OPEN, CLOSED, FAILED_TO_OPEN, FAILED_TO_CLOSE)
"""Statuses in which it is known what can be done."""

_SERVICE_CLOSED = "WKS.00010099"
_CONFIRMATIONS = 2
"""Looks in a row that must show the end of a failed attempt: the status lags behind a new one."""


@dataclasses.dataclass(frozen=True)
class Contents:
    """How much is left in the service."""

    desktops: int = 0
    pools: int = 0
    users: int = 0

    def __str__(self) -> str:
        counts = {"desktop": self.desktops, "desktop pool": self.pools, "user": self.users}
        return ", ".join(number_of(n, what) for what, n in counts.items() if n)


@dataclasses.dataclass(frozen=True)
class Service:
    """The service as it is now. ``options`` holds what it tells by the names of the options."""

    status: str
    answer: Answer
    options: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    lock: Answer = dataclasses.field(default_factory=dict)

    @property
    def locked(self) -> bool:
        """Whether it is locked, as far as it tells."""
        return is_locked(self.lock)


def is_locked(lock: Answer) -> bool:
    """Read the answer of ShowWorkspaceLock, whose switch is 0 or 1, as a number or a text."""
    return str(lock.get("is_lock") or 0).lower() in ("1", "true")


def status_of(answer: Answer) -> str:
    """Return the status that the service tells, empty if it tells none: that does not mean that it is closed."""
    return str(answer.get("status") or "").upper()


def read_service(client: Client) -> Service:
    """Return the service (ListWorkspaces) with its lock (ShowWorkspaceLock), which not every region tells."""
    answer = client.get(PATH, holding={"status": str})
    status = status_of(answer)
    if status == CLOSED:
        return Service(status, answer)
    return Service(status, answer, told_options(answer), _read_lock(client))


def _read_lock(client: Client) -> Answer:
    try:
        return client.get(LOCK_PATH)
    except ApiError as error:
        if error.status in (403, 404):
            return {}
        raise


def told_options(answer: Answer) -> dict[str, Any]:
    """Return what the service tells of itself by the names of the options; ``None`` for what it does not tell."""
    port = str(answer.get("internet_access_port") or "")
    networks = answer.get("dedicated_subnets")
    known = {
        "ad_domains": told_domain(answer.get("ad_domains") or {}),
        "vpc": answer.get("vpc_id"),
        "subnets": [row["subnet_id"] for row in answer.get("subnet_ids") or []] or None,
        "dedicated_subnets": None if networks is None else [text for text in networks.split(";") if text],
        "internet_access_port": int(port) if port.isdigit() else None,
    }
    plain = (
        "dc_vnc_ip",
        "adn_conflict_network",
        "management_subnet_cidr",
        "access_mode",
        "enterprise_id",
        "is_send_email",
        "authorized_collect_log",
        "authorized_hda_upgrade",
        "is_authorized_install_agent",
        "enable_user_create_snapshot",
    )
    return {**known, **{name: answer.get(name) for name in plain}}


def told_domain(domain: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the service tells of the domain; a switch that is "0" or "1" as a truth value."""
    known = {name: value for name, value in domain.items() if value is not None}
    if "delete_computer_object" in known:
        known["delete_computer_object"] = str(known["delete_computer_object"]) == "1"
    return known


def count_contents(client: Client) -> Contents:
    """Count what must be gone before the service can be closed (ListDesktops, ListDesktopPools, ListUsers)."""
    try:
        desktops = client.list_all("/v2/{project_id}/desktops", "desktops", id_field="desktop_id")
        pools = client.list_all(POOL.path, POOL.key, limit=POOL.limit, id_field=POOL.id)
        users = client.list_all(USER.path, USER.key, limit=USER.limit, id_field=USER.id)
    except ApiError as error:
        if error.error_code == _SERVICE_CLOSED:
            return Contents()
        raise
    return Contents(len(desktops), len(pools), len(users))


def poll_service(client: Client, watches: Sequence[Watch]) -> None:
    """Look at the service, for openings and closings: its status tells when they have ended."""
    answer = client.get(PATH, holding={"status": str})
    status = status_of(answer)
    for watch in watches:
        if status == watch.job.until.get("status"):
            for fate in watch.fates.values():
                fate.state = DONE
        failed = status in (FAILED_TO_OPEN, FAILED_TO_CLOSE)
        watch.memory["failed"] = watch.memory.get("failed", 0) + 1 if failed else 0
        if watch.memory["failed"] > _CONFIRMATIONS:
            watch.fail_running(failure(answer), str(answer.get("fail_code") or ""))


def failure(answer: Answer) -> str:
    """Return what the service says of its last opening or closing, which failed."""
    reason: str | None = answer.get("fail_reason")
    return f"its status is {answer.get('status')}: {reason or 'the service gave no reason'}"


def shown_service(client: Client, now: Service) -> dict[str, Any]:
    """Return the service as modules return it: its own words, its lock, and which project it is in."""
    where = {"region": client.settings.region, "project_id": client.project_id}
    return {**where, **now.answer, **now.lock, "status": now.status}
