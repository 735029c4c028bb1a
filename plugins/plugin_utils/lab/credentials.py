# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""First passwords of accounts, kept in one file that only its owner can read."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.passwords import generate
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.sheets import shown
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.people import USER_NAME_RULE, is_user_name

from .private import private_file

HEADER = ("user_name", "password")

_ALLOWED_LENGTHS = range(8, 33)


def first_passwords(path: str, users: Sequence[str]) -> list[str]:
    """Return the first passwords of users, from the file, or generated and appended to it where it has none.

    What the file holds is never changed. Runs at the same time wait for each other, so they agree on one password.

    :param path: the credentials file; made with mode 0600 if it is not there.
    :param users: names; they are compared without case.
    :raises LabError: the file can be read or written by others, is not what this function writes, or cannot be used;
        or a name is none that an account can have. No password is ever in the text.
    """
    for user in users:
        if not isinstance(user, str) or not is_user_name(user):
            raise LabError(f"the user_name {shown(str(user))} is not valid ({USER_NAME_RULE})")
    path = os.path.expanduser(path)
    with private_file(path, "credentials file") as file:
        content = file.read()
        known = _read(path, content)
        lines = [] if content else [HEADER]
        for user in users:
            if user.lower() not in known:
                known[user.lower()] = generate(user)
                lines.append((user, known[user.lower()]))
        if lines:
            file.write(_written(content, lines))
    return [known[user.lower()] for user in users]


def _read(path: str, content: bytes) -> dict[str, str]:
    """Return the passwords that a file holds, by user name in lower case."""
    known: dict[str, str] = {}
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        # Neither error is kept as the cause, since it could quote the file.
        raise LabError(f"the credentials file {path} is not a CSV file in UTF-8") from None
    for number, row in enumerate(rows, 1):
        if not any(row) or (number == 1 and tuple(row) == HEADER):
            continue
        if len(row) != 2 or not row[0] or len(row[1]) not in _ALLOWED_LENGTHS:
            raise LabError(f"the credentials file {path} has no user_name,password in line {number}")
        if row[0].lower() in known:
            raise LabError(f"the credentials file {path} has {row[0]} twice")
        known[row[0].lower()] = row[1]
    return known


def _written(content: bytes, lines: Sequence[Sequence[str]]) -> bytes:
    """Return lines to append; a last line that somebody left open is ended first."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    opened = content and not content.endswith(b"\n")
    return (b"\n" if opened else b"") + text.getvalue().encode()
