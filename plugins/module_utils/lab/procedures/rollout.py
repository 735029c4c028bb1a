# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives the seats and pools of a lab another image: canaries first, then batches, then pools, and back."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping, Sequence
from typing import Any

from ... import ownership
from ...errors import UnknownNameError
from ...jobs import STATE_API, Job
from ...names import Named, Names, joined, number_of
from ...resources.desktop.images import images_exist
from ...resources.desktop.state import Desktop, complete
from ...resources.kinds import IMAGE
from ...resources.logoff import LOGOFF_SPEC
from ...resources.pool.state import read_members
from ..bill import bill_of_desktops, plan_id
from ..drain import patience
from ..found import Row, is_untold, owned_by
from ..measuring import now_of
from ..outcome import DONE, STOPPED, STRAGGLERS
from ..period import zone_of
from ..rollout import (
    BACK,
    BAD,
    FAILED,
    GOOD,
    OFF,
    OLD_IMAGE_TAG,
    ROLLOUT_TAG,
    UNKNOWN,
    Note,
    Progress,
    Seat,
    Settings,
    Turn,
    good_canaries,
    judged,
    next_batch,
    next_canaries,
    progress_of,
    reasons_to_stop,
    short,
    turns_back,
)
from ..rollout_pools import BUSY, IDLE, WAITING, Pool, PoolTurn, judged_pool, pool_turns, pool_turns_back
from ..scripts import AFTER_REBUILD, disks_script, records_since_rebuild
from ..seats import owned_rows, plan_seats
from ..sections import Bounds, Planned
from ..tables import as_table
from .base import PATIENCE, RUN_TEXT, SAY_ALL, Procedure, Sections, readable, refused, understood

PLAN, CANARIES, CONTINUE, ROLLBACK, STATUS = "plan", "canary", "continue", "rollback", "status"
COLUMNS = ("seat", "image", "rollout", "since", "old_image")

_KEPT_FOR = "1d"
"""How old a snapshot may be that counts as taken before a rebuild, so that a run after a killed one takes no second. It
counts only if nobody has been connected since."""


_OF_LEAVING = ("if_in_use", *LOGOFF_SPEC, "wait_timeout")
"""The bounds of a run that say how people are asked to leave."""


@dataclasses.dataclass
class Work:
    """What a run is about.

    :param turns: the seats that it rebuilds and checks. :param returned: seats that have their old image again, so that
        only their notes are left. :param in_use: seats that must not be disturbed.
    :param left: why nothing is done to other seats and pools, by name.
    :param pools: the pools that it gives the image, and checks.
    """

    turns: list[Turn] = dataclasses.field(default_factory=list)
    returned: list[Seat] = dataclasses.field(default_factory=list)
    in_use: list[Seat] = dataclasses.field(default_factory=list)
    left: dict[str, str] = dataclasses.field(default_factory=dict)
    pools: list[PoolTurn] = dataclasses.field(default_factory=list)

    @property
    def loses(self) -> bool:
        """Whether system disks are lost."""
        return bool(self.rebuilt) or any(turn.rebuilt for turn in self.pools)

    @property
    def rebuilt(self) -> list[Turn]:
        """The seats whose system disks are lost."""
        return [turn for turn in self.turns if turn.rebuilt]


