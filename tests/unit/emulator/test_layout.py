# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folders of the emulator: each file is named once, and what exists knows nothing of the operations on it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import emulator

FILES = sorted(Path(emulator.__path__[0]).rglob("*.py"))


def test_no_two_files_have_the_same_name():
    names = Counter(path.name for path in FILES if path.name != "__init__.py")
    assert [name for name, count in names.items() if count > 1] == []


def test_operations_build_upon_what_exists_and_not_the_other_way_round():
    forbidden = {"cloud": ("areas", "control"), "areas": ("control",)}
    offenders = [
        f"{path.parent.name}/{path.name} uses {folder}"
        for path in FILES
        for folder in forbidden.get(path.parent.name, ())
        if re.search(rf"^from emulator\.{folder}\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert offenders == []
