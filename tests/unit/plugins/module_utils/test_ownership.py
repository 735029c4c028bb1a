# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Marks in descriptions: found, kept, and never a difference by themselves."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils import ownership

MARK = "[workspace-lab: bio101]"
OTHER = "[workspace-lab: chem]"


@pytest.mark.parametrize(
    ("description", "lab", "text"),
    [
        (None, None, ""),
        ("", None, ""),
        ("Biology", None, "Biology"),
        ("Biology " + MARK, "bio101", "Biology"),
        (MARK, "bio101", ""),
        (MARK + " Biology", None, MARK + " Biology"),
        ("[workspace-lab: not a name]", None, "[workspace-lab: not a name]"),
        ("two " + OTHER + " " + MARK, "bio101", "two " + OTHER),
    ],
)
def test_reading(description, lab, text):
    assert (ownership.owner(description), ownership.text(description)) == (lab, text)


@pytest.mark.parametrize(
    ("wanted", "current", "differs", "merged"),
    [
        ("Biology", "Biology", False, "Biology"),
        ("Biology", "Biology " + MARK, False, "Biology " + MARK),
        ("Botany", "Biology " + MARK, True, "Botany " + MARK),
        ("", "Biology " + MARK, True, MARK),
        ("", MARK, False, MARK),
        (MARK, "Biology " + MARK, False, "Biology " + MARK),
        (MARK, "Biology", True, "Biology " + MARK),
        (MARK, "", True, MARK),
        ("Biology " + MARK, "Biology", True, "Biology " + MARK),
        ("Biology " + MARK, "Biology " + OTHER, True, "Biology " + MARK),
    ],
)
def test_comparing_and_writing(wanted, current, differs, merged):
    assert ownership.differs(wanted, current) is differs
    assert ownership.merged(wanted, current) == merged
    assert ownership.differs(wanted, merged) is False


def test_a_mark_names_its_lab():
    assert ownership.owner(ownership.mark("bio101")) == "bio101"


@pytest.mark.parametrize(
    "key", ["lab-drain", "lab-exam", "lab-exam-sg1", "lab-replaced-by", "lab-replaces", "lab-rollout"]
)
def test_a_note_of_a_procedure_is_known_by_its_key(key):
    assert ownership.is_note(key) and ownership.stays(key)


@pytest.mark.parametrize("key", ["lab", "lab-example", "lab-exams", "lab-drainage", "lab-replacement", "my-lab-exam"])
def test_a_tag_of_a_user_is_no_note(key):
    assert not ownership.is_note(key)
