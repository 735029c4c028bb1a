# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policy groups, access policies and OUs: what they become, by names, and what never happens on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from conftest import CHECKOUT
from integration.cases import case
from integration.harness import Outcome, Task, Tenant, assert_announced, converged, failure, refused, unchanged
from integration.in_process import carry_out

EXAM = {
    "file_and_clipboard": {"clipboard_redirection": "DISABLED"},
    "watermark": {"watermark_enable": True, "options": {"font_size": 40, "opacity_setting": 12.5}},
}
MIA = {"object_type": "USER", "object_name": "mia"}
BIO = {"object_type": "USERGROUP", "object_name": "bio"}
CAMPUS = {"ip_address": "192.0.2.0", "subnet_mask": "255.255.255.0"}
LIBRARY = {"ip_address": "198.51.100.7", "subnet_mask": "255.255.255.255"}


def policy_group(check: bool = False, **arguments: Any) -> Task:
    """Return a task about the policy group ``exam``."""
    return Task("workspace_policy_group", {"policy_group_name": "exam", **arguments}, check)


def access_policy(check: bool = False, **arguments: Any) -> Task:
    """Return a task about the access policy ``PRIVATE_ACCESS``."""
    return Task("workspace_access_policy", {"policy_name": "PRIVATE_ACCESS", **arguments}, check)


def white_list(check: bool = False, **arguments: Any) -> Task:
    """Return a task about the white list ``campus``."""
    return access_policy(check, policy_name="campus", access_control_type="IP_WHITE_LIST", **arguments)


def ou(check: bool = False, **arguments: Any) -> Task:
    """Return a task about the OU ``Staff``."""
    return Task("workspace_ou", {"ou_name": "Staff", **arguments}, check)


def bio(tenant: Tenant) -> None:
    """Let there be a user with a desktop, and a group."""
    tenant.console("create", "BIO-01", user="mia")
    assert not carry_out(tenant, Task("workspace_user_group", {"group_name": "bio"})).failed


def converges(tenant: Tenant, task: Any, **arguments: Any) -> Outcome:
    """Carry out check, run, check, run of one task, and return the first run."""
    return converged([carry_out(tenant, task(check, **arguments)) for check in (True, False, True, False)])


def done(tenant: Tenant, task: Task) -> Outcome:
    """Carry a task out, and return its outcome."""
    outcome = carry_out(tenant, task)
    assert not outcome.failed, outcome.brief
    return outcome


def one(tenant: Tenant, kind: str) -> Mapping[str, Any]:
    """Return the only record of a kind in the emulator."""
    [record] = tenant.state["tables"][kind]
    return record


def targets(tenant: Tenant) -> list[tuple[str, str]]:
    """Return the type and the ID of the targets of the only policy group."""
    return sorted((target["target_type"], target["target_id"]) for target in one(tenant, "PolicyGroup")["targets"])


@case
def test_a_group_of_policies(tenant):
    bio(tenant)
    options = {"policies": EXAM, "targets": [{"target_type": "USERGROUP", "name": "bio"}]}
    made = converged((yield [policy_group(check, **options) for check in (True, False, True, False)]))
    assert made.verbs == ["create"] and len(made.writes) == 1


@case
def test_an_access_policy(tenant):
    bio(tenant)
    made = converged((yield [access_policy(check, objects=[BIO]) for check in (True, False, True, False)]))
    assert made.verbs == ["create"] and len(made.writes) == 1


@case
def test_an_organizational_unit(tenant):
    made = converged((yield [ou(check, domain="workspace.local") for check in (True, False, True, False)]))
    assert made.verbs == ["create"] and len(made.writes) == 1


# --- Policy groups


