from dataclasses import replace

import pytest

from services.feed.errors import ForbiddenTransition
from services.feed.model import TRANSITIONS, ContentType, Post, Status
from services.feed.posts.lifecycle import Identity, appeared, composed, edited, first_published, withdrawn
from tests.unit.feed.builders import HOUR, NOW, post, submission

IDENTITY = Identity("01k", "tag:roiet.example,2026-03-02:posts/01k", "ข่าว")
LATER = NOW + HOUR


def edit(old: Post, **fields: object) -> Post:
    """An edit of everything that ``fields`` name; the rest stays."""
    same = submission(title=old.title, content=old.content, summary=old.summary, labels=old.labels)
    new = replace(same, **fields)  # type: ignore[arg-type]  # names and types are the test's business
    return edited(old, new, new.content, new.slug or old.slug, LATER)


def test_a_new_post_is_published_now() -> None:
    new = composed(IDENTITY, submission(), "<p>x</p>", NOW)

    assert (new.status, new.published, new.updated, new.created) == (Status.PUBLISHED, NOW, NOW, NOW)
    assert (new.thread, new.slug, new.version) == ("ข่าว", "ข่าว", 1)


def test_a_new_post_may_be_dated_back() -> None:
    new = composed(IDENTITY, submission(publish_at=NOW - HOUR), "<p>x</p>", NOW)

    assert (new.status, new.published, new.updated) == (Status.PUBLISHED, NOW - HOUR, NOW)


def test_a_new_post_for_a_time_to_come_waits_for_it() -> None:
    new = composed(IDENTITY, submission(publish_at=LATER), "<p>x</p>", NOW)

    assert (new.status, new.published) == (Status.SCHEDULED, LATER)


def test_a_draft_given_a_time_to_come_waits_for_it() -> None:
    draft = post(status=Status.DRAFT, published=None)
    new = edit(draft, publish_at=LATER + HOUR)

    assert (new.status, new.published) == (Status.SCHEDULED, LATER + HOUR)


def test_a_draft_has_no_date() -> None:
    assert composed(IDENTITY, submission(status=Status.DRAFT), "x", NOW).published is None


def test_what_is_scheduled_for_the_past_is_published_as_of_then() -> None:
    new = composed(IDENTITY, submission(status=Status.SCHEDULED, publish_at=NOW - HOUR), "x", NOW)

    assert (new.status, new.published) == (Status.PUBLISHED, NOW - HOUR)


def test_a_scheduled_post_appears_at_its_time_and_not_before() -> None:
    scheduled = composed(IDENTITY, submission(status=Status.SCHEDULED, publish_at=LATER), "x", NOW)

    assert appeared(scheduled, NOW) is None
    late = appeared(scheduled, LATER + HOUR)
    assert late is not None
    assert (late.status, late.published, late.updated, late.version) == (Status.PUBLISHED, LATER, LATER, 2)
    assert appeared(late, LATER + HOUR) is None


def test_an_edit_without_a_change_is_the_same_post() -> None:
    old = post()

    assert edit(old) is old


@pytest.mark.parametrize("fields", [{"title": "ใหม่"}, {"content": "<p>ใหม่</p>"}, {"summary": "ใหม่"}])
def test_updated_moves_with_what_is_read(fields: dict[str, str]) -> None:
    new = edit(post(), **fields)

    assert new.updated == LATER
    assert new.version == 2


@pytest.mark.parametrize("fields", [{"labels": ("ใหม่",)}, {"agency": "อบจ."}, {"strategy": "น้ำ"}, {"slug": "new"}])
def test_updated_stays_when_a_post_is_filed_elsewhere(fields: dict[str, object]) -> None:
    new = edit(post(), **fields)

    assert new.updated == post().updated
    assert new.version == 2


def test_an_edit_keeps_identity_and_date() -> None:
    old = post()
    new = edit(old, title="ใหม่", slug="mai", publish_at=NOW - 9 * HOUR)

    assert (new.id, new.atom_id, new.thread, new.created) == (old.id, old.atom_id, old.thread, old.created)
    assert new.published == old.published
    assert new.slug == "mai"


