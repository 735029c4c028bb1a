# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops made by the request of version 1.0: its own words on creation, and the usual ways from then on."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from conftest import CHECKOUT
from integration.cases import case
from integration.desktops import IMAGE, PRODUCT
from integration.harness import Task, Tenant, converged, converging, failure, refused, unchanged
from integration.in_process import carry_out

MINIMAL = {
    "computer_name": "OLD_01",
    "user_name": "mia",
    "user_email": "mia@uni.example",
    "product": PRODUCT,
    "root_volume": {"type": "SATA", "size": 85},
}
FULL = {
    **MINIMAL,
    "user_group": "ADMINISTRATORS",
    "image": IMAGE,
    "data_volumes": [{"type": "SSD", "size": 11}],
    "security_groups": ["teaching-desktops"],
    "nics": [{"subnet": "teaching-a", "ip_address": "10.10.9.9"}],
    "availability_zone": "AZ1",
    "scheduler_hints": {"tenancy": "dedicated", "dedicated_host_id": "host-1"},
    "license_type": "byol",
    "ou_name": "labs/bio 101",
    "tags": {"course": "bio101"},
}
LARGER = "workspace.c2.xlarge.windows"


def old(check: bool = False, **arguments: Any) -> Task:
    """Return a task about such a desktop."""
    return Task("workspace_desktop_v1", arguments, check)


def creations(outcome) -> list[Any]:
    """Return the bodies of the requests of version 1.0."""
    return [one["body"] for one in outcome.requests if one["path"].startswith("/v1.0/")]


@case
def test_everything_is_said_in_the_words_of_version_1(tenant):
    tenant.control("POST", "service", domain_type="LOCAL_AD")
    done = converged((yield converging(old(**FULL))))
    [body] = creations(done)
    [record] = body["desktops"]
    assert (record["user_group"], record["root_volume"]) == ("ADMINISTRATORS", {"type": "SATA", "size": 85})
    assert record["os:scheduler_hints"] == FULL["scheduler_hints"] and record["license_type"] == "byol"
    assert record["nics"][0]["ip_address"] == "10.10.9.9" and record["ou_name"] == "labs/bio 101"
    assert body["tags"] == [{"key": "course", "value": "bio101"}] and body["email_notification"] is False
    desktop = tenant.desktops["OLD_01"]
    assert (desktop["root"]["type"], desktop["root"]["size"], desktop["ip"]) == ("SATA", 85, "10.10.9.9")
    assert [disk["size"] for disk in desktop["disks"]] == [11] and desktop["tags"] == {"course": "bio101"}
    assert [one["user_group"] for one in desktop["assignments"]] == ["administrators"]
    assert tenant.state["mails"] == []


@pytest.fixture(name="quick")
def quick_tenant(tenant: Tenant) -> Tenant:
    """Return a project whose jobs take no time."""
    tenant.job_seconds(0)
    return tenant


def test_what_differs_later_is_changed_as_for_any_desktop(quick):
    tenant = quick
    tenant.desktop("OLD-01", user="mia")
    changed = {
        **MINIMAL,
        "computer_name": "old-01",
        "root_volume": {"type": "SSD", "size": 100},
        "product": LARGER,
        "tags": {"a": "b"},
        "nics": [{"subnet": "teaching-b", "ip_address": "10.11.9.9"}],
        "license_type": "system",
        "user_email": "other@uni.example",
    }
    tenant.console("set", "OLD-01", fields={"root": {**tenant.desktops["OLD-01"]["root"], "type": "SSD"}})
    done = converged([carry_out(tenant, task) for task in converging(old(**changed))])
    assert done.verbs == ["tag", "change_network", "resize", "expand_volume"] and not creations(done)
    desktop = tenant.desktops["OLD-01"]
    assert (desktop["product_id"], desktop["root"]["size"], desktop["tags"]) == (LARGER, 100, {"a": "b"})
    assert tenant.contents("OLD-01") == ["work on OLD-01"]


def test_disks_that_only_the_creation_knows_are_refused_before_anything_is_changed(quick):
    assert not carry_out(quick, old(**MINIMAL)).failed
    sata, odd, grown = (
        carry_out(quick, old(**{**MINIMAL, "tags": {"a": "b"}, **change}))
        for change in (
            {"data_volumes": [{"type": "SATA", "size": 100}]},
            {"data_volumes": [{"type": "SSD", "size": 11}]},
            {"root_volume": {"type": "SATA", "size": 87}},
        )
    )
    refused(sata, "OLD_01", "SATA", "take SSD")
    refused(odd, "OLD_01", "11 GB", "multiple of 10")
    refused(grown, "OLD_01", "87 GB", "multiple of 10")
    assert quick.desktops["OLD_01"]["tags"] == {}


