# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What surprises clients about users."""

from __future__ import annotations

from typing import Any

import pytest

NOT_FOUND = "WKS.00170312"
INVALID = "WKS.00211102"


def refused(response: Any, status: int, code: str = INVALID) -> None:
    """Check that a request was refused with a status and an error code."""
    assert (response.status_code, response.json()["error_code"]) == (status, code), response.text


def person(name: str, **more: Any) -> dict[str, Any]:
    """Return a good creation."""
    return {"user_name": name, "user_email": f"{name}@uni.example", **more}


def make(client, name: str, **more: Any) -> str:
    """Create a user and return the ID."""
    response = client.call("POST", "/users", person(name, **more))
    assert response.status_code == 201, response.text
    return response.json()["id"]


def users(client) -> dict[str, dict[str, Any]]:
    """Return the users of the list by their names."""
    return {row["user_name"]: row for row in client.get("/users")["users"]}


def detail(client, user_id: str) -> dict[str, Any]:
    """Return the detail of a user."""
    return client.get(f"/users/{user_id}")["user_detail"]


def test_creating_many_says_nothing_of_rows_that_were_not_made(client):
    make(client, "mia")
    rows = [person("MIA"), person("omar"), {"user_name": "jane"}, person("max", domain="elsewhere.local")]
    response = client.call("POST", "/users/batch-create", {"users": rows})
    assert (response.status_code, response.content) == (200, b"")
    assert set(users(client)) == {"mia", "omar"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"user_name": "mia müller"},
        {"user_name": "m" * 33},
        {"user_email": "nobody"},
        {"user_phone": "call me"},
        {"password": "short"},
        {"account_expires": ""},
        {"account_expires": "2027-02-28"},
        {"group_ids": []},
        {"disabled": True},
        {"password_never_expired": True},
    ],
)
def test_a_wrong_row_refuses_all(client, wrong):
    rows = [person("omar"), person("mia", **wrong) if "user_name" not in wrong else wrong]
    refused(client.call("POST", "/users/batch-create", {"users": rows}), 400)
    refused(client.call("POST", "/users", rows[1]), 400)
    assert not users(client)


def test_at_most_200_are_created_at_once(client):
    rows = [person(f"user{number}") for number in range(201)]
    refused(client.call("POST", "/users/batch-create", {"users": rows}), 400)
    assert client.call("POST", "/users/batch-create", {"users": rows[1:]}).status_code == 200
    assert len(users(client)) == 200
    refused(client.call("POST", "/users/batch-create", {"users": []}), 400)


def test_whoever_activates_the_account_is_told_and_needs_an_address(client):
    refused(client.call("POST", "/users", {"user_name": "mia"}), 400)
    make(client, "mia")
    make(client, "omar", active_type="ADMIN_ACTIVATE", password="Emulator@12345")
    assert client.call("POST", "/users", {"user_name": "jane", "user_phone": "+4917000000"}).status_code == 201
    told = [(mail["to"], mail["address"], mail["about"]) for mail in client.state()["mails"]]
    assert told == [("mia", "mia@uni.example", "user created"), ("jane", "+4917000000", "user created")]


def test_an_administrator_sets_the_first_password(client):
    refused(client.call("POST", "/users", person("mia", active_type="ADMIN_ACTIVATE")), 400)
    make(client, "mia", active_type="ADMIN_ACTIVATE", password="Emulator@12345")
    entries = client.control("journal")["entries"]
    assert [entry["body"]["password"] for entry in entries if "password" in (entry["body"] or {})] == ["***"]


def test_the_change_at_the_next_login_is_for_admin_activate_alone(client):
    user_id = make(client, "mia", next_login_change_password=False)
    client.call("PUT", f"/users/{user_id}", {"next_login_change_password": False, "description": "x"})
    assert (users(client)["mia"]["next_login_change_password"], users(client)["mia"]["description"]) == (True, "x")
    make(client, "omar", active_type="ADMIN_ACTIVATE", password="Emulator@12345", next_login_change_password=False)
    assert users(client)["omar"]["next_login_change_password"] is False


def test_empty_texts_clear_but_somebody_who_activates_stays_reachable(client):
    user_id = make(client, "mia", user_phone="+4917000000", description="Biology")
    assert client.call("PUT", f"/users/{user_id}", {"user_email": "", "description": ""}).status_code == 200
    assert (detail(client, user_id)["user_email"], detail(client, user_id)["description"]) == ("", "")
    refused(client.call("PUT", f"/users/{user_id}", {"user_phone": ""}), 400)
    assert client.call("PUT", f"/users/{user_id}", {"user_phone": "", "active_type": "ADMIN_ACTIVATE"}).ok
    refused(client.call("PUT", f"/users/{user_id}", {"active_type": "USER_ACTIVATE"}), 400)


