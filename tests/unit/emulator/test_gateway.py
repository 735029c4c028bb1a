# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every request passes: signatures, tokens, the journal, faults, the clock."""

from __future__ import annotations

import time
import uuid
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests
from tokens import token_request

from emulator.cloud import identity

TOKEN_PATH = "/v3/auth/tokens"


def send(client: Any, method: str, path: str, headers: dict[str, str], data: bytes | None = None) -> requests.Response:
    """Send a request as it is."""
    return requests.request(method, client.url + path, headers=headers, data=data, timeout=60)


def signed(client: Any, path: str = "/desktops", **query: Any) -> tuple[str, dict[str, str]]:
    """Return a signed GET."""
    return client.sign("GET", f"/v2/{client.project_id}{path}", list(query.items()), None)


# Signatures


def test_official_signature_is_accepted_with_any_query(client):
    assert client.call("GET", "/desktops", tag="Kurs=Öko logie~a+b", limit=1, user_name=["b", "a", "c d"]).ok


@pytest.mark.parametrize("header", ["Authorization", "X-Sdk-Date", "X-Project-Id"])
def test_changed_header_breaks_the_signature(client, header):
    uri, headers = signed(client)
    sent = headers[header]
    for value in (sent[:-1] + ("1" if sent.endswith("0") else "0"), None):
        changed = {**headers, header: value}
        response = send(client, "GET", uri, {name: text for name, text in changed.items() if text is not None})
        assert response.status_code == 401
        assert response.json()["error_code"] == "APIGW.0301"


def test_changed_query_body_or_path_breaks_the_signature(client):
    uri, headers = signed(client, limit=1)
    assert send(client, "GET", uri.replace("limit=1", "limit=2"), headers).status_code == 401
    uri, headers = client.sign("POST", f"/v2/{client.project_id}/groups", [], b'{"group_name": "a"}')
    assert send(client, "POST", uri, headers, b'{"group_name": "b"}').status_code == 401
    uri, headers = signed(client)
    assert send(client, "GET", uri.replace("/desktops", "/users"), headers).status_code == 401


def test_unsigned_unknown_and_wrong_keys_are_refused(client):
    assert requests.get(f"{client.url}/v2/{client.project_id}/desktops", timeout=60).status_code == 401
    for name, value in (("ak", "UNKNOWN"), ("sk", "wrong")):
        setattr(client.credentials, name, value)
        assert client.call("GET", "/desktops").status_code == 401


@pytest.mark.parametrize(("minutes", "status"), [(-16, 401), (-14, 200), (14, 200), (16, 401)])
def test_date_may_be_a_quarter_of_an_hour_off(client, monkeypatch, minutes, status):
    import huaweicloudsdkcore.signer.signer as official

    shifted = datetime.now(timezone.utc).replace(tzinfo=None) + timedelta(minutes=minutes)

    class Shifted(datetime):
        @classmethod
        def utcnow(cls) -> datetime:
            return shifted

    monkeypatch.setattr(official, "datetime", Shifted)
    assert client.call("GET", "/desktops").status_code == status


def test_header_must_not_name_another_project(client):
    uri, headers = client.sign("GET", f"/v2/{identity.PROJECT_ID}/desktops", [], None)
    assert headers["X-Project-Id"] == client.project_id
    assert send(client, "GET", uri, headers).status_code == 403


# Tokens and projects


def test_token_opens_its_project_alone_until_it_expires(client):
    answer = requests.post(
        client.url + TOKEN_PATH, json=token_request({"project": {"id": client.project_id}}), timeout=60
    )
    assert answer.status_code == 201
    assert answer.json()["token"]["project"]["id"] == client.project_id
    headers = {"X-Auth-Token": answer.headers["X-Subject-Token"]}
    path = f"/v2/{client.project_id}/desktops"
    assert send(client, "GET", path, headers).status_code == 200
    assert send(client, "GET", f"/v2/{identity.PROJECT_ID}/desktops", headers).status_code == 403
    client.advance(24 * 3600)
    assert send(client, "GET", path, headers).status_code == 401


def test_wrong_password_is_refused_in_the_form_of_the_identity_service(client):
    request = token_request({"project": {"name": identity.REGION}}, "wrong")
    answer = requests.post(client.url + TOKEN_PATH, json=request, timeout=60)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == 401


@pytest.mark.parametrize(
    ("name", "found"), [(identity.REGION, identity.PROJECT_ID), ("ap-southeast-1_teaching", None), ("cn-x", "")]
)
def test_projects_are_found_by_name(client, name, found):
    uri, headers = client.sign("GET", "/v3/projects", [("name", name)], None)
    projects = send(client, "GET", uri, headers).json()["projects"]
    ids = [project["id"] for project in projects if project["name"] == name]
    assert ids == ([] if found == "" else [found or identity.project_id_of(name)])


