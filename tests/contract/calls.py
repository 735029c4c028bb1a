# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One call for each operation that the emulator serves, by the official SDK and with what its answer must be.

A call of the Workspace service has the name of the SDK's method. Each is given a project that nobody has used.
"""

from __future__ import annotations

from collections.abc import Callable

import huaweicloudsdkworkspace.v2 as sdk
from contract.cloud import IMAGE, OTHER_IMAGE, OTHER_PRODUCT, PRODUCT, Cloud, operations

from emulator import identity

Call = Callable[[Cloud], None]

CALLS: dict[tuple[str, str], Call] = {}
"""The calls by the method and the path of the operation, see ``cloud.address``."""

_ROUTES = {name: route for route, name in operations().items()}


def workspace(call: Call) -> Call:
    """Add the call of an operation of Workspace (as a decorator)."""
    CALLS[_ROUTES[call.__name__]] = call
    return call


def iam(method: str, path: str) -> Callable[[Call], Call]:
    """Add the call of an operation of the identity service, which the SDK at hand only signs (as a decorator)."""

    def add(call: Call) -> Call:
        CALLS[method, path] = call
        return call

    return add


# --- Identity


@iam("POST", "/v3/auth/tokens")
def create_token(cloud: Cloud) -> None:
    user = {
        "name": identity.USER_NAME,
        "password": identity.USER_PASSWORD,
        "domain": {"name": identity.DOMAIN_NAME},
    }
    body = {
        "auth": {
            "identity": {"methods": ["password"], "password": {"user": user}},
            "scope": {"project": {"name": identity.REGION}},
        }
    }
    response = cloud.identity("POST", "/v3/auth/tokens", body, nocatalog="true")
    assert response.status_code == 201
    assert response.headers["X-Subject-Token"]
    assert response.json()["token"]["project"]["id"] == identity.PROJECT_ID


@iam("GET", "/v3/projects")
def list_projects(cloud: Cloud) -> None:
    [project] = cloud.identity("GET", "/v3/projects", name=identity.REGION).json()["projects"]
    assert (project["name"], project["enabled"], len(project["id"])) == (identity.REGION, True, 32)
    assert cloud.identity("GET", "/v3/projects", name="elsewhere-1").json()["projects"] == []


@iam("GET", "/v3/auth/projects")
def list_auth_projects(cloud: Cloud) -> None:
    names = [project["name"] for project in cloud.identity("GET", "/v3/auth/projects").json()["projects"]]
    assert identity.REGION in names


@iam("GET", "/v3/auth/domains")
def list_auth_domains(cloud: Cloud) -> None:
    [domain] = cloud.identity("GET", "/v3/auth/domains").json()["domains"]
    assert domain["enabled"] is True and domain["name"]


# --- The service and its catalogue


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


# --- Desktops


@workspace
def create_desktop(cloud: Cloud) -> None:
    groups = cloud.security_groups("WorkspaceUserSecurityGroup", "teaching-desktops")
    seat = sdk.Desktop(
        user_name="mmueller",
        user_email="mia.mueller@uni.example",
        user_phone="+4917000000",
        user_group="users",
        computer_name="BIO-01",
        os_host_name="BIO-01",
    )
    body = sdk.CreateDesktopReq(
        desktop_type="DEDICATED",
        availability_zone="ap-southeast-1a",
        product_id=PRODUCT,
        buy_type="custom",
        image_type="private",
        image_id=cloud.image(),
        root_volume=sdk.Volume(type="SAS", size=80),
        data_volumes=[sdk.Volume(type="GPSSD2", size=20, iops=3000, throughput=125)],
        nics=[sdk.Nic(subnet_id=cloud.subnet("teaching-a").id)],
        security_groups=[sdk.SecurityGroupIdInfo(id=group) for group in groups],
        desktops=[seat],
        desktop_ips=["10.10.4.1"],
        email_notification=False,
        enterprise_project_id="0",
        ou_name="labs/bio",
        tags=[sdk.Tag(key="department", value="biology")],
        eip=sdk.Eip(type="5_bgp", charge_mode="TRAFFIC", bandwidth_size=5),
    )
    job_id = cloud.client.create_desktop(sdk.CreateDesktopRequest(body=body)).job_id
    [row] = cloud.sub_jobs(job_id)
    assert (row.status, row.entities.desktop_name, row.entities.user_name) == ("SUCCESS", "BIO-01", "mmueller")
    desktop = cloud.shown(row.entities.desktop_id)
    assert (desktop.computer_name, desktop.status, desktop.ip_addresses) == ("BIO-01", "ACTIVE", ["10.10.4.1"])
    assert [(volume.type, volume.size, volume.iops) for volume in desktop.data_volumes] == [("GPSSD2", 20, 3000)]
    numbered = sdk.CreateDesktopReq(
        desktop_type="SHARED",
        product_id=PRODUCT,
        image_type="private",
        image_id=cloud.image(),
        root_volume=sdk.Volume(type="SSD", size=100),
        desktop_name="SHARED-",
        size=2,
    )
    job_id = cloud.client.create_desktop(sdk.CreateDesktopRequest(body=numbered)).job_id
    assert [row.entities.desktop_name for row in cloud.sub_jobs(job_id)] == ["SHARED-01", "SHARED-02"]


@workspace
def list_desktops(cloud: Cloud) -> None:
    first = cloud.desktop("BIO-01", user="mmueller", tags={"department": "biology"})
    second = cloud.desktop("BIO-02", user="jdoe", status="SHUTOFF")
    cloud.desktop("CHEM-01")
    answer = cloud.client.list_desktops(
        sdk.ListDesktopsRequest(computer_name="bio", desktop_type="DEDICATED", is_share_desktop=False, limit=1)
    )
    assert (answer.total_count, len(answer.desktops)) == (2, 1)
    request = sdk.ListDesktopsRequest(user_name=["mmueller", "jdoe"], desktop_id=[first, second], offset=0, limit=1000)
    found = {desktop.desktop_id: desktop for desktop in cloud.client.list_desktops(request).desktops}
    assert (found[first].user_name, found[first].status, found[second].status) == ("mmueller", "ACTIVE", "SHUTOFF")
    assert [(tag.key, tag.value) for tag in found[first].tags] == [("department", "biology")]
    request = sdk.ListDesktopsRequest(tag="department=biology", status="ACTIVE", domain_status=1)
    assert [desktop.computer_name for desktop in cloud.client.list_desktops(request).desktops] == ["BIO-01"]


@workspace
def list_desktops_detail(cloud: Cloud) -> None:
    first = cloud.desktop("BIO-01", user="mmueller", data_volumes=[10, 20])
    cloud.desktop("BIO-02")
    cloud.desktop("BIO-03", user="jdoe")
    request = sdk.ListDesktopsDetailRequest(
        computer_name="BIO",
        user_names=["mmueller", "jdoe"],
        user_attached=True,
        in_maintenance_mode=False,
        is_support_internet=False,
        charge_mode="1",
        sort_field="computer_name",
        sort_type="DESC",
        without_any_tag=True,
        limit=10,
    )
    answer = cloud.client.list_desktops_detail(request)
    assert [desktop.computer_name for desktop in answer.desktops] == ["BIO-03", "BIO-01"]
    request = sdk.ListDesktopsDetailRequest(desktop_id=[first], computer_names=["BIO-01", "BIO-02"])
    [desktop] = cloud.client.list_desktops_detail(request).desktops
    assert sorted(volume.size for volume in desktop.data_volumes) == [10, 20]
    assert [(row.user_name, row.user_group) for row in desktop.attach_user_infos] == [("mmueller", "users")]
    cloud.desktop("SPARE")
    request = sdk.ListDesktopsDetailRequest(computer_names=["SPARE"])
    [spare] = cloud.client.list_desktops_detail(request).desktops
    assert (spare.user_name, spare.user_group) == ("", "")
    nothing = cloud.client.list_desktops_detail(sdk.ListDesktopsDetailRequest(computer_names=["NOBODY"]))
    assert (nothing.desktops, nothing.total_count) == ([], 0)


@workspace
def show_desktop_detail(cloud: Cloud) -> None:
    desktop = cloud.shown(cloud.desktop("BIO-01", user="mmueller", data_volumes=[10]))
    assert (desktop.product.product_id, desktop.root_volume.size) == (PRODUCT, 80)
    assert desktop.metadata["metering.image_id"] == cloud.image()
    assert [address.addr for rows in desktop.addresses.values() for address in rows] == desktop.ip_addresses
    cloud.jobs_take(100)
    body = sdk.BatchActionDesktopsReq(desktop_ids=[desktop.desktop_id], op_type="reboot", type="HARD")
    cloud.client.batch_run_desktops(sdk.BatchRunDesktopsRequest(body=body))
    cloud.pass_time(50)
    assert cloud.shown(desktop.desktop_id).task_status == "rebooting_hard"


@workspace
def update_desktop(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    body = sdk.ModifyDesktopAttributesReq(sdk.ModifyDesktopAttributesReqDesktop(computer_name="BIO-99"))
    cloud.client.update_desktop(sdk.UpdateDesktopRequest(desktop_id=desktop_id, body=body))
    assert cloud.shown(desktop_id).computer_name == "BIO-99"


@workspace
def delete_desktop(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", user="mmueller")
    request = sdk.DeleteDesktopRequest(
        desktop_id=desktop_id, delete_users=True, email_notification=False, is_force_delete=False
    )
    assert cloud.client.delete_desktop(request).status_code == 204
    assert cloud.client.list_desktops(sdk.ListDesktopsRequest()).desktops == []
    assert cloud.client.list_users(sdk.ListUsersRequest()).users == []


@workspace
def batch_delete_desktops(cloud: Cloud) -> None:
    ids = [cloud.desktop(f"BIO-{number:02d}") for number in (1, 2)]
    body = sdk.DeleteDesktopsReq(desktop_ids=ids, delete_users=False, email_notification=False, is_force_delete=True)
    answer = cloud.client.batch_delete_desktops(sdk.BatchDeleteDesktopsRequest(body=body))
    assert answer.status_code == 202
    cloud.succeeded(answer.job_id, *ids)
    assert cloud.client.list_desktops(sdk.ListDesktopsRequest()).total_count == 0
    cloud.jobs_take(100)
    body.desktop_ids = [cloud.desktop("BIO-03")]
    cloud.client.batch_delete_desktops(sdk.BatchDeleteDesktopsRequest(body=body))
    cloud.pass_time(50)
    [leaving] = cloud.client.list_desktops_detail(sdk.ListDesktopsDetailRequest()).desktops
    assert (leaving.status, leaving.task_status) == ("", "deleting")
    assert cloud.shown(leaving.desktop_id).status == ""


@workspace
def set_maintenance_mode(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    body = sdk.BatchSetMaintenanceModeReq(desktop_ids=[desktop_id], in_maintenance_mode=True)
    cloud.client.set_maintenance_mode(sdk.SetMaintenanceModeRequest(body=body))
    assert cloud.shown(desktop_id).in_maintenance_mode is True


@workspace
def batch_logoff_desktops(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", user="mmueller")
    cloud.control("POST", "sessions", desktop="BIO-01", action="open")
    body = sdk.LogoffDesktopsReq(desktop_ids=[desktop_id], message="The room closes.")
    cloud.client.batch_logoff_desktops(sdk.BatchLogoffDesktopsRequest(body=body))
    assert cloud.shown(desktop_id).login_status == "REGISTERED"


@workspace
def batch_run_desktops(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    off = cloud.desktop("BIO-02", status="SHUTOFF")
    body = sdk.BatchActionDesktopsReq(desktop_ids=[desktop_id, off], op_type="os-stop", type="SOFT")
    [row] = cloud.client.batch_run_desktops(sdk.BatchRunDesktopsRequest(body=body)).failed_operation_list
    assert (row.desktop_id, row.desktop_name, row.error_code) == (off, "BIO-02", "WKS.00010032")
    assert cloud.shown(desktop_id).status == "SHUTOFF"


@workspace
def resize_desktop(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    body = sdk.ResizeDesktopReq(
        desktops=[sdk.ResizeDesktopData(desktop_id=desktop_id)],
        product_id=OTHER_PRODUCT,
        mode="STOP_DESKTOP",
        auto_placement="off",
    )
    answer = cloud.client.resize_desktop(sdk.ResizeDesktopRequest(body=body))
    cloud.succeeded(answer.job_id, desktop_id)
    desktop = cloud.shown(desktop_id)
    assert (desktop.product.product_id, desktop.status) == (OTHER_PRODUCT, "SHUTOFF")


@workspace
def batch_rebuild_desktops_system_disk(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", status="SHUTOFF")
    body = sdk.RebuildDesktopsReq(
        desktop_ids=[desktop_id],
        image_type="private",
        image_id=cloud.image(OTHER_IMAGE),
        encrypt_type=sdk.EncryptType.KEEP,
        os_type="Windows",
        delay_time=0,
        message="Save your work.",
        enterprise_project_id="0",
    )
    request = sdk.BatchRebuildDesktopsSystemDiskRequest(body=body)
    cloud.succeeded(cloud.client.batch_rebuild_desktops_system_disk(request).job_id, desktop_id)
    desktop = cloud.shown(desktop_id)
    assert (desktop.metadata["image_name"], desktop.status) == (OTHER_IMAGE, "ACTIVE")


@workspace
def list_desktops_connect_status(cloud: Cloud) -> None:
    cloud.desktop("BIO-01", user="mmueller")
    cloud.desktop("BIO-02", user="jdoe")
    cloud.control("POST", "sessions", desktop="BIO-01", action="open")
    request = sdk.ListDesktopsConnectStatusRequest(user_names=["mmueller", "jdoe"], connect_status="CONNECTED")
    [desktop] = cloud.client.list_desktops_connect_status(request).desktops
    assert (desktop.desktop_name, [user.name for user in desktop.attach_users]) == ("BIO-01", ["mmueller"])


@workspace
def list_run_state(cloud: Cloud) -> None:
    cloud.desktop("BIO-01")
    cloud.desktop("BIO-02", status="HIBERNATED")
    answer = cloud.client.list_run_state(sdk.ListRunStateRequest())
    assert (answer.active_num, answer.stop_num, answer.hibernated_num, answer.error_num) == (1, 0, 1, 0)


@workspace
def list_login_state(cloud: Cloud) -> None:
    cloud.desktop("BIO-01", user="mmueller")
    cloud.desktop("BIO-02")
    cloud.control("POST", "sessions", desktop="BIO-01", action="open")
    answer = cloud.client.list_login_state(sdk.ListLoginStateRequest())
    assert (answer.in_use_num, answer.ready_num) == (1, 1)


# --- Assignment


def _attached(cloud: Cloud, desktop_id: str) -> list[tuple[str, str]]:
    return [(row.user_name, row.user_group) for row in cloud.shown(desktop_id).attach_user_infos]


@workspace
def attach_instances(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    row = sdk.AttachInstancesDesktopInfo(
        desktop_id=desktop_id,
        user_name="mmueller",
        user_email="mia.mueller@uni.example",
        user_group="users",
        computer_name="BIO-02",
        is_clear_data=False,
    )
    body = sdk.AttachInstancesReq(desktops=[row], encrypt_type=sdk.EncryptType.KEEP)
    job_id = cloud.client.attach_instances(sdk.AttachInstancesRequest(body=body)).job_id
    cloud.succeeded(job_id, desktop_id)
    assert _attached(cloud, desktop_id) == [("mmueller", "users")]
    assert cloud.shown(desktop_id).attach_state == "ATTACHED"


@workspace
def batch_attach_instances(cloud: Cloud) -> None:
    user_id = cloud.user("mmueller")
    cloud.user("jdoe")
    ids = [cloud.desktop(f"BIO-{number:02d}") for number in (1, 2)]
    given = sdk.AttachInstancesUserInfo(user_id=user_id, user_name="mmueller", user_group="users", type="USER")
    row = sdk.AttachInstancesDesktopInfo(desktop_id=ids[0], is_clear_data=False, attach_user_infos=[given])
    request = sdk.BatchAttachInstancesRequest(body=sdk.BatchAttachInstancesReq(desktops=[row]))
    cloud.succeeded(cloud.client.batch_attach_instances(request).job_id, ids[0])
    body = sdk.BatchAttachInstancesReq(
        desktops=[sdk.AttachInstancesDesktopInfo(desktop_id=ids[1])],
        users=[sdk.AttachInstancesUserInfo(user_name="jdoe", user_group="administrators")],
        assign_model=sdk.AssignModelInfo(
            assign_dimension="USER", priority_strategy="USER_NO_DESKTOP", user_assigin_desktop_num=1
        ),
    )
    request = sdk.BatchAttachInstancesRequest(body=body)
    cloud.succeeded(cloud.client.batch_attach_instances(request).job_id, ids[1])
    assert _attached(cloud, ids[0]) + _attached(cloud, ids[1]) == [("mmueller", "users"), ("jdoe", "administrators")]


@workspace
def detach_instances(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", user="mmueller")
    free = cloud.desktop("BIO-02")
    body = sdk.DetachInstancesReq(desktop_ids=[desktop_id, free], shutoff_after_detach=True)
    answer = cloud.client.detach_instances(sdk.DetachInstancesRequest(body=body))
    cloud.succeeded(answer.job_id, desktop_id)
    assert [row.desktop_name for row in answer.failed_operation_list] == ["BIO-02"]
    assert cloud.shown(desktop_id).status == "SHUTOFF"


@workspace
def batch_detach_instances(cloud: Cloud) -> None:
    first = cloud.desktop("BIO-01", user="mmueller")
    second = cloud.desktop("BIO-02", user="jdoe")
    user = cloud.shown(second).attach_user_infos[0]
    rows = [
        sdk.DetachInstancesDesktopInfo(desktop_id=first, is_detach_all_users=True),
        sdk.DetachInstancesDesktopInfo(
            desktop_id=second,
            detach_user_infos=[
                sdk.DetachInstancesUserInfo(user_id=user.user_id, user_name="jdoe", user_group="users", type="USER")
            ],
        ),
    ]
    body = sdk.BatchDetachInstancesReq(desktops=rows)
    answer = cloud.client.batch_detach_instances(sdk.BatchDetachInstancesRequest(body=body))
    cloud.succeeded(answer.job_id, first, second)
    assert answer.failed_operation_list == []
    assert _attached(cloud, first) + _attached(cloud, second) == []


@workspace
def list_desktop_detach_info(cloud: Cloud) -> None:
    detach_instances(cloud)
    desktop_id = cloud.record("BIO-01")["id"]
    request = sdk.ListDesktopDetachInfoRequest(desktop_id=desktop_id)
    [row] = cloud.client.list_desktop_detach_info(request).desktop_detach_infos
    assert (row.desktop_name, row.user_name, row.type) == ("BIO-01", "mmueller", "USER")


@workspace
def change_user_privilege_group(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", user="mmueller")
    user = sdk.ChangeUserPrivilegeGroupUserInfo(
        user_name="mmueller", user_privilege_group="administrators", type="USER"
    )
    row = sdk.ChangeUserPrivilegeGroupDesktopInfo(desktop_id=desktop_id, attach_user_infos=[user])
    body = sdk.ChangeUserPrivilegeGroupReq(desktops=[row], user_privilege_group="users")
    job_id = cloud.client.change_user_privilege_group(sdk.ChangeUserPrivilegeGroupRequest(body=body)).job_id
    cloud.succeeded(job_id, desktop_id)
    assert _attached(cloud, desktop_id) == [("mmueller", "administrators")]


# --- Users and groups


@workspace
def create_desktop_user(cloud: Cloud) -> None:
    body = sdk.CreateUserRequest(
        user_name="mmueller",
        user_email="mia.mueller@uni.example",
        user_phone="+4917000000",
        account_expires="2027-02-28T00:00:00.000Z",
        active_type="ADMIN_ACTIVATE",
        password="Emulator@12345",
        enable_change_password=True,
        next_login_change_password=False,
        group_ids=[_group(cloud)],
        description="Biology",
        alias_name="Mia",
        enterprise_project_id="0",
    )
    answer = cloud.client.create_desktop_user(sdk.CreateDesktopUserRequest(body=body))
    detail = cloud.client.list_user_detail(sdk.ListUserDetailRequest(user_id=answer.id)).user_detail
    assert (detail.full_name, detail.account_expires, detail.group_names) == ("Mia", 1803772800000, ["bio101"])


@workspace
def list_users(cloud: Cloud) -> None:
    cloud.user("mmueller")
    cloud.user("jdoe")
    _user_without_address(cloud)
    request = sdk.ListUsersRequest(
        user_name="muell",
        active_type="USER_ACTIVATE",
        is_query_total_desktops=True,
        disabled=False,
        limit="10",
        offset="0",
    )
    [user] = cloud.client.list_users(request).users
    assert (user.user_name, user.total_desktops, user.locked) == ("mmueller", 0, False)
    assert cloud.client.list_users(sdk.ListUsersRequest(user_names=["mmueller", "jdoe"])).total_count == 2
    assert {user.user_email for user in cloud.client.list_users(sdk.ListUsersRequest()).users} > {""}


def _user_without_address(cloud: Cloud) -> str:
    """Create a user who has a phone alone, and return the ID."""
    body = sdk.CreateUserRequest(user_name="moritz", user_phone="+4917000001")
    identifier: str = cloud.client.create_desktop_user(sdk.CreateDesktopUserRequest(body=body)).id
    return identifier


@workspace
def list_user_detail(cloud: Cloud) -> None:
    user_id = cloud.user("mmueller")
    detail = cloud.client.list_user_detail(sdk.ListUserDetailRequest(user_id=user_id)).user_detail
    assert (detail.id, detail.user_name, detail.account_expires) == (user_id, "mmueller", 0)


@workspace
def update_user_info(cloud: Cloud) -> None:
    user_id = cloud.user("mmueller")
    body = sdk.EditUserReq(
        description="left",
        user_email="",
        user_phone="+4917000000",
        active_type="USER_ACTIVATE",
        account_expires="0",
        enable_change_password=True,
        next_login_change_password=False,
        password_never_expired=True,
        disabled=True,
    )
    assert cloud.client.update_user_info(sdk.UpdateUserInfoRequest(user_id=user_id, body=body)).id == user_id
    detail = cloud.client.list_user_detail(sdk.ListUserDetailRequest(user_id=user_id)).user_detail
    assert (detail.description, detail.disabled) == ("left", True)


@workspace
def delete_user(cloud: Cloud) -> None:
    user_id = cloud.user("mmueller")
    assert cloud.client.delete_user(sdk.DeleteUserRequest(user_id=user_id)).status_code == 204
    assert cloud.client.list_users(sdk.ListUsersRequest()).users == []


@workspace
def create_user_group(cloud: Cloud) -> None:
    body = sdk.CreateUserGroupReq(group_name="bio101", platform_type="LOCAL", description="Biology 101")
    assert cloud.client.create_user_group(sdk.CreateUserGroupRequest(body=body)).status_code == 201


@workspace
def list_user_groups(cloud: Cloud) -> None:
    create_user_group(cloud)
    body = sdk.CreateUserGroupReq(group_name="chem", platform_type="LOCAL")
    cloud.client.create_user_group(sdk.CreateUserGroupRequest(body=body))
    assert cloud.client.list_user_groups(sdk.ListUserGroupsRequest()).total_count == 2
    request = sdk.ListUserGroupsRequest(keyword="bio", limit="10", offset="0", platform_type=["LOCAL"])
    [group] = cloud.client.list_user_groups(request).user_groups
    assert (group.name, group.description, group.user_quantity) == ("bio101", "Biology 101", 0)


def _group(cloud: Cloud) -> str:
    """Create a user group, and return its ID."""
    create_user_group(cloud)
    [group] = cloud.client.list_user_groups(sdk.ListUserGroupsRequest()).user_groups
    identifier: str = group.id
    return identifier


def _members(cloud: Cloud, group_id: str) -> list[str]:
    request = sdk.ListUsersOfGroupRequest(group_id=group_id, user_name="m", limit=100, offset=0)
    return [user.user_name for user in cloud.client.list_users_of_group(request).users]


@workspace
def update_user_group(cloud: Cloud) -> None:
    body = sdk.EditUserGroupRequest(group_name="bio102", description="Biology 102")
    cloud.client.update_user_group(sdk.UpdateUserGroupRequest(group_id=_group(cloud), body=body))
    [group] = cloud.client.list_user_groups(sdk.ListUserGroupsRequest()).user_groups
    assert (group.name, group.description) == ("bio102", "Biology 102")
    request = sdk.UpdateUserGroupRequest(group_id=group.id, body=sdk.EditUserGroupRequest(description=""))
    cloud.client.update_user_group(request)
    [group] = cloud.client.list_user_groups(sdk.ListUserGroupsRequest()).user_groups
    assert (group.name, group.description) == ("bio102", "")


@workspace
def delete_user_group(cloud: Cloud) -> None:
    assert cloud.client.delete_user_group(sdk.DeleteUserGroupRequest(group_id=_group(cloud))).status_code == 204
    assert cloud.client.list_user_groups(sdk.ListUserGroupsRequest()).total_count == 0


@workspace
def run_actions_on_group(cloud: Cloud) -> None:
    group_id = _group(cloud)
    user_id = cloud.user("mmueller")
    for op_type, members in (("ADD", ["mmueller"]), ("DELETE", [])):
        body = sdk.ActionsOfUsersInGroupRequest(user_ids=[user_id], op_type=op_type)
        cloud.client.run_actions_on_group(sdk.RunActionsOnGroupRequest(group_id=group_id, body=body))
        assert _members(cloud, group_id) == members


@workspace
def list_users_of_group(cloud: Cloud) -> None:
    group_id = _group(cloud)
    ids = [cloud.user("mmueller"), cloud.user("jdoe"), _user_without_address(cloud)]
    body = sdk.ActionsOfUsersInGroupRequest(user_ids=ids, op_type="ADD")
    cloud.client.run_actions_on_group(sdk.RunActionsOnGroupRequest(group_id=group_id, body=body))
    assert _members(cloud, group_id) == ["mmueller", "moritz"]
    request = sdk.ListUsersOfGroupRequest(group_id=group_id, user_names=["mmueller", "jdoe"])
    assert cloud.client.list_users_of_group(request).total_count == 2


# --- Disks


def _disks(cloud: Cloud, desktop_id: str) -> dict[int, str]:
    """Return the volume IDs of the data disks by their sizes."""
    return {volume.size: volume.volume_id for volume in cloud.shown(desktop_id).data_volumes}


@workspace
def add_volumes(cloud: Cloud) -> None:
    ids = [cloud.desktop(f"BIO-{number:02d}") for number in (1, 2)]
    rows = [
        sdk.AddDesktopVolumesReq(desktop_id=desktop_id, volumes=[sdk.Volume(type="SAS", size=30)]) for desktop_id in ids
    ]
    body = sdk.AddDesktopsVolumesReq(desktop_volumes=rows)
    cloud.succeeded(cloud.client.add_volumes(sdk.AddVolumesRequest(body=body)).job_id, *ids)
    assert [list(_disks(cloud, desktop_id)) for desktop_id in ids] == [[30], [30]]


@workspace
def add_desktop_volumes(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    body = sdk.AddVolumesReq(
        volumes=[sdk.Volume(type="SSD", size=10), sdk.Volume(type="GPSSD2", size=20, iops=3000, throughput=125)],
        enterprise_project_id="0",
    )
    answer = cloud.client.add_desktop_volumes(sdk.AddDesktopVolumesRequest(desktop_id=desktop_id, body=body))
    cloud.succeeded(answer.job_id, desktop_id)
    assert sorted(_disks(cloud, desktop_id)) == [10, 20]


@workspace
def expand_volumes(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", data_volumes=[10])
    row = sdk.ExpandVolumesReq(desktop_id=desktop_id, volume_id=_disks(cloud, desktop_id)[10], new_size=40)
    body = sdk.ExpandDesktopsVolumesReq(desktop_volumes_expansion=[row])
    cloud.succeeded(cloud.client.expand_volumes(sdk.ExpandVolumesRequest(body=body)).job_id, desktop_id)
    assert list(_disks(cloud, desktop_id)) == [40]


@workspace
def batch_modify_qos_volumes(cloud: Cloud) -> None:
    add_desktop_volumes(cloud)
    desktop_id = cloud.record("BIO-01")["id"]
    body = sdk.BatchModifyQosVolumesReq(
        volume_ids=[_disks(cloud, desktop_id)[20]], qos=sdk.Qos(iops=4000, throughput=200)
    )
    job_id = cloud.client.batch_modify_qos_volumes(sdk.BatchModifyQosVolumesRequest(body=body)).job_id
    cloud.succeeded(job_id, desktop_id)
    assert (4000, 200) in [(volume.iops, volume.throughput) for volume in cloud.shown(desktop_id).data_volumes]


@workspace
def delete_desktop_volumes(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", data_volumes=[10, 20])
    body = sdk.DeleteVolumesReq(volume_ids=[_disks(cloud, desktop_id)[10]])
    answer = cloud.client.delete_desktop_volumes(sdk.DeleteDesktopVolumesRequest(desktop_id=desktop_id, body=body))
    cloud.succeeded(answer.job_id, desktop_id)
    assert list(_disks(cloud, desktop_id)) == [20]


# --- Networks and public addresses


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


# --- Tags


def _tags(cloud: Cloud, desktop_id: str) -> dict[str, str]:
    answer = cloud.client.show_tag_by_desktop_id(sdk.ShowTagByDesktopIdRequest(desktop_id=desktop_id))
    return {tag.key: tag.value for tag in answer.tags}


@workspace
def create_tag(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    body = sdk.CreateTagReq(tag=sdk.Tag(key="course", value="bio 101"))
    assert cloud.client.create_tag(sdk.CreateTagRequest(desktop_id=desktop_id, body=body)).status_code == 204
    assert _tags(cloud, desktop_id) == {"course": "bio 101"}


@workspace
def show_tag_by_desktop_id(cloud: Cloud) -> None:
    assert _tags(cloud, cloud.desktop("BIO-01", tags={"course": "bio", "spare": ""})) == {"course": "bio", "spare": ""}


@workspace
def delete_tag(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", tags={"course @ term": "bio", "spare": ""})
    request = sdk.DeleteTagRequest(desktop_id=desktop_id, key="course @ term")
    assert cloud.client.delete_tag(request).status_code == 204
    assert _tags(cloud, desktop_id) == {"spare": ""}


@workspace
def batch_change_tags(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", tags={"course": "bio"})
    for action, tag in (("create", sdk.Tag(key="term", value="1")), ("delete", sdk.Tag(key="course"))):
        body = sdk.TagsReq(action=action, tags=[tag])
        cloud.client.batch_change_tags(sdk.BatchChangeTagsRequest(desktop_id=desktop_id, body=body))
    assert _tags(cloud, desktop_id) == {"term": "1"}


def _tagged(desktop_ids: list[str], **tags: str) -> list[sdk.DesktopTagsInfo]:
    rows = [sdk.Tag(key=key, value=value) for key, value in tags.items()]
    return [sdk.DesktopTagsInfo(desktop_id=desktop_id, tags=rows) for desktop_id in desktop_ids]


@workspace
def batch_add_desktops_tags(cloud: Cloud) -> None:
    ids = [cloud.desktop(f"BIO-{number:02d}") for number in (1, 2)]
    body = sdk.BatchAddDesktopsTagsReq(desktops=_tagged(ids, course="bio", term="1"))
    cloud.client.batch_add_desktops_tags(sdk.BatchAddDesktopsTagsRequest(body=body))
    assert [_tags(cloud, desktop_id) for desktop_id in ids] == [{"course": "bio", "term": "1"}] * 2


@workspace
def batch_delete_desktops_tags(cloud: Cloud) -> None:
    ids = [cloud.desktop(f"BIO-{number:02d}", tags={"course": "bio"}) for number in (1, 2)]
    body = sdk.BatchDeleteDesktopsTagsReq(desktops=_tagged(ids, course="bio"))
    cloud.client.batch_delete_desktops_tags(sdk.BatchDeleteDesktopsTagsRequest(body=body))
    assert [_tags(cloud, desktop_id) for desktop_id in ids] == [{}, {}]


@workspace
def list_project_tags(cloud: Cloud) -> None:
    cloud.desktop("BIO-01", tags={"course": "bio", "term": "1"})
    cloud.desktop("CHEM-01", tags={"course": "chem"})
    answer = cloud.client.list_project_tags(sdk.ListProjectTagsRequest(limit=10, offset=0, key="course"))
    assert [(tag.key, tag.values) for tag in answer.tags] == [("course", ["bio", "chem"])]


def _search(action: str) -> sdk.QueryDesktopByTagReq:
    return sdk.QueryDesktopByTagReq(
        action=action,
        offset="0",
        limit="10",
        matches=[sdk.Match(key="resource_name", value="BIO")],
        tags=[sdk.Tags(key="course", values=["bio"])],
        not_tags_any=[sdk.Tags(key="broken", values=[])],
    )


@workspace
def list_desktop_by_tags(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", tags={"course": "bio"})
    answer = cloud.client.list_desktop_by_tags(sdk.ListDesktopByTagsRequest(body=_search("filter")))
    assert [(row.resource_id, row.resource_name) for row in answer.resources] == [(desktop_id, "BIO-01")]
    assert [(tag.key, tag.value) for tag in answer.resources[0].tags] == [("course", "bio")]


@workspace
def list_desktops_by_tags(cloud: Cloud) -> None:
    cloud.desktop("BIO-01", tags={"course": "bio"})
    answer = cloud.client.list_desktops_by_tags(sdk.ListDesktopsByTagsRequest(body=_search("count")))
    assert answer.total_count == 1
    answer = cloud.client.list_desktops_by_tags(sdk.ListDesktopsByTagsRequest(body=_search("filter")))
    assert len(answer.resources) == 1


# --- Jobs


def _deletion(cloud: Cloud) -> str:
    """Start to delete two desktops, of which the second fails, and return the job's ID."""
    ids = [cloud.desktop(f"BIO-{number:02d}", user=f"u{number}") for number in (1, 2)]
    cloud.control("POST", "faults", kind="job_partial", error_code="WKS.0003", error_msg="No.", desktops=["BIO-02"])
    body = sdk.DeleteDesktopsReq(desktop_ids=ids, delete_users=False, email_notification=False)
    job_id: str = cloud.client.batch_delete_desktops(sdk.BatchDeleteDesktopsRequest(body=body)).job_id
    return job_id


