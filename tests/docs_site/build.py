# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation site: the pages of the repository, a page for each lab playbook, and the reference of modules,
plugins and roles.

Run this module to build it below a folder: Sphinx makes it from ``source``, into ``html``. Nothing is downloaded, and
the site needs no network.
"""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml
from docs_site import playbooks, reference
from docs_site.finished import faults

CHECKOUT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent

PAGES = ("*.md", "docs/*.md", "roles/*/README.md", "tests/emulator/README.md")
"""The pages of the repository that the site has, as patterns."""

IMAGES = "docs/images"
"""The folder of pictures."""

HOME = {"README.md": "index.md"}
"""Pages that have another name in the site."""

_BADGE = re.compile(r"^\[!\[.*\n", re.MULTILINE)
"""A badge, which a browser would load from elsewhere."""

_LINK = re.compile(r"(\]\(|^\[[^\]\n]+\]: )([^)#\s]+)", re.MULTILINE)


def build(folder: Path) -> list[str]:
    """Build the site and return what is wrong with it. Warnings of Sphinx are errors.

    :param folder: where it is built. What it holds is replaced.
    """
    source, html = folder / "source", folder / "html"
    for stale in (source, html):
        shutil.rmtree(stale, ignore_errors=True)
    source.mkdir(parents=True)
    copy_pages(source)
    playbooks.write(source / "playbooks")
    reference.write(source / "reference", folder / "tree")
    options = ["--jobs=2", "--quiet", "--fail-on-warning", f"--conf-dir={HERE}", f"--doctree-dir={folder / 'doctrees'}"]
    done = subprocess.run([sys.executable, "-m", "sphinx", *options, source, html], check=False)
    return faults(html) if done.returncode == 0 else ["Sphinx does not accept the pages"]


def copy_pages(source: Path) -> None:
    """Copy the pages of the repository, with links to each other instead of to the repository, and their pictures."""
    pages = {str(path.relative_to(CHECKOUT)) for pattern in PAGES for path in CHECKOUT.glob(pattern)}
    for page in pages:
        text = localized((CHECKOUT / page).read_text(encoding="utf-8"), page, pages)
        if page == "README.md":
            text += (HERE / "navigation.md").read_text(encoding="utf-8")
        copy = source / HOME.get(page, page)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")
    shutil.copytree(CHECKOUT / IMAGES, source / IMAGES)


def localized(text: str, page: str, pages: set[str]) -> str:
    """Return a page with links to other pages and to pictures within the site, and links to other files of the
    repository in full; without badges.

    :param page: its path in the repository. :param pages: the paths of all pages.
    """
    folder = posixpath.dirname(page)
    home = yaml.safe_load((CHECKOUT / "galaxy.yml").read_text(encoding="utf-8"))["repository"]
    repository, raw = f"{home}/blob/main/", f"{home}/raw/main/"

    def link(found: re.Match[str]) -> str:
        start, target = found.groups()
        if target.startswith(raw):
            return start + posixpath.relpath(target.removeprefix(raw), folder or ".")
        inside = target.removeprefix(repository)
        path = inside if inside != target else posixpath.normpath(posixpath.join(folder, target))
        if path in pages:
            return start + posixpath.relpath(HOME.get(path, path), folder or ".")
        return start + (f"{repository}{path}" if (CHECKOUT / path).is_file() else target)

    return _LINK.sub(link, _BADGE.sub("", text))


if __name__ == "__main__":
    place = Path(sys.argv[1])
    # The programs that this one starts are those beside its interpreter.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    wrong = build(place.resolve())
    print("\n".join(wrong) or f"the site is {place / 'html' / 'index.html'}")
    sys.exit(bool(wrong))
