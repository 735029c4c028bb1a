# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal of requests, its counters, and how much of them is kept."""

from __future__ import annotations

import json
from collections import deque
from typing import Any
from urllib.parse import parse_qs

MAX_BODY_KEPT = 2**20
MAX_ENTRIES = 20_000
MAX_BYTES = 16 * 2**20


class Bounded:
    """The last entries of many: at most so many, and of at most so many bytes together."""

    def __init__(self, max_entries: int = MAX_ENTRIES, max_bytes: int = MAX_BYTES) -> None:
        self.max_entries = max_entries
        self.max_bytes = max_bytes
        self.clear()

    def clear(self) -> None:
        """Forget all entries, and that there were any."""
        self.entries: deque[dict[str, Any]] = deque()
        self.forgotten = 0
        self._sizes: deque[int] = deque()
        self._bytes = 0

    def add(self, entry: dict[str, Any], size: int) -> None:
        """Keep an entry of about so many bytes; the oldest ones may go for it."""
        self.entries.append(entry)
        self._sizes.append(size)
        self._bytes += size
        while len(self.entries) > 1 and (len(self.entries) > self.max_entries or self._bytes > self.max_bytes):
            self.entries.popleft()
            self._bytes -= self._sizes.popleft()
            self.forgotten += 1


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
    """Return the decoded body, or None when there is none, or a mark when it is not JSON or too long to be kept."""
    if not body:
        return None
    if len(body) > MAX_BODY_KEPT:
        return f"({len(body)} bytes)"
    try:
        return redact(json.loads(body))
    except (ValueError, RecursionError):
        return "(not JSON)"


class Journal:
    """The requests of the API that reached a project, in order; the oldest are forgotten when they become too many."""

    def __init__(self) -> None:
        self.kept = Bounded()
        self.reads = 0
        self.writes = 0

    def since(self, number: int) -> list[dict[str, Any]]:
        """Return the entries after the one with that number, as far as they are kept."""
        return [entry for entry in self.kept.entries if entry["number"] > number]

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
        fault: str | None,
    ) -> None:
        """Note a request; ``status`` is None when the connection was closed instead of an answer.

        :param fault: the kind of the fault that has changed how it went.
        """
        if kind == "read":
            self.reads += 1
        else:
            self.writes += 1
        entry = {
            "number": self.reads + self.writes,
            "time": time,
            "method": method,
            "path": path,
            "query": {key: found if len(found) > 1 else found[0] for key, found in parse_qs(query, True).items()},
            "headers": shown(headers),
            "body": decode(body),
            "status": status,
            "kind": kind,
            "request_id": request_id,
            "fault": fault,
        }
        self.kept.add(entry, len(path) + len(query) + min(len(body), MAX_BODY_KEPT))
