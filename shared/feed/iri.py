"""Addresses and names that a feed may carry (RFC 3986, RFC 3987, RFC 4151, RFC 8141)."""

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit
from uuid import NAMESPACE_URL, uuid5

from shared.feed.xmltext import xml_text

_ILLEGAL = re.compile(r"[\x00-\x20\x7f-\xa0\"<>\\^`{|}\u2028\u2029\ud800-\udfff\ufff0-\uffff]|%(?![0-9A-Fa-f]{2})")
# What nearly all names are, told at one look.
_PLAIN = re.compile(r"https?:[A-Za-z0-9/:@!$&'()*+,;=._~?#\[\]-]+\Z")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s].*\Z", re.DOTALL)
_NAMES = {
    "tag": re.compile(
        r"tag:(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
        r",\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?:[A-Za-z0-9%;/?:@&=+$,.!~*'()#_-]*\Z"
    ),
    "urn": re.compile(
        r"urn:(?:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?!uuid:)[a-z0-9][a-z0-9-]{1,31}:.+)\Z",
        re.IGNORECASE,
    ),
}
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.?\Z|\[[0-9A-Fa-f:.]+\]\Z")
_KEEP = "%/?:@!$&'()*+,;=-._~"


def is_absolute_iri(text: str) -> bool:
    """Whether ``text`` is an IRI with a scheme, without a character RFC 3987 forbids; tags and URNs well formed."""
    if _PLAIN.match(text):
        return True
    if not _ABSOLUTE.match(text) or _ILLEGAL.search(text):
        return False
    syntax = _NAMES.get(text.partition(":")[0].lower())
    return syntax is None or syntax.match(text) is not None


def permanent_id(text: str, origin: str) -> str:
    """``text`` if a feed may use it as an id, else a ``urn:uuid:`` that depends on ``origin`` and ``text`` alone.

    Sources often call their items ``1`` or ``my post``; ``origin`` (the id of the feed they come from) keeps the
    items of two such sources apart. Valid ids are never touched: readers compare them character by character.
    """
    name = text.strip()
    if is_absolute_iri(name):
        return name
    # An id is data from outside: surrogates must not stop the hash.
    seed = f"{origin}\n{name}".encode("utf-8", "backslashreplace").decode("utf-8")
    return f"urn:uuid:{uuid5(NAMESPACE_URL, seed)}"


@lru_cache(maxsize=4096)  # of a feed that is written anew, all addresses but the newest post's are the same
def web_url(text: str) -> str | None:
    """``text`` as an absolute http(s) URI in ASCII, or None if it leads nowhere a reader should go.

    Paths and queries are percent-encoded as UTF-8, host names by IDNA: RSS knows no IRIs, and readers that follow
    an Atom link often do not either. Existing escapes stay as they are.
    """
    try:
        parts = urlsplit(xml_text(text).strip())
        host = _ascii_host(parts)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or host is None:
        return None
    authority = host if port is None else f"{host}:{port}"
    tail = (_escape(piece) for piece in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, authority, *tail))


def _ascii_host(parts: SplitResult) -> str | None:
    host = parts.hostname
    if not host:
        return None
    if ":" in host:
        host = f"[{host}]"
    elif not host.isascii():
        host = host.encode("idna").decode("ascii")
    return host if _HOST.match(host) else None


def _escape(piece: str) -> str:
    stray_percent = _ILLEGAL.sub(lambda match: "%25" if match.group() == "%" else match.group(), piece)
    return quote(stray_percent, safe=_KEEP)
