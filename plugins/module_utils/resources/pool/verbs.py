# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done to a desktop pool: one row for each verb, in the order in which the service needs them."""

from __future__ import annotations

import dataclasses

from ...plan import DATA_DISKS, SYSTEM_DISK, Verb, table


@dataclasses.dataclass(frozen=True)
class PoolVerb(Verb):
    """What can be done to a pool.

    :param handled: whether it concerns as many desktops of the pool as ``handle_type`` says; else it concerns all.
    :param steady: whether the service refuses it while something goes on in the pool as a whole.
    :param quiet: whether it refuses it while something goes on on one of the desktops that it concerns.
    :param action: what requests call it, where one operation does several things.
    """

    handled: bool = False
    steady: bool = True
    quiet: bool = False
    action: str = ""


_DELETING = ("deleteDesktops",)
_OPERATING = ("executeDesktopsAction", "operateDesktops")
_ALL_DISKS = (SYSTEM_DISK, DATA_DISKS)
_RUNNING, _SETTLED = ("ACTIVE",), ("ACTIVE", "SHUTOFF")

VERBS = table(
    PoolVerb(name="create", steady=False),
    PoolVerb(name="update", steady=False),
    PoolVerb(name="unauthorize", steady=False, action="REMOVE"),
    PoolVerb(name="authorize", steady=False, action="ADD"),
    PoolVerb(name="change_privilege", steady=False, action="CHANGE_PRIVILEGE"),
    PoolVerb(name="shrink", jobs=_DELETING, needs_order=True, loses=_ALL_DISKS),
    PoolVerb(name="delete_failed", jobs=_DELETING, needs_order=True, loses=_ALL_DISKS),
    PoolVerb(name="resize", disturbs=True, handled=True, quiet=True, power=_SETTLED, jobs=_OPERATING, needs_order=True),
    PoolVerb(
        name="remove_volume",
        disturbs=True,
        handled=True,
        quiet=True,
        power=_SETTLED,
        jobs=("deleteDesktopPoolVolumes", "deleteVolumes"),
        needs_order=True,
        loses=(DATA_DISKS,),
    ),
    # Whether system disks were rebuilt with the image that they have cannot be seen.
    PoolVerb(
        name="rebuild",
        disturbs=True,
        handled=True,
        quiet=True,
        power=_SETTLED,
        leaves="ACTIVE",
        jobs=("rebuildDesktopPool", "rebuildDesktops"),
        visible=False,
        seen_in=("image",),
        needs_order=True,
        loses=(SYSTEM_DISK,),
        state="rebuilt",
        lasting="present",
        of_existing=True,
    ),
    PoolVerb(name="expand_volume", handled=True, quiet=True, power=_SETTLED, jobs=("expandVolumes",), needs_order=True),
    PoolVerb(
        name="add_volume",
        handled=True,
        quiet=True,
        power=_RUNNING,
        leaves="ACTIVE",
        jobs=("addDesktopPoolVolumes", "addVolumes"),
        needs_order=True,
    ),
    PoolVerb(name="expand", jobs=("expandDesktopPool",), needs_order=True),
    PoolVerb(name="start", leaves="ACTIVE", quiet=True, jobs=_OPERATING, state="started", action="os-start"),
    PoolVerb(
        name="stop", disturbs=True, leaves="SHUTOFF", quiet=True, jobs=_OPERATING, state="stopped", action="os-stop"
    ),
    # Without the prefix that the same action has for desktops; the service passes over those that are off.
    PoolVerb(
        name="hibernate",
        disturbs=True,
        power=("ACTIVE", "HIBERNATED"),
        leaves="HIBERNATED",
        quiet=True,
        jobs=_OPERATING,
        state="hibernated",
        action="hibernate",
    ),
    # Whether desktops that run were restarted cannot be seen.
    PoolVerb(
        name="restart",
        disturbs=True,
        leaves="ACTIVE",
        quiet=True,
        jobs=_OPERATING,
        visible=False,
        state="restarted",
        lasting="present",
        of_existing=True,
        action="reboot",
    ),
    PoolVerb(name="delete_desktops", disturbs=True, quiet=True, jobs=_DELETING, needs_order=True, loses=_ALL_DISKS),
    PoolVerb(name="delete", disturbs=True, needs_order=True, state="absent", loses=_ALL_DISKS),
)
BY_STATE = {verb.state: verb for verb in VERBS.values() if verb.state}
"""The verb that brings each state about."""

STATES = ["present", *BY_STATE]


def lasting(state: str) -> str:
    """Return the state that is left once a state is reached: nobody sees afterwards that a pool was restarted."""
    verb = BY_STATE.get(state)
    return verb.lasting or state if verb else state
