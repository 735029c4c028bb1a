# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure planner of the service: from the options and what it says of itself to steps."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from ...fields import UNSET, Comparison, Field, as_set, compare, folded, given, leaves
from ...plan import KNOWN_AFTER_APPLY, NOT_TOLD, Change, Notice, Plan, Step, Verb, table
from .options import LOCAL_AD, NEEDED_FOR_AD, SERVICE_SPEC
from .state import CLOSED, FAILED_TO_CLOSE, FAILED_TO_OPEN, OPEN, SETTLED, Contents, Service, failure

TARGET = "service"

VERBS = table(
    Verb("unlock"),
    Verb("open"),
    Verb("retry"),
    Verb("update"),
    Verb("set_password", visible=False),
    Verb("set_second_factor"),
    Verb("set_second_factor_objects"),
    Verb("close"),
)


def _vnc_differs(desired: str, current: str) -> bool:
    """``default`` is any address that the service chose, ``close`` is none."""
    if desired == "default":
        return not current
    return desired != (current or "close")


FIELDS = (
    Field("vpc"),
    Field("management_subnet_cidr"),
    Field("access_mode", verb="access"),
    # The service tells them only of a mode that has them.
    Field("dedicated_subnets", as_set, verb="access", absent=UNSET, null=()),
    Field("adn_conflict_network", verb="access", absent=UNSET, null=""),
    Field("subnets", as_set, verb="subnets"),
    Field("dc_vnc_ip", _vnc_differs, verb="dc_vnc_ip", absent=UNSET, null=""),
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

_OF_DOMAIN = "ad_domains"
_DOMAIN = frozenset(SERVICE_SPEC[_OF_DOMAIN]["options"])
DOMAIN_FIELDS = tuple(
    dataclasses.replace(
        field, name=f"{_OF_DOMAIN}.{field.name}", verb=None if field.name == "domain_type" else "update"
    )
    for field in (
        Field("domain_type"),
        *(Field(name) for name in NEEDED_FOR_AD if name != "domain_password"),
        Field("domain_password", readable=False),
        # A domain without these tells nothing of them.
        *(
            Field(name, absent=UNSET, null="")
            for name in ("standby_domain_ip", "standby_domain_name", "standby_dns_ip", "certificate_id")
        ),
        *(Field(name, absent=UNSET, null=False) for name in ("delete_computer_object", "use_ldaps", "cba_enabled")),
        *(Field(f"tls_config.{name}", absent=UNSET) for name in ("cert_start_time", "cert_end_time")),
        Field("tls_config.cert_pem", readable=False),
        Field("domain_controllers"),
    )
)
"""The leaves of the domain."""

_OF_SECOND_FACTOR = "otp_config_info"
_OBJECTS = "apply_objects"
SECOND_FACTOR_FIELDS = tuple(
    dataclasses.replace(field, name=f"{_OF_SECOND_FACTOR}.{field.name}", verb="set", absent=UNSET)
    for field in (
        Field("enable", null=False),
        *(Field(name, null="") for name in ("receive_mode", "auth_url", "app_id", "auth_server_access_mode")),
        Field("cert_content", null=""),
        # No rule at all: it applies to every way of access.
        Field("apply_rule.rule_type"),
        Field("apply_rule.rule"),
        Field("app_secret", readable=False),
    )
)
"""The leaves of the second factor, which the service tells as far as they are set."""

_NEEDED_FOR_HMFA = ("auth_url", "app_id", "app_secret")

IN_CREATION = (
    _OF_DOMAIN,
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


@dataclasses.dataclass(frozen=True)
class Current:
    """What there is.

    :param second_factor: what the service tells of it. :param objects: whom that applies to.
    :param contents: what is left in the service.
    """

    service: Service
    second_factor: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    objects: Sequence[Mapping[str, Any]] = ()
    contents: Contents = dataclasses.field(default_factory=Contents)


def plan_service(
    options: Mapping[str, Any], desired: Mapping[str, Any], current: Current, project_id: str, shown: Shown
) -> Plan:
    """Plan what a task does to the service. Pure: nothing is sent or read.

    :param desired: what the options say, with IDs in place of names.
    :param shown: gives a field's value in the user's words.
    """
    planner = _Planner(options, desired, current, project_id, shown)
    planner.plan_all()
    return planner.plan


@dataclasses.dataclass
class _Planner:
    """The plan of one task, while it is made."""

    options: Mapping[str, Any]
    desired: Mapping[str, Any]
    current: Current
    project_id: str
    shown: Shown
    plan: Plan = dataclasses.field(default_factory=Plan)

    def plan_all(self) -> None:
        """Plan everything, in order."""
        now = self.current.service
        if now.status not in SETTLED:
            self._refuse(f"its status is {now.status or 'not told'}, so it is not known what can be done")
        elif self.options["state"] == "absent":
            self._close()
        elif now.status == CLOSED:
            self._open()
        else:
            self._change()
        self._unlock()
        self.plan.sort(VERBS)

    @property
    def _always(self) -> bool:
        return bool(self.options["write_unknown"] == "always")

    def _refuse(self, reason: str) -> None:
        self.plan.refused.append(Notice(TARGET, reason))

    def _step(self, verb: str, fields: Mapping[str, Change], payload: Any = None) -> None:
        self.plan.steps.append(Step(verb, TARGET, dict(fields), payload))

    def _compare(
        self, fields: Sequence[Field], desired: Mapping[str, Any], current: Mapping[str, Any]
    ) -> tuple[Comparison, dict[str, Change]]:
        """Compare, tell what cannot be compared, and return what is to be written too."""
        comparison = compare(fields, desired, current)
        comparison.tell(self.plan, TARGET)
        return comparison, comparison.to_write(fields, desired, self._always)

    def _unlock(self) -> None:
        now = self.current.service
        if not now.locked:
            return
        if self.options["unlocked"]:
            self._step("unlock", {"unlocked": Change(False, True)})
        elif self.plan.steps:
            why = now.lock.get("lock_reason") or "the service gave no reason"
            self._refuse(f"it is locked ({why}); set unlocked to true to unlock it first")

    def _close(self) -> None:
        now, contents = self.current.service, self.current.contents
        if now.status == CLOSED:
            return
        enterprise_id = now.options.get("enterprise_id")
        if self.options["confirm"] is None or self.options["confirm"] not in (enterprise_id, self.project_id):
            self._refuse(
                "closing it cannot be undone; set confirm to its enterprise ID "
                f"({enterprise_id or 'which it does not tell'}), or to the ID of the project, to do it",
            )
        if str(contents):
            text = f"it still has {contents}, so it cannot be closed; delete them first, this module does not"
            self.plan.awaited.append(Notice(TARGET, text))
        self._step("close", {"state": Change("present", "absent")})

    # Opening

    def _open(self) -> None:
        options, domain = self.options, self.desired[_OF_DOMAIN]
        lacking = [name for name in ("vpc", "subnets") if options[name] is None]
        if domain["domain_type"] == LOCAL_AD:
            lacking += [f"{_OF_DOMAIN}.{name}" for name in NEEDED_FOR_AD if not domain.get(name)]
        if lacking:
            self._refuse(f"it is closed, and cannot be opened without {' and '.join(lacking)}")
            return
        words = {name: options[name] for name in IN_CREATION if options[name] is not None}
        words[_OF_DOMAIN] = _told_of_domain(domain, "domain_controllers")
        fields = {
            "state": Change("absent", "present"),
            "id": Change(None, KNOWN_AFTER_APPLY),
            **{name: Change(None, value) for name, value in words.items()},
        }
        self._step("open", fields, dict(self.desired))
        later = {field.name: field.verb for field in FIELDS if field.name not in IN_CREATION}
        later["apply_dedicated_standby_network_param"] = "access"
        changes = {name: Change(None, options[name]) for name in later if options[name] is not None}
        self._add_updates(changes, {name: str(verb) for name, verb in later.items()})
        controllers = domain.get("domain_controllers")
        if controllers:
            fields = {_OF_DOMAIN: Change(None, {"domain_controllers": controllers})}
            self._step("update", fields, {_OF_DOMAIN: domain})
        desired = self._second_factor()
        if desired:
            comparison = compare(SECOND_FACTOR_FIELDS, leaves(_OF_SECOND_FACTOR, desired), {})
            self._set_second_factor(desired, comparison.changes)

    # Changing

    def _change(self) -> None:
        now = self.current.service
        if now.status == FAILED_TO_CLOSE:
            self._refuse(f"it was to be closed, and {failure(now.answer)}; close it, then open it again")
            return
        if now.status == FAILED_TO_OPEN:
            if not now.answer.get("job_id"):
                self._refuse(f"{failure(now.answer)}; close it, then open it again")
                return
            self._step("retry", {"status": Change(FAILED_TO_OPEN, OPEN)}, now.answer["job_id"])
        self._change_fields()
        if self.options[_OF_DOMAIN]:
            self._change_domain()
        desired = self._second_factor()
        if desired:
            current = leaves(_OF_SECOND_FACTOR, self.current.second_factor)
            self._set_second_factor(
                desired, self._compare(SECOND_FACTOR_FIELDS, leaves(_OF_SECOND_FACTOR, desired), current)[1]
            )

    def _change_fields(self) -> None:
        desired, now = self.desired, self.current.service.options
        comparison, changes = self._compare(FIELDS, desired, now)
        kinds = {field.name: field.verb for field in FIELDS}
        for name in [name for name in changes if kinds[name] is None]:
            change = changes.pop(name)
            before, after = self.shown(name, change.before), self.shown(name, change.after)
            self._refuse(f"{name} is {before} and cannot be changed to {after} as long as the service is open")
        self._check_subnets(comparison.changes.get("subnets"))
        mode = desired.get("access_mode") or now.get("access_mode")
        if desired.get("dedicated_subnets") and mode == "INTERNET":
            self._refuse("dedicated_subnets needs access_mode DEDICATED or BOTH, but it is INTERNET")
        if "access_mode" in changes and desired.get("dedicated_subnets"):
            changes.setdefault("dedicated_subnets", Change(None, desired["dedicated_subnets"]))
        words = {name: Change(self.shown(name, c.before), self.shown(name, c.after)) for name, c in changes.items()}
        self._add_updates(words, {name: str(verb) for name, verb in kinds.items()})

    def _check_subnets(self, change: Change | None) -> None:
        if change and change.before[0] not in change.after:
            [first] = self.shown("subnets", change.before[:1])
            self._refuse(f"subnets lacks {first}, the first subnet of the service, which must stay")

    def _add_updates(self, changes: Mapping[str, Change], kinds: Mapping[str, str]) -> None:
        """Add one step for each kind of attribute that changes."""
        groups: dict[str, dict[str, Change]] = {}
        for name, change in changes.items():
            groups.setdefault(kinds[name], {})[name] = change
        for kind, fields in groups.items():
            names = [*fields, *(name for name, belongs in ALONG.items() if belongs == kind and self.desired.get(name))]
            payload = {name: self.desired[name] for name in names}
            if kind == "subnets":
                first = (self.current.service.options.get("subnets") or [])[:1]
                payload["subnets"] = sorted(payload["subnets"], key=lambda one: one not in first)
            self._step("update", fields, payload)

    def _change_domain(self) -> None:
        desired, current = self.desired[_OF_DOMAIN], self.current.service.options[_OF_DOMAIN]
        kind = desired["domain_type"]
        comparison, changes = self._compare(DOMAIN_FIELDS, leaves(_OF_DOMAIN, desired), leaves(_OF_DOMAIN, current))
        other = comparison.changes.get(f"{_OF_DOMAIN}.domain_type")
        if other:
            self._refuse(f"{_OF_DOMAIN}.domain_type is {other.before} and cannot be changed to {kind} while it is open")
        elif changes:
            if kind == LOCAL_AD and not desired.get("domain_password"):
                self._refuse(f"{min(changes)} can only be changed along with domain_password")
                return
            kept = {name: value for name, value in current.items() if value and name in _DOMAIN}
            self._step("update", _as_one(_OF_DOMAIN, changes), {_OF_DOMAIN: {**kept, **desired}})
        elif self.options["update_password"] == "always" and desired.get("domain_password"):
            account = desired.get("domain_admin_account") or current.get("domain_admin_account")
            info = {"domain_type": kind, "domain_admin_account": account, "domain_password": desired["domain_password"]}
            fields = {_OF_DOMAIN: Change({"domain_password": NOT_TOLD}, {"domain_password": "(new)"})}
            self._step("set_password", fields, {"ad_info": info})

    # The second factor

    def _second_factor(self) -> dict[str, Any]:
        """Return what is desired of it, but for whom it applies to."""
        desired = given(self.options[_OF_SECOND_FACTOR] or {})
        desired.pop(_OBJECTS, None)
        return desired

    def _set_second_factor(self, desired: Mapping[str, Any], changes: Mapping[str, Change]) -> None:
        """Plan to write it as a whole, with what was read in place of what is not given, and whom it applies to."""
        merged = {**self.current.second_factor, **desired}
        if changes:
            lacking = [name for name in ("receive_mode",) if not merged.get(name)]
            if merged.get("receive_mode") == "HMFA":
                lacking = [name for name in _NEEDED_FOR_HMFA if not merged.get(name)]
            if merged["enable"] and lacking:
                mode = "with receive_mode HMFA" if merged.get("receive_mode") else "to enable it"
                self._refuse(f"{_OF_SECOND_FACTOR}.{lacking[0]} is needed {mode}")
            else:
                self._step("set_second_factor", _as_one(_OF_SECOND_FACTOR, changes), merged)
        self._set_objects(bool(merged["enable"]))

    def _set_objects(self, enabled: bool) -> None:
        desired: Sequence[Mapping[str, Any]] | None = self.desired.get(_OBJECTS)
        if desired is None:
            return
        if not enabled:
            self._refuse(f"{_OF_SECOND_FACTOR}.{_OBJECTS} can be set only while it is enabled")
            return
        before, after = (
            {(one["object_type"], one["object_id"]): one for one in rows} for rows in (self.current.objects, desired)
        )
        if before.keys() != after.keys():
            fields = {f"{_OF_SECOND_FACTOR}.{_OBJECTS}": Change(_names(before), _names(after))}
            add = [one for key, one in after.items() if key not in before]
            delete = [one for key, one in before.items() if key not in after]
            self._step("set_second_factor_objects", fields, {"add": add, "delete": delete})


def _names(objects: Mapping[Any, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return users and groups in the words of the option."""
    shown = [{name: one[name] for name in ("object_type", "object_name")} for one in objects.values()]
    return sorted(shown, key=lambda one: (one["object_type"], str(one["object_name"])))


def _told_of_domain(domain: Mapping[str, Any], *later: str) -> dict[str, Any]:
    """Return what may be shown of a domain, without what is secret or comes later."""
    hidden = {field.name for field in DOMAIN_FIELDS if not field.readable}
    hidden.update(f"{_OF_DOMAIN}.{name}" for name in later)
    told = {name: value for name, value in leaves(_OF_DOMAIN, domain).items() if name not in hidden}
    shown: dict[str, Any] = folded(told)[_OF_DOMAIN]
    return shown


def _as_one(name: str, changes: Mapping[str, Change]) -> dict[str, Change]:
    """Return changes of leaves as one change of their object."""
    before = folded({leaf: change.before for leaf, change in changes.items() if change.before is not None})
    after = folded({leaf: change.after for leaf, change in changes.items()})
    return {name: Change(before.get(name), after[name])}
