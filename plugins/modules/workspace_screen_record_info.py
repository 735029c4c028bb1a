#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_screen_record_info
short_description: List screen recordings
version_added: 1.0.0
description:
  - Returns screen recordings of Huawei Cloud Workspace that began in a period, the newest first. Without O(last) and
    O(begin) these are the last 15 days.
  - Recordings show who used a desktop when. Read them for a purpose that the users know.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.options.period
  - huaweicloud.workspace.options.recordings
  - huaweicloud.workspace.auth
options:
  record_ids:
    description:
      - IDs of recordings, which may have begun at any time. Cannot be combined with a period and filters.
    type: list
    elements: str
    aliases: [record_id]
seealso:
  - module: huaweicloud.workspace.workspace_screen_record
"""

EXAMPLES = r"""
---
- name: List the recordings of an exam that could not be uploaded
  huaweicloud.workspace.workspace_screen_record_info:
    begin: "2026-01-20 09:00"
    end: "2026-01-20 10:30"
    time_zone: Europe/Berlin
    status: [REC_FAILED, UPLOAD_FAILED]
  register: lost
"""

RETURN = r"""
---
screen_records:
  description: The recordings. They have the fields below and all others that the service returns.
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.screen_record.state import (
    SELECTION_SPEC,
    find_screen_records,
)


def main() -> None:
    run_info(SELECTION_SPEC, find_screen_records)


if __name__ == "__main__":
    main()