def test_projects_are_apart(client, server):
    client.build("LAB-1")
    other = type(client)(server, "b" * 32)
    assert other.get("/desktops")["total_count"] == 0
    assert other.get("/products") == client.get("/products")


# Requests


def test_deletion_and_bodies_need_a_content_type(client):
    path = f"/v2/{client.project_id}/desktops/x"
    answer = requests.post(
        client.url + TOKEN_PATH, json=token_request({"project": {"id": client.project_id}}), timeout=60
    )
    token = {"X-Auth-Token": answer.headers["X-Subject-Token"]}
    assert send(client, "DELETE", path, token).status_code == 400
    assert send(client, "DELETE", path, {**token, "Content-Type": "application/json"}).status_code == 404
    text = {**token, "Content-Type": "text/plain"}
    assert send(client, "POST", f"/v2/{client.project_id}/desktops", text, b"{}").status_code == 415
    json = {**token, "Content-Type": "application/json"}
    assert send(client, "POST", f"/v2/{client.project_id}/desktops", json, b"{").status_code == 400


def test_unknown_parameters_paths_and_methods_are_refused(client):
    assert client.call("GET", "/desktops", colour="red").json()["error_code"] == "WKS.00211102"
    assert client.call("GET", "/availability-zones", limit=1).status_code == 400
    assert client.call("GET", "/nothing").status_code == 404
    assert client.call("PATCH", "/desktops", {}).json()["error_code"] == "WKS.00000405"


def test_answers_carry_a_request_id_and_the_date_of_the_clock(client):
    client.advance(7 * 86400)
    response = client.call("GET", "/desktops")
    assert len(response.headers["X-Request-Id"]) == 32
    ahead = parsedate_to_datetime(response.headers["Date"]) - datetime.now(timezone.utc)
    assert timedelta(days=6, hours=23) < ahead < timedelta(days=7, hours=1)


# Journal


def test_journal_tells_requests_apart(client):
    client.build("LAB-1")
    before = client.control("counters")
    client.call("GET", "/desktops", limit=1)
    client.call("POST", "/desktops", {"password": "secret", "desktop_type": 1})
    entries = client.control("journal")["entries"]
    first, second = entries[-2:]
    assert (first["kind"], first["query"], first["status"]) == ("read", {"limit": "1"}, 200)
    assert (second["kind"], second["body"]["password"], second["status"]) == ("write", "***", 400)
    after = client.control("counters")
    assert (after["reads"] - before["reads"], after["writes"] - before["writes"]) == (1, 1)
    url = f"{client.url}/_emulator/journal?project={client.project_id}&since={first['number']}"
    assert requests.get(url, timeout=60).json()["entries"] == [second]


def test_journal_tells_headers_without_secrets(client):
    scope = {"project": {"id": client.project_id}}
    asked = requests.post(client.url + TOKEN_PATH, json=token_request(scope), timeout=60)
    token = asked.headers["X-Subject-Token"]
    send(client, "GET", f"/v2/{client.project_id}/desktops", {"X-Auth-Token": token, "X-Language": "fr-fr"})
    client.call("GET", "/desktops")
    by_token, signed_one = client.control("journal")["entries"][-2:]
    assert by_token["headers"] == {"x-auth-token": "***", "x-language": "fr-fr"}
    assert signed_one["headers"] == {"authorization": "SDK-HMAC-SHA256", "content-type": "application/json"}


def test_reset_forgets_everything(client):
    client.build("LAB-1")
    assert requests.post(f"{client.url}/_emulator/reset?project={client.project_id}", timeout=60).status_code == 204
    assert client.control("counters") == {"reads": 0, "writes": 0}
    assert client.get("/desktops")["total_count"] == 0


def test_a_copy_is_like_the_original_and_goes_its_own_way(client):
    client.build("LAB-1")
    client.slow_jobs()
    client.create("LAB-2")
    url, original = f"{client.url}/_emulator", client.state()
    copy = {"project": uuid.uuid4().hex}
    requests.post(f"{url}/copy", params=copy, json={"project": client.project_id}, timeout=60).raise_for_status()
    copied = requests.get(f"{url}/state", params=copy, timeout=60).json()
    for what in ("desktops", "jobs", "job_seconds", "pending", "quotas"):
        assert copied[what] == original[what]
    requests.post(f"{url}/clock", params=copy, json={"finish_jobs": True}, timeout=60).raise_for_status()
    finished = requests.get(f"{url}/state", params=copy, timeout=60).json()
    statuses = [[row["status"] for row in state["desktops"]] for state in (finished, client.state())]
    assert statuses == [["ACTIVE", "ACTIVE"], [row["status"] for row in original["desktops"]]]
    assert requests.get(f"{url}/counters", params=copy, timeout=60).json() == {"reads": 0, "writes": 0}


