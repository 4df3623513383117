"""Whatever another site had becomes a post that keeps our rules, and nothing is changed in silence."""

from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feed.model import Media, Status
from services.feed.posts.content import undescribed
from services.feed.posts.revisions import resubmitted
from services.feed.posts.slug import is_slug
from services.feed.posts.validate import checked
from services.transfer.mending import Mended, Mender
from services.transfer.model import FoundPost
from shared.feed.iri import is_absolute_iri
from shared.html.policy import POSTS
from shared.html.sanitize import Sanitizer
from tests.unit.transfer.conftest import NOW

THEN = datetime(2015, 3, 2, tzinfo=UTC)
MENDER = Mender(Sanitizer(POSTS).clean, NOW)


def found(**fields: Any) -> FoundPost:
    usual: dict[str, Any] = {
        "name": "http://old.example/?p=1",
        "title": "ข่าว",
        "html": "<p>เนื้อหา</p>",
        "status": Status.PUBLISHED,
        "line": 1,
        "published": THEN,
    }
    return FoundPost(**{**usual, **fields})


def codes(mended: Mended) -> list[str]:
    return [remark.code for remark in mended.remarks]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": "ย" * 400}, "title-cut"),
        ({"title": ""}, "title-made"),
        ({"html": ""}, "no-content"),
        ({"html": "ก" * 400_000}, "content-cut"),
        ({"html": '<img src="http://x.example/a.png">'}, "alt-made"),
        ({"html": '<iframe src="//video.example/1"></iframe>'}, "embed"),
        ({"labels": ("ข้าว/นา",)}, "label-renamed"),
        ({"labels": ("...",)}, "label-dropped"),
        ({"labels": tuple(f"ป้าย {n}" for n in range(21))}, "label-dropped"),
        ({"name": "not an id"}, "id-replaced"),
        ({"published": None}, "no-date"),
        ({"published": datetime(2999, 1, 1, tzinfo=UTC)}, "date-too-late"),
        ({"media": (Media("javascript:x"),)}, "media-dropped"),
        ({"author": "ก" * 300}, "author-cut"),
    ],
)
def test_what_breaks_a_rule_is_mended_and_told(fields: dict[str, Any], code: str) -> None:
    assert codes(MENDER.mended(found(**fields))) == [code]


def test_nothing_is_told_of_what_comes_as_it_was() -> None:
    mended = MENDER.mended(found(labels=("ข้าว",), summary="สรุป", author="สมศรี"))
    assert codes(mended) == []
    assert (mended.post.published, mended.post.created, mended.post.updated) == (THEN, THEN, THEN)


def test_pictures_are_described_by_their_title_or_that_of_the_post() -> None:
    html = '<img src="http://x.example/a.png" title="ทุ่ง &quot;นา&quot;"><img src="http://x.example/b.png" alt="">'
    content = MENDER.mended(found(html=html)).post.content
    assert 'alt="ทุ่ง &quot;นา&quot;"' in content
    assert 'alt="ข่าว"' in content


_words = st.text(max_size=80)
_moments = st.none() | st.datetimes(timezones=st.just(UTC), min_value=datetime(1971, 1, 1))  # noqa: DTZ001 - hypothesis adds it
_html = st.text(alphabet="<>/=\"' &;abimgsrcltphedv:กำ\x00\u202e", max_size=200)


@given(
    name=_words,
    title=_words,
    html=_html,
    status=st.sampled_from([Status.DRAFT, Status.PUBLISHED, Status.WITHDRAWN]),
    labels=st.lists(_words, max_size=25).map(tuple),
    slug=_words,
    language=_words,
    author=_words,
    summary=_words,
    former=st.lists(_words, max_size=3).map(tuple),
    published=_moments,
    created=_moments,
    updated=_moments,
    withdrawn=_moments,
    link=_words,
    media=st.lists(st.builds(Media, _words, _words, _words), max_size=3).map(tuple),
)
def test_whatever_was_found_keeps_our_rules(**fields: Any) -> None:
    mended = MENDER.mended(found(**fields))
    post = mended.post

    assert checked(resubmitted(post), NOW).title == post.title
    assert all(map(is_slug, mended.wanted))
    assert is_absolute_iri(post.atom_id)
    assert undescribed(post.content) == []
    assert all(path.startswith("/") for path in post.former)
    assert post.created <= NOW
    assert post.updated <= NOW
    assert post.published is None or post.published <= NOW or post.status is Status.SCHEDULED
    if post.withdrawn is not None:
        assert post.published is not None
        assert post.published <= post.withdrawn <= NOW
    assert MENDER.mended(found(**fields)) == mended


def test_a_title_made_of_the_text_has_no_characters_that_are_not_seen() -> None:
    assert MENDER.mended(found(title="", html="<p>ข่าว\u202e วันนี้</p>")).post.title == "ข่าว วันนี้"
    assert MENDER.mended(found(title="", html="\u202e")).post.title


@pytest.mark.parametrize("mark", ["&#x338;", "&#824;", "\u0338", "&#x20d2;"])
def test_no_mark_joins_the_end_of_a_tag(mark: str) -> None:
    """``>`` and U+0338 are one character in normal form: what follows would have become attributes."""
    content = MENDER.mended(found(html=f'<p>{mark} onmouseover="alert(1)" x</p>')).post.content
    assert content.startswith("<p>") or "onmouseover" not in content.partition(">")[0]
    assert unescape(Sanitizer(POSTS).clean(content)) == unescape(content)
