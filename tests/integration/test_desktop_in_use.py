# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody is disturbed at work unless the task says so: every verb that a logged-in person would notice."""

from __future__ import annotations

import pytest
from integration.cases import case
from integration.desktops import check, run
from integration.harness import refused

DISTURBING = {
    "stop": {"state": "stopped"},
    "hibernate": {"state": "hibernated"},
    "resize": {"product": "workspace.c2.xlarge.windows"},
    "rebuild": {"state": "rebuilt", "max_targets": 2},
    "rebuild_on_change": {"image": "win11-bio-2026.10", "rebuild": "on_change"},
    "rename": {},
    "detach": {"user_name": ""},
    "change_network": {"subnet": "teaching-b"},
    "remove_volume": {"data_volumes": [], "purge_data_volumes": True},
    "delete": {"state": "absent", "max_targets": 2},
}
"""What would disturb people, by its name."""


@pytest.mark.parametrize("verb", DISTURBING)
@case
def test_who_works_is_disturbed_only_by_force(tenant, verb):
    """A person is logged in to BIO-01, and someone who only left it to BIO-02."""
    arguments = DISTURBING[verb]
    ids = {}
    for desktop, user in (("BIO-01", "mia"), ("BIO-02", "omar")):
        ids[desktop] = tenant.desktop(desktop, user=user, data_volumes=[20])["id"]
        tenant.session(desktop)
    tenant.session("BIO-02", "disconnect")
    wanted = (
        {"select_names": ["BIO-*"], **arguments}
        if verb != "rename"
        else {
            "desktops": [
                {"desktop_id": ids["BIO-01"], "computer_name": "NEW-01"},
                {"desktop_id": ids["BIO-02"], "computer_name": "NEW-02"},
            ]
        }
    )
    if "user_name" in arguments:
        wanted = {"desktops": [{"computer_name": desktop, **arguments} for desktop in ids]}
    before = tenant.desktops
    failing, check_skipping, skipping = yield [
        run(**wanted),
        check(**wanted, if_in_use="skip"),
        run(**wanted, if_in_use="skip"),
    ]
    refused(failing, "mia is logged in", "omar has an open session", "if_in_use")
    for outcome in (check_skipping, skipping):
        assert not outcome.failed and not outcome.writes and outcome["changed"] is False, outcome.brief
        assert [result["state"] for result in outcome["results"]] == ["skipped", "skipped"]
        assert "logged in" in outcome["results"][0]["reason"]
    assert tenant.desktops == before and tenant.state["disturbed"] == []
    [forcing] = yield [run(**wanted, if_in_use="force")]
    assert not forcing.failed, forcing.brief
    assert {row["desktop"] for row in tenant.state["disturbed"]} >= {"BIO-01", "BIO-02"} or verb in (
        "remove_volume",
        "change_network",
    )


@case
def test_restart(tenant):
    tenant.job_seconds(1.5)
    tenant.desktop("BIO-01", user="mia")
    tenant.session("BIO-01")
    outcomes = yield [
        run(computer_name="BIO-01", state="restarted"),
        run(computer_name="BIO-01", state="restarted", if_in_use="skip"),
        run(computer_name="BIO-01", state="restarted", if_in_use="force"),
    ]
    refused(outcomes[0], "mia is logged in")
    assert outcomes[1]["changed"] is False and not outcomes[1].writes
    assert not outcomes[2].failed
    assert [row["by"] for row in tenant.state["disturbed"]] == ["reboot"]


@case
def test_only_those_in_use_are_skipped(tenant):
    tenant.desktop("BIO-01", user="mia")
    tenant.desktop("BIO-02", user="omar")
    tenant.session("BIO-01")
    announced, done = yield [
        check(select_names=["BIO-*"], state="stopped", if_in_use="skip"),
        run(select_names=["BIO-*"], state="stopped", if_in_use="skip"),
    ]
    assert announced["actions"] == done["actions"] and done["changed"] is True
    states = {result["target"]: result["state"] for result in done["results"]}
    assert states == {"BIO-01": "skipped", "BIO-02": "done"}
    assert {name: desktop["status"] for name, desktop in tenant.desktops.items()} == {
        "BIO-01": "ACTIVE",
        "BIO-02": "SHUTOFF",
    }
    assert tenant.state["disturbed"] == []


@case
def test_what_disturbs_nobody_is_done(tenant):
    tenant.desktop("BIO-01", user="mia")
    tenant.session("BIO-01")
    wanted = {"tags": {"course": "bio101"}, "root_volume": {"type": "SAS", "size": 100}, "in_maintenance_mode": True}
    [done] = yield [run(computer_name="BIO-01", **wanted)]
    assert not done.failed, done.brief
    assert tenant.desktops["BIO-01"]["root"]["size"] == 100
    assert tenant.state["disturbed"] == []
