# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of another shape than their options have."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.shapes import by_real_names, misshapen

VOLUME = {"type": {"type": "str"}, "size": {"type": "int"}, "more": {"type": "dict", "options": {"a": {"type": "str"}}}}
SPEC: dict[str, dict[str, Any]] = {
    "name": {"type": "str", "aliases": ["title"]},
    "size": {"type": "int"},
    "sizes": {"type": "list", "elements": "int"},
    "root_volume": {"type": "dict", "options": VOLUME},
    "desktops": {"type": "list", "elements": "dict", "options": {"root_volume": {"type": "dict", "options": VOLUME}}},
    "users": {"type": "list", "elements": "str"},
    "tags": {"type": "dict"},
    "anything": {"type": "raw"},
    "mixed": {"type": "list"},
}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"root_volume": 80}, "root_volume must be a dictionary with type, size, more, not a number"),
        ({"root_volume": True}, "root_volume must be a dictionary with type, size, more, not true or false"),
        ({"root_volume": [80]}, "root_volume must be a dictionary with type, size, more, not a list"),
        ({"root_volume": {"more": 1.5}}, "root_volume.more must be a dictionary with a, not a number"),
        ({"root_volume": {"more": {"a": []}}}, "root_volume.more.a must be a text, not a list"),
        ({"root_volume": '{"more": 1}'}, "root_volume.more must be a dictionary with a, not a number"),
        ({"root_volume": {80: "SAS"}}, "root_volume has the key 80, but keys are texts"),
        (
            {"desktops": [{"root_volume": 80}]},
            "desktops[0].root_volume must be a dictionary with type, size, more, not ",
        ),
        ({"desktops": [{}, None]}, "desktops[1] must be a dictionary with root_volume, not empty"),
        ({"desktops": [[{}]]}, "desktops[0] must be a dictionary with root_volume, not a list"),
        ({"desktops": {"root_volume": {}}}, "desktops must be a list, not a dictionary"),
        ({"users": ["ann", {"name": "ann"}]}, "users[1] must be a text, not a dictionary"),
        ({"users": [None]}, "users[0] must be a text, not empty"),
        ({"users": {"ann": 1}}, "users must be a list, not a dictionary"),
        ({"name": {"a": 1}}, "name must be a text, not a dictionary"),
        ({"title": ["a"]}, "title must be a text, not a list"),
        ({"tags": 7}, "tags must be a dictionary, not a number"),
        ({"tags": [7]}, "tags must be a dictionary, not a list"),
        ({"size": [7]}, "size must be a whole number, not a list"),
        ({"size": True}, "size must be a whole number, not true or false"),
        *[
            ({"size": number}, "size must be a whole number of up to 18 digits")
            for number in (float("inf"), "-inf", "nan", 10**18, "9" * 5000, "1e999999999")
        ],
        ({"sizes": "1,1e999999999"}, "sizes[1] must be a whole number of up to 18 digits"),
        ({"name": "a\ud800"}, "name has a character that is not valid in Unicode"),
        ({"anything": [{"a": "\udfff"}]}, "anything[0].a has a character that is not valid in Unicode"),
        ({"tags": {"\ud800": "x"}}, "tags has a key with a character that is not valid in Unicode"),
    ],
)
def test_another_shape_is_told_with_its_place(given: dict[str, Any], told: str) -> None:
    [sentence] = misshapen(SPEC, given)
    assert sentence.startswith(told)


@pytest.mark.parametrize(
    "given",
    [
        {"root_volume": {"type": "SAS", "size": "80", "more": None}},
        {"root_volume": "type=SAS size=80"},
        {"root_volume": "no dictionary"},
        {"root_volume": None, "desktops": None, "users": []},
        {"desktops": [{"root_volume": {"more": {"a": 1}}}, "root_volume=x"]},
        {"desktops": "a,b", "users": "ann,ben", "tags": "a=b"},
        {"users": 7, "name": 7, "size": "80", "sizes": "1, 2"},
        {"size": "many", "sizes": ["many"]},
        {"name": "\U0001f468", "size": 10**18 - 1},
        {"anything": [{1: None}], "mixed": [1, None, {}], "unknown": {1: 2}},
        {"tags": {1: [2], None: {}}},
    ],
)
def test_what_fits_or_is_told_by_others_passes(given: dict[str, Any]) -> None:
    assert not list(misshapen(SPEC, given))


def test_what_contains_itself_or_repeats_without_end_is_told_at_once() -> None:
    ring: list[Any] = []
    ring += [ring, ring]
    assert list(misshapen(SPEC, {"anything": {"inner": ring}})) == [
        "anything contains itself, or has more than 100 levels of lists and dictionaries"
    ]
    many: list[Any] = ["ha"] * 10
    for _level in range(9):
        many = [many] * 10
    [told] = misshapen(SPEC, {"anything": many}, "options")
    assert told == "options.anything has more than 1,000,000 values, with those that anchors repeat"


def test_aliases_do_not_stay_beside_what_they_mean_at_any_depth() -> None:
    item = {"image": {"type": "str", "aliases": ["image_id"]}, "more": {"type": "dict"}}
    spec: dict[str, dict[str, Any]] = {
        "name": {"type": "str", "aliases": ["title"]},
        "desktops": {"type": "list", "elements": "dict", "options": {**item, "own": {"type": "dict", "options": item}}},
        "tags": {"type": "dict"},
    }
    given = {
        "name": "a",
        "title": "a",
        "desktops": [{"image": "i", "image_id": "i", "more": {"image_id": 1}, "own": {"image": "j", "image_id": "j"}}],
        "tags": {"title": "kept"},
    }
    assert by_real_names(spec, given) == {
        "name": "a",
        "desktops": [{"image": "i", "more": {"image_id": 1}, "own": {"image": "j"}}],
        "tags": {"title": "kept"},
    }
    assert by_real_names(spec, {"name": None, "desktops": None}) == {"name": None, "desktops": None}
