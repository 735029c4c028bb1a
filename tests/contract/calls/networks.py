# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: networks and public addresses."""

from __future__ import annotations

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import Cloud


@workspace
def show_desktop_network(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    _buy_address(cloud, desktop_id)
    answer = cloud.client.show_desktop_network(sdk.ShowDesktopNetworkRequest(desktop_id=desktop_id))
    [info] = answer.network_infos
    assert (answer.computer_name, info.subnet_info.name, info.vpc_info.name) == ("BIO-01", "teaching-a", "teaching")
    assert info.public_ip_info.public_ip_address


@workspace
def show_desktop_networks(cloud: Cloud) -> None:
    ids = [cloud.desktop(f"BIO-{number:02d}") for number in (1, 2)]
    answer = cloud.client.show_desktop_networks(sdk.ShowDesktopNetworksRequest(desktop_ids=ids))
    assert {row.computer_id for row in answer.networks} == set(ids)


@workspace
def change_desktop_network(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    subnet = cloud.subnet("teaching-b")
    body = sdk.ChangeDesktopNetworkReq(
        vpc_id=subnet.vpc_id,
        subnet_id=subnet.id,
        private_ip="10.11.4.1",
        security_group_ids=cloud.security_groups("exam-lockdown"),
    )
    request = sdk.ChangeDesktopNetworkRequest(desktop_id=desktop_id, body=body)
    cloud.succeeded(cloud.client.change_desktop_network(request).job_id, desktop_id)
    desktop = cloud.shown(desktop_id)
    assert desktop.ip_addresses == ["10.11.4.1"]
    assert [group.name for group in desktop.security_groups] == ["exam-lockdown"]


@workspace
def batch_change_desktop_network(cloud: Cloud) -> None:
    ids = [cloud.desktop(f"BIO-{number:02d}") for number in (1, 2)]
    subnet = cloud.subnet("teaching-b")
    body = sdk.BatchChangeDesktopNetworkReq(
        desktop_ids=ids,
        vpc_id=subnet.vpc_id,
        subnet_id=subnet.id,
        security_group_ids=cloud.security_groups("teaching-desktops"),
    )
    request = sdk.BatchChangeDesktopNetworkRequest(body=body)
    cloud.succeeded(cloud.client.batch_change_desktop_network(request).job_id, *ids)
    assert [cloud.shown(desktop_id).subnet_id for desktop_id in ids] == [subnet.id] * 2


def _buy_address(cloud: Cloud, *desktop_ids: str, count: int | None = None) -> str:
    """Order public addresses for desktops, or free ones, and return the job's ID."""
    body = sdk.ApplyDesktopsInternetReq(
        desktop_ids=list(desktop_ids) or None,
        eip_type="5_bgp",
        eip_charge_mode="TRAFFIC",
        bandwidth_size=5,
        enterprise_project_id="0",
        count=count,
    )
    job_id: str = cloud.client.apply_desktops_internet(sdk.ApplyDesktopsInternetRequest(body=body)).job_id
    return job_id


@workspace
def apply_desktops_internet(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    cloud.succeeded(_buy_address(cloud, desktop_id), desktop_id)
    assert cloud.shown(desktop_id).internet_mode == "EIP"
    assert len(cloud.sub_jobs(_buy_address(cloud, count=2))) == 2


@workspace
def list_desktops_eips(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", user="mmueller")
    _buy_address(cloud, desktop_id)
    _buy_address(cloud, count=1)
    request = sdk.ListDesktopsEipsRequest(state="bind", desktop_name="BIO", user_name="mmueller", limit=10, offset=0)
    [eip] = cloud.client.list_desktops_eips(request).eips
    assert (eip.attached_desktop_id, eip.bandwidth_size, eip.eip_charge_mode) == (desktop_id, 5, "TRAFFIC")
    assert cloud.client.list_desktops_eips(sdk.ListDesktopsEipsRequest()).total_count == 2


@workspace
def associate_desktops_eip(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    _buy_address(cloud, count=1)
    [eip] = cloud.client.list_desktops_eips(sdk.ListDesktopsEipsRequest(state="unbind")).eips
    body = sdk.AssociateDesktopsEipReq(desktop_id=desktop_id, eip_id=eip.id)
    cloud.client.associate_desktops_eip(sdk.AssociateDesktopsEipRequest(body=body))
    assert cloud.shown(desktop_id).is_support_internet is True


@workspace
def batch_disassociate_desktops_eip(cloud: Cloud) -> None:
    associate_desktops_eip(cloud)
    desktop_id = cloud.record("BIO-01")["id"]
    body = sdk.BatchDisassociateDesktopsEipReq(desktop_ids=[desktop_id])
    cloud.client.batch_disassociate_desktops_eip(sdk.BatchDisassociateDesktopsEipRequest(body=body))
    assert cloud.shown(desktop_id).is_support_internet is False


@workspace
def show_available_ip(cloud: Cloud) -> None:
    subnet = cloud.subnet("office-a")
    before = cloud.client.show_available_ip(sdk.ShowAvailableIpRequest(subnet_id=subnet.id)).available_ip
    cloud.desktop("BIO-01", subnet="office-a")
    after = cloud.client.show_available_ip(sdk.ShowAvailableIpRequest(subnet_id=subnet.id)).available_ip
    assert after == before - 1 and before > 30_000


@workspace
def list_ports(cloud: Cloud) -> None:
    cloud.desktop("BIO-01", subnet="office-a")
    request = sdk.ListPortsRequest(subnet_id=cloud.subnet("office-a").id, limit=10, is_used=True)
    [port] = cloud.client.list_ports(request).ports
    assert (port.id, port.fixed_ips[0].ip_address) == (cloud.record("BIO-01")["port_id"], cloud.record("BIO-01")["ip"])


@workspace
def list_nat_gateways(cloud: Cloud) -> None:
    vpc_id = cloud.subnet("teaching-a").vpc_id
    [gateway] = cloud.client.list_nat_gateways(sdk.ListNatGatewaysRequest(router_id=vpc_id)).nat_gateways
    assert (gateway.name, gateway.status) == ("teaching-nat", "ACTIVE")
