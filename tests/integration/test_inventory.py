# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin ``workspace_desktops``, by the commands that its users run."""

from __future__ import annotations

import re
import subprocess
import uuid

import pytest
from conftest import ANSIBLE_SECONDS, CHECKOUT
from integration.harness import Tenant
from integration.inventories import PLUGIN, Inventory

from ansible_collections.huaweicloud.workspace.plugins.inventory import workspace_desktops

EXAMPLES = [text.strip() for text in workspace_desktops.EXAMPLES.split("---\n")[1:]]


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


@pytest.mark.slow
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


@pytest.mark.slow
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


def test_texts_of_the_service_are_data(course):
    """Whatever somebody writes into a tag, neither a playbook nor an expression of the file takes it for a template."""
    evil = "{{ lookup('pipe', 'id -un') }}"
    tenant = course.tenant
    tenant.desktop("EVIL", tags={"note": evil, "call": "lookup('pipe', 'id -un')", "bell": "a\x1b[2Jb"})
    (course.folder / "play.yml").write_text(
        "- hosts: EVIL\n  gather_facts: false\n  connection: local\n  tasks:\n"
        "    - ansible.builtin.debug: {msg: 'note={{ workspace_tags.note }} same={{ same }} more={{ more }}'}\n"
        "    - ansible.builtin.assert: {that: '{{ [workspace_tags.call] }}'}\n"
    )
    options = {"compose": {"same": "workspace_tags.note", "more": "workspace_tags.note ~ '!'"}}
    played = course.run(course.file(**options), "play.yml", command="ansible-playbook")
    assert f"note={evil} same={evil} more={evil}!" in played.out
    assert played.code != 0 and "untrusted" in played.out + played.errors
    answer = course.list(**options, group_by=["lab"])
    assert answer.hosts["EVIL"]["same"] == {"__ansible_unsafe": evil}
    assert answer.hosts["EVIL"]["workspace_tags"]["bell"] == {"__ansible_unsafe": "a\\x1b[2Jb"}
    assert answer.hosts["BIO-01"]["workspace_created"].startswith("20")


def test_the_same_name_never_means_two_desktops(course):
    twin = course.tenant.desktop("TWIN")
    course.tenant.console("set", "TWIN", fields={"name": "BIO-01"})
    course.tenant.desktop("localhost")
    local = course.tenant.desktops["localhost"]["id"]
    first = [desktop["id"] for desktop in course.tenant.state["desktops"] if desktop["name"] == "BIO-01"]
    assert twin["id"] in first and len(first) == 2
    answer = course.list()
    assert list(answer.hosts) == sorted(
        [*(f"BIO-01_{desktop_id}" for desktop_id in first), "BIO-02", "CHE-1", f"localhost_{local}"]
    )
    assert "several desktops would be called BIO-01;" in answer.told
    assert "other hosts or groups of the inventory are already called localhost;" in answer.told
    ids = course.list(hostnames=["workspace_desktop_id"])
    assert len(ids.hosts) == 5 and ids.errors == ""


def test_two_sources_that_know_the_same_name(course):
    """Another source may tell more of a host, but is no other desktop."""
    (course.folder / "static.yml").write_text(
        "all: {hosts: {BIO-02: {rack: 7}, BIO-01: {workspace_desktop_id: other}}}\n"
    )
    own = course.tenant.desktops["BIO-01"]["id"]
    answer = course.run("static.yml", "-i", course.file(), "--list")
    assert list(answer.hosts) == ["BIO-01", f"BIO-01_{own}", "BIO-02", "CHE-1"]
    assert answer.hosts["BIO-02"]["rack"] == 7 and answer.hosts["BIO-02"]["workspace_status"] == "SHUTOFF"


@pytest.mark.slow
def test_several_projects_in_one_file(course):
    other = Inventory(Tenant(course.tenant.emulator.in_project(uuid.uuid4().hex)), course.folder)
    other.tenant.desktop("BIO-01", subnet="teaching-b")
    other.tenant.desktop("PHY-1")
    here, there = ({"region": "ap-southeast-1", "project_id": one.tenant.project_id} for one in (course, other))
    answer = course.list(projects=[here, there], hostnames=["workspace_project_id ~ '-' ~ workspace_computer_name"])
    assert list(answer.hosts) == sorted(
        [f"{here['project_id']}-{name}" for name in ("BIO-01", "BIO-02", "CHE-1")]
        + [f"{there['project_id']}-{name}" for name in ("BIO-01", "PHY-1")]
    )
    assert len(course.list(projects=[here, there]).hosts) == 5
    other.tenant.console("pool", "PHY-1", name="phy")
    assert list(course.list(projects=[here, there], pool=["phy"]).hosts) == ["PHY-1"]
    told = course.refused(projects=[here, there], pool=["phy", "pyh"])
    assert 'There is no desktop pool "pyh"' in told
    other.tenant.fault("status", method="GET", path="/desktops/detail$", status=403, error_code="WKS.0403")
    told = course.refused(projects=[here, there])
    assert f"region ap-southeast-1, project {there['project_id']}" in told.lower() and "WKS.0403" in told


