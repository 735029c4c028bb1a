# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The projects that an inventory file is about, and who asks for them. Pure but for the environment that is given."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.huaweicloud.workspace.plugins.module_utils.auth import (
    AUTH_ARGUMENT_SPEC,
    Settings,
    resolve,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import nearest
from ansible_collections.huaweicloud.workspace.plugins.module_utils.shapes import misshapen

_CREDENTIALS = (
    "access_key",
    "secret_key",
    "security_token",
    "auth_token",
    "iam_user_name",
    "iam_user_password",
    "iam_domain_name",
)
_PROJECT = ("project_id", "project_name")


def settings_of(options: Mapping[str, Any], environ: Mapping[str, str], home: str) -> list[Settings]:
    """Return the settings of each project: of those listed in ``projects``, or of the one that the options name.

    An entry takes from the options of the file what it does not give itself. Credentials count as one thing, and a
    project is never looked for in another region than it was named with.

    :raises InputError: an entry is not understood. :raises CredentialsError: see :func:`resolve`.
    """
    common = {name: options.get(name) for name in AUTH_ARGUMENT_SPEC}
    entries = options.get("projects")
    if entries is None:
        return [resolve(common, environ, home, "the inventory file")]
    if not entries:
        raise InputError("the list projects is given but empty; leave it out to read the project of the credentials")
    return [
        resolve(
            _merged(common, entry, f"projects[{number}]"), environ, home, f"projects[{number}] of the inventory file"
        )
        for number, entry in enumerate(entries)
    ]


def _merged(common: Mapping[str, Any], entry: Any, where: str) -> dict[str, Any]:
    check_keys(entry, AUTH_ARGUMENT_SPEC, where)
    wrong = next(misshapen(AUTH_ARGUMENT_SPEC, entry, where), "")
    if wrong:
        raise InputError(wrong)
    own = {name: value for name, value in entry.items() if value not in (None, "")}
    if "region" in own and not any(name in own for name in _PROJECT):
        # Any project named elsewhere is one of another region; each region has one that is called like it.
        own["project_name"] = own["region"]
    for together in (_CREDENTIALS, _PROJECT):
        if any(name in own for name in together):
            common = {name: value for name, value in common.items() if name not in together}
    return {**common, **own}


def check_keys(given: Any, known: Iterable[str], where: str) -> None:
    """Check that there is no key that nobody reads.

    :raises InputError: there is one, or no dictionary is given.
    """
    known = list(known)
    if not isinstance(given, Mapping):
        raise InputError(f"{where} must be a dictionary with {', '.join(known[:3])}, ...")
    for key in given:
        if key not in known:
            raise InputError(f'{where} has the key "{key}", which nobody reads{nearest(str(key), known)}')


def place(settings: Settings) -> str:
    """Return where settings lead to, for messages."""
    project = settings.project_id or settings.project_name
    return (
        ", ".join(f"{what} {name}" for what, name in (("region", settings.region), ("project", project)) if name)
        or settings.workspace_endpoint
    )


def fingerprint(settings: Sequence[Settings], *asked: Any) -> str:
    """Return what tells two readings apart: who asks, where, and for what. No secret can be found out from it."""
    who = [
        (
            one.workspace_endpoint,
            one.iam_endpoint,
            one.region,
            one.project_id,
            one.project_name,
            one.access_key,
            one.auth_token,
            one.user_name,
            one.domain_name,
        )
        for one in settings
    ]
    return hashlib.sha256(json.dumps([who, asked], sort_keys=True).encode()).hexdigest()[:16]
