# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every field of a desktop that can change: it changes, nothing else does, and the work on the disks stays."""

from __future__ import annotations

from dataclasses import replace

from integration.cases import case
from integration.desktops import COMPLETE, check, run
from integration.harness import converged, converging, failure, refused, unchanged

from emulator.cloud import catalogue, identity

RECORDED = (
    "name",
    "product_id",
    "image_id",
    "subnet_id",
    "security_group_ids",
    "tags",
    "in_maintenance",
    "status",
    "ip",
)


def _changed(before, after):
    """Return the names of the recorded fields in which two states of a desktop differ."""
    return {name for name in RECORDED if before[name] != after[name]}


@case
def test_the_name(tenant):
    before = tenant.desktop("BIO-01", user="mia")
    done = converged((yield converging(run(desktop_id=before["id"], computer_name="BIO-41"))))
    assert done["diff"]["after"] == {"BIO-41": {"computer_name": "BIO-41"}}
    assert done.sent(f"desktops/{before['id']}", "PUT") == [{"desktop": {"computer_name": "BIO-41"}}]
    assert _changed(before, tenant.desktops["BIO-41"]) == {"name"}


@case
def test_a_name_that_is_taken(tenant):
    before = tenant.desktop("BIO-01")
    tenant.desktop("BIO-02")
    [outcome] = yield [run(desktop_id=before["id"], computer_name="bio-02")]
    assert outcome.failed and "bio-02" in outcome.message, outcome.brief
    assert sorted(tenant.desktops) == ["BIO-01", "BIO-02"]


@case
def test_the_product(tenant):
    before = tenant.desktop("BIO-01", data_volumes=[20])
    done = converged((yield converging(run(computer_name="BIO-01", product="workspace.c2.xlarge.windows"))))
    assert done.sent("desktops/resize") == [
        {
            "desktops": [{"desktop_id": before["id"]}],
            "product_id": "workspace.c2.xlarge.windows",
            "mode": "STOP_DESKTOP",
        }
    ]
    after = tenant.desktops["BIO-01"]
    assert _changed(before, after) == {"product_id"}
    assert tenant.contents("BIO-01") == ["work on BIO-01"] * 2


@case
def test_the_image(tenant):
    before = tenant.desktop("BIO-01", data_volumes=[20])
    task = {"computer_name": "BIO-01", "image": "win11-bio-2026.10"}
    failing, leaving, *outcomes = yield [
        run(**task),
        run(**task, rebuild="never"),
        *converging(run(**task, rebuild="on_change")),
    ]
    refused(failing, "BIO-01", "win11-bio-2026.09", "win11-bio-2026.10", "rebuild")
    unchanged(leaving)
    done = converged(outcomes)
    assert done.verbs == ["rebuild"]
    assert _changed(before, tenant.desktops["BIO-01"]) == {"image_id"}
    assert tenant.contents("BIO-01")[1] == "work on BIO-01"


@case
def test_the_size_of_the_system_disk(tenant):
    before = tenant.desktop("BIO-01", data_volumes=[20])
    done = converged((yield converging(run(computer_name="BIO-01", root_volume={"type": "SAS", "size": 120}))))
    volume = before["root"]["volume_id"]
    assert done.sent("volumes/expand") == [
        {"desktop_volumes_expansion": [{"desktop_id": before["id"], "volume_id": volume, "new_size": 120}]}
    ]
    assert tenant.desktops["BIO-01"]["root"]["size"] == 120
    assert tenant.contents("BIO-01") == ["work on BIO-01"] * 2


@case
def test_what_disks_cannot_do(tenant):
    tenant.desktop("BIO-01", data_volumes=[40])
    outcomes = yield [
        run(computer_name="BIO-01", root_volume={"type": "SSD", "size": 80}),
        run(computer_name="BIO-01", data_volumes=[{"type": "SAS", "size": 20}]),
        run(computer_name="BIO-01", data_volumes=[]),
    ]
    refused(outcomes[0], "root_volume.type from SAS to SSD")
    refused(outcomes[1], "20 GB", "40 GB", "cannot shrink")
    unchanged(outcomes[2])


