# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What surprises clients about terminals that are bound to desktops."""

from __future__ import annotations

from typing import Any

import pytest

BINDINGS = "/terminals/binding-desktops"
CONFIG = f"{BINDINGS}/config"
INVALID, CONFLICT, NOT_FOUND, SUCCESS = "WKS.00211102", "WKS.00211103", "WKS.00211902", "WKS.00000000"


def mac(number: int) -> str:
    """Return a MAC address."""
    return f"AA-BB-CC-DD-{number // 256:02X}-{number % 256:02X}"


def row(number: int = 1, desktop: str = "LAB-1", **more: Any) -> dict[str, Any]:
    """Return a good row of a creation."""
    return {"line": number, "mac": mac(number), "desktop_name": desktop, **more}


def bind(client, *rows: dict[str, Any]) -> Any:
    """Send a creation."""
    return client.call("POST", BINDINGS, {"bind_list": list(rows)})


def table(client, **query: Any) -> list[dict[str, Any]]:
    """Return the rows of one page."""
    return client.get(BINDINGS, **{"offset": 0, "limit": 8000, **query})["bind_list"]


def refused(response: Any, status: int, code: str = INVALID) -> None:
    """Check that a request was refused with a status and an error code."""
    assert (response.status_code, response.json()["error_code"]) == (status, code), response.text


@pytest.fixture
def lab(client):
    """Return a client of a project with two desktops."""
    for name in ("LAB-1", "LAB-2"):
        client.control("desktops", action="create", desktop=name)
    return client


def test_a_binding_is_a_pair(lab):
    response = bind(lab, row(1), row(1, "LAB-2"), row(2), row(3, "lab-1", mac="aa-bb-cc-dd-00-03"))
    assert (response.status_code, response.content) == (200, b"")
    pairs = [(one["mac"], one["desktop_name"]) for one in table(lab)]
    assert pairs == [(mac(1), "LAB-1"), (mac(1), "LAB-2"), (mac(2), "LAB-1"), (mac(3), "lab-1")]
    refused(bind(lab, row(1, "lab-1")), 400)
    assert len(table(lab)) == 4


def test_one_wrong_row_refuses_all_and_each_is_told(lab):
    bind(lab, row(1))
    rows = [row(1), row(2), row(2), row(3, "GONE"), row(4, mac="AA:BB:CC:DD:00:04"), {"line": 5}]
    response = bind(lab, *rows)
    refused(response, 400)
    told = response.json()["bind_result_list"]
    codes = [one["validation_result_code"] for one in told]
    assert codes == [CONFLICT, SUCCESS, CONFLICT, NOT_FOUND, INVALID, INVALID]
    assert [one["line"] for one in told] == [1, 2, 2, 3, 4, 5] and "sid" in told[1] and "sid" not in told[3]
    assert len(table(lab)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"line": -1},
        {"line": 8001},
        {"line": "1"},
        {"mac": "A" * 256},
        {"desktop_name": "L" * 101},
        {"description": "d" * 256},
        {"sid": "s"},
    ],
)
def test_an_ill_formed_row_refuses_all(lab, wrong):
    response = bind(lab, row(1), row(2, desktop="LAB-1") | wrong)
    refused(response, 400)
    assert "bind_result_list" not in response.json() and not table(lab)


def test_there_are_8000_at_most_and_pages_are_short(lab):
    refused(bind(lab, *(row(number % 8000) for number in range(8001))), 400)
    assert bind(lab, *(row(number) for number in range(8000))).status_code == 200
    refused(bind(lab, row(8000)), 400)
    assert len(table(lab)) == 255 and len(table(lab, limit=10)) == 10
    assert [one["mac"] for one in table(lab, offset=7998)] == [mac(7998), mac(7999)]
    assert lab.get(BINDINGS, offset=0, limit=1, count_only=True) == {"bind_list": [], "total_num": 8000}
    for query in ({}, {"offset": 0}, {"limit": 10}, {"offset": 0, "limit": 8001}, {"offset": 8001, "limit": 1}):
        refused(lab.call("GET", BINDINGS, **query), 400)


