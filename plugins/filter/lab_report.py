# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter that renders the page of a lab."""

from __future__ import annotations

DOCUMENTATION = r"""
name: lab_report
short_description: Render the page that shows a lab
version_added: 1.0.0
author:
  - huaweicloud.workspace contributors (@huaweicloud)
description:
  - Renders the page that the playbook C(huaweicloud.workspace.lab_report) writes. All values are escaped.
positional: where
options:
  _input:
    description: The page as data, RV(huaweicloud.workspace.workspace_lab_plan#module:report).
    type: dict
    required: true
  where:
    description: Region, project and lab, in one line.
    type: str
    required: true
seealso:
  - module: huaweicloud.workspace.workspace_lab_plan
"""

EXAMPLES = r"""
- name: Read a lab
  huaweicloud.workspace.workspace_lab_plan:
    lab_file: labs/bio101.yml
    procedure: report
  register: lab

- name: Write the page
  ansible.builtin.copy:
    content: "{{ lab.report | huaweicloud.workspace.lab_report(lab.where) }}"
    dest: bio101.html
    mode: "0600"
"""

RETURN = r"""
_value:
  description: The page, as HTML.
  type: str
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATES = Path(__file__).resolve().parents[2] / "roles" / "lab" / "templates"


def lab_report(page: Mapping[str, Any], where: str) -> str:
    """Return the page of a lab as HTML.

    It has an environment of its own: that of Ansible escapes nothing.

    :param page: the data of the page. :param where: region, project and lab.
    """
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html.j2").render(page=page, where=where)


class FilterModule:
    """The filter of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter by its name."""
        return {"lab_report": lab_report}
