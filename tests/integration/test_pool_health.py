# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktop pools that are broken, being deleted, used by two runs, or told to be what the service would refuse."""

from __future__ import annotations

import time

from integration.harness import Cases, Lab, converged, converging, failure, refused, unchanged
from integration.pools import POOL, client_of, delete_desktops, made, members, pool, pools, sent

cases = Cases()


def broken(lab: Lab, name: str) -> None:
    """Let a desktop break."""
    lab.console("power", name, status="ERROR")


# Health


@cases
def a_desktop_in_error_is_told_each_time(lab):
    made(lab, {}, {}, {})
    broken(lab, "PC-02")
    task = {"name": "drop-in", "size": 3}
    for outcome in (yield [pool(**task, check=True), pool(**task), pool(**task)]):
        refused(outcome, "PC-02", "ERROR", "replace_failed")
    assert sorted(lab.desktops) == ["PC-01", "PC-02", "PC-03"]


@cases
def what_is_fit_is_served_beside_it(lab):
    made(lab, {}, {}, {"status": "SHUTOFF"})
    broken(lab, "PC-02")
    stopped, changed, described = yield [
        pool(name="drop-in", state="stopped"),
        pool(name="drop-in", root_volume={"type": "SAS", "size": 90}, handle_type="FOR_EXPAND_AND_ALL"),
        pool(name="drop-in", description="new"),
    ]
    failure(stopped, "PC-02", "ERROR")
    assert {row["target"]: row["state"] for row in stopped["results"]} == {"PC-02": "failed", "drop-in": "done"}
    assert {name: one["status"] for name, one in members(lab).items()} == {
        "PC-01": "SHUTOFF",
        "PC-02": "ERROR",
        "PC-03": "SHUTOFF",
    }
    failure(changed, "PC-02", "ERROR")
    assert {name: one["root"]["size"] for name, one in members(lab).items()} == {"PC-01": 90, "PC-02": 80, "PC-03": 90}
    failure(described, "PC-02", "ERROR")
    assert pools(lab)["drop-in"]["description"] == "new"


@cases
def desktops_in_error_are_replaced(lab):
    made(lab, {}, {}, {})
    broken(lab, "PC-02")
    done = converged((yield converging(pool(name="drop-in", replace_failed=True))))
    assert done.verbs == ["delete_failed", "expand"] and sent(done, "expand") == [{"size": 1}]
    assert len(members(lab)) == 3 and "PC-02" not in members(lab)
    assert {one["status"] for one in members(lab).values()} == {"ACTIVE"}
    assert lab.contents("PC-01")[0] == "work on PC-01"


@cases
def but_not_with_what_may_be_somebodys(lab):
    made(lab, {"data_volumes": [20]}, {"user": "mia"})
    broken(lab, "PC-01")
    broken(lab, "PC-02")
    (outcome,) = yield [pool(name="drop-in", replace_failed=True)]
    refused(outcome, "PC-01", "SAS 20 GB", "purge_data_volumes", "PC-02", "mia", "if_in_use")
    told = {"replace_failed": True, "purge_data_volumes": True, "if_in_use": "force"}
    (done,) = yield [pool(name="drop-in", **told)]
    assert not done.failed and not {"PC-01", "PC-02"} & set(members(lab)) and len(members(lab)) == 2, done.brief


# What is being deleted


@cases
def a_pool_is_deleted_once_its_desktops_are(lab):
    made(lab, {}, {}, enable_autoscale=True)
    lab.job_seconds(300)
    delete_desktops(lab, "PC-01", "PC-02")
    # From then on it shows.
    lab.control("POST", "clock", advance=61)
    task = {"name": "drop-in", "state": "absent"}
    (checked,) = yield [pool(**task, check=True)]
    assert any("2 desktops of drop-in are being deleted" in str(text) for text in checked["warnings"]), checked.brief

    def end() -> None:
        time.sleep(1)
        lab.control("POST", "clock", finish_jobs=True)

    other = lab.when(f"/desktop-pools/{pools(lab)['drop-in']['id']}", "PUT", end)
    done, again = yield [pool(**task), pool(**task)]
    other.join()
    assert not done.failed and not pools(lab) and not lab.desktops, done.brief
    assert checked["actions"] == done["actions"]
    assert [request["method"] for request in done.writes] == ["PUT", "DELETE"], done.writes
    unchanged(again)


@cases
def a_pool_that_lists_still_show_is_waited_for(lab):
    yield [pool(**{**POOL, "size": 0})]
    client_of(lab).write("DELETE", f"/v2/{{project_id}}/desktop-pools/{pools(lab)['drop-in']['id']}")
    lab.fault("stale_list", method="GET", path="/desktop-pools$", times=3)
    checked, done = yield [pool(**POOL, check=True), pool(**POOL)]
    assert any("being deleted" in str(text) for text in checked["warnings"])
    assert not done.failed and len(members(lab)) == 3, done.brief
    paths = [request["path"].rpartition("/")[2] for request in done.requests]
    assert paths[: paths.index("desktop-pools", 1) + 1].count("desktop-pools") >= 2, paths


@cases
def gone_means_that_no_list_shows_it(lab):
    yield [pool(**{**POOL, "size": 0})]
    client_of(lab).write("DELETE", f"/v2/{{project_id}}/desktop-pools/{pools(lab)['drop-in']['id']}")
    lab.fault("stale_list", method="GET", path="/desktop-pools$", times=2)
    (done,) = yield [pool(name="drop-in", state="absent")]
    unchanged(done)
    lists = [request for request in done.requests if request["path"].endswith("/desktop-pools")]
    assert len(lists) == 3, lists


# Two runs at once


@cases
def another_run_that_makes_desktops_too_is_told(lab):
    made(lab, {}, {})

    def come() -> None:
        for name in ("X-1", "X-2"):
            lab.desktop(name)
            lab.console("pool", name, name="drop-in")

    lab.job_seconds(2)
    other = lab.when("/expand", "POST", come)
    (done,) = yield [pool(name="drop-in", size=4)]
    other.join()
    failure(done, "drop-in has 6 desktops, 2 more than size", "allow_shrink")
    assert sent(done, "expand") == [{"size": 2}] and len(members(lab)) == 6


# What the service would refuse


@cases
def what_does_not_fit_is_refused_beforehand(lab):
    made(lab, {})
    pool_id = pools(lab)["drop-in"]["id"]
    lab.desktop("OWN", user="mia")
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
    assert pools(lab)["drop-in"]["id"] == pool_id


@cases
def an_empty_zone_returns_to_that_of_the_service(lab):
    made(lab, {})
    zone = pools(lab)["drop-in"]["availability_zone"]
    other = next(one for one in ("ap-southeast-1a", "ap-southeast-1b") if one != zone)
    lab.control("POST", "pools", pool="drop-in", fields={"availability_zone": other})
    done = converged((yield converging(pool(name="drop-in", availability_zone=""))))
    assert [request["body"] for request in done.writes] == [{"availability_zone": ""}]
    assert pools(lab)["drop-in"]["availability_zone"] == zone


def test_pool_health(side_by_side):
    side_by_side(cases)