class Rollout(Procedure):
    """Gives the seats of a lab another image: canaries first, then batches, then pools; or their old image again.

    The first plan of a run notes in tags what it is about to do, and rebuilds. The second plan, which is made after the
    first was carried out, decides which seats are good, notes that, and removes the notes when all seats are.
    """

    needed = ("scripts", "pools")
    consent = {"rebuild": "on_change"}
    patient = True
    variables = {
        **PATIENCE,
        "image": RUN_TEXT,
        "canary": RUN_TEXT,
        "batch": RUN_TEXT,
        "max_failures": RUN_TEXT,
        "retry": {"type": "raw", "default": False},
    }
    actions = (PLAN, CANARIES, CONTINUE, ROLLBACK, STATUS)
    follow_up = ("snapshots", "stops", "seat_notes", "pool_releases")

    # What there is

    @property
    def _action(self) -> str:
        return str(self.run["action"] or PLAN)

    @property
    def waits(self) -> bool:
        """What only tells does not wait for other runs."""
        return self._action not in (PLAN, STATUS)

    @functools.cached_property
    def _settings(self) -> Settings:
        return understood(Settings.of, self.lab, self.run)

    @functools.cached_property
    def _names(self) -> Names:
        return Names(self.client)

    @functools.cached_property
    def _image(self) -> Named:
        given = str(self.run["image"]).strip()
        if not given:
            raise refused([f"lab_action={self._action} needs lab_image, the name or ID of the new image"])
        return understood(self._names.find, IMAGE, given)

    @functools.cached_property
    def _rows(self) -> Mapping[str, Row]:
        return {row["desktop_id"]: row for row in self.found.desktops}

    @functools.cached_property
    def _owned(self) -> list[Seat]:
        """The lab's desktops that the run is about."""
        rows = [self._rows[item["desktop_id"]] for item in self.owned_desktops]
        return [understood(Seat.of, row, self._is_spare(row)) for row in rows]

    def _is_spare(self, row: Row) -> bool:
        return row["computer_name"] in self.desired["seats"]["spares"] and not row["users"]

    @functools.cached_property
    def _wanted(self) -> set[str]:
        """The names, in lower case, of the seats of the lab file that the run is about."""
        return {item["computer_name"].lower() for item in self.desired["seats"]["wanted"]}

    @functools.cached_property
    def _seats(self) -> list[Seat]:
        """The desktops that may get the new image: not those of people who have left, whose disks are kept."""
        return [seat for seat in self._owned if seat.name.lower() in self._wanted]

    @functools.cached_property
    def _whole_lab(self) -> list[Seat]:
        """The desktops that the lab file wants, whatever the run is about."""
        names = {item["computer_name"].lower() for item in plan_seats(self.lab, self.found.desktops).wanted}
        return [seat for seat in self._everything if seat.name.lower() in names]

    @functools.cached_property
    def _everything(self) -> list[Seat]:
        """The lab's desktops, whatever the run is about, with those that the lab file does not want any more."""
        return [understood(Seat.of, row) for row in owned_rows(self.lab, self.found.desktops, None)]

    @functools.cached_property
    def _pools(self) -> list[Pool]:
        """The pools of the lab, with their desktops."""
        rows = [row for row in self.found.pools if owned_by(self.lab, row)]
        return [understood(Pool.of, row, self._members(row["pool_id"])) for row in rows]

    def _members(self, pool_id: str) -> list[Desktop]:
        return complete(self.client, read_members(self.client, pool_id), lambda desktop: desktop.image_id is None)

    @property
    def bounds(self) -> Bounds:
        """How far the run may go; whoever does not log off in time is left alone, unless the run says otherwise."""
        bounds = super().bounds
        if self.run["if_in_use"] or not self.patience:
            return bounds
        return dataclasses.replace(bounds, desktops={**bounds.desktops, "if_in_use": "skip"})

    @property
    def patience(self) -> dict[str, Any]:
        """As for other procedures; the section of the lab file tells how long, unless the run does."""
        if self._action not in (CANARIES, CONTINUE, ROLLBACK):
            return {}
        wait = str(self.run["wait_for_logoff"]).strip() or self._settings.wait_for_logoff
        return understood(patience, self.lab, {**self.run, "wait_for_logoff": wait}, self.truth("warn"))

    @property
    def _skips_used(self) -> bool:
        """Whether seats in use are left out beforehand; not if the run waits for people."""
        return bool(self.bounds.desktops.get("if_in_use") == "skip") and not self.patience

    @functools.cached_property
    def _progress(self) -> Progress:
        return progress_of(self._seats, self._image.id, self._skips_used)

    # What is done

    @functools.cached_property
    def _work(self) -> Work:
        if self._action == ROLLBACK:
            return self._back()
        progress, retry = self._progress, self.truth("retry")
        choose = next_canaries if self._action == CANARIES else next_batch
        turns = understood(choose, progress, self._settings, self._image.id, retry)
        if self.carried_out:
            turns = [turn for turn in turns if turn.seat.note and turn.seat.note.open]
        work = Work(turns, [], progress.in_use, dict(progress.left))
        if self._action == CONTINUE and not (turns or progress.waiting or progress.failed):
            work.pools = self._pool_turns
            work.left.update(self._unfit_here if self._settings.pools else {})
        return work

    @functools.cached_property
    def _pool_turns(self) -> list[PoolTurn]:
        """The pools that get the image once no seat waits for it; none if the run is about some seats only."""
        return self._turns_of_pools if self._settings.pools and not self.selected else []

    @property
    def _turns_of_pools(self) -> list[PoolTurn]:
        settings, retry = self._settings, self.truth("retry") and not self.carried_out
        return pool_turns(self._pools, self._image.id, settings.pools, settings.pool_batch, retry)

    @property
    def _unfit_pools(self) -> dict[str, str]:
        """Why nothing can be done to pools of the lab, or that may be its, by name."""
        unfit = {pool.name: pool.unfit for pool in self._pools if pool.unfit}
        return {**unfit, **dict.fromkeys(self._untold_pools, "the service does not tell whose it is")}

    @property
    def _unfit_here(self) -> dict[str, str]:
        """The same of the pools that the run is about: none if it is about some seats only."""
        return {} if self.selected else self._unfit_pools

    @property
    def _untold_pools(self) -> list[str]:
        """The names of pools that may be the lab's."""
        rows = [row for row in self.found.pools if is_untold(row) and not owned_by(self.lab, row)]
        return [str(row["name"]) for row in rows]

    def _back(self) -> Work:
        """Return what a rollback is about; seats whose old image is gone keep the one that they have."""
        turns, returned, used = turns_back(self._owned, self._skips_used)
        gone, left = {turn.image_id for turn in turns if turn.rebuilt and not self._exists(turn.image_id)}, {}
        for turn in turns:
            if turn.rebuilt and turn.image_id in gone:
                left[turn.seat.name] = f"its old image {turn.image_id} is gone"
            elif turn.seat.unfit or (turn.rebuilt and turn.seat.exam):
                left[turn.seat.name] = turn.seat.unfit or turn.seat.exam
        pools = [] if self.selected else pool_turns_back(self._pools, IDLE)
        lost = [turn for turn in pools if turn.due and not self._exists(turn.image_id)]
        left.update({turn.pool.name: f"its old image {turn.image_id} is gone" for turn in lost})
        noted = {*(pool.name for pool in self._pools if pool.old_image), *self._untold_pools}
        left.update({name: reason for name, reason in self._unfit_here.items() if name in noted})
        kept = [turn for turn in turns if turn.seat.name not in left]
        return Work(kept, returned, used, left, [turn for turn in pools if turn not in lost])

    def _exists(self, image_id: str) -> bool:
        try:
            self._names.find(IMAGE, image_id)
        except UnknownNameError:
            return False
        return True

    def sections(self) -> Sections:
        """Return what is noted, rebuilt and run, or what is left to do after that."""
        if self._action not in self.actions:
            raise refused([f"lab_action is {self._action}, but must be plan, canary, continue, rollback or status"])
        self.check_selection()
        if self._action == PLAN:
            self._check_image()
        if self._action in (PLAN, STATUS):
            return {}
        if self.carried_out:
            return self._after()
        self._check()
        return self._before()

    def _before(self) -> Sections:
        work = self._work
        scripts = [run for run in self._scripts() if run["due"]]
        return {
            "scripts": self.desired["scripts"]["scripts"] if scripts else [],
            "notes_before": _tagged([turn for turn in work.turns if turn.tags.items() - _tags(turn).items()]),
            "pool_notes": [
                {"name": turn.pool.name, "tags": turn.tags}
                for turn in work.pools
                if turn.tags.items() - turn.pool.row["tags"].items()
            ],
            "starts": _by_state({"started": [turn.seat for turn in work.turns if turn.seat.power]}),
            "snapshots": self._snapshots_before(),
            "desktops": {"present": [{**turn.seat.item, "image": self._called(turn)} for turn in work.rebuilt]}
            if work.rebuilt
            else {},
            "pools": [turn.options(self._called(turn)) for turn in work.pools if turn.due],
            "script_runs": scripts,
            **self._ending({}, work.returned),
        }

    def _called(self, turn: Turn | PoolTurn) -> str:
        """Return what the image of a seat is called: as the run says, or by its name, unless others have it too."""
        if turn.phase != BACK:
            return str(self.run["image"]).strip()
        name = self._names.find(IMAGE, turn.image_id).name
        return name if len(self._names.listed(IMAGE).called(name)) == 1 else turn.image_id

    def _snapshots_before(self) -> list[dict[str, Any]]:
        """Return the snapshots of what is lost by a rebuild."""
        names = [turn.seat.name for turn in self._work.rebuilt]
        if not self._settings.snapshot_before or not names or self._action == ROLLBACK:
            return []
        return [
            {
                "name": f"pre-rollout-{short(self._image.id)}",
                "disk_type": self._settings.snapshot_before,
                "description": ownership.mark(self.lab["name"]),
                "after_last_session": True,
                "max_age": _KEPT_FOR,
                "desktops": names,
            }
        ]

    def _scripts(self) -> list[dict[str, Any]]:
        """Return the scripts that run on the seats, as in :class:`..scripts.ScriptPlan`, those that check them last."""
        check, disks = self._settings.check_script, disks_script(self.lab)
        runs = [run for run in self.desired["scripts"]["runs"] if AFTER_REBUILD in run["run"]]
        known = [run for run in runs if run["name"] == check]
        if disks:
            seats = [turn.seat.name for turn in self._work.turns if turn.seat.may_lack_disks]
            runs.append({"name": disks["name"], "run": [AFTER_REBUILD], "seats": seats})
        if check:
            runs = [run for run in runs if run["name"] != check]
            runs.append({**(known[0] if known else {}), "name": check, "run": [AFTER_REBUILD]})
        turns = self._work.turns
        found = []
        for run in runs:
            covered = turns if run["name"] == check else [one for one in turns if one.seat.name in run["seats"]]
            # Also what another run is rebuilding, so that this one finds nothing to rebuild.
            due = [turn.seat.name for turn in covered if turn.rebuilt or self._is_due(run["name"], turn)]
            found.append({**run, "seats": [turn.seat.name for turn in covered], "due": due, "off": []})
        return [run for run in found if run["seats"]]

    def _is_due(self, script: str, turn: Turn) -> bool:
        record = self._records.get((script, turn.seat.desktop_id))
        return record is None or not (record.good or record.going)

    @functools.cached_property
    def _records(self) -> Mapping[tuple[str | None, str], Any]:
        return records_since_rebuild(self.found)

    @functools.cached_property
    def _verdicts(self) -> Mapping[str, tuple[str, str]]:
        """What is known of each seat and pool of the run after it was carried out, and why."""
        scripts = self._scripts()
        seats = {
            turn.seat.name: judged(
                turn, [run["name"] for run in scripts if turn.seat.name in run["seats"]], self._records, self.failed
            )
            for turn in self._work.turns
        }
        return {**seats, **{turn.pool.name: judged_pool(turn, self.failed) for turn in self._work.pools}}

    def _after(self) -> Sections:
        """Return what is left to do once seats were rebuilt: baselines, power, and notes."""
        turns, verdicts = self._work.turns, self._verdicts
        good = [turn for turn in turns if verdicts[turn.seat.name][0] == GOOD]
        names = {turn.seat.name for turn in good if turn.phase != BACK}
        baselines = [
            {**row, "desktops": [name for name in row["desktops"] if name in names]}
            for row in self.desired["snapshots"]
            if row.get("per_image")
        ]
        returned = [turn.seat for turn in good if turn.phase == BACK]
        return {
            "snapshots": [row for row in baselines if row["desktops"]],
            **self._ending(self._noted(), [*self._work.returned, *returned]),
        }

    def _noted(self) -> dict[str, tuple[Turn, Note]]:
        """Return what is noted of seats that were checked; a seat that got its old image keeps its note if it is not
        good, so that the next rollback looks at it again."""
        now = now_of(self.client)
        found = {}
        for turn in self._work.turns:
            verdict = self._verdicts[turn.seat.name][0]
            if turn.phase != BACK and verdict != UNKNOWN:
                bad = verdict == BAD
                note = Note(short(turn.image_id), FAILED if bad else turn.phase, since=None if bad else now)
                found[turn.seat.name] = turn, note
        return found

    def _ending(self, noted: Mapping[str, tuple[Turn, Note]], returned: Sequence[Seat]) -> Sections:
        """Return the last steps: desktops that were off are off again, and then notes are written or removed.

        :param noted: the seats that were checked, with their new notes. :param returned: those that need no note.
        """
        ended = [*(turn.seat for turn, _note in noted.values()), *returned]
        off = [one for one in ended if one.note and one.note.power and not (one.power or one.unfit or one.in_use)]
        removed = {seat.desktop_id: seat for seat in [*returned, *self._completed(noted)]}
        written = [
            {**turn.seat.item, "tags": {ROLLOUT_TAG: note.written()}}
            for turn, note in noted.values()
            if turn.seat.desktop_id not in removed
        ]
        notes: list[dict[str, Any]] = [{"desktops": written}] if written else []
        if removed:
            items = [seat.item for seat in removed.values()]
            notes.append({"desktops": items, "remove_tags": [ROLLOUT_TAG, OLD_IMAGE_TAG]})
        states = {state: [seat for seat in off if seat.note and seat.note.power == state] for state in OFF.values()}
        names = self._freed_pools(noted)
        freed = [{"name": name, "remove_tags": [ROLLOUT_TAG, OLD_IMAGE_TAG]} for name in names]
        kept = [one for one in self._checked_pools() if one["name"] not in names]
        return {"stops": _by_state(states), "seat_notes": notes, "pool_releases": [*freed, *kept]}

    def _checked_pools(self) -> list[dict[str, Any]]:
        """Return what notes that the desktops of pools that a run has rebuilt are good, so that more may follow."""
        if not self.carried_out or self._action == ROLLBACK:
            return []
        turns = [turn for turn in self._work.pools if turn.most and turn.begun]
        good = [turn for turn in turns if judged_pool(turn, self.failed)[0] in (GOOD, BUSY, WAITING)]
        now = now_of(self.client)
        return [{"name": turn.pool.name, "tags": {ROLLOUT_TAG: turn.noted(now).written()}} for turn in good]

    def _freed_pools(self, noted: Mapping[str, tuple[Turn, Note]]) -> list[str]:
        """Return the names of the pools whose notes go: they have their old image, or the rollout is over."""
        if self._action == ROLLBACK:
            return [turn.pool.name for turn in self._work.pools if judged_pool(turn, self.failed)[0] == GOOD]
        if not self._is_over(noted):
            return []
        return [pool.name for pool in self._pools if {ROLLOUT_TAG, OLD_IMAGE_TAG} & (pool.row["tags"] or {}).keys()]

    def _completed(self, noted: Mapping[str, tuple[Turn, Note]]) -> list[Seat]:
        """Return the desktops whose notes go because all seats of the lab have the new image, and are good."""
        if self._action == ROLLBACK or not self._is_over(noted):
            return []
        done = progress_of(self._everything, self._image.id, False)
        there = {seat.desktop_id for seat in [*self._whole_lab, *done.done]}
        notes = {ROLLOUT_TAG, OLD_IMAGE_TAG}
        return [one for one in self._everything if one.desktop_id in there and notes & (one.row["tags"] or {}).keys()]

    def _is_over(self, noted: Mapping[str, tuple[Turn, Note]]) -> bool:
        """Tell whether all seats of the lab, and the pools that follow them, have the new image and are good."""
        then = {name: note for name, (_turn, note) in noted.items()}
        known = [dataclasses.replace(one, note=then.get(one.name, one.note)) for one in self._whole_lab]
        if len(progress_of(known, self._image.id, False).done) < len(known):
            return False
        if not self._settings.pools:
            return True
        good = all(judged_pool(turn, self.failed)[0] == GOOD for turn in self._turns_of_pools)
        return good and not self._unfit_pools

    # What stands against it

    def _check(self) -> None:
        """Refuse a run that must not be. Raises :class:`..errors.InputError`."""
        if not str(self.run["seats"]).strip():
            raise refused([f"lab_action={self._action} needs lab_seats; {SAY_ALL}"])
        if self._action == ROLLBACK:
            return
        against = [*self._check_image(), *self.desired["scripts"]["refused"]]
        progress, retry = self._progress, self.truth("retry")
        if progress.failed and not retry and not self._work.turns and self._action == CANARIES:
            names = _listed(progress.failed)
            against.append(f"failed: {names}; go back with lab_action=rollback, or try these again with lab_retry=true")
        noted = [seat for seat in self._whole_lab if seat.note]
        waiting = progress.waiting or progress.failed or (noted and self._work.pools)
        if self._action == CONTINUE and not progress.begun and waiting:
            everything = progress_of(self._whole_lab, self._image.id, self._skips_used)
            canaries = good_canaries(self._whole_lab, self._image.id)
            settings = self._settings
            if retry:
                everything.failed.clear()
            now, zone = now_of(self.client), zone_of(self.lab)
            against += reasons_to_stop(everything, canaries, settings, now, zone)
        if against:
            raise refused(against)

    def _check_image(self) -> list[str]:
        """Return why the seats cannot have the new image."""
        row, against = self._image.row, []
        seats = [(seat.name, seat.row, seat.row.get("os_type")) for seat in self._seats if self._changes(seat)]
        pools = [turn.pool for turn in self._pool_turns if self._changes(turn.pool)]
        others = [*seats, *((pool.name, pool.row, pool.row.get("image_os_type")) for pool in pools)]
        system, size = row.get("os_type"), row.get("min_disk")
        strange = [name for name, _row, other in others if _differs(system, other)]
        if strange:
            against.append(f"the image {self._image.name} is for {system}, unlike {joined(strange)}")
        small = [name for name, one, _system in others if _is_smaller(one.get("root_volume"), size)]
        if small:
            against.append(f"the image {self._image.name} needs a system disk of {size} GB, unlike {joined(small)}")
        return against

    def _changes(self, one: Seat | Pool) -> bool:
        return one.image_id != self._image.id

    def lacks(self) -> str:
        """Ask for a confirmation where system disks are lost."""
        if self.confirmed or self._action in (PLAN, STATUS) or not self._work.loses:
            return ""
        return f"rebuilding loses what is on the system disks; that needs lab_confirm={self.lab['name']}"

    # What is told

    def report(self, planned: Planned) -> dict[str, Any]:
        """Tell what is rebuilt, checked and left alone, or how far the rollout is."""
        by_kind, plan = planned.by_kind(), plan_id(planned.actions())
        bill = bill_of_desktops([action for one in by_kind.get("desktops", ()) for action in one["actions"]])
        disturbed = [*bill["disturb"], *self._rebuilt_in_pools(by_kind.get("pools", ()))]
        told = {"plan_id": plan, "objections": self.objections({**bill, "disturb": disturbed, "plan_id": plan})}
        if self._action == STATUS:
            return {**told, "lines": [*as_table(COLUMNS, self._table()), *readable(self._of_image())]}
        if self._action == PLAN:
            return {**told, "lines": readable([*self._of_image(), *self._next(), *self._warned(self._seats)])}
        if self.carried_out:
            return {**told, **self._outcome()}
        return {**told, "lines": readable([f"plan {plan}: {self._summary()}", *self._announced()]), **self._due()}

    def _rebuilt_in_pools(self, outcomes: Sequence[Mapping[str, Any]]) -> list[str]:
        """Return the desktops of pools that a plan rebuilds, by names made up for them as in the bill of materials."""
        numbers = {turn.pool.name: len(turn.rebuilt) for turn in (self._work.pools if outcomes else ())}
        targets = {action["target"] for one in outcomes for action in one["actions"] if action["verb"] == "rebuild"}
        return [f"{name}/{one}" for name, number in numbers.items() if name in targets for one in range(1, number + 1)]

    def _due(self) -> dict[str, Any]:
        """Return what the playbook needs to know of the seats of the run."""
        names = {turn.seat.name: turn.seat.desktop_id for turn in self._work.turns}
        pools = [turn.pool.name for turn in self._work.pools]
        turns = self._work.pools
        awaited = [one for turn in turns for one in turn.rebuilt if one.status == "ACTIVE"]
        awaited += [one for turn in turns for one in turn.unfinished]
        ids = {**names, **{one.computer_name: one.desktop_id for one in awaited}}
        job = Job(None, STATE_API, "register", dict(ids), {"ready": True}, self.client.server_time())
        snapshots = self._snapshots_before()
        stragglers = self._stragglers
        nothing = not (self.check or names or pools or self._work.returned)
        verdict = {"verdict": STRAGGLERS} if stragglers and nothing else {}
        return {
            **verdict,
            "rollout": {
                "seats": [*names, *pools],
                "registering": [job.as_dict()] if ids else [],
                "waiting": self._waiting() if snapshots else {},
                "snapshots": snapshots,
                "good": [],
                "failed": {},
                "unchecked": {},
                "stragglers": stragglers,
            },
        }

    def _waiting(self) -> dict[str, Any]:
        """Return the task that waits until nobody is logged in to the seats of which snapshots are taken."""
        said = {name: self.bounds.desktops[name] for name in _OF_LEAVING if name in self.bounds.desktops}
        return {"state": "logged_off", "desktops": [turn.seat.item for turn in self._work.rebuilt], **said}

    @property
    def _stragglers(self) -> list[str]:
        """The seats to which nothing is done although the run is about them."""
        return [*(seat.name for seat in self._work.in_use), *self._work.left]

    def _outcome(self) -> dict[str, Any]:
        """Return which seats are good, as lines and as data, and the verdict of the run."""
        names: dict[str, list[str]] = {GOOD: [], BAD: [], UNKNOWN: [], BUSY: [], WAITING: []}
        for name, (verdict, _reason) in self._verdicts.items():
            names[verdict].append(name)
        reasons = {name: reason for name, (_verdict, reason) in self._verdicts.items() if reason}
        unchecked = [turn.seat.name for turn in self._work.turns if not turn.rebuilt]
        unchecked += [turn.pool.name for turn in self._work.pools if not turn.due]
        unchecked = [name for name in unchecked if name in names[UNKNOWN]]
        lines = [f"good: {joined(names[GOOD])}"] if names[GOOD] else []
        lines += [
            f"{verdict}: {name} ({reasons[name]})"
            for verdict in (BAD, UNKNOWN, BUSY, WAITING)
            for name in names[verdict]
        ]
        late = [*names[UNKNOWN], *names[BUSY], *names[WAITING]]
        stragglers = [*late, *(name for name in self._stragglers if name not in late)]
        return {
            "lines": readable([*lines, *self._announced_left(), *self._kept_on()]),
            "verdict": STOPPED if names[BAD] or unchecked else STRAGGLERS if stragglers else DONE,
            "rollout": {
                "seats": list(self._verdicts),
                "registering": [],
                "good": names[GOOD],
                "failed": {name: reasons[name] for name in names[BAD]},
                "unchecked": {name: reasons[name] for name in unchecked},
                "stragglers": stragglers,
            },
        }

    def _kept_on(self) -> list[str]:
        """Tell which desktops were off before and stay on because somebody has logged in meanwhile."""
        kept = [one.seat.name for one in self._work.turns if one.seat.note and one.seat.note.power and one.seat.in_use]
        return [f"stay on, since somebody is logged in: {joined(kept)}"] if kept else []

    def _summary(self) -> str:
        work = self._work
        if not (work.turns or work.pools):
            return f"remove the notes of {_listed(work.returned)}" if work.returned else "nothing to do"
        checked = [turn.seat.name for turn in work.turns if not turn.rebuilt]
        checked += [turn.pool.name for turn in work.pools if not turn.due]
        due = [turn.told for turn in work.pools if turn.due]
        told = [f"rebuild {_listed([turn.seat for turn in work.rebuilt])}"] if work.rebuilt else []
        told += [f"give the image to pools: {', '.join(due)}"] if due else []
        told += [f"check {joined(checked)}"] if checked else []
        return "; ".join(told)

    def _announced(self) -> list[str]:
        """Return what else is to be known before a run."""
        rebuilt = [turn.seat for turn in self._work.rebuilt]
        lines = [] if self._action == ROLLBACK else self._of_image()
        if self._work.turns or self._work.pools:
            lines.append("each of these is checked afterwards, and the outcome is noted in its tags")
        return [*lines, *self._announced_left(), *([] if self._action == ROLLBACK else self._warned(rebuilt))]

    def _announced_left(self) -> list[str]:
        work = self._work
        lines = [f"in use, so left for the next run: {_listed(work.in_use)}"] if work.in_use else []
        return [*lines, *(_left(name, reason) for name, reason in work.left.items())]

    def _of_image(self) -> list[str]:
        """Return how many seats have the new image, and which have failed; nothing if no image is given."""
        if not str(self.run["image"]).strip():
            return []
        progress = self._progress
        parts = [f"{len(progress.done)} of {number_of(len(self._seats), 'seat')} have it"]
        for seats, what in ((progress.begun, "begun and not checked yet"), (progress.failed, "failed")):
            parts += [f"{what}: {_listed(seats)}"] if seats else []
        return [f"image {self._image.name}: {'; '.join(parts)}"]

    def _next(self) -> list[str]:
        """Return what the next runs would do."""
        progress, settings, image = self._progress, self._settings, self._image.id
        lines = [f"does not fit: {reason}" for reason in self._check_image()]
        canaries = [turn.seat for turn in next_canaries(progress, settings, image, self.truth("retry"))]
        good = good_canaries(self._whole_lab, image)
        everything = progress_of(self._whole_lab, image, self._skips_used)
        against = reasons_to_stop(everything, good, settings, now_of(self.client), zone_of(self.lab))
        if canaries:
            lines.append(f"lab_action=canary takes {_listed(canaries)}")
        if progress.waiting:
            number = -(-len(progress.waiting) // settings.batch)
            batches = number_of(number, "batch", "batches")
            waiting = _listed(progress.waiting)
            lines.append(f"lab_action=continue takes {waiting} in {batches} of {settings.batch} at most")
            lines += [f"not yet: {reason}" for reason in against]
        told = [turn.told for turn in self._pool_turns if turn.due]
        lines += [f"when no seat waits, lab_action=continue gives it to pools: {', '.join(told)}"] if told else []
        unfit = self._unfit_here if settings.pools else {}
        lines += [_left(name, reason) for name, reason in unfit.items()]
        used = [seat for seat in self._seats if seat.in_use and seat.image_id != image]
        lines += [f"in use now: {_listed(used)}"] if used else []
        return lines

    def _warned(self, seats: Sequence[Seat]) -> list[str]:
        """Return what may surprise somebody later. :param seats: those that get the new image."""
        seats = [seat for seat in seats if seat.image_id != self._image.id]
        lines, pools = [], [turn.pool for turn in self._pool_turns if turn.due]
        there = images_exist(self.client, [seat.desktop_id for seat in seats]) if seats else {}
        for known, what in ((False, "is gone"), (None, "may be gone, which the service does not tell")):
            names = [seat for seat in seats if there[seat.desktop_id] is known]
            lines += [f"cannot be rolled back, since their present image {what}: {_listed(names)}"] if names else []
        lost = [pool.name for pool in pools if not self._exists(pool.old_image or str(pool.image_id))]
        lines += [f"cannot be rolled back, since the image that they had is gone: {joined(lost)}"] if lost else []
        system = self._image.row.get("os_type")
        untold = [seat.name for seat in seats if None in (system, seat.row.get("os_type"))]
        untold += [pool.name for pool in pools if None in (system, pool.row.get("image_os_type"))]
        lines += [f"it is not known whether the image fits {joined(untold)}"] if untold else []
        return [*lines, *self._of_file()]

    def _of_file(self) -> list[str]:
        """Tell where the lab file has another image, which provisioning would call a difference."""
        image = self._image
        fine = (None, image.id, image.name)
        items = [item for item in self.desired["seats"]["wanted"] if item.get("image") not in fine]
        given = ", ".join(dict.fromkeys(str(item["image"]) for item in items))
        if not items:
            return []
        return [
            f"the lab file says image {given} for {number_of(len(items), 'seat')}; write {image.name} there when the "
            "rollout is over, and until then expect lab_provision to refuse seats whose image differs"
        ]

    def _table(self) -> list[dict[str, str]]:
        zone = zone_of(self.lab)
        rows = []
        shown: list[Seat | Pool] = [*self._owned, *([] if self.selected else self._pools)]
        for seat in shown:
            note = seat.note
            since = f"{note.since.astimezone(zone):%Y-%m-%d %H:%M}" if note and note.since else ""
            image, old = seat.row.get("image_name") or seat.image_id or "", self._old_image(seat)
            rows.append(dict(zip(COLUMNS, (seat.name, image, note.told if note else "", since, old))))
        return rows

    def _old_image(self, seat: Seat | Pool) -> str:
        if not seat.old_image:
            return ""
        if not self._exists(seat.old_image):
            return f"{seat.old_image} (gone)"
        return self._names.find(IMAGE, seat.old_image).name


def _listed(seats: Sequence[Seat]) -> str:
    return joined(seat.name for seat in seats)


def _left(name: str, reason: str) -> str:
    return f"left as it is: {name} ({reason})"


def _by_state(seats: Mapping[str, Sequence[Seat]]) -> dict[str, list[dict[str, Any]]]:
    return {state: [seat.item for seat in some] for state, some in seats.items() if some}


def _tagged(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """Return a task that writes the notes of seats before anything is done to them."""
    return [{"desktops": [{**turn.seat.item, "tags": turn.tags} for turn in turns]}] if turns else []


def _tags(turn: Turn) -> Mapping[str, str]:
    return turn.seat.row.get("tags") or {}


def _differs(system: str | None, other: str | None) -> bool:
    return bool(system and other) and str(system).lower() != str(other).lower()


def _is_smaller(disk: Mapping[str, Any] | None, size: int | None) -> bool:
    return bool(disk and size) and int((disk or {})["size"]) < int(size or 0)
