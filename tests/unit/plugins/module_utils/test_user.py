# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users: the rules of the options, when accounts end, what is planned, and what is shown."""

from __future__ import annotations

import dataclasses
import zoneinfo
from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.masks import masked_email, masked_phone
from ansible_collections.huaweicloud.workspace.plugins.module_utils.plan import Change, Plan
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.user import expiry
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.user.options import (
    ITEM_SPEC,
    Desired,
    Policy,
    argument_spec,
    desired_users,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.user.planner import plan_users
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.user.state import (
    as_result,
    detail_of,
    row_of,
)

SPEC = argument_spec()
DEFAULTS = {name: option.get("default") for name, option in SPEC.items()}
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")

MIA = {
    "id": "1",
    "user_name": "Mia",
    "user_email": "mia@uni.example",
    "user_phone": "",
    "description": "Biology [workspace-lab: bio101]",
    "active_type": "USER_ACTIVATE",
    "account_expires": 0,
    "enable_change_password": True,
    "next_login_change_password": True,
    "password_never_expired": False,
    "disabled": False,
    "locked": False,
    "total_desktops": 0,
    "group_names": ["bio"],
}


def desired(**given: Any) -> list[Desired]:
    """Return what a task wants of users."""
    assert set(given) <= set(SPEC)
    options = {**DEFAULTS, **given}
    return desired_users(options, Policy.from_options(options))


def plan(rows: list[dict[str, Any]], known: dict[str, str] | None = None, needed: bool = True, **given: Any) -> Plan:
    """Return the plan of a task, where there are these users, and these are the IDs of the groups desired."""
    options = {**DEFAULTS, **given}
    policy = Policy.from_options(options)
    people = [dataclasses.replace(one, groups=known) for one in desired_users(options, policy)]
    current: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        current.setdefault(row["user_name"].lower(), []).append(row)
    return plan_users(people, current, policy, needed)


def verbs(found: Plan) -> list[tuple[str, str]]:
    """Return verb and target of the steps."""
    assert not found.refused, found.refused
    return [(step.verb, step.target) for step in found.steps]


def refusal(found: Plan) -> str:
    """Return the only reason why nothing is planned."""
    [notice] = found.refused
    assert not found.steps
    return notice.reason


# Options


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({}, "user_name"),
        ({"users": []}, "never means all users"),
        ({"users": [{"user_name": "mia"}], "user_email": "mia@uni.example"}, "is about one user"),
        ({"users": [{"user_name": "mia"}, {"user_name": "MIA"}]}, "MIA is listed twice"),
        ({"user_name": "mia müller"}, "is not valid"),
        ({"user_name": "-mia"}, "neither beginning with a sign"),
        ({"user_name": "mia."}, "is not valid"),
        ({"user_name": "m" * 33}, "1 to 32"),
        ({"user_name": "mia", "user_email": "mia at uni"}, "must be an e-mail address"),
        ({"user_name": "mia", "user_email": "m" * 60 + "@uni.example"}, "of up to 64 characters"),
        ({"user_name": "mia", "user_phone": "call me"}, "must be 5 to 19 digits"),
        ({"user_name": "mia", "user_phone": "+" + "1" * 20}, "must be 5 to 19 digits"),
        ({"user_name": "mia", "password": "short"}, "8 to 32"),
        ({"user_name": "mia", "description": "x" * 256}, "the most is 255"),
        ({"user_name": "mia", "alias_name": "x" * 56}, "the most is 55"),
        ({"user_name": "mia", "groups": list("abcdef")}, "the most is 5"),
        ({"user_name": "mia", "account_expires": "tomorrow"}, "neither never nor a date"),
        ({"user_name": "mia", "account_expires": "2027-02-30"}, "neither never nor a date"),
        ({"user_name": "mia", "account_expires": "2027-02-28"}, "mia: account_expires .* needs time_zone"),
        ({"user_name": "mia", "time_zone": "Europe/Berlinn"}, "nearest are Europe/Berlin"),
        ({"user_name": "mia", "time_zone": "../etc/passwd"}, "is no time zone"),
        ({"user_name": "mia", "state": "absent", "reset_password": True}, "cannot be combined"),
    ],
)
def test_wrong_input(given, word):
    with pytest.raises(InputError, match=word):
        desired(**given)


@pytest.mark.parametrize("name", ["mia", "4711", "s0042017", "m.mueller-2", "m_m-", "m" * 32])
def test_names_that_are_good(name):
    assert desired(user_name=name)[0].user_name == name


def test_addresses_are_not_in_messages():
    for name, value in (("user_email", "mia-at-uni.example"), ("user_phone", "0 49 17")):
        with pytest.raises(InputError) as caught:
            desired(user_name="jane", **{name: value})
        assert value not in str(caught.value)


