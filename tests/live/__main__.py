# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entry point of ``python -m live``, with ``tests`` on the import path."""

import sys

from live.command_line import main

if __name__ == "__main__":
    sys.exit(main())
