# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signatures: recorded vectors step by step, the official signer as a reference, and the bytes on the wire."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

import pytest
import requests
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from hypothesis import HealthCheck, given, settings, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.auth import (
    SIGNED_HEADERS,
    SignatureAuth,
    TokenAuth,
    canonical_path,
    canonical_query,
    canonical_request,
    payload_hash,
    sign,
    string_to_sign,
)

VECTORS = json.loads(Path(__file__).with_name("signing_vectors.json").read_text(encoding="utf-8"))["vectors"]
VECTORS_OF_OUR_KIND = [v for v in VECTORS if set(v["expected"]["signed_headers"].split(";")) <= set(SIGNED_HEADERS)]
EXAMPLES = 2000
SIGNED_AT = datetime(2026, 7, 24, 8, 9, 10, tzinfo=timezone.utc)
ACCESS_KEY = "TESTAKTESTAKTESTAK00"
SECRET_KEY = "testsktestsktestsktestsktestsktestskTEST"
PROJECT_ID = "0123456789abcdef0123456789abcdef"


def wire_pairs(query: list[list[Any]]) -> list[tuple[str, str]]:
    """Return the query of a vector as names and values that are sent: booleans in words, lists as repeated names."""
    pairs = []
    for name, value in query:
        for item in value if isinstance(value, list) else [value]:
            pairs.append((name, str(item).lower() if isinstance(item, bool) else str(item)))
    return pairs


def prepared(vector: dict[str, Any]) -> requests.PreparedRequest:
    """Sign the request of a vector the way a client does."""
    request = vector["request"]
    url = f"{request['scheme']}://{request['host']}{request['resource_path']}"
    auth = SignatureAuth(
        vector["access_key"],
        vector["secret_key"],
        vector["security_token"],
        vector["project_or_domain_id"],
        clock=lambda: SIGNED_AT,
    )
    headers = {"Content-Type": request["headers"]["Content-Type"]}
    body = (request["body"] or "").encode()
    query = wire_pairs(request["query_params"])
    return requests.Request(request["method"], url, headers, data=body, params=query, auth=auth).prepare()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_each_step_of_the_vectors(vector: dict[str, Any]) -> None:
    request, expected = vector["request"], vector["expected"]
    final_headers = {name.lower(): value for name, value in expected["final_headers"].items()}
    signed = {name: final_headers[name] for name in expected["signed_headers"].split(";")}
    query = wire_pairs(request["query_params"])
    body_hash = payload_hash((request["body"] or "").encode(), final_headers.get("content-type", ""))

    canonical = canonical_request(request["method"], request["resource_path"], query, signed, body_hash)
    assert canonical == expected["canonical_request"]

    text = string_to_sign(final_headers["x-sdk-date"], canonical)
    assert text == expected["string_to_sign"]

    assert expected["authorization"].endswith("Signature=" + sign(vector["secret_key"], text))


def test_most_vectors_sign_only_the_headers_that_we_sign() -> None:
    assert [vector["id"][0] for vector in VECTORS_OF_OUR_KIND] == ["1", "2", "3", "5", "8"]


@pytest.mark.parametrize("vector", VECTORS_OF_OUR_KIND, ids=lambda vector: vector["id"])
def test_a_prepared_request_is_the_vector(vector: dict[str, Any]) -> None:
    request = prepared(vector)
    assert request.path_url == vector["expected"]["uri"]
    for name, value in vector["expected"]["final_headers"].items():
        assert request.headers[name] == value


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "/"),
        ("", "/"),
        ("/v2/p/desktops", "/v2/p/desktops/"),
        ("/v2/p/desktops/", "/v2/p/desktops/"),
        ("/a%20b/~.-_", "/a%20b/~.-_/"),
        ("/a+b", "/a%2Bb/"),
        ("/键/%E9%94%AE", "/%E9%94%AE/%E9%94%AE/"),
    ],
)
def test_canonical_path(path: str, expected: str) -> None:
    assert canonical_path(path) == expected


def test_the_query_is_sorted_before_it_is_encoded() -> None:
    # Encoded, "é" (%C3%A9) would come before "z".
    assert canonical_query([("é", "1"), ("z", "b"), ("z", "a"), ("z", ""), ("~", "/")]) == "z=&z=a&z=b&~=%2F&%C3%A9=1"


@dataclass(frozen=True)
class Call:
    """A request to be signed by both signers."""

    method: str
    host: str
    path: str
    query: list[tuple[str, str]]
    content_type: str
    body: bytes
    access_key: str
    secret_key: str
    security_token: str | None
    project_id: str | None
    at: datetime


