# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventory of cloud desktops."""

from __future__ import annotations

DOCUMENTATION = r"""
name: workspace_desktops
short_description: Cloud desktops as hosts
version_added: 1.0.0
author:
  - huaweicloud.workspace contributors (@huaweicloud)
description:
  - Reads hosts from Huawei Cloud Workspace. The configuration is a YAML file whose name ends in V(.workspace.yml) or
    V(.workspace.yaml), for example C(bio101.workspace.yml).
  - Each desktop is a host. Desktops are read from lists, in pages of 1,000, never one by one. A desktop that is being
    deleted is not a host.
  - The plugin only reads, and does not make desktops reachable. Ansible must run where it can reach their network, and
    the desktops must allow SSH or Windows Remote Management. The examples show connection variables, which O(compose)
    sets.
  - If anything cannot be read completely, the file provides no hosts at all. Ansible then issues a warning and
    continues without them, unless E(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED) is V(true).
extends_documentation_fragment:
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
  - huaweicloud.workspace.auth
options:
  plugin:
    description: The name of this plugin.
    type: str
    required: true
    choices: [huaweicloud.workspace.workspace_desktops]
  projects:
    description:
      - Projects to read, in one or several regions. Each entry is a dictionary with the options O(region),
        O(project_id), O(project_name), and the options for credentials, endpoints and connections.
      - Options that an entry does not contain are taken from the file. Credentials are taken as a whole. An entry with
        a region but without a project uses the default project of the region, which has the same name.
      - When not given, the project of the credentials is read.
    type: list
    elements: dict
  lab:
    description:
      - Names of labs. A desktop must belong to one of them by its tag C(workspace-lab), or by the tag of its pool.
    type: list
    elements: str
  tags:
    description: Tags, all of which a desktop must have.
    type: dict
  pool:
    description: Names or IDs of pools. A desktop must belong to one of them.
    type: list
    elements: str
  status:
    description:
      - Statuses of desktops, such as V(ACTIVE), V(SHUTOFF), V(HIBERNATED) or V(ERROR). V(started), V(stopped) and
        V(hibernated) are accepted as well.
    type: list
    elements: str
  subnet:
    description: Name or ID of the subnet of the desktop.
    type: str
  image:
    description: Name or ID of the image of the desktop.
    type: str
  select_names:
    description: Names, globs (V(BIO-*)) or ranges of numbers (V(BIO-[01:12])), compared without case.
    type: list
    elements: str
  include_filters:
    description:
      - Jinja conditions, of which a desktop must meet at least one. They can use the same variables as O(compose).
      - A condition with an undefined value, for example a tag that a desktop does not have, is not met, or is an error
        with O(strict=true). Any other condition that cannot be evaluated is always an error.
    type: list
    elements: str
  exclude_filters:
    description: Conditions as in O(include_filters). A desktop that meets one of them is not a host.
    type: list
    elements: str
  hostnames:
    description:
      - Expressions for the names of hosts, of which the first one with a result is used. They can use the same
        variables as O(compose). When not given, the name of a host is the name of its desktop, or its ID if the desktop
        has no name.
      - Characters other than letters, digits, V(_), V(.) and V(-) are replaced by V(_).
      - If several desktops would have the same name, a warning names them, and the ID of each is appended to its name.
    type: list
    elements: str
  hostvars_prefix:
    description: Prefix of the names of host variables.
    type: str
    default: workspace_
  connect_with:
    description:
      - Address for C(ansible_host), the first of these that the desktop has. V(private) is its first address in its
        subnet, V(eip) its public address, and V(computer_name) its name.
      - V(eip) takes one more list. C(ansible_host) is not set if the desktop has none of them.
    type: list
    elements: str
    choices: [private, eip, computer_name]
    default: [private]
  group_by:
    description:
      - Predefined groups, which are created without Jinja. V(lab) creates groups such as C(lab_bio101), V(pool)
        C(pool_bio101_drop_in), V(power) C(power_started), C(power_stopped) and C(power_hibernated), V(login_status)
        C(login_status_REGISTERED), V(image) C(image_win11_bio_2026_09), V(product)
        C(product_workspace_c2_large_windows_2), and V(os) C(os_Windows).
      - Characters that are not valid in group names are replaced by V(_). A warning is issued if different values
        result in the same group.
    type: list
    elements: str
    choices: [lab, pool, power, login_status, image, product, os]
    default: []
  people:
    description:
      - Whether to set the host variable C(workspace_users), which contains the users to whom the desktop is assigned.
    type: bool
    default: false
  wait_timeout:
    description: Maximum number of seconds to read one project.
    type: int
    default: 600
notes:
  - Where the description of an option refers to a task, it means this inventory file. Its options can be templates,
    which can use the variables given with C(-e), and can be encrypted with Ansible Vault. Values from the environment
    and from the profile file are used as they are.
  - Strings from the service are never evaluated as templates. One with other characters than letters, digits, spaces
    and C(_.:/+@-) is shown as C({"__ansible_unsafe":"..."}) by C(ansible-inventory --list).
  - Names such as C(workspace_pool) or C(workspace_tags.course) in O(compose), O(keyed_groups) and O(hostnames) are
    looked up directly. Any other expression takes about a millisecond for each host.
  - The cache contains the data that the service returned. It is used only with the credentials, projects and filters
    with which it was created.
seealso:
  - module: huaweicloud.workspace.workspace_desktop_info
  - module: huaweicloud.workspace.workspace_script_execution
    description: Runs scripts on desktops through the service, without any connection to them.
"""

