"""Looking through what there is: the queue, one comment with everything around it, campaigns.

where to look (index, or a campaign's members) | read in chunks | sieve | until a page is full or enough was read
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from services.comments.campaigns.lookout import Campaigns
from services.comments.campaigns.model import Campaign
from services.comments.model import Comment, Event, ReasonCode, State
from services.comments.moderation.places import Stretch, band_stretch, id_at, name_in, place_of, public_place
from services.comments.moderation.priority import Band
from services.comments.moderation.queue_filter import QueueFilter
from services.comments.threads.names import moment_of
from shared.errors import NotFound

_CHUNK: Final = 200
_MOST_READ: Final = 4000
"""Comments that one page looks through at most; a page may be short and still have a next one."""
_MOST_CAMPAIGNS: Final = 500
_EARLIER: Final = 5


class Threads(Protocol):
    """Comments by their identifiers."""

    async def comments(self, identities: Sequence[str]) -> list[Comment | None]: ...
    async def history(self, identity: str) -> list[Event]: ...
    async def public_before(self, thread: str, name: str | None, limit: int) -> list[str]: ...


class Index(Protocol):
    """The moderation index, as far as reading is concerned."""

    async def places(
        self, state: State, facet: str | None, stretch: Stretch, after: str | None, limit: int
    ) -> list[str]: ...
    async def sizes(self) -> dict[State, int]: ...
    async def bands(self) -> dict[Band, int]: ...
    async def reasons(self, state: State) -> dict[ReasonCode, int]: ...
    async def first(self, state: State, limit: int, skip: int = 0) -> list[str]: ...
    async def of_authors(self, comments: Sequence[Comment]) -> list[list[str]]: ...
    async def states(self, identities: Sequence[str]) -> list[State | None]: ...


@dataclass(frozen=True, slots=True)
class Counts:
    """How many comments there are by state; of the held ones by band and by reason, and since when the oldest waits."""

    states: dict[State, int]
    bands: dict[Band, int]
    reasons: dict[ReasonCode, int]
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a moderator wants to see beside a comment: what it answers, and what else stands under the same name."""

    parent: Comment | None
    earlier: tuple[Comment, ...]
    public: int
    known: int


