"""Moving in: sheaves of what was read become posts, comments and files of this site.

known already? left alone | files of the old site kept and readdressed | posts written | comments by thread

While the store writes the posts of one sheaf, the next is made ready, and asked about before that, for whatever is
asked later waits until the store has written. Comments wait for all posts before them.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from html import escape
from typing import Final, Protocol
from zlib import crc32

from services.comments.import_export.exchange import ExportedComment, ImportedComment
from services.comments.import_export.exchange import Report as CommentReport
from services.feed.import_export.importing import Arrival, Landed, PostImport
from services.feed.model import Media, Post
from services.transfer.inline import without_lifted
from services.transfer.markup import addresses, readdressed
from services.transfer.model import FoundComment, Remark
from services.transfer.report import Report
from services.transfer.sheaf import CommentsIn, End, PostIn, Sheaf
from shared.clock import from_ms
from shared.errors import InvalidInput

_HANDS: Final = 16
_AHEAD: Final = 2
"""Sheaves of posts on their way into the store at a time."""


class Comments(Protocol):
    """`services.comments.import_export.importing.CommentImport`."""

    async def bring(self, thread: str, comments: Sequence[ImportedComment]) -> CommentReport: ...
    async def restore(self, thread: str, comments: Sequence[ExportedComment]) -> CommentReport: ...
    async def known(self, thread: str, comments: Sequence[ImportedComment | ExportedComment]) -> int: ...


class Posts(Protocol):
    """Posts that are here."""

    async def get(self, post_id: str) -> Post | None: ...


class Files(Protocol):
    """`services.transfer.files.Carrier`."""

    count: int

    async def carried(self, address: str, alt: str, remarks: list[Remark]) -> Media | None: ...
    async def kept(self, body: bytes, alt: str, remarks: list[Remark]) -> Media | None: ...


class Moving:
    """One import. ``thread_of`` and ``absolute`` make addresses of this site; without ``files`` old addresses stay."""

    def __init__(
        self,
        posts: Posts,
        arrivals: PostImport,
        comments: Comments,
        files: Files | None,
        *,
        thread_of: Callable[[str], str],
        absolute: Callable[[str], str],
        dry: bool = False,
    ) -> None:
        self._posts = posts
        self._import = arrivals
        self._comments = comments
        self._files = files
        self._thread_of = thread_of
        self._absolute = absolute
        self._elsewhere: dict[str, str] = {}
        self._ready: tuple[Sheaf, Sequence[PostIn], Sequence[Arrival], set[str]] | None = None
        self._underway: deque[tuple[Sheaf, Sequence[PostIn], asyncio.Task[list[Landed]]]] = deque()
        self.report = Report(is_dry=dry)

    async def take(self, sheaves: AsyncIterator[Sheaf], progress: Callable[[Sheaf], None]) -> Report:
        """Bring all of them in, or with ``dry`` only say what would come."""
        try:
            async for sheaf in sheaves:
                await self._take_posts(sheaf)
                if sheaf.comments or sheaf.end:
                    await self._settle_all()
                await asyncio.gather(*map(self._take_threads, _dealt(sheaf.comments)))
                for nothing in sheaf.nothings:
                    self.report.remark(nothing.remark, nothing.line, nothing.about)
                if sheaf.end is not None:
                    self._finish(sheaf.end)
                progress(sheaf)
            await self._settle_all()
        finally:
            await _abandon([task for *_, task in self._underway])
        return self.report

    async def _take_posts(self, sheaf: Sheaf) -> None:
        """Those that are not here are sent to the store; `_settle` hears what became of them."""
        asked = asyncio.gather(self._known([each.post for each in sheaf.posts]), self._import.taken(sheaf.posts))
        await asyncio.sleep(0)  # it is on its way, and the sheaf before goes behind it
        self._send()
        known, taken = await asked
        self.report.posts_there += sum(each.post.id in known for each in sheaf.posts)
        new = [each for each in sheaf.posts if each.post.id not in known]
        if self.report.is_dry:
            self._count(new, [each.post for each in new])
        elif new:
            arrivals = [await self._arrival(each, sheaf.base) for each in new]
            self._ready = sheaf, new, arrivals, taken
        await self._settle(_AHEAD)

    def _send(self) -> None:
        """What is ready goes to the store."""
        if self._ready is not None:
            sheaf, new, arrivals, taken = self._ready
            self._underway.append((sheaf, new, asyncio.create_task(self._land(sheaf, arrivals, taken))))
            self._ready = None

    async def _known(self, posts: Sequence[Post]) -> dict[str, str]:
        known = await self._import.known(posts)
        self._elsewhere |= {came: here for came, here in known.items() if came != here}
        return known

    async def _land(self, sheaf: Sheaf, arrivals: Sequence[Arrival], taken: set[str]) -> list[Landed]:
        """Write them; what comes from a site like ours keeps its times."""
        changed = {view: from_ms(moment) for view, moment in sheaf.changed.items()} if sheaf.base else None
        return await self._import.bring(arrivals, taken, changed)

    async def _settle_all(self) -> None:
        self._send()
        await self._settle(0)

    async def _settle(self, most: int) -> None:
        """Wait until at most so many sheaves are on their way, in their order."""
        while len(self._underway) > most:
            sheaf, new, task = self._underway[0]
            landed = await task
            self._underway.popleft()
            if late := [item.arrival.post for item in landed if item.post is None]:  # brought by a sheaf just before
                await self._known(late)
                self.report.posts_there += len(late)
            for item in landed:
                if sheaf.base and item.post and item.post.slug != item.arrival.wanted[0]:
                    self.report.remark(Remark("slug-changed", item.arrival.wanted[0]), 0, item.post.title)
            self._count(new, [item.post for item in landed if item.post is not None])

    def _count(self, new: Sequence[PostIn], landed: Sequence[Post]) -> None:
        for post in landed:
            self.report.count(post)
        for each in new:
            for remark in each.remarks:
                self.report.remark(remark, each.line, each.post.title)

    async def _arrival(self, found: PostIn, base: str) -> Arrival:
        post = found.post if self._files is None else await self._with_files(found, self._files)
        post = self._without_lost(post, found)
        if base and base != self._absolute(""):
            post = replace(post, content=readdressed(post.content, lambda address: self._moved(address, base)))
        return Arrival(post, found.wanted, found.slugs, found.places, found.past)

    def _without_lost(self, post: Post, found: PostIn) -> Post:
        """Pictures lifted from the text that could not be kept are gone from it, and that is said."""
        if not found.pictures:
            return post if post.content else replace(post, content=f"<p>{escape(post.title)}</p>")
        content, count = without_lifted(post.content)
        for _ in range(count):
            self.report.remark(Remark("inline-picture"), found.line, post.title)
        return replace(post, content=content or f"<p>{escape(post.title)}</p>")

    def _moved(self, address: str, base: str) -> str | None:
        """An address on the site that this one was, as it is here."""
        return self._absolute(address.removeprefix(base)) if address.startswith(f"{base}/") else None

    async def _with_files(self, found: PostIn, files: Files) -> Post:
        post, remarks = found.post, list[Remark]()
        here: dict[str, str] = {}
        for address in dict.fromkeys(addresses(post.content)):
            picture = found.pictures.get(address)
            carried = files.carried(address, post.title, remarks) if picture is None else None
            kept = await (carried or files.kept(picture or b"", post.title, remarks))
            if kept:
                here[address] = self._absolute(kept.url)
        attached = [await files.carried(media.url, media.alt, remarks) or media for media in post.media]
        for remark in remarks:
            self.report.remark(remark, found.line, post.title)
        self.report.files = files.count
        if not here and attached == list(post.media):
            return post
        media = tuple(replace(new, alt=old.alt or new.alt) for new, old in zip(attached, post.media, strict=True))
        return replace(post, content=readdressed(post.content, here.get), media=media)

    async def _take_threads(self, several: Sequence[CommentsIn]) -> None:
        for comments in several:
            await self._take_comments(comments)

    async def _take_comments(self, found: CommentsIn) -> None:
        post = await self._posts.get(self._elsewhere.get(found.post, found.post)) if found.post else None
        if self.report.is_dry:
            await self._count_comments(found, post)
            return
        if post is None and not found.thread:
            self.report.remark(Remark("comment-without-post", found.post), 0, "")
            return
        thread = self._thread_of(post.thread) if post else found.thread
        try:
            report = await self._bring(thread, found)
        except InvalidInput as error:
            self.report.remark(Remark("comments-refused", str(error)), 0, thread)
            return
        self.report.comments += report.written
        self.report.comments_there += report.existing
        for hitch in report.problems:
            self.report.remark(Remark(f"comment-{hitch.code}", hitch.detail), 0, hitch.source_id)

    async def _count_comments(self, found: CommentsIn, post: Post | None) -> None:
        """What would come; nothing can be here of a post that is not."""
        comments: list[ImportedComment | ExportedComment] = [*map(_imported, found.foreign), *found.own]
        there = await self._comments.known(self._thread_of(post.thread), comments) if post else 0
        self.report.comments += len(comments) - there
        self.report.comments_there += there

    async def _bring(self, thread: str, found: CommentsIn) -> CommentReport:
        if found.own:
            return await self._comments.restore(thread, found.own)
        return await self._comments.bring(thread, [_imported(comment) for comment in found.foreign])

    def _finish(self, end: End) -> None:
        self.report.dropped_characters += end.dropped
        if end.why:
            self.report.broken = f"line {end.line}: {end.why}" if end.line else end.why


async def _abandon(tasks: Sequence[asyncio.Task[list[Landed]]]) -> None:
    """What somebody else's failure has left under way: nobody hears of it any more."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _dealt(comments: Sequence[CommentsIn]) -> list[list[CommentsIn]]:
    """Among a few hands, so that threads are written side by side, but what belongs to one thread in its order."""
    hands: list[list[CommentsIn]] = [[] for _ in range(_HANDS)]
    for each in comments:
        hands[crc32(f"{each.post}{each.thread}".encode()) % _HANDS].append(each)
    return hands


def _imported(comment: FoundComment) -> ImportedComment:
    assert comment.created is not None  # noqa: S101 - the spool has given it one
    return ImportedComment(
        source_id=comment.name,
        parent_source_id=comment.parent,
        author=comment.author,
        text_or_html=comment.html,
        created=comment.created,
        state=comment.state,
        website=comment.website,
        email=comment.email,
    )
