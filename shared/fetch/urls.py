"""Addresses that may be fetched, checked and written in one way. Pure: nothing is resolved here."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from shared.fetch.errors import BadUrl
from shared.fetch.hosts import canonical_host

MAX_URL = 4096
_REMEMBERED = 8192
"""Reading an address costs 35 µs, and sources are asked again and again."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_AUTHORITY = re.compile(r"(\[[^\]]*\]|[^:]*)(?::[0-9]*)?\Z")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# What RFC 3986 allows in a path or query, and % itself: existing escapes are kept byte for byte.
_SAFE = "%/?:@!$&'()*+,;=-._~[]"

Origin = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class HttpUrl:
    """An absolute http(s) URL in ASCII: ``host`` without brackets, ``target`` the path and query as sent."""

    scheme: str
    host: str
    port: int
    target: str

    @staticmethod
    @lru_cache(maxsize=_REMEMBERED)
    def parse(text: str) -> "HttpUrl":
        """Read an absolute URL or IRI (RFC 3987 section 3.1). `BadUrl` says which rule it breaks.

        Surrounding blanks and the fragment are dropped. User names and passwords are refused: they mislead people
        and belong into headers.
        """
        stripped = text.strip(" \t\r\n\f")
        _check_characters(stripped)
        try:
            parts = urlsplit(stripped)
            return HttpUrl._from_parts(text, parts)
        except ValueError as exc:  # from urlsplit, its port, and canonical_host
            raise BadUrl(text, "bad-host") from exc

    @staticmethod
    def _from_parts(text: str, parts: SplitResult) -> "HttpUrl":
        if parts.scheme not in _DEFAULT_PORTS:
            raise BadUrl(text, "bad-scheme")
        if "@" in parts.netloc:
            raise BadUrl(text, "has-credentials")
        host, port = _host_and_port(parts)
        return HttpUrl(parts.scheme, host, port, _target(text, parts))

    def join(self, reference: str) -> "HttpUrl":
        """The URL that ``reference`` means on this page (RFC 3986 section 5)."""
        stripped = reference.strip(" \t\r\n\f")
        _check_characters(stripped)
        try:
            return HttpUrl.parse(urljoin(str(self), stripped))
        except ValueError as exc:
            raise BadUrl(reference, "bad-host") from exc

    @property
    def origin(self) -> Origin:
        """Scheme, host and port (RFC 6454)."""
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """Host and port, where it is not the usual one, as they stand in the URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def _check_characters(text: str) -> None:
    if len(text) > MAX_URL:
        raise BadUrl(text[:80], "too-long")
    if _CONTROL.search(text):
        raise BadUrl(text, "control-character")


def _host_and_port(parts: SplitResult) -> tuple[str, int]:
    authority = _AUTHORITY.match(parts.netloc)
    port = parts.port
    if authority is None or port == 0:
        raise ValueError(parts.netloc)
    return canonical_host(authority[1]), port or _DEFAULT_PORTS[parts.scheme]


def _target(text: str, parts: SplitResult) -> str:
    path = _escape(text, parts.path) or "/"
    return f"{path}?{_escape(text, parts.query)}" if parts.query else path


def _escape(text: str, part: str) -> str:
    try:
        return quote(_STRAY_PERCENT.sub("%25", part), safe=_SAFE)
    except UnicodeEncodeError as exc:
        raise BadUrl(text, "lone-surrogate") from exc
