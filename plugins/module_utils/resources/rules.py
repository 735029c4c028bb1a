# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for values that several resources take, checked before anything is sent."""

from __future__ import annotations

import dataclasses
import datetime
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from ..errors import InputError, plain
from ..names import listed
from ..ownership import POWER_TAG

_TAG = re.compile(r"[\w .:=+\-@]*")
_OU = re.compile(r"[A-Za-z0-9 _/$!@&*?.-]+")
_PROJECT = re.compile(r"[a-zA-Z0-9_-]{1,36}")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DURATION = re.compile(r"([0-9]{1,6})([smhdw])")
IOPS, THROUGHPUT = (3000, 12800), (125, 1000)


def name_width(name: str) -> int:
    """Return the length of a desktop's name as the API counts it: wide characters count twice."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in name)


def duration(option: str, given: str) -> datetime.timedelta:
    """Return what a text such as ``12h`` or ``7d`` says. Raises :class:`InputError`.

    :param option: what gives it, for the message.
    """
    found = _DURATION.fullmatch(given.strip())
    if not found:
        told = plain(given, 40)
        raise InputError(f'{option} "{told}" is not valid: write a number and s, m, h, d or w, as 12h or 7d')
    return datetime.timedelta(**{_UNITS[found.group(2)]: int(found.group(1))})


def check_volume(volume: Mapping[str, Any], option: str, sizes: tuple[int, int], target: str) -> None:
    """Check one disk. Raises :class:`InputError`."""
    size, fast = volume["size"], volume["type"] == "GPSSD2"
    if not sizes[0] <= size <= sizes[1]:
        raise InputError(f"{target}: {option}.size is {size}, but must be {sizes[0]} to {sizes[1]} (GB)")
    if size % 10:
        raise InputError(f"{target}: {option}.size is {size}, but must be a multiple of 10 (GB)")
    for name, (low, high) in (("iops", IOPS), ("throughput", THROUGHPUT)):
        value = volume.get(name)
        if fast and value is None:
            raise InputError(f"{target}: {option}.{name} is required for type GPSSD2")
        if not fast and value is not None:
            raise InputError(f"{target}: {option}.{name} is for type GPSSD2 only")
        if value is not None and not low <= value <= high:
            raise InputError(f"{target}: {option}.{name} is {value}, but must be {low} to {high}")


def check_own_tags(tags: Mapping[str, Any], removed: Sequence[str], target: str) -> None:
    """Refuse the tag that tasks write for themselves, and a tag that is both desired and removed.

    :raises InputError: one of them is given.
    """
    if POWER_TAG in [*tags, *removed]:
        raise InputError(f"{target}: the tag {POWER_TAG} is what tasks note power states in; leave it out")
    both = [key for key in removed if key in map(str, tags)]
    if both:
        raise InputError(f"{target}: {listed(both)} is in tags and in remove_tags; give it in one of them")


def check_tags(options: Mapping[str, Any], removed: Sequence[str] | None, target: str) -> None:
    """Check tags as users give them. Raises :class:`InputError`.

    :param options: the ``tags`` that are desired. :param removed: the keys of tags to remove.
    """
    tags = options.get("tags") or {}
    check_own_tags(tags, removed or (), target)
    for key, value in tags.items():
        if value is None:
            raise InputError(f'{target}: the tag "{key}" in tags has no value; write "" for an empty one')
        key, value = str(key), str(value)
        if not key or len(key) > 128 or not _TAG.fullmatch(key) or key != key.strip() or key.startswith("_sys_"):
            raise InputError(
                f'{target}: the key "{key}" of tags is not valid: 1 to 128 letters, digits, spaces and _.:=+-@, '
                "not beginning with _sys_"
            )
        if len(value) > 43 or not _TAG.fullmatch(value):
            raise InputError(
                f'{target}: the value of "{key}" in tags is not valid: up to 43 letters, digits, spaces and _.:=+-@'
            )


def check_delay(options: Mapping[str, Any]) -> None:
    """Check that a rebuild that begins later can end within the task's time. Raises :class:`InputError`."""
    delay = options.get("delay_time")
    if delay and options["wait"] and delay * 60 >= options["wait_timeout"]:
        raise InputError(
            f"delay_time is {delay} (minutes), which wait_timeout ({options['wait_timeout']} seconds) leaves no time "
            "for; give a longer wait_timeout, or wait: false"
        )


@dataclasses.dataclass(frozen=True)
class Rule:
    """What a text must be like.

    :param holds: whether it is. :param told: the rule as an error says it. :param hidden: whether the text is nobody
        else's business, so that no error shows it.
    """

    holds: Callable[[str], bool]
    told: str
    hidden: bool = False

    def check(self, value: str, name: str, target: str) -> None:
        """Raise :class:`InputError` unless the value of an option follows the rule."""
        if not self.holds(value):
            shown = "" if self.hidden else f' "{value}"'
            raise InputError(f"{target}: {name}{shown} is not valid: {self.told}")


OU_NAME = Rule(lambda text: bool(_OU.fullmatch(text)) and text.count("/") < 5, "up to five levels with / between them")
ENTERPRISE_PROJECT = Rule(lambda text: bool(_PROJECT.fullmatch(text)), "1 to 36 letters, digits, - and _")
POLICY_ID = Rule(lambda text: len(text) <= 36, "up to 36 characters")
