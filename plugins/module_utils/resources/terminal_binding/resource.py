# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Terminal bindings: how the table and its switches are read, changed and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable

from ...apply import NOT_STARTED, Call, Operations, Result, carries_out
from ...client import Client
from ...errors import Answer, ApiError
from ...fields import Field, compare
from ...jobs import DONE, FAILED
from ...names import Advice
from ...plan import Notice, Plan, Step, Verb, chunks, table
from ..base import Undisturbed, unfulfilled
from ..desktop.state import read_all
from ..kinds import DESKTOP
from .options import CONFIGURATION, SWITCHES, desired_rows, normalised
from .planner import plan_bindings, rows_after
from .state import BINDINGS, CONFIG, MOST_ROWS, TARGET, Binding, as_result, list_table, read_configuration

VERBS = table(Verb("update"), Verb("create"), Verb("configure"), Verb("delete"))

_SUCCESS = (None, "", "WKS.00000000")
FIELDS = tuple(Field(name, verb="configure") for name in CONFIGURATION)


class TerminalBindingResource(Operations, Undisturbed):
    """What one task of ``workspace_terminal_binding`` works on (CreateTerminalsBindingDesktops,
    UpdateTerminalsBindingDesktops, DeleteTerminalsBindingDesktops, UpdateTerminalsBindingDesktopsConfig).

    Bindings come before the switch is turned on, and after it is turned off.
    """

    verb_table: Mapping[str, Verb] = VERBS
    things = "terminals"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        self._rows = desired_rows(options)
        self._client = client
        self._absent = options["state"] == "absent"
        self._purge = options["purge_scope"] if options["purge_bindings"] else None
        self._desired = {name: options[name] for name in CONFIGURATION}
        self._always = options["write_unknown"] == "always"
        self._configuration: dict[str, Any] = {}
        self._table: list[Binding] = []
        self._desktops: dict[str, str] | None = None
        self._changed_table = False

    # Reading

    def read(self) -> None:
        """Read the switches, the table and, if something is to be bound, the names of the desktops."""
        self._configuration = read_configuration(self._client)
        self._table = list_table(self._client)
        if self._desktops is None and any(self._binds(step) for step in self._plan_table().steps):
            self._desktops = {one.computer_name.lower(): one.computer_name for one in read_all(self._client)}

    def _binds(self, step: Step) -> bool:
        """Whether a step binds a terminal to a desktop that it is not bound to."""
        return step.verb != "delete" and any(change.before is None for change in step.fields.values())

    # Planning

    def plan(self) -> Plan:
        """Compare what is desired with what there is."""
        plan = self._plan_table()
        if rows_after(self._table, plan) > MOST_ROWS:
            reason = f"there would be {rows_after(self._table, plan)} bindings, but the service keeps {MOST_ROWS}"
            plan.refused.append(Notice("bindings", reason))
        plan.awaited += self._unknown(plan)
        self._plan_configuration(plan)
        return plan

    def _plan_table(self) -> Plan:
        return plan_bindings(self._rows or [], self._table, self._absent, self._purge)

    def _unknown(self, plan: Plan) -> list[Notice]:
        """Return the bindings to desktops that do not exist."""
        known = self._desktops or {}
        advice = Advice(known.values())
        places = {row.key: row.place for row in self._rows or ()}
        bound = [step.payload for step in plan.steps if self._binds(step)]
        return [
            Notice(
                row.mac,
                f'{places[row.key]}: there is no desktop "{row.desktop}"{advice.on(row.desktop)}',
                awaits=(DESKTOP.label, row.desktop),
            )
            for row in bound
            if row.desktop.lower() not in known
        ]

    def _plan_configuration(self, plan: Plan) -> None:
        comparison = compare(FIELDS, self._desired, self._configuration)
        comparison.tell(plan, TARGET)
        changes = comparison.to_write(FIELDS, self._desired, self._always)
        needed = set(() if self._always else comparison.unknown)
        if changes and "tc_bind_switch" not in changes and self._configuration["tc_bind_switch"] is None:
            needed.add("tc_bind_switch")
        if needed:
            plan.incomplete = True
            told = " and ".join(name for name in CONFIGURATION if name in needed)
            reason = f"the service of this region does not tell {told}, which is needed"
            plan.refused.append(Notice(TARGET, f"{reason}; write_unknown: always writes what is given all the same"))
        if not changes:
            return
        step = Step("configure", TARGET, changes)
        switch = changes.get("tc_bind_switch")
        plan.steps.insert(0 if switch and not switch.after else len(plan.steps), step)
        if self._turns_on(step):
            plan.warnings.append(f"{TARGET}: {self._consequence(plan)}")

    def _turns_on(self, step: Step) -> bool:
        return "tc_bind_switch" in step.fields and bool(step.fields["tc_bind_switch"].after)

    def _consequence(self, plan: Plan) -> str:
        """Say what turning the switch on means for people."""
        automatic = {**self._configuration, **{n: v for n, v in self._desired.items() if v is not None}}
        if not rows_after(self._table, plan) and not automatic["tc_auto_bind_switch"]:
            return "tc_bind_switch is turned on while no terminal is bound; make sure that nobody is locked out"
        return "tc_bind_switch is turned on; from then on a desktop that is bound is reached from its terminals alone"

    # Carrying out

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Let everything pass but turning on the switch while terminals are not bound that should be."""
        if not self._changed_table or not any(self._turns_on(step) for step in steps):
            return {}
        self._table = list_table(self._client)
        unbound = {step.target for step in self._plan_table().steps if self._binds(step)}
        if not unbound:
            return {}
        reason = f"tc_bind_switch stays off, for {len(unbound)} terminals are not bound as they should be"
        return {TARGET: Result(TARGET, NOT_STARTED, reason)}

    @carries_out("create")
    def _creations(self, steps: Sequence[Step]) -> Iterable[Call]:
        self._changed_table = True
        yield self._creation(steps, self._sorter(steps))

    @carries_out("update")
    def _updates(self, steps: Sequence[Step]) -> Iterable[Call]:
        """UpdateTerminalsBindingDesktops."""
        self._changed_table = True
        for step in steps:
            body = {"id": step.payload.id, **self._body(step.payload)}
            yield Call("PUT", BINDINGS, [step], body=body, repeatable=True)

    @carries_out("configure")
    def _configure(self, steps: Sequence[Step]) -> Iterable[Call]:
        """UpdateTerminalsBindingDesktopsConfig."""
        for step in steps:
            yield Call("POST", CONFIG, [step], body=self._switches(step), repeatable=True)

    def _body(self, row: Binding) -> dict[str, Any]:
        name = (self._desktops or {}).get(row.desktop.lower(), row.desktop)
        told = {"description": row.description} if row.told else {}
        return {"mac": row.mac, "desktop_name": name, **told}

    def _switches(self, step: Step) -> dict[str, Any]:
        """Return the body that sets the switches; the first of them always has to be told."""
        values = {name: change.after for name, change in step.fields.items()}
        values.setdefault("tc_bind_switch", self._configuration["tc_bind_switch"])
        return {name: ("OFF", "ON")[value] if name in SWITCHES else value for name, value in values.items()}

    def _creation(self, steps: Sequence[Step], sort_out: Callable[[ApiError], Any]) -> Call:
        """CreateTerminalsBindingDesktops, whose answer or refusal tells of each row what is wrong with it."""
        rows = [{"line": number, **self._body(step.payload)} for number, step in enumerate(steps, 1)]

        def made() -> Answer | None:
            return None if self._missing(steps) else {}

        def failures(answer: Answer) -> Mapping[str, tuple[str, str]]:
            return _by_target(_wrong(steps, answer))

        body = {"bind_list": rows}
        return Call("POST", BINDINGS, steps, body=body, failures=failures, find_effect=made, sort_out=sort_out)

    def _sorter(self, steps: Sequence[Step]) -> Callable[[ApiError], Any]:
        def sort_out(error: ApiError) -> tuple[Mapping[str, tuple[str, str]], Sequence[Call]]:
            """Tell the wrong rows, and send again the good ones that were not made because of them."""
            wrong = _wrong(steps, error.answer)
            missing = self._missing(steps) if wrong else []
            rest = [step for step in missing if id(step) not in {id(one) for one, _why, _code in wrong}]
            lacking = {id(step) for step in missing}
            told = [row for row in wrong if id(row[0]) in lacking]
            return _by_target(told), [self._creation(rest, lambda again: ({}, ()))] if rest else []

        return sort_out

    def _missing(self, steps: Sequence[Step]) -> list[Step]:
        """Return the steps whose bindings are not in the table."""
        there = {row.key for row in list_table(self._client)}
        return [step for step in steps if step.payload.key not in there]

    @carries_out("delete")
    def _deletions(self, steps: Sequence[Step]) -> Iterable[Call]:
        """DeleteTerminalsBindingDesktops, whose success tells the outcome for each row."""
        self._changed_table = True
        pairs = [(row_id, step) for step in steps for row_id in step.payload]
        for part in chunks(pairs, MOST_ROWS):
            yield self._deletion(dict(part))

    def _deletion(self, by_id: Mapping[str, Step]) -> Call:
        """Return the request that deletes rows, given with the step that each belongs to."""

        def gone() -> Answer | None:
            return None if any(row.id in by_id for row in list_table(self._client)) else {}

        def failures(answer: Answer) -> Mapping[str, tuple[str, str]]:
            return {
                by_id[row["id"]].target: (_reason(row, "delete_result"), str(row["delete_result_code"]))
                for row in answer.get("result_list") or ()
                if row.get("delete_result_code") not in _SUCCESS and row.get("id") in by_id
            }

        own = list({id(step): step for step in by_id.values()}.values())
        path, body = BINDINGS + "/batch-delete", {"id_list": list(by_id)}
        return Call("POST", path, own, body=body, failures=failures, find_effect=gone)

    # The end

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Read everything back: what another plan would still change was not done; all else was."""
        if not plan.changed:
            return
        self.read()
        left = self.plan()
        lacking = set(left.targets())
        for target, result in results.items():
            if result.state == FAILED and target not in lacking:
                results[target] = Result(target, DONE)
        unfulfilled(left, results)

    def result(self) -> dict[str, Any]:
        """Return the switches, and the bindings of the listed terminals in the order of the list."""
        by_mac: dict[str, list[Binding]] = {row.mac: [] for row in self._rows or ()}
        for row in self._table:
            by_mac.setdefault(row.mac, []).append(row)
        macs = dict.fromkeys(row.mac for row in self._rows or ())
        rows = [as_result(row) for mac in macs for row in by_mac[mac]]
        return {TARGET: self._configuration, "terminal_bindings": rows}


def _wrong(steps: Sequence[Step], answer: Answer) -> list[tuple[Step, str, str]]:
    """Return the rows of a creation that the service found wrong, each with its reason and code."""
    by_key = {step.payload.key: step for step in steps}
    wrong = []
    for row in answer.get("bind_result_list") or ():
        key = (normalised(row.get("mac") or "") or "", str(row.get("desktop_name")).lower())
        code = row.get("validation_result_code")
        if code not in _SUCCESS and key in by_key:
            wrong.append((by_key[key], _reason(row, "validation_result"), str(code)))
    return wrong


def _reason(row: Mapping[str, Any], result: str) -> str:
    reason = str(row.get(result + "_msg") or "").rstrip(". ") or "the service gave no reason"
    return f"{reason} ({row[result + '_code']})"


def _by_target(wrong: Sequence[tuple[Step, str, str]]) -> dict[str, tuple[str, str]]:
    """Return the reasons, with their code, of each terminal."""
    told: dict[str, tuple[str, str]] = {}
    for step, reason, code in wrong:
        text = f"{step.payload.desktop}: {reason}"
        told[step.target] = (f"{told[step.target][0]}; {text}", code) if step.target in told else (text, code)
    return told
