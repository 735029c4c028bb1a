# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may use application groups of Workspace Application."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..apply import Call, Operations, Result, carries_out
from ..client import Client
from ..errors import Answer, InputError, WorkspaceError, plain
from ..jobs import DONE, FAILED, success_but
from ..masks import masked_email, masked_phone
from ..names import Kind, Named, Names
from ..plan import Change, Notice, Plan, Step, Verb, chunks, table
from .base import STATE_SPEC, Undisturbed
from .filters import Filters
from .kinds import USER, USER_GROUP
from .people import PHONE, is_email
from .rules import Rule

APP_GROUP = Kind("application group", "/v1/{project_id}/app-groups", "items", limit=100, service="app")

ACCOUNT_TYPES = {"USER": USER, "USER_GROUP": USER_GROUP}

GROUPS_A_CALL, ACCOUNTS_A_CALL = 10, 50

_LIST = "/v1/{project_id}/app-groups/actions/list-authorizations"
_PAGE = 100
_LONGEST = {"id": 128, "account": 128, "domain": 64, "email": 128, "telephone_number": 128}
_RULES = {
    "email": Rule(lambda text: is_email(text, _LONGEST["email"]), "it must be an e-mail address", hidden=True),
    "telephone_number": PHONE,
}
_MASKS = {"email": masked_email, "telephone_number": masked_phone}

APP_GROUP_AUTHORIZATION_SPEC: dict[str, dict[str, Any]] = {
    "app_groups": {"type": "list", "elements": "str", "required": True, "aliases": ["app_group_ids"]},
    "accounts": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {
            "account": {"type": "str", "required": True, "aliases": ["name"]},
            "id": {"type": "str"},
            "account_type": {"type": "str", "choices": list(ACCOUNT_TYPES), "default": "USER"},
            "domain": {"type": "str"},
            "email": {"type": "str", "no_log": True},
            "telephone_number": {"type": "str", "no_log": True},
            "platform_type": {"type": "str", "choices": ["AD", "LOCAL", "SYSTEM"]},
        },
    },
    "purge_accounts": {"type": "bool", "default": False},
    "language": {"type": "str", "choices": ["zh-cn", "en-us", "fr-fr"]},
    **STATE_SPEC,
}

Row = Mapping[str, Any]


@dataclasses.dataclass(frozen=True)
class AuthorizationVerb(Verb):
    """A verb of authorizations.

    :param path: where its request goes. :param undone: what is said of an account on which it had no effect.
    """

    path: str = ""
    undone: str = ""


VERBS = table(
    AuthorizationVerb(
        name="unauthorize",
        path="/v1/{project_id}/app-groups/actions/batch-delete-authorization",
        undone=success_but("the account is still authorized"),
    ),
    AuthorizationVerb(
        name="authorize",
        path="/v1/{project_id}/app-groups/authorizations",
        undone=success_but(
            "did not authorize the account, as it does with those that it does not know; check its name, id, domain "
            "and platform_type"
        ),
    ),
)


@dataclasses.dataclass(frozen=True)
class Account:
    """A user or user group, as it is asked for or as an authorization names it.

    :param id: ``None`` as long as it is not known. :param sent: what requests say of it beside ID, name and type.
    """

    name: str
    type: str
    id: str | None
    sent: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, row: Row) -> Account:
        """Return the account of an authorization."""
        told = tuple((name, row[name]) for name in ("domain", "platform_type") if row.get(name))
        return cls(row.get("account") or str(row.get("account_id")), _type_of(row), row.get("account_id"), told)

    @property
    def label(self) -> str:
        """What results call it; a user and a user group may have the same name."""
        return self.name if self.type == "USER" else f"{self.name} ({self.type})"

    def is_that_of(self, row: Row) -> bool:
        """Tell whether an authorization is about this account: by ID where both are known, else by name."""
        if row.get("account_type") not in (None, self.type):
            return False
        if self.id and row.get("account_id"):
            return bool(self.id == row["account_id"])
        domain = dict(self.sent).get("domain")
        named = ACCOUNT_TYPES[self.type].same(row.get("account") or "", self.name)
        return named and domain in (None, "", row.get("domain"))

    def body(self) -> dict[str, str]:
        """Return what a request says of it."""
        known = {"id": self.id} if self.id else {}
        return {**known, "account": self.name, "account_type": self.type, **dict(self.sent)}

    def shown(self) -> dict[str, str]:
        """Return what may be shown of what a request says beside its name; not how to reach a person."""
        more = {name: _MASKS[name](value) if name in _MASKS else value for name, value in self.sent}
        return {"account_type": self.type, **more}


