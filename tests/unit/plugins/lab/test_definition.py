# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lab files: what they may say, and what is refused in one sentence."""

from __future__ import annotations

import datetime
import os
import re

import pytest
import yaml

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.definition import (
    NOT_IN_A_LAB,
    OWN,
    POLICY,
    option_names,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.options import (
    COMMON_SPEC,
    ITEM_SPEC,
    POLICY_SPEC,
)
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.file import load, specification

from .room import (
    COURSE,
    definition,
    desired_policies,
    desired_pool,
    desired_script,
    desired_task,
    group,
    mate,
    people_of,
)


def refusal(**changes):
    return problem(definition(**changes))


def problem(source):
    with pytest.raises(LabError) as caught:
        load(source)
    text = str(caught.value)
    assert "\n" not in text and not text.endswith(".")
    if isinstance(source, dict) and source:
        assert text.startswith("lab_definition")
    return text.removeprefix("lab_definition: ")


@pytest.mark.parametrize(
    "text", [' {"people": {"roster": [{"user_email": "anna@uni.example"}]}}', "people:\n  roster: [anna@uni.example]"]
)
def test_a_definition_given_as_text_is_refused_and_not_shown(text):
    refused = problem(text)
    assert "lab_definition is a text, but must be a dictionary" in refused and "anna" not in refused


def seat_refusal(**changes):
    return refusal(seats=[group(**changes)])


@pytest.fixture
def lab_file(tmp_path):
    """Return a function that writes a lab file and returns its path."""

    def write(text, encoding="utf-8"):
        path = tmp_path / "lab.yml"
        path.write_bytes(text.encode(encoding))
        return str(path)

    return write


# Files


def test_a_file_and_its_content_are_the_same(lab_file):
    assert load(lab_file(yaml.safe_dump(definition()))) == load(definition())


def test_what_is_not_given_is_not_there():
    lab = load(definition(description=None, limits={"max_create": None}))
    assert "description" not in lab and lab["limits"] == {}
    assert lab["seats"][0]["on_leave"] == "report" and "spares" not in lab["seats"][0]


def test_a_byte_order_mark_does_no_harm(lab_file):
    assert load(lab_file(yaml.safe_dump(definition()), "utf-8-sig"))["name"] == "bio"


def test_paths_are_relative_to_the_working_directory(lab_file, monkeypatch, tmp_path):
    lab_file(yaml.safe_dump(definition()))
    monkeypatch.chdir(tmp_path)
    assert load("lab.yml")["name"] == "bio"


def test_files_that_cannot_be_read(lab_file, tmp_path):
    missing = tmp_path / "none.yml"
    assert problem(str(missing)) == f"the lab file {missing} cannot be read: No such file or directory"
    assert problem(str(tmp_path)).endswith(" is no file but a directory, a pipe or a device")
    latin = lab_file("version: 1\nname: bio\ndescription: Prüfung\n", "latin-1")
    assert problem(latin) == f"the lab file {latin} is not UTF-8 text; save it as UTF-8"


def test_broken_yaml_is_refused_with_its_line(lab_file):
    path = lab_file("version: 1\nname: bio\nseats: [\n  {name: x\n")
    assert problem(path).startswith(f"the lab file {path} is not valid YAML in line 5: ")
    assert " in line 2: " in problem(lab_file("version: 1\n\tname: bio\n"))


def test_a_key_that_is_given_twice_is_refused(lab_file):
    path = lab_file("version: 1\nname: bio\nseats: []\nlimits: {}\nseats: []\n")
    assert problem(path) == f'the lab file {path} is not valid YAML in line 5: the key "seats" is given twice'


def test_anchors_and_merges_work(lab_file):
    text = """
version: 1
name: bio
seats:
  - &first {name: a, computer_name: "A-{number}", numbers: {first: 1, last: 9}, spares: 1}
  - {<<: *first, name: b, computer_name: "B-{number}"}
"""
    assert [seat["spares"] for seat in load(lab_file(text))["seats"]] == [1, 1]


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "hello\n", "# nothing yet\n"])
def test_files_without_sections(lab_file, text):
    path = lab_file(text)
    assert problem(path) == f"the lab file {path} holds no mapping of sections"


@pytest.mark.parametrize("nothing", [None, "", {}])
def test_no_file_at_all(nothing):
    assert problem(nothing) == "set lab_file to the path of a lab file, or lab_definition to its content"


# Files that are none, or never end


def of_every_kind(tmp_path):
    """Return paths of what cannot be read like a file, or not to its end."""
    pipe, large = tmp_path / "pipe", tmp_path / "large"
    os.mkfifo(pipe)
    with open(large, "wb") as file:
        file.truncate(1 << 40)
    return ["/dev/zero", "/dev/random", str(pipe), str(tmp_path), str(large)]


