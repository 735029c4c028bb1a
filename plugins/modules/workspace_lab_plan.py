#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_lab_plan
short_description: Plan a run of a lab playbook
version_added: 1.0.0
description:
  - Reads a lab file on the controller and the current state of the cloud, and plans everything that a lab playbook
    would do, in the same order and with the planners of the modules that would do it. Each section of the plan takes
    the results of the earlier sections into account.
  - The module changes nothing. In check mode it reports what a run of the playbook would change, in the diff and in the
    C(changed) status of the task.
  - The lab playbooks and the role P(huaweicloud.workspace.lab#role) use this module. Used alone, it shows the plan of a
    lab.
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
    description: Content of a lab file.
    type: dict
  source:
    description: Name of the definition in messages.
    type: str
    default: definition
  procedure:
    description: Procedure to plan.
    type: str
    choices:
      - provision
      - power
      - exam
      - reset
      - snapshot
      - teardown
      - budget
      - unused
      - timetable
      - drain
      - notify
      - assist
      - repair
      - cleanup
      - rollout
      - status
      - roster_export
      - usage
      - report
    default: provision
  run:
    description: Run variables of the role P(huaweicloud.workspace.lab#role), without their prefix.
    type: dict
    suboptions:
      only:
        description:
          - Sections to plan, V(people), V(seats), V(pools), V(policies), V(schedules), V(snapshots) or V(scripts),
            separated by commas. If blank, all sections are planned, or with O(run.seats) only seats, snapshots and
            scripts.
        type: str
        default: ""
      seats:
        description:
          - Seats to plan, as V(all), or as names, patterns or ranges (V(BIO-[01:12])) separated by commas.
        type: str
        default: ""
      snapshot_name:
        description: Names of the snapshots to plan, separated by commas. If blank, all snapshots in the lab file are
          planned.
        type: str
        default: ""
      disk_type:
        description: Disks of a snapshot that is not in the lab file.
        type: str
        choices: ["", SYSTEM_DISK, DATA_DISKS, ALL]
        default: ""
      if_in_use:
        description: What to do with desktops in use that a change would disturb. Takes precedence over the lab file.
        type: str
        choices: ["", fail, skip, force]
        default: ""
      power_type:
        description: Whether desktops are stopped by the operating system (V(SOFT)) or forcibly (V(HARD)).
        type: str
        choices: ["", SOFT, HARD]
        default: ""
      action:
        description:
          - Action of O(procedure=power), O(procedure=unused), O(procedure=timetable), O(procedure=assist),
            O(procedure=repair), O(procedure=rollout) or O(procedure=drain).
        type: str
        choices:
          - ""
          - start
          - stop
          - restart
          - hibernate
          - pause
          - resume
          - list
          - tag
          - tell
          - delete
          - apply
          - show
          - clear
          - warn
          - drain
          - release
          - cancel
          - view
          - diagnose
          - repair
          - hard_restart
          - rejoin
          - restore
          - rebuild
          - spare
          - recreate
          - plan
          - canary
          - continue
          - rollback
          - status
          - prepare
          - extend
          - end
        default: ""
      format:
        description: Format in which O(procedure=status), O(procedure=usage), O(procedure=unused) and
          O(procedure=repair) show the seats.
        type: str
        choices: ["", table, json, csv]
        default: ""
      adopt:
        description: Whether the lab takes over resources that have a desired name but not its ownership mark. A blank
          value means V(false).
        type: raw
        default: false
      delete_users:
        description: Whether O(procedure=teardown) deletes the accounts that the lab created. A blank value means
          V(false).
        type: raw
        default: false
      max_create:
        description: Maximum number of desktops, and of accounts, that the run may create. Takes precedence over the lab
          file.
        type: str
        default: ""
      max_delete:
        description: Maximum number of desktops and accounts that the run may delete. If blank, none may be deleted.
        type: str
        default: ""
      max_disrupt:
        description: Maximum number of desktops that the run may disturb. Takes precedence over the lab file.
        type: str
        default: ""
      confirm:
        description: Name of the lab, which confirms a run that causes a loss. Check mode does not need a confirmation.
        type: str
        default: ""
      expect_plan:
        description: ID of the plan that was approved.
        type: str
        default: ""
      credentials_file:
        description: Path of the file to which the initial passwords of accounts are written.
        type: str
        default: ""
      period:
        description: Period on which O(procedure=usage) reports, such as V(7d), V(2098-11-01..2098-11-30) or V(term).
        type: str
        default: ""
      show_people:
        description: Whether procedures that only report usage show the names of people. A blank value means V(false).
        type: raw
        default: false
      unused_days:
        description: Minimum number of days for which desktops that O(procedure=unused) finds have not been used, 1 to
          180.
        type: str
        default: ""
      image:
        description: Name or ID of the image that O(procedure=rollout) gives to seats.
        type: str
        default: ""
      canary:
        description:
          - Number of seats that O(procedure=rollout) gives the image first, or their names separated by commas. If
            blank, the value in the lab file is used.
        type: str
        default: ""
      batch:
        description: Maximum number of seats that O(procedure=rollout) takes at once. If blank, the value in the lab
          file is used.
        type: str
        default: ""
      max_failures:
        description: Number of failed seats that stops O(procedure=rollout). If blank, the value in the lab file is
          used.
        type: str
        default: ""
      retry:
        description: Whether O(procedure=rollout) tries seats again that have failed. A blank value means V(false).
        type: raw
        default: false
      window:
        description:
          - Length of the period, beginning now, for which O(procedure=timetable) maintains scheduled tasks, such as
            V(8d). If blank, the value in the lab file is used.
        type: str
        default: ""
      now:
        description:
          - Time that O(procedure=timetable) and O(procedure=exam) use as the current time, in the time zone of the lab,
            such as V(2098-10-06 07:30). If blank, the time of the service is used.
        type: str
        default: ""
      assist_file:
        description: Path of the file to which the playbook writes the links of O(procedure=assist), which requires it
          to start assistance.
        type: str
        default: ""
      msg:
        description:
          - Message of O(procedure=notify) and O(procedure=drain), and the one that O(procedure=assist) sends before it
            offers assistance, 1 to 255 characters.
        type: str
        default: ""
      exam_name:
        description:
          - Name of the exam for O(procedure=exam). If blank, it is the only one in the lab file, or for the action
            V(end) the only one in force.
        type: str
        default: ""
      extra_time:
        description:
          - Extra time for O(procedure=exam), by the names of people, such as V(mmueller=25%,jdoe=15m), or V(10m) for
            everybody.
        type: str
        default: ""
      report_plan:
        description: Procedure whose plan O(procedure=report) shows. If blank, it shows the lab only.
        type: str
        choices:
          ["", provision, power, reset, snapshot, teardown, budget, unused, timetable, drain, notify, assist, repair,
           cleanup, rollout, exam]
        default: ""
      wait_for_logoff:
        description:
          - How long O(procedure=drain), O(procedure=power), O(procedure=reset) and O(procedure=rollout) wait for users
            to log off, as minutes or as a duration such as V(30m). Takes precedence over the lab file.
        type: str
        default: ""
      warn:
        description: Whether O(procedure=power), O(procedure=reset) and O(procedure=rollout) warn users, wait for them,
          and let nobody else log in to the seats that they disturb until the run has ended. A blank value means
          V(false).
        type: raw
        default: false
      at_timeout:
        description:
          - What O(procedure=drain) does with desktops that are still in use at the end of the wait. Takes precedence
            over the lab file.
        type: str
        choices: ["", fail, skip, force]
        default: ""
      closed_by:
        description:
          - Procedure whose closed seats O(procedure=drain) opens with the action V(release). If blank, it releases all
            seats and pools.
        type: str
        default: ""
      extra_hours:
        description: Additional hours of this week for O(procedure=budget), such as V(jdoe=5,anna=2.5).
        type: str
        default: ""
  waited:
    description:
      - Whether the playbook has already waited for RV(coming) of an earlier plan. Jobs that are still running are then
        not waited for again, and desktops that are still being created are an objection.
    type: bool
    default: false
  verify:
    description:
      - Names of sections of a plan that was carried out. Only these are planned, and targets that still have an action
        are not as planned. Script runs are left out, since only a run shows whether a script succeeds.
      - With O(procedure=rollout), and at the end of an exam whose work was collected, the sections are those that
        follow from the outcome, and RV(sections) has them.
    type: list
    elements: str
  failed:
    description: Names of targets of which a task that carried out the plan has returned that they failed.
    type: list
    elements: str
    default: []
  wait_timeout:
    description: Maximum duration of the task, in seconds. It is passed to the roles that carry out the plan as well.
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

- name: Show the plan
  ansible.builtin.debug:
    msg: "{{ plan.lines }}"

- name: Fail if the plan would create more than expected
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
  description: The plan as lines of text, or the requested information with O(procedure=status) and
    O(procedure=roster_export).
  returned: success
  type: list
  elements: str
plan_id:
  description: ID of the plan, which is the same for the same actions.
  returned: success
  type: str
  sample: 0d47ab61e7b2
objections:
  description: Reasons why the plan must not be carried out, such as a limit that it exceeds.
  returned: success
  type: list
  elements: str
actions:
  description: Changes of all sections in order, as the modules that make them return them.
  returned: success
  type: list
  elements: dict
results:
  description:
    - Targets that would be changed or left unchanged, with C(target), C(state), C(reason) and C(section), which is one
      of the possible keys of RV(sections).
  returned: success
  type: list
  elements: dict
sections:
  description:
    - Input with which the roles carry out the sections of the plan, in order, for sections that have something to do.
    - It may contain addresses of people, so the result of the task is not shown outside check mode.
  returned: success
  type: dict
bounds:
  description: Limits of the run, as options of M(huaweicloud.workspace.workspace_desktop).
  returned: success
  type: dict
time_zone:
  description: Time zone of the lab; blank if it has none.
  returned: success
  type: str
coming:
  description:
    - Jobs with which another run, or a run that was killed, is creating or deleting desktops of the lab, as input for
      M(huaweicloud.workspace.workspace_job).
    - While there are any, nothing is planned, since their outcome is not known.
  returned: success
  type: list
  elements: dict
doors:
  description:
    - The seats to which nobody can log in until the run has ended, if O(run.warn) is true. C(closed) has items of
      M(huaweicloud.workspace.workspace_desktop) that close them, C(closed_by) the name in their notes, and C(opened)
      the IDs of those that are opened at the end, with those that an earlier run has left closed.
  returned: success
  type: dict
outcome:
  description:
    - Summary of the actions, with C(counts) and C(names) of the targets by C(create), C(change), C(disturb), C(delete),
      C(skip) and C(failed). People are counted, but not named.
  returned: success
  type: dict
  sample:
    counts: {create: 2, change: 0, disturb: 0, delete: 0, skip: 0, failed: 0}
    names: {create: [BIO-01, BIO-02], change: [], disturb: [], delete: [], skip: [], failed: []}
verdict:
  description: Whether all selected seats are ready, V(ready) or V(not ready); with O(run.report_plan), V(planned)
    or V(refused); of O(procedure=timetable), V(done with stragglers) if only pools are left that cannot get back
    what they had yet; of O(procedure=repair), V(done) or V(done with stragglers) if there is nothing to do; of
    O(procedure=rollout), V(done), V(done with stragglers) or V(stopped by failures).
  returned: when O(procedure=status) or O(procedure=report), sometimes when O(procedure=timetable) or
    O(procedure=repair), and for the outcome of O(procedure=rollout)
  type: str
left_over:
  description: Resources that the lab owns but that are not in its file.
  returned: success
  type: list
  elements: str
bill:
  description: Totals of the actions, such as the desktops to create and the quotas that are needed.
  returned: when O(procedure=provision)
  type: dict
summary:
  description: RV(bill) in one line.
  returned: when O(procedure=provision)
  type: str
status:
  description: State of the seats, with their C(rows), the C(totals), the names of those C(not_ready) and a C(verdict).
  returned: when O(procedure=status)
  type: dict
report:
  description: Data of the page that shows the lab, and the plan of O(run.report_plan).
  returned: when O(procedure=report)
  type: dict
usage:
  description:
    - Usage of the lab, with C(rows) (one for each desktop), C(totals), C(peaks), C(rules), and with prices C(cost).
  returned: when O(procedure=usage)
  type: dict
budget:
  description: The C(week), and the numbers of people who are warned, locked, unlocked and logged off.
  returned: when O(procedure=budget)
  type: dict
exam:
  description:
    - The C(name) of the exam, the names of its C(seats), of those that are C(skipped) because somebody is logged in,
      and of those whose time is not over (C(later)), what is C(left) in force, with the reasons, and the C(ids) of all
      seats.
  returned: when O(procedure=exam)
  type: dict
unused:
  description: Unused desktops, with C(rows), C(names), and the names of desktops whose use is C(unknown).
  returned: when O(procedure=unused)
  type: dict
rollout:
  description:
    - Names of the C(seats) of the run and of its pools, those that are C(good) and the C(stragglers), the C(failed) and
      the C(unchecked) with the reasons. C(registering), jobs to wait for until people can log in, C(waiting) and
      C(snapshots) are inputs of the tasks that carry it out.
  returned: when O(procedure=rollout) and O(run.action) is V(canary), V(continue) or V(rollback)
  type: dict
timetable:
  description:
    - Numbers of scheduled tasks that are created (C(create)), changed (C(update)) and removed (C(delete)), and the time
      C(until) which they follow the timetable.
    - The C(pools) that are changed, when the number of desktops that a pool needs changes next (C(next_change), blank
      if it does not), and the pools whose note is C(kept) since they cannot get back what they had yet.
  returned: when O(procedure=timetable)
  type: dict
notify:
  description: Names of the C(desktops) that the message is sent to.
  returned: when O(procedure=notify)
  type: dict
assistance:
  description:
    - The C(action), the names of the C(seats), the seconds to wait for answers (C(timeout)), and C(jobs) with which
      M(huaweicloud.workspace.workspace_job) waits for the answers to earlier offers.
  returned: when O(procedure=assist)
  type: dict
repair:
  description:
    - State of the seats, with C(rows), the C(counts) by verdict, C(remarks) and, by C(rungs), the seats that are
      repaired; C(left) are the seats that do not work, or of which that is not known, and C(kept) the desktops that
      others have replaced.
    - C(healed), C(tried) and C(registering) are inputs of the tasks that carry it out.
  returned: when O(procedure=repair)
  type: dict
cleanup:
  description: Desktops that others have replaced, with C(rows), and the names of those that are C(kept) and C(deleted).
  returned: when O(procedure=cleanup)
  type: dict
drain:
  description:
    - The C(action), the names of the seats (C(drained)) and C(pools) that were drained before, the number of desktops
      C(in_use), the task that waits for users to log off (C(waiting)), and the seats that a release leaves closed
      with the reasons, by their IDs (C(left)).
  returned: when O(procedure=drain)
  type: dict
doomed:
  description: Names of the resources that would be deleted, by kind.
  returned: when O(procedure=teardown)
  type: dict
owned:
  description: Existing resources of the lab, as lines of text.
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
