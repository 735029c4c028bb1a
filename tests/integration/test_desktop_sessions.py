# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging people off, and letting desktops join their domain again."""

from __future__ import annotations

from integration.cases import case
from integration.desktops import check, run
from integration.harness import converged, converging, failure, refused, unchanged
from integration.in_process import carry_out


def _class(tenant, **fields):
    for number in range(1, 5):
        tenant.desktop(f"BIO-0{number}", user=f"s0{number}", fields=fields)


def _sessions(tenant):
    return {name: one["login_status"] for name, one in tenant.desktops.items()}


@case
def test_sessions_are_ended_where_there_are_some(tenant):
    _class(tenant)
    for name in ("BIO-01", "BIO-02"):
        tenant.session(name)
    tenant.session("BIO-02", "disconnect")
    arguments = {"state": "logged_off", "select_names": ["BIO-*"], "logoff_message": "The exam begins."}
    done = converged((yield converging(run(**arguments, if_in_use="force"))))
    assert done.verbs == ["log_off", "log_off"]
    assert [action["fields"]["session"]["before"] for action in done["actions"]] == ["connected", "disconnected"]
    bodies = [one["body"] for one in done.writes]
    ids = [tenant.desktops[name]["id"] for name in ("BIO-01", "BIO-02")]
    assert bodies == [{"desktop_ids": ids, "message": "The exam begins."}]
    assert set(_sessions(tenant).values()) == {"REGISTERED"}
    assert {one["status"] for one in tenant.desktops.values()} == {"ACTIVE"}


def test_a_domain_is_joined_again(tenant):
    tenant.job_seconds(0)
    _class(tenant)
    tenant.control("POST", "service", domain_type="LOCAL_AD")
    for name in ("BIO-01", "BIO-03"):
        tenant.console("set", name, fields={"domain_status": 2})
    tasks = converging(run(state="rejoined", select_names=["BIO-*"]))
    done = converged([carry_out(tenant, task) for task in tasks])
    assert done.verbs == ["rejoin", "rejoin"] and len(done.writes) == 1
    assert {one["domain_status"] for one in tenant.desktops.values()} == {1}
    assert done["desktops"][0]["domain_status"] == 1


def test_who_is_logged_in_is_not_logged_off_without_force(tenant):
    tenant.desktop("BIO-01", user="mia")
    tenant.desktop("BIO-02", user="omar")
    tenant.session("BIO-01")
    tenant.session("BIO-02")
    tenant.session("BIO-02", "disconnect")
    arguments = {"state": "logged_off", "select_names": ["BIO-*"]}
    refused(carry_out(tenant, run(**arguments)), "BIO-01", "mia is logged in")
    skipping = carry_out(tenant, run(**arguments, if_in_use="skip"))
    assert [(one["target"], one["state"]) for one in skipping["results"]] == [("BIO-02", "done"), ("BIO-01", "skipped")]
    assert _sessions(tenant) == {"BIO-01": "CONNECTED", "BIO-02": "REGISTERED"}


def test_who_comes_back_before_the_request_is_not_logged_off(tenant):
    tenant.desktop("BIO-01", user="mia")
    tenant.session("BIO-01")
    tenant.session("BIO-01", "disconnect")
    tenant.fault("stale_list", method="GET", path="/desktops/detail")
    carry_out(tenant, check(state="logged_off", computer_name="BIO-01"))
    tenant.fault("stale_list", method="GET", path="/desktops/detail")
    tenant.session("BIO-01")
    outcome = carry_out(tenant, run(state="logged_off", computer_name="BIO-01"))
    assert outcome.failed or outcome["changed"] is False
    assert _sessions(tenant) == {"BIO-01": "CONNECTED"} and not outcome.writes


def test_nobody_is_logged_off_twice_when_the_answer_is_lost(tenant):
    tenant.desktop("BIO-01", user="mia")
    tenant.session("BIO-01")
    tenant.fault("drop_after", method="POST", path="/desktops/logoff$")
    outcome = carry_out(tenant, run(state="logged_off", computer_name="BIO-01", if_in_use="force"))
    assert not outcome.failed, outcome.brief
    assert len(outcome.writes) == 1 and _sessions(tenant) == {"BIO-01": "REGISTERED"}


def test_what_cannot_join_the_domain_is_refused_with_the_reason(tenant):
    tenant.desktop("BIO-01", fields={"domain_status": 2})
    refused(carry_out(tenant, run(state="rejoined", computer_name="BIO-01")), "BIO-01", "LITE_AS")
    tenant.control("POST", "service", domain_type="LOCAL_AD")
    tenant.console("power", "BIO-01", status="SHUTOFF")
    refused(carry_out(tenant, run(state="rejoined", computer_name="BIO-01")), "BIO-01", "not running")
    tenant.console("set", "BIO-01", fields={"domain_status": 3})
    unchanged(carry_out(tenant, run(state="rejoined", computer_name="BIO-01")))


def test_who_works_on_it_is_not_disturbed_by_rejoining(tenant):
    tenant.control("POST", "service", domain_type="LOCAL_AD")
    tenant.desktop("BIO-01", user="mia", fields={"domain_status": 2})
    tenant.session("BIO-01")
    tenant.session("BIO-01", "disconnect")
    refused(carry_out(tenant, run(state="rejoined", computer_name="BIO-01")), "mia", "disconnected")
    assert tenant.state["disturbed"] == []


def test_a_domain_that_is_not_joined_is_told(tenant):
    tenant.control("POST", "service", domain_type="LOCAL_AD")
    tenant.desktop("BIO-01", fields={"domain_status": 2})
    tenant.fault("job_fail", job_type="desktopRejoinDomain", error_msg="No domain controller answers.")
    failure(carry_out(tenant, run(state="rejoined", computer_name="BIO-01")), "BIO-01", "No domain controller")
    assert tenant.desktops["BIO-01"]["domain_status"] == 2
