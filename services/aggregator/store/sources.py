"""Sources in the store: everything about one lives in the slot of ``{s:<id>}``.

{s:<id>}              hash: record, pace (all that changes with every poll), fence of the last claim,
                      rev (events so far), hub (subscription)
{s:<id>}:entries      hash: entry id -> entry
{s:<id>}:pins         set: ids of entries that are kept whatever else goes
{s:<id>}:known        hash: entry id -> [digest, first seen ms, position ms, claim id, size, marks, kind, names]
{s:<id>}:tombstones   hash: entry id -> tombstone
{s:<id>}:outbox       stream: what the river (`river.store`) has yet to hear
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, Final

from msgspec import msgpack

from services.aggregator.attribution import Kind, Names, kind_of, names_of, names_of_source
from services.aggregator.errors import LeaseLost
from services.aggregator.identity import claim_id
from services.aggregator.model import Burial, Claim, Entry, EntryRef, Harvest, Known, Source, Subscription
from services.aggregator.store import codec
from services.aggregator.store.domain import domain_of
from shared.clock import to_ms
from shared.errors import NotFound
from shared.store.client import Script, Store, Value

_PACKAGE: Final = "services.aggregator.store"
_CREATE: Final = Script.load(_PACKAGE, "create_source.lua")
_CLAIM: Final = Script.load(_PACKAGE, "claim_source.lua")
_NOTE: Final = Script.load(_PACKAGE, "note_poll.lua")
_APPLY: Final = Script.load(_PACKAGE, "apply_poll.lua")
_REMOVE: Final = Script.load(_PACKAGE, "remove_source.lua")
_REPLAY: Final = Script.load(_PACKAGE, "replay_source.lua")
_SWAP: Final = Script.load(_PACKAGE, "swap_subscription.lua")
_TOLD: Final = 200
"""Entries that one event tells the river of, at most."""
_PARTS: Final = ("entries", "known", "tombstones", "outbox", "pins")


def source_key(source: str, part: str = "") -> str:
    """The key of a part of a source; all of them share one slot."""
    return f"{{s:{source}}}:{part}" if part else f"{{s:{source}}}"


class SourceStore:
    """Records, entries, claims and subscriptions of sources."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def create(self, source: Source) -> Source | None:
        """Keep a new source; the one that has this id already, if any."""
        return (await self.create_each([source]))[0]

    async def create_each(self, sources: Sequence[Source]) -> list[Source | None]:
        """`create`, many in one round trip."""
        calls = [(_keys(source.id, "outbox"), _creation(source)) for source in sources]
        replies = await self._store.call_each(_CREATE, calls)
        return [codec.decode_source(*reply[1:]) if reply[0] == b"exists" else None for reply in replies]

    async def source(self, source: str) -> Source | None:
        """The source with this id."""
        return (await self.sources([source])).get(source)

    async def sources(self, ids: Iterable[str]) -> dict[str, Source]:
        """Those that exist, by id."""
        listed = list(dict.fromkeys(ids))
        replies = await self._store.batch([("HMGET", source_key(name), "record", "pace") for name in listed])
        return {name: codec.decode_source(*raw) for name, raw in zip(listed, replies, strict=True) if raw[0]}

    async def counts(self, ids: Sequence[str]) -> list[int]:
        """How many entries each source has."""
        return await self._store.batch([("HLEN", source_key(name, "entries")) for name in ids])

    async def claim_each(self, sources: Sequence[str]) -> list[Claim | None]:
        """The right to write what a poll of each finds; None for those that do not exist."""
        replies = await self._store.call_each(_CLAIM, [([source_key(name)], []) for name in sources])
        return [_claim(reply) if reply else None for reply in replies]

    async def note_each(self, polled: Sequence[tuple[Claim, Source]]) -> list[bool]:
        """Polls that brought nothing: keep each source's pace, unless another claim has overtaken it."""
        calls: list[tuple[list[str], list[Value]]] = [
            ([source_key(claim.source.id)], [claim.fence, codec.encode(source.pace)]) for claim, source in polled
        ]
        return [reply == 1 for reply in await self._store.call_each(_NOTE, calls)]

    async def known(self, source: str) -> dict[str, Known]:
        """What is remembered of every entry of a source."""
        pairs = _pairs(await self._store.execute("HGETALL", source_key(source, "known")))
        return {name.decode(): codec.decode_known(raw) for name, raw in pairs}

    async def apply(self, claim: Claim, source: Source, harvest: Harvest) -> None:
        """Write the result of a poll. Raises `LeaseLost` if another claim has overtaken it."""
        if not (await self.apply_each([(claim, source, harvest)]))[0]:
            raise LeaseLost

    async def apply_each(self, polled: Sequence[tuple[Claim, Source, Harvest]]) -> list[bool]:
        """`apply`, many in one round trip; False for those that another claim has overtaken."""
        replies = await self._store.call_each(_APPLY, [_application(*each) for each in polled])
        return [reply == b"applied" for reply in replies]

    async def edit(self, claim: Claim, source: Source) -> None:
        """Keep another name and group; the river hears of its entries anew. Raises `LeaseLost`."""
        edited: list[Value] = [claim.source.group or "", claim.fence, codec.encode_source(source)]
        keys = _keys(source.id, "known", "tombstones", "outbox")
        if await self._store.call(_REPLAY, keys, _told(source) + edited) != b"told":
            raise LeaseLost

    async def remove(self, source: Source) -> bool:
        """Forget the source and its entries; False if it was gone already."""
        arguments = [source.group or "", domain_of(source)]
        reply: bytes = await self._store.call(_REMOVE, _keys(source.id, *_PARTS), arguments)
        return reply == b"removed"

    async def replay(self, source: Source) -> None:
        """Fill the outbox with everything there is to know."""
        await self._store.call(_REPLAY, _keys(source.id, "known", "tombstones", "outbox"), _told(source))

    async def entries(self, refs: Sequence[EntryRef]) -> list[Entry]:
        """Those that exist, in the order asked for."""
        replies = await self._store.batch([("HGET", source_key(source, "entries"), entry) for source, entry in refs])
        return [codec.decode_entry(raw) for raw in replies if raw]

    async def pinned(self, source: str) -> frozenset[str]:
        """Ids of entries that are kept whatever else goes."""
        return frozenset(name.decode() for name in await self._store.execute("SMEMBERS", source_key(source, "pins")))

    async def pin(self, ref: EntryRef, *, keep: bool) -> None:
        """Keep an entry whatever else goes, or no longer. Raises `NotFound`."""
        source, entry = ref
        if not await self._store.execute("HEXISTS", source_key(source, "entries"), entry):
            raise NotFound("entry", f"{source}/{entry}")
        await self._store.execute("SADD" if keep else "SREM", source_key(source, "pins"), entry)

    async def burials(self, refs: Sequence[EntryRef]) -> list[Burial]:
        """The tombstones that exist, in the order asked for."""
        replies = await self._store.batch([("HGET", source_key(source, "tombstones"), entry) for source, entry in refs])
        return [codec.decode_burial(raw) for raw in replies if raw]

    async def subscription(self, source: str) -> Subscription | None:
        """The source's WebSub subscription."""
        raw = await self._store.execute("HGET", source_key(source), "hub")
        return codec.decode_subscription(raw) if raw else None

    async def subscriptions(self, sources: Sequence[str]) -> list[Subscription | None]:
        """The subscription of each source."""
        replies = await self._store.batch([("HGET", source_key(name), "hub") for name in sources])
        return [codec.decode_subscription(raw) if raw else None for raw in replies]

    async def swap_subscription(self, source: str, old: Subscription | None, new: Subscription | None) -> bool:
        """Replace ``old``; False if it is not ``old`` any more."""
        arguments: list[Value] = [codec.encode(old) if old else "", codec.encode(new) if new else ""]
        return bool(await self._store.call(_SWAP, [source_key(source)], arguments))

    async def every_id(self) -> AsyncIterator[str]:
        """The ids of all sources, looked for in the whole store; slow, for `saket reindex`."""
        async for key in self._store.scan("{s:*}"):
            yield key.decode().removeprefix("{s:").removesuffix("}")


