# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demos claim holds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]


@pytest.mark.slow
@pytest.mark.parametrize("demo", ["course", "day_two"])
def test_all_claims_hold(demo):
    command = [sys.executable, "-m", f"demo.{demo}"]
    env = {**os.environ, "PYTHONPATH": str(TESTS), "KEEP": ""}
    ended = subprocess.run(command, env=env, cwd=TESTS.parent, capture_output=True, text=True, check=False)
    assert not ended.returncode, ended.stdout + ended.stderr