def secret_text(alphabet: str = "abcXYZ0189/+=._-") -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=1, max_size=40)


anything = st.text(st.characters(codec="utf-8"), max_size=12)
words = st.text("azAZ09-_.~键é ", min_size=1, max_size=8)
# "." and ".." are not segments but steps, which every HTTP library resolves before it sends.
segments = (words | anything).filter(lambda segment: segment not in ("", ".", ".."))
encoded_paths = st.lists(segments, min_size=1, max_size=5).map(
    lambda parts: "/" + "/".join(quote(part, safe="") for part in parts)
)
plain_paths = st.lists(st.text("azAZ09-_~键é", min_size=1, max_size=8), min_size=1, max_size=5).map(
    lambda parts: "/" + "/".join(parts)
)
names = st.sampled_from(["limit", "tag", "desktop_id", "user_name"]) | anything
bodies = st.binary(max_size=60) | st.dictionaries(anything, anything | st.integers(), max_size=3).map(
    lambda content: json.dumps(content, ensure_ascii=False).encode()
)
calls = st.builds(
    Call,
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"]),
    host=st.sampled_from(["workspace.cn-north-4.myhuaweicloud.com", "127.0.0.1:8443", "localhost"]),
    path=st.builds(str.__add__, encoded_paths | plain_paths, st.sampled_from(["", "/"])),
    query=st.lists(st.tuples(names, st.sampled_from(["", "a", "b", "a b", "+", "~"]) | anything), max_size=6),
    content_type=st.sampled_from(
        ["", "application/json", "application/json;charset=utf-8", "multipart/form-data; boundary=b", "text/xml"]
    ),
    body=bodies,
    access_key=secret_text("ABCXYZ0189"),
    secret_key=secret_text(),
    security_token=st.none() | secret_text(),
    project_id=st.none() | st.text("0123456789abcdef", min_size=32, max_size=32),
    at=st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)),
)


def officially_signed(call: Call) -> SdkRequest:
    """Return the call as the official signer makes it."""
    credentials = BasicCredentials(call.access_key, call.secret_key, call.project_id)
    if call.security_token:
        credentials.with_security_token(call.security_token)
    headers = {"X-Sdk-Date": call.at.strftime("%Y%m%dT%H%M%SZ")}
    if call.content_type:
        headers["Content-Type"] = call.content_type
    return credentials.sign_request(
        SdkRequest(call.method, "https", call.host, call.path, None, list(call.query), headers, call.body)
    )


def signed_by_us(call: Call, way: str) -> requests.PreparedRequest:
    """Return the call as a client makes it, with the query in the URL or, encoded another way, as parameters."""
    auth = SignatureAuth(call.access_key, call.secret_key, call.security_token, call.project_id, clock=lambda: call.at)
    url = f"https://{call.host}{call.path}"
    query = "&".join(f"{quote(name)}={quote(value)}" for name, value in call.query)
    return requests.Request(
        call.method,
        f"{url}?{query}" if query and way == "url" else url,
        {"Content-Type": call.content_type} if call.content_type else {},
        data=call.body,
        params=call.query if way == "params" else None,
        auth=auth,
    ).prepare()


@pytest.mark.slow
def test_signatures_equal_those_of_the_official_signer() -> None:
    compared = 0

    @settings(
        max_examples=EXAMPLES,
        database=None,
        suppress_health_check=[HealthCheck.data_too_large],
    )
    @given(call=calls, way=st.sampled_from(["url", "params"]))
    def compare(call: Call, way: str) -> None:
        nonlocal compared
        official, ours = officially_signed(call), signed_by_us(call, way)
        for name, value in official.header_params.items():
            assert ours.headers[name] == value
        assert ours.path_url.partition("?")[2] == official.uri.partition("?")[2]
        assert (ours.body or b"") == call.body
        compared += 1

    compare()
    assert compared >= EXAMPLES


