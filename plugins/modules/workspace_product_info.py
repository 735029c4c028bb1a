#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_product_info
short_description: List products for desktops
version_added: 0.1.0
description:
  - Returns the products of a project, optionally only those that match all given filters. A product determines the size
    of a desktop and its billing.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  product:
    description: IDs of products.
    type: list
    elements: str
    aliases: [product_id]
  availability_zone:
    description: Availability zone that offers the products.
    type: str
  os_type:
    description: Operating system of the products, such as V(Windows) or V(Linux).
    type: str
  charge_mode:
    description: V(0) for products billed by the month or year, V(1) for pay-per-use.
    type: str
    choices: ["0", "1"]
  architecture:
    description: Processor architecture of the products, such as V(x86) or V(arm).
    type: str
  package_type:
    description: Product family, such as V(general).
    type: str
seealso:
  - module: huaweicloud.workspace.workspace_desktop
"""

EXAMPLES = r"""
---
- name: List pay-per-use products for Windows
  huaweicloud.workspace.workspace_product_info:
    os_type: Windows
    charge_mode: "1"
  register: offer
"""

RETURN = r"""
---
products:
  description: The products. They have the fields below and all others that the service returns.
  returned: success
  type: list
  elements: dict
  contains:
    product_id: {description: ID of the product., type: str, returned: success, sample: workspace.c2.large.windows.2}
    vcpus: {description: Number of virtual CPUs., type: int, returned: success, sample: 2}
    memory_gb: {description: Memory in GB., type: int, returned: success, sample: 4}
    charge_mode: {description: Billing mode., type: str, returned: success, sample: "1"}
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.offers import PRODUCT_SPEC, find_products


def main() -> None:
    run_info(PRODUCT_SPEC, find_products)


if __name__ == "__main__":
    main()
