# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only place that sends HTTP: signing, retries, paging and typed errors. It knows nothing of Ansible."""

from __future__ import annotations

import email.utils
import json
import random
import re
import ssl
import time
import traceback
from collections.abc import Iterable, Mapping
from typing import Any, Callable
from urllib.parse import quote, urlencode

from .errors import Answer, ApiError, DeadlineError, UnknownFateError, UnreachableError, WorkspaceError

try:
    import requests
    from urllib3.exceptions import NewConnectionError

    REQUESTS_IMPORT_ERROR: str | None = None
except ImportError:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()

from .auth import Settings, SignatureAuth, TokenAuth, token_request_body

VERSION = "0.1.0"

PAGE_SIZE = 1000
"""Items asked for in one page; the largest page that the big Workspace lists give."""

EFFECT_WINDOW = 60.0
"""Seconds to look for the effect of a write whose answer was lost, before the write is repeated."""

LAST_LOOK = 10.0
"""Seconds after the end of a task's time in which it may still read, to tell how things stand."""

_BACKOFF_FIRST, _BACKOFF_LAST = 0.5, 20.0


_SUCCESS_CODE = "WKS.00000000"
"""What the service may write into ``error_code`` when nothing is wrong."""


_TOTALS = ("total_count", "count", "total", "total_num")

Query = Mapping[str, Any]
Headers = Mapping[str, str]


class Deadline:
    """A wall clock for one task: ``seconds`` from now. ``clock`` and ``sleep`` can be replaced in tests."""

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.seconds = seconds
        self.clock: Callable[[], float] = clock
        self._sleep: Callable[[float], None] = sleep
        self._started = clock()

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return self.clock() - self._started

    @property
    def left(self) -> float:
        """Seconds until the end, never below zero."""
        return max(0.0, self.seconds - self.elapsed)

    def sleep(self, seconds: float) -> None:
        """Sleep, but never past the end. Raises :class:`DeadlineError` when no time is left."""
        self.check()
        self._sleep(min(seconds, self.left))

    def check(self, grace: float = 0.0) -> None:
        """Raise :class:`DeadlineError` when the end, and ``grace`` seconds more, have passed."""
        if self.elapsed >= self.seconds + grace:
            raise DeadlineError(f"the task's time of {self.seconds:.0f} s (wait_timeout) is used up")


def backoff(attempt: int) -> float:
    """Return the seconds to wait before attempt ``attempt`` + 1 (counted from 0): doubling, capped, with jitter."""
    return min(_BACKOFF_LAST, _BACKOFF_FIRST * 2.0 ** min(attempt, 10)) * random.uniform(0.5, 1.0)


