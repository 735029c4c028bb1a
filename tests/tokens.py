# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens of the emulator's user, for whoever needs one without the collection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests

from emulator.cloud import identity


def token_request(scope: Mapping[str, Any], password: str = identity.USER_PASSWORD) -> dict[str, Any]:
    """Return the body that asks for a token (KeystoneCreateUserTokenByPassword), for a scope such as a project."""
    user = {"name": identity.USER_NAME, "password": password, "domain": {"name": identity.DOMAIN_NAME}}
    return {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": dict(scope)}}


def new_token(url: str, **scope: Any) -> str:
    """Return a token of the emulator at this address, for a scope such as ``project={"id": ...}``."""
    answer = requests.post(f"{url}/v3/auth/tokens", json=token_request(scope), timeout=60)
    answer.raise_for_status()
    return answer.headers["X-Subject-Token"]
