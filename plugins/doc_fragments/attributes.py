# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The attributes of all modules of the collection; those of modules that only read are a fragment of their own."""

from __future__ import annotations


class ModuleDocFragment:
    """``huaweicloud.workspace.attributes``, and ``huaweicloud.workspace.attributes.info`` for modules that only read.

    A module that is not fully idempotent says so in its own ``attributes``, which win over those of the fragment.
    """

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return the changes that a run would make, without making them.
    support: full
    details:
      - RV(actions) and RV(ignore:diff) are the same in check mode and in the run that follows.
  diff_mode:
    description: Returns details on what has changed, or would change, in diff mode.
    support: full
  idempotent:
    description: A second run with the same options changes nothing.
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
    description: Can run in C(check_mode), since it changes nothing.
    support: full
  diff_mode:
    description: Returns details on what has changed, or would change, in diff mode.
    support: N/A
    details:
      - The module changes nothing.
  idempotent:
    description: A second run with the same options changes nothing.
    support: full
  action_group:
    description: Use C(group/huaweicloud.workspace.workspace) in C(module_defaults) to set credentials once.
    support: full
    membership:
      - huaweicloud.workspace.workspace
"""
