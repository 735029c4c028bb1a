# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings: answers of a project in which all that names somebody or something is replaced, the same by the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from live.reading import Exchange

_WORD = re.compile(r"v\d(\.\d)?|[a-z]+([_-][a-z]+)*")
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_:-]{0,59}")
_KEPT = re.compile(r"|\d{1,4}|\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?)?|true|false|[A-Z]{2,5}\.\d+")
"""Texts that stay: short numbers, times, and error codes."""

_STATE = re.compile(r"[A-Z][A-Z0-9_]*")
"""Texts that stay if the emulator returns the same in the field."""

_FORMS = {
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}": "00000000-0000-4000-8000-{:012x}",
    r"[0-9a-f]{32}": "{:032x}",
    r"\d{1,3}(\.\d{1,3}){3}": "198.18.{0}.{1}",
    r"[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}": "02:00:00:00:{0:02x}:{1:02x}",
    r"[^@\s]+@[^@\s]+": "person{}@example.com",
    r"\+?\d{5,}": "+4930000{:05d}",
}
"""What stands for texts of a form, made of a number."""


class Scrubber:
    """Replaces texts, the same by the same, so that a recording still fits together.

    :param emulator: exchanges with the emulator. Words that it returns in the same field stay, and so does what the
        same tasks ask it, which is chosen by the collection.
    """

    def __init__(self, emulator: Sequence[Exchange]) -> None:
        self._known = _texts(emulator)
        self._asked = {asked for one in emulator for asked in one.query}
        self._replaced: dict[str, str] = {}

    def exchange(self, one: Exchange) -> dict[str, Any]:
        """Return what a recording has of an exchange."""
        path = "/".join(part if not part or _WORD.fullmatch(part) else self._text(part) for part in one.path.split("/"))
        query = [
            [name, value if (name, value) in self._asked else self.value(value, name)] for name, value in one.query
        ]
        return {"path": path, "query": query, "status": one.status, "body": self.value(one.body)}

    def value(self, value: Any, field: str = "") -> Any:
        """Return a value with its texts replaced, at any depth. Numbers, switches and times stay.

        :param field: the name of the field that has it.
        """
        if isinstance(value, Mapping):
            return {self._key(name): self.value(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.value(inner, field) for inner in value]
        if not isinstance(value, str) or _KEPT.fullmatch(value):
            return value
        stays = _STATE.fullmatch(value) and value in self._known.get(field, ())
        return value if stays else self._text(value)

    def _key(self, name: str) -> str:
        return name if _FIELD.fullmatch(name) else self._text(name)

    def _text(self, text: str) -> str:
        if text not in self._replaced:
            number = len(self._replaced) + 1
            form = next((shown for form, shown in _FORMS.items() if re.fullmatch(form, text)), "text-{}")
            counted = divmod(number, 256) if "{0" in form else (number,)
            self._replaced[text] = form.format(*counted)
        return self._replaced[text]


def _texts(exchanges: Iterable[Exchange]) -> dict[str, set[str]]:
    """Return the texts in answers by the name of their field."""
    found: dict[str, set[str]] = {}

    def take(value: Any, field: str) -> None:
        if isinstance(value, Mapping):
            for name, inner in value.items():
                take(inner, name)
        elif isinstance(value, list):
            for inner in value:
                take(inner, field)
        elif isinstance(value, str):
            found.setdefault(field, set()).add(value)

    for one in exchanges:
        take(one.body, "")
    return found
