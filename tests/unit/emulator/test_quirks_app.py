# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The behaviours of Workspace Application that surprise, each with a test."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

BUSY = "WKS.00010032"
CHECKED = "/app-groups/actions/list-authorizations"


def app(client: Any, method: str, path: str, body: Any = None, **query: Any) -> requests.Response:
    """Send a signed request; ``path`` follows ``/v1/{project_id}``."""
    data = None if body is None else json.dumps(body).encode()
    uri, headers = client.sign(method, f"/v1/{client.project_id}{path}", list(query.items()), data)
    return requests.request(method, client.url + uri, data=data, headers=headers, timeout=60)


def good(response: requests.Response) -> Any:
    """Return what a request that must succeed was answered."""
    assert response.status_code == 200, response.text
    return response.json() if response.content else None


def refused(response: requests.Response, status: int, code: str | None = None) -> None:
    assert response.status_code == status, response.text
    assert code in (None, response.json()["error_code"])


def app_groups(client: Any, *names: str) -> list[str]:
    return [good(app(client, "POST", "/app-groups", {"name": name}))["id"] for name in names]


def person(client: Any, name: str) -> str:
    """Let there be somebody, and return the ID."""
    client.control("desktops", action="create", desktop=f"PC-{name}", user=name)
    return next(user["id"] for user in client.state()["users"] if user["user_name"] == name)


def group(client: Any, name: str) -> str:
    """Let there be a user group, and return the ID."""
    client.call("POST", "/groups", {"group_name": name, "platform_type": "LOCAL"})
    return client.get("/groups", keyword=name)["user_groups"][0]["id"]


def user(name: str, **more: str) -> dict[str, str]:
    return {"account": name, "account_type": "USER", **more}


def authorize(client: Any, ids: list[str], *accounts: dict[str, str]) -> requests.Response:
    return app(client, "POST", "/app-groups/authorizations", {"app_group_ids": ids, "accounts": list(accounts)})


def unauthorize(client: Any, ids: list[str], *accounts: dict[str, str]) -> requests.Response:
    body = {"app_group_ids": ids, "accounts": list(accounts)}
    return app(client, "POST", "/app-groups/actions/batch-delete-authorization", body)


def authorized(client: Any, **query: Any) -> list[str]:
    return [row["account"] for row in good(app(client, "GET", CHECKED, **query))["authorizations"]]


def server_body(client: Any, name: str = "golden", **more: Any) -> dict[str, Any]:
    """Return a good request for an image server."""
    subnet = client.get("/subnets")["subnets"][0]
    return {
        "name": name,
        "root_volume": {"type": "SAS", "size": 100},
        "image_ref": {"id": client.image("win11-bio-2026.09"), "image_type": "private"},
        "vpc_id": subnet["vpc_id"],
        "subnet_id": subnet["id"],
        "product_id": "workspace.appstream.general.xlarge.2",
        "authorize_accounts": [{"account": "mia", "account_type": "USER"}],
        **more,
    }


def server(client: Any, name: str = "golden", **more: Any) -> dict[str, Any]:
    """Create an image server, and return it with the ID of its job."""
    if not any(user["user_name"] == "mia" for user in client.state()["users"]):
        person(client, "mia")
    job_id = good(app(client, "POST", "/image-servers", server_body(client, name, **more)))["job_id"]
    return {**servers(client)[-1], "job_id": job_id}


def servers(client: Any, **query: Any) -> list[dict[str, Any]]:
    return good(app(client, "GET", "/image-servers", **query))["items"]


def delete(client: Any, *ids: str, **more: Any) -> requests.Response:
    return app(client, "PATCH", "/image-servers/actions/batch-delete", {"items": list(ids), **more})


def job(client: Any, job_id: str) -> Any:
    return good(app(client, "GET", f"/image-server-jobs/{job_id}"))


# Application groups


def test_ids_are_eighteen_digits(client):
    [group_id] = app_groups(client, "office")
    made = server(client)
    assert all(len(one) == 18 and one.isdigit() for one in (group_id, made["id"], made["job_id"], made["app_group_id"]))


