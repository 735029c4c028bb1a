# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gateway in front of the API: authentication, journal, faults, headers, and the passing of time."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from typing import Any
from urllib.parse import parse_qs

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from emulator.cloud import identity
from emulator.cloud.project import MAX_BATCH, Project
from emulator.cloud.world import World
from emulator.engine.clock import http_date
from emulator.engine.errors import FORBIDDEN, INVALID, MEDIA_TYPE, SERVICE_CLOSED, ApiError, IamError
from emulator.engine.faults import Fault
from emulator.engine.journal import decode
from emulator.engine.signature import refuse, verify
from emulator.engine.transport import hang_up

CONTROL = "/_emulator/"
SECRETS = {identity.ACCESS_KEY: identity.SECRET_KEY}
_PROJECT_PATH = re.compile(r"/v[123](?:\.0)?/([^/]+)/.+")
_IAM_PATH = re.compile(r"/v3(\.0)?/(auth|projects|OS-CREDENTIAL|regions|users|services|endpoints)(/.*)?")
_TOKEN_PATH = "/v3/auth/tokens"
BATCHES = ("desktops", "desktop_ids", "desktop_volumes", "desktop_volumes_expansion")
OPEN_TO_ALL = re.compile(r"/(workspaces|vpcs|subnets|agencies)$")
"""What a service that is not open answers: the question for it, and what it takes to open it."""
LONG_ANSWER = 100_000
GARBAGE = b"<html><body>Bad gateway</body></html>"


