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
  - Opens, configures and closes the Workspace service of a project.
  - Opening the service creates security groups in the VPC, changes the DNS servers of the subnets, and costs money from
    then on. It takes some minutes, for which the task waits.
  - Each group of attributes is changed with a separate request and job, one after the other.
  - B(Closing cannot be undone.) It is an error as long as there are desktops, desktop pools or users, which this module
    never deletes, and it requires O(confirm).
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.state
  - huaweicloud.workspace.options.wait
  - huaweicloud.workspace.options.wait_timeout
  - huaweicloud.workspace.options.write_unknown
attributes:
  idempotent:
    support: partial
    details:
      - O(update_password=always) sets the password each time.
options:
  state:
    description:
      - V(present) opens the service if it is closed, and configures it. If an earlier attempt to open it has failed,
        the attempt is repeated with the same options.
      - V(absent) closes the service.
  ad_domains:
    description:
      - Where user accounts are managed. If it is not given when the service is opened, it is V(LITE_AS).
      - All values except O(ad_domains.domain_type) can be changed later. A change of a domain of type V(LOCAL_AD)
        requires O(ad_domains.domain_password).
    type: dict
    suboptions:
      domain_type:
        description:
          - V(LITE_AS) for accounts managed by the service, V(LOCAL_AD) for your own Active Directory. It cannot be
            changed.
        type: str
        choices: [LITE_AS, LOCAL_AD]
        required: true
      domain_name:
        description: Name of the domain, up to 55 characters. Required to open the service with V(LOCAL_AD).
        type: str
      domain_admin_account:
        description: Name of an administrator of the domain. Required to open the service with V(LOCAL_AD).
        type: str
      domain_password:
        description:
          - Password of the administrator. Required to open the service with V(LOCAL_AD), and to change the domain. It
            cannot be read back, so another password alone does not count as a difference; see O(update_password).
        type: str
      active_domain_ip:
        description: Address of the primary domain controller. Required to open the service with V(LOCAL_AD).
        type: str
      active_domain_name:
        description: Name of the primary domain controller. Required to open the service with V(LOCAL_AD).
        type: str
      active_dns_ip:
        description: Address of the primary DNS server. Required to open the service with V(LOCAL_AD).
        type: str
      standby_domain_ip:
        description:
          - Address of the standby domain controller. It requires O(ad_domains.standby_domain_name) and
            O(ad_domains.standby_dns_ip).
        type: str
      standby_domain_name:
        description: Name of the standby domain controller.
        type: str
      standby_dns_ip:
        description: Address of the standby DNS server.
        type: str
      delete_computer_object:
        description: Whether to delete the computer object of a desktop from the domain together with the desktop.
        type: bool
      use_ldaps:
        description: Whether the service connects to the domain by LDAPS.
        type: bool
      tls_config:
        description: Certificate for LDAPS.
        type: dict
        suboptions:
          cert_pem:
            description: The certificate in PEM format. It cannot be read back, and is sent with other changes of the
              domain.
            type: str
          cert_start_time:
            description: Start of its validity, such as V(2026-01-25T09:24:27).
            type: str
          cert_end_time:
            description: End of its validity.
            type: str
      cba_enabled:
        description: Whether smart cards are accepted.
        type: bool
      certificate_id:
        description: ID of the certificate for smart cards.
        type: str
      domain_controllers:
        description:
          - All domain controllers. They are compared if the region returns them, and are otherwise sent with other
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
      - V(on_create) sends O(ad_domains.domain_password) only when the service is opened or the domain is changed,
        V(always) sends it each time.
    type: str
    choices: [on_create, always]
    default: on_create
  vpc:
    description:
      - Name or ID of the VPC in which the service is opened. Required to open it. It cannot be changed.
      - A region may not list its networks while the service is closed. Only an ID is accepted then.
    type: str
    aliases: [vpc_id]
  subnets:
    description:
      - Names or IDs of all subnets of the VPC in which desktops can be. Required to open the service.
      - The first subnet with which the service was opened cannot be removed. No subnet can overlap with 172.16.0.0/12.
    type: list
    elements: str
    aliases: [subnet_ids]
  management_subnet_cidr:
    description:
      - Network of the management components of the service. It cannot overlap with 172.16.0.0/12 or O(subnets), and
        cannot be changed.
    type: str
    aliases: [manage_subnet_cidr]
  access_mode:
    description: Whether users connect over the Internet, over dedicated lines, or both.
    type: str
    choices: [INTERNET, DEDICATED, BOTH]
  dedicated_subnets:
    description:
      - All networks at the other end of the dedicated lines, up to 5. An empty list removes them.
    type: list
    elements: str
  apply_shared_vpc_dedicated_param:
    description:
      - Access over a dedicated line and a shared VPC. It cannot be read back, and is sent only to open the service and
        with other changes of the access.
    type: dict
    suboptions:
      address:
        description: Access address.
        type: str
      port:
        description: Access port, from 1025 to 65535.
        type: int
      availability_zone:
        description: Availability zones of the access. If they are not given, the service uses two.
        type: list
        elements: str
  apply_dedicated_standby_network_param:
    description:
      - The second dedicated line. It cannot be read back, and is sent only with other changes of the access, and after
        the service is opened.
    type: dict
    suboptions:
      address:
        description: Access address.
        type: str
      port:
        description: Access port, from 1025 to 65535.
        type: int
      availability_zone:
        description: Availability zones of the access. If they are not given, the service uses two.
        type: list
        elements: str
  adn_conflict_network:
    description: Network that conflicts with the dedicated line.
    type: str
  internet_access_port:
    description:
      - Port for access over the Internet, from 1025 to 65535. A change requires the approval of Huawei Cloud in a
        service ticket.
    type: int
  enterprise_id:
    description:
      - ID that users enter to reach the service, 1 to 32 letters, digits, hyphens and underscores. If it is not given
        when the service is opened, the service generates one.
    type: str
  is_send_email:
    description: Whether the service sends e-mails to users when their desktops are unsubscribed.
    type: bool
  dc_vnc_ip:
    description:
      - Address for VNC access to desktops over a dedicated line. V(default) lets the service choose one, V(close)
        removes it.
    type: str
  authorized_collect_log:
    description: Whether Huawei Cloud is allowed to collect logs.
    type: bool
  authorized_hda_upgrade:
    description: Whether Huawei Cloud is allowed to update the agents on the desktops.
    type: bool
  is_authorized_install_agent:
    description: Whether Huawei Cloud is allowed to install agents on the desktops.
    type: bool
  enable_user_create_snapshot:
    description: Whether users are allowed to take snapshots of their own desktops.
    type: bool
  otp_config_info:
    description:
      - Second factor of the login. Values that are not given are left unchanged. A value that the service does not
        return is not set.
    type: dict
    suboptions:
      enable:
        description: Whether a second factor is required.
        type: bool
        required: true
      receive_mode:
        description:
          - V(VMFA) for an application on a phone, V(HMFA) for tokens that your own server verifies. Required to enable
            the second factor if it was never set.
        type: str
        choices: [VMFA, HMFA]
      auth_url:
        description: Address of that server. Required for V(HMFA).
        type: str
      app_id:
        description: ID with which the service authenticates to that server. Required for V(HMFA).
        type: str
      app_secret:
        description:
          - Secret of that ID. Required for every change with V(HMFA), since the service does not return it.
        type: str
      auth_server_access_mode:
        description: How the service reaches that server.
        type: str
        choices: [INTERNET, DEDICATED, SYSTEM_DEFAULT]
      cert_content:
        description: Certificate of that server in PEM format.
        type: str
      apply_rule:
        description: Way of access that requires the second factor. Without a rule, every way of access requires it.
        type: dict
        suboptions:
          rule_type:
            description: Criterion of the rule.
            type: str
            choices: [ACCESS_MODE]
            default: ACCESS_MODE
          rule:
            description: Users who connect over the Internet (V(INTERNET)) or over dedicated lines (V(PRIVATE)).
            type: str
            choices: [INTERNET, PRIVATE]
            required: true
      apply_objects:
        description:
          - Users and groups that need the second factor, compared as a set and replaced as a whole. An empty list
            removes all. It can be set only while the second factor is enabled.
          - In check mode a user or group that does not exist yet is accepted with a warning.
        type: list
        elements: dict
        suboptions:
          object_type:
            description: A user, a user group, or all users.
            type: str
            choices: [USER, USER_GROUP, ALL]
            required: true
          object_name:
            description: Name or ID of the user or group; not for V(ALL).
            type: str
            aliases: [name, object_id]
  unlocked:
    description:
      - Whether to unlock the service if it is locked. A locked service cannot be changed or closed.
      - The API cannot lock the service, so V(false) leaves it unchanged.
    type: bool
    default: false
  confirm:
    description:
      - Confirmation for closing an open service, either the current O(enterprise_id) of the service or the ID of the
        project.
    type: str
  wait_timeout:
    default: 1800
