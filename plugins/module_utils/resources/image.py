# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private images, made of prepared desktops."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..apply import Call, Result
from ..client import Client
from ..errors import Answer, ApiError, DeadlineError, InputError
from ..jobs import DONE, FAILED, LAG_WINDOW, RUNNING, Job, Poller, Watch, recent_job, success_but, wait_for_all
from ..plan import KNOWN_AFTER_APPLY, Change, Notice, Plan, Step
from .base import Undisturbed, note_twins, things, unfulfilled
from .desktop.state import Desktop, read_all, read_ids
from .kinds import IMAGE
from .occupancy import in_use_reason
from .selectors import DesktopFinder

IMAGE_API = "workspace-images"
"""The name under which new images are watched."""

_PATH = "/v2/{project_id}/desktops/desktop-to-image"
_SYSPREP_PATH = "/v2/{project_id}/desktops/{desktop_id}/sysprep"
_JOB_TYPES = ("desktopToImage",)
_PRIVATE = {"image_type": "private"}

_NAME = re.compile(r"(?!\s)(?!.*\s$)[\u4e00-\u9fa5a-zA-Z0-9\s\-_.]{1,128}")
_DESCRIPTION = re.compile(r"[a-zA-Z0-9\u4e00-\u9fa5.\s_\-]{0,1024}")

IMAGE_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["present"], "default": "present"},
    "image_name": {"type": "str", "required": True, "aliases": ["name"]},
    "desktop": {"type": "str", "aliases": ["desktop_id"]},
    "image_description": {"type": "str", "aliases": ["description"]},
    "execute_sysprep": {"type": "bool"},
    "is_clear_data": {"type": "bool", "default": False},
    "image_tags": {"type": "dict"},
    "enterprise_project_id": {"type": "str"},
    "min_ram": {"type": "int"},
    "max_ram": {"type": "int"},
    "if_in_use": {"type": "str", "choices": ["fail", "force"], "default": "fail"},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 3600},
}

IMAGE_INFO_SPEC: dict[str, dict[str, Any]] = {
    "image": {"type": "str", "aliases": ["name", "image_id"]},
    "image_type": {"type": "str", "choices": ["gold", "private"]},
    "os_type": {"type": "str"},
    "platform": {"type": "str"},
    "architecture": {"type": "str", "choices": ["x86", "arm"]},
    "package_type": {"type": "str"},
    "sort_field": {"type": "str"},
    "sort_type": {"type": "str"},
}

_UNTOLD = ("image_description", "image_tags", "enterprise_project_id", "min_ram", "max_ram")
"""What an image is made with beside its source; the list of images does not tell it."""


