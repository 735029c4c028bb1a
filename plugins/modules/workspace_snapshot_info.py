#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_snapshot_info
short_description: Find snapshots of desktops
version_added: 0.1.0
description:
  - Returns the snapshots of a project, with their age, the set that they belong to, and the name that was given to
    them. All filters that are given must match, and names match as a whole.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  desktop_ids:
    description: IDs of desktops.
    type: list
    elements: str
    aliases: [desktop_id]
  desktop_names:
    description: Names of desktops, compared without case.
    type: list
    elements: str
    aliases: [desktop_name, desktops]
  select_names:
    description: Names of desktops, patterns (V(BIO-*)) or ranges of numbers (V(BIO-[01:12])).
    type: list
    elements: str
  snapshot_ids:
    description: IDs of snapshots.
    type: list
    elements: str
    aliases: [snapshot_id]
  snapshot_names:
    description: Names as the service composed them.
    type: list
    elements: str
    aliases: [snapshot_name]
  name:
    description: The name that was given to the snapshots.
    type: str
  disk_type:
    description: The kind of disk that they are of.
    type: str
    choices: [SYSTEM_DISK, DATA_DISKS, ALL]
  create_type:
    description: V(AUTO) for those that the service took by itself, V(MANUALLY) for the others.
    type: str
    choices: [AUTO, MANUALLY]
  status:
    description:
      - What the service says of them, C(creating), C(create_success), C(create_failed), C(restoring),
        C(restore_success) or C(restore_failed).
    type: str
  state:
    description: How far their sets are.
    type: str
    choices: [complete, creating, failed]
  lab:
    description: The lab that they belong to.
    type: str
  sort_field:
    description: What the service sorts them by.
    type: str
    choices: [create_time, snapshot_name]
  sort_type:
    description: Whether they are sorted upwards or downwards by O(sort_field). Upwards if it is not given.
    type: str
    choices: [ASC, DESC]
seealso:
  - module: huaweicloud.workspace.workspace_snapshot
"""

EXAMPLES = r"""
---
- name: How old are the backups of the room?
  huaweicloud.workspace.workspace_snapshot_info:
    select_names: ["BIO-[01:40]"]
    name: weekly
    state: complete
    sort_field: create_time
  register: backups

- name: What has the service taken by itself?
  huaweicloud.workspace.workspace_snapshot_info:
    create_type: AUTO
"""

RETURN = r"""
---
snapshots:
  description: The snapshots.
  returned: success
  type: list
  elements: dict
  contains:
    snapshot_id: {description: The ID., type: str, returned: success, sample: 7f1fb7b9-4a52-4a5c-b1b4-3b4b3ba0dd26}
    name:
      description:
        - The name that was given to it. None if it has no mark and its composed name can be read in several ways.
      type: str
      returned: success
      sample: base
    snapshot_name:
      description: The name that the service composed.
      type: str
      returned: success
      sample: BIO-01base20261005064512
    desktop_id: {description: ID of the desktop., type: str, returned: success}
    desktop_name: {description: Name of the desktop., type: str, returned: success, sample: BIO-01}
    disk_type: {description: SYSTEM_DISK or DATA_DISKS., type: str, returned: success, sample: SYSTEM_DISK}
    set:
      description: The same for all snapshots of one desktop that were taken together.
      type: str
      returned: success
      sample: 9f3a2c1b
    state:
      description: Whether its set is C(complete), still C(creating), or C(failed).
      type: str
      returned: success
      sample: complete
    status: {description: What the service says of it., type: str, returned: success, sample: create_success}
    process: {description: Percent of what is being done to it., type: int, returned: success}
    create_type:
      description: C(MANUALLY), or C(AUTO) if the service took it by itself.
      type: str
      returned: success
      sample: MANUALLY
    create_time: {description: When it was taken., type: str, returned: success, sample: "2026-10-05T06:45:12Z"}
    age: {description: Seconds since then., type: int, returned: success, sample: 86400}
    image_id: {description: ID of the image that the desktop had then., type: str, returned: success}
    lab: {description: The lab that it belongs to., type: str, returned: success, sample: bio101}
    description: {description: The description without marks., type: str, returned: success, sample: Weekly backup}
    last_restore_time: {description: When it was last restored., type: str, returned: success}
    restore_fail_reason: {description: Why it could not be restored., type: str, returned: success}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.snapshot.info import (
    INFO_SPEC,
    find_snapshots,
)


def main() -> None:
    run_info(INFO_SPEC, find_snapshots)


if __name__ == "__main__":
    main()
