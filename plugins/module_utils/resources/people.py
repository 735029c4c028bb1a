# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People as other things know them: the kinds of users and groups, and their addresses as they may be shown."""

from __future__ import annotations

from typing import Any

_FIRST, _LAST = 3, 2
"""How many characters of a phone number are shown at its beginning and at its end."""


def masked_email(address: str) -> str:
    """Return an e-mail address as it may be shown: ``m***@uni.example``."""
    name, at, domain = address.partition("@")
    return name[:1] + "***" + at + domain if address else ""


def masked_phone(number: str) -> str:
    """Return a phone number as it may be shown: ``+49******00``."""
    if len(number) <= _FIRST + _LAST:
        return "*" * len(number)
    return number[:_FIRST] + "*" * (len(number) - _FIRST - _LAST) + number[-_LAST:]


MASKS = {"user_email": masked_email, "user_phone": masked_phone}
"""The fields that tell how to reach a person, and what may be shown of them."""


def shown(field: str, value: Any) -> Any:
    """Return a field of a person as it may be shown."""
    mask = MASKS.get(field)
    return mask(value) if mask and value else value