def test_lists_have_ten_rows_unless_more_are_asked_for_and_a_hundred_at_most(client):
    names = [f"apps{number:02d}" for number in range(11)]
    ids = app_groups(client, *names)
    found = good(app(client, "GET", "/app-groups"))
    assert (found["count"], [row["name"] for row in found["items"]]) == (11, names[:10])
    person(client, "mia")
    authorize(client, ids[:10], user("mia"))
    authorize(client, ids[10:], user("mia"))
    assert len(authorized(client)) == 10 and len(authorized(client, limit=100)) == 11
    refused(app(client, "GET", "/app-groups", limit=101), 400)


def test_filters_by_name_and_account_are_fuzzy(client):
    ids = app_groups(client, "office", "office-2")
    for name in ("mia", "mia2"):
        person(client, name)
    authorize(client, ids[:1], user("mia"), user("mia2"))
    assert len(good(app(client, "GET", "/app-groups", name="OFFICE"))["items"]) == 2
    assert authorized(client, account="MIA") == ["mia", "mia2"]


def test_authorizing_an_unknown_account_answers_200_and_authorizes_the_others(client):
    ids, mia = app_groups(client, "office"), person(client, "mia")
    assert authorize(client, ids, user("nobody"), user("MIA"), user("mia", id="wrong")).status_code == 200
    [row] = good(app(client, "GET", CHECKED))["authorizations"]
    assert (row["account"], row["account_id"], row["platform_type"]) == ("mia", mia, "LOCAL")


def test_authorizing_twice_changes_nothing_and_mails_nobody(client):
    ids = app_groups(client, "office")
    person(client, "mia")
    for _again in range(2):
        authorize(client, ids, user("mia", email="mia@uni.example"))
    assert authorized(client) == ["mia"]
    mails = [(mail["about"], mail["address"]) for mail in client.state()["mails"] if "app_group" in mail]
    assert mails == [("ADD_GROUP_AUTHORIZATION", "mia@uni.example")]


def test_a_user_group_needs_its_id(client):
    ids, group_id = app_groups(client, "office"), group(client, "bio")
    bio = {"account": "bio", "account_type": "USER_GROUP"}
    refused(authorize(client, ids, bio), 400)
    assert authorize(client, ids, {**bio, "id": group_id}).status_code == 200
    assert authorized(client, account_type="USER_GROUP") == ["bio"]


def test_an_unknown_application_group_is_not_found(client):
    ids = app_groups(client, "office")
    person(client, "mia")
    refused(authorize(client, [*ids, "1" * 18], user("mia")), 404)
    assert authorized(client) == []


def test_taking_away_answers_200_whatever_exists(client):
    ids = app_groups(client, "office", "drawing")
    for name in ("mia", "omar"):
        person(client, name)
    authorize(client, ids, user("mia"), user("omar"))
    answer = unauthorize(client, [ids[0], "1" * 18], user("MIA"), user("nobody"))
    assert answer.status_code == 200 and not answer.content
    assert authorized(client, app_group_id=ids[0]) == ["omar"]
    assert authorized(client, app_group_id=ids[1]) == ["mia", "omar"]


@pytest.mark.parametrize(
    ("count", "many"), [((11, 1), 400), ((1, 51), 400), ((0, 1), 400), ((1, 0), 400), ((10, 50), 200)]
)
def test_ten_application_groups_and_fifty_accounts_are_the_most(client, count, many):
    ids = app_groups(client, *(f"apps{number}" for number in range(count[0])))
    accounts = [user(f"user{number}") for number in range(count[1])]
    assert authorize(client, ids, *accounts).status_code == many


def test_two_application_groups_have_not_the_same_name(client):
    app_groups(client, "office")
    refused(app(client, "POST", "/app-groups", {"name": "office"}), 409)


# Image servers


def test_an_image_server_is_listed_at_once_and_ready_when_its_job_is(client):
    client.slow_jobs()
    made = server(client)
    assert made["status"] == "CREATING" and job(client, made["job_id"])["status"] == "WAITING"
    client.advance(21)
    assert job(client, made["job_id"])["status"] == "RUNNING"
    client.advance(80)
    assert job(client, made["job_id"])["status"] == "SUCCESS" and servers(client)[0]["status"] == "ACTIVE"
    [part] = job(client, made["job_id"])["sub_jobs"]
    assert part["job_resource_info"] == {"resource_id": made["id"], "resource_name": "golden"}


