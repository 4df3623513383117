"""What the public saw in any thread and sees no more, in Redis.

{gone}:all  sorted set of comments by the time, ms, since which the public sees them no more; the last few hundred
"""

from collections.abc import Sequence
from typing import Final

from services.comments.model import Comment
from services.comments.threads.reading import Gone
from shared.clock import from_ms, to_ms
from shared.store.client import Command, Store

_ALL: Final = "{gone}:all"
_KEPT: Final = 500


class RedisTombstones:
    """`services.comments.writing.aftermath.Tombstones` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def note(self, comments: Sequence[Comment]) -> None:
        """As these comments are now; idempotent."""
        commands: list[Command] = [
            ("ZADD", _ALL, to_ms(each.gone), each.id) if each.gone else ("ZREM", _ALL, each.id) for each in comments
        ]
        if any(each.gone for each in comments):
            commands.append(("ZREMRANGEBYRANK", _ALL, 0, -1 - _KEPT))
        await self._store.batch(commands)

    async def latest(self, limit: int) -> list[Gone]:
        """The last of them, the latest first."""
        found = await self._store.execute("ZRANGE", _ALL, 0, limit - 1, "REV", "WITHSCORES")
        return [Gone(name.decode(), from_ms(int(score))) for name, score in zip(found[::2], found[1::2], strict=True)]
