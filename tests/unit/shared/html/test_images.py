"""Images of other sites: those nobody sees go, those loaded late come."""

import pytest

from shared.html.images import settled
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
