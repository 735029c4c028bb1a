# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The switch by which restricted application rules count on all desktops of the project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..apply import Call, Operations, Result, carries_out
from ..client import Client
from ..errors import InputError
from ..fields import Field, compare
from ..plan import Notice, Plan, Step, Verb, table
from .base import WRITE_UNKNOWN_SPEC, Undisturbed, read_back

_SHOW = "/v1/{project_id}/app-center/app-rules/actions/get-rule-restriction"
_SET = "/v1/{project_id}/app-center/app-rules/actions/set-rule-restriction"
_ENABLE = "/v1/{project_id}/app-center/app-rules/actions/enable-rule-restriction"
_DISABLE = "/v1/{project_id}/app-center/app-rules/actions/disable-rule-restriction"

RESTRICTION = "application_restriction"
"""What the settings are called as a target and in results."""

SWITCH = "app_restrict_rule_switch"

FIELDS = (
    Field(SWITCH, verb="configure"),
    Field("app_control_mode", verb="configure"),
    Field("app_periodic_switch", verb="configure"),
    Field("app_periodic_interval", verb="configure"),
    Field("app_force_kill_proc_switch", verb="configure"),
)

VERBS = table(Verb("configure"))

APPLICATION_RESTRICTION_SPEC: dict[str, dict[str, Any]] = {
    SWITCH: {"type": "bool"},
    "app_control_mode": {"type": "int", "choices": [0]},
    "app_periodic_switch": {"type": "bool"},
    "app_periodic_interval": {"type": "int"},
    "app_force_kill_proc_switch": {"type": "bool"},
    **WRITE_UNKNOWN_SPEC,
    "wait_timeout": {"type": "int", "default": 600},
}


def read_restriction(client: Client) -> dict[str, Any]:
    """Return the settings of the project (ShowRuleRestriction); ``None`` is not told."""
    told = client.get(_SHOW)
    return {field.name: field.read(told) for field in FIELDS}


class ApplicationRestrictionResource(Operations, Undisturbed):
    """The settings of the project (ShowRuleRestriction, SetRuleRestriction, EnableRuleRestriction,
    DisableRuleRestriction)."""

    verb_table: Mapping[str, Verb] = VERBS

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        self._client = client
        self._desired = {field.name: options[field.name] for field in FIELDS}
        self._always = options["write_unknown"] == "always"
        self._current: dict[str, Any] = {}
        if all(value is None for value in self._desired.values()):
            raise InputError(f"there is nothing to do; give one of {', '.join(self._desired)}")
        minutes = self._desired["app_periodic_interval"]
        if minutes is not None and minutes < 1:
            raise InputError(f"app_periodic_interval is {minutes}, but must be 1 or more (minutes)")

    def read(self) -> None:
        """Read the settings."""
        self._current = read_restriction(self._client)

    def plan(self) -> Plan:
        """Compare the settings with the desired ones."""
        plan = Plan()
        comparison = compare(FIELDS, self._desired, self._current)
        comparison.tell(plan, RESTRICTION)
        changes = comparison.to_write(FIELDS, self._desired, self._always)
        alone = changes.keys() == {SWITCH}
        untold = [name for name, value in self._current.items() if value is None and name not in changes]
        needed = [name for name in untold if self._desired[name] is not None or changes and not alone]
        if needed:
            plan.incomplete = True
            plan.refused.append(
                Notice(
                    RESTRICTION,
                    f"the service does not tell {' and '.join(needed)}, which is needed; give a value and "
                    "write_unknown: always to write it all the same",
                )
            )
        if not changes:
            return plan
        plan.steps.append(Step("configure", RESTRICTION, changes))
        if SWITCH in changes and changes[SWITCH].after:
            plan.warnings.append(
                f"{SWITCH} is turned on; from then on no desktop of the project starts the programs of restricted rules"
            )
        return plan

    @carries_out("configure")
    def _configure(self, steps: Sequence[Step]) -> Iterable[Call]:
        """EnableRuleRestriction or DisableRuleRestriction for the switch alone, else SetRuleRestriction, which takes
        all values that are known, since it is not described what becomes of the others."""
        for step in steps:
            values = {name: change.after for name, change in step.fields.items()}
            if values.keys() == {SWITCH}:
                path, body = _ENABLE if values[SWITCH] else _DISABLE, None
            else:
                known = {name: value for name, value in self._current.items() if value is not None}
                path, body = _SET, {**known, **values}
            yield Call("POST", path, [step], body=body, repeatable=True)

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Read the settings back."""
        if plan.changed:
            read_back(self, self._client, results)

    def result(self) -> dict[str, Any]:
        """Return the settings as they are."""
        return {RESTRICTION: self._current}
