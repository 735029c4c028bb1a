# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rosters as schools export them: what is understood, what is refused with its line, and the way back."""

from __future__ import annotations

import collections
import csv
import io
import os
import re

import pytest
from ansible.errors import AnsibleFilterError
from hypothesis import given, settings, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.filter.lab_roster_export import lab_roster_export
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.roster import (
    export_rows,
    read_roster,
    seat_finder,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.sheets import guarded, tidy
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.user.options import (
    Policy,
    argument_spec,
    desired_users,
)

from .room import desktop

SCHOOL = """\
login;name;mail;phone;section;seat;status
mmueller;Mia Müller;mia.mueller@uni.example;;A;;active
s0042017;Omar Haddad;omar.haddad@uni.example;+4917000000;A;BIO-07;active
jdoe;Jane Doe;jane.doe@uni.example;;B;;left
"""
COLUMNS = {
    "user_name": "login",
    "user_email": "mail",
    "user_phone": "phone",
    "section": "section",
    "seat": "seat",
    "status": "status",
}
PEOPLE = [
    {
        "user_name": "mmueller",
        "user_email": "mia.mueller@uni.example",
        "section": "A",
        "status": "active",
        "line": 2,
    },
    {
        "user_name": "s0042017",
        "user_email": "omar.haddad@uni.example",
        "user_phone": "+4917000000",
        "section": "A",
        "seat": "BIO-07",
        "status": "active",
        "line": 3,
    },
    {"user_name": "jdoe", "user_email": "jane.doe@uni.example", "section": "B", "status": "left", "line": 4},
]


@pytest.fixture
def roster(tmp_path):
    """Return a function that writes a roster and reads it."""

    def read(content, columns=None, encoding="utf-8", active_type="ADMIN_ACTIVATE"):
        data = content if isinstance(content, bytes) else content.encode(encoding)
        (tmp_path / "roster.csv").write_bytes(data)
        return read_roster("roster.csv", columns, str(tmp_path), active_type)

    return read


@pytest.fixture
def refusal(roster, tmp_path):
    """Return a function that tells why a roster is refused, without the name of the file."""

    def refused(*args, **kwargs):
        return problem(str(tmp_path), lambda: roster(*args, **kwargs))

    return refused


def problem(base, read):
    with pytest.raises(LabError) as caught:
        read()
    text = str(caught.value)
    assert "\n" not in text and not text.endswith(".")
    return text.replace(f"the roster {base}/roster.csv ", "")


def list_problem(people, **options):
    return problem("", lambda: read_roster(people, **{"active_type": "ADMIN_ACTIVATE", **options}))


def names(people):
    return [person["user_name"] for person in people]


# Files that are understood


def test_the_roster_of_a_school(roster):
    assert roster(SCHOOL, COLUMNS, active_type="USER_ACTIVATE") == PEOPLE


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_encodings_and_ends_of_lines(roster, delimiter, encoding, end):
    text = SCHOOL.replace(";", delimiter).replace("\n", end).replace("section", "Größe")
    people = roster(text, {**COLUMNS, "section": "größe"}, encoding, active_type=None)
    assert people == PEOPLE


def test_sections_keep_their_letters_in_every_encoding(roster):
    text = "user_name,section\nmia,Prüfung €\n"
    for encoding in ("utf-8", "utf-8-sig", "cp1252"):
        assert roster(text, encoding=encoding)[0]["section"] == "Prüfung €"


def test_headers_are_the_names_of_the_fields_unless_said_otherwise(roster):
    assert roster("user_name,section,seat\nmia,A,7\n") == [
        {"user_name": "mia", "section": "A", "seat": "7", "status": "active", "line": 2}
    ]
    mixed = roster("login,section\nmia,A\n", {"user_name": "login", "section": None, "seat": " "})
    assert mixed == [{"user_name": "mia", "section": "A", "status": "active", "line": 2}]


def test_headers_compare_without_case_and_blanks(roster):
    assert names(roster(" LOGIN\xa0; Seat \nmia;7\n", {"user_name": "login ", "seat": "SEAT"})) == ["mia"]


def test_the_order_of_columns_does_not_matter(roster):
    assert roster("status,user_name,what\nleft,mia,x\n") == [{"user_name": "mia", "status": "left", "line": 2}]


def test_a_roster_of_one_column(roster):
    assert names(roster("user_name\nmia\nomar\n")) == ["mia", "omar"]


def test_a_line_that_tells_the_delimiter(roster):
    for first in ("sep=;\n", "SEP=;\r\n", '"sep=;"\n'):
        people = roster(first + "user_name;section\nmia;A\n", encoding="utf-8-sig")
        assert people == [{"user_name": "mia", "section": "A", "status": "active", "line": 3}]


def test_delimiters_inside_of_quotes_in_the_header_do_not_count(roster):
    text = 'user_name;"last, first, title";section\nmia;"Müller, Mia";A\n'
    assert roster(text)[0]["section"] == "A"
    assert roster('"last; first; title","user_name"\n"Müller; Mia","mia"\n')[0]["user_name"] == "mia"


def test_blank_lines_and_rows_are_ignored_and_counted(roster, refusal):
    text = "\n;;\nuser_name;section;seat\n\n;;\nmia;A;\n  ;\t; \nomar\n\n"
    assert [(person["user_name"], person["line"]) for person in roster(text)] == [("mia", 6), ("omar", 8)]


def test_quoted_cells_with_newlines_keep_the_numbers_of_lines(roster, refusal):
    text = 'note,user_name\n"two\nlines, and a comma",mia\n"three\r\nmore\nlines",omar\nx,zoe\n'
    assert [person["line"] for person in roster(text)] == [2, 4, 7]
    assert refusal(text + "y,ZOE\n") == 'cannot be used: line 8: "ZOE" is in line 7 already'


def test_blank_cells_are_not_given(roster):
    assert roster("user_name,section,status\n mia , \xa0,\n") == [{"user_name": "mia", "status": "active", "line": 2}]


@pytest.mark.parametrize("status", ["Active", " LEFT ", "", "left"])
def test_statuses_are_known_without_case(roster, status):
    expected = status.strip().lower() or "active"
    assert roster(f"user_name,status\nmia,{status}\n")[0]["status"] == expected


def test_paths(tmp_path, monkeypatch):
    (tmp_path / "labs").mkdir()
    (tmp_path / "rosters").mkdir()
    (tmp_path / "rosters" / "bio.csv").write_text("user_name,user_phone\nmia,+4917000000\n")
    assert names(read_roster("../rosters/bio.csv", base=str(tmp_path / "labs"))) == ["mia"]
    assert names(read_roster(str(tmp_path / "rosters" / "bio.csv"), base="elsewhere")) == ["mia"]
    monkeypatch.setenv("HOME", str(tmp_path))
    assert names(read_roster("~/rosters/bio.csv", base="elsewhere")) == ["mia"]
    monkeypatch.chdir(tmp_path)
    assert names(read_roster("rosters/bio.csv")) == ["mia"]


# Files that are refused


def test_files_that_cannot_be_read(tmp_path, roster):
    path = f"{tmp_path}/none.csv"
    text = problem("", lambda: read_roster("none.csv", base=str(tmp_path)))
    assert text == f"the roster {path} cannot be read: No such file or directory"
    assert problem("", lambda: read_roster(str(tmp_path))).endswith(" is no file but a directory, a pipe or a device")
    assert problem("", lambda: read_roster("a\0b")).startswith("the roster a\\x00b cannot be read: ")


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "user_name\nmia\n".encode("utf-16"),
        b"user_name\nm\x81a\n",
    ],
)
def test_files_that_are_no_text(refusal, data):
    assert refusal(data) == "is not a text in UTF-8 or Windows-1252; export it from its program as CSV"


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff", ";;\n", "sep=;\n"])
def test_empty_files(refusal, text):
    assert refusal(text) == "is empty"


