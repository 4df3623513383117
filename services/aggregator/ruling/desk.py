"""The use cases of those who rule: what is decided holds at once for what is kept, and for all that comes.

check | keep | look at what the sources concerned have kept | write under a claim | bring the river up to date
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Protocol

from services.aggregator.model import Claim, Entry, EntryRef, Harvest, Known, Source
from services.aggregator.reading.alike import marks
from services.aggregator.retention import Limits, surplus
from services.aggregator.rules import Rules, check, labelled, lets_in
from shared.errors import FieldProblem, InvalidInput, NotFound
from shared.html.to_text import words

_AT_ONCE: Final = 200
_LENGTHS: Final = {"name": 200, "group": 64}


class Sources(Protocol):
    """What is kept of sources."""

    async def source(self, source: str) -> Source | None: ...
    async def claim_each(self, sources: Sequence[str]) -> list[Claim | None]: ...
    async def known(self, source: str) -> dict[str, Known]: ...
    async def entries(self, refs: Sequence[EntryRef]) -> list[Entry]: ...
    async def apply(self, claim: Claim, source: Source, harvest: Harvest) -> None: ...
    async def edit(self, claim: Claim, source: Source) -> None: ...
    async def pin(self, ref: EntryRef, *, keep: bool) -> None: ...
    async def pinned(self, source: str) -> frozenset[str]: ...
    def every_id(self) -> AsyncIterator[str]: ...


class Kept(Protocol):
    """Where rules are kept."""

    async def rules(self, scope: str) -> Rules: ...
    async def rules_for(self, source: Source) -> Rules: ...
    async def keep(self, scope: str, rules: Rules) -> None: ...


class River(Protocol):
    """Who brings the river up to date."""

    async def expect(self, source: str) -> str: ...
    async def update(self, source: Source, mark: str) -> None: ...


class Arrivals(Protocol):
    """In which order entries came in."""

    async def oldest(self, limit: int, skip: int = 0) -> list[EntryRef]: ...


class Desk:
    """Rules, pins, names and what is too much. ``limits`` are those of all sources together."""

    def __init__(self, *, sources: Sources, kept: Kept, river: River, arrivals: Arrivals, limits: Limits) -> None:
        self._sources = sources
        self._kept = kept
        self._river = river
        self._arrivals = arrivals
        self._limits = limits

    async def rules(self, scope: str) -> Rules:
        """The rules of ``s:<source>`` or ``g:<group>``. Raises `NotFound` for a source that is none."""
        if scope.startswith("s:"):
            await self._source(scope.removeprefix("s:"))
        return await self._kept.rules(scope)

    async def rule(self, scope: str, rules: Rules) -> int:
        """Replace the rules of a scope; how many kept entries that changed. Raises `InvalidInput` and `NotFound`."""
        check(rules)
        await self.rules(scope)
        await self._kept.keep(scope, rules)
        return sum([await self._apply(source) async for source in self._concerned(scope)])

    async def pin(self, ref: EntryRef, *, keep: bool) -> None:
        """Keep an entry whatever else goes, or no longer. Raises `NotFound`."""
        await self._sources.pin(ref, keep=keep)

    async def edit(self, name: str, changes: Mapping[str, str | None]) -> Source:
        """Call a source otherwise (``name``), count it to another ``group``, whose rules hold at once.

        Raises `NotFound` and `InvalidInput`.
        """
        source = await self._source(name)
        problems = [
            FieldProblem(field, "bad-text", str(_LENGTHS[field]))
            for field, text in changes.items()
            if text is not None
            and (len(text) > _LENGTHS[field] or not text.isprintable() or (field == "group" and "/" in text))
        ]
        if problems:
            raise InvalidInput(*problems)
        wanted = {field: (text or "").strip() or None for field, text in changes.items()}
        new = replace(source, name=wanted.get("name", source.name), group=wanted.get("group", source.group))
        claim = await self._claim(name)
        mark = await self._river.expect(name)
        await self._sources.edit(claim, new)
        await self._river.update(new, mark)
        if new.group != source.group:
            await self._apply(new)
        return new

    async def prune(self) -> int:
        """Forget the entries that came in first until all together fit the limits; how many went. Pins stay."""
        sizes = await self._sizes()
        order: list[tuple[str, int]] = []
        skip = 0
        while refs := await self._arrivals.oldest(_AT_ONCE, skip):
            skip += len(refs)
            order += [("/".join(ref), sizes[ref]) for ref in refs if ref in sizes]
        pins = {"/".join(EntryRef(source, entry)) for source in {ref.source for ref in sizes}
                for entry in await self._sources.pinned(source)}  # fmt: skip
        gone = surplus(
            (each for each in order if each[0] not in pins),
            entries=len(sizes),
            size=sum(sizes.values()),
            limits=self._limits,
        )
        await self._forget(gone)
        return len(gone)

    async def _sizes(self) -> dict[EntryRef, int]:
        found: dict[EntryRef, int] = {}
        async for source in self._sources.every_id():
            known = await self._sources.known(source)
            found |= {EntryRef(source, name): each.size for name, each in known.items()}
        return found

    async def _forget(self, members: Iterable[str]) -> None:
        by_source: dict[str, list[str]] = {}
        for member in members:
            source, _, entry = member.partition("/")
            by_source.setdefault(source, []).append(entry)
        for source, entries in by_source.items():
            await self._write(source, Harvest(forget=tuple(entries)))

    async def _concerned(self, scope: str) -> AsyncIterator[Source]:
        if scope.startswith("s:"):
            yield await self._source(scope.removeprefix("s:"))
            return
        async for name in self._sources.every_id():
            source = await self._sources.source(name)
            if source is not None and source.group == scope.removeprefix("g:"):
                yield source

    async def _apply(self, source: Source) -> int:
        """Look again at what is kept of a source; labels renamed before come back when their entry changes."""
        rules = await self._kept.rules_for(source)
        known = await self._sources.known(source.id)
        entries = await self._sources.entries([EntryRef(source.id, name) for name in known])
        out = [entry.id for entry in entries if not lets_in(rules, entry, _words(entry))]
        put = [new for entry in entries if entry.id not in out if (new := _relabelled(entry, rules)) != entry]
        if out or put:
            harvest = Harvest(
                put=tuple(put),
                digests=tuple(known[entry.id].digest for entry in put),
                marks=tuple(marks(entry.title, entry.summary, entry.url) for entry in put),
                forget=tuple(out),
            )
            await self._write(source.id, harvest)
        return len(out) + len(put)

    async def _write(self, name: str, harvest: Harvest) -> None:
        claim = await self._claim(name)
        mark = await self._river.expect(name)
        await self._sources.apply(claim, claim.source, harvest)
        await self._river.update(claim.source, mark)

    async def _claim(self, name: str) -> Claim:
        """A poll under way loses its own claim, and is begun again when it is next due."""
        claim = (await self._sources.claim_each([name]))[0]
        if claim is None:
            raise NotFound("source", name)
        return claim

    async def _source(self, name: str) -> Source:
        source = await self._sources.source(name)
        if source is None:
            raise NotFound("source", name)
        return source


def _words(entry: Entry) -> str:
    return f"{entry.title}\n{entry.summary}\n{words(entry.content)}"


def _relabelled(entry: Entry, rules: Rules) -> Entry:
    found = labelled(rules, entry.labels)
    return replace(entry, labels=found.labels, strategy=found.strategy)
