# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds exchanges with the service against the published description of the API.

The description comes in two sources, folders of Swagger 2 files with one operation each: ``openapi`` as published, and
``openapi-sdk`` as the models of the official SDK tell it, which is newer and states no limits. Where they differ, what
either of them allows is right; what only one of them states (a field, an enumeration, a limit) counts. What neither
of them knows is an error. Where both are known to be wrong, ``exceptions.py`` says what is right instead;
``documented.py`` has what both have forgotten.

The description is no part of the repository. Where it is not found, nothing is compared with it; the tests that need it
are not collected, and a line in the summary says so.
"""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from contract.documented import FILES
from contract.exceptions import EXCEPTIONS, RightInstead
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

VARIABLE = "WORKSPACE_API_DESCRIPTION"
SOURCES = ("openapi", "openapi-sdk")
PRODUCTS = ("Workspace", "WorkspaceApp", "IAM")
LOWEST = ("minimum", "minLength", "minItems")
HIGHEST = ("maximum", "maxLength", "maxItems")
ERROR = {
    "type": "object",
    "properties": {
        name: {"type": "string"}
        for name in ("error_code", "error_msg", "error_detail", "encoded_authorization_message")
    },
    "required": ["error_code", "error_msg"],
    "additionalProperties": False,
}
IAM_ERROR = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "code": {"type": "integer"},
                "message": {"type": "string"},
                "title": {"type": "string"},
            },
            "required": ["code", "message", "title"],
            "additionalProperties": False,
        }
    },
    "required": ["error"],
    "additionalProperties": False,
}


def folder() -> Path | None:
    """Return where the description is: named by the variable, or beside the checkout; None if it is not there."""
    checkout = Path(__file__).resolve().parents[2]
    found = Path(os.environ.get(VARIABLE) or checkout.parent / "shared" / "reference")
    return found if (found / SOURCES[0]).is_dir() else None


def documents() -> Path | None:
    """Return where the API's documents are, which are beside the description; None if they are not there."""
    found = folder()
    return found / "documents" if found and (found / "documents").is_dir() else None


@dataclass(frozen=True)
class Exchange:
    """A request and its answer; ``status`` and ``answer`` are None if the connection was closed instead."""

    method: str
    path: str
    query: Mapping[str, Sequence[str]]
    body: Any
    status: int | None
    answer: Any

    @classmethod
    def from_wire(cls, method: str, url: str, body: bytes | str | None, status: int, answer: bytes) -> Exchange:
        """Return the exchange for what went over the wire."""
        path, _mark, query = url.partition("?")
        path = "/" + path.split("/", 3)[3]
        return cls(method, path, parse_qs(query, True), _decoded(body), status, _decoded(answer))

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def _decoded(body: bytes | str | None) -> Any:
    return json.loads(body) if body else None


class Statement(NamedTuple):
    """What one source says of a value: a schema of Swagger 2, and the definitions that it refers to."""

    definitions: Mapping[str, Any]
    schema: Mapping[str, Any]

    def at(self, schema: Mapping[str, Any]) -> Statement:
        """Return another statement of the same source."""
        return Statement(self.definitions, schema)

    @property
    def reference(self) -> str | None:
        """The name of the definition that it is, if it is one."""
        reference: str | None = self.schema.get("$ref")
        return reference.rsplit("/", 1)[1] if reference else None

    def resolved(self) -> Statement:
        """Return the statement itself in place of a reference, and one object in place of ``allOf``."""
        if self.reference:
            return self.at(self.definitions[self.reference]).resolved()
        if "allOf" not in self.schema:
            return self
        properties: dict[str, Any] = dict(self.schema.get("properties", {}))
        required = list(self.schema.get("required", []))
        for part in self.schema["allOf"]:
            plain = self.at(part).resolved().schema
            properties.update(plain.get("properties", {}))
            required.extend(plain.get("required", []))
        return self.at({"type": "object", "properties": properties, "required": required})

    @property
    def type(self) -> str | None:
        """The type, also where it is not written down."""
        stated: str | None = self.schema.get("type")
        return stated or ("object" if "properties" in self.schema else None)