class Answer:
    """An answer as it is collected from the application before it is sent."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""

    async def collect(self, message: Message) -> None:
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
    """A request with its whole body and its decoded headers."""

    def __init__(self, scope: Scope, body: bytes) -> None:
        self.scope = scope
        self.body = body
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.raw_path: str = scope["raw_path"].decode("ascii")
        self.query: str = scope["query_string"].decode("ascii")
        self.headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        self.is_iam = _IAM_PATH.fullmatch(self.path) is not None
        match = None if self.is_iam else _PROJECT_PATH.fullmatch(self.path)
        self.project_id = match[1] if match else identity.PROJECT_ID
        self.address = f"{self.path}?{self.query}"


async def read_body(receive: Receive) -> bytes:
    """Read the whole body of a request."""
    chunks = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(chunks)


def without_field(value: Any, field: str) -> Any:
    """Return the decoded answer without a field, wherever it stands."""
    if isinstance(value, dict):
        return {key: without_field(item, field) for key, item in value.items() if key != field}
    if isinstance(value, list):
        return [without_field(item, field) for item in value]
    return value


def emptied(value: dict[str, Any]) -> dict[str, Any]:
    """Return the decoded answer of a list as if there were nothing in it."""
    return {
        key: [] if isinstance(item, list) else 0 if key in ("total_count", "count") else item
        for key, item in value.items()
    }


class Gateway:
    """The application that the server runs."""

    def __init__(self, app: ASGIApp, world: World, exceptional: list[tuple[str, re.Pattern[str], str]]) -> None:
        self.app = app
        self.world = world
        self.exceptional = exceptional
        self.saving: asyncio.TimerHandle | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        call = Call(scope, await read_body(receive))
        if call.path.startswith(CONTROL):
            reply = await self._run(call)
        else:
            served = await self._serve(call, receive)
            if served is None:
                return
            reply = served
        self._save_soon()
        await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
        await send({"type": "http.response.body", "body": reply.body})

    def kind_of(self, call: Call) -> str:
        """Return whether a request reads or writes."""
        for method, pattern, kind in self.exceptional:
            if method == call.method and pattern.fullmatch(call.path):
                return kind
        return "read" if call.method in ("GET", "HEAD") else "write"

    async def _serve(self, call: Call, receive: Receive) -> Answer | None:
        """Serve a request of the API; None if the connection was closed instead."""
        project = self.world.project(call.project_id)
        project.settle()
        request_id = uuid.uuid4().hex
        fault = project.faults.take(call.method, call.path)
        reply: Answer | None = None
        if fault and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
            project.settle()
        if fault and fault.kind == "status":
            reply = await self._refuse(call, ApiError(fault.status, fault.error_code or "", fault.error_msg))
            self._distort_status(reply, fault)
        elif not (fault and fault.kind == "drop_before"):
            stale = project.last_answers.get(call.address)
            reply = await self._admit(call, project)
            if call.method == "GET" and reply.status == 200 and not (fault and fault.kind == "stale_list"):
                project.remember(call.address, reply.body)
            if fault:
                self._distort(reply, fault, stale)
        dropped = fault is not None and fault.kind in ("drop_before", "drop_after")
        status = None if dropped or reply is None else reply.status
        project.journal.add(
            project.now,
            call.method,
            call.path,
            call.query,
            call.headers,
            call.body,
            status,
            self.kind_of(call),
            request_id,
        )
        if self.world.keeps_exchanges:
            self._keep_exchange(call, None if fault else reply)
        if dropped or reply is None:
            self._save_soon()
            await hang_up(call.scope, receive)
            return None
        reply.headers.append((b"x-request-id", request_id.encode()))
        reply.headers.append((b"date", http_date(project.now).encode()))
        if call.is_iam:
            reply.headers.append((b"x-iam-trace-id", request_id.encode()))
        return reply

    def _keep_exchange(self, call: Call, reply: Answer | None) -> None:
        """Keep a request and its answer, unless a fault touched it or it is a long list."""
        whole = reply is not None and len(reply.body) <= LONG_ANSWER
        self.world.exchanges.append(
            {
                "method": call.method,
                "path": call.path,
                "query": parse_qs(call.query, keep_blank_values=True),
                "body": call.body.decode("utf-8", "replace"),
                "status": reply.status if reply else None,
                "answer": reply.body.decode() if reply and whole else None,
            }
        )

    async def _admit(self, call: Call, project: Project) -> Answer:
        """Check a request as the gateway of the cloud does, and pass it on."""
        try:
            self._authenticate(call)
            self._check_content_type(call)
            self._check_batch(call, project)
            if project.service_status == "CLOSED" and not call.is_iam and not OPEN_TO_ALL.search(call.path):
                raise ApiError(403, SERVICE_CLOSED, "The Workspace service is disabled.")
        except ApiError as error:
            return await self._refuse(call, error)
        project.operation = (call.method, call.path)
        return await self._run(call, project)

    async def _run(self, call: Call, project: Project | None = None) -> Answer:
        """Let the application handle a request."""
        messages = [{"type": "http.request", "body": call.body, "more_body": False}]

        async def receive() -> Message:
            return messages.pop() if messages else {"type": "http.disconnect"}

        reply = Answer()
        state = {**call.scope.get("state", {}), "project": project, "world": self.world}
        await self.app({**call.scope, "state": state}, receive, reply.collect)
        return reply

    async def _refuse(self, call: Call, error: ApiError) -> Answer:
        """Answer with an error."""
        if call.is_iam and not isinstance(error, IamError):
            title = "Unauthorized" if error.status == 401 else "Error"
            error = IamError(error.status, title, error.message)
        reply = Answer()
        response = JSONResponse(error.body(), error.status)
        await response({"type": "http"}, _no_request, reply.collect)
        return reply

    def _authenticate(self, call: Call) -> None:
        """Check the signature or the token, and that they belong to the project of the path."""
        if call.path == _TOKEN_PATH and call.method == "POST":
            return
        token = call.headers.get("x-auth-token")
        if token is not None:
            known = self.world.token(token)
            if known is None:
                raise refuse("the token is wrong or has expired")
            if not call.is_iam and known["project_id"] != call.project_id:
                raise ApiError(403, FORBIDDEN, "The token is not for this project.")
            return
        verify(call.method, call.raw_path, call.query, call.headers, call.body, SECRETS)
        named = call.headers.get("x-project-id")
        if named is not None and not call.is_iam and named != call.project_id:
            raise ApiError(403, FORBIDDEN, "The header X-Project-Id names another project than the path.")

    def _check_content_type(self, call: Call) -> None:
        """Bodies must be declared as JSON, and so must deletions, which have none."""
        content_type = call.headers.get("content-type")
        if not call.body and call.method != "DELETE":
            return
        if content_type is None:
            raise ApiError(400, INVALID, "The header Content-Type is missing.")
        if content_type.partition(";")[0].strip().lower() != "application/json":
            raise ApiError(415, MEDIA_TYPE, f"The media type {content_type} is not supported.")

    def _check_batch(self, call: Call, project: Project) -> None:
        """Refuse batches beyond the project's limit, which some regions have lower than others."""
        if project.max_batch >= MAX_BATCH or not call.body:
            return
        body = decode(call.body)
        for name in BATCHES:
            rows = body.get(name) if isinstance(body, dict) else None
            if isinstance(rows, list) and len(rows) > project.max_batch:
                raise ApiError(400, INVALID, f"{name} must not have more than {project.max_batch} items.")

    def _distort_status(self, reply: Answer, fault: Fault) -> None:
        """Make a refusal look as the fault says: its headers, and no API body unless it has a code."""
        if not fault.error_code:
            reply.replace_body(GARBAGE, b"text/html")
        reply.headers.extend((name.lower().encode(), value.encode()) for name, value in fault.headers.items())

    def _distort(self, reply: Answer, fault: Fault, stale: bytes | None) -> None:
        """Spoil an answer after the request has been carried out."""
        if fault.kind == "garbage":
            reply.replace_body(GARBAGE, b"text/html")
        elif fault.kind == "missing_field" and reply.body:
            reply.replace_body(json.dumps(without_field(json.loads(reply.body), fault.field)).encode())
        elif fault.kind == "stale_list" and reply.status == 200:
            reply.replace_body(stale or json.dumps(emptied(json.loads(reply.body))).encode())

    def _save_soon(self) -> None:
        """Write the state file in a moment, once for many requests."""
        if self.world.state_file is None or self.saving is not None:
            return

        def save() -> None:
            self.saving = None
            self.world.save()

        self.saving = asyncio.get_running_loop().call_later(0.2, save)


async def _no_request() -> Message:
    return {"type": "http.disconnect"}
