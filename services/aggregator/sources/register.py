"""Which sources there are: the use cases of those who choose them.

    add a source | (the poller polls it) | poll it now | remove the source and all it brought

What sources bring is read at the `publishing.newsstand`; the river, an index of it, is kept true by `river.keeper`.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol
from urllib.parse import urlsplit

from services.aggregator.identity import source_id
from services.aggregator.model import Claim, Listed, NewSource, Pace, Place, Source, Subscription, Turn
from services.aggregator.polling.poll import Report
from shared.clock import Clock
from shared.errors import Conflict, FieldProblem, InvalidInput, NotFound
from shared.fetch.errors import BadUrl
from shared.fetch.urls import HttpUrl

_NAME_LENGTH: Final = 200
_GROUP_LENGTH: Final = 64
_LISTED_AT_ONCE: Final = 200
_ADDED_AT_ONCE: Final = 500
_BATCHES_AT_ONCE: Final = 3
_STEP: Final = timedelta(milliseconds=20)
_WRITING: Final = timedelta(milliseconds=1)
_BY_HAND: Final = timedelta(seconds=29)
"""Longer than a fetch may take. Nobody renews such a lease; what a killed process held is back within half a minute."""
_BUSY_LOOKS: Final = 200
_BUSY_PAUSE_SECONDS: Final = 0.1


class Sources(Protocol):
    """What is kept of sources."""

    async def create_each(self, sources: Sequence[Source]) -> list[Source | None]: ...
    async def source(self, source: str) -> Source | None: ...
    async def sources(self, ids: Iterable[str]) -> dict[str, Source]: ...
    async def counts(self, ids: Sequence[str]) -> list[int]: ...
    async def remove(self, source: Source) -> bool: ...


class Listing(Protocol):
    """In which order sources were added."""

    async def source_ids(self, place: Place | None, limit: int) -> list[Place]: ...


class Schedule(Protocol):
    """When sources are due."""

    async def seize(self, source: Source, now: datetime, until: datetime) -> Turn | None: ...


class River(Protocol):
    """Who brings the river up to date."""

    async def expect(self, source: str) -> str: ...
    async def update(self, source: Source, mark: str) -> None: ...
    async def expect_each(self, sources: Sequence[str]) -> str: ...
    async def welcome(self, sources: Sequence[Source], mark: str) -> None: ...


class Polls(Protocol):
    """Who polls."""

    async def begin(self, turns: Sequence[Turn]) -> list[tuple[Turn, Claim]]: ...
    async def poll(self, turn: Turn, claim: Claim) -> Report: ...


class Hubs(Protocol):
    """Who keeps subscriptions."""

    async def subscription(self, source: str) -> Subscription | None: ...
    async def leave(self, left: Subscription) -> None: ...


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list: how many were added, how many were there, and (address, code) of what cannot be one."""

    added: int
    existing: int
    skipped: tuple[tuple[str, str], ...]


