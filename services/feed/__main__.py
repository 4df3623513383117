"""``python -m services.feed``: the feed service in a process of its own. Posts link to their threads."""

from services.feed.app import FeedDeps, create_app
from services.feed.config import FeedConfig
from shared.web.process import Service, run_service

if __name__ == "__main__":
    run_service(Service("", FeedConfig.read, lambda config, kit: create_app(config, FeedDeps(kit)), landing="/write"))
