# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What operations on desktops share: finding them, refusing busy ones, how their status moves, loss and disturbance."""

from __future__ import annotations

from collections.abc import Iterable

from emulator import catalogue
from emulator.engine import REGISTERED_AFTER, SHOWN_AFTER
from emulator.errors import ApiError, busy, conflict, invalid, not_found
from emulator.fleet import SYSTEM_CONTENT
from emulator.images import images_of
from emulator.logins import disconnect
from emulator.project import Project, on
from emulator.records import Desktop, Disk, Snapshot, SubJob

RUNNING_OR_OFF = ("ACTIVE", "SHUTOFF")
ANY_STATUS = ("ACTIVE", "SHUTOFF", "HIBERNATED", "ERROR")


def find_desktop(project: Project, desktop_id: str) -> Desktop:
    """Return a desktop that lists show, or refuse with 404."""
    desktop = project.desktops.get(desktop_id)
    if desktop is None or not desktop.listed:
        raise not_found(f"The desktop does not exist. DesktopId {desktop_id}")
    return desktop


def find_desktops(project: Project, desktop_ids: Iterable[str]) -> list[Desktop]:
    """Return the desktops of a request, each once."""
    return [find_desktop(project, desktop_id) for desktop_id in dict.fromkeys(desktop_ids)]


def check_idle(desktop: Desktop, allowed: Iterable[str] = ANY_STATUS) -> None:
    """Refuse a desktop on which something is going on, or whose status does not allow the operation."""
    if desktop.operation or desktop.status not in allowed:
        raise busy(desktop.shown_name)


def failure_row(desktop_id: str, desktop: Desktop | None, error: ApiError) -> dict[str, str]:
    """Return a row of ``failed_operation_list``."""
    return {
        "desktop_id": desktop_id,
        "desktop_name": desktop.shown_name if desktop else "",
        "error_code": error.code,
        "error_msg": error.message,
    }


def taken_names(project: Project) -> set[str]:
    """Return the desktop names in use, folded: they are unique without case."""
    names = {desktop.name.casefold() for desktop in project.desktops.values()}
    names.update(desktop.new_name.casefold() for desktop in project.desktops.values() if desktop.new_name)
    return names


def check_new_name(taken: set[str], name: str, users: Iterable[str] = ()) -> None:
    """Refuse a desktop name that is taken already or is the name of the desktop's user."""
    if name.casefold() in taken:
        raise conflict(f"The desktop name {name} already exists.")
    if name.casefold() in {user.casefold() for user in users}:
        raise invalid(f"The user name must not be the same as the desktop name {name}.")


def desktop_of(project: Project, sub_job: SubJob) -> Desktop:
    """Return the desktop that a sub-job works on."""
    return project.desktops[sub_job.desktop_id]


def show(project: Project, desktop: Desktop, status: str, after: float = SHOWN_AFTER) -> None:
    """Let the desktop show a status and be idle, a while after its operation ended."""
    project.after(
        after * project.job_seconds,
        "desktop-shown",
        desktop_id=desktop.id,
        status=status,
        operation=desktop.operation,
    )


@on("desktop-shown")
def desktop_shown(project: Project, desktop_id: str, status: str, operation: str) -> None:
    """The desktop's status follows what has happened."""
    desktop = project.desktops.get(desktop_id)
    if desktop is None or desktop.operation != operation:
        return
    desktop.status = status
    desktop.task_status = ""
    desktop.process = None
    desktop.operation = ""
    if status != "ACTIVE":
        desktop.login_status = "UNREGISTER"
    elif desktop.login_status == "UNREGISTER":
        project.after(REGISTERED_AFTER * project.job_seconds, "desktop-registered", desktop_id=desktop.id)


@on("desktop-registered")
def desktop_registered(project: Project, desktop_id: str) -> None:
    """The agent of a running desktop reports that people can log in."""
    desktop = project.desktops.get(desktop_id)
    if desktop is not None and desktop.status == "ACTIVE" and desktop.login_status == "UNREGISTER":
        desktop.login_status = "REGISTERED"


def announce(project: Project, desktop: Desktop, life_cycle_type: str) -> None:
    """Tell the tasks that wait for it what has happened to a desktop."""
    project.after(0, "desktop-life-cycle", settles=False, desktop_id=desktop.id, life_cycle_type=life_cycle_type)


