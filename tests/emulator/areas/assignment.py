# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Assigning desktops to users and groups, and taking them back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from emulator.cloud import catalogue
from emulator.cloud.catalogue import check_fit, find_image, fixed_id, image_of
from emulator.cloud.desktops import (
    RUNNING_OR_OFF,
    announce,
    check_idle,
    cure,
    desktop_of,
    desktops_of,
    failure_row,
    find_desktop,
    refused_rows,
    show,
)
from emulator.cloud.disks import reinstall, wipe
from emulator.cloud.domain import DOMAIN, account_of, has_own_domain, is_group
from emulator.cloud.jobs import job_kind, part, submit
from emulator.cloud.logins import end_session
from emulator.cloud.names import (
    check_computer_name,
    check_new_name,
    check_user_name,
    find_policy,
    names_by,
    taken_names,
)
from emulator.cloud.people import check_user_group, ensure_user, find_user, send_mail
from emulator.cloud.people_data import changes_hands, renaming_begins, status_after_detaching, was_rebuilt
from emulator.cloud.project import Project
from emulator.cloud.quotas import check_quotas
from emulator.cloud.records import Assignment, Desktop, Detachment as Departure, SubJob
from emulator.engine.clock import iso_seconds
from emulator.engine.contract import Body, ProjectOf, Text, Text255, answer
from emulator.engine.errors import GROUP_NOT_FOUND, USER_NOT_FOUND, ApiError, conflict, invalid

router = APIRouter(prefix="/v2/{project_id}")

AssigneeName = Annotated[str, Field(min_length=1, max_length=64)]


class Assignee(Body):
    """A user or group that a desktop is to be assigned to."""

    user_id: Text | None = None
    user_name: AssigneeName
    domain: str | None = None
    user_group: Text
    type: Literal["USER", "GROUP"] = "USER"


class Attachment(Body):
    desktop_id: Text255
    user_name: AssigneeName | None = None
    user_id: Text | None = None
    user_email: Text255 | None = None
    user_group: Annotated[str, Field(pattern=r"^(sudo|default|administrators|users)?$")] | None = None
    computer_name: Annotated[str, Field(min_length=1, max_length=15)] | None = None
    is_clear_data: bool = True
    attach_user_infos: Annotated[list[Assignee], Field(max_length=500)] = []


class AttachRequest(Body):
    desktops: Annotated[list[Attachment], Field(min_length=1, max_length=50)]
    image_type: Text255 | None = None
    image_id: Text | None = None
    desktop_name_policy_id: Annotated[str, Field(max_length=36)] | None = None
    encrypt_type: Literal["KEEP", "UNENCRYPTED", "ENCRYPTED"] = "KEEP"
    kms_id: str | None = None


class AssignModel(Body):
    assign_dimension: Literal["USER", "DESKTOP"] | None = None
    priority_strategy: (
        Literal[
            "USER_NO_DESKTOP",
            "USER_FIXED_DESKTOP_NUM",
            "DESKTOP_ASSIGN_USER_PRIORITY",
            "DESKTOP_ASSIGN_FIXED_USER",
            "DESKTOP_ASSIGN_USERS_OR_GROUPS",
            "FIXED_RELATION",
        ]
        | None
    ) = None
    desktop_assigin_user_num: Annotated[int, Field(ge=1)] | None = None
    user_assigin_desktop_num: Annotated[int, Field(ge=1)] | None = None
    desktop_name_policy_id: Annotated[str, Field(max_length=36)] | None = None


class BatchAttachRequest(Body):
    desktops: Annotated[list[Attachment], Field(min_length=1, max_length=100)]
    users: Annotated[list[Assignee], Field(max_length=500)] = []
    assign_model: AssignModel | None = None


class Detached(Body):
    user_id: Text | None = None
    user_name: AssigneeName
    domain: str | None = None
    user_group: Text | None = None
    type: Literal["USER", "GROUP"] = "USER"


class Detachment(Body):
    desktop_id: Text
    is_detach_all_users: bool = False
    detach_user_infos: Annotated[list[Detached], Field(max_length=500)] = []


class BatchDetachRequest(Body):
    desktops: Annotated[list[Detachment], Field(min_length=1, max_length=100)]


class DetachRequest(Body):
    desktop_ids: Annotated[list[Text255], Field(min_length=1, max_length=100)]
    shutoff_after_detach: bool = False


