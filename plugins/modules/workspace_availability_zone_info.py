#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_availability_zone_info
short_description: List the availability zones that desktops can be in
version_added: 0.1.0
description:
  - Returns the availability zones of a region, with the products that each offers and those that are sold out there.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  availability_zone:
    description: Names or IDs of zones.
    type: list
    elements: str
    aliases: [availability_zone_id]
  details:
    description: Whether to ask for the details of each zone, which takes a request for each.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_product_info
  - module: huaweicloud.workspace.workspace_network_info
"""

EXAMPLES = r"""
---
- name: Where can desktops be?
  huaweicloud.workspace.workspace_availability_zone_info:
  register: zones

- name: All that is known of one zone
  huaweicloud.workspace.workspace_availability_zone_info:
    availability_zone: [AZ1]
    details: true
  register: first
"""

RETURN = r"""
---
availability_zones:
  description: The zones, with the fields that the service itself returns beside those below.
  returned: success
  type: list
  elements: dict
  contains:
    availability_zone: {description: The ID., type: str, returned: success, sample: ap-southeast-1a}
    display_name: {description: The name., type: str, returned: success, sample: AZ1}
    type: {description: The type of the zone., type: str, returned: where the region tells, sample: core}
    default_availability_zone:
      description: Whether desktops are here if they are not said to be elsewhere.
      type: bool
      returned: success
    product_ids: {description: The products that it offers., type: list, elements: str, returned: success}
    sold_out: {description: What is sold out here., type: dict, returned: success, sample: {products: []}}
    status: {description: State of the zone., type: str, returned: with O(details), sample: available}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.offers import ZONE_SPEC, find_zones


def main() -> None:
    run_info(ZONE_SPEC, find_zones)


if __name__ == "__main__":
    main()