class Translator:
    """Makes JSON schemas that allow what at least one source allows."""

    def __init__(self) -> None:
        self.names: dict[tuple[tuple[int, str | None], ...], str] = {}
        self.definitions: dict[str, Any] = {}

    def schema(self, statements: Sequence[Statement]) -> dict[str, Any]:
        """Return the whole schema for one value, with its definitions."""
        schema = self._translated(statements)
        return {**schema, "$defs": self.definitions}

    def _translated(self, statements: Sequence[Statement]) -> dict[str, Any]:
        if not any(statement.reference for statement in statements):
            return self._united([statement.resolved() for statement in statements])
        # A definition may hold itself, so it has its name before it is translated.
        key = tuple((id(statement.definitions), statement.reference) for statement in statements)
        if key not in self.names:
            self.names[key] = f"{len(self.names)}"
            self.definitions[self.names[key]] = self._united([statement.resolved() for statement in statements])
        return {"$ref": f"#/$defs/{self.names[key]}"}

    def _united(self, statements: Sequence[Statement]) -> dict[str, Any]:
        types = {statement.type for statement in statements}
        if None in types:
            return {}
        united: dict[str, Any] = {"type": sorted(kind for kind in types if kind)}
        for keyword, choose in (*((word, min) for word in LOWEST), *((word, max) for word in HIGHEST)):
            stated = [statement.schema[keyword] for statement in statements if keyword in statement.schema]
            if stated:
                united[keyword] = choose(stated)
        enumerations = [statement.schema["enum"] for statement in statements if "enum" in statement.schema]
        if enumerations:
            united["enum"] = [value for values in enumerations for value in values]
        patterns = [statement.schema["pattern"] for statement in statements if "pattern" in statement.schema]
        if patterns:
            united["pattern"] = _pattern(patterns[0])
        if "array" in types:
            united["items"] = self._parts(statements, "items")
        if "object" in types:
            self._describe_object(united, [statement for statement in statements if statement.type == "object"])
        return united

    def _parts(self, statements: Sequence[Statement], keyword: str) -> dict[str, Any]:
        parts = [statement.at(statement.schema[keyword]) for statement in statements if keyword in statement.schema]
        return self._translated(parts)

    def _describe_object(self, united: dict[str, Any], statements: Sequence[Statement]) -> None:
        detailed = [statement for statement in statements if statement.schema.get("properties")]
        if any(isinstance(statement.schema.get("additionalProperties"), dict) for statement in statements):
            united["additionalProperties"] = self._parts(statements, "additionalProperties")
        elif detailed:
            united["additionalProperties"] = False
        found: dict[str, list[Statement]] = {}
        for statement in detailed:
            for name, schema in statement.schema["properties"].items():
                found.setdefault(name, []).append(statement.at(schema))
        united["properties"] = {name: self._translated(parts) for name, parts in found.items()}
        required = [set(statement.schema.get("required", [])) for statement in detailed]
        united["required"] = sorted(set.intersection(*required)) if required else []


def _pattern(pattern: str) -> str:
    """Return a pattern with classes of characters that Python knows: letters, numbers and blanks of any language."""
    for name, known in (("L", r"\w"), ("N", r"\w"), ("Z", r"\s")):
        pattern = pattern.replace(f"\\p{{{name}}}", known)
    return pattern


