# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may use application groups: told by the service's list, never by its success."""

from __future__ import annotations

import json
from typing import Any

from integration.cases import case
from integration.harness import Outcome, Task, Tenant, converged, failure, refused, unchanged
from integration.in_process import carry_out

MODULE = "workspace_app_group_authorization"
ADD = "/app-groups/authorizations"
REMOVE = "/app-groups/actions/batch-delete-authorization"
MAIL = "mia.mueller@uni.example"
PHONE = "+4917012345"


def asked(check: bool = False, **arguments: Any) -> Task:
    """Return a task about authorizations."""
    return Task(MODULE, arguments, check)


def users(*names: str) -> list[dict[str, str]]:
    return [{"account": name} for name in names]


def people(tenant: Tenant, *names: str) -> None:
    """Let there be users, each with a desktop."""
    for number, name in enumerate(names):
        tenant.console("create", f"PC-{number}", user=name)


def app_groups(tenant: Tenant, *names: str) -> list[str]:
    """Let there be application groups, and return their IDs."""
    return tenant.control("POST", "app-groups", names=list(names))["ids"]


def authorized(tenant: Tenant) -> list[tuple[str, str]]:
    """Return the application groups and accounts that belong together, in order."""
    tables = tenant.state["tables"]
    names = {row["id"]: row["name"] for row in tables["AppGroup"]}
    return sorted((names[row["app_group_id"]], row["account"]) for row in tables.get("Authorization", []))


def bodies(outcome: Outcome, path: str) -> list[Any]:
    return [request["body"] for request in outcome.requests if request["path"].endswith(path)]


@case
def test_authorized_with_all_that_can_be_said(tenant):
    people(tenant, "mia", "omar")
    app_groups(tenant, "office", "office-2")
    carry_out(tenant, Task("workspace_user_group", {"group_name": "bio"}))
    wanted = {
        "app_groups": ["office", "office-2"],
        "accounts": [
            {"account": "MIA", "email": MAIL, "telephone_number": PHONE, "platform_type": "LOCAL"},
            {"account": "bio", "account_type": "USER_GROUP"},
        ],
        "language": "fr-fr",
    }
    done = converged((yield [asked(**wanted, check=check) for check in (True, False, True, False)]))
    assert authorized(tenant) == [(group, account) for group in ("office", "office-2") for account in ("bio", "mia")]
    [write] = done.writes
    assert write["headers"]["x-language"] == "fr-fr"
    [mia, bio] = write["body"]["accounts"]
    people_now = {user["user_name"]: user["id"] for user in tenant.state["users"]}
    assert mia == {
        "id": people_now["mia"],
        "account": "mia",
        "account_type": "USER",
        "email": MAIL,
        "telephone_number": PHONE,
        "platform_type": "LOCAL",
    }
    assert bio == {"id": tenant.state["groups"][0]["id"], "account": "bio", "account_type": "USER_GROUP"}
    told = json.dumps([done["actions"], done["diff"], done["results"], done["app_groups"]])
    assert MAIL not in told and PHONE not in told and "m***@uni.example" in told
    assert [row["app_group"] for row in done["app_groups"]] == ["office", "office-2"]


# --- Without a playbook


def test_no_longer_authorized(tenant):
    people(tenant, "mia", "omar")
    app_groups(tenant, "office", "office-2")
    carry_out(tenant, asked(app_groups=["office", "office-2"], accounts=users("mia", "omar")))
    gone = {"app_groups": ["office", "office-2"], "accounts": users("MIA"), "state": "absent"}
    done = converged([carry_out(tenant, asked(**gone, check=check)) for check in (True, False, True, False)])
    assert done["diff"]["after"] == {"office/mia": {"state": "absent"}, "office-2/mia": {"state": "absent"}}
    assert authorized(tenant) == [("office", "omar"), ("office-2", "omar")] and len(bodies(done, REMOVE)) == 1


