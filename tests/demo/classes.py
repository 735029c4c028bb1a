# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows classes: a timetable, an exam, and a seat that does not work."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from demo.stage import perform, tasks
from demo.term import EXAM, LAB, SEATS, THURSDAY, Term

BROKEN = "BIO-04"
START = re.compile(rf"{LAB}-tt-(\d{{4}}-\d\d-\d\d)-(\d{{4}})-start")


@dataclass
class Classes(Term):
    """The classes."""

    def scenes(self) -> list[Callable[[], None]]:
        """Return the scenes in their order."""
        return [self.provision, self.timetable, self.exam, self.repair]

    def timetable(self) -> None:
        """Follow the timetable: a holiday, and a class that moves."""
        self.set_clock("2036-10-06T05:00:00Z")
        code, text = self.play("2. Follow the timetable", "lab_timetable")
        self.claim(
            "classes start their desktops, but not on a holiday",
            "the scheduled tasks of the emulator; the lecture of 2036-10-13 is told, and has none",
            code == 0
            and "no class on holidays: Lecture 2036-10-13" in text
            and self._classes() == {"2036-10-06 0755", "2036-10-08 0955", "2036-10-15 0955"},
        )
        print("\n*** The practical moves from Wednesday to Thursday. ***")
        self.write_timetable(THURSDAY)
        code, _text = self.play("3. Once more", "lab_timetable")
        self.claim(
            "a class that moves is followed",
            "the tasks of Wednesday are gone, and those of Thursday are there",
            code == 0 and self._classes() == {"2036-10-06 0755", "2036-10-09 1355", "2036-10-16 1355"},
        )

    def _classes(self) -> set[str]:
        """Return when desktops are started for classes."""
        found = (START.fullmatch(name) for name in tasks(self.emulator.state()))
        return {f"{one[1]} {one[2]}" for one in found if one}

    def exam(self) -> None:
        """Hold an exam that is interrupted twice, in which two people have more time."""
        self.set_clock("2036-10-21T06:45:00Z")
        before = self.rest()
        self.kill("4. Start the exam, and lose the run", self._has_exam_policies, "lab_exam", "-e", "lab_action=start")
        code, text = self.play("5. Once more", "lab_exam", "-e", "lab_action=start")
        during = self.emulator.desktops()
        self.claim(
            "a killed start is finished by the next",
            "no seat reaches the internet, and the policy group of the exam is there once",
            code == 0 and "extra time: BIO-02" in text and not any(during[name]["reaches_internet"] for name in SEATS),
        )
        self.set_clock("2036-10-21T08:30:30Z")
        self.kill("6. End the exam, and lose the run", self._is_unlocked, "lab_exam", "-e", "lab_action=end")
        after = self.emulator.desktops()
        late = [name for name in ("BIO-02", "BIO-03") if not after[name]["reaches_internet"]]
        self.claim(
            "who has more time is not unlocked with the others",
            "BIO-02 and BIO-03 are locked while others are not",
            late == ["BIO-02", "BIO-03"] and self._is_unlocked(),
        )
        self.set_clock("2036-10-21T09:11:00Z")
        code, _text = self.play("7. The end for all", "lab_exam", "-e", "lab_action=end")
        self.claim(
            "a killed end is finished by the next, and after the exam all is as it was",
            "tags, security groups, people, disks, policy groups and scheduled tasks, item by item",
            code == 0 and self.rest() == before,
        )

    def _has_exam_policies(self) -> bool:
        groups = self.emulator.state()["tables"].get("PolicyGroup", [])
        return any(group["name"] == f"exam_{LAB}_{EXAM}" for group in groups)

    def _is_unlocked(self) -> bool:
        desktops = self.emulator.desktops()
        return any(desktops[name]["reaches_internet"] for name in SEATS)

    def repair(self) -> None:
        """Find the seat that does not work, and repair it with the least loss."""
        self.set_clock("2036-10-22T05:00:00Z")
        self.start_all()
        self.set_clock("2036-10-22T05:55:00Z")
        faulty = {"cured_by": ["restart"], "login_status": "UNREGISTER"}
        self.emulator.control("POST", "desktops", action="set", desktop=BROKEN, fields=faulty)
        before, disks = self.emulator.writes(), self.rest()["desktops"]
        print(f"\n*** At 07:55 nobody can log in to {BROKEN}. ***")
        code, text = self.play("8. What is wrong?", "lab_repair")
        self.claim(
            "a diagnosis tells what would help, and changes nothing",
            f"{BROKEN} is broken, with the next rung restart; the emulator counted no write",
            code == 0 and f"{BROKEN}" in text and "restart" in text and self.emulator.writes() == before,
        )
        code, _text = self.play("9. Repair it", "lab_repair", "-e", "lab_action=repair", "-e", "lab_seats=all")
        self.claim(
            "the seat is repaired by what loses the least",
            f"people can log in to {BROKEN}, and its disks are what they were",
            code == 0
            and self.emulator.desktops()[BROKEN]["login_status"] == "REGISTERED"
            and self.rest()["desktops"][BROKEN]["disks"] == disks[BROKEN]["disks"],
        )


if __name__ == "__main__":
    raise SystemExit(perform(Classes))
