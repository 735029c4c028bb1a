# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The YAML of lab files: values as they are written, and documents that cannot be read to an end."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab import document
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.document import MOST_VALUES, Plain, parse


def problem(text):
    with pytest.raises(LabError) as caught:
        parse(text, "it")
    told = str(caught.value)
    assert told.startswith("it is not valid YAML") and "\n" not in told
    return told.removeprefix("it is not valid YAML")


def test_texts_lists_and_dictionaries_are_what_a_document_holds():
    text = "a: 1\nb: [x, 'y', \"z\", ~, null, ]\nc: {d: , e: ''}\nf: |\n  two\n  lines\n? g\n: h\n"
    assert parse(text, "it") == {
        "a": "1",
        "b": ["x", "y", "z", None, None],
        "c": {"d": None, "e": ""},
        "f": "two\nlines\n",
        "g": "h",
    }
    assert parse("", "it") is None and parse("# only a remark\n", "it") is None


def test_what_has_no_quotes_can_be_told_from_what_has():
    read = parse("[on, 'on', !!str on]", "it")
    assert [isinstance(value, Plain) for value in read] == [True, False, False]


def test_aliases_and_merges():
    text = "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: {y: 4, <<: [{y: 5, z: 6}, *a]}\nd: [*a, *a]\n'<<': 7"
    read = parse(text, "it")
    assert read["b"] == {"x": "1", "y": "3"} and read["c"] == {"x": "1", "y": "4", "z": "6"}
    assert read["d"] == [read["a"], read["a"]] and read["<<"] == "7"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: !!int abc", " in line 1: the tag !!int has no use here; leave it out"),
        ("\na: !!python/object/apply:os.system [x]", " in line 2: the tag !!python/object/apply:os.system has no use"),
        ("a: !vault |\n  x", " in line 1: the tag !vault has no use here"),
        ("a: !!binary aGk=", " in line 1: the tag !!binary has no use here"),
        ("a: !!set {b}", " in line 1: the tag !!set has no use here"),
        ("a: &a [*a]", " in line 1: *a stands for itself, or for nothing before it"),
        ("a: &a {b: {c: *a}}", " in line 1: *a stands for itself, or for nothing before it"),
        ("a: *b", ""),
        ("a: 1\nb: 2\na: 3", ' in line 3: the key "a" is given twice'),
        ("a: {<<: 1}", " in line 1: << needs a dictionary, or a list of dictionaries"),
        ("? [a]\n: 1", " in line 1: a key is no text"),
        ("~: 1", " in line 1: a key is no text"),
        ("a: 1\n---\nb: 2", " in line 2: a second document begins"),
        ("a: b: c", " in line 1: mapping values are not allowed "),
        ("a: \x07", ""),
        ("a: [", " in line "),
        ("- " * 60, " in line 1: lists and dictionaries hold each other more than 50 deep"),
        ("[" * 500_000, " in line 1: "),
        ("{a: " * 100_000, " in line 1: "),
    ],
)
@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", None)], ids=["python", "c"])
def test_what_a_document_must_not_hold(monkeypatch, loader, text, told):
    monkeypatch.setattr(document, "_LOADER", loader)
    assert problem(text).startswith(told)


def test_aliases_do_not_make_a_document_grow_beyond_bounds():
    rows = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 10)}]" for n in range(12)]
    assert problem("\n".join(rows)).endswith(
        f"there are more than {MOST_VALUES} values, with those that aliases repeat"
    )


_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")))


@given(
    st.recursive(
        _TEXTS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4), max_leaves=12
    )
)
def test_what_yaml_writes_is_read_as_it_was(value):
    written = yaml.safe_dump(value, allow_unicode=True, default_style='"')
    assert parse(written, "it") == value
