#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_screen_record
short_description: Delete screen recordings
version_added: 1.0.0
description:
  - Deletes screen recordings of Huawei Cloud Workspace. The policies V(record_audit) of
    M(huaweicloud.workspace.workspace_policy_group) define who is recorded, and for how long recordings are kept.
  - A deleted recording cannot be restored. The service does not document whether its files in the bucket are deleted
    as well.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.period
  - huaweicloud.workspace.options.recordings
  - huaweicloud.workspace.options.wait
  - huaweicloud.workspace.options.wait_timeout
options:
  state:
    description:
      - V(absent) deletes the recordings. Either O(record_ids), or O(max_targets) and the period in which the recordings
        began, are required.
      - Recordings that are being made or uploaded cannot be deleted. They are an error if O(record_ids) lists them, and
        skipped otherwise.
    type: str
    choices: [absent]
    required: true
  record_ids:
    description:
      - IDs of recordings. One that does not exist is already deleted. Cannot be combined with a period and filters.
    type: list
    elements: str
    aliases: [record_id]
  max_targets:
    description:
      - Maximum number of recordings that the period and the filters may match. If they match more, nothing is deleted.
        Required unless O(record_ids) is given.
    type: int
notes:
  - In RV(actions), RV(results) and the diff, a target is the ID of a recording.
seealso:
  - module: huaweicloud.workspace.workspace_screen_record_info
  - module: huaweicloud.workspace.workspace_policy_group
"""

EXAMPLES = r"""
---
- name: Delete the recordings of an exam
  huaweicloud.workspace.workspace_screen_record:
    state: absent
    desktop_names: ["BIO-[01:40]"]
    begin: "2026-01-20 09:00"
    end: "2026-01-20 10:30"
    time_zone: Europe/Berlin
    max_targets: 40

- name: Delete a single recording
  huaweicloud.workspace.workspace_screen_record:
    state: absent
    record_ids: [6f1ac068-1c35-4d29-8b80-795f4b317752]
"""

RETURN = r"""
---
screen_records:
  description: The selected recordings that still exist. They have the fields below and all others that the service
    returns.
  returned: success
  type: list
  elements: dict
  contains:
    # generated from tests/returns/screen_record.yml: begin
    id:
      description: ID of the recording.
      type: str
      returned: success
      sample: 6f1ac068-1c35-4d29-8b80-795f4b317752
    desktop_name: {description: Name of the recorded desktop., type: str, returned: success, sample: BIO-01}
    username: {description: Name of the recorded user., type: str, returned: success, sample: mmueller}
    type: {description: Type of the recording., type: str, returned: success, sample: FULL}
    status: {description: Status of the recording., type: str, returned: success, sample: UPLOAD_COMPLETED}
    start_time:
      description: When the recording began, in UTC.
      type: str
      returned: success
      sample: "2026-01-20T08:00:00.000Z"
    end_time:
      description: When the recording ended, in UTC.
      type: str
      returned: when it has ended
      sample: "2026-01-20T09:30:00.000Z"
    duration: {description: Duration of the recording in seconds., type: int, returned: when it has ended, sample: 5400}
    size: {description: Size of the file in bytes., type: int, returned: when it has ended, sample: 135000000}
    video_file_sha256: {description: SHA-256 of the file., type: str, returned: when it has ended}
    # generated from tests/returns/screen_record.yml: end
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
    - verb: delete
      target: 6f1ac068-1c35-4d29-8b80-795f4b317752
      fields: {state: {before: present, after: absent}, desktop_name: {before: BIO-01, after: null}}
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
  sample: [{target: 6f1ac068-1c35-4d29-8b80-795f4b317752, state: done}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.screen_record.resource import (
    SCREEN_RECORD_SPEC,
    ScreenRecordResource,
)


def main() -> None:
    run(SCREEN_RECORD_SPEC, ScreenRecordResource)


if __name__ == "__main__":
    main()
