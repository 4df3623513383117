"""The feeds put together: at our own addresses, and at those of the hosts that provinces come from."""

from services.feed.addresses import Addresses
from services.feed.feeds.browser_pages import BrowserPages
from services.feed.feeds.documents import Documents
from services.feed.feeds.handlers import Feeds
from services.feed.feeds.rendering import FeedViews
from services.feed.feeds.representation import Representations
from services.feed.hosts.blogger_feeds import BloggerFeeds
from services.feed.hosts.blogger_query import FIRST_ADDRESSES
from services.feed.hosts.comment_feeds import CommentFeeds
from services.feed.hosts.first_addresses import moved_feed_routes
from services.feed.hosts.wordpress_addresses import SCRIPTS
from services.feed.hosts.wordpress_feeds import WordPressFeeds
from services.feed.reading.library import Library
from services.feed.reading.sections import Reading
from shared.web.feed_limits import Limits
from shared.web.kept_pages import KeptPages
from shared.web.kit import Kit
from shared.web.pages import Pages
from shared.web.routing import Route


def feed_routes(kit: Kit, pages: Pages, library: Library, reading: Reading, views: FeedViews) -> list[Route]:
    """To be mounted at the root of the site; fixed paths come before those with a parameter."""
    documents, answers = Documents(kit.site), Representations(views, BrowserPages(KeptPages(pages)))
    feeds = Feeds(reading, documents, answers, Limits(kit.budget, kit.site))
    return [
        *feeds.routes(),
        *BloggerFeeds(feeds, library, kit.site).routes(),
        *WordPressFeeds(feeds, library, kit.site).routes(),
        *CommentFeeds(library, Addresses(kit.site)).routes(),
        *moved_feed_routes({**FIRST_ADDRESSES, **SCRIPTS}),
    ]
