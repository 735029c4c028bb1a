# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who calls the API, and where: credentials, project, endpoints, and the signing of requests.

Nothing here sends a request. :func:`resolve` turns options, environment and profile file into :class:`Settings`;
:class:`SignatureAuth` and :class:`TokenAuth` are authentication classes for ``requests``.
"""

from __future__ import annotations

import difflib
import hashlib
import hmac
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

from .errors import CredentialsError

try:
    from requests.auth import AuthBase
except ImportError:
    # Whoever sends requests reports the missing library; this module must be importable without it.
    AuthBase = object  # type: ignore[assignment,misc]

if TYPE_CHECKING:
    from requests import PreparedRequest

DEFAULT_CLOUD = "myhuaweicloud.com"
DEFAULT_MAX_RETRIES = 5
DEFAULT_CONNECT_TIMEOUT = 10
DEFAULT_READ_TIMEOUT = 60

# No option has a default or an env_fallback: :func:`resolve` must see which source gave what.
AUTH_ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "region": {"type": "str"},
    "project_id": {"type": "str"},
    "project_name": {"type": "str"},
    # Only the secret key is secret; no_log is set because the name looks like a secret.
    "access_key": {"type": "str", "no_log": False},
    "secret_key": {"type": "str", "no_log": True},
    "security_token": {"type": "str", "no_log": True},
    "auth_token": {"type": "str", "no_log": True},
    "iam_user_name": {"type": "str"},
    "iam_user_password": {"type": "str", "no_log": True},
    "iam_domain_name": {"type": "str"},
    "cloud": {"type": "str"},
    "workspace_endpoint": {"type": "str"},
    "app_endpoint": {"type": "str"},
    "iam_endpoint": {"type": "str"},
    "eps_endpoint": {"type": "str"},
    "validate_certs": {"type": "bool"},
    "ca_path": {"type": "path"},
    "max_retries": {"type": "int"},
    "connect_timeout": {"type": "int"},
    "read_timeout": {"type": "int"},
}


# --- Settings -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Settings:
    """Everything that a client needs to know before its first request.

    Exactly one kind of credentials is set: ``access_key`` and ``secret_key`` (with ``security_token`` when they are
    temporary), or ``auth_token``, or ``user_name``, ``user_password`` and ``domain_name``. Endpoints have no trailing
    slash. In words for the user, ``credentials_source`` says where the credentials were found, ``credentials_name``
    also under which name, ``address_sources`` where each service's endpoint comes from, and ``warnings`` what was not
    read.
    """

    credentials_source: str
    workspace_endpoint: str
    app_endpoint: str
    iam_endpoint: str
    eps_endpoint: str
    region: str | None = None
    project_id: str | None = None
    project_name: str | None = None
    enterprise_project_id: str | None = None
    access_key: str | None = None
    secret_key: str | None = field(default=None, repr=False)
    security_token: str | None = field(default=None, repr=False)
    auth_token: str | None = field(default=None, repr=False)
    user_name: str | None = None
    user_password: str | None = field(default=None, repr=False)
    domain_name: str | None = None
    validate_certs: bool = True
    ca_path: str | None = None
    max_retries: int = DEFAULT_MAX_RETRIES
    connect_timeout: int = DEFAULT_CONNECT_TIMEOUT
    read_timeout: int = DEFAULT_READ_TIMEOUT
    credentials_name: str = ""
    address_sources: Mapping[str, str] = field(default_factory=dict)
    warnings: Sequence[str] = ()

    @property
    def caller(self) -> str:
        """Say whose credentials these are and where they were found, without any secret."""
        source = self.credentials_name or self.credentials_source
        if self.access_key:
            return f"access key {self.access_key} ({source})"
        return f"user {self.user_name} ({source})" if self.user_name else f"the token of {source}"

    @property
    def needs_token(self) -> bool:
        """Whether a token has to be fetched with user name and password."""
        return self.user_password is not None

    def secrets(self) -> list[str]:
        """Return the secrets, wherever they were found."""
        found = (self.secret_key, self.security_token, self.auth_token, self.user_password)
        return [secret for secret in found if secret]


_TASK_OPTIONS = "the task options"


def resolve(
    options: Mapping[str, Any],
    environ: Mapping[str, str],
    home: str | os.PathLike[str],
    options_label: str = _TASK_OPTIONS,
) -> Settings:
    """Return the settings that task options, environment and profile file give together.

    The sources count in this order. The first one that gives any credential gives all of them, and the first that
    gives a project, by ID or name, gives the project; every other setting is taken one by one from the first source
    that has it. Blank texts count as not given.

    :param options: the task options of :data:`AUTH_ARGUMENT_SPEC`; other keys are ignored.
    :param environ: the environment variables.
    :param home: the home directory, in which ``.huaweicloud/credentials`` is looked for.
    :param options_label: what messages call the place of the options.
    :raises CredentialsError: if something is missing, contradictory or not understood.
    """
    profile_path = _profile_path(environ, home)
    given = _Source.of(options_label, _OPTION_NAMES, options)
    sources = (given, _environment(environ), _profile(environ, profile_path))
    source, credentials = _find_credentials(sources, profile_path)
    project = _find_project(sources)
    region = _pick(sources, "region", _text)
    cloud = _pick(sources, "cloud", _host, DEFAULT_CLOUD)
    workspace_endpoint = _pick(sources, "workspace_endpoint", _endpoint)
    _check_region(region, workspace_endpoint, project.get("project_id"))
    return Settings(
        credentials_source=source.label,
        credentials_name=source.describe(next(iter(credentials))),
        workspace_endpoint=workspace_endpoint or f"https://workspace.{region}.{cloud}",
        # A replaced Workspace endpoint serves all of them: half of a run must not go to the real cloud.
        app_endpoint=_pick(sources, "app_endpoint", _endpoint, workspace_endpoint or _app_endpoint(region, cloud)),
        iam_endpoint=_pick(sources, "iam_endpoint", _endpoint, _iam_endpoint(region, cloud)).removesuffix("/v3"),
        eps_endpoint=_pick(sources, "eps_endpoint", _endpoint, workspace_endpoint or f"https://eps.{cloud}"),
        region=region,
        enterprise_project_id=_pick(sources, "enterprise_project_id", _text),
        validate_certs=_pick(sources, "validate_certs", _flag, not _pick(sources, "insecure", _flag, False)),
        ca_path=_pick(sources, "ca_path", _text),
        max_retries=_pick(sources, "max_retries", _count, DEFAULT_MAX_RETRIES),
        connect_timeout=_pick(sources, "connect_timeout", _seconds, DEFAULT_CONNECT_TIMEOUT),
        read_timeout=_pick(sources, "read_timeout", _seconds, DEFAULT_READ_TIMEOUT),
        address_sources=_address_sources(sources, region),
        warnings=[f"{source.broken} It was not read." for source in sources if source.broken],
        **project,
        **credentials,
    )


def token_request_body(settings: Settings, scope: str = "project") -> dict[str, Any]:
    """Return the body of ``POST /v3/auth/tokens`` (KeystoneCreateUserTokenByPassword).

    :param scope: ``domain`` for a token of the whole account, which services need whose paths name no project;
        ``project`` for one of the project: by its ID where that is known, else by ``project_name``, else by the name
        of the region, which is the name of the region's own project.
    """
    project = {"id": settings.project_id} if settings.project_id else {"name": settings.project_name or settings.region}
    scopes = {"project": project, "domain": {"name": settings.domain_name}}
    user = {
        "name": settings.user_name,
        "password": settings.user_password,
        "domain": {"name": settings.domain_name},
    }
    return {
        "auth": {
            "identity": {"methods": ["password"], "password": {"user": user}},
            "scope": {scope: scopes[scope]},
        }
    }


# --- Sources --------------------------------------------------------------------------------------------------------

_ENVIRONMENT = "the environment"
_PROFILE_VARIABLE = "HUAWEICLOUD_SDK_CREDENTIALS_FILE"

_RENAMED_OPTIONS = {
    "iam_user_name": "user_name",
    "iam_user_password": "user_password",
    "iam_domain_name": "domain_name",
}
_OPTION_NAMES = {_RENAMED_OPTIONS.get(option, option): option for option in AUTH_ARGUMENT_SPEC}
_HW_VARIABLES = {
    "access_key": "HW_ACCESS_KEY",
    "secret_key": "HW_SECRET_KEY",
    "security_token": "HW_SECURITY_TOKEN",
    "auth_token": "HW_AUTH_TOKEN",
    "user_name": "HW_USER_NAME",
    "user_password": "HW_USER_PASSWORD",
    "domain_name": "HW_DOMAIN_NAME",
    "region": "HW_REGION_NAME",
    "project_id": "HW_PROJECT_ID",
    "project_name": "HW_PROJECT_NAME",
    "enterprise_project_id": "HW_ENTERPRISE_PROJECT_ID",
    "cloud": "HW_CLOUD",
    "workspace_endpoint": "HW_WORKSPACE_ENDPOINT",
    "app_endpoint": "HW_WORKSPACE_APP_ENDPOINT",
    "iam_endpoint": "HW_AUTH_URL",
    "eps_endpoint": "HW_EPS_ENDPOINT",
    "insecure": "HW_INSECURE",
    "max_retries": "HW_MAX_RETRIES",
}
_SDK_KEY_VARIABLES = {
    "access_key": "HUAWEICLOUD_SDK_AK",
    "secret_key": "HUAWEICLOUD_SDK_SK",
    "security_token": "HUAWEICLOUD_SDK_SECURITY_TOKEN",
}
_SDK_VARIABLES = {
    "project_id": "HUAWEICLOUD_SDK_PROJECT_ID",
    "iam_endpoint": "HUAWEICLOUD_SDK_IAM_ENDPOINT",
}
_PROFILE_SECTION = "basic"
_PROFILE_KEYS = {
    "access_key": "ak",
    "secret_key": "sk",
    "security_token": "security_token",
    "project_id": "project_id",
    "iam_endpoint": "iam_endpoint",
}


@dataclass(frozen=True)
class _Source:
    """One place that settings come from: what it is called, how it calls each setting, and what it gives.

    ``broken`` says what is wrong with one that cannot be read. That stops only runs that need its credentials.
    """

    label: str
    names: Mapping[str, str]
    values: Mapping[str, Any] = field(repr=False)
    broken: str = ""

    @classmethod
    def of(cls, label: str, names: Mapping[str, str], content: Mapping[str, Any]) -> _Source:
        """Take from ``content`` what ``names`` (setting: name in the content) lists and what is not blank."""
        found = {setting: _stripped(setting, content.get(name)) for setting, name in names.items()}
        for setting, value in found.items():
            # An environment can hold bytes that are no text.
            if isinstance(value, str) and not value.isascii() and value.encode(errors="ignore").decode() != value:
                raise CredentialsError(f"{names[setting]} in {label} is not valid text: set it again.")
        return cls(label, names, {setting: value for setting, value in found.items() if value not in (None, "")})

    def given(self, settings: Iterable[str]) -> list[str]:
        """Return this source's names of those of the settings that it gives."""
        return [self.names[setting] for setting in settings if setting in self.values]

    def describe(self, setting: str) -> str:
        """Return how to call the setting in an error: its name and the source."""
        return f"{self.names[setting]} in {self.label}"

    def sendable(self, setting: str) -> Any:
        """Return a value that goes into a header as it is.

        :raises CredentialsError: if it cannot; the HTTP library's own error would show the value.
        """
        value = self.values.get(setting)
        if value is not None and not re.fullmatch(r"[!-~]+", value):
            raise CredentialsError(
                f"{self.describe(setting)} has a blank, a line break or a non-ASCII character inside: set it again."
            )
        return value


