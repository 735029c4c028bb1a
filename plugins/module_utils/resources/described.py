# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Things that a description is enough for: found in a list by name, created, updated and deleted by one request
each."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any, Callable, Collection, Iterable, Mapping, Optional, Sequence

from .. import marks
from ..apply import Call, Result
from ..client import Answer, Client
from ..jobs import DONE, FAILED, Fate, Poller
from ..names import InputError, Kind, Names
from ..plan import KNOWN_AFTER_APPLY, Change, Field, Notice, Plan, Step, chunks, compare, compare_items

STATE_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "wait_timeout": {"type": "int", "default": 600},
}


@dataclasses.dataclass(frozen=True)
class ApiField(Field):
    """A field of a described thing.

    :param api: what requests call it, if not like the option. :param answer: what answers call it, if not like
    requests.
    :param needed: whether nothing can be created without it.
    :param written: what an update writes, from a wanted and a current value that differ.
    :param kind: what it names, if its value is a name or an ID; requests and answers have the ID.
    """

    verb: Optional[str] = "update"
    api: str = ""
    answer: str = ""
    needed: bool = False
    written: Callable[[Any, Any], Any] = lambda wanted, current: wanted
    kind: Optional[Kind] = None

    @property
    def sent(self) -> str:
        """Its name in requests."""
        return self.api or self.name

    @property
    def told(self) -> str:
        """Its name in answers."""
        return self.answer or self.sent


DESCRIPTION = ApiField(name="description", differs=marks.differs, written=marks.merged)
"""The description of a thing; the mark of a lab in it is neither a difference nor ever lost."""


@dataclasses.dataclass(frozen=True)
class Members:
    """A collection of things that exist by themselves and belong to a described thing.

    :param option: the option that lists them by name or ID; ``purge_<option>`` says whether others go.
    :param kind: what they are. :param path: where the members of one thing are listed and changed, with ``{id}`` for
    it.
    :param key: the list in the answer. :param action: where they are added and removed.
    :param batch: how many one request takes.
    """

    option: str
    kind: Kind
    path: str
    key: str
    action: str
    batch: int


