# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for names and tags."""

from __future__ import annotations

import re

from emulator.errors import invalid

_COMPUTER = re.compile(r"[A-Za-z0-9\u4e00-\u9fa5-]+")
_USER = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,19}")
_USER_LINUX = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}")
_TAG_TEXT = re.compile(r"[\w .:=+@-]*")
MAX_TAGS = 20


def width(name: str) -> int:
    """Return the length of a name, a Chinese character counting two."""
    return sum(2 if "\u4e00" <= letter <= "\u9fa5" else 1 for letter in name)


def check_computer_name(name: str, longest: int = 15) -> None:
    """Refuse what cannot be the name of a desktop."""
    good = (
        _COMPUTER.fullmatch(name)
        and re.match(r"[A-Za-z0-9]", name)
        and not name.endswith("-")
        and 1 <= width(name) <= longest
    )
    if not good:
        raise invalid(
            f"The desktop name {name!r} must have 1 to {longest} letters, digits or hyphens, "
            "start with a letter or digit and not end with a hyphen."
        )


def check_user_name(name: str, os_type: str) -> None:
    """Refuse what cannot be the name of a desktop's user."""
    if not (_USER if os_type == "Windows" else _USER_LINUX).fullmatch(name):
        raise invalid(f"The user name {name!r} must start with a letter and hold letters, digits, '-' and '_' alone.")


def check_tag(key: str, value: str) -> None:
    """Refuse a tag that breaks the rules."""
    if not key or len(key) > 128 or key.startswith("_sys_") or key != key.strip() or not _TAG_TEXT.fullmatch(key):
        raise invalid(f"The tag key {key!r} is invalid.")
    if len(value) > 43 or value != value.strip() or not _TAG_TEXT.fullmatch(value):
        raise invalid(f"The tag value {value!r} is invalid.")
