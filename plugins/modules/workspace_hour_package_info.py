#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_hour_package_info
short_description: List packages of hours
version_added: 1.0.0
description:
  - Returns the packages of hours that can be ordered for pay-per-use desktops, for a single desktop or for a project.
    The service does not return prices.
  - The module does not order packages. The package of a desktop is in C(details.hour_package_info) of
    M(huaweicloud.workspace.workspace_desktop_info).
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  product:
    description: ID of the product of the desktops for which packages are listed.
    type: str
    aliases: [product_id]
seealso:
  - module: huaweicloud.workspace.workspace_product_info
  - module: huaweicloud.workspace.workspace_usage_info
"""

EXAMPLES = r"""
---
- name: List the packages for the desktops of a course
  huaweicloud.workspace.workspace_hour_package_info:
    product: workspace.c2.large.windows.2
  register: packages
"""

RETURN = r"""
---
hour_packages:
  description:
    - The packages for a single desktop, with the fields below and all others that the service returns.
    - V(null) if the region does not have them.
  returned: success
  type: list
  elements: dict
  contains:
    resource_spec_code: {description: ID of the package., type: str, returned: success}
    desktop_resource_spec_code:
      description: ID of the product of the desktops.
      type: str
      returned: success
      sample: workspace.c2.large.windows.2
    package_duration: {description: Number of hours., type: int, returned: success, sample: 120}
    status:
      description: Whether it can be ordered (V(normal)), is sold out (V(sellout)) or discontinued (V(abandon)).
      type: str
      returned: success
      sample: normal
resource_packages:
  description:
    - The packages for a project, by the product of the desktops, with the fields below and all others that the service
      returns.
    - V(null) if the region does not have them.
  returned: success
  type: list
  elements: dict
  contains:
    resource_spec_code:
      description: ID of the product of the desktops.
      type: str
      returned: success
      sample: workspace.c2.large.windows.2
    resource_packages:
      description: The packages, each with its number of hours in C(threshold).
      type: list
      elements: dict
      returned: success
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.hour_package import (
    HOUR_PACKAGE_INFO_SPEC,
    find_hour_packages,
)


def main() -> None:
    run_info(HOUR_PACKAGE_INFO_SPEC, find_hour_packages)


if __name__ == "__main__":
    main()