notes:
  - If the service is already being opened or closed when the task begins, the task first waits until that has ended,
    also in check mode.
seealso:
  - module: huaweicloud.workspace.workspace_service_info
  - module: huaweicloud.workspace.workspace_network_info
  - module: huaweicloud.workspace.workspace_agency
"""

EXAMPLES = r"""
---
- name: Open the service with accounts that it manages itself
  huaweicloud.workspace.workspace_service:
    vpc: teaching
    subnets: [teaching-a, teaching-b]
    access_mode: INTERNET
    enterprise_id: uni-example

- name: Allow access over a dedicated line as well
  huaweicloud.workspace.workspace_service:
    access_mode: BOTH
    dedicated_subnets: [10.1.0.0/16]

- name: Require a second factor from users who connect over the Internet
  huaweicloud.workspace.workspace_service:
    otp_config_info:
      enable: true
      receive_mode: VMFA
      apply_rule: {rule: INTERNET}

- name: Close the service after its desktops, pools and users have been deleted
  huaweicloud.workspace.workspace_service:
    state: absent
    confirm: uni-example
"""

RETURN = r"""
---
service:
  description: Current state of the service. It has the fields below and all others that the service returns.
  returned: success
  type: dict
  contains:
    # generated from tests/returns/service.yml: begin
    region: {description: Name of the region., type: str, returned: success, sample: ap-southeast-1}
    project_id: {description: ID of the project., type: str, returned: success}
    status: {description: Status of the service., type: str, returned: success, sample: SUBSCRIBED}
    enterprise_id:
      description: ID that users enter to reach the service.
      type: str
      returned: when the service is open
      sample: uni-example
    vpc_id: {description: ID of the VPC of the service., type: str, returned: when the service is open}
    closable:
      description: Whether the service can be closed.
      type: bool
      returned: when the service is open
      sample: false
    is_lock:
      description: Whether the service is locked, V(1) or V(0).
      type: int
      returned: when the region returns it
      sample: 0
    lock_reason: {description: Why the service is locked., type: str, returned: when the service is locked}
    desktop_security_group:
      description: The security group of all desktops.
      type: dict
      returned: when the service is open
    # generated from tests/returns/service.yml: end
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
  sample: [{verb: update, target: service, fields: {enterprise_id: {before: a1b2c3, after: uni-example}}}]
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
  sample: [{target: service, state: done}]
# generated from tests/returns/unknown.yml: begin
unknown:
  description:
    - The desired fields that could not be compared, because the service does not return their current value, by target.
      See O(write_unknown).
  returned: always
  type: dict
  sample: {}
# generated from tests/returns/unknown.yml: end
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.service.options import SERVICE_SPEC
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.service.resource import ServiceResource


def main() -> None:
    run(SERVICE_SPEC, ServiceResource)


if __name__ == "__main__":
    main()
