"""WordPress's extended RSS (WXR 1.0 to 1.2): an ``item`` of the channel is a post, a page, a file, and many more. Pure.

Its namespace is ``http(s)://wordpress.org/export/<version>/``; an element counts by its name in any of them.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from urllib.parse import unquote, urlsplit

from services.feed.model import Kind, Media, Status
from services.transfer.elements import Element, name_of, space_of, text_of
from services.transfer.model import Attachment, Attachments, Found, FoundComment, FoundNothing, FoundPost, Remark
from services.transfer.paragraphs import expanded, paragraphs
from services.transfer.times import rfc822, rfc3339

TAGS: Final = ("item", "{*}author", "language", "link")
ROOTS: Final = frozenset({"rss"})
INSIDE: Final = ".xml"
_CONTENT: Final = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR: Final = "{http://purl.org/dc/elements/1.1/}creator"
_EXPORT: Final = re.compile(r"https?://(?:www\.)?wordpress\.org/export/[0-9.]+/$")
_EXCERPT: Final = re.compile(r"https?://(?:www\.)?wordpress\.org/export/[0-9.]+/excerpt/$")
_KINDS: Final = {"post": Kind.POST, "page": Kind.PAGE}
_LABELS: Final = frozenset({"category", "tag", "post_tag"})
_NO_LABEL: Final = "uncategorized"
_FATES: Final = {
    "1": "published",
    "approve": "published",
    "approved": "published",
    "0": "held",
    "hold": "held",
    "spam": "spam",
    "trash": "trashed",
    "post-trashed": "trashed",
}
_DRAFTS: Final = frozenset({"draft", "auto-draft"})

Fields = dict[str, str]


class WordPress:
    """`elements` of such a file. What stands at the head of the channel counts for what follows."""

    tags = TAGS
    roots = ROOTS

    def __init__(self, attachments: Attachments) -> None:
        self._attachments = attachments
        self._names: dict[str, str] = {}
        self._language = "th"
        self._site = ""

    def found(self, element: Element, line: int) -> Iterator[Found]:
        """What an item holds."""
        match name_of(element):
            case "author":
                self._learn(_fields(element))
            case "language":
                self._language = text_of(element)
            case "link":
                self._site = text_of(element).rstrip("/")
            case "item":
                yield from self._item(element, line)

    def _learn(self, author: Fields) -> None:
        self._names[author.get("author_login", "")] = author.get("author_display_name", "")

    def _item(self, item: Element, line: int) -> Iterator[Found]:
        fields = _fields(item)
        kind = _KINDS.get(fields.get("post_type", "post"))
        if kind is None or fields.get("status") == "inherit":
            if fields.get("post_type") != "attachment":
                yield FoundNothing(Remark("not-for-here", fields.get("post_type", "")), line, _title(item))
            return
        post = self._post(item, fields, kind, line)
        yield post
        for comment in item:
            if name_of(comment) == "comment" and _EXPORT.match(space_of(comment)):
                yield _comment(_fields(comment), post.name, line)

    def _post(self, item: Element, fields: Fields, kind: Kind, line: int) -> FoundPost:
        meta, remarks = _meta(item), list[Remark]()
        status = _status(fields, meta, remarks)
        number = fields.get("post_id", "")
        published = _moment(fields, "post_date") or rfc822(text_of(item.find("pubDate")))
        html = paragraphs(expanded(text_of(item.find(_CONTENT)), number, self._attachments, remarks.append))
        link, login = text_of(item.find("link")), text_of(item.find(_CREATOR))
        guid = text_of(item.find("guid"))
        updated = _moment(fields, "post_modified") or published
        return FoundPost(
            name=guid or link or f"{self._site}/?p={number} {_title(item)}",
            title=_title(item),
            html=html,
            summary=_excerpt(item),
            status=status,
            line=line,
            link=link,
            labels=_labels(item),
            author=self._names.get(login) or login,
            created=published,
            published=published,
            updated=updated,
            withdrawn=updated
            if status is Status.WITHDRAWN and meta.get("_wp_trash_meta_status") == "publish"
            else None,
            kind=kind,
            language=self._language,
            slug=unquote(fields.get("post_name", "")).removesuffix("__trashed"),
            former=tuple(_former(link, guid, number, meta.get("_wp_old_slug", ""))),
            media=self._media(meta, _title(item)),
            remarks=tuple(remarks),
        )

    def _media(self, meta: Fields, title: str) -> tuple[Media, ...]:
        """The picture that stood above the post, and what was enclosed for podcasts."""
        featured = self._attachments.find(meta["_thumbnail_id"]) if "_thumbnail_id" in meta else None
        address, length, kind, *_ = [*meta.get("enclosure", "").split("\n"), "", "", ""]
        enclosed = Media(address.strip(), kind.strip(), "", _whole(length)) if address.strip() else None
        picture = Media(featured.url, "", featured.alt or title) if featured else None
        return tuple(filter(None, (picture, enclosed)))


def attachment_of(item: Element) -> tuple[str, Attachment] | None:
    """The number and the address of a file, if the item is one."""
    if item.findtext("{*}post_type") != "attachment":  # most are none, and all are asked
        return None
    fields = _fields(item)
    if not fields.get("attachment_url"):
        return None
    alt = _meta(item).get("_wp_attachment_image_alt") or _excerpt(item) or _title(item)
    return fields.get("post_id", ""), Attachment(fields["attachment_url"], alt, fields.get("post_parent", ""))


def _fields(element: Element) -> Fields:
    """The texts of the elements of WordPress's own namespace; of two with one name, the first."""
    found: Fields = {}
    for child in element:
        if not len(child) and _EXPORT.match(space_of(child)):
            found.setdefault(name_of(child), text_of(child))
    return found


