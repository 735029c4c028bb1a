# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What pages show as YAML can be read as YAML, and links between pages and to files lead somewhere."""

from __future__ import annotations

import functools
import posixpath
import re
import subprocess
from collections import Counter

import pytest
import yaml
from conftest import CHECKOUT

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.outcome import EXPORTED

_TRACKED = subprocess.run(["git", "ls-files", "*.md"], cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout
PAGES = [name for name in _TRACKED.splitlines() if (CHECKOUT / name).is_file()]
_BLOCK = re.compile(r"^( *)```ya?ml\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
_FENCED = re.compile(r"^( *)(```|~~~).*?^\1\2$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#{1,6} (.*)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)|^\[[^\]\n]+\]: (\S+)$", re.MULTILINE)
_GALAXY = yaml.safe_load((CHECKOUT / "galaxy.yml").read_text(encoding="utf-8"))
_REPOSITORY = f"{_GALAXY['repository']}/blob/main/"
_NAME = f"{_GALAXY['namespace']}.{_GALAXY['name']}"
TOP = ("README.md", "CONTRIBUTING.md")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def blocks(page: str) -> list[str]:
    """Return the YAML that a page shows."""
    return [text for _indent, text in _BLOCK.findall((CHECKOUT / page).read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)])
def test_yaml_can_be_read(page: str) -> None:
    for text in blocks(page):
        # By its nodes, since keys may be given twice and elements that are left out are shown as "...".
        assert yaml.compose(text, Loader=_LOADER) is not None, text


def prose(page: str) -> str:
    """Return a page without the code that it shows."""
    return _FENCED.sub("", (CHECKOUT / page).read_text(encoding="utf-8"))


@functools.cache
def anchors(page: str) -> set[str]:
    """Return the anchors of the headings of a page, as GitHub and the documentation site name them."""
    titles = [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title) for title in _HEADING.findall(prose(page))]
    slugs = [re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-") for title in titles]
    seen = Counter[str]()
    found = {""}
    for slug in slugs:
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return found


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    dead = []
    for link in (first or second for first, second in _LINK.findall(prose(page))):
        path, _hash, anchor = link.removeprefix(_REPOSITORY).partition("#")
        if "://" in path:
            continue
        base = "" if link.startswith(_REPOSITORY) else posixpath.dirname(page)
        target = posixpath.normpath(posixpath.join(base, path)) if path else page
        known = anchors(target) if target.endswith(".md") and (CHECKOUT / target).is_file() else {""}
        if not (CHECKOUT / target).exists() or anchor not in known:
            dead.append(link)
    assert dead == []


LAB = yaml.load((CHECKOUT / "roles/lab/meta/argument_specs.yml").read_text(encoding="utf-8"), Loader=_LOADER)
ENTRY_POINTS = LAB["argument_specs"]
PLAYBOOKS = {path.stem for path in (CHECKOUT / "playbooks").glob("lab_*.yml")}
OTHER_NAMES = {path.stem for path in (CHECKOUT / "plugins").rglob("lab_*.py")} | {
    path.stem for path in (CHECKOUT / "extensions/eda").rglob("lab_*")
}
OTHER_NAMES |= {*EXPORTED, "lab_apply", "lab_first", "lab_unchanged", "lab_scenarios"}
"""Names that begin like playbooks and run variables: of plugins and rulebooks, exported, or of examples and folders."""


@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith(("docs/", "roles/")) or page in TOP])
def test_pages_name_playbooks_and_variables_that_there_are(page: str) -> None:
    named = set(re.findall(r"\blab_[a-z_0-9]*[a-z0-9]\b", (CHECKOUT / page).read_text(encoding="utf-8")))
    variables = {name for entry in ENTRY_POINTS.values() for name in entry["options"]}
    assert named - PLAYBOOKS - variables - OTHER_NAMES == set()


def test_everything_is_named_by_the_pages_that_lead_to_it() -> None:
    """The site begins with the README, and generates the pages of its reference."""
    readme, role = ((CHECKOUT / page).read_text(encoding="utf-8") for page in ("README.md", "roles/lab/README.md"))
    for playbook in PLAYBOOKS:
        assert f"| `{_NAME}.{playbook}` |" in readme and f"| `{_NAME}.{playbook}` | `" in role, playbook
    assert {*re.findall(rf"^\| `{_NAME}\.lab_\w+` \| `(\w+)` \|", role, re.MULTILINE)} == set(ENTRY_POINTS)
    for path in (CHECKOUT / "plugins/modules").glob("workspace_*.py"):
        # A module that only reads is named with the one that changes.
        name = path.stem.removesuffix("_info")
        both = re.search(rf"`{name}`(, `_info`)?", readme)
        assert f"`{path.stem}`" in readme or both and both[1], path.stem


@pytest.mark.parametrize("page", ["rollout", "drain", "timetable", "assistance"])
def test_the_page_of_a_procedure_tells_what_can_be_lost_and_what_is_not_known(page: str) -> None:
    assert {"what-can-be-lost", "what-is-not-known-about-the-service"} <= anchors(f"docs/{page}.md")


def test_links_of_the_package_lead_somewhere() -> None:
    link = re.compile(rf"{re.escape(_GALAXY['repository'])}/(?:blob|tree|raw)/main/([^)#\s]+)")
    pages = ("galaxy.yml", "README.md")
    targets = [target for page in pages for target in link.findall((CHECKOUT / page).read_text(encoding="utf-8"))]
    assert targets and all((CHECKOUT / target).exists() for target in targets)


def test_readme_has_full_links_only() -> None:
    """Galaxy shows it without the files around it."""
    assert re.findall(r"\]\((?!https://|#)[^)]*", (CHECKOUT / "README.md").read_text(encoding="utf-8")) == []


_SHOWN = [*PAGES, *(str(path.relative_to(CHECKOUT)) for path in (CHECKOUT / "playbooks").rglob("*.*"))]
_SHOWN += [str(path.relative_to(CHECKOUT)) for path in CHECKOUT.glob("roles/*/meta/argument_specs.yml")]
_OF_OUR_YEARS = re.compile(r"\b20[2-4]\d-\d\d-\d\d|\b\d\d?\.\d\d?\.20[2-4]\d\b")
_MEANT = {"docs/coming-from-azure-lab-services.md": ["2027-06-28"]}
"""Dates that are no examples."""


@pytest.mark.parametrize("file", _SHOWN)
def test_dates_of_examples_do_not_pass(file: str) -> None:
    """The terms of examples are in the winter of 2098: the 6th of October is a Monday."""
    found = _OF_OUR_YEARS.findall((CHECKOUT / file).read_text(encoding="utf-8"))
    assert found == _MEANT.get(file, [])
