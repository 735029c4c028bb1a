# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows a term after its first day: a timetable, an exam, a new image, and a seat that does not work."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from demo.stage import Stage, contents, perform, tasks

LAB, EXAM = "bio102", "mid1"
SEATS = [f"BIO-{number:02d}" for number in range(1, 7)]
SPARE, AT_WORK, BROKEN = "BIO-06", ["BIO-01", "BIO-02", "BIO-03"], "BIO-04"
BAD_IMAGE, GOOD_IMAGE = "win11-bio-2026.10", "Windows-11-Professional"
TIMETABLE = """date;weekday;weeks;start;end;target;name;status
;Mon;;08:15;09:45;Room;Lecture;
;{practical};Room;Practical;
"""
WEDNESDAY, THURSDAY = "Wed;;10:15;11:45", "Thu;;14:15;15:45"
COURSE = f"""---
version: 1
name: {LAB}
time_zone: Europe/Berlin
term: {{start: "2036-10-06", end: "2037-02-13"}}
defaults:
  product: workspace.c2.large.windows.2
  image: win11-bio-2026.09
  subnet: teaching-a
  security_groups: [teaching-desktops]
  root_volume: {{type: SAS, size: 80}}
  data_volumes: [{{type: SAS, size: 20}}]
  user_group: users
people:
  roster:
    - {{user_name: mmueller, user_email: mmueller@uni.example}}
    - {{user_name: jdoe, user_email: jdoe@uni.example}}
    - {{user_name: tkim, user_email: tkim@uni.example}}
    - {{user_name: ohaddad, user_email: ohaddad@uni.example}}
    - {{user_name: inew, user_email: inew@uni.example}}
seats:
  - name: students
    people: roster
    computer_name: "BIO-{{number:02d}}"
    numbers: {{first: 1, last: 20}}
    spares: 1
timetable:
  file: day-two.csv
  targets: {{Room: students}}
  start_before: 20m
  stop_after: 10m
  window: 14d
  holidays: ["2036-10-13"]
exams:
  - name: {EXAM}
    apply_to: [students]
    start: "2036-10-21 09:00"
    end: "2036-10-21 10:30"
    network: {{security_groups: [exam-lockdown]}}
    policies:
      file_and_clipboard: {{clipboard_redirection: DISABLED}}
    extra_time: {{jdoe: 25%, tkim: 40m}}
rollout: {{canary: 1, batch: 5}}
"""
START = re.compile(rf"{LAB}-tt-(\d{{4}}-\d\d-\d\d)-(\d{{4}})-start")


