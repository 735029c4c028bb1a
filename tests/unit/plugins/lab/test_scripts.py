# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scripts: which there are, where they run and where they still have to."""

from __future__ import annotations

import pytest
import yaml
from conftest import CHECKOUT

from ansible_collections.huaweicloud.workspace.plugins.filter.lab_script_runs import lab_script_runs
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.scripts import plan_scripts, runs_after
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.script_execution.options import (
    EXECUTION_SPEC,
)
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.variables import items_of

from .room import MARK, desired_script, desktop, found_of, group, lab_of, pooled, script

SEATS = {"students": ["BIO-01", "BIO-02"], "staff": ["BIO-T1"]}
STAFF = {"name": "staff", "desktops": [{"computer_name": "BIO-T1"}]}
BEFORE, THEN, LATER = "2026-10-01T08:00:00.000Z", "2026-10-01T09:00:00.000Z", "2026-10-01T10:00:00.000Z"


def plan_of(*scripts, seats=None, adopt=False, **rows):
    lab = lab_of(group("anna"), STAFF, scripts=list(scripts))
    return plan_scripts(lab, found_of(**rows), SEATS if seats is None else seats, adopt)


def record(name, script="apps", **fields):
    """Return what the service remembers of a run."""
    ran = {"script_name": script, "resource_id": f"id-{name.lower()}", "status": "SUCCESS", "start_time": LATER}
    return {"id": "a-record", **ran, "end_time": LATER, **fields}


def rebuild(name, begun):
    """Return the sub-job that rebuilt a desktop."""
    return {"job_type": "rebuildDesktops", "begin_time": begun, "entities": {"desktop_id": f"id-{name.lower()}"}}


def action(verb, name):
    return {"verb": verb, "target": name, "fields": {}}


def test_the_library_holds_what_the_file_says_under_the_labs_mark():
    plan = plan_of(desired_script(description="For all", version="1.2", execution_timeout=20))
    assert plan.scripts == [
        {
            "name": "apps",
            "type": "POWERSHELL",
            "content": "Install-It",
            "version": "1.2",
            "description": f"For all {MARK}",
        }
    ]
    assert plan.runs == [
        {
            "name": "apps",
            "run": ["after_create", "after_rebuild"],
            "execution_timeout": 20,
            "seats": ["BIO-01", "BIO-02"],
            "due": [],
            "off": [],
        }
    ]


def test_a_script_that_runs_nowhere_is_only_kept():
    plan = plan_of(desired_script(run=None, apply_to=None))
    assert [row["name"] for row in plan.scripts] == ["apps"] and plan.runs == []


def test_what_is_somebody_elses_is_refused_and_what_nobody_wants_is_told():
    assert "belongs to the lab other" in plan_of(desired_script(), scripts=[script("apps", lab="other")]).refused[0]
    assert "lab_adopt=true" in plan_of(desired_script(), scripts=[script("apps", lab=None)]).refused[0]
    assert plan_of(desired_script(), scripts=[script("apps", lab=None)], adopt=True).refused == []
    plan = plan_of(desired_script(), scripts=[script("apps"), script("old"), script("foreign", lab=None)])
    assert plan.left_over == ["script old"]
    assert plan.owned == [{"name": "apps"}, {"name": "old"}]


@pytest.mark.parametrize(
    ("created", "records", "due"),
    [
        (LATER, [], ["BIO-01"]),
        (THEN, [], ["BIO-01"]),
        (BEFORE, [], []),
        (None, [], []),
        ("2026-10-01 09:30:00", [], ["BIO-01"]),
        (THEN, [record("BIO-01")], []),
        (THEN, [record("BIO-01", status="finish")], []),
        (THEN, [record("BIO-01", status="FAIL")], ["BIO-01"]),
        (THEN, [record("BIO-01", status="RUNNING", end_time=None)], []),
        ("2026-10-01T10:00:00.500Z", [record("BIO-01", start_time="2026-10-01T10:00:00Z")], []),
        (THEN, [record("BIO-02")], ["BIO-01"]),
        (THEN, [record("BIO-01", "another")], ["BIO-01"]),
        (LATER, [record("BIO-01", start_time=THEN)], ["BIO-01"]),
    ],
)
def test_a_run_that_was_cut_short_is_made_good_and_a_new_script_leaves_old_desktops_alone(created, records, due):
    rows = [desktop("BIO-01", "anna", created=created), desktop("BIO-T1", created=LATER), pooled("P-1", created=LATER)]
    plan = plan_of(desired_script(), scripts=[script("apps")], desktops=rows, script_records=records)
    assert plan.runs[0]["due"] == due


def test_a_script_whose_creation_is_not_told_says_nothing_of_what_is_due():
    rows = [desktop("BIO-01", "anna", created=THEN)]
    twice = [script("apps", create_time=None), script("apps", create_time=THEN)]
    assert plan_of(desired_script(), scripts=twice, desktops=rows).runs[0]["due"] == ["BIO-01"]
    assert plan_of(desired_script(), scripts=twice[:1], desktops=rows).runs[0]["due"] == []


def test_nothing_is_due_of_a_script_that_is_not_there_yet_or_runs_after_rebuilding_only():
    rows = [desktop("BIO-01", "anna", created=LATER)]
    assert plan_of(desired_script(), desktops=rows).runs[0]["due"] == []
    assert plan_of(desired_script(run=["after_rebuild"]), scripts=[script("apps")], desktops=rows).runs[0]["due"] == []


