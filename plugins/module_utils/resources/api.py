# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any request of the API: what it may look like, whether it only reads, and how it is sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable
from urllib.parse import quote, unquote

from ..apply import Call, Result
from ..client import Client
from ..errors import Answer, InputError, UnknownNameError
from ..jobs import Job
from ..masks import masked_email, masked_phone
from ..names import Kind, Names
from ..plan import Change, Notice, Plan, Step
from .base import Undisturbed
from .kinds import DESKTOP, POOL, USER, USER_GROUP

API_SPEC: dict[str, dict[str, Any]] = {
    "method": {"type": "str", "choices": ["GET", "POST", "PUT", "PATCH", "DELETE"], "default": "GET"},
    "path": {"type": "str", "required": True},
    "path_params": {"type": "dict", "default": {}},
    "query": {"type": "dict", "default": {}},
    "body": {"type": "raw"},
    "headers": {"type": "dict", "default": {}},
    "service": {"type": "str", "choices": ["workspace", "app"], "default": "workspace"},
    "read_only": {"type": "bool"},
    "repeatable": {"type": "bool", "default": False},
    "paginate": {"type": "bool", "default": False},
    "page_size": {"type": "int", "default": 100},
    "items_key": {"type": "str", "no_log": False},
    "show_personal_data": {"type": "bool", "default": False},
    "job_api": {"type": "str", "choices": ["workspace-jobs", "workspace-sub-jobs", "app-job", "image-server-job"]},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 600},
}

WRITING_GETS = (
    "/v2/{project_id}/users/{user_id}/random-password",
    "/v3/{project_id}/domains/sync-external-user",
    "/v2/{project_id}/desktops/list-by-version/export",
    "/v2/{project_id}/hosts/export",
    "/v2/{project_id}/upgrade-strategies/export",
    "/v3/{project_id}/desktops/connections/export",
    "/v3/{project_id}/desktops/export",
    "/v3/{project_id}/groups/{group_id}/users/export",
    "/v3/{project_id}/statistics/metrics/desktops/export",
    "/v3/{project_id}/statistics/metrics/users/export",
    "/v3/{project_id}/terminals/binding-desktops/template/export",
)
"""What changes something although it is a GET: a new password, a synchronization, a task of the service."""

READING_POSTS = (
    "/v2/{project_id}/auth-config/validate-config",
    "/v2/{project_id}/check-cidr",
    "/v2/{project_id}/check-edge-site-resources",
    "/v2/{project_id}/desktop-pool/periodic/inquiry/add-volume",
    "/v2/{project_id}/desktop-pool/periodic/inquiry/change-image",
    "/v2/{project_id}/desktop-pool/periodic/inquiry/extend-volume",
    "/v2/{project_id}/desktop-pool/periodic/inquiry/resize",
    "/v2/{project_id}/desktops/batch-rejoin-domain/check",
    "/v2/{project_id}/desktops/check-images",
    "/v2/{project_id}/desktops/pre-batch-attach",
    "/v2/{project_id}/desktops/resource-instances/action",
    "/v2/{project_id}/desktops/resource_instances/action",
    "/v2/{project_id}/desktops/statistics/used",
    "/v2/{project_id}/domain-controllers/validation",
    "/v2/{project_id}/periodic/inquiry/add-resources",
    "/v2/{project_id}/periodic/inquiry/change-image",
    "/v2/{project_id}/scheduled-tasks/future-executions",
    "/v2/{project_id}/screen-records/download-address",
    "/v2/{project_id}/sysprep",
    "/v2/{project_id}/workspaces/enterprise-ids/check",
    "/v3/ai-agents/model-providers/remote-models/query",
    "/v3/ai-agents/model-providers/verify",
    "/v3/ai-agents/skill-packages/batch-query",
    "/v1/{project_id}/app-groups/rules/validate",
    "/v1/{project_id}/app-groups/{app_group_id}/apps/actions/check",
    "/v1/{project_id}/app-server-groups/rules/validate",
    "/v1/{project_id}/bundles/batch-query-config-info",
    "/v1/{project_id}/schedule-task/future-executions",
    "/v1/{project_id}/session-type",
    "/v1/{project_id}/session/app-connection",
    "/v1/{project_id}/session/user-connection",
)
"""What only asks although it is a POST: queries, checks, prices."""


