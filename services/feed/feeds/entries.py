"""From a post to an entry of a feed, or to the tombstone that it leaves behind. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Final

from services.feed.addresses import Addresses, view_path
from services.feed.media.pictures import Pictures
from services.feed.model import Event as PostEvent
from services.feed.model import Figures, Media, Post, Topic, ViewName
from shared.clock import from_ms
from shared.feed.formats import Format
from shared.feed.model import Category, Entry, Event, Link, Person, Replies, Tombstone
from shared.html.to_text import to_text
from shared.i18n import DEFAULT_LANGUAGE, mark, translations
from shared.settings import SiteSettings
from shared.text import truncate
from shared.thai.dates import thai_moment

_SUMMARY_LENGTH: Final = 300
_NEVER: Final = from_ms(0)


@dataclass(frozen=True, slots=True)
class Edition:
    """How a feed is written: in which format, and whether the posts are whole or in brief."""

    form: Format = Format.ATOM
    brief: bool = False


class Entries:
    """Makes the entries of one site's feeds."""

    def __init__(self, site: SiteSettings) -> None:
        self._site = site
        self._to = Addresses(site)
        self._pictures = Pictures(site.base_url)

    def of(self, posts: tuple[Post, ...], figures: Mapping[str, Figures], edition: Edition) -> tuple[Entry, ...]:
        """The entries of public posts, in their order."""
        entries = tuple(self._entry(post, figures.get(post.id), edition.form) for post in posts)
        return tuple(map(_in_brief, entries)) if edition.brief else entries

    def tombstone(self, post: Post) -> Tombstone:
        """What is left of a withdrawn post; the office that spoke has taken it back."""
        return Tombstone(post.atom_id, post.withdrawn or _NEVER, by=Person(post.agency or self._site.title))

    def _entry(self, post: Post, figures: Figures | None, form: Format) -> Entry:
        thread = self._site.absolute(self._to.thread_feed_path(post.thread, form.extension))
        followed = () if figures else (Link(thread, "replies", form.media_type),)
        pictures = self._pictures.contents(post)
        return Entry(
            id=post.atom_id,
            title=post.title,
            updated=post.updated,
            published=post.published,
            links=(
                Link(self._to.post(post.slug), "alternate", "text/html"),
                *followed,
                Link(self._site.absolute(self._to.thread_path(post.thread)), "replies", "text/html"),
                *(self._enclosure(media) for media in post.media),
            ),
            authors=self._authors(post),
            categories=self._categories(post),
            summary=post.summary or None,
            content=_invitation(post.event) + post.content,
            language=post.language,
            media=pictures,
            thumbnail=self._pictures.thumbnail(pictures),
            replies=Replies(thread, figures.count, figures.updated, form.media_type) if figures else None,
            event=_event(post.event),
        )

    def _authors(self, post: Post) -> tuple[Person, ...]:
        """Whoever wrote it, and the office it speaks for."""
        written = (Person(post.author),) if post.author else ()
        return (*written, Person(post.agency or self._site.title))

    def _categories(self, post: Post) -> tuple[Category, ...]:
        strategy = self._site.absolute(view_path(ViewName(Topic.STRATEGY))).partition("#")[0]
        issue = (Category(post.strategy, strategy),) if post.strategy else ()
        return (*(Category(label) for label in post.labels), *issue)

    def _enclosure(self, media: Media) -> Link:
        address, length = self._to.media(media.url), media.length or None
        return Link(address, "enclosure", media.type, title=media.alt or None, length=length)


def _event(event: PostEvent | None) -> Event | None:
    return Event(event.start, event.end, event.place or None) if event else None


def _invitation(event: PostEvent | None) -> str:
    """When and where, as the first line of what is read: hardly a reader shows the elements that say it."""
    if event is None:
        return ""
    end = f" – {thai_moment(event.end)}" if event.end else ""
    when = thai_moment(event.start) + end
    pattern = mark("Event: %(when)s, at %(place)s") if event.place else mark("Event: %(when)s")
    line = translations(DEFAULT_LANGUAGE).gettext(pattern) % {"when": when, "place": event.place}
    return f"<p><strong>{escape(line)}</strong></p>"


def _in_brief(entry: Entry) -> Entry:
    summary = entry.summary or truncate(to_text(entry.content or ""), _SUMMARY_LENGTH)
    return replace(entry, content=None, summary=summary)
