# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generates first passwords of accounts."""

from __future__ import annotations

import secrets

# Without letters and digits that look alike on paper, and without signs that mean something in CSV or in a shell.
_LOWER, _UPPER, _DIGITS, _SIGNS = "abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-_=+.:"
_LENGTH = 16


def generate(user: str) -> str:
    """Return a password that the service takes: of four kinds of characters, and without the user's name.

    CreateDesktopUser asks for 8 to 32 characters; the rest is what the service's password policy can ask for. It begins
    with a letter, so that no spreadsheet takes it for a formula.
    """
    while True:
        characters = [secrets.choice(_LOWER + _UPPER + _DIGITS + _SIGNS) for _position in range(_LENGTH)]
        password = "".join(characters)
        kinds = all(set(kind) & set(characters) for kind in (_LOWER, _UPPER, _DIGITS, _SIGNS))
        named = any(name in password.lower() for name in (user.lower(), user[::-1].lower()))
        if kinds and not named and password[0].isalpha():
            return password
