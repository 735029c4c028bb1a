# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows new images: one that does not work, and one that does, while people work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from demo.stage import perform
from demo.term import LAB, SEATS, Term

SPARE, AT_WORK = "BIO-06", ["BIO-01", "BIO-02", "BIO-03"]
BAD_IMAGE, GOOD_IMAGE = "win11-bio-2026.10", "Windows-11-Professional"


@dataclass
class Rollout(Term):
    """The new images."""

    before: dict[str, Any] = field(default_factory=dict)

    def scenes(self) -> list[Callable[[], None]]:
        """Return the scenes in their order."""
        return [self.provision, self.failed_rollout, self.rollout]

    def failed_rollout(self) -> None:
        """Give a canary an image that does not work, and go back."""
        self.start_all()
        for name in AT_WORK:
            self.emulator.control("POST", "sessions", desktop=name, action="open")
        self.before = self.rest()
        self.emulator.control("POST", "images", action="silence", image=BAD_IMAGE)
        print(f"\n*** {', '.join(AT_WORK)} are in use. The image {BAD_IMAGE} has a mistake: nobody can log in. ***")
        # Nobody can ever log in, so only the rebuild, of half a second, has to end within this time.
        broken = ["-e", f"lab_image={BAD_IMAGE}", "-e", "lab_wait_timeout=30"]
        code, text = self._roll_out("2. A new image, on one seat first", "canary", *broken)
        self.claim(
            "a canary that does not work stops the rollout",
            f"the run failed, naming {SPARE}; the other seats have their image still",
            code != 0 and "These seats are not good" in text and len(self._changed_images()) == 1,
        )
        code, _text = self._roll_out("3. Back", "rollback")
        self.claim(
            "and goes back",
            "images and tags of all seats are what they were, and nobody was disturbed",
            code == 0 and self._undisturbed() and not self._changed_images() and self._tags() == self._tags_before(),
        )

    def rollout(self) -> None:
        """Give all seats an image that works while three people work on."""
        image = ["-e", f"lab_image={GOOD_IMAGE}"]
        first, _text = self._roll_out("4. The next image", "canary", *image)
        code, text = self._roll_out("5. The other seats", "continue", *image)
        self.claim(
            "the next image reaches all seats but those in use, which are named",
            f"{', '.join(AT_WORK)} have the old image, their sessions are open, and nobody was disturbed",
            first == code == 0
            and "in use, so left for the next run: BIO-01, BIO-02, BIO-03" in text
            and self._changed_images() == set(SEATS) - set(AT_WORK)
            and self._undisturbed(),
        )
        for name in AT_WORK:
            self.emulator.control("POST", "sessions", desktop=name, action="close")
        print("\n*** They log off. ***")
        code, _text = self._roll_out("6. The rest", "continue", *image)
        data = {name: one["disks"][1:] for name, one in self.rest()["desktops"].items()}
        self.claim(
            "and these follow when they are free",
            "all seats have the image, no notes, and what was on their data disks",
            code == 0
            and self._changed_images() == set(SEATS)
            and self._tags() == self._tags_before()
            and data == {name: one["disks"][1:] for name, one in self.before["desktops"].items()},
        )

    def _roll_out(self, title: str, action: str, *arguments: str) -> tuple[int, str]:
        run = ["-e", f"lab_action={action}", "-e", "lab_seats=all", "-e", f"lab_confirm={LAB}"]
        return self.play(title, "lab_rollout", *run, "-e", "lab_if_in_use=skip", *arguments)

    def _changed_images(self) -> set[str]:
        """Return the seats that have another image than before the rollout."""
        return {name for name, image in self.images() if image != self.before["desktops"][name]["image"]}

    def _undisturbed(self) -> bool:
        state = self.emulator.state()
        return not state["disturbed"] and len(state["sessions"]) == len(AT_WORK)

    def _tags(self) -> dict[str, Any]:
        return {name: one["tags"] for name, one in self.rest()["desktops"].items()}

    def _tags_before(self) -> dict[str, Any]:
        return {name: one["tags"] for name, one in self.before["desktops"].items()}


if __name__ == "__main__":
    raise SystemExit(perform(Rollout))
