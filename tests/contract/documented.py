# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations that neither source of the published description has any more: only older documents describe them."""

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
    }
]
"""Each like a file of the published description."""
