# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ``ansible-playbook`` many times at little cost, and kills it at will.

Most of what a short playbook costs are imports: those of Ansible, and in each task those of its module. Here two
servers have imported all of that, one of them to run playbooks, the other to run modules, and fork a process for each
run. It is the same program with the same plugins, output and exit code, but for this: modules come from the checkout
instead of the archive that Ansible packs of it, what a module would sleep is added to the clock of its project instead
(see :class:`in_process.TimeMachine`), and the settings of Ansible (``ANSIBLE_...``) are those with which the servers
began.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import shlex
import signal
import socket
import socketserver
import subprocess
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO
from unittest import mock

from conftest import ANSIBLE_SECONDS, CHECKOUT, Emulator
from integration.harness import Tenant
from integration.rooms import Room, descendants, kill

Request = Mapping[str, Any]
"""What a server is asked for: ``argv``, ``cwd``, ``env``, the files ``out`` and ``errors``, and to it what to run."""

MODULES, PLAYBOOKS = "modules", "playbooks"
"""The servers, and the names of their sockets."""

SETTINGS = {
    "ANSIBLE_PIPELINING": "true",
    "ANSIBLE_LOCALHOST_WARNING": "false",
    "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
    "ANSIBLE_SHOW_CUSTOM_STATS": "true",
}

_IMPORTED = {
    MODULES: (
        "ansible.module_utils.basic",
        "ansible.module_utils._internal._ansiballz._loader",
        "integration.in_process",
    ),
    PLAYBOOKS: (
        "ansible.cli.playbook",
        "ansible.plugins.action.normal",
        "ansible.plugins.callback.default",
        "ansible.plugins.connection.local",
        "ansible.plugins.strategy.linear",
        "requests",
    ),
}
"""What is imported beforehand; it need not be all."""

_FOLDER, _URL = "WARM_FOLDER", "WARM_URL"
"""Variables of a run: where it notes its processes, and the address of the emulator."""


# --- The side of the tests


class Run:
    """A playbook that goes on, or has ended."""

    def __init__(self, folder: Path, pid: int, answers: BinaryIO) -> None:
        self._folder = folder
        self._pid = pid
        self._answers = answers

    def wait(self) -> tuple[int, str]:
        """Wait for the end, and return the exit code and what was printed. The code is -9 if the run was killed."""
        with self._answers:
            code = int(self._answers.readline() or -signal.SIGKILL)
        return code, (self._folder / "out").read_text() + (self._folder / "errors").read_text()

    def ended(self, seconds: float) -> bool:
        """Wait so long for the end, and return whether it has come."""
        return bool(select.select([self._answers], [], [], seconds)[0])

    def kill(self) -> None:
        """Kill it with all that it has started, as a machine that goes down does."""
        # First those that would go on if they saw that another one has ended.
        for pid in (self._pid, *descendants(self._pid)):
            kill(pid)
        for note in (self._folder / "pids").iterdir():
            kill(int(note.name))
        assert self.wait()[0] == -signal.SIGKILL, "it had ended before it was killed"


class Warm:
    """The servers; they run as long as this context lasts."""

    def __init__(self, emulator: Emulator, folder: Path) -> None:
        self._emulator = emulator
        self._folder = folder

    def __enter__(self) -> Warm:
        environment = {
            **self._emulator.process_env,
            **SETTINGS,
            "ANSIBLE_LOCAL_TEMP": str(self._folder / "tmp"),
            "PYTHONPATH": os.pathsep.join([str(CHECKOUT / "tests"), str(self._emulator.tree)]),
        }
        with contextlib.ExitStack() as stack:
            for server in (MODULES, PLAYBOOKS):
                code = f"from integration import warm; warm.serve({server!r}, {str(self._folder)!r})"
                process = stack.enter_context(
                    subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE)
                )
                stack.callback(process.kill)
                assert process.stdout and process.stdout.readline(), f"the server of {server} did not start"
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def start(self, argv: Sequence[str], cwd: Path, environment: Mapping[str, str]) -> Run:
        """Start ``ansible-playbook`` with these arguments; the first is its own name."""
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        (folder / "pids").mkdir()
        environment = {**environment, **SETTINGS, _FOLDER: str(folder), _URL: self._emulator.url}
        pid, answers = _ask(self._folder / PLAYBOOKS, folder, argv=list(argv), cwd=str(cwd), env=environment)
        return Run(folder, pid, answers)


class WarmRoom(Room):
    """A project whose playbooks are run by the servers."""

    def __init__(self, emulator: Emulator, folder: Path, warm: Warm) -> None:
        super().__init__(emulator, folder)
        self._warm = warm

    def start(self, name: str, *arguments: str, **variables: Any) -> Run:
        """Start a playbook of labs, as :meth:`Room.play` does, without waiting for it."""
        return self._warm.start(self.command(name, *arguments, **variables), self.folder, self.environment)

    def run(self, command: Sequence[str]) -> tuple[int, str]:
        """Run ``ansible-playbook``, and return its exit code and what it printed."""
        return self._warm.start(command, self.folder, self.environment).wait()