def test_an_item_wins_over_the_task():
    items = [{"user_name": "mia"}, {"user_name": "omar", "description": "Staff", "locked": False}]
    mia, omar = desired(users=items, description="Biology", locked=True)
    assert mia.options == {"description": "Biology", "locked": True}
    assert omar.options == {"description": "Staff", "locked": False}


def test_only_what_is_secret_is_hidden():
    for spec in (SPEC, SPEC["users"]["options"]):
        assert {name for name, option in spec.items() if option.get("no_log")} == {
            "password",
            "user_email",
            "user_phone",
        }
        looks_secret = {name for name in spec if "password" in name} - {"password"}
        assert all(spec[name]["no_log"] is False for name in looks_secret)
    assert set(ITEM_SPEC) <= set(SPEC)


# When accounts end


@pytest.mark.parametrize(
    ("text", "zone", "utc"),
    [
        ("never", None, "0"),
        ("0", BERLIN, "0"),
        ("", None, "0"),
        ("2027-02-28", BERLIN, "2027-02-28T23:00:00.000Z"),
        ("2027-06-30", BERLIN, "2027-06-30T22:00:00.000Z"),
        ("2027-02-28 18:00", BERLIN, "2027-02-28T17:00:00.000Z"),
        ("2027-02-28T18:00:30", zoneinfo.ZoneInfo("Asia/Kolkata"), "2027-02-28T12:30:30.000Z"),
        ("2027-02-28T18:00:00.000Z", BERLIN, "2027-02-28T18:00:00.000Z"),
        ("2027-02-28T18:00:00Z", None, "2027-02-28T18:00:00.000Z"),
        ("2027-02-28T18:00+05:30", None, "2027-02-28T12:30:00.000Z"),
        ("2027-02-28 18:00 -0330", None, "2027-02-28T21:30:00.000Z"),
        # In the night when clocks are put back the hour from 2 to 3 comes twice; the first is meant.
        ("2027-10-31 02:30", BERLIN, "2027-10-31T00:30:00.000Z"),
    ],
)
def test_the_end_of_an_account(text, zone, utc):
    assert expiry.sent(expiry.parse(text, zone)) == utc


@pytest.mark.parametrize("text", ["2027-02-30", "2027-02-28 25:00", "2027-02-28 18:00+99:00", "9999-12-31", "soon"])
def test_what_is_no_end_of_an_account(text):
    with pytest.raises(InputError, match="is neither never nor a date"):
        expiry.parse(text, BERLIN)


def test_the_end_as_it_is_shown():
    end = expiry.parse("2027-02-28", BERLIN)
    assert expiry.shown(end, BERLIN) == "2027-03-01 00:00:00+01:00"
    assert expiry.shown(end, None) == "2027-02-28 23:00:00+00:00"
    assert expiry.shown(0, BERLIN) == "never"
    assert expiry.parse(expiry.shown(end, BERLIN), None) == end


def test_a_host_without_time_zones(monkeypatch):
    monkeypatch.setattr(expiry.zoneinfo, "available_timezones", set)
    with pytest.raises(InputError, match="tzdata"):
        expiry.zone_named("Europe/Berlinn")


# Masks


@pytest.mark.parametrize(
    ("address", "masked"), [("mia.mueller@uni.example", "m***@uni.example"), ("", ""), ("nonsense", "n***")]
)
def test_masked_addresses(address, masked):
    assert masked_email(address) == masked


@pytest.mark.parametrize(("number", "masked"), [("+4917000000", "+49******00"), ("", ""), ("12345", "*****")])
def test_masked_numbers(number, masked):
    assert masked_phone(number) == masked


def test_what_is_returned_is_masked_unless_asked():
    row = {**MIA, "user_phone": "+4917000000"}
    assert as_result(row, None)["user_email"] == "m***@uni.example"
    assert as_result(row, None)["user_phone"] == "+49******00"
    told = as_result(row, BERLIN, contacts=True)
    assert (told["user_email"], told["account_expires"], told["groups"]) == ("mia@uni.example", "never", ["bio"])
    assert "group_names" not in told


# What the service says


def test_empty_texts_and_numbers_of_the_list():
    row = row_of({"user_name": "mia", "user_phone": None, "account_expires": "1803855600000"})
    assert row == {"user_name": "mia", "user_phone": "", "account_expires": 1803855600000}
    assert row_of({"account_expires": ""}) == {"account_expires": 0}
    assert row_of({"account_expires": None}) == {"account_expires": None}


def test_the_detail_by_the_names_of_the_list():
    detail = detail_of({"user_detail": {"enabled_change_password": False, "user_expired": True, "account_expires": 0}})
    assert detail == {"enable_change_password": False, "account_expired": True, "account_expires": 0}


# Plans


