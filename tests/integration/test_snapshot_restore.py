# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restoring desktops from snapshots: exactly what was asked for goes back, and nobody is disturbed unasked."""

from __future__ import annotations

from typing import Any

from integration.cases import case
from integration.harness import Task, Tenant, acted, acting, failure, refused


def snap(check: bool = False, **arguments: Any) -> Task:
    """Return a task about snapshots."""
    return Task("workspace_snapshot", arguments, check)


def room(tenant: Tenant, *names: str, **more: Any) -> None:
    """Let there be desktops with work on all disks, which is lost after a baseline was taken by hand."""
    for name in names:
        tenant.desktop(name, **more)
        tenant.control("POST", "snapshots", desktop=name, name="base", disk_type="ALL")
        tenant.control("POST", "write", desktop=name, disk="all", content="later")


def restore(**arguments: Any) -> dict[str, Any]:
    """Return the arguments of restoring the baseline."""
    return {"state": "restored", "name": "base", **arguments}


@case
def test_the_system_disk_goes_back_and_the_data_disk_stays(tenant):
    room(tenant, "BIO-01", "BIO-02", data_volumes=[20])
    done = acted((yield acting(snap(**restore(select_names=["BIO-*"], max_targets=2)))))
    for name in ("BIO-01", "BIO-02"):
        assert tenant.contents(name) == [f"work on {name}", "later"]
        assert tenant.desktops[name]["status"] == "ACTIVE"
    sent = [request["path"].rpartition("/")[2] for request in done.writes]
    assert sent == ["batch-tags", "action", "batch-restore", "action", "batch-tags"]
    assert done["diff"]["after"]["BIO-01"] == {"system_disk": "as in base"}


@case
def test_data_disks_go_back_only_when_they_are_named(tenant):
    room(tenant, "BIO-01", data_volumes=[20, 30], status="SHUTOFF")
    [done] = yield [snap(**restore(desktops=["BIO-01"], disk_type="DATA_DISKS"))]
    assert not done.failed and len(done.writes) == 1, done.brief
    assert tenant.contents("BIO-01") == ["later", "work on BIO-01", "work on BIO-01"]
    assert tenant.desktops["BIO-01"]["status"] == "SHUTOFF"
    tenant.control("POST", "write", desktop="BIO-01", disk="all", content="later")
    [done] = yield [snap(**restore(desktops=["BIO-01"], disk_type="ALL"))]
    assert tenant.contents("BIO-01") == ["work on BIO-01"] * 3


@case
def test_a_logged_in_seat_is_skipped_and_named(tenant):
    room(tenant, "BIO-01", user="mia")
    room(tenant, "BIO-02", user="omar")
    tenant.session("BIO-01")
    everywhere = restore(select_names=["BIO-*"], max_targets=2)
    failing, checked, done = yield [
        snap(**everywhere),
        snap(**everywhere, if_in_use="skip", check=True),
        snap(**everywhere, if_in_use="skip"),
    ]
    refused(failing, "BIO-01", "mia is logged in", "if_in_use")
    assert checked["actions"] == done["actions"] and not done.failed
    assert {row["target"]: row["state"] for row in done["results"]} == {"BIO-01": "skipped", "BIO-02": "done"}
    [reason] = [row["reason"] for row in done["results"] if row["state"] == "skipped"]
    assert "mia is logged in" in reason
    assert tenant.contents("BIO-01") == ["later"] and tenant.contents("BIO-02") == ["work on BIO-02"]
    assert tenant.state["disturbed"] == [] and tenant.desktops["BIO-01"]["session_user"] == "mia"
    [forced] = yield [snap(**everywhere, if_in_use="force")]
    assert not forced.failed and tenant.contents("BIO-01") == ["work on BIO-01"]
    assert [(row["desktop"], row["by"]) for row in tenant.state["disturbed"]] == [("BIO-01", "os-stop")]


