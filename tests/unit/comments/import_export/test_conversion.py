from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.import_export.conversion import Carrier, Place, moment, without_loops
from services.comments.import_export.exchange import Fate, exported, from_line, to_line
from services.comments.model import Comment, Reason, ReasonCode, Standing, State
from services.comments.posting.submission import MOST_AUTHOR, MOST_TEXT
from services.comments.privacy.purging import Due, due
from services.comments.text.cleaning import clean_field, clean_paragraphs, is_blank
from services.comments.threads.names import imported_name, moment_of, own_name
from services.comments.threads.thread import comment_id, thread_key
from shared.clock import from_ms, to_ms
from shared.ids import random_ulid
from tests.support.comments import NOW, URL, a_comment
from tests.support.moving import a_foreign

SECRET = b"s" * 32
TIMES = st.integers(to_ms(datetime(1990, 1, 1, tzinfo=UTC)), to_ms(NOW)).map(from_ms)
PARENTS = st.dictionaries(st.integers(0, 9).map(str), st.none() | st.integers(0, 12).map(str))


def shown(raw: str) -> bool:
    return not is_blank(clean_paragraphs(raw))


def place(name: str) -> Place:
    return Place(comment_id(thread_key(URL), name), URL, None)


@given(st.text(), TIMES)
def test_names_are_those_of_their_source_and_time(source: str, created: datetime) -> None:
    name = imported_name(source, created)
    assert name == imported_name(source, created)
    assert name != imported_name(f"{source}.", created)
    assert moment_of(name) == created
    assert name < imported_name(source, created + timedelta(milliseconds=1))


@given(TIMES)
def test_own_names_are_kept_where_they_say_the_time(created: datetime) -> None:
    name = random_ulid(created)
    identity = comment_id(thread_key(URL), name)
    assert own_name(identity, created) == name
    assert own_name(identity, created + timedelta(seconds=1)) is None
    assert own_name(name, created) is None
    assert own_name(f"{identity}x", created) is None


@given(st.datetimes(timezones=st.timezones()))
def test_times_can_always_be_filed(created: datetime) -> None:
    kept = moment(created, NOW)
    assert kept <= NOW
    assert moment(kept, NOW) == kept
    assert moment_of(imported_name("x", kept)) == kept


@given(PARENTS)
def test_without_loops_every_reply_leads_to_a_root(parents: dict[str, str | None]) -> None:
    closing = without_loops(parents)
    for start in parents:
        at: str | None = start
        steps = 0
        while at is not None:
            at = None if at in closing else parents.get(at)
            steps += 1
            assert steps <= len(parents) + 1
    unlooped = {name: None if name in closing else parent for name, parent in parents.items()}
    assert without_loops(unlooped) == set()
    assert all(parents[name] is not None for name in closing)


def test_a_long_chain_of_replies_is_no_loop() -> None:
    chain: dict[str, str | None] = {str(n): str(n + 1) for n in range(50_000)}
    assert without_loops(chain) == set()
    assert len(without_loops(chain | {"50000": "0"})) == 1


@given(st.text(), st.text(), st.text() | st.none(), st.text() | st.none())
def test_whatever_comes_becomes_a_comment_or_nothing(
    author: str, text: str, website: str | None, email: str | None
) -> None:
    carrier = Carrier(SECRET, NOW)
    item = a_foreign(author=author, text_or_html=text, website=website, email=email)
    made = carrier.arrived(item, place(imported_name("x", NOW)))
    if made is None:
        assert [hitch.code for hitch in carrier.hitches] == ["blank"]
        return
    assert 1 <= len(made.author) <= MOST_AUTHOR
    assert clean_field(made.author) == made.author
    assert 1 <= len(made.text) <= MOST_TEXT
    assert clean_paragraphs(made.text) == made.text


@pytest.mark.parametrize("text", ["ก" * 6000, "ก่" * 3000, "กาก ่" * 2000, ("คำ " * 100 + "\n") * 30])
def test_a_long_text_is_cut_where_it_can_be(text: str) -> None:
    carrier = Carrier(SECRET, NOW)
    made = carrier.arrived(a_foreign(text_or_html=text), place(imported_name("x", NOW)))
    assert made is not None
    assert MOST_TEXT * 0.89 < len(made.text) <= MOST_TEXT
    kept = made.text.removesuffix("…")
    assert kept != made.text
    following = clean_paragraphs(text)[len(kept) : len(kept) + 1]
    assert following not in {"\u0e48", ""}
    assert [hitch.code for hitch in carrier.hitches] == ["text-cut"]


def test_what_waits_here_is_not_erased_for_having_waited_elsewhere() -> None:
    """Half a year without a decision counts from the day on which it could be decided here."""
    made = Carrier(SECRET, NOW).arrived(a_foreign(state=Fate.HELD), place(imported_name("x", NOW)))
    assert made is not None
    assert (made.state, made.created < NOW - timedelta(days=1000)) == (State.HELD, True)
    assert due(made, NOW + timedelta(days=180)) is None
    assert due(made, NOW + timedelta(days=180, seconds=1)) is Due.ERASE


COMMENTS = st.builds(
    a_comment,
    state=st.sampled_from(State),
    reasons=st.tuples(
        st.builds(Reason, st.sampled_from(ReasonCode), st.dictionaries(st.just("words"), st.text("กข<", max_size=9)))
    ),
    text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(shown).map(clean_paragraphs),
    author=st.sampled_from(["สมชาย", "A <b>", "&amp;"]),
    email=st.none() | st.just("a@b.example"),
    website=st.none() | st.just("https://c.example/?a=1&b=2"),
    edited=st.none() | st.just(NOW),
    official=st.booleans(),
    appealed=st.booleans(),
)


@given(COMMENTS, st.booleans())
def test_what_goes_out_comes_back(comment: Comment, reviewed: bool) -> None:
    comment = replace(comment, standing=Standing(comment.state, comment.standing.reasons, reviewed))
    item = exported(comment, private=True)
    line = to_line(item)
    assert b"\n" not in line
    assert from_line(line) == item
    carrier = Carrier(SECRET, NOW)
    back = carrier.restored(from_line(to_line(item)), Place(comment.id, comment.url, comment.parent))
    assert carrier.hitches == []
    assert back == comment
