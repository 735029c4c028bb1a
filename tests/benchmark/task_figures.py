# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of single tasks: thousands of desktops in one, what a module takes, and how often a task asks."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from benchmark.cloud import BATCH, CHECKOUT, HERE, PAGE, Cloud, Project
from benchmark.figures import Value, figure, ratio
from benchmark.labs import DESKTOP
from benchmark.measure import Pair, Usage, in_turn

UNCHANGED = MappingProxyType({1000: 1.15, 10_000: 1.3})
"""Goals by the number of desktops."""
EACH, CREATED = 1.15, 2.0
MEMORY_MB = 180.0
MOST_POLLS = 25
MODULE = "huaweicloud.workspace.workspace_desktop"


@figure
def named(cloud: Cloud, runs: int, goals: Mapping[int, float] = UNCHANGED) -> Iterator[Value]:
    """A task that names desktops which are as it says ÷ a uri task that gets the pages they are on; its requests."""
    for desktops, goal in goals.items():
        project = cloud.project()
        project.fill(desktops)
        book, pages_book = desktops_playbook(project, "named", desktops), project.uri_playbook(desktops)
        seen = project.last_request
        project.play(*book)
        requests = len(project.requests_since(seen))
        pair = in_turn(partial(project.play, *book), partial(project.play, pages_book), runs)
        yield ratio(f"no change to {desktops:,} named desktops ÷ uri for their pages", pair, goal)
        yield Value(f"… its requests, {desktops:,} desktops", requests, "requests", -(-desktops // PAGE) + 2)


@figure
def create(cloud: Cloud, runs: int, desktops: int = 1000, job_seconds: float = 5.0) -> Iterator[Value]:
    """A task that creates desktops ÷ the same by a script on the official SDK, with full batches; its requests."""
    projects: list[Project] = []

    def task() -> Usage:
        projects.append(cloud.project())
        projects[-1].job_seconds(job_seconds)
        return projects[-1].play(*desktops_playbook(projects[-1], "create", desktops))

    def script() -> Usage:
        project = cloud.project()
        project.job_seconds(job_seconds)
        write_names(project, desktops)
        return project.run(sys.executable, HERE / "scripts" / "create_by_sdk.py", "names.json")

    yield ratio(f"create {desktops:,} desktops ÷ a script on the official SDK", in_turn(task, script, runs), CREATED)
    yield Value("… requests that create", len(creations(projects[0])), "requests", -(-desktops // BATCH))


@figure
def memory(cloud: Cloud, runs: int, sizes: tuple[int, int] = (1000, 10_000)) -> Iterator[Value]:
    """The most memory of workspace_desktop without changes, and how memory and time grow with the desktops."""
    fewer, more = sizes

    def module(desktops: int) -> Callable[[], Usage]:
        project = cloud.project()
        names = project.fill(desktops)
        options = {**DESKTOP, "desktops": [{"computer_name": name} for name in names]}
        (project.folder / "options.json").write_text(json.dumps(options), encoding="utf-8")
        script = HERE / "scripts" / "run_module.py"
        return partial(project.run, sys.executable, script, "workspace_desktop", "options.json")

    growth = in_turn(module(more), module(fewer), runs)
    megabytes, before = (
        statistics.median(usage.memory for usage in usages) / 1024 for usages in (growth.measured, growth.unit)
    )
    yield Value(f"memory of the module at {more:,} desktops", megabytes, "MB", MEMORY_MB)
    yield ratio(f"time of the module, {more:,} ÷ {fewer:,} desktops", growth, more / fewer)
    yield Value(f"memory of the module, {more:,} ÷ {fewer:,} desktops", megabytes / before, "", more / fewer)


@figure
def polls(cloud: Cloud, runs: int, desktops: int = 1000, job_seconds: float = 60.0) -> Iterator[Value]:
    """How often a task asks while desktops are built for a minute."""
    project = cloud.project()
    project.job_seconds(job_seconds)
    usage = project.play(*desktops_playbook(project, "create", desktops))
    last = creations(project)[-1]["number"]
    # The last one reads back what was made.
    asked = [entry for entry in project.requests_since(last) if entry["kind"] == "read"][:-1]
    yield Value(
        f"polls while {desktops:,} desktops are built for {job_seconds:.0f} s",
        len(asked),
        "requests",
        MOST_POLLS,
        details={"seconds": usage.wall},
    )


@figure
def modules(cloud: Cloud, runs: int, names: Sequence[str] = ()) -> Iterator[Value]:
    """A playbook with a task of each module, the first of its examples in check mode ÷ a playbook with one uri task."""
    found: dict[str, Pair] = {}
    for name in names or sorted(path.stem for path in (CHECKOUT / "plugins" / "modules").glob("workspace_*.py")):
        project = cloud.project()
        example = first_example(name)
        if example is None:
            continue
        # What it names need not be there: the task has then been loaded and has asked all the same.
        book = project.playbook(name, {**example, "check_mode": True, "ignore_errors": True})
        found[name] = in_turn(partial(project.play, book), partial(project.play, project.uri_playbook()), runs)
    slowest = max(found, key=lambda name: found[name].cpu)
    every = [pair.cpu for pair in found.values()]
    yield ratio(
        f"a task of the costliest of {len(found)} modules ({slowest}) ÷ uri",
        found[slowest],
        EACH,
        modules={name: {"wall": round(pair.wall, 3), "cpu": round(pair.cpu, 3)} for name, pair in found.items()},
    )
    yield Value(
        "… the module in the middle",
        statistics.median(pair.wall for pair in found.values()),
        goal=EACH,
        cpu=statistics.median(every),
    )


def write_names(project: Project, desktops: int) -> list[dict[str, str]]:
    """Write the names of so many desktops; return them as items of ``workspace_desktop``."""
    names = [f"BENCH-{number:05d}" for number in range(1, desktops + 1)]
    (project.folder / "names.json").write_text(json.dumps(names), encoding="utf-8")
    return [{"computer_name": name, "user_name": f"user-{name[-5:]}"} for name in names]


def desktops_playbook(project: Project, name: str, desktops: int) -> list[str]:
    """Write a playbook with a task that names so many desktops, and a file with their names; return its arguments."""
    items = write_names(project, desktops)
    (project.folder / "desktops.json").write_text(json.dumps({"desktops": items}), encoding="utf-8")
    book = project.playbook(name, {MODULE: {**DESKTOP, "user_group": "users", "desktops": "{{ desktops }}"}})
    return [book, "-e", "@desktops.json"]


def creations(project: Project) -> list[dict[str, Any]]:
    """Return the requests that created desktops, as far as the journal keeps them."""
    return [
        entry
        for entry in project.requests_since(0)
        if entry["method"] == "POST" and str(entry["path"]).endswith("/desktops")
    ]


def first_example(module: str) -> dict[str, Any] | None:
    """Return the first task of a module's examples that needs no variable, if there is one."""
    source = Path(CHECKOUT, "plugins", "modules", f"{module}.py").read_text(encoding="utf-8")
    examples = yaml.safe_load(source.partition('EXAMPLES = r"""')[2].partition('"""')[0])
    own = (task for task in examples if f"huaweicloud.workspace.{module}" in task)
    return next((task for task in own if "{{" not in json.dumps(task)), None)
