"""What a citizen may send: every broken rule is found at once. Pure: whether a parent exists is asked elsewhere."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from typing import Final
from urllib.parse import urlsplit

from services.comments.text import clean_line, clean_text, is_blank
from services.comments.thread import NotAThread, Sites, key_of, normalise, thread_key
from shared.errors import FieldProblem, InvalidInput

MOST_AUTHOR: Final = 80
MOST_TEXT: Final = 5000
MOST_EMAIL: Final = 254
MOST_WEBSITE: Final = 500
MOST_KEY: Final = 200
_EMAIL: Final = re.compile(r"[^\s@<>\"',;:\\()\[\]]+@[^\s@<>\"',;:\\()\[\].]+(?:\.[^\s@<>\"',;:\\()\[\].]+)+")
_NO_URL: Final = re.compile(r"[\s<>\"\\^`{|}]")
_KEY: Final = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class NewComment:
    """As sent, not yet believed. ``form`` is a token of `services.comments.formtoken`."""

    thread: str
    author: str
    text: str
    parent: str | None = None
    email: str | None = None
    website: str | None = None
    form: str | None = None


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
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft and what is wrong with it; without a usable thread the draft's ``url`` is empty."""

    draft: Draft
    problems: tuple[FieldProblem, ...]


def check(new: NewComment, sites: Sites) -> Checked:
    """Clean ``new`` and find every problem with it."""
    problems: list[FieldProblem] = []
    url = _thread(new.thread, sites, problems)
    draft = Draft(
        url=url,
        author=_sized("author", clean_line(new.author), MOST_AUTHOR, problems),
        text=check_text(new.text, problems),
        parent=new.parent or None,
        email=_email(clean_line(new.email or ""), problems),
        website=_website(clean_line(new.website or ""), problems),
    )
    if url and draft.parent and key_of(draft.parent) != draft.thread:
        problems.append(unknown_parent())
    return Checked(draft, tuple(problems))


def check_text(raw: str, problems: list[FieldProblem]) -> str:
    """The cleaned text of a new or edited comment."""
    return _sized("text", clean_text(raw), MOST_TEXT, problems)


def check_key(key: str | None) -> str | None:
    """An Idempotency-Key as sent. Raises `InvalidInput`."""
    if key is not None and (len(key) > MOST_KEY or not _KEY.fullmatch(key)):
        raise InvalidInput(FieldProblem("Idempotency-Key", "bad-key", f"1..{MOST_KEY} visible ASCII characters"))
    return key


def read_thread(url: str, sites: Sites, field: str) -> str:
    """The normal form of a thread's address. Raises `InvalidInput` that names ``field``."""
    problems: list[FieldProblem] = []
    normal = _thread(url, sites, problems, field)
    if problems:
        raise InvalidInput(*problems)
    return normal


def unknown_parent() -> FieldProblem:
    """The comment that is answered does not exist, is not public, or stands in another thread."""
    return FieldProblem("parent", "unknown-parent", "a published comment of the same thread")


def _thread(raw: str, sites: Sites, problems: list[FieldProblem], field: str = "thread") -> str:
    try:
        normal = normalise(raw)
    except NotAThread as error:
        problems.append(FieldProblem(field, str(error), "the address of a post"))
        return ""
    if not sites.allow(normal):
        problems.append(FieldProblem(field, "unknown-site", "a post of this site or of one in SAKET_SITES"))
        return ""
    return normal


def _sized(field: str, text: str, most: int, problems: list[FieldProblem]) -> str:
    if is_blank(text):
        problems.append(FieldProblem(field, "missing", f"1..{most} characters"))
    elif len(text) > most:
        problems.append(FieldProblem(field, "too-long", f"{len(text)} of at most {most} characters"))
    return text


def _email(value: str, problems: list[FieldProblem]) -> str | None:
    if value and (len(value) > MOST_EMAIL or not _EMAIL.fullmatch(value)):
        problems.append(FieldProblem("email", "not-an-email", "such as name@example.org"))
    return value or None


def _website(value: str, problems: list[FieldProblem]) -> str | None:
    if value and (len(value) > MOST_WEBSITE or not _is_web_address(value)):
        problems.append(FieldProblem("website", "not-a-url", "an http or https address"))
    return value or None


def _is_web_address(value: str) -> bool:
    if _NO_URL.search(value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
