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

from ansible_collections.huaweicloud.workspace.plugins.module_utils import resources


@functools.cache
def planners() -> list[type[Any]]:
    """Return all classes of the collection that have a ``plan`` of their own."""
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
    """Let every plan that sends a request fail, as long as this lasts; give the list of the resources that plan."""
    planned: list[Any] = []
    with contextlib.ExitStack() as stack:
        for planner in planners():
            stack.enter_context(mock.patch.object(planner, "plan", _silent(vars(planner)["plan"], planned)))
        yield planned


def _silent(plan: Callable[[Any], Any], planned: list[Any]) -> Callable[[Any], Any]:
    @functools.wraps(plan)
    def silent(resource: Any) -> Any:
        planned.append(resource)
        with mock.patch.object(requests.Session, "send", _refuse):
            return plan(resource)

    return silent


def _refuse(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> NoReturn:
    raise AssertionError(f"a plan asks for {request.method} {request.url}; read it before")