def _stripped(setting: str, value: Any) -> Any:
    """Take surrounding blanks off a text; a password keeps them unless it is nothing else."""
    if not isinstance(value, str):
        return value
    return value if setting == "user_password" and value.strip() else value.strip()


def _environment(environ: Mapping[str, str]) -> _Source:
    """Read both families of variables; ``HW_*`` wins.

    Key, secret and security token belong together, so they are all read from one family: half a key pair of the one
    never meets the other half of the other.
    """
    hw = _Source.of(_ENVIRONMENT, _HW_VARIABLES, environ)
    names = {**_HW_VARIABLES, **{setting: name for setting, name in _SDK_VARIABLES.items() if setting not in hw.values}}
    if not hw.given(_SDK_KEY_VARIABLES):
        names.update(_SDK_KEY_VARIABLES)
    return _Source.of(_ENVIRONMENT, names, environ)


def _profile_path(environ: Mapping[str, str], home: str | os.PathLike[str]) -> Path:
    named = environ.get(_PROFILE_VARIABLE, "").strip()
    if named.startswith("~/"):
        return Path(home, named[2:])
    return Path(named) if named else Path(home, ".huaweicloud", "credentials")


def _profile(environ: Mapping[str, str], path: Path) -> _Source:
    label = f"the file {path}"
    named = environ.get(_PROFILE_VARIABLE, "").strip()
    content: Mapping[str, str] | None = {}
    try:
        content = _section(path)
    except OSError as error:
        # Nobody asked for the default file: where it cannot be reached it is as good as absent.
        if named:
            raise CredentialsError(
                f"{_PROFILE_VARIABLE} names {label}, which cannot be read ({error.strerror}): correct or unset it."
            ) from None
    if content is None:
        broken = (
            f"The file {path} is not a valid INI file: write a section [{_PROFILE_SECTION}] with ak and sk into it."
        )
        if named:
            raise CredentialsError(broken)
        return _Source(label, _PROFILE_KEYS, {}, broken)
    return _Source.of(label, _PROFILE_KEYS, content)


