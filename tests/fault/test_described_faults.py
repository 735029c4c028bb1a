# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Things that a description is enough for, where the service tells late, or not all, of what there is."""

from __future__ import annotations

from typing import Any

from integration.harness import Outcome, Task, Tenant, unchanged
from integration.in_process import carry_out

GROUP = "workspace_user_group"
POLICY_GROUP = "workspace_policy_group"


def ran(tenant: Tenant, module: str, check: bool = False, **arguments: Any) -> Outcome:
    return carry_out(tenant, Task(module, arguments, check))


def test_a_list_that_lags_behind_the_creation_is_read_again(tenant: Tenant) -> None:
    tenant.console("create", "BIO-01", user="mia")
    # The first answer, which shows no group, comes three times.
    tenant.fault("stale_list", method="GET", path="/groups$", times=3)
    done = ran(tenant, GROUP, group_name="bio", members=["mia"])
    assert not done.failed and done["user_group"]["members"] == ["mia"], done.brief
    [group] = tenant.state["groups"]
    assert len(group["member_ids"]) == 1
    unchanged(ran(tenant, GROUP, group_name="bio", members=["mia"]))


def test_a_new_thing_that_stays_unlisted_is_told_in_a_sentence(tenant: Tenant) -> None:
    tenant.console("create", "BIO-01", user="mia")
    tenant.fault("stale_list", method="GET", path="/groups$", times=20)
    done = ran(tenant, GROUP, group_name="bio", members=["mia"])
    assert 'does not list the new user group "bio" yet; run the task again' in str(done["results"]), done.brief
    tenant.control("DELETE", "faults")
    assert not ran(tenant, GROUP, group_name="bio", members=["mia"]).failed
    assert len(tenant.state["groups"]) == 1


def test_a_name_that_several_have_is_refused_also_in_check_mode(tenant: Tenant) -> None:
    for name in ("bio", "chem"):
        assert not ran(tenant, GROUP, group_name=name).failed
    tenant.control("POST", "records", kind="Group", name="chem", fields={"name": "bio"})
    targets = [{"target_type": "USERGROUP", "target_name": "bio"}]
    for check in (True, False):
        refused = ran(tenant, POLICY_GROUP, check, policy_group_name="exam", targets=targets)
        assert 'everal user groups are called "bio"' in refused.message and not refused.writes


def policy_group(tenant: Tenant, **more: Any) -> dict[str, Any]:
    """Let there be a policy group, and return it."""
    policies = {"audio": {"play_quality": "High", "play_agc": "1"}}
    wanted = {"policy_group_name": "exam", "description": "Exams", "policies": policies, **more}
    assert not ran(tenant, POLICY_GROUP, **wanted).failed
    return tenant.state["tables"]["PolicyGroup"][0]


def test_policies_that_one_answer_lacks_are_not_lost(tenant: Tenant) -> None:
    before = policy_group(tenant)
    wanted = {"policy_group_name": "exam", "policies": {"audio": {"play_quality": "Low"}}}
    tenant.fault("missing_field", field="policies", method="GET", path="/policies$", times=2)
    refused = ran(tenant, POLICY_GROUP, **wanted)
    assert "does not tell the policies" in refused.message and not refused.writes
    tenant.fault("missing_field", field="policies", method="GET", path="/policies$")
    assert not ran(tenant, POLICY_GROUP, **wanted).failed
    [group] = tenant.state["tables"]["PolicyGroup"]
    assert group["policies"] == {"audio": {**before["policies"]["audio"], "play_quality": "Low"}}


def test_a_description_that_an_answer_lacks_is_not_cleared(tenant: Tenant) -> None:
    policy_group(tenant)
    assert not ran(tenant, POLICY_GROUP, policy_group_name="lessons", priority=1).failed
    tenant.fault("missing_field", field="description", method="GET", path="/policy-groups$")
    assert ran(tenant, POLICY_GROUP, policy_group_name="exam", priority=1)["changed"]
    groups = {group["name"]: group["description"] for group in tenant.state["tables"]["PolicyGroup"]}
    assert groups == {"exam": "Exams", "lessons": ""}