NAMED: Mapping[str, tuple[str, Kind]] = {
    "desktop_id": ("/desktops/{desktop_id}", DESKTOP),
    "group_id": ("/groups/{group_id}", USER_GROUP),
    "pool_id": ("/desktop-pools/{pool_id}", POOL),
    "user_id": ("/users/{user_id}", USER),
}
"""Placeholders for which a name will do, where they stand behind the things that are meant."""

HEADERS = ("Service-Transaction-Id", "X-Client-Token", "X-Language", "X-Linked-Id")
"""The headers that operations of the API know, beside those that every request has."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_PATH = re.compile(r"/v[0-9]+(/(\{[a-z_]+\}|[A-Za-z0-9][A-Za-z0-9_.~%-]*))+")
_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HEADER_VALUE = re.compile(r"[!-~]([ -~]*[!-~])?")
_SECRET = re.compile(r"passw|secret|token|credential|(access|api|cert|private)_?key|auth_header", re.IGNORECASE)
_SHORTEST_SECRET = 6
"""A text that is shorter may stand anywhere in a result, and would be taken out of it there."""

_MASKS = {
    re.compile(r"(.*_)?e?mails?(_address(es)?)?", re.IGNORECASE): masked_email,
    re.compile(r"(.*_)?(tele)?(phone|mobile)(_?numbers?|s)?", re.IGNORECASE): masked_phone,
}
"""How fields are called that tell how to reach a person, and what is shown of them."""


def only_reads(method: str, path: str) -> bool:
    """Tell whether a request changes nothing, by its method and the exceptions that are known.

    :param path: as the user wrote it, with or without its placeholders filled in.
    """
    if method == "GET":
        return not _is_one_of(path, WRITING_GETS)
    return method == "POST" and _is_one_of(path, READING_POSTS)


def _is_one_of(path: str, templates: Iterable[str]) -> bool:
    patterns = (_PLACEHOLDER.sub("[^/]+", template) for template in templates)
    return any(re.fullmatch(pattern, unquote(path)) for pattern in patterns)


def fill_in(path: str, values: Mapping[str, str]) -> str:
    """Return a path with its placeholders filled in, except the project's ID, which the client knows.

    :raises InputError: the path is none of the API, a placeholder has no value, or a value has no placeholder.
    """
    if not _PATH.fullmatch(path):
        raise InputError(
            f'path "{path}" is not valid: it begins with the version, as in /v2/{{project_id}}/desktops, and '
            "has neither a host nor a query, which belongs into the option query"
        )
    needed = {name for name in _PLACEHOLDER.findall(path) if name != "project_id"}
    missing, unknown = sorted(needed - set(values)), sorted(set(values) - needed)
    if missing:
        raise InputError(f"path has {{{missing[0]}}}, for which path_params has no value")
    if unknown:
        raise InputError(f"path_params has {unknown[0]}, but path has no {{{unknown[0]}}}")
    for name, value in values.items():
        if not value.strip():
            raise InputError(f"path_params.{name} is empty; it says which one is meant")
        if value in (".", ".."):
            raise InputError(f'path_params.{name} is "{value}", which would make another path of it')
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    return path


def jobs_in(answer: Answer) -> list[str]:
    """Return the IDs of the jobs that an answer tells: its own, one in each row of a list, or a list of them."""
    rows = [row for value in answer.values() if isinstance(value, list) for row in value if isinstance(row, dict)]
    found = [*(holder.get("job_id") for holder in (answer, *rows)), *(answer.get("success_job_ids") or ())]
    return list(dict.fromkeys(job_id for job_id in found if isinstance(job_id, str) and job_id))


def list_in(answer: Answer, items_key: str | None) -> str:
    """Return the key of the list in an answer: the one that is given, or the only one.

    :raises InputError: there is no such list, or there are several.
    """
    if items_key is not None and items_key in answer and answer[items_key] is None:
        return items_key
    lists = sorted(name for name, value in answer.items() if isinstance(value, list))
    if items_key is None and len(lists) == 1:
        return lists[0]
    if items_key in lists:
        return str(items_key)
    told = f"its lists are {', '.join(lists)}" if lists else "there is none"
    raise InputError(f"items_key has to say which list of the answer is meant; {told}")


def hidden(value: Any) -> Any:
    """Return what a request sends as it may be shown: without what is called like a secret, and no whole addresses."""
    if isinstance(value, Mapping):
        return {name: _shown(str(name), inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [hidden(inner) for inner in value]
    return value


def _shown(name: str, value: Any) -> Any:
    """Return a field as it may be shown. Switches such as ``enable_change_password`` are no secrets."""
    if _SECRET.search(name) and not isinstance(value, bool):
        return "(hidden)"
    return _masked(name, value) if _mask_of(name) else hidden(value)


def without_addresses(value: Any) -> Any:
    """Return an answer as it may be shown: no whole addresses of people, wherever they stand."""
    if isinstance(value, Mapping):
        return {
            name: _masked(str(name), inner) if _mask_of(str(name)) else without_addresses(inner)
            for name, inner in value.items()
        }
    return [without_addresses(inner) for inner in value] if isinstance(value, list) else value


def _mask_of(name: str) -> Callable[[str], str] | None:
    return next((mask for pattern, mask in _MASKS.items() if pattern.fullmatch(name)), None)


def _masked(name: str, value: Any) -> Any:
    """Return the value of a field that tells how to reach people, each as it may be shown."""
    mask = _mask_of(name)
    if isinstance(value, list):
        return [_masked(name, inner) for inner in value]
    if isinstance(value, Mapping):
        return without_addresses(value)
    if isinstance(value, bool) or not isinstance(value, (str, int)) or mask is None:
        return value
    return mask(str(value))


def secrets(options: Mapping[str, Any]) -> set[str]:
    """Return the texts in the options of a request that must not be shown anywhere: those that are called like secrets,
    and, unless they are asked for, those that tell how to reach people."""
    try:
        body = _read_body(options["body"])
    except InputError:
        body = None
    return set(_secrets_in([options["query"], body], not options["show_personal_data"], False))


def _secrets_in(value: Any, addresses: bool, secret: bool) -> Iterable[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            name = str(key)
            so_called = bool(_SECRET.search(name)) or (addresses and _mask_of(name) is not None)
            yield from _secrets_in(inner, addresses, secret or so_called)
    elif isinstance(value, list):
        for inner in value:
            yield from _secrets_in(inner, addresses, secret)
    elif secret and isinstance(value, (str, int)) and len(str(value)) >= _SHORTEST_SECRET:
        yield str(value)


class ApiRequest(Undisturbed):
    """One request. One that only reads is sent with the reading, in check mode too; any other is a plan of one step."""

    things = "requests"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        self._client = client
        self._options = options
        self._method: str = options["method"]
        self._values = {name: "" if value is None else str(value) for name, value in options["path_params"].items()}
        self._target = f"{self._method} {fill_in(options['path'], self._values)}"
        self._body = _read_body(options["body"])
        self._headers = {name: str(value) for name, value in options["headers"].items() if value is not None}
        self._path = ""
        self._awaited: list[Notice] = []
        self._answer: Answer | None = None
        self._collected: list[dict[str, Any]] | None = None
        by_default = only_reads(self._method, options["path"])
        self._reads: bool = by_default if options["read_only"] is None else options["read_only"]
        self._check()

    def _check(self) -> None:
        options = self._options
        if self._reads and self._method not in ("GET", "POST"):
            raise InputError(f"read_only cannot be true: no {self._method} only reads")
        _check_values(options["path_params"], "path_params", (str, int))
        _check_values(options["query"], "query", (str, int, float, list))
        unknown = sorted(name for name in self._headers if name.lower() not in {known.lower() for known in HEADERS})
        if unknown:
            raise InputError(f"headers has {unknown[0]}, but can only have {', '.join(HEADERS)}")
        broken = sorted(name for name, value in self._headers.items() if not _HEADER_VALUE.fullmatch(value))
        if broken:
            raise InputError(f"headers.{broken[0]} is not valid: a header is one line of plain text")
        if self._method == "GET" and self._body is not None:
            raise InputError("body does not go with method GET; give query instead")
        if options["items_key"] is not None and not options["paginate"]:
            raise InputError("items_key goes with paginate: true only")
        if not options["paginate"]:
            return
        if self._method != "GET" or not self._reads:
            raise InputError("paginate is for a GET that only reads")
        if not 1 <= options["page_size"] <= 1000:
            raise InputError(f"page_size is {options['page_size']}, but must be 1 to 1000")
        given = sorted({"offset", "limit"} & set(options["query"]))
        if given:
            raise InputError(f"query has {given[0]}, which paginate sets by itself; give page_size")

    def read(self) -> None:
        """Look names up, and send the request if it only reads."""
        names = Names(self._client)
        ids = dict(self._values)
        for name, (place, kind) in NAMED.items():
            if place in self._options["path"] and not _ID.fullmatch(ids[name]):
                try:
                    ids[name] = names.find(kind, ids[name]).id
                except UnknownNameError as error:
                    if self._reads:
                        raise
                    self._awaited.append(Notice(self._target, str(error)))
        self._path = fill_in(self._options["path"], ids)
        if not self._reads:
            return
        options, service = self._options, self._options["service"]
        if options["paginate"]:
            self._collected = self._client.list_all(
                self._path,
                lambda answer: list_in(answer, options["items_key"]),
                options["query"],
                options["page_size"],
                service,
                self._headers,
            )
        else:
            self._answer = self._client.read(
                self._method, self._path, options["query"], self._body, service, self._headers
            )

    def plan(self) -> Plan:
        """Plan to send the request, unless it only reads."""
        if self._reads:
            return Plan()
        sent = {"query": self._options["query"] or None, "body": self._body}
        fields = {name: Change(None, hidden(value)) for name, value in sent.items() if value is not None}
        return Plan([Step("send", self._target, fields)], awaited=self._awaited)

    def calls(self, steps: Sequence[Step]) -> Iterable[Call]:
        """Yield the request."""
        options = self._options
        yield Call(
            self._method,
            self._path,
            steps,
            body=self._body,
            query=options["query"],
            service=options["service"],
            jobs=self._jobs_of,
            repeatable=options["repeatable"],
            headers=self._headers,
        )

    def _jobs_of(self, answer: Answer) -> list[Job]:
        self._answer = answer
        api = self._options["job_api"] or ("app-job" if self._options["service"] == "app" else "workspace-jobs")
        now = self._client.server_time()
        return [
            Job(job_id, api, "send", {self._target: None}, submitted=now, things=self.things)
            for job_id in jobs_in(answer)
        ]

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """What any request changes cannot be read back."""

    def result(self) -> dict[str, Any]:
        """Return the answer, or all items of a list."""
        told = {"answer": self._answer, "collected": self._collected}
        return (
            told if self._options["show_personal_data"] else {name: without_addresses(of) for name, of in told.items()}
        )


def _check_values(values: Mapping[str, Any], option: str, kinds: tuple[type, ...]) -> None:
    """Check that what goes into a URL is text, a number, or where it may be a list of these.

    :raises InputError: something is not.
    """
    for name, value in values.items():
        inner = value if isinstance(value, list) else ()
        wrong = [one for one in inner if not isinstance(one, (str, int, float))]
        if wrong or value is not None and not isinstance(value, kinds):
            raise InputError(f"{option}.{name} is neither a text nor a number, and cannot be written into a URL")


def _read_body(given: Any) -> Any:
    """Return the body as data; a text is JSON, as a command line gives it.

    :raises InputError: it is neither a dictionary nor a list.
    """
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            raise InputError("body is a text, but no JSON; give a dictionary or a list") from None
    if given is not None and not isinstance(given, (dict, list)):
        raise InputError("body is neither a dictionary nor a list")
    return given
