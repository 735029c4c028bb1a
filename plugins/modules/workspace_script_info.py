#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_script_info
short_description: List scripts of the library
version_added: 0.1.0
description:
  - Returns the scripts in the library of Huawei Cloud Workspace, optionally only those that match all given filters.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  name:
    description: Exact name of a script, or its ID.
    type: str
    aliases: [script_id]
  type:
    description: Language of the scripts.
    type: str
    choices: [POWERSHELL, BAT, SHELL]
  content:
    description: Whether to read the content of each script as well. This takes one request for each script.
    type: bool
    default: false
  task_id:
    description:
      - ID of an execution, as M(huaweicloud.workspace.workspace_script_execution) returns it. The script is returned
        with the content that this execution used. Requires O(name).
    type: str
seealso:
  - module: huaweicloud.workspace.workspace_script
  - module: huaweicloud.workspace.workspace_script_execution_info
"""

EXAMPLES = r"""
---
- name: List scripts for Windows
  huaweicloud.workspace.workspace_script_info:
    type: POWERSHELL
  register: library

- name: Read the script of a course
  huaweicloud.workspace.workspace_script_info:
    name: bio101-apps
    content: true
  register: course
"""

RETURN = r"""
---
scripts:
  description: The scripts. They have the fields below and all others that the service returns.
  returned: success
  type: list
  elements: dict
  contains:
    # generated from tests/returns/script.yml: begin
    id: {description: ID of the script., type: str, returned: success}
    name: {description: Name of the script., type: str, returned: success, sample: bio101-apps}
    type: {description: Language of the script., type: str, returned: success, sample: POWERSHELL}
    description:
      description: Description of the script; V(null) if the service does not return it.
      type: str
      returned: success
      sample: Biology 101
    version: {description: Version of the script., type: str, returned: success, sample: "2"}
    # generated from tests/returns/script.yml: end
    create_time:
      description: Time at which the script was created.
      type: str
      returned: success
      sample: "2026-10-01T08:00:00Z"
    update_time:
      description: Time of the last change of the script.
      type: str
      returned: success
      sample: "2026-10-02T08:00:00Z"
    content:
      description: Content of the script.
      type: str
      returned: when O(content=true) or O(task_id) is given
      sample: winget install --id RProject.R
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.script import (
    SCRIPT_INFO_SPEC,
    find_scripts,
)


def main() -> None:
    run_info(SCRIPT_INFO_SPEC, find_scripts)


if __name__ == "__main__":
    main()
