"""``saket reindex``: rebuild what is derived from posts, threads and sources; safe while the site runs."""

from collections.abc import Mapping

from services.aggregator.assembly import river_of, searcher_of
from services.comments.wiring.standalone import reindex_queue
from services.feed.store.reindex import reindex_posts
from shared.settings import SiteSettings
from shared.store.embedded import open_store
from shared.web.kit import make_kit
from shared.web.process import store_settings


async def reindex(variables: Mapping[str, str]) -> None:
    """Print how much each index holds afterwards."""
    site = SiteSettings.from_variables(variables)
    async with open_store(store_settings(site)) as store:
        print(f"posts: {await reindex_posts(store)}")
        print(f"moderation queue: {await reindex_queue(store)} comments")
        kit = await make_kit(site, store)
        print(f"planet river: {await river_of(kit).rebuild()} sources")
        print(f"planet search: {await searcher_of(kit).rebuild()} entries")