@pytest.mark.parametrize("rows", ["", "\n;\n", ";;BIO-01;spare\n"])
def test_files_that_hold_nobody(refusal, rows):
    assert refusal("user_name;section;seat;status\n" + rows) == "holds nobody"


def test_a_column_that_is_not_there(refusal):
    said = 'has no column "e-mail", which columns.user_email names or stands for; the nearest are mail'
    assert refusal(SCHOOL, {**COLUMNS, "user_email": "e-mail"}) == said
    said = 'has no column "account", which columns.user_name names or stands for; its columns are x, y'
    assert refusal("x,y\n1,2\n", {"user_name": "account"}) == said
    said = 'has no column "user_name", which columns.user_name names or stands for; its columns are login, section'
    assert refusal("login,section\nmia,A\n") == said


@pytest.mark.parametrize("line", ["mia;mia@uni.example", "mia;+4917000000"])
def test_a_file_without_a_header_does_not_show_its_people(refusal, line):
    said = "has no header: its first line is about a person, but must name the columns"
    assert refusal(f"{line}\nomar;x\n") == said


def test_a_column_that_is_there_twice(refusal):
    assert refusal("login;Login;x;x\nmia;omar;;\n", {"user_name": "login"}) == 'has two columns "login"'


def test_unknown_columns_of_ours(refusal):
    said = "columns has an unknown field user_mail; the nearest are user_email, user_name, user_phone"
    assert refusal(SCHOOL, {"user_mail": "mail"}) == said
    assert refusal(SCHOOL, {"user_name": ["login"]}) == "columns.user_name must be the header of one column"


