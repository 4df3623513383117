"""Deals cards: comments with their titles, whoever works on them, and the campaigns that they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.comments.campaigns.model import Campaign
from services.comments.model import Comment
from services.comments.moderation.browsing import Browsing
from services.comments.moderation.claims import Claims
from services.comments.moderation.desk.cards import Card, Eyes, card_of, common_actions
from services.comments.moderation.desk.grouping import cases
from services.comments.threads.reading import Reading


@dataclass(frozen=True, slots=True)
class Hand:
    """A case as it is shown: one card, or those of a campaign; ``actions`` are possible for some of them."""

    cards: tuple[Card, ...]
    campaign: Campaign | None
    actions: tuple[tuple[str, str], ...]

    @property
    def first(self) -> Card:
        return self.cards[0]


class Dealer:
    """Reads what cards show besides their comments."""

    def __init__(self, browsing: Browsing, claims: Claims, reading: Reading) -> None:
        self._browsing = browsing
        self._claims = claims
        self._reading = reading

    async def cards(self, comments: Sequence[Comment], eyes: Eyes) -> list[Card]:
        """A card each."""
        titles = await self._reading.titles(comment.url for comment in comments)
        holds = await self._claims.held([comment.id for comment in comments])
        answered = await self._browsing.answered(comments)
        return [
            card_of(
                comment,
                eyes,
                title=titles[comment.url],
                hold=holds.get(comment.id),
                answers=answered.get(comment.parent or ""),
            )
            for comment in comments
        ]

    async def hands(self, comments: Sequence[Comment], eyes: Eyes) -> list[Hand]:
        """A case each."""
        cards = {card.comment.id: card for card in await self.cards(comments, eyes)}
        campaigns = await self._browsing.campaigns_of(comments)
        return [
            _hand([cards[comment.id] for comment in case.comments], case.campaign)
            for case in cases(comments, campaigns)
        ]


def _hand(cards: Sequence[Card], campaign: Campaign | None) -> Hand:
    return Hand(tuple(cards), campaign, common_actions(cards))
