"""Content codings (RFC 9110 section 8.4), decoded in small steps so that a bomb never unfolds.

A 1.6 kB brotli body unfolds to 1 GiB: each decoder yields pieces of bounded size (`STEP`, zstd at most 2 MiB), and
the reader stops asking once it has had enough.
"""

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli
import zstandard

from shared.fetch.errors import BadEncoding

STEP = 64 * 1024
ACCEPT_ENCODING = "gzip, deflate, br, zstd"
# The largest window that RFC 9659 lets a server use for the content coding.
_ZSTD_WINDOW = 8 * 1024 * 1024
# The zstandard package cannot bound the output of a call, so the input is bounded: a block of 4 bytes yields at most
# 128 KiB, 64 bytes at most 2 MiB. 180 kB of zstd in such slices took 2.3 ms.
_ZSTD_SLICE = 64
_GZIP_WBITS = 31
_GZIP_MAGIC = b"\x1f"
_RAW_DEFLATE_WBITS = -15
_ZLIB_METHOD = 8


class Decoder(Protocol):
    """One content coding, fed as the body arrives."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What ``data`` unfolds to, in pieces; the next piece is made when it is asked for."""

    def finish(self) -> None:
        """Raise `BadEncoding` if the body ended too early."""


def decoder_for(encodings: tuple[str, ...]) -> Decoder:
    """The decoder for the values of all Content-Encoding fields. More than one coding is refused: only bombs do it."""
    names = [name.strip().lower() for value in encodings for name in value.split(",")]
    codings = [name for name in names if name not in {"", "identity"}]
    if len(codings) > 1:
        raise BadEncoding(", ".join(codings)[:80], "stacked")
    coding = codings[0] if codings else "identity"
    if coding not in _DECODERS:
        raise BadEncoding(coding[:80], "unsupported")
    return _DECODERS[coding]()


class Identity:
    """No coding at all."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data

    def finish(self) -> None:
        """Nothing can be missing."""


class Gzip:
    """RFC 1952: one member after another; what follows the last one and is no member is ignored, as browsers do."""

    def __init__(self) -> None:
        self._member: zlib._Decompress | None = None
        self._begun = False
        self._over = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data and not self._over:
            self._member = self._member or self._next_member(data)
            if self._member is not None:
                yield from _inflate(self._member, data, "gzip")
                data = self._member.unused_data
                self._member = None if self._member.eof else self._member

    def _next_member(self, data: bytes) -> "zlib._Decompress | None":
        self._over = self._begun and not data.startswith(_GZIP_MAGIC)
        self._begun = True
        return None if self._over else zlib.decompressobj(wbits=_GZIP_WBITS)

    def finish(self) -> None:
        if self._member is not None:
            raise BadEncoding("gzip", "truncated")


class Deflate:
    """``deflate`` is zlib (RFC 1950) by the book and raw deflate (RFC 1951) from many servers."""

    def __init__(self) -> None:
        self._stream: zlib._Decompress | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream is None and data:
            is_zlib = data[0] & 0x0F == _ZLIB_METHOD
            self._stream = zlib.decompressobj(wbits=zlib.MAX_WBITS if is_zlib else _RAW_DEFLATE_WBITS)
        if self._stream is not None and not self._stream.eof:
            yield from _inflate(self._stream, data, "deflate")

    def finish(self) -> None:
        if self._stream is not None and not self._stream.eof:
            raise BadEncoding("deflate", "truncated")


def _inflate(stream: "zlib._Decompress", data: bytes, coding: str) -> Iterator[bytes]:
    while data and not stream.eof:
        try:
            piece = stream.decompress(data, STEP)
        except zlib.error as exc:
            raise BadEncoding(coding, "corrupt") from exc
        data = stream.unconsumed_tail
        yield piece


class Brotli:
    """RFC 7932."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._fed = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        if not data:
            return
        self._fed = True
        piece = self._process(data)
        # All input may be taken in while output is still waiting: ask until there is none.
        while piece or not self._stream.can_accept_more_data():
            yield piece
            piece = self._process(b"")

    def _process(self, data: bytes) -> bytes:
        try:
            piece: bytes = self._stream.process(data, output_buffer_limit=STEP)
        except brotli.error as exc:
            raise BadEncoding("br", "corrupt") from exc
        return piece

    def finish(self) -> None:
        if self._fed and not self._stream.is_finished():
            raise BadEncoding("br", "truncated")


class Zstd:
    """RFC 8878, one frame after another, windows as RFC 9659 allows."""

    def __init__(self) -> None:
        self._decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._frame: zstandard.ZstdDecompressionObj | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _ZSTD_SLICE):
            yield from self._slice(data[start : start + _ZSTD_SLICE])

    def _slice(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._frame is None:
                self._frame = self._decompressor.decompressobj(write_size=STEP)
            try:
                yield self._frame.decompress(data)
            except zstandard.ZstdError as exc:
                raise BadEncoding("zstd", "corrupt") from exc
            data = self._frame.unused_data if self._frame.eof else b""
            if self._frame.eof:
                self._frame = None

    def finish(self) -> None:
        if self._frame is not None:
            raise BadEncoding("zstd", "truncated")


_DECODERS: dict[str, Callable[[], Decoder]] = {
    "identity": Identity,
    "gzip": Gzip,
    "x-gzip": Gzip,
    "deflate": Deflate,
    "br": Brotli,
    "zstd": Zstd,
}
