#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_service
short_description: Open, configure and close the Workspace service of a project
version_added: 0.1.0
description:
  - Opens the service in a project that has none, keeps it configured as described, and closes it.
  - Opening creates security groups in the VPC, changes the DNS servers of the subnets, and costs money from then on. It
    takes some minutes, for which the task waits.
  - Each kind of attribute takes a request and a job of its own. They are carried out one after the other.
  - B(Closing cannot be undone.) It is refused as long as there are desktops, desktop pools or users, which this
    module never deletes, and needs O(confirm).
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
attributes:
  idempotent:
    description: Running it again changes nothing.
    support: partial
    details:
      - O(update_password=always) sets the password each time.
options:
  state:
    description:
      - V(present) opens the service if it is closed, and configures it. If an earlier opening has failed it is tried
        again, with what was asked for then.
      - V(absent) closes the service.
    type: str
    choices: [present, absent]
    default: present
  ad_domains:
    description:
      - Where accounts are kept. V(LITE_AS) if it is not given to an opening.
      - All values but O(ad_domains.domain_type) can be changed later. If the domain is V(LOCAL_AD) that needs
        O(ad_domains.domain_password).
    type: dict
    suboptions:
      domain_type:
        description:
          - V(LITE_AS) for accounts kept by the service, V(LOCAL_AD) for your own Active Directory. It is fixed.
        type: str
        choices: [LITE_AS, LOCAL_AD]
        required: true
      domain_name:
        description: Name of the domain, up to 55 characters. Needed to open the service with V(LOCAL_AD).
        type: str
      domain_admin_account:
        description: An administrator of the domain. Needed to open the service with V(LOCAL_AD).
        type: str
      domain_password:
        description:
          - Password of the administrator. Needed to open the service with V(LOCAL_AD) and to change the domain. Nothing
            tells it, so a different one alone is no difference, unless O(update_password) says so.
        type: str
      active_domain_ip:
        description: Address of the main domain controller. Needed to open the service with V(LOCAL_AD).
        type: str
      active_domain_name:
        description: Name of the main domain controller. Needed to open the service with V(LOCAL_AD).
        type: str
      active_dns_ip:
        description: Address of the main DNS server. Needed to open the service with V(LOCAL_AD).
        type: str
      standby_domain_ip:
        description:
          - Address of the second domain controller. It, O(ad_domains.standby_domain_name) and
            O(ad_domains.standby_dns_ip) belong together.
        type: str
      standby_domain_name:
        description: Name of the second domain controller.
        type: str
      standby_dns_ip:
        description: Address of the second DNS server.
        type: str
      delete_computer_object:
        description: Whether the computer object of a desktop goes from the domain with the desktop.
        type: bool
      use_ldaps:
        description: Whether the domain is asked by LDAPS.
        type: bool
      tls_config:
        description: The certificate for LDAPS.
        type: dict
        suboptions:
          cert_pem:
            description: The certificate in PEM. Nothing tells it; it is sent along with other changes of the domain.
            type: str
          cert_start_time:
            description: When it begins to be valid, as V(2026-01-25T09:24:27).
            type: str
          cert_end_time:
            description: When it ends to be valid.
            type: str
      cba_enabled:
        description: Whether smart cards are accepted.
        type: bool
      certificate_id:
        description: ID of the certificate for smart cards.
        type: str
      domain_controllers:
        description:
          - All domain controllers. They are compared where the region tells them, and are else sent along with other
            changes of the domain.
        type: list
        elements: dict
        suboptions:
          dc_ip:
            description: Address of the domain controller.
            type: str
            required: true
          dc_name:
            description: Name of the domain controller.
            type: str
            required: true
  update_password:
    description:
      - Whether O(ad_domains.domain_password) is sent only when the service is opened or the domain changed
        (V(on_create)), or also set if nothing else is to be changed (V(always)).
    type: str
    choices: [on_create, always]
    default: on_create
  vpc:
    description:
      - Name or ID of the VPC that the service is opened in. Needed to open it, and fixed from then on.
      - A region may not list its networks as long as the service is closed. Then only the ID is taken.
    type: str
    aliases: [vpc_id]
  subnets:
    description:
      - Names or IDs of the subnets of that VPC that desktops may be in, all of them. Needed to open the service.
      - The first one that the service was opened with must stay. None may overlap 172.16.0.0/12.
    type: list
    elements: str
    aliases: [subnet_ids]
  management_subnet_cidr:
    description:
      - The network of the service's own machines. It must not overlap 172.16.0.0/12 or the subnets, and is fixed once
        the service is open.
    type: str
    aliases: [manage_subnet_cidr]
  access_mode:
    description: Whether people come in by the Internet, by dedicated lines, or both ways.
    type: str
    choices: [INTERNET, DEDICATED, BOTH]
  dedicated_subnets:
    description:
      - The networks at the other end of the dedicated lines, up to 5, all of them. An empty list takes them away.
    type: list
    elements: str
  apply_shared_vpc_dedicated_param:
    description:
      - How people come in by a dedicated line over a shared VPC. Nothing tells it, so it is only sent to open the
        service and along with other changes of the ways of access.
    type: dict
    suboptions:
      address:
        description: The address.
        type: str
      port:
        description: The port, from 1025 to 65535.
        type: int
      availability_zone:
        description: The availability zones of what is set up for it; the service takes two if none are given.
        type: list
        elements: str
  apply_dedicated_standby_network_param:
    description:
      - The second dedicated line. Nothing tells it, so it is only sent along with other changes of the ways of
        access, and when the service has been opened.
    type: dict
    suboptions:
      address:
        description: The address.
        type: str
      port:
        description: The port, from 1025 to 65535.
        type: int
      availability_zone:
        description: The availability zones of what is set up for it; the service takes two if none are given.
        type: list
        elements: str
  adn_conflict_network:
    description: The network that is in conflict with the dedicated line.
    type: str
  internet_access_port:
    description:
      - The port that people come in by, from 1025 to 65535. Huawei Cloud has to agree to another one by a ticket.
    type: int
  enterprise_id:
    description:
      - What people enter to reach this service, 1 to 32 letters, digits, hyphens and underscores. The service makes
        one up if it is not given to an opening.
    type: str
  is_send_email:
    description: Whether people are mailed when their desktops are unsubscribed.
    type: bool
  dc_vnc_ip:
    description:
      - The address by which desktops are reached by VNC over a dedicated line. V(default) lets the service choose one,
        V(close) takes it away.
    type: str
  authorized_collect_log:
    description: Whether Huawei Cloud may collect logs.
    type: bool
  authorized_hda_upgrade:
    description: Whether Huawei Cloud may update the agents in the desktops.
    type: bool
  is_authorized_install_agent:
    description: Whether Huawei Cloud may install agents in the desktops.
    type: bool
  enable_user_create_snapshot:
    description: Whether people may take snapshots of their own desktops.
    type: bool
  otp_config_info:
    description: The second factor of logging in, for all people. What is not given stays as it is.
    type: dict
    suboptions:
      enable:
        description: Whether there is one.
        type: bool
        required: true
      receive_mode:
        description: V(VMFA) for an application on a phone, V(HMFA) for tokens that a server of yours checks.
        type: str
        choices: [VMFA, HMFA]
      auth_url:
        description: Address of that server. Needed with V(HMFA).
        type: str
      app_id:
        description: How the service names itself to that server. Needed with V(HMFA).
        type: str
      app_secret:
        description:
          - Its secret. Needed with V(HMFA). Nothing tells it, so it is sent along with other changes of the second
            factor.
        type: str
      auth_server_access_mode:
        description: How that server is reached.
        type: str
        choices: [INTERNET, DEDICATED, SYSTEM_DEFAULT]
      cert_content:
        description: The certificate of that server, in PEM.
        type: str
      apply_rule:
        description: Who needs the second factor.
        type: dict
        suboptions:
          rule_type:
            description: What it depends on.
            type: str
            choices: [ACCESS_MODE]
            default: ACCESS_MODE
          rule:
            description: The people who come in by the Internet (V(INTERNET)) or by dedicated lines (V(PRIVATE)).
            type: str
            choices: [INTERNET, PRIVATE]
            required: true
  unlocked:
    description:
      - Whether the service is unlocked if it is locked. A locked service is not changed or closed otherwise.
      - The API cannot lock it, so V(false) only means that it is left alone.
    type: bool
    default: false
  confirm:
    description:
      - What closing an open service needs, so that nobody does it by mistake. Give the O(enterprise_id) that the
        service has now, or the ID of the project.
    type: str
  wait:
    description:
      - Whether the task waits for the last job. The jobs before it are always waited for.
      - If it does not, the module P(huaweicloud.workspace.workspace_job#module) can wait for RV(jobs) later.
    type: bool
    default: true
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 1800
notes:
  - If the service is just being opened or closed when the task begins, it waits for the end of that first, in check
    mode too.
seealso:
  - module: huaweicloud.workspace.workspace_service_info
  - module: huaweicloud.workspace.workspace_network_info
  - module: huaweicloud.workspace.workspace_agency
"""

EXAMPLES = r"""
---
- name: Open the service, with accounts that it keeps itself
  huaweicloud.workspace.workspace_service:
    vpc: teaching
    subnets: [teaching-a, teaching-b]
    access_mode: INTERNET
    enterprise_id: uni-example

- name: People on the campus come in by a dedicated line too
  huaweicloud.workspace.workspace_service:
    access_mode: BOTH
    dedicated_subnets: [10.1.0.0/16]

- name: A second factor for those who come in by the Internet
  huaweicloud.workspace.workspace_service:
    otp_config_info:
      enable: true
      receive_mode: VMFA
      apply_rule: {rule: INTERNET}

- name: Close it, when everything in it is gone
  huaweicloud.workspace.workspace_service:
    state: absent
    confirm: uni-example
"""

RETURN = r"""
---
service:
  description: The service as it is now, with the fields that the service itself returns beside those below.
  returned: success
  type: dict
  contains:
    region: {description: The region., type: str, returned: success, sample: ap-southeast-1}
    project_id: {description: ID of the project., type: str, returned: success}
    status: {description: State of the service., type: str, returned: success, sample: SUBSCRIBED}
    enterprise_id: {description: What people enter to reach it., type: str, returned: when open, sample: uni-example}
    vpc_id: {description: ID of its VPC., type: str, returned: when it is open}
    closable: {description: Whether it could be closed., type: bool, returned: success, sample: false}
    is_lock: {description: Whether it is locked (1) or not (0)., type: int, returned: where the region tells, sample: 0}
    lock_reason: {description: Why it is locked., type: str, returned: when it is locked}
    desktop_security_group:
      description: The security group of all desktops.
      type: dict
      returned: when it is open
actions:
  description: What was done, or in check mode would be done, in order.
  returned: always
  type: list
  elements: dict
  sample: [{verb: update, target: service, fields: {enterprise_id: {before: a1b2c3, after: uni-example}}}]
results:
  description: What became of the service if it was to be changed.
  returned: always
  type: list
  elements: dict
  sample: [{target: service, state: done}]
jobs:
  description: What still goes on, if it is not waited for.
  returned: always
  type: list
  elements: dict
  sample: []
error_code: {description: The service's error code., type: str, returned: when the service refused}
http_status: {description: The HTTP status of the refusal., type: int, returned: when the service refused}
request_id: {description: The ID of the refused request., type: str, returned: when the service refused}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.service.options import SERVICE_SPEC
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.service.resource import ServiceResource


def main() -> None:
    run(SERVICE_SPEC, ServiceResource)


if __name__ == "__main__":
    main()
