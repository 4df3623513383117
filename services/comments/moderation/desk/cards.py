"""A comment as a card: everything that a moderator needs to decide, in words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.comments import wording
from services.comments.addresses import LOCAL
from services.comments.model import Action, Comment, ReasonCode
from services.comments.moderation import wording as words
from services.comments.moderation.claims import Hold
from services.comments.moderation.desk.highlight import Segment, segments
from services.comments.moderation.legal import barred, legal_actions
from services.comments.moderation.priority import band_of
from services.comments.spam.model import Part
from services.comments.spam.normalise import DRESSED, HIDDEN, MIXED, NUMERALS, SPACED, normalise
from services.comments.spam.tokens import APART
from services.comments.wording import Translate

_TRICKS: Final = frozenset({APART, DRESSED, HIDDEN, MIXED, NUMERALS, SPACED})
_TOKEN: Final = re.compile("[\\ue000-\\uf8ff]+")
"""What the filter writes in place of links and numbers: characters of private use, which no font knows."""


@dataclass(frozen=True, slots=True)
class Share:
    """One line of the sum that a score is; ``width`` is its part of the weightiest line, in percent."""

    words: str
    weight: float
    width: int

    @property
    def kind(self) -> str:
        return "against" if self.weight > 0 else "for"


@dataclass(frozen=True, slots=True)
class Disguise:
    """What the filter read in place of what is written, and the tricks that it undid."""

    text: str
    tricks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What a template shows. ``actions`` are those that are legal; ``barred`` says why there are none."""

    comment: Comment
    title: str
    page: str
    band: str
    band_code: str
    reasons: tuple[str, ...]
    text: tuple[Segment, ...]
    shares: tuple[Share, ...]
    disguise: Disguise | None
    actions: tuple[tuple[str, str], ...]
    barred: str
    hold: Hold | None
    answers: Comment | None

    @property
    def name(self) -> str:
        """The card's anchor."""
        return f"card-{self.comment.id.partition('.')[2]}"

    @property
    def appealed(self) -> str:
        """What the author says against the decision."""
        told = [r.data.get("words", "") for r in self.comment.standing.reasons if r.code is ReasonCode.APPEAL]
        return told[-1] if told else ""


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who looks: in which language, with which rights."""

    person: str
    may_decide: bool
    say: Translate


def card_of(comment: Comment, eyes: Eyes, *, title: str, hold: Hold | None, answers: Comment | None = None) -> Card:
    """The card of a comment under a post of this ``title``; ``answers``: the comment that it is an answer to."""
    say, why = eyes.say, barred(comment, eyes.person, hold)
    actions = legal_actions(comment, eyes.person, hold) if eyes.may_decide else ()
    return Card(
        comment=comment,
        title=title,
        page=LOCAL.thread_page(comment.url),
        band=say(words.BANDS[band_of(comment)]),
        band_code=band_of(comment).value,
        reasons=tuple(wording.reason_words(reason, say) for reason in comment.standing.reasons),
        text=tuple(segments(comment.text, comment.judgement.parts)),
        shares=tuple(_shares(comment.judgement.parts, say)),
        disguise=_disguise(comment, say),
        actions=tuple((action.value, say(wording.ACTIONS[action])) for action in actions),
        barred=say(words.BARRED[why]) if why else "",
        hold=hold if hold and hold.person != eyes.person else None,
        answers=answers,
    )


def common_actions(cards: Sequence[Card]) -> tuple[tuple[str, str], ...]:
    """The actions that are possible for some of these cards, each once, in the usual order."""
    offered: Mapping[str, str] = {action: said for card in cards for action, said in card.actions}
    return tuple((action.value, offered[action.value]) for action in Action if action.value in offered)


def _shares(parts: Sequence[Part], say: Translate) -> list[Share]:
    """The weightiest first."""
    most = max((abs(part.weight) for part in parts), default=0.0) or 1.0
    ordered = sorted(parts, key=lambda part: -abs(part.weight))
    return [Share(wording.part_words(part, say), part.weight, round(100 * abs(part.weight) / most)) for part in ordered]


def _disguise(comment: Comment, say: Translate) -> Disguise | None:
    """Only where a rule has seen a trick: to normalise a text takes longer than all the rest of its card."""
    if not any(part.kind == "rule" and part.name in _TRICKS for part in comment.judgement.parts):
        return None
    read = normalise(comment.text)
    tricks = (wording.part_words(Part("rule", trick, 0.0), say) for trick in sorted(read.tricks))
    return Disguise(_TOKEN.sub("…", read.text), tuple(tricks))
