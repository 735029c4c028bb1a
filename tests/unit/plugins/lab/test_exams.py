# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What exams a lab file may have, when they end for whom, and what tags say of them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import yaml
from conftest import CHECKOUT
from hypothesis import given, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError, LabError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.denials import Denials, reached
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.exams import (
    Exam,
    Note,
    granted,
    group_name,
    in_force,
    is_first,
    keys_of,
    own_groups,
    pauses,
    resumptions,
    sitting,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.procedures.exam import HoldExam

from .room import desktop, group, lab_of

UTC = datetime.timezone.utc
MID = {
    "name": "mid1",
    "apply_to": ["students"],
    "start": "2026-11-20 09:00",
    "end": "2026-11-20 10:30",
    "network": {"security_groups": ["exam-only"]},
}
SEAT = {"mac": "FA-16-3E-00-00-01", "desktop": "BIO-01"}
POLICIES = {"file_and_clipboard": {"clipboard_redirection": "DISABLED"}}


def lab(*exams: dict[str, Any], **more: Any) -> dict[str, Any]:
    return lab_of(group("students", people=["mmueller"]), time_zone="Europe/Berlin", exams=list(exams), **more)


def exam(**more: Any) -> Exam:
    checked = lab({**MID, **more})
    return Exam.of(checked, checked["exams"][0])


def minutes(number: int) -> datetime.timedelta:
    return datetime.timedelta(minutes=number)


def test_an_exam_ends_by_the_clocks_of_the_lab_and_later_for_some():
    found = exam(extra_time={"MMueller": "25%", "jdoe": "15m"})
    assert found.end == datetime.datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    # A quarter of 90 minutes, rounded up to whole minutes.
    assert found.end_for(["mmueller"], {}) == found.end + minutes(23)
    assert found.end_for(["jdoe", "mmueller"], {}) == found.end + minutes(23)
    assert found.end_for([], {}) == found.end
    more = granted("jdoe=40m, 10m", found)
    assert found.end_for(["jdoe"], more) == found.end + minutes(50)
    assert found.end_for(["mmueller"], more) == found.end + minutes(33)


def test_terminals_can_be_listed_in_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "room.csv").write_text("mac;desktop_name;place\nfa163e000001;BIO-01;left\n", encoding="utf-8")
    for option in ("terminals_file", "terminals"):
        [row] = exam(**{option: "room.csv"}).terminals
        assert (row.mac, row.desktop) == (SEAT["mac"], SEAT["desktop"])
    (tmp_path / "room.csv").write_text("mac;place\nfa163e000001;left\n", encoding="utf-8")
    with pytest.raises(LabError, match="terminals_file: the file room.csv: it has no column desktop_name"):
        exam(terminals_file="room.csv")


@pytest.mark.parametrize("text", ["jdoe", "jdoe=", "=5m", "5", "jdoe=5x", "jdoe=101d", "jdoe=1000%%", "jdoe=-5m"])
def test_extra_time_that_is_none_is_refused(text):
    with pytest.raises(InputError, match="lab_extra_time"):
        granted(text, exam())


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"name": "mid 1"}, "the name of an exam has 1 to 20 letters"),
        ({"name": "m" * 21}, "the name of an exam has 1 to 20 letters"),
        ({"apply_to": ["drop-in"]}, "names the pool drop-in, but exams are held on seats only"),
        ({"apply_to": ["stdents"]}, 'apply_to names "stdents"'),
        ({"end": "2026-11-20 08:00"}, "ends before it starts"),
        ({"end": "10:30"}, "must be a time such as 2026-11-20 09:00"),
        ({"prepare": "early"}, "prepare"),
        ({"network": {"security_groups": []}}, "security_groups is empty"),
        ({"network": {"security_groups": list("abcdef")}}, "can have 5 security groups, not 6"),
        ({"policies": {}}, "policies is empty"),
        ({"policies": {"file_and_clipboard": {"clipboard": "DISABLED"}}}, "clipboard"),
        ({"extra_time": {"mmueller": "some"}}, "must be a part such as 25% or a time such as 15m"),
        ({"deny_apps": [{"product": "*"}]}, "deny_apps[1]: it would deny every program"),
        ({"deny_apps": [{"path": "D:\\*"}]}, 'deny_apps[1]: path is a folder or a file without "*"'),
        ({"deny_apps": [{"path": "D:\\", "product": "Chat"}]}, "deny_apps[1]: path stands alone, without product"),
        ({"after": "reset"}, "after is reset, which needs the section reset with the method snapshot"),
        ({"after": "rebuild"}, "after"),
        ({"terminals": []}, "exams[mid1]: terminals is empty; leave it out"),
        ({"terminals": [{"mac": "1", "desktop": "BIO-01"}]}, "exams[mid1]: the list of bindings cannot be used: row 1"),
        ({"terminals": [{"mac": "FA-16-3E-00-00-01"}]}, "exams[mid1].terminals[1].desktop is missing"),
        ({"terminals": [SEAT], "terminals_file": "room.csv"}, "give either terminals or terminals_file"),
        ({"terminals_file": "room.csv"}, "exams[mid1].terminals_file: the file room.csv"),
    ],
)
def test_what_is_no_exam_is_refused(more, told):
    pool = {"name": "drop-in", "type": "DYNAMIC", "size": 1}
    with pytest.raises(LabError) as error:
        lab({**MID, **more}, pools=[pool])
    assert told in str(error.value)