@pytest.mark.slow
def test_public_addresses_and_people_only_if_asked_for(course):
    course.tenant.control("POST", "eips", desktop="BIO-01")
    private = course.list()
    assert not [request for request in private.requests if request["path"].endswith("/eips")]
    answer = course.list(connect_with=["eip", "private"], people=True)
    host = answer.hosts["BIO-01"]
    assert host["ansible_host"] == host["workspace_eip"] != private.hosts["BIO-01"]["ansible_host"]
    assert answer.hosts["BIO-02"]["ansible_host"] == private.hosts["BIO-02"]["ansible_host"]
    assert [user["user_name"] for user in host["workspace_users"]] == ["mia"]
    assert "ansible_host" not in course.list(connect_with=["eip"]).hosts["BIO-02"]
    assert course.list(connect_with=["computer_name"]).hosts["BIO-02"]["ansible_host"] == "BIO-02"


@pytest.mark.slow
def test_the_cache_spares_requests_and_is_never_anothers(course):
    cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(course.folder / "c")}
    options = {**cache, "group_by": ["lab", "power"], "keyed_groups": [{"key": "workspace_tags.room", "prefix": "r"}]}
    cold = course.list(**options)
    course.tenant.desktop("NEW")
    warm = course.list(**options)
    assert cold.requests and not warm.requests and warm.data == cold.data
    (course.folder / "play.yml").write_text(
        "- hosts: BIO-01\n  gather_facts: false\n  tasks:\n"
        "    - ansible.builtin.debug: {msg: \"first {{ 'NEW' in groups.all }}\"}\n    - meta: refresh_inventory\n"
        "    - ansible.builtin.debug: {msg: \"then {{ 'NEW' in groups.all }}\"}\n"
    )
    played = course.run(course.file(**options), "play.yml", command="ansible-playbook").out
    assert "first False" in played and "then True" in played
    course.tenant.desktop("NEWER")
    assert "NEWER" not in course.list(**options).hosts
    assert "NEWER" in course.list("--flush-cache", **options).hosts
    assert "NEW" in course.list(**options).hosts
    assert list(course.list(**options, lab=["bio101"]).hosts) == ["BIO-01", "BIO-02"]
    elsewhere = course.run(course.file(**options), "--list", HW_PROJECT_ID=uuid.uuid4().hex)
    assert elsewhere.hosts == {}
    course.tenant.fault("status", method="GET", path="/desktops/detail$", status=403, error_code="WKS.0403")
    course.refused("--flush-cache", **options)


def test_a_list_that_is_cut_is_no_inventory(course):
    course.tenant.fault("empty_list", path="/desktops/detail$", times=9)
    told = course.refused()
    assert "Failed to parse inventory with 'auto' plugin: Region ap-southeast-1, project " in told
    assert "is not as described: it counts 3, but lists 0; run again." in told


def test_tags_that_are_not_told_are_read_once_more_and_then_said(course):
    hidden = {"method": "GET", "path": "/desktops/detail$", "field": "tags"}
    course.tenant.fault("missing_field", **hidden)
    answer = course.list(lab=["bio101"])
    assert answer.errors == "" and list(answer.hosts) == ["BIO-01", "BIO-02"]
    assert answer.hosts["BIO-01"]["workspace_tags"] == {"workspace-lab": "bio101", "room": "1"}
    course.tenant.fault("missing_field", **hidden, times=9)
    answer = course.list(lab=["bio101"])
    assert list(answer.hosts) == ["BIO-01", "BIO-02"]
    assert "does not tell the tags of 2 desktops, such as BIO-01" in " ".join(answer.errors.split())


@pytest.mark.slow
def test_what_is_wrong_is_said_in_one_sentence(inventory):
    for options, told in (
        ({"filter": "x"}, 'The file has the key "filter", which nobody reads'),
        ({"pool": ["drop-in"]}, 'There is no desktop pool "drop-in".'),
        ({"subnet": "teaching-c"}, 'There is no subnet "teaching-c"; the nearest are teaching-'),
        ({"secret_key": "{{ nowhere }}", "access_key": "AK"}, "'nowhere' is undefined"),
    ):
        assert told in inventory.refused(**options)


def test_a_file_of_another_name_is_not_read(course):
    source = course.file()
    (course.folder / source).rename(course.folder / "desktops.yml")
    answer = course.run("desktops.yml", "--list")
    assert answer.code != 0 and not answer.requests


