# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The official SDK works against the emulator: every operation that is served, and how refusals reach its user."""

from __future__ import annotations

import huaweicloudsdkworkspace.v2 as sdk
import pytest
from contract.calls import CALLS
from contract.cloud import address
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException, ServerResponseException

from emulator.engine.app import routes


def test_every_operation_has_a_call():
    served = {
        (method, address(route.path))
        for route in routes()
        for method in route.methods or ()
        if not route.path.startswith("/_emulator/")
    }
    assert served == set(CALLS)


@pytest.mark.parametrize("operation", CALLS, ids=lambda operation: CALLS[operation].__name__)
def test_call(cloud, operation):
    CALLS[operation](cloud)
    project = cloud.emulator.project_id
    sent = {(exchange.method, exchange.path.replace(project, "{}")) for exchange in cloud.exchanges}
    assert any(method == operation[0] and _is(path, operation[1]) for method, path in sent), sent


def _is(path, pattern):
    parts, wanted = path.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(b in ("{}", a) for a, b in zip(parts, wanted, strict=True))


def _refusal(call, *arguments):
    with pytest.raises(ClientRequestException) as caught:
        call(*arguments)
    error = caught.value
    assert error.error_msg and len(error.request_id) == 32
    return error.status_code, error.error_code


def test_wrong_request_is_refused(cloud):
    body = sdk.BatchActionDesktopsReq(desktop_ids=[cloud.desktop("BIO-01")], op_type="explode")
    request = sdk.BatchRunDesktopsRequest(body=body)
    assert _refusal(cloud.client.batch_run_desktops, request) == (400, "WKS.00211102")


def test_unknown_parameter_is_refused(cloud):
    request = sdk.ListDesktopsDetailRequest(sort_field="size")
    assert _refusal(cloud.client.list_desktops_detail, request) == (400, "WKS.00211102")


def test_wrong_key_is_refused(cloud):
    client = cloud.client_with(BasicCredentials("EMULATORACCESSKEY", "wrong", cloud.emulator.project_id))
    assert _refusal(client.list_desktops, sdk.ListDesktopsRequest()) == (401, "APIGW.0301")


def test_missing_desktop_is_not_found(cloud):
    request = sdk.ShowDesktopDetailRequest(desktop_id="0f5b1f0e-0000-4000-a000-000000000000")
    assert _refusal(cloud.client.show_desktop_detail, request) == (404, "WKS.00211902")


def test_closed_service_forbids(cloud):
    cloud.control("POST", "service", status="CLOSED")
    assert _refusal(cloud.client.list_desktops, sdk.ListDesktopsRequest()) == (403, "WKS.00010099")


def test_existing_user_is_a_conflict(cloud):
    cloud.user("mmueller")
    body = sdk.CreateUserRequest(user_name="MMueller", user_email="mia@uni.example")
    request = sdk.CreateDesktopUserRequest(body=body)
    assert _refusal(cloud.client.create_desktop_user, request) == (409, "WKS.00211103")


def test_busy_desktop_is_a_conflict(cloud):
    cloud.jobs_take(100)
    body = sdk.BatchActionDesktopsReq(desktop_ids=[cloud.desktop("BIO-01")], op_type="os-stop")
    cloud.client.batch_run_desktops(sdk.BatchRunDesktopsRequest(body=body))
    request = sdk.DeleteDesktopRequest(desktop_id=body.desktop_ids[0])
    assert _refusal(cloud.client.delete_desktop, request) == (409, "WKS.00010032")


def test_failing_service_is_no_refusal(cloud):
    cloud.control("POST", "faults", kind="status", status=503, error_code="WKS.0001", error_msg="Overloaded.")
    with pytest.raises(ServerResponseException) as caught:
        cloud.client.list_desktops(sdk.ListDesktopsRequest())
    assert (caught.value.status_code, caught.value.error_code) == (503, "WKS.0001")
    assert len(caught.value.request_id) == 32
