# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: rules for programs, the restricted set and its switch."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import Cloud


def _product(process: str = "chat.exe") -> Any:
    return sdk.Rule(scope="PRODUCT", product_rule=sdk.ProductRule(process_name=process, publisher="*"))


def _rule(cloud: Cloud, name: str = "chat", **fields: Any) -> str:
    """Create a rule, and return its ID."""
    body = sdk.CreateAppRuleReq(**{"name": name, "rule": _product(), **fields})
    identifier: str = cloud.client.create_app_rule(sdk.CreateAppRuleRequest(body=body)).id
    return identifier


def _restrict(cloud: Cloud, *ids: str) -> Any:
    request = sdk.AddRestrictedRuleRequest(body=sdk.BatchOperateAppRulesReq(items=list(ids)))
    return cloud.client.add_restricted_rule(request)


def _rules(cloud: Cloud, **query: Any) -> Any:
    return cloud.client.list_app_rule(sdk.ListAppRuleRequest(**query))


def _restricted(cloud: Cloud, **query: Any) -> Any:
    return cloud.client.list_restricted_rule(sdk.ListRestrictedRuleRequest(**query))


def _settings(cloud: Cloud) -> Any:
    return cloud.client.show_rule_restriction(sdk.ShowRuleRestrictionRequest())


@workspace
def create_app_rule(cloud: Cloud) -> None:
    path = sdk.Rule(scope="PATH", path_rule=sdk.PathRule(path="D:\\games"))
    _rule(cloud, "games", description="No games", rule=path)
    [row] = _rules(cloud).items
    assert (row.name, row.description, row.rule.scope, row.rule.path_rule.path) == (
        "games",
        "No games",
        "PATH",
        "D:\\games",
    )
    assert row.rule_source == "CUSTOM" and row.create_time == row.update_time


@workspace
def list_app_rule(cloud: Cloud) -> None:
    for name in ("chat", "Chatter", "games"):
        _rule(cloud, name)
    found = _rules(cloud, name="chat", offset=1, limit=1)
    assert (found.count, [row.name for row in found.items]) == (2, ["Chatter"])


@workspace
def update_app_rule(cloud: Cloud) -> None:
    rule_id = _rule(cloud, description="Talking")
    body = sdk.UpdateAppRuleReq(rule=_product("talk.exe"))
    changed = cloud.client.update_app_rule(sdk.UpdateAppRuleRequest(rule_id=rule_id, body=body))
    assert (changed.name, changed.description) == ("chat", "Talking")
    assert changed.rule.product_rule.process_name == "talk.exe"


@workspace
def delete_app_rule(cloud: Cloud) -> None:
    rule_id = _rule(cloud)
    assert cloud.client.delete_app_rule(sdk.DeleteAppRuleRequest(rule_id=rule_id)).status_code == 200
    assert _rules(cloud).count == 0


@workspace
def batch_delete_app_rules(cloud: Cloud) -> None:
    body = sdk.BatchOperateAppRulesReq(items=[_rule(cloud), _rule(cloud, "talk")])
    request = sdk.BatchDeleteAppRulesRequest(body=body)
    assert cloud.client.batch_delete_app_rules(request).status_code == 200 and _rules(cloud).count == 0


@workspace
def add_restricted_rule(cloud: Cloud) -> None:
    _rule(cloud, "talk")
    rule_id = _rule(cloud)
    assert _restrict(cloud, rule_id).status_code == 200
    assert [row.id for row in _restricted(cloud).items] == [rule_id]


@workspace
def list_restricted_rule(cloud: Cloud) -> None:
    _restrict(cloud, _rule(cloud), _rule(cloud, "talk"))
    found = _restricted(cloud, name="TALK", offset=0, limit=1)
    assert (found.count, found.items[0].name, found.items[0].rule.scope) == (1, "talk", "PRODUCT")


@workspace
def delete_restricted_rule(cloud: Cloud) -> None:
    rule_id = _rule(cloud)
    _restrict(cloud, rule_id)
    request = sdk.DeleteRestrictedRuleRequest(body=sdk.BatchOperateAppRulesReq(items=[rule_id]))
    assert cloud.client.delete_restricted_rule(request).status_code == 200
    assert (_restricted(cloud).count, _rules(cloud).count) == (0, 1)


@workspace
def set_rule_restriction(cloud: Cloud) -> None:
    body = sdk.SetRuleRestrictionReq(
        app_restrict_rule_switch=True,
        app_control_mode=0,
        app_periodic_switch=True,
        app_periodic_interval=5,
        app_force_kill_proc_switch=True,
    )
    request = sdk.SetRuleRestrictionRequest(body=body)
    assert cloud.client.set_rule_restriction(request).status_code == 200
    shown = _settings(cloud)
    assert shown.app_restrict_rule_switch and shown.app_periodic_switch and shown.app_force_kill_proc_switch
    assert shown.app_periodic_interval == 5


@workspace
def show_rule_restriction(cloud: Cloud) -> None:
    shown = _settings(cloud)
    assert (shown.app_restrict_rule_switch, shown.app_control_mode, shown.app_periodic_switch) == (False, 0, False)


@workspace
def enable_rule_restriction(cloud: Cloud) -> None:
    request = sdk.EnableRuleRestrictionRequest()
    assert cloud.client.enable_rule_restriction(request).status_code == 200
    assert _settings(cloud).app_restrict_rule_switch


@workspace
def disable_rule_restriction(cloud: Cloud) -> None:
    cloud.client.enable_rule_restriction(sdk.EnableRuleRestrictionRequest())
    request = sdk.DisableRuleRestrictionRequest()
    assert cloud.client.disable_rule_restriction(request).status_code == 200
    assert not _settings(cloud).app_restrict_rule_switch
