import pytest

from shared.fetch import redirects
from shared.fetch.errors import BadUrl, RedirectRefused
from shared.fetch.message import FetchRequest, Headers
from shared.fetch.urls import HttpUrl

HERE = HttpUrl.parse("https://here.example/a")
ELSEWHERE = HttpUrl.parse("https://elsewhere.example/b")


def to(location: str) -> Headers:
    return Headers.of([("location", location)])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_location_is_resolved(status: int) -> None:
    assert redirects.target(HERE, status, to("/b")) == HttpUrl.parse("https://here.example/b")


@pytest.mark.parametrize("status", [200, 201, 300, 304, 305, 404])
def test_other_answers_are_no_redirects(status: int) -> None:
    assert redirects.target(HERE, status, to("/b")) is None


def test_without_a_location_there_is_no_redirect() -> None:
    assert redirects.target(HERE, 302, Headers()) is None


def test_tls_is_never_given_up() -> None:
    with pytest.raises(RedirectRefused) as caught:
        redirects.target(HERE, 301, to("http://here.example/"))
    assert (caught.value.reason, caught.value.url) == ("downgrade", "http://here.example/")


def test_tls_may_be_taken_up() -> None:
    assert redirects.target(HttpUrl.parse("http://here.example/"), 301, to("https://here.example/"))


def test_a_location_must_be_fetchable() -> None:
    with pytest.raises(BadUrl):
        redirects.target(HERE, 301, to("file:///etc/passwd"))


CREDENTIALS = Headers.of([("Authorization", "Bearer x"), ("COOKIE", "a=b"), ("Accept", "text/xml")])


def test_credentials_stay_on_their_origin() -> None:
    request = FetchRequest(str(HERE), headers=CREDENTIALS)
    assert redirects.follow(request, 302, HERE, HERE.join("/b")).headers == CREDENTIALS
    assert redirects.follow(request, 302, HERE, ELSEWHERE).headers.items == (("Accept", "text/xml"),)


@pytest.mark.parametrize(
    ("method", "status", "expected"),
    [
        ("POST", 301, "GET"),
        ("POST", 302, "GET"),
        ("POST", 303, "GET"),
        ("POST", 307, "POST"),
        ("POST", 308, "POST"),
        ("PUT", 302, "PUT"),
        ("PUT", 303, "GET"),
        ("HEAD", 303, "HEAD"),
        ("GET", 301, "GET"),
    ],
)
def test_methods(method: str, status: int, expected: str) -> None:
    request = FetchRequest(str(HERE), method, Headers.of([("Content-Type", "text/xml"), ("X", "y")]), b"<a/>")
    following = redirects.follow(request, status, HERE, ELSEWHERE)
    assert following.url == str(ELSEWHERE)
    assert following.method == expected
    if expected != method:
        assert following.body is None
        assert following.headers.items == (("X", "y"),)
    elif method != "GET":
        assert following.body == b"<a/>"


def test_headers_compare_without_case_and_keep_their_order() -> None:
    headers = Headers.of([("Link", "<a>"), ("link", "<b>")])
    assert headers.get_all("LINK") == ("<a>", "<b>")
    assert headers.get("Link") == "<a>"
    assert headers.get("ETag") is None
    assert headers.get("ETag", "none") == "none"
