"""What goes out and what comes back: plain values, so that pure code can be tested without a socket."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

NO_TEXT: Final = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Headers:
    """Header fields in their order; names compare without case, a name may occur more than once.

    In ``items`` octets that are no UTF-8 are lone surrogates (PEP 383): so they are sent back as they came.
    """

    items: tuple[tuple[str, str], ...] = ()
    _by_name: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def _values(self, name: str) -> tuple[str, ...]:
        """Those that are sent are never looked up: they are sorted when somebody asks for the first time."""
        if not self._by_name:
            for key, value in self.items:
                folded = key.lower()
                self._by_name[folded] = (*self._by_name.get(folded, ()), _readable(value))
        return self._by_name.get(name.lower(), ())

    @classmethod
    def of(cls, fields: Iterable[tuple[str, str]]) -> "Headers":
        return cls(tuple(fields))

    def get(self, name: str, default: str | None = None) -> str | None:
        """The first value of ``name``."""
        values = self._values(name)
        return values[0] if values else default

    def get_all(self, name: str) -> tuple[str, ...]:
        """Every value of ``name``."""
        return self._values(name)

    def octets(self, name: str) -> str | None:
        """The first value of ``name`` with a character for each octet: for what is opaque, and kept as text."""
        value = self.get(name)
        if value is None or value.isascii():
            return value
        first = next(sent for key, sent in self.items if key.lower() == name.lower())
        return first.encode("utf-8", "surrogateescape").decode("latin-1")

    def without(self, names: frozenset[str]) -> "Headers":
        """The fields whose lower-case name is not in ``names``."""
        return Headers(tuple((key, value) for key, value in self.items if key.lower() not in names))


def of_octets(value: str) -> str:
    """A value to be sent, from what `Headers.octets` gave; other text (kept by an earlier release) is itself."""
    try:
        return value if value.isascii() else value.encode("latin-1").decode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return value


def _readable(value: str) -> str:
    """UTF-8 as nearly everybody sends it, else Latin-1 (RFC 9110 section 5.5 leaves it open): no lone surrogates."""
    if value.isascii() or not NO_TEXT.search(value):
        return value
    return value.encode("utf-8", "surrogateescape").decode("latin-1")


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What to ask for. ``headers`` may replace the client's User-Agent, but not Host or anything of the framing."""

    url: str
    method: str = "GET"
    headers: Headers = Headers()
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Redirect:
    """One hop: the ``status`` (301, 302, 303, 307, 308) and the ``url`` it led to."""

    status: int
    url: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer of any status. ``url`` is the one that answered, ``body`` is decompressed."""

    url: str
    status: int
    headers: Headers
    body: bytes
    redirects: tuple[Redirect, ...] = ()
