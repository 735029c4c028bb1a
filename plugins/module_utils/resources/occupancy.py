# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who uses a desktop, and which steps must not disturb them."""

from __future__ import annotations

from collections.abc import Sequence

from ..plan import Verb
from .desktop.state import Desktop, Person


def in_use_reason(desktop: Desktop) -> str:
    """Return the sentence that says who uses a desktop."""
    who = names_of(desktop.people) or "somebody"
    how = "is logged in" if desktop.login_status == "CONNECTED" else "has an open session (disconnected)"
    return f"{who} {how}"


def must_not_disturb(verb: Verb, desktop: Desktop) -> bool:
    """Tell whether a verb would disturb somebody.

    A session that its person has left open is what a task that logs people off is about; somebody who is there is not.
    """
    if verb.ends_sessions:
        return desktop.login_status == "CONNECTED"
    return verb.disturbs and desktop.in_use


def names_of(people: Sequence[Person]) -> str:
    """Return the names of people as a sentence lists them."""
    return " and ".join(person.user_name for person in people)
