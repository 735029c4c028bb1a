# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret and no whole address of a person leaves a task: in its result, warnings, log and progress, at the greatest
verbosity, in success and in failure, in check mode and outside.

Canaries stand wherever a secret can be given: each option that is called like one gets its own.
"""

from __future__ import annotations

import copy
import dataclasses
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import yaml
from fault.fuzz.inputs import spec_of
from fault.fuzz.running import INVENTORY, plan_lab, read_inventory
from fault.matrix.pair import task_of
from fault.matrix.scenario import MODULES, scenario_of
from fault.witness import GIVEN, KEY, MAIL, PASSWORD, PHONE, TOKEN, Witness
from integration.harness import Task, Tenant, failure
from integration.in_process import carry_out
from tokens import new_token

from emulator.cloud import identity

Spec = Mapping[str, Mapping[str, Any]]

BY_ACTION = "workspace_lab_plan"

_CALLED_SO = re.compile(r"(.*_)?(passwords?|secrets?|tokens?|secret_key)", re.IGNORECASE)
_MAILS = re.compile(r"(.*_)?e?mails?", re.IGNORECASE)
_PHONES = re.compile(r"(.*_)?(tele)?phone(_number)?", re.IGNORECASE)


def canary_for(name: str, option: Mapping[str, Any]) -> str | None:
    """Return the canary for an option that is called like one of a secret, ``None`` for every other."""
    if option.get("type", "str") != "str" or option.get("choices"):
        return None
    if _CALLED_SO.fullmatch(name):
        return f"Canary-{name}-5"[:32]
    return MAIL if _MAILS.fullmatch(name) else PHONE if _PHONES.fullmatch(name) else None


def with_canaries(spec: Spec, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments with a canary for each option that is called like a secret, at any depth; where the items of a
    list have an option too, that of all of them is left alone."""
    filled: dict[str, Any] = {}
    inside = {one for name in given for one in (spec.get(name, {}).get("options") or ())}
    for name, option in spec.items():
        value = given.get(name)
        inner = option.get("options")
        if inner and isinstance(value, list) and value:
            # Others may lack what the secrets belong to.
            filled[name] = [with_canaries(inner, value[0]), *value[1:]] if isinstance(value[0], Mapping) else value
        elif inner and isinstance(value, Mapping):
            filled[name] = with_canaries(inner, value)
        elif value is not None:
            filled[name] = value
        else:
            canary = canary_for(name, option)
            if canary and name not in inside:
                filled[name] = canary
    return {**given, **filled}


