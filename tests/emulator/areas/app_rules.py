# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The app center: rules for programs, the restricted set, and its switch for the whole project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.app_control import PATH, PRODUCT, AppRule, change_settings, settings_of
from emulator.cloud.project import Project
from emulator.engine.clock import iso
from emulator.engine.contract import Body, ProjectOf, Query, answer, nothing, page, present
from emulator.engine.errors import conflict, invalid, not_found

router = APIRouter(prefix="/v1/{project_id}/app-center")

MOST_RULES = 50

VISIBLE = r"^([\S ]*\S[\S ]*)?$"
"""Visible characters and blanks, but not blanks alone."""
PATH_FORM = r"^([^*\t\r\n]*[^*\s][^*\t\r\n]*)?$"

Name = Annotated[str, Field(min_length=1, max_length=64, pattern=VISIBLE)]
Text128 = Annotated[str, Field(max_length=128, pattern=VISIBLE)]


class ProductRule(Body):
    identify_condition: Annotated[str, Field(max_length=128)] | None = None
    publisher: Annotated[str, Field(max_length=1024, pattern=VISIBLE)] | None = None
    product_name: Text128 | None = None
    process_name: Text128 | None = None
    support_os: Text128 | None = None
    version: Text128 | None = None
    product_version: Annotated[str, Field(pattern=r"^[a-zA-Z0-9.-]{1,128}$")] | None = None


class PathRule(Body):
    path: Annotated[str, Field(max_length=512, pattern=PATH_FORM)] | None = None


class Rule(Body):
    scope: Literal["PRODUCT", "PATH"]
    product_rule: ProductRule | None = None
    path_rule: PathRule | None = None


class RuleCreation(Body):
    name: Name
    description: Text128 | None = None
    rule: Rule


class RuleUpdate(Body):
    name: Name | None = None
    description: Text128 | None = None
    rule: Rule | None = None


class Rules(Body):
    items: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=128)]], Field(min_length=1, max_length=MOST_RULES)
    ]


class RuleQuery(Query):
    name: str | None = None
    offset: int = Field(0, ge=0)
    limit: int = Field(10, ge=1, le=100)


class Restriction(Body):
    app_restrict_rule_switch: bool
    app_control_mode: Literal[0] = 0
    app_periodic_switch: bool = False
    app_periodic_interval: int = Field(10, ge=1)
    app_force_kill_proc_switch: bool = False


def _find(project: Project, rule_id: str) -> AppRule:
    rule = project.table(AppRule).get(rule_id)
    if rule is None:
        raise not_found(f"The rule {rule_id} does not exist.")
    return rule


def _check(rule: Rule) -> dict[str, Any]:
    """Return a rule as it is kept, which has the part that its scope names and no other."""
    needed, other = ("product_rule", "path_rule") if rule.scope == PRODUCT else ("path_rule", "product_rule")
    if getattr(rule, needed) is None or getattr(rule, other) is not None:
        raise invalid(f"A rule with the scope {rule.scope} has a {needed} and no {other}.")
    if rule.scope == PATH and not (rule.path_rule and rule.path_rule.path):
        raise invalid("The path is empty.")
    return rule.model_dump(exclude_none=True)


def _view(rule: AppRule) -> dict[str, Any]:
    times = {name: iso(getattr(rule, name)) for name in ("create_time", "update_time")}
    return present({**rule.model_dump(exclude={"restricted"}), **times})


def _page(rules: Iterable[AppRule], query: RuleQuery) -> Response:
    """Return a page of rules; the name is a fuzzy filter."""
    found = [rule for rule in rules if (query.name or "").casefold() in rule.name.casefold()]
    return answer({"items": [_view(rule) for rule in page(found, query.offset, query.limit)], "count": len(found)})


def _delete(project: Project, rules: Iterable[AppRule]) -> Response:
    """Delete rules, unless one of them restricts."""
    rules = list(rules)
    for rule in rules:
        if rule.restricted is not None:
            raise conflict(f"The rule {rule.id} is restricted.")
    for rule in rules:
        project.table(AppRule).pop(rule.id, None)
    return nothing(200)


