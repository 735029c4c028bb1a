# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the inventory plugin makes of desktops, and what it refuses, without a service."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible import constants
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.doc_fragments import constructed, inventory_cache
from ansible.plugins.inventory import Constructable

from ansible_collections.huaweicloud.workspace.plugins.doc_fragments import auth
from ansible_collections.huaweicloud.workspace.plugins.inventory import workspace_desktops
from ansible_collections.huaweicloud.workspace.plugins.inventory.workspace_desktops import InventoryModule
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.inventory.reading import Reading

NAME = InventoryModule.NAME
DOCUMENTATIONS = (
    constructed.ModuleDocFragment.DOCUMENTATION,
    inventory_cache.ModuleDocFragment.DOCUMENTATION,
    auth.ModuleDocFragment.DOCUMENTATION,
    workspace_desktops.DOCUMENTATION,
)


def row(name: str, **more: Any) -> dict[str, Any]:
    """Return a desktop as it is read."""
    return {
        "desktop_id": f"id-{name}",
        "computer_name": name,
        "status": "ACTIVE",
        "power_state": "started",
        "login_status": "REGISTERED",
        "desktop_type": "DEDICATED",
        "ip_addresses": ["10.0.0.1"],
        "tags": {},
        "lab": None,
        "pool": None,
        "pool_id": None,
        "image_name": "win11",
        "product_id": "p.1",
        "os_type": "Windows",
        **more,
    }


