# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds an exam on seats of a lab, and undoes all of it at its end."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ... import ownership
from ...client import Client
from ...errors import ApiError
from ...jobs import Job
from ...names import Names, joined, listed, nearest, number_of
from ...resources.application_restriction import SWITCH
from ...resources.application_rule import find_application_rules
from ...resources.desktop.state import CONNECTED, UNTOLD, is_going
from ...resources.kinds import SECURITY_GROUP
from ...resources.policy_group import find_policy_groups
from ...resources.script import SCRIPT
from ...resources.script_execution.state import SCRIPT_API
from ...resources.terminal_binding.state import Binding, list_table, read_configuration
from ..bill import NOTHING, plan_id
from ..collecting import Collected
from ..denials import Denials, reached
from ..exams import RESET, Exam, Note, granted, group_name, is_first, keys_of, own_groups, pauses, resumptions, shown
from ..found import Row, in_use, is_pooled, owned_by, refusals, users_of
from ..measuring import now_of
from ..outcome import STRAGGLERS, outcome_of
from ..period import zone_of
from ..reading import if_known
from ..schedules import reach
from ..scripts import RUNNING
from ..sections import Planned
from ..snapshots import restored
from ..tables import as_table
from ..terminals import Terminals, bound, unbound
from .base import RUN_TEXT, Procedure, Sections, readable, refused, understood
from .timetable import read_now

PREPARE, START, EXTEND, END, STATUS = "prepare", "start", "extend", "end", "status"
COLUMNS = ("seat", "exam", "until", "state", "network")

_MOST_TAGS = 20
_OWN_GROUP = "WorkspaceUserSecurityGroup"
"""The security group of the service itself, without which nobody can connect to a desktop."""

_ON_OR_OFF = ("ACTIVE", "SHUTOFF")


@dataclasses.dataclass(frozen=True)
class Seat:
    """A desktop of the lab that a run is about.

    :param item: as an item of ``workspace_desktop``. :param row: what there is. :param note: what its tags say.
    """

    item: Mapping[str, Any]
    row: Row
    note: Note | None

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.row["computer_name"])

    @property
    def in_use(self) -> bool:
        """Whether somebody is logged in, or may be."""
        return in_use(self.row)

    @property
    def who(self) -> str:
        """Its name, and who uses it."""
        if self.row.get("login_status") == UNTOLD:
            return f"{self.name} (the service does not tell whether somebody is logged in)"
        people = [user["user_name"] for user in self.row.get("users") or []]
        return f"{self.name} ({' and '.join(people) or 'somebody'})"


@dataclasses.dataclass(frozen=True)
class Doing:
    """What a run does, and what it leaves.

    :param sections: what the roles are given. :param exam: the name of the exam.
    :param seats: the names of the seats that it is about. :param told: lines to read.
    :param skipped: seats that are left as they are because somebody is logged in.
    :param later: seats whose time is not over, with their ends. :param stuck: what stays in force, and why.
    """

    sections: Sections
    exam: str = ""
    seats: Sequence[str] = ()
    told: Sequence[str] = ()
    skipped: Sequence[str] = ()
    later: Sequence[str] = ()
    stuck: Sequence[str] = ()


