from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from shared.fetch.errors import BadUrl
from shared.fetch.urls import MAX_URL, HttpUrl


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://example.com", "http://example.com/"),
        ("HTTP://EXAMPLE.com.:80/A?b#c", "http://example.com/A?b"),
        ("https://example.com:443/", "https://example.com/"),
        ("https://example.com:80/", "https://example.com:80/"),
        ("  http://example.com/\n", "http://example.com/"),
        ("http://example.com:/", "http://example.com/"),
        ("http://ร้อยเอ็ด.ไทย/ข่าว", "http://xn--l3c1ac4bb7i2bl.xn--o3cw4h/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7"),
        ("http://example.com/a b?q=ก", "http://example.com/a%20b?q=%E0%B8%81"),
        ("http://example.com/%e0%b8%81%2f", "http://example.com/%e0%b8%81%2f"),
        ("http://example.com/100%", "http://example.com/100%25"),
        ("http://a_b.blogspot.com/", "http://a_b.blogspot.com/"),
        ("http://[2001:DB8:0::1]:8080/", "http://[2001:db8::1]:8080/"),
        ("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/"),
        ("http://１２７.0.0.1/", "http://127.0.0.1/"),
    ],
)
def test_one_spelling(text: str, expected: str) -> None:
    assert str(HttpUrl.parse(text)) == expected
    assert str(HttpUrl.parse(expected)) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "bad-scheme"),
        ("example.com/feed", "bad-scheme"),
        ("//example.com/", "bad-scheme"),
        ("ftp://example.com/", "bad-scheme"),
        ("file:///etc/passwd", "bad-scheme"),
        ("gopher://127.0.0.1:6379/_FLUSHALL", "bad-scheme"),
        ("http://user:password@example.com/", "has-credentials"),
        ("http://@example.com/", "has-credentials"),
        ("http://example.com\\@127.0.0.1/", "has-credentials"),
        ("http:///path", "bad-host"),
        ("http://example..com/", "bad-host"),
        ("http://-example.com/", "bad-host"),
        ("http://exa mple.com/", "bad-host"),
        ("http://127%2e0.0.1/", "bad-host"),
        ("http://example.com:0/", "bad-host"),
        ("http://example.com:65536/", "bad-host"),
        ("http://example.com:8o/", "bad-host"),
        ("http://example.com:８０/", "bad-host"),
        ("http://[::1", "bad-host"),
        ("http://[fe80::1%25eth0]/", "bad-host"),
        ("http://127.1/", "bad-host"),
        ("http://2130706433/", "bad-host"),
        ("http://0x7f.0.0.1/", "bad-host"),
        ("http://0177.0.0.01/", "bad-host"),
        ("http://" + "a." * 127 + "com/", "bad-host"),
        ("http://example.com/\r\nHost: x", "control-character"),
        ("http://exam\tple.com/", "control-character"),
        ("http://example.com/\x00", "control-character"),
        ("http://example.com/\ud800", "lone-surrogate"),
        ("http://example.com/" + "a" * MAX_URL, "too-long"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadUrl) as caught:
        HttpUrl.parse(text)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("/feed", "http://example.com/feed"),
        ("feed", "http://example.com/a/feed"),
        ("../feed", "http://example.com/feed"),
        ("//other.example/x", "http://other.example/x"),
        ("https://other.example", "https://other.example/"),
        ("?page=2", "http://example.com/a/b?page=2"),
        ("#top", "http://example.com/a/b"),
    ],
)
def test_references(reference: str, expected: str) -> None:
    assert str(HttpUrl.parse("http://example.com/a/b").join(reference)) == expected


@pytest.mark.parametrize("reference", ["javascript:alert(1)", "http://[", "//a@b/", "/\r\nSet-Cookie: a"])
def test_references_that_lead_nowhere(reference: str) -> None:
    with pytest.raises(BadUrl):
        HttpUrl.parse("http://example.com/").join(reference)


def test_origins_compare_by_scheme_host_and_port() -> None:
    here = HttpUrl.parse("http://example.com/a")
    assert here.origin == HttpUrl.parse("http://EXAMPLE.com:80/b").origin
    assert here.origin != HttpUrl.parse("https://example.com/a").origin


@given(st.one_of(st.text(max_size=60), st.text(max_size=60).map("http://".__add__)))
def test_any_text_is_a_stable_ascii_url_or_refused(text: str) -> None:
    try:
        url = str(HttpUrl.parse(text))
    except BadUrl:
        return
    assert url.isascii()
    assert str(HttpUrl.parse(url)) == url


@pytest.mark.corpora
def test_redirect_payloads_are_refused_or_mean_the_same_to_the_client(corpora: Path) -> None:
    """What we check and what aiohttp connects to must be one host."""
    here = HttpUrl.parse("https://here.example/path")
    lines = [
        line
        for file in sorted((corpora / "security/payloads/open-redirect/Intruder").glob("*.txt"))
        for line in file.read_text(errors="surrogateescape").splitlines()
    ]
    assert len(lines) > 300
    for line in lines:
        try:
            there = here.join(line)
        except BadUrl:
            continue
        assert HttpUrl.parse(str(there)) == there
        sent = URL(str(there), encoded=True)
        assert (sent.scheme, sent.raw_host, sent.port) == there.origin
