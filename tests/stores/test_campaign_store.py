"""Campaigns are found, bounded and forgotten alike on one server and on a cluster."""

from datetime import timedelta

from services.comments.campaigns.lookout import Sighting
from services.comments.campaigns.minhash import BINS, DIGITS
from services.comments.campaigns.model import MOST_COMMENTS, Sentence
from services.comments.campaigns.store import RedisCampaigns
from services.comments.model import Action
from shared.store.client import Store
from tests.support.comments import NOW

WINDOW = timedelta(hours=1)
SAME = "0a1b" * BINS
HALF = SAME[: BINS * DIGITS // 2] + "ffff" * (BINS // 2)
LESS = SAME[: BINS * DIGITS // 2 - DIGITS] + "eeee" * (BINS // 2 + 1)


def seen(comment: str, signature: str = SAME, **with_: str) -> Sighting:
    return Sighting(comment, with_.get("thread", "t1"), with_.get("author", "a1"), signature)


async def test_comments_are_counted_to_what_they_are_half_like(any_store: Store) -> None:
    campaigns = RedisCampaigns(any_store, WINDOW)
    first = await campaigns.sight(seen("c1"), "one", NOW)
    assert (first.id, first.count, first.established) == ("one", 1, False)
    assert (await campaigns.sight(seen("c2", HALF, thread="t2"), "two", NOW)).id == "one"
    assert (await campaigns.sight(seen("c3", LESS), "three", NOW)).id == "three"
    third = await campaigns.sight(seen("c4", author="a2"), "four", NOW)
    assert (third.id, third.count, third.threads, third.authors) == ("one", 3, ("t1", "t2"), ("a1", "a2"))
    assert third.established
    assert await campaigns.members("one") == ["c1", "c2", "c4"]


async def test_a_new_text_moves_a_comment(any_store: Store) -> None:
    campaigns = RedisCampaigns(any_store, WINDOW)
    await campaigns.sight(seen("c1"), "one", NOW)
    await campaigns.leave("one", "c1")
    await campaigns.sight(seen("c1", "1234" * BINS), "two", NOW)
    assert await campaigns.members("one") == []
    assert await campaigns.members("two") == ["c1"]
    await campaigns.leave("one", "c1")
    await campaigns.leave("two", "c1")
    again = await campaigns.sight(seen("c1"), "three", NOW)
    assert (again.id, again.count) == ("one", 1)


async def test_what_nobody_repeats_is_forgotten_with_all_its_traces(any_store: Store) -> None:
    campaigns = RedisCampaigns(any_store, WINDOW)
    await campaigns.sight(seen("c1"), "one", NOW)
    await campaigns.sight(seen("c2", "1234" * BINS), "two", NOW + timedelta(minutes=50))
    later = await campaigns.sight(seen("c3"), "three", NOW + timedelta(minutes=61))
    assert later.id == "three"
    assert await campaigns.find(["one", "two"]) == [None, await one(campaigns, "two")]
    assert await campaigns.members("one") == []
    assert await any_store.execute("HLEN", "{campaigns}:bands") == 2 * BINS // 3


async def one(campaigns: RedisCampaigns, identity: str) -> object:
    return (await campaigns.find([identity]))[0]


async def test_a_sentence_keeps_a_campaign_and_can_be_undone(any_store: Store) -> None:
    campaigns = RedisCampaigns(any_store, WINDOW)
    await campaigns.sight(seen("c1"), "one", NOW)
    sentence = Sentence("d1", Action.SPAM, "daeng")
    await campaigns.pass_sentence("one", sentence, NOW)
    later = await campaigns.sight(seen("c2"), "two", NOW + timedelta(days=20))
    assert (later.id, later.binding) == ("one", sentence)
    assert await campaigns.undo_sentence("one", "another", NOW) is None
    undone = await campaigns.undo_sentence("one", "d1", NOW + timedelta(days=20))
    assert undone is not None
    assert (undone.sentence, undone.former) == (None, sentence)
    assert await campaigns.pass_sentence("gone", sentence, NOW) is None


async def test_there_are_never_more_than_allowed_and_decided_ones_stay(any_store: Store) -> None:
    campaigns = RedisCampaigns(any_store, WINDOW, most=3)
    await campaigns.sight(seen("c0"), "decided", NOW)
    await campaigns.pass_sentence("decided", Sentence("d", Action.REJECT, "daeng"), NOW)
    for number in range(1, 6):
        await campaigns.sight(seen(f"c{number}", f"{number:04x}" * BINS), f"n{number}", NOW + timedelta(seconds=number))
    assert [campaign.id for campaign in await campaigns.newest(10)] == ["decided", "n5", "n4"]
    assert await any_store.execute("HLEN", "{campaigns}:bands") == 3 * BINS // 3
    assert await any_store.execute("ZCARD", "{campaigns}:members") == 3


async def test_a_full_campaign_is_continued_by_another_that_inherits(any_store: Store) -> None:
    campaigns = RedisCampaigns(any_store, WINDOW)
    await campaigns.sight(seen("c"), "one", NOW)
    sentence = Sentence("d", Action.SPAM, "daeng")
    await campaigns.pass_sentence("one", sentence, NOW)
    record = await any_store.execute("HGET", "{campaigns}", "one")
    full = record.replace(b'"count":1', b'"count":%d' % MOST_COMMENTS)
    await any_store.execute("HSET", "{campaigns}", "one", full)
    next_one = await campaigns.sight(seen("c2"), "two", NOW)
    assert (next_one.id, next_one.count, next_one.sentence) == ("two", 1, sentence)
    assert (await campaigns.sight(seen("c3"), "three", NOW)).id == "two"
