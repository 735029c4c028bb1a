# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktop pools that are broken, being deleted, used by two runs, or told to be what the service would refuse."""

from __future__ import annotations

import time

from integration.cases import case
from integration.harness import Tenant, converged, converging, failure, refused, unchanged
from integration.pools import POOL, client_of, delete_desktops, made, members, pool, pools, sent


def broken(tenant: Tenant, name: str) -> None:
    """Let a desktop break."""
    tenant.console("power", name, status="ERROR")


# Health


@case
def test_a_desktop_in_error_is_told_each_time(tenant):
    made(tenant, {}, {}, {})
    broken(tenant, "PC-02")
    task = {"name": "drop-in", "size": 3}
    for outcome in (yield [pool(**task, check=True), pool(**task), pool(**task)]):
        refused(outcome, "PC-02", "ERROR", "replace_failed")
    assert sorted(tenant.desktops) == ["PC-01", "PC-02", "PC-03"]


@case
def test_what_is_fit_is_served_beside_it(tenant):
    made(tenant, {}, {}, {"status": "SHUTOFF"})
    broken(tenant, "PC-02")
    stopped, changed, described = yield [
        pool(name="drop-in", state="stopped"),
        pool(name="drop-in", root_volume={"type": "SAS", "size": 90}, handle_type="FOR_EXPAND_AND_ALL"),
        pool(name="drop-in", description="new"),
    ]
    failure(stopped, "PC-02", "ERROR")
    assert {row["target"]: row["state"] for row in stopped["results"]} == {"PC-02": "failed", "drop-in": "done"}
    assert {name: one["status"] for name, one in members(tenant).items()} == {
        "PC-01": "SHUTOFF",
        "PC-02": "ERROR",
        "PC-03": "SHUTOFF",
    }
    failure(changed, "PC-02", "ERROR")
    assert {name: one["root"]["size"] for name, one in members(tenant).items()} == {
        "PC-01": 90,
        "PC-02": 80,
        "PC-03": 90,
    }
    failure(described, "PC-02", "ERROR")
    assert pools(tenant)["drop-in"]["description"] == "new"


@case
def test_desktops_in_error_are_replaced(tenant):
    made(tenant, {}, {}, {})
    broken(tenant, "PC-02")
    done = converged((yield converging(pool(name="drop-in", replace_failed=True))))
    assert done.verbs == ["delete_failed", "expand"] and sent(done, "expand") == [{"size": 1}]
    assert len(members(tenant)) == 3 and "PC-02" not in members(tenant)
    assert {one["status"] for one in members(tenant).values()} == {"ACTIVE"}
    assert tenant.contents("PC-01")[0] == "work on PC-01"


@case
def test_but_not_with_what_may_be_somebodys(tenant):
    made(tenant, {"data_volumes": [20]}, {"user": "mia"})
    broken(tenant, "PC-01")
    broken(tenant, "PC-02")
    (outcome,) = yield [pool(name="drop-in", replace_failed=True)]
    refused(outcome, "PC-01", "SAS 20 GB", "purge_data_volumes", "PC-02", "mia", "if_in_use")
    told = {"replace_failed": True, "purge_data_volumes": True, "if_in_use": "force"}
    (done,) = yield [pool(name="drop-in", **told)]
    assert not done.failed and not {"PC-01", "PC-02"} & set(members(tenant)) and len(members(tenant)) == 2, done.brief


# What is being deleted


@case
def test_a_pool_is_deleted_once_its_desktops_are(tenant):
    made(tenant, {}, {}, enable_autoscale=True)
    tenant.job_seconds(300)
    delete_desktops(tenant, "PC-01", "PC-02")
    # From then on it shows.
    tenant.control("POST", "clock", advance=61)
    task = {"name": "drop-in", "state": "absent"}
    (checked,) = yield [pool(**task, check=True)]
    assert any("2 desktops of drop-in are being deleted" in str(text) for text in checked["warnings"]), checked.brief

    def end() -> None:
        time.sleep(1)
        tenant.control("POST", "clock", finish_jobs=True)

    with tenant.when(f"/desktop-pools/{pools(tenant)['drop-in']['id']}", "PUT", end):
        done, again = yield [pool(**task), pool(**task)]
    assert not done.failed and not pools(tenant) and not tenant.desktops, done.brief
    assert checked["actions"] == done["actions"]
    assert [request["method"] for request in done.writes] == ["PUT", "DELETE"], done.writes
    unchanged(again)


@case
def test_a_pool_that_lists_still_show_is_waited_for(tenant):
    yield [pool(**{**POOL, "size": 0})]
    client_of(tenant).write("DELETE", f"/v2/{{project_id}}/desktop-pools/{pools(tenant)['drop-in']['id']}")
    tenant.fault("stale_list", method="GET", path="/desktop-pools$", times=3)
    checked, done = yield [pool(**POOL, check=True), pool(**POOL)]
    assert any("being deleted" in str(text) for text in checked["warnings"])
    assert not done.failed and len(members(tenant)) == 3, done.brief
    paths = [request["path"].rpartition("/")[2] for request in done.requests]
    assert paths[: paths.index("desktop-pools", 1) + 1].count("desktop-pools") >= 2, paths