def _resolve(project: Project, assignee: Assignee) -> Assignment:
    """Return the assignment to an existing user or group, or refuse.

    An account of the service's own domain becomes a user with that; its groups are in no list.
    """
    fields: dict[str, Any] = {"user_group": assignee.user_group, "domain": assignee.domain, "type": assignee.type}
    if assignee.type == "GROUP":
        for group in project.groups.values():
            if group.name == assignee.user_name and assignee.user_id in (None, group.id):
                return Assignment(user_id=group.id, user_name=group.name, **fields)
        if is_group(project, assignee.user_name):
            group_id = fixed_id(f"domain-group/{assignee.user_name}")
            return Assignment(user_id=group_id, user_name=assignee.user_name, **fields)
        raise ApiError(400, GROUP_NOT_FOUND, f"The user group {assignee.user_name} does not exist.")
    account = account_of(project, assignee.user_name)
    if account is not None:
        ensure_user(project, account, domain=DOMAIN)
    user = find_user(project, assignee.user_name)
    if user is None or assignee.user_id not in (None, user.id):
        raise ApiError(400, USER_NOT_FOUND, f"The user {assignee.user_name} does not exist.")
    return Assignment(user_id=user.id, user_name=user.user_name, **fields)


def _assignees(project: Project, row: Attachment, os_type: str) -> list[Assignment]:
    """Return whom a desktop is to be assigned to; ``attach_user_infos`` wins over the single user.

    A single user who does not exist is made if the row has an address for the invitation.
    """
    if row.attach_user_infos:
        for assignee in row.attach_user_infos:
            if assignee.type == "USER":
                check_user_name(assignee.user_name, os_type, has_own_domain(project))
        return [_resolve(project, assignee) for assignee in row.attach_user_infos]
    if not row.user_name or not row.user_group:
        raise invalid("user_name and user_group are needed where attach_user_infos is empty.")
    check_user_name(row.user_name, os_type, has_own_domain(project))
    if find_user(project, row.user_name) is None and row.user_email:
        check_quotas(project, {"users": 1})
        ensure_user(project, row.user_name, row.user_email)
    return [_resolve(project, Assignee(user_id=row.user_id, user_name=row.user_name, user_group=row.user_group))]


def _check_attachment(desktop: Desktop, assignees: list[Assignment], os_type: str) -> None:
    if desktop.desktop_type == "DEDICATED":
        if len(assignees) > 1:
            raise invalid(f"Desktop {desktop.shown_name} is for one user.")
        if desktop.assignments:
            raise conflict(f"Desktop {desktop.shown_name} is assigned already.")
    known = {assignment.user_id for assignment in desktop.assignments}
    for assignment in assignees:
        check_user_group(assignment.user_group, os_type)
        if assignment.user_id in known:
            raise conflict(f"Desktop {desktop.shown_name} is assigned to {assignment.user_name} already.")
        known.add(assignment.user_id)


def _attach(project: Project, rows: list[Attachment], image: catalogue.Image | None, policy_id: str | None) -> Response:
    """Start the job that assigns desktops, and names those by a policy that are given no name."""
    policy = find_policy(project, policy_id) if policy_id else None
    if len({row.desktop_id for row in rows}) < len(rows):
        raise invalid("A desktop is named twice.")
    parts: list[dict[str, Any]] = []
    desktops: list[Desktop] = []
    new_names: set[str] = set()
    for row in rows:
        desktop = find_desktop(project, row.desktop_id)
        check_idle(desktop, RUNNING_OR_OFF)
        os_type = (image or image_of(project, desktop.image_id)).os_type
        if image:
            check_fit(catalogue.PRODUCTS[desktop.product_id], image, desktop.root.size)
        assignees = _assignees(project, row, os_type)
        _check_attachment(desktop, assignees, os_type)
        people = [assignment.user_name for assignment in assignees if assignment.type == "USER"]
        if policy is not None and row.computer_name is None:
            row.computer_name = names_by(policy, taken_names(project) | new_names, 1, assignees[0].user_name)[0]
        name = row.computer_name or desktop.name
        if name.casefold() != desktop.name.casefold():
            check_computer_name(name)
            check_new_name(taken_names(project), name, people)
            if name.casefold() in new_names:
                raise invalid(f"The desktop name {name} is given twice.")
            new_names.add(name.casefold())
        elif name.casefold() in {person.casefold() for person in people}:
            raise invalid(f"The user name must not be the same as the desktop name {name}.")
        desktops.append(desktop)
        arguments = {
            "assignees": [assignment.model_dump() for assignment in assignees],
            "clear": row.is_clear_data,
            "mail": row.user_email,
            "name": row.computer_name,
            "image_id": image.id if image else None,
        }
        parts.append(part(desktop.id, desktop.shown_name, user_name=assignees[0].user_name, arguments=arguments))
    for desktop in desktops:
        desktop.operation = "attach"
    return answer({"job_id": submit(project, "attachDesktops", parts)})


