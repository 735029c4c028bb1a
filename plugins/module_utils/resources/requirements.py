# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requirements of a product: what it must have, given in place of the ID of one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import InputError, UnmetRequirementsError
from ..names import nearest

NUMBERS = ("cpu", "memory")
"""Requirements that are a least amount. Memory is in GB."""

WORDS = ("os_type", "architecture", "package_type")
FLAG = "is_gpu"
KEYS = (*NUMBERS, *WORDS, FLAG)

_PAY_PER_USE = "1"
_OFFERED = ("", "normal")
_MB = 1024
_MOST_TOLD = 3
_FLAGS = {"true": True, "false": False}

Requirements = Mapping[str, Any]
Product = Mapping[str, Any]


def read_requirements(given: Mapping[Any, Any]) -> dict[str, Any]:
    """Return requirements with their numbers as numbers, so that texts, which templates make of them, are taken too.

    :raises InputError: a key is unknown, or a value cannot be what its key says.
    """
    if not given:
        raise InputError(f"product is empty; give the ID of a product, or what it must have ({', '.join(KEYS)})")
    requirements = {}
    for key, value in given.items():
        if key not in KEYS:
            raise InputError(f"product asks for {key}, but can ask for {', '.join(KEYS)}{nearest(str(key), KEYS)}")
        requirements[str(key)] = _read_value(str(key), value)
    return requirements


def _read_value(key: str, value: Any) -> Any:
    text = str(value).strip()
    if key in NUMBERS:
        if not text.isdecimal() or int(text) < 1:
            raise InputError(f"product.{key} is {text or 'empty'}, but must be a whole number of 1 or more")
        return int(text)
    if key == FLAG:
        if text.lower() not in _FLAGS:
            raise InputError(f"product.{key} is {text or 'empty'}, but must be true or false")
        return _FLAGS[text.lower()]
    if not isinstance(value, str) or not text:
        raise InputError(f"product.{key} is {text or 'empty'}, but must be a word")
    return text


def check_product(given: Any, target: str) -> None:
    """Check what a task says of a product: its ID, or requirements.

    :raises InputError: it is neither.
    """
    if isinstance(given, Mapping):
        try:
            read_requirements(given)
        except InputError as error:
            raise InputError(f"{target}: {error}") from error
    elif given is not None and not isinstance(given, str):
        raise InputError(
            f"{target}: product is {given!r}, but must be the ID of a product, or a dictionary of what it "
            f"must have ({', '.join(KEYS)})"
        )


def unknown(requirements: Requirements, product: Product) -> bool:
    """Tell whether something is required of which nothing is known."""
    return any(_fact(product, key) is None for key in requirements)


def fits(requirements: Requirements, product: Product) -> bool:
    """Tell whether a product has all that is required, as far as that is known.

    :param product: a row of ListProducts, with its ``os_type``.
    """
    return not _lacking(requirements, product)


def smallest(requirements: Requirements, products: Sequence[Product]) -> str:
    """Return the ID of the smallest product on offer that fits: without a GPU if possible, by cpu, memory and ID.

    :param products: rows of ListProducts. Those that need an order, or are sold out, are not on offer.
    :raises UnmetRequirementsError: there is none; it names those that come nearest.
    """
    offered = [product for product in products if _is_offered(product) and not unknown(requirements, product)]
    fitting = [product for product in offered if fits(requirements, product)]
    if fitting:
        return str(min(fitting, key=_order)["product_id"])
    told = " and ".join(f"{key} {value}" for key, value in requirements.items())
    sold_out = [product for product in products if is_sold_out(product) and fits(requirements, product)]
    gone = f"; {min(sold_out, key=_order)['product_id']} is sold out" if sold_out else ""
    near = sorted(offered, key=lambda product: (_distance(requirements, product), _order(product)))[:_MOST_TOLD]
    offers = f"; the nearest are {', '.join(_shown(product) for product in near)}" if near else ""
    raise UnmetRequirementsError(f"there is no pay-per-use product with {told}{gone}{offers}")


def _fact(product: Product, key: str) -> Any:
    """Return what a product has, ``None`` if it is not told, or told in a way that is not understood."""
    value = product.get(key)
    if key == FLAG:
        return _FLAGS.get(str(value).lower())
    if key not in NUMBERS:
        return value or None
    try:
        return float(value) / (_MB if key == "memory" else 1)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def _lacking(requirements: Requirements, product: Product) -> list[str]:
    return [key for key, value in requirements.items() if not _has(value, _fact(product, key))]


def _has(required: Any, fact: Any) -> bool:
    if fact is None:
        return True
    if isinstance(required, str):
        return required.lower() == str(fact).lower()
    return bool(fact == required) if isinstance(required, bool) else fact >= required


def _is_offered(product: Product) -> bool:
    return not needs_order(product) and str(product.get("status") or "").lower() in _OFFERED


def needs_order(product: Product) -> bool:
    """Tell whether a product is billed by the month or year: "0", the other way round than for desktops."""
    mode = product.get("charge_mode")
    return mode not in (None, "") and str(mode) != _PAY_PER_USE


def is_sold_out(product: Product) -> bool:
    """Tell whether nobody gets a product at present."""
    return str(product.get("status")).lower() == "sellout"


def _order(product: Product) -> tuple[bool, float, float, str]:
    """A GPU costs more than anything else, so nobody gets one who could do without."""
    cpu, memory = (_fact(product, key) or 0 for key in NUMBERS)
    return bool(_fact(product, FLAG)), cpu, memory, str(product["product_id"])


def _distance(requirements: Requirements, product: Product) -> float:
    """Return how much a product lacks, as a share of each number and a whole for each word."""
    return sum(
        1 - _fact(product, key) / requirements[key] if key in NUMBERS else 1 for key in _lacking(requirements, product)
    )


def _shown(product: Product) -> str:
    cpu, memory = (_fact(product, key) or 0 for key in NUMBERS)
    return f"{product['product_id']} ({cpu:.0f} vCPU, {memory:.0f} GB)"


def of_system(products: Sequence[Product], os_type: str | None) -> list[dict[str, Any]]:
    """Return rows of ListProducts that were asked for by operating system, with that system, which they do not tell."""
    return [{"os_type": os_type, **product} if os_type else dict(product) for product in products]
