# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page ``docs/getting-started.md``, played as a reader does: its files are written, and its commands run in order
in two terminals, with a checkout and an empty home. Each must print the lines that the page shows below it.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from conftest import ANSIBLE_SECONDS, CHECKOUT

PAGE = (CHECKOUT / "docs" / "getting-started.md").read_text(encoding="utf-8")

NOT_PLAYED = {
    "python3 -m venv ": "the virtualenv of the tests is used",
    ". venv/bin/activate": "the virtualenv of the tests is used",
    "pip install ": "needs a package index",
    "git clone ": "needs the network; the checkout of the tests is copied",
    "ansible-galaxy collection install huaweicloud.workspace": "needs Galaxy; the package built next is installed",
    "export HW_REGION_NAME=": "the real cloud; the commands below it list what the emulator has",
}
"""How the commands begin that are left out, and why."""

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"`(\S+)`:\n\n\Z")
_EDIT = re.compile(r"Replace the line of `(\w+)` in `(\S+)` by `(\S+)`")
_OTHER_LINE = re.compile(r"With `(.+)` the playbook would have failed with:\n\n\Z")
_COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_SERVER = re.compile(r"python \$EMULATOR --port \d+")
_PLAN_ID = re.compile(r"\b[0-9a-f]{12}\b")
_PROGRESS = re.compile(r"workspace_\w+: ")
_END = "the command has ended with "


class Terminal:
    """A shell, and what its commands print."""

    def __init__(self, folder: Path, environment: Mapping[str, str], output: Path) -> None:
        self._output = output
        with output.open("w") as file:
            self._shell = subprocess.Popen(
                ["bash"],
                cwd=folder,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )

    def run(self, command: str, until: re.Pattern[str] | None = None) -> tuple[int, str]:
        """Run a command, and return its exit code and what it prints.

        :param until: what a command prints that does not end: as soon as it has, this returns.
        """
        assert self._shell.stdin is not None
        start = self._output.stat().st_size
        self._shell.stdin.write(f"{{ {command}\n}} </dev/null\nprintf '\\n{_END}%d\\n' $?\n")
        self._shell.stdin.flush()
        end = time.monotonic() + ANSIBLE_SECONDS
        while time.monotonic() < end:
            printed, ended, code = self._output.read_bytes()[start:].decode().partition(f"\n{_END}")
            if code.endswith("\n"):
                return int(code), printed
            if until and until.match(printed):
                return 0, printed
            time.sleep(0.05)
        pytest.fail(f"{command} does not end: {printed}")

    def close(self) -> None:
        """End the shell and what goes on in it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._shell.pid, signal.SIGKILL)
        self._shell.communicate()


class Reader:
    """Somebody who does what the page says, in a folder."""

    def __init__(self, folder: Path, terminals: Mapping[str, Terminal], port: int) -> None:
        self._folder = folder
        self._terminals = terminals
        self._port = port
        self._terminal = "first"
        self._plans: dict[str, str] = {}
        self.played: list[str] = []
        """The commands that were run."""
        self.wrong: list[str] = []
        """What did not go as the page says."""

    def read(self, page: str) -> None:
        """Do all that a page says."""
        before = 0
        for block in _BLOCK.finditer(page):
            text, before = page[before : block.start()], block.end()
            for name in re.findall(r"\b(first|second) terminal\b", text):
                self._terminal = name
            for user, path, line in _EDIT.findall(text):
                self._replace(path, rf"^{user},.*$", line)
            language, content = block.groups()
            if language == "console":
                for command, shown in _COMMAND.findall(content):
                    self._play(command, shown)
            elif file := _FILE.search(text):
                path = self._folder / file[1]
                path.parent.mkdir(exist_ok=True)
                path.write_text(content)
            else:
                other = _OTHER_LINE.search(text)
                assert other, f"What is this for?\n{content}"
                self._play_with(other[1], content)

    def _play(self, command: str, shown: str) -> None:
        """Run a command, unless it is one that is left out, and look for the lines that are shown."""
        if command.startswith(tuple(NOT_PLAYED)):
            return
        command, shown = (text.replace("8765", str(self._port)) for text in (command, shown))
        goes_on = self._pattern(shown) if _SERVER.fullmatch(command) else None
        code, printed = self._terminals[self._terminal].run(command, until=goes_on)
        for shown_id, real_id in zip(_PLAN_ID.findall(shown), _PLAN_ID.findall(printed), strict=False):
            self._plans.setdefault(shown_id, real_id)
        if (code != 0) != ("fatal: " in shown) or not self._pattern(shown).match(printed):
            self.wrong.append(f"{command}\nThe page shows:\n{shown}\nIt ends with {code} and prints:\n{printed}")
        self.played.append(command)

    def _play_with(self, line: str, shown: str) -> None:
        """Run the last playbook that was written with another value of a key, and look for its error."""
        key = line.partition(":")[0]
        written = (self._folder / "hello.yml").read_text()
        self._replace("hello.yml", rf"\b{key}: .*$", line)
        code, printed = self._terminals[self._terminal].run("ansible-playbook hello.yml --check")
        (self._folder / "hello.yml").write_text(written)
        if code == 0 or shown.strip().replace('"', r"\"") not in printed:
            self.wrong.append(f"With {line} the page shows:\n{shown}\nIt ends with {code} and prints:\n{printed}")

    def _replace(self, path: str, line: str, other: str) -> None:
        """Replace the only line of a file that matches."""
        written, count = re.subn(line, other, (self._folder / path).read_text(), flags=re.MULTILINE)
        assert count == 1, f"{path} has {count} lines {line}"
        (self._folder / path).write_text(written)

    def _pattern(self, shown: str) -> re.Pattern[str]:
        """Return what matches the beginning of an output with the lines shown: ``...`` stands for any lines, or for a
        part of one. Plans have other IDs here, the same wherever the page shows the same."""
        lines = []
        for line in shown.splitlines():
            if line == "...":
                lines.append(r"(?:.*\n)*?")
                continue
            known = _PLAN_ID.sub(lambda found: self._plans.get(found[0], found[0]), line)
            exact = ".*".join(re.escape(part) for part in known.split("..."))
            if _PROGRESS.match(line):
                # One a second, and so as many as the machine needs.
                exact = re.sub(r"\d+", r"\\d+", rf"(?:{exact}\n)*{exact}")
            lines.append(exact + r"\n")
        return re.compile("".join(lines))


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """Return somebody who begins in a folder with nothing but a checkout."""
    folder, home = tmp_path / "reader", tmp_path / "home"
    home.mkdir()
    folder.mkdir()
    subprocess.run(["tests/tools/copy_tree.sh", str(tmp_path / "copy")], cwd=CHECKOUT, check=True)
    (tmp_path / "copy/ansible_collections/huaweicloud/workspace").rename(folder / "huaweicloud.workspace")
    environment = {
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.defpath]),
    }
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with contextlib.ExitStack() as stack:
        terminals = {}
        for name in ("first", "second"):
            terminals[name] = Terminal(folder, environment, tmp_path / name)
            stack.callback(terminals[name].close)
        yield Reader(folder, terminals, port)


@pytest.mark.slow
def test_the_page_is_played(reader: Reader) -> None:
    reader.read(PAGE)
    assert not reader.wrong, "\n\n".join(reader.wrong)
    assert len(reader.played) > 20