@router.post("/desktops/attach")
async def attach_instances(project: ProjectOf, body: AttachRequest) -> Response:
    """AttachInstances."""
    if bool(body.image_id) != bool(body.image_type):
        raise invalid("image_id and image_type belong together.")
    if (body.encrypt_type == "ENCRYPTED") != bool(body.kms_id):
        raise invalid("kms_id is for encrypt_type ENCRYPTED, which needs it.")
    image = find_image(project, body.image_id, body.image_type) if body.image_id and body.image_type else None
    return _attach(project, body.desktops, image, body.desktop_name_policy_id)


def _distribute(project: Project, body: BatchAttachRequest, model: AssignModel) -> list[Attachment]:
    """Return who gets which desktop under a strategy."""
    users = list(body.users)
    desktops = [row.model_copy() for row in body.desktops]
    if not users:
        raise invalid(f"users is needed for {model.priority_strategy}.")
    if model.priority_strategy in ("USER_NO_DESKTOP", "USER_FIXED_DESKTOP_NUM"):
        if model.user_assigin_desktop_num is None:
            raise invalid(f"user_assigin_desktop_num is needed for {model.priority_strategy}.")
        if model.priority_strategy == "USER_NO_DESKTOP":
            users = [user for user in users if not desktops_of(project, _resolve(project, user).user_id)]
        wanted = [user for user in users for _number in range(model.user_assigin_desktop_num)]
        groups = [[user] for user in wanted]
    elif model.priority_strategy == "DESKTOP_ASSIGN_USER_PRIORITY":
        groups = [[user] for user in users]
    elif model.priority_strategy == "DESKTOP_ASSIGN_FIXED_USER":
        count = model.desktop_assigin_user_num
        if count is None:
            raise invalid("desktop_assigin_user_num is needed for DESKTOP_ASSIGN_FIXED_USER.")
        groups = [users[index : index + count] for index in range(0, len(users), count)]
    else:
        groups = [users for _row in desktops]
    for row, group in zip(desktops, groups, strict=False):
        row.attach_user_infos = group
    chosen = desktops[: len(groups)]
    if not chosen:
        raise invalid("There is nobody to assign a desktop to.")
    return chosen


@router.post("/desktops/batch-attach")
async def batch_attach_instances(project: ProjectOf, body: BatchAttachRequest) -> Response:
    """BatchAttachInstances."""
    model = body.assign_model
    if model is None or model.priority_strategy in (None, "FIXED_RELATION"):
        return _attach(project, body.desktops, None, model.desktop_name_policy_id if model else None)
    return _attach(project, _distribute(project, body, model), None, model.desktop_name_policy_id)


