# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public addresses: who gets which, and the end of an order whose job nobody knows."""

from __future__ import annotations

from ansible_collections.huaweicloud.workspace.plugins.module_utils.jobs import (
    DONE,
    FAILED,
    LAG_WINDOW,
    RUNNING,
    Job,
    Watch,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.plan import Plan
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.eip import (
    EIP_API,
    Binding,
    Current,
    Eip,
    plan_absent,
    plan_present,
    poll_eips,
)


class Cloud:
    """Lists of EIPs and desktops, and a clock."""

    def __init__(self) -> None:
        self.time = 0.0
        self.eips: list[dict[str, str]] = []
        self.attaching = {"one", "other"}

    def server_time(self) -> float:
        return self.time

    def list_all(self, path, key, query=None, limit=None, **_more):
        if key == "eips":
            return self.eips
        return [{"desktop_id": name, "is_attaching_eip": name in self.attaching} for name in ("one", "other")]


def test_an_order_that_comes_to_nothing_is_not_awaited_for_ever():
    cloud = Cloud()
    watch = Watch.over(Job(None, EIP_API, "order", {"BIO-01": "one", "BIO-02": "other"}, {}, 0.0))
    poll_eips(cloud, [watch])
    cloud.time += 2 * LAG_WINDOW
    poll_eips(cloud, [watch])
    assert [fate.state for fate in watch.fates.values()] == [RUNNING, RUNNING], "it may take its time"
    cloud.attaching = set()
    cloud.eips = [{"id": "eip-1", "address": "198.18.0.1", "attached_desktop_id": "one"}]
    poll_eips(cloud, [watch])
    assert [fate.state for fate in watch.fates.values()] == [DONE, RUNNING], "lists may lag behind"
    cloud.time += LAG_WINDOW + 1
    poll_eips(cloud, [watch])
    assert watch.fates["BIO-02"].state == FAILED and "has not come" in watch.fates["BIO-02"].reason


ORDER = {"eip_type": "5_bgp", "eip_charge_mode": "TRAFFIC", "bandwidth_size": 5}
FREE = Eip("eip-1", "198.18.0.1", None, "")
ONES = Eip("eip-2", "198.18.0.2", "one", "BIO-01")
OTHERS = Eip("eip-3", "198.18.0.3", "other", "BIO-02")
UNTOLD = Eip("eip-4", "198.18.0.4", None, "", told=False)


def steps(plan: Plan) -> list[tuple[str, str]]:
    return [(step.verb, step.target) for step in plan.steps]


def test_who_has_one_keeps_it_and_who_has_none_gets_one():
    both = [Binding("BIO-01", "one"), Binding("BIO-03", "third")]
    assert steps(plan_present(both, Current([ONES]), ORDER, move=False)) == [("order", "BIO-03")]
    (notice,) = plan_present(both, Current([ONES]), {}, move=False).refused
    assert notice.target == "BIO-03" and "it has no EIP; give eip" in notice.reason
    given = Binding("BIO-01", "one", FREE, FREE.address)
    swapped = plan_present([given], Current([FREE, ONES]), {}, move=False)
    assert steps(swapped) == [("unbind", "BIO-01"), ("bind", "BIO-01")]


def test_one_is_taken_from_another_desktop_only_if_that_is_said():
    given = Binding("BIO-01", "one", OTHERS, OTHERS.address)
    (notice,) = plan_present([given], Current([OTHERS]), {}, move=False).refused
    assert "bound to BIO-02; set move to true" in notice.reason
    moved = plan_present([given], Current([OTHERS]), {}, move=True)
    assert steps(moved) == [("unbind", "BIO-02"), ("bind", "BIO-01")]
    both = [given, Binding("BIO-02", "other", ONES, ONES.address)]
    exchanged = plan_present(both, Current([ONES, OTHERS]), {}, move=False)
    assert sorted(steps(exchanged)) == sorted(
        (verb, name) for verb in ("unbind", "bind") for name in ("BIO-01", "BIO-02")
    )


def test_nobody_pays_for_a_second_one():
    coming = plan_present([Binding("BIO-01", "one")], Current([], ["one"]), ORDER, move=False)
    assert not coming.steps and coming.warnings
    untold = plan_present([Binding("BIO-01", "one")], Current([UNTOLD]), ORDER, move=False)
    assert not untold.steps and untold.incomplete and "does not tell" in untold.refused[0].reason
    assert not plan_present([Binding("BIO-01", "one")], Current([ONES, UNTOLD]), ORDER, move=False).refused


def test_what_is_not_told_is_not_gone():
    table = Current([OTHERS, UNTOLD])
    for one in (Binding("BIO-01", "one"), Binding("BIO-01", "one", UNTOLD, UNTOLD.address)):
        found = plan_absent([one], table)
        assert found.incomplete and "does not tell" in found.refused[0].reason
    assert not plan_absent([Binding("BIO-01", "one", OTHERS, OTHERS.address)], table).refused
    assert steps(plan_absent([Binding("BIO-02", "other")], table)) == [("unbind", "BIO-02")]