def test_an_expiry_is_never_by_zero_and_has_two_forms(client):
    user_id = make(client, "mia", account_expires="2027-02-28T00:00:00Z")
    assert users(client)["mia"]["account_expires"] == "1803772800000"
    assert detail(client, user_id)["account_expires"] == 1803772800000
    refused(client.call("PUT", f"/users/{user_id}", {"account_expires": ""}), 400)
    assert client.call("PUT", f"/users/{user_id}", {"account_expires": "0"}).ok
    assert users(client)["mia"]["account_expires"] == "0"


def test_locks_may_be_repeated(client):
    user_id = make(client, "mia")
    for op_type, locked in (("LOCK", True), ("LOCK", True), ("UNLOCK", False), ("UNLOCK", False)):
        assert client.call("POST", f"/users/{user_id}/actions", {"op_type": op_type}).status_code == 204
        assert users(client)["mia"]["locked"] is detail(client, user_id)["locked"] is locked


def test_a_reset_password_is_told_or_refused(client):
    reset = {"op_type": "RESET_PWD"}
    user_id = make(client, "mia")
    assert client.call("POST", f"/users/{user_id}/actions", reset).status_code == 204
    assert [mail["about"] for mail in client.state()["mails"]] == ["user created", "password reset"]
    other = client.call(
        "POST", "/users", {"user_name": "omar", "active_type": "ADMIN_ACTIVATE", "password": "Emulator@12345"}
    ).json()["id"]
    refused(client.call("POST", f"/users/{other}/actions", reset), 400)


def test_asking_for_a_random_password_is_a_write(client):
    user_id = make(client, "mia")
    before = client.control("counters")["writes"]
    refused(client.call("GET", f"/users/{user_id}/random-password"), 400)
    refused(client.call("GET", f"/users/{user_id}/random-password", notification_type="pigeon"), 400)
    first = client.get(f"/users/{user_id}/random-password", notification_type="email,phone")["password"]
    assert first != client.get(f"/users/{user_id}/random-password", notification_type="email")["password"]
    assert client.control("counters")["writes"] == before + 4
    assert [mail["about"] for mail in client.state()["mails"]].count("password reset") == 2


def test_deleted_users_stay_for_a_while(client):
    ids = [make(client, name) for name in ("mia", "omar", "jane")]
    client.call("POST", "/groups", {"group_name": "bio", "platform_type": "LOCAL"})
    [group] = client.get("/groups")["user_groups"]
    client.call("POST", f"/groups/{group['id']}/actions", {"user_ids": ids, "op_type": "ADD"})
    client.slow_jobs(10)
    gone = [*ids[:2], "0" * 32]
    assert client.call("POST", "/users/batch-delete", {"user_ids": gone}).status_code == 204
    assert set(users(client)) == {"mia", "omar", "jane"}
    client.advance(6)
    assert set(users(client)) == {"jane"}
    assert client.get("/groups")["user_groups"][0]["user_quantity"] == 1
    assert client.call("DELETE", f"/users/{ids[2]}").status_code == 204
    client.advance(6)
    assert not users(client)


def test_nobody_is_deleted_while_one_has_a_desktop(client):
    client.build("LAB-1")
    ids = [make(client, "mia"), users(client)["ulab-1"]["id"]]
    refused(client.call("POST", "/users/batch-delete", {"user_ids": ids}), 409, "WKS.00211103")
    refused(client.call("DELETE", f"/users/{ids[1]}"), 409, "WKS.00211103")
    client.finish()
    assert set(users(client)) == {"mia", "ulab-1"}


def test_what_a_missing_user_is_refused_with(client):
    nobody = f"/users/{'0' * 32}"
    for method, path, body in (
        ("GET", nobody, None),
        ("PUT", nobody, {}),
        ("DELETE", nobody, None),
        ("POST", f"{nobody}/actions", {"op_type": "LOCK"}),
        ("GET", f"{nobody}/random-password", None),
    ):
        refused(client.call(method, path, body), 400, NOT_FOUND)


def test_a_quota_refuses_all(client):
    client.control("quotas", users=1)
    rows = {"users": [person("mia"), person("omar")]}
    refused(client.call("POST", "/users/batch-create", rows), 400)
    assert not users(client)


LONG = "a" * 44 + "@uni.example"


def test_addresses_are_shorter_and_plainer_in_updates_than_in_creations(client):
    assert len(LONG) == 56
    user_id = make(client, "mia", user_email=LONG)
    make(client, "omar", user_email="o'brien@uni.example")
    refused(client.call("POST", "/users", person("jane", user_email="a" * 53 + "@uni.example")), 400)
    for address in (LONG, "o'brien@uni.example", "-a@uni.example"):
        refused(client.call("PUT", f"/users/{user_id}", {"user_email": address}), 400)
    assert client.call("PUT", f"/users/{user_id}", {"user_email": LONG[1:]}).status_code == 200
    assert detail(client, user_id)["user_email"] == LONG[1:]