def _attaching(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    desktop.attach_state = "ATTACHING"
    desktop.task_status = "updating"


def _attached(project: Project, sub_job: SubJob) -> None:
    """The users have the desktop; its data is cleared if its last user gets it back, unless forbidden."""
    desktop = desktop_of(project, sub_job)
    arguments = sub_job.arguments
    assignees = [Assignment.model_validate(row) for row in arguments["assignees"]]
    changes_hands(project, desktop, {assignment.user_id for assignment in assignees})
    if arguments["clear"] and desktop.last_user in {assignment.user_id for assignment in assignees}:
        for disk in desktop.disks:
            wipe(project, desktop, disk, "attach")
    status = desktop.status
    if arguments["image_id"]:
        end_session(project, desktop, "attach")
        reinstall(project, desktop, image_of(project, arguments["image_id"]), "attach")
        was_rebuilt(project, desktop)
        cure(desktop, "rebuild")
        status = "ACTIVE"
        announce(project, desktop, "POST_REATTACH_DESKTOP_SUCCESS")
    if arguments["name"]:
        renaming_begins(project, desktop)
        desktop.name = desktop.host_name = arguments["name"]
    desktop.assignments.extend(assignees)
    desktop.attach_state = "ATTACHED"
    if arguments["mail"]:
        send_mail(project, desktop, assignees[0].user_name, arguments["mail"], "desktop assigned")
    show(project, desktop, status)


def _not_attached(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    desktop.attach_state = "ATTACHFAIL"
    show(project, desktop, desktop.status)


job_kind("attachDesktops", _attaching, _attached, _not_attached)


def _leaving(desktop: Desktop, row: Detachment) -> list[str]:
    """Return the IDs of the users whom a desktop is taken from, or refuse."""
    check_idle(desktop, RUNNING_OR_OFF)
    if row.is_detach_all_users:
        if not desktop.assignments:
            raise conflict(f"Desktop {desktop.shown_name} is not assigned to anybody.")
        return [assignment.user_id for assignment in desktop.assignments]
    if not row.detach_user_infos:
        raise invalid("Give is_detach_all_users or detach_user_infos.")
    known = {(found.type, found.user_name.casefold()): found for found in desktop.assignments}
    leaving: list[str] = []
    for info in row.detach_user_infos:
        found = known.get((info.type, info.user_name.casefold()))
        if info.type == "USER" and info.user_id is None:
            raise invalid("user_id is needed to detach a user.")
        if found is None or info.user_id not in (None, found.user_id):
            raise invalid(f"Desktop {desktop.shown_name} is not assigned to {info.user_name}.")
        leaving.append(found.user_id)
    return leaving


def _detach(project: Project, job_type: str, rows: list[Detachment], shut_off: bool) -> Response:
    """Start the job that takes desktops back; those that refuse are rows of the answer."""
    parts: list[dict[str, Any]] = []
    failed: list[dict[str, str]] = []
    refusals = refused_rows(project, [row.desktop_id for row in rows])
    for row in rows:
        try:
            if row.desktop_id in refusals:
                raise refusals[row.desktop_id]
            desktop = find_desktop(project, row.desktop_id)
            leaving = _leaving(desktop, row)
        except ApiError as error:
            failed.append(failure_row(row.desktop_id, project.desktops.get(row.desktop_id), error))
            continue
        desktop.operation = "detach"
        arguments = {"leaving": leaving, "shut_off": shut_off}
        parts.append(
            part(desktop.id, desktop.shown_name, user_name=desktop.assignments[0].user_name, arguments=arguments)
        )
    body: dict[str, Any] = {"failed_operation_list": failed}
    if parts:
        body["job_id"] = submit(project, job_type, parts)
        body["success_job_ids"] = project.jobs[body["job_id"]].sub_job_ids
    return answer(body)


@router.post("/desktops/batch-detach")
async def batch_detach_instances(project: ProjectOf, body: BatchDetachRequest) -> Response:
    """BatchDetachInstances: without a job_id if no desktop could be taken back."""
    return _detach(project, "batchDetachDesktops", body.desktops, False)


@router.get("/desktops/{desktop_id}/detach-info")
async def list_desktop_detach_info(project: ProjectOf, desktop_id: str) -> Response:
    """ListDesktopDetachInfo: whom the desktop was taken from."""
    desktop = find_desktop(project, desktop_id)
    rows = [
        {
            "desktop_id": desktop.id,
            "desktop_name": desktop.shown_name,
            "user_id": departure.assignment.user_id,
            "user_name": departure.assignment.user_name,
            "user_group": departure.assignment.user_group,
            "type": departure.assignment.type,
            "detach_time": iso_seconds(departure.time),
        }
        for departure in desktop.detachments
    ]
    return answer({"desktop_detach_infos": rows})


@router.post("/desktops/detach")
async def detach_instances(project: ProjectOf, body: DetachRequest) -> Response:
    """DetachInstances."""
    rows = [Detachment(desktop_id=desktop_id, is_detach_all_users=True) for desktop_id in body.desktop_ids]
    return _detach(project, "detachDesktops", rows, body.shutoff_after_detach)


def _detaching(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    desktop.attach_state = "DEATTACHING"
    desktop.task_status = "updating"
    end_session(project, desktop, "detach")


def _detached(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    leaving = sub_job.arguments["leaving"]
    desktop.detachments.extend(
        Departure(assignment=row, time=project.now) for row in desktop.assignments if row.user_id in leaving
    )
    desktop.assignments = [row for row in desktop.assignments if row.user_id not in leaving]
    desktop.attach_state = "ATTACHED" if desktop.assignments else "DEATTACHED"
    show(project, desktop, status_after_detaching(project, desktop, sub_job.arguments["shut_off"]))


def _not_detached(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    desktop.attach_state = "DEATTACHFAIL"
    show(project, desktop, desktop.status)


job_kind("batchDetachDesktops", _detaching, _detached, _not_detached)
job_kind("detachDesktops", _detaching, _detached, _not_detached)
