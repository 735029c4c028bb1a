# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``extensions/eda`` has for ansible-rulebook: arguments and types are documented, rulebooks use what there is."""

from __future__ import annotations

import ast
import re

import pytest
import yaml
from conftest import CHECKOUT

from ansible_collections.huaweicloud.workspace.plugins.module_utils.auth import AUTH_ARGUMENT_SPEC
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.watching import READING_FAILED, TYPES
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.watcher import SPEC

SOURCE = CHECKOUT / "extensions/eda/plugins/event_source/lab_events.py"
PAGE = (CHECKOUT / "docs/events.md").read_text(encoding="utf-8")
ROLE = yaml.safe_load((CHECKOUT / "roles/lab/meta/argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]
TEXTS = {
    target.id: ast.literal_eval(node.value)
    for node in ast.parse(SOURCE.read_text(encoding="utf-8")).body
    if isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name)
}
RULEBOOKS = {
    path.name: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((CHECKOUT / "extensions/eda/rulebooks").glob("*.yml"))
} | {
    "the example of the source": yaml.safe_load(TEXTS["EXAMPLES"]),
    "the example of the page": yaml.safe_load(re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0]),
}


def named_in(rule):
    """Return the types of events that a rule is about."""
    return {word for word in re.findall(r'"(\w+)"', rule["condition"]) if word in (*TYPES, READING_FAILED)}


def test_the_documentation_has_the_arguments_that_are_read():
    documented = yaml.safe_load(TEXTS["DOCUMENTATION"])["options"]
    own = {name: option for name, option in SPEC.items() if name not in AUTH_ARGUMENT_SPEC}
    for option in documented.values():
        del option["description"]
    assert documented == own


def test_galaxy_is_told_where_event_sources_are():
    [extension] = yaml.safe_load((CHECKOUT / "meta/extensions.yml").read_text(encoding="utf-8"))["extensions"]
    assert CHECKOUT / "extensions" / extension["args"]["ext_dir"] == SOURCE.parent


def test_the_page_has_all_types_of_events():
    assert re.findall(r"^\| `(\w+)` \| .* \| .* \|$", PAGE.partition("## Events")[2], re.MULTILINE) == [
        *TYPES,
        READING_FAILED,
    ]


@pytest.mark.parametrize("name", RULEBOOKS)
def test_a_rulebook_uses_what_there_is(name):
    for ruleset in RULEBOOKS[name]:
        [source] = ruleset["sources"]
        [(source_name, arguments)] = source.items()
        assert source_name == f"huaweicloud.workspace.{SOURCE.stem}" and arguments.keys() <= SPEC.keys()
        for rule in ruleset["rules"]:
            types = named_in(rule)
            assert types and types <= {*arguments.get("types", TYPES), READING_FAILED}
            run = rule["action"].get("run_playbook")
            if run:
                playbook = run["name"].removeprefix("huaweicloud.workspace.")
                assert (CHECKOUT / f"playbooks/{playbook}.yml").is_file()
                assert run["extra_vars"].keys() <= ROLE[playbook.removeprefix("lab_")]["options"].keys()


def test_the_rulebooks_act_on_each_type_once():
    rules = [rule for name, sets in RULEBOOKS.items() if name.endswith(".yml") for one in sets for rule in one["rules"]]
    assert sorted(word for rule in rules for word in named_in(rule)) == sorted([*TYPES, READING_FAILED])
