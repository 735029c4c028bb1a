# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Terminal bindings: the rows of a task, their plan, and what becomes of rows that the service finds wrong."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.apply import Run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import ApiError, InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.plan import Change, Plan, headed
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.terminal_binding.options import (
    TERMINAL_BINDING_SPEC,
    Row,
    desired_rows,
    normalised,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.terminal_binding.planner import (
    Binding,
    plan_bindings,
    rows_after,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.terminal_binding.resource import (
    BINDINGS,
    CONFIG,
    TerminalBindingResource,
)

numbers = itertools.count(1)
A, B, C = (f"AA-BB-CC-DD-EE-0{letter}" for letter in "ABC")


def options(**given_: Any) -> dict[str, Any]:
    """Return the options as Ansible hands them over."""
    assert set(given_) <= set(TERMINAL_BINDING_SPEC)
    return {**{name: option.get("default") for name, option in TERMINAL_BINDING_SPEC.items()}, **given_}


def bound(mac: str, desktop: str, description: str = "") -> Binding:
    """Return a row of the table."""
    return Binding(f"id-{next(numbers)}", mac, desktop, description)


def listed(mac: str, desktop: str | None = None, description: str | None = None) -> Row:
    """Return a row of a task."""
    return Row(f"row {next(numbers)}", mac, desktop, description)


# MAC addresses


@pytest.mark.parametrize(
    "text",
    [
        "fa-16-3e-e2-3a-1d",
        "FA:16:3E:E2:3A:1D",
        "fa16.3ee2.3a1d",
        "FA16-3EE2-3A1D",
        "fa16:3ee2:3a1d",
        "FA163EE23A1D",
        " fa-16-3E-e2-3a-1d\t",
    ],
)
def test_any_usual_form_is_understood(text):
    assert normalised(text) == "FA-16-3E-E2-3A-1D"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fa-16-3e-e2-3a",
        "fa-16-3e-e2-3a-1d-00",
        "fa:16-3e-e2-3a-1d",
        "fg-16-3e-e2-3a-1d",
        "fa16.3ee2-3a1d",
        "٠" * 12,
    ],
)
def test_what_is_no_mac_address(text):
    assert normalised(text) is None


# Rows


@pytest.mark.parametrize(("separator", "newline"), list(itertools.product(",;\t", ("\n", "\r\n"))))
def test_csv_as_programs_export_it(separator, newline):
    lines = [
        ["\ufeffMAC", " Description ", "Desktop_Name", "room"],
        ["fa163ee23a1d", '"seat 1, window"', "BIO-01", "101"],
        [],
        ["fa163ee23a1e", "", "BIO-02"],
    ]
    if separator != ",":
        lines[1][1] = f'"seat 1{separator} window"'
    rows = desired_rows(options(bindings_csv=newline.join(separator.join(line) for line in lines)))
    assert rows == [
        Row("line 2", "FA-16-3E-E2-3A-1D", "BIO-01", f"seat 1{separator} window"),
        Row("line 4", "FA-16-3E-E2-3A-1E", "BIO-02", None),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\ufeff\r\n", ["empty"]),
        (";;;", ["no column mac"]),
        ("mac\n", ["no column desktop_name"]),
        ("mac,desktop\n\n", ["no rows"]),
        ("mac,desktop,computer_name\n", ["two columns for desktop_name"]),
        (f"mac,desktop\n{A},BIO-01,x\n", ["line 2", "more cells"]),
        (f'mac,desktop\n{A},"BIO-01\n{B},BIO-02\n', ["line 2", "cannot be read"]),
        (f"mac,desktop\n\n{A},\n,BIO-01\n", ["line 3: no desktop", "line 4: no mac"]),
        (f"mac,desktop\n{A},bio-01\n{A.lower()},BIO-01\n", ["line 3", "line 2 already"]),
        (f"mac,desktop,description\n{A},{'B' * 101},{'d' * 256}\n", ["100 characters", "255 characters"]),
        ("mac,desktop\n" + "x,BIO-01\n" * 12, ["line 2", "and 2 more"]),
    ],
)
def test_wrong_csv_is_told_by_its_lines(text, words):
    with pytest.raises(InputError) as caught:
        desired_rows(options(bindings_csv=text, purge_bindings=True))
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_an_empty_name_never_means_all_desktops_of_a_terminal():
    row = {"mac": A, "desktop": "", "description": None}
    with pytest.raises(InputError, match="row 1: the name of the desktop is empty"):
        desired_rows(options(bindings=[row], state="absent"))
    assert desired_rows(options(bindings=[{**row, "desktop": None}], state="absent")) == [Row("row 1", A)]