@dataclass
class Operation:
    """One operation, as the sources describe it together."""

    name: str
    method: str
    path: str
    sources: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = field(default_factory=list)
    """The file and the operation in it, of each source."""
    excused: set[RightInstead] = field(default_factory=set)
    """The exceptions that were needed so far."""
    _validators: dict[str, Draft202012Validator | None] = field(default_factory=dict)

    def _parameters(self, place: str) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """Yield the parameters of a kind, each with the definitions that it may refer to."""
        for file, operation in self.sources:
            for parameter in operation.get("parameters", []):
                if "$ref" in parameter:
                    parameter = (file["parameters"] or {}).get(parameter["$ref"].rsplit("/", 1)[1], {})
                if parameter.get("in") == place:
                    yield file["definitions"] or {}, parameter

    def _validator(self, name: str, statements: Sequence[Statement]) -> Draft202012Validator:
        validator = self._validators.get(name)
        if validator is None:
            validator = self._validators[name] = Draft202012Validator(Translator().schema(statements))
        return validator

    def request_problems(self, exchange: Exchange) -> Iterator[str]:
        """Yield what is wrong with a request."""
        yield from self._query_problems(exchange.query)
        bodies = list(self._parameters("body"))
        if not bodies:
            if exchange.body is not None:
                yield "request: no body is described"
        elif exchange.body is None and any(parameter.get("required") for _definitions, parameter in bodies):
            yield "request: the body is missing"
        else:
            statements = [Statement(definitions, parameter["schema"]) for definitions, parameter in bodies]
            body = {} if exchange.body is None else exchange.body
            yield from self._differences("request", self._validator("request", statements), body)

    def _query_problems(self, query: Mapping[str, Sequence[str]]) -> Iterator[str]:
        known: dict[str, list[Statement]] = {}
        for definitions, parameter in self._parameters("query"):
            known.setdefault(parameter["name"], []).append(Statement(definitions, parameter))
        for name in sorted(set(query) - set(known)):
            yield f"query: {name} is unknown"
        for name, statements in known.items():
            if name not in query:
                if all(statement.schema.get("required") for statement in statements):
                    yield f"query: {name} is missing"
                continue
            validator = self._validator(f"query.{name}", statements)
            for value in _readings(query[name], {statement.type for statement in statements}):
                yield from self._differences(f"query.{name}", validator, value)

    def answer_problems(self, exchange: Exchange) -> Iterator[str]:
        """Yield what is wrong with an answer; one of an error is described the same for all operations."""
        assert exchange.status is not None
        if exchange.status >= 400:
            if exchange.answer is None:
                return
            shape = IAM_ERROR if self.path.startswith("/v3/") else ERROR
            yield from self._differences(str(exchange.status), Draft202012Validator(shape), exchange.answer)
            return
        described = list(self._answers(exchange.status))
        if not described:
            exception = _covering(self.name, "status", exchange.status)
            if exception is None:
                yield f"{exchange.status} is not described"
            else:
                self.excused.add(exception)
            return
        statements = [
            Statement(file["definitions"], answer["schema"]) for file, answer in described if "schema" in answer
        ]
        if exchange.answer is None:
            return
        if not statements:
            yield f"{exchange.status}: no body is described"
            return
        validator = self._validator(f"answer {exchange.status}", statements)
        yield from self._differences("answer", validator, exchange.answer)

    def _answers(self, status: int) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """Yield the descriptions of an answer; the SDK's source does not tell the status of a success."""
        told = [(file, operation["responses"]) for file, operation in self.sources]
        stated = [(file, answers) for file, answers in told if "2xx" not in answers]
        if stated and all(str(status) not in answers for _file, answers in stated):
            return
        for file, answers in told:
            answer = answers.get(str(status)) or answers.get("2xx")
            if answer is not None:
                yield file, answer

    def _differences(self, part: str, validator: Draft202012Validator, value: Any) -> Iterator[str]:
        for error in validator.iter_errors(value):
            exception = _exception(self.name, part, value, error)
            if exception is None:
                yield f"{part}{_place(error.absolute_path)}: {error.message[:300]}"
            else:
                self.excused.add(exception)


def _readings(values: Sequence[str], types: set[str | None]) -> list[Any]:
    """Return what the values of a parameter stand for: one list, or each by itself if there should be only one."""
    if "array" in types:
        return [[item for value in values for item in value.split(",")]]
    return [_reading(values[0], types) if len(values) == 1 else list(values)]


