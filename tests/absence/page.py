# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What it means that an answer lacks a field, field by field: the page ``docs/absence.md``.

Most of it comes from the tables of fields in ``plugins/``; what is compared by code of its own stands in
``by_hand.yml`` beside this file. Run this file to write the page.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent
CHECKOUT = FOLDER.parents[1]
PAGE = CHECKOUT / "docs" / "absence.md"
RESOURCES = "ansible_collections.huaweicloud.workspace.plugins.module_utils.resources"

TABLES: Mapping[str, Sequence[tuple[str, str]]] = {
    "workspace_access_policy": [("access_policy", "AccessPolicyResource.fields")],
    "workspace_application_restriction": [("application_restriction", "FIELDS")],
    "workspace_application_rule": [("application_rule", "ApplicationRuleResource.fields")],
    "workspace_app_image_server": [("image_server", "ImageServerResource.fields")],
    "workspace_agent_upgrade_task": [("agent_upgrade_task", "AgentUpgradeTaskResource.fields")],
    "workspace_desktop": [("desktop.fields", "COMPARED")],
    "workspace_desktop_name_policy": [("name_policy", "NamePolicyResource.fields")],
    "workspace_desktop_pool": [("pool.fields", "FIELDS")],
    "workspace_metric_rule": [("metric_rule", "MetricRuleResource.fields")],
    "workspace_ou": [("ou", "OuResource.fields")],
    "workspace_policy_group": [("policy_group", "PolicyGroupResource.fields")],
    "workspace_scheduled_task": [("scheduled_task.fields", "FIELDS")],
    "workspace_script": [("script", "ScriptResource.fields")],
    "workspace_service": [
        ("service.planner", "FIELDS"),
        ("service.planner", "DOMAIN_FIELDS"),
        ("service.planner", "SECOND_FACTOR_FIELDS"),
    ],
    "workspace_terminal_binding": [("terminal_binding.resource", "FIELDS")],
    "workspace_user": [("user.planner", "FIELDS")],
    "workspace_user_group": [("user_group", "UserGroupResource.fields")],
}
"""The tables of fields of each module: where they are, below the resources."""

VERBS = {"workspace_desktop": "desktop.verbs", "workspace_desktop_pool": "pool.verbs"}
"""Where the verbs are of which some lose what is on disks."""

INTRODUCTION = """\
# Fields that an answer lacks

What each module does when the service does not return the current value of a field that a task gives. Such an answer is
read once more first. Then a field either has *no value*, so that a desired value is a difference, or it is *not known*:
it is listed in `unknown`, with a warning, and is neither equal nor a reason for a change. What is not known is written
along with other changes of its request, or with `write_unknown: always` in every run, unless the last column says
otherwise. A field that is never returned is sent as its documentation says.

`null` in an answer is the same as a missing field unless the table says what it means. Lists of things that exist by
themselves are read again by the client if an answer lacks them, and are an error then.

<!-- Made by `make format` from the tables of fields in plugins/ and from tests/absence/by_hand.yml. -->
"""


def by_hand() -> dict[str, dict[str, list[str]]]:
    """Return what no table says: by module, and by option, what absence means and what happens to a desired value."""
    found: dict[str, dict[str, list[str]]] = yaml.safe_load((FOLDER / "by_hand.yml").read_text(encoding="utf-8"))
    return found


def fields(module: str) -> Iterator[Any]:
    """Yield the rows of the tables of a module."""
    for room, name in TABLES.get(module, ()):
        found: Any = importlib.import_module(f"{RESOURCES}.{room}")
        for part in name.split("."):
            found = getattr(found, part)
        yield from found


def page() -> str:
    """Return the page."""
    sections = [_section(module, by_hand().get(module, {})) for module in sorted({*TABLES, *by_hand()})]
    return "\n".join([INTRODUCTION, *sections])


def _section(module: str, more: Mapping[str, Sequence[str]]) -> str:
    verbs = importlib.import_module(f"{RESOURCES}.{VERBS[module]}").VERBS if module in VERBS else {}
    rows = [(field.name, *_row(field, verbs)) for field in fields(module) if field.name not in more]
    rows += [(name, told[0], told[1], told[2]) for name, told in more.items()]
    lines = [f"| `{name}` | {absent} | {null} | {then} |" for name, absent, null, then in rows]
    head = ["| field | missing | `null` | desired value |", "|---|---|---|---|"]
    return "\n".join([f"## {module}", "", *head, *lines, ""])


def _row(field: Any, verbs: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return what it means that a field is missing, or null, and what happens to a desired value."""
    if not field.readable:
        return "never returned", "", "not compared"
    verb = verbs.get(field.verb)
    null = "" if field.null is None else f"`{_shown(field.null)}`"
    if field.absent == "unset":
        return "no value", null, "a difference"
    if field.verb is None:
        then = "cannot be changed in place: not written"
    elif verb and verb.loses:
        then = "never written blindly, since that loses what is on a disk"
    elif not field.blind("a text"):
        then = "only with `write_unknown: always`"
    else:
        then = ""
    return "not known", null, then


def _shown(value: Any) -> str:
    return {"": '""', "False": "false"}.get(str(value), "empty" if isinstance(value, (dict, tuple)) else str(value))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as tree:
        namespace = Path(tree, "ansible_collections", "huaweicloud")
        namespace.mkdir(parents=True)
        (namespace / "workspace").symlink_to(CHECKOUT, target_is_directory=True)
        sys.path.insert(0, tree)
        PAGE.write_text(page(), encoding="utf-8")
