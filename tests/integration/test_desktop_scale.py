# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cost of a run grows with the number of changes, not of desktops; and a hundred desktops survive a lost answer."""

from __future__ import annotations

import pytest
from integration.cases import case
from integration.desktops import COMPLETE, check, run
from integration.harness import converged, converging, unchanged

HUNDRED = [{"computer_name": f"BIO-{number:03d}", "user_name": f"student{number:03d}"} for number in range(1, 101)]


@case
def test_a_hundred_desktops_by_one_request(tenant):
    done = converged((yield converging(run(desktops=HUNDRED, **COMPLETE))))
    assert len(done.writes) == 1 and len(done.sent("desktops")[0]["desktops"]) == 100
    assert len(tenant.desktops) == 100
    names = [item["computer_name"] for item in HUNDRED]
    assert [desktop["computer_name"] for desktop in done["desktops"]] == names


@case
def test_a_hundred_and_twenty_without_users_by_two_requests(tenant):
    done = converged((yield converging(run(desktop_name="SPARE", size=120, **COMPLETE))))
    assert [body["size"] for body in done.sent("desktops")] == [100, 20]
    assert len(tenant.desktops) == 120


@case
def test_a_hundred_desktops_and_a_lost_answer(tenant):
    tenant.fault("drop_after", method="POST", path="/desktops$")
    done, checked, again = yield [
        run(desktops=HUNDRED, **COMPLETE),
        check(desktops=HUNDRED, **COMPLETE),
        run(desktops=HUNDRED, **COMPLETE),
    ]
    assert not done.failed, done.brief
    assert [request["status"] for request in done.writes] == [None]
    assert sorted(tenant.desktops) == [item["computer_name"] for item in HUNDRED]
    assert all(result["state"] == "done" for result in done["results"]) and len(done["desktops"]) == 100
    unchanged(checked)
    unchanged(again)


@pytest.mark.slow
@case
def test_a_thousand_desktops_that_are_as_they_should_be(tenant):
    """By number, by name and by ID: a look at a thousand desktops is one request."""
    names = [f"EMU-{number:04d}" for number in range(1, 1001)]
    ids = [{"desktop_id": tenant.console("create", name)["id"]} for name in names]
    task = {"product": COMPLETE["product"], "image": COMPLETE["image"], "root_volume": {"type": "SAS", "size": 80}}
    outcomes = yield [
        run(desktops=[{"computer_name": name} for name in names], **task),
        run(desktops=ids, tags={}),
        run(select_names=["EMU-[0001:1000]"], state="started"),
    ]
    for outcome, most in zip(outcomes, (3, 1, 1), strict=True):
        unchanged(outcome)
        assert len(outcome.requests) <= most, [request["path"] for request in outcome.requests]
        assert len(outcome["desktops"]) == 1000
