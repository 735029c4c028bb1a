# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random worlds: a lab in a project of others, what happens there during a term, and what must hold at all times.

A sequence is a random lab and random steps: somebody changes something in the console, people log in and out, the
roster and the file change, and lab playbooks run: undisturbed, with a fault, killed, beside another run, and while
people go on. After an undisturbed run that was not refused the state is as desired; and at the end of each sequence,
once somebody has removed what stands against it, a run is not refused.
"""

from __future__ import annotations

import subprocess
import uuid
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from conftest import ANSIBLE_SECONDS
from fault.matrix.view import differences, view
from fault.worlds.labs import IMAGES
from fault.worlds.runs import run
from fault.worlds.term import Term
from hypothesis import HealthCheck, given, settings, strategies as st
from integration.harness import Tenant
from integration.rooms import BASE, group

if TYPE_CHECKING:
    from conftest import Emulator

SEQUENCES = 10
"""How many sequences follow from a seed."""

SEEDS = 30
"""How many seeds there are."""

BY_PLAYBOOK = 3
"""How many sequences are also run by the real playbooks."""


@pytest.mark.slow
@pytest.mark.parametrize("number", range(SEEDS))
def test_worlds(number: int, seed: int, emulator: Emulator, record_property) -> None:
    counts: Counter[str] = Counter()
    terms: list[Term] = []
    try:
        _sequences(emulator, seed + number, SEQUENCES, terms, counts)
    except BaseException:
        print(f"seed {seed + number}; the shortest sequence found that fails, as a playbook:\n{terms[-1].world.story}")
        raise
    for what, count in counts.items():
        record_property("figure", (what, count))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(BY_PLAYBOOK))
def test_the_playbook_of_a_sequence_does_the_same(
    number: int, seed: int, tenant: Tenant, tmp_path: Path, record_property
) -> None:
    terms: list[Term] = []
    # The first sequence of a seed is always the simplest one.
    _sequences(tenant.emulator.in_project(uuid.uuid4().hex), seed + number, 2, terms, Counter(), disturbances=False)
    world = terms[-1].world
    (tmp_path / "story.yml").write_text(str(world.story))
    environment = {**tenant.emulator.process_env, "ANSIBLE_LOCAL_TEMP": str(tmp_path / "tmp")}
    played = subprocess.run(
        ["ansible-playbook", "story.yml"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=ANSIBLE_SECONDS,
    )
    assert played.returncode == 0, played.stdout + played.stderr
    wrong = differences(_lasting(world), _lasting(tenant))
    assert not wrong, "\n".join([*wrong, str(world.story), played.stdout])
    record_property("figure", ("random worlds: sequences run by the playbooks too", 1))


def _sequences(
    emulator: Emulator, seed: int, number: int, terms: list[Term], counts: Counter[str], disturbances: bool = True
) -> None:
    """Run the sequences that follow from a seed, each in a project of its own.

    :param terms: takes the sequences up, the last one last. :param counts: takes up what was done.
    """

    @hypothesis.seed(seed)
    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def sequence(data: st.DataObject) -> None:
        term = Term(emulator.in_project(uuid.uuid4().hex), data)
        terms[:] = [term]
        term.go_by(disturbances)
        counts.update(term.counts)

    sequence()


def _lasting(tenant: Tenant) -> dict[str, list[str]]:
    """Return what there is in a project, without how it came to be."""
    tenant.control("POST", "clock", finish_jobs=True)
    return {
        kind: rows
        for kind, rows in view(tenant.state).items()
        if kind not in ("Login", "mails", "deleted", "wiped", "disturbed")
    }


def test_the_baseline_of_a_new_image_is_planned_with_the_rebuild(tenant: Tenant) -> None:
    tenant.console("create", "OFFICE", user="anna")
    defaults = {**BASE["defaults"], "rebuild": "on_change"}
    snapshots = {"baseline": {"name": "base", "apply_to": ["students"]}}
    taken = [("create", "BIO-01")]
    expected = {IMAGES[0]: taken * 2, IMAGES[1]: [("rebuild", "BIO-01"), *taken]}
    # The third time there is a baseline of the image already.
    for image, actions in [*expected.items(), (IMAGES[0], [("rebuild", "BIO-01")])]:
        lab = {**BASE, "defaults": {**defaults, "image": image}, "seats": [group("anna")], "snapshots": snapshots}
        ended = run(tenant, lab)
        assert not ended.problem and ended.actions == ended.plan["actions"]
        assert [(one["verb"], one["target"]) for one in ended.actions] == actions
        tenant.control("POST", "clock", finish_jobs=True)
        assert not run(tenant, lab).writes
