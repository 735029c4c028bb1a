# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public addresses (EIPs) of desktops: which desktop has which, and orders of new ones."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Callable

from ..apply import Call, Operations, Result, carries_out
from ..client import Client
from ..errors import Answer, InputError
from ..jobs import DONE, FAILED, LAG_WINDOW, RUNNING, Job, Poller, Watch, wait_for_all
from ..names import Kind, Names
from ..plan import KNOWN_AFTER_APPLY, Change, Notice, Plan, Step, Verb, chunks, table
from .base import PARTIAL_SPEC, Undisturbed, unfulfilled
from .desktop.state import MAX_BATCH, Desktop, complete, read_all
from .filters import Filters
from .kinds import DESKTOP, USER
from .rules import ENTERPRISE_PROJECT
from .selectors import DesktopFinder

EIP = Kind("EIP", "/v2/{project_id}/eips", "eips", name="address", limit=1000)

ORDER_OPTIONS = ("eip_type", "eip_charge_mode", "bandwidth_size")
"""What says how an EIP is ordered: all of them, or nothing is."""

EIP_SPEC: dict[str, dict[str, Any]] = {
    "desktop": {"type": "str", "aliases": ["desktop_id"]},
    "eip": {"type": "str", "aliases": ["eip_id"]},
    "bindings": {
        "type": "list",
        "elements": "dict",
        "options": {
            "desktop": {"type": "str", "required": True, "aliases": ["desktop_id"]},
            "eip": {"type": "str", "aliases": ["eip_id"]},
        },
    },
    "eip_type": {"type": "str"},
    "eip_charge_mode": {"type": "str", "choices": ["TRAFFIC", "BANDWIDTH"]},
    "bandwidth_size": {"type": "int"},
    "enterprise_project_id": {"type": "str"},
    "move": {"type": "bool", "default": False},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    **PARTIAL_SPEC,
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 600},
}

EIP_INFO_SPEC: dict[str, dict[str, Any]] = {
    "eip": {"type": "str", "aliases": ["eip_id", "address"]},
    "desktop": {"type": "str", "aliases": ["desktop_id"]},
    "user_name": {"type": "str"},
    "state": {"type": "str", "choices": ["bind", "unbind"]},
    "enterprise_project_id": {"type": "str"},
}

EIP_API = "eips"
"""The name under which EIPs are watched themselves, for orders whose job is not known."""

VERBS = table(Verb("unbind"), Verb("bind"), Verb("order"))


@dataclasses.dataclass(frozen=True)
class Eip:
    """An EIP as it is now, and the desktop that has it.

    :param desktop_id: ``None`` if no desktop has it. :param told: whether the service says who has it.
    """

    id: str
    address: str
    desktop_id: str | None
    desktop_name: str
    told: bool = True
    answer: Mapping[str, Any] = dataclasses.field(repr=False, compare=False, default_factory=dict)

    @classmethod
    def parse(cls, row: Mapping[str, Any]) -> Eip:
        """Read one out of the answer of ListDesktopsEips."""
        holder = row.get("attached_desktop_id") or None
        told = "attached_desktop_id" in row
        return cls(row["id"], row.get("address") or "", holder, row.get("attached_desktop_name") or "", told, row)


@dataclasses.dataclass(frozen=True)
class Binding:
    """What a task wants of one desktop.

    :param target: the desktop as written. :param desktop_id: ``None`` if there is none.
    :param eip: the EIP meant, ``None`` for any, or for one that there is not.
    :param given: how the task calls the EIP, if it does.
    """

    target: str
    desktop_id: str | None = None
    eip: Eip | None = None
    given: str | None = None


