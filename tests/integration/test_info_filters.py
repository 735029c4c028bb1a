# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What filters of the modules that only read do with names that nothing has: the same in each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from conftest import CHECKOUT
from documentation import documented_options
from integration.harness import Outcome, Task, Tenant, refused
from integration.in_process import carry_out

NOWHERE = "nowhere-at-all"

OWN: Mapping[str, Iterable[str]] = {
    "workspace_access_policy_info": ["policy_name"],
    "workspace_agent_info": ["agent_version"],
    "workspace_agent_upgrade_task_info": ["task_name"],
    "workspace_app_group_authorization_info": [],
    "workspace_app_image_server_info": ["name", "enterprise_project_id"],
    "workspace_application_rule_info": ["name"],
    "workspace_availability_zone_info": ["availability_zone"],
    "workspace_desktop_info": ["desktop_id", "computer_name", "select_names", "enterprise_project_id"],
    "workspace_desktop_name_policy_info": ["policy_name"],
    "workspace_desktop_pool_info": ["name", "pool_id", "select_names", "enterprise_project_id"],
    "workspace_eip_info": ["eip", "enterprise_project_id"],
    "workspace_hour_package_info": [],
    "workspace_image_info": ["image"],
    "workspace_metric_rule_info": ["metric_name"],
    "workspace_network_info": ["vpc", "subnet"],
    "workspace_ou_info": ["ou_name"],
    "workspace_policy_group_info": ["policy_group_name"],
    "workspace_product_info": ["product"],
    "workspace_quota_info": [],
    "workspace_scheduled_task_info": ["task_name", "task_id"],
    "workspace_screen_record_info": ["record_ids"],
    "workspace_script_execution_info": ["record_ids", "task_ids", "script_names"],
    "workspace_script_info": ["name"],
    "workspace_service_info": [],
    "workspace_snapshot_info": ["snapshot_ids", "snapshot_names", "name", "select_names", "lab"],
    "workspace_terminal_binding_info": ["macs"],
    "workspace_usage_info": ["select_names", "users"],
    "workspace_user_group_info": ["group_name"],
    "workspace_user_info": ["user_names", "enterprise_project_id"],
}
"""The filters by which a module finds what it returns, and those by what this service keeps no list of."""

OTHER: Mapping[str, Mapping[str, str]] = {
    "workspace_app_group_authorization_info": {"app_group": "golden", "account": "mia"},
    "workspace_desktop_info": {
        "user_name": "mia",
        "user_id": "",
        "pool": "drop-in",
        "subnet": "teaching-a",
        "image": "win11-bio-2026.09",
        "availability_zone": "ap-southeast-1a",
    },
    "workspace_desktop_pool_info": {"users": "mia"},
    "workspace_eip_info": {"desktop": "BIO-01", "user_name": "mia"},
    "workspace_hour_package_info": {"product": "workspace.c2.large.windows.2"},
    "workspace_network_info": {"availability_zone": "ap-southeast-1a"},
    "workspace_product_info": {"availability_zone": "ap-southeast-1a"},
    "workspace_screen_record_info": {"desktop_names": "BIO-01", "user_names": "mia"},
    "workspace_script_execution_info": {"scripts": "hello", "desktops": "BIO-01", "pools": "drop-in"},
    "workspace_script_info": {"task_id": ""},
    "workspace_snapshot_info": {"desktop_ids": "", "desktop_names": "BIO-01"},
    "workspace_terminal_binding_info": {"desktops": "BIO-01"},
    "workspace_usage_info": {"select_pool": "drop-in"},
    "workspace_user_info": {"group_name": "biology"},
}
"""The filters by things of another kind, each with the name of one that there is, or nothing where only IDs count."""

NO_NAMES = {
    "workspace_desktop_info": {"desktop_ip", "status", "charge_mode", "agent_version", "sort_field"},
    "workspace_image_info": {"os_type", "platform", "package_type", "sort_field", "sort_type"},
    "workspace_product_info": {"os_type", "architecture", "package_type"},
    "workspace_screen_record_info": {"begin", "end", "last", "time_zone"},
    "workspace_script_execution_info": {"resource_group_type", "status", "execute_time_start", "execute_time_end"},
    "workspace_snapshot_info": {"status"},
    "workspace_usage_info": {"begin", "end", "last", "time_zone", "select_status"},
    "workspace_user_info": {"description", "time_zone"},
}
"""The other texts."""

MORE: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("workspace_script_info", "task_id"): {"name": "hello"},
    ("workspace_usage_info", "users"): {"gather": ["logins"]},
}
"""What a filter needs beside it."""

MAY_BE_UNLISTED = {
    "account",
    "desktop",
    "desktop_ids",
    "desktop_names",
    "desktops",
    "group_name",
    "task_id",
    "user_id",
    "user_name",
    "user_names",
}
"""The filters by people of a domain, by desktops that may have been deleted, and by executions."""

SPECIAL = {"macs": "02:00:00:00:00:99"}
"""Values that nothing has, for filters that take no names."""