class _Rows:
    """Authorizations for one application group, by what accounts are known by."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._found: dict[tuple[str, str], list[Row]] = {}
        for row in rows:
            told = row.get("account_type")
            kinds = [told] if told in ACCOUNT_TYPES else list(ACCOUNT_TYPES)
            names = {ACCOUNT_TYPES[kind].folded(row.get("account") or "") for kind in kinds}
            for key in [*(("name", name) for name in names), ("id", row.get("account_id") or "")]:
                self._found.setdefault(key, []).append(row)

    def of(self, account: Account) -> list[Row]:
        """Return the authorizations of an account."""
        name = ACCOUNT_TYPES[account.type].folded(account.name)
        rows = [*self._found.get(("name", name), ()), *self._found.get(("id", account.id or ""), ())]
        unique = {id(row): row for row in rows}
        return [row for row in unique.values() if account.is_that_of(row)]


class AppGroupAuthorizationResource(Operations, Undisturbed):
    """Authorizations of accounts for application groups (ListAppGroupAuthorization, AddAppGroupAuthorization,
    BatchDeleteAppGroupAuthorization).

    The service answers a request with success also if it knows none of the accounts, so the list is what counts.
    """

    verb_table: Mapping[str, Verb] = VERBS
    things = "authorizations"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        _check(options)
        self._client = client
        self._options = options
        self._names = Names(client)
        self._groups: dict[str, str] = {}
        self._accounts: list[Account] = []
        self._unknown: dict[str, str] = {}
        self._rows: dict[str, list[Row]] = {}

    # Reading

    def read(self) -> None:
        """Find the application groups, the accounts, and who is authorized now."""
        found = {given: self._names.find(APP_GROUP, given).id for given in self._options["app_groups"]}
        firsts = {group_id: given for given, group_id in reversed(list(found.items()))}
        self._groups = {given: group_id for given, group_id in found.items() if firsts[group_id] == given}
        self._accounts = [self._account(given) for given in self._options["accounts"]]
        known: dict[tuple[str, str], Account] = {}
        for account in self._accounts:
            other = known.setdefault((account.type, account.id or account.name), account)
            if other is not account:
                raise InputError(f"accounts: {other.label} and {account.label} are the same account")
        self._rows = {group_id: self._authorized(group_id) for group_id in self._groups.values()}

    def _authorized(self, group_id: str) -> list[Row]:
        """Return the authorizations for an application group.

        :raises WorkspaceError: the service does not tell for whom some are.
        """
        for _look in range(2):
            rows = self._listed(group_id)
            if all(map(_names_somebody, rows)):
                return rows
            self._client.forget()
        group = next((given for given, one in self._groups.items() if one == group_id), group_id)
        text = f"the service does not tell for whom some authorizations of {group} are; run the task again later"
        raise WorkspaceError(text)

    def _listed(self, group_id: str) -> list[Row]:
        rows = self._client.list_all(
            _LIST, "authorizations", {"app_group_id": group_id}, limit=_PAGE, service="app", id_field="id"
        )
        return [row for row in rows if row.get("app_group_id") in (None, group_id)]

    def _account(self, given: Mapping[str, Any]) -> Account:
        sent = tuple(
            (name, given[name])
            for name in ("domain", "email", "telephone_number", "platform_type")
            if given[name] is not None
        )
        account = Account(given["account"], given["account_type"], given["id"] or None, sent)
        if account.id:
            self._check_id(account)
            return account
        if self._options["state"] == "absent":
            return account
        thing = self._look_up(account)
        return dataclasses.replace(account, id=thing.id, name=thing.name) if thing else account

    def _check_id(self, account: Account) -> None:
        """See that an ID is not that of somebody else, whom the service would authorize under the name given.

        :raises InputError: it is.
        """
        kind = ACCOUNT_TYPES[account.type]
        listed = self._names.listed(kind)
        thing = listed.by_id.get(account.id or "")
        if not thing and listed.called(account.name) and not dict(account.sent).get("domain"):
            raise InputError(f"accounts: the id {plain(account.id, 40)} is not that of the {kind.label} {account.name}")
        owner = thing.name if thing else account.name
        if not kind.same(owner, account.name):
            text = (
                f"accounts: the id {account.id} is that of the {kind.label} {owner}, not of {account.name}; give "
                "the account that is meant"
            )
            raise InputError(text)

    def _look_up(self, account: Account) -> Named | None:
        """Find the user or user group of that name, which the service keeps a list of.

        :raises InputError: there are several.
        """
        kind = ACCOUNT_TYPES[account.type]
        given = dict(account.sent)
        listed = self._names.listed(kind)
        called = listed.called(account.name)
        matches = [one for one in called if given.get("domain") in (None, "", one.row.get("domain") or "")] or called
        if len(matches) > 1:
            ids = ", ".join(sorted(thing.id for thing in matches))
            raise InputError(f'several {kind.label}s are called "{account.name}" ({ids}); give the id')
        if not matches and (account.type == "USER_GROUP" or given.get("platform_type") in (None, "LOCAL")):
            advice = listed.advice.on(account.name)
            self._unknown[account.label] = f'there is no {kind.label} "{account.name}"{advice}'
        return matches[0] if matches else None

    # Planning

    def plan(self) -> Plan:
        """Compare who is to be authorized with who is."""
        plan = Plan()
        present = self._options["state"] == "present"
        for group, group_id in self._groups.items():
            rows = _Rows(self._rows[group_id])
            known: set[int] = set()
            for account in self._accounts:
                held = rows.of(account)
                known.update(map(id, held))
                if present and not held:
                    self._plan_authorization(plan, group, account)
                elif not present:
                    plan.steps += [self._removal(group, row) for row in held]
                    ids = sorted({str(row.get("account_id")) for row in held})
                    if len(ids) > 1:
                        reason = f"several accounts have this name ({', '.join(ids)}); give the id or the domain"
                        plan.refused.append(Notice(f"{group}/{account.label}", reason))
            if self._options["purge_accounts"]:
                plan.steps += [self._removal(group, row) for row in self._rows[group_id] if id(row) not in known]
        plan.sort(VERBS)
        return plan

    def _plan_authorization(self, plan: Plan, group: str, account: Account) -> None:
        target = f"{group}/{account.label}"
        fields = {"state": Change("absent", "present")}
        fields.update({name: Change(None, value) for name, value in account.shown().items()})
        plan.steps.append(Step("authorize", target, fields, (self._groups[group], account)))
        if account.label in self._unknown:
            plan.awaited.append(Notice(target, self._unknown[account.label]))

    def _removal(self, group: str, row: Row) -> Step:
        account = Account.of(row)
        fields = {"state": Change("present", "absent")}
        return Step("unauthorize", f"{group}/{account.label}", fields, (self._groups[group], account))

    # Carrying out

    @carries_out(*VERBS)
    def _requests(self, steps: Sequence[Step]) -> Iterable[Call]:
        """Yield as few requests as name exactly these pairs: application groups that lack the same accounts go
        together."""
        by_group: dict[str, dict[Account, Step]] = {}
        for step in steps:
            group_id, account = step.payload
            by_group.setdefault(group_id, {})[account] = step
        alike: dict[tuple[Account, ...], list[str]] = {}
        for group_id, lacking in by_group.items():
            alike.setdefault(tuple(lacking), []).append(group_id)
        for accounts, group_ids in alike.items():
            for some_groups in chunks(group_ids, GROUPS_A_CALL):
                for some in chunks(accounts, ACCOUNTS_A_CALL):
                    yield self._call([by_group[group_id][account] for group_id in some_groups for account in some])

    def _call(self, steps: Sequence[Step]) -> Call:
        verb = steps[0].verb
        group_ids = list(dict.fromkeys(group_id for group_id, _account in (step.payload for step in steps)))
        accounts = list(dict.fromkeys(account for _group_id, account in (step.payload for step in steps)))
        language = self._options["language"]
        return Call(
            "POST",
            VERBS[verb].path,
            steps,
            body={"app_group_ids": group_ids, "accounts": [account.body() for account in accounts]},
            service="app",
            find_effect=lambda: self._effect(verb, group_ids, accounts),
            headers={"X-Language": language} if language else None,
        )

    def _effect(self, verb: str, group_ids: Sequence[str], accounts: Sequence[Account]) -> Answer | None:
        """Look whether a request was carried out; one part of it is proof, since a part may be passed over."""
        for group_id in group_ids:
            rows = _Rows(self._authorized(group_id))
            held = [account for account in accounts if rows.of(account)]
            if held if verb == "authorize" else len(held) < len(accounts):
                return {}
        return None

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Read the lists back: the service passes over accounts that it does not know, and reports success."""
        if not plan.changed:
            return
        self._rows = {group_id: self._authorized(group_id) for group_id in self._groups.values()}
        for step in self.plan().steps:
            result = results.get(step.target)
            if result and result.state == DONE:
                results[step.target] = Result(step.target, FAILED, VERBS[step.verb].undone)

    def result(self) -> dict[str, Any]:
        """Return the application groups, in the order asked, with all who are authorized."""
        return {
            "app_groups": [
                {"id": group_id, "app_group": group, "authorizations": [dict(row) for row in self._rows[group_id]]}
                for group, group_id in self._groups.items()
            ]
        }


