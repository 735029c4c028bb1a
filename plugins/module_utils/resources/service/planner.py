# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the options and what the service says of itself to steps: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable

from ...fields import Field, compare, given
from ...plan import KNOWN_AFTER_APPLY, Change, Notice, Plan, Step
from .options import LOCAL_AD, NEEDED_FOR_AD, SERVICE_SPEC
from .state import CLOSED, FAILED_TO_CLOSE, FAILED_TO_OPEN, OPEN, SETTLED, Contents, Service, failure

TARGET = "service"

ORDER = ("unlock", "open", "retry", "update", "set_password", "set_second_factor", "close")

_UNTOLD_OF_DOMAIN = ("domain_password", "tls_config.cert_pem")
_UNTOLD_OF_SECOND_FACTOR = ("app_secret",)
_DOMAIN = frozenset(SERVICE_SPEC["ad_domains"]["options"])


def _networks_differ(desired: Sequence[str], current: Sequence[str]) -> bool:
    return set(desired) != set(current)


def _vnc_differs(desired: str, current: str) -> bool:
    """``default`` is any address that the service chose, ``close`` is none."""
    if desired == "default":
        return not current
    return desired != (current or "close")


FIELDS = (
    Field("vpc"),
    Field("management_subnet_cidr"),
    Field("access_mode", verb="access"),
    Field("dedicated_subnets", verb="access", differs=_networks_differ),
    Field("adn_conflict_network", verb="access"),
    Field("subnets", verb="subnets", differs=_networks_differ),
    Field("dc_vnc_ip", verb="dc_vnc_ip", differs=_vnc_differs),
    *(
        Field(name, verb=name)
        for name in (
            "internet_access_port",
            "enterprise_id",
            "is_send_email",
            "authorized_collect_log",
            "authorized_hda_upgrade",
            "is_authorized_install_agent",
            "enable_user_create_snapshot",
        )
    ),
)
"""What can be compared beside the domain. The verb is the kind of attribute: one request changes one kind."""

IN_CREATION = (
    "ad_domains",
    "enterprise_id",
    "vpc",
    "subnets",
    "management_subnet_cidr",
    "access_mode",
    "dedicated_subnets",
    "apply_shared_vpc_dedicated_param",
    "is_send_email",
)
"""What the opening takes; all else is changed as soon as the service is open."""

ALONG = {
    "apply_shared_vpc_dedicated_param": "access",
    "apply_dedicated_standby_network_param": "access",
}
"""What nothing tells and is therefore sent along with changes of its kind."""

Shown = Callable[[str, Any], Any]


def plan_service(
    options: Mapping[str, Any],
    desired: Mapping[str, Any],
    now: Service,
    second_factor: Mapping[str, Any],
    contents: Contents,
    project_id: str,
    shown: Shown,
) -> Plan:
    """Plan one task.

    :param desired: what the options say, with IDs in place of names.
    :param second_factor: what the service tells of it. :param contents: what is left in the service.
    :param shown: gives a field's value in the user's words.
    """
    plan = Plan()
    if now.status not in SETTLED:
        _refuse(plan, f"its status is {now.status or 'not told'}, so it is not known what can be done")
    elif options["state"] == "absent":
        _plan_closing(plan, options, now, contents, project_id)
    elif now.status == CLOSED:
        _plan_opening(plan, options, desired)
    else:
        _plan_changes(plan, options, desired, now, second_factor, shown)
    _plan_lock(plan, options, now)
    plan.sort(ORDER)
    return plan


def _refuse(plan: Plan, reason: str) -> None:
    plan.refused.append(Notice(TARGET, reason))


def _plan_lock(plan: Plan, options: Mapping[str, Any], now: Service) -> None:
    if not now.locked:
        return
    if options["unlocked"]:
        plan.steps.append(Step("unlock", TARGET, {"unlocked": Change(False, True)}))
    elif plan.steps:
        why = now.lock.get("lock_reason") or "the service gave no reason"
        _refuse(plan, f"it is locked ({why}); set unlocked to true to unlock it first")


