# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Odd answers that tests can ask for: cut lists, wrong shapes, strange texts, answers that take long or are vast."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests


def fault(client: Any, **fields: Any) -> None:
    """Inject a fault."""
    client.control("faults", **fields)


def forget(client: Any) -> None:
    """Take all faults back."""
    requests.delete(f"{client.url}/_emulator/faults?project={client.project_id}", timeout=60)


def release(client: Any) -> int:
    """Let the requests go on that are held, and return how many these are."""
    answer = requests.post(f"{client.url}/_emulator/release?project={client.project_id}", timeout=60)
    released: int = answer.json()["released"]
    return released


def test_the_journal_tells_which_faults_have_changed_something(client):
    for fields in ({"kind": "missing_field", "field": "color"}, {"kind": "missing_field", "field": "total_count"}):
        fault(client, path="/desktops$", **fields)
        client.get("/desktops")
    fault(client, kind="delay", seconds=0)
    client.get("/desktops")
    client.get("/desktops")
    told = [entry["fault"] for entry in client.control("journal")["entries"]]
    assert told == [None, "missing_field", "delay", None]


# Lists


def test_empty_list_keeps_its_total(client):
    client.create("LAB-1", "LAB-2")
    client.finish()
    fault(client, kind="empty_list", path="/desktops/detail$")
    assert client.get("/desktops/detail") == {"desktops": [], "total_count": 2}
    assert len(client.get("/desktops/detail")["desktops"]) == 2


def test_repeated_page_never_ends(client):
    client.create("LAB-1", "LAB-2", "LAB-3")
    client.finish()
    fault(client, kind="repeated_page", path="/desktops$", times=10)
    pages = [client.get("/desktops", limit=2, offset=offset) for offset in (0, 2, 4)]
    assert [len(page["desktops"]) for page in pages] == [2, 2, 2]
    assert pages[0] == pages[1] == pages[2]
    assert pages[0]["total_count"] == 1_000_000
    forget(client)
    fault(client, kind="repeated_page", path="/desktops$", total=7)
    assert client.get("/desktops")["total_count"] == 7


def test_alternating_pages_never_end(client):
    client.create("LAB-1", "LAB-2", "LAB-3", "LAB-4")
    client.finish()
    fault(client, kind="alternating_pages", path="/desktops$", times=10)
    pages = [client.get("/desktops", offset=0) for _number in range(4)]
    names = [[row["computer_name"] for row in page["desktops"]] for page in pages]
    assert names == [["LAB-1", "LAB-2"], ["LAB-3", "LAB-4"]] * 2
    assert {page["total_count"] for page in pages} == {1_000_000}


def test_pages_may_shift_while_they_are_read(client):
    client.create("LAB-1", "LAB-2", "LAB-3")
    client.finish()
    fault(client, kind="shifting_pages", path="/desktops$", times=10)
    pages = [client.get("/desktops", limit=2, offset=offset) for offset in (0, 1, 2)]
    assert [[row["computer_name"] for row in page["desktops"]] for page in pages] == [["LAB-1"], ["LAB-1"], ["LAB-2"]]
    assert {page["total_count"] for page in pages} == {3}
    assert len(client.get("/desktops")["desktops"]) == 3


def test_a_status_may_flap(client):
    client.build("LAB-1")
    fault(client, kind="flapping", field="status", text="ERROR", path="/desktops$", times=3)
    assert [client.get("/desktops")["desktops"][0]["status"] for _number in range(4)] == [
        "ACTIVE",
        "ERROR",
        "ACTIVE",
        "ACTIVE",
    ]


# Shapes

ROW_SHAPES = {
    "rows_text": ["a text"],
    "rows_null": [None],
    "lists_null": None,
}


@pytest.mark.parametrize("shape", ROW_SHAPES)
def test_rows_may_be_anything(client, shape):
    client.build("LAB-1")
    fault(client, kind="shape", shape=shape, path="/desktops$")
    assert client.get("/desktops") == {"desktops": ROW_SHAPES[shape], "total_count": 1}