def test_a_lab_file_that_never_ends_is_refused(tmp_path):
    for path in of_every_kind(tmp_path):
        assert re.search(r"is no file but a directory, a pipe or a device|has more than 4 MiB", problem(path)), path


def test_a_script_that_never_ends_is_refused(tmp_path):
    for path in of_every_kind(tmp_path):
        told = refusal(scripts=[desired_script(content=None, file=path, **NOWHERE)])
        assert told.startswith("scripts[apps].file: the file /"), told
        assert re.search(r"is no file but a directory, a pipe or a device|has more than 1 MiB", told), told


@pytest.mark.parametrize("path", ["x" * 5000, "a\0b", "\x1b[2J"])
def test_a_path_that_is_none_is_told_in_short(path):
    text = problem(path)
    assert "cannot be read: " in text and text.isprintable() and len(text) < 300


# Values


def test_words_that_yaml_would_change_stay_as_they_are(lab_file):
    text = """
version: 1
name: bio
description: 20:15
defaults: {tags: {begin: 2026-10-05, code: 007, state: ON, big: 1_000}, email_notification: no}
seats: [{name: a, people: [0815, off], computer_name: "A-{number}", numbers: {first: 1, last: 9}}]
"""
    lab = load(lab_file(text))
    assert lab["description"] == "20:15"
    assert lab["defaults"]["tags"] == {"begin": "2026-10-05", "code": "007", "state": "ON", "big": "1_000"}
    assert lab["defaults"]["email_notification"] is False
    assert lab["seats"][0]["people"] == ["0815", "off"]


@pytest.mark.parametrize(("written", "means"), [("ON", True), ("OFF", False), ("yes", True), ("true", True)])
def test_truth_values_in_the_words_of_people(lab_file, written, means):
    path = lab_file(f"version: 1\nname: bio\ndefaults: {{in_maintenance_mode: {written}}}\n")
    assert load(path)["defaults"]["in_maintenance_mode"] is means


TEXTS = ("2.20", "1.10", "2026.10", "007", "yes", "1e3", "0x1F", "0o17", "1_000", "12:30:45", "+49", ".5", "2026-10-05")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_what_is_meant_as_text_stays_as_it_is_written(lab_file, text, quote):
    written = f"{quote}{text}{quote}"
    path = lab_file(f"""
version: 1
name: bio
description: {written}
term: {{start: 2026-10-05, end: 2027-02-12}}
defaults: {{tags: {{release: {written}}}, image: {written}, desktop_type: SHARED}}
people:
  roster: [{{user_name: anna, user_email: anna@uni.example, section: {written}}}]
  staff: [{written}]
  groups: [{{name: {written}, members: {{section: [{written}]}}}}]
seats:
  - {{name: {written}, people: {{section: [{written}]}}, computer_name: "A-{{number}}", numbers: {{first: 1, last: 9}}}}
  - {{name: single, desktops: [{{computer_name: T1, user_name: {written}}}]}}
schedules: [{{name: {written}, task_type: STOP, scheduled_type: DAY, day_interval: 1, apply_to: [{written}]}}]
snapshots: {{backups: [{{name: {written}, apply_to: lab, max_age: 7d}}]}}
scripts: [{{name: {written}, type: BAT, content: dir, version: {written}}}]
""")
    lab = load(path)
    people, [group_of_seats, single] = lab["people"], lab["seats"]
    assert (lab["description"], lab["defaults"]["tags"], lab["defaults"]["image"]) == (text, {"release": text}, text)
    assert (people["roster"][0]["section"], people["staff"], people["groups"][0]["name"]) == (text, [text], text)
    assert people["groups"][0]["members"] == {"section": [text]}
    assert group_of_seats["name"] == text and [one["user_name"] for one in group_of_seats["people"]] == ["anna"]
    assert single["desktops"][0]["user_name"] == text
    assert (lab["schedules"][0]["name"], lab["schedules"][0]["apply_to"]) == (text, [text])
    assert lab["snapshots"]["backups"][0]["name"] == text and lab["snapshots"]["backups"][0]["apply_to"] == ["lab"]
    assert (lab["scripts"][0]["name"], lab["scripts"][0]["version"]) == (text, text)


def test_what_is_json_is_what_yaml_makes_of_it(lab_file):
    path = lab_file("""
version: 1
name: bio
seats: [{name: s, desktops: [{computer_name: T1}]}]
schedules:
  - name: night
    task_type: CREATE_SNAPSHOT
    scheduled_type: DAY
    apply_to: lab
    extra_params: {keep: 3, all: true, name: "7", of: [1, two, 2.5], day: 2026-10-05, none: }
""")
    given = {"keep": 3, "all": True, "name": "7", "of": [1, "two", 2.5], "day": "2026-10-05", "none": None}
    assert load(path)["schedules"][0]["extra_params"] == given


