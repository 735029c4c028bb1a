# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done to users."""

from __future__ import annotations

import dataclasses

from ...jobs import success_but
from ...plan import Verb, table


@dataclasses.dataclass(frozen=True)
class UserVerb(Verb):
    """A verb of users.

    :param action: what ChangeUserStatus calls it, if that carries it out.
    :param undone: what is said of a user on whom it had no effect although the service reported success.
    """

    action: str = ""
    undone: str = ""


VERBS = table(
    UserVerb(name="create", undone=success_but("did not make this user, and gave no reason")),
    UserVerb(name="update"),
    UserVerb(name="join"),
    UserVerb(name="leave"),
    UserVerb(name="unlock", action="UNLOCK"),
    UserVerb(name="lock", action="LOCK"),
    # A new password is sent to its user, and shown nowhere.
    UserVerb(name="reset_password", action="RESET_PWD", visible=False),
    UserVerb(name="delete", undone=success_but("still lists this user")),
)
