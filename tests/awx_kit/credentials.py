# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a credential of one of the types in ``extensions/awx/credential_types`` gives to a job."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment


def rendered(path: Path, values: Mapping[str, str]) -> dict[str, str]:
    """Return the environment that a credential gives: blank fields are blank texts, others are not known.

    :param path: the credential type. :param values: the fields that are not blank.
    """
    kind = json.loads(path.read_text(encoding="utf-8"))
    known = {field["id"]: values.get(field["id"], "") for field in kind["inputs"]["fields"]}
    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    return {
        sandbox.from_string(name).render(known): sandbox.from_string(template).render(known)
        for name, template in kind["injectors"]["env"].items()
    }
