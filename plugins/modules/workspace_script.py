#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_script
short_description: Manage the script library
version_added: 0.1.0
description:
  - Creates, updates and deletes scripts in the library of Huawei Cloud Workspace. Use
    M(huaweicloud.workspace.workspace_script_execution) or scheduled tasks to run them on desktops.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.state
  - huaweicloud.workspace.options.wait_timeout
  - huaweicloud.workspace.options.write_unknown
  - huaweicloud.workspace.options.new_name
options:
  state:
    description: Desired state of the script. The service keeps the records of past executions of a deleted script.
  name:
    description:
      - Name of the script, up to 255 characters, or its ID. Names are compared exactly. The service allows several
        scripts with the same name; that is an error that lists their IDs.
    type: str
    required: true
    aliases: [script_id]
  type:
    description:
      - Language of the script, V(POWERSHELL) or V(BAT) for Windows, V(SHELL) for Linux. Required to create a script. It
        cannot be changed in place.
    type: str
    choices: [POWERSHELL, BAT, SHELL]
  content:
    description:
      - Content of the script, 1 to 100,000 characters. Required to create a script.
      - It is compared exactly, except for the line endings CR LF and LF. In a script that begins with C(#!), CR LF is
        always replaced by LF, since the script would not run otherwise.
      - Use the lookup plugin P(ansible.builtin.file#lookup) to read it from a file.
    type: str
  description:
    description:
      - Description of the script, up to 256 characters. The ownership mark of a lab at the end of the current
        description is kept.
    type: str
  version:
    description: Version of the script, up to 128 characters. The service does not increase the version by itself.
    type: str
seealso:
  - module: huaweicloud.workspace.workspace_script_info
  - module: huaweicloud.workspace.workspace_script_execution
  - module: huaweicloud.workspace.workspace_scheduled_task
"""

EXAMPLES = r"""
---
- name: Add the script that installs the programs of a course
  huaweicloud.workspace.workspace_script:
    name: bio101-apps
    type: POWERSHELL
    version: "2"
    description: Installs the programs of Biology 101
    content: |
      winget install --silent --id RProject.R
      winget install --silent --id Posit.RStudio

- name: Add a script for Linux
  huaweicloud.workspace.workspace_script:
    name: bio101-data
    type: SHELL
    content: |
      #!/bin/sh
      cp -r /mnt/share/bio101 /srv/

- name: Delete a script
  huaweicloud.workspace.workspace_script:
    name: bio101-apps
    state: absent
"""

RETURN = r"""
---
script:
  description: Current state of the script, or V(null) if it does not exist.
  returned: success
  type: dict
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
    content:
      description: Content of the script.
      type: str
      returned: success
      sample: winget install --id RProject.R
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
  sample: [{verb: update, target: bio101-apps, fields: {version: {before: "1", after: "2"}}}]
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
  sample: [{target: bio101-apps, state: done}]
# generated from tests/returns/unknown.yml: begin
unknown:
  description:
    - The desired fields that could not be compared, because the service does not return their current value, by target.
      See O(write_unknown).
  returned: always
  type: dict
  sample: {}
# generated from tests/returns/unknown.yml: end
# generated from tests/returns/no_jobs.yml: begin
jobs:
  description: Always empty, since these operations do not start jobs.
  returned: always
  type: list
  elements: dict
  sample: []
# generated from tests/returns/no_jobs.yml: end
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.script import SCRIPT_SPEC, ScriptResource


def main() -> None:
    run(SCRIPT_SPEC, ScriptResource)


if __name__ == "__main__":
    main()
