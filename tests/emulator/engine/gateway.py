# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gateway in front of the API: host names, authentication, journal, faults, headers, and the passing of time."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import time
import uuid
from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from emulator.cloud import identity
from emulator.cloud.project import MAX_BATCH, Project
from emulator.cloud.world import World
from emulator.engine.clock import http_date
from emulator.engine.distortions import distort, distort_status, send_half, send_slowly, send_vast
from emulator.engine.errors import (
    FORBIDDEN,
    INVALID,
    MEDIA_TYPE,
    NO_SUCH_API,
    SERVICE_CLOSED,
    ApiError,
)
from emulator.engine.faults import ALWAYS_SEEN, Fault
from emulator.engine.journal import MAX_BODY_KEPT, decode
from emulator.engine.messages import MAX_PATH, Answer, Call, no_request
from emulator.engine.signature import refuse, verify
from emulator.engine.transport import hang_up

SECRETS = {identity.ACCESS_KEY: identity.SECRET_KEY}
_TOKEN_PATH = "/v3/auth/tokens"
BATCHES = ("desktops", "desktop_ids", "desktop_volumes", "desktop_volumes_expansion")
OPEN_TO_ALL = re.compile(r"/(workspaces|vpcs|subnets|agencies)$")
"""What a service that is not open answers: the question for it, and what it takes to open it."""
LONG_ANSWER = 100_000


