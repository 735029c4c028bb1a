# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds out what the names that a task gives for a desktop stand for, before anything is planned."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from ...client import Client
from ...errors import InputError, UnknownNameError, UnmetRequirementsError
from ...names import Kind, Names
from ...plan import Notice
from ..catalogue import Catalogue
from ..kinds import ENTERPRISE_PROJECT, IMAGE, NAME_POLICY, SUBNET, USER, USER_GROUP, ZONE
from .fields import BY_NAME, FIELDS
from .options import Desired, Policy
from .state import Desktop

_BY_NAME = [field for field in FIELDS if field.kind and field.current and not field.many]
"""The fields whose values are single names."""


LONGEST_USERS = {"windows": 20, "linux": 32}
"""How long the names of users of desktops may be, by the system (CreateDesktop, AttachInstances)."""


class Resolver:
    """Resolves names for one task; what was asked once is not asked again.

    ``awaited`` are the names that nobody has yet, of kinds that an earlier task may create; ``doubtful`` those that the
    domain may know although the service does not list them; ``refused`` what stands against single desktops.
    """

    def __init__(self, client: Client, names: Names, catalogue: Catalogue, policy: Policy) -> None:
        self._names = names
        self._catalogue = catalogue
        self._policy = policy
        self._enterprise_project = client.settings.enterprise_project_id
        self.awaited: list[Notice] = []
        self.doubtful: list[Notice] = []
        self.refused: list[Notice] = []

    def begin(self) -> None:
        """Forget what was said of desktops, before all are resolved again."""
        for notices in (self.awaited, self.doubtful, self.refused):
            notices.clear()

    def resolved(self, one: Desired, desktop: Desktop | None) -> Desired:
        """Return what is desired with the IDs of all that it names, and what stands against a creation.

        :param desktop: the desktop that is meant, if there is exactly one.
        :raises InputError: a name does not exist.
        """
        if self._policy.state == "absent":
            return one
        options = dict(one.options)
        if desktop is None and self._enterprise_project:
            options.setdefault("enterprise_project_id", self._enterprise_project)
        ids = self._ids(options, desktop)
        obstacle = ""
        try:
            product = self._product(options, ids, desktop)
        except UnmetRequirementsError as error:
            if desktop is not None and desktop.product_id:
                self._refuse(one.target, error)
            product, obstacle = None, str(error)
        if product:
            options["product"] = ids["product"] = product
        self._check_resize(one.target, ids, desktop)
        self._check_move(one.target, options.get("enterprise_project_id"), desktop)
        self._check_people(one, desktop)
        if desktop is None or self._policy.recreate == "on_change":
            policy = options.get("desktop_name_policy")
            if policy:
                ids["desktop_name_policy"] = self._later(one.target, NAME_POLICY, policy)
            self._check_ou(one.target, options.get("ou_name"))
            obstacle = obstacle or self._against_creation(options, ids, desktop)
        return dataclasses.replace(one, options=options, ids=ids, obstacle=obstacle)

    def _refuse(self, target: str, reason: InputError | str) -> None:
        self.refused.append(Notice(target, str(reason)))

    def _ids(self, options: Mapping[str, Any], desktop: Desktop | None) -> dict[str, Any]:
        """Return what single names, networks and security groups stand for."""
        ids: dict[str, Any] = {}
        for field in _BY_NAME:
            given = options.get(field.name)
            if isinstance(given, str) and field.kind:
                now = desktop.values.get(field.name) if desktop else None
                ids[field.name] = given if given == now else self._names.find(field.kind, given).id
        if options.get("nics") is not None:
            ids["nics"] = [self._names.find(SUBNET, nic["subnet"]).id for nic in options["nics"]]
        groups = desktop.security_groups if desktop else None
        return {**ids, **self._catalogue.security_groups(options.get("security_groups"), groups)}

    def _check_move(self, target: str, given: str | None, desktop: Desktop | None) -> None:
        """Refuse to move a desktop to an enterprise project that there is not."""
        now = desktop.values.get("enterprise_project_id") if desktop else None
        if not given or now in (None, given):
            return
        found = self._names.find(ENTERPRISE_PROJECT, given)
        if found.id != given:
            self._refuse(target, f'enterprise_project_id "{given}" is a name; give the ID, {found.id}')

    def _check_people(self, one: Desired, desktop: Desktop | None) -> None:
        """Look for the users and groups that are to be attached; a creation makes its first user itself."""
        self._check_lengths(one, desktop)
        there = {person.key for person in desktop.people} if desktop else set()
        # So does the attachment of a single user with an address for the invitation.
        made = desktop is None or len(one.people or ()) == 1 and one.options.get("user_email")
        for person in one.people or ():
            if person.key in there or made and person == one.owner:
                continue
            self._look_up(one.target, USER_GROUP if person.type == "GROUP" else USER, person.user_name)

    def _check_lengths(self, one: Desired, desktop: Desktop | None) -> None:
        """Refuse users with names that are too long for the system of their desktop."""
        there = {person.key for person in desktop.people} if desktop else set()
        users = [person for person in one.people or () if person.type == "USER" and person.key not in there]
        if not users:
            return
        image = one.options.get("image")
        system = desktop.os_type if desktop else image and self._names.find(IMAGE, image).row.get("os_type")
        most = LONGEST_USERS.get(str(system).lower())
        for person in users:
            if most and len(person.user_name) > most:
                length = len(person.user_name)
                told = f"has {length} characters, but the most on a {system} desktop is {most}"
                self._refuse(one.target, f'user_name "{person.user_name}" {told}')

    def _check_ou(self, target: str, ou_name: str | None) -> None:
        """Look for the OU of a new desktop."""
        missing = self._catalogue.missing_ou(ou_name) if ou_name else None
        if missing:
            (self.awaited if missing.sure else self.doubtful).append(Notice(target, missing.reason))

    def _look_up(self, target: str, kind: Kind, name: str) -> None:
        try:
            self._names.find(kind, name)
        except UnknownNameError as error:
            notice = Notice(target, str(error), awaits=error.sought)
            (self.doubtful if self._catalogue.has_domain() else self.awaited).append(notice)

    def _later(self, target: str, kind: Kind, given: str) -> str:
        """Return the ID of something that an earlier task may create; what does not exist yet stands for itself."""
        try:
            return self._names.find(kind, given).id
        except UnknownNameError as error:
            self.awaited.append(Notice(target, str(error), awaits=error.sought))
            return given

    def _product(self, options: Mapping[str, Any], ids: Mapping[str, Any], desktop: Desktop | None) -> str | None:
        """Return the ID of a product that meets requirements, if some are given.

        Without an image nothing can be created, and no product be chosen.
        """
        requirements, image = options.get("product"), options.get("image")
        now = desktop.product if desktop and desktop.product_id else None
        if not isinstance(requirements, Mapping) or now is None and image is None:
            return None
        zone = ids.get("availability_zone") or (desktop.availability_zone if desktop else None)
        return self._catalogue.product(requirements, zone, image, now)

    def _check_resize(self, target: str, ids: Mapping[str, Any], desktop: Desktop | None) -> None:
        """Refuse to give a desktop a product that cannot be had."""
        product = ids.get("product")
        if desktop is None or not desktop.product_id or product in (None, desktop.product_id):
            return
        try:
            self._catalogue.check_product(product)
        except InputError as error:
            self._refuse(target, error)

    def _against_creation(self, options: Mapping[str, Any], ids: Mapping[str, Any], desktop: Desktop | None) -> str:
        """Return what stands against a creation, if anything. A desktop that is there needs none unless it is deleted
        first, and then it must surely come back."""
        try:
            self._catalogue.check_template(options)
            if desktop is not None and "product" in ids and options.get("image"):
                zone = ids.get("availability_zone") or desktop.availability_zone
                self._catalogue.check_zone(ids["product"], zone, options["image"])
        except InputError as error:
            return str(error)
        return ""

    def shown(self, option: str, value: Any) -> Any:
        """Return a value of a field as users know it: names for the IDs that have been listed in this task."""
        kind = BY_NAME[option].kind
        # Zones are known by their IDs.
        if kind is None or kind is ZONE or value is None:
            return value
        if BY_NAME[option].many:
            return [self._names.shown(kind, one) for one in value]
        return self._names.shown(kind, value)
