# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The faults of the matrix: what is injected, and at which requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.cloud import identity

ALWAYS = 1_000_000
"""So many requests that it is all of them."""


CUTS = ("empty_list", "alternating_pages")
"""Kinds of faults that cut lists, which can be noticed where a list tells its total."""


@dataclass(frozen=True)
class Fault:
    """A fault.

    :ivar injected: what the emulator is told (see its README); ``None`` if nothing is injected.
    :ivar beside: what else it is told, which begins after the first change.
    :ivar after_write: whether the requests that an undisturbed run sends before its first change are spared.
    :ivar alters: whether answers that a module may show are themselves changed in a way that nobody can notice.
    :ivar undone: whether a change is reported as done that was not carried out.
    :ivar options: options of the task. :ivar environment: variables of the task.
    """

    injected: Mapping[str, Any] | None
    beside: Mapping[str, Any] | None = None
    after_write: bool = False
    alters: bool = False
    undone: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)


def _at(operation: str, kind: str, times: int = 1, **more: Any) -> Mapping[str, Any]:
    return {"kind": kind, "operation": operation, "times": times, **more}


def _status(operation: str, status: int, times: int = 1, **more: Any) -> Mapping[str, Any]:
    return _at(operation, "status", times, status=status, **more)


_PASSWORD = {
    "iam_user_name": identity.USER_NAME,
    "iam_user_password": identity.USER_PASSWORD,
    "iam_domain_name": identity.DOMAIN_NAME,
}
_EXPIRED: Mapping[str, Any] = {"error_code": "APIGW.0301", "error_msg": "The token has expired."}
_IMPATIENT = {"connect_timeout": 1, "read_timeout": 1}
_BUSY = {"status": 409, "error_code": "WKS.00010032", "error_msg": "The desktop is busy."}
_SUB_JOBS = "/workspace-sub-jobs$"

