# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives the values of a lab file the types that its specification asks for, and refuses those of another shape."""

from __future__ import annotations

import contextlib
import copy
import datetime
import json
import re
from collections.abc import Mapping
from typing import Any, Callable

import yaml
from ansible.module_utils.parsing.convert_bool import boolean

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError, plain
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.sheets import shown, unaddressed
from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import nearest, normal

from .document import MOST_VALUES, Plain

Option = Mapping[str, Any]

_MOST_KEYS = 6
_NUMBER = re.compile(r"\s*[-+]?[0-9]{1,18}\s*")
_DECIMAL = re.compile(r"\s*[-+]?[0-9]{1,12}(\.[0-9]{1,12})?\s*")


def conform(content: Any, options: Mapping[str, Option], name: str) -> dict[str, Any]:
    """Return content as a specification wants it: of the right types, with defaults, without what is not given.

    :param content: what :func:`.document.parse` or Ansible has read. :param options: the specification.
    :param name: what messages call the whole.
    :raises LabError: something has another shape or type, is unknown or missing; the text says where.
    """
    if not isinstance(content, Mapping):
        raise LabError(f"{name} holds no mapping of sections")
    try:
        return _Schema(name).dictionary(content, {"options": options}, "")
    except RecursionError as error:
        raise LabError(f"{name} is nested too deeply") from error


