# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults that tests inject: lost answers, refusals, failing jobs."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

REQUEST_KINDS = ("status", "drop_before", "drop_after", "delay", "garbage", "stale_list", "missing_field")
JOB_KINDS = ("job_fail", "job_partial", "job_stuck")


class Fault(BaseModel):
    """A fault and the requests or jobs it hits."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal[
        "status",
        "drop_before",
        "drop_after",
        "delay",
        "garbage",
        "stale_list",
        "missing_field",
        "job_fail",
        "job_partial",
        "job_stuck",
    ]
    method: str = ""
    path: str = ""
    times: int = Field(default=1, ge=1)
    status: int = Field(default=500, ge=100, le=599)
    error_code: str | None = None
    error_msg: str = "An injected fault."
    headers: dict[str, str] = Field(default_factory=dict)
    seconds: float = Field(default=1.0, ge=0)
    field: str = ""
    job_type: str = ""
    desktops: list[str] = Field(default_factory=list)
    leftover: bool = False

    @field_validator("path")
    @classmethod
    def path_is_a_pattern(cls, value: str) -> str:
        """Refuse what is not a regular expression."""
        re.compile(value)
        return value

    def hits(self, method: str, path: str) -> bool:
        """Whether a request falls under the fault."""
        return (not self.method or self.method.upper() == method) and re.search(self.path, path) is not None


class Faults:
    """The faults that still wait for their requests."""

    def __init__(self) -> None:
        self.pending: list[Fault] = []

    def dump(self) -> list[dict[str, Any]]:
        """Return the pending faults as plain data."""
        return [fault.model_dump() for fault in self.pending]

    def _use(self, fault: Fault) -> Fault:
        fault.times -= 1
        if fault.times <= 0:
            self.pending.remove(fault)
        return fault

    def take(self, method: str, path: str) -> Fault | None:
        """Use up and return the first fault for a request, if any."""
        for fault in self.pending:
            if fault.kind in REQUEST_KINDS and fault.hits(method, path):
                return self._use(fault)
        return None

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


def affected(fault: Fault, names: list[str]) -> list[str]:
    """Return which of a job's desktops the fault hits: those it names, else all (of job_partial: the last)."""
    if fault.desktops:
        wanted = {name.casefold() for name in fault.desktops}
        return [name for name in names if name.casefold() in wanted]
    return names[-1:] if fault.kind == "job_partial" else names
