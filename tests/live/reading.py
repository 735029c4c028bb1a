# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every ``_info`` module, and keeps what the service answers. What is not a GET is never sent."""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, urlsplit

from fault.fuzz.inputs import spec_of
from fault.matrix.scenario import MODULES, has_scenario, scenario_of
from integration.harness import Task, Tenant
from integration.in_process import called, carry_out

INFO_MODULES = [module for module in MODULES if module.endswith("_info")]

NOT_SENT = "NOT_SENT"
"""The error code of what is not sent, since it is not a GET."""

_TOKENS = "/auth/tokens"


@dataclass(frozen=True)
class Exchange:
    """A request and its answer.

    :ivar query: pairs of names and values. :ivar body: the JSON of the answer, ``None`` if it has none.
    """

    path: str
    query: tuple[tuple[str, str], ...]
    status: int
    body: Any


@dataclass
class Reading:
    """What was answered.

    :ivar exchanges: in the order in which they came. :ivar failures: why tasks failed, by what was run: a status and an
        error code. Messages are left out once there was an answer, since they name things of the project.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)

    def read(self, module: str, environment: Mapping[str, str]) -> None:
        """Run a module without arguments, then with each of its flags."""
        for arguments in ({}, *({flag: True} for flag in _flags(module))):
            number = len(self.exchanges)
            with self._watching():
                result = called(Task(module, arguments), environment)
            if result.get("failed"):
                answered = [str(result[name]) for name in ("http_status", "error_code") if name in result]
                own = "an answer that it cannot use" if len(self.exchanges) > number else result["msg"]
                self.failures[" ".join([module, *arguments])] = " ".join(answered) or own

    @contextlib.contextmanager
    def _watching(self) -> Iterator[None]:
        """Keep all exchanges of this process, without those about tokens."""
        from ansible_collections.huaweicloud.workspace.plugins.module_utils.transport import Reply, Transport

        exchange = Transport.exchange

        @functools.wraps(exchange)
        def watched(transport: Transport, method: str, url: str, *more: Any, **named: Any) -> Reply:
            parts = urlsplit(url)
            if parts.path.endswith(_TOKENS):
                return exchange(transport, method, url, *more, **named)
            if method != "GET":
                told = {"error_code": NOT_SENT, "error_msg": f"{method} is not sent"}
                return Reply(403, "Forbidden", {}, json.dumps(told).encode())
            reply = exchange(transport, method, url, *more, **named)
            query = tuple(parse_qsl(parts.query, keep_blank_values=True))
            self.exchanges.append(Exchange(parts.path, query, reply.status, _json(reply.content)))
            return reply

        with mock.patch.object(Transport, "exchange", watched):
            yield


def read_service(environment: Mapping[str, str]) -> Reading:
    """Read the project that the environment names."""
    reading = Reading()
    for module in INFO_MODULES:
        reading.read(module, environment)
    return reading


def read_emulator(new_project: Callable[[], Tenant]) -> Reading:
    """Read a new project of the emulator for each module, with what the module is about.

    :param new_project: returns a project that nobody has used before.
    """
    reading = Reading()
    for module in INFO_MODULES:
        tenant = new_project()
        _furnish(tenant, module)
        reading.read(module, tenant.emulator.process_env)
    return reading


def _furnish(tenant: Tenant, module: str) -> None:
    """Let there be what a module reads: what the scenario of the module that manages it begins with."""
    managing = module.removesuffix("_info")
    if has_scenario(module) or not has_scenario(managing):
        scenario_of(module).prepare(tenant)
        return
    scenario = scenario_of(managing)
    scenario.prepare(tenant)
    step = next(iter(scenario.steps.values()))
    carry_out(tenant, Task(managing, {**scenario.given(tenant), **step}))


def _flags(module: str) -> list[str]:
    """Return the options that switch something on."""
    spec = spec_of(module)
    return [name for name, option in spec.items() if option.get("type") == "bool" and option.get("default") is False]


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None
