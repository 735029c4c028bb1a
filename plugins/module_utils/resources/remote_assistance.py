# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remote assistance: help that is offered to the person at a desktop, who has to agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..apply import Call, Operations, Result, carries_out
from ..errors import Answer, ApiError, InputError, plain
from ..jobs import DONE, FAILED, RUNNING, Fate, Job, Poller, Watch, wait_for_all
from ..plan import RUNNING as RUNS, Change, Notice, Plan, Step, Verb, table
from .base import Undisturbed, read_back
from .desktop.state import CONNECTED, UNTOLD, Desktop, read_all
from .occupancy import names_of
from .selectors import DesktopFinder

if TYPE_CHECKING:
    from ..client import Client

REMOTE_ASSISTANCE_API = "remote-assistance"
"""The name under which offers of help are watched."""

REMOTE_ASSISTANCE_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "desktop": {"type": "str", "required": True, "aliases": ["desktop_id"]},
    "show_secrets": {"type": "bool", "default": False, "no_log": False},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 300},
}

SECRETS = ("internet_share_link", "private_share_link", "invitation_code", "share_space_passwd")
"""What lets everybody in who has it."""

VERBS = table(Verb("cancel"), Verb("offer"))

_PATH = "/v2/{project_id}/desktops/{desktop_id}/remote-assistance"
_OPEN, _CLOSED, _ACCEPTED = "OPEN", "CLOSE", "WAIT_USER_ACCESS"
_LAG = 10.0
"""Seconds for which an offer that was made may not be shown yet."""


def read_assistance(client: Client, desktop_id: str) -> Answer | None:
    """Return the assistance that was offered last on a desktop (ShowDesktopRemoteAssistanceInfo), ``None`` if none was.

    :raises AnswerError: the service does not tell how far it is.
    """
    try:
        return client.get(_path(desktop_id), holding={"status": str})
    except ApiError as error:
        if error.not_found:
            return None
        raise


def _path(desktop_id: str) -> str:
    return _PATH.replace("{desktop_id}", desktop_id)


def goes_on(assistance: Answer | None) -> bool:
    """Tell whether help is offered or given now."""
    return assistance is not None and assistance["status"] != _CLOSED


def poll_assistance(client: Client, watches: Sequence[Watch]) -> None:
    """See what the persons at desktops have answered."""
    now = client.server_time()
    for watch in watches:
        for fate in watch.fates.values():
            if fate.state == RUNNING and fate.target_id:
                found = read_assistance(client, fate.target_id)
                space = watch.job.query.get("share_space_id")
                if found is None or space not in (None, found.get("share_space_id")):
                    if now - watch.memory.setdefault(fate.target, now) > _LAG:
                        fate.state, fate.reason = FAILED, "somebody else has withdrawn the offer meanwhile"
                elif found["status"] == _OPEN:
                    fate.state = DONE
                elif not goes_on(found):
                    fate.state, fate.reason = FAILED, f"the offer was refused, or the session ended: {_why(found)}"


def answer_to_offer(client: Client, target: str, desktop_id: str, assistance: Answer) -> Job:
    """Return what is to be waited for: that the person at a desktop lets somebody in.

    :param target: how messages call the desktop. :param assistance: the offer.
    """
    api, query = REMOTE_ASSISTANCE_API, {"share_space_id": assistance.get("share_space_id")}
    return Job(
        None, api, "offer", {target: desktop_id}, {"status": _OPEN}, client.server_time(), query, api, "desktops"
    )


def _why(assistance: Answer) -> str:
    return plain(assistance.get("failed_reason") or "the service gave no reason")


