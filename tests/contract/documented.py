# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations that no source of the published description has: of an older document, and of another service."""

from __future__ import annotations

from typing import Any


def _text(**more: Any) -> dict[str, Any]:
    return {"type": "string", **more}


def _object(required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required.split()}


def _disk(smallest: int) -> dict[str, Any]:
    size = {"type": "integer", "minimum": smallest, "maximum": 32768}
    return _object("type size", type=_text(enum=["SATA", "SSD"]), size=size)


_HINTS = _object("", tenancy=_text(enum=["shared", "dedicated"]), dedicated_host_id=_text())
_DESKTOP = _object(
    "user_name user_email product_id root_volume computer_name",
    user_name=_text(pattern="^[A-Za-z0-9_-]{1,20}$"),
    user_email=_text(),
    product_id=_text(),
    image_id=_text(),
    root_volume=_disk(80),
    data_volumes={"type": "array", "items": _disk(10)},
    computer_name=_text(pattern="^[A-Za-z][A-Za-z0-9_-]{0,14}$"),
    user_group=_text(enum=["ADMINISTRATORS", "USERS"]),
    security_groups={"type": "array", "items": _object("id", id=_text())},
    nics={"type": "array", "items": _object("subnet_id", subnet_id=_text(), ip_address=_text())},
    availability_zone=_text(),
    license_type=_text(enum=["system", "byol"]),
    ou_name=_text(),
    **{"os:scheduler_hints": _HINTS},
)
_TAG = _object("key", key=_text(minLength=1, maxLength=36), value=_text(maxLength=43))
_CREATION = _object(
    "desktops",
    desktops={"type": "array", "items": _DESKTOP, "minItems": 1, "maxItems": 1},
    email_notification={"type": "boolean"},
    tags={"type": "array", "items": _TAG},
)

_ENTERPRISE_PROJECT = _object(
    "id name description status created_at updated_at",
    id=_text(),
    name=_text(),
    description=_text(),
    status={"type": "integer"},
    created_at=_text(),
    updated_at=_text(),
    type=_text(enum=["prod", "poc"]),
)
_ENTERPRISE_PROJECTS = _object(
    "enterprise_projects total_count",
    enterprise_projects={"type": "array", "items": _ENTERPRISE_PROJECT},
    total_count={"type": "integer"},
)
_MIGRATION = _object(
    "resource_id resource_type",
    project_id=_text(),
    resource_id=_text(),
    resource_type=_text(),
    region_id=_text(),
    associated={"type": "boolean"},
)


def _in_query(name: str, kind: str) -> dict[str, Any]:
    return {"in": "query", "name": name, "required": False, "type": kind}


FILES: list[dict[str, Any]] = [
    {
        "name": "CreateDesktopV1",
        "definitions": {},
        "parameters": {},
        "paths": {
            "/v1.0/{project_id}/desktops": {
                "post": {
                    "parameters": [{"in": "body", "name": "body", "required": True, "schema": _CREATION}],
                    "responses": {"200": {"schema": _object("job_id", job_id=_text())}},
                }
            }
        },
    },
    {
        "name": "ListEnterpriseProject",
        "definitions": {},
        "parameters": {},
        "paths": {
            "/v1.0/enterprise-projects": {
                "get": {
                    "parameters": [
                        _in_query("id", "string"),
                        _in_query("name", "string"),
                        _in_query("status", "integer"),
                        _in_query("offset", "integer"),
                        _in_query("limit", "integer"),
                    ],
                    "responses": {"200": {"schema": _ENTERPRISE_PROJECTS}},
                }
            }
        },
    },
    {
        "name": "MigrateResource",
        "definitions": {},
        "parameters": {},
        "paths": {
            "/v1.0/enterprise-projects/{enterprise_project_id}/resources-migrate": {
                "post": {
                    "parameters": [{"in": "body", "name": "body", "required": True, "schema": _MIGRATION}],
                    "responses": {"204": {"description": "Nothing."}},
                }
            }
        },
    },
]
"""Each like a file of the published description."""
