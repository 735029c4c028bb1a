#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_notification
short_description: Send a message to users of desktops
version_added: 0.1.0
description:
  - Shows a message on desktops of Huawei Cloud Workspace that are selected by name or selector, and on all desktops of
    pools.
  - The message reaches users who are logged in. The service does not report whether the message was read, and does not
    store it for later. Desktops that are not running are skipped.
  - Each run sends the message again. If the answer to the request is lost, the message is not sent again, and the task
    fails with an explanation.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.selectors
  - huaweicloud.workspace.options.select_pool
  - huaweicloud.workspace.options.partial
  - huaweicloud.workspace.options.wait
  - huaweicloud.workspace.options.wait_timeout
attributes:
  idempotent:
    support: none
    details:
      - Each run sends the message again.
options:
  notifications:
    description: The message, up to 255 characters.
    type: str
    required: true
    aliases: [msg]
  desktops:
    description:
      - Names, globs (V(BIO-*)), ranges (V(BIO-[01:12])) or IDs of desktops. Names are compared without case.
      - An item that matches no desktop is an error, unlike in O(select_names). In check mode it is accepted with a
        warning.
    type: list
    elements: str
    aliases: [desktop_ids, desktop]
  max_targets:
    description:
      - Maximum number of desktops that O(desktops) or a selector may match. If it matches more, nothing is sent.
  pools:
    description: Names or IDs of pools. The message is shown on all of their running desktops.
    type: list
    elements: str
    aliases: [pool_ids, pool]
seealso:
  - module: huaweicloud.workspace.workspace_desktop
  - module: huaweicloud.workspace.workspace_desktop_pool
  - module: huaweicloud.workspace.workspace_job
"""

EXAMPLES = r"""
---
- name: Warn all users of the lab
  huaweicloud.workspace.workspace_notification:
    notifications: The desktops are restarted at 20:15. Please save your work.
    desktops: ["BIO-[01:12]", BIO-T1]

- name: Warn all users who are logged in, and the users of a pool
  huaweicloud.workspace.workspace_notification:
    notifications: The exam ends in five minutes.
    select_status: [CONNECTED]
    pools: [bio101-drop-in]
"""

RETURN = r"""
---
desktops:
  description: The desktops to which the message was sent, without those of O(pools).
  returned: success
  type: list
  elements: str
  sample: [BIO-01, BIO-02]
pools:
  description: The pools to which the message was sent.
  returned: success
  type: list
  elements: str
  sample: [bio101-drop-in]
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
  sample: [{verb: notify, target: BIO-01, fields: {notifications: {before: null, after: Save your work.}}}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.notification import (
    NOTIFICATION_SPEC,
    NotificationResource,
)


def main() -> None:
    run(NOTIFICATION_SPEC, NotificationResource)


if __name__ == "__main__":
    main()
