# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs what is given wrong input, within bounds: modules, the plan of a lab, and the inventory plugin."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import resource
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn
from unittest import mock

import yaml
from ansible import constants
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.doc_fragments import constructed, inventory_cache
from fault.matrix.view import differences, view
from integration.harness import Outcome, Task, Tenant, failure

SECONDS = 60
"""Seconds of a processor that an input may take, of which it needs a tenth."""

BYTES = 2 << 30
"""Bytes of memory that an input may take."""

REFUSED, BY_SERVICE, TAKEN = "refused", "refused by the service", "taken"
"""The possible outcomes of an input."""


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """Let what is done meanwhile fail when it takes too much time of a processor or too much memory."""

    def end(*_signal: Any) -> NoReturn:
        raise AssertionError(f"it took more than {SECONDS} seconds")

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    before = signal.signal(signal.SIGPROF, end)
    resource.setrlimit(resource.RLIMIT_AS, (used + BYTES, hard))
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.signal(signal.SIGPROF, before)


def fate(tenant: Tenant, before: Mapping[str, Any], outcome: Outcome) -> str:
    """Return the outcome of an input; if it was refused, then in one sentence and without any change.

    What only the service can judge is refused for its target; all changes must be of targets that are told as changed.

    :param before: the state before it.
    """
    if not outcome.failed:
        assert "exception" not in outcome.result, outcome.brief
        return TAKEN
    failure(outcome)
    if not outcome.writes:
        return REFUSED
    done = [one["target"] for one in outcome.result.get("results", ()) if one["state"] == "done"]
    changed = differences(view(dict(before)), view(tenant.state))
    untold = [row for row in changed if not any(json.dumps(target) in row for target in done)]
    assert not untold, "\n".join([*untold, outcome.brief])
    return BY_SERVICE


def plan_lab(tenant: Tenant, arguments: Mapping[str, Any], check: bool = True) -> Outcome:
    """Plan a run of a lab as its role does it: by the action plugin, on the controller."""
    from ansible_collections.huaweicloud.workspace.plugins.action.workspace_lab_plan import ActionModule

    seen = tenant.seen
    task = Task("workspace_lab_plan", arguments, check=check)
    shell = SimpleNamespace(tmpdir=None, env_prefix=lambda **_environment: "")
    plugin = ActionModule(
        task=SimpleNamespace(
            args=dict(arguments), check_mode=check, async_val=0, environment=[], action=task.module, diff=True
        ),
        connection=SimpleNamespace(transport="local", become=None, _shell=shell),
        play_context=SimpleNamespace(check_mode=check),
        loader=None,
        templar=None,
        shared_loader_obj=None,
    )
    with mock.patch.dict(os.environ, tenant.emulator.process_env, clear=True):
        result = plugin.run(task_vars={})
    return Outcome(task, bool(result.get("failed")), result, tenant.journal(seen))


INVENTORY = "huaweicloud.workspace.workspace_desktops"


@functools.cache
def inventory_options() -> dict[str, Any]:
    """Return the options of the inventory plugin, as it documents them."""
    from ansible_collections.huaweicloud.workspace.plugins.doc_fragments import auth
    from ansible_collections.huaweicloud.workspace.plugins.inventory import workspace_desktops

    texts = (
        constructed.ModuleDocFragment.DOCUMENTATION,
        inventory_cache.ModuleDocFragment.DOCUMENTATION,
        auth.ModuleDocFragment.DOCUMENTATION,
        workspace_desktops.DOCUMENTATION,
    )
    options: dict[str, Any] = {}
    for text in texts:
        options.update(yaml.safe_load(text)["options"])
    return options


def read_inventory(tenant: Tenant, file: Path) -> Outcome:
    """Read an inventory file."""
    from ansible_collections.huaweicloud.workspace.plugins.inventory.workspace_desktops import InventoryModule

    constants.config.initialize_plugin_configuration_definitions("inventory", INVENTORY, inventory_options())
    seen = tenant.seen
    plugin = InventoryModule()
    plugin._load_name = plugin.ansible_name = INVENTORY
    plugin._redirected_names = [INVENTORY]
    plugin.display = mock.MagicMock()
    result: dict[str, Any] = {}
    with mock.patch.dict(os.environ, tenant.emulator.process_env, clear=True):
        try:
            plugin.parse(InventoryData(), DataLoader(), str(file))
        except AnsibleError as error:
            own = str(error).endswith(".")
            result = {"failed": True, "msg": str(error) if own else f"Ansible says: {error!r}."}
    return Outcome(Task(INVENTORY, {}), bool(result), result, tenant.journal(seen))
