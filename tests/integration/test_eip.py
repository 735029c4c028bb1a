# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public addresses of desktops: bound, moved when it is said, ordered once, and never released."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from conftest import CHECKOUT
from integration.cases import case
from integration.harness import Task, Tenant, converged, converging, failure, refused, unchanged
from integration.in_process import carry_out

ORDER = {"eip_type": "5_bgp", "eip_charge_mode": "TRAFFIC", "bandwidth_size": 5}


def eip(check: bool = False, **arguments: Any) -> Task:
    """Return a task about public addresses."""
    return Task("workspace_eip", arguments, check)


def addresses(tenant: Tenant, count: int, desktop: str | None = None) -> list[str]:
    """Let there be public addresses, the first of them of a desktop, and return them."""
    named = {"desktop": desktop} if desktop else {}
    made: list[str] = tenant.control("POST", "eips", count=count, **named)["addresses"]
    return made


def bound(tenant: Tenant) -> dict[str, str]:
    """Return the addresses by the names of the desktops that have them."""
    eips = {row["id"]: row["address"] for row in tenant.state["tables"].get("Eip", [])}
    return {name: eips[one["eip_id"]] for name, one in tenant.desktops.items() if one["eip_id"]}


def room(tenant: Tenant, count: int) -> list[str]:
    """Let there be desktops, and return their names."""
    names = [f"BIO-{number:02d}" for number in range(1, count + 1)]
    for name in names:
        tenant.console("create", name)
    return names


@case
def test_ordered_for_those_that_have_none(tenant):
    names = room(tenant, 3)
    (first,) = addresses(tenant, 1, names[0])
    done = converged((yield converging(eip(bindings=[{"desktop": name} for name in names], **ORDER))))
    assert done.verbs == ["order", "order"] and len(done.writes) == 1
    assert set(bound(tenant)) == set(names) and bound(tenant)[names[0]] == first
    assert [row["attached_desktop_name"] for row in done["eips"]] == names
    gone = converged((yield converging(eip(state="absent", bindings=[{"desktop": name} for name in [*names, "NONE"]]))))
    assert len(gone.writes) == 1 and bound(tenant) == {}
    assert len(tenant.state["tables"]["Eip"]) == 3, "unbinding releases nothing"


@pytest.fixture(name="quick")
def quick_tenant(tenant: Tenant) -> Tenant:
    """Return a project whose jobs take no time."""
    tenant.job_seconds(0)
    return tenant


def run(tenant, **arguments):
    return carry_out(tenant, eip(**arguments))


def test_two_exchange_their_addresses(quick):
    tenant = quick
    one, other = room(tenant, 2)
    (first,), (second,) = addresses(tenant, 1, one), addresses(tenant, 1, other)
    wanted = [{"desktop": one.lower(), "eip": second}, {"desktop": other, "eip": first}]
    done = converged([carry_out(tenant, task) for task in converging(eip(bindings=wanted))])
    assert bound(tenant) == {one: second, other: first}
    assert done["diff"]["after"] == {one.lower(): {"eip": second}, other: {"eip": first}}
    assert [len(body["desktop_ids"]) for body in (one["body"] for one in done.writes) if "desktop_ids" in body] == [2]


def test_an_address_of_another_desktop_is_taken_only_when_said(quick):
    one, other = room(quick, 2)
    (address,) = addresses(quick, 1, one)
    refused(run(quick, desktop=other, eip=address), other, address, one, "move")
    done = run(quick, desktop=other, eip=address, move=True)
    assert [(action["verb"], action["target"]) for action in done["actions"]] == [("unbind", one), ("bind", other)]
    assert bound(quick) == {other: address}
    unchanged(run(quick, desktop=other, eip=address))


def test_who_takes_any_address_does_not_lose_it_unannounced(quick):
    one, other = room(quick, 2)
    (address,) = addresses(quick, 1, one)
    wanted = [{"desktop": other, "eip": address}, {"desktop": one}]
    for bindings in (wanted, wanted[::-1]):
        refused(run(quick, bindings=bindings), one, address, "goes to another desktop", "eip_type")
    done = converged([carry_out(quick, task) for task in converging(eip(bindings=wanted, **ORDER))])
    assert done.verbs == ["unbind", "bind", "order"]
    assert bound(quick)[other] == address and set(bound(quick)) == {one, other}


def test_whether_one_was_ordered_is_read_once_more_if_it_is_not_told(quick):
    (one,) = room(quick, 1)
    quick.job_seconds(100)
    run(quick, desktop=one, wait=False, **ORDER)
    quick.fault("missing_field", field="is_attaching_eip", method="GET", path="/desktops/detail$")
    again = unchanged(run(quick, desktop=one, wait=False, **ORDER))
    assert "was ordered" in str(again["warnings"])


