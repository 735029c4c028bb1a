# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Patterns that say which paths a fault hits: like regular expressions, but none takes more than a moment.

They know ``^`` and ``$`` at their ends, ``.``, classes such as ``[^/]`` and ``[0-9]``, and ``*``, ``+`` or ``?`` after
one character. There are no groups and no alternatives, so that a path is read once, whatever the pattern.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LONGEST = 200
_PIECE = re.compile(r"(\\.|\[\^?[^\[\]\\]+\]|[^\\\[\](){}|*+?^$])([*+?]?)")


class _Piece(NamedTuple):
    """One character of a pattern, and how often it may stand there."""

    character: re.Pattern[str]
    optional: bool
    repeated: bool


class PathPattern:
    """A pattern that is searched in paths. Raises ValueError for what is no such pattern."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise ValueError(f"A pattern has at most {LONGEST} characters.")
        self._from_start = text.startswith("^")
        self._to_end = text.endswith("$") and not text.endswith("\\$")
        body = text[self._from_start : len(text) - self._to_end]
        self._pieces: list[_Piece] = []
        place = 0
        while place < len(body):
            match = _PIECE.match(body, place)
            if match is None:
                raise ValueError(
                    f"{body[place:]!r} is no pattern of paths: there are only ^ $ . * + ? and classes like [^/]."
                )
            character, often = match.groups()
            try:
                self._pieces.append(_Piece(re.compile(character), often in ("*", "?"), often in ("*", "+")))
            except re.error as error:
                raise ValueError(f"{character!r} is no class of characters: {error}.") from None
            place = match.end()

    def found_in(self, path: str) -> bool:
        """Whether the pattern is somewhere in a path."""
        states = self._closed({0})
        for character in path:
            if not self._to_end and len(self._pieces) in states:
                return True
            states = self._closed(self._after(states, character) | (set() if self._from_start else {0}))
        return len(self._pieces) in states

    def _after(self, states: set[int], character: str) -> set[int]:
        """Return where the pattern may be after one more character."""
        after = set()
        for state in states:
            if state < len(self._pieces) and self._pieces[state].character.fullmatch(character):
                after.add(state + 1)
                if self._pieces[state].repeated:
                    after.add(state)
        return after

    def _closed(self, states: set[int]) -> set[int]:
        """Return where the pattern may be if it passes over what is optional."""
        closed = set()
        for state in states:
            closed.add(state)
            while state < len(self._pieces) and self._pieces[state].optional:
                state += 1
                closed.add(state)
        return closed
