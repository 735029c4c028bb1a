# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What desktops, disks and people count against the quotas of a project."""

from __future__ import annotations

from emulator.cloud import catalogue
from emulator.cloud.project import Project
from emulator.engine.errors import invalid


def usage(project: Project) -> dict[str, int]:
    """Return what the project uses of each quota."""
    products = [catalogue.PRODUCTS[desktop.product_id] for desktop in project.desktops.values()]
    sizes = [disk.size for desktop in project.desktops.values() for disk in desktop.all_disks]
    return {
        "general_instances": sum(not product.is_gpu for product in products),
        "gpu_instances": sum(product.is_gpu for product in products),
        "volumes": len(sizes),
        "volume_gigabytes": sum(sizes),
        "cores": sum(product.cpu for product in products),
        "Memory": sum(product.memory for product in products) // 1024,
        "users": len(project.users),
        "policy_groups": 0,
    }


def check_quotas(project: Project, extra: dict[str, int]) -> None:
    """Refuse what would exceed a quota; -1 is no limit."""
    used = usage(project)
    for name, count in extra.items():
        if count > 0 and 0 <= project.quotas[name] < used[name] + count:
            raise invalid(
                f"The quota {name} is exceeded: {project.quotas[name]} in all, {used[name]} used, {count} wanted."
            )
