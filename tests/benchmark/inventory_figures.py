# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of the inventory plugin: against a script that prints the same, and against the plugin of another cloud."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import yaml

from benchmark.cloud import CHECKOUT, HERE, Cloud, Project
from benchmark.figures import Value, figure, ratio
from benchmark.measure import Broken, Usage, in_turn, run

SCRIPT, OTHER = 1.3, 0.7


@figure
def inventory(cloud: Cloud, runs: int, desktops: int = 10_000) -> Iterator[Value]:
    """The inventory of desktops ÷ a script inventory that prints the same JSON; its requests."""
    project = cloud.project()
    project.fill(desktops)
    options = {"plugin": "huaweicloud.workspace.workspace_desktops", "group_by": ["power"]}
    (project.folder / "bench.workspace.yml").write_text(yaml.safe_dump(options), encoding="utf-8")
    seen = project.last_request
    listed = listing(project, "bench.workspace.yml").output
    requests = len(project.requests_since(seen))
    if len(json.loads(listed)["_meta"]["hostvars"]) != desktops:
        raise Broken("the inventory does not hold all desktops")
    (project.folder / "same.json").write_text(listed, encoding="utf-8")
    script = project.folder / "same.py"
    script.write_text(f"#!{sys.executable}\nprint(open({str(project.folder / 'same.json')!r}).read())\n")
    script.chmod(0o700)
    pair = in_turn(partial(listing, project, "bench.workspace.yml"), partial(listing, project, script), runs)
    yield ratio(f"inventory of {desktops:,} ÷ a script that prints the same", pair, SCRIPT)
    yield Value(f"… its requests, {desktops:,} desktops", requests, "requests")


@figure
def other_inventory(cloud: Cloud, runs: int, desktops: int = 10_000) -> Iterator[Value]:
    """The inventory of desktops ÷ that of hetzner.hcloud, over a stub of its API that has as many servers."""
    place = hcloud()
    project = cloud.project()
    project.fill(desktops)
    own = {"plugin": "huaweicloud.workspace.workspace_desktops"}
    (project.folder / "bench.workspace.yml").write_text(yaml.safe_dump(own), encoding="utf-8")
    with hcloud_stub(desktops) as url:
        other = {"plugin": "hetzner.hcloud.hcloud", "api_token": "x" * 64, "api_endpoint": url}
        (project.folder / "bench.hcloud.yml").write_text(yaml.safe_dump(other), encoding="utf-8")
        tree = os.pathsep.join([project.environment["ANSIBLE_COLLECTIONS_PATH"], str(place)])
        theirs = partial(
            listing, project, "bench.hcloud.yml", ANSIBLE_COLLECTIONS_PATH=tree, PYTHONPATH=str(place / "needed")
        )
        hosts = json.loads(theirs().output)["_meta"]["hostvars"]
        if len(hosts) != desktops:
            raise Broken("the other inventory does not hold all servers")
        pair = in_turn(partial(listing, project, "bench.workspace.yml"), theirs, runs)
    yield ratio(f"inventory of {desktops:,} ÷ hetzner.hcloud's of as many", pair, OTHER)


def hcloud() -> Path:
    """Return the folder with the collection hetzner.hcloud and what it needs; get them if they are not there.

    The collection is part of the Python package ``ansible``. :raises Broken: they cannot be had.
    """
    place = CHECKOUT / ".cache" / "bench"
    if (place / "needed").exists():
        return place
    wanted = CHECKOUT / "tests" / "requirements" / "bench.txt"
    with tempfile.TemporaryDirectory() as folder:
        # Only pip sees its user's settings.
        environment = {**os.environ, "HOME": os.environ.get("USER_HOME", os.environ["HOME"])}
        command: list[str | Path] = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "-r",
            wanted,
            "-d",
            folder,
        ]
        run(command, Path(folder), environment)
        for wheel in sorted(Path(folder).glob("*.whl")):
            with zipfile.ZipFile(wheel) as packed:
                if wheel.name.startswith("ansible-"):
                    own = "ansible_collections/hetzner/hcloud/"
                    packed.extractall(place, [name for name in packed.namelist() if name.startswith(own)])
                else:
                    packed.extractall(place / "needed")
    return place


@contextlib.contextmanager
def hcloud_stub(servers: int) -> Iterator[str]:
    """Serve a list of so many servers; yield the URL of the API."""
    command: list[str | Path] = [sys.executable, HERE / "scripts" / "serve_hcloud.py", str(servers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def listing(project: Project, source: str | Path, **environment: str) -> Usage:
    """Run ``ansible-inventory --list``."""
    return project.run("ansible-inventory", "-i", source, "--list", **environment)