@pytest.mark.parametrize("value", [2.2, True, datetime.time(8)])
def test_a_text_of_which_yaml_has_lost_how_it_was_written_is_refused(value):
    for changes in ({"description": value}, {"defaults": {"tags": {"release": value}}}, {"seats": [group(name=value)]}):
        assert re.search(r" is .*, but must be a text", refusal(**changes))
    if isinstance(value, float):
        people = people_of("anna", groups=[{"name": "g", "members": {"section": [value]}}])
        assert refusal(people=people).startswith("people.groups[g].members.section[1] is 2.2, but must be a text")


def test_dates_that_ansible_has_read_are_texts_again():
    lab = load(
        definition(description=datetime.date(2026, 10, 5), defaults={"tags": {"end": datetime.date(2027, 2, 12)}})
    )
    assert lab["description"] == "2026-10-05" and lab["defaults"]["tags"] == {"end": "2027-02-12"}


# Keys


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"seat": []}, "seat; the nearest are seats"),
        ({"zzz": 1}, "zzz"),
        ({"defaults": {"prodct": "x"}}, "defaults.prodct; the nearest are product"),
        ({"limits": {"max_crate": 1}}, "limits.max_crate; the nearest are max_create"),
        ({"target": {"project": "x"}}, "target.project; the nearest are project_id, project_name"),
        ({"defaults": {"root_volume": {"type": "SAS", "sise": 80}}}, "defaults.root_volume.sise; the nearest are size"),
        ({"seats": [group(computername="x")]}, "seats[students].computername; the nearest are computer_name"),
        ({"seats": [group(numbers={"first": 1, "lst": 2})]}, "seats[students].numbers.lst; the nearest are last"),
        (
            {"seats": [{"name": "s", "desktops": [{"computer_name": "T1", "user_nam": "x"}]}]},
            "seats[s].desktops[T1].user_nam; the nearest are user_name",
        ),
        (
            {"seats": [group(data_volumes=[{"type": "SAS", "size": 20, "iop": 1}])]},
            "seats[students].data_volumes[1].iop; the nearest are iops",
        ),
        ({"seats": [group({"user": "anna"})]}, "seats[students].people[1].user; the nearest are user_name"),
        ({"people": {"rooster": "x.csv"}}, "people.rooster; the nearest are roster"),
        ({"people": {"columns": {"login": "user_name"}}}, "people.columns.login"),
        ({"people": {"groups": [{"name": "g", "member": []}]}}, "people.groups[g].member; the nearest are members"),
        (
            {"people": {"groups": [{"name": "g", "members": [{"user": "anna"}]}]}},
            "people.groups[g].members[1].user; the nearest are user_name",
        ),
        ({"term": {"begin": "2026-10-05"}}, "term.begin"),
        ({"pools": [desired_pool(sise=3)]}, "pools[drop-in].sise; the nearest are size"),
        (
            {"pools": [desired_pool(autoscale_policy={"max_idle": 2})]},
            "pools[drop-in].autoscale_policy.max_idle; the nearest are min_idle",
        ),
        ({"schedules": [desired_task(applies_to=["lab"])]}, "schedules[night].applies_to; the nearest are apply_to"),
        ({"snapshots": {"base": {}}}, "snapshots.base; the nearest are baseline"),
        ({"reset": {"methode": "rebuild"}}, "reset.methode; the nearest are method"),
    ],
)
def test_an_unknown_key_is_refused_and_the_nearest_is_named(changes, told):
    text = refusal(**changes)
    assert text.startswith(f"unknown key {told.partition('; the nearest are ')[0]}")
    for near in told.partition("; the nearest are ")[2].split(", "):
        assert near in text


