"""The ledger's chain, and whether any tampering with it is found."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from services.comments.moderation.audit import Broken, Finding, Head, audited, heads_in, read_head
from services.comments.moderation.ledger import GENESIS, VOID, Entry, Fact, chained, effective, hash_of
from shared.errors import InvalidInput
from tests.support.comments import NOW

MUTATIONS = 1000
ACTIONS = ("approve", "reject", "spam", "restore", "undo", VOID)


def chain(length: int) -> list[Entry]:
    entries: list[Entry] = []
    for number in range(length):
        fact = Fact(
            decision=f"d{number}",
            at=NOW + timedelta(minutes=number),
            actor=("daeng", "dam")[number % 2],
            action=ACTIONS[number % len(ACTIONS)],
            ids=tuple(f"c{number}.{each}" for each in range(number % 4)),
            reason="เหตุผล" if number % 3 else "",
            undoes=f"d{number - 1}" if number % 5 == 4 else None,
            model_versions=("m1",) * (number % 2),
            campaign="k1" if number % 7 == 3 else None,
            ground="gambling" if number % 4 == 1 else None,
            second="lek" if number % 6 == 2 else None,
        )
        entries.append(chained(fact, entries[-1] if entries else None))
    return entries


def head_of(entries: list[Entry]) -> Head:
    return Head(entries[-1].number, entries[-1].hash)


def rehashed(entries: list[Entry], start: int) -> list[Entry]:
    """As a careful forger leaves it: every number, link and hash from ``start`` on fits again."""
    done = entries[:start]
    for entry in entries[start:]:
        linked = replace(entry, number=len(done) + 1, prev=done[-1].hash if done else GENESIS)
        done.append(replace(linked, hash=hash_of(linked)))
    return done


def altered(entries: list[Entry], chance: Random) -> list[Entry]:
    """One field of one entry says something else."""
    at = chance.randrange(len(entries))
    field = chance.choice([each.name for each in fields(Entry)])
    before = getattr(entries[at], field)
    changed: dict[str, Any] = {field: _other(before, chance)}
    return [*entries[:at], replace(entries[at], **changed), *entries[at + 1 :]]


def _other(value: Any, chance: Random) -> Any:
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 7])
    if isinstance(value, tuple):
        return value[1:] if value and chance.random() < 0.5 else (*value, "c9")
    if value is None:
        return "x"
    at = chance.randrange(len(value) + 1)
    return value[:at] + chance.choice("xก0") + value[at:]


def removed(entries: list[Entry], chance: Random) -> list[Entry]:
    start = chance.randrange(len(entries))
    return entries[:start] + entries[start + chance.randint(1, 3) :]


def cut_off(entries: list[Entry], chance: Random) -> list[Entry]:
    return entries[: chance.randrange(len(entries))]


def swapped(entries: list[Entry], chance: Random) -> list[Entry]:
    one, other = chance.sample(range(len(entries)), 2)
    done = [*entries]
    done[one], done[other] = done[other], done[one]
    return done


def doubled(entries: list[Entry], chance: Random) -> list[Entry]:
    at = chance.randrange(len(entries))
    return [*entries[: at + 1], *entries[at:]]


def invented(entries: list[Entry], chance: Random) -> list[Entry]:
    at = chance.randrange(len(entries))
    return [
        *entries[:at],
        chained(Fact("d-x", NOW, "x", "approve", ("c1",)), entries[at - 1] if at else None),
        *entries[at:],
    ]


def forged(entries: list[Entry], chance: Random) -> list[Entry]:
    """Altered, removed, swapped or invented, and then every hash made to fit again."""
    mutate = chance.choice([altered, removed, swapped, invented])
    return rehashed(mutate(entries, chance), 0)


Mutation = Callable[[list[Entry], Random], list[Entry]]
KINDS: tuple[Mutation, ...] = (altered, removed, cut_off, swapped, doubled, invented, forged)


def test_a_thousand_mutations_are_all_found() -> None:
    """Against the head that was published last; each kind many times."""
    entries, chance, missed, tried = chain(40), Random(4), list[str](), dict[str, int]()
    heads = [head_of(entries)]
    while sum(tried.values()) < MUTATIONS:
        mutate = KINDS[sum(tried.values()) % len(KINDS)]
        mutated = mutate(entries, chance)
        if mutated == entries:  # such as a forgery whose one lie was a hash
            continue
        tried[mutate.__name__] = tried.get(mutate.__name__, 0) + 1
        if audited(mutated, heads).broken is None:
            missed.append(mutate.__name__)
    assert missed == []
    assert sum(tried.values()) == MUTATIONS
    assert min(tried.values()) > 100


def test_a_whole_chain_holds() -> None:
    assert audited([]) == Finding(Head(0, GENESIS))
    entries = chain(20)
    heads = [Head(entry.number, entry.hash) for entry in entries[::3]]
    assert audited(entries, heads) == Finding(head_of(entries))


def test_what_is_wrong_has_a_name_and_a_place() -> None:
    entries = chain(6)
    lie = replace(entries[2], reason="x")
    assert audited([*entries[:2], lie, *entries[3:]]).broken == Broken(3, "altered")
    assert audited([*entries[:2], *entries[3:]]).broken == Broken(3, "renumbered")
    assert audited([*entries[:2], replace(entries[2], prev=GENESIS), *entries[3:]]).broken == Broken(3, "unlinked")
    assert audited(entries[:4], [head_of(entries)]).broken == Broken(5, "cut-off")
    assert audited([], [head_of(entries)]).broken == Broken(1, "cut-off")
    assert audited(rehashed([*entries[:2], lie, *entries[3:]], 2), [head_of(entries)]).broken == Broken(6, "rewritten")
    assert audited(entries[:4]).broken is None, "without a head nobody can know"


def test_heads_are_found_in_any_text() -> None:
    head = head_of(chain(3))
    assert heads_in(f"<summary>วันนี้ {head} แล้ว</summary>") == [head]
    assert heads_in(f"x{head}0 {'0' * 70}:{head.hash}") == []
    assert read_head(f" {head}\n") == head
    for wrong in ("", "3", f"{head} {head}", f"0x{head}"):
        with pytest.raises(InvalidInput):
            read_head(wrong)


def test_entries_without_later_fields_keep_their_hashes() -> None:
    """This one was written before there were campaigns, grounds and second persons."""
    entry = chained(Fact("d1", NOW, "daeng", "spam", ("c1",), "การพนัน", None, ("m1",)), None)
    assert entry.hash == "638fb29bc72a7484a3f65c72f0c52f7c8801371705c1e33a00d7dd5601487679"


def test_voids_are_taken_off_what_a_decision_claims() -> None:
    claim = chained(Fact("d1", NOW, "daeng", "spam", ("c1", "c2", "c3")), None)
    void = chained(Fact("d2", NOW, "daeng", VOID, ("c1", "c3"), undoes="d1"), claim)
    assert audited([claim, void]).broken is None
    assert effective([claim, void]) == {"d1": ("c2",)}
