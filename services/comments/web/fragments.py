"""A thread with its form as HTML: part of a post's page, and of the thread's own.

The list is made once per change and kept; the form is made for one reader, with a key and a time of its own.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from markupsafe import Markup

from services.comments import wording
from services.comments.addresses import PREFIX, anchor
from services.comments.model import Comment
from services.comments.posting.submission import NewComment
from services.comments.text.markup import to_html
from services.comments.threads.reading import Reading
from services.comments.threads.thread import Directory, Thread, normalise
from services.comments.threads.tree import nest
from services.comments.web.listing import POSTS
from shared.clock import Clock
from shared.errors import FieldProblem, NotFound
from shared.http.cache import ViewCache
from shared.http.paging import write_cursor
from shared.http.versions import Joint, Versions
from shared.http.view import View, make_view
from shared.i18n import translations
from shared.ids import NewId
from shared.web.pages import Pages

SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was sent, and what is wrong with it; a new one is empty. ``notice`` is said above it."""

    values: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[FieldProblem] = ()
    notice: str = ""

    @classmethod
    def of(cls, new: NewComment, problems: Sequence[FieldProblem] = (), notice: str = "") -> "Filled":
        """What somebody typed, to be shown again."""
        names = ("author", "text", "email", "website", "parent", "form")
        return cls({name: getattr(new, name) or "" for name in names}, problems, notice)


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff who looks at a thread: what stands in the form so that it is known to come from them."""

    name: str
    csrf: str


class ThreadFragments:
    """What `services.feed` puts under a post (its Protocol ``Threads``); it names threads by their own addresses."""

    def __init__(
        self,
        *,
        reading: Reading,
        directory: Directory,
        versions: Versions[str],
        pages: Pages,
        clock: Clock,
        new_id: NewId,
        links: bool,
    ) -> None:
        self._reading = reading
        self._directory = directory
        self._versions = versions
        self._pages = pages
        self._clock = clock
        self._new_id = new_id
        self._links = links
        self._lists = ViewCache()

    async def fragment(self, url: str, title: str, language: str) -> Markup:
        """The thread of a post and an empty form. Made for one reader: the form carries its own key and time."""
        normal = normalise(url)
        thread = await self._directory.at(normal) or Thread(normal, title)
        return await self.render(thread, language, Filled())

    async def counts(self, urls: Sequence[str]) -> dict[str, int]:
        """How many comments each of these posts has."""
        normal = {url: normalise(url) for url in urls}
        counts = await self._reading.counts(list(dict.fromkeys(normal.values())))
        return {url: counts[known] for url, known in normal.items()}

    async def render(
        self, thread: Thread, language: str, filled: Filled, after: str | None = None, staff: Staff | None = None
    ) -> Markup:
        """One page of the thread with a form, unless it is closed."""
        written, standing = await self._reading.state(thread)
        shown = await self._list(thread, language, after, written)
        return self._pages.fragment(
            language,
            "thread_fragment.html",
            url=thread.url,
            listed=Markup(shown.body.decode()),  # noqa: S704 - rendered with autoescape
            closed=standing.closed,
            staff=staff,
            answered=await self._answered(thread.url, filled.values.get("parent", "")),
            form=self._form(thread.url, filled, language),
            prefix=PREFIX,
        )

    async def _list(self, thread: Thread, language: str, after: str | None, written: int) -> View:
        """The comments as of version ``written`` of the thread in the store, where any process may have changed it."""
        version = (Joint((self._versions.of(POSTS), self._versions.of(thread.url))), written)
        key = (thread.url, language, after)
        return await self._lists.get(key, version, lambda: self._make_list(thread, language, after))

    async def _make_list(self, thread: Thread, language: str, after: str | None) -> View:
        found = await self._reading.thread(thread.url, after, SHOWN + 1)
        shown = found[:SHOWN]
        listed: dict[str, Any] = {
            "url": thread.url,
            "nodes": nest(shown),
            "count": (await self._reading.counts([thread.url]))[thread.url],
            "following": write_cursor(shown[-1].id) if len(found) > SHOWN else None,
        }
        text = self._pages.text(language, "thread_list.html", **listed, prefix=PREFIX, anchor=anchor, body=self._body)
        return make_view(text.encode(), content_type="text/html", compress=False)

    async def _answered(self, url: str, parent: str) -> Comment | None:
        """The comment that the form answers, if it is still there."""
        with suppress(NotFound):
            comment = await self._reading.public(parent)
            return comment if comment.url == url else None
        return None

    def _form(self, url: str, filled: Filled, language: str) -> "Form":
        say = translations(language).gettext
        return Form(
            values=filled.values,
            errors={p.field: wording.problem_words(p, say) for p in filled.problems},
            notice=say(filled.notice) if filled.notice else "",
            token=self._reading.form_token(url, filled.values.get("form", "")),
            key=self._new_id(self._clock()),
        )

    def _body(self, comment: Comment) -> Markup:
        """The text of a comment as HTML."""
        return Markup(to_html(comment.text, links=self._links or comment.official))  # noqa: S704 - escaped just now


@dataclass(frozen=True, slots=True)
class Form:
    """The form as a template shows it: values, words for what is wrong by field, its token and its key."""

    values: Mapping[str, str]
    errors: Mapping[str, str]
    notice: str
    token: str
    key: str

    def value(self, name: str) -> str:
        return self.values.get(name, "")