# Rules


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"version": 2}, "version is 2, but this collection knows version 1 of lab files"),
        ({"version": None}, "version is missing"),
        ({"name": ""}, 'name "" is not valid: 1 to 32 letters, digits and hyphens'),
        ({"name": "a" * 33}, f'name "{"a" * 33}" is not valid: 1 to 32 letters, digits and hyphens'),
        ({"name": "bio_101"}, 'name "bio_101" is not valid: 1 to 32 letters, digits and hyphens'),
        ({"limits": {"max_create": -1}}, "limits.max_create is -1, but must not be negative"),
        ({"limits": {"max_create": "many"}}, None),
        (
            {"limits": {"max_cost_per_month": "-0.5"}, "prices": {"currency": "EUR"}},
            "limits.max_cost_per_month is -0.5, but must not be negative",
        ),
        (
            {"limits": {"max_cost_per_month": 500}},
            "limits.max_cost_per_month is given, but the file has no prices to tell costs by",
        ),
        ({"limits": {"max_cost_per_month": "a lot"}}, None),
        ({"prices": {"products": {"large": 1}}}, None),
        ({"prices": {"currency": " "}}, "prices.currency is empty; write it as EUR"),
        ({"prices": {"currency": "EUR", "disks": {"SAS": -1}}}, "prices.disks.SAS is -1, but must not be negative"),
        ({"prices": {"currency": "EUR", "eip": "-0.01"}}, "prices.eip is -0.01, but must not be negative"),
        ({"prices": {"currency": "EUR", "eips": 1}}, None),
        ({"hours": {"per_week": 20}}, "hours is about the people of people.roster, which is not given"),
        (
            {"hours": {"per_week": 169}, "people": people_of("anna")},
            "hours.per_week is 169, but a week has 168 hours",
        ),
        ({"hours": {"at": {80: "warn"}}, "people": people_of("anna")}, None),
        (
            {"hours": {"per_week": 20, "at": {"80%": "warn"}}, "people": people_of("anna")},
            "hours.at has 80%, but its keys are parts of the hours in percent, 1 to 1000",
        ),
        (
            {"hours": {"per_week": 20, "at": {80: "warm"}}, "people": people_of("anna")},
            "hours.at.80 is warm, but must be one of warn, lock, log_off; the nearest are warn",
        ),
        (
            {"hours": {"per_week": 20, "extra": {"ana": 5}}, "people": people_of("anna")},
            "hours.extra names ana, who is not on the roster; the nearest are anna",
        ),
        (
            {"hours": {"per_week": 20, "extra": {"anna": -5}}, "people": people_of("anna")},
            "hours.extra.anna is -5, but must not be negative",
        ),
        (
            {"hours": {"per_week": 20, "outside_class_only": True}, "people": people_of("anna")},
            "hours.outside_class_only is true, but neither a timetable nor schedules that START and STOP desktops say "
            "when class is",
        ),
        ({"defaults": {"if_in_use": "maybe"}}, None),
        (
            {"defaults": {"tags": {"workspace-lab": "x"}}},
            "defaults: the tag workspace-lab is the lab's own mark; leave it out",
        ),
        ({"seats": [group(), group()]}, "two groups of seats are called students"),
        ({"seats": "students"}, None),
        ({"seats": [{"people": ["anna"]}]}, None),
        ({"seats": [{"name": "s"}]}, "seats[s] has neither people nor spares nor desktops"),
        ({"seats": [{"name": "s", "desktops": [{"user_name": "anna"}]}]}, None),
        (
            {"seats": [{"name": "s", "desktops": [{"computer_name": "T1"}], "numbers": {"first": 1, "last": 2}}]},
            "seats[s] has computer_name or numbers, but neither people nor spares to number",
        ),
        (
            {"seats": [{"name": "s", "desktops": [{"computer_name": "T1", "tags": {"workspace-lab": "x"}}]}]},
            "seats[s].desktops[T1]: the tag workspace-lab is the lab's own mark; leave it out",
        ),
        (
            {"seats": [{"name": "s", "desktops": [{"computer_name": "T1"}], "on_leave": "delete"}]},
            "seats[s]: on_leave is delete, but there are no people who could leave",
        ),
    ],
)
def test_rules_of_the_file(changes, told):
    lab = {name: value for name, value in {**definition(), **changes}.items() if value is not None}
    assert told in (None, problem(lab))
    problem(lab)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"computer_name": None}, " needs computer_name and numbers, from which its seats get their names"),
        ({"numbers": None}, " needs computer_name and numbers, from which its seats get their names"),
        ({"computer_name": "BIO"}, ': computer_name "BIO" must hold {number} or {number:02d} once'),
        (
            {"computer_name": "{number}-{number}"},
            ': computer_name "{number}-{number}" must hold {number} or {number:02d} once',
        ),
        ({"computer_name": "{number.real}"}, ': computer_name "{number.real}" must hold {number} or {number:02d} once'),
        ({"computer_name": "B {number}"}, ': computer_name "B {number}" must hold {number} or {number:02d} once'),
        (
            {"computer_name": "BIOLOGY-LAB-{number:05d}"},
            ': the name "BIOLOGY-LAB-00020" has 17 characters, but the most is 15',
        ),
        ({"numbers": {"first": 5, "last": 1}}, ": numbers.first is larger than numbers.last"),
        ({"numbers": {"first": -1, "last": 1}}, ": numbers.first is -1, but must not be negative"),
        ({"numbers": {"first": 1, "last": 1_000_000}}, ": numbers holds more than 10000 numbers"),
        ({"people": []}, ": people is empty; leave it out if nobody is to have a seat"),
        ({"spares": -1}, ": spares is -1, but must not be negative"),
        ({"tags": {"workspace-lab": "x"}}, ": the tag workspace-lab is the lab's own mark; leave it out"),
    ],
)
def test_rules_of_seats(changes, told):
    seat = {name: value for name, value in {**group(), **changes}.items() if value is not None}
    assert refusal(seats=[seat]) == "seats[students]" + told


