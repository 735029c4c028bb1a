# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all procedures of labs have: what a run of one decides from, and what it says of it."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Callable, ClassVar, TypeVar

from ansible.module_utils.parsing.convert_bool import boolean

from ...errors import InputError, plain
from ...jobs import Job
from ...names import joined
from ..bill import LONGEST_LINE, objections
from ..definition import option_names
from ..drain import TAG, closed_by, closing, note_of, obstacle, patience
from ..found import Found, Row
from ..measuring import now_of
from ..outcome import outcome_of
from ..reading import ReadOnce
from ..sections import Bounds, Planned

T = TypeVar("T")

Lab = Mapping[str, Any]
Sections = dict[str, Any]
"""What roles are given, by the names of :data:`..sections.SECTIONS` and in the order in which they run."""

RUN_TEXT = {"type": "str", "default": ""}
"""A run variable that is a text; blank means not given."""

PATIENCE: Mapping[str, Mapping[str, Any]] = {"wait_for_logoff": RUN_TEXT, "warn": {"type": "raw", "default": False}}
"""The run variables of a procedure that can wait for people to log off."""

_OF_SEATS = ("desktops", "snapshots")
"""What a plan may be about whose targets are seats, see :meth:`..sections.Planned.by_kind`."""

SAY_ALL = "set it to all for the whole lab, or to names, patterns or ranges as in BIO-01,BIO-[03:12]"