def _plan_closing(plan: Plan, options: Mapping[str, Any], now: Service, contents: Contents, project_id: str) -> None:
    if now.status == CLOSED:
        return
    enterprise_id = now.options.get("enterprise_id")
    if options["confirm"] is None or options["confirm"] not in (enterprise_id, project_id):
        _refuse(
            plan,
            "closing it cannot be undone; set confirm to its enterprise ID "
            f"({enterprise_id or 'which it does not tell'}), or to the ID of the project, to do it",
        )
    if str(contents):
        text = f"it still has {contents}, so it cannot be closed; delete them first, this module does not"
        plan.awaited.append(Notice(TARGET, text))
    plan.steps.append(Step("close", TARGET, {"state": Change("present", "absent")}))


def _plan_opening(plan: Plan, options: Mapping[str, Any], desired: Mapping[str, Any]) -> None:
    lacking = [name for name in ("vpc", "subnets") if options[name] is None]
    domain = desired["ad_domains"]
    if domain["domain_type"] == LOCAL_AD:
        lacking += ["ad_domains." + name for name in NEEDED_FOR_AD if not domain.get(name)]
    if lacking:
        _refuse(plan, f"it is closed, and cannot be opened without {' and '.join(lacking)}")
        return
    words = {name: options[name] for name in IN_CREATION if options[name] is not None}
    words["ad_domains"] = _without(domain, (*_UNTOLD_OF_DOMAIN, "domain_controllers"))
    fields = {
        "state": Change("absent", "present"),
        "id": Change(None, KNOWN_AFTER_APPLY),
        **{name: Change(None, value) for name, value in words.items()},
    }
    plan.steps.append(Step("open", TARGET, fields, payload=dict(desired)))
    later = {field.name: field.verb for field in FIELDS if field.name not in IN_CREATION}
    later["apply_dedicated_standby_network_param"] = "access"
    changes = {name: Change(None, options[name]) for name in later if options[name] is not None}
    _add_updates(plan, changes, {name: str(verb) for name, verb in later.items()}, desired)
    controllers = domain.get("domain_controllers")
    if controllers:
        fields = {"ad_domains": Change(None, {"domain_controllers": controllers})}
        plan.steps.append(Step("update", TARGET, fields, payload={"ad_domains": domain}))
    if options["otp_config_info"]:
        _add_second_factor(plan, given(options["otp_config_info"]), {})


def _plan_changes(
    plan: Plan,
    options: Mapping[str, Any],
    desired: Mapping[str, Any],
    now: Service,
    second_factor: Mapping[str, Any],
    shown: Shown,
) -> None:
    if now.status == FAILED_TO_CLOSE:
        _refuse(plan, f"it was to be closed, and {failure(now.answer)}; close it, then open it again")
        return
    if now.status == FAILED_TO_OPEN:
        if not now.answer.get("job_id"):
            _refuse(plan, f"{failure(now.answer)}; close it, then open it again")
            return
        fields = {"status": Change(FAILED_TO_OPEN, OPEN)}
        plan.steps.append(Step("retry", TARGET, fields, payload=now.answer["job_id"]))
    changes = compare(FIELDS, desired, now.options).changes
    kinds = {field.name: field.verb for field in FIELDS}
    for name in [name for name in changes if kinds[name] is None]:
        change = changes.pop(name)
        before, after = shown(name, change.before), shown(name, change.after)
        _refuse(plan, f"{name} is {before} and cannot be changed to {after} as long as the service is open")
    _check_subnets(plan, changes.get("subnets"), shown)
    mode = desired.get("access_mode") or now.options.get("access_mode")
    if desired.get("dedicated_subnets") and mode == "INTERNET":
        _refuse(plan, "dedicated_subnets needs access_mode DEDICATED or BOTH, but it is INTERNET")
    if "access_mode" in changes and desired.get("dedicated_subnets"):
        changes.setdefault("dedicated_subnets", Change(None, desired["dedicated_subnets"]))
    changes = {name: Change(shown(name, c.before), shown(name, c.after)) for name, c in changes.items()}
    _add_updates(plan, changes, {name: str(verb) for name, verb in kinds.items()}, desired, now.options)
    if options["ad_domains"]:
        _plan_domain(plan, options, desired["ad_domains"], now.options["ad_domains"])
    if options["otp_config_info"]:
        _add_second_factor(plan, given(options["otp_config_info"]), second_factor)


