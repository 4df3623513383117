"""A body that is made once and answered many times.

`View` holds the bytes, their validators and, for each content coding, complete answers; `respond` only picks one.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from hashlib import sha256
from http import HTTPStatus
from types import MappingProxyType
from typing import Protocol

from shared.errors import PreconditionFailed
from shared.http.coding import ENCODERS, SUFFIXES
from shared.http.conditional import ETag, Precondition, evaluate, is_conditional
from shared.http.fields import field_lines, http_date
from shared.http.links import WebLink, build_links
from shared.http.negotiate import IDENTITY, pick_encoding

_MIN_COMPRESSED = 256  # bytes; below this the fields of a coding cost more than it saves
_CODINGS = tuple(ENCODERS)
# What a 304 must repeat (RFC 9110 section 15.4.5), and Last-Modified for caches that know no tags.
_REPEATED = frozenset({"Cache-Control", "Vary", "Last-Modified"})


class Version(Protocol):
    """What a view was made from."""

    @property
    def is_current(self) -> bool:
        """Turns false, for good, as soon as a view made now might be another."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A complete answer: what there is to say, without ``Date``. ``head`` has the status line and ``headers``."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    head: bytes


class Kind(Enum):
    """The answers that a view has in each coding."""

    FULL = "full"
    HEAD = "head"
    NOT_MODIFIED = "not-modified"


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class View:
    """An immutable representation, made with `make_view`; compressed bodies are made when first asked for, and kept.

    ``headers`` are those of every coding; ``etags`` maps each coding to its own strong tag, and ``tags`` are the same
    as they stand in header fields. A view with a ``version`` is what its address has for everyone while that is
    current.
    """

    body: bytes
    last_modified: datetime | None
    headers: Mapping[str, str]
    etags: Mapping[str, ETag]
    tags: frozenset[str]
    codings: tuple[str, ...]
    version: Version | None = None
    _prepared: dict[tuple[Kind, str], Prepared] = field(default_factory=dict, repr=False)

    @property
    def etag(self) -> str:
        """The tag of the uncompressed body, as it stands in the header field."""
        return str(self.etags[IDENTITY])

    def prepared(self, kind: Kind, coding: str) -> Prepared:
        """The answer of this kind in ``coding``, making it if this is the first time."""
        found = self._prepared.get((kind, coding))
        if found is None:
            found = self._prepared[kind, coding] = _PREPARE[kind](self, coding)
        return found


def make_view(
    body: bytes,
    *,
    content_type: str,
    last_modified: datetime | None = None,
    cache_control: str = "no-cache",
    vary: Iterable[str] = (),
    links: Iterable[WebLink] = (),
    compress: bool = True,
) -> View:
    """A view of ``body``; ``last_modified`` is aware. ``Accept-Encoding`` joins ``vary`` where compression pays.

    ``compress`` off is for bodies that are compressed already (pictures).
    """
    codings = _CODINGS if compress and len(body) >= _MIN_COMPRESSED else ()
    varying = ", ".join([*vary, *(["Accept-Encoding"] if codings else [])])
    values = {
        "Content-Type": content_type,
        "Cache-Control": cache_control,
        "Vary": varying,
        "Last-Modified": http_date(last_modified) if last_modified else "",
        "Link": build_links(links),
    }
    digest = urlsafe_b64encode(sha256(body).digest()[:15]).decode("ascii")
    etags = {coding: ETag(digest + SUFFIXES[coding]) for coding in (IDENTITY, *codings)}
    return View(
        body=body,
        last_modified=last_modified,
        headers=MappingProxyType({name: value for name, value in values.items() if value}),
        etags=MappingProxyType(etags),
        tags=frozenset(map(str, etags.values())),
        codings=codings,
    )


def respond(view: View, method: str, headers: Mapping[str, str]) -> Prepared:
    """The answer to a GET or HEAD: 200 or 304. Raises PreconditionFailed where ``If-Match`` and its kin ask for it.

    A tag of any coding counts as this representation, whichever coding would be sent now.
    """
    coding = pick_encoding(headers.get("Accept-Encoding"), view.codings)
    outcome = _outcome(view, method, headers)
    if outcome is Precondition.NOT_MODIFIED:
        return view.prepared(Kind.NOT_MODIFIED, coding)
    if outcome is Precondition.FAILED:
        raise PreconditionFailed(view.etag)
    return view.prepared(Kind.HEAD if method == "HEAD" else Kind.FULL, coding)


def _outcome(view: View, method: str, headers: Mapping[str, str]) -> Precondition:
    """`evaluate`, but for the commonest requests: without conditions, or with one validator just as we sent it."""
    if not is_conditional(headers):
        return Precondition.PROCEED
    if _repeats_validator(view, headers) and not ("If-Match" in headers or "If-Unmodified-Since" in headers):
        return Precondition.NOT_MODIFIED
    return evaluate(method, headers, view.etags.values(), view.last_modified)


def _repeats_validator(view: View, headers: Mapping[str, str]) -> bool:
    """The date counts only without a tag (RFC 9110 section 13.1.3)."""
    if "If-None-Match" in headers:
        return headers["If-None-Match"] in view.tags
    since = headers.get("If-Modified-Since")
    return since is not None and since == view.headers.get("Last-Modified")


def _full(view: View, coding: str) -> Prepared:
    body = view.body if coding == IDENTITY else ENCODERS[coding](view.body)
    fields = {**view.headers, "ETag": str(view.etags[coding]), "Content-Length": str(len(body))}
    if coding != IDENTITY:
        fields["Content-Encoding"] = coding
    return _answer(200, fields, body)


def _head(view: View, coding: str) -> Prepared:
    return replace(view.prepared(Kind.FULL, coding), body=b"")


def _not_modified(view: View, coding: str) -> Prepared:
    """Needs no compressed body: after a restart most readers only want to hear that nothing is new."""
    repeated = {name: value for name, value in view.headers.items() if name in _REPEATED}
    return _answer(304, {**repeated, "ETag": str(view.etags[coding])}, b"")


def _answer(status: int, fields: Mapping[str, str], body: bytes) -> Prepared:
    head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode() + field_lines(fields)
    return Prepared(status, MappingProxyType(fields), body, head)


_PREPARE = {Kind.FULL: _full, Kind.HEAD: _head, Kind.NOT_MODIFIED: _not_modified}
