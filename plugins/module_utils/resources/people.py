# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People as every part of the collection knows them: what their names and addresses may be, and what is shown."""

from __future__ import annotations

import re
from typing import Any

from ..masks import masked_email, masked_phone
from .rules import Rule

USER_NAME_RULE = '1 to 32 of A-Z, a-z, 0-9, ".", "_" and "-", neither beginning with a sign nor ending with "." or "_"'
EMAIL_RULE = "an e-mail address of up to 64 characters"
CHANGED_EMAIL_RULE = (
    'an e-mail address of up to 55 characters, before the @ only A-Z, a-z, 0-9, ".", "_" and "-", since an account '
    "that exists takes fewer than a new one"
)
PHONE_RULE = "5 to 19 digits, with or without + before them"

_USER_NAME = re.compile(r"[a-zA-Z0-9]{1,32}|[a-zA-Z0-9][a-zA-Z0-9._-]{0,30}[a-zA-Z0-9-]")
_DOMAIN = r"@([a-zA-Z0-9_-]+\.)+[a-zA-Z0-9]+"
_EMAIL = re.compile(r"[^@\s]+" + _DOMAIN)
_CHANGED_EMAIL = re.compile(r"([0-9a-zA-Z_]+|[0-9a-zA-Z][_.0-9a-zA-Z-]*[0-9a-zA-Z])" + _DOMAIN)
_PHONE = re.compile(r"\+?[0-9]{5,19}")


def is_user_name(text: str) -> bool:
    """Tell whether an account can have a name (CreateDesktopUser)."""
    return _USER_NAME.fullmatch(text) is not None


def is_email(text: str, longest: int = 64) -> bool:
    """Tell whether something new can have an e-mail address (CreateDesktopUser, which says no more than its length)."""
    return len(text) <= longest and text.isprintable() and _EMAIL.fullmatch(text) is not None


def is_changed_email(text: str) -> bool:
    """Tell whether an account that exists can be given an e-mail address (UpdateUserInfo)."""
    return len(text) <= 55 and _CHANGED_EMAIL.fullmatch(text) is not None


def is_phone(text: str) -> bool:
    """Tell whether an account can have a phone number."""
    return _PHONE.fullmatch(text) is not None


EMAIL = Rule(is_email, f"it must be {EMAIL_RULE}", hidden=True)
PHONE = Rule(is_phone, f"it must be {PHONE_RULE}", hidden=True)

MASKS = {"user_email": masked_email, "user_phone": masked_phone}
"""The fields that tell how to reach a person, and what may be shown of them."""


def shown(field: str, value: Any) -> Any:
    """Return a field of a person as it may be shown."""
    mask = MASKS.get(field)
    return mask(value) if mask and value else value
