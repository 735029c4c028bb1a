# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done to a desktop: one row for each verb, in the order in which the API needs them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Callable

from ...plan import DATA_DISKS, SYSTEM_DISK, Change, Verb, table
from ..power import NOTE_TABLE, POWER_TABLE
from .state import Desktop

_ON_OR_OFF = ("ACTIVE", "SHUTOFF")


@dataclasses.dataclass(frozen=True)
class DesktopVerb(Verb):
    """A verb of desktops.

    :param due: what a desktop lacks of the state that the verb brings about, ``None`` if nothing; for states that are
        more than a comparison the planner has a method of its own. :param shows: the field in which plans show it.
    :param healing: whether it may be done to a desktop in error.
    :param leaves_shared: the power state in which it leaves a desktop of several people, if that is another one.
    """

    due: Callable[[Desktop], Change | None] | None = None
    shows: str = ""
    healing: bool = False
    leaves_shared: str | None = None


def _open_session(desktop: Desktop) -> Change | None:
    return Change(desktop.login_status.lower(), "ended") if desktop.in_use else None


VERBS: Mapping[str, Verb] = table(
    DesktopVerb(name="tag", unguarded=True),
    # To another enterprise project, which nobody notices.
    DesktopVerb(name="move", unguarded=True),
    DesktopVerb(
        name="log_off",
        disturbs=True,
        ends_sessions=True,
        state="logged_off",
        lasting="present",
        of_existing=True,
        due=_open_session,
        shows="session",
    ),
    DesktopVerb(name="rejoin", disturbs=True, jobs=("desktopRejoinDomain",), state="rejoined", of_existing=True),
    # The desktop is restarted by it.
    DesktopVerb(name="rename", disturbs=True, power=("ACTIVE",), leaves="ACTIVE"),
    # The service shuts down a desktop of one person, and starts one of several.
    DesktopVerb(
        name="detach",
        disturbs=True,
        power=_ON_OR_OFF,
        leaves="SHUTOFF",
        leaves_shared="ACTIVE",
        jobs=("batchDetachDesktops", "detachDesktops"),
    ),
    DesktopVerb(
        name="change_network",
        disturbs=True,
        power=_ON_OR_OFF,
        jobs=("batchChangeDesktopNetwork", "changeDesktopNetwork"),
    ),
    DesktopVerb(
        name="resize",
        disturbs=True,
        power=_ON_OR_OFF,
        leaves="SHUTOFF",
        jobs=("operateDesktops", "executeDesktopsAction"),
        needs_order=True,
    ),
    DesktopVerb(
        name="remove_volume",
        disturbs=True,
        power=_ON_OR_OFF,
        jobs=("deleteVolumes",),
        needs_order=True,
        loses=(DATA_DISKS,),
    ),
    # Whether a system disk was rebuilt with the image that it has cannot be seen.
    DesktopVerb(
        name="rebuild",
        disturbs=True,
        power=_ON_OR_OFF,
        leaves="ACTIVE",
        jobs=("rebuildDesktops",),
        visible=False,
        seen_in=("image",),
        needs_order=True,
        state="rebuilt",
        lasting="present",
        of_existing=True,
        healing=True,
        loses=(SYSTEM_DISK,),
    ),
    DesktopVerb(name="expand_volume", power=_ON_OR_OFF, jobs=("expandVolumes",), needs_order=True),
    DesktopVerb(name="modify_qos", power=_ON_OR_OFF, jobs=("operateDesktops",)),
    DesktopVerb(name="add_volume", power=_ON_OR_OFF, jobs=("addVolumes",), needs_order=True),
    DesktopVerb(
        name="delete",
        disturbs=True,
        jobs=("deleteDesktops",),
        needs_order=True,
        state="absent",
        healing=True,
        loses=(SYSTEM_DISK, DATA_DISKS),
    ),
    DesktopVerb(name="create", jobs=("createDesktops",), unguarded=True),
    # The service clears a desktop of one person that another person had before.
    DesktopVerb(name="attach", power=_ON_OR_OFF, jobs=("attachDesktops",), may_lose=(SYSTEM_DISK, DATA_DISKS)),
    DesktopVerb(name="change_user_group", power=_ON_OR_OFF, jobs=("operateDesktops", "executeDesktopsAction")),
    DesktopVerb(name="set_maintenance", unguarded=True),
    *POWER_TABLE.values(),
    *NOTE_TABLE.values(),
)

BY_STATE = {verb.state: verb for verb in VERBS.values() if verb.state}
"""The verb that brings each state about."""

STATES = ["present", *BY_STATE]


def lasting(state: str) -> str:
    """Return the state that is left once a state is reached: nobody sees afterwards that a desktop was restarted."""
    verb = BY_STATE.get(state)
    return verb.lasting or state if verb else state
