# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``extensions/`` has for AWX: AWX would take it, and it is what the playbooks and the modules document."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jq
import pytest
import yaml
from awx_kit.credentials import rendered
from awx_kit.surveys import SURVEYS, entry_point, playbooks, variables, written
from conftest import CHECKOUT
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ansible_collections.huaweicloud.workspace.plugins.module_utils.auth import resolve
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.outcome import exported

CREDENTIAL_TYPES = sorted((CHECKOUT / "extensions/awx/credential_types").glob("*.json"))
MESSAGES = CHECKOUT / "extensions/awx/messages"
QUERIES = yaml.safe_load((CHECKOUT / "extensions/audit/event_query.yml").read_text(encoding="utf-8"))
NAME = re.compile(r"[a-zA-Z_]+[a-zA-Z0-9_]*")
QUESTION_TYPES = {"text": str, "textarea": str, "integer": int, "float": float, "multiplechoice": str}

every_playbook = pytest.mark.parametrize("playbook", playbooks(), ids=lambda path: path.stem)
every_type = pytest.mark.parametrize("path", CREDENTIAL_TYPES, ids=lambda path: path.stem)
every_query = pytest.mark.parametrize("module", QUERIES)


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def question_names(playbook: Path) -> list[str]:
    return [question["variable"] for question in read(SURVEYS / f"{playbook.stem}.json")["spec"]]


# Surveys


def test_each_playbook_has_a_survey() -> None:
    assert [path.stem for path in playbooks()] == sorted(path.stem for path in SURVEYS.iterdir())


@every_playbook
def test_survey_is_what_the_role_documents(playbook: Path) -> None:
    assert (SURVEYS / f"{playbook.stem}.json").read_text(encoding="utf-8") == written(playbook), "run `make format`"


@every_playbook
def test_survey_is_one_that_awx_takes(playbook: Path) -> None:
    survey = read(SURVEYS / f"{playbook.stem}.json")
    assert survey.keys() == {"name", "description", "spec"}
    assert survey["spec"]
    assert len(set(question_names(playbook))) == len(survey["spec"])
    for question in survey["spec"]:
        kind, choices = QUESTION_TYPES[question["type"]], question.get("choices", [])
        assert {"type", "question_name", "variable", "required"} <= question.keys()
        assert question["question_name"] and isinstance(question["required"], bool)
        assert {type(question.get(bound, 0)) for bound in ("min", "max")} == {int}
        assert bool(choices) == (question["type"] == "multiplechoice")
        assert all(choices) and len(set(choices)) == len(choices)
        if "default" in question:
            assert isinstance(question["default"], kind)
            assert not choices or question["default"] in choices


@every_playbook
def test_survey_asks_for_all_that_the_playbook_reads(playbook: Path) -> None:
    defaults = yaml.safe_load((CHECKOUT / "roles/lab/defaults/main.yml").read_text(encoding="utf-8"))
    asked = question_names(playbook)
    assert asked == list(variables(playbook))
    assert asked[0] == "lab_file"
    assert set(asked) - {"lab_file"} <= set(defaults)


def test_what_a_playbook_says_itself_is_not_asked_for() -> None:
    people, provision = (CHECKOUT / "playbooks" / f"lab_{name}.yml" for name in ("people", "provision"))
    assert entry_point(people)[0] == entry_point(provision)[0] == "main"
    pointless = {"lab_only", "lab_power_type", "lab_snapshot_name", "lab_disk_type"}
    assert set(question_names(provision)) - set(question_names(people)) == pointless


# Credential types


@every_type
def test_credential_type_is_one_that_awx_takes(path: Path) -> None:
    kind = read(path)
    fields, required = kind["inputs"]["fields"], kind["inputs"]["required"]
    ids = [field["id"] for field in fields]
    assert kind.keys() == {"name", "description", "kind", "inputs", "injectors"}
    assert kind["kind"] == "cloud" and kind["inputs"].keys() == {"fields", "required"}
    assert len(set(ids)) == len(ids) and set(required) <= set(ids)
    for field in fields:
        assert NAME.fullmatch(field["id"]) and field["label"]
        assert field.keys() <= {"id", "label", "type", "secret", "multiline", "help_text"}
    assert {field["id"] for field in fields if field.get("secret")} == {one for one in ids if is_secret(one)}


def is_secret(name: str) -> bool:
    return any(word in name for word in ("secret", "token", "password"))


@every_type
def test_credential_type_sets_only_variables_that_the_collection_reads(path: Path) -> None:
    injectors = read(path)["injectors"]
    documented = (CHECKOUT / "plugins/doc_fragments/auth.py").read_text(encoding="utf-8")
    assert injectors.keys() == {"env"}
    assert set(injectors["env"]) <= set(re.findall(r"E\((HW_\w+)\)", documented))
    assert all(template.isascii() for template in injectors["env"].values())


@every_type
def test_required_fields_are_enough(path: Path, tmp_path: Path) -> None:
    required = {name: f"a-{name}" for name in read(path)["inputs"]["required"]} | {"region": "ap-southeast-1"}
    settings = resolve({}, rendered(path, required), tmp_path)
    assert settings.region == "ap-southeast-1"
    assert settings.project_id is None and settings.security_token is None
    assert sorted(settings.secrets()) == sorted(value for name, value in required.items() if is_secret(name))


