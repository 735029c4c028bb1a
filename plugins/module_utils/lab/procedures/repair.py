# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds out what is wrong with seats of a lab, and repairs them with the least loss."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import functools
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ...jobs import STATE_API, Job, creations_of, running_creations
from ...names import joined, number_of
from ...resources.desktop.state import read_all
from ...resources.offers import PRODUCT_SPEC, find_products, read_quotas
from .. import exams
from ..bill import NOTHING, bill_of_copies, plan_id
from ..definition import SYSTEM_DISK, single_names
from ..found import Row
from ..measuring import now_of
from ..outcome import DONE, NOT_READY, READY, STRAGGLERS
from ..reading import read_lab, validated
from ..repair.belongings import Belongings, moved_addresses
from ..repair.diagnosis import (
    BROKEN,
    BUSY,
    COLUMNS,
    HEALTHY,
    UNKNOWN,
    VERDICTS,
    Finding,
    Signs,
    against_rung,
    diagnose,
    missing,
)
from ..repair.ladder import (
    HARD_RESTART,
    LADDER,
    LOSSES,
    REBUILD,
    RECREATE,
    REJOIN,
    REPAIR_TAG,
    RESTART,
    RESTORE,
    SPARE,
    Note,
    Settings,
)
from ..repair.reader import Reader, read_addresses, read_belongings
from ..repair.recreating import against_copy, against_creating, creation, is_settling, new_name
from ..repair.replacing import (
    ADDRESS,
    Replacement,
    irreplaceable,
    item_of,
    note_tasks,
    old_note_tasks,
    spare_for,
    spares_like,
    timeless,
    untag_tasks,
)
from ..scripts import AFTER_REBUILD
from ..seats import SeatPlan, asked_names, plan_seats
from ..sections import Planned
from ..snapshots import plan_reset, restored
from ..tables import as_csv, as_table
from .base import SAY_ALL, Procedure, Sections, readable, refused

DIAGNOSE, REPAIR = "diagnose", "repair"

_STATES = {RESTART: "restarted", REJOIN: "rejoined", REBUILD: "rebuilt"}
"""What ``workspace_desktop`` makes of a desktop at a rung."""


