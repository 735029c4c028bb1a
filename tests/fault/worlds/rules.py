# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold in every world, whatever happens in it; none of it is asked of the collection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from fault.worlds.labs import GROUP, NAME, POOL, TASK, Lab
from fault.worlds.world import (
    MARK,
    TAG,
    Record,
    State,
    contents,
    marked,
    of_others,
    own_desktops,
    own_tasks,
    pool_ids,
    users_of,
)

BASELINE = "[workspace-snapshot: base;"
"""How the description of a snapshot begins that is taken as the baseline."""


def lost(before: State, after: State) -> dict[str, str]:
    """Return what people have stored and what is not where it was, by the names of the desktops."""
    there = contents(after)
    return {name: work for place, (name, work) in contents(before).items() if there.get(place, ("", ""))[1] != work}


def nothing_lost(before: State, after: State, announced: str, removed: Mapping[str, str]) -> None:
    """Assert that what people have stored is where it was, but for what was announced by name.

    :param removed: what somebody else has removed meanwhile, by the names of the desktops.
    """
    unannounced = {
        name: work for name, work in lost(before, after).items() if name not in announced and removed.get(name) != work
    }
    assert not unannounced, f"lost without a word: {unannounced}; announced: {announced}"


def nothing_deleted(before: State, after: State) -> None:
    """Assert that all desktops and accounts are still there, also those of the lab."""
    for kind in ("desktops", "users"):
        there = {row["id"] for row in after[kind]}
        gone = [row for row in before[kind] if row["id"] not in there]
        assert not gone, f"deleted without being allowed: {gone}"


def baselines_kept(before: State, after: State) -> None:
    """Assert that no baseline of a desktop that is still there is gone, or holds something else."""
    there = {row["id"] for row in after["desktops"]}
    now = {row["id"]: row["content"] for row in after["tables"].get("Snapshot", ())}
    old = [row for row in baselines(before) if row["desktop_id"] in there]
    lost = [row for row in old if now.get(row["id"]) != row["content"]]
    assert not lost, f"baselines lost: {lost}"


def nobody_disturbed(before: State, after: State) -> None:
    """Assert that nobody who was logged in was thrown out."""
    new = after["disturbed"][len(before["disturbed"]) :]
    disturbed = [one for one in new if one["by"] != "console"]
    assert not disturbed, f"disturbed: {disturbed}"


def others_untouched(before: Mapping[str, Record], state: State, adopted: bool) -> None:
    """Assert that what was not the lab's is as it was, and that there is no more of it."""
    after = of_others(state)
    taken = {row["id"] for row in state["desktops"] if marked(row)} if adopted else set()
    for key, row in before.items():
        if key not in taken:
            assert after.get(key) == row, f"not the lab's, but changed: {row} is {after.get(key)}"
    more = [row for key, row in after.items() if key not in before]
    assert not more, f"made without a mark: {more}"


def desktops_of_people(state: State) -> Counter[str]:
    """Return how many desktops of the lab each person has."""
    return Counter(user for row in own_desktops(state) for user in users_of(row))


def nothing_twice(before: State, state: State, told: str, given: Counter[str]) -> None:
    """Assert that nobody got a second desktop, and that there are no new twins.

    :param told: why runs failed. What has no unique name may be there twice after two runs at once, if it is told.
    :param given: how many desktops people got in the console meanwhile.
    """
    had, has = desktops_of_people(before), desktops_of_people(state)
    second = {user for user, number in has.items() if number > max(1, had[user]) + given[user]}
    assert not second, f"a second desktop for {second}"
    for rows in _things(state):
        twins = [keys for keys in _by_name(rows).values() if len(keys) > 1]
        old = {key for kind in _things(before) for row in kind for key in [row["id"]]}
        untold = [keys for keys in twins if not all(key in old or key in told for key in keys)]
        assert not untold, f"twice: {[row for row in rows if any(row['id'] in keys for keys in untold)]}"


def _things(state: State) -> list[list[Record]]:
    """Return all things of each kind."""
    tables = state["tables"]
    return [[*state["desktops"]], [*state["groups"]], own_tasks(state), [*tables.get("Pool", ())], baselines(state)]


def _by_name(rows: Collection[Record]) -> dict[str, list[str]]:
    """Return the IDs of things by their names, of snapshots by their disk and image."""
    found: dict[str, list[str]] = {}
    for row in rows:
        name = str(row.get("task_name") or row["name"])
        if "volume_id" in row:
            name = f"{row['volume_id']} {row['description'].partition('; set')[0]}"
        found.setdefault(name.lower(), []).append(row["id"])
    return found


def baselines(state: State) -> list[Record]:
    """Return the snapshots of the lab's baseline that can be put back."""
    rows = [row for row in state["tables"].get("Snapshot", ()) if BASELINE in row["description"]]
    return [
        row
        for row in rows
        if row["description"].endswith(MARK) and row["status"] in ("create_success", "restore_success")
    ]


