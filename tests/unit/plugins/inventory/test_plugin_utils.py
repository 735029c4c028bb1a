# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure parts of the inventory: what is asked for, names, projects, and texts of the service."""

from __future__ import annotations

import importlib
import json
import re
from typing import Any

import ansible.template
import pytest
from ansible.utils import unsafe_proxy

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import CredentialsError, InputError
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.inventory import trust
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.inventory.filters import (
    Filters,
    Ids,
    exactly,
    queries,
)
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.inventory.hosts import (
    address,
    host_name,
    ready_groups,
    unique,
)
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.inventory.projects import fingerprint, settings_of

KEYS = {"HW_ACCESS_KEY": "AK", "HW_SECRET_KEY": "SK", "HW_REGION_NAME": "ap-southeast-1"}


# What is asked for


@pytest.mark.parametrize(
    ("filters", "ids", "of_labs", "asked"),
    [
        ({}, Ids(), (), [{}]),
        ({"status": ["stopped"]}, Ids(), (), [{"status": "SHUTOFF"}]),
        ({"status": ["ACTIVE", "ERROR"]}, Ids(), (), [{}]),
        ({"tags": {"a": 1, "b": "x,y"}}, Ids("s", "i"), (), [{"subnet_id": "s", "image_id": "i", "tag": "a=1"}]),
        ({"lab": ["x"]}, Ids(), (), [{"tag": "workspace-lab=x"}]),
        (
            {"lab": ["x", "y"], "tags": {"a": "1"}},
            Ids(),
            ("p", "q"),
            [{"tag": "workspace-lab=x,a=1"}, {"tag": "workspace-lab=y,a=1"}, {"tag": "a=1", "pool_id": "p,q"}],
        ),
        # What is matched here anyway is read once, instead of once for each lab.
        ({"lab": list("abcdefghijk"), "tags": {"a": "1"}}, Ids(), ("p",), [{"tag": "a=1"}]),
        ({"lab": ["x"], "pool": ["one"]}, Ids(pool=["p"]), ("p", "q"), [{"pool_id": "p"}]),
        # A filter has 255 characters at most.
        ({"lab": ["x"], "tags": {"k": "v" * 250, "a": 1}}, Ids(), (), [{"tag": "workspace-lab=x,a=1"}]),
        ({"pool": ["many"]}, Ids(pool=list("abcdefgh")), (), [{"pool_id": "a,b,c,d,e,f"}, {"pool_id": "g,h"}]),
    ],
)
def test_what_the_service_is_asked_for(filters: Any, ids: Ids, of_labs: Any, asked: Any) -> None:
    assert queries(Filters.of(filters), ids, of_labs) == asked


def desktop(**more: Any) -> dict[str, Any]:
    """Return a desktop that matches everything."""
    return {
        "computer_name": "BIO-1",
        "status": "ACTIVE",
        "tags": {"a": "1", "b": "x,y"},
        "subnet_id": "s",
        "image_id": "i",
        "desktop_type": "POOLED",
        "pool_id": "p",
        "lab": "x",
        **more,
    }


@pytest.mark.parametrize(
    ("changed", "is_kept"),
    [
        ({}, True),
        ({"computer_name": "CHE-1"}, False),
        ({"status": "SHUTOFF"}, False),
        ({"tags": {"a": "1"}}, False),
        ({"tags": {"a": "12", "b": "x,y"}}, False),
        ({"subnet_id": "t"}, False),
        ({"image_id": "j"}, False),
        ({"pool_id": "q"}, False),
        ({"lab": "xx"}, False),
        ({"lab": None}, False),
        ({"subnet_id": None}, True),
        ({"pool_id": None, "desktop_type": "DEDICATED"}, False),
        ({"pool_id": None, "lab": None}, True),
        ({"tags": None}, True),
        ({"tags": None, "lab": None, "desktop_type": "DEDICATED"}, True),
    ],
)
def test_what_the_service_answers_is_matched_again(changed: Any, is_kept: bool) -> None:
    filters = Filters.of(
        {
            "lab": ["x"],
            "tags": {"a": 1, "b": "x,y"},
            "pool": ["one"],
            "status": ["started", "ERROR"],
            "subnet": "teaching",
            "image": "win",
            "select_names": ["bio-*"],
        }
    )
    assert bool(exactly([desktop(**changed)], filters, Ids("s", "i", ["p"]))) is is_kept


# Names, addresses, groups


@pytest.mark.parametrize(
    ("text", "name"),
    [("BIO-01", "BIO-01"), (" a b:[1],c ", "a_b__1__c"), ("Übung.1", "Übung.1"), ("{{ x }}", "___x___"), ("-x", "x")],
)
def test_names_of_hosts(text: str, name: str) -> None:
    assert host_name(text) == name


def test_a_host_is_called_by_its_id_too_if_its_name_is_not_its_own() -> None:
    wanted = [("A", "1"), ("B", "2"), ("A", "3"), ("C", "4")]
    names, warnings = unique(wanted, lambda name, _id: name == "C")
    assert names == ["A_1", "B", "A_3", "C_4"]
    assert len(warnings) == 2 and "called A;" in warnings[0] and "called C;" in warnings[1]
    assert unique(list(reversed(wanted)), lambda *_: False)[0] == ["C", "A_3", "B", "A_1"]
    many = [(f"N{number}", str(twin)) for number in range(7) for twin in (1, 2)]
    assert "N0, N1, N2, N3, N4 and 2 more;" in unique(many, lambda *_: False)[1][0]


