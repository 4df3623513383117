"""``python -m services.comments``: the comment service in a process of its own. Threads go by their addresses."""

from services.comments.app import CommentsDeps, create_app
from services.comments.config import CommentsConfig
from shared.web.process import Service, run_service


class Untitled:
    """`services.comments.judging.Titles` where the posts are in another process."""

    async def title(self, _url: str) -> str | None:
        """Unknown."""
        return None


if __name__ == "__main__":
    run_service(
        Service(
            "/comments",
            CommentsConfig.read,
            lambda config, kit: create_app(config, CommentsDeps(kit, Untitled())),
            landing="/comments/moderation",
        )
    )
