# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: the service and its catalogue."""

from __future__ import annotations

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import IMAGE, PRODUCT, Cloud

from emulator.cloud.catalogue import IMAGES


@workspace
def list_workspaces(cloud: Cloud) -> None:
    answer = cloud.client.list_workspaces(sdk.ListWorkspacesRequest())
    assert (answer.status, answer.ad_domains.domain_type) == ("SUBSCRIBED", "LITE_AS")
    assert answer.desktop_security_group.name == "WorkspaceUserSecurityGroup"
    assert cloud.subnet("teaching-a").id in [row.subnet_id for row in answer.subnet_ids]
    cloud.control("POST", "service", status="CLOSED")
    assert cloud.client.list_workspaces(sdk.ListWorkspacesRequest()).status == "CLOSED"


@workspace
def show_quotas(cloud: Cloud) -> None:
    cloud.desktop("BIO-01")
    resources = cloud.client.show_quotas(sdk.ShowQuotasRequest()).quotas.resources
    used = {resource.type: (resource.used, resource.unit) for resource in resources}
    assert used["general_instances"] == (1, None)
    assert used["volume_gigabytes"] == (80, "GB")
    cloud.control("POST", "quotas", users=-1)
    resources = cloud.client.show_quotas(sdk.ShowQuotasRequest()).quotas.resources
    assert next(resource.quota for resource in resources if resource.type == "users") == -1


@workspace
def show_quota_details(cloud: Cloud) -> None:
    answer = cloud.client.show_quota_details(sdk.ShowQuotaDetailsRequest(site_id="center"))
    assert answer.site_id == "center"
    assert {"general_instances", "cores", "users"} <= {resource.type for resource in answer.resources}


@workspace
def create_agencies(cloud: Cloud) -> None:
    body = sdk.CreateAgenciesReq(scene="WORKSPACE", action="CREATE")
    assert cloud.client.create_agencies(sdk.CreateAgenciesRequest(body=body)).status_code == 200


@workspace
def list_agencies(cloud: Cloud) -> None:
    create_agencies(cloud)
    [agency] = cloud.client.list_agencies(sdk.ListAgenciesRequest(scene="WORKSPACE")).existing_agencies
    assert agency.scene == "WORKSPACE" and agency.name


@workspace
def list_products(cloud: Cloud) -> None:
    answer = cloud.client.list_products(
        sdk.ListProductsRequest(os_type="Windows", architecture="x86", package_type="general", limit=100, offset=0)
    )
    product = next(product for product in answer.products if product.product_id == PRODUCT)
    assert (product.cpu, product.memory, product.charge_mode, product.status) == ("2", "4096", "1", "normal")
    assert product.is_gpu is False


@workspace
def list_images(cloud: Cloud) -> None:
    answer = cloud.client.list_images(sdk.ListImagesRequest(image_type="private", os_type="Windows", limit=100))
    image = next(image for image in answer.images if image.name == IMAGE)
    assert (image.image_type, image.os_type, image.min_disk) == ("private", "Windows", 80)
    assert {image.image_type for image in answer.images} == {"private"}


@workspace
def list_market_images(cloud: Cloud) -> None:
    wanted = next(image for image in IMAGES.values() if image.image_type == "market")
    other = next(image for image in IMAGES.values() if image.image_type == "gold")
    answer = cloud.client.list_market_images(sdk.ListMarketImagesRequest(image_ids=[wanted.id, other.id]))
    assert [(image.image_id, image.name, image.min_disk) for image in answer.images] == [
        (wanted.id, wanted.name, wanted.min_disk)
    ]


@workspace
def list_availability_zones(cloud: Cloud) -> None:
    zones = cloud.client.list_availability_zones(sdk.ListAvailabilityZonesRequest()).availability_zones
    assert [zone.default_availability_zone for zone in zones] == [True, False]
    assert PRODUCT in zones[1].product_ids
    assert zones[0].sold_out.products == ["workspace.c1.large.windows"]


@workspace
def list_azs(cloud: Cloud) -> None:
    zones = cloud.client.list_azs(sdk.ListAzsRequest()).azs["core"]
    assert [zone.availability_zone for zone in zones] == ["ap-southeast-1a", "ap-southeast-1b"]


@workspace
def show_az_details(cloud: Cloud) -> None:
    answer = cloud.client.show_az_details(sdk.ShowAzDetailsRequest(availability_zone_id="ap-southeast-1b"))
    assert answer.id == "ap-southeast-1b" and PRODUCT in answer.product_ids


@workspace
def list_volume_product_info(cloud: Cloud) -> None:
    answer = cloud.client.list_volume_product_info(sdk.ListVolumeProductInfoRequest())
    volumes = {volume.volume_type: volume for volume in answer.volumes}
    assert {"SAS", "SSD", "GPSSD"} < set(volumes)
    assert volumes["GPSSD2"].iops.min < volumes["GPSSD2"].iops.max
    assert volumes["GPSSD2"].throughput.max == 1000


@workspace
def list_vpc_info(cloud: Cloud) -> None:
    vpcs = cloud.client.list_vpc_info(sdk.ListVpcInfoRequest()).vpcs
    assert ("teaching", "10.10.0.0/15") in [(vpc.name, vpc.cidr) for vpc in vpcs]


@workspace
def list_subnets(cloud: Cloud) -> None:
    vpc_id = cloud.subnet("teaching-a").vpc_id
    answer = cloud.client.list_subnets(sdk.ListSubnetsRequest(vpc_id=vpc_id))
    assert [subnet.name for subnet in answer.subnets] == ["teaching-a", "teaching-b"]
    assert [subnet.dhcp_enable for subnet in answer.subnets] == [True, True]


@workspace
def list_security_groups(cloud: Cloud) -> None:
    groups = cloud.client.list_security_groups(sdk.ListSecurityGroupsRequest()).security_groups
    assert {"WorkspaceUserSecurityGroup", "exam-lockdown"} < {group.name for group in groups}