def _section(path: Path) -> Mapping[str, str] | None:
    """Return what the section of a profile file holds, ``None`` if it is no INI file. Raises :class:`OSError`."""
    with path.open(encoding="utf-8-sig") as file:
        # Few have such a file; the tasks of the others do without the import.
        import configparser

        parser = configparser.ConfigParser(interpolation=None)
        try:
            parser.read_file(file)
        except (configparser.Error, UnicodeDecodeError):
            return None
    return parser[_PROFILE_SECTION] if parser.has_section(_PROFILE_SECTION) else {}


# --- Credentials and project ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Kind:
    """A kind of credentials: the settings that show that it is meant, and those that it cannot do without."""

    marks: Sequence[str]
    required: Sequence[str]


_KINDS = (
    _Kind(marks=("access_key", "secret_key", "security_token"), required=("access_key", "secret_key")),
    _Kind(marks=("auth_token",), required=("auth_token",)),
    # A domain name alone says nothing: tools that need it for other purposes share the variable.
    _Kind(marks=("user_name", "user_password"), required=("user_name", "user_password", "domain_name")),
)
_IN_HEADERS = ("access_key", "security_token", "auth_token")


def _find_credentials(sources: Sequence[_Source], profile_path: Path) -> tuple[_Source, dict[str, Any]]:
    """Return the first source that gives any credential, and its credentials."""
    for source in sources:
        if source.broken:
            raise CredentialsError(source.broken)
        kinds = [kind for kind in _KINDS if source.given(kind.marks)]
        if kinds:
            return source, _credentials(source, kinds)
    raise CredentialsError(
        "No credentials were found: set access_key and secret_key (or auth_token, or iam_user_name, iam_user_password "
        f"and iam_domain_name) in {sources[0].label}, or HW_ACCESS_KEY and HW_SECRET_KEY (or HW_AUTH_TOKEN, or "
        "HW_USER_NAME, HW_USER_PASSWORD and HW_DOMAIN_NAME) in the environment, or write ak and sk into the section "
        f"[{_PROFILE_SECTION}] of {profile_path}."
    )


