# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which desktops are meant: selectors, their limits, and what is refused before anything is sent that changes something."""

from __future__ import annotations

from integration.harness import COMPLETE, Cases, check, converged, converging, refused, run

cases = Cases()


def _marked(lab):
    """Return the names of the desktops that carry the mark of the cases."""
    return sorted(name for name, desktop in lab.desktops.items() if "hit" in desktop["tags"])


def _room(lab):
    lab.desktop("BIO-01", user="mia", tags={"course": "bio101", "room": "1"})
    lab.desktop("bio-02", status="SHUTOFF", tags={"course": "bio101"})
    lab.desktop("BIO-12", status="HIBERNATED")
    lab.desktop("BIO-T1", fields={"pool_id": "pool-1"})
    lab.desktop("CHEM-01", status="ERROR", tags={"course": "chem1"})


def _selects(name, hits, **selector):
    """Add a case: a selector hits these desktops and no others."""

    def case(lab):
        _room(lab)
        done = converged((yield converging(**selector, tags={"hit": "yes"})))
        assert _marked(lab) == sorted(hits)
        assert [action["target"] for action in done["actions"]] == sorted(hits, key=str.lower)

    case.__name__ = name
    cases(case)


_selects("by_range", ["BIO-01", "bio-02", "BIO-12"], select_names=["BIO-[01:12]"])
_selects("by_names_and_globs", ["BIO-01", "BIO-T1", "CHEM-01"], select_names=["bio-01", "BIO-T*", "chem-??"])
_selects("by_tags", ["BIO-01", "bio-02"], select_tags={"course": "bio101"})
_selects("by_power", ["bio-02", "BIO-12"], select_status=["stopped", "hibernated"])
_selects("by_status", ["CHEM-01"], select_status=["ERROR"])
_selects("by_all_at_once", ["bio-02"], select_names=["BIO-*"], select_tags={"course": "bio101"}, select_status=["stopped"])
_selects("by_login_status", ["BIO-01", "BIO-T1"], select_status=["REGISTERED"])


@cases
def no_more_than_allowed(lab):
    _room(lab)
    outcomes = yield [
        run(state="absent", select_names=["BIO-*"]),
        run(state="rebuilt", select_tags={"course": "bio101"}),
        run(state="absent", select_names=["BIO-*"], max_targets=3),
        check(state="absent", select_names=["BIO-*"], max_targets=3),
        run(state="stopped", select_names=["BIO-*"], max_targets=1),
        *converging(state="absent", select_names=["BIO-*"], max_targets=4),
    ]
    refused(outcomes[0], "max_targets")
    refused(outcomes[1], "max_targets")
    refused(outcomes[2], "4 desktops", "max_targets (3)")
    refused(outcomes[3], "4 desktops", "max_targets (3)")
    refused(outcomes[4], "4 desktops", "max_targets (1)")
    converged(outcomes[5:])
    assert list(lab.desktops) == ["CHEM-01"]


@cases
def nothing_is_never_everything(lab):
    _room(lab)
    before = lab.desktops
    outcomes = yield [
        run(state="absent", max_targets=9, select_names=[]),
        run(state="absent", max_targets=9, select_names=[""]),
        run(state="absent", max_targets=9, select_tags={}),
        run(state="absent", max_targets=9, select_status=[]),
        run(state="absent", max_targets=9, select_pool=""),
        run(state="absent", max_targets=9, select_names=["BIO-*"], select_status=[]),
        run(state="absent", desktops=[]),
        run(state="absent"),
        run(state="absent", computer_name=""),
        run(state="absent", user_name=""),
        run(state="absent", desktop_id=""),
        run(state="absent", desktops=[{"computer_name": ""}]),
        run(state="absent", desktop_name="", size=1),
    ]
    for outcome in outcomes[:6]:
        refused(outcome, "select_", "empty", "never means all desktops")
    refused(outcomes[6], "The list desktops is empty")
    refused(outcomes[7], "computer_name", "select_names")
    for outcome in outcomes[8:]:
        refused(outcome)
    assert lab.desktops == before
    assert not any(outcome.requests for outcome in outcomes)