def test_a_value_that_is_never_told_is_said_and_written_with_others_or_always(tenant: Tenant) -> None:
    policy = {"policy_name": "seats", "name_prefix": "BIO-", "digit_number": 2, "start_number": 1}
    assert ran(tenant, "workspace_desktop_name_policy", **policy)["changed"]
    tenant.fault("missing_field", field="start_number", method="GET", path="/desktop-name-policies$", times=99)
    policy["start_number"] = 50
    kept = unchanged(ran(tenant, "workspace_desktop_name_policy", **policy))
    assert kept["unknown"] == {"seats": ["start_number"]}
    [warning] = kept["warnings"]
    assert "seats: start_number" in warning and "write_unknown: always" in warning
    for more, number in (({"digit_number": 3}, 50), ({"start_number": 60, "write_unknown": "always"}, 60)):
        policy.update(more)
        checked, done = (ran(tenant, "workspace_desktop_name_policy", check, **policy) for check in (True, False))
        assert checked["actions"] == done["actions"] and done["changed"], done.brief
        assert done["actions"][0]["fields"]["start_number"] == {"before": "(not told)", "after": number}
        assert done["results"][0]["state"] == "done" and done["unknown"] == checked["unknown"] == kept["unknown"]
        [stored] = tenant.state["tables"]["NamePolicy"]
        assert stored["start_number"] == number


def test_a_value_that_one_answer_lacks_is_read_once_more(tenant: Tenant) -> None:
    group = {"policy_group_name": "exam", "description": "Exams"}
    assert ran(tenant, POLICY_GROUP, **group)["changed"]
    tenant.fault("missing_field", field="description", method="GET", path="/policy-groups$")
    again = unchanged(ran(tenant, POLICY_GROUP, **group))
    assert again["unknown"] == {} and not again.result.get("warnings")


def test_a_place_after_the_last_is_refused_unless_an_earlier_task_may_make_groups(tenant: Tenant) -> None:
    policy_group(tenant)
    checked, refused = (
        ran(tenant, POLICY_GROUP, check, policy_group_name="exam", priority=3) for check in (True, False)
    )
    assert (
        checked["changed"] and "the last place among the policy groups is 1" in refused.message and not refused.writes
    )


def test_an_ou_whose_domain_is_not_told_or_in_other_letters_is_the_same(tenant: Tenant) -> None:
    staff = {"ou_name": "Staff", "domain": "workspace.local"}
    assert ran(tenant, "workspace_ou", **staff)["changed"]
    unchanged(ran(tenant, "workspace_ou", **{**staff, "domain": "Workspace.LOCAL"}))
    tenant.fault("missing_field", field="domain", method="GET", path="/ous$")
    unchanged(ran(tenant, "workspace_ou", **staff))


def test_a_white_list_whose_type_is_not_told_is_the_same(tenant: Tenant) -> None:
    campus = {"policy_name": "campus", "access_control_type": "IP_WHITE_LIST"}
    networks = [{"ip_address": "192.0.2.0", "subnet_mask": "24"}]
    assert ran(tenant, "workspace_access_policy", **campus, ip_list=networks)["changed"]
    fields = {"addresses": networks}
    tenant.control("POST", "records", kind="AccessPolicy", name="campus", fields=fields)
    tenant.fault("missing_field", field="access_control_type", method="GET", path="/access-policy$")
    unchanged(ran(tenant, "workspace_access_policy", **campus, ip_list=networks, purge_ip_list=True))


