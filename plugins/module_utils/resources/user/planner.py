# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure planner of users: from the desired and the current ones to the steps between them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from ...fields import Comparison, compare, ignoring_case
from ...plan import FREE, KNOWN_AFTER_APPLY, NOT_TOLD, Change, Notice, Plan, Step, known
from ..described import DESCRIPTION, ApiField
from ..people import CHANGED_EMAIL_RULE, is_changed_email, shown
from . import expiry
from .options import ADMIN_ACTIVATE, USER_ACTIVATE, Desired, Policy
from .verbs import VERBS

Row = Mapping[str, Any]

FIELDS = (
    ApiField(name="user_email"),
    ApiField(name="user_phone"),
    DESCRIPTION,
    ApiField(name="active_type"),
    ApiField(name="account_expires"),
    ApiField(name="enable_change_password"),
    ApiField(name="next_login_change_password"),
    ApiField(name="password_never_expired"),
    ApiField(name="disabled"),
    ApiField(name="user_info_map"),
    ApiField(name="domain", verb=None),
    ApiField(name="locked", verb="lock"),
)
"""The fields that can be compared. ``alias_name`` and ``password`` cannot: nothing tells them."""

_ONLY_LATER = ("disabled", "password_never_expired")
"""Fields that a creation does not take, and that are false afterwards."""

_AT_CREATION = (
    *(field.name for field in FIELDS if field.name not in (*_ONLY_LATER, "locked")),
    "alias_name",
    "password",
)


def plan_users(
    desired: Sequence[Desired], current: Mapping[str, Sequence[Row]], policy: Policy, password_needed: bool
) -> Plan:
    """Plan what a task does to its users. Pure: nothing is sent or read.

    :param current: the rows of the list by the names in lower case, with ``account_expires`` as a number.
    :param password_needed: whether the service, and no domain of the customer's, keeps the passwords.
    """
    planner = _Planner(policy, password_needed)
    for one in desired:
        planner.plan_user(one, rows_of(one, current))
    planner.plan.sort(VERBS)
    return planner.plan


def rows_of(one: Desired, current: Mapping[str, Sequence[Row]]) -> Sequence[Row]:
    """Return the users who may be meant: those of the name, and where there are several, of the domain."""
    found = current.get(one.user_name.lower(), ())
    domain = one.options.get("domain")
    return [row for row in found if row.get("domain") == domain] if len(found) > 1 and domain else found