class RemoteAssistanceResource(Operations, Undisturbed):
    """Help on one desktop (CreateRemoteAssistance, CancelRemoteAssistance)."""

    verb_table: Mapping[str, Verb] = VERBS
    pollers: Mapping[str, Poller] = {REMOTE_ASSISTANCE_API: poll_assistance}
    things = "desktops"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        if not options["desktop"].strip():
            raise InputError("desktop is empty; it says on which desktop somebody is helped")
        self._client = client
        self._options = options
        self._target: str = options["desktop"]
        self._finder = DesktopFinder(())
        self._desktop: Desktop | None = None
        self._current: Answer | None = None

    # Reading

    def read(self) -> None:
        """Find the desktop, and look for assistance on it.

        :raises InputError: several desktops have the name.
        """
        if self._desktop is None or self._desktop.status == UNTOLD:
            self._finder = DesktopFinder([desktop for desktop in read_all(self._client) if not desktop.going])
            self._desktop = self._finder.find(self._target)
        self._current = read_assistance(self._client, self._desktop.desktop_id) if self._desktop else None

    # Planning

    def plan(self) -> Plan:
        """Offer help where none goes on, or end what goes on."""
        plan = Plan()
        wanted = self._options["state"] == "present"
        if self._desktop is None:
            plan.awaited.append(Notice(self._target, self._finder.lacking(self._target)))
        elif goes_on(self._current) != wanted and wanted:
            self._object(plan, self._desktop)
        if goes_on(self._current) != wanted:
            before, after = ("absent", "present") if wanted else ("present", "absent")
            plan.steps.append(Step("offer" if wanted else "cancel", self._target, {"state": Change(before, after)}))
        return plan

    def _object(self, plan: Plan, desktop: Desktop) -> None:
        """Say why nobody at a desktop could agree, if so."""
        if desktop.status == UNTOLD:
            plan.incomplete = True
            plan.refused.append(Notice(self._target, "the service does not tell whether it runs; run the task again"))
        elif desktop.status != "ACTIVE":
            reason = f"it does not run ({desktop.status}), so nobody is there to be helped"
            plan.awaited.append(Notice(self._target, reason, awaits=(RUNS, self._target)))
        elif desktop.login_status not in (CONNECTED, UNTOLD):
            reason = f"nobody is connected to it ({desktop.login_status}), so nobody can agree to be helped"
            plan.awaited.append(Notice(self._target, reason))

    # Carrying out

    @property
    def _desktop_id(self) -> str:
        return self._desktop.desktop_id if self._desktop else ""

    @carries_out("offer")
    def _offer(self, steps: Sequence[Step]) -> Iterable[Call]:
        """CreateRemoteAssistance."""
        yield Call("POST", _path(self._desktop_id), steps, jobs=self._jobs, find_effect=self._offered)

    @carries_out("cancel")
    def _cancel(self, steps: Sequence[Step]) -> Iterable[Call]:
        """CancelRemoteAssistance."""
        yield Call("DELETE", _path(self._desktop_id), steps, find_effect=self._cancelled, gone_is_done=True)

    def _offered(self) -> Answer | None:
        found = read_assistance(self._client, self._desktop_id)
        return found if goes_on(found) else None

    def _cancelled(self) -> Answer | None:
        return None if self._offered() else {}

    def _jobs(self, answer: Answer) -> Sequence[Job]:
        self._current = {"status": "", **answer}
        return [self._job(answer)]

    def _job(self, assistance: Answer) -> Job:
        return answer_to_offer(self._client, self._target, self._desktop_id, assistance)

    def settle(self, fates: Sequence[Fate]) -> None:
        """Say who has not answered in time."""
        for fate in fates:
            if fate.state == RUNNING:
                self._current = read_assistance(self._client, self._desktop_id)
                fate.state, fate.reason = FAILED, self._unanswered()

    def _unanswered(self) -> str:
        who = (names_of(self._desktop.people) if self._desktop else "") or "the person at the desktop"
        accepted = self._current is not None and self._current["status"] == _ACCEPTED
        what = "has agreed, but has not let anybody in" if accepted else "has not answered the offer"
        return (
            f"{who} {what} within {self._client.deadline.seconds:.0f} s (wait_timeout); the offer still stands: run "
            "the task again to go on waiting, or withdraw it with state: absent"
        )

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Wait for an offer that an earlier task has made; read back."""
        waiting = self._current is not None and goes_on(self._current) and self._current["status"] != _OPEN
        if plan.changed:
            read_back(self, self._client, results)
        elif waiting and self._options["state"] == "present":
            fates = wait_for_all(self._client, [self._job(self._current or {})], pollers=self.pollers)
            self.settle(fates)
            results.update(
                {fate.target: Result(fate.target, FAILED, fate.reason) for fate in fates if fate.state == FAILED}
            )
            self.read()

    def result(self) -> dict[str, Any]:
        """Return the assistance as it is; what lets people in only if it is asked for."""
        if self._desktop is None or self._current is None:
            return {"remote_assistance": None}
        shown = ("status", "create_time", "failed_reason", *(SECRETS if self._options["show_secrets"] else ()))
        return {
            "remote_assistance": {
                "desktop_id": self._desktop.desktop_id,
                "computer_name": self._desktop.computer_name,
                **{name: self._current.get(name) for name in shown},
            }
        }
