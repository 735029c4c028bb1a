# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the service of a project: their specification and their rules."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import InputError
from ..base import WRITE_UNKNOWN_SPEC

LOCAL_AD = "LOCAL_AD"
ALL = "ALL"
NEEDED_FOR_AD = (
    "domain_name",
    "domain_admin_account",
    "domain_password",
    "active_domain_ip",
    "active_domain_name",
    "active_dns_ip",
)
"""What the service has to be told of a domain that it does not keep itself."""

_STANDBY = ("standby_domain_ip", "standby_domain_name", "standby_dns_ip")
_ADDRESSES = ("active_domain_ip", "active_dns_ip", "standby_domain_ip", "standby_dns_ip")

RESERVED = ipaddress.IPv4Network("172.16.0.0/12")
"""Addresses that the service uses itself."""

MOST_NETWORKS = 5
_PORTS = range(1025, 65536)
_ENTERPRISE_ID = re.compile(r"[a-zA-Z0-9_-]{1,32}")

_DEDICATED_PARAM = {
    "type": "dict",
    "options": {
        "address": {"type": "str"},
        "port": {"type": "int"},
        "availability_zone": {"type": "list", "elements": "str"},
    },
}

SERVICE_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "ad_domains": {
        "type": "dict",
        "options": {
            "domain_type": {"type": "str", "choices": ["LITE_AS", LOCAL_AD], "required": True},
            "domain_name": {"type": "str"},
            "domain_admin_account": {"type": "str"},
            "domain_password": {"type": "str", "no_log": True},
            "active_domain_ip": {"type": "str"},
            "active_domain_name": {"type": "str"},
            "active_dns_ip": {"type": "str"},
            "standby_domain_ip": {"type": "str"},
            "standby_domain_name": {"type": "str"},
            "standby_dns_ip": {"type": "str"},
            "delete_computer_object": {"type": "bool"},
            "use_ldaps": {"type": "bool"},
            "tls_config": {
                "type": "dict",
                "options": {
                    "cert_pem": {"type": "str"},
                    "cert_start_time": {"type": "str"},
                    "cert_end_time": {"type": "str"},
                },
            },
            "cba_enabled": {"type": "bool"},
            "certificate_id": {"type": "str"},
            "domain_controllers": {
                "type": "list",
                "elements": "dict",
                "options": {"dc_ip": {"type": "str", "required": True}, "dc_name": {"type": "str", "required": True}},
            },
        },
    },
    "update_password": {"type": "str", "choices": ["on_create", "always"], "default": "on_create", "no_log": False},
    "vpc": {"type": "str", "aliases": ["vpc_id"]},
    "subnets": {"type": "list", "elements": "str", "aliases": ["subnet_ids"]},
    "management_subnet_cidr": {"type": "str", "aliases": ["manage_subnet_cidr"]},
    "access_mode": {"type": "str", "choices": ["INTERNET", "DEDICATED", "BOTH"]},
    "dedicated_subnets": {"type": "list", "elements": "str"},
    "apply_shared_vpc_dedicated_param": _DEDICATED_PARAM,
    "apply_dedicated_standby_network_param": _DEDICATED_PARAM,
    "adn_conflict_network": {"type": "str"},
    "internet_access_port": {"type": "int"},
    "enterprise_id": {"type": "str"},
    "is_send_email": {"type": "bool"},
    "dc_vnc_ip": {"type": "str"},
    "authorized_collect_log": {"type": "bool"},
    "authorized_hda_upgrade": {"type": "bool"},
    "is_authorized_install_agent": {"type": "bool"},
    "enable_user_create_snapshot": {"type": "bool"},
    "otp_config_info": {
        "type": "dict",
        "options": {
            "enable": {"type": "bool", "required": True},
            "receive_mode": {"type": "str", "choices": ["VMFA", "HMFA"]},
            "auth_url": {"type": "str"},
            "app_id": {"type": "str"},
            "app_secret": {"type": "str", "no_log": True},
            "auth_server_access_mode": {"type": "str", "choices": ["INTERNET", "DEDICATED", "SYSTEM_DEFAULT"]},
            "cert_content": {"type": "str"},
            "apply_rule": {
                "type": "dict",
                "options": {
                    "rule_type": {"type": "str", "choices": ["ACCESS_MODE"], "default": "ACCESS_MODE"},
                    "rule": {"type": "str", "choices": ["INTERNET", "PRIVATE"], "required": True},
                },
            },
            "apply_objects": {
                "type": "list",
                "elements": "dict",
                "options": {
                    "object_type": {"type": "str", "choices": ["USER", "USER_GROUP", ALL], "required": True},
                    "object_name": {"type": "str", "aliases": ["name", "object_id"]},
                },
            },
        },
    },
    "unlocked": {"type": "bool", "default": False},
    "confirm": {"type": "str"},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 1800},
    **WRITE_UNKNOWN_SPEC,
}