class Folder:
    """Parses inventory files in this process."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path = path
        self.rows: list[dict[str, Any]] = []
        self.readings = 0
        self.warnings: list[str] = []
        self.expressions: list[str] = []
        monkeypatch.setattr(workspace_desktops, "read_projects", self._read)
        inner = Constructable._compose

        def compose(plugin: Any, template: Any, *arguments: Any, **more: Any) -> Any:
            self.expressions.append(template)
            return inner(plugin, template, *arguments, **more)

        monkeypatch.setattr(Constructable, "_compose", compose)

    def _read(self, *_arguments: Any) -> Reading:
        self.readings += 1
        return Reading(self.rows)

    def parse(self, inventory: InventoryData | None = None, **options: Any) -> InventoryData:
        """Return what a file with these options adds to an inventory."""
        file = self.path / "test.workspace.yml"
        file.write_text(yaml.safe_dump({"plugin": NAME, **options}, sort_keys=False))
        plugin = InventoryModule()
        plugin._load_name = plugin.ansible_name = NAME
        plugin._redirected_names = [NAME]
        plugin.display = Display(self.warnings)
        inventory = inventory or InventoryData()
        plugin.parse(inventory, DataLoader(), str(file))
        if options.get("cache"):
            plugin.update_cache_if_changed()
        return inventory

    def refused(self, **options: Any) -> str:
        """Return why a file cannot be used."""
        with pytest.raises(AnsibleError) as caught:
            self.parse(**options)
        return str(caught.value)


class Display:
    """Keeps warnings."""

    def __init__(self, warnings: list[str]) -> None:
        self.warning = warnings.append

    def v(self, text: str) -> None:
        """Say nothing."""

    vv = vvv = v


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Return a folder for inventory files, in an environment that holds nothing but credentials."""
    definitions: dict[str, Any] = {}
    for text in DOCUMENTATIONS:
        definitions.update(yaml.safe_load(text)["options"])
    constants.config.initialize_plugin_configuration_definitions("inventory", NAME, definitions)
    for name in [name for name in workspace_desktops.os.environ if name.startswith(("HW_", "HUAWEICLOUD_"))]:
        monkeypatch.delenv(name)
    for name, value in (("ACCESS_KEY", "AK"), ("SECRET_KEY", "SK"), ("REGION_NAME", "ap-southeast-1")):
        monkeypatch.setenv(f"HW_{name}", value)
    monkeypatch.setenv("HOME", str(tmp_path))
    return Folder(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"filters": {}}, 'The file has the key "filters", which nobody reads; the nearest are '),
        ({"lab": []}, "The filter lab is given but empty; leave it out to get all desktops."),
        ({"tags": {}}, "The filter tags is given but empty; leave it out to get all desktops."),
        ({"subnet": " "}, "The filter subnet is given but empty; leave it out to get all desktops."),
        ({"pool": ["bio", ""]}, "The filter pool is given but empty; leave it out to get all desktops."),
        ({"group_by": ["course"]}, "group_by"),
        ({"connect_with": ["public"]}, "connect_with"),
        ({"hostvars_prefix": ""}, 'hostvars_prefix is "", but must begin like the name of a variable, and not with'),
        ({"hostvars_prefix": "ansible_"}, 'hostvars_prefix is "ansible_", but must begin like the name of a variable'),
        ({"wait_timeout": 0}, "wait_timeout is 0, but must be 1 or more (seconds)."),
        (
            {"projects": []},
            "The list projects is given but empty; leave it out to read the project of the credentials.",
        ),
        (
            {"projects": [{"regoin": "x"}]},
            'projects[0] has the key "regoin", which nobody reads; the nearest are region.',
        ),
        ({"projects": [{"region": ["x"]}]}, "projects[0].region must be a text, not a list."),
        (
            {"projects": [{"access_key": "A"}]},
            "In projects[0] of the inventory file, access_key is given without secret",
        ),
        (
            {"access_key": "A"},
            "In the inventory file, access_key is given without secret_key: set secret_key there too.",
        ),
        ({"region": "moon-1"}, "There is no Workspace region 'moon-1'"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_wrong_is_said_in_one_sentence(folder: Folder, options: dict[str, Any], told: str) -> None:
    assert told in folder.refused(**options)
    assert folder.readings == 0


def test_a_condition_that_cannot_be_evaluated_is_an_error(folder: Folder) -> None:
    folder.rows = [row("BIO-1", tags={"room": "1"}), row("BIO-2")]
    assert list(folder.parse(include_filters=["workspace_tags.room == '1'"]).hosts) == ["BIO-1"]
    assert list(folder.parse(exclude_filters=["workspace_tags.room == '1'"]).hosts) == ["BIO-2"]
    told = folder.refused(include_filters=["workspace_tags.room == '1'"], strict=True)
    assert told.startswith("The condition workspace_tags.room == '1' cannot be evaluated for BIO-2: ")
    assert "cannot be evaluated for BIO-1" in folder.refused(exclude_filters=["workspace_tags.room =="])


def test_a_file_that_fails_adds_no_host(folder: Folder) -> None:
    folder.rows = [row("BIO-1", tags={"room": "1"}), row("BIO-2")]
    inventory = InventoryData()
    inventory.add_host("BIO-1")
    for options in (
        {"keyed_groups": [{"key": "workspace_tags.room", "prefix": "room"}], "strict": True},
        {"compose": {"room": "workspace_tags.room"}, "strict": True},
        {"hostnames": ["workspace_tags.room"], "strict": True},
    ):
        with pytest.raises(AnsibleError):
            folder.parse(inventory, **options)
        assert list(inventory.hosts) == ["BIO-1"]


def test_what_is_composed_replaces_what_is_read(folder: Folder) -> None:
    folder.rows = [row("BIO-1", tags={"room": "1"})]
    inventory = folder.parse(
        compose={"workspace_tags": "{'room': 'lib'}", "place": "inventory_hostname ~ workspace_tags.room"},
        keyed_groups=[{"key": "workspace_tags.room", "prefix": "room"}],
    )
    variables = inventory.hosts["BIO-1"].vars
    assert (variables["workspace_tags"], variables["place"]) == ({"room": "lib"}, "BIO-11")
    assert "room_lib" in inventory.groups


def test_names_alone_need_no_template(folder: Folder) -> None:
    folder.rows = [row(f"BIO-{number}", tags={"room": str(number % 3)}, domain_status=1) for number in range(30)]
    inventory = folder.parse(
        keyed_groups=[{"key": "workspace_tags.room", "prefix": "room"}, {"key": "workspace_status", "prefix": "s"}],
        compose={"room": "workspace_tags.room"},
        hostnames=["workspace_computer_name"],
        group_by=["power", "os", "image"],
    )
    assert sorted(inventory.groups) == [
        "all", "image_win11", "os_Windows", "power_started", "room_0", "room_1", "room_2", "s_ACTIVE", "ungrouped",
    ]  # fmt: skip
    assert {host.vars["room"] for host in inventory.groups["room_2"].get_hosts()} == {"2"}
    assert folder.expressions == []
    folder.parse(compose={"joined": "workspace_domain_status"})
    assert folder.expressions == ["workspace_domain_status"] * 30


def test_two_desktops_of_one_name_are_two_hosts(folder: Folder) -> None:
    folder.rows = [row("BIO-1"), row("BIO-1", desktop_id="other"), row("", desktop_id="nameless"), row("all")]
    assert list(folder.parse().hosts) == ["BIO-1_id-BIO-1", "BIO-1_other", "all_id-all", "nameless"]
    assert [warning.partition(": ")[2].partition(";")[0] for warning in folder.warnings] == [
        "several desktops would be called BIO-1",
        "other hosts or groups of the inventory are already called all",
    ]


def test_a_host_of_another_source_is_not_taken_for_a_desktop(folder: Folder) -> None:
    folder.rows = [row("BIO-1"), row("BIO-2")]
    inventory = InventoryData()
    for name, variable, value in (("BIO-1", "workspace_desktop_id", "other"), ("BIO-2", "rack", "7")):
        inventory.add_host(name)
        inventory.set_variable(name, variable, value)
    folder.parse(inventory)
    assert list(inventory.hosts) == ["BIO-1", "BIO-2", "BIO-1_id-BIO-1"]
    assert inventory.hosts["BIO-2"].vars["rack"] == "7"
    assert inventory.hosts["BIO-2"].vars["workspace_desktop_id"] == "id-BIO-2"


def test_different_values_in_one_group_are_told(folder: Folder) -> None:
    folder.rows = [row("A", pool="a-b"), row("B", pool="a.b"), row("C", pool="生物"), row("D", pool="化学")]
    inventory = folder.parse(group_by=["pool"])
    assert len(inventory.groups) == 5 and [host.name for host in inventory.groups["pool_a_b"].get_hosts()] == ["A", "B"]
    assert folder.warnings == ["the group pool_a_b has the desktops of several values: a-b, a.b"]


def test_what_is_cached_is_complete_and_never_anothers(folder: Folder) -> None:
    folder.rows = [row("BIO-1", tags={"note": "{{ x }}"})]
    cache = {"cache": True, "cache_plugin": "jsonfile", "cache_connection": str(folder.path / "cache")}
    cold = folder.parse(**cache, group_by=["power"])
    warm = folder.parse(**cache, group_by=["power"])
    assert folder.readings == 1
    assert {name: host.vars for name, host in warm.hosts.items()} == {n: host.vars for n, host in cold.hosts.items()}
    assert list(warm.groups) == list(cold.groups)
    for options in ({"region": "ap-southeast-3"}, {"lab": ["x"]}, {"people": True}, {"connect_with": ["eip"]}):
        folder.parse(**cache, **options)
    assert folder.readings == 5
