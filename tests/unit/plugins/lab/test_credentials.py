# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""First passwords: what they are like, who can read them, and that none is ever lost or replaced."""

from __future__ import annotations

import csv
import fcntl
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.credentials import first_passwords, generate

KNOWN = "user_name,password\nmia,Secret-1234\n"


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "passwords.csv")


def write(path, text, mode=0o600):
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    os.chmod(path, mode)


def read(path):
    with open(path, "rb") as file:
        return file.read().decode()


def problem(path, *users):
    with pytest.raises(LabError) as caught:
        first_passwords(path, users or ["mia"])
    text = str(caught.value)
    assert "\n" not in text and "Secret" not in text
    assert caught.value.__cause__ is None or isinstance(caught.value.__cause__, OSError)
    return text.replace(str(path), "FILE")


# What they are like


def test_passwords_have_four_kinds_of_characters_and_begin_with_a_letter():
    made = [generate("mmueller") for _number in range(300)]
    assert len(set(made)) == 300
    for password in made:
        assert len(password) == 16 and password.isascii() and password[0].isalpha()
        assert any(map(str.islower, password)) and any(map(str.isupper, password)) and any(map(str.isdigit, password))
        assert set("-_=+.:") & set(password) and not set(password) - set("-_=+.:") - set(filter(str.isalnum, password))


@pytest.mark.parametrize("user", ["a", "K", "22", "ab"])
def test_passwords_do_not_hold_the_name_in_either_direction(user):
    for _number in range(300):
        password = generate(user).lower()
        assert user.lower() not in password and user[::-1].lower() not in password


# The file


def test_a_new_file_is_private_whatever_the_umask(path):
    before = os.umask(0)
    try:
        passwords = first_passwords(path, ["mia", "omar"])
    finally:
        os.umask(before)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert read(path) == f"user_name,password\nmia,{passwords[0]}\nomar,{passwords[1]}\n"


def test_a_file_in_the_home_directory(path, monkeypatch):
    monkeypatch.setenv("HOME", str(Path(path).parent))
    given = first_passwords(f"~/{Path(path).name}", ["anna"])
    assert first_passwords(path, ["anna"]) == given


def test_the_next_run_gives_the_same(path):
    first = first_passwords(path, ["mia", "omar", "Mia"])
    content = read(path)
    assert first[0] == first[2]
    assert first_passwords(path, ["OMAR", "mia"]) == [first[1], first[0]]
    assert read(path) == content


def test_what_is_there_is_never_changed(path):
    write(path, KNOWN)
    known, new = first_passwords(path, ["mia", "omar"])
    assert known == "Secret-1234"
    assert read(path) == f"{KNOWN}omar,{new}\n"


@pytest.mark.parametrize(
    "text",
    [
        KNOWN.rstrip("\n"),
        KNOWN.replace("\n", "\r\n"),
        "\ufeff" + KNOWN,
        "mia,Secret-1234\n",
        'user_name,password\n\n"mia","Secret-1234"\n\n',
    ],
)
def test_a_file_that_was_edited_by_hand(path, text):
    write(path, text)
    known, new = first_passwords(path, ["mia", "omar"])
    assert known == "Secret-1234"
    assert read(path) == text + ("" if text.endswith("\n") else "\n") + f"omar,{new}\n"
    assert first_passwords(path, ["omar"]) == [new]


def test_an_empty_file_gets_its_header(path):
    write(path, "")
    new = first_passwords(path, ["mia"])[0]
    assert read(path) == f"user_name,password\nmia,{new}\n"


def test_nobody_asked_for_is_nothing_written(path):
    write(path, KNOWN)
    assert first_passwords(path, []) == []
    assert read(path) == KNOWN


# What is refused


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o666])
def test_a_file_that_is_open_to_others(path, mode):
    write(path, KNOWN, mode)
    assert problem(path) == "the credentials file FILE is open to others; give it the mode 0600"
    assert read(path) == KNOWN


def test_what_is_no_file(path, tmp_path):
    assert problem(str(tmp_path)).endswith("cannot be used: Is a directory")
    assert problem("/dev/null") == "the credentials file FILE is not a file"
    assert problem(str(tmp_path / "none" / "x")).endswith("cannot be used: No such file or directory")


def test_a_symbolic_link(path, tmp_path):
    target = tmp_path / "target"
    write(target, "")
    os.symlink(target, path)
    assert problem(path) == "the credentials file FILE cannot be used: it is a symbolic link"
    assert read(target) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("user_name,password\nmia,short\n", "has no user_name,password in line 2"),
        ("user_name,password\nomar,Secret-1234,x\n", "has no user_name,password in line 2"),
        ("user_name,password\n,Secret-1234\n", "has no user_name,password in line 2"),
        ("login;password\nmia;Secret-1234\n", "has no user_name,password in line 1"),
        (KNOWN + "MIA,Secret-5678\n", "has MIA twice"),
        (KNOWN + '"omar,Secret-5678\n', "is not a CSV file in UTF-8"),
        (b"user_name,password\nmia,Secret-\xff1234\n", "is not a CSV file in UTF-8"),
    ],
)
def test_a_file_that_holds_something_else(path, text, said):
    write(path, text)
    assert problem(path, "zoe") == f"the credentials file FILE {said}"
    with open(path, "rb") as file:
        assert file.read() == (text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize("user", ["", "=cmd", "mia,x", "mia\nomar", None, ["mia"]])
def test_names_that_no_account_has(path, user):
    assert " is not valid (1 to 32 of " in problem(path, "mia", user)
    assert not os.path.exists(path)


# Several at a time

RUN = """
import sys
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.credentials import first_passwords
sys.stdin.readline()
for user in sys.argv[2:]:
    print(first_passwords(sys.argv[1], [user])[0])
"""


def process(tree, path, *users):
    command = [sys.executable, "-c", RUN, path, *users]
    env = {**os.environ, "PYTHONPATH": str(tree)}
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)


def test_two_runs_agree_and_lose_nothing(tree, path):
    shared = [f"user{number}" for number in range(40)]
    runs = [process(tree, path, *shared, "one"), process(tree, path, *reversed(shared), "two")]
    for run in runs:
        run.stdin.write("\n")
        run.stdin.flush()
    one, two = (run.communicate(timeout=60)[0].split() for run in runs)
    assert one[:40] == two[:40][::-1] and len(set(one + two)) == 42
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["user_name", "password"]
    assert dict(rows[1:]) == {**dict(zip(shared, one, strict=False)), "one": one[40], "two": two[40]}
    assert len(rows) == 43


def test_a_run_waits_for_the_one_that_writes(tree, path):
    write(path, "")
    with open(path, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        run = process(tree, path, "mia")
        run.stdin.write("\n")
        run.stdin.flush()
        time.sleep(1)
        waited = run.poll() is None
        file.write(KNOWN.encode())
    assert run.communicate(timeout=60)[0] == "Secret-1234\n"
    assert waited and read(path) == KNOWN