@dataclass
class DayTwo(Stage):
    """The term."""

    lab_file = "labs/day-two.yml"
    job_seconds = 0.5

    before: dict[str, Any] = field(default_factory=dict)

    def scenes(self) -> list[Callable[[], None]]:
        """Return the scenes in their order."""
        return [self.provision, self.timetable, self.exam, self.failed_rollout, self.rollout, self.repair]

    def _clock(self, time: str) -> None:
        self.emulator.control("POST", "clock", to=time)

    def _classes(self) -> set[str]:
        """Return when desktops are started for classes."""
        found = (START.fullmatch(name) for name in tasks(self.emulator.state()))
        return {f"{one[1]} {one[2]}" for one in found if one}

    def _rest(self) -> dict[str, Any]:
        """Return all that an exam must leave as it was."""
        state = self.emulator.state()
        desktops = {
            row["name"]: {
                "tags": row["tags"],
                "security_groups": row["security_group_ids"],
                "image": row["image_id"],
                "users": row["assignments"],
                "disks": contents(row),
            }
            for row in state["desktops"]
        }
        policies = [{**row, "updated": ""} for row in state["tables"].get("PolicyGroup", [])]
        return copy.deepcopy({"desktops": desktops, "policies": policies, "tasks": sorted(tasks(state))})

    def _images(self) -> set[tuple[str, str]]:
        """Return the image of each seat, by its ID."""
        return {(row["name"], row["image_id"]) for row in self.emulator.state()["desktops"] if row["name"] in SEATS}

    def provision(self) -> None:
        """Provision the lab on the Sunday before the term."""
        (self.folder / "labs" / "day-two.yml").write_text(COURSE, encoding="utf-8")
        self._write_timetable(WEDNESDAY)
        self._clock("2036-10-05T12:00:00Z")
        self.module(
            "workspace_policy_group",
            policy_group_name="house_rules",
            policies={"watermark": {"watermark_enable": True}},
        )
        code, _text = self.play("1. Provision the lab", "lab_provision")
        for name in SEATS:
            self.emulator.control("POST", "write", desktop=name, disk="all", content=f"work on {name}")
        self.claim(
            "there are five seats and a spare",
            "the emulator has them",
            code == 0 and {name for name, _image in self._images()} == set(SEATS),
        )

    def _write_timetable(self, practical: str) -> None:
        file = self.folder / "labs" / "day-two.csv"
        file.write_text(TIMETABLE.format(practical=practical), encoding="utf-8")

    def timetable(self) -> None:
        """Follow the timetable: a holiday, and a class that moves."""
        self._clock("2036-10-06T05:00:00Z")
        code, text = self.play("2. Follow the timetable", "lab_timetable")
        self.claim(
            "classes start their desktops, but not on a holiday",
            "the scheduled tasks of the emulator; the lecture of 2036-10-13 is told, and has none",
            code == 0
            and "no class on holidays: Lecture 2036-10-13" in text
            and self._classes() == {"2036-10-06 0755", "2036-10-08 0955", "2036-10-15 0955"},
        )
        print("\n*** The practical moves from Wednesday to Thursday. ***")
        self._write_timetable(THURSDAY)
        code, _text = self.play("3. Once more", "lab_timetable")
        self.claim(
            "a class that moves is followed",
            "the tasks of Wednesday are gone, and those of Thursday are there",
            code == 0 and self._classes() == {"2036-10-06 0755", "2036-10-09 1355", "2036-10-16 1355"},
        )

    def exam(self) -> None:
        """Hold an exam that is interrupted twice, in which two people have more time."""
        self._clock("2036-10-21T06:45:00Z")
        before = self._rest()
        self.kill("4. Start the exam, and lose the run", self._has_exam_policies, "lab_exam", "-e", "lab_action=start")
        code, text = self.play("5. Once more", "lab_exam", "-e", "lab_action=start")
        during = self.emulator.desktops()
        self.claim(
            "a killed start is finished by the next",
            "no seat reaches the internet, and the policy group of the exam is there once",
            code == 0 and "extra time: BIO-02" in text and not any(during[name]["reaches_internet"] for name in SEATS),
        )
        self._clock("2036-10-21T08:30:30Z")
        self.kill("6. End the exam, and lose the run", self._is_unlocked, "lab_exam", "-e", "lab_action=end")
        after = self.emulator.desktops()
        late = [name for name in ("BIO-02", "BIO-03") if not after[name]["reaches_internet"]]
        self.claim(
            "who has more time is not unlocked with the others",
            "BIO-02 and BIO-03 are locked while others are not",
            late == ["BIO-02", "BIO-03"] and self._is_unlocked(),
        )
        self._clock("2036-10-21T09:11:00Z")
        code, _text = self.play("7. The end for all", "lab_exam", "-e", "lab_action=end")
        self.claim(
            "a killed end is finished by the next, and after the exam all is as it was",
            "tags, security groups, people, disks, policy groups and scheduled tasks, item by item",
            code == 0 and self._rest() == before,
        )

    def _has_exam_policies(self) -> bool:
        groups = self.emulator.state()["tables"].get("PolicyGroup", [])
        return any(group["name"] == f"exam_{LAB}_{EXAM}" for group in groups)

    def _is_unlocked(self) -> bool:
        desktops = self.emulator.desktops()
        return any(desktops[name]["reaches_internet"] for name in SEATS)

    def _roll_out(self, title: str, action: str, *arguments: str) -> tuple[int, str]:
        run = ["-e", f"lab_action={action}", "-e", "lab_seats=all", "-e", f"lab_confirm={LAB}"]
        return self.play(title, "lab_rollout", *run, "-e", "lab_if_in_use=skip", *arguments)

    def failed_rollout(self) -> None:
        """Give a canary an image that does not work, and go back."""
        for name in SEATS:
            self.emulator.control("POST", "desktops", action="power", desktop=name, status="ACTIVE")
        for name in AT_WORK:
            self.emulator.control("POST", "sessions", desktop=name, action="open")
        self.before = self._rest()
        self.emulator.control("POST", "images", action="silence", image=BAD_IMAGE)
        print(f"\n*** {', '.join(AT_WORK)} are in use. The image {BAD_IMAGE} has a mistake: nobody can log in. ***")
        # Nobody can ever log in, so only the rebuild, of half a second, has to end within this time.
        broken = ["-e", f"lab_image={BAD_IMAGE}", "-e", "lab_wait_timeout=30"]
        code, text = self._roll_out("8. A new image, on one seat first", "canary", *broken)
        self.claim(
            "a canary that does not work stops the rollout",
            f"the run failed, naming {SPARE}; the other seats have their image still",
            code != 0 and "These seats are not good" in text and len(self._changed_images()) == 1,
        )
        code, _text = self._roll_out("9. Back", "rollback")
        self.claim(
            "and goes back",
            "images and tags of all seats are what they were, and nobody was disturbed",
            code == 0 and self._undisturbed() and not self._changed_images() and self._tags() == self._tags_before(),
        )

    def rollout(self) -> None:
        """Give all seats an image that works while three people work on."""
        image = ["-e", f"lab_image={GOOD_IMAGE}"]
        first, _text = self._roll_out("10. The next image", "canary", *image)
        code, text = self._roll_out("11. The other seats", "continue", *image)
        self.claim(
            "the next image reaches all seats but those in use, which are named",
            f"{', '.join(AT_WORK)} have the old image, their sessions are open, and nobody was disturbed",
            first == code == 0
            and "in use, so left for the next run: BIO-01, BIO-02, BIO-03" in text
            and self._changed_images() == set(SEATS) - set(AT_WORK)
            and self._undisturbed(),
        )
        for name in AT_WORK:
            self.emulator.control("POST", "sessions", desktop=name, action="close")
        print("\n*** They log off. ***")
        code, _text = self._roll_out("12. The rest", "continue", *image)
        data = {name: one["disks"][1:] for name, one in self._rest()["desktops"].items()}
        self.claim(
            "and these follow when they are free",
            "all seats have the image, no notes, and what was on their data disks",
            code == 0
            and self._changed_images() == set(SEATS)
            and self._tags() == self._tags_before()
            and data == {name: one["disks"][1:] for name, one in self.before["desktops"].items()},
        )

    def _changed_images(self) -> set[str]:
        """Return the seats that have another image than before the rollout."""
        return {name for name, image in self._images() if image != self.before["desktops"][name]["image"]}

    def _undisturbed(self) -> bool:
        state = self.emulator.state()
        return not state["disturbed"] and len(state["sessions"]) == len(AT_WORK)

    def _tags(self) -> dict[str, Any]:
        return {name: one["tags"] for name, one in self._rest()["desktops"].items()}

    def _tags_before(self) -> dict[str, Any]:
        return {name: one["tags"] for name, one in self.before["desktops"].items()}

    def repair(self) -> None:
        """Find the seat that does not work, and repair it with the least loss."""
        self.emulator.control("POST", "clock", advance=3600)
        faulty = {"cured_by": ["restart"], "login_status": "UNREGISTER"}
        self.emulator.control("POST", "desktops", action="set", desktop=BROKEN, fields=faulty)
        before, disks = self.emulator.writes(), self._rest()["desktops"]
        print(f"\n*** At 07:55 nobody can log in to {BROKEN}. ***")
        code, text = self.play("13. What is wrong?", "lab_repair")
        self.claim(
            "a diagnosis tells what would help, and changes nothing",
            f"{BROKEN} is broken, with the next rung restart; the emulator counted no write",
            code == 0 and f"{BROKEN}" in text and "restart" in text and self.emulator.writes() == before,
        )
        code, _text = self.play("14. Repair it", "lab_repair", "-e", "lab_action=repair", "-e", "lab_seats=all")
        self.claim(
            "the seat is repaired by what loses the least",
            f"people can log in to {BROKEN}, and its disks are what they were",
            code == 0
            and self.emulator.desktops()[BROKEN]["login_status"] == "REGISTERED"
            and self._rest()["desktops"][BROKEN]["disks"] == disks[BROKEN]["disks"],
        )


if __name__ == "__main__":
    raise SystemExit(perform(DayTwo))
