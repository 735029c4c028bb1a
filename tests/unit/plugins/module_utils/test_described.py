# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine for things that a description is enough for: which thing is meant."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import Kind
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.base import things

THING = Kind("thing", "/things", "things")
ROWS = [{"id": "1", "name": "a"}, {"id": "2", "name": "1"}, {"id": "3", "name": "b"}, {"id": "4", "name": "b"}]


class FakeClient:
    """Lists the same things whenever it is asked."""

    def list_all(self, *asked: Any, **more: Any) -> list[dict[str, Any]]:
        return ROWS


@pytest.mark.parametrize(
    ("given", "found"),
    [("1", ["1"]), ("a", ["1"]), ("b", ["3", "4"]), ("c", []), ("", []), (None, ["1", "2", "3", "4"])],
)
def test_an_id_wins_over_a_name_and_nothing_is_not_all(given: str | None, found: list[str]) -> None:
    assert [row["id"] for row in things(FakeClient(), THING, given)] == found  # type: ignore[arg-type]