@case
def test_data_disks_grow_and_are_added(tenant):
    before = tenant.desktop("BIO-01", data_volumes=[20, 50])
    wanted = [{"type": "SAS", "size": 30}, {"type": "SAS", "size": 50}, {"type": "SSD", "size": 10}]
    done = converged((yield converging(run(computer_name="BIO-01", data_volumes=wanted))))
    assert done.verbs == ["expand_volume", "add_volume"]
    small = next(disk for disk in before["disks"] if disk["size"] == 20)
    assert done.sent("volumes/expand") == [
        {"desktop_volumes_expansion": [{"desktop_id": before["id"], "volume_id": small["volume_id"], "new_size": 30}]}
    ]
    assert done.sent("volumes") == [
        {"desktop_volumes": [{"desktop_id": before["id"], "volumes": [{"type": "SSD", "size": 10}]}]}
    ]
    sizes = sorted((disk["type"], disk["size"]) for disk in tenant.desktops["BIO-01"]["disks"])
    assert sizes == [("SAS", 30), ("SAS", 50), ("SSD", 10)]
    assert tenant.contents("BIO-01") == ["work on BIO-01"] * 3 + [None]


@case
def test_data_disks_come_in_the_order_in_which_they_are_listed(tenant):
    tenant.desktop("BIO-01", data_volumes=[50])
    kept, small, large = ({"type": "SAS", "size": size} for size in (50, 20, 40))
    outcomes = yield [
        *converging(run(computer_name="BIO-01", data_volumes=[kept, small, large])),
        *converging(run(computer_name="BIO-02", data_volumes=[large, small], **COMPLETE)),
    ]
    converged(outcomes[:4])
    converged(outcomes[4:])
    assert _sizes_by_device(tenant, "BIO-01") == [50, 20, 40]
    assert _sizes_by_device(tenant, "BIO-02") == [40, 20]


@case
def test_of_equal_data_disks_the_one_at_its_place_grows(tenant):
    tenant.desktop("BIO-01", data_volumes=[20, 20])
    wanted = [{"type": "SAS", "size": size} for size in (40, 20)]
    converged((yield converging(run(computer_name="BIO-01", data_volumes=wanted))))
    assert _sizes_by_device(tenant, "BIO-01") == [40, 20]


def _sizes_by_device(tenant, name):
    """Return the sizes of the data disks of a desktop in the order of their devices."""
    return [disk["size"] for disk in sorted(tenant.desktops[name]["disks"], key=lambda disk: disk["device"])]


@case
def test_data_disks_go_only_with_purge(tenant):
    tenant.desktop("BIO-01", data_volumes=[20, 50])
    task = {"computer_name": "BIO-01", "data_volumes": [{"type": "SAS", "size": 50}]}
    kept, *outcomes = yield [run(**task), *converging(run(**task, purge_data_volumes=True))]
    unchanged(kept)
    done = converged(outcomes)
    assert done.sides == {
        "before": {"BIO-01": {"data_volumes": ["SAS 20 GB", "SAS 50 GB"]}},
        "after": {"BIO-01": {"data_volumes": ["SAS 50 GB"]}},
    }
    assert [disk["size"] for disk in tenant.desktops["BIO-01"]["disks"]] == [50]
    assert tenant.contents("BIO-01") == ["work on BIO-01"] * 2


@case
def test_the_speed_of_disks(tenant):
    slow = {"type": "GPSSD2", "size": 80, "iops": 3000, "throughput": 125}
    before = tenant.desktop("BIO-01")
    tenant.console("set", "BIO-01", fields={"root": {**before["root"], **slow}})
    fast = {"iops": 6000, "throughput": 250}
    done = converged((yield converging(run(computer_name="BIO-01", root_volume={**slow, **fast}))))
    bodies = done.sent("volumes/batch-modify-qos", "PUT")
    assert bodies == [{"volume_ids": [before["root"]["volume_id"]], "qos": fast}]
    root = tenant.desktops["BIO-01"]["root"]
    assert (root["iops"], root["throughput"]) == (6000, 250)


@case
def test_tags(tenant):
    tenant.desktop("BIO-01", tags={"course": "bio100", "room": "1", "workspace-lab": "bio"})
    tenant.desktop("BIO-02", tags={"room": "2"})
    task = {"computer_name": "BIO-01", "tags": {"course": "bio101", "seat": 7}}
    outcomes = yield [
        *converging(run(**task)),
        *converging(run(**task, purge_tags=True)),
        *converging(run(computer_name="BIO-01", tags={}, purge_tags=True)),
    ]
    done = converged(outcomes[:4])
    assert done.sides == {
        "before": {"BIO-01": {"tags.course": "bio100"}},
        "after": {"BIO-01": {"tags.course": "bio101", "tags.seat": "7"}},
    }
    purged = converged(outcomes[4:8])
    assert purged.sides == {"before": {"BIO-01": {"tags.room": "1"}}, "after": {"BIO-01": {}}}
    cleared = converged(outcomes[8:])
    assert set(cleared["diff"]["before"]["BIO-01"]) == {"tags.course", "tags.seat"}
    assert tenant.desktops["BIO-01"]["tags"] == {"workspace-lab": "bio"}
    assert tenant.desktops["BIO-02"]["tags"] == {"room": "2"}


