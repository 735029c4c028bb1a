# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which pools get another image, which of their desktops are rebuilt, and which pools are good."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.rollout import BAD, GOOD, UNKNOWN
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.rollout_pools import (
    BUSY,
    WAITING,
    Pool,
    judged_pool,
    pool_turns,
    pool_turns_back,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.state import parse

OLD, NEW, OTHER = "0ld00000-1", "new00000-1", "0ther000-1"


def desktop(name, image=NEW, status="ACTIVE", login="REGISTERED", **more):
    """Return a desktop of a pool."""
    row = {"desktop_id": f"id-{name}", "computer_name": name, "status": status, "login_status": login, "user_name": ""}
    return parse({**row, "metadata": {"metering.image_id": image} if image else {}, **more})


def pool(*members, image=NEW, note=None, old=OLD, **row):
    """Return a pool. :param note: the phase that is noted of it."""
    tags = {"lab-rollout": note if "@" in note else f"new00000@{note}", "lab-old-image": old} if note else {}
    return Pool.of({"name": "drop-in", "image_id": image, "tags": tags, **row}, members)


SOMEBODY = {"login": "CONNECTED"}


@pytest.mark.parametrize(
    ("mode", "rebuilt", "told"),
    [
        ("idle", ["A", "D"], "drop-in (2 desktops, 3 that somebody has left as they are)"),
        ("new", [], "drop-in (new desktops only)"),
    ],
)
def test_only_desktops_that_nobody_has_are_rebuilt(mode, rebuilt, told):
    members = [
        desktop("A", OLD),
        desktop("B", OLD, **SOMEBODY),
        desktop("C", OLD, login=""),
        desktop("D", OLD, status="SHUTOFF", login=""),
        desktop("E", NEW),
        desktop("F", OLD, attach_user_infos=[{"user_name": "anna", "type": "USER"}]),
    ]
    [turn] = pool_turns([pool(*members, image=OLD)], NEW, mode)
    assert [one.computer_name for one in turn.rebuilt] == rebuilt and turn.due and turn.told == told
    assert turn.tags == {"lab-rollout": "new00000@batch", "lab-old-image": OLD}


def test_the_old_image_of_a_pool_is_that_before_the_first_note():
    [turn] = pool_turns([pool(image=NEW, note="batch")], OTHER, "idle")
    assert turn.tags == {"lab-rollout": "0ther000@batch", "lab-old-image": OLD}


def test_a_pool_without_a_note_that_has_the_image_needs_nothing():
    assert pool_turns([pool(desktop("A"))], NEW, "idle") == []
    assert len(pool_turns([pool(desktop("A"), note="batch")], NEW, "idle")) == 1
    assert pool_turns([pool(desktop("A"), note="new00000@back")], NEW, "idle") == []


@pytest.mark.parametrize("row", [{"tags": None}, {"image_id": None}])
def test_a_pool_of_which_something_is_not_told_is_left_alone(row):
    one = pool(desktop("A", OLD), **row)
    assert one.unfit.startswith("the service does not tell its ") and pool_turns([one], NEW, "idle") == []
    assert pool(desktop("A", None)).unfit == "the service does not tell the image of A"


def test_a_rollback_is_about_the_pools_with_notes_only():
    turns = pool_turns_back([pool(desktop("A")), pool(desktop("B"), note="batch")], "idle")
    assert [(turn.image_id, turn.due, turn.tags["lab-old-image"]) for turn in turns] == [(OLD, True, OLD)]


def test_a_note_that_nobody_can_read_is_an_error():
    with pytest.raises(InputError, match="the tag lab-rollout of the pool drop-in is .*, which no rollout has written"):
        pool(note="x@y@z")


@pytest.mark.parametrize(
    ("members", "mode", "failed", "verdict"),
    [
        ([desktop("A"), desktop("B", status="SHUTOFF", login="")], "idle", (), GOOD),
        ([desktop("A"), desktop("B", OLD, **SOMEBODY)], "idle", (), BUSY),
        ([desktop("A"), desktop("B", OLD)], "idle", (), UNKNOWN),
        ([desktop("A"), desktop("B", OLD)], "idle", ("drop-in",), BAD),
        ([desktop("A"), desktop("B", OLD)], "new", (), GOOD),
        ([desktop("A", login="UNREGISTER")], "idle", (), BAD),
        ([desktop("A", login="")], "idle", (), UNKNOWN),
        ([desktop("A", status="ERROR", login="")], "idle", (), BAD),
    ],
)
def test_a_pool_is_good_when_people_can_log_in_to_what_has_the_image(members, mode, failed, verdict):
    [turn] = pool_turns([pool(*members, note="batch")], NEW, mode)
    found, reason = judged_pool(turn, failed)
    assert found == verdict and bool(reason) == (verdict != GOOD)


@pytest.mark.parametrize(
    ("image", "note", "retry", "rebuilt"),
    [
        (OLD, None, False, ["A", "B"]),
        (NEW, "new00000@batch@20261128100000", False, ["A", "B"]),
        # Those that a run has begun with are looked at first, also after a run that was killed.
        (NEW, "batch", False, []),
        (NEW, "batch", True, ["A", "B"]),
        # Killed before anything was rebuilt.
        (OLD, "batch", False, ["A", "B"]),
    ],
)
def test_a_batch_of_a_pool_follows_when_the_one_before_is_good(image, note, retry, rebuilt):
    members = [desktop("A", OLD), desktop("B", OLD), desktop("C", OLD), desktop("D"), desktop("E", OLD, **SOMEBODY)]
    [turn] = pool_turns([pool(*members, image=image, note=note)], NEW, "idle", 2, retry)
    assert [one.computer_name for one in turn.rebuilt] == rebuilt
    assert turn.options("new").get("desktop_ids", []) == [f"id-{name}" for name in rebuilt]
    if not rebuilt:
        assert judged_pool(turn, ()) == (WAITING, "3 desktops in later runs")
        assert judged_pool(turn, ("drop-in",))[0] == BAD


@pytest.mark.parametrize(("left", "verdict"), [(4, WAITING), (3, BAD), (2, BAD)])
def test_a_batch_is_bad_of_which_a_desktop_did_not_get_the_image(left, verdict):
    members = [desktop("A", OLD), desktop("B", OLD), desktop("C", OLD), desktop("D"), desktop("E", OLD, **SOMEBODY)]
    [turn] = pool_turns([pool(*members, note=f"batch={left}")], NEW, "idle", 2)
    assert not turn.rebuilt and judged_pool(turn, ())[0] == verdict


def test_the_note_of_a_batch_says_how_many_are_left():
    members = [desktop("A", OLD), desktop("B", OLD), desktop("C", OLD), desktop("D")]
    [turn] = pool_turns([pool(*members, image=OLD)], NEW, "idle", 2)
    assert turn.tags["lab-rollout"] == "new00000@batch=1"
    [turn] = pool_turns([pool(*members, note="new00000@batch=1@20261128100000")], NEW, "idle", 2)
    assert turn.pool.note.left == 1 and turn.tags["lab-rollout"] == "new00000@batch=1"


@pytest.mark.parametrize("image", [OLD, NEW])
def test_a_batch_that_is_still_being_rebuilt_is_not_good(image):
    members = [desktop("A"), desktop("B", image, task_status="rebuilding"), desktop("C", OLD)]
    [turn] = pool_turns([pool(*members, note="batch")], NEW, "idle", 2)
    assert [one.computer_name for one in turn.unfinished] == ["B"] and not turn.rebuilt
    assert judged_pool(turn, ()) == (UNKNOWN, "B is still being changed")


def test_a_pool_without_batches_does_not_wait_for_what_people_do_to_their_desktops():
    members = [desktop("A"), desktop("B", OLD, task_status="rebooting", **SOMEBODY)]
    [turn] = pool_turns([pool(*members, note="batch")], NEW, "idle")
    assert not turn.unfinished and judged_pool(turn, ())[0] == BUSY


def test_a_batch_of_a_pool_without_free_desktops_reaches_none():
    [turn] = pool_turns([pool(desktop("A", OLD, **SOMEBODY), image=OLD)], NEW, "idle", 1)
    assert turn.due and turn.options("new")["handle_type"] == "ONLY_FOR_EXPAND"