@every_type
def test_each_field_reaches_the_collection(path: Path, tmp_path: Path) -> None:
    names = {field["id"] for field in read(path)["inputs"]["fields"]}
    values = {
        name: f"https://{name.replace('_', '-')}.example" if "endpoint" in name else f"a-{name}" for name in names
    }
    told = vars(resolve({}, rendered(path, values), tmp_path)).values()
    assert {value for value in values.values() if value not in told} == set()


# Texts of notifications

JOB = {"name": "Lab: apply", "status": "successful", "artifacts": {}}
CONTEXT = {
    "job": JOB,
    "url": "https://awx.example/#/jobs/playbook/7",
    "workflow_url": "https://awx.example/#/jobs/workflow/6",
    "approval_node_name": "Approve the plan",
}
"""What AWX gives to the text of a notification, as far as texts use it; when it checks a text, without artifacts."""


def text(name: str, **job: Any) -> str:
    """Return a text as AWX sends it: what is not there is an error, as when AWX saves the template."""
    template = (MESSAGES / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")
    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    return sandbox.from_string(template).render({**CONTEXT, "job": {**JOB, **job}})


def artifacts(verdict: str, plan_id: str = "7b8f406ad2a5") -> dict[str, Any]:
    counts = {"create": 2, "change": 0, "disturb": 0, "delete": 0, "skip": 1, "failed": 0}
    names: dict[str, list[str]] = {**dict.fromkeys(counts, []), "create": ["BIO-01", "{{ 7*7 }}"], "skip": ["BIO-07"]}
    outcome = {"counts": counts, "names": names}
    plan = {"lab": "bio101", "plan_id": plan_id, "outcome": outcome, "left_over": ["seat BIO-09"], "verdict": verdict}
    return exported({**plan, "objections": []}, check=False)


def test_message_is_one_line_with_the_verdict_the_plan_and_the_counts() -> None:
    assert text("job", artifacts=artifacts("done with stragglers")) == (
        "Lab: apply: done with stragglers, lab bio101, plan 7b8f406ad2a5, create 2, skip 1: " + CONTEXT["url"]
    )
    assert "\n" not in (MESSAGES / "job.txt").read_text(encoding="utf-8").rstrip("\n")


def test_body_has_the_names_too() -> None:
    assert text("job_body", artifacts=artifacts("done")).splitlines() == [
        "Lab: apply: done",
        "Lab bio101, plan 7b8f406ad2a5",
        "create 2: BIO-01, {{ 7*7 }}",
        "skip 1: BIO-07",
        "left over: seat BIO-09",
        CONTEXT["url"],
    ]


def test_what_was_not_exported_is_not_told() -> None:
    for name in ("job", "job_body"):
        told = " ".join(text(name, status="failed").split())
        assert told.removesuffix(str(CONTEXT["url"])).rstrip(": ") == "Lab: apply: failed"
        assert "plan" not in text(name, artifacts=artifacts("ready", plan_id=""))


def test_approval_says_where_the_plan_is() -> None:
    assert text("approval").startswith("Approve the plan: ") and str(CONTEXT["workflow_url"]) in text("approval")


# What AWX counts


@every_query
def test_query_is_about_a_module_that_changes_something(module: str) -> None:
    name = module.removeprefix("huaweicloud.workspace.")
    assert (CHECKOUT / "plugins" / "modules" / f"{name}.py").is_file() and not name.endswith("_info")
    assert QUERIES[module].keys() == {"query"}


ID = "9e11dac3-dfe1-4f76-ac5f-3abc751b1cf8"
ODD = ["{}", "null", "[]", '"text"', "3", '{"censored": "hidden"}', '{"results": [null, {"changed": true}]}']
KEYS = ("desktops", "desktop", "snapshots", "records", "image_server")
BROKEN = [
    json.dumps({key: value}) for key in KEYS for value in (None, "x", 3, [None], [3], {}, [{}], {"desktop_id": 3})
]
UNKNOWN = {"desktop_id": "(known after apply)", "resource_id": None, "id": "(known after apply)"}
BROKEN += [json.dumps({key: value}) for key in KEYS for value in (UNKNOWN, [UNKNOWN])]


def counted(module: str, result: str) -> list[dict[str, Any]]:
    """Return the nodes that a query finds in the result of a task."""
    return list(jq.compile(QUERIES[module]["query"]).input_text(result))


@every_query
def test_query_does_not_fail_and_counts_nothing_in_odd_results(module: str) -> None:
    assert counted(module, "\n".join([*ODD, *BROKEN])) == []


@every_query
def test_query_counts_each_machine_by_its_id(module: str) -> None:
    row = {"desktop_id": ID, "resource_id": ID, "id": ID}
    named = {"computer_name": "BIO-01", "desktop_name": "BIO-01", "resource_name": "BIO-01", "name": "BIO-01"}
    lists = {
        "desktops": [row, {**row, **named}],
        "snapshots": [row, {**row, **named}],
        "records": [row, {**row, **named}],
    }
    nodes = counted(module, json.dumps({**lists, "desktop": {**row, **named}, "image_server": {**row, **named}}))
    assert nodes and nodes[-1]["name"] == "BIO-01"
    for node in nodes:
        assert node.keys() == {"name", "canonical_facts", "facts"}
        assert list(node["canonical_facts"].values()) == [ID]
        assert node["facts"]["infra_bucket"] == "Compute"
