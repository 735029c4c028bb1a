# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody is disturbed at work unless the task says so: every verb that a logged-in person would notice."""

from __future__ import annotations

from integration.desktops import check, run
from integration.harness import Cases, refused

cases = Cases()


def _protects(name, **arguments):
    """Add a case: a person is logged in to BIO-01, and someone who only left it to BIO-02."""

    def case(lab):
        ids = {}
        for desktop, user in (("BIO-01", "mia"), ("BIO-02", "omar")):
            ids[desktop] = lab.desktop(desktop, user=user, data_volumes=[20])["id"]
            lab.session(desktop)
        lab.session("BIO-02", "disconnect")
        wanted = (
            {"select_names": ["BIO-*"], **arguments}
            if name != "rename"
            else {
                "desktops": [
                    {"desktop_id": ids["BIO-01"], "computer_name": "NEW-01"},
                    {"desktop_id": ids["BIO-02"], "computer_name": "NEW-02"},
                ]
            }
        )
        if "user_name" in arguments:
            wanted = {"desktops": [{"computer_name": desktop, **arguments} for desktop in ids]}
        before = lab.desktops
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
        assert lab.desktops == before and lab.state["disturbed"] == []
        [forcing] = yield [run(**wanted, if_in_use="force")]
        assert not forcing.failed, forcing.brief
        assert {row["desktop"] for row in lab.state["disturbed"]} >= {"BIO-01", "BIO-02"} or name in (
            "remove_volume",
            "change_network",
            "rename",
        )

    case.__name__ = name
    cases(case)


_protects("stop", state="stopped")
_protects("hibernate", state="hibernated")
_protects("resize", product="workspace.c2.xlarge.windows")
_protects("rebuild", state="rebuilt", max_targets=2)
_protects("rebuild_on_change", image="win11-bio-2026.10", rebuild="on_change")
_protects("rename")
_protects("detach", user_name="")
_protects("change_network", subnet="teaching-b")
_protects("remove_volume", data_volumes=[], purge_data_volumes=True)
_protects("delete", state="absent", max_targets=2)


@cases
def restart(lab):
    lab.job_seconds(1.5)
    lab.desktop("BIO-01", user="mia")
    lab.session("BIO-01")
    outcomes = yield [
        run(computer_name="BIO-01", state="restarted"),
        run(computer_name="BIO-01", state="restarted", if_in_use="skip"),
        run(computer_name="BIO-01", state="restarted", if_in_use="force"),
    ]
    refused(outcomes[0], "mia is logged in")
    assert outcomes[1]["changed"] is False and not outcomes[1].writes
    assert not outcomes[2].failed
    assert [row["by"] for row in lab.state["disturbed"]] == ["reboot"]


@cases
def only_those_in_use_are_skipped(lab):
    lab.desktop("BIO-01", user="mia")
    lab.desktop("BIO-02", user="omar")
    lab.session("BIO-01")
    announced, done = yield [
        check(select_names=["BIO-*"], state="stopped", if_in_use="skip"),
        run(select_names=["BIO-*"], state="stopped", if_in_use="skip"),
    ]
    assert announced["actions"] == done["actions"] and done["changed"] is True
    states = {result["target"]: result["state"] for result in done["results"]}
    assert states == {"BIO-01": "skipped", "BIO-02": "done"}
    assert {name: desktop["status"] for name, desktop in lab.desktops.items()} == {
        "BIO-01": "ACTIVE",
        "BIO-02": "SHUTOFF",
    }
    assert lab.state["disturbed"] == []


@cases
def what_disturbs_nobody_is_done(lab):
    lab.desktop("BIO-01", user="mia")
    lab.session("BIO-01")
    wanted = {"tags": {"course": "bio101"}, "root_volume": {"type": "SAS", "size": 100}, "in_maintenance_mode": True}
    [done] = yield [run(computer_name="BIO-01", **wanted)]
    assert not done.failed, done.brief
    assert lab.desktops["BIO-01"]["root"]["size"] == 100
    assert lab.state["disturbed"] == []


def test_in_use(side_by_side):
    side_by_side(cases)