@router.post("/app-rules")
async def create_app_rule(project: ProjectOf, body: RuleCreation) -> Response:
    """CreateAppRule: names are not unique."""
    rule = AppRule(
        id=project.new_id(),
        name=body.name,
        description=body.description or "",
        rule=_check(body.rule),
        create_time=project.now,
        update_time=project.now,
    )
    project.table(AppRule)[rule.id] = rule
    return answer(_view(rule))


@router.get("/app-rules")
async def list_app_rule(project: ProjectOf, query: Annotated[RuleQuery, QueryOf()]) -> Response:
    """ListAppRule."""
    return _page(project.table(AppRule).values(), query)


@router.patch("/app-rules/{rule_id}")
async def update_app_rule(project: ProjectOf, rule_id: str, body: RuleUpdate) -> Response:
    """UpdateAppRule: what is not sent stays, and the rule itself is replaced as a whole."""
    found = _find(project, rule_id)
    rule = _check(body.rule) if body.rule else found.rule
    found.name = body.name or found.name
    found.description = found.description if body.description is None else body.description
    found.rule, found.update_time = rule, project.now
    return answer(_view(found))


@router.delete("/app-rules/{rule_id}")
async def delete_app_rule(project: ProjectOf, rule_id: str) -> Response:
    """DeleteAppRule."""
    return _delete(project, [_find(project, rule_id)])


@router.post("/app-rules/batch-delete")
async def batch_delete_app_rules(project: ProjectOf, body: Rules) -> Response:
    """BatchDeleteAppRules: all of them or none."""
    return _delete(project, [_find(project, rule_id) for rule_id in body.items])


@router.post("/app-restricted-rules")
async def add_restricted_rule(project: ProjectOf, body: Rules) -> Response:
    """AddRestrictedRule: all of them or none; one that restricts already is refused."""
    rules = [_find(project, rule_id) for rule_id in body.items]
    for rule in rules:
        if rule.restricted is not None:
            raise conflict(f"The rule {rule.id} is restricted already.")
    for rule in rules:
        rule.restricted = project.now
    return nothing(200)


@router.get("/app-restricted-rules")
async def list_restricted_rule(project: ProjectOf, query: Annotated[RuleQuery, QueryOf()]) -> Response:
    """ListRestrictedRule: each with the ID of the rule."""
    return _page((rule for rule in project.table(AppRule).values() if rule.restricted is not None), query)


@router.post("/app-restricted-rules/actions/batch-delete")
async def delete_restricted_rule(project: ProjectOf, body: Rules) -> Response:
    """DeleteRestrictedRule: all of them or none; one that does not restrict is not found."""
    rules = [_find(project, rule_id) for rule_id in body.items]
    for rule in rules:
        if rule.restricted is None:
            raise not_found(f"The rule {rule.id} is not restricted.")
    for rule in rules:
        rule.restricted = None
    return nothing(200)


@router.get("/app-rules/actions/get-rule-restriction")
async def show_rule_restriction(project: ProjectOf) -> Response:
    """ShowRuleRestriction."""
    return answer(settings_of(project).model_dump(exclude={"id"}))


@router.post("/app-rules/actions/set-rule-restriction")
async def set_rule_restriction(project: ProjectOf, body: Restriction) -> Response:
    """SetRuleRestriction: what is not sent gets its initial value."""
    change_settings(project, **body.model_dump())
    return nothing(200)


@router.post("/app-rules/actions/enable-rule-restriction")
async def enable_rule_restriction(project: ProjectOf) -> Response:
    """EnableRuleRestriction: the other settings stay."""
    change_settings(project, app_restrict_rule_switch=True)
    return nothing(200)


@router.post("/app-rules/actions/disable-rule-restriction")
async def disable_rule_restriction(project: ProjectOf) -> Response:
    """DisableRuleRestriction: the other settings stay."""
    change_settings(project, app_restrict_rule_switch=False)
    return nothing(200)
