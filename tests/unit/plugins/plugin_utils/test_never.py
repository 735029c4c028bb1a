# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must never happen in a lab, as far as no other test is about it."""

from __future__ import annotations

import pytest
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.definition import LabError

from .room import group, lab_of, mate, people_of, seats

ADDRESSES = ("anna@uni.example", "+491700000001", "491700000001")


@pytest.mark.parametrize("address", ADDRESSES)
def test_never_an_address_in_the_output_when_a_wrong_column_is_taken_for_seats(address):
    lab = lab_of(group(people="roster"), people=people_of(mate("anna", seat=address)))
    assert seats(lab).refused == ["seats[students]: anna asks for the seat (an address), which is none of this group"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_never_an_address_in_the_output_when_a_wrong_column_is_taken_for_sections(address):
    with pytest.raises(LabError) as error:
        lab_of(group(people={"section": ["A"]}), people=people_of(mate("anna", section=address)))
    assert address not in str(error.value)
    assert str(error.value).endswith("nobody of the roster is in the section A; its sections are (an address)")
