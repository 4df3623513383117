"""The addresses of the merged feeds, as paths on this site. Pure."""

from typing import Final
from urllib.parse import quote, urlencode

from shared.feed.formats import FORMATS

PREFIX: Final = "/planet"


def all_feed(suffix: str) -> str:
    """Everything."""
    return f"{PREFIX}/feeds/all.{suffix}"


def source_feed(source: str, suffix: str) -> str:
    """One source."""
    return f"{PREFIX}/feeds/sources/{source}.{suffix}"


def group_feed(group: str, suffix: str) -> str:
    """One group."""
    return f"{PREFIX}/feeds/groups/{quote(group, safe='')}.{suffix}"


def search_feed(query: str) -> str:
    """Whatever holds these words."""
    return f"{PREFIX}/feeds/search.atom?{urlencode({'q': query})}"


def topics_of(source: str, group: str | None) -> list[str]:
    """The feeds that change when this source does."""
    groups = [group_feed(group, suffix) for suffix in FORMATS] if group else []
    own = [path for suffix in FORMATS for path in (all_feed(suffix), source_feed(source, suffix))]
    return own + groups
