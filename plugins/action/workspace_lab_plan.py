# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the lab file of ``workspace_lab_plan`` on the controller, and keeps addresses out of the output."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.file import load, name_of

MODULE = "huaweicloud.workspace.workspace_lab_plan"


class ActionModule(ActionBase):  # type: ignore[misc]  # ansible-core has no types
    """Gives the module the checked definition of the lab."""

    _requires_connection = False
    _supports_check_mode = True

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        """Return what the module returns."""
        super().run(tmp, task_vars)
        arguments = dict(self._task.args)
        if arguments.get("lab_file") and arguments.get("definition"):
            return {
                "failed": True,
                "msg": "Nothing was changed: lab_file and definition are both given; give one of them.",
            }
        source = arguments.pop("lab_file", None) or arguments.get("definition")
        try:
            arguments.update(definition=load(source), source=name_of(source))
        except LabError as error:
            return {"failed": True, "msg": f"Nothing was changed: {error}."}
        result: dict[str, Any] = self._execute_module(module_name=MODULE, module_args=arguments, task_vars=task_vars)
        # It holds the whole definition.
        result.pop("invocation", None)
        if self._task.check_mode:
            # Nothing is carried out, so nobody needs the addresses of people.
            result.pop("sections", None)
        elif result.get("sections"):
            result["_ansible_no_log"] = True
        return result