@workspace
def show_job(cloud: Cloud) -> None:
    cloud.jobs_take(100)
    job_id = _deletion(cloud)
    cloud.pass_time(50)
    assert cloud.client.show_job(sdk.ShowJobRequest(job_id=job_id)).status == "RUNNING"
    cloud.pass_time(100)
    answer = cloud.client.show_job(sdk.ShowJobRequest(job_id=job_id))
    assert (answer.id, answer.job_type, answer.status) == (job_id, "deleteDesktops", "COMPLETE")
    assert sorted(row.status for row in answer.sub_jobs) == ["FAILED", "SUCCESS"]


@workspace
def list_ita_sub_jobs(cloud: Cloud) -> None:
    cloud.jobs_take(100)
    job_id = _deletion(cloud)
    assert cloud.sub_jobs(job_id) == []
    for seconds in (15, 50):
        cloud.pass_time(seconds)
        cloud.sub_jobs(job_id)
    cloud.pass_time(100)
    request = sdk.ListItaSubJobsRequest(job_id=job_id, job_type="deleteDesktops", status="FAILED", limit=1000, offset=0)
    [row] = cloud.client.list_ita_sub_jobs(request).jobs
    assert (row.entities.desktop_name, row.error_code, row.fail_reason) == ("BIO-02", "WKS.0003", "No.")


