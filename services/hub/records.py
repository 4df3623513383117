"""`services.hub.service.Records` in Redis, and what they are made from: counts, times and histograms by the hour."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from services.hub import keys
from services.hub.attempts import Attempt, failure_name
from services.hub.breakers import read_breaker
from services.hub.figures import HostFacts, Listing, Overview, Spread
from services.hub.latency import bucket_of, percentile
from services.hub.model import Outcome, Subscription, outcome_name
from shared.clock import from_ms, to_ms
from shared.store.client import Command, Script, Store

_FACTS: Final = Script.load("services.hub", "host_facts.lua")
_HOUR_MS: Final = 3_600_000
_HOURS: Final = 24
_KEPT_SECONDS: Final = 26 * 3600
_FACTS_SECONDS: Final = int(timedelta(days=40).total_seconds())
_DELIVERY, _ANSWER = "delivery", "answer"


class RedisRecords:
    """Figures over all instances and restarts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def tally(self, outcome: Outcome) -> None:
        await self._store.execute("HINCRBY", keys.TALLIES, outcome_name(outcome), 1)

    async def keep(self, attempt: Attempt, now: datetime) -> None:
        """How one attempt went: its durations, and what it says about the host."""
        await self._store.batch([*_durations(attempt, now), *_facts(attempt, now)])

    async def overview(self, now: datetime) -> Overview:
        hour = to_ms(now) // _HOUR_MS
        active, waiting, tallies, *hours = await self._store.batch(
            [
                ("ZCOUNT", keys.ALL, f"({to_ms(now)}", "+inf"),
                ("ZCARD", keys.DELIVERIES.due),
                ("HGETALL", keys.TALLIES),
                *(("HGETALL", keys.latencies(hour - back)) for back in range(_HOURS)),
            ]
        )
        counted = {name.decode(): int(count) for name, count in tallies.items()}
        return Overview(active, waiting, counted, _spread(hours, _DELIVERY), _spread(hours, _ANSWER))

    async def hosts(self, start: int, limit: int, now: datetime) -> list[HostFacts]:
        found = await self._store.execute("ZRANGE", keys.HOSTS, start, start + limit - 1)
        names = [name.decode() for name in found]
        places = [place for name in names for place in (keys.of_host(name), keys.facts(name))]
        _, *rows = await self._store.call(_FACTS, [keys.BREAKERS, keys.DELIVERIES.due, *places], [to_ms(now), *names])
        return [_host_facts(name, row) for name, row in zip(names, rows, strict=True)]

    async def subscriptions(self, after: str | None, limit: int) -> tuple[list[Listing], str | None]:
        start = await self._rank_behind(after) if after else 0
        found = await self._store.execute("ZRANGE", keys.ALL, start, start + limit, "WITHSCORES")
        names, leases = [name.decode() for name in found[::2]][:limit], found[1::2]
        if not names:
            return [], None
        records = await self._store.batch([("GET", keys.record(name)) for name in names])
        waiting = await self._store.batch([("ZSCORE", keys.DELIVERIES.due, name) for name in names])
        listings = [_listing(raw, due) for raw, due in zip(records, waiting, strict=True) if raw is not None]
        return listings, f"{int(leases[limit - 1])} {names[-1]}" if len(leases) > limit else None

    async def _rank_behind(self, place: str) -> int:
        """Where the next page begins; if the last one of this page is gone, at the end of the next lease."""
        lease, _, name = place.partition(" ")
        rank, earlier = await self._store.batch(
            [("ZRANK", keys.ALL, name), ("ZCOUNT", keys.ALL, "-inf", f"{int(lease)}")]
        )
        return int(earlier if rank is None else rank + 1)


def _durations(attempt: Attempt, now: datetime) -> Iterable[Command]:
    place = keys.latencies(to_ms(now) // _HOUR_MS)
    for name, duration in ((_DELIVERY, attempt.since_news), (_ANSWER, attempt.answered)):
        if duration is not None:
            yield "HINCRBY", place, f"{name}:{bucket_of(duration)}", 1
            yield "EXPIRE", place, _KEPT_SECONDS


def _facts(attempt: Attempt, now: datetime) -> Iterable[Command]:
    place = keys.facts(attempt.host)
    if attempt.failure is None:
        yield "HSET", place, "success", to_ms(now)
    else:
        yield "HSET", place, "failure", to_ms(now), "why", attempt.failure.value
        yield "HINCRBY", keys.TALLIES, failure_name(attempt.failure), 1
    yield "EXPIRE", place, _FACTS_SECONDS


def _spread(hours: Iterable[dict[bytes, bytes]], name: str) -> Spread:
    counts: Counter[int] = Counter()
    for hour in hours:
        for field, count in hour.items():
            kind, _, bucket = field.decode().partition(":")
            if kind == name:
                counts[int(bucket)] += int(count)
    return Spread(percentile(counts, 0.5), percentile(counts, 0.95))


def _host_facts(host: str, row: list[Any]) -> HostFacts:
    subscriptions, waiting, breaker, success, failure, why = row
    return HostFacts(
        host, subscriptions, waiting, read_breaker(breaker), _moment(success), _moment(failure), why.decode() or None
    )


def _moment(raw: bytes) -> datetime | None:
    return from_ms(int(raw)) if raw else None


def _listing(raw: bytes, due: float | None) -> Listing:
    kept = msgspec.json.decode(raw, type=Subscription)
    return Listing(kept.topic, kept.callback, kept.host, kept.expires, bool(kept.secret), due is not None)