def _ask(server: Path, folder: Path, **request: Any) -> tuple[int, BinaryIO]:
    """Ask a server for a process, and return its ID and the file from which its exit code can be read."""
    files = {name: str(folder / name) for name in ("out", "errors")}
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(ANSIBLE_SECONDS)
        connection.connect(str(server))
        connection.sendall(json.dumps({**request, **files}).encode() + b"\n")
        answers = connection.makefile("rb")
    return int(answers.readline()), answers


# --- The side of the servers


class _Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    max_children = 1000
    request_queue_size = 100

    def __init__(self, path: str, main: Callable[[Request], None]) -> None:
        self.main = main
        super().__init__(path, _Fork)


class _Fork(socketserver.StreamRequestHandler):
    """A process that was forked for a request, and becomes what it asks for."""

    def handle(self) -> None:
        assert isinstance(self.server, _Server)
        request = json.loads(self.rfile.readline())
        Path(request["env"][_FOLDER], "pids", str(os.getpid())).touch()
        self.wfile.write(b"%d\n" % os.getpid())
        self.wfile.write(b"%d\n" % _become(request, self.server.main))


def _become(request: Request, main: Callable[[Request], None]) -> int:
    """Take over arguments, environment, folder and files, run the program, and return its exit code."""
    os.setsid()
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    sys.argv = list(request["argv"])
    for number, (file, flags) in enumerate(
        ((os.devnull, os.O_RDONLY), (request["out"], os.O_WRONLY), (request["errors"], os.O_WRONLY))
    ):
        opened = os.open(file, flags | os.O_CREAT | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    code = 0
    try:
        main(request)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def serve(server: str, folder: str) -> None:
    """Serve runs of ``MODULES`` or ``PLAYBOOKS`` for ever; print a line once they are accepted."""
    own = [f"{_PLUGINS}.modules.{path.stem}" for path in Path(CHECKOUT, "plugins", "modules").glob("workspace_*.py")]
    for name in (*_IMPORTED[server], *(own if server == MODULES else ())):
        importlib.import_module(name)
    main = _run_module if server == MODULES else _playbooks(Path(folder, MODULES))
    # What all runs share is no garbage, and looking for some would copy it for each of them.
    gc.freeze()
    with _Server(f"{folder}/{server}", main) as serving:
        print("ready", flush=True)
        serving.serve_forever()


_PLUGINS = "ansible_collections.huaweicloud.workspace.plugins"


def _run_module(request: Request) -> None:
    """Run what Ansible would hand to an interpreter, with a clock that waits for nothing."""
    from integration.in_process import DEADLINE, TimeMachine

    emulator = Emulator(os.environ[_URL], {"HW_PROJECT_ID": os.environ["HW_PROJECT_ID"]}, Path())
    time_machine = TimeMachine(Tenant(emulator))
    with mock.patch(f"{DEADLINE}.__init__.__defaults__", (time_machine.clock, time_machine.sleep)):
        exec(compile(request["script"], "<stdin>", "exec"), {"__name__": "__main__"})


def _playbooks(modules: Path) -> Callable[[Request], None]:
    """Return what runs ``ansible-playbook``, whose modules are run by the server at that socket."""
    from ansible.cli.playbook import main
    from ansible.plugins.connection.local import Connection
    from ansible.plugins.loader import init_plugin_loader

    # Ansible compiles the files of a collection each time that it imports them.
    init_plugin_loader()
    warnings.filterwarnings("ignore", "AnsibleCollectionFinder has already been configured")
    for path in Path(CHECKOUT, "plugins").glob("*/[a-z]*.py"):
        if path.parent.name in ("action", "filter", "lookup"):
            importlib.import_module(f"{_PLUGINS}.{path.parent.name}.{path.stem}")

    usual = Connection.exec_command

    def exec_command(
        self: Any, cmd: str, in_data: bytes | None = None, sudoable: bool = True
    ) -> tuple[int, bytes, bytes]:
        # A shell runs the interpreter, which is quoted once more where its path has a space.
        if not in_data or shlex.split(shlex.split(cmd)[-1]) != [sys.executable]:
            code: tuple[int, bytes, bytes] = usual(self, cmd, in_data, sudoable)
            return code
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            script, environment = in_data.decode(), dict(os.environ)
            _pid, answers = _ask(modules, folder, argv=[""], cwd=os.getcwd(), env=environment, script=script)
            with answers:
                ended = int(answers.readline() or -signal.SIGKILL)
            return ended, (folder / "out").read_bytes(), (folder / "errors").read_bytes()

    Connection.exec_command = exec_command
    return lambda request: main()
