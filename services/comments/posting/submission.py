"""What a citizen may send: every broken rule is found at once. Pure: others ask what exists."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from services.comments.text.cleaning import clean_field, clean_paragraphs, is_blank
from services.comments.threads.thread import Thread, key_of, thread_key
from shared.errors import FieldProblem, InvalidInput

MOST_AUTHOR: Final = 80
MOST_TEXT: Final = 5000
MOST_EMAIL: Final = 254
MOST_WEBSITE: Final = 500
MOST_REASON: Final = 500
_EMAIL: Final = re.compile(r"[^\s@<>\"',;:\\()\[\]]+@[^\s@<>\"',;:\\()\[\].]+(?:\.[^\s@<>\"',;:\\()\[\].]+)+")
_NO_URL: Final = re.compile(r"[\s<>\"\\^`{|}]")


@dataclass(frozen=True, slots=True)
class NewComment:
    """As sent, not yet believed. ``form`` is a token of `services.comments.proofs.form_token`.

    ``work`` is what `services.comments.proofs.proof_of_work` asks for; empty: nothing yet, but the sender can;
    None: it cannot.
    """

    thread: str
    author: str
    text: str
    parent: str | None = None
    email: str | None = None
    website: str | None = None
    form: str | None = None
    work: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Cleaned. Optional fields that were left empty are None."""

    url: str
    author: str
    text: str
    parent: str | None
    email: str | None
    website: str | None

    @property
    def thread(self) -> str:
        return thread_key(self.url)

    @property
    def digest(self) -> str:
        """What makes two requests the same one."""
        said = {
            "author": self.author,
            "email": self.email,
            "parent": self.parent,
            "text": self.text,
            "url": self.url,
            "website": self.website,
        }
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft, what is wrong with it, and what is known of the post; without a usable thread its ``url`` is empty."""

    draft: Draft
    problems: tuple[FieldProblem, ...]
    title: str = ""
    published: datetime | None = None


def check(new: NewComment, thread: Thread | FieldProblem) -> Checked:
    """Clean ``new`` and find every problem with it; ``thread`` is what its address was found to mean."""
    problems: list[FieldProblem] = []
    if isinstance(thread, FieldProblem):
        problems.append(thread)
        thread = Thread("")
    draft = Draft(
        url=thread.url,
        author=_sized("author", clean_field(new.author), MOST_AUTHOR, problems),
        text=check_text(new.text, problems),
        parent=new.parent or None,
        email=check_email(clean_field(new.email or ""), problems),
        website=check_website(clean_field(new.website or ""), problems),
    )
    if draft.url and draft.parent and key_of(draft.parent) != draft.thread:
        problems.append(unknown_parent())
    return Checked(draft, tuple(problems), thread.title, thread.published)


def check_text(raw: str, problems: list[FieldProblem]) -> str:
    """The cleaned text of a new or edited comment."""
    return _sized("text", clean_paragraphs(raw), MOST_TEXT, problems)


def unknown_parent() -> FieldProblem:
    """The comment that is answered does not exist, is not public, or stands in another thread."""
    return FieldProblem("parent", "unknown-parent", "a published comment of the same thread")


def closed_thread() -> FieldProblem:
    """Nobody can comment here any longer."""
    return FieldProblem("thread", "closed", "a thread that takes comments")


def check_email(value: str, problems: list[FieldProblem]) -> str | None:
    """A cleaned address, None for an empty one."""
    if value and (len(value) > MOST_EMAIL or not _EMAIL.fullmatch(value)):
        problems.append(FieldProblem("email", "not-an-email", "such as name@example.org"))
    return value or None


def check_website(value: str, problems: list[FieldProblem]) -> str | None:
    """A cleaned address of the web, None for an empty one."""
    if value and (len(value) > MOST_WEBSITE or not _is_web_address(value)):
        problems.append(FieldProblem("website", "not-a-url", "an http or https address"))
    return value or None


def read_reason(raw: str, field: str) -> str:
    """What staff say for the record, cleaned. Raises `InvalidInput` if it is too long."""
    reason = clean_field(raw)
    if len(reason) > MOST_REASON:
        raise InvalidInput(FieldProblem(field, "too-long", f"{len(reason)} of at most {MOST_REASON} characters"))
    return reason


def _sized(field: str, text: str, most: int, problems: list[FieldProblem]) -> str:
    if is_blank(text):
        problems.append(FieldProblem(field, "missing", f"1..{most} characters"))
    elif len(text) > most:
        problems.append(FieldProblem(field, "too-long", f"{len(text)} of at most {most} characters"))
    return text


def _is_web_address(value: str) -> bool:
    if _NO_URL.search(value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