class Register:
    """The register of sources. ``wake`` makes the poller look at once."""

    def __init__(
        self,
        *,
        sources: Sources,
        listing: Listing,
        due: Schedule,
        river: River,
        polls: Polls,
        hubs: Hubs,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        self._sources = sources
        self._listing = listing
        self._due = due
        self._river = river
        self._polls = polls
        self._hubs = hubs
        self._clock = clock
        self._wake = wake

    async def add(self, new: NewSource) -> tuple[Source, bool]:
        """The source at that address, and whether it is new; a new one is polled at once, in the background."""
        source = made(new, self._clock())
        existing = (await self._create([source]))[0]
        self._wake()
        return existing or source, existing is None

    async def add_all(self, new: Iterable[NewSource]) -> Imported:
        """Add what a list names. A long one is not fetched at once, but spread out once it is in."""
        now = self._clock()
        wanted, skipped = _sorted_out(new, now)
        listed = _spread(list(wanted.values()), now)
        places = asyncio.Semaphore(_BATCHES_AT_ONCE)

        async def create(batch: Sequence[Source]) -> int:
            async with places:
                return sum(known is not None for known in await self._create(batch))

        batches = [listed[start : start + _ADDED_AT_ONCE] for start in range(0, len(listed), _ADDED_AT_ONCE)]
        existing = sum(await asyncio.gather(*map(create, batches)))
        self._wake()
        return Imported(len(listed) - existing, existing, tuple(skipped))

    async def _create(self, sources: Sequence[Source]) -> list[Source | None]:
        mark = await self._river.expect_each([source.id for source in sources])
        known = await self._sources.create_each(sources)
        await self._river.welcome([old or new for new, old in zip(sources, known, strict=True)], mark)
        return known

    async def source(self, source: str) -> Listed:
        """Raises `NotFound`."""
        found = await self._sources.source(source)
        if found is None:
            raise NotFound("source", source)
        return Listed(found, (await self._sources.counts([source]))[0])

    async def sources(self, place: Place | None, limit: int) -> tuple[list[Listed], Place | None]:
        """Sources in the order they were added, and where the next page begins."""
        places = await self._listing.source_ids(place, limit)
        ids = [place.member for place in places]
        found, counts = await self._sources.sources(ids), await self._sources.counts(ids)
        listed = [Listed(found[name], count) for name, count in zip(ids, counts, strict=True) if name in found]
        return listed, places[-1] if len(places) == limit else None

    async def every_source(self) -> list[Listed]:
        """All of them."""
        listed, place = await self.sources(None, _LISTED_AT_ONCE)
        while place is not None:
            more, place = await self.sources(place, _LISTED_AT_ONCE)
            listed += more
        return listed

    async def remove(self, source: str) -> None:
        """Forget a source and its entries, and end its subscription. Raises `NotFound`."""
        found = (await self.source(source)).source
        subscribed = await self._hubs.subscription(source)
        mark = await self._river.expect(source)
        await self._sources.remove(found)
        await self._river.update(found, mark)
        if subscribed is not None:
            await self._hubs.leave(subscribed)

    async def poll(self, source: str) -> Report:
        """Poll now, or right after a poll under way. Raises `NotFound`, and `Conflict` if that one does not end."""
        found = (await self.source(source)).source
        for turn, claim in await self._polls.begin([await self._seize(found)]):
            return await self._polls.poll(turn, claim)
        raise NotFound("source", source)

    async def _seize(self, source: Source) -> Turn:
        for _ in range(_BUSY_LOOKS):
            now = self._clock()
            turn = await self._due.seize(source, now, now + _BY_HAND)
            if turn is not None:
                return turn
            await asyncio.sleep(_BUSY_PAUSE_SECONDS)
        raise Conflict("the source is being polled just now")


def _sorted_out(new: Iterable[NewSource], now: datetime) -> tuple[dict[str, Source], list[tuple[str, str]]]:
    """Sources by their ids, the first of equals, in the order given; and what cannot be one."""
    wanted: dict[str, Source] = {}
    skipped = []
    for each in new:
        try:
            source = made(each, now)
        except InvalidInput as error:
            skipped.append((each.url, error.problems[0].code))
        else:
            wanted.setdefault(source.id, source)
    return wanted, skipped


def _spread(sources: Sequence[Source], now: datetime) -> list[Source]:
    """First polls `_STEP` apart, from about when all of the list will have been written."""
    start = now + _WRITING * len(sources)
    return [
        replace(source, pace=replace(source.pace, next_poll=start + _STEP * place))
        for place, source in enumerate(sources)
    ]


def made(new: NewSource, now: datetime) -> Source:
    """The source that is asked for. Raises `InvalidInput` with everything that is wrong."""
    problems = [*_text_problems("group", new.group, _GROUP_LENGTH), *_text_problems("name", new.name, _NAME_LENGTH)]
    if new.group and "/" in new.group:
        problems.append(FieldProblem("group", "bad-character", "/"))
    try:
        url = str(HttpUrl.parse(new.url))
    except BadUrl as error:
        raise InvalidInput(FieldProblem("url", error.reason, new.url[:100]), *problems) from error
    if problems:
        raise InvalidInput(*problems)
    group, name = ((text or "").strip() or None for text in (new.group, new.name))
    return Source(id=source_id(url), url=url, created=now, pace=Pace(next_poll=now), group=group, name=name)


def host_of(source: Source) -> str:
    """The host a source lives on, for people."""
    return urlsplit(source.url).hostname or source.url


def _text_problems(field: str, text: str | None, longest: int) -> list[FieldProblem]:
    if text is None:
        return []
    problems = [FieldProblem(field, "too-long", str(longest))] if len(text) > longest else []
    return problems if text.isprintable() else [*problems, FieldProblem(field, "bad-character", "control")]
