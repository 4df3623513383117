"""WordPress's extended RSS (WXR 1.0 to 1.2): an ``item`` of the channel is a post, a page, a file, and many more. Pure.

Items are sorted by `services.transfer.wxr`.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from urllib.parse import unquote, urlsplit

from services.feed.model import Kind, Media, Status
from services.transfer.elements import Element, name_of, text_of
from services.transfer.model import Attachment, Attachments, Found, FoundComment, FoundNothing, FoundPost, Remark
from services.transfer.paragraphs import expanded, paragraphs
from services.transfer.times import rfc822, rfc3339
from services.transfer.wxr import Fields, Item, fields_of

TAGS: Final = ("item", "{*}author", "language", "link")
ROOTS: Final = frozenset({"rss"})
INSIDE: Final = ".xml"
_CONTENT: Final = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR: Final = "{http://purl.org/dc/elements/1.1/}creator"
_KINDS: Final = {"post": Kind.POST, "page": Kind.PAGE}
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
                self._learn(fields_of(element))
            case "language":
                self._language = text_of(element)
            case "link":
                self._site = text_of(element).rstrip("/")
            case "item":
                yield from self._item(element, line)

    def _learn(self, author: Fields) -> None:
        self._names[author.get("author_login", "")] = author.get("author_display_name", "")

    def _item(self, element: Element, line: int) -> Iterator[Found]:
        item = Item.of(element)
        kind = _KINDS.get(item.fields.get("post_type", "post"))
        if kind is None or item.fields.get("status") == "inherit":
            if item.fields.get("post_type") != "attachment":
                yield FoundNothing(Remark("not-for-here", item.fields.get("post_type", "")), line, item.text("title"))
            return
        post = self._post(item, kind, line)
        yield post
        for comment in item.comments:
            yield _comment(fields_of(comment), post.name, line)

    def _post(self, item: Item, kind: Kind, line: int) -> FoundPost:
        fields, meta, remarks = item.fields, item.meta, list[Remark]()
        title, status, number = item.text("title"), _status(fields, meta, remarks), fields.get("post_id", "")
        published = _moment(fields, "post_date") or rfc822(item.text("pubDate"))
        html = paragraphs(expanded(item.text(_CONTENT), number, self._attachments, remarks.append))
        link, login, guid = item.text("link"), item.text(_CREATOR), item.text("guid")
        updated = _moment(fields, "post_modified") or published
        return FoundPost(
            name=guid or link or f"{self._site}/?p={number} {title}",
            title=title,
            html=html,
            summary=item.excerpt,
            status=status,
            line=line,
            link=link,
            labels=item.labels,
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
            media=self._media(meta, title),
            remarks=tuple(remarks),
        )

    def _media(self, meta: Fields, title: str) -> tuple[Media, ...]:
        """The picture that stood above the post, and what was enclosed for podcasts."""
        featured = self._attachments.find(meta["_thumbnail_id"]) if "_thumbnail_id" in meta else None
        address, length, kind, *_ = [*meta.get("enclosure", "").split("\n"), "", "", ""]
        enclosed = Media(address.strip(), kind.strip(), "", _whole(length)) if address.strip() else None
        picture = Media(featured.url, "", featured.alt or title) if featured else None
        return tuple(filter(None, (picture, enclosed)))


def attachment_of(element: Element) -> tuple[str, Attachment] | None:
    """The number and the address of a file, if the item is one."""
    if element.findtext("{*}post_type") != "attachment":  # most are none, and all are asked
        return None
    item = Item.of(element)
    fields = item.fields
    if not fields.get("attachment_url"):
        return None
    alt = item.meta.get("_wp_attachment_image_alt") or item.excerpt or item.text("title")
    return fields.get("post_id", ""), Attachment(fields["attachment_url"], alt, fields.get("post_parent", ""))


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
