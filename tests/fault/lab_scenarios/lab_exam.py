# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An exam is started, made longer and ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import yaml
from fault.exams import ALL_OF_IT, BEFORE, EXAM, LAST_END, SECTIONS, add_script, lab, prepare, turn_on_bindings
from fault.labs.biology import JOB_SECONDS
from fault.labs.scenario import LabScenario
from integration.rooms import Room

START = {"action": "start", "now": BEFORE}


def writing(exam: Mapping[str, Any], **sections: Any) -> Callable[[Room], None]:
    """Return what writes the lab file."""

    def write(room: Room) -> None:
        (room.folder / "lab.yml").write_text(yaml.safe_dump(lab(dict(exam), **sections), sort_keys=False))

    return write


write, write_all = writing(EXAM), writing(ALL_OF_IT, **SECTIONS)


def before(room: Room) -> None:
    """Let there be the seats before the exam."""
    prepare(room)
    room.job_seconds(JOB_SECONDS)


def during(room: Room) -> None:
    """Let the exam be in force."""
    before(room)
    write(room)
    room.play("exam", **START).done()


def before_all(room: Room) -> None:
    """Let there be the seats, their snapshots and the task of their idle rule before an exam with everything."""
    prepare(room)
    add_script(room)
    turn_on_bindings(room)
    write_all(room)
    room.play("provision").done()
    room.job_seconds(JOB_SECONDS)


def during_all(room: Room) -> None:
    """Let an exam with everything be in force."""
    before_all(room)
    room.play("exam", **START, confirm="bio").done()


END = {"action": "end", "now": LAST_END}
SCENARIOS = {
    "start": LabScenario("exam", write, before, START, kills=20),
    "extend": LabScenario("exam", write, during, {"action": "extend", "extra_time": "10m", "now": BEFORE}, kills=10),
    "end": LabScenario("exam", write, during, END, kills=20),
    "start-all": LabScenario("exam", write_all, before_all, {**START, "confirm": "bio"}, kills=28),
    "end-all": LabScenario("exam", write_all, during_all, {**END, "confirm": "bio"}, kills=38, twice=["wiped"]),
}
