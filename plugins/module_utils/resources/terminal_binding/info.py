# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding terminals that are bound to desktops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...client import Client
from ...errors import InputError
from ..filters import Filters
from ..kinds import DESKTOP
from .options import normalised
from .state import TARGET, as_result, list_table, read_configuration

TERMINAL_BINDING_INFO_SPEC: dict[str, dict[str, Any]] = {
    "macs": {"type": "list", "elements": "str", "aliases": ["mac"]},
    "desktops": {"type": "list", "elements": "str", "aliases": ["desktop", "desktop_name"]},
}


def find_terminal_bindings(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the switches, and the bindings of these terminals and desktops, or all."""
    macs = None if options["macs"] is None else {_address(given) for given in options["macs"]}
    names = None if options["desktops"] is None else {name.lower() for name in options["desktops"]}
    table = list_table(client)
    filters = Filters(client)
    filters.look_up("desktops", [DESKTOP], options["desktops"], [row.desktop for row in table])
    rows = [
        as_result(row)
        for row in table
        if (macs is None or row.mac in macs) and (names is None or row.desktop.lower() in names)
    ]
    return {TARGET: read_configuration(client), "terminal_bindings": rows, "warnings": filters.warnings}


def _address(given: str) -> str:
    mac = normalised(given)
    if mac is None:
        raise InputError(f'"{given}" in macs is not a MAC address')
    return mac
