"""What may go wrong with posts beyond the errors that all services share."""

from services.feed.model import Status
from shared.errors import Conflict


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


class EditedMeanwhile(Conflict):
    """Somebody else kept changing the post while this change was being made."""

    code = "edited-meanwhile"

    def __init__(self) -> None:
        super().__init__("somebody else is changing this post; try again")