def test_rows_may_lack_their_id(client):
    client.build("LAB-1")
    fault(client, kind="shape", shape="rows_without_id", path="/desktops$")
    (row,) = client.get("/desktops")["desktops"]
    assert row["computer_name"] == "LAB-1"
    assert not [name for name in row if name == "id" or name.endswith("_id")]


def test_lists_may_be_objects_and_objects_lists(client):
    desktop_id = client.build("LAB-1")
    fault(client, kind="shape", shape="lists_object", path="/desktops$")
    assert client.get("/desktops")["desktops"]["0"]["computer_name"] == "LAB-1"
    for shape, kind in (("objects_list", list), ("objects_null", type(None)), ("objects_text", str)):
        fault(client, kind="shape", shape=shape, path="/desktops/[^/]+$")
        assert isinstance(client.get(f"/desktops/{desktop_id}")["desktop"], kind)


@pytest.mark.parametrize(
    ("shape", "expected"), [("null", None), ("text", "a text"), ("number", 3), ("empty", {}), ("list", [{}])]
)
def test_whole_answer_may_be_anything(client, shape, expected):
    fault(client, kind="shape", shape=shape, path="/users$")
    found = client.get("/users")
    assert (found if shape != "list" else [{}] if isinstance(found[0], dict) else found) == expected


def test_answer_may_be_nested_deeply(client):
    fault(client, kind="shape", shape="deep", path="/users$")
    answer = client.call("GET", "/users")
    assert answer.status_code == 200
    assert answer.text.startswith('{"a":{"a":') and answer.text.endswith("}}")
    with pytest.raises(RecursionError):
        answer.json()


def test_refusals_keep_their_shape(client):
    fault(client, kind="shape", shape="null", path="/desktops/missing$")
    assert client.call("GET", "/desktops/missing").json()["error_code"] == "WKS.00211902"


# Texts


def test_names_may_come_in_upper_case(client):
    client.build("lab-1")
    fault(client, kind="upper_case", path="/desktops/detail$")
    (row,) = client.get("/desktops/detail")["desktops"]
    assert (row["computer_name"], row["user_name"], row["status"]) == ("LAB-1", "ULAB-1", "ACTIVE")
    fault(client, kind="upper_case", field="user_name", path="/desktops/detail$")
    (row,) = client.get("/desktops/detail")["desktops"]
    assert (row["computer_name"], row["user_name"]) == ("lab-1", "ULAB-1")


def test_texts_may_hold_control_characters(client):
    client.build("LAB-1")
    fault(client, kind="control_characters", path="/desktops$")
    (row,) = client.get("/desktops")["desktops"]
    assert row["computer_name"].startswith("LAB-1\x1b[31m") and "\r\n" in row["computer_name"]
    assert row["status"] == "ACTIVE"
    fault(client, kind="control_characters", text="\x9b2J", field="status", path="/desktops$")
    (row,) = client.get("/desktops")["desktops"]
    assert (row["computer_name"], row["status"]) == ("LAB-1", "ACTIVE\x9b2J")


def test_reasons_of_failures_may_hold_control_characters(client):
    fault(client, kind="job_fail", job_type="createDesktops", error_msg="no \x1b[2J room")
    job_id = client.create("LAB-1")
    client.finish()
    assert client.get(f"/workspace-jobs/{job_id}")["fail_reason"] == "no \x1b[2J room"


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/desktops", "tags"),
        ("/desktops/detail", "ou_name"),
        ("/desktops/{desktop}", "security_groups"),
        ("/desktop-pools", "tags"),
        ("/desktop-pools", "ou_name"),
        ("/desktop-pools/{pool}", "tags"),
        ("/desktop-pools/{pool}", "ou_name"),
        ("/desktop-pools/{pool}/desktops", "image_name"),
        ("/users", "user_email"),
        ("/groups", "description"),
        ("/workspaces", "closable"),
        ("/workspace-jobs/{job}", "sub_jobs"),
    ],
)
def test_missing_field_is_missing_from_lists_and_details(client, path, field):
    job = client.create("LAB-1", ou_name="Staff", tags=[{"key": "a", "value": "b"}])
    client.finish()
    client.call("POST", "/groups", {"group_name": "g", "platform_type": "LOCAL"})
    client.control("desktops", action="create", desktop="POOL-1")
    client.control("desktops", action="pool", desktop="POOL-1", name="p1")
    (pool,) = client.get("/desktop-pools")["desktop_pools"]
    path = path.format(desktop=client.desktop("LAB-1")["desktop_id"], pool=pool["id"], job=job)
    assert f'"{field}":' in client.call("GET", path).text
    fault(client, kind="missing_field", field=field)
    assert f'"{field}":' not in client.call("GET", path).text
    assert f'"{field}":' in client.call("GET", path).text


