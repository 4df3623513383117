"""A thread is a post's address: one normal form for all its spellings, one address for all that the post ever had.

The normal form is that of RFC 3986 section 6.2. Pure but for `Directory`, which asks for the posts.
"""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, Protocol, Self
from urllib.parse import SplitResult, quote, urlsplit

from shared.asked import Asked
from shared.errors import FieldProblem, InvalidInput, NotFound
from shared.ids import digest_id

MOST_CHARACTERS: Final = 2000
_KEYS_KEPT: Final = 1024
_PORTS: Final = {"http": 80, "https": 443}
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_TRIPLET: Final = re.compile(r"%[0-9A-Fa-f]{2}")
_STRAY_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PATH_SAFE: Final = "%/:@!$&'()*+,;=-._~"
_QUERY_SAFE: Final = _PATH_SAFE + "?"
_TRACKING: Final = re.compile(
    r"(?:utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|mc_cid|mc_eid|igshid|_ga|_gl)(?:=|\Z)"
)
_HOST: Final = re.compile(r"\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
_ID: Final = re.compile(r"(?P<thread>[a-z2-7]{20})\.[0-9a-hjkmnp-tv-z]{26}")


class NotAThread(ValueError):
    """Not the http(s) address of a page. The message is a problem code."""


def normalise(url: str) -> str:
    """The normal form of a post's address; applying it twice changes nothing. Raises `NotAThread`.

    Scheme and host in lower case, no default port, fragment or tracking parameter, no dot segments; what may stand
    plainly does, everything else is percent-encoded UTF-8, so a Thai slug in either form is one thread.
    """
    parts = _split(url.strip())
    path = _without_dots(_percent(parts.path, _PATH_SAFE)) or "/"
    query = "&".join(p for p in _percent(parts.query, _QUERY_SAFE).split("&") if p and not _TRACKING.match(p))
    normal = f"{parts.scheme.lower()}://{_authority(parts)}{path}" + (f"?{query}" if query else "")
    if len(normal) > MOST_CHARACTERS:
        raise NotAThread("too-long")
    return normal


@lru_cache(maxsize=_KEYS_KEPT)
def thread_key(normal: str) -> str:
    """The key of a thread: its slot's hash tag and the first part of its comments' identifiers."""
    return digest_id(normal)


def comment_id(key: str, unique: str) -> str:
    """``<thread key>.<ulid>``: an identifier that says where its comment is kept."""
    return f"{key}.{unique}"


def key_of(identity: str) -> str | None:
    """The thread key in a comment's identifier; None if it is not one."""
    match = _ID.fullmatch(identity)
    return match["thread"] if match else None


@dataclass(frozen=True, slots=True)
class Sites:
    """The address prefixes under which posts may have threads here."""

    prefixes: tuple[str, ...]

    @classmethod
    def of(cls, words: Iterable[str]) -> Self:
        """From origins, optionally with a path. Raises `NotAThread`."""
        return cls(tuple(normalise(word) for word in words))

    def allow(self, normal: str) -> bool:
        """Whether a normalised address lies on one of the sites, on whole path segments."""
        return any(normal == p or normal.startswith((p.rstrip("/") + "/", p.rstrip("/") + "?")) for p in self.prefixes)

    def allow_origin(self, origin: str) -> bool:
        """Whether pages of this origin (as in the Origin header) may embed threads."""
        return any("/".join(prefix.split("/")[:3]) == origin for prefix in self.prefixes)


def read_thread(raw: str, sites: Sites, field: str) -> str | FieldProblem:
    """The normal form of an address where a thread may be, or what is wrong with ``field``."""
    try:
        normal = normalise(raw)
    except NotAThread as error:
        return FieldProblem(field, str(error), "the address of a post")
    if not sites.allow(normal):
        return FieldProblem(field, "unknown-site", "a post of this site or of one in SAKET_SITES")
    return normal


@dataclass(frozen=True, slots=True)
class Thread:
    """What is said about one post: ``url`` is its only address, ``title`` empty if nobody knows.

    ``published`` is when the post appeared and ``entry`` its name in feeds, as far as anybody knows.
    """

    url: str
    title: str = ""
    public: bool = True
    published: datetime | None = None
    entry: str = ""


class PostThread(Protocol):
    """A thread as those who keep the posts know it."""

    @property
    def url(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def public(self) -> bool: ...
    @property
    def published(self) -> datetime | None: ...
    @property
    def entry(self) -> str: ...


class Posts(Protocol):
    """The posts of this site."""

    async def thread(self, url: str) -> PostThread | None:
        """The thread of the post at any of the addresses it ever had; None where there is no post."""

    async def version(self) -> str:
        """Changes whenever a post appears, is changed or goes."""

    def moving(self, version: str) -> Asked[tuple[str, bool]]:
        """The version now, and whether a post has appeared, was changed or has gone since ``version``."""

    async def moved(self, version: str) -> tuple[str, bool]:
        """What `moving` asks."""

    async def wait(self, version: str) -> None:
        """Until the version is another one, or for a while."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Finds the thread that an address means: ``own`` is this site, whose posts are known; others go by prefix."""

    sites: Sites
    own: Sites
    posts: Posts

    async def at(self, normal: str) -> Thread | None:
        """The thread at a normalised address, public or not; None where there is no post."""
        if not self.own.allow(normal):
            return Thread(normal)
        found = await self.posts.thread(normal)
        if found is None:
            return None
        return Thread(normalise(found.url), found.title, found.public, found.published, found.entry)

    async def find(self, raw: str, field: str) -> Thread | None:
        """As `at`, of an address as sent. Raises `InvalidInput` if no thread could ever be there."""
        return await self.at(self._read(raw, field))

    async def key(self, raw: str, field: str) -> str:
        """The key of the thread at an address, also where there is no post. Raises `InvalidInput` as `find`."""
        thread = await self.find(raw, field)
        return thread_key(thread.url if thread else self._read(raw, field))

    async def look_up(self, raw: str, field: str) -> Thread | FieldProblem:
        """The thread of a public post, or what is wrong with ``field``."""
        normal = read_thread(raw, self.sites, field)
        if isinstance(normal, FieldProblem):
            return normal
        thread = await self.at(normal)
        return thread if thread and thread.public else FieldProblem(field, "unknown-post", "a published post")

    async def writable(self, raw: str, field: str) -> Thread:
        """Where somebody wants to comment. Raises `InvalidInput`, also where there is no public post."""
        found = await self.look_up(raw, field)
        if isinstance(found, FieldProblem):
            raise InvalidInput(found)
        return found

    async def readable(self, raw: str, field: str) -> Thread:
        """Where somebody wants to read. Raises `InvalidInput`, and `NotFound` where there is no public post."""
        thread = await self.find(raw, field)
        if thread is None or not thread.public:
            raise NotFound("thread", raw)
        return thread

    async def all_public(self, urls: Iterable[str]) -> dict[str, Thread]:
        """Those threads, by address, whose posts everybody may read."""
        asked = list(urls)
        found = await asyncio.gather(*map(self.at, asked))
        return {url: thread for url, thread in zip(asked, found, strict=True) if thread and thread.public}

    def _read(self, raw: str, field: str) -> str:
        normal = read_thread(raw, self.sites, field)
        if isinstance(normal, FieldProblem):
            raise InvalidInput(normal)
        return normal


def _split(url: str) -> SplitResult:
    if len(url) > MOST_CHARACTERS * 3:
        raise NotAThread("too-long")
    try:
        url.encode()
        parts = urlsplit(url)
        usable = parts.scheme.lower() in _PORTS and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        usable = False
    if not usable:
        raise NotAThread("not-a-url")
    return parts


def _authority(parts: SplitResult) -> str:
    try:
        host, port = _ascii_host(parts.hostname or ""), parts.port
    except ValueError:  # a port out of range, or a label that IDNA refuses
        raise NotAThread("not-a-url") from None
    if not _HOST.fullmatch(host):
        raise NotAThread("not-a-url")
    return host if port in {None, _PORTS[parts.scheme.lower()]} else f"{host}:{port}"


def _ascii_host(host: str) -> str:
    """The host as DNS knows it: ``.ไทย`` in its ``xn--`` form."""
    if ":" in host:
        return f"[{host}]"
    return host.encode("idna").decode().lower().rstrip(".")


def _percent(text: str, safe: str) -> str:
    text = _STRAY_PERCENT.sub("%25", text)
    return quote(_TRIPLET.sub(_plain_if_possible, text), safe=safe)


def _plain_if_possible(match: re.Match[str]) -> str:
    char = chr(int(match[0][1:], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _without_dots(path: str) -> str:
    """RFC 3986 section 5.2.4, for absolute paths."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)