def check(options: Mapping[str, Any]) -> None:
    """Check what can be checked without the service.

    :raises InputError: an option is out of its range, or contradicts another.
    """
    if options["state"] == "absent":
        return
    _check_domain(options["ad_domains"] or {})
    _check_access(options)
    _check_second_factor(options["otp_config_info"])
    if options["subnets"] is not None and not options["subnets"]:
        raise InputError("the list of subnets is empty; the service needs one at least")
    if options["management_subnet_cidr"] is not None:
        cidr = network(options["management_subnet_cidr"], "management_subnet_cidr")
        if cidr.overlaps(RESERVED):
            raise InputError(f"management_subnet_cidr is {cidr}, which overlaps the reserved {RESERVED}")
    enterprise_id = options["enterprise_id"]
    if enterprise_id is not None and not _ENTERPRISE_ID.fullmatch(enterprise_id):
        raise InputError(
            f'enterprise_id is "{enterprise_id}", but takes 1 to 32 letters, digits, hyphens and underscores'
        )


def _check_domain(domain: Mapping[str, Any]) -> None:
    if domain and domain["domain_type"] != LOCAL_AD:
        foreign = [name for name in (*NEEDED_FOR_AD, *_STANDBY) if name != "domain_name" and domain[name]]
        if foreign:
            raise InputError(f"ad_domains.{foreign[0]} is for domain_type {LOCAL_AD} alone")
    for name in _ADDRESSES:
        if domain.get(name):
            _address(domain[name], name)
    for controller in domain.get("domain_controllers") or ():
        _address(controller["dc_ip"], "domain_controllers.dc_ip")
    told = [name for name in _STANDBY if domain.get(name)]
    if told and len(told) < len(_STANDBY):
        lacking = next(name for name in _STANDBY if name not in told)
        raise InputError(f"ad_domains.{told[0]} is given without {lacking}; they belong together")


def _check_access(options: Mapping[str, Any]) -> None:
    networks: Sequence[str] = options["dedicated_subnets"] or []
    if len(networks) > MOST_NETWORKS:
        raise InputError(f"dedicated_subnets has {len(networks)} networks, but takes at most {MOST_NETWORKS}")
    for text in networks:
        network(text, "dedicated_subnets")
    if networks and options["access_mode"] == "INTERNET":
        raise InputError("dedicated_subnets needs access_mode DEDICATED or BOTH")
    _check_port(options["internet_access_port"], "internet_access_port")
    for name in ("apply_shared_vpc_dedicated_param", "apply_dedicated_standby_network_param"):
        _check_port((options[name] or {}).get("port"), name + ".port")


def _check_port(port: Any, name: str) -> None:
    if port is not None and port not in _PORTS:
        raise InputError(f"{name} is {port}, but must be from {_PORTS[0]} to {_PORTS[-1]}")


def _check_second_factor(otp: Any) -> None:
    for one in (otp or {}).get("apply_objects") or ():
        if (one["object_type"] == ALL) != (one["object_name"] is None):
            wrong = "takes no" if one["object_type"] == ALL else "needs an"
            raise InputError(
                f"otp_config_info.apply_objects: an item of object_type {one['object_type']} {wrong} object_name"
            )


def _address(text: str, name: str) -> None:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        raise InputError(f'ad_domains.{name} is "{text}", but must be an IPv4 address') from None


def network(text: str, name: str) -> ipaddress.IPv4Network:
    """Return the network that an option says.

    :raises InputError: it is none.
    """
    try:
        return ipaddress.IPv4Network(text)
    except ValueError:
        raise InputError(f'{name} is "{text}", but must be a network like 192.168.0.0/24') from None