def _meta(item: Element) -> Fields:
    pairs = (_fields(child) for child in item if name_of(child) == "postmeta" and _EXPORT.match(space_of(child)))
    return {pair.get("meta_key", ""): pair.get("meta_value", "") for pair in pairs}


def _title(item: Element) -> str:
    return text_of(item.find("title"))


def _excerpt(item: Element) -> str:
    found = (child for child in item if name_of(child) == "encoded" and _EXCERPT.match(space_of(child)))
    return text_of(next(found, None))


def _status(fields: Fields, meta: Fields, remarks: list[Remark]) -> Status:
    said = fields.get("status", "publish")
    if said == "trash":
        remarks.append(Remark("was-trashed", meta.get("_wp_trash_meta_status", "")))
        return Status.WITHDRAWN
    if fields.get("post_password"):
        remarks.append(Remark("became-draft", "password"))
        return Status.DRAFT
    if said in {"publish", "future"}:
        return Status.PUBLISHED
    if said not in _DRAFTS:
        remarks.append(Remark("became-draft", said))
    return Status.DRAFT


def _moment(fields: Fields, name: str) -> datetime | None:
    """In UTC if the export says so, else by the clock of the site, which is ours."""
    utc, local = rfc3339(fields.get(f"{name}_gmt", "")), fields.get(name, "")
    return utc or rfc3339(f"{local}+07:00")


def _former(link: str, guid: str, number: str, old_slug: str) -> Iterator[str]:
    """Every address under which WordPress answered for the post."""
    yield link
    if number.isdecimal():
        yield from (f"/?p={number}", f"/?page_id={number}")
    if _is_address(guid):
        yield guid
    if old_slug and urlsplit(link).path.strip("/"):
        yield f"{urlsplit(link).path.rstrip('/').rpartition('/')[0]}/{old_slug}"


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _labels(item: Element) -> tuple[str, ...]:
    """Categories and tags; the one that WordPress gives to posts without any is none."""
    found = (child for child in item.iterfind("category") if child.get("domain") in _LABELS)
    return tuple(text_of(child) for child in found if child.get("nicename") != _NO_LABEL)


def _comment(fields: Fields, post: str, line: int) -> FoundComment:
    number, parent = fields.get("comment_id", ""), fields.get("comment_parent", "0")
    created = _moment(fields, "comment_date")
    return FoundComment(
        name=f"{post}#comment-{number or created}",
        post=post,
        parent=f"{post}#comment-{parent}" if parent.strip("0") else None,
        author=fields.get("comment_author", ""),
        html=fields.get("comment_content", ""),
        created=created,
        state=_FATES.get(fields.get("comment_approved", "1"), fields.get("comment_approved", "")),
        line=line,
        website=fields.get("comment_author_url") or None,
        email=fields.get("comment_author_email") or None,
    )


def _whole(text: str) -> int:
    return int(text) if text.strip().isdecimal() else 0
