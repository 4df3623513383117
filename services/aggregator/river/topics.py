"""The addresses of the merged feeds, as paths on this site. Pure."""

from typing import Final
from urllib.parse import quote, urlencode

from shared.feed.formats import FORMATS
from shared.thai.provinces import region_of

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


def region_feed(region: str, suffix: str) -> str:
    """One part of the country."""
    return f"{PREFIX}/feeds/regions/{region}.{suffix}"


def search_feed(query: str, suffix: str = "atom") -> str:
    """Whatever holds these words."""
    return f"{PREFIX}/feeds/search.{suffix}?{urlencode({'q': query})}"


def archive_of(feed: str, day: str) -> str:
    """What came into a feed on a day (RFC 5005 section 4)."""
    stem, _, suffix = feed.rpartition(".")
    return f"{stem}/archive/{day}.{suffix}"


def topics_of(source: str, group: str | None) -> list[str]:
    """The feeds that change when this source does."""
    region = region_of(group) if group else None
    groups = [group_feed(group, suffix) for suffix in FORMATS] if group else []
    regions = [region_feed(region, suffix) for suffix in FORMATS] if region else []
    own = [path for suffix in FORMATS for path in (all_feed(suffix), source_feed(source, suffix))]
    return own + groups + regions
