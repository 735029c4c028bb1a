# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the work of an exam has been collected on a seat."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.collecting import Collected
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.exams import Note
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.script_execution.state import parse

ENDED = {"end_time": "2026-11-20T09:31:00Z"}


def collected(*executions, **record):
    """Return what is known of a seat, with a record of its script or without."""
    row = {"id": "new", "script_id": "script", "resource_id": "seat", **record}
    return Collected({("script", "seat"): parse(row)} if record else {}, executions)


@pytest.mark.parametrize(
    ("before", "record", "due"),
    [
        (None, {"status": "SUCCESS", **ENDED}, True),
        ("", {}, True),
        ("", {"status": "SUCCESS", **ENDED}, False),
        ("old", {"status": "SUCCESS", **ENDED}, False),
        ("old", {"status": "FAILED", **ENDED}, True),
        ("old", {"status": "RUNNING"}, True),
        ("new", {"status": "SUCCESS", **ENDED}, True),
    ],
)
def test_only_a_success_since_the_end_has_begun_counts(before, record, due):
    note = Note("mid1", None, collect="script", before=before)
    assert collected(**record).is_due("seat", note) is due


def test_a_seat_without_a_script_is_never_due():
    assert not collected().is_due("seat", Note("mid1", None))


def test_what_is_being_run_is_told_by_execution():
    going = {"id": "a", "status": "RUNNING", "resource_ids": ["seat", "other"]}
    over = {"id": "b", "status": "FINISH", "resource_ids": ["seat"], **ENDED}
    assert collected(going, over).going({"seat": "BIO-01"}) == {"a": ["seat"]}
    assert collected(over).going(["seat"]) == {}
