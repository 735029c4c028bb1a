# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each way to give credentials works in a task, what is missing is said, no secret is told; ad-hoc commands."""

from __future__ import annotations

import json
import subprocess

import pytest
from conftest import ANSIBLE_SECONDS
from integration.cases import case
from integration.desktops import DESKTOP, check
from integration.harness import Task, failure, refused, unchanged
from tokens import new_token

from emulator.cloud import identity

ASK = {"computer_name": "BIO-01"}
NO_KEYS = {"HW_ACCESS_KEY": "", "HW_SECRET_KEY": ""}
PERSON = {
    "iam_user_name": identity.USER_NAME,
    "iam_user_password": identity.USER_PASSWORD,
    "iam_domain_name": identity.DOMAIN_NAME,
}


@case
def test_keys_of_the_task(tenant):
    tenant.desktop("BIO-01")
    keys = {"access_key": identity.ACCESS_KEY, "secret_key": identity.SECRET_KEY}
    [outcome] = yield [Task(DESKTOP, {**ASK, **keys}, environment=NO_KEYS)]
    unchanged(outcome)
    assert outcome["desktops"][0]["computer_name"] == "BIO-01"
    assert identity.SECRET_KEY not in json.dumps(outcome.result)


@case
def test_a_token(tenant):
    tenant.desktop("BIO-01")
    token = new_token(tenant.emulator.url, project={"id": tenant.project_id})
    outcomes = yield [
        Task(DESKTOP, {**ASK, "auth_token": token}, environment=NO_KEYS),
        Task(DESKTOP, ASK, environment={**NO_KEYS, "HW_AUTH_TOKEN": token}),
        Task(DESKTOP, {**ASK, "auth_token": "stale"}, environment=NO_KEYS),
    ]
    unchanged(outcomes[0])
    unchanged(outcomes[1])
    assert token not in json.dumps([outcome.result for outcome in outcomes])
    refused(outcomes[2], "token", "401")
    assert outcomes[2]["http_status"] == 401


@case
def test_a_person(tenant):
    tenant.desktop("BIO-01")
    outcomes = yield [
        Task(DESKTOP, {**ASK, **PERSON}, environment=NO_KEYS),
        Task(DESKTOP, {**ASK, **PERSON, "iam_user_password": "Wrong@12345"}, environment=NO_KEYS),
        Task(DESKTOP, {**ASK, "iam_user_name": "x"}, environment=NO_KEYS),
    ]
    unchanged(outcomes[0])
    assert identity.USER_PASSWORD not in json.dumps(outcomes[0].result)
    refused(outcomes[1], "401")
    assert "Wrong@12345" not in json.dumps(outcomes[1].result)
    refused(outcomes[2], "iam_user_password", "iam_domain_name")


@case
def test_a_project_of_the_task(tenant):
    tenant.desktop("BIO-01")
    outcomes = yield [
        Task(DESKTOP, {**ASK, "project_id": tenant.project_id, "state": "stopped"}, environment={"HW_PROJECT_ID": ""}),
        Task(DESKTOP, {**ASK, "project_name": "ap-southeast-1_nowhere-else"}, environment={"HW_PROJECT_ID": ""}),
    ]
    assert not outcomes[0].failed and tenant.desktops["BIO-01"]["status"] == "SHUTOFF"
    # There it does not exist, and the name of the project has been looked up.
    refused(outcomes[1], "BIO-01")


@case
def test_none(tenant):
    outcomes = yield [
        Task(DESKTOP, ASK, environment=NO_KEYS),
        Task(DESKTOP, {**ASK, "access_key": "AK"}, environment=NO_KEYS),
        Task(DESKTOP, {**ASK, "access_key": "AK", "secret_key": "wrong-secret"}, environment=NO_KEYS),
        Task(DESKTOP, {**ASK, "access_key": "AK", "secret_key": "s3cr3t-of-ours", "auth_token": "t0k3n-of-ours"}),
        Task(DESKTOP, {**ASK, "workspace_endpoint": "http://127.0.0.1:9", "max_retries": 0}),
    ]
    refused(outcomes[0], "credentials", "access_key", "HW_ACCESS_KEY")
    refused(outcomes[1], "secret_key")
    refused(outcomes[2], "401")
    refused(outcomes[3], "exclude each other")
    refused(outcomes[4], "cannot be reached")
    told = json.dumps([outcome.result for outcome in outcomes])
    assert "wrong-secret" not in told and "-of-ours" not in told


@case
def test_a_service_that_is_closed(tenant):
    tenant.control("POST", "service", status="CLOSED")
    [outcome] = yield [check(**ASK, state="stopped")]
    failure(outcome, "WKS.00010099")
    tenant.control("POST", "service", status="SUBSCRIBED")


@pytest.mark.slow
def test_ad_hoc(tenant):
    """The command line of the documentation, with all arguments as one JSON object."""
    tenant.desktop("BIO-01")
    tenant.desktop("BIO-02")
    arguments = {"select_names": ["BIO-[01:02]"], "state": "stopped", "tags": {"course": "bio101"}}
    command = ["ansible", "localhost", "-m", "huaweicloud.workspace.workspace_desktop", "-a", json.dumps(arguments)]
    outputs = [
        subprocess.run(
            command + more,
            env=tenant.emulator.process_env,
            capture_output=True,
            text=True,
            timeout=ANSIBLE_SECONDS,
            check=True,
        ).stdout
        for more in (["--check", "--diff"], [], [])
    ]
    assert "CHANGED" in outputs[0] and "CHANGED" in outputs[1] and "SUCCESS" in outputs[2]
    assert {desktop["status"] for desktop in tenant.desktops.values()} == {"SHUTOFF"}
    assert {desktop["tags"]["course"] for desktop in tenant.desktops.values()} == {"bio101"}
