# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a lab file and checks it in full, against the specification that the ``lab`` role documents."""

from __future__ import annotations

import datetime
import functools
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError, LabError, plain
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.definition import chosen
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.files import read_file
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.period import zone_of
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.roster import read_roster
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.rules import check, check_term
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.terminals import wanted_rows
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.timetable.reader import (
    read_all_holidays,
    read_timetable,
)

from .document import parse
from .schema import conform

SPECIFICATION = Path(__file__).resolve().parents[3] / "roles" / "lab" / "meta" / "argument_specs.yml"

LARGEST_FILE = 4 << 20
"""The most bytes that a lab file may have."""

LARGEST_SCRIPT = 1 << 20
"""The most bytes that the file of a script may have; the service takes far fewer."""

LARGEST_TABLE = 4 << 20
"""The most bytes that a list of terminals may have."""


def load(source: None | str | Mapping[str, Any]) -> dict[str, Any]:
    """Return a checked lab definition.

    :param source: the path of a lab file, relative to the working directory, or the definition itself.
    :raises LabError: the file cannot be read, or breaks a rule; the text names the file and the key.
    """
    if not source:
        raise LabError("set lab_file to the path of a lab file, or lab_definition to its content")
    if isinstance(source, str) and (source.lstrip().startswith("{") or "\n" in source):
        # It may hold addresses of people, so it is not shown.
        raise LabError(
            "lab_definition is a text, but must be a dictionary; put it in a file for lab_file, or see that it "
            "is given as a dictionary, as in -e '{\"lab_definition\": {...}}'"
        )
    name = name_of(source)
    if isinstance(source, Mapping):
        base, content = os.getcwd(), source
    elif isinstance(source, str):
        path = os.path.expanduser(source)
        base = os.path.dirname(path)
        content = parse(_text(path, name, LARGEST_FILE), name)
    else:
        raise LabError("lab_definition is no dictionary, and lab_file no path")
    lab = conform(_with_files(content), specification(), name)
    try:
        _read_roster(lab, base)
        _read_scripts(lab, base)
        _read_timetable(lab, base)
        _read_terminals(lab, base)
        check(lab)
    except InputError as error:
        raise LabError(f"{name}: {error}") from error
    return lab


def _with_files(content: Any) -> Any:
    """Return a definition in which ``terminals`` that is the path of a file is called ``terminals_file``."""
    exams = content.get("exams") if isinstance(content, Mapping) else None
    if not isinstance(exams, list):
        return content
    return {**content, "exams": [_with_terminals_file(exam) for exam in exams]}


def _with_terminals_file(exam: Any) -> Any:
    if not isinstance(exam, Mapping) or not isinstance(exam.get("terminals"), str) or "terminals_file" in exam:
        return exam
    rest = {key: value for key, value in exam.items() if key != "terminals"}
    return {**rest, "terminals_file": exam["terminals"]}


def name_of(source: object) -> str:
    """Return how messages call what a lab is read from."""
    return f"the lab file {plain(source, 200)}" if isinstance(source, str) else "lab_definition"


@functools.cache
def specification() -> dict[str, Any]:
    """Return the specification of lab files, as the role documents it."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    spec = yaml.load(SPECIFICATION.read_text(encoding="utf-8"), Loader=loader)
    options: dict[str, Any] = spec["argument_specs"]["main"]["options"]["lab_definition"]["options"]
    return options


def _text(path: str, name: str, most: int) -> str:
    """Return the text of a file, which messages call by a name."""
    try:
        return read_file(path, most).decode("utf-8-sig")
    except LabError as error:
        raise LabError(f"{name} {error}") from error
    except UnicodeDecodeError as error:
        raise LabError(f"{name} is not UTF-8 text; save it as UTF-8") from error


def _read_roster(lab: dict[str, Any], base: str) -> None:
    """Read the roster in, and give each group of seats the people that it chooses from it."""
    people = lab.get("people")
    if people is not None and "roster" in people:
        people["roster"] = read_roster(people["roster"], people.get("columns"), base, people.get("active_type"))
    for seat in lab.get("seats", []):
        if "people" in seat:
            seat["people"] = chosen(lab, seat["people"], f"seats[{seat['name']}].people")


def _read_scripts(lab: Mapping[str, Any], base: str) -> None:
    """Put the content of each script's file in its place."""
    for script in lab.get("scripts", []):
        where = f"scripts[{script['name']}]"
        if ("file" in script) == ("content" in script):
            raise LabError(f"{where}: give either file or content")
        if "file" in script:
            path = os.path.join(base, os.path.expanduser(script.pop("file")))
            script["content"] = _text(path, f"{where}.file: the file {plain(path, 200)}", LARGEST_SCRIPT)
        if not script["content"].strip():
            raise LabError(f"{where}: the script is empty")


def _read_timetable(lab: Mapping[str, Any], base: str) -> None:
    """Put the classes and the holidays in the place of the files that have them."""
    timetable = lab.get("timetable")
    if timetable is None:
        return
    # By its days and its clocks the files are read.
    check_term(lab)
    zone, term = zone_of(lab), None
    if lab.get("term"):
        term = (datetime.date.fromisoformat(lab["term"]["start"]), datetime.date.fromisoformat(lab["term"]["end"]))
    timetable["file"] = _path(base, timetable["file"])
    timetable["classes"] = [
        one.as_row() for one in read_timetable(timetable["file"], timetable.pop("columns", None), zone, term)
    ]
    days_off = timetable.pop("holidays_file", None)
    closed = read_all_holidays(timetable.pop("holidays", []), _path(base, days_off) if days_off else None, zone, term)
    timetable["closed"] = [day.isoformat() for day in sorted(closed)]


def _read_terminals(lab: Mapping[str, Any], base: str) -> None:
    """Put the terminals of each exam in the place of the file that lists them."""
    for exam in lab.get("exams", []):
        where = f"exams[{exam['name']}]"
        if "terminals" in exam and "terminals_file" in exam:
            raise LabError(f"{where}: give either terminals or terminals_file")
        if "terminals_file" in exam:
            path = exam.pop("terminals_file")
            name = f"{where}.terminals_file: the file {plain(path, 200)}"
            text = _text(_path(base, path), name, LARGEST_TABLE)
            try:
                rows = wanted_rows(bindings_csv=text)
            except InputError as error:
                raise LabError(f"{name}: {str(error).replace('bindings_csv', 'it')}") from error
            exam["terminals"] = [{"mac": row.mac, "desktop": row.desktop} for row in rows]


def _path(base: str, name: str) -> str:
    return os.path.normpath(os.path.join(base, os.path.expanduser(name)))
