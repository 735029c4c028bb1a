# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that are denied during an exam, which the service can do only on all desktops of the project. Pure.

The rules of an exam note in their descriptions whether the restriction was on before: its end puts that back.
"""

from __future__ import annotations

import collections
import dataclasses
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from .. import ownership
from ..names import number_of
from ..resources.application_restriction import RESTRICTION, SWITCH
from ..resources.application_rule import PATH, PRODUCT
from .found import Row, is_untold, owned_by, owner_of, refusals

_OPTIONS = {"publisher": "publisher", "product": "product_name", "process": "process_name"}
_WAS = re.compile(r"\(restriction was (on|off)\)")
_TITLE = re.compile(r"Exam ([^ ]+) \(")
_PREFIX = "exam_"


@dataclasses.dataclass(frozen=True)
class Denials:
    """The application rules of a project, and the switch by which they count.

    :param rules: all rules, ``None`` if the service has none here or does not tell them.
    :param switch: ``None`` if the service does not tell it. :param untold: why it does not tell them.
    """

    rules: Sequence[Row] | None
    switch: bool | None = None
    untold: str = ""

    @classmethod
    def of(cls, told: Mapping[str, Any] | None) -> Denials:
        """Read what ``workspace_application_rule_info`` returns."""
        return cls(None) if told is None else cls(told["application_rules"], told[RESTRICTION][SWITCH])

    def told(self) -> list[str]:
        """Return what is not known, in sentences without full stop."""
        return [f"whether programs are denied for an exam is not known: {self.untold}"] if self.untold else []

    def own(self, lab: Mapping[str, Any], prefix: str, exam: str) -> list[Row]:
        """Return the rules of an exam.

        :param prefix: how their names begin. :param exam: its name; blank stands for all exams of the lab.
        """
        return [row for row in self.rules or () if _is_own(row, lab, prefix, exam)]

    def was_on(self, own: Sequence[Row]) -> bool | None:
        """Return whether the restriction was on before the exam: as its rules note it, else as it is now.

        :param own: the rules of the exam that there are. :returns: ``None`` if it is not known.
        """
        noted = [_WAS.search(row.get("description") or "") for row in own]
        found = next((one for one in noted if one), None)
        if found:
            return found[1] == "on"
        return None if own else self.switch

    def against(self, lab: Mapping[str, Any], name: str, prefix: str, wanted: Sequence[Mapping[str, Any]]) -> list[str]:
        """Return why programs cannot be denied now. :param name: that of the exam. :param wanted: its rules."""
        if self.rules is None:
            return ["the service has no application rules here, so deny_apps is not possible"]
        others = [
            row
            for row in self.rules
            if row["name"].startswith(_PREFIX)
            and ownership.is_marked(row.get("description"))
            and not _is_own(row, lab, prefix, name)
        ]
        told = [
            f"programs are denied for another exam already ({row['name']} of the lab "
            f"{ownership.owner(row.get('description'))}), and its end would allow them again; wait until it has ended"
            for row in others[:1]
        ]
        for one in wanted:
            rows = [row for row in self.rules if row["name"] == one["name"]]
            told += refusals(lab, f"application rule {one['name']}", rows, False)
        if self.was_on(self.own(lab, prefix, name)) is None:
            told.append("the service does not tell whether the restriction of programs is on; run it again")
        return told

    def rules_of(
        self, lab: Mapping[str, Any], name: str, prefix: str, denied: Sequence[Mapping[str, Any]]
    ) -> list[dict[str, Any]]:
        """Return the rules of an exam, as options of ``workspace_application_rule``.

        :param name: that of the exam. :param denied: what the lab file denies.
        """
        was = "on" if self.was_on(self.own(lab, prefix, name)) else "off"
        description = f"Exam {name} (restriction was {was}) {ownership.mark(lab['name'])}"
        return [
            {"name": f"{prefix}{number}", "description": description, "rule": _rule(one), "restricted": True}
            for number, one in enumerate(denied, 1)
        ]


def reached(desktops: Iterable[Row], seats: Collection[str]) -> str:
    """Return which other desktops are reached when programs are denied: those of which labs, and those of none.

    :param desktops: all desktops of the project. :param seats: the IDs of those in the exam.
    """
    others = [row for row in desktops if row["desktop_id"] not in seats]
    if not others:
        return "all of them are in the exam"
    untold = sum(map(is_untold, others))
    owners = collections.Counter(owner_of(row) for row in others if not is_untold(row))
    of_none = owners.pop(None, 0)
    told = [f"{number} of the lab {name}" for name, number in sorted(owners.items(), key=str)]
    told += [f"{of_none} of no lab"] if of_none else []
    told += [f"{untold} of which the service does not tell the lab"] if untold else []
    return f"{number_of(len(others), 'desktop is', 'desktops are')} not in the exam: {', '.join(told)}"


def _is_own(row: Row, lab: Mapping[str, Any], prefix: str, exam: str) -> bool:
    """Tell whether a rule is one of an exam; where its description names none, its name says it."""
    if not row["name"].startswith(prefix) or not owned_by(lab, row):
        return False
    titled = _TITLE.match(row.get("description") or "")
    return not exam or (row["name"][len(prefix) :].isdecimal() and (titled is None or titled[1] == exam))


def _rule(denied: Mapping[str, Any]) -> dict[str, Any]:
    if denied.get("path"):
        return {"scope": PATH, "path_rule": {"path": denied["path"]}}
    given = {api: denied[name] for name, api in _OPTIONS.items() if denied.get(name)}
    return {"scope": PRODUCT, "product_rule": given}


def problem_of(denied: Mapping[str, Any]) -> str:
    """Return what is wrong with an entry of ``deny_apps``, blank if nothing is."""
    given = [name for name, value in denied.items() if str(value or "").strip(" *")]
    if "path" in given and len(given) > 1:
        return f"path stands alone, without {next(name for name in given if name != 'path')}"
    if "path" in given and "*" in denied["path"]:
        return 'path is a folder or a file without "*"'
    return "" if given else "it would deny every program; give product, process, publisher or path"
