# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A project is compared with the emulator and recorded without any change and without anything personal."""

from __future__ import annotations

import json
import threading
import uuid

import pytest
from integration.harness import Task, Tenant
from integration.in_process import called
from live.reading import Reading, read_service
from live.recording import Scrubber
from live.replay import environment, server
from live.shapes import differences, shapes


def furnished(tenant: Tenant) -> Tenant:
    """Let there be two desktops of people."""
    for name, user in (("CANARY-01", "canarymia"), ("CANARY-02", "canaryomar")):
        tenant.desktop(name, user=user, data_volumes=[20])
    return tenant


def read(tenant: Tenant) -> Reading:
    """Return what some modules read of a project."""
    reading = Reading()
    for module in ("workspace_desktop_info", "workspace_user_info", "workspace_image_info"):
        reading.read(module, tenant.emulator.process_env)
    return reading


def test_a_recording_answers_as_the_project_did_and_names_nobody(tenant: Tenant) -> None:
    seen = furnished(tenant).seen
    reading = read(tenant)
    assert {one["method"] for one in tenant.journal(seen)} == {"GET"}
    assert reading.failures == {"workspace_desktop_info check_images": "403 NOT_SENT"}
    other = Tenant(tenant.emulator.in_project(uuid.uuid4().hex))
    other.desktop("OTHER")
    scrubber = Scrubber(read(other).exchanges)
    recording = [scrubber.exchange(one) for one in reading.exchanges]
    assert "canary" not in json.dumps(recording).lower()

    with server(recording, 0) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        points = {**tenant.emulator.process_env, **environment(recording, serving.server_port)}
        desktops, users, images, refused = (
            called(Task(f"workspace_{kind}_info", {}), points) for kind in ("desktop", "user", "image", "eip")
        )
        serving.shutdown()
    assert [one["status"] for one in desktops["desktops"]] == ["ACTIVE", "ACTIVE"]
    people = {person["user_name"] for one in desktops["desktops"] for person in one["users"]}
    assert people == {one["user_name"] for one in users["users"]} and len(people) == 2
    assert len(images["images"]) == len(called(Task("workspace_image_info", {}), tenant.emulator.process_env)["images"])
    assert refused["error_code"] == "NOT_RECORDED"


@pytest.mark.slow
def test_a_whole_project_is_read_and_a_field_that_differs_is_told(tenant: Tenant) -> None:
    furnished(tenant)
    emulator = read_service(tenant.emulator.process_env)
    seen = tenant.seen
    tenant.fault("missing_field", field="availability_zone", times=1000)
    service = read_service(tenant.emulator.process_env)
    assert {one["method"] for one in tenant.journal(seen)} == {"GET"}
    assert not differences(shapes(emulator.exchanges), shapes(emulator.exchanges))
    told = str(differences(shapes(service.exchanges), shapes(emulator.exchanges)))
    assert "availability_zone: not returned by the service; text in the emulator" in told
    assert "canary" not in told.lower()