@pytest.mark.parametrize(
    ("rows", "line"),
    [('"mia,A\nomar,B\nzoe,C\n', 2), ('mia,A\nomar,"B\n', 3), ('mia,A\n"o"mar,B\n', 3)],
)
def test_quotation_marks_that_would_swallow_people(refusal, rows, line):
    said = refusal("user_name,section\n" + rows)
    assert said.startswith(f"is broken in line {line} (") and said.endswith("); look at its quotation marks")


def test_rows_with_too_many_cells(roster, refusal):
    text = "user_name,section\nmia,A,,\nomar,A,B\n"
    assert refusal(text) == "cannot be used: line 3: 3 cells, but the header in line 1 has 2"


@pytest.mark.parametrize("name", ["a", "s0042017", "mia.mueller", "m_m-", "9", "a" * 32, "x" + "-" * 31])
def test_names_that_an_account_can_have(roster, name):
    assert names(roster(f"user_name\n{name}\n")) == [name]


@pytest.mark.parametrize("name", ["müller", "mia m", "_mia", "mia.", "mia_", ".", "a" * 33, "mia/x", "٣"])
def test_names_that_an_account_cannot_have(refusal, name):
    said = refusal(f"user_name\nok\n{name}\n")
    assert said.startswith("cannot be used: line 3: the user_name ") and " is not valid (1 to 32 of " in said


def test_a_person_without_a_name(refusal):
    assert refusal("user_name,seat\nmia,\n,BIO-07\n") == "cannot be used: line 3: no user_name"
    assert refusal("user_name,status\nmia,\n,unlistet\n").startswith("cannot be used: line 3: no user_name; line 3: ")


def test_names_that_come_twice(refusal):
    rows = "user_name,status\nmia,left\nMia,active\n"
    assert refusal(rows) == 'cannot be used: line 3: "Mia" is in line 2 already'


def test_seats_that_come_twice(roster, refusal):
    rows = "user_name,section,seat,status\nmia,A,BIO-07,active\nomar,B,bio-07,{status}\n"
    assert refusal(rows.format(status="")) == 'cannot be used: line 3: the seat "bio-07" is in line 2 already'
    assert len(roster(rows.format(status="left"))) == 2


def test_numbers_of_seats_belong_to_their_section(roster, refusal):
    rows = "user_name,section,seat\nmia,A,7\nomar,{section},07\n"
    assert refusal(rows.format(section="A")) == 'cannot be used: line 3: the seat "07" is in line 2 already'
    assert [person["seat"] for person in roster(rows.format(section="B"))] == ["7", "07"]


def test_unknown_statuses(refusal):
    said = 'cannot be used: line 2: the status "aktiv" is not one of active, left'
    assert refusal("user_name,status\nmia,aktiv\n") == said


def test_active_people_need_an_address_that_activates(roster, refusal):
    rows = "user_name,user_email,user_phone,status\nmia,,,\nomar,o@uni.example,,\nzoe,,+4917000000,\njdoe,,,left\n"
    said = "cannot be used: line 2: neither an e-mail address nor a phone number, of which USER_ACTIVATE needs one"
    assert refusal(rows, active_type="USER_ACTIVATE") == said
    assert refusal(rows, active_type=None) == said
    assert len(roster(rows, active_type="ADMIN_ACTIVATE")) == 4
    said = 'active_type "USER" is not one of USER_ACTIVATE, ADMIN_ACTIVATE'
    assert refusal(rows, active_type="USER") == said


