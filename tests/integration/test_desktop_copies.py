# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops with copies of the data disks of others: all of them, with what is on them, and the others keep theirs."""

from __future__ import annotations

from integration.cases import case
from integration.desktops import COMPLETE, check, run
from integration.harness import converged, converging, failure, refused

COPY = {**COMPLETE, "computer_name": "BIO-21", "user_name": "mia", "copy_data_from": "BIO-01"}
DISKS = ["work on BIO-01", "work on BIO-01"]


@case
def test_copies_of_all_data_disks(tenant):
    tenant.desktop("BIO-01", user="mia", data_volumes=[20, 30], status="SHUTOFF")
    done = converged((yield converging(run(**COPY))))
    assert done["actions"][0]["fields"]["data_volumes"]["after"] == ["SAS 20 GB", "SAS 30 GB"]
    [body] = done.sent("desktops")
    source = tenant.desktops["BIO-01"]
    seat = {"user_name": "mia", "computer_name": "BIO-21", "copy_volume_desktop_id": source["id"]}
    assert {**body["desktops"][0], "copy_volume_ids": []} == {**seat, "copy_volume_ids": []}
    assert body["desktops"][0]["copy_volume_ids"] == [disk["volume_id"] for disk in source["disks"]]
    assert tenant.contents("BIO-21")[1:] == DISKS
    assert tenant.contents("BIO-01")[1:] == DISKS and tenant.desktops["BIO-01"]["status"] == "SHUTOFF"


@case
def test_by_its_id_beside_desktops_without_copies(tenant):
    source = tenant.desktop("BIO-01", user="mia", data_volumes=[20], status="SHUTOFF")
    items = [{**COPY, "copy_data_from": source["id"]}, {"computer_name": "BIO-22", "user_name": "omar", **COMPLETE}]
    done = converged((yield converging(run(desktops=items))))
    assert len(done.sent("desktops")) == 1
    assert tenant.contents("BIO-21")[1:] == DISKS[:1] and not tenant.desktops["BIO-22"]["disks"]


@case
def test_what_is_refused(tenant):
    tenant.desktop("BIO-01", user="mia", data_volumes=[20])
    announced, running, nobody, missing = yield [
        check(**COPY),
        run(**COPY),
        run(**{name: value for name, value in COPY.items() if name != "user_name"}),
        run(**{**COPY, "copy_data_from": "BIO-09"}),
    ]
    # An earlier task may stop it.
    assert announced.verbs == ["create"] and "BIO-01 is not stopped" in announced["warnings"][0]
    refused(running, "BIO-21", "BIO-01 is not stopped")
    refused(nobody, "BIO-21", "copy_data_from cannot be given without user_name")
    refused(missing, "BIO-21", "there is no desktop BIO-09")
    assert list(tenant.desktops) == ["BIO-01"]


@case
def test_copies_that_are_missing_afterwards(tenant):
    tenant.desktop("BIO-01", {"uncopied_disks": 1}, user="mia", data_volumes=[20, 30], status="SHUTOFF")
    done, again = yield [run(**COPY), run(**COPY)]
    failure(done, "BIO-21", "BIO-01 has data disks of which it lacks copies (30 GB)")
    refused(again, "BIO-21", "lacks copies (30 GB)")


@case
def test_a_source_that_is_started_meanwhile(tenant):
    tenant.desktop("BIO-01", user="mia", data_volumes=[20], status="SHUTOFF")
    with tenant.when("/desktops", "POST", lambda: tenant.console("power", "BIO-01", status="ACTIVE")):
        [done] = yield [run(**COPY)]
    failure(done, "BIO-21", "BIO-01 was started while its data disks were copied")
    assert tenant.contents("BIO-01")[1:] == DISKS[:1]


@case
def test_a_lost_answer_makes_no_second_copy(tenant):
    tenant.desktop("BIO-01", user="mia", data_volumes=[20], status="SHUTOFF")
    tenant.fault("drop_after", method="POST", path="/desktops$")
    done = converged((yield converging(run(**COPY))))
    assert len(done.sent("desktops")) == 1 and sorted(tenant.desktops) == ["BIO-01", "BIO-21"]
    assert tenant.contents("BIO-21")[1:] == DISKS[:1]
