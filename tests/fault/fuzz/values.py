# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that nobody expects where an option belongs: of the wrong type, huge, or hostile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

LONG = 1_000_000
"""Characters of a huge text."""

MANY = 100_000
"""Items of a huge list."""

_DEEP = 200
"""Levels of a value that is nested deeply, which ansible-core still takes."""


def nested(kind: Callable[[Any], Any], value: Any = "x", levels: int = _DEEP) -> Any:
    """Return a value within so many lists or dictionaries."""
    for _level in range(levels):
        value = kind(value)
    return value


TEXTS: dict[str, str] = {
    "empty": "",
    "blank": " \t ",
    "new line": "\n",
    "header": "BIO-01\r\nX-Evil: 1",
    "lines": "BIO\n" * 1000,
    "NUL": "BIO\x00-01",
    "escape sequence": "\x1b[31mBIO\x1b[0m\x9b2J",
    "bell and backspace": "a\x07\x08b",
    "lone surrogate": "BIO-\ud800",
    "two lone surrogates": "\udc80\udcff",
    "right to left": "\u202eBIO-01\u2066",
    "no width": "B\u200bI\ufeffO",
    "combining characters": "Z" + "\u0300\u0323" * 2000,
    "other planes": "\U0001d54c\U0001f468\u200d\U0001f469\U000e0041",
    "other digits": "\u0661\u0662",
    "full width": "\uff22\uff29\uff2f\uff0d\uff10\uff11",
    "huge": "A" * LONG,
    "huge number": "9" * 5000,
    "huge blanks": " " * LONG,
    "many commas": "," * MANY,
    "quotes": "'\"`$(reboot);|&<>\\",
    "SQL": "' OR 1=1; --",
    "template": "{{ 7 * 7 }}",
    "broken template": "{{ lookup('pipe', 'id') }} {% for",
    "YAML tag": "!!python/object/apply:os.system ['true']",
    "YAML alias": "&a [*a, *a]",
    "JSON": '{"a": [1, 2',
    "JSON list": "[1, 2]",
    "key=value": "a=1 b='2",
    "path": "../../../../etc/passwd",
    "coded path": "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "file": "/etc/hostname",
    "file without end": "/dev/zero",
    "directory": "/",
    "query": "BIO?limit=1&offset=0#",
    "URL": "http://user:hush@127.0.0.1:9/x?y#z",
    "broken URL": "http://[::1",
    "URL of no host": "http://",
    "URL of a wrong port": "http://127.0.0.1:99999",
    "huge range": "BIO-[01:999999999]",
    "huge ranges": "[1:9999][1:9999][1:9999]",
    "range of huge numbers": f"[1:{'9' * 5000}]",
    "wide range": f"[{'0' * 5000}1:2]",
    "range backwards": "BIO-[9:1]",
    "broken range": "BIO-[[1:",
    "range without end": "[-1:]",
    "slow glob": "*a" * 40 + "b",
    "broken glob": "[!",
    "slow pattern": "(a+)+$" * 20,
    "broken pattern": "(?P<x>[",
    "any": "*",
    "nan": "nan",
    "infinity": "inf",
    "float": "1e400",
    "endless number": "1e999999999",
    "negative": "-1",
    "hexadecimal": "0x1F",
    "underscore": "1_000",
    "date": "2026-13-45",
    "time": "25:61",
    "moment": "9999-12-31T23:59:60+99:99",
    "year 0": "0000-00-00 00:00:00",
    "truth": "true",
    "null": "null",
    "Norwegian": "no",
    "name of an object": "__class__.__mro__",
    "format": "%s%n{0.__class__}{number:99999999d}",
    "MAC address": "gg:gg:gg:gg:gg:gg",
    "address": "999.999.999.999/99",
    "e-mail address": "a@" + "b." * 200 + "c",
    "phone number": "+" + "1" * 400,
}
"""Texts by their names."""

NUMBERS: dict[str, Any] = {
    "0": 0,
    "-1": -1,
    "2^31": 2**31,
    "-2^63 - 1": -(2**63) - 1,
    "2^64": 2**64,
    "10^400": 10**400,
    "1.5": 1.5,
    "1e308": 1e308,
    "-0.0": -0.0,
    "inf": float("inf"),
    "nan": float("nan"),
    "true": True,
    "false": False,
}
"""Numbers and truth values by their names; JSON as Python reads it knows all of them."""

PARTS: dict[str, Any] = {
    "nothing": None,
    "empty list": [],
    "empty dictionary": {},
    "list of nothing": [None],
    "list of blanks": ["", " "],
    "list of lists": [[], [[]]],
    "list of dictionaries": [{}, {"a": None}],
    "list of numbers": [1, 2.5, True],
    "list of one twice": ["BIO-01", "bio-01"],
    "mixed list": ["a", 1, None, {"b": []}],
    "dictionary of nothing": {"": None},
    "dictionary of dictionaries": {"a": {"b": {"c": 1}}},
    "strange keys": {"\x00": "x", "{{ a }}": "y", "a\nb": "z", "__class__": {}},
    "huge key": {"k" * LONG: "v"},
    "deep list": nested(lambda value: [value]),
    "deep dictionary": nested(lambda value: {"a": value}),
    "huge list": ["x"] * MANY,
    "huge list of many": [f"BIO-{number}" for number in range(MANY)],
    "huge list of globs": [f"B{number}*" for number in range(MANY // 5)],
    "huge list of ranges": [f"[{number}:{number + 999}]" for number in range(MANY)],
    "huge list of numbers": list(range(MANY)),
    "huge list of dictionaries": [{"name": f"n{number}"} for number in range(MANY // 5)],
    "huge dictionary": {f"k{number}": "v" for number in range(MANY)},
}
"""Lists, dictionaries and nothing, by their names."""

VALUES: dict[str, Any] = {**TEXTS, **NUMBERS, **PARTS}
"""All of them."""

HALVES = ("lone surrogate", "two lone surrogates")
"""Those that newer releases of ansible-core hand to no module."""