def test_objects_that_one_answer_lacks_stay_on_the_policy(tenant: Tenant) -> None:
    for person in ("mia", "omar"):
        tenant.console("create", f"PC-{person}", user=person)
    mia, omar = ({"object_type": "USER", "object_name": name} for name in ("mia", "omar"))
    assert ran(tenant, "workspace_access_policy", policy_name="PRIVATE_ACCESS", objects=[mia])["changed"]
    tenant.fault("missing_field", field="policy_objects_list", method="GET", path="/objects$")
    assert ran(tenant, "workspace_access_policy", policy_name="PRIVATE_ACCESS", objects=[omar])["changed"]
    [policy] = tenant.state["tables"]["AccessPolicy"]
    assert sorted(row["object_name"] for row in policy["objects"]) == ["mia", "omar"]


AGENCY = "workspace_agency"


def test_what_an_agency_permits_is_not_taken_for_granted(tenant: Tenant) -> None:
    listed = {"field": "permissions", "method": "GET", "path": "/agencies$"}
    tenant.fault("missing_field", **listed)
    again = unchanged(ran(tenant, AGENCY))
    assert again["unknown"] == {} and not again.result.get("warnings")
    for field in ("permissions", "system_permission_display_names"):
        tenant.control("DELETE", "faults")
        tenant.fault("missing_field", **{**listed, "field": field}, times=99)
        silent = unchanged(ran(tenant, AGENCY))
        assert silent["unknown"] == {"WORKSPACE": ["permissions"]} and "permissions" in str(silent["warnings"])
        fixed = ran(tenant, AGENCY, write_unknown="always")
        assert not fixed.failed and fixed.verbs == ["fix"], fixed.brief


def test_an_ou_is_not_deleted_for_one_of_another_domain(tenant: Tenant) -> None:
    staff = {"ou_name": "Staff", "domain": "workspace.local"}
    made = ran(tenant, "workspace_ou", **staff)
    tenant.fault("missing_field", field="domain", method="GET", path="/ous$", times=99)
    kept = ran(tenant, "workspace_ou", **staff, state="absent")
    assert kept.failed and "does not tell the domain" in kept.message and not kept.writes
    tenant.control("DELETE", "faults")
    tenant.fault("missing_field", field="domain", method="GET", path="/ous$")
    assert not ran(tenant, "workspace_ou", **staff, state="absent", check=True).failed
    tenant.fault("missing_field", field="domain", method="GET", path="/ous$", times=99)
    assert not ran(tenant, "workspace_ou", **{**staff, "ou_name": made["ou"]["id"]}, state="absent").failed


CAMPUS = {"policy_name": "campus", "access_control_type": "IP_WHITE_LIST"}
NETWORKS = [{"ip_address": "192.0.2.0", "subnet_mask": "255.255.255.0"}]


def test_networks_that_are_not_told_are_neither_none_nor_gone(tenant: Tenant) -> None:
    policy = "workspace_access_policy"
    assert ran(tenant, policy, **CAMPUS, ip_list=NETWORKS, is_enable=True)["changed"]
    listed = {"field": "ip_list", "method": "GET", "path": "/access-policy$"}
    tenant.fault("missing_field", **listed)
    unchanged(ran(tenant, policy, **CAMPUS, ip_list=NETWORKS, purge_ip_list=True))
    tenant.fault("missing_field", **listed, times=99)
    silent = unchanged(ran(tenant, policy, **CAMPUS, ip_list=[], purge_ip_list=True))
    assert silent["unknown"] == {"campus": ["ip_list"]} and "ip_list" in str(silent["warnings"])
    assert silent["access_policy"]["ip_list"] is None
    more = [*NETWORKS, {"ip_address": "198.51.100.0", "subnet_mask": "255.255.255.0"}]
    always = ran(tenant, policy, **CAMPUS, ip_list=more, purge_ip_list=True, write_unknown="always")
    assert always.verbs == ["add_ip_list"], always.brief


def test_nobody_is_shut_out_by_a_white_list_that_may_be_enabled(tenant: Tenant) -> None:
    policy = "workspace_access_policy"
    assert ran(tenant, policy, **CAMPUS, ip_list=NETWORKS, is_enable=True)["changed"]
    tenant.fault("missing_field", field="is_enable", method="GET", path="/access-policy$", times=99)
    refused = ran(tenant, policy, **CAMPUS, ip_list=[], purge_ip_list=True)
    assert refused.failed and "lets nobody in" in refused.message and not refused.writes


