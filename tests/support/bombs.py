"""Bodies that unfold to a gibibyte, made in a second or two."""

import zlib
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import brotli
import zstandard

_MIB: Final = 1024 * 1024
_GIB: Final = 1024 * _MIB
_STEP: Final = bytes(16 * _MIB)


@cache
def gzip_bomb() -> bytes:
    squeezer = zlib.compressobj(9, wbits=31)
    mebibyte = bytes(_MIB)
    return b"".join(squeezer.compress(mebibyte) for _ in range(_GIB // _MIB)) + squeezer.flush()


@cache
def brotli_bomb() -> bytes:
    squeezer: Any = brotli.Compressor(quality=1, lgwin=24)
    pieces: list[bytes] = [squeezer.process(_STEP) for _ in range(_GIB // len(_STEP))]
    return b"".join(pieces) + bytes(squeezer.finish())


@cache
def zstd_bomb() -> bytes:
    squeezer = zstandard.ZstdCompressor(level=1).compressobj()
    return b"".join(squeezer.compress(_STEP) for _ in range(_GIB // len(_STEP))) + squeezer.flush()


BOMBS: Final[dict[str, Callable[[], bytes]]] = {"gzip": gzip_bomb, "br": brotli_bomb, "zstd": zstd_bomb}
