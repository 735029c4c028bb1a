# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Canaries, which stand for secrets and addresses, and what sees whether one leaves a task."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from ansible.module_utils import basic
from integration.harness import Outcome, Task, Tenant
from integration.in_process import carry_out

from emulator.cloud import identity

KEY, TOKEN, PASSWORD = "Canary-secret-key-1", "Canary-token-2", "Canary-password-3"
MAIL, PHONE = "canary.four@uni.example", "+4917055512345"
CANARIES = (KEY, TOKEN, PASSWORD, MAIL, PHONE, "Canary")
"""What must be nowhere. All canaries that options get begin alike, so that what is cut is found too."""

OWN = (identity.SECRET_KEY, identity.USER_PASSWORD)
"""The secrets with which the emulator is used."""

GIVEN = {"access_key": identity.ACCESS_KEY, "secret_key": identity.SECRET_KEY}


@dataclasses.dataclass
class Witness:
    """What tasks let out, beside their results."""

    folder: Path
    logged: list[str] = dataclasses.field(default_factory=list)

    def run(self, tenant: Tenant, task: Task) -> Outcome:
        """Run a task at the greatest verbosity, and see that nothing of a secret leaves it."""
        inward = {"_ansible_verbosity": 4, "_ansible_tmpdir": str(self.folder), "_ansible_inject_invocation": True}
        outcome = carry_out(tenant, dataclasses.replace(task, arguments={**task.arguments, **inward}))
        self.clean(json.dumps(outcome.result))
        return outcome

    def clean(self, told: str) -> None:
        """Assert that no secret is in a result, nor in what was logged and written meanwhile."""
        files = [path.read_text(errors="replace") for path in self.folder.rglob("*") if path.is_file()]
        for text in (told, *self.logged, *files):
            found = [canary for canary in (*CANARIES, *OWN) if canary in text]
            assert not found, (found, text)


@pytest.fixture
def witness(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Witness]:
    """Return what sees the results, files, and logs of tasks."""
    folder = tmp_path / "task"
    folder.mkdir()
    witness = Witness(folder)
    caplog.set_level(logging.DEBUG)
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.object(basic, "has_journal", False))
        for name in ("syslog", "openlog"):
            log = mock.patch.object(basic.syslog, name, lambda *parts: witness.logged.append(" ".join(map(str, parts))))
            stack.enter_context(log)
        yield witness
    witness.clean(caplog.text)
