# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client against a server on loopback: retries, paging, errors, headers, tokens, and the end of time."""

from __future__ import annotations

import email.utils
import ipaddress
import re
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from unit.plugins.module_utils.stub import CLOSE, CUT, RESET, SILENCE, Clock, Reply, Stub, stub_server

from ansible_collections.huaweicloud.workspace.plugins.module_utils import client as client_module
from ansible_collections.huaweicloud.workspace.plugins.module_utils.auth import Settings
from ansible_collections.huaweicloud.workspace.plugins.module_utils.client import LAST_LOOK, Client
from ansible_collections.huaweicloud.workspace.plugins.module_utils.deadline import Deadline, Pace, backoff
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import (
    AnswerError,
    ApiError,
    DeadlineError,
    UnknownFateError,
    UnreachableError,
    WorkspaceError,
)

KEYS = {"access_key": "open-ak", "secret_key": "hush-sk", "project_id": "p1"}
USER = {"user_name": "ann", "user_password": "hush-pass", "domain_name": "school"}
PATH = "/v2/{project_id}/desktops"
OK = Reply(body={"done": True})
PAUSE = Reply(429, {"error_code": "APIGW.0308", "error_msg": "Too many requests"})
BUSY = Reply(409, {"error_code": "WKS.00010032", "error_msg": "Operation conflict"})
REFUSED = Reply(400, {"error_code": "WKS.00211102", "error_msg": "Invalid parameter"})
BROKEN = Reply(500, {"error_code": "WKS.00211401", "error_msg": "Internal error"})
GATEWAY = Reply(502, b"<html>Bad Gateway</html>")
BACKEND = Reply(504, {"error_code": "APIGW.0203", "error_msg": "Backend timeout", "request_id": "r-504"})


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    """Give a listening server, out of reach of any proxy of the machine."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with stub_server() as server:
        server.listen()
        yield server


@pytest.fixture
def clock() -> Clock:
    """Give a clock that moves only by sleeping."""
    return Clock()


def make(url: str, clock: Clock, seconds: float = 1000, **settings: Any) -> Client:
    """Return a client all of whose endpoints are ``url``."""
    given = {**({} if "user_password" in settings or "auth_token" in settings else KEYS), "region": "eu-1", **settings}
    endpoints = {
        "workspace_endpoint": url,
        "app_endpoint": url + "/app",
        "iam_endpoint": url,
        "eps_endpoint": url + "/eps",
    }
    timeouts = {"connect_timeout": 2, "read_timeout": 5}
    known = Settings(**{"credentials_source": "a test", **endpoints, **timeouts, **given})
    return Client(known, Deadline(seconds, clock, clock.sleep))


@pytest.fixture
def client(stub: Stub, clock: Clock) -> Client:
    """Give a client of the server."""
    return make(stub.url, clock)


# Reads


@pytest.mark.parametrize(
    ("path", "paced"),
    [
        ("/v2/{project_id}/statistics/metrics/desktops", True),
        ("/v2/{project_id}/desktops/statistics/unused", True),
        ("/v2/{project_id}/connections/desktops", True),
        ("/v2/{project_id}/desktops/one/actions", True),
        (PATH, False),
    ],
)
def test_statistics_are_asked_for_as_often_as_a_user_may(
    stub: Stub, client: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch, path: str, paced: bool
) -> None:
    monkeypatch.setattr(client, "_pace", Pace(2, client.deadline))
    stub.script = [OK]
    for _number in range(5):
        client.get(path)
        clock.now += 10
    assert clock.sleeps == ([40, 40] if paced else [])


@pytest.mark.parametrize(
    "trouble",
    [BROKEN, GATEWAY, BACKEND, PAUSE, Reply(503), Reply(200, b"{cut"), Reply(200), RESET, CLOSE, SILENCE, CUT],
)
def test_a_read_is_retried_on_anything_transient(stub: Stub, client: Client, trouble: Any) -> None:
    stub.script = [trouble, trouble, OK]
    assert client.get(PATH) == {"done": True}
    assert stub.methods == ["GET"] * 3


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "X"),
        (401, "X"),
        (403, "X"),
        (404, "X"),
        (409, "X"),
        (500, "WKS.0202"),
        (500, "WKS.0915"),
        (400, "WKS.0001"),
    ],
)
def test_a_read_is_not_retried_when_the_answer_is_final(stub: Stub, client: Client, status: int, code: str) -> None:
    stub.script = [Reply(status, {"error_code": code, "error_msg": "no"}), OK]
    with pytest.raises(ApiError) as caught:
        client.get(PATH)
    assert (caught.value.status, caught.value.error_code, len(stub.seen)) == (status, code, 1)


def test_a_read_is_retried_when_the_connection_is_refused(clock: Clock) -> None:
    with stub_server() as server:
        server.script = [OK]
        clock.on_sleep = server.listen
        assert make(server.url, clock).get(PATH) == {"done": True}
    assert len(clock.sleeps) == 1


def test_a_read_gives_up_after_max_retries(stub: Stub, clock: Clock) -> None:
    stub.script = [GATEWAY]
    with pytest.raises(ApiError) as caught:
        make(stub.url, clock, max_retries=3).get(PATH)
    assert caught.value.status == 502
    assert len(stub.seen) == 4
    assert clock.sleeps == sorted(clock.sleeps)


def test_a_query_by_another_method_is_retried_like_a_read(stub: Stub, client: Client) -> None:
    stub.script = [RESET, OK]
    assert client.read("POST", PATH, body={"matches": []}) == {"done": True}


def test_a_bare_list_is_the_body_of_the_answer(stub: Stub, client: Client) -> None:
    stub.script = [Reply(body=[{"metric_name": "desktops"}])]
    assert client.get(PATH) == {"body": [{"metric_name": "desktops"}]}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_file_is_told_at_once_and_is_no_lost_answer(stub: Stub, client: Client, clock: Clock, method: str) -> None:
    stub.script = [Reply(body=b"name,email", headers={"Content-Disposition": "attachment; filename=users.csv"})]
    send = client.read if method == "GET" else client.write
    with pytest.raises(WorkspaceError, match="answered with a file"):
        send(method, PATH)
    assert len(stub.seen) == 1 and not clock.sleeps


def test_backoff_doubles_up_to_a_cap_however_many_attempts() -> None:
    pauses = [backoff(attempt) for attempt in (0, 1, 5, 10, 5000)]
    assert all(0 < pause <= 20 for pause in pauses)
    assert pauses[0] < 0.5 < 10 <= pauses[-1]


# Writes that were surely not taken up


@pytest.mark.parametrize("trouble", [PAUSE, Reply(429), Reply(503, headers={"Retry-After": "3"})])
def test_a_write_is_repeated_when_it_was_surely_not_taken_up(stub: Stub, client: Client, trouble: Reply) -> None:
    stub.script = [trouble, OK]
    assert client.write("POST", PATH, {"a": 1}) == {"done": True}
    assert [seen.body for seen in stub.seen] == [{"a": 1}] * 2


def test_a_write_is_repeated_when_the_connection_is_refused(clock: Clock) -> None:
    with stub_server() as server:
        server.script = [OK]
        clock.on_sleep = server.listen
        assert make(server.url, clock).write("POST", PATH) == {"done": True}


def test_a_write_is_repeated_when_the_host_is_unknown(clock: Clock) -> None:
    with pytest.raises(UnreachableError, match="cannot be reached") as caught:
        make("http://no-such-host.invalid", clock, max_retries=1).write("POST", PATH)
    assert len(clock.sleeps) == 1
    assert "object at" not in str(caught.value)


@pytest.mark.parametrize(
    "reply", [REFUSED, BROKEN, Reply(503, {"error_code": "WKS.1", "error_msg": "closed"}), Reply(403)]
)
def test_a_refused_write_is_not_repeated(stub: Stub, client: Client, reply: Reply) -> None:
    stub.script = [reply, OK]
    with pytest.raises(ApiError):
        client.write("POST", PATH, find_effect=lambda: {"never": "asked"})
    assert len(stub.seen) == 1


def test_a_write_that_is_refused_for_ever_ends_with_the_services_word(stub: Stub, clock: Clock) -> None:
    stub.script = [PAUSE]
    with pytest.raises(ApiError) as caught:
        make(stub.url, clock, max_retries=2).write("POST", PATH)
    assert (caught.value.status, len(stub.seen)) == (429, 3)


# Writes of unknown fate

LOST = [GATEWAY, BACKEND, Reply(500), Reply(503), Reply(200, b"<html>"), RESET, CLOSE, SILENCE, CUT]


def looking(*answers: Any) -> Callable[[], Any]:
    """Return a ``find_effect`` that gives these answers in turn, the last one for ever; an exception is raised."""
    left = list(answers)

    def look() -> Any:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    return look


@pytest.mark.parametrize("trouble", LOST)
def test_an_effect_that_is_found_is_the_answer(stub: Stub, client: Client, trouble: Any) -> None:
    stub.script = [trouble, OK]
    assert client.write("POST", PATH, find_effect=looking(None, None, {"job_id": "j"})) == {"job_id": "j"}
    assert stub.arrived(1)


@pytest.mark.parametrize("trouble", LOST)
def test_a_write_is_neither_repeated_nor_believed_when_its_effect_cannot_be_found(
    stub: Stub, client: Client, trouble: Any
) -> None:
    stub.script = [trouble, OK]
    with pytest.raises(UnknownFateError, match="may or may not have been done; it is not repeated"):
        client.write("POST", PATH)
    assert stub.arrived(1)


def test_a_write_without_an_effect_is_repeated_after_the_window(stub: Stub, client: Client, clock: Clock) -> None:
    stub.script = [RESET, OK]
    assert client.write("POST", PATH, find_effect=looking(None)) == {"done": True}
    assert client_module.EFFECT_WINDOW <= clock.now - 1000 < client_module.EFFECT_WINDOW + 2


def test_a_write_whose_effect_may_stay_unseen_is_not_repeated(stub: Stub, client: Client) -> None:
    stub.script = [RESET, OK]
    with pytest.raises(UnknownFateError, match="it is not repeated, so check it before you run the task again"):
        client.write("POST", PATH, find_effect=looking(None), visible=False)
    assert len(stub.seen) == 1
    assert client.write("POST", PATH, find_effect=looking({"seen": True}), visible=False) == {"done": True}


def test_an_answer_that_lacks_what_is_needed_is_as_good_as_lost(stub: Stub, client: Client) -> None:
    stub.script = [OK]
    found = client.write("POST", PATH, find_effect=looking({"job_id": "j"}), understand=lambda answer: answer["job_id"])
    assert found == {"job_id": "j"} and len(stub.seen) == 1
    stub.script = [OK]
    with pytest.raises(UnknownFateError, match="cannot be understood .KeyError: 'job_id'.*it is not repeated"):
        client.write("POST", PATH, understand=lambda answer: answer["job_id"])


def test_a_repeatable_write_is_repeated_at_once(stub: Stub, client: Client, clock: Clock) -> None:
    stub.script = [RESET, OK]
    assert client.write("PUT", PATH, repeatable=True) == {"done": True}
    assert clock.now - 1000 < 1


@pytest.mark.parametrize(
    "refusal",
    [
        Reply(409, {"error_code": "WKS.00211103", "error_msg": "The name already exists."}),
        BUSY,
        Reply(404, {"error_code": "WKS.00211902", "error_msg": "The desktop does not exist."}),
    ],
)
@pytest.mark.parametrize("repeatable", [True, False])
def test_a_refused_repeat_is_read_back(
    stub: Stub, client: Client, monkeypatch: pytest.MonkeyPatch, refusal: Reply, repeatable: bool
) -> None:
    monkeypatch.setattr(client_module, "EFFECT_WINDOW", 0.0)
    effects = looking({"id": "u1"}) if repeatable else looking(None, {"id": "u1"})
    stub.script = [RESET, refusal]
    assert client.write("POST", PATH, find_effect=effects, repeatable=repeatable) == {"id": "u1"}
    assert len(stub.seen) == 2


def test_a_name_that_exists_before_any_answer_was_lost_is_an_error(stub: Stub, client: Client) -> None:
    stub.script = [Reply(409, {"error_code": "WKS.00211103", "error_msg": "The name already exists."})]
    with pytest.raises(ApiError, match="already exists"):
        client.write("POST", PATH, find_effect=looking({"id": "of somebody else"}))


def test_a_look_that_fails_is_taken_again_within_the_window(stub: Stub, client: Client) -> None:
    stub.script = [RESET, OK]
    effects = looking(UnreachableError("down"), ApiError(503), {"job_id": "j"})
    assert client.write("POST", PATH, find_effect=effects) == {"job_id": "j"}


def test_a_write_is_not_repeated_when_nobody_could_look(stub: Stub, client: Client) -> None:
    stub.script = [RESET, OK]
    with pytest.raises(UnknownFateError, match="its effect cannot be looked for: down"):
        client.write("POST", PATH, find_effect=looking(UnreachableError("down")))
    assert len(stub.seen) == 1


def test_a_look_that_can_never_tell_ends_the_write_at_once(stub: Stub, client: Client, clock: Clock) -> None:
    stub.script = [RESET, OK]
    with pytest.raises(UnknownFateError, match="was lost .*, and nobody can tell; look there"):
        client.write("POST", PATH, find_effect=looking(UnknownFateError("nobody can tell; look there")))
    assert len(stub.seen) == 1 and clock.now < 1001


def test_a_write_is_of_unknown_fate_when_the_time_ends_before_the_window(stub: Stub, clock: Clock) -> None:
    stub.script = [RESET, OK]
    with pytest.raises(UnknownFateError, match="before the task's time ended"):
        make(stub.url, clock, seconds=20).write("POST", PATH, find_effect=looking(None))
    assert len(stub.seen) == 1
    assert clock.now <= 1020.1


# Busy, Retry-After, the end of time


@pytest.mark.parametrize("busy", [BUSY, Reply(400, {"error_code": "WKS.0407", "error_msg": "Disks are being added"})])
def test_a_busy_target_is_waited_out_however_often_it_says_so(stub: Stub, client: Client, busy: Reply) -> None:
    stub.script = [*[busy] * 20, OK]
    assert client.write("POST", PATH) == {"done": True}
    assert len(stub.seen) == 21


def test_being_busy_does_not_use_up_the_retries(stub: Stub, client: Client) -> None:
    stub.script = [*[BUSY] * 9, PAUSE, PAUSE, OK]
    assert client.write("POST", PATH) == {"done": True}


def test_a_target_that_stays_busy_is_an_error_within_the_time(stub: Stub, clock: Clock) -> None:
    stub.script = [BUSY]
    with pytest.raises(ApiError) as caught:
        make(stub.url, clock, seconds=100).write("POST", PATH)
    assert caught.value.busy
    assert clock.now <= 1100


@pytest.mark.parametrize("patience", [0, 100])
def test_a_busy_target_is_waited_for_no_longer_than_patience_lasts(stub: Stub, clock: Clock, patience: float) -> None:
    stub.script = [BUSY] * 1000
    with pytest.raises(ApiError) as caught:
        make(stub.url, clock, seconds=1000).write("POST", PATH, {}, patience=patience)
    assert caught.value.busy and sum(clock.sleeps) <= patience
    assert (len(stub.seen) > 1) == (patience > 0)


def test_a_conflict_that_is_not_busy_is_not_waited_out(stub: Stub, client: Client) -> None:
    stub.script = [Reply(400, {"error_code": "WKS.00010032", "error_msg": "another meaning"}), OK]
    with pytest.raises(ApiError):
        client.write("POST", PATH)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_in_seconds_is_obeyed(stub: Stub, client: Client, clock: Clock, status: int) -> None:
    stub.script = [Reply(status, headers={"Retry-After": "7"}), OK]
    client.write("POST", PATH)
    assert clock.sleeps == [7.0]


def test_retry_after_as_a_date_is_obeyed_by_the_services_clock(stub: Stub, client: Client, clock: Clock) -> None:
    skewed = time.time() + 5000
    headers = {"Date": email.utils.formatdate(skewed, usegmt=True), "Retry-After": email.utils.formatdate(skewed + 9)}
    stub.script = [Reply(429, headers=headers), OK]
    client.get(PATH)
    assert clock.sleeps == [pytest.approx(9, abs=60)]


def test_a_retry_after_that_nobody_understands_counts_as_none(stub: Stub, client: Client, clock: Clock) -> None:
    stub.script = [Reply(429, headers={"Retry-After": "soon"}), OK]
    client.get(PATH)
    assert clock.sleeps[0] <= 0.5


@pytest.mark.parametrize("send", [lambda client: client.get(PATH), lambda client: client.write("POST", PATH)])
def test_a_pause_longer_than_the_time_left_ends_at_once(
    stub: Stub, clock: Clock, send: Callable[[Client], Any]
) -> None:
    stub.script = [Reply(429, headers={"Retry-After": "3600"}), OK]
    with pytest.raises(ApiError):
        send(make(stub.url, clock, seconds=60))
    assert (clock.sleeps, len(stub.seen)) == ([], 1)


def test_nothing_is_written_after_the_end_but_a_last_look_is_allowed(stub: Stub, clock: Clock) -> None:
    stub.script = [OK]
    client = make(stub.url, clock, seconds=60)
    clock.now += 60
    with pytest.raises(DeadlineError, match=r"time of 60 s \(wait_timeout\)"):
        client.write("POST", PATH)
    assert client.get(PATH) == {"done": True}
    clock.now += LAST_LOOK
    with pytest.raises(DeadlineError):
        client.get(PATH)
    assert stub.methods == ["GET"]


def test_a_request_waits_for_an_answer_no_longer_than_the_time_left(stub: Stub) -> None:
    answered = threading.Event()
    stub.script = [lambda seen: answered.wait(60) or OK]
    real = Deadline(0.3)
    client = make(stub.url, Clock(), read_timeout=60)
    client.deadline = real
    with pytest.raises(UnreachableError):
        client.get(PATH)
    assert real.elapsed < 60
    answered.set()


def test_a_deadline_sleeps_no_longer_than_its_end(clock: Clock) -> None:
    deadline = Deadline(10, clock, clock.sleep)
    deadline.sleep(100)
    assert (clock.sleeps, deadline.left, deadline.elapsed) == ([10], 0, 10)
    with pytest.raises(DeadlineError):
        deadline.sleep(1)


def test_others_get_half_of_what_is_left_and_half_of_all_at_most(clock: Clock) -> None:
    deadline = Deadline(100, clock, clock.sleep)
    given = []
    for own_work, waited in ((20, 30), (0, 20), (0, 10)):
        deadline.sleep(own_work)
        with deadline.patience() as seconds:
            given.append(seconds)
            deadline.sleep(waited)
    assert given == [40, 20, 0]


# Tokens and projects


def token(number: int) -> Reply:
    """Return the answer of IAM to a log-in."""
    return Reply(201, {"token": {"project": {"id": f"project-{number}"}}}, {"X-Subject-Token": f"token-{number}"})


def test_a_401_gets_one_new_token(stub: Stub, clock: Clock) -> None:
    stub.script = [token(1), Reply(401, {"error_code": "APIGW.0301", "error_msg": "expired"}), token(2), OK]
    client = make(stub.url, clock, **USER)
    assert client.write("POST", PATH) == {"done": True}
    assert [seen.headers.get("X-Auth-Token") for seen in stub.seen] == [None, "token-1", None, "token-2"]
    assert stub.seen[0].path == "/v3/auth/tokens"
    assert stub.seen[1].path == "/v2/project-1/desktops"
    assert "Authorization" not in stub.seen[0].headers


def test_the_service_of_the_whole_account_gets_a_token_of_its_own(stub: Stub, clock: Clock) -> None:
    stub.script = [token(1), OK, token(2), OK, OK]
    client = make(stub.url, clock, **USER)
    client.get(PATH)
    client.get("/v1.0/enterprise-projects", service="eps")
    client.get("/v1.0/enterprise-projects", service="eps")
    assert [seen.headers.get("X-Auth-Token") for seen in stub.seen] == [None, "token-1", None, "token-2", "token-2"]
    assert "domain" in stub.seen[2].body["auth"]["scope"]
    assert stub.seen[3].path == "/eps/v1.0/enterprise-projects"
    assert [("X-Project-Id" in seen.headers) for seen in stub.seen[1::2]] == [True, False]


def test_a_second_401_is_an_error(stub: Stub, clock: Clock) -> None:
    stub.script = [token(1), Reply(401), token(2), Reply(401)]
    with pytest.raises(ApiError) as caught:
        make(stub.url, clock, **USER).get(PATH)
    assert (caught.value.status, len(stub.seen)) == (401, 4)


@pytest.mark.parametrize("settings", [KEYS, {"auth_token": "hush-token", "project_id": "p1"}])
def test_a_401_without_a_password_is_an_error(stub: Stub, clock: Clock, settings: dict[str, str]) -> None:
    stub.script = [Reply(401), OK]
    with pytest.raises(ApiError):
        make(stub.url, clock, **settings).get(PATH)
    assert len(stub.seen) == 1


def test_a_token_is_fetched_again_on_transient_trouble_but_not_when_refused(stub: Stub, clock: Clock) -> None:
    stub.script = [RESET, Reply(503), PAUSE, token(1), OK]
    client = make(stub.url, clock, **USER)
    assert client.get(PATH) == {"done": True}
    stub.script = [Reply(401, {"error": {"code": 401, "message": "The password is wrong.", "title": "Unauthorized"}})]
    with pytest.raises(ApiError, match=r"The password is wrong \(401, HTTP 401\)"):
        make(stub.url, clock, **USER).get(PATH)


def test_an_answer_without_a_token_is_told(stub: Stub, clock: Clock) -> None:
    stub.script = [Reply(201, {"token": {}})]
    with pytest.raises(AnswerError, match="answer to POST .*/v3/auth/tokens is not as described: it holds no token"):
        make(stub.url, clock, **USER).get(PATH)


def projects(*names: str) -> Reply:
    """Return the answer of KeystoneListProjects."""
    return Reply(body={"projects": [{"id": f"id-{number}", "name": name} for number, name in enumerate(names)]})


@pytest.mark.parametrize(("settings", "name"), [({}, "eu-1"), ({"project_name": "eu-1_lab"}, "eu-1_lab")])
def test_a_project_is_found_by_name_once(stub: Stub, clock: Clock, settings: dict[str, str], name: str) -> None:
    stub.script = [projects("eu-1_other", name), OK]
    client = make(stub.url, clock, project_id=None, **settings)
    client.get(PATH)
    client.get(PATH)
    assert [seen.path for seen in stub.seen] == ["/v3/projects", *["/v2/id-1/desktops"] * 2]
    assert stub.seen[0].query == [("name", name)]
    assert "X-Project-Id" not in stub.seen[0].headers
    assert stub.seen[1].headers["X-Project-Id"] == "id-1"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (projects(), "no project is called eu-1 for these credentials; set project_id or project_name"),
        (projects("eu-10"), "no project is called eu-1"),
        (projects("eu-1", "eu-1"), r"several projects are called eu-1 \(id-0, id-1\); set project_id"),
    ],
)
def test_a_project_that_is_not_found_is_told(stub: Stub, clock: Clock, answer: Reply, told: str) -> None:
    stub.script = [answer]
    with pytest.raises(WorkspaceError, match=told):
        make(stub.url, clock, project_id=None).get(PATH)


# Lists


def paged(count: int, size: int, total: str | None = "total_count") -> Callable[[Any], Reply]:
    """Return a list operation of ``count`` items that gives ``size`` items a page at most."""

    def reply(seen: Any) -> Reply:
        query = dict(seen.query)
        start, limit = int(query["offset"]), min(int(query["limit"]), size)
        rows = [{"id": number} for number in range(count)][start : start + limit]
        return Reply(body={"things": rows, **({total: count} if total else {})})

    return reply


@pytest.mark.parametrize("total", ["total_count", "count", "total", "total_num", None])
@pytest.mark.parametrize(("count", "size"), [(0, 10), (7, 10), (10, 10), (25, 10), (25, 3)])
def test_all_pages_are_read_whatever_size_they_have(
    stub: Stub, client: Client, total: str | None, count: int, size: int
) -> None:
    stub.script = [paged(count, size, total)]
    assert [row["id"] for row in client.list_all(PATH, "things", {"name": "x"}, limit=10)] == list(range(count))
    assert all(("name", "x") in seen.query for seen in stub.seen)


def test_a_total_saves_the_empty_page(stub: Stub, client: Client) -> None:
    stub.script = [paged(20, 10)]
    client.list_all(PATH, "things", limit=10)
    assert len(stub.seen) == 2


def test_a_list_that_ignores_the_offset_ends(stub: Stub, client: Client) -> None:
    stub.script = [Reply(body={"things": [{"id": 1}, {"id": 2}]})]
    assert client.list_all(PATH, "things", limit=3) == [{"id": 1}, {"id": 2}]


def test_a_list_without_pages_is_asked_without_limit(stub: Stub, client: Client) -> None:
    stub.script = [Reply(body={"things": [{"id": 1}]}), Reply(body={"things": []})]
    assert client.list_all(PATH, "things", limit=None) == [{"id": 1}]
    assert client.list_all(PATH, "things", limit=None) == []
    assert stub.seen[0].query == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"total_count": 1}, "it has no things"),
        ({}, "it has no things"),
        ({"things": None}, "things is no list"),
        ({"things": None, "total_count": 1}, "things is no list"),
        ({"things": {"0": {"id": 1}}, "total_count": 1}, "things is no list"),
        ({"things": [], "total_count": 1}, "it counts 1, but lists 0"),
        ({"things": [{"id": 1}], "total_count": "many"}, "total_count is no number"),
        ({"things": [{"id": 1}], "total_count": -1}, "total_count is no number"),
        ({"things": [None], "total_count": 1}, "things holds something that is no object"),
        ({"things": [{"name": "x"}], "total_count": 1}, "things holds something without id"),
        ({"things": [{"id": None}], "total_count": 1}, "things holds something without id"),
        ({"things": [{"id": ""}]}, "things holds something without id"),
        ([{"id": 1}], "it has no things"),
    ],
)
@pytest.mark.parametrize("limit", [10, None])
def test_an_odd_list_is_read_again_and_then_an_error(
    stub: Stub, client: Client, clock: Clock, body: Any, told: str, limit: int | None
) -> None:
    whole = Reply(body={"things": [{"id": 1}], "total_count": 1})
    stub.script = [Reply(body=body), whole]
    assert client.list_all(PATH, "things", limit=limit, id_field="id") == [{"id": "1"}]
    assert len(clock.sleeps) == 1
    stub.script = [Reply(body=body)]
    sentence = f"the service's answer to GET {PATH} is not as described: {told}; run again"
    with pytest.raises(AnswerError) as caught:
        client.list_all(PATH, "things", limit=limit, id_field="id")
    assert str(caught.value) == sentence


def test_a_list_that_says_that_it_is_empty_may_be_missing(stub: Stub, client: Client) -> None:
    stub.script = [Reply(body={"total_count": 0}), Reply(body={"things": None, "total_count": "0"})]
    assert client.list_all(PATH, "things") == client.list_all(PATH, "things") == []


def test_an_odd_list_at_the_end_of_time_is_an_error_at_once(stub: Stub, clock: Clock) -> None:
    stub.script = [Reply(body={})]
    client = make(stub.url, clock, seconds=60)
    clock.now += 60
    with pytest.raises(AnswerError):
        client.list_all(PATH, "things")
    assert clock.sleeps == [] and len(stub.seen) == 2


@pytest.mark.parametrize(
    "body",
    [b"null", b"3", b'"a text"', b"{\"a\":" * 100_000 + b"1" + b"}" * 100_000, b"[" * 60 + b"]" * 60],
    ids=["null", "number", "text", "bottomless", "deep"],
)
@pytest.mark.parametrize("send", [lambda client: client.get(PATH), lambda client: client.read("POST", PATH)])
def test_an_answer_that_is_no_object_is_read_again_and_then_an_error(
    stub: Stub, clock: Clock, send: Callable[[Client], Any], body: bytes
) -> None:
    stub.script = [Reply(body=body), OK]
    assert send(make(stub.url, clock)) == {"done": True}
    stub.script = [Reply(body=body)]
    with pytest.raises(AnswerError, match=r"answer to \w+ /v2/.* is not as described: it cannot be read; run again"):
        send(make(stub.url, clock, max_retries=1))


def test_a_byte_order_mark_is_no_part_of_an_answer(stub: Stub, client: Client) -> None:
    stub.script = [Reply(body=b'\xef\xbb\xbf{"done": true}')]
    assert client.get(PATH) == {"done": True}


def test_large_ids_stay_as_they_are(stub: Stub, client: Client) -> None:
    stub.script = [Reply(body={"things": [{"id": 922337203685477580712}], "count": 1})]
    assert client.list_all(PATH, "things", id_field="id") == [{"id": "922337203685477580712"}]


@pytest.mark.parametrize("wrong", [KeyError("desktop"), AttributeError("no get"), TypeError("no"), ValueError("no")])
def test_what_goes_wrong_while_an_answer_is_read_is_told_as_one(stub: Stub, client: Client, wrong: Exception) -> None:
    with pytest.raises(type(wrong)), client.reading():
        raise wrong
    client.get(PATH)
    told = f"answer to GET {re.escape(PATH)} is not as described"
    with pytest.raises(AnswerError, match=told) as caught, client.reading():
        raise wrong
    assert caught.value.__cause__ is wrong


def test_queries_leave_out_none_and_repeat_lists(stub: Stub, client: Client) -> None:
    client.get(PATH, {"a": None, "b": [1, "x y"], "c": True, "d": ""})
    assert stub.seen[0].query == [("b", "1"), ("b", "x y"), ("c", "true")]


# What errors say


@pytest.mark.parametrize(
    ("body", "code", "text"),
    [
        ({"error_code": "WKS.1", "error_msg": "No."}, "WKS.1", "No (WKS.1, HTTP 400, request r-1)"),
        ({"errorCode": "WKS.2", "errorMsg": "No"}, "WKS.2", "No (WKS.2, HTTP 400, request r-1)"),
        ({"error": {"code": "AS.3", "message": "No"}}, "AS.3", "No (AS.3, HTTP 400, request r-1)"),
        ({"code": "V.4", "message": "No"}, "V.4", "No (V.4, HTTP 400, request r-1)"),
        ({"message": "No"}, "", "No (HTTP 400, request r-1)"),
        (b"<html>No</html>", "", "Bad Request (HTTP 400, request r-1)"),
        ([1], "", "Bad Request (HTTP 400, request r-1)"),
        (None, "", "Bad Request (HTTP 400, request r-1)"),
        ({"error_code": None, "error_msg": None}, "", "the service gave no reason (HTTP 400, request r-1)"),
    ],
)
def test_error_bodies_of_every_shape_are_understood(
    stub: Stub, client: Client, body: Any, code: str, text: str
) -> None:
    stub.script = [Reply(400, body, {"X-Request-Id": "r-1"})]
    with pytest.raises(ApiError) as caught:
        client.get(PATH)
    assert (caught.value.error_code, str(caught.value)) == (code, text)


def test_an_error_carries_what_helps_to_find_its_cause(stub: Stub, client: Client) -> None:
    body = {"error_code": "PAP5.1", "error_msg": "denied", "error_detail": "why", "encoded_authorization_message": "m"}
    stub.script = [Reply(403, {**body, "request_id": "from the body"})]
    with pytest.raises(ApiError) as caught:
        client.get(PATH)
    assert caught.value.result() == {
        "error_code": "PAP5.1",
        "http_status": 403,
        "request_id": "from the body",
        "error_detail": "why",
        "encoded_authorization_message": "m",
    }


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (404, "", True),
        (400, "WKS.0001", True),
        (400, "WKS.00170312", True),
        (400, "WKS.00170117", True),
        (400, "WKS.00170208", True),
        (500, "WKS.0202", True),
        (500, "WKS.0915", True),
        (400, "WKS.00211102", False),
        (403, "WKS.00010099", False),
        (500, "WKS.00211401", False),
    ],
)
def test_not_found_has_many_faces(status: int, code: str, expected: bool) -> None:
    assert ApiError(status, code).not_found is expected


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (400, "Too many desktops in one request.", True),
        (400, "The number of desktop_ids exceeds 50.", True),
        (400, "desktops: size must be between 1 and 50", True),
        (400, "The batch size can be 50 at most", True),
        (400, "A desktop has 20 tags at most.", False),
        (400, "Desktop BIO-01 can have 10 data disks at most.", False),
        (400, "limit is 100 at most.", False),
        (400, "The quota of desktops is exceeded.", False),
        (400, "The password exceeds the maximum length.", False),
        (409, "Too many desktops.", False),
    ],
)
def test_a_batch_that_is_too_large_is_recognised(status: int, text: str, expected: bool) -> None:
    assert ApiError(status, "WKS.1", text).too_many is expected


def test_no_certificate_address_or_object_in_the_text_of_a_refused_connection(clock: Clock) -> None:
    with stub_server() as server, pytest.raises(UnreachableError) as caught:
        make(server.url, clock, max_retries=0).get(PATH)
    assert str(caught.value).startswith(f"the service cannot be reached: GET {server.url}: Failed to establish a new")


SECRETS = ("hush-sk", "hush-pass", "hush-token", "hush-temporary", "token-1")


@pytest.mark.parametrize("trouble", [REFUSED, BROKEN, GATEWAY, Reply(200, b"hush"), RESET, CLOSE, Reply(302)])
@pytest.mark.parametrize(
    "settings",
    [{**KEYS, "security_token": "hush-temporary"}, {"auth_token": "hush-token", "project_id": "p1"}, USER],
)
def test_no_error_tells_a_secret(stub: Stub, clock: Clock, settings: dict[str, str], trouble: Any) -> None:
    for script in ([trouble], [token(1), trouble]):
        stub.script = list(script)
        client = make(stub.url, clock, max_retries=0, **settings)
        with pytest.raises(WorkspaceError) as caught:
            client.write("POST", PATH, {"password": "hush-pass"})
            stub.script = [trouble]
            client.write("POST", PATH, {"password": "hush-pass"})
        told = f"{caught.value} {caught.value!r} {caught.value.result()} {client.settings!r}"
        assert not [secret for secret in SECRETS if secret in told]


# How requests are sent


def test_headers_of_every_request(stub: Stub, clock: Clock) -> None:
    client = make(stub.url, clock)
    client = Client(client.settings, client.deadline, "ansible-core/2.19.1")
    client.get(PATH)
    client.write("DELETE", PATH)
    client.write("POST", PATH, {"name": "Mia Müller"}, query={"force": True})
    for seen in stub.seen:
        assert seen.headers["Content-Type"] == "application/json"
        assert seen.headers["X-Language"] == "en-us"
        assert seen.headers["User-Agent"] == f"huaweicloud.workspace/{client_module.VERSION} ansible-core/2.19.1"
        assert seen.headers["X-Project-Id"] == "p1"
        assert seen.headers["Authorization"].startswith("SDK-HMAC-SHA256 Access=open-ak, ")
    assert stub.seen[2].body == {"name": "Mia Müller"}
    assert stub.seen[2].query == [("force", "true")]
    assert client.requests_sent == 3


def test_headers_of_one_request_replace_the_others_and_no_more(stub: Stub, client: Client) -> None:
    stub.script = [OK]
    mine = {"X-Language": "fr-fr", "If-Match": "7", "Authorization": "mine"}
    client.write("POST", PATH, body={}, headers=mine)
    client.read("POST", PATH, body={}, headers=mine)
    client.get(PATH)
    written, read, after = stub.seen
    for seen in (written, read):
        assert (seen.headers["X-Language"], seen.headers["If-Match"]) == ("fr-fr", "7")
        assert seen.headers["Authorization"].startswith("SDK-HMAC-SHA256 ")
    assert (after.headers["X-Language"], after.headers.get("If-Match")) == ("en-us", None)


def test_the_version_is_that_of_the_collection() -> None:
    galaxy = Path(__file__).parents[4] / "galaxy.yml"
    assert f"version: {client_module.VERSION}" in galaxy.read_text(encoding="utf-8")


def test_each_service_has_its_endpoint(stub: Stub, client: Client) -> None:
    client.get("/v1/{project_id}/x", service="app")
    client.get("/v3/x", service="iam")
    assert [seen.path for seen in stub.seen] == ["/app/v1/p1/x", "/v3/x"]
    assert "X-Project-Id" not in stub.seen[1].headers


def test_an_empty_success_of_a_write_is_an_empty_answer(stub: Stub, client: Client) -> None:
    stub.script = [Reply(204)]
    assert client.write("POST", PATH) == {}


@pytest.mark.parametrize("send", [lambda client: client.get(PATH), lambda client: client.write("POST", PATH)])
def test_redirections_are_neither_followed_nor_believed(
    stub: Stub, client: Client, send: Callable[[Client], Any]
) -> None:
    stub.script = [Reply(302, headers={"Location": stub.url + "/elsewhere"}), OK]
    with pytest.raises(ApiError, match="redirection, which is not followed"):
        send(client)
    assert len(stub.seen) == 1


def test_proxies_are_left_to_the_environment(stub: Stub, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", stub.url)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    stub.script = [OK]
    client = make("http://workspace.invalid", clock)
    assert client.get(PATH) == {"done": True}
    assert stub.seen[0].headers["Host"] == "workspace.invalid"


def test_a_netrc_file_is_not_used(stub: Stub, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    stub.script = [token(1), OK]
    make(stub.url, clock, **USER).get(PATH)
    assert all("Basic" not in seen.headers.get("Authorization", "") for seen in stub.seen)


def test_the_services_clock_is_read_from_its_answers(stub: Stub, client: Client) -> None:
    stub.script = [Reply(body={}, headers={"Date": email.utils.formatdate(time.time() + 500, usegmt=True)})]
    client.get(PATH)
    assert client.server_time() == pytest.approx(time.time() + 500, abs=60)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a certificate of 127.0.0.1 that nobody but itself vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(timezone.utc)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def https(certificate: Path) -> Iterator[str]:
    """Give the address of a server with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with stub_server() as server:
        server.script = [OK]
        server.listen(context)
        yield f"https://127.0.0.1:{server.port}"


def test_a_certificate_that_is_not_trusted_is_told_in_one_sentence(https: str, clock: Clock) -> None:
    with pytest.raises(
        UnreachableError, match=r"certificate is not trusted \(.*\); set ca_path to the right authority"
    ):
        make(https, clock).write("POST", PATH)
    assert clock.sleeps == []


def test_ca_path_and_validate_certs_win_over_the_environment(
    https: str, clock: Clock, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/bundle")
    monkeypatch.setattr("urllib3.connectionpool.warnings.warn", lambda *words: None)
    assert make(https, clock, ca_path=str(certificate)).get(PATH) == {"done": True}
    assert make(https, clock, validate_certs=False).get(PATH) == {"done": True}
    with pytest.raises(UnreachableError, match="/no/such/bundle"):
        make(https, clock).get(PATH)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    assert make(https, clock).get(PATH) == {"done": True}
