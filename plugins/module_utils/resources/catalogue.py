# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What desktops are made of, and pools of them: images, products, networks, security groups."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from ..client import Client
from ..errors import ApiError, InputError, UnknownNameError, UnmetRequirementsError
from ..names import Names
from .kinds import IMAGE, OU, PRODUCT, SECURITY_GROUP, SUBNET, ZONE
from .requirements import Requirements, fits, is_sold_out, needs_order, of_system, read_requirements, smallest, unknown


@dataclasses.dataclass(frozen=True)
class Missing:
    """Something that was looked for and not found.

    :param sure: whether it surely is not there; the service does not list all that a domain has.
    """

    reason: str
    sure: bool = True


class Catalogue:
    """Answers questions about them in one task; what was asked once is not asked again."""

    def __init__(self, client: Client, names: Names) -> None:
        self._client = client
        self._names = names
        self._service: Mapping[str, Any] | None = None
        self._offers: dict[tuple[str | None, str | None], list[dict[str, Any]]] = {}
        self._chosen: set[str] = set()
        self._domain_ous: list[str] | None = None

    def image_type(self, given: str | None, image_id: str | None) -> str:
        """Return the type of an image: the one given, else what the list of images says."""
        return given or self._names.find(IMAGE, image_id or "").row.get("image_type") or "private"

    def vpc_of(self, subnet_id: str | None) -> str | None:
        """Return the ID of the network that a subnet belongs to."""
        return self._names.find(SUBNET, subnet_id or "").row.get("vpc_id")

    def security_groups(self, given: Sequence[str] | None, now: Sequence[str] | None) -> dict[str, Any]:
        """Resolve security groups, given by name or ID.

        :param now: those there are, which need not be looked up.
        :returns: ``security_groups``, and ``own_security_group``, that of the service itself, which every desktop
            carries too; nothing if none are given.
        """
        if given is None:
            return {}
        if set(given) == set(now or ()):
            return {"security_groups": list(given)}
        return {
            "security_groups": [self._names.find(SECURITY_GROUP, group).id for group in given],
            "own_security_group": (self._workspace().get("desktop_security_group") or {}).get("id"),
        }

    def _workspace(self) -> Mapping[str, Any]:
        """ListWorkspaces: the service of this project."""
        if self._service is None:
            self._service = self._client.get("/v2/{project_id}/workspaces", holding={"status": str})
        return self._service

    def product(
        self,
        given: Mapping[str, Any],
        zone: str | None,
        image: str | None = None,
        now: Mapping[str, Any] | None = None,
    ) -> str:
        """Return the ID of a product that meets requirements: the one there is if it does, else the smallest that fits.

        :param zone: ID of the availability zone that has to offer it. :param image: the image of what is new.
        :param now: the product there is, with its ``os_type``, of what exists.
        :raises UnmetRequirementsError: no product fits, or it would be one for another system.
        """
        requirements = read_requirements(given)
        base = now or self._names.find(IMAGE, image or "").row
        system = base.get("os_type") or requirements.get("os_type")
        if str(requirements.get("os_type", system)).lower() != str(system).lower():
            raise UnmetRequirementsError(
                f"product asks for os_type {requirements['os_type']}, but its system is {system}"
            )
        if now and unknown(requirements, now):
            rows = self._offered(zone, system)
            now = {**next((row for row in rows if row["product_id"] == now["product_id"]), {}), **now}
        if now and fits(requirements, now):
            return str(now["product_id"])
        alike: Requirements = {name: base[name] for name in ("architecture",) if base.get(name)}
        chosen = smallest(requirements, [row for row in self._offered(zone, system) if fits(alike, row)])
        self._chosen.add(chosen)
        return chosen

    def _offered(self, zone: str | None, system: str | None) -> list[dict[str, Any]]:
        """ListProducts, which tells neither zones nor operating systems of products, but can be asked by them."""
        if (zone, system) not in self._offers:
            query = {"availability_zone": zone, "os_type": system}
            rows = self._client.list_all(PRODUCT.path, PRODUCT.key, query, limit=PRODUCT.limit, id_field=PRODUCT.id)
            self._offers[zone, system] = of_system(rows, system)
        return self._offers[zone, system]

    def has_domain(self) -> bool:
        """Tell whether the users of the service are those of a domain; where it does not tell they may be."""
        return (self._workspace().get("ad_domains") or {}).get("domain_type") in (None, "", "LOCAL_AD")

    def domain_ous(self) -> list[str] | None:
        """ListAdOus: return the names of the OUs of the domain, ``None`` if the region does not tell."""
        if self._domain_ous is None:
            try:
                rows = self._client.list_all("/v2/{project_id}/ad-ous", "ou_infos", limit=100, id_field="ou_dn")
            except ApiError as error:
                if not error.not_found:
                    raise
                return None
            self._domain_ous = [str(row.get("ou_name")) for row in rows]
        return self._domain_ous

    def missing_ou(self, name: str) -> Missing | None:
        """Look for an OU, in the service (ListOuDetails) and in the domain (ListAdOus); return why it is not there."""
        try:
            self._names.find(OU, name)
        except UnknownNameError as error:
            known = self.domain_ous()
            if known is None:
                return Missing(f"{error}; the service does not tell the OUs of the domain", sure=False)
            return None if name.casefold() in map(str.casefold, known) else Missing(str(error))
        except InputError:
            # Several domains have such an OU.
            return None
        return None

    def default_zone(self) -> str | None:
        """Return the ID of the availability zone that the service takes where none is given, if it tells that."""
        zones = self._names.all(ZONE)
        return next((zone.id for zone in zones if zone.row.get("default_availability_zone")), None)

    def check_template(self, options: Mapping[str, Any]) -> None:
        """Check that new desktops can be made of this image and product, as far as they are given.

        :raises InputError: the system disk is too small for the image, or the product cannot be had.
        """
        if options.get("image"):
            image = self._names.find(IMAGE, options["image"]).row
            least = image.get("min_disk") or 0
            size = (options.get("root_volume") or {}).get("size", least)
            if size < least:
                raise InputError(
                    f"root_volume.size is {size}, but the image {options['image']} needs at least {least} (GB)"
                )
        if isinstance(options.get("product"), str):
            self.check_product(options["product"])

    def check_product(self, product_id: str) -> None:
        """Check that a product can be had without an order. Raises :class:`.names.InputError`."""
        if product_id in self._chosen:
            return
        product = self._names.find(PRODUCT, product_id).row
        if needs_order(product):
            raise InputError(
                f"product {product_id} is billed by the month or year and needs an order; choose a pay-per-use product"
            )
        if is_sold_out(product):
            raise InputError(f"product {product_id} is sold out; choose another one")

    def check_zone(self, product_id: str, zone: str | None, image: str) -> None:
        """Check that an availability zone offers a product for an image. Raises :class:`.names.InputError`."""
        system = self._names.find(IMAGE, image).row.get("os_type")
        if not any(row["product_id"] == product_id for row in self._offered(zone, system)):
            raise InputError(f"product {product_id} is not on offer in availability zone {zone}")


def own_group(ids: Mapping[str, Any]) -> list[str]:
    """Return the service's own security group where it has to be added to those given."""
    own = ids.get("own_security_group")
    return [own] if own and ids.get("security_groups") and own not in ids["security_groups"] else []
