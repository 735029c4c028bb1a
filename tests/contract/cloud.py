# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A project of the emulator as a user of the official SDK sees it, with what was exchanged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import huaweicloudsdkworkspace.v2 as sdk
import huaweicloudsdkworkspaceapp.v1 as app_sdk
import requests
from contract.published import Exchange
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.client import ClientBuilder
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkcore.http.http_handler import HttpHandler
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from huaweicloudsdkcore.utils.http_utils import sanitize_for_serialization

if TYPE_CHECKING:
    from conftest import Emulator

PRODUCT = "workspace.c2.large.windows.2"
OTHER_PRODUCT = "workspace.c2.xlarge.windows"
IMAGE = "win11-bio-2026.09"
OTHER_IMAGE = "win11-bio-2026.10"

UNKNOWN_TO_THE_SDK = {
    "ListItaSubJobsResponse.jobs[].desktop_name",
    "ListItaSubJobsResponse.jobs[].mac_address",
    "ListProductsResponse.products[].flavor_id",
    "ListUsedDesktopInfoResponse.desktop_used_info_list[].used_info_list[].use_time",
    "ListUserDetailResponse.user_detail.enabled_change_password",
    "ShowJobResponse.sub_jobs[].desktop_name",
    "ShowJobResponse.sub_jobs[].mac_address",
}
"""Fields that the published description has and the models of the SDK have not, or only as a text."""


class Checked:
    """For an official client: what it does not know of an answer, or takes for something else, is an error."""

    def sync_response_handler(self, response: Any, *arguments: Any) -> Any:
        """Make an object of the answer, and see that all of the answer is in it."""
        answer = super().sync_response_handler(response, *arguments)  # type: ignore[misc]
        if response.content:
            kept = json.loads(json.dumps(sanitize_for_serialization(answer), default=str))
            lost = set(differences(response.json(), kept, type(answer).__name__)) - UNKNOWN_TO_THE_SDK
            assert not lost, sorted(lost)
        return answer


class Client(Checked, sdk.WorkspaceClient):
    """The official client of Workspace."""


class AppClient(Checked, app_sdk.WorkspaceAppClient):
    """The official client of Workspace Application."""


def differences(sent: Any, kept: Any, place: str) -> Iterator[str]:
    """Yield the places where a value of an answer is not in the object that the SDK made of it."""
    if isinstance(sent, dict) and isinstance(kept, dict):
        for name, value in sent.items():
            yield from differences(value, kept.get(name), f"{place}.{name}")
    elif isinstance(sent, list) and isinstance(kept, list) and len(sent) == len(kept):
        for value, other in zip(sent, kept, strict=True):
            yield from differences(value, other, f"{place}[]")
    elif sent != kept or isinstance(sent, bool) is not isinstance(kept, bool):
        yield place


def operations(client: type[Any]) -> dict[tuple[str, str], str]:
    """Return the methods of a client of the SDK by the method and the path of their requests."""
    found: dict[tuple[str, str], str] = {}
    for name in dir(client):
        match = re.fullmatch(r"_(\w+)_http_info", name)
        if match:
            described = getattr(client, name)(SimpleNamespace(attribute_map={}))
            found[described["method"], address(described["resource_path"])] = match[1]
    return found


def address(path: str) -> str:
    """Return the path of a route without the names of its parameters, which differ."""
    return re.sub(r"\{[^}]*\}", "{}", path)


