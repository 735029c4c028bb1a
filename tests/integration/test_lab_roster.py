# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugins of rosters, as their examples show them."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ANSIBLE_SECONDS

from ansible_collections.huaweicloud.workspace.plugins.filter import lab_roster_export
from ansible_collections.huaweicloud.workspace.plugins.lookup import lab_roster

REFUSALS = """
- name: Say what is wrong with a roster
  ansible.builtin.debug:
    msg: "{{ lookup('huaweicloud.workspace.lab_roster', 'none.csv', base='rosters', problem=true) }}"

- name: Fail on it
  ansible.builtin.debug:
    msg: "{{ lookup('huaweicloud.workspace.lab_roster', ['mia', 'mia'], active_type='ADMIN_ACTIVATE') }}"
  ignore_errors: true

- name: Fail on a column that is unknown
  ansible.builtin.debug:
    msg: "{{ [] | huaweicloud.workspace.lab_roster_export([], columns={'mail': 'x'}) }}"
  ignore_errors: true
"""


def play(tree: Path, directory: Path, tasks: str) -> subprocess.CompletedProcess[str]:
    """Run tasks in a directory."""
    playbook = [{"hosts": "localhost", "gather_facts": False, "tasks": yaml.safe_load(tasks)}]
    (directory / "play.yml").write_text(yaml.safe_dump(playbook, allow_unicode=True), encoding="utf-8")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    command = [str(Path(sys.executable).with_name("ansible-playbook")), "play.yml"]
    env = {**inherited, "ANSIBLE_COLLECTIONS_PATH": str(tree), "ANSIBLE_NOCOLOR": "1", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        command, cwd=directory, env=env, check=False, capture_output=True, text=True, timeout=ANSIBLE_SECONDS
    )


@pytest.fixture
def directory(tmp_path):
    """Return a directory with the roster that the examples describe."""
    shown = re.findall(r"^#   (.*)$", lab_roster.EXAMPLES, re.MULTILINE)
    roster = tmp_path / "rosters" / "bio101.csv"
    roster.parent.mkdir()
    roster.write_text("\n".join(shown), encoding="utf-8")
    return tmp_path


def test_the_examples_run_as_they_stand(tree, directory):
    played = play(tree, directory, lab_roster.EXAMPLES + lab_roster_export.EXAMPLES)
    assert played.returncode == 0, played.stdout + played.stderr
    assert json.loads(re.search(r'"msg": (\[.*?\])', played.stdout, re.DOTALL)[1]) == ["mmueller", "s0042017"]
    with (directory / "seats.csv").open(newline="") as file:
        assert [(row["user_name"], row["seat"], row["status"]) for row in csv.DictReader(file)] == [
            ("mmueller", "", "active"),
            ("s0042017", "BIO-07", "active"),
            ("jdoe", "", "left"),
            ("", "BIO-08", "spare"),
        ]


def test_what_is_wrong_is_said_in_a_sentence(tree, directory):
    played = play(tree, directory, REFUSALS)
    assert played.returncode == 0, played.stdout + played.stderr
    said = " ".join((played.stdout + played.stderr).replace('\\"', '"').split())
    assert f'"msg": "The roster {directory}/rosters/none.csv cannot be read: No such file or directory."' in said
    assert 'the roster cannot be used: entry 2: "mia" is in entry 1 already' in said
    assert "columns has an unknown field mail; the nearest are user_email" in said
    assert "ignored=2" in said
