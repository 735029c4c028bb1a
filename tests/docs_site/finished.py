# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the finished site: its links lead somewhere, and nothing in it is loaded from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADED = {("link", "href"), ("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "srcset")}
"""Attributes that make a browser load something."""

_FETCHED = re.compile(r"""(?:url\(|@import)\s*["']?(?:https?:)?//[^)"'\s]+""")
"""What a style sheet loads from elsewhere."""


class Page(HTMLParser):
    """What matters of a page: its anchors, where its links lead, and what it loads."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.anchors = {"", "top"}
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the attributes of an element."""
        for name, value in attrs:
            if value is None:
                continue
            if name == "id":
                self.anchors.add(value)
            elif (tag, name) == ("a", "href"):
                self.links.add(value)
            elif (tag, name) in _LOADED:
                self.loaded.add(value)


def faults(folder: Path) -> list[str]:
    """Return what is wrong with a site: links that lead nowhere, and what is loaded from elsewhere.

    :param folder: the folder with the site.
    """
    pages = {path: Page(path) for path in sorted(folder.rglob("*.html"))}
    return [
        f"{path.relative_to(folder)}: {fault}"
        for path, page in pages.items()
        for fault in (*_dead(path, page, pages), *_foreign(page))
    ] + [
        f"{path.relative_to(folder)}: loads {loaded}"
        for path in sorted(folder.rglob("*.css"))
        for loaded in _FETCHED.findall(path.read_text(encoding="utf-8"))
    ]


def _dead(path: Path, page: Page, pages: dict[Path, Page]) -> Iterator[str]:
    for link in sorted(page.links | page.loaded):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        anchors = pages[target].anchors if target in pages else {""}
        if not target.is_file() or unquote(parts.fragment) not in anchors:
            yield f"the link {link} leads nowhere"


def _foreign(page: Page) -> Iterator[str]:
    for loaded in sorted(page.loaded):
        if urlsplit(loaded).netloc:
            yield f"loads {loaded}"