@dataclass
class Received:
    """What a server got, as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@pytest.fixture
def server() -> Iterator[tuple[str, list[Received]]]:
    """Run a server that keeps what it receives; give its address and the list."""
    received: list[Received] = []

    class Handler(BaseHTTPRequestHandler):
        def keep(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            received.append(Received(self.command, self.path, headers, body))
            self.send_response(204)
            self.end_headers()

        do_GET = do_POST = do_DELETE = keep

        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}", received
        http.shutdown()
        thread.join(timeout=60)


@pytest.mark.parametrize(
    ("method", "target", "options"),
    [
        ("GET", "/v2/p/desktops?name=a%20b&name=&x=/,:@+%2B&flag&%E9%94%AE=%e9%94%ae", {}),
        ("GET", "/v2/p/a%20b/键/%7Etilde", {"params": {"tag": ["k=é", "a b"], "empty": ""}}),
        ("POST", "/v2/p/desktops", {"data": b'{"a": "\xe9\x94\xae"}'}),
        ("POST", "/v2/p/desktops", {"data": '{"a": "键"}'}),
        ("POST", "/v2/p/desktops", {"json": {"a": "键"}}),
        ("POST", "/v2/p/desktops", {"data": b""}),
        ("DELETE", "/v2/p/desktops/", {"data": b"{}"}),
        ("POST", "/v1/p/icon", {"data": b"--b--", "headers": {"Content-Type": "multipart/form-data; boundary=b"}}),
    ],
)
def test_what_arrives_is_what_was_signed(
    server: tuple[str, list[Received]], method: str, target: str, options: dict[str, Any]
) -> None:
    address, received = server
    auth = SignatureAuth(ACCESS_KEY, SECRET_KEY, "security/token+==", PROJECT_ID)
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Content-Type"] = "application/json"
        session.request(method, address + target, auth=auth, timeout=60, **options)

    (request,) = received
    path, _mark, query = request.target.partition("?")
    signed_headers = request.headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    assert {"content-type", "host", "x-project-id", "x-sdk-date", "x-security-token"} <= set(signed_headers)
    verified = BasicCredentials(ACCESS_KEY, SECRET_KEY).sign_request(
        SdkRequest(
            method,
            "http",
            request.headers["host"],
            path,
            None,
            parse_qsl(query, keep_blank_values=True),
            {name.title(): request.headers[name] for name in signed_headers},
            request.body,
        )
    )
    assert request.headers["authorization"] == verified.header_params["Authorization"]
    assert request.target == verified.uri


def test_a_request_sent_again_is_signed_again() -> None:
    times = iter([SIGNED_AT, SIGNED_AT + timedelta(minutes=20)])
    auth = SignatureAuth(ACCESS_KEY, SECRET_KEY, clock=lambda: next(times))
    request = requests.Request("GET", "https://workspace.example.com/v2/p/desktops", auth=auth).prepare()
    first = dict(request.headers)
    auth(request)
    assert (first["X-Sdk-Date"], request.headers["X-Sdk-Date"]) == ("20260724T080910Z", "20260724T082910Z")
    assert first["Authorization"] != request.headers["Authorization"]


def test_the_clock_is_utc_by_default() -> None:
    auth = SignatureAuth(ACCESS_KEY, SECRET_KEY)
    request = requests.Request("GET", "https://workspace.example.com/", auth=auth).prepare()
    date = datetime.strptime(request.headers["X-Sdk-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    assert abs(datetime.now(timezone.utc) - date) < timedelta(minutes=1)


def test_a_stream_is_not_signed() -> None:
    auth = SignatureAuth(ACCESS_KEY, SECRET_KEY)
    request = requests.Request("POST", "https://workspace.example.com/", data=iter([b"a", b"b"]), auth=auth)
    with pytest.raises(TypeError, match="bytes or text"):
        request.prepare()


def test_headers_that_others_add_are_not_signed() -> None:
    session = requests.Session()
    request = session.prepare_request(
        requests.Request("GET", "https://workspace.example.com/", auth=SignatureAuth(ACCESS_KEY, SECRET_KEY))
    )
    assert "User-Agent" in request.headers
    assert "SignedHeaders=host;x-sdk-date," in request.headers["Authorization"]


@pytest.mark.parametrize("project_id", [PROJECT_ID, None])
def test_token(project_id: str | None) -> None:
    auth = TokenAuth("the-token", project_id)
    request = requests.Request("GET", "https://workspace.example.com/", auth=auth).prepare()
    assert request.headers["X-Auth-Token"] == "the-token"
    assert request.headers.get("X-Project-Id") == project_id
    assert "Authorization" not in request.headers


def test_secrets_are_not_shown() -> None:
    shown = f"{SignatureAuth(ACCESS_KEY, SECRET_KEY, 'security-token')!r} {TokenAuth('the-token')!r}"
    assert not any(secret in shown for secret in (SECRET_KEY, "security-token", "the-token"))
