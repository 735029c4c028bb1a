# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files with secrets, which only their owner can read."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from typing import BinaryIO

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError


@contextlib.contextmanager
def private_file(path: str, called: str) -> Iterator[BinaryIO]:
    """Open a file to read and write it, alone; it is made with mode 0600 if it is not there.

    :param called: what messages call it, as in ``credentials file``.
    :raises LabError: others can read or write it, it is a link, or it cannot be used.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with open(descriptor, "r+b") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise LabError(f"the {called} {path} is not a file")
            if status.st_mode & 0o077:
                raise LabError(f"the {called} {path} is open to others; give it the mode 0600")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield file
            # Once what it holds is used it cannot be had again, so it has to be on the disk before.
            file.flush()
            os.fsync(descriptor)
    except OSError as error:
        reason = "it is a symbolic link" if error.errno == errno.ELOOP else error.strerror or error
        raise LabError(f"the {called} {path} cannot be used: {reason}") from error
