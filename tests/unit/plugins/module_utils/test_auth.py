# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials, project and endpoints: which source wins, what is refused, and that no secret is ever shown."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.huaweicloud.workspace.plugins.doc_fragments.auth import ModuleDocFragment
from ansible_collections.huaweicloud.workspace.plugins.module_utils import auth
from ansible_collections.huaweicloud.workspace.plugins.module_utils.auth import (
    AUTH_ARGUMENT_SPEC,
    Settings,
    resolve,
    token_request_body,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import CredentialsError

OPTION_KEYS = {"access_key": "option-ak", "secret_key": "option-hush-sk"}
OPTION_TOKEN = {"auth_token": "option-hush-token"}
OPTION_USER = {"iam_user_name": "ann", "iam_user_password": " hush pass ", "iam_domain_name": "school"}
HW_KEYS = {"HW_ACCESS_KEY": "hw-ak", "HW_SECRET_KEY": "hw-hush-sk"}
HW_TOKEN = {"HW_AUTH_TOKEN": "hw-hush-token"}
HW_USER = {"HW_USER_NAME": "bob", "HW_USER_PASSWORD": "hw-hush-pass", "HW_DOMAIN_NAME": "college"}
SDK_KEYS = {"HUAWEICLOUD_SDK_AK": "sdk-ak", "HUAWEICLOUD_SDK_SK": "sdk-hush-sk"}
PROFILE = "[basic]\nak = file-ak\nsk = file-hush-%sk\n"
REGION = {"region": "ap-southeast-1"}


def write_profile(home: Path, content: str) -> Path:
    """Write the default profile file and return its path."""
    path = home / ".huaweicloud" / "credentials"
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    return path


def as_task_options(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options as Ansible hands them over: those that are not given are None."""
    return {**dict.fromkeys(AUTH_ARGUMENT_SPEC), **options}


def given(settings: Settings) -> dict[str, str]:
    """Return the credentials that are set."""
    names = ("access_key", "secret_key", "security_token", "auth_token", "user_name", "user_password", "domain_name")
    return {name: getattr(settings, name) for name in names if getattr(settings, name) is not None}


# Which source gives the credentials

OPTION_KEYS_FOUND = {"access_key": "option-ak", "secret_key": "option-hush-sk"}
HW_KEYS_FOUND = {"access_key": "hw-ak", "secret_key": "hw-hush-sk"}
SDK_KEYS_FOUND = {"access_key": "sdk-ak", "secret_key": "sdk-hush-sk"}
FILE_KEYS_FOUND = {"access_key": "file-ak", "secret_key": "file-hush-%sk"}
OPTION_USER_FOUND = {"user_name": "ann", "user_password": " hush pass ", "domain_name": "school"}


@pytest.mark.parametrize(
    ("options", "environ", "profile", "expected"),
    [
        pytest.param(OPTION_KEYS, {}, "", OPTION_KEYS_FOUND, id="keys in the task"),
        pytest.param(OPTION_TOKEN, {}, "", {"auth_token": "option-hush-token"}, id="token in the task"),
        pytest.param(OPTION_USER, {}, "", OPTION_USER_FOUND, id="user in the task"),
        pytest.param(OPTION_KEYS, HW_TOKEN, PROFILE, OPTION_KEYS_FOUND, id="task before all others"),
        pytest.param(OPTION_KEYS, {"HW_SECRET_KEY": "x"}, "", OPTION_KEYS_FOUND, id="later nonsense does not matter"),
        pytest.param(OPTION_KEYS, {"HW_SECURITY_TOKEN": "x"}, "", OPTION_KEYS_FOUND, id="no token of another source"),
        pytest.param({}, HW_KEYS, PROFILE, HW_KEYS_FOUND, id="environment before profile"),
        pytest.param({}, HW_TOKEN, PROFILE, {"auth_token": "hw-hush-token"}, id="token in the environment"),
        pytest.param(
            {},
            HW_USER,
            "",
            {"user_name": "bob", "user_password": "hw-hush-pass", "domain_name": "college"},
            id="user in the environment",
        ),
        pytest.param({}, SDK_KEYS, PROFILE, SDK_KEYS_FOUND, id="names of the SDK"),
        pytest.param(
            {},
            {**SDK_KEYS, "HUAWEICLOUD_SDK_SECURITY_TOKEN": "sdk-hush-st"},
            "",
            {**SDK_KEYS_FOUND, "security_token": "sdk-hush-st"},
            id="temporary keys of the SDK",
        ),
        pytest.param({}, {**HW_KEYS, **SDK_KEYS}, "", HW_KEYS_FOUND, id="HW_ wins"),
        pytest.param(
            {},
            {**HW_KEYS, "HUAWEICLOUD_SDK_SECURITY_TOKEN": "sdk-hush-st"},
            "",
            HW_KEYS_FOUND,
            id="families are not mixed",
        ),
        pytest.param(
            {},
            {**HW_KEYS, "HW_SECURITY_TOKEN": "hw-hush-st"},
            "",
            {**HW_KEYS_FOUND, "security_token": "hw-hush-st"},
            id="temporary keys",
        ),
        pytest.param({}, {}, PROFILE, FILE_KEYS_FOUND, id="profile"),
        pytest.param({}, {}, "\ufeff" + PROFILE, FILE_KEYS_FOUND, id="profile with byte order mark"),
        pytest.param(
            {},
            {},
            PROFILE + "security_token = file-hush-st\n",
            {**FILE_KEYS_FOUND, "security_token": "file-hush-st"},
            id="temporary keys in the profile",
        ),
        pytest.param(
            {"access_key": "", "secret_key": "  "},
            {"HW_ACCESS_KEY": ""},
            PROFILE,
            FILE_KEYS_FOUND,
            id="blank is nothing",
        ),
        pytest.param({"iam_user_password": "  "}, HW_KEYS, "", HW_KEYS_FOUND, id="blank password is nothing"),
        pytest.param({}, {**HW_KEYS, "HW_DOMAIN_NAME": "college"}, "", HW_KEYS_FOUND, id="a domain alone is nothing"),
        pytest.param({"iam_domain_name": "school"}, HW_KEYS, "", HW_KEYS_FOUND, id="a domain alone in the task"),
        pytest.param({}, {"HW_AUTH_TOKEN": " hw-token\n"}, "", {"auth_token": "hw-token"}, id="blanks are cut off"),
    ],
)
def test_source_of_the_credentials(
    tmp_path: Path, options: dict[str, str], environ: dict[str, str], profile: str, expected: dict[str, str]
) -> None:
    write_profile(tmp_path, profile)
    settings = resolve(as_task_options({**REGION, **options}), environ, tmp_path)
    assert given(settings) == expected
    assert settings.needs_token == ("user_password" in expected)


def test_named_profile_file(tmp_path: Path) -> None:
    write_profile(tmp_path, "[basic]\nak = wrong\nsk = wrong\n")
    (tmp_path / "other").write_text(PROFILE)
    for name in (str(tmp_path / "other"), "~/other"):
        settings = resolve(REGION, {"HUAWEICLOUD_SDK_CREDENTIALS_FILE": name}, tmp_path)
        assert given(settings) == FILE_KEYS_FOUND
        assert settings.credentials_source == f"the file {tmp_path / 'other'}"


# What is refused


@pytest.mark.parametrize(
    ("options", "environ", "expected"),
    [
        pytest.param(
            {"access_key": "a"},
            HW_KEYS,
            "In the task options, access_key is given without secret_key: set secret_key there too.",
            id="access key alone",
        ),
        pytest.param(
            {"secret_key": "secret"},
            {},
            "In the task options, secret_key is given without access_key: set access_key there too.",
            id="secret key alone",
        ),
        pytest.param(
            {"security_token": "secret"},
            {},
            "In the task options, security_token is given without access_key and secret_key: "
            "set access_key and secret_key there too.",
            id="security token alone",
        ),
        pytest.param(
            {**OPTION_KEYS, **OPTION_TOKEN},
            {},
            "In the task options, access_key, secret_key and auth_token exclude each other: "
            "set only access_key and secret_key, or only auth_token.",
            id="keys and token",
        ),
        pytest.param(
            {**OPTION_KEYS, **OPTION_USER},
            {},
            "In the task options, access_key, secret_key, iam_user_name and iam_user_password exclude each other: "
            "set only access_key and secret_key, or only iam_user_name, iam_user_password and iam_domain_name.",
            id="keys and user",
        ),
        pytest.param(
            {**OPTION_TOKEN, **OPTION_USER},
            {},
            "In the task options, auth_token, iam_user_name and iam_user_password exclude each other: "
            "set only auth_token, or only iam_user_name, iam_user_password and iam_domain_name.",
            id="token and user",
        ),
        pytest.param(
            {"iam_user_name": "ann"},
            HW_USER,
            "In the task options, iam_user_name is given without iam_user_password and iam_domain_name: "
            "set iam_user_password and iam_domain_name there too.",
            id="user alone",
        ),
        pytest.param(
            {"iam_user_name": "ann", "iam_user_password": "secret"},
            HW_USER,
            "In the task options, iam_user_name and iam_user_password are given without iam_domain_name: "
            "set iam_domain_name there too.",
            id="user without domain",
        ),
        pytest.param(
            {"iam_user_password": "secret", "iam_domain_name": "school"},
            {},
            "In the task options, iam_user_password is given without iam_user_name: set iam_user_name there too.",
            id="password without user",
        ),
        pytest.param(
            {},
            {"HW_ACCESS_KEY": "a"},
            "In the environment, HW_ACCESS_KEY is given without HW_SECRET_KEY: set HW_SECRET_KEY there too.",
            id="access key alone in the environment",
        ),
        pytest.param(
            {},
            {"HUAWEICLOUD_SDK_SK": "secret"},
            "In the environment, HUAWEICLOUD_SDK_SK is given without HUAWEICLOUD_SDK_AK: "
            "set HUAWEICLOUD_SDK_AK there too.",
            id="secret key alone in the environment of the SDK",
        ),
        pytest.param(
            {},
            {"HW_ACCESS_KEY": "a", "HUAWEICLOUD_SDK_SK": "secret"},
            "In the environment, HW_ACCESS_KEY is given without HW_SECRET_KEY: set HW_SECRET_KEY there too.",
            id="halves of two families",
        ),
        pytest.param(
            {},
            {**SDK_KEYS, **HW_TOKEN},
            "In the environment, HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK and HW_AUTH_TOKEN exclude each other: "
            "set only HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or only HW_AUTH_TOKEN.",
            id="keys of the SDK and token",
        ),
        pytest.param(
            {},
            {"HW_USER_PASSWORD": "secret"},
            "In the environment, HW_USER_PASSWORD is given without HW_USER_NAME and HW_DOMAIN_NAME: "
            "set HW_USER_NAME and HW_DOMAIN_NAME there too.",
            id="password alone in the environment",
        ),
        pytest.param(
            {"auth_token": "secret\nother"},
            {},
            "auth_token in the task options has a blank, a line break or a non-ASCII character inside: set it again.",
            id="token with a line break",
        ),
        pytest.param(
            {**OPTION_KEYS, "security_token": "secret é"},
            {},
            "security_token in the task options has a blank, a line break or a non-ASCII character inside: "
            "set it again.",
            id="security token that is no header value",
        ),
        pytest.param(
            OPTION_KEYS,
            {"HUAWEICLOUD_SDK_PROJECT_ID": "a b"},
            "HUAWEICLOUD_SDK_PROJECT_ID in the environment has a blank, a line break or a non-ASCII character inside: "
            "set it again.",
            id="project ID that is no header value",
        ),
        pytest.param(
            OPTION_KEYS,
            {"HW_MAX_RETRIES": "many"},
            "HW_MAX_RETRIES in the environment must be a whole number, 0 or more.",
            id="retries in words",
        ),
        pytest.param(
            {**OPTION_KEYS, "max_retries": -1},
            {},
            "max_retries in the task options must be a whole number, 0 or more.",
            id="negative retries",
        ),
        pytest.param(
            {**OPTION_KEYS, "read_timeout": 0},
            {},
            "read_timeout in the task options must be at least one second.",
            id="no time to read",
        ),
        pytest.param(
            {**OPTION_KEYS, "connect_timeout": 0},
            {},
            "connect_timeout in the task options must be at least one second.",
            id="no time to connect",
        ),
        pytest.param(
            OPTION_KEYS,
            {"HW_INSECURE": "perhaps"},
            "HW_INSECURE in the environment must be true or false.",
            id="insecure in other words",
        ),
    ],
)
def test_refused_in_one_sentence(
    tmp_path: Path, options: dict[str, Any], environ: dict[str, str], expected: str
) -> None:
    write_profile(tmp_path, PROFILE)
    with pytest.raises(CredentialsError) as caught:
        resolve(as_task_options({**REGION, **options}), environ, tmp_path)
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("[basic]\nak = a\n", "In the file {path}, ak is given without sk: set sk there too."),
        ("[basic]\nsk = secret\nsecurity_token = secret\n", "In the file {path}, sk and security_token are given "
         "without ak: set ak there too."),
        ("sk = secret\n", "The file {path} is not a valid INI file: write a section [basic] with ak and sk into it."),
        ("[basic]\nsk = secret\nsk = secret\n", "The file {path} is not a valid INI file: write a section [basic] "
         "with ak and sk into it."),
        ("[basic]\nsecret secret\n", "The file {path} is not a valid INI file: write a section [basic] with ak and "
         "sk into it."),
    ],
    ids=["half a pair", "no access key", "no section", "twice", "no value"],
)  # fmt: skip
def test_refused_profiles(tmp_path: Path, content: str, expected: str) -> None:
    path = write_profile(tmp_path, content)
    with pytest.raises(CredentialsError) as caught:
        resolve(REGION, {}, tmp_path)
    assert str(caught.value) == expected.format(path=path)
    assert caught.value.__cause__ is None


def test_profile_that_is_no_text(tmp_path: Path) -> None:
    write_profile(tmp_path, "").write_bytes(b"[basic]\nsk = \xff\xfe\n")
    with pytest.raises(CredentialsError, match="is not a valid INI file"):
        resolve(REGION, {}, tmp_path)


def test_named_profile_must_exist(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    with pytest.raises(CredentialsError) as caught:
        resolve({**REGION, **OPTION_KEYS}, {"HUAWEICLOUD_SDK_CREDENTIALS_FILE": str(missing)}, tmp_path)
    assert str(caught.value) == (
        f"HUAWEICLOUD_SDK_CREDENTIALS_FILE names the file {missing}, which cannot be read "
        "(No such file or directory): correct or unset it."
    )


@pytest.mark.parametrize("content", [None, "", "[global]\nak = a\nsk = b\n", "[basic]\nak =\nsk =\nproject_id = p\n"])
def test_nothing_at_all_names_the_three_ways(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        write_profile(tmp_path, content)
    with pytest.raises(CredentialsError) as caught:
        resolve(as_task_options(REGION), {"HW_PROJECT_ID": "p"}, str(tmp_path))
    assert str(caught.value) == (
        "No credentials were found: set access_key and secret_key (or auth_token, or iam_user_name, iam_user_password "
        "and iam_domain_name) in the task options, or HW_ACCESS_KEY and HW_SECRET_KEY (or HW_AUTH_TOKEN, or "
        "HW_USER_NAME, HW_USER_PASSWORD and HW_DOMAIN_NAME) in the environment, or write ak and sk into the section "
        f"[basic] of {tmp_path}/.huaweicloud/credentials."
    )


# Region, project and endpoints


@pytest.mark.parametrize(
    ("region", "cloud", "workspace", "app", "iam"),
    [
        ("ap-southeast-1", None, "workspace.ap-southeast-1", "workspace.ap-southeast-1", "iam.ap-southeast-1"),
        ("cn-east-3", None, "workspace.cn-east-3", "appstream.cn-east-3", "iam.cn-east-3"),
        ("cn-north-4", None, "workspace.cn-north-4", "appstream.cn-north-4", "iam.cn-north-4"),
        ("cn-north-9", None, "workspace.cn-north-9", "appstream.cn-north-9", "iam.cn-north-9"),
        ("cn-south-1", None, "workspace.cn-south-1", "appstream.cn-south-1", "iam.cn-south-1"),
        ("cn-southwest-2", None, "workspace.cn-southwest-2", "appstream.cn-southwest-2", "iam.cn-southwest-2"),
        ("af-north-1", None, "workspace.af-north-1", "workspace.af-north-1", "iam"),
        ("cn-north-11", None, "workspace.cn-north-11", "workspace.cn-north-11", "iam"),
        ("cn-north-11", "cloud.example", "workspace.cn-north-11", "workspace.cn-north-11", "iam"),
        ("cn-north-4", "cloud.example", "workspace.cn-north-4", "appstream.cn-north-4", "iam.cn-north-4"),
        ("eu-west-101", "cloud.example", "workspace.eu-west-101", "workspace.eu-west-101", "iam.eu-west-101"),
    ],
)
def test_endpoints_of_the_regions(
    tmp_path: Path, region: str, cloud: str | None, workspace: str, app: str, iam: str
) -> None:
    settings = resolve({**OPTION_KEYS, "region": region, "cloud": cloud}, {}, tmp_path)
    domain = cloud or "myhuaweicloud.com"
    assert settings.workspace_endpoint == f"https://{workspace}.{domain}"
    assert settings.app_endpoint == f"https://{app}.{domain}"
    assert settings.iam_endpoint == f"https://{iam}.{domain}"
    assert settings.eps_endpoint == f"https://eps.{domain}"


def test_endpoints_of_the_european_region(tmp_path: Path) -> None:
    settings = resolve({**OPTION_KEYS, "region": "eu-west-101"}, {}, tmp_path)
    assert settings.workspace_endpoint == "https://workspace.eu-west-101.myhuaweicloud.com"
    assert settings.iam_endpoint == "https://iam.eu-west-101.myhuaweicloud.eu"


@pytest.mark.parametrize(
    ("options", "environ", "profile", "expected"),
    [
        pytest.param(
            {"workspace_endpoint": "http://127.0.0.1:8080/"},
            {},
            "",
            dict.fromkeys(["workspace_endpoint", "app_endpoint", "eps_endpoint"], "http://127.0.0.1:8080"),
            id="one address for all services",
        ),
        pytest.param(
            {"workspace_endpoint": "https://a.example", "app_endpoint": "https://b.example/prefix/"},
            {"HW_WORKSPACE_ENDPOINT": "https://c.example", "HW_WORKSPACE_APP_ENDPOINT": "https://d.example"},
            "",
            {"workspace_endpoint": "https://a.example", "app_endpoint": "https://b.example/prefix"},
            id="task first",
        ),
        pytest.param(
            {},
            {"HW_WORKSPACE_ENDPOINT": "a.example:444", "HW_WORKSPACE_APP_ENDPOINT": "b.example"},
            "",
            {"workspace_endpoint": "https://a.example:444", "app_endpoint": "https://b.example"},
            id="environment, without scheme",
        ),
        pytest.param(
            {"app_endpoint": "https://b.example"},
            {},
            "",
            {
                "workspace_endpoint": "https://workspace.cn-north-4.myhuaweicloud.com",
                "app_endpoint": "https://b.example",
            },
            id="only the second service",
        ),
        pytest.param(
            {"workspace_endpoint": "https://a.example"},
            {"HW_EPS_ENDPOINT": "eps.example/"},
            "",
            {"app_endpoint": "https://a.example", "eps_endpoint": "https://eps.example"},
            id="enterprise projects elsewhere",
        ),
        pytest.param(
            {"iam_endpoint": "https://iam.example"},
            {"HW_AUTH_URL": "https://wrong.example"},
            "iam_endpoint = https://wrong.example",
            {"iam_endpoint": "https://iam.example"},
            id="IAM in the task",
        ),
        pytest.param(
            {},
            {"HW_AUTH_URL": "https://iam.example:35357/v3/", "HUAWEICLOUD_SDK_IAM_ENDPOINT": "https://wrong.example"},
            "iam_endpoint = https://wrong.example",
            {"iam_endpoint": "https://iam.example:35357"},
            id="IAM in the environment, with version",
        ),
        pytest.param(
            {},
            {"HUAWEICLOUD_SDK_IAM_ENDPOINT": "https://iam.example"},
            "iam_endpoint = https://wrong.example",
            {"iam_endpoint": "https://iam.example"},
            id="IAM in the environment of the SDK",
        ),
        pytest.param(
            {},
            {},
            "iam_endpoint = https://iam.example/v3",
            {"iam_endpoint": "https://iam.example"},
            id="IAM in the profile",
        ),
    ],
)
def test_replaced_endpoints(
    tmp_path: Path, options: dict[str, str], environ: dict[str, str], profile: str, expected: dict[str, str]
) -> None:
    write_profile(tmp_path, f"[basic]\n{profile}\n")
    settings = resolve({**OPTION_KEYS, "region": "cn-north-4", **options}, environ, tmp_path)
    assert {name: getattr(settings, name) for name in expected} == expected


@pytest.mark.parametrize(
    "address",
    [
        "ftp://a.example",
        "https://",
        "https://user:secret@a.example",
        "https://a.example?secret=1",
        "https://a.example#secret",
        "https://a.example:secret",
        "https://[secret",
        "https://a=1 secret",
        "https://%2e%2e%2fsecret",
        "https://\u0661.example",
        "https://a..example",
        f"https://{'a' * 64}.example",
        "https://a.example/b c",
        "https://a.example\r\nX-Evil: 1",
    ],
)
def test_refused_endpoints(tmp_path: Path, address: str) -> None:
    with pytest.raises(CredentialsError) as caught:
        resolve({**OPTION_KEYS, **REGION}, {"HW_WORKSPACE_ENDPOINT": address}, tmp_path)
    assert str(caught.value) == (
        "HW_WORKSPACE_ENDPOINT in the environment must be an address such as https://workspace.example.com, "
        "without user, query and fragment."
    )


@pytest.mark.parametrize("cloud", ["a/../b", "a b", "x\r\ny", "a" * 300, "user@b", "\u0661"])
def test_refused_clouds(tmp_path: Path, cloud: str) -> None:
    with pytest.raises(
        CredentialsError, match=r"^HW_CLOUD in the environment must be the end of a host name, such as "
    ):
        resolve({**OPTION_KEYS, **REGION}, {"HW_CLOUD": cloud}, tmp_path)


def test_a_variable_that_is_no_text(tmp_path: Path) -> None:
    """An environment may hold bytes of another encoding."""
    environment = {"HW_ACCESS_KEY": "AK", "HW_SECRET_KEY": "secret\udcff"}
    with pytest.raises(CredentialsError, match=r"^HW_SECRET_KEY in the environment is not valid text: set it again.$"):
        resolve(REGION, environment, tmp_path)


def test_unknown_region_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(CredentialsError) as caught:
        resolve({**OPTION_KEYS, "region": "AP-southeast1"}, {}, tmp_path)
    assert str(caught.value) == (
        "There is no Workspace region 'AP-southeast1' (nearest names: ap-southeast-1, ap-southeast-3, ap-southeast-2): "
        "correct the option region or HW_REGION_NAME, or set workspace_endpoint or HW_WORKSPACE_ENDPOINT."
    )


def test_unknown_region_with_an_endpoint(tmp_path: Path) -> None:
    options = {**OPTION_KEYS, "region": "moon-1", "workspace_endpoint": "https://moon.example"}
    settings = resolve(options, {}, tmp_path)
    assert settings.app_endpoint == "https://moon.example"
    assert settings.iam_endpoint == "https://iam.myhuaweicloud.com"


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"project_id": "p"},
        {"workspace_endpoint": "https://a.example"},
        {"workspace_endpoint": "https://a.example", "project_name": "teaching"},
    ],
)
def test_region_is_required(tmp_path: Path, options: dict[str, str]) -> None:
    with pytest.raises(CredentialsError, match="^The region is not known: set the option region or HW_REGION_NAME"):
        resolve({**OPTION_KEYS, **options}, {}, tmp_path)


def test_region_is_not_required_with_endpoint_and_project(tmp_path: Path) -> None:
    settings = resolve({**OPTION_KEYS, "workspace_endpoint": "https://a.example"}, {"HW_PROJECT_ID": "p"}, tmp_path)
    assert (settings.region, settings.project_id) == (None, "p")
    assert settings.iam_endpoint == "https://iam.myhuaweicloud.com"


@pytest.mark.parametrize(
    ("options", "environ", "profile", "expected"),
    [
        pytest.param({}, {}, "", (None, None), id="none"),
        pytest.param({"project_id": "a"}, {"HW_PROJECT_ID": "b"}, "project_id = c", ("a", None), id="task"),
        pytest.param({"project_name": "a"}, {"HW_PROJECT_ID": "b"}, "", (None, "a"), id="a name before a later ID"),
        pytest.param({}, {"HW_PROJECT_ID": "b", "HW_PROJECT_NAME": "n"}, "", ("b", "n"), id="both"),
        pytest.param({}, {"HW_PROJECT_ID": "b", "HUAWEICLOUD_SDK_PROJECT_ID": "s"}, "", ("b", None), id="HW_ wins"),
        pytest.param({}, {"HUAWEICLOUD_SDK_PROJECT_ID": "s"}, "project_id = c", ("s", None), id="name of the SDK"),
        pytest.param({}, {"HW_PROJECT_ID": " "}, "project_id = c", ("c", None), id="profile"),
    ],
)
def test_project(
    tmp_path: Path,
    options: dict[str, str],
    environ: dict[str, str],
    profile: str,
    expected: tuple[str | None, str | None],
) -> None:
    write_profile(tmp_path, f"[basic]\n{profile}\n")
    settings = resolve(as_task_options({**OPTION_KEYS, **REGION, **options}), environ, tmp_path)
    assert (settings.project_id, settings.project_name) == expected


def test_other_settings_come_one_by_one(tmp_path: Path) -> None:
    environ = {
        "HW_REGION_NAME": "cn-north-4",
        "HW_CLOUD": "cloud.example",
        "HW_MAX_RETRIES": "7",
        "HW_ENTERPRISE_PROJECT_ID": "ep",
        "HW_INSECURE": "TRUE",
    }
    options = {**OPTION_KEYS, "region": "cn-north-9", "connect_timeout": 3, "read_timeout": 4, "ca_path": "/ca.pem"}
    settings = resolve(as_task_options(options), environ, tmp_path)
    assert settings.region == "cn-north-9"
    assert settings.workspace_endpoint == "https://workspace.cn-north-9.cloud.example"
    assert (settings.max_retries, settings.connect_timeout, settings.read_timeout) == (7, 3, 4)
    assert (settings.enterprise_project_id, settings.ca_path, settings.validate_certs) == ("ep", "/ca.pem", False)


def test_defaults(tmp_path: Path) -> None:
    settings = resolve(as_task_options({**OPTION_KEYS, **REGION}), {}, tmp_path)
    assert (settings.max_retries, settings.connect_timeout, settings.read_timeout) == (5, 10, 60)
    assert (settings.enterprise_project_id, settings.ca_path, settings.validate_certs) == (None, None, True)


@pytest.mark.parametrize(
    ("validate_certs", "insecure", "expected"),
    [
        (None, "", True),
        (None, "1", False),
        (None, "off", True),
        (None, "0", True),
        (True, "true", True),
        (False, "", False),
        (False, "no", False),
    ],
)
def test_validation_of_certificates(tmp_path: Path, validate_certs: bool | None, insecure: str, expected: bool) -> None:
    options = as_task_options({**OPTION_KEYS, **REGION, "validate_certs": validate_certs, "max_retries": 0})
    settings = resolve(options, {"HW_INSECURE": insecure}, tmp_path)
    assert settings.validate_certs is expected
    assert settings.max_retries == 0


# The token request


@pytest.mark.parametrize(
    ("options", "scope"),
    [
        ({}, {"name": "ap-southeast-1"}),
        ({"project_name": "ap-southeast-1_teaching"}, {"name": "ap-southeast-1_teaching"}),
        ({"project_name": "ap-southeast-1_teaching", "project_id": "p"}, {"id": "p"}),
    ],
)
def test_token_request(tmp_path: Path, options: dict[str, str], scope: dict[str, str]) -> None:
    settings = resolve(as_task_options({**OPTION_USER, **REGION, **options}), {}, tmp_path)
    user = {"name": "ann", "password": " hush pass ", "domain": {"name": "school"}}
    assert token_request_body(settings) == {
        "auth": {
            "identity": {"methods": ["password"], "password": {"user": user}},
            "scope": {"project": scope},
        }
    }


# Secrets


@pytest.mark.parametrize(
    ("options", "environ", "profile", "expected"),
    [
        ({**OPTION_KEYS, "security_token": "hush-st"}, HW_TOKEN, PROFILE, [OPTION_KEYS["secret_key"], "hush-st"]),
        (OPTION_TOKEN, {}, "", list(OPTION_TOKEN.values())),
        (OPTION_USER, {}, "", [OPTION_USER["iam_user_password"]]),
        ({}, {**HW_KEYS, "HW_SECURITY_TOKEN": "hush-st"}, "", ["hw-hush-sk", "hush-st"]),
        ({}, HW_TOKEN, "", ["hw-hush-token"]),
        ({}, HW_USER, "", ["hw-hush-pass"]),
        ({}, SDK_KEYS, "", ["sdk-hush-sk"]),
        ({}, {}, PROFILE, ["file-hush-%sk"]),
    ],
)
def test_secrets(
    tmp_path: Path, options: dict[str, str], environ: dict[str, str], profile: str, expected: list[str]
) -> None:
    write_profile(tmp_path, profile)
    settings = resolve(as_task_options({**REGION, **options}), environ, tmp_path)
    assert settings.secrets() == expected
    assert "hush" not in f"{settings!r} {settings}"


def test_no_error_shows_a_secret(tmp_path: Path) -> None:
    write_profile(tmp_path, "[basic]\nsk = hush\n")
    wrong = [
        ({"secret_key": "hush-1"}, {}),
        ({"iam_user_password": "hush-1"}, {}),
        ({**OPTION_KEYS, **OPTION_TOKEN, **OPTION_USER}, {}),
        ({"auth_token": "hush-1\n1"}, {}),
        ({}, {"HW_SECRET_KEY": "hush-1"}),
        ({}, {"HW_SECURITY_TOKEN": "hush-1", **HW_USER}),
        ({}, {}),
    ]
    for options, environ in wrong:
        with pytest.raises(CredentialsError) as caught:
            resolve({**REGION, **options}, environ, tmp_path)
        assert "hush" not in f"{caught.value} {caught.value!r}"


# The argument spec and its documentation


def test_documentation_and_argument_spec_agree() -> None:
    documented = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
    assert {name: option["type"] for name, option in documented.items()} == {
        name: option["type"] for name, option in AUTH_ARGUMENT_SPEC.items()
    }
    allowed = {"description", "type"}
    assert all(set(option) == allowed for option in documented.values())


def test_argument_spec_hides_the_secrets_and_leaves_the_sources_to_resolve() -> None:
    assert [name for name, option in AUTH_ARGUMENT_SPEC.items() if option.get("no_log")] == [
        "secret_key",
        "security_token",
        "auth_token",
        "iam_user_password",
    ]
    assert all(set(option) <= {"type", "no_log"} for option in AUTH_ARGUMENT_SPEC.values())


def test_every_variable_is_documented() -> None:
    variables = {*auth._HW_VARIABLES.values(), *auth._SDK_KEY_VARIABLES.values(), *auth._SDK_VARIABLES.values()}
    variables.add("HUAWEICLOUD_SDK_CREDENTIALS_FILE")
    assert not {name for name in variables if f"E({name})" not in ModuleDocFragment.DOCUMENTATION}


def test_import_without_requests() -> None:
    program = f"import sys; sys.modules['requests'] = None; import {auth.__name__}"
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environ, check=False, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