def test_what_was_ordered_before_is_awaited_and_not_ordered_again(quick):
    (one,) = room(quick, 1)
    (free,) = addresses(quick, 1)
    quick.job_seconds(100)
    run(quick, desktop=one, wait=False, **ORDER)
    refused(run(quick, desktop=one, eip=free), one, "ordered for it before")
    unchanged(run(quick, desktop=one, wait=False, **ORDER))
    assert bound(quick) == {}, "nobody waited"
    again = unchanged(run(quick, desktop=one, **ORDER))
    assert [row["address"] for row in again["eips"]] == [bound(quick)[one]]
    assert len(quick.state["tables"]["Eip"]) == 2


def test_a_desktop_with_another_address_gets_the_one_named(quick):
    (one,) = room(quick, 1)
    _old, new = addresses(quick, 2, one)
    done = run(quick, desktop=one, eip=new)
    assert done.verbs == ["unbind", "bind"] and bound(quick) == {one: new}
    unchanged(run(quick, state="absent", desktop=one, eip=_old))
    unchanged(run(quick, state="absent", desktop=one, eip="192.0.2.1"))
    assert bound(quick) == {one: new}


def test_a_lost_answer_binds_unbinds_and_orders_once(quick):
    one, other = room(quick, 2)
    (address,) = addresses(quick, 1)
    quick.fault("drop_after", method="POST", path="/eips/binding$")
    assert len(run(quick, desktop=one, eip=address).writes) == 1
    quick.fault("drop_after", method="POST", path="/eips$")
    quick.job_seconds(1)
    ordered = run(quick, desktop=other, **ORDER)
    assert not ordered.failed, ordered.brief
    assert len(ordered.writes) == 1 and len(quick.state["tables"]["Eip"]) == 2 and set(bound(quick)) == {one, other}
    quick.fault("drop_after", method="POST", path="/eips/unbinding$")
    assert len(run(quick, state="absent", desktop=one).writes) == 1
    assert set(bound(quick)) == {other}


def test_an_order_that_fails_is_told_and_made_good_by_the_next_run(quick):
    one, other = room(quick, 2)
    wanted = [{"desktop": one}, {"desktop": other}]
    quick.fault("job_partial", job_type="applyDesktopsInternet", desktops=[other], error_msg="No bandwidth is left.")
    failure(run(quick, bindings=wanted, **ORDER), other, "No bandwidth is left")
    again = run(quick, bindings=wanted, **ORDER)
    assert [action["target"] for action in again["actions"]] == [other]
    assert set(bound(quick)) == {one, other} and len(quick.state["tables"]["Eip"]) == 2


def test_a_region_that_takes_fewer_desktops_gets_two_orders(quick):
    names = room(quick, 4)
    quick.control("POST", "service", max_batch=2)
    wanted = [{"desktop": name} for name in names]
    ordered = run(quick, bindings=wanted, **ORDER)
    assert not ordered.failed, ordered.brief
    assert set(bound(quick)) == set(names)
    gone = run(quick, state="absent", bindings=wanted)
    assert not gone.failed, gone.brief
    assert bound(quick) == {}


def test_an_order_is_not_waited_for_if_so_said(quick):
    (one,) = room(quick, 1)
    quick.job_seconds(1)
    (job,) = run(quick, desktop=one, wait=False, **ORDER)["jobs"]
    followed = carry_out(quick, Task("workspace_job", {"jobs": [job]}))
    assert not followed.failed and set(bound(quick)) == {one}


def test_a_desktop_that_is_yet_to_be_created_is_no_error_in_check_mode(quick):
    (address,) = addresses(quick, 1)
    planned = carry_out(quick, eip(check=True, desktop="BIO-09", eip=address))
    assert not planned.failed and planned.verbs == ["bind"]
    refused(run(quick, desktop="BIO-09", eip=address), "BIO-09", "no such desktop")


def test_addresses_are_found_exactly(quick):
    names = [*room(quick, 2), "BIO-011"]
    quick.console("create", "BIO-011", user="mia")
    mine, *_free = addresses(quick, 2, "BIO-01")
    (other,) = addresses(quick, 1, "BIO-011")

    def found(**filters):
        outcome = carry_out(quick, Task("workspace_eip_info", filters))
        return [row["address"] for row in outcome["eips"]]

    assert found(desktop="bio-01") == [mine] and found(eip=other) == [other] == found(user_name="mia")
    assert len(found(state="unbind")) == 1 and len(found()) == 3
    assert found(desktop=quick.desktops[names[0]]["id"]) == [mine]
    refused(carry_out(quick, Task("workspace_eip_info", {"desktop": ""})), "desktop", "empty")


def test_examples_run_as_they_stand(quick):
    for name in ("BIO-01", "BIO-02", "BIO-03", "BIO-04"):
        quick.console("create", name)
    assert addresses(quick, 1) == ["198.18.0.1"]
    for module in ("workspace_eip", "workspace_eip_info"):
        text = (CHECKOUT / "plugins" / "modules" / f"{module}.py").read_text().partition('EXAMPLES = r"""')[2]
        for task in yaml.safe_load(text.partition('"""')[0]):
            outcome = carry_out(quick, Task(module, task[f"huaweicloud.workspace.{module}"]))
            assert not outcome.failed, outcome.brief
    assert bound(quick) == {}
