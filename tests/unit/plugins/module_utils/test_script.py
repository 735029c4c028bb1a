# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scripts of the library: what counts as another content."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.script import ScriptResource

CONTENT = next(field for field in ScriptResource.fields if field.name == "content")


@pytest.mark.parametrize(
    ("desired", "current", "differs"),
    [
        ("dir\n", "dir\r\n", False),
        ("dir\r\n", "dir\n", False),
        ("dir\n", "dir", True),
        ("#!/bin/sh\nls\n", "#!/bin/sh\r\nls\r\n", True),
        ("#!/bin/sh\r\nls\r\n", "#!/bin/sh\nls\n", False),
        ("#!/bin/sh\nls\n", "#!/bin/sh\nls\n", False),
    ],
)
def test_how_lines_end_counts_only_where_it_would_stop_a_script(desired, current, differs):
    assert CONTENT.differs(desired, current) is differs
