# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only place that sends HTTP: signing, retries, paging and typed errors. It knows nothing of Ansible."""

from __future__ import annotations

import contextlib
import email.utils
import json
import os
import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Callable, TypeVar
from urllib.parse import quote, urlencode

from .auth import Settings, SignatureAuth, TokenAuth, resolve, token_request_body
from .concealment import concealer
from .deadline import Deadline, Pace, backoff
from .errors import (
    Answer,
    AnswerError,
    ApiError,
    InputError,
    UnknownFateError,
    UnreachableError,
    WorkspaceError,
    plain,
)
from .paging import Listing, OddListError, Page, page_of, read_all
from .progress import Progress
from .transport import LostError, OddError, Reply, Transport

VERSION = "0.1.0"

PAGE_SIZE = 1000
"""Items asked for in one page; the largest page that the big Workspace lists give."""

EFFECT_WINDOW = 60.0
"""Seconds to look for the effect of a write whose answer was lost, before the write is repeated."""

LAST_LOOK = 10.0
"""Seconds after the end of a task's time in which it may still read, to tell how things stand."""


_SUCCESS_CODE = "WKS.00000000"
"""What the service may write into ``error_code`` when nothing is wrong."""

_DEEPEST = 50
"""How deep an answer may be nested."""

_MISREAD = (LookupError, TypeError, AttributeError, ValueError, ArithmeticError, RecursionError)
"""What goes wrong in code that reads an answer of another shape than described."""

_NOT_REPEATED = ", so it may or may not have been done; it is not repeated, so check it before you run the task again"

_PACED = re.compile(r"/(statistics|connections)(/|$)|/desktops/[^/]+/actions$")
_CALLS_A_MINUTE = 180
"""How often such an operation is called: a user may ask for statistics 200 times a minute."""

READ_TIMEOUT = 600
"""Seconds that a task which only reads may take."""

Query = Mapping[str, Any]
Headers = Mapping[str, str]


C = TypeVar("C", bound="Client")


def connect(
    make: Callable[[Settings, Deadline, str], C], options: Mapping[str, Any], environment: Mapping[str, str], agent: str
) -> C:
    """Return a client for the credentials of a task, whose deadline is the task's ``wait_timeout``.

    :param make: the class of the client. :param options: those of the task. :param environment: its environment.
    :param agent: what to add to the collection's own User-Agent.
    :raises CredentialsError: they are missing or contradict each other.
    """
    timeout = options.get("wait_timeout", READ_TIMEOUT)
    if timeout < 1:
        raise InputError(f"wait_timeout is {timeout}, but must be 1 or more (seconds)")
    settings = resolve(options, environment, os.path.expanduser("~"))
    return make(settings, Deadline(timeout), agent)


