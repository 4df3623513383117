"""Blogger's exports in both of their forms, from text to posts and comments of ours."""

from datetime import UTC, datetime

import pytest

from services.feed.model import Kind, Status
from tests.support.exports import BLOG, backup_comment, backup_entry, blog, takeout_entry
from tests.unit.transfer.conftest import Reads


def test_a_post_of_a_backup(reads: Reads) -> None:
    outcome = reads("blogger", blog(backup_entry(12)))
    post = outcome.post()

    assert post.atom_id == f"{BLOG}.post-12"
    assert (post.slug, outcome.posts[0].wanted[0]) == ("", "news-12")
    assert (post.title, post.author, post.labels) == ("ข่าวที่ 12", "สมศรี", ("ข้าว-นา",))
    assert outcome.remarks == {"label-renamed": 1}
    assert post.published == datetime(2013, 5, 13, 3, 0, 0, 1000, tzinfo=UTC)
    assert post.updated == datetime(2013, 6, 1, 3, 0, tzinfo=UTC)
    assert post.former == ("/2013/05/news-12.html", "/feeds/12/comments/default")


def test_drafts_pages_settings_and_templates(reads: Reads) -> None:
    draft = "<app:control><app:draft>yes</app:draft></app:control>"
    kinds = (
        backup_entry(1, extra=draft),
        backup_entry(2, "page"),
        backup_entry(3, "settings"),
        backup_entry(4, "template"),
    )
    outcome = reads("blogger", blog(*kinds))

    assert [(each.post.status, each.post.kind) for each in outcome.posts] == [
        (Status.DRAFT, Kind.POST),
        (Status.PUBLISHED, Kind.PAGE),
    ]
    assert outcome.remarks["not-for-here"] == 2


def test_comments_stand_anywhere_and_answer_each_other(reads: Reads) -> None:
    outcome = reads("blogger", blog(backup_comment(21, 5), backup_comment(22, 5, parent=21), backup_entry(5)))

    assert [comment.name for comment in outcome.comments] == [f"{BLOG}.post-21", f"{BLOG}.post-22"]
    assert [comment.parent for comment in outcome.comments] == [None, f"{BLOG}.post-21"]


def test_a_comment_without_its_post_is_told(reads: Reads) -> None:
    outcome = reads("blogger", blog(backup_comment(21, 99)))
    assert outcome.remarks == {"comment-without-post": 1}


@pytest.mark.parametrize(
    ("said", "status"),
    [("LIVE", Status.PUBLISHED), ("DRAFT", Status.DRAFT), ("SOFT_TRASHED", Status.WITHDRAWN), ("ODD", Status.DRAFT)],
)
def test_states_of_takeout(reads: Reads, said: str, status: Status) -> None:
    assert reads("blogger", blog(takeout_entry(1, status=said))).post().status is status


def test_a_post_of_takeout(reads: Reads) -> None:
    filename = "<blogger:filename>/2019/01/rice.html</blogger:filename>"
    outcome = reads("blogger", blog(takeout_entry(3, extra=filename)))
    post = outcome.post()

    assert post.former == ("/2019/01/rice.html", "/feeds/3/comments/default")
    assert outcome.posts[0].wanted[0] == "rice"
    assert post.created == datetime(2019, 1, 1, 1, 0, tzinfo=UTC)
    assert post.labels == ("ข้าว",)


def test_what_takeout_threw_away_is_gone(reads: Reads) -> None:
    trashed = "<blogger:trashed>2020-01-01T00:00:00Z</blogger:trashed>"
    post = reads("blogger", blog(takeout_entry(3, extra=trashed))).post()
    assert post.withdrawn == datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "state"), [("LIVE", "published"), ("PENDING", "held"), ("SPAM", "spam"), ("SOFT_TRASHED", "trashed")]
)
def test_comments_of_takeout(reads: Reads, said: str, state: str) -> None:
    parent = f"<blogger:parent>{BLOG}.post-1</blogger:parent><blogger:inReplyTo/>"
    outcome = reads("blogger", blog(takeout_entry(2, "COMMENT", said, parent), takeout_entry(1)))

    assert [(comment.post, comment.state, comment.parent) for comment in outcome.comments] == [
        (f"{BLOG}.post-1", state, None)
    ]