@pytest.mark.parametrize(
    ("person", "told"),
    [
        (None, " has no user_name"),
        ("", " has no user_name"),
        ({"user_email": "a@uni.example"}, " has no user_name"),
        ({"user_name": " "}, " has no user_name"),
        ({"user_name": ["a"]}, ": user_name must be a text"),
        (["anna"], ": user_name must be a text"),
    ],
)
def test_rules_of_people(person, told):
    text = seat_refusal(people=["zoe", person])
    assert text == "seats[students].people[2]" + told
    assert "uni.example" not in text


# The roster


def names_in(seat):
    return [person["user_name"] for person in seat["people"]]


def test_seats_may_choose_from_the_roster():
    roster = [mate("anna", section="A"), mate("ben", section="B", status="left"), mate("cleo", section="C")]

    def chosen(choice):
        lab = load(definition(people=people_of(*roster, staff=["tito"]), seats=[group(people=choice)]))
        return names_in(lab["seats"][0])

    assert chosen("roster") == ["anna", "ben", "cleo"]
    assert chosen({"section": ["A", "B"]}) == ["anna", "ben"]
    assert chosen({"section": "C"}) == ["cleo"]
    assert chosen("staff") == ["tito"]


def test_the_roster_is_relative_to_the_lab_file(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    roster = load(str(COURSE))["people"]["roster"]
    assert [person["user_name"] for person in roster] == ["mmueller", "s0042017", "jdoe"]
    assert [person["status"] for person in roster] == ["active", "active", "left"]


@pytest.mark.parametrize("empty", ["login;mail\n", "", "login;mail\n;\n"])
def test_an_empty_roster_is_refused(tmp_path, monkeypatch, empty):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "roster.csv").write_text(empty)
    people = {"roster": "roster.csv", "columns": {"user_name": "login", "user_email": "mail"}, "on_leave": "delete"}
    assert refusal(people=people) in [
        f"the roster {tmp_path / 'roster.csv'} {what}" for what in ("is empty", "holds nobody")
    ]


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"section": ["D"]}, ": nobody of the roster is in the section D; its sections are A"),
        ({"section": ["A", "D"]}, ": nobody of the roster is in the section D; its sections are A"),
        ({"section": []}, ": section is empty; an empty selection never means all"),
        ({"section": [["A"]]}, ": section must be a list of names of sections"),
        ({"section": {"A": "B"}}, ": section must be a list of names of sections"),
        ("staff", " is staff, but people.staff names nobody"),
        ("everybody", " must be a list of people, roster, staff, or {section: [names of sections]}"),
        ({"sections": ["A"]}, " must be a list of people, roster, staff, or {section: [names of sections]}"),
        ({}, " must be a list of people, roster, staff, or {section: [names of sections]}"),
    ],
)
def test_choices_that_mean_nobody_are_refused(choice, told):
    roster = people_of(mate("anna", section="A"))
    assert refusal(people=roster, seats=[group(people=choice)]) == "seats[students].people" + told
    roster["groups"] = [{"name": "g", "members": choice}]
    assert refusal(people=roster) == "people.groups[g].members" + told


@pytest.mark.parametrize("people", [None, {"staff": ["tito"]}, {"roster": None}])
def test_without_a_roster_nobody_can_be_chosen_from_it(people):
    for choice in ("roster", {"section": ["A"]}):
        told = "seats[students].people is chosen from the roster, but people.roster is not given"
        assert refusal(people=people, seats=[group(people=choice)]) == told


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ({"on_leave": "lock"}, "people.on_leave is lock, but there is no roster that anybody could leave"),
        (
            {"on_leave": "delete", "roster": None, "staff": ["tito"]},
            "people.on_leave is delete, but there is no roster that anybody could leave",
        ),
        (people_of("anna", staff=["Anna"]), "Anna is on the roster and among people.staff; staff is never changed"),
        (
            people_of(mate("anna", status="left"), staff=["anna"]),
            "anna is on the roster and among people.staff; staff is never changed",
        ),
        (people_of("anna", staff=["tito", " "]), "people.staff[2] has no user_name"),
        (people_of("anna", "ANNA"), None),
        (people_of("anna", on_leave="expel"), None),
        (people_of("anna", groups=[{"name": "g"}]), None),
        ({"groups": [{"name": "g", "members": [{"user": "anna"}]}]}, None),
        ({"groups": [{"name": "g", "members": ["anna", ""]}]}, "people.groups[g].members[2] has no user_name"),
        ({"groups": [{"name": " ", "members": []}]}, "people.groups has an entry without a name"),
        ({"groups": [{"name": "g", "members": []}] * 2}, "people.groups has two entries called g"),
    ],
)
def test_rules_of_the_people_section(people, told):
    text = refusal(people=people)
    assert told in (None, text) and "uni.example" not in text