def test_only_what_is_given_of_the_policies_counts(tenant: Tenant) -> None:
    converges(tenant, policy_group, policies=EXAM, description="Exams [workspace-lab: bio101]")
    changed = converges(
        tenant,
        policy_group,
        description="Exams",
        policies={"watermark": {"options": {"font_size": "60", "lean": None}}, "audio": {"play_quality": "High"}},
    )
    assert changed.sides == {
        "before": {"exam": {"policies.watermark.options.font_size": 40}},
        "after": {"exam": {"policies.watermark.options.font_size": 60, "policies.audio.play_quality": "High"}},
    }
    group = one(tenant, "PolicyGroup")
    assert group["policies"] == {
        "file_and_clipboard": {"clipboard_redirection": "DISABLED"},
        "watermark": {"watermark_enable": True, "options": {"font_size": 60, "opacity_setting": "12.5"}},
        "audio": {"play_quality": "High"},
    }
    assert group["description"] == "Exams [workspace-lab: bio101]"
    assert changed["policy_group"]["policies"] == group["policies"]


def test_fields_and_policies_are_updated_apart_and_the_mark_stays(tenant: Tenant) -> None:
    done(tenant, policy_group(description="Exams [workspace-lab: bio101]", policies=EXAM))
    done(tenant, policy_group(policy_group_name="other"))
    changed = converges(
        tenant, policy_group, description="Written exams", priority=2, policies={"seamless": {"seamless_enable": True}}
    )
    assert changed.verbs == ["update", "update_policies"]
    group = next(row for row in tenant.state["tables"]["PolicyGroup"] if row["name"] == "exam")
    assert (group["description"], group["priority"]) == ("Written exams [workspace-lab: bio101]", 2)
    assert group["policies"]["watermark"]["watermark_enable"] is True


def test_targets_are_meant_by_name_and_a_desktop_by_its_sid(tenant: Tenant) -> None:
    bio(tenant)
    tenant.console("pool", "BIO-01", name="drop-in")
    done(tenant, ou(domain="workspace.local"))
    given = [
        {"target_type": "INSTANCE", "target_name": "bio-01"},
        {"target_type": "USER", "target_name": "MIA"},
        {"target_type": "USERGROUP", "target_name": "bio"},
        {"target_type": "OU", "target_name": "Staff"},
        {"target_type": "DESKTOPSPOOL", "target_name": "drop-in"},
        {"target_type": "CLIENTIP", "target_name": "192.0.2.7"},
        {"target_type": "DESKTOP_TAG", "target_name": "department|biology"},
        {"target_type": "ALL"},
    ]
    done(tenant, policy_group(targets=given[:1]))
    added = converges(tenant, policy_group, targets=given[1:])
    assert added.verbs == ["add_targets"] and len(added.writes) == 1
    state = tenant.state
    assert targets(tenant) == sorted(
        [
            ("INSTANCE", tenant.desktops["BIO-01"]["sid"]),
            ("USER", state["users"][0]["id"]),
            ("USERGROUP", state["groups"][0]["id"]),
            ("OU", one(tenant, "Ou")["id"]),
            ("DESKTOPSPOOL", one(tenant, "Pool")["id"]),
            ("CLIENTIP", "192.0.2.7"),
            ("DESKTOP_TAG", "department|biology"),
            ("ALL", "default-apply-all-targets"),
        ]
    )
    purged = converges(tenant, policy_group, targets=given[2:3], purge_targets=True)
    assert purged.verbs == ["remove_targets"] and targets(tenant) == [("USERGROUP", state["groups"][0]["id"])]
    assert purged["policy_group"]["targets"] == [{"target_type": "USERGROUP", "target_name": "bio"}]


def test_a_desktop_that_came_again_under_its_name_is_another_target(tenant: Tenant) -> None:
    bio(tenant)
    same = [{"target_type": "INSTANCE", "target_name": "BIO-01"}]
    done(tenant, policy_group(targets=same))
    tenant.console("delete", "BIO-01")
    tenant.console("create", "BIO-01", user="mia")
    converges(tenant, policy_group, targets=same, purge_targets=True)
    assert targets(tenant) == [("INSTANCE", tenant.desktops["BIO-01"]["sid"])]


def test_a_target_that_is_yet_to_come_is_fine_in_check_mode_alone(tenant: Tenant) -> None:
    options = {"targets": [{"target_type": "USERGROUP", "target_name": "bio"}]}
    checked = carry_out(tenant, policy_group(True, **options))
    assert not checked.failed and checked["changed"] is True and not checked.writes
    refused(carry_out(tenant, policy_group(**options)), "exam", "bio")


