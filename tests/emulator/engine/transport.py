# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP protocol of the server: one that a handler can hang up on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class ClosableProtocol(H11Protocol):
    """HTTP/1.1 protocol that hands its transport to the application."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


async def hang_up(scope: MutableMapping[str, Any], receive: Receive) -> None:
    """Close the connection without an answer, and return when it is closed."""
    scope["state"]["transport"].close()
    while (await receive())["type"] != "http.disconnect":
        continue
