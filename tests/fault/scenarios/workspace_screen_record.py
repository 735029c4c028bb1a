# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_screen_record is proved with: recordings of an exam, of two people."""

from __future__ import annotations

from fault.matrix.scenario import Scenario, furnish
from integration.harness import Tenant


def _prepare(tenant: Tenant) -> None:
    furnish(tenant)
    for hour in (8, 10):
        for desktop, user in (("BIO-01", "mia"), ("BIO-02", "omar")):
            period = {"begin": f"2026-01-20T{hour:02}:00:00Z", "end": f"2026-01-20T{hour:02}:30:00Z"}
            tenant.control("POST", "recordings", desktop=desktop, user=user, **period)


MORNING = {"state": "absent", "begin": "2026-01-20 07:00", "end": "2026-01-20 09:00", "max_targets": 2}
DAY = {"state": "absent", "begin": "2026-01-20", "end": "2026-01-20", "max_targets": 4}

SCENARIO = Scenario(
    {"of mia": {**MORNING, "user_names": ["mia"]}, "of the morning": MORNING, "of the day": DAY}, _prepare
)