@case
def test_a_desktop_without_a_set_is_named_before_anything_is_written(tenant):
    room(tenant, "BIO-01", "BIO-02")
    tenant.desktop("BIO-03")
    tenant.control("POST", "snapshots", desktop="BIO-03", name="base", create_type="AUTO")
    [outcome] = yield [snap(**restore(desktops=["BIO-01", "BIO-99", "BIO-03"]))]
    refused(
        outcome, "BIO-99: there is no such desktop", 'BIO-03: it has no complete snapshot "base" of the system disk'
    )
    assert tenant.contents("BIO-01") == ["later"]


@case
def test_the_newest_complete_set_is_taken(tenant):
    tenant.desktop("BIO-01", status="SHUTOFF")
    for content in ("first", "second", "third"):
        tenant.control("POST", "clock", advance=60)
        tenant.control("POST", "write", desktop="BIO-01", disk="system", content=content)
        kind = "AUTO" if content == "third" else "MANUALLY"
        tenant.control("POST", "snapshots", desktop="BIO-01", name="base", create_type=kind)
    tenant.control("POST", "write", desktop="BIO-01", disk="system", content="lost")
    [done] = yield [snap(**restore(desktops=["BIO-01"]))]
    assert not done.failed and tenant.contents("BIO-01") == ["second"]


@case
def test_by_id_also_one_that_the_service_took(tenant):
    tenant.desktop("BIO-01", status="SHUTOFF")
    ids = [
        tenant.control("POST", "snapshots", desktop="BIO-01", name="nightly", create_type="AUTO")["snapshot_ids"][0]
        for _time in range(2)
    ]
    tenant.control("POST", "write", desktop="BIO-01", disk="system", content="later")
    [done] = yield [snap(state="restored", snapshot_id=ids[0])]
    assert not done.failed and tenant.contents("BIO-01") == ["work on BIO-01"]
    assert [row["snapshot_id"] for row in done["snapshots"]] == [ids[0]]
    assert done["actions"] == [
        {
            "verb": "restore",
            "target": "BIO-01",
            "fields": {"system_disk": {"before": "as it is", "after": f"as in {ids[0]}"}},
        }
    ]


@case
def test_power_is_put_back_also_after_a_failure(tenant):
    room(tenant, "BIO-01")
    room(tenant, "BIO-02", status="HIBERNATED")
    room(tenant, "BIO-03", status="SHUTOFF")
    tenant.fault("job_partial", job_type="restoreDesktopBySnapshot", desktops=["BIO-01"], error_msg="No space.")
    [failed] = yield [snap(**restore(desktops=["BIO-01", "BIO-02", "BIO-03"]))]
    failure(failed, "BIO-01", "No space", "1 of 3")
    assert [tenant.contents(f"BIO-0{number}")[0] for number in (1, 2, 3)] == [
        "later",
        "work on BIO-02",
        "work on BIO-03",
    ]
    assert [tenant.desktops[f"BIO-0{number}"]["status"] for number in (1, 2, 3)] == ["ACTIVE", "HIBERNATED", "SHUTOFF"]


@case
def test_a_whole_class_in_as_few_calls_as_possible(tenant):
    tenant.job_seconds(0)
    for number in range(60):
        tenant.desktop(f"BIO-{number:02d}", status="SHUTOFF", data_volumes=[20])
        tenant.control("POST", "snapshots", desktop=f"BIO-{number:02d}", name="base", disk_type="ALL")
    [done] = yield [snap(**restore(select_names=["BIO-*"], max_targets=60, disk_type="ALL"))]
    assert not done.failed, done.brief
    assert [len(body["snapshot_ids"]) for body in done.sent("snapshots/batch-restore")] == [100, 20]


@case
def test_the_baseline_of_another_image_is_not_restored(tenant):
    room(tenant, "BIO-01")
    [strict] = yield [snap(**restore(desktops=["BIO-01"], per_image=True))]
    refused(strict, "BIO-01", "of its present image")
    assert tenant.contents("BIO-01") == ["later"]
