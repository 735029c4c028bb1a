# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demos of a term have in common: its lab, provisioned before the first day."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from demo.stage import Stage, contents, tasks

LAB, EXAM = "bio102", "mid1"
SEATS = [f"BIO-{number:02d}" for number in range(1, 7)]
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


@dataclass
class Term(Stage):
    """A term after its first day."""

    lab_file = "labs/day-two.yml"
    job_seconds = 0.5

    def provision(self) -> None:
        """Provision the lab on the Sunday before the term."""
        (self.folder / "labs" / "day-two.yml").write_text(COURSE, encoding="utf-8")
        self.write_timetable(WEDNESDAY)
        self.set_clock("2036-10-05T12:00:00Z")
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
            code == 0 and {name for name, _image in self.images()} == set(SEATS),
        )

    def write_timetable(self, practical: str) -> None:
        """Write the timetable. :param practical: when the practical is"""
        file = self.folder / "labs" / "day-two.csv"
        file.write_text(TIMETABLE.format(practical=practical), encoding="utf-8")

    def set_clock(self, time: str) -> None:
        """Move the emulator's clock on. :param time: the time in UTC"""
        self.emulator.control("POST", "clock", to=time)

    def start_all(self) -> None:
        """Start all seats, as people would."""
        for name in SEATS:
            self.emulator.control("POST", "desktops", action="power", desktop=name, status="ACTIVE")

    def rest(self) -> dict[str, Any]:
        """Return all that an exam or a rollback must leave as it was."""
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

    def images(self) -> set[tuple[str, str]]:
        """Return the image of each seat, by its ID."""
        return {(row["name"], row["image_id"]) for row in self.emulator.state()["desktops"] if row["name"] in SEATS}
