# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only place that knows Ansible: check mode, diff, secrets, warnings, and how a task ends."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import traceback
from collections.abc import Iterable, Mapping
from typing import Any, Callable, Protocol

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible.module_utils.common.warnings import get_warning_messages

from .apply import NOT_STARTED, PLANNED, SKIPPED, Resource, Result, Run
from .auth import AUTH_ARGUMENT_SPEC, Settings
from .client import C, Client, connect
from .concealment import concealer
from .deadline import Deadline
from .errors import LONGEST_MESSAGE, CredentialsError, WorkspaceError, message, mistake, plain, presentable
from .jobs import DONE, FAILED
from .masks import without_addresses
from .names import listed
from .plan import UNFIT, Notice, Plan, PlannedRun, headed, told
from .progress import Progress
from .resources.base import Plannable, read_and_plan
from .shapes import by_real_names, misshapen
from .transport import REQUESTS_IMPORT_ERROR


class PlannedResource(Resource, Plannable, Protocol):
    """What :func:`run` asks of a resource, beyond carrying steps out."""

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Read back, and turn what did not take effect into failures."""

    def result(self) -> dict[str, Any]:
        """Return what the module returns of its things."""


_MANY_SECRETS = 50
"""How many secrets are too many to look for one by one."""

_NO_DICTIONARY = "could not parse JSON or key=value"
"""What ansible-core says when it takes a piece of the command line for a dictionary and cannot read it."""

_BROKEN_ITEM = re.compile(r"""\s*(\[\s*)?['"{]|\s*\[[^\]]*$""")
"""A list item that is a piece of JSON or YAML: the command line was cut at its commas."""


class _Module(AnsibleModule):  # type: ignore[misc]  # ansible-core has no types
    """AnsibleModule that fails with a sentence, also of its own, and lets no control character out, nor addresses of
    people in messages.

    It looks at the shape of what is given first, which ansible-core does not do everywhere, and says how arguments are
    given when a command line was cut in the wrong places.
    """

    no_log_values: set[str]
    params: dict[str, Any]

    def _load_params(self) -> None:
        super()._load_params()
        wrong = next(misshapen(self.argument_spec, self.params), "")
        if wrong:
            # It is not known yet which of the arguments are secret.
            self.fail_json(wrong, invocation={})

    def _log_invocation(self) -> None:
        """Write to the system's log with which options the module runs, but for those that hold dictionaries: these may
        have addresses of people in them, and be large."""
        given = self.params
        self.params = {name: value for name, value in given.items() if not _holds_dictionaries(value)}
        try:
            super()._log_invocation()
        finally:
            self.params = given

    def fail_json(self, msg: str, **kwargs: Any) -> None:
        """Fail, with advice where it helps."""
        text = _with_advice(msg) if _NO_DICTIONARY in msg else msg
        super().fail_json(message(text), **presentable(kwargs))

    def exit_json(self, as_it_is: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """Succeed.

        :param as_it_is: results that other tasks need and nobody is shown.
        """
        super().exit_json(**presentable(kwargs), **(as_it_is or {}))

    def _return_formatted(self, kwargs: dict[str, Any]) -> None:
        """Return a result. ansible-core looks for each secret in each text of it, so many secrets are taken out before;
        those that warnings tell, which it adds to the result, are left to it."""
        if len(self.no_log_values) > _MANY_SECRETS:
            kwargs = concealer(self.no_log_values)({"invocation": {"module_args": self.params}, **kwargs})
            warnings = "\n".join(get_warning_messages())
            self.no_log_values = {secret for secret in self.no_log_values if secret in warnings}
        super()._return_formatted(kwargs)

    def warn(self, warning: str, **kwargs: Any) -> None:
        """Warn."""
        super().warn(plain(without_addresses(warning), LONGEST_MESSAGE), **kwargs)


def _holds_dictionaries(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict) for item in value))


def _with_advice(text: str) -> str:
    return f"{text}; give all arguments as one JSON object: -a '{{\"option\": [\"value\"], ...}}'"


Connect = Callable[..., Any]
"""Makes a client of a class for the credentials of a task; see :meth:`Task.connect`."""


class Task:
    """One task: the Ansible module, its client, and its end."""

    def __init__(self, argument_spec: Mapping[str, Any], **module_arguments: Any) -> None:
        self.module = _Module(
            argument_spec={**AUTH_ARGUMENT_SPEC, **argument_spec}, supports_check_mode=True, **module_arguments
        )
        if REQUESTS_IMPORT_ERROR:
            self.module.fail_json(msg=missing_required_lib("requests"), exception=REQUESTS_IMPORT_ERROR)
        self.options = by_real_names(self.module.argument_spec, self.module.params)
        for name, value in self.options.items():
            broken = (
                [item for item in value if isinstance(item, str) and _BROKEN_ITEM.match(item)]
                if isinstance(value, list)
                else []
            )
            if broken:
                self.module.fail_json(_with_advice(f"The item {broken[0]} of {name} looks like a piece of JSON"))

    def connect(self, make: Callable[[Settings, Deadline, str], C], **elsewhere: Any) -> C:
        """Return a client for the task's credentials, whose deadline is the task's ``wait_timeout``.

        :param make: the class of the client. :param elsewhere: options that replace those of the task.
        """
        agent = f"ansible-core/{self.module.ansible_version}"
        client = connect(make, {**self.options, **elsewhere}, os.environ, agent)
        self.module.no_log_values.update(client.settings.secrets())
        for warning in client.settings.warnings:
            self.module.warn(warning)
        # Asking for module.tmpdir would make a folder that nobody looks into where the task has none.
        folder = self.module._tmpdir
        if folder and not self.module.check_mode and self.options.get("wait", True):
            client.report = functools.partial(Progress.write, folder=folder)
        return client

    def guarded(self, work: Callable[[], None]) -> None:
        """Do the task's work; end it with one sentence, never with a traceback."""
        try:
            work()
        except (WorkspaceError, CredentialsError) as error:
            details = error.result() if isinstance(error, WorkspaceError) else {}
            self.module.fail_json(msg=str(error), **details)
        except Exception as error:  # pylint: disable=broad-except
            self.module.fail_json(
                msg=mistake(error),
                exception=traceback.format_exc() if self.module._verbosity >= 3 else None,
            )


def run(
    argument_spec: Mapping[str, Any],
    make: Callable[[Client, Mapping[str, Any]], PlannedResource],
    secrets: Callable[[Mapping[str, Any]], Iterable[str]] | None = None,
    **arguments: Any,
) -> None:
    """Run a module that changes things: read, plan, and, outside check mode, carry the plan out.

    :param make: makes the resource from the client and the task's options; checks the options.
    :param secrets: finds secrets in the options that the specification cannot name.
    :param arguments: further arguments of AnsibleModule.
    """
    task = Task(argument_spec, **arguments)
    if secrets:
        task.module.no_log_values.update(secrets(task.options))

    def work() -> None:
        # All that was read is let go before the result, which may be large, is written.
        failure, result = _run(task, make)
        if failure:
            task.module.fail_json(msg=failure, **result)
        task.module.exit_json(**result)

    task.guarded(work)


def run_planning(
    argument_spec: Mapping[str, Any], plan: Callable[[Connect, Mapping[str, Any], bool], PlannedRun], **arguments: Any
) -> None:
    """Run a module that plans what other tasks carry out.

    :param plan: makes the plan from what connects, from the task's options, and from whether this is check mode.
    """
    task = Task(argument_spec, **arguments)

    def work() -> None:
        check = task.module.check_mode
        planned = plan(task.connect, task.options, check)
        for warning in planned.warnings:
            task.module.warn(warning)
        task.module.exit_json(as_it_is={"sections": planned.sections}, **planned.reported(check))

    task.guarded(work)


def _run(task: Task, make: Callable[[Client, Mapping[str, Any]], PlannedResource]) -> tuple[str, Mapping[str, Any]]:
    """Return what a task comes to: the message of a failure, empty if there is none, and the result."""
    client = task.connect(Client)
    with client.reading():
        resource = make(client, task.options)
        plan = read_and_plan(resource)
    for warning in plan.all_warnings():
        task.module.warn(warning)
    announced = {
        "changed": plan.changed,
        "actions": plan.actions(),
        "diff": plan.diff(),
        **({"unknown": plan.unknown} if "write_unknown" in task.options else {}),
    }
    if task.module.check_mode:
        if plan.awaited:
            task.module.warn(f"not yet the case, which is fine if an earlier task changes that: {told(plan.awaited)}")
    else:
        plan.refused += [notice for notice in plan.awaited if notice.kind != UNFIT]
        plan.broken += [notice for notice in plan.awaited if notice.kind == UNFIT]
    if plan.refused:
        against = [*plan.refused, *plan.broken]
        results = [Result(notice.target, FAILED, notice.reason).as_dict() for notice in against]
        return _refusal(against), {**announced, "changed": False, "results": results, "jobs": []}
    if task.module.check_mode:
        shown = {**announced, **resource.result(), "results": _results(plan.diff(), _planned(plan)), "jobs": []}
        return told(plan.broken), shown
    execution = Run(client, resource, wait=task.options.get("wait", True))
    execution.carry_out(plan)
    unchecked = ""
    found: Mapping[str, Any] = {}
    try:
        with client.reading():
            if execution.wait and not execution.jobs:
                resource.finish(plan, execution.results)
            found = resource.result()
    except WorkspaceError as error:
        unchecked = f"everything was sent, but its outcome could not be read back: {error}"
    _forgive_lost_races(execution, lambda: make(client, task.options))
    done = {
        **announced,
        **_changes(plan, execution),
        **found,
        "jobs": [job.as_dict() for job in execution.jobs],
    }
    if execution.failed:
        if task.options.get("allow_partial") and len(execution.failed) < len(execution.results):
            task.module.warn(_failure(execution))
            return unchecked, done
        details = next((result.error for result in execution.failed if result.error), {})
        return _failure(execution), {**details, **done}
    return unchecked, done


def _planned(plan: Plan) -> dict[str, Result]:
    """Return the results of a plan that is not carried out."""
    skipped = {notice.target: Result(notice.target, SKIPPED, notice.reason) for notice in plan.skipped}
    broken = {notice.target: Result(notice.target, FAILED, notice.reason) for notice in plan.broken}
    return {**skipped, **broken, **{target: Result(target, PLANNED) for target in plan.targets()}}


def _changes(plan: Plan, execution: Run) -> dict[str, Any]:
    """Return what a run says of itself: what was announced, as far as the service has taken it up."""
    done = execution.done(plan)
    return {"changed": done.changed, "diff": done.diff(), "results": _results(done.diff(), execution.results)}


def _forgive_lost_races(execution: Run, make: Callable[[], PlannedResource]) -> None:
    """Let targets count as done for which the service refused everything, but that are as desired: somebody else was
    faster."""
    refused = [target for target in execution.refused if execution.results[target].state == FAILED]
    if not refused:
        return
    # What went wrong is told already.
    with contextlib.suppress(WorkspaceError), execution.client.reading():
        left = read_and_plan(make())
        notices = (*left.refused, *left.awaited, *left.broken, *left.skipped)
        lacking = {*left.targets(), *left.unknown, *(notice.target for notice in notices)}
        for target in refused:
            if target not in lacking:
                execution.results[target] = Result(target, DONE, "somebody else has brought it about meanwhile")


def _results(diff: Mapping[str, Any], results: Mapping[str, Result]) -> list[dict[str, Any]]:
    """Return the results as plain data, each with the part of the diff that is its own.

    In a loop Ansible takes ``results`` for those of the loop's items, and shows the differences that it finds inside.
    """
    rows = []
    for result in results.values():
        row = result.as_dict()
        if result.target in diff["after"]:
            before, after = ({result.target: diff[side][result.target]} for side in ("before", "after"))
            row.update(changed=True, diff=headed(before, after))
        rows.append(row)
    return rows


def run_info(
    argument_spec: Mapping[str, Any],
    read: Callable[[Client, Mapping[str, Any]], dict[str, Any]],
    filters: bool = True,
    **arguments: Any,
) -> None:
    """Run a module that only reads.

    ``read`` returns what the module returns, and beside it the ``warnings`` that are to be told.

    :param filters: whether the options are filters; one that is given but empty is an error, since it never means
        everything.
    """
    task = Task(argument_spec, **arguments)

    def work() -> None:
        for name in argument_spec:
            if filters and _is_blank(task.options[name]):
                raise WorkspaceError(f"the filter {name} is given but empty; leave it out to get everything")
        client = task.connect(Client)
        with client.reading():
            found = read(client, task.options)
        for warning in found.pop("warnings", ()):
            task.module.warn(warning)
        task.module.exit_json(changed=False, **found)

    task.guarded(work)


def _is_blank(value: Any) -> bool:
    """Whether a filter names nothing, or has an item that names nothing."""
    if isinstance(value, list):
        return not value or any(map(_is_blank, value))
    return not value.strip() if isinstance(value, str) else value == {}


def _refusal(refused: list[Notice]) -> str:
    """Say why nothing was done."""
    return f"nothing was changed: {told(refused)}"


def _failure(execution: Run) -> str:
    """Say what failed, what was not started and how to go on."""
    failed = [result for result in execution.failed if result.state == FAILED]
    waiting = [result.target for result in execution.failed if result.state == NOT_STARTED]
    reasons = told(Notice(result.target, result.reason) for result in failed)
    text = f"{len(failed)} of {len(execution.results)} targets failed: {reasons}"
    if not failed:
        text = "the task could not be finished"
    if waiting:
        text += f"; not started: {listed(waiting)}"
    if execution.jobs:
        text += "; wait with workspace_job for the jobs returned before you run the task again"
    return text
