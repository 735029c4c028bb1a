# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any request: what is sent in check mode, pages, jobs, refusals, and the examples of its documentation."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import yaml
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.parameters import PASS_VARS
from conftest import ANSIBLE_SECONDS
from integration.harness import Outcome, Task, Tenant, acted, failure, refused, unchanged
from integration.in_process import carry_out

from ansible_collections.huaweicloud.workspace.plugins.modules.workspace_api import EXAMPLES

AGENTS = "/v2/{project_id}/desktops/agents"
ASSISTANCE = "/v2/{project_id}/desktops/{desktop_id}/remote-assistance"
LOGINS = "/v2/{project_id}/connections/desktops"
RANDOM = "/v2/{project_id}/users/{user_id}/random-password"


def send(tenant: Tenant, check: bool = False, **arguments: Any) -> Outcome:
    """Send a request by the module, in this process."""
    return carry_out(tenant, Task("workspace_api", {"wait_timeout": 60, **arguments}, check))


def acts(tenant: Tenant, **arguments: Any) -> Outcome:
    """Send a request in check mode and twice, and return the first run."""
    return acted([send(tenant, check=check, **arguments) for check in (True, False, False)])


def agents(tenant: Tenant) -> list[str]:
    """Return the names of the desktops that have the monitoring agent."""
    names = {desktop["id"]: name for name, desktop in tenant.desktops.items()}
    return sorted(names[row["id"]] for row in tenant.state["tables"].get("Agent", []))


def test_what_only_reads_is_sent_in_check_mode_too(tenant: Tenant) -> None:
    tenant.desktop("BIO-01", user="mia", tags={"course": "bio101"})
    tagged = {"action": "filter", "tags": [{"key": "course", "values": ["bio101"]}]}
    for check in (True, False):
        read = unchanged(send(tenant, check, path="/v2/{project_id}/desktops", query={"computer_name": "BIO-01"}))
        assert [row["computer_name"] for row in read["answer"]["desktops"]] == ["BIO-01"]
        asked = {"method": "POST", "path": "/v2/{project_id}/desktops/resource_instances/action", "body": tagged}
        query = unchanged(send(tenant, check, **asked))
        assert query["answer"]["total_count"] == 1 and query["actions"] == []


def test_what_does_more_is_sent_each_time_but_not_in_check_mode(tenant: Tenant) -> None:
    desktop = tenant.desktop("BIO-01", user="mia")
    done = acts(tenant, method="POST", path=AGENTS, body={"desktop_ids": [desktop["id"]]})
    assert done["actions"] == [
        {
            "verb": "send",
            "target": f"POST {AGENTS}",
            "fields": {"body": {"before": None, "after": {"desktop_ids": [desktop["id"]]}}},
        }
    ]
    assert agents(tenant) == ["BIO-01"] and done["jobs"] == [] and done["answer"]["job_id"]


def test_a_get_that_changes_something_is_known(tenant: Tenant) -> None:
    tenant.desktop("BIO-01", user="mia")
    asked = {"path": RANDOM, "path_params": {"user_id": "MIA"}, "query": {"notification_type": ["email"]}}
    done = acts(tenant, **asked)
    assert done["answer"]["password"] and done["actions"][0]["target"].endswith("/users/MIA/random-password")
    assert [mail["about"] for mail in tenant.state["mails"]].count("password reset") == 2
    assert unchanged(send(tenant, path="/v2/{project_id}/users"))["answer"]["users"]


def test_what_an_earlier_task_would_make_is_awaited_in_check_mode(tenant: Tenant) -> None:
    asked = {"method": "POST", "path": ASSISTANCE, "path_params": {"desktop_id": "BIO-01"}}
    planned = send(tenant, check=True, **asked)
    assert not planned.failed and planned["changed"] and not planned.writes, planned.brief
    refused(send(tenant, **asked), "there is no desktop", "BIO-01")
    refused(send(tenant, check=True, path=ASSISTANCE, path_params={"desktop_id": "BIO-01"}), "no desktop", "BIO-01")


def test_read_only_is_what_the_user_says(tenant: Tenant) -> None:
    held = send(tenant, check=True, path=LOGINS, read_only=False)
    assert held["changed"] and held["answer"] is None and not held.requests
    tenant.desktop("BIO-01", user="mia")
    sent = send(
        tenant, check=True, method="POST", path=ASSISTANCE, path_params={"desktop_id": "bio-01"}, read_only=True
    )
    assert not sent["changed"] and sent["answer"]["status"] == "WAIT_USER_CONFIRM" and sent.writes


def test_all_pages_are_read(tenant: Tenant) -> None:
    tenant.desktop("BIO-01", user="mia")
    for _time in range(3):
        tenant.session("BIO-01")
        tenant.session("BIO-01", "close")
    read = unchanged(send(tenant, path=LOGINS, paginate=True, page_size=2, query={"user_name": "mia"}))
    assert len(read["collected"]) == 3 and read["answer"] is None
    assert [request["query"]["offset"] for request in read.requests] == ["0", "2"]
    named = send(tenant, path="/v2/{project_id}/desktops", paginate=True, items_key="desktops")
    assert [row["computer_name"] for row in named["collected"]] == ["BIO-01"]


