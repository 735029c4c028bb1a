# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin ``workspace_desktops``, by the commands that its users run."""

from __future__ import annotations

import pytest
from integration.inventories import Inventory


@pytest.fixture
def inventory(tenant, tmp_path):
    """Return inventory files about an empty project."""
    return Inventory(tenant, tmp_path)


@pytest.fixture
def course(inventory):
    """Return inventory files about a project with a lab of two desktops, one of them off, and a foreign desktop."""
    tenant = inventory.tenant
    tenant.desktop("BIO-01", user="mia", tags={"workspace-lab": "bio101", "room": "1"})
    tenant.desktop("BIO-02", tags={"workspace-lab": "bio101", "room": "2"}, status="SHUTOFF")
    tenant.desktop("CHE-1", tags={"workspace-lab": "bio1", "room": "1"})
    return inventory


def test_desktops_are_hosts(course):
    answer = course.list()
    assert answer.errors == ""
    assert list(answer.hosts) == ["BIO-01", "BIO-02", "CHE-1"]
    host, now = answer.hosts["BIO-01"], course.tenant.desktops["BIO-01"]
    assert host["ansible_host"] == now["ip"]
    assert (host["workspace_desktop_id"], host["workspace_lab"]) == (now["id"], "bio101")
    assert host["workspace_tags"] == {"workspace-lab": "bio101", "room": "1"}
    assert (host["workspace_power_state"], answer.hosts["BIO-02"]["workspace_power_state"]) == ("started", "stopped")
    assert "mia" not in answer.out and "workspace_users" not in host
    assert [request["path"].split("/")[-1] for request in answer.requests] == ["detail"]


def test_a_lab_has_its_desktops_and_those_of_its_pools(course):
    tenant = course.tenant
    tenant.desktop("POOL-1")
    tenant.desktop("POOL-2")
    tenant.console("pool", "POOL-1", name="bio drop-in")
    tenant.console("pool", "POOL-2", name="other")
    answer = course.list(lab=["bio101"], group_by=["lab", "pool", "power", "os"])
    assert list(answer.hosts) == ["BIO-01", "BIO-02"]
    tenant.control("POST", "pools", pool="bio drop-in", fields={"tags": {"workspace-lab": "bio101"}})
    answer = course.list(lab=["bio101"], group_by=["lab", "pool", "power", "os"])
    assert list(answer.hosts) == ["BIO-01", "BIO-02", "POOL-1"]
    assert answer.hosts["POOL-1"]["workspace_pool"] == "bio drop-in"
    assert answer.group("lab_bio101") == ["BIO-01", "BIO-02", "POOL-1"]
    assert answer.group("pool_bio_drop_in") == ["POOL-1"]
    assert (answer.group("power_started"), answer.group("power_stopped")) == (["BIO-01", "POOL-1"], ["BIO-02"])
    assert answer.group("os_Windows") == ["BIO-01", "BIO-02", "POOL-1"]
    assert list(course.list(pool=["bio drop-in"]).hosts) == ["POOL-1"]


def test_filters_go_to_the_service_and_are_matched_again(course):
    course.tenant.desktop("BIO-03", tags={"room": "1"}, subnet="teaching-b", image="win11-bio-2026.10")
    for expected, parameter, filters in (
        (["BIO-01"], "tag", {"tags": {"room": 1}, "lab": ["bio101"]}),
        (["BIO-02"], "status", {"status": ["stopped"]}),
        (["BIO-03"], "subnet_id", {"subnet": "teaching-b"}),
        (["BIO-03"], "image_id", {"image": "win11-bio-2026.10"}),
    ):
        answer = course.list(**filters)
        assert list(answer.hosts) == expected, filters
        (asked,) = [one for one in answer.requests if one["path"].endswith("/desktops/detail")]
        assert parameter in asked["query"], asked
    assert list(course.list(select_names=["bio-[02:03]"]).hosts) == ["BIO-02", "BIO-03"]
    assert list(course.list(status=["ACTIVE", "stopped"]).hosts) == ["BIO-01", "BIO-02", "BIO-03", "CHE-1"]


def test_conditions_names_groups_and_variables_by_jinja(course):
    answer = course.list(
        "-e",
        "site=lib",
        include_filters=["workspace_tags.room == '1'", "workspace_tags.beamer == 'yes'"],
        exclude_filters=["workspace_tags['workspace-lab'] == 'bio101' and workspace_login_status == 'CONNECTED'"],
        hostnames=["workspace_tags.nickname", "workspace_computer_name | lower"],
        compose={"room": "workspace_tags.room", "where": "site ~ '-' ~ workspace_tags.room"},
        groups={"in_room_1": "room == '1'"},
        keyed_groups=[
            {"key": "workspace_tags.room", "prefix": "room"},
            {"key": "room", "separator": ""},
            {"key": "workspace_tags.beamer", "prefix": "beamer"},
        ],
        leading_separator=False,
        use_extra_vars=True,
    )
    assert list(answer.hosts) == ["bio-01", "che-1"]
    assert answer.hosts["bio-01"]["where"] == "lib-1"
    assert answer.group("in_room_1") == answer.group("room_1") == ["bio-01", "che-1"]
    assert not [name for name in answer.data if name.startswith("beamer")]
    session = course.tenant.session
    session("BIO-01")
    assert list(course.list(exclude_filters=["workspace_login_status == 'CONNECTED'"]).hosts) == ["BIO-02", "CHE-1"]
    told = course.refused(keyed_groups=[{"key": "workspace_tags.beamer"}], strict=True)
    assert "beamer" in told and "BIO-01" in told
    assert "beamer" in course.refused(include_filters=["workspace_tags.beamer == 'x'"], strict=True)
    told = course.refused(exclude_filters=["workspace_tags.room =="])
    assert "The condition workspace_tags.room == cannot be evaluated for BIO-01" in told
