# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags of desktops."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.areas.desktop_lists import tags_view
from emulator.cloud.names import MAX_TAGS, check_tag
from emulator.cloud.project import Project
from emulator.cloud.records import Desktop
from emulator.engine.contract import Body, ProjectOf, Query, Text255, answer, nothing, page
from emulator.engine.errors import invalid, not_found

router = APIRouter(prefix="/v2/{project_id}")


class Tag(Body):
    key: Annotated[str, Field(max_length=128)]
    value: Annotated[str, Field(max_length=43)] = ""


Tags = Annotated[list[Tag], Field(max_length=MAX_TAGS)]


class TagCreation(Body):
    tag: Tag


class TagAction(Body):
    action: Literal["create", "delete"]
    tags: Tags = []
    sys_tags: Tags = []


class TaggedDesktop(Body):
    desktop_id: Annotated[str, Field(min_length=1, max_length=128)]
    tags: Annotated[list[Tag], Field(min_length=1, max_length=MAX_TAGS)]


class BatchTags(Body):
    desktops: Annotated[list[TaggedDesktop], Field(min_length=1, max_length=100)]


class TagQuery(Query):
    offset: int = Field(0, ge=0)
    limit: int | None = Field(None, ge=0)
    key: str | None = None
    value: str | None = None


class TagFilter(Body):
    key: Annotated[str, Field(max_length=128)]
    values: Annotated[list[Text255], Field(max_length=43)] = []


class Match(Body):
    key: Annotated[str, Field(max_length=128)]
    value: Text255


Filters = Annotated[list[TagFilter], Field(max_length=100)]
Digits = Annotated[str, Field(pattern=r"^[0-9]{1,9}$")]


class Search(Body):
    """The request of ListDesktopsByTags; offset and limit are strings."""

    action: Literal["filter", "count"]
    offset: Digits = "0"
    limit: Digits = "1000"
    without_any_tag: bool = False
    matches: Annotated[list[Match], Field(max_length=50)] = []
    tags: Filters = []
    tags_any: Filters = []
    not_tags: Filters = []
    not_tags_any: Filters = []


def _find(project: Project, desktop_id: str) -> Desktop:
    desktop = project.desktops.get(desktop_id)
    if desktop is None or not desktop.listed:
        raise not_found("The resource does not exist or is a resource of another project. DesktopId is not exist.")
    return desktop


def _check(tags: list[Tag]) -> None:
    for tag in tags:
        check_tag(tag.key, tag.value)


def _with(desktop: Desktop, tags: list[Tag]) -> dict[str, str]:
    """Return the desktop's tags with more of them; the same key takes the new value."""
    merged = {**desktop.tags, **{tag.key: tag.value for tag in tags}}
    if len(merged) > MAX_TAGS:
        raise invalid(f"A desktop has {MAX_TAGS} tags at most.")
    return merged


@router.post("/desktops/{desktop_id}/tags")
async def create_tag(project: ProjectOf, desktop_id: str, body: TagCreation) -> Response:
    """CreateTag."""
    desktop = _find(project, desktop_id)
    _check([body.tag])
    desktop.tags = _with(desktop, [body.tag])
    return nothing()


@router.post("/desktops/{desktop_id}/tags/action")
async def batch_change_tags(project: ProjectOf, desktop_id: str, body: TagAction) -> Response:
    """BatchChangeTags."""
    desktop = _find(project, desktop_id)
    if body.sys_tags:
        raise invalid("sys_tags are for the operator of the cloud.")
    if not body.tags:
        raise invalid("tags is empty.")
    if body.action == "create":
        _check(body.tags)
        desktop.tags = _with(desktop, body.tags)
    else:
        for tag in body.tags:
            desktop.tags.pop(tag.key, None)
    return nothing()


@router.get("/desktops/{desktop_id}/tags")
async def show_tag_by_desktop_id(project: ProjectOf, desktop_id: str) -> Response:
    """ShowTagByDesktopId."""
    return answer({"tags": tags_view(_find(project, desktop_id).tags)})