def _credentials(source: _Source, kinds: Sequence[_Kind]) -> dict[str, Any]:
    """Return the credentials of the one kind that the source gives, or say why they are none."""
    if len(kinds) > 1:
        given = source.given(mark for kind in kinds for mark in kind.marks)
        ways = [_joined([source.names[setting] for setting in kind.required]) for kind in kinds]
        raise CredentialsError(
            f"In {source.label}, {_joined(given)} exclude each other: set only {', or only '.join(ways)}."
        )
    kind = kinds[0]
    missing = [source.names[setting] for setting in kind.required if setting not in source.values]
    if missing:
        given = source.given(kind.marks)
        raise CredentialsError(
            f"In {source.label}, {_joined(given)} {'are' if len(given) > 1 else 'is'} given without "
            f"{_joined(missing)}: set {_joined(missing)} there too."
        )
    settings = dict.fromkeys([*kind.required, *kind.marks])
    return {
        setting: source.sendable(setting) if setting in _IN_HEADERS else source.values.get(setting)
        for setting in settings
    }


def _find_project(sources: Iterable[_Source]) -> dict[str, Any]:
    """Return ID and name of the project from the first source that gives either.

    Never one from here and one from there: a name in the task must not lose against an ID in the environment.
    """
    for source in sources:
        if source.given(("project_id", "project_name")):
            return {"project_id": source.sendable("project_id"), "project_name": source.values.get("project_name")}
    return {}


