# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The creation of version 1.0, which has rules of its own."""

from __future__ import annotations

import json

import pytest
import requests

RECORD = {
    "user_name": "mia",
    "user_email": "mia@uni.example",
    "product_id": "workspace.c2.large.windows.2",
    "root_volume": {"type": "SATA", "size": 85},
    "computer_name": "OLD_01",
}


def create(client, *records, **fields):
    """Send the request and return the response."""
    path = f"/v1.0/{client.project_id}/desktops"
    data = json.dumps({"desktops": list(records), **fields}).encode()
    uri, headers = client.sign("POST", path, [], data)
    return requests.post(client.url + uri, data=data, headers=headers, timeout=60)


def test_a_desktop_is_made_and_read_by_version_2(client):
    record = {
        **RECORD,
        "user_group": "ADMINISTRATORS",
        "image_id": client.image("win11-bio-2026.09"),
        "data_volumes": [{"type": "SSD", "size": 11}],
        "nics": [{"subnet_id": client.get("/subnets")["subnets"][0]["id"], "ip_address": "10.10.9.9"}],
        "availability_zone": "ap-southeast-1a",
        "os:scheduler_hints": {"tenancy": "dedicated", "dedicated_host_id": "host-1"},
        "license_type": "byol",
        "ou_name": "labs/bio 101",
    }
    response = create(client, record, tags=[{"key": "course", "value": "bio101"}], email_notification=False)
    assert response.status_code == 200, response.text
    jobs = client.get("/workspace-sub-jobs", job_id=response.json()["job_id"])["jobs"]
    assert [job["status"] for job in jobs] == ["SUCCESS"]
    desktop = client.desktop("OLD_01")
    assert (desktop["root_volume"]["type"], desktop["root_volume"]["size"]) == ("SATA", 85)
    assert (desktop["user_group"], desktop["ip_addresses"]) == ("administrators", ["10.10.9.9"])
    assert desktop["tags"] == [{"key": "course", "value": "bio101"}]


@pytest.mark.parametrize(("domain_type", "mails"), [("LITE_AS", 1), ("LOCAL_AD", 0)])
def test_people_without_a_domain_get_a_mail_in_any_case(client, domain_type, mails):
    client.control("service", domain_type=domain_type)
    assert create(client, {**RECORD, "ou_name": "labs"}, email_notification=False).status_code == 200
    client.finish()
    assert len(client.state()["mails"]) == mails
    assert client.desktop("OLD_01").get("ou_name") == (None if mails else "labs")


@pytest.mark.parametrize(
    "wrong",
    [
        {"user_email": None},
        {"user_email": "nobody"},
        {"user_name": "1mia"},
        {"user_name": "m" * 21},
        {"user_group": "users"},
        {"user_group": "sudo"},
        {"computer_name": "1OLD"},
        {"computer_name": "O" * 16},
        {"root_volume": {"type": "SAS", "size": 80}},
        {"root_volume": {"type": "SSD", "size": 79}},
        {"root_volume": {"type": "SSD", "size": 32769}},
        {"data_volumes": [{"type": "SSD", "size": 9}]},
        {"image_id": "none"},
        {"image_type": "private"},
        {"product_id": "workspace.c2.large.windows.monthly"},
        {"nics": [{"ip_address": "10.10.9.9"}]},
        {"os:scheduler_hints": {"dedicated_host_id": "host-1"}},
        {"os:scheduler_hints": {"tenancy": "mine"}},
        {"license_type": "byol"},
        {"license_type": "free"},
        {"ou_name": "a/b/c/d/e/f"},
        {"ou_name": "labs/ bio"},
        {"ou_name": "labs#bio"},
    ],
)
def test_what_breaks_a_rule_is_refused(client, wrong):
    record = {name: value for name, value in {**RECORD, **wrong}.items() if value is not None}
    assert create(client, record).status_code == 400
    assert client.state()["desktops"] == []


def test_a_desktop_may_be_called_like_its_user(client):
    assert create(client, {**RECORD, "computer_name": "mia"}).status_code == 200


def test_one_record_a_request_and_its_own_tags(client):
    assert create(client, RECORD, {**RECORD, "computer_name": "OLD_02", "user_name": "omar"}).status_code == 400
    assert create(client).status_code == 400
    assert create(client, RECORD, tags=[{"key": "k" * 37}]).status_code == 400
    assert create(client, RECORD, tags=[{"key": "a.b"}]).status_code == 400
    assert create(client, RECORD, desktop_type="DEDICATED").status_code == 400
    assert create(client, RECORD).status_code == 200
    assert create(client, RECORD).status_code == 409
