"""From what another site had to a post of ours, by the rules of `services.feed.posts.validate`.

Nothing is refused that can be mended, and whatever had to be mended is remarked upon. Pure: the time and the sanitizer
are arguments.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Final

from services.feed.hosts.former_address import former_key
from services.feed.model import ContentType, Media, Post, Status, Submission
from services.feed.posts import lifecycle
from services.feed.posts.content import html_of, undescribed
from services.feed.posts.slug import candidates, is_slug, slug_of
from services.feed.posts.validate import (
    MAX_AUTHOR,
    MAX_CONTENT_BYTES,
    MAX_LABEL,
    MAX_LABELS,
    MAX_MEDIA,
    MAX_SUMMARY,
    MAX_TITLE,
    MAX_URL,
    kept,
)  # fmt: skip
from services.transfer.inline import lifted
from services.transfer.markup import described, links_for_frames, media_type
from services.transfer.model import FoundPost, Remark
from shared.clock import to_ms
from shared.feed.iri import permanent_id, web_url
from shared.html.to_text import to_text
from shared.ids import ulid
from shared.text import clean_line, clean_text, exceeds, truncate

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_OURS: Final = "th"
_ORIGIN: Final = "urn:saket:import"
_RANDOM_BYTES: Final = 10
_FIRST_WORDS: Final = 80
_FURTHEST: Final = timedelta(days=49 * 365)
_UNIQUE: Final = 8
_UNDATED: Final = datetime(1970, 1, 2, tzinfo=UTC)
"""What has no date must have the same id whenever it comes."""

Clean = Callable[[str, str], str]
"""Makes HTML harmless; the second argument is the address that relative addresses in it are relative to."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A post without its slug, the slugs to try in turn, what had to be said, and the pictures lifted from its text."""

    post: Post
    wanted: tuple[str, ...]
    remarks: tuple[Remark, ...]
    pictures: Mapping[str, bytes]


class Mender:
    """Mends the posts of one import."""

    def __init__(self, clean: Clean, now: datetime) -> None:
        self._clean = clean
        self._now = now

    def mended(self, found: FoundPost) -> Mended:
        """Raises `InvalidInput` for what no mending helps."""
        remarks = list(found.remarks)
        text, pictures = lifted(found.html)
        html = self._html(found if text == found.html else replace(found, html=text), remarks)
        submission = kept(self._submission(found, html, remarks), self._now)
        name = permanent_id(found.name, _ORIGIN)
        if name != found.name:
            remarks.append(Remark("id-replaced", found.name[:100]))
        post_id = post_id_of(name, found.published or found.created or found.updated or _UNDATED)
        identity = lifecycle.Identity(post_id, name, "")
        former = tuple(dict.fromkeys(filter(None, map(former_key, found.former))))
        post = self._dated(lifecycle.composed(identity, submission, submission.content, self._now), found, former)
        slug = clean_text(found.slug).lower()
        base = slug if is_slug(slug) else slug_of(submission.title)
        return Mended(post, candidates(base, post_id[-_UNIQUE:]), tuple(remarks), pictures)

    def _submission(self, found: FoundPost, html: str, remarks: list[Remark]) -> Submission:
        """All its texts are clean."""
        status, publish_at = self._appearance(found, remarks)
        title = _title(found, html, remarks)
        return Submission(
            title=title,
            content=html if html.strip() else f"<p>{escape(title)}</p>",
            summary=_cut("summary", to_text(found.summary), MAX_SUMMARY, remarks),
            labels=tuple(_labels(found.labels, remarks)),
            status=status,
            publish_at=publish_at,
            language=found.language if _LANGUAGE.fullmatch(found.language) else _OURS,
            media=tuple(_media(found.media, remarks)),
            author=_cut("author", found.author, MAX_AUTHOR, remarks),
            kind=found.kind,
        )

    def _appearance(self, found: FoundPost, remarks: list[Remark]) -> tuple[Status, datetime | None]:
        """What was thrown away is a draft until `_dated` says more."""
        if found.status is not Status.PUBLISHED:
            return Status.DRAFT, None
        if found.published is None:
            remarks.append(Remark("no-date"))
        at = found.published or found.created or self._now
        if at <= self._now:
            return Status.PUBLISHED, at
        if at > self._now + _FURTHEST:
            remarks.append(Remark("date-too-late", at.isoformat()))
            return Status.DRAFT, None
        return Status.SCHEDULED, at

    def _dated(self, post: Post, found: FoundPost, former: tuple[str, ...]) -> Post:
        """With the addresses and dates that it had; no draft was published, and nothing was updated in the future."""
        known = [at for at in (found.created, found.published, found.updated) if at is not None and at <= self._now]
        created = min(known, default=self._now)
        updated = max([min(found.updated or created, self._now), created])
        if found.status is Status.WITHDRAWN:
            gone = min(found.withdrawn, self._now) if found.withdrawn else None
            published = min(found.published or created, gone) if gone else None
            post = replace(post, status=Status.WITHDRAWN, published=published, withdrawn=gone)
        elif post.is_public and post.published:
            updated = max(updated, post.published)
        return replace(post, created=created, updated=updated, former=former)

    def _html(self, found: FoundPost, remarks: list[Remark]) -> str:
        """Sanitized last of all: normalizing what is sanitized could break a tag (``>`` and U+0338 become one)."""
        raw = clean_text(links_for_frames(found.html, remarks))
        if exceeds(raw, MAX_CONTENT_BYTES):
            remarks.append(Remark("content-cut", str(len(raw.encode()))))
            raw = raw.encode()[:MAX_CONTENT_BYTES].decode(errors="ignore")
        html = html_of(raw, ContentType.HTML, lambda text: self._clean(text, found.link))
        if undescribed(html):
            remarks.append(Remark("alt-made", str(len(undescribed(html)))))
            html = described(html, clean_line(found.title) or to_text(html)[:_FIRST_WORDS] or _fallback(found))
        if not html.strip():
            remarks.append(Remark("no-content"))
        return _short(html, remarks)


