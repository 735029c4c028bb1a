# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom a desktop belongs to: attaching, detaching, handing over, several people, privileges; no work is lost unasked.

What a desktop loses that is given to another person is told in two ways (see the emulator). The module counts on the
harsher one, and has to be right in both.
"""

from __future__ import annotations

import pytest
from integration.cases import case
from integration.desktops import COMPLETE, check, run
from integration.harness import converged, converging, refused, unchanged

both_readings = pytest.mark.parametrize("reading", ["harsher", "kinder"])


def _people(tenant, name):
    return {person["user_name"]: person["user_group"] for person in tenant.desktops[name]["assignments"]}


@case
def test_attached(tenant):
    tenant.desktop("OTHER", user="mia")
    desktop = tenant.desktop("BIO-01")
    done = converged((yield converging(run(computer_name="BIO-01", user_name="mia"))))
    assert done.sent("desktops/attach") == [
        {"desktops": [{"desktop_id": desktop["id"], "user_name": "mia", "user_group": "users", "is_clear_data": False}]}
    ]
    assert _people(tenant, "BIO-01") == {"mia": "users"}
    assert tenant.contents("BIO-01") == ["work on BIO-01"]


@case
def test_attached_to_somebody_new(tenant):
    tenant.desktop("BIO-01")
    task = {
        "computer_name": "BIO-01",
        "user_name": "mia",
        "user_email": "mia@uni.example",
        "user_group": "administrators",
    }
    done = converged((yield converging(run(**task))))
    assert done.sent("desktops/attach")[0]["desktops"][0]["user_email"] == "mia@uni.example"
    assert _people(tenant, "BIO-01") == {"mia": "administrators"}
    assert "mia@uni.example" not in str(done.result)


@case
def test_attached_on_linux(tenant):
    tenant.desktop("OTHER", user="mia")
    tenant.desktop("LIN-01", image="ubuntu-lab-2026.09", product="workspace.c2.large.linux")
    converged((yield converging(run(computer_name="LIN-01", user_name="mia"))))
    assert _people(tenant, "LIN-01") == {"mia": "default"}


@both_readings
@case
def test_detached(tenant, reading):
    tenant.control("POST", "reading", people_data=reading)
    desktop = tenant.desktop("BIO-01", user="mia", data_volumes=[20])
    done = converged((yield converging(run(computer_name="BIO-01", user_name=""))))
    assert done.sent("desktops/batch-detach") == [
        {"desktops": [{"desktop_id": desktop["id"], "is_detach_all_users": True}]}
    ]
    assert _people(tenant, "BIO-01") == {}
    assert tenant.contents("BIO-01") == ["work on BIO-01"] * 2
    assert [user["user_name"] for user in tenant.state["users"]] == ["mia"]


@both_readings
@case
def test_handed_over_with_its_disks(tenant, reading):
    tenant.control("POST", "reading", people_data=reading)
    tenant.desktop("OTHER", user="omar")
    before = tenant.desktop("BIO-01", user="mia", data_volumes=[20])
    task = {"computer_name": "BIO-01", "user_name": "omar"}
    failing, *outcomes = yield [run(**task), *converging(run(**task, reassign="keep_disks"))]
    refused(failing, "belongs to mia", "omar", "may be lost", "reassign")
    done = converged(outcomes)
    assert done.verbs == ["detach", "attach"]
    assert done["diff"]["after"]["BIO-01"] == {
        "users": ["omar"],
        "system_disk": "may be cleared",
        "data_disks": "may be cleared",
    }
    assert "BIO-01" in str(done["warnings"]) and "no option prevents" in str(done["warnings"])
    assert _people(tenant, "BIO-01") == {"omar": "users"}
    lost = [f"image:{before['image_id']}", None]
    assert tenant.contents("BIO-01") == (lost if reading == "harsher" else ["work on BIO-01"] * 2)
    assert tenant.desktops["BIO-01"]["status"] == "ACTIVE"


@both_readings
@case
def test_handed_over_rebuilt(tenant, reading):
    tenant.control("POST", "reading", people_data=reading)
    tenant.desktop("OTHER", user="omar")
    before = tenant.desktop("BIO-01", user="mia", data_volumes=[20])
    done = converged((yield converging(run(computer_name="BIO-01", user_name="omar", reassign="rebuild"))))
    [body] = done.sent("desktops/attach")
    assert (body["image_id"], body["image_type"]) == (before["image_id"], "private")
    assert done["diff"]["after"]["BIO-01"] == {
        "users": ["omar"],
        "system_disk": "rebuilt",
        "data_disks": "may be cleared",
    }
    system, data = tenant.contents("BIO-01")
    assert system != "work on BIO-01" and data == (None if reading == "harsher" else "work on BIO-01")


@pytest.mark.parametrize("reassign", ["keep_disks", "rebuild"])
@pytest.mark.parametrize("status", ["ACTIVE", "SHUTOFF", "HIBERNATED"])
@both_readings
@case
def test_handed_over_as_it_ran(tenant, reading, status, reassign):
    tenant.control("POST", "reading", people_data=reading)
    tenant.desktop("OTHER", user="omar")
    tenant.desktop("BIO-01", user="mia", status=status)
    task = {"computer_name": "BIO-01", "user_name": "omar", "reassign": reassign}
    converged((yield converging(run(**task))))
    assert (_people(tenant, "BIO-01"), tenant.desktops["BIO-01"]["status"]) == ({"omar": "users"}, status)


@pytest.mark.parametrize("state", ["present", "started", "stopped", "hibernated"])
@both_readings
@case
def test_taken_away_and_then_in_the_power_state_that_is_asked_for(tenant, reading, state):
    tenant.control("POST", "reading", people_data=reading)
    tenant.desktop("BIO-01", user="mia")
    converged((yield converging(run(computer_name="BIO-01", user_name="", state=state))))
    then = {"stopped": "SHUTOFF", "hibernated": "HIBERNATED"}.get(state, "ACTIVE")
    assert (_people(tenant, "BIO-01"), tenant.desktops["BIO-01"]["status"]) == ({}, then)
    assert tenant.contents("BIO-01") == ["work on BIO-01"]


@both_readings
@case
def test_taken_away_and_restarted(tenant, reading):
    tenant.control("POST", "reading", people_data=reading)
    tenant.job_seconds(1.5)
    tenant.desktop("BIO-01", user="mia")
    [done] = yield [run(computer_name="BIO-01", user_name="", state="restarted")]
    assert not done.failed, done.brief
    assert (_people(tenant, "BIO-01"), tenant.desktops["BIO-01"]["status"]) == ({}, "ACTIVE")


@case
def test_several_people_find_their_desktop_off_again(tenant):
    for user in ("mia", "omar"):
        tenant.desktop(f"OF-{user}", user=user)
    tenant.desktop("TEAM-01", user="mia", status="SHUTOFF", fields={"desktop_type": "SHARED"})
    task = {"computer_name": "TEAM-01", "users": [{"user_name": "omar"}], "purge_users": True}
    done = converged((yield converging(run(**task, reassign="keep_disks"))))
    assert done["diff"]["after"]["TEAM-01"] == {"users": ["omar"]}
    assert (_people(tenant, "TEAM-01"), tenant.desktops["TEAM-01"]["status"]) == ({"omar": "users"}, "SHUTOFF")
    assert tenant.contents("TEAM-01") == ["work on TEAM-01"]


@case
def test_somebody_who_comes_back(tenant):
    tenant.desktop("BIO-01", user="mia", data_volumes=[20])
    freeing = yield [run(computer_name="BIO-01", user_name="")]
    assert not freeing[0].failed
    done = converged((yield converging(run(computer_name="BIO-01", user_name="mia"))))
    assert done["diff"]["after"]["BIO-01"] == {"users": ["mia"]}
    assert done.sent("desktops/attach")[0]["desktops"][0]["is_clear_data"] is False
    assert tenant.contents("BIO-01") == ["work on BIO-01"] * 2


@case
def test_somebody_else_after_a_while(tenant):
    tenant.desktop("OTHER", user="omar")
    tenant.desktop("BIO-01", user="mia")
    task = {"computer_name": "BIO-01", "user_name": "omar"}
    freed, failing = yield [run(computer_name="BIO-01", user_name=""), run(**task)]
    assert not freed.failed
    refused(failing, "belonged to mia", "omar", "may be lost", "reassign")
    assert tenant.contents("BIO-01") == ["work on BIO-01"]
    done = converged((yield converging(run(**task, reassign="keep_disks"))))
    assert done["diff"]["after"]["BIO-01"] == {"users": ["omar"], "system_disk": "may be cleared"}


@case
def test_somebody_else_where_nobody_tells_who_was_before(tenant):
    tenant.desktop("OTHER", user="omar")
    tenant.desktop("BIO-01", user="mia")
    [freed] = yield [run(computer_name="BIO-01", user_name="")]
    assert not freed.failed
    tenant.fault("status", path="/detach-info$", status=404, times=2)
    task = {"computer_name": "BIO-01", "user_name": "mia"}
    failing, *outcomes = yield [run(**task), run(**task, reassign="keep_disks")]
    refused(failing, "somebody may have had it before", "reassign")
    assert not outcomes[0].failed and _people(tenant, "BIO-01") == {"mia": "users"}


@case
def test_privileges(tenant):
    tenant.desktop("BIO-01", user="mia")
    done = converged((yield converging(run(computer_name="BIO-01", user_name="mia", user_group="administrators"))))
    assert done["diff"]["after"] == {"BIO-01": {"user_group": "administrators"}}
    assert _people(tenant, "BIO-01") == {"mia": "administrators"}


@case
def test_several(tenant):
    for user in ("mia", "omar", "jane"):
        tenant.desktop(f"OF-{user}", user=user)
    tenant.desktop("TEAM-01", user="mia", fields={"desktop_type": "SHARED"})
    joining = {"computer_name": "TEAM-01", "users": [{"user_name": "omar"}, {"user_name": "jane"}]}
    outcomes = yield [*converging(run(**joining)), *converging(run(**joining, purge_users=True))]
    converged(outcomes[:4])
    left = converged(outcomes[4:])
    assert left.verbs == ["detach"]
    [body] = left.sent("desktops/batch-detach")
    assert [info["user_name"] for info in body["desktops"][0]["detach_user_infos"]] == ["mia"]
    assert _people(tenant, "TEAM-01") == {"omar": "users", "jane": "users"}
    assert tenant.contents("TEAM-01") == ["work on TEAM-01"]


@case
def test_the_desktop_of_a_user(tenant):
    done = converged((yield converging(run(user_name="mia", **COMPLETE))))
    assert len(tenant.desktops) == 1
    assert done["desktops"][0]["users"][0]["user_name"] == "mia"
    outcomes = yield converging(run(user_name="MIA", tags={"course": "bio101"}))
    converged(outcomes)
    assert [desktop["tags"] for desktop in tenant.desktops.values()] == [{"course": "bio101"}]


@case
def test_a_user_with_two_desktops(tenant):
    tenant.desktop("BIO-01", user="mia")
    tenant.desktop("BIO-02", user="mia")
    [outcome] = yield [run(user_name="mia", state="absent")]
    refused(outcome, "mia", "several", "desktop_id", tenant.desktops["BIO-01"]["id"])


@case
def test_users_of_other_desktops_are_untouched(tenant):
    tenant.desktop("BIO-01", user="mia")
    tenant.desktop("BIO-011", user="miamaria")
    before = tenant.desktops["BIO-011"]
    [outcome] = yield [run(computer_name="BIO-01", user_name="")]
    assert not outcome.failed
    assert tenant.desktops["BIO-011"] == before


@case
def test_a_class_changes_places(tenant):
    for number, user in enumerate(("mia", "omar", "jane"), 1):
        tenant.desktop(f"BIO-{number:02d}", user=user)
    tenant.desktop("FREE", user="tito")
    items = [
        {"computer_name": "BIO-01", "user_name": "omar"},
        {"computer_name": "BIO-02", "user_name": "mia"},
        {"computer_name": "BIO-03", "user_name": "jane"},
    ]
    done = converged((yield converging(run(desktops=items, reassign="keep_disks"))))
    assert [request["path"].rpartition("/")[2] for request in done.writes] == [
        "batch-tags",
        "batch-detach",
        "attach",
        "action",
        "batch-tags",
    ]
    assert [_people(tenant, f"BIO-{number:02d}") for number in (1, 2, 3)] == [
        {"omar": "users"},
        {"mia": "users"},
        {"jane": "users"},
    ]
    assert tenant.contents("BIO-03") == ["work on BIO-03"]
    assert {row["desktop"] for row in tenant.state["wiped"]} == {"BIO-01", "BIO-02"}


@case
def test_nobody_knows_the_user(tenant):
    tenant.desktop("BIO-01")
    looked, outcome = yield [
        check(computer_name="BIO-01", user_name="nobody"),
        run(computer_name="BIO-01", user_name="nobody"),
    ]
    # An earlier task may make the user.
    assert not looked.failed and any('there is no user "nobody"' in warning for warning in looked["warnings"])
    refused(outcome, "BIO-01", 'there is no user "nobody"')
    assert _people(tenant, "BIO-01") == {}
    again = yield [run(computer_name="BIO-01", tags={})]
    unchanged(again[0])


@case
def test_a_group_that_nobody_knows(tenant):
    item = {"computer_name": "A-09", "users": [{"user_name": "gx", "type": "GROUP"}]}
    looked, outcome = yield [check(desktops=[item], **COMPLETE), run(desktops=[item], **COMPLETE)]
    assert any('there is no user group "gx"' in warning for warning in looked["warnings"])
    refused(outcome, "A-09", 'there is no user group "gx"')
    assert tenant.desktops == {}


@case
def test_two_users_of_a_dedicated_desktop(tenant):
    tenant.desktop("OF-mia", user="mia")
    tenant.desktop("OF-omar", user="omar")
    users = [{"user_name": "mia"}, {"user_name": "omar"}]
    for arguments in (
        {"computer_name": "A-01", "users": users, **COMPLETE},
        {"computer_name": "OF-mia", "users": users},
    ):
        looked, outcome = yield [check(**arguments), run(**arguments)]
        refused(looked, "mia and omar", "DEDICATED")
        refused(outcome, "mia and omar", "DEDICATED")


@case
def test_an_ou_that_the_domain_does_not_have(tenant):
    [outcome] = yield [run(computer_name="A-01", ou_name="nowhere", **COMPLETE)]
    refused(outcome, "A-01", 'there is no OU "nowhere"')
    assert tenant.desktops == {}