@dataclasses.dataclass(frozen=True)
class Procedure:
    """What a lab playbook does: from a lab, from what there is and from run variables to what its roles are given.

    Each procedure is a subclass in a file of its own, and a row of :data:`..run.PROCEDURES`.

    :param run: the run variables without their prefix. :param check: whether this is check mode.
    :param desired: what the lab wants, see :func:`..plan.desires`.
    :param carried_out: whether the plan was carried out already, so that what it was about may be gone.
    :param failed: the names of targets of which a task has said that it failed. :param name: that of the procedure.
    """

    tells_refusals: ClassVar[bool] = False
    """Whether it reports why something cannot be planned, rather than that the run fails."""

    needed: ClassVar[Collection[str]] = ()
    """What it needs to read, see :func:`..reading.read_lab` and :meth:`needs`."""

    changes: ClassVar[bool] = True
    """Whether it may change something; one that only tells does not wait for what another run is doing."""

    consent: ClassVar[Mapping[str, Any]] = {}
    """Options of ``workspace_desktop`` that the lab file consents to by asking for the procedure."""

    variables: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    """The run variables that only this procedure reads, as options of a module; blank means not given."""

    patient: ClassVar[bool] = False
    """Whether people can be waited for before they are disturbed, see :data:`PATIENCE`. Where they are warned, nobody
    else can log in to the seats that are disturbed until the run has ended."""

    actions: ClassVar[Sequence[str]] = ()
    """What the run variable ``action`` may be."""

    separate: ClassVar[bool] = False
    """Whether each item of its sections is a task that depends on no other; those that change nothing are left out."""

    follow_up: ClassVar[Collection[str]] = ()
    """The sections that a second plan carries out, which is made once the first was carried out, from its outcome."""

    always: ClassVar[Collection[str]] = ()
    """Sections that are carried out with others although the plan has nothing to do in them: who is logged in then is
    known only when their turn comes."""

    client: ReadOnce
    lab: Lab
    run: Mapping[str, Any]
    check: bool
    found: Found
    desired: Mapping[str, Any]
    carried_out: bool = False
    failed: Collection[str] = ()
    name: str = ""

    @classmethod
    def needs(cls, run: Mapping[str, Any]) -> Collection[str]:
        """Return what a run needs to read. :param run: the run variables without their prefix."""
        return cls.needed

    def sections(self) -> Sections:
        """Decide what the roles are given. Raises :class:`..errors.InputError` if there is no sense in it."""
        return {}

    def coming(self) -> Sequence[Job]:
        """Return what else goes on that has to end before anything is planned."""
        return ()

    def report(self, planned: Planned) -> dict[str, Any]:
        """Tell of the plan: ``lines`` to read, and what else the procedure returns."""
        return {"lines": []}

    def lacks(self) -> str:
        """Name what has to be said before anything is planned; blank if nothing has to."""
        return ""

    @property
    def waits(self) -> bool:
        """Whether it waits for what another run is doing."""
        return self.changes

    @property
    def disturbs(self) -> bool:
        """Whether its plan may disturb people; otherwise those at work are only waited for."""
        return True

    @property
    def selected(self) -> bool:
        """Whether the run is about some seats only."""
        return option_names(self.run["seats"]) is not None

    @property
    def owned_desktops(self) -> list[dict[str, Any]]:
        """The lab's desktops that the run is about, as items of ``workspace_desktop``."""
        return list(self.desired["seats"]["owned"])

    @property
    def bounds(self) -> Bounds:
        """How far the run may go: what the lab file says of it, and what the run variables say instead."""
        said = {name: self.run[name] for name in ("if_in_use", "power_type") if self.run[name]}
        allowed = {**self.desired["seats"]["policy"], **self.consent, **said, **self.patience}
        return Bounds(allowed, self.lab.get("time_zone"))

    @property
    def patience(self) -> dict[str, Any]:
        """Options with which tasks wait for people to log off, see :func:`..drain.patience`."""
        return understood(patience, self.lab, self.run, self.truth("warn")) if self.patient else {}

    def all_sections(self) -> Sections:
        """Return what the roles are given, without what is empty. Raises as :meth:`sections` does."""
        return {name: value for name, value in {**self.sections(), **self._releases()}.items() if value}

    def closings(self, planned: Planned) -> list[dict[str, Any]]:
        """Return items of ``workspace_desktop`` that close the seats which a plan disturbs, where people are warned.

        Seats that are closed already, by whomever, are left as they are.

        :raises InputError: the service does not tell whether a seat is closed.
        """
        if not self._closes or self.carried_out:
            return []
        kinds = planned.by_kind()
        disturbed = set(outcome_of({kind: kinds[kind] for kind in _OF_SEATS if kind in kinds})["names"]["disturb"])
        meant = [row for row in self._seats_of_run if disturbed & {row["computer_name"], row["desktop_id"]}]
        seats = [row for row in meant if row["status"] != "ERROR"]
        silent = [f"{row['computer_name']}: {obstacle(row)}" for row in seats if obstacle(row)]
        if silent:
            raise refused([*silent, "run it again later, or without lab_warn"])
        now = now_of(self.client)
        own = [row for row in seats if not note_of(row) or closed_by(row) == self.name]
        opened = [row for row in own if not row["in_maintenance_mode"]]
        return [closing(row, self._items[row["desktop_id"]], now, self.name) for row in opened]

    def doors(self, closed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Return which seats are closed before the plan is carried out, and opened after it, also if it failed.

        :param closed: see :meth:`closings`.
        """
        left = self._left_closed if self._closes else []
        ids = [str(one["desktop_id"]) for one in [*closed, *left]]
        return {"closed_by": self.name, "closed": list(closed), "opened": ids}

    def told_of_doors(self, closed: Sequence[Mapping[str, Any]]) -> list[str]:
        """Return the same as lines to read. :param closed: see :meth:`closings`."""
        names = joined(str(item.get("computer_name", item["desktop_id"])) for item in closed)
        lines = [f"nobody can log in to these until the run has ended: {names}"] if names else []
        left = joined(str(row["computer_name"]) for row in self._left_closed)
        if left and self._closes:
            lines.append(f"opened again, since an earlier run has left them closed: {left}")
        elif left:
            lines.append(
                f"closed by lab_{self.name}, perhaps by a run that goes on; lab_drain can release them: {left}"
            )
        others = [row for row in self._seats_of_run if self._closes and closed_by(row) not in ("", self.name)]
        if others:
            lines.append(f"closed by another playbook, which may open them before this run has ended: {_told(others)}")
        stuck = [f"{row['computer_name']} ({obstacle(row)})" for row in self._closed_before if obstacle(row)]
        lines += [f"left closed by an earlier run: {joined(stuck)}"] if stuck else []
        return readable(lines)

    def _releases(self) -> Sections:
        """Return what opens the seats that an earlier run of the procedure has closed and, killed, left so."""
        left = self._left_closed
        if not (left and self._closes):
            return {}
        items = [self._items[row["desktop_id"]] for row in left]
        opened = [{**item, "in_maintenance_mode": False} for item in items]
        return {"releases": [{"desktops": opened}, {"desktops": items, "remove_tags": [TAG]}]}

    @property
    def _closes(self) -> bool:
        return self.patient and self.truth("warn")

    @property
    def _closed_before(self) -> list[Row]:
        """The seats of the run that an earlier run of the procedure has closed."""
        if not (self.patient and self.waits) or self.carried_out:
            return []
        return [row for row in self._seats_of_run if closed_by(row) == self.name]

    @property
    def _left_closed(self) -> list[Row]:
        """Those of them that can be opened."""
        return [row for row in self._closed_before if not obstacle(row)]

    @functools.cached_property
    def _items(self) -> Mapping[str, dict[str, Any]]:
        """How tasks name the seats that the run is about, by their IDs."""
        return {one["desktop_id"]: one for one in self.owned_desktops}

    @property
    def _seats_of_run(self) -> list[Row]:
        return [row for row in self.found.seats() if row["desktop_id"] in self._items]

    @property
    def confirmed(self) -> bool:
        """Whether a loss is confirmed; check mode loses nothing."""
        return self.check or str(self.run["confirm"]).strip() == self.lab["name"]

    def truth(self, name: str) -> bool:
        """Return a run variable as a truth value; blank means no."""
        said = self.run[name]
        try:
            return bool(boolean(said or False))
        except TypeError as error:
            raise refused([f"lab_{name} is {said}, but must be true or false"]) from error

    def check_selection(self) -> None:
        """Check that the seats that are named match desktops, unless the run may have deleted them."""
        if self.selected and not self.owned_desktops and not self.carried_out:
            raise refused([f"lab_seats ({self.run['seats']}) matches no desktop of the lab {self.lab['name']}"])

    def objections(self, bill: Mapping[str, Any]) -> list[str]:
        """Return the reasons why a plan must not be carried out, see :func:`..bill.objections`."""
        return objections(self.lab, bill, {**self.run, "check": self.check})


def _told(rows: Iterable[Row]) -> str:
    return joined(f"{row['computer_name']} (lab_{closed_by(row)})" for row in rows)


UNCHANGED = "nothing was changed: "
"""How an error begins that ends a run before its first change."""


def refused(reasons: Iterable[str]) -> InputError:
    """Return the error of a run that has changed nothing."""
    return InputError(f"{UNCHANGED}{'; '.join(reasons)}")


def understood(read: Callable[..., T], *arguments: Any) -> T:
    """Read a run variable, and tell that nothing was changed if it makes no sense."""
    try:
        return read(*arguments)
    except InputError as error:
        raise refused([str(error)]) from error


def readable(lines: Iterable[str]) -> list[str]:
    """Return lines with what may be shown of them."""
    return [plain(line, LONGEST_LINE) for line in lines]
