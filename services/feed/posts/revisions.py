"""The history of a post: what it was after each write, what two versions differ in, and the way back to one."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from services.feed.model import ContentType, Post, Receipt, Revision, Submission
from services.feed.posts.publishing import Accepts, Publishing
from shared.errors import NotFound

_COMPARED: Final = (
    "title", "summary", "content", "labels", "agency", "strategy", "author", "language", "slug", "status", "event",
    "media",
)  # fmt: skip
_BETWEEN_BLOCKS: Final = re.compile(r"(?<=</p>)|(?<=</li>)|(?<=</h[1-6]>)|(?<=</tr>)|(?<=<br>)|\n")


class Past(Protocol):
    """What was kept."""

    async def get(self, post_id: str) -> Post | None: ...
    async def revision(self, post_id: str, version: int) -> Revision | None: ...
    async def revision_numbers(self, post_id: str) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class Changed:
    """A field that differs, as the lines of a unified diff without its head."""

    field: str
    lines: tuple[str, ...]


class History:
    """The use cases of somebody who looks back."""

    def __init__(self, past: Past, publishing: Publishing) -> None:
        self._past = past
        self._publishing = publishing

    async def of(self, post_id: str, before: int | None, count: int) -> list[Revision]:
        """The last ``count`` revisions older than version ``before``, newest first. Raises `NotFound`."""
        numbers = [number for number in await self._past.revision_numbers(post_id) if before is None or number < before]
        if not numbers and before is None:
            raise NotFound("post", post_id)
        found = [await self._past.revision(post_id, number) for number in reversed(numbers[-count:])]
        return [revision for revision in found if revision is not None]

    async def at(self, post_id: str, version: int) -> Revision:
        """One of them. Raises `NotFound`."""
        revision = await self._past.revision(post_id, version)
        if revision is None:
            raise NotFound("revision", f"{post_id}/{version}")
        return revision

    async def compare(self, post_id: str, old: int, new: int) -> list[Changed]:
        """What changed from version ``old`` to ``new``."""
        before, after = await self.at(post_id, old), await self.at(post_id, new)
        return list(differences(before.post, after.post))

    async def restore(self, post_id: str, version: int, accepts: Accepts, by: str) -> Receipt:
        """Let the post say again what it said; its state, address and dates are not turned back."""
        revision = await self.at(post_id, version)
        return await self._publishing.edit(post_id, resubmitted(revision.post), accepts, by)


def resubmitted(post: Post) -> Submission:
    """What an author would have to hand in to make ``post`` say what it says; its state and address are left out."""
    return Submission(
        title=post.title,
        content=post.markdown or post.content,
        content_type=ContentType.MARKDOWN if post.markdown else ContentType.HTML,
        summary=post.summary,
        labels=post.labels,
        agency=post.agency,
        strategy=post.strategy,
        language=post.language,
        media=post.media,
        author=post.author,
        event=post.event,
        kind=post.kind,
    )


def differences(before: Post, after: Post) -> Iterator[Changed]:
    """The fields in which two versions of a post differ."""
    for field in _COMPARED:
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            yield Changed(field, tuple(_diff(_lines(old), _lines(new))))


def _diff(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    lines = difflib.unified_diff(old, new, lineterm="", n=1)
    return (line for number, line in enumerate(lines) if number > 1)  # after the two lines that name files


def _lines(value: object) -> list[str]:
    if isinstance(value, str):
        return [line for line in _BETWEEN_BLOCKS.split(value) if line]
    return [str(item) for item in value] if isinstance(value, tuple) else [str(value)]