def test_many_of_each_go_in_few_requests_and_nobody_gets_more_than_asked_for(tenant):
    names = [f"user{number:03d}" for number in range(60)]
    groups = [f"apps{number:02d}" for number in range(12)]
    people(tenant, *names)
    app_groups(tenant, *groups)
    carry_out(tenant, asked(app_groups=groups[:1], accounts=users(*names[:59])))
    done = carry_out(tenant, asked(app_groups=groups, accounts=users(*names)))
    assert not done.failed, done.brief
    sizes = sorted((len(body["app_group_ids"]), len(body["accounts"])) for body in bodies(done, ADD))
    assert sizes == [(1, 1), (1, 10), (1, 50), (10, 10), (10, 50)]
    assert len(authorized(tenant)) == 12 * 60
    assert len([request for request in done.requests if request["path"].endswith("/users")]) == 1


def test_an_account_that_the_service_passes_over_is_a_failure_of_its_own(tenant):
    people(tenant, "mia")
    app_groups(tenant, "office")
    accounts = [
        {"account": "mia"},
        {"account": "ghost", "id": "no-such-user"},
        {"account": "adam", "platform_type": "AD"},
    ]
    done = carry_out(tenant, asked(app_groups=["office"], accounts=accounts))
    failure(done, "office/ghost", "office/adam", "did not authorize")
    states = {result["target"]: result["state"] for result in done["results"]}
    assert states == {"office/mia": "done", "office/ghost": "failed", "office/adam": "failed"}
    assert authorized(tenant) == [("office", "mia")]


def test_check_mode_accepts_who_is_yet_to_come(tenant):
    app_groups(tenant, "office")
    checked = carry_out(tenant, asked(app_groups=["office"], accounts=users("mia"), check=True))
    assert checked["changed"] is True and not checked.writes
    refused(carry_out(tenant, asked(app_groups=["office"], accounts=users("mia"))), "office/mia", "no user")


def test_purging_takes_away_here_alone(tenant):
    people(tenant, "mia", "omar", "lena")
    app_groups(tenant, "office", "drawing")
    carry_out(tenant, asked(app_groups=["office", "drawing"], accounts=users("mia", "omar")))
    kept = carry_out(tenant, asked(app_groups=["office"], accounts=users("lena")))
    assert not kept.failed and len(authorized(tenant)) == 5
    done = carry_out(tenant, asked(app_groups=["office"], accounts=users("lena"), purge_accounts=True))
    assert done["diff"]["before"] == {"office/mia": {"state": "present"}, "office/omar": {"state": "present"}}
    assert authorized(tenant) == [("drawing", "mia"), ("drawing", "omar"), ("office", "lena")]


def test_who_is_gone_from_workspace_can_still_be_removed(tenant):
    people(tenant, "mia")
    ids = app_groups(tenant, "office")
    carry_out(tenant, asked(app_groups=ids, accounts=users("mia")))
    tenant.console("delete", "PC-0")
    carry_out(tenant, Task("workspace_user", {"users": [{"user_name": "mia"}], "state": "absent"}))
    assert tenant.state["users"] == [] and authorized(tenant) == [("office", "mia")]
    done = carry_out(tenant, asked(app_groups=ids, accounts=users("MIA"), state="absent"))
    assert not done.failed and authorized(tenant) == []
    unchanged(carry_out(tenant, asked(app_groups=ids, accounts=users("mia"), state="absent")))


def test_found_by_exact_names(tenant):
    people(tenant, "mia", "mia2")
    app_groups(tenant, "office", "drawing")
    carry_out(tenant, asked(app_groups=["office"], accounts=users("mia", "mia2")))
    carry_out(tenant, asked(app_groups=["drawing"], accounts=users("mia2")))

    def found(**filters: Any) -> list[tuple[str, str]]:
        outcome = carry_out(tenant, Task("workspace_app_group_authorization_info", filters))
        return [(row["app_group_name"], row["account"]) for row in outcome["authorizations"]]

    assert found() == [("office", "mia"), ("office", "mia2"), ("drawing", "mia2")]
    assert found(account="MIA") == [("office", "mia")]
    assert found(app_group="drawing", account_type="USER") == [("drawing", "mia2")]
    assert found(account_type="USER_GROUP") == []
