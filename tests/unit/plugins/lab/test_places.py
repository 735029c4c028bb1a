# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a lab file has what a module's message is about."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.places import places

from .room import desired_pool, desired_script, desired_task, group, lab_of, mate, people_of

SINGLES = {
    "name": "staff",
    "image": "win10",
    "desktops": [
        {"computer_name": "BIO-T1", "user_name": "tito", "root_volume": {"type": "SSD", "size": 125}},
        {"computer_name": "BIO-T2", "ou_name": "lab/staff"},
    ],
}
LAB = lab_of(
    group("anna", security_groups=["teaching", "exam"]),
    SINGLES,
    defaults={"image": "win11", "subnet": "teaching-a", "root_volume": {"type": "SAS", "size": 80}},
    people=people_of(mate("mia"), mate("m.mueller")),
    pools=[desired_pool(subnets=["b"], ou_name="lab/pool")],
    schedules=[desired_task(time_zone="Mars")],
    scripts=[desired_script()],
)


@pytest.mark.parametrize(
    ("message", "where"),
    [
        ('BIO-01: there is no image "win11"; the nearest are win11-a', ["defaults.image"]),
        ('BIO-T1: there is no image "win10"', ["seats[staff].image"]),
        ('Nothing was changed: BIO-01, BIO-02: there is no subnet "teaching-a".', ["defaults.subnet"]),
        ('BIO-01: there is no security group "exam"', ["seats[students].security_groups[2]"]),
        ('drop-in: there is no subnet "b"', ["pools[drop-in].subnets[1]"]),
        ('BIO-T2: there is no OU "lab/staff" in the domain', ["seats[staff].desktops[BIO-T2].ou_name"]),
        (
            "Nothing was changed: BIO-T1: root_volume.size is 125, but must be a multiple of 10 (GB)",
            ["seats[staff].desktops[BIO-T1].root_volume"],
        ),
        ("drop-in: ou_name has more than 10 characters", ["pools[drop-in].ou_name"]),
        ("time_zone is Mars, but that is no time zone", ["schedules[night].time_zone"]),
        (
            "Nothing was changed: mia, M.Mueller and 3 more: user_email is not valid: it must be short",
            ["people.roster, line 1", "people.roster, line 2"],
        ),
        ("The service cannot be reached", []),
        ("anna is logged in", []),
        ("", []),
    ],
)
def test_the_places_of_a_message(message, where):
    assert places(LAB, message) == where


def test_of_many_places_some_are_told():
    seats = [
        {"name": f"s{number}", "image": "win10", "desktops": [{"computer_name": f"T{number}"}]} for number in range(5)
    ]
    told = places(lab_of(*seats), 'T0, T1 and 3 more: there is no image "win10"')
    assert told == [*(f"seats[s{number}].image" for number in range(3)), "and more"]
