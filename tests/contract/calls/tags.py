# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: tags."""

from __future__ import annotations

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import Cloud


def _tags(cloud: Cloud, desktop_id: str) -> dict[str, str]:
    answer = cloud.client.show_tag_by_desktop_id(sdk.ShowTagByDesktopIdRequest(desktop_id=desktop_id))
    return {tag.key: tag.value for tag in answer.tags}


@workspace
def create_tag(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    body = sdk.CreateTagReq(tag=sdk.Tag(key="course", value="bio 101"))
    assert cloud.client.create_tag(sdk.CreateTagRequest(desktop_id=desktop_id, body=body)).status_code == 204
    assert _tags(cloud, desktop_id) == {"course": "bio 101"}


@workspace
def show_tag_by_desktop_id(cloud: Cloud) -> None:
    assert _tags(cloud, cloud.desktop("BIO-01", tags={"course": "bio", "spare": ""})) == {"course": "bio", "spare": ""}


@workspace
def delete_tag(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", tags={"course @ term": "bio", "spare": ""})
    request = sdk.DeleteTagRequest(desktop_id=desktop_id, key="course @ term")
    assert cloud.client.delete_tag(request).status_code == 204
    assert _tags(cloud, desktop_id) == {"spare": ""}


@workspace
def batch_change_tags(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", tags={"course": "bio"})
    for action, tag in (("create", sdk.Tag(key="term", value="1")), ("delete", sdk.Tag(key="course"))):
        body = sdk.TagsReq(action=action, tags=[tag])
        cloud.client.batch_change_tags(sdk.BatchChangeTagsRequest(desktop_id=desktop_id, body=body))
    assert _tags(cloud, desktop_id) == {"term": "1"}


def _tagged(desktop_ids: list[str], **tags: str) -> list[sdk.DesktopTagsInfo]:
    rows = [sdk.Tag(key=key, value=value) for key, value in tags.items()]
    return [sdk.DesktopTagsInfo(desktop_id=desktop_id, tags=rows) for desktop_id in desktop_ids]


@workspace
def batch_add_desktops_tags(cloud: Cloud) -> None:
    ids = [cloud.desktop(f"BIO-{number:02d}") for number in (1, 2)]
    body = sdk.BatchAddDesktopsTagsReq(desktops=_tagged(ids, course="bio", term="1"))
    cloud.client.batch_add_desktops_tags(sdk.BatchAddDesktopsTagsRequest(body=body))
    assert [_tags(cloud, desktop_id) for desktop_id in ids] == [{"course": "bio", "term": "1"}] * 2


@workspace
def batch_delete_desktops_tags(cloud: Cloud) -> None:
    ids = [cloud.desktop(f"BIO-{number:02d}", tags={"course": "bio"}) for number in (1, 2)]
    body = sdk.BatchDeleteDesktopsTagsReq(desktops=_tagged(ids, course="bio"))
    cloud.client.batch_delete_desktops_tags(sdk.BatchDeleteDesktopsTagsRequest(body=body))
    assert [_tags(cloud, desktop_id) for desktop_id in ids] == [{}, {}]


@workspace
def list_project_tags(cloud: Cloud) -> None:
    cloud.desktop("BIO-01", tags={"course": "bio", "term": "1"})
    cloud.desktop("CHEM-01", tags={"course": "chem"})
    answer = cloud.client.list_project_tags(sdk.ListProjectTagsRequest(limit=10, offset=0, key="course"))
    assert [(tag.key, tag.values) for tag in answer.tags] == [("course", ["bio", "chem"])]


def _search(action: str) -> sdk.QueryDesktopByTagReq:
    return sdk.QueryDesktopByTagReq(
        action=action,
        offset="0",
        limit="10",
        matches=[sdk.Match(key="resource_name", value="BIO")],
        tags=[sdk.Tags(key="course", values=["bio"])],
        not_tags_any=[sdk.Tags(key="broken", values=[])],
    )


@workspace
def list_desktop_by_tags(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", tags={"course": "bio"})
    answer = cloud.client.list_desktop_by_tags(sdk.ListDesktopByTagsRequest(body=_search("filter")))
    assert [(row.resource_id, row.resource_name) for row in answer.resources] == [(desktop_id, "BIO-01")]
    assert [(tag.key, tag.value) for tag in answer.resources[0].tags] == [("course", "bio")]


@workspace
def list_desktops_by_tags(cloud: Cloud) -> None:
    cloud.desktop("BIO-01", tags={"course": "bio"})
    answer = cloud.client.list_desktops_by_tags(sdk.ListDesktopsByTagsRequest(body=_search("count")))
    assert answer.total_count == 1
    answer = cloud.client.list_desktops_by_tags(sdk.ListDesktopsByTagsRequest(body=_search("filter")))
    assert len(answer.resources) == 1
