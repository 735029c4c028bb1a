# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a lab from time to time on behalf of an event source, and returns what has changed since the last time."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.huaweicloud.workspace.plugins.module_utils.auth import AUTH_ARGUMENT_SPEC, Settings
from ansible_collections.huaweicloud.workspace.plugins.module_utils.client import C, connect
from ansible_collections.huaweicloud.workspace.plugins.module_utils.deadline import Deadline
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import (
    CredentialsError,
    InputError,
    WorkspaceError,
    message,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.measuring import now_of
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.reading import validated
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.run import client_of
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.watching import (
    READING_FAILED,
    TYPES,
    Condition,
    Reading,
    Watch,
    read_conditions,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.shapes import misshapen

from .file import load

SPEC: dict[str, dict[str, Any]] = {
    **AUTH_ARGUMENT_SPEC,
    "lab_file": {"type": "str", "required": True},
    "types": {"type": "list", "elements": "str", "choices": list(TYPES), "default": list(TYPES)},
    "interval": {"type": "int", "default": 60},
    "settle": {"type": "int", "default": 300},
    "show_people": {"type": "bool", "default": False},
}
"""The arguments of the event source."""

_SHORTEST = 10
"""Seconds between two readings at least: each of them is a handful of requests."""


class Watcher:
    """Watches one lab. ``interval`` is the time between two readings, in seconds.

    :param arguments: those of the event source.
    :raises InputError: they make no sense.
    """

    def __init__(self, arguments: Mapping[str, Any]) -> None:
        wrong = next(misshapen(SPEC, arguments), "")
        if wrong:
            raise InputError(wrong)
        self._options = validated(SPEC, arguments)
        self.interval: int = self._options["interval"]
        if self.interval < _SHORTEST:
            raise InputError(f"interval is {self.interval}, but must be {_SHORTEST} or more (seconds)")
        if self._options["settle"] < 0:
            raise InputError(f"settle is {self._options['settle']}, but must be 0 or more (seconds)")
        self._path = os.path.abspath(os.path.expanduser(self._options["lab_file"]))
        self._watch = Watch(datetime.timedelta(seconds=self._options["settle"]))
        self._lab = load(self._path)["name"]
        self._has_read = False

    def read(self) -> list[dict[str, Any]]:
        """Read the lab, and return an event for each condition that has begun or ended since the last time.

        A reading that fails is itself such a condition, and then nothing is known of the others. Only mistakes of the
        user that the first reading finds are raised, since nobody would see them otherwise.

        :raises InputError: the lab file makes no sense. :raises CredentialsError: there are no credentials.
        """
        try:
            reading, now = self._reading()
        except (WorkspaceError, CredentialsError) as error:
            if not self._has_read and isinstance(error, (InputError, CredentialsError)):
                raise
            reading = Reading([Condition(READING_FAILED, "", True, "", message(str(error)))], TYPES)
            now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        else:
            self._has_read = True
        shared = {"lab": self._lab, "lab_file": self._path}
        return [{**shared, **event} for event in self._watch.changes(reading, now)]

    def _reading(self) -> tuple[Reading, datetime.datetime]:
        """Return what there is of the lab as its file is now, and the time of the service."""
        lab = load(self._path)
        client = client_of(lab, self._connect)
        reading = read_conditions(client, lab, self._options["types"], self._options["show_people"])
        return reading, now_of(client)

    def _connect(self, make: Callable[[Settings, Deadline, str], C], **elsewhere: Any) -> C:
        return connect(make, {**self._options, **elsewhere}, os.environ, "ansible-rulebook")
