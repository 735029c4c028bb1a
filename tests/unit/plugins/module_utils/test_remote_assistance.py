# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is planned of remote assistance, from what the service says of a desktop and of the help on it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import ApiError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.jobs import DONE, FAILED, RUNNING, Job, Watch
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.remote_assistance import (
    REMOTE_ASSISTANCE_API,
    RemoteAssistanceResource,
    poll_assistance,
)

OPEN = {"status": "OPEN", "share_space_id": "new", "invitation_code": "ABCD1234"}


class Cloud:
    """A desktop, the help on it, and a clock."""

    def __init__(self, help_: dict[str, Any] | None = None, **desktop: Any) -> None:
        self.time = 0.0
        self.help = help_
        self.desktop = {"status": "ACTIVE", "login_status": "CONNECTED", **desktop}

    def server_time(self) -> float:
        return self.time

    def list_all(self, *_where, **_more):
        told = {name: value for name, value in self.desktop.items() if value is not None}
        return [{"desktop_id": "one", "computer_name": "BIO-01", "data_volumes": [], "tags": [], **told}]

    def get(self, path, **_more):
        assert path.endswith("/one/remote-assistance")
        if self.help is None:
            raise ApiError(404, "WKS.00211902")
        return self.help


def planned(cloud: Cloud, **options: Any):
    given = {"state": "present", "desktop": "bio-01", "show_secrets": False, **options}
    resource = RemoteAssistanceResource(cloud, given)
    resource.read()
    return resource, resource.plan()


@pytest.mark.parametrize(
    ("status", "state", "verbs"),
    [
        (None, "present", ["offer"]),
        (None, "absent", []),
        ("WAIT_USER_CONFIRM", "present", []),
        ("WAIT_USER_ACCESS", "absent", ["cancel"]),
        ("OPEN", "present", []),
        ("OPEN", "absent", ["cancel"]),
        ("CLOSE", "present", ["offer"]),
        ("CLOSE", "absent", []),
    ],
)
def test_what_is_planned(status, state, verbs):
    _resource, plan = planned(Cloud(status and {"status": status}), state=state)
    assert [step.verb for step in plan.steps] == verbs and not (plan.refused or plan.awaited)


@pytest.mark.parametrize(
    ("desktop", "awaited", "refused"),
    [
        ({"status": "SHUTOFF", "login_status": "UNREGISTER"}, "does not run", ""),
        ({"login_status": "REGISTERED"}, "nobody is connected", ""),
        ({"login_status": "DISCONNECTED"}, "nobody is connected", ""),
        ({"login_status": None}, "", ""),
        ({"status": None}, "", "does not tell"),
    ],
)
def test_who_could_not_agree_is_not_asked(desktop, awaited, refused):
    _resource, plan = planned(Cloud(**desktop))
    assert awaited in "".join(notice.reason for notice in plan.awaited)
    assert refused in "".join(notice.reason for notice in plan.refused)
    assert bool(plan.awaited) == bool(awaited) and bool(plan.refused) == bool(refused) == plan.incomplete


@pytest.mark.parametrize("shown", [True, False])
def test_what_lets_people_in_is_returned_only_where_asked_for(shown):
    resource, _plan = planned(Cloud(OPEN), show_secrets=shown)
    assert ("ABCD1234" in str(resource.result())) is shown


@pytest.mark.parametrize(
    ("found", "after", "state"),
    [
        (OPEN, 0, DONE),
        ({"status": "WAIT_USER_CONFIRM", "share_space_id": "new"}, 100, RUNNING),
        ({"status": "CLOSE", "share_space_id": "new"}, 0, FAILED),
        ({"status": "CLOSE", "share_space_id": "old"}, 0, RUNNING),
        ({"status": "OPEN", "share_space_id": "old"}, 60, FAILED),
        (None, 0, RUNNING),
        (None, 60, FAILED),
    ],
)
def test_what_is_awaited_is_the_offer_that_was_made(found, after, state):
    cloud = Cloud(found)
    job = Job(None, REMOTE_ASSISTANCE_API, "offer", {"BIO-01": "one"}, query={"share_space_id": "new"})
    watch = Watch.over(job)
    poll_assistance(cloud, [watch])
    cloud.time += after
    poll_assistance(cloud, [watch])
    assert watch.fates["BIO-01"].state == state
