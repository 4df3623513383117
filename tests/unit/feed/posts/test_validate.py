from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feed.model import Media, Post, Status
from services.feed.posts.lifecycle import intended
from services.feed.posts.validate import MAX_CONTENT_BYTES, checked
from shared.errors import InvalidInput
from tests.unit.feed.builders import HOUR, NOW, post, submission

PAST, FUTURE = NOW - 2 * HOUR, NOW + HOUR


def problems(current: Post | None = None, **fields: Any) -> set[tuple[str, str]]:
    try:
        checked(submission(**fields), NOW, current)
    except InvalidInput as error:
        return {(problem.field, problem.code) for problem in error.problems}
    return set()


def test_texts_are_cleaned() -> None:
    cleaned = checked(
        submission(title="  ข่าว\x00\n ใหม่ ", labels=("น้ำ", " น้ำ ", "ข้าว"), summary="a\tb", content="\ud800<p>"), NOW
    )

    assert cleaned.title == "ข่าว ใหม่"
    assert cleaned.labels == ("น้ำ", "ข้าว")
    assert cleaned.summary == "a b"
    assert cleaned.content == "\ufffd<p>"


def test_all_problems_come_at_once() -> None:
    assert problems(title=" ", content="", labels=("ดี", "!!"), slug="A B", language="ภาษา") == {
        ("title", "required"),
        ("content", "required"),
        ("labels[1]", "required"),
        ("slug", "bad-slug"),
        ("language", "bad-language"),
    }


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"title": "ก" * 301}, ("title", "too-long")),
        ({"summary": "ก" * 1001}, ("summary", "too-long")),
        ({"agency": "ก" * 201}, ("agency", "too-long")),
        ({"strategy": "ก" * 101}, ("strategy", "too-long")),
        ({"content": "ก" * (MAX_CONTENT_BYTES // 3 + 1)}, ("content", "too-long")),
        ({"labels": tuple(f"ป้าย{n}" for n in range(21))}, ("labels", "too-many")),
        ({"labels": ("ก" * 61,)}, ("labels[0]", "too-long")),
        ({"labels": ("ก/ข",)}, ("labels[0]", "bad-name")),
        ({"strategy": "ก\\ข"}, ("strategy", "bad-name")),
        ({"status": Status.WITHDRAWN}, ("status", "not-allowed")),
        ({"status": Status.SCHEDULED}, ("publish_at", "required")),
        ({"status": Status.DRAFT, "publish_at": NOW}, ("publish_at", "not-allowed")),
        ({"status": Status.PUBLISHED, "publish_at": NOW + HOUR}, ("publish_at", "in-the-future")),
        ({"publish_at": NOW.replace(year=1969)}, ("publish_at", "too-early")),
        ({"publish_at": datetime.min.replace(tzinfo=UTC)}, ("publish_at", "too-early")),
        ({"publish_at": datetime.max.replace(tzinfo=UTC)}, ("publish_at", "too-late")),
        ({"status": Status.SCHEDULED, "publish_at": NOW + timedelta(days=50 * 366)}, ("publish_at", "too-late")),
        ({"status": Status.PUBLISHED, "publish_at": datetime.max.replace(tzinfo=UTC)}, ("publish_at", "too-late")),
        ({"media": (Media("javascript:alert(1)"),)}, ("media[0].url", "bad-url")),
        ({"media": (Media("//elsewhere.example/a"),)}, ("media[0].url", "bad-url")),
        ({"media": (Media("/a", type="x"),)}, ("media[0].type", "bad-type")),
        ({"media": (Media("/a", length=-1),)}, ("media[0].length", "too-small")),
        ({"media": (Media("/a"),) * 21}, ("media", "too-many")),
    ],
)
def test_each_rule(fields: dict[str, Any], problem: tuple[str, str]) -> None:
    assert problems(**fields) == {problem}


@pytest.mark.parametrize(
    "fields",
    [
        {"media": (Media("/static/a.webp", "image/webp", "นา"), Media("https://x.example/ก.pdf", "application/pdf"))},
        {"labels": tuple(f"ป้าย{n}" for n in range(20))},
        {"content": "ก" * (MAX_CONTENT_BYTES // 3)},
        {"status": Status.SCHEDULED, "publish_at": NOW - HOUR},
        {"status": Status.SCHEDULED, "publish_at": NOW + timedelta(days=49 * 365)},
        {"slug": "ข่าว-2569"},
    ],
)
def test_what_is_allowed(fields: dict[str, Any]) -> None:
    assert problems(**fields) == set()


@given(st.text(max_size=400), st.lists(st.text(max_size=80), max_size=25))
def test_cleaning_is_idempotent_and_the_rules_hold(title: str, labels: list[str]) -> None:
    try:
        once = checked(submission(title=title, labels=tuple(labels)), NOW)
    except InvalidInput:
        return
    assert checked(once, NOW) == once
    assert 1 <= len(once.title) <= 300
    assert all(1 <= len(label) <= 60 for label in once.labels)


@pytest.mark.parametrize(
    ("current", "at", "expected"),
    [
        (None, None, Status.PUBLISHED),
        (None, PAST, Status.PUBLISHED),
        (None, FUTURE, Status.SCHEDULED),
        (Status.DRAFT, None, Status.DRAFT),
        (Status.DRAFT, PAST, "not-allowed"),
        (Status.DRAFT, FUTURE, Status.SCHEDULED),
        (Status.SCHEDULED, None, Status.SCHEDULED),
        (Status.SCHEDULED, PAST, Status.SCHEDULED),  # for a time that has passed: published as of then
        (Status.SCHEDULED, FUTURE, Status.SCHEDULED),
        (Status.PUBLISHED, None, Status.PUBLISHED),
        (Status.PUBLISHED, PAST, "already-published"),
        (Status.PUBLISHED, FUTURE, "in-the-future"),
        (Status.WITHDRAWN, None, Status.WITHDRAWN),
        (Status.WITHDRAWN, PAST, "not-allowed"),
        (Status.WITHDRAWN, FUTURE, "not-allowed"),
    ],
)
def test_what_a_time_without_a_status_means(current: Status | None, at: datetime | None, expected: str) -> None:
    old = post(status=current) if current else None
    if isinstance(expected, Status):
        assert problems(old, publish_at=at) == set()
        assert intended(submission(publish_at=at), old, NOW) is expected
    else:
        assert problems(old, publish_at=at) == {("publish_at", expected)}


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SCHEDULED, Status.PUBLISHED])
def test_a_status_that_is_named_counts_whatever_the_post_was(status: Status) -> None:
    for old in (None, post(status=Status.DRAFT, published=None), post(status=Status.SCHEDULED, published=FUTURE)):
        new = submission(status=status, publish_at=FUTURE)
        assert intended(new, old, NOW) is status
        refused = {Status.DRAFT: {("publish_at", "not-allowed")}, Status.PUBLISHED: {("publish_at", "in-the-future")}}
        assert problems(old, status=status, publish_at=FUTURE) == refused.get(status, set())


def test_the_date_of_a_published_post_may_be_sent_back_as_it_was_shown() -> None:
    old = post(published=NOW - HOUR + timedelta(milliseconds=5))
    assert problems(old, publish_at=NOW - HOUR) == set()