class Undisturbed:
    """What :class:`.apply.Resource` asks of things that nobody is logged in to and that are never busy."""

    pollers: Mapping[str, Poller] = {}

    def stages(self, plan: Plan) -> Iterable[Sequence[Step]]:
        """Yield one stage a verb."""
        for _verb, steps in itertools.groupby(plan.steps, key=lambda step: step.verb):
            yield list(steps)

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Let everything pass: nobody is disturbed by these things."""
        return {}

    def busy(self, steps: Sequence[Step]) -> Collection[str]:
        """These things are never busy."""
        return ()

    def await_idle(self, targets: Collection[str]) -> Mapping[str, Result]:
        """So there is nothing to wait for."""
        return {}

    def settle(self, fates: Sequence[Fate]) -> None:
        """Nothing to learn: none of these operations is a job."""

    def to_restore(self, plan: Plan) -> Collection[str]:
        """Nothing is changed on the way to something else."""
        return ()

    def restore(self, plan: Plan) -> Iterable[Sequence[Step]]:
        """Nothing to put back."""
        return ()


def unfulfilled(left: Plan, results: dict[str, Result]) -> None:
    """Turn the results of targets that another plan would still change into failures."""
    for step in left.steps:
        result = results.get(step.target)
        if result and result.state == DONE:
            told = ", ".join("%s is %s, not %s" % (name, c.before, c.after) for name, c in step.fields.items())
            results[step.target] = Result(step.target, FAILED, "the service reports success, but " + told)


def things(
    client: Client, kind: Kind, given: Optional[str], query: Optional[Mapping[str, Any]] = None
) -> list[dict[str, Any]]:
    """Return the things of a kind that have exactly this ID or name, or all of them if none is given."""
    rows = client.list_all(kind.path, kind.key, query, limit=kind.limit, service=kind.service)
    return [row for row in rows if given is None or given in (row[kind.id], row.get(kind.name))]


class DescribedResource(Undisturbed):
    """The engine. A subclass is a description: it sets the attributes, and overrides what is not so simple.

    Names are compared exactly. Two things of one name are an error that lists their IDs.

    :cvar kind: where such things are listed. :cvar identity: the option that says which one is meant.
    :cvar fields: what else it has. :cvar members: what belongs to it. :cvar returns: what the module calls it.
    :cvar update_method: the method of an update.
    """

    kind: Kind
    identity: ApiField
    fields: Sequence[ApiField] = ()
    members: Optional[Members] = None
    returns: str
    update_method = "PUT"

    _ORDER: Sequence[str] = ("create", "update", "remove_members", "add_members", "delete")

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        self._client = client
        self._options = options
        self._target = str(options[self.identity.name])
        if not self._target.strip():
            raise InputError("%s is empty; it says which %s is meant" % (self.identity.name, self.kind.label))
        self._found: Optional[Mapping[str, Any]] = None
        self._members: dict[str, str] = {}
        self._names = Names(client)
        self._wanted: dict[str, Any] = {}

    # What a description may override

    def detail(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return all that is known of a thing, from its row in the list; for lists that do not tell everything."""
        return row

    def create_body(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Return the body of the creation, from values by the names that requests have for them."""
        return dict(wanted)

    def update_body(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Return the body of an update, from the values that differ."""
        return dict(wanted)

    def create_call(self, step: Step) -> Call:
        """Return the request that creates the thing."""
        values = {self.identity.sent: self._target, **{field.sent: self._wanted[field.name] for field in self.fields}}
        body = self.create_body({name: value for name, value in values.items() if value is not None})
        return Call("POST", self.kind.path, [step], body=body, service=self.kind.service, find_effect=self._is_there)

    def update_call(self, step: Step) -> Call:
        """Return the request that changes the thing."""
        changed = [field for field in self.fields if field.name in step.fields]
        body = self.update_body(
            {f.sent: self._wanted[f.name] if f.kind else step.fields[f.name].after for f in changed}
        )
        path, service = self.own_path(), self.kind.service
        return Call(self.update_method, path, [step], body=body, service=service, repeatable=True)

    def delete_call(self, step: Step) -> Call:
        """Return the request that deletes the thing."""
        return Call("DELETE", self.own_path(), [step], service=self.kind.service, find_effect=self._is_gone)

    # Reading

    def read(self) -> None:
        """Find the thing, and its members where the task names some."""
        found = things(self._client, self.kind, self._target)
        if len(found) > 1:
            ids = ", ".join(sorted(row[self.kind.id] for row in found))
            raise InputError('several %ss are called "%s" (%s); give the ID' % (self.kind.label, self._target, ids))
        self._found = self.detail(found[0]) if found else None
        self._wanted = {field.name: self._value_of(field) for field in self.fields}
        if self._found and self.members and self._options.get(self.members.option) is not None:
            path = self.members.path.replace("{id}", self._found[self.kind.id])
            rows = self._client.list_all(path, self.members.key)
            kind = self.members.kind
            self._members = {str(row.get(kind.name)): row[kind.id] for row in rows}

    def _value_of(self, field: ApiField) -> Any:
        """Return what the option says, with a name turned into an ID."""
        given = self._options.get(field.name)
        if not given or field.kind is None or self._options["state"] == "absent":
            return given
        return self._names.find(field.kind, given).id

    # Planning

    def plan(self) -> Plan:
        """Compare what is wanted with what there is."""
        plan = Plan()
        if self._options["state"] == "absent":
            if self._found:
                plan.steps.append(Step("delete", self._target, {"state": Change("present", "absent")}))
        elif self._found is None:
            self._plan_creation(plan)
        else:
            self._plan_update(plan, self._found)
        if self.members and self._options["state"] != "absent":
            self._plan_members(plan, self.members)
        plan.sort(self._ORDER)
        return plan

    def _plan_creation(self, plan: Plan) -> None:
        lacking = [field.name for field in self.fields if field.needed and self._options.get(field.name) is None]
        if lacking:
            reason = "there is no such %s, and it cannot be created without %s" % (
                self.kind.label,
                " and ".join(lacking),
            )
            plan.refused.append(Notice(self._target, reason))
            return
        given = {field.name: self._options.get(field.name) for field in self.fields}
        fields = {
            "state": Change("absent", "present"),
            "id": Change(None, KNOWN_AFTER_APPLY),
            **{name: Change(None, value) for name, value in given.items() if value is not None},
        }
        plan.steps.append(Step("create", self._target, fields))

    def _plan_update(self, plan: Plan, found: Mapping[str, Any]) -> None:
        changes = compare(self.fields, self._wanted, {field.name: found.get(field.told) for field in self.fields})
        for field in self.fields:
            if field.kind and field.name in changes:
                before = self._names.shown(field.kind, changes[field.name].before)
                changes[field.name] = Change(before, self._options[field.name])
        fixed = {field.name for field in self.fields if field.verb is None} & set(changes)
        for name in sorted(fixed):
            change = changes.pop(name)
            reason = "%s is %s and cannot be changed to %s in place" % (name, change.before, change.after)
            plan.refused.append(Notice(self._target, reason + "; delete it and create it anew"))
        written = {field.name: field.written for field in self.fields}
        changes = {name: Change(c.before, written[name](c.after, c.before)) for name, c in changes.items()}
        if changes:
            plan.steps.append(Step("update", self._target, changes))

    def _plan_members(self, plan: Plan, members: Members) -> None:
        wanted = self._options.get(members.option)
        if wanted is None:
            return
        known = self._members_by_name(plan, members.kind, wanted)
        purge = self._options["purge_%s" % members.option]
        changes = compare_items(known, self._members, purge)
        before = sorted(self._members)
        joining = {name: change.after for name, change in changes.items() if change.after is not None}
        leaving = {name: change.before for name, change in changes.items() if change.after is None}
        kept = sorted(set(before) - set(leaving))
        if leaving:
            fields = {members.option: Change(before, kept)}
            plan.steps.append(Step("remove_members", self._target, fields, leaving))
        if joining:
            fields = {members.option: Change(kept, sorted([*kept, *joining]))}
            plan.steps.append(Step("add_members", self._target, fields, joining))

    def _members_by_name(self, plan: Plan, kind: Kind, wanted: Sequence[str]) -> dict[str, str]:
        """Return the wanted members' IDs; one that does not exist yet keeps its name in place of its ID."""
        known = {}
        for given in wanted:
            if given in self._members:
                known[given] = self._members[given]
                continue
            try:
                thing = self._names.find(kind, given)
            except InputError as error:
                plan.awaited.append(Notice(self._target, str(error)))
                known[given] = given
                continue
            known[thing.name] = thing.id
        return known

    # Carrying out

    def calls(self, steps: Sequence[Step]) -> Iterable[Call]:
        """Yield the requests of one stage."""
        for step in steps:
            if self.members and step.verb in ("add_members", "remove_members"):
                yield from self._member_calls(step, self.members)
            elif step.verb == "create":
                yield self.create_call(step)
            elif step.verb == "update":
                yield self.update_call(step)
            else:
                yield self.delete_call(step)

    def own_path(self) -> str:
        """Return the path of the thing itself."""
        if self._found is None:
            self.read()
        return "%s/%s" % (self.kind.path, (self._found or {})[self.kind.id])

    def _is_there(self) -> Optional[Answer]:
        self.read()
        return {} if self._found else None

    def _is_gone(self) -> Optional[Answer]:
        self.read()
        return None if self._found else {}

    def _member_calls(self, step: Step, members: Members) -> Iterable[Call]:
        path = self.own_path() + members.action
        op_type = "ADD" if step.verb == "add_members" else "DELETE"
        for part in chunks(list(step.payload.values()), members.batch):
            yield Call("POST", path, [step], body={"user_ids": list(part), "op_type": op_type}, repeatable=True)

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Read the thing back; what another plan would still change did not come true."""
        if not plan.changed:
            return
        self._names = Names(self._client)
        self.read()
        unfulfilled(self.plan(), results)

    def result(self) -> dict[str, Any]:
        """Return the thing as it is, by the names of its options."""
        if self._found is None:
            return {self.returns: None}
        known = {field.name: self._found.get(field.told) for field in (self.identity, *self.fields)}
        if self.members and self._options.get(self.members.option) is not None:
            known[self.members.option] = sorted(self._members)
        return {self.returns: {"id": self._found[self.kind.id], **known}}
