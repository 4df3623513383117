"""The river in the store: indexes over all sources, in the one slot of ``{planet}``, derived from their outboxes.

A view is ``all``, ``s:<source>``, ``g:<group>`` or ``r:<region>``; members are ``<source>/<entry>``.

    {planet}:river:<view>     sorted set by position      {planet}:arrivals:<view>   sorted set by first seen
    {planet}:buried:<view>    sorted set by withdrawal    {planet}:versions          hash: view -> number
    {planet}:sources          sorted set by creation      {planet}:groups            hash: source -> group
    {planet}:due              sorted set by next poll     {planet}:dirty             hash: source -> mark
    {planet}:owners           hash: claim id -> member    {planet}:claims            hash: member -> claim id
    {planet}:revs             hash: source -> number of the last event applied
    {planet}:news:<view>      sorted set by position, of near-duplicates only those that lead
    {planet}:alike            hash: mark -> member        {planet}:marks             hash: member -> marks
    {planet}:leads            hash: member -> lead        {planet}:followers         hash: lead -> members
    {planet}:copies           hash: member that says it was first published elsewhere -> that feed's names
    {planet}:named            hash: source -> names it is known by (see `attribution`)
    {planet}:log              stream: members that were put or dropped, for who keeps an index of his own
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from services.aggregator.attribution import Claimant
from services.aggregator.identity import claim_id
from services.aggregator.model import EntryRef, Place
from services.aggregator.river.views import ALL, has_leads, views_of
from services.aggregator.store.sources import source_key
from shared.clock import from_ms, to_ms
from shared.store.client import Call, Script, Store, StreamEntry, Value

_PACKAGE: Final = "services.aggregator.river"
_INDEX: Final = Script.load(_PACKAGE, "index_source.lua")
_PAGE: Final = Script.load(_PACKAGE, "page.lua")
_CLEAN: Final = Script.load(_PACKAGE, "clean_mark.lua")
_BATCH: Final = 200
"""Events at a time. One may tell of 200 entries, but no poll leaves more than some of those behind."""
_LOGGED: Final = 20
"""Members in one entry of the log, at most."""
_FIELDS: Final = (b"rev", b"op", b"entry", b"position", b"arrival", b"claim", b"marks", b"kind", b"names")


class RiverStore:
    """Reads the river, and brings it up to date from the sources' outboxes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def mark(self, source: str, mark: str) -> None:
        """Note, before a source is written to, that the river will have to hear of it."""
        await self._store.execute("HSET", _key("dirty"), source, mark)

    async def clean(self, source: str, mark: str) -> None:
        """The river has heard; a newer mark stays."""
        await self.clean_each([source], mark)

    async def marks(self) -> dict[str, str]:
        """Sources that the river may not know all about."""
        pairs = await self._store.execute("HGETALL", _key("dirty"))
        return {name.decode(): mark.decode() for name, mark in _items(pairs)}

    async def drain(self, source: str) -> int:
        """Apply everything in a source's outbox; how many events change what feeds show."""
        outbox, applied = source_key(source, "outbox"), 0
        while True:
            events = await self._store.execute("XRANGE", outbox, "-", "+", "COUNT", _BATCH)
            for group, same in groupby(events, key=_group):
                applied += await self._index(source, group, list(same))
            if events:
                await self._store.execute("XDEL", outbox, *(identity for identity, _ in events))
            if len(events) < _BATCH:  # what comes after this, its writer will drain
                return applied

    async def versions(self, views: Sequence[str]) -> list[int]:
        """A number for each view that grows with every change."""
        return [int(raw or 0) for raw in await self._store.execute("HMGET", _key("versions"), *views)]

    async def page(
        self, view: str, place: Place | None, limit: int, since: datetime | None = None, *, leads: bool = False
    ) -> list[tuple[EntryRef, Place]]:
        """Entries of a view after ``place``, the newest first; with ``since`` those that came later, by arrival.

        ``leads``: of near-duplicates only the leading one, where the view knows.
        """
        kind = "arrivals" if since else "news" if leads and has_leads(view) else "river"
        least = to_ms(since) if since else "-inf"
        places = await self._places(_key(f"{kind}:{view}"), place, limit, least, newest=True)
        return [(_ref(place.member), place) for place in places]

    async def arrived(self, view: str, since: datetime, before: datetime, limit: int) -> list[EntryRef]:
        """Entries of a view in the order in which they came in, from one moment to another."""
        bounds = (to_ms(since), f"({to_ms(before)}")
        names = await self._store.execute("ZRANGEBYSCORE", _key(f"arrivals:{view}"), *bounds, "LIMIT", 0, limit)
        return [_ref(name.decode()) for name in names]

    async def last_arrival(self, view: str, before: datetime) -> datetime | None:
        """When the last entry came in before a moment."""
        bound = f"({to_ms(before)}"
        flat = await self._store.execute(
            "ZREVRANGEBYSCORE", _key(f"arrivals:{view}"), bound, "-inf", "WITHSCORES", "LIMIT", 0, 1
        )
        return from_ms(int(_first_score(flat))) if flat else None

    async def alike(self, refs: Sequence[EntryRef]) -> list[tuple[EntryRef | None, tuple[EntryRef, ...]]]:
        """Of each entry the one that leads it, and those that it leads."""
        if not refs:
            return []
        members = [f"{source}/{entry}" for source, entry in refs]
        leads, followers = await self._store.batch(
            [("HMGET", _key("leads"), *members), ("HMGET", _key("followers"), *members)]
        )
        return [
            (_ref(lead.decode()) if lead else None, tuple(map(_ref, (flock or b"").decode().split())))
            for lead, flock in zip(leads, followers, strict=True)
        ]

    async def log(self, after: str, limit: int) -> list[tuple[str, str, EntryRef]]:
        """What was put or dropped since, about ``limit`` of it: (position in the log, "put" or "drop", entry)."""
        start, count = f"({after}" if after else "-", max(limit // _LOGGED, 1)
        entries = await self._store.execute("XRANGE", _key("log"), start, "+", "COUNT", count)
        return [
            (name.decode(), fields[b"op"].decode(), _ref(member))
            for name, fields in entries
            for member in fields[b"member"].decode().split()
        ]

    async def log_bounds(self) -> tuple[str, str]:
        """The first and the last position in the log; "" where it is empty."""
        first, last = await self._store.batch(
            [("XRANGE", _key("log"), "-", "+", "COUNT", 1), ("XREVRANGE", _key("log"), "+", "-", "COUNT", 1)]
        )
        return (first[0][0].decode() if first else ""), (last[0][0].decode() if last else "")

    async def epoch(self, candidate: str) -> str:
        """What tells this store from any other; ``candidate`` if nobody has asked before."""
        await self._store.execute("SET", _key("epoch"), candidate, "NX")
        found: bytes = await self._store.execute("GET", _key("epoch"))
        return found.decode()

    async def group_of(self, sources: Sequence[str]) -> list[str]:
        """The group of each source; "" for none."""
        if not sources:
            return []
        return [(name or b"").decode() for name in await self._store.execute("HMGET", _key("groups"), *sources)]

    async def oldest(self, limit: int, skip: int = 0) -> list[EntryRef]:
        """The entries that came in first."""
        names = await self._store.execute("ZRANGE", _key(f"arrivals:{ALL}"), skip, skip + limit - 1)
        return [_ref(name.decode()) for name in names]

    async def count(self, view: str = ALL) -> int:
        """How many entries a view has."""
        return int(await self._store.execute("ZCARD", _key(f"river:{view}")))

    async def buried(self, view: str, limit: int) -> list[EntryRef]:
        """The latest tombstones of a view."""
        places = await self._places(_key(f"buried:{view}"), None, limit, "-inf", newest=True)
        return [_ref(place.member) for place in places]

    async def source_ids(self, place: Place | None, limit: int) -> list[Place]:
        """Sources in the order they were added."""
        return await self._places(_key("sources"), place, limit, "-inf", newest=False)

    async def groups(self) -> list[str]:
        """The names of all groups that have sources."""
        values = await self._store.execute("HVALS", _key("groups"))
        return sorted({value.decode() for value in values if value})

    async def group_sizes(self) -> dict[str, int]:
        """How many sources each group has."""
        values = await self._store.execute("HVALS", _key("groups"))
        return dict(Counter(value.decode() for value in values if value))

    async def claimants(self, claims: Sequence[tuple[EntryRef, str]]) -> list[Claimant | None]:
        """Of each (entry, its ``atom:id``) the other entry that owns the id; None where there is none."""
        owners = await self.owners([atom_id for _, atom_id in claims])
        others = [owner if owner != ref else None for (ref, _), owner in zip(claims, owners, strict=True)]
        there = list(dict.fromkeys(filter(None, others)))
        if not there:
            return [None] * len(claims)
        copies, named = await self._store.batch(
            [
                ("HMGET", _key("copies"), *("/".join(ref) for ref in there)),
                ("HMGET", _key("named"), *(ref.source for ref in there)),
            ]
        )
        found = {
            ref: Claimant(ref, frozenset((origin or own or b"").decode().split()), origin is not None)
            for ref, origin, own in zip(there, copies, named, strict=True)
        }
        return [found[other] if other else None for other in others]

    async def owners(self, atom_ids: Sequence[str]) -> list[EntryRef | None]:
        """The entry that used each ``atom:id`` first, of those that are here."""
        if not atom_ids:
            return []
        owners = await self._store.execute("HMGET", _key("owners"), *map(claim_id, atom_ids))
        return [_ref(owner.decode()) if owner else None for owner in owners]

    async def mark_each(self, sources: Sequence[str], mark: str) -> None:
        """`mark`, many in one round trip."""
        pairs = [word for source in sources for word in (source, mark)]
        await self._store.execute("HSET", _key("dirty"), *pairs)

    async def clean_each(self, sources: Sequence[str], mark: str) -> None:
        """`clean`, many in one round trip."""
        await self._store.call(_CLEAN, [_key("dirty")], [mark, *sources])

    async def drain_each(self, sources: Sequence[str]) -> list[int]:
        """`drain`, for sources with little to tell, in three round trips."""
        outboxes = [source_key(source, "outbox") for source in sources]
        told = await self._store.batch([("XRANGE", outbox, "-", "+", "COUNT", _BATCH) for outbox in outboxes])
        pairs = list(zip(sources, told, strict=True))
        calls = [
            (at, _event_call(source, group, list(same)))
            for at, (source, events) in enumerate(pairs)
            for group, same in groupby(events, key=_group)
        ]
        applied, counts = await self._store.call_each(_INDEX, [call for _, call in calls]), [0] * len(sources)
        for (at, _), count in zip(calls, applied, strict=True):
            counts[at] += count
        heard = [(source_key(source, "outbox"), [name for name, _ in events]) for source, events in pairs if events]
        await self._store.batch([("XDEL", outbox, *names) for outbox, names in heard])
        for at, (source, events) in enumerate(pairs):
            if len(events) == _BATCH:
                counts[at] += await self.drain(source)
        return counts

    async def _index(self, source: str, group: str, events: list[StreamEntry]) -> int:
        applied: int = await self._store.call(_INDEX, *_event_call(source, group, events))
        return applied

    async def _places(self, key: str, place: Place | None, limit: int, least: Value, *, newest: bool) -> list[Place]:
        member, score = place or ("", 0)
        flat = await self._store.call(_PAGE, [key], [member, score, limit, least, int(newest)])
        return [Place(name.decode(), int(float(score))) for name, score in zip(flat[::2], flat[1::2], strict=True)]


def _event_call(source: str, group: str, events: list[StreamEntry]) -> Call:
    """Keys and arguments of index_source.lua."""
    views = views_of(source, group)
    names = ["revs", "versions", "owners", "claims", "sources", "groups", "due"]
    names += [f"{kind}:{view}" for kind in ("river", "arrivals", "buried") for view in views]
    names += [f"news:{views[0]}", f"news:{views[2]}", "alike", "marks", "leads", "followers", "copies", "log", "named"]
    arguments: list[Value] = [source, group, *views]
    for _, fields in events:
        arguments += [fields.get(name, b"") for name in _FIELDS]
    return [_key(name) for name in names], arguments


def _key(name: str) -> str:
    return f"{{planet}}:{name}"


def _ref(member: str) -> EntryRef:
    source, _, entry = member.partition("/")
    return EntryRef(source, entry)


def _first_score(flat: Any) -> float:
    """WITHSCORES comes as pairs, or flat from a cluster."""
    first = flat[0]
    return float(first[1]) if isinstance(first, tuple | list) else float(flat[1])


def _group(event: tuple[bytes, Any]) -> str:
    fields = event[1]
    value: bytes = fields[b"group"]
    return value.decode()


def _items(pairs: Any) -> Iterable[tuple[bytes, bytes]]:
    if isinstance(pairs, Mapping):
        return pairs.items()
    return zip(pairs[::2], pairs[1::2], strict=True)
