# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request and its whole answer, which has an end in time and in size, whatever the other side does."""

from __future__ import annotations

import dataclasses
import re
import ssl
import threading
import traceback
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Callable, TypeVar

from .errors import UnreachableError, WorkspaceError, plain

try:
    import requests
    import urllib3.exceptions

    REQUESTS_IMPORT_ERROR: str | None = None
except ImportError:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()

MOST_BYTES = 64 * 2**20
"""The size of the largest answer that is read, unpacked."""

_CHUNK = 2**16
_GZIP = 31
"""What tells zlib that data is in the format of gzip."""

T = TypeVar("T")


@dataclasses.dataclass(frozen=True)
class Reply:
    """A whole answer. The names of ``headers`` may be given in any case."""

    status: int
    reason: str
    headers: Mapping[str, str]
    content: bytes


class LostError(Exception):
    """There is no answer to a request.

    :param maybe_taken_up: whether the service may have done what it was asked.
    :ivar final: what the user is told when the request is not sent again.
    """

    def __init__(self, why: str, maybe_taken_up: bool = True) -> None:
        super().__init__(why)
        self.maybe_taken_up = maybe_taken_up
        self.final: WorkspaceError | None = None


class OddError(LostError):
    """There is an answer, but not one that can be understood."""


class Transport:
    """Sends requests over connections that are kept open.

    :param verify: whether to check certificates, or where those of the authorities are.
    :param headers: the headers of every request.
    """

    def __init__(self, verify: bool | str, headers: Mapping[str, str]) -> None:
        self._verify = verify
        self._session = requests.Session()
        self._session.headers.update(headers)

    def exchange(
        self,
        method: str,
        url: str,
        data: bytes | None,
        headers: Mapping[str, str],
        auth: Callable[[requests.PreparedRequest], requests.PreparedRequest],
        timeout: tuple[float, float],
        seconds: float,
    ) -> Reply:
        """Send a request and return its whole answer.

        :param headers: headers of this request; they replace those of every request.
        :param timeout: seconds to wait for a connection, and for each piece of the answer.
        :param seconds: how long all of it may take.
        :raises LostError: there is no whole answer. :raises UnreachableError: sending it again is of no use.
        """
        request = requests.Request(method, url, headers=dict(headers), data=data, auth=auth)
        prepared = self._session.prepare_request(request)
        options = self._session.merge_environment_settings(url, {}, True, None, None)
        # An explicit option wins over a CA bundle that the environment names.
        if self._verify is not True:
            options["verify"] = self._verify

        def work() -> Reply:
            response = self._session.send(prepared, timeout=timeout, allow_redirects=False, **options)
            try:
                return Reply(response.status_code, response.reason or "", response.headers, _content(response))
            finally:
                response.close()

        try:
            return _within(seconds, work)
        except requests.exceptions.InvalidURL:
            # The address of the service was looked at before. That of a proxy may hold a password, also in odd places.
            raise UnreachableError(
                "the service cannot be reached: the environment names a proxy (HTTP_PROXY, HTTPS_PROXY or ALL_PROXY) "
                "whose address is not valid"
            ) from None
        except requests.RequestException as error:
            cause = _innermost(error)
            if isinstance(cause, ssl.SSLCertVerificationError):
                raise UnreachableError(
                    f"the service's certificate is not trusted ({_told(cause)}); set ca_path to the right authority"
                ) from error
            raise LostError(_told(cause), maybe_taken_up=not _never_arrived(error)) from error
        except urllib3.exceptions.HTTPError as error:
            raise LostError(_told(_innermost(error))) from error
        except OSError as error:
            # Not a failure of the network: requests cannot read the file that ca_path names.
            raise UnreachableError(str(error)) from error

    def proxy(self, url: str) -> str | None:
        """Return the proxy by which an address is reached, without the credentials for it."""
        proxies = self._session.merge_environment_settings(url, {}, None, None, None)["proxies"]
        address = requests.utils.select_proxy(url, proxies)
        return without_credentials(address) if address else None


def _within(seconds: float, work: Callable[[], T]) -> T:
    """Return what ``work`` returns. Raises :class:`LostError` when that takes too long.

    The timeout of a socket begins again with each byte, and looking up a host has none at all. So a thread does the
    work, and is left behind when the time is over.
    """
    results: list[T] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not results:
        raise LostError(f"there was no whole answer after {seconds:.0f} s")
    return results[0]


def _content(response: requests.Response) -> bytes:
    """Read the body of an answer and unpack it."""
    packed = response.headers.get("Content-Encoding", "").strip().lower()
    if packed not in ("", "identity", "gzip"):
        raise OddError(f"it is packed in a way that was not asked for ({plain(packed)})")
    content = bytearray()
    for piece in _unpacked(_pieces(response.raw)) if packed == "gzip" else _pieces(response.raw):
        content += piece
        if len(content) > MOST_BYTES:
            raise OddError(f"it is larger than {MOST_BYTES // 2**20} MiB")
    return bytes(content)


def _pieces(raw: Any) -> Iterator[bytes]:
    return iter(lambda: raw.read(_CHUNK, decode_content=False), b"")


def _unpacked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack a body in pieces that are small however well they were packed."""
    unpacker = zlib.decompressobj(_GZIP)
    try:
        for piece in pieces:
            while piece and not unpacker.eof:
                yield unpacker.decompress(piece, _CHUNK)
                piece = unpacker.unconsumed_tail
            if unpacker.eof:
                return
        yield unpacker.flush()
    except zlib.error as error:
        raise OddError(f"it cannot be unpacked ({error})") from error


def _never_arrived(error: Exception) -> bool:
    """Whether no connection was made, so that the service surely saw nothing."""
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(getattr(reason, "original_error", reason), urllib3.exceptions.NewConnectionError)


def _innermost(error: BaseException) -> BaseException:
    """Return the exception that a requests exception wraps, however deep."""
    while True:
        wrapped = [getattr(error, "reason", None), getattr(error, "original_error", None), *reversed(error.args)]
        inner = next((one for one in wrapped if isinstance(one, Exception)), None)
        if inner is None:
            return error
        error = inner


def without_credentials(text: str) -> str:
    """Return a text without the users and passwords that stand in its addresses, as those of proxies do."""
    return re.sub(r"(?<=//)\S*@|(?<!\S)(?:(?!//)\S)+@", "", text)


def _told(cause: BaseException) -> str:
    """Return what an exception says, without credentials and addresses of Python objects."""
    text = without_credentials(str(cause))
    return plain(text.split(": ", 1)[1] if text.startswith(("<", "HTTP")) and ": " in text else text)
