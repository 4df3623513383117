"""What an officer does with a filled-in form: save it, or see what readers would see."""

import asyncio
from dataclasses import dataclass, replace
from typing import Protocol

from services.feed.errors import ChangedMeanwhile
from services.feed.model import ContentType, Post, Receipt, Status, Submission, receipt_of
from services.feed.posts import lifecycle
from services.feed.posts.content import Sanitize, html_of
from services.feed.posts.publishing import Once, Publishing
from services.feed.posts.validate import MAX_CONTENT_BYTES, checked
from services.feed.write.form import Form, fields_of
from services.feed.write.meaning import Intent, submission_of
from services.feed.write.rewriting import rewritten
from shared.clock import Clock
from shared.errors import FieldProblem, InvalidInput, NotFound
from shared.ids import digest_id
from shared.text import clean_text, exceeds


class Records(Protocol):
    """Posts by their ids."""

    async def get(self, post_id: str) -> Post | None: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """The use cases of the editor."""

    records: Records
    publishing: Publishing
    sanitize: Sanitize
    clock: Clock

    async def post(self, post_id: str) -> Post:
        """Raises `NotFound`."""
        post = await self.records.get(post_id)
        if post is None:
            raise NotFound("post", post_id)
        return post

    async def save(self, form: Form, intent: Intent, by: str) -> Receipt:
        """Make the post or change it. Raises what `Publishing` raises; the same form sent twice is saved once."""
        if not form.post:
            submission = submission_of(form, intent, None)
            return await self.publishing.create(submission, by, _once(form, intent, by))
        current = await self.post(form.post)
        submission = submission_of(form, intent, current)
        try:
            return await self.publishing.edit(form.post, submission, lambda version: version == form.version, by)
        except ChangedMeanwhile as meanwhile:
            if await self._says(meanwhile.post, submission):  # the second of two clicks, or two with the same mind
                return receipt_of(meanwhile.post)
            raise

    async def preview(self, form: Form) -> Post:
        """The post that would be, as its readers would see it; never kept. A missing title or text is shown empty."""
        current = await self.records.get(form.post) if form.post else None
        draft = replace(submission_of(form, Intent.DRAFT, current), publish_at=None)
        now = self.clock()
        whole = replace(draft, title=draft.title.strip() or "–", content=draft.content.strip() or "–")
        cleaned = checked(whole, now)
        made = lifecycle.composed(lifecycle.Identity("", "", ""), cleaned, await self._html(cleaned), now)
        published = current.published if current and current.published else now
        return replace(made, status=Status.PUBLISHED, published=published, updated=published)

    async def rewritten(self, form: Form) -> Form:
        """The form with its text in the way of writing that was chosen. Raises `InvalidInput` if it is too long."""
        if exceeds(form.content, MAX_CONTENT_BYTES):
            raise InvalidInput(FieldProblem("content", "too-long", f"at most {MAX_CONTENT_BYTES} bytes in UTF-8"))
        wanted = ContentType(form.content_type)
        written = ContentType(form.written or wanted)
        text = await asyncio.to_thread(rewritten, clean_text(form.content), written, wanted, self._rendered)
        return replace(form, content=text, written="")

    def _rendered(self, text: str, written: ContentType) -> str:
        return html_of(text, written, self.sanitize)

    async def _says(self, post: Post, submission: Submission) -> bool:
        now = self.clock()
        cleaned = checked(submission, now, post)
        return lifecycle.edited(post, cleaned, await self._html(cleaned), cleaned.slug or post.slug, now) is post

    async def _html(self, submission: Submission) -> str:
        return await asyncio.to_thread(html_of, submission.content, submission.content_type, self.sanitize)


def _once(form: Form, intent: Intent, by: str) -> Once | None:
    if not form.key:
        return None
    meaning = "\n".join((intent, *fields_of(form).values()))
    return Once(digest_id(f"{by}\nwrite\n{form.key}"), digest_id(meaning))
