# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole answers: what they may take in time and size, and what is told when there is none."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import requests
import urllib3.exceptions

from ansible_collections.huaweicloud.workspace.plugins.module_utils import transport
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import UnreachableError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.transport import (
    MOST_BYTES,
    LostError,
    OddError,
    Reply,
    Transport,
)


@contextmanager
def server(*talks: Callable[[socket.socket], None]) -> Iterator[str]:
    """Give the address of a server that lets each of these talk to one connection, the last one to all others."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            left = list(talks)
            while True:
                try:
                    connection, _address = listening.accept()
                except OSError:
                    return
                talk = left.pop(0) if len(left) > 1 else left[0]
                threading.Thread(target=converse, args=(talk, connection), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"


def converse(talk: Callable[[socket.socket], None], connection: socket.socket) -> None:
    """Read a request and let ``talk`` answer, as long as the other side listens."""
    with connection:
        connection.recv(65536)
        try:
            talk(connection)
        except OSError:
            return


def sending(*pieces: bytes, rest: float = 0.0) -> Callable[[socket.socket], None]:
    """Return what sends these pieces, with a rest after each."""

    def talk(connection: socket.socket) -> None:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(rest)

    return talk


def dripping(begin: bytes, drop: bytes) -> Callable[[socket.socket], None]:
    """Return what sends a beginning, and then a little of the rest again and again, for ever."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(begin)
        while True:
            connection.sendall(drop)
            time.sleep(0.05)

    return talk


def get(url: str, seconds: float = 20.0) -> Reply:
    """Send a request that has so many seconds."""
    return Transport(True, {"Accept-Encoding": "gzip"}).exchange("GET", url, None, {}, lambda one: one, (2, 2), seconds)


def answer(body: bytes, *headers: str) -> bytes:
    """Return a whole answer as it is sent."""
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture(autouse=True)
def without_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the requests away from any proxy of the machine."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")


OPEN = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "talk",
    [
        dripping(OPEN, b" "),
        dripping(CHUNKED, b"1\r\n \r\n"),
        dripping(b"HTTP/1.1 200 OK\r\n", b"X"),
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        dripping(b"", b"H"),
    ],
    ids=["body", "chunks", "headers", "continue", "status"],
)
def test_an_answer_that_drips_ends_with_its_time(talk: Callable[[socket.socket], None]) -> None:
    with server(talk) as url:
        started = time.monotonic()
        with pytest.raises(LostError, match="no whole answer after 1 s") as caught:
            get(url, seconds=1)
        assert time.monotonic() - started < 60
        assert caught.value.maybe_taken_up and not isinstance(caught.value, OddError)


def test_an_answer_larger_than_the_limit_is_not_read_to_its_end() -> None:
    blanks = b" " * 2**20
    talk = sending(b"HTTP/1.1 200 OK\r\n\r\n", *[blanks] * 200)
    with server(talk) as url, pytest.raises(OddError, match="larger than 64 MiB"):
        get(url)


def test_an_answer_as_large_as_the_limit_is_read() -> None:
    with server(sending(answer(b" " * MOST_BYTES))) as url:
        assert len(get(url).content) == MOST_BYTES


