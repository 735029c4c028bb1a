# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which desktops an inventory is about: what the service is asked for, and the same matched again exactly. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import matcher
from ansible_collections.huaweicloud.workspace.plugins.module_utils.ownership import OWNER_TAG
from ansible_collections.huaweicloud.workspace.plugins.module_utils.plan import chunks
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.power import POWER

Row = dict[str, Any]

_SEPARATORS = (",", "=")
"""Characters that the service takes as part of its syntax for tags, so that such tags can only be matched here."""

_LONGEST = 255
"""How long a filter may be, by the description of the service."""

_POOLS_IN_A_QUERY = 6
"""How many IDs of pools fit into a filter."""

_MOST_LABS_ASKED = 10
"""How many labs are asked for one by one; of more, all desktops are read at once and matched here."""


@dataclasses.dataclass(frozen=True)
class Filters:
    """What a desktop must be like; names as written. Empty means any.

    :param lab: labs, one of which owns the desktop or its pool. :param tags: tags, all of which it has.
    :param pool: names or IDs of pools. :param status: statuses in capital letters.
    :param select_names: names, globs or ranges.
    """

    lab: Sequence[str] = ()
    tags: Mapping[str, str] = dataclasses.field(default_factory=dict)
    pool: Sequence[str] = ()
    status: Sequence[str] = ()
    subnet: str | None = None
    image: str | None = None
    select_names: Sequence[str] = ()

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Filters:
        """Return the filters that options give.

        :raises InputError: one is given but empty, or has an empty item.
        """
        given = {field.name: options.get(field.name) for field in dataclasses.fields(cls)}
        for name, value in given.items():
            if value is not None and (not value or not isinstance(value, Mapping) and _has_blank(value)):
                raise InputError(f"the filter {name} is given but empty; leave it out to get all desktops")
        words = _texts(given["status"])
        return cls(
            lab=_texts(given["lab"]),
            tags={str(key): str(value) for key, value in (given["tags"] or {}).items()},
            pool=_texts(given["pool"]),
            status=[POWER.get(word.lower(), word.upper()) for word in words],
            subnet=given["subnet"],
            image=given["image"],
            select_names=_texts(given["select_names"]),
        )


def _texts(items: Iterable[Any] | None) -> list[str]:
    return [str(item) for item in items or ()]


def _has_blank(value: str | Sequence[Any]) -> bool:
    items = [value] if isinstance(value, str) else value
    return any(item is None or not str(item).strip() for item in items)


@dataclasses.dataclass(frozen=True)
class Ids:
    """The IDs, in one project, of what the filters name."""

    subnet: str | None = None
    image: str | None = None
    pool: Sequence[str] = ()


def queries(filters: Filters, ids: Ids, pools_of_labs: Sequence[str]) -> list[dict[str, Any]]:
    """Return what to ask ListDesktopsDetail for; each desktop wanted is in one of the answers.

    The desktops of a lab are those with its tag, and those of its pools, which need not have it.

    :param pools_of_labs: the IDs of the pools that the labs of the filter own.
    """
    base: dict[str, Any] = {"subnet_id": ids.subnet, "image_id": ids.image}
    if len(filters.status) == 1:
        base["status"] = filters.status[0]
    tags = [
        f"{key}={value}"
        for key, value in filters.tags.items()
        if not any(separator in key + value for separator in _SEPARATORS)
    ]
    of_pools = [_query(base, tags, pool_ids) for pool_ids in chunks(list(ids.pool or pools_of_labs), _POOLS_IN_A_QUERY)]
    if ids.pool:
        return of_pools
    if 0 < len(filters.lab) <= _MOST_LABS_ASKED:
        return [*(_query(base, [f"{OWNER_TAG}={lab}", *tags]) for lab in filters.lab), *of_pools]
    return [_query(base, tags)]


def _query(base: Mapping[str, Any], tags: Sequence[str], pool_ids: Sequence[str] = ()) -> dict[str, Any]:
    text = ""
    for tag in tags:
        longer = f"{text},{tag}" if text else tag
        # Those that do not fit are matched here alone.
        text = longer if len(longer) <= _LONGEST else text
    return {name: value for name, value in {**base, "tag": text, "pool_id": ",".join(pool_ids)}.items() if value}


def exactly(rows: Iterable[Row], filters: Filters, ids: Ids) -> list[Row]:
    """Return the rows that match all filters; the service matches some of them roughly.

    What the service does not tell of a desktop cannot be matched again; there its own word counts.
    """
    named = matcher(filters.select_names or ["*"])
    return [
        row
        for row in rows
        if named(row["computer_name"])
        and (not filters.status or row["status"] in filters.status)
        and (row["tags"] is None or filters.tags.items() <= row["tags"].items())
        and _is(row["subnet_id"], [ids.subnet] if ids.subnet else ())
        and _is(row["image_id"], [ids.image] if ids.image else ())
        and _is(row["pool_id"] or _unknown_pool(row), ids.pool)
        and _is(row["lab"] or _unknown_lab(row), filters.lab)
    ]


def _is(told: str | None, wanted: Collection[str]) -> bool:
    return not wanted or told is None or told in wanted


def _unknown_lab(row: Row) -> str | None:
    """Return ``None`` if it is not known which lab owns the desktop, by its own tag or by its pool; else a text that is
    no name."""
    return None if row["tags"] is None else _unknown_pool(row)


def _unknown_pool(row: Row) -> str | None:
    """Return ``None`` if it is not known which pool the desktop is of, which then also knows its lab; else a text that
    is no name."""
    return None if row["desktop_type"] == "POOLED" and row["pool_id"] is None else ""
