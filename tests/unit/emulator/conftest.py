# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running emulator, and a client that signs with the official signer."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import requests
import uvicorn
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer

from emulator.cloud import identity
from emulator.cloud.world import World
from emulator.engine.app import create_app
from emulator.engine.transport import ClosableProtocol

PRODUCT = "workspace.c2.large.windows.2"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Run the emulator in a thread, with jobs that end at once, and return its URL."""
    config = uvicorn.Config(
        create_app(World(seed=1, job_seconds=0)),
        port=0,
        http=ClosableProtocol,
        ws="none",
        lifespan="off",
        log_level="warning",
        date_header=False,
        server_header=False,
        proxy_headers=False,
    )
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not running.started and time.monotonic() < deadline:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    running.should_exit = True
    thread.join(timeout=60)


class Client:
    """Signed calls to one project, control calls for it, and shortcuts for what most tests need."""

    def __init__(self, url: str, project_id: str) -> None:
        self.url = url
        self.project_id = project_id
        self.credentials = BasicCredentials(identity.ACCESS_KEY, identity.SECRET_KEY, project_id)

    def sign(self, method: str, path: str, query: list[tuple[str, Any]], body: bytes | None) -> tuple[str, Any]:
        """Return the path with its query, and the signed headers, of a request."""
        request = SdkRequest(
            method=method,
            schema="http",
            host=self.url.removeprefix("http://"),
            resource_path=quote(path),
            query_params=query,
            header_params={"Content-Type": "application/json", "X-Project-Id": self.project_id},
            body=body.decode() if body else "",
            signing_algorithm="SDK-HMAC-SHA256",
        )
        signed = Signer(self.credentials).sign(request)
        return signed.uri, signed.header_params

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> requests.Response:
        """Send a signed request; ``path`` follows ``/v2/{project_id}``."""
        data = None if body is None else json.dumps(body).encode()
        pairs = [(key, str(value).lower() if isinstance(value, bool) else value) for key, value in query.items()]
        uri, headers = self.sign(method, f"/v2/{self.project_id}{path}", pairs, data)
        return requests.request(method, self.url + uri, data=data, headers=headers, timeout=60)

    def get(self, path: str, **query: Any) -> Any:
        """Send a signed GET that must succeed, and return its body."""
        response = self.call("GET", path, **query)
        assert response.status_code == 200, response.text
        return response.json()

    def control(self, what: str, /, **body: Any) -> Any:
        """Send a control call: POST with a body, else GET."""
        url = f"{self.url}/_emulator/{what}?project={self.project_id}"
        response = requests.post(url, json=body, timeout=60) if body else requests.get(url, timeout=60)
        assert response.ok, response.text
        return response.json() if response.content else None

    def slow_jobs(self, seconds: float = 100) -> None:
        """Let jobs take their time, so that a test can look at them half-way."""
        self.control("clock", job_seconds=seconds)

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self.control("clock", advance=seconds)

    def finish(self) -> None:
        """Let all jobs end."""
        self.control("clock", finish_jobs=True)

    def state(self) -> Any:
        """Return the whole state."""
        return self.control("state")

    def desktop(self, name: str) -> Any:
        """Return the detail of the desktop of that name."""
        found = [row for row in self.get("/desktops/detail")["desktops"] if row["computer_name"] == name]
        assert len(found) == 1, found
        return found[0]

    def image(self, name: str) -> str:
        """Return the ID of an image."""
        return next(image["id"] for image in self.get("/images")["images"] if image["name"] == name)

    def creation(self, *names: str, **fields: Any) -> dict[str, Any]:
        """Return a good request for desktops without data disks, one for each name."""
        return {
            "desktop_type": "DEDICATED",
            "product_id": PRODUCT,
            "image_type": "private",
            "image_id": self.image("win11-bio-2026.09"),
            "root_volume": {"type": "SAS", "size": 80},
            "desktops": [{"user_name": f"u{name.lower()}", "computer_name": name} for name in names],
            **fields,
        }

    def create(self, *names: str, **fields: Any) -> str:
        """Order desktops and return the job's ID."""
        response = self.call("POST", "/desktops", self.creation(*names, **fields))
        assert response.status_code == 200, response.text
        return response.json()["job_id"]

    def build(self, name: str, **fields: Any) -> str:
        """Create a desktop, wait for it, and return its ID."""
        self.create(name, **fields)
        self.finish()
        return self.desktop(name)["desktop_id"]


@pytest.fixture
def client(server: str) -> Client:
    """Return a client of a fresh project."""
    return Client(server, uuid.uuid4().hex)
