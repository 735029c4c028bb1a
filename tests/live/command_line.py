# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command line of the comparison with a real project."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from conftest import CHECKOUT, running_emulator
from integration.harness import Tenant

if TYPE_CHECKING:
    from live.reading import Reading


def main(arguments: list[str] | None = None) -> int:
    """Run a command, and return its exit code: 1 if nothing could be read."""
    options = _parse(arguments)
    if options.command == "replay":
        return _replay(options.file, options.port)
    with _collection() as tree:
        service, emulator = _read(tree)
        return _check(service, emulator) if options.command == "check" else _record(service, emulator, options.file)


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="live", description="Compares the project that the environment names with the emulator, or records it."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="print how the shapes of answers differ from the emulator's")
    record = commands.add_parser("record", help="write the answers to a file, without names and addresses")
    record.add_argument("file", type=Path)
    replay = commands.add_parser("replay", help="answer requests as a recording did, until it is interrupted")
    replay.add_argument("file", type=Path)
    replay.add_argument("--port", type=int, default=0)
    return parser.parse_args(arguments)


@contextlib.contextmanager
def _collection() -> Iterator[Path]:
    """Make the checkout importable as the collection, and return the tree that has it."""
    with tempfile.TemporaryDirectory(prefix="workspace-live-") as tree:
        namespace = Path(tree, "ansible_collections", "huaweicloud")
        namespace.mkdir(parents=True)
        (namespace / "workspace").symlink_to(CHECKOUT, target_is_directory=True)
        sys.path.insert(0, tree)
        try:
            yield Path(tree)
        finally:
            sys.path.remove(tree)


def _read(tree: Path) -> tuple[Reading, Reading]:
    """Return what the project of the environment answers, and what the emulator does."""
    from live.reading import read_emulator, read_service

    service = read_service(os.environ)
    with running_emulator(tree, tree / "emulator.log") as emulator:
        return service, read_emulator(lambda: Tenant(emulator.in_project(uuid.uuid4().hex)))


def _check(service: Reading, emulator: Reading) -> int:
    from live.shapes import differences, shapes

    of_service, of_emulator = shapes(service.exchanges), shapes(emulator.exchanges)
    for operation, told in differences(of_service, of_emulator).items():
        print(operation, *(f"    {line}" for line in told), sep="\n")
    for operation in sorted(of_service.keys() - of_emulator.keys()):
        print(f"{operation}: not compared, since the emulator was not asked the like")
    for why in dict.fromkeys(service.failures.values()):
        print(f"Failed with {why}:", ", ".join(what for what, cause in service.failures.items() if cause == why))
    both = of_service.keys() & of_emulator.keys()
    print(f"{len(both)} operations were compared.")
    return 0 if both else 1


def _record(service: Reading, emulator: Reading, file: Path) -> int:
    from live.recording import Scrubber

    scrubber = Scrubber(emulator.exchanges)
    once = {(one.path, one.query): one for one in reversed(service.exchanges)}
    recording = [scrubber.exchange(one) for one in reversed(once.values())]
    file.write_text(json.dumps(recording, indent=1) + "\n", encoding="utf-8")
    print(f"{len(recording)} answers are in {file}. Look at it before you give it to anybody.")
    return 0 if recording else 1


def _replay(file: Path, port: int) -> int:
    from live.replay import environment, server

    recording = json.loads(file.read_text(encoding="utf-8"))
    with server(recording, port) as serving:
        for name, value in environment(recording, serving.server_port).items():
            print(f"export {name}={value}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            serving.serve_forever()
    return 0
