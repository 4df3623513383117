"""What an import did, for the officer: figures, and everything that could not be carried as it was."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import msgspec

from services.feed.model import Kind, Post
from services.transfer.model import Remark

MOST_EXAMPLES: Final = 1000
"""Of each code; the figures count all of them."""


@dataclass(frozen=True, slots=True)
class Example:
    """One remark: at which line of the file, about what (a title, the name of a comment)."""

    line: int
    about: str
    detail: str


@dataclass(slots=True)
class Report:
    """Figures that grow. ``broken`` is where and why the file could not be read on; '' if it could."""

    posts: int = 0
    pages: int = 0
    posts_there: int = 0
    comments: int = 0
    comments_there: int = 0
    files: int = 0
    dropped_characters: int = 0
    broken: str = ""
    is_dry: bool = False
    states: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Example]] = field(default_factory=dict)

    def count(self, post: Post) -> None:
        """A post has come in."""
        self.posts += post.kind is Kind.POST
        self.pages += post.kind is Kind.PAGE
        self.states[post.status] += 1

    def remark(self, remark: Remark, line: int, about: str) -> None:
        """Something is not as it was."""
        self.remarks[remark.code] += 1
        examples = self.examples.setdefault(remark.code, [])
        if len(examples) < MOST_EXAMPLES:
            examples.append(Example(line, about[:200], remark.detail[:200]))

    def json(self) -> bytes:
        """All of it, for programs."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"
