from dataclasses import replace
from datetime import UTC, datetime

from services.aggregator.model import Burial, Entry, FeedFacts, Gathered, Pace, Person, Source
from services.aggregator.publishing.merged import Heading, merge
from shared.feed import atom

NOW = datetime(2026, 1, 5, tzinfo=UTC)
HEADING = Heading(
    name="planet/all", title="T", subtitle="", self_url="http://r.example/f", media_type="application/atom+xml",
    page_url="http://r.example/", hub_url=None, authority="r.example",
)  # fmt: skip
SOURCE = Source(id="s", url="http://k.example/feed", created=NOW, pace=Pace(next_poll=None), name="ขอนแก่น")
ENTRY = Entry(
    id="e", source="s", atom_id="urn:x:1", title="แผนพัฒนาจังหวัด", url="", first_seen=NOW, changed=NOW, position=NOW,
    published=None, updated=None, content="<p>น้ำท่วม Flood</p>",
)  # fmt: skip


def test_there_is_always_an_author_and_a_source() -> None:
    feed = merge(HEADING, [Gathered(ENTRY, SOURCE, is_foreign=False)], [])
    assert [person.name for person in feed.entries[0].authors] == ["ขอนแก่น"]
    assert feed.entries[0].source is not None
    assert (feed.entries[0].source.id, feed.entries[0].id) == ("http://k.example/feed", "urn:x:1")


def test_the_same_content_gives_the_same_bytes() -> None:
    gathered = [Gathered(ENTRY, SOURCE, is_foreign=False)]
    assert atom.render(merge(HEADING, gathered, [])) == atom.render(merge(HEADING, gathered, []))
    assert merge(HEADING, [], []).updated == merge(HEADING, [], []).updated


def test_a_repeated_id_is_replaced_by_one_of_ours() -> None:
    feed = merge(HEADING, [Gathered(ENTRY, SOURCE, is_foreign=True)], [Burial("s", "x", "urn:x:2", NOW)])
    assert feed.entries[0].id == "tag:r.example,2026-01-01:planet/s/e"
    assert feed.tombstones[0].ref == "urn:x:2"


def test_a_tombstone_of_a_repeated_id_is_of_ours_too() -> None:
    feed = merge(HEADING, [], [Burial("s", "e", "urn:x:1", NOW, is_foreign=True)])
    assert feed.tombstones[0].ref == "tag:r.example,2026-01-01:planet/s/e"


def test_first_words_stand_for_a_title() -> None:
    untitled = replace(ENTRY, title="", summary="น้ำท่วมถนน " * 20)
    title = merge(HEADING, [Gathered(untitled, SOURCE, is_foreign=False)], []).entries[0].title
    assert title.startswith("น้ำท่วมถนน")
    assert len(title) <= 80


def test_authors_of_the_feed_stand_in() -> None:
    facts = FeedFacts(authors=(Person("สำนักงาน"),))
    source = Source(id="s", url="http://k.example/", created=NOW, pace=Pace(next_poll=None), facts=facts)
    feed = merge(HEADING, [Gathered(ENTRY, source, is_foreign=False)], [])
    assert feed.entries[0].authors[0].name == "สำนักงาน"
