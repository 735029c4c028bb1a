# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulator does not let grow: bodies, the journal, projects, control calls; and whom it does not answer."""

from __future__ import annotations

import json
import re
import time
import uuid

import pytest
import requests

from emulator.cloud import project, world
from emulator.engine import faults, journal
from emulator.engine.messages import MAX_BODY, MAX_CONTROL_BODY, MAX_PATH
from emulator.engine.path_patterns import PathPattern


def sent(client, method, path, body):
    """Send a signed request with a body as it is."""
    uri, headers = client.sign(method, f"/v2/{client.project_id}{path}", [], body)
    return requests.request(method, client.url + uri, data=body, headers=headers, timeout=60)


# Bodies


def test_body_beyond_the_gateways_limit_is_refused_and_not_kept(client):
    client.get("/desktops")
    body = json.dumps({"group_name": "x" * MAX_BODY}).encode()
    refused = sent(client, "POST", "/groups", body)
    assert (refused.status_code, refused.json()["error_code"]) == (413, "APIGW.0201")
    assert client.get("/groups")["total_count"] == 0
    assert [entry["path"].rpartition("/")[2] for entry in client.control("journal")["entries"]] == [
        "desktops",
        "groups",
    ]


def test_unsigned_body_is_not_kept(client):
    client.get("/desktops")
    body = json.dumps({"group_name": "x" * 2 * journal.MAX_BODY_KEPT}).encode()
    url = f"{client.url}/v2/{client.project_id}/groups"
    assert requests.post(url, data=body, headers={"Content-Type": "application/json"}, timeout=60).status_code == 401
    assert client.control("journal")["entries"][-1]["body"] == f"({len(body)} bytes)"


def test_deeply_nested_body_is_refused(client):
    answer = sent(client, "POST", "/groups", b'{"a":' * 100_000 + b"1" + b"}" * 100_000)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "WKS.00211102")
    assert client.control("journal")["entries"][-1]["body"] == "(not JSON)"


def test_long_path_is_refused(client):
    assert client.call("GET", "/desktops/" + "x" * MAX_PATH).status_code == 414


# The journal


def test_journal_forgets_the_oldest_entries(client, monkeypatch):
    client.get("/desktops")
    kept = journal.Bounded(max_entries=3)
    monkeypatch.setattr(journal, "Bounded", lambda: kept)
    requests.post(f"{client.url}/_emulator/reset?project={client.project_id}", timeout=60)
    for limit in range(5):
        client.get("/desktops", limit=limit)
    told = client.control("journal")
    assert [(entry["number"], entry["query"]["limit"]) for entry in told["entries"]] == [(3, "2"), (4, "3"), (5, "4")]
    assert told["forgotten"] == 2
    assert client.control("counters") == {"reads": 5, "writes": 0}


def test_journal_forgets_by_size(client, monkeypatch):
    client.get("/desktops")
    kept = journal.Bounded(max_bytes=5000)
    monkeypatch.setattr(journal, "Bounded", lambda: kept)
    requests.post(f"{client.url}/_emulator/reset?project={client.project_id}", timeout=60)
    for number in range(4):
        client.call("POST", "/groups", {"group_name": f"g{number}", "description": "x" * 2000})
    assert [entry["body"]["group_name"] for entry in client.control("journal")["entries"]] == ["g2", "g3"]


# Projects


def test_a_log_forgets_its_oldest_tenth(client, monkeypatch):
    client.control("desktops", action="create", desktop="LAB-1", user="mia")
    monkeypatch.setattr(project, "MAX_NOTED", 20)
    for number in range(21):
        client.control("sessions", desktop="LAB-1", action="fail", reason=str(number))
    reasons = [row["failure_reason"] for row in client.state()["tables"]["Login"]]
    assert reasons == [str(number) for number in range(2, 21)]


