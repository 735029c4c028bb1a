# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter that finds what a message is about in a lab file."""

from __future__ import annotations

DOCUMENTATION = r"""
name: lab_places
short_description: Find what a module's message is about in a lab file
version_added: 0.1.0
author:
  - huaweicloud.workspace contributors (@huaweicloud)
description:
  - Modules name desktops, options and values. This finds the keys of a lab definition that have them, and the lines of
    its roster, so that whoever reads the message knows where to look.
positional: lab
options:
  _input:
    description: The message.
    type: str
    required: true
  lab:
    description: The definition, as the lookup P(huaweicloud.workspace.lab#lookup) returns it.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Say where an image is named that is not there
  ansible.builtin.debug:
    msg: "{{ message | huaweicloud.workspace.lab_places(lab) | join(', ') }}"
  vars:
    message: 'BIO-01: there is no image "win10"'
    lab: {defaults: {image: win10}}
"""

RETURN = r"""
_value:
  description: The keys and lines, the first three of them.
  type: list
  elements: str
  sample: [defaults.image]
"""

from typing import Any

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.places import places


def lab_places(message: str, lab: dict[str, Any]) -> list[str]:
    """Return where the lab has what the message is about."""
    return places(lab, str(message))


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, Any]:
        """Return the filter."""
        return {"lab_places": lab_places}
