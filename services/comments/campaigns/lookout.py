"""Sees comments come in and tells which campaign they belong to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.comments.campaigns.fingerprint import signature
from services.comments.campaigns.model import Campaign, Sentence
from services.comments.threads.thread import key_of
from shared.asked import Asked, settled
from shared.clock import Clock
from shared.ids import NewId


@dataclass(frozen=True, slots=True)
class Sighting:
    """A comment with its signature."""

    comment: str
    thread: str
    author: str
    signature: str


class Campaigns(Protocol):
    """What is remembered of comments alike."""

    def sighting(self, seen: Sighting, new: str, now: datetime) -> Asked[Campaign]: ...
    async def sight(self, seen: Sighting, new: str, now: datetime) -> Campaign: ...
    async def leave(self, identity: str, comment: str) -> None: ...
    async def find(self, identities: Sequence[str]) -> list[Campaign | None]: ...
    async def members(self, identity: str) -> list[str]: ...
    async def newest(self, limit: int) -> list[Campaign]: ...
    async def pass_sentence(self, identity: str, sentence: Sentence, now: datetime) -> Campaign | None: ...
    async def undo_sentence(self, identity: str, decision: str, now: datetime) -> Campaign | None: ...


class Lookout:
    """``on`` False: no comment belongs to a campaign."""

    def __init__(self, campaigns: Campaigns, *, on: bool, clock: Clock, new_id: NewId) -> None:
        self._campaigns = campaigns
        self._on = on
        self._clock = clock
        self._new_id = new_id

    async def leave(self, campaign: Campaign | None, comment: str) -> None:
        """The comment has not come to be, after all."""
        if campaign is not None:
            await self._campaigns.leave(campaign.id, comment)

    async def keep(self, comment: str, campaign: str | None, among: Iterable[str | None]) -> None:
        """Of the campaigns that a comment was counted to it belongs to this one, or to none."""
        for other in {*among} - {campaign, None}:
            await self._campaigns.leave(str(other), comment)

    def sighting(self, comment: str, text: str, author: str) -> Asked[Campaign | None]:
        """The campaign of a new comment; None for a text that says too little."""
        seen = self._seen(comment, text, author)
        if seen is None:
            return settled(None)
        now = self._clock()
        return self._campaigns.sighting(seen, self._new_id(now), now)

    async def sight(self, comment: str, text: str, author: str) -> Campaign | None:
        """As `sighting`, of a new text."""
        seen, now = self._seen(comment, text, author), self._clock()
        return await self._campaigns.sight(seen, self._new_id(now), now) if seen else None

    def _seen(self, comment: str, text: str, author: str) -> Sighting | None:
        signed = signature(text) if self._on else None
        return Sighting(comment, key_of(comment) or "", author, signed) if signed else None