@pytest.mark.parametrize(
    "email", ["mia", "mia@uni", "m ia@uni.example", "mia@uni.example, x@uni.example", "@uni.example"]
)
def test_bad_email_addresses_are_not_shown(refusal, email):
    said = "cannot be used: line 2: the e-mail address is not valid (an e-mail address of up to 64 characters)"
    assert refusal(f'user_name,user_email\nmia,"{email}"\n') == said
    assert refusal(f"user_name,user_email\nmia,{'m' * 60}@uni.example\n") == said


@pytest.mark.parametrize("phone", ["+49 170 0000", "0170/0000", "none", "+" + "1" * 20, "+"])
def test_bad_phone_numbers_are_not_shown(refusal, phone):
    said = "cannot be used: line 2: the phone number is not valid (5 to 19 digits, with or without + before them)"
    assert refusal(f"user_name,user_phone\nmia,{phone}\n") == said


def test_an_address_in_the_wrong_column_is_not_shown(refusal):
    said = refusal("user_name,status\nmia@uni.example,+4917000000\n")
    assert "the user_name (an address) is not valid" in said and "the status (an address) is not one of" in said
    assert "uni.example" not in said and "4917" not in said


def test_problems_are_told_together_the_first_ten(refusal):
    rows = ["user_name,status", *(f"user{number},x{number}" for number in range(12)), "mia,"]
    said = refusal("\n".join(rows))
    told = said.removeprefix("cannot be used: ").split("; ")
    assert told[0] == 'line 2: the status "x0" is not one of active, left'
    assert told[9].startswith("line 11: ") and told[10:] == ["and 2 more"]
    assert "more" not in refusal("\n".join(rows[:11]))


def test_a_long_cell_is_shown_in_part_and_on_one_line(refusal):
    said = refusal(f'user_name\n"mia\n{"x" * 100}"\n')
    assert '"mia xxx' in said and "x" * 40 not in said


ODD = "\ufeff\u200b\u2060 \u00a0"


def test_what_cannot_be_seen_at_the_ends_of_cells_is_no_part_of_them(roster):
    text = f"\ufeff{ODD}user_name{ODD},{ODD}section\n{ODD}mia{ODD},A{ODD}\n{ODD},{ODD}\n"
    for encoding in ("utf-8", "utf-8-sig"):
        assert roster(text, encoding=encoding) == [{"user_name": "mia", "section": "A", "status": "active", "line": 2}]


def test_what_cannot_be_seen_inside_a_cell_is_told(refusal):
    said = refusal("user_name\nmi\u200ba\u202e\u0007b\n".replace("\u0007", ""))
    assert said.startswith('cannot be used: line 2: the user_name "mi\\u200ba\\u202eb" is not valid (')


def test_accents_may_be_put_together_in_two_ways(roster):
    text = "user_name,Gro\u0308\u00dfe\nmia,u\u0308\n"
    for header in ("Gr\u00f6\u00dfe", "GRO\u0308SSE"):
        assert roster(text, {"section": header})[0]["section"] == "\u00fc"


@pytest.mark.parametrize("email", ["o'brien@u.example", "m+x@u.example", "müller@u.example", f"{'m' * 54}@u.example"])
def test_the_roster_takes_the_addresses_that_the_module_takes(roster, email):
    assert roster(f"user_name,user_email\nmia,{email}\n")[0]["user_email"] == email
    policy = Policy.from_options({name: option.get("default") for name, option in argument_spec().items()})
    [one] = desired_users({"user_name": "mia", "user_email": email, "users": None}, policy)
    assert one.options["user_email"] == email


@pytest.mark.parametrize("seat", ["9" * 5000, "٣" * 20, "0" * 30])
def test_a_number_that_no_seat_has_is_a_name_that_no_seat_has(roster, seat):
    assert roster(f"user_name,seat\nmia,{seat}\n")[0]["seat"] == seat and seat_finder({1: "BIO-01"})(seat) is None


# Files that are none, or never end


