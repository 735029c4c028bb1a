# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktop pools: created, sized, changed in place, deleted."""

from __future__ import annotations

from integration.harness import Cases, converged
from integration.pools import POOL, converging, pool, pools

cases = Cases()


@cases
def created_with_its_desktops(lab):
    done = converged((yield converging(**POOL)))
    assert done.verbs == ["create"]
    assert pools(lab)["drop-in"]["type"] == "DYNAMIC" and len(lab.desktops) == 3


@cases
def deleted_in_the_order_that_the_service_needs(lab):
    yield [pool(**POOL)]
    done = converged((yield converging(name="drop-in", state="absent")))
    assert not pools(lab) and not lab.desktops


@cases
def grown(lab):
    yield [pool(**POOL)]
    converged((yield converging(name="drop-in", size=5)))
    assert len(lab.desktops) == 5


def test_pool(side_by_side):
    side_by_side(cases)
