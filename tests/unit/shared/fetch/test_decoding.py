import gzip
import os
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from shared.fetch.body import BodyReader
from shared.fetch.decoding import decoder_for
from shared.fetch.errors import BadEncoding, BodyTooLarge
from shared.fetch.limits import MIB
from tests.support.bombs import BOMBS

GIB = 1024 * MIB
LIMIT = 5 * MIB
THAI = "ยุทธศาสตร์การพัฒนาจังหวัดร้อยเอ็ด ".encode()


def raw_deflate(data: bytes) -> bytes:
    squeezer = zlib.compressobj(wbits=-15)
    return squeezer.compress(data) + squeezer.flush()


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "DEFLATE ": raw_deflate,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "identity": bytes,
    "": bytes,
}
CODINGS = [coding for coding in ENCODERS if coding not in {"identity", ""}]


def decode(coding: str, data: bytes, *, step: int = 1000, limit: int = LIMIT) -> bytes:
    reader = BodyReader(decoder_for((coding,)), limit)
    for start in range(0, len(data), step):
        reader.feed(data[start : start + step])
    return reader.finish()


@pytest.mark.parametrize("coding", ENCODERS)
@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_round_trips(coding: str, step: int) -> None:
    body = THAI * 300 + os.urandom(300)
    assert decode(coding, ENCODERS[coding](body), step=step) == body


@pytest.mark.parametrize("coding", CODINGS)
def test_empty_bodies_need_no_frame(coding: str) -> None:
    assert decode(coding, b"") == b""


@pytest.mark.parametrize("coding", CODINGS)
def test_truncated(coding: str) -> None:
    with pytest.raises(BadEncoding) as caught:
        decode(coding, ENCODERS[coding](os.urandom(5000))[:-9])
    assert caught.value.reason == "truncated"


@pytest.mark.parametrize("coding", CODINGS)
def test_corrupt(coding: str) -> None:
    with pytest.raises(BadEncoding):
        decode(coding, b"\xff<?xml version='1.0'?>" * 10)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_several_members_are_one_body(coding: str) -> None:
    encode = ENCODERS[coding]
    for step in (1, 10_000):
        assert decode(coding, encode(b"one ") + encode(b"") + encode(b"two"), step=step) == b"one two"


def test_padding_after_gzip_is_ignored() -> None:
    for step in (1, 10_000):
        assert decode("gzip", gzip.compress(b"text") + b"\0" * 512, step=step) == b"text"
    assert decode("deflate", zlib.compress(b"text") + b"\0" * 512) == b"text"


@pytest.mark.parametrize("encodings", [("gzip, gzip",), ("gzip", "br"), ("gzip,identity,br",), ("x-gzip,deflate",)])
def test_stacked_codings_are_refused(encodings: tuple[str, ...]) -> None:
    with pytest.raises(BadEncoding) as caught:
        decoder_for(encodings)
    assert caught.value.reason == "stacked"


@pytest.mark.parametrize("coding", ["compress", "exi", "base64", "gzip;q=1"])
def test_unknown_codings_are_refused(coding: str) -> None:
    with pytest.raises(BadEncoding) as caught:
        decoder_for((coding,))
    assert caught.value.reason == "unsupported"


@pytest.mark.slow
@pytest.mark.parametrize(("coding", "make"), BOMBS.items())
def test_a_bomb_of_a_gibibyte_unfolds_no_further_than_the_limit(coding: str, make: Callable[[], bytes]) -> None:
    bomb = make()
    tracemalloc.start()
    try:
        with pytest.raises(BodyTooLarge) as caught:
            decode(coding, bomb, step=65536)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.limit == LIMIT
    assert peak <= LIMIT + 3 * MIB


def test_the_wire_is_counted_too() -> None:
    empty_members = gzip.compress(b"") * 1000
    with pytest.raises(BodyTooLarge):
        decode("gzip", empty_members, limit=10_000)


def test_exactly_the_limit_is_allowed() -> None:
    assert len(decode("gzip", gzip.compress(bytes(LIMIT)))) == LIMIT
    with pytest.raises(BodyTooLarge):
        decode("gzip", gzip.compress(bytes(LIMIT + 1)))


@given(st.sampled_from(CODINGS), st.binary(max_size=300))
def test_any_bytes_decode_or_are_refused(coding: str, data: bytes) -> None:
    try:
        decode(coding, data, limit=100_000)
    except (BadEncoding, BodyTooLarge):
        return
