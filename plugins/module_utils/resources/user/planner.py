# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what is desired of users, and what they are, to steps: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...fields import compare, ignoring_case
from ...plan import KNOWN_AFTER_APPLY, Change, Notice, Plan, Step
from ..described import DESCRIPTION, ApiField
from ..people import CHANGED_EMAIL_RULE, is_changed_email, shown
from . import expiry
from .options import ADMIN_ACTIVATE, USER_ACTIVATE, Desired, Policy

ORDER = ("create", "update", "join", "leave", "unlock", "lock", "reset_password", "delete")

ACTIONS = {"lock": "LOCK", "unlock": "UNLOCK", "reset_password": "RESET_PWD"}
"""The verbs that ChangeUserStatus carries out, and its names for them."""

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
    desired: Sequence[Desired],
    current: Mapping[str, Sequence[Mapping[str, Any]]],
    policy: Policy,
    password_needed: bool,
) -> Plan:
    """Compare users with what is desired of them.

    :param current: the rows of the list by the names in lower case, with ``account_expires`` as a number.
    :param password_needed: whether the service, and no domain of the customer's, keeps the passwords.
    """
    plan = Plan()
    for one in desired:
        found = rows_of(one, current)
        if len(found) > 1:
            ids = ", ".join(sorted(row["id"] for row in found))
            reason = f"there are several users of this name ({ids}); give the domain of the one meant"
            plan.refused.append(Notice(one.user_name, reason))
        elif policy.state == "absent":
            _plan_deletion(plan, one, found[0] if found else None)
        elif found:
            _plan_update(plan, one, found[0], policy)
        else:
            _plan_creation(plan, one, policy, password_needed)
    plan.sort(ORDER)
    return plan


def rows_of(one: Desired, current: Mapping[str, Sequence[Mapping[str, Any]]]) -> Sequence[Mapping[str, Any]]:
    """Return the users who may be meant: those of the name, and where there are several, of the domain."""
    found = current.get(one.user_name.lower(), ())
    domain = one.options.get("domain")
    return [row for row in found if row.get("domain") == domain] if len(found) > 1 and domain else found


def _plan_deletion(plan: Plan, one: Desired, row: Mapping[str, Any] | None) -> None:
    if row is None or _is_of_another_domain(one, row):
        return
    desktops = row.get("total_desktops") or 0
    if desktops:
        # In check mode an earlier task may only have planned to take them away.
        told = "a desktop" if desktops == 1 else f"{desktops} desktops"
        reason = f"the user still has {told}, and can be deleted only without; unassign or delete what is there first"
        plan.awaited.append(Notice(one.user_name, reason))
    plan.steps.append(Step("delete", one.user_name, {"state": Change("present", "absent")}))


def _is_of_another_domain(one: Desired, row: Mapping[str, Any]) -> bool:
    """Whether a user is surely not the one meant, who is deleted only where the domain is the one given."""
    domain, now = one.options.get("domain"), row.get("domain")
    return bool(domain and now) and ignoring_case(domain, now)


# Creation


def _plan_creation(plan: Plan, one: Desired, policy: Policy, password_needed: bool) -> None:
    objection = _creation_objection(one, policy, password_needed)
    if objection:
        plan.refused.append(Notice(one.user_name, "there is no such user, and " + objection))
        return
    given = {name: one.options[name] for name in _AT_CREATION if name in one.options}
    fields = {
        "state": Change("absent", "present"),
        "id": Change(None, KNOWN_AFTER_APPLY),
        **{name: Change(None, _told(name, value, policy)) for name, value in given.items() if name != "password"},
    }
    body = {"user_name": one.user_name, **_body(given)}
    if one.groups:
        fields["groups"] = Change(None, sorted(one.groups))
        body["group_ids"] = sorted(one.groups.values())
    plan.steps.append(Step("create", one.user_name, fields, body))
    later = {name: True for name in _ONLY_LATER if one.options.get(name)}
    if later:
        changes = {name: Change(False, True) for name in later}
        plan.steps.append(Step("update", one.user_name, changes, later))
    if one.options.get("locked"):
        plan.steps.append(Step("lock", one.user_name, {"locked": Change(False, True)}))


