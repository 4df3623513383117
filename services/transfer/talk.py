"""Comments without posts: what other comment systems export belongs under posts that are here already."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from services.comments.import_export.exchange import Hitch, ImportedComment, Report
from shared.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Discussion:
    """The comments of one page; ``address`` is a path, or the page's whole address on the old site."""

    address: str
    comments: Sequence[ImportedComment]


class Comments(Protocol):
    """`services.comments.import_export.importing.CommentImport`."""

    async def bring(self, thread: str, comments: Sequence[ImportedComment]) -> Report: ...


@dataclass(slots=True)
class Talk:
    """What an import of discussions did; ``refused`` are the pages that no post here was found for."""

    threads: int = 0
    written: int = 0
    existing: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    hitches: list[Hitch] = field(default_factory=list)


def here(address: str, base_url: str, old_site: str) -> str:
    """Where a page of the old site is here: at the same path. Pages of a third site stay where they are."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    origin = f"{parts.scheme}://{parts.netloc}"
    if parts.netloc and origin not in {base_url, old_site.rstrip("/")}:
        return address
    path = parts.path if parts.path.startswith("/") else f"/{parts.path}"
    return f"{base_url}{path}" + (f"?{parts.query}" if parts.query else "")


async def bring_in(discussions: Iterable[Discussion], comments: Comments | None, place: Callable[[str], str]) -> Talk:
    """Bring all of them under their posts; without ``comments`` only count what would come."""
    talk = Talk()
    for each in discussions:
        talk.threads += 1
        if comments is None:
            talk.written += len(each.comments)
            continue
        try:
            report = await comments.bring(place(each.address), each.comments)
        except InvalidInput:
            talk.refused[each.address] = len(each.comments)
            continue
        talk.written += report.written
        talk.existing += report.existing
        talk.hitches += report.problems
    return talk
