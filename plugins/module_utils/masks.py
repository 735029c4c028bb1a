# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be shown of e-mail addresses and phone numbers. Pure."""

from __future__ import annotations

import re
from typing import Any

_FIRST, _LAST = 3, 2
"""How many characters of a phone number are shown at its beginning and at its end."""

_PART = r"[^\s@\"'<>()\[\]{},;:=]{1,64}"
_EMAIL = re.compile(rf"(?<![\w.+-]){_PART}('{_PART}){{0,3}}@[\w-]+(\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\w.+-])(\+|00?)[1-9][0-9]([ -]?[0-9]){5,13}(?![\w-]|\.[0-9])|(?<![\w.+-])1[3-9][0-9]{9}(?![\w-])"
)
"""A number with a sign or a nought before it, or a Chinese mobile number: others may be counts or IDs."""


def masked_email(address: str) -> str:
    """Return an e-mail address as it may be shown: ``m***@uni.example``."""
    name, at, domain = address.partition("@")
    return name[:1] + "***" + at + domain if address else ""


def masked_phone(number: str) -> str:
    """Return a phone number as it may be shown: ``+49******00``."""
    if len(number) <= _FIRST + _LAST:
        return "*" * len(number)
    return number[:_FIRST] + "*" * (len(number) - _FIRST - _LAST) + number[-_LAST:]


def without_addresses(text: str) -> str:
    """Return a text as it may be shown, with the e-mail addresses and phone numbers in it masked."""
    found = _EMAIL.sub(lambda one: masked_email(one[0]), text)
    return _PHONE.sub(lambda one: masked_phone(one[0]), found)


_TOLD = ("reason", "error_detail")


def told_without_addresses(value: Any) -> Any:
    """Return results with the addresses in their reasons masked, at any depth. What has none is not copied, since a
    result may be large."""
    shown = value
    if isinstance(value, dict):
        shown = {
            name: without_addresses(inner)
            if name in _TOLD and isinstance(inner, str)
            else told_without_addresses(inner)
            for name, inner in value.items()
        }
    elif isinstance(value, list):
        shown = [told_without_addresses(inner) for inner in value]
    return value if shown == value else shown
