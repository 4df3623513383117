"""The feeds put together: at our own addresses, and at those of the hosts that provinces come from."""

from services.feed.addresses import Addresses
from services.feed.answers import FeedAnswers
from services.feed.blogger import FIRST_ADDRESSES
from services.feed.blogger_feeds import BloggerFeeds
from services.feed.comment_feeds import CommentFeeds
from services.feed.costs import Costs
from services.feed.documents import Documents
from services.feed.feeds import Feeds
from services.feed.library import Library
from services.feed.moved_feeds import moved_feed_routes
from services.feed.reading import Reading
from services.feed.twins import Twins
from services.feed.views import FeedViews
from services.feed.wordpress import SCRIPTS
from services.feed.wordpress_feeds import WordPressFeeds
from shared.web.kit import Kit
from shared.web.pages import Pages
from shared.web.routing import Route


def feed_routes(kit: Kit, pages: Pages, library: Library, reading: Reading, views: FeedViews) -> list[Route]:
    """To be mounted at the root of the site; fixed paths come before those with a parameter."""
    documents, answers = Documents(kit.site), FeedAnswers(views, Twins(pages))
    feeds = Feeds(reading, documents, answers, Costs(kit.budget, kit.site))
    return [
        *feeds.routes(),
        *BloggerFeeds(feeds, library, kit.site).routes(),
        *WordPressFeeds(feeds, library, kit.site).routes(),
        *CommentFeeds(library, Addresses(kit.site)).routes(),
        *moved_feed_routes({**FIRST_ADDRESSES, **SCRIPTS}),
    ]
