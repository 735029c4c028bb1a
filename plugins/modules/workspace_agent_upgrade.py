#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_agent_upgrade
short_description: Upgrade the access agents of desktops
version_added: 1.0.0
description:
  - Upgrades the access agents of desktops to a version immediately. Desktops that have this version, or a newer one,
    are left unchanged. Agents are never downgraded.
  - The service returns neither a job nor the failure of an upgrade. The module waits until each desktop reports the
    version.
  - The desktops are always named in the request, and a task that selects none is an error, since a request without
    desktops could mean all desktops of the project.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.selectors
  - huaweicloud.workspace.options.select_pool
  - huaweicloud.workspace.options.if_in_use
  - huaweicloud.workspace.options.partial
  - huaweicloud.workspace.options.wait
  - huaweicloud.workspace.options.wait_timeout
options:
  agent_version:
    description: Desired version. The service must offer it; see M(huaweicloud.workspace.workspace_agent_info).
    type: str
    required: true
    aliases: [target_version, version]
  desktops:
    description:
      - Names, globs (V(BIO-*)), ranges (V(BIO-[01:12])) or IDs of desktops whose agents are upgraded. Names are
        compared without case.
      - An item that matches no desktop is an error, unlike in O(select_names). In check mode it is accepted with a
        warning.
    type: list
    elements: str
    aliases: [desktop_ids]
  max_targets:
    description:
      - Maximum number of desktops that O(desktops) or a selector may match. If it matches more, nothing is upgraded.
  notify:
    description: Whether the service informs the users of the desktops about the upgrade.
    type: bool
    default: false
  description:
    description: Description of the upgrade.
    type: str
  wait_timeout:
    default: 1800
notes:
  - An upgrade ends the connections of the users of a desktop; see O(if_in_use).
  - A desktop that is not running fails, while the others are upgraded.
seealso:
  - module: huaweicloud.workspace.workspace_agent_info
  - module: huaweicloud.workspace.workspace_job
"""

EXAMPLES = r"""
---
- name: Upgrade the agent of one desktop first
  huaweicloud.workspace.workspace_agent_upgrade:
    agent_version: 25.2.0
    desktops: [BIO-01]

- name: Upgrade the agents of all other desktops of the lab that are not in use
  huaweicloud.workspace.workspace_agent_upgrade:
    agent_version: 25.2.0
    select_names: ["BIO-*"]
    if_in_use: skip
    max_targets: 60
"""

RETURN = r"""
---
desktops:
  description: The desktops that the task selects. In check mode, their current state.
  returned: success
  type: list
  elements: dict
  contains:
    computer_name:
      description: Name of the desktop on which the agent runs.
      type: str
      returned: success
      sample: BIO-01
    desktop_id: {description: ID of the desktop on which the agent runs., type: str, returned: success}
    agent_version:
      description: Version of the agent; V(null) if the service does not return it.
      type: str
      returned: success
      sample: 25.2.0
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
  sample: [{verb: upgrade, target: BIO-01, fields: {agent_version: {before: 24.8.0, after: 25.2.0}}}]
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
  sample: [{target: BIO-01, state: done}]
jobs:
  # generated from tests/returns/jobs.yml: begin
  description:
    - Jobs that are still running, with O(wait=false) or after a timeout.
    - Pass them to M(huaweicloud.workspace.workspace_job) to wait for them.
  returned: always
  type: list
  elements: dict
  # generated from tests/returns/jobs.yml: end
  sample: []
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.agent_upgrade import (
    AGENT_UPGRADE_SPEC,
    AgentUpgradeResource,
)


def main() -> None:
    run(AGENT_UPGRADE_SPEC, AgentUpgradeResource)


if __name__ == "__main__":
    main()
