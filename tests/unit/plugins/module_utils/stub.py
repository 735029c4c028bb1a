# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server on loopback that answers what a test tells it to, and a clock that only moves when somebody sleeps."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Reply:
    """One answer. A ``body`` that is neither bytes nor ``None`` is sent as JSON."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


RESET = "reset"
"""Answer by resetting the connection after the request was read."""

CLOSE = "close"
"""Answer by closing the connection without a word."""

SILENCE = "silence"
"""Do not answer for a second."""

CUT = "cut"
"""Begin an answer, and close the connection in its middle."""


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    body: Any


class Stub:
    """Gives the answers of its script, one after the other, and the last one for ever.

    :param script: replies, the words above, or functions that take the request and return one of these.
    """

    def __init__(self) -> None:
        self.script: list[Any] = [Reply(body={})]
        self.seen: list[Seen] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler(), bind_and_activate=False)
        self._server.daemon_threads = True
        self._server.server_bind()
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def port(self) -> int:
        """The port, which refuses connections until :meth:`listen` is called."""
        return self._server.server_port

    @property
    def url(self) -> str:
        """The address to use as an endpoint."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def methods(self) -> list[str]:
        """The methods of the requests that arrived."""
        return [seen.method for seen in self.seen]

    def arrived(self, number: int) -> bool:
        """Wait for requests that a client gave up, and tell whether there were so many and no more."""
        end = time.monotonic() + 60
        while len(self.seen) < number and time.monotonic() < end:
            time.sleep(0.01)
        return len(self.seen) == number

    def listen(self, tls: ssl.SSLContext | None = None) -> None:
        """Accept connections from now on; calling it again does nothing."""
        if self._thread.is_alive():
            return
        self._server.server_activate()
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread.start()

    def close(self) -> None:
        """Stop the server."""
        if self._thread.is_alive():
            self._server.shutdown()
        self._server.server_close()

    def _next(self, seen: Seen) -> Any:
        self.seen.append(seen)
        reply = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return reply(seen) if callable(reply) else reply

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline()
                if not self.raw_requestline or not self.parse_request():
                    self.close_connection = True
                    return
                length = int(self.headers.get("Content-Length") or 0)
                text = self.rfile.read(length)
                url = urlsplit(self.path)
                body = json.loads(text) if text else None
                seen = Seen(self.command, url.path, parse_qsl(url.query), dict(self.headers), body)
                self._answer(stub._next(seen))

            def _answer(self, reply: Any) -> None:
                self.close_connection = True
                if reply == RESET:
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    self.rfile.close()
                    self.wfile.close()
                    self.connection.close()
                elif reply == SILENCE:
                    # Until the client hangs up.
                    self.rfile.read()
                elif reply == CUT:
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
                elif reply != CLOSE:
                    content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
                    content = b"" if reply.body is None else content
                    self.send_response_only(reply.status)
                    for name, value in reply.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)

            def log_message(self, *words: Any) -> None:
                """Keep the output of the tests clean."""

            def finish(self) -> None:
                if not self.wfile.closed:
                    super().finish()

        return Handler


@contextmanager
def stub_server() -> Iterator[Stub]:
    """Give a server that accepts connections only after ``listen()``."""
    stub = Stub()
    try:
        yield stub
    finally:
        stub.close()


class Clock:
    """A clock that stands still unless somebody sleeps by it. ``on_sleep`` is called at each sleep."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.sleeps: list[float] = []
        self.on_sleep: Callable[[], None] = lambda: None

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        self.sleeps.append(seconds)
        self.now += seconds
        self.on_sleep()