@pytest.mark.slow
def test_credentials_are_those_of_modules(course):
    keys = {name: course.tenant.emulator.env[name] for name in ("HW_ACCESS_KEY", "HW_SECRET_KEY")}
    options = {"access_key": "{{ ak }}", "secret_key": "{{ sk }}"}
    given = ["-e", f"ak={keys['HW_ACCESS_KEY']}", "-e", f"sk={keys['HW_SECRET_KEY']}"]
    wrong = {"HW_ACCESS_KEY": "WRONG", "HW_SECRET_KEY": "wrong"}
    assert len(course.run(course.file(**options), "--list", *given, **wrong).hosts) == 3
    (course.folder / "password").write_text("of the vault")
    vault = ["--vault-password-file", "password"]
    encrypted = subprocess.run(
        ["ansible-vault", "encrypt_string", *vault, keys["HW_SECRET_KEY"], "--name", "secret_key"],
        cwd=course.folder,
        env=course.tenant.emulator.process_env,
        check=True,
        capture_output=True,
        text=True,
        timeout=ANSIBLE_SECONDS,
    ).stdout
    text = f"plugin: {PLUGIN}\naccess_key: {keys['HW_ACCESS_KEY']}\n{encrypted}"
    assert len(course.run(course.file(text=text), "--list", *vault, **wrong).hosts) == 3
    none = course.run(course.file(), "--list", HW_ACCESS_KEY="", HW_SECRET_KEY="")
    assert none.code != 0 and "No credentials were found: set access_key and secret_key" in none.told
    assert "in the inventory file" in none.told
    profile = course.folder / ".huaweicloud" / "credentials"
    profile.parent.mkdir()
    profile.write_text(f"[basic]\nak = {keys['HW_ACCESS_KEY']}\nsk = {keys['HW_SECRET_KEY']}\n")
    answer = course.run(course.file(), "--list", HW_ACCESS_KEY="", HW_SECRET_KEY="")
    assert len(answer.hosts) == 3 and keys["HW_SECRET_KEY"] not in answer.out


@pytest.mark.parametrize(
    "text",
    [pytest.param(text, marks=pytest.mark.slow if number > 3 else ()) for number, text in enumerate(EXAMPLES)],
    ids=lambda text: text.partition("\n")[0].strip("# .")[:50],
)
def test_examples_run_as_they_stand(course, text):
    assert f"plugin: {PLUGIN}" in text
    course.tenant.desktop("LNX-1", product="workspace.c2.large.linux", image="ubuntu-lab-2026.09")
    keys = course.tenant.emulator.env
    given = [f"teaching_access_key={keys['HW_ACCESS_KEY']}", "-e", f"teaching_secret_key={keys['HW_SECRET_KEY']}"]
    answer = course.run(course.file(text=text), "--list", "-e", *given)
    assert answer.code == 0 and (answer.requests or "projects:" in text), answer.errors
    assert not [line for line in answer.errors.splitlines() if "WARNING" in line and "of the lab" not in line]
    if "psrp" in text:
        found = {name: (host["ansible_connection"], host["ansible_port"]) for name, host in answer.hosts.items()}
        assert found["BIO-01"] == ("psrp", 5986) and found["LNX-1"] == ("ssh", 22)
    if "winrm" in text:
        assert "LNX-1" not in answer.hosts and answer.hosts["BIO-01"]["ansible_connection"] == "winrm"


def test_the_page_shows_the_graph_as_it_is(inventory):
    tenant = inventory.tenant
    for name, more in (
        ("BIO-01", {}),
        ("BIO-02", {"status": "SHUTOFF"}),
        ("BIO-T1", {"product": "workspace.c2.large.linux", "image": "ubuntu-lab-2026.09"}),
    ):
        tenant.desktop(name, tags={"workspace-lab": "bio101"}, **more)
    tenant.desktop("DROP-1")
    tenant.console("pool", "DROP-1", name="bio101-drop-in")
    tenant.control("POST", "pools", pool="bio101-drop-in", fields={"tags": {"workspace-lab": "bio101"}})
    tenant.desktop("CHE-01", tags={"workspace-lab": "che202"})
    page = (CHECKOUT / "docs" / "inventory.md").read_text()
    (text,) = [
        block for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "group_by: [power, pool, os]" in block
    ]
    (shown,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    assert inventory.run(inventory.file("bio101", text=text), "--graph").out == shown


def test_a_lab_that_nothing_belongs_to_is_told(course):
    answer = course.list(lab=["bio101", "bio1O1"])
    assert list(answer.hosts) == ["BIO-01", "BIO-02"]
    assert 'no desktop of the lab bio1O1 was found' in answer.told
