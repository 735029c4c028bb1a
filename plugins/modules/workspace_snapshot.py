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
  - Takes snapshots of the disks of cloud desktops, a baseline once or backups by their age, restores whole classes from
    them, and deletes them.
  - >-
    A snapshot is known by its desktop, the name given to it, and the kind of disk. The service makes a name of its own
    out of desktop, given name and time; the given name is therefore also written as a mark into the description, as
    C([workspace-snapshot: base; image ...; set ...]), beside the image that the desktop has then. Snapshots without
    that mark, as somebody takes them in the console, are known by their composed names; where such a name can be read
    in more than one way it is an error that lists the IDs.
  - Snapshots of one desktop that are taken together are a set. It is complete when all of them are.
  - Snapshots that the service takes by itself (C(AUTO), by a scheduled task) are never meant by name. Give their IDs in
    O(snapshot_ids) to restore or delete them.
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
      - O(state=restored) and O(recapture=true) act every time.
options:
  state:
    description:
      - V(present) takes a set for each desktop that has none that is good enough. Without O(max_age) any set of that
        name is, so that a baseline is taken once.
      - V(restored) puts the newest complete set back onto the disks that it was taken of, or the snapshots of
        O(snapshot_ids). What was on these disks is lost. It acts every time. Desktops that run are stopped for it and
        get their power state back.
      - V(absent) deletes the snapshots of that name, or those of O(snapshot_ids).
    type: str
    choices: [present, absent, restored]
    default: present
  desktops:
    description:
      - Names or IDs of the desktops meant. Names are compared without case.
      - In check mode a desktop that does not exist yet is accepted with a warning for O(state=present).
    type: list
    elements: str
    aliases: [desktop_ids]
  select_names:
    description:
      - Selects existing desktops by name. An item is a name, a pattern (V(BIO-*)) or holds a range of numbers
        (V(BIO-[01:12])).
      - Several selectors must all match. A selector that is given but empty is an error and never means all desktops.
    type: list
    elements: str
  select_tags:
    description: Selects existing desktops that have all these tags.
    type: dict
  select_pool:
    description: Selects the desktops of a pool, by its name or ID.
    type: str
  select_status:
    description:
      - Selects existing desktops by power state (V(started), V(stopped), V(hibernated)) or by a status or login status
        of the service (V(ERROR), V(DISCONNECTED)).
    type: list
    elements: str
  max_targets:
    description:
      - The most desktops that a selector may hit. If it hits more nothing is done. Required to restore or delete by
        selector.
    type: int
  snapshot_ids:
    description:
      - IDs of the snapshots to restore or delete, in place of desktops and names.
    type: list
    elements: str
    aliases: [snapshot_id]
  disk_type:
    description:
      - The disks meant, in every state. V(SYSTEM_DISK) for the system disk, V(DATA_DISKS) for all data disks, V(ALL)
        for both.
      - A desktop without data disks is an error with V(DATA_DISKS); with V(ALL) its system disk is meant.
    type: str
    choices: [SYSTEM_DISK, DATA_DISKS, ALL]
    default: SYSTEM_DISK
  name:
    description:
      - What the snapshots are called. It has 1 to 64 characters other than C([), C(]) and C(;). Required unless
        O(snapshot_ids) is given, or the name is given for each kind of disk.
    type: str
  description:
    description:
      - What is written into new snapshots, beside the mark. With the mark it may have 255 characters.
      - >-
        If it ends with the mark of a lab (C([workspace-lab: bio101])), only the snapshots of this lab are meant, in
        every state.
      - It cannot be changed afterwards and is never itself a reason for a change.
    type: str
  system_disk_snapshot:
    description: What is different for snapshots of system disks.
    type: dict
    suboptions:
      name:
        description: Their name, if not O(name).
        type: str
      description:
        description: Their description, if not O(description). The mark of a lab in O(description) is kept.
        type: str
  data_disk_snapshot:
    description: What is different for snapshots of data disks.
    type: dict
    suboptions:
      name:
        description: Their name, if not O(name).
        type: str
      description:
        description: Their description, if not O(description). The mark of a lab in O(description) is kept.
        type: str
  per_image:
    description:
      - Whether a set counts only if it was taken from the image that the desktop has now. So a baseline is taken once a
        desktop and image, and the baseline of another image is not restored.
      - Snapshots without mark do not tell their image, and do not count then.
    type: bool
    default: false
  max_age:
    description:
      - How old a set may be and still be good enough, as a number and V(s), V(m), V(h), V(d) or V(w), for example
        V(12h) or V(7d).
    type: str
  keep:
    description:
      - How many complete sets of this name remain at each desktop. Older ones are deleted, but only once the new one is
        complete. Snapshots of other names, and those that the service took by itself, are never deleted.
    type: int
  recapture:
    description:
      - Whether to renew the snapshot. A new set is taken each time, and once it is complete the older complete ones of
        this name are deleted.
    type: bool
    default: false
  if_in_use:
    description:
      - What to do with a desktop that is to be restored while somebody is logged in or has a disconnected session. The
        session state is read again just before each call. Taking and deleting snapshots disturbs nobody.
      - V(fail) stops before anything is changed, V(skip) leaves the desktop as it is and says so in RV(results),
        V(force) goes on.
    type: str
    choices: [fail, skip, force]
    default: fail
  power_type:
    description: Whether desktops are stopped in an orderly way (V(SOFT)) or by force (V(HARD)) to be restored.
    type: str
    choices: [SOFT, HARD]
    default: SOFT
  wait:
    description:
      - Whether to wait until everything is done and to check it. If false all stages are carried out, but the last one
        is not waited for; RV(jobs) can then be given to M(huaweicloud.workspace.workspace_job).
    type: bool
    default: true
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 1800
seealso:
  - module: huaweicloud.workspace.workspace_snapshot_info
  - module: huaweicloud.workspace.workspace_desktop
  - module: huaweicloud.workspace.workspace_job
