# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for programs, the restricted set and its switch: kept as described, and felt by the people at desktops."""

from __future__ import annotations

from typing import Any

import yaml
from integration.cases import case
from integration.harness import Task, Tenant, converged, converging, failure, refused, unchanged
from integration.in_process import carry_out

from ansible_collections.huaweicloud.workspace.plugins.modules import (
    workspace_application_restriction,
    workspace_application_rule,
    workspace_application_rule_info,
)

CHAT = {"scope": "PRODUCT", "product_rule": {"process_name": "chat.exe"}}
GAMES = {"scope": "PATH", "path_rule": {"path": "D:\\games"}}
INITIAL = {
    "app_restrict_rule_switch": False,
    "app_control_mode": 0,
    "app_periodic_switch": False,
    "app_periodic_interval": 10,
    "app_force_kill_proc_switch": False,
}


def rule(check: bool = False, **arguments: Any) -> Task:
    """Return a task about the rule for chats, unless it says otherwise."""
    return Task("workspace_application_rule", {"name": "chat", **arguments}, check)


def restriction(check: bool = False, **arguments: Any) -> Task:
    """Return a task about the settings of the project."""
    return Task("workspace_application_restriction", arguments, check)


def rules(tenant: Tenant) -> list[dict[str, Any]]:
    """Return the rules of the emulator."""
    return tenant.state["tables"].get("AppRule", [])


def runs(tenant: Tenant, running: bool = False) -> bool:
    """Return whether somebody can chat."""
    answer: dict[str, bool] = tenant.control(
        "POST", "programs", desktop="BIO-01", process_name="Chat.exe", running=running
    )
    return answer["runs"]


@case
def test_created_changed_and_deleted(tenant):
    done = converged((yield converging(rule(rule=CHAT, description="Talking", restricted=True))))
    assert done.verbs == ["create", "restrict"]
    [row] = rules(tenant)
    assert (row["name"], row["rule"], row["description"]) == ("chat", CHAT, "Talking") and row["restricted"]
    assert done["application_rule"] == {
        "id": row["id"],
        "name": "chat",
        "description": "Talking",
        "rule": CHAT,
        "restricted": True,
    }
    done = converged((yield converging(rule(rule=GAMES))))
    assert [request["body"] for request in done.writes] == [{"rule": GAMES}]
    [row] = rules(tenant)
    assert (row["rule"], row["description"]) == (GAMES, "Talking") and row["restricted"]
    allowed = converged((yield converging(rule(restricted=False, description="Games"))))
    assert allowed.verbs == ["unrestrict", "update"] and rules(tenant)[0]["restricted"] is None
    converged((yield converging(rule(restricted=True))))
    gone = converged((yield converging(rule(state="absent"))))
    assert gone.verbs == ["unrestrict", "delete"] and gone["application_rule"] is None and rules(tenant) == []


@case
def test_the_settings_are_changed_and_the_others_kept(tenant):
    done = converged((yield converging(restriction(app_periodic_switch=True, app_periodic_interval=5))))
    after = {**INITIAL, "app_periodic_switch": True, "app_periodic_interval": 5}
    assert done["application_restriction"] == after
    on = converged((yield converging(restriction(app_restrict_rule_switch=True))))
    assert [request["path"].rpartition("/")[2] for request in on.writes] == ["enable-rule-restriction"]
    assert on["application_restriction"] == {**after, "app_restrict_rule_switch": True}
    assert "no desktop of the project" in str(on["warnings"])
    off = converged((yield converging(restriction(app_restrict_rule_switch=False, app_force_kill_proc_switch=True))))
    assert off["application_restriction"] == {**after, "app_force_kill_proc_switch": True}


def test_what_a_rule_leaves_open_is_no_difference_nor_is_the_mark_of_a_lab(tenant):
    open_rule = {"scope": "PRODUCT", "product_rule": {"process_name": "chat.exe", "publisher": "*", "version": ""}}
    assert not carry_out(tenant, rule(rule=open_rule, description="Talking [workspace-lab: bio101]")).failed
    [row] = rules(tenant)
    fields = {"rule": {**open_rule, "product_rule": {**open_rule["product_rule"], "product_name": "*"}}}
    tenant.control("POST", "records", kind="AppRule", name="chat", fields=fields)
    assert unchanged(carry_out(tenant, rule(rule=CHAT, description="Talking")))
    assert row["description"] == "Talking [workspace-lab: bio101]"


def test_programs_are_denied_once_the_switch_is_on(tenant):
    tenant.job_seconds(0)
    tenant.desktop("BIO-01", user="mia")
    tenant.session("BIO-01")
    assert not carry_out(tenant, rule(rule=CHAT, restricted=True)).failed
    assert runs(tenant)
    carry_out(tenant, restriction(app_restrict_rule_switch=True))
    assert not runs(tenant) and runs(tenant, running=True)
    carry_out(tenant, restriction(app_periodic_switch=True, app_force_kill_proc_switch=True))
    assert not runs(tenant, running=True)
    carry_out(tenant, rule(restricted=False))
    assert runs(tenant)


def test_rules_of_one_name_are_told_by_their_ids(tenant):
    for name in ("chat", "talk"):
        carry_out(tenant, rule(name=name, rule=CHAT))
    tenant.control("POST", "records", kind="AppRule", name="talk", fields={"name": "chat"})
    ids = [row["id"] for row in rules(tenant)]
    failure(carry_out(tenant, rule(restricted=True)), "everal application rules", *ids)
    assert not carry_out(tenant, rule(name=ids[0], restricted=True)).failed
    assert [bool(row["restricted"]) for row in rules(tenant)] == [True, False]


def test_a_rule_or_setting_that_is_not_told_is_not_known(tenant):
    carry_out(tenant, rule(rule=CHAT))
    tenant.fault("missing_field", path="/app-rules$", field="product_rule", times=9)
    untold = carry_out(tenant, rule(rule=GAMES))
    assert untold["unknown"] == {"chat": ["rule"]} and not untold["changed"]
    tenant.fault("missing_field", path="/get-rule-restriction$", field="app_periodic_interval", times=9)
    refused(carry_out(tenant, restriction(app_periodic_switch=True)), "app_periodic_interval", "write_unknown")
    assert not carry_out(tenant, restriction(app_restrict_rule_switch=True)).failed


def test_rules_are_listed_with_the_settings(tenant):
    carry_out(tenant, rule(rule=CHAT, restricted=True))
    carry_out(tenant, rule(name="games", rule=GAMES))
    found = carry_out(tenant, Task("workspace_application_rule_info", {}))
    shown = [(row["name"], row["rule"], row["restricted"]) for row in found["application_rules"]]
    assert shown == [("chat", CHAT, True), ("games", GAMES, False)]
    assert found["application_restriction"] == INITIAL and not found.writes
    [one] = carry_out(tenant, Task("workspace_application_rule_info", {"name": "games"}))["application_rules"]
    assert one["rule_source"] == "CUSTOM"


def test_the_examples_of_the_documentation(tenant):
    for module in (
        workspace_application_rule,
        workspace_application_restriction,
        workspace_application_rule_info,
    ):
        name = module.__name__.rpartition(".")[2]
        for task in yaml.safe_load(module.EXAMPLES):
            outcome = carry_out(tenant, Task(name, task[f"huaweicloud.workspace.{name}"] or {}))
            assert not outcome.failed, outcome.brief
