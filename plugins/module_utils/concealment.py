# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes many secrets out of what a task returns. ansible-core looks for each secret in each text by itself."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Callable

HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
"""What ansible-core writes in place of a value that is a secret."""

MASK = "********"
"""What ansible-core writes in place of a secret within a text."""


def concealer(secrets: Collection[str]) -> Callable[[Any], Any]:
    """Return a function that takes secrets out of data at any depth, in the words of ansible-core, and in a time that
    does not grow with their number. Keys stay as they are."""
    known = {secret for secret in secrets if secret}
    if not known:
        return lambda value: value
    pattern = re.compile(_alternatives(sorted(known)))

    def conceal(value: Any) -> Any:
        if isinstance(value, str):
            return HIDDEN if value in known else pattern.sub(MASK, value)
        if isinstance(value, Mapping):
            return {key: conceal(inner) for key, inner in value.items()}
        if isinstance(value, (list, tuple)):
            return [conceal(inner) for inner in value]
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return HIDDEN if is_number and pattern.search(str(value)) else value

    return conceal


def _alternatives(texts: Sequence[str]) -> str:
    """Return a regular expression for any of these sorted texts, the longest that fits, in which what several of them
    begin with stands once."""
    start = os.path.commonprefix([texts[0], texts[-1]])
    rest = [text[len(start) :] for text in texts]
    whole = rest[0] == ""
    groups = itertools.groupby(rest[whole:], key=lambda text: text[0])
    more = "|".join(_alternatives(list(group)) for _first, group in groups)
    return re.escape(start) + (f"(?:{more}){'?' if whole else ''}" if more else "")