def test_a_group_goes_with_its_policies(tenant: Tenant) -> None:
    done(tenant, policy_group(policies=EXAM))
    converges(tenant, policy_group, state="absent")
    assert tenant.state["tables"]["PolicyGroup"] == []
    unchanged(carry_out(tenant, policy_group(state="absent")))


def test_a_policy_that_does_not_take_effect_is_a_failure(tenant: Tenant) -> None:
    done(tenant, policy_group(policies=EXAM))
    stale = {"watermark": {"watermark_enable": False}}
    done(tenant, policy_group(True, policies=stale))
    tenant.fault("stale_list", method="GET", path="/policies$", times=9)
    failure(carry_out(tenant, policy_group(policies=stale)), "exam", "policies.watermark.watermark_enable")


# --- Access policies


def test_objects_come_by_name_and_go_only_when_purged(tenant: Tenant) -> None:
    bio(tenant)
    done(tenant, access_policy(objects=[BIO]))
    added = converges(tenant, access_policy, objects=[MIA])
    assert added.verbs == ["set_policy_objects_list"] and len(added.writes) == 1
    assert sorted(row["object_name"] for row in one(tenant, "AccessPolicy")["objects"]) == ["bio", "mia"]
    swapped = converges(tenant, access_policy, objects=[BIO], purge_objects=True)
    assert swapped["diff"]["after"] == {"PRIVATE_ACCESS": {"policy_objects_list": [BIO]}}
    assert [row["object_name"] for row in one(tenant, "AccessPolicy")["objects"]] == ["bio"]


def test_more_objects_than_a_page_are_all_kept(tenant: Tenant) -> None:
    names = [f"user{number:02d}" for number in range(12)]
    for name in names:
        tenant.console("create", f"PC-{name}", user=name)
    done(tenant, access_policy(objects=[{**MIA, "object_name": name} for name in names]))
    tenant.console("create", "PC-mia", user="mia")
    converges(tenant, access_policy, objects=[MIA])
    assert len(one(tenant, "AccessPolicy")["objects"]) == 13


def test_a_white_list_counts_only_when_its_networks_are_there(tenant: Tenant) -> None:
    made = converges(tenant, white_list, ip_list=[CAMPUS], is_enable=True)
    assert len(made.writes) == 1, "never enabled without its networks"
    assert (one(tenant, "AccessPolicy")["addresses"], one(tenant, "AccessPolicy")["is_enable"]) == ([CAMPUS], True)
    moved = converges(
        tenant,
        white_list,
        ip_list=[{"ip_address": "198.51.100.7", "subnet_mask": "32"}],
        purge_ip_list=True,
        is_block_all=True,
    )
    assert moved.verbs == ["add_ip_list", "block_all", "remove_ip_list"]
    record = one(tenant, "AccessPolicy")
    assert record["addresses"] == [LIBRARY] and record["is_block_all"] is True


@pytest.mark.parametrize(
    ("before", "wanted", "verbs"),
    [
        ({}, {"is_enable": True, "is_block_all": True}, ["enable", "block_all"]),
        (
            {"is_enable": True, "is_block_all": True},
            {"is_enable": False, "is_block_all": False},
            ["block_all", "enable"],
        ),
        ({}, {"is_enable": True, "ip_list": [CAMPUS]}, ["add_ip_list", "enable"]),
    ],
)
def test_switches_are_changed_one_by_one(
    tenant: Tenant, before: dict[str, Any], wanted: dict[str, Any], verbs: list[str]
) -> None:
    done(tenant, white_list(**before))
    changed = converges(tenant, white_list, **wanted)
    assert changed.verbs == verbs and len(changed.writes) == len(verbs)
    record = one(tenant, "AccessPolicy")
    assert all(record[name] == value for name, value in wanted.items() if name != "ip_list")


def test_a_policy_goes_and_nobody_is_kept_out(tenant: Tenant) -> None:
    bio(tenant)
    done(tenant, access_policy(objects=[BIO]))
    done(tenant, white_list(ip_list=[CAMPUS]))
    gone = converges(tenant, access_policy, state="absent")
    assert [write["method"] for write in gone.writes] == ["DELETE"]
    assert one(tenant, "AccessPolicy")["name"] == "campus"