class HoldExam(Procedure):
    """Starts, extends and ends an exam of a lab, or tells which one is in force."""

    needed = ("pools", "policies", "schedules")
    variables = {"exam_name": RUN_TEXT, "extra_time": RUN_TEXT, "now": RUN_TEXT}
    actions = (PREPARE, START, EXTEND, END, STATUS)
    always = ("log_offs",)
    follow_up = (
        "application_restriction",
        "application_rules",
        "policies",
        "network",
        "log_offs",
        "terminals",
        "schedules",
        "snapshots",
        "exam_notes_after",
    )

    def coming(self) -> list[Job]:
        """Return the executions of scripts that an earlier end has begun, and that collect the work on seats."""
        if self._action != END:
            return []
        names = {row["desktop_id"]: row["computer_name"] for row, _note in self._everybody}
        now = self.client.server_time()
        return [
            Job(task_id, SCRIPT_API, "execute", {names[one]: one for one in ids}, {}, now, {"records": 1})
            for task_id, ids in self._collected_work.going(names).items()
        ]

    def sections(self) -> Sections:
        """Return what is noted, locked and undone, in the order in which that has to be done."""
        return self._doing.sections

    def report(self, planned: Planned) -> dict[str, Any]:
        """Tell what is done, what is left, and until when the exam is."""
        doing, outcome = self._doing, outcome_of(planned.by_kind())
        plan = plan_id(planned.actions())
        number = number_of(len(doing.seats), "seat")
        heading = f"exam {doing.exam}, plan {plan}: {self._action} on {number}" if doing.exam else "no exam is in force"
        lines = [] if self._action == STATUS and doing.exam else [heading]
        told = {"left as they are, since somebody is logged in": doing.skipped, "not over yet": doing.later}
        lines += [*doing.told, *(f"{what}: {joined(names)}" for what, names in told.items() if names)]
        stuck = [f"left in force: {one}" for one in doing.stuck]
        bill = {**NOTHING, "disturb": outcome["names"]["disturb"], "plan_id": plan}
        nothing_due = not planned.actions()
        return {
            "plan_id": plan,
            "lines": [*self._table(), *readable([*lines, *stuck])],
            "objections": [*filter(None, [self.lacks()]), *self.objections(bill), *(stuck if nothing_due else ())],
            **({"verdict": STRAGGLERS} if doing.skipped and nothing_due and not self.check else {}),
            "exam": {
                "name": doing.exam,
                "seats": list(doing.seats),
                "skipped": list(doing.skipped),
                "later": list(doing.later),
                "left": stuck,
                "ids": {
                    str(one.get("computer_name") or one["desktop_id"]): one["desktop_id"] for one in self.owned_desktops
                },
            },
        }

    @property
    def _action(self) -> str:
        return str(self.run["action"] or STATUS)

    @functools.cached_property
    def _doing(self) -> Doing:
        if self._action not in self.actions:
            raise refused([f"lab_action is {self._action}, but must be {', '.join(self.actions)}"])
        self.check_selection()
        acts = {PREPARE: self._prepare, START: self._start, EXTEND: self._extend, END: self._end, STATUS: self._status}
        return acts[self._action]()

    # What there is

    @functools.cached_property
    def _zone(self) -> datetime.tzinfo:
        return zone_of(self.lab)

    @functools.cached_property
    def _now(self) -> datetime.datetime:
        return understood(read_now, self.run["now"], self._zone) or now_of(self.client)

    @functools.cached_property
    def _seats(self) -> list[Seat]:
        """The desktops of the lab that the run is about."""
        rows = {row["desktop_id"]: row for row in self.found.desktops}
        return [Seat(item, rows[item["desktop_id"]], Note.of(rows[item["desktop_id"]])) for item in self.owned_desktops]

    @functools.cached_property
    def _everybody(self) -> list[tuple[Row, Note]]:
        """All desktops of the lab that are in an exam."""
        return [(row, note) for row, note in ((row, Note.of(row)) for row in self._own_rows) if note is not None]

    @functools.cached_property
    def _own_rows(self) -> list[Row]:
        """All desktops of the lab."""
        return [row for row in self.found.desktops if owned_by(self.lab, row) and not is_pooled(row)]

    @property
    def _name(self) -> str:
        return str(self.run["exam_name"]).strip()

    @functools.cached_property
    def _exam(self) -> Exam:
        """The exam of the lab file that the run is about."""
        exams = self._by_file
        name = self._name or (next(iter(exams)) if len(exams) == 1 else "")
        if not exams:
            raise refused(["the lab file has no exams; lab_action=end ends one that is in force"])
        if not name:
            raise refused([f"set lab_exam_name to one of {listed(exams)}"])
        if name not in exams:
            raise refused([f"lab_exam_name is {name}, which is no exam of the lab file{nearest(name, exams)}"])
        return exams[name]

    @functools.cached_property
    def _by_file(self) -> dict[str, Exam]:
        """The exams of the lab file, by their names."""
        return {entry["name"]: understood(Exam.of, self.lab, entry) for entry in self.lab.get("exams", [])}

    @functools.cached_property
    def _names(self) -> Names:
        return Names(self.client)

    def _shown(self, moment: datetime.datetime | None) -> str:
        return shown(moment, self._zone)

    # Before the exam

    def _prepare(self) -> Doing:
        """Check what a start needs, and tell those who are logged in when the exam begins."""
        exam = self._exam
        seats = self._of_exam(exam)
        against = self._all_against(seats, exam, {})
        if against and not self.carried_out:
            raise refused(against)
        used = [seat for seat in seats if seat.in_use]
        ids = [seat.row["desktop_id"] for seat in used if seat.row["login_status"] == CONNECTED]
        text = f"The exam {exam.name} begins at {self._shown(exam.start)}. Save your work and log off before."
        told = [
            f"it begins at {self._shown(exam.start)}, and can be started from "
            f"{self._shown(exam.start - exam.prepare)} on",
            *self._ends({seat.name: self._end_of(seat, exam, {}) for seat in seats}),
            *self._moved(exam),
            *self._reach(exam, seats),
        ]
        told += [f"logged in: {joined(seat.who for seat in used)}"] if used else []
        messages = [{"desktops": ids, "notifications": text}] if ids else []
        return Doing({"messages": messages}, exam.name, [seat.name for seat in seats], told)

    def _all_against(self, seats: Sequence[Seat], exam: Exam, more: Mapping[str, datetime.timedelta]) -> list[str]:
        """Return why an exam cannot be started on seats, whoever uses them and whatever the time is."""
        group = group_name(self.lab, exam.name)
        against = [reason for seat in seats for reason in self._against(seat, exam)]
        against += refusals(self.lab, f"policy group {group}", self.found.called("policies", group), False)
        meant = self._meant(exam)
        against += _strangers(exam.extra, [row for row in self._own_rows if meant & _keys(row)], "no seat of the exam")
        against += _strangers(more, [seat.row for seat in seats], self._no_seat)
        for name in exam.groups:
            self._names.find(SECURITY_GROUP, name)
        self._script_of(exam)
        if exam.denied:
            against += self._denials.against(self.lab, exam.name, self._prefix(exam.name), self._rules(exam))
        if exam.terminals:
            against += self._terminals.against(exam.terminals, [seat.name for seat in seats], meant)
        return list(dict.fromkeys(against))

    def _script_of(self, exam: Exam) -> str:
        """Return the ID of the script that collects the work, blank if none does."""
        return understood(self._names.find, SCRIPT, exam.collect).id if exam.collect else ""

    @functools.cached_property
    def _denials(self) -> Denials:
        """The application rules. Exams that deny nothing do not depend on them."""
        noted = any(note.denies for _row, note in self._everybody)
        return read_denials(self.client, noted or any(one.denied for one in self._by_file.values()))

    @functools.cached_property
    def _terminals(self) -> Terminals:
        """The bindings of terminals. Exams that bind none do not depend on them."""
        noted = any(note.terminals is not None for _row, note in self._everybody)
        return read_terminals(self.client, noted or any(one.terminals for one in self._by_file.values()))

    def _prefix(self, name: str) -> str:
        """Return how the names of the application rules of an exam begin."""
        return f"{group_name(self.lab, name)}_"

    def _rules(self, exam: Exam) -> list[dict[str, Any]]:
        return self._denials.rules_of(self.lab, exam.name, self._prefix(exam.name), exam.denied)

    def _own_rules(self, name: str) -> list[Row]:
        """Return the application rules of an exam; blank stands for all exams of the lab."""
        return self._denials.own(self.lab, self._prefix(name) if name else group_name(self.lab, ""), name)

    def _reach(self, exam: Exam, seats: Sequence[Seat]) -> list[str]:
        """Return whom else it reaches that programs are denied."""
        if not exam.denied:
            return []
        others = reached(self.found.desktops, {seat.row["desktop_id"] for seat in seats})
        return [
            f"programs are denied on all desktops of the project, until the exam has ended on its last seat; {others}"
        ]

    def lacks(self) -> str:
        """Ask for a confirmation where programs are denied, also to others."""
        if self._action != START or not self._exam.denied or self.confirmed:
            return ""
        return (
            f"denying programs reaches all desktops of the project, also those of other labs; that needs "
            f"lab_confirm={self.lab['name']}"
        )

    # Start

    def _start(self) -> Doing:
        """Plan the start. Notes come first; the network is locked when the policies count for whoever logs in."""
        exam = self._exam
        more = understood(granted, str(self.run["extra_time"]), exam)
        if self._now < exam.start - exam.prepare or self._now >= exam.end:
            raise refused(
                [
                    f"the exam {exam.name} can be started from {self._shown(exam.start - exam.prepare)} on, until it "
                    f"ends at {self._shown(exam.end)}"
                ]
            )
        seats = self._of_exam(exam)
        against = self._all_against(seats, exam, more)
        fresh = [seat for seat in seats if seat.note is None or seat.note.starting]
        used = [seat for seat in fresh if seat.in_use]
        if used and self._if_in_use == "fail":
            against.append(_who_is_on(used))
        if against and not self.carried_out:
            raise refused(against)
        left = used if self._if_in_use == "skip" else []
        taken = _without(seats, left)
        begun = _without(fresh, left)
        ends = {seat.name: self._end_of(seat, exam, more) for seat in taken}
        noted = [_tagged(seat, self._note(seat, exam, ends[seat.name], True)) for seat in begun]
        names = [seat.name for seat in taken] + [
            row["computer_name"] for row, note in self._everybody if note.exam == exam.name
        ]
        return Doing(
            {
                "exam_notes": _tasks(noted),
                "schedules": pauses(self.lab, self.found.schedules, {seat.name.lower() for seat in taken}),
                "policies": [self._policy_group(exam, names)] if exam.policies else [],
                "application_rules": self._rules(exam) if exam.denied else [],
                "application_restriction": [{SWITCH: True}] if exam.denied else [],
                "terminals": self._bound(exam, [seat.name for seat in taken]),
                "log_offs": _tasks([seat.item for seat in begun], state="logged_off", logoff_message=_greeting(exam)),
                "network": _tasks([self._locked(seat, exam) for seat in taken] if exam.groups else []),
                "exam_notes_after": _tasks(
                    [_tagged(seat, self._note(seat, exam, ends[seat.name], False)) for seat in begun]
                ),
            },
            exam.name,
            [seat.name for seat in taken],
            [*self._ends(ends), *self._moved(exam), *self._reach(exam, seats)],
            [seat.name for seat in left],
        )

    def _bound(self, exam: Exam, names: Sequence[str]) -> list[dict[str, Any]]:
        """Return how seats are bound to the terminals of an exam, before people are logged off."""
        if not exam.terminals:
            return []
        return bound(self.lab, exam.name, self._terminals.missing(exam.terminals, names))

    def _meant(self, exam: Exam) -> set[str]:
        """Return the names, in lower case, or the IDs of the desktops that an exam is for."""
        return {one.lower() for one in reach(self.lab, exam.apply_to, self.desired["everything"]).get("desktops", [])}

    def _of_exam(self, exam: Exam) -> list[Seat]:
        """Return the seats that the run is about and that an exam is held on."""
        meant = self._meant(exam)
        found = [seat for seat in self._seats if meant & _keys(seat.row)]
        if not found:
            raise refused([f"exams[{exam.name}]: no desktop that apply_to means is there; an exam needs seats"])
        return found

    def _against(self, seat: Seat, exam: Exam) -> list[str]:
        """Return why the exam cannot be started on a seat."""
        row, note = seat.row, seat.note
        if row.get("tags") is None:
            return [f"the service does not tell the tags of {seat.name}; run it again"]
        if note is not None and note.exam != exam.name:
            return [f"{seat.name} is in the exam {note.exam or '(unknown)'} already; end that first"]
        if note is not None and exam.groups and not note.groups:
            return [f"{seat.name} is in the exam without a network lock; end it first"]
        if note is not None and exam.collect and note.collect != self._script_of(exam):
            return [f"{seat.name} is in the exam without the collect_script {exam.collect}; end it first"]
        if note is not None and exam.terminals and note.terminals is None:
            return [f"{seat.name} is in the exam without terminals; end it first"]
        if note is not None:
            return []
        if exam.groups and not row.get("security_groups"):
            return [f"the service does not tell the security groups of {seat.name}; run it again"]
        groups = len(row["security_groups"]) + (row["status"] not in _ON_OR_OFF) if exam.groups else 0
        levers = sum(map(bool, (exam.terminals, exam.denied, exam.policies)))
        needed = 1 + groups + (2 if exam.collect else 0) + levers
        if len(row["tags"]) + needed > _MOST_TAGS:
            there = number_of(len(row["tags"]), "tag")
            limit = f"but a desktop can have {_MOST_TAGS}; remove some"
            return [f"{seat.name} has {there}, and the exam needs {needed} more, {limit}"]
        return []

    @property
    def _no_seat(self) -> str:
        """What somebody has who has none of the seats of the run."""
        return "none of the seats of lab_seats" if self.selected else "no seat of the exam"

    @property
    def _if_in_use(self) -> str:
        return str(self.bounds.desktops.get("if_in_use") or "fail")

    def _end_of(self, seat: Seat, exam: Exam, more: Mapping[str, datetime.timedelta]) -> datetime.datetime:
        """Return when the exam ends for a seat: not before what is noted."""
        end = exam.end_for(sorted(users_of(seat.row)), more)
        return max(end, seat.note.end) if seat.note is not None and seat.note.end is not None else end

    def _note(self, seat: Seat, exam: Exam, end: datetime.datetime, starting: bool) -> Note:
        """Return the note of a seat. The groups that are noted already are those before the lock."""
        if seat.note is not None:
            return dataclasses.replace(
                seat.note,
                exam=exam.name,
                end=end,
                starting=starting,
                denies=seat.note.denies or bool(exam.denied),
                policies=seat.note.policies or bool(exam.policies),
            )
        return Note(
            exam.name,
            end,
            starting,
            seat.row["security_groups"] if exam.groups else (),
            self._script_of(exam),
            terminals=len(self._terminals.others_at(seat.name, self.lab, exam.name)) if exam.terminals else None,
            denies=bool(exam.denied),
            policies=bool(exam.policies),
        )

    def _policy_group(self, exam: Exam, names: Sequence[str]) -> dict[str, Any]:
        name = group_name(self.lab, exam.name)
        return {
            "policy_group_name": name,
            "description": f"Exam {exam.name} {ownership.mark(self.lab['name'])}",
            "policies": exam.policies,
            "targets": _targets(names),
            "purge_targets": True,
            **({} if is_first(name, self.found.policies) else {"priority": 1}),
        }

    def _locked(self, seat: Seat, exam: Exam) -> dict[str, Any]:
        """Return a seat with the security groups of the exam, and that of the service itself if it has that."""
        of_service = {group.id for group in self._names.listed(SECURITY_GROUP).called(_OWN_GROUP)}
        own = [group_id for group_id in seat.row.get("security_groups") or () if group_id in of_service]
        return {**seat.item, "security_groups": [*exam.groups, *([_OWN_GROUP] if own else [])]}

    def _ends(self, ends: Mapping[str, datetime.datetime]) -> list[str]:
        """Return until when the exam is, and for whom longer."""
        common = min(ends.values(), default=None)
        longer = [f"{name} until {self._shown(end)}" for name, end in sorted(ends.items()) if end != common]
        lines = [f"until {self._shown(common)} ({self._zone})"] if common else []
        return [*lines, *([f"extra time: {', '.join(longer)}"] if longer else [])]

    def _moved(self, exam: Exam) -> list[str]:
        group = group_name(self.lab, exam.name)
        others = [row for row in self.found.policies if row["policy_group_name"] != group]
        if not exam.policies or not others or is_first(group, self.found.policies):
            return []
        return [
            f"the policy group {group} gets priority 1 and moves {number_of(len(others), 'other')} one place down, "
            "until the end of the exam"
        ]

    # Extend

    def _extend(self) -> Doing:
        """Plan later ends: those of the lab file and of the run, but never earlier ones than those that are noted."""
        exam = self._exam
        more = understood(granted, str(self.run["extra_time"]), exam)
        seats = [seat for seat in self._seats if seat.note is not None and seat.note.exam == exam.name]
        if not seats:
            raise refused([f"no seat is in the exam {exam.name}; lab_action=start starts it"])
        against = _strangers(more, [seat.row for seat in seats], self._no_seat)
        if against:
            raise refused(against)
        ends = {seat.name: self._end_of(seat, exam, more) for seat in seats}
        changed = [
            _tagged(seat, dataclasses.replace(seat.note, end=ends[seat.name]))
            for seat in seats
            if seat.note is not None and seat.note.end != ends[seat.name]
        ]
        return Doing({"exam_notes": _tasks(changed)}, exam.name, [seat.name for seat in seats], self._ends(ends))

    # End

    def _end(self) -> Doing:
        """Plan the end of an exam that is in force, whatever the lab file says of it: the work is collected first, and
        the notes are removed last. A seat whose work is not collected stays in the exam.

        Sessions end when the policies are removed, which act on them until then; the change of the network ends some.
        """
        name = self._in_force()
        seats = [seat for seat in self._seats if seat.note is not None and seat.note.exam in ("", name)]
        due, later, stuck = self._due(seats)
        put_back = {item["desktop_id"] for item in self._reset["desktops"]}
        there = self._groups_of(name)
        governed = {seat.row["desktop_id"] for seat in due if there or (seat.note and seat.note.policies)}
        back = [seat for seat in due if self._is_locked(seat) or seat.row["desktop_id"] in governed | put_back]
        used = [seat for seat in back if seat.in_use]
        if used and self._if_in_use == "fail" and not self.carried_out:
            raise refused([_who_is_on(used)])
        # Somebody may have logged in while the work was collected.
        left = [] if self._if_in_use == "force" else used
        stuck += [f"{seat.who}, since somebody is logged in" for seat in left]
        due = _without(due, left)
        collected = [seat for seat in due if self._is_collected(seat)]
        against = {seat.name: self._against_collecting(seat) for seat in _without(due, collected)}
        stuck += [f"{name}, since {reason}" for name, reason in against.items() if reason]
        ended = [seat for seat in due if not against.get(seat.name)]
        collections = _without(ended, collected)
        gone = {seat.row["desktop_id"] for seat in ended}
        staying = [
            row["computer_name"]
            for row, note in self._everybody
            if note.exam in ("", name) and row["desktop_id"] not in gone
        ]
        rules = [] if staying else self._own_rules(name)
        was_on = self._denials.was_on(rules)
        if rules and was_on is None:
            stuck.append(
                "the denial of programs, since nothing says whether it was on before; set it with "
                "workspace_application_restriction, and delete the rules "
                f"{listed(row['name'] for row in rules)} with workspace_application_rule"
            )
            rules = []
        stuck += self._still_bound(ended, name)
        keys = dict.fromkeys(key for seat in ended for key in keys_of(seat.row))
        untold = [*self._denials.told(), *self._terminals.told()]
        return Doing(
            {
                **self._collecting(collections),
                "application_restriction": [{SWITCH: False}] if rules and not was_on else [],
                "application_rules": [{"name": row["id"], "state": "absent"} for row in rules],
                "policies": _policies_back(there, staying),
                "network": _tasks([self._unlocked(seat) for seat in ended if self._is_locked(seat)]),
                "log_offs": _tasks(
                    [seat.item for seat in ended if seat.row["desktop_id"] in governed and not self._is_locked(seat)],
                    state="logged_off",
                    logoff_message="The exam has ended. Log in again.",
                ),
                "terminals": self._unbound(name, staying),
                "schedules": resumptions(self.lab, self.found.schedules, self._others(gone)),
                "snapshots": self._resets(ended),
                "exam_notes_after": _tasks([seat.item for seat in ended], remove_tags=list(keys)),
            },
            name,
            [seat.name for seat in ended],
            [*self._told_of_reset(name, ended), *untold],
            later=later,
            stuck=stuck,
        )

    # What is done afterwards

    def _after(self, name: str) -> bool:
        """Tell whether the lab file says that the seats of an exam are reset after it."""
        return any(entry["name"] == name and entry.get("after") == RESET for entry in self.lab.get("exams", []))

    @functools.cached_property
    def _reset(self) -> Mapping[str, Any]:
        """What is reset; nothing unless the lab file says so and the run confirms it.

        That is not left to check mode, whose plan has to be that of the run.
        """
        confirmed = str(self.run["confirm"]).strip() == self.lab["name"]
        if not confirmed or not self._after(self._in_force()):
            return {"desktops": []}
        return dict(self.desired["reset"])

    def _resets(self, ended: Sequence[Seat]) -> list[dict[str, Any]]:
        ids = {seat.row["desktop_id"] for seat in ended}
        names = [item["computer_name"] for item in self._reset["desktops"] if item["desktop_id"] in ids]
        return [restored(self.lab, self._reset, names)] if names else []

    def _told_of_reset(self, name: str, ended: Sequence[Seat]) -> list[str]:
        """Return which seats are reset, or that they are not."""
        if not ended or not self._after(name):
            return []
        ids = {item["desktop_id"] for item in self._reset["desktops"]}
        done = [seat.name for seat in ended if seat.row["desktop_id"] in ids]
        left = [seat.name for seat in ended if seat.row["desktop_id"] not in ids]
        lines = []
        if done:
            snapshot, disks = self._reset["snapshot"], self._reset["disk_type"]
            lines.append(f"reset to the snapshot {snapshot}, which loses what is on {disks}: {joined(done)}")
        if left and ids:
            lines.append(f"not reset, since the snapshot is not taken of them: {joined(left)}")
        elif left:
            lines.append(f"not reset, which needs lab_confirm={self.lab['name']}: {joined(left)}")
        return lines

    # Collecting the work

    @functools.cached_property
    def _collected_work(self) -> Collected:
        return Collected.of(self.client, [note for _row, note in self._everybody])

    def _is_collected(self, seat: Seat) -> bool:
        """Tell whether there is nothing to collect on a seat any more."""
        unused = not users_of(seat.row) and seat.row["status"] != RUNNING
        return seat.note is None or unused or not self._collected_work.is_due(seat.row["desktop_id"], seat.note)

    def _against_collecting(self, seat: Seat) -> str:
        """Return why the work on a seat is not collected, blank if it is going to be."""
        note, desktop_id = seat.note, seat.row["desktop_id"]
        if note is None:
            return ""
        if self._collected_work.going([desktop_id]):
            return "the script that collects the work is still running on it"
        record = self._collected_work.last(desktop_id, note)
        if self.carried_out and record:
            return f"its work is not collected: {record.told}"
        if note.collect not in self._names.listed(SCRIPT).by_id:
            return (
                f"the script {note.collect} that collects its work does not exist any more; collect it yourself, "
                "remove its tag lab-exam-collect with workspace_desktop, and run it again"
            )
        if seat.row["status"] != RUNNING:
            return "its work cannot be collected while it is off; start it, and run it again"
        return "nothing is known of the script that collects its work; run it again" if self.carried_out else ""

    def _collecting(self, seats: Sequence[Seat]) -> Sections:
        """Return what collects the work on seats: the note that it has begun, written only once, and the scripts."""
        begun: list[dict[str, Any]] = []
        scripts: dict[str, list[str]] = {}
        for seat in seats:
            note = seat.note
            if note is None:
                continue
            scripts.setdefault(note.collect, []).append(seat.name)
            if note.before is None:
                before = self._collected_work.before(seat.row["desktop_id"], note)
                begun.append({**seat.item, "tags": dataclasses.replace(note, before=before).collection()})
        return {
            "exam_notes": _tasks(begun),
            "collections": [self._execution(script, names) for script, names in scripts.items()],
        }

    def _execution(self, script: str, names: Sequence[str]) -> dict[str, Any]:
        """Return a task of ``workspace_script_execution``; how long it may take is what the lab file says, if it has
        the script."""
        listing = self._names.listed(SCRIPT)
        name = listing.by_id[script].name
        limits = [one.get("execution_timeout") for one in self.lab.get("scripts", []) if one["name"] == name]
        return {
            "scripts": [name if len(listing.called(name)) == 1 else script],
            "desktops": list(names),
            **({"execution_timeout": limits[0]} if limits and limits[0] else {}),
        }

    def _others(self, gone: Collection[str]) -> set[str]:
        """Return the names of the desktops that stay in any exam, in lower case."""
        return {row["computer_name"].lower() for row, _note in self._everybody if row["desktop_id"] not in gone}

    def _in_force(self) -> str:
        """Return the name of the exam to end, blank if none is in force and none is named."""
        there = list(dict.fromkeys(note.exam for _row, note in self._everybody if note.exam))
        if not self._name and len(there) > 1:
            raise refused([f"several exams are in force; set lab_exam_name to one of {listed(there)}"])
        known = [*there, *(entry["name"] for entry in self.lab.get("exams", []))]
        if (
            self._name
            and self._name not in known
            and not self.found.called("policies", group_name(self.lab, self._name))
            and not self._terminals.own(self.lab, self._name)
        ):
            told = f"lab_exam_name is {self._name}, but no exam of this name is in force{nearest(self._name, known)}"
            raise refused([told])
        return self._name or (there[0] if there else "")

    def _due(self, seats: Sequence[Seat]) -> tuple[list[Seat], list[str], list[str]]:
        """Return the seats that are ended now, those whose time is not over, and what stays in force.

        Seats that are named in ``lab_seats`` are ended whatever their time is.
        """
        named = bool(str(self.run["seats"]).strip())
        due: list[Seat] = []
        later: dict[str, datetime.datetime] = {}
        stuck: list[str] = []
        for seat in seats:
            end = self._end_now(seat)
            problem = self._problem(seat)
            if not named and end is None:
                stuck.append(f"{seat.name}, since its tag does not tell when it ends; name it in lab_seats")
            elif not named and end is not None and end > self._now:
                later[seat.name] = end
            elif problem:
                stuck.append(f"{seat.name}, since {problem}")
            else:
                due.append(seat)
        if later and not due and not stuck and not self.carried_out:
            first = self._shown(min(later.values()))
            raise refused([f"the exam goes on until {first}; to end it before, set lab_seats to all or to some seats"])
        return due, [f"{name} until {self._shown(end)}" for name, end in later.items()], stuck

    def _end_now(self, seat: Seat) -> datetime.datetime | None:
        """Return when the exam ends for a seat, ``None`` if that is not known: as it is noted, or later if somebody has
        moved there who has extra time by the lab file."""
        note = seat.note
        if note is None or note.end is None or note.exam not in self._by_file:
            return note.end if note else None
        exam = self._by_file[note.exam]
        people = [name for name in users_of(seat.row) if name in exam.extra]
        return max(note.end, exam.end_for(people, {})) if people else note.end

    def _problem(self, seat: Seat) -> str:
        """Return why nothing can be put back on a seat now, blank if it can."""
        if is_going(seat.row):
            return "it is being deleted"
        if seat.row["status"] == "ERROR":
            return "its status is ERROR; restore or rebuild it, and run it again"
        if seat.note and seat.note.terminals is not None and self._terminals.untold_at(seat.name):
            return "the service does not tell the descriptions of its bindings to terminals; run it again"
        if not self._is_locked(seat):
            return ""
        known = self._names.listed(SECURITY_GROUP).by_id
        gone = [group for group in (seat.note.groups if seat.note else ()) if group not in known]
        if gone:
            return (
                f"its former security group {gone[0]} does not exist any more; set its security groups and remove its "
                "tags lab-exam-sg1 and so on with workspace_desktop, and run it again"
            )
        return ""

    @staticmethod
    def _is_locked(seat: Seat) -> bool:
        """Tell whether a seat has other security groups than are noted."""
        noted = seat.note.groups if seat.note else ()
        return bool(noted) and set(noted) != set(seat.row.get("security_groups") or ())

    def _unlocked(self, seat: Seat) -> dict[str, Any]:
        listing = self._names.listed(SECURITY_GROUP)
        groups = [listing.by_id[group] for group in (seat.note.groups if seat.note else ())]
        names = [one.name if len(listing.called(one.name)) == 1 else one.id for one in groups]
        return {**seat.item, "security_groups": names}

    def _groups_of(self, name: str) -> list[str]:
        """Return the policy groups of an exam that there are; blank stands for all exams of the lab."""
        there = own_groups(self.lab, self.found.policies)
        return [one for one in there if not name or one == group_name(self.lab, name)]

    def _unbound(self, name: str, staying: Sequence[str]) -> list[dict[str, Any]]:
        """Return how the bindings of the exam are deleted, but for those of the seats that stay in it."""
        kept = {one.lower() for one in staying}
        return unbound(row for row in self._terminals.own(self.lab, name) if row.desktop.lower() not in kept)

    def _still_bound(self, ended: Sequence[Seat], name: str) -> list[str]:
        """Return the seats that are bound to more terminals than before, as the end of the exam leaves them."""
        told = []
        for seat in ended:
            macs = listed(row.mac for row in self._more_terminals(seat, name))
            if macs:
                told.append(
                    f"{seat.name}, which is bound to {macs} by somebody else since the exam began; if that is not to "
                    "stay, delete the bindings with workspace_terminal_binding"
                )
        return told

    def _more_terminals(self, seat: Seat, name: str) -> list[Binding]:
        """Return the bindings of a seat that are not those of its exam, if they are more than before it."""
        others = self._terminals.others_at(seat.name, self.lab, name)
        noted = seat.note.terminals if seat.note else None
        return others if noted is not None and len(others) > noted else []

    # Status

    def _status(self) -> Doing:
        noted = [seat for seat in self._seats if seat.note is not None]
        groups = own_groups(self.lab, self.found.policies)
        names = list(dict.fromkeys(seat.note.exam for seat in noted if seat.note))
        weak = [group for group in groups if not is_first(group, self.found.policies)]
        told = [f"policy group {group} is in force" for group in groups if group not in weak]
        told += [f"policy group {one} is weaker than others; lab_action=start makes it the strongest" for one in weak]
        denied = [row["name"] for row in self._own_rules("")]
        told += [f"programs are denied on all desktops of the project by {joined(denied)}"] if denied else []
        ends = {seat.name: (end, seat.note.end) for seat in noted if seat.note and (end := self._end_now(seat))}
        over = [name for name, (end, _noted) in ends.items() if end <= self._now]
        moved = [f"{name} until {self._shown(end)}" for name, (end, noted_end) in ends.items() if end != noted_end]
        told += [f"extra time of people who have moved there: {', '.join(moved)}"] if moved else []
        told += [f"over, but still in force: {joined(over)}; lab_action=end ends that"] if over else []
        gaps = {seat.name: self._gaps(seat) for seat in noted}
        open_seats = [f"{name} ({' and '.join(some)})" for name, some in gaps.items() if some]
        told += [f"not wholly in force: {joined(open_seats)}"] if open_seats else []
        outside = [(name, self._outside(exam)) for name, exam in self._by_file.items() if name in names]
        told += [f"in no exam, although {name} is held on them: {joined(some)}" for name, some in outside if some]
        return Doing({}, ", ".join(names), [seat.name for seat in noted], told)

    def _gaps(self, seat: Seat) -> list[str]:
        """Return what of its exam is not in force on a seat."""
        note = seat.note
        if note is None:
            return []
        gaps = ["its start was cut short"] if note.starting else []
        if note.groups and not self._is_locked(seat):
            gaps.append("its network is not locked")
        applied = self._applied.get(note.exam)
        if applied is not None and applied.isdisjoint({seat.name.lower(), seat.row.get("sid")}):
            gaps.append("the policies of the exam do not apply to it")
        if note.terminals is not None and not (self._terminals.enforced and self._terminals.at(seat.name)):
            gaps.append("no binding to a terminal counts on it")
        elif note.terminals is not None and self._more_terminals(seat, note.exam):
            gaps.append("somebody has bound it to other terminals, too")
        return gaps

    @functools.cached_property
    def _applied(self) -> dict[str, set[str]]:
        """The desktops that the policy groups of exams apply to, by their SIDs and by their names in lower case, by the
        exams: those that have policies by the lab file, or have a policy group."""
        by_file = [name for name, exam in self._by_file.items() if exam.policies]
        found: dict[str, set[str]] = {}
        for exam in dict.fromkeys(note.exam for _row, note in self._everybody):
            group = group_name(self.lab, exam)
            if self.found.called("policies", group):
                asked = {"policy_group_name": group, "policies": False, "targets": True}
                [told] = find_policy_groups(self.client, asked)["policy_groups"]
                targets = told["targets"]
                found[exam] = {one["target_id"] for one in targets}
                found[exam] |= {one["target_name"].lower() for one in targets if one.get("target_name")}
            elif exam in by_file:
                found[exam] = set()
        return found

    def _outside(self, exam: Exam) -> list[str]:
        """Return the names of the seats that an exam is held on and that are in none."""
        meant = self._meant(exam)
        return [seat.name for seat in self._seats if seat.note is None and meant & _keys(seat.row)]

    def _table(self) -> list[str]:
        """Return the seats that are in an exam as a table, if the run only tells."""
        if self._action != STATUS or not self._doing.seats:
            return []
        return as_table(
            COLUMNS,
            [
                {
                    "seat": seat.name,
                    "exam": seat.note.exam,
                    "until": self._shown(self._end_now(seat)),
                    "state": "starting" if seat.note.starting else "in the exam",
                    "network": "locked" if self._is_locked(seat) else "open" if seat.note.groups else "",
                }
                for seat in self._seats
                if seat.note is not None
            ],
        )


