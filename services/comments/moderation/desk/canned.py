"""Canned replies: what an office says again and again, to be sent as a reason or as an official answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from services.comments.moderation.orders import MOST_WORDS
from services.comments.text.cleaning import clean_field, clean_paragraphs, is_blank
from shared.clock import Clock
from shared.errors import Conflict, FieldProblem, InvalidInput
from shared.i18n import DEFAULT_LANGUAGE, mark, translations
from shared.ids import NewId

MOST: Final = 50
MOST_TITLE: Final = 80
_SHIPPED: Final = (
    ("advertising", mark("Advertising"), mark("Your comment advertises goods or services and was not published.")),
    (
        "gambling",
        mark("Gambling"),
        mark("Your comment invites to gambling, which the law forbids, and was not published."),
    ),
    ("insult", mark("Insult"), mark("Your comment insults others. Please write it again in polite words.")),
    ("private", mark("Personal data"), mark("Your comment names private data of others and was not published.")),
    (
        "off-topic",
        mark("Another subject"),
        mark("Your comment is about another subject than this news. Please write it there."),
    ),
    ("thanks", mark("Thanks"), mark("Thank you for your suggestion. The office has passed it on to those in charge.")),
)


@dataclass(frozen=True, slots=True)
class Canned:
    """A reply under a short title. Those that Saket brings along cannot be changed."""

    id: str
    title: str
    text: str
    own: bool = True


class Shelf(Protocol):
    """Keeps an office's own replies."""

    async def put(self, canned: Canned) -> None: ...
    async def everything(self) -> list[Canned]: ...
    async def remove(self, identity: str) -> None: ...


class CannedReplies:
    """The office's own and those that Saket brings along."""

    def __init__(self, shelf: Shelf, clock: Clock, new_id: NewId) -> None:
        self._shelf = shelf
        self._clock = clock
        self._new_id = new_id

    async def everything(self) -> list[Canned]:
        """The office's own first, in the order in which they were made."""
        own = sorted(await self._shelf.everything(), key=lambda canned: canned.id)
        return [*own, *_shipped()]

    async def text(self, identity: str) -> str:
        """What a reply says; nothing for one that is gone."""
        return next((canned.text for canned in await self.everything() if canned.id == identity), "")

    async def add(self, title: str, text: str) -> None:
        """Keep another one. Raises `InvalidInput`, and `Conflict` if there are too many."""
        title, text = clean_field(title), clean_paragraphs(text)
        problems = [*_wrong("title", title, MOST_TITLE), *_wrong("text", text, MOST_WORDS)]
        if problems:
            raise InvalidInput(*problems)
        if len(await self._shelf.everything()) >= MOST:
            raise Conflict(f"there are {MOST} canned replies already")
        await self._shelf.put(Canned(self._new_id(self._clock()), title, text))

    async def remove(self, identity: str) -> None:
        """Forget one of the office's own."""
        await self._shelf.remove(identity)


def _shipped() -> Sequence[Canned]:
    """In the language that citizens are answered in."""
    say = translations(DEFAULT_LANGUAGE).gettext
    return [Canned(name, say(title), say(text), own=False) for name, title, text in _SHIPPED]


def _wrong(field: str, text: str, most: int) -> list[FieldProblem]:
    if is_blank(text):
        return [FieldProblem(field, "missing", f"1..{most} characters")]
    return [FieldProblem(field, "too-long", f"at most {most} characters")] if len(text) > most else []
