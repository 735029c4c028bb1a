#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_remote_assistance
short_description: Offer remote assistance to the user of a desktop
version_added: 1.0.0
description:
  - Offers remote assistance to the user who is connected to a desktop of Huawei Cloud Workspace, waits until the user
    agrees, and ends the assistance. During the assistance, another person sees and controls the desktop as well.
  - Nothing is shared without the consent of the user. If the user refuses, or does not answer within O(wait_timeout),
    the task fails and names the user.
  - The links, the invitation code and the password give anyone who has them access to the desktop. They are returned
    only with O(show_secrets=true), and are never written to logs, differences or messages.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.state
  - huaweicloud.workspace.options.wait
  - huaweicloud.workspace.options.wait_timeout
options:
  state:
    description:
      - V(present) offers assistance, unless it is already offered or in progress, and with O(wait=true) waits until the
        user has opened the session.
      - V(absent) withdraws an offer, and ends assistance that is in progress.
  desktop:
    description: Name or ID of the desktop. Names are compared without case.
    type: str
    required: true
    aliases: [desktop_id]
  show_secrets:
    description:
      - Whether to return the links, the invitation code and the password.
      - A playbook that sets it should set C(no_log) for the task as well, since Ansible displays results with
        C(-v) and passes them to callbacks.
    type: bool
    default: false
  wait:
    description:
      - Whether to wait until the user has opened the session.
      - If V(false), pass RV(jobs) to M(huaweicloud.workspace.workspace_job) to wait for it later.
  wait_timeout:
    description:
      - Maximum duration of the whole task, in seconds. An offer that has not been answered by then remains open. Run
        the task again to continue waiting, or withdraw it with O(state=absent).
    default: 300
notes:
  - In check mode the module returns the current state of the assistance, and changes nothing.
  - The assistance ends when the user ends it or logs off. It does not end with the playbook, so a playbook that offers
    it should end it in an C(always) section.
  - The service does not document how long an offer that is not answered remains open.
seealso:
  - module: huaweicloud.workspace.workspace_notification
  - module: huaweicloud.workspace.workspace_desktop_info
  - module: huaweicloud.workspace.workspace_job
"""

EXAMPLES = r"""
---
- name: Help the user of a desktop
  block:
    - name: Announce the assistance
      huaweicloud.workspace.workspace_notification:
        desktops: [BIO-01]
        notifications: Your teacher would like to see your desktop. Please accept the request.

    - name: Offer assistance, and wait up to two minutes for the user
      huaweicloud.workspace.workspace_remote_assistance:
        desktop: BIO-01
        show_secrets: true
        wait_timeout: 120
      register: assistance
      no_log: true

    - name: Write the link to a file that only the teacher can read
      ansible.builtin.copy:
        content: "{{ assistance.remote_assistance.internet_share_link }}\n"
        dest: "{{ playbook_dir }}/assistance.txt"
        mode: "0600"
      no_log: true
  rescue:
    - name: Withdraw the offer if it was not answered
      huaweicloud.workspace.workspace_remote_assistance:
        desktop: BIO-01
        state: absent

- name: End the assistance
  huaweicloud.workspace.workspace_remote_assistance:
    desktop: BIO-01
    state: absent
"""

RETURN = r"""
---
remote_assistance:
  description:
    - The assistance that was offered last; V(null) if none was, or if it was withdrawn. In check mode, its current
      state.
  returned: success
  type: dict
  contains:
    desktop_id:
      description: ID of the desktop on which assistance was offered.
      type: str
      returned: success
      sample: 4b7ee2c6-4b0e-4b5e-9d4f-0c9c3b7a1f11
    computer_name:
      description: Name of the desktop on which assistance was offered.
      type: str
      returned: success
      sample: BIO-01
    status:
      description:
        - V(WAIT_USER_CONFIRM) if the user has not answered, V(WAIT_USER_ACCESS) if the user has agreed but not opened
          the session yet, V(OPEN) if the assistance is in progress, V(CLOSE) if it was refused or has ended.
      type: str
      returned: success
      sample: OPEN
    create_time:
      description: Time of the offer, in UTC; V(null) if the service does not return it.
      type: str
      returned: success
      sample: "2026-10-05T07:45:00Z"
    failed_reason:
      description: Why it was refused or has ended; V(null) if the service does not return it.
      type: str
      returned: success
    internet_share_link:
      description: Link to the session from the Internet; V(null) unless RV(remote_assistance.status) is V(OPEN).
      type: str
      returned: when O(show_secrets=true)
    private_share_link:
      description: Link to the session from a private network; V(null) unless RV(remote_assistance.status) is V(OPEN).
      type: str
      returned: when O(show_secrets=true)
    invitation_code:
      description: Invitation code of the session.
      type: str
      returned: when O(show_secrets=true)
    share_space_passwd:
      description: Password of the session.
      type: str
      returned: when O(show_secrets=true)
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
  sample: [{verb: offer, target: BIO-01, fields: {state: {before: absent, after: present}}}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.remote_assistance import (
    REMOTE_ASSISTANCE_SPEC,
    RemoteAssistanceResource,
)


def main() -> None:
    run(REMOTE_ASSISTANCE_SPEC, RemoteAssistanceResource)


if __name__ == "__main__":
    main()
