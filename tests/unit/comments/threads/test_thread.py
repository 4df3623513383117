import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.__main__ import PostsElsewhere
from services.comments.threads.thread import (
    Directory,
    NotAThread,
    Sites,
    Thread,
    comment_id,
    key_of,
    normalise,
    read_thread,
    thread_key,
)
from shared.errors import FieldProblem, InvalidInput, NotFound
from shared.ids import ulid
from tests.support.comments import NOW


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("HTTP://Roiet.Example:80", "http://roiet.example/"),
        ("https://roiet.example:443/a#x", "https://roiet.example/a"),
        ("https://roiet.example:8443/a", "https://roiet.example:8443/a"),
        (" http://roiet.example/a?utm_source=x&b=1&fbclid=2 ", "http://roiet.example/a?b=1"),
        ("http://roiet.example/a?utm_source=x", "http://roiet.example/a"),
        ("http://roiet.example/แผน", "http://roiet.example/%E0%B9%81%E0%B8%9C%E0%B8%99"),
        ("http://roiet.example/%e0%b9%81%E0%B8%9Cน", "http://roiet.example/%E0%B9%81%E0%B8%9C%E0%B8%99"),
        ("http://roiet.example/%7Ea%2Fb", "http://roiet.example/~a%2Fb"),
        ("http://roiet.example/a/./b/../c", "http://roiet.example/a/c"),
        ("http://roiet.example/a/%2e%2E/c/..", "http://roiet.example/"),
        ("http://roiet.example/100%", "http://roiet.example/100%25"),
        ('http://roiet.example/a"<b> c', "http://roiet.example/a%22%3Cb%3E%20c"),
        ("http://roiet.example/a?q=ก&", "http://roiet.example/a?q=%E0%B8%81"),
        ("http://จังหวัด.ไทย/", "http://xn--72cb1bxeta8ad.xn--o3cw4h/"),
        ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"),
        ("http://roiet.example./a", "http://roiet.example/a"),
    ],
)
def test_one_normal_form(written: str, normal: str) -> None:
    assert normalise(written) == normal


@pytest.mark.parametrize(
    "written",
    [
        "", "x", "/posts/x", "ftp://roiet.example/", "javascript:alert(1)", "http://", "http:///x", "http://a b/",
        "http://u@roiet.example/", "http://u:p@roiet.example/", "http://roiet.example:99999/", "http://[::1/",
        "http://a..b/", "http://-/", "http://roiet.example/\ud800", "http://" + "ก" * 80 + "/", "//roiet.example/",
    ],
)  # fmt: skip
def test_what_is_no_thread(written: str) -> None:
    with pytest.raises(NotAThread, match="not-a-url"):
        normalise(written)


def test_too_long() -> None:
    with pytest.raises(NotAThread, match="too-long"):
        normalise("http://roiet.example/" + "ก" * 300)
    with pytest.raises(NotAThread, match="too-long"):
        normalise("http://roiet.example/" + "x" * 10_000)


@given(st.text(max_size=60), st.text(max_size=60))
def test_normalising_twice_changes_nothing(path: str, query: str) -> None:
    try:
        once = normalise(f"http://roiet.example/{path}?{query}")
    except NotAThread:
        return
    assert normalise(once) == once
    assert once.isascii()
    assert "#" not in once


@given(st.text(alphabet="%2eEfF./ก\u0e49~?&=a", max_size=30))
def test_normalising_twice_changes_nothing_either(path: str) -> None:
    once = normalise(f"http://roiet.example/{path}")
    assert normalise(once) == once


def test_sites_hold_whole_segments_only() -> None:
    sites = Sites.of(["http://roiet.example", "https://khonkaen.example/blog"])
    allowed = ["http://roiet.example/", "http://roiet.example/a?b", "https://khonkaen.example/blog/1"]
    refused = [
        "https://roiet.example/", "http://roiet.example.evil.example/", "https://khonkaen.example/blogger",
        "https://khonkaen.example/", "http://roiet.example:8080/",
    ]  # fmt: skip
    assert [url for url in allowed if not sites.allow(normalise(url))] == []
    assert [url for url in refused if sites.allow(normalise(url))] == []
    assert sites.allow_origin("https://khonkaen.example")
    assert not sites.allow_origin("null")
    assert not sites.allow_origin("")


def test_an_identifier_says_where_its_comment_is_kept() -> None:
    key = thread_key("http://roiet.example/")
    identity = comment_id(key, ulid(NOW, 1))
    assert key_of(identity) == key
    for wrong in ("", key, identity + "x", identity.upper(), "{x}." + ulid(NOW, 1), identity.replace(".", "")):
        assert key_of(wrong) is None


ROIET = Sites.of(["http://roiet.example"])
DIRECTORY = Directory(
    Sites.of(["http://roiet.example", "http://khonkaen.example/news"]), ROIET, PostsElsewhere("http://roiet.example")
)


def test_thread_addresses_name_their_own_field() -> None:
    assert read_thread("http://roiet.example/posts/a?utm_x=1", ROIET, "url") == "http://roiet.example/posts/a"
    problem = read_thread("http://elsewhere.example/", ROIET, "url")
    assert isinstance(problem, FieldProblem)
    assert (problem.field, problem.code) == ("url", "unknown-site")


@pytest.mark.parametrize(
    "path",
    ["", "/", "/posts", "/posts/", "/posts/a/", "/posts/a/b", "/posts/%00", "/posts/a%0A", "/posts/a%2Fb", "/labels/a"],
)
async def test_what_is_no_post_of_this_site_has_no_thread(path: str) -> None:
    url = f"http://roiet.example{path}"
    with pytest.raises(NotFound):
        await DIRECTORY.readable(url, "url")
    with pytest.raises(InvalidInput) as caught:
        await DIRECTORY.writable(url, "thread")
    assert [(problem.field, problem.code) for problem in caught.value.problems] == [("thread", "unknown-post")]
    assert await DIRECTORY.all_public([normalise(url)]) == {}


async def test_posts_have_one_thread_and_other_sites_go_by_their_prefix() -> None:
    for url in ("http://roiet.example/posts/a", "http://ROIET.example:80/posts/./a?lang=en#c-1"):
        assert await DIRECTORY.writable(url, "thread") == Thread("http://roiet.example/posts/a")
    assert await DIRECTORY.readable("http://khonkaen.example/news/a/", "url") == Thread(
        "http://khonkaen.example/news/a/"
    )
    with pytest.raises(InvalidInput):
        await DIRECTORY.readable("http://khonkaen.example/", "url")
    assert await DIRECTORY.posts.version() == ""
