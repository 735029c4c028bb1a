#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_agent_info
short_description: List versions of access agents
version_added: 1.0.0
description:
  - Returns the published versions of the access agents of desktops, or of the clients, and the number of desktops with
    each version of the agent.
  - Desktops with an agent that is much older than the service fail, so that users cannot log in to them. Use
    M(huaweicloud.workspace.workspace_agent_upgrade) to upgrade agents.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  agent_version:
    description: Exact version. Only results for this version are returned.
    type: str
    aliases: [version]
  version_type:
    description: Whether RV(versions) are the versions of agents on desktops (V(server)), or of clients (V(client)).
    type: str
    choices: [server, client]
    default: server
  version_status:
    description: Status of the versions in RV(versions).
    type: str
    choices: [PREVIEW, RELEASED, OFFLINE, OBSOLETE]
  desktops:
    description:
      - Whether to list the desktops of each version as well. This takes one request for every 100 of them.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_agent_upgrade
  - module: huaweicloud.workspace.workspace_desktop_info
"""

EXAMPLES = r"""
---
- name: List the released versions, and the desktops with each version
  huaweicloud.workspace.workspace_agent_info:
    version_status: RELEASED
    desktops: true
  register: found

- name: Print the number of desktops with each version
  ansible.builtin.debug:
    msg: "{{ item.version }} ({{ item.os_type }}): {{ item.desktop_count }} desktops"
  loop: "{{ found.agents }}"
"""

RETURN = r"""
---
versions:
  description: The published versions, one for each operating system; V(null) if the region does not return them.
  returned: success
  type: list
  elements: dict
  contains:
    version: {description: The version., type: str, returned: success, sample: 25.2.0}
    version_status: {description: Status of the version., type: str, returned: success, sample: RELEASED}
    os_type:
      description: Operating system as the service encodes it, such as V(0) for Windows and V(4) for Ubuntu.
      type: int
      returned: success
      sample: 0
    publish_time:
      description: Time at which the version was published.
      type: str
      returned: success
      sample: "2026-03-02 08:00:00"
    release_note: {description: Changes in the version., type: str, returned: success}
agents:
  description: Versions on the desktops; V(null) if the region does not return them.
  returned: success
  type: list
  elements: dict
  contains:
    version: {description: Version of the agent., type: str, returned: success, sample: 24.8.0}
    os_type: {description: Operating system of these desktops., type: str, returned: success, sample: Windows}
    desktop_count: {description: Number of desktops with this version., type: int, returned: success, sample: 12}
    desktops:
      description:
        - The desktops with this version, each with C(computer_name), C(desktop_id), C(sid), C(status) and
          C(task_status).
      type: list
      elements: dict
      returned: when O(desktops=true)
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.agents import (
    AGENT_INFO_SPEC,
    find_agents,
)


def main() -> None:
    run_info(AGENT_INFO_SPEC, find_agents)


if __name__ == "__main__":
    main()
