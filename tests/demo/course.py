# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows a term of a course: planned, provisioned in spite of a killed run, changed, reset and torn down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from demo.stage import Emulator, Stage, contents, perform, tasks

LAB = "bio101"
SEATS = [f"BIO-{group}{number:02d}" for group in "AB" for number in range(1, 7)]
FOREIGN, FOREIGN_TASK, FOREIGN_USER = "OFFICE-1", "office-stop", "boss"
STUDENT, AT_WORK, LEAVER, LEAVERS_SEAT, DELETED = "jdoe", "BIO-A02", "tkim", "BIO-B02", "BIO-B05"
JOINER = "inew;Ida New;ida.new@uni.example;;A;;active"
VOLATILE = ("task_status", "process", "operation", "listed", "login_status")


@dataclass
class Course(Stage):
    """The course."""

    lab_file = "labs/course.yml"

    baseline: dict[str, str | None] = field(default_factory=dict)

    def scenes(self) -> list[Callable[[], None]]:
        """Return the scenes in their order."""
        return [self.others, self.refuse, self.provision, self.a_term, self.reset, self.look, self.tear_down]

    def others(self) -> None:
        """Let there be what the course has nothing to do with, and the teacher's account."""
        emulator = self.emulator
        emulator.control(
            "POST", "desktops", action="create", desktop=FOREIGN, user=FOREIGN_USER, tags={"department": "office"}
        )
        emulator.control("POST", "write", desktop=FOREIGN, disk="all", content="the office's work")
        self.module("workspace_user", user_name="ameier", user_email="ameier@uni.example")
        self.module(
            "workspace_scheduled_task",
            task_name=FOREIGN_TASK,
            task_type="STOP",
            scheduled_type="DAY",
            day_interval=1,
            scheduled_time="22:00",
            time_zone="Europe/Berlin",
            apply_objects={"desktops": [FOREIGN]},
        )

    def refuse(self) -> None:
        """Three mistakes, each of which stops the run before its first write."""
        roster, course = self.folder / "rosters" / "course.csv", self.folder / "labs" / "course.yml"
        right, people = course.read_text(encoding="utf-8"), roster.read_text(encoding="utf-8")
        elsewhere = "target: {region: ap-southeast-1, project_name: ap-southeast-1_production}"

        def refused(title: str, word: str, *arguments: str) -> None:
            before = self.emulator.writes()
            code, text = self.play(title, "lab_provision", *arguments)
            self.claim(
                f"a mistake stops the run: {word}",
                "the run failed, naming it; the emulator counted no write",
                code != 0 and word in text and self.emulator.writes() == before,
            )

        course.write_text(right.replace("limits:", f"{elsewhere}\n\nlimits:"), encoding="utf-8")
        refused("1. The credentials of another project", "the credentials lead to")
        course.write_text(right, encoding="utf-8")
        refused("2. More than the limit allows", "would be created, but the limit is 5", "-e", "lab_max_create=5")
        roster.write_text(people.splitlines()[0] + "\n", encoding="utf-8")
        refused("3. An export of the roster that went wrong", "holds nobody")
        roster.write_text(people, encoding="utf-8")

    def provision(self) -> None:
        """Plan the course, lose the first run half-way, finish it, and find it unchanged."""
        emulator = self.emulator
        before = emulator.writes()
        code, text = self.play("4. What would be done?", "lab_provision", "--check", "--diff")
        named = all(name in text for name in (*SEATS, "bio101-drop-in", "bio101-stop", "bio101-students"))
        self.claim(
            "a plan names everything and changes nothing",
            "all seats, the pool, schedules and groups are listed; the emulator counted no write",
            code == 0 and named and emulator.writes() == before,
        )
        self.kill("5. A run that is killed half-way", lambda: bool(emulator.state()["jobs"]), "lab_provision")
        code, text = self.play("6. Once more: it goes on where the other ended", "lab_provision")
        state = emulator.state()
        desktops = emulator.desktops()
        lab = {name for name, row in desktops.items() if row["tags"].get("workspace-lab") == LAB and not row["pool_id"]}
        pooled = [row for row in desktops.values() if row["pool_id"]]
        made = [sub_job["desktop_name"] for job in state["jobs"] for sub_job in job["sub_jobs"] if creates(job)]
        self.claim(
            "a killed run is finished by the next",
            f"the emulator holds the {len(SEATS)} seats, a pool of {len(pooled)}, and the schedules and groups",
            code == 0 and lab == set(SEATS) and len(pooled) == 5 and tasks(state) >= {"bio101-start", "bio101-stop"},
        )
        self.claim(
            "and nothing is made twice",
            f"{len(made)} desktops were created by jobs, each once; nothing was deleted",
            len(made) == len(set(made)) == len(SEATS) + 5 and not state["deleted"],
        )
        self.claim(
            "a class is created by few requests",
            f"{creations(emulator)} creations for {len(SEATS)} desktops in the emulator's journal",
            creations(emulator) <= 6,
        )
        self.claim(
            "every seat has a baseline and a backup",
            "the emulator keeps snapshots of the system disk and of the data disk of each seat",
            snapshots(state) == {(name, disk) for name in SEATS for disk in ("SYSTEM_DISK", "DATA_DISKS")},
        )
        before = emulator.writes()
        code, text = self.play("7. Once more", "lab_provision")
        self.claim(
            "a second run changes nothing",
            "the play changed 0 tasks, the emulator counted no write",
            code == 0 and "changed=0" in text and emulator.writes() == before,
        )

    def a_term(self) -> None:
        """People work, somebody joins, somebody leaves, a desktop is lost; nobody else notices."""
        emulator = self.emulator
        self.baseline = {name: contents(row)[0] for name, row in emulator.desktops().items()}
        for name in SEATS:
            emulator.control("POST", "write", desktop=name, disk="all", content=f"work on {name}")
        emulator.control("POST", "sessions", desktop=AT_WORK, user=STUDENT, action="open")
        emulator.control("POST", "desktops", action="delete", desktop=DELETED)
        emulator.control(
            "POST", "desktops", action="set", desktop=AT_WORK, fields={"product_id": "workspace.g1.xlarge.windows"}
        )
        roster = self.folder / "rosters" / "course.csv"
        lines = roster.read_text(encoding="utf-8").splitlines()
        left = [line.replace(";active", ";left") if line.startswith(LEAVER) else line for line in lines]
        roster.write_text("\n".join([left[0], JOINER, *reversed(left[1:])]) + "\n", encoding="utf-8")
        print(
            f"\n*** Ida joins, {LEAVER} leaves, the roster is sorted again, somebody deletes {DELETED} and changes the "
            f"product of {AT_WORK}, where {STUDENT} is logged in with work on both disks. ***"
        )
        concerned = {AT_WORK, LEAVERS_SEAT, DELETED}
        before = {name: stable(row) for name, row in emulator.desktops().items() if name not in concerned}
        kept = {name: contents(row) for name, row in emulator.desktops().items()}
        code, text = self.play("8. Follow the roster", "lab_provision", "-e", "lab_if_in_use=skip")
        desktops, state = emulator.desktops(), emulator.state()
        people = {user["user_name"]: user for user in state["users"]}
        joined = [name for name, row in desktops.items() if row["assignments"][:1] and owner(row) == "inew"]
        self.claim(
            "a joiner gets an account and a seat, a leaver loses them",
            f"inew has {joined}; {LEAVERS_SEAT} is nobody's, and {LEAVER} is locked",
            code == 0 and len(joined) == 1 and not desktops[LEAVERS_SEAT]["assignments"] and people[LEAVER]["locked"],
        )
        before.pop(joined[0] if joined else "", None)
        self.claim(
            "joiner and leaver change nobody else",
            f"{len(before)} other desktops are exactly as they were",
            all(stable(desktops[name]) == row for name, row in before.items()),
        )
        self.claim(
            "a logged-in person was left alone, and named",
            f"{STUDENT}'s session on {AT_WORK} is open; nobody was disturbed",
            desktops[AT_WORK]["login_status"] == "CONNECTED" and not state["disturbed"] and f"skip: {AT_WORK}" in text,
        )
        self.claim(
            "no work was lost",
            "the content of every disk that was there before is there still",
            all(contents(desktops[name]) == content for name, content in kept.items()),
        )

    def reset(self) -> None:
        """Go back to the baseline."""
        kept = {AT_WORK, LEAVERS_SEAT}
        seats = {name: row for name, row in self.emulator.desktops().items() if name in SEATS and name not in kept}
        run = ["-e", "lab_seats=all", "-e", "lab_if_in_use=skip", "-e", f"lab_max_disrupt={len(SEATS)}"]
        code, text = self.play("9. Back to the baseline", "lab_reset", *run)
        after = self.emulator.desktops()
        self.claim(
            "the reset puts the system disks back",
            f"the system disks of {len(seats)} seats hold what they held before anybody worked there",
            code == 0 and all(contents(after[name])[0] == self.baseline.get(name) for name in seats),
        )
        self.claim(
            "and leaves the data disks alone",
            f"the content of their data disks is what it was; {LEAVERS_SEAT}, which {LEAVER} left, is kept as it was",
            all(contents(after[name])[1:] == contents(row)[1:] for name, row in seats.items())
            and contents(after[LEAVERS_SEAT]) == [f"work on {LEAVERS_SEAT}"] * 2,
        )
        self.claim(
            "the seat in use was skipped and named",
            f"both disks of {AT_WORK} hold the work still, and its session is open",
            contents(after[AT_WORK]) == [f"work on {AT_WORK}"] * 2
            and after[AT_WORK]["login_status"] == "CONNECTED"
            and f"skipped {AT_WORK}" in text,
        )

    def look(self) -> None:
        """Show the room."""
        code, text = self.play("10. Is the room ready?", "lab_status")
        self.claim(
            "every seat is told in a line", "all names are in the table", code == 0 and all(n in text for n in SEATS)
        )

    def tear_down(self) -> None:
        """Delete the lab, but nobody's session and nothing of others."""
        emulator = self.emulator
        before = emulator.writes()
        everything = ("-e", f"lab_confirm={LAB}", "-e", "lab_delete_users=true")
        code, text = self.play("11. Tear it down while somebody works", "lab_teardown", *everything)
        self.claim(
            "nobody is thrown out",
            f"the teardown refused, naming {AT_WORK}, before the first write",
            code != 0 and AT_WORK in text and emulator.writes() == before,
        )
        emulator.control("POST", "sessions", desktop=AT_WORK, user=STUDENT, action="close")
        print(f"\n*** {STUDENT} logs off. ***")
        code, text = self.play("12. Tear it down", "lab_teardown", *everything)
        left, state = emulator.desktops(), emulator.state()
        self.claim(
            "the teardown leaves nothing of the course",
            "no desktop, pool, schedule, group, account or snapshot of it is left",
            code == 0
            and set(left) == {FOREIGN}
            and not state["groups"]
            and not state["tables"].get("Pool")
            and not snapshots(state)
            and {user["user_name"] for user in state["users"]} == {FOREIGN_USER, "ameier"},
        )
        self.claim(
            "and leaves what is others' alone",
            f"{FOREIGN} is there with its content, and so are the task {FOREIGN_TASK} and the user {FOREIGN_USER}",
            contents(left[FOREIGN])[0] == "the office's work" and tasks(state) == {FOREIGN_TASK},
        )
        mails = [mail for mail in state["mails"] if mail["about"] != "user created"]
        self.claim(
            "nobody got a mail that was not asked for",
            f"the emulator sent {len(mails)} about desktops; new accounts got theirs",
            not mails,
        )