def test_request_without_a_key_makes_no_project(client, monkeypatch):
    monkeypatch.setattr(world, "MAX_PROJECTS", 0)
    headers = {"X-Auth-Token": "wrong"}
    url = f"{client.url}/v2/{uuid.uuid4().hex}/desktops"
    assert requests.get(url, headers=headers, timeout=60).status_code == 401
    assert client.call("GET", "/desktops").status_code == 403


# Control calls


def test_control_calls_are_bounded(client):
    url = f"{client.url}/_emulator/write?project={client.project_id}"
    large = json.dumps({"desktop": "D", "content": "x" * MAX_CONTROL_BODY})
    headers = {"Content-Type": "application/json"}
    assert requests.post(url, data=large, headers=headers, timeout=60).status_code == 413


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("clock", {"advance": 1e12}),
        ("clock", {"job_seconds": 1e9}),
        ("eips", {"count": 100_000}),
        ("app-groups", {"names": ["x"] * 1001}),
        ("quotas", {"users": 10**12}),
        ("faults", {"kind": "delay", "seconds": 1e9}),
        ("faults", {"kind": "status", "times": 10**9}),
        ("faults", {"kind": "status", "status": 100}),
        ("faults", {"kind": "status", "headers": {"Retry-After": "1\r\nX-Other: 2"}}),
        ("faults", {"kind": "huge", "size": 10**12}),
        ("faults", {"kind": "status", "path": "x" * 201}),
    ],
)
def test_figures_of_control_calls_are_bounded(client, what, body):
    answer = requests.post(f"{client.url}/_emulator/{what}?project={client.project_id}", json=body, timeout=60)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "WKS.00211102")


def test_pending_faults_are_bounded(client):
    for _number in range(faults.MAX_PENDING):
        client.control("faults", kind="status", path="/nothing$")
    url = f"{client.url}/_emulator/faults?project={client.project_id}"
    assert requests.post(url, json={"kind": "status"}, timeout=60).status_code == 400


# Patterns of faults


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "(a|aa)+$", "(?=a)", "a{1,9}", "a|b", "[", "a[", "[z-a]", "*", "a**", "\\", "a^b", "a$b", "[[:alpha:]]"],
)
def test_only_patterns_that_are_read_once_are_taken(client, pattern):
    with pytest.raises(ValueError):
        PathPattern(pattern)
    url = f"{client.url}/_emulator/faults?project={client.project_id}"
    assert requests.post(url, json={"kind": "status", "path": pattern}, timeout=60).status_code == 400


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "/desktops$",
        "/desktops",
        "^/v2/",
        "^/v2/p/desktops$",
        "/desktops/[^/]+$",
        "/servers/[0-9]*$",
        "/v1.0/",
        "/v1\\.0/",
        "s?/d.*s$",
        "/.+/.+/",
        "x*$",
        "de.k",
        "[^v]2",
    ],
)
@pytest.mark.parametrize(
    "path", ["/v2/p/desktops", "/v2/p/desktops/detail", "/v1.0/p/desktops", "/v1/p/servers/12", "/v1x0/", "/", ""]
)
def test_patterns_find_what_regular_expressions_find(pattern, path):
    assert PathPattern(pattern).found_in(path) == (re.search(pattern, path) is not None)


def test_no_pattern_blocks_the_server(client):
    pattern = ".*" * 95 + "x$"
    client.control("faults", kind="status", path=pattern)
    started = time.process_time()
    assert not PathPattern(pattern).found_in("/v2/" + "a" * 1000)
    assert time.process_time() - started < 10


# Host names


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.2", "", "[::1", "a b"])
@pytest.mark.parametrize("path", ["/_emulator/state", "/v2/p/desktops"])
def test_foreign_host_is_refused(client, host, path):
    answer = requests.get(client.url + path, headers={"Host": host}, timeout=60)
    assert answer.status_code in (400, 421)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:1", "localhost", "LOCALHOST:80"])
def test_own_hosts_are_answered(client, host):
    assert requests.get(client.url + "/_emulator/counters", headers={"Host": host}, timeout=60).status_code == 200
