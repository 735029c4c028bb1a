# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users: hundreds in a task, every field, locks and passwords, and what must not be done to them."""

from __future__ import annotations

import json
from typing import Any

from integration.cases import case
from integration.harness import Outcome, Task, Tenant, acted, converged, converging, refused, unchanged

PASSWORD = "Welcome-2-Bio"


def user(check: bool = False, **arguments: Any) -> Task:
    """Return a task about users."""
    return Task("workspace_user", arguments, check)


def users(tenant: Tenant) -> dict[str, dict[str, Any]]:
    """Return the users of the emulator by name."""
    return {row["user_name"]: row for row in tenant.state["users"]}


def requests(outcome: Outcome) -> list[tuple[str, str]]:
    """Return method and path of the requests that change something, without what is before ``users``."""
    return [(request["method"], request["path"].partition("/users")[2]) for request in outcome.writes]


def people(*names: str, **more: Any) -> list[dict[str, Any]]:
    """Return items of ``users`` for people with addresses."""
    return [{"user_name": name, "user_email": f"{name}@uni.example", **more} for name in names]


@case
def test_two_hundred_with_one_request(tenant):
    names = [f"s{number:07d}" for number in range(200)]
    done = converged((yield converging(user(users=people(*names), description="Biology 101"))))
    assert requests(done) == [("POST", "/batch-create")]
    assert sorted(users(tenant)) == names
    assert {row["description"] for row in users(tenant).values()} == {"Biology 101"}
    lists = [request for request in done.requests if request["path"].endswith("/users")]
    assert len(lists) == 3, "before, after the creation, and at the end"
    assert [row["user_name"] for row in done["users"]] == names
    assert len(tenant.state["mails"]) == 200, "whoever activates the account is mailed once"
    assert "@uni.example" in json.dumps(done["diff"]) and "s0000000@" not in json.dumps(done.result)


@case
def test_every_field(tenant):
    wish = {
        "user_email": "mia.mueller@uni.example",
        "user_phone": "+4917000000",
        "alias_name": "Mia",
        "description": "Biology [workspace-lab: bio101]",
        "active_type": "ADMIN_ACTIVATE",
        "password": PASSWORD,
        "account_expires": "2027-02-28",
        "enable_change_password": False,
        "next_login_change_password": False,
        "password_never_expired": True,
        "disabled": True,
        "locked": True,
        "user_info_map": "gold",
        "domain": "workspace.local",
    }
    done = converged((yield converging(user(user_name="mmueller", time_zone="Europe/Berlin", **wish))))
    assert done.verbs == ["create", "update", "lock"]
    mia = users(tenant)["mmueller"]
    assert requests(done) == [("POST", ""), ("PUT", f"/{mia['id']}"), ("POST", f"/{mia['id']}/actions")]
    # The last second of the 28th of February is over at 23:00 in UTC.
    told = {**wish, "account_expires": 1803855600000}
    del told["password"]
    assert {name: mia[name] for name in told} == told and mia["has_password"]
    assert not tenant.state["mails"]
    [row] = done["users"]
    assert (row["user_email"], row["user_phone"]) == ("m***@uni.example", "+49******00")
    assert row["account_expires"] == "2027-03-01 00:00:00+01:00"
    shown = json.dumps(done.result)
    assert not [secret for secret in (PASSWORD, "mia.mueller", "4917000000") if secret in shown]

    wish.update(
        user_email="max@uni.example",
        user_phone="",
        description="Chemistry",
        active_type="USER_ACTIVATE",
        account_expires="2027-02-28T18:00:00Z",
        enable_change_password=True,
        next_login_change_password=True,
        password_never_expired=False,
        disabled=False,
        locked=False,
        user_info_map="",
    )
    done = converged((yield converging(user(user_name="MMueller", **wish))))
    assert done.verbs == ["update", "unlock"]
    told = {**wish, "account_expires": 1803837600000, "description": "Chemistry [workspace-lab: bio101]"}
    # Nothing sets a password again, and the change at the next login is for ADMIN_ACTIVATE alone.
    del told["password"], told["next_login_change_password"]
    assert {name: users(tenant)["mmueller"][name] for name in told} == told
    after = done["diff"]["after"]["MMueller"]
    assert (after["user_email"], after["user_phone"]) == ("m***@uni.example (another)", "")
    assert after["description"] == "Chemistry [workspace-lab: bio101]"


@case
def test_groups(tenant):
    def group(name: str) -> Task:
        return Task("workspace_user_group", {"group_name": name})

    def members(name: str) -> list[str]:
        ids = next(row["member_ids"] for row in tenant.state["groups"] if row["name"] == name)
        return sorted(row["user_name"] for row in users(tenant).values() if row["id"] in ids)

    _bio, _chem, checked, ran, _people = yield [
        group("bio"),
        group("chem"),
        user(users=people("mia", "omar"), groups=["physics"], check=True),
        user(users=people("mia", "omar"), groups=["physics"]),
        user(users=people("mia", "omar"), groups=["bio"]),
    ]
    assert checked["changed"] and any("physics" in str(warning) for warning in checked["warnings"])
    refused(ran, "mia", "omar", "physics")
    assert members("bio") == ["mia", "omar"]
    done = converged((yield converging(user(users=people("mia", "omar", "jane"), groups=["chem"], purge_groups=True))))
    assert done.verbs == ["create", "join", "join", "leave", "leave"]
    assert (members("bio"), members("chem")) == ([], ["jane", "mia", "omar"])
    assert len(done.writes) == 3, "one creation, and one request for each group"


