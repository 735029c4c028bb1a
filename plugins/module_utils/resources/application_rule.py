# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for programs, and which of them restrict all desktops of the project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..apply import Call
from ..client import Client
from ..errors import Answer, InputError
from ..names import Kind
from ..plan import Change, Plan, Step
from .application_restriction import RESTRICTION, read_restriction
from .base import NEW_NAME_SPEC, STATE_SPEC, WRITE_UNKNOWN_SPEC, described, things
from .described import DESCRIPTION, ApiField, DescribedResource

APPLICATION_RULE = Kind("application rule", "/v1/{project_id}/app-center/app-rules", "items", limit=100)

_RESTRICTED = "/v1/{project_id}/app-center/app-restricted-rules"

PRODUCT, PATH = "PRODUCT", "PATH"
_PARTS = {PRODUCT: "product_rule", PATH: "path_rule"}
"""The part of a rule that each scope has."""

_LONGEST = {
    "publisher": 1024,
    "product_name": 128,
    "process_name": 128,
    "version": 128,
    "path": 512,
}
_IDENTIFYING = ("publisher", "product_name", "process_name")
"""What the service says that it compares: a rule that leaves all of it open matches every program."""

APPLICATION_RULE_SPEC: dict[str, dict[str, Any]] = {
    "name": {"type": "str", "required": True, "aliases": ["rule_id"]},
    **NEW_NAME_SPEC,
    "description": {"type": "str"},
    "rule": {
        "type": "dict",
        "options": {
            "scope": {"type": "str", "required": True, "choices": list(_PARTS)},
            "product_rule": {
                "type": "dict",
                "options": {name: {"type": "str"} for name in (*_IDENTIFYING, "version")},
            },
            "path_rule": {"type": "dict", "options": {"path": {"type": "str", "required": True}}},
        },
    },
    "restricted": {"type": "bool"},
    **STATE_SPEC,
    **WRITE_UNKNOWN_SPEC,
}

APPLICATION_RULE_INFO_SPEC: dict[str, dict[str, Any]] = {
    "name": {"type": "str", "aliases": ["rule_id"]},
}


class ApplicationRuleResource(DescribedResource):
    """A rule (ListAppRule, CreateAppRule, UpdateAppRule, DeleteAppRule), and whether it is in the restricted set
    (ListRestrictedRule, AddRestrictedRule, DeleteRestrictedRule).

    A rule joins the set when it is as desired, and leaves it before anything else, since the service may not delete a
    restricted one.
    """

    kind = APPLICATION_RULE
    identity = ApiField(name="name")
    fields = (ApiField(name="rule", needed=True), DESCRIPTION)
    returns = "application_rule"
    update_method = "PATCH"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        rule = options["rule"]
        super().__init__(client, {**options, "rule": None if rule is None else _given(rule)})
        for name, most in (("name", 64), ("new_name", 64), ("description", 128)):
            text = options[name] or ""
            if len(text) > most or any(not one.isprintable() for one in text):
                raise InputError(f"{name} may have {most} characters at most, and no line breaks or tabs")
        self._is_restricted = False

    def order(self) -> Sequence[str]:
        """Return the verbs in the order in which they are carried out."""
        return ("unrestrict", "create", "update", "restrict", "delete")

    def read(self) -> None:
        """Find the rule, and whether it is restricted."""
        super().read()
        self._is_restricted = self._found is not None and self._found["id"] in restricted_ids(self._client)

    def detail(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """A rule tells what it leaves open in several ways, and what the option does not have."""
        return {**row, "rule": told_rule(row)}

    def plan(self) -> Plan:
        """Compare; whether it is restricted is changed by a request of its own."""
        plan = super().plan()
        desired = self._options["restricted"] if self._is_present else False
        if plan.refused or desired in (None, self._is_restricted):
            return plan
        verb = "restrict" if desired else "unrestrict"
        plan.steps.append(Step(verb, self._target, {"restricted": Change(self._is_restricted, desired)}))
        plan.sort(self.order())
        return plan

    def calls(self, steps: Sequence[Step]) -> Iterable[Call]:
        """Yield the requests of one stage."""
        for step in steps:
            if "restricted" in step.fields:
                yield self._restriction_call(step)
            else:
                yield from super().calls([step])

    def _restriction_call(self, step: Step) -> Call:
        """AddRestrictedRule or DeleteRestrictedRule."""
        desired: bool = step.fields["restricted"].after
        path = _RESTRICTED if desired else f"{_RESTRICTED}/actions/batch-delete"
        rule_id = self.own_path().rpartition("/")[2]

        def changed() -> Answer | None:
            return {} if (rule_id in restricted_ids(self._client)) == desired else None

        return Call("POST", path, [step], body={"items": [rule_id]}, find_effect=changed)

    def result(self) -> dict[str, Any]:
        """Return the rule as it is, by the names of its options."""
        found = super().result()[self.returns]
        return {self.returns: found and {**found, "restricted": self._is_restricted}}


def restricted_ids(client: Client) -> set[str]:
    """Return the IDs of the rules that are restricted (ListRestrictedRule)."""
    return {row["id"] for row in client.list_all(_RESTRICTED, "items", limit=100, id_field="id")}


def told_rule(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the rule that a row tells, without what it leaves open, ``None`` if the row does not tell it."""
    rule = row.get("rule") or {}
    part = _PARTS.get(str(rule.get("scope")))
    if part is None or rule.get(part) is None:
        return None
    return _meaning(rule)


def _meaning(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule without what it leaves open: empty and ``*`` match anything."""
    part = _PARTS[rule["scope"]]
    values = {name: value for name, value in rule[part].items() if name in _LONGEST and not _is_open(value)}
    return {"scope": rule["scope"], part: values}


def _is_open(value: str | None) -> bool:
    return not (value or "").strip(" *")


def _given(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rule that a task wants.

    :raises InputError: no rule can be so, or it would match every program.
    """
    scope = rule["scope"]
    part = _PARTS[scope]
    other = next(name for name in _PARTS.values() if name != part)
    if rule[part] is None or rule[other] is not None:
        raise InputError(f"rule: with scope {scope} it has a {part}, and no {other}")
    for name, value in rule[part].items():
        if len(value or "") > _LONGEST[name]:
            raise InputError(f"{name} of the rule has more than {_LONGEST[name]} characters")
    meant = _meaning(rule)
    if scope == PATH and ("*" in rule[part]["path"] or not meant[part]):
        raise InputError('path of the rule must be a folder or a file, such as "D:\\games", without "*"')
    if scope == PRODUCT and not any(name in meant[part] for name in _IDENTIFYING):
        raise InputError(
            "the rule would match every program, since it leaves open publisher, product_name and process_name; "
            "give at least one of them"
        )
    return meant


def find_application_rules(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rules of a project, or those of a name or ID, with whether each is restricted, and the switch."""
    rows = described(client, lambda: things(client, APPLICATION_RULE, options["name"]))
    restricted = restricted_ids(client) if rows else set()
    rules = [{**row, "rule": told_rule(row), "restricted": row["id"] in restricted} for row in rows]
    return {"application_rules": rules, RESTRICTION: read_restriction(client)}