def by_aliases(spec: Spec, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments with the last alias of each option that has some, at any depth."""
    renamed: dict[str, Any] = {}
    for name, value in given.items():
        option = spec.get(name, {})
        inner = option.get("options")
        if inner and isinstance(value, list):
            value = [by_aliases(inner, one) if isinstance(one, Mapping) else one for one in value]
        elif inner and isinstance(value, Mapping):
            value = by_aliases(inner, value)
        renamed[option.get("aliases", [name])[-1]] = value
    return renamed


ECHO = "ECHO"
"""What a fault says in place of the secrets of the task that meets it."""

ANSWER = {"kind": "status", "error_code": "WKS.0403", "error_msg": f"No: {ECHO}."}
PROXIES = {"NO_PROXY": "", "HW_MAX_RETRIES": "0"}

WAYS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, str]]] = {
    "success": ({}, {}, {}),
    "success_by_options": ({}, GIVEN, {"HW_SECRET_KEY": ""}),
    "success_by_aliases": ({}, {}, {}),
    "wrong_key": ({}, {"access_key": "AK", "secret_key": KEY}, {}),
    "wrong_token": ({}, {"auth_token": TOKEN}, {}),
    "refused_read": ({**ANSWER, "status": 403, "operation": "read"}, {}, {}),
    "refused_write": ({**ANSWER, "status": 400, "operation": "write"}, GIVEN, {}),
    "broken": ({**ANSWER, "status": 500, "times": 100}, {}, {}),
    "names": ({"kind": "control_characters", "text": f" {ECHO}", "times": 100}, {}, {}),
    "proxy": ({}, {}, {"HTTP_PROXY": f"http://ann:{PASSWORD}@127.0.0.1:9", **PROXIES}),
    "broken_proxy": ({}, {}, {"HTTP_PROXY": f"http://ann:{PASSWORD}@ho st:99999", **PROXIES}),
    "odd_proxy": ({}, {}, {"HTTP_PROXY": f"http://ann:a/{PASSWORD}@[::1", **PROXIES}),
}
"""What may happen: a fault, options, and variables."""


def echoing(fault: Mapping[str, Any], arguments: Any) -> dict[str, Any]:
    """Return a fault that says again what a task was given that must not be shown."""
    secrets = {*re.findall(r"Canary[\w-]+", json.dumps(arguments)), identity.SECRET_KEY}
    if fault["kind"] == "status":
        secrets.update((MAIL, PHONE))
    echo = " ".join(sorted(secrets))
    return {name: part.replace(ECHO, echo) if isinstance(part, str) else part for name, part in fault.items()}


def is_brief(module: str, way: str) -> bool:
    """Whether `make test` tries a module in a way: each in one, with its first task."""
    return list(WAYS).index(way) == MODULES.index(module) % len(WAYS)


@pytest.mark.parametrize(
    ("module", "way"),
    [
        pytest.param(module, way, marks=() if is_brief(module, way) else pytest.mark.slow, id=f"{module}-{way}")
        for module in MODULES
        if module != BY_ACTION
        for way in WAYS
    ],
)
def test_a_module_keeps_secrets(tenant: Tenant, module: str, way: str, witness: Witness, record_property) -> None:
    scenario = scenario_of(module)
    scenario.prepare(tenant)
    fault, options, variables = WAYS[way]
    for step in list(scenario.steps)[: 1 if is_brief(module, way) else None]:
        task = with_secrets(task_of(tenant, module, scenario, step), module)
        if way == "success_by_aliases":
            task = dataclasses.replace(task, arguments=by_aliases(spec_of(module), task.arguments))
        task = dataclasses.replace(
            task, arguments={**task.arguments, **options}, environment={**task.environment, **variables}
        )
        for check in (True, False):
            if fault:
                tenant.fault(**echoing(fault, task.arguments))
            outcome = witness.run(tenant, dataclasses.replace(task, check=check))
            tenant.control("DELETE", "faults")
            if outcome.failed:
                failure(outcome)
            record_property("figure", ("tasks with canaries", 1))
        tenant.control("POST", "clock", finish_jobs=True)


def with_secrets(task: Task, module: str) -> Task:
    """Return a task with a canary for each of its secrets, but for those of its credentials."""
    from ansible_collections.huaweicloud.workspace.plugins.module_utils.auth import AUTH_ARGUMENT_SPEC

    own = {name: option for name, option in spec_of(module).items() if name not in AUTH_ARGUMENT_SPEC}
    return dataclasses.replace(task, arguments=with_canaries(own, copy.deepcopy(task.arguments)))


def test_tokens_are_kept(tenant: Tenant, witness: Witness) -> None:
    """Those that a task is given, and those that it gets."""
    token = new_token(tenant.emulator.url, project={"id": tenant.project_id})
    person = {
        "iam_user_name": identity.USER_NAME,
        "iam_user_password": identity.USER_PASSWORD,
        "iam_domain_name": identity.DOMAIN_NAME,
    }
    for options in ({"auth_token": token}, person):
        secret = options.get("auth_token", identity.USER_PASSWORD)
        tenant.fault("status", status=403, error_code="WKS.0403", error_msg=f"No: {secret}.")
        outcome = witness.run(tenant, Task("workspace_desktop_info", options))
        assert secret not in json.dumps(outcome.result) and outcome["http_status"] == 403
        failure(outcome)


LAB_WAYS = [pytest.param(way, marks=pytest.mark.slow if way == "broken" else ()) for way in WAYS if way != "names"]


@pytest.mark.parametrize("way", LAB_WAYS)
def test_the_plan_of_a_lab_keeps_secrets(tenant: Tenant, way: str, witness: Witness) -> None:
    people = [{"user_name": "mia", "user_email": MAIL, "user_phone": PHONE}]
    lab = {"version": 1, "name": "bio", "people": {"roster": people, "active_type": "USER_ACTIVATE"}}
    fault, options, variables = WAYS[way]
    if fault:
        tenant.fault(**echoing(fault, options))
    with mock.patch.dict(tenant.emulator.env, variables):
        outcome = plan_lab(tenant, {"definition": lab, **options})
    witness.clean(json.dumps(outcome.result))
    if outcome.failed:
        failure(outcome)


@pytest.mark.parametrize("way", LAB_WAYS)
def test_an_inventory_keeps_secrets(tenant: Tenant, way: str, witness: Witness, tmp_path: Path) -> None:
    fault, options, variables = WAYS[way]
    file = tmp_path / "bio.workspace.yml"
    file.write_text(yaml.safe_dump({"plugin": INVENTORY, **options}))
    if fault:
        tenant.fault(**echoing(fault, options))
    with mock.patch.dict(tenant.emulator.env, variables):
        outcome = read_inventory(tenant, file)
    assert outcome.failed == (not way.startswith("success") and way != "refused_write"), outcome.brief
    witness.clean(json.dumps(outcome.result))


ASSISTED = {"desktop": "BIO-01"}


def test_what_lets_others_into_a_desktop_leaves_a_task_only_where_asked_for(tenant: Tenant, witness: Witness) -> None:
    """The links, the code and the password of remote assistance."""
    scenario = scenario_of("workspace_remote_assistance")
    scenario.prepare(tenant)
    offered = witness.run(tenant, Task("workspace_remote_assistance", ASSISTED))
    shown = carry_out(tenant, Task("workspace_remote_assistance", {**ASSISTED, "show_secrets": True}))
    ways_in = [
        shown["remote_assistance"][name]
        for name in ("internet_share_link", "private_share_link", "invitation_code", "share_space_passwd")
    ]
    tenant.fault("status", status=403, error_code="WKS.0403", error_msg="No.", method="DELETE")
    refused = witness.run(tenant, Task("workspace_remote_assistance", {**ASSISTED, "state": "absent"}))
    failure(refused, "No")
    ended = witness.run(tenant, Task("workspace_remote_assistance", {**ASSISTED, "state": "absent"}))
    for told in (*(json.dumps(one.result) for one in (offered, refused, ended)), *witness.logged):
        assert all(ways_in) and not [one for one in ways_in if one in told], told


def test_consoles_leave_a_task_only_where_asked_for(tenant: Tenant, witness: Witness) -> None:
    """Their addresses are in the result of the task that asked for them, and nowhere else."""
    tenant.desktop("BIO-01")
    options = {"computer_name": "BIO-01", "remote_consoles": True}
    shown = witness.run(tenant, Task("workspace_desktop_info", options))
    url = shown["desktops"][0].pop("remote_console")["url"]
    silent = witness.run(tenant, Task("workspace_desktop_info", {"computer_name": "BIO-01", "details": True}))
    for told in (json.dumps(shown.result), json.dumps(silent.result), *witness.logged):
        assert url not in told and "vnc_auto" not in told