def find_eips(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the EIPs that all filters let through (ListDesktopsEips), matched exactly."""
    query = {name: options[name] for name in ("user_name", "state", "enterprise_project_id")}
    eip, desktop, user = options["eip"], options["desktop"], options["user_name"]
    rows = client.list_all(EIP.path, EIP.key, query, limit=EIP.limit, id_field=EIP.id)
    filters = Filters(client)
    filters.look_up("user_name", [USER], user, [user] if rows else [])
    bound = [row.get(name) for row in rows for name in ("attached_desktop_id", "attached_desktop_name")]
    filters.look_up("desktop", [DESKTOP], desktop, bound)
    found = [
        row
        for row in rows
        if eip in (None, row["id"], row.get("address")) and (desktop is None or _is_called(desktop, row))
    ]
    return {"eips": found, "warnings": filters.warnings}


def _is_called(given: str, row: Mapping[str, Any]) -> bool:
    """Tell whether an EIP is bound to the desktop of this ID or name."""
    name = row.get("attached_desktop_name") or ""
    return given == row.get("attached_desktop_id") or given.lower() == name.lower()


def read_eips(client: Client) -> list[Eip]:
    """ListDesktopsEips: all EIPs of the project."""
    return [Eip.parse(row) for row in client.list_all(EIP.path, EIP.key, limit=EIP.limit, id_field=EIP.id)]


def poll_eips(client: Client, watches: Sequence[Watch]) -> None:
    """See whether desktops have the EIP that was ordered for them, where the answer with the job was lost."""
    coming = _getting_eips(read_all(client))
    held = {eip.desktop_id for eip in read_eips(client)}
    now = client.server_time()
    for watch in watches:
        for fate in watch.fates.values():
            if fate.state != RUNNING:
                continue
            if fate.target_id in held:
                fate.state = DONE
            elif fate.target_id in coming:
                watch.memory.pop(fate.target, None)
            elif now - watch.memory.setdefault(fate.target, now) > LAG_WINDOW:
                fate.state, fate.reason = FAILED, "the EIP that was ordered for it has not come"


def _getting_eips(desktops: Iterable[Desktop]) -> set[str]:
    """Return the IDs of the desktops for which an EIP is being ordered."""
    return {one.desktop_id for one in desktops if one.answer.get("is_attaching_eip")}


def _untold_order(desktop: Desktop) -> bool:
    """Tell whether the service does not tell of a desktop whether an EIP is being ordered for it."""
    return "is_attaching_eip" not in desktop.answer


# Options


def check(options: Mapping[str, Any]) -> None:
    """Check a task's options as far as they can be checked without asking the service.

    :raises InputError: one sentence that names the option and the rule.
    """
    rows = _rows(options)
    for number, row in enumerate(rows, start=1):
        for name in ("desktop", "eip"):
            if row.get(name) is not None and not row[name].strip():
                hint = "; state absent takes a desktop's EIP away" if name == "eip" else ""
                raise InputError(f"{name} of binding {number} is empty{hint}")
    for name in ("desktop", "eip"):
        twice = _twice([row[name] for row in rows if row.get(name)])
        if twice:
            raise InputError(f"two bindings have the {name} {twice}")
    _check_order(options, rows)
    if options["enterprise_project_id"]:
        ENTERPRISE_PROJECT.check(options["enterprise_project_id"], "enterprise_project_id", "the order")


def _rows(options: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return the bindings that a task gives, one by one or in its list."""
    single = {name: options[name] for name in ("desktop", "eip") if options[name] is not None}
    bindings = options["bindings"]
    if single and bindings is not None:
        raise InputError("give either bindings, or desktop with eip")
    if bindings is not None:
        if not bindings:
            raise InputError("the list bindings is empty; it never means all desktops")
        return list(bindings)
    if "desktop" not in single:
        raise InputError("say which desktop is meant: give desktop, or a list of them in bindings")
    return [single]


def _twice(values: Sequence[str]) -> str | None:
    often = collections.Counter(value.lower() for value in values)
    return next((value for value in values if often[value.lower()] > 1), None)


def _check_order(options: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
    given = [name for name in ORDER_OPTIONS if options[name] is not None]
    missing = [name for name in ORDER_OPTIONS if options[name] is None]
    if given and missing:
        raise InputError(f"to order an EIP give {' and '.join(missing)} too")
    if given and options["state"] == "absent":
        raise InputError(f"{given[0]} is for state present only: nothing is ordered to take an EIP away")
    if given and all(row.get("eip") for row in rows):
        raise InputError(f"{given[0]} orders a new EIP, but every binding names the eip that there is")
    size = options["bandwidth_size"]
    if size is not None and not 1 <= size <= 2000:
        raise InputError(f"bandwidth_size is {size}, but must be 1 to 2000 (Mbit/s)")
    if options["eip_type"] == "":
        raise InputError("eip_type is empty; it is a type of line such as 5_bgp")


# Planning


@dataclasses.dataclass(frozen=True)
class Current:
    """What there is.

    :param table: all EIPs. :param coming: the IDs of desktops for which one was ordered before and is not there yet.
    """

    table: Sequence[Eip]
    coming: Collection[str] = ()

    def by_desktop(self) -> dict[str | None, Eip]:
        """Return the EIPs that desktops have, by the IDs of the desktops."""
        return {eip.desktop_id: eip for eip in self.table if eip.desktop_id}

    def untold(self) -> list[Eip]:
        """Return the EIPs of which the service does not say who has them."""
        return [eip for eip in self.table if not eip.told]


def _not_told(untold: Sequence[Eip]) -> str:
    return f"the service does not tell which desktop has the EIP {untold[0].address}; run the task again later"


def plan_present(desired: Sequence[Binding], current: Current, order: Mapping[str, Any], move: bool) -> Plan:
    """Plan which EIPs desktops get. Pure.

    :param order: how one is ordered for who has none; empty if none is to be.
    :param move: whether one may be taken from a desktop that the task does not speak of.
    """
    planner = _Planner(desired, current, order, move)
    for one in desired:
        planner.plan_binding(one)
    planner.plan.sort(VERBS)
    return planner.plan


def plan_absent(desired: Sequence[Binding], current: Current) -> Plan:
    """Plan which desktops lose their EIP: the one named, or whichever they have. Pure."""
    plan = Plan()
    by_desktop, untold = current.by_desktop(), current.untold()
    for one in desired:
        now = by_desktop.get(one.desktop_id or "")
        if now is None and one.desktop_id and untold and (one.given is None or one.eip and not one.eip.told):
            plan.incomplete = True
            plan.refused.append(Notice(one.target, _not_told(untold)))
        if now is not None and (one.given is None or one.eip is not None and one.eip.id == now.id):
            plan.steps.append(Step("unbind", one.target, {"eip": Change(now.address, None)}, now.desktop_id))
    return plan


@dataclasses.dataclass
class _Planner:
    """The plan of one task that gives desktops EIPs, while it is made."""

    desired: Sequence[Binding]
    current: Current
    order: Mapping[str, Any]
    move: bool
    plan: Plan = dataclasses.field(default_factory=Plan)

    def __post_init__(self) -> None:
        self._by_desktop = self.current.by_desktop()
        self._names = {one.desktop_id: one.target for one in self.desired}
        self._taken = {one.eip.id for one in self.desired if one.eip}
        self._untold = self.current.untold()
        self._unbound: set[str] = set()

    def plan_binding(self, one: Binding) -> None:
        """Plan what is done for one desktop."""
        now = self._by_desktop.get(one.desktop_id) if one.desktop_id else None
        # Who takes any EIP keeps the one there is, unless the task itself gives that one to another desktop.
        if now and (one.eip.id == now.id if one.eip else now.id not in self._taken):
            return
        if one.desktop_id in self.current.coming:
            if one.eip is None:
                self.plan.warnings.append(f"the EIP that was ordered for {one.target} before is not there yet")
            else:
                self._refuse(
                    one, "an EIP that was ordered for it before is not there yet; run the task again when it is"
                )
        elif self._untold and now is None:
            # It may have one of these, and then nobody pays for another.
            self.plan.incomplete = True
            self._refuse(one, _not_told(self._untold))
        elif one.eip is None:
            self._order(one, now)
        else:
            self._bind(one, one.eip, now)

    def _refuse(self, one: Binding, reason: str) -> None:
        self.plan.refused.append(Notice(one.target, reason))

    def _order(self, one: Binding, now: Eip | None) -> None:
        if not self.order:
            reason = "it has no EIP" if now is None else f"its EIP {now.address} goes to another desktop"
            self._refuse(one, f"{reason}; give eip, or {', '.join(ORDER_OPTIONS)} to order one")
            return
        fields = {"eip": Change(None, KNOWN_AFTER_APPLY)}
        fields.update({name: Change(None, self.order[name]) for name in ORDER_OPTIONS})
        self.plan.steps.append(Step("order", one.target, fields, one))

    def _bind(self, one: Binding, eip: Eip, now: Eip | None) -> None:
        if eip.desktop_id and eip.desktop_id not in self._names and not self.move:
            holder = eip.desktop_name or eip.desktop_id
            self._refuse(one, f"the EIP {eip.address} is bound to {holder}; set move to true to take it from there")
            return
        for bound in (eip, now):
            if bound is not None:
                self._unbind(bound)
        self.plan.steps.append(Step("bind", one.target, {"eip": Change(None, eip.address)}, one))

    def _unbind(self, eip: Eip) -> None:
        if eip.desktop_id and eip.desktop_id not in self._unbound:
            self._unbound.add(eip.desktop_id)
            target = self._names.get(eip.desktop_id) or eip.desktop_name or eip.desktop_id
            self.plan.steps.append(Step("unbind", target, {"eip": Change(eip.address, None)}, eip.desktop_id))


class EipResource(Operations, Undisturbed):
    """What one task of ``workspace_eip`` works on (AssociateDesktopsEip, BatchDisassociateDesktopsEip,
    ApplyDesktopsInternet)."""

    pollers: Mapping[str, Poller] = {EIP_API: poll_eips}
    verb_table: Mapping[str, Verb] = VERBS
    things = "desktops"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        check(options)
        self._client = client
        self._absent = options["state"] == "absent"
        self._move = options["move"]
        self._rows = _rows(options)
        order = {name: options[name] for name in ORDER_OPTIONS if options[name] is not None}
        own = options["enterprise_project_id"] or client.settings.enterprise_project_id
        self._order = {**order, "enterprise_project_id": own} if order and own else order
        self._desktops: list[Desktop] | None = None
        self._named = DesktopFinder(())
        self._known: set[str] = set()
        self._table: list[Eip] = []
        self._desired: list[Binding] = []

    # Reading

    def read(self) -> None:
        """Read all EIPs, and once the desktops, and find what the task names.

        :raises InputError: an EIP does not exist, or several desktops have the name given.
        """
        names = Names(self._client)
        self._known = {name for thing in names.all(EIP) for name in (thing.id, thing.name)}
        self._table = [Eip.parse(thing.row) for thing in names.all(EIP)]
        desktops = read_all(self._client) if self._desktops is None else self._desktops
        self._named = DesktopFinder([one for one in desktops if not one.going])
        self._desired = [self._binding(row, names) for row in self._rows]
        ids = [one.desktop_id for one in self._desired if one.desktop_id]
        if self._desktops is None:
            self._desktops = complete(self._client, desktops, lambda one: one.desktop_id in ids and _untold_order(one))
        for kind, found in (("desktop", ids), ("EIP", [one.eip.id for one in self._desired if one.eip])):
            twice = _twice(found)
            if twice:
                raise InputError(f"two bindings mean the same {kind}, {twice}")

    def _binding(self, row: Mapping[str, Any], names: Names) -> Binding:
        target, given = row["desktop"], row.get("eip")
        return Binding(target, self._desktop_id(target), self._eip(given, names), given)

    def _desktop_id(self, given: str) -> str | None:
        desktop = self._named.find(given)
        return desktop.desktop_id if desktop else None

    def _eip(self, given: str | None, names: Names) -> Eip | None:
        if given is None:
            return None
        if self._absent and given not in self._known:
            return None
        return Eip.parse(names.find(EIP, given).row)

    # Planning

    def plan(self) -> Plan:
        """Compare what is desired with what there is."""
        if self._absent:
            return plan_absent(self._desired, Current(self._table))
        plan = plan_present(self._desired, Current(self._table, self._coming()), self._order, self._move)
        for one in self._desired:
            if one.desktop_id is None:
                advice = self._named.advice.on(one.target)
                plan.awaited.append(
                    Notice(one.target, f"there is no such desktop{advice}", awaits=(DESKTOP.label, one.target))
                )
        return plan

    def _coming(self) -> set[str]:
        """Return the IDs of the desktops for which an EIP is being ordered: nobody pays for a second one."""
        held = {eip.desktop_id for eip in self._table}
        return _getting_eips(self._desktops or ()) - held

    # Carrying out

    @carries_out("bind")
    def _bindings(self, steps: Sequence[Step]) -> Iterable[Call]:
        """AssociateDesktopsEip, one call a desktop: there is no other."""
        for step in steps:
            one: Binding = step.payload
            body = {"desktop_id": one.desktop_id, "eip_id": one.eip.id if one.eip else None}
            find = self._finder([(one.desktop_id, body["eip_id"])])
            yield Call("POST", EIP.path + "/binding", [step], body=body, find_effect=find)

    @carries_out("unbind")
    def _unbindings(self, steps: Sequence[Step]) -> Iterable[Call]:
        return map(self._unbind, chunks(steps, MAX_BATCH))

    @carries_out("order")
    def _orders(self, steps: Sequence[Step]) -> Iterable[Call]:
        return map(self._apply, chunks(steps, MAX_BATCH))

    def _unbind(self, steps: Sequence[Step]) -> Call:
        """BatchDisassociateDesktopsEip. The EIPs stay, and cost what they cost."""
        ids = [step.payload for step in steps]
        find = self._finder([(desktop_id, None) for desktop_id in ids])
        half = len(steps) // 2
        return Call(
            "POST",
            EIP.path + "/unbinding",
            steps,
            body={"desktop_ids": ids},
            find_effect=find,
            split=lambda: [self._unbind(steps[:half]), self._unbind(steps[half:])] if half else [],
        )

    def _apply(self, steps: Sequence[Step]) -> Call:
        """ApplyDesktopsInternet, which orders an EIP for each desktop and binds it."""
        targets = {step.target: step.payload.desktop_id for step in steps}
        half = len(steps) // 2
        return Call(
            "POST",
            EIP.path,
            steps,
            body={"desktop_ids": list(targets.values()), **self._order},
            jobs=lambda answer: self._jobs(answer, targets),
            find_effect=self._order_finder(list(targets.values())),
            split=lambda: [self._apply(steps[:half]), self._apply(steps[half:])] if half else [],
        )

    def _jobs(self, answer: Answer, targets: Mapping[str, str | None]) -> Sequence[Job]:
        job_id = answer.get("job_id")
        api = "workspace-sub-jobs" if job_id else EIP_API
        return [Job(job_id, api, "order", dict(targets), {}, self._client.server_time())]

    def _finder(self, bound: Sequence[tuple[str | None, str | None]]) -> Callable[[], Answer | None]:
        """Return a function that looks whether desktops have these EIPs, or, with ``None``, none."""

        def find() -> Answer | None:
            now = {eip.desktop_id: eip.id for eip in read_eips(self._client)}
            return {} if all(now.get(desktop_id) == eip_id for desktop_id, eip_id in bound) else None

        return find

    def _order_finder(self, desktop_ids: Sequence[str]) -> Callable[[], Answer | None]:
        def find() -> Answer | None:
            held = {eip.desktop_id for eip in read_eips(self._client)}
            return {} if set(desktop_ids) & (held | _getting_eips(read_all(self._client))) else None

        return find

    # Looking back

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Wait for what was ordered before, and read everything back: what is still to change was not done."""
        coming = self._coming()
        before = {one.target: one.desktop_id for one in self._desired if one.desktop_id in coming and not self._absent}
        jobs = [Job(None, EIP_API, "order", dict(before), {}, self._client.server_time())] if before else []
        for fate in wait_for_all(self._client, jobs, pollers=self.pollers):
            if fate.state != DONE:
                reason = fate.reason or "the EIP that was ordered for it before is not there yet"
                results[fate.target] = Result(fate.target, FAILED, reason)
        if not plan.changed and not before:
            return
        self.read()
        unfulfilled(self.plan(), results)

    def result(self) -> dict[str, Any]:
        """Return the EIPs of the task's desktops, in the order asked."""
        by_desktop = {eip.desktop_id: eip for eip in self._table if eip.desktop_id}
        found = [by_desktop[one.desktop_id] for one in self._desired if one.desktop_id in by_desktop]
        return {"eips": [dict(eip.answer) for eip in found]}
