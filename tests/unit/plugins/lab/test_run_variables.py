# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The run variables of the role: what its entry points take, and that blank answers of a survey mean "not given"."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

ROLE = Path(__file__).resolve().parents[4] / "roles" / "lab"
ENTRY_POINTS = yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]
DEFAULTS = yaml.safe_load((ROLE / "defaults" / "main.yml").read_text(encoding="utf-8"))
NOT_BLANK = ("lab_file", "lab_definition")


def options(entry_point):
    """Return the run variables of an entry point."""
    return {name: option for name, option in ENTRY_POINTS[entry_point]["options"].items() if name not in NOT_BLANK}


@pytest.mark.parametrize("entry_point", ENTRY_POINTS)
def test_blank_answers_are_taken(entry_point):
    blank = dict.fromkeys(options(entry_point), "")
    assert ArgumentSpecValidator(options(entry_point)).validate(blank).error_messages == []


@pytest.mark.parametrize("entry_point", ENTRY_POINTS)
def test_texts_are_taken_as_surveys_give_them(entry_point):
    for name, option in options(entry_point).items():
        for answer in option.get("choices", ["true", "12", "BIO-01,BIO-02"]):
            assert ArgumentSpecValidator(options(entry_point)).validate({name: answer}).error_messages == [], name


def test_every_run_variable_has_a_default_and_every_default_is_documented():
    documented = {name: option["default"] for entry in ENTRY_POINTS for name, option in options(entry).items()}
    assert documented == DEFAULTS


def readers(told):
    """Return the entry points that the table of the README means: `all`, `all but` some, or those that it lists."""
    named = {name for name in re.findall(r"`(\w+)`", told) if name in ENTRY_POINTS}
    return set(ENTRY_POINTS) - named if told.strip().startswith("all") else named


def test_the_table_of_run_variables_says_which_playbooks_read_them():
    page = (ROLE / "README.md").read_text(encoding="utf-8")
    section = page.partition("\n## Run variables\n")[2].partition("\n## ")[0]
    told, names = {}, []
    for given, who in re.findall(r"^\|([^|]*)\|([^|]*)\|", section, re.MULTILINE)[2:]:
        names = re.findall(r"`(\w+)`", given) or names
        for name in names:
            told[name] = told.get(name, {"report"}) | readers(who)
    read = {
        name: {"report"} | {point for point, entry in ENTRY_POINTS.items() if name in entry["options"]}
        for name in ("lab_file", "lab_definition", *DEFAULTS)
    }
    assert told == read


def test_every_run_variable_has_the_prefix_of_the_role():
    assert all(name.startswith("lab_") for name in DEFAULTS)