@pytest.mark.parametrize(
    ("run", "rebuilds", "records", "due"),
    [
        (["after_rebuild"], [LATER], [], ["BIO-01"]),
        (["after_rebuild"], [LATER], [record("BIO-01", start_time=THEN)], ["BIO-01"]),
        (["after_rebuild"], [LATER], [record("BIO-01")], []),
        (["after_rebuild"], [LATER], [record("BIO-01", status="FAILED")], ["BIO-01"]),
        (["after_rebuild"], [LATER, "2026-10-01 09:30:00"], [record("BIO-01", start_time=THEN)], ["BIO-01"]),
        (["after_rebuild"], ["2026-10-01 08:30:00"], [], []),
        (["after_create", "after_rebuild"], [LATER], [record("BIO-01", start_time=THEN)], ["BIO-01"]),
        (["after_create"], [LATER], [], []),
    ],
)
def test_a_rebuild_whose_scripts_were_cut_short_is_made_good(run, rebuilds, records, due):
    plan = plan_of(
        desired_script(run=run),
        scripts=[script("apps")],
        desktops=[desktop("BIO-01", "anna", created=BEFORE), desktop("BIO-02", "ben", created=BEFORE)],
        rebuilds=[rebuild("BIO-01", begun) for begun in rebuilds],
        script_records=records,
    )
    assert plan.runs[0]["due"] == due


def test_a_desktop_that_is_off_has_to_wait():
    rows = [desktop("BIO-01", created=LATER, status="SHUTOFF"), desktop("BIO-02", created=LATER)]
    plan = plan_of(desired_script(), scripts=[script("apps")], desktops=rows)
    assert plan.waiting == {"apps": ["BIO-01"]}
    (execution,) = runs_after(plan.runs, [])
    assert execution["desktops"] == ["BIO-02"]
    (execution,) = runs_after(plan.runs, [{"actions": [{"target": "BIO-01", "verb": "start"}]}])
    assert execution["desktops"] == ["BIO-01", "BIO-02"]


def test_a_script_runs_on_what_the_plan_creates_or_rebuilds():
    def runs(*when, due=()):
        run = {"name": "apps", "run": list(when), "seats": ["BIO-01", "BIO-02", "BIO-03"], "due": list(due), "off": []}
        done = [action("create", "bio-01"), action("rebuild", "BIO-02"), action("create", "BIO-T1")]
        left = {"actions": [action("rebuild", "BIO-03")], "results": [{"target": "BIO-03", "state": "skipped"}]}
        return [one["desktops"] for one in lab_script_runs([run], [{"actions": done}, {"skipped": True}, left])]

    assert runs("after_create") == [["BIO-01"]]
    assert runs("after_rebuild") == [["BIO-02"]]
    assert runs("after_create", "after_rebuild", due=["BIO-03"]) == [["BIO-01", "BIO-02", "BIO-03"]]


@pytest.mark.parametrize(
    ("verbs", "off", "runs"),
    [
        (["create"], False, True),
        (["create", "stop"], False, False),
        (["rebuild"], False, True),
        # It is put back to what it was.
        (["rebuild"], True, False),
        (["start", "rebuild"], True, True),
        (["rebuild", "hibernate"], False, False),
    ],
)
def test_a_script_waits_for_what_a_run_leaves_off(verbs, off, runs):
    rows = [desktop("BIO-01", created=BEFORE, status="SHUTOFF" if off else "ACTIVE")]
    plan = plan_of(desired_script(), scripts=[script("apps")], desktops=rows)
    entailed = lab_script_runs(plan.runs, [{"actions": [action(verb, "BIO-01") for verb in verbs]}])
    assert [one["desktops"] for one in entailed] == ([["BIO-01"]] if runs else [])


def test_scripts_run_one_after_the_other_in_the_order_of_the_file():
    runs = [
        {"name": name, "run": ["after_create"], "seats": ["BIO-01"], "due": [], "off": [], **more}
        for name, more in (("drivers", {"execution_timeout": 20}), ("apps", {}))
    ]
    assert lab_script_runs(runs, [{"actions": [action("create", "BIO-01")]}]) == [
        {"scripts": ["drivers"], "desktops": ["BIO-01"], "execution_timeout": 20},
        {"scripts": ["apps"], "desktops": ["BIO-01"]},
    ]
    assert lab_script_runs(runs, []) == []
    assert lab_script_runs(runs, [], ["BIO-01"]) == lab_script_runs(runs, [{"actions": [action("create", "BIO-01")]}])


def test_the_role_hands_over_whatever_says_where_scripts_run_and_takes_nothing_else():
    """An option that got lost on the way, or is misspelt, would run them on all of a pool or tag."""
    role = CHECKOUT / "roles" / "scripts"
    [task] = yaml.safe_load((role / "tasks" / "run.yml").read_text(encoding="utf-8"))
    given = task["huaweicloud.workspace.workspace_script_execution"]
    options = set(EXECUTION_SPEC) - {"state", "task_id", "record_id", "wait", "wait_timeout"}
    assert {name for name, value in given.items() if value == f"{{{{ item.{name} | default(omit) }}}}"} == options
    assert items_of("scripts")["scripts_runs"].read == options
