# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios of lab playbooks: what each finds and is to do, however often it is killed on the way.

The scenarios of a playbook are ``SCENARIOS`` in the file of ``fault/lab_scenarios`` that is called like the playbook.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conftest import CHECKOUT
from integration.rooms import Room

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.run import PROCEDURES

PREFIX = "lab_"
KILLS = 50
"""How often the run of a scenario is killed if it does not say."""

PLAYBOOKS = sorted(path.stem.removeprefix(PREFIX) for path in Path(CHECKOUT, "playbooks").glob(f"{PREFIX}*.yml"))
"""All playbooks of labs, by the name that :meth:`integration.rooms.Room.play` takes."""

READING = {name for name, procedure in PROCEDURES.items() if not procedure.changes}
"""Those that change nothing."""


@dataclass(frozen=True)
class LabScenario:
    """What a lab playbook finds and does.

    :ivar playbook: its name. :ivar write: writes lab file and roster. :ivar variables: the run variables.
    :ivar prepare: lets there be what the run finds, in a project that nobody has used before.
    :ivar kills: how often the run is killed: twice at each request that changes something, and then at others.
    :ivar acts: whether it does something each time it is run.
    :ivar twice: what, of the state, a killed run and the next one may have done twice.
    :ivar names: what, of the state that a killed run has left, the next run has to name.
    """

    playbook: str
    write: Callable[[Room], None]
    prepare: Callable[[Room], None]
    variables: Mapping[str, Any] = field(default_factory=dict)
    kills: int = KILLS
    acts: bool = False
    twice: Collection[str] = ()
    names: Callable[[Mapping[str, Any]], Collection[str]] = lambda state: ()


def scenarios_of(playbook: str) -> Mapping[str, LabScenario]:
    """Return the scenarios of a playbook by their names; none if it changes nothing.

    Raises LookupError for a playbook that needs one and has none.
    """
    name = f"fault.lab_scenarios.{PREFIX}{playbook}"
    if Path(CHECKOUT, "tests", *name.split(".")).with_suffix(".py").is_file():
        found: Mapping[str, LabScenario] = importlib.import_module(name).SCENARIOS
        return found
    if playbook in READING:
        return {}
    raise LookupError(f"{PREFIX}{playbook} has no scenario: write tests/fault/lab_scenarios/{PREFIX}{playbook}.py")
