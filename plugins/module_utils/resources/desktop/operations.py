# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How each verb of a desktop is carried out: the requests for the steps of one stage, as few as the API allows."""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Callable

from ...apply import Call, carries_out
from ...client import Client
from ...errors import Answer
from ...fields import filled, given
from ...jobs import CREATED, STATE_API, Job, SubJob, recent_job
from ...plan import REBUILT, SYSTEM_DISK, Step, Verb, chunks
from ..catalogue import own_group
from ..kinds import ENTERPRISE_PROJECT
from ..power import PowerOperations
from .fields import EACH, FIELDS, TOGETHER
from .options import Desired, Policy
from .planner import Creation, Work
from .state import JOINED_DOMAIN, MAX_BATCH, Desktop, Disk, Person, reached, read_all, read_ids
from .verbs import VERBS

_DESKTOPS = "/v2/{project_id}/desktops"
_REJOIN = _DESKTOPS + "/batch-rejoin-domain"
_ATTACH_BATCH = 50


class DesktopOperations(PowerOperations):
    """Makes the calls of one task.

    :param ids: the desktop ID of each target, as far as known; grows while desktops are created.
    :param now: the newest state of each desktop, by ID.
    """

    verb_table: Mapping[str, Verb] = VERBS

    def __init__(
        self,
        client: Client,
        policy: Policy,
        ids: Mapping[str, str],
        now: Mapping[str, Desktop],
        image_type: Callable[[str | None, str | None], str],
        vpc_of: Callable[[str | None], str | None],
    ) -> None:
        super().__init__(client, policy.power_type, ids, now)
        self._policy = policy
        self._image_type = image_type
        self._vpc_of = vpc_of

    # Shared by all verbs

    def _batch(
        self,
        steps: Sequence[Step],
        method: str,
        path: str,
        body: Callable[[Sequence[Step]], Any],
        size: int = MAX_BATCH,
        until: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Iterable[Call]:
        """Yield one call for each ``size`` steps that are started as a job and end in a state."""
        for part in chunks(steps, size):
            yield self._job_call(part, method, path, body, dict(until or {}), **more)

    def _job_call(
        self,
        steps: Sequence[Step],
        method: str,
        path: str,
        body: Callable[[Sequence[Step]], Any],
        until: dict[str, Any],
        **more: Any,
    ) -> Call:
        verb = steps[0].verb
        targets = {step.target: self._ids.get(step.target) for step in steps}
        failures = self._failures(steps)
        half = len(steps) // 2

        def again(part: Sequence[Step]) -> Call:
            return self._job_call(part, method, path, body, until, **more)

        return Call(
            method,
            path,
            steps,
            body=body(steps),
            jobs=lambda answer: self._jobs(answer, verb, _besides(targets, failures(answer)), until),
            failures=failures,
            find_effect=self._effect_finder(verb, targets, until),
            split=lambda: [again(steps[:half]), again(steps[half:])] if half else [],
            **more,
        )

    def _jobs(
        self, answer: Answer, verb: str, targets: Mapping[str, str | None], until: dict[str, Any]
    ) -> Sequence[Job]:
        now = self._client.server_time()
        if answer.get("job_id"):
            return [Job(answer["job_id"], "workspace-sub-jobs", verb, dict(targets), until, now)]
        names = {desktop_id: name for name, desktop_id in targets.items()}
        single = [
            Job(row["job_id"], "workspace-sub-jobs", verb, {names[row["desktop_id"]]: row["desktop_id"]}, until, now)
            for row in answer.get("jobs") or []
            if row.get("desktop_id") in names
        ]
        if single or not targets:
            return single
        if not until:
            raise LookupError("job_id")
        found = {**targets, **answer.get("found", {})}
        return [Job(None, STATE_API, verb, found, until, now)]

    def _to_see(self, steps: Sequence[Step], until: Mapping[str, Any]) -> dict[str, Any]:
        """Return what of a state can be waited for: not what the service does not tell of one of these desktops."""
        there = [self._now[self._id(step)] for step in steps]
        return {name: value for name, value in until.items() if all(getattr(one, name) is not None for one in there)}

    def _effect_finder(
        self, verb: str, targets: Mapping[str, str | None], until: Mapping[str, Any]
    ) -> Callable[[], Answer | None]:
        since = self._client.server_time()
        ids = [desktop_id for desktop_id in targets.values() if desktop_id]
        concerned = set(ids)
        # A state that was there before tells nothing (a rebuild with the same image).
        telling = [one for one in ids if until and not reached(self._now.get(one), until)]

        def find() -> Answer | None:
            job_id = recent_job(self._client, VERBS[verb].jobs, since, lambda sub_job: sub_job.target_id in concerned)
            if job_id:
                return {"job_id": job_id}
            now = read_ids(self._client, telling) if telling else {}
            return {} if telling and all(reached(now.get(one), until) for one in telling) else None

        return find

    # Creating and deleting

    @carries_out("create")
    def _create(self, steps: Sequence[Step]) -> Iterable[Call]:
        named, alone = [], []
        for step in steps:
            creation: Creation = step.payload
            if creation.parts:
                for name, size in creation.parts:
                    yield self._create_call(
                        [step], {**self._shape(creation.desired), "desktop_name": name, "size": size}
                    )
            elif creation.desired.owner:
                named.append(step)
            else:
                alone.append(step)
        for group in _grouped(named, self._creation_key):
            for part in chunks(group, MAX_BATCH):
                yield self._create_call(part, self._list_body(part))
        # The API names an unassigned desktop only when it is the single one of its call.
        for step in alone:
            shape = self._shape(step.payload.desired)
            yield self._create_call([step], {**shape, "desktop_name": step.payload.desired.computer_name, "size": 1})

    def _creation_key(self, step: Step) -> Any:
        """Return what desktops must have in common to be created by one call, which takes addresses for all or none."""
        desired: Desired = step.payload.desired
        return [self._shape(desired), bool(desired.options.get("desktop_ips"))]

    def _create_call(self, steps: Sequence[Step], body: dict[str, Any]) -> Call:
        """CreateDesktop."""
        ips = [ip for step in steps for ip in step.payload.desired.options.get("desktop_ips") or []]
        if ips:
            body = {**body, "desktop_ips": ips}
        targets: dict[str, str | None] = {step.target: None for step in steps}
        return Call(
            "POST",
            _DESKTOPS,
            steps,
            body=body,
            jobs=lambda answer: self._jobs(answer, "create", targets, dict(CREATED)),
            find_effect=self._creation_finder(steps, body),
            split=lambda: self._creation_halves(steps, body),
        )

    def _creation_halves(self, steps: Sequence[Step], body: dict[str, Any]) -> Sequence[Call]:
        """Return two calls for half of the desktops each: of a list, or of a number of one name."""
        half = len(body.get("desktops") or ()) // 2
        if half:
            return [self._create_call(part, self._list_body(part)) for part in (steps[:half], steps[half:])]
        size = body.get("size", 1)
        sizes = (size - size // 2, size // 2) if size > 3 else ()
        return [self._create_call(steps, {**body, "size": part}) for part in sizes]

    def _creation_finder(self, steps: Sequence[Step], body: Mapping[str, Any]) -> Callable[[], Answer | None]:
        since = self._client.server_time()
        names = {str(item.get("computer_name") or item["user_name"]).lower() for item in body.get("desktops", [])}
        prefix = (body.get("desktop_name") or "").lower()

        def concerns(sub_job: SubJob) -> bool:
            lowered = [name.lower() for name in sub_job.names]
            return any(name in names or prefix and name.startswith(prefix) for name in lowered)

        def find() -> Answer | None:
            job_id = recent_job(self._client, VERBS["create"].jobs, since, concerns)
            if job_id:
                return {"job_id": job_id}
            named = {(step.payload.desired.computer_name or "").lower(): step.target for step in steps}
            rows = read_all(self._client, {"computer_name": next(iter(named))} if len(named) == 1 else None)
            found = {
                named[row.computer_name.lower()]: row.desktop_id for row in rows if row.computer_name.lower() in named
            }
            return {"found": found} if found else None

        return find

    def _list_body(self, steps: Sequence[Step]) -> dict[str, Any]:
        desired = [step.payload.desired for step in steps]
        return {**self._shape(desired[0]), "desktops": [_item(one) for one in desired]}

    def _shape(self, one: Desired) -> dict[str, Any]:
        """Return the part of a creation that desktops of one call have in common."""
        options, ids = one.options, one.ids
        nics = ids.get("nics") or ([ids["subnet"]] if ids.get("subnet") else [])
        groups = [*(ids.get("security_groups") or []), *own_group(ids)]
        return filled(
            {
                **{field.sent: field.request(options, ids) for field in FIELDS if TOGETHER in field.created},
                "image_type": self._image_type(options.get("image_type"), ids["image"]),
                "root_volume": options["root_volume"],
                "data_volumes": options.get("data_volumes"),
                "nics": [{"subnet_id": subnet_id} for subnet_id in nics],
                "security_groups": [{"id": group_id} for group_id in groups],
                "tags": [{"key": str(key), "value": str(value)} for key, value in (options.get("tags") or {}).items()],
                "email_notification": self._policy.email_notification,
            }
        )

    @carries_out("delete")
    def _delete(self, steps: Sequence[Step]) -> Iterable[Call]:
        """BatchDeleteDesktops."""
        policy = self._policy
        return self._batch(
            steps,
            "POST",
            _DESKTOPS + "/batch-delete",
            lambda part: {
                "desktop_ids": [self._id(step) for step in part],
                "delete_users": policy.delete_users,
                "email_notification": policy.email_notification,
                "is_force_delete": policy.is_force_delete,
            },
            until={"gone": True},
        )

    # Changing in place

    @carries_out("tag")
    def _tag(self, steps: Sequence[Step]) -> Iterable[Call]:
        """BatchDeleteDesktopsTags, then BatchAddDesktopsTags, which overwrites."""
        for method, removing in (("DELETE", True), ("POST", False)):
            rows = []
            for step in steps:
                changes = {key: one for key, one in step.payload.data.items() if (one.after is None) == removing}
                tags = [
                    {"key": key, "value": change.before if removing else change.after}
                    for key, change in changes.items()
                ]
                if tags:
                    rows.append((step, {"desktop_id": self._id(step), "tags": tags}))
            for part in chunks(rows, MAX_BATCH):
                body = {"desktops": [row for step, row in part]}
                yield Call(method, _DESKTOPS + "/batch-tags", [step for step, row in part], body=body, repeatable=True)

    @carries_out("move")
    def _move(self, steps: Sequence[Step]) -> Iterable[Call]:
        """MigrateResource of the service for enterprise projects, one call a desktop: there is no other."""
        for step in steps:
            project = step.payload.desired.options["enterprise_project_id"]
            body = {
                "resource_type": "workspace-desktop",
                "resource_id": self._id(step),
                "project_id": self._client.project_id,
                "region_id": self._client.settings.region,
            }
            path = f"{ENTERPRISE_PROJECT.path}/{project}/resources-migrate"
            yield Call("POST", path, [step], body=given(body), service=ENTERPRISE_PROJECT.service, repeatable=True)

    @carries_out("rename")
    def _rename(self, steps: Sequence[Step]) -> Iterable[Call]:
        """UpdateDesktop, one call a desktop: there is no other."""
        for step in steps:
            desktop_id, name = self._id(step), step.payload.desired.computer_name
            until = {"status": "ACTIVE"}
            yield Call(
                "PUT",
                f"{_DESKTOPS}/{desktop_id}",
                [step],
                body={"desktop": {"computer_name": name}},
                jobs=functools.partial(self._jobs, verb="rename", targets={step.target: desktop_id}, until=until),
                repeatable=True,
            )

    @carries_out("resize")
    def _resize(self, steps: Sequence[Step]) -> Iterable[Call]:
        """ResizeDesktop. The service stops a running desktop first."""
        for group in _grouped(steps, lambda step: step.payload.desired.ids["product"]):
            product_id = group[0].payload.desired.ids["product"]
            body = functools.partial(self._resize_body, product_id)
            until = self._to_see(group, {"product_id": product_id})
            yield from self._batch(group, "POST", _DESKTOPS + "/resize", body, until=until)

    def _resize_body(self, product_id: str, steps: Sequence[Step]) -> dict[str, Any]:
        desktops = [{"desktop_id": self._id(step)} for step in steps]
        return {"desktops": desktops, "product_id": product_id, "mode": "STOP_DESKTOP"}

    @carries_out("rebuild")
    def _rebuild(self, steps: Sequence[Step]) -> Iterable[Call]:
        """BatchRebuildDesktopsSystemDisk, but for desktops that got the desired image meanwhile: what another run has
        rebuilt may be in use by now."""
        policy = self._policy
        due = [
            step
            for step in steps
            if not VERBS["rebuild"].is_seen(step.fields) or self._now[self._id(step)].image_id != self._image_of(step)
        ]
        for group in _grouped(due, lambda step: [self._image_of(step), step.payload.desired.options.get("image_type")]):
            image_id = self._image_of(group[0])
            options = group[0].payload.desired.options
            fields = {
                "image_type": self._image_type(options.get("image_type"), image_id),
                "image_id": image_id,
                "os_type": policy.os_type,
                "delay_time": policy.delay_time,
                "message": policy.rebuild_message,
                "encrypt_type": policy.encrypt_type,
                "kms_id": policy.kms_id,
                "order_id": policy.order_id,
                "enterprise_project_id": options.get("enterprise_project_id"),
            }
            make = functools.partial(self._common_body, given(fields))
            until = self._to_see(group, {"image_id": image_id})
            yield from self._batch(group, "POST", _DESKTOPS + "/rebuild", make, until=until, relative=True)

    def _common_body(self, fields: Mapping[str, Any], steps: Sequence[Step]) -> dict[str, Any]:
        """Return a body that says the same of all desktops."""
        return {"desktop_ids": [self._id(step) for step in steps], **fields}

    def _image_of(self, step: Step) -> str | None:
        work: Work = step.payload
        image_id: str | None = work.desired.ids.get("image") or (work.desktop.image_id if work.desktop else None)
        return image_id

    @carries_out("change_network")
    def _change_network(self, steps: Sequence[Step]) -> Iterable[Call]:
        """BatchChangeDesktopNetwork; like the call for one desktop it is given all three parts."""
        for group in _grouped(steps, lambda step: self._network_of(step.payload)):
            network = self._network_of(group[0].payload)
            body = functools.partial(self._common_body, network)
            path = _DESKTOPS + "/networks/batch-change"
            until = self._to_see(group, {"subnet_id": network["subnet_id"]})
            yield from self._batch(group, "POST", path, body, until=until)

    def _network_of(self, work: Work) -> dict[str, Any]:
        ids, desktop = work.desired.ids, work.desktop
        subnet_id = ids.get("subnet") or (desktop.subnet_id if desktop else None)
        groups = [*ids["security_groups"], *own_group(ids)] if ids.get("security_groups") else None
        groups = groups or list((desktop.security_groups if desktop else None) or ())
        network: dict[str, Any] = {"vpc_id": self._vpc_of(subnet_id), "subnet_id": subnet_id}
        # Groups that the service does not tell are left alone: an empty list would take them away.
        return {**network, "security_group_ids": groups} if groups else network

    @carries_out("add_volume")
    def _add_volume(self, steps: Sequence[Step]) -> Iterable[Call]:
        """AddVolumes."""
        return self._batch(
            steps,
            "POST",
            "/v2/{project_id}/volumes",
            lambda part: {
                "desktop_volumes": [
                    {"desktop_id": self._id(step), "volumes": [given(volume) for volume in step.payload.data]}
                    for step in part
                ]
            },
            relative=True,
        )

    @carries_out("expand_volume")
    def _expand_volume(self, steps: Sequence[Step]) -> Iterable[Call]:
        """ExpandVolumes."""
        return self._batch(
            steps,
            "POST",
            "/v2/{project_id}/volumes/expand",
            lambda part: {
                "desktop_volumes_expansion": [
                    {"desktop_id": self._id(step), "volume_id": disk.volume_id, "new_size": size}
                    for step in part
                    for disk, size in step.payload.data
                ]
            },
            # A desktop has at most eleven disks, and the limit counts disks.
            size=MAX_BATCH // max(len(step.payload.data) for step in steps),
        )

    @carries_out("remove_volume")
    def _remove_volume(self, steps: Sequence[Step]) -> Iterable[Call]:
        """DeleteDesktopVolumes, one call a desktop: there is no other."""
        for step in steps:
            path = f"{_DESKTOPS}/{self._id(step)}/volumes/batch-delete"
            yield from self._batch(
                [step],
                "POST",
                path,
                lambda part: {"volume_ids": [disk.volume_id for disk in part[0].payload.data]},
            )

    @carries_out("modify_qos")
    def _modify_qos(self, steps: Sequence[Step]) -> Iterable[Call]:
        """BatchModifyQosVolumes, one call for each pair of iops and throughput."""
        pairs = [(step, disk, qos) for step in steps for disk, qos in step.payload.data]
        for group in _grouped(pairs, lambda pair: pair[2]):
            for part in chunks(group, MAX_BATCH):
                touched = list({step.target: step for step, disk, qos in part}.values())
                path = "/v2/{project_id}/volumes/batch-modify-qos"
                yield from self._batch(touched, "PUT", path, functools.partial(_qos_body, part))

    @carries_out("detach")
    def _detach(self, steps: Sequence[Step]) -> Iterable[Call]:
        """BatchDetachInstances."""
        return self._batch(
            steps,
            "POST",
            _DESKTOPS + "/batch-detach",
            lambda part: {"desktops": [self._detachment(step) for step in part]},
        )

    def _detachment(self, step: Step) -> dict[str, Any]:
        leaving: Sequence[Person] = step.payload.data
        if len(leaving) == len(step.payload.desktop.people):
            return {"desktop_id": self._id(step), "is_detach_all_users": True}
        infos = [
            given({"type": person.type, "user_id": person.user_id, "user_name": person.user_name}) for person in leaving
        ]
        return {"desktop_id": self._id(step), "is_detach_all_users": False, "detach_user_infos": infos}

    @carries_out("attach")
    def _attach(self, steps: Sequence[Step]) -> Iterable[Call]:
        """AttachInstances, which unlike its batch sister can rebuild the system disk for the new user."""
        for group in _grouped(steps, self._image_to_attach):
            body = functools.partial(self._attach_body, self._image_to_attach(group[0]))
            yield from self._batch(group, "POST", _DESKTOPS + "/attach", body, size=_ATTACH_BATCH)

    def _attach_body(self, image: Mapping[str, Any], steps: Sequence[Step]) -> dict[str, Any]:
        return {"desktops": [self._attachment(step) for step in steps], **image}

    def _image_to_attach(self, step: Step) -> dict[str, Any]:
        if step.fields.get(SYSTEM_DISK) != REBUILT:
            return {}
        image_id = self._image_of(step)
        image_type = self._image_type(step.payload.desired.options.get("image_type"), image_id)
        return {"image_id": image_id, "image_type": image_type}

    def _attachment(self, step: Step) -> dict[str, Any]:
        desired: Desired = step.payload.desired
        joining: Sequence[Person] = step.payload.data
        row: dict[str, Any] = {"desktop_id": self._id(step), "is_clear_data": self._policy.is_clear_data}
        if len(joining) == 1 and joining[0].type == "USER":
            person = joining[0]
            email = desired.options.get("user_email")
            return given(
                {**row, "user_name": person.user_name, "user_group": self._group(step, person), "user_email": email}
            )
        row["attach_user_infos"] = [
            given(
                {
                    "type": person.type,
                    "user_id": person.user_id,
                    "user_name": person.user_name,
                    "user_group": self._group(step, person),
                }
            )
            for person in joining
        ]
        return row

    def _group(self, step: Step, person: Person) -> str:
        """Return the privilege group: the one given, else the ordinary one of the operating system."""
        desktop = self._now.get(self._id(step))
        linux = desktop is not None and (desktop.os_type or "").lower() == "linux"
        return person.user_group or ("default" if linux else "users")

    @carries_out("change_user_group")
    def _change_user_group(self, steps: Sequence[Step]) -> Iterable[Call]:
        """ChangeUserPrivilegeGroup."""
        return self._batch(
            steps,
            "POST",
            _DESKTOPS + "/change-user-privilege-group",
            lambda part: {
                "desktops": [
                    {
                        "desktop_id": self._id(step),
                        "attach_user_infos": [
                            {
                                "type": person.type,
                                "user_name": person.user_name,
                                "user_privilege_group": person.user_group,
                            }
                            for person in step.payload.data
                        ],
                    }
                    for step in part
                ]
            },
            # It says what the group is to be, so that saying it twice does no harm.
            repeatable=True,
        )

    @carries_out("log_off")
    def _log_off(self, steps: Sequence[Step]) -> Iterable[Call]:
        """BatchLogoffDesktops, which has no job."""
        for part in chunks(steps, MAX_BATCH):
            targets: dict[str, str | None] = {step.target: self._id(step) for step in part}
            yield Call(
                "POST",
                _DESKTOPS + "/logoff",
                part,
                body=self._common_body(given({"message": self._policy.logoff_message}), part),
                jobs=functools.partial(self._jobs, verb="log_off", targets=targets, until={"in_use": False}),
                find_effect=self._logoff_finder([self._id(step) for step in part]),
            )

    def _logoff_finder(self, ids: Sequence[str]) -> Callable[[], Answer | None]:
        def find() -> Answer | None:
            return {} if any(not one.in_use for one in read_ids(self._client, ids).values()) else None

        return find

    @carries_out("rejoin")
    def _rejoin(self, steps: Sequence[Step]) -> Iterable[Call]:
        """BatchUpdateDesktopDomain."""
        body = functools.partial(self._common_body, {})
        until = {"domain_status": JOINED_DOMAIN}
        return self._batch(steps, "POST", _REJOIN, body, until=until)

    @carries_out("set_maintenance")
    def _set_maintenance(self, steps: Sequence[Step]) -> Iterable[Call]:
        """SetMaintenanceMode."""
        for group in _grouped(steps, lambda step: step.payload.desired.options["in_maintenance_mode"]):
            for part in chunks(group, MAX_BATCH):
                body = {
                    "desktop_ids": [self._id(step) for step in part],
                    "in_maintenance_mode": part[0].payload.desired.options["in_maintenance_mode"],
                }
                yield Call("PUT", _DESKTOPS + "/maintenance-mode", part, body=body, repeatable=True)


def check_rejoin(client: Client, desktop_ids: Sequence[str]) -> dict[str, str]:
    """BatchCheckDesktopRejoinDomain: return why some of the desktops cannot join their domain, by ID."""
    reasons = {}
    for part in chunks(list(desktop_ids), MAX_BATCH):
        body = {"desktop_ids": list(part)}
        answer = client.read("POST", _REJOIN + "/check", body=body, holding={"desktops": list})
        for row in answer["desktops"]:
            if row.get("rejoin_able") is False:
                reasons[row["desktop_id"]] = row.get("error_msg") or row.get("error_code") or "the service says not why"
    return reasons


def _qos_body(pairs: Sequence[tuple[Step, Disk, dict[str, Any]]], steps: Sequence[Step]) -> dict[str, Any]:
    """Return the body that gives the disks of these steps the iops and throughput that all the pairs have in common."""
    targets = {step.target for step in steps}
    return {"volume_ids": [disk.volume_id for step, disk, _qos in pairs if step.target in targets], "qos": pairs[0][2]}


def _item(one: Desired) -> dict[str, Any]:
    """Return what a creation says of one of its desktops."""
    person = one.owner
    return given(
        {
            "user_name": person.user_name if person else None,
            "user_group": person.user_group if person else None,
            "computer_name": one.computer_name,
            **{field.sent: field.request(one.options, one.ids) for field in FIELDS if EACH in field.created},
        }
    )


def _besides(targets: Mapping[str, str | None], failed: Collection[str]) -> dict[str, str | None]:
    return {target: desktop_id for target, desktop_id in targets.items() if target not in failed}


def _grouped(items: Iterable[Any], key: Callable[[Any], Any]) -> Iterable[list[Any]]:
    """Group items whose keys are equal, in the order in which the keys first appear."""
    groups: dict[str, list[Any]] = {}
    for item in items:
        groups.setdefault(json.dumps(key(item), sort_keys=True, default=str), []).append(item)
    return groups.values()
