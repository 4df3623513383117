"""What is new since a client's copy."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feed.feeds.deltas import Memory, newer, shown_in, wants_delta
from services.feed.model import ALL_POSTS, Topic, ViewName
from shared.feed.model import Tombstone
from shared.http.versions import Versions
from tests.unit.shared.feed.builders import NOON, make_entry, make_feed


@pytest.mark.parametrize(
    ("field", "wanted"),
    [("feed", True), ("diffe, Feed;q=0.5", True), ("feed;q=0", False), ("diffe", False), ("", False), ("feeds", False)],
)
def test_who_wants_it(field: str, wanted: bool) -> None:
    assert wants_delta(field) is wanted


@given(st.sets(st.integers(1, 9)), st.sets(st.integers(1, 9)), st.sets(st.integers(1, 9)))
def test_together_with_the_copy_it_is_the_whole(before: set[int], after: set[int], edited: set[int]) -> None:
    old = make_feed(*map(make_entry, sorted(before)))
    entries = [make_entry(n, title="แก้") if n in edited else make_entry(n) for n in sorted(after)]
    new = make_feed(*entries)
    part = newer(new, shown_in(old))

    assert set(old.entries) | set(part.entries) >= set(new.entries)
    assert not set(old.entries) & set(part.entries)
    assert list(part.entries) == [entry for entry in new.entries if entry in part.entries]


def test_tombstones_are_news_once() -> None:
    gone = Tombstone("tag:roiet.example,2026:1", NOON)
    feed = replace(make_feed(), tombstones=(gone,))

    assert newer(feed, shown_in(make_feed())).tombstones == (gone,)
    assert newer(feed, shown_in(feed)).tombstones == ()


def test_the_oldest_is_forgotten() -> None:
    memory = Memory(most=3)
    for number in range(3):
        memory.note("feed", [f"{number}", f"{number}-gzip"], make_feed(make_entry(number + 1)))

    assert memory.find("feed", ["0", "1"]) is None
    assert memory.find("other", ["2"]) is None
    assert memory.find("feed", ["0", "2-gzip"]) == ("2-gzip", shown_in(make_feed(make_entry(3))))


def test_what_depends_on_several_views_ends_with_any_of_them() -> None:
    versions, label = Versions[ViewName](), ViewName(Topic.LABEL, "ก")
    one, both = versions.of_all([label]), versions.of_all([ALL_POSTS, label])

    assert both == versions.of_all([ALL_POSTS, label])
    assert [one.is_current, both.is_current] == [True, True]
    versions.bump([ALL_POSTS])
    assert [one.is_current, both.is_current] == [True, False]
    assert both != versions.of_all([ALL_POSTS, label])
