#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_snapshot
short_description: Take, rotate, restore and delete snapshots of desktops
version_added: 0.1.0
description:
  - Takes snapshots of the disks of cloud desktops, either once as a baseline or as backups by age, restores desktops
    from them, and deletes them.
  - >-
    A snapshot is identified by its desktop, its given name, and the kind of disk. The service composes its own name
    from desktop, given name and time. The given name is therefore also stored as a mark in the description, as
    C([workspace-snapshot: base; image ...; set ...]), together with the image that the desktop has at that time.
    Snapshots without this mark, such as those taken in the console, are identified by their composed name; an ambiguous
    composed name is an error that lists the IDs.
  - Snapshots of one desktop that are taken together are a set. A set is complete when all of its snapshots are.
  - Snapshots that the service takes automatically (C(AUTO), by a scheduled task) are never found by name. Use
    O(snapshot_ids) to restore or delete them.
  - Snapshots of a desktop whose status is C(ERROR) cannot be taken or restored. Such a desktop fails and is named,
    while the other desktops are processed. If another run is taking a snapshot of a desktop, the task waits for it.
  - If another run takes a snapshot with the same name at the same time, the task fails with the IDs of both.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.if_in_use
  - huaweicloud.workspace.options.logoff
  - huaweicloud.workspace.options.power_type
  - huaweicloud.workspace.options.select_pool
  - huaweicloud.workspace.options.selectors
  - huaweicloud.workspace.options.partial
  - huaweicloud.workspace.options.wait
  - huaweicloud.workspace.options.wait_timeout
attributes:
  idempotent:
    support: partial
    details:
      - O(state=restored) and O(recapture=true) make a change each time.
options:
  state:
    description:
      - Desired state of the snapshots.
      - V(present) takes a set for each desktop that has no sufficient one. Without O(max_age) any set with that name is
        sufficient, so that a baseline is taken once.
      - V(restored) restores the newest complete set to its disks, or the snapshots of O(snapshot_ids). The current data
        on these disks is lost. It makes a change each time. Running desktops are stopped for it, and their power state
        is restored afterwards.
      - V(absent) deletes the snapshots with that name, or those of O(snapshot_ids).
    type: str
    choices: [present, absent, restored]
    default: present
  desktops:
    description:
      - Names or IDs of the desktops. Names are compared without case.
      - In check mode a desktop that does not exist yet is accepted with a warning for O(state=present).
    type: list
    elements: str
    aliases: [desktop_ids, desktop]
  max_targets:
    description:
      - Maximum number of desktops that a selector may match. If it matches more, nothing is changed. Required to
        restore or delete by selector.
  snapshot_ids:
    description:
      - IDs of the snapshots to restore or delete, in place of desktops and names.
    type: list
    elements: str
    aliases: [snapshot_id]
  disk_type:
    description:
      - Kind of disks, in all states. V(SYSTEM_DISK) for the system disk, V(DATA_DISKS) for all data disks, V(ALL) for
        both.
      - A desktop without data disks is an error with V(DATA_DISKS). With V(ALL) only its system disk is used.
    type: str
    choices: [SYSTEM_DISK, DATA_DISKS, ALL]
    default: SYSTEM_DISK
  name:
    description:
      - Name of the snapshots, 1 to 64 characters other than C([), C(]) and C(;). Required unless O(snapshot_ids) or the
        names for each kind of disk are given.
    type: str
  description:
    description:
      - Description of new snapshots, in addition to the mark. Together with the mark it has up to 255 characters.
      - >-
        If it ends with the ownership mark of a lab (C([workspace-lab: bio101])), all states apply to the snapshots of
        this lab only.
      - It cannot be changed afterwards, and is not compared.
    type: str
  system_disk_snapshot:
    description: Values for snapshots of system disks that differ from those of the task.
    type: dict
    suboptions:
      name:
        description: Name to use instead of O(name).
        type: str
      description:
        description: Description to use instead of O(description), whose ownership mark of a lab is kept.
        type: str
  data_disk_snapshot:
    description: Values for snapshots of data disks that differ from those of the task.
    type: dict
    suboptions:
      name:
        description: Name to use instead of O(name).
        type: str
      description:
        description: Description to use instead of O(description), whose ownership mark of a lab is kept.
        type: str
  per_image:
    description:
      - Whether a set counts only if it was taken from the current image of the desktop. A baseline is then taken once
        for each desktop and image, and the baseline of another image is not restored.
      - The image of a snapshot without mark is unknown, so it does not count.
    type: bool
    default: false
  after_last_session:
    description:
      - Whether a set counts only if nobody has been connected to the desktop since it was taken, so that it contains
        all work of its users. If the service does not tell that, it does not count, and a new set is taken.
      - How long the service keeps the records of connections is not documented. Use it with O(max_age).
    type: bool
    default: false
  max_age:
    description:
      - Maximum age of a set that is sufficient, as a number followed by V(s), V(m), V(h), V(d) or V(w), for example
        V(12h) or V(7d).
    type: str
  keep:
    description:
      - Number of complete sets with this name to keep for each desktop. Older ones are deleted after the new one is
        complete. Snapshots with other names, and those that the service took automatically, are never deleted.
    type: int
  recapture:
    description:
      - Whether to renew the snapshot. A new set is taken each time, and after it is complete, the older complete sets
        with this name are deleted.
    type: bool
    default: false
  wait_timeout:
    default: 1800
