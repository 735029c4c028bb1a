# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the API: codes, bodies, and the exception that carries them."""

from __future__ import annotations

from typing import Any

INVALID = "WKS.00211102"
CONFLICT = "WKS.00211103"
NOT_FOUND = "WKS.00211902"
FAILED = "WKS.00211401"
FORBIDDEN = "WKS.00081102"
METHOD_NOT_ALLOWED = "WKS.00000405"
MEDIA_TYPE = "WKS.00000415"
BUSY = "WKS.00010032"
SERVICE_CLOSED = "WKS.00010099"
ADDING_DISKS = "WKS.0407"
USER_NOT_FOUND = "WKS.00170312"
GROUP_NOT_FOUND = "WKS.00170208"
POOL_NOT_FOUND = "WKS.0001"
UNAUTHENTICATED = "APIGW.0301"
NO_SUCH_API = "APIGW.0101"
TOO_LARGE = "APIGW.0201"


class ApiError(Exception):
    """An answer that refuses the request."""

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        """Return the body as the API prints it."""
        return {"error_code": self.code, "error_msg": self.message}


class IamError(ApiError):
    """A refusal of the identity service, which nests its body."""

    def __init__(self, status: int, title: str, message: str) -> None:
        super().__init__(status, str(status), message)
        self.title = title

    def body(self) -> dict[str, Any]:
        return {"error": {"code": self.status, "message": self.message, "title": self.title}}


class EpsError(ApiError):
    """A refusal of the service for enterprise projects, which nests its body."""

    def body(self) -> dict[str, Any]:
        return {"error": super().body()}


def invalid(message: str) -> ApiError:
    """A field is missing, unknown, of the wrong type or out of its range."""
    return ApiError(400, INVALID, message)


def too_large(message: str) -> ApiError:
    """The request is larger than the gateway takes."""
    return ApiError(413, TOO_LARGE, message)


def not_found(message: str) -> ApiError:
    """The object that the path or body names does not exist."""
    return ApiError(404, NOT_FOUND, message)


def conflict(message: str) -> ApiError:
    """The request contradicts what exists; repeating it does not help."""
    return ApiError(409, CONFLICT, message)


def busy(name: str) -> ApiError:
    """The desktop is in a state that denies the operation for now."""
    message = f"Operation conflict. The current instance status of desktop {name} denies the operation."
    return ApiError(409, BUSY, message)
