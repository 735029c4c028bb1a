# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking, rotating and deleting snapshots."""

from __future__ import annotations

from typing import Any

import yaml
from integration.cases import case
from integration.harness import Task, Tenant, assert_announced, converged, converging, failure, refused, unchanged

from ansible_collections.huaweicloud.workspace.plugins.modules import workspace_snapshot, workspace_snapshot_info

DAY = 86400


def snap(check: bool = False, **arguments: Any) -> Task:
    """Return a task about snapshots."""
    return Task("workspace_snapshot", arguments, check)


def rows(tenant: Tenant, desktop: str | None = None) -> list[dict[str, Any]]:
    """Return the snapshots of the emulator, or those of a desktop."""
    names = {row["id"]: row["name"] for row in tenant.state["desktops"]}
    found = tenant.state["tables"].get("Snapshot", [])
    return [row for row in found if desktop in (None, names[row["desktop_id"]])]


def take(tenant: Tenant, desktop: str, name: str, **more: Any) -> list[str]:
    """Let somebody take snapshots in the console, without the collection's mark, and return their IDs."""
    return tenant.control("POST", "snapshots", desktop=desktop, name=name, **more)["snapshot_ids"]


def pass_time(tenant: Tenant, seconds: float) -> None:
    """Let time pass."""
    tenant.control("POST", "clock", advance=seconds)


@case
def test_a_baseline_is_taken_once_for_each_desktop(tenant):
    for number in range(1, 4):
        tenant.desktop(f"BIO-0{number}", data_volumes=[20])
    done = converged((yield converging(snap(select_names=["BIO-*"], name="base", description="Clean"))))
    assert len(done.writes) == 1 and done.verbs == ["create"] * 3
    assert done["diff"]["after"]["BIO-01"] == {"system_disk_snapshot.base": 1}
    assert [(row["content"], row["is_system_disk"], row["status"]) for row in rows(tenant)] == [
        (f"work on BIO-0{number}", True, "create_success") for number in range(1, 4)
    ]
    assert all(row["description"].startswith("Clean [workspace-snapshot: base; image ") for row in rows(tenant))
    [shown, *_rest] = done["snapshots"]
    assert (shown["name"], shown["state"], shown["description"]) == ("base", "complete", "Clean")
    assert shown["snapshot_name"].startswith("BIO-01base20") and shown["desktop_name"] == "BIO-01"
    assert tenant.state["disturbed"] == []


@case
def test_another_one_is_taken_once_somebody_has_been_connected_since(tenant):
    tenant.desktop("BIO-01")
    tenant.session("BIO-01")
    pass_time(tenant, 3600)
    tenant.session("BIO-01", "close")
    pass_time(tenant, 60)
    fresh = {"desktops": ["BIO-01"], "name": "before", "after_last_session": True, "max_age": "1d"}
    converged((yield converging(snap(**fresh))))
    pass_time(tenant, 3600)
    [again] = yield [snap(**fresh)]
    unchanged(again)
    tenant.session("BIO-01")
    tenant.control("POST", "write", desktop="BIO-01", disk="all", content="later work")
    pass_time(tenant, 60)
    tenant.session("BIO-01", "close")
    pass_time(tenant, 60)
    [done] = yield [snap(**fresh)]
    assert done.verbs == ["create"]
    assert sorted(row["content"] for row in rows(tenant)) == ["later work", "work on BIO-01"]
    [again] = yield [snap(**fresh)]
    unchanged(again)
    tenant.fault("status", status=403, path="/connections/desktops", times=1000)
    [done] = yield [snap(**fresh)]
    assert done.verbs == ["create"]


@case
def test_the_request_of_the_document(tenant):
    """The request is that of the API's document for BatchCreateDesktopSnapshot: method, path, and the fields
    ``desktop_ids``, ``disk_type``, and ``name`` and ``description`` of ``system_disk_snapshot`` and
    ``data_disk_snapshot``. The descriptions are compared up to the mark that the module adds to them."""
    ids = [tenant.desktop(name, data_volumes=[20])["id"] for name in ("BIO-01", "BIO-02")]
    [done] = yield [
        snap(
            desktop_ids=["BIO-01", "BIO-02"],
            disk_type="ALL",
            system_disk_snapshot={"name": "sys", "description": "of the system disk"},
            data_disk_snapshot={"name": "work", "description": "of the data disks"},
        )
    ]
    [request] = done.writes
    assert (request["method"], request["path"]) == ("POST", f"/v2/{tenant.project_id}/snapshots/batch-create")
    body = request["body"]
    marks = {part: body[part].pop("description") for part in ("system_disk_snapshot", "data_disk_snapshot")}
    assert body == {
        "desktop_ids": ids,
        "disk_type": "ALL",
        "system_disk_snapshot": {"name": "sys"},
        "data_disk_snapshot": {"name": "work"},
    }
    assert marks["system_disk_snapshot"].partition(" [workspace-snapshot: sys;")[0] == "of the system disk"
    assert marks["data_disk_snapshot"].partition(" [workspace-snapshot: work;")[0] == "of the data disks"


