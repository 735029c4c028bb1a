# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From names to IDs: what wins, what is told when nothing fits, and how often the service is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from growth import Text, assert_linear
from hypothesis import given, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError, UnknownNameError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import (
    MOST_ADVISED,
    Advice,
    ByName,
    Kind,
    Names,
    joined,
    matcher,
    nearest,
    number_of,
    ranges,
)

IMAGE = Kind("image", "/v2/{project_id}/images", "images", limit=100)
ZONE = Kind("zone", "/v2/{project_id}/zones", "zones", id="code", name="label")


class FakeClient:
    """Gives the same rows whenever a list is asked for, and counts."""

    def __init__(self, **rows: list[dict[str, Any]]) -> None:
        self.rows = rows
        self.asked: list[tuple[str, Any]] = []

    def list_all(
        self, path: str, key: str, query: Any = None, limit: Any = None, service: str = "workspace", **_more: Any
    ) -> list[dict[str, Any]]:
        self.asked.append((path, limit))
        return self.rows[key]


def names(*pairs: tuple[str, str | None], **rows: Any) -> Names:
    """Return the names of a project whose images are these pairs of ID and name."""
    images = [{"id": image_id, "name": name} for image_id, name in pairs]
    return Names(FakeClient(images=images, **rows))  # type: ignore[arg-type]


def test_a_name_or_an_id_is_found_exactly() -> None:
    known = names(("1", "win10"), ("2", "win11"))
    assert (known.find(IMAGE, "win11").id, known.find(IMAGE, "1").name) == ("2", "win10")
    assert known.find(IMAGE, "2").row == {"id": "2", "name": "win11"}


def test_an_id_wins_over_a_name() -> None:
    assert names(("1", "2"), ("2", "other")).find(IMAGE, "2").id == "2"


def test_several_of_one_name_are_an_error_with_their_ids() -> None:
    with pytest.raises(InputError, match=r'several images are called "win11" \(2, 3\); give the ID of the one meant'):
        names(("3", "win11"), ("2", "win11")).find(IMAGE, "win11")


def test_a_name_that_several_have_is_not_one_that_an_earlier_task_sees_to() -> None:
    with pytest.raises(InputError) as error:
        names(("3", "win11"), ("2", "win11")).find(IMAGE, "win11")
    assert not isinstance(error.value, UnknownNameError)


def test_a_row_that_two_pages_hold_is_one_thing() -> None:
    assert names(("2", "win11"), ("2", "win11")).find(IMAGE, "win11").id == "2"


@pytest.mark.parametrize("given", ["Win11", "win1", "win11 ", ""])
def test_names_are_not_guessed(given: str) -> None:
    with pytest.raises(UnknownNameError, match=f'there is no image "{given}"'):
        names(("2", "win11")).find(IMAGE, given)


def test_some_kinds_have_names_in_any_case() -> None:
    person = Kind("user", "/v2/{project_id}/users", "users", any_case=True)
    known = names(users=[{"id": "1", "name": "Mia"}, {"id": "2", "name": "omar"}])
    assert known.find(person, "mia").name == "Mia"
    with pytest.raises(InputError):
        known.find(person, "mi")


def test_the_nearest_names_are_told() -> None:
    with pytest.raises(InputError, match='there is no image "win11-bio"; the nearest are win11, win11-bio-2026.09'):
        names(("1", "win11-bio-2026.09"), ("2", "win11"), ("3", "ubuntu")).find(IMAGE, "win11-bio")
    assert nearest("zzz", ["win11"]) == ""
    assert nearest("a", ["a1", "a1"]) == "; the nearest are a1"


def test_a_thing_without_a_name_goes_by_its_id() -> None:
    assert names(("1", None)).find(IMAGE, "1").name == "1"


@pytest.mark.parametrize(("number", "told"), [(0, "0 desktops"), (1, "1 desktop"), (2, "2 desktops")])
def test_numbers_of_things_are_told(number: int, told: str) -> None:
    assert number_of(number, "desktop") == told
    assert (
        number_of(number, "person has", "people have") == f"{number} {'person has' if number == 1 else 'people have'}"
    )


def test_each_kind_is_listed_once_and_only_when_asked_for() -> None:
    client = FakeClient(images=[{"id": "1", "name": "win10"}], zones=[{"code": "z1", "label": "Zone 1"}])
    known = Names(client)  # type: ignore[arg-type]
    assert client.asked == []
    for _again in range(3):
        known.find(IMAGE, "win10")
        known.find(ZONE, "Zone 1")
    assert client.asked == [("/v2/{project_id}/images", 100), ("/v2/{project_id}/zones", None)]


