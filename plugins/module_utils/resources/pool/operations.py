# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How each verb of a desktop pool is carried out: the requests of its steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable

from ... import apply
from ...apply import Call, carries_out
from ...client import Client
from ...errors import Answer, InputError
from ...fields import filled, given
from ...jobs import Job, SubJob, recent_job
from ...plan import Step, Verb, chunks
from ..catalogue import Catalogue
from ..desktop.state import MAX_BATCH, Desktop, Disk, read_ids
from .fields import FIELDS
from .options import Policy
from .planner import Current, Desired, affected
from .state import POOL_API, POOLS, Grant, Pool, find_named, reached, read_members, read_pool
from .verbs import VERBS

_GRANTS_BATCH = 500

_LOOKS_FOR_JOB = 5
"""How often to look for the job of a pool that was created although the answer was lost."""

_FIND_SECONDS = 60.0
"""Seconds in which a new pool must appear in the list."""


class PoolOperations(apply.Operations):
    """Makes the calls of one task.

    :param current: what there is, as it was last read.
    :param ordinary_group: tells the privilege group of people for whom none is given.
    """

    verb_table: Mapping[str, Verb] = VERBS

    def __init__(
        self,
        client: Client,
        desired: Desired,
        current: Current,
        policy: Policy,
        catalogue: Catalogue,
        ordinary_group: Callable[[], str],
    ) -> None:
        self._client = client
        self._desired = desired
        self._options = desired.options
        self._values = desired.values
        self._current = current
        self._policy = policy
        self._catalogue = catalogue
        self._ordinary_group = ordinary_group

    def calls(self, steps: Sequence[Step]) -> Iterable[Call]:
        """Yield the calls of a stage, which is one step: a pool does one thing at a time."""
        for step in steps:
            yield from getattr(self, self._makers[step.verb])(step)

    # Shared by all verbs

    @property
    def _pool(self) -> Pool:
        if self._current.pool is None:
            raise InputError(f"the service does not list the pool {self._desired.target}")
        return self._current.pool

    def _path(self, action: str = "") -> str:
        return f"{POOLS}/{self._pool.pool_id}{action}"

    def _handled(self) -> dict[str, Any]:
        """Return what says which desktops a change concerns; for one in error the service would refuse all."""
        handle_type, ids = self._policy.handle_type, self._desired.desktop_ids
        reached = affected(self._current.members, self._policy, ids)
        if any(one.broken for one in reached):
            ids = [one.desktop_id for one in reached if not one.broken]
            handle_type = handle_type if ids else "ONLY_FOR_EXPAND"
        return given({"handle_type": handle_type, "desktop_ids": ids or None})

    def _job_call(
        self, step: Step, action: str, body: Mapping[str, Any], until: Mapping[str, Any], relative: bool = False
    ) -> Call:
        """Return a call that starts a job on the pool."""
        then = {"busy": False, **until}
        return Call(
            "POST",
            self._path(action),
            [step],
            body=body,
            jobs=lambda answer: [self._job(answer, step.verb, then)],
            find_effect=self._effect_finder(step.verb, then),
            relative=relative,
        )

    def _job(self, answer: Answer, verb: str, until: Mapping[str, Any]) -> Job:
        targets: dict[str, str | None] = {self._desired.target: self._pool.pool_id}
        job_id = answer.get("job_id")
        api = "workspace-jobs" if job_id else POOL_API
        return Job(job_id, api, verb, targets, dict(until), self._client.server_time(), {}, POOL_API, "pools")

    def _effect_finder(self, verb: str, until: Mapping[str, Any]) -> Callable[[], Answer | None]:
        since = self._client.server_time()
        pool_id = self._pool.pool_id
        ids = {desktop.desktop_id for desktop in self._current.members}
        # A state that was there before tells nothing.
        telling = not reached(self._pool, self._current.members, {**until, "busy": self._pool.busy})

        def concerns(sub_job: SubJob) -> bool:
            return sub_job.target_id in ids or verb == "expand"

        def find() -> Answer | None:
            job_id = recent_job(self._client, VERBS[verb].jobs, since, concerns, {"desktop_pool_id": pool_id})
            if job_id:
                return {"job_id": job_id}
            if telling and reached(read_pool(self._client, pool_id), read_members(self._client, pool_id), until):
                return {}
            return None

        return find

    # Creating and deleting

    @carries_out("create")
    def _create(self, step: Step) -> Iterable[Call]:
        """CreateDesktopPool, whose answer does not tell the pool's ID."""
        size = step.payload
        yield Call(
            "POST",
            POOLS,
            [step],
            body=self._creation_body(size),
            jobs=lambda answer: [self._creation_job(answer, size)],
            find_effect=self._creation_finder(),
        )

    def _creation_body(self, size: int) -> dict[str, Any]:
        options = self._options
        created = {field.name for field in FIELDS if field.created}
        body = {
            **self._fields_body({name: value for name, value in self._values.items() if name in created}, {}),
            "size": size,
            "image_type": self._image_type(self._values["image"]),
            "root_volume": options["root_volume"],
            "data_volumes": options.get("data_volumes"),
            "authorized_objects": [self._object(grant) for grant in self._desired.grants or ()],
            "tags": [{"key": str(key), "value": str(value)} for key, value in (options.get("tags") or {}).items()],
        }
        return filled(body)

    def _fields_body(self, values: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a request says of fields.

        :param values: their desired values. :param now: their current ones.
        """
        body = {
            field.sent: field.written(values[field.name], now.get(field.name))
            for field in FIELDS
            if field.name in values
        }
        if "security_groups" in values:
            # Without the group of the service itself it refuses those given.
            groups = dict.fromkeys([*values["security_groups"], self._desired.own_group])
            body["security_groups"] = [{"id": group_id} for group_id in groups if group_id]
        if "subnets" in values:
            body["vpc_id"] = self._values.get("vpc_id") or self._catalogue.vpc_of(values["subnets"][0])
        return body

    def _image_type(self, image_id: str) -> str:
        return self._catalogue.image_type(self._values.get("image_type"), image_id)

    def _creation_job(self, answer: Answer, size: int) -> Job:
        """Return the job of the new pool, which has to be found first: its desktops are listed with its ID only."""
        pool_id = answer.get("pool_id") or self._appeared()
        until: dict[str, Any] = {"busy": False, "built": True}
        if size and not self._options.get("enable_autoscale"):
            until["size"] = size
        # A job without desktops has nothing to tell.
        job_id = answer.get("job_id") if size else None
        return Job(
            job_id,
            "workspace-sub-jobs" if job_id else POOL_API,
            "create",
            {self._desired.target: pool_id},
            until,
            self._client.server_time(),
            {"desktop_pool_id": pool_id},
            POOL_API,
            "pools",
        )

    def _appeared(self) -> str:
        """Wait until the list shows the new pool, and return its ID."""
        started, pause = self._client.deadline.elapsed, 0.2
        while True:
            rows = find_named(self._client, str(self._desired.name))
            if rows:
                return str(rows[0]["id"])
            if self._client.deadline.elapsed - started > _FIND_SECONDS:
                raise InputError(
                    f"the pool {self._desired.target} was created, but the service does not list it; run the task again"
                )
            self._client.deadline.sleep(pause)
            pause = min(2 * pause, 5.0)

    def _creation_finder(self) -> Callable[[], Answer | None]:
        since = self._client.server_time()
        looks = 0

        def find() -> Answer | None:
            nonlocal looks
            rows = find_named(self._client, str(self._desired.name))
            if not rows:
                return None
            looks += 1
            query = {"desktop_pool_id": rows[0]["id"]}
            job_id = recent_job(self._client, ["createDesktopPool"], since, lambda sub_job: True, query)
            if job_id or looks >= _LOOKS_FOR_JOB:
                return {"pool_id": rows[0]["id"], "job_id": job_id}
            return None

        return find

    @carries_out("delete_desktops")
    def _delete_desktops(self, step: Step) -> Iterable[Call]:
        """BatchDeleteDesktops, for all that the pool has now."""
        return self._delete_members(step, self._current.members, {"at_most": 0})

    @carries_out("shrink")
    def _shrink(self, step: Step) -> Iterable[Call]:
        """BatchDeleteDesktops."""
        return self._delete_members(step, step.payload, {"at_most": step.fields["size"].after})

    @carries_out("delete_failed")
    def _delete_failed(self, step: Step) -> Iterable[Call]:
        """BatchDeleteDesktops, for those in error."""
        gone = {one.desktop_id for one in step.payload}
        left = [one for one in self._current.members if one.desktop_id not in gone]
        return self._delete_members(step, step.payload, {"at_most": len(left)})

    def _delete_members(self, step: Step, going: Sequence[Desktop], until: Mapping[str, Any]) -> Iterable[Call]:
        names = {desktop.desktop_id: desktop.computer_name for desktop in going}
        for part in chunks(list(names), MAX_BATCH):
            yield Call(
                "POST",
                "/v2/{project_id}/desktops/batch-delete",
                [step],
                body={
                    "desktop_ids": list(part),
                    "delete_users": self._policy.delete_users,
                    "email_notification": self._policy.email_notification,
                    "is_force_delete": self._policy.is_force_delete,
                },
                jobs=lambda answer: [self._deletion_job(answer, step.verb, until)],
                failures=lambda answer: self._failures(answer, names),
                find_effect=self._deletion_finder(step.verb, part),
            )

    def _deletion_job(self, answer: Answer, verb: str, until: Mapping[str, Any]) -> Job:
        job = self._job(answer, verb, until)
        job.api = "workspace-sub-jobs" if job.id else POOL_API
        return job

    def _deletion_finder(self, verb: str, ids: Sequence[str]) -> Callable[[], Answer | None]:
        since = self._client.server_time()

        def find() -> Answer | None:
            job_id = recent_job(self._client, VERBS[verb].jobs, since, lambda sub_job: sub_job.target_id in ids)
            if job_id:
                return {"job_id": job_id}
            return None if read_ids(self._client, ids) else {}

        return find

    def _failures(self, answer: Answer, names: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """Read the desktops that a success did not reach; they make the whole pool fail."""
        rows = [row for row in answer.get("failed_operation_list") or [] if row.get("desktop_id") in names]
        if not rows:
            return {}
        told = [f"{names[row['desktop_id']]}: {row.get('error_msg') or 'no reason given'}" for row in rows]
        return {self._desired.target: ("; ".join(told), rows[0].get("error_code") or "")}

    @carries_out("delete")
    def _delete(self, step: Step) -> Iterable[Call]:
        """DeleteDesktopPool."""
        pool_id = self._pool.pool_id

        def is_gone() -> Answer | None:
            return None if read_pool(self._client, pool_id) else {}

        yield Call(
            "DELETE",
            self._path(),
            [step],
            jobs=lambda answer: [self._job({}, "delete", {"gone": True})],
            find_effect=is_gone,
        )

    # Changing in place

    @carries_out("update")
    def _update(self, step: Step) -> Iterable[Call]:
        """UpdateDesktopPool: only what differs."""
        yield Call("PUT", self._path(), [step], body=self._update_body(step), repeatable=True)

    def _update_body(self, step: Step) -> dict[str, Any]:
        values = {name: self._values.get(name, change.after) for name, change in step.fields.items()}
        body = self._fields_body(values, self._pool.values)
        if any(name.startswith("tags.") for name in step.fields):
            body["tags"] = self._tags(step)
        return {**body, **self._speeds(step)}

    def _tags(self, step: Step) -> list[dict[str, str]]:
        """Return all tags that the pool is to have: the service takes them as a whole."""
        tags = dict(self._pool.tags or {})
        for name, change in step.fields.items():
            if name.startswith("tags."):
                tags[name.partition(".")[2]] = change.after
        return [{"key": key, "value": value} for key, value in tags.items() if value is not None]

    def _speeds(self, step: Step) -> dict[str, Any]:
        pool, fields = self._pool, step.fields
        body: dict[str, Any] = {}
        if "root_volume.qos" in fields and pool.root_volume:
            body["root_volume"] = _speed(pool.root_volume, fields["root_volume.qos"].after)
        changed = {
            name.split(".")[1]: change.after for name, change in fields.items() if name.startswith("data_volumes.")
        }
        if changed:
            body["data_volumes"] = [_speed(disk, changed.get(str(disk.volume_id))) for disk in pool.data_volumes or ()]
        return body

    @carries_out("resize")
    def _resize(self, step: Step) -> Iterable[Call]:
        """ResizeDesktopPool. The service stops running desktops first."""
        product_id = self._values["product"]
        body = {"product_id": product_id, "flavor_id": self._values.get("flavor_id"), "mode": "STOP_DESKTOP"}
        yield self._job_call(step, "/resize", {**given(body), **self._handled()}, {"product_id": product_id})

    @carries_out("rebuild")
    def _rebuild(self, step: Step) -> Iterable[Call]:
        """RebuildDesktopPool, unless it got the desired image meanwhile; with ``is_fix`` only desktops that do not have
        the pool's image."""
        policy = self._policy
        image_id = self._values.get("image") or str(self._pool.image_id)
        if VERBS["rebuild"].is_seen(step.fields) and self._pool.image_id == image_id:
            return
        body = {
            "image_type": self._image_type(image_id),
            "image_id": image_id,
            "os_type": policy.os_type,
            "delay_time": policy.delay_time,
            "message": policy.rebuild_message,
            "order_id": policy.order_id,
            "is_fix": bool(step.payload),
            "encrypt_type": policy.encrypt_type,
            "kms_id": policy.kms_id,
            **self._handled(),
        }
        yield self._job_call(step, "/rebuild", given(body), {"image_id": image_id}, relative=True)

    @carries_out("add_volume")
    def _add_volume(self, step: Step) -> Iterable[Call]:
        """AddDesktopPoolVolumes, one disk a request."""
        volume = {name: value for name, value in step.payload.items() if name not in ("id", "resource_spec_code")}
        body = {"volumes": [given(volume)], **self._handled()}
        yield self._job_call(step, "/volumes/batch-add", body, {"data_disks": self._pool.data_disks + 1}, relative=True)

    @carries_out("expand_volume")
    def _expand_volume(self, step: Step) -> Iterable[Call]:
        """ExpandDesktopPoolVolumes."""
        volumes = [{"id": disk.volume_id, "size": size} for disk, size in step.payload]
        more = sum(size - disk.size for disk, size in step.payload)
        body = {"volumes": volumes, **self._handled()}
        yield self._job_call(step, "/volumes/batch-expand", body, {"gigabytes": self._pool.gigabytes + more})

    @carries_out("remove_volume")
    def _remove_volume(self, step: Step) -> Iterable[Call]:
        """DeleteDesktopPoolVolumes, one disk a request."""
        body = {"volumes": [{"id": step.payload.volume_id}], **self._handled()}
        yield self._job_call(step, "/volumes/batch-delete", body, {"data_disks": self._pool.data_disks - 1})

    @carries_out("expand")
    def _expand(self, step: Step) -> Iterable[Call]:
        """ExpandDesktopPool, which is told how many desktops are to come, not how many there are to be.

        Meanwhile another run may have made some of them.
        """
        size = step.fields["size"].after
        missing = min(step.payload, size - len(self._current.members) - self._current.coming)
        if missing > 0:
            yield self._job_call(step, "/expand", {"size": missing}, {"size": size, "built": True}, relative=True)

    # People

    @carries_out("unauthorize", "authorize", "change_privilege")
    def _grant(self, step: Step) -> Iterable[Call]:
        """CreateDesktopPoolAuthorizedObjects, which also takes away and changes."""
        for part in chunks(step.payload, _GRANTS_BATCH):
            body = {"action": VERBS[step.verb].action, "objects": [self._object(grant) for grant in part]}
            yield Call("POST", self._path("/users"), [step], body=body, repeatable=True)

    def _object(self, grant: Grant) -> dict[str, Any]:
        return given(
            {
                "object_type": grant.object_type,
                "object_id": grant.object_id,
                "object_name": grant.object_name,
                "user_group": grant.user_group or self._ordinary_group(),
                "domain": grant.domain,
                "created_at": grant.created_at,
            }
        )

    # Power

    @carries_out("start", "stop", "hibernate", "restart")
    def _power(self, step: Step) -> Iterable[Call]:
        """ExecuteDesktopPoolAction, or for some desktops only (``payload``) BatchRunDesktops."""
        verb = VERBS[step.verb]
        if step.payload is None:
            body = {"op_type": verb.action, "type": self._policy.power_type}
            yield self._job_call(step, "/action", body, {"power": verb.leaves})
            return
        for part in chunks(step.payload, MAX_BATCH):
            yield self._power_of(step, part, str(verb.leaves))

    def _power_of(self, step: Step, desktops: Sequence[Desktop], status: str) -> Call:
        """BatchRunDesktops, for as many desktops as one request takes."""
        names = {desktop.desktop_id: desktop.computer_name for desktop in desktops}
        body = {"desktop_ids": list(names), "op_type": f"os-{step.verb}", "type": self._policy.power_type}
        some: dict[str, Any] = {"power": status, "of": list(names)}

        def find() -> Answer | None:
            now = read_ids(self._client, list(names)).values()
            return {} if any(one.status == status or not one.idle for one in now) else None

        return Call(
            "POST",
            "/v2/{project_id}/desktops/action",
            [step],
            body=body,
            jobs=lambda answer: [self._job({}, step.verb, some)],
            failures=lambda answer: self._failures(answer, names),
            find_effect=find,
        )


def _speed(disk: Disk, qos: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a disk of the pool as an update names it, with another speed if there is one."""
    row = {"id": disk.volume_id, "type": disk.type, "kms_id": disk.kms_id}
    return given({**row, "iops": disk.iops, "throughput": disk.throughput, **(qos or {})})
