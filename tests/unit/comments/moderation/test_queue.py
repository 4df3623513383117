"""Places, stretches and filters of the queue."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.model import Comment, Reason, ReasonCode, State
from services.comments.moderation.places import (
    Stretch,
    author_of,
    facets_of,
    id_at,
    place_of,
    public_place,
    stretches,
)
from services.comments.moderation.priority import Band, band_of
from services.comments.moderation.queue_filter import QueueFilter
from services.comments.text.searching import sought_words, speaks_of
from services.comments.threads.names import imported_name
from services.comments.threads.thread import comment_id, key_of, thread_key
from tests.support.comments import NOW, URL, a_comment

HOUR = timedelta(hours=1)


def test_held_comments_wait_by_band_then_age() -> None:
    old = a_comment(1, state=State.HELD)
    appeal = a_comment(2, state=State.HELD, reasons=(Reason(ReasonCode.APPEAL),), created=NOW + timedelta(hours=1))
    report = a_comment(3, state=State.HELD, reasons=(Reason(ReasonCode.REPORT),))
    younger = a_comment(4, state=State.HELD, created=NOW + timedelta(seconds=1))
    places = sorted(place_of(comment) for comment in (younger, old, report, appeal))
    assert [id_at(place) for place in places] == [c.id for c in (appeal, report, old, younger)]


def test_others_stand_newest_first() -> None:
    old, new = a_comment(1), a_comment(2, created=NOW + timedelta(seconds=1))
    assert place_of(new) < place_of(old)


def within(place: str, found: list[Stretch]) -> bool:
    return any(stretch.low <= place < stretch.high for stretch in found)


MOMENTS = st.one_of(st.none(), st.integers(0, 48).map(lambda hours: NOW - hours * HOUR))
COMMENTS = st.builds(
    lambda state, code, hours: a_comment(state=state, reasons=(Reason(code),), created=NOW - hours * HOUR),
    st.sampled_from([State.HELD, State.REJECTED, State.PUBLISHED]),
    st.sampled_from([ReasonCode.MODEL, ReasonCode.APPEAL, ReasonCode.REPORT, ReasonCode.CAMPAIGN]),
    st.integers(0, 48),
)


@given(COMMENTS, st.sets(st.sampled_from(list(Band))), MOMENTS, MOMENTS)
def test_stretches_hold_just_what_is_asked_for(
    comment: Comment, bands: set[Band], before: datetime | None, since: datetime | None
) -> None:
    wanted = QueueFilter(comment.state, bands=tuple(bands), before=before, since=since)
    expected = (
        (before is None or comment.created < before)
        and (since is None or comment.created >= since)
        and (comment.state is not State.HELD or not bands or band_of(comment) in bands)
    )
    assert within(place_of(comment), wanted.stretches) is expected
    assert wanted.takes(comment) is expected


def test_a_filter_without_bounds_is_one_stretch() -> None:
    assert stretches(State.HELD) == [Stretch()]


def test_the_place_of_a_public_comment_is_told_from_its_name() -> None:
    created = NOW - 3 * HOUR + timedelta(milliseconds=7)
    named = comment_id(thread_key(URL), imported_name("old-1", created))
    comment = a_comment(id=named, created=created)
    assert public_place(comment.id) == place_of(comment)


def test_what_comments_are_filed_under() -> None:
    reasons = (Reason(ReasonCode.MODEL), Reason(ReasonCode.RULE), Reason(ReasonCode.MODEL))
    held = a_comment(state=State.HELD, reasons=reasons)
    author = f"a:{author_of(held)}"
    assert facets_of(held) == [author, f"t:{key_of(held.id)}", "r:model", "r:rule"]
    assert facets_of(a_comment(reasons=reasons)) == [author]
    assert facets_of(a_comment(state=State.ERASED, author="")) == []
    assert author_of(replace(held, author=" สมชาย  ")) == author_of(held)


def test_the_narrower_of_what_the_index_knows() -> None:
    assert QueueFilter(thread="k", reason=ReasonCode.MODEL).facet == "t:k"
    assert QueueFilter(reason=ReasonCode.MODEL).facet == "r:model"
    assert QueueFilter(State.PUBLISHED, thread="k").facet is None
    assert QueueFilter().facet is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("ถนนลาดยาง", True),
        ("ถนน ลาดยาง", True),
        ("ลาดยาง  ถนน", True),
        ("ถนนลูกรัง", False),
        ("LED", True),
        ("ｌｅｄ", True),
        ("สมชาย", True),
        ("สมชายถนน", False),
        ("บาคาร่า", True),
        ("นํ้าท่วม 2568", True),
    ],
)
def test_searching_thai_needs_no_spaces(query: str, found: bool) -> None:
    comment = a_comment(text="ขอให้ซ่อม\u200bถนน\nลาด ยาง และไฟ led บ า ค า ร่ า น้ำท่วม ๒๕๖๘", author="สมชาย")
    assert speaks_of(comment, sought_words(query)) is found