@case
def test_a_class_takes_two_calls_above_a_hundred_and_one_for_each_image(tenant):
    tenant.job_seconds(0)
    for number in range(101):
        tenant.console(
            "create", f"BIO-{number:03d}", image="win11-bio-2026.10" if number == 100 else "win11-bio-2026.09"
        )
    tenant.console("create", "BIO-101")
    [done] = yield [snap(select_names=["BIO-*"], name="base")]
    assert not done.failed, done.brief
    assert [len(body["desktop_ids"]) for body in done.sent("snapshots/batch-create")] == [100, 1, 1]
    assert len(rows(tenant)) == 102


@case
def test_disks_of_each_kind_are_known_by_themselves(tenant):
    tenant.desktop("BIO-01", data_volumes=[20, 30])
    tenant.desktop("BIO-02")
    take(tenant, "BIO-01", "base")
    outcome, done = yield [
        snap(desktops=["BIO-01", "BIO-02"], name="base", disk_type="DATA_DISKS"),
        snap(desktops=["BIO-01", "BIO-02"], name="base", disk_type="ALL"),
    ]
    refused(outcome, "BIO-02", "no data disk")
    assert [row["is_system_disk"] for row in rows(tenant, "BIO-01")] == [True, True, False, False]
    assert [row["is_system_disk"] for row in rows(tenant, "BIO-02")] == [True]
    assert len({row["set"] for row in done["snapshots"] if row["desktop_name"] == "BIO-01"}) == 2


@case
def test_rotation_never_touches_other_snapshots_and_waits_for_the_new_one(tenant):
    tenant.desktop("BIO-01")
    kept = [*take(tenant, "BIO-01", "weekly", create_type="AUTO"), *take(tenant, "BIO-01", "weekly-2")]
    kept += take(tenant, "BIO-01", "base")
    [oldest] = take(tenant, "BIO-01", "weekly")
    pass_time(tenant, 7 * DAY)
    [older] = take(tenant, "BIO-01", "weekly")
    pass_time(tenant, 7 * DAY)
    done = converged((yield converging(snap(desktops=["BIO-01"], name="weekly", max_age="7d", keep=2))))
    assert done.verbs == ["create", "delete"]
    assert [action["fields"]["system_disk_snapshot.weekly"] for action in done["actions"]] == [
        {"before": 2, "after": 3},
        {"before": 3, "after": 2},
    ]
    assert [request["path"].rpartition("/")[2] for request in done.writes] == ["batch-create", "batch-delete"]
    assert done.writes[1]["body"] == {"snapshot_ids": [oldest]}
    [*left, new] = [row["id"] for row in rows(tenant)]
    assert left == [*kept, older] and [row["snapshot_id"] for row in done["snapshots"]] == [older, new]
    # The new one was complete before the other went.
    creation = next(job for job in tenant.state["jobs"] if job["job_type"] == "createWksSnapshot")
    assert creation["end"] <= done.writes[1]["time"]


@case
def test_nothing_older_goes_if_the_new_one_fails(tenant):
    old = {}
    for name in ("BIO-01", "BIO-02"):
        tenant.desktop(name)
        [old[name]] = take(tenant, name, "weekly")
    backup = {"select_names": ["BIO-*"], "name": "weekly", "max_age": "7d", "keep": 1}
    pass_time(tenant, 8 * DAY)
    tenant.fault("job_partial", desktops=["BIO-02"], error_code="WKS.0003", error_msg="No space.")
    [failed] = yield [snap(**backup)]
    failure(failed, "1 of 2 targets failed", "BIO-02", "No space")
    left = {row["id"] for row in rows(tenant)}
    assert old["BIO-01"] not in left and old["BIO-02"] in left
    # The next run takes what failed, and then the older one goes.
    [done] = yield [snap(**backup)]
    assert not done.failed and {action["target"] for action in done["actions"]} == {"BIO-02"}
    assert [row["status"] for row in rows(tenant, "BIO-02")] == ["create_failed", "create_success"]
    assert old["BIO-02"] not in {row["id"] for row in rows(tenant)}


@case
def test_a_baseline_is_renewed_when_asked(tenant):
    tenant.desktop("BIO-01")
    [old] = take(tenant, "BIO-01", "base")
    tenant.control("POST", "write", desktop="BIO-01", disk="system", content="new software")
    renewed = {"desktops": ["BIO-01"], "name": "base", "recapture": True}
    announced, done = yield [snap(**renewed, check=True), snap(**renewed)]
    assert_announced(announced, done)
    assert done.verbs == ["create", "delete"] and done["diff"]["after"]["BIO-01"] == {
        "system_disk_snapshot.base": 1,
        "system_disk_snapshot.base.newest": "taken again",
    }
    [new] = rows(tenant)
    assert new["id"] != old and new["content"] == "new software"


