# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is bound to a desktop follows to the one that takes its place, and nothing else is touched."""

from __future__ import annotations

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.repair.belongings import (
    Belongings,
    moved_addresses,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.repair.replacing import Replacement
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.eip import Eip
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.terminal_binding.state import Binding

from .room import desktop

ONE, TWO = "FA-16-3E-E2-3A-1D", "FA-16-3E-E2-3A-1E"
OLD, NEW = desktop("BIO-01", "anna", login_status="UNREGISTER"), desktop("BIO-09")
PAIR = Replacement(OLD, NEW)
ADDRESS = Eip("eip-1", "198.18.0.1", "id-bio-01", "BIO-01")


def row(mac, name):
    return Binding(f"{mac}-{name}", mac, name, "")


def test_a_terminal_keeps_its_other_desktops_and_others_keep_theirs():
    table = [row(ONE, "bio-01"), row(ONE, "BIO-07"), row(TWO, "BIO-07")]
    found = Belongings.of([PAIR], table, [])
    [task] = found.terminals
    assert task["bindings"] == [{"mac": ONE, "desktop": "BIO-09"}, {"mac": ONE, "desktop": "BIO-07"}]
    assert (task["purge_bindings"], task["purge_scope"]) == (True, "terminals")
    assert found.told == [f"the terminal {ONE} is bound to BIO-09 instead of bio-01"] and not found.addresses


def test_a_terminal_that_is_bound_to_both_is_listed_once():
    [task] = Belongings.of([PAIR], [row(ONE, "BIO-01"), row(ONE, "BIO-09")], []).terminals
    assert task["bindings"] == [{"mac": ONE, "desktop": "BIO-09"}]


def test_an_address_follows_unless_the_other_desktop_has_one():
    found = Belongings.of([PAIR], [], [ADDRESS])
    assert found.addresses == [{"bindings": [{"desktop": "BIO-09", "eip": "eip-1"}], "move": True}]
    assert found.told == ["BIO-09 gets the public address 198.18.0.1 of BIO-01"]
    kept = Belongings.of([PAIR], [], [ADDRESS, Eip("eip-2", "198.18.0.2", "id-bio-09", "BIO-09")])
    assert not kept.addresses and kept.told == ["BIO-01 keeps its public address 198.18.0.1, since BIO-09 has one"]


def test_nothing_is_taken_from_a_desktop_in_use_or_where_nothing_is_known():
    used = Replacement(desktop("BIO-01", "anna", login_status="CONNECTED"), NEW)
    found = Belongings.of([used], [row(ONE, "BIO-01")], [ADDRESS])
    assert not found.terminals and not found.addresses and "as long as somebody is logged in" in found.told[0]
    unknown = Belongings.of([PAIR], None, None)
    assert not unknown.terminals and not unknown.addresses and len(unknown.told) == 2
    untold = Belongings.of([PAIR], [], [Eip("eip-1", "198.18.0.1", None, "", told=False)])
    assert untold.told == ["the service does not tell which desktop has 198.18.0.1"]


def test_nothing_follows_without_a_replacement():
    found = Belongings.of([], [row(ONE, "BIO-01")], [ADDRESS])
    assert not (found.terminals or found.addresses or found.told)


NOTED = desktop("BIO-01", "anna", tags={"lab-replaced-eip": "eip-1"})
FREE = Eip("eip-1", "198.18.0.1", None, "")


def test_an_address_is_noted_before_it_is_moved_and_follows_by_its_note_if_nobody_has_it():
    [note] = Belongings.of([PAIR], [], [ADDRESS]).notes
    assert [one["tags"] for one in note["desktops"]] == [{"lab-replaced-eip": "eip-1"}]
    broken = Replacement(desktop("BIO-01", "anna", status="ERROR"), NEW)
    [note] = Belongings.of([broken], [], [ADDRESS]).notes
    assert (note["select_names"], note["select_status"]) == (["BIO-01"], ["ERROR"])
    # A run that was killed has only taken it.
    found = Belongings.of([Replacement(NOTED, NEW)], [], [FREE])
    assert found.addresses == [{"bindings": [{"desktop": "BIO-09", "eip": "eip-1"}], "move": True}] and not found.notes
    assert not Belongings.of([PAIR], [], [FREE]).addresses
    elsewhere = Eip("eip-1", "198.18.0.1", "id-bio-07", "BIO-07")
    assert not Belongings.of([Replacement(NOTED, NEW)], [], [elsewhere]).addresses


def test_the_note_of_an_address_is_taken_away_once_another_desktop_has_it():
    for holder, gone in (("id-bio-09", True), ("id-bio-01", False), (None, False)):
        tasks = moved_addresses([NOTED], [Eip("eip-1", "198.18.0.1", holder, "")])
        assert [task["remove_tags"] for task in tasks] == ([["lab-replaced-eip"]] if gone else [])
    assert moved_addresses([NOTED], []) and not moved_addresses([NOTED], None) and not moved_addresses([OLD], [])
    assert not moved_addresses([NOTED], [Eip("eip-1", "198.18.0.1", None, "", told=False)])
    [task] = moved_addresses([{**NOTED, "status": "ERROR"}], [])
    assert (task["select_names"], task["select_status"]) == (["BIO-01"], ["ERROR"])


def scheduled(name, objects, **more):
    fields = {"scheduled_type": "DAY", "enable": True, "next_execution_time": "2098-10-06 07:55:00"}
    return {"task_name": name, "apply_objects": objects, **fields, **more}


def test_scheduled_tasks_reach_the_other_desktop_instead():
    once = {"scheduled_type": "FIXED_TIME"}
    tasks = [
        scheduled("morning", {"desktops": ["bio-01", "BIO-07"], "pools": ["drop-in"]}),
        scheduled("both", {"desktops": ["BIO-01", "BIO-09"]}),
        scheduled("others", {"desktops": ["BIO-07"]}),
        scheduled("all", {"all": True}),
        scheduled("paused", {"desktops": ["BIO-01"]}, enable=False, next_execution_time=None, **once),
        scheduled("over", {"desktops": ["BIO-01"]}, next_execution_time=None, **once),
        scheduled("not told", {}),
    ]
    found = Belongings.of([PAIR], [], [], tasks)
    assert found.schedules == [
        {"task_name": "morning", "apply_objects": {"desktops": ["BIO-09", "BIO-07"], "pools": ["drop-in"]}},
        {"task_name": "both", "apply_objects": {"desktops": ["BIO-09"]}},
        {"task_name": "paused", "apply_objects": {"desktops": ["BIO-09"]}},
    ]
    assert "the scheduled task morning reaches BIO-09 instead of bio-01" in found.told
    assert "the service does not tell what the scheduled task not told applies to" in found.told
    used = Replacement(desktop("BIO-01", "anna", login_status="CONNECTED"), NEW)
    assert not Belongings.of([used], [], [], tasks).schedules


def test_policy_groups_apply_to_the_other_desktop_too():
    def group(name, *targets):
        rows = [{"target_type": kind, "target_name": target} for kind, target in targets]
        return {"policy_group_name": name, "targets": rows}

    groups = [
        group("exam", ("INSTANCE", "bio-01"), ("INSTANCE", "BIO-07")),
        group("both", ("INSTANCE", "BIO-01"), ("INSTANCE", "BIO-09")),
        group("people", ("USER", "BIO-01"), ("ALL", None)),
    ]
    found = Belongings.of([PAIR], [], [], [], groups)
    assert found.policies == [
        {"policy_group_name": "exam", "targets": [{"target_type": "INSTANCE", "target_name": "BIO-09"}]}
    ]
    assert found.told == ["the policy group exam applies to BIO-09, too"]
