# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What docs/reliability.md promises and no fault of the matrix shows, in its order."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from fault.fuzz.running import INVENTORY, plan_lab, read_inventory
from integration.desktops import COMPLETE, NIGHT, run
from integration.harness import Outcome, Task, Tenant, failure, refused, unchanged
from integration.in_process import TimeMachine, carry_out
from integration.pools import POOL, client_of, made, members, pool

from emulator.cloud import identity

pytestmark = pytest.mark.slow

GROUP = "workspace_user_group"
DETAIL = "/desktops/detail$"
BIG = "workspace.c2.xlarge.windows"
NAMES = ["BIO-01", "BIO-02"]
NO = {"status": 403, "error_code": "WKS.0403", "error_msg": "It is not allowed."}


def ran(tenant: Tenant, module: str, check: bool = False, **arguments: Any) -> Outcome:
    """Run a task."""
    return carry_out(tenant, Task(module, arguments, check))


def people(tenant: Tenant, *names: str) -> None:
    """Let there be people."""
    for name in names:
        tenant.desktop(f"PC-{name}", user=name)


# --- Answers of the service


@pytest.mark.parametrize("kind", ["empty_list", "repeated_page", "alternating_pages"])
def test_a_list_that_is_cut_once_is_read_again(tenant: Tenant, kind: str) -> None:
    for name in NAMES:
        tenant.desktop(name)
    tenant.fault(kind, method="GET", path=DETAIL)
    done = carry_out(tenant, run(desktops=[{"computer_name": "BIO-01"}, {"computer_name": "BIO-02"}], **COMPLETE))
    unchanged(done)
    assert tenant.control("GET", "faults")["faults"] == []


def test_what_has_no_id_is_told_with_its_request(tenant: Tenant) -> None:
    tenant.desktop("BIO-01")
    for shape in ("rows_without_id", "rows_text", "lists_object", "null"):
        tenant.fault("shape", method="GET", path=DETAIL, shape=shape, times=99)
        refused(carry_out(tenant, run(select_names=["BIO-*"], state="stopped")), "GET /v2/{project_id}/desktops/detail")
        tenant.control("DELETE", "faults")


def test_a_task_waits_as_long_as_the_service_says(tenant: Tenant) -> None:
    before = tenant.state["now"]
    tenant.fault("status", operation="write", status=429, error_code="APIGW.0308", headers={"Retry-After": "200"})
    done = ran(tenant, GROUP, group_name="bio", wait_timeout=600)
    assert not done.failed and len(done.writes) == 2, done.brief
    assert tenant.state["now"] - before >= 200


def test_nothing_is_sent_that_changes_something_once_the_time_is_used_up(tenant: Tenant) -> None:
    people(tenant, "mia")
    tenant.fault("delay", operation="read", seconds=0.7, times=99)
    late = ran(tenant, GROUP, group_name="bio", members=["mia"], wait_timeout=1)
    assert late.failed and not late.writes and tenant.state["groups"] == [], late.brief


@pytest.mark.parametrize(("times", "accepted"), [(1, True), (2, False)])
def test_a_token_that_is_refused_is_renewed_once(tenant: Tenant, times: int, accepted: bool) -> None:
    password = {
        "iam_user_name": identity.USER_NAME,
        "iam_user_password": identity.USER_PASSWORD,
        "iam_domain_name": identity.DOMAIN_NAME,
    }
    tenant.fault("status", operation="write", status=401, error_code="APIGW.0301", error_msg="Expired.", times=times)
    done = ran(tenant, GROUP, group_name="bio", **password)
    assert done.failed is not accepted and len(tenant.state["groups"]) == accepted, done.brief
    assert [request["status"] == 401 for request in done.writes] == ([True, False] if accepted else [True] * 2)


