# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which desktops nobody uses: only what is surely known counts."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from hypothesis import given, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.costs import Thing
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.switching import RUNNING, desktop_key
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.unused import find_unused
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.usage import Machine, Use
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.usage.period import Period
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.usage.spans import DAY, UTC, Span

NOW = datetime.datetime(2026, 11, 28, 12, tzinfo=UTC)
PERIOD = Period(NOW - 14 * DAY, NOW, NOW, UTC)


def ago(days):
    return NOW - days * DAY


def machine(name="BIO-01", **fields):
    one = Machine(name, name, "students", "seat", ("anna",), Thing(None), ago(60), RUNNING, desktop_key(name))
    return dataclasses.replace(one, **fields)


def found(one, *uses, assigned=None):
    findings = find_unused([one], uses, assigned or {}, PERIOD, 14)
    return [(row.since, row.never) for row in findings.unused], list(findings.unknown)


def use(begin, end=None):
    return Use("BIO-01", "anna", Span(ago(begin), None if end is None else ago(end)))


@pytest.mark.parametrize(
    ("fields", "unused"),
    [
        ({"last_used": ago(20)}, [(ago(20), False)]),
        ({"last_used": ago(14)}, [(ago(14), False)]),
        ({"last_used": ago(13)}, []),
        ({}, [(ago(60), True)]),
        ({"since": ago(14)}, [(ago(14), True)]),
        ({"since": ago(13)}, []),
    ],
)
def test_a_desktop_is_unused_since_its_last_use_or_else_since_its_creation(fields, unused):
    assert found(machine(**fields)) == (unused, [])


def test_records_of_these_days_beat_older_sums():
    assert found(machine(last_used=ago(30)), use(5, 4)) == ([], [])
    assert found(machine(last_used=ago(30)), use(20)) == ([], [])


def test_what_was_before_it_was_given_to_somebody_does_not_count():
    assert found(machine(last_used=ago(30)), assigned={"BIO-01": ago(3)}) == ([], [])
    assert found(machine(), assigned={"BIO-01": ago(20)}) == ([(ago(20), True)], [])


def test_what_is_not_known_is_not_unused():
    assert found(machine(known=False)) == ([], ["BIO-01"])
    assert found(machine(since=None, known=False)) == ([], ["BIO-01"])
    assert found(machine(since=None)) == ([], ["BIO-01"])
    assert found(machine(since=ago(1), known=False)) == ([], [])


MOMENTS = st.none() | st.integers(0, 100).map(ago)


@given(MOMENTS, MOMENTS, MOMENTS, st.booleans())
def test_nothing_is_unused_that_anything_says_was_used(created, last, assigned, known):
    given_to = {} if assigned is None else {"BIO-01": assigned}
    unused, unknown = found(machine(since=created, last_used=last, known=known), assigned=given_to)
    told = [moment for moment in (created, last, assigned) if moment is not None]
    assert bool(unused) == (known and bool(told) and max(told) <= ago(14))
    assert not (unused and unknown)