def test_single_filters_are_fuzzy_and_lists_exact(lab):
    bind(lab, row(1), row(2, "LAB-2"), row(18, "LAB-2"))
    assert len(table(lab, computer_name="lab")) == 3 and not table(lab, computer_names="LAB")
    assert len(table(lab, computer_names="LAB-1,LAB-2")) == 3
    assert [one["mac"] for one in table(lab, mac="2")] == [mac(2), mac(18)]
    assert [one["mac"] for one in table(lab, mac_list=f"{mac(2)},{mac(1)}")] == [mac(1), mac(2)]
    assert not table(lab, mac_list="2")


def test_a_row_changes_in_place(lab):
    bind(lab, row(1, description="seat 1"), row(2))
    first, second = table(lab)
    body = {"id": first["id"], "mac": mac(1).lower(), "desktop_name": "LAB-2"}
    assert lab.call("PUT", BINDINGS, body).status_code == 200
    assert table(lab)[0] == {**first, "desktop_name": "LAB-2", "description": "seat 1"}
    lab.call("PUT", BINDINGS, {**body, "description": ""})
    assert table(lab)[0]["description"] == ""
    refused(lab.call("PUT", BINDINGS, {**body, "id": "0" * 32}), 404, NOT_FOUND)
    refused(lab.call("PUT", BINDINGS, {**body, "desktop_name": "GONE"}), 404, NOT_FOUND)
    refused(lab.call("PUT", BINDINGS, {**body, "id": second["id"]}), 409, CONFLICT)
    refused(lab.call("PUT", BINDINGS, {**body, "mac": "AA:BB:CC:DD:00:01"}), 400)
    refused(lab.call("PUT", BINDINGS, {"id": first["id"], "mac": mac(1)}), 400)


def test_a_deletion_tells_of_each_row(lab):
    bind(lab, row(1), row(2))
    first, second = (one["id"] for one in table(lab))
    response = lab.call("POST", f"{BINDINGS}/batch-delete", {"id_list": [first, "0" * 32, first]})
    codes = [one["delete_result_code"] for one in response.json()["result_list"]]
    assert (response.status_code, codes) == (200, [SUCCESS, NOT_FOUND, NOT_FOUND])
    assert [one["id"] for one in table(lab)] == [second]
    refused(lab.call("POST", f"{BINDINGS}/batch-delete", {"id_list": []}), 400)


def test_a_row_of_a_deletion_may_fail(lab):
    bind(lab, row(1), row(2))
    ids = [one["id"] for one in table(lab)]
    lab.control("faults", kind="failed_rows", error_code="WKS.1", error_msg="No.")
    told = lab.call("POST", f"{BINDINGS}/batch-delete", {"id_list": ids}).json()["result_list"]
    assert [one["delete_result_code"] for one in told] == [SUCCESS, "WKS.1"]
    assert [one["id"] for one in table(lab)] == ids[1:]


def test_a_binding_outlives_its_desktop(lab):
    bind(lab, row(1))
    lab.control("desktops", action="rename", desktop="LAB-1", name="LAB-3")
    assert [one["desktop_name"] for one in table(lab)] == ["LAB-1"]


def test_switches_stay_unless_they_are_sent(lab):
    assert lab.get(CONFIG) == {"tc_bind_switch": "OFF", "tc_auto_bind_switch": "OFF", "tc_auto_bind_max": 1}
    body = {"tc_bind_switch": "ON", "tc_auto_bind_switch": "ON", "tc_auto_bind_max": 3}
    assert lab.call("POST", CONFIG, body).status_code == 200
    assert lab.call("POST", CONFIG, {"tc_bind_switch": "ON"}).status_code == 200
    assert lab.get(CONFIG) == body
    for wrong in ({}, {"tc_auto_bind_max": 2}, {"tc_bind_switch": "on"}, {**body, "tc_auto_bind_max": 0}):
        refused(lab.call("POST", CONFIG, wrong), 400)
