# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells a sequence as a playbook that does the same to an emulator."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from fault.worlds.runs import Moment

ROLE = "huaweicloud.workspace.lab"
CONTROL = "{{ lookup('env', 'HW_WORKSPACE_ENDPOINT') }}/_emulator/%s?project={{ lookup('env', 'HW_PROJECT_ID') }}"
REFUSED = {"kind": "status", "status": 403, "error_code": "WKS.0403", "operation": "write", "times": 1_000_000}
"""A fault after which no change reaches the service, as after a run is killed."""

Task = dict[str, Any]


class Story:
    """What has happened so far, as tasks."""

    def __init__(self) -> None:
        self._tasks: list[Task] = []
        self._going_on = False

    def lab(self, lab: Mapping[str, Any]) -> None:
        """Note what the lab file says from now on."""
        self._tasks.append({"ansible.builtin.set_fact": {"lab": copy.deepcopy(dict(lab))}})

    def control(self, method: str, path: str, body: Mapping[str, Any]) -> None:
        """Note a control call of the emulator."""
        request = {"url": CONTROL % path, "method": method, "status_code": [200, 204]}
        sent = {"body_format": "json", "body": copy.deepcopy(dict(body))} if body else {}
        self._tasks.append({"ansible.builtin.uri": {**request, **sent}})

    def act(self, module: str, arguments: Mapping[str, Any]) -> None:
        """Note what somebody else does by a module."""
        self._tasks.append({f"huaweicloud.workspace.{module}": copy.deepcopy(dict(arguments))})

    def run(
        self, procedure: str, variables: Mapping[str, Any], check: bool = False, moment: Moment | None = None
    ) -> None:
        """Note a run. What is noted until :meth:`ended` happens in the middle of it, at a moment of that name."""
        given = {"lab_definition": "{{ lab }}", **{f"lab_{name}": value for name, value in variables.items()}}
        if moment is None or moment.kills:
            if moment is not None:
                self._at(moment, REFUSED)
            include: Task = {"name": ROLE, **({} if procedure == "provision" else {"tasks_from": procedure})}
            if check:
                include["apply"] = {"check_mode": True}
            task = {"ansible.builtin.include_role": include, "vars": given}
            failed = {"ansible.builtin.debug": {"msg": "{{ ansible_failed_result.msg }}"}}
            self._tasks.append({"block": [task], "rescue": [failed]})
            return
        self._at(moment, {"kind": "delay", "operation": "write", "seconds": 60})
        command = ["ansible-playbook", f"huaweicloud.workspace.lab_{procedure}", "-e"]
        extra = {key: value for key, value in given.items() if key != "lab_definition"}
        command.append(f"{{{{ {{'lab_definition': lab}} | combine({extra}) | to_json }}}}")
        self._tasks += [
            {
                "name": "During this run, at its next change, what follows happens",
                "ansible.builtin.command": {"argv": command},
                "async": 600,
                "poll": 0,
                "register": "going_on",
            },
            {"ansible.builtin.pause": {"seconds": 20}},
        ]
        self._going_on = True

    def ended(self) -> None:
        """Note that a run has ended."""
        if self._going_on:
            status = {"ansible.builtin.async_status": {"jid": "{{ going_on.ansible_job_id }}"}, "register": "ended"}
            self._tasks.append({**status, "until": "ended.finished", "retries": 100, "failed_when": False})
        self._going_on = False

    def _at(self, moment: Moment, fault: Mapping[str, Any]) -> None:
        """Inject a fault for the first change after a moment."""
        skipped = moment.number - 1 + moment.after
        self.control("POST", "faults", {**fault, "skip": skipped})

    def __str__(self) -> str:
        play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": self._tasks}
        return yaml.safe_dump([play], sort_keys=False, width=150)
