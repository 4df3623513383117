"""What may go wrong with posts beyond the errors that all services share."""

from services.feed.model import Post, Status, version_tag
from shared.errors import Conflict, PreconditionFailed


class SlugTaken(Conflict):
    """Another post has, or had, this address."""

    code = "slug-taken"

    def __init__(self, slug: str) -> None:
        super().__init__(f"another post has the address {slug!r}")
        self.slug = slug


class ForbiddenTransition(Conflict):
    """`services.feed.model.TRANSITIONS` has no such way."""

    code = "forbidden-transition"

    def __init__(self, current: Status, wanted: Status) -> None:
        super().__init__(f"a {current} post cannot become {wanted}")
        self.current = current
        self.wanted = wanted


class ChangedMeanwhile(PreconditionFailed):
    """The post is not in the version that the change was made from; ``post`` is what it is now."""

    def __init__(self, post: Post) -> None:
        super().__init__(version_tag(post.version))
        self.post = post


class EditedMeanwhile(Conflict):
    """Somebody else kept changing the post while this change was being made."""

    code = "edited-meanwhile"

    def __init__(self) -> None:
        super().__init__("somebody else is changing this post; try again")
