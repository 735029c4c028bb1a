# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that gives new accounts their first passwords."""

from __future__ import annotations

import stat

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.huaweicloud.workspace.plugins.filter.lab_passwords import FilterModule, lab_passwords

BY_HAND = {"user_name": "anna", "active_type": "ADMIN_ACTIVATE"}
OTHERS = [
    {"user_name": "ben", "active_type": "USER_ACTIVATE", "user_email": "ben@uni.example"},
    {"user_name": "cleo"},
    {"user_name": "dora", "locked": True},
]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "passwords.csv"


def passwords(users):
    return {user["user_name"]: user["password"] for user in users if "password" in user}


def test_only_accounts_that_an_administrator_activates_get_one(file):
    accounts = [BY_HAND, *OTHERS]
    for given in (lab_passwords(accounts), lab_passwords(accounts, ["anna", "ben", "cleo"], str(file))):
        assert list(passwords(given)) == ["anna"]
        assert [{key: user[key] for key in user if key != "password"} for user in given] == accounts
    assert "password" not in BY_HAND


def test_only_new_accounts_get_one_that_is_written(file):
    old = {**BY_HAND, "user_name": "old"}
    given = passwords(lab_passwords([BY_HAND, old], ["anna"], str(file)))
    assert list(given) == ["anna"]
    assert file.read_text() == f"user_name,password\nanna,{given['anna']}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_next_run_gives_the_same(file):
    first = lab_passwords([BY_HAND], ["anna"], str(file))
    assert lab_passwords([BY_HAND], ["anna"], str(file)) == first


@pytest.mark.parametrize("blank", [None, ""])
def test_check_mode_writes_nothing(file, blank):
    given = passwords(lab_passwords([BY_HAND], blank, str(file)))
    assert len(given["anna"]) == 16 and not file.exists()
    assert passwords(lab_passwords([BY_HAND], blank)) != given


def test_a_run_without_new_accounts_writes_nothing(file):
    assert passwords(lab_passwords([BY_HAND], [], str(file))) == {} and not file.exists()
    assert passwords(lab_passwords(OTHERS, ["ben"], str(file))) == {} and not file.exists()
    assert lab_passwords([]) == []


def test_a_file_that_cannot_be_used_is_an_error_without_passwords(file):
    file.write_text("user_name,password\nanna,Secret-Secret-1\n")
    file.chmod(0o644)
    with pytest.raises(AnsibleFilterError, match="open to others") as caught:
        lab_passwords([BY_HAND], ["anna"], str(file))
    assert "Secret" not in str(caught.value)
    with pytest.raises(AnsibleFilterError, match="cannot be used"):
        lab_passwords([BY_HAND], ["anna"], "")


def test_the_filter_has_its_name():
    assert FilterModule().filters() == {"lab_passwords": lab_passwords}