# Planning


def test_rows_that_are_as_they_should_be_are_not_touched():
    table = [bound(A, "BIO-01", "seat 1 [workspace-lab: bio101]"), bound(B, "BIO-02", "x")]
    rows = [listed(A, "bio-01", "seat 1"), listed(B, "BIO-02")]
    assert not plan_bindings(rows, table, purge="table").changed
    [step] = plan_bindings([listed(A, "BIO-01", "")], table).steps
    assert (step.verb, step.payload) == ("update", dataclasses.replace(table[0], description="[workspace-lab: bio101]"))


def test_a_binding_that_goes_gives_its_row_to_one_that_comes():
    old, other = bound(A, "BIO-01", "seat 1"), bound(B, "BIO-02")
    plan = plan_bindings([listed(A, "BIO-03")], [old, other], purge="terminals")
    [step] = plan.steps
    assert step.payload == dataclasses.replace(old, desktop="BIO-03") and not plan.warnings
    assert plan.diff() == headed({A: {"BIO-01": "seat 1"}}, {A: {"BIO-03": "seat 1"}})
    verbs = [
        (step.verb, step.target) for step in plan_bindings([listed(A, "BIO-03")], [old, other], purge="table").steps
    ]
    assert verbs == [("update", A), ("delete", B)]


def test_a_binding_that_is_there_twice_goes_with_the_first():
    twice = [bound(A, "BIO-01"), bound(A, "bio-01")]
    steps = plan_bindings([listed(A, "BIO-02")], twice, purge="terminals").steps
    assert [step.verb for step in steps] == ["update", "delete"]
    assert {steps[0].payload.id, *steps[1].payload} == {one.id for one in twice}
    assert not plan_bindings([listed(A, "BIO-01")], twice, purge="terminals").changed


def test_without_purge_a_terminal_gets_another_desktop_beside_its_own():
    plan = plan_bindings([listed(A, "BIO-03", "new")], [bound(A, "BIO-01")])
    assert [(step.verb, step.payload.id) for step in plan.steps] == [("create", None)]
    assert len(plan.warnings) == 1 and "BIO-01" in plan.warnings[0]


def test_deletions_come_first_only_where_they_make_room():
    table = [bound(f"AA-BB-CC-{number // 256:02X}-{number % 256:02X}-00", "BIO-01") for number in range(8000)]
    for rows, first in (([listed(A, "BIO-01")], "delete"), ([listed(A, "BIO-01"), listed(B, "BIO-01")], "create")):
        there = table if first == "delete" else table[:10]
        assert plan_bindings(rows, there, purge="table").steps[0].verb == first


def test_absent_means_one_desktop_of_a_terminal_or_all():
    table = [bound(A, "BIO-01"), bound(A, "BIO-02"), bound(B, "BIO-01"), bound(A, "bio-01")]
    [step] = plan_bindings([listed(A, "BIO-01"), listed(C)], table, absent=True).steps
    assert (step.target, step.payload) == (A, [table[0].id, table[3].id])
    [step] = plan_bindings([listed(A)], table, absent=True).steps
    assert step.payload == [one.id for one in table if one.mac == A]


PAIRS = st.lists(
    st.tuples(st.sampled_from([A, B, C]), st.sampled_from(["d1", "d2", "D3", "d4"]), st.sampled_from(["", "x", "y"])),
    unique_by=lambda pair: pair[:2],
    max_size=12,
)


