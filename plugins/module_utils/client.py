# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only place that sends HTTP: signing, retries, paging and typed errors. It knows nothing of Ansible."""

from __future__ import annotations

import dataclasses
import email.utils
import json
import random
import time
import traceback
from typing import Any, Callable, Iterable, Mapping, Optional
from urllib.parse import quote, urlencode

try:
    import requests
    from urllib3.exceptions import NewConnectionError

    REQUESTS_IMPORT_ERROR: Optional[str] = None
except ImportError:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()

from .auth import Settings, SignatureAuth, TokenAuth, token_request_body

VERSION = "0.1.0"

PAGE_SIZE = 1000
"""Items asked for in one page; the largest page that the big Workspace lists give."""

EFFECT_WINDOW = 60.0
"""Seconds to look for the effect of a write whose answer was lost, before the write is repeated."""

_BACKOFF_FIRST, _BACKOFF_LAST = 0.5, 20.0

_NOT_FOUND_CODES = {"WKS.0001", "WKS.00170312", "WKS.00170117", "WKS.00170208", "WKS.0202", "WKS.0915"}
_BUSY = {(409, "WKS.00010032"), (400, "WKS.0407")}

Answer = Mapping[str, Any]
Query = Mapping[str, Any]


class WorkspaceError(Exception):
    """Something that ends a task, told in one sentence of the user's words."""

    def result(self) -> dict[str, Any]:
        """Return the keys that the failed task adds to its result."""
        return {}


class UnreachableError(WorkspaceError):
    """The service could not be reached, however often it was tried."""


class UnknownFateError(WorkspaceError):
    """A change was sent, its answer was lost, and whether it was made cannot be found out."""


class DeadlineError(WorkspaceError):
    """The time of the task (its ``wait_timeout``) is used up."""


@dataclasses.dataclass
class ApiError(WorkspaceError):
    """The service refused a request.

    ``status`` is the HTTP status; the other fields are those of the service's error body, empty where it sent none.
    """

    status: int
    error_code: str = ""
    error_msg: str = ""
    error_detail: str = ""
    encoded_authorization_message: str = ""
    request_id: str = ""
    has_body: bool = False
    retry_after: Optional[float] = None

    def __str__(self) -> str:
        reason = self.error_msg.rstrip(". ") or "the service gave no reason"
        marks = [mark for mark in (self.error_code, "HTTP %d" % self.status) if mark]
        if self.request_id:
            marks.append("request %s" % self.request_id)
        return "%s (%s)" % (reason, ", ".join(marks))

    def result(self) -> dict[str, Any]:
        known = {
            "error_code": self.error_code,
            "http_status": self.status,
            "request_id": self.request_id,
            "error_detail": self.error_detail,
            "encoded_authorization_message": self.encoded_authorization_message,
        }
        return {name: value for name, value in known.items() if value}

    @property
    def not_found(self) -> bool:
        """Whether the error says, in one of its many ways, that the thing asked for does not exist."""
        return self.status == 404 or self.error_code in _NOT_FOUND_CODES

    @property
    def busy(self) -> bool:
        """Whether the target is only busy now, so that the same request may succeed later."""
        return (self.status, self.error_code) in _BUSY

    @property
    def sure_refusal(self) -> bool:
        """Whether a write that got this answer was surely not taken up and may be repeated as it is."""
        return self.status == 429

    @property
    def name_exists(self) -> bool:
        """Whether the error says that a thing of this name exists already."""
        return self.status == 409 and not self.busy or "exist" in self.error_msg.lower() and not self.not_found

    @property
    def too_many(self) -> bool:
        """Whether the error says that a batch is larger than this region takes."""
        text = self.error_msg.lower()
        return self.status == 400 and any(word in text for word in ("too many", "exceed", "at most", "maximum"))


class Deadline:
    """A wall clock for one task: ``seconds`` from now. ``clock`` and ``sleep`` can be replaced in tests."""

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.seconds = seconds
        self.clock = clock
        self._sleep = sleep
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
        if not self.left:
            raise DeadlineError("the task's time of %d s (wait_timeout) is used up" % self.seconds)
        self._sleep(min(seconds, self.left))


