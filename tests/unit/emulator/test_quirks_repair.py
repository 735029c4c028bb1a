# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops that do not work until the right thing is done to them."""

from __future__ import annotations

import pytest


def break_down(client, *cured_by: str, **fields) -> str:
    """Let there be a desktop that does not register until one of these is done to it, and return its ID."""
    desktop_id = client.build("BIO-01")
    given = {"cured_by": list(cured_by), "login_status": "UNREGISTER", **fields}
    client.control("desktops", action="set", desktop="BIO-01", fields=given)
    return desktop_id


def power(client, desktop_id: str, op_type: str, power_type: str = "SOFT") -> None:
    body = {"desktop_ids": [desktop_id], "op_type": op_type, "type": power_type}
    assert client.call("POST", "/desktops/action", body).status_code == 200
    client.finish()


@pytest.mark.parametrize(("cured_by", "session"), [("restart", "REGISTERED"), ("rebuild", "UNREGISTER")])
def test_a_desktop_registers_only_after_what_cures_it(client, cured_by, session):
    desktop_id = break_down(client, cured_by)
    power(client, desktop_id, "reboot")
    desktop = client.desktop("BIO-01")
    assert (desktop["status"], desktop["login_status"]) == ("ACTIVE", session)


@pytest.mark.parametrize("remedy", [[("reboot", "HARD")], [("os-stop", "SOFT"), ("os-start", "SOFT")]])
def test_a_desktop_that_hangs_registers_only_after_its_power_was_off(client, remedy):
    desktop_id = break_down(client, "hard_restart")
    power(client, desktop_id, "reboot")
    assert client.desktop("BIO-01")["login_status"] == "UNREGISTER"
    for op_type, power_type in remedy:
        power(client, desktop_id, op_type, power_type)
    assert client.desktop("BIO-01")["login_status"] == "REGISTERED"


def test_a_start_that_fails_is_told_by_the_actions_of_the_desktop_alone(client):
    desktop_id = break_down(client, "rebuild", start_fails=True)
    client.control("desktops", action="power", desktop="BIO-01", status="SHUTOFF")
    power(client, desktop_id, "os-start")
    assert client.desktop("BIO-01")["status"] == "SHUTOFF"
    newest = client.get(f"/desktops/{desktop_id}/actions")["desktop_actions"][0]
    assert (newest["action"], newest["result"]) == ("start", "Error")