class Browsing:
    """Reads only."""

    def __init__(self, threads: Threads, index: Index, campaigns: Campaigns) -> None:
        self._threads = threads
        self._index = index
        self._campaigns = campaigns

    async def queue(self, wanted: QueueFilter, after: str | None, limit: int) -> tuple[list[Comment], str | None]:
        """Comments in their order, and the place to go on from."""
        found: list[Comment] = []
        read = 0
        async for places in self._looked_at(wanted, after):
            passed = await self._sieved(places, wanted)
            for place in places:
                if len(found) == limit:
                    return found, after
                after = place
                if place in passed:
                    found.append(passed[place])
            read += len(places)
            if read >= _MOST_READ:
                return found, after
        return found, None

    async def counts(self) -> Counts:
        """How much waits, and how long."""
        sizes, bands = await self._index.sizes(), await self._index.bands()
        return Counts(sizes, bands, await self._index.reasons(State.HELD), await self._oldest())

    async def comment(self, identity: str) -> tuple[Comment, list[Event]]:
        """A comment and its history. Raises `NotFound`."""
        (comment,) = await self._threads.comments([identity])
        if comment is None:
            raise NotFound("comment", identity)
        return comment, await self._threads.history(identity)

    async def surroundings(self, comment: Comment) -> Surroundings:
        """What is around a comment."""
        parent = (await self._threads.comments([comment.parent]))[0] if comment.parent else None
        (listed,) = await self._index.of_authors([comment])
        others = [identity for identity in listed if identity != comment.id]
        states = await self._index.states(others)
        earlier = await self._threads.comments(others[:_EARLIER])
        return Surroundings(
            parent, tuple(c for c in earlier if c is not None), states.count(State.PUBLISHED), len(others)
        )

    async def answered(self, comments: Iterable[Comment]) -> dict[str, Comment]:
        """What some comments answer, by identifier."""
        identities = list(dict.fromkeys(comment.parent for comment in comments if comment.parent))
        found = await self._threads.comments(identities) if identities else []
        return {parent.id: parent for parent in found if parent is not None}

    async def newcomers(self, comments: Sequence[Comment]) -> set[str]:
        """Those of some comments under whose author's name nothing else is public."""
        listed = await self._index.of_authors(comments)
        distinct = list(dict.fromkeys(identity for ids in listed for identity in ids))
        known = dict(zip(distinct, await self._index.states(distinct), strict=True))
        return {
            comment.id
            for comment, ids in zip(comments, listed, strict=True)
            if not any(known[each] is State.PUBLISHED for each in ids if each != comment.id)
        }

    async def campaign(self, identity: str) -> Campaign:
        """A campaign. Raises `NotFound`, also for comments that are too few to be one."""
        (campaign,) = await self._campaigns.find([identity])
        if campaign is None or not campaign.established:
            raise NotFound("campaign", identity)
        return campaign

    async def members(self, identity: str) -> list[Comment]:
        """The comments of a campaign, oldest first. Raises `NotFound`."""
        await self.campaign(identity)
        found = await self._threads.comments(await self._campaigns.members(identity))
        return [comment for comment in found if comment is not None]

    async def campaigns(self) -> list[Campaign]:
        """What campaigns there are, the latest first."""
        return [campaign for campaign in await self._campaigns.newest(_MOST_CAMPAIGNS) if campaign.established]

    async def campaigns_of(self, comments: Iterable[Comment]) -> dict[str, Campaign]:
        """The campaigns that some comments belong to, by identifier."""
        identities = list(dict.fromkeys(c.campaign for c in comments if c.campaign))
        found = await self._campaigns.find(identities)
        return {campaign.id: campaign for campaign in found if campaign and campaign.established}

    async def _looked_at(self, wanted: QueueFilter, after: str | None) -> AsyncIterator[list[str]]:
        """Places in their order, chunk by chunk."""
        if wanted.campaign is not None:
            yield await self._of_campaign(wanted.campaign, after)
            return
        if wanted.thread is not None and wanted.state is State.PUBLISHED:
            async for places in self._in_thread(wanted.thread, after):
                yield places
            return
        for stretch in wanted.stretches:
            while after is None or after < stretch.high:
                places = await self._index.places(wanted.state, wanted.facet, stretch, after, _CHUNK)
                if places:
                    yield places
                    after = places[-1]
                if len(places) < _CHUNK:
                    break

    async def _in_thread(self, thread: str, after: str | None) -> AsyncIterator[list[str]]:
        """Public comments are filed under their threads only there."""
        while True:
            name = name_in(id_at(after)) if after else None
            found = await self._threads.public_before(thread, name, _CHUNK)
            if found:
                yield [public_place(identity) for identity in found]
                after = public_place(found[-1])
            if len(found) < _CHUNK:
                return

    async def _of_campaign(self, campaign: str, after: str | None) -> list[str]:
        """A campaign is bounded (`services.comments.campaigns.model.MOST_COMMENTS`)."""
        members = await self._threads.comments(await self._campaigns.members(campaign))
        places = sorted(place_of(comment) for comment in members if comment is not None)
        return [place for place in places if after is None or place > after]

    async def _sieved(self, places: Sequence[str], wanted: QueueFilter) -> dict[str, Comment]:
        """Those comments that pass, by their places."""
        comments = await self._threads.comments([id_at(place) for place in places])
        pairs = zip(places, comments, strict=True)
        passed = {place: comment for place, comment in pairs if comment is not None and wanted.takes(comment)}
        if not wanted.newcomers:
            return passed
        new = await self.newcomers(list(passed.values()))
        return {place: comment for place, comment in passed.items() if comment.id in new}

    async def _oldest(self) -> datetime | None:
        """When the first of each band was made, the earliest of them."""
        first = [
            place for band in Band for place in await self._index.places(State.HELD, None, band_stretch(band), None, 1)
        ]
        return min((moment_of(name_in(id_at(place))) for place in first), default=None)