def test_a_job_that_fails_is_a_failure_and_one_that_is_not_waited_for_is_returned(tenant: Tenant) -> None:
    ids = [tenant.desktop(name, user=name.lower() + "-user")["id"] for name in ("BIO-01", "BIO-02")]
    tenant.fault("job_partial", desktops=["BIO-02"], error_code="WKS.0777", error_msg="the agent does not start")
    wrong = send(tenant, method="POST", path=AGENTS, body={"desktop_ids": ids})
    failure(wrong, AGENTS, "1 of 2 failed", "the agent does not start")
    assert wrong["error_code"] == "WKS.0777" and agents(tenant) == ["BIO-01"]
    tenant.job_seconds(600)
    begun = send(tenant, method="POST", path=AGENTS, body={"desktop_ids": ids}, wait=False)
    assert [job["id"] for job in begun["jobs"]] == [begun["answer"]["job_id"]]
    assert begun["results"][0]["state"] == "submitted"
    tenant.control("POST", "clock", finish_jobs=True)
    waited = carry_out(tenant, Task("workspace_job", {"jobs": begun["jobs"]}))
    assert not waited.failed and waited["finished"], waited.brief
    assert agents(tenant) == ["BIO-01", "BIO-02"]


def test_a_refusal_says_why(tenant: Tenant) -> None:
    tenant.desktop("BIO-01", user="mia")
    read = refused(
        send(tenant, path=ASSISTANCE, path_params={"desktop_id": "BIO-01"}), "no remote assistance", "HTTP 404"
    )
    assert read.startswith("There is no")
    written = send(tenant, method="DELETE", path=ASSISTANCE, path_params={"desktop_id": "BIO-01"})
    failure(written, f"DELETE {ASSISTANCE.replace('{desktop_id}', 'BIO-01')}", "no remote assistance", "HTTP 404")
    assert written["http_status"] == 404 and written["request_id"]


def test_headers_and_values_of_paths_arrive(tenant: Tenant) -> None:
    tenant.desktop("BIO-01", user="mia", tags={"course of": "bio101"})
    path = "/v2/{project_id}/desktops/{desktop_id}/tags/{key}"
    values = {"desktop_id": "BIO-01", "key": "course of"}
    done = send(tenant, method="DELETE", path=path, path_params=values, headers={"x-language": "zh-cn"})
    assert not done.failed and done["answer"] == {}, done.brief
    assert "course of" not in tenant.desktops["BIO-01"]["tags"]
    assert done.writes[0]["headers"]["x-language"] == "zh-cn"


def test_bodies_may_be_json_and_their_secrets_are_not_shown(tenant: Tenant) -> None:
    body = '{"user_name": "mia", "active_type": "ADMIN_ACTIVATE", "password": "Very.Secret.7"}'
    done = send(tenant, method="POST", path="/v2/{project_id}/users", body=body)
    assert not done.failed, done.brief
    assert done["actions"][0]["fields"]["body"]["after"]["password"] == "(hidden)"
    assert "Very.Secret.7" not in str(done.result)
    assert [row["user_name"] for row in tenant.state["users"]] == ["mia"]
    twice = failure(send(tenant, method="POST", path="/v2/{project_id}/users", body=json.loads(body)), "mia")
    assert "Very.Secret.7" not in twice


def test_secrets_are_neither_in_the_log_nor_in_what_the_module_was_called_with(tenant: Tenant) -> None:
    logged: list[str] = []
    body = {"user_name": "mia", "active_type": "ADMIN_ACTIVATE", "password": "Very.Secret.7"}
    asked = {"method": "POST", "path": "/v2/{project_id}/users", "body": body}
    if "inject_invocation" in PASS_VARS:  # Older releases of ansible-core return the invocation unasked.
        asked["_ansible_inject_invocation"] = True
    with mock.patch.object(AnsibleModule, "log", lambda _module, text, **_details: logged.append(text)):
        done = send(tenant, **asked)
    assert done["invocation"]["module_args"]["body"]["user_name"] == "mia"
    assert "Very.Secret.7" not in str([done.result, logged])


@pytest.mark.slow
def test_examples(tenant: Tenant, tmp_path: Path) -> None:
    tenant.desktop("BIO-01", user="mia", tags={"course": "bio101"})
    tenant.desktop("CHE-01", user="omar")
    play = {"hosts": "localhost", "gather_facts": False, "tasks": yaml.safe_load(EXAMPLES)}
    (tmp_path / "play.yml").write_text(yaml.safe_dump([play], sort_keys=False))
    played = subprocess.run(
        ["ansible-playbook", "play.yml"],
        cwd=tmp_path,
        env=tenant.emulator.process_env,
        check=False,
        capture_output=True,
        text=True,
        timeout=ANSIBLE_SECONDS,
    )
    assert played.returncode == 0, played.stdout + played.stderr
    assert "changed=3 " in played.stdout, played.stdout
    assert agents(tenant) == ["BIO-01"] and tenant.state["tables"]["Assistance"] == []
    asked = [(one["method"], one["path"].partition(tenant.project_id)[2], one["status"]) for one in tenant.journal()]
    about = f"/desktops/{tenant.desktops['BIO-01']['id']}/remote-assistance"
    assert ("GET", "/connections/desktops", 200) in asked and ("POST", "/desktops/agents", 200) in asked
    assert [one for one in asked if one[1] == about] == [
        ("POST", about, 200),
        ("GET", about, 200),
        ("DELETE", about, 204),
    ]