def _keys(source: str, *parts: str) -> list[str]:
    return [source_key(source), *(source_key(source, part) for part in parts)]


def _creation(source: Source) -> list[Value]:
    """As create_source.lua reads it."""
    due = to_ms(source.pace.next_poll) if source.pace.next_poll else ""
    head: list[Value] = [codec.encode_source(source), codec.encode(source.pace), source.group or ""]
    return [*head, to_ms(source.created), due, domain_of(source)]


def _told(source: Source) -> list[Value]:
    """What the river has to know of a source, as replay_source.lua reads it."""
    due = to_ms(source.pace.next_poll) if source.pace.next_poll else ""
    names = _words(names_of_source(source))
    return [source.group or "", to_ms(source.created), due, domain_of(source), names]


def _claim(reply: Any) -> Claim:
    fence, record, pace, hub = reply
    return Claim(codec.decode_source(record, pace), fence, codec.decode_subscription(hub) if hub else None)


def _application(claim: Claim, source: Source, harvest: Harvest) -> tuple[list[str], list[Value]]:
    """Keys and arguments of apply_poll.lua."""
    record = codec.encode_source(source) if source.facts != claim.source.facts else ""
    head: list[Value] = [claim.fence, codec.encode(source.pace), record, source.group or ""]
    return _keys(source.id, *_PARTS), head + _arguments(source, harvest)


def _arguments(source: Source, harvest: Harvest) -> list[Value]:
    """The puts, notes, forgets and burials as apply_poll.lua reads them."""
    entries: list[Value] = []
    knowns: list[Value] = []
    told: list[tuple[str, int, int, str, str, str, str]] = []
    for entry, digest, marks in zip(harvest.put, harvest.digests, harvest.marks, strict=True):
        claim, kind = claim_id(entry.atom_id), kind_of(entry, source)
        names = _words(names_of(entry, source)) if kind is Kind.COPY else ""
        entries += (entry.id, codec.encode_entry(entry))
        knowns += (entry.id, codec.encode_known(_known(entry, digest), claim, marks, kind, names))
        position, arrival = to_ms(entry.position), to_ms(entry.first_seen)
        told.append((entry.id, position, arrival, claim, marks, str(int(kind)), names))
    events = [msgpack.encode(told[start : start + _TOLD]) for start in range(0, len(told), _TOLD)]
    own = _words(names_of_source(source)) if told else ""
    arguments: list[Value] = [len(told), *entries, *knowns, own, len(events), *events]
    arguments += [len(harvest.noted), *(word for entry, digest in harvest.noted for word in (entry.id, digest))]
    arguments += [len(harvest.forget), *harvest.forget, len(harvest.buried)]
    for burial in harvest.buried:
        arguments += [burial.entry, codec.encode_burial(burial), to_ms(burial.when)]
    return arguments


def _known(entry: Entry, digest: str) -> Known:
    return Known(digest, entry.first_seen, entry.position, entry.size)


def _words(names: Names) -> str:
    return " ".join(sorted(names))


def _pairs(flat: Any) -> Iterable[tuple[bytes, bytes]]:
    """HGETALL answers with a flat list or, once redis-py has had its hands on it, with a dict."""
    return flat.items() if isinstance(flat, dict) else zip(flat[::2], flat[1::2], strict=True)