def carried_out(plan: Plan, table: Sequence[Binding]) -> list[Binding]:
    """Return the table as the steps leave it, by what the requests would say."""
    rows = {one.id: one for one in table}
    for step in plan.steps:
        if step.verb == "create":
            row = dataclasses.replace(step.payload, id=f"id-{next(numbers)}")
            rows[row.id] = row
        elif step.verb == "update":
            assert step.payload.id in rows
            rows[step.payload.id] = step.payload
        else:
            for row_id in step.payload:
                del rows[row_id]
    return list(rows.values())


@given(desired=PAIRS, current=PAIRS, purge=st.sampled_from([None, "table", "terminals"]), absent=st.booleans())
def test_a_table_becomes_what_the_rows_say_and_loses_nothing_else(desired, current, purge, absent):
    rows = [Row("row", mac, desktop, description or None) for mac, desktop, description in desired]
    table = [bound(*one) for one in current]
    if absent:
        purge = None
    plan = plan_bindings(rows, table, absent, purge)
    after = carried_out(plan, table)
    keys, pairs = [one.key for one in after], {row.key for row in rows}
    assert len(after) == len(set(keys)) == rows_after(table, plan)
    assert not plan_bindings(rows, after, absent, purge).changed
    before = {one.key: one for one in table}
    if absent:
        assert set(keys) == set(before) - pairs
        return
    purged = {"table": set(before), "terminals": {key for key in before if key[0] in {row.mac for row in rows}}}
    assert set(keys) == pairs | (set(before) - purged.get(purge, set()))
    said = {row.key: row.description for row in rows}
    for one in after:
        if one.key in before and not said.get(one.key):
            assert one == before[one.key]
        elif said.get(one.key):
            assert one.description == said[one.key]


# Carrying out


