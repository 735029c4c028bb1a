#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_availability_zone_info
short_description: List availability zones for desktops
version_added: 0.1.0
description:
  - Returns the availability zones of a region, with the products that each zone offers and those that are sold out.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  availability_zone:
    description: Names or IDs of zones.
    type: list
    elements: str
    aliases: [availability_zone_id]
  details:
    description: Whether to read the details of each zone as well. This takes one request for each zone.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_product_info
  - module: huaweicloud.workspace.workspace_network_info
"""

EXAMPLES = r"""
---
- name: List availability zones
  huaweicloud.workspace.workspace_availability_zone_info:
  register: zones

- name: Read all details of one zone
  huaweicloud.workspace.workspace_availability_zone_info:
    availability_zone: [AZ1]
    details: true
  register: first
"""

RETURN = r"""
---
availability_zones:
  description: The zones. They have the fields below and all others that the service returns.
  returned: success
  type: list
  elements: dict
  contains:
    availability_zone: {description: ID of the zone., type: str, returned: success, sample: ap-southeast-1a}
    display_name: {description: Name of the zone., type: str, returned: success, sample: AZ1}
    type: {description: Type of the zone., type: str, returned: when the region returns it, sample: core}
    default_availability_zone:
      description: Whether new desktops are in this zone by default.
      type: bool
      returned: success
    product_ids: {description: Products that the zone offers., type: list, elements: str, returned: success}
    sold_out: {description: What is sold out in the zone., type: dict, returned: success, sample: {products: []}}
    status: {description: Status of the zone., type: str, returned: when O(details=true), sample: available}
# generated from tests/returns/errors.yml: begin
error_code:
  description: Error code of the service.
  returned: when the service refuses a request
  type: str
  sample: WKS.00010032
http_status:
  description: HTTP status of the refused request.
  returned: when the service refuses a request
  type: int
  sample: 409
request_id:
  description: ID of the refused request, for inquiries to Huawei Cloud.
  returned: when the service refuses a request
  type: str
error_detail:
  description: Further details of the error.
  returned: when the service sends them
  type: str
encoded_authorization_message:
  description: Encoded reason for a missing permission, which the STS service can decode.
  returned: when the service sends it
  type: str
# generated from tests/returns/errors.yml: end
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.offers import ZONE_SPEC, find_zones


def main() -> None:
    run_info(ZONE_SPEC, find_zones)


if __name__ == "__main__":
    main()
