# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another image for the pools of a lab, once its seats have it: nobody is disturbed, and there is a way back."""

from __future__ import annotations

import pytest
from fault.worlds.runs import check, run
from integration.pools import made, members, pools
from integration.rooms import MARK, group
from integration.warm import WarmRoom

from emulator.cloud.catalogue import IMAGES

OLD, NEW = "win11-bio-2026.09", "win11-bio-2026.10"
ALL = {"seats": "all", "confirm": "bio"}
CONTINUE = {**ALL, "action": "continue", "image": NEW}


@pytest.fixture
def room(project, tmp_path, warm):
    """Return a lab of one seat and a pool of three desktops, one of which is in use."""
    room = WarmRoom(project, tmp_path, warm)
    lab(room, "idle")
    room.own("BIO-01", "anna")
    made(room, {}, {}, {}, tags=MARK, description="For all.")
    room.session("PC-02")
    return room


def lab(room, pool_mode=None, **more):
    """Write the lab file."""
    section = {"canary": 0, "batch": 1, **({"pools": pool_mode} if pool_mode else {}), **more}
    room.file(group("anna"), rollout=section)


def images(room):
    """Return the image of the pool, and those of its desktops in their order."""
    each = [IMAGES[desktop["image_id"]].name for _name, desktop in sorted(members(room).items())]
    return [IMAGES[pools(room)["drop-in"]["image_id"]].name, *each]


def notes(room):
    """Return what is noted of the pool and the seat, without images and times."""
    rows = {**room.desktops, **pools(room)}
    found = {name: row["tags"].get("lab-rollout") for name, row in rows.items()}
    return {name: note.partition("@")[2].partition("@")[0] for name, note in found.items() if note}


def planned(room, action, **variables):
    """Plan a run in the process of the test, and return what stands against it, and its lines."""
    ended = check(room, str(room.folder / "lab.yml"), "rollout", action=action, **{**ALL, **variables})
    return "; ".join([ended.problem, *ended.plan.result.get("lines", ())])


def test_pools_wait_for_the_seats_and_then_get_the_image_where_nobody_is(room):
    shown = planned(room, "plan", image=NEW)
    assert (
        "when no seat waits, lab_action=continue gives it to pools: drop-in (2 desktops, 1 that somebody has" in shown
    )
    turn = planned(room, "continue", image=NEW)
    assert "rebuild BIO-01" in turn and "give the image to pools" not in turn
    lab(room)
    assert "drop-in" not in planned(room, "plan", image=NEW)


def test_the_free_desktops_of_pools_count_as_disturbed(room):
    new = room.control("POST", "images", action="silence", image=NEW)["id"]
    room.control("POST", "desktops", action="set", desktop="BIO-01", fields={"image_id": new})
    room.file(group("anna"), rollout={"canary": 0, "pools": "idle"}, limits={"max_disrupt": 1})
    for way in (check, run):
        ended = way(room, str(room.folder / "lab.yml"), procedure="rollout", **CONTINUE)
        assert "2 desktops would be disturbed, but the limit is 1 (limits.max_disrupt)" in ended.problem
        assert not ended.writes
    assert "(lab_max_disrupt)" in planned(room, "continue", image=NEW, max_disrupt="0")
    assert "would be disturbed" not in planned(room, "continue", image=NEW, max_disrupt="2")


def test_a_pool_that_does_not_fit_or_is_not_told_stands_against_it(room):
    assert "is for Linux, unlike BIO-01, drop-in" in planned(room, "plan", image="ubuntu-lab-2026.09")


@pytest.mark.parametrize(
    ("field", "action", "told"),
    [
        ("tags", "rollback", "left as it is: drop-in (the service does not tell whose it is)"),
        ("image_id", "plan", "left as it is: drop-in (the service does not tell its image"),
        ("tags", "plan", "left as it is: drop-in (the service does not tell whose it is)"),
        ("image_os_type", "plan", "it is not known whether the image fits drop-in"),
    ],
)
def test_what_is_not_known_of_a_pool_is_told(room, field, action, told):
    room.fault("null_field", field=field, path="/desktop-pools", times=1000)
    assert told in planned(room, action, **({"image": NEW} if action == "plan" else {}))


