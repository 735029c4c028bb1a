# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether work grows with its input, and not with its square: by counting what is executed, whatever the machine.

An instruction that walks through a list by itself counts once however long the list is. So texts that are compared in
this way should be :class:`Text`, whose comparisons are instructions too.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

MOST = 2.2
"""How many times as much work the second doubling of the input may add as the first: twice if it grows linearly, four
times if it grows with the square."""

_NOISE = 2000
"""How many instructions do not matter."""

_COLLECTION = "/ansible_collections/huaweicloud/workspace/plugins/"
_GENERATED = "<string>"


class Text(str):
    """A text whose comparisons count."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other) is True

    __hash__ = str.__hash__

    def lower(self) -> Text:
        return Text(super().lower())

    def casefold(self) -> Text:
        return Text(super().casefold())


def work(action: Callable[[], Any]) -> int:
    """Return how many instructions of the collection an action executes in this thread, with those of the methods that
    are generated for its classes."""
    executed = 0

    def count(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal executed
        if event == "call":
            name = frame.f_code.co_filename
            if _COLLECTION not in name and name not in (_GENERATED, __file__):
                return None
            frame.f_trace_lines, frame.f_trace_opcodes = False, True
        elif event == "opcode":
            executed += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        action()
    finally:
        sys.settrace(before)
    return executed


def assert_linear(make: Callable[[int], Callable[[], Any]], size: int) -> None:
    """Assert that an action grows linearly with the size of its input.

    :param make: takes a size and returns the action; what it does itself does not count.
    """
    first, second, third = (work(make(factor * size)) for factor in (1, 2, 4))
    assert third > first, "the action does not depend on its input"
    assert third - second <= MOST * (second - first) + _NOISE, (
        f"{size} things take {first} instructions, {2 * size} take {second}, {4 * size} take {third}"
    )