def stable(row: dict[str, Any]) -> dict[str, Any]:
    """Return all of a desktop that a run could change."""
    return {name: value for name, value in row.items() if name not in VOLATILE}


def owner(row: dict[str, Any]) -> str:
    """Return the name of the first user of a desktop."""
    return str(row["assignments"][0]["user_name"])


def snapshots(state: dict[str, Any]) -> set[tuple[str, str]]:
    """Return of which desktops, and of which disks, there are snapshots that can be put back."""
    names = {row["id"]: row["name"] for row in state["desktops"]}
    return {
        (names.get(row["desktop_id"], "gone"), "SYSTEM_DISK" if row["is_system_disk"] else "DATA_DISKS")
        for row in state["tables"].get("Snapshot", [])
        if row["status"] == "create_success"
    }


def creates(job: dict[str, Any]) -> bool:
    """Whether a job creates desktops."""
    return job["job_type"] in ("createDesktops", "createDesktopPool", "expandDesktopPool")


def creations(emulator: Emulator) -> int:
    """Return how many requests to create desktops came in."""
    entries = emulator.control("GET", "journal")["entries"]
    return sum(entry["method"] == "POST" and entry["path"].endswith("/desktops") for entry in entries)


if __name__ == "__main__":
    raise SystemExit(perform(Course))