def test_ids_are_shown_as_names_where_these_are_known() -> None:
    known = names(("1", "win10"))
    assert known.shown(IMAGE, "1") == "1"
    known.all(IMAGE)
    assert (known.shown(IMAGE, "1"), known.shown(IMAGE, "9")) == ("win10", "9")


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("BIO-01", ["BIO-01", "bio-01"], ["BIO-011", "XBIO-01"]),
        ("BIO-*", ["BIO-01", "bio-"], ["CHE-01"]),
        ("BIO-?1", ["BIO-01"], ["BIO-1"]),
        ("BIO-[01:12]", ["BIO-01", "bio-12"], ["BIO-1", "BIO-13", "BIO-00", "BIO-[01:12]"]),
        ("BIO-[8:10]", ["BIO-8", "BIO-10"], ["BIO-08"]),
        ("[1:2]-BIO", ["1-BIO"], ["3-BIO"]),
        ("L[1:2]-[01:02]", ["L1-02", "l2-01"], ["L3-01", "L1-03", "L1-[01:02]"]),
        ("BIO-[01:02]*", ["BIO-01", "BIO-02x"], ["BIO-03"]),
        ("BIO-[12]", ["BIO-1", "BIO-2"], ["BIO-12"]),
        ("*", ["anything", ""], []),
    ],
)
def test_patterns(pattern: str, yes: list[str], no: list[str]) -> None:
    matches = matcher([pattern])
    assert [name for name in yes + no if matches(name)] == yes


def test_any_of_several_patterns_is_enough_and_none_matches_nothing() -> None:
    matches = matcher(["BIO-01", "CHE-*"])
    assert matches("bio-01") and matches("CHE-7") and not matches("BIO-02")
    assert not matcher([])("BIO-01")


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("BIO-[12:01]", r'the range in "BIO-\[12:01\]" runs backwards'),
        ("BIO-[1:99999999]", r'the range in "BIO-\[1:99999999\]" has more than 10000 numbers'),
        ("[1:999][1:999]", r'the range in "\[1:999\]\[1:999\]" has more than 10000 numbers'),
        (f"[1:{'9' * 5000}]", r"the range in .* has more than 10000 numbers"),
        (f"[{'0' * 5000}1:2]", r"the range in .* has more than 10000 numbers"),
    ],
)
def test_senseless_ranges_are_told(pattern: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        matcher([pattern])


def test_many_ranges_are_bounded_together():
    with pytest.raises(InputError, match="the patterns stand for more than 200000 names"):
        matcher([f"{number}-[1:9999]" for number in range(100_000)])


def test_all_patterns_of_a_finder_are_bounded_together():
    finder = ByName([("BIO-01", "one")])
    assert finder.matching("bio-[01:99]") == finder.matching("bio-[01:99]") == ["one"]
    with pytest.raises(InputError, match="the patterns stand for more than 200000 names"):
        for number in range(1000):
            finder.matching(f"[{number}:{number + 999}]")


def test_names_whose_accents_are_put_together_in_another_way_are_the_same() -> None:
    kind = Kind("group", "/groups", "groups")
    assert kind.same("\u00dcbung", "U\u0308bung") and not kind.same("\u00dcbung", "Ubung")


# Growth

SIZE = 30
PERSON = Kind("user", "/v2/{project_id}/users", "users", any_case=True)


def called(size: int, prefix: str = "s") -> list[str]:
    """Return so many names, whose comparisons count."""
    return [Text(f"{prefix}{number:05d}") for number in range(size)]


def people(size: int) -> Names:
    """Return the names of a project with so many users."""
    return names(users=[{"id": Text(f"id-{name}"), "name": name} for name in called(size)])


@pytest.mark.parametrize("given", ["S{:05d}", "id-s{:05d}"])
def test_finding_grows_with_the_names(given: str) -> None:
    def make(size: int) -> Callable[[], Any]:
        known, wanted = people(size), [Text(given.format(number)) for number in range(size)]
        return lambda: [known.shown(PERSON, known.find(PERSON, name).id) for name in wanted]

    assert_linear(make, SIZE)


def test_advice_grows_with_the_names() -> None:
    def find(known: Names, name: str) -> None:
        with pytest.raises(UnknownNameError):
            known.find(PERSON, name)

    def make(size: int) -> Callable[[], Any]:
        known, wanted = people(size), called(size, "BIO-")
        return lambda: [find(known, name) for name in wanted]

    assert_linear(make, SIZE)


@pytest.mark.parametrize("pattern", ["s{:05d}", "s{:05d}*", "s[{:05d}:{:05d}]"])
def test_matching_grows_with_the_patterns(pattern: str) -> None:
    def make(size: int) -> Callable[[], Any]:
        matches = matcher([pattern.format(number, number) for number in range(size)])
        return lambda: list(filter(matches, called(size)))

    assert_linear(make, SIZE)


@pytest.mark.parametrize("pattern", ["s{:05d}", "s[{:05d}:{:05d}]"])
def test_selecting_one_by_one_grows_with_the_names(pattern: str) -> None:
    def make(size: int) -> Callable[[], Any]:
        known = ByName((name, name) for name in called(size))
        patterns = [pattern.format(number, number) for number in range(size)]
        return lambda: [known.matching(one) for one in patterns]

    assert_linear(make, SIZE)


def test_things_that_a_pattern_selects_keep_their_order() -> None:
    known = ByName((name, name) for name in ("b-2", "B-1", "b-10", "c-1"))
    assert known.matching("b-[1:10]") == ["b-2", "B-1", "b-10"] and known.matching("B-*") == ["b-2", "B-1", "b-10"]
    assert known.called("C-1") == ["c-1"] and known.matching("d*") == []


def test_only_the_first_wrong_names_get_advice() -> None:
    advice = Advice(["win11"])
    told = [advice.on(f"win1{number}") for number in range(100, 100 + MOST_ADVISED + 1)]
    assert all("win11" in text for text in told[:-1]) and told[-1] == ""
    assert advice.on("win1100") == told[0]


# Ranges of names


def numbered(first: int, last: int, text: str = "BIO-{:02d}") -> list[str]:
    """Return names with consecutive numbers."""
    return [text.format(number) for number in range(first, last + 1)]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([], ""),
        (numbered(1, 4), "BIO-01, BIO-02, BIO-03, BIO-04"),
        (numbered(1, 5), "BIO-[01:05]"),
        (["BIO-T1", *numbered(1, 40), "BIO-T2"], "BIO-T1, BIO-[01:40], BIO-T2"),
        ([*numbered(1, 6), *numbered(8, 12)], "BIO-[01:06], BIO-[08:12]"),
        (["BIO-07", *numbered(1, 6), *numbered(8, 9)], "BIO-[01:09]"),
        (numbered(8, 12, "PC{}"), "PC[8:12]"),
        (numbered(95, 104), "BIO-[95:104]"),
        (numbered(995, 1004, "s{:04d}"), "s[0995:1004]"),
        ([*numbered(1, 4, "A{}"), *numbered(5, 8, "a{}")], "A1, A2, A3, A4, a5, a6, a7, a8"),
        (numbered(1, 5, "LAB2-{:03d}-B"), "LAB2-[001:005]-B"),
        (["A08", "A8", *numbered(9, 12, "A{}"), "A09"], "A[08:12], A8, A9"),
        (numbered(1, 5, "apps on BIO-{}"), "apps on BIO-[1:5]"),
        (numbered(1, 5, "BIO-{} (in use)"), ", ".join(numbered(1, 5, "BIO-{} (in use)"))),
        (numbered(1, 5, "x*{}"), "x*1, x*2, x*3, x*4, x*5"),
        ([f"A{10**18 + number}" for number in range(5)], f"A10[{'0'.zfill(17)}:{'4'.zfill(17)}]"),
        (["A"] * 5, "A"),
    ],
)
def test_names_with_consecutive_numbers_are_told_as_ranges(names: list[str], told: str) -> None:
    assert joined(names) == told


