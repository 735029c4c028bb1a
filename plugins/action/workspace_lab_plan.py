# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the lab file of ``workspace_lab_plan`` on the controller, and keeps addresses out of the output."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.parameters import remove_values
from ansible.plugins.action import ActionBase
from ansible.release import __version__ as ansible_version

from ansible_collections.huaweicloud.workspace.plugins.module_utils.auth import AUTH_ARGUMENT_SPEC
from ansible_collections.huaweicloud.workspace.plugins.module_utils.client import connect
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import (
    CredentialsError,
    InputError,
    LabError,
    WorkspaceError,
    message,
    mistake,
    plain,
    presentable,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.bill import LONGEST_LINE
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.outcome import exported
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.procedures.assist import START
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.reading import validated
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.run import PLAN_SPEC, plan_for
from ansible_collections.huaweicloud.workspace.plugins.module_utils.masks import without_addresses
from ansible_collections.huaweicloud.workspace.plugins.module_utils.shapes import misshapen
from ansible_collections.huaweicloud.workspace.plugins.module_utils.transport import REQUESTS_IMPORT_ERROR
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.assist_file import write_ways_in
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.file import load, name_of

MODULE = "huaweicloud.workspace.workspace_lab_plan"

SPEC = {**AUTH_ARGUMENT_SPEC, **PLAN_SPEC}


class ActionModule(ActionBase):  # type: ignore[misc]  # ansible-core has no types
    """Gives the module the checked definition of the lab.

    Where the module would run on the controller anyway, the plan is made here: packing the module and starting it would
    take longer than the plan of most labs.
    """

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
            _check_assist_file(arguments.get("run"))
        except LabError as error:
            return {"failed": True, "msg": message(f"Nothing was changed: {error}", LONGEST_LINE)}
        if self._runs_here():
            result = self._plan(arguments)
        else:
            result = self._execute_module(module_name=MODULE, module_args=arguments, task_vars=task_vars)
        # It holds the whole definition.
        result.pop("invocation", None)
        if "outcome" in result and not _is_part(arguments):
            # Exported as by set_stats, so that it needs no task of its own.
            data = exported(result, self._task.check_mode)
            result["ansible_stats"] = {"data": data, "per_host": False, "aggregate": False}
        if self._task.check_mode:
            # Nothing is carried out, so nobody needs the addresses of people.
            result.pop("sections", None)
        elif result.get("sections"):
            result["_ansible_no_log"] = True
        return result

    def _runs_here(self) -> bool:
        """Tell whether the module would run as this user in this place, and has all that it needs."""
        connection = self._connection
        return connection.transport == "local" and connection.become is None and not REQUESTS_IMPORT_ERROR

    def _plan(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        secrets: set[str] = set()
        try:
            result = self._planned(arguments, secrets)
        except (WorkspaceError, CredentialsError) as error:
            details = error.result() if isinstance(error, WorkspaceError) else {}
            result = {**presentable(details), "failed": True, "msg": message(str(error), LONGEST_LINE)}
        except Exception as error:
            result = {"failed": True, "msg": mistake(error)}
        hidden: dict[str, Any] = remove_values(result, secrets)
        return hidden

    def _planned(self, arguments: Mapping[str, Any], secrets: set[str]) -> dict[str, Any]:
        """Return the plan. ``secrets`` takes up what must not be shown."""
        wrong = next(iter(misshapen(SPEC, arguments)), "")
        if wrong:
            raise InputError(wrong)
        options = validated(SPEC, arguments)
        environment: dict[str, str] = {}
        self._compute_environment_string(environment)
        warnings: list[str] = []

        def connected(make: Any, **elsewhere: Any) -> Any:
            agent = f"ansible-core/{ansible_version}"
            client = connect(make, {**options, **elsewhere}, {**os.environ, **environment}, agent)
            secrets.update(client.settings.secrets())
            warnings.extend(client.settings.warnings)
            return client

        check = self._task.check_mode
        planned = plan_for(connected, options, check)
        told = [plain(without_addresses(warning)) for warning in dict.fromkeys([*warnings, *planned.warnings])]
        return {
            **presentable(planned.reported(check)),
            "sections": planned.sections,
            **({"warnings": told} if told else {}),
        }


def _is_part(arguments: Mapping[str, Any]) -> bool:
    """Tell whether a plan is only a part of a run that has exported its own: a look afterwards, or a release."""
    run = arguments.get("run")
    return arguments.get("verify") is not None or (isinstance(run, Mapping) and bool(run.get("closed_by")))


def _check_assist_file(run: Any) -> None:
    """Check the file that takes what lets somebody in, before anybody is asked. Raises :class:`.errors.LabError`."""
    given = run if isinstance(run, Mapping) else {}
    path = str(given.get("assist_file") or "").strip()
    if path and given.get("action") == START:
        write_ways_in(path, [])
