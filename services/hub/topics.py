"""Which addresses are topics: those under which this site's feeds are announced, and nothing else. Pure.

Many more addresses answer with a feed (searches, archives, Blogger's and WordPress's), but no news ever names them: a
subscription to one would be confirmed and then stay silent.
"""

import re
from typing import Final
from urllib.parse import quote, unquote, unquote_plus

from services.hub.errors import NotATopic
from shared.feed.formats import FORMATS
from shared.fetch.errors import BadUrl
from shared.fetch.urls import HttpUrl

_NAME: Final = r"[^/\x00-\x1f\x7f]+"
_WITH_FORMATS: Final = (
    "/feeds/posts",
    f"/feeds/(?:labels|strategy|agencies)/{_NAME}",
    "/planet/feeds/all",
    f"/planet/feeds/(?:sources|groups|regions)/{_NAME}",
)
_FEED: Final = re.compile(rf"(?:{'|'.join(_WITH_FORMATS)})\.(?:{'|'.join(FORMATS)})|/comments/feeds/all\.atom")
_QUERIES: Final = {
    "/comments/feeds/thread.atom": re.compile(r"(url)=([^&]+)"),
    "/comments/feeds/replies.atom": re.compile(r"(id)=([a-z0-9]{1,60}\.[a-z0-9]{1,60})"),
}
"""The feeds of one thread and of one comment's answers: the one parameter that they have."""
_ESCAPED_SLASH: Final = re.compile("%2f", re.IGNORECASE)
_MOST_CHARACTERS: Final = 2000


class Topics:
    """The topics of the site whose public origin is ``base_url``."""

    def __init__(self, base_url: str) -> None:
        self._origin = HttpUrl.parse(base_url).origin

    def path_of(self, topic: str) -> str:
        """The path and query of a topic as it is announced, however it was escaped: an IRI and its URI are one topic.

        Raises `NotATopic`.
        """
        try:
            url = HttpUrl.parse(topic)
        except BadUrl as error:
            raise NotATopic(topic, error.reason) from error
        if url.origin != self._origin:
            raise NotATopic(topic, "foreign-topic")
        announced = None if "#" in topic else _announced(url.target)
        if announced is None or len(announced) > _MOST_CHARACTERS:
            raise NotATopic(topic, "not-a-feed")
        return announced


def _announced(target: str) -> str | None:
    """The announced spelling of a path and query; None if there is none."""
    raw, _, query = target.partition("?")
    if _ESCAPED_SLASH.search(raw):  # it separates nothing (RFC 3986 section 2.2)
        return None
    try:
        path = unquote(raw, errors="strict")
        if path in _QUERIES:
            return _queried(path, query)
    except UnicodeDecodeError:
        return None
    return quote(path) if not query and _FEED.fullmatch(path) else None


def _queried(path: str, query: str) -> str | None:
    """A feed with its one parameter and no other."""
    found = _QUERIES[path].fullmatch(query)
    return f"{path}?{found[1]}={quote(unquote_plus(found[2], errors='strict'), safe='')}" if found else None
