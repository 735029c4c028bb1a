# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a lab file says of its exams, and what is noted of them in the cloud. Pure.

A seat in an exam has tags that say in which, until when, and which security groups it had before. So any controller can
end the exam, whatever the lab file says by then.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from .. import ownership
from ..errors import InputError, LabError
from ..fields import leaves
from ..names import listed, number_of
from ..resources.policies import checked, clashes, merged
from ..resources.rules import duration
from ..resources.terminal_binding.options import Row as Terminal
from ..resources.terminal_binding.state import Binding
from ..resources.usage.spans import UTC
from .definition import WHOLE_LAB
from .denials import problem_of
from .found import Row, owned_by, users_of
from .period import zone_of
from .terminals import wanted_rows

NOTE = "lab-exam"
"""The tag that says in which exam a seat is, and until when."""

_GROUP = f"{NOTE}-sg"
_COLLECT, _COLLECTING = f"{NOTE}-collect", f"{NOTE}-collecting"
_TERMINALS, _DENIES, _POLICIES = f"{NOTE}-terminals", f"{NOTE}-denies", f"{NOTE}-policies"
_NOT_YET, _NEVER = "no", "first"
_STARTING = ".start"
_MOMENT = "%Y-%m-%dT%H%MZ"
_NOTE = re.compile(r"(?P<exam>[A-Za-z0-9_-]+)@(?P<end>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{4}Z)(?P<starting>\.start)?")

_NAME = re.compile(r"[A-Za-z0-9_-]{1,20}")
"""Names of exams; with the time and ``.start`` they are the value of a tag, which has 43 characters at most."""

_MOST_GROUPS = 5
RESET = "reset"
"""What can be done with the seats after an exam."""

_LONGEST_EXTRA = datetime.timedelta(hours=24)
_PERCENT = re.compile(r"([0-9]{1,3})%")

_RECORDING = {
    "record_audit": {
        "enable": True,
        "storage_type": "OBS",
        "obs_bucket_source": "AUTO_CREATE",
        "rules": {"rule": {"record_type": "whole"}},
    }
}
"""The policies of ``record``."""

_AWAKE = {"session": {"vdi": {"auto_lock_enable": False, "disconnect_logout_enable": 0}}}
"""Policies that switch off what those of idle rules do."""

_PAUSED = "(paused for an exam)"
"""What is noted in the description of a scheduled task, before the ownership mark."""

Extra = Mapping[str, datetime.timedelta]
"""Extra time by the names of people in lower case; the empty name stands for everybody."""


@dataclasses.dataclass(frozen=True)
class Note:
    """What the tags of a seat say of its exam.

    :param exam: its name, blank if the tags do not say it. :param end: when it ends for the seat, in UTC; ``None`` if
        the tags do not say it. :param starting: whether it has not begun for the seat yet.
    :param groups: the IDs of the security groups before the network lock; empty if there is none.
    :param collect: the ID of the script that collects the work at the end, blank if none does.
    :param before: the ID of the last record of that script on the seat before the end began to collect, blank if there
        was none; ``None`` as long as the end has not begun.
    :param terminals: how many terminals the seat was bound to before; ``None`` if the exam binds none.
    :param denies: whether the exam denies programs. :param policies: whether it has policies, which act on a session
        until it ends.
    """

    exam: str
    end: datetime.datetime | None
    starting: bool = False
    groups: Sequence[str] = ()
    collect: str = ""
    before: str | None = None
    terminals: int | None = None
    denies: bool = False
    policies: bool = False

    @classmethod
    def of(cls, row: Row) -> Note | None:
        """Read the tags of a desktop; return ``None`` if it is in no exam."""
        tags = row.get("tags") or {}
        keys = keys_of(row)
        if not keys:
            return None
        groups = [tags[key] for key in sorted(keys, key=lambda key: (len(key), key)) if key.startswith(_GROUP)]
        before = tags.get(_COLLECTING, _NOT_YET)
        collecting = tags.get(_COLLECT, ""), {_NOT_YET: None, _NEVER: ""}.get(before, before)
        rest = groups, *collecting, _number(tags), _DENIES in tags, _POLICIES in tags
        found = _NOTE.fullmatch(tags.get(NOTE, ""))
        if found is None:
            return cls(tags.get(NOTE, "").partition("@")[0], None, False, *rest)
        return cls(found["exam"], _moment(found["end"]), bool(found["starting"]), *rest)

    def tags(self) -> dict[str, str]:
        """Return the tags that say it. Raises :class:`ValueError` if the end is not known."""
        if self.end is None:
            raise ValueError(f"the end of the exam {self.exam} is not known")
        value = f"{self.exam}@{self.end.astimezone(UTC):{_MOMENT}}{_STARTING if self.starting else ''}"
        groups = {f"{_GROUP}{number}": one for number, one in enumerate(self.groups, 1)}
        terminals = {} if self.terminals is None else {_TERMINALS: str(self.terminals)}
        levers = {key: "yes" for key, given in ((_DENIES, self.denies), (_POLICIES, self.policies)) if given}
        return {NOTE: value, **groups, **self.collection(), **terminals, **levers}

    def collection(self) -> dict[str, str]:
        """Return the tags that say what collects the work, and whether the end has begun to."""
        if not self.collect:
            return {}
        return {_COLLECT: self.collect, _COLLECTING: _NOT_YET if self.before is None else self.before or _NEVER}


