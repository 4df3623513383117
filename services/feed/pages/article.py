"""A post as its readers see it: what the template `_article.html` shows, on the post's page and in the preview."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from services.feed.addresses import Addresses, all_feeds, view_path
from services.feed.media.pictures import Pictures
from services.feed.model import Media, Post, Topic, ViewName


@dataclass(frozen=True, slots=True)
class Named:
    """A label or an issue as a page shows it."""

    name: str
    path: str
    size: int
    feeds: tuple[str, ...]


def named(view: ViewName, size: int = 0) -> Named:
    """A view to be linked to."""
    return Named(view.name, view_path(view), size, all_feeds(view))


def article_of(post: Post, to: Addresses, pictures: Pictures) -> dict[str, Any]:
    """The context of the template."""
    return {
        "post": post,
        "content": Markup(pictures.responsive(post.content)),  # noqa: S704 - sanitized when it was written
        "media": [(media, to.media(media.url), _picture(media, pictures)) for media in post.media],
        "labels": [named(ViewName(Topic.LABEL, label)) for label in post.labels],
        "issue": named(ViewName(Topic.STRATEGY, post.strategy)) if post.strategy else None,
    }


def lead_picture(post: Post, pictures: Pictures) -> Markup | None:
    """The first picture that goes with a post, or stands in its text, wherever it leads a list."""
    attached = next((media for media in post.media if media.is_picture), None)
    if attached is None and (shown := pictures.contents(post)):
        attached = Media(shown[0].url, shown[0].type or "", shown[0].description or "")
    return _picture(attached, pictures, "eager") if attached else None


def _picture(media: Media, pictures: Pictures, loading: str = "lazy") -> Markup | None:
    if not media.is_picture:
        return None
    return Markup(pictures.figure(media, loading))  # noqa: S704 - its parts are escaped
