#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_eip
short_description: Give public addresses (EIPs) to desktops and take them away
version_added: 0.1.0
description:
  - Binds EIPs to desktops, unbinds them, and orders new ones for desktops that have none.
  - A desktop has one EIP at most, and an EIP is of one desktop at most. A desktop that has another EIP than the one
    named loses it and gets that one.
  - Unbinding an EIP does not release it. It stays in the project, and is paid for, until somebody releases it in the
    EIP service.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
attributes:
  idempotent:
    description: Running it again changes nothing.
    support: full
options:
  state:
    description:
      - V(present) gives the desktop the O(eip). If none is named any EIP will do, and one is ordered for a desktop that
        has none if O(eip_type), O(eip_charge_mode) and O(bandwidth_size) say what. One that an earlier task has
        ordered for it is awaited instead.
      - V(absent) takes the O(eip) away from the desktop, or whichever it has if none is named.
    type: str
    choices: [present, absent]
    default: present
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
      - Whether an EIP may be taken away from a desktop that the task does not name. If not this is an error that says
        which desktop has it.
    type: bool
    default: false
  eip_type:
    description:
      - Type of the line of new EIPs, as V(5_bgp). It goes together with O(eip_charge_mode) and O(bandwidth_size), and
        is for desktops whose O(eip) is not named.
    type: str
  eip_charge_mode:
    description: Whether new EIPs are billed by V(TRAFFIC) or V(BANDWIDTH).
    type: str
    choices: [TRAFFIC, BANDWIDTH]
  bandwidth_size:
    description: Bandwidth of new EIPs in Mbit/s, 1 to 2000. That of an existing one is not changed.
    type: int
  enterprise_project_id:
    description: ID of the enterprise project of new EIPs.
    type: str
  wait:
    description: Whether to wait for new EIPs. If false RV(jobs) says what goes on.
    type: bool
    default: true
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 600
seealso:
  - module: huaweicloud.workspace.workspace_eip_info
  - module: huaweicloud.workspace.workspace_desktop
notes:
  - A desktop can be created with an EIP by the option O(huaweicloud.workspace.workspace_desktop#module:eip).
"""

EXAMPLES = r"""
---
- name: The desktop of the guest can be reached from outside
  huaweicloud.workspace.workspace_eip:
    desktop: BIO-01
    eip: 198.18.0.1

- name: New addresses for two desktops that have none
  huaweicloud.workspace.workspace_eip:
    bindings:
      - desktop: BIO-02
      - desktop: BIO-03
    eip_type: 5_bgp
    eip_charge_mode: TRAFFIC
    bandwidth_size: 5

- name: The address goes to another desktop
  huaweicloud.workspace.workspace_eip:
    desktop: BIO-04
    eip: 198.18.0.1
    move: true

- name: None of them has an address any more
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
  description: The EIPs that the desktops of the task have now, in the order asked. In check mode, before.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    address: {description: The address., type: str, returned: success, sample: 198.18.0.1}
    attached_desktop_id: {description: ID of the desktop that has it., type: str, returned: success}
    attached_desktop_name: {description: Name of that desktop., type: str, returned: success, sample: BIO-01}
    bandwidth_size: {description: The bandwidth in Mbit/s., type: int, returned: success, sample: 5}
    eip_charge_mode: {description: What it is billed by., type: str, returned: success, sample: TRAFFIC}
    enterprise_project_id: {description: ID of its enterprise project., type: str, returned: success, sample: "0"}
    create_time: {description: When it was ordered., type: str, returned: success}
actions:
  description: What was done, or in check mode would be done, in order.
  returned: always
  type: list
  elements: dict
  sample: [{verb: bind, target: BIO-01, fields: {eip: {before: null, after: 198.18.0.1}}}]
results:
  description: What became of each desktop that was to be changed.
  returned: always
  type: list
  elements: dict
  sample: [{target: BIO-01, state: done}]
jobs:
  description: What still runs, with O(wait=false) or after a timeout; for M(huaweicloud.workspace.workspace_job).
  returned: always
  type: list
  elements: dict
  sample: []
error_code: {description: The service's error code., type: str, returned: when the service refused}
http_status: {description: The HTTP status of the refusal., type: int, returned: when the service refused}
request_id: {description: The ID of the refused request., type: str, returned: when the service refused}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.eip import EIP_SPEC, EipResource


def main() -> None:
    run(EIP_SPEC, EipResource)


if __name__ == "__main__":
    main()
