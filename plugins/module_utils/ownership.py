# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which lab owns a thing: the tag ``workspace-lab`` of a desktop or pool, and the mark at the end of the description of
everything else, ``[workspace-lab: bio101]``."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from .plan import Change, compare_items

OWNER_TAG = "workspace-lab"
"""The tag that says which lab owns a desktop. It is never purged and never counts as drift."""

POWER_TAG = "workspace-power"
"""The tag in which a task notes the status that a desktop has, before it stops or starts it only for another change. It
is no tag of the user: nothing shows, selects, compares or purges it."""

_NOTE = re.compile(r"lab-(drain|exam|old-image|repair|replaced|replaces|rollout|unused)(-[a-z0-9-]+)?")
"""The keys of tags in which procedures of labs note their progress, and what was there before."""

_MARK = re.compile(r"\s*\[workspace-lab: ([A-Za-z0-9-]{1,32})\]\s*\Z")


def is_note(key: str) -> bool:
    """Tell whether a tag is a note of a procedure of labs. Only its own procedure takes it away."""
    return _NOTE.fullmatch(key) is not None


def stays(key: str) -> bool:
    """Tell whether a tag stays although the tags that are not desired are purged."""
    return key == OWNER_TAG or is_note(key)


def compare_tags(
    desired: Mapping[str, Any] | None, current: Mapping[str, str], purge: bool, removed: Collection[str] = ()
) -> dict[str, Change]:
    """Compare tags.

    :param desired: tags to have; ``None`` leaves all alone but those to remove.
    :param purge: whether those that are not desired go. :param removed: keys of those that go by their names.
    :returns: a change for each key: before ``None`` for a tag to add, after ``None`` for one to remove.
    """
    wanted = None if desired is None else {str(key): str(value) for key, value in desired.items()}
    changes = compare_items(wanted, current, purge)
    kept = {key: change for key, change in changes.items() if change.after is not None or not stays(key)}
    return {**kept, **{key: Change(current[key], None) for key in removed if key in current}}


def mark(lab: str) -> str:
    """Return the mark of a lab."""
    return f"[workspace-lab: {lab}]"


def owner(description: str | None) -> str | None:
    """Return the name of the lab that a description names, or ``None``."""
    found = _MARK.search(description or "")
    return found.group(1) if found else None


def is_marked(description: str | None) -> bool:
    """Tell whether a description says which lab owns the thing."""
    return owner(description) is not None


def text(description: str | None) -> str:
    """Return a description without the mark."""
    return _MARK.sub("", description or "")


def differs(desired: str, current: str) -> bool:
    """Tell whether a description has to be written: a mark is never taken away, so lacking one is no difference.

    A desired description that is nothing but a mark leaves the text alone.
    """
    other_owner = owner(desired) not in (None, owner(current))
    return other_owner or (text(desired) != text(current) and not _only_mark(desired))


def merged(desired: str, current: str | None) -> str:
    """Return the description to write: the desired text, or the current one if only a mark is desired, and the mark."""
    kept = text(current) if _only_mark(desired) else text(desired)
    lab = owner(desired) or owner(current)
    return " ".join(part for part in (kept, mark(lab) if lab else "") if part)


def _only_mark(description: str) -> bool:
    return is_marked(description) and not text(description)
