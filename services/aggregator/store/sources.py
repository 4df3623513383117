"""Sources in the store: everything about one lives in the slot of ``{s:<id>}``.

{s:<id>}              hash: record, fence and until of the last claim, rev (events so far), hub (subscription)
{s:<id>}:entries      hash: entry id -> entry
{s:<id>}:words        hash: entry id -> what a search looks at
{s:<id>}:known        hash: entry id -> [digest, first seen ms, position ms, claim id, size]
{s:<id>}:tombstones   hash: entry id -> tombstone
{s:<id>}:outbox       stream: what the river (`river_store`) has yet to hear
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from services.aggregator.errors import LeaseLost
from services.aggregator.identity import claim_id
from services.aggregator.model import Burial, Claim, Entry, EntryRef, Harvest, Known, Source, Subscription
from services.aggregator.store import codec
from shared.clock import to_ms
from shared.errors import NotFound
from shared.store.client import Script, Store, Value

_PACKAGE: Final = "services.aggregator.store"
_CREATE: Final = Script.load(_PACKAGE, "create_source.lua")
_CLAIM: Final = Script.load(_PACKAGE, "claim_source.lua")
_APPLY: Final = Script.load(_PACKAGE, "apply_poll.lua")
_REMOVE: Final = Script.load(_PACKAGE, "remove_source.lua")
_REPLAY: Final = Script.load(_PACKAGE, "replay_source.lua")
_SWAP: Final = Script.load(_PACKAGE, "swap_subscription.lua")


def source_key(source: str, part: str = "") -> str:
    """The key of a part of a source; all of them share one slot."""
    return f"{{s:{source}}}:{part}" if part else f"{{s:{source}}}"


class SourceStore:
    """Records, entries, claims and subscriptions of sources."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def create(self, source: Source) -> Source | None:
        """Keep a new source; the one that has this id already, if any."""
        keys = [source_key(source.id), source_key(source.id, "outbox")]
        due = to_ms(source.next_poll) if source.next_poll else ""
        arguments: list[Value] = [codec.encode(source), source.group or "", to_ms(source.created), due]
        reply = await self._store.call(_CREATE, keys, arguments)
        return codec.decode_source(reply[1]) if reply[0] == b"exists" else None

    async def source(self, source: str) -> Source | None:
        """The source with this id."""
        raw = await self._store.execute("HGET", source_key(source), "record")
        return codec.decode_source(raw) if raw else None

    async def sources(self, ids: Iterable[str]) -> dict[str, Source]:
        """Those that exist, by id."""
        listed = list(dict.fromkeys(ids))
        replies = await self._store.batch([("HGET", source_key(name), "record") for name in listed])
        return {name: codec.decode_source(raw) for name, raw in zip(listed, replies, strict=True) if raw}

    async def counts(self, ids: Sequence[str]) -> list[int]:
        """How many entries each source has."""
        return await self._store.batch([("HLEN", source_key(name, "entries")) for name in ids])

    async def claim(self, source: str, now: datetime, until: datetime) -> Claim | None:
        """The right to poll; None while somebody else has it. Raises `NotFound`."""
        reply = await self._store.call(_CLAIM, [source_key(source)], [to_ms(now), to_ms(until)])
        if reply[0] == b"missing":
            raise NotFound("source", source)
        return Claim(codec.decode_source(reply[2]), reply[1], until) if reply[0] == b"claimed" else None

    async def known(self, source: str) -> dict[str, Known]:
        """What is remembered of every entry of a source."""
        pairs = _pairs(await self._store.execute("HGETALL", source_key(source, "known")))
        return {name.decode(): codec.decode_known(raw) for name, raw in pairs}

    async def apply(self, claim: Claim, source: Source, harvest: Harvest, *, facts_changed: bool) -> None:
        """Write the result of a poll and give the claim back. Raises `LeaseLost` if another one has overtaken it."""
        keys = [source_key(source.id)] + [
            source_key(source.id, part) for part in ("entries", "known", "tombstones", "outbox", "words")
        ]
        head: list[Value] = [claim.fence, codec.encode(source), source.group or "", int(facts_changed)]
        if await self._store.call(_APPLY, keys, head + _arguments(harvest)) != b"applied":
            raise LeaseLost

    async def remove(self, source: Source) -> bool:
        """Forget the source and its entries; False if it was gone already."""
        keys = [source_key(source.id)] + [
            source_key(source.id, part) for part in ("entries", "known", "tombstones", "outbox", "words")
        ]
        reply: bytes = await self._store.call(_REMOVE, keys, [source.group or ""])
        return reply == b"removed"

    async def replay(self, source: Source) -> None:
        """Fill the outbox with everything there is to know."""
        keys = [source_key(source.id)] + [source_key(source.id, part) for part in ("known", "tombstones", "outbox")]
        due = to_ms(source.next_poll) if source.next_poll else ""
        await self._store.call(_REPLAY, keys, [source.group or "", to_ms(source.created), due])

    async def entries(self, refs: Sequence[EntryRef]) -> list[Entry]:
        """Those that exist, in the order asked for."""
        replies = await self._store.batch([("HGET", source_key(source, "entries"), entry) for source, entry in refs])
        return [codec.decode_entry(raw) for raw in replies if raw]

    async def words(self, refs: Sequence[EntryRef]) -> list[str]:
        """What a search looks at, of each in the order asked for; "" of one that does not exist."""
        replies = await self._store.batch([("HGET", source_key(source, "words"), entry) for source, entry in refs])
        return [raw.decode() if raw else "" for raw in replies]

    async def burials(self, refs: Sequence[EntryRef]) -> list[Burial]:
        """The tombstones that exist, in the order asked for."""
        replies = await self._store.batch([("HGET", source_key(source, "tombstones"), entry) for source, entry in refs])
        return [codec.decode_burial(raw) for raw in replies if raw]

    async def subscription(self, source: str) -> Subscription | None:
        """The source's WebSub subscription."""
        raw = await self._store.execute("HGET", source_key(source), "hub")
        return codec.decode_subscription(raw) if raw else None

    async def swap_subscription(self, source: str, old: Subscription | None, new: Subscription | None) -> bool:
        """Replace ``old``; False if it is not ``old`` any more."""
        arguments: list[Value] = [codec.encode(old) if old else "", codec.encode(new) if new else ""]
        return bool(await self._store.call(_SWAP, [source_key(source)], arguments))

    async def every_id(self) -> AsyncIterator[str]:
        """The ids of all sources, looked for in the whole store; slow, for `saket reindex`."""
        async for key in self._store.scan("{s:*}"):
            yield key.decode().removeprefix("{s:").removesuffix("}")


def _arguments(harvest: Harvest) -> list[Value]:
    """The puts, forgets and burials as apply_poll.lua reads them."""
    arguments: list[Value] = [len(harvest.put)]
    for entry, digest, words in zip(harvest.put, harvest.digests, harvest.words, strict=True):
        claim = claim_id(entry.atom_id)
        known = codec.encode_known(Known(digest, entry.first_seen, entry.position, entry.size), claim)
        position, arrival = to_ms(entry.position), to_ms(entry.first_seen)
        arguments += [entry.id, codec.encode(entry), words, known, position, arrival, claim]
    arguments += [len(harvest.forget), *harvest.forget, len(harvest.buried)]
    for burial in harvest.buried:
        arguments += [burial.entry, codec.encode_burial(burial), to_ms(burial.when)]
    return arguments


def _pairs(flat: Any) -> Iterable[tuple[bytes, bytes]]:
    """HGETALL answers with a flat list or, once redis-py has had its hands on it, with a dict."""
    return flat.items() if isinstance(flat, dict) else zip(flat[::2], flat[1::2], strict=True)
