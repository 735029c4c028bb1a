# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter that shortens lists of names."""

from __future__ import annotations

DOCUMENTATION = r"""
name: name_ranges
short_description: Replace names with consecutive numbers by ranges
version_added: 1.0.0
author:
  - huaweicloud.workspace contributors (@huaweicloud)
description:
  - Returns a list of names in which five or more names with consecutive numbers are replaced by a range such as
    V(BIO-[01:12]), as the lab playbooks show them. O(huaweicloud.workspace.workspace_desktop#module:select_names) and
    the run variable C(lab_seats) accept such ranges.
options:
  _input:
    description: The names. Each is returned once.
    type: list
    elements: str
    required: true
seealso:
  - module: huaweicloud.workspace.workspace_desktop
"""

EXAMPLES = r"""
- name: Show which desktops are off
  ansible.builtin.debug:
    msg: "{{ off | huaweicloud.workspace.name_ranges | join(', ') }}"
  vars:
    off: [BIO-T1, BIO-01, BIO-02, BIO-03, BIO-04, BIO-05]
"""

RETURN = r"""
_value:
  description: The names and ranges. A range is at the position of the first of its names.
  type: list
  elements: str
  sample: [BIO-T1, "BIO-[01:05]"]
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import ranges


class FilterModule:
    """The filter of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter by its name."""
        return {"name_ranges": ranges}
