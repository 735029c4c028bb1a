# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every exception of the collection; each is one sentence in the words of the user."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .masks import told_without_addresses, without_addresses

_BATCH = re.compile(r"\b(batch|items|elements|instances|objects|resources|desktops|users|volumes|snapshots|\w+_ids)\b")
_LIMIT = re.compile(r"too many|exceed|(cannot be|no|not have) more than|at most|maximum|between \d+ and \d+|up to \d+")
_NOT_FOUND_CODES = {"WKS.0001", "WKS.00170312", "WKS.00170117", "WKS.00170208", "WKS.0202", "WKS.0915"}
_NOT_FOUND = re.compile("scheduled task does not exist", re.IGNORECASE)
"""Things whose absence only the text of the error tells."""
_BUSY = {(409, "WKS.00010032"), (400, "WKS.0407")}
BUSY_CODES = frozenset(code for _status, code in _BUSY)
"""What a row of an answer says of a target that is only busy now."""
Answer = Mapping[str, Any]

_LONGEST = 500
"""How many characters of a text of the service stand in a message."""


def plain(text: object, longest: int = _LONGEST) -> str:
    """Return a text of somebody else as it may stand in a sentence: on one line, with control characters escaped, and
    cut when it is long."""
    line = re.sub(r"\s+", " ", str(text)).strip()
    shown = "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in line[: longest + 1])
    return shown if len(shown) <= longest else f"{shown[:longest]} ..."


_UNPRINTABLE = re.compile(
    "\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
"""Characters that a terminal or a viewer obeys instead of showing them; lines may end."""


def printable(value: Any) -> Any:
    """Return data with the control characters of its texts escaped, at any depth. What has none is not copied, since a
    result may be large."""
    shown = value
    if isinstance(value, str):
        return _UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), value)
    if isinstance(value, Mapping):
        shown = {printable(key): printable(inner) for key, inner in value.items()}
    elif isinstance(value, (list, tuple)):
        shown = [printable(inner) for inner in value]
    return value if shown == value else shown


def sentence(text: str) -> str:
    """Return a message that begins with a capital and ends with a full stop; a name at its start is not touched."""
    begun = text[:1].upper() + text[1:] if text[:1].islower() and text.split(" ", 1)[0].isalpha() else text
    return begun if begun.endswith((".", "!", "?")) else begun + "."


