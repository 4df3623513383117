"""Which topics of the hub a change touches. Pure."""

from collections.abc import Iterable

from services.feed.addresses import all_feeds
from services.feed.model import ViewName
from shared.settings import SiteSettings


def topics(views: Iterable[ViewName], site: SiteSettings) -> list[str]:
    """The public addresses of every feed that shows one of ``views``."""
    return [site.absolute(path) for view in views for path in all_feeds(view)]
