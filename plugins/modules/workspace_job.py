#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_job
short_description: Wait for jobs that other tasks started
version_added: 0.1.0
description:
  - Waits for any number of jobs at once, looks into their sub-jobs, reads the targets back and says what became of
    each.
  - While it waits it tells how far the jobs are, in the terminal and in job templates.
  - An empty list of jobs is fine, so a play runs through in check mode.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  jobs:
    description:
      - The jobs as another task with O(ignore:wait=false) returned them.
    type: list
    elements: dict
    suboptions:
      id:
        description: ID of the job; none for an operation that has no job and is watched through its targets.
        type: str
      api:
        description: Which of the service's job operations knows the job.
        type: str
        default: workspace-sub-jobs
      verb:
        description: What is being done.
        type: str
        default: job
      targets:
        description: The names of the targets, each with its ID or null.
        type: dict
      until:
        description: The fields that the targets have when it is done.
        type: dict
      submitted:
        description: When it was started, in seconds since 1970 by the service's clock.
        type: float
      query:
        description: What else the job operation has to be asked with.
        type: dict
      state_api:
        description:
          - What the targets are, where they are watched themselves, as the other task returned it, such as V(desktops),
            V(desktop-pools) or V(image-servers).
        type: str
        default: desktops
  job_ids:
    description: IDs of jobs of which nothing else is known.
    type: list
    elements: str
  api:
    description: Which of the service's job operations knows the O(job_ids).
    type: str
    choices: [workspace-sub-jobs, workspace-jobs, app-job, image-server-job]
    default: workspace-sub-jobs
  on_timeout:
    description:
      - What to do when jobs still run at the end of O(wait_timeout). V(fail) fails, V(report) returns how far they are.
    type: str
    choices: [fail, report]
    default: fail
  wait_timeout:
    description: Seconds to wait.
    type: int
    default: 1800
seealso:
  - module: huaweicloud.workspace.workspace_desktop
"""

EXAMPLES = r"""
---
- name: Begin to create the desktops of two courses
  huaweicloud.workspace.workspace_desktop:
    product: workspace.c2.large.windows.2
    image: win11-bio-2026.09
    root_volume: {type: SAS, size: 80}
    desktops: "{{ item }}"
    wait: false
  loop:
    - [{computer_name: BIO-01, user_name: mmueller}]
    - [{computer_name: CHE-01, user_name: ohaddad}]
  register: started

- name: Wait for all of them
  huaweicloud.workspace.workspace_job:
    jobs: "{{ started.results | map(attribute='jobs') | flatten }}"
"""

RETURN = r"""
---
finished:
  description: Whether nothing runs any more.
  returned: always
  type: bool
  sample: true
progress:
  description: How far the jobs are.
  returned: always
  type: dict
  sample: {total: 100, done: 98, failed: [BIO-07, BIO-12]}
results:
  description: What became of each target, C(done) or C(failed) or C(running), with the reason of a failure.
  returned: always
  type: list
  elements: dict
  sample: [{target: BIO-01, state: done}]
desktops:
  description: The desktops that the jobs were about, as M(huaweicloud.workspace.workspace_desktop) returns them.
  returned: always
  type: list
  elements: dict
jobs:
  description: The jobs that still run.
  returned: always
  type: list
  elements: dict
  sample: []
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.job import JOB_SPEC, wait_for_jobs


def main() -> None:
    run_info(
        JOB_SPEC,
        wait_for_jobs,
        required_one_of=[("jobs", "job_ids")],
        mutually_exclusive=[("jobs", "job_ids")],
    )


if __name__ == "__main__":
    main()
