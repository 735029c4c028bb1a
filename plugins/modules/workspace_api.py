#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_api
short_description: Send a request to the API
version_added: 0.1.0
description:
  - Sends a request to Huawei Cloud Workspace or Workspace Application, for operations that no other module covers. The
    request is signed, retried and waited for in the same way as in the other modules of this collection.
  - A request that only reads is sent in check mode too, and never counts as a change. Any other request counts as a
    change each time it is sent, and is not sent in check mode.
  - The API reference of the service lists the paths, queries and bodies.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.wait
  - huaweicloud.workspace.options.wait_timeout
attributes:
  idempotent:
    support: none
    details:
      - A request that changes something is sent each time, regardless of the current state.
options:
  method:
    description: HTTP method of the operation.
    type: str
    choices: [GET, POST, PUT, PATCH, DELETE]
    default: GET
  path:
    description:
      - Path of the operation as in the API reference, starting with the version, such as
        C(/v2/{project_id}/desktops/{desktop_id}).
      - The ID of the project is filled in automatically, other placeholders from O(path_params). A path with a host or
        a query is an error.
    type: str
    required: true
  path_params:
    description:
      - Values of the placeholders in O(path). They are encoded as necessary.
      - For a desktop, user, user group or desktop pool in the path, such as C(/desktops/{desktop_id}),
        C(/users/{user_id}), C(/groups/{group_id}) and C(/desktop-pools/{pool_id}), a name is accepted in place of the
        ID. In check mode a name that does not exist yet is accepted with a warning, unless the request only reads.
    type: dict
    default: {}
  query:
    description: Query parameters. A list repeats its parameter, and V(null) omits it.
    type: dict
    default: {}
  body:
    description:
      - Body of the request, a dictionary or a list. On a command line it can be JSON.
      - Values in O(body) and O(query) whose names look like those of passwords or keys are hidden in results, diffs and
        logs. E-mail addresses and phone numbers are masked in RV(actions) and diffs.
    type: raw
  headers:
    description:
      - Headers that some operations accept. These are C(X-Language), C(X-Client-Token), C(X-Linked-Id) and
        C(Service-Transaction-Id).
    type: dict
    default: {}
  service:
    description: Service to send the request to, Workspace (V(workspace)) or Workspace Application (V(app)).
    type: str
    choices: [workspace, app]
    default: workspace
  read_only:
    description:
      - Whether the request only reads. Such a request is sent in check mode too, and is sent again when its answer is
        lost.
      - If it is not given, GET requests only read, and so do the queries, checks and price inquiries that the API sends
        by POST. Known exceptions are the GET requests that set a random password, synchronize with a domain or start an
        export.
      - PUT, PATCH and DELETE requests never only read.
    type: bool
  repeatable:
    description:
      - Whether it is safe to send the request twice. Such a request is sent again when its answer is lost.
      - Otherwise the task fails when the answer to a request that changes something is lost, and reports what may have
        been done. A request that the service certainly did not accept is sent again in any case.
      - Most PUT and DELETE requests are repeatable. A DELETE request whose first attempt had an effect may fail when it
        is repeated, since there is nothing left to delete.
    type: bool
    default: false
  paginate:
    description:
      - Whether to read all pages of a list. This works for lists that are read by GET with C(offset) and C(limit).
    type: bool
    default: false
  page_size:
    description:
      - Number of items in a page, up to 1000. The maximum depends on the operation; it is 100 or 1000 for most of them
        and 50 for some.
    type: int
    default: 100
  items_key:
    description: Name of the list in the answer. Required only if the answer contains several lists.
    type: str
  show_personal_data:
    description:
      - Whether RV(answer) and RV(collected) show e-mail addresses and phone numbers of people in full. By default they
        are shown only in part.
    type: bool
    default: false
  job_api:
    description:
      - Operation that returns the jobs in the answer. The default is V(workspace-jobs) for O(service=workspace) and
        V(app-job) for O(service=app).
    type: str
    choices: [workspace-jobs, workspace-sub-jobs, app-job, image-server-job]
  wait:
    description:
      - Whether to wait for the jobs in the answer (in C(job_id), in items that contain one, or in C(success_job_ids)),
        and to fail if a job fails. If V(false), they are returned in RV(jobs).
notes:
  - Answers can contain secrets, such as a random password or an invitation. Use C(no_log=true) for such tasks.
  - Answers that are files, such as templates, are not read. The task then fails although the service carried out the
    request.
  - The service can accept a request and report refused parts only in its answer, for example in
    C(failed_operation_list). The task does not fail then. Check RV(answer), or use C(failed_when).
  - To accept that a resource no longer exists, use C(failed_when) with RV(http_status).
seealso:
  - module: huaweicloud.workspace.workspace_job
  - module: ansible.builtin.uri
"""

EXAMPLES = r"""
---
- name: List the connections during an exam
  huaweicloud.workspace.workspace_api:
    path: /v2/{project_id}/connections/desktops
    query: {start_time: "2026-10-05T07:00Z", end_time: "2026-10-05T09:00Z"}
    paginate: true
  register: logins

- name: Find the desktops of a course
  huaweicloud.workspace.workspace_desktop_info:
    tags: {course: bio101}
  register: course

- name: Install the monitoring agent on them and wait until it is installed
  huaweicloud.workspace.workspace_api:
    method: POST
    path: /v2/{project_id}/desktops/agents
    body:
      desktop_ids: "{{ course.desktops | map(attribute='desktop_id') }}"

- name: Offer remote assistance on a desktop
  huaweicloud.workspace.workspace_api:
    method: POST
    path: /v2/{project_id}/desktops/{desktop_id}/remote-assistance
    path_params: {desktop_id: BIO-01}

- name: Get the link, which gives anyone who has it access to the desktop
  huaweicloud.workspace.workspace_api:
    path: /v2/{project_id}/desktops/{desktop_id}/remote-assistance
    path_params: {desktop_id: BIO-01}
  register: assistance
  no_log: true

- name: End the remote assistance
  huaweicloud.workspace.workspace_api:
    method: DELETE
    path: /v2/{project_id}/desktops/{desktop_id}/remote-assistance
    path_params: {desktop_id: BIO-01}
    repeatable: true
"""

RETURN = r"""
---
answer:
  description:
    - Body of the answer; empty if the service sends none. An answer that is a list is returned in C(body).
    - V(null) with O(paginate=true), and in check mode for a request that changes something.
  returned: success
  type: dict
  sample: {desktop_id: 91c0b4a5-6b4d-4a9e-8a6f-0d1f7e1b2c3d, initiator_type: ADMIN_INITIATE, status: WAIT_USER_CONFIRM}
collected:
  description: All items of the list with O(paginate=true), otherwise V(null).
  returned: success
  type: list
  elements: raw
  sample: [{user_name: mmueller@workspace.local, computer_name: BIO-01, connection_start_time: "2026-10-05T07:01:22Z"}]
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
  sample:
    - verb: send
      target: POST /v2/{project_id}/desktops/agents
      fields: {body: {before: null, after: {desktop_ids: [91c0b4a5-6b4d-4a9e-8a6f-0d1f7e1b2c3d]}}}
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
  sample: [{target: "POST /v2/{project_id}/desktops/agents", state: done}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.api import API_SPEC, ApiRequest, secrets


def main() -> None:
    # The system's log would show the whole body.
    run(API_SPEC, ApiRequest, secrets=secrets, no_log=True)


if __name__ == "__main__":
    main()
