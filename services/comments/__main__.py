"""``python -m services.comments``: the comment service in a process of its own. Threads go by their addresses."""

import asyncio
from urllib.parse import unquote

from services.comments.app import CommentsDeps, create_app
from services.comments.config import CommentsConfig
from services.comments.threads.thread import Thread, normalise
from shared.asked import Asked, settled
from shared.web.process import Service, run_service


class PostsElsewhere:
    """`services.comments.threads.thread.Posts` of another process: what has a post's address is one."""

    def __init__(self, base_url: str) -> None:
        self._folder = normalise(f"{base_url}/posts/")

    async def thread(self, url: str) -> Thread | None:
        """``/posts/<slug>``, whatever is asked of it; the title is unknown."""
        path = url.partition("?")[0]
        slug = unquote(path.removeprefix(self._folder))
        is_post = path.startswith(self._folder) and slug and "/" not in slug and slug.isprintable()
        return Thread(path) if is_post else None

    async def version(self) -> str:
        """Nothing is known of changes."""
        return ""

    def moving(self, version: str) -> Asked[tuple[str, bool]]:
        """Never, as far as anybody knows here."""
        return settled((version, False))

    async def moved(self, version: str) -> tuple[str, bool]:
        """As `moving`."""
        return version, False

    async def wait(self, version: str) -> None:
        """Nothing will be."""
        del version
        await asyncio.Event().wait()


if __name__ == "__main__":
    run_service(
        Service(
            "/comments",
            CommentsConfig.read,
            lambda config, kit: create_app(config, CommentsDeps(kit, PostsElsewhere(kit.site.base_url))),
            landing="/comments/moderation",
        )
    )
