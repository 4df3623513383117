"""Prepared answers: codings, validators, headers."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from shared.errors import PreconditionFailed
from shared.http.coding import ENCODERS
from shared.http.links import WebLink
from shared.http.view import View, make_view, respond

CHANGED = datetime(2026, 1, 5, 5, 0, tzinfo=UTC)
BODY = ("<feed>" + "ข่าวจังหวัดร้อยเอ็ด " * 200 + "</feed>").encode()
DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "zstd": zstandard.decompress,
    "gzip": gzip.decompress,
    "identity": bytes,
}


def view_of(body: bytes = BODY) -> View:
    return make_view(
        body,
        content_type="application/atom+xml; charset=utf-8",
        last_modified=CHANGED,
        cache_control="public, max-age=60",
        vary=["Accept"],
        links=[WebLink("https://roiet.example/hub", "hub")],
    )


@pytest.mark.parametrize("coding", [*ENCODERS, "identity"])
def test_every_coding_carries_the_same_body(coding: str) -> None:
    answer = respond(view_of(), "GET", {"Accept-Encoding": coding})
    assert answer.status == 200
    assert DECODERS[coding](answer.body) == BODY
    assert answer.headers.get("Content-Encoding", "identity") == coding
    assert answer.headers["Content-Length"] == str(len(answer.body))


def test_the_headers() -> None:
    headers = dict(respond(view_of(), "GET", {}).headers)
    assert headers.pop("ETag").startswith('"')
    assert headers == {
        "Content-Type": "application/atom+xml; charset=utf-8",
        "Cache-Control": "public, max-age=60",
        "Vary": "Accept, Accept-Encoding",
        "Last-Modified": "Mon, 05 Jan 2026 05:00:00 GMT",
        "Link": '<https://roiet.example/hub>; rel="hub"',
        "Content-Length": str(len(BODY)),
    }


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("known", [False, True])
def test_the_head_says_what_the_headers_say(method: str, known: bool) -> None:
    view = view_of()
    answer = respond(view, method, {"If-None-Match": view.etag} if known else {})
    start, *lines, last = answer.head.decode().split("\r\n")
    assert start == ("HTTP/1.1 304 Not Modified" if known else "HTTP/1.1 200 OK")
    assert lines == [f"{name}: {value}" for name, value in answer.headers.items()]
    assert last == ""


def test_each_coding_has_its_own_strong_tag() -> None:
    view = view_of()
    tags = {respond(view, "GET", {"Accept-Encoding": coding}).headers["ETag"] for coding in DECODERS}
    assert len(tags) == 4
    assert view.tags == tags
    assert not any(tag.startswith("W/") for tag in tags)


def test_the_tag_depends_on_the_bytes_alone() -> None:
    assert view_of().etag == make_view(BODY, content_type="text/plain").etag
    assert view_of().etag != view_of(BODY + b" ").etag


@pytest.mark.parametrize("coding", DECODERS)
@pytest.mark.parametrize("known", DECODERS)
@pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', '"x",W/{},"y"'])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_tag_of_any_coding_is_not_modified(method: str, form: str, known: str, coding: str) -> None:
    view = view_of()
    tag = respond(view, "GET", {"Accept-Encoding": known}).headers["ETag"]
    answer = respond(view, method, CIMultiDict({"accept-encoding": coding, "if-none-match": form.format(tag)}))
    assert (answer.status, answer.body) == (304, b"")
    assert set(answer.headers) == {"Cache-Control", "Vary", "Last-Modified", "ETag"}
    assert answer.headers["ETag"] in view.tags


def test_not_modified_does_not_compress_first() -> None:
    view = view_of()
    assert respond(view, "GET", {"Accept-Encoding": "br", "If-None-Match": view.etag}).status == 304
    assert all(not prepared.body for prepared in view._prepared.values())


def test_another_tag_gets_the_body_although_the_date_matches() -> None:
    headers = {"If-None-Match": '"x"', "If-Modified-Since": "Mon, 05 Jan 2026 05:00:00 GMT"}
    assert respond(view_of(), "GET", headers).status == 200


def test_head_is_get_without_the_body() -> None:
    view = view_of()
    full = respond(view, "GET", {"Accept-Encoding": "gzip"})
    head = respond(view, "HEAD", {"Accept-Encoding": "gzip"})
    assert head.body == b""
    assert head.headers == full.headers


@pytest.mark.parametrize("extra", [{}, {"If-None-Match": "known"}])
def test_a_failed_precondition_wins(extra: dict[str, str]) -> None:
    view = view_of()
    headers = {"If-Match": '"x"'} | dict.fromkeys(extra, view.etag)
    with pytest.raises(PreconditionFailed) as failed:
        respond(view, "GET", headers)
    assert failed.value.current == view.etag


def test_small_bodies_are_not_compressed() -> None:
    answer = respond(make_view(b"{}", content_type="application/json"), "GET", {"Accept-Encoding": "gzip"})
    assert answer.body == b"{}"
    assert "Vary" not in answer.headers
    assert "Content-Encoding" not in answer.headers


def test_answers_are_made_once_and_cannot_be_changed() -> None:
    view = view_of()
    first, second = (respond(view, "GET", {"Accept-Encoding": "br"}) for _ in range(2))
    assert first is second
    with pytest.raises(TypeError):
        first.headers["X"] = "y"  # type: ignore[index]  # the point


@pytest.mark.parametrize("coding", ENCODERS)
@given(st.binary(max_size=2000))
def test_codings_round_trip_and_are_deterministic(coding: str, body: bytes) -> None:
    compressed = ENCODERS[coding](body)
    assert DECODERS[coding](compressed) == body
    assert ENCODERS[coding](body) == compressed


def test_gzip_carries_no_time() -> None:
    assert ENCODERS["gzip"](BODY)[4:8] == bytes(4)