@router.delete("/desktops/{desktop_id}/tags/{key}")
async def delete_tag(project: ProjectOf, desktop_id: str, key: str) -> Response:
    """DeleteTag: a tag that is not there counts as deleted."""
    _find(project, desktop_id).tags.pop(key, None)
    return nothing()


def _known(project: Project, body: BatchTags) -> list[tuple[Desktop, list[Tag]]]:
    """Return the desktops that exist; unknown ones are passed over in silence."""
    found: list[tuple[Desktop, list[Tag]]] = []
    for row in body.desktops:
        desktop = project.desktops.get(row.desktop_id)
        if desktop is not None and desktop.listed:
            found.append((desktop, row.tags))
    return found


@router.post("/desktops/batch-tags")
async def batch_add_desktops_tags(project: ProjectOf, body: BatchTags) -> Response:
    """BatchAddDesktopsTags."""
    for row in body.desktops:
        _check(row.tags)
    merged = [(desktop, _with(desktop, tags)) for desktop, tags in _known(project, body)]
    for desktop, tags in merged:
        desktop.tags = {**desktop.tags, **tags}
    return nothing()


@router.delete("/desktops/batch-tags")
async def batch_delete_desktops_tags(project: ProjectOf, body: BatchTags) -> Response:
    """BatchDeleteDesktopsTags."""
    for desktop, tags in _known(project, body):
        for tag in tags:
            desktop.tags.pop(tag.key, None)
    return nothing()


@router.get("/desktops/tags")
async def list_project_tags(project: ProjectOf, query: Annotated[TagQuery, QueryOf()]) -> Response:
    """ListProjectTags."""
    values: dict[str, set[str]] = {}
    for desktop in project.desktops.values():
        if not desktop.listed:
            continue
        for key, value in desktop.tags.items():
            if query.key in (None, key) and query.value in (None, value):
                values.setdefault(key, set()).add(value)
    rows = [{"key": key, "values": sorted(found)} for key, found in sorted(values.items())]
    return answer({"tags": page(rows, query.offset, query.limit), "totalCount": len(rows)})


def _carries(desktop: Desktop, wanted: TagFilter) -> bool:
    """Whether a desktop has the tag with one of the values; no values stand for any."""
    return wanted.key in desktop.tags and (not wanted.values or desktop.tags[wanted.key] in wanted.values)


def _name_matches(desktop: Desktop, match: Match) -> bool:
    if match.key != "resource_name":
        raise invalid(f"matches knows resource_name, not {match.key}.")
    return match.value.casefold() in desktop.name.casefold()


def _found(desktop: Desktop, body: Search) -> bool:
    return (
        desktop.listed
        and all(_name_matches(desktop, match) for match in body.matches)
        and (not body.without_any_tag or not desktop.tags)
        and all(_carries(desktop, row) for row in body.tags)
        and (not body.tags_any or any(_carries(desktop, row) for row in body.tags_any))
        and (not body.not_tags or not all(_carries(desktop, row) for row in body.not_tags))
        and not any(_carries(desktop, row) for row in body.not_tags_any)
    )


@router.post("/desktops/resource_instances/action", tags=["read"])
@router.post("/desktops/resource-instances/action", tags=["read"])
async def list_desktops_by_tags(project: ProjectOf, body: Search) -> Response:
    """ListDesktopByTags and ListDesktopsByTags: two spellings of one query."""
    found = [desktop for desktop in project.desktops.values() if _found(desktop, body)]
    if body.action == "count":
        return answer({"total_count": len(found)})
    offset = int(body.offset)
    rows: list[dict[str, Any]] = [
        {
            "resource_id": desktop.id,
            "resource_name": desktop.shown_name,
            "resource_detail": "",
            "tags": tags_view(desktop.tags),
        }
        for desktop in page(found, offset, min(int(body.limit), 1000))
    ]
    return answer({"resources": rows, "offset": offset, "total_count": len(found)})