@case
def test_deleted_a_hundred_at_a_time(tenant):
    names = [f"u{number}" for number in range(101)]
    yield [user(users=people("stays", *names))]
    done = converged((yield converging(user(users=[{"user_name": name} for name in names], state="absent"))))
    assert [path for _method, path in requests(done)][0] == "/batch-delete"
    assert [len(body["user_ids"]) for body in done.sent("users/batch-delete")] == [100]
    assert [method for method, _path in requests(done)] == ["POST", "DELETE"]
    assert set(users(tenant)) == {"stays"} and done["users"] == []


@case
def test_nobody_with_a_desktop_is_deleted(tenant):
    tenant.console("create", "PC-1", user="omar")
    yield [user(users=people("mia"))]
    both, checked, alone = yield [
        user(users=[{"user_name": "mia"}, {"user_name": "omar"}], state="absent"),
        user(users=[{"user_name": "mia"}, {"user_name": "omar"}], state="absent", check=True),
        user(user_name="Omar", description="He has no address, and needs none for this"),
    ]
    refused(both, "omar", "still has a desktop")
    assert checked["changed"] and any("omar" in str(warning) for warning in checked["warnings"])
    assert not alone.failed and set(users(tenant)) == {"mia", "omar"} and tenant.desktops["PC-1"]


@case
def test_actions_as_documented(tenant):
    _made, *outcomes = yield [
        user(users=people("mia")),
        *converging(user(user_name="mia", locked=True)),
        user(user_name="mia", locked=False),
        *(user(user_name="mia", reset_password=True, check=check) for check in (True, False, False)),
    ]
    path = f"/{users(tenant)['mia']['id']}/actions"
    for done, op_type in (
        (converged(outcomes[:4]), "LOCK"),
        (outcomes[4], "UNLOCK"),
        (acted(outcomes[5:]), "RESET_PWD"),
    ):
        assert requests(done) == [("POST", path)] and done.writes[0]["body"] == {"op_type": op_type}
    assert not users(tenant)["mia"]["locked"]
    assert [mail["about"] for mail in tenant.state["mails"]] == ["user created", "password reset", "password reset"]


@case
def test_what_is_refused(tenant):
    yield [user(users=people("mia"))]
    tenant.console("create", "PC-1", user="omar")
    told = {
        ("jane", "user_email", "user_phone"): {"user_name": "jane"},
        ("jane", "ADMIN_ACTIVATE", "without password"): {"user_name": "jane", "active_type": "ADMIN_ACTIVATE"},
        ("account_expires", "needs time_zone"): {"user_name": "mia", "account_expires": "2027-02-28"},
        ("omar", "neither", "new password"): {"user_name": "omar", "reset_password": True},
        ("mia", "password only when it creates"): {
            "user_name": "mia",
            "password": PASSWORD,
            "update_password": "always",
        },
        ("jane", "no such user", "reset_password"): {
            "users": [*people("mia"), {"user_name": "jane"}],
            "reset_password": True,
        },
    }
    outcomes = yield [user(**arguments) for arguments in told.values()]
    for words, outcome in zip(told, outcomes, strict=True):
        refused(outcome, *words)
    assert set(users(tenant)) == {"mia", "omar"}


@case
def test_found(tenant):
    yield [user(users=[*people("mia", "omar"), {"user_name": "jane", "user_phone": "+4917000000"}])]

    def info(**arguments: Any) -> Task:
        return Task("workspace_user_info", arguments)

    everybody, mia = yield [info(), info(user_names=["MIA", "nobody"], show_contacts=True, details=True)]
    assert [(row["user_name"], row["user_email"], row["user_phone"]) for row in everybody["users"]] == [
        ("mia", "m***@uni.example", ""),
        ("omar", "o***@uni.example", ""),
        ("jane", "", "+49******00"),
    ]
    assert [(row["user_email"], row["account_expires"], row["full_name"]) for row in mia["users"]] == [
        ("mia@uni.example", "never", "mia")
    ]
    assert not everybody.writes and not mia.writes


@case
def test_found_by_enterprise_project_and_with_their_desktops(tenant):
    tenant.console("create", "PC-1", user="mia")
    yield [user(users=people("omar"))]
    [project] = {row["enterprise_project_id"] for row in tenant.state["users"]}
    own, others, uncounted = yield [
        Task("workspace_user_info", {"enterprise_project_id": project}),
        Task("workspace_user_info", {"enterprise_project_id": "no-such-project"}),
        Task("workspace_user_info", {"total_desktops": False}),
    ]
    assert {row["user_name"]: row["total_desktops"] for row in own["users"]} == {"mia": 1, "omar": 0}
    assert others["users"] == []
    assert len(uncounted["users"]) == 2 and not any("total_desktops" in row for row in uncounted["users"])


@case
def test_nothing_to_do(tenant):
    yield [user(users=people("mia"), description="Biology [workspace-lab: bio101]")]
    outcomes = yield [
        user(user_name="jane", state="absent"),
        user(
            user_name="MIA",
            description="Biology",
            account_expires="never",
            password=PASSWORD,
            alias_name="Mia",
            next_login_change_password=False,
        ),
    ]
    for outcome in outcomes:
        unchanged(outcome)
