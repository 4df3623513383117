"""Which addresses are topics: the feeds that this site makes, and nothing else. Pure."""

import re
from typing import Final
from urllib.parse import unquote

from services.hub.errors import NotATopic
from shared.fetch.errors import BadUrl
from shared.fetch.urls import HttpUrl

_FEEDS: Final = ("/feeds/", "/comments/feeds/", "/planet/feeds/")
_PRIVATE: Final = "/comments/feeds/queue"  # the moderators' queue, readable with a token only
_ESCAPE: Final = re.compile(r"%[0-9a-fA-F]{2}")
_MOST_CHARACTERS: Final = 2000


class Topics:
    """The topics of the site whose public origin is ``base_url``."""

    def __init__(self, base_url: str) -> None:
        self._origin = HttpUrl.parse(base_url).origin

    def path_of(self, topic: str) -> str:
        """The path and query of a topic in one spelling, so that an IRI and its URI are the same topic.

        Raises `NotATopic`.
        """
        try:
            url = HttpUrl.parse(topic)
        except BadUrl as error:
            raise NotATopic(topic, error.reason) from error
        if url.origin != self._origin:
            raise NotATopic(topic, "foreign-topic")
        target = _ESCAPE.sub(lambda escape: escape[0].upper(), url.target)
        if len(target) > _MOST_CHARACTERS or "#" in topic or not _is_feed(target.partition("?")[0]):
            raise NotATopic(topic, "not-a-feed")
        return target


def _is_feed(path: str) -> bool:
    """Judged as a server would decode it: no way around by dots, slashes or escapes."""
    plain = unquote(path)
    segments = plain.split("/")[1:]
    return (
        plain.startswith(_FEEDS)
        and not plain.startswith(_PRIVATE)
        and "\\" not in plain
        and not {"", ".", ".."} & set(segments)
    )
