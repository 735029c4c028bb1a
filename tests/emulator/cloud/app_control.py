# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for programs, the set of those that restrict, and whether a program may run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.cloud.project import Project
from emulator.cloud.records import Record

PRODUCT, PATH = "PRODUCT", "PATH"
COMPARED = ("publisher", "product_name", "process_name", "version")
"""What a rule for a product compares; empty or ``*`` matches anything."""

SETTINGS = "settings"
"""The key of the settings, of which a project has one row."""


class AppRule(Record):
    """A rule; one that is ``restricted`` since a moment is in the restricted set."""

    name: str
    description: str = ""
    rule: dict[str, Any]
    rule_source: str = "CUSTOM"
    create_time: float
    update_time: float
    restricted: float | None = None


class RuleRestriction(Record):
    """The settings of the whole project."""

    app_restrict_rule_switch: bool = False
    app_control_mode: int = 0
    app_periodic_switch: bool = False
    app_periodic_interval: int = 10
    app_force_kill_proc_switch: bool = False


def settings_of(project: Project) -> RuleRestriction:
    """Return the settings of a project, as they are initially if nobody has changed them."""
    return project.table(RuleRestriction).get(SETTINGS) or RuleRestriction(id=SETTINGS)


def change_settings(project: Project, **values: Any) -> None:
    """Change some of the settings of a project."""
    project.table(RuleRestriction)[SETTINGS] = settings_of(project).model_copy(update=values)


def denied_by(project: Project, program: Mapping[str, str], running: bool) -> AppRule | None:
    """Return the restricted rule for which a program is not started, or ended while it is running, if there is one."""
    settings = settings_of(project)
    if not settings.app_restrict_rule_switch:
        return None
    if running and not (settings.app_periodic_switch and settings.app_force_kill_proc_switch):
        return None
    restricted = [rule for rule in project.table(AppRule).values() if rule.restricted is not None]
    return next((rule for rule in restricted if _matches(rule.rule, program)), None)


def _matches(rule: Mapping[str, Any], program: Mapping[str, str]) -> bool:
    if rule["scope"] == PATH:
        path = ((rule.get("path_rule") or {}).get("path") or "").rstrip("\\/").casefold()
        place = (program.get("path") or "").casefold()
        return bool(path) and (place == path or place.startswith((path + "\\", path + "/")))
    wanted = rule.get("product_rule") or {}
    return all(
        wanted.get(name) in (None, "", "*") or wanted[name].casefold() == (program.get(name) or "").casefold()
        for name in COMPARED
    )