def test_the_address_of_choice() -> None:
    row = {"computer_name": "BIO-1", "ip_addresses": ["10.0.0.1", "10.0.0.2"], "eip": None}
    assert address(row, ["eip", "private"]) == "10.0.0.1"
    assert address({**row, "eip": "1.2.3.4"}, ["eip", "private"]) == "1.2.3.4"
    assert address({**row, "ip_addresses": []}, ["private"]) is None
    assert address({**row, "ip_addresses": []}, ["private", "computer_name"]) == "BIO-1"


def test_ready_groups_of_names_without_latin_letters_differ() -> None:
    groups = [list(ready_groups({"pool": name}, ["pool"], lambda text: re.sub(r"\W", "_", text, flags=re.ASCII)))[0]
              for name in ("生物", "化学", "a b")]  # fmt: skip
    assert len(set(groups)) == 3 and groups[2] == "pool_a_b"
    assert ready_groups({"pool": None}, ["pool"], str) == {}


# Projects


def test_entries_take_from_the_file_what_they_do_not_give() -> None:
    options = {
        "region": "ap-southeast-1",
        "project_id": "common",
        "access_key": "A",
        "secret_key": "S",
        "projects": [
            {"project_name": "other"},
            {"region": "ap-southeast-3"},
            {"region": "ap-southeast-3", "project_id": "there"},
            {"auth_token": "T"},
            {},
        ],
    }
    found = settings_of(options, {**KEYS, "HW_PROJECT_ID": "of-environment"}, "/nowhere")
    assert [(one.region, one.project_id, one.project_name, one.access_key) for one in found] == [
        ("ap-southeast-1", None, "other", "A"),
        ("ap-southeast-3", None, "ap-southeast-3", "A"),
        ("ap-southeast-3", "there", None, "A"),
        ("ap-southeast-1", "common", None, None),
        ("ap-southeast-1", "common", None, "A"),
    ]
    assert found[3].auth_token == "T"


def test_half_of_the_credentials_is_never_completed_from_elsewhere() -> None:
    options = {"access_key": "A", "secret_key": "S", "projects": [{"secret_key": "T"}]}
    with pytest.raises(CredentialsError, match=re.escape("In projects[0] of the inventory file, secret_key is given")):
        settings_of(options, KEYS, "/nowhere")
    with pytest.raises(InputError, match=re.escape("projects[0] must be a dictionary with region, ")):
        settings_of({"projects": ["x"]}, KEYS, "/nowhere")


def test_a_fingerprint_tells_readings_apart_and_no_secret() -> None:
    def of(environ: dict[str, str], *asked: Any) -> str:
        return fingerprint(settings_of({}, {**KEYS, **environ}, "/nowhere"), *asked)

    different = [{}, {"HW_ACCESS_KEY": "B"}, {"HW_PROJECT_ID": "p"}, {"HW_REGION_NAME": "ap-southeast-3"}]
    assert len({of(environ) for environ in different} | {of({}, "lab")}) == 5
    assert of({}) == of({"HW_SECRET_KEY": "another"})
    tokens = [{"HW_AUTH_TOKEN": name, "HW_ACCESS_KEY": "", "HW_SECRET_KEY": ""} for name in ("T1", "T2")]
    assert of(tokens[0]) != of(tokens[1])


# Texts of the service

PLAIN = ["BIO-01", "10.0.0.1", "fe80::1", "2026-10-01T06:57:47.459Z", "workspace.c2.large.windows.2", "a b", ""]
ODD = [
    "{{ x }}",
    "{% x %}",
    "{# x #}",
    "#jinja2: x",
    "lookup('pipe', 'id')",
    "a | b",
    "x[0]",
    "~",
    "生物",
    "a\nb",
    "!x",
]


@pytest.mark.skipif(not hasattr(ansible.template, "trust_as_template"), reason="old releases mark what is unsafe")
def test_odd_texts_are_never_trusted() -> None:
    mark = trust.marker()
    marked = mark({"plain": PLAIN, "odd": {text: text for text in ODD}, "number": 1, "none": None, "yes": True})
    assert marked == {"plain": PLAIN, "odd": {text: text for text in ODD}, "number": 1, "none": None, "yes": True}
    assert all(ansible.template.is_trusted_as_template(text) for text in marked["plain"])
    assert not any(ansible.template.is_trusted_as_template(text) for text in marked["odd"].values())
    assert not any(ansible.template.is_trusted_as_template(trust.settled(text)) for text in ODD)
    assert mark("a\x1b[2Jb") == "a\\x1b[2Jb"


class Unsafe(str):
    """What old releases of ansible-core mark texts with."""


def test_old_releases_get_odd_texts_as_unsafe_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as old:
        old.delattr(ansible.template, "trust_as_template", raising=False)
        old.setattr(unsafe_proxy, "wrap_var", Unsafe)
        importlib.reload(trust)
        mark = trust.marker()
        assert [type(mark(text)) for text in ODD] == [Unsafe] * len(ODD)
        assert [type(mark(text)) for text in PLAIN] == [str] * len(PLAIN)
        # What an expression made of unsafe texts stays unsafe, and what the file says stays a template.
        unsafe = Unsafe("{{ x }}")
        assert trust.settled(unsafe) is unsafe and not isinstance(trust.settled("{{ x }}"), Unsafe)
    importlib.reload(trust)
    assert json.dumps(trust.marker()(ODD)) == json.dumps(ODD)