class _Schema:
    """Reads values of every type of a specification, each with the option that it is for and the place where it is."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._size = 0
        self._readers: dict[str, Callable[[Any, Option, str], Any]] = {
            "str": self.text,
            "int": self.number,
            "float": self.decimal,
            "bool": self.truth,
            "dict": self.dictionary,
            "list": self.items,
            "json": self.json,
            "raw": self.anything,
        }

    def read(self, value: Any, option: Option, where: str) -> Any:
        """Return a value as an option wants it."""
        self._count()
        read = self._readers[option.get("type", "str")](value, option, where)
        choices = option.get("choices")
        if choices and not isinstance(read, list) and read not in choices:
            raise self._wrong(where, value, option, f"one of {', '.join(choices)}{nearest(str(read), choices)}")
        return read

    def dictionary(self, value: Any, option: Option, where: str) -> dict[str, Any]:
        """Return a dictionary: of the options that it may have, else of elements of a type, or of texts."""
        if not isinstance(value, Mapping):
            raise self._wrong(where, value, option, _shape(option))
        options = option.get("options")
        if options is None and option.get("elements"):
            element = {"type": option["elements"]}
            given = {str(key): part for key, part in value.items() if part is not None}
            return {key: self.read(part, element, f"{where}.{_label(key)}") for key, part in given.items()}
        if options is None:
            return {str(key): self._blank_or_text(part, f"{where}.{key}") for key, part in value.items()}
        for key in value:
            if key not in options:
                here = f"{where}.{_label(key)}" if where else _label(key)
                raise LabError(f"{self._name}: unknown key {here}{nearest(str(key), sorted(options))}")
        read = {}
        for key, inner in options.items():
            here = f"{where}.{key}" if where else key
            if value.get(key) is not None:
                read[key] = self.read(value[key], inner, here)
            elif inner.get("required"):
                raise LabError(f"{self._name}: {here} is missing")
            elif inner.get("default") is not None:
                read[key] = copy.deepcopy(inner["default"])
        return read

    def items(self, value: Any, option: Option, where: str) -> list[Any]:
        """Return a list; one of texts may also be written as one text with commas between its parts."""
        element = {**option, "type": option.get("elements", "raw")}
        if isinstance(value, str) and element["type"] == "str":
            value = [part.strip() for part in value.split(",")]
        if not isinstance(value, (list, tuple)):
            raise self._wrong(where, value, option, _shape(option))
        read = []
        for number, item in enumerate(value, 1):
            here = f"{where}[{_item_label(item, number)}]"
            if item is None:
                raise LabError(f"{self._name}: {here} is empty")
            read.append(self.read(item, element, here))
        return read

    def text(self, value: Any, option: Option, where: str) -> str:
        """Return a text. What YAML has read as a number with a point may have lost digits."""
        if isinstance(value, datetime.date):
            return value.isoformat()
        if isinstance(value, (bool, float)):
            raise self._wrong(where, value, option, "a text; put it in quotes")
        if not isinstance(value, (str, int)):
            raise self._wrong(where, value, option, "a text")
        text = str(value)
        # Names that look the same are the same; scripts are what they are.
        return text if "\n" in text else normal(text)

    def number(self, value: Any, option: Option, where: str) -> int:
        """Return a whole number."""
        if isinstance(value, bool) or not isinstance(value, (str, int)) or not _NUMBER.fullmatch(str(value)):
            raise self._wrong(where, value, option, "a whole number")
        return int(value)

    def decimal(self, value: Any, option: Option, where: str) -> str:
        """Return a number that may have a point, as a text, so that it stays what is written."""
        written = repr(value) if isinstance(value, float) else value
        if isinstance(value, bool) or not isinstance(written, (str, int)) or not _DECIMAL.fullmatch(str(written)):
            raise self._wrong(where, value, option, "a number, such as 0.21")
        return str(written).strip()

    def truth(self, value: Any, option: Option, where: str) -> bool:
        """Return a truth value, in any of the words that Ansible knows."""
        try:
            return bool(boolean(value))
        except TypeError as error:
            raise self._wrong(where, value, option, "true or false") from error

    def json(self, value: Any, option: Option, where: str) -> dict[str, Any]:
        """Return a dictionary of whatever JSON knows; what has no quotes is what YAML makes of it."""
        if isinstance(value, str):
            with contextlib.suppress(ValueError):
                value = json.loads(value)
        if not isinstance(value, Mapping):
            raise self._wrong(where, value, option, "a dictionary")
        return {str(key): self._resolved(part) for key, part in value.items()}

    def anything(self, value: Any, _option: Option, where: str) -> Any:
        """Return dictionaries, lists and texts as they are written, without what is blank."""
        self._count()
        if isinstance(value, Mapping):
            given = {str(key): part for key, part in value.items() if part is not None}
            return {key: self.anything(part, {}, f"{where}.{key}") for key, part in given.items()}
        if isinstance(value, (list, tuple)):
            return [self.anything(part, {}, f"{where}[{number}]") for number, part in enumerate(value, 1)]
        return value if value is None or isinstance(value, (bool, int)) else self.text(value, {}, where)

    def _blank_or_text(self, value: Any, where: str) -> str:
        self._count()
        return "" if value is None else self.text(value, {}, where)

    def _resolved(self, value: Any) -> Any:
        """Return values as YAML understands what has no quotes, as far as JSON knows their types."""
        self._count()
        if isinstance(value, Mapping):
            return {str(key): self._resolved(part) for key, part in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._resolved(part) for part in value]
        resolved = yaml.safe_load(value) if isinstance(value, Plain) else value
        return resolved if resolved is None or isinstance(resolved, (bool, int, float)) else str(value)

    def _count(self) -> None:
        """Notice when a definition never ends, since parts of it stand within each other again and again."""
        self._size += 1
        if self._size > MOST_VALUES:
            raise LabError(f"{self._name} has more than {MOST_VALUES} values")

    def _wrong(self, where: str, value: Any, option: Option, must: str) -> LabError:
        told = "not" if option.get("no_log") else f"{_told(value)}, but must be"
        return LabError(f"{self._name}: {where} is {told} {must}")


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "a dictionary"
    if isinstance(value, (list, tuple)):
        return "a list"
    return shown(value) if isinstance(value, str) and not value.isdecimal() else plain(value, 20)


def _shape(option: Option) -> str:
    """Return in words what a dictionary or a list must be."""
    options = list(option.get("options") or ())
    keys = ", ".join(options[:_MOST_KEYS]) + (" and more" if len(options) > _MOST_KEYS else "")
    dictionary = f"a dictionary with {keys}" if options else "a dictionary"
    if option.get("type") != "list":
        return dictionary
    return f"a list, each item {dictionary}" if option.get("elements") == "dict" else "a list"


def _label(key: Any) -> str:
    return unaddressed(str(key))


def _item_label(item: Any, number: int) -> str:
    """Return what an item of a list is called: by its name if it has one, else by its number."""
    names = [item.get("name"), item.get("computer_name")] if isinstance(item, Mapping) else []
    return next((_label(name) for name in names if name and isinstance(name, str)), str(number))
