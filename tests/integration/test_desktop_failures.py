# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service does not do is told for each desktop, however well it reports; the next run makes it good."""

from __future__ import annotations

import pytest
from integration.cases import case
from integration.desktops import COMPLETE, check, run
from integration.harness import assert_announced, failure, unchanged

CLASS = [
    {"computer_name": "BIO-01", "user_name": "mia"},
    {"computer_name": "BIO-02", "user_name": "omar"},
    {"computer_name": "BIO-03", "user_name": "jane"},
]


def _states(outcome):
    return {result["target"]: result["state"] for result in outcome["results"]}


@case
def test_a_creation_that_fails_for_one(tenant):
    tenant.fault(
        "job_partial", job_type="createDesktops", desktops=["BIO-02"], error_code="WKS.9", error_msg="No host."
    )
    failing, again, last = yield [run(desktops=CLASS, **COMPLETE)] * 3
    failure(failing, "1 of 3", "BIO-02", "No host")
    assert failing["error_code"] == "WKS.9"
    assert _states(failing) == {"BIO-01": "done", "BIO-02": "failed", "BIO-03": "done"}
    assert not again.failed and [action["target"] for action in again["actions"]] == ["BIO-02"]
    unchanged(last)
    assert sorted(tenant.desktops) == ["BIO-01", "BIO-02", "BIO-03"]


@case
def test_a_creation_that_fails_for_all(tenant):
    tenant.fault("job_fail", job_type="createDesktops", error_msg="The quota is used up.")
    failing, again = yield [run(desktops=CLASS, **COMPLETE)] * 2
    failure(failing, "3 of 3", "BIO-01, BIO-02, BIO-03: The quota is used up")
    assert not again.failed, again.brief


@case
def test_a_creation_that_leaves_a_wreck(tenant):
    tenant.fault("job_partial", job_type="createDesktops", desktops=["BIO-02"], leftover=True)
    failing, again = yield [run(desktops=CLASS, **COMPLETE)] * 2
    failure(failing, "BIO-02")
    # It exists, so nothing is created a second time; but nobody can use it.
    assert len(tenant.desktops) == 3 and not again.writes
    failure(again, "BIO-02", "its status is ERROR", "replace_failed", "absent")
    wreck = tenant.desktops["BIO-02"]["id"]
    announced, done, last = yield [
        check(desktops=CLASS, replace_failed=True, **COMPLETE),
        run(desktops=CLASS, replace_failed=True, **COMPLETE),
        run(desktops=CLASS, **COMPLETE),
    ]
    assert_announced(announced, done)
    assert [(action["verb"], action["target"]) for action in done["actions"]] == [
        ("delete", "BIO-02"),
        ("create", "BIO-02"),
    ]
    assert tenant.desktops["BIO-02"]["id"] != wreck and len(tenant.desktops) == 3
    unchanged(last)


@case
def test_a_desktop_in_error_beside_others(tenant):
    tenant.desktop("E-01", {"status": "ERROR"})
    tenant.desktop("E-02")
    items = [{"computer_name": "E-01"}, {"computer_name": "E-02"}]
    looked, failing = yield [check(desktops=items, tags={"a": "b"}), run(desktops=items, tags={"a": "b"})]
    for outcome in (looked, failing):
        failure(outcome, "E-01", "its status is ERROR")
    assert not looked.writes and looked["actions"] == failing["actions"]
    assert [tenant.desktops[name]["tags"] for name in ("E-01", "E-02")] == [{}, {"a": "b"}]


@case
def test_a_desktop_in_error_whose_disk_may_hold_something(tenant):
    tenant.desktop("E-01", {"status": "ERROR"}, data_volumes=[20])
    kept, replaced = yield [
        run(computer_name="E-01", replace_failed=True, **COMPLETE),
        run(computer_name="E-01", replace_failed=True, purge_data_volumes=True, **COMPLETE),
    ]
    failure(kept, "SAS 20 GB", "may hold something", "purge_data_volumes")
    assert not kept.writes and replaced.verbs == ["delete", "create"]


@case
def test_a_deletion_that_is_still_going_on(tenant):
    tenant.desktop("C-01")
    tenant.job_seconds(30)
    left, looked, gone = yield [
        run(computer_name="C-01", state="absent", wait=False),
        check(computer_name="C-01", state="absent"),
        run(computer_name="C-01", state="absent"),
    ]
    assert not left.failed and left["jobs"]
    for outcome in (looked, gone):
        unchanged(outcome)
        assert any("C-01 is being deleted" in warning for warning in outcome["warnings"])
    assert "C-01" not in tenant.desktops


@case
def test_a_creation_waits_for_the_deletion_of_its_predecessor(tenant):
    old = tenant.desktop("C-01")["id"]
    tenant.job_seconds(30)
    yield [run(computer_name="C-01", state="absent", wait=False)]
    announced, done = yield [check(computer_name="C-01", **COMPLETE), run(computer_name="C-01", **COMPLETE)]
    assert_announced(announced, done)
    assert tenant.desktops["C-01"]["id"] != old