_FORBIDDEN = 403


def read_denials(client: Client, needed: bool) -> Denials:
    """Read the application rules of a project (ListAppRules), and whether they count.

    :param needed: whether there may be some of an exam; otherwise it is only told if the account may not read them.
    """
    try:
        return Denials.of(if_known(lambda: find_application_rules(client, {"name": None})))
    except ApiError as error:
        if needed or error.status != _FORBIDDEN:
            raise
        return Denials(None, untold=str(error))


def read_terminals(client: Client, needed: bool) -> Terminals:
    """Read the bindings of terminals of a project (ListTerminalsBindingDesktops), and whether they count.

    :param needed: whether there may be some of an exam; otherwise it is only told if the account may not read them.
    """
    try:
        return Terminals.of(if_known(lambda: (list_table(client), read_configuration(client))))
    except ApiError as error:
        if needed or error.status != _FORBIDDEN:
            raise
        return Terminals(None, untold=str(error))


def _keys(row: Row) -> set[str]:
    """Return what a desktop may be called among those that an exam is for."""
    return {row["computer_name"].lower(), row["desktop_id"]}


def _without(seats: Sequence[Seat], left: Sequence[Seat]) -> list[Seat]:
    ids = {seat.row["desktop_id"] for seat in left}
    return [seat for seat in seats if seat.row["desktop_id"] not in ids]


