# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run comes to, as workflows read it."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.bill import bill_of_desktops
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.outcome import outcome_of, verdict_of


def action(verb, target, **fields):
    return {"verb": verb, "target": target, "fields": fields}


def planned(*actions, skipped=()):
    return [{"actions": list(actions), "results": [{"target": name, "state": "skipped"} for name in skipped]}]


def test_targets_are_counted_once_and_people_are_not_named():
    outcome = outcome_of(
        {
            "desktops": planned(
                action("tag", "BIO-01"),
                action("rebuild", "BIO-01"),
                action("create", "BIO-02"),
                action("attach", "BIO-02"),
                action("stop", "BIO-03"),
                action("delete", "BIO-04"),
                skipped=["BIO-05"],
            ),
            "users": planned(action("create", "anna"), action("lock", "ben")),
            "messages": planned(action("notify", "BIO-01")),
        }
    )
    assert outcome["names"] == {
        "create": ["BIO-02"],
        "change": ["BIO-01", "BIO-03"],
        "disturb": ["BIO-01", "BIO-03", "BIO-04"],
        "delete": ["BIO-04"],
        "skip": ["BIO-05"],
        "failed": [],
    }
    waiting = outcome_of({"desktops": planned(action("log_off", "BIO-01"))}, disturbs=False)
    assert waiting["names"]["disturb"] == [] and waiting["names"]["change"] == ["BIO-01"]
    assert outcome["counts"] == {"create": 2, "change": 3, "disturb": 3, "delete": 1, "skip": 1, "failed": 0}


@pytest.mark.parametrize(
    ("objections", "due", "skipped", "check", "verdict"),
    [
        (["too many"], ["desktops"], 0, False, "refused"),
        (["too many"], [], 1, True, "refused"),
        ([], [], 1, True, "planned"),
        ([], ["desktops"], 1, False, "stopped by failures"),
        ([], [], 1, False, "done with stragglers"),
        ([], [], 0, False, "done"),
    ],
)
def test_what_is_not_known_to_have_ended_is_no_success(objections, due, skipped, check, verdict):
    assert verdict_of(objections, due, skipped, check) == verdict


def test_a_message_to_a_desktop_disturbs_nobody():
    bill = bill_of_desktops([action("notify", "BIO-01"), action("stop", "BIO-02"), action("delete", "BIO-03")])
    assert bill["disturb"] == ["BIO-02", "BIO-03"] and bill["delete"] == ["BIO-03"]
