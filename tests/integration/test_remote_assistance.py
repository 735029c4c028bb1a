# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Help that is offered to the person at a desktop: agreed to, refused, not answered, ended; and who sees the link."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ANSIBLE_SECONDS
from integration.cases import case
from integration.harness import Task, Tenant, converged, converging, failure, unchanged
from integration.in_process import carry_out

from ansible_collections.huaweicloud.workspace.plugins.modules.workspace_remote_assistance import EXAMPLES

SECRETS = {"internet_share_link", "private_share_link", "invitation_code", "share_space_passwd"}


def assist(check: bool = False, **arguments: Any) -> Task:
    """Offer help on BIO-01 by a task, unless it says otherwise."""
    return Task("workspace_remote_assistance", {"desktop": "BIO-01", **arguments}, check)


def offers(tenant: Tenant) -> list[str]:
    """Return how far the offers are that there are."""
    return [row["status"] for row in tenant.state["tables"].get("Assistance", [])]


@pytest.fixture
def seat(tenant: Tenant) -> Tenant:
    """Return a project with a desktop at which Mia sits."""
    return seated(tenant)


def seated(tenant: Tenant, says: str = "nothing") -> Tenant:
    """Let Mia sit at a desktop, and say something to offers."""
    tenant.job_seconds(2)
    tenant.desktop("BIO-01", user="mia")
    tenant.session("BIO-01")
    tenant.control("POST", "assistance", desktop="BIO-01", says=says)
    return tenant


@case
def test_help_is_given_until_it_ends(tenant):
    seated(tenant, "agree")
    given = converged((yield converging(assist(desktop="bio-01"))))
    assert (given.verbs, offers(tenant)) == (["offer"], ["OPEN"])
    assert given["remote_assistance"]["status"] == "OPEN" and not SECRETS & set(given["remote_assistance"])
    [shown] = yield [assist(show_secrets=True, check=True)]
    secrets = [unchanged(shown)["remote_assistance"][name] for name in SECRETS]
    assert all(secrets) and not any(secret in json.dumps(given.result) for secret in secrets)
    ended = converged((yield converging(assist(state="absent"))))
    assert (ended.verbs, offers(tenant), ended["remote_assistance"]) == (["cancel"], [], None)


def test_who_does_not_answer_is_named_and_may_answer_the_next_time(seat):
    late = carry_out(seat, assist(wait_timeout=120))
    failure(late, "mia has not answered", "120 s", "still stands", "state: absent")
    assert late["changed"] and offers(seat) == ["WAIT_USER_CONFIRM"]
    again = carry_out(seat, assist(wait_timeout=60))
    failure(again, "mia has not answered", "60 s")
    assert not again["changed"] and not again.writes
    seat.control("POST", "assistance", desktop="BIO-01", says="agree")
    opened = carry_out(seat, assist())
    assert unchanged(opened)["remote_assistance"]["status"] == "OPEN" and not opened.writes


def test_who_has_agreed_and_lets_nobody_in_is_told(seat):
    seat.control("POST", "assistance", desktop="BIO-01", says="agree")
    seat.job_seconds(500)
    assert not carry_out(seat, assist(wait=False)).failed
    seat.control("POST", "clock", advance=300)
    failure(carry_out(seat, assist(wait_timeout=60)), "mia has agreed", "not let anybody in")


def test_who_refuses_is_asked_again_only_by_another_task(seat):
    seat.control("POST", "assistance", desktop="BIO-01", says="refuse")
    failure(carry_out(seat, assist()), "BIO-01", "refused", "The user has refused")
    assert offers(seat) == ["CLOSE"]
    assert unchanged(carry_out(seat, assist(state="absent")))["remote_assistance"]["status"] == "CLOSE"
    seat.control("POST", "assistance", desktop="BIO-01", says="agree")
    assert carry_out(seat, assist())["changed"] and offers(seat) == ["OPEN"]


def test_an_offer_may_be_waited_for_later(seat):
    offered = carry_out(seat, assist(wait=False))
    assert offered["remote_assistance"]["status"] == "WAIT_USER_CONFIRM" and offered["jobs"]
    seat.control("POST", "assistance", desktop="BIO-01", says="agree")
    waited = carry_out(seat, Task("workspace_job", {"jobs": offered["jobs"]}))
    assert not waited.failed and offers(seat) == ["OPEN"], waited.brief
    seat.control("POST", "assistance", desktop="BIO-01", says="enough")
    failure(carry_out(seat, Task("workspace_job", {"jobs": offered["jobs"]})), "BIO-01", "ended")


def test_help_ends_with_the_session(seat):
    seat.control("POST", "assistance", desktop="BIO-01", says="agree")
    assert not carry_out(seat, assist()).failed
    seat.session("BIO-01", "close")
    assert unchanged(carry_out(seat, assist(state="absent")))["remote_assistance"]["status"] == "CLOSE"


@pytest.mark.parametrize(("status", "says"), [("SHUTOFF", "does not run"), ("ACTIVE", "nobody is connected")])
def test_in_check_mode_an_earlier_task_may_bring_somebody(tenant, status, says):
    tenant.desktop("BIO-01", status=status)
    checked = carry_out(tenant, assist(check=True))
    assert checked.verbs == ["offer"] and not checked.failed and any(says in text for text in checked["warnings"])


@pytest.mark.slow
def test_examples_run_as_they_stand(tenant: Tenant, tmp_path: Path) -> None:
    seated(tenant, "agree")
    play = {"hosts": "localhost", "gather_facts": False, "tasks": yaml.safe_load(EXAMPLES)}
    (tmp_path / "play.yml").write_text(yaml.safe_dump([play], sort_keys=False))
    played = subprocess.run(
        ["ansible-playbook", "-v", "play.yml"],
        cwd=tmp_path,
        env=tenant.emulator.process_env,
        check=False,
        capture_output=True,
        text=True,
        timeout=ANSIBLE_SECONDS,
    )
    assert played.returncode == 0 and "rescued=0" in played.stdout, played.stdout + played.stderr
    file = tmp_path / "assistance.txt"
    link = file.read_text().strip()
    assert link.startswith("https://") and link not in played.stdout and file.stat().st_mode & 0o777 == 0o600
    assert offers(tenant) == []