class Cloud:
    """The SDK's client of a project, the project's control calls, and what was exchanged."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.exchanges: list[Exchange] = []
        self.credentials = BasicCredentials(
            emulator.env["HW_ACCESS_KEY"], emulator.env["HW_SECRET_KEY"], emulator.project_id
        )
        self.client = self.client_with(self.credentials)
        self.app: AppClient = self._built(AppClient, self.credentials)
        self.jobs_take(0)

    def client_with(self, credentials: BasicCredentials) -> Client:
        """Return a client with other credentials."""
        client: Client = self._built(Client, credentials)
        return client

    def _built(self, kind: type[Any], credentials: BasicCredentials) -> Any:
        builder = ClientBuilder(kind, "BasicCredentials")
        handler = HttpHandler().add_response_handler(lambda response, **_more: self._note(response))
        return (
            builder.with_http_config(HttpConfig(retry_times=0, timeout=60))
            .with_credentials(credentials)
            .with_endpoint(self.emulator.url)
            .with_http_handler(handler)
            .build()
        )

    def _note(self, response: requests.Response) -> None:
        request = response.request
        assert request.method and request.url
        self.exchanges.append(
            Exchange.from_wire(request.method, request.url, request.body, response.status_code, response.content)
        )

    def identity(self, method: str, path: str, body: Any = None, **query: str) -> requests.Response:
        """Send a request that the SDK only signs, as those to the identity service."""
        data = "" if body is None else json.dumps(body)
        request = SdkRequest(
            method=method,
            schema="http",
            host=self.emulator.url.removeprefix("http://"),
            resource_path=path,
            query_params=list(query.items()),
            header_params={"Content-Type": "application/json"},
            body=data,
            signing_algorithm="SDK-HMAC-SHA256",
        )
        signed = Signer(self.credentials).sign(request)
        response = requests.request(
            method, self.emulator.url + signed.uri, data=data, headers=signed.header_params, timeout=60
        )
        self._note(response)
        return response

    # --- What happens in the project behind the SDK's back

    def control(self, method: str, what: str, **json: Any) -> Any:
        """Send a control call about the project."""
        return self.emulator.control(method, what, **json)

    def jobs_take(self, seconds: float) -> None:
        """Let jobs take that long from now on; they end at once unless a call says otherwise."""
        self.control("POST", "clock", job_seconds=seconds)

    def pass_time(self, seconds: float) -> None:
        """Move the clock forward."""
        self.control("POST", "clock", advance=seconds)

    def desktop(self, name: str, **more: Any) -> str:
        """Let somebody create a desktop in the console, and return its ID."""
        identifier: str = self.control("POST", "desktops", action="create", desktop=name, **more)["id"]
        return identifier

    def record(self, name: str) -> dict[str, Any]:
        """Return what the emulator knows of a desktop."""
        desktops: list[dict[str, Any]] = self.control("GET", "state")["desktops"]
        found = [desktop for desktop in desktops if desktop["name"] == name]
        assert len(found) == 1, found
        return found[0]

    # --- What most calls need

    def image(self, name: str = IMAGE) -> str:
        """Return the ID of an image."""
        images = self.client.list_images(sdk.ListImagesRequest()).images
        return str(next(image.id for image in images if image.name == name))

    def subnet(self, name: str) -> Any:
        """Return a subnet."""
        subnets = self.client.list_subnets(sdk.ListSubnetsRequest()).subnets
        return next(subnet for subnet in subnets if subnet.name == name)

    def security_groups(self, *names: str) -> list[str]:
        """Return the IDs of security groups."""
        groups = self.client.list_security_groups(sdk.ListSecurityGroupsRequest()).security_groups
        ids = {group.name: group.id for group in groups}
        return [ids[name] for name in names]

    def shown(self, desktop_id: str) -> Any:
        """Return the detail of a desktop."""
        return self.client.show_desktop_detail(sdk.ShowDesktopDetailRequest(desktop_id=desktop_id)).desktop

    def user(self, name: str) -> str:
        """Create a user, and return the ID."""
        body = sdk.CreateUserRequest(user_name=name, user_email=f"{name}@uni.example")
        return str(self.client.create_desktop_user(sdk.CreateDesktopUserRequest(body=body)).id)

    def sub_jobs(self, job_id: str) -> Any:
        """Return the sub-jobs of a job."""
        return self.client.list_ita_sub_jobs(sdk.ListItaSubJobsRequest(job_id=job_id)).jobs

    def succeeded(self, job_id: str, *desktop_ids: str) -> None:
        """Assert that a job is over, and good for these desktops."""
        rows = [(row.entities.desktop_id, row.status) for row in self.sub_jobs(job_id)]
        assert sorted(rows) == sorted((desktop_id, "SUCCESS") for desktop_id in desktop_ids)
