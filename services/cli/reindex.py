"""``saket reindex``: rebuild what is derived from threads and sources; safe while the site runs."""

from collections.abc import Mapping

from services.aggregator.app import reindex_river
from services.comments.app import reindex_queue
from shared.settings import SiteSettings
from shared.store.embedded import open_store
from shared.web.process import store_settings


async def reindex(variables: Mapping[str, str]) -> None:
    """Print how much each index holds afterwards."""
    site = SiteSettings.from_variables(variables)
    async with open_store(store_settings(site)) as store:
        print(f"moderation queue: {await reindex_queue(store)} comments")
        print(f"planet river: {await reindex_river(store)} entries")
