# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task does in the collection grows with the number of things that it names, not with its square."""

from __future__ import annotations

import time
import uuid

import pytest
from growth import assert_linear
from integration.desktops import COMPLETE, NIGHT
from integration.harness import Task, Tenant
from integration.in_process import carry_out
from integration.pools import POOL

SIZE = 40

SCRIPT = {"name": "apps", "type": "POWERSHELL", "content": "Install-It"}
SNAPSHOT = {"name": "base", "disk_type": "SYSTEM_DISK"}


def names(size):
    """Return so many names of desktops."""
    return [f"EMU-{number:04d}" for number in range(size)]


def members(size):
    """Return so many names of users."""
    return [f"s{number:04d}" for number in range(size)]


def desktops(size, **more):
    """Return the options of a task about so many desktops."""
    return {"desktops": [{"computer_name": name} for name in names(size)], **more}


def people(size):
    """Return the options of a task about so many users."""
    return {"users": [{"user_name": name, "user_email": f"{name}@uni.example"} for name in members(size)]}


def bindings(size):
    """Return the options of a task that binds so many terminals."""
    macs = [f"00-00-00-00-{number // 256:02X}-{number % 256:02X}" for number in range(size)]
    return {"bindings": [{"mac": mac, "desktop": name} for mac, name in zip(macs, names(size), strict=True)]}


# What there is before


def nothing(tenant, size):
    """Leave the project empty."""


def there(tenant, size):
    """Create so many desktops in the console."""
    for name in names(size):
        tenant.console("create", name)


def users_there(tenant, size):
    """Let a task create so many users."""
    done(tenant, "user", people(size))


def app_group_there(tenant, size):
    """Create so many users, and an application group."""
    users_there(tenant, size)
    tenant.control("POST", "app-groups", names=["office"])


def script_there(tenant, size):
    """Create desktops in the console, and a script that can run there."""
    there(tenant, size)
    done(tenant, "script", SCRIPT)


def snapshots_there(tenant, size):
    """Create desktops in the console, and let a task take a snapshot of each."""
    there(tenant, size)
    done(tenant, "snapshot", {**SNAPSHOT, "desktops": names(size)})


def logins_there(tenant, size):
    """Create users, and desktops that they used yesterday and an hour ago."""
    there(tenant, size)
    users_there(tenant, size)
    tenant.control("POST", "clock", advance=2 * 86400)
    spans = [
        {
            side: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(tenant.state["now"] - age))
            for side, age in ages.items()
        }
        for ages in ({"begin": 90_000, "end": 87_000}, {"begin": 7_200, "end": 3_600})
    ]
    people = zip(names(size), members(size), strict=True)
    tenant.control("POST", "past", logins=[{"desktop": d, "user": u, **span} for d, u in people for span in spans])


def recordings_there(tenant, size):
    """Create desktops in the console, and let somebody have been recorded at each."""
    there(tenant, size)
    period = {"begin": "2026-01-20T08:00:00Z", "end": "2026-01-20T08:30:00Z"}
    for name in names(size):
        tenant.control("POST", "recordings", desktop=name, user="mia", **period)


def done(tenant, module, options, check=False):
    """Run a task, and see that it succeeds."""
    outcome = carry_out(tenant, Task(f"workspace_{module}", options, check=check))
    assert not outcome.failed, outcome.brief


TASKS = {
    "desktop new": (nothing, lambda size: desktops(size, **COMPLETE)),
    "desktop unchanged": (there, lambda size: desktops(size, tags={})),
    "desktop tagged": (there, lambda size: desktops(size, tags={"course": "bio"})),
    "desktop stopped": (there, lambda size: desktops(size, state="stopped")),
    "desktop absent": (there, lambda size: desktops(size, state="absent")),
    "desktop selected": (there, lambda size: {"select_names": names(size), "state": "started"}),
    "desktop_info": (there, lambda size: {"select_names": [f"{name}*" for name in names(size)]}),
    "user new": (nothing, people),
    "user unchanged": (users_there, people),
    "user_group": (users_there, lambda size: {"group_name": "bio", "members": members(size)}),
    "snapshot taken": (there, lambda size: {**SNAPSHOT, "desktops": names(size)}),
    "snapshot restored": (snapshots_there, lambda size: {**SNAPSHOT, "desktops": names(size), "state": "restored"}),
    "snapshot_info": (snapshots_there, lambda size: {"select_names": names(size), "desktop_names": names(size)}),
    "scheduled_task": (there, lambda size: {**NIGHT, "apply_objects": {"desktops": names(size)}}),
    "script_execution": (script_there, lambda size: {"scripts": ["apps"], "desktops": names(size)}),
    "desktop_pool": (
        users_there,
        lambda size: {**POOL, "authorized_objects": [{"user": name, "user_group": "users"} for name in members(size)]},
    ),
    "terminal_binding": (there, bindings),
    "app_group_authorization": (
        app_group_there,
        lambda size: {"app_groups": ["office"], "accounts": [{"account": name} for name in members(size)]},
    ),
    "policy_group": (
        there,
        lambda size: {
            "policy_group_name": "bio",
            "targets": [{"target_type": "INSTANCE", "target_name": name} for name in names(size)],
        },
    ),
    "usage_info": (
        logins_there,
        lambda size: {
            "gather": ["desktops", "users", "logins", "unused", "online", "states", "power"],
            "select_names": names(size),
            "show_people": True,
        },
    ),
    "notification": (there, lambda size: {"notifications": "Bye", "desktops": names(size)}),
    "screen_record": (
        recordings_there,
        lambda size: {"state": "absent", "begin": "2026-01-20", "desktop_names": names(size), "max_targets": size},
    ),
    "agent_upgrade": (there, lambda size: {"agent_version": "25.2.0", "desktops": names(size), "wait": False}),
}
"""Tasks, by their modules and what they are about: what there is before, and their options."""


BRIEFLY = ("user new",)
"""The tasks that `make test` measures."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in BRIEFLY else pytest.mark.slow) for name in TASKS]
)
def test_a_task_grows_with_what_it_names(emulator, name):
    prepare, options = TASKS[name]

    def make(size):
        tenant = Tenant(emulator.in_project(uuid.uuid4().hex))
        prepare(tenant, size)
        return lambda: done(tenant, name.partition(" ")[0], options(size))

    make(2)()
    assert_linear(make, SIZE)


def test_a_task_grows_with_the_names_that_nobody_has(emulator):
    def make(size):
        tenant = Tenant(emulator.in_project(uuid.uuid4().hex))
        users_there(tenant, size)
        group = {"group_name": "bio", "members": names(size)}
        return lambda: done(tenant, "user_group", group, check=True)

    make(2)()
    assert_linear(make, SIZE)
