#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_snapshot_info
short_description: List snapshots of desktops
version_added: 0.1.0
description:
  - Returns the snapshots of a project with their age, their set, and their given name, optionally only those that match
    all given filters. Names must match exactly.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
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
    description: Names of desktops, globs (V(BIO-*)) or ranges of numbers (V(BIO-[01:12])).
    type: list
    elements: str
  snapshot_ids:
    description: IDs of snapshots.
    type: list
    elements: str
    aliases: [snapshot_id]
  snapshot_names:
    description: Names that the service composed.
    type: list
    elements: str
    aliases: [snapshot_name]
  name:
    description: Given name of the snapshots.
    type: str
  disk_type:
    description: Kind of disk of the snapshots.
    type: str
    choices: [SYSTEM_DISK, DATA_DISKS, ALL]
  create_type:
    description: V(AUTO) for snapshots that the service took automatically, V(MANUALLY) for the others.
    type: str
    choices: [AUTO, MANUALLY]
  status:
    description:
      - Status in the service, V(creating), V(create_success), V(create_failed), V(restoring), V(restore_success) or
        V(restore_failed).
    type: str
  state:
    description: State of the set.
    type: str
    choices: [complete, creating, failed]
  lab:
    description: The lab that owns the snapshots.
    type: str
  sort_field:
    description: Field by which the service sorts the snapshots.
    type: str
    choices: [create_time, snapshot_name]
  sort_type:
    description: Direction in which the service sorts by O(sort_field). It is V(ASC) if it is not given.
    type: str
    choices: [ASC, DESC]
seealso:
  - module: huaweicloud.workspace.workspace_snapshot
"""

EXAMPLES = r"""
---
- name: List the weekly backups of the lab
  huaweicloud.workspace.workspace_snapshot_info:
    select_names: ["BIO-[01:40]"]
    name: weekly
    state: complete
    sort_field: create_time
  register: backups

- name: List snapshots that the service took automatically
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
    # generated from tests/returns/snapshot.yml: begin
    snapshot_id:
      description: ID of the snapshot.
      type: str
      returned: success
      sample: 7f1fb7b9-4a52-4a5c-b1b4-3b4b3ba0dd26
    name:
      description:
        - The given name. V(null) if the snapshot has no mark and its composed name is ambiguous.
      type: str
      returned: success
      sample: base
    snapshot_name:
      description: The name that the service composed.
      type: str
      returned: success
      sample: BIO-01base20261005064512
    desktop_id: {description: ID of the desktop of the snapshot., type: str, returned: success}
    desktop_name: {description: Name of the desktop of the snapshot., type: str, returned: success, sample: BIO-01}
    disk_type: {description: V(SYSTEM_DISK) or V(DATA_DISKS)., type: str, returned: success, sample: SYSTEM_DISK}
    set:
      description: Identifies the set. It is the same for all snapshots of a desktop that were taken together.
      type: str
      returned: success
      sample: 9f3a2c1b
    state:
      description: State of the set, V(complete), V(creating) or V(failed).
      type: str
      returned: success
      sample: complete
    status: {description: Status in the service., type: str, returned: success, sample: create_success}
    process: {description: Progress of the current operation in percent., type: int, returned: success, sample: 100}
    create_type:
      description: V(MANUALLY), or V(AUTO) for snapshots that the service took automatically.
      type: str
      returned: success
      sample: MANUALLY
    create_time:
      description: Time at which the snapshot was taken.
      type: str
      returned: success
      sample: "2026-10-05T06:45:12Z"
    age: {description: Age in seconds., type: int, returned: success, sample: 86400}
    image_id: {description: ID of the image that the desktop had at that time., type: str, returned: success}
    lab: {description: The lab that owns the snapshot., type: str, returned: success, sample: bio101}
    description: {description: Description without marks., type: str, returned: success, sample: Weekly backup}
    last_restore_time: {description: Time of the last restoration., type: str, returned: success}
    restore_fail_reason: {description: Why a restoration failed., type: str, returned: success}
    # generated from tests/returns/snapshot.yml: end
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.snapshot.info import (
    INFO_SPEC,
    find_snapshots,
)


def main() -> None:
    run_info(INFO_SPEC, find_snapshots)


if __name__ == "__main__":
    main()