# --- OUs


def test_the_description_of_an_ou_changes_in_place_and_its_mark_stays(tenant: Tenant) -> None:
    done(tenant, ou(domain="workspace.local", description="[workspace-lab: bio101]"))
    converges(tenant, ou, description="Teachers")
    assert one(tenant, "Ou")["description"] == "Teachers [workspace-lab: bio101]"
    converges(tenant, ou, state="absent")
    assert tenant.state["tables"]["Ou"] == []


def test_an_ou_that_the_domain_does_not_have_is_told_by_the_service(tenant: Tenant) -> None:
    failure(carry_out(tenant, ou(ou_name="Cooks", domain="workspace.local")), "Cooks", "does not exist")


# --- What is found


def test_info_tells_what_there_is(tenant: Tenant) -> None:
    bio(tenant)
    done(tenant, policy_group(policies=EXAM, targets=[{"target_type": "USER", "target_name": "mia"}]))
    done(tenant, policy_group(policy_group_name="exam2"))
    done(tenant, access_policy(objects=[MIA]))
    done(tenant, white_list(ip_list=[CAMPUS]))
    done(tenant, ou(domain="workspace.local"))
    name = {"policy_group_name": "exam"}
    info = done(tenant, Task("workspace_policy_group_info", {**name, "policies": True, "targets": True}))
    [group] = info["policy_groups"]
    assert group["policies"]["watermark"]["watermark_enable"] is True
    assert [target["target_name"] for target in group["targets"]] == ["mia"]
    listed = done(tenant, Task("workspace_policy_group_info", {}))["policy_groups"]
    assert [(row["policy_group_name"], row["priority"]) for row in listed] == [("exam", 1), ("exam2", 2)]
    policies = done(tenant, Task("workspace_access_policy_info", {"objects": True}))["access_policies"]
    assert [row["policy_name"] for row in policies] == ["PRIVATE_ACCESS", "campus"]
    assert [row["object_name"] for row in policies[0]["policy_objects_list"]] == ["mia"]
    kind = {"access_control_type": "IP_WHITE_LIST"}
    assert len(done(tenant, Task("workspace_access_policy_info", kind))["access_policies"]) == 1
    [unit] = done(tenant, Task("workspace_ou_info", {"ou_name": "Staff"}))["ous"]
    assert (unit["ou_name"], unit["ou_dn"]) == ("Staff", "OU=Staff,DC=workspace,DC=local")


def test_check_mode_announces_the_creation_in_full(tenant: Tenant) -> None:
    bio(tenant)
    options = {"policies": EXAM, "targets": [{"target_type": "USER", "target_name": "mia"}], "priority": 1}
    announced, ran = (carry_out(tenant, policy_group(check, **options)) for check in (True, False))
    assert_announced(announced, ran)
    assert ran["diff"]["after"]["exam"]["policies.watermark.options.opacity_setting"] == "12.5"
    assert ran["diff"]["after"]["exam"]["targets"] == [{"target_type": "USER", "target_name": "mia"}]


@pytest.mark.parametrize(
    "module",
    ["workspace_policy_group", "workspace_access_policy", "workspace_ou", "workspace_notification"],
)
def test_what_the_examples_show_has_been_run(tenant: Tenant, module: str) -> None:
    for name in (*(f"BIO-{number:02d}" for number in range(1, 13)), "BIO-T1", "POOL-1"):
        tenant.console("create", name)
    tenant.console("pool", "POOL-1", name="bio101-drop-in")
    tenant.session("BIO-01")
    done(tenant, Task("workspace_user_group", {"group_name": "bio101-students"}))
    infos = [f"{module}_info"] if module != "workspace_notification" else []
    for documented in (module, *infos):
        path = CHECKOUT / "plugins" / "modules" / f"{documented}.py"
        text = path.read_text(encoding="utf-8").partition('EXAMPLES = r"""')[2].partition('"""')[0]
        for task in yaml.safe_load(text):
            ran = done(tenant, Task(documented, task[f"huaweicloud.workspace.{documented}"] or {}))
            assert ran["changed"] is (documented == module), ran.brief
