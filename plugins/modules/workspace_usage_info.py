#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_usage_info
short_description: Report how long desktops ran and were used
version_added: 1.0.0
description:
  - Returns for a period how long desktops were used and ran, who was connected, which desktops are unused, and which
    alarms occurred, with totals and with the source of each value.
  - Without O(last) and O(begin), the period is the last 7 days. Times are returned in O(time_zone).
  - A desktop is used while a user is connected to it. A desktop that runs without a connected user is not used, but
    costs money.
  - Connections that overlap or follow each other without a gap count once.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.options.period
  - huaweicloud.workspace.auth
options:
  gather:
    description:
      - What to return.
      - V(desktops) returns how long each desktop was used. Complete past days in UTC are summed up by the service, and
        the other parts of the period are read from login records.
      - V(users) returns how long people used desktops and how often they logged in. Time on several desktops at once is
        added up, in the same way as by the service. If desktops are selected, only those count.
      - V(logins) returns each connection that lies at least partly in the period, and each failed attempt.
      - V(unused) returns the desktops that have not been used for O(min_idle_days), regardless of the period.
      - V(online) returns the desktops to which a user is connected now, and since when.
      - V(states) returns the number of desktops in each state now, and the desktops that run without a logged-in user.
      - V(power) returns how long each desktop ran, and how much of that time no user was connected. This takes at least
        one request for each desktop.
      - V(alarms) returns the alarms that began in the period or have not ended.
    type: list
    elements: str
    choices: [desktops, users, logins, unused, online, states, power, alarms]
    default: [desktops]
  select_names:
    description: Names, globs (V(BIO-*)) or ranges of numbers (V(BIO-[01:12])) of desktops. Only these are evaluated.
    type: list
    elements: str
  select_tags:
    description: Tags, all of which a desktop must have to be evaluated.
    type: dict
  select_pool:
    description: Name or ID of a pool. Only its desktops are evaluated.
    type: str
  select_status:
    description:
      - States, one of which a desktop must have now to be evaluated, such as V(started), V(stopped), V(hibernated) or
        V(CONNECTED).
    type: list
    elements: str
  users:
    description: Names of users without their domain. Only for O(gather=users) and O(gather=logins).
    type: list
    elements: str
  min_idle_days:
    description: Minimum number of days for which desktops that O(gather=unused) returns have not been used, V(0) to
      V(180).
    type: int
    default: 30
  show_people:
    description:
      - Whether to return names of people. If V(false), O(gather=users) returns totals only, and no other result
        contains names of people.
      - Information about who used which desktop at which time is personal data, whose evaluation is not allowed
        everywhere. Results that are registered may be shown by later tasks and stored in logs; C(no_log) on the task
        prevents only the display of this task.
    type: bool
    default: false
  show_terminals:
    description:
      - Whether to return addresses, names and versions of the terminals that people used. Only for O(gather=logins).
      - They are personal data as well, and are never read for any other result.
    type: bool
    default: false
  wait_timeout:
    description:
      - Maximum duration of the whole task, in seconds.
      - The service accepts 200 requests for statistics per minute and user. The module sends at most 180, so that
        O(gather=power) takes more than 5 minutes for 1,000 desktops.
    type: int
    default: 600
notes:
  - The service sums up each day at 02:00 UTC of the next day, for up to 180 days of desktops and 30 days of people. The
    module reads other times from login records. It is not documented how long the service keeps these.
  - If a region does not have an operation, the module falls back from C(ListDesktopUsageMetric) to
    C(ListUsedDesktopInfo) or C(ListUnusedDesktops), and then to login records. RV(sources) contains the operations that
    were used.
  - A value that is not known is V(null), with a reason beside it. It is never V(0), and a desktop without figures is
    never listed as unused.
  - The module needs the IAM permissions C(workspace:statistics:listDesktopMetrics), C(workspace:statistics:getUsed),
    C(workspace:statistics:getUnused), C(workspace:connections:securityList) for login records, and
    C(workspace:desktops:getActions) for O(gather=power).
  - Desktops that were deleted are in V(users) and V(logins) only, and only if no desktops are selected.
  - A desktop that is rebuilt or assigned to another user keeps its ID, and its idleness may include the time of the
    previous user.
seealso:
  - module: huaweicloud.workspace.workspace_desktop_info
  - module: huaweicloud.workspace.workspace_metric_rule
"""

EXAMPLES = r"""
---
- name: Read how long the desktops of a course were used in the last 7 days
  huaweicloud.workspace.workspace_usage_info:
    select_tags: {course: bio101}
    last: 7d
  register: usage

- name: Read how long desktops ran without a connected user
  huaweicloud.workspace.workspace_usage_info:
    gather: [power]
    begin: "2026-11-02"
    end: "2026-11-08"
    time_zone: Europe/Berlin
  register: waste

