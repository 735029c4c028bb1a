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
  - Creates, changes and deletes scripts in the library of Huawei Cloud Workspace, from which they are run on desktops
    by M(huaweicloud.workspace.workspace_script_execution) and by scheduled tasks.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
attributes:
  idempotent:
    description: Running it again changes nothing.
    support: full
options:
  state:
    description: Whether the script shall be in the library. What was run of a deleted script stays on record.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - Name of the script, up to 255 characters, or its ID. Names are compared exactly. The service lets several
        scripts have one name; that is an error which lists their IDs.
    type: str
    required: true
    aliases: [script_id]
  type:
    description:
      - What the script is written in. V(POWERSHELL) and V(BAT) run on Windows, V(SHELL) on Linux. Required to create a
        script. It cannot be changed in place.
    type: str
    choices: [POWERSHELL, BAT, SHELL]
  content:
    description:
      - The script itself, 1 to 100,000 characters. Required to create a script.
      - It is compared exactly, except that lines may end with CR LF or with LF. A script that begins with C(#!) is
        freed of CR LF nevertheless, with which it would not run.
      - Take it from a file with the lookup plugin P(ansible.builtin.file#lookup).
    type: str
  description:
    description:
      - What the script is for, up to 256 characters. The mark of a lab at the end of the present description is kept.
    type: str
  version:
    description: Which version of the script it is, up to 128 characters. The service does not count versions by itself.
    type: str
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 600
seealso:
  - module: huaweicloud.workspace.workspace_script_info
  - module: huaweicloud.workspace.workspace_script_execution
  - module: huaweicloud.workspace.workspace_scheduled_task
"""

EXAMPLES = r"""
---
- name: The programs of a course
  huaweicloud.workspace.workspace_script:
    name: bio101-apps
    type: POWERSHELL
    version: "2"
    description: Installs the programs of Biology 101
    content: |
      winget install --silent --id RProject.R
      winget install --silent --id Posit.RStudio

- name: A script for Linux
  huaweicloud.workspace.workspace_script:
    name: bio101-data
    type: SHELL
    content: |
      #!/bin/sh
      cp -r /mnt/share/bio101 /srv/

- name: The course is over
  huaweicloud.workspace.workspace_script:
    name: bio101-apps
    state: absent
"""

RETURN = r"""
---
script:
  description: The script as it is now, or null if there is none.
  returned: success
  type: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    name: {description: The name., type: str, returned: success, sample: bio101-apps}
    type: {description: What it is written in., type: str, returned: success, sample: POWERSHELL}
    content: {description: The script itself., type: str, returned: success, sample: winget install --id RProject.R}
    description: {description: What it is for., type: str, returned: success, sample: Biology 101}
    version: {description: Its version., type: str, returned: success, sample: "2"}
actions:
  description: What was done, or in check mode would be done, in order.
  returned: always
  type: list
  elements: dict
  sample: [{verb: update, target: bio101-apps, fields: {version: {before: "1", after: "2"}}}]
results:
  description: What became of the script if it was to be changed.
  returned: always
  type: list
  elements: dict
  sample: [{target: bio101-apps, state: done}]
jobs:
  description: Always empty; these operations are no jobs.
  returned: always
  type: list
  elements: dict
  sample: []
error_code: {description: The service's error code., type: str, returned: when the service refused}
http_status: {description: The HTTP status of the refusal., type: int, returned: when the service refused}
request_id: {description: The ID of the refused request., type: str, returned: when the service refused}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.script import SCRIPT_SPEC, ScriptResource


def main() -> None:
    run(SCRIPT_SPEC, ScriptResource)


if __name__ == "__main__":
    main()