def find_images(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the images that the filters let through (ListImages), or those of that name or ID."""
    query = {name: options[name] for name in IMAGE_INFO_SPEC if name != "image"}
    return {"images": things(client, IMAGE, options["image"], query)}


def private_images(client: Client, name: str) -> list[dict[str, Any]]:
    """Return the private images of that name or ID."""
    return things(client, IMAGE, name, _PRIVATE)


def poll_images(client: Client, watches: Sequence[Watch]) -> None:
    """Look for new images: that their jobs have ended does not mean that they can be used already."""
    rows = client.list_all(IMAGE.path, IMAGE.key, _PRIVATE, limit=IMAGE.limit, id_field=IMAGE.id)
    names = {row.get("name") for row in rows}
    for watch in watches:
        for fate in watch.fates.values():
            if fate.target in names:
                fate.state = DONE
        if client.server_time() - watch.job.submitted > LAG_WINDOW:
            watch.fail_running(success_but("there is no such image"))


class ImageResource(Undisturbed):
    """A private image (ListImages) and the desktop that it is made of (ChangeDesktopToImage, ShowSysprepInfo)."""

    pollers: Mapping[str, Poller] = {IMAGE_API: poll_images}
    things = "images"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        self._client = client
        self._options = options
        self._name: str = options["image_name"]
        self._image: Mapping[str, Any] | None = None
        self._desktop: Desktop | None = None
        self._supported = True
        self._finder = DesktopFinder(())
        _check(options)

    # Reading

    def read(self) -> None:
        """Look for the image, and, if there is none, at the desktop.

        If an image is being made of the desktop already, wait for the end of that first: it may be this one.

        :raises InputError: several private images have the name, or several desktops.
        """
        self._look()
        if self._desktop is not None and self._was_being_made(self._desktop):
            self._look()

    def _look(self) -> None:
        found = private_images(self._client, self._name)
        if len(found) > 1:
            ids = ", ".join(sorted(row["id"] for row in found))
            raise InputError(f'several private images are called "{self._name}" ({ids})')
        self._image = found[0] if found else None
        if self._image is None and self._options["desktop"] is not None:
            self._desktop = self._find_desktop(self._options["desktop"])
            self._supported = self._desktop is None or self._is_supported(self._desktop)

    def _was_being_made(self, desktop: Desktop) -> bool:
        """Wait until no image is made of the desktop any more, and tell whether there was something to wait for.

        :raises DeadlineError: it still goes on at the end of the task's time.
        """
        target_id = desktop.desktop_id
        job_id = recent_job(
            self._client, _JOB_TYPES, 0.0, lambda one: one.state == RUNNING and one.target_id == target_id
        )
        if job_id is None:
            return False
        [fate] = wait_for_all(self._client, [self._job(job_id, target_id)], pollers=self.pollers)
        if fate.state == RUNNING:
            raise DeadlineError(
                f"an image has been in the making of {desktop.computer_name} since before this task, and the "
                f"task's time of {self._client.deadline.seconds:.0f} s (wait_timeout) is used up; run it again "
                "later"
            )
        return True

    def _find_desktop(self, given: str) -> Desktop | None:
        self._finder = DesktopFinder([desktop for desktop in read_all(self._client) if not desktop.going])
        return self._finder.find(given)

    def _is_supported(self, desktop: Desktop) -> bool:
        """ShowSysprepInfo, which not every region has."""
        try:
            answer = self._client.get(_SYSPREP_PATH.replace("{desktop_id}", desktop.desktop_id))
        except ApiError as error:
            if error.status in (403, 404):
                return True
            raise
        return answer.get("support_create_image") is not False

    # Planning

    def plan(self) -> Plan:
        """Plan to make the image if there is none."""
        plan = Plan()
        if self._image is not None:
            return plan
        if self._options["desktop"] is None:
            reason = "there is no such private image, and it cannot be made without a desktop"
            plan.refused.append(Notice(self._name, reason))
        elif self._options["execute_sysprep"] is None:
            text = (
                f"execute_sysprep has to be given: true seals {self._options['desktop']}, which takes the "
                "accounts and settings off its system disk for good, false makes an image that has them"
            )
            plan.refused.append(Notice(self._name, text))
        elif self._desktop is None:
            plan.awaited.append(Notice(self._name, self._finder.lacking(self._options["desktop"])))
            self._add_creation(plan)
        else:
            self._plan_creation(plan, self._desktop)
        return plan

    def _plan_creation(self, plan: Plan, desktop: Desktop) -> None:
        objection = self._objection(desktop)
        if objection:
            plan.refused.append(Notice(self._name, objection))
            return
        if self._options["execute_sysprep"] or self._options["is_clear_data"]:
            lost = f"{desktop.computer_name} loses the accounts and settings on its system disk, and is off afterwards"
            plan.warnings.append(lost)
        self._add_creation(plan)

    def _add_creation(self, plan: Plan) -> None:
        given = {name: self._options[name] for name in ("desktop", "execute_sysprep", *_UNTOLD)}
        fields = {
            "state": Change("absent", "present"),
            "id": Change(None, KNOWN_AFTER_APPLY),
            **{name: Change(None, value) for name, value in given.items() if value is not None},
        }
        if self._options["is_clear_data"]:
            fields["is_clear_data"] = Change(None, True)
        plan.steps.append(Step("create", self._name, fields, payload=self._desktop, disturbs=True))

    def _objection(self, desktop: Desktop) -> str:
        """Return why no image can be made of a desktop now, if so."""
        name = desktop.computer_name
        if not self._supported:
            return f"{name} does not support to be made an image of"
        if self._options["execute_sysprep"] and desktop.idle and desktop.status != "ACTIVE":
            return f"{name} is {desktop.status}, but has to run for execute_sysprep; start it first"
        if desktop.in_use and self._options["if_in_use"] != "force":
            return f"{name}: {in_use_reason(desktop)}; set if_in_use to force to go on"
        return ""

    # Carrying out (see apply.Resource)

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Look at the desktop once more."""
        desktop_id = steps[0].payload.desktop_id
        desktop = read_ids(self._client, [desktop_id]).get(desktop_id)
        objection = self._objection(desktop) if desktop else "somebody has deleted the desktop since the task began"
        return {self._name: Result(self._name, FAILED, objection)} if objection else {}

    def calls(self, steps: Sequence[Step]) -> Iterable[Call]:
        """ChangeDesktopToImage, unless another run has made the image meanwhile."""
        for step in [] if private_images(self._client, self._name) else steps:
            desktop: Desktop = step.payload
            body = {
                "image_name": self._name,
                "desktop_id": desktop.desktop_id,
                "execute_sysprep": self._options["execute_sysprep"],
                "is_clear_data": self._options["is_clear_data"],
                **self._given(),
            }
            since = self._client.server_time()
            yield Call(
                "POST",
                _PATH,
                [step],
                body=body,
                jobs=functools.partial(self._jobs, step=step),
                find_effect=functools.partial(self._effect, step, since),
                relative=True,
            )

    def _given(self) -> dict[str, Any]:
        """Return the rest of the request; its numbers are texts."""
        given = {name: self._options[name] for name in _UNTOLD if self._options[name] is not None}
        if "image_tags" in given:
            given["image_tags"] = [{"key": key, "value": str(value)} for key, value in given["image_tags"].items()]
        return {name: str(value) if name in ("min_ram", "max_ram") else value for name, value in given.items()}

    def _jobs(self, answer: Answer, step: Step) -> Sequence[Job]:
        return [self._job(answer.get("job_id") or None, step.payload.desktop_id)]

    def _job(self, job_id: str | None, desktop_id: str) -> Job:
        """Return what is to be waited for: a job if there is one, and the image."""
        now = self._client.server_time()
        api = "workspace-sub-jobs" if job_id else IMAGE_API
        return Job(job_id, api, "create", {self._name: desktop_id}, {"listed": True}, now, {}, IMAGE_API, self.things)

    def _effect(self, step: Step, since: float) -> Answer | None:
        """Look for what a request did whose answer was lost."""
        desktop_id = step.payload.desktop_id
        job_id = recent_job(self._client, _JOB_TYPES, since, lambda one: one.target_id == desktop_id)
        if job_id:
            return {"job_id": job_id}
        return {} if private_images(self._client, self._name) else None

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Read the image back."""
        if plan.changed:
            found = private_images(self._client, self._name)
            self._image = next(iter(found), None)
            unfulfilled(Plan() if self._image else plan, results)
            note_twins("private image", self._name, [row["id"] for row in found], results)

    def result(self) -> dict[str, Any]:
        """Return the image as it is."""
        return {"image": dict(self._image) if self._image else None}


def _check(options: Mapping[str, Any]) -> None:
    """Check what can be checked without the service.

    :raises InputError: an option is out of its range, or contradicts another.
    """
    if not _NAME.fullmatch(options["image_name"]):
        raise InputError(
            f"image_name is \"{options['image_name']}\", but takes 1 to 128 letters, digits, spaces, hyphens, "
            "underscores and dots, and no space at its ends"
        )
    if options["desktop"] is not None and not options["desktop"].strip():
        raise InputError("desktop is empty; it says what the image is made of")
    if not _DESCRIPTION.fullmatch(options["image_description"] or ""):
        raise InputError(
            "image_description takes up to 1024 letters, digits, spaces, hyphens, underscores and dots, no others"
        )
    if options["is_clear_data"] and options["execute_sysprep"]:
        raise InputError("is_clear_data is for images without execute_sysprep, which clears the data itself")
    least, most = options["min_ram"], options["max_ram"]
    for name in ("min_ram", "max_ram"):
        if options[name] is not None and options[name] < 0:
            raise InputError(f"{name} is {options[name]}, but must be 0 or more (MB)")
    if least is not None and most is not None and most < least:
        raise InputError(f"max_ram is {most}, which is less than min_ram ({least})")
