"""The addresses of the strategy's pages, and of what belongs to them elsewhere on the site."""

from typing import Final
from urllib.parse import quote

PREFIX: Final = "/strategy"
HOME: Final = "/strategy/"


def issue_path(key: str) -> str:
    """The page of an issue of the plan."""
    return f"{HOME}{key}"


def feed_path(name: str, extension: str) -> str:
    """The feed of the posts that name an issue."""
    return f"/feeds/strategy/{quote(name, safe='')}.{extension}"


def agency_path(name: str) -> str:
    """The posts of an agency."""
    return f"/agencies/{quote(name, safe='')}"


def agency_feed_path(name: str) -> str:
    """The Atom feed of an agency's posts."""
    return f"/feeds/agencies/{quote(name, safe='')}.atom"
