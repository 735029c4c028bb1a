# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases: tests that only say which tasks are to be run, so that these can be run in more than one way.

A *case* is a generator function. It is given a project of its own and its parameters, prepares the project, yields the
tasks to run, gets their outcomes back and looks at them; it may yield again. :func:`case` makes a test of it, whose
tasks are run in this process. With ``--playbooks``, and always if it stands in ``by_playbook/``, they are run by
``ansible-playbook``: the first case of a batch runs all of them side by side, and each is reported by itself.

This module is a plugin of pytest.
"""

from __future__ import annotations

import functools
import inspect
import uuid
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import suppress
from typing import Any, TypeGuard

import pytest
from integration import playbooks
from integration.harness import Outcome, Task, Tenant
from integration.in_process import carry_out
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

Steps = Generator[Sequence[Task], list[Outcome], None]
"""A case that goes on: it yields tasks and is sent their outcomes."""

BATCH = 6
"""How many cases one run of ``ansible-playbook`` runs, all at the same time."""

ALWAYS = "by_playbook"
"""The folder of the cases that are run by playbooks in any case."""

UNIT = "unit"
"""The folder of the unit tests."""

Errors = dict[str, Exception]
"""How the cases of a batch failed, by the IDs of those that did."""

BATCHES = pytest.StashKey[dict[str, str]]()
"""The batches that the tests of the session are in, by their IDs."""

DONE = pytest.StashKey[dict[str, Errors]]()
"""How the batches went that were run."""


def case(function: Callable[..., Steps]) -> Callable[..., None]:
    """Make a test of a case (as a decorator)."""

    @functools.wraps(function)
    def test(tenant: Tenant, **parameters: Any) -> None:
        steps = function(tenant, **parameters)
        with suppress(StopIteration):
            tasks = next(steps)
            while True:
                tasks = steps.send([carry_out(tenant, task) for task in tasks])

    return test


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that runs all cases as their users would."""
    parser.addoption("--playbooks", action="store_true", help="run the cases by ansible-playbook, not in this process")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    """Spread the tests over the workers in a way of their own, unless another one is asked for."""
    return Scheduling(config, log) if config.getoption("dist") == "load" else None


class Scheduling(LoadScopeScheduling):
    """What an idle worker gets: a batch of cases, a file of unit tests (what it sets up is set up once), or a test."""

    @functools.cached_property
    def _batches(self) -> dict[str, str]:
        return batches(self.config, self.collection)

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if UNIT in file.split("/") else self._batches[nodeid]


def batches(config: pytest.Config, node_ids: Iterable[str]) -> dict[str, str]:
    """Return the batches that all the tests of a session are in; a test that no playbook runs is one of its own."""
    places: Counter[str] = Counter()
    found = {}
    for node_id in node_ids:
        file = node_id.partition("::")[0]
        by_playbook = config.getoption("--playbooks") or ALWAYS in file.split("/")
        found[node_id] = f"{file} {places[file] // BATCH}" if by_playbook else node_id
        places[file] += 1
    return found


def pytest_collection_finish(session: pytest.Session) -> None:
    """Tell which batches there are, now that it is known which tests are to be run."""
    session.stash[BATCHES] = batches(session.config, [item.nodeid for item in session.items])
    session.stash[DONE] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Report a case that its batch has run, and let pytest call every other test."""
    session, node_id = pyfuncitem.session, pyfuncitem.nodeid
    members, done = session.stash[BATCHES], session.stash[DONE]
    batch = members[node_id]
    if batch == node_id or not is_case(pyfuncitem):
        return None
    if batch not in done:
        items = [item for item in session.items if members[item.nodeid] == batch and is_case(item)]
        tenant = pyfuncitem.funcargs["tenant"]
        assert isinstance(tenant, Tenant)
        done[batch] = _run(items, tenant)
    if node_id in done[batch]:
        raise done[batch][node_id]
    return True


def is_case(item: pytest.Item) -> TypeGuard[pytest.Function]:
    """Whether a test is a case."""
    return isinstance(item, pytest.Function) and inspect.isgeneratorfunction(inspect.unwrap(item.function))


def _run(items: Sequence[pytest.Function], tenant: Tenant) -> Errors:
    """Run cases side by side, one playbook run for all that they yield at a time; return how they failed."""
    errors: Errors = {}
    going: dict[str, tuple[Tenant, Steps]] = {}
    for item in items:
        own = Tenant(tenant.emulator.in_project(uuid.uuid4().hex))
        parameters = item.callspec.params if hasattr(item, "callspec") else {}
        going[item.nodeid] = own, inspect.unwrap(item.function)(own, **parameters)
    outcomes: dict[str, list[Outcome]] = {}
    while going:
        scripts: dict[Tenant, Sequence[Task]] = {}
        for name, (own, steps) in list(going.items()):
            try:
                scripts[own] = steps.send(outcomes[own.project_id]) if outcomes else next(steps)
            except StopIteration:
                del going[name]
            except Exception as error:
                errors[name] = error
                del going[name]
        outcomes = playbooks.run_tasks(scripts, BATCH)
    return errors
