# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must be true of the repository as a whole, so that no module is forgotten anywhere."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ANSIBLE_SECONDS

CHECKOUT = Path(__file__).resolve().parents[2]
COLLECTION = "huaweicloud.workspace"
MODULES = sorted(path.stem for path in (CHECKOUT / "plugins" / "modules").glob("workspace_*.py"))
HEADER = """\
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""

every_module = pytest.mark.parametrize("module", MODULES)


def repository_files(*patterns: str) -> list[Path]:
    """Return the files of the repository below ``patterns``: those that git tracks or would add."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [path for name in listing.split("\0") if name and (path := CHECKOUT / name).is_file()]


def read_yaml(path: str) -> Any:
    return yaml.safe_load((CHECKOUT / path).read_text(encoding="utf-8"))


def version(text: str) -> list[int]:
    """Return a semantic version as something that can be compared."""
    assert re.fullmatch(r"\d+\.\d+\.\d+", text)
    return [int(part) for part in text.split(".")]


def imports(source: Path) -> set[str]:
    """Return the dotted names that a Python file imports, relative ones as they are written."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            names.update(f"{origin}.{alias.name}" for alias in node.names)
    return names


@pytest.fixture(scope="module")
def documented(tree: Path) -> dict[str, Any]:
    """Return what ansible-doc knows of every module, fragments included."""
    answer = subprocess.run(
        [Path(sys.executable).with_name("ansible-doc"), "--json", *(f"{COLLECTION}.{module}" for module in MODULES)],
        env={**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(tree)},
        check=True,
        capture_output=True,
        text=True,
        timeout=ANSIBLE_SECONDS,
    ).stdout
    return json.loads(answer)


def test_action_group_lists_every_module() -> None:
    assert read_yaml("meta/runtime.yml")["action_groups"]["workspace"] == MODULES


@every_module
def test_module_is_named_by_a_test(module: str) -> None:
    name = re.compile(rf"\b{module}\b")
    tests = [path for path in repository_files("tests", "extensions") if path.suffix in {".py", ".yml", ".yaml"}]
    assert any(name.search(path.read_text(encoding="utf-8")) for path in tests)


@every_module
def test_module_documents_its_attributes(module: str, documented: dict[str, Any]) -> None:
    attributes = documented[f"{COLLECTION}.{module}"]["doc"].get("attributes", {})
    assert {"check_mode", "diff_mode", "idempotent", "action_group"} <= attributes.keys()


def test_modules_plugins_and_roles_say_in_which_release_they_were_added() -> None:
    """What no release has yet comes with the next one, whose fragment has its number: the changelog relies on that."""
    releases = read_yaml("changelogs/changelog.yaml")["releases"]
    prepared = [path.stem for path in repository_files("changelogs/fragments/*.*.*.yml")]
    newest = max([*releases, *prepared], key=version)
    released = {
        one["name"]: number
        for number, release in releases.items()
        for part in (
            release.get("modules", []),
            *release.get("plugins", {}).values(),
            *release.get("objects", {}).values(),
        )
        for one in part
    }
    plugins = repository_files(
        "plugins/modules/*.py", "plugins/lookup/*.py", "plugins/filter/*.py", "plugins/inventory/*.py"
    )
    found = [(path.stem, path) for path in plugins]
    found += [(path.parts[-3], path) for path in repository_files("roles/*/meta/argument_specs.yml")]
    for name, path in found:
        [added, *_others] = re.findall(r"^ *version_added: (\S+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert added == released.get(name, newest), name


def waits(module: str) -> bool:
    """Whether a module may have to wait: it has an option for that, or starts jobs or sends batches of targets."""
    source = (CHECKOUT / "plugins" / "modules" / f"{module}.py").read_text(encoding="utf-8")
    resources = [f"plugins/module_utils/resources/{name}" for name in re.findall(r"\.resources\.(\w+)", source)]
    files = [path for place in resources for path in repository_files(place, f"{place}.py")]
    work = re.compile(r"\b(?:Job\(|chunks\((?:steps|pairs|accounts)\b)")
    return "import run\n" in source and any(work.search(path.read_text(encoding="utf-8")) for path in files)


def test_every_module_that_waits_shows_its_progress() -> None:
    actions = {path.stem for path in repository_files("plugins/action/*.py")}
    showing = {name for name in actions if "plugin_utils.progress import ActionModule" in action_source(name)}
    assert showing == {module for module in MODULES if waits(module)} | {"workspace_job"}
    assert actions <= set(MODULES)


def action_source(name: str) -> str:
    """Return the source of an action plugin."""
    return (CHECKOUT / "plugins" / "action" / f"{name}.py").read_text(encoding="utf-8")


def test_python_files_carry_the_header() -> None:
    sources = [path for path in repository_files("*.py") if path.stat().st_size]
    bare = [str(path) for path in sources if HEADER not in path.read_text(encoding="utf-8")]
    assert bare == []


def test_nothing_names_a_path_of_the_machine_it_was_written_on() -> None:
    private = re.compile("|".join([r"/(?:home|Users)/\w", r"/root/", re.escape(f"{CHECKOUT}/")]).encode())
    naming = [path for path in repository_files() if path != Path(__file__) and private.search(path.read_bytes())]
    assert naming == []


def test_emulator_and_collection_share_no_code() -> None:
    emulator = set().union(*(imports(path) for path in repository_files("tests/emulator/*.py")))
    collection = set().union(*(imports(path) for path in repository_files("plugins/*.py")))
    assert not [name for name in emulator if name.startswith("ansible") or "plugins" in name.split(".")]
    assert not [name for name in collection if {"emulator", "tests"} & set(name.split("."))]


def test_only_modules_and_actions_use_the_module_base() -> None:
    users = [path for path in repository_files("plugins/module_utils/*.py") if path.name != "module.py"]
    base = re.compile(r"(?:^\.+|\.module_utils\.)module(?:\.|$)")
    assert [str(path) for path in users if any(base.search(name) for name in imports(path))] == []


def test_links_between_pages_lead_somewhere() -> None:
    link = re.compile(r"\]\((?![a-z]+:|#)([^)#\s]+)")
    dead = [
        f"{page.relative_to(CHECKOUT)}: {target}"
        for page in repository_files("*.md")
        for target in link.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert dead == []


def test_unit_tests_use_the_same_releases_with_every_core() -> None:
    files = {
        name: (CHECKOUT / "tests/requirements" / f"{name}.txt").read_text() for name in ("units", "dev", "ansible")
    }
    pins = {name: set(re.findall(r"^([\w-]+==\S+)$", text, re.MULTILINE)) for name, text in files.items()}
    assert pins["units"] and pins["units"] <= pins["dev"] | pins["ansible"]


def test_sanity_ignores_nothing() -> None:
    assert repository_files("tests/sanity/ignore*") == []


@pytest.mark.parametrize("playbook", sorted((CHECKOUT / "playbooks").glob("*.yml")), ids=lambda path: path.stem)
def test_playbooks_run_where_the_inventory_names_localhost(playbook: Path) -> None:
    # For a host of the inventory, Ansible looks for an interpreter, which need not have what the modules need.
    for play in read_yaml(str(playbook)):
        assert play["hosts"] == "localhost" and play["connection"] == "local"
        assert play["vars"]["ansible_python_interpreter"] == "{{ ansible_playbook_python }}"
