# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is misspelt or of another shape is refused before anything else, and a whole lab is meant only if it is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from integration.rooms import BASE, group
from integration.warm import WarmRoom

PLAYBOOKS = sorted(path.stem.removeprefix("lab_") for path in Path(__file__).parents[2].glob("playbooks/lab_*.yml"))


@pytest.fixture
def room(project, tmp_path, warm):
    """Return a project with a lab of two seats that are there."""
    room = WarmRoom(project, tmp_path, warm)
    room.file(group("anna", "ben"), reset={"method": "rebuild"})
    room.own("BIO-01", "anna")
    room.own("BIO-02", "ben")
    return room


@pytest.mark.parametrize(
    "playbook",
    [
        pytest.param(name, marks=() if name in ("exam", "provision", "status") else pytest.mark.slow)
        for name in PLAYBOOKS
    ],
)
def test_a_misspelt_run_variable_is_refused_by_every_playbook(room, playbook):
    told = "Nothing was changed: lab_seat is no variable of the role lab; the nearest are lab_seats"
    action = {"action": "start"} if playbook == "power" else {}
    room.play(playbook, seat="BIO-01", confirm="bio", **action).refused(told)


def test_what_has_another_shape_is_refused_with_file_and_key(room):
    room.file(group("anna"), defaults={"root_volume": 80})
    told = "defaults.root_volume is 80, but must be a dictionary with type, size, iops, throughput, kms_id."
    room.play("status").refused(f"Nothing was changed: the lab file lab.yml: {told}")
    definition = {"version": 1, "name": "bio", "defaults": {"root_volume": 80}}
    room.play("status", definition=definition).refused(f"Nothing was changed: lab_definition: {told}")


def test_a_section_stays_what_it_is_in_the_file_and_in_the_roster(room):
    people = ["user_name,user_email,section", "anna,anna@uni.example,2.2", "ben,ben@uni.example,2.20"]
    (room.folder / "roster.csv").write_text("\n".join(people))
    room.file(group(people={"section": ["CHOICE"]}), people={"roster": "roster.csv"})
    file = room.folder / "lab.yml"
    file.write_text(file.read_text().replace("CHOICE", "2.20"))
    room.play("status").done("BIO-02  ben", "left over: BIO-01")


def test_what_the_cloud_does_not_have_is_told_with_its_place_in_the_file(room):
    defaults = {**BASE["defaults"], "image": "win10"}
    room.file(group("anna"), defaults=defaults)
    told = 'Nothing was changed: there is no image "win10" (the lab file lab.yml, defaults.image).'
    room.play("provision", "--check").refused(told)


@pytest.mark.slow
def test_what_is_neither_in_the_file_nor_in_the_cloud_is_an_error_in_check_and_run_alike(room):
    ben = {"computer_name": "BIO-T1", "user_name": "ben", "ou_name": "no/such", "desktop_name_policy": "none"}
    room.file({"name": "staff", "desktops": [ben]}, people={"staff": ["ben"]})
    told = [
        f"BIO-T1: there is no {what}, neither in the lab file nor in" for what in ("OU no/such", "naming policy none")
    ]
    room.play("provision", "--check").refused("Nothing was changed: ", *told)
    room.play("provision").refused("Nothing was changed: ", *told)


@pytest.mark.slow
def test_a_whole_lab_is_stopped_or_put_back_only_if_it_is_said(room):
    for action in ("stop", "restart", "hibernate"):
        told = f"lab_action={action} needs lab_seats; set it to all for the whole lab"
        room.play("power", action=action, seats=" ").refused("Nothing was changed: ", told)
    room.play("reset").refused("putting seats back needs lab_seats; set it to all for the whole lab")
    room.play("reset", seats="BIO-01,BOI-02").refused(
        "lab_seats: BOI-02 matches no seat of the lab; the nearest are BIO-02"
    )
    room.play("reset", seats="all", max_disrupt="1").refused("the limit is 1 (lab_max_disrupt)")
    room.own("OLD")
    checked = room.play("reset", "--check", seats="all").done(
        "left as they are, since the lab file puts back none of them: OLD"
    )
    assert not checked.writes
    room.play("teardown", only="pools", confirm="bio").refused("lab_only is not read here")
    room.play("power", action="start").unchanged()
    for number in range(3, 7):
        room.own(f"BIO-0{number}")
    room.play("power", action="stop", seats="All").done("stop BIO-[01:06], OLD; skipped nothing")
