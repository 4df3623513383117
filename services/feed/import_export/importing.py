"""Posts that move in, many at a time: made elsewhere, with their own dates, and each only once.

    arrivals | those that are here already are left as they are | slugs that are free | written in one go

Who is overtaken in the race for a slug gets another one. A post is known by its id and by what the old host called it
(its Atom id), so an import that is repeated, goes on after a crash, or comes from another kind of file with other dates
finds what it has brought.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Protocol

from services.feed.errors import EditedMeanwhile
from services.feed.model import Post, Revision
from services.feed.placement import Change, change
from shared.clock import Clock

_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Arrival:
    """A post on its way in, and the slugs to try in turn, the last of which nobody else wants.

    ``slugs`` are others that lead to it. ``places`` says where it stands in the archives of its views (by name) among
    what comes with it. Posts come in their version 1 or, restored, in any. ``thread`` '' is the slug that is found.
    """

    post: Post
    wanted: tuple[str, ...]
    slugs: tuple[str, ...] = ()
    places: Mapping[str, float] = field(default_factory=dict)
    past: tuple[Revision, ...] = ()


class Wish(Protocol):
    """What an arrival would be called."""

    @property
    def post(self) -> Post: ...
    @property
    def wanted(self) -> tuple[str, ...]: ...
    @property
    def slugs(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Landing:
    """What one arrival needs to have written."""

    arrival: Arrival
    post: Post
    change: Change


@dataclass(frozen=True, slots=True)
class Batch:
    """A few posts to be written in one go. ``cargo`` names the import: its posts keep together in the archives.

    ``changed`` says when views changed, instead of ``now``.
    """

    cargo: str
    landings: tuple[Landing, ...]
    now: datetime
    by: str
    changed: Mapping[str, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of an arrival: ``post`` is None if it was here before."""

    arrival: Arrival
    post: Post | None


class ArrivalStore(Protocol):
    """What an import needs to have kept."""

    async def known(self, posts: Sequence[Post]) -> dict[str, str]:
        """By the id of a post the one under which it is here; without those that are not."""

    async def taken(self, slugs: Sequence[str]) -> set[str]:
        """Those of the slugs that posts have or had."""

    async def land(self, batch: Batch) -> list[str]:
        """Write posts; a word for each: ``written``, ``there`` or ``slug-taken``."""


class PostImport:
    """The use case: brings posts of one ``cargo`` in."""

    def __init__(self, store: ArrivalStore, clock: Clock, cargo: str, by: str) -> None:
        self._store = store
        self._clock = clock
        self._cargo = cargo
        self._by = by

    async def known(self, posts: Sequence[Post]) -> dict[str, str]:
        """By the id of a post the one under which it is here; without those that are not."""
        return await self._store.known(posts)

    async def bring(
        self, arrivals: Sequence[Arrival], taken: set[str], changed: Mapping[str, datetime] | None = None
    ) -> list[Landed]:
        """Write what is not here yet; in the order of ``arrivals``. ``taken`` is `taken`; ``changed`` as in `Batch`."""
        landed: dict[str, Post | None] = {}
        waiting = await self._land(_once(arrivals), taken, landed, changed)
        for _ in range(_TRIES):
            if not waiting:
                return [Landed(arrival, landed.get(arrival.post.id)) for arrival in arrivals]
            waiting = await self._land(waiting, await self.taken(waiting), landed, changed)
        raise EditedMeanwhile

    async def _land(
        self,
        waiting: Sequence[Arrival],
        taken: set[str],
        landed: dict[str, Post | None],
        changed: Mapping[str, datetime] | None,
    ) -> list[Arrival]:
        """Write them; those whose slug was taken meanwhile come back."""
        landings = tuple(_landings(waiting, taken))
        words = await self._store.land(Batch(self._cargo, landings, self._clock(), self._by, changed))
        for landing, word in zip(landings, words, strict=True):
            if word != "slug-taken":
                landed[landing.post.id] = landing.post if word == "written" else None
        return [at.arrival for at, word in zip(landings, words, strict=True) if word == "slug-taken"]

    async def taken(self, waiting: Sequence[Wish]) -> set[str]:
        """Slugs that they cannot have: of what they want first, and of the rest for those who cannot have that.

        Who clashes all the same is noticed when it is written, so this may be asked long before.
        """
        wishes = [slug for each in waiting for slug in (each.wanted[0], *each.slugs, each.post.thread)]
        taken = await self._store.taken([*filter(None, dict.fromkeys(wishes))])
        others = [slug for each in waiting if each.wanted[0] in taken for slug in each.wanted[1:]]
        return taken | await self._store.taken([*dict.fromkeys(others)]) if others else taken


def _once(arrivals: Iterable[Arrival]) -> list[Arrival]:
    return list({arrival.post.id: arrival for arrival in arrivals}.values())


def _landings(arrivals: Iterable[Arrival], taken: set[str]) -> Iterable[Landing]:
    """Each with a slug that is free, also of those before it."""
    for arrival in arrivals:
        slug = next((slug for slug in arrival.wanted if slug not in taken), arrival.wanted[-1])
        others = tuple(other for other in arrival.slugs if other not in taken and other != slug)
        thread = arrival.post.thread if arrival.post.thread in {slug, *others} else slug
        taken |= {slug, *others}
        post = replace(arrival.post, slug=slug, thread=thread)
        yield Landing(arrival if others == arrival.slugs else replace(arrival, slugs=others), post, change(None, post))
