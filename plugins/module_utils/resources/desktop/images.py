# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the image that a desktop was made of is still there, and which desktops differ from their pool in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ...errors import ApiError
from ...plan import chunks
from .state import Desktop

if TYPE_CHECKING:
    from ...client import Client

_PATH = "/v2/{project_id}/desktops/check-images"
_MAX_CHECKED = 500


def images_exist(client: Client, desktop_ids: Sequence[str]) -> dict[str, bool | None]:
    """Return for each desktop whether its image is still there (CheckDesktopImages), ``None`` where the service does
    not tell.

    The answer leaves out a desktop whose image is gone; since an answer may also lack rows, those are asked for twice.
    """
    found = _having_image(client, desktop_ids)
    if found is not None:
        missing = [desktop_id for desktop_id in desktop_ids if desktop_id not in found]
        again = _having_image(client, missing)
        found = None if again is None else found | again
    return {desktop_id: None if found is None else desktop_id in found for desktop_id in desktop_ids}


def _having_image(client: Client, desktop_ids: Sequence[str]) -> set[str] | None:
    """Return the desktops whose image is there, ``None`` if the region or the service knows nothing of it."""
    found: set[str] = set()
    for part in chunks(desktop_ids, _MAX_CHECKED):
        try:
            answer = client.read("POST", _PATH, body={"desktop_ids": list(part)}, holding={"image_infos": list})
        except ApiError as error:
            if error.lacking:
                return None
            raise
        found.update(row["desktop_id"] for row in answer["image_infos"])
    return found


def differing(desktops: Iterable[Desktop], image_id: str | None) -> tuple[list[Desktop], list[Desktop]]:
    """Return the desktops that were surely made of another image, and those of which that is not known."""
    known: list[Desktop] = []
    unknown: list[Desktop] = []
    for desktop in desktops:
        if None in (desktop.image_id, image_id):
            unknown.append(desktop)
        elif desktop.image_id != image_id:
            known.append(desktop)
    return known, unknown