@case
def test_a_baseline_for_each_image(tenant):
    tenant.desktop("BIO-01")
    base = {"desktops": ["BIO-01"], "name": "base", "per_image": True}
    take(tenant, "BIO-01", "base")
    yield [snap(**base)]
    tenant.console("set", "BIO-01", fields={"image_id": tenant.desktop("X", image="win11-bio-2026.10")["image_id"]})
    done, again = yield [snap(**base), snap(**base)]
    assert not done.failed and done["changed"], done.brief
    unchanged(again)
    assert len(rows(tenant)) == 3 and len({row["description"].partition("; set")[0] for row in rows(tenant)}) == 3


@case
def test_marks_of_labs_survive_and_keep_labs_apart(tenant):
    tenant.desktop("BIO-01", data_volumes=[20])
    take(tenant, "BIO-01", "base", description="Other [workspace-lab: chem]", disk_type="ALL")
    mine = {
        "desktops": ["BIO-01"],
        "name": "base",
        "description": "[workspace-lab: bio101]",
        "disk_type": "ALL",
        "data_disk_snapshot": {"description": "Work"},
    }
    [done] = yield [snap(**mine)]
    ends = [row["description"].rpartition("[workspace-lab: ")[2] for row in rows(tenant)]
    assert ends == ["chem]", "chem]", "bio101]", "bio101]"]
    assert rows(tenant)[3]["description"].startswith("Work [workspace-snapshot: base;")
    assert [row["lab"] for row in done["snapshots"]] == ["bio101", "bio101"]
    [gone] = yield [snap(state="absent", **mine)]
    assert gone["snapshots"] == [] and [row["description"][-6:] for row in rows(tenant)] == [" chem]"] * 2


@case
def test_what_somebody_took_in_the_console_counts_by_its_composed_name(tenant):
    tenant.desktop("BIO-01")
    take(tenant, "BIO-01", "base")
    [doubtful] = take(tenant, "BIO-01", "-exam")
    exists, ambiguous = yield [
        snap(desktops=["bio-01"], name="base"),
        snap(desktops=["BIO-01"], name="exam", state="absent"),
    ]
    unchanged(exists)
    refused(ambiguous, doubtful, "snapshot_ids")


@case
def test_deleted_by_name_and_by_id(tenant):
    for name in ("BIO-01", "BIO-02"):
        tenant.desktop(name, data_volumes=[20])
        take(tenant, name, "base", disk_type="ALL")
        take(tenant, name, "base2")
    [automatic] = take(tenant, "BIO-01", "base", create_type="AUTO")
    done = converged((yield converging(snap(state="absent", desktops=["BIO-01", "BIO-02", "BIO-99"], name="base"))))
    assert len(done.writes) == 1 and len(done.sent("snapshots/batch-delete")[0]["snapshot_ids"]) == 2
    left = rows(tenant, "BIO-01")
    assert [(row["is_system_disk"], row["create_type"]) for row in left] == [
        (False, "MANUALLY"),
        (True, "MANUALLY"),
        (True, "AUTO"),
    ]
    [done] = yield [snap(state="absent", snapshot_ids=[automatic, left[0]["id"], "gone"])]
    assert done["actions"][0]["target"] == "BIO-01" and len(rows(tenant, "BIO-01")) == 1


@case
def test_a_desktop_that_is_yet_to_come(tenant):
    tenant.desktop("BIO-01")
    wanted = {"desktops": ["BIO-01", "BIO-02"], "name": "base"}
    checked, ran = yield [snap(**wanted, check=True), snap(**wanted)]
    assert checked["changed"] is True and any("BIO-02" in str(warning) for warning in checked["warnings"])
    refused(ran, "BIO-02", "no such desktop")
    tenant.desktop("BIO-02")
    [done] = yield [snap(**wanted)]
    assert not done.failed and done["actions"] == checked["actions"] and len(rows(tenant)) == 2


@case
def test_not_waited_for(tenant):
    tenant.desktop("BIO-01")
    tenant.job_seconds(1000)
    submitted, meanwhile = yield [
        snap(desktops=["BIO-01"], name="base", wait=False),
        snap(desktops=["BIO-01"], name="base", check=True),
    ]
    assert [result["state"] for result in submitted["results"]] == ["submitted"]
    assert meanwhile["changed"] is True, "nothing is seen of it yet"
    [job] = submitted["jobs"]
    assert (job["api"], job["verb"], list(job["targets"])) == ("workspace-sub-jobs", "create", ["BIO-01"])
    pass_time(tenant, 500)
    [meanwhile] = yield [snap(desktops=["BIO-01"], name="base", check=True)]
    unchanged(meanwhile)
    assert "another run" in str(meanwhile["warnings"]) and meanwhile["snapshots"][0]["state"] == "creating"
    tenant.control("POST", "clock", finish_jobs=True)
    [finished] = yield [Task("workspace_job", {"jobs": [job]})]
    assert not finished.failed and [row["status"] for row in rows(tenant)] == ["create_success"]


