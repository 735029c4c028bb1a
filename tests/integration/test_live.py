# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A project is compared with the emulator and recorded without any change and without anything personal."""

from __future__ import annotations

import json
import threading

import pytest
from integration.harness import Task, Tenant
from integration.in_process import called
from live.reading import Reading, read_service
from live.recording import Scrubber, texts
from live.replay import environment, server
from live.shapes import differences, shapes


def furnished(tenant: Tenant) -> Tenant:
    """Let there be two desktops of people."""
    for name, user in (("CANARY-01", "canarymia"), ("CANARY-02", "canaryomar")):
        tenant.desktop(name, user=user, data_volumes=[20])
    return tenant


def test_a_recording_answers_as_the_project_did_and_names_nobody(tenant: Tenant) -> None:
    reading = Reading()
    seen = furnished(tenant).seen
    for module in ("workspace_desktop_info", "workspace_user_info"):
        reading.read(module, tenant.emulator.process_env)
    assert {one["method"] for one in tenant.journal(seen)} == {"GET"}
    assert reading.failures == {"workspace_desktop_info check_images": "403 NOT_SENT"}
    recording = [Scrubber(texts(reading.exchanges)).exchange(one) for one in reading.exchanges]
    assert "canary" not in json.dumps(recording).lower()

    with server(recording, 0) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        points = environment(recording, serving.server_port)
        found = called(Task("workspace_desktop_info", {}), {**tenant.emulator.process_env, **points})
        refused = called(Task("workspace_image_info", {}), {**tenant.emulator.process_env, **points})
        serving.shutdown()
    assert [one["status"] for one in found["desktops"]] == ["ACTIVE", "ACTIVE"]
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
