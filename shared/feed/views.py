"""Public feeds as prepared answers: the same rules of caching and discovery for every service."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from shared.feed.formats import Writing
from shared.feed.model import Feed
from shared.http.links import WebLink
from shared.http.view import View, make_view

CACHE_CONTROL: Final = "public, max-age=5, stale-while-revalidate=60"  # news is never late; a burst is absorbed
_IN_HEADER: Final = frozenset({"self", "hub"})


def public_view(feed: Feed, form: Writing, *, last_modified: datetime | None = None, vary: Iterable[str] = ()) -> View:
    """The document with its validators; WebSub section 4 wants ``self`` and ``hub`` in the header too.

    ``vary`` are the fields of a request that make the address answer with something else.
    ``last_modified`` only where the feed never becomes older: not where entries are taken out without a trace, or
    come in with dates of long ago.
    """
    return make_view(
        form.render(feed),
        content_type=form.content_type,
        last_modified=last_modified,
        cache_control=CACHE_CONTROL,
        vary=vary,
        links=[WebLink(link.href, link.rel) for link in feed.links if link.rel in _IN_HEADER],
    )