def test_null_field_is_null_wherever_it_stands(client):
    client.call("POST", "/groups", {"group_name": "g", "platform_type": "LOCAL", "description": "d"})
    fault(client, kind="null_field", field="description")
    told = [client.get("/groups")["user_groups"][0]["description"] for _time in range(2)]
    assert told == [None, "d"]


# Headers


@pytest.mark.parametrize("value", ["soon", "-1", "1e9", "99999999999999999999", "", "Tue, 31 Feb 2026 00:00:00 GMT"])
def test_retry_after_may_be_anything(client, value):
    fault(client, kind="status", status=429, headers={"Retry-After": value})
    answer = client.call("GET", "/desktops")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, value)


def test_status_without_content_has_none(client):
    fault(client, kind="status", status=204)
    answer = client.call("GET", "/desktops")
    assert (answer.status_code, answer.content) == (204, b"")


# Answers that take long, and vast ones


def test_answer_may_come_byte_by_byte(client):
    whole = client.call("GET", "/groups").content
    fault(client, kind="drip", seconds=0.01, path="/groups$")
    started = time.monotonic()
    assert client.call("GET", "/groups").content == whole
    assert time.monotonic() - started >= 0.01 * len(whole)


def test_dripping_ends_with_its_reader(client):
    fault(client, kind="drip", seconds=3600, path="/groups$")
    uri, headers = client.sign("GET", f"/v2/{client.project_id}/groups", [], None)
    with requests.get(client.url + uri, headers=headers, stream=True, timeout=60) as answer:
        assert answer.status_code == 200
    assert client.get("/groups")["total_count"] == 0


def test_answer_may_be_vast(client):
    fault(client, kind="huge", size=300_000, path="/groups$")
    answer = client.call("GET", "/groups")
    assert (len(answer.content), answer.headers["Content-Length"]) == (300_000, "300000")
    assert answer.json()["total_count"] == 0


def test_answer_may_unpack_to_something_vast(client):
    fault(client, kind="huge", size=20_000_000, compressed=True, path="/groups$")
    uri, headers = client.sign("GET", f"/v2/{client.project_id}/groups", [], None)
    with requests.get(client.url + uri, headers=headers, stream=True, timeout=60) as answer:
        packed = answer.raw.read(decode_content=False)
        assert answer.headers["Content-Encoding"] == "gzip"
    assert len(packed) < 100_000
    fault(client, kind="huge", size=20_000_000, compressed=True, path="/groups$")
    unpacked = client.call("GET", "/groups").content
    assert len(unpacked) == 20_000_000
    assert json.loads(unpacked)["total_count"] == 0


# Requests that meet


def test_requests_that_meet_are_served_together(client):
    fault(client, kind="meet", method="POST", path="/scripts$", times=2, seconds=600)
    bodies = [{"name": name, "type": "BAT", "content": "dir"} for name in ("one", "two")]
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(client.call, "POST", "/scripts", bodies[0])
        end = time.monotonic() + 60
        while client.control("faults")["faults"][0]["times"] == 2 and time.monotonic() < end:
            time.sleep(0.01)
        assert client.get("/scripts")["count"] == 0 and not first.done()
        second = threads.submit(client.call, "POST", "/scripts", bodies[1])
        assert first.result(60).ok and second.result(60).ok
    assert client.get("/scripts")["count"] == 2 and client.control("faults") == {"faults": [], "held": 0}


def test_a_request_that_meets_nobody_is_served_in_the_end(client):
    fault(client, kind="meet", path="/desktops$", times=2, seconds=0)
    assert client.get("/desktops")["desktops"] == []


