# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks that wait for people to log off: who is warned when, and what happens to those who stay."""

from __future__ import annotations

import pytest
from integration.cases import case
from integration.desktops import check, run
from integration.harness import Task

WAIT = {
    "select_names": ["BIO-*"],
    "wait_for_logoff": "10",
    "warn_message": "Save, {minutes} minutes are left.",
    "warn_at": ["30m", "5m", "1m"],
}


def seats(tenant):
    """Let there be two people at work and one who left the session open."""
    for number in (1, 2, 3):
        tenant.desktop(f"BIO-0{number}", user=f"user{number}")
        tenant.session(f"BIO-0{number}")
    tenant.session("BIO-03", "disconnect")


def notices(tenant):
    """Return who was told what, in the order in which it was sent."""
    names = {desktop["id"]: name for name, desktop in tenant.desktops.items()}
    told = sorted(tenant.state["tables"].get("Notice", []), key=lambda one: one["sent"])
    return [(one["text"].split()[1], sorted(names[key] for key in one["desktop_ids"])) for one in told]


@pytest.mark.parametrize("policy", ["fail", "skip", "force"])
@case
def test_who_stays_to_the_end_is_treated_as_the_policy_says(tenant, policy):
    seats(tenant)
    checked, done = yield [
        check(state="stopped", if_in_use=policy, **WAIT),
        run(state="stopped", if_in_use=policy, **WAIT),
    ]
    everybody = ["BIO-01", "BIO-02", "BIO-03"]
    assert checked["actions"] == done["actions"] and not checked.writes
    reading = everybody[:2]
    assert notices(tenant) == [("10", reading), ("5", reading), ("1", reading)]
    states = {"fail": "failed", "skip": "skipped", "force": "done"}
    assert {result["state"] for result in done["results"]} == {states[policy]}
    disturbed = sorted(row["desktop"] for row in tenant.state["disturbed"])
    assert done.failed is (policy == "fail") and disturbed == (everybody if policy == "force" else [])


@pytest.mark.slow
@case
def test_who_logs_off_is_not_disturbed_and_who_comes_back_is_warned_like_the_others(tenant):
    seats(tenant)
    tenant.session("BIO-01", "close")

    def move():
        tenant.session("BIO-01")
        tenant.session("BIO-02", "close")

    def leave():
        tenant.session("BIO-01", "close")
        tenant.session("BIO-03", "close")

    with (
        tenant.when("/desktops/notifications", "POST", move),
        tenant.when("/desktops/notifications", "POST", leave, times=2),
    ):
        [done] = yield [run(state="logged_off", **WAIT)]
    assert not done.failed and done.verbs == ["log_off", "log_off"], done.brief
    assert notices(tenant)[0] == ("10", ["BIO-02"]) and notices(tenant)[1][1] == ["BIO-01"]
    assert tenant.state["disturbed"] == [] and not done.sent("/desktops/logoff")


@case
def test_a_disconnected_session_is_ended_only_at_the_end_of_the_wait_and_by_force(tenant):
    seats(tenant)
    for name in ("BIO-01", "BIO-02"):
        tenant.session(name, "close")
    failed, forced = yield [
        run(state="logged_off", **WAIT),
        run(state="logged_off", if_in_use="force", logoff_message="The exam begins.", **WAIT),
    ]
    assert failed.failed and "user3 has an open session" in failed["msg"], failed.brief
    assert not forced.failed and [row["desktop"] for row in tenant.state["disturbed"]] == ["BIO-03"]


@case
def test_a_lost_answer_to_a_warning_holds_nothing_up(tenant):
    seats(tenant)
    tenant.fault("drop_after", method="POST", path="/desktops/notifications$")
    [done] = yield [run(state="stopped", if_in_use="skip", **WAIT)]
    assert not done.failed and len(notices(tenant)) == 3, done.brief


@case
def test_a_restore_waits_for_people_too(tenant):
    tenant.desktop("BIO-01", user="mia")
    [taken] = yield [Task("workspace_snapshot", {"desktops": ["BIO-01"], "name": "base"})]
    tenant.session("BIO-01")
    wanted = {**WAIT, "state": "restored", "name": "base", "if_in_use": "skip", "max_targets": 1}
    checked, done = yield [Task("workspace_snapshot", wanted, check=True), Task("workspace_snapshot", wanted)]
    assert not taken.failed and not done.failed and checked["actions"] == done["actions"], done.brief
    assert [result["state"] for result in done["results"]] == ["skipped"] and tenant.state["disturbed"] == []
    assert notices(tenant) == [("10", ["BIO-01"]), ("5", ["BIO-01"]), ("1", ["BIO-01"])]