def _joined(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


# --- Single values --------------------------------------------------------------------------------------------------


def _pick(sources: Iterable[_Source], setting: str, convert: Callable[[Any, str], Any], default: Any = None) -> Any:
    """Return the setting from the first source that gives it; ``convert`` takes value and description."""
    for source in sources:
        if setting in source.values:
            return convert(source.values[setting], source.describe(setting))
    return default


def _text(value: Any, description: str) -> str:
    return str(value)


def _flag(value: Any, description: str) -> bool:
    text = str(value).lower()
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off"):
        return False
    raise CredentialsError(f"{description} must be true or false.")


def _count(value: Any, description: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", str(value)):
        raise CredentialsError(f"{description} must be a whole number, 0 or more.")
    return int(value)


def _seconds(value: Any, description: str) -> int:
    seconds = _count(value, description)
    if not seconds:
        raise CredentialsError(f"{description} must be at least one second.")
    return seconds


_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*")
_IPV6 = re.compile(r"[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")


def _host(value: Any, description: str) -> str:
    if not _HOST.fullmatch(str(value)):
        raise CredentialsError(f"{description} must be the end of a host name, such as {DEFAULT_CLOUD}.")
    return str(value)


def _endpoint(value: str, description: str) -> str:
    """Return an address with scheme and without trailing slash; ``https`` where no scheme is given."""
    try:
        url = urlsplit(value if "://" in value else f"https://{value}")
        host = url.hostname or ""
        valid = url.scheme in ("http", "https") and url.port != 0 and "@" not in url.netloc
        valid = valid and bool((_IPV6 if "[" in url.netloc else _HOST).fullmatch(host))
        valid = valid and bool(re.fullmatch(r"[!-~]+", value))
    except ValueError:
        valid = False
    if not valid or url.query or url.fragment:
        raise CredentialsError(
            f"{description} must be an address such as https://workspace.example.com, without user, query and fragment."
        )
    return f"{url.scheme}://{url.netloc}{url.path.rstrip('/')}"


# --- Regions --------------------------------------------------------------------------------------------------------

_REGIONS = (
    "af-north-1",
    "af-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "cn-east-3",
    "cn-east-5",
    "cn-north-11",
    "cn-north-4",
    "cn-north-9",
    "cn-south-1",
    "cn-southwest-2",
    "eu-west-101",
    "la-north-2",
    "la-south-2",
    "me-east-1",
    "sa-brazil-1",
    "tr-west-1",
)
_REGIONS_WITH_APPSTREAM_HOST = ("cn-east-3", "cn-north-4", "cn-north-9", "cn-south-1", "cn-southwest-2")
_REGIONS_WITHOUT_IAM_HOST = ("af-north-1", "cn-north-11")
_FOREIGN_IAM_HOSTS = {("eu-west-101", DEFAULT_CLOUD): "iam.eu-west-101.myhuaweicloud.eu"}


def _check_region(region: str | None, workspace_endpoint: str | None, project_id: str | None) -> None:
    """Refuse what would leave the address of the service or the project unknown."""
    if region is None:
        if workspace_endpoint and project_id:
            return
        raise CredentialsError(
            "The region is not known: set the option region or HW_REGION_NAME, or both a Workspace endpoint "
            "(workspace_endpoint, HW_WORKSPACE_ENDPOINT) and a project ID (project_id, HW_PROJECT_ID)."
        )
    if region not in _REGIONS and not workspace_endpoint:
        nearest = difflib.get_close_matches(region.lower(), _REGIONS, n=3, cutoff=0)
        raise CredentialsError(
            f"There is no Workspace region {region!r} (nearest names: {', '.join(nearest)}): correct the option region "
            "or HW_REGION_NAME, or set workspace_endpoint or HW_WORKSPACE_ENDPOINT."
        )


def _address_sources(sources: Iterable[_Source], region: str | None) -> dict[str, str]:
    """Say for each service where its endpoint comes from."""
    given = {
        setting: next((source.describe(setting) for source in sources if setting in source.values), "")
        for setting in ("workspace_endpoint", "app_endpoint", "iam_endpoint", "eps_endpoint", "region")
    }
    by_region = f"region {region}, {given['region']}" if region else "the default"
    workspace = given["workspace_endpoint"]
    return {
        "workspace": workspace or by_region,
        "app": given["app_endpoint"] or workspace or by_region,
        "iam": given["iam_endpoint"] or by_region,
        "eps": given["eps_endpoint"] or workspace or "the default",
    }


def _app_endpoint(region: str | None, cloud: str) -> str:
    service = "appstream" if region in _REGIONS_WITH_APPSTREAM_HOST else "workspace"
    return f"https://{service}.{region}.{cloud}"


def _iam_endpoint(region: str | None, cloud: str) -> str:
    if region not in _REGIONS or region in _REGIONS_WITHOUT_IAM_HOST:
        return f"https://iam.{cloud}"
    return "https://" + _FOREIGN_IAM_HOSTS.get((region, cloud), f"iam.{region}.{cloud}")


# --- Signing: SDK-HMAC-SHA256 ---------------------------------------------------------------------------------------

ALGORITHM = "SDK-HMAC-SHA256"
SIGNED_HEADERS = (
    "content-type",
    "host",
    "x-project-id",
    "x-sdk-content-sha256",
    "x-sdk-date",
    "x-security-token",
)
"""The headers that are signed where they are present: those that say who asks for what, when and where.

The receiver takes the list from the Authorization header, so it is the sender's choice. Headers that the HTTP library
adds or that a proxy may change on the way (User-Agent, Accept, Connection ...) would only make good signatures fail.
"""

_DATE_FORMAT = "%Y%m%dT%H%M%SZ"
_UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
_SIGNED_CONTENT_TYPES = ("application/json", "application/bson")


def canonical_path(path: str) -> str:
    """Return the path with every segment encoded again and with the closing slash that is signed but not sent."""
    encoded = "/".join(_encoded(segment) for segment in unquote(path).split("/"))
    return encoded if encoded.endswith("/") else encoded + "/"


def canonical_query(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the query, sorted by name and value as they are before encoding; a name may occur many times."""
    return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in sorted(pairs))


def payload_hash(body: bytes, content_type: str = "") -> str:
    """Return what stands for the body in the canonical request: its SHA-256, or a constant for other than JSON."""
    if body and not _signs_payload(content_type):
        return _UNSIGNED_PAYLOAD
    return hashlib.sha256(body).hexdigest()


def canonical_request(
    method: str, path: str, query: Iterable[tuple[str, str]], headers: Mapping[str, str], body_hash: str
) -> str:
    """Return the text of a request that is signed.

    :param method: the HTTP method.
    :param path: the path as it is sent, encoded or not.
    :param query: pairs of name and value, not encoded.
    :param headers: the headers to sign, and no others.
    :param body_hash: see :func:`payload_hash`.
    """
    lines = sorted((name.lower(), value.strip()) for name, value in headers.items())
    return "\n".join(
        [
            method.upper(),
            canonical_path(path),
            canonical_query(query),
            *(f"{name}:{value}" for name, value in lines),
            "",
            ";".join(name for name, value in lines),
            body_hash,
        ]
    )


def string_to_sign(date: str, request: str) -> str:
    """Return the text that goes into the HMAC, from the ``X-Sdk-Date`` value and the canonical request."""
    return f"{ALGORITHM}\n{date}\n{hashlib.sha256(request.encode()).hexdigest()}"


def sign(secret_key: str, text: str) -> str:
    """Return the signature of a string to sign; the secret key is used as it is, without derivation."""
    return hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()


def utc_now() -> datetime:
    """Return the time that signatures carry."""
    return datetime.now(timezone.utc)


class SignatureAuth(AuthBase):
    """Signs a prepared request with an access key.

    The query is sent in its canonical form, so that the bytes sent are the bytes signed, whatever way the caller
    encoded it. A body should be passed as ``data=<bytes>``; text is sent as UTF-8, and a stream is refused, because
    what is not at hand cannot be signed. A request that is sent again must be signed again: its date grows old.

    :param access_key: the access key (AK).
    :param secret_key: the secret key (SK).
    :param security_token: the token that belongs to temporary keys.
    :param project_id: the project that the request is for; not set for requests to IAM.
    :param clock: gives the time in UTC.
    """

    def __init__(
        self,
        access_key: str,
        secret_key: str,
        security_token: str | None = None,
        project_id: str | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._access_key = access_key
        self._secret_key = secret_key
        self._security_token = security_token
        self._project_id = project_id
        self._clock = clock

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Add the headers of the signature to the request and return it."""
        url = urlsplit(str(request.url))
        query = parse_qsl(url.query, keep_blank_values=True)
        request.url = urlunsplit(url._replace(query=canonical_query(query)))
        request.body = body = _body_bytes(request.body)
        self._set_headers(request, url.netloc.rpartition("@")[2])
        signed = {name: str(request.headers[name]) for name in SIGNED_HEADERS if name in request.headers}
        body_hash = payload_hash(body or b"", signed.get("content-type", ""))
        canonical = canonical_request(str(request.method), url.path, query, signed, body_hash)
        signature = sign(self._secret_key, string_to_sign(signed["x-sdk-date"], canonical))
        request.headers["Authorization"] = (
            f"{ALGORITHM} Access={self._access_key}, SignedHeaders={';'.join(sorted(signed))}, Signature={signature}"
        )
        return request

    def _set_headers(self, request: PreparedRequest, host: str) -> None:
        request.headers["Host"] = host
        request.headers["X-Sdk-Date"] = self._clock().strftime(_DATE_FORMAT)
        if not _signs_payload(str(request.headers.get("Content-Type", ""))):
            request.headers["X-Sdk-Content-Sha256"] = _UNSIGNED_PAYLOAD
        if self._security_token:
            request.headers["X-Security-Token"] = self._security_token
        if self._project_id:
            request.headers["X-Project-Id"] = self._project_id


class TokenAuth(AuthBase):
    """Sends an IAM token along with a request.

    :param token: the token.
    :param project_id: the project that the request is for; not set for requests to IAM.
    """

    def __init__(self, token: str, project_id: str | None = None) -> None:
        self._token = token
        self._project_id = project_id

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Add the headers of the token to the request and return it."""
        request.headers["X-Auth-Token"] = self._token
        if self._project_id:
            request.headers["X-Project-Id"] = self._project_id
        return request


def _encoded(text: str) -> str:
    return quote(text, safe="")


def _signs_payload(content_type: str) -> bool:
    return not content_type or content_type.startswith(_SIGNED_CONTENT_TYPES)


def _body_bytes(body: Any) -> bytes | None:
    if isinstance(body, str):
        return body.encode()
    if body is None or isinstance(body, bytes):
        return body
    raise TypeError("a request can only be signed when its body is bytes or text")
