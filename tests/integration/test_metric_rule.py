# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules about unused desktops, kept as described, and the packages of hours that can be ordered."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from conftest import CHECKOUT
from integration.cases import case
from integration.desktops import PRODUCT
from integration.harness import Task, Tenant, converged, converging, unchanged
from integration.in_process import carry_out

TOPIC = "urn:smn:ap-southeast-1:0123:idle"
RULE = {"threshold": 14, "notify_object": TOPIC}
DAY = 86400


def rule(check: bool = False, **arguments: Any) -> Task:
    """Return a task about the rule."""
    return Task("workspace_metric_rule", arguments, check)


def rules(tenant: Tenant) -> list[dict[str, Any]]:
    """Return the rules of the emulator."""
    return tenant.state["tables"].get("MetricRule", [])


@case
def test_created_changed_and_deleted(tenant):
    done = converged((yield converging(rule(**RULE))))
    [body] = [request["body"] for request in done.writes]
    assert body == {"metric_name": "desktop_idle_duration", "comparison_operator": ">=", "enable": True, **RULE}
    [row] = rules(tenant)
    assert (row["threshold"], row["interval"], row["enable"]) == (14, 1, True)
    assert done["metric_rule"] == {
        "id": row["id"],
        "metric_name": "desktop_idle_duration",
        "interval": 1,
        "enable": True,
        **RULE,
    }
    done = converged((yield converging(rule(threshold=7, interval=3))))
    assert [request["body"] for request in done.writes] == [{"threshold": 7, "interval": 3}]
    off, same = yield [rule(enable=False), rule(enable=False, notify_object=TOPIC)]
    assert off["changed"] and unchanged(same)
    [row] = rules(tenant)
    assert (row["threshold"], row["interval"], row["enable"], row["notify_object"]) == (7, 3, False, TOPIC)
    gone = converged((yield converging(rule(state="absent"))))
    assert gone["metric_rule"] is None and rules(tenant) == []


def test_rules_and_what_they_match_now(tenant):
    tenant.job_seconds(0)
    tenant.desktop("BIO-01", user="mia")
    tenant.desktop("BIO-02")
    assert not carry_out(tenant, rule(**{**RULE, "threshold": 2})).failed
    tenant.session("BIO-01")
    tenant.control("POST", "clock", advance=5 * DAY)
    [plain] = carry_out(tenant, Task("workspace_metric_rule_info", {}))["metric_rules"]
    assert plain["threshold"] == 2 and "match_count" not in plain
    [counted] = carry_out(tenant, Task("workspace_metric_rule_info", {"matches": True}))["metric_rules"]
    assert counted["match_count"] == 1


def packages(tenant: Tenant, **arguments: Any) -> Any:
    """Return what can be ordered."""
    outcome = carry_out(tenant, Task("workspace_hour_package_info", arguments))
    assert not outcome.failed and not outcome.writes, outcome.brief
    return outcome


def test_packages_of_hours_for_a_product(tenant):
    every, one = packages(tenant), packages(tenant, product=PRODUCT)
    assert {row["desktop_resource_spec_code"] for row in one["hour_packages"]} == {PRODUCT}
    assert sorted(row["package_duration"] for row in one["hour_packages"]) == [120, 200, 260]
    [project] = one["resource_packages"]
    assert project["resource_spec_code"] == PRODUCT and project["resource_packages"][0]["threshold"] == 1000
    assert len(every["hour_packages"]) > len(one["hour_packages"])


@pytest.mark.parametrize("status", [404, 405])
def test_a_region_without_packages_is_told(tenant, status):
    tenant.fault("status", path="/hour-packages$", status=status)
    found = packages(tenant)
    assert found["hour_packages"] is None and found["resource_packages"]
    assert "hour_packages" in str(found["warnings"])


def test_the_examples_of_the_documentation(tenant):
    for module in ("workspace_metric_rule", "workspace_metric_rule_info", "workspace_hour_package_info"):
        text = (CHECKOUT / "plugins" / "modules" / f"{module}.py").read_text(encoding="utf-8")
        for task in yaml.safe_load(text.partition('EXAMPLES = r"""')[2].partition('"""')[0]):
            outcome = carry_out(tenant, Task(module, task[f"huaweicloud.workspace.{module}"]))
            assert not outcome.failed, outcome.brief