def test_only_what_can_be_read_back_is_a_difference(quick):
    made = carry_out(quick, old(**MINIMAL))
    assert not made.failed and made["desktop"]["computer_name"] == "OLD_01"
    again = {
        **MINIMAL,
        "user_email": "other@uni.example",
        "license_type": "byol",
        "scheduler_hints": {"tenancy": "dedicated"},
        "nics": [{"subnet": "teaching-a", "ip_address": "10.10.7.7"}],
        "ou_name": "labs",
        "email_notification": True,
    }
    unchanged(carry_out(quick, old(**again)))


def test_the_project_of_the_enterprise_is_no_difference(quick):
    task = Task("workspace_desktop_v1", MINIMAL, environment={"HW_ENTERPRISE_PROJECT_ID": "ep-1"})
    assert not carry_out(quick, task).failed
    unchanged(carry_out(quick, task))


def test_a_desktop_of_somebody_else_is_not_taken(quick):
    quick.desktop("OLD_01", user="omar")
    same = {**MINIMAL, "root_volume": {"type": "SSD", "size": 80}}
    quick.console("set", "OLD_01", fields={"root": {**quick.desktops["OLD_01"]["root"], "type": "SSD"}})
    refused(carry_out(quick, old(**same)), "OLD_01", "omar", "reassign")
    assert not carry_out(quick, old(**same, reassign="keep_disks")).failed
    assert [one["user_name"] for one in quick.desktops["OLD_01"]["assignments"]] == ["mia"]


def test_a_region_without_the_request_is_told_in_words(quick):
    quick.fault("status", method="POST", path="/v1.0/", status=405)
    outcome = carry_out(quick, old(**MINIMAL))
    failure(outcome, "OLD_01", "does not offer", "workspace_desktop instead")
    assert len(creations(outcome)) == 1 and quick.desktops == {}


@pytest.mark.parametrize(
    "fault", [{"kind": "drop_after"}, {"kind": "garbage"}], ids=["no answer", "an answer nobody can read"]
)
def test_an_answer_that_is_lost_makes_no_second_desktop(quick, fault):
    quick.fault(method="POST", path="/v1.0/", **fault)
    quick.job_seconds(1)
    outcome = carry_out(quick, old(**MINIMAL))
    assert not outcome.failed, outcome.brief
    assert len(creations(outcome)) == 1 and list(quick.desktops) == ["OLD_01"]


def test_a_service_that_is_away_for_a_moment(quick):
    quick.fault("status", method="POST", path="/v1.0/", status=503, headers={"Retry-After": "1"})
    outcome = carry_out(quick, old(**MINIMAL))
    assert not outcome.failed and len(creations(outcome)) == 2 and list(quick.desktops) == ["OLD_01"]


def test_a_service_that_says_nothing_while_it_is_away_is_looked_after(quick):
    quick.fault("status", method="POST", path="/v1.0/", status=503)
    outcome = carry_out(quick, old(**MINIMAL, wait_timeout=60))
    failure(outcome, "OLD_01", "503")
    assert len(creations(outcome)) == 1 and quick.desktops == {}
    assert not carry_out(quick, old(**MINIMAL)).failed


def test_a_creation_that_fails_is_told(quick):
    quick.fault("job_fail", job_type="createDesktops", error_msg="No host is left.")
    failure(carry_out(quick, old(**MINIMAL)), "OLD_01", "No host is left")
    assert not carry_out(quick, old(**MINIMAL)).failed


def test_examples_run_as_they_stand(quick):
    text = (CHECKOUT / "plugins" / "modules" / "workspace_desktop_v1.py").read_text().partition('EXAMPLES = r"""')[2]
    for task in yaml.safe_load(text.partition('"""')[0]):
        arguments = task["huaweicloud.workspace.workspace_desktop_v1"]
        made, again = (carry_out(quick, old(**arguments)) for _time in range(2))
        assert not made.failed, made.brief
        unchanged(again)
    assert set(quick.desktops) == {"LEGACY_01", "LEGACY-02"}
