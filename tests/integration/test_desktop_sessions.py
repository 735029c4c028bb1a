# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging people off, and letting desktops join their domain again."""

from __future__ import annotations

from integration.desktops import check, run
from integration.harness import Cases, converged, converging, failure, refused, unchanged
from integration.in_process import carry_out

cases = Cases()


def _class(lab, **fields):
    for number in range(1, 5):
        lab.desktop(f"BIO-0{number}", user=f"s0{number}", fields=fields)


def _sessions(lab):
    return {name: one["login_status"] for name, one in lab.desktops.items()}


@cases
def sessions_are_ended_where_there_are_some(lab):
    _class(lab)
    for name in ("BIO-01", "BIO-02"):
        lab.session(name)
    lab.session("BIO-02", "disconnect")
    arguments = {"state": "logged_off", "select_names": ["BIO-*"], "logoff_message": "The exam begins."}
    done = converged((yield converging(run(**arguments, if_in_use="force"))))
    assert done.verbs == ["log_off", "log_off"]
    assert [action["fields"]["session"]["before"] for action in done["actions"]] == ["connected", "disconnected"]
    bodies = [one["body"] for one in done.writes]
    ids = [lab.desktops[name]["id"] for name in ("BIO-01", "BIO-02")]
    assert bodies == [{"desktop_ids": ids, "message": "The exam begins."}]
    assert set(_sessions(lab).values()) == {"REGISTERED"}
    assert {one["status"] for one in lab.desktops.values()} == {"ACTIVE"}


def test_sessions(side_by_side):
    side_by_side(cases)


def test_a_domain_is_joined_again(lab):
    lab.job_seconds(0)
    _class(lab)
    lab.control("POST", "service", domain_type="LOCAL_AD")
    for name in ("BIO-01", "BIO-03"):
        lab.console("set", name, fields={"domain_status": 2})
    tasks = converging(run(state="rejoined", select_names=["BIO-*"]))
    done = converged([carry_out(lab, task) for task in tasks])
    assert done.verbs == ["rejoin", "rejoin"] and len(done.writes) == 1
    assert {one["domain_status"] for one in lab.desktops.values()} == {1}
    assert done["desktops"][0]["domain_status"] == 1


def test_who_is_logged_in_is_not_logged_off_without_force(lab):
    lab.desktop("BIO-01", user="mia")
    lab.desktop("BIO-02", user="omar")
    lab.session("BIO-01")
    lab.session("BIO-02")
    lab.session("BIO-02", "disconnect")
    arguments = {"state": "logged_off", "select_names": ["BIO-*"]}
    refused(carry_out(lab, run(**arguments)), "BIO-01", "mia is logged in")
    skipping = carry_out(lab, run(**arguments, if_in_use="skip"))
    assert [(one["target"], one["state"]) for one in skipping["results"]] == [("BIO-02", "done"), ("BIO-01", "skipped")]
    assert _sessions(lab) == {"BIO-01": "CONNECTED", "BIO-02": "REGISTERED"}


def test_who_comes_back_before_the_request_is_not_logged_off(lab):
    lab.desktop("BIO-01", user="mia")
    lab.session("BIO-01")
    lab.session("BIO-01", "disconnect")
    lab.fault("stale_list", method="GET", path="/desktops/detail")
    carry_out(lab, check(state="logged_off", computer_name="BIO-01"))
    lab.fault("stale_list", method="GET", path="/desktops/detail")
    lab.session("BIO-01")
    outcome = carry_out(lab, run(state="logged_off", computer_name="BIO-01"))
    assert outcome.failed or outcome["changed"] is False
    assert _sessions(lab) == {"BIO-01": "CONNECTED"} and not outcome.writes


def test_nobody_is_logged_off_twice_when_the_answer_is_lost(lab):
    lab.desktop("BIO-01", user="mia")
    lab.session("BIO-01")
    lab.fault("drop_after", method="POST", path="/desktops/logoff$")
    outcome = carry_out(lab, run(state="logged_off", computer_name="BIO-01", if_in_use="force"))
    assert not outcome.failed, outcome.brief
    assert len(outcome.writes) == 1 and _sessions(lab) == {"BIO-01": "REGISTERED"}


def test_what_cannot_join_the_domain_is_refused_with_the_reason(lab):
    lab.desktop("BIO-01", fields={"domain_status": 2})
    refused(carry_out(lab, run(state="rejoined", computer_name="BIO-01")), "BIO-01", "LITE_AS")
    lab.control("POST", "service", domain_type="LOCAL_AD")
    lab.console("power", "BIO-01", status="SHUTOFF")
    refused(carry_out(lab, run(state="rejoined", computer_name="BIO-01")), "BIO-01", "not running")
    lab.console("set", "BIO-01", fields={"domain_status": 3})
    unchanged(carry_out(lab, run(state="rejoined", computer_name="BIO-01")))


def test_who_works_on_it_is_not_disturbed_by_rejoining(lab):
    lab.control("POST", "service", domain_type="LOCAL_AD")
    lab.desktop("BIO-01", user="mia", fields={"domain_status": 2})
    lab.session("BIO-01")
    lab.session("BIO-01", "disconnect")
    refused(carry_out(lab, run(state="rejoined", computer_name="BIO-01")), "mia", "disconnected")
    assert lab.state["disturbed"] == []


def test_a_domain_that_is_not_joined_is_told(lab):
    lab.control("POST", "service", domain_type="LOCAL_AD")
    lab.desktop("BIO-01", fields={"domain_status": 2})
    lab.fault("job_fail", job_type="desktopRejoinDomain", error_msg="No domain controller answers.")
    failure(carry_out(lab, run(state="rejoined", computer_name="BIO-01")), "BIO-01", "No domain controller")
    assert lab.desktops["BIO-01"]["domain_status"] == 2