@given(
    st.lists(
        st.builds(
            "{}{}{}".format,
            st.sampled_from(["", "A", "a", "A1-", "A0", "[", "A*", "\u0663"]),
            st.one_of(
                st.integers(0, 30).map(str),
                st.integers(0, 130).map("{:02d}".format),
                st.sampled_from(["", "9" * 17, "9" * 18, "1" + "0" * 17]),
            ),
            st.sampled_from(["", "", "-B", "?"]),
        ),
        max_size=80,
    )
)
def test_ranges_stand_for_exactly_the_names(names: list[str]) -> None:
    expanded = [name for pattern in ranges(names) for name in expand(pattern)]
    assert sorted(expanded) == sorted(set(names))


def expand(pattern: str) -> list[str]:
    """Return the names that a pattern selects of all that are near it, in the case in which it is written."""
    found = re.fullmatch(r"(.*)\[(\d+):(\d+)\](.*)", pattern)
    if not found:
        return [pattern]
    start, first, last, end = found.groups()
    near = range(max(0, int(first) - 2), int(last) + 3)
    names = {f"{start}{str(number).zfill(width)}{end}" for number in near for width in range(1, len(last) + 2)}
    return [name for name in names if matcher([pattern])(name)]


def test_a_lab_of_many_thousand_names_is_told_in_ranges_that_can_be_read_back() -> None:
    names = numbered(1, 25_000, "PC-{:05d}")
    told = ranges(names)
    assert told == ["PC-[00001:10000]", "PC-[10001:20000]", "PC-[20001:25000]"]
    assert all(map(matcher(told), names))
