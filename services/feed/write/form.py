"""The editor's form as it was typed, and what it means. Pure: nothing that was typed is ever lost or changed here.

fields of a request | Form | submission_of | Submission
Post | form_of | Form | fields_of | fields of a request
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from services.feed.model import ContentType, Media, Post
from services.feed.posts.validate import MAX_MEDIA
from services.feed.write.moments import local_text
from shared.text import printable

KEY: Final = re.compile(r"[0-9a-z]{1,40}")
"""What posts and drafts are called."""
_BETWEEN_LABELS: Final = re.compile(r"[,\n،、，]")
_FACTS: Final = re.compile(r"(\S{1,100}) (\d{1,12}) (\d{1,6}) (\d{1,6}) ((?:/|https?://)\S{0,2000})")


@dataclass(frozen=True, slots=True)
class Form:
    """Every field as text, but for the pictures. ``post`` is empty for a post that is still to be made.

    ``version`` is the one that the editor was opened with, ``key`` names the draft and makes a double click one post.
    ``written`` is how the text was written before ``content_type`` was chosen; '' for the same.
    """

    post: str = ""
    version: int = 0
    key: str = ""
    title: str = ""
    content: str = ""
    content_type: str = ContentType.MARKDOWN.value
    written: str = ""
    summary: str = ""
    labels: str = ""
    agency: str = ""
    strategy: str = ""
    strategy_other: str = ""
    language: str = "th"
    author: str = ""
    event_start: str = ""
    event_end: str = ""
    event_place: str = ""
    slug: str = ""
    publish_at: str = ""
    new_alt: str = ""
    minor: str = ""
    media: tuple[Media, ...] = ()

    @property
    def issue(self) -> str:
        """The strategic issue that was typed, or else chosen."""
        return self.strategy_other.strip() or self.strategy

    @property
    def slot(self) -> str:
        """Under which name it is kept between savings."""
        return self.post or self.key


_TEXTS: Final = tuple(field.name for field in fields(Form) if field.name not in {"version", "media"})


def form_from(sent: Mapping[str, str]) -> Form:
    """The form that a request carries; what no editor of ours sends counts as not sent."""
    texts: dict[str, Any] = {name: printable(sent[name]) for name in _TEXTS if name in sent}
    form = Form(**texts, version=_version(sent.get("version", "")), media=tuple(_media(sent)))
    chosen = form.content_type if form.content_type in set(ContentType) else ContentType.MARKDOWN.value
    written = form.written if form.written in set(ContentType) else ""
    return replace(form, post=_name(form.post), key=_name(form.key), content_type=chosen, written=written)


def fields_of(form: Form) -> dict[str, str]:
    """The inverse of `form_from`."""
    texts = {name: getattr(form, name) for name in _TEXTS}
    media = dict(pair for number, each in enumerate(form.media) for pair in _media_fields(number, each))
    return {**texts, **media, "version": str(form.version)}


def form_of(post: Post) -> Form:
    """The form that a post is edited in."""
    event = post.event
    return Form(
        post=post.id,
        version=post.version,
        title=post.title,
        content=post.markdown or post.content,
        content_type=(ContentType.MARKDOWN if post.markdown else ContentType.HTML).value,
        summary=post.summary,
        labels=", ".join(post.labels),
        agency=post.agency,
        strategy=post.strategy,
        language=post.language,
        author=post.author,
        event_start=local_text(event.start) if event else "",
        event_end=local_text(event.end) if event and event.end else "",
        event_place=event.place if event else "",
        slug=post.slug,
        publish_at=planned_text(post),
        media=post.media,
    )


def planned_text(post: Post) -> str:
    """When a scheduled post is to appear, as the form says it; empty for others."""
    return local_text(post.published) if post.status == "scheduled" and post.published else ""


def same_words(one: Form, other: Form) -> bool:
    """Whether two forms say the same, whichever version of the post they were opened with."""
    neutral: dict[str, Any] = {"version": 0, "key": "", "new_alt": "", "post": "", "written": ""}
    return replace(one, **neutral) == replace(other, **neutral)


def texts_of(form: Form) -> dict[str, str]:
    """What the form says, field by field, for comparing."""
    return {
        "title": form.title,
        "content": form.content,
        "summary": form.summary,
        "labels": ", ".join(labels_in(form.labels)),
        "agency": form.agency,
        "strategy": form.issue,
        "author": form.author,
        "language": form.language,
        "slug": form.slug,
        "event": " ".join(filter(None, (form.event_start, form.event_end, form.event_place))),
        "media": "\n".join(f"{media.url} {media.alt}".strip() for media in form.media),
    }


def labels_in(text: str) -> tuple[str, ...]:
    """The labels of a list with commas or line ends between them."""
    return tuple(label.strip() for label in _BETWEEN_LABELS.split(text) if label.strip())


def facts_of(media: Media) -> str:
    """What the form remembers of a file, in one hidden field."""
    return f"{media.type} {media.length} {media.width} {media.height} {media.url}"


def _media(sent: Mapping[str, str]) -> Iterator[Media]:
    for number in range(MAX_MEDIA):
        match = _FACTS.fullmatch(sent.get(f"media-{number}", ""))
        if match and f"media-{number}-drop" not in sent:
            kind, length, width, height, url = match.groups()
            alt = printable(sent.get(f"media-{number}-alt", ""))
            yield Media(url, kind, alt, int(length), int(width), int(height))


def _media_fields(number: int, media: Media) -> tuple[tuple[str, str], tuple[str, str]]:
    return (f"media-{number}", facts_of(media)), (f"media-{number}-alt", media.alt)


def _name(text: str) -> str:
    return text if KEY.fullmatch(text) else ""


def _version(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004
