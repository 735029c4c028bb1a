# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes sure that no text of the service is ever taken for a template or an expression, in every ansible-core.

From ansible-core 2.19 on, texts are data unless they are marked as trusted. Earlier, all texts are templates unless
they are marked as unsafe. A text of letters, digits and a few signs can do nothing in either place; it is handed on so
that ``ansible-inventory --list`` shows it as a plain text. Others are shown as ``{"__ansible_unsafe": "..."}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import printable

try:
    from ansible.template import trust_as_template

    def _harmless(text: str) -> str:
        trusted: str = trust_as_template(text)
        return trusted

    def _other(text: str) -> str:
        return text

except ImportError:
    from ansible.utils.unsafe_proxy import wrap_var

    def _harmless(text: str) -> str:
        return text

    def _other(text: str) -> str:
        unsafe: str = wrap_var(text)
        return unsafe


_HARMLESS = re.compile(r"[A-Za-z0-9 _.:/+@-]*")
"""Nothing of this begins a template, and as an expression it calls nothing."""


def marker() -> Callable[[Any], Any]:
    """Return a function that returns data of the service with all its texts marked; equal texts are marked once."""
    known: dict[str, str] = {}

    def mark(value: Any) -> Any:
        if isinstance(value, str):
            if value not in known:
                shown = printable(value)
                known[value] = _harmless(shown) if _HARMLESS.fullmatch(shown) else _other(shown)
            return known[value]
        if isinstance(value, Mapping):
            return {mark(key): mark(inner) for key, inner in value.items()}
        return [mark(inner) for inner in value] if isinstance(value, (list, tuple)) else value

    return mark


def settled(value: Any) -> Any:
    """Return what an expression of the inventory file has given, to be shown plain if it is a harmless text.

    Others stay exactly as they are: made of texts of the service, they are data as these are.
    """
    return _harmless(value) if isinstance(value, str) and _HARMLESS.fullmatch(value) else value
