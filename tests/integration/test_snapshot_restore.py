# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restoring desktops from snapshots: exactly what was asked for goes back, and nobody is disturbed unasked."""

from __future__ import annotations

from typing import Any

from integration.harness import Cases, Lab, Task, acted, acting, failure, refused

cases = Cases()


def snap(check: bool = False, **arguments: Any) -> Task:
    """Return a task about snapshots."""
    return Task("workspace_snapshot", arguments, check)


def room(lab: Lab, *names: str, **more: Any) -> None:
    """Let there be desktops with work on all disks, which is lost after a baseline was taken by hand."""
    for name in names:
        lab.desktop(name, **more)
        lab.control("POST", "snapshots", desktop=name, name="base", disk_type="ALL")
        lab.control("POST", "write", desktop=name, disk="all", content="later")


def restore(**arguments: Any) -> dict[str, Any]:
    """Return the arguments of restoring the baseline."""
    return {"state": "restored", "name": "base", **arguments}


@cases
def the_system_disk_goes_back_and_the_data_disk_stays(lab):
    room(lab, "BIO-01", "BIO-02", data_volumes=[20])
    done = acted((yield acting(snap(**restore(select_names=["BIO-*"], max_targets=2)))))
    for name in ("BIO-01", "BIO-02"):
        assert lab.contents(name) == [f"work on {name}", "later"]
        assert lab.desktops[name]["status"] == "ACTIVE"
    assert [request["path"].rpartition("/")[2] for request in done.writes] == ["action", "batch-restore", "action"]
    assert done["diff"]["after"]["BIO-01"] == {"system_disk": "as in base"}


@cases
def data_disks_go_back_only_when_they_are_named(lab):
    room(lab, "BIO-01", data_volumes=[20, 30], status="SHUTOFF")
    [done] = yield [snap(**restore(desktops=["BIO-01"], disk_type="DATA_DISKS"))]
    assert not done.failed and len(done.writes) == 1, done.brief
    assert lab.contents("BIO-01") == ["later", "work on BIO-01", "work on BIO-01"]
    assert lab.desktops["BIO-01"]["status"] == "SHUTOFF"
    lab.control("POST", "write", desktop="BIO-01", disk="all", content="later")
    [done] = yield [snap(**restore(desktops=["BIO-01"], disk_type="ALL"))]
    assert lab.contents("BIO-01") == ["work on BIO-01"] * 3


@cases
def a_logged_in_seat_is_skipped_and_named(lab):
    room(lab, "BIO-01", user="mia")
    room(lab, "BIO-02", user="omar")
    lab.session("BIO-01")
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
    assert lab.contents("BIO-01") == ["later"] and lab.contents("BIO-02") == ["work on BIO-02"]
    assert lab.state["disturbed"] == [] and lab.desktops["BIO-01"]["session_user"] == "mia"
    [forced] = yield [snap(**everywhere, if_in_use="force")]
    assert not forced.failed and lab.contents("BIO-01") == ["work on BIO-01"]
    assert [(row["desktop"], row["by"]) for row in lab.state["disturbed"]] == [("BIO-01", "os-stop")]


@cases
def a_desktop_without_a_set_is_named_before_anything_is_written(lab):
    room(lab, "BIO-01", "BIO-02")
    lab.desktop("BIO-03")
    lab.control("POST", "snapshots", desktop="BIO-03", name="base", create_type="AUTO")
    [outcome] = yield [snap(**restore(desktops=["BIO-01", "BIO-99", "BIO-03"]))]
    refused(
        outcome, "BIO-99: there is no such desktop", 'BIO-03: it has no complete snapshot "base" of the system disk'
    )
    assert lab.contents("BIO-01") == ["later"]


@cases
def the_newest_complete_set_is_taken(lab):
    lab.desktop("BIO-01", status="SHUTOFF")
    for content in ("first", "second", "third"):
        lab.control("POST", "clock", advance=60)
        lab.control("POST", "write", desktop="BIO-01", disk="system", content=content)
        kind = "AUTO" if content == "third" else "MANUALLY"
        lab.control("POST", "snapshots", desktop="BIO-01", name="base", create_type=kind)
    lab.control("POST", "write", desktop="BIO-01", disk="system", content="lost")
    [done] = yield [snap(**restore(desktops=["BIO-01"]))]
    assert not done.failed and lab.contents("BIO-01") == ["second"]


@cases
def by_id_also_one_that_the_service_took(lab):
    lab.desktop("BIO-01", status="SHUTOFF")
    ids = [
        lab.control("POST", "snapshots", desktop="BIO-01", name="nightly", create_type="AUTO")["snapshot_ids"][0]
        for _time in range(2)
    ]
    lab.control("POST", "write", desktop="BIO-01", disk="system", content="later")
    [done] = yield [snap(state="restored", snapshot_id=ids[0])]
    assert not done.failed and lab.contents("BIO-01") == ["work on BIO-01"]
    assert [row["snapshot_id"] for row in done["snapshots"]] == [ids[0]]
    assert done["actions"] == [
        {
            "verb": "restore",
            "target": "BIO-01",
            "fields": {"system_disk": {"before": "as it is", "after": f"as in {ids[0]}"}},
        }
    ]


@cases
def power_is_put_back_also_after_a_failure(lab):
    room(lab, "BIO-01")
    room(lab, "BIO-02", status="HIBERNATED")
    room(lab, "BIO-03", status="SHUTOFF")
    lab.fault("job_partial", job_type="restoreDesktopBySnapshot", desktops=["BIO-01"], error_msg="No space.")
    [failed] = yield [snap(**restore(desktops=["BIO-01", "BIO-02", "BIO-03"]))]
    failure(failed, "BIO-01", "No space", "1 of 3")
    assert [lab.contents(f"BIO-0{number}")[0] for number in (1, 2, 3)] == ["later", "work on BIO-02", "work on BIO-03"]
    assert [lab.desktops[f"BIO-0{number}"]["status"] for number in (1, 2, 3)] == ["ACTIVE", "HIBERNATED", "SHUTOFF"]


@cases
def a_whole_class_in_as_few_calls_as_possible(lab):
    lab.job_seconds(0)
    for number in range(60):
        lab.desktop(f"BIO-{number:02d}", status="SHUTOFF", data_volumes=[20])
        lab.control("POST", "snapshots", desktop=f"BIO-{number:02d}", name="base", disk_type="ALL")
    [done] = yield [snap(**restore(select_names=["BIO-*"], max_targets=60, disk_type="ALL"))]
    assert not done.failed, done.brief
    assert [len(body["snapshot_ids"]) for body in done.sent("snapshots/batch-restore")] == [100, 20]


@cases
def the_baseline_of_another_image_is_not_restored(lab):
    room(lab, "BIO-01")
    [strict] = yield [snap(**restore(desktops=["BIO-01"], per_image=True))]
    refused(strict, "BIO-01", "of its present image")
    assert lab.contents("BIO-01") == ["later"]


def test_restoring(side_by_side):
    side_by_side(cases)