def _creation_objection(one: Desired, policy: Policy, password_needed: bool) -> str:
    """Say why a user cannot be created as desired, or nothing."""
    if policy.reset_password:
        return "so no password to reset; create the user without reset_password"
    by_administrator = one.options.get("active_type") == ADMIN_ACTIVATE
    password = one.options.get("password")
    if by_administrator and password_needed and password is None:
        return "one with active_type ADMIN_ACTIVATE cannot be created without password"
    if not by_administrator and password is not None:
        return "password is for active_type ADMIN_ACTIVATE only; others are sent theirs by the service"
    if not by_administrator and not _reachable(one.options, {}):
        return (
            "cannot be created without user_email or user_phone, where the login is sent to (active_type "
            f"{USER_ACTIVATE})"
        )
    return ""


# Changes


def _plan_update(plan: Plan, one: Desired, row: Mapping[str, Any], policy: Policy) -> None:
    changes = compare(FIELDS, one.options, row).changes
    active_type = one.options.get("active_type") or row.get("active_type")
    if active_type == USER_ACTIVATE:
        # It has no effect there, so it would differ for ever.
        changes.pop("next_login_change_password", None)
    objection = _update_objection(one, row, policy, changes)
    if objection:
        plan.refused.append(Notice(one.user_name, objection))
        return
    changes = {
        field.name: Change(changes[field.name].before, field.written(changes[field.name].after, row[field.name]))
        for field in FIELDS
        if field.name in changes
    }
    locked = changes.pop("locked", None)
    if changes:
        fields = {name: _told_change(name, change, policy) for name, change in changes.items()}
        body = _body({name: change.after for name, change in changes.items()})
        plan.steps.append(Step("update", one.user_name, fields, body))
    _plan_groups(plan, one, row, policy)
    if locked:
        plan.steps.append(Step("lock" if locked.after else "unlock", one.user_name, {"locked": locked}))
    if policy.reset_password:
        fields = {"password": Change("(in use)", "(a new one, sent to the user)")}
        plan.steps.append(Step("reset_password", one.user_name, fields))


def _update_objection(one: Desired, row: Mapping[str, Any], policy: Policy, changes: Mapping[str, Change]) -> str:
    """Say why a user cannot be changed as desired, or nothing."""
    if "domain" in changes:
        change = changes["domain"]
        return f"the domain is {change.before} and cannot be changed to {change.after}"
    if "password" in one.options and policy.update_password == "always":
        return (
            "the service takes a password only when it creates a user; use reset_password to have a new one sent, "
            "or update_password: on_create"
        )
    active_type = one.options.get("active_type") or row.get("active_type")
    touched = {"user_email", "user_phone", "active_type"} & set(changes)
    if active_type == USER_ACTIVATE and touched and not _reachable(one.options, row):
        return f"a user with active_type {USER_ACTIVATE} needs user_email or user_phone"
    if changes.get("user_email") and changes["user_email"].after and not is_changed_email(changes["user_email"].after):
        return f"user_email is not valid: it must be {CHANGED_EMAIL_RULE}"
    if policy.reset_password and not _reachable(one.options, row):
        return "the user has neither user_email nor user_phone, where a new password could be sent to"
    return ""


def _reachable(options: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether a user will have an address or a number."""
    return any(options.get(name, row.get(name)) for name in ("user_email", "user_phone"))


def _plan_groups(plan: Plan, one: Desired, row: Mapping[str, Any], policy: Policy) -> None:
    names = row.get("group_names")
    if one.groups is None or names is None:
        return
    joining = [name for name in one.groups if name not in names]
    leaving = [name for name in names if name not in one.groups] if policy.purge_groups else []
    before, between = sorted(names), sorted({*names, *joining})
    if joining:
        plan.steps.append(Step("join", one.user_name, {"groups": Change(before, between)}, joining))
    if leaving:
        after = sorted(set(between) - set(leaving))
        plan.steps.append(Step("leave", one.user_name, {"groups": Change(between, after)}, leaving))


# Values


def _body(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as requests say them."""
    return {name: expiry.sent(value) if name == "account_expires" else value for name, value in values.items()}


def _told(name: str, value: Any, policy: Policy) -> Any:
    """Return a value as it may be shown."""
    return expiry.shown(value, policy.zone) if name == "account_expires" else shown(name, value)


def _told_change(name: str, change: Change, policy: Policy) -> Change:
    """Return a change as it may be shown; one that the mask would hide is pointed out."""
    before, after = _told(name, change.before, policy), _told(name, change.after, policy)
    return Change(before, f"{after} (another)" if before == after else after)
