# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the options of desktop pools: what keeps them passes, what breaks them is refused in one sentence."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from huaweicloudsdkworkspace.v2 import (
    AuthorizedObjects,
    AutoscalePolicy,
    CreateDesktopPoolReq,
    RebuildDesktopPoolReq,
    ResizeDesktopPoolReq,
    UpdateDesktopPoolAttributesReq,
    UserResetPolicy,
    VolumeInfo,
)

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.fields import given
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.pool.options import (
    Policy,
    argument_spec,
    check,
)

SPEC = argument_spec()
DEFAULTS = {name: option.get("default") for name, option in SPEC.items()}


def task(**given: Any) -> dict[str, Any]:
    """Return the options as Ansible hands them over."""
    assert set(given) <= set(SPEC)
    return {**DEFAULTS, "name": "drop-in", **given}


def disk(kind: str = "SAS", size: int = 80, **more: Any) -> dict[str, Any]:
    """Return a disk as Ansible hands it over."""
    return {**dict.fromkeys(SPEC["root_volume"]["options"]), "type": kind, "size": size, **more}


def grant(**given: Any) -> dict[str, Any]:
    """Return an item of ``authorized_objects`` as Ansible hands it over."""
    return {**dict.fromkeys(SPEC["authorized_objects"]["options"]), **given}


def policy(**given: Any) -> dict[str, Any]:
    """Return an autoscaling policy as Ansible hands it over."""
    return {**dict.fromkeys(SPEC["autoscale_policy"]["options"]), **given}


RIGHT = [
    task(),
    task(name=None, pool_id="a130ab3a-72bf-4b71-baa9-af4987c8e338"),
    task(name="生物-101"),
    task(name="x" * 64),
    task(size=0),
    task(availability_zone=""),
    task(size=1000),
    task(root_volume=disk(size=8200), data_volumes=[disk(size=10)] * 10),
    task(root_volume=disk("GPSSD2", iops=3000, throughput=125)),
    task(authorized_objects=[grant(user="mia"), grant(group="mia", user_group="users")]),
    task(authorized_objects=[]),
    task(autoscale_policy=policy()),
    task(autoscale_policy=policy(max_auto_created=5000, min_idle=0, idle_retention_duration=43200)),
    task(type="DYNAMIC", disconnected_retention_period=10),
    task(encrypt_type="ENCRYPTED", kms_id="key"),
    task(delay_time=15, rebuild_message="x" * 400),
    task(tags={"course": "bio101", "empty": ""}),
]

WRONG = [
    (task(name=None), "name", "pool_id"),
    (task(name=" "), "name is empty"),
    (task(name="drop in"), "drop in", "64"),
    (task(name="drop_in"), "drop_in"),
    (task(name="x" * 65), "64"),
    (task(pool_id=""), "pool_id is empty"),
    (task(size=-1), "size is -1", "0 to 1000"),
    (task(size=1001), "size is 1001"),
    (task(root_volume=disk(size=70)), "root_volume.size is 70", "80"),
    (task(root_volume=disk(size=8210)), "8200"),
    (task(data_volumes=[disk(size=15)]), "data_volumes.size is 15", "multiple of 10"),
    (task(data_volumes=[disk(size=10)] * 11), "data_volumes has 11 items"),
    (task(data_volumes=[disk(iops=3000)]), "iops", "GPSSD2"),
    (task(subnets=[]), "subnets is given but empty"),
    (task(security_groups=[]), "security_groups is given but empty"),
    (task(desktop_ids=[]), "desktop_ids is given but empty"),
    (task(security_groups=["a"] * 6), "security_groups has 6 items"),
    (task(authorized_objects=[grant()]), "item 1 of authorized_objects", "user or group"),
    (task(authorized_objects=[grant(user="mia", group="bio")]), "user or group"),
    (task(authorized_objects=[grant(user="mia"), grant(user="mia")]), "user mia twice"),
    (task(autoscale_policy=policy(max_auto_created=0)), "autoscale_policy.max_auto_created is 0", "1 to 5000"),
    (task(autoscale_policy=policy(once_auto_created=101)), "once_auto_created", "1 to 100"),
    (task(user_reset_policy={"enable": True, "reset_count_per_day": 101}), "reset_count_per_day is 101"),
    (task(disconnected_retention_period=9), "disconnected_retention_period is 9", "10 to 43200"),
    (task(type="STATIC", disconnected_retention_period=60), "DYNAMIC only"),
    (task(delay_time=16), "delay_time is 16", "0 to 15"),
    (task(rebuild_message="x" * 401), "rebuild_message", "400"),
    (task(description="x" * 256), "description", "255"),
    (task(encrypt_type="ENCRYPTED"), "kms_id"),
    (task(kms_id="key"), "encrypt_type ENCRYPTED"),
    (task(tags={"_sys_x": "1"}), "_sys_"),
    (task(tags={"x": None}), "no value"),
    (task(ou_name="a/b/c/d/e/f"), "ou_name", "five levels"),
]


@pytest.mark.parametrize("options", RIGHT, ids=range(len(RIGHT)))
def test_right(options: dict[str, Any]) -> None:
    check(options)


@pytest.mark.parametrize("case", WRONG, ids=[" ".join(words) for _options, *words in WRONG])
def test_wrong(case: tuple[Any, ...]) -> None:
    options, *words = case
    with pytest.raises(InputError) as caught:
        check(options)
    message = str(caught.value)
    assert not [word for word in words if word not in message], message
    assert "\n" not in message and not message.endswith(".")


def test_what_is_left_out_of_a_policy_is_not_given() -> None:
    assert "autoscale_policy" not in given(task())
    assert given(task(autoscale_policy=policy()))["autoscale_policy"] == {}
    some = policy(min_idle=0, max_auto_created=4)
    assert given(task(autoscale_policy=some))["autoscale_policy"] == {"min_idle": 0, "max_auto_created": 4}


def test_a_policy_has_all_its_options() -> None:
    assert Policy.from_options(task(if_in_use="skip")).if_in_use == "skip"


def _fields(model: type) -> set[str]:
    return set(inspect.signature(model.__init__).parameters) - {"self"}


SPELT = {
    "product_id": "product",
    "image_id": "image",
    "subnet_ids": "subnets",
    "desktop_name_policy_id": "desktop_name_policy",
    "message": "rebuild_message",
    # Values of options, not options of their own.
    "mode": "state",
    "is_fix": "rebuild",
    "object_type": "user",
    "object_id": "user",
    "object_name": "user",
}
"""Fields of requests that options have another name for."""


@pytest.mark.parametrize(
    ("model", "option"),
    [
        (CreateDesktopPoolReq, None),
        (UpdateDesktopPoolAttributesReq, None),
        (ResizeDesktopPoolReq, None),
        (RebuildDesktopPoolReq, None),
        (VolumeInfo, "root_volume"),
        (VolumeInfo, "data_volumes"),
        (AutoscalePolicy, "autoscale_policy"),
        (UserResetPolicy, "user_reset_policy"),
        (AuthorizedObjects, "authorized_objects"),
    ],
)
def test_every_field_of_the_requests_is_an_option(model: type, option: str | None) -> None:
    spec = SPEC if option is None else SPEC[option]["options"]
    assert {SPELT.get(field, field) for field in _fields(model)} <= set(spec)
