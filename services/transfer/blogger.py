"""What Blogger exports: the old backup, Takeout's ``feed.atom``, and its public feeds in Atom and RSS. Pure.

    backup     category of the scheme …/g/2005#kind says what an entry is; app:draft; thr:in-reply-to names the post,
               link rel=related the comment that is answered
    Takeout    blogger:type POST | PAGE | COMMENT, blogger:status LIVE | DRAFT | SCHEDULED | …TRASHED | …,
               blogger:parent (of a comment: its post), blogger:inReplyTo, blogger:filename (the old path)
    feeds      entries (or items) are posts

Readers know a post by its Atom id, and its comments by the number in it.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from services.feed.model import Kind, Status
from services.transfer.elements import Element, name_of, named, text_of
from services.transfer.model import Found, FoundComment, FoundNothing, FoundPost, Remark
from services.transfer.times import rfc822, rfc3339

TAGS: Final = ("{*}entry", "item")
ROOTS: Final = frozenset({"feed", "rss"})
INSIDE: Final = "feed.atom"
_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_TAKEOUT: Final = "{http://schemas.google.com/blogger/2018}"
_THREAD: Final = "{http://purl.org/syndication/thread/1.0}"
_KIND: Final = "http://schemas.google.com/g/2005#kind"
_SCHEMES: Final = ("http://www.blogger.com/atom/ns#", "tag:blogger.com,1999:blog-")
_APPS: Final = frozenset({"http://purl.org/atom/app#", "http://www.w3.org/2007/app"})
_NUMBER: Final = re.compile(r"\.post-?(\d+)$")
_COMMENT_LINK: Final = re.compile(r"/(?:comments/default|posts/default)/(\d+)(?:\?|$)")
_STATES: Final = {"LIVE": "published", "PENDING": "held", "SPAM": "spam", "GHOSTED": "spam"}


class Blogger:
    """`elements` of such a file."""

    tags = TAGS
    roots = ROOTS

    def found(self, element: Element, line: int) -> Iterator[Found]:
        """What an entry holds."""
        if name_of(element) == "item":
            yield _item(element, line)
            return
        kind = _kind(element)
        if kind in {"post", "page"}:
            yield _post(element, Kind(kind), line)
        elif kind == "comment":
            yield _comment(element, line)
        else:
            yield FoundNothing(Remark("not-for-here", kind), line, _child(element, "title"))


def _child(element: Element, name: str) -> str:
    return text_of(element.find(f"{_ATOM}{name}"))


def _takeout(element: Element, name: str) -> str:
    return text_of(element.find(f"{_TAKEOUT}{name}"))


def _kind(entry: Element) -> str:
    """``post``, ``page``, ``comment``, ``settings``, ``template``, …"""
    said = _takeout(entry, "type").lower()
    terms = (each.get("term") or "" for each in entry.iterfind(f"{_ATOM}category") if each.get("scheme") == _KIND)
    return said or next((term.rpartition("#")[2] for term in terms), "post")


def _post(entry: Element, kind: Kind, line: int) -> FoundPost:
    status, remarks = _status(entry)
    link, filename = _link(entry, "alternate"), _takeout(entry, "filename")
    name, created = _child(entry, "id"), rfc3339(_takeout(entry, "created"))
    published, updated = rfc3339(_child(entry, "published")), rfc3339(_child(entry, "updated"))
    path = filename or link
    return FoundPost(
        name=name,
        title=_child(entry, "title"),
        html=_child(entry, "content"),
        summary=_takeout(entry, "metaDescription") or _child(entry, "summary"),
        status=status,
        line=line,
        link=link,
        labels=_labels(entry),
        author=_author(entry),
        created=created or published,
        published=published,
        updated=updated,
        withdrawn=_trashed(entry) or updated if status is Status.WITHDRAWN else None,
        kind=kind,
        slug=_slug(path),
        former=tuple(filter(None, (path, comment_feed(name)))),
        remarks=remarks,
    )


def comment_feed(name: str) -> str:
    """The old address of the feed of a post's comments, which is where its number is known."""
    number = _NUMBER.search(name)
    return f"/feeds/{number[1]}/comments/default" if number else ""


