# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of the inventory plugin: against a script that prints the same, and against the plugin of another cloud."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from benchmark.cloud import Cloud, Project
from benchmark.figures import Value, figure, ratio
from benchmark.measure import Broken, Usage, in_turn

SCRIPT, OTHER = 1.3, 0.7


@figure
def inventory(cloud: Cloud, runs: int, desktops: int = 10_000) -> Iterator[Value]:
    """The inventory of desktops ÷ a script inventory that prints the same JSON; its requests."""
    project = cloud.project()
    project.fill(desktops)
    options = {"plugin": "huaweicloud.workspace.workspace_desktops", "group_by": ["power"]}
    (project.folder / "bench.workspace.yml").write_text(yaml.safe_dump(options), encoding="utf-8")
    seen = project.last_request
    listed = listing(project, "bench.workspace.yml").output
    requests = len(project.requests_since(seen))
    if len(json.loads(listed)["_meta"]["hostvars"]) != desktops:
        raise Broken("the inventory does not hold all desktops")
    (project.folder / "same.json").write_text(listed, encoding="utf-8")
    script = project.folder / "same.py"
    script.write_text(f"#!{sys.executable}\nprint(open({str(project.folder / 'same.json')!r}).read())\n")
    script.chmod(0o700)
    pair = in_turn(lambda: listing(project, "bench.workspace.yml"), lambda: listing(project, script), runs)
    yield ratio(f"inventory of {desktops:,} ÷ a script that prints the same", pair, SCRIPT)
    yield Value(f"… its requests, {desktops:,} desktops", requests, "requests")


def listing(project: Project, source: str | Path) -> Usage:
    """Run ``ansible-inventory --list``; what it prints is only the list, unless it fails."""
    return project.run("ansible-inventory", "-i", source, "--list")