def as_desired(state: State, lab: Lab, skipped: Collection[str]) -> None:
    """Assert that the cloud is as the lab file says, but for targets that were left alone because they are in use."""
    _seats(state, lab, skipped)
    _people(state, lab, skipped)
    for pool in lab.get("pools", []):
        _pool(state, pool)
    for task in lab.get("schedules", []):
        rows = [row for row in own_tasks(state) if row["task_name"] == TASK]
        assert [row["scheduled_time"][:5] for row in rows] == [task["scheduled_time"]], rows


def _seats(state: State, lab: Lab, skipped: Collection[str]) -> None:
    own = {row["name"]: row for row in own_desktops(state)}
    taken = {row["desktop_id"] for row in baselines(state)}
    for group in lab["seats"]:
        wanted = [one["computer_name"] for one in group.get("desktops", ())]
        for one in group.get("desktops", ()):
            assert users_of(own[one["computer_name"]]) == [one["user_name"]], own[one["computer_name"]]
        if "numbers" in group:
            wanted = _numbered(own, lab, group, skipped)
        for name in wanted:
            if name not in skipped:
                _like(own[name], lab, group)
                assert not (lab.get("snapshots") and group["name"] == "students") or own[name]["id"] in taken, name


def _numbered(own: Mapping[str, Record], lab: Lab, group: Record, skipped: Collection[str]) -> list[str]:
    """Assert that each active person of a group has one of its seats, and return those."""
    numbers = range(group["numbers"]["first"], group["numbers"]["last"] + 1)
    names = {group["computer_name"].format(number=number) for number in numbers}
    seats = {name: row for name, row in own.items() if name in names}
    people = {row["user_name"].lower(): row for row in active(lab) if row["section"] in group["people"]["section"]}
    wanted = []
    for user, row in people.items():
        held = [name for name, desktop in seats.items() if user in users_of(desktop)]
        assert len(held) == 1 or skipped, f"{user} has {held}"
        assert not row.get("seat") or held == [row["seat"]] or skipped, (row, held)
        wanted += held
    free = [name for name, row in seats.items() if not row["assignments"]]
    assert len(free) >= group.get("spares", 0), f"{free} of {group['spares']} spares"
    if group["on_leave"] != "report" and not skipped:
        kept = {name: users_of(row) for name, row in seats.items() if not people.keys() & {*users_of(row)}}
        assert not any(kept.values()), f"seats of people who have left: {kept}"
    return wanted


def active(lab: Lab) -> list[Record]:
    """Return those of the roster who have not left."""
    return [row for row in lab["people"]["roster"] if row.get("status") != "left"]


def _like(desktop: Record, lab: Lab, group: Record) -> None:
    defaults = lab["defaults"]
    assert desktop["status"] in ("ACTIVE", "SHUTOFF", "HIBERNATED"), desktop
    assert desktop["product_id"] == defaults["product"], desktop
    assert desktop["root"]["size"] >= defaults["root_volume"]["size"], desktop
    assert {**defaults["tags"], TAG: NAME}.items() <= desktop["tags"].items(), desktop
    sizes = sorted(disk["size"] for disk in desktop["disks"])
    wanted = sorted(disk["size"] for disk in group.get("data_volumes", ()))
    assert len(sizes) >= len(wanted) and all(one in sizes or one < max(sizes) for one in wanted), (sizes, wanted)


def _people(state: State, lab: Lab, skipped: Collection[str]) -> None:
    users = {row["user_name"].lower(): row for row in state["users"]}
    names = {row["id"]: row["user_name"].lower() for row in state["users"]}
    roster = {row["user_name"].lower() for row in active(lab)}
    assert roster <= users.keys(), roster - users.keys()
    [group] = [row for row in state["groups"] if row["name"] == GROUP]
    members = {names[one] for one in group["member_ids"]}
    assert marked(group) and roster <= members, (roster, members)
    strangers = {name for name in members - roster if marked(users[name])}
    assert not strangers, f"in the group without being in the roster: {strangers}"
    if lab["people"]["on_leave"] == "lock":
        locked = {name for name, row in users.items() if marked(row) and row["locked"]}
        assert not locked & roster, f"locked, but active: {locked & roster}"


def _pool(state: State, wanted: Record) -> None:
    [pool] = [row for row in state["tables"].get("Pool", ()) if row["name"] == POOL]
    assert marked(pool), pool
    members = [row for row in state["desktops"] if row["pool_id"] in pool_ids(state)]
    assert len(members) >= wanted["size"] and all(row["status"] != "ERROR" for row in members), members
    assert GROUP in {row["object_name"] for row in pool["authorized"]}, pool
