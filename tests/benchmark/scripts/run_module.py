# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs one module of the collection in a process of its own, as Ansible runs it on its target, but without Ansible.

Takes the name of the module and a JSON file with its options.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, os.environ["ANSIBLE_COLLECTIONS_PATH"])

from ansible.module_utils import basic

if __name__ == "__main__":
    options = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": options}).encode()
    # Only newer releases of ansible-core know profiles, and those insist on one.
    basic._ANSIBLE_PROFILE = "legacy"
    importlib.import_module(f"ansible_collections.huaweicloud.workspace.plugins.modules.{sys.argv[1]}").main()