@workspace
def batch_delete_sub_jobs(cloud: Cloud) -> None:
    job_id = _deletion(cloud)
    [failed] = [row.id for row in cloud.sub_jobs(job_id) if row.status == "FAILED"]
    for body in (sdk.DeleteSubJobsReq(job_ids=[failed]), sdk.DeleteSubJobsReq(delete_by_status="SUCCESS")):
        cloud.client.batch_delete_sub_jobs(sdk.BatchDeleteSubJobsRequest(body=body))
    assert cloud.sub_jobs(job_id) == []


# --- Pools


@workspace
def list_desktop_pools(cloud: Cloud) -> None:
    for name, pool in (("BIO-01", "bio101"), ("BIO-02", "bio101-drop-in")):
        cloud.desktop(name, user="mmueller")
        cloud.control("POST", "desktops", action="pool", desktop=name, name=pool)
    request = sdk.ListDesktopPoolsRequest(name="bio101", limit=10, offset=0)
    answer = cloud.client.list_desktop_pools(request)
    assert answer.total_count == 2, "the filter by name is fuzzy"
    assert [pool.desktop_count for pool in answer.desktop_pools] == [1, 1]
    [pool] = cloud.client.list_desktop_pools(sdk.ListDesktopPoolsRequest(name="drop-in")).desktop_pools
    members = cloud.client.list_desktops(sdk.ListDesktopsRequest(pool_id=pool.id)).desktops
    assert [desktop.computer_name for desktop in members] == ["BIO-02"]