@pytest.mark.slow
def test_a_rollout_is_not_over_as_long_as_a_pool_is_not_known(room):
    room.fault("null_field", field="image_id", path="/desktop-pools", times=1000)
    room.play("rollout", **{**CONTINUE, "seats": "BIO-01"}).done("good: BIO-01")
    assert notes(room) == {"BIO-01": "batch"}
    room.control("DELETE", "faults")
    room.session("PC-02", "close")
    room.play("rollout", **CONTINUE).done("good: drop-in")
    assert images(room) == [NEW] * 4 and not notes(room)


@pytest.mark.slow
def test_pools_follow_the_seats_and_the_rest_of_them_later_runs(room):
    before = {name: row["tags"] for name, row in {**room.desktops, **pools(room)}.items()}
    room.play("rollout", **CONTINUE).done("good: BIO-01")
    assert images(room) == [OLD] * 4 and notes(room) == {"BIO-01": "batch"}
    done = room.play("rollout", **CONTINUE).done("give the image to pools: drop-in (2 desktops, 1 that somebody has")
    assert (
        done.exported["lab_verdict"] == "done with stragglers" and "in use: drop-in (somebody has PC-02)" in done.text
    )
    assert images(room) == [NEW, NEW, OLD, NEW] and not room.state["disturbed"]
    assert notes(room) == {"BIO-01": "batch", "drop-in": "batch"}
    room.play("rollout", action="status").unchanged().told("drop-in", "batch, not checked yet")
    room.session("PC-02", "close")
    room.play("rollout", **CONTINUE).done("give the image to pools: drop-in (1 desktop)", "good: drop-in")
    assert images(room) == [NEW] * 4
    assert {name: row["tags"] for name, row in {**room.desktops, **pools(room)}.items()} == before
    assert "nothing to do" in planned(room, "continue", image=NEW)


@pytest.mark.slow
def test_pools_go_back_without_the_section_of_the_file(room):
    before = {name: row["tags"] for name, row in {**room.desktops, **pools(room)}.items()}
    for _number in range(2):
        room.play("rollout", **CONTINUE).done()
    lab(room)
    room.play("rollout", action="rollback", **ALL).done(
        "give the image to pools: drop-in (2 desktops)", "good: BIO-01, drop-in"
    )
    assert images(room) == [OLD] * 4 and not room.state["disturbed"]
    assert {name: row["tags"] for name, row in {**room.desktops, **pools(room)}.items()} == before


@pytest.mark.slow
def test_new_desktops_alone_get_the_image(room):
    lab(room, "new")
    room.play("rollout", **CONTINUE).done("good: BIO-01")
    room.play("rollout", **{**CONTINUE, "confirm": ""}).done("drop-in (new desktops only)", "good: drop-in")
    assert images(room) == [NEW, OLD, OLD, OLD] and not notes(room)


@pytest.mark.slow
def test_a_pool_gets_the_image_in_batches_and_the_next_one_only_if_the_one_before_is_good(room):
    lab(room, "idle", pool_batch=1)
    room.play("rollout", **CONTINUE).done("good: BIO-01")
    room.control("POST", "images", action="silence", image=NEW)
    room.play("rollout", wait_timeout="900", **CONTINUE).failed("people cannot log in: PC-01 is not registered")
    assert images(room) == [NEW, NEW, OLD, OLD]
    room.play("rollout", wait_timeout="900", **CONTINUE).failed("people cannot log in: PC-01 is not registered")
    assert images(room) == [NEW, NEW, OLD, OLD]
    room.play("rollout", action="rollback", **ALL).done()
    assert images(room) == [OLD] * 4 and not notes(room)


@pytest.mark.slow
def test_batches_of_a_pool_follow_each_other_until_all_have_the_image(room):
    before = {name: row["tags"] for name, row in {**room.desktops, **pools(room)}.items()}
    lab(room, "idle", pool_batch=1)
    room.play("rollout", **CONTINUE).done("good: BIO-01")
    shown = "drop-in (1 desktop, 1 in later runs, 1 that somebody has left as they are)"
    first = room.play("rollout", **CONTINUE).done(shown, "waiting: drop-in (1 desktop in later runs)")
    assert images(room) == [NEW, NEW, OLD, OLD] and first.exported["lab_verdict"] == "done with stragglers"
    room.play("rollout", **CONTINUE).done("in use: drop-in (somebody has PC-02)")
    assert images(room) == [NEW, NEW, OLD, NEW] and not room.state["disturbed"]
    room.session("PC-02", "close")
    room.play("rollout", **CONTINUE).done("good: drop-in")
    assert images(room) == [NEW] * 4
    assert {name: row["tags"] for name, row in {**room.desktops, **pools(room)}.items()} == before
