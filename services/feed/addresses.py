"""The public addresses of posts, views and feeds; every part that comes from people is percent-encoded.

Paths are what templates link to; absolute addresses stand in feeds and in announcements.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlencode, urlsplit

from services.feed.model import Topic, ViewName
from services.feed.section import Section
from shared.feed.formats import FORMATS
from shared.settings import SiteSettings

_POSTS: Final = "/posts/"
_FOLDERS: Final = {Topic.LABEL: "labels", Topic.AGENCY: "agencies", Topic.STRATEGY: "strategy"}


def post_path(slug: str) -> str:
    """``/posts/<slug>``."""
    return _POSTS + quote(slug, safe="")


def view_path(view: ViewName) -> str:
    """The page of a view."""
    if view.topic is Topic.ALL:
        return "/"
    if view.topic is Topic.STRATEGY:
        return f"/strategy/#{quote(view.name, safe='')}"
    return f"/{_FOLDERS[view.topic]}/{quote(view.name, safe='')}"


def view_key(view: ViewName) -> str:
    """``posts``, ``labels/<label>``, ``agencies/<agency>``, ``strategy/<issue>``: a view in addresses and names."""
    return f"{_FOLDERS[view.topic]}/{view.name}" if view.name else "posts"


def feed_path(view: ViewName, extension: str) -> str:
    """The feed of a view: ``extension`` is ``atom``, ``rss`` or ``json``."""
    return f"/feeds/{quote(view_key(view))}.{extension}"


def section_path(section: Section) -> str:
    """The page of a section."""
    if not section.is_crossing:
        return view_path(section.main)
    return f"/{_FOLDERS[section.main.topic]}/{_names(section)}"


def section_key(section: Section) -> str:
    """`view_key`, and ``labels/<label>/<label>`` where labels meet."""
    return view_key(section.main) + "".join(f"/{view.name}" for view in section.views[1:])


def section_feed_path(section: Section, extension: str, **query: str) -> str:
    """The feed of a section, or with ``query`` a variant or a part of it."""
    if not section.is_crossing:
        return _asked(feed_path(section.main, extension), query)
    return _asked(f"/feeds/{_FOLDERS[section.main.topic]}/{_names(section)}.{extension}", query)


def archive_path(view: ViewName, number: int, extension: str, **query: str) -> str:
    """An archive document of RFC 5005, counted from 1."""
    folder = "" if view.topic is Topic.ALL else f"/{_FOLDERS[view.topic]}/{quote(view.name, safe='')}"
    return _asked(f"/feeds{folder}/archive/{number}.{extension}", query)


def search_path(query: str, extension: str = "atom", **more: str) -> str:
    """The feed of a search."""
    return _asked(f"/feeds/search.{extension}", {"q": query, **more})


def _names(section: Section) -> str:
    return "/".join(quote(view.name, safe="") for view in section.views)


def _asked(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


@dataclass(frozen=True, slots=True)
class Addresses:
    """Absolute addresses on one site."""

    site: SiteSettings

    def post(self, slug: str) -> str:
        return self.site.absolute(post_path(slug))

    def feed(self, view: ViewName, extension: str) -> str:
        return self.site.absolute(feed_path(view, extension))

    def thread_feed_path(self, thread: str, extension: str = "atom") -> str:
        """The feed of the comments on a post; ``thread`` is `Post.thread`."""
        return f"/comments/feeds/thread.{extension}?{urlencode({'url': self.post(thread)})}"

    def thread_path(self, thread: str) -> str:
        """The page of the comments on a post."""
        return f"/comments/threads?{urlencode({'url': self.post(thread)})}"

    def media(self, url: str) -> str:
        """A media address as others can use it."""
        return self.site.absolute(url) if url.startswith("/") else url

    def slug_in(self, url: str) -> str | None:
        """The slug in the address of a post on this site, however it is spelt; None for any other address."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        ours = f"{parts.scheme}://{parts.netloc}".lower() == self.site.base_url.lower()
        path = unquote(parts.path)
        slug = path.removeprefix(_POSTS)
        return slug if ours and path.startswith(_POSTS) and slug and "/" not in slug else None


def all_feeds(view: ViewName) -> tuple[str, ...]:
    """The paths of every feed that shows a view."""
    return tuple(feed_path(view, extension) for extension in FORMATS)
