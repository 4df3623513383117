"""Asks the spam decision, with everything around a text that it may want to know."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from services.comments.proofs.form_token import FormProof
from services.comments.spam.model import Context, Decision, Outcome

_USER_NAME = re.compile(r"@[\w.-]+")  # as people are called elsewhere; behind other words it is where to be reached


class Judge(Protocol):
    """The spam decision: about a millisecond of CPU, never an exception."""

    def decide(self, text: str, context: Context) -> Decision: ...


class Witness(Protocol):
    """Somebody who is told of every decision about a comment; microseconds of CPU, never an exception."""

    def saw(self, text: str, decision: Decision, sender: str) -> None: ...


class Judging:
    """``time_trap`` off: how fast a form was filled in does not count. Titles are those of posts, empty if unknown.

    ``witness`` hears of comments alone, not of texts that somebody merely tries.
    """

    def __init__(
        self,
        judge: Judge,
        *,
        time_trap: bool,
        blocked_domains: frozenset[str] = frozenset(),
        witness: Witness | None = None,
    ) -> None:
        self._judge = judge
        self._witness = witness
        self._time_trap = time_trap
        self._blocked = blocked_domains

    def submitted(self, text: str, title: str, proof: FormProof, sender: str, *, first: bool) -> Decision:
        """About a new comment; ``sender``: its sender's name of the day, ``first``: nothing of theirs was public."""
        seconds = proof.seconds if self._time_trap else None
        context = Context(
            has_form=proof.has_form,
            seconds_to_submit=seconds,
            first_comment=first,
            thread_title=title,
            blocked_domains=self._blocked,
        )
        return self._decided(text, context, sender)

    def edited(self, text: str, title: str, sender: str, *, first: bool) -> Decision:
        """About a new text of a comment; whoever holds its receipt need not prove that a form was filled in."""
        return self._decided(text, replace(self._about(title), first_comment=first), sender)

    def advertises(self, author: str) -> bool:
        """Whether the name that somebody gives is an advert by itself: readers see it as they see the text."""
        if not author or _USER_NAME.fullmatch(author):
            return False
        return self._judge.decide(author, self._about("")).outcome is not Outcome.PUBLISH

    async def tried(self, texts: Sequence[str], title: str) -> list[Decision]:
        """About texts that nobody has sent, in a thread so that many of them do not stop everything else."""
        context = self._about(title)
        return await asyncio.to_thread(lambda: [self._judge.decide(text, context) for text in texts])

    def _decided(self, text: str, context: Context, sender: str) -> Decision:
        decision = self._judge.decide(text, context)
        if self._witness is not None:
            self._witness.saw(text, decision, sender)
        return decision

    def _about(self, title: str) -> Context:
        return Context(thread_title=title, blocked_domains=self._blocked)
