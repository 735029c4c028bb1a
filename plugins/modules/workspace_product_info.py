#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_product_info
short_description: List the products that desktops can be made of
version_added: 0.1.0
description:
  - Returns the products of a project, that is the sizes of desktops and how they are billed.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  product:
    description: IDs of products.
    type: list
    elements: str
    aliases: [product_id]
  availability_zone:
    description: The availability zone that offers the product.
    type: str
  os_type:
    description: The operating system, as V(Windows) or V(Linux).
    type: str
  charge_mode:
    description: V(0) for products billed by the month or year, V(1) for pay-per-use.
    type: str
    choices: ["0", "1"]
  architecture:
    description: The processor architecture, as V(x86) or V(arm).
    type: str
  package_type:
    description: The family of products, as V(general).
    type: str
seealso:
  - module: huaweicloud.workspace.workspace_desktop
"""

EXAMPLES = r"""
---
- name: What is there for Windows, without a contract?
  huaweicloud.workspace.workspace_product_info:
    os_type: Windows
    charge_mode: "1"
  register: offer
"""

RETURN = r"""
---
products:
  description: The products, with the fields that the service itself returns beside those below.
  returned: success
  type: list
  elements: dict
  contains:
    product_id: {description: The ID., type: str, returned: success, sample: workspace.c2.large.windows.2}
    vcpus: {description: How many virtual CPUs., type: int, returned: success, sample: 2}
    memory_gb: {description: Memory in GB., type: int, returned: success, sample: 4}
    charge_mode: {description: How it is billed., type: str, returned: success, sample: "1"}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.offers import PRODUCT_SPEC, find_products


def main() -> None:
    run_info(PRODUCT_SPEC, find_products)


if __name__ == "__main__":
    main()
