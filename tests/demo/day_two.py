# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows a term after its first day: its classes, and at the same time, in a project of its own, new images."""

from __future__ import annotations

from demo.classes import Classes
from demo.stage import perform_beside

if __name__ == "__main__":
    raise SystemExit(perform_beside(Classes, "demo.rollout"))