@case
def test_gone_means_that_no_list_shows_it(tenant):
    yield [pool(**{**POOL, "size": 0})]
    client_of(tenant).write("DELETE", f"/v2/{{project_id}}/desktop-pools/{pools(tenant)['drop-in']['id']}")
    tenant.fault("stale_list", method="GET", path="/desktop-pools$", times=2)
    (done,) = yield [pool(name="drop-in", state="absent")]
    unchanged(done)
    lists = [request for request in done.requests if request["path"].endswith("/desktop-pools")]
    assert len(lists) == 3, lists


# Two runs at once


@case
def test_another_run_that_makes_desktops_too_is_told(tenant):
    made(tenant, {}, {})

    def come() -> None:
        for name in ("X-1", "X-2"):
            tenant.desktop(name)
            tenant.console("pool", name, name="drop-in")

    tenant.job_seconds(2)
    with tenant.when("/expand", "POST", come):
        (done,) = yield [pool(name="drop-in", size=4)]
    failure(done, "drop-in has 6 desktops, 2 more than size", "allow_shrink")
    assert sent(done, "expand") == [{"size": 2}] and len(members(tenant)) == 6


# What the service would refuse


@case
def test_what_does_not_fit_is_refused_beforehand(tenant):
    made(tenant, {})
    pool_id = pools(tenant)["drop-in"]["id"]
    tenant.desktop("OWN", user="mia")
    wrong = [
        ({"subnets": ["teaching-a", "office-a"]}, "office-a", "network"),
        ({"subnets": ["teaching-a"], "vpc_id": "none"}, "teaching-a", "none"),
        ({"product": "workspace.c2.xlarge.windows", "flavor_id": "none"}, "flavor_id", "none"),
        ({"authorized_objects": [{"user": "mia", "user_group": "sudo"}]}, "sudo", "Windows", "administrators"),
    ]
    for outcome, (_options, *words) in zip(
        (yield [pool(name="drop-in", check=True, **options) for options, *_words in wrong]), wrong, strict=True
    ):
        refused(outcome, "drop-in", *words)
    assert pools(tenant)["drop-in"]["id"] == pool_id


@case
def test_an_unknown_unit_is_awaited_in_check_mode_and_refused_in_a_run(tenant):
    made(tenant, {})
    checked, ran = yield [pool(name="drop-in", ou_name="Nowhere", check=check) for check in (True, False)]
    assert not checked.failed and "Nowhere" in str(checked["warnings"]), checked.brief
    refused(ran, "drop-in", "Nowhere")


@case
def test_an_empty_zone_returns_to_that_of_the_service(tenant):
    made(tenant, {})
    zone = pools(tenant)["drop-in"]["availability_zone"]
    other = next(one for one in ("ap-southeast-1a", "ap-southeast-1b") if one != zone)
    tenant.control("POST", "pools", pool="drop-in", fields={"availability_zone": other})
    done = converged((yield converging(pool(name="drop-in", availability_zone=""))))
    assert [request["body"] for request in done.writes] == [{"availability_zone": ""}]
    assert pools(tenant)["drop-in"]["availability_zone"] == zone


# What the service does not tell


@case
def test_what_is_not_told_is_neither_equal_nor_silent(tenant):
    made(tenant, {}, ou_name="Students")
    pool_id = pools(tenant)["drop-in"]["id"]
    quiet = {"method": "GET", "path": f"/desktop-pools/{pool_id}$", "field": "ou_name", "times": 100}
    tenant.fault("missing_field", **quiet)
    task = {"name": "drop-in", "ou_name": ""}
    silent, along, always = yield [
        pool(**task),
        pool(**task, in_maintenance_mode=True),
        pool(**{**task, "ou_name": "Staff"}, write_unknown="always"),
    ]
    unchanged(silent)
    assert silent["unknown"] == {"drop-in": ["ou_name"]} and "ou_name" in str(silent["warnings"])
    assert not along.failed and sent(along, "", "PUT") == [{"ou_name": "", "in_maintenance_mode": True}], along.brief
    assert not always.failed and sent(always, "", "PUT") == [{"ou_name": "Staff"}], always.brief
    assert pools(tenant)["drop-in"]["ou_name"] == "Staff"


@case
def test_what_one_answer_lacks_is_read_once_more(tenant):
    made(tenant, {}, ou_name="Students")
    pool_id = pools(tenant)["drop-in"]["id"]
    tenant.fault("missing_field", method="GET", path=f"/desktop-pools/{pool_id}$", field="ou_name")
    (outcome,) = yield [pool(name="drop-in", ou_name="Students")]
    unchanged(outcome)
    assert outcome["unknown"] == {}
