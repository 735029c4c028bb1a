# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook that sets up labs in AWX, run with stand-ins for the modules of awx.awx that check their arguments."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ANSIBLE_SECONDS, CHECKOUT

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.reading import validated

KIT = CHECKOUT / "extensions/awx"
MODULES = json.loads((CHECKOUT / "tests/awx_kit/modules.json").read_text(encoding="utf-8"))
"""The options of modules of awx.awx 24.6.1, those of workflow nodes as its documentation has them."""

RULE = r"DTSTART;TZID=[A-Za-z/]+:\d{8}T\d{6} RRULE:FREQ=(MINUTELY|DAILY|WEEKLY);INTERVAL=\d+(;BYDAY=[A-Z,]+)?"

STAND_IN = '''
import json
from ansible.plugins.action import ActionBase

class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        with open({log!r}, "a", encoding="utf-8") as log:
            log.write(json.dumps([self._task.action, self._task.args]) + chr(10))
        return {{"changed": True}}
'''


EXTRAS = {
    "awx_schedules": {
        "labs/bio101.yml": ["lab_people", "lab_status", "lab_timetable", "lab_unused", "lab_usage"],
        "labs/chem.yml": ["lab_budget"],
    },
    "awx_time_zone": "Europe/Berlin",
    "awx_notification": {"type": "slack", "configuration": {"token": "geheim", "channels": ["labs"]}},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory, tree):
    """Return what the playbook makes with schedules and notifications."""
    return set_up(tmp_path_factory.mktemp("awx"), EXTRAS)


