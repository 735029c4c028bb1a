# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creates desktops with the official SDK as its best user would: full batches, all sent before any is waited for, and a
look at what was made. It is what ``workspace_desktop`` is compared with.

Takes a JSON file with the names of the desktops.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import huaweicloudsdkworkspace.v2 as sdk
from huaweicloudsdkcore.auth.credentials import BasicCredentials

BATCH = 100
PAGE = 1000
LONGEST = 600.0
PRODUCT = "workspace.c2.large.windows.2"
IMAGE = "win11-bio-2026.09"


def main(names: list[str]) -> None:
    """Create desktops of these names, wait for their jobs, and see that they are there."""
    credentials = BasicCredentials(
        os.environ["HW_ACCESS_KEY"], os.environ["HW_SECRET_KEY"], os.environ["HW_PROJECT_ID"]
    )
    client = (
        sdk.WorkspaceClient.new_builder()
        .with_credentials(credentials)
        .with_endpoint(os.environ["HW_WORKSPACE_ENDPOINT"])
        .build()
    )
    images = client.list_images(sdk.ListImagesRequest(limit=100)).images
    image = next(image.id for image in images if image.name == IMAGE)
    jobs = [create(client, image, names[start : start + BATCH]) for start in range(0, len(names), BATCH)]
    end = time.monotonic() + LONGEST
    for job in jobs:
        while client.show_job(sdk.ShowJobRequest(job_id=job)).status not in ("COMPLETE", "FAIL"):
            if time.monotonic() > end:
                raise SystemExit("the jobs did not end in time")
            time.sleep(1)
    # The state lags behind the jobs.
    while not running(client, len(names)) >= set(names):
        if time.monotonic() > end:
            raise SystemExit("not all desktops were created")
        time.sleep(1)


def create(client: sdk.WorkspaceClient, image: str, names: list[str]) -> str:
    """Send one request that creates these desktops; return the ID of its job."""
    body = sdk.CreateDesktopReq(
        desktop_type="DEDICATED",
        product_id=PRODUCT,
        image_type="private",
        image_id=image,
        root_volume=sdk.Volume(type="SAS", size=80),
        desktops=[sdk.Desktop(computer_name=name, user_name=user_of(name), user_group="users") for name in names],
        email_notification=False,
    )
    return str(client.create_desktop(sdk.CreateDesktopRequest(body=body)).job_id)


def running(client: sdk.WorkspaceClient, desktops: int) -> set[str]:
    """Return the names of the desktops that run, of so many."""
    found: set[str] = set()
    for offset in range(0, desktops, PAGE):
        page = client.list_desktops_detail(sdk.ListDesktopsDetailRequest(offset=offset, limit=PAGE)).desktops
        found |= {desktop.computer_name for desktop in page if desktop.status == "ACTIVE"}
    return found


def user_of(name: str) -> str:
    """Return who gets a desktop."""
    return f"user-{name[-5:]}"


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
