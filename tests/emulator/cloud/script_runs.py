# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How scripts and commands are run on desktops: batch by batch, and on each desktop one after the other.

An execution in a project whose jobs take S seconds goes like this: its records are listed after 0.1 S, its first batch
begins at 0.2 S, and each script takes S unless somebody has said otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from emulator.cloud import catalogue
from emulator.cloud.jobs import LISTED_AFTER, RUNS_AFTER
from emulator.cloud.people_data import finds_offline, ran
from emulator.cloud.power import start_action
from emulator.cloud.project import Project, on
from emulator.cloud.records import Desktop, Pool, Script, ScriptOutcome, ScriptRecord, ScriptRun, ScriptTask
from emulator.engine.errors import BUSY, CONFLICT, FAILED, NOT_FOUND, ApiError, invalid

ALL_AT_ONCE, FIRST, REST = 0, 1, 2
"""What the service calls the batches."""

GOING = ("WAITING", "RUNNING")
FAILURES = ("FAILED", "TIMEOUT", "STOPPED")

STARTED_AFTER = 1.1
"""When a desktop that is started for its scripts is looked at again; starting one takes S."""

SYSTEMS = {"POWERSHELL": "Windows", "BAT": "Windows", "SHELL": "Linux"}


class Order(NamedTuple):
    """What is to be run, and how: the fields of a request, checked."""

    scripts: list[Script]
    command: str | None = None
    command_type: str | None = None
    gray_count: int | None = None
    gray_ids: list[str] | None = None
    gray_fail_threshold: int | None = None
    pre_start: str | None = None
    post_finish: str | None = None
    timeout_minutes: int | None = None


def begin(project: Project, order: Order, desktops: list[Desktop], pool: Pool | None = None) -> ScriptTask:
    """Start an execution on these desktops."""
    if not desktops:
        raise invalid("There are no desktops to run scripts on.")
    ids = [desktop.id for desktop in desktops]
    gray = ids[: order.gray_count] if order.gray_count else list(order.gray_ids or [])
    strangers = [desktop_id for desktop_id in gray if desktop_id not in ids]
    if strangers:
        raise invalid(f"The desktop {strangers[0]} of the first batch is not one of the desktops.")
    task = ScriptTask(
        id=project.new_id(),
        scripts=[script.model_copy() for script in order.scripts],
        command=order.command,
        command_type=order.command_type,
        desktop_ids=ids,
        gray_ids=gray,
        gray_fail_threshold=order.gray_fail_threshold,
        pool_id=pool.id if pool else None,
        pool_name=pool.name if pool else None,
        pre_start=order.pre_start,
        post_finish=order.post_finish,
        timeout=60.0 * (order.timeout_minutes or 1),
        start=project.now,
    )
    project.table(ScriptTask)[task.id] = task
    for desktop in desktops:
        batch = ALL_AT_ONCE if not gray else FIRST if desktop.id in gray else REST
        whats: list[Script | None] = [*task.scripts] or [None]
        for script in whats:
            record = ScriptRecord(
                id=project.new_id(),
                task_id=task.id,
                script_id=script.id if script else None,
                script_name=script.name if script else None,
                desktop_id=desktop.id,
                desktop_name=desktop.shown_name,
                order=batch,
            )
            project.table(ScriptRecord)[record.id] = record
    project.after(LISTED_AFTER * project.job_seconds, "script-records-listed", task_id=task.id)
    first = FIRST if gray else ALL_AT_ONCE
    project.after(RUNS_AFTER * project.job_seconds, "script-batch-begins", task_id=task.id, batch=first)
    return task


def again(project: Project, task: ScriptTask, records: list[ScriptRecord]) -> ScriptTask:
    """Run once more what these records of an execution are about, as an execution of its own and all at once."""
    desktops = [
        project.desktops[key] for key in dict.fromkeys(one.desktop_id for one in records) if _there(project, key)
    ]
    names = {record.script_id for record in records}
    scripts = [script for script in task.scripts if script.id in names]
    order = Order(
        scripts=scripts,
        command=task.command,
        command_type=task.command_type,
        pre_start=task.pre_start,
        post_finish=task.post_finish,
        timeout_minutes=round(task.timeout / 60),
    )
    pool = project.table(Pool).get(task.pool_id or "")
    made = begin(project, order, desktops, pool)
    wanted = {(record.desktop_id, record.script_id) for record in records}
    for record in records_of(project, made.id):
        if (record.desktop_id, record.script_id) not in wanted:
            del project.table(ScriptRecord)[record.id]
    return made


