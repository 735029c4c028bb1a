# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done with scripts on desktops: one row for each verb."""

from __future__ import annotations

from ...plan import Verb, table

# What was run shows in records, but not surely which request ran it.
VERBS = table(
    Verb("execute", visible=False, state="executed"),
    Verb("retry", visible=False, state="retried"),
    Verb("stop", state="stopped"),
)

BY_STATE = {verb.state: verb for verb in VERBS.values()}
"""The verb that each state means."""

STATES = list(BY_STATE)
