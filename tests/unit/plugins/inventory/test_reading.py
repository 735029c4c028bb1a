# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which lists an inventory reads, whatever they hold, and what it does not know."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import AnswerError, WorkspaceError
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.inventory.filters import Filters
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.inventory.reading import Reading, read_projects


def desktop(name: str, **more: Any) -> dict[str, Any]:
    """Return a desktop as ListDesktopsDetail tells it."""
    told = {"status": "ACTIVE", "ip_addresses": ["10.0.0.1"], "tags": []}
    return {"desktop_id": f"id-{name}", "computer_name": name, **told, **more}


def pooled(name: str, **more: Any) -> dict[str, Any]:
    """Return a desktop of a pool."""
    return desktop(name, desktop_type="POOLED", **more)


class Project:
    """A client whose lists are given; it keeps which of them were read."""

    def __init__(self, name: str = "p", **lists: Any) -> None:
        self.project_id = name
        self.settings = SimpleNamespace(
            region="ap-southeast-1", project_id=name, project_name=None, workspace_endpoint="https://e"
        )
        self.lists = {"detail": [], "desktops": [], "desktop-pools": [], "eips": [], "subnets": [], **lists}
        self.read: list[tuple[str, dict[str, Any]]] = []

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        yield

    def list_all(self, path: str, key: str, query: Any = None, **more: Any) -> list[dict[str, Any]]:
        """Return a list by the last part of its path."""
        assert more["id_field"]
        name = path.rpartition("/")[2]
        self.read.append((name, dict(query or {})))
        if isinstance(self.lists[name], Exception):
            raise self.lists[name]
        return [dict(item) for item in self.lists[name]]


def read(*projects: Project, eips: bool = False, people: bool = False, **filters: Any) -> Reading:
    """Read projects with filters."""
    return read_projects(projects, Filters.of(filters), eips, people)  # type: ignore[arg-type]


def names(reading: Reading) -> list[str]:
    return [row["computer_name"] for row in reading.rows]


def test_lists_alone_are_read_and_only_those_needed() -> None:
    plain = Project(detail=[desktop(f"BIO-{number}") for number in range(200)])
    assert len(read(plain).rows) == 200
    assert [name for name, _query in plain.read] == ["detail"]
    more = Project(detail=[pooled(f"BIO-{number}") for number in range(200)])
    read(more, eips=True, lab=["x"])
    assert sorted(name for name, _query in more.read) == ["desktop-pools", "desktops", "detail", "eips"]


def test_what_is_told_is_plain_data_in_order() -> None:
    project = Project(
        detail=[desktop("B"), desktop("A", user_name="mia", tags=[{"key": "k", "value": "v"}]), desktop("C")]
    )
    reading = read(project)
    assert names(reading) == ["A", "B", "C"]
    assert json.loads(json.dumps(reading.rows)) == reading.rows
    assert "mia" not in json.dumps(reading.rows)
    assert read(project, people=True).rows[0]["users"][0]["user_name"] == "mia"


def test_desktops_that_are_being_deleted_are_no_hosts() -> None:
    gone = [desktop("A", status="", task_status=""), desktop("B", task_status="deleting"), desktop("C", status="ERROR")]
    assert names(read(Project(detail=gone))) == ["C"]


def test_pools_and_their_labs() -> None:
    pools = [
        {"id": "1", "name": "drop-in", "tags": [{"key": "workspace-lab", "value": "bio"}]},
        {"id": "2", "name": "x"},
    ]
    members = [{"desktop_id": "id-A", "pool_id": "1"}, {"desktop_id": "id-B", "pool_id": "2"}]
    project = Project(**{"detail": [pooled("A"), pooled("B")], "desktop-pools": pools, "desktops": members})
    rows = {row["computer_name"]: (row["pool"], row["lab"]) for row in read(project).rows}
    assert rows == {"A": ("drop-in", "bio"), "B": ("x", None)}
    assert names(read(project, lab=["bio"])) == ["A"]
    assert ("detail", {"pool_id": "1"}) in project.read
    assert names(read(project, pool=["x"])) == ["B"]
    project.lists["desktops"] = [{"desktop_id": "id-A"}]
    reading = read(project)
    assert [row["pool"] for row in reading.rows] == [None, None]
    assert reading.warnings == [
        "region ap-southeast-1, project p: the service does not tell the pool of 2 desktops, such as A"
    ]


def test_a_name_has_to_exist_in_one_of_the_projects() -> None:
    subnets = [{"id": "s", "name": "teaching"}]
    here = Project("here", detail=[desktop("A", subnet_id="s")], subnets=subnets)
    there = Project("there", detail=[desktop("B", subnet_id="t")])
    assert names(read(here, there, subnet="teaching")) == ["A"]
    assert "detail" not in dict(there.read)
    with pytest.raises(WorkspaceError, match='there is no subnet "teeching"; the nearest are teaching'):
        read(here, there, subnet="teeching")


def test_a_project_that_cannot_be_read_is_named() -> None:
    here = Project("here", detail=[desktop("A")])
    cut = Project("there", detail=AnswerError("GET x", "it counts 3, but lists 0"))
    with pytest.raises(WorkspaceError, match="^region ap-southeast-1, project there: the service's answer to GET x is"):
        read(here, cut)


def test_the_same_desktop_is_read_once() -> None:
    assert names(read(Project(detail=[desktop("A")]), Project(detail=[desktop("A"), desktop("B")]))) == ["A", "B"]
