# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A project with a lab and other people's things: what there is, whose it is, and what people do in the console."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from fault.worlds.labs import BIGGER, GROUP, NAME, PEOPLE, POOL, PREFIXES, SEATS, STAFF, TASK, Draw, Lab
from fault.worlds.story import Story
from hypothesis import strategies as st
from integration.desktops import PRODUCT
from integration.harness import Task, Tenant
from integration.in_process import carry_out

if TYPE_CHECKING:
    from conftest import Emulator

TAG = "workspace-lab"
MARK = f"[{TAG}: {NAME}]"
OTHERS_MARK = f"[{TAG}: phy]"

DAY = 86_400

STRAY = "BIO-X1"
"""A name that is none of the lab's."""

Record = Mapping[str, Any]
State = Mapping[str, Any]

_VOLATILE = ("task_status", "process", "operation", "listed", "due", "begun", "last_status", "login_status")
"""What changes by itself."""

_TABLES = ("Pool", "ScheduledTask", "Snapshot", "Script")
"""The kinds of things beside desktops, users and groups that somebody may own."""


# --- What there is, and whose it is


def pool_ids(state: State) -> set[str]:
    """Return the IDs of the lab's pools."""
    return {pool["id"] for pool in state["tables"].get("Pool", ()) if pool["tags"].get(TAG) == NAME}


def own_desktops(state: State) -> list[Record]:
    """Return the desktops with the lab's mark that are in no pool, by name."""
    rows = [row for row in state["desktops"] if row["tags"].get(TAG) == NAME and not row["pool_id"]]
    return sorted(rows, key=lambda row: str(row["name"]))


def own_tasks(state: State) -> list[Record]:
    """Return the scheduled tasks with the lab's mark."""
    return [row for row in state["tables"].get("ScheduledTask", ()) if row["description"].endswith(MARK)]


def marked(row: Record) -> bool:
    """Whether a thing has the lab's mark."""
    return bool(row.get("tags", {}).get(TAG) == NAME or str(row.get("description", "")).endswith(MARK))


def users_of(desktop: Record) -> list[str]:
    """Return the names of those who have a desktop, in lower case."""
    return [row["user_name"].lower() for row in desktop["assignments"]]


def of_others(state: State) -> dict[str, Record]:
    """Return everything that is not the lab's by ID, without what changes by itself."""
    pools = pool_ids(state)
    own = {row["id"] for row in state["desktops"] if marked(row) or row["pool_id"] in pools}
    rows: list[Record] = [*state["desktops"], *state["users"], *state["groups"]]
    rows += [row for kind in _TABLES for row in state["tables"].get(kind, ())]
    return {
        row["id"]: {name: value for name, value in row.items() if name not in _VOLATILE}
        for row in rows
        if not marked(row) and row["id"] not in own and row.get("desktop_id") not in own
    }


def contents(state: State) -> dict[tuple[str, str], tuple[str, str]]:
    """Return what people have stored, by desktop and disk, with the name of the desktop or of its pool."""
    pools = {pool["id"]: pool["name"] for pool in state["tables"].get("Pool", ())}
    return {
        (desktop["id"], disk["id"]): (pools.get(desktop["pool_id"], desktop["name"]), disk["content"])
        for desktop in state["desktops"]
        for disk in (desktop["root"], *desktop["disks"])
        if str(disk["content"]).startswith("work")
    }


# --- What people do


class World(Tenant):
    """A project of a lab, other people's things in it, and what somebody does in the console."""

    def __init__(self, emulator: Emulator) -> None:
        super().__init__(emulator)
        self.story = Story()
        self._works = 0

    def control(self, method: str, path: str, /, **json_body: Any) -> Any:
        """Send a control call, and note it if it changes something; time passes by itself."""
        if method != "GET" and not json_body.keys() & {"advance", "job_seconds"}:
            self.story.control(method, path, json_body)
        return super().control(method, path, **json_body)

    def furnish(self) -> None:
        """Let there be things of nobody and of another lab."""
        self.desktop("OFFICE", user=STAFF, tags={})
        self.desktop("PHY-01", user="fred", tags={TAG: "phy"}, data_volumes=[20])
        self.desktop("PC-01", tags={})
        self.console("pool", "PC-01", name="drop-in")
        self.act("workspace_user_group", group_name="phy-students", members=["fred"], description=OTHERS_MARK)
        self.act("workspace_user_group", group_name="everyone", members=["fred", STAFF])
        self.act(
            "workspace_scheduled_task",
            task_name="phy-stop",
            task_type="STOP",
            scheduled_type="DAY",
            day_interval=1,
            scheduled_time="12:00",
            time_zone="UTC",
            enable=False,
            apply_objects={"desktops": ["PHY-01"]},
            description=OTHERS_MARK,
        )
        self.control("POST", "snapshots", desktop="PHY-01", name="base", description=OTHERS_MARK)

    def act(self, module: str, **arguments: Any) -> None:
        """Let somebody else do something by a module."""
        self.story.act(module, arguments)
        done = carry_out(self, Task(module, arguments))
        assert not done.failed, done.brief

    def settle(self) -> None:
        """Let all that was begun end, and all faults be over."""
        self.control("DELETE", "faults")
        self.control("POST", "clock", release_stuck=True, finish_jobs=True)

    def days_pass(self, number: int) -> None:
        """Let days pass."""
        self.story.control("POST", "clock", {"advance": number * DAY})
        self.control("POST", "clock", advance=number * DAY)

    def work(self) -> None:
        """Let people store something on all disks that hold nothing of theirs."""
        for desktop in self.state["desktops"]:
            disks = [desktop["root"], *desktop["disks"]]
            if not all(str(disk["content"]).startswith("work") for disk in disks):
                self._works += 1
                self.control("POST", "write", desktop=desktop["name"], disk="all", content=f"work {self._works}")

    def sessions(self) -> list[str]:
        """Return the names of the desktops somebody is logged in to."""
        return [one["desktop"] for one in self.state["sessions"]]


