# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of named things that several resources refer to, each declared once."""

from __future__ import annotations

from ..names import Kind, Unlisted

PRODUCT = Kind("product", "/v2/{project_id}/products", "products", id="product_id", name="product_id", limit=100)
IMAGE = Kind(
    "image",
    "/v2/{project_id}/images",
    "images",
    limit=100,
    unlisted=Unlisted(
        "/v2/{project_id}/market-images", "images", query="image_ids", id="image_id", known=(("image_type", "market"),)
    ),
)
"""Images; those of the marketplace are only told by their IDs (ListMarketImages)."""
SUBNET = Kind("subnet", "/v2/{project_id}/subnets", "subnets")
SECURITY_GROUP = Kind("security group", "/v2/{project_id}/security-groups", "security_groups")
ZONE = Kind(
    "availability zone",
    "/v2/{project_id}/availability-zones",
    "availability_zones",
    id="availability_zone",
    name="display_name",
)
POOL = Kind("desktop pool", "/v2/{project_id}/desktop-pools", "desktop_pools", limit=1000)
USER = Kind("user", "/v2/{project_id}/users", "users", name="user_name", any_case=True)
USER_GROUP = Kind("user group", "/v2/{project_id}/groups", "user_groups", limit=100)
VPC = Kind("VPC", "/v2/{project_id}/vpcs", "vpcs", limit=None)
DESKTOP = Kind(
    "desktop",
    "/v2/{project_id}/desktops/detail",
    "desktops",
    id="desktop_id",
    name="computer_name",
    limit=1000,
    any_case=True,
)


NAME_POLICY = Kind(
    "desktop name policy",
    "/v2/{project_id}/desktop-name-policies",
    "desktop_name_policy_infos",
    id="policy_id",
    name="policy_name",
    limit=50,
)


OU = Kind("OU", "/v2/{project_id}/ous", "ous", name="ou_name", limit=100)

ENTERPRISE_PROJECT = Kind(
    "enterprise project", "/v1.0/enterprise-projects", "enterprise_projects", limit=1000, service="eps"
)

ALL_TARGETS = ("default-apply-all-targets", "All-Targets")
"""The ID and the name by which the service says that something applies to everything."""
