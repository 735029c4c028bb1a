# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Terminal bindings: the table is changed row by row, and what the service says of each row reaches the user."""

from __future__ import annotations

from typing import Any

from integration.cases import case
from integration.harness import Task, Tenant, converged, converging, failure, refused

BINDINGS = "terminals/binding-desktops"
ROOM = "mac;desktop_name;description;room\r\naabb.ccdd.0001;bio-01;seat 1;101\r\nAA:BB:CC:DD:00:02;BIO-02;;101\r\n"


def mac(number: int) -> str:
    """Return a MAC address as the service writes it."""
    return f"AA-BB-CC-DD-00-{number:02d}"


def row(number: int, desktop: str | None = None, **more: Any) -> dict[str, Any]:
    """Return a row as users write it."""
    return {"mac": mac(number).lower().replace("-", ":"), **({"desktop": desktop} if desktop else {}), **more}


def bind(*rows: dict[str, Any], check: bool = False, **arguments: Any) -> Task:
    """Return a task about bindings."""
    given = {"bindings": list(rows)} if rows else {}
    return Task("workspace_terminal_binding", {**given, **arguments}, check)


def table(tenant: Tenant) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the rows of the emulator by terminal and desktop."""
    rows = tenant.state["tables"].get("TerminalBinding", [])
    found = {(one["mac"], one["desktop_name"]): one for one in rows}
    assert len(found) == len(rows)
    return found


def switches(tenant: Tenant) -> dict[str, Any]:
    """Return the switches of the emulator."""
    [found] = tenant.state["tables"]["TerminalSwitches"]
    return found


def desktops(tenant: Tenant, *names: str) -> None:
    """Let there be desktops."""
    for name in names:
        tenant.console("create", name)


@case
def test_bound_and_then_turned_on(tenant):
    desktops(tenant, "BIO-01", "BIO-02")
    rows = [row(1, "BIO-01", description="seat 1"), row(1, "BIO-02"), row(2, "BIO-02")]
    done = converged((yield converging(bind(*rows, tc_bind_switch=True, tc_auto_bind_max=3))))
    assert done.verbs == ["create"] * 3 + ["configure"]
    assert set(table(tenant)) == {(mac(1), "BIO-01"), (mac(1), "BIO-02"), (mac(2), "BIO-02")}
    assert table(tenant)[mac(1), "BIO-01"]["description"] == "seat 1"
    state = switches(tenant)
    assert (state["tc_bind_switch"], state["tc_auto_bind_switch"], state["tc_auto_bind_max"]) == ("ON", "OFF", 3)
    assert [len(body["bind_list"]) for body in done.sent(BINDINGS)] == [3]
    assert any("turned on" in str(warning) for warning in done["warnings"])
    done = converged((yield converging(bind(tc_bind_switch="OFF", bindings=[row(2, "BIO-01")]))))
    assert done.verbs == ["configure", "create"] and switches(tenant)["tc_auto_bind_max"] == 3
    assert any("BIO-02" in str(warning) for warning in done["warnings"]), "it stays bound to the other, too"


@case
def test_a_file_of_one_room_beside_another(tenant):
    desktops(tenant, "BIO-01", "BIO-02", "BIO-03", "CHEM-01")
    old = [row(1, "BIO-02", description="kept"), row(1, "BIO-03"), row(2, "bio-02", description="x"), row(9, "CHEM-01")]
    yield [bind(*old)]
    before = table(tenant)
    done = converged(
        (yield converging(bind(bindings_csv="\ufeff" + ROOM, purge_bindings=True, purge_scope="terminals")))
    )
    assert done.verbs == ["update", "delete"] and len(done.writes) == 2
    after = table(tenant)
    assert set(after) == {(mac(1), "BIO-01"), (mac(2), "BIO-02"), (mac(9), "CHEM-01")}
    assert after[mac(1), "BIO-01"]["id"] in {before[mac(1), "BIO-02"]["id"], before[mac(1), "BIO-03"]["id"]}
    assert after[mac(2), "BIO-02"] == before[mac(2), "BIO-02"], "it was as it should be"
    assert after[mac(1), "BIO-01"]["description"] == "seat 1"
    done = converged((yield converging(bind(bindings_csv=ROOM, purge_bindings=True))))
    assert set(table(tenant)) == set(after) - {(mac(9), "CHEM-01")}
    assert done.sides == {"before": {mac(9): {"CHEM-01": ""}}, "after": {mac(9): {}}}


@case
def test_deleted_and_found(tenant):
    desktops(tenant, "BIO-01", "BIO-02")
    yield [bind(row(1, "BIO-01"), row(1, "BIO-02"), row(2, "BIO-01"), row(2, "BIO-02"))]
    converged((yield converging(bind(row(1), row(2, "bio-01"), row(3, "BIO-01"), state="absent"))))
    assert set(table(tenant)) == {(mac(2), "BIO-02")}
    (found,) = yield [Task("workspace_terminal_binding_info", {"mac": [mac(2).lower()], "desktop": ["bio-02"]})]
    [binding] = found["terminal_bindings"]
    assert binding == {"id": binding["id"], "mac": mac(2), "desktop_name": "BIO-02", "description": ""}
    assert found["configuration"] == {"tc_bind_switch": False, "tc_auto_bind_switch": False, "tc_auto_bind_max": 1}


@case
def test_a_wrong_row_stops_no_other_but_the_switch(tenant):
    desktops(tenant, "BIO-01", "BIO-02")
    yield [bind(row(1, "BIO-01"))]
    tenant.console("delete", "BIO-02")
    tenant.fault("stale_list", method="GET", path="/desktops/detail$")
    rows = [row(1, "BIO-01"), row(2, "BIO-02"), row(3, "BIO-01")]
    (failed,) = yield [bind(*rows, tc_bind_switch=True)]
    failure(failed, "1 of 3 targets failed", mac(2), "BIO-02", "does not exist", "not started: configuration")
    states = {result["target"]: (result["state"], result.get("error_code")) for result in failed["results"]}
    assert states == {
        mac(2): ("failed", "WKS.00211902"),
        mac(3): ("done", None),
        "configuration": ("not started", None),
    }
    assert (
        set(table(tenant)) == {(mac(1), "BIO-01"), (mac(3), "BIO-01")} and switches(tenant)["tc_bind_switch"] == "OFF"
    )


@case
def test_a_desktop_that_is_yet_to_come(tenant):
    checked, ran = yield [bind(row(1, "BIO-01"), check=True), bind(row(1, "BIO-01"))]
    assert checked["changed"] is True and any("BIO-01" in str(warning) for warning in checked["warnings"])
    refused(ran, mac(1), "row 1", "BIO-01")
    assert not table(tenant)