def _there(project: Project, desktop_id: str) -> bool:
    return desktop_id in project.desktops and project.desktops[desktop_id].listed


def stop(project: Project, records: Iterable[ScriptRecord]) -> None:
    """Stop what still goes on of these records."""
    stopped = [record for record in records if record.status in GOING]
    for record in stopped:
        _end(project, record, "STOPPED", reason="It was stopped.")
    for task_id, desktop_id in dict.fromkeys((record.task_id, record.desktop_id) for record in stopped):
        _go_on(project, project.table(ScriptTask)[task_id], desktop_id)


def records_of(project: Project, task_id: str) -> list[ScriptRecord]:
    """Return the records of an execution, in the order of its desktops and scripts."""
    return [record for record in project.table(ScriptRecord).values() if record.task_id == task_id]


@on("script-records-listed")
def script_records_listed(project: Project, task_id: str) -> None:
    """Show the records in lists."""
    for record in records_of(project, task_id):
        record.listed = True


@on("script-batch-begins")
def script_batch_begins(project: Project, task_id: str, batch: int) -> None:
    """Turn to all desktops of a batch at once."""
    task = project.table(ScriptTask)[task_id]
    if task.status == "INIT":
        task.status = "RUNNING"
    records = [record for record in records_of(project, task_id) if record.order == batch]
    for desktop_id in dict.fromkeys(record.desktop_id for record in records):
        script_desktop_turn(project, task_id, desktop_id, may_start=True)


@on("script-desktop-turn")
def script_desktop_turn(project: Project, task_id: str, desktop_id: str, may_start: bool) -> None:
    """Begin on one desktop; one that is off is started first if the execution says so."""
    task = project.table(ScriptTask)[task_id]
    waiting = [record for record in records_of(project, task_id) if record.desktop_id == desktop_id]
    waiting = [record for record in waiting if record.status == "WAITING"]
    if not waiting:
        return
    desktop = project.desktops.get(desktop_id)
    if desktop is None or not desktop.listed:
        _fail(project, task, waiting, NOT_FOUND, "The desktop does not exist.")
    elif desktop.status == "ACTIVE" and not desktop.operation:
        _run(project, task, waiting[0], desktop)
    elif task.pre_start and may_start and not desktop.operation and desktop.status in ("SHUTOFF", "HIBERNATED"):
        start_action(project, desktop, "os-start", by="script")
        wait = STARTED_AFTER * project.job_seconds
        project.after(wait, "script-desktop-turn", task_id=task_id, desktop_id=desktop_id, may_start=False)
    else:
        _fail(project, task, waiting, BUSY, "The desktop is not running.")


def _fail(project: Project, task: ScriptTask, records: list[ScriptRecord], code: str, reason: str) -> None:
    """Let scripts fail without being run."""
    for record in records:
        _end(project, record, "FAILED", code, reason)
    _go_on(project, task, records[0].desktop_id)


def _run(project: Project, task: ScriptTask, record: ScriptRecord, desktop: Desktop) -> None:
    """Run a script on a running desktop, which leaves its trace there."""
    script = next((one for one in task.scripts if one.id == record.script_id), None)
    kind = script.type if script else task.command_type or ""
    content = script.content if script else task.command or ""
    record.status, record.start = "RUNNING", project.now
    if catalogue.PRODUCTS[desktop.product_id].os_type != SYSTEMS[kind]:
        _end(project, record, "FAILED", FAILED, f"{kind} needs {SYSTEMS[kind]}.")
        _go_on(project, task, desktop.id)
        return
    run = ScriptRun(
        id=project.new_id(),
        time=project.now,
        desktop=desktop.shown_name,
        desktop_id=desktop.id,
        task_id=task.id,
        script=script.name if script else None,
        type=kind,
        content=content,
    )
    project.table(ScriptRun)[run.id] = run
    ran(desktop, run)
    outcome = _outcome(project, script.name if script else content, desktop)
    if outcome.stuck:
        return
    seconds = project.job_seconds if outcome.seconds is None else outcome.seconds
    in_time = seconds <= task.timeout
    project.after(
        min(seconds, task.timeout),
        "script-ends",
        record_id=record.id,
        result_code=("1" if finds_offline(desktop, run) else outcome.result_code) if in_time else None,
        output=outcome.output,
    )


