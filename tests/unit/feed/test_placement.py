from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from services.feed.model import ALL_POSTS, Status, Topic, ViewName, parse_view, views_of
from services.feed.placement import Place, change, id_of, member
from services.feed.posts.lifecycle import withdrawn
from tests.unit.feed.builders import HOUR, NOW, post

RICE, WATER = ViewName(Topic.LABEL, "ข้าว"), ViewName(Topic.LABEL, "น้ำ")


@given(st.sampled_from(Topic), st.text())
def test_names_of_views_are_read_back(topic: Topic, name: str) -> None:
    assert parse_view(str(ViewName(topic, name))) == ViewName(topic, name)


def test_members_sort_by_time_and_name_their_post() -> None:
    early, late = member(NOW.replace(year=1971), "b"), member(NOW, "a")

    assert early < late
    assert id_of(late) == "a"


def test_a_new_post_stands_in_all_its_views() -> None:
    new = post(labels=("ข้าว", "น้ำ"), strategy="เกษตร")
    made = change(None, new)

    assert made.views == (ALL_POSTS, RICE, WATER, ViewName(Topic.STRATEGY, "เกษตร"))
    assert all(move.before == Place() and move.after.published for move in made.moves)


def test_a_draft_stands_nowhere() -> None:
    made = change(None, post(status=Status.DRAFT, published=None))

    assert made.moves == ()
    assert made.due is None


def test_a_scheduled_post_is_due() -> None:
    assert change(None, post(status=Status.SCHEDULED, published=NOW + HOUR)).due == NOW + HOUR


def test_a_label_taken_away_touches_its_view() -> None:
    moves = {move.view: move for move in change(post(labels=("ข้าว",)), post(labels=("น้ำ",))).moves}

    assert moves[RICE].after == Place()
    assert moves[WATER].before == Place()
    assert moves[ALL_POSTS].before == moves[ALL_POSTS].after


def test_withdrawal_puts_a_tombstone_into_every_view() -> None:
    old = post(labels=("ข้าว",))
    gone = withdrawn(old, NOW)
    moves = change(old, gone).moves

    assert [move.view for move in moves] == list(views_of(old))
    assert all(move.after == Place(withdrawn=member(NOW, old.id)) for move in moves)


def test_an_edit_behind_a_tombstone_touches_only_the_views_it_enters_or_leaves() -> None:
    gone = withdrawn(post(labels=("ข้าว",)), NOW)

    assert change(gone, replace(gone, title="ใหม่")).moves == ()
    assert change(gone, replace(gone, labels=("น้ำ",))).views == (RICE, WATER)
