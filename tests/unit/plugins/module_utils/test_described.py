# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine for things that a description is enough for: which thing is meant, what is planned, what is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.apply import Result
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.fields import UNSET
from ansible_collections.huaweicloud.workspace.plugins.module_utils.jobs import DONE, FAILED
from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import Kind
from ansible_collections.huaweicloud.workspace.plugins.module_utils.plan import Plan
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.base import read_and_plan, things
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.described import (
    DESCRIPTION,
    ApiField,
    DescribedResource,
    NamedMembers,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.user_group import (
    USER_GROUP,
    UserGroupResource,
)

BOX = Kind("box", "/boxes", "boxes", limit=100)
ROOM = Kind("room", "/rooms", "rooms", limit=100)
TOY = Kind("toy", "/toys", "toys", limit=100)

Rows = Sequence[Mapping[str, Any]]


class FakeClient:
    """Lists what it is given by path, and counts how often it is asked; a list of lists is one for each time.

    Nothing is sent while it is ``silent``.
    """

    def __init__(self, **lists: Any) -> None:
        self.lists: dict[str, Any] = {"/rooms": ROOMS, "/toys": TOYS, "/boxes": [], "/boxes/1/toys": []}
        self.lists.update({f"/{name}": rows for name, rows in lists.items()})
        self.asked: list[str] = []
        self.silent = False
        self.deadline = self

    def list_all(self, path: str, *asked: Any, **more: Any) -> Rows:
        assert not self.silent, f"a plan asks for {path}"
        rows: Any = self.lists[path]
        if rows and isinstance(rows[0], list):
            rows = rows[min(self.asked.count(path), len(rows) - 1)]
        self.asked.append(path)
        return rows  # type: ignore[no-any-return]

    def sleep(self, seconds: float) -> None:
        """Lose no time."""


ROOMS = [{"id": "r1", "name": "attic"}, {"id": "r2", "name": "cellar"}]
TOYS = [{"id": "t1", "name": "ball"}, {"id": "t2", "name": "kite"}, {"id": "t3", "name": "t1"}]


class Toys(NamedMembers):
    """The toys in a box."""


class CreatedToys(NamedMembers):
    """The toys in a box, which its creation takes."""

    created = True


class WholeToys(NamedMembers):
    """The toys in a box, which are always said as a whole."""

    whole = True


def toys(kind: type[NamedMembers] = Toys) -> NamedMembers:
    """Return the description of the toys in a box."""
    return kind("toys", "/boxes/{id}/toys", "toys", batch=2, kind=TOY, action="/contents", ids="toy_ids")


class Box(DescribedResource):
    """A box with something of everything that a description can have."""

    kind = BOX
    identity = ApiField(name="name")
    fields = (
        ApiField(name="material", verb=None, needed=True),
        ApiField(name="size", needed=True),
        DESCRIPTION,
        ApiField(name="room", api="room_id", kind=ROOM),
        ApiField(name="label", absent=UNSET),
        ApiField(name="locked", verb="lock"),
        ApiField(name="rules", verb="rule", nested=True, absent=UNSET),
        ApiField(name="colour", readable=False),
    )
    collections: Sequence[Any] = (toys(),)
    returns = "box"


def made(client: FakeClient, resource: type[Box] = Box, **given: Any) -> Box:
    """Return a resource for a task that gives these options."""
    names = [field.name for field in (resource.identity, *resource.fields)]
    options = {**dict.fromkeys(names), "toys": None, "purge_toys": False, "state": "present", "name": "chest", **given}
    return resource(client, options)  # type: ignore[arg-type]


def planned(client: FakeClient, resource: type[Box] = Box, **given: Any) -> Plan:
    """Return the plan of such a task, made by a client that must not be asked any more."""
    box = made(client, resource, **given)
    box.read()
    client.silent = True
    return box.plan()


def box(**more: Any) -> dict[str, Any]:
    """Return a box as the service tells it."""
    return {"id": "1", "name": "chest", "material": "oak", "size": 3, "description": "", "locked": False, **more}


def steps(plan: Plan) -> dict[str, dict[str, tuple[Any, Any]]]:
    """Return the steps of a plan by their verbs: each field's value before and after."""
    return {
        step.verb: {name: (change.before, change.after) for name, change in step.fields.items()} for step in plan.steps
    }


# Which thing is meant


@pytest.mark.parametrize(
    ("given", "found"),
    [("1", ["1"]), ("a", ["1"]), ("b", ["3", "4"]), ("c", []), ("", []), (None, ["1", "2", "3", "4"])],
)
def test_an_id_wins_over_a_name_and_nothing_is_not_all(given: str | None, found: list[str]) -> None:
    rows = [{"id": "1", "name": "a"}, {"id": "2", "name": "1"}, {"id": "3", "name": "b"}, {"id": "4", "name": "b"}]
    client: Any = FakeClient(boxes=rows)
    assert [row["id"] for row in things(client, BOX, given)] == found


def test_two_of_one_name_are_told_with_their_ids() -> None:
    client = FakeClient(boxes=[box(), {**box(), "id": "2"}])
    with pytest.raises(InputError, match=r'several boxs are called "chest" \(1, 2\); give the ID'):
        made(client, size=3).read()


def test_a_name_that_is_the_id_of_another() -> None:
    client = FakeClient(boxes=[{**box(), "name": "2"}, {**box(), "id": "2", "name": "chest", "size": 9}])
    assert steps(planned(client, name="2", size=9)) == {}, "the ID counts"


def test_an_empty_name_is_refused() -> None:
    with pytest.raises(InputError, match="name is empty; it says which box is meant"):
        made(FakeClient(), name=" ")


# Creation


def test_a_creation_shows_what_is_given_in_the_words_of_the_task() -> None:
    client = FakeClient()
    given = {"material": "oak", "size": 3, "room": "attic", "rules": {"keep": {"dry": True, "dark": None}}}
    plan = planned(client, toys=["kite"], colour="red", **given)
    assert steps(plan) == {
        "create": {
            "state": ("absent", "present"),
            "id": (None, "(known after apply)"),
            "material": (None, "oak"),
            "size": (None, 3),
            "room": (None, "attic"),
            "rules.keep.dry": (None, True),
            "colour": (None, "red"),
        },
        "add_toys": {"toys": ([], ["kite"])},
    }
    assert plan.changed and not plan.refused and not plan.unknown


def test_a_creation_sends_ids_and_nothing_that_is_not_given() -> None:
    client = FakeClient()
    resource = made(client, material="oak", size=3, room="attic", description="")
    resource.read()
    [call] = resource.calls(resource.plan().steps)
    assert (call.method, call.path) == ("POST", "/boxes")
    assert call.body == {"name": "chest", "material": "oak", "size": 3, "room_id": "r1", "description": ""}


@pytest.mark.parametrize(
    ("given", "told"),
    [({}, "material and size"), ({"size": 3}, "material"), ({"material": "oak"}, "size")],
)
def test_a_creation_without_what_it_needs_is_refused(given: dict[str, Any], told: str) -> None:
    plan = planned(FakeClient(), **given)
    assert [notice.reason for notice in plan.refused] == [
        f"there is no such box, and it cannot be created without {told}"
    ]
    assert not plan.steps


def test_members_that_the_creation_takes() -> None:
    class Filled(Box):
        collections = (toys(CreatedToys),)

    client = FakeClient()
    resource = made(client, Filled, material="oak", size=3, toys=["kite", "ball"])
    resource.read()
    plan = resource.plan()
    assert steps(plan)["create"]["toys"] == (None, ["ball", "kite"])
    [call] = resource.calls(plan.steps)
    assert call.body["toys"] == ["t2", "t1"], "as IDs, in the order given"


# Changes


def test_nothing_to_do() -> None:
    told = box(room_id="r1", rules={"keep": {"dry": True}}, label="fragile")
    given = {"size": 3, "room": "attic", "rules": {"keep": {"dry": True}}, "label": "fragile", "colour": "red"}
    assert steps(planned(FakeClient(boxes=[told]), material="oak", **given)) == {}


def test_what_is_not_given_stays() -> None:
    assert steps(planned(FakeClient(boxes=[box(label="fragile", room_id="r1")]))) == {}


def test_changes_of_one_verb_are_one_step_and_verbs_keep_their_order() -> None:
    client = FakeClient(boxes=[box(room_id="r1", label="fragile")])
    plan = planned(client, locked=True, size=4, label="", room="cellar")
    assert steps(plan) == {
        "update": {"size": (3, 4), "room": ("attic", "cellar"), "label": ("fragile", "")},
        "lock": {"locked": (False, True)},
    }
    assert [step.verb for step in plan.steps] == ["update", "lock"]


def test_an_update_sends_what_differs_by_the_names_of_the_service() -> None:
    client = FakeClient(boxes=[box(room_id="r1")])
    resource = made(client, size=4, room="cellar", description="old things")
    resource.read()
    [call] = resource.calls(resource.plan().steps)
    assert (call.method, call.path, call.repeatable) == ("PUT", "/boxes/1", True)
    assert call.body == {"size": 4, "room_id": "r2", "description": "old things"}


def test_what_cannot_change_in_place_is_refused_with_both_values() -> None:
    plan = planned(FakeClient(boxes=[box()]), material="pine", size=4)
    assert [notice.reason for notice in plan.refused] == [
        "material is oak and cannot be changed to pine in place; delete it and create it again"
    ]


def test_leaves_of_an_object_are_compared_one_by_one() -> None:
    client = FakeClient(boxes=[box(rules={"keep": {"dry": True, "dark": False}, "lend": False})])
    plan = planned(client, rules={"keep": {"dry": True, "dark": True, "cold": ""}, "lend": None, "sell": True})
    assert steps(plan) == {"rule": {"rules.keep.dark": (False, True), "rules.sell": (None, True)}}


def test_the_mark_of_a_lab_is_neither_a_difference_nor_lost() -> None:
    marked = box(description="old [workspace-lab: bio101]")
    assert steps(planned(FakeClient(boxes=[marked]), description="old")) == {}
    changed = planned(FakeClient(boxes=[marked]), description="new")
    assert steps(changed)["update"]["description"] == ("old [workspace-lab: bio101]", "new [workspace-lab: bio101]")


# What is not told


def test_an_absence_that_means_unset_is_a_difference() -> None:
    plan = planned(FakeClient(boxes=[box()]), label="fragile")
    assert steps(plan) == {"update": {"label": (None, "fragile")}} and not plan.unknown and plan.incomplete
    assert steps(planned(FakeClient(boxes=[box()]), label="")) == {}, "what is unset needs no clearing"


def test_a_value_that_is_not_told_is_listed_and_no_reason_for_a_change() -> None:
    plan = planned(FakeClient(boxes=[box(size=None)]), size=4)
    assert not plan.changed and plan.unknown == {"chest": ["size"]}


def test_a_value_that_is_not_told_goes_along_with_changes_of_its_request() -> None:
    told = box(size=None)
    assert steps(planned(FakeClient(boxes=[told]), size=4, locked=True)) == {"lock": {"locked": (False, True)}}
    client = FakeClient(boxes=[told])
    resource = made(client, size=4, label="fragile")
    resource.read()
    plan = resource.plan()
    assert steps(plan) == {"update": {"size": ("(not told)", 4), "label": (None, "fragile")}}
    assert plan.unknown == {"chest": ["size"]}
    [call] = resource.calls(plan.steps)
    assert call.body == {"size": 4, "label": "fragile"}


def test_a_value_that_is_not_told_is_sent_each_time_if_asked_for_and_never_fails_the_task() -> None:
    client = FakeClient(boxes=[box(size=None, room_id=None)])
    resource = made(client, size=4, room="attic", write_unknown="always")
    resource.read()
    plan = resource.plan()
    assert steps(plan) == {"update": {"size": ("(not told)", 4), "room": ("(not told)", "attic")}}
    [call] = resource.calls(plan.steps)
    assert call.body == {"size": 4, "room_id": "r1"}
    results = {"chest": Result("chest", DONE)}
    resource.finish(plan, results)
    assert results["chest"].state == DONE
    assert client.asked.count("/boxes") == 2, "one look back is enough"


def test_a_description_that_is_not_told_is_overwritten_only_by_one_with_a_mark() -> None:
    told = {name: value for name, value in box().items() if name != "description"}
    assert "description" not in steps(planned(FakeClient(boxes=[told]), size=4, description="mine"))["update"]
    marked = planned(FakeClient(boxes=[told]), size=4, description="[workspace-lab: bio101]")
    assert steps(marked)["update"]["description"] == ("(not told)", "[workspace-lab: bio101]")


def test_a_description_that_was_never_written_is_an_empty_one() -> None:
    told = box(description=None)
    assert steps(planned(FakeClient(boxes=[told]), description="")) == {}
    assert steps(planned(FakeClient(boxes=[told]), description="mine")) == {"update": {"description": ("", "mine")}}


def test_what_one_answer_lacks_the_next_may_tell() -> None:
    client = FakeClient(boxes=[[box(size=None)], [box(size=4)]])
    plan = read_and_plan(made(client, size=4))
    assert not plan.changed and not plan.unknown
    assert client.asked.count("/boxes") == 2
    told = FakeClient(boxes=[box(size=4)])
    read_and_plan(made(told, size=4))
    assert told.asked.count("/boxes") == 1, "a complete answer is not read again"


# Members


def members(*ids: str) -> dict[str, Any]:
    """Return the lists of a client with a box that has these toys."""
    return {"boxes": [box()], "boxes/1/toys": [toy for toy in TOYS if toy["id"] in ids]}


def test_members_are_added_and_others_stay_without_purge() -> None:
    plan = planned(FakeClient(**members("t1")), toys=["kite"])
    assert steps(plan) == {"add_toys": {"toys": (["ball"], ["ball", "kite"])}}


def test_members_come_before_others_go() -> None:
    client = FakeClient(**members("t1"))
    resource = made(client, toys=["kite"], purge_toys=True)
    resource.read()
    plan = resource.plan()
    assert list(steps(plan).items()) == [
        ("add_toys", {"toys": (["ball"], ["ball", "kite"])}),
        ("remove_toys", {"toys": (["ball", "kite"], ["kite"])}),
    ]
    bodies = [call.body for call in resource.calls(plan.steps)]
    assert bodies == [{"toy_ids": ["t2"], "op_type": "ADD"}, {"toy_ids": ["t1"], "op_type": "DELETE"}]


def test_members_go_in_batches() -> None:
    resource = made(FakeClient(**members()), toys=["ball", "kite", "t3"])
    resource.read()
    calls = list(resource.calls(resource.plan().steps))
    assert [call.body["toy_ids"] for call in calls] == [["t1", "t2"], ["t3"]]
    assert {call.path for call in calls} == {"/boxes/1/contents"}


def test_no_members_are_desired_or_nothing_is_said_of_them() -> None:
    assert steps(planned(FakeClient(**members("t1")), toys=[])) == {}
    emptied = planned(FakeClient(**members("t1")), toys=[], purge_toys=True)
    assert steps(emptied) == {"remove_toys": {"toys": (["ball"], [])}}
    silent = FakeClient(**members("t1"))
    assert steps(planned(silent)) == {} and "/boxes/1/toys" not in silent.asked


def test_members_that_are_said_as_a_whole() -> None:
    class Whole(Box):
        collections = (toys(WholeToys),)

    plan = planned(FakeClient(**members("t1")), Whole, toys=["kite"])
    assert steps(plan) == {"set_toys": {"toys": (["ball"], ["ball", "kite"])}}
    assert [member.sent for member in plan.steps[0].payload] == ["t1", "t2"]


def test_a_member_by_its_id_is_the_one_by_its_name() -> None:
    assert steps(planned(FakeClient(**members("t2")), toys=["t2"], purge_toys=True)) == {}
    twice = planned(FakeClient(**members()), toys=["t2", "kite"])
    assert steps(twice) == {"add_toys": {"toys": ([], ["kite"])}}


def test_the_id_of_a_member_wins_over_the_name_of_another() -> None:
    plan = planned(FakeClient(**members("t3")), toys=["t1"])
    assert [member.key for member in plan.steps[0].payload] == ["t1"]


def test_a_member_that_is_there_need_not_be_listed_elsewhere() -> None:
    client = FakeClient(**{**members(), "boxes/1/toys": [{"id": "t9", "name": "doll"}]})
    assert steps(planned(client, toys=["doll"], purge_toys=True)) == {}


def test_a_member_that_does_not_exist_yet_is_awaited_and_stands_for_itself() -> None:
    plan = planned(FakeClient(**members()), toys=["kites"])
    assert [notice.reason for notice in plan.awaited] == ['there is no toy "kites"; the nearest are kite']
    assert steps(plan) == {"add_toys": {"toys": ([], ["kites"])}}


# Deletion, and the end


def test_a_deletion_asks_for_nothing_but_the_thing() -> None:
    client = FakeClient(boxes=[box()])
    plan = planned(client, state="absent", room="no such room", toys=["no such toy"])
    assert steps(plan) == {"delete": {"state": ("present", "absent")}} and client.asked == ["/boxes"]
    assert steps(planned(FakeClient(), state="absent")) == {}


def test_what_still_differs_afterwards_is_a_failure() -> None:
    client = FakeClient(boxes=[box()])
    resource = made(client, size=4)
    resource.read()
    results = {"chest": Result("chest", DONE)}
    resource.finish(resource.plan(), results)
    assert results["chest"].state == FAILED and "size is 3, not 4" in results["chest"].reason


def test_a_list_that_lags_behind_is_read_again() -> None:
    client = FakeClient(boxes=[[box()], [box()], [box(size=4)]])
    resource = made(client, size=4)
    resource.read()
    results = {"chest": Result("chest", DONE)}
    resource.finish(resource.plan(), results)
    assert results["chest"].state == DONE


def test_a_twin_that_another_run_made_meanwhile_is_told_with_both_ids() -> None:
    client = FakeClient(boxes=[[], [box(), {**box(), "id": "2"}]])
    resource = made(client, material="oak", size=3)
    resource.read()
    results = {"chest": Result("chest", DONE)}
    resource.finish(resource.plan(), results)
    assert results["chest"].state == FAILED and "2 boxs of this name now (1, 2)" in results["chest"].reason


def test_the_result_has_the_names_of_the_options() -> None:
    resource = made(FakeClient(**{**members("t1"), "boxes": [box(room_id="r1")]}), toys=["ball"])
    resource.read()
    assert resource.result()["box"] == {
        "id": "1",
        "name": "chest",
        "material": "oak",
        "size": 3,
        "description": "",
        "room": "r1",
        "label": None,
        "locked": False,
        "rules": None,
        "colour": None,
        "toys": ["ball"],
    }
    missing = made(FakeClient())
    missing.read()
    assert missing.result() == {"box": None}


@pytest.mark.parametrize("platform_type", ["LOCAL", "AD"])
def test_only_the_domain_renames_its_groups(platform_type: str) -> None:
    client = FakeClient()
    client.lists[USER_GROUP.path] = [{"id": "g1", "name": "bio", "platform_type": platform_type}]
    options = dict.fromkeys(["platform_type", "description", "members"])
    group = UserGroupResource(client, {**options, "group_name": "bio", "new_name": "chem", "state": "present"})  # type: ignore[arg-type]
    plan = read_and_plan(group)
    assert [step.verb for step in plan.steps] == ["update"]
    assert ["domain" in notice.reason for notice in plan.refused] == ([True] if platform_type == "AD" else [])
