#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_agency
short_description: Create and repair agencies of the Workspace service
version_added: 0.1.0
description:
  - Ensures that the agency exists through which the Workspace service accesses other services on behalf of the project,
    and that it has all permissions that the service needs.
  - Desktop pools and scheduled tasks require the agency for V(WORKSPACE). It must exist before they are created.
  - An agency is granted to the service as a whole, so this module requires the credentials of an administrator of the
    account.
  - Workspace has no operation that deletes an agency. Delete it in the Identity and Access Management (IAM) service.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.state
  - huaweicloud.workspace.options.wait_timeout
  - huaweicloud.workspace.options.write_unknown
options:
  state:
    description: Desired state of the agency. In check mode RV(actions) shows whether it exists and is complete.
    choices: [present]
  scene:
    description:
      - Purpose of the agency, V(WORKSPACE) for desktops, V(IMAGE_CREATION) for images, V(SCREEN_RECORD) for screen
        recordings, V(CLOUD_STORAGE) for storage, V(CLOUD_GAME) for games.
    type: str
    choices: [WORKSPACE, CLOUD_GAME, CLOUD_STORAGE, SCREEN_RECORD, IMAGE_CREATION]
    default: WORKSPACE
seealso:
  - module: huaweicloud.workspace.workspace_service
  - module: huaweicloud.workspace.workspace_desktop_pool
  - module: huaweicloud.workspace.workspace_scheduled_task
"""

EXAMPLES = r"""
---
- name: Create the agency that desktop pools and scheduled tasks require
  huaweicloud.workspace.workspace_agency:

- name: Check whether the agency for screen recordings exists
  huaweicloud.workspace.workspace_agency:
    scene: SCREEN_RECORD
  check_mode: true
  register: recordings
"""

RETURN = r"""
---
agency:
  description:
    - Current state of the agency, or V(null) if it does not exist. It has the fields below and all others that the
      service returns.
  returned: success
  type: dict
  contains:
    scene: {description: Purpose of the agency., type: str, returned: success, sample: WORKSPACE}
    name: {description: Name of the agency., type: str, returned: success, sample: workspace_agency}
    permissions:
      description: Permissions that the agency has, and those that the service needs.
      type: list
      elements: dict
      returned: success
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
  sample: [{verb: create, target: WORKSPACE, fields: {state: {before: absent, after: present}}}]
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
  sample: [{target: WORKSPACE, state: done}]
# generated from tests/returns/no_jobs.yml: begin
jobs:
  description: Always empty, since these operations do not start jobs.
  returned: always
  type: list
  elements: dict
  sample: []
# generated from tests/returns/no_jobs.yml: end
# generated from tests/returns/unknown.yml: begin
unknown:
  description:
    - The desired fields that could not be compared, because the service does not return their current value, by target.
      See O(write_unknown).
  returned: always
  type: dict
  sample: {}
# generated from tests/returns/unknown.yml: end
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.agency import AGENCY_SPEC, AgencyResource


def main() -> None:
    run(AGENCY_SPEC, AgencyResource)


if __name__ == "__main__":
    main()
