# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Updates the parts of RETURN blocks that several modules share; ansible-core has fragments for RETURN only from 2.20.

Each YAML file beside this one is such a part. A module includes it with two comment lines::

    # generated from tests/returns/errors.yml: begin
    # generated from tests/returns/errors.yml: end

Run this file to replace what stands between the lines with the text of the part, indented as the lines are.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

PARTS = Path(__file__).resolve().parent
MODULES = PARTS.parents[1] / "plugins" / "modules"

MARKER = re.compile(r"^ *# generated from ", re.MULTILINE)
INCLUDED = re.compile(
    r"^(?P<begin>(?P<indent> *)# generated from tests/returns/(?P<part>\w+)\.yml: )begin\n"
    r"(?:(?! *# generated from ).*\n)*?"
    r"(?P=begin)end\n",
    re.MULTILINE,
)


def generated(source: str) -> str:
    """Return the source of a module with the present text of each part that it includes.

    :raises ValueError: a marker line lacks the other one of its pair.
    :raises FileNotFoundError: there is no such part.
    """
    updated, included = INCLUDED.subn(_included, source)
    if len(MARKER.findall(updated)) != 2 * included:
        raise ValueError("a line '# generated from' lacks its begin or end, or the two differ")
    return updated


def _included(found: re.Match[str]) -> str:
    part = (PARTS / f"{found['part']}.yml").read_text(encoding="utf-8").removeprefix("---\n")
    return f"{found['begin']}begin\n{textwrap.indent(part, found['indent'])}{found['begin']}end\n"


if __name__ == "__main__":
    for module in sorted(MODULES.glob("*.py")):
        source = module.read_text(encoding="utf-8")
        if (updated := generated(source)) != source:
            module.write_text(updated, encoding="utf-8")
