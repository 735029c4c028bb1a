# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of labs: what a playbook costs in units of a playbook with one task ``ansible.builtin.uri``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from benchmark.cloud import Cloud, Project
from benchmark.figures import Value, figure, ratio
from benchmark.labs import write_course, write_lab
from benchmark.measure import Broken, Usage, in_turn

UNCHANGED = MappingProxyType({20: 2.0, 200: 2.5, 1000: 4.0})
STATUS = MappingProxyType({20: 1.5, 1000: 2.5})
FIRST = MappingProxyType({20: 7.0, 1000: 15.0})
"""Goals by the number of seats."""
MOST_TASKS = 12
COURSE_SEATS, JOB_SECONDS, BEYOND_JOBS = 100, 5.0, 1.25


@figure
def lab_unchanged(cloud: Cloud, runs: int, goals: Mapping[int, float] = UNCHANGED) -> Iterator[Value]:
    """lab_provision without changes ÷ a playbook with one uri task; its tasks and requests."""
    for seats, goal in goals.items():
        project = provisioned(cloud, seats)
        seen = project.last_request
        once = provision(project)
        if "changed=0 " not in once.output:
            raise Broken(f"a second run of lab_provision changes something:\n{once.output[-3000:]}")
        requests = project.requests_since(seen)
        pair = in_turn(partial(provision, project), partial(unit, project), runs)
        yield ratio(f"lab_provision without changes, {seats} seats ÷ uri", pair, goal)
        yield Value(f"… its requests, {seats} seats", len(requests), "requests")
        yield Value(f"… tasks shown, {seats} seats", tasks_shown(once.output), "tasks", MOST_TASKS)


@figure
def lab_status(cloud: Cloud, runs: int, goals: Mapping[int, float] = STATUS) -> Iterator[Value]:
    """lab_status ÷ a playbook with one uri task."""
    for seats, goal in goals.items():
        project = provisioned(cloud, seats)
        pair = in_turn(partial(play, project, "lab_status"), partial(unit, project), runs)
        yield ratio(f"lab_status, {seats} seats ÷ uri", pair, goal)


@figure
def lab_first(cloud: Cloud, runs: int, goals: Mapping[int, float] = FIRST) -> Iterator[Value]:
    """The first lab_provision (accounts, a group, seats, a scheduled task, a baseline), jobs of zero length ÷ uri."""
    for seats, goal in goals.items():
        pair = in_turn(partial(first, cloud, seats), partial(unit, cloud.project()), runs)
        yield ratio(f"first lab_provision, {seats} seats ÷ uri", pair, goal)


@figure
def course(cloud: Cloud, runs: int, seats: int = COURSE_SEATS, job_seconds: float = JOB_SECONDS) -> Iterator[Value]:
    """A whole course with jobs of 5 s: what it takes beyond one with jobs of no length ÷ its longest chain of jobs."""

    def taken(project: Project, seconds: float) -> Usage:
        write_course(project.folder, seats)
        project.job_seconds(seconds)
        return provision(project)

    projects: list[Project] = []

    def with_jobs() -> Usage:
        projects.append(cloud.project())
        return taken(projects[-1], job_seconds)

    pair = in_turn(with_jobs, lambda: taken(cloud.project(), 0), runs)
    chain = longest_chain(projects[0].control("GET", "state"))
    spreads = pair.spreads()
    beyond = spreads["measured"]["wall"].median - spreads["unit"]["wall"].median
    yield Value(
        f"course of {seats} seats beyond its fixed cost ÷ its longest chain of jobs ({chain:.0f} s)",
        beyond / chain,
        goal=BEYOND_JOBS,
        details={**spreads, "chain": chain},
    )


def with_lab(project: Project, seats: int) -> Project:
    """Write a lab of so many seats into the folder of a project; return the project."""
    write_lab(project.folder, seats)
    return project


def first(cloud: Cloud, seats: int) -> Usage:
    """Run lab_provision in a project that nobody has used before."""
    return provision(with_lab(cloud.project(), seats))


def provisioned(cloud: Cloud, seats: int) -> Project:
    """Return a project with a finished lab of so many seats."""
    project = with_lab(cloud.project(), seats)
    provision(project)
    return project


def play(project: Project, name: str) -> Usage:
    """Run a lab playbook."""
    return project.play(f"huaweicloud.workspace.{name}", "-e", "lab_file=lab.yml")


def provision(project: Project) -> Usage:
    """Run lab_provision."""
    return play(project, "lab_provision")


def unit(project: Project) -> Usage:
    """Run the playbook with one uri task."""
    return project.play(project.uri_playbook())


def tasks_shown(output: str) -> int:
    """Return how many tasks a playbook shows."""
    return len(re.findall(r"^TASK \[", output, re.MULTILINE))


def longest_chain(state: Mapping[str, Any]) -> float:
    """Return for how many seconds the desktop that had most of it had jobs, by a state of the emulator."""
    seconds: dict[str, float] = {}
    for job in state["jobs"]:
        for part in job["sub_jobs"]:
            name = part["desktop_name"]
            seconds[name] = seconds.get(name, 0.0) + (part["end"] or job["begin"]) - job["begin"]
    if not seconds:
        raise Broken("there were no jobs")
    return max(seconds.values())
