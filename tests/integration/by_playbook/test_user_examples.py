# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of users, in which there are templates."""

from __future__ import annotations

import json

import pytest
import yaml
from integration.cases import case
from integration.test_user import user, users

from ansible_collections.huaweicloud.workspace.plugins.modules import workspace_user


@pytest.mark.slow
@case
def test_examples(tenant):
    tasks = [task["huaweicloud.workspace.workspace_user"] for task in yaml.safe_load(workspace_user.EXAMPLES)]
    outcomes = yield [user(**arguments) for arguments in tasks]
    assert not [outcome.brief for outcome in outcomes if outcome.failed or not outcome["changed"]]
    assert not users(tenant)
    assert "Welcome-2-Bio" not in json.dumps([outcome.result for outcome in outcomes])
