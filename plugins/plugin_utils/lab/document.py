# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads YAML and keeps every value as it is written; what is a number or a truth value, a specification says."""

from __future__ import annotations

import dataclasses
from typing import Any

import yaml

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError

MOST_VALUES = 200_000
"""The most values that a document may have, with what its aliases repeat."""

DEEPEST = 50
"""How many lists and dictionaries may hold each other."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = ("", "~", "null", "Null", "NULL")
_TAGS = {
    yaml.ScalarEvent: "tag:yaml.org,2002:str",
    yaml.SequenceStartEvent: "tag:yaml.org,2002:seq",
    yaml.MappingStartEvent: "tag:yaml.org,2002:map",
}


class _Unusable(Exception):
    """Something of a document cannot be used; the text begins with the number of its line."""


class Plain(str):
    """A text that stands in a document without quotes, so that it may be meant as something else."""

    __slots__ = ()


@dataclasses.dataclass
class _Open:
    """A list or dictionary whose end has not been read yet.

    :param size: how many values it holds, itself among them. :param key: the key whose value comes next.
    """

    value: Any
    anchor: str | None
    size: int = 1
    key: Any = None
    merged: list[Any] = dataclasses.field(default_factory=list)


def parse(text: str, name: str) -> Any:
    """Return the dictionaries, lists and texts of a YAML document, ``None`` for what is empty.

    It is read event by event, so that neither nesting nor aliases make it take more time or memory than they may.

    :param name: what messages call the document.
    :raises LabError: it is no YAML, uses what a lab file has no use for, or is too large; the text says in which line.
    """
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        raise LabError(f"{name} is not valid YAML{where}: {problem}") from error
    except _Unusable as error:
        raise LabError(f"{name} is not valid YAML in line {error}") from error
    return builder.document


class _Builder:
    """Puts a document together from the events of a parser."""

    def __init__(self) -> None:
        self.document: Any = None
        self._documents = 0
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._size = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _wrong(line, "a second document begins")
        elif isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            self._check_tag(event, line)
            if len(self._open) >= DEEPEST:
                raise _wrong(line, f"lists and dictionaries hold each other more than {DEEPEST} deep")
            value: Any = [] if isinstance(event, yaml.SequenceStartEvent) else {}
            self._open.append(_Open(value, event.anchor))
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            done = self._open.pop()
            for merged in done.merged:
                done.value.update({key: value for key, value in merged.items() if key not in done.value})
            self._add(done.value, done.size, done.anchor, line)
        elif isinstance(event, yaml.ScalarEvent):
            self._check_tag(event, line)
            self._add(_scalar(event), 1, event.anchor, line)
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise _wrong(line, f"*{event.anchor} stands for itself, or for nothing before it")
            self._add(*self._anchors[event.anchor], None, line)

    def _check_tag(self, event: Any, line: int) -> None:
        tag = event.tag
        if tag not in (None, "!", _TAGS[type(event)]):
            raise _wrong(line, f"the tag {tag.replace('tag:yaml.org,2002:', '!!')} has no use here; leave it out")

    def _add(self, value: Any, size: int, anchor: str | None, line: int) -> None:
        """Put a finished value into what is open around it."""
        self._size += size
        if self._size > MOST_VALUES:
            raise _wrong(line, f"there are more than {MOST_VALUES} values, with those that aliases repeat")
        if anchor is not None:
            self._anchors[anchor] = (value, size)
        if not self._open:
            self.document = value
            return
        parent = self._open[-1]
        parent.size += size
        if isinstance(parent.value, list):
            parent.value.append(value)
        elif parent.key is None:
            if not isinstance(value, str):
                raise _wrong(line, "a key is no text")
            if value != "<<" and value in parent.value:
                raise _wrong(line, f'the key "{value}" is given twice')
            parent.key = value
        else:
            key, parent.key = parent.key, None
            if isinstance(key, Plain) and key == "<<":
                parent.merged += _merged(value, line)
            else:
                parent.value[str(key)] = value


def _scalar(event: yaml.ScalarEvent) -> str | None:
    text: str = event.value
    if not event.implicit[0] or event.style:
        return text
    return None if text in _NULLS else Plain(text)


def _merged(value: Any, line: int) -> list[dict[str, Any]]:
    """Return the dictionaries that a merge key names."""
    rows = value if isinstance(value, list) else [value]
    if not all(isinstance(row, dict) for row in rows):
        raise _wrong(line, "<< needs a dictionary, or a list of dictionaries")
    return rows


def _wrong(line: int, problem: str) -> _Unusable:
    return _Unusable(f"{line}: {problem}")