@case
def test_tags_are_removed_by_their_keys(tenant):
    tenant.desktop("BIO-01", tags={"room": "2", "lab-drain": "2026-10-05T0745", "workspace-lab": "bio"})
    tenant.desktop("BIO-02", tags={"course": "bio100"})
    both = {"select_names": ["BIO-01", "BIO-02"]}
    outcomes = yield [
        *converging(run(**both, tags={}, purge_tags=True)),
        *converging(run(**both, tags={"course": "bio101"}, remove_tags=["lab-drain", "room"])),
    ]
    kept, removed = converged(outcomes[:4]), converged(outcomes[4:])
    assert kept["diff"]["before"] == {"BIO-01": {"tags.room": "2"}, "BIO-02": {"tags.course": "bio100"}}
    assert removed["diff"]["before"]["BIO-01"] == {"tags.lab-drain": "2026-10-05T0745"}
    assert tenant.desktops["BIO-01"]["tags"] == {"workspace-lab": "bio", "course": "bio101"}
    assert tenant.desktops["BIO-02"]["tags"] == {"course": "bio101"}


@case
def test_the_owner_can_be_named(tenant):
    tenant.desktop("BIO-01", tags={"workspace-lab": "chem"})
    converged((yield converging(run(computer_name="BIO-01", tags={"workspace-lab": "bio"}))))
    assert tenant.desktops["BIO-01"]["tags"] == {"workspace-lab": "bio"}


@case
def test_the_subnet(tenant):
    before = tenant.desktop("BIO-01")
    done = converged((yield converging(run(computer_name="BIO-01", subnet="teaching-b"))))
    [body] = done.sent("desktops/networks/batch-change")
    assert set(body) == {"desktop_ids", "vpc_id", "subnet_id", "security_group_ids"}
    assert body["security_group_ids"] == before["security_group_ids"]
    after = tenant.desktops["BIO-01"]
    assert _changed(before, after) == {"subnet_id", "ip"} and after["ip"].startswith("10.11.")


@case
def test_security_groups(tenant):
    before = tenant.desktop("BIO-01")
    groups = {"computer_name": "BIO-01", "security_groups": ["exam-lockdown", "teaching-desktops"]}
    fewer = {"computer_name": "BIO-01", "security_groups": ["exam-lockdown"]}
    outcomes = yield [*converging(run(**groups)), *converging(run(**fewer))]
    more = converged(outcomes[:4])
    assert more["diff"]["after"] == {"BIO-01": {"security_groups": ["exam-lockdown", "teaching-desktops"]}}
    less = converged(outcomes[4:])
    assert sorted(less["diff"]["after"]["BIO-01"]["security_groups"]) == ["exam-lockdown"]
    after = tenant.desktops["BIO-01"]
    assert len(after["security_group_ids"]) == 2 and before["security_group_ids"][0] in after["security_group_ids"]
    assert after["subnet_id"] == before["subnet_id"]


@case
def test_maintenance(tenant):
    before = tenant.desktop("BIO-01")
    outcomes = yield [
        *converging(run(computer_name="BIO-01", in_maintenance_mode=True)),
        *converging(run(computer_name="BIO-01", in_maintenance_mode=False)),
    ]
    done = converged(outcomes[:4])
    assert done.sent("desktops/maintenance-mode", "PUT") == [
        {"desktop_ids": [before["id"]], "in_maintenance_mode": True}
    ]
    converged(outcomes[4:])
    assert _changed(before, tenant.desktops["BIO-01"]) == set()


