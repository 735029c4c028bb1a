# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal of requests and its counters."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs


def redact(value: Any) -> Any:
    """Return the decoded body without passwords."""
    if isinstance(value, dict):
        return {
            key: "***" if "password" in key.lower() and isinstance(item, str) else redact(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [redact(item) for item in value]
    return value


def shown(headers: dict[str, str]) -> dict[str, str]:
    """Return what a request says in its headers: how it was authorized, without secrets, its type and its language."""
    told: dict[str, str] = {name: headers[name] for name in ("content-type", "x-language") if name in headers}
    if "authorization" in headers:
        told["authorization"] = headers["authorization"].partition(" ")[0]
    if "x-auth-token" in headers:
        told["x-auth-token"] = "***"
    return told


def decode(body: bytes) -> Any:
    """Return the decoded body, or None when there is none, or a mark when it is not JSON."""
    if not body:
        return None
    try:
        return redact(json.loads(body))
    except ValueError:
        return "(not JSON)"


class Journal:
    """Every request of the API that reached a project, in order."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []
        self.reads = 0
        self.writes = 0

    def add(
        self,
        time: float,
        method: str,
        path: str,
        query: str,
        headers: dict[str, str],
        body: bytes,
        status: int | None,
        kind: str,
        request_id: str,
    ) -> None:
        """Note a request; ``status`` is None when the connection was closed instead of an answer."""
        if kind == "read":
            self.reads += 1
        else:
            self.writes += 1
        self.entries.append(
            {
                "number": len(self.entries) + 1,
                "time": time,
                "method": method,
                "path": path,
                "query": {key: found if len(found) > 1 else found[0] for key, found in parse_qs(query, True).items()},
                "headers": shown(headers),
                "body": decode(body),
                "status": status,
                "kind": kind,
                "request_id": request_id,
            }
        )
