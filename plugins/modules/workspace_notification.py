#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_notification
short_description: Send a message to the people at desktops
version_added: 0.1.0
description:
  - Shows a message on desktops of Huawei Cloud Workspace, chosen by name or by selector, and on those of pools.
  - It is for people who are logged in. The service does not say whether anybody was there to read it, and keeps it
    for nobody. Desktops that do not run are skipped.
  - Each run sends the message again. It is never sent a second time because an answer was lost; then the task fails
    and says so.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
attributes:
  idempotent:
    description: Running it again sends the message again.
    support: none
options:
  notifications:
    description: The message, up to 255 characters.
    type: str
    required: true
  desktops:
    description:
      - Names, globs (V(BIO-*)), ranges (V(BIO-[01:12])) or IDs of desktops. Names are compared without case.
      - In check mode a desktop that does not exist yet is accepted with a warning.
    type: list
    elements: str
    aliases: [desktop_ids]
  select_names:
    description: Names, globs and ranges. What matches no desktop is no error, unlike in O(desktops).
    type: list
    elements: str
  select_tags:
    description: Tags that desktops must have, all of them.
    type: dict
  select_pool:
    description: Name or ID of the pool that desktops must be in.
    type: str
  select_status:
    description: Statuses of desktops or of logins, such as V(CONNECTED), one of which desktops must have.
    type: list
    elements: str
  max_targets:
    description: The most desktops that O(desktops) or a selector may hit.
    type: int
  pools:
    description: Names or IDs of pools; the message is shown on all of their desktops that run.
    type: list
    elements: str
    aliases: [pool_ids, pool]
  wait:
    description: Whether to wait until the message has been sent. Otherwise RV(jobs) can be waited for later.
    type: bool
    default: true
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 600
seealso:
  - module: huaweicloud.workspace.workspace_desktop
  - module: huaweicloud.workspace.workspace_desktop_pool
  - module: huaweicloud.workspace.workspace_job
"""

EXAMPLES = r"""
---
- name: Warn the whole room
  huaweicloud.workspace.workspace_notification:
    notifications: The desktops are restarted at 20:15. Please save your work.
    desktops: ["BIO-[01:12]", BIO-T1]

- name: Warn whoever is logged in, and those in the pool
  huaweicloud.workspace.workspace_notification:
    notifications: The exam ends in five minutes.
    select_status: [CONNECTED]
    pools: [bio101-drop-in]
"""

RETURN = r"""
---
desktops:
  description: The desktops that the message was for, but for those in O(pools).
  returned: success
  type: list
  elements: str
  sample: [BIO-01, BIO-02]
pools:
  description: The pools that the message was for.
  returned: success
  type: list
  elements: str
  sample: [bio101-drop-in]
actions:
  description: What was done, or in check mode would be done, in order.
  returned: always
  type: list
  elements: dict
  sample: [{verb: notify, target: BIO-01, fields: {notifications: {before: null, after: Save your work.}}}]
results:
  description: What became of each desktop and pool; V(skipped) is what does not run.
  returned: always
  type: list
  elements: dict
  sample: [{target: BIO-01, state: done}]
jobs:
  description: What is still going on; M(huaweicloud.workspace.workspace_job) waits for it.
  returned: always
  type: list
  elements: dict
  sample: []
error_code: {description: The service's error code., type: str, returned: when the service refused}
http_status: {description: The HTTP status of the refusal., type: int, returned: when the service refused}
request_id: {description: The ID of the refused request., type: str, returned: when the service refused}
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