def backoff(attempt: int) -> float:
    """Return the seconds to wait before attempt ``attempt`` + 1 (counted from 0): doubling, capped, with jitter."""
    return min(_BACKOFF_LAST, _BACKOFF_FIRST * 2**attempt) * random.uniform(0.5, 1.0)


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
                "User-Agent": ("huaweicloud.workspace/%s %s" % (VERSION, user_agent)).strip(),
                "X-Language": "en-us",
                "Content-Type": "application/json",
            }
        )
        self._token: Optional[str] = settings.auth_token
        self._project_id: Optional[str] = settings.project_id
        self._server_offset = 0.0

    # What callers use

    @property
    def project_id(self) -> str:
        """The project's ID, looked up once (KeystoneListProjects, or the token's own project) when it is not given."""
        if self._project_id is None and self.settings.needs_token:
            self._new_token()
        if self._project_id is None:
            self._project_id = self._find_project()
        return self._project_id

    def server_time(self) -> float:
        """Return the service's clock as seconds since the epoch, by the Date header of its last answer."""
        return time.time() + self._server_offset

    def get(self, path: str, query: Optional[Query] = None, service: str = "workspace") -> Answer:
        """Read something; retried on anything transient.

        :param path: the API's path; ``{project_id}`` is filled in.
        :param query: query parameters; ``None`` values are left out, lists become repeated keys.
        :raises ApiError: the service refused. :raises UnreachableError: it could not be reached.
        """
        return self.read("GET", path, query=query, service=service)

    def read(
        self,
        method: str,
        path: str,
        query: Optional[Query] = None,
        body: Optional[Any] = None,
        service: str = "workspace",
    ) -> Answer:
        """Like :meth:`get`, for the queries that the API wants by another method."""
        attempt = 0
        while True:
            try:
                return self._send(method, path, query, body, service)
            except ApiError as error:
                if error.not_found or error.status != 429 and error.status < 500:
                    raise
                problem: Exception = error
            except _Lost as lost:
                problem = lost
            self._pause(attempt, problem)
            attempt += 1

    def list_all(
        self,
        path: str,
        key: str,
        query: Optional[Query] = None,
        limit: Optional[int] = PAGE_SIZE,
        service: str = "workspace",
    ) -> list[dict[str, Any]]:
        """Read all items of a list that is paged by offset and limit, whatever page size the service really gives.

        :param limit: the largest page that the operation takes; ``None`` for one that knows no pages.
        """
        if limit is None:
            return list(self.get(path, query, service).get(key) or [])
        items: list[dict[str, Any]] = []
        while True:
            answer = self.get(path, {**(query or {}), "offset": len(items), "limit": limit}, service)
            page = answer.get(key) or []
            items += page
            total = answer.get("total_count", answer.get("count"))
            if not page or (len(items) >= total if isinstance(total, int) else len(page) < limit):
                return items

    def write(
        self,
        method: str,
        path: str,
        body: Optional[Any] = None,
        query: Optional[Query] = None,
        service: str = "workspace",
        repeatable: bool = False,
        find_effect: Optional[Callable[[], Optional[Answer]]] = None,
    ) -> Answer:
        """Change something, once.

        A write is repeated when it surely was not taken up, and waited out while its target is busy. When its answer is lost,
        ``find_effect`` is asked for up to :data:`EFFECT_WINDOW` seconds: it returns what the answer would have said (at least
        ``{}``) once it sees the effect, or ``None`` as long as it does not. Without an effect the write is repeated.

        :param repeatable: sending it twice does what sending it once does, so a lost answer is no harm.
        :raises UnknownFateError: the answer was lost and the write is neither repeatable nor can its effect be found.
        :raises ApiError: the service refused. :raises UnreachableError: it could not be reached.
        """
        attempt = 0
        lost_once = False
        while True:
            try:
                return self._send(method, path, query, body, service)
            except ApiError as error:
                if lost_once and find_effect and error.name_exists:
                    answer = find_effect()
                    if answer is not None:
                        return answer
                if error.busy:
                    self._pause_while_busy(attempt, error)
                elif error.sure_refusal:
                    self._pause(attempt, error)
                else:
                    raise
            except _Lost as lost:
                if not lost.maybe_taken_up or repeatable:
                    self._pause(attempt, lost)
                elif find_effect is None:
                    raise UnknownFateError(
                        "the answer to %s %s was lost (%s), so it may or may not have been done; it is not repeated"
                        % (method, path, lost)
                    ) from lost
                else:
                    lost_once = True
                    found = self._look_for(find_effect)
                    if found is not None:
                        return found
                    self._check_attempts(attempt, lost)
            attempt += 1

    # Retries

    def _pause(self, attempt: int, problem: Exception) -> None:
        self._check_attempts(attempt, problem)
        self.deadline.sleep(getattr(problem, "retry_after", None) or backoff(attempt))

    def _pause_while_busy(self, attempt: int, error: ApiError) -> None:
        pause = backoff(attempt)
        if self.deadline.left <= pause:
            raise error
        self.deadline.sleep(pause)

    def _check_attempts(self, attempt: int, problem: Exception) -> None:
        if attempt < self.settings.max_retries and self.deadline.left:
            return
        if isinstance(problem, ApiError):
            raise problem
        raise UnreachableError("the service cannot be reached: %s" % problem) from problem

    def _look_for(self, find_effect: Callable[[], Optional[Answer]]) -> Optional[Answer]:
        window = Deadline(min(EFFECT_WINDOW, self.deadline.left), self.deadline.clock)
        attempt = 0
        while True:
            answer = find_effect()
            if answer is not None or not window.left:
                return answer
            self.deadline.sleep(min(backoff(attempt), max(window.left, 0.1)))
            attempt += 1

    # One request

    def _send(self, method: str, path: str, query: Optional[Query], body: Optional[Any], service: str) -> Answer:
        renewed = False
        while True:
            response = self._exchange(method, self._url(service, path, query), body, self._authentication(service))
            if response.status_code != 401 or renewed or not self.settings.needs_token:
                return self._understand(response, maybe_taken_up=True)
            self._token = None
            renewed = True

    def _exchange(self, method: str, url: str, body: Optional[Any], auth: Any) -> Any:
        data = None if body is None else json.dumps(body).encode("ascii")
        prepared = self._session.prepare_request(requests.Request(method, url, data=data, auth=auth))
        options = self._session.merge_environment_settings(url, {}, None, None, None)
        # An explicit option wins over a CA bundle that the environment names.
        if self.settings.ca_path or not self.settings.validate_certs:
            options["verify"] = self._session.verify
        self.requests_sent += 1
        timeout = (self.settings.connect_timeout, self.settings.read_timeout)
        try:
            return self._session.send(prepared, timeout=timeout, allow_redirects=False, **options)
        except requests.exceptions.SSLError as error:
            raise UnreachableError(
                "the service's certificate is not trusted (%s); set ca_path to the right authority" % _cause(error)
            ) from error
        except requests.RequestException as error:
            raise _Lost(_cause(error), maybe_taken_up=not _never_arrived(error)) from error

    def _understand(self, response: Any, maybe_taken_up: bool) -> Answer:
        date = email.utils.parsedate_tz(response.headers.get("Date", ""))
        if date:
            self._server_offset = email.utils.mktime_tz(date) - time.time()
        try:
            content = json.loads(response.content) if response.content.strip() else {}
        except ValueError:
            content = None
        if response.status_code < 400:
            if not isinstance(content, dict):
                raise _Lost("the answer cannot be read", maybe_taken_up)
            return content
        error = _api_error(response, content)
        retry_after = _retry_after(response)
        if response.status_code == 503 and retry_after is not None:
            raise _Lost(str(error), maybe_taken_up=False, retry_after=retry_after)
        if response.status_code >= 500 and not error.has_body:
            raise _Lost(str(error), maybe_taken_up)
        if retry_after is not None:
            error.retry_after = retry_after
        raise error

    def _url(self, service: str, path: str, query: Optional[Query]) -> str:
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
        if self.settings.access_key:
            return SignatureAuth(
                self.settings.access_key, self.settings.secret_key, self.settings.security_token, project_id
            )
        if self._token is None:
            self._new_token()
        return TokenAuth(self._token, project_id)

    # IAM

    def _new_token(self) -> None:
        """KeystoneCreateUserTokenByPassword: the token comes in a header, its project in the body."""
        if not self.settings.needs_token:
            return
        attempt = 0
        while True:
            try:
                response = self._exchange(
                    "POST",
                    self._url("iam", "/v3/auth/tokens", {"nocatalog": "true"}),
                    token_request_body(self.settings),
                    _NoAuth(),
                )
                answer = self._understand(response, maybe_taken_up=False)
                break
            except ApiError as error:
                if error.status < 500 and error.status != 429:
                    raise
                problem: Exception = error
            except _Lost as lost:
                problem = lost
            self._pause(attempt, problem)
            attempt += 1
        self._token = response.headers["X-Subject-Token"]
        self._project_id = self._project_id or ((answer.get("token") or {}).get("project") or {}).get("id")

    def _find_project(self) -> str:
        """KeystoneListProjects: the project that is called like the region, or ``project_name``."""
        name = self.settings.project_name or self.settings.region
        projects = self.get("/v3/projects", {"name": name}, service="iam").get("projects") or []
        if len(projects) == 1:
            return projects[0]["id"]
        if projects:
            found = ", ".join(sorted(project["id"] for project in projects))
            raise WorkspaceError("several projects are called %s (%s); set project_id to the one meant" % (name, found))
        raise WorkspaceError("no project is called %s for these credentials; set project_id or project_name" % name)