def _status(entry: Element) -> tuple[Status, tuple[Remark, ...]]:
    said = _takeout(entry, "status").upper()
    if _trashed(entry) or said.endswith("TRASHED"):
        return Status.WITHDRAWN, (Remark("was-trashed", said.lower()),)
    if said in {"DRAFT", "SCHEDULED"} or _is_draft(entry):
        return Status.DRAFT, ()
    if said in {"", "LIVE", "PUBLISHED"}:
        return Status.PUBLISHED, ()
    return Status.DRAFT, (Remark("became-draft", said.lower()),)


def _is_draft(entry: Element) -> bool:
    controls = (each for each in entry if _is_control(each))
    return any(text_of(each) == "yes" for control in controls for each in control if name_of(each) == "draft")


def _is_control(element: Element) -> bool:
    space, name = named(element.tag)
    return name == "control" and space in _APPS


def _trashed(entry: Element) -> datetime | None:
    return rfc3339(_takeout(entry, "trashed"))


def _comment(entry: Element, line: int) -> FoundComment:
    answered = entry.find(f"{_THREAD}in-reply-to")
    post = _takeout(entry, "parent") or (answered.get("ref", "") if answered is not None else "")
    author = entry.find(f"{_ATOM}author")
    email = text_of(author.find(f"{_ATOM}email")) if author is not None else ""
    return FoundComment(
        name=_child(entry, "id"),
        post=post,
        parent=_takeout(entry, "inReplyTo") or _answered(entry, post),
        author=_author(entry),
        html=_child(entry, "content"),
        created=rfc3339(_child(entry, "published")),
        state=_state(entry),
        line=line,
        website=text_of(author.find(f"{_ATOM}uri")) or None if author is not None else None,
        email=email if email and not email.startswith("noreply@") else None,
    )


def _state(entry: Element) -> str:
    said = _takeout(entry, "status").upper()
    if _trashed(entry) or said.endswith("TRASHED"):
        return "trashed"
    if _is_draft(entry):
        return "held"
    return _STATES.get(said or "LIVE", "spam" if "SPAM" in said else "held")


def _answered(entry: Element, post: str) -> str | None:
    """The Atom id of the comment that this one answers: of its address we know the number."""
    number = _COMMENT_LINK.search(_link(entry, "related"))
    blog = post.rpartition(".post-")[0]
    return f"{blog}.post-{number[1]}" if number and blog else None


def _link(entry: Element, relation: str) -> str:
    found = (each.get("href") or "" for each in entry.iterfind(f"{_ATOM}link") if each.get("rel") == relation)
    return next(found, "")


def _labels(entry: Element) -> tuple[str, ...]:
    """Categories of other schemes are no labels; old feeds have no scheme at all."""
    found = ((each.get("scheme") or "", each.get("term") or "") for each in entry.iterfind(f"{_ATOM}category"))
    return tuple(term for scheme, term in found if term and (not scheme or scheme.startswith(_SCHEMES)))


def _author(entry: Element) -> str:
    return text_of(entry.find(f"{_ATOM}author/{_ATOM}name"))


def _slug(address: str) -> str:
    """``slug`` of ``/2013/05/slug.html``."""
    return address.rpartition("/")[2].partition("?")[0].removesuffix(".html")


def _item(item: Element, line: int) -> FoundPost:
    """A post of the RSS feed."""
    name, link = text_of(item.find("guid")), text_of(item.find("link"))
    published = rfc822(text_of(item.find("pubDate")))
    return FoundPost(
        name=name or link,
        title=text_of(item.find("title")),
        html=text_of(item.find("description")),
        status=Status.PUBLISHED,
        line=line,
        link=link,
        labels=tuple(filter(None, map(text_of, item.iterfind("category")))),
        author=text_of(item.find("author")).partition("(")[2].rstrip(")"),
        created=published,
        published=published,
        updated=rfc3339(text_of(item.find(f"{_ATOM}updated"))),
        slug=_slug(link),
        former=tuple(filter(None, (link, comment_feed(name)))),
    )
