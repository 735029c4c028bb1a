# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan comes to: the bill of materials, the plan's ID, and the limits that it breaks. Pure."""

from __future__ import annotations

import collections
import hashlib
import json
from typing import Any, Mapping, Optional, Sequence

from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.planner import DISTURBING

from .seats import Row, SeatPlan, names_of

Action = Mapping[str, Any]


def plan_id(actions: Sequence[Action]) -> str:
    """Return the ID of a plan: equal for equal actions, whenever and wherever it is made."""
    text = json.dumps(actions, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def bill_of_materials(
    lab: Mapping[str, Any],
    seats: SeatPlan,
    actions: Sequence[Action],
    skipped: Sequence[Mapping[str, Any]],
    desktops: Sequence[Row],
    products: Sequence[Mapping[str, Any]],
    quotas: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return what the plan's actions come to, as data and as ``lines`` to read.

    :param actions: the planned actions of all tasks. :param skipped: targets that are left alone, with reasons.
    :param desktops: all desktops there are. :param products: with ``vcpus`` and ``memory_gb``. :param quotas: with ``free``.
    """
    sizes = {row["product_id"]: row for row in products}
    before = {row["computer_name"].lower(): _inventory(row) for row in desktops}
    deleted = {name.lower() for name in _targets(actions, {"delete"})} - {n.lower() for n in _targets(actions, {"create"})}
    after = {}
    for item in seats.wanted:
        after[item["computer_name"].lower()] = _inventory_of_item(item, before.get(item["computer_name"].lower()))
    for row in [*seats.left_over, *seats.leaving]:
        name = row["computer_name"].lower()
        if name in before and name not in deleted:
            after[name] = before[name]
    bill: dict[str, Any] = {
        "create": _targets(actions, {"create"}),
        "delete": _targets(actions, {"delete"}),
        "disturb": _targets(actions, DISTURBING),
        "change": [name for name in _targets(actions, None) if name not in _targets(actions, {"create", "delete"})],
        "skipped": list(skipped),
        "total": len(after),
        "products": _products(after.values(), sizes),
        "disks": _disks(after.values()),
        "spares": seats.spares,
        "quotas": _quota_use(before, after, deleted, sizes, quotas),
        "mails": _mails(lab, actions),
        "uncovered": sorted(item["computer_name"] for item in seats.wanted),
        "plan_id": plan_id(actions),
    }
    return {**bill, "lines": _lines(bill, seats)}


def broken_limits(
    bill: Mapping[str, Any], limits: Mapping[str, Any], overrides: Mapping[str, Optional[str]]
) -> list[str]:
    """Return a sentence for each limit that the plan is beyond.

    :param limits: those of the lab file. :param overrides: run variables, blank where not given; they win.
    """
    found = []
    for limit, key, what in (
        ("max_desktops", "total", "the lab would have %d desktops"),
        ("max_create", "create", "%d desktops would be created"),
        ("max_disrupt", "disturb", "%d desktops would be disturbed"),
        ("max_delete", "delete", "%d desktops would be deleted"),
    ):
        number = bill[key] if isinstance(bill[key], int) else len(bill[key])
        given = str(overrides.get(limit) or "").strip()
        most = int(given) if given else limits.get(limit, 0 if limit == "max_delete" else None)
        if most is not None and number > most:
            found.append((what % number) + ", but the limit is %d (lab_%s or limits.%s)" % (most, limit, limit))
    for quota in bill["quotas"]:
        if quota["free"] is not None and quota["needed"] > quota["free"]:
            found.append("the quota %s is exceeded: %d needed, %d free" % (quota["type"], quota["needed"], quota["free"]))
    return found


def _targets(actions: Sequence[Action], verbs: Optional[set[str]]) -> list[str]:
    return list(dict.fromkeys(action["target"] for action in actions if verbs is None or action["verb"] in verbs))


def _inventory(row: Row) -> dict[str, Any]:
    disks = [row.get("root_volume"), *(row.get("data_volumes") or [])]
    return {"product": row.get("product_id"), "disks": [(disk["type"], disk["size"]) for disk in disks if disk]}


def _inventory_of_item(item: Mapping[str, Any], now: Optional[Mapping[str, Any]]) -> dict[str, Any]:
    disks = [item.get("root_volume"), *(item.get("data_volumes") or [])]
    wanted = [(disk["type"], disk["size"]) for disk in disks if disk]
    product = item.get("product")
    if now is None:
        return {"product": product, "disks": wanted}
    kept = list(now["disks"][len(wanted) :])
    return {"product": product or now["product"], "disks": [*wanted, *kept] if wanted else now["disks"]}


def _products(things: Any, sizes: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    counted = collections.Counter(thing["product"] for thing in things if thing["product"])
    return [
        {
            "product": product,
            "count": count,
            "vcpus": count * sizes.get(product, {}).get("vcpus", 0),
            "memory_gb": count * sizes.get(product, {}).get("memory_gb", 0),
        }
        for product, count in sorted(counted.items())
    ]


def _disks(things: Any) -> dict[str, int]:
    total: collections.Counter[str] = collections.Counter()
    for thing in things:
        for kind, size in thing["disks"]:
            total[kind] += size
    return dict(sorted(total.items()))


def _use(things: Any, sizes: Mapping[str, Mapping[str, Any]]) -> collections.Counter[str]:
    use: collections.Counter[str] = collections.Counter()
    for thing in things:
        product = sizes.get(thing["product"] or "", {})
        use["gpu_instances" if product.get("is_gpu") else "general_instances"] += 1
        use["cores"] += product.get("vcpus", 0)
        use["Memory"] += product.get("memory_gb", 0)
        use["volumes"] += len(thing["disks"])
        use["volume_gigabytes"] += sum(size for kind, size in thing["disks"])
    return use


def _quota_use(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    deleted: set[str],
    sizes: Mapping[str, Mapping[str, Any]],
    quotas: Sequence[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    touched = set(after) | deleted
    then = _use(after.values(), sizes)
    now = _use([thing for name, thing in before.items() if name in touched], sizes)
    return [
        {"type": row["type"], "needed": max(0, then[row["type"]] - now[row["type"]]), "used": row["used"], "free": row["free"]}
        for row in quotas
        if row["type"] in then
    ]


def _mails(lab: Mapping[str, Any], actions: Sequence[Action]) -> int:
    """Return how many mails the service will send: one for each assigned desktop created or deleted, if asked for."""
    if not (lab.get("defaults") or {}).get("email_notification"):
        return 0
    return len(_targets(actions, {"create", "delete"}))


def _lines(bill: Mapping[str, Any], seats: SeatPlan) -> list[str]:
    """Return the bill as lines to read."""
    lines = [
        "plan %s: create %d, change %d, disturb %d, delete %d, skip %d; %d desktops in all"
        % (
            bill["plan_id"],
            *(len(bill[key]) for key in ("create", "change", "disturb", "delete", "skipped")),
            bill["total"],
        )
    ]
    for key in ("create", "change", "disturb", "delete"):
        if bill[key]:
            lines.append("%s: %s" % (key, ", ".join(bill[key])))
    lines += ["skip: %s (%s)" % (row["target"], row.get("reason", "")) for row in bill["skipped"]]
    lines += [
        "product %s: %d desktops, %d vCPU, %d GB memory" % (row["product"], row["count"], row["vcpus"], row["memory_gb"])
        for row in bill["products"]
    ]
    if bill["disks"]:
        lines.append("disks: " + ", ".join("%s %d GB" % pair for pair in bill["disks"].items()))
    lines.append("spares: %s" % (", ".join(bill["spares"]) or "none"))
    lines += [
        "quota %s: %d needed, %d used, %s free"
        % (row["type"], row["needed"], row["used"], "no bound" if row["free"] is None else row["free"])
        for row in bill["quotas"]
        if row["needed"]
    ]
    lines.append("mails that will be sent: %d" % bill["mails"])
    lines.append("desktops that no STOP schedule covers: %d" % len(bill["uncovered"]))
    if seats.left_over:
        lines.append("left over (reported, never removed): %s" % ", ".join(names_of(seats.left_over)))
    return lines