def test_withdrawal_keeps_the_date_and_happens_once() -> None:
    gone = withdrawn(post(), NOW)

    assert gone.was_public
    assert (gone.withdrawn, gone.published) == (NOW, post().published)
    assert withdrawn(gone, LATER) is gone


def test_a_draft_that_was_never_seen_leaves_no_trace() -> None:
    gone = withdrawn(post(status=Status.DRAFT, published=None), NOW)

    assert gone.status is Status.WITHDRAWN
    assert not gone.was_public


def test_what_comes_back_is_newer_than_its_tombstone() -> None:
    old = post()
    back = edit(withdrawn(old, NOW), status=Status.PUBLISHED)

    assert (back.published, back.withdrawn, back.updated) == (old.published, None, LATER)


@pytest.mark.parametrize("status", [None, Status.DRAFT, Status.SCHEDULED])
def test_updated_stands_still_behind_a_tombstone(status: Status | None) -> None:
    gone = withdrawn(post(), NOW)
    changed = edit(gone, content="<p>ใหม่</p>", status=status, publish_at=LATER + HOUR)

    assert changed.was_public
    assert changed.updated == gone.updated
    assert edit(changed, status=Status.PUBLISHED).updated == LATER


def test_a_withdrawn_post_made_a_draft_keeps_its_tombstone() -> None:
    draft = edit(withdrawn(post(), NOW), status=Status.DRAFT)

    assert draft.was_public
    assert first_published(draft) == post().published


def test_a_schedule_given_up_leaves_no_date_behind() -> None:
    scheduled = post(status=Status.SCHEDULED, published=LATER + HOUR)
    draft = edit(scheduled, status=Status.DRAFT)

    assert draft.published is None
    assert edit(draft, status=Status.PUBLISHED).published == LATER


def test_an_edited_schedule_stays_as_it_was() -> None:
    scheduled = post(status=Status.SCHEDULED, published=LATER + HOUR)

    assert edit(scheduled, title="ใหม่").published == LATER + HOUR


def test_a_scheduled_post_published_early_is_published_now() -> None:
    scheduled = post(status=Status.SCHEDULED, published=LATER + HOUR)
    new = edit(scheduled, status=Status.PUBLISHED)

    assert (new.published, new.updated) == (LATER, LATER)


@pytest.mark.parametrize(("current", "wanted"), [(c, w) for c in Status for w in Status])
def test_only_what_the_table_allows(current: Status, wanted: Status) -> None:
    old = post(status=current, withdrawn=NOW if current is Status.WITHDRAWN else None)
    if wanted in TRANSITIONS[current]:
        edit(old, status=wanted, publish_at=LATER + HOUR)
    else:
        with pytest.raises(ForbiddenTransition):
            edit(old, status=wanted)


def test_what_was_published_can_only_be_withdrawn() -> None:
    assert TRANSITIONS[Status.PUBLISHED] == {Status.PUBLISHED, Status.WITHDRAWN}


def test_a_minor_correction_leaves_updated_where_it_is() -> None:
    old = post()
    new = edit(old, content="<p>แก้คำผิด</p>", minor=True)

    assert (new.updated, new.version) == (old.updated, 2)
    assert new.content == "<p>แก้คำผิด</p>"


def test_a_minor_correction_still_moves_what_comes_back() -> None:
    gone = withdrawn(post(), NOW)

    assert edit(gone, status=Status.PUBLISHED, minor=True).updated == LATER


def test_markdown_is_kept_until_somebody_writes_html() -> None:
    new = edit(post(), content="*ใหม่*", content_type=ContentType.MARKDOWN)

    assert new.markdown == "*ใหม่*"
    assert edit(new, content="<p>ใหม่</p>").markdown == ""


def test_views_once_stood_in_are_remembered_while_the_post_stands_elsewhere() -> None:
    old = post(labels=("ข้าว", "น้ำ"), agency="เกษตรจังหวัด")
    moved = edit(old, labels=("น้ำ",))

    assert moved.left == ("label:ข้าว", "agency:เกษตรจังหวัด")
    assert edit(moved, labels=("ข้าว",)).left == ("agency:เกษตรจังหวัด", "label:น้ำ")


def test_a_draft_leaves_nothing_behind() -> None:
    draft = post(status=Status.DRAFT, published=None, labels=("ข้าว",))

    assert edit(draft, labels=()).left == ()
