"""`gathering`'s Protocols from what the other services keep."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from services.comments.model import State
from services.comments.moderation.ledger import VOID
from services.comments.moderation.ledger_store import RedisLedger
from services.comments.storage.outline import Outline
from services.comments.storage.outlines import RedisOutlines
from services.comments.threads.names import moment_of
from services.feed.addresses import Addresses
from services.feed.model import ALL_POSTS
from services.feed.reading.library import Library
from services.feed.store.writes import RedisPosts
from services.strategy.questions import asks
from services.strategy.report.facts import CommentFact, DecisionFact, Fate, PostFact, ReachFact
from shared.reach.store import RedisReach
from shared.settings import SiteSettings
from shared.store.client import Store

_AT_ONCE: Final = 200
_FATES: Final = {
    State.PUBLISHED: Fate.PUBLISHED,
    State.HELD: Fate.WAITING,
    State.REJECTED: Fate.REFUSED,
    State.SPAM: Fate.REFUSED,
}


class PublishedPosts:
    """The posts of this site, newest first."""

    def __init__(self, store: Store, site: SiteSettings) -> None:
        self._library = Library(RedisPosts(store))
        self._addresses = Addresses(site)

    async def until(self, end: datetime) -> AsyncIterator[PostFact]:
        place: str | None = None
        while True:
            shelf = await self._library.shelf(ALL_POSTS, place, _AT_ONCE)
            for post in shelf.posts:
                published = post.published or post.created
                if published < end:
                    yield PostFact(published, post.strategy, post.agency, self._addresses.post(post.thread))
            place = shelf.next
            if place is None:
                return


class OwnComments:
    """The comments of this site."""

    def __init__(self, store: Store) -> None:
        self._outlines = RedisOutlines(store)
        self._ledger = RedisLedger(store)

    async def around(self, start: datetime, end: datetime) -> AsyncIterator[CommentFact]:
        async for outline in self._outlines.talks(start, end):
            yield _fact(outline)

    async def decisions(self, end: datetime) -> Sequence[DecisionFact]:
        seen: set[str] = set()
        found = []
        async for entry in self._ledger.everything():
            at = datetime.fromisoformat(entry.at)
            if at >= end or entry.action == VOID:
                continue
            nobody_waited = entry.confirmed or ()
            new = [identity for identity in entry.ids if identity not in seen and identity not in nobody_waited]
            seen.update(new)
            waits = tuple(max(at - _made(identity), timedelta()).total_seconds() for identity in new)
            found.append(DecisionFact(at, entry.action, waits, undoes=entry.undoes is not None))
        return found


class SiteAudience:
    """Who read pages and feeds."""

    def __init__(self, store: Store) -> None:
        self._reach = RedisReach(store)

    async def months(self, months: Sequence[datetime]) -> Sequence[ReachFact]:
        found = await self._reach.months(months)
        return [
            ReachFact(month, reach.pages, reach.fetches, reach.readers, reach.subscribers)
            for month, reach in zip(months, found, strict=True)
        ]


def _made(identity: str) -> datetime:
    """When a comment was made, to the millisecond; the ledger knows seconds."""
    return moment_of(identity.partition(".")[2])


def _fact(comment: Outline) -> CommentFact:
    return CommentFact(
        id=comment.id,
        thread=comment.url,
        parent=comment.parent,
        created=comment.created,
        official=comment.official,
        asks=not comment.official and asks(comment.text),
        fate=_FATES.get(comment.state, Fate.WITHDRAWN),
    )
