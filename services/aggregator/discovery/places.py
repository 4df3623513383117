"""Where the feeds of a site usually are, told by what the page says and by what makes such pages. Pure."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from services.aggregator.discovery.page import Page

_BLOGGER: Final = ("/feeds/posts/default",)
_WORDPRESS: Final = ("feed/", "/feed/", "/?feed=rss2")
_JOOMLA: Final = ("?format=feed&type=atom", "?format=feed&type=rss", "/?format=feed&type=rss")
_DRUPAL: Final = ("/rss.xml",)
_COMMON: Final = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json", "/rss.php")


def candidates(page: Page, body: bytes, url: str) -> tuple[str, ...]:
    """Addresses to try, the likeliest first: what the page names, what its maker would do, what is common."""
    guessed = (_joined(url, pattern) for pattern in (*_patterns(page, body, url), *_COMMON))
    return tuple(dict.fromkeys(each for each in (*page.feeds, *guessed, *page.anchors) if each != url))


def _patterns(page: Page, body: bytes, url: str) -> Iterator[str]:
    host = urlsplit(url).hostname or ""
    if "blogger" in page.generator or ".blogspot." in f"{host}.":
        yield from _BLOGGER
    if "wordpress" in page.generator or b"/wp-content/" in body or b"/wp-includes/" in body:
        yield from _WORDPRESS
    if "joomla" in page.generator or b"/media/jui/" in body or b"option=com_content" in body:
        yield from _JOOMLA
    if "drupal" in page.generator or b"/sites/default/files/" in body:
        yield from _DRUPAL


def _joined(url: str, pattern: str) -> str:
    """``/x`` from the root, ``?x`` in place of the page's query, ``x`` below the page."""
    parts = urlsplit(url)
    path, _, query = pattern.partition("?")
    if path and not path.startswith("/"):
        path = f"{parts.path.rstrip('/')}/{path}"
    return urlunsplit((parts.scheme, parts.netloc, path or parts.path or "/", query, ""))