def presentable(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return results as they may leave a task: without control characters, and no addresses in reasons."""
    shown: dict[str, Any] = told_without_addresses(printable(result))
    return shown


LONGEST_MESSAGE = 5000
"""How many characters of a message are shown."""


def message(text: str, longest: int = LONGEST_MESSAGE) -> str:
    """Return what is wrong as a sentence that may be shown: without addresses and control characters."""
    return plain(without_addresses(sentence(text)), longest)


def mistake(error: Exception) -> str:
    """Return what users are told of an error that no code expects."""
    return f"This is a mistake in the collection ({type(error).__name__}: {error}); please report it."


class WorkspaceError(Exception):
    """Something that ends a task, told in one sentence of the user's words."""

    def result(self) -> dict[str, Any]:
        """Return the keys that the failed task adds to its result."""
        return {}


class UnreachableError(WorkspaceError):
    """The service could not be reached, however often it was tried."""


class AnswerError(WorkspaceError):
    """An answer of the service is not as the API describes it, so what it should tell is not known."""

    def __init__(self, request: str, what: object) -> None:
        super().__init__(f"the service's answer to {request} is not as described: {plain(what)}; run again")


class UnknownFateError(WorkspaceError):
    """A change was sent, its answer was lost, and whether it was made cannot be found out."""


class DeadlineError(WorkspaceError):
    """The time of the task (its ``wait_timeout``) is used up."""


@dataclasses.dataclass(eq=False)
class ApiError(WorkspaceError):
    """The service refused a request.

    ``status`` is the HTTP status; the other fields are those of the service's error body, empty where it sent none.
    ``answer`` is all of that body: some refusals tell of each thing in the request what is wrong with it. ``caller``
    says with which credentials the request was made, where these may be the reason.
    """

    status: int
    error_code: str = ""
    error_msg: str = ""
    error_detail: str = ""
    encoded_authorization_message: str = ""
    request_id: str = ""
    has_body: bool = False
    retry_after: float | None = None
    answer: Answer = dataclasses.field(default_factory=dict)
    caller: str = ""

    def __str__(self) -> str:
        reason = without_addresses(self.error_msg.rstrip(". ")) or "the service gave no reason"
        marks = [mark for mark in (self.error_code, f"HTTP {self.status}") if mark]
        if self.request_id:
            marks.append(f"request {self.request_id}")
        told = f"{reason} ({', '.join(marks)})"
        return f"{told}; the request was made with {self.caller}" if self.caller else told

    def result(self) -> dict[str, Any]:
        known = {
            "error_code": self.error_code,
            "http_status": self.status,
            "request_id": self.request_id,
            "error_detail": without_addresses(self.error_detail),
            "encoded_authorization_message": self.encoded_authorization_message,
        }
        return {name: value for name, value in known.items() if value}

    @property
    def not_found(self) -> bool:
        """Whether the error says, in one of its many ways, that the thing asked for does not exist."""
        return self.status == 404 or self.error_code in _NOT_FOUND_CODES or bool(_NOT_FOUND.search(self.error_msg))

    @property
    def lacking(self) -> bool:
        """Whether the error says that the region lacks the operation, or knows nothing of what was asked for."""
        return self.status in (404, 405)

    @property
    def busy(self) -> bool:
        """Whether the target is only busy now, so that the same request may succeed later."""
        return (self.status, self.error_code) in _BUSY

    def concerns(self, targets: Collection[str]) -> bool:
        """Tell whether a batch may be refused for some of its targets alone, so that the others would be taken."""
        told = f"{self.error_msg} {self.error_detail}"
        names = "|".join(map(re.escape, targets))
        named = re.search(rf"(?<![\w-])({names})(?![\w-])", told, re.IGNORECASE)
        return self.busy or self.not_found or bool(named) and not self.too_many

    @property
    def sure_refusal(self) -> bool:
        """Whether a write that got this answer was surely not taken up and may be repeated as it is."""
        return self.status == 429 or self.status == 503 and self.retry_after is not None

    @property
    def fate_unknown(self) -> bool:
        """Whether a write that got this answer may have been taken up: it is not the service itself that answered."""
        from_service = self.has_body and not self.error_code.startswith("APIG")
        return self.status >= 500 and not from_service and not self.sure_refusal

    @property
    def too_many(self) -> bool:
        """Whether the error says that a batch is larger than this region takes."""
        text = self.error_msg.lower()
        return self.status == 400 and bool(_BATCH.search(text) and _LIMIT.search(text)) and "quota" not in text


class InputError(WorkspaceError):
    """The user's input cannot be carried out; told before anything is written."""


class AmbiguousNameError(InputError):
    """Several things have the name that the user gives; carries their IDs."""

    def __init__(self, text: str, ids: Sequence[str]) -> None:
        super().__init__(text)
        self.ids = ids


class UnknownNameError(InputError):
    """Nothing has the name that the user gives; unlike one that several have, an earlier task may create it.

    :param sought: the kind and the name, if it is known of what kind the thing is.
    """

    def __init__(self, text: str, sought: tuple[str, str] | None = None) -> None:
        super().__init__(text)
        self.sought = sought


class PlanError(InputError):
    """A lab run cannot be planned; carries which lab it is, and where."""

    def __init__(self, text: str, where: str) -> None:
        super().__init__(text)
        self._where = where

    def result(self) -> dict[str, Any]:
        return {"where": self._where}


class CredentialsError(Exception):
    """Credentials, project or endpoints are missing or contradict each other; the text says what to set."""


class UnmetRequirementsError(InputError):
    """No product on offer meets the requirements, or none could."""


class LabError(InputError):
    """A lab file, a roster or a file that they name cannot be used; the text says which, where and why."""


class JobError(InputError):
    """Some targets failed, or the time ended; carries what is known of all of them."""

    def __init__(self, text: str, known: Mapping[str, Any]) -> None:
        super().__init__(text)
        self._known = known

    def result(self) -> dict[str, Any]:
        return dict(self._known)
