"""Campaigns in Redis, all in one slot and bounded: the oldest undecided ones are forgotten first.

{campaigns}          hash: id -> record, JSON
{campaigns}:bands    hash: "place:digits" of a signature -> id of the last campaign that has it
{campaigns}:ends     sorted set of ids by the time at which they are forgotten, ms
{campaigns}:members  sorted set of "id comment", all of score 0
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from services.comments.campaigns.fingerprint import BAND
from services.comments.campaigns.lookout import Sighting
from services.comments.campaigns.minhash import BINS, DIGITS
from services.comments.campaigns.model import KEPT_DECIDED, MOST_COMMENTS, Campaign, Sentence
from shared.asked import Asked
from shared.clock import to_ms
from shared.store.client import Invocation, Script, Store

_SIGHT: Final = Script.load("services.comments.campaigns", "sight.lua")
_LEAVE: Final = Script.load("services.comments.campaigns", "leave.lua")
_SENTENCE: Final = Script.load("services.comments.campaigns", "sentence.lua")
_CAMPAIGNS: Final = "{campaigns}"
_BANDS: Final = "{campaigns}:bands"
_ENDS: Final = "{campaigns}:ends"
_MEMBERS: Final = "{campaigns}:members"
_MOST: Final = 20_000
_MEMBERS_EACH: Final = 5  # on average: most comments say what nobody else says
_ALIKE: Final = BINS // 2
_DAY: Final = timedelta(days=1)

_record = msgspec.json.Decoder(Campaign)


class RedisCampaigns:
    """`lookout.Campaigns` over a real server. ``window``: how long a comment is remembered."""

    def __init__(self, store: Store, window: timedelta, most: int = _MOST) -> None:
        self._store = store
        self._window = window
        self._most = most

    def sighting(self, seen: Sighting, new: str, now: datetime) -> Asked[Campaign]:
        """Count a comment to the campaign that it is nearest to, or begin one called ``new``."""
        args = (
            to_ms(now),
            self._window // timedelta(milliseconds=1),
            seen.comment,
            seen.thread,
            seen.author,
            seen.signature,
            new,
            KEPT_DECIDED // timedelta(milliseconds=1),
            MOST_COMMENTS,
            self._most,
            DIGITS,
            BAND,
            _ALIKE,
            self._most * _MEMBERS_EACH,
        )
        call = Invocation(_SIGHT, [_CAMPAIGNS, _BANDS, _ENDS, _MEMBERS], args)
        return Asked((call,), lambda replies: _record.decode(replies[0][0]))

    async def sight(self, seen: Sighting, new: str, now: datetime) -> Campaign:
        """What `sighting` asks."""
        (campaign,) = await self._store.ask(self.sighting(seen, new, now))
        found: Campaign = campaign
        return found

    async def leave(self, identity: str, comment: str) -> None:
        """The comment says something else now."""
        await self._store.call(_LEAVE, [_CAMPAIGNS, _MEMBERS], (identity, comment))

    async def find(self, identities: Sequence[str]) -> list[Campaign | None]:
        """Records in the order asked for; None for one that is forgotten."""
        if not identities:
            return []
        raws = await self._store.execute("HMGET", _CAMPAIGNS, *identities)
        return [_record.decode(raw) if raw else None for raw in raws]

    async def members(self, identity: str) -> list[str]:
        """All comments of a campaign, oldest first."""
        found = await self._store.execute("ZRANGE", _MEMBERS, f"[{identity} ", f"({identity}!", "BYLEX")
        return [member.decode().partition(" ")[2] for member in found]

    async def newest(self, limit: int) -> list[Campaign]:
        """Campaigns and what may become one, those first that are remembered longest."""
        identities = await self._store.execute("ZRANGE", _ENDS, 0, limit - 1, "REV")
        return [campaign for campaign in await self.find([each.decode() for each in identities]) if campaign]

    async def pass_sentence(self, identity: str, sentence: Sentence, now: datetime) -> Campaign | None:
        """What holds from now on for those who join; None if the campaign is forgotten."""
        return await self._sentence(identity, msgspec.json.encode(sentence).decode(), "", now + KEPT_DECIDED)

    async def undo_sentence(self, identity: str, decision: str, now: datetime) -> Campaign | None:
        """As before ``decision``; None if that is not what holds."""
        return await self._sentence(identity, "", decision, now + max(self._window, _DAY))

    async def _sentence(self, identity: str, sentence: str, undoes: str, ends: datetime) -> Campaign | None:
        args = (identity, sentence, undoes, to_ms(ends))
        found = await self._store.call(_SENTENCE, [_CAMPAIGNS, _ENDS], args)
        return _record.decode(found[0]) if found else None
