"""The editor's page: a form, what is wrong with it, and what helps to fill it in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from services.feed.addresses import post_path
from services.feed.media.model import ACCEPTED
from services.feed.model import Post
from services.feed.write.drafts import Drafts, Kept
from services.feed.write.form import Form, facts_of, form_of, same_words
from services.feed.write.meaning import OFFERED, moment_or_none
from services.feed.write.naming import Naming
from services.feed.write.room import Room, editor_path, translator
from services.feed.write.wording import DONE, FIELDS, controls, field_words, intent_words
from shared.compare import Changed
from shared.errors import FieldProblem
from shared.settings import MIB
from shared.staff.model import Principal

_MORE: Final = frozenset({"summary", "author", "language", "slug"})
_EVENT: Final = frozenset({"event_start", "event_end", "event_place"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """What lies on the desk: the form and the post it is about (None: a new one).

    ``conflict`` are the differences from what somebody else has saved to what was typed.
    """

    form: Form
    post: Post | None = None
    problems: tuple[FieldProblem, ...] = ()
    conflict: Sequence[Changed] | None = None
    done: str = ""
    kept: Kept | None = None


class Editor:
    """Renders it."""

    def __init__(self, room: Room, naming: Naming, drafts: Drafts, most_bytes: int) -> None:
        self._room = room
        self._naming = naming
        self._drafts = drafts
        self._most_mib = max(1, most_bytes // MIB)

    async def opened(self, form: Form, post: Post | None, officer: str, done: str = "") -> Sheet:
        """A sheet, with what was typed before and not saved."""
        return Sheet(form, post, done=done, kept=await self._unsaved(post, officer))

    async def show(self, request: web.Request, principal: Principal, sheet: Sheet, status: int = 200) -> web.Response:
        """The page."""
        say = translator(request)
        said = controls(sheet.problems, say)
        state = sheet.post.status if sheet.post else None
        return self._room.show(
            request,
            principal,
            "write_edit.html",
            status=status,
            form=sheet.form,
            post=sheet.post,
            view_path=post_path(sheet.post.slug) if sheet.post and sheet.post.is_public else "",
            target=editor_path(sheet.form.post),
            problems=said,
            summary=[(control, field_words(control, say), words) for control, words in said.items()],
            conflict=changes(sheet.conflict, request),
            done=say(DONE[sheet.done]) if sheet.done in DONE else "",
            kept=sheet.kept,
            planned=moment_or_none(sheet.form.publish_at),
            photos=[(facts_of(media), media) for media in sheet.form.media],
            buttons=[(intent.value, intent_words(state, intent, say)) for intent in OFFERED[state]],
            accepted=",".join(ACCEPTED),
            most_mib=self._most_mib,
            open_more=bool(said.keys() & _MORE),
            open_event=bool(said.keys() & _EVENT or sheet.form.event_start),
            names=await self._naming.names(sheet.form),
        )

    async def _unsaved(self, post: Post | None, officer: str) -> Kept | None:
        if post is None:
            return next(iter(await self._drafts.unmade(officer)), None)
        kept = await self._drafts.of(officer, post.id)
        return kept if kept and not same_words(kept.form, form_of(post)) else None


def changes(conflict: Sequence[Changed] | None, request: web.Request) -> list[tuple[str, Changed]] | None:
    """Differences with the names of their fields."""
    say = translator(request)
    return None if conflict is None else [(say(FIELDS[each.field]), each) for each in conflict]
