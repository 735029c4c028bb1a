# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serves lists of servers as the Hetzner Cloud API does, as far as hetzner.hcloud reads them.

Takes the number of servers, and prints its URL. Pages are made beforehand, so that the plugin is measured and not this.
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGE = 50
"""How many servers a page has at most."""

LOCATION = {"id": 1, "name": "nbg1", "description": "", "country": "DE", "city": "", "network_zone": "eu-central"}
KIND = {"id": 1, "name": "cpx22", "architecture": "x86", "cores": 2, "memory": 4, "disk": 80}
IMAGE = {"id": 1, "name": "debian-12", "description": "Debian 12", "os_flavor": "debian", "type": "system"}


def server(number: int) -> dict[str, Any]:
    """Return a server as the list tells it."""
    low = f"{number // 256}.{number % 256}"
    return {
        "id": number,
        "name": f"BENCH-{number:05d}",
        "status": "running",
        "created": "2026-10-05T08:00:00+00:00",
        "public_net": {
            "ipv4": {"id": number, "ip": f"10.0.{low}", "blocked": False, "dns_ptr": ""},
            "ipv6": None,
            "floating_ips": [],
            "firewalls": [],
        },
        "private_net": [],
        "server_type": KIND,
        "image": IMAGE,
        "location": LOCATION,
        "labels": {"course": "bench"},
        "volumes": [],
    }


def page(number: int, size: int, servers: int) -> bytes:
    """Return a page of the list of servers."""
    last = -(-servers // size)
    following = number + 1 if number < last else None
    told = {"page": number, "per_page": size, "next_page": following, "last_page": last, "total_entries": servers}
    first = (number - 1) * size + 1
    rows = [server(one) for one in range(first, min(first + size, servers + 1))]
    return json.dumps({"servers": rows, "meta": {"pagination": told}}).encode()


class Handler(BaseHTTPRequestHandler):
    """Answers with pages that are ready."""

    protocol_version = "HTTP/1.1"
    pages: dict[int, bytes] = {}

    def do_GET(self) -> None:
        """Answer a list."""
        asked = urlsplit(self.path)
        if asked.path.endswith("/servers"):
            body = self.pages[int(parse_qs(asked.query).get("page", ["1"])[0])]
        else:
            body = json.dumps({"locations": [LOCATION], "meta": {"pagination": {"page": 1, "per_page": PAGE}}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


if __name__ == "__main__":
    wanted = int(sys.argv[1])
    Handler.pages = {number: page(number, PAGE, wanted) for number in range(1, -(-wanted // PAGE) + 1)}
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as serving:
        print(f"http://127.0.0.1:{serving.server_port}/v1", flush=True)
        serving.serve_forever()