@dataclasses.dataclass
class _Planner:
    """The plan of one task, while it is made."""

    policy: Policy
    password_needed: bool
    plan: Plan = dataclasses.field(default_factory=Plan)

    def plan_user(self, one: Desired, found: Sequence[Row]) -> None:
        """Plan what is done to one user, of whom there are these rows."""
        if len(found) > 1:
            ids = ", ".join(sorted(row["id"] for row in found))
            self._refuse(one, f"there are several users of this name ({ids}); give the domain of the one meant")
        elif self.policy.state == "absent":
            self._delete(one, found[0] if found else None)
        elif found:
            self._update(one, found[0])
        else:
            self._create(one)

    def _refuse(self, one: Desired, reason: str) -> None:
        self.plan.refused.append(Notice(one.user_name, reason))

    def _step(self, verb: str, one: Desired, fields: Mapping[str, Change], payload: Any = None) -> None:
        self.plan.steps.append(Step(verb, one.user_name, dict(fields), payload))

    def _delete(self, one: Desired, row: Row | None) -> None:
        if row is None or _is_of_another_domain(one, row):
            return
        desktops = row.get("total_desktops") or 0
        if desktops:
            # In check mode an earlier task may only have planned to take them away.
            told = "a desktop" if desktops == 1 else f"{desktops} desktops"
            reason = (
                f"the user still has {told}, and can be deleted only without; unassign or delete what is there first"
            )
            self.plan.awaited.append(Notice(one.user_name, reason, awaits=(FREE, one.user_name)))
        self._step("delete", one, {"state": Change("present", "absent")})

    # Creation

    def _create(self, one: Desired) -> None:
        objection = self._creation_objection(one)
        if objection:
            self._refuse(one, "there is no such user, and " + objection)
            return
        given = {name: one.options[name] for name in _AT_CREATION if name in one.options}
        fields = {
            "state": Change("absent", "present"),
            "id": Change(None, KNOWN_AFTER_APPLY),
            **{name: Change(None, self._told(name, value)) for name, value in given.items() if name != "password"},
        }
        body = {"user_name": one.user_name, **_body(given)}
        if one.groups:
            fields["groups"] = Change(None, sorted(one.groups))
            body["group_ids"] = sorted(one.groups.values())
        self._step("create", one, fields, body)
        later = {name: True for name in _ONLY_LATER if one.options.get(name)}
        if later:
            self._step("update", one, {name: Change(False, True) for name in later}, later)
        if one.options.get("locked"):
            self._step("lock", one, {"locked": Change(False, True)})

    def _creation_objection(self, one: Desired) -> str:
        """Say why a user cannot be created as desired, or nothing."""
        if self.policy.reset_password:
            return "so no password to reset; create the user without reset_password"
        by_administrator = one.options.get("active_type") == ADMIN_ACTIVATE
        if by_administrator and self.password_needed and one.options.get("password") is None:
            return "one with active_type ADMIN_ACTIVATE cannot be created without password"
        if not by_administrator and not _reachable(one.options, {}):
            return (
                "cannot be created without user_email or user_phone, where the login is sent to (active_type "
                f"{USER_ACTIVATE})"
            )
        return ""

    # Changes

    def _update(self, one: Desired, row: Row) -> None:
        active_type = one.options.get("active_type") or row.get("active_type")
        # With USER_ACTIVATE the next login always changes the password, whatever the option says.
        moot = "next_login_change_password" if active_type == USER_ACTIVATE else ""
        fields = [field for field in FIELDS if field.name != moot]
        comparison = compare(fields, one.options, {field.name: field.read(row) for field in fields})
        objection = self._update_objection(one, row, comparison)
        if objection:
            self._refuse(one, objection)
            return
        comparison.tell(self.plan, one.user_name)
        written = {field.name: field.written for field in fields}
        changes = {
            name: Change(change.before, written[name](change.after, known(change.before)))
            for name, change in comparison.to_write(fields, one.options, self.policy.write_unknown_always).items()
        }
        locked = changes.pop("locked", None)
        if changes:
            shown = {name: self._told_change(name, change) for name, change in changes.items()}
            self._step("update", one, shown, _body({name: change.after for name, change in changes.items()}))
        self._groups(one, row)
        if locked:
            self._step("lock" if locked.after else "unlock", one, {"locked": locked})
        if self.policy.reset_password:
            self._step("reset_password", one, {"password": Change("(in use)", "(a new one, sent to the user)")})

    def _update_objection(self, one: Desired, row: Row, comparison: Comparison) -> str:
        """Say why a user cannot be changed as desired, or nothing."""
        changes = comparison.changes
        if "domain" in changes:
            change = changes["domain"]
            return f"the domain is {change.before} and cannot be changed to {change.after}"
        if "password" in one.options and self.policy.update_password == "always":
            return (
                "the service takes a password only when it creates a user; use reset_password to have a new one sent, "
                "or update_password: on_create"
            )
        active_type = one.options.get("active_type") or row.get("active_type")
        touched = {"user_email", "user_phone", "active_type"} & set(changes)
        if active_type == USER_ACTIVATE and touched and not _reachable(one.options, row):
            return f"a user with active_type {USER_ACTIVATE} needs user_email or user_phone"
        email = changes.get("user_email")
        if email and email.after and not is_changed_email(email.after):
            return f"user_email is not valid: it must be {CHANGED_EMAIL_RULE}"
        if self.policy.reset_password and not _reachable(one.options, row):
            return "the user has neither user_email nor user_phone, where a new password could be sent to"
        return ""

    def _groups(self, one: Desired, row: Row) -> None:
        """Plan which groups a user joins and leaves."""
        if one.groups is None:
            return
        if "group_names" not in row:
            Comparison(unknown=["groups"], incomplete=True).tell(self.plan, one.user_name)
            if self.policy.write_unknown_always and one.groups:
                self._step("join", one, {"groups": Change(NOT_TOLD, sorted(one.groups))}, list(one.groups))
            return
        names = row["group_names"] or ()
        joining = [name for name in one.groups if name not in names]
        leaving = [name for name in names if name not in one.groups] if self.policy.purge_groups else []
        before, between = sorted(names), sorted({*names, *joining})
        if joining:
            self._step("join", one, {"groups": Change(before, between)}, joining)
        if leaving:
            self._step("leave", one, {"groups": Change(between, sorted(set(between) - set(leaving)))}, leaving)

    # Values

    def _told(self, name: str, value: Any) -> Any:
        """Return a value as it may be shown."""
        if name == "account_expires" and value != NOT_TOLD:
            return expiry.shown(value, self.policy.zone)
        return NOT_TOLD if value == NOT_TOLD else shown(name, value)

    def _told_change(self, name: str, change: Change) -> Change:
        """Return a change as it may be shown; one that the mask would hide is pointed out."""
        before, after = self._told(name, change.before), self._told(name, change.after)
        return Change(before, f"{after} (another)" if before == after else after)


def _is_of_another_domain(one: Desired, row: Row) -> bool:
    """Whether a user is surely not the one meant, who is deleted only where the domain is the one given."""
    domain, now = one.options.get("domain"), row.get("domain")
    return bool(domain and now) and ignoring_case(domain, now)


def _reachable(options: Mapping[str, Any], row: Row) -> bool:
    """Whether a user will have an address or a number."""
    return any(options.get(name, row.get(name)) for name in ("user_email", "user_phone"))


def _body(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as requests say them."""
    return {name: expiry.sent(value) if name == "account_expires" else value for name, value in values.items()}