@cases
def contradictions(lab):
    outcomes = yield [
        run(computer_name="A", desktop_name="B", size=2, **COMPLETE),
        run(computer_name="A", select_names=["B"]),
        run(desktops=[{"computer_name": "A"}], select_names=["B"]),
        run(desktop_name="B"),
        run(select_names=["B"], user_email="x@uni.example"),
        run(computer_name="A", user_name="mia", users=[{"user_name": "omar"}]),
        run(desktops=[{"computer_name": "A"}, {"computer_name": "a"}]),
        run(desktops=[{"tags": {}}]),
        run(desktop_name="SPARE", size=2, state="restarted"),
        run(select_names=["BIO-[12:01]"], state="started"),
        run(select_tags={"a": "b"}, state="absent", select_names="['BIO-*']", max_targets=1),
        run(computer_name="A", subnet="x", nics=[{"subnet": "y"}]),
    ]
    refused(outcomes[0], "only one of")
    refused(outcomes[1], "computer_name")
    refused(outcomes[2], "only one of")
    refused(outcomes[3], "size")
    refused(outcomes[4], "user_email")
    refused(outcomes[5], "user_name or users")
    refused(outcomes[6], "Two desktops", "computer_name")
    refused(outcomes[7], "Item 1", "computer_name, desktop_id and user_name")
    refused(outcomes[8], "restarted", "select_names")
    refused(outcomes[9], "backwards")
    refused(outcomes[11], "subnet or nics")
    assert lab.state["desktops"] == []


@cases
def bad_values(lab):
    task = {"computer_name": "BIO-01", "user_name": "mia", **COMPLETE}
    fast = {"type": "GPSSD2", "size": 80}
    bad = [
        ({"computer_name": "BIO_01"}, ["BIO_01", "letters"]),
        ({"computer_name": "BIO-0123456789ABC"}, ["15"]),
        ({"computer_name": "MIA"}, ["user_name", "computer_name"]),
        ({"user_name": "mia.müller"}, ["mia.müller"]),
        ({"root_volume": {"type": "SAS", "size": 70}}, ["root_volume.size", "80"]),
        ({"root_volume": {"type": "SAS", "size": 85}}, ["multiple of 10"]),
        ({"root_volume": {**fast, "throughput": 200}}, ["iops", "GPSSD2"]),
        ({"root_volume": {"type": "SAS", "size": 80, "iops": 4000}}, ["iops", "GPSSD2"]),
        ({"root_volume": {**fast, "iops": 9, "throughput": 200}}, ["3000"]),
        ({"data_volumes": [{"type": "SAS", "size": 20}] * 11}, ["11", "10"]),
        ({"tags": {"a=b<": "c"}}, ["a=b<"]),
        ({"tags": {"a": "x" * 44}}, ["43"]),
        ({"security_groups": []}, ["security_groups", "empty"]),
        ({"eip": {"bandwidth_size": 3000}}, ["2000"]),
        ({"copy_volume_ids": ["x"]}, ["copy_volume_desktop_id"]),
    ]
    outcomes = yield [run(**{**task, **change}) for change, words in bad]
    for outcome, (change, words) in zip(outcomes, bad, strict=True):
        refused(outcome, *words)
        assert not outcome.requests, change


@cases
def foreign_desktops_with_like_names(lab):
    """Filters of the API are fuzzy; what is meant is exact."""
    for name in ("BIO-1", "BIO-10", "XBIO-1"):
        lab.desktop(name, user=f"u-{name}")
    outcomes = yield converging(computer_name="BIO-1", state="absent")
    converged(outcomes)
    assert sorted(lab.desktops) == ["BIO-10", "XBIO-1"]


def test_selection(side_by_side):
    side_by_side(cases)
