# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What keeps a secret or an address back where nothing else would: each is needed by one of these tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import requests
import yaml
from fault.fuzz.running import INVENTORY, plan_lab, read_inventory
from fault.witness import GIVEN, KEY, MAIL, PASSWORD, PHONE, Witness
from integration.harness import Task, Tenant, failure
from integration.in_process import carry_out

from emulator.cloud import identity

ADDRESSES = f"{MAIL} {PHONE}"
NO = {"error_code": "WKS.1", "error_msg": f"No: {ADDRESSES}."}

USERS = "/v2/{project_id}/users"
MIA = {"user_name": "mia", "user_email": MAIL, "user_phone": PHONE}
FIRST = {"active_type": "ADMIN_ACTIVATE"}
LAB = {"version": 1, "name": "bio", "people": {"roster": [MIA], "active_type": "USER_ACTIVATE"}}


@pytest.fixture
def action() -> Any:
    """Return the action plugin that plans labs."""
    from ansible_collections.huaweicloud.workspace.plugins.action.workspace_lab_plan import ActionModule

    return ActionModule


@pytest.mark.parametrize("form", [dict, json.dumps])
def test_what_a_request_of_a_task_holds(tenant: Tenant, witness: Witness, form: Any) -> None:
    """Whether its body is data or a text."""
    task = {"method": "POST", "path": USERS, "body": form({**MIA, "password": PASSWORD, **FIRST})}
    tenant.fault("status", status=400, operation="write", error_code="WKS.1", error_msg=f"No: {PASSWORD} {ADDRESSES}.")
    outcomes = [
        witness.run(tenant, Task("workspace_api", task)),
        witness.run(tenant, Task("workspace_api", task)),
        witness.run(tenant, Task("workspace_api", {"method": "GET", "path": USERS})),
    ]
    assert [one.failed for one in outcomes] == [True, False, False]
    assert len(outcomes[-1]["answer"]["users"]) == 1


def test_a_short_password_in_a_request_of_a_task(tenant: Tenant) -> None:
    """One that may stand anywhere in a result is not looked for there."""
    task = Task("workspace_api", {"method": "POST", "path": USERS, "body": {**MIA, "password": "Kn1x", **FIRST}}, True)
    planned = carry_out(tenant, task)
    assert planned["changed"] and "Kn1x" not in json.dumps(planned.result)


def test_reasons_of_targets_and_the_warnings_that_repeat_them(tenant: Tenant, witness: Witness) -> None:
    for name in ("BIO-01", "BIO-02"):
        tenant.desktop(name)
    stop = {"select_names": ["BIO-*"], "state": "stopped", "allow_partial": True}
    tenant.fault("failed_rows", path="/action$", desktops=["BIO-01"], **NO)
    enough = witness.run(tenant, Task("workspace_desktop", stop))
    assert not enough.failed and "c***@uni.example" in str(enough["results"]) and len(enough["warnings"]) == 1
    tenant.fault("failed_rows", path="/action$", desktops=["BIO-01"], **NO)
    failure(witness.run(tenant, Task("workspace_desktop", stop)), "c***@uni.example")


def test_what_an_error_repeats_of_the_options(tenant: Tenant) -> None:
    told = carry_out(tenant, Task("workspace_user", {"users": [{"user_name": MAIL, "user_email": "m@uni.example"}]}))
    failure(told, "c***@uni.example")
    assert MAIL not in told["msg"]


def test_addresses_that_the_service_tells(tenant: Tenant, witness: Witness) -> None:
    """No option of the task has them, so nothing else looks for them."""
    assert not witness.run(tenant, Task("workspace_user", {"users": [MIA]})).failed
    told = witness.run(tenant, Task("workspace_user_info", {}))["users"]
    kept = witness.run(tenant, Task("workspace_user", {"user_name": "mia", "description": "Biology"}))["users"]
    for [mia] in (told, kept):
        assert (mia["user_email"], mia["user_phone"]) == ("c***@uni.example", "+49*********45")
    new = {"user_name": "mia", "user_email": "m@uni.example", "user_phone": "+491701112223"}
    changed = witness.run(tenant, Task("workspace_user", new))
    [fields] = changed["diff"]["before"].values()
    assert fields == {"user_email": "c***@uni.example", "user_phone": "+49*********45"}


def test_addresses_of_accounts_that_are_let_in(tenant: Tenant, witness: Witness) -> None:
    """The beginning is shown, so that who reads a plan knows which address is meant."""
    tenant.control("POST", "app-groups", names=["office"])
    mia = {"account": "mia", "email": MAIL, "telephone_number": PHONE}
    task = Task("workspace_app_group_authorization", {"app_groups": ["office"], "accounts": [mia]}, check=True)
    planned = witness.run(tenant, task)
    [fields] = planned["diff"]["after"].values()
    assert (fields["email"], fields["telephone_number"]) == ("c***@uni.example", "+49*********45")


def test_many_passwords_at_once(tenant: Tenant, witness: Witness) -> None:
    """More than ansible-core is left to look for."""
    people = [
        {"user_name": f"s{number}", "user_email": f"canary.four@{number}.example", "password": f"Canary-{number}"}
        for number in range(60)
    ]
    task = Task(
        "workspace_user", {"users": people, "active_type": "ADMIN_ACTIVATE", "description": people[7]["password"]}
    )
    done = witness.run(tenant, task)
    assert not done.failed and len(tenant.state["users"]) == 60, done.brief
    assert "canary.four" not in json.dumps(done.result)


