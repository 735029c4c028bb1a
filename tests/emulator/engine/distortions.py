# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What faults make of answers, after the requests have been carried out."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs

from starlette.types import Receive, Send

from emulator.engine.faults import Fault
from emulator.engine.messages import Answer

GARBAGE = b"<html><body>Bad gateway</body></html>"
COUNTS = ("total_count", "count", "total_num")
NAMES = ("name", "description", "reason", "msg", "message")
"""How the fields end that hold texts which people or the service have written."""
NEVER_DONE = 1_000_000
"""The total of a list that goes on for ever."""
DEPTH = 100_000
CHUNK = 2**16


def distort_status(reply: Answer, fault: Fault) -> None:
    """Make a refusal look as the fault says: its headers, and no API body unless it has a code."""
    if fault.status in (204, 304):
        reply.body = b""
        reply.headers = []
    elif not fault.error_code:
        reply.replace_body(GARBAGE, b"text/html")
    reply.headers.extend((name.lower().encode(), value.encode()) for name, value in fault.headers.items())


def distort(reply: Answer, fault: Fault, path: str, query: str, stale: bytes | None) -> None:
    """Spoil an answer; ``stale`` is the answer to the same request before."""
    if fault.kind == "garbage":
        reply.replace_body(GARBAGE, b"text/html")
    elif reply.status >= 300 or not reply.body:
        return
    elif fault.kind == "stale_list":
        _say(reply, json.loads(stale) if stale else _emptied(json.loads(reply.body)))
    elif fault.kind == "repeated_page":
        _say(reply, _counted(json.loads(fault.first_answer(path, reply.body)), fault.total))
    elif fault.kind == "alternating_pages":
        _say(reply, _counted(_half(json.loads(reply.body), fault.count(path) % 2), fault.total))
    elif fault.kind == "shifting_pages":
        _shift(reply, fault, path, query)
    elif fault.kind == "flapping":
        if fault.count(path) % 2:
            _say(reply, _rewritten(json.loads(reply.body), fault.field, lambda _text: fault.text))
    elif fault.kind == "shape" and fault.shape == "deep":
        reply.replace_body(b'{"a":' * DEPTH + b"1" + b"}" * DEPTH)
    elif change := _CHANGES.get(fault.kind):
        _say(reply, change(json.loads(reply.body), fault))


def _say(reply: Answer, value: Any) -> None:
    """Let an answer say something; one that says that already is left as it is."""
    if value != json.loads(reply.body):
        reply.replace_body(json.dumps(value).encode())


# --- Lists


def _emptied(value: dict[str, Any]) -> dict[str, Any]:
    """Return a list as if there were nothing in it."""
    return {key: [] if isinstance(item, list) else 0 if key in COUNTS else item for key, item in value.items()}


def _counted(value: dict[str, Any], total: int | None) -> dict[str, Any]:
    """Return a list that says that there is more of it, for ever or up to a total."""
    return {key: (NEVER_DONE if total is None else total) if key in COUNTS else item for key, item in value.items()}