FAULTS: dict[str, Fault] = {
    # Connections
    "refused": Fault(None, environment={"HW_WORKSPACE_ENDPOINT": "http://127.0.0.1:9"}),
    "reset_before_read": Fault(_at("read", "drop_before")),
    "reset_before_each_read": Fault(_at("read", "drop_before", ALWAYS)),
    "reset_before_write": Fault(_at("write", "drop_before")),
    "reset_before_each_write": Fault(_at("write", "drop_before", ALWAYS)),
    "reset_after_write": Fault(_at("write", "drop_after")),
    "reset_after_each_write": Fault(_at("write", "drop_after", ALWAYS)),
    "cut_read": Fault(_at("read", "cut")),
    "cut_each_read": Fault(_at("read", "cut", ALWAYS)),
    "cut_write": Fault(_at("write", "cut")),
    "dripping_read": Fault(_at("read", "drip", seconds=1), options=_IMPATIENT),
    "silent_read": Fault(_at("read", "drip", seconds=30), options=_IMPATIENT),
    "dripping_write": Fault(_at("write", "drip", seconds=1), options=_IMPATIENT),
    "silent_write": Fault(_at("write", "drip", seconds=30), options=_IMPATIENT),
    # Refusals, and what stands between
    "401_read": Fault(_status("read", 401, skip=1, error_code="APIGW.0301", error_msg="Wrong key.")),
    "401_write": Fault(_status("write", 401, error_code="APIGW.0301", error_msg="Wrong key.")),
    "401_token_read": Fault(_status("read", 401, skip=1, **_EXPIRED), options=_PASSWORD),
    "401_token_write": Fault(_status("write", 401, **_EXPIRED), options=_PASSWORD),
    "403_read": Fault(_status("read", 403, error_code="WKS.0403", error_msg="It is not allowed.")),
    "403_write": Fault(_status("write", 403, error_code="WKS.0403", error_msg="It is not allowed.")),
    "409_busy": Fault(_at("write", "status", 2, **_BUSY)),
    "409_always_busy": Fault(_at("write", "status", ALWAYS, **_BUSY)),
    "400_not_ready": Fault(_status("write", 400, 2, error_code="WKS.0407", error_msg="It is not ready.")),
    "429_read": Fault(_status("read", 429, error_code="APIGW.0308", headers={"Retry-After": "1"})),
    "429_write": Fault(_status("write", 429, error_code="APIGW.0308", headers={"Retry-After": "1"})),
    "429_plain": Fault(_status("", 429, 2, error_code="APIGW.0308")),
    "429_senseless": Fault(_status("", 429, headers={"Retry-After": "soon"})),
    "429_negative": Fault(_status("", 429, headers={"Retry-After": "-5"})),
    "429_until_yesterday": Fault(_status("", 429, headers={"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})),
    "429_until_the_end": Fault(_status("", 429, headers={"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"})),
    "429_vast": Fault(_status("", 429, headers={"Retry-After": "9" * 400})),
    "429_for_ages": Fault(_status("", 429, headers={"Retry-After": "999999999"})),
    "429_always": Fault(_status("", 429, ALWAYS, error_code="APIGW.0308")),
    "500_read": Fault(_status("read", 500)),
    "500_always": Fault(_status("", 500, ALWAYS)),
    "500_write": Fault(_status("write", 500)),
    "502_write": Fault(_status("write", 502)),
    "503_write": Fault(_status("write", 503)),
    "503_later": Fault(_status("write", 503, headers={"Retry-After": "1"})),
    "504_write": Fault(_status("write", 504)),
    "504_write_done": Fault(_status("write", 504, carried_out=True)),
    "504_write_done_late": Fault(
        _status("write", 504, carried_out=True), beside=_at("read", "stale_list", 6), alters=True
    ),
    "redirected_read": Fault(_status("read", 302, headers={"Location": "/v2/elsewhere"})),
    "redirected_write": Fault(_status("write", 307, headers={"Location": "/v2/elsewhere"})),
    # Bodies
    "garbage_read": Fault(_at("read", "garbage")),
    "garbage_each_read": Fault(_at("read", "garbage", ALWAYS)),
    "garbage_write": Fault(_at("write", "garbage")),
    "huge_read": Fault(_at("read", "huge", size=65 * 2**20, compressed=True)),
    **{
        f"{shape}_each_read": Fault(_at("read", "shape", ALWAYS, shape=shape), alters=True)
        for shape in ("null", "empty", "list", "deep", "rows_text", "rows_without_id", "lists_null", "objects_null")
    },
    **{f"{shape}_write": Fault(_at("write", "shape", shape=shape)) for shape in ("null", "empty", "text", "deep")},
    **{
        f"upper_case_{name}": Fault(_at("read", "upper_case", ALWAYS, field=name), alters=True)
        for name in ("computer_name", "desktop_name")
    },
    **{
        f"without_{name}": Fault(_at("read", "missing_field", ALWAYS, field=name), alters=True)
        for name in ("status", "name", "total_count")
    },
    **{
        f"without_{name}_once": Fault(_at("read", "missing_field", field=name), alters=True)
        for name in ("status", "id")
    },
    "without_job_id": Fault(_at("write", "missing_field", field="job_id")),
    "clock_ahead": Fault(_at("", "clock_skew", ALWAYS, seconds=3600)),
    "clock_behind": Fault(_at("", "clock_skew", ALWAYS, seconds=-3600)),
    **{
        f"flapping_to_{status}": Fault(_at("read", "flapping", ALWAYS, field="status", text=status), alters=True)
        for status in ("ERROR", "UNKNOWN")
    },
    # Lists
    "lagging": Fault(_at("read", "stale_list", 3), after_write=True),
    "lagging_for_ever": Fault(_at("read", "stale_list", ALWAYS), after_write=True),
    "empty_list": Fault(_at("read", "empty_list")),
    "empty_lists": Fault(_at("read", "empty_list", ALWAYS), alters=True),
    "repeated_page": Fault(_at("read", "repeated_page")),
    "repeated_pages": Fault(_at("read", "repeated_page", ALWAYS)),
    "alternating_page": Fault(_at("read", "alternating_pages")),
    "alternating_pages": Fault(_at("read", "alternating_pages", ALWAYS), alters=True),
    "shifting_page": Fault(_at("read", "shifting_pages", 2)),
    "shifting_pages": Fault(_at("read", "shifting_pages", ALWAYS)),
    # Rows and jobs
    "failed_row": Fault({"kind": "failed_rows", "error_code": "WKS.1", "error_msg": "No capacity."}),
    "job_failed": Fault({"kind": "job_fail", "error_code": "WKS.1", "error_msg": "No capacity."}),
    "job_failed_in_part": Fault({"kind": "job_partial", "error_code": "WKS.1", "error_msg": "No capacity."}),
    "job_failed_in_error": Fault(
        {"kind": "job_fail", "error_code": "WKS.1", "error_msg": "No host.", "leftover": True}
    ),
    "job_stuck": Fault({"kind": "job_stuck"}),
    "job_unknown": Fault(_status("read", 404, ALWAYS, path=_SUB_JOBS, error_code="WKS.0001")),
    "sub_jobs_late": Fault(_at("read", "stale_list", 3, path=_SUB_JOBS)),
    "sub_jobs_never": Fault(_at("read", "stale_list", ALWAYS, path=_SUB_JOBS)),
    # A success that did nothing
    "204_write_undone": Fault(_status("write", 204), undone=True),
}
"""The faults by their names."""
