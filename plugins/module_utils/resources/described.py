# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Things that a description is enough for: found in a list by name, created, updated and deleted by one request
each."""

from __future__ import annotations

import abc
import dataclasses
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Callable, ClassVar

from .. import ownership
from ..apply import Call, Result
from ..client import PAGE_SIZE, Client
from ..deadline import backoff
from ..errors import AmbiguousNameError, Answer, InputError, UnknownNameError, WorkspaceError
from ..fields import Comparison, Field, compare, leaves, place
from ..names import Kind, Names, normal
from ..plan import KNOWN_AFTER_APPLY, NOT_TOLD, Change, Notice, Plan, Step, chunks, known
from .base import LOOKS, Undisturbed, called, meant, note_twins, read_back, things


def _differ(desired: Any, current: Any) -> bool:
    """Compare values; a number or a truth value that the service writes as a text is the same."""
    if isinstance(desired, str) == isinstance(current, str):
        return bool(desired != current)
    return str(desired).lower() != str(current).lower()


@dataclasses.dataclass(frozen=True)
class ApiField(Field):
    """A field of a described thing.

    :param needed: whether nothing can be created without it.
    :param written: what an update writes, from a desired and a current value that differ.
    :param nested: whether it is an object of which only what is given counts, leaf by leaf.

    Fields of one ``verb`` are changed by one request; see :meth:`DescribedResource.update_call`.
    """

    differs: Callable[[Any, Any], bool] = _differ
    verb: str | None = "update"
    needed: bool = False
    written: Callable[[Any, Any], Any] = lambda desired, current: desired
    nested: bool = False


def _new_name(identity: ApiField) -> ApiField:
    """Return the field by which a thing is renamed, from the one that says which is meant."""
    return dataclasses.replace(
        identity,
        name="new_name",
        api=identity.sent,
        differs=lambda desired, current: normal(desired) != normal(str(current)),
    )


DESCRIPTION = ApiField(
    name="description", differs=ownership.differs, written=ownership.merged, null="", blind=ownership.is_marked
)
"""The description of a thing; the mark of a lab in it is neither a difference nor ever lost."""


@dataclasses.dataclass(frozen=True)
class Member:
    """One of a collection.

    :param key: what tells it from the others. :param shown: it in the words of the option.
    :param sent: what requests say of it.
    """

    key: str
    shown: Any
    sent: Any


@dataclasses.dataclass(frozen=True)
class Members(abc.ABC):
    """A collection of things that exist by themselves and belong to a described thing. A subclass knows their kind.

    :param option: the option that lists them; ``purge_<option>`` says whether others go.
    :param path: where those of one thing are listed, with ``{id}`` for it; empty if the thing itself tells them.
    :param key: the list in the answer. :param batch: how many one request takes.
    :cvar limit: the largest page of the list. :cvar whole: whether a request says all of them, not some to add or to
        remove. :cvar created: whether the creation of the thing takes them, under the name of the option.
    :cvar id_field: the field that each of them has where they are listed.
    """

    option: str
    path: str
    key: str
    batch: int
    limit: ClassVar[int | None] = PAGE_SIZE
    whole: ClassVar[bool] = False
    created: ClassVar[bool] = False
    id_field: ClassVar[str | None] = None

    @property
    def verbs(self) -> tuple[str, ...]:
        """The verbs of its steps, in the order in which they are carried out."""
        return tuple(f"{verb}_{self.option}" for verb in (("set",) if self.whole else ("add", "remove")))

    def rows(self, client: Client, kind: Kind, thing: Mapping[str, Any]) -> Sequence[Mapping[str, Any]] | None:
        """Return what the service says of those that belong to a thing of a kind now, ``None`` if it does not tell."""
        if not self.path:
            told: Sequence[Mapping[str, Any]] | None = place(thing, self.key, null=())
            return told
        path = self.path.replace("{id}", thing[kind.id])
        return client.list_all(path, self.key, limit=self.limit, service=kind.service, id_field=self.id_field)

    @abc.abstractmethod
    def told(self, row: Mapping[str, Any]) -> Member:
        """Return one from what the service says of it."""

    @abc.abstractmethod
    def find(self, names: Names, given: Any, known: Mapping[Any, Member]) -> Member:
        """Return the one that an item of the option means.

        :param known: those that belong to the thing now, by how they are shown.
        :raises InputError: there is none.
        """

    @abc.abstractmethod
    def calls(self, path: str, step: Step) -> Iterable[Call]:
        """Yield the requests of a step: its payload are the members to add or remove, or all of them.

        :param path: the path of the thing itself.
        """


@dataclasses.dataclass(frozen=True)
class NamedMembers(Members):
    """Things of one kind, given by name or ID, that are added and removed by a POST.

    :param kind: what they are. :param action: where they are added and removed, after the path of the thing itself.
    :param ids: the list of their IDs in that request.
    """

    kind: Kind
    action: str
    ids: str
    id_field = "id"

    def told(self, row: Mapping[str, Any]) -> Member:
        return Member(row[self.kind.id], str(row.get(self.kind.name)), row[self.kind.id])

    def find(self, names: Names, given: Any, known: Mapping[Any, Member]) -> Member:
        try:
            thing = names.find(self.kind, given)
        except UnknownNameError:
            # Not all users of a domain are listed.
            if given in known:
                return known[given]
            raise
        return Member(thing.id, thing.name, thing.id)

    def calls(self, path: str, step: Step) -> Iterable[Call]:
        op_type = "ADD" if step.verb.startswith("add_") else "DELETE"
        for part in chunks(step.payload, self.batch):
            body = {self.ids: [member.sent for member in part], "op_type": op_type}
            yield Call("POST", path + self.action, [step], body=body, repeatable=True)


@dataclasses.dataclass(frozen=True)
class Membership:
    """The members of one collection, by their keys.

    :param current: those that belong to the thing now, ``None`` if the service does not tell.
    :param desired: those that the option lists.
    :param missing: those listed that do not exist; they stand for themselves in ``desired``.
    """

    current: Mapping[str, Member] | None
    desired: Mapping[str, Member]
    missing: Sequence[UnknownNameError] = ()


def _whole(name: str, value: Any) -> dict[str, Any]:
    return {name: value}


def _word(shown: Any) -> Hashable:
    """Return what an item of an option is recognized by: a name, or all that is given of it."""
    if isinstance(shown, Mapping):
        return tuple(sorted((name, value) for name, value in shown.items() if value is not None))
    return str(shown)


def _shown(members: Mapping[str, Member]) -> list[Any]:
    return sorted((member.shown for member in members.values()), key=lambda shown: str(_word(shown)))


class DescribedResource(Undisturbed):
    """The engine. A subclass is a description: it sets the attributes, and overrides what is not so simple.

    Names are compared exactly. Two things of one name are an error that lists their IDs. A resource whose
    specification has :data:`.base.NEW_NAME_SPEC` can be renamed: the thing is found by either name, and is called by
    the new one from then on.

    :cvar kind: where such things are listed. :cvar identity: the option that says which one is meant.
    :cvar fields: what else it has. :cvar collections: what belongs to it. :cvar returns: what the module calls it.
    :cvar update_method: the method of an update.
    """

    kind: Kind
    identity: ApiField
    fields: Sequence[ApiField] = ()
    collections: Sequence[Members] = ()
    returns: str
    update_method = "PUT"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        self._client = client
        self._options = options
        self._target = str(options[self.identity.name])
        if not self._target.strip():
            raise InputError(f"{self.identity.name} is empty; it says which {self.kind.label} is meant")
        self._new_name: str | None = options.get("new_name")
        if self._new_name is not None:
            self._check_new_name(self._new_name)
            self.fields = (_new_name(self.identity), *self.fields)
        self._found: Mapping[str, Any] | None = None
        self._namesakes: Sequence[str] = ()
        self._memberships: dict[str, Membership] = {}
        self._names = Names(client)
        self._desired: dict[str, Any] = {}

    # What a description may override

    def rows(self) -> Sequence[Mapping[str, Any]]:
        """Return the things among which is the one that the task means: all, or at least those of its names."""
        return things(self._client, self.kind, None)

    def order(self) -> Sequence[str]:
        """Return the verbs in the order in which they are carried out."""
        updates = [field.verb for field in self.fields if field.verb]
        belonging = [verb for members in self.collections for verb in members.verbs]
        return list(dict.fromkeys(["create", *updates, *belonging, "delete"]))

    def detail(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return all that is known of a thing, from its row in the list; for lists that do not tell everything."""
        return row

    def in_words(self, field: ApiField, change: Change) -> Change:
        """Return a change in the user's words."""
        if field.kind:
            return Change(self._names.shown(field.kind, change.before), self._options[field.name])
        return Change(change.before, field.written(change.after, known(change.before)))

    def create_body(self, desired: Mapping[str, Any]) -> dict[str, Any]:
        """Return the body of the creation, from values by the names that requests have for them."""
        return dict(desired)

    def update_body(self, desired: Mapping[str, Any]) -> dict[str, Any]:
        """Return the body of an update, from the values that differ by the names that requests have for them."""
        return dict(desired)

    def create_call(self, step: Step) -> Call:
        """Return the request that creates the thing."""
        desired = {field.sent: self._desired[field.name] for field in self.fields}
        values = {**desired, self.identity.sent: self._desired_name, **(step.payload or {})}
        body = self.create_body({name: value for name, value in values.items() if value is not None})
        return Call("POST", self.kind.path, [step], body=body, service=self.kind.service, find_effect=self._is_there)

    def update_call(self, step: Step) -> Call:
        """Return the request that changes the fields of one verb."""
        changed = [field for field in self.fields if field.name in step.fields]
        body = self.update_body(
            {f.sent: self._desired[f.name] if f.kind else step.fields[f.name].after for f in changed}
        )
        path, service = self.own_path(), self.kind.service
        return Call(self.update_method, path, [step], body=body, service=service, repeatable=True)

    def delete_call(self, step: Step) -> Call:
        """Return the request that deletes the thing."""
        return Call("DELETE", self.own_path(), [step], service=self.kind.service, find_effect=self._is_gone)

    # Reading

    def read(self) -> None:
        """Find the thing, and its members where the task names some; turn names into IDs.

        :raises AmbiguousNameError: several things have the name. :raises InputError: a name stands for nothing.
        """
        rows = self.rows()
        namesakes = [] if self._new_name is None else called(self.kind, rows, self._new_name)
        found = meant(self.kind, rows, self._target) or namesakes
        if len(found) > 1:
            ids = sorted(row[self.kind.id] for row in found)
            name = found[0].get(self.kind.name)
            raise AmbiguousNameError(
                f'several {self.kind.label}s are called "{name}" ({", ".join(ids)}); give the ID', ids
            )
        self._namesakes = sorted(row[self.kind.id] for row in namesakes if row not in found)
        self._found = self.detail(found[0]) if found else None
        self._desired = {field.name: self._value_of(field) for field in self.fields}
        self._memberships = {
            members.option: self._membership(members)
            for members in self.collections
            if self._is_present and self._options.get(members.option) is not None
        }

    @property
    def _desired_name(self) -> str:
        """What the thing is to be called."""
        return self._target if self._new_name is None else self._new_name

    def _check_new_name(self, name: str) -> None:
        if not name.strip():
            raise InputError("new_name is empty; leave it out to keep the name")
        if not self._is_present:
            raise InputError("new_name belongs to state present")

    @property
    def _is_present(self) -> bool:
        """Whether the task says that the thing exists."""
        return bool(self._options["state"] != "absent")

    def _value_of(self, field: ApiField) -> Any:
        """Return what the option says, with a name turned into an ID."""
        given = self._options.get(field.name)
        if not given or field.kind is None or not self._is_present:
            return given
        return self._names.find(field.kind, given).id

    def _membership(self, members: Members) -> Membership:
        """Return the members that there are, and find those that the option lists."""
        rows = members.rows(self._client, self.kind, self._found) if self._found else ()
        current = None if rows is None else {member.key: member for member in map(members.told, rows)}
        known = {_word(member.shown): member for member in (current or {}).values()}
        desired: list[Member] = []
        missing: list[UnknownNameError] = []
        for given in self._options[members.option]:
            try:
                desired.append(members.find(self._names, given, known))
            except UnknownNameError as error:
                missing.append(error)
                desired.append(Member(str(given), given, given))
        return Membership(current, {member.key: member for member in desired}, missing)

    # Planning

    def plan(self) -> Plan:
        """Compare the desired state with the current one. Sends nothing."""
        plan = Plan()
        if not self._is_present:
            plan.steps += [Step("delete", self._target, {"state": Change("present", "absent")})] if self._found else []
            return plan
        if self._found is None:
            plan.refused += self._lacking()
            plan.steps += [] if plan.refused else [self._creation_step()]
        else:
            comparison, changes = self._compared(self._found)
            comparison.tell(plan, self._target)
            plan.refused += [*self._taken(self._found), *self._fixed(changes)]
            plan.steps += self._updates(changes)
        for members in self.collections:
            if members.option in self._memberships:
                membership = self._memberships[members.option]
                plan.awaited += [Notice(self._target, str(one), awaits=one.sought) for one in membership.missing]
                if membership.current is None:
                    Comparison(unknown=[members.option], incomplete=True).tell(plan, self._target)
                plan.steps += self._member_steps(members, membership)
        plan.sort(self.order())
        return plan

    def _taken(self, found: Mapping[str, Any]) -> list[Notice]:
        """Say that another thing has the new name already."""
        if not self._namesakes:
            return []
        others = ", ".join(self._namesakes)
        return [
            Notice(
                self._target,
                f'it ({found[self.kind.id]}) cannot be renamed, since there is another {self.kind.label} called '
                f'"{self._new_name}" ({others}); give another new_name, or delete the one that is not needed by its ID',
            )
        ]

    def _lacking(self) -> list[Notice]:
        """Say what a creation would need and is not given."""
        lacking = [field.name for field in self.fields if field.needed and self._options.get(field.name) is None]
        if not lacking:
            return []
        told = " and ".join([", ".join(lacking[:-1]), lacking[-1]] if lacking[1:] else lacking)
        return [
            Notice(self._target, f"there is no such {self.kind.label}, and it cannot be created without {told}"),
        ]

    def _creation_step(self) -> Step:
        given: dict[str, Any] = {}
        for field in self.fields:
            value = self._options.get(field.name)
            given.update(leaves(field.name, value) if field.nested else {field.name: value})
        payload: dict[str, Any] = {}
        for members in self.collections:
            if members.created and members.option in self._memberships:
                desired = self._memberships[members.option].desired
                given[members.option] = _shown(desired)
                payload[members.option] = [member.sent for member in desired.values()]
        fields = {
            "state": Change("absent", "present"),
            "id": Change(None, KNOWN_AFTER_APPLY),
            **{name: Change(None, value) for name, value in given.items() if value is not None},
        }
        return Step("create", self._target, fields, payload)

    def _compared(self, found: Mapping[str, Any]) -> tuple[Comparison, dict[ApiField, dict[str, Change]]]:
        """Return how the fields differ, and for each field what is to be written of it in the user's words.

        Of an object, each leaf is compared by itself, and named as a whole: ``policies.audio.play_volume``.
        """
        owners: dict[Field, ApiField] = {}
        desired: dict[str, Any] = {}
        current: dict[str, Any] = {}
        for field in self.fields:
            split = leaves if field.nested else _whole
            parts = split(field.name, self._desired[field.name])
            owners.update({dataclasses.replace(field, name=name): field for name in parts})
            desired.update(parts)
            current.update(split(field.name, field.read(found)))
        comparison = compare(list(owners), desired, current)
        writes = comparison.to_write(list(owners), desired, self._writes_unknown)
        changes: dict[ApiField, dict[str, Change]] = {}
        for part, owner in owners.items():
            if part.name in writes:
                changes.setdefault(owner, {})[part.name] = self.in_words(owner, writes[part.name])
        return comparison, changes

    @property
    def _writes_unknown(self) -> bool:
        """Whether a value that cannot be compared is written each time."""
        return self._options.get("write_unknown") == "always"

    def _fixed(self, changes: Mapping[ApiField, Mapping[str, Change]]) -> list[Notice]:
        """Say which changes the service cannot make in place."""
        return [
            Notice(
                self._target,
                f"{name} is {change.before} and cannot be changed to {change.after} in place; delete it and create "
                "it again",
            )
            for field, differences in changes.items()
            for name, change in differences.items()
            if field.verb is None
        ]

    def _updates(self, changes: Mapping[ApiField, Mapping[str, Change]]) -> list[Step]:
        """Return a step for each verb that has something to change."""
        updates: dict[str, dict[str, Change]] = {}
        for field, differences in changes.items():
            if field.verb:
                updates.setdefault(field.verb, {}).update(differences)
        return [Step(verb, self._target, differences) for verb, differences in updates.items()]

    def _member_steps(self, members: Members, membership: Membership) -> list[Step]:
        """Return the steps that change who belongs to the thing."""
        if members.created and self._found is None:
            return []
        current, desired = membership.current, membership.desired
        if current is None:
            # Only what is listed can be written: nobody knows what would have to go.
            fields = {members.option: Change(NOT_TOLD, _shown(desired))}
            wanted = self._writes_unknown and desired
            return [Step(members.verbs[0], self._target, fields, list(desired.values()))] if wanted else []
        joining = {key: member for key, member in desired.items() if key not in current}
        purge = self._options[f"purge_{members.option}"]
        kept = {key: member for key, member in current.items() if key in desired or not purge}
        leaving = {key: member for key, member in current.items() if key not in kept}
        after = {**kept, **joining}
        # Those who join come before others go, so that there is no time in which nobody belongs to it.
        both = {**current, **joining}
        stages = [(current, after, after)] if members.whole else [(current, both, joining), (both, after, leaving)]
        return [
            Step(
                verb,
                self._target,
                {members.option: Change(_shown(before), _shown(then))},
                list(concerned.values()),
            )
            for verb, (before, then, concerned) in zip(members.verbs, stages)
            if before.keys() != then.keys()
        ]

    # Carrying out

    def calls(self, steps: Sequence[Step]) -> Iterable[Call]:
        """Yield the requests of one stage."""
        makers = {
            **{field.verb: self.update_call for field in self.fields if field.verb},
            "create": self.create_call,
            "delete": self.delete_call,
        }
        belonging = {verb: members for members in self.collections for verb in members.verbs}
        for step in steps:
            if step.verb in belonging:
                yield from belonging[step.verb].calls(self.own_path(), step)
            else:
                yield makers[step.verb](step)

    def own_path(self) -> str:
        """Return the path of the thing itself."""
        for attempt in range(LOOKS if self._found is None else 0):
            if attempt:
                self._client.deadline.sleep(backoff(attempt - 1))
            self.read()
            if self._found is not None:
                break
        if self._found is None:
            raise WorkspaceError(
                f'the service does not list the new {self.kind.label} "{self._target}" yet; run the task again '
                "to finish it"
            )
        return f"{self.kind.path}/{self._found[self.kind.id]}"

    def _is_there(self) -> Answer | None:
        self.read()
        return {} if self._found else None

    def _is_gone(self) -> Answer | None:
        self.read()
        return None if self._found else {}

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Read the thing back; what another plan would still change was not done."""
        if not plan.changed:
            return
        try:
            read_back(self, self._client, results)
        except AmbiguousNameError as error:
            note_twins(self.kind.label, self._target, error.ids, results)

    def result(self) -> dict[str, Any]:
        """Return the thing as it is, by the names of its options."""
        if self._found is None:
            return {self.returns: None}
        known = {field.name: field.read(self._found) for field in (self.identity, *type(self).fields)}
        for option, one in self._memberships.items():
            known[option] = None if one.current is None else _shown(one.current)
        return {self.returns: {"id": self._found[self.kind.id], **known}}
