# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The attributes that all modules of the collection have, with those of modules that only read apart."""

from __future__ import annotations


class ModuleDocFragment:
    """``huaweicloud.workspace.attributes`` and, for modules that only read,
    ``huaweicloud.workspace.attributes.info``."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return what would be done without doing it.
    support: full
    details:
      - The RV(ignore:actions) and RV(ignore:diff) of a check run are those of the run that follows, item by item.
  diff_mode:
    description: Returns details on what has changed, or would change, in diff mode.
    support: full
  action_group:
    description: Use C(group/huaweicloud.workspace.workspace) in C(module_defaults) to set credentials once.
    support: full
    membership:
      - huaweicloud.workspace.workspace
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode); it only reads.
    support: full
  diff_mode:
    description: Returns details on what has changed, or would change, in diff mode.
    support: N/A
    details:
      - It changes nothing.
  idempotent:
    description: Running it again changes nothing.
    support: full
  action_group:
    description: Use C(group/huaweicloud.workspace.workspace) in C(module_defaults) to set credentials once.
    support: full
    membership:
      - huaweicloud.workspace.workspace
"""
