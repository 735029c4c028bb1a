# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding desktops by every filter of the API, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from ...client import Client
from ...errors import ApiError
from ...names import listed, matcher
from ..filters import Filters
from ..kinds import IMAGE, POOL, SUBNET, USER, ZONE
from ..selectors import tagged
from .images import images_exist
from .state import ID_FILTER_LIMIT, Desktop, parse, read_all, with_tags

INFO_SPEC: dict[str, dict[str, Any]] = {
    "desktop_id": {"type": "list", "elements": "str"},
    "computer_name": {"type": "str", "aliases": ["name"]},
    "select_names": {"type": "list", "elements": "str"},
    "user_name": {"type": "list", "elements": "str", "aliases": ["user"]},
    "user_id": {"type": "str"},
    "user_attached": {"type": "bool"},
    "desktop_ip": {"type": "str", "aliases": ["ip"]},
    "status": {"type": "str"},
    "desktop_type": {"type": "list", "elements": "str", "choices": ["DEDICATED", "SHARED", "POOLED"]},
    "is_share_desktop": {"type": "bool"},
    "domain_status": {"type": "int", "choices": [1, 2, 3]},
    "pool": {"type": "list", "elements": "str", "aliases": ["pool_id"]},
    "subnet": {"type": "str", "aliases": ["subnet_id"]},
    "image": {"type": "str", "aliases": ["image_id"]},
    "tags": {"type": "dict"},
    "without_any_tag": {"type": "bool"},
    "enterprise_project_id": {"type": "str"},
    "availability_zone": {"type": "str"},
    "charge_mode": {"type": "str"},
    "in_maintenance_mode": {"type": "bool"},
    "is_support_internet": {"type": "bool"},
    "agent_version": {"type": "str"},
    "sort_field": {"type": "str"},
    "sort_type": {"type": "str", "choices": ["ASC", "DESC"]},
    "details": {"type": "bool", "default": False},
    "networks": {"type": "bool", "default": False},
    "check_images": {"type": "bool", "default": False},
    "remote_consoles": {"type": "bool", "default": False},
}

_NO_FILTERS = ("details", "networks", "check_images", "remote_consoles")

_PASSED_ON = (
    "computer_name",
    "user_id",
    "user_attached",
    "desktop_ip",
    "status",
    "is_share_desktop",
    "domain_status",
    "enterprise_project_id",
    "availability_zone",
    "charge_mode",
    "in_maintenance_mode",
    "is_support_internet",
    "without_any_tag",
    "agent_version",
    "sort_field",
    "sort_type",
)


