"""The small pure pieces: ids, addresses, times, excerpts, text."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.feed.excerpt import excerpt
from shared.feed.iri import is_absolute_iri, permanent_id, web_url
from shared.feed.model import tag_uri
from shared.feed.times import in_bangkok, rfc822, rfc3339
from shared.feed.xmltext import xml_text
from tests.unit.shared.feed.builders import texts


@pytest.mark.parametrize(
    ("authority", "specific", "expected"),
    [
        ("RoiEt.go.th", "posts/1", "tag:roiet.go.th,2026-01-05:posts/1"),
        ("webmaster@roiet.go.th", "a?b=c", "tag:webmaster@roiet.go.th,2026-01-05:a?b=c"),
        ("roiet.go.th", "ข่าว #1", "tag:roiet.go.th,2026-01-05:%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7%20%231"),
    ],
)
def test_tag_uri(authority: str, specific: str, expected: str) -> None:
    name = tag_uri(authority, date(2026, 1, 5), specific)
    assert name == expected
    assert is_absolute_iri(name)


@pytest.mark.parametrize("authority", ["", "roiet.go.th:8080", "ร้อยเอ็ด.ไทย", "a b", "-a.th", "http://roiet.go.th"])
def test_tag_uri_refuses_what_is_no_authority(authority: str) -> None:
    with pytest.raises(ValueError, match="authority"):
        tag_uri(authority, date(2026, 1, 5), "x")


@pytest.mark.parametrize(
    "name", ["urn:isbn:1", "tag:blogger.com,1999:blog-1.post-2", "https://x.example/ข่าว", "http:a"]
)
def test_a_valid_id_is_never_touched(name: str) -> None:
    assert permanent_id(name, "anything") == name


@pytest.mark.parametrize(
    "name", ["1", "", "/posts/1", "a b:c", "tag:x", "tag:x,99:y", "urn:uuid:1", "urn:x", "http://x/a b", "\ud800", "x:"]
)
def test_another_id_becomes_a_urn_of_its_origin(name: str) -> None:
    urn = permanent_id(name, "urn:a")
    assert urn.startswith("urn:uuid:")
    assert urn == permanent_id(name, "urn:a")
    assert urn != permanent_id(name, "urn:b")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://x.example/ข่าว?q=ก#ข", "https://x.example/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7?q=%E0%B8%81#%E0%B8%82"),
        (" https://x.example/a b%20c%zz ", "https://x.example/a%20b%20c%25zz"),
        ("HTTPS://X.Example:8443/", "https://x.example:8443/"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("http://ร้อยเอ็ด.example/", "http://xn--42c1be1a5g3a2al.example/"),
        ("http://user:secret@x.example/", "http://x.example/"),
        ("javascript:alert(1)", None),
        ("mailto:a@b.example", None),
        ("/relative", None),
        ("http://", None),
        ("http://[", None),
        ("http://x.example:99999/", None),
        ("http://a b/", None),
        ("", None),
    ],
)
def test_web_url(address: str, expected: str | None) -> None:
    found = web_url(address)
    if expected is not None and "xn--" in expected:
        assert found is not None
        assert found.startswith("http://xn--")
    else:
        assert found == expected


@given(texts)
def test_web_urls_are_stable(path: str) -> None:
    once = web_url(f"https://x.example/{path}")
    assert once is None or web_url(once) == once


def test_times() -> None:
    instant = datetime(2026, 1, 4, 18, 30, 0, 250000, tzinfo=UTC)
    assert rfc3339(instant) == "2026-01-05T01:30:00+07:00"
    assert rfc822(instant) == "Mon, 05 Jan 2026 01:30:00 +0700"
    assert in_bangkok(instant) == instant.replace(microsecond=0)
    with pytest.raises(ValueError, match="naive"):
        rfc822(datetime(2026, 1, 4))  # noqa: DTZ001  # the point


@pytest.mark.parametrize(
    ("html", "limit", "expected"),
    [
        ("<p>หนึ่ง</p><p>สอง</p>", 80, "หนึ่ง สอง"),
        ("a&amp;b <b>c</b>d", 80, "a&b cd"),
        ("<style>p{}</style>x<script>y</script>", 80, "x"),
        ("<p>0123456789</p>", 5, "0123…"),
        ("</script>a", 80, "a"),
        ("", 80, ""),
    ],
)
def test_excerpt(html: str, limit: int, expected: str) -> None:
    assert excerpt(html, limit) == expected


@given(texts, st.integers(1, 30))
def test_an_excerpt_keeps_its_limit(html: str, limit: int) -> None:
    assert len(excerpt(html, limit)) <= limit


@given(texts)
def test_xml_text_drops_only_what_it_must(text: str) -> None:
    cleaned = xml_text(text)
    assert xml_text(cleaned) is cleaned
    assert [character for character in text if xml_text(character)] == list(cleaned)
