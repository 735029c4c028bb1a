#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_eip
short_description: Bind public IP addresses (EIPs) to desktops
version_added: 0.1.0
description:
  - Binds EIPs to desktops, unbinds them, and orders new EIPs for desktops that have none.
  - A desktop has at most one EIP, and an EIP belongs to at most one desktop. If a desktop has another EIP than the
    desired one, that EIP is unbound first.
  - Unbinding an EIP does not release it. It remains in the project, and costs money, until it is released in the EIP
    service.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.state
  - huaweicloud.workspace.options.partial
  - huaweicloud.workspace.options.wait
  - huaweicloud.workspace.options.wait_timeout
options:
  state:
    description:
      - V(present) binds O(eip) to the desktop. If it is not given, any EIP is accepted, and one is ordered for a
        desktop that has none, according to O(eip_type), O(eip_charge_mode) and O(bandwidth_size). If an earlier task
        has already ordered one, the task waits for that one.
      - V(absent) unbinds O(eip) from the desktop. If it is not given, the current EIP of the desktop is unbound.
  desktop:
    description: Name or ID of the desktop. Names are compared without case.
    type: str
    aliases: [desktop_id]
  eip:
    description: Address or ID of the EIP.
    type: str
    aliases: [eip_id]
  bindings:
    description: Several desktops, in place of O(desktop) and O(eip).
    type: list
    elements: dict
    suboptions:
      desktop:
        description: Name or ID of the desktop.
        type: str
        required: true
        aliases: [desktop_id]
      eip:
        description: Address or ID of the EIP.
        type: str
        aliases: [eip_id]
  move:
    description:
      - Whether to unbind an EIP from a desktop that is not in the task. If V(false), this is an error that names the
        desktop.
    type: bool
    default: false
  eip_type:
    description:
      - Line type of new EIPs, such as V(5_bgp). Requires O(eip_charge_mode) and O(bandwidth_size). It is used for
        desktops whose O(eip) is not given.
    type: str
  eip_charge_mode:
    description: Whether new EIPs are billed by V(TRAFFIC) or V(BANDWIDTH).
    type: str
    choices: [TRAFFIC, BANDWIDTH]
  bandwidth_size:
    description: Bandwidth of new EIPs in Mbit/s, 1 to 2000. The bandwidth of existing EIPs is not changed.
    type: int
  enterprise_project_id:
    description: ID of the enterprise project of new EIPs.
    type: str
seealso:
  - module: huaweicloud.workspace.workspace_eip_info
  - module: huaweicloud.workspace.workspace_desktop
notes:
  - To create a desktop with an EIP, use O(huaweicloud.workspace.workspace_desktop#module:eip).
"""

EXAMPLES = r"""
---
- name: Bind an EIP to the desktop of a guest
  huaweicloud.workspace.workspace_eip:
    desktop: BIO-01
    eip: 198.18.0.1

- name: Order EIPs for two desktops that have none
  huaweicloud.workspace.workspace_eip:
    bindings:
      - desktop: BIO-02
      - desktop: BIO-03
    eip_type: 5_bgp
    eip_charge_mode: TRAFFIC
    bandwidth_size: 5

- name: Move an EIP to another desktop
  huaweicloud.workspace.workspace_eip:
    desktop: BIO-04
    eip: 198.18.0.1
    move: true

- name: Unbind the EIPs of three desktops
  huaweicloud.workspace.workspace_eip:
    state: absent
    bindings:
      - desktop: BIO-02
      - desktop: BIO-03
      - desktop: BIO-04
"""

RETURN = r"""
---
eips:
  description: The EIPs of the desktops in the task, in the order of the task. In check mode, their current state.
  returned: success
  type: list
  elements: dict
  contains:
    # generated from tests/returns/eip.yml: begin
    id: {description: ID of the EIP., type: str, returned: success}
    address: {description: Address of the EIP., type: str, returned: success, sample: 198.18.0.1}
    attached_desktop_id: {description: ID of the desktop that has the EIP., type: str, returned: success}
    attached_desktop_name:
      description: Name of the desktop that has the EIP.
      type: str
      returned: success
      sample: BIO-01
    bandwidth_size: {description: Bandwidth in Mbit/s., type: int, returned: success, sample: 5}
    eip_charge_mode:
      description: Whether the EIP is billed by V(TRAFFIC) or V(BANDWIDTH).
      type: str
      returned: success
      sample: TRAFFIC
    enterprise_project_id:
      description: ID of the enterprise project of the EIP.
      type: str
      returned: success
      sample: "0"
    create_time: {description: Time of the order., type: str, returned: success}
    # generated from tests/returns/eip.yml: end
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
  sample: [{verb: bind, target: BIO-01, fields: {eip: {before: null, after: 198.18.0.1}}}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.eip import EIP_SPEC, EipResource


def main() -> None:
    run(EIP_SPEC, EipResource)


if __name__ == "__main__":
    main()