MODULES = sorted(path.stem for path in (CHECKOUT / "plugins" / "modules").glob("*_info.py"))
EACH_OWN = [pytest.param(module, option, id=f"{module}-{option}") for module in OWN for option in OWN[module]]
EACH_OTHER = [
    pytest.param(module, option, name, id=f"{module}-{option}")
    for module, options in OTHER.items()
    for option, name in options.items()
]
EACH_LIST_OR_TEXT = [
    pytest.param(module, option, id=f"{module}-{option}")
    for module in MODULES
    for option, row in documented_options(module, "options").items()
    if row["type"] in ("str", "list", "dict") and "choices" not in row
]


def peopled(tenant: Tenant) -> None:
    """Let there be something of most kinds."""
    tenant.job_seconds(0)
    tenant.desktop("BIO-01", user="mia")
    tenant.console("create", "POOL-1")
    tenant.console("pool", "POOL-1", name="drop-in")
    server = {
        "image_ref": {"image": "win11-bio-2026.09"},
        "product": "workspace.appstream.general.xlarge.2",
        "subnet": "teaching-a",
        "root_volume": {"type": "SAS", "size": 80},
        "authorize_accounts": [{"account": "mia"}],
    }
    for module, arguments in (
        ("workspace_user_group", {"group_name": "biology", "members": ["mia"]}),
        ("workspace_script", {"name": "hello", "type": "BAT", "content": "echo"}),
        ("workspace_app_image_server", {"name": "golden", **server}),
        ("workspace_snapshot", {"desktops": ["BIO-01"], "name": "base", "disk_type": "SYSTEM_DISK"}),
    ):
        done = carry_out(tenant, Task(module, arguments))
        assert not done.failed, done.brief


def found(outcome: Outcome) -> list[Any]:
    """Return what a module found; security groups and VPCs are not filtered by what belongs to them."""
    assert not outcome.failed, outcome.brief
    return [
        one
        for name, rows in outcome.result.items()
        if isinstance(rows, list) and name not in ("warnings", "security_groups", "vpcs")
        for one in rows
    ]


def asked(module: str, option: str, value: str) -> Task:
    """Return a task that filters by a value."""
    many = documented_options(module, "options")[option]["type"] == "list"
    return Task(module, {option: [value] if many else value, **MORE.get((module, option), {})})


def test_each_filter_of_each_module_is_tried() -> None:
    assert set(OWN) == set(MODULES)
    for module in MODULES:
        texts = {
            option
            for option, row in documented_options(module, "options").items()
            if "choices" not in row and (row["type"] == "str" or row["type"] == "list" and row["elements"] == "str")
        }
        tried = {*OWN[module], *OTHER.get(module, ()), *NO_NAMES.get(module, ())}
        assert texts == tried, module


@pytest.mark.parametrize(("module", "option"), EACH_OWN)
def test_what_a_module_does_not_find_is_an_empty_list(tenant: Tenant, module: str, option: str) -> None:
    peopled(tenant)
    outcome = carry_out(tenant, asked(module, option, SPECIAL.get(option, NOWHERE)))
    assert found(outcome) == [] and "warnings" not in outcome.result, outcome.brief


@pytest.mark.parametrize(("module", "option", "name"), EACH_OTHER)
def test_what_does_not_exist_elsewhere_is_an_error_or_a_warning_where_lists_need_not_tell_it(
    tenant: Tenant, module: str, option: str, name: str
) -> None:
    peopled(tenant)
    misspelt = f"{name}x" if name else NOWHERE
    outcome = carry_out(tenant, asked(module, option, misspelt))
    if option in MAY_BE_UNLISTED:
        assert found(outcome) == [], outcome.brief
        [message] = outcome["warnings"]
    else:
        message = refused(outcome)
    told = message.partition(misspelt)
    assert f"the filter {option} " in told[0].replace("The", "the") and name in told[2], message


@pytest.mark.parametrize(("module", "option", "name"), [one for one in EACH_OTHER if one.values[2]])
def test_what_exists_is_not_warned_of(tenant: Tenant, module: str, option: str, name: str) -> None:
    peopled(tenant)
    outcome = carry_out(tenant, asked(module, option, name))
    assert not outcome.failed and "warnings" not in outcome.result, outcome.brief


@pytest.mark.parametrize(("module", "option"), EACH_LIST_OR_TEXT)
def test_an_empty_filter_never_means_everything(tenant: Tenant, module: str, option: str) -> None:
    kind = documented_options(module, "options")[option]["type"]
    for value in {"str": ["", " "], "list": [[], [""]], "dict": [{}]}[kind]:
        refused(carry_out(tenant, Task(module, {option: value})), option, "empty")


def test_one_of_several_names_is_enough(tenant: Tenant) -> None:
    peopled(tenant)
    outcome = carry_out(tenant, Task("workspace_desktop_info", {"user_name": ["mia", "mias"]}))
    assert [desktop["computer_name"] for desktop in found(outcome)] == ["BIO-01"]
    assert ["mias" in warning for warning in outcome["warnings"]] == [True]
    both = Task("workspace_desktop_info", {"pool": ["drop-in", "drop-out"]})
    refused(carry_out(tenant, both), "filter pool", "drop-out", "drop-in")