def test_nobody_is_named_by_more_than_their_name():
    people = people_of({"user_name": "anna", "user_email": "not an address of anna@uni.example"})
    assert "uni.example" not in refusal(people=people)


# Time


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"time_zone": "Europe/Berlyn"},
            'time_zone "Europe/Berlyn" is not known; give one such as Europe/Berlin; the nearest are Europe/Berlin',
        ),
        (
            {"term": {"start": "5.10.2026", "end": "2027-02-12"}},
            'term.start "5.10.2026" is not a date; write it as 2026-10-05',
        ),
        (
            {"term": {"start": "2026-10-05", "end": "20270212"}},
            'term.end "20270212" is not a date; write it as 2026-10-05',
        ),
        (
            {"term": {"start": "2026-10-05", "end": "2027-02-30"}},
            'term.end "2027-02-30" is not a date; write it as 2026-10-05',
        ),
        ({"term": {"start": "2027-02-12", "end": "2026-10-05"}}, "the term ends before it starts"),
        ({"term": {"start": "2026-10-05"}}, None),
        (
            {"schedules": [desired_task(expire_time="term_end")]},
            "schedules[night]: expire_time is term_end, but the file has no term",
        ),
        (
            {"schedules": [desired_task(scheduled_date="term_start")]},
            "schedules[night]: scheduled_date is term_start, but the file has no term",
        ),
    ],
)
def test_rules_of_time(changes, told):
    text = refusal(**changes)
    assert told is None or text.startswith(told)


def test_a_term_of_one_day_is_one():
    day = {"start": "2026-10-05", "end": "2026-10-05"}
    assert load(definition(term=day, time_zone="Europe/Berlin"))["term"] == day


def test_times_and_dates_need_no_quotes(lab_file):
    text = """
version: 1
name: bio
term: {start: 2026-10-05, end: 2027-02-12}
people: {roster: [{user_name: anna, user_email: anna@uni.example}], account_expires: 2027-02-28}
seats: [{name: a, people: roster, computer_name: "A-{number}", numbers: {first: 1, last: 9}}]
schedules:
  - {name: n, task_type: STOP, scheduled_type: DAY, scheduled_time: 20:15, expire_time: term_end, enable: ON,
     apply_to: [a]}
"""
    lab = load(lab_file(text))
    assert lab["term"] == {"start": "2026-10-05", "end": "2027-02-12"}
    assert lab["people"]["account_expires"] == "2027-02-28"
    assert lab["schedules"][0]["scheduled_time"] == "20:15" and lab["schedules"][0]["enable"] is True


# Pools, schedules, snapshots, reset

