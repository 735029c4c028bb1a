# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom a desktop can be for: the names that systems take, the accounts of a domain, how many people one desktop has."""

from __future__ import annotations

from typing import Any

import pytest

INVALID = "WKS.00211102"
WINDOWS, LINUX = (
    ("win11-bio-2026.09", "workspace.c2.large.windows.2"),
    ("ubuntu-lab-2026.09", "workspace.c2.large.linux"),
)


def code(response: Any) -> tuple[int, str]:
    """Return the status and the code of a refusal."""
    return response.status_code, response.json().get("error_code", "")


def order(client: Any, user_name: str, system: tuple[str, str] = WINDOWS, **fields: Any) -> Any:
    """Order a desktop for somebody."""
    image, product = system
    body = client.creation("LAB-1", image_id=client.image(image), product_id=product, **fields)
    body["desktops"][0]["user_name"] = user_name
    return client.call("POST", "/desktops", body)


def free_desktop(client: Any, **fields: Any) -> str:
    """Make a desktop that nobody has, and return its ID."""
    found: str = client.control("desktops", action="create", desktop="FREE-1", **fields)["id"]
    return found


def attach(client: Any, desktop_id: str, *names: str, kind: str = "USER", user_group: str = "users") -> Any:
    """Give a desktop to people or groups."""
    infos = [{"type": kind, "user_name": name, "user_group": user_group} for name in names]
    row = {"desktop_id": desktop_id, "attach_user_infos": infos, "is_clear_data": False}
    return client.call("POST", "/desktops/attach", {"desktops": [row]})


def user(client: Any, name: str) -> str:
    """Create a user, and return the ID."""
    made = client.call("POST", "/users", {"user_name": name, "user_email": "a@uni.example"})
    assert made.status_code == 201, made.text
    return made.json()["id"]


@pytest.mark.parametrize(("system", "longest"), [(WINDOWS, 20), (LINUX, 32)])
def test_systems_limit_the_names_of_their_users(client, system, longest):
    fields = {"desktop_type": "DEDICATED"}
    assert code(order(client, "a" * (longest + 1), system, **fields)) == (400, INVALID)
    assert order(client, "a" * longest, system, **fields).status_code == 200


@pytest.mark.parametrize(("image", "longest", "group"), [(WINDOWS, 20, "users"), (LINUX, 32, "default")])
def test_the_limit_counts_also_for_those_who_get_a_desktop_later(client, image, longest, group):
    desktop_id = free_desktop(client, image=image[0], product=image[1])
    user(client, "a" * longest)
    if longest < 32:
        user(client, "a" * (longest + 1))
        assert code(attach(client, desktop_id, "a" * (longest + 1), user_group=group)) == (400, INVALID)
    assert attach(client, desktop_id, "a" * longest, user_group=group).status_code == 200


@pytest.mark.parametrize("name", ["anna.b", "anna b", "-anna", "4nna"])
def test_desktops_take_fewer_names_than_accounts(client, name):
    assert code(order(client, name)) == (400, INVALID)


def test_one_bad_name_refuses_the_whole_creation(client):
    body = client.creation("LAB-1", "LAB-2")
    body["desktops"][1]["user_name"] = "a" * 21
    assert code(client.call("POST", "/desktops", body)) == (400, INVALID)
    assert client.get("/desktops")["total_count"] == 0


def test_the_domain_must_have_the_ou_of_a_desktop(client):
    assert code(order(client, "anna", ou_name="Cooks")) == (400, INVALID)
    assert order(client, "anna", ou_name="students/biology").status_code == 200


def test_two_people_do_not_fit_on_a_dedicated_desktop(client):
    desktop_id = free_desktop(client)
    user(client, "anna")
    user(client, "bert")
    assert code(attach(client, desktop_id, "anna", "bert")) == (400, INVALID)
    assert attach(client, desktop_id, "anna").status_code == 200
    client.finish()
    assert code(attach(client, desktop_id, "bert")) == (409, "WKS.00211103")


def test_groups_must_exist(client):
    assert code(attach(client, free_desktop(client), "nobody", kind="GROUP")) == (400, "WKS.00170208")


# Domains


def test_accounts_of_a_domain_need_no_list_to_be_in(client):
    desktop_id = free_desktop(client)
    assert code(attach(client, desktop_id, "Administrator")) == (400, "WKS.00170312")
    client.control("service", domain_type="LOCAL_AD")
    assert client.get("/users")["total_count"] == 0
    assert code(attach(client, desktop_id, "nobody")) == (400, "WKS.00170312")
    assert attach(client, desktop_id, "administrator").status_code == 200
    client.finish()
    assert client.desktop("FREE-1")["user_name"] == "Administrator"
    assert [row["user_name"] for row in client.get("/users")["users"]] == ["Administrator"]


def test_groups_of_a_domain_are_in_no_list(client):
    desktop_id = free_desktop(client)
    client.control("service", domain_type="LOCAL_AD")
    assert code(attach(client, desktop_id, "nobody", kind="GROUP")) == (400, "WKS.00170208")
    assert attach(client, desktop_id, "ad-teachers", kind="GROUP").status_code == 200
    client.finish()
    (row,) = client.desktop("FREE-1")["attach_user_infos"]
    assert (row["type"], row["user_name"]) == ("GROUP", "ad-teachers")
    assert client.get("/groups")["total_count"] == 0


def test_names_of_a_domain_may_start_with_a_digit(client):
    client.control("service", domain_type="LOCAL_AD")
    assert order(client, "4nna").status_code == 200