- name: Find desktops that have not been used for 60 days
  huaweicloud.workspace.workspace_usage_info:
    gather: [unused]
    min_idle_days: 60
  register: idle

- name: Read who is connected now, and how many hours people used this month
  huaweicloud.workspace.workspace_usage_info:
    gather: [online, users]
    begin: "2026-11-01"
    show_people: true
  no_log: true
  register: people
"""

RETURN = r"""
---
period:
  description: The period, in O(time_zone). It never extends beyond the present.
  returned: success
  type: dict
  contains:
    begin: {description: Start of the period., type: str, returned: success, sample: "2026-11-02T00:00:00+01:00"}
    end: {description: End of the period., type: str, returned: success, sample: "2026-11-09T00:00:00+01:00"}
desktops:
  description: Time for which each desktop was used.
  returned: when O(gather) contains V(desktops)
  type: list
  elements: dict
  contains:
    # generated from tests/returns/named_desktop.yml: begin
    desktop_id: {description: ID of this desktop., type: str, returned: success}
    computer_name: {description: Name of this desktop., type: str, returned: success, sample: BIO-01}
    # generated from tests/returns/named_desktop.yml: end
    used_seconds:
      description: Number of seconds for which a user was connected; V(null) if that is not known.
      type: int
      returned: success
      sample: 27000
    used_hours: {description: The same in hours., type: float, returned: success, sample: 7.5}
    exact: {description: Whether the whole period is known., type: bool, returned: success}
    reason: {description: Why it is not exact or not known; empty if it is., type: str, returned: success, sample: ""}
users:
  description: Time for which each person used desktops; V(null) if the region does not return it.
  returned: when O(gather) contains V(users) and O(show_people=true)
  type: list
  elements: dict
  contains:
    user_name: {description: Name of the person., type: str, returned: success, sample: mmueller}
    used_seconds:
      description: Number of seconds for which the person was connected, added up over desktops.
      type: int
      returned: success
      sample: 27000
    used_hours: {description: The same time in hours., type: float, returned: success, sample: 7.5}
    logins: {description: Number of connections., type: int, returned: success, sample: 5}
    failed_logins: {description: Number of attempts that failed., type: int, returned: success, sample: 0}
    exact: {description: Whether the whole period is known for the person., type: bool, returned: success}
    reason: {description: Why it is not exact; empty if it is., type: str, returned: success, sample: ""}
logins:
  description: The connections, the oldest first; V(null) if the region has no login records.
  returned: when O(gather) contains V(logins)
  type: list
  elements: dict
  contains:
    desktop_id:
      description: ID of the desktop; V(null) if the service does not return it and the desktop cannot be found by name.
      type: str
      returned: success
    computer_name: {description: Name of the desktop at that time., type: str, returned: success, sample: BIO-01}
    user_name: {description: Name of the user., type: str, returned: when O(show_people=true), sample: mmueller}
    begin:
      description: Time at which the person was connected, or tried to connect.
      type: str
      returned: success
      sample: "2026-11-02T08:00:12+01:00"
    end:
      description: Time at which the connection ended; V(null) if it has not ended.
      type: str
      returned: success
      sample: "2026-11-02T09:30:00+01:00"
    seconds: {description: Duration of the connection until now., type: int, returned: success, sample: 5388}
    succeeded: {description: Whether the connection was established., type: bool, returned: success}
    terminal:
      description:
        - Terminal of the person, with the keys C(terminal_ip), C(terminal_mac), C(terminal_name), C(terminal_type),
          C(desktop_ip), C(source_ip), C(public_ip), C(client_version) and C(agent_version).
      type: dict
      returned: when O(show_terminals=true)
unused:
  description: The desktops that have not been used for O(min_idle_days), the longest unused first.
  returned: when O(gather) contains V(unused)
  type: list
  elements: dict
  contains:
    # generated from tests/returns/named_desktop.yml: begin
    desktop_id: {description: ID of this desktop., type: str, returned: success}
    computer_name: {description: Name of this desktop., type: str, returned: success, sample: BIO-01}
    # generated from tests/returns/named_desktop.yml: end
    idle_seconds:
      description: Number of seconds since it was last used, or since it was created if it was never used.
      type: int
      returned: success
      sample: 5270400
    idle_days: {description: The same in whole days., type: int, returned: success, sample: 61}
    last_use:
      description: Time at which the last connection ended; V(null) if it was never used or that is not known.
      type: str
      returned: success
      sample: "2026-09-28T16:02:00+02:00"
    never_used: {description: Whether it was never used; V(null) if that is not known., type: bool, returned: success}
    status: {description: Power state of the desktop., type: str, returned: success, sample: SHUTOFF}
    reason: {description: Why the idleness is not exact or not known., type: str, returned: success, sample: ""}
    user_name:
      description: Name of the last user; V(null) if there was none or it is not known.
      type: str
      returned: when O(show_people=true)