@case
def test_wrong_input_is_refused(tenant):
    tenant.desktop("BIO-01")
    one = {"desktops": ["BIO-01"]}
    wrong = [
        ({"select_tags": {}, "name": "base"}, "never means all"),
        ({**one, "name": "base", "description": "x" * 220}, "characters too long"),
        ({"select_names": ["BIO-*"], "name": "base", "state": "restored"}, "max_targets"),
        ({"select_names": ["BIO-*"], "name": "base", "max_targets": 0}, "more than max_targets"),
        ({"snapshot_ids": ["x"], "state": "restored"}, "no such snapshot"),
    ]
    outcomes = yield [snap(**arguments) for arguments, _words in wrong]
    for outcome, (_arguments, words) in zip(outcomes, wrong, strict=True):
        refused(outcome, words)
    assert rows(tenant) == []


@case
def test_found_with_age_and_set(tenant):
    tenant.desktop("BIO-01", data_volumes=[20])
    tenant.desktop("BIO-02")
    marked = "Clean [workspace-snapshot: base; image 1; set 2] [workspace-lab: bio101]"
    take(tenant, "BIO-01", "x", disk_type="ALL", description=marked)
    pass_time(tenant, DAY)
    take(tenant, "BIO-02", "nightly", create_type="AUTO")
    ids = [tenant.desktops[name]["id"] for name in ("BIO-01", "BIO-02")]

    def info(**arguments):
        return Task("workspace_snapshot_info", arguments)

    everything, some, last = yield [
        info(),
        info(name="base", state="complete", disk_type="DATA_DISKS", desktop_names=["bio-01"], lab="bio101"),
        info(
            desktop_ids=ids,
            select_names=["*-02"],
            create_type="AUTO",
            status="CREATE_SUCCESS",
            sort_field="create_time",
        ),
    ]
    first, second, third = everything["snapshots"]
    assert first["set"] == second["set"] == "2" and first["lab"] == "bio101" and first["description"] == "Clean"
    assert DAY <= first["age"] < DAY + 600 and third["age"] < 600
    assert some["snapshots"] == [{**second, "age": some["snapshots"][0]["age"]}] and second["disk_type"] == "DATA_DISKS"
    assert [(row["desktop_name"], row["name"], row["create_type"]) for row in last["snapshots"]] == [
        ("BIO-02", "nightly", "AUTO")
    ]


@case
def test_the_examples_run_as_they_stand(tenant):
    for name in ("BIO-01", "BIO-02"):
        tenant.desktop(name, data_volumes=[20])
    tasks = [
        Task(module, *(value for key, value in task.items() if key.startswith("huaweicloud.")))
        for module, examples in (
            ("workspace_snapshot", workspace_snapshot.EXAMPLES),
            ("workspace_snapshot_info", workspace_snapshot_info.EXAMPLES),
        )
        for task in yaml.safe_load(examples)
    ]
    outcomes = yield tasks
    changes = [outcome for outcome in outcomes if outcome.task.module == "workspace_snapshot"]
    assert not [outcome.brief for outcome in outcomes if outcome.failed]
    assert not [outcome.brief for outcome in changes if not outcome["changed"]]
    assert sorted({row["name"] for row in outcomes[-2]["snapshots"]}) == ["weekly"] and outcomes[-1]["snapshots"] == []
    assert len(rows(tenant)) == 6 and tenant.contents("BIO-01") == ["work on BIO-01"] * 2


@case
def test_of_which_disk_a_snapshot_is_and_whether_it_is_whole_is_read_once_more_and_then_an_error(tenant):
    tenant.desktop("BIO-01")
    (made,) = yield [snap(desktops=["BIO-01"], name="base")]
    assert not made.failed, made.brief
    for field in ("is_system_disk", "status", "description"):
        tenant.control("DELETE", "faults")
        tenant.fault("missing_field", field=field, method="GET", path="/snapshots$")
        (again,) = yield [snap(desktops=["BIO-01"], name="base")]
        unchanged(again)
    for field in ("is_system_disk", "status"):
        tenant.control("DELETE", "faults")
        tenant.fault("missing_field", field=field, method="GET", path="/snapshots$", times=99)
        (lacking,) = yield [snap(desktops=["BIO-01"], name="base", state="restored")]
        refused(lacking, field, rows(tenant)[0]["id"])
