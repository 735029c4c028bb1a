# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference of the site: a page for each module, plugin and role, written by antsibull-docs, and lists of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import yaml

CHECKOUT = Path(__file__).resolve().parents[2]

_LISTS = {
    "modules": ("Modules", ("module",)),
    "plugins": ("Inventory, filters and lookups", ("inventory", "filter", "lookup")),
    "roles": ("Roles", ("role",)),
}
"""The lists: their titles, and the sorts of things that they have."""

_LIST = """\
# {title}

| name | what it does |
|---|---|
{rows}

```{{toctree}}
:hidden:

{pages}
```
"""

_CONTENTS = re.compile(r"^\.\. contents::\n(?:   :.*\n)*", re.MULTILINE)
_COLLECTION = "huaweicloud.workspace."
_TITLE = re.compile(rf"^{re.escape(_COLLECTION)}(\w+) (\w+)(?: plugin)? -- (.*)$", re.MULTILINE)


def write(folder: Path, tree: Path) -> None:
    """Write the pages and the lists.

    :param folder: where they are written. :param tree: where the collection is copied to, for antsibull-docs.
    """
    # Otherwise antsibull-docs refuses it.
    folder.mkdir(mode=0o755)
    _copy(tree / "ansible_collections" / "huaweicloud" / "workspace")
    options = ["--use-current", "--squash-hierarchy", "--fail-on-error", "--no-add-antsibull-docs-version"]
    subprocess.run(
        ["antsibull-docs", "collection", *options, "--dest-dir", folder, "huaweicloud.workspace"],
        env={**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(tree)},
        check=True,
    )
    # The lists take its place.
    (folder / "index.rst").unlink()
    found = sorted(_fitted(folder))
    for name, (title, sorts) in _LISTS.items():
        here = [(_links(one, sort, page), text) for one, sort, page, text in found if sort in sorts]
        rows = [f"| {', '.join(f'[{label}]({target})' for label, target in links)} | {text} |" for links, text in here]
        pages = [f"{label} <{target}>" for links, _text in here for label, target in links]
        content = _LIST.format(title=title, rows="\n".join(rows), pages="\n".join(pages))
        (folder / f"{name}.md").write_text(content, encoding="utf-8")


def _links(name: str, sort: str, page: str) -> list[tuple[str, str]]:
    """Return the pages of a thing, and what links to them are called: roles also have a page written by hand."""
    if sort == "role":
        return [(name, f"../roles/{name}/README.md"), (f"options of {name}", f"{page}.rst")]
    return [(name, f"{page}.rst")]


def _fitted(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """Fit the pages to the site, and yield of each what it describes: its name, its sort, the name of the page, and
    what it does. Titles need no name of the collection, and the theme shows the sections beside the page."""
    for path in folder.glob("*.rst"):
        text = _CONTENTS.sub("", path.read_text(encoding="utf-8"))
        title = _TITLE.search(text)
        if title:
            text = text.replace(title[0], title[0].removeprefix(_COLLECTION), 1)
            yield title[1], title[2], path.stem, title[3]
        path.write_text(text, encoding="utf-8")


def _copy(copy: Path) -> None:
    """Copy what has documentation of its own, without the keys of lab files in each entry point of the role ``lab``:
    they are in the page of lab files, once."""
    shutil.rmtree(copy, ignore_errors=True)
    for name in ("meta", "plugins", "roles"):
        shutil.copytree(CHECKOUT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "galaxy.yml", copy)
    path = copy / "roles" / "lab" / "meta" / "argument_specs.yml"
    specifications = yaml.safe_load(path.read_text(encoding="utf-8"))
    for entry in specifications["argument_specs"].values():
        del entry["options"]["lab_definition"]["options"]
    path.write_text(yaml.safe_dump(specifications, sort_keys=False), encoding="utf-8")
