# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Sphinx for the documentation site."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

_GALAXY = yaml.safe_load((Path(__file__).resolve().parents[2] / "galaxy.yml").read_text(encoding="utf-8"))


def _colours(note: str, strong: str, fine: str, value: str) -> dict[str, str]:
    """Return the colours of the tables of antsibull-docs by their names in style sheets."""
    names = {
        note: ("option-type", "option-elements", "option-aliases", "option-version-added"),
        strong: ("option-required", "attribute-support-none", "attribute-support-partial"),
        fine: ("attribute-support-full",),
        value: ("option-default", "option-sample"),
        "var(--color-foreground-primary)": ("attribute-support-na", "deprecation-color", "option-sample-header"),
        "var(--color-background-border)": ("table-border", "deprecation-border"),
        "var(--color-background-secondary)": ("table-background-header", "narrowtable-background"),
        "var(--color-background-primary)": ("table-background-even", "table-background-odd", "deprecation-background"),
        "var(--color-brand-content)": ("links-background", "links-background-active", "links-focus-outline"),
    }
    return {f"antsibull-{name}": colour for colour, group in names.items() for name in group}


project = "huaweicloud.workspace"
author = project_copyright = _GALAXY["authors"][0]
version = release = _GALAXY["version"]

extensions = ["myst_parser", "sphinx_antsibull_ext"]
exclude_patterns = ["reference/environment_variables.rst"]
myst_heading_anchors = 4

html_theme = "furo"
html_title = f"Huawei Cloud Workspace collection {version}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_theme_options = {
    "top_of_page_buttons": [],
    "light_css_variables": _colours(note="#6b4fa0", strong="#b3261e", fine="#1b6e2d", value="#0b57a4"),
    "dark_css_variables": _colours(note="#c9b3ff", strong="#ff8a80", fine="#7fd38d", value="#8ab8ff"),
}
pygments_dark_style = "github-dark"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_use_index = False
# Its colours are given to the theme, whose switch between light and dark they then follow.
antsibull_ext_color_scheme = "none"

_ANSIBLE = "https://docs.ansible.com/ansible/latest"
_ELSEWHERE = {
    "action_plugins": "plugins/action.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
    "common_return_values": "reference_appendices/common_return_values.html",
}
"""Labels of the documentation of Ansible, and their pages."""

_BUILTIN = re.compile(r"ansible_collections\.ansible\.builtin\.(\w+)")
_NAME = re.compile(r"(?:huaweicloud\.workspace\.)?(workspace_\w+|lab_\w+)")


def _of_ansible(
    _app: Sphinx, _env: BuildEnvironment, node: pending_xref, content: nodes.Element
) -> nodes.reference | None:
    """Return a link to the documentation of Ansible, if a reference leads there."""
    target = node["reftarget"]
    builtin = _BUILTIN.fullmatch(target)
    page = f"collections/ansible/builtin/{builtin[1]}.html" if builtin else _ELSEWHERE.get(target)
    if node["reftype"] == "envvar" and target.startswith("ANSIBLE_"):
        page = f"reference_appendices/config.html#envvar-{target}"
    return nodes.reference("", "", content, internal=False, refuri=f"{_ANSIBLE}/{page}") if page else None


def _link_names(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Make names of modules and playbooks links to their pages, but not those in titles and links, and not on the page
    itself. Names that have no page stay as they are."""
    for literal in [*doctree.findall(nodes.literal)]:
        found = _NAME.fullmatch(literal.astext())
        if not found or _is_within(literal, (nodes.title, nodes.reference)):
            continue
        page = f"playbooks/{found[1]}" if found[1].startswith("lab_") else f"reference/{found[1]}_module"
        if page in app.env.found_docs and page != docname:
            link = nodes.reference("", "", internal=True, refuri=app.builder.get_relative_uri(docname, page))
            literal.replace_self(link)
            link += literal


def _is_within(node: nodes.Node, kinds: tuple[type[nodes.Element], ...]) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, kinds):
            return True
    return False


def setup(app: Sphinx) -> dict[str, bool]:
    """Add what makes links."""
    app.connect("doctree-resolved", _link_names)
    app.connect("missing-reference", _of_ansible)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