"""

EXAMPLES = r"""
---
- name: A baseline of the room, once for each desktop and image
  huaweicloud.workspace.workspace_snapshot:
    select_names: ["BIO-[01:40]"]
    name: base
    per_image: true

- name: Weekly backups of the data disks, of which four remain
  huaweicloud.workspace.workspace_snapshot:
    desktops: [BIO-01, BIO-02]
    disk_type: DATA_DISKS
    name: weekly
    description: Weekly backup
    max_age: 7d
    keep: 4

- name: Renew the baseline after the software was updated
  huaweicloud.workspace.workspace_snapshot:
    desktops: [BIO-01]
    name: base
    recapture: true

- name: All disks, each kind with a name of its own
  huaweicloud.workspace.workspace_snapshot:
    desktops: [BIO-01]
    disk_type: ALL
    system_disk_snapshot: {name: before-update, description: Before the update}
    data_disk_snapshot: {name: before-update-data, description: Before the update}

- name: Put the room back to its baseline, but disturb nobody who is still at work
  huaweicloud.workspace.workspace_snapshot:
    state: restored
    select_names: ["BIO-[01:40]"]
    max_targets: 40
    name: base
    if_in_use: skip

- name: Delete what is not needed any more
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
    - The snapshots of that name, or of O(snapshot_ids), as they are now, desktop by desktop in the order asked, the
      oldest first. In check mode, as they are before.
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
actions:
  description: What was done, or in check mode would be done, in order.
  returned: always
  type: list
  elements: dict
  contains:
    verb: {description: "C(create), C(restore) or C(delete).", type: str, returned: always, sample: create}
    target: {description: The desktop's name as written., type: str, returned: always, sample: BIO-01}
    fields:
      description:
        - What changes, each with its value C(before) and C(after). For names it is the number of complete sets.
      type: dict
      returned: always
      sample: {system_disk_snapshot.base: {before: 0, after: 1}}
results:
  description: What became of each desktop whose snapshots were to be changed.
  returned: always
  type: list
  elements: dict
  contains:
    target: {description: The desktop's name as written., type: str, returned: always, sample: BIO-07}
    state:
      description: C(done), C(submitted) (not waited for), C(skipped), C(failed), C(not started), or in check mode
        C(planned).
      type: str
      returned: always
      sample: done
    changed: {description: Whether it changes., type: bool, returned: when it changes}
    diff: {description: The part of RV(ignore:diff) that is about this desktop., type: dict, returned: when it changes}
    reason: {description: Why it was not done., type: str, returned: when it was not done}
    error_code: {description: The service's error code., type: str, returned: when the service refused}
jobs:
  description:
    - What still runs, with O(wait=false) or after a timeout. Each item is all that
      M(huaweicloud.workspace.workspace_job) needs.
  returned: always
  type: list
  elements: dict
  sample: [{id: 3979904c-7beb-4f34-835f-2fa989a5550a, api: workspace-sub-jobs, verb: create, targets: {BIO-01: null}}]
error_code:
  description: The service's error code.
  type: str
  returned: when the service refused
  sample: WKS.00010032
http_status: {description: The HTTP status of the refusal., type: int, returned: when the service refused, sample: 409}
request_id: {description: The ID of the refused request., type: str, returned: when the service refused}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.snapshot.options import SNAPSHOT_SPEC
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.snapshot.resource import SnapshotResource


def main() -> None:
    run(SNAPSHOT_SPEC, SnapshotResource)


if __name__ == "__main__":
    main()
