"""WordPress's addresses of feeds, so that readers keep their old ones: what they mean. Pure."""

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote, urlencode

from shared.feed.formats import Format

KINDS: Final = {"rss2": Format.RSS, "rss": Format.RSS, "rdf": Format.RSS, "feed": Format.RSS, "atom": Format.ATOM}
"""What a feed may be called. RSS 0.92 and RDF are long out of use: who asks for them reads RSS 2.0 as well."""
SCRIPTS: Final = {
    "wp-rss.php": "/feed/",
    "wp-rss2.php": "/feed/",
    "wp-rdf.php": "/feed/",
    "wp-feed.php": "/feed/",
    "wp-atom.php": "/feed/atom/",
    "wp-commentsrss2.php": "/comments/feed/",
}
"""What the scripts were called that gave the feeds before addresses had names, and what says the same now."""
_COMMENTS: Final = {"comments-rss2": "/comments/feed/", "comments-atom": "/comments/feed/atom/"}


def label_of(slug: str, labels: Iterable[str]) -> str | None:
    """The label that WordPress would have called ``slug`` in addresses."""
    return next((label for label in labels if slug_of(label) == slug_of(slug)), None)


def slug_of(label: str) -> str:
    """Lower case, with hyphens for spaces; Thai stays Thai."""
    return "-".join(label.casefold().split())


def asked_at_root(query: Mapping[str, str]) -> str | None:
    """The path that says the same as ``/?feed=…`` where addresses have no names; None if no feed is asked for."""
    kind = query.get("feed", "")
    if kind in _COMMENTS:
        return _COMMENTS[kind]
    if kind not in KINDS:
        return None
    form = KINDS[kind]
    if words := query.get("s"):
        return f"/feeds/search.{form.extension}?{urlencode({'q': words})}"
    label = query.get("tag") or query.get("category_name")
    folder = f"/tag/{quote(label, safe='')}" if label else ""
    page = f"?{urlencode({'paged': query['paged']})}" if query.get("paged") else ""
    return f"{folder}/feed/{'atom/' if form is Format.ATOM else ''}{page}"
