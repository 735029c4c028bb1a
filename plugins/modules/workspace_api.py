#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_api
short_description: Send any request of the API
version_added: 0.1.0
description:
  - Sends one request of Huawei Cloud Workspace or of its Application service, for what no other module does.
    It is signed, retried, waited for and, in check mode, held back as everywhere in this collection.
  - A request that only reads is sent in check mode, too, and changes nothing. Any other counts as a change each time it
    is sent, and in check mode is only announced.
  - The API's own description of its operations says which paths, queries and bodies there are.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
attributes:
  idempotent:
    description: A request that does not only read is sent each time, whatever it finds.
    support: none
options:
  method:
    description: The method of the operation.
    type: str
    choices: [GET, POST, PUT, PATCH, DELETE]
    default: GET
  path:
    description:
      - The path of the operation as its description has it, from the version on, such as
        C(/v2/{project_id}/desktops/{desktop_id}).
      - The project's ID is filled in by itself, other placeholders from O(path_params). A host or a query in the path
        is refused.
    type: str
    required: true
  path_params:
    description:
      - The values of the placeholders in O(path). They are encoded as paths need it.
      - For the desktop, user, group or desktop pool in a path, as in C(/desktops/{desktop_id}), C(/users/{user_id}),
        C(/groups/{group_id}) and C(/desktop-pools/{pool_id}), a name will do in place of the ID. In check mode one that
        does not exist yet is accepted with a warning, unless the request only reads.
    type: dict
    default: {}
  query:
    description: The query. A list gives its parameter several times, and null leaves it out.
    type: dict
    default: {}
  body:
    description:
      - The body, a dictionary or a list. On a command line it may be JSON.
      - Values in it and in O(query) whose names are like those of passwords and keys are not shown in results, in
        differences and in logs. In RV(ignore:actions) and in differences, addresses of people are shown only in part.
    type: raw
  headers:
    description:
      - Headers that some operations know, C(X-Language), C(X-Client-Token), C(X-Linked-Id) and
        C(Service-Transaction-Id).
    type: dict
    default: {}
  service:
    description: Which of the two services is meant, Workspace (V(workspace)) or Workspace Application (V(app)).
    type: str
    choices: [workspace, app]
    default: workspace
  read_only:
    description:
      - Whether the request only reads. Such a request is sent in check mode, too, and again when its answer was lost.
      - If it is not given, a GET does, and so do the queries, checks and inquiries of prices that the API wants by
        POST. Known exceptions are the GET requests that set a random password, synchronize with a domain or start an
        export, which change something.
      - PUT, PATCH and DELETE requests never only read.
    type: bool
  repeatable:
    description:
      - Whether it is harmless to send the request twice. Then it is sent again when its answer was lost.
      - Otherwise a request that changes something and whose answer was lost is not sent again, and the task says what
        may or may not have been done. What surely was not taken up is sent again in any case.
      - Most PUT and DELETE requests are repeatable, although a DELETE that had an effect the first time may then fail
        because there is nothing left to delete.
    type: bool
    default: false
  paginate:
    description:
      - Whether all items of a list are read, page by page. For lists that are read by GET and paged by C(offset) and
        C(limit).
    type: bool
    default: false
  page_size:
    description:
      - How many items are asked for at once, up to 1000. Operations have limits of their own for it, most of them
        100 or 1000, some 50.
    type: int
    default: 100
  items_key:
    description: Which list of the answer is meant. It need not be given if there is but one.
    type: str
  job_api:
    description:
      - Which of the service's job operations knows the jobs that the answer tells. If it is not given,
        V(workspace-jobs) for O(service=workspace) and V(app-job) for O(service=app).
    type: str
    choices: [workspace-jobs, workspace-sub-jobs, app-job, image-server-job]
  wait:
    description:
      - Whether to wait for the jobs that the answer tells, in C(job_id), in rows that have one or in
        C(success_job_ids), and to fail if they do. Otherwise they are returned in RV(jobs).
    type: bool
    default: true
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 600
notes:
  - Answers may hold secrets (a random password, an invitation). Give such tasks C(no_log=true).
  - Answers that are files, such as templates, are not read. The task fails then, although the request was carried out.
  - The service may take a request and tell only in its answer of what it has refused, as in C(failed_operation_list).
    The task is successful then, so look into RV(answer), or use C(failed_when) with it.
  - To accept what is not there any more, use C(failed_when) with RV(http_status).
seealso:
  - module: huaweicloud.workspace.workspace_job
  - module: ansible.builtin.uri
"""

EXAMPLES = r"""
---
- name: Who was logged in during the exam
  huaweicloud.workspace.workspace_api:
    path: /v2/{project_id}/connections/desktops
    query: {start_time: "2026-10-05T07:00Z", end_time: "2026-10-05T09:00Z"}
    paginate: true
  register: logins

- name: Look up the desktops of the course
  huaweicloud.workspace.workspace_desktop_info:
    tags: {course: bio101}
  register: course

- name: Install the monitoring agent there, and wait until it is done
  huaweicloud.workspace.workspace_api:
    method: POST
    path: /v2/{project_id}/desktops/agents
    body:
      desktop_ids: "{{ course.desktops | map(attribute='desktop_id') }}"

- name: Offer help on the desktop of somebody who asked for it
  huaweicloud.workspace.workspace_api:
    method: POST
    path: /v2/{project_id}/desktops/{desktop_id}/remote-assistance
    path_params: {desktop_id: BIO-01}

- name: Get the link to it, which opens the desktop to whoever has it
  huaweicloud.workspace.workspace_api:
    path: /v2/{project_id}/desktops/{desktop_id}/remote-assistance
    path_params: {desktop_id: BIO-01}
  register: assistance
  no_log: true

- name: End it
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
    - The body of the answer, empty where the service sends none. Where it is a bare list, that is in C(body). Null with
      O(paginate=true), and in check mode for what does not only read.
  returned: success
  type: dict
  sample: {desktop_id: 91c0b4a5-6b4d-4a9e-8a6f-0d1f7e1b2c3d, initiator_type: ADMIN_INITIATE, status: WAIT_USER_CONFIRM}
collected:
  description: All items of the list with O(paginate=true), otherwise null.
  returned: success
  type: list
  elements: raw
  sample: [{user_name: mmueller, computer_name: BIO-01, connection_start_time: "2026-10-05T07:01Z"}]
actions:
  description: What was sent, or in check mode would be sent; empty if it only reads.
  returned: always
  type: list
  elements: dict
  sample:
    - verb: send
      target: POST /v2/{project_id}/desktops/agents
      fields: {body: {before: null, after: {desktop_ids: [91c0b4a5-6b4d-4a9e-8a6f-0d1f7e1b2c3d]}}}
results:
  description: What became of the request, if it does not only read.
  returned: always
  type: list
  elements: dict
  sample: [{target: "POST /v2/{project_id}/desktops/agents", state: done}]
jobs:
  description: The jobs that were not waited for, as M(huaweicloud.workspace.workspace_job) takes them.
  returned: always
  type: list
  elements: dict
  sample: []
error_code: {description: The service's error code., type: str, returned: when the service refused}
http_status: {description: The HTTP status of the refusal., type: int, returned: when the service refused}
request_id: {description: The ID of the refused request., type: str, returned: when the service refused}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.api import API_SPEC, ApiRequest, secrets


def main() -> None:
    # The system's log would show the whole body.
    run(API_SPEC, ApiRequest, secrets=secrets, no_log=True)


if __name__ == "__main__":
    main()