class Gateway:
    """The application that the server runs; it answers to the names in ``hosts`` and to its own address."""

    def __init__(
        self,
        app: ASGIApp,
        world: World,
        exceptional: list[tuple[str, re.Pattern[str], str]],
        hosts: Iterable[str] = (),
    ) -> None:
        self.app = app
        self.world = world
        self.exceptional = exceptional
        self.hosts = {host.lower() for host in hosts}
        self.saving: asyncio.TimerHandle | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        call = Call(scope)
        await call.read(receive)
        fault: Fault | None = None
        refusal = self._misdirected(call) or call.refusal
        if refusal:
            reply = await self._refuse(call, refusal)
        elif call.is_control:
            reply = await self._run(call)
        elif unwelcome := self._unwelcome(call):
            reply = self._labelled(await self._refuse(call, unwelcome), call, uuid.uuid4().hex, time.time())
        else:
            project = self.world.project(call.project_id)
            project.settle()
            fault = project.faults.take(call.method, call.path, self.kind_of(call))
            served = await self._serve(call, project, fault)
            if served is None:
                self._save_soon()
                await hang_up(call.scope, receive)
                return
            reply = served
        self._save_soon()
        if fault and fault.kind == "drip":
            await send_slowly(reply, fault.seconds, receive, send)
        elif fault and fault.kind == "huge":
            await send_vast(reply, fault.size, fault.compressed, receive, send)
        elif fault and fault.kind == "cut":
            await send_half(reply, send)
            await hang_up(call.scope, receive)
        else:
            await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
            await send({"type": "http.response.body", "body": reply.body})

    def _misdirected(self, call: Call) -> ApiError | None:
        """Return the refusal of a request that is meant for another host, or whose path is too long."""
        own = str((call.scope.get("server") or ("",))[0])
        try:
            name = urlsplit("//" + call.headers.get("host", "")).hostname or ""
        except ValueError:
            name = ""
        if name not in {own, *self.hosts} and not (name == "localhost" and _is_loopback(own)):
            return ApiError(421, NO_SUCH_API, f"The emulator does not answer to the host name {name!r}.")
        if len(call.path) > MAX_PATH:
            return ApiError(414, NO_SUCH_API, f"The path has more than {MAX_PATH} characters.")
        return None

    def _unwelcome(self, call: Call) -> ApiError | None:
        """Return the refusal of a request that would be the first of a project: without a key, or one too many."""
        if call.project_id in self.world.projects or call.project_id == identity.PROJECT_ID:
            return None
        try:
            self._authenticate(call)
            self.world.project(call.project_id)
        except ApiError as error:
            return error
        return None

    def kind_of(self, call: Call) -> str:
        """Return whether a request reads or writes."""
        for method, pattern, kind in self.exceptional:
            if method == call.method and pattern.fullmatch(call.path):
                return kind
        return "read" if call.method in ("GET", "HEAD") else "write"

    async def _serve(self, call: Call, project: Project, fault: Fault | None) -> Answer | None:
        """Serve a request of the API under the fault for it; None if the connection is to be closed instead."""
        request_id = uuid.uuid4().hex
        reply: Answer | None = None
        changed = fault is not None and fault.kind in ALWAYS_SEEN
        if fault and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
            project.settle()
        elif fault and fault.kind == "meet":
            await fault.meet()
            project.settle()
        elif fault and fault.kind == "hold":
            await project.faults.hold(fault)
            project.settle()
        if fault and fault.kind == "status":
            if fault.carried_out:
                await self._admit(call, project)
            reply = await self._refuse(call, ApiError(fault.status, fault.error_code or "", fault.error_msg))
            distort_status(reply, fault)
        elif not (fault and fault.drops_the_request):
            stale = project.last_answers.get(call.question)
            reply = await self._admit(call, project)
            if self.kind_of(call) == "read" and reply.status == 200 and not (fault and fault.kind == "stale_list"):
                project.remember(call.question, reply.body)
            if fault:
                usual = reply.body
                distort(reply, fault, call.path, call.query, stale)
                changed = changed or reply.body != usual
        if fault and fault.kind in ("drop_before", "drop_after", "hold"):
            reply = None
        project.journal.add(
            project.now,
            call.method,
            call.path,
            call.query,
            call.headers,
            call.body,
            reply.status if reply else None,
            self.kind_of(call),
            request_id,
            fault.kind if fault and changed else None,
        )
        if self.world.keeps_exchanges:
            self._keep_exchange(call, None if fault else reply)
        skew = fault.seconds if fault and fault.kind == "clock_skew" else 0
        return self._labelled(reply, call, request_id, project.now + skew) if reply else None

    def _labelled(self, reply: Answer, call: Call, request_id: str, now: float) -> Answer:
        """Return an answer with the headers that every answer has."""
        reply.headers.append((b"x-request-id", request_id.encode()))
        reply.headers.append((b"date", http_date(now).encode()))
        if call.is_iam:
            reply.headers.append((b"x-iam-trace-id", request_id.encode()))
        return reply

    def _keep_exchange(self, call: Call, reply: Answer | None) -> None:
        """Keep a request and its answer, unless a fault touched it or it is a long list."""
        whole = reply is not None and len(reply.body) <= LONG_ANSWER
        body = call.body[:MAX_BODY_KEPT]
        answer = reply.body.decode() if reply and whole else None
        exchange = {
            "method": call.method,
            "path": call.path,
            "query": parse_qs(call.query, keep_blank_values=True),
            "body": body.decode("utf-8", "replace"),
            "status": reply.status if reply else None,
            "answer": answer,
        }
        self.world.exchanges.add(exchange, len(body) + len(answer or ""))

    async def _admit(self, call: Call, project: Project) -> Answer:
        """Check a request as the gateway of the cloud does, and pass it on."""
        try:
            self._authenticate(call)
            self._check_content_type(call)
            self._check_batch(call, project)
            if project.service_status == "CLOSED" and not call.is_global and not OPEN_TO_ALL.search(call.path):
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
        reply = Answer()
        response = JSONResponse(call.in_its_form(error).body(), error.status)
        await response({"type": "http"}, no_request, reply.collect)
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
            if not call.is_iam and known["project_id"] != (None if call.is_eps else call.project_id):
                raise ApiError(403, FORBIDDEN, "The token is not for this project, or not for the whole domain.")
            return
        verify(call.method, call.raw_path, call.query, call.headers, call.body, SECRETS)
        named = call.headers.get("x-project-id")
        if named is not None and not call.is_global and named != call.project_id:
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

    def _save_soon(self) -> None:
        """Write the state file in a moment, once for many requests."""
        if self.world.state_file is None or self.saving is not None:
            return

        def save() -> None:
            self.saving = None
            self.world.save()

        self.saving = asyncio.get_running_loop().call_later(0.2, save)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