def test_what_an_image_server_is_made_of_is_never_told(client):
    made = server(client, tags=[{"key": "course", "value": "bio101"}], image_ref=_marketplace(client))
    shown = good(app(client, "GET", f"/image-servers/{made['id']}"))
    assert not {"tags", "product_id", "subnet_id", "root_volume"} & set(shown)
    assert shown["image_ref"]["spce_code"] == "s1"


def _marketplace(client: Any) -> dict[str, str]:
    return {"id": client.image("win11-bio-2026.09"), "image_type": "private", "spce_code": "s1"}


def test_image_servers_may_have_the_same_name_and_the_filter_is_fuzzy(client):
    server(client)
    server(client)
    assert [row["name"] for row in servers(client, server_name="GOLD")] == ["golden", "golden"]


def test_a_failed_creation_leaves_a_server_in_error_and_its_job_says_why(client):
    client.control("faults", kind="job_fail", job_type="CREATE_SERVER", error_code="WKS.9", error_msg="Full.")
    made = server(client)
    assert servers(client)[0]["status"] == "ERROR"
    told = job(client, made["job_id"])
    assert told["status"] == "FAILED"
    assert told["sub_jobs"][0]["job_execute_info"] == {"error_code": "WKS.9", "error_message": "Full."}


@pytest.mark.parametrize("name", ["", "golden apple", "a" * 65, "golden.1"])
def test_names_that_are_refused(client, name):
    made = server(client)
    refused(app(client, "PATCH", f"/image-servers/{made['id']}", {"name": name}), 400)
    assert servers(client)[0]["name"] == "golden"


def test_only_name_and_description_can_be_changed(client):
    made = server(client)
    refused(app(client, "PATCH", f"/image-servers/{made['id']}", {"product_id": "other"}), 400)
    assert app(client, "PATCH", f"/image-servers/{made['id']}", {"description": "new"}).status_code == 200
    assert (servers(client)[0]["name"], servers(client)[0]["description"]) == ("golden", "new")
    refused(app(client, "PATCH", f"/image-servers/{'1' * 18}", {"name": "silver"}), 404)


@pytest.mark.parametrize(("recursive", "left"), [(False, ["golden"]), (True, [])])
def test_recursive_deletes_the_application_group_too(client, recursive, left):
    made = server(client)
    assert authorized(client, app_group_id=made["app_group_id"]) == ["mia"]
    job_id = good(delete(client, made["id"], recursive=recursive))["job_id"]
    assert job(client, job_id)["status"] == "SUCCESS" and servers(client) == []
    assert [row["name"] for row in good(app(client, "GET", "/app-groups"))["items"]] == left
    assert authorized(client) == ["mia"] * len(left)


def test_deleting_what_does_not_exist_answers_200_without_a_job(client):
    assert good(delete(client, "1" * 18)) == {}


def test_a_server_on_which_something_goes_on_is_not_deleted(client):
    client.slow_jobs()
    made = server(client)
    refused(delete(client, made["id"]), 409, BUSY)
    client.finish()
    good(delete(client, made["id"]))
    assert servers(client)[0]["status"] == "DELETING"
    refused(delete(client, made["id"]), 409, BUSY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"product_id": "workspace.appstream.general.4xlarge.2"},
        {"product_id": "no-such-product"},
        {"flavor_id": "c1"},
        {"vpc_id": "no-such-vpc"},
        {"availability_zone": "mars-1a"},
        {"root_volume": {"type": "SAS", "size": 70}},
        {"authorize_accounts": []},
        {"authorize_accounts": [{"account": "nobody", "account_type": "USER"}]},
        {"colour": "red"},
    ],
)
def test_orders_that_are_refused(client, wrong):
    person(client, "mia")
    refused(app(client, "POST", "/image-servers", server_body(client, **wrong)), 400)
    assert servers(client) == []


def test_jobs_are_listed_by_type_from_the_newest_on(client):
    first, second = server(client), server(client)
    good(delete(client, first["id"]))
    rows = good(app(client, "GET", "/image-server-jobs", job_type="CREATE_SERVER"))["items"]
    assert [row["id"] for row in rows] == [second["job_id"], first["job_id"]]
    refused(app(client, "GET", "/image-server-jobs"), 400)
    refused(app(client, "GET", f"/image-server-jobs/{'1' * 18}"), 404)
