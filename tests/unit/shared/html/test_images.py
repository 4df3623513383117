"""Images of other sites: those nobody sees go, those loaded late come."""

import pytest

from shared.html.images import _is_plain, settled
from shared.html.policy import ENTRIES
from shared.html.sanitize import Sanitizer

SANITIZER = Sanitizer(ENTRIES, lenient=True)


def clean(html: str) -> str:
    return SANITIZER.clean(settled(html), "https://a.example/news/1")


@pytest.mark.parametrize(
    "pixel",
    [
        '<img src="https://x.example/i.gif" width="1" height="1">',
        "<img height='1' src='https://x.example/i.gif'>",
        '<IMG SRC="https://x.example/i.gif" WIDTH=0 HEIGHT=0>',
        '<img src="https://x.example/i.gif" style="display: none">',
        '<img src="https://x.example/i.gif" width="1px" height="1px"/>',
        '<img src="http://feeds.feedburner.com/~r/news/~4/abc" alt="">',
        '<img src="https://pixel.wp.com/b.gif?host=x">',
        '<img src="http://feeds.wordpress.com/1.0/comments/x/1/">',
        '<img src="https://www.facebook.com/tr?id=1&ev=PageView">',
    ],
)
def test_tracking_pixels_are_dropped(pixel: str) -> None:
    assert clean(f"<p>ข่าว{pixel}</p>") == "<p>ข่าว</p>"


@pytest.mark.parametrize(
    "image",
    [
        '<img src="data:image/gif;base64,R0lGOD" data-src="/a.jpg" alt="รูป">',
        '<img src="/wp-content/lazy-load/placeholder.png" data-lazy-src="/a.jpg" alt="รูป">',
        '<img data-original="/a.jpg" alt="รูป">',
        '<img srcset="/s.jpg 300w, /a.jpg 1024w" alt="รูป">',
        '<img src="/blank.gif" data-src="/a.jpg" alt="รูป"><noscript><img src="/a.jpg" alt="รูป"></noscript>',
    ],
)
def test_lazy_images_get_their_address_once(image: str) -> None:
    assert clean(image) == '<img src="https://a.example/a.jpg" alt="รูป" loading="lazy">'


def test_ordinary_images_stay_as_they_are() -> None:
    image = '<img src="https://a.example/10x10/photo.jpg" alt="a > b" width="10">'
    assert settled(image) == image
    assert 'src="https://a.example/10x10/photo.jpg"' in clean('<img src="/10x10/photo.jpg" width="640" height="480">')


def test_players_become_links() -> None:
    html = clean('<p>ชม</p><iframe src="https://www.youtube.example/embed/1" allow="x"></iframe>')
    assert html.startswith('<p>ชม</p><a href="https://www.youtube.example/embed/1"')
    assert "iframe" not in html
    assert 'href="https://a.example/v.mp4"' in clean('<video controls><source src="/v.mp4"></video>')


@pytest.mark.parametrize(
    "image",
    [
        ' src="https://a.example/x.jpg" alt="a" width="640" height="20px" class="b" loading="lazy" /',
        ' class="a" src="/wp-content/uploads/a.jpg" srcset="/s.jpg 300w" data-id="7"',
        ' src="../a.jpg?x=1&amp;y=2" alt',
        ' src="https://pixel.wp.com/b.gif"',
        ' src="https://pixel.example/b.gif"',
        ' src="https://a.example/pixel/b.gif"',
        ' src="https://a.example/blank.gif" data-original="/a.jpg"',
        ' src="https://a.example/blank.gif?x=/1" data-original="/a.jpg"',
        ' src="/lazyload.png" data-lazy="/a.jpg"',
        ' src="/a.png" data-src="/b.png"',
        ' src="//stats.wordpress.com/g.gif"',
        ' src="/a.png" width="1"',
        ' src="/a.png" height="0p"',
        ' src="/a.png" style="display:none"',
        ' src="/a.png" src=""',
        ' src="https://a.example/&#47;~r/x"',
    ],
)
def test_what_is_plain_at_a_glance_is_so_on_a_closer_look(image: str, monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_glance = settled(f"<img{image}>")
    monkeypatch.setattr("shared.html.images._is_plain", lambda _: False)
    assert settled(f"<img{image}>") == at_a_glance


def test_most_images_are_plain_at_a_glance() -> None:
    assert _is_plain(' src="https://a.example/x.jpg" alt="a" width="640" height="20px" class="b" loading="lazy" /')
