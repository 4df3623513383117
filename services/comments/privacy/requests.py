"""Requests by e-mail address: somebody without a receipt wants to have, or have erased, what is kept under an address.

An address that is typed into a form proves nothing. So a request waits for a member of staff, who makes sure that it
comes from whom the address belongs to (by an answer from that mailbox, or an identity card at the counter), says how,
and only then is it done. Whether anything is kept under an address is told to nobody before.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from services.comments.model import Comment, Event
from services.comments.personal_data.pseudonyms import pseudonym
from services.comments.personal_data.retention import WISHES
from services.comments.posting.submission import check_email
from services.comments.text.cleaning import clean_field, clean_paragraphs
from services.comments.writing.erasing import Erasing
from shared.clock import Clock
from shared.errors import Conflict, FieldProblem, InvalidInput, NotFound
from shared.ids import NewId
from shared.limits.together import Charge, Purse

MOST_WORDS: Final = 1000
_BURST: Final = 5
_WINDOW_SECONDS: Final = 3600


class Kind(StrEnum):
    """What somebody wants."""

    EXPORT = "export"
    ERASE = "erase"


class Stage(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Wish:
    """A request. Once it is done or refused, ``email`` is a pseudonym; ``proof`` is what convinced ``actor``."""

    id: str
    email: str
    kind: Kind
    words: str
    created: datetime
    stage: Stage = Stage.WAITING
    actor: str = ""
    proof: str = ""
    comments: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """A comment with its history."""

    comment: Comment
    history: tuple[Event, ...]


class NotWaiting(Conflict):
    """The request was done or refused already."""

    code = "not-waiting"

    def __init__(self) -> None:
        super().__init__("this request is done or refused")


class Wishes(Protocol):
    """The requests that are kept."""

    async def keep(self, wish: Wish) -> None: ...
    async def find(self, identity: str) -> Wish | None: ...
    async def all(self) -> list[Wish]: ...
    async def remove(self, *identities: str) -> None: ...


class Threads(Protocol):
    """The threads, as far as finding somebody's comments is concerned."""

    def everything(self) -> AsyncIterator[Comment]: ...
    async def history(self, identity: str) -> list[Event]: ...


class Privacy:
    """The use case, of citizens and of staff."""

    def __init__(
        self,
        *,
        wishes: Wishes,
        threads: Threads,
        erasing: Erasing,
        purse: Purse,
        secret: bytes,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._wishes = wishes
        self._threads = threads
        self._erasing = erasing
        self._purse = purse
        self._secret = secret
        self._clock = clock
        self._new_id = new_id

    async def ask(self, email: str, kind: str, words: str, sender: str) -> None:
        """Somebody's request. Raises `InvalidInput` and `RateLimited`; says nothing of what is kept."""
        problems: list[FieldProblem] = []
        address = check_email(clean_field(email), problems)
        if not address and not problems:
            problems.append(FieldProblem("email", "missing", "the address that was given with the comments"))
        if kind not in set(Kind):
            problems.append(FieldProblem("kind", "unknown", ", ".join(Kind)))
        cleaned = clean_paragraphs(words)
        if len(cleaned) > MOST_WORDS:
            problems.append(FieldProblem("words", "too-long", f"at most {MOST_WORDS} characters"))
        if problems or not address:
            raise InvalidInput(*problems)
        await self._purse.spend(Charge(sender, _BURST, _WINDOW_SECONDS))
        now = self._clock()
        await self._wishes.keep(Wish(self._new_id(now), address, Kind(kind), cleaned, now))

    async def waiting(self) -> list[Wish]:
        """What staff have to look into, oldest first."""
        return [wish for wish in await self._wishes.all() if wish.stage is Stage.WAITING]

    async def confirm(self, identity: str, proof: str, actor: str) -> tuple[Wish, list[Told]]:
        """Do what was asked for; with an export, what is to be handed over. Raises `NotFound` and `NotWaiting`."""
        wish, said = await self._decidable(identity, proof)
        found = [comment async for comment in self.of_address(wish.email)]
        if wish.kind is Kind.ERASE:
            for comment in found:
                await self._erasing.erase(comment)
        done = self._closed(wish, Stage.DONE, actor, said, len(found))
        await self._wishes.keep(done)
        told = await self.told(found) if wish.kind is Kind.EXPORT else []
        return done, told

    async def refuse(self, identity: str, reason: str, actor: str) -> Wish:
        """Nothing proves that the request comes from whom the address belongs to."""
        wish, said = await self._decidable(identity, reason)
        refused = self._closed(wish, Stage.REFUSED, actor, said, 0)
        await self._wishes.keep(refused)
        return refused

    async def forget_old(self) -> int:
        """Do away with requests whose time is over, answered or not; how many they were."""
        ends = self._clock() - timedelta(seconds=WISHES.seconds)
        old = [wish.id for wish in await self._wishes.all() if wish.created < ends]
        if old:
            await self._wishes.remove(*old)
        return len(old)

    async def of_address(self, email: str) -> AsyncIterator[Comment]:
        """Everything that was sent with this address, each once."""
        seen: set[str] = set()
        async for comment in self._threads.everything():
            if (comment.email or "").casefold() == email.casefold() and comment.id not in seen:
                seen.add(comment.id)
                yield comment

    async def told(self, comments: list[Comment]) -> list[Told]:
        """With their histories."""
        return [Told(comment, tuple(await self._threads.history(comment.id))) for comment in comments]

    async def _decidable(self, identity: str, said: str) -> tuple[Wish, str]:
        cleaned = clean_paragraphs(said)
        if not 1 <= len(cleaned) <= MOST_WORDS:
            raise InvalidInput(FieldProblem("proof", "out-of-range", f"1..{MOST_WORDS} characters"))
        wish = await self._wishes.find(identity)
        if wish is None:
            raise NotFound("request", identity)
        if wish.stage is not Stage.WAITING:
            raise NotWaiting
        return wish, cleaned

    def _closed(self, wish: Wish, stage: Stage, actor: str, proof: str, comments: int) -> Wish:
        named = pseudonym(self._secret, "privacy", wish.email.casefold())
        return replace(wish, email=named, words="", stage=stage, actor=actor, proof=proof, comments=comments)