def end_session(project: Project, desktop: Desktop, by: str, login_status: str = "UNREGISTER") -> None:
    """End the session on a desktop; somebody who is still in it is disturbed."""
    if desktop.session_user is not None:
        project.log(project.disturbed, desktop=desktop.shown_name, user=desktop.session_user, by=by)
        desktop.session_user = None
        disconnect(project, desktop)
    desktop.login_status = login_status


def wipe(project: Project, desktop: Desktop, disk: Disk, by: str, content: str | None = None) -> None:
    """Lose what is on a disk, for good."""
    project.log(project.wiped, desktop=desktop.shown_name, disk=disk.device, content=disk.content, by=by)
    disk.content = content


def reinstall(project: Project, desktop: Desktop, image: catalogue.Image, by: str) -> None:
    """Give a desktop a new system disk from an image."""
    desktop.image_id = image.id
    desktop.image_type = image.image_type
    desktop.upper_case = image.upper_case
    wipe(project, desktop, desktop.root, by, SYSTEM_CONTENT.format(image_id=image.id))


def remember_loss(project: Project, desktop: Desktop, disks: Iterable[Disk], by: str) -> None:
    """Note disks that are gone, with what was on them."""
    project.log(
        project.deleted,
        desktop=desktop.shown_name,
        desktop_id=desktop.id,
        by=by,
        disks=[{"device": disk.device, "size": disk.size, "content": disk.content} for disk in disks],
    )


def forget_snapshots(project: Project, desktop: Desktop) -> None:
    """Let the snapshots of a desktop go with it."""
    snapshots = project.table(Snapshot)
    for snapshot in list(snapshots.values()):
        if snapshot.desktop_id == desktop.id:
            del snapshots[snapshot.id]


def send_mail(project: Project, desktop: Desktop, user_name: str, address: str, about: str) -> None:
    """Note a mail that the service sends to a person; the address may be unknown."""
    project.log(project.mails, to=user_name, address=address, about=about, desktop=desktop.shown_name)


def find_image(project: Project, image_id: str, image_type: str) -> catalogue.Image:
    """Return an image of the catalogue, or refuse."""
    image = images_of(project).get(image_id)
    if image is None or image.image_type != image_type:
        raise invalid(f"The {image_type} image {image_id} does not exist.")
    return image


def find_product(product_id: str) -> catalogue.Product:
    """Return a product that can be ordered by the hour, or refuse."""
    product = catalogue.PRODUCTS.get(product_id)
    if product is None:
        raise invalid(f"The product {product_id} does not exist.")
    if product.status != "normal":
        raise invalid(f"The product {product_id} is sold out.")
    if product.charge_mode != "1":
        raise invalid(f"The product {product_id} is yearly/monthly and needs an order.")
    return product


def check_fit(product: catalogue.Product, image: catalogue.Image, root_size: int) -> None:
    """Refuse an image that the product or the system disk cannot take."""
    if product.os_type != image.os_type or product.architecture != image.architecture:
        raise invalid(f"The image {image.name} does not fit the product {product.product_id}.")
    if root_size < image.min_disk:
        raise invalid(f"The image {image.name} needs a system disk of {image.min_disk} GB.")


def find_subnet(subnet_id: str) -> catalogue.Subnet:
    """Return a subnet, or refuse."""
    subnet = catalogue.SUBNETS.get(subnet_id)
    if subnet is None:
        raise invalid(f"The subnet {subnet_id} does not exist.")
    return subnet


def check_security_groups(group_ids: Iterable[str]) -> None:
    """Refuse unknown security groups."""
    for group_id in group_ids:
        if group_id not in catalogue.SECURITY_GROUPS:
            raise invalid(f"The security group {group_id} does not exist.")


WINDOWS_GROUPS = ("administrators", "users")
LINUX_GROUPS = ("sudo", "default")


def check_user_group(user_group: str, os_type: str) -> None:
    """Refuse a user group that the operating system does not have."""
    if user_group not in (WINDOWS_GROUPS if os_type == "Windows" else LINUX_GROUPS):
        raise invalid(f"The user group {user_group} does not exist on {os_type}.")