class Repair(Procedure):
    """Tells what is wrong with seats, and takes the next rung for each that is broken."""

    needed = ("scripts",)
    # Whoever has logged in meanwhile has a seat that works.
    consent = {"if_in_use": "skip"}
    actions = (DIAGNOSE, REPAIR, *LADDER)

    @property
    def action(self) -> str:
        """What the run is to do."""
        return str(self.run["action"] or DIAGNOSE)

    @property
    def waits(self) -> bool:
        """A diagnosis tells how the seats are now."""
        return self.action != DIAGNOSE

    @functools.cached_property
    def settings(self) -> Settings:
        """How seats are repaired."""
        return Settings.of(self.lab)

    @functools.cached_property
    def findings(self) -> list[Finding]:
        """The verdict on each desktop of the lab that the run is about."""
        if self.action not in self.actions:
            raise refused(
                [f"lab_action is {self.action}, but must be {', '.join(self.actions[:-1])} or {self.actions[-1]}"]
            )
        if self.action != DIAGNOSE and not str(self.run["seats"]).strip():
            raise refused([f"lab_action={self.action} needs lab_seats; {SAY_ALL}"])
        self.check_selection()
        own = {one["desktop_id"] for one in self.owned_desktops}
        meant = own - {one["desktop_id"] for one in (*self._plan.kept, *self._plan.copies)}
        rows = [row for row in self.found.seats() if row["desktop_id"] in meant]
        rows.sort(key=lambda row: str(row["computer_name"]))
        now = now_of(self.client)
        reader = Reader(self.client, self.lab, self.found, rows, self._wanted, self._reset, now)
        return self._with_others([diagnose(signs, self.settings.order, now) for signs in reader.signs()], now)

    def _with_others(self, findings: Sequence[Finding], now: datetime.datetime) -> list[Finding]:
        """Return verdicts, with the desktops that can take the place of those seats that nothing else can help."""
        named = single_names(self.lab)
        # Only the file can say that what has taken the place of these has been replaced itself.
        meant = {*named, *asked_names(self.lab)}
        names = {name.lower() for name in self._plan.spares}
        used: set[str] = set()
        given: set[str] = set()
        found = []
        for one in findings:
            copy = self._copies.get(one.name.lower())
            signs = dataclasses.replace(one.signs, copy=copy)
            item = self._wanted.get(one.name.lower()) if one.verdict == BROKEN else None
            if one.verdict == BROKEN:
                fitting = spares_like(item, one.name.lower() in named, self._spares) if item else []
                spare = spare_for(signs.row, fitting, used)
                reason = irreplaceable(signs.row, item, meant, names)
                against = "" if item is None else self._against_recreating(signs, item, given)
                signs = dataclasses.replace(signs, spare=spare, irreplaceable=reason, unrecreatable=against)
            one = diagnose(signs, self.settings.order, now)
            if signs.spare and not signs.irreplaceable and SPARE in (one.rung, self.action):
                used.add(signs.spare["desktop_id"])
            creates = RECREATE in (one.rung, self.action) and copy is None and not against_rung(RECREATE, signs)
            if item and creates:
                given.add(self._new_name(signs.row, item, given).lower())
            found.append(one)
        return found

    def _against_recreating(self, signs: Signs, item: Mapping[str, Any], given: Collection[str]) -> str:
        note = exams.Note.of(signs.row)
        if note is not None:
            return f"it is in the exam {note.exam or 'of its tags'}, which would not apply to a new desktop"
        if signs.copy is None:
            return against_creating(item, self._new_name(signs.row, item, given))
        desktops = {one.desktop_id: one for one in read_all(self.client)}
        for row in (signs.row, signs.copy):
            desktop = desktops.get(row["desktop_id"])
            if desktop is None or not (desktop.disks_told and desktop.people_told):
                return f"the service does not tell the data disks of {row['computer_name']} or who has it"
        return against_copy(signs.row, signs.copy, signs.power)

    @functools.cached_property
    def _copies(self) -> dict[str, Row]:
        """The desktops that earlier runs have created in place of seats, by the names of these in lower case."""
        rows = {row["desktop_id"]: row for row in self.found.desktops}
        return {one["of"].lower(): rows[one["desktop_id"]] for one in self._plan.copies}

    def _new_name(self, row: Row, item: Mapping[str, Any], given: Collection[str]) -> str:
        """Return the name of the desktop that is created in place of a seat.

        :param given: names in lower case that other new desktops get.
        """
        wanted = {one["computer_name"].lower() for one in self._plan.wanted}
        taken = {one["computer_name"].lower() for one in self.found.desktops} | wanted | set(given)
        groups = {seat["name"]: seat for seat in self.lab["seats"]}
        return new_name(row["computer_name"], groups[item["seat"]], taken)

    @functools.cached_property
    def _created(self) -> dict[str, dict[str, Any]]:
        """The desktops that the run creates in place of seats, as items of ``workspace_desktop``, by their IDs."""
        found: dict[str, dict[str, Any]] = {}
        for one in self.findings:
            if self.climbing.get(one.desktop_id) == RECREATE and one.signs.copy is None:
                item = self._wanted[one.name.lower()]
                given = {made["computer_name"].lower() for made in found.values()}
                name = self._new_name(one.signs.row, item, given)
                found[one.desktop_id] = creation(one.signs.row, item, name)
        return found

    def _recreated(self) -> list[Replacement]:
        """Return the seats that new desktops take the place of, which may be to be created still."""
        found = []
        for one in self.findings:
            if self.climbing.get(one.desktop_id) == RECREATE:
                row = one.signs.row
                item = self._created.get(one.desktop_id, {})
                new = {"computer_name": item.get("computer_name"), "desktop_id": "", "users": row["users"]}
                found.append(Replacement(row, one.signs.copy or new))
        return found

    @functools.cached_property
    def _plan(self) -> SeatPlan:
        """What the lab wants of all its desktops, whichever the run is about."""
        return plan_seats(self.lab, self.found.desktops)

    @functools.cached_property
    def _spares(self) -> list[tuple[Row, Mapping[str, Any]]]:
        """The spares that there are, each with what the lab file says of it, in the order of their names."""
        rows = {row["computer_name"].lower(): row for row in self.found.seats()}
        items = {item["computer_name"].lower(): item for item in self._plan.wanted}
        names = sorted(map(str.lower, self._plan.spares))
        return [(rows[name], items[name]) for name in names if name in rows]

    @functools.cached_property
    def replacements(self) -> list[Replacement]:
        """The desktops whose place others take: those of this run, and those that an earlier one has begun with."""
        if self.action not in (REPAIR, SPARE, RECREATE) or self.carried_out:
            return []
        new = [
            Replacement(one.signs.row, one.signs.spare)
            for one in self.findings
            if self.climbing.get(one.desktop_id) == SPARE and one.signs.spare
        ]
        own = {one["desktop_id"] for one in self.owned_desktops}
        rows = {row["desktop_id"]: row for row in self.found.desktops}
        heirs = {row["computer_name"]: row for row in self.found.seats()}
        begun = [
            Replacement(rows[one["desktop_id"]], heirs[one["heir"]])
            for one in self._plan.kept
            if one["desktop_id"] in own
        ]
        return [*new, *self._recreated(), *begun]

    @functools.cached_property
    def _belongings(self) -> Belongings:
        """What follows to the desktops that take the place of others."""
        return read_belongings(self.client, self.lab, self.replacements)

    @property
    def _wanted(self) -> dict[str, Mapping[str, Any]]:
        return {item["computer_name"].lower(): item for item in self.desired["seats"]["wanted"]}

    @functools.cached_property
    def _reset(self) -> dict[str, Any]:
        """What restoring means: as ``reset`` in the lab file says, else from its baseline."""
        reset = self.lab.get("reset") or {}
        if reset.get("method") != "snapshot":
            baseline = (self.lab.get("snapshots") or {}).get("baseline")
            reset = {"method": "snapshot", "snapshot": baseline["name"]} if baseline else {}
        desired, names = self.desired, str(self.run["snapshot_name"]).strip()
        meant = plan_reset(
            {**self.lab, "reset": reset},
            self.owned_desktops,
            desired["seats"]["wanted"],
            desired["reach"],
            [names] if names else None,
            self.run["disk_type"] or None,
        )
        if not reset and not names:
            meant["refused"] = ["the lab file has no baseline, and lab_snapshot_name is not given"]
        return meant

    @functools.cached_property
    def climbing(self) -> dict[str, str]:
        """The rung that the run takes for each seat, by the ID of its desktop."""
        broken = [one for one in self.findings if one.verdict == BROKEN]
        if self.action == DIAGNOSE or self.carried_out:
            return {}
        if self.action != REPAIR:
            return {one.desktop_id: self.action for one in broken if not against_rung(self.action, one.signs)}
        return {one.desktop_id: one.rung for one in broken if one.rung and not self._held(one)}

    def _held(self, one: Finding) -> bool:
        """Tell whether a repair stops before the next rung of a seat, since nobody has confirmed it.

        It also does so in check mode, so that a run does what its check shows.
        """
        return self._needs_consent(one.rung) and str(self.run["confirm"]).strip() != self.lab["name"]

    def _needs_consent(self, rung: str) -> bool:
        """Tell whether a rung has to be confirmed; whatever the lab file says, one that touches data disks has to."""
        touches_data = rung == RESTORE and self._reset["disk_type"] != SYSTEM_DISK
        return touches_data or self.settings.needs_consent(rung)

    def coming(self) -> list[Job]:
        """Return what is waited for: that nothing goes on any more, and that what has just been started registers."""
        jobs: dict[str, Job] = {}
        for one in self.findings:
            if one.verdict == BUSY:
                until = "idle" if one.signs.row["task_status"] else "ready"
                made = Job(None, STATE_API, "wait", {}, {until: True}, self.client.server_time())
                jobs.setdefault(until, made).targets[one.name] = one.desktop_id
        return [*jobs.values(), *self._creations()]

    def _creations(self) -> list[Job]:
        """Return the jobs of earlier runs that are creating desktops in place of seats."""
        names = {one["computer_name"].lower(): one["computer_name"] for one in self._created.values()}
        found = creations_of(self.client, running_creations(self.client), names) if names else []
        now = now_of(self.client)
        going = [one.signs.copy for one in self.findings if one.signs.copy and is_settling(one.signs.copy, now)]
        targets = {row["computer_name"]: row["desktop_id"] for row in going}
        made = Job(None, STATE_API, "create", targets, {"ready": True}, self.client.server_time())
        return [*found, made] if targets else found

    def sections(self) -> Sections:
        """Return the notes that are written and taken away, and what is done at each rung."""
        if self.action == DIAGNOSE or self.carried_out:
            return {}
        items = {one.desktop_id: {"computer_name": one.name, "desktop_id": one.desktop_id} for one in self.findings}
        by_rung: dict[str, list[dict[str, Any]]] = {}
        for key, rung in self.climbing.items():
            by_rung.setdefault(rung, []).append(items[key])
        scripts = self.desired["scripts"]
        runs = self._runs(REBUILD in by_rung)
        if runs and scripts["refused"]:
            raise refused(scripts["refused"])
        # What takes the place of a seat is noted at both desktops instead.
        notes = [
            {**items[key], "tags": {REPAIR_TAG: Note(rung).text()}}
            for key, rung in self.climbing.items()
            if rung != SPARE
        ]
        # One that a killed run has restored only has to be started.
        again = {one.desktop_id for one in self.findings if one.signs.left_off and one.signs.restored}
        on = [item for item in by_rung.get(RESTORE, ()) if item["desktop_id"] in again]
        back = [item for item in by_rung.get(RESTORE, ()) if item["desktop_id"] not in again]
        desktops = {_STATES[rung]: self._made(rung, some) for rung, some in by_rung.items() if rung in _STATES}
        freed = [item for one in self.replacements if (item := one.freeing())]
        heirs = [item for one in self.replacements if (item := one.assigning())]
        begun = [one for one in self.replacements if self.climbing.get(one.old["desktop_id"]) == SPARE]
        today = now_of(self.client).date()
        recreated = self._recreated() if self.replacements else []
        copies = [self._created.get(one.old["desktop_id"]) or item_of(one.new) for one in recreated]
        return {
            "healed": self._healed(),
            "repair_notes": [
                *([{"desktops": notes}] if notes else []),
                *note_tasks(begun, today),
            ],
            "copy_stops": {"stopped": by_rung[RECREATE]} if recreated else {},
            "copies": {"started": copies} if copies else {},
            "takeovers": old_note_tasks(recreated, today),
            "heirs": {"started": heirs} if heirs else {},
            "hard_restarts": {"restarted": by_rung[HARD_RESTART]} if HARD_RESTART in by_rung else {},
            "scripts": scripts["scripts"] if runs else [],
            "desktops": {**desktops, **({"started": on} if on else {}), **({"stopped": freed} if freed else {})},
            "script_runs": runs,
            "snapshots": [restored(self.lab, self._reset, [one["computer_name"] for one in back])] if back else [],
            "policies": list(self._belongings.policies),
            "schedules": list(self._belongings.schedules),
            "terminals": list(self._belongings.terminals),
            "address_notes": list(self._belongings.notes),
            "addresses": list(self._belongings.addresses),
        }

    @functools.cached_property
    def _owed(self) -> list[dict[str, Any]]:
        """The scripts that a killed run, or one in which they failed, has left to do on seats that it has rebuilt; see
        :class:`..scripts.ScriptPlan`."""
        rebuilt = {one.name for one in self.findings if one.verdict == HEALTHY and one.note == Note(REBUILD)}
        runs = [run for run in self.desired["scripts"]["runs"] if AFTER_REBUILD in run["run"]]
        return [{**run, "due": [name for name in run["due"] if name in rebuilt]} for run in runs]

    def _runs(self, rebuilding: bool) -> list[dict[str, Any]]:
        """Return the scripts that run. :param rebuilding: whether seats are rebuilt, after which they run on those."""
        return [run for run in self._owed if rebuilding or run["due"]]

    def _healed(self) -> list[dict[str, Any]]:
        """Return the tasks of ``workspace_desktop`` that take away the notes of seats that work and lack no script, and
        of those whose place others have taken."""
        kept = {one["desktop_id"] for one in self._plan.kept} & {one["desktop_id"] for one in self.owned_desktops}
        rows = [row for row in self.found.desktops if row["desktop_id"] in kept]
        arriving = [row for row in rows if ADDRESS in (row.get("tags") or {})]
        moved = moved_addresses(arriving, read_addresses(self.client)) if arriving else []
        rows += [
            one.signs.row
            for one in self.findings
            if one.verdict == HEALTHY and not any(one.name in run["due"] for run in self._owed)
        ]
        return [*untag_tasks([row for row in rows if REPAIR_TAG in (row.get("tags") or {})], REPAIR_TAG), *moved]

    def _made(self, rung: str, some: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return items of ``workspace_desktop``; those that are rebuilt get the image that the lab file names."""
        items = [dict(one) for one in some]
        for one in items if rung == REBUILD else ():
            wanted = self._wanted[one["computer_name"].lower()]
            one.update({name: wanted[name] for name in ("image", "image_type") if wanted.get(name) is not None})
        return items

    def lacks(self) -> str:
        """Ask for a confirmation of a single rung that a repair would stop before."""
        meant = [one.name for one in self.findings if one.desktop_id in self.climbing]
        if self.action in (DIAGNOSE, REPAIR) or self.confirmed or not meant:
            return ""
        if not self._needs_consent(self.action):
            return ""
        loss = f", which {LOSSES[self.action]}," if self.action in LOSSES else ""
        return f"{self.action} of {joined(meant)}{loss} needs lab_confirm={self.lab['name']}"

    def report(self, planned: Planned) -> dict[str, Any]:
        """Tell how the seats are, and what is done to them, in the format that the run says."""
        rows = [*(one.as_row() for one in self.findings), *map(missing, self._missing)]
        plan, style = plan_id(timeless(planned.actions())), self.run["format"] or "table"
        counts = collections.Counter(row["verdict"] for row in rows)
        told = {
            "rows": rows,
            "counts": {verdict: counts[verdict] for verdict in VERDICTS},
            "remarks": {one.name: readable(remarks) for one in self.findings if (remarks := one.remarks())},
            "rungs": {rung: self._names(rung) for rung in LADDER if self._names(rung)},
            "left": [one.name for one in self.findings if one.verdict in (BROKEN, UNKNOWN, BUSY)],
            "kept": [one["computer_name"] for one in self._plan.kept],
            "healed": [] if self.action == DIAGNOSE else self._healed(),
            "tried": self._tried() if self.carried_out else [],
            "registering": self._registering(),
        }
        if style == "json":
            lines = json.dumps(told, indent=2).splitlines()
        elif style == "csv":
            lines = as_csv(COLUMNS, rows)
        else:
            lines = [*as_table(COLUMNS, rows), *readable(self._told(told, plan))]
        if self.carried_out:
            return {"lines": lines, "repair": told}
        lacking = self.lacks()
        bill = {**NOTHING, "disturb": list(self.climbing), "plan_id": plan, **self._bill_of_copies()}
        objections = [lacking] if lacking else self.objections(bill)
        verdict = self._verdict(told, bool(planned.actions() or objections))
        return {
            "plan_id": plan,
            "lines": lines,
            "objections": objections,
            "repair": told,
            **({"verdict": verdict} if verdict else {}),
        }

    def _bill_of_copies(self) -> dict[str, Any]:
        """Return what the desktops that the run creates add to the lab."""
        if not self._created:
            return {}
        found = read_lab(self.client, self.lab, ("pools", "schedules", "costs"))
        products = find_products(self.client, validated(PRODUCT_SPEC, {}))["products"]
        quotas = read_quotas(self.client, {})["quotas"]
        return bill_of_copies(self.lab, self.desired, list(self._created.values()), found, products, quotas)

    @property
    def _missing(self) -> list[str]:
        """The seats of the lab file that are not there."""
        there = {row["computer_name"].lower() for row in self.found.desktops}
        return [one["computer_name"] for one in self._wanted.values() if one["computer_name"].lower() not in there]

    def _names(self, rung: str) -> list[str]:
        """Return the seats for which the run takes a rung."""
        return [one.name for one in self.findings if self.climbing.get(one.desktop_id) == rung]

    def _told(self, told: Mapping[str, Any], plan: str) -> list[str]:
        """Return what is told below the table."""
        counted = [f"{number} {verdict}" for verdict, number in told["counts"].items() if number]
        seats: dict[str, list[str]] = {}
        for name, remarks in told["remarks"].items():
            for remark in remarks:
                seats.setdefault(remark, []).append(name)
        lines = [f"{joined(some)}: {remark}" for remark, some in seats.items()]
        if self.action == DIAGNOSE or self.carried_out:
            return [*lines, ", ".join(counted) or "no seats"]
        for rung, names in told["rungs"].items():
            loss = f", which {LOSSES[rung]}" if rung in LOSSES else ""
            lines.append(f"{rung}{loss}: {joined(names)}")
        for run in self._owed:
            if run["due"]:
                lines.append(f"script {run['name']}, after a rebuild that was interrupted: {joined(run['due'])}")
        for pair in self.replacements:
            if pair.old["desktop_id"] in self._created:
                lines.append(f"{pair.heir} is created with copies of the data disks of {pair.name}")
            lines.append(f"{pair.heir} takes the place of {pair.name}, which is kept for {self._kept_for}")
        lines += self._belongings.told
        if self._created:
            lines.append("scripts for new desktops and snapshots follow with the next run of lab_provision")
        for one in self.findings:
            if one.verdict == BROKEN and one.desktop_id not in self.climbing:
                lines.append(f"left alone: {one.name} ({self._why_left(one)})")
        return [*lines, f"plan {plan}: {', '.join(counted)}"]

    @property
    def _kept_for(self) -> str:
        return number_of(self.settings.keep_old.days, "day")

    def _why_left(self, one: Finding) -> str:
        if self.action != REPAIR:
            return against_rung(self.action, one.signs)
        if not one.rung and one.signs.copy is not None:
            return "; ".join(one.against)
        if not one.rung:
            return "no rung is left; delete it with lab_teardown and lab_seats, and create it again with lab_provision"
        loss = f"{LOSSES[one.rung]} and " if one.rung in LOSSES else ""
        return f"the next rung is {one.rung}, which {loss}needs lab_confirm={self.lab['name']}"

    def _verdict(self, told: Mapping[str, Any], due: bool) -> str:
        """Return the verdict of a run that goes no further, empty if that is to be seen from what it does."""
        left = bool(told["left"] or self._missing)
        if self.action == DIAGNOSE:
            return NOT_READY if left else READY
        if self.check or due:
            return ""
        return STRAGGLERS if left else DONE

    def _registering(self) -> list[dict[str, Any]]:
        """Return what is waited for after the rungs, as ``workspace_job`` takes it: that the seats register, also those
        that a run which was killed has started."""
        names: dict[str, str | None] = {
            one.name: one.desktop_id
            for one in self.findings
            if self.climbing.get(one.desktop_id, SPARE) not in (SPARE, RECREATE)
            or (self.waits and one.verdict == BUSY and one.note is not None)
        }
        names.update({one.heir: one.new["desktop_id"] for one in self.replacements if one.assigning()})
        job = Job(None, STATE_API, "register", names, {"ready": True}, self.client.server_time())
        return [job.as_dict()] if names else []

    def _tried(self) -> list[dict[str, Any]]:
        """Return the seats that do not work after their rung, each with the note that tells it and the time."""
        now = now_of(self.client)
        return [
            {
                "computer_name": one.name,
                "desktop_id": one.desktop_id,
                "tags": {REPAIR_TAG: Note(one.note.rung, now).text()},
            }
            for one in self.findings
            if one.verdict == BROKEN and one.note is not None and one.note.tried is None
            # What went wrong with a new desktop says nothing against it.
            if one.note.rung != RECREATE
        ]