SEATS_AND_POOL = {"seats": [group()], "pools": [desired_pool()]}
BASE = {"name": "base", "apply_to": ["students"]}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"pools": [desired_pool(), desired_pool()]}, "pools has two entries called drop-in"),
        ({"pools": [desired_pool(name=" ")]}, "pools has an entry without a name"),
        ({"pools": [desired_pool(name="students")]}, "students is the name of both seats and a pool"),
        ({"pools": [desired_pool(name="lab")]}, '"lab" means all seats and pools, so that none can have this name'),
        ({"seats": [group(name="lab")]}, '"lab" means all seats and pools, so that none can have this name'),
        (
            {"pools": [desired_pool(tags={"workspace-lab": "x"})]},
            "pools[drop-in]: the tag workspace-lab is the lab's own mark; leave it out",
        ),
        ({"pools": [{"name": "p", "type": "STATIC"}]}, None),
        ({"pools": [desired_pool(type="SHARED")]}, None),
        ({"policies": [desired_policies(), desired_policies()]}, "policies has two entries called bio"),
        (
            {"policies": [desired_policies("bio-1")]},
            "policies[bio-1]: the name of a policy group has 1 to 255 letters, digits and underscores",
        ),
        (
            {"policies": [desired_policies(apply_to=["student"])]},
            'policies[bio]: apply_to names "student", which this file does not have; the nearest are students',
        ),
        (
            {"policies": [desired_policies(apply_to=[])]},
            "policies[bio]: apply_to is empty; an empty selection never means all",
        ),
        (
            {"policies": [desired_policies(policies={})]},
            "policies[bio]: policies is empty; leave the entry out, or say what it is to change",
        ),
        (
            {"policies": [desired_policies(policies="none")]},
            "policies[bio]: policies is 'none', but must be a dictionary of policies",
        ),
        (
            {"policies": [desired_policies(policies={"watermarks": {}})]},
            'policies[bio]: there is no policy "policies.watermarks"; the nearest are watermark, watermark.options, '
            "watermark.options.lean",
        ),
        (
            {"policies": [desired_policies(policies={"watermark": {"options": {"font_size": 999}}})]},
            "policies[bio]: policies.watermark.options.font_size is 999, but must be a whole number from 1 to 200",
        ),
        (
            {"policies": [desired_policies(policies={"watermark": {"options": {"font_size": 9}}})]},
            "policies[bio]: policies.watermark.options.font_size has no effect without "
            "policies.watermark.watermark_enable",
        ),
        ({"policies": [{"name": "bio", "apply_to": ["lab"]}]}, None),
        ({"policies": {"name": "bio"}}, None),
        ({"policies": [desired_policies(priority=1)]}, None),
        ({"schedules": [desired_task(), desired_task()]}, "schedules has two entries called night"),
        (
            {"schedules": [desired_task(apply_to=[])]},
            "schedules[night]: apply_to is empty; an empty selection never means all",
        ),
        (
            {"schedules": [desired_task(apply_to=["students", "drop-on"])]},
            'schedules[night]: apply_to names "drop-on", which this file does not have; the nearest are drop-in',
        ),
        ({"schedules": [desired_task(task_type="EXECUTE_SCRIPT")]}, None),
        (
            {"schedules": [desired_task(spares=True)]},
            "schedules[night]: spares is about tasks that START desktops; a STOP reaches all of apply_to anyway",
        ),
        ({"schedules": [desired_task(task_type="START", spares="some")]}, None),
        (
            {"snapshots": {"baseline": {**BASE, "apply_to": []}}},
            "snapshots.baseline: apply_to is empty; an empty selection never means all",
        ),
        (
            {"snapshots": {"baseline": {**BASE, "apply_to": ["drop-in"]}}},
            'snapshots.baseline: apply_to names "drop-in", which this file does not have',
        ),
        (
            {"snapshots": {"backups": [{**BASE, "name": "b", "max_age": "7d", "apply_to": ["student"]}]}},
            'snapshots.backups[b]: apply_to names "student", which this file does not have; the nearest are students',
        ),
        (
            {"snapshots": {"baseline": BASE, "backups": [{**BASE, "max_age": "7d"}]}},
            "snapshots has two entries called base",
        ),
        ({"snapshots": {"backups": [{**BASE}]}}, None),
        ({"snapshots": {"baseline": {**BASE, "disk_type": "EVERYTHING"}}}, None),
    ],
)
def test_rules_of_pools_schedules_and_snapshots(changes, told):
    text = refusal(**{**SEATS_AND_POOL, **changes})
    assert told in (None, text)


@pytest.mark.parametrize(
    ("reset", "told"),
    [
        ({"method": "snapshot"}, "reset.snapshot is needed to reset by snapshot"),
        (
            {"method": "snapshot", "snapshot": "bas"},
            'reset.snapshot "bas" is none of the snapshots of this file; the nearest are base',
        ),
        (
            {"method": "snapshot", "snapshot": "base", "disk_type": "ALL"},
            "reset.disk_type is ALL, but the snapshot base is of SYSTEM_DISK only",
        ),
        (
            {"method": "rebuild", "disk_type": "DATA_DISKS"},
            "reset.disk_type is DATA_DISKS, but rebuilding is about the system disk only",
        ),
        ({"method": "reinstall"}, None),
        ({}, None),
    ],
)
def test_rules_of_resetting(reset, told):
    text = refusal(reset=reset, snapshots={"baseline": BASE})
    assert told in (None, text)


def test_there_is_no_default_for_how_to_reset():
    assert "reset" not in load(definition(snapshots={"baseline": BASE}))
    assert load(definition(reset={"method": "rebuild"}))["reset"] == {"method": "rebuild", "disk_type": "SYSTEM_DISK"}
    kept = {"baseline": {**BASE, "disk_type": "ALL"}}
    reset = {"method": "snapshot", "snapshot": "base", "disk_type": "DATA_DISKS"}
    assert load(definition(reset=reset, snapshots=kept))["reset"] == reset


def test_apply_to_may_name_seats_pools_and_the_lab():
    names = ["students", "drop-in", "lab"]
    assert (
        load(definition(**SEATS_AND_POOL, schedules=[desired_task(apply_to=names)]))["schedules"][0]["apply_to"]
        == names
    )