def _names_somebody(row: Row) -> bool:
    """Tell whether an authorization says for whom it is: by ID, or by name and type."""
    return bool(row.get("account_id") or row.get("account") and row.get("account_type"))


def _check(options: Mapping[str, Any]) -> None:
    """Refuse what cannot be meant."""
    for name in ("app_groups", "accounts"):
        if not options[name]:
            raise InputError(f"{name} is empty, which never means all; name those that are meant")
    if options["purge_accounts"] and options["state"] == "absent":
        raise InputError("purge_accounts belongs to state present; with state absent the accounts listed go")
    if not all(group.strip() for group in options["app_groups"]):
        raise InputError("app_groups holds an empty name")
    seen = set()
    for account in options["accounts"]:
        if not account["account"].strip():
            raise InputError("accounts holds an account without a name")
        for field, longest in _LONGEST.items():
            if len(account[field] or "") > longest:
                raise InputError(f"accounts: the {field} of {account['account']} has more than {longest} characters")
        for field, rule in _RULES.items():
            if account[field]:
                rule.check(account[field], field, f"accounts: {account['account']}")
        any_case = ACCOUNT_TYPES[account["account_type"]].any_case
        name = account["account"].lower() if any_case else account["account"]
        key = (name, account["account_type"], account["domain"], account["id"])
        if key in seen:
            raise InputError(f"accounts: {account['account']} is listed twice")
        seen.add(key)


def _type_of(row: Row) -> str:
    """Return the type of the account of an authorization; where it is not told, it is a user."""
    return row.get("account_type") or "USER"


def find_authorizations(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return authorizations, of one application group, account or type of account where given."""
    filters = Filters(client)
    desired, kind = options["account"], options["account_type"]
    groups = filters.find("app_group", APP_GROUP, options["app_group"])
    group_ids = [None] if groups is None else [group.id for group in groups]
    rows = [
        row
        for group_id in group_ids
        for row in client.list_all(
            _LIST,
            "authorizations",
            {"app_group_id": group_id, "account": desired, "account_type": kind},
            limit=_PAGE,
            service="app",
            id_field="id",
        )
        if desired is None or ACCOUNT_TYPES.get(_type_of(row), USER).same(row.get("account") or "", desired)
    ]
    kinds = [ACCOUNT_TYPES[kind]] if kind else list(ACCOUNT_TYPES.values())
    filters.look_up("account", kinds, desired, [desired] if rows else [])
    return {"authorizations": rows, "warnings": filters.warnings}
