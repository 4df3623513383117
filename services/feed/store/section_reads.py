"""Sections as they are read from Redis (see `keys`); no rules here.

What several views have in common is found by the store (ZINTER): members are the same in every view.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from services.feed.placement import id_of
from services.feed.reading.library import Listing, last_change
from services.feed.reading.sections import Run
from services.feed.section import Section
from services.feed.store import keys
from services.feed.store.reads import RedisReads
from shared.clock import from_ms

_NEVER: Final = from_ms(0)


class RedisSections(RedisReads):
    """`services.feed.reading.sections.SectionStore` over a real server or cluster."""

    async def part(self, section: Section, start: int, count: int, tombstones: int) -> Listing:
        if not section.is_crossing:
            return await self.listing(section.main, start, count, tombstones)
        known = await self._store.execute("HMGET", keys.CHANGED, *map(str, section.views))
        if any(moment is None for moment in known):
            return Listing(section.main, None, (), (), 0)
        published = await self._common([keys.published(view) for view in section.views])
        withdrawn = await self._common([keys.withdrawn(view) for view in section.views])
        ids = [id_of(m) for m in [*published[::-1][start : start + count], *withdrawn[::-1][:tombstones]]]
        posts = await self._records(ids)
        return Listing(
            section.main,
            last_change(posts) or _NEVER,
            tuple(post for post in posts if post.is_public),
            tuple(post for post in posts if post.was_public),
            0,
            figures=await self.figures(ids),
            size=len(published),
        )

    async def run(self, section: Section, place: str | None, limit: int, *, newer: bool = False) -> Run:
        around = self._around_crossing if section.is_crossing else self._around
        members, more = await around(section, place, limit + 1, newer=newer)
        page = members[:limit]
        first, last = (page[0], page[-1]) if page else (None, None)
        ids = [id_of(m) for m in page]
        goes_on = len(members) > limit
        posts = tuple(post for post in await self._records(ids) if post.is_public)
        figures = dict(await self.figures(ids))
        if newer:
            return Run(posts[::-1], first if more else None, last if goes_on else None, figures)
        return Run(posts, last if goes_on else None, first if more else None, figures)

    async def _around(
        self, section: Section, place: str | None, limit: int, *, newer: bool
    ) -> tuple[Sequence[str], bool]:
        """The members behind a place, nearest first, and whether there are any the other way."""
        key = keys.published(section.main)
        if place is None:
            return await self._behind(key, None, limit), False
        upwards = ("ZRANGE", key, f"({place}", "+", "BYLEX", "LIMIT", 0)
        downwards = ("ZRANGE", key, f"({place}", "-", "BYLEX", "REV", "LIMIT", 0)
        way = upwards if newer else downwards
        back = ("ZRANGE", key, "-", f"[{place}", "BYLEX", "LIMIT", 0, 1)
        if not newer:
            back = ("ZRANGE", key, f"[{place}", "+", "BYLEX", "LIMIT", 0, 1)
        found, others = await self._store.batch([(*way, limit), back])
        return [m.decode() for m in found], bool(others)

    async def _around_crossing(
        self, section: Section, place: str | None, limit: int, *, newer: bool
    ) -> tuple[Sequence[str], bool]:
        members = await self._common([keys.published(view) for view in section.views])
        if place is None:
            return members[::-1][:limit], False
        if newer:
            middle = bisect_right(members, place)
            return members[middle : middle + limit], middle > 0
        middle = bisect_left(members, place)
        return members[:middle][::-1][:limit], middle < len(members)

    async def _common(self, names: Sequence[str]) -> list[str]:
        """The members that these indexes share, oldest first."""
        return [m.decode() for m in await self._store.execute("ZINTER", len(names), *names)]
