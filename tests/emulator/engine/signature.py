# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verification of SDK-HMAC-SHA256 signatures, from the published rules alone."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from urllib.parse import quote, unquote

from emulator.engine.errors import UNAUTHENTICATED, ApiError

ALGORITHM = "SDK-HMAC-SHA256"
ALLOWED_SKEW = timedelta(minutes=15)
_HEADER = re.compile(r"SDK-HMAC-SHA256 Access=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})")


def refuse(reason: str) -> ApiError:
    """Return the gateway's refusal of a signature."""
    return ApiError(401, UNAUTHENTICATED, f"Incorrect IAM authentication information: {reason}")


def _encode(text: str) -> str:
    return quote(text, safe="-_.~")


def canonical_uri(raw_path: str) -> str:
    """Return the path with each segment encoded again and a slash at its end."""
    path = "/".join(_encode(segment) for segment in unquote(raw_path).split("/"))
    return path if path.endswith("/") else path + "/"


def canonical_query(query_string: str) -> str:
    """Return the query sorted by its decoded keys and values and encoded again."""
    if not query_string:
        return ""
    pairs = [part.partition("=") for part in query_string.split("&")]
    decoded = sorted((unquote(key), unquote(value)) for key, _equals, value in pairs)
    return "&".join(f"{_encode(key)}={_encode(value)}" for key, value in decoded)


def string_to_sign(
    method: str, raw_path: str, query_string: str, headers: Mapping[str, str], signed: list[str], body: bytes
) -> str:
    """Return what is signed; ``headers`` has lower-case names, ``signed`` lists the names that count."""
    digest = hashlib.sha256(body).hexdigest()
    if body and "x-sdk-content-sha256" in headers:
        digest = headers["x-sdk-content-sha256"]
    canonical = "\n".join(
        (
            method.upper(),
            canonical_uri(raw_path),
            canonical_query(query_string),
            "".join(f"{name}:{headers[name].strip()}\n" for name in signed),
            ";".join(signed),
            digest,
        )
    )
    return "\n".join((ALGORITHM, headers["x-sdk-date"], hashlib.sha256(canonical.encode()).hexdigest()))


def _check_date(value: str) -> None:
    try:
        date = datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        raise refuse("X-Sdk-Date must look like 20060102T150405Z") from None
    if abs(datetime.now(timezone.utc) - date) > ALLOWED_SKEW:
        raise refuse("the request has expired, check the clock")


def verify(
    method: str,
    raw_path: str,
    query_string: str,
    headers: Mapping[str, str],
    body: bytes,
    secrets: Mapping[str, str],
) -> str:
    """Check the signature of a request and return its access key.

    ``headers`` has lower-case names, ``secrets`` maps access keys to secret keys. Raises ApiError 401.
    """
    match = _HEADER.fullmatch(headers.get("authorization", ""))
    if match is None:
        raise refuse("authorization header missing or malformed")
    access_key, names, signature = match.groups()
    if access_key not in secrets:
        raise refuse("unknown access key")
    signed = names.split(";")
    if signed != sorted(signed) or any(name != name.lower() for name in signed):
        raise refuse("SignedHeaders must be sorted and in lower case")
    missing = [name for name in ("host", "x-sdk-date", *signed) if name not in headers]
    if missing:
        raise refuse(f"header {missing[0]} is missing")
    unsigned = [
        name
        for name in ("host", "x-sdk-date", "x-project-id", "x-security-token", "x-sdk-content-sha256")
        if name in headers and name not in signed
    ]
    if unsigned:
        raise refuse(f"header {unsigned[0]} is not signed")
    _check_date(headers["x-sdk-date"])
    text = string_to_sign(method, raw_path, query_string, headers, signed, body)
    expected = hmac.new(secrets[access_key].encode(), text.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, signature):
        raise refuse("verify signature failed")
    return access_key
