"""Who has had a comment published today, in Redis, under the day's pseudonym of an address.

{sender:<pseudonym>}   "1", as long as pseudonyms are kept
"""

from collections.abc import Iterable

from services.comments.model import Comment
from services.comments.personal_data.retention import PSEUDONYMS
from shared.asked import Asked
from shared.store.client import Store


class RedisKnownSenders:
    """`services.comments.posting.service.KnownSenders` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def knowing(self, sender: str) -> Asked[bool]:
        """Whether the public has seen anything of this sender."""
        return Asked([("EXISTS", _key(sender))], lambda replies: bool(replies[0]))

    async def note(self, comments: Iterable[Comment]) -> None:
        """Those whose comments are public."""
        senders = {comment.sender for comment in comments if comment.published and comment.sender}
        if senders:
            await self._store.batch([("SET", _key(sender), 1, "EX", PSEUDONYMS.seconds) for sender in senders])


def _key(sender: str) -> str:
    return f"{{sender:{sender}}}"