def test_files_that_never_end_are_refused(tmp_path):
    pipe, large = tmp_path / "pipe", tmp_path / "large"
    os.mkfifo(pipe)
    with open(large, "wb") as file:
        file.truncate(1 << 40)
    for path in ("/dev/zero", "/dev/random", pipe, tmp_path, large):
        said = problem("", lambda path=path: read_roster(str(path)))
        assert re.fullmatch(r"the roster \S+ (is no file but .*|has more than 16 MiB)", said), said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("user_name\n" + "a\n" * 2_000_000, "has more than 100000 lines"),
        ("user_name\r" + "a\r" * 2_000_000, "has more than 100000 lines"),
        ("user_name\n" + ";;\n" * 2_000_000, "has more than 100000 lines"),
        ("user_name" + ";" * 1_000_000, "has more than 500 columns"),
        ("user_name\n" + "a" * 1_000_000, "is broken in line 2 (field larger than field limit (131072))"),
    ],
    ids=["lines", "old lines", "blank lines", "columns", "cell"],
)
def test_rosters_are_bounded(refusal, text, said):
    assert refusal(text).startswith(said)


def test_lists_are_bounded():
    with pytest.raises(LabError, match="the roster has more than 100000 entries"):
        read_roster(["mia"] * 2_000_000, active_type="ADMIN_ACTIVATE")


def test_a_roster_is_read_in_one_pass(monkeypatch, roster):
    lines = collections.Counter()
    monkeypatch.setattr("csv.reader", counting_reader(lines, csv.reader))
    sizes = (200, 2_000)
    for size in sizes:
        roster("user_name,section\n" + "".join(f"user{number},A\n" for number in range(size)))
        lines["before"], lines["of", size] = lines["all"], lines["all"] - lines["before"]
    assert lines["of", sizes[1]] - lines["of", sizes[0]] == sizes[1] - sizes[0]


def counting_reader(lines, reader):
    """Return a reader of CSV that counts the rows that it gives."""

    class Counting:
        def __init__(self, *args, **options):
            self._reader = reader(*args, **options)

        def __next__(self):
            lines["all"] += 1
            return next(self._reader)

        @property
        def line_num(self):
            return self._reader.line_num

    return Counting


def test_no_roster():
    for nothing in (None, ""):
        said = "the roster is not given; set it to the path of a CSV file or to a list of people"
        assert problem("", lambda nothing=nothing: read_roster(nothing)) == said


def test_a_name_on_a_spare_seat_is_not_passed_over(refusal):
    said = 'cannot be used: line 3: the status "spare" is not one of active, left'
    assert refusal("user_name,seat,status\nmia,BIO-01,active\nomar,BIO-02,spare\n") == said


# Lists


def test_a_list_is_a_roster():
    people = [{"user_name": "mia", "seat": 7, "section": " A ", "user_email": None}, "omar", {"user_name": 42017}]
    assert read_roster(people, active_type="ADMIN_ACTIVATE") == [
        {"user_name": "mia", "seat": "7", "section": "A", "status": "active", "line": 1},
        {"user_name": "omar", "status": "active", "line": 2},
        {"user_name": "42017", "status": "active", "line": 3},
    ]
    assert names(read_roster(people, {"user_name": None}, active_type="ADMIN_ACTIVATE")) == ["mia", "omar", "42017"]


def test_lists_are_checked_like_files():
    people = [
        {"user_name": "mia", "seat": "7"},
        {"user_name": "MIA"},
        {"user_name": "ö"},
        {"user_name": "x", "seat": 7},
    ]
    said = list_problem(people)
    assert said.startswith('the roster cannot be used: entry 2: "MIA" is in entry 1 already; entry 3: the user_name ')
    assert said.endswith('; entry 4: the seat "7" is in entry 1 already')
    said = "the roster cannot be used: entry 1: neither an e-mail address nor a phone number"
    assert list_problem(["mia"], active_type="").startswith(said)


def test_entries_that_are_no_people():
    said = "the roster cannot be used: entry 1: unknown key mail; the nearest are user_email"
    assert list_problem([{"user_name": "mia", "mail": "x"}, "omar"]) == said
    said = "the roster cannot be used: entry 1: section must be a text, in quotes if it is made of digits"
    for section in (True, ["A"], {"name": "A"}, 1.5):
        assert list_problem([{"user_name": "mia", "section": section}]) == said
    assert list_problem([None]) == "the roster cannot be used: entry 1: no user_name"
    assert list_problem([["mia"]]).startswith("the roster cannot be used: entry 1: user_name must be a text")


