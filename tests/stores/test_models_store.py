"""Versions, the roll, trainings, tallies, alarms and labels, alike on one server and on a cluster."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from services.comments import changes
from services.comments.learning.alarm_store import QUIET, RedisAlarms
from services.comments.learning.alarms import STREAM, Alarm
from services.comments.learning.gate import Beside, Comparison, Verdict
from services.comments.learning.label_store import KEEP, MOST_LABELS, RedisLabels
from services.comments.learning.labels import Kinds
from services.comments.learning.registry import INTERRUPTED, RedisRegistry
from services.comments.learning.tally import MOST_OF_SENDER, Tally
from services.comments.learning.tally_store import RedisTallies
from services.comments.learning.versions import (
    Activation,
    Roll,
    Training,
    TrainingState,
    Version,
    activated,
    shadowed,
)
from services.comments.model import Action, Comment, State
from shared.store.client import Store
from tests.support.comments import NOW, a_comment

NONE = Comparison(0, 0.0, 0.0, 0.0)
TRAINING = Training("t1", "daeng", NOW)


def version(number: int) -> Version:
    return Version(f"v{number}", "base", NOW + timedelta(minutes=number), 100, Verdict(NONE, NONE, 0.0))


async def test_versions_are_kept_the_newest_first(any_store: Store) -> None:
    registry = RedisRegistry(any_store)
    for number in (1, 3, 2):
        await registry.keep(version(number))
    assert [one.id for one in await registry.versions()] == ["v3", "v2", "v1"]
    assert await registry.version("v2") == version(2)
    await registry.drop("v2")
    assert await registry.version("v2") is None


async def test_changes_of_the_roll_are_never_lost(any_store: Store) -> None:
    registry = RedisRegistry(any_store)
    assert await registry.roll() == Roll()
    by = [Activation(f"v{n}", "daeng", NOW) for n in range(5)]
    await asyncio.gather(
        *(registry.change(lambda roll, one=one: activated(roll, "base", one)) for one in by),  # type: ignore[misc]
        registry.change(lambda roll: shadowed(roll, "base", "v9")),
    )
    roll = await registry.roll()
    assert (roll.number, {one.version for one in roll.history}) == (6, {"v0", "v1", "v2", "v3", "v4"})


async def test_one_training_at_a_time_and_only_its_own_process_speaks_of_it(any_store: Store) -> None:
    registry = RedisRegistry(any_store)
    assert await registry.training() is None
    other = replace(TRAINING, id="t2")
    assert await registry.begin(TRAINING)
    assert not await registry.begin(other)
    assert not await registry.note(other)
    assert await registry.note(replace(TRAINING, step=2))
    assert await registry.renew(TRAINING)
    assert await registry.training() == replace(TRAINING, step=2)
    done = replace(TRAINING, state=TrainingState.DONE, version="v1", ended=NOW)
    assert await registry.note(done)
    assert await registry.training() == done
    assert not await registry.renew(TRAINING)
    assert await registry.begin(other)


async def test_a_training_that_nobody_carries_on_has_failed(any_store: Store) -> None:
    registry = RedisRegistry(any_store, lease=timedelta(milliseconds=20))
    assert await registry.begin(TRAINING)
    async with asyncio.timeout(5):
        while (found := await registry.training()) == TRAINING:
            pass
    assert found == replace(TRAINING, state=TrainingState.FAILED, problem=INTERRUPTED)
    assert await registry.begin(replace(TRAINING, id="t2"))


async def test_one_instance_does_what_is_due_for_all(any_store: Store) -> None:
    registry = RedisRegistry(any_store)
    turns = await asyncio.gather(*(registry.take_turn(timedelta(minutes=1)) for _ in range(5)))
    assert sorted(turns) == [False] * 4 + [True]


async def test_the_first_comments_are_what_later_ones_are_compared_with(any_store: Store) -> None:
    tallies = RedisTallies(any_store)
    first, later = Tally("v1", "v2"), Tally("v1")
    for number in range(1000):
        first.see(f"s{number}", 0.001, same=number >= 10)
    for number in range(300):
        later.see(f"t{number}", 0.999)
    await tallies.note(first, NOW)
    await tallies.note(later, NOW)
    await tallies.note(later, NOW + timedelta(days=1))
    found = await tallies.histograms("v1")
    assert (found.first[0], found.last[10], sum(found.first)) == (1000, 600, 1000)
    assert found.drift is not None
    assert found.drift > 1
    await tallies.note(later, NOW + timedelta(days=3))
    assert (await tallies.histograms("v1")).last[10] == 300
    assert await tallies.beside("v1", "v2") == Beside(1000, 10)
    assert await tallies.beside("v1", "v3") == Beside()


async def test_a_day_counts_few_comments_of_one_sender_whichever_instances_see_them(any_store: Store) -> None:
    tallies = RedisTallies(any_store)
    for _ in range(3):
        flood = Tally("v1", "v2")
        for _ in range(100):
            flood.see("flood", 0.999, same=True)
        await tallies.note(flood, NOW)
    assert await tallies.beside("v1", "v2") == Beside(MOST_OF_SENDER, 0)
    assert (await tallies.histograms("v1")).first[10] == MOST_OF_SENDER
    other, alone = Tally("v1", "v2"), Tally("v3")
    other.see("other", 0.999, same=False)
    alone.see("flood", 0.999)
    await tallies.note(other, NOW)
    await tallies.note(alone, NOW)
    assert await tallies.beside("v1", "v2") == Beside(MOST_OF_SENDER + 1, 1)
    assert sum((await tallies.histograms("v3")).first) == 1, "another version counts anew"
    await tallies.note(flood, NOW + timedelta(days=1))
    assert await tallies.beside("v1", "v2") == Beside(2 * MOST_OF_SENDER + 1, 1), "and so does another day"


class Ears:
    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []

    async def raised(self, alarm: Alarm, at: object) -> None:  # noqa: ARG002
        self.heard.append(("raised", alarm.code))

    async def ended(self, alarm: Alarm, at: object) -> None:  # noqa: ARG002
        self.heard.append(("ended", alarm.code))


async def test_an_alarm_is_told_once_when_it_begins_and_once_when_it_has_ended(any_store: Store) -> None:
    ears = Ears()
    alarms = RedisAlarms(any_store, ears)
    drift, lost = Alarm("drift", 0.5, 0.25), Alarm("model-unusable", detail="v1")
    await alarms.ring(drift, NOW)
    await alarms.ring(drift, NOW + timedelta(minutes=1))
    await alarms.ring(lost, NOW + QUIET)
    assert [(one.alarm, one.since) for one in await alarms.ringing()] == [(drift, NOW), (lost, NOW + QUIET)]
    await alarms.settle(NOW + QUIET + timedelta(minutes=2))
    assert [one.alarm.code for one in await alarms.ringing()] == ["model-unusable"]
    assert ears.heard == [("raised", "drift"), ("raised", "model-unusable"), ("ended", "drift")]
    events = await any_store.execute("XRANGE", STREAM, "-", "+")
    assert [fields[b"event"] for _, fields in events] == [b"raised", b"raised", b"ended"]


def spam(comment: Comment, number: int = 1, by: str = "daeng", at: datetime = NOW) -> Comment:
    decision = f"d{number}"
    return changes.decided(comment, Action.SPAM, decision=decision, actor=by, reason="", now=at).comment


def labels_in(store: Store, minutes: int = 0) -> RedisLabels:
    return RedisLabels(store, secret=b"secret", clock=lambda: NOW + timedelta(minutes=minutes))


async def test_labels_follow_comments_and_an_older_revision_never_overtakes(any_store: Store) -> None:
    labels, comment = labels_in(any_store), a_comment(state=State.HELD)
    await labels.apply(comment)
    assert await labels.everything() == []
    marked = spam(comment)
    undone = changes.undone(marked, "d1", decision="u1", actor="daeng", now=NOW).comment
    await labels.apply(undone)
    await labels.apply(marked)
    assert await labels.everything() == []
    await labels.apply(spam(undone, 2))
    (label,) = await labels.everything()
    assert (label.spam, label.text) == (True, comment.text)
    assert await labels.of([comment.id, "unknown"]) == [label]


async def test_nothing_of_an_erased_comment_stays(any_store: Store) -> None:
    labels, comment = labels_in(any_store), spam(a_comment(state=State.HELD))
    await labels.apply(comment)
    erased = changes.erased(comment, "author", NOW)
    assert erased is not None
    await labels.apply(erased.comment)
    assert comment.text.encode() not in b"".join(await any_store.execute("HVALS", "{labels}"))
    await labels.apply(comment)
    assert await labels.everything() == [], "a slower writer does not bring it back"


async def test_labels_are_forgotten_in_time(any_store: Store) -> None:
    after = KEEP // timedelta(minutes=1) + 1
    later = NOW + timedelta(minutes=after)
    old, new = spam(a_comment(1, state=State.HELD)), spam(a_comment(2, state=State.HELD), at=later)
    await labels_in(any_store).apply(old)
    await labels_in(any_store, minutes=after).apply(new)
    assert [label.comment for label in await labels_in(any_store).everything()] == [new.id]


async def test_labels_are_counted_by_kind_also_those_from_before_they_were(any_store: Store) -> None:
    labels, comments = labels_in(any_store), [a_comment(number, state=State.HELD) for number in range(3)]
    assert await labels.kinds() == Kinds(0, 0)
    quoting = replace(comments[0], text='{"spam":true}')
    approved = changes.decided(quoting, Action.APPROVE, decision="d1", actor="daeng", reason="", now=NOW).comment
    await labels.apply(approved, spam(comments[1]), spam(comments[2]))
    await labels.apply(spam(comments[1]))
    assert await labels.kinds() == Kinds(1, 2)
    await any_store.execute("DEL", "{labels}:kinds")
    assert await labels.kinds() == Kinds(1, 2)
    await labels.apply(changes.undone(approved, "d1", decision="u1", actor="daeng", now=NOW).comment)
    await labels.apply(spam(changes.undone(spam(comments[1]), "d1", decision="u1", actor="daeng", now=NOW).comment, 2))
    assert await labels.kinds() == Kinds(0, 2)
    assert await labels_in(any_store, minutes=KEEP // timedelta(minutes=1) + 1).kinds() == Kinds(0, 0)


@pytest.mark.slow
async def test_labels_are_bounded(store: Store) -> None:
    labels = labels_in(store)
    comments = [spam(a_comment(number, state=State.HELD)) for number in range(MOST_LABELS + 50)]
    for at in range(0, len(comments), 500):
        await labels.apply(*comments[at : at + 500])
    assert MOST_LABELS * 0.98 < len(await labels.everything()) <= MOST_LABELS


async def test_a_flood_of_one_account_makes_nobody_elses_labels_forgotten(any_store: Store) -> None:
    labels = RedisLabels(any_store, secret=b"secret", clock=lambda: NOW, most=100)
    honest = [spam(a_comment(number, state=State.HELD)) for number in range(30)]
    await labels.apply(*honest)
    for number in range(30, 300):
        await labels.apply(spam(a_comment(number, state=State.HELD), by="liar"))
    found = {label.comment for label in await labels.everything()}
    assert 95 < len(found) <= 100
    assert {comment.id for comment in honest} <= found
    assert (await labels.kinds()).spam == len(found)