@case
def test_a_deletion_that_takes_longer_than_the_task_may(tenant):
    tenant.desktop("C-01")
    tenant.job_seconds(3600)
    _left, late, new = yield [
        run(computer_name="C-01", state="absent", wait=False),
        run(computer_name="C-01", state="absent", wait_timeout=20),
        run(computer_name="C-01", wait_timeout=20, **COMPLETE),
    ]
    failure(late, "C-01", "still being deleted", "wait_timeout")
    failure(new, "C-01", "still being deleted", "wait_timeout")
    assert not late.writes and not new.writes


@case
def test_a_number_that_fails_in_part(tenant):
    tenant.fault("job_partial", job_type="createDesktops")
    failing, again = yield [run(desktop_name="SPARE", size=3, **COMPLETE)] * 2
    failure(failing, "SPARE")
    assert not again.failed, again.brief
    assert len(tenant.desktops) == 3


FAILING = {
    "resize": ("operateDesktops", {"product": "workspace.c2.xlarge.windows"}),
    "rebuild": ("rebuildDesktops", {"image": "win11-bio-2026.10", "rebuild": "on_change"}),
    "expansion": ("expandVolumes", {"root_volume": {"type": "SAS", "size": 100}}),
    "move": ("batchChangeDesktopNetwork", {"subnet": "teaching-b"}),
    "removal": ("deleteVolumes", {"data_volumes": [], "purge_data_volumes": True}),
}
"""The type of the job that fails, and a task that needs it."""


@pytest.mark.parametrize(("job_type", "wanted"), FAILING.values(), ids=FAILING)
@case
def test_a_change_that_fails_for_one_of_two(tenant, job_type, wanted):
    for desktop in ("BIO-01", "BIO-02"):
        tenant.desktop(desktop, data_volumes=[20])
    tenant.desktop("OTHER", user="mia")
    tenant.fault("job_partial", job_type=job_type, desktops=["BIO-02"], error_code="WKS.9")
    task = {"select_names": ["BIO-*"], **wanted}
    failing, again, last = yield [run(**task)] * 3
    failure(failing, "1 of 2", "BIO-02", "An injected fault")
    assert _states(failing) == {"BIO-01": "done", "BIO-02": "failed"}
    assert not again.failed, again.brief
    assert {action["target"] for action in again["actions"]} == {"BIO-02"}
    unchanged(last)
    assert {tenant.desktops[desktop]["status"] for desktop in ("BIO-01", "BIO-02")} == {"ACTIVE"}


@case
def test_a_deletion_that_fails(tenant):
    tenant.desktop("BIO-01")
    tenant.desktop("BIO-02")
    tenant.fault("job_partial", job_type="deleteDesktops", desktops=["BIO-02"])
    task = {"state": "absent", "desktops": [{"computer_name": "BIO-01"}, {"computer_name": "BIO-02"}]}
    failing, *_rest = yield [run(**task)]
    failure(failing, "BIO-02")
    assert list(tenant.desktops) == ["BIO-02"]


@case
def test_what_is_left_undone_is_found(tenant):
    """The service says yes and does nothing: here it answers the request by itself, with success and without a job."""
    tenant.desktop("BIO-01")
    tenant.fault("status", method="POST", path="/batch-tags$", status=200, error_code="WKS.00000000")
    failing, again = yield [run(computer_name="BIO-01", tags={"course": "bio101"})] * 2
    failure(failing, "BIO-01", "tags.course", "bio101")
    assert not again.failed and tenant.desktops["BIO-01"]["tags"] == {"course": "bio101"}


@case
def test_an_error_inside_a_success(tenant):
    tenant.desktop("BIO-01")
    trouble = {"status": 200, "error_code": "WKS.00000815", "error_msg": "The image is being copied."}
    tenant.fault("status", method="POST", path="/desktops/rebuild$", **trouble)
    (failing,) = yield [run(computer_name="BIO-01", state="rebuilt")]
    failure(failing, "BIO-01: The image is being copied", "WKS.00000815")
    assert tenant.contents("BIO-01") == ["work on BIO-01"]


@case
def test_a_request_that_is_refused(tenant):
    tenant.desktop("BIO-01")
    refusal = {"status": 403, "error_code": "WKS.00000002", "error_msg": "You may not do this."}
    tenant.fault("status", method="POST", path="/desktops/action$", **refusal)
    [failing] = yield [run(computer_name="BIO-01", state="stopped")]
    failure(failing, "BIO-01: You may not do this", "WKS.00000002", "403")
    assert (failing["error_code"], failing["http_status"]) == ("WKS.00000002", 403)
    assert failing["request_id"]


@case
def test_a_quota_that_is_too_small(tenant):
    tenant.control("POST", "quotas", general_instances=2)
    [failing] = yield [run(desktops=CLASS, **COMPLETE)]
    failure(failing, "quota", "general_instances")
    assert tenant.desktops == {}


@case
def test_a_job_that_is_stuck(tenant):
    tenant.fault("job_stuck", job_type="createDesktops", desktops=["BIO-02"])
    [failing] = yield [run(desktops=CLASS, wait_timeout=30, **COMPLETE)]
    failure(failing, "BIO-02", "30 s", "wait_timeout", "workspace_job")
    assert _states(failing) == {"BIO-01": "done", "BIO-02": "failed", "BIO-03": "done"}
    assert [list(job["targets"]) for job in failing["jobs"]]