class _NoAuth:
    """Keeps requests from taking credentials out of a netrc file for the token call."""

    def __call__(self, request: Any) -> Any:
        return request


class _Lost(Exception):
    """A request without an understandable answer."""

    def __init__(self, why: str, maybe_taken_up: bool, retry_after: Optional[float] = None) -> None:
        super().__init__(why)
        self.maybe_taken_up = maybe_taken_up
        self.retry_after = retry_after


def _never_arrived(error: Exception) -> bool:
    """Whether the connection was refused or the host not found, so that the service surely saw nothing."""
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, NewConnectionError)


def _cause(error: Exception) -> str:
    """Return the innermost reason of a requests exception, without addresses of Python objects."""
    reason: Any = error
    while True:
        inner = getattr(reason, "reason", None) or (reason.args[0] if getattr(reason, "args", None) else None)
        if not isinstance(inner, Exception):
            break
        reason = inner
    text = str(reason)
    return text.split(": ", 1)[1] if text.startswith(("<", "HTTP")) and ": " in text else text


def _retry_after(response: Any) -> Optional[float]:
    value = response.headers.get("Retry-After")
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    date = email.utils.parsedate_tz(value)
    return max(0.0, email.utils.mktime_tz(date) - time.time()) if date else None


def _api_error(response: Any, content: Any) -> ApiError:
    """Read an error body: flat (``error_code``), camel case, or nested (``{"error": {"code", "message"}}``)."""
    request_id = response.headers.get("X-Request-Id") or response.headers.get("X-IAM-Trace-Id") or ""
    for body in _objects(content):
        for code, message in (("error_code", "error_msg"), ("errorCode", "errorMsg"), ("code", "message")):
            if code in body or message in body:
                return ApiError(
                    status=response.status_code,
                    error_code=str(body.get(code) or ""),
                    error_msg=str(body.get(message) or ""),
                    error_detail=str(body.get("error_detail") or ""),
                    encoded_authorization_message=str(body.get("encoded_authorization_message") or ""),
                    request_id=request_id,
                    has_body=True,
                )
    return ApiError(status=response.status_code, error_msg=response.reason or "", request_id=request_id)


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
