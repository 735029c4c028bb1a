# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An exam is started, made longer and ended."""

from __future__ import annotations

import yaml
from fault.exams import BEFORE, EXAM, LAST_END, lab, prepare
from fault.labs.biology import JOB_SECONDS
from fault.labs.scenario import LabScenario
from integration.rooms import Room

START = {"action": "start", "now": BEFORE}


def write(room: Room) -> None:
    """Write the lab file."""
    (room.folder / "lab.yml").write_text(yaml.safe_dump(lab(EXAM), sort_keys=False))


def before(room: Room) -> None:
    """Let there be the seats before the exam."""
    prepare(room)
    room.job_seconds(JOB_SECONDS)


def during(room: Room) -> None:
    """Let the exam be in force."""
    before(room)
    write(room)
    room.play("exam", **START).done()


SCENARIOS = {
    "start": LabScenario("exam", write, before, START, kills=20),
    "extend": LabScenario("exam", write, during, {"action": "extend", "extra_time": "10m", "now": BEFORE}, kills=10),
    "end": LabScenario("exam", write, during, {"action": "end", "now": LAST_END}, kills=20),
}
