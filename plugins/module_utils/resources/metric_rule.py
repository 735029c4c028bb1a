# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that tell somebody each morning of desktops which nobody has used for days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..client import Client
from ..errors import InputError
from ..names import Kind
from .base import STATE_SPEC, WRITE_UNKNOWN_SPEC, things
from .described import ApiField, DescribedResource

METRIC_RULE = Kind(
    "notification rule",
    "/v2/{project_id}/statistics/notify-rules",
    "items",
    id="rule_id",
    name="metric_name",
    limit=100,
)

_RECORDS = "/v2/{project_id}/statistics/notification-records"
_IDLENESS = "desktop_idle_duration"

METRIC_RULE_SPEC: dict[str, dict[str, Any]] = {
    "metric_name": {"type": "str", "choices": [_IDLENESS], "default": _IDLENESS},
    "threshold": {"type": "int"},
    "interval": {"type": "int"},
    "enable": {"type": "bool"},
    "notify_object": {"type": "str"},
    **STATE_SPEC,
    **WRITE_UNKNOWN_SPEC,
}

METRIC_RULE_INFO_SPEC: dict[str, dict[str, Any]] = {
    "metric_name": {"type": "str"},
    "matches": {"type": "bool", "default": False},
}

_MOST_DAYS = 30
_TOPIC, _LONGEST_TOPIC = "urn:smn:", 1024


class MetricRuleResource(DescribedResource):
    """A rule (ListMetricNotifyRule, AddMetricNotifyRule, UpdateMetricNotifyRule, DeleteMetricNotifyRule). There is one
    for each metric at most, so that the metric is its name."""

    kind = METRIC_RULE
    identity = ApiField(name="metric_name")
    fields = (
        ApiField(name="threshold", needed=True),
        ApiField(name="interval"),
        ApiField(name="enable"),
        ApiField(name="notify_object", needed=True),
    )
    returns = "metric_rule"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        super().__init__(client, options)
        for name in ("threshold", "interval"):
            days = options[name]
            if days is not None and not 1 <= days <= _MOST_DAYS:
                raise InputError(f"{name} is {days}, but must be between 1 and {_MOST_DAYS} (days)")
        topic = options["notify_object"]
        if topic is not None and not (topic.startswith(_TOPIC) and len(topic) <= _LONGEST_TOPIC):
            raise InputError(
                f'notify_object is "{topic}", but must be the URN of a topic of SMN, such as '
                f"{_TOPIC}REGION:PROJECT:TOPIC, of up to {_LONGEST_TOPIC} characters"
            )

    def create_body(self, desired: Mapping[str, Any]) -> dict[str, Any]:
        """A rule can only be about what is at least so long, and counts unless the task says otherwise."""
        return {"comparison_operator": ">=", "enable": True, **desired}


def find_metric_rules(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rules, or that of a metric, with the number of desktops that they match now where that is asked for
    (ListMetricNotifyRecord)."""
    name = options["metric_name"]
    rules = [{"id": row["rule_id"], **row} for row in things(client, METRIC_RULE, name)]
    if options["matches"]:
        for rule in rules:
            records = client.list_all(_RECORDS, "items", {"rule_id": rule["id"]}, limit=100)
            rule["match_count"] = records[0]["match_count"] if records else None
    return {"metric_rules": rules}
