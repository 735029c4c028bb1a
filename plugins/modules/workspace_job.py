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
  - Waits for any number of jobs at once, checks their sub-jobs, reads the targets back and returns the outcome for each
    of them.
  - While the task waits, the progress of the jobs is written to standard error if the module runs on the controller. It
    is visible in the terminal and in the output of job templates.
  - An empty list of jobs is accepted, so that a play can be run in check mode.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.wait_timeout
options:
  jobs:
    description: The jobs that another task with O(ignore:wait=false) returned.
    type: list
    elements: dict
    suboptions:
      id:
        description: ID of the job; V(null) for an operation without a job, for which the targets are read instead.
        type: str
      api:
        description: Operation of the service that returns the job.
        type: str
        default: workspace-sub-jobs
      verb:
        description: What the job does.
        type: str
        default: job
      targets:
        description: Names of the targets, each with its ID or V(null).
        type: dict
      until:
        description: Fields that the targets have when the operation has ended.
        type: dict
      submitted:
        description: Time at which the job was started, in seconds since 1970 by the clock of the service.
        type: float
      query:
        description: Further query parameters of the job operation.
        type: dict
      state_api:
        description:
          - Kind of the targets of an operation without a job, such as V(desktops), V(desktop-pools) or
            V(image-servers).
        type: str
        default: desktops
      things:
        description: Kind of the targets, in the plural, as shown in the progress.
        type: str
        default: desktops
  job_ids:
    description: IDs of jobs, if nothing else is known about them.
    type: list
    elements: str
    aliases: [job_id]
  api:
    description: Operation of the service that returns O(job_ids).
    type: str
    choices: [workspace-sub-jobs, workspace-jobs, app-job, image-server-job]
    default: workspace-sub-jobs
  on_timeout:
    description:
      - What to do when jobs are still running after O(wait_timeout). V(fail) fails, V(report) returns their progress.
    type: str
    choices: [fail, report]
    default: fail
  wait_timeout:
    description: Maximum number of seconds to wait.
    default: 1800
seealso:
  - module: huaweicloud.workspace.workspace_desktop
"""

EXAMPLES = r"""
---
- name: Start the creation of the desktops of two courses
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
  description: Whether all jobs have ended.
  returned: always
  type: bool
  sample: true
progress:
  description:
    - Progress of the jobs, by number of targets, and the targets that failed. For a pool, its desktops are counted.
  returned: always
  type: dict
  sample: {total: 100, done: 98, failed: [BIO-07, BIO-12]}
results:
  description: The outcome for each target, V(done), V(failed) or V(running), with the reason of a failure.
  returned: always
  type: list
  elements: dict
  sample: [{target: BIO-01, state: done}]
desktops:
  description: The desktops among the targets, as M(huaweicloud.workspace.workspace_desktop) returns them.
  returned: always
  type: list
  elements: dict
jobs:
  description: The jobs that are still running.
  returned: always
  type: list
  elements: dict
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

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.job import JOB_SPEC, wait_for_jobs


def main() -> None:
    run_info(
        JOB_SPEC,
        wait_for_jobs,
        filters=False,
        required_one_of=[("jobs", "job_ids")],
        mutually_exclusive=[("jobs", "job_ids")],
    )


if __name__ == "__main__":
    main()