def test_a_phone_number_that_yaml_took_the_plus_from():
    said = "the roster cannot be used: entry 1: user_phone must be a text, in quotes if it is made of digits"
    assert list_problem([{"user_name": "mia", "user_phone": 4917000000}]) == said


def test_lists_that_are_none():
    assert list_problem([]) == "the roster holds nobody"
    assert list_problem({"user_name": "mia"}) == "the roster must be the path of a CSV file or a list of people"
    said = "columns names the headers of a file, but the roster is a list; leave it out"
    assert list_problem(["mia"], columns={"user_name": "login"}) == said


# Seats


def test_a_seat_is_asked_for_by_name_or_number():
    bio = {number: f"BIO-{number:02d}" for number in range(1, 11)}
    for seat in ("BIO-07", "bio-07", "7", "07", "007"):
        assert seat_finder(bio)(seat) == 7
    for seat in ("BIO-7", "11", "CHEM-07", "-7", "²", ""):
        assert seat_finder(bio)(seat) is None
    assert seat_finder({1: "07", 7: "01"})("07") == 1


# Export

BIO_07 = desktop("BIO-07", "S0042017")


def exported(*seats, people=None, **options):
    text = export_rows(seats, PEOPLE if people is None else people, **options)
    return list(csv.reader(io.StringIO(text)))


def test_everybody_and_every_seat_is_written():
    assert exported(desktop("BIO-09"), desktop("BIO-08", "zoe"), BIO_07) == [
        ["user_name", "section", "seat", "desktop_id", "status"],
        ["mmueller", "A", "", "", "active"],
        ["s0042017", "A", "BIO-07", "id-bio-07", "active"],
        ["jdoe", "B", "", "", "left"],
        ["zoe", "", "BIO-08", "id-bio-08", "unlisted"],
        ["", "", "BIO-09", "id-bio-09", "spare"],
    ]


def test_a_seat_that_is_asked_for_is_no_seat():
    assert exported(people=PEOPLE[1:2])[1:] == [["s0042017", "A", "", "", "active"]]


def test_whoever_has_two_seats_is_seen_twice():
    rows = exported(BIO_07, desktop("BIO-08", "s0042017"), people=PEOPLE[1:2])
    assert [row[2] for row in rows[1:]] == ["BIO-07", "BIO-08"]
    both = exported(desktop("BIO-07", "s0042017", "zoe"), people=PEOPLE[1:2])
    assert [(row[0], row[2], row[4]) for row in both[1:]] == [
        ("s0042017", "BIO-07", "active"),
        ("zoe", "BIO-07", "unlisted"),
    ]


def test_a_seat_that_is_not_built_yet():
    assert exported({"computer_name": "BIO-01", "desktop_id": None}, people=PEOPLE[:1])[2] == [
        *["", "", "BIO-01", "", "spare"]
    ]


def test_addresses_are_written_only_when_asked_for():
    assert "@" not in export_rows([BIO_07], PEOPLE)
    rows = exported(BIO_07, people=PEOPLE[1:2], addresses=True)
    assert rows[0][:3] == ["user_name", "user_email", "user_phone"]
    assert rows[1][:3] == ["s0042017", "omar.haddad@uni.example", "'+4917000000"]


def test_headers_of_the_file_are_kept():
    assert exported(columns=COLUMNS)[0] == ["login", "section", "seat", "desktop_id", "status"]


FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


@pytest.mark.parametrize("section", ["=1+1", "+A", "-A", "@A", "'A", "＝A"])
def test_no_cell_is_a_formula(section, roster):
    people = [{"user_name": "mia", "section": section, "status": "active", "line": 2}]
    text = export_rows([], people, {"section": section})
    assert [line.split(",")[1] for line in text.splitlines()] == [f"'{section}"] * 2
    assert roster(text, {"section": section}) == people


