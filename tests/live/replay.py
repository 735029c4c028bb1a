# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers requests as a recording did."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

_PROJECT = re.compile(r"/v\d(?:\.\d)?/([0-9a-f]{32})/")
_Key = tuple[str, tuple[tuple[str, str], ...]]


def server(recording: Sequence[Mapping[str, Any]], port: int) -> ThreadingHTTPServer:
    """Return a server, not yet running, that answers as a recording did, and everything else with 404.

    :param port: where it listens on the loopback interface, 0 for any free port.
    """
    answers: dict[_Key, Mapping[str, Any]] = {}
    for one in recording:
        answers.setdefault((one["path"], tuple(sorted((name, value) for name, value in one["query"]))), one)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))
            told = answers.get((parts.path, query))
            absent = {"error_code": "NOT_RECORDED", "error_msg": f"The recording has no answer to {self.path}."}
            body = json.dumps(told["body"] if told else absent).encode()
            self.send_response(told["status"] if told else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Print nothing."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def environment(recording: Sequence[Mapping[str, Any]], port: int) -> dict[str, str]:
    """Return the variables that point the collection at the server."""
    url = f"http://127.0.0.1:{port}"
    found = (_PROJECT.match(one["path"]) for one in recording)
    project = next((match[1] for match in found if match), "")
    endpoints = ("HW_WORKSPACE_ENDPOINT", "HW_WORKSPACE_APP_ENDPOINT", "HW_EPS_ENDPOINT")
    credentials = {"HW_ACCESS_KEY": "REPLAY", "HW_SECRET_KEY": "replay", "HW_REGION_NAME": "replay"}
    return {**credentials, "HW_PROJECT_ID": project, "HW_AUTH_URL": f"{url}/v3", **dict.fromkeys(endpoints, url)}
