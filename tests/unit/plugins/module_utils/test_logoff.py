# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When people are warned that are waited for."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.logoff import (
    Patience,
    due,
    read_wait,
    warning,
)

MARKS = (900.0, 300.0, 60.0)


@pytest.mark.parametrize(
    ("told", "left", "expected"),
    [
        ({}, 1800, True),
        ({"a": 1800.0}, 901, False),
        ({"a": 1800.0}, 900, True),
        ({"a": 900.0}, 880, False),
        ({"a": 900.0}, 250, True),
        ({"a": 250.0}, 61, False),
        ({"a": 250.0}, 30, True),
        ({"a": 30.0}, 1, False),
    ],
)
def test_a_desktop_is_warned_first_when_it_is_seen_and_then_at_each_mark(told, left, expected):
    assert due(["a"], told, left, MARKS) == (["a"] if expected else [])


@given(st.lists(st.floats(1, 3600), max_size=5), st.integers(1, 60))
def test_nobody_is_warned_more_often_than_there_are_marks(marks, pause):
    told: dict[str, float] = {}
    sent = 0
    for left in range(3600, 0, -pause * 10):
        for one in due(["a"], told, left, marks):
            told[one] = left
            sent += 1
    assert 1 <= sent <= 1 + len(set(marks))


def test_the_minutes_that_are_left_are_rounded_up():
    assert warning("{minutes} left, {minutes}!", 61) == "2 left, 2!"
    assert warning("Go.", 61) == "Go."


@pytest.mark.parametrize(("text", "seconds"), [("30", 1800), (" 5m ", 300), ("90s", 90), ("2h", 7200), ("0", 0)])
def test_a_wait_is_minutes_or_a_duration(text, seconds):
    assert read_wait("wait_for_logoff", text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "25h", "-5", "1.5h"])
def test_another_wait_is_refused(text):
    with pytest.raises(InputError, match="wait_for_logoff"):
        read_wait("wait_for_logoff", text)


def test_a_task_without_a_wait_has_no_patience():
    assert Patience.of({"wait_timeout": 600}) is None
