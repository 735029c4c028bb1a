# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference in ``docs/lab-file.md`` is what the role documents. Its labs are planned by an integration test."""

from __future__ import annotations

from lab_file.page import PAGE, page


def test_the_reference_is_what_the_role_documents() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert page(written) == written, "run `make format`"
