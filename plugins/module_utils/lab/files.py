# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads files that a lab names: regular ones, up to a size, whatever else a path may lead to."""

from __future__ import annotations

import os
import stat

from ..errors import LabError


def read_file(path: str, most: int) -> bytes:
    """Return the content of a file.

    :param most: the most bytes that it may have.
    :raises LabError: it cannot be read, is too large, or is no file but a directory, a pipe or a device, of which
        nobody knows whether it ever ends; the text is the rest of a sentence that begins with the file.
    """
    try:
        # A pipe that nobody writes to would keep an ordinary open waiting.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise LabError("is no file but a directory, a pipe or a device")
            with open(descriptor, "rb", closefd=False) as file:
                content = file.read(most + 1)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        raise LabError(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(content) > most:
        raise LabError(f"has more than {most >> 20} MiB")
    return content
