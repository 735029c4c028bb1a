# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A project: everything that one tenant has, its clock and its pending events."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from emulator.cloud.readings import USUAL_READING
from emulator.cloud.records import Desktop, Group, Job, Record, SubJob, User
from emulator.engine.clock import Clock
from emulator.engine.faults import Faults
from emulator.engine.journal import Journal

R = TypeVar("R", bound=Record)

MAX_BATCH = 100
MAX_ANSWERS_KEPT = 16 * 2**20
MAX_NOTED = 100_000
DEFAULT_AGENCY = "WORKSPACE"

DEFAULT_QUOTAS = {
    "general_instances": 10_000,
    "gpu_instances": 1_000,
    "volumes": 100_000,
    "volume_gigabytes": 5_000_000,
    "cores": 200_000,
    "Memory": 800_000,
    "users": 20_000,
    "policy_groups": 100,
}


class Event(NamedTuple):
    """Something that happens by itself when its time has come.

    ``settles`` is false for what recurs for ever and therefore is nothing to wait for.
    """

    at: float
    serial: int
    name: str
    arguments: dict[str, Any]
    settles: bool


Handler = Callable[..., None]
HANDLERS: dict[str, Handler] = {}


def on(name: str) -> Callable[[Handler], Handler]:
    """Register the function that handles events of that name: ``handler(project, **arguments)``."""

    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        return handler

    return register


class Project:
    """The state of one project."""

    def __init__(self, project_id: str, seed: int, job_seconds: float, people_data: str = USUAL_READING) -> None:
        self.id = project_id
        self.seed = seed
        self.job_seconds = self.usual_job_seconds = job_seconds
        self.people_data = self.usual_people_data = people_data
        self.clock = Clock()
        self.now = self.clock.now()
        self.faults = Faults()
        self.journal = Journal()
        self.operation = ("", "")
        self.last_answers: dict[str, bytes] = {}
        self.clear()

    def clear(self) -> None:
        """Forget everything that the tenant has done."""
        self.serial = 0
        self.events: list[Event] = []
        self.tables: dict[type[Record], dict[str, Any]] = {}
        self.quotas = dict(DEFAULT_QUOTAS)
        self.service_status = "SUBSCRIBED"
        self.max_batch = MAX_BATCH
        self.older_region = False
        self.agencies = [DEFAULT_AGENCY]
        self.mails: list[dict[str, Any]] = []
        self.deleted: list[dict[str, Any]] = []
        self.disturbed: list[dict[str, Any]] = []
        self.wiped: list[dict[str, Any]] = []

    def reset(self) -> None:
        """Return to an unused project, with the clock and the jobs of one."""
        self.clock = Clock()
        self.now = self.clock.now()
        self.job_seconds = self.usual_job_seconds
        self.people_data = self.usual_people_data
        self.clear()
        self.faults = Faults()
        self.journal = Journal()
        self.last_answers = {}

    def remember(self, question: str, body: bytes) -> None:
        """Keep an answer, so that a fault can give it again when it is out of date; only the latest few are kept."""
        self.last_answers.pop(question, None)
        self.last_answers[question] = body
        while len(self.last_answers) > 50 or sum(map(len, self.last_answers.values())) > MAX_ANSWERS_KEPT:
            self.last_answers.pop(next(iter(self.last_answers)))

    def table(self, kind: type[R]) -> dict[str, R]:
        """Return the records of a kind by their ID, in the order of their creation."""
        return self.tables.setdefault(kind, {})

    def note(self, row: Record) -> None:
        """Add a row to the log of its kind; the oldest tenth of the rows goes when there are too many."""
        rows = self.table(type(row))
        rows[row.id] = row
        if len(rows) > MAX_NOTED:
            for key in list(islice(rows, len(rows) // 10)):
                del rows[key]

    @property
    def desktops(self) -> dict[str, Desktop]:
        return self.table(Desktop)

    @property
    def users(self) -> dict[str, User]:
        return self.table(User)

    @property
    def groups(self) -> dict[str, Group]:
        return self.table(Group)

    @property
    def jobs(self) -> dict[str, Job]:
        return self.table(Job)

    @property
    def sub_jobs(self) -> dict[str, SubJob]:
        return self.table(SubJob)

    def new_id(self) -> str:
        """Return the next ID, the same in every run with the same seed."""
        self.serial += 1
        digits = hashlib.sha256(f"{self.seed}:{self.id}:{self.serial}".encode()).hexdigest()
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"

    def after(self, seconds: float, name: str, settles: bool = True, **arguments: Any) -> None:
        """Let an event happen that many seconds from now."""
        self.serial += 1
        heapq.heappush(self.events, Event(self.now + seconds, self.serial, name, arguments, settles))

    def settle(self) -> None:
        """Let everything happen whose time has come."""
        present = self.clock.now()
        while self.events and self.events[0].at <= present:
            event = heapq.heappop(self.events)
            self.now = max(self.now, event.at)
            HANDLERS[event.name](self, **event.arguments)
        self.now = max(self.now, present)

    def finish(self) -> None:
        """Advance the clock until nothing is pending but what recurs."""
        while pending := [event.at for event in self.events if event.settles]:
            self.clock.advance(max(0.0, max(pending) - self.clock.now()))
            self.settle()

    def log(self, entries: list[dict[str, Any]], **entry: Any) -> None:
        """Add an entry with the present time to one of the project's lists."""
        entries.append({"time": self.now, **entry})

    def dump(self) -> dict[str, Any]:
        """Return the state as plain data."""
        return {
            "id": self.id,
            "offset": self.clock.offset,
            "people_data": self.people_data,
            "serial": self.serial,
            "events": [list(event) for event in self.events],
            "tables": {
                kind.__name__: [record.model_dump(mode="json") for record in records.values()]
                for kind, records in self.tables.items()
            },
            "quotas": self.quotas,
            "service_status": self.service_status,
            "max_batch": self.max_batch,
            "older_region": self.older_region,
            "agencies": self.agencies,
            "mails": self.mails,
            "deleted": self.deleted,
            "disturbed": self.disturbed,
            "wiped": self.wiped,
        }

    def load(self, data: dict[str, Any]) -> None:
        """Take over the state that ``dump`` returned."""
        kinds = {kind.__name__: kind for kind in Record.__subclasses__()}
        self.clock.offset = data["offset"]
        self.now = self.clock.now()
        self.people_data = data["people_data"]
        self.serial = data["serial"]
        self.events = [Event(*event) for event in data["events"]]
        heapq.heapify(self.events)
        self.tables = {
            kinds[name]: {record["id"]: kinds[name].model_validate(record) for record in records}
            for name, records in data["tables"].items()
        }
        self.quotas = data["quotas"]
        self.service_status = data["service_status"]
        self.max_batch = data["max_batch"]
        self.older_region = data["older_region"]
        self.agencies = data["agencies"]
        self.mails = data["mails"]
        self.deleted = data["deleted"]
        self.disturbed = data["disturbed"]
        self.wiped = data["wiped"]