def test_nothing_to_do():
    assert not plan([MIA], user_name="mia", description="Biology", account_expires="never", locked=False).steps
    assert not plan([MIA], user_name="jane", state="absent").steps
    assert not plan([MIA], user_name="mia", next_login_change_password=False).steps
    assert not plan([MIA], user_name="mia", password="Welcome-2-Bio", alias_name="M").steps
    assert not plan([{**MIA, "disabled": None}], user_name="mia", disabled=True).steps, "unknown is no drift"


def test_creation_and_what_it_does_not_take():
    found = plan(
        [MIA],
        {"bio": "7"},
        users=[{"user_name": "Omar", "user_email": "omar@uni.example"}, {"user_name": "mia"}],
        disabled=True,
        password_never_expired=False,
        locked=True,
    )
    assert verbs(found) == [
        ("create", "Omar"),
        ("update", "Omar"),
        ("update", "mia"),
        ("lock", "Omar"),
        ("lock", "mia"),
    ]
    creation, follow_up, change = found.steps[:3]
    assert creation.payload == {"user_name": "Omar", "user_email": "omar@uni.example", "group_ids": ["7"]}
    assert creation.fields["user_email"] == Change(None, "o***@uni.example")
    assert creation.fields["groups"] == Change(None, ["bio"])
    assert follow_up.payload == change.payload == {"disabled": True}


def test_a_password_is_sent_and_never_told():
    found = plan([], user_name="guest", active_type="ADMIN_ACTIVATE", password="Welcome-2-Bio")
    assert found.steps[0].payload["password"] == "Welcome-2-Bio"
    assert "Welcome-2-Bio" not in str(found.actions()) + str(found.diff())


@pytest.mark.parametrize(
    ("given", "needed", "word"),
    [
        ({}, True, "without user_email or user_phone"),
        ({"user_email": ""}, True, "without user_email or user_phone"),
        ({"active_type": "ADMIN_ACTIVATE"}, True, "without password"),
        ({"user_email": "jane@uni.example", "reset_password": True}, True, "without reset_password"),
    ],
)
def test_who_cannot_be_created(given, needed, word):
    assert word in refusal(plan([MIA], needed=needed, user_name="jane", **given))


def test_a_domain_keeps_passwords_itself():
    assert verbs(plan([], needed=False, user_name="jane", active_type="ADMIN_ACTIVATE")) == [("create", "jane")]


@pytest.mark.parametrize(
    ("row", "given", "word"),
    [
        ({}, {"user_email": ""}, "needs user_email or user_phone"),
        ({}, {"user_email": "o'brien@uni.example"}, "an account that exists takes fewer than a new one"),
        ({}, {"user_email": f"{'m' * 44}@uni.example"}, "of up to 55 characters"),
        ({"user_email": "", "active_type": "ADMIN_ACTIVATE"}, {"active_type": "USER_ACTIVATE"}, "needs user_email"),
        ({"domain": "uni.local"}, {"domain": "lab.local"}, "domain is uni.local and cannot be changed to lab.local"),
        ({}, {"password": "Welcome-2-Bio", "update_password": "always"}, "only when it creates"),
        ({"user_email": ""}, {"reset_password": True}, "neither user_email nor user_phone"),
    ],
)
def test_what_cannot_be_changed(row, given, word):
    assert word in refusal(plan([{**MIA, **row}], user_name="mia", **given))


def test_changes():
    found = plan(
        [MIA],
        user_name="mia",
        user_email="max@uni.example",
        user_phone="+4917000000",
        description="Chemistry",
        account_expires="2027-02-28",
        time_zone="Europe/Berlin",
        locked=True,
        reset_password=True,
    )
    assert verbs(found) == [("update", "mia"), ("lock", "mia"), ("reset_password", "mia")]
    assert found.steps[0].payload == {
        "user_email": "max@uni.example",
        "user_phone": "+4917000000",
        "description": "Chemistry [workspace-lab: bio101]",
        "account_expires": "2027-02-28T23:00:00.000Z",
    }
    assert found.steps[0].fields == {
        "user_email": Change("m***@uni.example", "m***@uni.example (another)"),
        "user_phone": Change("", "+49******00"),
        "description": Change("Biology [workspace-lab: bio101]", "Chemistry [workspace-lab: bio101]"),
        "account_expires": Change("never", "2027-03-01 00:00:00+01:00"),
    }


def test_a_new_address_makes_a_reset_possible():
    found = plan([{**MIA, "user_email": ""}], user_name="mia", user_email="mia@uni.example", reset_password=True)
    assert verbs(found) == [("update", "mia"), ("reset_password", "mia")]


def test_a_user_without_address_can_be_changed_otherwise():
    row = {**MIA, "user_email": ""}
    assert verbs(plan([row], user_name="mia", description="Chemistry")) == [("update", "mia")]