def set_up(folder, variables):
    """Return what the playbook makes: the name of a module, without its collection, and its arguments; in order."""
    kit, log, plugins = folder / "kit", folder / "log", folder / "ansible_collections/awx/awx/plugins/action"
    shutil.copytree(KIT, kit)
    # A playbook that is added later needs nothing but its survey.
    shutil.copy(kit / "surveys/lab_status.json", kit / "surveys/lab_stroll.json")
    plugins.mkdir(parents=True)
    for module in MODULES:
        (plugins / f"{module}.py").write_text(STAND_IN.format(log=str(log)))
    environment = {
        "PATH": str(Path(shutil.which("ansible-playbook")).parent) + ":/usr/bin:/bin",
        "HOME": str(folder),
        "ANSIBLE_COLLECTIONS_PATH": str(folder),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "HW_ACCESS_KEY": "AKEXAMPLE",
        "HW_SECRET_KEY": "geheim",
        "HW_REGION_NAME": "ap-southeast-1",
    }
    extra = json.dumps({"awx_repository": "https://git.example/labs.git", **variables})
    command = ["ansible-playbook", str(kit / "setup.yml"), "-e", extra]
    done = subprocess.run(
        command, env=environment, check=False, capture_output=True, text=True, timeout=ANSIBLE_SECONDS
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "geheim" not in done.stdout + done.stderr
    calls = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return [(action.rpartition(".")[2], arguments) for action, arguments in calls]


def named(made, module):
    """Return the arguments of the tasks of a module by the names of what they make."""
    return {arguments["name"]: arguments for name, arguments in made if name == module}


def test_the_modules_of_awx_take_what_they_are_given(made):
    assert {module for module, _arguments in made} == set(MODULES)
    for module, arguments in made:
        validated(MODULES[module], arguments)


@pytest.mark.slow
def test_schedules_and_notifications_are_made_only_if_asked_for(tmp_path, tree):
    made = set_up(tmp_path, {})
    assert {module for module, _arguments in made} == set(MODULES) - {"notification_template", "schedule"}
    for module, arguments in made:
        validated(MODULES[module], arguments)
        assert not [option for option in arguments if option.startswith("notification_templates")]


def test_there_is_a_template_with_its_survey_for_each_playbook(made):
    templates = named(made, "job_template")
    own = {template["playbook"]: template for template in templates.values() if "job_type" not in template}
    playbooks = {path.name for path in (CHECKOUT / "playbooks").glob("lab_*.yml")}
    assert own.keys() == {*playbooks, "lab_stroll.yml", "lab_apply.yml"}
    for playbook in playbooks:
        survey = json.loads((KIT / "surveys" / f"{Path(playbook).stem}.json").read_text(encoding="utf-8"))
        assert own[playbook]["survey_spec"] == survey and own[playbook]["survey_enabled"] is True
    assert own["lab_status.yml"]["allow_simultaneous"] is True
    assert own["lab_provision.yml"]["allow_simultaneous"] is False
    assert "Lab: roster export" in templates


def test_the_plan_is_approved_before_exactly_it_is_carried_out(made):
    templates = named(made, "job_template")
    assert templates["Lab: plan"]["job_type"] == "check" and templates["Lab: plan"]["playbook"] == "lab_provision.yml"
    [workflow] = named(made, "workflow_job_template").values()
    for one in (templates["Lab: plan"], templates["Lab: apply"], workflow):
        asked = [question["variable"] for question in one["survey_spec"]["spec"]]
        assert "lab_expect_plan" not in asked and {"lab_file", "lab_confirm"} <= set(asked)
    nodes = {node["identifier"]: node for node in workflow["workflow_nodes"]}
    following = {
        name: [one["identifier"] for one in node.get("related", {}).get("success_nodes", [])]
        for name, node in nodes.items()
    }
    assert following == {"plan": ["approve"], "approve": ["apply"], "apply": []}
    jobs = [nodes[name]["unified_job_template"]["name"] for name in ("plan", "apply")]
    assert jobs == ["Lab: plan", "Lab: apply"] and set(jobs) <= templates.keys()
    assert nodes["approve"]["unified_job_template"]["type"] == "workflow_approval"


def test_what_is_referred_to_was_made_before(made):
    there = {"organization": set(), "credential_type": set(), "project": set(), "inventory": set()}
    for module, arguments in made:
        for kind, option in (("organization", "organization"), ("credential_type", "credential_type")):
            assert arguments.get(option) in (None, *there[kind])
        assert arguments.get("project") in (None, *there["project"])
        assert arguments.get("source_project") in (None, *there["project"])
        assert arguments.get("inventory") in (None, *there["inventory"])
        assert arguments.get("unified_job_template") in (None, *there.get("job_template", ()))
        for told in (value for option, value in arguments.items() if option.startswith("notification_templates")):
            assert set(told) <= there["notification_template"]
        there.setdefault(module, set()).add(arguments["name"])
    assert set(named(made, "job_template")["Lab: plan"]["credentials"]) <= there["credential"]
    assert named(made, "job_template")["Lab: plan"]["execution_environment"] in there["execution_environment"]


def test_each_schedule_has_the_answers_that_its_survey_asks_for(made):
    templates, schedules = named(made, "job_template"), named(made, "schedule")
    assert len(schedules) == 6
    assert schedules["Lab: usage labs/bio101.yml"] == {
        "name": "Lab: usage labs/bio101.yml",
        "unified_job_template": "Lab: usage",
        "organization": "Teaching",
        "rrule": "DTSTART;TZID=Europe/Berlin:20260105T060000 RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=MO",
        "extra_data": {"lab_file": "labs/bio101.yml"},
    }
    assert schedules["Lab: budget labs/chem.yml"]["extra_data"] == {"lab_file": "labs/chem.yml"}
    assert schedules["Lab: status labs/bio101.yml"]["extra_data"]["lab_expect"] == "ready"
    for schedule in schedules.values():
        # AWX refuses rules without an interval.
        assert re.fullmatch(RULE, schedule["rrule"]), schedule["rrule"]
        questions = {
            question["variable"]: question
            for question in templates[schedule["unified_job_template"]]["survey_spec"]["spec"]
        }
        answers = schedule["extra_data"]
        assert {name for name, question in questions.items() if question["required"]} <= set(answers) <= set(questions)
        for name, answer in answers.items():
            assert answer in questions[name].get("choices", [answer])


def test_failures_approvals_and_results_of_plans_are_told(made):
    [notification] = named(made, "notification_template").values()
    assert notification["notification_type"] == "slack" and notification["name"] == "Labs"
    assert notification["messages"]["success"] == notification["messages"]["error"]
    templates = named(made, "job_template").values()
    assert all(template["notification_templates_error"] == ["Labs"] for template in templates)
    assert [one["name"] for one in templates if "notification_templates_success" in one] == ["Lab: apply"]
    assert named(made, "workflow_job_template").popitem()[1]["notification_templates_approvals"] == ["Labs"]
