"""The use cases over a store that is beaten to it by others."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import count

import pytest

from services.feed.errors import EditedMeanwhile, SlugTaken
from services.feed.model import ContentType, Media, Post, Receipt, Status, ViewName, receipt_of
from services.feed.posts.content import html_of
from services.feed.posts.publishing import Once, Overtaken, Publishing, Write
from shared.errors import NotFound, PreconditionFailed
from tests.unit.feed.builders import HOUR, NOW, post, submission


class Rival:
    """A store in which, before each of the next ``beats`` writes, somebody else was faster."""

    def __init__(self, held: Post | None = None, *, beats: int = 0, error: type[Exception] = Overtaken) -> None:
        self.held = held
        self.beats = beats
        self.error = error
        self.writes: list[Write] = []

    async def get(self, post_id: str) -> Post | None:
        return self.held if self.held and self.held.id == post_id else None

    async def free_slug(self, wanted: Sequence[str]) -> str | None:
        return wanted[min(len(self.writes), len(wanted) - 1)]

    async def write(self, write: Write, once: Once | None = None) -> Receipt:
        del once
        self.writes.append(write)
        if len(self.writes) <= self.beats:
            raise self.error(write.after.slug) if self.error is SlugTaken else self.error
        return receipt_of(write.after)

    async def due(self, now: datetime, limit: int) -> list[str]:
        del now, limit
        return [self.held.id] if self.held else []


def publishing(store: Rival, told: list[ViewName] | None = None) -> Publishing:
    numbers = count(1)

    def tell(views: Iterable[ViewName]) -> None:
        if told is not None:
            told.extend(views)

    async def as_said(media: Media) -> Media:
        return media

    return Publishing(
        store,
        lambda: NOW + HOUR,
        lambda _moment: f"{next(numbers):026d}",
        authority="roiet.example",
        sanitize=lambda html: html.replace("<script>", ""),
        tell=tell,
        measured=as_said,
    )


def always(_version: int) -> bool:
    return True


async def test_a_new_post_is_told_of_at_once() -> None:
    store, told = Rival(), list[ViewName]()
    receipt = await publishing(store, told).create(submission(content="<script><p>x</p>", labels=("ข้าว",)), "officer")

    (write,) = store.writes
    assert write.after.content == "<p>x</p>"
    assert write.after.atom_id == f"tag:roiet.example,2026-03-02:posts/{receipt.id}"
    assert [view.name for view in told] == ["", "ข้าว"]


async def test_a_slug_lost_to_another_is_replaced_unless_the_author_chose_it() -> None:
    receipt = await publishing(Rival(beats=1, error=SlugTaken)).create(submission(title="ข่าว"), "officer")
    assert receipt.slug == "ข่าว-2"

    with pytest.raises(SlugTaken):
        await publishing(Rival(beats=1, error=SlugTaken)).create(submission(slug="ข่าว"), "officer")


async def test_the_last_try_is_for_a_slug_that_nobody_else_wants() -> None:
    receipt = await publishing(Rival(beats=4, error=SlugTaken)).create(submission(title="ข่าว"), "officer")
    assert receipt.slug == "ข่าว-00000001"


async def test_who_loses_every_race_is_told() -> None:
    with pytest.raises(EditedMeanwhile):
        await publishing(Rival(beats=99, error=SlugTaken)).create(submission(), "officer")
    with pytest.raises(EditedMeanwhile):
        await publishing(Rival(post(), beats=99)).edit(post().id, submission(), always, "officer")


async def test_an_overtaken_edit_starts_over() -> None:
    store = Rival(post(), beats=1)
    receipt = await publishing(store).edit(post().id, submission(title="ใหม่"), always, "officer")

    assert len(store.writes) == 2
    assert receipt.version == 2


async def test_a_condition_is_checked_against_what_is_there() -> None:
    with pytest.raises(PreconditionFailed) as failed:
        await publishing(Rival(post(version=3))).edit(post().id, submission(), lambda version: version == 2, "officer")

    assert failed.value.current == '"3"'


async def test_withdrawing_twice_writes_once() -> None:
    gone = post(status=Status.WITHDRAWN, withdrawn=NOW)
    store = Rival(gone)
    await publishing(store).withdraw(gone.id, always, "officer")

    assert store.writes == []


async def test_what_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(NotFound):
        await publishing(Rival()).withdraw("x", always, "officer")


async def test_a_due_post_that_another_publishes_is_left_to_it() -> None:
    due = post(status=Status.SCHEDULED, published=NOW)

    assert await publishing(Rival(due)).publish_due() == 1
    assert await publishing(Rival(due, beats=1)).publish_due() == 0
    assert await publishing(Rival(post())).publish_due() == 0


def test_markdown_is_rendered_and_then_sanitized() -> None:
    html = html_of(
        "# หัวข้อ\n\n|a|\n|-|\n|b|\n\n<script>", ContentType.MARKDOWN, lambda html: html.replace("<script>", "")
    )

    assert "<h1>หัวข้อ</h1>" in html
    assert "<table>" in html
    assert "script" not in html
