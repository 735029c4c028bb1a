# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookup of the people of a lab."""

from __future__ import annotations

DOCUMENTATION = r"""
name: lab_roster
short_description: Read and check the roster of a lab
version_added: 0.1.0
author:
  - huaweicloud.workspace contributors (@huaweicloud)
description:
  - Reads the people of a course from a CSV file, such as an export of a school administration system, and checks all
    of them.
  - Cells are separated by commas, semicolons or tabs. The encoding is UTF-8, with or without a byte order mark, or
    Windows-1252. The first line names the columns; a line C(sep=;) before it is accepted. Blank lines and columns that
    are not used are ignored. A blank cell counts as not given.
  - Duplicate names, duplicate seats, names that are not valid for accounts, unknown statuses, and active people without
    the address that O(active_type) requires are errors. The first ten of them are reported together, each with its line
    number.
  - A roster that cannot be read, or that contains no people, is an error as well.
  - Error messages never contain e-mail addresses or phone numbers.
options:
  _terms:
    description:
      - Paths of CSV files, relative to O(base).
      - Or the people themselves, as a list of dictionaries with RV(_raw[].user_name), RV(_raw[].user_email),
        RV(_raw[].user_phone), RV(_raw[].section), RV(_raw[].seat) and RV(_raw[].status), or of user names; problems are
        then reported with the number of the entry. Quote phone numbers.
    type: list
    elements: raw
    required: true
  base:
    description:
      - Directory to which paths are relative, usually that of the lab file. The default is the working directory.
    type: path
  columns:
    description:
      - Headers of the columns by field, compared without case and surrounding spaces. A field that is not listed is
        read from the column with the name of the field, if there is one.
      - The fields are V(user_name), V(user_email), V(user_phone), V(section), V(seat) and V(status).
      - A listed column must be in the file.
    type: dict
  active_type:
    description:
      - How accounts are activated. With V(USER_ACTIVATE), every active person needs an e-mail address or a phone
        number.
    type: str
    choices: [USER_ACTIVATE, ADMIN_ACTIVATE]
    default: USER_ACTIVATE
  problem:
    description:
      - Whether to return a sentence about the problems of each roster, in place of its people. It is blank if there are
        no problems.
    type: bool
    default: false
seealso:
  - plugin: huaweicloud.workspace.lab
    plugin_type: lookup
  - plugin: huaweicloud.workspace.lab_roster_export
    plugin_type: filter
"""

EXAMPLES = r"""
# The file rosters/bio101.csv:
#
#   login;name;mail;phone;section;seat;status
#   mmueller;Mia Müller;mia.mueller@uni.example;;A;;active
#   s0042017;Omar Haddad;omar.haddad@uni.example;+4917000000;A;BIO-07;active
#   jdoe;Jane Doe;jane.doe@uni.example;;B;;left

- name: Show the active members of a course
  ansible.builtin.debug:
    msg: "{{ people | selectattr('status', 'eq', 'active') | map(attribute='user_name') }}"
  vars:
    people: "{{ lookup('huaweicloud.workspace.lab_roster', 'rosters/bio101.csv', columns=columns) }}"
    columns: {user_name: login, user_email: mail, user_phone: phone}

- name: Fail if a roster cannot be used
  ansible.builtin.assert:
    that: problem == ''
    fail_msg: "{{ problem }}"
  vars:
    problem: "{{ lookup('huaweicloud.workspace.lab_roster', people, active_type='ADMIN_ACTIVATE', problem=true) }}"
    people:
      - {user_name: mmueller, section: A}
      - {user_name: s0042017, section: A, seat: BIO-07}
"""

RETURN = r"""
_raw:
  description: People of each roster, in the order of the roster. With O(problem=true), a sentence for each roster.
  type: list
  elements: list
  contains:
    user_name:
      description: Name of the account.
      type: str
    user_email:
      description: E-mail address, if given.
      type: str
    user_phone:
      description: Phone number, if given.
      type: str
    section:
      description: Section, if given.
      type: str
    seat:
      description: Computer name or number of the desired seat, if given.
      type: str
    status:
      description: V(active) or V(left). V(active) if the file contains no status.
      type: str
    line:
      description: Number of the line in the file, or of the entry in the list.
      type: int
"""

from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError, message
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.roster import read_roster


class LookupModule(LookupBase):  # type: ignore[misc]  # ansible-core has no types
    """Reads rosters."""

    def run(self, terms: list[Any], variables: Any = None, **kwargs: Any) -> list[Any]:
        """Return the people of each roster, or what is wrong with it."""
        self.set_options(var_options=variables, direct=kwargs)
        if self.get_option("problem"):
            return [self._problem(term) for term in terms]
        try:
            return [self._read(term) for term in terms]
        except LabError as error:
            raise AnsibleLookupError(message(str(error))) from error

    def _read(self, term: Any) -> list[dict[str, Any]]:
        base = self.get_option("base") or ""
        return read_roster(term, self.get_option("columns"), base, self.get_option("active_type"))

    def _problem(self, term: Any) -> str:
        try:
            self._read(term)
        except LabError as error:
            return message(str(error))
        return ""
