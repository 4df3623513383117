"""A thread with its form as HTML: part of a post's page, and of the thread's own."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup

from services.comments import wording
from services.comments.addresses import PREFIX, anchor
from services.comments.model import Comment
from services.comments.service import Comments
from services.comments.submission import NewComment
from services.comments.text import to_html
from services.comments.thread import normalise
from services.comments.tree import nest
from shared.clock import Clock
from shared.errors import FieldProblem, NotFound
from shared.http.paging import write_cursor
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
        names = ("author", "text", "email", "website", "parent")
        return cls({name: getattr(new, name) or "" for name in names}, problems, notice)


class ThreadFragments:
    """What `services.feed` puts under a post (its Protocol ``Threads``); it names threads by their own addresses."""

    def __init__(self, *, comments: Comments, pages: Pages, clock: Clock, new_id: NewId) -> None:
        self._comments = comments
        self._pages = pages
        self._clock = clock
        self._new_id = new_id

    async def fragment(self, url: str, title: str, language: str) -> Markup:
        """The thread of a post and an empty form. Made for one reader: the form carries its own key and time."""
        return await self.render(normalise(url), title, language, Filled())

    async def counts(self, urls: Sequence[str]) -> dict[str, int]:
        """How many comments each of these posts has."""
        normal = {url: normalise(url) for url in urls}
        counts = await self._comments.counts(list(dict.fromkeys(normal.values())))
        return {url: counts[known] for url, known in normal.items()}

    async def render(self, url: str, title: str, language: str, filled: Filled, after: str | None = None) -> Markup:
        """One page of the thread with a form."""
        found = await self._comments.thread(url, after, SHOWN + 1)
        shown = found[:SHOWN]
        answered = await self._answered(url, filled.values.get("parent", ""))
        return self._pages.fragment(
            language,
            "thread_fragment.html",
            url=url,
            title=title,
            nodes=nest(shown),
            count=await self._count(url),
            following=write_cursor(shown[-1].id) if len(found) > SHOWN else None,
            answered=answered,
            form=self._form(url, filled, language),
            prefix=PREFIX,
            anchor=anchor,
            body=_body,
        )

    async def _answered(self, url: str, parent: str) -> Comment | None:
        """The comment that the form answers, if it is still there."""
        with suppress(NotFound):
            comment = await self._comments.public(parent)
            return comment if comment.url == url else None
        return None

    async def _count(self, url: str) -> int:
        return (await self._comments.counts([url]))[url]

    def _form(self, url: str, filled: Filled, language: str) -> "Form":
        say = translations(language).gettext
        return Form(
            values=filled.values,
            errors={p.field: wording.problem_words(p, say) for p in filled.problems},
            notice=say(filled.notice) if filled.notice else "",
            token=self._comments.form_token(url),
            key=self._new_id(self._clock()),
        )


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


def _body(comment: Comment) -> Markup:
    """The text of a comment as HTML."""
    return Markup(to_html(comment.text))  # noqa: S704 - escaped just now
