# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sees to it that planning sends nothing: every resource of the collection gets a ``plan`` in which any request is an
error."""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any, NoReturn
from unittest import mock

import requests

RESOURCES = "ansible_collections.huaweicloud.workspace.plugins.module_utils.resources"


@functools.cache
def planners() -> list[type[Any]]:
    """Return all classes of the collection that have a ``plan`` of their own."""
    # The collection is not on the import path yet when this file is read.
    resources = importlib.import_module(RESOURCES)
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(resources.__path__, resources.__name__ + ".")
        if not found.ispkg
    ]
    return [
        thing
        for module in modules
        for thing in vars(module).values()
        if inspect.isclass(thing) and thing.__module__ == module.__name__ and "plan" in vars(thing)
    ]


@contextlib.contextmanager
def plans_that_send_nothing() -> Iterator[list[Any]]:
    """Let every plan that sends a request fail, as long as this lasts, and then say so; give the list of the resources
    that plan."""
    planned: list[Any] = []
    asked: list[str] = []
    # Not by mock.patch, which costs more than many of the tasks for which this is done.
    usual = {planner: vars(planner)["plan"] for planner in planners()}
    try:
        for planner, plan in usual.items():
            planner.plan = _silent(plan, planned, asked)
        yield planned
    finally:
        for planner, plan in usual.items():
            planner.plan = plan
    assert not asked, f"a plan asks for {asked[0]}; read it before"


def _silent(plan: Callable[[Any], Any], planned: list[Any], asked: list[str]) -> Callable[[Any], Any]:
    def refuse(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> NoReturn:
        asked.append(f"{request.method} {request.url}")
        raise requests.ConnectionError("plans send nothing")

    @functools.wraps(plan)
    def silent(resource: Any) -> Any:
        planned.append(resource)
        with mock.patch.object(requests.Session, "send", refuse):
            return plan(resource)

    return silent
