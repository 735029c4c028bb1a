# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults that tests inject: lost answers, refusals, odd answers, failing jobs."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, field_validator, model_validator

from emulator.engine.errors import CONFLICT, ApiError
from emulator.engine.path_patterns import PathPattern

MAX_PENDING = 100
JOB_KINDS = ("job_fail", "job_partial", "job_stuck")
ROW_KIND = "failed_rows"
ALWAYS_SEEN = (
    "status",
    "drop_before",
    "drop_after",
    "delay",
    "meet",
    "hold",
    "drip",
    "huge",
    "cut",
    "clock_skew",
)
"""The kinds that change something for every request that they hit; others need an answer that has what they change."""
ESCAPES = "\x1b[31m\x1b]0;title\x07\x00\r\n\u202e\u200b"
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HEADER_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")

Text = Annotated[str, Field(max_length=10_000)]


class Fault(BaseModel):
    """A fault and the requests or jobs it hits."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal[
        "status",
        "drop_before",
        "drop_after",
        "delay",
        "meet",
        "hold",
        "drip",
        "huge",
        "garbage",
        "cut",
        "clock_skew",
        "stale_list",
        "empty_list",
        "repeated_page",
        "alternating_pages",
        "shifting_pages",
        "flapping",
        "missing_field",
        "null_field",
        "upper_case",
        "control_characters",
        "shape",
        "failed_rows",
        "job_fail",
        "job_partial",
        "job_stuck",
    ]
    method: Annotated[str, Field(max_length=10)] = ""
    path: str = ""
    operation: Literal["", "read", "write"] = ""
    skip: int = Field(default=0, ge=0, le=1_000_000)
    times: int = Field(default=1, ge=1, le=1_000_000)
    status: int = Field(default=500, ge=200, le=599)
    carried_out: bool = False
    error_code: Text | None = None
    error_msg: Text = "An injected fault."
    headers: Annotated[dict[str, Text], Field(max_length=20)] = Field(default_factory=dict)
    seconds: float = Field(default=1.0, ge=-86_400, le=3600)
    size: int = Field(default=100 * 2**20, ge=1, le=2**31)
    compressed: bool = False
    field: Annotated[str, Field(max_length=100)] = ""
    text: Text = ESCAPES
    total: int | None = Field(default=None, ge=0)
    shape: Literal[
        "null",
        "text",
        "number",
        "list",
        "empty",
        "deep",
        "rows_text",
        "rows_null",
        "rows_without_id",
        "lists_null",
        "lists_object",
        "objects_list",
        "objects_null",
        "objects_text",
    ] = "null"
    job_type: Annotated[str, Field(max_length=100)] = ""
    desktops: Annotated[list[Text], Field(max_length=1000)] = Field(default_factory=list)
    leftover: bool = False
    _pattern: PathPattern = PrivateAttr()
    _hits: dict[str, int] = PrivateAttr(default_factory=dict)
    _first_answers: dict[str, bytes] = PrivateAttr(default_factory=dict)
    _all_here: asyncio.Event = PrivateAttr(default_factory=asyncio.Event)
    _released: asyncio.Event = PrivateAttr(default_factory=asyncio.Event)

    @field_validator("path")
    @classmethod
    def path_is_a_pattern(cls, value: str) -> str:
        """Refuse what is no pattern of paths."""
        PathPattern(value)
        return value

    @field_validator("headers")
    @classmethod
    def headers_can_be_sent(cls, value: dict[str, str]) -> dict[str, str]:
        """Refuse what cannot stand in headers."""
        for name, text in value.items():
            if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(text):
                raise ValueError(f"{name}: {text} is no header.")
        return value

    @model_validator(mode="after")
    def only_clocks_run_behind(self) -> Fault:
        """Refuse a time below zero for anything but a clock."""
        if self.seconds < 0 and self.kind != "clock_skew":
            raise ValueError("seconds must not be below 0.")
        return self

    def model_post_init(self, _context: Any) -> None:
        """Keep the pattern ready."""
        self._pattern = PathPattern(self.path)

    def hits(self, method: str, path: str, operation: str = "") -> bool:
        """Whether a request falls under the fault, which may be for operations that only read, or that write."""
        return (
            (not self.method or self.method.upper() == method)
            and self.operation in ("", operation)
            and self._pattern.found_in(path)
        )

    @property
    def drops_the_request(self) -> bool:
        """Whether a request is not carried out, and not answered."""
        return self.kind == "drop_before" or self.kind == "hold" and not self.carried_out

    def count(self, path: str) -> int:
        """Return how many answers of a path the fault has hit before, and count one more."""
        before = self._hits.get(path, 0)
        self._hits[path] = before + 1
        return before

    async def meet(self) -> None:
        """Hold a request until all that the fault hits are there, ``seconds`` at most."""
        if self.times <= 0:
            self._all_here.set()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._all_here.wait(), self.seconds)

    async def wait_for_release(self) -> None:
        """Hold a request until it is released, ``seconds`` at most."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._released.wait(), self.seconds)

    def release(self) -> None:
        """Let the request go on that is held."""
        self._released.set()

    def first_answer(self, path: str, body: bytes) -> bytes:
        """Return the first answer of a path that the fault has hit; it may be this one."""
        return self._first_answers.setdefault(path, body)

    def whole_list(self, path: str, offset: int, body: bytes) -> bytes:
        """Return the answer to the last question for the beginning of a list; it may be this one."""
        if not offset:
            self._first_answers[path] = body
        return self._first_answers.get(path, body)


