# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes of power states: written before a desktop is stopped or started only for another change, and taken away last;
what a killed run has left is put back by the next one."""

from __future__ import annotations

from integration.cases import case
from integration.desktops import run
from integration.harness import Task, converged, converging, failure, refused, unchanged

NOTE = "workspace-power"
BIG = "workspace.c2.xlarge.windows"


def _writes(outcome):
    return [(one["method"], one["path"].rpartition("/")[2]) for one in outcome.writes]


@case
def test_what_a_killed_run_has_left_is_put_back(tenant):
    left = {
        "OFF": ("SHUTOFF", "ACTIVE"),
        "ON": ("ACTIVE", "SHUTOFF"),
        "SLEEPY": ("SHUTOFF", "HIBERNATED"),
        "ASLEEP": ("HIBERNATED", "SHUTOFF"),
        "BACK": ("ACTIVE", "ACTIVE"),
        "ODD": ("ACTIVE", "whatever"),
    }
    for name, (status, note) in left.items():
        tenant.desktop(name, status=status, tags={"room": "7", NOTE: note})
    task = run(desktops=[{"computer_name": name} for name in left], tags={"room": "7"}, purge_tags=True)
    done = converged((yield converging(task)))
    assert done.verbs == ["stop", "stop", "hibernate", "start", *["clear_note"] * 6]
    assert done["diff"]["before"]["OFF"] == {"power": "stopped", f"tags.{NOTE}": "ACTIVE"}
    assert done["diff"]["after"]["OFF"] == {"power": "started"}
    assert [desktop["tags"] for desktop in done["desktops"]] == [{"room": "7"}] * 6
    there = {name: (desktop["status"], desktop["tags"]) for name, desktop in tenant.desktops.items()}
    expected = {"OFF": "ACTIVE", "ON": "SHUTOFF", "SLEEPY": "HIBERNATED"}
    expected.update({"ASLEEP": "SHUTOFF", "BACK": "ACTIVE", "ODD": "ACTIVE"})
    assert there == {name: (status, {"room": "7"}) for name, status in expected.items()}


@case
def test_noted_before_a_resize_and_taken_away_last(tenant):
    for name, tags in (("BIO-01", 1), ("BIO-02", 19), ("BIO-03", 20)):
        tenant.desktop(name, tags={str(number): "" for number in range(tags)})
    tenant.desktop("BIO-04", status="SHUTOFF")
    (done,) = yield [run(select_names=["BIO-*"], product=BIG)]
    assert not done.failed and set(done.verbs) == {"resize"}, done.brief
    assert _writes(done) == [("POST", "batch-tags"), ("POST", "resize"), ("POST", "action"), ("DELETE", "batch-tags")]
    ids = {desktop["id"]: name for name, desktop in tenant.desktops.items()}
    for method in ("POST", "DELETE"):
        rows = done.sent("desktops/batch-tags", method)[0]["desktops"]
        assert {ids[row["desktop_id"]]: row["tags"] for row in rows} == {
            "BIO-01": [{"key": NOTE, "value": "ACTIVE"}],
            "BIO-02": [{"key": NOTE, "value": "ACTIVE"}],
        }
    now = [(one["status"], NOTE in one["tags"], one["product_id"]) for one in tenant.desktops.values()]
    assert now == [*[("ACTIVE", False, BIG)] * 3, ("SHUTOFF", False, BIG)]


@case
def test_another_change_keeps_the_power_state_that_is_noted(tenant):
    tenant.desktop("BIO-01", status="SHUTOFF", tags={NOTE: "ACTIVE"})
    tenant.desktop("BIO-02", tags={NOTE: "ACTIVE"})
    done = converged((yield converging(run(select_names=["BIO-*"], product=BIG))))
    assert done.verbs == ["resize", "resize", "start", "clear_note", "clear_note"]
    now = [(one["status"], one["tags"], one["product_id"]) for one in tenant.desktops.values()]
    assert now == [("ACTIVE", {}, BIG)] * 2
    tenant.console("tag", "BIO-01", tags={NOTE: "ACTIVE"})
    done = converged((yield converging(run(select_names=["BIO-*"], state="stopped"))))
    assert done.verbs == ["stop", "stop", "clear_note"]
    assert [(one["status"], one["tags"]) for one in tenant.desktops.values()] == [("SHUTOFF", {})] * 2


@case
def test_the_note_is_kept_only_while_the_power_state_is_not_put_back(tenant):
    tenant.desktop("BIO-01")
    tenant.desktop("BIO-02")
    tenant.fault("failed_rows", desktops=["BIO-02"], error_code="WKS.1", error_msg="No capacity.")
    (done,) = yield [run(select_names=["BIO-*"], product=BIG)]
    failure(done, "1 of 2 targets failed: BIO-02: No capacity.; its power state may not be as before")
    left = {name: (one["status"], one["tags"]) for name, one in tenant.desktops.items()}
    assert left == {"BIO-01": ("ACTIVE", {}), "BIO-02": ("SHUTOFF", {NOTE: "ACTIVE"})}
    tenant.fault("status", path="/resize", status=500, error_code="WKS.1", error_msg="Broken.", times=99)
    (done,) = yield [run(select_names=["BIO-*"], product="workspace.g1.xlarge.windows", wait_timeout=200)]
    failure(done, "BIO-02")
    left = {name: (one["status"], one["tags"]) for name, one in tenant.desktops.items()}
    assert left == dict.fromkeys(left, ("ACTIVE", {}))


@case
def test_nobody_is_disturbed_by_putting_back(tenant):
    before = tenant.desktop("BIO-01", user="mia", tags={NOTE: "SHUTOFF"})
    tenant.session("BIO-01")
    for outcome in (yield [run(computer_name="BIO-01"), run(computer_name="BIO-01", if_in_use="force")]):
        assert (
            "BIO-01: a run that was killed has left it started, but it is in use" in unchanged(outcome)["warnings"][0]
        )
    assert tenant.desktops["BIO-01"]["tags"] == before["tags"]
    tenant.session("BIO-01", "close")
    converged((yield converging(run(computer_name="BIO-01"))))
    assert (tenant.desktops["BIO-01"]["status"], tenant.desktops["BIO-01"]["tags"]) == ("SHUTOFF", {})


@case
def test_a_restoration_puts_back_what_is_noted(tenant):
    for name, status, tags in (("BIO-01", "SHUTOFF", {NOTE: "ACTIVE"}), ("BIO-02", "ACTIVE", {})):
        tenant.desktop(name, status=status, tags=tags)
        tenant.control("POST", "snapshots", desktop=name, name="base", disk_type="SYSTEM_DISK")
    arguments = {"state": "restored", "name": "base", "desktops": ["BIO-01", "BIO-02"]}
    checked, done = yield [Task("workspace_snapshot", arguments, check) for check in (True, False)]
    assert not done.failed and done["actions"] == checked["actions"], done.brief
    assert done.verbs == ["restore", "restore", "start", "clear_note"]
    assert _writes(done) == [
        *[("POST", "batch-tags"), ("POST", "action"), ("POST", "batch-restore")],
        *[("POST", "action"), ("DELETE", "batch-tags")],
    ]
    assert [(one["status"], one["tags"]) for one in tenant.desktops.values()] == [("ACTIVE", {})] * 2


@case
def test_the_tag_is_no_tag_of_users(tenant):
    tenant.desktop("BIO-01", status="SHUTOFF", tags={NOTE: "SHUTOFF"})
    given, selected, found = yield [
        run(computer_name="BIO-01", tags={NOTE: "ACTIVE"}),
        run(select_tags={NOTE: "SHUTOFF"}, state="started"),
        Task("workspace_desktop_info", {"computer_name": "BIO-01"}),
    ]
    refused(given, "BIO-01", NOTE, "leave it out")
    assert "no desktop matches select_tags" in unchanged(selected)["warnings"][0]
    assert found["desktops"][0]["tags"] == {}