def _check_subnets(plan: Plan, change: Change | None, shown: Shown) -> None:
    if change and change.before[0] not in change.after:
        [first] = shown("subnets", change.before[:1])
        _refuse(plan, f"subnets lacks {first}, the first subnet of the service, which must stay")


def _add_updates(
    plan: Plan,
    changes: Mapping[str, Change],
    kinds: Mapping[str, str],
    desired: Mapping[str, Any],
    current: Mapping[str, Any] | None = None,
) -> None:
    """Add one step for each kind of attribute that changes."""
    groups: dict[str, dict[str, Change]] = {}
    for name, change in changes.items():
        groups.setdefault(kinds[name], {})[name] = change
    for kind, fields in groups.items():
        names = [*fields, *(name for name, belongs in ALONG.items() if belongs == kind and desired.get(name))]
        payload = {name: desired[name] for name in names}
        if kind == "subnets":
            first = ((current or {}).get("subnets") or [])[:1]
            payload["subnets"] = sorted(payload["subnets"], key=lambda one: one not in first)
        plan.steps.append(Step("update", TARGET, fields, payload=payload))


def _plan_domain(
    plan: Plan, options: Mapping[str, Any], desired: Mapping[str, Any], current: Mapping[str, Any]
) -> None:
    kind, now = desired["domain_type"], current.get("domain_type")
    if now not in (None, kind):
        _refuse(plan, f"ad_domains.domain_type is {now} and cannot be changed to {kind} while it is open")
        return
    before, after = differences(_told(_without(desired, _UNTOLD_OF_DOMAIN), current), current)
    if after:
        if kind == LOCAL_AD and not desired.get("domain_password"):
            _refuse(plan, f"ad_domains.{sorted(after)[0]} can only be changed along with domain_password")
            return
        kept = {name: value for name, value in current.items() if value and name in _DOMAIN}
        payload = {"ad_domains": {**kept, **desired}}
        plan.steps.append(Step("update", TARGET, {"ad_domains": Change(before, after)}, payload=payload))
    elif options["update_password"] == "always" and desired.get("domain_password"):
        account = desired.get("domain_admin_account") or current.get("domain_admin_account")
        info = {"domain_type": kind, "domain_admin_account": account, "domain_password": desired["domain_password"]}
        fields = {"ad_domains": Change({"domain_password": "(not told)"}, {"domain_password": "(new)"})}
        plan.steps.append(Step("set_password", TARGET, fields, payload={"ad_info": info}))


def _add_second_factor(plan: Plan, desired: Mapping[str, Any], current: Mapping[str, Any]) -> None:
    comparable = _without(desired, _UNTOLD_OF_SECOND_FACTOR)
    if desired["enable"] == current.get("enable"):
        comparable = _told(comparable, current)
    before, after = differences(comparable, current)
    if after:
        fields = {"otp_config_info": Change(before or None, after)}
        plan.steps.append(Step("set_second_factor", TARGET, fields, payload={**current, **desired}))


def _told(desired: Mapping[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
    """Return what can be compared: what the service does not tell is unknown, and no difference."""
    return {name: value for name, value in desired.items() if current.get(name) is not None}


def differences(desired: Mapping[str, Any], current: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the leaves of two dictionaries, however deep, that differ; what is not told of now counts as other."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, value in desired.items():
        have = current.get(name)
        if isinstance(value, Mapping):
            inner = differences(value, have if isinstance(have, Mapping) else {})
            if inner[1]:
                before[name], after[name] = inner
        elif value != have and not (value == "" and have is None):
            before[name], after[name] = have, value
    return {name: value for name, value in before.items() if value is not None}, after


def _without(values: Mapping[str, Any], paths: Sequence[str]) -> dict[str, Any]:
    """Return a dictionary without the values at these dotted paths."""
    kept = dict(values)
    for path in paths:
        name, _dot, rest = path.partition(".")
        if rest and name in kept:
            kept[name] = _without(kept[name], [rest])
        elif not rest:
            kept.pop(name, None)
    return kept
