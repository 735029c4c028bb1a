# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Natural names of options do what the names of the API do."""

from __future__ import annotations

from typing import Any

from integration.desktops import COMPLETE, NIGHT
from integration.harness import Outcome, Task, Tenant
from integration.in_process import carry_out


def done(tenant: Tenant, module: str, **arguments: Any) -> Outcome:
    """Run a task that succeeds."""
    outcome = carry_out(tenant, Task(module, arguments))
    assert not outcome.failed, outcome.brief
    return outcome


def test_natural_names_do_the_same(tenant: Tenant) -> None:
    person = {"user_email": "mia@uni.example", "user_phone": "+4930123456"}
    done(tenant, "workspace_user", name="mia", email=person["user_email"], phone=person["user_phone"])
    assert not done(tenant, "workspace_user", user_name="mia", **person)["changed"]

    done(tenant, "workspace_user_group", name="biology", users=["mia"])
    assert not done(tenant, "workspace_user_group", group_name="biology", members=["mia"])["changed"]

    done(
        tenant, "workspace_desktop", name="BIO-01", user="mia", email="mia@uni.example", phone="+4930123456", **COMPLETE
    )
    done(tenant, "workspace_desktop", desktops=[{"name": "BIO-02", "user": "mia"}], **COMPLETE)
    again = done(tenant, "workspace_desktop", desktops=[{"computer_name": one} for one in ("BIO-01", "BIO-02")])
    assert not again["changed"]
    found = done(tenant, "workspace_desktop_info", name="BIO-01", user=["mia"])["desktops"]
    assert [one["computer_name"] for one in found] == ["BIO-01"]
    assert done(tenant, "workspace_desktop_info", ip=found[0]["ip_addresses"][0])["desktops"] == found
    done(tenant, "workspace_desktop", name="BIO-01", users=[{"name": "mia"}])

    natural = {**NIGHT, "type": NIGHT["task_type"], "time": NIGHT["scheduled_time"]}
    natural = {name: value for name, value in natural.items() if name not in ("task_type", "scheduled_time")}
    done(tenant, "workspace_scheduled_task", apply_objects={"desktops": ["BIO-01"]}, **natural)
    assert not done(tenant, "workspace_scheduled_task", **NIGHT)["changed"]
    assert len(done(tenant, "workspace_scheduled_task_info", type="STOP")["scheduled_tasks"]) == 1

    done(tenant, "workspace_snapshot", name="base", desktop="BIO-01")
    done(tenant, "workspace_notification", msg="Please save your work.", desktop="BIO-01")
    [notice] = tenant.state["tables"]["Notice"]
    assert notice["text"] == "Please save your work."

    done(tenant, "workspace_script", name="clean", type="POWERSHELL", content="Clear-RecycleBin -Force")
    done(tenant, "workspace_script_execution", script="clean", desktop="BIO-01", timeout=60)
    [job] = done(tenant, "workspace_desktop", name="BIO-02", state="rebuilt", wait=False)["jobs"]
    assert done(tenant, "workspace_job", job_id=job["id"])["finished"]
    assert {one["status"] for one in tenant.desktops.values()} == {"ACTIVE"}
