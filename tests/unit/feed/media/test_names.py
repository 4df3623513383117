"""Addresses of kept files, what bytes are, and the pictures of a post."""

from html import escape
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feed.media.model import ACCEPTED
from services.feed.media.names import LADDER, id_of, is_id, is_name, main_name, media_path, picture_at, rungs, webp_name
from services.feed.media.pictures import Pictures
from services.feed.media.sniff import ends_as_archive, media_type
from services.feed.model import Media
from shared.html.policy import POSTS
from shared.html.sanitize import Sanitizer
from tests.support import pictures
from tests.unit.feed.builders import post as make_post

ORIGIN = "https://roiet.example"
ID = id_of(bytes(range(32)))
PHOTO = media_path(ID, "1600x1067.jpg")
OURS = Pictures(ORIGIN)
clean = Sanitizer(POSTS).clean
sides = st.integers(1, 16_383)


@given(st.binary(min_size=32, max_size=32), sides, sides, st.sampled_from(["image/jpeg", "image/png"]))
def test_an_address_tells_the_picture(digest: bytes, width: int, height: int, kind: str) -> None:
    media, name = id_of(digest), main_name(width, height, kind)
    picture = picture_at(media_path(media, name))

    assert is_id(media)
    assert is_name(name)
    assert picture is not None
    assert (picture.id, picture.width, picture.height, picture.type) == (media, width, height, kind)
    assert picture.path == media_path(media, name)


@given(sides)
def test_the_ladder(width: int) -> None:
    widths = rungs(width)

    assert widths == tuple(sorted(set(widths)))
    assert widths[-1] == min(width, LADDER[-1])
    assert set(widths[:-1]) <= set(LADDER)
    assert all(is_name(webp_name(each)) for each in widths)


@pytest.mark.parametrize("path", ["", PHOTO + "x", "/x" + PHOTO, f"/media/{ID}/0x5.jpg", f"/media/{ID}/480.webp"])
def test_other_addresses_tell_nothing(path: str) -> None:
    assert picture_at(path) is None


@given(st.binary(max_size=80))
def test_any_bytes_are_of_a_type_or_of_none(head: bytes) -> None:
    assert media_type(head) in {None, *ACCEPTED}


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (pictures.photo(), "image/jpeg"),
        (pictures.png(), "image/png"),
        (pictures.gif_of(1), "image/gif"),
        (pictures.encoded(pictures.halves(9, 9), "WEBP"), "image/webp"),
        (pictures.encoded(pictures.halves(9, 9), "AVIF"), "image/avif"),
        (pictures.pdf(), "application/pdf"),
        (b" " + pictures.png(), None),
        (b"\xff\xd8", None),
        (b"RIFF\0\0\0\0WAVEfmt ", None),
        (b"\0\0\0\x20ftypisom\0\0\0\0mp42", None),
        (b"<html>", None),
    ],
)
def test_types_by_their_bytes(head: bytes, expected: str | None) -> None:
    assert media_type(head[:64]) == expected


@given(st.binary(max_size=200))
def test_an_archive_at_the_end_is_seen_behind_anything(front: bytes) -> None:
    assert ends_as_archive(pictures.with_archive(front))
    assert not ends_as_archive(pictures.with_archive(front) + b"more")


def test_pictures_of_ours_come_in_widths() -> None:
    html = OURS.responsive(clean(f'<p>a <img src="{PHOTO}" alt="ข &quot;ค&quot; > &amp;"></p>', base=ORIGIN))

    assert f"{ORIGIN}/media/{ID}/480.webp 480w, {ORIGIN}/media/{ID}/960.webp 960w" in html
    assert 'width="1600" height="1067" decoding="async"></picture></p>' in html
    assert escape('ข "ค" > &') in html
    assert clean(html) == clean(
        f'<p>a <img src="{ORIGIN}{PHOTO}" alt="ข &quot;ค&quot; > &amp;" width="1600" height="1067"></p>'
    )


@pytest.mark.parametrize(
    "source", ["https://x.example/a.jpg", f"https://x.example{PHOTO}", f"{ORIGIN}{PHOTO}?x", f"{ORIGIN}/static/a.png"]
)
def test_other_pictures_stay_as_they_are(source: str) -> None:
    html = clean(f'<img src="{source}" alt="a">')

    assert OURS.responsive(html) == html


def test_a_width_that_the_author_chose_stays() -> None:
    html = OURS.responsive(clean(f'<img src="{ORIGIN}{PHOTO}" width="200">'))

    assert 'width="200"' in html
    assert "height" not in html


@given(st.text(max_size=60))
def test_html_without_pictures_stays_as_it_is(text: str) -> None:
    assert OURS.responsive(clean(text)) == clean(text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_nothing_gets_out_of_an_attribute(url: str, alt: str) -> None:
    html = OURS.figure(Media(url, "image/jpeg", alt))

    assert html.count("<") == html.count(">") == 1
    assert html.count('"') == 6


def test_the_pictures_of_a_post_each_once_those_that_go_with_it_first() -> None:
    other, again = "https://x.example/b.png", f'<img src="{ORIGIN}{media_path(ID, "10x20.png")}" alt="again">'
    post = make_post(
        content=clean(
            f'<img src="{ORIGIN}{PHOTO}" alt="ใน &amp; นอก"><img src="{other}"><img src="{ORIGIN}{PHOTO}">{again}'
        ),
        media=(
            Media(other, "image/png", "ข", 9, 30, 20),
            Media("https://x.example/c.pdf", "application/pdf", "ค"),
            Media(media_path(ID, "10x20.png"), "image/png"),
        ),
    )
    contents = OURS.contents(post)

    assert [urlsplit(content.url).path for content in contents] == ["/b.png", media_path(ID, "10x20.png"), PHOTO]
    assert [(content.width, content.height) for content in contents] == [(30, 20), (10, 20), (1600, 1067)]
    assert [content.description for content in contents] == ["ข", None, "ใน & นอก"]
    thumbnails = [OURS.thumbnail(contents[n:]) for n in range(4)]
    assert [thumbnail and (thumbnail.url, thumbnail.width, thumbnail.height) for thumbnail in thumbnails] == [
        (other, 30, 20),
        (f"{ORIGIN}/media/{ID}/10.webp", 10, 20),
        (f"{ORIGIN}/media/{ID}/480.webp", 480, 320),
        None,
    ]