class Service:
    """A client of a service that keeps a table, and finds rows about the desktop BAD wrong."""

    def __init__(self, *table: Binding, all_or_nothing: bool = True, telling: bool = False, **switches: Any) -> None:
        self.table = list(table)
        self.all_or_nothing, self.telling = all_or_nothing, telling
        self.switches = {"tc_bind_switch": "OFF", "tc_auto_bind_switch": "OFF", "tc_auto_bind_max": 1, **switches}
        self.writes: list[tuple[str, str, Any]] = []
        self.deadline = SimpleNamespace(seconds=600)
        self.undeletable: set[str] = set()

    reading = staticmethod(contextlib.nullcontext)
    report = staticmethod(lambda progress: None)

    def list_all(self, path: str, key: str, *_arguments: Any, **_more: Any) -> list[dict[str, Any]]:
        """Return the table, or the desktops."""
        if path != BINDINGS:
            return [{"desktop_id": name, "computer_name": name} for name in ("BIO-01", "BIO-02", "BAD", "BAD-2")]
        return [
            {"id": one.id, "mac": one.mac, "desktop_name": one.desktop, "description": one.description}
            for one in self.table
        ]

    def get(self, path: str) -> dict[str, Any]:
        """Return the switches."""
        assert path == CONFIG
        return dict(self.switches)

    def write(self, method: str, path: str, body: Any, **_more: Any) -> dict[str, Any]:
        """Change the table as the service does."""
        self.writes.append((method, path, body))
        if path == CONFIG:
            self.switches.update(body)
        elif path == BINDINGS and method == "POST":
            return self._create(body["bind_list"])
        elif method == "PUT":
            self.table = [
                Binding(one.id, body["mac"], body["desktop_name"], body["description"]) if one.id == body["id"] else one
                for one in self.table
            ]
        else:
            kept = [one for one in self.table if one.id not in body["id_list"] or one.id in self.undeletable]
            self.table = kept
            codes = {
                row_id: "WKS.00000001" if row_id in self.undeletable else "WKS.00000000" for row_id in body["id_list"]
            }
            return {"result_list": [{"id": row_id, "delete_result_code": code} for row_id, code in codes.items()]}
        return {}

    def _create(self, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
        told = []
        for row in rows:
            wrong = row["desktop_name"].startswith("BAD")
            result = ("WKS.00000404", "Not there.") if wrong else ("WKS.00000000", "success")
            told.append({**row, "validation_result_code": result[0], "validation_result_msg": result[1]})
        wrong = any(row["validation_result_code"] != "WKS.00000000" for row in told)
        if not wrong or not self.all_or_nothing:
            good = [row for row in rows if not row["desktop_name"].startswith("BAD")]
            self.table += [bound(row["mac"], row["desktop_name"], row["description"]) for row in good]
        if wrong and not self.telling:
            raise ApiError(400, "WKS.00000400", "Wrong.", answer={"bind_result_list": told})
        return {"bind_result_list": told}


def carry_out(service: Service, **given_: Any) -> dict[str, tuple[str, str]]:
    """Carry out a task and return the outcome for each target, with the reason."""
    rows = [{"mac": None, "desktop": None, "description": None, **row} for row in given_.pop("bindings", [])]
    resource = TerminalBindingResource(service, options(bindings=rows or None, **given_))
    resource.read()
    plan = resource.plan()
    assert not plan.refused and not plan.awaited
    run = Run(service, resource, wait=True)
    run.carry_out(plan)
    resource.finish(plan, run.results)
    return {target: (result.state, result.reason) for target, result in run.results.items()}


MIXED = [{"mac": A, "desktop": "BIO-01"}, {"mac": B, "desktop": "BAD"}, {"mac": B, "desktop": "BAD-2"}]


@pytest.mark.parametrize("all_or_nothing", [True, False])
def test_wrong_rows_stop_no_good_ones_however_the_service_tells_them(all_or_nothing):
    for telling in (True, False):
        if telling and all_or_nothing:
            continue
        service = Service(all_or_nothing=all_or_nothing, telling=telling)
        told = carry_out(service, bindings=MIXED, tc_bind_switch=True)
        reason = "BAD: Not there (WKS.00000404); BAD-2: Not there (WKS.00000404)"
        assert told[A] == ("done", "") and told[B] == ("failed", reason)
        assert told["configuration"][0] == "not started" and "1 terminals" in told["configuration"][1]
        assert [one.key for one in service.table] == [(A, "bio-01")] and service.switches["tc_bind_switch"] == "OFF"


def test_a_row_that_cannot_be_deleted_is_a_failure_hidden_in_a_success():
    service = Service(bound(A, "BIO-01"), bound(B, "BIO-01"))
    service.undeletable = {service.table[0].id or ""}
    told = carry_out(service, bindings=[{"mac": A}, {"mac": B}], state="absent")
    assert told == {A: ("failed", "the service gave no reason (WKS.00000001)"), B: ("done", "")}


def test_a_failure_that_nothing_is_left_of_is_none():
    service = Service(bound(A, "BIO-01"))
    told = {"id": service.table[0].id, "delete_result_code": "WKS.00211902", "delete_result_msg": "Not there."}

    def write(*_arguments: Any, **_more: Any) -> dict[str, Any]:
        service.table = []
        return {"result_list": [told]}

    service.write = write  # type: ignore[method-assign]
    assert carry_out(service, bindings=[{"mac": A}], state="absent") == {A: ("done", "")}


def test_a_success_without_effect_is_a_failure():
    service = Service(bound(A, "BIO-01", "old"))
    service.write = lambda *_arguments, **_more: {}  # type: ignore[method-assign]
    told = carry_out(service, bindings=[{"mac": A, "desktop": "BIO-01", "description": "new"}])
    assert told[A][0] == "failed" and "old, not new" in told[A][1]


def test_8000_rows_a_request():
    rows = [{"mac": f"{number:012x}", "desktop": "BIO-01"} for number in range(7999)]
    service = Service(bound("FF-00-00-00-00-00", "BIO-01"))
    carry_out(service, bindings=rows)
    assert [len(body["bind_list"]) for _method, _path, body in service.writes] == [7999]
    assert {row["line"] for row in service.writes[0][2]["bind_list"]} == set(range(1, 8000))
    resource = TerminalBindingResource(
        service, options(bindings=[{"mac": A, "desktop": "BIO-02", "description": None}])
    )
    resource.read()
    assert "8001" in resource.plan().refused[0].reason
    carry_out(service, bindings=[{"mac": A, "desktop": "BIO-01"}], purge_bindings=True)
    assert len(service.table) == 1, "8000 rows went in one request"
    assert [path for _method, path, _body in service.writes[1:]] == [BINDINGS + "/batch-delete", BINDINGS]


def test_only_the_switches_that_are_given_are_sent():
    service = Service(tc_bind_switch="ON", tc_auto_bind_max=5)
    assert carry_out(service, tc_auto_bind_switch=True) == {"configuration": ("done", "")}
    assert service.writes == [("POST", CONFIG, {"tc_auto_bind_switch": "ON", "tc_bind_switch": "ON"})]
    assert carry_out(service, tc_bind_switch=True, tc_auto_bind_max=5) == {} and len(service.writes) == 1


@pytest.mark.parametrize(
    ("untold", "given_"),
    [
        ("tc_auto_bind_switch", {"tc_auto_bind_switch": True, "tc_bind_switch": True}),
        # It has to be sent along with every change of the others.
        ("tc_bind_switch", {"tc_auto_bind_max": 3}),
    ],
)
def test_a_switch_that_the_region_does_not_tell_is_refused(untold, given_):
    service = Service(**{untold: None})
    resource = TerminalBindingResource(service, options(**given_))
    resource.read()
    [refusal] = resource.plan().refused
    assert (refusal.target, f"does not tell {untold}," in refusal.reason) == ("configuration", True)
    assert carry_out(Service(**{untold: None}), tc_auto_bind_max=1) == {}, "nothing is needed where nothing changes"


def test_a_switch_that_the_region_does_not_tell_is_written_if_that_is_asked_for():
    resource = TerminalBindingResource(
        Service(tc_bind_switch=None), options(tc_bind_switch=True, write_unknown="always")
    )
    resource.read()
    plan = resource.plan()
    [step] = plan.steps
    assert step.fields == {"tc_bind_switch": Change("(not told)", True)} and not plan.refused and plan.warnings
    assert plan.unknown == {"configuration": ["tc_bind_switch"]}
    [call] = resource.calls(plan.steps)
    assert call.body == {"tc_bind_switch": "ON"}


def test_a_description_that_is_not_told_is_kept():
    table = [Binding("1", "FA-16-3E-E2-3A-1D", "BIO-01", "", told=False)]
    kept = plan_bindings([Row("row 1", "FA-16-3E-E2-3A-1D", "BIO-01", "mine")], table)
    assert not kept.steps and kept.unknown == {"FA-16-3E-E2-3A-1D": ["description"]} and kept.incomplete
    assert not plan_bindings([Row("row 1", "FA-16-3E-E2-3A-1D", "BIO-01")], table).unknown


@pytest.mark.parametrize(
    ("table", "switches", "given_", "words"),
    [
        ([], {}, {"tc_bind_switch": True}, "no terminal is bound"),
        ([], {}, {"tc_bind_switch": True, "tc_auto_bind_switch": True}, "from its terminals alone"),
        ([bound(A, "BIO-01")], {}, {"tc_bind_switch": True}, "from its terminals alone"),
        ([], {"tc_bind_switch": "ON"}, {"tc_bind_switch": True, "tc_auto_bind_max": 2}, None),
        ([], {"tc_bind_switch": "ON"}, {"tc_bind_switch": False}, None),
    ],
)
def test_turning_it_on_is_told_beforehand(table, switches, given_, words):
    resource = TerminalBindingResource(Service(*table, **switches), options(**given_))
    resource.read()
    warnings = resource.plan().warnings
    assert [words in warning for warning in warnings] == [True] if words else not warnings
