"""A file of another site, from its bytes to sheaves of posts and comments, in memory that does not grow with it.

WordPress only: a first pass for the files that posts name by number
elements | found | mended, sanitized | sheaves of posts; then the comments, post by post; then the end
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from services.feed.model import Post, views_of
from services.transfer import blogger, wordpress
from services.transfer.blogger import Blogger
from services.transfer.elements import Element, elements
from services.transfer.errors import BadArchive
from services.transfer.mending import Mender, place_of
from services.transfer.model import Found, FoundComment, FoundNothing, FoundPost, Remark
from services.transfer.sheaf import CommentsIn, End, NothingIn, PostIn, Sheaf
from services.transfer.source import Source, opened
from services.transfer.spool import Spool
from services.transfer.wordpress import WordPress, attachment_of
from shared.errors import InvalidInput
from shared.html.policy import POSTS
from shared.html.sanitize import Sanitizer

_MOST_POSTS: Final = 100
_MOST_CHARACTERS: Final = 800_000

Piece = PostIn | CommentsIn | NothingIn


class Format(Protocol):
    """Knows what the elements of one kind of file mean."""

    @property
    def tags(self) -> tuple[str, ...]: ...
    @property
    def roots(self) -> frozenset[str]: ...

    def found(self, element: Element, line: int) -> Iterator[Found]: ...


def read(kind: str, path: Path, now: datetime) -> Iterator[Sheaf]:
    """Everything in the file; the last sheaf says how it ended. ``kind`` is ``blogger`` or ``wordpress``."""
    try:
        spool = Spool(now)
        inside = blogger.INSIDE if kind == "blogger" else wordpress.INSIDE
        form: Format = Blogger() if kind == "blogger" else _wordpress(path, spool)
        with opened(path, inside) as source:
            yield from Reading(form, source, spool, now).sheaves()
    except BadArchive as error:
        yield Sheaf(0, 0, end=End(error.line, error.why))


def _wordpress(path: Path, spool: Spool) -> WordPress:
    """Files stand behind the posts that name them, so they are looked for first; what is broken is told later.

    Among the items that may be files; among all of them, where sifting has left something that is no XML.
    """
    for only in (b"attachment", b""):
        with opened(path, wordpress.INSIDE, only) as source, suppress(BadArchive):
            for element, _ in elements(source, ("item",), wordpress.ROOTS):
                if attachment := attachment_of(element):
                    spool.file(*attachment)
            break
    return WordPress(spool)


class Reading:
    """One pass over one file."""

    def __init__(self, form: Format, source: Source, spool: Spool, now: datetime) -> None:
        self._form = form
        self._source = source
        self._spool = spool
        self._mender = Mender(Sanitizer(POSTS).clean, now)
        self._broken: BadArchive | None = None

    def sheaves(self) -> Iterator[Sheaf]:
        """All of them; whatever was read before the file broke counts."""
        yield from self._bound(self._pieces())
        yield from self._bound(self._spool.comments())
        broken = self._broken
        end = End(broken.line, broken.why, self._source.dropped) if broken else End(dropped=self._source.dropped)
        yield Sheaf(self._source.size, self._source.size, end=end)

    def _pieces(self) -> Iterator[Piece]:
        try:
            for element, line in elements(self._source, self._form.tags, self._form.roots):
                for found in self._form.found(element, line):
                    yield from self._piece(found)
        except BadArchive as error:
            self._broken = error

    def _piece(self, found: Found) -> Iterator[Piece]:
        match found:
            case FoundPost():
                yield self._post(found)
            case FoundComment():
                self._spool.comment(found)
            case FoundNothing():
                yield NothingIn(found.remark, found.line, found.about)

    def _post(self, found: FoundPost) -> Piece:
        try:
            mended = self._mender.mended(found)
        except InvalidInput as error:
            return NothingIn(Remark("refused", str(error)), found.line, found.title)
        self._spool.post(found.name, mended.post.id)
        places = {str(view): place_of(mended.post) for view in views_of(mended.post)} if _appeared(mended.post) else {}
        pictures = dict(mended.pictures)
        return PostIn(mended.post, mended.wanted, found.line, mended.remarks, places=places, pictures=pictures)

    def _bound(self, pieces: Iterator[Piece]) -> Iterator[Sheaf]:
        """Pieces in sheaves of a size that is worth a round trip."""
        bundle: list[Piece] = []
        weight = 0
        for piece in pieces:
            bundle.append(piece)
            weight += _weight(piece)
            if len(bundle) >= _MOST_POSTS or weight >= _MOST_CHARACTERS:
                yield self._sheaf(bundle)
                bundle, weight = [], 0
        if bundle:
            yield self._sheaf(bundle)

    def _sheaf(self, bundle: list[Piece]) -> Sheaf:
        return Sheaf(
            self._source.position,
            self._source.size,
            posts=tuple(piece for piece in bundle if isinstance(piece, PostIn)),
            comments=tuple(piece for piece in bundle if isinstance(piece, CommentsIn)),
            nothings=tuple(piece for piece in bundle if isinstance(piece, NothingIn)),
        )


def _appeared(post: Post) -> bool:
    """Whether it stands, or stood, in the archives of its views."""
    return post.is_public or post.was_public


def _weight(piece: Piece) -> int:
    """About how many characters."""
    match piece:
        case PostIn():
            return len(piece.post.content) + sum(map(len, piece.pictures.values()))
        case CommentsIn():
            return sum(len(comment.html) for comment in piece.foreign)
        case _:
            return 0
