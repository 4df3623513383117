"""From what an import brings to a comment of ours. Pure.

The rules are those of `services.comments.posting.submission`, but nothing is refused that can be mended; what had to
be mended is noted.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from services.comments.import_export.exchange import ExportedComment, Fate, Hitch, ImportedComment
from services.comments.import_export.plaintext import plain_text
from services.comments.model import Comment, Judgement, Reason, ReasonCode, Standing, State
from services.comments.posting.submission import MOST_AUTHOR, MOST_TEXT, check_email, check_website
from services.comments.proofs import receipt
from services.comments.text.cleaning import clean_field, clean_paragraphs, is_blank
from shared.clock import from_ms, to_ms
from shared.errors import FieldProblem
from shared.i18n import DEFAULT_LANGUAGE, mark, translations
from shared.text import truncate

NOBODY: Final = mark("Anonymous")
_FIRST: Final = datetime(1990, 1, 1, tzinfo=UTC)
_UNSEEN: Final = Judgement(None, 0.0, (), None)
_STATES: Final = {
    Fate.PUBLISHED: State.PUBLISHED,
    Fate.HELD: State.HELD,
    Fate.SPAM: State.SPAM,
    Fate.REJECTED: State.REJECTED,
    Fate.TRASHED: State.REJECTED,
}
_ELLIPSIS: Final = "…"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a comment goes: its identifier here, its thread's address, and the comment that it answers."""

    id: str
    url: str
    parent: str | None


def moment(created: datetime, now: datetime) -> datetime:
    """The time that a comment is filed under: nothing was said before the web, nor will have been."""
    return from_ms(to_ms(max(_FIRST, min(created, now))))


class Carrier:
    """Makes comments of what came, and notes what it had to change. ``now`` is the time of the import."""

    def __init__(self, secret: bytes, now: datetime) -> None:
        self._secret = secret
        self._now = now
        self.hitches: list[Hitch] = []

    def arrived(self, item: ImportedComment, place: Place) -> Comment | None:
        """A comment of another site; None if there is nothing to see in it."""
        text = self._text(item.source_id, plain_text(item.text_or_html))
        if not text:
            return None
        created, standing = self._moment(item.source_id, item.created), self._standing(item)
        return Comment(
            id=place.id,
            url=place.url,
            parent=place.parent,
            author=self._author(item.source_id, item.author),
            text=text,
            email=self._optional(item.source_id, "email", item.email),
            website=self._optional(item.source_id, "website", item.website),
            created=created,
            updated=self._now if standing.state is State.HELD else created,  # from when on it waits for somebody here
            edited=None,
            standing=standing,
            judgement=_UNSEEN,
            receipt_digest=self._receipt(place.id),
        )

    def restored(self, item: ExportedComment, place: Place) -> Comment | None:
        """A comment of our own export, as it was but for its history; None if there is nothing to see in it."""
        text = self._text(item.id, clean_paragraphs(item.text))
        if not text:
            return None
        kept = item.private
        return Comment(
            id=place.id,
            url=place.url,
            parent=place.parent,
            author=self._author(item.id, item.author),
            text=text,
            email=self._optional(item.id, "email", kept.email if kept else None),
            website=self._optional(item.id, "website", item.website),
            created=self._moment(item.id, item.created),
            updated=moment(item.updated, self._now),
            edited=moment(item.edited, self._now) if item.edited else None,
            standing=Standing(item.state, item.reasons, item.reviewed),
            judgement=item.judgement,
            receipt_digest=kept.receipt if kept and place.id == item.id else self._receipt(place.id),
            official=item.official,
            appealed=item.appealed,
            gone=moment(item.gone, self._now) if item.gone and item.state is not State.PUBLISHED else None,
        )

    def note(self, source: str, code: str, detail: str = "") -> None:
        """Report something about the comment that is called ``source``."""
        self.hitches.append(Hitch(source, code, detail))

    def _text(self, source: str, text: str) -> str:
        if is_blank(text):
            self.note(source, "blank")
            return ""
        if len(text) > MOST_TEXT:
            self.note(source, "text-cut", f"{len(text)} of at most {MOST_TEXT} characters")
            return _cut(text)
        return text

    def _author(self, source: str, raw: str) -> str:
        name = clean_field(raw)
        if is_blank(name):
            return translations(DEFAULT_LANGUAGE).gettext(NOBODY)
        if len(name) > MOST_AUTHOR:
            self.note(source, "author-cut", f"{len(name)} of at most {MOST_AUTHOR} characters")
        return truncate(name, MOST_AUTHOR)

    def _optional(self, source: str, field: str, raw: str | None) -> str | None:
        """A field that is left out where it breaks its rule."""
        problems: list[FieldProblem] = []
        value = _CHECKS[field](clean_field(raw or ""), problems)
        if problems:
            self.note(source, f"{field}-dropped", problems[0].code)
            return None
        return value

    def _moment(self, source: str, created: datetime) -> datetime:
        kept = moment(created, self._now)
        if to_ms(kept) != to_ms(created):
            self.note(source, "date-changed", created.isoformat())
        return kept

    def _standing(self, item: ImportedComment) -> Standing:
        """What nobody has approved waits; a state that we do not know counts as such."""
        state = _STATES.get(Fate(item.state)) if item.state in set(Fate) else None
        if state is None:
            self.note(item.source_id, "unknown-state", str(item.state)[:100])
            state = State.HELD
        reasons = () if state is State.PUBLISHED else (Reason(ReasonCode.IMPORTED),)
        return Standing(state, reasons)

    def _receipt(self, identity: str) -> str:
        """Nobody has been given this receipt; the citizen did not write here."""
        return receipt.digest(receipt.receipt_of(self._secret, identity))


def without_loops(parents: Mapping[str, str | None]) -> set[str]:
    """The comments (by name) whose parent must be forgotten, lest a thread bite its own tail."""
    closing: set[str] = set()
    seen: set[str] = set()
    for start in parents:
        path: set[str] = set()
        at: str | None = start
        while at is not None and at not in seen:
            seen.add(at)
            path.add(at)
            up = parents.get(at)
            if up in path:
                closing.add(at)
                break
            at = up
    return closing


def _cut(text: str) -> str:
    """At most `MOST_TEXT` characters, cut between lines or words where there are any near the end."""
    room = MOST_TEXT - len(_ELLIPSIS)
    end = max(text.rfind(space, room - room // 10, room) for space in ("\n", " "))
    end = end if end > 0 else room
    while unicodedata.category(text[end]).startswith("M"):
        end -= 1
    return text[:end].rstrip() + _ELLIPSIS


_CHECKS: Final = {"email": check_email, "website": check_website}