@given(st.text(st.sampled_from(" ,;\t\n\r\"'=+-@＝A\u200b"), max_size=8))
def test_no_part_of_a_cell_is_a_formula_whatever_a_program_takes_for_the_end_of_a_cell(tmp_path_factory, section):
    section = tidy(section)
    people = [{"user_name": "mia", "section": section, "status": "active", "line": 2}]
    text = export_rows([], people)
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            assert not [cell for cell in row if cell.strip(' "\t\r\n\u200b').startswith(FORMULAS)]
    if section:
        path = tmp_path_factory.mktemp("guard", numbered=True) / "roster.csv"
        path.write_text(text, newline="")
        assert [person["section"] for person in read_roster(str(path), active_type="ADMIN_ACTIVATE")] == [section]


def test_a_line_end_within_a_cell_is_in_quotes():
    people = [{"user_name": "mia", "section": "A\rB", "status": "active", "line": 2}]
    assert export_rows([], people).endswith('\nmia,"A\rB",,,active\n')


def test_a_quote_that_guards_nothing_is_kept(roster):
    assert roster("user_name,section\nmia,'s class\n")[0]["section"] == "'s class"


def test_the_filter():
    assert lab_roster_export([BIO_07], PEOPLE) == export_rows([BIO_07], PEOPLE)
    text = lab_roster_export([BIO_07], PEOPLE, columns=COLUMNS, addresses=True)
    assert text.startswith("login,mail,phone,section,seat,desktop_id,status\n")
    with pytest.raises(AnsibleFilterError, match="Columns has an unknown field mail; the nearest are user_email"):
        lab_roster_export([], PEOPLE, columns={"mail": "x"})


# Properties

ADDRESSES = st.sampled_from(["mia@uni.example", "x.y+z@a-b.example", ""])
SECTIONS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=6) | st.text(
    " \n\"';,=+-@'A", max_size=4
)


@st.composite
def classes(draw):
    """People as reading gives them, without their lines, each with the seat that they hold, if any."""
    users = draw(st.lists(st.from_regex(r"[a-z][a-z0-9._-]{0,8}[a-z0-9]", fullmatch=True), unique=True, min_size=1))
    people = []
    for number, user in enumerate(users):
        person = {
            "user_name": user,
            "user_email": draw(ADDRESSES) or f"{number}@uni.example",
            "user_phone": draw(st.sampled_from(["", "+4917000000", "0170000000"])),
            "section": tidy(draw(SECTIONS)),
            "seat": draw(st.sampled_from(["", f"BIO-{number:02d}"])),
            "status": draw(st.sampled_from(["active", "left"])),
        }
        people.append({field: value for field, value in person.items() if value})
    return people


def without_lines(people):
    return sorted(
        [{field: value for field, value in person.items() if field != "line"} for person in people],
        key=lambda person: person["user_name"],
    )


def by_name(people):
    return sorted(people, key=lambda person: person["user_name"])


@settings(max_examples=60)
@given(classes(), st.data())
def test_any_order_of_rows_gives_the_same_people(tmp_path_factory, people, data):
    path = tmp_path_factory.mktemp("order", numbered=True) / "roster.csv"
    delimiter = data.draw(st.sampled_from(",;\t"))
    for rows in (people, data.draw(st.permutations(people))):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["section", *COLUMNS], restval="", delimiter=delimiter)
            writer.fieldnames = data.draw(st.permutations(list(COLUMNS)))
            writer.writeheader()
            # A section of which a part begins like a guarded formula is what the guard stands for, not itself.
            writer.writerows({**row, "section": guarded("x" + row.get("section", ""))} for row in rows)
        expected = [{**person, "section": "x" + person.get("section", "")} for person in people]
        assert without_lines(read_roster(str(path))) == by_name(expected)


@settings(max_examples=100)
@given(classes(), st.data())
def test_what_is_exported_is_read_again(tmp_path_factory, people, data):
    path = tmp_path_factory.mktemp("export", numbered=True) / "roster.csv"
    titles = {"user_name": "login", "section": "=class, group", "seat": 'the "seat"'}
    columns = data.draw(st.sampled_from([None, titles]))
    seats = [desktop(person["seat"], person["user_name"].upper()) for person in people if "seat" in person]
    others = [desktop("BIO-T1", "tito"), desktop("BIO-S1")]
    text = export_rows(data.draw(st.permutations([*seats, *others])), people, columns, addresses=True)
    path.write_text(text, encoding=data.draw(st.sampled_from(["utf-8", "utf-8-sig"])), newline="")
    again = read_roster(str(path), columns)
    assert names(again) == names(people)
    assert without_lines(again) == by_name(people)