@case
def test_many_fields_of_many_desktops(tenant):
    for number in range(1, 5):
        tenant.desktop(f"BIO-{number:02d}", user=f"user{number}")
    tenant.desktop("CHEM-01", user="other")
    other = tenant.desktops["CHEM-01"]
    task = {
        "select_names": ["BIO-[01:04]"],
        "product": "workspace.c2.xlarge.windows",
        "root_volume": {"type": "SAS", "size": 100},
        "data_volumes": [{"type": "SSD", "size": 20}],
        "tags": {"course": "bio101"},
        "in_maintenance_mode": True,
    }
    done = converged((yield converging(run(**task))))
    # One request for each kind of change, one that starts the desktops again, and two for the notes of that.
    assert len(done.writes) == 8
    assert tenant.desktops["CHEM-01"] == other
    assert {desktop["status"] for desktop in tenant.desktops.values()} == {"ACTIVE"}
    assert tenant.contents("BIO-03") == ["work on BIO-03", None]


@case
def test_what_cannot_be_changed(tenant):
    tenant.desktop("BIO-01")
    outcomes = yield [
        run(computer_name="BIO-01", desktop_type="SHARED"),
        run(computer_name="BIO-01", ou_name="Students/Biology"),
    ]
    refused(outcomes[0], "desktop_type", "DEDICATED", "SHARED", "recreate")
    unchanged(outcomes[1]) if not outcomes[1].failed else refused(outcomes[1], "ou_name")


TEACHING = next(key for key, name in catalogue.ENTERPRISE_PROJECTS.items() if name == "teaching")
MIGRATE = "/resources-migrate$"


@case
def test_moved_to_another_enterprise_project(tenant):
    tenant.desktop("BIO-01", user="mia")
    tenant.desktop("BIO-02")
    tenant.session("BIO-01")
    task = {"select_names": ["BIO-*"], "enterprise_project_id": TEACHING}
    done = converged((yield converging(run(**task))))
    assert done["diff"]["after"]["BIO-02"] == {"enterprise_project_id": TEACHING}
    assert done.verbs == ["move", "move"] and len(done.writes) == 2
    assert all(request["path"].endswith(f"/{TEACHING}/resources-migrate") for request in done.writes)
    bodies = [request["body"] for request in done.writes]
    ids = {desktop["id"] for desktop in tenant.desktops.values()}
    assert {body["resource_id"] for body in bodies} == ids
    assert {(body["resource_type"], body["project_id"]) for body in bodies} == {
        ("workspace-desktop", tenant.project_id)
    }
    moved = tenant.desktops
    assert {desktop["enterprise_project_id"] for desktop in moved.values()} == {TEACHING}
    assert moved["BIO-01"]["login_status"] == "CONNECTED", "nobody notices"


@case
def test_moved_with_the_token_of_a_user(tenant):
    tenant.desktop("BIO-01")
    user = {
        "iam_user_name": identity.USER_NAME,
        "iam_user_password": identity.USER_PASSWORD,
        "iam_domain_name": identity.DOMAIN_NAME,
    }
    [done] = yield [run(computer_name="BIO-01", enterprise_project_id=TEACHING, **user)]
    assert not done.failed, done.brief
    assert tenant.desktops["BIO-01"]["enterprise_project_id"] == TEACHING


@case
def test_moved_only_to_what_there_is(tenant):
    tenant.desktop("BIO-01")
    outcomes = yield [
        make(computer_name="BIO-01", enterprise_project_id=project)
        for make in (check, run)
        for project in ("biology", "teaching")
    ]
    for unknown, name in (outcomes[:2], outcomes[2:]):
        refused(unknown, "enterprise project", "biology")
        refused(name, "teaching", TEACHING)
    assert tenant.desktops["BIO-01"]["enterprise_project_id"] == "0"


@case
def test_a_lost_or_refused_move(tenant):
    tenant.desktop("BIO-01")
    task = run(computer_name="BIO-01", enterprise_project_id=TEACHING)
    tenant.fault("status", path=MIGRATE, status=403, error_code="EPS.0403", error_msg="No permission")
    [denied] = yield [task]
    failure(denied, "BIO-01", "No permission")
    tenant.fault("drop_after", path=MIGRATE)
    [done] = yield [task]
    assert not done.failed and tenant.desktops["BIO-01"]["enterprise_project_id"] == TEACHING


@case
def test_the_enterprise_project_of_the_environment_moves_nothing(tenant):
    tenant.desktop("BIO-01")
    task = run(computer_name="BIO-01", tags={"course": "bio"})
    [done] = yield [replace(task, environment={"HW_ENTERPRISE_PROJECT_ID": TEACHING})]
    assert not done.failed and tenant.desktops["BIO-01"]["enterprise_project_id"] == "0"