def test_an_exam_changes_something_and_has_its_own_policy_group():
    with pytest.raises(LabError, match="needs network, policies, record, deny_apps or terminals"):
        lab({key: value for key, value in MID.items() if key != "network"})
    with pytest.raises(LabError, match=r"exams\[a_b\] and exams\[a-b\] would have the same policy group"):
        lab({**MID, "name": "a-b"}, {**MID, "name": "a_b"})
    with pytest.raises(LabError, match="two entries"):
        lab(MID, MID)
    with pytest.raises(LabError, match="exams use such names"):
        lab(MID, policies=[{"name": "exam_bio_x", "apply_to": ["lab"], "policies": POLICIES}])


moments = st.datetimes(datetime.datetime(2020, 1, 1), datetime.datetime(2099, 1, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC)
)


@given(
    st.from_regex(r"[A-Za-z0-9_-]{1,20}", fullmatch=True),
    moments,
    st.booleans(),
    st.lists(st.uuids().map(str), max_size=12),
    st.uuids().map(str),
    st.none() | st.just("") | st.uuids().map(str),
)
def test_tags_say_what_was_noted(name, end, starting, groups, collect, before):
    note = Note(name, end, starting, groups, collect, before)
    tags = note.tags()
    assert Note.of({"tags": {"workspace-lab": "bio", **tags}}) == note
    assert all(len(value) <= 43 for value in tags.values()) and len(tags) == 3 + len(groups)
    assert sorted(keys_of({"tags": {"room": "3", **tags}})) == sorted(tags)


def test_tags_that_somebody_has_changed_do_not_say_when_it_ends():
    assert Note.of({"tags": {"lab-exam": "mid1@soon"}}) == Note("mid1", None, groups=[])
    assert Note.of({"tags": {"lab-exam": "mid1@2026-13-20T0930Z"}}) == Note("mid1", None, groups=[])
    assert Note.of({"tags": {"lab-exam-sg1": "a"}}) == Note("", None, groups=["a"])
    assert Note.of({"tags": {"lab-exams": "a"}}) is None and Note.of({"tags": None}) is None


def test_people_sit_an_exam_where_they_have_a_seat_or_are_connected():
    inside = {"workspace-lab": "bio", "lab-exam": "mid1@2026-11-20T0930Z"}
    seats = [
        desktop("BIO-01", "Anna", tags=inside),
        desktop("BIO-02", "ben"),
        desktop("BIO-03", tags={"lab-exam-sg1": "a"}),
        desktop("BIO-04", "cleo", tags=None),
    ]
    connected = {"dora": ["BIO-02", "BIO-03"], "ben": ["BIO-02"]}
    assert sitting(seats, connected) == {
        "anna": "in the exam mid1 on BIO-01",
        "dora": "in the exam (unknown) on BIO-03",
        "cleo": "the service does not tell whether BIO-04 is in an exam",
    }


def rows(*names: str, marked: str = "[workspace-lab: bio]") -> list[dict[str, Any]]:
    return [
        {"policy_group_name": name, "priority": place, "description": marked} for place, name in enumerate(names, 1)
    ]


def test_its_policy_group_has_to_be_before_all_but_those_of_exams():
    found = lab(MID)
    name = group_name(found, "mid1")
    assert own_groups(found, rows("rules", name)) == [name]
    assert own_groups(found, rows(name, marked="[workspace-lab: other]")) == []
    assert is_first(name, rows(name, "rules")) and is_first(name, rows("exam_chem_x", name))
    assert not is_first(name, rows("rules", name)) and not is_first(name, rows("rules"))
    assert not is_first(name, rows("exam_chem_x", name, marked=""))


