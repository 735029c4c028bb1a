# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the cloud equal to a lab file."""

from __future__ import annotations

from typing import Any

from ...names import number_of
from ...resources.offers import PRODUCT_SPEC, find_products, read_quotas
from ..bill import bill_of_materials
from ..reading import validated
from ..sections import Planned
from .base import RUN_TEXT, Procedure, Sections, refused


class Provision(Procedure):
    """Makes the cloud equal to a lab file, section by section."""

    needed = ("users", "groups", "pools", "policies", "schedules", "scripts", "references", "costs")
    variables = {"credentials_file": RUN_TEXT}

    def sections(self) -> Sections:
        """Return all that the lab wants."""
        desired = self.desired
        if desired["refused"] and not self.carried_out:
            raise refused(desired["refused"])
        return {
            "users": desired["people"]["users"],
            "groups": [{**group, "purge_members": True} for group in desired["people"]["groups"]],
            # Before the desktops: what is created after its script gets it, also when a run was cut short.
            "scripts": desired["scripts"]["scripts"],
            "desktops": desired["seats"]["tasks"],
            "pools": desired["pools"]["pools"],
            "policies": desired["policies"]["groups"],
            "script_runs": desired["scripts"]["runs"],
            "schedules": desired["schedules"]["schedules"],
            "snapshots": desired["snapshots"],
            # Last, when nothing of the lab refers to these accounts any more.
            "leavers": desired["people"]["deleted"],
        }

    def report(self, planned: Planned) -> dict[str, Any]:
        """Return the bill of materials, and its summary."""
        busy = planned.busy()
        products = find_products(self.client, validated(PRODUCT_SPEC, {}))["products"] if busy else []
        quotas = read_quotas(self.client, {})["quotas"] if busy else []
        bill = bill_of_materials(self.lab, self.desired, planned.by_kind(), self.found, products, quotas)
        counts = [
            len(bill["create"]) + bill["pool_growth"],
            *(len(bill[key]) for key in ("change", "delete", "skipped")),
        ]
        words = (
            ("would create", "change", "delete", "skip") if self.check else ("created", "changed", "deleted", "skipped")
        )
        told = ", ".join(f"{word} {count}" for word, count in zip(words, counts))
        total = f"{number_of(bill['total'], 'desktop')} in all"
        return {
            "plan_id": bill["plan_id"],
            "lines": bill["lines"],
            "objections": self.objections(bill),
            "summary": f"lab {self.lab['name']}: {told}; {total}, plan {bill['plan_id']}",
            "bill": {name: value for name, value in bill.items() if name not in ("lines", "plan_id")},
        }
