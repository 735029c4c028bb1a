# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan adds up to: the bill of materials, the plan's ID, and the limits that it breaks. Pure."""

from __future__ import annotations

import collections
import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ..errors import UnmetRequirementsError, plain
from ..names import joined, number_of
from ..plan import Verb
from ..resources.desktop.verbs import VERBS
from ..resources.notification import VERBS as MESSAGE_VERBS
from ..resources.pool.verbs import VERBS as POOL_VERBS
from ..resources.requirements import read_requirements, smallest
from ..resources.snapshot.verbs import VERBS as SNAPSHOT_VERBS
from .costs import Place, Prices, Thing, cost_of_plan
from .definition import mark
from .found import Found, Row, owned_by
from .pools import most_desktops, pool_options
from .seats import SeatPlan
from .switching import Key, Switching, desktop_key, pool_key

Action = Mapping[str, Any]


def plan_id(actions: Sequence[Action]) -> str:
    """Return the ID of a plan: equal for equal actions, whenever and wherever it is made."""
    text = json.dumps(actions, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


KINDS = {
    "users": "users",
    "groups": "user groups",
    "pools": "pools",
    "policies": "policy groups",
    "schedules": "scheduled tasks",
    "snapshots": "snapshots",
    "scripts": "scripts",
    "script_runs": "script runs",
}
"""What a lab changes beside desktops: the keys of ``planned``, and what they are called."""


LONGEST_LINE = 1_000_000
"""How many characters of a line are shown: so many that all desktops of the largest lab are announced by name."""


def bill_of_materials(
    lab: Mapping[str, Any],
    wanted: Mapping[str, Any],
    planned: Mapping[str, Sequence[Mapping[str, Any]]],
    found: Found,
    products: Sequence[Mapping[str, Any]],
    quotas: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return what the plan's actions come to, as data and as ``lines`` to read.

    :param wanted: what the lab wants, see :func:`.plan.desires`.
    :param planned: what the tasks would return in check mode, by what they are about: ``desktops``, and :data:`KINDS`.
    :param products: with ``vcpus`` and ``memory_gb``. :param quotas: with ``free``.
    """
    seats = SeatPlan.from_dict(wanted["seats"])
    desktops = found.seats()
    by_kind = {kind: _actions(planned.get(kind, ())) for kind in ("desktops", *KINDS)}
    actions = by_kind["desktops"]
    sizes = {row["product_id"]: row for row in products}
    before = {row["computer_name"].lower(): _inventory(row) for row in desktops}
    created = {name.lower() for name in _targets(actions, {"create"})}
    gone = {name.lower() for name in _targets(actions, {"delete"})}
    new, deleted = created - gone, gone - created
    made_or_gone = set(_targets(actions, {"create", "delete"}))
    by_target = _by_target(actions)
    after = {
        row["computer_name"].lower(): _inventory(row)
        for row in desktops
        if owned_by(lab, row) and row["computer_name"].lower() not in deleted
    }
    for item in seats.wanted:
        name = item["computer_name"].lower()
        item = {**item, "product": _product_of(item, by_target.get(name, ()), before.get(name), products)}
        after[name] = _inventory_of_item(item, None if name in created else before.get(name))
    pools = _Pools.of(lab, by_kind["pools"], found, products)
    everything = [*after.values(), *pools.after.values()]
    handed_over = [one["target"] for one in actions if one["verb"] == "attach" and _loses(one)]
    disturbed = _targets([one for one in actions if is_disturbing("desktops", one)], None)
    bill: dict[str, Any] = {
        "create": _targets(actions, {"create"}),
        "delete": _targets(actions, {"delete"}),
        "rebuild": _targets(actions, {"rebuild"}),
        "hand_over": handed_over,
        "losses": _losses(by_kind),
        "disturb": [name for name in disturbed if name.lower() not in new] + pools.disturbed,
        "change": [name for name in _targets(actions, None) if name not in made_or_gone],
        "skipped": [row for results in planned.values() for row in _skipped(results)],
        "sections": {kind: bool(found_actions) for kind, found_actions in by_kind.items()},
        "others": {kind: _by_verb(_named(kind, by_kind[kind])) for kind in KINDS if by_kind[kind]},
        "pool_growth": len(pools.new),
        "pool_shrinkage": pools.gone,
        "total": len(everything),
        "most": len(after) + pools.most,
        "products": _products(everything, sizes),
        "disks": _disks(everything),
        "spares": seats.spares,
        "snapshots": {row["name"]: _snapshots_kept(row) for row in wanted["snapshots"]},
        "quotas": _quota_use({**before, **pools.before}, {**after, **pools.after}, deleted, sizes, quotas),
        "mails": _mails(lab, actions, desktops) + _activation_mails(wanted["people"]["users"], by_kind["users"]),
        "scripts_waiting": _waiting(wanted["scripts"]["waiting"], actions),
        "schedules": _schedules(wanted["schedules"]["reached"], pools),
        "uncovered": _uncovered(wanted, seats),
        "uncovered_pools": _uncovered_pools(lab, wanted),
        "passing": _passing_work(lab, found),
        "cost": _cost(lab, wanted, found, (before, after), created, pools),
        "plan_id": plan_id([action for kind in ("desktops", *KINDS) for action in by_kind[kind]]),
    }
    lines = _lines(bill, seats, wanted["left_over"], wanted["people"]["borrowed"])
    return {**bill, "lines": [plain(line, LONGEST_LINE) for line in lines]}


def bill_of_copies(
    lab: Mapping[str, Any],
    wanted: Mapping[str, Any],
    new: Sequence[Mapping[str, Any]],
    found: Found,
    products: Sequence[Mapping[str, Any]],
    quotas: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return what desktops that copy the data disks of others add to a lab, as far as :func:`objections` look at it.

    :param new: items of ``workspace_desktop`` with ``copy_data_from``. The rest is as in :func:`bill_of_materials`.
    """
    sizes = {row["product_id"]: row for row in products}
    before = {row["computer_name"].lower(): _inventory(row) for row in found.seats()}
    own = {row["computer_name"].lower() for row in found.seats() if owned_by(lab, row)}
    created = {item["computer_name"].lower(): _inventory_of_copy(item, before, products) for item in new}
    after = {**{name: before[name] for name in own}, **created}
    pools = _Pools.of(lab, (), found, products)
    return {
        "create": [item["computer_name"] for item in new],
        "most": len(after) + pools.most,
        "quotas": _quota_use({**before, **pools.before}, {**after, **pools.after}, set(), sizes, quotas),
        "cost": _cost(lab, wanted, found, (before, after), set(created), pools),
    }


def _inventory_of_copy(
    item: Mapping[str, Any], before: Mapping[str, Any], products: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    old = before[item["copy_data_from"].lower()]
    made = _inventory_of_item({**item, "product": _product_of(item, (), old, products)}, None)
    return {**made, "disks": [*made["disks"], *old["disks"][1:]]}


def _actions(results: Sequence[Mapping[str, Any]]) -> list[Action]:
    return [action for result in results for action in result.get("actions", ())]


def _loses(action: Action) -> bool:
    """Tell whether an action on a desktop costs, or may cost, what is on its disks."""
    return bool(VERBS[action["verb"]].lost(action["fields"]))


# Desktops are also what messages are sent to.
_TABLES: Mapping[str, Mapping[str, Verb]] = {
    "desktops": {**VERBS, **MESSAGE_VERBS},
    "pools": POOL_VERBS,
    "snapshots": SNAPSHOT_VERBS,
}


def is_disturbing(kind: str, action: Action) -> bool:
    """Tell whether somebody who is logged in would notice an action, or lose something by it.

    :param kind: what it is about, a name of :data:`.sections.SECTIONS`.
    """
    verb = _TABLES[kind][action["verb"]] if kind in _TABLES else None
    return verb is not None and (verb.disturbs or bool(verb.lost(action["fields"])))


_TOLD_APART = {
    "desktops": ("delete", "rebuild", "attach"),
    "pools": ("shrink", "delete_failed", "delete_desktops", "delete"),
}
"""Verbs whose losses have lines of their own."""


def _losses(by_kind: Mapping[str, Sequence[Action]]) -> dict[str, list[str]]:
    """Return what else loses what is on disks: the targets, by what is done and to which disks."""
    losses: dict[str, list[str]] = {}
    for kind, verbs in _TABLES.items():
        for action in by_kind[kind]:
            lost = verbs[action["verb"]].lost(action["fields"])
            if lost and action["verb"] not in _TOLD_APART.get(kind, ()):
                disks = " and ".join(disk.replace("_", " ") for disk in lost)
                what = f"{action['verb'].replace('_', ' ')}, which loses what is on the {disks}"
                losses.setdefault(what, []).append(action["target"])
    return losses


def _skipped(results: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [row for result in results for row in result.get("results", ()) if row.get("state") == "skipped"]


def _named(kind: str, actions: Sequence[Action]) -> Sequence[Action]:
    """Return actions whose targets tell what is meant: some things have a name beside that of their desktop."""
    if kind == "script_runs":
        names = [", ".join(one["fields"]["scripts"]["after"]) for one in actions]
        return [{**one, "target": f"{name} on {one['target']}"} for name, one in zip(names, actions)]
    if kind != "snapshots":
        return actions
    return [
        {**one, "target": f"{' and '.join(_snapshots_of(one))} of {one['target']}"} if one["verb"] == "delete" else one
        for one in actions
    ]


def _snapshots_of(action: Action) -> list[str]:
    """Return the names of the snapshots that an action is about, which its fields have behind the kind of disk."""
    return list(dict.fromkeys(field.partition(".")[2] for field in action["fields"]))


def _by_verb(actions: Sequence[Action]) -> dict[str, list[str]]:
    """Return the names of the targets by what happens to them."""
    return {verb: _targets(actions, {verb}) for verb in dict.fromkeys(action["verb"] for action in actions)}


@dataclasses.dataclass
class _Pools:
    """What is in the lab's pools, whether or not this run is about them.

    :param before: their desktops by names made up for them. :param after: likewise, when the plan is carried out.
    :param gone: the names of the desktops that go. :param disturbed: the pools that are disturbed, once a desktop.
    :param most: how many desktops they may come to have. :param grown: those of them that are not there then.
    """

    before: dict[str, Any] = dataclasses.field(default_factory=dict)
    after: dict[str, Any] = dataclasses.field(default_factory=dict)
    gone: list[str] = dataclasses.field(default_factory=list)
    disturbed: list[str] = dataclasses.field(default_factory=list)
    most: int = 0
    grown: list[tuple[str, Any]] = dataclasses.field(default_factory=list)

    @property
    def new(self) -> set[str]:
        """The desktops that come."""
        return set(self.after) - set(self.before)

    @classmethod
    def of(
        cls, lab: Mapping[str, Any], actions: Sequence[Action], found: Found, products: Sequence[Mapping[str, Any]]
    ) -> _Pools:
        """Return the pools of the file, and those that are the lab's but that the file does not name."""
        pools = cls()
        options = {pool["name"]: pool_options(lab, pool) for pool in lab.get("pools", [])}
        there = {row["name"]: row for row in found.pools if row["name"] in options or owned_by(lab, row)}
        by_target: dict[str, list[Action]] = {}
        for action in actions:
            by_target.setdefault(action["target"], []).append(action)
        for name in dict.fromkeys([*options, *there]):
            own = by_target.get(name, [])
            wanted, row = options.get(name), there.get(name)
            if wanted is not None:
                wanted = {**wanted, "product": _product_of(wanted, own, _inventory(row) if row else None, products)}
            pools._add(name, wanted, row, own)
        return pools

    def _add(self, name: str, options: Mapping[str, Any] | None, row: Row | None, actions: Sequence[Action]) -> None:
        count = int((row or {}).get("desktop_count") or 0)
        sizes = [action["fields"]["size"]["after"] for action in actions if "size" in action["fields"]]
        size = int(sizes[-1]) if sizes else count
        now = None if row is None else _inventory(row)
        then = now if options is None else _inventory_of_item(options, now)
        self.before.update({f"{name}/{number}": now for number in range(1, count + 1)})
        self.after.update({f"{name}/{number}": then for number in range(1, size + 1)})
        for action in actions:
            if action["verb"] in ("shrink", "delete_failed"):
                self.gone += action["fields"]["desktops"]["before"]
        verbs = [POOL_VERBS[action["verb"]] for action in actions]
        if (options or {}).get("handle_type") == "ONLY_FOR_EXPAND":
            verbs = [verb for verb in verbs if not verb.handled]
        if any(verb.disturbs for verb in verbs):
            self.disturbed += [f"{name}/{number}" for number in range(1, min(count, size) + 1)]
        most = count if options is None else most_desktops(options, row)
        self.most += most
        self.grown += [(name, then)] * (most - size)


def _snapshots_kept(row: Mapping[str, Any]) -> int | None:
    """Return how many snapshots of a name there will be at most, ``None`` if more and more are taken."""
    if row.get("max_age") and not row.get("keep"):
        return None
    return len(row["desktops"]) * int(row.get("keep") or 1)


def _activation_mails(users: Sequence[Mapping[str, Any]], actions: Sequence[Action]) -> int:
    """Return how many new accounts are told of by the service, so that their people choose a password."""
    created = {name.lower() for name in _targets(actions, {"create"})}
    return sum(
        user["user_name"].lower() in created and user.get("active_type", "USER_ACTIVATE") == "USER_ACTIVATE"
        for user in users
    )


def _schedules(reached: Sequence[Mapping[str, Any]], pools: _Pools) -> list[dict[str, Any]]:
    """Return what each scheduled task does, with how many ``desktops``, those of pools (``pooled``) among them."""
    sizes = collections.Counter(name.rpartition("/")[0] for name in pools.after)
    found = []
    for row in reached:
        pooled = sum(sizes[name] for name in row["pools"])
        found.append({**row, "desktops": len(row["desktops"]) + pooled, "pooled": pooled})
    return found


def _covered(wanted: Mapping[str, Any], kind: str) -> set[str]:
    """Return the ``desktops`` or ``pools``, in lower case, that some STOP or HIBERNATE task reaches."""
    return {name.lower() for row in wanted["schedules"]["reached"] if row["covers"] for name in row[kind]}


def _uncovered(wanted: Mapping[str, Any], seats: SeatPlan) -> list[str]:
    covered = _covered(wanted, "desktops")
    rows = [*seats.wanted, *seats.left_over]
    # One whose name is odd is reached by its ID.
    called = {
        row["computer_name"]: {str(row.get(key)).lower() for key in ("computer_name", "desktop_id")} for row in rows
    }
    return sorted(name for name, words in called.items() if not words & covered)


def _uncovered_pools(lab: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    covered = _covered(wanted, "pools")
    names = [pool["name"] for pool in [*lab.get("pools", []), *wanted["pools"]["owned"]]]
    return [name for name in dict.fromkeys(names) if name.lower() not in covered]


def _waiting(scripts: Mapping[str, Sequence[str]], actions: Sequence[Action]) -> dict[str, list[str]]:
    """Return the desktops on which scripts wait, by script, without those that the plan starts."""
    started = {one["target"].lower() for one in actions if one["verb"] == "start"}
    left = {script: [name for name in names if name.lower() not in started] for script, names in scripts.items()}
    return {script: names for script, names in left.items() if names}


def _cost(
    lab: Mapping[str, Any],
    wanted: Mapping[str, Any],
    found: Found,
    seats: tuple[Mapping[str, Any], Mapping[str, Any]],
    created: set[str],
    pools: _Pools,
) -> dict[str, Any] | None:
    """Return what the lab costs before and after the plan, ``None`` if its file has no prices."""
    prices = Prices.of(lab, found.hibernation)
    if prices is None:
        return None
    rows = {row["computer_name"].lower(): row for row in found.seats()}
    own = {name for name, row in rows.items() if owned_by(lab, row) or name in seats[1]}
    bound = collections.Counter(row.get("attached_desktop_id") for row in found.addresses or ())
    having = {name: bound[row["desktop_id"]] for name, row in rows.items()}
    new = {item["computer_name"].lower() for item in wanted["seats"]["wanted"] if item.get("eip")} & created
    then_having = {**having, **dict.fromkeys(new, 1)}
    before = [_place(desktop_key(name), thing, having[name]) for name, thing in seats[0].items() if name in own]
    after = [_place(desktop_key(name), thing, then_having.get(name, 0)) for name, thing in seats[1].items()]
    before += [_place(pool_key(name.rpartition("/")[0]), thing) for name, thing in pools.before.items()]
    after += [_place(pool_key(name.rpartition("/")[0]), thing) for name, thing in pools.after.items()]
    grown = [_place(pool_key(name), thing) for name, thing in pools.grown]
    now = {row["task_name"]: row for row in found.schedules if owned_by(lab, row)}
    wanted_tasks = {one["task_name"]: one for one in wanted["schedules"]["schedules"]}
    then = {**now, **{name: {**now.get(name, {}), **one} for name, one in wanted_tasks.items()}}
    untold = ["public addresses, which the service does not tell"] if found.addresses is None else []
    schedules = Switching(now.values()), Switching(then.values())
    return cost_of_plan(prices, (before, schedules[0]), (after, schedules[1]), grown, untold)


def _place(key: Key, thing: Mapping[str, Any], addresses: int = 0) -> Place:
    return Place(key, Thing(thing["product"], thing["disks"], addresses))


def _passing_work(lab: Mapping[str, Any], found: Found) -> list[str]:
    """Return what the service itself does to work in pools, in sentences."""
    told = []
    there = {row["name"]: row for row in found.pools}
    for pool in lab.get("pools", []):
        now = {name: value for name, value in there.get(pool["name"], {}).items() if value is not None}
        then = {**now, **{name: value for name, value in pool.items() if value is not None}}
        minutes = then.get("disconnected_retention_period")
        if then.get("type") == "DYNAMIC":
            after = f"{minutes} minutes after" if minutes else "some time after"
            told.append(f"pool {pool['name']}: a desktop is reset {after} its user has disconnected")
        if then.get("enable_autoscale"):
            told.append(f"pool {pool['name']}: desktops that are idle for long are deleted by autoscaling")
    return told


NOTHING: Mapping[str, Any] = {
    "most": 0,
    "create": [],
    "delete": [],
    "disturb": [],
    "pool_growth": 0,
    "pool_shrinkage": [],
    "others": {},
    "hand_over": [],
    "quotas": [],
    "cost": None,
}
"""The bill of a plan that does nothing, as far as :func:`objections` look at it."""


def bill_of_desktops(actions: Sequence[Action]) -> dict[str, Any]:
    """Return the bill of a plan that only changes, disturbs and deletes desktops."""
    disturbed = _targets([one for one in actions if is_disturbing("desktops", one)], None)
    return {**NOTHING, "delete": _targets(actions, {"delete"}), "disturb": disturbed, "plan_id": plan_id(actions)}


def _other_plan(bill: Mapping[str, Any], run: Mapping[str, Any]) -> list[str]:
    expected = _text(run.get("expect_plan"))
    if not expected or expected == bill["plan_id"]:
        return []
    return [f"the plan {expected} was approved, but now the plan is {bill['plan_id']}; look at it and approve it again"]


def objections(lab: Mapping[str, Any], bill: Mapping[str, Any], run: Mapping[str, Any]) -> list[str]:
    """Return the reasons why a plan must not be carried out, empty if it may.

    :param run: the run variables, without their prefix, blank where not given: ``max_create``, ``max_delete``,
        ``max_disrupt``, ``expect_plan``, ``confirm``, ``credentials_file``; and ``check``, whether this is check mode,
        which needs no confirmation.
    """
    limits = lab.get("limits") or {}
    found = [*_broken_limits(bill, limits, run), *_too_dear(bill, limits), *_exceeded_quotas(bill)]
    found += _other_plan(bill, run)
    accounts = bill["others"].get("users", {}).get("create")
    by_hand = (lab.get("people") or {}).get("active_type") == "ADMIN_ACTIVATE"
    if accounts and by_hand and not run.get("check") and not _text(run.get("credentials_file")):
        found.append("new accounts get a first password: set lab_credentials_file to the file that is to hold them")
    gone = [*bill["delete"], *bill["pool_shrinkage"], *_deleted_users(bill)]
    if gone and not run.get("check") and _text(run.get("confirm")) != mark(lab):
        found.append(plain(f"deleting {joined(gone)} needs lab_confirm={mark(lab)}", LONGEST_LINE))
    if bill["hand_over"] and not run.get("check") and _text(run.get("confirm")) != mark(lab):
        risk = f"giving {joined(bill['hand_over'])} to other people may lose what is on the disks"
        found.append(plain(f"{risk}, which needs lab_confirm={mark(lab)}", LONGEST_LINE))
    return found


_LIMITS = (
    ("max_desktops", "most", "the lab would have {}"),
    ("max_create", "create", "{} would be created"),
    ("max_disrupt", "disturb", "{} would be disturbed"),
    ("max_delete", "delete", "{} would be deleted"),
)


def _broken_limits(bill: Mapping[str, Any], limits: Mapping[str, int], run: Mapping[str, Any]) -> list[str]:
    found = []
    for limit, key, what in _LIMITS:
        number = _number(bill, key)
        given = _text(run.get(limit))
        if given and not given.isdecimal():
            found.append(f"lab_{limit} is {given}, but must be a number")
            continue
        # Nothing is ever deleted unless the run says how much of it may be.
        most = int(given) if given else limits.get(limit, 0 if limit == "max_delete" else None)
        source = f"lab_{limit}" if given or limit == "max_delete" else f"limits.{limit}"
        if most is not None and number > most:
            told = number_of(number, "desktop") if limit != "max_delete" or not _deleted_users(bill) else _things(bill)
            found.append(f"{what.format(told)}, but the limit is {most} ({source})")
        accounts = len(bill["others"].get("users", {}).get("create", ()))
        if limit == "max_create" and most is not None and accounts > most:
            found.append(f"{what.format(number_of(accounts, 'user'))}, but the limit is {most} ({source})")
    return found


def _number(bill: Mapping[str, Any], key: str) -> int:
    if key == "most":
        return int(bill["most"])
    if key == "create":
        return len(bill["create"]) + int(bill["pool_growth"])
    if key == "delete":
        return len(bill["delete"]) + len(bill["pool_shrinkage"]) + len(_deleted_users(bill))
    return len(bill[key])


def _deleted_users(bill: Mapping[str, Any]) -> list[str]:
    return list(bill["others"].get("users", {}).get("delete", ()))


def _things(bill: Mapping[str, Any]) -> str:
    users = len(_deleted_users(bill))
    return f"{number_of(_number(bill, 'delete') - users, 'desktop')} and {number_of(users, 'user')}"


def _too_dear(bill: Mapping[str, Any], limits: Mapping[str, Any]) -> list[str]:
    """Return why a plan is beyond what the lab may cost. A cost that is not known in full is beyond it too."""
    most, cost = limits.get("max_cost_per_month"), bill["cost"]
    if most is None or cost is None:
        return []
    limit = f"the limit is {most} {cost['currency']} (limits.max_cost_per_month)"
    if cost["not_counted"]:
        return [
            f"the cost of the lab is not known, since these have no price: {', '.join(cost['not_counted'])}; {limit}"
        ]
    amount = Decimal(str(cost["per_month"]["most"]))
    return (
        [f"the lab would cost {amount:.2f} {cost['currency']} a month, but {limit}"] if amount > Decimal(most) else []
    )


def _exceeded_quotas(bill: Mapping[str, Any]) -> list[str]:
    return [
        f"the quota {quota['type']} is exceeded: {quota['needed']} needed, {quota['free']} free"
        for quota in bill["quotas"]
        if quota["free"] is not None and quota["needed"] > quota["free"]
    ]


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _targets(actions: Sequence[Action], verbs: set[str] | None) -> list[str]:
    return list(dict.fromkeys(action["target"] for action in actions if verbs is None or action["verb"] in verbs))


def _inventory(row: Row) -> dict[str, Any]:
    disks = [row.get("root_volume"), *(row.get("data_volumes") or [])]
    return {"product": row.get("product_id"), "disks": [(disk["type"], disk["size"]) for disk in disks if disk]}


def _by_target(actions: Sequence[Action]) -> dict[str, list[Action]]:
    """Return the actions by their targets, whose names are in lower case."""
    found: dict[str, list[Action]] = {}
    for action in actions:
        found.setdefault(action["target"].lower(), []).append(action)
    return found


def _product_of(
    item: Mapping[str, Any],
    actions: Sequence[Action],
    now: Mapping[str, Any] | None,
    products: Sequence[Mapping[str, Any]],
) -> str | None:
    """Return the product that something will have: for requirements, what the plan chose, else what it has.

    In a run that is not about it nothing was chosen; then this is what would be.
    """
    given = item.get("product")
    if not isinstance(given, Mapping):
        return given
    chosen = [action["fields"]["product"]["after"] for action in actions if "product" in action["fields"]]
    if chosen or now is not None:
        return str(chosen[-1]) if chosen else (now or {})["product"]
    try:
        return smallest({key: value for key, value in read_requirements(given).items() if key != "os_type"}, products)
    except UnmetRequirementsError:
        return None


def _inventory_of_item(item: Mapping[str, Any], now: Mapping[str, Any] | None) -> dict[str, Any]:
    disks = [item.get("root_volume"), *(item.get("data_volumes") or [])]
    wanted = [(disk["type"], disk["size"]) for disk in disks if disk]
    product = item.get("product")
    if now is None:
        return {"product": product, "disks": wanted}
    kept = list(now["disks"][len(wanted) :])
    return {"product": product or now["product"], "disks": [*wanted, *kept] if wanted else now["disks"]}


def _products(things: Iterable[Mapping[str, Any]], sizes: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
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


def _disks(things: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    total: collections.Counter[str] = collections.Counter()
    for thing in things:
        for kind, size in thing["disks"]:
            total[kind] += size
    return dict(sorted(total.items()))


def _use(things: Iterable[Mapping[str, Any]], sizes: Mapping[str, Mapping[str, Any]]) -> collections.Counter[str]:
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
        {
            "type": row["type"],
            "needed": max(0, then[row["type"]] - now[row["type"]]),
            "used": row["used"],
            "free": row["free"],
        }
        for row in quotas
        if row["type"] in then
    ]


def _mails(lab: Mapping[str, Any], actions: Sequence[Action], desktops: Sequence[Row]) -> int:
    """Return how many mails the service will send: one for each user of a desktop created or deleted, if asked for."""
    if not (lab.get("defaults") or {}).get("email_notification"):
        return 0
    users = {row["computer_name"].lower(): len(row.get("users") or []) for row in desktops}
    mails = 0
    for action in actions:
        if action["verb"] == "create" and "users" in action["fields"]:
            mails += len(action["fields"]["users"]["after"])
        elif action["verb"] == "delete":
            mails += users.get(action["target"].lower(), 0)
    return mails


def _lines(bill: Mapping[str, Any], seats: SeatPlan, left_over: Sequence[str], borrowed: Sequence[str]) -> list[str]:
    """Return the bill as lines to read."""
    counts = ", ".join(
        f"{word} {len(bill[key])}"
        for word, key in (
            ("create", "create"),
            ("change", "change"),
            ("disturb", "disturb"),
            ("delete", "delete"),
            ("skip", "skipped"),
        )
    )
    lines = [f"plan {bill['plan_id']}: {counts}; {number_of(bill['total'], 'desktop')} in all"]
    if bill["others"]:
        lines.append(f"also: {'; '.join(_counted(kind, verbs) for kind, verbs in bill['others'].items())}")
    for key in ("create", "change", "disturb", "delete"):
        if bill[key]:
            lines.append(f"{key}: {joined(bill[key])}")
    if bill["rebuild"]:
        lines.append(f"rebuild, which loses what is on the system disk: {joined(bill['rebuild'])}")
    if bill["hand_over"]:
        lines.append(f"given to other people, which may lose what is on the disks: {joined(bill['hand_over'])}")
    lines += [f"{what}: {joined(targets)}" for what, targets in bill["losses"].items()]
    if bill["pool_growth"]:
        lines.append(f"create in pools: {number_of(bill['pool_growth'], 'desktop')}")
    if bill["pool_shrinkage"]:
        lines.append(f"delete in pools: {joined(bill['pool_shrinkage'])}")
    for kind, verbs in bill["others"].items():
        told = [f"{verb.replace('_', ' ')} {joined(names)}" for verb, names in verbs.items()]
        lines.append(f"{KINDS[kind]}: {'; '.join(told)}")
    skipped: dict[str, list[str]] = {}
    for row in bill["skipped"]:
        skipped.setdefault(row.get("reason", ""), []).append(row["target"])
    lines += [f"skip: {joined(targets)} ({reason})" for reason, targets in skipped.items()]
    lines += [_product_line(row) for row in bill["products"]]
    if bill["disks"]:
        lines.append("disks: " + ", ".join(f"{kind} {size} GB" for kind, size in bill["disks"].items()))
    lines.append(f"spares: {joined(bill['spares']) or 'none'}")
    if bill["most"] != bill["total"]:
        lines.append(f"the most that the lab may grow to, with its pools: {number_of(bill['most'], 'desktop')}")
    if bill["snapshots"]:
        kept = [f"{name} {'no bound' if most is None else most}" for name, most in bill["snapshots"].items()]
        lines.append(f"snapshots kept at most: {', '.join(kept)}")
    lines += [
        (
            f"quota {row['type']}: {row['needed']} needed, {row['used']} used, "
            f"{'no bound' if row['free'] is None else row['free']} free"
        )
        for row in bill["quotas"]
        if row["needed"]
    ]
    for script, names in bill["scripts_waiting"].items():
        lines.append(f"script {script} waits for desktops that are off: {joined(names)}")
    lines.append(f"mails that will be sent: {bill['mails']}")
    lines += [_schedule_line(row) for row in bill["schedules"]]
    names = f" ({joined(bill['uncovered'])})" if bill["uncovered"] else ""
    lines.append(f"desktops that no STOP schedule covers: {len(bill['uncovered'])}{names}")
    if bill["uncovered_pools"]:
        lines.append(f"pools that no STOP schedule covers: {', '.join(bill['uncovered_pools'])}")
    lines += bill["passing"]
    lines += bill["cost"]["lines"] if bill["cost"] else []
    if borrowed:
        lines.append(f"accounts made by others, used as they are: {joined(borrowed)}")
    if left_over:
        lines.append(f"left over (reported, never removed): {joined(left_over)}")
    return lines


def _counted(kind: str, verbs: Mapping[str, Sequence[str]]) -> str:
    """Return how many things of a kind a plan changes, by what it does to them."""
    told = (f"{verb.replace('_', ' ')} {len(names)}" for verb, names in verbs.items())
    return f"{KINDS[kind]} {', '.join(told)}"


def _product_line(row: Mapping[str, Any]) -> str:
    size = f", {row['vcpus']:.0f} vCPU, {row['memory_gb']:.0f} GB memory" if row["vcpus"] else ""
    return f"product {row['product']}: {number_of(row['count'], 'desktop')}{size}"


_DONE = {
    "START": "starts",
    "STOP": "stops",
    "HIBERNATE": "hibernates",
    "REBOOT": "restarts",
    "REBUILD": "rebuilds",
    "CREATE_SNAPSHOT": "takes snapshots of",
}
"""What a scheduled task of each type does to desktops."""


def _schedule_line(row: Mapping[str, Any]) -> str:
    pooled = f", {row['pooled']} of them in pools" if row["pooled"] else ""
    why = "that nobody has" if row["task_type"] == "START" else "that are kept on"
    spared = f"; not those {why}: {joined(row['spared'])}" if row["spared"] else ""
    paused = " (paused)" if row["paused"] else ""
    reached = number_of(row["desktops"], "desktop")
    return f"schedule {row['name']}{paused} {_DONE[row['task_type']]} {reached}{pooled}{spared}"