class Client:
    """Sends requests to Workspace, WorkspaceApp, IAM and EPS (enterprise projects) in the name of one project.

    :param settings: credentials and endpoints (see :func:`.auth.resolve`).
    :param deadline: the end of all sending, retrying and waiting.
    :param user_agent: what to add to the collection's own User-Agent.

    ``report`` is told how far the task is whenever that is known. Nobody listens unless it is replaced.
    """

    report: Callable[[Progress], None] = staticmethod(lambda progress: None)

    def __init__(self, settings: Settings, deadline: Deadline, user_agent: str = "") -> None:
        self.settings = settings
        self.deadline = deadline
        self.requests_sent = 0
        self._last = threading.local()
        self._pace = Pace(_CALLS_A_MINUTE, deadline)
        self._transport = Transport(
            settings.ca_path or settings.validate_certs,
            {
                "User-Agent": (f"huaweicloud.workspace/{VERSION} {user_agent}").strip(),
                "Accept-Encoding": "gzip",
                "X-Language": "en-us",
                "Content-Type": "application/json",
            },
        )
        self._tokens: dict[str, str] = {}
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

    @property
    def place(self) -> tuple[str | None, str]:
        """The region, and the ID of the project."""
        return self.settings.region, self.project_id

    def server_time(self) -> float:
        """Return the service's clock as seconds since the epoch, by the Date header of its last answer."""
        return time.time() + self._server_offset

    def forget(self) -> None:
        """Read everything again that is asked for from now on, also what the client may have kept; this one keeps
        nothing."""

    def get(
        self,
        path: str,
        query: Query | None = None,
        service: str = "workspace",
        holding: Mapping[str, type] | None = None,
    ) -> Answer:
        """Read something; retried on anything transient.

        :param path: the API's path; ``{project_id}`` is filled in.
        :param query: query parameters; ``None`` values are left out, lists become repeated keys.
        :param holding: what the answer must hold, and of which type; it is read once more if it does not.
        :raises ApiError: the service refused. :raises UnreachableError: it could not be reached.
        :raises AnswerError: it does not hold that.
        :raises DeadlineError: the task's time ended more than :data:`LAST_LOOK` seconds ago.
        """
        return self.read("GET", path, query=query, service=service, holding=holding)

    def read(
        self,
        method: str,
        path: str,
        query: Query | None = None,
        body: Any | None = None,
        service: str = "workspace",
        headers: Headers | None = None,
        holding: Mapping[str, type] | None = None,
    ) -> Answer:
        """Like :meth:`get`, for the queries that the API wants by another method.

        :param headers: headers of this request alone; they replace those that every request has.
        """
        answer = self._read(method, path, query, body, service, headers)
        if _lacking(answer, holding or {}):
            self._rest(1)
            answer = self._read(method, path, query, body, service, headers)
            lacking = _lacking(answer, holding or {})
            if lacking:
                raise AnswerError(f"{method} {path}", f"it has no {lacking}, or in another shape")
        return answer

    def _read(
        self, method: str, path: str, query: Query | None, body: Any | None, service: str, headers: Headers | None
    ) -> Answer:
        attempt = 0
        while True:
            self.deadline.check(LAST_LOOK)
            if _PACED.search(path):
                self._pace.wait()
            try:
                return self._send(method, path, query, body, service, headers)
            except ApiError as error:
                if error.not_found or not error.sure_refusal and error.status < 500:
                    raise
                problem: ApiError | LostError = error
            except LostError as lost:
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
        id_field: str | None = None,
    ) -> list[dict[str, Any]]:
        """Read all items of a list that is paged by offset and limit, whatever page size the service really gives.

        :param key: the list in the answer, or what tells it from an answer.
        :param limit: the largest page that the operation takes; ``None`` for one that knows no pages.
        :param id_field: the field with the ID of an item, if items have one.
        :raises AnswerError: what comes is no list of objects with such a field, or not a whole one.
        """
        return self._list(path, key, query, limit, service, headers, id_field).rows

    def list_shown(
        self, path: str, key: str, query: Query, limit: int, last_offset: int, id_field: str | None = None
    ) -> Listing:
        """Read what a list shows whose offset may not go beyond ``last_offset``; otherwise like :meth:`list_all`."""
        return self._list(path, key, query, limit, "workspace", None, id_field, last_offset)

    def _list(
        self,
        path: str,
        key: str | Callable[[Answer], str],
        query: Query | None,
        limit: int | None,
        service: str,
        headers: Headers | None,
        id_field: str | None,
        last_offset: int | None = None,
    ) -> Listing:
        def fetch(offset: int) -> Page:
            paged = query if limit is None else {**(query or {}), "offset": offset, "limit": limit}
            answer = self.read("GET", path, paged, None, service, headers)
            return page_of(answer, key if isinstance(key, str) else key(answer), id_field)

        try:
            return read_all(fetch, limit, id_field is not None, self._rest, last_offset)
        except OddListError as error:
            raise AnswerError(f"GET {path}", error) from error

    def _rest(self, number: int) -> None:
        """Pause before something is read again for the ``number``-th time, as far as there is time."""
        if self.deadline.left:
            self.deadline.sleep(backoff(number - 1))

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Tell what goes wrong inside as an answer of another shape than described: nothing else comes from outside.

        :raises AnswerError: an answer lacks something, or has something else in its place.
        """
        try:
            yield
        except _MISREAD as error:
            request = getattr(self._last, "request", "")
            if not request:
                raise
            told = f"it cannot be understood ({type(error).__name__}: {plain(error, 100)})"
            raise AnswerError(request, told) from error

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
        visible: bool = True,
        patience: float | None = None,
        understand: Callable[[Answer], object] = lambda answer: None,
    ) -> Answer:
        """Change something, once.

        A write is repeated when it surely was not taken up, and waited out while its target is busy. When its answer is
        lost, or lacks what it should tell, ``find_effect`` is asked for up to :data:`EFFECT_WINDOW` seconds: it returns
        what the answer would have said (at least ``{}``) once it sees the effect, or ``None`` as long as it does not.
        Without an effect the write is repeated, and when the repeat is refused (the name exists, the target is busy or
        gone) the effect is looked for once more. Where it knows that it can never tell, it raises
        :class:`UnknownFateError` with what to check.

        :param repeatable: sending it twice does what sending it once does, so a lost answer is no harm.
        :param headers: headers of this request alone; they replace those that every request has.
        :param visible: whether ``find_effect`` surely sees an effect. If not, a write whose effect it does not see is
            not repeated.
        :param patience: how many seconds to wait while the target is busy; after them that is a refusal like others.
            ``None`` is as long as the task may last.
        :param understand: reads from an answer what is needed of it.
        :raises UnknownFateError: the answer was lost, and the write is neither repeatable nor can its effect be found.
        :raises ApiError: the service refused. :raises UnreachableError: it could not be reached.
        :raises DeadlineError: the task's time is used up, and the write was not sent.
        """
        attempt = busy = 0
        lost_once = False
        window = Deadline(self.deadline.left if patience is None else patience, self.deadline.clock)
        while True:
            self.deadline.check()
            try:
                answer = self._send(method, path, query, body, service, headers)
                _understand(understand, answer, f"{method} {path}")
                return answer
            except ApiError as error:
                if lost_once and find_effect and not error.sure_refusal:
                    found = find_effect()
                    if found is not None:
                        return found
                pause = backoff(busy)
                if error.busy and window.left > pause:
                    self.deadline.sleep(pause)
                    busy += 1
                    continue
                if not error.sure_refusal:
                    raise
                problem: ApiError | LostError = error
            except LostError as lost:
                problem = lost
                if lost.maybe_taken_up:
                    lost_once = True
                    if not repeatable:
                        found = self._look_for(find_effect, f"{method} {path}", lost, visible)
                        if found is not None:
                            return found
            self._pause(attempt, problem)
            attempt += 1

    # Retries

    def _pause(self, attempt: int, problem: ApiError | LostError) -> None:
        """Sleep before the next attempt, or raise the problem when there is to be none."""
        if attempt >= self.settings.max_retries:
            raise _final(problem) from problem
        self._sleep_before_end(getattr(problem, "retry_after", None) or backoff(attempt), problem)

    def _sleep_before_end(self, seconds: float, problem: ApiError | LostError) -> None:
        if self.deadline.left <= seconds:
            raise _final(problem) from problem
        self.deadline.sleep(seconds)

    def _look_for(
        self, find_effect: Callable[[], Answer | None] | None, request: str, lost: LostError, visible: bool
    ) -> Answer | None:
        """Return the effect of a write whose answer was lost, or ``None`` when it surely has none."""
        told = f"the answer to {request} was lost ({lost})"
        if find_effect is None:
            raise UnknownFateError(told + _NOT_REPEATED) from lost
        window = Deadline(min(EFFECT_WINDOW, self.deadline.left), self.deadline.clock)
        attempt = 0
        while True:
            try:
                with self.reading():
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
                if visible:
                    return None
                raise UnknownFateError(told + _NOT_REPEATED) from lost
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
            try:
                return self._exchange(method, service, path, query, body, self._authentication(service), headers)[0]
            except ApiError as error:
                if error.status != 401 or renewed or not self.settings.needs_token:
                    raise
            self._tokens.clear()
            renewed = True

    def _exchange(
        self,
        method: str,
        service: str,
        path: str,
        query: Query | None,
        body: Any | None,
        auth: Any,
        headers: Headers | None = None,
    ) -> tuple[Answer, Headers]:
        """Send a request and return its answer and the headers of that.

        :raises ApiError: the service refused. :raises LostError: it did not answer.
        """
        url = self._url(service, path, query)
        data = None if body is None else json.dumps(body).encode("ascii")
        settings, deadline = self.settings, self.deadline
        left = max(1.0, deadline.left or deadline.seconds + LAST_LOOK - deadline.elapsed)
        timeout = (min(settings.connect_timeout, left), min(settings.read_timeout, left))
        # What ends a connection that cannot be made comes first: then the request surely did not arrive.
        seconds = min(sum(timeout), left + 0.5)
        self.requests_sent += 1
        try:
            reply = self._transport.exchange(method, url, data, headers or {}, auth, timeout, seconds)
            answer = self._understand(reply, method)
        except OddError as lost:
            lost.final = AnswerError(f"{method} {path}", lost)
            raise
        except LostError as lost:
            lost.final = lost.final or UnreachableError(
                f"the service cannot be reached: {self._way(method, service)}: {lost}"
            )
            raise
        except ApiError as error:
            if error.status in (401, 403):
                error.caller = settings.caller
            raise
        self._last.request = f"{method} {path}"
        return answer, reply.headers

    def _way(self, method: str, service: str) -> str:
        """Say how a service was asked: by which method, where, where that address is from, and by which proxy."""
        address = self._endpoint(service)
        source = self.settings.address_sources.get(service)
        proxy = self._transport.proxy(address)
        return f"{method} {address}" + (f" ({source})" if source else "") + (f" by the proxy {proxy}" if proxy else "")

    def _understand(self, reply: Reply, method: str) -> Answer:
        """Return what the service answered. Raises :class:`ApiError` or :class:`LostError`."""
        date = _date(reply.headers.get("Date"))
        if date is not None:
            self._server_offset = date - time.time()
        content = _content(reply)
        if reply.status >= 300:
            error = self._error(reply, content)
            error.retry_after = self._retry_after(reply)
            if error.fate_unknown:
                raise _BrokenError(error)
            raise error
        if content is None and "attachment" in reply.headers.get("Content-Disposition", "").lower():
            raise WorkspaceError("the service did as it was asked, but answered with a file, which is not read here")
        if isinstance(content, list):
            content = {"body": content}  # as the SDK calls what ListMetrics and ListMetricsTrend answer
        # A read always has something to tell, and an answer that was cut off must not look like an empty list.
        if not isinstance(content, dict) or not reply.content.strip() and method == "GET":
            raise OddError("it cannot be read")
        if content.get("error_code") not in (None, "", _SUCCESS_CODE) and not content.get("job_id"):
            raise self._error(reply, content)
        return content

    def _error(self, reply: Reply, content: Any) -> ApiError:
        """Return the error that an answer tells, without the secrets of the task that it may repeat."""
        return _api_error(reply, concealer([*self.settings.secrets(), *self._tokens.values()])(content))

    def _retry_after(self, reply: Reply) -> float | None:
        value = reply.headers.get("Retry-After", "").strip()
        if re.fullmatch(r"[0-9]+", value):
            return float(value)
        date = _date(value)
        return None if date is None else max(0.0, date - self.server_time())

    def _endpoint(self, service: str) -> str:
        return {
            "workspace": self.settings.workspace_endpoint,
            "app": self.settings.app_endpoint,
            "iam": self.settings.iam_endpoint,
            "eps": self.settings.eps_endpoint,
        }[service]

    def _url(self, service: str, path: str, query: Query | None) -> str:
        if "{project_id}" in path:
            path = path.replace("{project_id}", quote(self.project_id, safe=""))
        pairs = [(name, _text(value)) for name, value in _pairs(query or {})]
        return self._endpoint(service) + path + ("?" + urlencode(pairs, quote_via=quote) if pairs else "")

    def _authentication(self, service: str) -> Any:
        project_id = None if service in ("iam", "eps") else self.project_id
        settings = self.settings
        if settings.access_key and settings.secret_key:
            return SignatureAuth(settings.access_key, settings.secret_key, settings.security_token, project_id)
        scope = "domain" if service == "eps" else "project"
        return TokenAuth(settings.auth_token or self._tokens.get(scope) or self._new_token(scope), project_id)

    # IAM

    def _new_token(self, scope: str = "project") -> str:
        """KeystoneCreateUserTokenByPassword: the token comes in a header, its project in the body."""
        path = "/v3/auth/tokens"
        body = token_request_body(self.settings, scope)
        attempt = 0
        while True:
            try:
                answer, headers = self._exchange("POST", "iam", path, {"nocatalog": "true"}, body, _NoAuth())
                break
            except (ApiError, LostError) as problem:
                if isinstance(problem, ApiError) and problem.status < 500 and not problem.sure_refusal:
                    raise
                self._pause(attempt, problem)
            attempt += 1
        token = headers.get("X-Subject-Token", "")
        if not re.fullmatch(r"[!-~]+", token):
            raise AnswerError(f"POST {self.settings.iam_endpoint}{path}", "it holds no token")
        self._tokens[scope] = token
        with self.reading():
            self._project_id = self._project_id or ((answer.get("token") or {}).get("project") or {}).get("id")
        return token

    def _find_project(self) -> str:
        """KeystoneListProjects: the project that is called like the region, or ``project_name``."""
        name = self.settings.project_name or self.settings.region
        rows = self.list_all("/v3/projects", "projects", {"name": name}, None, "iam", id_field="id")
        found = sorted(row["id"] for row in rows if row.get("name") == name)
        if len(found) == 1:
            return str(found[0])
        if found:
            raise WorkspaceError(
                f"several projects are called {name} ({', '.join(found)}); set project_id to the one meant"
            )
        raise WorkspaceError(f"no project is called {name} for these credentials; set project_id or project_name")


class _NoAuth:
    """Keeps requests from taking credentials out of a netrc file for the token call."""

    def __call__(self, request: Any) -> Any:
        return request


class _BrokenError(LostError):
    """Something on the way to the service has answered in its place."""

    def __init__(self, answer: ApiError) -> None:
        super().__init__(str(answer))
        self.final = answer
        self.retry_after = answer.retry_after


def _understand(read: Callable[[Answer], object], answer: Answer, request: str) -> None:
    """Read an answer. Raises :class:`OddError` if it lacks something: it is of no more use than one that is lost."""
    try:
        read(answer)
    except _MISREAD as error:
        odd = OddError(f"it cannot be understood ({type(error).__name__}: {plain(error, 100)})")
        odd.final = AnswerError(request, odd)
        raise odd from error


def _final(problem: ApiError | LostError) -> WorkspaceError:
    """Return the error that ends the attempts."""
    return (problem.final or UnreachableError(str(problem))) if isinstance(problem, LostError) else problem


def _date(text: str | None) -> float | None:
    """Read a date of HTTP as seconds since the epoch."""
    try:
        date = email.utils.parsedate_tz(text or "")
        return float(email.utils.mktime_tz(date)) if date else None
    except (ValueError, OverflowError, LookupError, TypeError):
        return None


def _content(reply: Reply) -> Any:
    """Return the body of an answer as data, ``{}`` if it is empty, ``None`` if it is no JSON or nested too deep."""
    if not reply.content.strip():
        return {}
    try:
        content = json.loads(reply.content)
    except (ValueError, RecursionError):
        return None
    level = [content]
    for _depth in range(_DEEPEST):
        level = [inner for one in level for inner in _parts(one)]
        if not level:
            return content
    return None


def _lacking(answer: Answer, holding: Mapping[str, type]) -> str | None:
    return next((name for name, kind in holding.items() if not isinstance(answer.get(name), kind)), None)


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _api_error(reply: Reply, content: Any) -> ApiError:
    """Read an error body: flat (``error_code``), camel case, or nested (``{"error": {"code", "message"}}``)."""
    headers = reply.headers
    error = ApiError(
        status=reply.status,
        error_msg=plain(reply.reason),
        request_id=plain(headers.get("X-Request-Id") or headers.get("X-IAM-Trace-Id") or "", 100),
        answer=content if isinstance(content, dict) else {},
    )
    if 300 <= error.status < 400:
        error.error_msg = "the endpoint answers with a redirection, which is not followed; check the endpoint"
    for body in _objects(content):
        for code, message in (("error_code", "error_msg"), ("errorCode", "errorMsg"), ("code", "message")):
            if code in body or message in body:
                error.error_code = plain(body.get(code) or "", 100)
                error.error_msg = plain(body.get(message) or "")
                error.error_detail = plain(body.get("error_detail") or "")
                error.encoded_authorization_message = plain(body.get("encoded_authorization_message") or "", 10_000)
                error.request_id = error.request_id or plain(body.get("request_id") or "", 100)
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