def _half(value: dict[str, Any], number: int) -> dict[str, Any]:
    """Return the first or the second half of a list."""
    return {
        key: item[len(item) // 2 :] if isinstance(item, list) and number else item[: len(item) // 2]
        for key, item in value.items()
        if isinstance(item, list)
    } | {key: item for key, item in value.items() if not isinstance(item, list)}


def _shift(reply: Answer, fault: Fault, path: str, query: str) -> None:
    """Give one row of a paged list that tells its total; each page begins a row too early."""
    asked = parse_qs(query)
    offset = int(asked.get("offset", ["0"])[0])
    if "limit" not in asked or not any(name in json.loads(reply.body) for name in COUNTS):
        return
    whole = json.loads(fault.whole_list(path, offset, reply.body))
    begin = max(0, offset - 1)
    page = {key: item[begin : begin + 1] if isinstance(item, list) else item for key, item in whole.items()}
    _say(reply, page)


# --- Fields


def _without_field(value: Any, fault: Fault) -> Any:
    """Return an answer without a field, wherever it stands."""
    if isinstance(value, dict):
        return {key: _without_field(item, fault) for key, item in value.items() if key != fault.field}
    if isinstance(value, list):
        return [_without_field(item, fault) for item in value]
    return value


def _with_null(value: Any, fault: Fault) -> Any:
    """Return an answer with ``null`` in a field, wherever it stands."""
    if isinstance(value, dict):
        return {key: None if key == fault.field else _with_null(item, fault) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_null(item, fault) for item in value]
    return value


def _rewritten(value: Any, field: str, change: Callable[[str], str]) -> Any:
    """Return an answer with other texts in a field, wherever it stands; without a field, in all names and messages."""
    if isinstance(value, dict):
        return {
            key: change(item)
            if isinstance(item, str) and (key == field if field else key.endswith(NAMES))
            else _rewritten(item, field, change)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_rewritten(item, field, change) for item in value]
    return value


# --- Shapes


def _with_rows(value: dict[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    return {key: [change(row) for row in item] if isinstance(item, list) else item for key, item in value.items()}


def _without_id(row: Any) -> Any:
    if not isinstance(row, dict):
        return row
    return {key: item for key, item in row.items() if key != "id" and not key.endswith("_id")}


def _with(value: dict[str, Any], kind: type[Any], other: Callable[[Any], Any]) -> dict[str, Any]:
    """Return an answer whose lists or objects are something else."""
    return {key: other(item) if isinstance(item, kind) else item for key, item in value.items()}


_SHAPES: dict[str, Callable[[Any], Any]] = {
    "null": lambda _value: None,
    "text": lambda _value: "a text",
    "number": lambda _value: 3,
    "list": lambda value: [value],
    "empty": lambda _value: {},
    "rows_text": lambda value: _with_rows(value, lambda _row: "a text"),
    "rows_null": lambda value: _with_rows(value, lambda _row: None),
    "rows_without_id": lambda value: _with_rows(value, _without_id),
    "lists_null": lambda value: _with(value, list, lambda _item: None),
    "lists_object": lambda value: _with(value, list, lambda item: {str(at): row for at, row in enumerate(item)}),
    "objects_list": lambda value: _with(value, dict, lambda item: [item]),
    "objects_null": lambda value: _with(value, dict, lambda _item: None),
    "objects_text": lambda value: _with(value, dict, lambda _item: "a text"),
}

_CHANGES: dict[str, Callable[[Any, Fault], Any]] = {
    "empty_list": lambda value, _fault: _with(value, list, lambda _item: []),
    "missing_field": _without_field,
    "null_field": _with_null,
    "upper_case": lambda value, fault: _rewritten(value, fault.field, str.upper),
    "control_characters": lambda value, fault: _rewritten(value, fault.field, lambda text: text + fault.text),
    "shape": lambda value, fault: _SHAPES[fault.shape](value),
}


# --- Answers that take long


async def _send_in_pieces(reply: Answer, pieces: Iterator[bytes], seconds: float, receive: Receive, send: Send) -> None:
    """Send an answer piece by piece, with a rest before each, as long as somebody listens."""
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
    gone = asyncio.ensure_future(receive())
    try:
        for piece in pieces:
            await asyncio.wait({gone}, timeout=seconds)
            if gone.done():
                return
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()


async def send_slowly(reply: Answer, seconds: float, receive: Receive, send: Send) -> None:
    """Send an answer byte by byte, each after so many seconds."""
    await _send_in_pieces(reply, (bytes([byte]) for byte in reply.body), seconds, receive, send)


async def send_half(reply: Answer, send: Send) -> None:
    """Send the headers of an answer and the first half of its body."""
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
    await send({"type": "http.response.body", "body": reply.body[: len(reply.body) // 2], "more_body": True})


async def send_vast(reply: Answer, size: int, compressed: bool, receive: Receive, send: Send) -> None:
    """Send an answer with blanks behind it, so that it has so many bytes, at least when it is unpacked."""
    blanks = max(0, size - len(reply.body))
    pieces = _packed(reply.body, blanks) if compressed else _padded(reply.body, blanks)
    reply.headers = [(name, value) for name, value in reply.headers if name != b"content-length"]
    if compressed:
        reply.headers.append((b"content-encoding", b"gzip"))
    else:
        reply.headers.append((b"content-length", str(len(reply.body) + blanks).encode()))
    await _send_in_pieces(reply, pieces, 0, receive, send)


def _padded(body: bytes, blanks: int) -> Iterator[bytes]:
    yield body
    for place in range(0, blanks, CHUNK):
        yield b" " * min(CHUNK, blanks - place)


def _packed(body: bytes, blanks: int) -> Iterator[bytes]:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    for piece in _padded(body, blanks):
        yield packer.compress(piece)
    yield packer.flush()