def find_desktops(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the desktops that all filters let through, in the service's order (ListDesktopsDetail).

    A single ``desktop_id`` is read by ShowDesktopDetail.
    """
    filters = Filters(client)
    found = _read(client, options, filters)
    people = [person for desktop in found for person in desktop.people]
    filters.look_up("user_name", [USER], options["user_name"], [person.user_name for person in people])
    filters.look_up("user_id", [USER], options["user_id"], [person.user_id for person in people])
    zones = [desktop.availability_zone for desktop in found]
    filters.look_up("availability_zone", [ZONE], options["availability_zone"], zones)
    images = images_exist(client, [desktop.desktop_id for desktop in found]) if options["check_images"] else {}
    untold = [desktop.computer_name for desktop in found if images.get(desktop.desktop_id, True) is None]
    if untold:
        filters.warnings.append(f"the service does not tell whether the images of {listed(untold)} still exist")
    rows = [_result(client, desktop, options, images) for desktop in found]
    return {"desktops": rows, "warnings": filters.warnings}


def _result(
    client: Client, desktop: Desktop, options: Mapping[str, Any], images: Mapping[str, bool | None]
) -> dict[str, Any]:
    result = desktop.as_result()
    if desktop.desktop_id in images:
        result["image_exists"] = images[desktop.desktop_id]
    if options["remote_consoles"]:
        result["remote_console"] = _remote_console(client, desktop)
    if options["details"]:
        result["details"] = dict(desktop.answer)
    if options["networks"]:
        result["networks"] = _networks(client, desktop)
    return result


def _read(client: Client, options: Mapping[str, Any], filters: Filters) -> list[Desktop]:
    ids = options["desktop_id"]
    others = [name for name in INFO_SPEC if name not in ("desktop_id", *_NO_FILTERS) and options[name] is not None]
    if ids and len(ids) == 1 and not others:
        desktop = _detail(client, ids[0])
        return with_tags(client, [desktop]) if desktop else []
    query = _query(options, filters)
    found = [] if query is None else with_tags(client, list(filter(_filter(options), read_all(client, query))))
    return tagged(client, found, options["tags"]) if options["tags"] else found


def _detail(client: Client, desktop_id: str) -> Desktop | None:
    """ShowDesktopDetail. The description calls ``desktop`` an object, its example shows a list."""
    try:
        answer = client.get(f"/v2/{{project_id}}/desktops/{desktop_id}")["desktop"]
    except ApiError as error:
        if error.not_found:
            return None
        raise
    return parse(answer[0] if isinstance(answer, list) else answer)


def _query(options: Mapping[str, Any], filters: Filters) -> dict[str, Any] | None:
    """Return the filters in the words of the service, ``None`` if one of them names nothing that exists."""
    query = {name: options[name] for name in _PASSED_ON if options[name] is not None}
    ids = options["desktop_id"]
    if ids and len(ids) <= ID_FILTER_LIMIT:
        query["desktop_id"] = ids
    if options["user_name"] and len(options["user_name"]) <= ID_FILTER_LIMIT:
        query["user_names"] = options["user_name"]
    for option, parameter, kind in (
        ("subnet", "subnet_id", SUBNET),
        ("image", "image_id", IMAGE),
        ("pool", "pool_id", POOL),
    ):
        found = filters.find(option, kind, options[option])
        if found is not None:
            query[parameter] = ",".join(one.id for one in found)
    if "" in query.values():
        return None
    if options["desktop_type"]:
        query["desktop_type"] = ",".join(options["desktop_type"])
    if options["tags"]:
        query["tag"] = ",".join(f"{key}={value}" for key, value in options["tags"].items())
    return query


def _filter(options: Mapping[str, Any]) -> Callable[[Desktop], bool]:
    """Return what matches again what the service only matches roughly."""
    ids, name = set(options["desktop_id"] or ()), options["computer_name"]
    users = {user.lower() for user in options["user_name"] or ()}
    named = matcher(options["select_names"] or ["*"])
    return lambda desktop: (
        named(desktop.computer_name)
        and (not ids or desktop.desktop_id in ids)
        and (name is None or desktop.computer_name.lower() == name.lower())
        and (not users or any(person.user_name.lower() in users for person in desktop.people))
        and (options["desktop_ip"] is None or options["desktop_ip"] in (desktop.answer.get("ip_addresses") or []))
        and (options["status"] is None or desktop.status == options["status"].upper())
    )


def _networks(client: Client, desktop: Desktop) -> list[dict[str, Any]]:
    """ShowDesktopNetwork, which not every region has."""
    try:
        path = f"/v2/{{project_id}}/desktops/{desktop.desktop_id}/networks"
        answer = client.get(path, holding={"network_infos": list})
    except ApiError as error:
        if error.not_found:
            return []
        raise
    return list(answer["network_infos"])


def _remote_console(client: Client, desktop: Desktop) -> dict[str, Any] | None:
    """ShowRemoteConsoleAddress: a running desktop has one, and another one each time; not every region has it."""
    if desktop.status != "ACTIVE":
        return None
    try:
        path = f"/v2/{{project_id}}/desktops/{desktop.desktop_id}/remote-consoles"
        answer = client.get(path, holding={"url": str})
    except ApiError as error:
        if error.not_found or error.busy:
            return None
        raise
    return {name: answer.get(name) for name in ("type", "protocol", "url")}
