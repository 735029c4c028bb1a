# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documentation site is built from, and the check of what was built. `make docs-site` builds it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from awx_kit import surveys
from conftest import CHECKOUT
from docs_site import playbooks
from docs_site.build import HERE, HOME, PAGES, copy_pages, localized
from docs_site.finished import faults

REPOSITORY = "https://github.com/huaweicloud/huaweicloud.workspace/blob/main/"
RAW = "https://github.com/huaweicloud/huaweicloud.workspace/raw/main/"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    copy_pages(folder)
    return folder


def test_every_page_can_be_navigated_to(source: Path) -> None:
    listed = set(re.findall(r"^(?:.* <)?([\w/-]+)>?$", (HERE / "navigation.md").read_text(encoding="utf-8"), re.M))
    # The list of roles, which is generated, has their pages.
    pages = {str(path.relative_to(source).with_suffix("")) for path in source.rglob("*.md")}
    assert {page for page in pages if not page.startswith("roles/")} - listed == {"index"}
    assert {page for page in listed if not page.startswith(("playbooks/", "reference/"))} <= pages
    assert {HOME.get(str(path.relative_to(CHECKOUT)), "") for path in CHECKOUT.glob(PAGES[0])} == {"", "index.md"}


def test_pages_link_to_each_other_within_the_site(source: Path) -> None:
    copies = [path.read_text(encoding="utf-8") for path in source.rglob("*.md")]
    links = [link for text in copies for link in re.findall(rf"{re.escape(REPOSITORY)}([^)#\s]+)", text)]
    assert [link for link in links if link.endswith(".md") and not link.startswith(".github/")] == []
    assert "LICENSE" in links


@pytest.mark.parametrize(
    ("page", "link", "expected"),
    [
        ("README.md", f"[a]({REPOSITORY}docs/awx.md)", "[a](docs/awx.md)"),
        ("docs/awx.md", "[a](../README.md#content)", "[a](../index.md#content)"),
        ("docs/awx.md", "[a](inventory.md#awx)", "[a](inventory.md#awx)"),
        ("docs/awx.md", "[a](#awx)", "[a](#awx)"),
        ("docs/awx.md", "[a](../LICENSE)", f"[a]({REPOSITORY}LICENSE)"),
        ("docs/awx.md", "[a](https://semver.org)", "[a](https://semver.org)"),
        ("README.md", f"[a]: {REPOSITORY}docs/awx.md#b", "[a]: docs/awx.md#b"),
        ("README.md", f"![a]({RAW}docs/images/a.png)", "![a](docs/images/a.png)"),
        ("docs/awx.md", f"![a]({RAW}docs/images/a.png)", "![a](images/a.png)"),
        ("README.md", "# A\n[![CI](https://a.example/b.svg)](https://a.example)\nB", "# A\nB"),
    ],
)
def test_links_are_made_those_of_the_site(page: str, link: str, expected: str) -> None:
    assert localized(link, page, {"README.md", "docs/awx.md", "docs/inventory.md"}) == expected


@pytest.mark.parametrize("playbook", surveys.playbooks(), ids=lambda path: path.stem)
def test_page_of_a_playbook_has_its_survey_and_examples(playbook: Path, tmp_path: Path) -> None:
    playbooks.write(tmp_path / "pages")
    page = (tmp_path / "pages" / f"{playbook.stem}.md").read_text(encoding="utf-8")
    asked = [question["variable"] for question in surveys.survey(playbook)["spec"]]
    assert re.findall(r"^\| `(lab_\w+)` \|", page, re.MULTILINE) == asked
    assert f"$ ansible-playbook huaweicloud.workspace.{playbook.stem} -e lab_file=" in page
    assert re.search(r"\b[CEMOPV]\(", page) is None


GOOD = (
    '<link href="site.css" rel="stylesheet"><h2 id="here">H</h2><a href="#here">a</a><a href="https://x.example">b</a>'
)


@pytest.mark.parametrize(
    ("added", "fault"),
    [
        ("", None),
        ('<a href="gone.html">c</a>', "index.html: the link gone.html leads nowhere"),
        ('<a href="#gone">c</a>', "index.html: the link #gone leads nowhere"),
        ('<a href="other.html#gone">c</a>', "index.html: the link other.html#gone leads nowhere"),
        ('<script src="https://cdn.example/x.js"></script>', "index.html: loads https://cdn.example/x.js"),
        ('<img src="//cdn.example/x.png">', "index.html: loads //cdn.example/x.png"),
        ('<img src="gone.png">', "index.html: the link gone.png leads nowhere"),
    ],
)
def test_faults_of_a_site_are_found(tmp_path: Path, added: str, fault: str | None) -> None:
    (tmp_path / "site.css").write_text("body { background: url(data:image/png;base64,x); }", encoding="utf-8")
    (tmp_path / "other.html").write_text("<p>", encoding="utf-8")
    (tmp_path / "index.html").write_text(GOOD + added, encoding="utf-8")
    assert faults(tmp_path) == ([fault] if fault else [])


def test_style_sheets_that_load_from_elsewhere_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("@import 'https://fonts.example/a.css';", encoding="utf-8")
    assert faults(tmp_path) == ["a.css: loads @import 'https://fonts.example/a.css"]