def _reading(value: str, types: set[str | None]) -> Any:
    if "integer" in types and re.fullmatch(r"-?[0-9]+", value):
        return int(value)
    if "boolean" in types and value in ("true", "false"):
        return value == "true"
    return value


def _place(steps: Sequence[str | int]) -> str:
    """Return a path into a value with ``[]`` in place of positions in lists."""
    return "".join("[]" if isinstance(step, int) else f".{step}" for step in steps)


def _exception(operation: str, part: str, value: Any, error: ValidationError) -> RightInstead | None:
    """Return the exception under which a difference is right after all."""
    steps = list(error.absolute_path)
    for length in range(len(steps) + 1):
        place = part + _place(steps[:length])
        found = value
        for step in steps[:length]:
            found = found[step]
        exception = _covering(operation, place, found)
        if exception is not None:
            return exception
    return None


def _covering(operation: str, place: str, value: Any) -> RightInstead | None:
    """Return the exception under which a value may stand at a place."""
    for exception in EXCEPTIONS:
        if exception.covers(operation, place) and Draft202012Validator(exception.schema).is_valid(value):
            return exception
    return None


class Description:
    """All operations of the API."""

    def __init__(self, root: Path) -> None:
        self.operations: dict[tuple[str, str], Operation] = {}
        for product in PRODUCTS:
            for source in SOURCES:
                for file in sorted((root / source / product).glob("*.json")):
                    self._add(json.loads(file.read_text(encoding="utf-8")))
        for described in FILES:
            self._add(described)
        self._patterns = [
            (operation.method, re.compile(re.sub(r"\{[^}]*\}", "[^/]+", operation.path)), operation)
            for operation in sorted(self.operations.values(), key=lambda operation: operation.path.count("{"))
        ]
        self._problems_of_text = functools.lru_cache(maxsize=4096)(self._problems_as_written)

    def _add(self, file: Mapping[str, Any]) -> None:
        for path, methods in file["paths"].items():
            for method, operation in methods.items():
                key = (method.upper(), re.sub(r"\{[^}]*\}", "{}", path))
                known = self.operations.setdefault(key, Operation(file["name"], method.upper(), path))
                # Several operations of the identity service share an address; the one by password is used here.
                if known.name != file["name"] and file["name"] == "KeystoneCreateUserTokenByPassword":
                    known = self.operations[key] = Operation(file["name"], method.upper(), path)
                if known.name == file["name"]:
                    known.sources.append((file, operation))

    def find(self, method: str, path: str) -> Operation | None:
        """Return the operation that a request asks for."""
        for candidate, pattern, operation in self._patterns:
            if candidate == method and pattern.fullmatch(path):
                return operation
        return None

    def problems_of_kept(self, entry: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with an exchange that the emulator kept; most of them have been seen before."""
        operation = self.find(entry["method"], entry["path"])
        path = operation.path if operation else entry["path"]
        query = json.dumps(entry["query"])
        return self._problems_of_text(entry["method"], path, query, entry["body"], entry["status"], entry["answer"])

    def _problems_as_written(
        self, method: str, path: str, query: str, body: str, status: int | None, answer: str | None
    ) -> list[str]:
        return self.problems(Exchange(method, path, json.loads(query), _decoded(body), status, _decoded(answer)))

    def problems(self, exchange: Exchange) -> list[str]:
        """Return what is wrong with an exchange, request and answer; what was refused may be wrong by intent."""
        operation = self.find(exchange.method, exchange.path)
        refused = exchange.status is not None and exchange.status >= 400
        if operation is None:
            return [] if refused else [f"{exchange}: there is no such operation"]
        problems = [] if refused else list(operation.request_problems(exchange))
        if exchange.status is not None:
            problems.extend(operation.answer_problems(exchange))
        return [f"{operation.name}, {problem}" for problem in problems]
