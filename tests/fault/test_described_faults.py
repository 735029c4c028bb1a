# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Things that a description is enough for, where the service tells late, or not all, of what there is."""

from __future__ import annotations

from typing import Any

from integration.harness import Lab, Outcome, Task, unchanged
from integration.in_process import carry_out

GROUP = "workspace_user_group"
POLICY_GROUP = "workspace_policy_group"


def ran(lab: Lab, module: str, check: bool = False, **arguments: Any) -> Outcome:
    return carry_out(lab, Task(arguments, check, module))


def test_a_list_that_lags_behind_the_creation_is_read_again(lab: Lab) -> None:
    lab.console("create", "BIO-01", user="mia")
    # The first answer, which shows no group, comes three times.
    lab.fault("stale_list", method="GET", path="/groups$", times=3)
    done = ran(lab, GROUP, group_name="bio", members=["mia"])
    assert not done.failed and done["user_group"]["members"] == ["mia"], done.brief
    [group] = lab.state["groups"]
    assert len(group["member_ids"]) == 1
    unchanged(ran(lab, GROUP, group_name="bio", members=["mia"]))


def test_a_new_thing_that_stays_unlisted_is_told_in_a_sentence(lab: Lab) -> None:
    lab.console("create", "BIO-01", user="mia")
    lab.fault("stale_list", method="GET", path="/groups$", times=20)
    done = ran(lab, GROUP, group_name="bio", members=["mia"])
    assert 'does not list the new user group "bio" yet; run the task again' in str(done["results"]), done.brief
    lab.control("DELETE", "faults")
    assert not ran(lab, GROUP, group_name="bio", members=["mia"]).failed
    assert len(lab.state["groups"]) == 1


def test_a_name_that_several_have_is_refused_also_in_check_mode(lab: Lab) -> None:
    for name in ("bio", "chem"):
        assert not ran(lab, GROUP, group_name=name).failed
    lab.control("POST", "records", kind="Group", name="chem", fields={"name": "bio"})
    targets = [{"target_type": "USERGROUP", "target_name": "bio"}]
    for check in (True, False):
        refused = ran(lab, POLICY_GROUP, check, policy_group_name="exam", targets=targets)
        assert 'everal user groups are called "bio"' in refused.message and not refused.writes
