# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows the life of a teaching lab: planned, provisioned, found unchanged, broken, repaired and torn down.

Starts an emulator of the API on a free port, runs the playbooks of the collection against it, and ends with a table
that says of each claim how it was checked. The checks look at the emulator's state and journal, never at what the
playbooks say of themselves. The exit code is 0 only if all of them hold.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

CHECKOUT = Path(__file__).resolve().parents[2]
LAB_FILE = "playbooks/labs/demo.yml"
SEATS = [f"BIO-{number:02d}" for number in range(1, 11)] + ["BIO-T1", "BIO-T2"]
FOREIGN, AT_WORK, DELETED, RETAGGED = "OFFICE-1", "BIO-03", "BIO-05", "BIO-02"


class Emulator:
    """A running emulator and its control calls."""

    def __init__(self, url: str, port: int) -> None:
        self.url = url
        printed = subprocess.run(
            [sys.executable, str(CHECKOUT / "tests" / "emulator"), "--port", str(port), "--print-env"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        self.exports = printed.strip()
        self.env = dict(line.removeprefix("export ").split("=", 1) for line in self.exports.splitlines())

    def control(self, method: str, path: str, **json: Any) -> Any:
        """Send a control call and return its answer."""
        answer = requests.request(method, f"{self.url}/_emulator/{path}", json=json or None, timeout=10)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def state(self) -> dict[str, Any]:
        """Return all that the emulator knows."""
        return self.control("GET", "state")

    def desktops(self) -> dict[str, dict[str, Any]]:
        """Return the desktops by name."""
        desktops = self.state()["desktops"]
        return {row["name"]: row for row in (desktops.values() if isinstance(desktops, dict) else desktops)}

    def writes(self) -> int:
        """Return how many requests to writing operations came in so far."""
        return self.control("GET", "counters")["writes"]

    def requests_sent(self) -> int:
        """Return how many requests came in so far."""
        counters = self.control("GET", "counters")
        return counters["reads"] + counters["writes"]


@dataclass
class Claim:
    """Something that the demo promises, how it was checked, and whether it held."""

    text: str
    check: str
    held: bool


@dataclass
class Demo:
    """The demo while it runs."""

    emulator: Emulator
    env: dict[str, str]
    claims: list[Claim] = field(default_factory=list)

    def claim(self, text: str, check: str, held: bool) -> None:
        """Note a claim and whether it held."""
        self.claims.append(Claim(text, check, held))

    def play(self, title: str, playbook: str, *arguments: str) -> tuple[int, str]:
        """Run a playbook, show its output, and return its exit code and output."""
        command = ["ansible-playbook", f"huaweicloud.workspace.{playbook}", "-e", f"lab_file={LAB_FILE}", *arguments]
        print(f"\n=== {title}\n$ {' '.join(command)}\n", flush=True)
        lines = []
        began = time.monotonic()
        with subprocess.Popen(
            [str(Path(sys.executable).with_name(command[0])), *command[1:]],
            cwd=CHECKOUT,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line)
                if line.strip():
                    print(line, end="", flush=True)
        print(f"({time.monotonic() - began:.0f} s)", flush=True)
        return process.returncode, "".join(lines)

    # The scenes

    def provision(self) -> None:
        """Plan the lab, make it as planned, and find it unchanged."""
        emulator = self.emulator
        emulator.control(
            "POST", "desktops", action="create", desktop=FOREIGN, user="boss", tags={"department": "office"}
        )
        emulator.control("POST", "write", desktop=FOREIGN, disk="system", content="the office's work")
        before = emulator.writes()
        code, text = self.play("1. What would be done?", "lab_provision", "--check", "--diff")
        planned = plan_id(text)
        self.claim("a plan changes nothing", "the emulator counted no write", code == 0 and emulator.writes() == before)
        code, text = self.play("2. Do exactly that", "lab_provision", "-e", f"lab_expect_plan={planned}")
        lab = {name for name, row in emulator.desktops().items() if row["tags"].get("workspace-lab") == "demo"}
        self.claim(
            "what was planned is what was done",
            f"plan {planned} was the one carried out; the emulator holds the {len(SEATS)} desktops named",
            code == 0 and lab == set(SEATS) and f"create: {', '.join(SEATS)}" in text,
        )
        self.claim(
            "a class is created by few requests",
            f"{creations(emulator)} creations for {len(SEATS)} desktops in the emulator's journal",
            creations(emulator) <= 5,
        )
        before = emulator.writes()
        code, text = self.play("3. Once more", "lab_provision")
        self.claim(
            "a second run changes nothing",
            "the play changed 0 tasks, the emulator counted no write",
            code == 0 and "changed=0" in text and emulator.writes() == before,
        )

    def break_and_repair(self) -> None:
        """People work, the lab drifts, and it is repaired around them."""
        emulator = self.emulator
        for name in SEATS:
            emulator.control("POST", "write", desktop=name, disk="all", content=f"work on {name}")
        emulator.control("POST", "sessions", desktop=AT_WORK, user="jdoe", action="open")
        emulator.control("POST", "desktops", action="delete", desktop=DELETED)
        emulator.control("POST", "desktops", action="tag", desktop=RETAGGED, tags={"department": "chemistry"})
        emulator.control(
            "POST", "desktops", action="set", desktop=AT_WORK, fields={"product_id": "workspace.g1.xlarge.windows"}
        )
        kept = {name: contents(row) for name, row in emulator.desktops().items()}
        print(
            f"\n*** Somebody deletes {DELETED}, tags {RETAGGED} wrongly and changes the product of {AT_WORK}, "
            "where jdoe is logged in. ***"
        )
        skip = ("-e", "lab_if_in_use=skip")
        before = emulator.writes()
        code, text = self.play("4. What is to be repaired?", "lab_provision", "--check", "--diff", *skip)
        self.claim(
            "drift is found, and only that",
            f"the plan creates {DELETED}, changes {RETAGGED}, skips {AT_WORK}; no write",
            code == 0
            and f"create: {DELETED}" in text
            and f"change: {RETAGGED}" in text
            and emulator.writes() == before,
        )
        code, text = self.play("5. Repair it", "lab_provision", *skip)
        after = emulator.desktops()
        self.claim(
            "drift is repaired",
            f"{DELETED} is there again, {RETAGGED} has its tag",
            code == 0 and DELETED in after and after[RETAGGED]["tags"].get("department") == "biology",
        )
        state = emulator.state()
        self.claim(
            "a logged-in person was left alone, and named",
            f"jdoe's session on {AT_WORK} is open; nobody was disturbed",
            after[AT_WORK]["login_status"] == "CONNECTED" and not state["disturbed"] and f"skip: {AT_WORK}" in text,
        )
        self.claim(
            "nothing of a disk's content was lost",
            "the content of every disk that was there before is there still",
            all(contents(after[name]) == content for name, content in kept.items()),
        )

    def look(self) -> None:
        """Show the room."""
        code, text = self.play("6. Is the room ready?", "lab_status")
        self.claim(
            "every seat is told in a line", "all 12 names are in the table", code == 0 and all(n in text for n in SEATS)
        )

    def tear_down(self) -> None:
        """Delete the lab, but nobody's session and nothing of others."""
        emulator = self.emulator
        before = emulator.writes()
        code, text = self.play("7. Tear it down while somebody works", "lab_teardown", "-e", "lab_confirm=demo")
        self.claim(
            "nobody is thrown out",
            f"the teardown refused, naming {AT_WORK}, before the first write",
            code != 0 and AT_WORK in text and emulator.writes() == before,
        )
        emulator.control("POST", "sessions", desktop=AT_WORK, user="jdoe", action="close")
        print("\n*** jdoe logs off. ***")
        code, text = self.play("8. Tear it down", "lab_teardown", "-e", "lab_confirm=demo")
        left = emulator.desktops()
        foreign = left.get(FOREIGN)
        self.claim(
            "a foreign desktop was left alone",
            f"{FOREIGN} is the only desktop left, with its content",
            code == 0 and set(left) == {FOREIGN} and foreign is not None and "the office's work" in contents(foreign),
        )
        self.claim("nobody got a mail that was not asked for", "the emulator sent none", not emulator.state()["mails"])


def plan_id(text: str) -> str:
    """Return the plan's ID that a run has printed."""
    found = re.search(r"plan ([0-9a-f]{12}):", text)
    return found.group(1) if found else "unknown"


def contents(row: dict[str, Any]) -> list[str | None]:
    """Return what is on a desktop's disks."""
    return [row["root"]["content"], *(disk["content"] for disk in row["disks"])]


def creations(emulator: Emulator) -> int:
    """Return how many requests to create desktops came in."""
    entries = emulator.control("GET", "journal")["entries"]
    return sum(entry["method"] == "POST" and entry["path"].endswith("/desktops") for entry in entries)


@contextlib.contextmanager
def started_emulator() -> Iterator[tuple[Emulator, subprocess.Popen[str]]]:
    """Start an emulator on a free port; the caller ends it."""
    command = [sys.executable, str(CHECKOUT / "tests" / "emulator"), "--port", "0", "--job-seconds", "2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    if not url:
        raise SystemExit("The emulator did not start; its error is above.")
    yield Emulator(url, int(url.rsplit(":", 1)[1])), process


def environment(emulator: Emulator, tree: str) -> dict[str, str]:
    """Return the playbooks' environment: the emulator's credentials, and no setting of the person who runs the demo."""
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "HW_", "HUAWEICLOUD_"))
    }
    return {
        **own,
        "ANSIBLE_COLLECTIONS_PATH": tree,
        "ANSIBLE_DISPLAY_SKIPPED_HOSTS": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_FORCE_COLOR": "true" if sys.stdout.isatty() else "false",
        **emulator.env,
    }