def test_a_copy_of_itself_changes_nothing_and_one_of_nothing_is_refused(client):
    client.build("LAB-1")
    before = client.state()["desktops"]
    client.control("copy", project=client.project_id)
    url = f"{client.url}/_emulator/copy?project={client.project_id}"
    assert requests.post(url, json={"project": uuid.uuid4().hex}, timeout=60).status_code == 404
    assert client.state()["desktops"] == before


def test_reset_puts_the_clock_and_the_speed_of_jobs_back(client):
    before = client.state()
    client.slow_jobs()
    client.advance(30 * 86400)
    client.create("LAB-1")
    requests.post(f"{client.url}/_emulator/reset?project={client.project_id}", timeout=10)
    after = client.state()
    assert after["now"] - before["now"] < 600
    assert (after["job_seconds"], after["pending"]) == (before["job_seconds"], 0)
    client.build("LAB-1")


# Faults


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
def test_dropped_connection_gives_no_answer(client, kind):
    body = client.creation("LAB-1")
    client.control("faults", kind=kind, method="POST", path="/desktops$")
    with pytest.raises(requests.ConnectionError):
        client.call("POST", "/desktops", body)
    client.finish()
    assert client.get("/desktops")["total_count"] == (1 if kind == "drop_after" else 0)
    assert client.control("journal")["entries"][-2]["status"] is None


def test_injected_status_keeps_the_request_out(client):
    body = client.creation("LAB-1")
    client.control("faults", kind="status", status=429, headers={"Retry-After": "3"}, times=2)
    for _number in range(2):
        response = client.call("POST", "/desktops", body)
        assert (response.status_code, response.headers["Retry-After"]) == (429, "3")
    assert client.get("/desktops")["total_count"] == 0


def test_injected_error_has_a_body_only_with_a_code(client):
    client.control("faults", kind="status", status=503)
    response = client.call("GET", "/desktops")
    assert (response.status_code, response.headers["Content-Type"]) == (503, "text/html")
    client.control("faults", kind="status", status=409, error_code="WKS.00010032")
    assert client.call("GET", "/desktops").json()["error_code"] == "WKS.00010032"


def test_garbage_hides_a_success(client):
    body = client.creation("LAB-1")
    client.control("faults", kind="garbage", method="POST")
    response = client.call("POST", "/desktops", body)
    assert response.status_code == 200
    with pytest.raises(ValueError):
        response.json()
    client.finish()
    assert client.get("/desktops")["total_count"] == 1


def test_stale_list_is_out_of_date(client):
    client.build("LAB-1")
    before = client.get("/desktops")
    client.build("LAB-2")
    client.control("faults", kind="stale_list", path="/desktops$")
    assert client.get("/desktops") == before
    assert client.get("/desktops")["total_count"] == 2
    client.control("faults", kind="stale_list", path="/users$")
    assert client.get("/users") == {"users": [], "total_count": 0}


def test_a_stale_answer_to_a_query_by_post_is_that_to_the_same_body(client):
    first, second = ({"desktop_ids": [client.build(name)]} for name in ("LAB-1", "LAB-2"))
    before = client.call("POST", "/desktops/check-images", first).json()
    client.control("faults", kind="stale_list", path="/check-images$", times=2)
    assert client.call("POST", "/desktops/check-images", first).json() == before
    assert client.call("POST", "/desktops/check-images", second).json() == {"image_infos": []}


def test_delay_takes_its_time(client):
    client.control("faults", kind="delay", seconds=0.3)
    started = time.monotonic()
    client.get("/desktops")
    assert time.monotonic() - started >= 0.3


def test_faults_are_listed_and_taken_back(client):
    client.control("faults", kind="status", times=5)
    assert client.control("faults")["faults"][0]["times"] == 5
    requests.delete(f"{client.url}/_emulator/faults?project={client.project_id}", timeout=60)
    assert client.get("/desktops")["total_count"] == 0


# The console


def test_console_changes_desktops_behind_the_back(client):
    client.control("desktops", action="create", desktop="ALIEN", user="anna", tags={"a": "b"}, data_volumes=[20])
    assert client.desktop("ALIEN")["user_name"] == "anna"
    client.control("desktops", action="tag", desktop="alien", tags={"c": "d"})
    client.control("desktops", action="untag", desktop="ALIEN", keys=["a"])
    client.control("desktops", action="power", desktop="ALIEN", status="SHUTOFF")
    client.control("desktops", action="unassign", desktop="ALIEN")
    client.control("desktops", action="set", desktop="ALIEN", fields={"in_maintenance": True})
    client.control("desktops", action="rename", desktop="ALIEN", name="FRIEND")
    detail = client.desktop("FRIEND")
    assert (detail["tags"], detail["status"], detail["user_name"]) == ([{"key": "c", "value": "d"}], "SHUTOFF", "")
    assert detail["in_maintenance_mode"] is True
    client.control("desktops", action="delete", desktop="FRIEND")
    assert client.get("/desktops")["total_count"] == 0
    assert client.control("counters")["writes"] == 0