def in_force(rows: Iterable[Row], zone: datetime.tzinfo) -> list[str]:
    """Return which exams desktops are in, as lines to read. :param rows: the desktops. :param zone: that of the lab."""
    ends: dict[str, list[datetime.datetime | None]] = {}
    for note in filter(None, map(Note.of, rows)):
        ends.setdefault(note.exam, []).append(note.end)
    return [
        f"exam {name}: {number_of(len(some), 'seat')} until {shown(max(filter(None, some), default=None), zone)}"
        for name, some in ends.items()
    ]


def sitting(seats: Iterable[Row], connected: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Return why people are left alone who are in an exam, or may be, by their names in lower case.

    :param seats: the seats of the project. :param connected: the names of the desktops where people are connected now,
        by the names of the people in lower case.
    """
    inside: dict[str, set[str]] = {}
    for person, names in connected.items():
        for name in names:
            inside.setdefault(name, set()).add(person)
    found: dict[str, str] = {}
    for row in seats:
        name, note = str(row["computer_name"]), Note.of(row)
        if row.get("tags") is None:
            reason = f"the service does not tell whether {name} is in an exam"
        elif note:
            reason = f"in the exam {note.exam or '(unknown)'} on {name}"
        else:
            continue
        for person in users_of(row) | inside.get(name, set()):
            found.setdefault(person, reason)
    return found


def against_deleting(rows: Iterable[Row], rules: Iterable[Row], bindings: Iterable[Binding]) -> list[str]:
    """Return why a lab cannot be deleted whose exam is in force: what reaches the whole project would stay.

    :param rows: the desktops of the lab. :param rules: the application rules of its exams. :param bindings: theirs.
    """
    found = {
        "the seats": [str(row["computer_name"]) for row in rows if Note.of(row)],
        "the denial of programs": [str(row["name"]) for row in rules],
        "the bindings of terminals to": list(dict.fromkeys(row.desktop for row in bindings)),
    }
    told = [f"{what} {listed(names)}" for what, names in found.items() if names]
    return [f"an exam is in force: {', '.join(told)}; run lab_exam with lab_action=end first"] if told else []


def told_of(row: Row, zone: datetime.tzinfo) -> str:
    """Return the exam of a desktop, as a table shows it; blank if it is in none. :param zone: that of the lab."""
    note = Note.of(row)
    if note is None:
        return ""
    starting = ", starting" if note.starting else ""
    return f"{note.exam or 'not known'} until {shown(note.end, zone)}{starting}"


def shown(moment: datetime.datetime | None, zone: datetime.tzinfo) -> str:
    """Return a moment by the clocks of a lab."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else "not known"


def keys_of(row: Row) -> list[str]:
    """Return the keys of the tags of a desktop that are notes of an exam."""
    return [key for key in row.get("tags") or {} if key == NOTE or key.startswith(f"{NOTE}-")]


def _number(tags: Mapping[str, str]) -> int | None:
    """Return how many terminals are noted; what is no number stands for none."""
    noted = tags.get(_TERMINALS)
    return None if noted is None else int(noted) if noted.isdecimal() else 0


def _moment(text: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None


@dataclasses.dataclass(frozen=True)
class Exam:
    """An exam of a lab file.

    :param start: when it begins, and :param end: when it ends for those without extra time, in UTC.
    :param prepare: how long before its beginning it may be started.
    :param groups: names or IDs of the security groups of the network lock, empty if there is none.
    :param policies: those of its policy group, empty if it has none. :param extra: the extra time of people.
    :param denied: the programs that are denied, empty if none are.
    :param collect: the name or ID of the script that collects the work at the end, blank if none does.
    :param terminals: the terminals that the seats are bound to, empty if they are bound to none.
    """

    name: str
    apply_to: Sequence[str]
    start: datetime.datetime
    end: datetime.datetime
    prepare: datetime.timedelta
    groups: Sequence[str]
    policies: Mapping[str, Any]
    extra: Extra
    denied: Sequence[Mapping[str, Any]] = ()
    collect: str = ""
    terminals: Sequence[Terminal] = ()

    @classmethod
    def of(cls, lab: Mapping[str, Any], entry: Mapping[str, Any]) -> Exam:
        """Read an entry of ``exams``.

        :raises InputError: a time, duration or terminal is not written as one.
        """
        where, zone = f"exams[{entry['name']}]", zone_of(lab)
        start, end = (_time(entry[name], f"{where}.{name}", zone) for name in ("start", "end"))
        if end <= start:
            raise InputError(f"{where} ends before it starts")
        extra = {
            name.lower(): extra_time(str(text), f"{where}.extra_time.{name}", end - start)
            for name, text in (entry.get("extra_time") or {}).items()
        }
        return cls(
            entry["name"],
            entry["apply_to"],
            start,
            end,
            duration(f"{where}.prepare", entry["prepare"]),
            (entry.get("network") or {}).get("security_groups") or [],
            _policies(lab, entry),
            extra,
            entry.get("deny_apps") or [],
            (entry.get("collect_script") or "").strip(),
            wanted_rows(bindings=entry.get("terminals") or []),
        )

    def end_for(self, people: Iterable[str], more: Extra) -> datetime.datetime:
        """Return when the exam ends for a seat.

        :param people: the names of those who have it, in lower case.
        :param more: extra time that a run grants; what it says of a person counts in place of what the file says.
        """
        own = [more.get(name, self.extra.get(name, datetime.timedelta())) for name in people]
        return self.end + max(own, default=datetime.timedelta()) + more.get("", datetime.timedelta())


def _policies(lab: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the policies of an exam; its own win over those that follow from something else."""
    base: Mapping[str, Any] = _RECORDING if entry.get("record") else {}
    groups = set(entry["apply_to"])
    idle = [set(rule["apply_to"]) for rule in lab.get("idle", [])]
    if any(WHOLE_LAB in groups | meant or groups & meant for meant in idle):
        base = {**base, **_AWAKE}
    return merged(checked(entry.get("policies") or {}), checked(base))


def _time(text: str, where: str, zone: datetime.tzinfo) -> datetime.datetime:
    try:
        found = datetime.datetime.strptime(text.strip().replace("T", " "), "%Y-%m-%d %H:%M")
    except ValueError:
        raise InputError(f'{where} is "{text}", but must be a time such as 2026-11-20 09:00') from None
    return found.replace(tzinfo=zone).astimezone(UTC)


def extra_time(text: str, where: str, length: datetime.timedelta) -> datetime.timedelta:
    """Return extra time, given as a part of the length of an exam such as ``25%``, or as a duration such as ``15m``. It
    is rounded up to whole minutes.

    :raises InputError: it is neither, or more than a day.
    """
    percent = _PERCENT.fullmatch(text.strip())
    try:
        extra = length * int(percent[1]) / 100 if percent else duration(where, text)
    except InputError:
        raise InputError(f'{where} is "{text.strip()}", but must be a part such as 25% or a time such as 15m') from None
    minutes = datetime.timedelta(minutes=-(-extra // datetime.timedelta(minutes=1)))
    if minutes > _LONGEST_EXTRA:
        raise InputError(f"{where} is {text.strip()}, but must be 24h or less")
    return minutes


def granted(text: str, exam: Exam) -> dict[str, datetime.timedelta]:
    """Read the run variable ``lab_extra_time``, such as ``mmueller=25%,jdoe=15m``, or ``10m`` for everybody.

    :raises InputError: it is not written so.
    """
    found: dict[str, datetime.timedelta] = {}
    for part in filter(str.strip, text.split(",")):
        name, equals, extra = part.strip().rpartition("=")
        if bool(equals) != bool(name.strip()):
            raise InputError(
                "lab_extra_time must be names and times, as in mmueller=25%,jdoe=15m, or 10m for everybody"
            )
        found[name.strip().lower()] = extra_time(extra, "lab_extra_time", exam.end - exam.start)
    return found


def group_name(lab: Mapping[str, Any], exam: str) -> str:
    """Return the name of the policy group of an exam; names of policy groups have no hyphens."""
    return f"exam_{lab['name']}_{exam}".replace("-", "_")


def own_groups(lab: Mapping[str, Any], rows: Iterable[Row]) -> list[str]:
    """Return the names of the policy groups of exams of the lab that there are.

    :param rows: all policy groups.
    """
    prefix = group_name(lab, "")
    return [
        row["policy_group_name"] for row in rows if row["policy_group_name"].startswith(prefix) and owned_by(lab, row)
    ]


def is_first(name: str, rows: Iterable[Row]) -> bool:
    """Tell whether nothing but policy groups of exams is stronger than the policy group of an exam.

    :param rows: all policy groups.
    """
    known = sorted((row for row in rows if row.get("priority") is not None), key=lambda row: int(row["priority"]))
    for row in known:
        if row["policy_group_name"] == name:
            return True
        if not (row["policy_group_name"].startswith("exam_") and ownership.is_marked(row.get("description"))):
            return False
    return False


def pauses(lab: Mapping[str, Any], rows: Iterable[Row], desktops: Collection[str]) -> list[dict[str, Any]]:
    """Return the tasks of idle rules that are paused for an exam, since they would stop desktops during it.

    One that somebody else has paused stays as it is.

    :param rows: all scheduled tasks. :param desktops: the seats of the exam, by name in lower case.
    """
    return [
        {**_task(row), "enable": False, "description": f"{ownership.text(row.get('description'))} {_PAUSED}".strip()}
        for row in _idle_tasks(lab, rows)
        if row.get("enable") and _reaches(row, desktops)
    ]


def resumptions(lab: Mapping[str, Any], rows: Iterable[Row], desktops: Collection[str]) -> list[dict[str, Any]]:
    """Return the tasks of idle rules that were paused for an exam and that go on.

    :param rows: all scheduled tasks. :param desktops: the seats that stay in an exam, by name in lower case.
    """
    return [
        {
            **_task(row),
            "enable": True,
            "description": ownership.text(row.get("description")).removesuffix(_PAUSED).rstrip(),
        }
        for row in _idle_tasks(lab, rows)
        if ownership.text(row.get("description")).endswith(_PAUSED) and not _reaches(row, desktops)
    ]


def _task(row: Row) -> dict[str, Any]:
    return {"task_name": row["task_name"], "task_id": row["id"]}


def _idle_tasks(lab: Mapping[str, Any], rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["task_name"].startswith(f"{lab['name']}-idle-") and owned_by(lab, row)]


def _reaches(row: Row, desktops: Collection[str]) -> bool:
    return any(name.lower() in desktops for name in (row.get("apply_objects") or {}).get("desktops", ()))


# Rules of the file


def check_exams(lab: Mapping[str, Any]) -> None:
    """Check the exams of a lab, whose ``apply_to`` is right.

    :raises LabError: the first rule that is broken.
    """
    exams = lab.get("exams", [])
    if exams and not lab.get("time_zone"):
        raise LabError("exams needs time_zone, by whose clocks exams begin and end")
    seen: dict[str, str] = {}
    for entry in exams:
        where = f"exams[{entry['name']}]"
        if not _NAME.fullmatch(entry["name"]):
            raise LabError(f"{where}: the name of an exam has 1 to 20 letters, digits, hyphens and underscores")
        _check_exam(lab, entry, where)
        name = group_name(lab, entry["name"])
        if seen.setdefault(name, where) != where:
            raise LabError(f"{where} and {seen[name]} would have the same policy group {name}; rename one of them")
    names = [entry["name"] for entry in exams]
    if len(set(names)) != len(names):
        raise LabError("exams has two entries of the same name")
    for entry in lab.get("policies", []):
        if entry["name"].startswith(group_name(lab, "")):
            raise LabError(f"policies[{entry['name']}]: exams use such names; give it another one")


def _check_exam(lab: Mapping[str, Any], entry: Mapping[str, Any], where: str) -> None:
    named = [pool["name"] for pool in lab.get("pools", []) if pool["name"] in entry["apply_to"]]
    if named:
        raise LabError(f"{where}: apply_to names the pool {named[0]}, but exams are held on seats only")
    try:
        exam = Exam.of(lab, entry)
    except InputError as error:
        text = str(error)
        raise LabError(text if where in text else f"{where}: {text}") from error
    if "network" in entry and not exam.groups:
        raise LabError(f"{where}.network: security_groups is empty; leave network out if nothing is to be locked")
    if len(exam.groups) > _MOST_GROUPS:
        raise LabError(f"{where}.network: a desktop can have {_MOST_GROUPS} security groups, not {len(exam.groups)}")
    if "policies" in entry and not leaves("policies", checked(entry["policies"])):
        raise LabError(f"{where}: policies is empty; leave it out, or say what it is to change")
    problems = clashes(exam.policies)
    if problems:
        raise LabError(f"{where}: {'; '.join(problems)}")
    if entry.get("after") == RESET and (lab.get("reset") or {}).get("method") != "snapshot":
        raise LabError(f"{where}: after is reset, which needs the section reset with the method snapshot")
    for number, denied in enumerate(exam.denied, 1):
        problem = problem_of(denied)
        if problem:
            raise LabError(f"{where}.deny_apps[{number}]: {problem}")
    if "terminals" in entry and not exam.terminals:
        raise LabError(f"{where}: terminals is empty; leave it out if the seats can be reached from everywhere")
    if not (exam.groups or entry.get("policies") or entry.get("record") or exam.denied or exam.terminals):
        text = "an exam needs network, policies, record, deny_apps or terminals, otherwise it changes nothing"
        raise LabError(f"{where}: {text}")