def test_a_token_that_a_task_gets(tenant: Tenant, witness: Witness) -> None:
    from ansible_collections.huaweicloud.workspace.plugins.module_utils.client import Client

    got: list[str] = []
    make = Client._new_token

    def then_refused(client: Client, scope: str = "project") -> str:
        got.append(make(client, scope))
        tenant.fault("status", status=403, error_code="WKS.0403", error_msg=f"No: {got[-1]}.")
        return got[-1]

    person = {
        "iam_user_name": identity.USER_NAME,
        "iam_user_password": identity.USER_PASSWORD,
        "iam_domain_name": identity.DOMAIN_NAME,
    }
    with mock.patch.object(Client, "_new_token", then_refused):
        told = witness.run(tenant, Task("workspace_desktop_info", person))
    failure(told, "No: ", "WKS.0403")
    assert got and not [token for token in got if token in json.dumps(told.result)]


PROXY = f"http://ann:{PASSWORD}@proxy.uni.example:3128"
BROKEN = f"http://ann:{PASSWORD} 1@[::1"


@pytest.mark.parametrize(
    "error", [requests.ConnectionError(f"no way by {PROXY}"), requests.exceptions.InvalidURL(f"no address: {BROKEN}")]
)
def test_what_an_error_of_a_library_tells_of_the_proxy(
    tenant: Tenant, witness: Witness, error: Exception, tmp_path: Path
) -> None:
    send = requests.Session.send

    def lose(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        if "/_emulator/" not in (request.url or ""):
            raise error
        return send(session, request, **options)

    with mock.patch.object(requests.Session, "send", lose):
        told = _inventory(tenant, tmp_path, max_retries=0)
    failure(told, "the service cannot be reached")
    witness.clean(json.dumps(told.result))


@pytest.mark.parametrize("secret", [[KEY], {"key": KEY}])
def test_a_secret_of_the_wrong_type_in_an_inventory(
    tenant: Tenant, witness: Witness, secret: Any, tmp_path: Path
) -> None:
    told = _inventory(tenant, tmp_path, access_key="AK", secret_key=secret)
    failure(told, "secret_key must be a text")
    witness.clean(json.dumps(told.result))


def _inventory(tenant: Tenant, folder: Path, **options: Any) -> Any:
    file = folder / "bio.workspace.yml"
    file.write_text(yaml.safe_dump({"plugin": INVENTORY, **options}))
    return read_inventory(tenant, file)


# --- The plan of a lab


def test_a_secret_in_what_the_service_tells_of_a_lab(tenant: Tenant, witness: Witness) -> None:
    tenant.desktop("BIO-01", fields={"tags": {"workspace-lab": "bio"}})
    tenant.fault("control_characters", text=f" {identity.SECRET_KEY}", field="computer_name", times=100)
    planned = plan_lab(tenant, {"definition": LAB})
    assert planned["left_over"] == ["BIO-01 ********"]
    witness.clean(json.dumps(planned.result))


def test_an_address_in_a_warning_of_a_lab(tenant: Tenant, witness: Witness, tmp_path: Path) -> None:
    """Such as the path of a home directory that is called like its owner."""
    profile = tmp_path / MAIL / ".huaweicloud" / "credentials"
    profile.parent.mkdir(parents=True)
    profile.write_text("no profile")
    with mock.patch.dict(tenant.emulator.env, {"HOME": str(tmp_path / MAIL)}):
        planned = plan_lab(tenant, {"definition": LAB, **GIVEN})
    assert not planned.failed and "***@uni.example" in str(planned["warnings"])
    witness.clean(json.dumps(planned.result))


def test_ansible_shows_nothing_of_a_plan_that_others_carry_out(tenant: Tenant, witness: Witness) -> None:
    """Its sections have the addresses that the next tasks need."""
    planned = plan_lab(tenant, {"definition": LAB}, check=False)
    sections = planned.result.pop("sections")
    assert MAIL in str(sections) and planned["_ansible_no_log"] is True
    witness.clean(json.dumps(planned.result))


@pytest.mark.parametrize("check", [True, False])
def test_a_plan_that_is_made_elsewhere(tenant: Tenant, witness: Witness, action: Any, check: bool) -> None:
    """By the module, which shows and logs its options unless somebody prevents it."""

    def execute(_action: Any, module_args: Mapping[str, Any], **_more: Any) -> dict[str, Any]:
        arguments = {**module_args, "_ansible_inject_invocation": True}
        result = carry_out(tenant, Task("workspace_lab_plan", arguments, check=check)).result
        assert MAIL in str(result["invocation"])
        return result

    with (
        mock.patch.object(action, "_runs_here", return_value=False),
        mock.patch.object(action, "_execute_module", execute),
    ):
        planned = plan_lab(tenant, {"definition": LAB}, check=check)
    assert not planned.failed and ("sections" in planned.result) is not check, planned.brief
    planned.result.pop("sections", None)
    assert witness.logged
    witness.clean(json.dumps(planned.result))
