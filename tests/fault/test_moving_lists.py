# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that change while they are read page by page: what has moved to another page meanwhile is still seen."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

from integration.desktops import COMPLETE, run
from integration.harness import Tenant, failure
from integration.in_process import carry_out

from ansible_collections.huaweicloud.workspace.plugins.module_utils.transport import Transport

DETAIL = "/desktops/detail"
ROWS = 2
"""How many rows a page has, as if the service gave no more."""


@contextlib.contextmanager
def paged(*actions: Callable[[], Any]) -> Iterator[None]:
    """Let lists of desktops come in small pages, and do something after each of the first of them."""
    exchange = Transport.exchange
    left = list(actions)

    def small(transport: Transport, method: str, url: str, *more: Any) -> Any:
        if DETAIL not in url:
            return exchange(transport, method, url, *more)
        reply = exchange(transport, method, re.sub("limit=[0-9]+", f"limit={ROWS}", url), *more)
        if left:
            left.pop(0)()
        return reply

    with mock.patch.object(Transport, "exchange", small):
        yield
    assert not left, "the list has fewer pages"


def test_what_moves_to_a_page_that_was_read_is_seen(tenant: Tenant) -> None:
    for number in range(1, 5):
        tenant.desktop(f"BIO-0{number}")
    first = tenant.state["desktops"][0]["name"]
    with paged(lambda: tenant.console("delete", first)):
        done = carry_out(tenant, run(select_names=["BIO-*"], tags={"room": "1"}))
    assert not done.failed, done.brief
    assert [one["tags"] for one in tenant.desktops.values()] == [{"room": "1"}] * 3


def test_what_was_pushed_to_a_page_that_is_read_is_not_missed_or_made_twice(tenant: Tenant) -> None:
    names = [f"BIO-0{number}" for number in range(1, 5)]
    for name in names:
        tenant.desktop(name)
    last = tenant.state["desktops"][-1]["name"]
    with paged(lambda: tenant.console("delete", last), lambda: tenant.console("create", last)):
        done = carry_out(tenant, run(desktops=[{"computer_name": name} for name in names], **COMPLETE))
    assert not done.failed and not done.writes, done.brief
    assert sorted(one["name"] for one in tenant.state["desktops"]) == names


def test_a_list_that_never_stands_still_is_no_reason_to_do_nothing(tenant: Tenant) -> None:
    for number in range(1, 5):
        tenant.desktop(f"BIO-0{number}")
    tenant.fault("shifting_pages", method="GET", path=f"{DETAIL}$", times=10_000)
    failure(carry_out(tenant, run(select_names=["BIO-*"], tags={"room": "1"})), "GET", DETAIL)
    assert all(not one["tags"] for one in tenant.desktops.values())