class Faults:
    """The faults that still wait for their requests."""

    def __init__(self) -> None:
        self.pending: list[Fault] = []
        self.holding: list[Fault] = []
        """Those that hold a request."""

    def add(self, fault: Fault) -> None:
        """Let a fault wait. Raises ValueError if there are too many."""
        if len(self.pending) >= MAX_PENDING:
            raise ValueError(f"More than {MAX_PENDING} faults wait already.")
        self.pending.append(fault)

    def dump(self) -> list[dict[str, Any]]:
        """Return the pending faults as plain data."""
        return [fault.model_dump() for fault in self.pending]

    def _use(self, fault: Fault) -> Fault:
        fault.times -= 1
        if fault.times <= 0:
            self.pending.remove(fault)
        return fault

    def take(self, method: str, path: str, operation: str) -> Fault | None:
        """Use up and return the first fault for a request, if any; those that skip this one count it."""
        for fault in self.pending:
            if fault.kind not in (*JOB_KINDS, ROW_KIND) and fault.hits(method, path, operation):
                if not fault.skip:
                    return self._use(fault)
                fault.skip -= 1
        return None

    async def hold(self, fault: Fault) -> None:
        """Hold a request until it is released."""
        self.holding.append(fault)
        await fault.wait_for_release()
        self.holding.remove(fault)

    def release(self) -> int:
        """Let all requests go on that are held, and return how many these are."""
        for fault in self.holding:
            fault.release()
        return len(self.holding)

    def take_for_job(self, operation: tuple[str, str], job_type: str, names: list[str]) -> Fault | None:
        """Use up and return the first fault for a job that the request starts, if any."""
        for fault in self.pending:
            if (
                fault.kind in JOB_KINDS
                and fault.hits(*operation)
                and fault.job_type in ("", job_type)
                and (not fault.desktops or affected(fault, names))
            ):
                return self._use(fault)
        return None

    def refusals(self, operation: tuple[str, str], names: dict[str, str]) -> dict[str, ApiError]:
        """Use up the first fault for the rows of a request, if any; return why the rows fail that it hits: those of
        the desktops that it names, else the last.

        :param names: the name of the desktop for the key of each row.
        """
        for fault in self.pending:
            if fault.kind == ROW_KIND and fault.hits(*operation):
                named = affected(fault, list(names.values()))
                hit = [key for key, name in names.items() if name in named] if fault.desktops else list(names)[-1:]
                if hit:
                    self._use(fault)
                    return dict.fromkeys(hit, ApiError(409, fault.error_code or CONFLICT, fault.error_msg))
        return {}


def affected(fault: Fault, names: list[str]) -> list[str]:
    """Return which of a job's desktops the fault hits: those it names, else all (of job_partial: the last)."""
    if fault.desktops:
        wanted = {name.casefold() for name in fault.desktops}
        return [name for name in names if name.casefold() in wanted]
    return names[-1:] if fault.kind == "job_partial" else names