class Client:
    """Sends requests to Workspace, WorkspaceApp and IAM in the name of one project.

    :param settings: credentials and endpoints (see :func:`.auth.resolve`).
    :param deadline: the end of all sending, retrying and waiting.
    :param user_agent: what to add to the collection's own User-Agent.
    """

    def __init__(self, settings: Settings, deadline: Deadline, user_agent: str = "") -> None:
        self.settings = settings
        self.deadline = deadline
        self.requests_sent = 0
        self._session = requests.Session()
        self._session.verify = settings.ca_path or settings.validate_certs
        self._session.headers.update(
            {
                "User-Agent": (f"huaweicloud.workspace/{VERSION} {user_agent}").strip(),
                "X-Language": "en-us",
                "Content-Type": "application/json",
            }
        )
        self._token: str | None = settings.auth_token
        self._project_id: str | None = settings.project_id
        self._server_offset = 0.0

    # What callers use

    @property
    def project_id(self) -> str:
        """The project's ID, looked up once (KeystoneListProjects, or the token's own project) when it is not given."""
        if self._project_id is None and self.settings.needs_token:
            self._new_token()  # It tells its project, too.
        if self._project_id is None:
            self._project_id = self._find_project()
        return self._project_id

    def server_time(self) -> float:
        """Return the service's clock as seconds since the epoch, by the Date header of its last answer."""
        return time.time() + self._server_offset

    def get(self, path: str, query: Query | None = None, service: str = "workspace") -> Answer:
        """Read something; retried on anything transient.

        :param path: the API's path; ``{project_id}`` is filled in.
        :param query: query parameters; ``None`` values are left out, lists become repeated keys.
        :raises ApiError: the service refused. :raises UnreachableError: it could not be reached.
        :raises DeadlineError: the task's time ended more than :data:`LAST_LOOK` seconds ago.
        """
        return self.read("GET", path, query=query, service=service)

    def read(
        self,
        method: str,
        path: str,
        query: Query | None = None,
        body: Any | None = None,
        service: str = "workspace",
        headers: Headers | None = None,
    ) -> Answer:
        """Like :meth:`get`, for the queries that the API wants by another method.

        :param headers: headers of this request alone; they replace those that every request has.
        """
        attempt = 0
        while True:
            self.deadline.check(LAST_LOOK)
            try:
                return self._send(method, path, query, body, service, headers)
            except ApiError as error:
                if error.not_found or not error.sure_refusal and error.status < 500:
                    raise
                problem: Exception = error
            except _Lost as lost:
                problem = lost
            self._pause(attempt, problem)
            attempt += 1

    def list_all(
        self,
        path: str,
        key: str | Callable[[Answer], str],
        query: Query | None = None,
        limit: int | None = PAGE_SIZE,
        service: str = "workspace",
        headers: Headers | None = None,
    ) -> list[dict[str, Any]]:
        """Read all items of a list that is paged by offset and limit, whatever page size the service really gives.

        :param key: the list in the answer, or what tells it from the first answer.
        :param limit: the largest page that the operation takes; ``None`` for one that knows no pages.
        :raises UnreachableError: the service says that there are some, but not which.
        """
        items: list[dict[str, Any]] = []
        last: list[dict[str, Any]] = []
        while True:
            paged = query if limit is None else {**(query or {}), "offset": len(items), "limit": limit}
            key, page, total = self._page(path, key, paged, service, headers, len(items))
            # A service that knows no pages gives the same one for ever.
            if not page or page == last:
                return items
            items += page
            last = page
            if limit is None or total is not None and len(items) >= total:
                return items

    def _page(
        self,
        path: str,
        key: str | Callable[[Answer], str],
        query: Query | None,
        service: str,
        headers: Headers | None,
        seen: int,
    ) -> tuple[str, list[dict[str, Any]], int | None]:
        """Return the key and a page of a list, and how many items there are in all if the service tells.

        A list that is missing although there are more than the ``seen`` ones is no empty list, by which things would be
        made a second time. It is read once more.
        """
        for _look in range(2):
            answer = self.read("GET", path, query, None, service, headers)
            key = key if isinstance(key, str) else key(answer)
            total = next((int(answer[name]) for name in _TOTALS if isinstance(answer.get(name), int)), None)
            if answer.get(key) is not None or (total or 0) <= seen:
                return key, list(answer.get(key) or []), total
        raise UnreachableError(f"the answer to GET {path} counts its items, but does not list them; run again")

    def write(
        self,
        method: str,
        path: str,
        body: Any | None = None,
        query: Query | None = None,
        service: str = "workspace",
        repeatable: bool = False,
        find_effect: Callable[[], Answer | None] | None = None,
        headers: Headers | None = None,
    ) -> Answer:
        """Change something, once.

        A write is repeated when it surely was not taken up, and waited out while its target is busy. When its answer is
        lost, ``find_effect`` is asked for up to :data:`EFFECT_WINDOW` seconds: it returns what the answer would have
        said (at least ``{}``) once it sees the effect, or ``None`` as long as it does not. Without an effect the write
        is repeated, and when the repeat is refused (the name exists, the target is busy or gone) the effect is looked
        for once more. Where it knows that it can never tell, it raises :class:`UnknownFateError` with what to check.

        :param repeatable: sending it twice does what sending it once does, so a lost answer is no harm.
        :param headers: headers of this request alone; they replace those that every request has.
        :raises UnknownFateError: the answer was lost, and the write is neither repeatable nor can its effect be found.
        :raises ApiError: the service refused. :raises UnreachableError: it could not be reached.
        :raises DeadlineError: the task's time is used up, and the write was not sent.
        """
        attempt = busy = 0
        lost_once = False
        while True:
            self.deadline.check()
            try:
                return self._send(method, path, query, body, service, headers)
            except ApiError as error:
                if lost_once and find_effect and not error.sure_refusal:
                    answer = find_effect()
                    if answer is not None:
                        return answer
                if error.busy:
                    self._sleep_before_end(backoff(busy), error)
                    busy += 1
                    continue
                if not error.sure_refusal:
                    raise
                problem: Exception = error
            except _Lost as lost:
                problem = lost
                if lost.maybe_taken_up:
                    lost_once = True
                    if not repeatable:
                        answer = self._look_for(find_effect, f"{method} {path}", lost)
                        if answer is not None:
                            return answer
            self._pause(attempt, problem)
            attempt += 1

    # Retries

    def _pause(self, attempt: int, problem: Exception) -> None:
        """Sleep before the next attempt, or raise the problem when there is to be none."""
        if attempt >= self.settings.max_retries:
            raise _final(problem)
        self._sleep_before_end(getattr(problem, "retry_after", None) or backoff(attempt), problem)

    def _sleep_before_end(self, seconds: float, problem: Exception) -> None:
        if self.deadline.left <= seconds:
            raise _final(problem)
        self.deadline.sleep(seconds)

    def _look_for(self, find_effect: Callable[[], Answer | None] | None, request: str, lost: _Lost) -> Answer | None:
        """Return the effect of a write whose answer was lost, or ``None`` when it surely has none."""
        told = f"the answer to {request} was lost ({lost})"
        if find_effect is None:
            raise UnknownFateError(told + ", so it may or may not have been done; it is not repeated") from lost
        window = Deadline(min(EFFECT_WINDOW, self.deadline.left), self.deadline.clock)
        attempt = 0
        while True:
            try:
                answer = find_effect()
            except UnknownFateError as error:
                raise UnknownFateError(f"{told}, and {error}") from lost
            except WorkspaceError as error:
                if not window.left:
                    raise UnknownFateError(f"{told}, and its effect cannot be looked for: {error}") from lost
                answer = None
            if answer is not None:
                return answer
            if not self.deadline.left:
                raise UnknownFateError(f"{told}, and its effect was not seen before the task's time ended") from lost
            if not window.left:
                return None
            self.deadline.sleep(min(backoff(attempt), max(window.left, 0.1)))
            attempt += 1

    # One request

    def _send(
        self,
        method: str,
        path: str,
        query: Query | None,
        body: Any | None,
        service: str,
        headers: Headers | None,
    ) -> Answer:
        renewed = False
        while True:
            url, auth = self._url(service, path, query), self._authentication(service)
            response = self._exchange(method, url, body, auth, headers)
            if response.status_code != 401 or renewed or not self.settings.needs_token:
                return self._understand(response)
            self._token = None
            renewed = True

    def _exchange(self, method: str, url: str, body: Any | None, auth: Any, headers: Headers | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode("ascii")
        request = requests.Request(method, url, headers=dict(headers or {}), data=data, auth=auth)
        prepared = self._session.prepare_request(request)
        options = self._session.merge_environment_settings(url, {}, None, None, None)
        # An explicit option wins over a CA bundle that the environment names.
        if self.settings.ca_path or not self.settings.validate_certs:
            options["verify"] = self._session.verify
        self.requests_sent += 1
        left = max(1.0, self.deadline.left or LAST_LOOK)
        timeout = (min(self.settings.connect_timeout, left), min(self.settings.read_timeout, left))
        try:
            return self._session.send(prepared, timeout=timeout, allow_redirects=False, **options)
        except requests.RequestException as error:
            cause = _innermost(error)
            if isinstance(cause, ssl.SSLCertVerificationError):
                raise UnreachableError(
                    f"the service's certificate is not trusted ({_told(cause)}); set ca_path to the right authority"
                ) from error
            raise _Lost(_told(cause), maybe_taken_up=not _never_arrived(error)) from error
        except OSError as error:
            # Not a failure of the network: requests cannot read the file that ca_path names.
            raise UnreachableError(str(error)) from error

    def _understand(self, response: Any) -> Answer:
        """Return what the service answered. Raises :class:`ApiError` or :class:`_Lost`."""
        date = _date(response.headers.get("Date"))
        if date is not None:
            self._server_offset = date - time.time()
        try:
            content = json.loads(response.content) if response.content.strip() else {}
        except ValueError:
            content = None
        if response.status_code < 300:
            if content is None and "attachment" in response.headers.get("Content-Disposition", "").lower():
                raise WorkspaceError(
                    "the service did as it was asked, but answered with a file, which is not read here"
                )
            if isinstance(content, list):
                content = {"body": content}  # as the SDK calls what ListMetrics and ListMetricsTrend answer
            # A read always has something to tell, and an answer that was cut off must not look like an empty list.
            if not isinstance(content, dict) or not response.content.strip() and response.request.method == "GET":
                raise _Lost("the answer cannot be read", maybe_taken_up=True)
            if content.get("error_code") not in (None, "", _SUCCESS_CODE) and not content.get("job_id"):
                raise _api_error(response, content)
            return content
        error = _api_error(response, content)
        error.retry_after = self._retry_after(response)
        if error.fate_unknown:
            raise _Lost(str(error), maybe_taken_up=True, answer=error)
        raise error

    def _retry_after(self, response: Any) -> float | None:
        value = response.headers.get("Retry-After", "").strip()
        if re.match(r"[0-9]+$", value):
            return float(value)
        date = _date(value)
        return None if date is None else max(0.0, date - self.server_time())

    def _url(self, service: str, path: str, query: Query | None) -> str:
        base = {
            "workspace": self.settings.workspace_endpoint,
            "app": self.settings.app_endpoint,
            "iam": self.settings.iam_endpoint,
        }[service]
        if "{project_id}" in path:
            path = path.replace("{project_id}", self.project_id)
        pairs = [(name, _text(value)) for name, value in _pairs(query or {})]
        return base + path + ("?" + urlencode(pairs, quote_via=quote) if pairs else "")

    def _authentication(self, service: str) -> Any:
        project_id = None if service == "iam" else self.project_id
        settings = self.settings
        if settings.access_key and settings.secret_key:
            return SignatureAuth(settings.access_key, settings.secret_key, settings.security_token, project_id)
        return TokenAuth(self._token or self._new_token(), project_id)

    # IAM

    def _new_token(self) -> str:
        """KeystoneCreateUserTokenByPassword: the token comes in a header, its project in the body."""
        url = self._url("iam", "/v3/auth/tokens", {"nocatalog": "true"})
        attempt = 0
        while True:
            try:
                response = self._exchange("POST", url, token_request_body(self.settings), _NoAuth())
                answer = self._understand(response)
                break
            except (ApiError, _Lost) as problem:
                if isinstance(problem, ApiError) and problem.status < 500 and not problem.sure_refusal:
                    raise
                self._pause(attempt, problem)
            attempt += 1
        token: str | None = response.headers.get("X-Subject-Token")
        if not token:
            raise UnreachableError(f"the answer of {self.settings.iam_endpoint} holds no token; check it")
        self._token = token
        self._project_id = self._project_id or ((answer.get("token") or {}).get("project") or {}).get("id")
        return token

    def _find_project(self) -> str:
        """KeystoneListProjects: the project that is called like the region, or ``project_name``."""
        name = self.settings.project_name or self.settings.region
        rows = self.get("/v3/projects", {"name": name}, service="iam").get("projects") or []
        found = sorted(str(row["id"]) for row in rows if row.get("name") == name)
        if len(found) == 1:
            return found[0]
        if found:
            raise WorkspaceError(
                f"several projects are called {name} ({', '.join(found)}); set project_id to the one meant"
            )
        raise WorkspaceError(f"no project is called {name} for these credentials; set project_id or project_name")


class _NoAuth:
    """Keeps requests from taking credentials out of a netrc file for the token call."""

    def __call__(self, request: Any) -> Any:
        return request


class _Lost(Exception):
    """A request without an understandable answer of the service; ``answer`` is what came instead, if anything."""

    def __init__(self, why: str, maybe_taken_up: bool, answer: ApiError | None = None) -> None:
        super().__init__(why)
        self.maybe_taken_up = maybe_taken_up
        self.answer = answer
        self.retry_after = answer.retry_after if answer else None


def _final(problem: Exception) -> WorkspaceError:
    """Return the error that ends the attempts."""
    answer = problem.answer if isinstance(problem, _Lost) else problem
    if isinstance(answer, ApiError):
        return answer
    unreachable = UnreachableError(f"the service cannot be reached: {problem}")
    unreachable.__cause__ = problem
    return unreachable


def _never_arrived(error: Exception) -> bool:
    """Whether no connection was made, so that the service surely saw nothing."""
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(getattr(reason, "original_error", reason), NewConnectionError)


def _innermost(error: BaseException) -> BaseException:
    """Return the exception that a requests exception wraps, however deep."""
    while True:
        wrapped = [getattr(error, "reason", None), getattr(error, "original_error", None), *reversed(error.args)]
        inner = next((one for one in wrapped if isinstance(one, Exception)), None)
        if inner is None:
            return error
        error = inner


def _told(cause: BaseException) -> str:
    """Return what an exception says, without addresses of Python objects."""
    text = str(cause)
    return text.split(": ", 1)[1] if text.startswith(("<", "HTTP")) and ": " in text else text


def _date(text: str | None) -> float | None:
    """Read a date of HTTP as seconds since the epoch."""
    date = email.utils.parsedate_tz(text or "")
    return float(email.utils.mktime_tz(date)) if date else None


def _api_error(response: Any, content: Any) -> ApiError:
    """Read an error body: flat (``error_code``), camel case, or nested (``{"error": {"code", "message"}}``)."""
    headers = response.headers
    error = ApiError(
        status=response.status_code,
        error_msg=response.reason or "",
        request_id=headers.get("X-Request-Id") or headers.get("X-IAM-Trace-Id") or "",
        answer=content if isinstance(content, dict) else {},
    )
    if 300 <= error.status < 400:
        error.error_msg = "the endpoint answers with a redirection, which is not followed; check the endpoint"
    for body in _objects(content):
        for code, message in (("error_code", "error_msg"), ("errorCode", "errorMsg"), ("code", "message")):
            if code in body or message in body:
                error.error_code = str(body.get(code) or "")
                error.error_msg = str(body.get(message) or "")
                error.error_detail = str(body.get("error_detail") or "")
                error.encoded_authorization_message = str(body.get("encoded_authorization_message") or "")
                error.request_id = error.request_id or str(body.get("request_id") or "")
                error.has_body = bool(error.error_code)
                return error
    return error


def _objects(content: Any) -> Iterable[Mapping[str, Any]]:
    if isinstance(content, dict):
        yield content
        for value in content.values():
            if isinstance(value, dict):
                yield value


def _pairs(query: Query) -> Iterable[tuple[str, Any]]:
    for name, value in query.items():
        if isinstance(value, (list, tuple, set)):
            for item in value:
                yield name, item
        elif value is not None:
            yield name, value


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
