# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which desktops are meant: selectors and their limits, and what is refused before anything is sent."""

from __future__ import annotations

from integration.cases import case
from integration.desktops import COMPLETE, check, run
from integration.harness import converged, converging, refused


def _room(tenant):
    tenant.desktop("BIO-01", user="mia", tags={"course": "bio101", "room": "1"})
    tenant.desktop("bio-02", status="SHUTOFF", tags={"course": "bio101"})
    tenant.desktop("BIO-12", status="HIBERNATED")
    tenant.desktop("BIO-T1", fields={"pool_id": "pool-1"})
    tenant.desktop("CHEM-01", status="ERROR", tags={"course": "chem1"})
    tenant.desktop("CHEM-02", fields={"login_status": "UNREGISTER"})


SELECTORS = [
    (["BIO-01", "bio-02", "BIO-12"], {"select_names": ["BIO-[01:12]"]}),
    (["BIO-01", "BIO-T1", "CHEM-02"], {"select_names": ["bio-01", "BIO-T*", "chem-?2"]}),
    (["BIO-01", "bio-02"], {"select_tags": {"course": "bio101"}}),
    (["bio-02", "BIO-12"], {"select_status": ["stopped", "hibernated"]}),
    (["CHEM-01"], {"select_status": ["ERROR"]}),
    (["BIO-01", "BIO-T1"], {"select_status": ["REGISTERED"]}),
]


@case
def test_each_selector(tenant):
    _room(tenant)
    outcomes = yield [check(**selector, tags={"hit": "yes"}) for names, selector in SELECTORS]
    for outcome, (names, selector) in zip(outcomes, SELECTORS, strict=True):
        assert [action["target"] for action in outcome["actions"]] == names, selector
        assert [desktop["computer_name"] for desktop in outcome["desktops"]] == names


@case
def test_all_selectors_at_once(tenant):
    _room(tenant)
    selector = {"select_names": ["BIO-*"], "select_tags": {"course": "bio101"}, "select_status": ["stopped"]}
    converged((yield converging(run(**selector, tags={"hit": "yes"}))))
    assert [name for name, desktop in tenant.desktops.items() if "hit" in desktop["tags"]] == ["bio-02"]


@case
def test_no_more_than_allowed(tenant):
    _room(tenant)
    outcomes = yield [
        run(state="absent", select_names=["BIO-*"]),
        run(state="rebuilt", select_tags={"course": "bio101"}),
        run(state="absent", select_names=["BIO-*"], max_targets=3),
        check(state="absent", select_names=["BIO-*"], max_targets=3),
        run(state="stopped", select_names=["BIO-*"], max_targets=1),
        *converging(run(state="absent", select_names=["BIO-*"], max_targets=4)),
    ]
    refused(outcomes[0], "max_targets")
    refused(outcomes[1], "max_targets")
    refused(outcomes[2], "4 desktops", "max_targets (3)")
    refused(outcomes[3], "4 desktops", "max_targets (3)")
    refused(outcomes[4], "4 desktops", "max_targets (1)")
    converged(outcomes[5:])
    assert list(tenant.desktops) == ["CHEM-01", "CHEM-02"]


@case
def test_nothing_is_never_everything(tenant):
    _room(tenant)
    before = tenant.desktops
    outcomes = yield [
        run(state="absent", max_targets=9, select_names=[""]),
        run(state="absent", max_targets=9, select_tags={}),
        run(state="absent", max_targets=9, select_names=["BIO-*"], select_status=[]),
        run(state="absent", desktops=[]),
        run(state="absent"),
        run(state="absent", computer_name=""),
        run(state="absent", user_name=""),
    ]
    for outcome in outcomes[:3]:
        refused(outcome, "select_", "empty", "never means all desktops")
    refused(outcomes[3], "The list desktops is empty")
    refused(outcomes[4], "computer_name", "select_names")
    for outcome in outcomes[5:]:
        refused(outcome)
    assert tenant.desktops == before
    assert not any(outcome.requests for outcome in outcomes)


@case
def test_what_cannot_be_meant(tenant):
    """A few of the rules; the unit tests know them all. Nothing is sent."""
    task = {"computer_name": "BIO-01", "user_name": "mia", **COMPLETE}
    outcomes = yield [
        run(computer_name="A", desktop_name="B", size=2, **COMPLETE),
        run(desktops=[{"computer_name": "A"}, {"computer_name": "a"}]),
        run(select_names=["BIO-[12:01]"], state="started", select_status=["stopped"]),
        run(**{**task, "computer_name": "BIO_01"}),
        run(**{**task, "root_volume": {"type": "SAS", "size": 85}}),
        run(**{**task, "tags": {"a": "x" * 44}}),
    ]
    refused(outcomes[0], "only one of")
    refused(outcomes[1], "computer_name")
    refused(outcomes[2], "backwards")
    refused(outcomes[3], "BIO_01", "letters")
    refused(outcomes[4], "BIO-01: root_volume.size is 85", "multiple of 10")
    refused(outcomes[5], 'the value of "a" in tags', "43")
    assert tenant.state["desktops"] == []


@case
def test_foreign_desktops_with_like_names(tenant):
    """Filters of the API are fuzzy; what is meant is exact."""
    for name in ("BIO-1", "BIO-10", "XBIO-1"):
        tenant.desktop(name, user=f"u-{name}")
    outcomes = yield converging(run(computer_name="BIO-1", state="absent"))
    converged(outcomes)
    assert sorted(tenant.desktops) == ["BIO-10", "XBIO-1"]


@case
def test_by_pool(tenant):
    for number in range(3):
        tenant.desktop(f"BIO-{number}")
    tenant.console("pool", "BIO-0", name="bio101-drop-in")
    tenant.console("pool", "BIO-2", name="bio101-drop-in")
    tenant.console("pool", "BIO-1", name="bio101")
    done = converged((yield converging(run(select_pool="bio101-drop-in", state="stopped"))))
    assert [action["target"] for action in done["actions"]] == ["BIO-0", "BIO-2"]
    assert [name for name, row in tenant.desktops.items() if row["status"] == "ACTIVE"] == ["BIO-1"]
    (unknown,) = yield [run(select_pool="bio101-drop", state="stopped")]
    refused(unknown, "desktop pool", "bio101-drop", "nearest")


@case
def test_what_exists_is_found_and_deleted_whatever_it_is_called(tenant):
    ids = [tenant.desktop(name, user=user)["id"] for name, user in (("A-1", "mia"), ("A-2", "omar"), ("A-3", "jane"))]
    for name, called in (("A-1", "room 1_a"), ("A-2", "Room 1_A"), ("A-3", "mia_3")):
        tenant.control("POST", "records", kind="Desktop", name=name, fields={"name": called})
    outcomes = yield [
        run(select_names=["room*"], state="stopped"),
        run(computer_name="mia_3", tags={"course": "bio101"}),
        check(select_names=["room*"], state="absent", max_targets=2),
        run(select_names=["room*"], state="absent", max_targets=2),
        run(desktop_id=ids[2], state="absent"),
    ]
    assert not [outcome.brief for outcome in outcomes if outcome.failed]
    assert [action["target"] for action in outcomes[3]["actions"]] == ids[:2]
    assert outcomes[2]["actions"] == outcomes[3]["actions"]
    assert tenant.desktops == {}