unused_unknown:
  description:
    - The desktops for which the time without use is not known, with the fields of RV(unused). Do not treat them as
      unused.
  returned: when O(gather) contains V(unused)
  type: list
  elements: dict
online:
  description: The current connections.
  returned: when O(gather) contains V(online)
  type: list
  elements: dict
  contains:
    # generated from tests/returns/named_desktop.yml: begin
    desktop_id: {description: ID of this desktop., type: str, returned: success}
    computer_name: {description: Name of this desktop., type: str, returned: success, sample: BIO-01}
    # generated from tests/returns/named_desktop.yml: end
    since:
      description: Time since which a user has been connected; V(null) if it is not known.
      type: str
      returned: success
      sample: "2026-11-02T08:00:12+01:00"
    user_name:
      description: Name of the user; V(null) if it is not known.
      type: str
      returned: when O(show_people=true)
    reason: {description: Why the time is not known., type: str, returned: success, sample: ""}
states:
  description: Number of desktops by their state now.
  returned: when O(gather) contains V(states)
  type: dict
  contains:
    desktops: {description: Number of desktops., type: int, returned: success, sample: 40}
    running: {description: Number of those that run., type: int, returned: success, sample: 12}
    stopped: {description: Number of those that are stopped., type: int, returned: success, sample: 27}
    hibernated: {description: Number of those that are hibernated., type: int, returned: success, sample: 0}
    other: {description: Number of those in any other state., type: int, returned: success, sample: 1}
    sessions:
      description:
        - Number of running desktops by their login status, with the keys C(connected), C(disconnected), C(ready),
          C(not_ready) and C(not_told).
      type: dict
      returned: success
      sample: {connected: 9, disconnected: 1, ready: 2, not_ready: 0, not_told: 0}
    running_unused:
      description: The desktops that run without a logged-in user, with C(desktop_id) and C(computer_name).
      type: list
      elements: dict
      returned: success
power:
  description: Time for which each desktop ran in the period.
  returned: when O(gather) contains V(power)
  type: list
  elements: dict
  contains:
    # generated from tests/returns/named_desktop.yml: begin
    desktop_id: {description: ID of this desktop., type: str, returned: success}
    computer_name: {description: Name of this desktop., type: str, returned: success, sample: BIO-01}
    # generated from tests/returns/named_desktop.yml: end
    status: {description: Power state of the desktop now., type: str, returned: success, sample: ACTIVE}
    running_seconds:
      description: Number of seconds for which it ran; V(null) if that is not known.
      type: int
      returned: success
      sample: 36000
    running_hours: {description: The same in hours., type: float, returned: success, sample: 10.0}
    unused_seconds:
      description: Number of these seconds for which no user was connected; V(null) if that is not known.
      type: int
      returned: success
      sample: 9000
    unused_hours: {description: The same in hours., type: float, returned: success, sample: 2.5}
    exact:
      description:
        - Whether the history of the desktop is complete and agrees with its state. A shutdown from within the desktop
          may be missing in it.
      type: bool
      returned: success
    reason: {description: Why it is not exact or not known., type: str, returned: success, sample: ""}
alarms:
  description: The alarms as the service returns them; V(null) if the region has none.
  returned: when O(gather) contains V(alarms)
  type: list
  elements: dict
  contains:
    record_id: {description: ID of the record., type: str, returned: success}
    name: {description: Name of the alarm., type: str, returned: success, sample: High CPU usage}
    status: {description: "V(alarm) while it lasts, V(ok) or V(invalid).", type: str, returned: success, sample: alarm}
    level: {description: "Severity from V(1), critical, to V(4), information.", type: int, returned: success, sample: 1}
    begin_time:
      description: Time at which it began, in UTC.
      type: str
      returned: success
      sample: "2026-11-02T07:11:00Z"
    additional_info: {description: The desktop., type: dict, returned: success}
totals:
  description:
    - Totals by the choices of O(gather), such as C(desktops.used_hours), C(users.users), C(power.unused_hours) or
      C(unused.desktops). Desktops for which nothing is known are counted in C(unknown_desktops), not in the sums; a sum
      is V(null) if nothing is known for any of them.
  returned: success
  type: dict
  sample: {desktops: {desktops: 40, used_desktops: 31, unknown_desktops: 0, used_seconds: 1026000, used_hours: 285.0}}
sources:
  description: Sources of the values, by the choices of O(gather).
  returned: success
  type: dict
  sample:
    desktops:
      - operation: ListDesktopUsageMetric
        begin: "2026-11-02T00:00:00+00:00"
        until: "2026-11-08T00:00:00+00:00"
        reason: ""
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

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.usage.info import (
    USAGE_INFO_SPEC,
    find_usage,
)


def main() -> None:
    run_info(USAGE_INFO_SPEC, find_usage)


if __name__ == "__main__":
    main()
