# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The types of a lab file's values: whatever else stands in a key's place is refused in one sentence that names it."""

from __future__ import annotations

import datetime

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.file import load, specification
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.schema import conform

from .room import definition

SHAPES = {
    "dict": [80, "80", "type=SAS", True, [], ["x"], [{"type": "SAS"}], datetime.date(2026, 10, 5), 2.5],
    "list": [80, True, {}, {"name": "x"}, 2.5],
    "str": [["x"], {}, {"x": 1}, True, 2.5],
    "int": [["x"], {}, "x", "1_0", "1.0", 1.0, True, "", "0x10", "9" * 5000],
    "float": [["x"], {}, "x", "0,21", "1e3", ".inf", "nan", float("nan"), 1e30, True, "", "9" * 5000],
    "bool": [["x"], {}, "perhaps", "", 7, 2.5],
    "json": [80, "80", "{", [], "[]"],
}
SAMPLES = {"str": "x", "int": "7", "float": "0.21", "bool": "no", "json": {}, "raw": "x", "list": [], "dict": {}}


def sample(option):
    """Return a value that an option takes."""
    if option.get("choices") and option.get("type") != "list":
        return option["choices"][0]
    if option.get("type") == "dict":
        return {name: sample(one) for name, one in (option.get("options") or {}).items() if one.get("required")}
    return SAMPLES[option.get("type", "str")]


def places(options, where=(), depth=0):
    """Give the path and the option of everything that may be given, at any depth."""
    for name, option in options.items():
        here = (*where, name)
        yield here, option
        inner = option.get("options")
        if inner:
            yield from places(inner, (*here, 0) if option["type"] == "list" else here, depth + 1)


def with_value(options, path, value):
    """Return valid content that has a value at a path."""
    name, *rest = path
    content = {key: sample(one) for key, one in options.items() if one.get("required") and key != name}
    if not rest:
        content[name] = value
    elif rest[0] == 0:
        content[name] = [with_value(options[name]["options"], rest[1:], value)]
    else:
        content[name] = with_value(options[name]["options"], rest, value)
    return content


PLACES = dict(places(specification()))


@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)))
def test_whatever_has_another_shape_is_refused_with_its_place(path):
    option = PLACES[path]
    conform(with_value(specification(), path, sample(option)), specification(), "it")
    for value in SHAPES.get(option.get("type", "str"), []):
        with pytest.raises(LabError) as caught:
            conform(with_value(specification(), path, value), specification(), "it")
        told = str(caught.value)
        assert told.startswith("it: ") and path[-1] in told, told
        assert told.isprintable() and len(told) < 300 and not told.endswith("."), told
        must = " is not " if option.get("no_log") else ", but must be "
        assert must in told, told
        assert not option.get("no_log") or str(value) not in told.split(" is not ", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"defaults": {"root_volume": 80}},
            "defaults.root_volume is 80, but must be a dictionary with type, size, iops, throughput, kms_id",
        ),
        ({"term": "winter"}, 'term is "winter", but must be a dictionary with start, end'),
        (
            {"seats": "students"},
            "seats is \"students\", but must be a list, each item a dictionary with name, people, ",
        ),
        (
            {"seats": ["students"]},
            'seats[1] is "students", but must be a dictionary with name, people, computer_name, ',
        ),
        ({"seats": [{"name": "s", "desktops": [5]}]}, "seats[s].desktops[1] is 5, but must be a dictionary with "),
        ({"defaults": {"tags": {"a": {"b": "c"}}}}, "defaults.tags.a is a dictionary, but must be a text"),
        ({"defaults": {"tags": ["a"]}}, "defaults.tags is a list, but must be a dictionary"),
        ({"limits": {"max_create": "ten"}}, 'limits.max_create is "ten", but must be a whole number'),
        ({"defaults": {"email_notification": "maybe"}}, 'email_notification is "maybe", but must be true or false'),
        (
            {"defaults": {"if_in_use": "fial"}},
            'defaults.if_in_use is "fial", but must be one of fail, skip, force; the nearest are fail',
        ),
        ({"seats": [{"people": ["anna"]}]}, "seats[1].name is missing"),
        ({"name": None}, "name is missing"),
        ({"schedules": [{"name": "x", "apply_to": ["a", None]}]}, "schedules[x].task_type is missing"),
        (
            {"snapshots": {"baseline": {"name": "b", "apply_to": ["a", None]}}},
            "snapshots.baseline.apply_to[2] is empty",
        ),
        ({"seats": [None]}, "seats[1] is empty"),
    ],
)
def test_messages_say_where_what_and_what_it_must_be(changes, told):
    with pytest.raises(LabError) as caught:
        load(definition(**changes))
    assert str(caught.value).startswith("lab_definition: ") and told in str(caught.value)


def test_addresses_and_control_characters_are_not_told():
    desktop = {"computer_name": "T1", "user_email": {"anna@uni.example": 1}}
    for changes in (
        {"seats": [{"name": "s", "desktops": [desktop]}]},
        {"term": "anna@uni.example"},
        {"term": "\x1b[2J"},
        {"\x1b[2J": 1},
        {"seats": [{"name": "\x1b[2J\n", "peoples": 1}]},
    ):
        with pytest.raises(LabError) as caught:
            load(definition(**changes))
        assert "anna@" not in str(caught.value) and str(caught.value).isprintable()


@pytest.mark.parametrize(("given", "kept"), [(0.1, "0.1"), ("0.10", "0.10"), (3, "3"), (" 2.5 ", "2.5"), (1.0, "1.0")])
def test_numbers_with_a_point_stay_what_is_written(given, kept):
    prices = {"currency": "EUR", "products": {"large": given, "small": None}, "eip": given}
    assert load(definition(prices=prices))["prices"] == {"currency": "EUR", "products": {"large": kept}, "eip": kept}


def test_what_is_no_number_is_refused_with_its_place():
    with pytest.raises(LabError, match=r'prices.disks.SAS is "0,06", but must be a number, such as 0.21'):
        load(definition(prices={"currency": "EUR", "disks": {"SAS": "0,06"}}))


def test_lists_of_texts_may_be_one_text_with_commas():
    seats = {"name": "s", "spares": 1, "computer_name": "A-{number}", "numbers": {"first": 1, "last": 9}}
    assert load(definition(seats=[{**seats, "security_groups": "a, b"}]))["seats"][0]["security_groups"] == ["a", "b"]


def test_a_definition_that_holds_itself_is_refused():
    around: dict = {}
    around["around"] = around
    wide: list = []
    for _number in range(30):
        wide = [wide, wide]
    deep: list = []
    for _number in range(100_000):
        deep = [deep]
    for people in (around, wide, deep):
        with pytest.raises(LabError, match="is nested too deeply|has more than 200000 values"):
            load({**definition(), "people": {"groups": [{"name": "g", "members": people}]}})