def test_texts_of_the_service_are_data(tenant: Tenant) -> None:
    tenant.desktop("BIO-01", user="mia")
    tenant.fault("control_characters", field="computer_name", path=DETAIL, text="\x9b31m\u202e", times=99)
    told = json.dumps(ran(tenant, "workspace_desktop_info").result, ensure_ascii=False)
    assert "BIO-01" in told and not {"\x9b", "\u202e"} & set(told)
    tenant.control("DELETE", "faults")
    tenant.fault(
        "status", method="GET", path=DETAIL, **{**NO, "error_msg": "No,\n\x1b[31m mia@uni.example. " + "x" * 9000}
    )
    message = failure(ran(tenant, "workspace_desktop_info"), "m***@uni.example")
    assert "\x1b" not in message and len(message) < 2000


def test_names_that_somebody_writes_stay_on_the_line(tenant: Tenant, tmp_path: Path) -> None:
    name = "BIO-01\r\nX-Evil: 1"
    night = {**NIGHT, "apply_to": [name]}
    wanted = {"version": 1, "name": "bio", "schedules": [{"name": night.pop("task_name"), **night}]}
    failure(plan_lab(tenant, {"definition": wanted}), "BIO-01 X-Evil: 1")
    file = tmp_path / "bio.workspace.yml"
    file.write_text(yaml.safe_dump({"plugin": INVENTORY, "lab": ["bio"], "image": name}))
    failure(read_inventory(tenant, file), 'no image "BIO-01 X-Evil: 1"')


def test_an_answer_that_lacks_what_it_must_hold_is_read_once_more(tenant: Tenant) -> None:
    for times, is_told in ((1, True), (2, False)):
        tenant.fault("missing_field", method="GET", path="/workspaces$", field="status", times=times)
        done = ran(tenant, "workspace_service", enterprise_id="uni", check=True)
        assert done.failed is not is_told, done.brief


# --- Changes


def test_what_shows_late_is_found_when_the_repeat_is_refused(tenant: Tenant) -> None:
    machine = TimeMachine(tenant)
    client = client_of(tenant)
    client.deadline = type(client.deadline)(600, machine.clock, machine.sleep)

    def sent() -> int:
        return sum(request["kind"] == "write" for request in tenant.journal())

    def effect() -> dict[str, Any] | None:
        return {"id": "1"} if sent() > 1 else None

    body = {"group_name": "bio", "platform_type": "LOCAL"}
    tenant.fault("drop_after", method="POST", path="/groups$")
    assert client.write("POST", "/v2/{project_id}/groups", body, find_effect=effect) == {"id": "1"}
    assert sent() == 2 and len(tenant.state["groups"]) == 1


@pytest.mark.parametrize(
    "refusal",
    [
        {"status": 400, "error_code": "WKS.1", "error_msg": "Desktop BIO-02 cannot do this."},
        {"status": 404, "error_code": "WKS.0001", "error_msg": "It does not exist."},
        {"status": 409, "error_code": "WKS.00010032", "error_msg": "It is busy."},
    ],
)
def test_a_batch_that_is_refused_for_one_is_halved(tenant: Tenant, refusal: dict[str, Any]) -> None:
    for name in NAMES:
        tenant.desktop(name)
    tenant.fault("status", method="POST", path="/resize$", **refusal)
    done = carry_out(tenant, run(select_names=["BIO-*"], product=BIG))
    assert not done.failed and [len(body["desktops"]) for body in done.sent("desktops/resize")] == [2, 1, 1], done.brief


def test_a_batch_that_is_refused_for_itself_is_not_halved(tenant: Tenant) -> None:
    for name in NAMES:
        tenant.desktop(name)
    tenant.fault("status", method="POST", path="/resize$", **NO)
    failure(carry_out(tenant, run(select_names=["BIO-*"], product=BIG)), "2 of 2", "It is not allowed")


