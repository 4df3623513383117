"""Asks the spam decision, with everything around a text that it may want to know."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from services.comments.formtoken import FormProof
from services.comments.spam.model import Context, Decision


class Judge(Protocol):
    """The spam decision: about a millisecond of CPU, never an exception."""

    def decide(self, text: str, context: Context) -> Decision: ...


class Titles(Protocol):
    """Knows what posts are called."""

    async def title(self, url: str) -> str | None: ...


class Judging:
    """``time_trap`` off: how fast a form was filled in does not count."""

    def __init__(self, judge: Judge, titles: Titles, *, time_trap: bool) -> None:
        self._judge = judge
        self._titles = titles
        self._time_trap = time_trap

    async def submitted(self, text: str, url: str, proof: FormProof) -> Decision:
        """About a new comment."""
        seconds = proof.seconds if self._time_trap else None
        context = Context(has_form=proof.has_form, seconds_to_submit=seconds, thread_title=await self.title(url) or "")
        return self._judge.decide(text, context)

    async def edited(self, text: str, url: str) -> Decision:
        """About a new text of a comment; whoever holds its receipt has nothing to prove."""
        return self._judge.decide(text, Context(thread_title=await self.title(url) or ""))

    async def tried(self, texts: Sequence[str], url: str | None) -> list[Decision]:
        """About texts that nobody has sent, in a thread so that many of them do not stop everything else."""
        context = Context(thread_title=(await self.title(url) or "") if url else "")
        return await asyncio.to_thread(lambda: [self._judge.decide(text, context) for text in texts])

    async def title(self, url: str) -> str | None:
        """What the post is called, if anybody knows."""
        return await self._titles.title(url)