# Requests that are held


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_request_is_held_until_it_is_released(client, carried_out):
    fault(client, kind="hold", method="POST", skip=1, seconds=600, carried_out=carried_out)
    bodies = [{"name": name, "type": "BAT", "content": "dir"} for name in ("one", "two")]
    assert client.call("POST", "/scripts", bodies[0]).ok and release(client) == 0
    with ThreadPoolExecutor(1) as threads:
        held = threads.submit(client.call, "POST", "/scripts", bodies[1])
        end = time.monotonic() + 60
        while not client.control("faults")["held"] and time.monotonic() < end:
            time.sleep(0.01)
        assert client.get("/scripts")["count"] == 1 and not held.done()
        assert release(client) == 1
        with pytest.raises(requests.ConnectionError):
            held.result(60)
    assert client.get("/scripts")["count"] == 1 + carried_out
    assert client.control("faults") == {"faults": [], "held": 0}


# Which requests are hit, and what is lost of their answers


def test_a_fault_may_spare_requests_and_be_for_changes_alone(client):
    client.create("LAB-1")
    client.finish()
    fault(client, kind="status", status=500, operation="write", skip=1)
    assert client.get("/desktops")["total_count"] == 1
    names = ["LAB-2", "LAB-3", "LAB-4"]
    statuses = [client.call("POST", "/desktops", client.creation(name)).status_code for name in names]
    assert statuses == [200, 500, 200]


def test_a_refusal_may_hide_what_was_done(client):
    fault(client, kind="status", status=504, method="POST", path="/desktops$", carried_out=True)
    assert client.call("POST", "/desktops", client.creation("LAB-1")).status_code == 504
    client.finish()
    assert client.get("/desktops")["total_count"] == 1


def test_an_answer_may_be_cut(client):
    fault(client, kind="cut", path="/desktops$")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        client.get("/desktops")
    assert client.get("/desktops")["total_count"] == 0


def test_the_clock_of_the_service_may_be_ahead(client):
    fault(client, kind="clock_skew", seconds=3600, path="/desktops$")
    dates = [parsedate_to_datetime(client.call("GET", "/desktops").headers["Date"]) for _number in range(2)]
    assert 3590 < (dates[0] - dates[1]).total_seconds() <= 3600


def test_the_clock_of_the_service_may_be_behind(client):
    fault(client, kind="clock_skew", seconds=-3600, path="/desktops$")
    dates = [parsedate_to_datetime(client.call("GET", "/desktops").headers["Date"]) for _number in range(2)]
    assert 3600 <= (dates[1] - dates[0]).total_seconds() < 3610
    body = {"kind": "delay", "seconds": -1}
    assert requests.post(f"{client.url}/_emulator/faults", json=body, timeout=60).status_code == 400


# Rows of a success that failed


def test_rows_of_a_success_may_fail(client):
    ids = [client.build(name) for name in ("LAB-1", "LAB-2")]
    fault(client, kind="failed_rows", error_code="WKS.1", error_msg="No.", path="/action$")
    body = {"desktop_ids": ids, "op_type": "os-stop"}
    told = client.call("POST", "/desktops/action", body).json()["failed_operation_list"]
    assert told == [{"desktop_id": ids[1], "desktop_name": "LAB-2", "error_code": "WKS.1", "error_msg": "No."}]
    client.finish()
    assert [client.desktop(name)["status"] for name in ("LAB-1", "LAB-2")] == ["SHUTOFF", "ACTIVE"]
    assert client.control("faults")["faults"] == []


def test_named_rows_of_a_success_may_fail(client):
    ids = [client.build(name) for name in ("LAB-1", "LAB-2")]
    fault(client, kind="failed_rows", desktops=["lab-1"])
    rows = [{"desktop_id": key, "is_detach_all_users": True} for key in ids]
    answer = client.call("POST", "/desktops/batch-detach", {"desktops": rows}).json()
    assert [row["desktop_name"] for row in answer["failed_operation_list"]] == ["LAB-1"] and answer["job_id"]
    client.finish()
    assert [client.desktop(name)["attach_state"] for name in ("LAB-1", "LAB-2")] == ["ATTACHED", "DEATTACHED"]