notes:
  - O(if_in_use) applies to restoring. Taking and deleting snapshots does not disturb users.
  - In RV(actions) and the diff, the value of a snapshot name is the number of complete sets.
  - Before a desktop is stopped only to be restored, its power state is recorded in its tag C(workspace-power), as
    described for M(huaweicloud.workspace.workspace_desktop). O(state=restored) also restores the power state that a
    killed run has recorded.
seealso:
  - module: huaweicloud.workspace.workspace_snapshot_info
  - module: huaweicloud.workspace.workspace_desktop
  - module: huaweicloud.workspace.workspace_job
"""

EXAMPLES = r"""
---
- name: Take a baseline of the lab, once for each desktop and image
  huaweicloud.workspace.workspace_snapshot:
    select_names: ["BIO-[01:40]"]
    name: base
    per_image: true

- name: Take weekly backups of the data disks, and keep four of them
  huaweicloud.workspace.workspace_snapshot:
    desktops: [BIO-01, BIO-02]
    disk_type: DATA_DISKS
    name: weekly
    description: Weekly backup
    max_age: 7d
    keep: 4

- name: Renew the baseline after a software update
  huaweicloud.workspace.workspace_snapshot:
    desktops: [BIO-01]
    name: base
    recapture: true

- name: Take snapshots of all disks, with a name for each kind
  huaweicloud.workspace.workspace_snapshot:
    desktops: [BIO-01]
    disk_type: ALL
    system_disk_snapshot: {name: before-update, description: Before the update}
    data_disk_snapshot: {name: before-update-data, description: Before the update}

- name: Save the system disks before a rebuild, unless the last snapshot is still up to date
  huaweicloud.workspace.workspace_snapshot:
    desktops: [BIO-01, BIO-02]
    name: before-rebuild
    after_last_session: true
    max_age: 1d

- name: Restore the lab to its baseline, except desktops that are in use
  huaweicloud.workspace.workspace_snapshot:
    state: restored
    select_names: ["BIO-[01:40]"]
    max_targets: 40
    name: base
    if_in_use: skip

- name: Delete snapshots
  huaweicloud.workspace.workspace_snapshot:
    state: absent
    desktops: [BIO-01]
    disk_type: ALL
    system_disk_snapshot: {name: before-update}
    data_disk_snapshot: {name: before-update-data}
"""

RETURN = r"""
---
snapshots:
  description:
    - Current state of the snapshots with that name, or of O(snapshot_ids), by desktop in the order of the task and then
      by age, the oldest first. In check mode, before any change.
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
  sample: [{verb: create, target: BIO-01, fields: {system_disk_snapshot.base: {before: 0, after: 1}}}]
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
  sample: [{target: BIO-07, state: done}]
jobs:
  # generated from tests/returns/jobs.yml: begin
  description:
    - Jobs that are still running, with O(wait=false) or after a timeout.
    - Pass them to M(huaweicloud.workspace.workspace_job) to wait for them.
  returned: always
  type: list
  elements: dict
  # generated from tests/returns/jobs.yml: end
  sample: [{id: 3979904c-7beb-4f34-835f-2fa989a5550a, api: workspace-sub-jobs, verb: create, targets: {BIO-01: null}}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.snapshot.options import SNAPSHOT_SPEC
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.snapshot.resource import SnapshotResource


def main() -> None:
    run(SNAPSHOT_SPEC, SnapshotResource)


if __name__ == "__main__":
    main()