def test_its_policies_win_over_what_else_follows():
    idle = [{"apply_to": ["students"], "disconnected": 30, "action": "log_off"}]
    vdi = {"session": {"vdi": {"auto_lock_enable": True}}}
    found = lab({**MID, "record": True, "policies": {**vdi, "record_audit": {"retention_duration": 3}}}, idle=idle)
    policies = Exam.of(found, found["exams"][0]).policies
    assert policies["session"] == {"vdi": {"auto_lock_enable": True, "disconnect_logout_enable": 0}}
    assert policies["record_audit"]["enable"] is True and policies["record_audit"]["retention_duration"] == 3
    assert not exam().policies
    other = [group("students"), group("guests", name="staff", computer_name="G-{number}")]
    apart = lab_of(*other, time_zone="UTC", exams=[MID], idle=[{**idle[0], "apply_to": ["staff"]}])
    assert not Exam.of(apart, apart["exams"][0]).policies


def test_rules_of_exams_whose_names_begin_alike_are_told_apart():
    ours = "[workspace-lab: bio]"
    told = {
        "exam_bio_mid_1": f"Exam mid (restriction was off) {ours}",
        "exam_bio_mid_2": f"Changed by hand {ours}",
        "exam_bio_mid_2_1": f"Exam mid-2 (restriction was on) {ours}",
        "exam_bio_mid_x": f"Exam mid (restriction was on) {ours}",
        "exam_bio_mid_3": "Exam mid (restriction was on) [workspace-lab: chem]",
        "exam_bio_mid_4": f"Exam other (restriction was on) {ours}",
    }
    denials = Denials([{"name": name, "description": text} for name, text in told.items()], True)

    def own(name: str) -> list[str]:
        return [row["name"] for row in denials.own(lab(), f"{group_name(lab(), name)}_" if name else "exam_bio_", name)]

    assert own("mid") == ["exam_bio_mid_1", "exam_bio_mid_2"] and own("mid-2") == ["exam_bio_mid_2_1"]
    # Of two names that differ in these characters only, the description says which one it is.
    assert not own("mid_2") and len(own("")) == 5
    [against] = denials.against(lab(), "mid", "exam_bio_mid_", [])
    assert "for another exam already (exam_bio_mid_2_1 of the lab bio)" in against


def task(name: str = "bio-idle-1", enable: bool = True, text: str = "", desktop: str = "BIO-01") -> dict[str, Any]:
    description = f"{text} [workspace-lab: bio]".strip()
    objects = {"desktops": [desktop]}
    return {"task_name": name, "id": name, "enable": enable, "description": description, "apply_objects": objects}


def test_tasks_of_idle_rules_are_paused_and_only_those_go_on():
    found = lab(MID)
    others = [task(enable=False), task("bio-idle-2", desktop="BIO-09"), task("bio-stop")]
    [paused] = pauses(found, [*others, task(text="Mine")], {"bio-01"})
    assert paused["enable"] is False and paused["description"] == "Mine (paused for an exam)"
    noted = task(enable=False, text=paused["description"])
    assert not pauses(found, [noted], {"bio-01"})
    assert not resumptions(found, [*others, noted], {"bio-01"})
    [resumed] = resumptions(found, [*others, noted], {"bio-02"})
    assert resumed["enable"] is True and resumed["description"] == "Mine"


def test_whom_else_a_denial_reaches_is_told():
    labs = {"BIO-01": "bio", "BIO-02": "bio", "CHEM-1": "chem", "CHEM-2": "chem", "OFFICE": None}
    rows = [*(desktop(name, lab=owner) for name, owner in labs.items()), desktop("X", tags=None)]
    assert reached(rows, {"id-bio-01"}) == (
        "5 desktops are not in the exam: 1 of the lab bio, 2 of the lab chem, 1 of no lab, "
        "1 of which the service does not tell the lab"
    )
    assert reached(rows[:2], {"id-bio-01"}) == "1 desktop is not in the exam: 1 of the lab bio"
    assert reached(rows[:1], {"id-bio-01"}) == "all of them are in the exam"


def test_exams_in_force_are_told():
    desktops = [{"tags": Note("mid1", exam().end + minutes(number)).tags()} for number in (0, 23)]
    zone = datetime.timezone(datetime.timedelta(hours=1))
    assert in_force([*desktops, {"tags": {}}], zone) == ["exam mid1: 2 seats until 2026-11-20 10:53"]


def test_the_role_carries_out_what_follows_the_collection_of_the_work():
    tasks = yaml.safe_load((CHECKOUT / "roles/lab/tasks/exam_collect.yml").read_text(encoding="utf-8"))
    [asked] = [task["huaweicloud.workspace.workspace_lab_plan"]["verify"] for task in tasks if "register" in task]
    assert asked == list(HoldExam.follow_up)