def _tasks(items: Sequence[Mapping[str, Any]], **options: Any) -> list[dict[str, Any]]:
    """Return a task of ``workspace_desktop`` for desktops, if there are any."""
    return [{"desktops": list(items), **options}] if items else []


def _tagged(seat: Seat, note: Note | None) -> dict[str, Any]:
    return {**seat.item, "tags": note.tags() if note else {}}


def _targets(names: Sequence[str]) -> list[dict[str, str]]:
    return [{"target_type": "INSTANCE", "target_name": name} for name in sorted(set(names))]


def _policies_back(groups: Sequence[str], staying: Sequence[str]) -> list[dict[str, Any]]:
    """Return how policy groups are deleted, or apply only to the seats that stay in the exam."""
    if not staying:
        return [{"policy_group_name": one, "state": "absent"} for one in groups]
    return [{"policy_group_name": one, "targets": _targets(staying), "purge_targets": True} for one in groups]


def _greeting(exam: Exam) -> str:
    return f"The exam {exam.name} begins. Log in again."


def _who_is_on(seats: Sequence[Seat]) -> str:
    people = listed(seat.who for seat in seats)
    return f"somebody is logged in: {people}; ask them to log off, or set lab_if_in_use to skip or force"


def _strangers(names: Iterable[str], rows: Sequence[Row], none: str) -> list[str]:
    """Return which people are named who have none of some desktops. :param none: what they have then."""
    known = sorted({user for row in rows for user in users_of(row)})
    return [
        f"extra time is given to {name}, who has {none}{nearest(name, known)}"
        for name in names
        if name and name not in known
    ]
