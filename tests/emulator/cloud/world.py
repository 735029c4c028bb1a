# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All projects of the emulator, its tokens, and the file that keeps them."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

from emulator.cloud import identity
from emulator.cloud.desktops import preload
from emulator.cloud.project import Project
from emulator.cloud.readings import USUAL_READING
from emulator.engine.errors import FORBIDDEN, ApiError
from emulator.engine.journal import Bounded

MAX_PROJECTS = 10_000
MAX_TOKENS = 10_000


class World:
    """What the emulator knows."""

    def __init__(
        self,
        seed: int | None = None,
        job_seconds: float = 2.0,
        state_file: str | None = None,
        people_data: str = USUAL_READING,
    ) -> None:
        self.seed = random.randrange(2**32) if seed is None else seed
        self.job_seconds = job_seconds
        self.people_data = people_data
        self.state_file = Path(state_file) if state_file else None
        self.projects: dict[str, Project] = {}
        self.tokens: dict[str, dict[str, Any]] = {}
        self.keeps_exchanges = False
        self.exchanges = Bounded()
        """Requests with their answers, as they were on the wire, until somebody fetches them."""

    def project(self, project_id: str) -> Project:
        """Return the project, which exists as soon as somebody names it; refuse when there are too many."""
        if project_id not in self.projects:
            if len(self.projects) >= MAX_PROJECTS:
                raise ApiError(403, FORBIDDEN, f"The emulator has {MAX_PROJECTS} projects already.")
            self.projects[project_id] = Project(project_id, self.seed, self.job_seconds, self.people_data)
        return self.projects[project_id]

    @property
    def default(self) -> Project:
        """The built-in project."""
        return self.project(identity.PROJECT_ID)

    def token(self, token: str) -> dict[str, Any] | None:
        """Return what is known of a token that has not expired by the clock of its project."""
        known = self.tokens.get(token)
        if known is None:
            return None
        clock = self.project(known["project_id"] or identity.PROJECT_ID).clock
        return known if clock.now() < known["expires"] else None

    def issue(self, token: str, known: dict[str, Any]) -> None:
        """Let a token be known; the oldest ones go when there are too many."""
        self.tokens[token] = known
        while len(self.tokens) > MAX_TOKENS:
            self.tokens.pop(next(iter(self.tokens)))

    def start(self, desktops: int = 0) -> None:
        """Take over the state file; if there is none, give the built-in project that many running desktops.

        The application must have been built before: its modules define what the file holds.
        """
        if self.state_file is not None and self.state_file.exists():
            self._load(json.loads(self.state_file.read_text(encoding="utf-8")))
        elif desktops:
            preload(self.default, desktops)

    def save(self) -> None:
        """Write the state to its file, if there is one, so that a crash never leaves half of it."""
        if self.state_file is None:
            return
        data = {
            "seed": self.seed,
            "tokens": self.tokens,
            "projects": [project.dump() for project in self.projects.values()],
        }
        draft = self.state_file.with_name(self.state_file.name + ".new")
        draft.write_text(json.dumps(data), encoding="utf-8")
        os.replace(draft, self.state_file)

    def _load(self, data: dict[str, Any]) -> None:
        self.seed = data["seed"]
        self.tokens = data["tokens"]
        for project in data["projects"]:
            self.project(project["id"]).load(project)
