# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: the creation of version 1.0, which the SDK does not know."""

from __future__ import annotations

from contract.calls import signed
from contract.cloud import PRODUCT, Cloud


@signed("POST", "/v1.0/{}/desktops")
def create_desktop_v1(cloud: Cloud) -> None:
    record = {
        "user_name": "mmueller",
        "user_email": "mia@uni.example",
        "user_group": "USERS",
        "product_id": PRODUCT,
        "image_id": cloud.image(),
        "computer_name": "BIO_01",
        "security_groups": [{"id": group_id} for group_id in cloud.security_groups("teaching-desktops")],
        "root_volume": {"type": "SATA", "size": 85},
        "data_volumes": [{"type": "SSD", "size": 11}],
        "nics": [{"subnet_id": cloud.subnet("teaching-a").id, "ip_address": "10.10.9.9"}],
        "availability_zone": "ap-southeast-1a",
        "os:scheduler_hints": {"tenancy": "dedicated", "dedicated_host_id": "host-1"},
        "license_type": "byol",
        "ou_name": "labs",
    }
    body = {"desktops": [record], "email_notification": False, "tags": [{"key": "course", "value": "bio101"}]}
    answer = cloud.identity("POST", f"/v1.0/{cloud.emulator.project_id}/desktops", body)
    assert answer.status_code == 200, answer.text
    [sub_job] = cloud.sub_jobs(answer.json()["job_id"])
    desktop = cloud.shown(sub_job.entities.desktop_id)
    assert (desktop.computer_name, desktop.root_volume.type, desktop.root_volume.size) == ("BIO_01", "SATA", 85)
    assert [disk.size for disk in desktop.data_volumes] == [11] and desktop.ip_addresses == ["10.10.9.9"]