def bomb(size: int) -> bytes:
    """Return so many blanks, packed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(b" " * 2**20) for _number in range(size // 2**20)) + packer.flush()


def test_a_packed_answer_is_limited_by_its_size_when_unpacked() -> None:
    talk = sending(answer(bomb(2**27), "Content-Encoding: gzip"))
    with server(talk) as url, pytest.raises(OddError, match="larger than 64 MiB"):
        get(url)


def test_a_packed_answer_is_unpacked() -> None:
    with server(sending(answer(gzip.compress(b"{}" * 100_000), "Content-Encoding: GZIP"))) as url:
        assert get(url).content == b"{}" * 100_000


@pytest.mark.parametrize(
    ("packed", "encoding", "told"),
    [
        (b"no gzip", "gzip", "cannot be unpacked"),
        (gzip.compress(gzip.compress(b"{}")), "gzip, gzip", r"packed in a way that was not asked for \(gzip, gzip\)"),
        (b"{}", "br\x1b[31m", r"not asked for \(br\\x1b\[31m\)"),
    ],
    ids=["not packed", "packed twice", "strange"],
)
def test_what_is_packed_otherwise_is_told(packed: bytes, encoding: str, told: str) -> None:
    with server(sending(answer(packed, f"Content-Encoding: {encoding}"))) as url, pytest.raises(OddError, match=told):
        get(url)


def test_what_follows_a_packed_answer_is_ignored() -> None:
    with server(sending(answer(gzip.compress(b"{}") + b"more" * 1000, "Content-Encoding: gzip"))) as url:
        assert get(url).content == b"{}"


def test_connections_are_kept_open() -> None:
    served = []

    def twice(connection: socket.socket) -> None:
        served.append(connection)
        whole = answer(b"{}").replace(b"Connection: close\r\n", b"")
        connection.sendall(whole)
        connection.recv(65536)
        connection.sendall(whole)

    sender = Transport(True, {})
    with server(twice) as url:
        for _number in range(2):
            assert sender.exchange("GET", url, None, {}, lambda one: one, (2, 2), 5).content == b"{}"
    assert len(served) == 1


def test_a_proxy_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://ann:hush@proxy.example:3128")
    assert Transport(True, {}).proxy("https://workspace.example") == "http://proxy.example:3128"
    assert Transport(True, {}).proxy("http://127.0.0.1:1") is None


# The shapes of exceptions that older and newer libraries give


def wrapped(reason: Exception) -> requests.ConnectionError:
    """Return what requests raises for an exception of urllib3."""
    return requests.ConnectionError(urllib3.exceptions.MaxRetryError(None, "/", reason))  # type: ignore[arg-type]


def no_connection() -> urllib3.exceptions.NewConnectionError:
    """Return what urllib3 raises when nobody listens."""
    return urllib3.exceptions.NewConnectionError(None, "Failed to establish a new connection")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "never"),
    [
        (wrapped(no_connection()), True),
        (wrapped(urllib3.exceptions.ProxyError("Cannot connect to proxy.", no_connection())), True),
        (wrapped(urllib3.exceptions.ProxyError("Cannot connect to proxy.", OSError("reset"))), False),
        (requests.ConnectTimeout(), True),
        (requests.ReadTimeout(), False),
        (
            requests.ConnectionError(urllib3.exceptions.ProtocolError("aborted", ConnectionResetError(104, "reset"))),
            False,
        ),
        (requests.ConnectionError(), False),
    ],
)
def test_what_surely_never_arrived(error: Exception, never: bool) -> None:
    assert transport._never_arrived(error) is never


def test_the_innermost_reason_is_told() -> None:
    reset = ConnectionResetError(104, "Connection reset by peer")
    error = requests.ConnectionError(urllib3.exceptions.ProtocolError("Connection aborted.", reset))
    assert transport._innermost(error) is reset
    address = ValueError("<urllib3.connection.HTTPSConnection object at 0x7f>: Failed to connect")
    assert transport._told(address) == "Failed to connect"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("http://ann:hush@proxy.example:3128", "http://proxy.example:3128"),
        ("http://ann:hu/sh@proxy.example", "http://proxy.example"),
        ("ann:hu@sh@proxy.example", "proxy.example"),
        ("Failed to parse: http://ann:hush@ho st", "Failed to parse: http://ho st"),
        ("('http://ann:hush@a', 3)", "('http://a', 3)"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_credentials_in_addresses_are_taken_out(text: str, told: str) -> None:
    assert transport.without_credentials(text) == told


@pytest.mark.parametrize("proxy", ["http://ann:hush@ho st", "http://ann:a/hush@[::1", "http://ann:hush@host:99999"])
def test_a_proxy_whose_address_is_not_valid(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(UnreachableError, match=r"names a proxy .* whose address is not valid$") as caught:
        Transport(True, {}).exchange("GET", "http://service.example/v2", None, {}, lambda one: one, (2, 2), 5)
    assert "hush" not in str(caught.value)