def test_a_whole_course_is_read():
    lab = load(str(COURSE))
    assert set(lab) == {
        *("version", "name", "description", "time_zone", "term", "target", "limits", "defaults"),
        *("people", "seats", "pools", "idle", "policies", "schedules", "scripts", "snapshots", "reset"),
    }


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (None, None),
        ("", None),
        (" ", None),
        ("all", None),
        ("All", None),
        ("BIO-01, BIO-[03:05] ,", ["BIO-01", "BIO-[03:05]"]),
        (["BIO-01", 7], ["BIO-01", "7"]),
        (",", []),
        ([], []),
    ],
)
def test_lists_in_run_variables(given, names):
    assert option_names(given) == names


# The specification is that of the module


def shape(option):
    """Return what an option takes, whatever its documentation says; the specifications of roles know no aliases."""
    kept = {
        key: option[key] for key in ("type", "elements", "choices", "required", "no_log", "default") if key in option
    }
    inner = option.get("options")
    return {**kept, "options": {name: shape(one) for name, one in inner.items()}} if inner else kept


@pytest.mark.parametrize("name", COMMON_SPEC)
def test_every_option_of_a_creation_is_an_option_of_a_lab(name):
    spec = specification()
    seat = spec["seats"]["options"]
    for where in (spec["defaults"]["options"], seat, seat["desktops"]["options"]):
        if where is not seat or name != "computer_name":
            assert shape(where[name]) == shape(COMMON_SPEC[name])


def test_single_desktops_have_all_their_own_options():
    desktops = specification()["seats"]["options"]["desktops"]["options"]
    assert set(desktops) - set(COMMON_SPEC) == {"computer_name", "power", *OWN}
    assert set(OWN) == set(ITEM_SPEC) - {"computer_name", *NOT_IN_A_LAB}
    for name in OWN:
        assert shape(desktops[name]) == shape(ITEM_SPEC[name])


def test_the_policy_is_that_of_the_module():
    defaults = specification()["defaults"]["options"]
    assert set(defaults) == {*COMMON_SPEC, *POLICY}
    for name in POLICY:
        # A default would win over that of the module without being written anywhere.
        assert {**shape(defaults[name]), "default": POLICY_SPEC[name]["default"]} == shape(POLICY_SPEC[name])


# Scripts

NOWHERE = {"run": None, "apply_to": None}


def test_a_script_is_read_from_its_file_beside_the_lab_file(lab_file, tmp_path):
    tmp_path.joinpath("apps.ps1").write_text("\ufeffInstall-It\n", encoding="utf-8")
    path = lab_file(yaml.safe_dump(definition(scripts=[desired_script(content=None, file="apps.ps1", **NOWHERE)])))
    [read] = load(path)["scripts"]
    assert read == {"name": "apps", "type": "POWERSHELL", "content": "Install-It\n", "run": []}


@pytest.mark.parametrize(
    ("scripts", "told"),
    [
        ([desired_script(file="apps.ps1", **NOWHERE)], "scripts[apps]: give either file or content"),
        ([desired_script(content=None, **NOWHERE)], "scripts[apps]: give either file or content"),
        ([desired_script(content=" ", **NOWHERE)], "scripts[apps]: the script is empty"),
        (
            [desired_script(content=None, file="none.ps1", **NOWHERE)],
            "none.ps1 cannot be read: No such file or directory",
        ),
        ([desired_script(type="PYTHON", **NOWHERE)], "type"),
        ([desired_script(run=["after_lunch"], apply_to=["students"])], "after_lunch"),
        (
            [desired_script(run=["after_create"], apply_to=None)],
            "scripts[apps]: run says when it runs and apply_to where; give both or neither",
        ),
        ([desired_script(run=None, apply_to=["students"])], "give both or neither"),
        ([desired_script(run=["after_create"], apply_to=[])], "scripts[apps]: apply_to is empty"),
        ([desired_script(run=["after_create"], apply_to=["studnts"])], 'apply_to names "studnts"'),
        (
            [desired_script(run=["after_create"], apply_to=["drop-in"])],
            "names the pool drop-in, but scripts of a lab run on seats",
        ),
        ([desired_script(execution_timeout=0, **NOWHERE)], "execution_timeout is 0, but must be 1 or more (minutes)"),
        ([desired_script(), desired_script()], "scripts has two entries called apps"),
        ([desired_script(contents="x", **NOWHERE)], "scripts[apps].contents; the nearest are content"),
    ],
)
def test_scripts_that_cannot_be(scripts, told):
    assert told in refusal(scripts=scripts, pools=[desired_pool()])
