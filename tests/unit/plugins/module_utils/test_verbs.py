# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of verbs hold what can be carried out, no more and no less, and fields name verbs that there are."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils import resources
from ansible_collections.huaweicloud.workspace.plugins.module_utils.apply import Operations
from ansible_collections.huaweicloud.workspace.plugins.module_utils.fields import Field
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.described import DescribedResource

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(resources.__path__, resources.__name__ + ".")
    if not found.ispkg
]
KINDS_OF_ATTRIBUTES = {"service"}
"""Where fields do not name verbs: one verb changes all of them, by a request for each kind of attribute."""


def classes(base: type[Any]) -> list[type[Any]]:
    """Return the classes of the resources that derive from another one."""
    found = {thing for module in MODULES for thing in vars(module).values() if inspect.isclass(thing)}
    return sorted((one for one in found if issubclass(one, base) and one is not base), key=lambda one: one.__name__)


def tables() -> Iterator[tuple[str, Iterable[Field], dict[str, Any]]]:
    """Yield the tables of fields, each with its package and the verbs of that."""
    for module in MODULES:
        package = module.__name__.rpartition(".")[0]
        verbs = {
            name: verb
            for one in MODULES
            if one.__name__.rpartition(".")[0] == package
            for name, verb in getattr(one, "VERBS", {}).items()
        }
        for thing in vars(module).values():
            if isinstance(thing, tuple) and thing and all(isinstance(one, Field) for one in thing):
                yield package.rpartition(".")[2], thing, verbs


@pytest.mark.parametrize("operations", classes(Operations), ids=lambda one: one.__name__)
def test_what_is_in_the_table_can_be_carried_out_and_nothing_else(operations: type[Operations]) -> None:
    assert set(operations.verbs()) == set(operations.verb_table)


@pytest.mark.parametrize("described", classes(DescribedResource), ids=lambda one: one.__name__)
def test_the_verbs_of_a_description_have_a_place_in_the_order(described: type[DescribedResource]) -> None:
    resource = described.__new__(described)
    resource._found = None
    named = {field.verb for field in described.fields if field.verb}
    named.update(verb for members in described.collections for verb in members.verbs)
    assert {"create", "delete", *named} <= set(resource.order())


def test_fields_name_verbs_that_there_are() -> None:
    seen = set()
    for package, fields, verbs in tables():
        seen.add(package)
        if package not in KINDS_OF_ATTRIBUTES:
            assert {field.verb for field in fields if field.verb} <= set(verbs), package
    assert {"desktop", "pool", "scheduled_task", "terminal_binding"} <= seen
