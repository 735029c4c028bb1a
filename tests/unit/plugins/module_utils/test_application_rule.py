# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for programs: what a rule means, what no rule can be, and what is sent of settings that are not all told."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.client import Client
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.application_restriction import (
    APPLICATION_RESTRICTION_SPEC,
    FIELDS,
    ApplicationRestrictionResource,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.application_rule import (
    APPLICATION_RULE_SPEC,
    ApplicationRuleResource,
    told_rule,
)

CHAT = {"scope": "PRODUCT", "product_rule": {"process_name": "chat.exe"}}
SETTINGS = {
    "app_restrict_rule_switch": False,
    "app_control_mode": 0,
    "app_periodic_switch": False,
    "app_periodic_interval": 10,
    "app_force_kill_proc_switch": False,
}


class Service(Client):
    """A client of a service that has a rule and settings."""

    def __init__(self, rules: Any = (), restricted: Any = (), settings: Any = None) -> None:
        self.rules, self.restricted, self.settings = rules, restricted, settings

    def list_all(self, path: str, *_more: Any, **_options: Any) -> list[dict[str, Any]]:
        """Return the rules, or those that are restricted."""
        return [*(self.restricted if path.endswith("restricted-rules") else self.rules)]

    def get(self, *_more: Any, **_options: Any) -> dict[str, Any]:
        """Return the settings."""
        return dict(self.settings)


def options(spec: dict[str, Any], **given: Any) -> dict[str, Any]:
    """Return the options of a task."""
    assert set(given) <= set(spec)
    return {**{option: one.get("default") for option, one in spec.items()}, **given}


def whole(scope: str, **values: Any) -> dict[str, Any]:
    """Return a rule as Ansible gives it, with all its options."""
    product = dict.fromkeys(("publisher", "product_name", "process_name", "version"))
    parts = {"product_rule": {**product, **values} if scope == "PRODUCT" else None}
    return {"scope": scope, **parts, "path_rule": {"path": None, **values} if scope == "PATH" else None}


def verbs(service: Service, **given: Any) -> list[str]:
    """Return what the plan for the rule does."""
    resource = ApplicationRuleResource(service, options(APPLICATION_RULE_SPEC, name="chat", **given))
    resource.read()
    return [step.verb for step in resource.plan().steps]


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ({**CHAT, "path_rule": {}}, CHAT),
        ({"scope": "PRODUCT", "product_rule": {"process_name": "chat.exe", "publisher": "*", "version": ""}}, CHAT),
        ({"scope": "PRODUCT", "product_rule": {"process_name": "chat.exe", "identify_condition": "x"}}, CHAT),
        ({"scope": "PRODUCT", "product_rule": {}}, {"scope": "PRODUCT", "product_rule": {}}),
        ({"scope": "PRODUCT"}, None),
        ({"scope": "PATH", "product_rule": {}}, None),
        ({"scope": "SIGNATURE", "product_rule": {}}, None),
        ({}, None),
        (None, None),
    ],
)
def test_what_a_rule_means(told, meant):
    assert told_rule({"rule": told}) == meant


@pytest.mark.parametrize(
    "rule",
    [
        whole("PRODUCT"),
        whole("PRODUCT", process_name=" * ", publisher="**"),
        whole("PRODUCT", version="1.0"),
        whole("PATH", path=""),
        whole("PATH", path="D:\\*"),
        {**whole("PATH", path="D:\\"), "product_rule": {"process_name": "chat.exe"}},
        whole("PRODUCT", publisher="x" * 1025),
    ],
)
def test_what_no_rule_can_be(rule):
    with pytest.raises(InputError, match=r"rule"):
        ApplicationRuleResource(Service(), options(APPLICATION_RULE_SPEC, name="chat", rule=rule))


def test_a_rule_joins_the_restricted_set_last_and_leaves_it_first():
    row = {"id": "1", "name": "chat", "rule": CHAT, "description": ""}
    new, there, denied = Service(), Service([row]), Service([row], [row])
    games = whole("PATH", path="D:\\games")
    assert verbs(new, rule=games, restricted=True) == ["create", "restrict"]
    assert verbs(there, rule=games, restricted=True) == ["update", "restrict"]
    assert verbs(denied, rule=games, restricted=False) == ["unrestrict", "update"]
    assert verbs(denied, rule=games) == ["update"] and verbs(denied, restricted=True) == []
    assert verbs(denied, state="absent") == ["unrestrict", "delete"] and verbs(there, state="absent") == ["delete"]
    assert verbs(new, state="absent") == verbs(new, restricted=False, state="absent") == []
    assert verbs(new, restricted=True) == []


def configured(settings: Any, **given: Any) -> tuple[str, Any]:
    """Return the action and the body of the request that changes settings."""
    resource = ApplicationRestrictionResource(
        Service(settings=settings), options(APPLICATION_RESTRICTION_SPEC, **given)
    )
    resource.read()
    plan = resource.plan()
    if plan.refused:
        return plan.refused[0].reason, None
    [call] = resource.calls(plan.steps)
    return call.path.rpartition("/")[2].removesuffix("-rule-restriction"), call.body


def test_the_switch_alone_is_turned_and_everything_else_set_as_a_whole():
    assert [field.name for field in FIELDS] == list(SETTINGS)
    assert configured(SETTINGS, app_restrict_rule_switch=True) == ("enable", None)
    on = {**SETTINGS, "app_restrict_rule_switch": True}
    assert configured(on, app_restrict_rule_switch=False) == ("disable", None)
    assert configured(on, app_periodic_interval=5) == ("set", {**on, "app_periodic_interval": 5})


def test_a_setting_that_is_not_told_is_not_overwritten_unseen():
    untold = {name: value for name, value in SETTINGS.items() if name != "app_periodic_interval"}
    for given in ({"app_periodic_switch": True}, {"app_periodic_interval": 5}):
        reason, _body = configured(untold, **given)
        assert "does not tell app_periodic_interval" in reason
    action, body = configured(untold, app_periodic_switch=True, app_periodic_interval=5)
    assert (action, body) == ("set", {**SETTINGS, "app_periodic_switch": True, "app_periodic_interval": 5})
    assert configured({}, app_restrict_rule_switch=True, write_unknown="always") == ("enable", None)