EXAMPLES = r"""# fmt: code
---
# All desktops of the project that the environment or the profile file names.
plugin: huaweicloud.workspace.workspace_desktops

---
# The desktops of a lab, with predefined groups such as power_started.
plugin: huaweicloud.workspace.workspace_desktops
lab: [bio101]
group_by: [power, pool, os]

---
# Running desktops of two projects; the region distinguishes names that occur in both.
plugin: huaweicloud.workspace.workspace_desktops
projects:
  - {region: ap-southeast-1, project_name: ap-southeast-1_teaching}
  - {region: ap-southeast-3, project_id: 05c1fef6a0000f8c2f9ac01c5eb3e1a7}
status: [started]
hostnames: ["workspace_region ~ '-' ~ workspace_computer_name"]
keyed_groups:
  - {key: workspace_region, prefix: region}

---
# Credentials from variables on the command line (-e); desktops by tag, without those in maintenance or in use.
plugin: huaweicloud.workspace.workspace_desktops
region: ap-southeast-1
access_key: "{{ teaching_access_key }}"
secret_key: "{{ teaching_secret_key }}"
tags: {course: bio101}
exclude_filters:
  - workspace_in_maintenance_mode
  - workspace_login_status in ["CONNECTED", "DISCONNECTED"]
keyed_groups:
  - {key: workspace_tags.room, prefix: room, default_value: none}

---
# Connections: Windows by PSRP, which needs pypsrp on the controller, and Linux by SSH.
# Users and passwords belong in vaulted group_vars, for example of the group os_Windows.
plugin: huaweicloud.workspace.workspace_desktops
connect_with: [private, eip]
group_by: [os]
compose:
  ansible_connection: "'psrp' if workspace_os_type == 'Windows' else 'ssh'"
  ansible_port: "5986 if workspace_os_type == 'Windows' else 22"
  ansible_psrp_auth: "'negotiate'"
  ansible_psrp_cert_validation: "'validate'"

---
# The same for Windows by WinRM (needs pywinrm on the controller).
plugin: huaweicloud.workspace.workspace_desktops
include_filters: [workspace_os_type == "Windows"]
compose:
  ansible_connection: "'winrm'"
  ansible_port: "5986"
  ansible_winrm_transport: "'ntlm'"
  ansible_shell_type: "'powershell'"

---
# For AWX: enabled_var workspace_power_state, enabled_value started. With a cache that is valid for ten minutes.
plugin: huaweicloud.workspace.workspace_desktops
lab: [bio101, che202]
group_by: [lab, power]
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: .cache/workspace
cache_timeout: 600
"""

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ansible import constants
from ansible.errors import AnsibleParserError, AnsibleUndefinedVariable
from ansible.module_utils.basic import missing_required_lib
from ansible.module_utils.common.text.converters import to_text
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible.release import __version__ as ansible_version
from ansible.utils.vars import combine_vars