def test_a_naming_policy_whose_prefix_is_not_told_is_not_refused_for_it(tenant: Tenant) -> None:
    bio = {"policy_name": "bio", "name_prefix": "B$DomainUser$", "digit_number": 2, "start_number": 1}
    assert ran(tenant, "workspace_desktop_name_policy", **bio)["changed"]
    tenant.fault("missing_field", field="name_prefix", method="GET", path="/desktop-name-policies$", times=99)
    changes = {"policy_name": "bio", "single_domain_user_inc": True}
    assert ran(tenant, "workspace_desktop_name_policy", **changes)["changed"]


SERVER = "workspace_app_image_server"
GOLDEN: dict[str, Any] = {
    "name": "golden",
    "image_ref": {"image": "win11-bio-2026.09"},
    "product": "workspace.appstream.general.xlarge.2",
    "root_volume": {"type": "SAS", "size": 100},
    "subnet": "teaching-a",
    "authorize_accounts": [{"account": "mia"}],
}


def test_an_image_server_of_which_not_all_is_told_is_the_same(tenant: Tenant) -> None:
    tenant.job_seconds(0)
    tenant.console("create", "PC-1", user="mia")
    made = ran(tenant, SERVER, **GOLDEN)
    assert made["actions"][0]["fields"]["image_ref"]["after"] == GOLDEN["image_ref"], made.brief
    for field in ("status", "image_ref", "image_type", "account", "authorize_accounts", "items"):
        within = {"path": "/image-servers$", "method": "GET"}
        tenant.fault("missing_field", field=field, **within)
        again = ran(tenant, SERVER, check=True, **{**GOLDEN, "authorize_accounts": [{"account": "Mia"}]})
        assert not again["changed"], (field, again.brief)


AUTHORIZATION = "workspace_app_group_authorization"


def office(tenant: Tenant) -> dict[str, str]:
    """Let there be two people and an application group, and return the IDs of the people."""
    for person in ("mia", "omar"):
        tenant.console("create", f"PC-{person}", user=person)
    tenant.control("POST", "app-groups", names=["office"])
    return {user["user_name"]: user["id"] for user in tenant.state["users"]}


def test_an_authorization_of_which_not_all_is_told_is_the_same(tenant: Tenant) -> None:
    office(tenant)
    wanted: dict[str, Any] = {"app_groups": ["office"], "accounts": [{"account": "mia"}]}
    assert ran(tenant, AUTHORIZATION, **wanted)["changed"]
    for field in ("account", "account_type", "account_id", "app_group_id", "authorizations"):
        tenant.fault("missing_field", field=field, method="GET", path="/list-authorizations$")
        unchanged(ran(tenant, AUTHORIZATION, **wanted))


def test_addresses_and_numbers_are_shown_nowhere_in_full(tenant: Tenant) -> None:
    office(tenant)
    mia = {"account": "mia", "email": "mia.long@uni.example", "telephone_number": "+491701234567"}
    done = ran(tenant, AUTHORIZATION, app_groups=["office"], accounts=[mia])
    [sent] = [request["body"]["accounts"][0] for request in done.writes]
    assert sent["email"] == mia["email"] and done["actions"][0]["fields"]["email"]["after"] == "m***@uni.example"
    assert not [value for value in list(mia.values())[1:] if value in str(done.result)]


def test_nobody_is_authorized_under_the_name_of_another(tenant: Tenant) -> None:
    people = office(tenant)
    accounts = [{"account": "mia", "id": people["omar"]}]
    refused = ran(tenant, AUTHORIZATION, app_groups=["office"], accounts=accounts)
    assert "that of the user omar, not of mia" in refused.message and not refused.writes
