#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_lab_plan
short_description: Plan a run of a lab playbook
version_added: 0.1.0
description:
  - Reads a lab file on the controller and what there is in the cloud, and plans everything that a lab playbook would
    do, with the planners of the modules that would do it and in the same order. Each section of the plan knows what the
    earlier ones will have made.
  - The module changes nothing. In check mode it reports what a run of the playbook would change, as a difference and as
    the state of the task.
  - The lab playbooks and the role P(huaweicloud.workspace.lab#role) use it; on its own it shows the plan of a lab.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  lab_file:
    description:
      - Path of a lab file on the controller, relative to the working directory.
      - Exactly one of O(lab_file) and O(definition) is required.
    type: str
  definition:
    description: The content of a lab file.
    type: dict
  source:
    description: How messages call the definition.
    type: str
    default: definition
  procedure:
    description: What is to be planned.
    type: str
    choices: [provision, status, power, reset, snapshot, teardown, roster_export, usage, budget, unused, timetable]
    default: provision
  run:
    description: The run variables of the role P(huaweicloud.workspace.lab#role), without their prefix.
    type: dict
    suboptions:
      only:
        description:
          - The sections to look at, V(people), V(seats), V(pools), V(policies), V(schedules), V(snapshots) or
            V(scripts), with commas between them. Blank means all; with O(run.seats) it means seats, snapshots and
            scripts.
        type: str
        default: ""
      seats:
        description:
          - The seats to look at, as V(all), names, patterns or ranges (V(BIO-[01:12])) with commas between them.
        type: str
        default: ""
      snapshot_name:
        description: The snapshots to look at, with commas between them. Blank means all of the lab file.
        type: str
        default: ""
      disk_type:
        description: The disks of a snapshot that the lab file does not name.
        type: str
        choices: ["", SYSTEM_DISK, DATA_DISKS, ALL]
        default: ""
      if_in_use:
        description: What to do with desktops in use that a change would disturb; wins over the lab file.
        type: str
        choices: ["", fail, skip, force]
        default: ""
      power_type:
        description: Whether desktops are stopped in an orderly way or by force.
        type: str
        choices: ["", SOFT, HARD]
        default: ""
      action:
        description: What O(procedure=power), O(procedure=unused) or O(procedure=timetable) does.
        type: str
        choices: ["", start, stop, restart, hibernate, pause, resume, list, tag, tell, delete, apply, show, clear]
        default: ""
      format:
        description: How O(procedure=status), O(procedure=usage) and O(procedure=unused) show the seats.
        type: str
        choices: ["", table, json, csv]
        default: ""
      adopt:
        description: Whether things with a desired name but without the lab's mark become the lab's. Blank means no.
        type: raw
        default: false
      delete_users:
        description: Whether O(procedure=teardown) deletes the accounts that the lab created. Blank means no.
        type: raw
        default: false
      max_create:
        description: The most desktops, and the most accounts, that the run may create; wins over the lab file.
        type: str
        default: ""
      max_delete:
        description: The most desktops and accounts that the run may delete. Blank means none.
        type: str
        default: ""
      max_disrupt:
        description: The most desktops that the run may disturb; wins over the lab file.
        type: str
        default: ""
      confirm:
        description: The lab's name, which confirms that something is lost. Check mode needs no confirmation.
        type: str
        default: ""
      expect_plan:
        description: ID of the plan that was approved.
        type: str
        default: ""
      credentials_file:
        description: The file that is to take the first passwords of accounts.
        type: str
        default: ""
      period:
        description: The time that O(procedure=usage) tells of, as V(7d), V(2026-11-01..2026-11-30) or V(term).
        type: str
        default: ""
      show_people:
        description: Whether procedures that only tell of use name people. Blank means no.
        type: raw
        default: false
      unused_days:
        description: For how many days nobody has used what O(procedure=unused) finds, 1 to 180.
        type: str
        default: ""
      window:
        description:
          - For how long from now on O(procedure=timetable) keeps scheduled tasks, as in V(8d). Blank means what the lab
            file says.
        type: str
        default: ""
      now:
        description:
          - The time that O(procedure=timetable) takes for now, by the clocks of the lab, as in V(2026-10-05 07:30).
            Blank means the time of the service.
        type: str
        default: ""
      extra_hours:
        description: More hours of this week for O(procedure=budget), as in V(jdoe=5,anna=2.5).
        type: str
        default: ""
  waited:
    description:
      - Whether RV(coming) of an earlier plan was waited for. What still goes on is then not waited for again; desktops
        that are still being created are an objection.
    type: bool
    default: false
  verify:
    description:
      - Names of sections of a plan that was carried out. Only they are planned, and what still has an action then is
        not as planned. Runs of scripts are left out, since only a run tells whether a script would succeed.
    type: list
    elements: str
  wait_timeout:
    description: Maximum duration of the task, in seconds. The roles that carry the plan out are given it too.
    type: int
    default: 1800
seealso:
  - plugin: huaweicloud.workspace.lab
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Plan a lab
  huaweicloud.workspace.workspace_lab_plan:
    definition:
      version: 1
      name: bio101
      defaults:
        product: workspace.c2.large.windows.2
        image: win11-bio-2026.09
        root_volume: {type: SAS, size: 80}
      seats:
        - name: students
          people: [mmueller, jdoe]
          computer_name: "BIO-{number:02d}"
          numbers: {first: 1, last: 20}
  register: plan

- name: Show it
  ansible.builtin.debug:
    msg: "{{ plan.lines }}"

- name: Do not go on if it would create more than expected
  ansible.builtin.assert:
    that: plan.bill.create | length <= 2
"""

RETURN = r"""
lab:
  description: Name of the lab.
  returned: success
  type: str
  sample: bio101
where:
  description: Region, project and lab, in one line.
  returned: success
  type: str
  sample: region ap-southeast-1, project ap-southeast-1_teaching, lab bio101
lines:
  description: The plan, or with O(procedure=status) and O(procedure=roster_export) what is asked for, as lines to read.
  returned: success
  type: list
  elements: str
plan_id:
  description: ID of the plan, equal for equal actions.
  returned: success
  type: str
  sample: 0d47ab61e7b2
objections:
  description: Reasons why the plan must not be carried out, such as a limit that it breaks.
  returned: success
  type: list
  elements: str
actions:
  description: The ordered changes of all sections, as the modules that make them return them.
  returned: success
  type: list
  elements: dict
results:
  description:
    - The targets that would be changed or left alone, with C(target), C(state), C(reason) and C(section), one of the
      keys that RV(sections) may have.
  returned: success
  type: list
  elements: dict
sections:
  description:
    - What the roles of the sections are given to carry the plan out, for those that have something to do, in their
      order.
    - It may hold addresses of people, so outside check mode the result of the task is not shown.
  returned: success
  type: dict
bounds:
  description: How far the run may go, as options of M(huaweicloud.workspace.workspace_desktop).
  returned: success
  type: dict
time_zone:
  description: The time zone of the lab, blank if it has none.
  returned: success
  type: str
coming:
  description:
    - The jobs by which another run, or one that was killed, is creating or deleting desktops of the lab, as
      M(huaweicloud.workspace.workspace_job) takes them.
    - As long as there are any nothing is planned, since nobody knows what there will be.
  returned: success
  type: list
  elements: dict
outcome:
  description:
    - What the actions come to, with C(counts) and C(names) of the targets by C(create), C(change), C(disturb),
      C(delete), C(skip) and C(failed). People are counted, but not named.
  returned: success
  type: dict
  sample:
    counts: {create: 2, change: 0, disturb: 0, delete: 0, skip: 0, failed: 0}
    names: {create: [BIO-01, BIO-02], change: [], disturb: [], delete: [], skip: [], failed: []}
verdict:
  description: Whether all seats that are looked at are ready, V(ready) or V(not ready).
  returned: when O(procedure=status)
  type: str
left_over:
  description: What the lab owns and its file does not name.
  returned: success
  type: list
  elements: str
bill:
  description: What the actions come to, such as the desktops to create and the quotas that are needed.
  returned: when O(procedure=provision)
  type: dict
summary:
  description: The bill in one line.
  returned: when O(procedure=provision)
  type: str
status:
  description: How the seats are, with their C(rows), the C(totals), the names of those C(not_ready) and a C(verdict).
  returned: when O(procedure=status)
  type: dict
usage:
  description:
    - How the lab is used, with C(rows) (one a desktop), C(totals), C(peaks), C(rules), and with prices C(cost).
  returned: when O(procedure=usage)
  type: dict
budget:
  description: The C(week), and how many people are warned, locked, unlocked and logged off.
  returned: when O(procedure=budget)
  type: dict
unused:
  description: What nobody uses, with C(rows), C(names), and the names of what is C(unknown).
  returned: when O(procedure=unused)
  type: dict
timetable:
  description:
    - How many scheduled tasks are created (C(create)), changed (C(update)) and removed (C(delete)), and C(until) when
      they follow the timetable.
  returned: when O(procedure=timetable)
  type: dict
doomed:
  description: The names of what would be deleted, by kind.
  returned: when O(procedure=teardown)
  type: dict
owned:
  description: What there is of the lab, as lines to read.
  returned: when O(procedure=teardown)
  type: list
  elements: str
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.run import PLAN_SPEC, plan_for
from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_planning


def main() -> None:
    run_planning(PLAN_SPEC, plan_for, required_one_of=[("lab_file", "definition")])


if __name__ == "__main__":
    main()
