# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_image is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario

SCENARIO = Scenario({"create": {"image_name": "bio", "desktop": "BIO-01", "execute_sysprep": True}})
