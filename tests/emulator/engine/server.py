# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator as a server, until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import signal
import socket

import uvicorn

from emulator.cloud.world import World
from emulator.engine.app import create_app
from emulator.engine.transport import ClosableProtocol


class Server(uvicorn.Server):
    """A uvicorn server that prints its address once it accepts connections."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            print(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}", flush=True)


def serve(options: argparse.Namespace) -> None:
    """Serve until SIGTERM or SIGINT."""
    world = World(options.seed, options.job_seconds, options.state, options.people_data)
    world.keeps_exchanges = options.keep_exchanges
    app = create_app(world, [options.host, *options.answer_to])
    world.start(options.desktops)
    config = uvicorn.Config(
        app,
        host=options.host,
        port=options.port,
        http=ClosableProtocol,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        date_header=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        # The server stops at these, and raises them again when it is done: they must not kill it then.
        signal.signal(number, lambda _number, _frame: None)
    asyncio.run(Server(config).serve())
    world.save()
