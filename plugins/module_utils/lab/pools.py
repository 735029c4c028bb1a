# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which desktop pools a lab wants. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from ..ownership import OWNER_TAG
from ..resources.pool.options import SHAPE_SPEC
from .found import Found, Row, owned_by, refusals, untold
from .references import GROUP, USER, References
from .timetable.sizes import Former

SHARED = tuple(name for name in SHAPE_SPEC if name not in ("type", "size", "description"))
"""What a pool takes over from the lab's ``defaults``, where desktops have an option of that name."""

POLICY = ("allow_shrink", "handle_type", "purge_authorized_objects", "purge_data_volumes", "rebuild", "replace_failed")
"""What a pool of a lab file may say of how far a run may go; ``defaults`` are about seats, but for ``if_in_use``."""


@dataclasses.dataclass
class PoolPlan:
    """What a lab wants of pools.

    :param pools: the wanted pools, as options of ``workspace_desktop_pool``.
    :param owned: all pools that carry the lab's mark, by ``name``.
    :param left_over: those of them that nobody wants, to be told.
    :param refused: reasons why nothing can be done.
    """

    pools: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    owned: list[dict[str, str]] = dataclasses.field(default_factory=list)
    left_over: list[str] = dataclasses.field(default_factory=list)
    refused: list[str] = dataclasses.field(default_factory=list)


def plan_pools(lab: Mapping[str, Any], found: Found, references: References, adopt: bool = False) -> PoolPlan:
    """Decide which pools the lab wants.

    :param references: what the lab may refer to.
    :param adopt: whether a pool with a wanted name but no mark becomes the lab's.
    """
    plan = PoolPlan()
    for pool in lab.get("pools", []):
        rows = found.called("pools", pool["name"])
        plan.refused += refusals(lab, f"pool {pool['name']}", rows, adopt)
        options = pool_options(lab, pool)
        problems = [*_unknown_people(pool, references), *references.problems_of_options(options)]
        plan.refused += [f"pools[{pool['name']}]: {problem}" for problem in problems]
        plan.pools.append(_without_size(options, rows))
    wanted = {pool["name"] for pool in plan.pools}
    plan.owned = [{"name": row["name"]} for row in found.pools if owned_by(lab, row)]
    plan.left_over = [f"pool {row['name']}" for row in plan.owned if row["name"] not in wanted]
    plan.left_over += untold(found.pools, "pool", "name", wanted)
    following = (lab.get("timetable") or {}).get("pools") or {}
    plan.left_over += [
        f"the size of the pool {row['name']} for a timetable (lab_timetable with lab_action=clear sets the former one)"
        for row in found.pools
        if owned_by(lab, row) and row["name"] not in following and Former.of(row.get("description"))
    ]
    return plan


def _without_size(options: dict[str, Any], rows: Sequence[Row]) -> dict[str, Any]:
    """Return the options of a pool, without those that the timetable decides as long as its note is there."""
    former = next((note for note in (Former.of(row.get("description")) for row in rows) if note), None)
    if former is None:
        return options
    policy = {name: value for name, value in (options.get("autoscale_policy") or {}).items() if name != "min_idle"}
    kept = {name: value for name, value in options.items() if name not in ("size", "autoscale_policy")}
    if policy:
        kept["autoscale_policy"] = policy
    if "description" in kept:
        kept["description"] = former.written(kept["description"])
    return kept


def most_desktops(pool: Mapping[str, Any], row: Row | None = None) -> int:
    """Return how many desktops a pool may come to have at most.

    :param pool: what the lab wants of it. :param row: the pool as it is, if it is there; what the lab says nothing of
        stays, and so do desktops beyond its size.
    """
    row = row or {}
    given = pool.get("enable_autoscale")
    grows = row.get("enable_autoscale") if given is None else given
    policy = {**(row.get("autoscale_policy") or {}), **(pool.get("autoscale_policy") or {})}
    most = pool["size"] + (policy.get("max_auto_created") or 0 if grows else 0)
    return int(max(most, row.get("desktop_count") or 0))


def pool_options(lab: Mapping[str, Any], pool: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a lab wants of a pool, as options of ``workspace_desktop_pool``."""
    defaults = dict(lab.get("defaults") or {})
    if "subnet" in defaults:
        defaults["subnets"] = [defaults["subnet"]]
    options = {key: defaults[key] for key in SHARED if defaults.get(key) is not None}
    options.update({key: pool[key] for key in (*SHAPE_SPEC, *POLICY) if pool.get(key) is not None})
    if "authorized_objects" in pool:
        privilege = {"user_group": defaults["user_group"]} if "user_group" in defaults else {}
        options["authorized_objects"] = [{**privilege, **entry} for entry in pool["authorized_objects"]]
    tags = {**(defaults.get("tags") or {}), **(pool.get("tags") or {}), OWNER_TAG: lab["name"]}
    return {**options, "name": pool["name"], "tags": tags, "state": pool.get("power", "present")}


def _unknown_people(pool: Mapping[str, Any], references: References) -> list[str]:
    told = [
        references.problem(kind, entry[key])
        for entry in pool.get("authorized_objects") or []
        for key, kind in (("group", GROUP), ("user", USER))
        if entry.get(key) is not None
    ]
    return [problem for problem in told if problem]