def print_table(demo: Demo, seconds: float, sent: int) -> None:
    """Print what was claimed, how it was checked and whether it held."""
    rows = [("claim", "how it was checked", "result")]
    rows += [(claim.text, claim.check, "holds" if claim.held else "FAILED") for claim in demo.claims]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    print()
    for number, row in enumerate(rows):
        print(" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if number == 0:
            print("-+-".join("-" * width for width in widths))
    print(f"\n{sent} requests sent, {seconds:.0f} s")


def main(keep: bool) -> int:
    """Run the demo and return its exit code."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="workspace-demo-") as tree, started_emulator() as (emulator, process):
        namespace = Path(tree, "ansible_collections", "huaweicloud")
        namespace.mkdir(parents=True)
        (namespace / "workspace").symlink_to(CHECKOUT, target_is_directory=True)
        try:
            demo = Demo(emulator, environment(emulator, tree))
            scenes: list[Callable[[], None]] = [demo.provision, demo.break_and_repair, demo.look, demo.tear_down]
            for scene in scenes:
                scene()
            print_table(demo, time.monotonic() - started, emulator.requests_sent())
        finally:
            if not keep:
                process.terminate()
                process.wait(timeout=10)
        if keep:
            print(f"\nThe emulator goes on at {emulator.url} (end it with: kill {process.pid}). To go on playing:\n")
            print(emulator.exports)
            print(f"export PATH={Path(sys.executable).parent}:$PATH")
            print("# and, once:\nmkdir -p ~/.ansible/collections/ansible_collections/huaweicloud")
            print(f"ln -sfn {CHECKOUT} ~/.ansible/collections/ansible_collections/huaweicloud/workspace")
        return 0 if all(claim.held for claim in demo.claims) else 1


if __name__ == "__main__":
    raise SystemExit(main(keep=os.environ.get("KEEP", "") not in ("", "0")))
