# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entry point of ``python tests/live``."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

if __package__ in (None, ""):
    # Run by path: the folder itself is on the path, and its modules must not shadow others.
    sys.path[:] = [entry for entry in sys.path if entry == "" or Path(entry).resolve() != HERE]
    sys.path.insert(0, str(HERE.parent))

from live.command_line import main

if __name__ == "__main__":
    sys.exit(main())
