# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for jobs: what each job API's words mean, and which target a sub-job is about."""

from __future__ import annotations

import calendar
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from unit.plugins.module_utils.stub import Clock

from ansible_collections.huaweicloud.workspace.plugins.module_utils.client import Client
from ansible_collections.huaweicloud.workspace.plugins.module_utils.deadline import Deadline
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import ApiError, WorkspaceError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.jobs import (
    DONE,
    EMPTY_WINDOW,
    FAILED,
    RUNNING,
    STATE_API,
    Fate,
    Job,
    Watch,
    recent_image_job,
    recent_job,
    running_creations,
    wait_for_all,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.progress import Progress

SUB_JOBS = "/v2/{project_id}/workspace-sub-jobs"
NOW = float(calendar.timegm(time.strptime("2026-10-05 08:00:00", "%Y-%m-%d %H:%M:%S")))


class FakeClient(Client):
    """A client whose reads give scripted answers, one after the other, the last one for ever."""

    def __init__(self, answers: Mapping[str, Sequence[Any]], seconds: float = 1000) -> None:
        self.clock = Clock()
        self.deadline = Deadline(seconds, self.clock, self.clock.sleep)
        self.answers = {path: list(given) for path, given in answers.items()}
        self.asked: list[tuple[str, dict[str, Any], str]] = []

    def server_time(self) -> float:
        return NOW + self.clock.now - 1000

    def get(self, path: str, query: Any = None, service: str = "workspace") -> Any:
        self.asked.append((path, dict(query or {}), service))
        left = self.answers[path]
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def list_all(
        self, path: str, key: str, query: Any = None, limit: Any = 1000, service: str = "workspace", **_more: Any
    ) -> Any:
        given = {name: value for name, value in (query or {}).items() if value is not None}
        key_of = f"{path} {given.get('job_id') or given.get('job_type')}"
        return self.get(key_of if key_of in self.answers else path, given, service)


def row(status: str, **more: Any) -> dict[str, Any]:
    """Return a sub-job as ListItaSubJobs gives it."""
    entities = {name: more.pop(name) for name in ("desktop_id", "desktop_name", "user_name") if name in more}
    return {"job_id": "j1", "status": status, "entities": entities, **more}


def job(*names: str, **more: Any) -> Job:
    """Return a job of the sub-job API over targets whose IDs are not known."""
    return Job(
        **{"id": "j1", "api": "workspace-sub-jobs", "verb": "create", "submitted": NOW, **more},
        targets=dict.fromkeys(names),
    )


def wait(client: FakeClient, *jobs: Job, **more: Any) -> dict[str, Fate]:
    """Wait for all jobs and return each target's fate."""
    return {fate.target: fate for fate in wait_for_all(client, jobs, **more)}


def states(fates: Mapping[str, Fate]) -> dict[str, str]:
    """Return the state of each target."""
    return {target: fate.state for target, fate in fates.items()}


# Sub-jobs


@pytest.mark.parametrize("word", ["SUCCESS", "COMPLETE", "success"])
def test_a_sub_job_that_ended_well_gives_its_target_an_id(word: str) -> None:
    client = FakeClient(
        {SUB_JOBS: [[row("WAITING", desktop_name="A")], [row(word, desktop_name="A", desktop_id="d1")]]}
    )
    fates = wait(client, job("A"))
    assert (fates["A"].state, fates["A"].target_id, len(client.asked)) == (DONE, "d1", 2)


@pytest.mark.parametrize("word", ["FAIL", "FAILED", "ABNORMAL", "ROLLBACK", "fail"])
def test_a_sub_job_that_failed_says_why(word: str) -> None:
    reason = {"error_code": "WKS.1", "fail_reason": "no address left"}
    fates = wait(FakeClient({SUB_JOBS: [[row(word, desktop_name="A", **reason)]]}), job("A"))
    assert fates["A"] == Fate("A", "create", FAILED, None, "WKS.1", "no address left")


@pytest.mark.parametrize(
    ("more", "code", "reason"),
    [
        ({}, "", "the service gave no reason"),
        ({"message": "in words"}, "", "in words"),
        ({"job_error_code": "C", "fail_reason": None, "message": None}, "C", "the service gave no reason"),
    ],
)
def test_a_failure_without_a_reason_says_so(more: dict[str, Any], code: str, reason: str) -> None:
    fate = wait(FakeClient({SUB_JOBS: [[row("FAIL", desktop_name="A", **more)]]}), job("A"))["A"]
    assert (fate.error_code, fate.reason) == (code, reason)


def test_an_unknown_word_is_waited_for_until_the_time_ends() -> None:
    client = FakeClient({SUB_JOBS: [[row("PONDERING", desktop_name="A")]]}, seconds=100)
    assert states(wait(client, job("A"))) == {"A": RUNNING}
    assert client.deadline.left == 0


def test_a_timeout_of_the_wait_leaves_what_runs_running() -> None:
    rows = [row("SUCCESS", desktop_name="A"), row("RUNNING", desktop_name="B")]
    client = FakeClient({SUB_JOBS: [rows]})
    assert states(wait(client, job("A", "B"), seconds=30)) == {"A": DONE, "B": RUNNING}
    assert client.deadline.elapsed == pytest.approx(30)


def test_pauses_grow_but_stay_short() -> None:
    client = FakeClient({SUB_JOBS: [[row("RUNNING", desktop_name="A")]]}, seconds=200)
    wait(client, job("A"))
    assert client.clock.sleeps[0] < 1
    assert max(client.clock.sleeps) <= 10
    assert len(client.asked) < 50


def test_a_list_that_fills_later_is_waited_for() -> None:
    client = FakeClient({SUB_JOBS: [[], [], [row("SUCCESS", desktop_name="A")]]})
    assert states(wait(client, job("A"))) == {"A": DONE}


def test_a_list_that_stays_empty_is_an_error_after_a_while() -> None:
    client = FakeClient({SUB_JOBS: [[]]})
    fate = wait(client, job("A"))["A"]
    assert (fate.state, fate.reason) == (FAILED, "the service knows nothing of it in job j1")
    assert EMPTY_WINDOW < client.deadline.elapsed < EMPTY_WINDOW + 15


def test_a_target_that_all_ended_sub_jobs_pass_over_is_an_error_after_a_while() -> None:
    client = FakeClient({SUB_JOBS: [[row("SUCCESS", desktop_name="A")]]})
    fates = wait(client, job("A", "B"))
    assert states(fates) == {"A": DONE, "B": FAILED}
    assert client.deadline.elapsed > EMPTY_WINDOW


def test_a_target_whose_sub_job_is_yet_to_come_is_not_given_up_while_others_run() -> None:
    slow = [row("RUNNING", desktop_name="A")]
    rows = [*[slow] * 20, [row("SUCCESS", desktop_name="A"), row("SUCCESS", desktop_name="B")]]
    client = FakeClient({SUB_JOBS: rows})
    assert states(wait(client, job("A", "B"))) == {"A": DONE, "B": DONE}
    assert client.deadline.elapsed > EMPTY_WINDOW


# Which target a sub-job is about


def test_sub_jobs_are_matched_by_id_before_name() -> None:
    rows = [row("FAIL", desktop_id="d1", desktop_name="B"), row("SUCCESS", desktop_id="d2", desktop_name="A")]
    ids = Job("j1", "workspace-sub-jobs", "resize", {"A": "d1", "B": "d2"}, submitted=NOW)
    assert states(wait(FakeClient({SUB_JOBS: [rows]}), ids)) == {"A": FAILED, "B": DONE}


def test_sub_jobs_are_matched_by_name_without_case() -> None:
    rows = [
        row("FAIL", desktop_name="BIO-01"),
        {**row("SUCCESS"), "desktop_name": "BIO-02"},
        row("SUCCESS", user_name="anna", desktop_id="d3"),
    ]
    fates = wait(FakeClient({SUB_JOBS: [rows]}), job("bio-01", "bio-02", "anna"))
    assert states(fates) == {"bio-01": FAILED, "bio-02": DONE, "anna": DONE}
    assert fates["anna"].target_id == "d3"


def test_a_target_fails_when_any_of_its_sub_jobs_does() -> None:
    rows = [row("SUCCESS", desktop_id="d1"), row("FAIL", desktop_id="d1", fail_reason="full")]
    one = Job("j1", "workspace-sub-jobs", "add_volume", {"A": "d1"}, submitted=NOW)
    assert wait(FakeClient({SUB_JOBS: [rows]}), one)["A"].reason == "1 of 2 failed: full"


def test_a_number_of_desktops_fails_with_how_many_of_them() -> None:
    names = [f"BIO{number:02d}" for number in range(5)]
    early = [
        row("FAIL", desktop_name=names[0], fail_reason="no host"),
        *(row("RUNNING", desktop_name=n) for n in names[1:]),
    ]
    late = [*early[:1], row("FAIL", desktop_name=names[1]), *(row("SUCCESS", desktop_name=n) for n in names[2:])]
    client = FakeClient({SUB_JOBS: [early, early, late]})
    fate = wait(client, job("BIO"))["BIO"]
    assert (fate.state, fate.reason) == (FAILED, "2 of 5 failed: no host")
    assert len(client.asked) == 3


def test_strangers_do_not_speak_for_targets_that_have_sub_jobs_of_their_own() -> None:
    rows = [row("SUCCESS", desktop_name="A"), row("FAIL", desktop_name="unknown", fail_reason="x")]
    assert states(wait(FakeClient({SUB_JOBS: [rows]}), job("A", "B"))) == {"A": DONE, "B": FAILED}


# The other job APIs


def shown(status: str, *sub_jobs: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a job as ShowJob gives it."""
    return {"id": "j1", "status": status, "sub_jobs": list(sub_jobs), **more}


DETAIL = "/v2/{project_id}/workspace-jobs/j1"


def detail_job(*names: str) -> Job:
    """Return a job of ShowJob."""
    return job(*names, api="workspace-jobs")


def test_a_complete_job_is_looked_into() -> None:
    parts = (row("SUCCESS", desktop_name="A"), row("FAIL", desktop_name="B", fail_reason="off"))
    fates = wait(FakeClient({DETAIL: [shown("RUNNING"), shown("COMPLETE", *parts)]}), detail_job("A", "B", "C"))
    assert states(fates) == {"A": DONE, "B": FAILED, "C": DONE}
    assert fates["B"].reason == "off"


@pytest.mark.parametrize("word", ["SUCCESS", "COMPLETE"])
def test_a_job_without_sub_jobs_speaks_for_itself(word: str) -> None:
    assert states(wait(FakeClient({DETAIL: [shown(word)]}), detail_job("A", "B"))) == {"A": DONE, "B": DONE}


def test_a_failed_job_fails_all_targets_that_did_not_end_well() -> None:
    answer = shown(
        "FAIL",
        row("SUCCESS", desktop_name="A"),
        row("RUNNING", desktop_name="B"),
        fail_reason="broken",
        job_error_code="W",
    )
    fates = wait(FakeClient({DETAIL: [answer]}), detail_job("A", "B", "C"))
    assert states(fates) == {"A": DONE, "B": FAILED, "C": FAILED}
    assert (fates["B"].reason, fates["B"].error_code) == ("broken", "W")


def test_a_job_may_be_unknown_at_first_but_not_for_long() -> None:
    missing = ApiError(404, "WKS.00211902", "The job does not exist.")
    assert states(wait(FakeClient({DETAIL: [missing, shown("SUCCESS")]}), detail_job("A"))) == {"A": DONE}
    fate = wait(FakeClient({DETAIL: [missing]}), detail_job("A"))["A"]
    assert (fate.state, fate.reason) == (FAILED, "the service knows nothing of job j1")


def test_another_error_of_a_job_api_is_an_error() -> None:
    with pytest.raises(ApiError):
        wait(FakeClient({DETAIL: [ApiError(403, "WKS.1", "denied")]}), detail_job("A"))


@pytest.mark.parametrize(
    ("api", "path"),
    [("app-job", "/v2/{project_id}/job/j1"), ("image-server-job", "/v1/{project_id}/image-server-jobs/j1")],
)
def test_app_jobs_carry_the_id_in_their_resource(api: str, path: str) -> None:
    part = {"status": "SUCCESS", "job_resource_info": {"resource_id": "s1"}}
    server = Job("j1", api, "create", {"server-1": "s1", "server-2": "s2"}, submitted=NOW)
    failed = {"status": "FAILED", "job_resource_info": {"resource_id": "s2"}, "fail_reason": "no"}
    client = FakeClient({path: [shown("SUCCESS", part, failed)]})
    assert states(wait(client, server)) == {"server-1": DONE, "server-2": FAILED}
    assert client.asked[0][2] == "app"


def test_what_went_wrong_on_an_image_server_is_told_apart() -> None:
    told = {"error_code": "WKS.9", "error_message": "No capacity."}
    part = {"status": "FAILED", "job_resource_info": {"resource_name": "golden"}, "job_execute_info": told}
    server = Job("j1", "image-server-job", "create", {"golden": None}, submitted=NOW)
    client = FakeClient({"/v1/{project_id}/image-server-jobs/j1": [shown("FAILED", part)]})
    fate = wait(client, server)["golden"]
    assert (fate.state, fate.error_code, fate.reason) == (FAILED, "WKS.9", "No capacity.")


# Many at once


def test_several_apis_are_waited_for_together() -> None:
    client = FakeClient({SUB_JOBS: [[row("RUNNING")], [row("SUCCESS", desktop_name="A")]], DETAIL: [shown("SUCCESS")]})
    assert states(wait(client, job("A"), detail_job("B"))) == {"A": DONE, "B": DONE}
    assert [path for path, _query, _service in client.asked].count(DETAIL) == 1


class TimedClient(FakeClient):
    """A client whose job number N runs until so many pauses were made as N says."""

    def __init__(self, pauses: Callable[[int], int]) -> None:
        super().__init__({}, seconds=100)
        self.pauses = pauses

    def get(self, path: str, query: Any = None, service: str = "workspace") -> Any:
        self.asked.append((path, dict(query or {}), service))
        number = int(query["job_id"].removeprefix("j"))
        runs = len(self.clock.sleeps) < self.pauses(number)
        return [row("RUNNING" if runs else "SUCCESS", desktop_name=f"D{number}")]


def test_many_jobs_take_the_time_of_the_longest_and_one_question_for_each_look_that_finds_one_running() -> None:
    client = TimedClient(lambda number: number % 3)
    fates = wait(client, *(job(f"D{number}", id=f"j{number}") for number in range(100)))
    assert set(states(fates).values()) == {DONE}
    assert len(client.clock.sleeps) == 2
    assert len(client.asked) == 100 + 2


def test_a_job_that_never_ends_hides_no_other() -> None:
    client = TimedClient(lambda number: 10**6 if number == 0 else 10 - number)
    fates = wait(client, *(job(f"D{number}", id=f"j{number}") for number in range(10)))
    assert states(fates) == {"D0": RUNNING, **{f"D{number}": DONE for number in range(1, 10)}}


def test_what_ends_just_before_the_time_is_over_is_seen() -> None:
    client = TimedClient(lambda number: 1 if number else 10**6)
    fates = wait(client, *(job(f"D{number}", id=f"j{number}") for number in range(10)), seconds=0.1)
    assert states(fates) == {"D0": RUNNING, **{f"D{number}": DONE for number in range(1, 10)}}


def test_nothing_to_wait_for_takes_no_time() -> None:
    client = FakeClient({})
    assert wait_for_all(client, []) == []
    assert client.clock.sleeps == []


def test_a_job_is_asked_for_with_what_its_api_needs() -> None:
    client = FakeClient({SUB_JOBS: [[row("SUCCESS", desktop_name="A")]]})
    wait(client, job("A", query={"desktop_pool_id": "p"}))
    assert client.asked[0][1] == {"job_id": "j1", "desktop_pool_id": "p"}


def test_an_unknown_job_api_is_named() -> None:
    with pytest.raises(WorkspaceError, match="no job API called fax; known are app-job, "):
        wait_for_all(FakeClient({}), [job("A", api="fax")])


def test_a_job_can_be_given_away_and_taken_up_again() -> None:
    first = job("A", until={"status": "ACTIVE"}, query={"desktop_pool_id": "p"})
    assert Job(**first.as_dict()) == first


# Following up on the state


def becoming_ready(after: int) -> tuple[Callable[[Client, Sequence[Watch]], None], list[Watch]]:
    """Return a poller of desktops that are as they should be after some looks, and what it was asked for."""
    seen: list[Watch] = []

    def poll(client: Client, watches: Sequence[Watch]) -> None:
        seen.extend(watches)
        for watch in watches:
            for fate in watch.fates.values():
                if fate.state == RUNNING and len(seen) > after:
                    fate.state = DONE

    return poll, seen


def test_targets_are_watched_after_their_job_until_they_are_as_they_should_be() -> None:
    rows = [row("SUCCESS", desktop_name="A", desktop_id="d1"), row("FAIL", desktop_name="B", fail_reason="x")]
    poll, seen = becoming_ready(after=2)
    until = {"status": "ACTIVE"}
    fates = wait(FakeClient({SUB_JOBS: [rows]}), job("A", "B", until=until), pollers={STATE_API: poll})
    assert states(fates) == {"A": DONE, "B": FAILED}
    assert len(seen) == 3
    assert seen[0].job == Job(None, STATE_API, "create", {"A": "d1"}, until, seen[0].job.submitted)
    assert seen[0].memory == {"lagging": True}


def test_targets_that_do_not_follow_in_time_are_running() -> None:
    poll, _seen = becoming_ready(after=10**6)
    client = FakeClient({SUB_JOBS: [[row("SUCCESS", desktop_name="A", desktop_id="d1")]]}, seconds=30)
    assert states(wait(client, job("A", until={"status": "ACTIVE"}), pollers={STATE_API: poll})) == {"A": RUNNING}


def test_an_operation_without_a_job_is_watched_through_its_targets() -> None:
    poll, seen = becoming_ready(after=1)
    power = Job(None, STATE_API, "start", {"A": "d1"}, {"status": "ACTIVE"}, NOW)
    assert states(wait(FakeClient({}), power, pollers={STATE_API: poll})) == {"A": DONE}
    assert seen[0].memory == {}


def test_a_job_whose_targets_are_to_be_followed_needs_somebody_who_can() -> None:
    with pytest.raises(WorkspaceError, match="no job API called desktops"):
        wait_for_all(FakeClient({}), [job("A", until={"status": "ACTIVE"})])


# Finding jobs again


def listed(**jobs: str) -> list[dict[str, Any]]:
    """Return sub-jobs about one desktop, each of a job with its begin time."""
    return [{**row("RUNNING", desktop_id="d1"), "job_id": name, "begin_time": begin} for name, begin in jobs.items()]


def test_the_newest_job_since_the_request_is_found() -> None:
    rows = listed(old="2026-10-05 07:59:00", mine="2026-10-05 08:00:01", newer="2026-10-05 08:00:02")
    client = FakeClient({SUB_JOBS + " resize": [[]], SUB_JOBS + " resizeDesktops": [rows]})
    assert recent_job(client, ["resize", "resizeDesktops"], NOW, lambda sub_job: sub_job.target_id == "d1") == "newer"
    assert recent_job(client, ["resize", "resizeDesktops"], NOW, lambda sub_job: sub_job.target_id == "d2") is None
    assert recent_job(client, ["resize", "resizeDesktops"], NOW + 60, lambda sub_job: True) is None


def test_the_job_on_an_image_server_is_found_among_the_recent_ones() -> None:
    path = "/v1/{project_id}/image-server-jobs"
    times = {"old": "2026-10-05T07:00:00Z", "other": "2026-10-05T08:00:01Z", "mine": "2026-10-05T08:00:01Z"}
    answers: dict[str, list[Any]] = {path: [[{"id": name, "begin_time": begin} for name, begin in times.items()]]}
    for name, server_id in (("old", "s1"), ("other", "s2"), ("mine", "s1")):
        part = {"status": "RUNNING", "job_resource_info": {"resource_id": server_id}}
        answers[f"{path}/{name}"] = [shown("RUNNING", part)]
    client = FakeClient(answers)
    assert recent_image_job(client, "CREATE_SERVER", NOW, "s1") == "mine"
    assert client.asked[0] == (path, {"job_type": "CREATE_SERVER"}, "app")
    assert recent_image_job(client, "CREATE_SERVER", NOW, "s3") is None


@pytest.mark.parametrize(
    "begin", ["2026-10-05 08:00:00", "2026-10-05T08:00:00Z", "2026-10-05T08:00:00.000Z", None, "soon"]
)
def test_times_of_sub_jobs_are_read_in_every_form(begin: Any) -> None:
    client = FakeClient({SUB_JOBS: [listed(mine=begin)]})
    assert recent_job(client, ["x"], NOW, lambda sub_job: True) == "mine"


def test_running_creations_are_known_by_name() -> None:
    waiting = [row("WAITING", desktop_name="BIO-02")]
    running = [row("RUNNING", desktop_name="BIO-01", user_name="anna")]
    client = FakeClient({SUB_JOBS: [waiting, running]})
    assert running_creations(client) == {"bio-01": "j1", "bio-02": "j1"}
    assert [query["status"] for _path, query, _service in client.asked] == ["WAITING", "RUNNING"]


# Progress


def told(client: FakeClient, *jobs: Job, **more: Any) -> list[Progress]:
    """Wait for all jobs and return what was told of them, one look after the other."""
    shown: list[Progress] = []
    client.report = shown.append
    wait_for_all(client, jobs, **more)
    return shown


def test_each_look_tells_how_far_the_jobs_are() -> None:
    rows = [
        [row("RUNNING", desktop_name=name) for name in "AB"],
        [row("SUCCESS", desktop_name="A"), row("RUNNING", desktop_name="B")],
        [row("SUCCESS", desktop_name="A"), row("FAIL", desktop_name="B")],
    ]
    assert told(FakeClient({SUB_JOBS: rows}), job("A", "B")) == [
        Progress("create", 0, 2),
        Progress("create", 1, 2),
        Progress("create", 1, 2, ("B",)),
    ]


def test_nothing_is_told_of_nothing() -> None:
    assert told(FakeClient({})) == []


def test_several_sub_jobs_of_a_target_are_one_target() -> None:
    rows = [row("SUCCESS", desktop_name="A"), row("SUCCESS", desktop_name="A"), row("SUCCESS", desktop_name="B")]
    assert told(FakeClient({SUB_JOBS: [rows]}), job("A", "B", things="snapshots")) == [
        Progress("create", 2, 2, things="snapshots")
    ]


def pool_job(**more: Any) -> Job:
    """Return a job on a pool."""
    return job("drop-in", things="pools", **more)


def test_the_desktops_of_a_pool_are_counted() -> None:
    rows = [
        [row("RUNNING", desktop_id="d1"), row("RUNNING", desktop_id="d2")],
        [row("SUCCESS", desktop_id="d1", desktop_name="P1"), row("FAIL", desktop_id="d2", desktop_name="P2")],
    ]
    assert told(FakeClient({SUB_JOBS: rows}), pool_job()) == [
        Progress("create", 0, 2),
        Progress("create", 1, 2, ("P2",)),
    ]


def test_the_count_of_a_pool_stays_while_the_pool_is_followed() -> None:
    rows = [row("SUCCESS", desktop_id="d1"), row("SUCCESS", desktop_id="d2")]
    poll, _seen = becoming_ready(after=1)
    client = FakeClient({SUB_JOBS: [rows]})
    work = job("drop-in", things="pools", until={"busy": False}, state_api="pools")
    work.targets["drop-in"] = "pool-1"
    assert set(told(client, work, pollers={"pools": poll})) == {Progress("create", 2, 2)}


def test_a_pool_that_fails_as_a_whole_is_named() -> None:
    detail = {"status": "FAIL", "sub_jobs": [], "fail_reason": "no quota"}
    client = FakeClient({"/v2/{project_id}/workspace-jobs/j1": [detail]})
    assert told(client, pool_job(api="workspace-jobs")) == [Progress("create", 0, 1, ("drop-in",), "pools")]


def test_parts_of_an_unknown_request_are_sub_jobs() -> None:
    client = FakeClient({SUB_JOBS: [[row("SUCCESS", user_name="mia"), row("SUCCESS", user_name="omar")]]})
    assert told(client, job("POST /x", things="requests")) == [Progress("create", 2, 2, things="sub-jobs")]


def test_strangers_that_may_be_of_several_targets_are_not_counted() -> None:
    client = FakeClient({SUB_JOBS: [[row("SUCCESS", desktop_id=f"d{number}") for number in range(5)]]})
    assert told(client, job("number 1", "number 2")) == [Progress("create", 2, 2)]
