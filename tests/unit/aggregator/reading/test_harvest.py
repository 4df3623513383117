from dataclasses import replace
from datetime import UTC, datetime, timedelta

from msgspec import structs

from services.aggregator.model import Known, Pace, Source
from services.aggregator.reading import harvest
from services.aggregator.reading.document import About, EntryFound, ParsedFeed, Withdrawn
from services.aggregator.retention import USUAL

NOW = datetime(2026, 1, 5, tzinfo=UTC)
SOURCE = Source(id="s", url="http://khonkaen.go.th/feed", created=NOW, pace=Pace(next_poll=NOW))


def found(name: str, published: str = "2026-01-01T00:00:00Z") -> EntryFound:
    return EntryFound(
        id=name, atom_id=f"tag:{name}", digest="d", title=name, url="", published=published, updated="", summary="",
        content="",
    )  # fmt: skip


def feed(*entries: EntryFound, withdrawn: tuple[Withdrawn, ...] = ()) -> ParsedFeed:
    return ParsedFeed(About("atom10"), tuple(entry.id for entry in entries), entries, withdrawn)


def test_new_entries_stand_where_they_were_published() -> None:
    (entry,) = harvest.gather(SOURCE, {}, feed(found("a")), NOW).put
    assert (entry.position, entry.first_seen) == (datetime(2026, 1, 1, tzinfo=UTC), NOW)


def test_entries_without_a_believable_date_stand_where_they_were_first_seen() -> None:
    put = harvest.gather(SOURCE, {}, feed(found("a", ""), found("b", "2099-01-01T00:00:00Z")), NOW).put
    assert [entry.position for entry in put] == [NOW, NOW]
    assert [entry.flags for entry in put] == [("no-date",), ("future-date",)]


def test_an_edit_moves_nothing() -> None:
    known = {"a": Known("old", NOW - timedelta(days=9), NOW - timedelta(days=10))}
    gathered = harvest.gather(SOURCE, known, feed(found("a", "2026-01-04T00:00:00Z")), NOW)
    assert gathered.fresh == 0
    assert (gathered.put[0].first_seen, gathered.put[0].position) == (known["a"].first_seen, known["a"].position)


def test_a_thai_source_means_thai_time() -> None:
    (entry,) = harvest.gather(SOURCE, {}, feed(found("a", "2026-01-04 09:00")), NOW).put
    assert entry.published == datetime(2026, 1, 4, 2, tzinfo=UTC)


def test_withdrawn_entries_are_buried_only_if_known() -> None:
    stones = tuple(Withdrawn(name, f"tag:{name}", "") for name in ("a", "x"))
    known = {"a": Known("d", NOW, NOW)}
    gathered = harvest.gather(SOURCE, known, feed(withdrawn=stones), NOW)
    assert (gathered.forget, [burial.entry for burial in gathered.buried]) == (("a",), ["a"])


def test_only_the_newest_are_kept() -> None:
    known = {f"old{n}": Known("d", NOW, NOW - timedelta(days=n + 1)) for n in range(USUAL.entries)}
    gathered = harvest.gather(SOURCE, known, feed(found("a", "2026-01-04T12:00:00Z")), NOW)
    assert [entry.id for entry in gathered.put] == ["a"]
    assert gathered.forget == (f"old{USUAL.entries - 1}",)
    ancient = harvest.gather(SOURCE, known, feed(found("b", "1990-01-01T00:00:00Z")), NOW)
    assert ancient.is_empty


def test_facts() -> None:
    about = replace_about(title="ขอนแก่น", updated="5 ม.ค. 2569 09:00")
    facts = harvest.facts(about, SOURCE, NOW + timedelta(days=1))
    assert (facts.title, facts.updated) == ("ขอนแก่น", datetime(2026, 1, 5, 2, tzinfo=UTC))
    assert replace(SOURCE, facts=facts).title == "ขอนแก่น"
    assert SOURCE.title == SOURCE.url


def replace_about(title: str, updated: str) -> About:
    return About("atom10", title=title, updated=updated)


def test_a_source_keeps_only_so_many_bytes_the_oldest_go() -> None:
    third = USUAL.bytes // 3
    known = {f"old{n}": Known("d", NOW, NOW - timedelta(days=n + 1), third) for n in range(3)}
    gathered = harvest.gather(SOURCE, known, feed(structs.replace(found("a", "2026-01-04T12:00:00Z"), size=third)), NOW)
    assert gathered.put[0].size == third
    assert gathered.forget == ("old2",)
    ancient = structs.replace(found("b", "1990-01-01T00:00:00Z"), size=third)
    assert harvest.gather(SOURCE, known, feed(ancient), NOW).is_empty


def test_what_was_cut_says_so() -> None:
    (entry,) = harvest.gather(SOURCE, {}, feed(structs.replace(found("a"), is_truncated=True)), NOW).put
    assert entry.flags == ("truncated",)


def test_a_tombstone_says_nothing_about_what_was_changed_after_it() -> None:
    known = {"a": Known("old", NOW, NOW), "b": Known("d", NOW, NOW)}
    again = structs.replace(found("a"), updated="2026-01-04T00:00:00Z")
    stones = (Withdrawn("a", "tag:a", "2026-01-03T00:00:00Z"), Withdrawn("b", "tag:b", "2026-01-03T00:00:00Z"))
    gathered = harvest.gather(SOURCE, known, feed(again, withdrawn=stones), NOW)
    assert ([entry.id for entry in gathered.put], gathered.forget) == (["a"], ("b",))

    before = {entry.id: entry for entry in gathered.put}
    unchanged = ParsedFeed(About("atom10"), ("a",), (), stones)
    assert harvest.changed_of(unchanged, known) == ["a"]
    later = harvest.gather(SOURCE, {"a": known["a"]}, unchanged, NOW, harvest.Remembered(before))
    assert later.is_empty, "what was not read anew is known to be newer"
    harder = (Withdrawn("a", "tag:a", "2026-01-05T00:00:00Z"),)
    assert harvest.gather(SOURCE, known, feed(again, withdrawn=harder), NOW).forget == ("a",)