def drift(data: Draw, world: World) -> str:
    """Let somebody change something in the console; return what, empty if there is nothing of the kind."""
    what = data.draw(st.sampled_from(sorted(_DRIFTS)), "drift")
    told: str = _DRIFTS[what](data, world)
    return f"{what}: {told}" if told else ""


def _own(data: Draw, world: World) -> Record | None:
    rows = own_desktops(world.state)
    found: Record | None = data.draw(st.sampled_from(rows), "desktop") if rows else None
    return found


def _on_desktop(action: str, **given: Any) -> Any:
    """Return a drift that does something to a desktop of the lab; what it is given may be strategies."""

    def act(data: Draw, world: World) -> str:
        desktop = _own(data, world)
        if desktop is None:
            return ""
        chosen = {
            name: data.draw(value, name) if isinstance(value, st.SearchStrategy) else value
            for name, value in given.items()
        }
        if action == "assign" and desktop["assignments"]:
            # A desktop for one person is given to another one once it is free.
            world.console("unassign", desktop["name"])
        if action == "rename" and chosen["name"] in {row["name"] for row in world.state["desktops"]}:
            return ""
        world.console(action, desktop["name"], **chosen)
        return f"{desktop['name']} {chosen or ''}"

    return act


def _stray(data: Draw, world: World) -> str:
    name = f"BIO-{data.draw(st.integers(1, SEATS), 'number'):02d}"
    if name in world.desktops:
        return ""
    tags = data.draw(st.sampled_from([{}, {TAG: "phy"}]), "tags")
    user = data.draw(st.sampled_from(["fred", *PEOPLE[:2]]), "user")
    world.desktop(name, user=user, tags=tags, data_volumes=[20])
    return f"{name} of {user} {tags}"


def _on_record(kind: str, name: str, **fields: Any) -> Any:
    def act(data: Draw, world: World) -> str:
        rows = world.state["groups"] if kind == "Group" else world.state["tables"].get(kind, ())
        if len([row for row in rows if name in (row.get("name"), row.get("task_name"))]) != 1:
            return ""
        chosen = {field: data.draw(value, field) for field, value in fields.items()}
        world.control("POST", "records", kind=kind, name=name, fields=chosen)
        return f"{name} {chosen}"

    return act


def _delete_task(data: Draw, world: World) -> str:
    if len(own_tasks(world.state)) != 1:
        return ""
    world.act("workspace_scheduled_task", task_name=TASK, state="absent")
    return TASK


def _pool_member(data: Draw, world: World) -> Record | None:
    pools = pool_ids(world.state)
    rows = [row for row in world.state["desktops"] if row["pool_id"] in pools]
    found: Record | None = data.draw(st.sampled_from(rows), "member") if rows else None
    return found


def _of_pool(action: str, **given: Any) -> Any:
    def act(data: Draw, world: World) -> str:
        row = _pool_member(data, world)
        if row is None:
            return ""
        world.console(action, row["name"], **given)
        return str(row["name"])

    return act


def _lock(data: Draw, world: World) -> str:
    users = sorted(row["user_name"] for row in world.state["users"] if marked(row))
    if not users:
        return ""
    name: str = data.draw(st.sampled_from(users), "user")
    world.control("POST", "records", kind="User", name=name, fields={"locked": data.draw(st.booleans(), "locked")})
    return name


def _members(data: Draw, world: World) -> str:
    groups = [row for row in world.state["groups"] if row["name"] == GROUP]
    if not groups:
        return ""
    users = sorted(row["user_name"] for row in world.state["users"])
    names = sorted(data.draw(st.sets(st.sampled_from(users), max_size=3), "members"))
    world.act("workspace_user_group", group_name=GROUP, members=names, purge_members=True)
    return f"{GROUP} {names}"


