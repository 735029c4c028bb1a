# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of hours that can be ordered for pay-per-use desktops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..client import Client
from ..errors import ApiError
from .filters import Filters
from .kinds import PRODUCT

HOUR_PACKAGE_INFO_SPEC: dict[str, dict[str, Any]] = {"product": {"type": "str", "aliases": ["product_id"]}}

_LISTS = {
    "hour_packages": ("/v2/{project_id}/products/hour-packages", "hour_packages", "desktop_resource_spec_code"),
    "resource_packages": (
        "/v2/{project_id}/products/resource-packages",
        "desktop_resource_packages",
        "resource_spec_code",
    ),
}
"""What is returned: where it is listed, under which key, and by what the list is filtered by a product."""


def find_hour_packages(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the packages for a single desktop (ListHourPackagesType) and for a project (ListResourcePackages).

    :returns: those for desktops of a product if one is given; ``None`` where the region lacks them.
    """
    filters = Filters(client)
    products = filters.find("product", PRODUCT, options["product"])
    code = products[0].id if products else None
    found = {name: _listed(client, *where, code) for name, where in _LISTS.items()}
    lacking = [name for name, rows in found.items() if rows is None]
    return {**found, "warnings": [f"the region does not tell {name}" for name in lacking]}


def _listed(client: Client, path: str, key: str, field: str, code: str | None) -> list[dict[str, Any]] | None:
    try:
        rows = client.list_all(path, key, {field: code}, id_field="resource_spec_code")
    except ApiError as error:
        if not error.lacking:
            raise
        return None
    return [row for row in rows if code in (None, row.get(field))]