from ansible_collections.huaweicloud.workspace.plugins.module_utils.auth import Settings
from ansible_collections.huaweicloud.workspace.plugins.module_utils.client import Client
from ansible_collections.huaweicloud.workspace.plugins.module_utils.deadline import Deadline
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import (
    CredentialsError,
    InputError,
    WorkspaceError,
    message,
    plain,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.shapes import misshapen
from ansible_collections.huaweicloud.workspace.plugins.module_utils.transport import REQUESTS_IMPORT_ERROR
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.inventory.filters import Filters, Row
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.inventory.hosts import (
    address,
    host_name,
    ready_groups,
    unique,
)
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.inventory.projects import (
    check_keys,
    fingerprint,
    settings_of,
)
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.inventory.reading import read_projects
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.inventory.trust import marker, settled

_SUFFIXES = (".workspace.yml", ".workspace.yaml")
_FORMAT = 1
"""The form of what is cached; another number makes older caches void."""

_EXPRESSIONS = ("compose", "groups", "keyed_groups", "hostnames", "include_filters", "exclude_filters")
"""Options that are evaluated for each host, and not as templates of the file."""

_PLAIN_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):  # type: ignore[misc]  # ansible-core has no types
    """Adds the desktops of projects as hosts."""

    NAME = "huaweicloud.workspace.workspace_desktops"

    def verify_file(self, path: str) -> bool:
        """Tell whether the plugin is meant for a file, by the end of its name."""
        return bool(super().verify_file(path)) and path.endswith(_SUFFIXES)

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Read the file and add the hosts; nothing is added unless all of them could be read."""
        super().parse(inventory, loader, path, cache)
        if REQUESTS_IMPORT_ERROR:
            raise AnsibleParserError(missing_required_lib("requests"))
        self.templar.available_variables = self._vars
        try:
            self._check_shape(self.loader.load_from_file(path))
            config = self._read_config_data(path)
            check_keys(config, self._options, "the file")
            options = self._options_of_file()
            rows = self._rows(options, path, cache)
            self._populate(rows, options, path)
        except (WorkspaceError, CredentialsError) as error:
            # Some ansible-core print the cause of an error as well, which says the same.
            raise AnsibleParserError(message(str(error))) from None

    # What the file says

    def _check_shape(self, config: Any) -> None:
        """Look at the shape of what is given before ansible-core does, which shows values, cannot read some numbers,
        and does not look at the items of lists. Raises :class:`InputError`."""
        if isinstance(config, Mapping):
            documented = constants.config.get_configuration_definitions("inventory", self._load_name)
            wrong = next(misshapen(documented, config), "")
            if wrong:
                raise InputError(wrong)

    def _options_of_file(self) -> dict[str, Any]:
        """Return the options of the file, with their templates filled in once."""
        options = {
            name: value if name in _EXPRESSIONS else self._filled(value)
            for name, value in self._options.items()
            if not name.startswith("cache")
        }
        prefix = options["hostvars_prefix"]
        if not str(prefix).isidentifier() or str(prefix).startswith("ansible_"):
            raise InputError(
                f'hostvars_prefix is "{prefix}", but must begin like the name of a variable, and not with ansible_'
            )
        if options["wait_timeout"] < 1:
            raise InputError(f"wait_timeout is {options['wait_timeout']}, but must be 1 or more (seconds)")
        return options

    def _filled(self, value: Any) -> Any:
        """Return a value of the file with its templates filled in and decrypted."""
        if isinstance(value, Mapping):
            return {key: self._filled(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._filled(inner) for inner in value]
        if value is None or isinstance(value, (bool, int, float)):
            return value
        text = value if isinstance(value, str) else to_text(str(value))
        return self.templar.template(text) if "{{" in text or "{%" in text else text

    # What the service or the cache says

    def _rows(self, options: Mapping[str, Any], path: str, cache: bool) -> list[Row]:
        """Return the desktops, from the cache if it may be used and has them."""
        settings = settings_of(options, os.environ, os.path.expanduser("~"))
        for warning in {warning: None for one in settings for warning in one.warnings}:
            self.display.warning(warning)
        filters = Filters.of(options)
        eips = "eip" in options["connect_with"]
        if not self.get_option("cache"):
            return self._read(settings, filters, eips, options)
        key = f"{self.get_cache_key(path)}_{fingerprint(settings, _FORMAT, vars(filters), eips, options['people'])}"
        if cache and key in self.cache:
            cached: list[Row] = self.cache[key]
            return cached
        self.cache[key] = rows = self._read(settings, filters, eips, options)
        return rows

    def _read(
        self, settings: Sequence[Settings], filters: Filters, eips: bool, options: Mapping[str, Any]
    ) -> list[Row]:
        agent = f"ansible-core/{ansible_version}"
        clients = (Client(one, Deadline(options["wait_timeout"]), agent) for one in settings)
        reading = read_projects(clients, filters, eips, options["people"])
        for warning in reading.warnings:
            self.display.warning(warning)
        return list(reading.rows)

    # What happens to it

    def _populate(self, rows: Sequence[Row], options: Mapping[str, Any], path: str) -> None:
        """Add the hosts with their variables, and then the groups: no group is taken for a host that is yet to come."""
        hosts = self._hosts(rows, options)
        self.display.v(f"{path}: {len(hosts)} of {len(rows)} desktops are hosts")
        id_name = f"{options['hostvars_prefix']}desktop_id"
        wanted = [(host.name, host.desktop_id) for host in hosts]
        names, warnings = unique(wanted, lambda name, desktop_id: self._is_taken(name, id_name, desktop_id))
        owners = {row["lab"] for row in rows}
        warnings += [
            f"no desktop of the lab {plain(lab)} was found" for lab in options["lab"] or () if lab not in owners
        ]
        for warning in warnings:
            self.display.warning(f"{path}: {warning}")
        new = [name for name in names if name not in self.inventory.hosts]
        try:
            for host, name in zip(hosts, names):
                self._add(host, name, options)
            self._group(hosts, options)
        except Exception:
            for name in new:
                if name in self.inventory.hosts:
                    self.inventory.remove_host(self.inventory.hosts[name])
            raise

    def _add(self, host: _Host, name: str, options: Mapping[str, Any]) -> None:
        """Add one host, and tell it all variables that it then has."""
        host.name = name
        self.inventory.add_host(name)
        # The same as set_variable for each, at a twentieth of its cost.
        self.inventory.hosts[name].vars.update(host.variables)
        seen = {**host.variables, "inventory_hostname": name}
        if self.get_option("use_extra_vars"):
            seen = combine_vars(seen, self._vars)
        compose = options["compose"] or {}
        self._set_composite_vars(compose, seen, name, strict=self.get_option("strict"))
        own = self.inventory.hosts[name].vars
        own.update({variable: settled(own[variable]) for variable in compose if variable in own})
        host.variables = {**seen, **own}

    def _hosts(self, rows: Sequence[Row], options: Mapping[str, Any]) -> list[_Host]:
        """Return the desktops that the conditions let through, in the order of their names."""
        mark = marker()
        hosts = []
        for row in rows:
            variables = {f"{options['hostvars_prefix']}{name}": mark(value) for name, value in row.items()}
            reached = address(row, options["connect_with"])
            if reached:
                variables["ansible_host"] = mark(reached)
            if self._is_wanted(row, variables, options):
                hosts.append(_Host(self._name(row, variables, options), row, variables))
        return sorted(hosts, key=lambda host: (host.name, host.desktop_id))

    def _is_wanted(self, row: Row, variables: Mapping[str, Any], options: Mapping[str, Any]) -> bool:
        include, exclude = options["include_filters"] or (), options["exclude_filters"] or ()
        desktop = row["computer_name"] or row["desktop_id"]
        if include and not any(self._holds(condition, variables, desktop) for condition in include):
            self.display.vv(f"{plain(desktop)} is no host: it meets none of include_filters")
            return False
        met = next((condition for condition in exclude if self._holds(condition, variables, desktop)), None)
        if met is not None:
            self.display.vv(f"{plain(desktop)} is no host: it meets {met} of exclude_filters")
        return met is None

    def _holds(self, condition: str, variables: Mapping[str, Any], desktop: str) -> bool:
        """Tell whether a condition is met. One that cannot be evaluated says nothing of which desktops are hosts."""
        self.templar.available_variables = variables
        try:
            if hasattr(self.templar, "evaluate_conditional"):
                return bool(self.templar.evaluate_conditional(condition))
            return bool(boolean(self.templar.template("{% if " + condition + " %}true{% else %}false{% endif %}")))
        except Exception as error:  # pylint: disable=broad-except
            if isinstance(error, AnsibleUndefinedVariable) and not self.get_option("strict"):
                return False
            raise InputError(
                f"the condition {condition} cannot be evaluated for {plain(desktop)}: {plain(error)}"
            ) from error

    def _name(self, row: Row, variables: Mapping[str, Any], options: Mapping[str, Any]) -> str:
        for expression in options["hostnames"] or ():
            try:
                found = self._compose(expression, variables)
            except Exception as error:  # pylint: disable=broad-except
                if self.get_option("strict"):
                    raise InputError(
                        f"the host name {expression} cannot be evaluated for {plain(row['computer_name'])}: "
                        f"{plain(error)}"
                    ) from error
                continue
            if found not in (None, "") and host_name(found):
                return host_name(found)
        named = () if options["hostnames"] else (row["computer_name"],)
        return next((host_name(name) for name in named if host_name(name)), host_name(row["desktop_id"]))

    def _is_taken(self, name: str, id_name: str, desktop_id: str) -> bool:
        """Tell whether a name means something else in the inventory; another source may tell more of the same host."""
        host = self.inventory.hosts.get(name)
        other = host.vars.get(id_name) if host else None
        return name in constants.LOCALHOST or name in self.inventory.groups or other not in (None, desktop_id)

    def _group(self, hosts: Sequence[_Host], options: Mapping[str, Any]) -> None:
        meant: dict[str, set[str]] = {}
        more = {"strict": self.get_option("strict"), "fetch_hostvars": False}
        for host in hosts:
            for group, value in ready_groups(host.row, options["group_by"], self._sanitize_group_name).items():
                meant.setdefault(group, set()).add(value)
                self.inventory.add_group(group)
                self.inventory.add_host(host.name, group)
            self._add_host_to_composed_groups(options["groups"], host.variables, host.name, **more)
            self._add_host_to_keyed_groups(options["keyed_groups"], host.variables, host.name, **more)
        for group, values in meant.items():
            if len(values) > 1:
                told = ", ".join(plain(value) for value in sorted(values))
                self.display.warning(f"the group {group} has the desktops of several values: {told}")

    def _compose(self, template: Any, variables: Mapping[str, Any], **more: Any) -> Any:
        """Evaluate an expression. A name alone is looked up, which is a thousand times faster."""
        found = _looked_up(template, variables)
        if isinstance(found, (str, list, dict)):
            return found
        try:
            return super()._compose(template, variables, **more)
        except Exception as error:
            self.display.vv(f"{variables.get('inventory_hostname')}: {template} is skipped: {plain(error)}")
            raise


class _Host:
    """A desktop that becomes a host."""

    def __init__(self, name: str, row: Row, variables: dict[str, Any]) -> None:
        self.name = name
        self.row = row
        self.desktop_id: str = row["desktop_id"]
        self.variables = variables


def _looked_up(expression: Any, variables: Mapping[str, Any]) -> Any:
    """Return the value of a name such as ``workspace_tags.course``, or ``None`` if only Jinja can tell."""
    if not isinstance(expression, str) or not _PLAIN_NAME.fullmatch(expression):
        return None
    found: Any = variables
    for part in expression.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found