def _forget_snapshots(data: Draw, world: World) -> str:
    desktop = _own(data, world)
    taken = {row["desktop_id"] for row in world.state["tables"].get("Snapshot", ()) if row["status"] != "creating"}
    if desktop is None or desktop["id"] not in taken:
        return ""
    world.act("workspace_snapshot", desktops=[desktop["name"]], name="base", disk_type="ALL", state="absent")
    return str(desktop["name"])


_DRIFTS: dict[str, Any] = {
    "delete": _on_desktop("delete"),
    "power": _on_desktop("power", status=st.sampled_from(["ACTIVE", "SHUTOFF", "HIBERNATED"])),
    "break": _on_desktop("power", status="ERROR"),
    "rename": _on_desktop("rename", name=st.sampled_from([STRAY, *(f"BIO-{one:02d}" for one in range(1, SEATS))])),
    "tag": _on_desktop("tag", tags=st.sampled_from([{"department": "none"}, {"extra": "kept"}])),
    "untag": _on_desktop("untag", keys=st.sampled_from([["department"], [TAG]])),
    "unassign": _on_desktop("unassign"),
    "assign": _on_desktop("assign", user=st.sampled_from(["fred", *PEOPLE])),
    "resize": _on_desktop("set", fields=st.sampled_from([{"product_id": BIGGER}, {"product_id": PRODUCT}])),
    "stray": _stray,
    "task": _on_record(
        "ScheduledTask",
        TASK,
        scheduled_time=st.sampled_from(["00:30:00"]),
        enable=st.just(False),
    ),
    "task_gone": _delete_task,
    "pool": _on_record("Pool", POOL, product_id=st.sampled_from([BIGGER, PRODUCT])),
    "pool_member_gone": _of_pool("delete"),
    "pool_member_broken": _of_pool("power", status="ERROR"),
    "group": _on_record("Group", GROUP, description=st.sampled_from([f"Our course {MARK}"])),
    "members": _members,
    "lock": _lock,
    "snapshots": _forget_snapshots,
}


def log_in_or_out(data: Draw, world: World) -> str:
    """Let somebody log in, leave or log out; return what, empty if nobody can."""
    state = world.state
    inside = [one["desktop"] for one in state["sessions"]]
    action = data.draw(st.sampled_from(["open", "open", "disconnect", "close"]), "session")
    names = [row["name"] for row in _reachable(state)] if action == "open" else inside
    if not names:
        return ""
    name = data.draw(st.sampled_from(sorted(names)), "where")
    world.session(name, action)
    return f"{action} {name}"


def _reachable(state: State) -> Iterator[Record]:
    """Yield the desktops that somebody could log in to now."""
    barred = {row["user_name"].lower() for row in state["users"] if row["locked"] or row["disabled"]}
    for row in state["desktops"]:
        is_up = row["status"] == "ACTIVE" and row["login_status"] != "UNREGISTER" and not row["operation"]
        if is_up and not row["pool_id"] and row["session_user"] is None and set(users_of(row)[:1]) - barred:
            yield row


def mend(world: World, lab: Lab) -> None:
    """Take away what no run may take away by itself: sessions, broken things, things of others in the way, twins, and
    desktops beside the one that somebody is to have.
    """
    world.settle()
    for row in lab["people"]["roster"]:
        row.pop("seat", None)
    for name in world.sessions():
        world.session(name, "close")
    state = world.state
    pools = pool_ids(state)
    rows = {row["user_name"].lower(): row for row in lab["people"]["roster"]}
    named = {one["user_name"]: one["computer_name"] for seat in lab["seats"] for one in seat.get("desktops", ())}
    served: set[str] = set()
    for row in sorted(state["desktops"], key=lambda one: str(one["name"])):
        own, pooled = marked(row) and not row["pool_id"], row["pool_id"] in pools
        broken = row["status"] == "ERROR" and (own or pooled)
        in_the_way = row["name"].startswith(tuple(PREFIXES.values())) and not own and not row["pool_id"]
        people = users_of(row)
        elsewhere = [
            user for user in people if user in rows and not row["name"].startswith(PREFIXES[rows[user]["section"]])
        ]
        elsewhere += [user for user in people if named.get(user, row["name"]) != row["name"]]
        second = own and (row["name"] == STRAY or elsewhere or not served.isdisjoint(people))
        if broken or in_the_way or second:
            world.console("delete", row["name"])
        elif own:
            served.update(people)
    for twin in own_tasks(state)[1:]:
        world.act("workspace_scheduled_task", task_name=TASK, task_id=twin["id"], state="absent")
