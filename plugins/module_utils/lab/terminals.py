# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Terminals that seats are bound to during an exam. Pure.

The exam only adds bindings, whose descriptions name it: its end deletes exactly those.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from .. import ownership
from ..names import listed, nearest
from ..resources.terminal_binding.options import TERMINAL_BINDING_SPEC, Row, desired_rows
from ..resources.terminal_binding.state import Binding

_TITLE = "Exam "


def wanted_rows(**given: Any) -> list[Row]:
    """Return the bindings that a lab file lists. :param given: ``bindings`` or ``bindings_csv``, as the options of
    ``workspace_terminal_binding``.

    :raises InputError: rows are wrong; they are told by their numbers.
    """
    options = {**dict.fromkeys(TERMINAL_BINDING_SPEC), "state": "present", "purge_bindings": False, **given}
    return desired_rows(options) or []


def by_seat(wanted: Iterable[Row]) -> dict[str, list[Row]]:
    """Return bindings by the names of their desktops in lower case."""
    found: dict[str, list[Row]] = {}
    for row in wanted:
        found.setdefault((row.desktop or "").lower(), []).append(row)
    return found


@dataclasses.dataclass(frozen=True)
class Terminals:
    """The bindings of a project, and the switches by which they count.

    :param table: all bindings, ``None`` if the service has none here or does not tell them.
    :param enforced: whether they count, ``None`` if the service does not tell it.
    :param automatic: whether the service makes more of them by itself. :param untold: why it does not tell them.
    """

    table: Sequence[Binding] | None
    enforced: bool | None = None
    automatic: bool | None = None
    untold: str = ""

    @classmethod
    def of(cls, told: tuple[Sequence[Binding], Mapping[str, Any]] | None) -> Terminals:
        """Return what is known of them. :param told: the table and the switches, ``None`` if the service has none."""
        if told is None:
            return cls(None)
        table, switches = told
        return cls(table, switches["tc_bind_switch"], switches["tc_auto_bind_switch"])

    def told(self) -> list[str]:
        """Return what is not known, in sentences without full stop."""
        return [f"whether terminals are bound for an exam is not known: {self.untold}"] if self.untold else []

    @functools.cached_property
    def _by_seat(self) -> Mapping[str, Sequence[Binding]]:
        found: dict[str, list[Binding]] = {}
        for row in self.table or ():
            found.setdefault(row.desktop.lower(), []).append(row)
        return found

    def at(self, seat: str) -> Sequence[Binding]:
        """Return the bindings of a desktop. :param seat: its name."""
        return self._by_seat.get(seat.lower(), ())

    def own(self, lab: Mapping[str, Any], exam: str) -> list[Binding]:
        """Return the bindings of an exam. :param exam: its name; blank stands for all exams of the lab."""
        return [row for row in self.table or () if _is_own(row, lab, exam)]

    def others_at(self, seat: str, lab: Mapping[str, Any], exam: str) -> list[Binding]:
        """Return the bindings of a desktop that are not those of an exam."""
        return [row for row in self.at(seat) if not _is_own(row, lab, exam)]

    def untold_at(self, seat: str) -> bool:
        """Tell whether it is not known whose the bindings of a desktop are."""
        return self.table is None or any(not row.told for row in self.at(seat))

    def missing(self, wanted: Iterable[Row], seats: Iterable[str]) -> list[Row]:
        """Return the bindings that seats of an exam do not have. :param wanted: all of the exam."""
        rows = by_seat(wanted)
        there = {row.key for row in self.table or ()}
        return [row for seat in seats for row in rows.get(seat.lower(), ()) if row.key not in there]

    def against(self, wanted: Sequence[Row], seats: Iterable[str], meant: Collection[str]) -> list[str]:
        """Return why seats cannot be bound to terminals.

        :param wanted: the bindings of the exam. :param seats: the names of the seats of the run.
        :param meant: the names of all seats that the exam is for, in lower case.
        """
        if self.table is None:
            return ["the service has no bindings of terminals here, so terminals is not possible"]
        rows = by_seat(wanted)
        strangers = [some[0].desktop or "" for seat, some in rows.items() if seat not in meant]
        told = [f"terminals names {one}, which is no seat of the exam{nearest(one, meant)}" for one in strangers]
        reasons = (self._against_seat(seat, {row.mac for row in rows.get(seat.lower(), ())}) for seat in seats)
        return [*self._against_switches(), *told, *filter(None, reasons)]

    def _against_switches(self) -> Iterator[str]:
        if self.enforced is None:
            yield "the service does not tell whether bindings of terminals count; run it again"
        elif not self.enforced:
            yield (
                "bindings of terminals do not count in this project, so terminals would lock nothing; turn them on "
                "with the option tc_bind_switch of workspace_terminal_binding, which reaches the whole project"
            )
        if self.automatic:
            yield (
                "the service binds terminals by itself where people log in, so terminals would lock nothing; turn that "
                "off with the option tc_auto_bind_switch of workspace_terminal_binding, which reaches all desktops of "
                "the project"
            )

    def _against_seat(self, seat: str, macs: Collection[str]) -> str:
        others = [row.mac for row in self.at(seat) if row.mac not in macs]
        if not macs:
            return (
                f"{seat} has no terminal in the exam; name one for each seat, since it is not known from where a "
                "desktop without a binding can be reached"
            )
        if others:
            return (
                f"{seat} is bound to {listed(others)}, which the exam does not name, so it could be reached from "
                "there; add it to terminals, or delete this binding with workspace_terminal_binding"
            )
        if self.untold_at(seat):
            return f"the service does not tell the descriptions of the bindings of {seat}; run it again"
        return ""


def bound(lab: Mapping[str, Any], exam: str, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return how terminals are bound for an exam, as tasks of ``workspace_terminal_binding``."""
    description = f"{_TITLE}{exam} {ownership.mark(lab['name'])}"
    bindings = [{"mac": row.mac, "desktop": row.desktop, "description": description} for row in rows]
    return [{"bindings": bindings}] if bindings else []


def unbound(rows: Iterable[Binding]) -> list[dict[str, Any]]:
    """Return how bindings are deleted, as tasks of ``workspace_terminal_binding``."""
    bindings = [{"mac": row.mac, "desktop": row.desktop} for row in rows]
    return [{"bindings": bindings, "state": "absent"}] if bindings else []


def _is_own(row: Binding, lab: Mapping[str, Any], exam: str) -> bool:
    text = ownership.text(row.description)
    ours = text == f"{_TITLE}{exam}" if exam else text.startswith(_TITLE)
    return ours and ownership.owner(row.description) == lab["name"]