def _outcome(project: Project, what: str, desktop: Desktop) -> ScriptOutcome:
    """Return what a script (by its name) or command (by its text) gives on a desktop."""
    for outcome in reversed(project.table(ScriptOutcome).values()):
        if outcome.script in (None, what) and (outcome.desktop or desktop.name).casefold() == desktop.name.casefold():
            return outcome
    return ScriptOutcome(id="")


@on("script-ends")
def script_ends(project: Project, record_id: str, result_code: str | None, output: str) -> None:
    """A script has ended, or its time has: then it has no result code."""
    record = project.table(ScriptRecord)[record_id]
    if record.status != "RUNNING":
        return
    record.output = output
    desktop = project.desktops.get(record.desktop_id)
    if desktop is None or desktop.status != "ACTIVE":
        _end(project, record, "FAILED", CONFLICT, "The desktop went off while the script ran.")
    elif result_code is None:
        _end(project, record, "TIMEOUT", None, "The script did not end in time.")
    elif result_code == "0":
        _end(project, record, "SUCCESS", result_code)
    else:
        _end(project, record, "FAILED", result_code, f"The script ended with {result_code}.")
    _go_on(project, project.table(ScriptTask)[record.task_id], record.desktop_id)


def _end(
    project: Project, record: ScriptRecord, status: str, result_code: str | None = None, reason: str | None = None
) -> None:
    record.status, record.result_code, record.reason = status, result_code, reason
    record.start = record.start or project.now
    record.end = project.now


def _go_on(project: Project, task: ScriptTask, desktop_id: str) -> None:
    """After a script: run the next one there, or be done with the desktop, its batch, and the execution."""
    records = records_of(project, task.id)
    own = [record for record in records if record.desktop_id == desktop_id]
    if any(record.status == "RUNNING" for record in own):
        return
    if any(record.status == "WAITING" for record in own):
        script_desktop_turn(project, task.id, desktop_id, may_start=False)
        return
    _finish_desktop(project, task, desktop_id)
    if any(record.status in GOING for record in records if record.order == own[0].order):
        return
    rest = [record for record in records if record.status == "WAITING"]
    failed = [record for record in records if record.status in FAILURES]
    if rest and task.gray_fail_threshold is not None and len(failed) >= task.gray_fail_threshold:
        for record in rest:
            _end(project, record, "SKIP", None, "Too many of the first batch failed.")
    elif rest:
        script_batch_begins(project, task.id, REST)
        return
    _finish(project, task)


def _finish_desktop(project: Project, task: ScriptTask, desktop_id: str) -> None:
    """Do what is to follow the scripts on a desktop on which one of them was run; nothing if it cannot be done."""
    ran = any(run.task_id == task.id and run.desktop_id == desktop_id for run in project.table(ScriptRun).values())
    desktop = project.desktops.get(desktop_id)
    if task.post_finish is None or not ran or desktop is None or desktop.status != "ACTIVE" or desktop.operation:
        return
    start_action(project, desktop, {"stop": "os-stop", "reboot": "reboot"}[task.post_finish], by="script")


def _finish(project: Project, task: ScriptTask) -> None:
    """An execution is over; it has failed if nothing of it succeeded."""
    if task.end is not None:
        return
    succeeded = any(record.status == "SUCCESS" for record in records_of(project, task.id))
    task.status = "FINISH" if succeeded else "FAILED"
    task.end = project.now
    project.after(0, "script-task-ended", task_id=task.id)


def counts(project: Project, task: ScriptTask) -> dict[str, int]:
    """Return how many records of an execution succeeded, failed and were skipped."""
    statuses = [record.status for record in records_of(project, task.id)]
    return {
        "success_num": statuses.count("SUCCESS"),
        "failed_num": sum(statuses.count(status) for status in FAILURES),
        "skip_num": statuses.count("SKIP"),
    }


def check_can_be_run_again(records: list[ScriptRecord]) -> None:
    """Refuse to run again what still goes on, or what there is no reason to run again for."""
    if any(record.status in GOING for record in records):
        raise ApiError(409, CONFLICT, "The script execution is not over.")
    if all(record.status == "SUCCESS" for record in records):
        raise invalid("Nothing of the script execution has failed.")
