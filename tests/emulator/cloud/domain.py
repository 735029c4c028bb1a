# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The domain that a service may use instead of users of its own: its OUs, accounts and groups.

The service sees the OUs and whom they hold; the administrator and the groups are in no list.
"""

from __future__ import annotations

from emulator.cloud.project import Project
from emulator.cloud.records import Record
from emulator.cloud.tenancy import tenancy_of
from emulator.engine.errors import invalid

DOMAIN = "workspace.local"
OUS = {
    "Staff": ("ad-tutor",),
    "Students": ("ad-anna", "ad-ben"),
    "Students/Biology": ("ad-chris",),
    "Students/Biology/Labs": (),
    "labs/bio 101": (),
    "abc": (),
}
"""The OUs, with the accounts in each; the last is that of the examples in the API's documents."""
GROUPS = ("ad-teachers",)
ADMINISTRATOR = "Administrator"


class Ou(Record):
    """An OU of the domain that the service has been told of."""

    name: str
    domain: str
    description: str = ""


def has_own_domain(project: Project) -> bool:
    """Whether the people of a service are those of a domain, not users that the service keeps itself."""
    return bool(tenancy_of(project).domain["domain_type"] == "LOCAL_AD")


def account_of(project: Project, name: str) -> str | None:
    """Return the name of an account of the domain as the domain spells it; None if there is none."""
    if not has_own_domain(project):
        return None
    administrator = tenancy_of(project).domain.get("domain_admin_account", ADMINISTRATOR)
    known = {account.casefold(): account for accounts in OUS.values() for account in accounts}
    return {**known, administrator.casefold(): administrator}.get(name.casefold())


def is_group(project: Project, name: str) -> bool:
    """Whether the domain has a group of that name."""
    return has_own_domain(project) and name.casefold() in GROUPS


def distinguished_name(ou_name: str, domain: str = DOMAIN) -> str:
    """Return an OU as the domain names it, the innermost level first."""
    levels = [f"OU={level}" for level in reversed(ou_name.split("/"))]
    return ",".join([*levels, *(f"DC={part}" for part in domain.split("."))])


def check_ou(ou_name: str | None) -> None:
    """Refuse an OU that the domain does not have; the domain compares names without case."""
    if ou_name and ou_name.casefold() not in {name.casefold() for name in OUS}:
        raise invalid(f"The OU {ou_name} does not exist in the domain {DOMAIN}.")
