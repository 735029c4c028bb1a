# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests and answers as they pass the gateway, and how large they may be."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import MutableMapping
from typing import Any

from starlette.types import Message, Receive, Scope

from emulator.cloud import identity
from emulator.engine.errors import ApiError, IamError, too_large

CONTROL = "/_emulator/"
MAX_BODY = 12 * 2**20
"""The most bytes of a request's body that the gateway of the cloud takes."""
MAX_CONTROL_BODY = 2**20
MAX_PATH = 4096
_PROJECT_PATH = re.compile(r"/v[123](?:\.0)?/([^/]+)/.+")
_EPS_PATH = re.compile(r"/v1\.0/enterprise-projects(/.*)?")
_IAM_PATH = re.compile(r"/v3(\.0)?/(auth|projects|OS-CREDENTIAL|regions|users|services|endpoints)(/.*)?")


class Answer:
    """An answer as it is collected from the application before it is sent."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""

    async def collect(self, message: MutableMapping[str, Any]) -> None:
        """Take a message of the application."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message["headers"])
        else:
            self.body += message.get("body", b"")

    def replace_body(self, body: bytes, content_type: bytes = b"application/json") -> None:
        """Give the answer another body."""
        self.body = body
        kept = [(name, value) for name, value in self.headers if name not in (b"content-length", b"content-type")]
        self.headers = [*kept, (b"content-type", content_type), (b"content-length", str(len(body)).encode())]


class Call:
    """A request with its decoded headers and its whole body; ``refusal`` tells why no body was read."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.body = b""
        self.refusal: ApiError | None = None
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.raw_path: str = scope["raw_path"].decode("ascii")
        self.query: str = scope["query_string"].decode("ascii")
        self.headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        self.is_control = self.path.startswith(CONTROL)
        self.is_iam = _IAM_PATH.fullmatch(self.path) is not None
        self.is_eps = _EPS_PATH.fullmatch(self.path) is not None
        match = None if self.is_global else _PROJECT_PATH.fullmatch(self.path)
        self.project_id = match[1] if match else identity.PROJECT_ID

    @property
    def question(self) -> str:
        """What it asks, by which its last answer is kept. A query by POST asks in its body."""
        return f"{self.path}?{self.query}#{hashlib.sha256(self.body).hexdigest()}"

    @property
    def is_global(self) -> bool:
        """Whether it is for a service whose paths name no project."""
        return self.is_iam or self.is_eps

    async def read(self, receive: Receive) -> None:
        """Read the whole body. One that is too large is not kept; it is refused when it has passed."""
        limit = MAX_CONTROL_BODY if self.is_control else MAX_BODY
        chunks: list[bytes] = []
        length = 0
        while True:
            message = await receive()
            chunk = message.get("body", b"")
            length += len(chunk)
            if length <= limit:
                chunks.append(chunk)
            else:
                chunks.clear()
            if not message.get("more_body"):
                break
        if length > limit:
            self.refusal = too_large(f"The body has {length} bytes, more than {limit}.")
        self.body = b"".join(chunks)
        if self.is_eps:
            self.project_id = _named_project(self.body) or self.project_id

    def in_its_form(self, error: ApiError) -> ApiError:
        """Return a refusal as the service that is asked prints it: the identity service nests its errors."""
        if self.is_iam and not isinstance(error, IamError):
            return IamError(error.status, "Unauthorized" if error.status == 401 else "Error", error.message)
        return error


def _named_project(body: bytes) -> str | None:
    """Return the project that a body names at its top, if it does."""
    try:
        found = json.loads(body) if body else None
    except (ValueError, RecursionError):
        return None
    name = found.get("project_id") if isinstance(found, dict) else None
    return name if isinstance(name, str) else None


async def no_request() -> Message:
    """Receive nothing: for an answer that is made without a request."""
    return {"type": "http.disconnect"}
