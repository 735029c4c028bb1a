#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_ou
short_description: Manage organizational units
version_added: 0.1.0
description:
  - Registers an organizational unit (OU) of the domain with Huawei Cloud Workspace, so that desktops can be placed in
    it and policies can be applied to it.
  - The OU must already exist in the domain. The module neither creates nor deletes it there.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.state
  - huaweicloud.workspace.options.wait_timeout
  - huaweicloud.workspace.options.write_unknown
  - huaweicloud.workspace.options.new_name
options:
  state:
    description: Desired state of the registration. V(absent) removes it; the domain keeps the OU.
  ou_name:
    description:
      - Name of the OU, or its ID. Nested OUs are written with V(/), up to five levels. Names are compared exactly.
    type: str
    required: true
    aliases: [name]
  domain:
    description:
      - Name of the domain, in upper or lower case. Required to register an OU, and to distinguish OUs of the same name
        in several domains. It cannot be changed in place.
    type: str
  description:
    description: Description of the OU, up to 255 characters.
    type: str
seealso:
  - module: huaweicloud.workspace.workspace_ou_info
  - module: huaweicloud.workspace.workspace_desktop
  - module: huaweicloud.workspace.workspace_policy_group
"""

EXAMPLES = r"""
---
- name: Register the OU of the laboratories
  huaweicloud.workspace.workspace_ou:
    ou_name: Students/Biology
    domain: workspace.local
    description: Laboratories of the biology courses

- name: Remove the registration
  huaweicloud.workspace.workspace_ou:
    ou_name: Students/Biology
    state: absent
"""

RETURN = r"""
---
ou:
  description: Current state of the OU, or V(null) if it is not registered.
  returned: success
  type: dict
  contains:
    # generated from tests/returns/ou.yml: begin
    id: {description: ID of the OU., type: str, returned: success}
    ou_name: {description: Name of the OU., type: str, returned: success, sample: Students/Biology}
    domain: {description: Domain of the OU., type: str, returned: success, sample: workspace.local}
    description: {description: Description of the OU., type: str, returned: success, sample: Laboratories}
    # generated from tests/returns/ou.yml: end
actions:
  # generated from tests/returns/actions.yml: begin
  description: The steps that were carried out, or in check mode would be carried out, in order.
  returned: always
  type: list
  elements: dict
  contains:
    verb: {description: What the step does., type: str, returned: always}
    target: {description: Name of the target as written in the task., type: str, returned: always}
    fields:
      description: The fields that the step changes, each with its value C(before) and C(after).
      type: dict
      returned: always
  # generated from tests/returns/actions.yml: end
  sample: [{verb: update, target: Students/Biology, fields: {description: {before: Lab, after: Laboratories}}}]
results:
  # generated from tests/returns/results.yml: begin
  description: The outcome for each target that was changed, skipped or failed.
  returned: always
  type: list
  elements: dict
  contains:
    target: {description: Name of the target as in RV(actions)., type: str, returned: always}
    state:
      description:
        - V(done), V(skipped), V(failed), V(not started), V(submitted) with O(ignore:wait=false), or V(planned) in check
          mode.
      type: str
      returned: always
    reason: {description: Why the target was not changed., type: str, returned: unless the state is done or planned}
    changed: {description: Whether the plan changes the target., type: bool, returned: when the plan changes it}
    diff: {description: The part of RV(ignore:diff) for this target., type: dict, returned: when the plan changes it}
    error_code: {description: Error code for this target., type: str, returned: when the service sends it}
  # generated from tests/returns/results.yml: end
  sample: [{target: Students/Biology, state: done}]
# generated from tests/returns/unknown.yml: begin
unknown:
  description:
    - The desired fields that could not be compared, because the service does not return their current value, by target.
      See O(write_unknown).
  returned: always
  type: dict
  sample: {}
# generated from tests/returns/unknown.yml: end
# generated from tests/returns/no_jobs.yml: begin
jobs:
  description: Always empty, since these operations do not start jobs.
  returned: always
  type: list
  elements: dict
  sample: []
# generated from tests/returns/no_jobs.yml: end
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

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.ou import OU_SPEC, OuResource


def main() -> None:
    run(OU_SPEC, OuResource)


if __name__ == "__main__":
    main()
