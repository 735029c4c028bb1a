#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_script_info
short_description: Find scripts of the library
version_added: 0.1.0
description:
  - Returns the scripts of the library of Huawei Cloud Workspace, or those of a name.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  name:
    description: The whole name of a script, or its ID.
    type: str
    aliases: [script_id]
  type:
    description: What the scripts are written in.
    type: str
    choices: [POWERSHELL, BAT, SHELL]
  content:
    description: Whether to read the content of each script too. That takes one request a script.
    type: bool
    default: false
  task_id:
    description:
      - ID of an execution, as M(huaweicloud.workspace.workspace_script_execution) returns it. The script is returned
        with the content that this execution took. Needs O(name).
    type: str
seealso:
  - module: huaweicloud.workspace.workspace_script
  - module: huaweicloud.workspace.workspace_script_execution_info
"""

EXAMPLES = r"""
---
- name: Which scripts are there for Windows?
  huaweicloud.workspace.workspace_script_info:
    type: POWERSHELL
  register: library

- name: What does the script of the course do?
  huaweicloud.workspace.workspace_script_info:
    name: bio101-apps
    content: true
  register: course
"""

RETURN = r"""
---
scripts:
  description: The scripts, with the fields that the service itself returns.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    name: {description: The name., type: str, returned: success, sample: bio101-apps}
    type: {description: What it is written in., type: str, returned: success, sample: POWERSHELL}
    description: {description: What it is for., type: str, returned: success, sample: Biology 101}
    version: {description: Its version., type: str, returned: success, sample: "2"}
    create_time: {description: When it was made., type: str, returned: success, sample: "2026-10-01T08:00:00Z"}
    update_time: {description: When it was changed., type: str, returned: success, sample: "2026-10-02T08:00:00Z"}
    content:
      description: The script itself.
      type: str
      returned: O(content=true), or when O(task_id) is given
      sample: winget install --id RProject.R
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
