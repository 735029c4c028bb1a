# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task writes to the log of the system: no addresses of people."""

from __future__ import annotations

from typing import Any

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import _Module


class Logged(_Module):
    """A module that keeps what it would log, made without arguments of a task."""

    def __init__(self, params: dict[str, Any]) -> None:
        self.params = params
        self.argument_spec = self.aliases = {}
        self.no_log_values = set()
        self.logged = ""

    def log(self, msg: str, log_args: Any = None) -> None:
        self.logged += f"{msg} {log_args}"


def test_options_are_logged_but_not_those_that_may_hold_addresses():
    people = [{"user_name": "anna", "user_email": "anna@uni.example", "user_phone": "+491700000001"}]
    options = {"procedure": "status", "select_names": ["BIO-*"], "users": people, "definition": {"roster": people}}
    module = Logged(options)
    module._log_invocation()
    assert "procedure=status" in module.logged and "BIO-*" in module.logged
    assert not [secret for secret in ("anna", "+4917") if secret in module.logged]
    assert module.params is options
