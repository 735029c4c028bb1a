#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_application_restriction
short_description: Turn the restriction of programs on or off
version_added: 1.0.0
description:
  - Changes the settings by which the restricted application rules of Huawei Cloud Workspace have an effect.
  - B(The settings apply to all desktops of the project.) Turn the restriction on after all rules are as desired, see
    M(huaweicloud.workspace.workspace_application_rule).
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.wait_timeout
  - huaweicloud.workspace.options.write_unknown
options:
  app_restrict_rule_switch:
    description:
      - Whether the programs that restricted rules describe are denied. A warning is issued when this is turned on,
        since it applies to the whole project.
    type: bool
  app_control_mode:
    description: How restricted rules are applied. The service has one mode, V(0), which denies the programs.
    type: int
    choices: [0]
  app_periodic_switch:
    description: Whether the service looks for denied programs that are running already.
    type: bool
  app_periodic_interval:
    description: Number of minutes between two such checks, at least 1.
    type: int
  app_force_kill_proc_switch:
    description: Whether denied programs that are found running are ended. Unsaved work in them is lost.
    type: bool
  write_unknown:
    description:
      - What to do with a desired setting that cannot be compared, because the service does not return the current
        value. V(with_changes) writes it along with other changes and fails if there are none, V(always) writes it in
        every run, which then always reports a change.
notes:
  - At least one of the settings must be given; the others are kept.
  - The project always has these settings, so there is no O(ignore:state). The module
    M(huaweicloud.workspace.workspace_application_rule_info) returns them.
seealso:
  - module: huaweicloud.workspace.workspace_application_rule
  - module: huaweicloud.workspace.workspace_application_rule_info
"""

EXAMPLES = r"""
---
- name: Deny the programs of restricted rules, also those that are running
  huaweicloud.workspace.workspace_application_restriction:
    app_restrict_rule_switch: true
    app_periodic_switch: true
    app_periodic_interval: 5
    app_force_kill_proc_switch: true

- name: Allow all programs again
  huaweicloud.workspace.workspace_application_restriction:
    app_restrict_rule_switch: false
"""

RETURN = r"""
---
# generated from tests/returns/application_restriction.yml: begin
application_restriction:
  description: Current settings of the project. One that the service does not return is V(null).
  returned: success
  type: dict
  contains:
    app_restrict_rule_switch:
      description: Whether the programs of restricted rules are denied.
      type: bool
      returned: success
      sample: true
    app_control_mode: {description: How restricted rules are applied., type: int, returned: success, sample: 0}
    app_periodic_switch:
      description: Whether the service looks for denied programs that are running.
      type: bool
      returned: success
      sample: false
    app_periodic_interval:
      description: Number of minutes between two such checks.
      type: int
      returned: success
      sample: 10
    app_force_kill_proc_switch:
      description: Whether denied programs that are found running are ended.
      type: bool
      returned: success
      sample: false
# generated from tests/returns/application_restriction.yml: end
actions:
  # generated from tests/returns/actions.yml: begin
  description: The steps that were carried out, or in check mode would be carried out, in order.
  returned: always
  type: list
  elements: dict
  contains:
    verb: {description: What the step does., type: str, returned: always}
    target: {description: Name of the target as written in the task., type: str, returned: always}
    fields:
      description: The fields that the step changes, each with its value C(before) and C(after).
      type: dict
      returned: always
  # generated from tests/returns/actions.yml: end
  sample:
    - verb: configure
      target: application_restriction
      fields: {app_restrict_rule_switch: {before: false, after: true}}
results:
  # generated from tests/returns/results.yml: begin
  description: The outcome for each target that was changed, skipped or failed.
  returned: always
  type: list
  elements: dict
  contains:
    target: {description: Name of the target as in RV(actions)., type: str, returned: always}
    state:
      description:
        - V(done), V(skipped), V(failed), V(not started), V(submitted) with O(ignore:wait=false), or V(planned) in check
          mode.
      type: str
      returned: always
    reason: {description: Why the target was not changed., type: str, returned: unless the state is done or planned}
    changed: {description: Whether the plan changes the target., type: bool, returned: when the plan changes it}
    diff: {description: The part of RV(ignore:diff) for this target., type: dict, returned: when the plan changes it}
    error_code: {description: Error code for this target., type: str, returned: when the service sends it}
  # generated from tests/returns/results.yml: end
  sample: [{target: application_restriction, state: done}]
# generated from tests/returns/unknown.yml: begin
unknown:
  description:
    - The desired fields that could not be compared, because the service does not return their current value, by target.
      See O(write_unknown).
  returned: always
  type: dict
  sample: {}
# generated from tests/returns/unknown.yml: end
# generated from tests/returns/no_jobs.yml: begin
jobs:
  description: Always empty, since these operations do not start jobs.
  returned: always
  type: list
  elements: dict
  sample: []
# generated from tests/returns/no_jobs.yml: end
# generated from tests/returns/errors.yml: begin
error_code:
  description: Error code of the service.
  returned: when the service refuses a request
  type: str
  sample: WKS.00010032
http_status:
  description: HTTP status of the refused request.
  returned: when the service refuses a request
  type: int
  sample: 409
request_id:
  description: ID of the refused request, for inquiries to Huawei Cloud.
  returned: when the service refuses a request
  type: str
error_detail:
  description: Further details of the error.
  returned: when the service sends them
  type: str
encoded_authorization_message:
  description: Encoded reason for a missing permission, which the STS service can decode.
  returned: when the service sends it
  type: str
# generated from tests/returns/errors.yml: end
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.application_restriction import (
    APPLICATION_RESTRICTION_SPEC,
    ApplicationRestrictionResource,
)


def main() -> None:
    run(APPLICATION_RESTRICTION_SPEC, ApplicationRestrictionResource)


if __name__ == "__main__":
    main()
