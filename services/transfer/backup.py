"""The site as the backup file that Blogger's importer reads: Atom, as Blogger itself wrote its backups.

Blogger numbers its posts and comments, and so does this. What that format has no place for (histories, events,
agencies, withdrawn posts, comments that are not public) stays behind; `feed.import_export` leaves nothing behind.
"""

import hashlib
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from lxml import etree

from services.comments.import_export.exchange import ExportedComment
from services.comments.model import State
from services.comments.text.markup import to_html
from services.feed.addresses import Addresses
from services.feed.import_export.archive_atom import ATOM, Element, Record
from services.feed.model import Kind, Post, Status
from shared.clock import rfc3339
from shared.text import printable

_APP: Final = "http://purl.org/atom/app#"
_THREAD: Final = "http://purl.org/syndication/thread/1.0"
_SPACES: Final[Any] = {None: ATOM, "app": _APP, "thr": _THREAD}
_KIND: Final = "http://schemas.google.com/g/2005#kind"
_KINDS: Final = "http://schemas.google.com/blogger/2008/kind#"
_LABELS: Final = "http://www.blogger.com/atom/ns#"
_BLOG: Final = "tag:blogger.com,1999:blog-1"
_BLOGGERS: Final = "tag:blogger.com,1999:"
_FEEDS: Final = "https://www.blogger.com/feeds/1"
_NUMBER_BYTES: Final = 7


class Backup:
    """Writes the file a piece at a time. Comments need to know the posts, so those come first."""

    def __init__(self, addresses: Addresses, now: datetime) -> None:
        self._to = addresses
        self._now = now
        self._posts: dict[str, tuple[str, str]] = {}

    async def pieces(
        self, records: AsyncIterator[Record], comments: AsyncIterator[ExportedComment]
    ) -> AsyncIterator[bytes]:
        """All of it."""
        yield self._head()
        async for record in records:
            if record.post.status is not Status.WITHDRAWN:
                yield self._post(record.post)
        async for comment in comments:
            if comment.state is State.PUBLISHED and comment.thread in self._posts:
                yield self._comment(comment, *self._posts[comment.thread])
        yield b"</feed>\n"

    def _head(self) -> bytes:
        feed = etree.Element(f"{{{ATOM}}}feed", nsmap=_SPACES)
        _add(feed, "id", _BLOG)
        _add(feed, "updated", rfc3339(self._now))
        _add(feed, "title", self._to.site.title, type="text")
        _add(feed, "generator", "Blogger", version="7.00", uri="https://www.blogger.com")
        return etree.tostring(feed, encoding="utf-8", xml_declaration=True).removesuffix(b"</feed>")

    def _post(self, post: Post) -> bytes:
        name, page = _post_name(post), self._to.post(post.slug)
        self._posts[self._to.post(post.thread)] = name, page
        entry = _entry(name, post.published or post.created, post.updated, "page" if post.kind is Kind.PAGE else "post")
        if post.status is Status.DRAFT:
            control = etree.SubElement(entry, f"{{{_APP}}}control")
            etree.SubElement(control, f"{{{_APP}}}draft").text = "yes"
        for label in post.labels:
            _add(entry, "category", "", scheme=_LABELS, term=printable(label))
        _add(entry, "title", post.title, type="text")
        _add(entry, "content", post.content, type="html")
        _add(entry, "link", "", rel="alternate", type="text/html", href=_old_address(post, self._to) or page)
        _author(entry, post.author or self._to.site.title)
        return _bytes(entry)

    def _comment(self, comment: ExportedComment, post: str, page: str) -> bytes:
        entry = _entry(_comment_name(comment.id), comment.created, comment.updated, "comment")
        _add(entry, "title", "", type="text")
        _add(entry, "content", to_html(comment.text), type="html")
        if comment.parent:
            place = f"{_FEEDS}/{_number(post)}/comments/default/{_number(comment.parent)}"
            _add(entry, "link", "", rel="related", type="application/atom+xml", href=place)
        _author(entry, comment.author, comment.website)
        source = f"{_FEEDS}/posts/default/{_number(post)}"
        facts = {"href": page, "ref": post, "source": source, "type": "text/html"}
        etree.SubElement(entry, f"{{{_THREAD}}}in-reply-to", facts)
        return _bytes(entry)


def _old_address(post: Post, to: Addresses) -> str | None:
    """Where a post was on Blogger before it came here, whose importer makes addresses from it."""
    dated = (path for path in post.former if path.endswith(".html"))
    return next((to.site.absolute(path) for path in dated if not urlsplit(path).query), None)


def _post_name(post: Post) -> str:
    return post.atom_id if post.atom_id.startswith(_BLOGGERS) else f"{_BLOG}.post-{_number(post.atom_id)}"


def _comment_name(identity: str) -> str:
    return f"{_BLOG}.post-{_number(identity)}"


def _number(name: str) -> str:
    """The number in a name of Blogger's, or one made from any other name."""
    number = name.rpartition(".post-")[2] if name.startswith(_BLOGGERS) else ""
    digest = hashlib.blake2b(name.encode("utf-8", "backslashreplace"), digest_size=_NUMBER_BYTES).digest()
    return number if number.isdecimal() else str(int.from_bytes(digest))


def _entry(name: str, published: datetime, updated: datetime, kind: str) -> Element:
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap=_SPACES)
    entry = etree.SubElement(feed, f"{{{ATOM}}}entry")
    _add(entry, "id", name)
    _add(entry, "published", rfc3339(published))
    _add(entry, "updated", rfc3339(updated))
    _add(entry, "category", "", scheme=_KIND, term=f"{_KINDS}{kind}")
    return entry


def _author(entry: Element, name: str, address: str | None = None) -> None:
    author = etree.SubElement(entry, f"{{{ATOM}}}author")
    _add(author, "name", name)
    if address:
        _add(author, "uri", address)


def _add(parent: Element, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes).text = printable(text) or None


def _bytes(entry: Element) -> bytes:
    """Without the names of namespaces that the feed has declared."""
    declared = "".join(f' xmlns{":" + prefix if prefix else ""}="{space}"' for prefix, space in _SPACES.items())
    return etree.tostring(entry, encoding="utf-8").replace(declared.encode(), b"", 1) + b"\n"