def test_groups():
    joining = plan([MIA], {"bio": "7", "chem": "8"}, user_name="mia", groups=["bio", "chem"])
    assert [step.fields["groups"] for step in joining.steps] == [Change(["bio"], ["bio", "chem"])]
    swapped = plan([MIA], {"chem": "8"}, user_name="mia", groups=["chem"], purge_groups=True)
    assert verbs(swapped) == [("join", "mia"), ("leave", "mia")]
    assert [step.payload for step in swapped.steps] == [["chem"], ["bio"]]
    assert swapped.diff()["before"]["mia"]["groups"] == ["bio"]
    assert swapped.diff()["after"]["mia"]["groups"] == ["chem"]
    assert verbs(plan([MIA], {}, user_name="mia", groups=[], purge_groups=True)) == [("leave", "mia")]
    assert not plan([MIA], {}, user_name="mia", groups=[]).steps
    nowhere = plan([{**MIA, "group_names": None}], {"chem": "8"}, user_name="mia", groups=["chem"])
    assert [step.fields["groups"] for step in nowhere.steps] == [Change([], ["chem"])]


def untold(*names: str) -> dict[str, Any]:
    """Return a user of whom these fields are not told."""
    return {name: value for name, value in MIA.items() if name not in names}


def test_groups_that_are_not_told_are_joined_only_if_that_is_asked_for():
    row, known = untold("group_names"), {"chem": "8"}
    kept = plan([row], known, user_name="mia", groups=["chem"], purge_groups=True)
    assert not kept.steps and kept.unknown == {"mia": ["groups"]} and kept.incomplete
    joined = plan([row], known, user_name="mia", groups=["chem"], write_unknown="always")
    assert [(step.verb, step.fields["groups"]) for step in joined.steps] == [("join", Change("(not told)", ["chem"]))]


def test_fields_that_are_not_told():
    row = untold("user_phone", "account_expires", "locked", "description")
    given = {"user_phone": "+4917000000", "account_expires": "never", "locked": True, "description": "Biology"}
    kept = plan([row], user_name="mia", **given)
    assert not kept.steps
    assert set(kept.unknown["mia"]) == {"user_phone", "account_expires", "locked", "description"}
    [along] = plan([row], user_name="mia", **given, user_email="mia@school.example").steps
    assert set(along.fields) == {"user_email", "user_phone", "account_expires"}
    assert along.fields["account_expires"] == Change("(not told)", "never")
    assert along.payload["user_phone"] == "+4917000000" and along.payload["account_expires"] == "0"
    always = plan([row], user_name="mia", **given, write_unknown="always")
    assert verbs(always) == [("update", "mia"), ("lock", "mia")]


def test_a_password_for_a_user_who_is_to_activate_the_account():
    [step] = plan([], user_name="jane", user_email="jane@uni.example", password="Welcome-2-Bio").steps
    assert step.payload["password"] == "Welcome-2-Bio" and "password" not in step.fields


def test_one_name_in_two_domains():
    rows = [{**MIA, "domain": "uni.local"}, {**MIA, "id": "2", "domain": "lab.local", "locked": True}]
    assert "several users of this name (1, 2)" in refusal(plan(rows, user_name="mia", locked=True))
    assert verbs(plan(rows, user_name="mia", domain="uni.local", locked=True)) == [("lock", "mia")]
    assert not plan(rows, user_name="mia", domain="lab.local", locked=True).steps


def test_the_order_is_that_of_the_verbs_and_then_that_of_the_task():
    items = [{"user_name": name, "user_email": f"{name}@uni.example", "locked": True} for name in ("z", "mia", "a")]
    assert verbs(plan([MIA], users=items)) == [
        ("create", "z"),
        ("create", "a"),
        *(("lock", n) for n in ("z", "mia", "a")),
    ]


def test_deletion():
    found = plan([MIA], users=[{"user_name": "MIA"}, {"user_name": "jane"}], state="absent", description="ignored")
    assert verbs(found) == [("delete", "MIA")]
    assert found.actions()[0]["fields"] == {"state": {"before": "present", "after": "absent"}}


def test_nobody_of_another_domain_is_deleted():
    for rows, goes in (
        ([{**MIA, "domain": "uni.local"}], False),
        ([{**MIA, "domain": "LAB.local"}], True),
        ([{**MIA, "domain": None}], True),
        ([MIA], True),
    ):
        found = plan(rows, user_name="mia", domain="lab.local", state="absent")
        assert verbs(found) == ([("delete", "mia")] if goes else [])


@pytest.mark.parametrize(("desktops", "word"), [(1, "still has a desktop"), (3, "still has 3 desktops")])
def test_somebody_with_a_desktop_has_to_lose_it_before(desktops, word):
    found = plan([{**MIA, "total_desktops": desktops}], user_name="mia", state="absent")
    assert verbs(found) == [("delete", "mia")]
    assert word in found.awaited[0].reason
