"""An export of ours (`services.feed.import_export`), folder or ZIP archive, as sheaves that make the site again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile, is_zipfile

import msgspec

from services.comments.import_export.exchange import ExportedComment, from_line
from services.feed.import_export.archive_atom import Record, record_of
from services.feed.import_export.members import COMMENTS, MISSING, POSTS
from services.feed.posts.slug import candidates
from services.transfer.elements import Element, elements, name_of
from services.transfer.errors import BadArchive
from services.transfer.model import Remark
from services.transfer.sheaf import CommentsIn, End, NothingIn, PostIn, Sheaf
from services.transfer.source import BROKEN_ZIP, Source, member_of, opened
from services.transfer.spool import Spool
from shared.errors import InvalidInput
from shared.html.policy import POSTS as POLICY
from shared.html.sanitize import Sanitizer

_TAGS: Final = ("{*}entry", "{*}view")
_ROOTS: Final = frozenset({"feed"})
_BASE: Final = "{urn:saket:export:1}base"
_AT_ONCE: Final = 50
_COMMENTS_AT_ONCE: Final = 200
_POSTS_PATH: Final = "/posts/"
_LONGEST_LINE: Final = 1024 * 1024
_UNIQUE: Final = 8


def read_archive(path: Path, now: datetime) -> Iterator[Sheaf]:
    """Posts, then comments, then the end; what is broken ends it, and what was read is kept."""
    reading, broken = _Reading(now), list[BadArchive]()
    for part in (reading.posts, reading.comments):
        try:
            yield from part(path)
        except BadArchive as error:
            broken.append(error)
        except BROKEN_ZIP as error:
            broken.append(BadArchive(0, f"the ZIP archive cannot be read: {error}"))
    yield Sheaf(0, 0, end=End(broken[0].line, broken[0].why) if broken else End())


class _Reading:
    """Remembers what stands at the head of the archive, and which slugs its posts have."""

    def __init__(self, now: datetime) -> None:
        self._spool = Spool(now)
        self._clean = Sanitizer(POLICY).clean
        self._base = ""

    def posts(self, path: Path) -> Iterator[Sheaf]:
        """The posts as they were; the first sheaf says when the views changed."""
        with opened(path / POSTS if path.is_dir() else path, POSTS) as source:
            changed: dict[str, int] = {}
            pieces = self._records(source, changed)
            while bundle := list(islice(pieces, _AT_ONCE)):
                posts = tuple(each for each in bundle if isinstance(each, PostIn))
                nothings = tuple(each for each in bundle if isinstance(each, NothingIn))
                at = source.position, source.size
                yield Sheaf(*at, posts, nothings=nothings, changed=dict(changed), base=self._base)
                changed.clear()

    def _records(self, source: Source, changed: dict[str, int]) -> Iterator[PostIn | NothingIn]:
        for element, line in elements(source, _TAGS, _ROOTS):
            self._base = self._base or _base_of(element)
            if name_of(element) == "view":
                changed[element.get("name", "")] = int(element.get("changed", "0"))
            else:
                yield self._post(element, line)

    def _post(self, element: Element, line: int) -> PostIn | NothingIn:
        try:
            record = record_of(element)
        except (ValueError, KeyError, OverflowError, msgspec.MsgspecError) as error:
            return NothingIn(Remark("refused", str(error)), line, element.findtext("{*}title") or "")
        return self._restored(record, line)

    def _restored(self, record: Record, line: int) -> PostIn:
        """Sanitized again: somebody may have written into the archive. In what we wrote, that changes nothing."""
        post = record.post
        for slug in (post.slug, *record.slugs):
            self._spool.post(slug, post.id)
        content = self._clean(post.content, self._base)
        wanted = dict.fromkeys((post.slug, *candidates(post.slug[:80].rstrip("-"), post.id[-_UNIQUE:])))
        places: dict[str, float] = {name: float(number) for name, number in record.places.items()}
        return PostIn(replace(post, content=content), tuple(wanted), line, (), record.slugs, places, record.past)

    def comments(self, path: Path) -> Iterator[Sheaf]:
        """Comments by their threads, in the order in which they stand there; or that the archive says it has none."""
        if _holds(path, MISSING):
            yield Sheaf(0, 0, nothings=(NothingIn(Remark("comments-missing"), 0, MISSING),))
        with _lines(path) as lines:
            for thread, comments in groupby(_comments(lines), key=lambda comment: comment.thread):
                while bundle := tuple(islice(comments, _COMMENTS_AT_ONCE)):
                    yield Sheaf(0, 0, comments=(self._of(thread, bundle),))

    def _of(self, thread: str, comments: tuple[ExportedComment, ...]) -> CommentsIn:
        ours = thread.startswith(f"{self._base}{_POSTS_PATH}")
        post = self._spool.id_of(unquote(urlsplit(thread).path.removeprefix(_POSTS_PATH))) if ours else None
        return CommentsIn(post or "", thread="" if post else thread, own=comments)


def _base_of(element: Element) -> str:
    return element.getroottree().getroot().get(_BASE, "")


def _comments(lines: Iterator[bytes]) -> Iterator[ExportedComment]:
    for number, line in enumerate(lines, start=1):
        if len(line) > _LONGEST_LINE:
            raise BadArchive(number, f"{COMMENTS}: a line beyond all measure")
        try:
            yield from_line(line)
        except InvalidInput as error:
            raise BadArchive(number, f"{COMMENTS}: {error}") from error


def _holds(path: Path, name: str) -> bool:
    if path.is_dir() or not is_zipfile(path):
        return (path / name).is_file()
    with ZipFile(path) as archive:
        return name in archive.namelist()


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[bytes]]:
    """The lines of the comments, none if there are none."""
    if path.is_dir():
        if not (path / COMMENTS).is_file():
            yield iter(())
            return
        with (path / COMMENTS).open("rb") as file:
            yield _cut(file)
        return
    if not is_zipfile(path):
        yield iter(())
        return
    with ZipFile(path) as archive:
        if COMMENTS not in archive.namelist():
            yield iter(())
            return
        with archive.open(member_of(archive, COMMENTS)) as file:
            yield _cut(file)  # type: ignore[arg-type]  # IO[bytes] all the same


def _cut(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(_LONGEST_LINE + 1):
        yield line