def test_what_an_accepted_batch_passes_over_as_busy_is_sent_again(tenant: Tenant) -> None:
    for name in NAMES:
        tenant.desktop(name)
    tenant.fault("failed_rows", path="/action$", desktops=["BIO-02"], error_code="WKS.00010032", error_msg="Busy.")
    done = carry_out(tenant, run(select_names=["BIO-*"], state="stopped"))
    assert not done.failed and [len(body["desktop_ids"]) for body in done.sent("desktops/action")] == [2, 1], done.brief
    assert {one["status"] for one in tenant.desktops.values()} == {"SHUTOFF"}


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Let something happen, once, as soon as a task waits."""
    sleep = TimeMachine.sleep
    due = [act]

    def wait(machine: TimeMachine, seconds: float) -> None:
        while due:
            due.pop()()
        sleep(machine, seconds)

    monkeypatch.setattr(TimeMachine, "sleep", wait)


def test_a_pool_that_grows_meanwhile_is_counted_again(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tenant, {}, {})
    tenant.job_seconds(60)

    def grow() -> None:
        tenant.desktop("X-1")
        tenant.console("pool", "X-1", name="drop-in")

    meanwhile(monkeypatch, grow)
    failure(carry_out(tenant, pool(name="drop-in", size=4)), "drop-in has 5 desktops, 1 more than size")
    assert len(members(tenant)) == 5


def test_what_another_run_rebuilds_meanwhile_is_not_rebuilt_again(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tenant, {}, {})
    task = pool(name="drop-in", image="win11-bio-2026.10", rebuild="on_change")
    busy = {"status": 409, "error_code": "WKS.00010032", "error_msg": "It is busy."}
    tenant.fault("status", method="POST", path="/rebuild$", **busy, times=2)
    others: list[Outcome] = []
    meanwhile(monkeypatch, lambda: others.append(carry_out(tenant, task)))
    late = carry_out(tenant, task)
    assert not late.failed and not late["changed"] and others[0]["changed"], late.brief
    assert [request["status"] for request in late.writes] == [409, 409, 200]


@pytest.mark.parametrize(
    ("path", "task"),
    [
        ("/volumes$", run(computer_name="BIO-01", data_volumes=[{"type": "SSD", "size": 20}])),
        (
            "/desktop-to-image$",
            Task("workspace_image", {"desktop": "BIO-01", "image_name": "bio", "execute_sysprep": False}),
        ),
    ],
    ids=["disk", "image"],
)
def test_what_another_run_adds_meanwhile_is_not_added_again(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, path: str, task: Task
) -> None:
    tenant.desktop("BIO-01")
    busy = {"status": 409, "error_code": "WKS.00010032", "error_msg": "It is busy."}
    tenant.fault("status", method="POST", path=path, **busy, times=2)
    others: list[Outcome] = []
    meanwhile(monkeypatch, lambda: others.append(carry_out(tenant, task)))
    late = carry_out(tenant, task)
    assert not others[0].failed, others[0].brief
    assert not late.failed or "somebody has added a disk" in late.message, late.brief
    assert [request["status"] for request in late.writes].count(200) == 1
    assert len(tenant.contents("BIO-01")) - 1 == (path == "/volumes$")
    assert len(tenant.state["tables"].get("PrivateImage", [])) == (path != "/volumes$")


def test_what_is_turned_on_meanwhile_is_not_restored(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant.desktop("BIO-01", fields={"status": "SHUTOFF"})
    snapshot = {"name": "base", "disk_type": "SYSTEM_DISK", "desktops": ["BIO-01"]}
    assert not ran(tenant, "workspace_snapshot", **snapshot).failed
    tenant.control("POST", "write", desktop="BIO-01", disk="all", content="work")
    busy = {"status": 409, "error_code": "WKS.00010032", "error_msg": "It is busy."}
    tenant.fault("status", method="POST", path="/batch-restore$", **busy, times=2)
    meanwhile(monkeypatch, lambda: tenant.console("power", "BIO-01", status="ACTIVE"))
    late = ran(tenant, "workspace_snapshot", **snapshot, state="restored")
    failure(late, "BIO-01: it was turned on since the task began; run the task again")
    assert tenant.contents("BIO-01") == ["work"] and len(late.sent("snapshots/batch-restore")) < 4
    assert not ran(tenant, "workspace_snapshot", **snapshot, state="restored").failed
    assert tenant.contents("BIO-01") != ["work"] and tenant.desktops["BIO-01"]["status"] == "ACTIVE"


def test_images_of_one_name_are_told_with_both_ids(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant.desktop("BIO-01")
    other = tenant.desktop("BIO-02")
    tenant.job_seconds(60)
    body = {"image_name": "bio", "desktop_id": other["id"], "execute_sysprep": False, "is_clear_data": False}

    def make() -> None:
        tenant.job_seconds(0)
        client_of(tenant).write("POST", "/v2/{project_id}/desktops/desktop-to-image", body)

    meanwhile(monkeypatch, make)
    done = ran(tenant, "workspace_image", desktop="BIO-01", image_name="bio", execute_sysprep=False)
    ids = [row["id"] for row in tenant.state["tables"]["PrivateImage"]]
    assert len(ids) == 2
    failure(done, "there are 2 private images of this name", *ids)


def test_a_refused_change_is_told_as_none(tenant: Tenant) -> None:
    for name in NAMES:
        tenant.desktop(name)
    tenant.fault("status", operation="write", **NO)
    done = carry_out(tenant, run(select_names=["BIO-*"], tags={"room": "1"}))
    failure(done, "2 of 2", "It is not allowed")
    assert done["changed"] is False and done["diff"] == {"before": {}, "after": {}} and len(done["actions"]) == 2


@pytest.mark.parametrize(
    ("path", "task"),
    [
        ("/resize$", run(select_names=["BIO-*"], product=BIG)),
        ("/batch-restore$", Task("workspace_snapshot", {"desktops": NAMES, "name": "base", "state": "restored"})),
    ],
)
def test_power_is_put_back_after_a_failure_once_nothing_goes_on_any_more(tenant: Tenant, path: str, task: Task) -> None:
    for name in NAMES:
        tenant.desktop(name)
        tenant.control("POST", "snapshots", desktop=name, name="base")
    tenant.job_seconds(60)
    tenant.fault("job_fail", path=path, error_code="WKS.1", error_msg="No capacity.")
    done = carry_out(tenant, task)
    failure(done, "No capacity")
    tenant.control("POST", "clock", finish_jobs=True)
    assert {one["status"] for one in tenant.desktops.values()} == {"ACTIVE"}
    answered = [entry["status"] for entry in done.writes if entry["path"].endswith("/action")]
    assert answered and set(answered) == {200}, answered


def test_power_that_cannot_be_put_back_is_told(tenant: Tenant) -> None:
    tenant.desktop("BIO-01")
    tenant.fault("status", method="POST", path="/desktops/action$", **NO, skip=0, times=99)
    failure(carry_out(tenant, run(computer_name="BIO-01", product=BIG)), "BIO-01")
    assert tenant.desktops["BIO-01"]["status"] == "SHUTOFF"


# --- State


def test_a_broken_desktop_is_not_there_and_its_data_disks_keep_it(tenant: Tenant) -> None:
    tenant.desktop("BIO-01", {"status": "ERROR"}, data_volumes=[20])
    one = {"computer_name": "BIO-01", **COMPLETE}
    failure(carry_out(tenant, run(**one)), "its status is ERROR", "replace_failed")
    failure(carry_out(tenant, run(**one, replace_failed=True)), "may hold something", "purge_data_volumes")
    assert tenant.contents("BIO-01") == ["work on BIO-01"] * 2
    tenant.fault("missing_field", method="GET", path=DETAIL, field="tags", times=99)
    again = {**one, "replace_failed": True, "purge_data_volumes": True}
    failure(carry_out(tenant, run(**again)), "does not tell its tags")
    tenant.control("DELETE", "faults")
    assert not carry_out(tenant, run(**again)).failed and tenant.desktops["BIO-01"]["status"] == "ACTIVE"


def test_what_is_being_deleted_is_neither_there_nor_gone(tenant: Tenant) -> None:
    tenant.desktop("BIO-01")
    first = tenant.desktops["BIO-01"]["id"]
    gone = {"computer_name": "BIO-01", "state": "absent"}
    tenant.job_seconds(60)
    assert not carry_out(tenant, run(**gone, wait=False)).failed
    tenant.control("POST", "clock", advance=20)
    new = carry_out(tenant, run(computer_name="BIO-01", **COMPLETE))
    assert not new.failed and tenant.desktops["BIO-01"]["id"] != first, new.brief
    assert not carry_out(tenant, run(**gone, wait=False)).failed
    tenant.control("POST", "clock", advance=20)
    unchanged(carry_out(tenant, run(**gone)))
    assert "BIO-01" not in tenant.desktops


def test_what_is_not_told_decides_nothing(tenant: Tenant) -> None:
    tenant.desktop("BIO-01", tags={"room": "1"})
    for field, arguments in {
        "status": {"computer_name": "BIO-01", "product": BIG},
        "tags": {"select_tags": {"room": "2"}, "state": "stopped"},
        "login_status": {"computer_name": "BIO-01", "state": "stopped"},
    }.items():
        tenant.fault("missing_field", method="GET", path=DETAIL, field=field, times=99)
        refused(carry_out(tenant, run(**arguments)), "does not tell", "BIO-01")
        tenant.control("DELETE", "faults")
        # What one answer alone lacks is looked at once more.
        tenant.fault("missing_field", method="GET", path=DETAIL, field=field)
        once = Task("workspace_desktop", arguments, check=True)
        assert not carry_out(tenant, once).failed
        tenant.control("DELETE", "faults")
    # Whether it is meant is not known either.
    tenant.fault("missing_field", method="GET", path=DETAIL, field="status", times=99)
    refused(carry_out(tenant, run(select_status=["stopped"], state="started")), "does not tell the status of BIO-01")


def test_null_is_what_the_field_has_without_a_value(tenant: Tenant) -> None:
    assert not ran(tenant, GROUP, group_name="bio").failed
    tenant.fault("null_field", method="GET", path="/groups$", field="description", times=99)
    same = unchanged(ran(tenant, GROUP, group_name="bio", description=""))
    assert same["unknown"] == {} and not same.result.get("warnings"), same.brief
    # What is not told at all is unset where the table says so: there is no console, as is desired.
    tenant.fault("missing_field", method="GET", path="/workspaces$", field="dc_vnc_ip", times=99)
    unchanged(ran(tenant, "workspace_service", dc_vnc_ip="close"))


def test_what_nobody_sees_is_not_written_over(tenant: Tenant) -> None:
    assert not ran(tenant, GROUP, group_name="bio", description="Biology [workspace-lab: bio]").failed
    tenant.fault("missing_field", method="GET", path="/groups$", field="description", times=99)
    renamed = ran(tenant, GROUP, group_name="bio", new_name="bio2", description="Mine")
    assert not renamed.failed and renamed["unknown"] == {"bio": ["description"]}, renamed.brief
    [group] = tenant.state["groups"]
    assert (group["name"], group["description"]) == ("bio2", "Biology [workspace-lab: bio]")


def test_a_reference_that_nobody_has_seen_is_refused_or_warned_of(tenant: Tenant) -> None:
    people(tenant, "mia")
    refused(ran(tenant, GROUP, group_name="bio", members=["mia", "mai"]), "mai", "nearest")
    refused(
        ran(tenant, "workspace_desktop", computer_name="BIO-01", **{**COMPLETE, "image": "win10"}), 'no image "win10"'
    )
    refused(ran(tenant, "workspace_desktop_info", pool="none"), "filter pool", "none")
    found = ran(tenant, "workspace_desktop_info", user_name=["mai"])
    assert not found.failed and found["desktops"] == [] and len(found["warnings"]) == 1, found.brief


def test_what_may_cost_work_is_announced(tenant: Tenant) -> None:
    tenant.desktop("BIO-01", user="mia", data_volumes=[20])
    for arguments, disks in (
        ({"state": "rebuilt"}, ["system_disk"]),
        ({"user_name": "omar", "reassign": "keep_disks"}, ["system_disk", "data_disks"]),
    ):
        told = carry_out(tenant, Task("workspace_desktop", {"computer_name": "BIO-01", **arguments}, check=True))
        shown = [name for action in told["actions"] for name in action["fields"]]
        assert [one for one in disks if one in shown] == disks, told.brief
    refused(carry_out(tenant, run(computer_name="BIO-01", user_name="omar")), "it belongs to mia", "reassign")
    made(tenant, {}, type="DYNAMIC", disconnected_retention_period=60)
    shorter = carry_out(tenant, pool(check=True, name="drop-in", disconnected_retention_period=10))
    assert any("disconnected_retention_period" in warning for warning in shorter["warnings"]), shorter.brief


def test_nothing_is_deleted_on_the_way_to_something_else(tenant: Tenant) -> None:
    people(tenant, "mia", "omar")
    assert not ran(tenant, GROUP, group_name="bio", members=["mia"]).failed
    changed = ran(tenant, GROUP, group_name="bio", members=["omar"], purge_members=True)
    assert [request["body"]["op_type"] for request in changed.writes] == ["ADD", "DELETE"], changed.brief
    [before] = tenant.state["groups"]
    assert not ran(tenant, GROUP, group_name="bio", new_name="bio2").failed
    [after] = tenant.state["groups"]
    assert (after["id"], after["name"]) == (before["id"], "bio2")
    for other in ({"root_volume": {"type": "SSD", "size": 80}}, {"desktop_type": "SHARED"}):
        refused(carry_out(tenant, run(computer_name="PC-mia", **other)), "PC-mia", "recreate")
    assert tenant.contents("PC-mia") == ["work on PC-mia"]


# --- Input


def test_rosters_and_tasks_take_the_same_addresses(tenant: Tenant) -> None:
    long = "m" * 60 + "@uni.example"
    refused(ran(tenant, "workspace_user", user_name="mia", user_email=long), "64")
    lab = {"version": 1, "name": "bio", "people": {"roster": [{"user_name": "mia", "user_email": long}]}}
    from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
    from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.file import load

    with pytest.raises(LabError, match="64"):
        load(lab)


def test_what_would_be_vast_or_has_another_shape_is_refused_with_its_place(tenant: Tenant) -> None:
    tenant.desktop("BIO-01")
    for arguments, told in (
        ({"select_names": ["BIO-[1:999999999]"], "state": "stopped"}, "BIO-[1:999999999]"),
        ({"computer_name": "BIO-01", "tags": {"room": {"floor": 1}}}, "tags"),
        ({"computer_name": "BIO-01", "data_volumes": [{"type": "SAS", "size": 1e400}]}, "data_volumes"),
    ):
        refused(carry_out(tenant, run(**arguments)), told)


def test_disks_keep_their_order(tenant: Tenant) -> None:
    tenant.desktop("BIO-01", data_volumes=[20, 20])
    sizes = [{"type": "SAS", "size": size} for size in (20, 30, 10, 40)]
    assert not carry_out(tenant, run(computer_name="BIO-01", data_volumes=sizes)).failed
    disks = sorted(tenant.desktops["BIO-01"]["disks"], key=lambda disk: disk["device"])
    assert [disk["size"] for disk in disks] == [20, 30, 10, 40]
    assert [disk["content"] for disk in disks[:2]] == ["work on BIO-01"] * 2


def test_a_pool_is_there_only_if_its_desktops_are(tenant: Tenant) -> None:
    assert not ran(tenant, "workspace_desktop_pool", **POOL).failed
    broken = sorted(tenant.desktops)[0]
    tenant.console("power", broken, status="ERROR")
    failure(ran(tenant, "workspace_desktop_pool", **POOL), broken, "replace_failed")
