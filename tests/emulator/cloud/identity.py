# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The invented identity that the emulator knows: account, keys, region, project."""

from __future__ import annotations

import hashlib

ACCESS_KEY = "EMULATORACCESSKEY"
SECRET_KEY = "emulator-secret-key"
USER_NAME = "emulator-admin"
USER_PASSWORD = "Emulator@12345"
USER_ID = "0c6f1d3a5b7e4f2a9c8d7e6f5a4b3c2d"
DOMAIN_NAME = "emulator-domain"
DOMAIN_ID = "1d5e9f7a3b2c4d6e8f0a1b2c3d4e5f60"
REGION = "ap-southeast-1"
PROJECT_ID = "0e4a1d9c7b6f4e3d8c2b1a0f9e8d7c6b"


def project_id_of(name: str) -> str | None:
    """Return the ID of the project of that name (``REGION`` or ``REGION_suffix``), or None."""
    if name == REGION:
        return PROJECT_ID
    if name.startswith(REGION + "_"):
        return hashlib.sha256(name.encode()).hexdigest()[:32]
    return None
