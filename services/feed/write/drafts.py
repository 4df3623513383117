"""What was typed and not yet saved: kept for each officer and post, for as long as a month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from services.feed.write.form import KEY, Form, fields_of, form_from
from shared.clock import Clock
from shared.errors import FieldProblem, InvalidInput, TooLarge

MOST_BYTES: Final = 1_500_000
"""More than the longest post that may be saved, so that nobody loses one that is a little too long."""
MOST_DRAFTS: Final = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """The fields of a form as they stood at ``saved``; ``new`` if its post is still to be made."""

    slot: str
    new: bool
    saved: datetime
    fields: Mapping[str, str]

    @property
    def form(self) -> Form:
        return form_from(self.fields)


class DraftStore(Protocol):
    """Where they are kept; an officer has at most ``MOST_DRAFTS``, the oldest make room."""

    async def get(self, officer: str, slot: str) -> Kept | None: ...
    async def all(self, officer: str) -> list[Kept]:
        """Newest first."""

    async def put(self, officer: str, kept: Kept) -> None: ...
    async def drop(self, officer: str, slot: str) -> None: ...


class Drafts:
    """The use cases of somebody who was interrupted."""

    def __init__(self, store: DraftStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def keep(self, officer: str, sent: Mapping[str, str]) -> Kept:
        """Keep a form. Raises `InvalidInput` for one without a name, and `TooLarge`."""
        form = form_from(sent)
        if not KEY.fullmatch(form.slot):
            raise InvalidInput(FieldProblem("fields.key", "required"))
        fields = fields_of(form)
        if sum(len(text.encode()) for text in fields.values()) > MOST_BYTES:
            raise TooLarge(MOST_BYTES)
        kept = Kept(form.slot, not form.post, self._clock(), fields)
        await self._store.put(officer, kept)
        return kept

    async def of(self, officer: str, slot: str) -> Kept | None:
        """What was kept of a post, or of a draft that has no post yet."""
        return await self._store.get(officer, slot) if KEY.fullmatch(slot) else None

    async def unmade(self, officer: str) -> list[Kept]:
        """Those that no post was made of yet, newest first."""
        return [kept for kept in await self._store.all(officer) if kept.new]

    async def drop(self, officer: str, slot: str) -> None:
        """Forget it: it was saved, or is not wanted."""
        if KEY.fullmatch(slot):
            await self._store.drop(officer, slot)
