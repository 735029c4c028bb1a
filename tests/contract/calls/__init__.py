# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One call for each operation that the emulator serves, by the official SDK and with what its answer must be.

A call of Workspace or of Workspace Application has the name of the SDK's method. Each is given a project that nobody
has used. A module of this package is found by itself.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

import huaweicloudsdkworkspace.v2 as sdk
import huaweicloudsdkworkspaceapp.v1 as app_sdk
from contract.cloud import Cloud, operations

Call = Callable[[Cloud], None]

CALLS: dict[tuple[str, str], Call] = {}
"""The calls by the method and the path of the operation, see ``cloud.address``."""

_ROUTES = {name: route for route, name in operations(sdk.WorkspaceClient).items()}
_APP_ROUTES = {name: route for route, name in operations(app_sdk.WorkspaceAppClient).items()}


def workspace(call: Call) -> Call:
    """Add the call of an operation of Workspace (as a decorator)."""
    CALLS[_ROUTES[call.__name__]] = call
    return call


def workspace_app(call: Call) -> Call:
    """Add the call of an operation of Workspace Application (as a decorator)."""
    CALLS[_APP_ROUTES[call.__name__]] = call
    return call


def signed(method: str, path: str) -> Callable[[Call], Call]:
    """Add the call of an operation that the SDK at hand only signs, of another service or version (as a decorator)."""

    def add(call: Call) -> Call:
        CALLS[method, path] = call
        return call

    return add


for _module in pkgutil.iter_modules(__path__, __name__ + "."):
    importlib.import_module(_module.name)
