# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many secrets are taken out of results as thoroughly as ansible-core does it, and without looking for each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible.module_utils.common.parameters import remove_values
from growth import assert_linear
from hypothesis import given, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils import module
from ansible_collections.huaweicloud.workspace.plugins.module_utils.concealment import HIDDEN, concealer

SECRETS = ("mia@uni.example", "mia@uni.example.org", "+4917000001", "Pass.w(rd*", "42", "mia")


@pytest.mark.parametrize(
    "value",
    [
        "mia@uni.example",
        "write to mia@uni.example.org, not to xmia@uni.examples",
        {"mia": ["Pass.w(rd*", {"phone": "tel:+4917000001;ext"}], "kept": "nothing here"},
        [42, 1420, 7, True, False, None, 4.2, 0.42],
        "",
    ],
)
def test_secrets_are_taken_out_as_ansible_core_does_it(value: Any) -> None:
    assert concealer(SECRETS)(value) == remove_values(value, sorted(SECRETS, key=len, reverse=True))


def test_without_secrets_nothing_changes() -> None:
    assert concealer([""])({"a": ["b"]}) == {"a": ["b"]}


@given(
    st.lists(st.text("ab.(", min_size=1, max_size=4), min_size=1, max_size=8),
    st.lists(st.text("ab.(x", max_size=12), max_size=6),
)
def test_no_secret_is_left(secrets: list[str], texts: list[str]) -> None:
    for before, after in zip(texts, concealer(secrets)(texts), strict=True):
        parts = [] if before in secrets else after.split("********")
        assert not [part for part in parts for secret in secrets if secret in part], (before, after)
        assert after == before or any(secret in before for secret in secrets)


def test_the_time_does_not_grow_with_the_secrets() -> None:
    def make(size: int) -> Callable[[], Any]:
        secrets = [f"s{number:05d}@uni.example" for number in range(size)]
        return lambda: concealer(secrets)([{"user": secret, "told": f"mail to {secret}"} for secret in secrets])

    assert_linear(make, 50)


def test_ansible_core_is_left_the_secrets_of_warnings_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    returned: list[tuple[dict[str, Any], set[str]]] = []
    task = module._Module.__new__(module._Module)
    task.params = {"users": [{"user_email": f"s{number}@uni.example"} for number in range(100)]}
    task.no_log_values = {user["user_email"] for user in task.params["users"]}
    monkeypatch.setattr(module, "get_warning_messages", lambda: ("s7@uni.example is odd",))
    monkeypatch.setattr(
        module.AnsibleModule,
        "_return_formatted",
        lambda self, kwargs: returned.append((kwargs, self.no_log_values)),
    )
    task._return_formatted({"msg": "s5@uni.example"})
    [(result, left)] = returned
    assert (
        "@" not in str(result) and result["msg"] == HIDDEN and len(result["invocation"]["module_args"]["users"]) == 100
    )
    assert left == {"s7@uni.example"}