def _short(html: str, remarks: list[Remark]) -> str:
    """Sanitizing can make a text longer (escapes); what is then too long loses its markup."""
    if not exceeds(html, MAX_CONTENT_BYTES):
        return html
    remarks.append(Remark("content-cut", str(len(html.encode()))))
    words = escape(to_text(html)).encode()[: MAX_CONTENT_BYTES - 10].decode(errors="ignore")
    return f"<p>{words.rpartition('&')[0] if '&' in words[-10:] else words}</p>"


def post_id_of(name: str, moment: datetime) -> str:
    """The id of the post that another host calls ``name``: the same whenever it is imported."""
    digest = hashlib.blake2b(name.encode("utf-8", "backslashreplace"), digest_size=_RANDOM_BYTES).digest()
    return ulid(moment, int.from_bytes(digest))


def _title(found: FoundPost, html: str, remarks: list[Remark]) -> str:
    title = clean_line(to_text(found.title) if "<" in found.title or "&" in found.title else found.title)
    if title:
        return _cut("title", title, MAX_TITLE, remarks)
    made = truncate(clean_line(to_text(html)), _FIRST_WORDS) or _fallback(found)
    remarks.append(Remark("title-made", made))
    return made


def _fallback(found: FoundPost) -> str:
    """Something to call it by: its old address, its date."""
    words = clean_line(found.slug.replace("-", " "))[:MAX_TITLE]
    return words or (found.published or found.created or _UNDATED).date().isoformat()


def _cut(field: str, text: str, most: int, remarks: list[Remark]) -> str:
    line = clean_line(text)
    if len(line) > most:
        remarks.append(Remark(f"{field}-cut", str(len(line))))
    return truncate(line, most)


def _labels(labels: tuple[str, ...], remarks: list[Remark]) -> Iterator[str]:
    """Without slashes, which would make two labels of one in addresses; those without a letter are left out."""
    named = dict.fromkeys(_label(clean_line(label), remarks) for label in labels)
    usable = [label for label in named if any(map(str.isalnum, label))]
    kept = usable[:MAX_LABELS]
    remarks += [Remark("label-dropped", label) for label in named if label not in kept]
    yield from kept


def _label(label: str, remarks: list[Remark]) -> str:
    mended = truncate(label.replace("/", "-").replace("\\", "-"), MAX_LABEL)
    if mended != label:
        remarks.append(Remark("label-renamed", label[:MAX_TITLE]))
    return mended


def _media(media: tuple[Media, ...], remarks: list[Remark]) -> Iterator[Media]:
    for number, each in enumerate(media):
        address = web_url(each.url)
        if address is None or len(address) > MAX_URL or number >= MAX_MEDIA:
            remarks.append(Remark("media-dropped", each.url[:MAX_TITLE]))
        else:
            kind = media_type(each.type, address)
            yield replace(
                each,
                url=address,
                type=kind,
                alt=truncate(clean_line(each.alt), MAX_SUMMARY) or clean_line(address.rpartition("/")[2]),
            )


def place_of(post: Post) -> float:
    """Where it stands in archives among what comes with it: by its date, always before 1."""
    return to_ms(post.published) / 1e14 if post.published else 0.0
